//! Plans changed by a person: the same units in other zones, and communities solved again around what
//! is to stay.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::assemble::{Draft, assemble};
use crate::base;
use crate::design::{Design, Feasibility, Optimality, Unit, ZoneClass};
use crate::error::DesignError;
use crate::ids::ZoneId;
use crate::index::{FaceIndex, cm2, mm};
use crate::merge;
use crate::plan::{Context, Laid, bridges, check, check_origin, law};
use crate::remerge::Coding;
use crate::rule::Rule;
use crate::rules::DesignRules;
use crate::table::FaceTable;
use crate::units::UnitDraft;

/// Zones as a person wants them. Equal numbers are one zone; numbers are free.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Revision {
    /// The zone of each unit.
    pub zone_of_unit: Vec<u32>,
    /// Codes that zones have, by their numbers; the others are numbered as always, around these.
    pub codes: BTreeMap<u32, String>,
    /// Classes that zones have whatever their ground is.
    pub classes: BTreeMap<u32, ZoneClass>,
}

/// The same units in other zones: what a person moved, with fresh reasons and violations.
///
/// `zone_of_unit` numbers zones freely; equal numbers are one zone. A zone that is mostly one of the
/// design's keeps its code, by the rule of [`redesign`](crate::redesign()); a code that no zone keeps is
/// given to none.
///
/// # Errors
/// As for [`design`](crate::design), and [`DesignError::PartitionLength`] or
/// [`DesignError::ZoneCrossesCommunity`] for a partition that does not fit,
/// [`DesignError::ForeignDesign`] for a design of another table.
pub fn revise(
    table: &FaceTable,
    rules: &DesignRules,
    design: &Design,
    zone_of_unit: &[u32],
) -> Result<Design, DesignError> {
    revise_with(table, rules, &[], design, zone_of_unit)
}

/// As [`revise`], with rules of the caller's own beside those of the data.
///
/// # Errors
/// As for [`revise`].
pub fn revise_with(
    table: &FaceTable,
    rules: &DesignRules,
    own: &[Arc<dyn Rule>],
    design: &Design,
    zone_of_unit: &[u32],
) -> Result<Design, DesignError> {
    let revision = Revision { zone_of_unit: zone_of_unit.to_vec(), ..Revision::default() };
    revised(table, rules, own, design, &revision, &Coding::after(design))
}

/// As [`revise_with`], where zones may have classes already, and those that have codes are named: all
/// others get new ones.
///
/// # Errors
/// As for [`revise`], and [`DesignError::GivenCode`] for a code that is none of its community,
/// [`DesignError::Code`] for one that is used twice.
pub fn revise_as(
    table: &FaceTable,
    rules: &DesignRules,
    own: &[Arc<dyn Rule>],
    design: &Design,
    revision: &Revision,
) -> Result<Design, DesignError> {
    revised(table, rules, own, design, revision, &Coding::given(&revision.codes))
}

fn revised(
    table: &FaceTable,
    rules: &DesignRules,
    own: &[Arc<dyn Rule>],
    design: &Design,
    revision: &Revision,
    coding: &Coding<'_>,
) -> Result<Design, DesignError> {
    check_all(table, rules, design, &revision.zone_of_unit)?;
    let index = FaceIndex::new(table);
    // crumbs stay crumbs wherever they go, but only the design knows their zone
    let detached = design.zones.iter().flat_map(|z| &z.detached).copied();
    let draft = Draft {
        units: design.units.clone(),
        unit_of_face: design.unit_of_face.clone(),
        zone_of_unit: revision.zone_of_unit.clone(),
        classes: revision.classes.clone(),
        detached: detached.collect(),
        decisions: design.decisions.clone(),
        verdicts: design.verdicts.clone(),
    };
    let mut out = assemble(&index, rules, own, draft, coding)?.0;
    forget_optima(design, &mut out);
    Ok(out)
}

/// What was proven about a division is not proven about another one of the same community.
fn forget_optima(before: &Design, after: &mut Design) {
    let pairs: BTreeSet<(ZoneId, ZoneId)> =
        before.zone_of_unit.iter().copied().zip(after.zone_of_unit.iter().copied()).collect();
    let (mut of_old, mut of_new) = (vec![0u32; before.zones.len()], vec![0u32; after.zones.len()]);
    for (old, new) in &pairs {
        of_old[old.index()] += 1;
        of_new[new.index()] += 1;
    }
    let changed: BTreeSet<u32> = pairs
        .iter()
        .filter(|(old, new)| of_old[old.index()] > 1 || of_new[new.index()] > 1)
        .map(|(_, new)| after.zones[new.index()].community)
        .collect();
    for community in changed {
        let verdict = &mut after.verdicts[community as usize];
        verdict.optimality = Optimality::NotSearched;
        for part in &mut verdict.parts {
            (part.optimality, part.objective) = (Optimality::NotSearched, None);
        }
    }
}

