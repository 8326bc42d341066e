//! Labels and a target per face -> how much of each old cell lies in each target.
//!
//! # Guarantees
//! 1. For each cell, the areas of its rows (the row without target included) sum to the cell's area
//!    after snapping, exactly; so do the households.
//! 2. Rows are sorted by cell, then target.

use crate::arrangement::Arrangement;
use crate::assign::FacesOfCells;
use crate::error::OverlayError;
use crate::progress::{Pace, Progress, Silent, unstopped};

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
    /// O(faces log faces of one cell); memory 4 bytes for each face of each cell, and the rows.
    pub fn crosswalk(&self, layer: usize, target_of_face: &[Option<u32>], households: &[u64]) -> Vec<CrosswalkRow> {
        unstopped(self.crosswalk_with(layer, target_of_face, households, &Silent))
    }

    /// As [`Arrangement::crosswalk`], under the eyes of `progress` (step `crosswalk`).
    ///
    /// # Errors
    /// [`OverlayError::Cancelled`].
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
        let faces = FacesOfCells::of(self, layer, self.cell_count(layer));
        let mut pace = Pace::start(progress, "crosswalk", faces.len())?;
        let mut rows = Vec::new();
        let mut own: Vec<CrosswalkRow> = Vec::new();
        for cell in 0..faces.len() {
            pace.add(1)?;
            own.clear();
            own.extend(faces.of_cell(cell).iter().map(|&face| CrosswalkRow {
                cell: cell as u32,
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
            rows.extend_from_slice(&own);
        }
        pace.end()?;
        Ok(rows)
    }
}
