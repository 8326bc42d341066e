//! The whole design: every community by itself, then all of them together.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::assemble::{Draft, assemble};
use crate::base::{self, BaseChoice};
use crate::certificate::Proof;
use crate::codes;
use crate::decision::Decision;
use crate::design::{Design, Optimality, Unit};
use crate::error::DesignError;
use crate::ids::{UnitId, ZoneId};
use crate::index::{FaceIndex, metres, square_metres};
use crate::islands;
use crate::merge::law::Law;
use crate::merge::{self, Outcome};
use crate::part::{self, Needs, Part};
use crate::progress::Progress;
use crate::rule::{Rule, zone_rules};
use crate::rules::{Bounds, DesignRules};
use crate::table::FaceTable;
use crate::units::{self, Absorbed, Grain, UnitDraft};
use crate::verdict;

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
    rules.check()?;
    table.check()?;
    rules.rules.check(table)?;
    codes::check_prefixes(table)?;
    let mut index = FaceIndex::new(table);
    let BaseChoice { base_of, decisions } = base::decide(&index);
    index.raise_walls(&rules.rules, &base_of);
    let context = Context {
        law: law(table, rules, own),
        bridges: bridges(&index, rules),
        index: &index,
        rules,
        base_of: &base_of,
        layer_weights: table.layers.iter().map(|l| l.weight).collect(),
        by_households: table.has_households(),
        base_totals: units::base_totals(&index, &base_of),
    };
    let plans = plan_all(&context, progress)?;
    let draft = join(&context, plans, decisions);
    assemble(&index, rules, own, draft)
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

/// The same units in other zones: what a person moved, with fresh codes, reasons and violations.
///
/// `zone_of_unit` numbers zones freely; equal numbers are one zone.
///
/// # Errors
/// As for [`design`], and [`DesignError::PartitionLength`] or
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
    rules.check()?;
    table.check()?;
    rules.rules.check(table)?;
    codes::check_prefixes(table)?;
    if zone_of_unit.len() != design.units.len() {
        return Err(DesignError::PartitionLength { expected: design.units.len(), got: zone_of_unit.len() });
    }
    check_origin(table, design)?;
    let index = FaceIndex::new(table);
    // crumbs stay crumbs wherever they go, but only the design knows their zone
    let detached = design.zones.iter().flat_map(|z| &z.detached).copied();
    let draft = Draft {
        units: design.units.clone(),
        unit_of_face: design.unit_of_face.clone(),
        zone_of_unit: zone_of_unit.to_vec(),
        detached: detached.collect(),
        decisions: design.decisions.clone(),
        verdicts: design.verdicts.clone(),
    };
    assemble(&index, rules, own, draft)
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
struct Context<'a, 't> {
    index: &'a FaceIndex<'t>,
    rules: &'a DesignRules,
    base_of: &'a [Option<u32>],
    layer_weights: Vec<f64>,
    by_households: bool,
    base_totals: Vec<(u64, u64)>,
    /// Rules about zones.
    law: Option<Arc<Law>>,
    bridges: Vec<(u32, u32)>,
}

impl Context<'_, '_> {
    /// Whether rules ask for more than the base layer although there are no bounds.
    fn by_rules(&self) -> bool {
        self.law.is_some() || self.rules.rules.zones.is_some()
    }
}

/// The zones of one community, numbered from 0 by themselves.
pub(crate) struct CommunityPlan {
    pub(crate) units: Vec<UnitDraft>,
    absorbed: Vec<Absorbed>,
    zone_of: Vec<u32>,
    zones: u32,
    /// Units of slivers that touch nothing, already in a zone.
    crumbs: Vec<u32>,
    /// Units of each connected part and what is known about it.
    pub(crate) parts: Vec<(Vec<u32>, Outcome)>,
    /// How near each part is to its best division.
    pub(crate) optimality: Vec<Optimality>,
    /// What each part's zones cost, where that was weighed.
    pub(crate) objective: Vec<Option<u64>>,
    broken: usize,
    can_be_finer: bool,
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
    #[cfg(feature = "parallel")]
    let plans: Option<Vec<CommunityPlan>> = {
        use rayon::prelude::*;
        (0..total).into_par_iter().map(one).collect()
    };
    #[cfg(not(feature = "parallel"))]
    let plans: Option<Vec<CommunityPlan>> = (0..total).map(one).collect();
    plans.ok_or(DesignError::Cancelled { done: done.into_inner(), total })
}

