//! One community: its units and connected parts in, its zones out.

use std::collections::{BTreeMap, BTreeSet};

use crate::certificate::Proof;
use crate::codes;
use crate::design::Optimality;
use crate::index::FaceIndex;
use crate::merge::{self, Outcome, Solved};
use crate::part::{self, CommunityGraph, Needs, Part};
use crate::remerge::CommunityOrigin;
use crate::rules::{Bounds, DesignRules};
use crate::units::{self, Absorbed, Grain, UnitDraft};

use super::Context;

/// The zones of one community, numbered from 0 by themselves.
#[derive(Default)]
pub(crate) struct CommunityPlan {
    pub(crate) units: Vec<UnitDraft>,
    pub(super) absorbed: Vec<Absorbed>,
    pub(crate) zone_of: Vec<u32>,
    pub(crate) zones: u32,
    /// Units of slivers that touch nothing, already in a zone.
    pub(super) crumbs: Vec<u32>,
    /// Units of each connected part and what is known about it.
    pub(crate) parts: Vec<(Vec<u32>, Outcome)>,
    /// How near each part is to its best division.
    pub(crate) optimality: Vec<Optimality>,
    /// What each part's zones cost, where that was weighed.
    pub(crate) objective: Vec<Option<u64>>,
    pub(crate) broken: usize,
    pub(super) can_be_finer: bool,
    pub(crate) origin: CommunityOrigin,
}

/// The better of two plans, with the stronger statement of the finer one.
pub(super) fn better(mut coarse: CommunityPlan, fine: CommunityPlan) -> CommunityPlan {
    if fine.broken <= coarse.broken {
        // what holds for fine units is the stronger statement, and it names units of theirs
        return fine;
    }
    let of_fine: BTreeMap<Vec<u32>, Outcome> =
        fine.parts.iter().map(|(members, outcome)| (ground(&fine.units, members), *outcome)).collect();
    for (members, outcome) in &mut coarse.parts {
        let found = of_fine.get(&ground(&coarse.units, members));
        *outcome = stronger(*outcome, found.copied());
    }
    coarse
}

/// The faces of some units, rising.
fn ground(units: &[UnitDraft], members: &[u32]) -> Vec<u32> {
    let mut faces: Vec<u32> = members.iter().flat_map(|&u| &units[u as usize].faces).copied().collect();
    faces.sort_unstable();
    faces
}

/// What is known about a part of a coarse plan that was divided in finer units too; `fine` is `None` where
/// finer units do not make the same part.
fn stronger(coarse: Outcome, fine: Option<Outcome>) -> Outcome {
    match (coarse, fine) {
        // its zones hold, whatever finer units could not do; and a unit of theirs is none that is shown
        (Outcome::Feasible, _) | (_, Some(Outcome::Infeasible(Proof::UnitAboveMax { .. }))) => coarse,
        // of the fine search only what names no unit can be said about coarse ones
        (_, Some(Outcome::Infeasible(Proof::NoZoneAround { nodes, .. }))) => {
            Outcome::Infeasible(Proof::Exhaustive { nodes })
        }
        (_, Some(fine)) => fine,
        // that coarse units allow no division says nothing about finer ones
        (
            Outcome::Infeasible(
                Proof::Exhaustive { nodes } | Proof::NoZoneAround { nodes, .. } | Proof::RulesExclude { nodes, .. },
            ),
            None,
        ) => Outcome::Unproven { nodes },
        (_, None) => coarse,
    }
}

/// `rules` are those of the community.
pub(super) fn plan_grain(
    context: &Context<'_, '_>,
    rules: &DesignRules,
    community: usize,
    grain: Grain,
) -> CommunityPlan {
    let laid = Laid::new(context, rules, community, grain);
    laid.solve(context, rules, |part, _| merge::solve(part, rules, &context.layer_weights))
}

/// A community in units and connected parts, before it has zones.
pub(crate) struct Laid {
    pub(crate) units: Vec<UnitDraft>,
    absorbed: Vec<Absorbed>,
    can_be_finer: bool,
    graph: CommunityGraph,
    crumbs: Vec<Vec<u32>>,
    /// Each connected part with the number of zones that it may have.
    parts: Vec<(Vec<u32>, Option<u32>)>,
}

