//! What judging needs and no edit changes: units, what they share, which rules there are.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base;
use crate::design::Design;
use crate::error::DesignError;
use crate::index::{FaceIndex, cm2, mm};
use crate::islands;
use crate::merge::cost::{MILLION, border_cost, square_border};
use crate::part::Link;
use crate::rule::{Rule, UnitFacts, zone_rules};
use crate::rule_set::Strictness;
use crate::rules::DesignRules;
use crate::table::{FaceTable, NamedArea};
use crate::units::{is_estate_ground, is_thinner};

/// Nothing.
pub(super) const NONE: u32 = u32::MAX;

/// One unit.
#[derive(Debug, Clone, Default)]
pub(super) struct UnitGround {
    pub(super) community: u32,
    pub(super) exclusive: Option<u32>,
    pub(super) size: u64,
    /// Households, or m² where there are none at all.
    pub(super) mass: u64,
    pub(super) perimeter_mm: u64,
    pub(super) place: (f64, f64),
    /// Whether it need not touch the rest of its zone.
    pub(super) is_detached: bool,
    pub(super) is_sliver: bool,
    pub(super) island: u32,
    pub(super) lock: u32,
    /// Cells with the mass in them, rising.
    pub(super) cells: Box<[(u32, u64)]>,
}

/// What two neighbouring units share.
#[derive(Debug, Clone, Copy)]
pub(super) struct Near {
    pub(super) unit: u32,
    pub(super) length_mm: u64,
    /// Whether it connects: some of the border is no wall, or a bridge.
    pub(super) is_open: bool,
    /// Weighted barrier length.
    pub(super) barrier: u64,
    /// What the border costs between zones.
    pub(super) border: u64,
}

/// Units that belong together in some sense.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(super) community: u32,
    /// Estate, lock or island.
    pub(super) of: u32,
    pub(super) units: Vec<u32>,
}

pub(super) struct Ground {
    pub(super) rules: DesignRules,
    pub(super) zone_rules: Vec<Arc<dyn Rule>>,
    pub(super) units: Vec<UnitGround>,
    pub(super) facts: Vec<UnitFacts>,
    pub(super) count_ids: Vec<String>,
    near_start: Vec<u32>,
    near: Vec<Near>,
    /// Length of walls between units, by unit: neighbour, wall, mm. Empty without walls.
    pub(super) walls: Vec<Vec<(u32, u8, u64)>>,
    pub(super) estates: Vec<Group>,
    pub(super) locks: Vec<Group>,
    pub(super) islands: Vec<Group>,
    /// Groups of estates and locks that each unit is in.
    pub(super) estates_of: Vec<Vec<u32>>,
    pub(super) lock_names: Vec<String>,
    pub(super) estate_names: Vec<String>,
    pub(super) buildings: Vec<Group>,
    /// Groups of buildings that each unit is in.
    pub(super) buildings_of: Vec<Vec<u32>>,
    pub(super) building_names: Vec<String>,
    pub(super) cells: usize,
    pub(super) base_cells: u32,
    /// Whether any rule is about more than single zones.
    pub(super) has_subjects: bool,
    /// Weight of each cell's severed mass in millionths: base cells first.
    pub(super) cell_weight: Vec<u64>,
    /// Borders in mm of one square for each community.
    pub(super) around_mm: u64,
    /// Area of each community in cm².
    pub(super) areas_cm2: Vec<u64>,
    pub(super) barrier_total: u64,
    pub(super) mass_total: u64,
}

impl std::fmt::Debug for Ground {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ground").field("units", &self.units.len()).finish_non_exhaustive()
    }
}

impl Ground {
    pub(super) fn near(&self, unit: u32) -> &[Near] {
        let u = unit as usize;
        &self.near[self.near_start[u] as usize..self.near_start[u + 1] as usize]
    }

