//! Repair: a plan with zones outside the bounds in, a plan with fewer of them out.

use std::collections::BTreeSet;

use super::cost::Cost;
use super::exact;
use super::recombine::{Change, apply, change_to, recombine, weigh};
use super::state::State;

/// Trees tried for each recombination.
const TREES: u32 = 4;
/// Node limit of the exact search inside a few zones.
const LOCAL_NODES: u32 = 3_000;
/// Weighings that one such search counts for: about as much work.
const LOCAL_CHARGE: u64 = 1_000;
/// Most zones taken together by the local exact search.
const LOCAL_ZONES: usize = 4;

/// Brings zones within the bounds, as far as it can.
pub(crate) fn repair(state: &mut State<'_, '_>) {
    let mut cost = state.cost();
    while cost.out > 0 && !state.is_spent() {
        let better = repair_step(state, cost).or_else(|| repair_exactly(state, cost));
        match better {
            Some((less, change)) => {
                cost = less;
                apply(state, &change);
            }
            None => break,
        }
    }
}

/// How zones below the minimum choose a neighbour to join.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice {
    /// The one that leaves fewest zones outside the bounds, then the cheapest.
    Bounds,
    /// The cheapest.
    Objective,
}

/// Merges the smallest zone below the minimum with its best neighbour, again and again.
pub(crate) fn merge_small(state: &mut State<'_, '_>, choice: Choice) {
    let Some(bounds) = state.scorer.bounds else { return };
    let mut stuck = BTreeSet::new();
    let mut small: BTreeSet<(u64, u32)> = state.used().map(|z| (state.zones[z as usize].size, z)).collect();
    small.retain(|&(size, _)| size < bounds.min);
    while let Some((size, zone)) = small.pop_first() {
        let near = state.neighbours(zone);
        let fitting = near.iter().copied().filter(|&n| state.zones[n as usize].size + size <= bounds.max);
        let fitting: Vec<u32> = fitting.collect();
        let mut best: Option<(Cost, u32)> = None;
        for into in fitting {
            let (less, more) = lighter_first(state, zone, into);
            let change: Vec<(u32, u32)> = state.zones[less as usize].units.iter().map(|&u| (u, more)).collect();
            let cost = weigh(state, &change);
            let is_better = best.is_none_or(|(b, _)| match choice {
                Choice::Bounds => cost < b,
                Choice::Objective => (cost.soft, cost) < (b.soft, b),
            });
            if is_better {
                best = Some((cost, into));
            }
        }
        let Some((_, into)) = best else {
            stuck.insert((size, zone));
            continue;
        };
        let (less, more) = lighter_first(state, zone, into);
        let old = (state.zones[into as usize].size, into);
        small.remove(&old);
        stuck.remove(&old);
        let units: Vec<u32> = state.zones[less as usize].units.clone();
        for u in units {
            state.shift(u, more);
        }
        let size = state.zones[more as usize].size;
        if size < bounds.min {
            small.insert((size, more));
        }
        // a neighbour has changed: those that were stuck may not be any more
        small.append(&mut stuck);
    }
}

fn lighter_first(state: &State<'_, '_>, a: u32, b: u32) -> (u32, u32) {
    let units = |z: u32| state.zones[z as usize].units.len();
    if units(a) <= units(b) { (a, b) } else { (b, a) }
}

/// The best recombination around a zone outside the bounds; the farthest outside comes first.
fn repair_step(state: &mut State<'_, '_>, cost: Cost) -> Option<Change> {
    for zone in zones_outside(state) {
        let near = state.neighbours(zone);
        let mut best = recombine(state, &[zone], cost, 0..TREES);
        for &other in &near {
            let limit = best.as_ref().map_or(cost, |b| b.0);
            best = recombine(state, &[zone, other], limit, 0..TREES).or(best);
        }
        if best.is_some() {
            return best;
        }
        for &other in &near {
            let mut third: BTreeSet<u32> = state.neighbours(other).into_iter().collect();
            third.extend(&near);
            third.retain(|&z| z != zone && z != other);
            for third in third {
                let limit = best.as_ref().map_or(cost, |b| b.0);
                best = recombine(state, &[zone, other, third], limit, 0..TREES).or(best);
            }
            if best.is_some() {
                return best;
            }
        }
    }
    None
}

/// Exact search inside growing surroundings of a zone outside the bounds.
fn repair_exactly(state: &mut State<'_, '_>, cost: Cost) -> Option<Change> {
    let bounds = state.scorer.bounds?;
    for zone in zones_outside(state) {
        let mut zones = vec![zone];
        while zones.len() < LOCAL_ZONES {
            let near = zones.iter().flat_map(|&z| state.neighbours(z));
            let Some(next) = near.filter(|z| !zones.contains(z)).min() else {
                break;
            };
            zones.push(next);
            if state.is_spent() {
                return None;
            }
            state.charge(LOCAL_CHARGE);
            let members = state.members(&zones);
            let found = exact::search_among(state.scorer.part, &members, bounds, LOCAL_NODES);
            if let exact::Found::Labels(pieces) = found {
                let change = change_to(state, &members, &zones, &pieces);
                let less = weigh(state, &change);
                if less < cost {
                    return Some((less, change));
                }
            }
        }
    }
    None
}

/// Zones outside the bounds, farthest first.
fn zones_outside(state: &State<'_, '_>) -> Vec<u32> {
    let Some(bounds) = state.scorer.bounds else {
        return Vec::new();
    };
    let all = state.used().map(|z| (u64::MAX - bounds.miss(state.zones[z as usize].size), z));
    let mut outside: Vec<(u64, u32)> = all.filter(|&(left, _)| left < u64::MAX).collect();
    outside.sort_unstable();
    outside.into_iter().map(|(_, zone)| zone).collect()
}
