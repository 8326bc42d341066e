//! A layer that is a coverage: its cells do not overlap and share their borders point by point.
//!
//! Only [`clean`](crate::clean()) and [`validate`](crate::validate()) make one.

use crate::arrangement::Arrangement;
use crate::dissolve::Region;
use crate::error::OverlayError;
use crate::lattice::{Coord, ring_area2};
use crate::linework::{Linework, RingOwner, RingRole};
use crate::progress::Progress;

/// A valid coverage; gaps are allowed, overlaps and borders that do not match are not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    cell_count: u32,
    regions: Vec<Region>,
}

impl Coverage {
    /// Drops the borders between faces of equal cells.
    ///
    /// # Errors
    /// [`OverlayError::Cancelled`].
    pub(crate) fn of_faces(
        arrangement: &Arrangement,
        cell_of_face: &[Option<u32>],
        cell_count: usize,
        progress: &dyn Progress,
    ) -> Result<Self, OverlayError> {
        let regions = arrangement.dissolve_with(cell_of_face, progress)?;
        Ok(Self { cell_count: cell_count as u32, regions })
    }

    /// Number of cells, those without area included.
    pub fn cell_count(&self) -> u32 {
        self.cell_count
    }

    /// The cells that have an area, ascending; the id of a region is the number of its cell.
    pub fn regions(&self) -> &[Region] {
        &self.regions
    }

    /// The polygon of one cell; `None` when it has no area.
    ///
    /// # Cost
    /// O(log cells).
    pub fn region(&self, cell: u32) -> Option<&Region> {
        self.regions.binary_search_by_key(&cell, |r| r.id).ok().map(|i| &self.regions[i])
    }

    /// Doubled area of one cell in lattice units, exact.
    pub fn area2(&self, cell: u32) -> i128 {
        let parts = self.region(cell).map_or(&[][..], |r| &r.parts);
        parts.iter().flat_map(|p| core::iter::once(&p.shell).chain(&p.holes)).map(|r| ring_area2(r)).sum()
    }

    /// Adds the cells to linework as its next layer and returns the position of that layer.
    pub fn add_to(&self, work: &mut Linework) -> u32 {
        let layer = work.add_layer(self.cell_count);
        for region in &self.regions {
            for (part, rings) in region.parts.iter().enumerate() {
                let owner = |role| RingOwner { layer, cell: region.id, part: part as u32, role };
                let mut add = |role, ring: &[Coord]| work.add_ring(owner(role), ring.iter().copied());
                add(RingRole::Shell, &rings.shell);
                rings.holes.iter().for_each(|hole| add(RingRole::Hole, hole));
            }
        }
        layer
    }
}
