//! Points and segments -> an index of what lies near a segment.
//!
//! # Method
//! Square cells of a power of two over the bounds, about two items a cell. A segment is listed in (or
//! asks) every cell within `slack` of it, row by row.
//! # Cost
//! O(items + cells passed) to build; memory 4 bytes per listing.

use crate::error::OverlayError;
use crate::lattice::{Bounds, Coord, MAX_SPAN};

/// Lattice units that cover `width_m` where a unit takes at least `finest_m`, however wide: no more than a map spans.
pub(crate) fn slack_units(width_m: f64, finest_m: f64) -> i64 {
    ((width_m / finest_m).ceil().min(MAX_SPAN as f64) as i64 + 1).min(MAX_SPAN)
}

/// Items by cell.
#[derive(Debug)]
pub(crate) struct NearGrid {
    frame: Frame,
    start: Vec<u32>,
    items: Vec<u32>,
}

/// Segments and points that one cell aims at.
const ITEMS_PER_CELL: usize = 2;

/// Points by cell, added one by one.
#[derive(Debug)]
pub(crate) struct GrowingGrid {
    frame: Frame,
    /// The last point of each cell, and before each point the one before it in its cell.
    last: Vec<u32>,
    before: Vec<u32>,
}

/// No point.
const NOBODY: u32 = u32::MAX;

impl GrowingGrid {
    /// An empty one for up to `count` points, asked for what lies within `slack` lattice units.
    pub(crate) fn new(count: usize, bounds: Bounds, slack: i64) -> Self {
        let frame = Frame::new(count, bounds, slack);
        Self { last: vec![NOBODY; frame.cell_count()], before: vec![NOBODY; count], frame }
    }

    /// Adds a point under a number below the count; each number once.
    pub(crate) fn add(&mut self, point: u32, at: Coord) {
        let (last, before) = (&mut self.last, &mut self.before);
        self.frame.visit([at, at], 0, |cell| before[point as usize] = core::mem::replace(&mut last[cell], point));
    }

    /// Calls `found` with the points of all cells within `slack` of a place.
    pub(crate) fn near(&self, at: Coord, slack: i64, mut found: impl FnMut(u32)) {
        self.frame.visit([at, at], slack, |cell| {
            let mut point = self.last[cell];
            while point != NOBODY {
                found(point);
                point = self.before[point as usize];
            }
        });
    }
}

#[derive(Debug, Clone, Copy)]
struct Frame {
    origin: (i64, i64),
    shift: u32,
    columns: i64,
    rows: i64,
}

impl NearGrid {
    /// Lists each item (a segment, or a point as a segment without length) in all cells within `slack`
    /// lattice units of it.
    pub(crate) fn build(items: &[[Coord; 2]], bounds: Bounds, slack: i64) -> Self {
        let frame = Frame::new(items.len(), bounds, slack);
        let cells = frame.cell_count();
        let mut start = vec![0u32; cells + 1];
        for &ends in items {
            frame.visit(ends, slack, |cell| start[cell + 1] += 1);
        }
        for i in 0..cells {
            start[i + 1] += start[i];
        }
        let mut listed = vec![0u32; start[cells] as usize];
        let mut fill = start.clone();
        for (i, &ends) in items.iter().enumerate() {
            frame.visit(ends, slack, |cell| {
                listed[fill[cell] as usize] = i as u32;
                fill[cell] += 1;
            });
        }
        Self { frame, start, items: listed }
    }

    /// Calls `found` with the items of all cells within `slack` of a segment; an item that is listed in
    /// several of them comes several times.
    pub(crate) fn near(&self, ends: [Coord; 2], slack: i64, mut found: impl FnMut(u32)) {
        self.frame.visit(ends, slack, |cell| {
            for &item in &self.items[self.start[cell] as usize..self.start[cell + 1] as usize] {
                found(item);
            }
        });
    }

