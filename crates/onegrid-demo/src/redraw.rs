//! The truth's lines -> one department's drawing of them.
//!
//! Every department traced the same roads from its own map at its own time. Displacement belongs
//! to the vertex, so a layer mostly fits itself; it belongs to the layer, so two layers mostly do
//! not fit each other; and in some quarters a department copied the base layer's lines.

use core::ops::Range;

use crate::chance::{fraction, hash, swing};
use crate::fabric::{Edge, Fabric};
use crate::frame::{Frame, Spot};

/// Lattice steps of a quarter that is copied, or not, as a whole.
const QUARTER: u32 = 5;

/// How a department draws.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pen {
    pub(crate) salt: u64,
    /// Furthest a vertex is displaced from the truth, in metres.
    pub(crate) reach_m: f64,
    /// Share of the quarters where the base layer's lines were copied.
    pub(crate) copied_share: f64,
    /// The county's outline is drawn exactly, vertex by vertex.
    pub(crate) keeps_outline: bool,
}

/// Every node and edge of the fabric as one department drew it.
pub(crate) struct Linework {
    pub(crate) nodes: Vec<Spot>,
    bends: Vec<Spot>,
    ranges: Vec<Range<u32>>,
}

impl Linework {
    /// Draws the truth itself.
    pub(crate) fn exact(fabric: &Fabric, frame: &Frame) -> Self {
        let pen = Pen { salt: 0, reach_m: 0.0, copied_share: 0.0, keeps_outline: true };
        let mut drawing = Drawing { fabric, frame, pen, base: None, lines: Self::empty(fabric) };
        drawing.draw(Drawing::keep_bends);
        drawing.lines
    }

    /// Draws with a pen; `base` is what the pen copies from.
    pub(crate) fn draw(fabric: &Fabric, frame: &Frame, pen: Pen, base: Option<&Self>) -> Self {
        let mut drawing = Drawing { fabric, frame, pen, base, lines: Self::empty(fabric) };
        drawing.draw(Drawing::redraw_bends);
        drawing.lines
    }

    /// Inner vertices of an edge, in its own direction.
    pub(crate) fn bends(&self, edge: usize) -> &[Spot] {
        let range = &self.ranges[edge];
        &self.bends[range.start as usize..range.end as usize]
    }

    fn empty(fabric: &Fabric) -> Self {
        Self {
            nodes: Vec::with_capacity(fabric.nodes.len()),
            bends: Vec::with_capacity(fabric.bends.len()),
            ranges: Vec::with_capacity(fabric.edges.len()),
        }
    }
}

struct Drawing<'a> {
    fabric: &'a Fabric,
    frame: &'a Frame,
    pen: Pen,
    base: Option<&'a Linework>,
    lines: Linework,
}

impl Drawing<'_> {
    fn draw(&mut self, bends: impl Fn(&mut Self, usize)) {
        let [columns, rows] = self.fabric.plots;
        for node in 0..self.fabric.nodes.len() {
            let at = [node as u32 % (columns + 1), node as u32 / (columns + 1)];
            let is_outline = at[0] == 0 || at[1] == 0 || at[0] == columns || at[1] == rows;
            let spot = if is_outline && self.pen.keeps_outline {
                self.frame.spot(self.fabric.nodes[node])
            } else if let Some(base) = self.copied(node) {
                base.nodes[node]
            } else {
                self.displaced(self.fabric.nodes[node], self.fabric.node_keys[node])
            };
            self.lines.nodes.push(spot);
        }
        for edge in 0..self.fabric.edges.len() {
            let start = self.lines.bends.len() as u32;
            bends(self, edge);
            self.lines.ranges.push(start..self.lines.bends.len() as u32);
        }
    }

    /// The base layer's lines, where this department copied them.
    fn copied(&self, node: usize) -> Option<&Linework> {
        let columns = self.fabric.plots[0] + 1;
        let quarter = [node as u32 % columns / QUARTER, node as u32 / columns / QUARTER];
        let chance = fraction(hash(self.pen.salt, &[1, quarter[0].into(), quarter[1].into()]));
        self.base.filter(|_| chance < self.pen.copied_share)
    }

    fn displaced(&self, point_m: [f64; 2], key: u64) -> Spot {
        let salt = self.pen.salt;
        let angle = core::f64::consts::PI * swing(salt, &[key, 1]);
        // most vertices are a metre or two off, a few the full reach
        let chance = fraction(hash(salt, &[key, 2]));
        let distance_m = self.pen.reach_m * chance * (0.4 + 0.6 * chance);
        self.frame.spot([point_m[0] + distance_m * libm::cos(angle), point_m[1] + distance_m * libm::sin(angle)])
    }

    fn keep_bends(&mut self, edge: usize) {
        let range = self.fabric.edges[edge].bends.clone();
        for bend in &self.fabric.bends[range.start as usize..range.end as usize] {
            self.lines.bends.push(self.frame.spot(*bend));
        }
    }

    fn redraw_bends(&mut self, id: usize) {
        let edge = &self.fabric.edges[id];
        if edge.is_outline && self.pen.keeps_outline {
            self.keep_bends(id);
            return;
        }
        let ends = [edge.from as usize, edge.to as usize];
        let chance = fraction(hash(self.pen.salt, &[edge.key, 3]));
        if let (Some(base), Some(_)) = (self.copied(ends[0]), self.copied(ends[1])) {
            let copy = base.bends(id).to_vec();
            self.push_with_extra(edge, &copy, chance < 0.25, 0.0);
            return;
        }
        let mut spots = Vec::new();
        for (bend, step) in (edge.bends.start..edge.bends.end).zip(0_u64..) {
            // generalised away
            if fraction(hash(self.pen.salt, &[edge.key, 4, step])) < 0.18 {
                continue;
            }
            let key = hash(edge.key, &[5, step]);
            spots.push(self.displaced(self.fabric.bends[bend as usize], key));
        }
        let aside_m = swing(self.pen.salt, &[edge.key, 6]) * 0.2 * self.pen.reach_m;
        self.push_with_extra(edge, &spots, chance < 0.3, aside_m);
    }

    /// Pushes an edge's vertices, with one more in the middle of its longest reach if asked.
    fn push_with_extra(&mut self, edge: &Edge, spots: &[Spot], is_extra: bool, aside_m: f64) {
        if !is_extra {
            self.lines.bends.extend_from_slice(spots);
            return;
        }
        let mut path = vec![self.lines.nodes[edge.from as usize]];
        path.extend_from_slice(spots);
        path.push(self.lines.nodes[edge.to as usize]);
        let length2 = |pair: &[Spot]| {
            let [x, y] = self.frame.between_m(pair[0], pair[1]);
            x * x + y * y
        };
        let longest = (0..path.len() - 1)
            .max_by(|a, b| {
                let [a, b] = [*a, *b].map(|at| length2(&path[at..at + 2]));
                a.total_cmp(&b)
            })
            .unwrap_or(0);
        let [x, y] = self.frame.between_m(path[longest], path[longest + 1]);
        let length_m = libm::sqrt(x * x + y * y).max(1e-3);
        let extra = self.frame.moved(path[longest], x / 2.0 - y / length_m * aside_m, y / 2.0 + x / length_m * aside_m);
        path.insert(longest + 1, extra);
        self.lines.bends.extend_from_slice(&path[1..path.len() - 1]);
    }
}
