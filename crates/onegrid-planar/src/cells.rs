//! Segments -> square cells of pixels with the segments that pass through each.
//!
//! A coarse grid of power-of-two cells over the bounds; cells with many segments are cut further
//! while they are visited, so dense towns and empty mountains cost the same per segment.

use crate::bands::Bands;
use crate::error::OverlayError;
use crate::lattice::{Bounds, Coord};

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
/// A leaf compares its segments pair by pair; with more than this one place alone would take minutes.
const DENSEST_LEAF: usize = 50_000;

/// Coarse grid with a CSR of segments by cell.
pub(crate) struct CellGrid {
    frame: Frame,
    start: Vec<u32>,
    members: Vec<u32>,
}

impl CellGrid {
    /// Lists segments, given by their ends, in the cells of one band.
    ///
    /// `all`: segments of all bands, which the size of a cell is made for.
    pub(crate) fn build(
        ends: &[[Coord; 2]],
        all: usize,
        bounds: Bounds,
        bands: &Bands,
        band: usize,
    ) -> Result<Self, OverlayError> {
        let shift = bounds.cell_shift((all / SEGMENTS_PER_CELL) as i64).min(bands.shift);
        let south = bands.south_of(band);
        let height = (i64::from(bounds.max.y) - south).min((1 << bands.shift) - 1);
        let frame = Frame {
            origin: (i64::from(bounds.min.x), south),
            shift,
            columns: (bounds.width() >> shift) + 1,
            rows: (height >> shift) + 1,
        };
        let cells = (frame.columns * frame.rows) as usize;
        let mut start = vec![0u32; cells + 1];
        let mut listings = 0u64;
        for ends in ends {
            frame.visit(*ends, |cell| {
                start[cell + 1] += 1;
                listings += 1;
            });
            if listings > u64::from(u32::MAX) {
                let limit = u64::from(u32::MAX);
                return Err(OverlayError::TooLarge { what: "grid cells that segments pass", got: listings, limit });
            }
        }
        for i in 0..cells {
            start[i + 1] += start[i];
        }
        let mut members = vec![0u32; start[cells] as usize];
        for (s, ends) in ends.iter().enumerate() {
            frame.visit(*ends, |cell| {
                members[start[cell] as usize] = s as u32;
                start[cell] += 1;
            });
        }
        // filling moved every start to the end of its cell
        start.rotate_right(1);
        start[0] = 0;
        Ok(Self { frame, start, members })
    }

    /// Calls `leaf` with every cell that holds segments, cut as finely as pays, row by row.
    pub(crate) fn for_each_leaf(
        &self,
        ends: &[[Coord; 2]],
        leaf: &mut impl FnMut(Cell, &[u32]) -> Result<(), OverlayError>,
    ) -> Result<(), OverlayError> {
        for row in 0..self.frame.rows {
            for column in 0..self.frame.columns {
                let i = (row * self.frame.columns + column) as usize;
                let members = &self.members[self.start[i] as usize..self.start[i + 1] as usize];
                if !members.is_empty() {
                    let cell = Cell {
                        x0: self.frame.origin.0 + (column << self.frame.shift),
                        y0: self.frame.origin.1 + (row << self.frame.shift),
                        shift: self.frame.shift,
                    };
                    cut(ends, cell, members, leaf)?;
                }
            }
        }
        Ok(())
    }
}

/// Visits a cell's leaves. A cut pays when the children's pairs together are clearly fewer than the
/// parent's; it does not where many lines run through one point or along one another.
fn cut(
    ends: &[[Coord; 2]],
    cell: Cell,
    members: &[u32],
    leaf: &mut impl FnMut(Cell, &[u32]) -> Result<(), OverlayError>,
) -> Result<(), OverlayError> {
    if members.len() <= LEAF_SEGMENTS || cell.shift < CUT_SHIFT + 1 {
        return visit_leaf(cell, members, leaf);
    }
    let side = 1i64 << CUT_SHIFT;
    let frame = Frame { origin: (cell.x0, cell.y0), shift: cell.shift - CUT_SHIFT, columns: side, rows: side };
    let mut children: Vec<Vec<u32>> = vec![Vec::new(); (side * side) as usize];
    for &s in members {
        frame.visit(ends[s as usize], |child| children[child].push(s));
    }
    let copies: usize = children.iter().map(Vec::len).sum();
    let pairs: u64 = children.iter().map(|c| (c.len() as u64).pow(2)).sum();
    if copies >= 2 * members.len() && 2 * pairs >= (members.len() as u64).pow(2) {
        return visit_leaf(cell, members, leaf);
    }
    for (i, child) in children.iter().enumerate() {
        if !child.is_empty() {
            let (column, row) = (i as i64 % side, i as i64 / side);
            let child_cell =
                Cell { x0: cell.x0 + (column << frame.shift), y0: cell.y0 + (row << frame.shift), shift: frame.shift };
            cut(ends, child_cell, child, leaf)?;
        }
    }
    Ok(())
}

fn visit_leaf(
    cell: Cell,
    members: &[u32],
    leaf: &mut impl FnMut(Cell, &[u32]) -> Result<(), OverlayError>,
) -> Result<(), OverlayError> {
    if members.len() > DENSEST_LEAF {
        let place = Coord::new(cell.x0 as i32, cell.y0 as i32);
        return Err(OverlayError::TooDense { place, segments: members.len() as u64, limit: DENSEST_LEAF as u64 });
    }
    leaf(cell, members)
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
        let (south, north) = (ay.min(by) >> self.shift, ay.max(by) >> self.shift);
        let (r0, r1) = (south.max(0), north.min(self.rows - 1));
        if c0 > c1 || r0 > r1 {
            return;
        }
        if c0 == c1 || south == north {
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
