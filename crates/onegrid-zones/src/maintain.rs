//! A community whose zones exist already: they stay unless they break a bound.
//!
//! # Guarantees
//! 1. A community with the fingerprint of the plan before keeps its zones without any search.
//! 2. Zones within the bounds stay as they are, unless a zone that breaks them joins or is divided
//!    next to them.
//! 3. The whole community is designed anew only if local repair leaves more zones outside the bounds
//!    than a new design does.
//!
//! # Method
//! 1. The coarsest [`Grain`] in which least ground lies in a unit with ground of another earlier zone.
//! 2. Zones are the connected parts of earlier zones. Those above the maximum are divided, those
//!    below the minimum join a neighbour, the rest is [`repair`]ed, every change weighed by the
//!    objective; with a weight of stability, leaving the earlier zone has a price in it.
//! 3. Where the bounds stay broken, the exact search says why, as for a new design.
//! # Limits
//! Of several proofs that a bound cannot hold, another one than before may be told.

use std::collections::BTreeMap;

use crate::merge::cost::Scorer;
use crate::merge::repair::{self, Choice};
use crate::merge::state::State;
use crate::merge::{self, Outcome, Solved, improve, seed};
use crate::part::Part;
use crate::plan::{CommunityPlan, Context, Laid};
use crate::remerge::CommunityOrigin;
use crate::rules::DesignRules;
use crate::units::{Grain, UnitDraft};

/// Plans a community from its earlier zones; `None` where it has none.
///
/// `rules` are those of the community.
pub(crate) fn plan(
    context: &Context<'_, '_>,
    rules: &DesignRules,
    community: usize,
    is_unchanged: bool,
) -> Option<CommunityPlan> {
    let faces = &context.index.faces_of[community];
    if faces.iter().all(|&f| context.index.table.previous_zone(f).is_none()) {
        return None;
    }
    let mut grains = vec![Grain::Coarse];
    if rules.bounds.is_some() || context.by_rules() {
        grains.push(Grain::Fine);
        if rules.strip_width_m > rules.sliver_width_m {
            grains.push(Grain::Finest);
        }
    }
    let mut laid: Vec<Laid> = grains.iter().map(|&grain| Laid::new(context, rules, community, grain)).collect();
    let mixed: Vec<_> = laid.iter().map(|l| mixed_ground(context, &l.units)).collect();
    let best = (0..laid.len()).min_by_key(|&at| (mixed[at], at))?;
    let mut finer = laid.split_off(best).into_iter();
    let mut plan = solve(context, rules, finer.next()?, is_unchanged);
    // finer units make no other zones, but a stronger statement about bounds that do not hold
    for next in finer {
        if !plan.may_gain() {
            break;
        }
        let finer = solve(context, rules, next, is_unchanged);
        if finer.broken > plan.broken {
            break;
        }
        plan = finer;
    }
    Some(plan)
}

fn solve(context: &Context<'_, '_>, rules: &DesignRules, laid: Laid, is_unchanged: bool) -> CommunityPlan {
    let before: Vec<Option<u32>> = laid.units.iter().map(|u| zone_before(context, u)).collect();
    let mut origin = if is_unchanged { CommunityOrigin::Unchanged } else { CommunityOrigin::Maintained };
    let mut plan = laid.solve(context, rules, |part, members| {
        let before: Vec<Option<u32>> = members.iter().map(|&u| before[u as usize]).collect();
        let (solved, of_part) = solve_part(context, rules, part, &before, is_unchanged);
        origin = origin.max(of_part);
        solved
    });
    plan.origin = origin;
    plan
}

/// The earlier zone that most of a unit lies in: by households, then by area, then the lower one.
fn zone_before(context: &Context<'_, '_>, unit: &UnitDraft) -> Option<u32> {
    let mut weight: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
    for &face in &unit.faces {
        if let Some(zone) = context.index.table.previous_zone(face) {
            let sum = weight.entry(zone).or_default();
            sum.0 += context.index.table.faces[face as usize].households;
            sum.1 += context.index.area_cm2(face);
        }
    }
    weight.into_iter().max_by_key(|&(zone, mass)| (mass, std::cmp::Reverse(zone))).map(|(zone, _)| zone)
}

/// Households and area in units that are mostly of another earlier zone.
fn mixed_ground(context: &Context<'_, '_>, units: &[UnitDraft]) -> (u64, u64) {
    let mut mixed = (0, 0);
    for unit in units.iter().filter(|u| u.exclusive.is_none() && u.locked.is_none()) {
        let main = zone_before(context, unit);
        for &face in &unit.faces {
            if context.index.table.previous_zone(face) != main {
                mixed.0 += context.index.table.faces[face as usize].households;
                mixed.1 += context.index.area_cm2(face);
            }
        }
    }
    mixed
}

fn solve_part(
    context: &Context<'_, '_>,
    rules: &DesignRules,
    part: &Part,
    before: &[Option<u32>],
    is_unchanged: bool,
) -> (Solved, CommunityOrigin) {
    let untouched = if is_unchanged { CommunityOrigin::Unchanged } else { CommunityOrigin::Maintained };
    let mut labels = seed::connected(part, before);
    let Some(rules) = merge::in_force(part, rules) else {
        seed::join_fragments(part, &mut labels);
        return (Solved::new(labels, Outcome::Feasible), untouched);
    };
    let (rules, Some(bounds)) = (&*rules, rules.bounds) else { unreachable!("rules in force have bounds") };
    let scorer = Scorer::new(part, rules, &context.layer_weights);
    let cost = State::new(&scorer, &labels).cost();
    improve::close_holes(&mut labels);
    if cost.out == 0 {
        return (Solved::new(labels, Outcome::Feasible), untouched);
    }
    if is_unchanged {
        return (Solved::new(labels, merge::prove(&scorer, rules)), untouched);
    }
    let mut state = State::new(&scorer, &seed::without_large(part, labels.clone(), bounds));
    repair::merge_small(&mut state, Choice::Bounds);
    state.grant(merge::budget_of(part, rules));
    repair::repair(&mut state);
    let (repaired, mut repaired_labels) = merge::finished(state);
    if repaired.out > 0 {
        let anew = merge::solve(part, rules, &context.layer_weights);
        if State::new(&scorer, &anew.labels).cost().out < repaired.out {
            return (anew, CommunityOrigin::Redesigned);
        }
        if repaired >= cost {
            // nothing to be gained: what cannot be mended stays
            repaired_labels = labels;
        }
        return (Solved::new(repaired_labels, anew.outcome), CommunityOrigin::Adjusted);
    }
    (Solved::new(repaired_labels, Outcome::Feasible), CommunityOrigin::Adjusted)
}
