//! Labels of one layer -> the faces of each of its cells.
//!
//! # Method
//! Faces share their lists of overlapping cells, so the pairs of a face and a cell may be very many more than what
//! the labels hold. They are never all listed: cells are taken in runs whose pairs are no more than the faces (or a
//! number that is small anyway), one pass over the faces for each run.
//! # Cost
//! O(faces + pairs), a layer without overlaps in one pass; memory 4 bytes per face and cell, whatever overlaps.

use crate::arrangement::Arrangement;
use crate::error::OverlayError;
use crate::progress::{Looks, Progress};

/// Pairs listed at once, where there are fewer faces than that.
const PAIRS_AT_ONCE: usize = if cfg!(any(test, fuzzing)) { 1 } else { 1 << 20 };

/// Faces by the cells of one layer that cover them.
pub(crate) struct FacesOfCells<'a> {
    arrangement: &'a Arrangement,
    layer: usize,
    /// Number of faces of each cell.
    counts: Vec<u32>,
}

impl<'a> FacesOfCells<'a> {
    /// Counts the faces of each cell.
    ///
    /// # Errors
    /// [`OverlayError::Cancelled`].
    pub(crate) fn count(
        arrangement: &'a Arrangement,
        layer: usize,
        cells: usize,
        progress: &dyn Progress,
    ) -> Result<Self, OverlayError> {
        let mut counts = vec![0u32; cells];
        let mut looks = Looks::start(progress, "crosswalk");
        for face in 0..arrangement.face_count() {
            let own = arrangement.labels().cells(face, layer);
            looks.add(own.len() + 1)?;
            for &cell in own {
                counts[cell as usize] += 1;
            }
        }
        Ok(Self { arrangement, layer, counts })
    }

    /// The layer.
    pub(crate) fn layer(&self) -> usize {
        self.layer
    }

    /// Pairs of a face and a cell; as many as can be told of where there are more.
    pub(crate) fn pair_count(&self) -> usize {
        let pairs: u64 = self.counts.iter().map(|&count| u64::from(count)).sum();
        usize::try_from(pairs).unwrap_or(usize::MAX)
    }

    /// Calls `visit` with every cell, ascending, and its faces, ascending.
    ///
    /// # Errors
    /// [`OverlayError::Cancelled`], and the first one of `visit`.
    pub(crate) fn for_each(
        &self,
        progress: &dyn Progress,
        mut visit: impl FnMut(u32, &[u32]) -> Result<(), OverlayError>,
    ) -> Result<(), OverlayError> {
        let mut looks = Looks::start(progress, "crosswalk");
        let mut faces = Vec::new();
        let mut first = 0;
        while first < self.counts.len() {
            let start = self.run_from(first);
            let end = first + start.len() - 1;
            self.list(first as u32..end as u32, &start, &mut faces, &mut looks)?;
            for (cell, range) in (first..end).zip(start.windows(2)) {
                visit(cell as u32, &faces[range[0] as usize..range[1] as usize])?;
            }
            first = end;
        }
        Ok(())
    }

    /// Where the faces of each cell begin in a list for some cells from `first` on, at least one; and its length.
    fn run_from(&self, first: usize) -> Vec<u32> {
        // no cell has more faces than there are: a run is never empty, and 32 bits number its pairs
        let most = (self.arrangement.face_count() as usize).max(PAIRS_AT_ONCE) as u64;
        let mut start = vec![0u32];
        let mut pairs = 0u64;
        for &count in &self.counts[first..] {
            pairs += u64::from(count);
            if pairs > most {
                break;
            }
            start.push(pairs as u32);
        }
        start
    }