    pub(super) fn new(
        table: &FaceTable,
        rules: &DesignRules,
        design: &Design,
        own: &[Arc<dyn Rule>],
    ) -> Result<Self, DesignError> {
        rules.check()?;
        table.check()?;
        rules.rules.check(table)?;
        crate::plan::check_origin(table, design)?;
        let mut index = FaceIndex::new(table);
        if rules.rules.walls.iter().any(|w| !w.ranks.is_empty() || !w.layers.is_empty()) {
            let base = base::decide(&index).base_of;
            index.raise_walls(&rules.rules, &base);
        }
        let by_households = table.has_households();
        let offsets = cell_offsets(table);
        let units = units(&index, rules, design, &offsets, by_households);
        let (near_start, near, walls) = links(&index, design, rules.rules.buildings.border_weight());
        let mut ground = Self {
            zone_rules: zone_rules(&rules.rules, table, own),
            rules: rules.clone(),
            facts: facts(table, design),
            count_ids: table.counts.iter().map(|c| c.id.clone()).collect(),
            near_start,
            near,
            walls,
            estates: estates(table, rules, design),
            locks: locks(table, design),
            islands: Vec::new(),
            estates_of: vec![Vec::new(); units.len()],
            lock_names: table.locked.iter().map(|l| l.name.clone()).collect(),
            estate_names: names(&table.estates),
            buildings: buildings(table, rules, design),
            buildings_of: vec![Vec::new(); units.len()],
            building_names: names(&table.buildings),
            base_cells: offsets[1],
            has_subjects: false,
            cells: offsets.last().copied().unwrap_or(0) as usize,
            cell_weight: cell_weights(table, rules, &offsets),
            around_mm: 0,
            areas_cm2: vec![0; table.communities.len()],
            barrier_total: 0,
            mass_total: units.iter().map(|u| u.mass).sum(),
            units,
        };
        ground.barrier_total = ground.near.iter().map(|n| n.barrier).sum::<u64>() / 2;
        for (unit, row) in ground.units.iter().zip(&design.units) {
            ground.areas_cm2[unit.community as usize] += cm2(row.area_m2);
        }
        ground.around_mm = ground.areas_cm2.iter().map(|&cm2| square_border(cm2, 1)).sum();
        for (at, estate) in ground.estates.iter().enumerate() {
            for &u in &estate.units {
                ground.estates_of[u as usize].push(at as u32);
            }
        }
        for (at, building) in ground.buildings.iter().enumerate() {
            for &u in &building.units {
                ground.buildings_of[u as usize].push(at as u32);
            }
        }
        for (at, lock) in ground.locks.iter().enumerate() {
            for &u in &lock.units {
                ground.units[u as usize].lock = at as u32;
            }
        }
        if let Some(rule) = &rules.rules.islands {
            ground.find_islands(&islands::of_units(&index, design, rule));
        }
        let groups = ground.estates.len() + ground.buildings.len() + ground.locks.len() + ground.islands.len();
        ground.has_subjects = groups > 0 || rules.rules.zones.is_some();
        Ok(ground)
    }

    fn find_islands(&mut self, island_of: &[Option<u32>]) {
        let mut groups: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (u, island) in island_of.iter().enumerate() {
            if let Some(island) = island {
                groups.entry(*island).or_default().push(u as u32);
            }
        }
        for (of, units) in groups {
            let community = self.units[units[0] as usize].community;
            for &u in &units {
                self.units[u as usize].island = self.islands.len() as u32;
            }
            self.islands.push(Group { community, of, units });
        }
    }
}

/// First number of each layer's cells, then of the zones of the plan before, then the end.
fn cell_offsets(table: &FaceTable) -> Vec<u32> {
    let mut offsets = vec![0];
    let mut next = 0;
    for layer in &table.layers {
        next += layer.cell_keys.len() as u32;
        offsets.push(next);
    }
    let previous = table.previous.iter().flatten().max().map_or(0, |&z| z + 1);
    offsets.push(next + previous);
    offsets
}

