//! Faces with ids, or the polygons of one layer -> an index that answers "which id holds this point".
//!
//! Before this: [`Arrangement`](crate::Arrangement) or [`Linework`](crate::Linework). After: nothing;
//! the index borrows nothing and can be stored ([`PointIndex::to_bytes`]).
//! # Guarantees
//! 1. Every answer is exact, in integers, and every point has one: a point on a border belongs to the
//!    face east of it (north of a horizontal border), a corner to the face just east of it (and, where
//!    an edge runs east from there, north of that). In short: the answer at `p` is the answer at
//!    `p + (d, e)` for all small enough `0 < e << d`.
//! 2. The same input gives the same index and the same bytes, whatever the number of threads; a batch
//!    gives what single questions give.
//! 3. [`PointIndex::from_bytes`] gives an index in which every question ends in a bounded time and no
//!    position is out of range, or an error. It rebuilds nothing.
//!
//! # Method
//! A uniform grid of square cells, about four to an edge. Most cells meet no edge and hold their id. A
//! cell that meets edges has a record: for each candidate id, lowest first, its winding at the
//! south-west corner of the cell and the edges in it. The winding at the point follows by counting what
//! a path from the corner crosses - north along the west side, then east to the point; of an edge that
//! crosses the west side the first part needs no geometry, only a comparison with one of its ends.
//! The first id that winds around the point is the answer, else the id that covers the whole cell. Where
//! the edges of all candidates cancel out, as between two neighbours, the last needs no edges at all:
//! it has what the others leave. So an edge between two ids is stored once for each cell that it meets.
//!
//! # Cost
//! Building: O(edges + cells), in parallel by bands of rows. Memory: 4 bytes a cell, 20 bytes for each
//! edge and cell it meets, about 40 bytes more for each cell with edges: 60 to 100 bytes an edge between
//! two ids, nothing for an edge inside an id. A question: one look-up, and the edges of one cell
//! where there are some.
//!
//! # Limits
//! All edges within [`MAX_SPAN`](crate::MAX_SPAN) of each other; ids up to [`PointIndex::MAX_ID`].
//! Where thousands of edges run through one spot, all of them are asked there.

mod band;
mod batch;
mod build;
mod bytes;
mod cell_grid;
mod edge;
mod record;
#[cfg(test)]
mod tests;

pub use bytes::PointIndexError;

use crate::lattice::Coord;
use cell_grid::CellGrid;

/// Set on cells that point to a record.
const RECORD: u32 = 1 << 31;
/// Words by which the place of a record is counted.
const RECORD_ALIGNMENT: usize = 8;

/// An index for point location: see the module's notes in its source for method and memory.
///
/// A point on a border belongs to the face east of it (north of a horizontal border).
///
/// # Example
/// ```
/// use onegrid_planar::{Coord, Linework, PointIndex, RingOwner, RingRole};
///
/// let mut work = Linework::new();
/// let layer = work.add_layer(2);
/// for (cell, west) in [(0, 0), (1, 100)] {
///     let ring = [(west, 0), (west + 100, 0), (west + 100, 50), (west, 50)].map(|(x, y)| Coord::new(x, y));
///     work.add_ring(RingOwner { layer, cell, part: 0, role: RingRole::Shell }, ring);
/// }
/// let index = PointIndex::of_layer(&work, layer)?;
/// assert_eq!(index.id_at(Coord::new(99, 20)), Some(0));
/// assert_eq!(index.id_at(Coord::new(100, 20)), Some(1)); // on the border: the one to the east
/// assert_eq!(index.id_at(Coord::new(300, 20)), None);
///
/// let stored = PointIndex::from_bytes(&index.to_bytes())?;
/// assert_eq!(stored, index);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointIndex {
    grid: CellGrid,
    /// By cell: 0 for nothing, `id + 1`, or [`RECORD`] and the place of a record.
    cells: Vec<u32>,
    /// Records one after the other, in the order of their cells (see `record.rs`).
    words: Vec<i32>,
}

impl PointIndex {
    /// Largest id that can be stored.
    pub const MAX_ID: u32 = RECORD - 2;

    /// The id that holds a point; `None` outside everything.
    ///
    /// # Cost
    /// O(edges of one cell of the index), a handful where edges are spread evenly.
    #[inline]
    pub fn id_at(&self, p: Coord) -> Option<u32> {
        let entry = self.cells[self.grid.cell_at(p)?];
        if entry & RECORD == 0 { entry.checked_sub(1) } else { self.resolve(entry, p) }
    }

    /// The ids that hold many points, in their order.
    ///
    /// # Cost
    /// That of single questions, spread over all cores. Fastest where points that lie close together
    /// follow one another, as the doors of a building do; they need not be sorted.
    pub fn ids_at(&self, points: &[Coord]) -> Vec<Option<u32>> {
        self.ids_of(points, |&p| Some(p))
    }

    /// The ids that hold many things that have a place, in their order; `None` too where there is no
    /// place. Places and answers in one pass, without a list of the places.
    #[cfg(feature = "parallel")]
    pub fn ids_of<T: Sync>(&self, things: &[T], place: impl Fn(&T) -> Option<Coord> + Sync) -> Vec<Option<u32>> {
        use rayon::prelude::*;
        let mut ids = vec![None; things.len()];
        let batches = things.par_chunks(batch::BATCH).zip(ids.par_chunks_mut(batch::BATCH));
        batches.for_each(|(things, ids)| self.fill(things, &place, ids));
        ids
    }

    /// The ids that hold many things that have a place, in their order; `None` too where there is no
    /// place. Places and answers in one pass, without a list of the places.
    #[cfg(not(feature = "parallel"))]
    pub fn ids_of<T>(&self, things: &[T], place: impl Fn(&T) -> Option<Coord>) -> Vec<Option<u32>> {
        let mut ids = vec![None; things.len()];
        self.fill(things, &place, &mut ids);
        ids
    }

    /// The largest id that may be answered; `None` where there is none.
    ///
    /// # Cost
    /// O(cells and records).
    pub fn largest_id(&self) -> Option<u32> {
        let of_cell = |&cell: &u32| {
            if cell & RECORD == 0 { cell.checked_sub(1) } else { record::largest_id(self.words_of(cell)) }
        };
        self.cells.iter().filter_map(of_cell).max()
    }

    /// Memory held, in bytes.
    pub fn memory_bytes(&self) -> usize {
        4 * (self.cells.len() + self.words.len())
    }

    /// Number of edges stored, each counted once for every cell of the index that it meets.
    pub fn stored_edges(&self) -> usize {
        let records = self.cells.iter().filter(|&&c| c & RECORD != 0);
        records
            .map(|&c| record::candidates(self.words_of(c)).map(|c| c.edges.len() / record::EDGE_WORDS).sum::<usize>())
            .sum()
    }

    /// The words that begin with the record of a cell.
    #[inline]
    fn words_of(&self, cell: u32) -> &[i32] {
        &self.words[(cell & !RECORD) as usize * RECORD_ALIGNMENT..]
    }
}