    /// Calls `cell` with the items of every cell that holds at least two.
    ///
    /// # Errors
    /// The first one of `cell`.
    pub(crate) fn for_each_cell(
        &self,
        mut cell: impl FnMut(&[u32]) -> Result<(), OverlayError>,
    ) -> Result<(), OverlayError> {
        for range in self.start.windows(2) {
            if range[1] - range[0] > 1 {
                cell(&self.items[range[0] as usize..range[1] as usize])?;
            }
        }
        Ok(())
    }
}

impl Frame {
    fn new(items: usize, bounds: Bounds, slack: i64) -> Self {
        // cells finer than the slack would only multiply the listings
        let mut shift = bounds.cell_shift((items / ITEMS_PER_CELL) as i64);
        while (1i64 << shift) < slack {
            shift += 1;
        }
        Self {
            origin: (bounds.min.x as i64, bounds.min.y as i64),
            shift,
            columns: (bounds.width() >> shift) + 1,
            rows: (bounds.height() >> shift) + 1,
        }
    }

    fn cell_count(&self) -> usize {
        (self.columns * self.rows) as usize
    }

    fn visit(&self, [p, q]: [Coord; 2], slack: i64, mut visit: impl FnMut(usize)) {
        let (a, b) = if p <= q { (p, q) } else { (q, p) };
        let (ax, ay) = (a.x as i64 - self.origin.0, a.y as i64 - self.origin.1);
        let (bx, by) = (b.x as i64 - self.origin.0, b.y as i64 - self.origin.1);
        let column = |x: i64| (x >> self.shift).clamp(0, self.columns - 1);
        let row = |y: i64| (y >> self.shift).clamp(0, self.rows - 1);
        let (c0, c1) = (column(ax - slack), column(bx + slack));
        let (r0, r1) = (row(ay.min(by) - slack), row(ay.max(by) + slack));
        for row in r0..=r1 {
            let (mut from, mut to) = (c0, c1);
            if r0 != r1 && c0 != c1 && ay != by {
                let slope = (bx - ax) as f64 / (by - ay) as f64;
                let x = |y: i64| {
                    let y = y.clamp(ay.min(by), ay.max(by));
                    ax + (slope * (y - ay) as f64).floor() as i64
                };
                let (u, v) = (x((row << self.shift) - slack), x(((row + 1) << self.shift) + slack));
                from = column(u.min(v) - 1 - slack).max(c0);
                to = column(u.max(v) + 2 + slack).min(c1);
            }
            for column in from..=to {
                visit((row * self.columns + column) as usize);
            }
        }
    }
}

/// A segment in metres of one place.
pub(crate) type Line = [[f64; 2]; 2];

/// Where two segments face one another across less than `width`: the stretch of the first, then that of
/// the second, in the same direction. `None` when they do not, or over no more than `width`.
pub(crate) fn facing([a, b]: Line, [c, d]: Line, width: f64) -> Option<[Line; 2]> {
    let first = shadow([a, b], [c, d])?;
    let second = shadow([c, d], [a, b])?;
    if distance(first[0], first[1]) <= width || distance(second[0], second[1]) <= width {
        return None;
    }
    let turned = distance(first[0], second[1]) < distance(first[0], second[0]);
    let second = if turned { [second[1], second[0]] } else { second };
    let near = distance(first[0], second[0]) <= width && distance(first[1], second[1]) <= width;
    near.then_some([first, second])
}

/// The stretch of `on` that lies square across from `of`; `None` when there is none.
fn shadow([a, b]: Line, of: Line) -> Option<Line> {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let length2 = dx * dx + dy * dy;
    let along = of.map(|p| ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length2);
    let (low, high) = (along[0].min(along[1]), along[0].max(along[1]));
    if low >= 1.0 || high <= 0.0 {
        return None;
    }
    Some([along[0], along[1]].map(|t| {
        let t = t.clamp(0.0, 1.0);
        [a[0] + dx * t, a[1] + dy * t]
    }))
}

pub(crate) fn distance(p: [f64; 2], q: [f64; 2]) -> f64 {
    ((p[0] - q[0]) * (p[0] - q[0]) + (p[1] - q[1]) * (p[1] - q[1])).sqrt()
}
