//! Reasons from facts: a finished plan in, for each base cell in each zone why it is there.
//!
//! Nothing is remembered from the search: sizes, borders and departmental cells of the plan say
//! what can truly be said about it, also after a person has changed it.

use std::collections::{BTreeMap, BTreeSet};

use crate::design::{Design, Unit, ZoneClass};
use crate::ids::{UnitId, ZoneId};
use crate::index::{FaceIndex, metres};
use crate::reason::{Along, Cause, Reason, Shared};
use crate::rules::{Bounds, DesignRules};
use crate::table::{Barrier, FaceBorder, FaceTable};

/// The units of one base cell (or of none) in one zone.
type Group = (ZoneId, Option<u32>);

/// Everything that reasons are made of.
#[derive(Default)]
struct Facts {
    /// Size of each group.
    size: BTreeMap<Group, u64>,
    /// Area of each group in m².
    area_m2: BTreeMap<Group, f64>,
    /// Size of each base cell in a community, exclusive areas left out.
    cell_size: BTreeMap<(u32, u32), u64>,
    /// Area of each base cell in all communities in m².
    cell_area_m2: BTreeMap<u32, f64>,
    /// Border of each group with each zone in mm; its own zone stands for the rest of it.
    borders: BTreeMap<Group, BTreeMap<ZoneId, u64>>,
    /// What runs between a group and the rest of its base cell.
    rifts: BTreeMap<Group, Rift>,
}

/// A border inside a base cell; lengths in mm.
#[derive(Default)]
pub(crate) struct Rift {
    length: u64,
    by_barrier: BTreeMap<Barrier, u64>,
    by_layer: BTreeMap<u32, u64>,
}

impl Rift {
    /// Adds a border of the table.
    pub(crate) fn add(&mut self, index: &FaceIndex<'_>, border: u32) {
        self.add_border(index, &index.table.borders[border as usize], index.length_mm(border));
    }

    fn add_border(&mut self, index: &FaceIndex<'_>, border: &FaceBorder, length_mm: u64) {
        self.length += length_mm;
        if let Some(barrier) = border.barrier {
            *self.by_barrier.entry(barrier).or_default() += length_mm;
        }
        for layer in 1..index.table.layers.len() {
            if index.table.cells(border.a, layer) != index.table.cells(border.b, layer) {
                *self.by_layer.entry(layer as u32).or_default() += length_mm;
            }
        }
    }

    /// The barrier with most of the length, and that length in mm.
    pub(crate) fn longest_barrier(&self) -> Option<(Barrier, u64)> {
        let longest = self.by_barrier.iter().max_by_key(|&(b, mm)| (mm, b.rank, u32::MAX - b.name));
        longest.map(|(&barrier, &mm)| (barrier, mm))
    }
}

/// All reasons, sorted by zone.
pub(crate) fn reasons(index: &FaceIndex<'_>, rules: &DesignRules, design: &Design) -> Vec<Reason> {
    let facts = facts(index, design);
    let mut buildings = buildings_kept(index.table, design);
    let mut reasons = Vec::new();
    for (at, zone) in design.zones.iter().enumerate() {
        let id = ZoneId(at as u32);
        if let (ZoneClass::Exclusive, Some(exclusive)) = (zone.class, zone.exclusive) {
            reasons.push(Reason::Exclusive { zone: id, exclusive, size: zone.size, area_m2: zone.area_m2 });
            continue;
        }
        let bases: BTreeSet<Option<u32>> = general(design, id).map(|(_, u)| u.base_cell).collect();
        if let Some(base) = zone.base_cell {
            reasons.push(kept(&facts, rules, design, (id, base)));
        }
        for &base in &bases {
            match base {
                Some(cell) if base != zone.base_cell => {
                    reasons.push(joined(index, &facts, rules, design, (id, cell)));
                }
                Some(_) => {}
                None => reasons.push(uncovered(&facts, id)),
            }
        }
        for (unit, row) in general(design, id) {
            reasons.extend(estate_kept(index.table, rules, id, unit, row));
        }
        reasons.extend(buildings.remove(&id));
    }
    reasons
}

/// The units of a zone that are no exclusive areas.
fn general(design: &Design, zone: ZoneId) -> impl Iterator<Item = (UnitId, &Unit)> {
    let units = design.zones[zone.index()].units.iter();
    let units = units.map(|&u| (u, &design.units[u.index()]));
    units.filter(|(_, u)| u.exclusive.is_none())
}

