//! What all sections draw from: the merge, and what several of them would work out anew.

use std::fmt::Write;

use onegrid::{Community, Conflict, Grid, Lang, LatticeBounds, Merged, Plan, Region, Report, Summary, Zone, ZoneClass};

use super::colour;
use super::text::count;
use super::view::{View, bounds_of, bounds_of_each};

/// A department or the base layer, as it is drawn.
pub(super) struct Drawn<'a> {
    /// Position of the layer.
    pub(super) layer: usize,
    /// Name for people, else the id.
    pub(super) name: &'a str,
    /// Colour of its lines.
    pub(super) colour: &'static str,
}

/// Everything that the report is about.
pub(super) struct Story<'a> {
    pub(super) merged: &'a Merged,
    pub(super) summary: &'a Summary,
    pub(super) conflicts: &'a [Conflict],
    pub(super) timings: &'a [(String, f64)],
    /// Polygons of the communities, by id.
    pub(super) communities: Vec<Region>,
    pub(super) community_bounds: Vec<LatticeBounds>,
    pub(super) zone_bounds: Vec<LatticeBounds>,
    /// Number of the fill of each zone.
    pub(super) zone_colour: Vec<usize>,
}

impl<'a> Story<'a> {
    pub(super) fn new(
        merged: &'a Merged,
        summary: &'a Summary,
        conflicts: &'a [Conflict],
        timings: &'a [(String, f64)],
    ) -> Self {
        let communities = merged.grid.arrangement().dissolve(&merged.grid.communities().of_face);
        Self {
            merged,
            summary,
            conflicts,
            timings,
            community_bounds: bounds_of_each(&communities),
            communities,
            zone_bounds: bounds_of_each(&summary.regions),
            zone_colour: colour::of_zones(merged),
        }
    }

    pub(super) fn grid(&self) -> &'a Grid {
        &self.merged.grid
    }

    pub(super) fn plan(&self) -> &'a Plan {
        &self.merged.plan
    }

    pub(super) fn report(&self) -> &'a Report {
        &self.summary.report
    }

    pub(super) fn zones(&self) -> &'a [Zone] {
        self.merged.plan.zones()
    }

    pub(super) fn community(&self, id: u32) -> &'a Community {
        &self.merged.grid.communities().list[id as usize]
    }

    /// Whether sizes are areas in m2 and not households.
    pub(super) fn is_by_area(&self) -> bool {
        !self.grid().has_households() || self.plan().policy().measure == onegrid::PolicyMeasure::AreaM2
    }

    /// The bounds in words; with variants of the policy those of each.
    pub(super) fn range_words(&self, min: u64, max: u64) -> (String, String) {
        let (min, max) = (count(min), count(max));
        let (mut zh, mut en) = (format!("{min}—{max}"), format!("{min} to {max}"));
        for variant in &self.plan().policy().variant {
            if let Some(size) = &variant.size {
                let (min, max) = (count(size.min), count(size.max));
                let _ = write!(zh, "({} {min}—{max})", variant.name(Lang::Zh));
                let _ = write!(en, " ({}: {min} to {max})", variant.name(Lang::En));
            }
        }
        (zh, en)
    }

    /// Whether a zone must keep bounds and does not.
    pub(super) fn is_out_of_bounds(&self, zone: &Zone) -> bool {
        zone.class == ZoneClass::General
            && self.plan().bounds_of(zone.community).is_some_and(|bounds| !bounds.holds(zone.size))
    }

    /// Largest number of departments that disagree with the base layer anywhere that matters: where
    /// someone lives, or on a thousandth of the ground. Slivers along borders do not.
    pub(super) fn most_disagreeing(&self) -> usize {
        let disagreement = &self.report().disagreement;
        let mut area_m2 = vec![0.0; disagreement.households_by_count.len()];
        for face in (0..self.grid().face_count()).filter(|&f| self.grid().face_community(f).is_some()) {
            area_m2[usize::from(disagreement.of_face[face as usize])] += self.grid().arrangement().face_area_m2(face);
        }
        let least_m2 = self.report().area_m2 / 1000.0;
        let matters = |&n: &usize| disagreement.households_by_count[n] > 0 || area_m2[n] >= least_m2;
        (0..area_m2.len()).rev().find(matters).unwrap_or(0)
    }

    /// The base layer.
    pub(super) fn base(&self) -> Drawn<'a> {
        self.drawn(self.grid().base_layer(), colour::BASE_LINE)
    }

    /// The departments, strongest first.
    pub(super) fn departments(&self) -> Vec<Drawn<'a>> {
        let layers = self.grid().department_layers().iter().enumerate();
        layers.map(|(rank, &layer)| self.drawn(layer, colour::department(rank))).collect()
    }

    fn drawn(&self, layer: usize, colour: &'static str) -> Drawn<'a> {
        let info = &self.grid().layers()[layer];
        Drawn { layer, name: if info.name.is_empty() { &info.id } else { &info.name }, colour }
    }

    /// Bounds of everything that is zoned.
    pub(super) fn extent(&self) -> LatticeBounds {
        let parts = self.summary.regions.iter().flat_map(|r| &r.parts);
        bounds_of(parts).unwrap_or_else(|| self.grid().arrangement().bounds())
    }

    /// Zones of which something can be seen, with their polygons.
    pub(super) fn zones_in<'b>(&'b self, view: &'b View) -> impl Iterator<Item = (&'b Zone, &'b Region)> {
        let all = self.summary.regions.iter().zip(&self.zone_bounds);
        all.filter(|(_, b)| view.shows(b)).map(|(r, _)| (&self.zones()[r.id as usize], r))
    }

    /// Communities of which something can be seen.
    pub(super) fn communities_in<'b>(&'b self, view: &'b View) -> impl Iterator<Item = &'b Region> {
        self.communities.iter().zip(&self.community_bounds).filter(|(_, b)| view.shows(b)).map(|(r, _)| r)
    }
}
