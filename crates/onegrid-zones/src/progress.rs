//! How a long design tells how far it is and asks whether to go on.

/// Watches a design. Called from several threads.
pub trait Progress: Sync {
    /// `done` of `total` communities are finished. Calls may arrive out of order.
    fn step(&self, done: usize, total: usize);
    /// Whether to stop; the design then ends with
    /// [`DesignError::Cancelled`](crate::DesignError::Cancelled).
    fn cancelled(&self) -> bool;
}

/// Watches nothing and never stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NoProgress;

impl Progress for NoProgress {
    fn step(&self, _done: usize, _total: usize) {}
    fn cancelled(&self) -> bool {
        false
    }
}