fn facts(index: &FaceIndex<'_>, design: &Design) -> Facts {
    let mut facts = Facts::default();
    for (u, unit) in design.units.iter().enumerate() {
        let group = (design.zone_of_unit[u], unit.base_cell);
        if let Some(cell) = unit.base_cell {
            *facts.cell_area_m2.entry(cell).or_default() += unit.area_m2;
        }
        if unit.exclusive.is_none() {
            *facts.size.entry(group).or_default() += unit.size;
            *facts.area_m2.entry(group).or_default() += unit.area_m2;
            if let Some(cell) = unit.base_cell {
                *facts.cell_size.entry((unit.community, cell)).or_default() += unit.size;
            }
        }
    }
    for (at, border) in index.table.borders.iter().enumerate() {
        add_border(index, design, &mut facts, border, index.length_mm(at as u32));
    }
    facts
}

fn add_border(index: &FaceIndex<'_>, design: &Design, facts: &mut Facts, border: &FaceBorder, length_mm: u64) {
    let unit = |f: u32| design.unit_of_face[f as usize].map(UnitId::index);
    let (Some(u), Some(v)) = (unit(border.a), unit(border.b)) else {
        return;
    };
    let (one, two) = (&design.units[u], &design.units[v]);
    if u == v || one.community != two.community {
        return;
    }
    let a = (design.zone_of_unit[u], one.base_cell);
    let b = (design.zone_of_unit[v], two.base_cell);
    if a == b {
        return;
    }
    for (group, other) in [(a, b), (b, a)] {
        let lengths = facts.borders.entry(group).or_default();
        *lengths.entry(other.0).or_default() += length_mm;
    }
    let general = one.exclusive.is_none() && two.exclusive.is_none();
    if general && a.1 == b.1 && a.1.is_some() {
        for group in [a, b] {
            facts.rifts.entry(group).or_default().add_border(index, border, length_mm);
        }
    }
}

/// Size of a base cell in the community of a zone.
fn cell_size(facts: &Facts, design: &Design, zone: ZoneId, cell: u32) -> u64 {
    let community = design.zones[zone.index()].community;
    let size = facts.cell_size.get(&(community, cell));
    size.copied().unwrap_or(0)
}

/// Whether all general units of a base cell in a zone's community lie in that zone.
fn is_whole(facts: &Facts, design: &Design, zone: ZoneId, cell: u32) -> bool {
    let size = facts.size.get(&(zone, Some(cell))).copied().unwrap_or(0);
    let others = facts.rifts.contains_key(&(zone, Some(cell)));
    size == cell_size(facts, design, zone, cell) && !others
}

fn kept(facts: &Facts, rules: &DesignRules, design: &Design, at: (ZoneId, u32)) -> Reason {
    let (zone, base_cell) = at;
    let of_size = cell_size(facts, design, zone, base_cell);
    let bounds = rules.bounds_of(design.zones[zone.index()].community);
    let cause =
        (!is_whole(facts, design, zone, base_cell)).then(|| part_cause(facts, bounds, zone, base_cell, of_size));
    Reason::Kept {
        zone,
        base_cell,
        size: facts.size.get(&(zone, Some(base_cell))).copied().unwrap_or(0),
        of_size,
        cause,
        along: cause.and_then(|_| along(facts.rifts.get(&(zone, Some(base_cell))))),
    }
}

/// Why only a part of a base cell is in a zone.
fn part_cause(facts: &Facts, bounds: Option<Bounds>, zone: ZoneId, cell: u32, size: u64) -> Cause {
    let max = bounds.map(|b| b.max).filter(|&max| size > max);
    match max {
        Some(max) => Cause::CellAboveMax { max },
        None if facts.rifts.contains_key(&(zone, Some(cell))) => Cause::Overall,
        None => Cause::Apart,
    }
}

pub(crate) fn along(rift: Option<&Rift>) -> Option<Along> {
    let rift = rift?;
    let of_m = metres(rift.length);
    let barrier = rift.longest_barrier();
    let layer = rift.by_layer.iter().max_by_key(|&(layer, mm)| (mm, u32::MAX - layer));
    // less than half of the way is no way to follow
    let leads = |mm: u64| 2 * mm >= rift.length;
    Some(match (barrier, layer) {
        (Some((barrier, mm)), _) if leads(mm) => Along::Barrier { barrier, length_m: metres(mm), of_m },
        (_, Some((&layer, &mm))) if leads(mm) => Along::Department { layer, length_m: metres(mm), of_m },
        _ => Along::Nothing { of_m },
    })
}

