//! Edges -> which of them meet at each vertex, and which vertices are nodes.
//!
//! Edges are sorted by their lower vertex, so only the higher ends need a list.

use crate::bands;
use crate::edges::Edges;
use crate::error::OverlayError;
use crate::progress::Progress;

/// A vertex in the middle of an arc.
pub(crate) const NOT_A_NODE: u32 = u32::MAX;

/// Edges around each vertex.
pub(crate) struct Incidence {
    /// First edge whose lower end is the vertex.
    pub low_start: Vec<u32>,
    high_start: Vec<u32>,
    high: Vec<u32>,
    /// Number of the node, or [`NOT_A_NODE`].
    pub node_of_vertex: Vec<u32>,
    /// First node of each band, and the number of all.
    pub node_start: Vec<u32>,
}

/// The share of one band.
struct Slots<'a> {
    band: usize,
    low_start: &'a mut [u32],
    high_start: &'a mut [u32],
    high: &'a mut [u32],
    high_base: u32,
    node_of_vertex: &'a mut [u32],
}

impl Incidence {
    pub(crate) fn build(edges: &Edges, progress: &dyn Progress) -> Result<Self, OverlayError> {
        let vertices = edges.vertices.len();
        let mut out = Self {
            low_start: vec![0; vertices + 1],
            high_start: vec![0; vertices + 1],
            high: vec![0; edges.len()],
            node_of_vertex: vec![0; vertices],
            node_start: Vec::new(),
        };
        out.low_start[vertices] = edges.len() as u32;
        out.high_start[vertices] = edges.len() as u32;
        let high_base = bands::starts("edges", (0..edges.band_count()).map(|b| ends_in(edges, b)))?;
        let mut slots = Vec::new();
        let vertex_slots = bands::parts_mut(&mut out.low_start, &edges.vertex_start)
            .into_iter()
            .zip(bands::parts_mut(&mut out.high_start, &edges.vertex_start))
            .zip(bands::parts_mut(&mut out.node_of_vertex, &edges.vertex_start))
            .zip(bands::parts_mut(&mut out.high, &high_base));
        for (band, (((low_start, high_start), node_of_vertex), high)) in vertex_slots.enumerate() {
            slots.push(Slots { band, low_start, high_start, high, high_base: high_base[band], node_of_vertex });
        }
        let nodes = bands::each_of(slots, "arcs", progress, |slots| Ok(slots.fill(edges)))?;
        out.node_start = bands::starts("nodes", nodes.into_iter())?;
        let parts = bands::parts_mut(&mut out.node_of_vertex, &edges.vertex_start);
        bands::for_each(parts.into_iter().zip(&out.node_start).collect(), |(part, &base)| {
            for node in part.iter_mut().filter(|node| **node != NOT_A_NODE) {
                *node += base;
            }
        });
        Ok(out)
    }

    #[inline]
    pub(crate) fn degree(&self, vertex: u32) -> u32 {
        let v = vertex as usize;
        self.low_start[v + 1] - self.low_start[v] + self.high_start[v + 1] - self.high_start[v]
    }

    /// The `i`-th edge at a vertex: those that end there, then those that begin there.
    #[inline]
    pub(crate) fn edge(&self, vertex: u32, i: u32) -> u32 {
        let v = vertex as usize;
        let highs = self.high_start[v + 1] - self.high_start[v];
        if i < highs { self.high[(self.high_start[v] + i) as usize] } else { self.low_start[v] + i - highs }
    }

    /// The other edge at a vertex of two.
    #[inline]
    pub(crate) fn other_edge(&self, vertex: u32, edge: u32) -> u32 {
        let one = self.edge(vertex, 0);
        if one == edge { self.edge(vertex, 1) } else { one }
    }
}

/// Edges that end in a band from another one.
fn from_elsewhere(edges: &Edges, band: usize) -> &[(u32, u32)] {
    let first = |vertex: u32| edges.crossing.partition_point(|c| c.0 < vertex);
    &edges.crossing[first(edges.vertex_start[band])..first(edges.vertex_start[band + 1])]
}

/// How many edges have their higher end in a band.
fn ends_in(edges: &Edges, band: usize) -> usize {
    let (first, next) = (edges.edge_start[band], edges.edge_start[band + 1]);
    let end = edges.vertex_start[band + 1];
    let leaving = edges.ends[first as usize..next as usize].iter().filter(|e| e[1] >= end).count();
    (next - first) as usize - leaving + from_elsewhere(edges, band).len()
}

impl Slots<'_> {
    /// Returns the number of nodes.
    fn fill(self, edges: &Edges) -> usize {
        let (first_vertex, end_vertex) = (edges.vertex_start[self.band], edges.vertex_start[self.band + 1]);
        let first_edge = edges.edge_start[self.band];
        let own = &edges.ends[first_edge as usize..edges.edge_start[self.band + 1] as usize];
        let vertices = (end_vertex - first_vertex) as usize;
        let mut low_count = vec![0u32; vertices + 1];
        let mut high_count = vec![0u32; vertices + 1];
        let elsewhere = from_elsewhere(edges, self.band);
        for &[low, high] in own {
            low_count[(low - first_vertex) as usize + 1] += 1;
            if high < end_vertex {
                high_count[(high - first_vertex) as usize + 1] += 1;
            }
        }
        for &(high, _) in elsewhere {
            high_count[(high - first_vertex) as usize + 1] += 1;
        }
        for v in 0..vertices {
            low_count[v + 1] += low_count[v];
            high_count[v + 1] += high_count[v];
            self.low_start[v] = first_edge + low_count[v];
            self.high_start[v] = self.high_base + high_count[v];
        }
        let mut fill = high_count.clone();
        let mut put = |high: u32, edge: u32| {
            let at = &mut fill[(high - first_vertex) as usize];
            self.high[*at as usize] = edge;
            *at += 1;
        };
        // edges of bands further south have lower numbers
        for &(high, edge) in elsewhere {
            put(high, edge);
        }
        for (e, &[_, high]) in own.iter().enumerate().filter(|(_, ends)| ends[1] < end_vertex) {
            put(high, first_edge + e as u32);
        }
        let mut nodes = 0;
        for v in 0..vertices {
            let lows = low_count[v]..low_count[v + 1];
            let highs = &self.high[high_count[v] as usize..high_count[v + 1] as usize];
            let vertex = first_vertex + v as u32;
            let edge_at =
                |i: usize| highs.get(i).copied().unwrap_or(first_edge + lows.start + (i - highs.len().min(i)) as u32);
            let is_node = match highs.len() + lows.len() {
                0 => false,
                2 => !same_sides_through(edges, vertex, edge_at(0), edge_at(1)),
                _ => true,
            };
            self.node_of_vertex[v] = if is_node { nodes } else { NOT_A_NODE };
            nodes += u32::from(is_node);
        }
        nodes as usize
    }
}

/// Whether the same rings and lines run on from edge `e` into edge `f` at `v`.
fn same_sides_through(edges: &Edges, v: u32, e: u32, f: u32) -> bool {
    let into = |edge: u32| edges.ends[edge as usize][1] == v;
    // both point the same way through v when one ends and the other begins there
    let flip = into(e) == into(f);
    let (a, b) = (edges.sides(e as usize), edges.sides(f as usize));
    a.len() == b.len() && a.iter().zip(b).all(|(x, y)| *x == y.flipped(flip))
}
