//! Noded chains -> distinct edges with their net sides.
//!
//! # Guarantees
//! 1. Each pair of vertices occurs once, the lower vertex number first; edges are sorted by it.
//! 2. A ring that runs along an edge there and back (a spike, or a strip thinner than the lattice)
//!    cancels out; an edge that bounds nothing and is no barrier is dropped, and counted.
//! 3. Each edge knows how far snapping moved its ends off the lines that drew it.

use crate::bands;
use crate::error::OverlayError;
use crate::lattice::{Coord, delta, orient};
use crate::noding::{Chains, Passing};
use crate::progress::Progress;
use crate::segments::{Segments, Side};

/// Steps in which the distance moved by snapping is kept, per lattice unit: half the diagonal of a
/// pixel is just below 255 of them.
pub(crate) const SNAP_STEPS_PER_UNIT: f64 = 360.0;

/// Vertices and the distinct edges between them, band by band.
#[derive(Debug, Default)]
pub(crate) struct Edges {
    pub vertices: Vec<Coord>,
    /// First vertex of each band, and the number of all.
    pub vertex_start: Vec<u32>,
    pub ends: Vec<[u32; 2]>,
    /// First edge of each band (by its lower vertex), and the number of all.
    pub edge_start: Vec<u32>,
    /// CSR of `sides`, relative to the direction lower -> higher vertex number.
    pub side_start: Vec<u32>,
    pub sides: Vec<Side>,
    /// See [`SNAP_STEPS_PER_UNIT`].
    pub snap: Vec<u8>,
    /// (higher vertex, edge) of the edges that end in another band than they begin in, sorted.
    pub crossing: Vec<(u32, u32)>,
    /// Rings that cancelled out along an edge: (ring, edge ends). The places of spikes.
    pub cancelled: Vec<(u32, [Coord; 2])>,
}

/// Edges being gathered.
#[derive(Default)]
struct Gathered {
    ends: Vec<[u32; 2]>,
    side_start: Vec<u32>,
    sides: Vec<Side>,
    snap: Vec<u8>,
    cancelled: Vec<(u32, [Coord; 2])>,
}

/// The edges inside one band, in its own numbers, and what leads out of it.
pub(crate) struct BandEdges {
    vertices: Vec<Coord>,
    inside: Gathered,
    pieces: Vec<Piece>,
}

/// What a segment that passes several bands became in one: its first and last vertex there.
struct Piece {
    segment: u32,
    first: u32,
    last: u32,
}

/// One stretch of a segment between two vertices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
struct Stretch {
    /// Higher vertex.
    high: u32,
    /// Passing segment * 2 + 1 if it leads from the higher vertex to the lower one.
    along: u32,
    /// How far its ends lie off the segment, in [`SNAP_STEPS_PER_UNIT`].
    snap: u8,
}

impl Gathered {
    fn with_capacity(edges: usize) -> Self {
        let mut side_start = Vec::with_capacity(edges + 1);
        side_start.push(0);
        Self {
            ends: Vec::with_capacity(edges),
            side_start,
            sides: Vec::with_capacity(edges + edges / 2),
            snap: Vec::with_capacity(edges),
            cancelled: Vec::new(),
        }
    }

    /// Adds an edge unless its sides cancel out. `first_line`: numbers from here on are barrier lines,
    /// which never cancel.
    fn push(&mut self, ends: [u32; 2], place: [Coord; 2], sides: &mut [Side], snap: u8, first_line: u32) {
        let before = self.sides.len();
        if let [side] = sides {
            self.sides.push(*side);
        } else {
            sides.sort_unstable();
            for same in sides.chunk_by(|a, b| a.ring() == b.ring()) {
                let ring = same[0].ring();
                let net: i32 = same.iter().map(|s| s.step()).sum();
                if ring >= first_line {
                    self.sides.push(same[0]);
                } else if net == 0 {
                    self.cancelled.push((ring, place));
                } else {
                    self.sides.extend((0..net.abs()).map(|_| Side::new(ring, net < 0)));
                }
            }
        }
        if self.sides.len() > before {
            self.ends.push(ends);
            self.side_start.push(self.sides.len() as u32);
            self.snap.push(snap);
        }
    }
}

