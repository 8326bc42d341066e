//! Labels and a target per face -> how much of each old cell lies in each target.
//!
//! # Guarantees
//! 1. For each cell, the areas of its rows (the row without target included) sum to the cell's area
//!    after snapping, exactly; so do the households.
//! 2. Rows are sorted by cell, then target.

use crate::arrangement::Arrangement;
use crate::error::OverlayError;
use crate::faces_of_cells::FacesOfCells;
use crate::limits::RowBudget;
use crate::progress::{Pace, Progress, Unlimited, unstopped};

/// One pair of an old cell and a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CrosswalkRow {
    /// The old cell.
    pub cell: u32,
    /// The target; `None` for the part of the cell that lies in no target.
    pub target: Option<u32>,
    /// Shared ground area, in units of [`Arrangement::area_m2`].
    pub area_units: i128,
    /// Households there.
    pub households: u64,
}

impl Arrangement {
    /// Crosswalk from the cells of `layer` to the targets given per face.
    ///
    /// # Panics
    /// When a slice has not one entry per face.
    ///
    /// # Cost
    /// O(faces log faces of one cell); memory 4 bytes per face and cell, and the rows.
    pub fn crosswalk(&self, layer: usize, target_of_face: &[Option<u32>], households: &[u64]) -> Vec<CrosswalkRow> {
        unstopped(self.crosswalk_with(layer, target_of_face, households, &Unlimited))
    }

    /// As [`Arrangement::crosswalk`], under the eyes of `progress` (step `crosswalk`).
    ///
    /// # Errors
    /// [`OverlayError::Cancelled`]; [`OverlayError::TooLarge`] when the rows would take more memory than
    /// [`Progress::limits`].
    ///
    /// # Panics
    /// When a slice has not one entry per face.
    pub fn crosswalk_with(
        &self,
        layer: usize,
        target_of_face: &[Option<u32>],
        households: &[u64],
        progress: &dyn Progress,
    ) -> Result<Vec<CrosswalkRow>, OverlayError> {
        assert_eq!(target_of_face.len(), self.face_count() as usize, "one target per face");
        assert_eq!(households.len(), self.face_count() as usize, "one count per face");
        let faces = FacesOfCells::count(self, layer, self.cell_count(layer), progress)?;
        let mut pace = Pace::start(progress, "crosswalk", faces.pair_count())?;
        let mut budget = RowBudget::new(progress.limits());
        let mut rows = Vec::new();
        let mut own: Vec<CrosswalkRow> = Vec::new();
        faces.for_each(progress, |cell, faces| {
            pace.add(faces.len())?;
            own.clear();
            own.extend(faces.iter().map(|&face| CrosswalkRow {
                cell,
                target: target_of_face[face as usize],
                area_units: self.face_area_units(face),
                households: households[face as usize],
            }));
            own.sort_unstable_by_key(|r| r.target);
            own.dedup_by(|next, kept| {
                let same = next.target == kept.target;
                if same {
                    kept.area_units += next.area_units;
                    kept.households += next.households;
                }
                same
            });
            budget.add(own.len())?;
            rows.extend_from_slice(&own);
            Ok(())
        })?;
        pace.end()?;
        Ok(rows)
    }
}