/// Coarse units first; finer ones only where coarser ones leave zones outside the bounds and
/// arithmetic does not already exclude every division.
fn plan_community(context: &Context<'_, '_>, community: usize) -> CommunityPlan {
    let rules = &*context.rules.in_community(community as u32);
    let coarse = plan_grain(context, rules, community, Grain::Coarse);
    let mut plan = if may_gain(&coarse) && coarse.can_be_finer {
        better(coarse, plan_grain(context, rules, community, Grain::Fine))
    } else {
        coarse
    };
    let has_strips = rules.strip_width_m > rules.sliver_width_m;
    if may_gain(&plan) && has_strips {
        plan = better(plan, plan_grain(context, rules, community, Grain::Finest));
    }
    plan
}

/// Whether smaller units might still bring a part within the bounds.
fn may_gain(plan: &CommunityPlan) -> bool {
    plan.parts.iter().any(|(_, outcome)| {
        matches!(
            outcome,
            Outcome::Unproven { .. }
                | Outcome::Infeasible(
                    Proof::Exhaustive { .. } | Proof::NoZoneAround { .. } | Proof::RulesExclude { .. }
                )
        )
    })
}

/// The better of two plans, with the stronger statement of the finer one.
fn better(mut coarse: CommunityPlan, fine: CommunityPlan) -> CommunityPlan {
    if fine.broken <= coarse.broken {
        // what holds for fine units is the stronger statement, and it names units of theirs
        return fine;
    }
    // the coarse plan is better: of the fine search only what names no unit can be said about it
    for (part, (_, outcome)) in coarse.parts.iter_mut().zip(fine.parts) {
        part.1 = match outcome {
            Outcome::Infeasible(Proof::NoZoneAround { nodes, .. }) => Outcome::Infeasible(Proof::Exhaustive { nodes }),
            Outcome::Infeasible(Proof::UnitAboveMax { .. }) => part.1,
            other => other,
        };
    }
    coarse
}

/// `rules` are those of the community.
fn plan_grain(context: &Context<'_, '_>, rules: &DesignRules, community: usize, grain: Grain) -> CommunityPlan {
    let built = units::build(context.index, rules, context.base_of, community, grain, context.by_rules());
    let mut units = built.units;
    if rules.bounds.is_none() {
        units::mark_fragments(&mut units, &context.base_totals, rules.fragment_share);
    }
    let graph = part::graph(context.index, &units, &context.bridges);
    let is_general = |u: usize| units[u].exclusive.is_none() && units[u].locked.is_none();
    let (crumbs, parts): (Vec<_>, Vec<_>) = part::connected_parts(&graph, is_general)
        .into_iter()
        .partition(|members| is_crumb(&units, members, rules.bounds));
    let mut plan = CommunityPlan {
        zone_of: vec![0; units.len()],
        zones: 0,
        crumbs: Vec::new(),
        parts: Vec::new(),
        optimality: Vec::new(),
        objective: Vec::new(),
        broken: 0,
        absorbed: built.absorbed,
        can_be_finer: built.can_be_finer,
        units,
    };
    let most = zones_for(context, &plan.units, &parts);
    for (members, most) in parts.into_iter().zip(most) {
        plan.solve_part(context, rules, &graph, members, most);
    }
    for u in 0..plan.units.len() {
        if plan.units[u].exclusive.is_some() || plan.units[u].locked.is_some() {
            plan.zone_of[u] = plan.zones;
            plan.zones += 1;
        }
    }
    for members in crumbs {
        if plan.zones == 0 {
            // nothing but slivers in this community: they are zones after all
            plan.solve_part(context, rules, &graph, members, None);
        } else {
            plan.attach_crumb(context.index, rules.bounds, &members);
        }
    }
    plan
}

