//! Search: a plan of one part in, a better plan out.
//!
//! The search ends by itself or when the granted number of weighings is used up; either way the
//! plan is never worse than the one it began with.

use std::collections::{BTreeMap, BTreeSet};

use super::moves;
use super::recombine::{apply, recombine};
use super::state::State;

/// Trees tried for each recombination.
const TREES: u32 = 4;
/// Rounds of new trees without success after which the search ends. More rounds find little more.
const STALE_ROUNDS: u32 = 4;

/// Shares of the weighings in percent: first wandering, recombination, last wandering.
const SHARES: [u64; 3] = [50, 30, 20];
/// Where thresholds start, in percent of what a move costs on average: wide at first, narrow once
/// the plan is good.
const WIDE: u64 = 70;
const NARROW: u64 = 20;

/// Lowers the objective without breaking bounds: units wander across borders, then neighbouring
/// zones are recombined with ever other trees, then units wander again, less far.
pub(crate) fn improve(state: &mut State<'_, '_>, weighings: u64, seed: u64) {
    let [first, recombining, last] = SHARES.map(|percent| weighings * percent / 100);
    state.grant(first);
    moves::wander(state, first, WIDE, seed);
    state.grant(weighings);
    moves::descend(state);
    state.grant(recombining);
    rearrange(state);
    state.grant(last);
    moves::wander(state, last, NARROW, seed);
    state.grant(weighings);
    moves::descend(state);
}

/// Rounds of recombination everywhere, each with other trees; of three zones only when two yield
/// nothing more.
fn rearrange(state: &mut State<'_, '_>) {
    let mut cost = state.cost();
    let (mut round, mut stale) = (0, 0);
    while stale < STALE_ROUNDS && !state.is_spent() {
        let before = cost;
        let trees = round * TREES..(round + 1) * TREES;
        for zones in neighbourhoods(state, stale > 0) {
            if state.is_spent() {
                break;
            }
            // an accepted step may have parted them
            if hang_together(state, &zones)
                && let Some((less, change)) = recombine(state, &zones, cost, trees.clone())
            {
                cost = less;
                apply(state, &change);
            }
        }
        round += 1;
        stale = if cost < before { 0 } else { stale + 1 };
    }
}

/// Single zones and pairs of neighbours, or paths of three zones.
fn neighbourhoods(state: &State<'_, '_>, three: bool) -> BTreeSet<Vec<u32>> {
    let mut found = BTreeSet::new();
    for middle in state.used() {
        let ends = state.neighbours(middle);
        if three {
            let pairs = ends.iter().enumerate().flat_map(|(at, &a)| ends[at + 1..].iter().map(move |&b| (a, b)));
            found.extend(pairs.map(|(a, b)| {
                let mut zones = vec![a, middle, b];
                zones.sort_unstable();
                zones
            }));
        } else {
            found.insert(vec![middle]);
            found.extend(ends.iter().map(|&end| vec![end.min(middle), end.max(middle)]));
        }
    }
    found
}

/// Whether the units of these zones are one connected set and each zone still has units.
fn hang_together(state: &State<'_, '_>, zones: &[u32]) -> bool {
    if zones.iter().any(|&z| state.zones[z as usize].units.is_empty()) {
        return false;
    }
    let (mut reached, mut at) = (vec![zones[0]], 0);
    while at < reached.len() {
        let near = state.neighbours(reached[at]);
        let fresh: Vec<u32> = zones.iter().copied().filter(|z| near.contains(z) && !reached.contains(z)).collect();
        reached.extend(fresh);
        at += 1;
    }
    reached.len() == zones.len()
}

/// Numbers zones from 0 in order of their first unit.
pub(crate) fn close_holes(labels: &mut [u32]) {
    let mut numbers = BTreeMap::new();
    for label in labels.iter_mut() {
        let next = numbers.len() as u32;
        *label = *numbers.entry(*label).or_insert(next);
    }
}
