//! Arcs -> an index that answers "which edge lies next to the west of this point".
//!
//! # Guarantees
//! Every point gets exactly one answer; edges through the point itself are overlooked.
//! # Method
//! A uniform grid over the bulk of the edges (98 in 100 points in x and in y); its outermost cells
//! reach to infinity, so a few outliers do not make the others coarse. A ray runs west from the point,
//! cell by cell, and stops at the nearest edge. The ray lies an infinitesimal step north of the point,
//! so it meets no vertex.
//! # Cost
//! O(edges) to build; a query reads the edges of the cells it passes, few where faces are small.

use core::cmp::Ordering;

use crate::arrangement::arcs::Arcs;
use crate::lattice::{Bounds, Coord, orient};

/// Edges by grid cell.
#[derive(Debug, Default)]
pub(crate) struct EdgeGrid {
    origin: (i64, i64),
    shift: u32,
    columns: i64,
    rows: i64,
    start: Vec<u32>,
    /// Index of the edge's first point in `Arcs::coords`.
    items: Vec<u32>,
}

const EDGES_PER_CELL: usize = 2;

impl EdgeGrid {
    pub(crate) fn build(arcs: &Arcs, bounds: Bounds) -> Self {
        let edge_count = arcs.coords.len().saturating_sub(arcs.len());
        let bounds = bounds.bulk(arcs.coords.len(), |i| arcs.coords[i]);
        let shift = bounds.cell_shift((edge_count / EDGES_PER_CELL) as i64);
        let mut grid = Self {
            origin: (bounds.min.x as i64, bounds.min.y as i64),
            shift,
            columns: (bounds.width() >> shift) + 1,
            rows: (bounds.height() >> shift) + 1,
            ..Self::default()
        };
        let cells = (grid.columns * grid.rows) as usize;
        let mut start = vec![0u32; cells + 1];
        grid.for_each_edge(arcs, |cell, _| start[cell + 1] += 1);
        for i in 0..cells {
            start[i + 1] += start[i];
        }
        let mut items = vec![0u32; start[cells] as usize];
        let mut fill = start.clone();
        grid.for_each_edge(arcs, |cell, edge| {
            items[fill[cell] as usize] = edge;
            fill[cell] += 1;
        });
        (grid.start, grid.items) = (start, items);
        grid
    }

    /// Every cell that a non-horizontal edge may pass (horizontal ones never stop a ray).
    fn for_each_edge(&self, arcs: &Arcs, mut visit: impl FnMut(usize, u32)) {
        for a in 0..arcs.len() {
            for i in arcs.start[a]..arcs.start[a + 1] - 1 {
                let (p, q) = (arcs.coords[i as usize], arcs.coords[i as usize + 1]);
                if p.y != q.y {
                    self.visit_edge(p.min(q), p.max(q), |cell| visit(cell, i));
                }
            }
        }
    }

    fn row(&self, y: i64) -> i64 {
        (y >> self.shift).clamp(0, self.rows - 1)
    }

    fn column(&self, x: i64) -> i64 {
        (x >> self.shift).clamp(0, self.columns - 1)
    }

    fn visit_edge(&self, a: Coord, b: Coord, mut visit: impl FnMut(usize)) {
        let (ax, ay) = (a.x as i64 - self.origin.0, a.y as i64 - self.origin.1);
        let (bx, by) = (b.x as i64 - self.origin.0, b.y as i64 - self.origin.1);
        let (r0, r1) = (self.row(ay.min(by)), self.row(ay.max(by)));
        let (c0, c1) = (self.column(ax), self.column(bx));
        let slope = (bx - ax) as f64 / (by - ay) as f64;
        for row in r0..=r1 {
            let (mut from, mut to) = (c0, c1);
            if r0 != r1 && c0 != c1 {
                let x = |y: i64| ax + (slope * (y - ay) as f64).floor() as i64;
                // the outermost rows reach to the ends of the edge
                let low = if row == 0 { ay.min(by) } else { row << self.shift };
                let high = if row == self.rows - 1 { ay.max(by) } else { (row + 1) << self.shift };
                let (u, v) = (x(low), x(high));
                from = self.column((u.min(v) - 2).max(ax)).max(c0);
                to = self.column((u.max(v) + 2).min(bx)).min(c1);
            }
            for column in from..=to {
                visit((row * self.columns + column) as usize);
            }
        }
    }

    /// The edge next to the west of `p`, those through `p` itself left out: index of its first point in
    /// `Arcs::coords`.
    pub(crate) fn west_of(&self, arcs: &Arcs, p: Coord) -> Option<u32> {
        let (px, py) = (p.x as i64 - self.origin.0, p.y as i64 - self.origin.1);
        let row = self.row(py);
        let mut best: Option<(u32, Coord, Coord)> = None;
        let mut column = self.column(px);
        while column >= 0 {
            let cell = (row * self.columns + column) as usize;
            for &i in &self.items[self.start[cell] as usize..self.start[cell + 1] as usize] {
                let (a, b) = upward(arcs, i);
                if a.y <= p.y && p.y < b.y && orient(a, b, p) < 0 {
                    // p lies east of the upward edge
                    if best.is_none_or(|(_, c, d)| order_at(a, b, c, d, p.y) == Ordering::Greater) {
                        best = Some((i, a, b));
                    }
                }
            }
            if let Some((_, a, b)) = best {
                let west_side = Coord::new((self.origin.0 + (column << self.shift)) as i32, p.y);
                if orient(a, b, west_side) >= 0 {
                    break; // the hit lies in this cell or east of its west side
                }
            }
            column -= 1;
        }
        best.map(|(i, ..)| i)
    }
}

/// End points of an edge, southern first.
fn upward(arcs: &Arcs, edge: u32) -> (Coord, Coord) {
    let (a, b) = (arcs.coords[edge as usize], arcs.coords[edge as usize + 1]);
    if a.y < b.y { (a, b) } else { (b, a) }
}

/// Order from west to east of two upward edges just north of height `y`, which both span.
fn order_at(a: Coord, b: Coord, c: Coord, d: Coord, y: i32) -> Ordering {
    // x = a.x + (b.x - a.x) (y - a.y) / (b.y - a.y), compared by cross-multiplication
    let at = |p: Coord, q: Coord| {
        let dy = q.y as i128 - p.y as i128;
        (p.x as i128 * dy + (q.x as i128 - p.x as i128) * (y as i128 - p.y as i128), dy)
    };
    let ((n1, d1), (n2, d2)) = (at(a, b), at(c, d));
    (n1 * d2).cmp(&(n2 * d1)).then_with(|| {
        let (dx1, dx2) = (b.x as i128 - a.x as i128, d.x as i128 - c.x as i128);
        (dx1 * d2).cmp(&(dx2 * d1))
    })
}
