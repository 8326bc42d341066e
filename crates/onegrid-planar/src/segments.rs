//! Rings and lines -> distinct segments, each with the rings that run along it.
//!
//! Official layers share most of their lines: recognising a shared segment before noding halves
//! the work on real data.
//! # Guarantees
//! 1. Each pair of end points occurs once; its sides list every ring and line that uses it.
//! 2. Segments are ordered by the square cell of their lower end, row by row, then by their ends:
//!    the order depends on the geometry alone, never on the order of the input or on threads.
//! # Cost
//! O(n) for evenly spread segments: one counting sort by cell, then tiny sorts inside each cell.

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
    lower: Coord,
    upper: Coord,
    side: Side,
}

/// Records per bucket aimed at.
const RECORDS_PER_BUCKET: usize = 4;

/// Square cells over the bounds, numbered row by row.
struct Buckets {
    min: Coord,
    shift: u32,
    columns: usize,
    count: usize,
}

impl Buckets {
    fn new(bounds: Bounds, records: usize) -> Self {
        let target = (records / RECORDS_PER_BUCKET).max(1) as i64;
        let mut shift = 0;
        while ((bounds.width() >> shift) + 1).saturating_mul((bounds.height() >> shift) + 1) > target {
            shift += 1;
        }
        let columns = (bounds.width() >> shift) as usize + 1;
        let rows = (bounds.height() >> shift) as usize + 1;
        Self { min: bounds.min, shift, columns, count: columns * rows }
    }

    #[inline]
    fn of(&self, p: Coord) -> usize {
        let column = (p.x as i64 - self.min.x as i64) >> self.shift;
        let row = (p.y as i64 - self.min.y as i64) >> self.shift;
        row as usize * self.columns + column as usize
    }
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
        let buckets = Buckets::new(bounds, linework.point_count());
        let mut start = vec![0u32; buckets.count + 1];
        for_each_record(linework, |r| start[buckets.of(r.lower) + 1] += 1);
        for b in 0..buckets.count {
            start[b + 1] += start[b];
        }
        let nothing = Record { lower: bounds.min, upper: bounds.min, side: Side(0) };
        let mut records = vec![nothing; start[buckets.count] as usize];
        let mut fill = start.clone();
        for_each_record(linework, |r| {
            let at = &mut fill[buckets.of(r.lower)];
            records[*at as usize] = r;
            *at += 1;
        });
        sort_buckets(&mut records, &start, 0);
        Self::group(&records)
    }

    fn group(records: &[Record]) -> Self {
        let mut out = Self::default();
        out.sides.reserve(records.len());
        let mut last = None;
        for r in records {
            let ends = [r.lower, r.upper];
            if last != Some(ends) {
                out.side_start.push(out.sides.len() as u32);
                out.ends.push(ends);
                last = Some(ends);
            }
            out.sides.push(r.side);
        }
        out.side_start.push(out.sides.len() as u32);
        out
    }
}

/// Every segment of every ring and line, shared ones as often as they are drawn.
fn for_each_record(linework: &Linework, mut visit: impl FnMut(Record)) {
    let mut push = |a: Coord, b: Coord, ring: u32| {
        if a != b {
            let (lower, upper) = if a < b { (a, b) } else { (b, a) };
            visit(Record { lower, upper, side: Side::new(ring, a > b) });
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
}

/// Buckets sorted by one task.
#[cfg(feature = "parallel")]
const BUCKETS_PER_TASK: usize = 1 << 14;

/// Sorts each bucket; `start` holds the bounds of the buckets in `records`, less `offset`.
#[cfg(feature = "parallel")]
fn sort_buckets(records: &mut [Record], start: &[u32], offset: u32) {
    if start.len() <= BUCKETS_PER_TASK {
        sort_each(records, start, offset);
        return;
    }
    let middle = start.len() / 2;
    let (left, right) = records.split_at_mut((start[middle] - offset) as usize);
    rayon::join(
        || sort_buckets(left, &start[..=middle], offset),
        || sort_buckets(right, &start[middle..], start[middle]),
    );
}

#[cfg(not(feature = "parallel"))]
fn sort_buckets(records: &mut [Record], start: &[u32], offset: u32) {
    sort_each(records, start, offset);
}

fn sort_each(records: &mut [Record], start: &[u32], offset: u32) {
    for bucket in start.windows(2) {
        records[(bucket[0] - offset) as usize..(bucket[1] - offset) as usize].sort_unstable();
    }
}
