//! Merging: one connected part of a community in, its zones and the proof of its bounds out.
//!
//! # Guarantees
//! 1. Every zone is connected.
//! 2. If the part can be divided into zones within the bounds and the exact search finishes within
//!    its node limit, it is divided so.
//! 3. A part is called infeasible only with a certificate.
//! 4. The result depends on the part and the rules only.
//!
//! # Method
//! 1. [`seed`]: several starts.
//! 2. [`repair`] broken bounds by [`recombine`] (two or three zones together, a spanning tree of
//!    them cut again).
//! 3. [`exact`] search where that fails.
//! 4. [`optimum`] of small parts; for others [`improve`] the best starts by [`moves`] and recombination,
//!    then the best plan by [`neighbourhood`].
//!
//! A [`state::State`] weighs each candidate by what it changes; [`cost`] says what plans cost.

pub(crate) mod cost;
pub(crate) mod exact;
pub(crate) mod improve;
pub(crate) mod large;
pub(crate) mod law;
pub(crate) mod moves;
pub(crate) mod neighbourhood;
pub(crate) mod optimum;
pub(crate) mod recombine;
pub(crate) mod repair;
pub(crate) mod seed;
pub(crate) mod state;
pub(crate) mod tree;

use std::borrow::Cow;

use crate::certificate::Proof;
use crate::design::Optimality;
use crate::part::Part;
use crate::rules::{Bounds, DesignRules, Weights};

use cost::{Cost, Scorer};
use state::State;

/// The zones of one part.
#[derive(Debug, Clone)]
pub(crate) struct Solved {
    /// Zone of each unit, numbered from 0 without holes.
    pub(crate) labels: Vec<u32>,
    pub(crate) outcome: Outcome,
    pub(crate) optimality: Optimality,
    /// What the zones cost, in parts of [`cost::UNIT`]; where they were weighed as one plan.
    pub(crate) objective: Option<u64>,
}

impl Solved {
    pub(crate) fn new(labels: Vec<u32>, outcome: Outcome) -> Self {
        Self { labels, outcome, optimality: Optimality::NotSearched, objective: None }
    }
}

/// What is known about the bounds of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All zones are within the bounds.
    Feasible,
    /// No division is; the unit of an oversized-unit proof is numbered in the part.
    Infeasible(Proof),
    /// None was found, none is excluded.
    Unproven { nodes: u32 },
}

/// Divides one part into zones. `weights` are the layer weights of the table.
pub(crate) fn solve(part: &Part, rules: &DesignRules, layer_weights: &[f64]) -> Solved {
    let Some(rules) = in_force(part, rules) else {
        return Solved::new(seed::base_layer(part), Outcome::Feasible);
    };
    let (rules, Some(bounds)) = (&*rules, rules.bounds) else { unreachable!("rules in force have bounds") };
    let proof = if bounds.min == 0 { None } else { cheap_proof(part, bounds) };
    if part.len() == 1 || matches!(proof, Some(Proof::Empty | Proof::BelowMin { .. })) {
        let proof = proof.or_else(|| alone_breaks(part));
        let solved = Solved::new(vec![0; part.len()], proof.map_or(Outcome::Feasible, Outcome::Infeasible));
        // one zone is all that can be made of one unit
        let optimality = if part.len() == 1 { Optimality::Optimal } else { Optimality::NotSearched };
        return Solved { optimality, ..solved };
    }
    if part.len() > large::MANY_UNITS {
        let mut solved = large::solve_in_pieces(part, rules, bounds, |piece, rules| solve(piece, rules, layer_weights));
        if let (Some(proof), false) = (proof, matches!(solved.outcome, Outcome::Feasible)) {
            solved.outcome = Outcome::Infeasible(proof);
        }
        return solved;
    }
    let scorer = Scorer::new(part, rules, layer_weights);
    let budget = budget_of(part, rules);
    let mut plans = begin(&scorer, bounds, budget);
    let mut outcome = Outcome::Feasible;
    if plans[0].0.out > 0 {
        outcome = if let Some(proof) = proof {
            Outcome::Infeasible(proof)
        } else {
            let (found, labels) = search(&scorer, bounds, rules);
            plans.splice(0..0, labels.map(|labels| (State::new(&scorer, &labels).cost(), labels)));
            found
        };
    }
    let (units, nodes) = rules.optimum_limits();
    let is_small = part.len() <= units as usize;
    let mut at_least = 0;
    if is_small {
        match best_of_all(&scorer, &mut plans, nodes) {
            Ok(solved) => return solved,
            Err(bound) => at_least = bound,
        }
    }
    // few small parts come this far, and what is worse than the best there is known
    plans.truncate(if is_small { plans.len() } else { PLANS });
    let mut plans = each(part.len(), &plans, |seed, (_, labels)| {
        let mut state = State::new(&scorer, labels);
        improve::improve(&mut state, budget, seed as u64 + 1);
        finished(state)
    });
    plans.sort();
    let mut state = State::new(&scorer, &plans[0].1);
    neighbourhood::redivide_all(&mut state, if rules.exact || is_small { WIDE_AROUND } else { AROUND });
    let (cost, labels) = finished(state);
    if cost.out == 0 {
        outcome = Outcome::Feasible;
    }
    let gap = (cost.soft.saturating_sub(at_least) as u128 * 100).div_ceil(u128::from(at_least.max(1)));
    let percent = u32::try_from(gap).unwrap_or(u32::MAX);
    let is_known = at_least > 0 && cost.out == 0;
    Solved {
        labels,
        outcome,
        optimality: if is_known { Optimality::Within { percent } } else { Optimality::NotSearched },
        objective: (cost.out == 0).then_some(cost.soft),
    }
}

