//! Units and zone numbers in, the finished design out: zones, codes, reasons, violations, verdicts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::codes::{self, Place};
use crate::decision::Decision;
use crate::design::{CommunityVerdict, Design, Feasibility, Unit, Zone, ZoneClass};
use crate::error::DesignError;
use crate::explain;
use crate::ids::{UnitId, ZoneId};
use crate::index::{FaceIndex, cm2, metres, mm, square_metres};
use crate::judge::{Breach, Judge};
use crate::lineage::Lineage;
use crate::remerge::Coding;
use crate::rule::Rule;
use crate::rules::{Bounds, DesignRules};
use crate::table::FaceTable;
use crate::units::main_base;
use crate::violation::{RuleId, Violation, Why};

/// A design before its zones have codes; `zone_of_unit` numbers zones freely.
#[derive(Debug, Clone, Default)]
pub(crate) struct Draft {
    pub(crate) units: Vec<Unit>,
    pub(crate) unit_of_face: Vec<Option<UnitId>>,
    pub(crate) zone_of_unit: Vec<u32>,
    /// Classes that zones have already, by number.
    pub(crate) classes: BTreeMap<u32, ZoneClass>,
    pub(crate) detached: BTreeSet<UnitId>,
    pub(crate) decisions: Vec<Decision>,
    pub(crate) verdicts: Vec<CommunityVerdict>,
}

/// Finishes a design; `coding` says which codes go on.
pub(crate) fn assemble(
    index: &FaceIndex<'_>,
    rules: &DesignRules,
    own: &[Arc<dyn Rule>],
    draft: Draft,
    coding: &Coding<'_>,
) -> Result<(Design, Lineage), DesignError> {
    let mut members: BTreeMap<u32, Vec<UnitId>> = BTreeMap::new();
    for (u, &zone) in draft.zone_of_unit.iter().enumerate() {
        members.entry(zone).or_default().push(UnitId(u as u32));
    }
    let mut drafted = sum_up_all(index, &draft, &members)?;
    let lineage = coding.give_codes(index, rules, &draft, &mut drafted)?;
    let mut coded: Vec<(u32, Zone)> = drafted.into_iter().map(|(_, number, zone)| (number, zone)).collect();
    coded.sort_by(|a, b| a.1.code.cmp(&b.1.code));
    let mut design = Design {
        zone_of_unit: vec![ZoneId(0); draft.units.len()],
        units: draft.units,
        unit_of_face: draft.unit_of_face,
        decisions: draft.decisions,
        verdicts: draft.verdicts,
        ..Design::default()
    };
    for (at, (_, zone)) in coded.into_iter().enumerate() {
        for &unit in &zone.units {
            design.zone_of_unit[unit.index()] = ZoneId(at as u32);
        }
        design.zones.push(zone);
    }
    outer_borders(index, &mut design);
    for decision in &mut design.decisions {
        if let Decision::CrumbAttached { unit, zone, .. } = decision {
            *zone = design.zone_of_unit[unit.index()];
        }
    }
    design.reasons = explain::reasons(index, rules, &design);
    design.violations = violations(index, rules, &design);
    count(rules, &mut design);
    let table = index.table;
    if !rules.rules.is_empty() || !own.is_empty() || !table.locked.is_empty() || !table.buildings.is_empty() {
        design.rule_ids = crate::judge::rule_ids(rules, table, own);
        design.breaches = other_breaches(table, rules, own, &design)?;
    }
    Ok((design, lineage))
}

/// A zone without a code: where it lies, its number in the draft, itself.
pub(crate) type DraftedZone = (Place, u32, Zone);

/// Sums up the zones, by community, then by number.
fn sum_up_all(
    index: &FaceIndex<'_>,
    draft: &Draft,
    members: &BTreeMap<u32, Vec<UnitId>>,
) -> Result<Vec<DraftedZone>, DesignError> {
    let communities = &index.table.communities;
    let mut drafted = Vec::with_capacity(members.len());
    for (&number, units) in members {
        let community = draft.units[units[0].index()].community;
        for unit in units {
            let other = draft.units[unit.index()].community;
            if other != community {
                return Err(DesignError::ZoneCrossesCommunity {
                    zone: number,
                    first: communities[community as usize].key.clone(),
                    second: communities[other as usize].key.clone(),
                });
            }
        }
        let (place, mut zone) = sum_up(index, draft, community, units);
        if let Some(&class) = draft.classes.get(&number).filter(|c| **c != zone.class) {
            (zone.class, zone.exclusive) = (class, None);
        }
        drafted.push((place, number, zone));
    }
    drafted.sort_by_key(|(_, number, zone)| (zone.community, *number));
    Ok(drafted)
}

