//! Search: a plan of one part in, a better plan out.
//!
//! Every step keeps zones connected and lowers the [`Cost`], so the search ends; it also ends when
//! the granted number of weighings is used up.

use std::collections::{BTreeMap, BTreeSet};

use crate::part::Part;

use super::cost::{Cost, Scorer};
use super::exact;
use super::recombine::{members_of, recombine, with_pieces};

/// Trees tried for each recombination.
const TREES: u32 = 4;
/// Rounds of new trees without success after which the search ends. More rounds find little more.
const STALE_ROUNDS: u32 = 3;
/// Node limit of the exact search inside a few zones.
const LOCAL_NODES: u32 = 3_000;
/// Weighings that one such search counts for: about as much work.
const LOCAL_CHARGE: u64 = 100;
/// Most zones taken together by the local exact search.
const LOCAL_ZONES: usize = 4;

/// Brings zones within the bounds, as far as it can.
pub(crate) fn repair(scorer: &mut Scorer<'_>, labels: &mut Vec<u32>) {
    merge_small(scorer, labels);
    let mut cost = scorer.cost(labels);
    while cost.out > 0 && !scorer.is_spent() {
        let better = repair_step(scorer, labels, cost).or_else(|| repair_exactly(scorer, labels, cost));
        match better {
            Some((less, plan)) => (cost, *labels) = (less, plan),
            None => break,
        }
    }
}

/// Lowers the objective without breaking bounds: moves and swaps of units, recombination of one,
/// two and three zones, round by round with other trees.
pub(crate) fn improve(scorer: &mut Scorer<'_>, labels: &mut Vec<u32>) {
    let mut cost = scorer.cost(labels);
    let (mut round, mut stale) = (0, 0);
    while stale < STALE_ROUNDS && !scorer.is_spent() {
        let before = cost;
        move_units(scorer, labels, &mut cost);
        swap_units(scorer, labels, &mut cost);
        let trees = round * TREES..(round + 1) * TREES;
        for zones in neighbourhoods(scorer.part, labels) {
            if scorer.is_spent() {
                break;
            }
            // an accepted step may have parted them
            if hang_together(scorer.part, labels, &zones)
                && let Some((less, plan)) = recombine(scorer, labels, &zones, cost, trees.clone())
            {
                (cost, *labels) = (less, plan);
            }
        }
        close_holes(labels);
        round += 1;
        stale = if cost < before { 0 } else { stale + 1 };
    }
}

/// Single zones, pairs of neighbours, and paths of three zones.
fn neighbourhoods(part: &Part, labels: &[u32]) -> BTreeSet<Vec<u32>> {
    let pairs = zone_pairs(part, labels);
    let mut found: BTreeSet<Vec<u32>> = labels.iter().map(|&z| vec![z]).collect();
    let mut near: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for &(a, b) in &pairs {
        found.insert(vec![a, b]);
        near.entry(a).or_default().push(b);
        near.entry(b).or_default().push(a);
    }
    for (&middle, ends) in &near {
        for (at, &a) in ends.iter().enumerate() {
            for &b in &ends[at + 1..] {
                let mut three = vec![a, middle, b];
                three.sort_unstable();
                found.insert(three);
            }
        }
    }
    found
}

/// Whether the units of these zones are one connected set and each zone still has units.
fn hang_together(part: &Part, labels: &[u32], zones: &[u32]) -> bool {
    let (mut reached, mut grows) = (vec![zones[0]], true);
    while grows {
        let more =
            zones.iter().filter(|&&z| !reached.contains(&z) && reached.iter().any(|&r| touch(part, labels, r, z)));
        let more: Vec<u32> = more.copied().collect();
        grows = !more.is_empty();
        reached.extend(more);
    }
    reached.len() == zones.len() && labels.contains(&zones[0])
}

/// Merges the smallest zone below the minimum with its best neighbour, again and again.
fn merge_small(scorer: &mut Scorer<'_>, labels: &mut [u32]) {
    let part = scorer.part;
    let Some(bounds) = scorer.bounds else { return };
    let mut stuck = BTreeSet::new();
    loop {
        let sizes = zones_by_size(part, labels);
        let small = sizes
            .iter()
            .filter(|&(zone, &size)| size < bounds.min && !stuck.contains(zone))
            .min_by_key(|&(zone, &size)| (size, *zone));
        let Some((&zone, &size)) = small else { return };
        let near = neighbours(part, labels, zone);
        let fitting = near.iter().filter(|n| sizes[n] + size <= bounds.max);
        let mut best: Option<(Cost, u32)> = None;
        for &into in fitting {
            let trial: Vec<u32> = relabel(labels, |z| if z == zone { into } else { z });
            let cost = scorer.cost(&trial);
            if best.is_none_or(|b| (cost, into) < b) {
                best = Some((cost, into));
            }
        }
        match best {
            Some((_, into)) => {
                for label in labels.iter_mut().filter(|l| **l == zone) {
                    *label = into;
                }
                stuck.clear();
            }
            None => {
                stuck.insert(zone);
            }
        }
    }
}