/// Tells how far vertices lie off a segment that was routed through them.
struct OffLine {
    a: Coord,
    b: Coord,
    /// Steps ([`SNAP_STEPS_PER_UNIT`]) per doubled area of the triangle with the segment.
    steps_per_area: f64,
}

impl OffLine {
    fn new([a, b]: [Coord; 2]) -> Self {
        let (dx, dy) = delta(a, b);
        let (dx, dy) = (dx as f64, dy as f64);
        Self { a, b, steps_per_area: SNAP_STEPS_PER_UNIT / (dx * dx + dy * dy).sqrt() }
    }

    fn of(&self, p: Coord) -> u8 {
        let steps = (orient(self.a, self.b, p).unsigned_abs() as f64 * self.steps_per_area).min(255.0);
        // rounded up without a call of the mathematical library
        let whole = steps as i32;
        (whole + i32::from(f64::from(whole) < steps)) as u8
    }
}

/// The edges inside one band.
pub(crate) fn of_band(
    segments: &Segments,
    passing: &Passing,
    chains: Chains,
    band: usize,
    first_line: u32,
) -> BandEdges {
    let by_vertex = bucket_by_lower_vertex(passing, &chains);
    let mut inside = Gathered::with_capacity(by_vertex.items.len());
    let (mut sides, mut group): (Vec<Side>, Vec<Stretch>) = (Vec::new(), Vec::new());
    for v in 0..chains.vertices.len() {
        group.clear();
        group.extend_from_slice(&by_vertex.items[by_vertex.start[v] as usize..by_vertex.start[v + 1] as usize]);
        if group.len() > 1 {
            group.sort_unstable();
        }
        for same in group.chunk_by(|a, b| a.high == b.high) {
            sides.clear();
            let high = same[0].high;
            let mut snap = 0;
            for stretch in same {
                let (s, flip) = ((stretch.along >> 1) as usize, stretch.along & 1 == 1);
                let of_segment =
                    if s < passing.own { segments.band(band).sides(s) } else { segments.sides(passing.ids[s]) };
                sides.extend(of_segment.iter().map(|side| side.flipped(flip)));
                snap = snap.max(stretch.snap);
            }
            let place = [chains.vertices[v], chains.vertices[high as usize]];
            inside.push([v as u32, high], place, &mut sides, snap, first_line);
        }
    }
    let pieces = pieces(segments, passing, &chains, band);
    BandEdges { vertices: chains.vertices, inside, pieces }
}

struct Buckets {
    start: Vec<u32>,
    items: Vec<Stretch>,
}

fn bucket_by_lower_vertex(passing: &Passing, chains: &Chains) -> Buckets {
    let vertices = chains.vertices.len();
    let mut start = vec![0u32; vertices + 1];
    for s in 0..passing.ids.len() {
        for pair in chains.along(s).windows(2) {
            start[pair[0].min(pair[1]) as usize + 1] += 1;
        }
    }
    for v in 0..vertices {
        start[v + 1] += start[v];
    }
    let mut items = vec![Stretch::default(); start[vertices] as usize];
    for (s, &ends) in passing.ends.iter().enumerate() {
        let chain = chains.along(s);
        let [_, rest @ ..] = chain else { continue };
        // a segment that meets no other pixel than those of its ends was not moved
        let is_straight = rest.len() == 1 && chain.iter().all(|&v| ends.contains(&chains.vertices[v as usize]));
        let off_line = (!is_straight).then(|| OffLine::new(ends));
        let off = |v: u32| off_line.as_ref().map_or(0, |line| line.of(chains.vertices[v as usize]));
        let mut before = off(chain[0]);
        for (&from, &to) in chain.iter().zip(rest) {
            let after = off(to);
            let at = &mut start[from.min(to) as usize];
            let along = (s as u32) << 1 | u32::from(from > to);
            items[*at as usize] = Stretch { high: from.max(to), along, snap: before.max(after) };
            *at += 1;
            before = after;
        }
    }
    // filling moved every start to the end of its bucket
    start.rotate_right(1);
    start[0] = 0;
    Buckets { start, items }
}