/// Searches for the best plan of all, from the first of these. Where the search does not finish, what
/// no plan can be below, 0 where that is unknown; what it found is then the first plan.
fn best_of_all(scorer: &Scorer<'_>, plans: &mut Vec<(Cost, Vec<u32>)>, nodes: u32) -> Result<Solved, u64> {
    if plans[0].0.out > 0 {
        return Err(0);
    }
    match optimum::search(scorer, Some(&plans[0].1), nodes) {
        optimum::Best::Plan(cost, mut labels) => {
            improve::close_holes(&mut labels);
            let objective = Some(cost.soft);
            Ok(Solved { labels, outcome: Outcome::Feasible, optimality: Optimality::Optimal, objective })
        }
        optimum::Best::Limit { at_least, plan } => {
            if let Some((cost, mut labels)) = plan.filter(|plan| plan.0 < plans[0].0) {
                improve::close_holes(&mut labels);
                plans.insert(0, (cost, labels));
            }
            Err(at_least)
        }
        optimum::Best::Nothing => Err(0),
    }
}

/// Hard rules that a plan breaks, each zone by itself.
pub(crate) fn broken(part: &Part, rules: &DesignRules, layer_weights: &[f64], labels: &[u32]) -> usize {
    let scorer = Scorer::new(part, rules, layer_weights);
    State::new(&scorer, labels).cost().out as usize
}

/// Hard rules that a part of one unit breaks.
fn alone_breaks(part: &Part) -> Option<Proof> {
    let all: Vec<u32> = (0..part.len() as u32).collect();
    let of_rules = law::Chosen::all(part).bits().filter(|&bit| bit >= law::Chosen::RULES);
    let broken = of_rules.filter(|&bit| !law::holds(part, &all, law::Chosen(1 << bit)));
    let rules = broken.fold(0, |set, bit| set | 1 << bit);
    (rules != 0).then_some(Proof::RulesExclude { rules, nodes: 1 })
}

/// What the exact search says about the bounds, and the division that it found.
fn search(scorer: &Scorer<'_>, bounds: Bounds, rules: &DesignRules) -> (Outcome, Option<Vec<u32>>) {
    let part = scorer.part;
    match exact::search(part, bounds, rules.budget.exact_nodes) {
        exact::Found::Labels(labels) => {
            // the number of zones is not searched for
            let holds = State::new(scorer, &labels).cost().out == 0;
            (if holds { Outcome::Feasible } else { Outcome::Unproven { nodes: 0 } }, Some(labels))
        }
        exact::Found::Nothing { nodes } if part.law.is_some() || !part.foes.is_empty() => {
            let rules = exact::conflict(part, bounds, rules.budget.exact_nodes).0;
            (Outcome::Infeasible(Proof::RulesExclude { rules, nodes }), None)
        }
        exact::Found::Nothing { nodes } => (Outcome::Infeasible(Proof::Exhaustive { nodes }), None),
        exact::Found::NoZoneAround { member, nodes } => {
            let proof = Proof::NoZoneAround { unit: member, size: part.size[member as usize], nodes };
            (Outcome::Infeasible(proof), None)
        }
        exact::Found::Limit { nodes } => (Outcome::Unproven { nodes }, None),
    }
}