/// The best recombination around a zone outside the bounds; the farthest outside comes first.
fn repair_step(scorer: &mut Scorer<'_>, labels: &[u32], cost: Cost) -> Option<(Cost, Vec<u32>)> {
    let part = scorer.part;
    for zone in zones_outside(scorer, labels) {
        let near = neighbours(part, labels, zone);
        let mut best = recombine(scorer, labels, &[zone], cost, 0..TREES);
        for &other in &near {
            let limit = best.as_ref().map_or(cost, |b| b.0);
            best = recombine(scorer, labels, &[zone, other], limit, 0..TREES).or(best);
        }
        if best.is_some() {
            return best;
        }
        for &other in &near {
            let mut third = neighbours(part, labels, other);
            third.extend(&near);
            third.retain(|&z| z != zone && z != other);
            for &third in &third {
                let limit = best.as_ref().map_or(cost, |b| b.0);
                best = recombine(scorer, labels, &[zone, other, third], limit, 0..TREES).or(best);
            }
            if best.is_some() {
                return best;
            }
        }
    }
    None
}

/// Exact search inside growing surroundings of a zone outside the bounds.
fn repair_exactly(scorer: &mut Scorer<'_>, labels: &[u32], cost: Cost) -> Option<(Cost, Vec<u32>)> {
    let bounds = scorer.bounds?;
    let part = scorer.part;
    for zone in zones_outside(scorer, labels) {
        let mut zones = vec![zone];
        while zones.len() < LOCAL_ZONES {
            let near = zones.iter().flat_map(|&z| neighbours(part, labels, z));
            let Some(next) = near.filter(|z| !zones.contains(z)).min() else {
                break;
            };
            zones.push(next);
            let members = members_of(labels, &zones);
            if scorer.is_spent() {
                return None;
            }
            scorer.charge(LOCAL_CHARGE);
            let found = exact::search_among(part, &members, bounds, LOCAL_NODES);
            if let exact::Found::Labels(pieces) = found {
                let plan = with_pieces(labels, &members, &zones, &pieces);
                let less = scorer.weigh(&plan);
                if less < cost {
                    return Some((less, plan));
                }
            }
        }
    }
    None
}

/// Moves single units to neighbouring zones while that lowers the cost.
fn move_units(scorer: &mut Scorer<'_>, labels: &mut [u32], cost: &mut Cost) {
    let part = scorer.part;
    let mut sizes = zones_by_size(part, labels);
    for u in 0..part.len() {
        let from = labels[u];
        let near: BTreeSet<u32> = part.around[u].iter().map(|&(v, _)| labels[v as usize]).collect();
        if near.iter().all(|&z| z == from) || scorer.is_spent() || !stays_connected(part, labels, u) {
            continue;
        }
        let mut best: Option<(Cost, u32)> = None;
        for into in near.into_iter().filter(|&z| z != from) {
            if breaks_bounds(scorer, &sizes, part.size[u], from, into) {
                continue;
            }
            labels[u] = into;
            let trial = scorer.weigh(labels);
            if trial < best.map_or(*cost, |b| b.0) {
                best = Some((trial, into));
            }
        }
        labels[u] = from;
        if let Some((less, into)) = best {
            labels[u] = into;
            *cost = less;
            sizes = zones_by_size(part, labels);
        }
    }
}

/// Swaps neighbouring units of different zones while that lowers the cost.
fn swap_units(scorer: &mut Scorer<'_>, labels: &mut [u32], cost: &mut Cost) {
    let part = scorer.part;
    let mut sizes = zones_by_size(part, labels);
    for &(a, b, _) in &part.links {
        let (u, v) = (a as usize, b as usize);
        let (from, into) = (labels[u], labels[v]);
        if from == into || scorer.is_spent() {
            continue;
        }
        if let Some(bounds) = scorer.bounds {
            let breaks = |now: u64, less: u64, more: u64| bounds.holds(now) && !bounds.holds(now - less + more);
            let (out, back) = (part.size[u], part.size[v]);
            if breaks(sizes[&from], out, back) || breaks(sizes[&into], back, out) {
                continue;
            }
        }
        (labels[u], labels[v]) = (into, from);
        if holds_together(part, labels, u) && holds_together(part, labels, v) {
            let trial = scorer.weigh(labels);
            if trial < *cost {
                *cost = trial;
                sizes = zones_by_size(part, labels);
                continue;
            }
        }
        (labels[u], labels[v]) = (from, into);
    }
}

