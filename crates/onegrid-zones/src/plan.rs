//! The whole design: every community by itself, then all of them together.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::assemble::{Draft, assemble};
use crate::base::{self, BaseChoice};
use crate::codes;
use crate::decision::Decision;
use crate::design::{Design, Unit};
use crate::error::DesignError;
use crate::fingerprint::Prints;
use crate::ids::{UnitId, ZoneId};
use crate::index::{FaceIndex, metres, square_metres};
use crate::islands;
use crate::maintain;
use crate::merge::law::Law;
use crate::progress::Progress;
use crate::remerge::{CommunityOrigin, Redesign, Remerge, RemergeMode};
use crate::rule::{Rule, zone_rules};
use crate::rules::DesignRules;
use crate::table::FaceTable;
use crate::units::{self, Absorbed, Grain, UnitDraft};
use crate::verdict;

mod laid;

pub(crate) use laid::{CommunityPlan, Laid};
use laid::{better, plan_grain};

/// Divides the zoned faces of a table into zones.
///
/// # Errors
/// Any [`DesignError`]: an unsound table, rules that contradict each other, codes that cannot be
/// given, or [`DesignError::Cancelled`]. Bounds that cannot hold are no error but violations.
///
/// # Cost
/// Linear in the number of communities; within one, the budget of the rules limits the work.
pub fn design(table: &FaceTable, rules: &DesignRules, progress: &dyn Progress) -> Result<Design, DesignError> {
    design_with(table, rules, &[], progress)
}

/// As [`design`], with rules of the caller's own beside those of the data.
///
/// # Errors
/// As for [`design`].
pub fn design_with(
    table: &FaceTable,
    rules: &DesignRules,
    own: &[Arc<dyn Rule>],
    progress: &dyn Progress,
) -> Result<Design, DesignError> {
    check(table, rules)?;
    // earlier zones weigh as much as stability says; to keep them is what a redesign is for
    let remerge = Remerge { mode: RemergeMode::Redraw, ..Remerge::default() };
    Ok(design_checked(table, rules, own, &remerge, progress)?.design)
}

/// Checks rules and table.
pub(crate) fn check(table: &FaceTable, rules: &DesignRules) -> Result<(), DesignError> {
    rules.check()?;
    rules.template().check()?;
    table.check()?;
    rules.rules.check(table)?;
    for (row, &layer) in rules.border_priority.iter().enumerate() {
        crate::table::in_range("layer", row, Some(layer), table.layers.len())?;
    }
    codes::check_prefixes(table)
}

/// As [`redesign_with`](crate::redesign_with), on checked input.
pub(crate) fn design_checked(
    table: &FaceTable,
    rules: &DesignRules,
    own: &[Arc<dyn Rule>],
    remerge: &Remerge<'_>,
    progress: &dyn Progress,
) -> Result<Redesign, DesignError> {
    let mut index = FaceIndex::new(table);
    let BaseChoice { base_of, decisions } = base::decide(&index);
    index.raise_walls(&rules.rules, &base_of);
    let base_totals = units::base_totals(&index, &base_of);
    let prints = Prints::new(&index, rules, own, &base_of, &base_totals);
    let keeps_zones = remerge.mode == RemergeMode::Maintain && !table.previous.is_empty();
    let context = Context {
        law: law(table, rules, own),
        bridges: bridges(&index, rules),
        index: &index,
        rules,
        base_of: &base_of,
        layer_weights: table.layers.iter().map(|l| l.weight).collect(),
        by_households: table.has_households(),
        base_totals,
        keeps_zones,
        // what rules of the caller's own demand cannot be compared with what they demanded before
        is_unchanged: if keeps_zones && own.is_empty() {
            remerge.unchanged(table, &prints.with_zones(&index, |face| remerge.code_before(table, face)))
        } else {
            vec![false; table.communities.len()]
        },
    };
    let plans = plan_all(&context, progress)?;
    let origins: Vec<CommunityOrigin> = plans.iter().map(|p| p.origin).collect();
    let draft = join(&context, plans, decisions);
    let (design, lineage) = assemble(&index, rules, own, draft, &remerge.coding())?;
    let fingerprints = prints.with_zones(&index, |face| {
        let unit = design.unit_of_face[face as usize]?;
        Some(design.zones[design.zone_of_unit[unit.index()].index()].code.as_str())
    });
    Ok(Redesign { design, lineage, origins, fingerprints })
}

