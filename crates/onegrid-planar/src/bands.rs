//! The bounds -> horizontal bands of equal height: the units of parallel work.
//!
//! # Guarantees
//! Bands depend on the input alone, never on the number of threads, and what is made band by band is
//! put together in their order: results are the same with one thread and with many.
//! # Method
//! Each stage works on the bands by themselves and sets aside what crosses from one into another: a
//! small share, since bands are many segments high. What was set aside is settled between stages.

use crate::error::OverlayError;
use crate::lattice::Bounds;
use crate::progress::Progress;

/// Points per band aimed at: what a core works on at a time should fit its cache. Tests have small
/// input and still want several bands.
const POINTS_PER_BAND: usize = if cfg!(any(test, fuzzing)) { 16 } else { 1 << 16 };
/// More bands would only cut more segments.
const MOST_BANDS: usize = 64;

/// Bands of a power of two, numbered from the south.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bands {
    south: i64,
    pub shift: u32,
    pub count: usize,
}

impl Default for Bands {
    fn default() -> Self {
        Self { south: 0, shift: 0, count: 1 }
    }
}

impl Bands {
    pub(crate) fn new(bounds: Bounds, points: usize) -> Self {
        let most = (points / POINTS_PER_BAND).clamp(1, MOST_BANDS) as i64;
        // grids of square cells are cut at the bands: lower ones would make them finer than there are points
        let mut shift = bounds.cell_shift((points / 2) as i64);
        while (bounds.height() >> shift) + 1 > most {
            shift += 1;
        }
        Self { south: i64::from(bounds.min.y), shift, count: (bounds.height() >> shift) as usize + 1 }
    }

    /// The band of a height within the bounds.
    #[inline]
    pub(crate) fn of(&self, y: i32) -> usize {
        ((i64::from(y) - self.south) >> self.shift) as usize
    }

    /// Southern end of a band.
    pub(crate) fn south_of(&self, band: usize) -> i64 {
        self.south + ((band as i64) << self.shift)
    }
}

/// Works on every band (or other part) by itself, on all cores where there are some; results in order.
///
/// # Errors
/// The first error of a part, or [`OverlayError::Cancelled`] between parts.
pub(crate) fn each<R: Send>(
    count: usize,
    step: &'static str,
    progress: &dyn Progress,
    work: impl Fn(usize) -> Result<R, OverlayError> + Send + Sync,
) -> Result<Vec<R>, OverlayError> {
    each_of((0..count).collect(), step, progress, work)
}

/// As [`each`], for parts that are given away.
#[cfg(feature = "parallel")]
pub(crate) fn each_of<T: Send, R: Send>(
    parts: Vec<T>,
    step: &'static str,
    progress: &dyn Progress,
    work: impl Fn(T) -> Result<R, OverlayError> + Send + Sync,
) -> Result<Vec<R>, OverlayError> {
    use rayon::prelude::*;
    let guarded = |part| if progress.is_cancelled() { Err(OverlayError::Cancelled { step }) } else { work(part) };
    if parts.len() == 1 {
        return parts.into_iter().map(guarded).collect();
    }
    parts.into_par_iter().with_max_len(1).map(guarded).collect()
}

/// As [`each`], for parts that are given away.
#[cfg(not(feature = "parallel"))]
pub(crate) fn each_of<T, R>(
    parts: Vec<T>,
    step: &'static str,
    progress: &dyn Progress,
    work: impl Fn(T) -> Result<R, OverlayError>,
) -> Result<Vec<R>, OverlayError> {
    let guarded = |part| if progress.is_cancelled() { Err(OverlayError::Cancelled { step }) } else { work(part) };
    parts.into_iter().map(guarded).collect()
}

/// Where each part begins in a list of all, and the length of it.
///
/// # Errors
/// [`OverlayError::TooLarge`] when 32 bits cannot number all.
pub(crate) fn starts(what: &'static str, lengths: impl Iterator<Item = usize>) -> Result<Vec<u32>, OverlayError> {
    let mut starts = vec![0];
    let mut end = 0u64;
    for length in lengths {
        end += length as u64;
        let Ok(start) = u32::try_from(end) else {
            return Err(OverlayError::TooLarge { what, got: end, limit: u64::from(u32::MAX) });
        };
        starts.push(start);
    }
    Ok(starts)
}

/// Cuts a list into the parts that begin at `starts` (whose last entry is the length).
pub(crate) fn parts_mut<'a, T>(mut all: &'a mut [T], starts: &[u32]) -> Vec<&'a mut [T]> {
    let mut parts = Vec::with_capacity(starts.len().saturating_sub(1));
    for pair in starts.windows(2) {
        let (part, rest) = all.split_at_mut((pair[1] - pair[0]) as usize);
        parts.push(part);
        all = rest;
    }
    parts
}

/// One list of all parts. Each is given back as soon as it is copied.
pub(crate) fn concat<T: Copy>(mut parts: Vec<Vec<T>>) -> Vec<T> {
    if parts.len() == 1 {
        return parts.swap_remove(0);
    }
    let mut all = Vec::with_capacity(parts.iter().map(Vec::len).sum());
    for part in parts {
        all.extend_from_slice(&part);
    }
    all
}

/// One compressed list of all parts: each has its own starts, from 0, and one entry more than rows.
/// `base` is added to the starts of each part.
pub(crate) fn concat_starts(mut parts: Vec<Vec<u32>>, base: &[u32]) -> Vec<u32> {
    if parts.len() == 1 {
        return parts.swap_remove(0);
    }
    let mut all = Vec::with_capacity(parts.iter().map(|part| part.len() - 1).sum::<usize>() + 1);
    for (part, &base) in parts.into_iter().zip(base) {
        all.extend(part[..part.len() - 1].iter().map(|start| base + start));
    }
    all.extend(base.last());
    all
}

/// Does two things, at once where there are cores for it.
#[cfg(feature = "parallel")]
pub(crate) fn both<A: Send, B: Send>(one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B + Send) -> (A, B) {
    rayon::join(one, other)
}

/// Does two things.
#[cfg(not(feature = "parallel"))]
pub(crate) fn both<A, B>(one: impl FnOnce() -> A, other: impl FnOnce() -> B) -> (A, B) {
    (one(), other())
}

/// Works on every part, on all cores where there are some.
#[cfg(feature = "parallel")]
pub(crate) fn for_each<T: Send>(parts: Vec<T>, work: impl Fn(T) + Send + Sync) {
    use rayon::prelude::*;
    parts.into_par_iter().with_max_len(1).for_each(work);
}

/// Works on every part.
#[cfg(not(feature = "parallel"))]
pub(crate) fn for_each<T>(parts: Vec<T>, work: impl Fn(T)) {
    parts.into_iter().for_each(work);
}

/// The value of each number below `count`, on all cores where there are some.
#[cfg(feature = "parallel")]
pub(crate) fn map<T: Send>(count: usize, value: impl Fn(usize) -> T + Send + Sync) -> Vec<T> {
    use rayon::prelude::*;
    (0..count).into_par_iter().with_min_len(1 << 10).map(value).collect()
}

/// The value of each number below `count`.
#[cfg(not(feature = "parallel"))]
pub(crate) fn map<T>(count: usize, value: impl Fn(usize) -> T) -> Vec<T> {
    (0..count).map(value).collect()
}
