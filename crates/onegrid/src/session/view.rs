//! A session -> its zones as lists and cards show them, at the cost of the zones asked for.

use std::collections::BTreeMap;

use onegrid_planar::Region;
use onegrid_zones::{Bounds, Lang, Strictness, UnitId, ZoneClass};

use super::change::ZoneState;
use super::edit::ZoneKey;
use super::{Session, SessionZone};
use crate::error::LonLat;
use crate::plan::chinese_number;
use crate::policy::PolicyMeasure;

/// A zone in one line.
#[derive(Debug, Clone, PartialEq)]
pub struct ZoneLine {
    /// What edits know of it.
    pub zone: SessionZone,
    /// Name for people.
    pub name: String,
    /// What kind of exclusive zone it is, where that is known: campus, park.
    pub class_name: Option<String>,
    /// Area in m2.
    pub area_m2: f64,
    /// Length of its outer border in m.
    pub perimeter_m: f64,
    /// What the bounds measure, and the bounds; none for exclusive zones and where none apply.
    pub bounds: Option<(PolicyMeasure, Bounds)>,
    /// Whether it breaks a hard rule.
    pub is_broken: bool,
    /// Whether its ground is other than at the start.
    pub is_edited: bool,
    /// Share of it (households, or ground where nobody lives) in its main cell of the base layer.
    pub kept_share: f64,
    /// Longitude and latitude of its label in degrees.
    pub place: LonLat,
}

impl Session {
    /// A zone in one line; `None` for a key that is not in use.
    ///
    /// # Cost
    /// Linear in its units.
    pub fn zone_line(&self, key: ZoneKey, lang: Lang) -> Option<ZoneLine> {
        let state = self.zones.by_key.get(&key)?;
        let zone = self.session_zone(key, state);
        let (area_m2, perimeter_m) = self.judgement.measures_of(state.number);
        let plan = &self.merged.plan;
        let measure = plan.size_rule_of(zone.community).measure;
        let bounds = plan.bounds_of(zone.community).filter(|_| zone.class == ZoneClass::General);
        let breaches = self.judgement.breaches_of(state.number);
        Some(ZoneLine {
            name: self.name_of(state, lang),
            class_name: self.class_name_of(state),
            area_m2,
            perimeter_m,
            bounds: bounds.map(|b| (measure, b)),
            is_broken: breaches.iter().any(|b| b.strictness == Strictness::Hard),
            is_edited: self.is_edited(key, state),
            kept_share: self.kept_share(state),
            place: self.judgement.place_of(state.number),
            zone,
        })
    }

    /// Keys of the base cells that have land in a zone, as sorted (key, households).
    pub fn base_cells_of(&self, key: ZoneKey) -> Vec<(String, u64)> {
        let mut cells: BTreeMap<&str, u64> = BTreeMap::new();
        for unit in self.units_of(key) {
            let unit = &self.start.design.units[unit.index()];
            if let Some(cell) = unit.base_cell {
                let key = &self.merged.plan.table.layers[0].cell_keys[cell as usize];
                *cells.entry(key).or_default() += unit.households;
            }
        }
        cells.into_iter().map(|(key, households)| (key.to_owned(), households)).collect()
    }

    /// Zones that touch a zone along a line, by key.
    pub fn neighbours(&self, key: ZoneKey) -> Vec<ZoneKey> {
        let near = self.units_of(key).into_iter().flat_map(|unit| self.judgement.zones_beside(unit));
        let mut keys: Vec<ZoneKey> = near.filter_map(|zone| self.zones.key_of(zone)).filter(|&k| k != key).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// Polygons of some units; the id of a region is the position in the list.
    ///
    /// # Cost
    /// Linear in the points of these units.
    pub fn unit_regions(&self, units: &[UnitId]) -> Vec<Region> {
        let faces =
            units.iter().zip(0u32..).flat_map(|(&unit, at)| self.unit_faces(unit).iter().map(move |&f| (f, at)));
        self.merged.grid.arrangement.dissolve_some(&faces.collect::<Vec<_>>())
    }

    /// Ground of some units as one region for each zone that they are in; the id of a region is its key.
    ///
    /// # Cost
    /// Linear in the points of these units.
    pub fn moved_regions(&self, units: &[UnitId]) -> Vec<Region> {
        let key = |unit: UnitId| self.zone_of_unit(unit).map_or(0, |zone| zone.0);
        let faces = units.iter().flat_map(|&unit| self.unit_faces(unit).iter().map(move |&f| (f, key(unit))));
        self.merged.grid.arrangement.dissolve_some(&faces.collect::<Vec<_>>())
    }

    /// Name for people: that given by a person, the exclusive area's own, else its number in the
    /// community (第三网格).
    fn name_of(&self, state: &ZoneState, lang: Lang) -> String {
        if let Some(name) = &state.name {
            return name.clone();
        }
        if let Some(area) = self.area_of(state) {
            let area = &self.merged.plan.table.exclusives[area as usize];
            return area.name.clone().unwrap_or_else(|| area.key.clone());
        }
        let number = self.merged.plan.policy.code.template().read(&state.code).map_or(0, |parts| parts.number);
        match lang {
            Lang::Zh => format!("第{}网格", chinese_number(number)),
            Lang::En => format!("Grid {number}"),
        }
    }

    fn class_name_of(&self, state: &ZoneState) -> Option<String> {
        let of_area = || self.merged.plan.table.exclusives[self.area_of(state)? as usize].class.clone();
        state.class_name.clone().or_else(of_area)
    }

    /// The exclusive area that a zone is, where it is all of one and was not given another class.
    fn area_of(&self, state: &ZoneState) -> Option<u32> {
        if self.judgement.class_of(state.number) == ZoneClass::General || state.class.is_some() {
            return None;
        }
        let units = self.judgement.units_of(state.number);
        units.into_iter().find_map(|u| self.start.design.units[u.index()].exclusive)
    }

    fn is_edited(&self, key: ZoneKey, state: &ZoneState) -> bool {
        // the zones of the start have the first keys
        let before = self.start.design.zones.get((key.0 as usize).wrapping_sub(1));
        before.is_none_or(|zone| !zone.units.iter().copied().eq(self.judgement.units_of(state.number)))
    }

    fn kept_share(&self, state: &ZoneState) -> f64 {
        let mut cells: BTreeMap<Option<u32>, (u64, f64)> = BTreeMap::new();
        for unit in self.judgement.units_of(state.number) {
            let unit = &self.start.design.units[unit.index()];
            let sum = cells.entry(unit.base_cell).or_default();
            *sum = (sum.0 + unit.households, sum.1 + unit.area_m2);
        }
        let all = cells.values().fold((0, 0.0), |sum: (u64, f64), c| (sum.0 + c.0, sum.1 + c.1));
        let in_cells = cells.iter().filter(|(cell, _)| cell.is_some()).map(|(_, sum)| *sum);
        let most = in_cells.max_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))).unwrap_or_default();
        if all.0 > 0 {
            most.0 as f64 / all.0 as f64
        } else if all.1 > 0.0 {
            most.1 / all.1
        } else {
            1.0
        }
    }
}
