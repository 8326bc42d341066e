//! Moves and swaps of single units across zone borders.
//!
//! Every step keeps zones connected and breaks no bounds that hold.

use super::cost::Cost;
use super::state::State;
use super::tree::mix;

/// Moves and swaps units while that lowers the cost.
pub(crate) fn descend(state: &mut State<'_, '_>) {
    let links = &state.scorer.part.links;
    let mut cost = state.cost();
    loop {
        let before = cost;
        for u in 0..state.labels.len() as u32 {
            move_unit(state, u, &mut cost);
        }
        for &(u, v, _) in links {
            if state.is_spent() {
                return;
            }
            swap_units(state, u, v, &mut cost, 0);
        }
        if cost == before {
            return;
        }
    }
}

/// Moves one unit to the best of the zones around it, if that lowers the cost.
fn move_unit(state: &mut State<'_, '_>, u: u32, cost: &mut Cost) {
    let from = state.labels[u as usize];
    let around = state.scorer.part.around[u as usize].iter();
    let mut near: Vec<u32> = around.map(|&(v, _)| state.labels[v as usize]).filter(|&z| z != from).collect();
    near.sort_unstable();
    near.dedup();
    if near.is_empty() || state.is_spent() {
        return;
    }
    near.retain(|&into| !breaks_bounds(state, u, into, 0));
    if near.is_empty() || !state.can_leave(u) {
        return;
    }
    let mut best = from;
    for into in near {
        state.charge(1);
        state.shift(u, into);
        let trial = state.cost();
        if trial < *cost {
            (*cost, best) = (trial, into);
        }
    }
    state.shift(u, best);
}

/// Swaps two neighbouring units, if the cost gets less, or no worse than by `slack`.
fn swap_units(state: &mut State<'_, '_>, u: u32, v: u32, cost: &mut Cost, slack: u64) {
    let (from, into) = (state.labels[u as usize], state.labels[v as usize]);
    if from == into {
        return;
    }
    let back = state.scorer.part.size[v as usize];
    let out = state.scorer.part.size[u as usize];
    if breaks_bounds(state, u, into, back) || breaks_bounds(state, v, from, out) {
        return;
    }
    let alone = |state: &State<'_, '_>, z: u32| state.zones[z as usize].units.len() == 1;
    let leaves = (alone(state, from) || state.is_joined_around(u, from, NOBODY))
        && (alone(state, into) || state.is_joined_around(v, into, NOBODY));
    if !leaves || !touches(state, u, into, v) || !touches(state, v, from, u) {
        return;
    }
    state.charge(1);
    state.shift(u, into);
    state.shift(v, from);
    let trial = state.cost();
    if accepts(&trial, cost, slack) {
        *cost = trial;
    } else {
        state.shift(u, from);
        state.shift(v, into);
    }
}

const NOBODY: u32 = super::state::NONE;

/// Whether `u` has a neighbour in `zone` other than `but`, or `but` is all of the zone.
fn touches(state: &State<'_, '_>, u: u32, zone: u32, but: u32) -> bool {
    let around = &state.scorer.part.around[u as usize];
    state.zones[zone as usize].units.len() == 1
        || around.iter().any(|&(w, _)| w != but && state.labels[w as usize] == zone)
}

/// Whether moving `u` for units of size `back` would put a zone outside the bounds that is inside.
fn breaks_bounds(state: &State<'_, '_>, u: u32, into: u32, back: u64) -> bool {
    let Some(bounds) = state.scorer.bounds else {
        return false;
    };
    let size = state.scorer.part.size[u as usize];
    let breaks = |now: u64, then: u64| bounds.holds(now) && !bounds.holds(then);
    let from = state.zones[state.labels[u as usize] as usize].size;
    let to = state.zones[into as usize].size;
    breaks(from, from - size + back) || breaks(to, (to + size).saturating_sub(back))
}

fn accepts(trial: &Cost, cost: &Cost, slack: u64) -> bool {
    !trial.breaks_more_than(cost) && (cost.breaks_more_than(trial) || trial.soft <= cost.soft.saturating_add(slack))
}

/// Steps that a threshold is first measured on.
const SAMPLE: u64 = 200;

/// Threshold accepting: tries `steps` moves and swaps in a fixed mixed order, taking also those
/// that are worse by less than a threshold that falls to nothing; ends in the best plan it saw.
///
/// # Source
/// Dueck and Scheuer 1990, "Threshold Accepting", Journal of Computational Physics 90, 161-175:
/// as good as simulated annealing, and integers suffice.
pub(crate) fn wander(state: &mut State<'_, '_>, steps: u64, percent: u64, seed: u64) {
    let links = &state.scorer.part.links;
    if links.is_empty() {
        return;
    }
    let mut cost = state.cost();
    let (mut best, mut best_labels) = (cost, state.labels.clone());
    let heat = warmth(state, seed) / 100 * percent;
    for step in 0..steps {
        if state.is_spent() {
            break;
        }
        state.charge(1);
        let slack = heat / steps * (steps - step);
        let dice = mix(seed << 40 ^ step);
        let (a, b, _) = links[((dice >> 16) % links.len() as u64) as usize];
        let (u, v) = if dice & 1 == 0 { (a, b) } else { (b, a) };
        if state.labels[u as usize] == state.labels[v as usize] {
            continue;
        }
        if dice & 6 == 0 {
            swap_units(state, u, v, &mut cost, slack);
        } else {
            let (from, into) = (state.labels[u as usize], state.labels[v as usize]);
            if breaks_bounds(state, u, into, 0) || !state.can_leave(u) {
                continue;
            }
            state.shift(u, into);
            let trial = state.cost();
            if accepts(&trial, &cost, slack) {
                cost = trial;
            } else {
                state.shift(u, from);
            }
        }
        if cost < best {
            best = cost;
            best_labels.copy_from_slice(&state.labels);
        }
    }
    state.set(&best_labels);
}

/// By how much a move makes the objective worse on average, among those that do.
fn warmth(state: &mut State<'_, '_>, seed: u64) -> u64 {
    let links = &state.scorer.part.links;
    let cost = state.cost();
    let (mut sum, mut count) = (0u128, 0u128);
    for step in 0..SAMPLE {
        let dice = mix(seed << 40 ^ (1 << 39) ^ step);
        let (u, v, _) = links[((dice >> 16) % links.len() as u64) as usize];
        let (from, into) = (state.labels[u as usize], state.labels[v as usize]);
        if from == into || breaks_bounds(state, u, into, 0) || !state.can_leave(u) {
            continue;
        }
        state.shift(u, into);
        let trial = state.cost();
        state.shift(u, from);
        if trial.soft > cost.soft {
            sum += u128::from(trial.soft - cost.soft);
            count += 1;
        }
    }
    u64::try_from(sum.checked_div(count).unwrap_or(0)).unwrap_or(u64::MAX)
}