/// The rules about zones, where there are some.
pub(crate) fn law(table: &FaceTable, rules: &DesignRules, own: &[Arc<dyn Rule>]) -> Option<Arc<Law>> {
    let zone_rules = zone_rules(&rules.rules, table, own);
    let count_ids = table.counts.iter().map(|c| c.id.clone()).collect();
    (!zone_rules.is_empty()).then(|| Arc::new(Law { rules: zone_rules, count_ids }))
}

/// Bridges that may join zones: none to an island that has to have zones of its own.
pub(crate) fn bridges(index: &FaceIndex<'_>, rules: &DesignRules) -> Vec<(u32, u32)> {
    let mut bridges = index.table.bridges.clone();
    if let Some(rule) = rules.rules.islands.as_ref().filter(|_| !bridges.is_empty()) {
        let island_of = islands::of_faces(index, rule);
        bridges.retain(|&(a, b)| island_of[a as usize] == island_of[b as usize]);
    }
    bridges
}

/// Checks that every id of a design exists in a table, so that a foreign design is no panic.
pub(crate) fn check_origin(table: &FaceTable, design: &Design) -> Result<(), DesignError> {
    let (faces, communities) = (table.faces.len(), table.communities.len());
    let units = design.units.len();
    let cells = table.layers[0].cell_keys.len();
    let known = |id: Option<u32>, count: usize| id.is_none_or(|id| (id as usize) < count);
    let unit_fits = |u: &Unit| {
        let parts = design.verdicts.get(u.community as usize).map_or(0, |v| v.parts.len());
        let own = |f: &u32| table.faces.get(*f as usize).is_some_and(|row| row.community == Some(u.community));
        !u.faces.is_empty() && u.faces.iter().all(own) && known(u.base_cell, cells) && known(u.part, parts)
    };
    let fits = [
        ("number of faces", design.unit_of_face.len() == faces),
        ("unit of a face", design.unit_of_face.iter().flatten().all(|u| u.index() < units)),
        ("number of verdicts", design.verdicts.len() == communities),
        ("counts of a unit", design.units.iter().all(|u| u.counts.len() == table.counts.len())),
        ("a unit", design.units.iter().all(unit_fits)),
        (
            "a decision",
            design
                .decisions
                .iter()
                .all(|d| !matches!(d, Decision::CrumbAttached { unit, .. } if unit.index() >= units)),
        ),
    ];
    match fits.into_iter().find(|(_, fits)| !fits) {
        Some((what, _)) => Err(DesignError::ForeignDesign { what }),
        None => Ok(()),
    }
}

/// What every community needs.
pub(crate) struct Context<'a, 't> {
    pub(crate) index: &'a FaceIndex<'t>,
    /// The rules of all; those of a community are [`DesignRules::in_community`].
    pub(crate) rules: &'a DesignRules,
    pub(crate) base_of: &'a [Option<u32>],
    pub(crate) layer_weights: Vec<f64>,
    pub(crate) by_households: bool,
    pub(crate) base_totals: Vec<(u64, u64)>,
    /// Rules about zones.
    pub(crate) law: Option<Arc<Law>>,
    pub(crate) bridges: Vec<(u32, u32)>,
    /// Whether earlier zones stay where they can.
    pub(crate) keeps_zones: bool,
    /// Communities that nothing has changed in since the plan before.
    pub(crate) is_unchanged: Vec<bool>,
}

impl Context<'_, '_> {
    /// Whether rules ask for more than the base layer although there are no bounds.
    pub(crate) fn by_rules(&self) -> bool {
        self.law.is_some() || self.rules.rules.zones.is_some()
    }
}

fn plan_all(context: &Context<'_, '_>, progress: &dyn Progress) -> Result<Vec<CommunityPlan>, DesignError> {
    let total = context.index.faces_of.len();
    let (done, stopped) = (AtomicUsize::new(0), AtomicBool::new(false));
    let one = |community: usize| {
        if stopped.load(Ordering::Relaxed) || progress.cancelled() {
            stopped.store(true, Ordering::Relaxed);
            return None;
        }
        let plan = plan_community(context, community);
        progress.step(done.fetch_add(1, Ordering::Relaxed) + 1, total);
        Some(plan)
    };
    let plans: Option<Vec<CommunityPlan>> = crate::parallel::map(total, one).into_iter().collect();
    plans.ok_or(DesignError::Cancelled { done: done.into_inner(), total })
}

