//! Rings and lines -> distinct segments, each with the rings that run along it.
//!
//! Official layers share most of their lines: recognising a shared segment before noding halves
//! the work on real data.
//! # Guarantees
//! 1. Each pair of end points occurs once; its sides list every ring and line that uses it.
//! 2. Segments are ordered by the square cell of their lower end, row by row, then by their ends:
//!    the order depends on the geometry alone, never on the order of the input or on threads.
//! # Cost
//! O(n) for evenly spread segments: dealt out to bands, in each band one counting sort by cell, then
//! tiny sorts inside each cell. 20 bytes a drawn segment while at work, 16 a distinct segment and 4 a
//! drawn one afterwards.

use crate::arrangement::arcs::Arcs;
use crate::bands::{self, Bands};
use crate::error::OverlayError;
use crate::lattice::{Bounds, Coord};
use crate::linework::Linework;
use crate::progress::Progress;

/// One ring or barrier line running along a segment or arc: the ring number and the direction.
///
/// The number is `ring * 2 + 1` against the direction of the segment and `ring * 2` along it;
/// barrier lines are numbered after the rings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
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

/// Distinct segments in structure-of-arrays form, band by band (by their lower ends).
#[derive(Debug, Default)]
pub(crate) struct Segments {
    in_band: Vec<Band>,
    pub bands: Bands,
    /// First segment of each band, and the number of all.
    band_start: Vec<u32>,
}

/// Distinct segments of one band.
#[derive(Debug)]
pub(crate) struct Band {
    /// Lower end (lexicographic) and upper end.
    pub ends: Vec<[Coord; 2]>,
    /// CSR of `sides`.
    side_start: Vec<u32>,
    sides: Vec<Side>,
}

