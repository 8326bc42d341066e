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
//! Two passes over the segments and the noding of about one segment in 256, at least 8,192: a few percent of
//! the overlay for a district and less for more.
//! # Limits
//! A sample: faces and memory are within a factor of two on real layers and on the hostile ones of the tests.
//! Where nearly all crossings lie in one small place, such as hundreds of lines through a point, only the order
//! of magnitude is told.

pub(crate) mod sample;
pub(crate) mod window;

use serde::{Deserialize, Serialize};

use crate::linework::Linework;

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
    /// Time of [`Arrangement::build`](crate::Arrangement::build) on one core of about 2020, in seconds: a rule
    /// of thumb from the counts, no clock is read.
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

/// Bytes per drawn segment: its record while equal ones are found, and its sides.
const BYTES_PER_SEGMENT: f64 = 36.0;
/// Bytes per link of a segment's chain of vertices: the chain, and the link while edges are gathered.
const BYTES_PER_LINK: f64 = 28.0;
/// Bytes per vertex.
const BYTES_PER_VERTEX: f64 = 16.0;
/// Bytes per edge: its ends and its point in an arc.
const BYTES_PER_EDGE: f64 = 32.0;
/// Bytes per side of an edge.
const BYTES_PER_SIDE: f64 = 8.0;
/// Bytes per arc: half-edges, cycles, lengths.
const BYTES_PER_ARC: f64 = 80.0;
/// Bytes per face: areas in 128 bits, perimeter, cycles; the labels of its layers come on top.
const BYTES_PER_FACE: f64 = 120.0;

fn memory_bytes(linework: &Linework, segments: f64, totals: &window::Totals) -> f64 {
    let per_face = BYTES_PER_FACE + 4.0 * linework.layer_count() as f64;
    BYTES_PER_SEGMENT * segments
        + BYTES_PER_LINK * totals.links
        + BYTES_PER_VERTEX * totals.vertices
        + BYTES_PER_EDGE * totals.edges
        + BYTES_PER_SIDE * totals.sides
        + BYTES_PER_ARC * totals.arcs
        + per_face * totals.faces
}

fn seconds(segments: f64, totals: &window::Totals) -> f64 {
    1e-9 * (60.0 * segments + 250.0 * totals.links + 300.0 * totals.faces)
}

/// Segments of all rings with at least three points and of all lines.
pub(crate) fn segment_count(linework: &Linework) -> u64 {
    let rings = (0..linework.ring_count()).map(|r| linework.ring(r).len()).filter(|&n| n >= 3).sum::<usize>();
    let lines = (0..linework.line_count()).map(|l| linework.line(l).len().saturating_sub(1)).sum::<usize>();
    (rings + lines) as u64
}

#[cfg(test)]
mod tests;
