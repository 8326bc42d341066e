//! Reports on long steps, and the way to stop them.

/// Hears how far a long step is and may stop it between steps.
pub trait Progress: Sync {
    /// A step went on: `done` of `total` parts. Called from one thread.
    fn step(&self, step: &'static str, done: u64, total: u64);
    /// Whether to stop at the next chance.
    fn is_cancelled(&self) -> bool {
        false
    }
}

/// Hears nothing and never stops.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn step(&self, _: &'static str, _: u64, _: u64) {}
}
