//! Keys of units, and the fingerprint of what a session began with.
//!
//! # Guarantees
//! 1. Keys depend on the ground of a unit and its community, not on the order of features, on the
//!    policy, or on numbers given by the overlay.
//! 2. No two units of a session have the same key.
//!
//! # Source
//! Fowler, Noll and Vo, FNV-1a, 64 bits (RFC 9923); mixed at the end as in `SplitMix64`.

use std::collections::BTreeMap;

use onegrid_planar::Bounds;
use onegrid_zones::{FaceTable, Unit, UnitId};

use super::edit::UnitKey;
use crate::grid::Grid;
use crate::plan::Plan;

/// Parts of a degree that places of faces are hashed in.
const PER_DEGREE: f64 = 1e9;

/// Units by their keys, and where they lie.
#[derive(Debug)]
pub(super) struct Keys {
    pub of_unit: Vec<UnitKey>,
    pub unit_of: BTreeMap<UnitKey, UnitId>,
    /// Bounds of each unit on the lattice.
    pub bounds: Vec<Bounds>,
}

impl Keys {
    pub(super) fn new(grid: &Grid, plan: &Plan) -> Self {
        let mut keys = Self { of_unit: Vec::new(), unit_of: BTreeMap::new(), bounds: Vec::new() };
        for unit in &plan.design.units {
            let mut hash = Hash::new();
            hash.text(&plan.table.communities[unit.community as usize].key);
            hash.places(grid, &plan.table, unit);
            // units of the same places: told apart by their order, which is that of the faces
            let key = hash.unless(|key| keys.unit_of.contains_key(&key));
            keys.add(grid, unit, key);
        }
        keys
    }

    /// Keys over finer units: those of units that are whole stay.
    pub(super) fn carried(&self, grid: &Grid, table: &FaceTable, units: &[Unit], unit_before: &[UnitId]) -> Self {
        let mut out = Self { of_unit: Vec::new(), unit_of: BTreeMap::new(), bounds: Vec::new() };
        let mut pieces = vec![0u32; self.of_unit.len()];
        for before in unit_before {
            pieces[before.index()] += 1;
        }
        for (unit, before) in units.iter().zip(unit_before) {
            let own = self.of_unit[before.index()];
            let key = if pieces[before.index()] == 1 {
                own
            } else {
                let mut hash = Hash::new();
                hash.bytes(&own.0.to_le_bytes());
                hash.places(grid, table, unit);
                hash.unless(|key| out.unit_of.contains_key(&key) || self.unit_of.contains_key(&key))
            };
            out.add(grid, unit, key);
        }
        out
    }

    fn add(&mut self, grid: &Grid, unit: &Unit, key: UnitKey) {
        self.unit_of.insert(key, UnitId(self.of_unit.len() as u32));
        self.of_unit.push(key);
        let arcs = unit.faces.iter().flat_map(|&f| grid.arrangement.face_arcs(f));
        let points = arcs.flat_map(|arc| grid.arrangement.arc_coords(arc)).copied();
        self.bounds.push(Bounds::of(points).unwrap_or_else(|| unreachable!("a unit has faces")));
    }

    /// What the session began with: units, their counts, their zones and codes.
    pub(super) fn fingerprint(&self, plan: &Plan) -> String {
        let mut hash = Hash::new();
        for (unit, key) in plan.design.units.iter().zip(&self.of_unit) {
            hash.bytes(&key.0.to_le_bytes());
            hash.bytes(&unit.households.to_le_bytes());
            unit.counts.iter().for_each(|n| hash.bytes(&n.to_le_bytes()));
        }
        for (zone, row) in plan.design.zones.iter().enumerate() {
            hash.text(&row.code);
            row.units.iter().for_each(|u| hash.bytes(&self.of_unit[u.index()].0.to_le_bytes()));
            hash.bytes(&(zone as u64).to_le_bytes());
        }
        format!("{:016x}", hash.finish())
    }
}

struct Hash(u64);

impl Hash {
    fn new() -> Self {
        Self(0xCBF2_9CE4_8422_2325)
    }

    fn bytes(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3);
        }
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
        // ends of texts count too
        self.bytes(&[0xFF]);
    }

    /// Where the faces of a unit lie, and how large they are.
    fn places(&mut self, grid: &Grid, table: &FaceTable, unit: &Unit) {
        let place = |&f: &u32| {
            let row = &table.faces[f as usize];
            let fixed = |deg: f64| (deg * PER_DEGREE).round() as i64;
            (fixed(row.x_deg), fixed(row.y_deg), grid.arrangement.face_area2(f))
        };
        let mut places: Vec<(i64, i64, i128)> = unit.faces.iter().map(place).collect();
        places.sort_unstable();
        for (x, y, area2) in places {
            self.bytes(&x.to_le_bytes());
            self.bytes(&y.to_le_bytes());
            self.bytes(&area2.to_le_bytes());
        }
    }

    /// The key, another one where it is taken.
    fn unless(mut self, is_taken: impl Fn(UnitKey) -> bool) -> UnitKey {
        loop {
            let key = UnitKey(self.finish());
            if !is_taken(key) {
                return key;
            }
            self.bytes(b"again");
        }
    }

    fn finish(&self) -> u64 {
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}
