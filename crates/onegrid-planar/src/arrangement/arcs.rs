//! Edges -> arcs: maximal chains between nodes, each stored once.
//!
//! A node is a vertex where other than two edges meet, or where a barrier line begins or ends.
//! # Guarantees
//! Arcs are numbered by their lower node, loops without a node by their lowest vertex, after all
//! others: an order of space, not of input.
//! # Method
//! Each band walks from its own nodes. An arc is met from both of its ends and kept from the lower
//! one, so bands need not speak with one another.

use core::sync::atomic::{AtomicBool, Ordering};

use crate::arrangement::incidence::{Incidence, NOT_A_NODE};
use crate::bands;
use crate::edges::Edges;
use crate::error::OverlayError;
use crate::lattice::Coord;
use crate::progress::Progress;
use crate::segments::Side;

/// Chains of vertices between nodes.
#[derive(Debug, Default)]
pub(crate) struct Arcs {
    /// CSR of `coords`: all points of each arc, both ends included.
    pub start: Vec<u32>,
    pub coords: Vec<Coord>,
    /// Node at the begin and at the end of each arc; the begin is not the higher one.
    pub nodes: Vec<[u32; 2]>,
    pub node_count: u32,
    /// CSR of `sides`, relative to the direction of the arc.
    pub side_start: Vec<u32>,
    pub sides: Vec<Side>,
    /// How far snapping moved the arc, in [`crate::edges::SNAP_STEPS_PER_UNIT`].
    pub snap: Vec<u8>,
    /// First arc of each band, then the first loop without a node, then the number of all.
    pub band_start: Vec<u32>,
    /// First node of each band, then the first node of such a loop, then the number of all.
    pub node_start: Vec<u32>,
}

impl Arcs {
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(crate) fn coords(&self, arc: usize) -> &[Coord] {
        &self.coords[self.start[arc] as usize..self.start[arc + 1] as usize]
    }

    pub(crate) fn sides(&self, arc: usize) -> &[Side] {
        &self.sides[self.side_start[arc] as usize..self.side_start[arc + 1] as usize]
    }

    /// Measures every arc by its points, on all cores where there are some.
    #[cfg(feature = "parallel")]
    pub(crate) fn map_each<T: Send>(&self, measure: impl Fn(&[Coord]) -> T + Sync) -> Vec<T> {
        use rayon::prelude::*;
        (0..self.len()).into_par_iter().with_min_len(1 << 12).map(|arc| measure(self.coords(arc))).collect()
    }

    /// Measures every arc by its points.
    #[cfg(not(feature = "parallel"))]
    pub(crate) fn map_each<T>(&self, measure: impl Fn(&[Coord]) -> T) -> Vec<T> {
        (0..self.len()).map(|arc| measure(self.coords(arc))).collect()
    }

    pub(crate) fn collect(edges: Edges, progress: &dyn Progress) -> Result<Self, OverlayError> {
        let around = Incidence::build(&edges, progress)?;
        let seen = (0..edges.vertices.len()).map(|_| AtomicBool::new(false)).collect();
        let parts = {
            let walker = Walker { edges: &edges, around: &around, seen };
            let mut parts = bands::each(edges.band_count(), "arcs", progress, |band| Ok(walker.walk_band(band)))?;
            parts.push(walker.walk_loops(progress)?);
            parts
        };
        let loops = parts[edges.band_count()].nodes.len() as u32;
        let mut node_start = around.node_start.clone();
        node_start.push(node_start[edges.band_count()] + loops);
        // the parts hold all that is needed; their copy takes the room of the edges
        drop((around, edges));
        Self::concat(parts, node_start)
    }

    fn concat(parts: Vec<Part>, node_start: Vec<u32>) -> Result<Self, OverlayError> {
        let band_start = bands::starts("arcs", parts.iter().map(|p| p.nodes.len()))?;
        let coords_start = bands::starts("points of arcs", parts.iter().map(|p| p.coords.len()))?;
        let sides_start = bands::starts("sides of arcs", parts.iter().map(|p| p.sides.len()))?;
        let (mut start, mut coords, mut nodes) = (Vec::new(), Vec::new(), Vec::new());
        let (mut side_start, mut sides, mut snap) = (Vec::new(), Vec::new(), Vec::new());
        for part in parts {
            start.push(part.start);
            coords.push(part.coords);
            nodes.push(part.nodes);
            side_start.push(part.side_start);
            sides.push(part.sides);
            snap.push(part.snap);
        }
        let (coords, (start, nodes, side_start, sides, snap)) = bands::both(
            || bands::concat(coords),
            || {
                let (start, nodes) = (bands::concat_starts(start, &coords_start), bands::concat(nodes));
                let side_start = bands::concat_starts(side_start, &sides_start);
                (start, nodes, side_start, bands::concat(sides), bands::concat(snap))
            },
        );
        let node_count = node_start.last().copied().unwrap_or(0);
        Ok(Self { start, coords, nodes, node_count, side_start, sides, snap, band_start, node_start })
    }
}