impl Laid {
    /// `rules` are those of the community.
    pub(crate) fn new(context: &Context<'_, '_>, rules: &DesignRules, community: usize, grain: Grain) -> Self {
        let built = units::build(context.index, rules, context.base_of, community, grain, context.by_rules());
        let mut units = built.units;
        if rules.bounds.is_none() {
            units::mark_fragments(&mut units, &context.base_totals, rules.fragment_share);
        }
        Self { absorbed: built.absorbed, can_be_finer: built.can_be_finer, ..Self::of_units(context, rules, units) }
    }

    /// As [`Laid::new`], with units that are there already.
    pub(crate) fn of_units(context: &Context<'_, '_>, rules: &DesignRules, units: Vec<UnitDraft>) -> Self {
        let graph = part::graph(context.index, &units, &context.bridges);
        let is_general = |u: usize| units[u].exclusive.is_none() && units[u].locked.is_none();
        let (crumbs, parts): (Vec<_>, Vec<_>) = part::connected_parts(&graph, is_general)
            .into_iter()
            .partition(|members| is_crumb(&units, members, rules.bounds));
        let most = zones_for(context, &units, &parts);
        let parts = parts.into_iter().zip(most).collect();
        Self { absorbed: Vec::new(), can_be_finer: false, units, graph, crumbs, parts }
    }

    /// Zones of the community, each part by itself as `solve_part` says for it and its units.
    pub(crate) fn solve(
        self,
        context: &Context<'_, '_>,
        rules: &DesignRules,
        mut solve_part: impl FnMut(&Part, &[u32]) -> Solved,
    ) -> CommunityPlan {
        let mut plan = CommunityPlan {
            zone_of: vec![0; self.units.len()],
            absorbed: self.absorbed,
            can_be_finer: self.can_be_finer,
            units: self.units,
            ..CommunityPlan::default()
        };
        for (members, most) in self.parts {
            plan.solve_part(context, rules, &self.graph, (members, most), &mut solve_part);
        }
        for u in 0..plan.units.len() {
            if plan.units[u].exclusive.is_some() || plan.units[u].locked.is_some() {
                plan.zone_of[u] = plan.zones;
                plan.zones += 1;
            }
        }
        for members in self.crumbs {
            if plan.zones == 0 {
                // nothing but slivers in this community: they are zones after all
                plan.solve_part(context, rules, &self.graph, (members, None), &mut solve_part);
            } else {
                plan.attach_crumb(context.index, rules.bounds, &members);
            }
        }
        plan
    }
}

/// How many zones each connected part may have: one each, the rest by size.
fn zones_for(context: &Context<'_, '_>, units: &[UnitDraft], parts: &[Vec<u32>]) -> Vec<Option<u32>> {
    let Some(rule) = &context.rules.rules.zones else { return vec![None; parts.len()] };
    let locked = units.iter().filter_map(|u| u.locked).collect::<BTreeSet<u32>>().len() as u32;
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
    /// Whether smaller units might still bring a part within the bounds.
    pub(crate) fn may_gain(&self) -> bool {
        self.parts.iter().any(|(_, outcome)| {
            matches!(
                outcome,
                Outcome::Unproven { .. }
                    | Outcome::Infeasible(
                        Proof::Exhaustive { .. } | Proof::NoZoneAround { .. } | Proof::RulesExclude { .. }
                    )
            )
        })
    }

    fn solve_part(
        &mut self,
        context: &Context<'_, '_>,
        rules: &DesignRules,
        graph: &CommunityGraph,
        (members, most): (Vec<u32>, Option<u32>),
        solve_part: &mut impl FnMut(&Part, &[u32]) -> Solved,
    ) {
        let needs = Needs {
            by_households: context.by_households,
            previous: rules.rules.stability > 0.0,
            law: context.law.clone(),
            most_zones: most,
        };
        let part = Part::new(context.index, &self.units, graph, &members, &needs);
        let solved = solve_part(&part, &members);
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
            (self.units[u as usize].locked.is_some(), !general, !fits, distance, there, u)
        });
        let zone = nearest.map_or(0, |u| self.zone_of[u as usize]);
        for &u in members {
            self.zone_of[u as usize] = zone;
            self.crumbs.push(u);
        }
    }
}

#[cfg(test)]
mod tests;
