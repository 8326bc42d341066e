//! The cells of the index: squares over the bulk of the edges.
//!
//! The outermost cells reach to the bounds of all edges, so that a few outliers do not make the others
//! coarse.

use crate::lattice::{Bounds, Coord};

use super::edge::Edge;

/// Cells aimed at, for each edge.
const CELLS_PER_EDGE: i64 = 2;
/// Most cells, whatever the number of edges: 1 GB.
const CELLS_MAX: i64 = 1 << 28;
/// Cells that long edges may meet, for each edge.
const MEETINGS_PER_EDGE: u64 = 8;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CellGrid {
    /// Around all edges; nothing lies outside.
    pub bounds: Bounds,
    /// South-west corner of the first cell, were it not to reach to the bounds.
    pub origin: Coord,
    /// Cells are `1 << shift` units wide.
    pub shift: u32,
    pub columns: u32,
    pub rows: u32,
}

impl CellGrid {
    /// Cells for some edges within `bounds`.
    pub(super) fn over(edges: &[Edge], bounds: Bounds) -> Self {
        let bulk = bounds.bulk(edges.len(), |i| edges[i].a);
        let target = (edges.len() as i64).saturating_mul(CELLS_PER_EDGE).clamp(1, CELLS_MAX);
        let longest = bulk.width().max(bulk.height());
        let length: u64 = edges.iter().map(|e| e.run().min(2 * longest) as u64).sum();
        let meetings_max = MEETINGS_PER_EDGE.saturating_mul(edges.len() as u64);
        let mut shift = bulk.cell_shift(target);
        while length >> shift > meetings_max {
            shift += 1;
        }
        Self {
            bounds,
            origin: bulk.min,
            shift,
            columns: (bulk.width() >> shift) as u32 + 1,
            rows: (bulk.height() >> shift) as u32 + 1,
        }
    }

    pub(super) fn cell_count(&self) -> usize {
        self.columns as usize * self.rows as usize
    }

    #[inline]
    pub(super) fn column(&self, x: i64) -> u32 {
        ((x - self.origin.x as i64) >> self.shift).clamp(0, self.columns as i64 - 1) as u32
    }

    #[inline]
    pub(super) fn row(&self, y: i64) -> u32 {
        ((y - self.origin.y as i64) >> self.shift).clamp(0, self.rows as i64 - 1) as u32
    }

    /// x of the corner of a column: all its points lie there or further east. That of the first column
    /// lies west of everything.
    #[inline]
    pub(super) fn west(&self, column: u32) -> i64 {
        if column == 0 { self.bounds.min.x as i64 - 1 } else { self.origin.x as i64 + ((column as i64) << self.shift) }
    }

    /// y of the corner of a row: all its points lie there or further north.
    #[inline]
    pub(super) fn south(&self, row: u32) -> i64 {
        if row == 0 { self.bounds.min.y as i64 } else { self.origin.y as i64 + ((row as i64) << self.shift) }
    }

    /// First column whose corner lies at `x` or further east; the number of columns if there is none.
    #[inline]
    pub(super) fn column_from(&self, x: i64) -> u32 {
        let cells = (x - self.origin.x as i64 + (1 << self.shift) - 1) >> self.shift;
        cells.clamp(1, self.columns as i64) as u32
    }

    /// The cell that holds a point within the bounds.
    #[inline]
    pub(super) fn cell_at(&self, p: Coord) -> Option<usize> {
        let b = &self.bounds;
        let is_within = b.min.x <= p.x && p.x <= b.max.x && b.min.y <= p.y && p.y <= b.max.y;
        let cell = || self.row(p.y as i64) as usize * self.columns as usize + self.column(p.x as i64) as usize;
        is_within.then(cell)
    }
}
