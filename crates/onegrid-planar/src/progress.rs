//! Reports on long steps, the way to stop them, and what they may take.

use crate::error::OverlayError;
use crate::limits::Limits;

/// Hears how far a long step is and may stop it between steps.
pub trait Progress: Sync {
    /// A step went on: `done` of `total` parts. Called from one thread.
    fn step(&self, step: &'static str, done: u64, total: u64);
    /// Whether to stop at the next chance.
    fn is_cancelled(&self) -> bool {
        false
    }
    /// What an overlay may take.
    fn limits(&self) -> Limits {
        Limits::default()
    }
}

impl dyn Progress + '_ {
    /// Tells of a step and stops where that is asked for.
    pub(crate) fn go_on(&self, step: &'static str, done: u64, total: u64) -> Result<(), OverlayError> {
        self.step(step, done, total);
        if self.is_cancelled() { Err(OverlayError::Cancelled { step }) } else { Ok(()) }
    }
}

/// Hears nothing and never stops.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn step(&self, _: &'static str, _: u64, _: u64) {}
}