/// What can be said about the bounds of a part without designing it, under rules that
/// [`in_force`] gave.
pub(crate) fn prove(scorer: &Scorer<'_>, rules: &DesignRules) -> Outcome {
    let (part, Some(bounds)) = (scorer.part, rules.bounds) else { return Outcome::Feasible };
    let proof = if bounds.min == 0 { None } else { cheap_proof(part, bounds) };
    if let Some(proof) = proof {
        return Outcome::Infeasible(proof);
    }
    match part.len() {
        1 => alone_breaks(part).map_or(Outcome::Feasible, Outcome::Infeasible),
        units if units > large::MANY_UNITS => Outcome::Unproven { nodes: 0 },
        _ => search(scorer, bounds, rules).0,
    }
}

/// The rules that a part is searched under; `None`: nothing is searched for, zones follow the base layer.
///
/// Where other rules than bounds decide, any size is within the bounds that come back, and none is wished.
pub(crate) fn in_force<'r>(part: &Part, rules: &'r DesignRules) -> Option<Cow<'r, DesignRules>> {
    if rules.bounds.is_some() {
        return Some(Cow::Borrowed(rules));
    }
    if part.law.is_none() && part.most_zones.is_none() {
        return None;
    }
    let target = (part.total() / part.bases.max(1) as u64).max(1);
    let bounds = Some(Bounds { min: 0, max: u64::MAX, target });
    let weights = Weights { deviation: 0.0, ..rules.weights };
    Some(Cow::Owned(DesignRules { bounds, weights, ..rules.clone() }))
}

/// Weighings that the search of a part may use.
pub(crate) fn budget_of(part: &Part, rules: &DesignRules) -> u64 {
    let budget = u64::from(rules.budget.moves_per_unit) * part.len().max(FEW_UNITS) as u64;
    budget.min(u64::from(rules.budget.moves_at_most))
}

/// Units of neighbouring zones that are divided anew together; more in small parts, and where the exact
/// search is asked for.
const AROUND: usize = 16;
const WIDE_AROUND: usize = 20;
/// Plans that the search goes on with.
const PLANS: usize = 2;
/// Smaller parts have the budget of this many units: they have few ways out.
const FEW_UNITS: usize = 40;
/// Units from which on plans of one part are worth threads of their own.
const MANY_UNITS: usize = 300;

/// Works on each item by itself, the results in order.
fn each<T: Sync, R: Send>(units: usize, items: &[T], work: impl Fn(usize, &T) -> R + Send + Sync) -> Vec<R> {
    if units >= MANY_UNITS {
        return crate::parallel::map(items.len(), |at| work(at, &items[at]));
    }
    items.iter().enumerate().map(|(at, item)| work(at, item)).collect()
}

/// All starts, repaired and tidied up a little; the best first.
fn begin(scorer: &Scorer<'_>, bounds: Bounds, budget: u64) -> Vec<(Cost, Vec<u32>)> {
    let starts = seed::starts(scorer.part, bounds);
    let mut plans = each(scorer.part.len(), &starts, |_, start| {
        let mut state = State::new(scorer, &start.labels);
        repair::merge_small(&mut state, start.choice);
        state.grant(budget);
        repair::repair(&mut state);
        state.grant(budget / 10);
        moves::descend(&mut state);
        finished(state)
    });
    plans.sort();
    plans.dedup();
    plans
}

/// Cost and zones of a state, numbered without holes.
pub(crate) fn finished(state: State<'_, '_>) -> (Cost, Vec<u32>) {
    let cost = state.cost();
    let mut labels = state.labels;
    improve::close_holes(&mut labels);
    (cost, labels)
}

/// The first proof by arithmetic alone that the part has no division within the bounds.
pub(crate) fn cheap_proof(part: &Part, bounds: Bounds) -> Option<Proof> {
    let total = part.total();
    if total == 0 {
        return Some(Proof::Empty);
    }
    if total < bounds.min {
        return Some(Proof::BelowMin { total, min: bounds.min });
    }
    let largest = (0..part.len() as u32).max_by_key(|&u| (part.size[u as usize], u32::MAX - u));
    if let Some(unit) = largest
        && part.size[unit as usize] > bounds.max
    {
        return Some(Proof::UnitAboveMax { unit, size: part.size[unit as usize], max: bounds.max });
    }
    if bounds.zone_counts(total).is_none() {
        let below = total / bounds.min;
        return Some(Proof::NoZoneCount { total, min: bounds.min, max: bounds.max, zones: below });
    }
    let needed = total.div_ceil(bounds.max.max(1));
    if let Some(most) = part.most_zones.filter(|&most| u64::from(most) < needed) {
        return Some(Proof::TooFewZones { total, max: bounds.max, needed, most });
    }
    None
}

#[cfg(test)]
mod tests;
