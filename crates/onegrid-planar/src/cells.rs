//! Segments -> square cells of pixels with the segments that pass through each.
//!
//! A coarse grid of power-of-two cells over the bounds; cells with many segments are cut further
//! while they are visited, so dense towns and empty mountains cost the same per segment.

use crate::lattice::{Bounds, Coord};
use crate::segments::Segments;

/// A square block of pixels: lattice points with `x0 <= x < x0 + size`, same for y.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cell {
    x0: i64,
    y0: i64,
    shift: u32,
}

impl Cell {
    #[inline]
    pub(crate) fn contains(self, p: Coord) -> bool {
        (p.x as i64 - self.x0) >> self.shift == 0 && (p.y as i64 - self.y0) >> self.shift == 0
    }
}

/// Segments that a leaf may hold before it is cut.
const LEAF_SEGMENTS: usize = 32;
/// A cut halves the cell this many times in each direction.
const CUT_SHIFT: u32 = 2;
/// Segments per cell that the coarse grid aims at.
const SEGMENTS_PER_CELL: usize = 2;

/// Coarse grid with a CSR of segments by cell.
pub(crate) struct CellGrid {
    origin: (i64, i64),
    shift: u32,
    columns: usize,
    rows: usize,
    start: Vec<u32>,
    members: Vec<u32>,
}

impl CellGrid {
    pub(crate) fn build(segments: &Segments, bounds: Bounds) -> Self {
        let shift = coarse_shift(segments.len(), bounds);
        let origin = (bounds.min.x as i64, bounds.min.y as i64);
        let columns = (bounds.width() >> shift) as usize + 1;
        let rows = (bounds.height() >> shift) as usize + 1;
        let frame = Frame { origin, shift, columns: columns as i64, rows: rows as i64 };
        let mut start = vec![0u32; columns * rows + 1];
        for ends in &segments.ends {
            frame.visit(*ends, |cell| start[cell + 1] += 1);
        }
        for i in 0..columns * rows {
            start[i + 1] += start[i];
        }
        let mut members = vec![0u32; start[columns * rows] as usize];
        let mut fill = start.clone();
        for (s, ends) in segments.ends.iter().enumerate() {
            frame.visit(*ends, |cell| {
                members[fill[cell] as usize] = s as u32;
                fill[cell] += 1;
            });
        }
        Self { origin, shift, columns, rows, start, members }
    }

    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// Calls `leaf` with every cell of a row that holds segments, cut as finely as pays.
    pub(crate) fn for_each_leaf_in_row(&self, segments: &Segments, row: usize, leaf: &mut impl FnMut(Cell, &[u32])) {
        for column in 0..self.columns {
            let i = row * self.columns + column;
            let members = &self.members[self.start[i] as usize..self.start[i + 1] as usize];
            if !members.is_empty() {
                let cell = Cell {
                    x0: self.origin.0 + ((column as i64) << self.shift),
                    y0: self.origin.1 + ((row as i64) << self.shift),
                    shift: self.shift,
                };
                cut(segments, cell, members, leaf);
            }
        }
    }
}

/// Visits a cell's leaves. A cut pays when the children's pairs together are clearly fewer than the
/// parent's; it does not where many lines run through one point or along one another.
fn cut(segments: &Segments, cell: Cell, members: &[u32], leaf: &mut impl FnMut(Cell, &[u32])) {
    if members.len() <= LEAF_SEGMENTS || cell.shift < CUT_SHIFT + 1 {
        leaf(cell, members);
        return;
    }
    let side = 1i64 << CUT_SHIFT;
    let frame = Frame { origin: (cell.x0, cell.y0), shift: cell.shift - CUT_SHIFT, columns: side, rows: side };
    let mut children: Vec<Vec<u32>> = vec![Vec::new(); (side * side) as usize];
    for &s in members {
        frame.visit(segments.ends[s as usize], |child| children[child].push(s));
    }
    let copies: usize = children.iter().map(Vec::len).sum();
    let pairs: usize = children.iter().map(|c| c.len() * c.len()).sum();
    if copies >= 2 * members.len() && 2 * pairs >= members.len() * members.len() {
        leaf(cell, members);
        return;
    }
    for (i, child) in children.iter().enumerate() {
        if !child.is_empty() {
            let (column, row) = (i as i64 % side, i as i64 / side);
            let child_cell =
                Cell { x0: cell.x0 + (column << frame.shift), y0: cell.y0 + (row << frame.shift), shift: frame.shift };
            cut(segments, child_cell, child, leaf);
        }
    }
}

/// Power of two of the cell size: about [`SEGMENTS_PER_CELL`] segments a cell if spread evenly.
fn coarse_shift(segments: usize, bounds: Bounds) -> u32 {
    let target = (segments / SEGMENTS_PER_CELL).max(1) as i64;
    let mut shift = 0;
    while ((bounds.width() >> shift) + 1).saturating_mul((bounds.height() >> shift) + 1) > target {
        shift += 1;
    }
    shift
}

/// A rectangle of equal cells.
struct Frame {
    origin: (i64, i64),
    shift: u32,
    columns: i64,
    rows: i64,
}

impl Frame {
    /// Calls `visit` with the index of every cell whose pixels the segment may meet: a superset, made
    /// with one unit of slack, since the cell's own tests are exact.
    #[inline]
    fn visit(&self, [a, b]: [Coord; 2], mut visit: impl FnMut(usize)) {
        // lower end has the smaller x
        let (ax, ay) = (a.x as i64 - self.origin.0, a.y as i64 - self.origin.1);
        let (bx, by) = (b.x as i64 - self.origin.0, b.y as i64 - self.origin.1);
        let (c0, c1) = ((ax >> self.shift).max(0), (bx >> self.shift).min(self.columns - 1));
        let (r0, r1) = ((ay.min(by) >> self.shift).max(0), (ay.max(by) >> self.shift).min(self.rows - 1));
        if c0 > c1 || r0 > r1 {
            return;
        }
        if c0 == c1 || r0 == r1 {
            for row in r0..=r1 {
                for column in c0..=c1 {
                    visit((row * self.columns + column) as usize);
                }
            }
            return;
        }
        let slope = (bx - ax) as f64 / (by - ay) as f64;
        for row in r0..=r1 {
            let (low, high) = ((row << self.shift) - 1, ((row + 1) << self.shift) + 1);
            let x = |y: i64| ax + (slope * (y - ay) as f64).floor() as i64;
            let (u, v) = (x(low), x(high));
            let from = ((u.min(v) - 2).max(ax) >> self.shift).max(c0);
            let to = ((u.max(v) + 2).min(bx) >> self.shift).min(c1);
            for column in from..=to {
                visit((row * self.columns + column) as usize);
            }
        }
    }
}