fn cell_weights(table: &FaceTable, rules: &DesignRules, offsets: &[u32]) -> Vec<u64> {
    let layers = table.layers.len();
    let all: f64 = table.layers.iter().skip(1).map(|l| l.weight).sum();
    let mut weights = Vec::new();
    for (k, ends) in offsets.windows(2).enumerate() {
        let weight = match k {
            0 => rules.weights.moved,
            k if k == layers => rules.rules.stability,
            k if all > 0.0 => rules.weights.cells_cut * table.layers[k].weight / all,
            _ => 0.0,
        };
        let weight = (weight * MILLION as f64).round() as u64;
        weights.resize(weights.len() + (ends[1] - ends[0]) as usize, weight);
    }
    weights
}

fn units(
    index: &FaceIndex<'_>,
    rules: &DesignRules,
    design: &Design,
    offsets: &[u32],
    by_households: bool,
) -> Vec<UnitGround> {
    let table = index.table;
    let mass = |f: u32| if by_households { table.faces[f as usize].households } else { index.area_cm2(f) / 10_000 };
    let unit = |row: &crate::design::Unit| {
        let own: u64 = row.faces.iter().map(|&f| mass(f)).sum();
        let mut cells: BTreeMap<u32, u64> = BTreeMap::new();
        if let Some(base) = row.base_cell {
            cells.insert(base, own);
        }
        for &f in &row.faces {
            for (layer, first) in offsets.iter().enumerate().take(table.layers.len()).skip(1) {
                for &cell in table.cells(f, layer) {
                    *cells.entry(first + cell).or_default() += mass(f);
                }
            }
            if let Some(zone) = table.previous_zone(f).filter(|_| rules.rules.stability > 0.0) {
                *cells.entry(offsets[table.layers.len()] + zone).or_default() += mass(f);
            }
        }
        UnitGround {
            community: row.community,
            exclusive: row.exclusive,
            size: row.size,
            mass: own,
            perimeter_mm: mm(row.perimeter_m),
            place: (row.x_deg, row.y_deg),
            is_detached: false,
            is_sliver: row.is_sliver,
            island: NONE,
            lock: NONE,
            cells: cells.into_iter().filter(|c| c.1 > 0).collect(),
        }
    };
    let mut units: Vec<UnitGround> = design.units.iter().map(unit).collect();
    for &u in design.zones.iter().flat_map(|z| &z.detached) {
        units[u.index()].is_detached = true;
    }
    units
}

fn facts(table: &FaceTable, design: &Design) -> Vec<UnitFacts> {
    let fact = |row: &crate::design::Unit| UnitFacts {
        faces: row.faces.clone().into_boxed_slice(),
        households: row.households,
        area_cm2: cm2(row.area_m2),
        counts: table.counts.iter().map(|c| row.faces.iter().map(|&f| c.per_face[f as usize]).sum()).collect(),
    };
    design.units.iter().map(fact).collect()
}

type Walls = Vec<Vec<(u32, u8, u64)>>;