/// Coarse units first; finer ones only where coarser ones leave zones outside the bounds and
/// arithmetic does not already exclude every division.
fn plan_community(context: &Context<'_, '_>, community: usize) -> CommunityPlan {
    let rules = &*context.rules.in_community(community as u32);
    if context.keeps_zones
        && let Some(plan) = maintain::plan(context, rules, community, context.is_unchanged[community])
    {
        return plan;
    }
    let coarse = plan_grain(context, rules, community, Grain::Coarse);
    let mut plan = if coarse.may_gain() && coarse.can_be_finer {
        better(coarse, plan_grain(context, rules, community, Grain::Fine))
    } else {
        coarse
    };
    let has_strips = rules.strip_width_m > rules.sliver_width_m;
    if plan.may_gain() && has_strips {
        plan = better(plan, plan_grain(context, rules, community, Grain::Finest));
    }
    plan
}

/// All communities in one numbering.
fn join(context: &Context<'_, '_>, plans: Vec<CommunityPlan>, mut decisions: Vec<Decision>) -> Draft {
    let mut draft = Draft { unit_of_face: vec![None; context.index.table.faces.len()], ..Draft::default() };
    let mut zones = 0;
    for (community, plan) in plans.into_iter().enumerate() {
        let first = draft.units.len() as u32;
        draft.verdicts.push(verdict::verdict(community, &plan, context.rules.bounds_of(community as u32), first));
        let mut part_of = vec![None; plan.units.len()];
        for (number, (members, _)) in plan.parts.iter().enumerate() {
            for &u in members {
                part_of[u as usize] = Some(number as u32);
            }
        }
        for (u, unit) in plan.units.into_iter().enumerate() {
            let id = UnitId(first + u as u32);
            for &f in &unit.faces {
                draft.unit_of_face[f as usize] = Some(id);
            }
            draft.zone_of_unit.push(zones + plan.zone_of[u]);
            draft.units.push(finished(context.index, unit, community, part_of[u]));
        }
        draft.detached.extend(plan.crumbs.iter().map(|&u| UnitId(first + u)));
        decisions.extend(plan.absorbed.iter().filter_map(|a| sliver_decision(context, &draft, *a)));
        zones += plan.zones;
    }
    for &unit in &draft.detached {
        let u = &draft.units[unit.index()];
        decisions.push(Decision::CrumbAttached {
            unit,
            // the final number is known after coding
            zone: ZoneId(draft.zone_of_unit[unit.index()]),
            area_m2: u.area_m2,
            households: u.households,
        });
    }
    draft.decisions = decisions;
    draft
}

fn sliver_decision(context: &Context<'_, '_>, draft: &Draft, absorbed: Absorbed) -> Option<Decision> {
    let face = absorbed.face;
    let row = &context.index.table.faces[face as usize];
    Some(Decision::SliverAbsorbed {
        face,
        unit: draft.unit_of_face[face as usize]?,
        by: absorbed.by,
        border_m: metres(absorbed.border_mm),
        width_m: units::width_m(row),
        area_m2: row.area_m2,
        households: row.households,
    })
}

fn finished(index: &FaceIndex<'_>, unit: UnitDraft, community: usize, part: Option<u32>) -> Unit {
    let (x, y) = codes::label_point(index, &unit.faces);
    let count = |c: &crate::table::CountColumn| unit.faces.iter().map(|&f| c.per_face[f as usize]).sum();
    Unit {
        counts: index.table.counts.iter().map(count).collect(),
        community: community as u32,
        base_cell: unit.base,
        exclusive: unit.exclusive,
        estate: unit.estate,
        households: unit.households,
        size: unit.size,
        area_m2: square_metres(unit.area_cm2),
        perimeter_m: metres(unit.perimeter_mm),
        x_deg: codes::degrees(x),
        y_deg: codes::degrees(y),
        is_sliver: unit.is_sliver,
        part,
        faces: unit.faces,
    }
}
