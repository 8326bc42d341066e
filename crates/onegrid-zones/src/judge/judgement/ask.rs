//! What an editor asks of a judged plan.

use super::Judgement;
use crate::design::ZoneClass;
use crate::ids::{UnitId, ZoneId};
use crate::index::{metres, square_metres};
use crate::judge::Breach;
use crate::rule_set::Strictness;

impl Judgement {
    /// The zone of one unit.
    #[must_use]
    pub fn zone_of(&self, unit: UnitId) -> Option<ZoneId> {
        self.labels.get(unit.index()).map(|&z| ZoneId(z))
    }

    /// The units of a zone, rising; none for a number without a zone.
    pub fn units_of(&self, zone: ZoneId) -> impl ExactSizeIterator<Item = UnitId> + '_ {
        let units = self.zones.get(zone.index()).map_or(&[][..], |z| &z.units);
        units.iter().map(|&u| UnitId(u))
    }

    /// What the bounds measure of a zone; 0 for a number without a zone.
    #[must_use]
    pub fn size_of(&self, zone: ZoneId) -> u64 {
        self.zones.get(zone.index()).map_or(0, |z| z.size)
    }

    /// The class that a zone is judged as.
    #[must_use]
    pub fn class_of(&self, zone: ZoneId) -> ZoneClass {
        let is_general = self.zones.get(zone.index()).is_none_or(|z| z.is_general || z.units.is_empty());
        if is_general { ZoneClass::General } else { ZoneClass::Exclusive }
    }

    /// The class that a zone was given against its ground.
    #[must_use]
    pub fn given_class_of(&self, zone: ZoneId) -> Option<ZoneClass> {
        self.classes.get(&zone.0).copied()
    }

    /// The community of a unit.
    #[must_use]
    pub fn community_of(&self, unit: UnitId) -> Option<u32> {
        self.ground.units.get(unit.index()).map(|u| u.community)
    }

    /// What one zone breaks by itself.
    #[must_use]
    pub fn breaches_of(&self, zone: ZoneId) -> &[Breach] {
        self.zones.get(zone.index()).map_or(&[], |z| &z.breaches)
    }

    /// Zones in which the neighbours of a unit lie, rising, its own left out.
    #[must_use]
    pub fn zones_beside(&self, unit: UnitId) -> Vec<ZoneId> {
        let Some(&own) = self.labels.get(unit.index()) else { return Vec::new() };
        let near = self.ground.near(unit.0).iter().filter(|n| n.is_open).map(|n| self.labels[n.unit as usize]);
        let mut zones: Vec<ZoneId> = near.filter(|&z| z != own).map(ZoneId).collect();
        zones.sort_unstable();
        zones.dedup();
        zones
    }

    /// The lowest `count` numbers that have no unit, for new zones.
    #[must_use]
    pub fn free_zones(&self, count: usize) -> Vec<ZoneId> {
        let free = self.zones.iter().enumerate().filter(|(_, z)| z.units.is_empty()).map(|(at, _)| at);
        free.chain(self.zones.len()..).take(count).map(|z| ZoneId(z as u32)).collect()
    }

    /// Area in m² and length of the outer border in m of a zone; 0 for a number without a zone.
    #[must_use]
    pub fn measures_of(&self, zone: ZoneId) -> (f64, f64) {
        let Some(own) = self.zones.get(zone.index()) else { return (0.0, 0.0) };
        let (mut area_cm2, mut outer_mm, mut inner_mm) = (0u64, 0u64, 0u64);
        for &u in &own.units {
            area_cm2 += self.ground.facts[u as usize].area_cm2;
            outer_mm += self.ground.units[u as usize].perimeter_mm;
            let inside = self.ground.near(u).iter().filter(|n| self.labels[n.unit as usize] == zone.0);
            inner_mm += inside.map(|n| n.length_mm).sum::<u64>();
        }
        (square_metres(area_cm2), metres(outer_mm.saturating_sub(inner_mm)))
    }

    /// Mean place of the units of a zone by area: longitude and latitude in degrees.
    #[must_use]
    pub fn place_of(&self, zone: ZoneId) -> (f64, f64) {
        self.zones.get(zone.index()).map_or((0.0, 0.0), |z| self.ground.place(&z.units))
    }

    /// Number of weighted rules that do not hold.
    #[must_use]
    pub fn weighted_broken(&self) -> usize {
        let of_zones = self.zones.iter().flat_map(|z| &z.breaches);
        let all = of_zones.chain(self.broken.values().map(|b| &b.1));
        all.filter(|b| b.strictness == Strictness::Weighted).count()
    }
}
