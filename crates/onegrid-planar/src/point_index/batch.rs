//! Many points at once: the waits for memory overlap.
//!
//! A single question waits for its cell, then for its record. Here a block of points goes through each
//! step together, so that the processor fetches several cells, then several records, at the same time;
//! when the records are read, they are near.

use std::hint::black_box;

use super::{PointIndex, RECORD, RECORD_ALIGNMENT, record};
use crate::lattice::Coord;

/// Points of one task.
#[cfg(feature = "parallel")]
pub(super) const BATCH: usize = 1 << 13;
/// Points that go through each step together.
const BLOCK: usize = 256;
/// No cell.
const NOWHERE: u32 = u32::MAX;

impl PointIndex {
    /// Answers as single questions would.
    pub(super) fn fill<T>(&self, things: &[T], place: &impl Fn(&T) -> Option<Coord>, ids: &mut [Option<u32>]) {
        let mut points = [Coord::default(); BLOCK];
        let mut entries = [0u32; BLOCK];
        for (things, ids) in things.chunks(BLOCK).zip(ids.chunks_mut(BLOCK)) {
            for ((thing, p), cell) in things.iter().zip(&mut points).zip(&mut entries) {
                let found = place(thing).and_then(|at| Some((at, self.grid.cell_at(at)?)));
                (*p, *cell) = found.map_or((Coord::default(), NOWHERE), |(at, cell)| (at, cell as u32));
            }
            let entries = &mut entries[..things.len()];
            for entry in &mut *entries {
                *entry = self.cells.get(*entry as usize).copied().unwrap_or(0);
            }
            let first_words = entries.iter().map(|&entry| {
                let at = if entry & RECORD == 0 { 0 } else { (entry & !RECORD) as usize * RECORD_ALIGNMENT };
                self.words.get(at).copied().unwrap_or(0)
            });
            black_box(first_words.fold(0, |all, word| all ^ word));
            for ((&p, &entry), id) in points.iter().zip(&*entries).zip(ids) {
                *id = if entry & RECORD == 0 { entry.checked_sub(1) } else { self.resolve(entry, p) };
            }
        }
    }

    /// The id at a point of a cell with a record.
    #[inline]
    pub(super) fn resolve(&self, entry: u32, p: Coord) -> Option<u32> {
        record::answer(self.words_of(entry), p)
    }
}
