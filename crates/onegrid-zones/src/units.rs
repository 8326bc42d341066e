//! Units of one community: its faces in, the smallest things that zones are built from out.
//!
//! # Guarantees
//! 1. Every face of the community is in exactly one unit, and every unit is connected.
//! 2. An exclusive area is a unit of its own; an estate is one unit unless it is too large.
//! 3. A building is in one unit, as [`buildings`] says; it is no unit by itself where it has a neighbour
//!    of its base cell.
//! 4. A sliver is in the unit of a neighbour, if it has a neighbour that is none.
//!
//! # Method
//! 1. Exclusive areas, then estates, are joined where they touch. Parts made of slivers only are
//!    no campus and no estate but noise of digitising: they count as slivers.
//! 2. Slivers join neighbours round by round: first those that no line of a layer with priority parts
//!    them from (the base layer where nothing else is said), then any, then exclusive areas. Rounds make the order of faces irrelevant.
//! 3. Neighbouring groups of equal cells in all layers and no barrier between become one unit,
//!    unless that would be larger than the upper bound (*coarse* units; *fine* ones skip this).

use std::collections::BTreeMap;

use petgraph::unionfind::UnionFind;

use crate::decision::SliverRule;
use crate::index::FaceIndex;
use crate::rules::DesignRules;
use crate::table::FaceRow;

mod buildings;
mod slivers;

/// A unit before it has an id.
#[derive(Debug, Clone, Default)]
pub(crate) struct UnitDraft {
    pub(crate) faces: Vec<u32>,
    pub(crate) base: Option<u32>,
    pub(crate) exclusive: Option<u32>,
    pub(crate) estate: Option<u32>,
    pub(crate) locked: Option<u32>,
    pub(crate) households: u64,
    pub(crate) size: u64,
    pub(crate) area_cm2: u64,
    pub(crate) perimeter_mm: u64,
    /// Whether it is made of slivers only.
    pub(crate) is_sliver: bool,
    /// Whether it is too small a part of its base cell to be a zone; only without bounds.
    pub(crate) is_fragment: bool,
}

/// A sliver that went to a unit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Absorbed {
    pub(crate) face: u32,
    pub(crate) by: SliverRule,
    pub(crate) border_mm: u64,
}

/// Area in cm² and households of each base cell in all communities.
pub(crate) fn base_totals(index: &FaceIndex<'_>, base_of: &[Option<u32>]) -> Vec<(u64, u64)> {
    let mut totals = vec![(0, 0); index.table.layers[0].cell_keys.len()];
    for (f, base) in base_of.iter().enumerate() {
        if let Some(base) = base {
            totals[*base as usize].0 += index.area_cm2(f as u32);
            totals[*base as usize].1 += index.table.faces[f].households;
        }
    }
    totals
}

/// Marks units that are less than `share` of their base cell.
pub(crate) fn mark_fragments(units: &mut [UnitDraft], totals: &[(u64, u64)], share: f64) {
    for unit in units {
        if let (Some(base), None, None) = (unit.base, unit.exclusive, unit.locked) {
            let (area_cm2, households) = totals[base as usize];
            unit.is_fragment =
                (unit.area_cm2 as f64) < share * area_cm2 as f64 && unit.households as f64 <= share * households as f64;
        }
    }
}

/// How finely a community is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Grain {
    Coarse,
    Fine,
    /// As fine, and strips wider than slivers stand alone too.
    Finest,
}

/// The units of one community, sorted by their lowest face.
pub(crate) struct CommunityUnits {
    pub(crate) units: Vec<UnitDraft>,
    pub(crate) absorbed: Vec<Absorbed>,
    /// Whether fine units would be different ones.
    pub(crate) can_be_finer: bool,
}

/// Whether a face is too thin or too small to stand alone.
pub(crate) fn is_sliver(face: &FaceRow, rules: &DesignRules) -> bool {
    is_thinner(face, rules, rules.strip_width_m.max(rules.sliver_width_m))
}

pub(crate) fn is_thinner(face: &FaceRow, rules: &DesignRules, limit_m: f64) -> bool {
    width_m(face) < limit_m || face.area_m2 < rules.sliver_area_m2
}