/// Arcs of one band in numbers of its own, nodes in numbers of all.
struct Part {
    start: Vec<u32>,
    coords: Vec<Coord>,
    nodes: Vec<[u32; 2]>,
    side_start: Vec<u32>,
    sides: Vec<Side>,
    snap: Vec<u8>,
}

impl Part {
    fn new() -> Self {
        Self {
            start: vec![0],
            coords: Vec::new(),
            nodes: Vec::new(),
            side_start: vec![0],
            sides: Vec::new(),
            snap: Vec::new(),
        }
    }
}

struct Walker<'a> {
    edges: &'a Edges,
    around: &'a Incidence,
    /// Vertices inside arcs.
    seen: Vec<AtomicBool>,
}

impl Walker<'_> {
    fn walk_band(&self, band: usize) -> Part {
        let mut out = Part::new();
        for v in self.edges.vertex_start[band]..self.edges.vertex_start[band + 1] {
            let node = self.around.node_of_vertex[v as usize];
            if node != NOT_A_NODE {
                for i in 0..self.around.degree(v) {
                    self.walk(v, i, &mut out);
                }
            }
        }
        out
    }

    /// Walks an arc from its `i`-th edge at a node, and keeps it if this is the lower end.
    fn walk(&self, from: u32, i: u32, out: &mut Part) {
        let first = self.around.edge(from, i);
        let begin = self.around.node_of_vertex[from as usize];
        let (mut v, mut e) = (self.other_end(first, from), first);
        // most arcs are one edge: nothing is to be undone when they belong to the other end
        if self.around.node_of_vertex[v as usize] < begin {
            return;
        }
        let points = out.coords.len();
        let mut snap = self.edges.snap[e as usize];
        out.coords.push(self.edges.vertices[from as usize]);
        out.coords.push(self.edges.vertices[v as usize]);
        while self.around.node_of_vertex[v as usize] == NOT_A_NODE {
            e = self.around.other_edge(v, e);
            v = self.other_end(e, v);
            snap = snap.max(self.edges.snap[e as usize]);
            out.coords.push(self.edges.vertices[v as usize]);
        }
        let end = self.around.node_of_vertex[v as usize];
        let is_other_way_round = end == begin && (0..i).any(|j| self.around.edge(from, j) == e);
        if end < begin || is_other_way_round {
            out.coords.truncate(points);
            return;
        }
        if out.coords.len() - points > 2 {
            self.mark(from, first);
        }
        self.finish(first, from, [begin, end], snap, out);
    }

    /// Marks the inner vertices of an arc.
    fn mark(&self, from: u32, first: u32) {
        let (mut v, mut e) = (self.other_end(first, from), first);
        while self.around.node_of_vertex[v as usize] == NOT_A_NODE {
            self.seen[v as usize].store(true, Ordering::Relaxed);
            e = self.around.other_edge(v, e);
            v = self.other_end(e, v);
        }
    }

    fn finish(&self, first: u32, from: u32, nodes: [u32; 2], snap: u8, out: &mut Part) {
        out.start.push(out.coords.len() as u32);
        out.nodes.push(nodes);
        let flip = self.edges.ends[first as usize][0] != from;
        out.sides.extend(self.edges.sides(first as usize).iter().map(|s| s.flipped(flip)));
        out.side_start.push(out.sides.len() as u32);
        out.snap.push(snap);
    }

    #[inline]
    fn other_end(&self, edge: u32, vertex: u32) -> u32 {
        let ends = self.edges.ends[edge as usize];
        if ends[0] == vertex { ends[1] } else { ends[0] }
    }

    /// What no node leads to are closed loops: their lowest vertex becomes a node.
    fn walk_loops(&self, progress: &dyn Progress) -> Result<Part, OverlayError> {
        let unseen = bands::each(self.edges.band_count(), "arcs", progress, |band| {
            let vertices = self.edges.vertex_start[band]..self.edges.vertex_start[band + 1];
            let is_left = |&v: &u32| {
                self.around.node_of_vertex[v as usize] == NOT_A_NODE
                    && !self.seen[v as usize].load(Ordering::Relaxed)
                    && self.around.degree(v) == 2
            };
            Ok(vertices.filter(is_left).collect::<Vec<u32>>())
        })?;
        let mut out = Part::new();
        let nodes = self.around.node_start[self.edges.band_count()];
        for from in unseen.concat() {
            if self.seen[from as usize].load(Ordering::Relaxed) {
                continue;
            }
            // from its lowest vertex a loop leaves along the edge that begins there first
            let first = self.around.low_start[from as usize];
            let (mut v, mut e) = (self.other_end(first, from), first);
            let mut snap = self.edges.snap[e as usize];
            out.coords.push(self.edges.vertices[from as usize]);
            while v != from {
                self.seen[v as usize].store(true, Ordering::Relaxed);
                out.coords.push(self.edges.vertices[v as usize]);
                e = self.around.other_edge(v, e);
                v = self.other_end(e, v);
                snap = snap.max(self.edges.snap[e as usize]);
            }
            out.coords.push(self.edges.vertices[from as usize]);
            let node = nodes + out.nodes.len() as u32;
            self.finish(first, from, [node, node], snap, &mut out);
        }
        Ok(out)
    }
}