fn pieces(segments: &Segments, passing: &Passing, chains: &Chains, band: usize) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (s, &segment) in passing.ids.iter().enumerate() {
        let leaves = s >= passing.own || segments.bands.of(passing.ends[s][1].y) != band;
        if let (true, Some(&first), Some(&last)) = (leaves, chains.along(s).first(), chains.along(s).last()) {
            pieces.push(Piece { segment, first, last });
        }
    }
    pieces
}

impl Edges {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn sides(&self, edge: usize) -> &[Side] {
        &self.sides[self.side_start[edge] as usize..self.side_start[edge + 1] as usize]
    }

    /// Number of bands.
    pub(crate) fn band_count(&self) -> usize {
        self.edge_start.len() - 1
    }

    /// Puts the bands together and joins what leads from one into another.
    pub(crate) fn join(
        segments: Segments,
        bands: Vec<BandEdges>,
        first_line: u32,
        progress: &dyn Progress,
    ) -> Result<Self, OverlayError> {
        let vertex_start = bands::starts("vertices", bands.iter().map(|b| b.vertices.len()))?;
        let between = between_bands(&segments, &bands, &vertex_start, first_line);
        drop(segments);
        let first = |band: usize| between.ends.partition_point(|e| e[0] < vertex_start[band]);
        let ranges: Vec<_> = (0..bands.len()).map(|b| first(b)..first(b + 1)).collect();
        let all = bands.iter().zip(&ranges);
        let edge_start = bands::starts("edges", all.clone().map(|(b, r)| b.inside.ends.len() + r.len()))?;
        let sides = |r: &core::ops::Range<usize>| (between.side_start[r.end] - between.side_start[r.start]) as usize;
        let sides_start = bands::starts("sides of edges", all.map(|(b, r)| b.inside.sides.len() + sides(r)))?;
        let edges = edge_start[bands.len()] as usize;
        let mut out = Self {
            ends: vec![[0; 2]; edges],
            side_start: vec![0; edges + 1],
            sides: vec![Side::default(); sides_start[bands.len()] as usize],
            snap: vec![0; edges],
            cancelled: between.cancelled.clone(),
            ..Self::default()
        };
        out.side_start[edges] = sides_start[bands.len()];
        let (mut vertices, mut fills) = (Vec::new(), Vec::new());
        let slots = bands::parts_mut(&mut out.ends, &edge_start)
            .into_iter()
            .zip(bands::parts_mut(&mut out.side_start, &edge_start))
            .zip(bands::parts_mut(&mut out.sides, &sides_start))
            .zip(bands::parts_mut(&mut out.snap, &edge_start));
        for (b, ((band, range), (((ends, side_start), sides), snap))) in
            bands.into_iter().zip(ranges).zip(slots).enumerate()
        {
            vertices.push(band.vertices);
            out.cancelled.extend_from_slice(&band.inside.cancelled);
            let base = Base { vertex: vertex_start[b], edge: edge_start[b], side: sides_start[b] };
            fills.push(Fill { inside: band.inside, range, ends, side_start, sides, snap, base });
        }
        let crossing = bands::each_of(fills, "edges", progress, |fill| Ok(fill.run(&between)))?;
        out.crossing = crossing.concat();
        out.crossing.sort_unstable();
        out.vertices = bands::concat(vertices);
        (out.vertex_start, out.edge_start) = (vertex_start, edge_start);
        Ok(out)
    }
}

/// Numbers from which those of a band go on.
struct Base {
    vertex: u32,
    edge: u32,
    side: u32,
}

