//! Edges -> arcs: maximal chains between nodes, each stored once.
//!
//! A node is a vertex where other than two edges meet, or where a barrier line begins or ends.
//! # Guarantees
//! Arcs are numbered by their lowest vertex: an order of space, not of input.

use crate::edges::Edges;
use crate::lattice::Coord;
use crate::noding::Noded;
use crate::segments::Side;

/// Chains of vertices between nodes.
#[derive(Debug, Default)]
pub(crate) struct Arcs {
    /// CSR of `coords`: all points of each arc, both ends included.
    pub start: Vec<u32>,
    pub coords: Vec<Coord>,
    /// Node at the begin and at the end of each arc.
    pub nodes: Vec<[u32; 2]>,
    pub node_count: u32,
    /// CSR of `sides`, relative to the direction of the arc.
    pub side_start: Vec<u32>,
    pub sides: Vec<Side>,
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
}

impl Arcs {
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
}

/// Edges around each vertex. Edges are sorted by their lower vertex, so only the higher ends need
/// a list.
struct Incidence {
    /// First edge whose lower end is the vertex.
    low_start: Vec<u32>,
    high_start: Vec<u32>,
    high: Vec<u32>,
}

impl Incidence {
    fn build(edges: &Edges, vertices: usize) -> Self {
        let (mut low_start, mut high_start) = (vec![0u32; vertices + 1], vec![0u32; vertices + 1]);
        for ends in &edges.ends {
            low_start[ends[0] as usize + 1] += 1;
            high_start[ends[1] as usize + 1] += 1;
        }
        for v in 0..vertices {
            low_start[v + 1] += low_start[v];
            high_start[v + 1] += high_start[v];
        }
        let mut high = vec![0u32; edges.len()];
        let mut fill = high_start.clone();
        for (e, ends) in edges.ends.iter().enumerate() {
            let at = &mut fill[ends[1] as usize];
            high[*at as usize] = e as u32;
            *at += 1;
        }
        Self { low_start, high_start, high }
    }

    fn degree(&self, vertex: u32) -> u32 {
        let v = vertex as usize;
        self.low_start[v + 1] - self.low_start[v] + self.high_start[v + 1] - self.high_start[v]
    }

    /// The `i`-th edge at a vertex.
    fn edge(&self, vertex: u32, i: u32) -> u32 {
        let v = vertex as usize;
        let highs = self.high_start[v + 1] - self.high_start[v];
        if i < highs { self.high[(self.high_start[v] + i) as usize] } else { self.low_start[v] + i - highs }
    }
}

struct Walker<'a> {
    edges: &'a Edges,
    noded: &'a Noded,
    around: Incidence,
    used: Vec<bool>,
    node_of_vertex: Vec<u32>,
    out: Arcs,
}

const NOT_A_NODE: u32 = u32::MAX;

impl Arcs {
    pub(crate) fn collect(edges: &Edges, noded: &Noded) -> Self {
        let around = Incidence::build(edges, noded.vertices.len());
        let mut walker = Walker {
            edges,
            noded,
            around,
            used: vec![false; edges.len()],
            node_of_vertex: vec![NOT_A_NODE; noded.vertices.len()],
            out: Arcs { start: vec![0], side_start: vec![0], ..Arcs::default() },
        };
        walker.number_nodes();
        for v in 0..noded.vertices.len() as u32 {
            if walker.node_of_vertex[v as usize] != NOT_A_NODE {
                walker.walk_from(v);
            }
        }
        // what is left are closed loops without a node: their lowest vertex becomes one
        for e in 0..edges.len() {
            if !walker.used[e] {
                let v = edges.ends[e][0];
                walker.add_node(v);
                walker.walk_from(v);
            }
        }
        walker.out
    }
}

impl Walker<'_> {
    fn add_node(&mut self, vertex: u32) {
        self.node_of_vertex[vertex as usize] = self.out.node_count;
        self.out.node_count += 1;
    }

    fn number_nodes(&mut self) {
        for v in 0..self.noded.vertices.len() as u32 {
            let is_node = match self.around.degree(v) {
                0 => false,
                2 => !self.same_sides_through(v, self.around.edge(v, 0), self.around.edge(v, 1)),
                _ => true,
            };
            if is_node {
                self.add_node(v);
            }
        }
    }

    /// Whether the same rings and lines run on from edge `e` into edge `f` at `v`.
    fn same_sides_through(&self, v: u32, e: u32, f: u32) -> bool {
        let into = |edge: u32| self.edges.ends[edge as usize][1] == v;
        // both point the same way through v when one ends and the other begins there
        let flip = into(e) == into(f);
        let (a, b) = (self.edges.sides(e as usize), self.edges.sides(f as usize));
        a.len() == b.len() && a.iter().zip(b).all(|(x, y)| *x == y.flipped(flip))
    }

    fn walk_from(&mut self, start: u32) {
        for i in 0..self.around.degree(start) {
            let e = self.around.edge(start, i);
            if !self.used[e as usize] {
                self.walk(start, e);
            }
        }
    }

    fn walk(&mut self, start: u32, first: u32) {
        let (mut v, mut e) = (start, first);
        self.out.coords.push(self.noded.vertices[v as usize]);
        loop {
            self.used[e as usize] = true;
            let ends = self.edges.ends[e as usize];
            v = if ends[0] == v { ends[1] } else { ends[0] };
            self.out.coords.push(self.noded.vertices[v as usize]);
            if self.node_of_vertex[v as usize] != NOT_A_NODE {
                break;
            }
            let (one, other) = (self.around.edge(v, 0), self.around.edge(v, 1));
            e = if one == e { other } else { one };
        }
        self.out.start.push(self.out.coords.len() as u32);
        self.out.nodes.push([start, v].map(|v| self.node_of_vertex[v as usize]));
        let flip = self.edges.ends[first as usize][0] != start;
        self.out.sides.extend(self.edges.sides(first as usize).iter().map(|s| s.flipped(flip)));
        self.out.side_start.push(self.out.sides.len() as u32);
    }
}
