//! Rings and lines -> distinct segments, each with the rings that run along it.
//!
//! Official layers share most of their lines: recognising a shared segment before noding halves
//! the work on real data.
//! # Guarantees
//! 1. Each pair of end points occurs once; its sides list every ring and line that uses it.
//! 2. Segments are ordered along a Morton curve of their lower end: the order depends on the
//!    geometry alone, never on the order of the input or on threads.

use crate::lattice::{Bounds, Coord};
use crate::linework::Linework;

/// One ring or barrier line running along a segment or arc: the ring number and the direction.
///
/// The number is `ring * 2 + 1` against the direction of the segment and `ring * 2` along it;
/// barrier lines are numbered after the rings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Side(pub u32);

impl Side {
    pub(crate) fn new(ring: u32, against: bool) -> Self {
        Self(ring << 1 | against as u32)
    }
    pub(crate) fn ring(self) -> u32 {
        self.0 >> 1
    }
    /// Winding of the left side minus that of the right side.
    pub(crate) fn step(self) -> i32 {
        1 - 2 * (self.0 & 1) as i32
    }
    pub(crate) fn flipped(self, flip: bool) -> Self {
        Self(self.0 ^ flip as u32)
    }
}

/// Distinct segments in structure-of-arrays form.
#[derive(Debug, Default)]
pub(crate) struct Segments {
    /// Lower end (lexicographic) and upper end.
    pub ends: Vec<[Coord; 2]>,
    /// CSR of `sides`.
    pub side_start: Vec<u32>,
    pub sides: Vec<Side>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Record {
    morton: u64,
    upper: Coord,
    side: Side,
}

impl Segments {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn sides(&self, segment: usize) -> &[Side] {
        &self.sides[self.side_start[segment] as usize..self.side_start[segment + 1] as usize]
    }

    /// Collects the distinct segments of all rings with at least three points and all lines.
    pub(crate) fn collect(linework: &Linework, bounds: Bounds) -> Self {
        let mut records = Vec::with_capacity(linework.point_count());
        let mut push = |a: Coord, b: Coord, ring: u32| {
            if a != b {
                let (lower, upper) = if a < b { (a, b) } else { (b, a) };
                records.push(Record { morton: morton(bounds, lower), upper, side: Side::new(ring, a > b) });
            }
        };
        for r in 0..linework.ring_count() {
            let ring = linework.ring(r);
            if ring.len() >= 3 {
                for pair in ring.windows(2) {
                    push(pair[0], pair[1], r as u32);
                }
                push(ring[ring.len() - 1], ring[0], r as u32);
            }
        }
        let rings = linework.ring_count() as u32;
        for l in 0..linework.line_count() {
            for pair in linework.line(l).windows(2) {
                push(pair[0], pair[1], rings + l as u32);
            }
        }
        sort(&mut records);
        Self::group(&records, bounds)
    }

    fn group(records: &[Record], bounds: Bounds) -> Self {
        let mut out = Self::default();
        out.sides.reserve(records.len());
        let mut last = None;
        for r in records {
            let key = (r.morton, r.upper);
            if last != Some(key) {
                out.side_start.push(out.sides.len() as u32);
                out.ends.push([unmorton(bounds, r.morton), r.upper]);
                last = Some(key);
            }
            out.sides.push(r.side);
        }
        out.side_start.push(out.sides.len() as u32);
        out
    }
}

#[cfg(feature = "parallel")]
fn sort(records: &mut [Record]) {
    use rayon::slice::ParallelSliceMut;
    records.par_sort_unstable();
}

#[cfg(not(feature = "parallel"))]
fn sort(records: &mut [Record]) {
    records.sort_unstable();
}

/// Interleaves the bits of a point's offset from the south-west corner.
fn morton(bounds: Bounds, p: Coord) -> u64 {
    let x = (p.x as i64 - bounds.min.x as i64) as u64;
    let y = (p.y as i64 - bounds.min.y as i64) as u64;
    spread(x) | spread(y) << 1
}

fn unmorton(bounds: Bounds, code: u64) -> Coord {
    Coord::new(
        (bounds.min.x as i64 + gather(code) as i64) as i32,
        (bounds.min.y as i64 + gather(code >> 1) as i64) as i32,
    )
}

fn spread(v: u64) -> u64 {
    let mut v = v & 0xffff_ffff;
    v = (v | v << 16) & 0x0000_ffff_0000_ffff;
    v = (v | v << 8) & 0x00ff_00ff_00ff_00ff;
    v = (v | v << 4) & 0x0f0f_0f0f_0f0f_0f0f;
    v = (v | v << 2) & 0x3333_3333_3333_3333;
    (v | v << 1) & 0x5555_5555_5555_5555
}

fn gather(v: u64) -> u64 {
    let mut v = v & 0x5555_5555_5555_5555;
    v = (v | v >> 1) & 0x3333_3333_3333_3333;
    v = (v | v >> 2) & 0x0f0f_0f0f_0f0f_0f0f;
    v = (v | v >> 4) & 0x00ff_00ff_00ff_00ff;
    v = (v | v >> 8) & 0x0000_ffff_0000_ffff;
    (v | v >> 16) & 0xffff_ffff
}