/// Whether a face says where its estate lies: a sliver does not, nor does a building that may go
/// where most of it lies.
pub(crate) fn is_estate_ground(face: &FaceRow, rules: &DesignRules) -> bool {
    face.estate.is_some() && face.building.is_none() && !is_sliver(face, rules)
}

/// Mean width of a face in m: twice the area by the perimeter, 0 where there is no perimeter. The
/// ground around buildings is not thin because they stand on it.
pub(crate) fn width_m(face: &FaceRow) -> f64 {
    let around_m = if face.building.is_some() { 0.0 } else { face.building_m };
    let perimeter_m = face.perimeter_m - around_m;
    if perimeter_m > 0.0 { 2.0 * face.area_m2 / perimeter_m } else { 0.0 }
}

/// Builds the units of one community.
pub(crate) fn build(
    index: &FaceIndex<'_>,
    rules: &DesignRules,
    base_of: &[Option<u32>],
    community: usize,
    grain: Grain,
    by_rules: bool,
) -> CommunityUnits {
    let mut builder = Builder::new(index, rules, base_of, community, grain);
    builder.join_exclusives();
    builder.join_locked();
    let buildings = builder.buildings();
    builder.join_estates();
    builder.house(buildings);
    let absorbed = builder.absorb_slivers();
    let before = builder.count();
    let most = rules.bounds.map(|b| b.max).or(by_rules.then_some(u64::MAX));
    match (most, grain) {
        (None, _) => builder.join_equal(None),
        (Some(most), Grain::Coarse) => builder.join_equal(Some(most)),
        (Some(_), Grain::Fine | Grain::Finest) => {}
    }
    CommunityUnits { can_be_finer: most.is_some() && builder.count() < before, units: builder.finish(), absorbed }
}

/// What a face may be joined with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Sliver,
    Estate(u32),
    Exclusive(u32),
    Locked(u32),
}

struct Builder<'a, 't> {
    index: &'a FaceIndex<'t>,
    rules: &'a DesignRules,
    base_of: &'a [Option<u32>],
    faces: &'a [u32],
    kind: Vec<Kind>,
    groups: UnionFind<u32>,
    /// The estate that each face counts as: pieces of a building all as that of most of it.
    estate_of: Vec<Option<u32>>,
    /// For each face that goes where its building goes, the face whose cells it counts as; else itself.
    host: Vec<u32>,
}

impl<'a, 't> Builder<'a, 't> {
    fn new(
        index: &'a FaceIndex<'t>,
        rules: &'a DesignRules,
        base_of: &'a [Option<u32>],
        community: usize,
        grain: Grain,
    ) -> Self {
        // without bounds every base cell is a zone, down to a shop
        let limit_m = if grain == Grain::Finest || rules.bounds.is_none() {
            rules.sliver_width_m
        } else {
            rules.strip_width_m.max(rules.sliver_width_m)
        };
        let faces = &index.faces_of[community];
        let rows = faces.iter().map(|&f| &index.table.faces[f as usize]);
        let kind = rows.map(|row| if is_thinner(row, rules, limit_m) { Kind::Sliver } else { Kind::Plain });
        Self {
            index,
            rules,
            base_of,
            faces,
            kind: kind.collect(),
            groups: UnionFind::new(faces.len()),
            estate_of: faces.iter().map(|&f| index.table.faces[f as usize].estate).collect(),
            host: (0..faces.len() as u32).collect(),
        }
    }