fn sum_up(index: &FaceIndex<'_>, draft: &Draft, community: u32, units: &[UnitId]) -> (Place, Zone) {
    let counts = vec![0; index.table.counts.len()];
    let mut zone = Zone { community, units: units.to_vec(), counts, ..Zone::default() };
    let mut faces = Vec::new();
    let mut area_cm2 = 0;
    let mut weight: BTreeMap<Option<u32>, (u64, u64)> = BTreeMap::new();
    for &id in units {
        let unit = &draft.units[id.index()];
        faces.extend_from_slice(&unit.faces);
        zone.households += unit.households;
        zone.size += unit.size;
        zone.counts.iter_mut().zip(&unit.counts).for_each(|(sum, n)| *sum += n);
        area_cm2 += cm2(unit.area_m2);
        let base = weight.entry(unit.base_cell).or_default();
        base.0 += unit.households;
        base.1 += cm2(unit.area_m2);
    }
    zone.detached = units.iter().copied().filter(|u| draft.detached.contains(u)).collect();
    // a zone that is its detached units has no ground they could be detached from
    if zone.detached.len() == units.len() {
        zone.detached.clear();
    }
    zone.base_cell = main_base(&weight, &index.table.layers[0].cell_keys);
    if zone.base_cell.is_some() {
        zone.households_kept = weight[&zone.base_cell].0;
    }
    let ground = units.iter().filter(|u| !zone.detached.contains(u));
    let mut areas = ground.map(|u| draft.units[u.index()].exclusive);
    let first = areas.next().flatten();
    if first.is_some() && areas.all(|a| a == first) {
        zone.class = ZoneClass::Exclusive;
        zone.exclusive = first;
    }
    zone.area_m2 = square_metres(area_cm2);
    let (x, y) = codes::label_point(index, &faces);
    (zone.x_deg, zone.y_deg) = (codes::degrees(x), codes::degrees(y));
    let lowest_face = faces.iter().copied().min().unwrap_or(0);
    (Place { x, y, lowest_face }, zone)
}

/// Outer border of each zone: the borders of its units less what they share.
fn outer_borders(index: &FaceIndex<'_>, design: &mut Design) {
    let mut outer: Vec<u64> =
        design.zones.iter().map(|z| z.units.iter().map(|u| mm(design.units[u.index()].perimeter_m)).sum()).collect();
    for (at, border) in index.table.borders.iter().enumerate() {
        let unit = |f: u32| design.unit_of_face[f as usize];
        if let (Some(u), Some(v)) = (unit(border.a), unit(border.b))
            && u != v
        {
            let (a, b) = (design.zone_of_unit[u.index()], design.zone_of_unit[v.index()]);
            if a == b {
                let length = 2 * index.length_mm(at as u32);
                outer[a.index()] = outer[a.index()].saturating_sub(length);
            }
        }
    }
    for (zone, outer) in design.zones.iter_mut().zip(outer) {
        zone.perimeter_m = metres(outer);
    }
}

fn violations(index: &FaceIndex<'_>, rules: &DesignRules, design: &Design) -> Vec<Violation> {
    let mut found = Vec::new();
    for (at, zone) in design.zones.iter().enumerate() {
        let id = ZoneId(at as u32);
        if let Some(bounds) = rules.bounds_of(zone.community)
            && zone.class == ZoneClass::General
            && !bounds.holds(zone.size)
        {
            found.push(size_violation(design, id, bounds));
        }
    }
    for (zone, parts) in crate::check::apart(index.table, design) {
        found.push(Violation {
            rule: RuleId::ZoneConnected,
            community: design.zones[zone.index()].community,
            zone: Some(zone),
            measured: u64::from(parts),
            limit: 1,
            why: Why::ByHand,
        });
    }
    if rules.keep_estates {
        found.extend(estate_violations(index, rules, design));
    }
    found.sort_by_key(|v| (v.community, v.zone, v.rule));
    found
}