fn check_all(table: &FaceTable, rules: &DesignRules, design: &Design, zone_of_unit: &[u32]) -> Result<(), DesignError> {
    check(table, rules)?;
    if zone_of_unit.len() != design.units.len() {
        return Err(DesignError::PartitionLength { expected: design.units.len(), got: zone_of_unit.len() });
    }
    check_origin(table, design)
}

/// Solves communities again with the units that a design has. Zones of `kept` stay as they are, and
/// so do exclusive areas and the locked zones of the table. Returns the zone of each unit: new zones
/// have numbers above all that `zone_of_unit` has.
///
/// # Errors
/// As for [`revise`].
///
/// # Cost
/// That of designing these communities, and linear in the table.
pub fn resolve(
    table: &FaceTable,
    rules: &DesignRules,
    own: &[Arc<dyn Rule>],
    design: &Design,
    zone_of_unit: &[u32],
    communities: &[u32],
    kept: &BTreeSet<u32>,
) -> Result<Vec<u32>, DesignError> {
    check_all(table, rules, design, zone_of_unit)?;
    let mut index = FaceIndex::new(table);
    let base_of = base::decide(&index).base_of;
    index.raise_walls(&rules.rules, &base_of);
    let context = Context {
        law: law(table, rules, own),
        bridges: bridges(&index, rules),
        index: &index,
        rules,
        base_of: &base_of,
        layer_weights: table.layers.iter().map(|l| l.weight).collect(),
        by_households: table.has_households(),
        base_totals: Vec::new(),
        keeps_zones: false,
        is_unchanged: Vec::new(),
    };
    let locked: BTreeSet<u32> = table.locked.iter().flat_map(|l| &l.faces).copied().collect();
    let stays = |unit: &Unit| unit.exclusive.is_some() || unit.faces.iter().any(|f| locked.contains(f));
    let of_ground = design.units.iter().zip(zone_of_unit).filter(|(u, _)| stays(u)).map(|(_, &zone)| zone);
    let kept: BTreeSet<u32> = kept.iter().copied().chain(of_ground).collect();
    let mut zones = zone_of_unit.to_vec();
    let mut next = zones.iter().max().map_or(0, |&z| z + 1);
    let communities: BTreeSet<u32> = communities.iter().copied().collect();
    for community in communities {
        let units: Vec<usize> = (0..zones.len()).filter(|&u| design.units[u].community == community).collect();
        let draft =
            |&u: &usize| UnitDraft { locked: kept.get(&zone_of_unit[u]).copied(), ..UnitDraft::of(&design.units[u]) };
        let drafts: Vec<UnitDraft> = units.iter().map(draft).collect();
        let rules = &*context.rules.in_community(community);
        let laid = Laid::of_units(&context, rules, drafts);
        let plan = laid.solve(&context, rules, |part, _| merge::solve(part, rules, &context.layer_weights));
        for (&u, &zone) in units.iter().zip(&plan.zone_of) {
            if !kept.contains(&zone_of_unit[u]) {
                zones[u] = next + zone;
            }
        }
        next += plan.zones;
    }
    Ok(zones)
}

/// The same design where the table measures otherwise: sizes summed anew. Nothing is known any more
/// about what could be.
///
/// # Errors
/// [`DesignError::ForeignDesign`].
pub fn remeasure(table: &FaceTable, design: &Design) -> Result<Design, DesignError> {
    table.check()?;
    check_origin(table, design)?;
    let mut out = design.clone();
    for verdict in &mut out.verdicts {
        (verdict.size, verdict.general_size) = (0, 0);
        verdict.optimality = Optimality::NotSearched;
        verdict.feasibility = Feasibility::Unproven { nodes: 0 };
        for part in &mut verdict.parts {
            (part.size, part.feasibility, part.optimality) =
                (0, Feasibility::Unproven { nodes: 0 }, Optimality::NotSearched);
        }
    }
    for unit in &mut out.units {
        unit.size = unit.faces.iter().map(|&f| table.faces[f as usize].size).sum();
        let verdict = &mut out.verdicts[unit.community as usize];
        verdict.size += unit.size;
        verdict.general_size += if unit.exclusive.is_none() { unit.size } else { 0 };
        if let Some(part) = unit.part {
            verdict.parts[part as usize].size += unit.size;
        }
    }
    Ok(out)
}

impl UnitDraft {
    /// The draft of a finished unit.
    pub(crate) fn of(unit: &Unit) -> Self {
        Self {
            faces: unit.faces.clone(),
            base: unit.base_cell,
            exclusive: unit.exclusive,
            locked: None,
            estate: unit.estate,
            households: unit.households,
            size: unit.size,
            area_cm2: cm2(unit.area_m2),
            perimeter_mm: mm(unit.perimeter_m),
            is_sliver: unit.is_sliver,
            is_fragment: false,
        }
    }
}
