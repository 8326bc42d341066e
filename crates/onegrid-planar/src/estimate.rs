//! Linework -> how large its overlay will be, before it is made.
//!
//! Before this: [`Linework`]. After: [`Limits`](crate::Limits), then [`Arrangement::build`](crate::Arrangement::build).
//! # Guarantees
//! 1. The same linework gives the same estimate, on every machine and with any number of threads.
//! 2. Memory of the estimate itself: a few MB, whatever the overlay would need.
//! # Method
//! 1. Every segment is counted in the cells of a coarse grid that it passes.
//! 2. A few cells are chosen with chances that grow with these counts (systematic sampling with
//!    probability proportional to size: Hansen and Hurwitz 1943, *On the theory of sampling from finite
//!    populations*, Ann. Math. Statist. 14(4)); crowded cells are cut and sampled again.
//! 3. The chosen cells are noded exactly; Euler's formula turns their vertices and edges into faces. A part
//!    of the linework that touches nothing else counts by the share of its length that lies in the cell.
//! # Cost
//! Two passes over the segments and the noding of about one segment in 256, at least 4,096: about a tenth of
//! the overlay for a district and less for more.
//! # Limits
//! A sample: faces and memory are within a factor of two on real layers and on the hostile ones of the tests.
//! Where nearly all crossings lie in one small place, such as hundreds of lines through a point, only the order
//! of magnitude is told.

pub(crate) mod sample;
pub(crate) mod window;

use serde::{Deserialize, Serialize};

use crate::linework::Linework;
use window::Totals;

/// What an overlay will come to, about.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Estimate {
    /// Segments of all rings and lines as they are drawn: exact.
    pub segments: u64,
    /// Distinct ones among them; official layers share most of their lines.
    pub distinct_segments: u64,
    /// Pairs of distinct segments that cross.
    pub crossings: u64,
    /// Edges between vertices after noding.
    pub edges: u64,
    /// Bounded faces.
    pub faces: u64,
    /// Peak memory of [`Arrangement::build`](crate::Arrangement::build), the linework not included.
    pub memory_bytes: u64,
    /// Time of [`Arrangement::build`](crate::Arrangement::build) on two cores of 2020, in seconds: a rule of
    /// thumb from the counts, no clock is read.
    pub seconds: f64,
}

/// Foretells the overlay of all rings and lines of `linework`.
///
/// # Example
/// ```
/// use onegrid_planar::{Coord, Linework, RingOwner, RingRole, estimate};
///
/// let mut work = Linework::new();
/// let layer = work.add_layer(2);
/// for (cell, x) in [(0, 0), (1, 50)] {
///     let ring = [(x, 0), (x + 100, 0), (x + 100, 100), (x, 100)].map(|(x, y)| Coord::new(x, y));
///     work.add_ring(RingOwner { layer, cell, part: 0, role: RingRole::Shell }, ring);
/// }
/// let coming = estimate(&work);
/// assert_eq!((coming.segments, coming.faces), (8, 3));
/// ```
pub fn estimate(linework: &Linework) -> Estimate {
    let segments = segment_count(linework);
    let mut totals = sample::totals(linework);
    // long edges may have all their ends outside the sample
    totals.links = totals.links.max(totals.distinct);
    totals.edges = totals.edges.max(totals.distinct);
    totals.vertices = totals.vertices.max(totals.distinct / 2.0);
    totals.sides = totals.sides.max(segments as f64);
    let whole = |v: f64| v.max(0.0).round() as u64;
    let mut out = Estimate {
        segments,
        distinct_segments: whole(totals.distinct).min(segments),
        crossings: whole(totals.crossings),
        edges: whole(totals.edges),
        faces: whole(totals.faces),
        memory_bytes: 0,
        seconds: 0.0,
    };
    out.memory_bytes = whole(memory_bytes(linework, segments as f64, &totals));
    out.seconds = seconds(segments as f64, &totals);
    out
}

// Bytes of the three stages of which one is the peak, fitted to what `cargo run --release -p onegrid-benches
// --bin estimate` measures (64 bit, 2026): one to sixteen layers, 40 thousand to 14 million segments.

/// Finding equal segments: bytes per drawn segment.
const RECORD_BYTES: f64 = 26.0;
/// Noding: bytes per drawn segment and per link of the chains of vertices that segments become.
const NODING_BYTES: (f64, f64) = (28.0, 72.0);
/// Faces and labels: bytes per point of an arc, per arc, per face, and per face and layer.
const FACE_BYTES: (f64, f64, f64, f64) = (8.0, 48.0, 40.0, 4.0);

fn memory_bytes(linework: &Linework, segments: f64, totals: &Totals) -> f64 {
    let noding = NODING_BYTES.0 * segments + NODING_BYTES.1 * totals.links;
    let per_face = FACE_BYTES.2 + FACE_BYTES.3 * linework.layer_count() as f64;
    let points = totals.edges + totals.arcs;
    let faces = FACE_BYTES.0 * points + FACE_BYTES.1 * totals.arcs + per_face * totals.faces;
    let sides = 4.0 * totals.sides;
    (RECORD_BYTES * segments).max(noding).max(faces + sides)
}

/// Nanoseconds per drawn segment, per link and per face, with two cores (the same benchmark).
const NANOSECONDS: (f64, f64, f64) = (60.0, 150.0, 800.0);

fn seconds(segments: f64, totals: &Totals) -> f64 {
    1e-9 * (NANOSECONDS.0 * segments + NANOSECONDS.1 * totals.links + NANOSECONDS.2 * totals.faces)
}

/// Segments of all rings with at least three points and of all lines.
pub(crate) fn segment_count(linework: &Linework) -> u64 {
    let rings = (0..linework.ring_count()).map(|r| linework.ring(r).len()).filter(|&n| n >= 3).sum::<usize>();
    let lines = (0..linework.line_count()).map(|l| linework.line(l).len().saturating_sub(1)).sum::<usize>();
    (rings + lines) as u64
}

#[cfg(test)]
mod tests;