    /// Lists the faces of a run of cells.
    fn list(
        &self,
        run: core::ops::Range<u32>,
        start: &[u32],
        faces: &mut Vec<u32>,
        looks: &mut Looks<'_>,
    ) -> Result<(), OverlayError> {
        faces.clear();
        faces.resize(start[start.len() - 1] as usize, 0);
        let mut fill = start.to_vec();
        for face in 0..self.arrangement.face_count() {
            let cells = self.arrangement.labels().cells(face, self.layer);
            let own = &cells[cells.partition_point(|&c| c < run.start)..];
            let own = &own[..own.partition_point(|&c| c < run.end)];
            looks.add(own.len() + 1)?;
            for &cell in own {
                let at = &mut fill[(cell - run.start) as usize];
                faces[*at as usize] = face;
                *at += 1;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use core::sync::atomic::{AtomicU64, Ordering};
    use std::collections::BTreeMap;

    use super::*;
    use crate::{Coord, CrosswalkRow, DefectKind, Limits, Linework, RingOwner, RingRole, Scale, Silent, defects_with};

    /// Equal cells over one another below a grid of squares, and a few cells of other places.
    fn stacked(cells: i32, squares: i32) -> (Linework, Arrangement) {
        let mut work = Linework::new();
        let side = squares * 10;
        let mut lower = vec![(0, 0, side); cells as usize];
        lower.extend([(side, 0, 5), (5, 5, 10), (3, 3, side)]);
        let upper: Vec<_> = (0..squares * squares).map(|i| (i % squares * 10, i / squares * 10, 10)).collect();
        for cells in [lower, upper] {
            let layer = work.add_layer(cells.len() as u32);
            for (cell, (x, y, s)) in (0u32..).zip(cells) {
                let ring = [(x, y), (x + s, y), (x + s, y + s), (x, y + s)].map(|(x, y)| Coord::new(x, y));
                work.add_ring(RingOwner { layer, cell, part: 0, role: RingRole::Shell }, ring);
            }
        }
        let arrangement = Arrangement::build(&work, Scale::planar(1.0), &Silent).unwrap();
        (work, arrangement)
    }

    /// Face by face, without lists.
    fn by_faces(a: &Arrangement, target: &[Option<u32>], households: &[u64]) -> Vec<CrosswalkRow> {
        let mut sums: BTreeMap<(u32, Option<u32>), (i128, u64)> = BTreeMap::new();
        for face in 0..a.face_count() {
            for &cell in a.labels().cells(face, 0) {
                let sum = sums.entry((cell, target[face as usize])).or_default();
                sum.0 += a.face_area_units(face);
                sum.1 += households[face as usize];
            }
        }
        let row = |((cell, target), (area_units, households))| CrosswalkRow { cell, target, area_units, households };
        sums.into_iter().map(row).collect()
    }

    #[test]
    fn crosswalks_of_stacked_cells_are_those_of_a_walk_over_the_faces() {
        let (_, a) = stacked(40, 5);
        let households: Vec<u64> = (0..u64::from(a.face_count())).collect();
        let target: Vec<Option<u32>> = (0..a.face_count()).map(|f| a.labels().only_cell(f, 1)).collect();
        let pairs = FacesOfCells::count(&a, 0, a.cell_count(0), &Silent).unwrap().pair_count();
        assert!(pairs > 10 * a.face_count() as usize, "one run holds all {pairs}");
        let want = by_faces(&a, &target, &households);
        assert_eq!(a.crosswalk(0, &target, &households), want);
        assert_eq!(a.crosswalk_pairs(&[(0, 1)], &households), [want]);
    }

    /// Stops after so many looks, and allows so much memory.
    struct Watch {
        looks: AtomicU64,
        bytes: u64,
    }

    impl Progress for Watch {
        fn step(&self, _: &'static str, _: u64, _: u64) {}
        fn is_cancelled(&self) -> bool {
            self.looks.fetch_sub(1, Ordering::Relaxed) <= 1
        }
        fn limits(&self) -> Limits {
            Limits::with_memory(self.bytes)
        }
    }

    #[test]
    fn rows_beyond_the_memory_allowed_are_refused_but_not_where_no_error_can_be_told() {
        let (_, a) = stacked(40, 5);
        let none = vec![0; a.face_count() as usize];
        let target: Vec<Option<u32>> = (0..a.face_count()).map(Some).collect();
        let rows = a.crosswalk(0, &target, &none);
        let row_bytes = size_of::<CrosswalkRow>() as u64;
        let watch = |rows: usize| Watch { looks: AtomicU64::new(u64::MAX), bytes: rows as u64 * row_bytes };
        assert_eq!(a.crosswalk_with(0, &target, &none, &watch(rows.len())), Ok(rows.clone()));
        for refused in [
            a.crosswalk_with(0, &target, &none, &watch(rows.len() - 1)).err(),
            a.crosswalk_pairs_with(&[(0, 1)], &[], &watch(900)).err(),
        ] {
            assert!(matches!(refused, Some(OverlayError::TooLarge { .. })), "{refused:?}");
        }
    }

    #[test]
    fn few_faces_of_many_cells_are_looked_at_often() {
        let (work, a) = stacked(3_000, 10);
        let pairs = FacesOfCells::count(&a, 0, a.cell_count(0), &Silent).unwrap().pair_count() as u64;
        let looks_of = |run: &dyn Fn(&Watch)| {
            let watch = Watch { looks: AtomicU64::new(u64::MAX), bytes: u64::MAX };
            run(&watch);
            u64::MAX - watch.looks.into_inner()
        };
        let everywhere = vec![true; a.face_count() as usize];
        let looks = looks_of(&|watch| {
            let found = defects_with(&a, &work, &everywhere, watch).unwrap();
            assert!(found.iter().any(|d| d.kind == DefectKind::Overlap));
        });
        assert!(looks > pairs >> 16, "{looks} looks for {pairs} pairs");
        let stopped = FacesOfCells::count(&a, 0, a.cell_count(0), &Watch { looks: AtomicU64::new(2), bytes: 0 });
        assert!(matches!(stopped, Err(OverlayError::Cancelled { step: "crosswalk" })));
    }
}
