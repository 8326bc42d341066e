//! Recombination: a few zones taken together, their units divided again along spanning trees.
//!
//! # Source
//! DeFord, Duchin and Solomon 2021, "Recombination: A Family of Markov Chains for Redistricting",
//! Harvard Data Science Review 3(1). Here without chance: fixed trees, the best cut wins.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::cost::Cost;
use super::state::State;
use super::tree::{self, Tree};

/// New zones of some units, and what the plan costs with them.
pub(crate) type Change = (Cost, Vec<(u32, u32)>);

/// Takes zones together and divides their units again; the best plan below `limit`, if any. The
/// state is as before.
pub(crate) fn recombine(state: &mut State<'_, '_>, zones: &[u32], limit: Cost, trees: Range<u32>) -> Option<Change> {
    let bounds = state.scorer.bounds?;
    let part = state.scorer.part;
    let members = state.members(zones);
    let total: u64 = members.iter().map(|&u| part.size[u as usize]).sum();
    let now = zones.len();
    let (low, high) = match bounds.zone_counts(total) {
        Some((low, high)) => (low as usize, high.min(members.len() as u64) as usize),
        None => (1, now + 1),
    };
    let (low, high) = (low.max(now.saturating_sub(1)).max(1), high.min(now + 1));
    let mut best: Option<Change> = None;
    for count in low..=high {
        if count > 1 {
            state.charge(u64::from(trees.end - trees.start) * members.len() as u64 / 2);
        }
        for pieces in divisions(state, &members, count, limit.out > 0, trees.clone()) {
            if state.is_spent() {
                return best;
            }
            let change = change_to(state, &members, zones, &pieces);
            let cost = weigh(state, &change);
            if cost < best.as_ref().map_or(limit, |b| b.0) {
                best = Some((cost, change));
            }
        }
    }
    best
}

/// What the plan would cost with a change. Costs about one weighing for every four units.
pub(crate) fn weigh(state: &mut State<'_, '_>, change: &[(u32, u32)]) -> Cost {
    state.charge(1 + change.len() as u64 / 4);
    let before: Vec<(u32, u32)> = change.iter().map(|&(u, _)| (u, state.labels[u as usize])).collect();
    apply(state, change);
    let cost = state.cost();
    apply(state, &before);
    cost
}

pub(crate) fn apply(state: &mut State<'_, '_>, change: &[(u32, u32)]) {
    for &(u, zone) in change {
        state.shift(u, zone);
    }
}

/// The units that change their zone when `members` of `zones` fall into pieces. Each piece takes
/// the number of the zone that it shares most units with, then numbers left over, then new ones.
pub(crate) fn change_to(state: &State<'_, '_>, members: &[u32], zones: &[u32], pieces: &[u32]) -> Vec<(u32, u32)> {
    let mut shared: BTreeMap<(u32, u32), u32> = BTreeMap::new();
    for (&u, &piece) in members.iter().zip(pieces) {
        *shared.entry((piece, state.labels[u as usize])).or_default() += 1;
    }
    let mut pairs: Vec<(u32, (u32, u32))> = shared.into_iter().map(|(pair, units)| (u32::MAX - units, pair)).collect();
    pairs.sort_unstable();
    let mut number: BTreeMap<u32, u32> = BTreeMap::new();
    let mut taken: Vec<u32> = Vec::new();
    for (_, (piece, zone)) in pairs {
        if !number.contains_key(&piece) && !taken.contains(&zone) {
            number.insert(piece, zone);
            taken.push(zone);
        }
    }
    let mut change = Vec::new();
    for (&u, &piece) in members.iter().zip(pieces) {
        let zone = *number.entry(piece).or_insert_with(|| {
            let left = zones.iter().copied().find(|z| !taken.contains(z));
            let zone = left.unwrap_or_else(|| state.empty_zone(&taken));
            taken.push(zone);
            zone
        });
        if state.labels[u as usize] != zone {
            change.push((u, zone));
        }
    }
    change
}

/// Candidate divisions of members into `count` connected pieces, each once. Unless `is_broken`,
/// only those within the bounds.
fn divisions(
    state: &State<'_, '_>,
    members: &[u32],
    count: usize,
    is_broken: bool,
    trees: Range<u32>,
) -> BTreeSet<Vec<u32>> {
    let mut found = BTreeSet::new();
    let Some(bounds) = state.scorer.bounds else {
        return found;
    };
    let part = state.scorer.part;
    if count == 1 {
        found.insert(vec![0; members.len()]);
        return found;
    }
    for variant in trees {
        if count > 2 {
            found.insert(tree::divide(part, members, count, bounds, variant));
            continue;
        }
        let tree = Tree::new(part, members, variant);
        let miss = |side: u64| bounds.miss(side) + bounds.miss(tree.total() - side);
        let least = tree.edges().map(|(_, side)| miss(side)).min().unwrap_or(0);
        if least > 0 && !is_broken {
            continue;
        }
        for (at, side) in tree.edges() {
            if miss(side) == least {
                let below = tree.below(at);
                let first = below.first().copied().unwrap_or(false);
                found.insert(below.iter().map(|&b| u32::from(b != first)).collect());
            }
        }
    }
    found
}