fn joined(index: &FaceIndex<'_>, facts: &Facts, rules: &DesignRules, design: &Design, at: (ZoneId, u32)) -> Reason {
    let (zone, cell) = at;
    let group = (zone, Some(cell));
    let size = facts.size.get(&group).copied().unwrap_or(0);
    let of_size = cell_size(facts, design, zone, cell);
    let without = design.zones[zone.index()].size - size;
    let bounds = rules.bounds_of(design.zones[zone.index()].community);
    let cause = match bounds {
        Some(b) if of_size < b.min => Cause::CellBelowMin { min: b.min },
        Some(b) if without < b.min => Cause::ZoneBelowMin { without, min: b.min },
        None if is_fragment(facts, rules, group, cell) => Cause::Fragment {
            area_m2: facts.area_m2.get(&group).copied().unwrap_or(0.0),
            of_m2: facts.cell_area_m2.get(&cell).copied().unwrap_or(0.0),
        },
        _ if is_whole(facts, design, zone, cell) => Cause::Overall,
        _ => part_cause(facts, bounds, zone, cell, of_size),
    };
    let none = BTreeMap::new();
    let borders = facts.borders.get(&group).unwrap_or(&none);
    let here = borders.get(&zone).copied().unwrap_or(0);
    Reason::Joined {
        zone,
        base_cell: cell,
        size,
        of_size,
        cause,
        border_m: metres(here),
        is_longest: here > 0 && borders.values().all(|&mm| mm <= here),
        shared: shared(index, design, zone, cell),
    }
}

/// Whether a group is too small a part of its base cell to be a zone.
fn is_fragment(facts: &Facts, rules: &DesignRules, group: Group, cell: u32) -> bool {
    let area_m2 = facts.area_m2.get(&group).copied().unwrap_or(0.0);
    let of_m2 = facts.cell_area_m2.get(&cell).copied().unwrap_or(0.0);
    area_m2 < rules.fragment_share * of_m2
}

/// The first department whose main cell is the same for a base cell's units and the rest of a zone.
fn shared(index: &FaceIndex<'_>, design: &Design, zone: ZoneId, cell: u32) -> Option<Shared> {
    let table = index.table;
    let main = |layer: u32, inside: bool| {
        let mut weight: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
        for (_, unit) in general(design, zone) {
            if (unit.base_cell == Some(cell)) == inside {
                for &f in &unit.faces {
                    for &c in table.cells(f, layer as usize) {
                        let sum = weight.entry(c).or_default();
                        sum.0 += table.faces[f as usize].households;
                        sum.1 += index.area_cm2(f);
                    }
                }
            }
        }
        let best = weight.into_iter().max_by_key(|&(c, w)| (w, u32::MAX - c));
        best.map(|(c, _)| c)
    };
    (1..table.layers.len() as u32).find_map(|layer| {
        let cell = main(layer, true)?;
        (main(layer, false) == Some(cell)).then_some(Shared { layer, cell })
    })
}

fn uncovered(facts: &Facts, zone: ZoneId) -> Reason {
    let group = (zone, None);
    let border = facts.borders.get(&group).and_then(|b| b.get(&zone));
    Reason::Uncovered {
        zone,
        size: facts.size.get(&group).copied().unwrap_or(0),
        area_m2: facts.area_m2.get(&group).copied().unwrap_or(0.0),
        border_m: metres(border.copied().unwrap_or(0)),
    }
}

/// The buildings of several base cells that lie in one zone, by zone.
fn buildings_kept(table: &FaceTable, design: &Design) -> BTreeMap<ZoneId, Reason> {
    let mut lies_in: BTreeMap<u32, (BTreeSet<ZoneId>, BTreeSet<u32>)> = BTreeMap::new();
    for (f, row) in table.faces.iter().enumerate() {
        if let (Some(building), Some(unit)) = (row.building, design.unit_of_face[f])
            && let [cell] = table.cells(f as u32, 0)
        {
            let (zones, cells) = lies_in.entry(building).or_default();
            zones.insert(design.zone_of_unit[unit.index()]);
            cells.insert(*cell);
        }
    }
    let mut kept: BTreeMap<ZoneId, Reason> = BTreeMap::new();
    for (building, (zones, cells)) in lies_in {
        if let (Some(&zone), 1, 2..) = (zones.first(), zones.len(), cells.len()) {
            let reason = kept.entry(zone).or_insert(Reason::BuildingsKept { zone, building, buildings: 0 });
            if let Reason::BuildingsKept { buildings, .. } = reason {
                *buildings += 1;
            }
        }
    }
    kept
}

/// The reason of an estate unit that lies in more than one base cell, slivers left out.
fn estate_kept(table: &FaceTable, rules: &DesignRules, zone: ZoneId, unit: UnitId, row: &Unit) -> Option<Reason> {
    let estate = row.estate?;
    let solid = row.faces.iter().filter(|&&f| {
        let face = &table.faces[f as usize];
        face.estate == Some(estate) && crate::units::is_estate_ground(face, rules)
    });
    let cells: BTreeSet<u32> = solid.flat_map(|&f| table.cells(f, 0).iter().copied()).collect();
    (cells.len() > 1).then_some(Reason::EstateKept {
        zone,
        estate,
        unit,
        size: row.size,
        base_cells: cells.len() as u32,
    })
}