/// What the judge finds beside the violations.
fn other_breaches(
    table: &FaceTable,
    rules: &DesignRules,
    own: &[Arc<dyn Rule>],
    design: &Design,
) -> Result<Vec<Breach>, DesignError> {
    let judge = Judge::new(table, rules, design, own)?;
    let judged = judge.judge(&design.zone_of_unit);
    let mut breaches = judged.map(|j| j.breaches()).unwrap_or_default();
    let is_listed = |b: &Breach| design.violations.iter().any(|v| v.zone == b.zone && v.rule.code() == b.rule);
    breaches.retain(|b| !is_listed(b) && b.rule != RuleId::EstateWhole.code());
    Ok(breaches)
}

fn size_violation(design: &Design, id: ZoneId, bounds: Bounds) -> Violation {
    let zone = &design.zones[id.index()];
    let (rule, limit) =
        if zone.size < bounds.min { (RuleId::SizeMin, bounds.min) } else { (RuleId::SizeMax, bounds.max) };
    let part = zone.units.iter().find_map(|u| design.units[u.index()].part);
    let verdict = &design.verdicts[zone.community as usize];
    let known = part.map_or(verdict.feasibility, |p| verdict.parts[p as usize].feasibility);
    Violation { rule, community: zone.community, zone: Some(id), measured: zone.size, limit, why: Why::of(known) }
}

fn estate_violations(index: &FaceIndex<'_>, rules: &DesignRules, design: &Design) -> Vec<Violation> {
    let mut lies_in: BTreeMap<(u32, u32), (BTreeSet<ZoneId>, u64)> = BTreeMap::new();
    for (f, row) in index.table.faces.iter().enumerate() {
        // slivers of an estate next door are noise, and exclusive ground is cut out on purpose
        let solid = crate::units::is_estate_ground(row, rules);
        if let (Some(estate), Some(unit)) = (row.estate, design.unit_of_face[f])
            && solid
            && design.units[unit.index()].exclusive.is_none()
        {
            let community = design.units[unit.index()].community;
            let entry = lies_in.entry((community, estate)).or_default();
            entry.0.insert(design.zone_of_unit[unit.index()]);
            entry.1 += row.size;
        }
    }
    let cut = lies_in.into_iter().filter(|(_, (zones, _))| zones.len() > 1);
    let violation = |((community, estate), (zones, size)): (_, (BTreeSet<ZoneId>, u64))| Violation {
        rule: RuleId::EstateWhole,
        community,
        zone: None,
        measured: zones.len() as u64,
        limit: 1,
        why: match rules.bounds_of(community) {
            Some(b) if size > b.max => Why::EstateAboveMax { estate, size, max: b.max },
            _ => Why::EstateApart { estate },
        },
    };
    cut.map(violation).collect()
}

/// Counts the zones of each community; a plan that holds the bounds makes its community feasible.
fn count(rules: &DesignRules, design: &mut Design) {
    for verdict in &mut design.verdicts {
        (verdict.zones, verdict.zones_in_bounds, verdict.exempt) = (0, 0, 0);
    }
    for zone in &design.zones {
        let verdict = &mut design.verdicts[zone.community as usize];
        verdict.zones += 1;
        match zone.class {
            ZoneClass::Exclusive => verdict.exempt += 1,
            ZoneClass::General => {
                let holds = rules.bounds_of(zone.community).is_none_or(|b| b.holds(zone.size));
                verdict.zones_in_bounds += u32::from(holds);
            }
        }
    }
    for verdict in &mut design.verdicts {
        let all = verdict.zones_in_bounds + verdict.exempt == verdict.zones;
        if all && matches!(verdict.feasibility, Feasibility::Unproven { .. }) {
            verdict.feasibility = Feasibility::Feasible;
            for part in &mut verdict.parts {
                part.feasibility = Feasibility::Feasible;
            }
        }
    }
}