/// Neighbours of all units, and the walls between them.
fn links(index: &FaceIndex<'_>, design: &Design, in_buildings: u64) -> (Vec<u32>, Vec<Near>, Walls) {
    let table = index.table;
    let unit = |f: u32| design.unit_of_face[f as usize].map(|u| u.0);
    // (unit, unit, border or bridge)
    let mut pairs: Vec<(u32, u32, u32)> = Vec::new();
    for (at, border) in table.borders.iter().enumerate() {
        if let (Some(u), Some(v)) = (unit(border.a), unit(border.b))
            && u != v
            && design.units[u as usize].community == design.units[v as usize].community
        {
            pairs.extend([(u, v, at as u32), (v, u, at as u32)]);
        }
    }
    for &(a, b) in &table.bridges {
        if let (Some(u), Some(v)) = (unit(a), unit(b))
            && u != v
        {
            pairs.extend([(u, v, NONE), (v, u, NONE)]);
        }
    }
    pairs.sort_unstable();
    let mut walls: Walls = vec![Vec::new(); if index.has_walls() { design.units.len() } else { 0 }];
    let (mut start, mut near) = (vec![0u32; design.units.len() + 1], Vec::new());
    for same in pairs.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let (u, v, _) = same[0];
        let mut link = Link::default();
        let mut is_open = false;
        for &(_, _, at) in same {
            if at == NONE {
                is_open = true;
                continue;
            }
            let length = index.length_mm(at);
            link.length_mm += length;
            link.building_mm += if index.building_inside(at).is_some() { length } else { 0 };
            if let Some(b) = table.borders[at as usize].barrier {
                link.barrier_mm[b.rank as usize] += length;
            }
            is_open |= index.is_open(at);
            for wall in index.walls_on(at) {
                walls[u as usize].push((v, wall, length));
            }
        }
        near.push(Near {
            unit: v,
            length_mm: link.length_mm,
            is_open,
            barrier: link.barrier_weight(),
            border: border_cost(&link, in_buildings),
        });
        start[u as usize + 1] += 1;
    }
    for u in 0..design.units.len() {
        start[u + 1] += start[u];
    }
    (start, near, walls)
}

/// Units with solid ground of each estate, by community.
fn estates(table: &FaceTable, rules: &DesignRules, design: &Design) -> Vec<Group> {
    let mut groups: BTreeMap<(u32, u32), Vec<u32>> = BTreeMap::new();
    if rules.keep_estates {
        for (f, row) in table.faces.iter().enumerate() {
            if let (Some(estate), Some(unit)) = (row.estate, design.unit_of_face[f])
                && is_estate_ground(row, rules)
                && design.units[unit.index()].exclusive.is_none()
            {
                groups.entry((design.units[unit.index()].community, estate)).or_default().push(unit.0);
            }
        }
    }
    grouped(groups)
}

fn names(areas: &[NamedArea]) -> Vec<String> {
    areas.iter().map(|area| area.name.clone().unwrap_or_else(|| area.key.clone())).collect()
}

/// Units with more than a sliver of each building that lies in several, by community.
fn buildings(table: &FaceTable, rules: &DesignRules, design: &Design) -> Vec<Group> {
    let mut groups: BTreeMap<(u32, u32), Vec<u32>> = BTreeMap::new();
    if rules.rules.buildings.strictness == Strictness::Hard {
        for (row, unit) in table.faces.iter().zip(&design.unit_of_face) {
            if let (Some(building), Some(unit)) = (row.building, unit)
                && !is_thinner(row, rules, rules.sliver_width_m)
                && design.units[unit.index()].exclusive.is_none()
            {
                groups.entry((design.units[unit.index()].community, building)).or_default().push(unit.0);
            }
        }
    }
    let mut groups = grouped(groups);
    groups.retain(|group| group.units.len() > 1);
    groups
}

/// Units of each locked zone, by community.
fn locks(table: &FaceTable, design: &Design) -> Vec<Group> {
    let mut groups: BTreeMap<(u32, u32), Vec<u32>> = BTreeMap::new();
    for (at, lock) in table.locked.iter().enumerate() {
        for unit in lock.faces.iter().filter_map(|&f| design.unit_of_face[f as usize]) {
            let row = &design.units[unit.index()];
            // a unit that only took in slivers of the lock is none of it
            let inside = row.faces.iter().filter(|f| lock.faces.contains(f));
            let inside_m2: f64 = inside.map(|&f| table.faces[f as usize].area_m2).sum();
            if 2.0 * inside_m2 > row.area_m2 {
                groups.entry((row.community, at as u32)).or_default().push(unit.0);
            }
        }
    }
    grouped(groups)
}

fn grouped(groups: BTreeMap<(u32, u32), Vec<u32>>) -> Vec<Group> {
    let group = |((community, of), mut units): (_, Vec<u32>)| {
        units.sort_unstable();
        units.dedup();
        Group { community, of, units }
    };
    groups.into_iter().map(group).collect()
}
