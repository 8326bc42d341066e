//! One zone in, its most even halves out.
//!
//! # Method
//! Spanning trees of the zone's units (breadth first from ends of the zone, and one of the longest
//! borders) are cut at one edge each: both sides are connected by construction. Of the cuts that are
//! about as even as the most even one, that wins which breaks the fewest hard rules, then the most even
//! one, then the cheapest.
//!
//! # Source
//! DeFord, Duchin and Solomon 2021, "Recombination: A Family of Markov Chains for Redistricting",
//! Harvard Data Science Review 3(1).

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, VecDeque};

use super::Judgement;
use crate::ids::{UnitId, ZoneId};

/// Cuts of each tree that are weighed.
const CUTS: usize = 6;
/// Part of the zone by which a cut may be less even than the most even one: a tenth.
const ABOUT_AS_EVEN: u64 = 10;
/// No parent yet.
const NONE: usize = usize::MAX;

/// A tree over positions: parents before children, and the parent of each.
struct Tree {
    order: Vec<usize>,
    parent: Vec<usize>,
}

impl Judgement {
    /// The units that leave a zone when it is cut into two connected halves as even in size as its
    /// units allow; without sizes, as even in area. `None` where no cut leaves two connected halves:
    /// one unit, or parts that do not touch. The judgement is as before.
    ///
    /// # Cost
    /// Linear in the borders of the zone, and a few dozen [`Judgement::reassign`].
    pub fn halves(&mut self, zone: ZoneId) -> Option<Vec<UnitId>> {
        let units = &self.zones.get(zone.index())?.units;
        let is_detached = |u: u32| self.ground.units[u as usize].is_detached;
        let all_detached = units.iter().all(|&u| is_detached(u));
        let members: Vec<u32> = units.iter().copied().filter(|&u| all_detached || !is_detached(u)).collect();
        let mut weights: Vec<u64> = members.iter().map(|&u| self.ground.units[u as usize].size).collect();
        if weights.iter().all(|&w| w == 0) {
            weights = members.iter().map(|&u| self.ground.facts[u as usize].area_cm2).collect();
        }
        let total: u64 = weights.iter().sum();
        let mut sides: BTreeSet<Vec<UnitId>> = BTreeSet::new();
        for tree in self.trees(&members)? {
            for below in tree.cuts(&weights) {
                let weight: u64 = below.iter().map(|&at| weights[at]).sum();
                let mut leaves = vec![false; members.len()];
                // what stays is the larger half, of equal ones that with the lowest unit
                let stays = 2 * weight > total || (2 * weight == total && below.contains(&0));
                for &at in &below {
                    leaves[at] = true;
                }
                let side = members.iter().zip(&leaves).filter(|(_, l)| **l != stays).map(|(&u, _)| UnitId(u));
                sides.insert(side.collect());
            }
        }
        let new = self.free_zone();
        let size = |side: &[UnitId]| {
            let at = |u: &UnitId| members.binary_search(&u.0).map_or(0, |at| weights[at]);
            side.iter().map(at).sum::<u64>()
        };
        let unevenness = |side: &Vec<UnitId>| total.abs_diff(2 * size(side));
        let most = sides.iter().map(unevenness).min()? + total / ABOUT_AS_EVEN;
        let mut rated = Vec::new();
        for side in sides {
            let uneven = unevenness(&side);
            if uneven > most {
                continue;
            }
            let moves: Vec<(UnitId, ZoneId)> = side.iter().map(|&u| (u, new)).collect();
            let delta = self.reassign(&moves).ok()?;
            self.reassign(&delta.undo).ok()?;
            rated.push((delta.after, uneven, side));
        }
        let best = rated.into_iter().min_by(|(a, a_uneven, _), (b, b_uneven, _)| {
            let hard = a.hard.cmp(&b.hard).then(a.excess.total_cmp(&b.excess));
            hard.then(a_uneven.cmp(b_uneven)).then(a.objective.total_cmp(&b.objective))
        });
        best.map(|(_, _, side)| side)
    }

    /// Trees over the members; `None` where these are no two or do not hang together.
    fn trees(&self, members: &[u32]) -> Option<Vec<Tree>> {
        let around: Vec<Vec<(usize, u64)>> = members
            .iter()
            .map(|&u| {
                let open = self.ground.near(u).iter().filter(|n| n.is_open);
                open.filter_map(|n| Some((members.binary_search(&n.unit).ok()?, n.length_mm))).collect()
            })
            .collect();
        let first = breadth_first(&around, 0);
        if members.len() < 2 || first.order.len() < members.len() {
            return None;
        }
        let one_end = *first.order.last()?;
        let from_end = breadth_first(&around, one_end);
        let other_end = *from_end.order.last()?;
        let from_other = breadth_first(&around, other_end);
        Some(vec![from_end, from_other, longest_borders(&around, one_end), first])
    }
}

impl Tree {
    /// The positions below the edges whose cuts are the most even.
    fn cuts(&self, weights: &[u64]) -> Vec<Vec<usize>> {
        let mut below = weights.to_vec();
        for &at in self.order.iter().skip(1).rev() {
            below[self.parent[at]] += below[at];
        }
        let total = self.order.first().map_or(0, |&root| below[root]);
        let mut edges: Vec<(u64, usize)> =
            self.order.iter().skip(1).map(|&at| (total.abs_diff(2 * below[at]), at)).collect();
        edges.sort_unstable();
        edges.truncate(CUTS);
        edges.into_iter().map(|(_, top)| self.below(top)).collect()
    }

    fn below(&self, top: usize) -> Vec<usize> {
        let mut inside = vec![false; self.parent.len()];
        for &at in &self.order {
            inside[at] = at == top || (self.parent[at] != at && inside[self.parent[at]]);
        }
        (0..inside.len()).filter(|&at| inside[at]).collect()
    }
}

fn breadth_first(around: &[Vec<(usize, u64)>], root: usize) -> Tree {
    let mut tree = Tree { order: Vec::new(), parent: vec![NONE; around.len()] };
    let mut queue: VecDeque<usize> = VecDeque::new();
    if let Some(parent) = tree.parent.get_mut(root) {
        *parent = root;
        queue.push_back(root);
    }
    while let Some(at) = queue.pop_front() {
        tree.order.push(at);
        for &(next, _) in &around[at] {
            if tree.parent[next] == NONE {
                tree.parent[next] = at;
                queue.push_back(next);
            }
        }
    }
    tree
}

/// Prim's tree: what shares the longest border stays together longest.
fn longest_borders(around: &[Vec<(usize, u64)>], root: usize) -> Tree {
    let mut tree = Tree { order: Vec::new(), parent: vec![NONE; around.len()] };
    let mut heap = BinaryHeap::from([(0, Reverse(root), root)]);
    while let Some((_, Reverse(at), from)) = heap.pop() {
        if tree.parent[at] != NONE {
            continue;
        }
        tree.parent[at] = from;
        tree.order.push(at);
        heap.extend(around[at].iter().filter(|n| tree.parent[n.0] == NONE).map(|&(next, mm)| (mm, Reverse(next), at)));
    }
    tree
}