/// Whether moving `size` would put a zone outside the bounds that is inside now.
fn breaks_bounds(scorer: &Scorer<'_>, sizes: &BTreeMap<u32, u64>, size: u64, from: u32, into: u32) -> bool {
    let Some(bounds) = scorer.bounds else {
        return false;
    };
    let breaks = |now: u64, then: u64| bounds.holds(now) && !bounds.holds(then);
    breaks(sizes[&from], sizes[&from] - size) || breaks(sizes[&into], sizes[&into] + size)
}

/// Whether the zone of `u` is still connected without it. False for a zone of one unit.
fn stays_connected(part: &Part, labels: &[u32], u: usize) -> bool {
    let rest = (0..labels.len()).find(|&v| v != u && labels[v] == labels[u]);
    rest.is_some_and(|start| spans_zone(part, labels, start, Some(u)))
}

/// Whether the zone of `u` is connected.
fn holds_together(part: &Part, labels: &[u32], u: usize) -> bool {
    spans_zone(part, labels, u, None)
}

/// Whether the zone of `start` is reached whole from there, without passing `barred`.
fn spans_zone(part: &Part, labels: &[u32], start: usize, barred: Option<usize>) -> bool {
    let zone = labels[start];
    let mut left = labels.iter().filter(|&&z| z == zone).count() - 1;
    let mut seen = vec![false; labels.len()];
    seen[start] = true;
    if let Some(barred) = barred {
        seen[barred] = true;
        left -= usize::from(labels[barred] == zone);
    }
    let mut stack = vec![start];
    while let Some(v) = stack.pop() {
        for &(w, _) in &part.around[v] {
            let w = w as usize;
            if !seen[w] && labels[w] == zone {
                seen[w] = true;
                left -= 1;
                stack.push(w);
            }
        }
    }
    left == 0
}

fn zones_by_size(part: &Part, labels: &[u32]) -> BTreeMap<u32, u64> {
    let mut sizes = BTreeMap::new();
    for (u, &zone) in labels.iter().enumerate() {
        *sizes.entry(zone).or_default() += part.size[u];
    }
    sizes
}

/// Zones outside the bounds, farthest first.
fn zones_outside(scorer: &Scorer<'_>, labels: &[u32]) -> Vec<u32> {
    let Some(bounds) = scorer.bounds else {
        return Vec::new();
    };
    let sizes = zones_by_size(scorer.part, labels);
    let mut outside: Vec<(u64, u32)> =
        sizes.into_iter().map(|(zone, size)| (bounds.miss(size), zone)).filter(|&(miss, _)| miss > 0).collect();
    outside.sort_unstable_by_key(|&(miss, zone)| (std::cmp::Reverse(miss), zone));
    outside.into_iter().map(|(_, zone)| zone).collect()
}

fn neighbours(part: &Part, labels: &[u32], zone: u32) -> BTreeSet<u32> {
    let units = (0..labels.len()).filter(|&u| labels[u] == zone);
    let near = units.flat_map(|u| part.around[u].iter().map(|&(v, _)| labels[v as usize]));
    near.filter(|&z| z != zone).collect()
}

fn zone_pairs(part: &Part, labels: &[u32]) -> BTreeSet<(u32, u32)> {
    let pairs = part.links.iter().map(|&(a, b, _)| {
        let (a, b) = (labels[a as usize], labels[b as usize]);
        (a.min(b), a.max(b))
    });
    pairs.filter(|(a, b)| a != b).collect()
}

fn touch(part: &Part, labels: &[u32], a: u32, b: u32) -> bool {
    part.links.iter().any(|&(u, v, _)| {
        let zones = (labels[u as usize], labels[v as usize]);
        zones == (a, b) || zones == (b, a)
    })
}

fn relabel(labels: &[u32], change: impl Fn(u32) -> u32) -> Vec<u32> {
    labels.iter().map(|&z| change(z)).collect()
}

/// Numbers zones from 0 in order of their first unit.
pub(crate) fn close_holes(labels: &mut [u32]) {
    let mut numbers = BTreeMap::new();
    for label in labels.iter_mut() {
        let next = numbers.len() as u32;
        *label = *numbers.entry(*label).or_insert(next);
    }
}
