//! What an overlay may take -> go, or an error with counts before anything large is made.
//!
//! Before this: [`estimate`](crate::estimate). After: [`Arrangement::build`](crate::Arrangement::build).

use core::sync::atomic::{AtomicU64, Ordering};

use crate::crosswalk::CrosswalkRow;
use crate::error::OverlayError;
use crate::estimate::{Estimate, estimate, segment_count};
use crate::linework::Linework;

/// Limits of one overlay; given by [`Progress::limits`](crate::Progress::limits).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Segments of all rings and lines, as drawn. Default 2^30: a segment and a direction share 32 bits.
    pub max_segments: u64,
    /// Edges after noding. Default 2^30: half-edges are numbered in 32 bits.
    pub max_edges: u64,
    /// Peak memory of the overlay, the linework not included. Default 32 GiB, which is what four
    /// hundred million edges take and more than any county needs; on 32-bit machines 2 GiB, half of what they can
    /// address.
    pub max_memory_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        let max_memory_bytes = if usize::BITS > 32 { 32 << 30 } else { 2 << 30 };
        Self { max_segments: 1 << 30, max_edges: 1 << 30, max_memory_bytes }
    }
}

/// Bytes per edge beyond which no overlay goes, however its lines lie.
const MOST_BYTES_PER_EDGE: u64 = 512;

impl Limits {
    /// The default limits with another limit of memory.
    pub fn with_memory(max_memory_bytes: u64) -> Self {
        Self { max_memory_bytes, ..Self::default() }
    }

    /// Whether the overlay of `linework` will stay within these limits, as far as can be told beforehand.
    ///
    /// # Errors
    /// [`OverlayError::TooLarge`], [`OverlayError::TooMuchMemory`]; [`OverlayError::Empty`] and
    /// [`OverlayError::TooWide`] for linework that cannot be overlaid at all.
    ///
    /// # Cost
    /// That of [`estimate`](crate::estimate); nothing for a few thousand segments.
    pub fn admit(&self, linework: &Linework) -> Result<(), OverlayError> {
        linework.check_limits()?;
        let segments = segment_count(linework);
        within("segments", segments, self.max_segments)?;
        // every segment across every other one, each crossing cutting both
        let most_edges = segments.saturating_mul(segments);
        let most_bytes = most_edges.saturating_add(segments).saturating_mul(MOST_BYTES_PER_EDGE);
        if most_edges <= self.max_edges && most_bytes <= self.max_memory_bytes {
            return Ok(());
        }
        self.admit_estimate(&estimate(linework))
    }

    /// Whether so many points may be overlaid.
    pub(crate) fn check_points(&self, points: usize) -> Result<(), OverlayError> {
        within("segments", points as u64, self.max_segments)
    }

    /// Whether an overlay that was estimated stays within these limits.
    ///
    /// # Errors
    /// [`OverlayError::TooLarge`], [`OverlayError::TooMuchMemory`].
    pub fn admit_estimate(&self, coming: &Estimate) -> Result<(), OverlayError> {
        within("segments", coming.segments, self.max_segments)?;
        if coming.memory_bytes > self.max_memory_bytes {
            return Err(OverlayError::TooMuchMemory {
                segments: coming.segments,
                crossings: coming.crossings,
                edges: coming.edges,
                memory_bytes: coming.memory_bytes,
                limit_bytes: self.max_memory_bytes,
            });
        }
        within("edges", coming.edges, self.max_edges)
    }
}

/// Bytes that one pixel that a segment meets takes while noding, at least.
const LINK_BYTES: u64 = 24;

/// Counts, while noding goes on, the pixels that segments meet, over all bands: what the limits allow is
/// kept to the point, however wrong the estimate was.
pub(crate) struct NodingBudget {
    limits: Limits,
    segments: u64,
    /// In bands that are done.
    links: AtomicU64,
}

impl NodingBudget {
    pub(crate) fn new(limits: Limits, segments: usize) -> Self {
        Self { limits, segments: segments as u64, links: AtomicU64::new(0) }
    }

    /// Adds what a finished band has met.
    pub(crate) fn add(&self, links: usize) {
        self.links.fetch_add(links as u64, Ordering::Relaxed);
    }

    /// Whether a band may go on that has met so many.
    ///
    /// # Errors
    /// [`OverlayError::TooLarge`], [`OverlayError::TooMuchMemory`]. Which band hears it may differ from run
    /// to run; whether one does depends on the sum alone.
    pub(crate) fn check(&self, links_here: usize) -> Result<(), OverlayError> {
        let links = self.links.load(Ordering::Relaxed) + links_here as u64;
        let edges = links.saturating_sub(self.segments);
        within("edges", edges, self.limits.max_edges)?;
        let memory_bytes = links * LINK_BYTES;
        if memory_bytes > self.limits.max_memory_bytes {
            return Err(OverlayError::TooMuchMemory {
                segments: self.segments,
                crossings: edges.saturating_sub(self.segments) / 2,
                edges,
                memory_bytes,
                limit_bytes: self.limits.max_memory_bytes,
            });
        }
        Ok(())
    }
}

/// Bytes of one cell in the list of those that lie over one another, in all its copies.
const LISTED_BYTES: u64 = 24;

/// Counts, while faces are labelled, the cells in lists of overlaps: cells drawn over one another come to the
/// square of their number, of which no estimate of lines knows.
pub(crate) struct LabelBudget {
    limit: u64,
    listed: AtomicU64,
}

impl LabelBudget {
    pub(crate) fn new(limits: Limits) -> Self {
        // lists are numbered in 31 bits, their ends in 32
        Self { limit: (limits.max_memory_bytes / LISTED_BYTES).min(1 << 31), listed: AtomicU64::new(0) }
    }

    /// Adds cells that were listed.
    ///
    /// # Errors
    /// [`OverlayError::TooLarge`]. Whether anybody hears it depends on the sum alone.
    pub(crate) fn add(&self, listed: u64) -> Result<(), OverlayError> {
        let all = self.listed.fetch_add(listed, Ordering::Relaxed) + listed;
        if all <= self.limit {
            return Ok(());
        }
        let what = "cells over one another, summed over faces (a layer drawn many times over?),";
        Err(OverlayError::TooLarge { what, got: self.limit + 1, limit: self.limit })
    }
}

/// Counts the rows of crosswalks: cells drawn over one another have each a row in every target.
pub(crate) struct RowBudget {
    limit: u64,
    rows: u64,
}

impl RowBudget {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { limit: limits.max_memory_bytes / size_of::<CrosswalkRow>() as u64, rows: 0 }
    }

    /// Adds rows that come next.
    ///
    /// # Errors
    /// [`OverlayError::TooLarge`].
    pub(crate) fn add(&mut self, rows: usize) -> Result<(), OverlayError> {
        self.rows += rows as u64;
        within("rows of a crosswalk (a layer drawn many times over?)", self.rows, self.limit)
    }
}

fn within(what: &'static str, got: u64, limit: u64) -> Result<(), OverlayError> {
    if got <= limit { Ok(()) } else { Err(OverlayError::TooLarge { what, got, limit }) }
}
