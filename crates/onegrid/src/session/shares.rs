//! Cells and zones -> what of each lies in the other.
//!
//! # Guarantees
//! The rows of a cell are those of its lines in the crosswalk of the whole plan
//! (`the_crosswalk_of_one_cell_is_that_of_all`).

use std::collections::BTreeMap;

use onegrid_planar::Coord;

use super::Session;
use super::edit::ZoneKey;
use crate::error::LonLat;

/// What a cell and a zone have in common.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CellShare {
    /// The cell, by its position in its layer.
    pub cell: u32,
    /// The zone; none for what lies outside the extent.
    pub zone: Option<ZoneKey>,
    /// Area in m2.
    pub area_m2: f64,
    /// Households.
    pub households: u64,
    /// Share of the cell's area.
    pub of_cell_area: f64,
    /// Share of the cell: of its households, or of its area where nobody lives.
    pub of_cell: f64,
    /// Share of the zone: of its households, or of its area where nobody lives.
    pub of_zone: f64,
}

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Amount {
    area_units: i128,
    households: u64,
}

impl Amount {
    fn add(&mut self, area_units: i128, households: u64) {
        self.area_units += area_units;
        self.households += households;
    }

    /// Which share of a whole it is.
    fn of(self, whole: Self) -> f64 {
        if whole.households > 0 { self.households as f64 / whole.households as f64 } else { self.of_area(whole) }
    }

    fn of_area(self, whole: Self) -> f64 {
        if whole.area_units > 0 { self.area_units as f64 / whole.area_units as f64 } else { 0.0 }
    }
}

/// Area and households of each cell, by layer.
pub(super) type CellTotals = Vec<Vec<Amount>>;

impl Session {
    /// The position of a layer by its id.
    pub fn layer_with_id(&self, layer: &str) -> Option<usize> {
        self.merged.grid.layers.iter().position(|l| l.id == layer)
    }

    /// The zones that a cell lies in, by key; the part outside the extent comes first.
    ///
    /// # Panics
    /// If there is no such layer.
    ///
    /// # Cost
    /// Linear in the faces of the grid.
    pub fn crosswalk_of(&self, layer: usize, cell: u32) -> Vec<CellShare> {
        let grid = &self.merged.grid;
        let labels = grid.arrangement.labels();
        let mut amounts: BTreeMap<Option<ZoneKey>, Amount> = BTreeMap::new();
        for face in (0..grid.face_count()).filter(|&face| labels.cells(face, layer).contains(&cell)) {
            let zone = self.zone_of_face(Some(face)).and_then(|zone| self.zones.key_of(zone));
            let amount = amounts.entry(zone).or_default();
            amount.add(grid.arrangement.face_area_units(face), grid.face_households(face));
        }
        let whole = amounts.values().fold(Amount::default(), |mut sum, a| {
            sum.add(a.area_units, a.households);
            sum
        });
        let share = |(zone, amount): (Option<ZoneKey>, Amount)| {
            let of_zone = zone.map_or(0.0, |zone| amount.of(self.amount_of(zone)));
            self.share(cell, zone, amount, whole, of_zone)
        };
        amounts.into_iter().map(share).collect()
    }

    /// The cells of a layer that have land in a zone, the largest share of the zone first.
    ///
    /// # Panics
    /// If there is no such layer.
    ///
    /// # Cost
    /// Linear in the faces of the zone; once for the session, in those of the grid.
    pub fn cells_in(&self, zone: ZoneKey, layer: usize) -> Vec<CellShare> {
        let grid = &self.merged.grid;
        let labels = grid.arrangement.labels();
        let totals = self.cell_totals.get_or_init(|| self.total_cells());
        let whole = self.amount_of(zone);
        let mut amounts: BTreeMap<u32, Amount> = BTreeMap::new();
        for unit in self.units_of(zone) {
            for &face in self.unit_faces(unit) {
                for &cell in labels.cells(face, layer) {
                    let amount = amounts.entry(cell).or_default();
                    amount.add(grid.arrangement.face_area_units(face), grid.face_households(face));
                }
            }
        }
        let shares = amounts.into_iter().map(|(cell, amount)| {
            let all = totals[layer][cell as usize];
            self.share(cell, Some(zone), amount, all, amount.of(whole))
        });
        let mut shares: Vec<CellShare> = shares.collect();
        shares.sort_by(|a, b| {
            b.of_zone.total_cmp(&a.of_zone).then(b.area_m2.total_cmp(&a.area_m2)).then(a.cell.cmp(&b.cell))
        });
        shares
    }

    /// The cells of a layer at a longitude and latitude in degrees: none is a gap, several an overlap.
    ///
    /// # Panics
    /// If there is no such layer.
    ///
    /// # Cost
    /// As for [`Session::face_at`].
    pub fn cells_at(&self, layer: usize, place: LonLat) -> &[u32] {
        self.face_at(place).map_or(&[], |face| self.merged.grid.arrangement.labels().cells(face, layer))
    }

    /// The face at a longitude and latitude in degrees.
    ///
    /// # Cost
    /// The first call makes an index of the grid.
    pub fn face_at(&self, place: LonLat) -> Option<u32> {
        let locator = self.locator.get_or_init(|| self.merged.grid.locator());
        locator.id_at(Coord::from_degrees(place.0, place.1)?)
    }

    fn share(&self, cell: u32, zone: Option<ZoneKey>, amount: Amount, all: Amount, of_zone: f64) -> CellShare {
        CellShare {
            cell,
            zone,
            area_m2: self.merged.grid.arrangement.area_m2(amount.area_units),
            households: amount.households,
            of_cell_area: amount.of_area(all),
            of_cell: amount.of(all),
            of_zone,
        }
    }

    fn amount_of(&self, zone: ZoneKey) -> Amount {
        let grid = &self.merged.grid;
        let mut sum = Amount::default();
        for unit in self.units_of(zone) {
            for &face in self.unit_faces(unit) {
                sum.add(grid.arrangement.face_area_units(face), grid.face_households(face));
            }
        }
        sum
    }

    fn total_cells(&self) -> CellTotals {
        let grid = &self.merged.grid;
        let labels = grid.arrangement.labels();
        let of_layer = |(layer, info): (usize, &crate::place::LayerInfo)| {
            let mut totals = vec![Amount::default(); info.cells.len()];
            for face in 0..grid.face_count() {
                for &cell in labels.cells(face, layer) {
                    totals[cell as usize].add(grid.arrangement.face_area_units(face), grid.face_households(face));
                }
            }
            totals
        };
        grid.layers.iter().enumerate().map(of_layer).collect()
    }
}