    fn row(&self, local: u32) -> &'t FaceRow {
        &self.index.table.faces[self.faces[local as usize] as usize]
    }

    fn count(&self) -> usize {
        let roots = (0..self.faces.len() as u32).filter(|&l| self.groups.find(l) == l);
        roots.count()
    }

    /// Local neighbours with the border, where that connects.
    fn around(&self, local: u32) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.touching(local).filter(|&(_, border)| self.index.is_open(border))
    }

    /// Local neighbours with the border, on either side of a wall.
    fn touching(&self, local: u32) -> impl Iterator<Item = (u32, u32)> + '_ {
        let companions = self.index.companions(self.faces[local as usize]);
        companions.map(|n| (self.index.place[n.face as usize], n.border))
    }

    fn join_exclusives(&mut self) {
        if self.rules.cut_exclusives {
            self.join_areas(|row, _| row.exclusive.map(Kind::Exclusive), None);
        }
    }

    /// Locked zones are units of their own, whatever is drawn through them.
    fn join_locked(&mut self) {
        if self.index.table.locked.is_empty() {
            return;
        }
        let mut lock_of = vec![None; self.index.table.faces.len()];
        for (lock, of) in self.index.table.locked.iter().zip(0..) {
            for &f in &lock.faces {
                lock_of[f as usize] = Some(Kind::Locked(of));
            }
        }
        let of_local: Vec<Option<Kind>> = self.faces.iter().map(|&f| lock_of[f as usize]).collect();
        self.join_areas(|_, local| of_local[local as usize], None);
    }

    fn join_estates(&mut self) {
        if let Some(bounds) = self.rules.bounds
            && self.rules.keep_estates
        {
            let estate_of = std::mem::take(&mut self.estate_of);
            self.join_areas(|_, local| estate_of[local as usize].map(Kind::Estate), Some(bounds.max));
            self.estate_of = estate_of;
        }
    }

    /// Joins touching faces of one area; parts of slivers only or above `most` stay as they were.
    fn join_areas(&mut self, area_of: impl Fn(&FaceRow, u32) -> Option<Kind>, most: Option<u64>) {
        let wanted = |b: &Self, l: u32| match b.kind[l as usize] {
            Kind::Exclusive(_) | Kind::Locked(_) => None,
            _ => area_of(b.row(l), l),
        };
        let mut parts = UnionFind::<u32>::new(self.faces.len());
        for l in 0..self.faces.len() as u32 {
            if let Some(area) = wanted(self, l) {
                // walls part estates, but not what is a zone by itself
                let is_estate = matches!(area, Kind::Estate(_));
                for (n, _) in self.touching(l).filter(|&(_, border)| !is_estate || self.index.is_open(border)) {
                    if wanted(self, n) == Some(area) {
                        parts.union(l, n);
                    }
                }
            }
        }
        let mut solid = vec![false; self.faces.len()];
        let mut size = vec![0u64; self.faces.len()];
        for l in 0..self.faces.len() as u32 {
            let root = parts.find(l) as usize;
            size[root] += self.row(l).size;
            solid[root] |= self.kind[l as usize] != Kind::Sliver;
        }
        let areas = (0..self.faces.len() as u32).map(|l| wanted(self, l));
        let areas: Vec<_> = areas.collect();
        for l in 0..self.faces.len() as u32 {
            let root = parts.find(l);
            let fits = most.is_none_or(|most| size[root as usize] <= most);
            if let Some(area) = areas[l as usize]
                && solid[root as usize]
                && fits
            {
                self.kind[l as usize] = area;
                self.groups.union(root, l);
            }
        }
    }

    /// Joins neighbouring groups that nothing tells apart, unless they would be larger than `most`.
    /// Without `most` only the base cell counts.
    fn join_equal(&mut self, most: Option<u64>) {
        let units = self.drafts();
        let mut unit_of = vec![0u32; self.faces.len()];
        for (u, unit) in units.iter().enumerate() {
            for &f in &unit.faces {
                unit_of[self.index.place[f as usize] as usize] = u as u32;
            }
        }
        let keys: Vec<_> = units.iter().map(|u| self.key(u, most.is_none())).collect();
        let mut blocked: BTreeMap<(u32, u32), bool> = BTreeMap::new();
        for l in 0..self.faces.len() as u32 {
            for (n, border) in self.around(l) {
                let (a, b) = (unit_of[l as usize], unit_of[n as usize]);
                if a < b && keys[a as usize].is_some() && keys[a as usize] == keys[b as usize] {
                    let barrier = self.index.table.borders[border as usize].barrier;
                    *blocked.entry((a, b)).or_default() |= most.is_some() && barrier.is_some();
                }
            }
        }
        let mut joined = UnionFind::<u32>::new(units.len());
        for (&(a, b), _) in blocked.iter().filter(|(_, blocked)| !**blocked) {
            joined.union(a, b);
        }
        let mut size = vec![0u64; units.len()];
        for (u, unit) in units.iter().enumerate() {
            size[joined.find(u as u32) as usize] += unit.size;
        }
        for (u, unit) in units.iter().enumerate() {
            let root = joined.find(u as u32) as usize;
            if most.is_none_or(|most| size[root] <= most) {
                let of = |unit: &UnitDraft| self.index.place[unit.faces[0] as usize];
                self.groups.union(of(unit), of(&units[root]));
            }
        }
    }

    /// What must be equal for two units to become one; `None` for units that stay alone.
    fn key(&self, unit: &UnitDraft, base_only: bool) -> Option<(Option<u32>, Vec<Vec<u32>>)> {
        if unit.exclusive.is_some() || unit.locked.is_some() || unit.estate.is_some() || unit.is_sliver {
            return None;
        }
        let local = |f: u32| self.index.place[f as usize];
        let solid = |f: &u32| self.kind[local(*f) as usize] != Kind::Sliver;
        // a building that was taken in does not say whose cells the unit is of
        let own = unit.faces.iter().copied().find(|f| solid(f) && self.host[local(*f) as usize] == local(*f));
        let solid = own.or_else(|| unit.faces.iter().copied().find(solid))?;
        let before: Vec<u32> = self.index.table.previous_zone(solid).into_iter().collect();
        if base_only {
            return Some((unit.base, vec![before]));
        }
        let estate = self.index.table.faces[solid as usize].estate;
        let mut cells: Vec<Vec<u32>> = vec![estate.into_iter().collect(), before];
        let departments = self.index.table.department_key(solid);
        cells.extend(departments.into_iter().map(<[u32]>::to_vec));
        Some((unit.base, cells))
    }

    /// The groups as they stand, sorted by their lowest face.
    fn drafts(&self) -> Vec<UnitDraft> {
        let mut members: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for l in 0..self.faces.len() as u32 {
            members.entry(self.groups.find(l)).or_default().push(l);
        }
        let mut members: Vec<Vec<u32>> = members.into_values().collect();
        members.sort_unstable();
        members.iter().map(|locals| self.draft(locals)).collect()
    }

    fn draft(&self, locals: &[u32]) -> UnitDraft {
        let mut unit = UnitDraft::default();
        let mut weight: BTreeMap<Option<u32>, (u64, u64)> = BTreeMap::new();
        for &l in locals {
            let (f, row) = (self.faces[l as usize], self.row(l));
            unit.faces.push(f);
            unit.households += row.households;
            unit.size += row.size;
            unit.area_cm2 += self.index.area_cm2(f);
            unit.perimeter_mm += crate::index::mm(row.perimeter_m);
            let counted_as = self.faces[self.host[l as usize] as usize];
            let base = weight.entry(self.base_of[counted_as as usize]).or_default();
            base.0 += row.households;
            base.1 += self.index.area_cm2(f);
        }
        match self.kind[locals[0] as usize] {
            Kind::Plain => {}
            Kind::Sliver => unit.is_sliver = true,
            Kind::Estate(estate) => unit.estate = Some(estate),
            Kind::Exclusive(exclusive) => unit.exclusive = Some(exclusive),
            Kind::Locked(lock) => unit.locked = Some(lock),
        }
        unit.base = main_base(&weight, &self.index.table.layers[0].cell_keys);
        unit
    }

    fn finish(self) -> Vec<UnitDraft> {
        let mut units = self.drafts();
        let mut unit_of = vec![0u32; self.faces.len()];
        for (u, unit) in units.iter().enumerate() {
            for &f in &unit.faces {
                unit_of[self.index.place[f as usize] as usize] = u as u32;
            }
        }
        for l in 0..self.faces.len() as u32 {
            for (n, border) in self.touching(l) {
                if unit_of[l as usize] == unit_of[n as usize] {
                    let unit = &mut units[unit_of[l as usize] as usize];
                    let length = self.index.length_mm(border);
                    unit.perimeter_mm = unit.perimeter_mm.saturating_sub(length);
                }
            }
        }
        units
    }
}

/// The base cell with most households; ties by area, then by lower key; `None` only if there is no
/// cell at all.
pub(crate) fn main_base(weight: &BTreeMap<Option<u32>, (u64, u64)>, keys: &[String]) -> Option<u32> {
    let cells = weight.iter().filter_map(|(cell, w)| cell.map(|c| (c, *w)));
    let best = cells.max_by(|(a, wa), (b, wb)| {
        let by_key = || keys[*b as usize].cmp(&keys[*a as usize]);
        wa.cmp(wb).then_with(by_key).then_with(|| b.cmp(a))
    });
    best.map(|(cell, _)| cell)
}
