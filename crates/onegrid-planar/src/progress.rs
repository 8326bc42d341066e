//! Reports on long steps, the way to stop them, and what they may take.

use crate::error::OverlayError;
use crate::limits::Limits;

/// Hears how far a long step is and may stop it between steps.
pub trait Progress: Sync {
    /// A step went on: `done` of `total` parts. Called from one thread. `done` begins at 0, never falls, and
    /// ends at `total`; a call that does several things one after another begins at 0 again for each.
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

    /// Stops where that is asked for, without telling of a step.
    pub(crate) fn check(&self, step: &'static str) -> Result<(), OverlayError> {
        if self.is_cancelled() { Err(OverlayError::Cancelled { step }) } else { Ok(()) }
    }
}

/// Reports of one step aimed at.
const REPORTS: u64 = 64;
/// Items after which there is a report in any case: a small part of a second.
const ITEMS_PER_REPORT_MAX: u64 = 1 << 16;

/// Tells of a step of many items, now and then.
pub(crate) struct Pace<'a> {
    progress: &'a dyn Progress,
    step: &'static str,
    done: u64,
    next: u64,
    stride: u64,
    total: u64,
}

impl<'a> Pace<'a> {
    /// Begins a step of so many items.
    ///
    /// # Errors
    /// [`OverlayError::Cancelled`], here and below.
    pub(crate) fn start(progress: &'a dyn Progress, step: &'static str, items: usize) -> Result<Self, OverlayError> {
        // the last item is the end itself: what comes after the items is part of the step
        let total = (items as u64).saturating_add(1);
        progress.go_on(step, 0, total)?;
        let stride = (total / REPORTS).clamp(1, ITEMS_PER_REPORT_MAX);
        Ok(Self { progress, step, done: 0, next: stride, stride, total })
    }

    /// So many items more are done.
    #[inline]
    pub(crate) fn add(&mut self, items: usize) -> Result<(), OverlayError> {
        self.done += items as u64;
        if self.done >= self.next { self.report() } else { Ok(()) }
    }

    #[cold]
    fn report(&mut self) -> Result<(), OverlayError> {
        self.next = self.done + self.stride;
        self.progress.go_on(self.step, self.done.min(self.total - 1), self.total)
    }

    /// All is done.
    pub(crate) fn end(self) -> Result<(), OverlayError> {
        self.progress.go_on(self.step, self.total, self.total)
    }
}

/// Looks now and then at whether to stop, without telling of a step.
pub(crate) struct Looks<'a> {
    progress: &'a dyn Progress,
    step: &'static str,
    since: usize,
}

impl<'a> Looks<'a> {
    pub(crate) fn start(progress: &'a dyn Progress, step: &'static str) -> Self {
        Self { progress, step, since: 0 }
    }

    /// So many items come next.
    ///
    /// # Errors
    /// [`OverlayError::Cancelled`].
    #[inline]
    pub(crate) fn add(&mut self, items: usize) -> Result<(), OverlayError> {
        self.since += items;
        if (self.since as u64) < ITEMS_PER_REPORT_MAX {
            return Ok(());
        }
        self.since = 0;
        self.progress.check(self.step)
    }
}

/// Hears nothing, but stops and is limited as the progress behind it: for work inside a step.
pub(crate) struct Within<'a>(pub &'a dyn Progress);

impl Progress for Within<'_> {
    fn step(&self, _: &'static str, _: u64, _: u64) {}
    fn is_cancelled(&self) -> bool {
        self.0.is_cancelled()
    }
    fn limits(&self) -> Limits {
        self.0.limits()
    }
}

/// What was done under [`Silent`] or [`Unlimited`], where nothing limits it.
pub(crate) fn unstopped<T>(done: Result<T, OverlayError>) -> T {
    done.unwrap_or_else(|_| unreachable!("nobody asked to stop"))
}

/// Hears nothing and never stops.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn step(&self, _: &'static str, _: u64, _: u64) {}
}

/// As [`Silent`], for what cannot tell of an error and takes no more memory than its result.
pub(crate) struct Unlimited;

impl Progress for Unlimited {
    fn step(&self, _: &'static str, _: u64, _: u64) {}
    fn limits(&self) -> Limits {
        Limits { max_segments: u64::MAX, max_edges: u64::MAX, max_memory_bytes: u64::MAX }
    }
}
