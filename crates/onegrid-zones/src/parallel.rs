//! Independent pieces of work, on all threads where the feature `parallel` is on; results in order.

/// The results of `work` for 0, 1, ... below `count`.
#[cfg(feature = "parallel")]
pub(crate) fn map<R: Send>(count: usize, work: impl Fn(usize) -> R + Send + Sync) -> Vec<R> {
    use rayon::prelude::*;
    (0..count).into_par_iter().map(work).collect()
}

/// The results of `work` for 0, 1, ... below `count`.
#[cfg(not(feature = "parallel"))]
pub(crate) fn map<R>(count: usize, work: impl Fn(usize) -> R) -> Vec<R> {
    (0..count).map(work).collect()
}
