//! Recombination: a few zones taken together, their units divided again along spanning trees.
//!
//! # Source
//! DeFord, Duchin and Solomon 2021, "Recombination: A Family of Markov Chains for Redistricting",
//! Harvard Data Science Review 3(1). Here without chance: fixed trees, the best cut wins.

use std::collections::BTreeSet;
use std::ops::Range;

use super::cost::{Cost, Scorer};
use super::tree::{self, Tree};

/// Takes zones together and divides their units again; the best plan below `limit`, if any.
pub(crate) fn recombine(
    scorer: &mut Scorer<'_>,
    labels: &[u32],
    zones: &[u32],
    limit: Cost,
    trees: Range<u32>,
) -> Option<(Cost, Vec<u32>)> {
    let bounds = scorer.bounds?;
    let part = scorer.part;
    let members = members_of(labels, zones);
    let total: u64 = members.iter().map(|&u| part.size[u as usize]).sum();
    let now = zones.len();
    let (low, high) = match bounds.zone_counts(total) {
        Some((low, high)) => (low as usize, high.min(members.len() as u64) as usize),
        None => (1, now + 1),
    };
    let (low, high) = (low.max(now.saturating_sub(1)).max(1), high.min(now + 1));
    let mut best: Option<(Cost, Vec<u32>)> = None;
    for count in low..=high {
        for pieces in divisions(scorer, &members, count, limit.out > 0, trees.clone()) {
            if scorer.is_spent() {
                return best;
            }
            let plan = with_pieces(labels, &members, zones, &pieces);
            let cost = scorer.weigh(&plan);
            if cost < best.as_ref().map_or(limit, |b| b.0) {
                best = Some((cost, plan));
            }
        }
    }
    best
}

/// Candidate divisions of members into `count` connected pieces, each once. Unless `is_broken`,
/// only those within the bounds.
fn divisions(
    scorer: &Scorer<'_>,
    members: &[u32],
    count: usize,
    is_broken: bool,
    trees: Range<u32>,
) -> BTreeSet<Vec<u32>> {
    let mut found = BTreeSet::new();
    let Some(bounds) = scorer.bounds else {
        return found;
    };
    let part = scorer.part;
    if count == 1 {
        found.insert(vec![0; members.len()]);
        return found;
    }
    for variant in trees {
        if count > 2 {
            let pieces = tree::divide(part, members, count, bounds, variant);
            found.insert(pieces);
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

/// The units of these zones, rising.
pub(crate) fn members_of(labels: &[u32], zones: &[u32]) -> Vec<u32> {
    let all = 0..labels.len() as u32;
    all.filter(|&u| zones.contains(&labels[u as usize])).collect()
}

/// The plan with `members` in new zones: the numbers of `zones` first, then new ones.
pub(crate) fn with_pieces(labels: &[u32], members: &[u32], zones: &[u32], pieces: &[u32]) -> Vec<u32> {
    let fresh = labels.iter().max().map_or(0, |&z| z + 1);
    let mut plan = labels.to_vec();
    for (&u, &piece) in members.iter().zip(pieces) {
        let known = zones.get(piece as usize).copied();
        plan[u as usize] = known.unwrap_or(fresh + piece - zones.len() as u32);
    }
    plan
}