impl Band {
    #[inline]
    pub(crate) fn sides(&self, segment: usize) -> &[Side] {
        &self.sides[self.side_start[segment] as usize..self.side_start[segment + 1] as usize]
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Record {
    lower: Coord,
    upper: Coord,
    side: Side,
}

const NOTHING: Record = Record { lower: Coord::new(0, 0), upper: Coord::new(0, 0), side: Side(0) };

/// Records per bucket aimed at.
const RECORDS_PER_BUCKET: usize = 4;
/// Points of one part of the input that is dealt out to the bands.
const POINTS_PER_CHUNK: usize = if cfg!(any(test, fuzzing)) { 16 } else { 1 << 16 };

/// Records of one part of the input, band by band.
struct Chunk {
    records: Vec<Record>,
    start: Vec<u32>,
}

/// Square cells over one band, numbered row by row.
struct Buckets {
    min: (i64, i64),
    shift: u32,
    columns: usize,
    count: usize,
}

impl Buckets {
    fn new(bounds: Bounds, records: usize, bands: &Bands, band: usize) -> Self {
        let shift = bounds.cell_shift((records / RECORDS_PER_BUCKET) as i64).min(bands.shift);
        let columns = (bounds.width() >> shift) as usize + 1;
        let height = bounds.height().min((1i64 << bands.shift) - 1);
        let rows = (height >> shift) as usize + 1;
        Self { min: (i64::from(bounds.min.x), bands.south_of(band)), shift, columns, count: columns * rows }
    }

    #[inline]
    fn of(&self, p: Coord) -> usize {
        let column = (i64::from(p.x) - self.min.0) >> self.shift;
        let row = (i64::from(p.y) - self.min.1) >> self.shift;
        row as usize * self.columns + column as usize
    }
}

impl Segments {
    pub(crate) fn len(&self) -> usize {
        self.band_start.last().map_or(0, |&end| end as usize)
    }

    pub(crate) fn band(&self, band: usize) -> &Band {
        &self.in_band[band]
    }

    /// First segment of a band, in the numbers of all.
    pub(crate) fn first_of(&self, band: usize) -> u32 {
        self.band_start[band]
    }

    /// The band of a segment and its number there.
    fn place(&self, segment: u32) -> (&Band, usize) {
        let band = self.band_start.partition_point(|&start| start <= segment) - 1;
        (&self.in_band[band], (segment - self.band_start[band]) as usize)
    }

    pub(crate) fn ends(&self, segment: u32) -> [Coord; 2] {
        let (band, at) = self.place(segment);
        band.ends[at]
    }

    pub(crate) fn sides(&self, segment: u32) -> &[Side] {
        let (band, at) = self.place(segment);
        band.sides(at)
    }

    /// Collects the distinct segments of all rings with at least three points and all lines.
    pub(crate) fn collect(linework: &Linework, bounds: Bounds, progress: &dyn Progress) -> Result<Self, OverlayError> {
        let bands = Bands::new(bounds, linework.point_count());
        let chunks = chunks(linework);
        let dealt = bands::each(chunks.len(), "segments", progress, |c| {
            Ok(deal(&bands, |visit| for_each_record(linework, chunks[c].clone(), visit)))
        })?;
        Self::join(&dealt, bands, bounds, linework.point_count(), progress)
    }

    /// Collects the edges of arcs, and the segments of the lines from `first_line` on.
    pub(crate) fn of_arcs(
        arcs: &Arcs,
        linework: &Linework,
        first_line: usize,
        bounds: Bounds,
        progress: &dyn Progress,
    ) -> Result<Self, OverlayError> {
        let bands = Bands::new(bounds, arcs.coords.len());
        let lines = linework.ring_count() + first_line..linework.ring_count() + linework.line_count();
        let dealt = deal(&bands, |visit| {
            for arc in 0..arcs.len() {
                for pair in arcs.coords(arc).windows(2) {
                    let against = pair[0] > pair[1];
                    let (lower, upper) = if against { (pair[1], pair[0]) } else { (pair[0], pair[1]) };
                    arcs.sides(arc).iter().for_each(|s| visit(Record { lower, upper, side: s.flipped(against) }));
                }
            }
            for_each_record(linework, lines.clone(), visit);
        });
        Self::join(&[dealt], bands, bounds, arcs.coords.len(), progress)
    }

    fn join(
        dealt: &[Chunk],
        bands: Bands,
        bounds: Bounds,
        points: usize,
        progress: &dyn Progress,
    ) -> Result<Self, OverlayError> {
        let in_band = bands::each(bands.count, "segments", progress, |band| {
            let buckets = Buckets::new(bounds, points, &bands, band);
            Ok(distinct(dealt, &buckets, band))
        })?;
        let band_start = bands::starts("segments", in_band.iter().map(|b| b.ends.len()))?;
        Ok(Self { in_band, bands, band_start })
    }
}

/// Ranges of rings and lines (numbered after the rings) with about as many points each.
fn chunks(linework: &Linework) -> Vec<core::ops::Range<usize>> {
    let mut chunks = Vec::new();
    let (mut from, mut points) = (0, 0);
    let all = linework.ring_count() + linework.line_count();
    for item in 0..all {
        points += linework.ring_or_line(item).len();
        if points >= POINTS_PER_CHUNK || item + 1 == all {
            chunks.push(from..item + 1);
            (from, points) = (item + 1, 0);
        }
    }
    chunks
}

/// The records of a part of the input, counted and then put band by band.
fn deal(bands: &Bands, each: impl Fn(&mut dyn FnMut(Record))) -> Chunk {
    let mut start = vec![0u32; bands.count + 1];
    each(&mut |r| start[bands.of(r.lower.y) + 1] += 1);
    for band in 0..bands.count {
        start[band + 1] += start[band];
    }
    let mut records = vec![NOTHING; start[bands.count] as usize];
    let mut fill = start.clone();
    each(&mut |r| {
        let at = &mut fill[bands.of(r.lower.y)];
        records[*at as usize] = r;
        *at += 1;
    });
    Chunk { records, start }
}

/// Every segment of every ring and line, shared ones as often as they are drawn.
fn for_each_record(linework: &Linework, items: core::ops::Range<usize>, visit: &mut dyn FnMut(Record)) {
    let rings = linework.ring_count();
    let mut push = |a: Coord, b: Coord, item: usize| {
        if a != b {
            let (lower, upper) = if a < b { (a, b) } else { (b, a) };
            visit(Record { lower, upper, side: Side::new(item as u32, a > b) });
        }
    };
    for item in items {
        let points = linework.ring_or_line(item);
        let is_ring = item < rings;
        if is_ring && points.len() < 3 {
            continue;
        }
        for pair in points.windows(2) {
            push(pair[0], pair[1], item);
        }
        if is_ring {
            push(points[points.len() - 1], points[0], item);
        }
    }
}

/// Gathers the records of one band from all chunks, sorts them and joins equal segments.
fn distinct(chunks: &[Chunk], buckets: &Buckets, band: usize) -> Band {
    let of_band = || chunks.iter().map(|c| &c.records[c.start[band] as usize..c.start[band + 1] as usize]);
    let mut start = vec![0u32; buckets.count + 1];
    for record in of_band().flatten() {
        start[buckets.of(record.lower) + 1] += 1;
    }
    for b in 0..buckets.count {
        start[b + 1] += start[b];
    }
    let mut records = vec![NOTHING; start[buckets.count] as usize];
    for record in of_band().flatten() {
        let at = &mut start[buckets.of(record.lower)];
        records[*at as usize] = *record;
        *at += 1;
    }
    // filling moved every start to the end of its bucket
    let mut from = 0;
    for &to in &start[..buckets.count] {
        records[from..to as usize].sort_unstable();
        from = to as usize;
    }
    group(&records)
}

fn group(records: &[Record]) -> Band {
    let distinct = 1 + records.windows(2).filter(|w| (w[0].lower, w[0].upper) != (w[1].lower, w[1].upper)).count();
    let mut out = Band {
        ends: Vec::with_capacity(distinct),
        side_start: Vec::with_capacity(distinct + 1),
        sides: Vec::with_capacity(records.len()),
    };
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