/// How many zones each connected part may have: one each, the rest by size.
fn zones_for(context: &Context<'_, '_>, units: &[UnitDraft], parts: &[Vec<u32>]) -> Vec<Option<u32>> {
    let Some(rule) = &context.rules.rules.zones else { return vec![None; parts.len()] };
    let locked = units.iter().filter(|u| u.locked.is_some()).count() as u32;
    let rest = u64::from(rule.most.saturating_sub(locked).saturating_sub(parts.len() as u32));
    let size = |members: &Vec<u32>| members.iter().map(|&u| units[u as usize].size).sum::<u64>();
    let sizes: Vec<u64> = parts.iter().map(size).collect();
    let all: u128 = sizes.iter().map(|&s| u128::from(s)).sum();
    let share = |size: u64| (u128::from(size) * u128::from(rest)).checked_div(all).unwrap_or(0);
    let mut most: Vec<u32> = sizes.iter().map(|&size| 1 + share(size) as u32).collect();
    let left = rest - most.iter().map(|&m| u64::from(m) - 1).sum::<u64>();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    let remainder = |at: usize| (u128::from(sizes[at]) * u128::from(rest)).checked_rem(all).unwrap_or(0);
    order.sort_by_key(|&at| (std::cmp::Reverse(remainder(at)), at));
    for &at in order.iter().cycle().take(if parts.is_empty() { 0 } else { left as usize }) {
        most[at] += 1;
    }
    most.into_iter().map(Some).collect()
}

/// Whether a connected part is nothing but slivers too small for a zone.
fn is_crumb(units: &[UnitDraft], members: &[u32], bounds: Option<Bounds>) -> bool {
    let slivers = members.iter().all(|&u| {
        let unit = &units[u as usize];
        unit.is_sliver
    });
    let size: u64 = members.iter().map(|&u| units[u as usize].size).sum();
    slivers && bounds.is_none_or(|b| size < b.min)
}

impl CommunityPlan {
    fn solve_part(
        &mut self,
        context: &Context<'_, '_>,
        rules: &DesignRules,
        graph: &part::CommunityGraph,
        members: Vec<u32>,
        most: Option<u32>,
    ) {
        let needs = Needs {
            by_households: context.by_households,
            previous: rules.rules.stability > 0.0,
            law: context.law.clone(),
            most_zones: most,
        };
        let part = Part::new(context.index, &self.units, graph, &members, &needs);
        let solved = merge::solve(&part, rules, &context.layer_weights);
        let count = solved.labels.iter().max().map_or(0, |&z| z + 1);
        let mut sizes = vec![0u64; count as usize];
        for (&u, &zone) in members.iter().zip(&solved.labels) {
            self.zone_of[u as usize] = self.zones + zone;
            sizes[zone as usize] += self.units[u as usize].size;
        }
        let holds = |size: &&u64| rules.bounds.is_none_or(|b| b.holds(**size));
        self.broken += if part.law.is_some() || most.is_some() || context.index.has_walls() {
            merge::broken(&part, rules, &context.layer_weights, &solved.labels)
        } else {
            sizes.len() - sizes.iter().filter(holds).count()
        };
        self.zones += count;
        self.parts.push((members, solved.outcome));
        self.optimality.push(solved.optimality);
        self.objective.push(solved.objective);
    }

    /// Puts a crumb into the zone with the nearest label point of a unit, general zones first.
    fn attach_crumb(&mut self, index: &FaceIndex<'_>, bounds: Option<Bounds>, members: &[u32]) {
        let point = |u: u32| codes::label_point(index, &self.units[u as usize].faces);
        let Some(&first) = members.first() else { return };
        let here = point(first);
        let extra: u64 = members.iter().map(|&u| self.units[u as usize].size).sum();
        let mut sizes = vec![0u64; self.zones as usize];
        for (u, &zone) in self.zone_of.iter().enumerate() {
            sizes[zone as usize] += self.units[u].size;
        }
        let hosts = (0..self.units.len() as u32).filter(|&u| !self.units[u as usize].is_sliver);
        let nearest = hosts.min_by_key(|&u| {
            let zone = self.zone_of[u as usize] as usize;
            let fits = bounds.is_none_or(|b| sizes[zone] + extra <= b.max.max(sizes[zone]));
            let general = self.units[u as usize].exclusive.is_none();
            let there = point(u);
            let (dx, dy) = (here.0 - there.0, here.1 - there.1);
            let distance = i128::from(dx).pow(2) + i128::from(dy).pow(2);
            (!general, !fits, distance, there, u)
        });
        let zone = nearest.map_or(0, |u| self.zone_of[u as usize]);
        for &u in members {
            self.zone_of[u as usize] = zone;
            self.crumbs.push(u);
        }
    }
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