/// The edges of one band on their way into the list of all.
struct Fill<'a> {
    inside: Gathered,
    /// Edges that lead out of the band.
    range: core::ops::Range<usize>,
    ends: &'a mut [[u32; 2]],
    side_start: &'a mut [u32],
    sides: &'a mut [Side],
    snap: &'a mut [u8],
    base: Base,
}

impl Fill<'_> {
    /// Returns (higher vertex, edge) of those that lead out of the band.
    fn run(mut self, between: &Gathered) -> Vec<(u32, u32)> {
        let mut crossing = Vec::with_capacity(self.range.len());
        let inside = core::mem::take(&mut self.inside);
        let base = self.base.vertex;
        let (mut own, mut edge, mut side) = (0, 0, 0);
        for other in self.range.clone() {
            let low = between.ends[other][0];
            // what stays in the band comes first at every vertex
            while own < inside.ends.len() && inside.ends[own][0] + base <= low {
                side = self.put(edge, side, inside.ends[own].map(|v| v + base), &inside, own);
                (own, edge) = (own + 1, edge + 1);
            }
            crossing.push((between.ends[other][1], self.base.edge + edge as u32));
            side = self.put(edge, side, between.ends[other], between, other);
            edge += 1;
        }
        while own < inside.ends.len() {
            side = self.put(edge, side, inside.ends[own].map(|v| v + base), &inside, own);
            (own, edge) = (own + 1, edge + 1);
        }
        crossing
    }

    /// Puts one edge; returns where the next one's sides go.
    #[inline]
    fn put(&mut self, edge: usize, side: usize, ends: [u32; 2], from: &Gathered, at: usize) -> usize {
        let sides = &from.sides[from.side_start[at] as usize..from.side_start[at + 1] as usize];
        self.ends[edge] = ends;
        self.side_start[edge] = self.base.side + side as u32;
        self.snap[edge] = from.snap[at];
        self.sides[side..side + sides.len()].copy_from_slice(sides);
        side + sides.len()
    }
}

/// The edges that lead from one band into another: along each segment, from its last vertex in one to
/// its first in the next. In numbers of all vertices, sorted.
fn between_bands(segments: &Segments, bands: &[BandEdges], vertex_start: &[u32], first_line: u32) -> Gathered {
    let mut pieces = Vec::with_capacity(bands.iter().map(|b| b.pieces.len()).sum());
    for (b, band) in bands.iter().enumerate() {
        let global = |v: u32| v + vertex_start[b];
        pieces.extend(band.pieces.iter().map(|p| (p.segment, b as u32, global(p.first), global(p.last))));
    }
    pieces.sort_unstable();
    let vertex = |v: u32| {
        let band = vertex_start.partition_point(|&start| start <= v) - 1;
        bands[band].vertices[(v - vertex_start[band]) as usize]
    };
    let mut stretches = Vec::with_capacity(pieces.len());
    for pair in pieces.windows(2) {
        let (south, north) = (pair[0], pair[1]);
        if south.0 == north.0 {
            let [a, b] = segments.ends(south.0);
            let falls = b.y < a.y;
            // a falling segment comes from the north: it leaves the north by its last vertex there
            let (low, high) = if falls { (south.2, north.3) } else { (south.3, north.2) };
            stretches.push(([low, high], south.0 << 1 | u32::from(falls)));
        }
    }
    stretches.sort_unstable();
    let mut out = Gathered::with_capacity(stretches.len());
    let mut sides = Vec::new();
    for same in stretches.chunk_by(|a, b| a.0 == b.0) {
        sides.clear();
        let place = same[0].0.map(vertex);
        let mut snap = 0;
        for &(_, stretch) in same {
            let (s, flip) = (stretch >> 1, stretch & 1 == 1);
            sides.extend(segments.sides(s).iter().map(|side| side.flipped(flip)));
            let off_line = OffLine::new(segments.ends(s));
            snap = place.iter().fold(snap, |most, &p| most.max(off_line.of(p)));
        }
        out.push(same[0].0, place, &mut sides, snap, first_line);
    }
    out
}
