//! Spanning trees of connected units, and what is left of them when edges are cut.
//!
//! A cut tree leaves two connected pieces, so every candidate is contiguous by construction.
//! Different variants give different trees: the first follows what belongs together, the second is
//! as bushy as can be, the others are mixed by a fixed hash of their number.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use crate::part::Part;
use crate::rules::Bounds;

/// A spanning tree over a list of members; positions refer to that list.
pub(crate) struct Tree {
    /// Positions, parents before children.
    order: Vec<u32>,
    /// Parent position; the root is its own.
    parent: Vec<u32>,
    /// Size below and including each position.
    size: Vec<u64>,
}

impl Tree {
    /// Grows a tree over connected `members` (rising).
    pub(crate) fn new(part: &Part, members: &[u32], variant: u32) -> Self {
        let (order, parent) = if variant == 1 { bushy(part, members) } else { strong(part, members, variant) };
        let mut size: Vec<u64> = members.iter().map(|&u| part.size[u as usize]).collect();
        for &at in order.iter().skip(1).rev() {
            size[parent[at as usize] as usize] += size[at as usize];
        }
        Self { order, parent, size }
    }

    /// Every edge: the position below it and the size on that side.
    pub(crate) fn edges(&self) -> impl Iterator<Item = (u32, u64)> + '_ {
        let below = self.order.iter().skip(1);
        below.map(|&at| (at, self.size[at as usize]))
    }

    /// Number of members below and including each position.
    pub(crate) fn counts(&self) -> Vec<usize> {
        let mut counts = vec![1; self.order.len()];
        for &at in self.order.iter().skip(1).rev() {
            counts[self.parent[at as usize] as usize] += counts[at as usize];
        }
        counts
    }

    pub(crate) fn total(&self) -> u64 {
        self.order.first().map_or(0, |&r| self.size[r as usize])
    }

    /// Whether each position lies below (or at) `top`.
    pub(crate) fn below(&self, top: u32) -> Vec<bool> {
        let mut inside = vec![false; self.order.len()];
        for &at in &self.order {
            inside[at as usize] = at == top || {
                let parent = self.parent[at as usize];
                parent != at && inside[parent as usize]
            };
        }
        inside
    }
}

/// Divides connected `members` into `count` connected pieces, as near to the bounds as the trees
/// allow; the answer names the piece of each member. Many pieces are halved first, so that the work
/// grows little faster than the number of members.
pub(crate) fn divide(part: &Part, members: &[u32], count: usize, bounds: Bounds, variant: u32) -> Vec<u32> {
    let mut pieces = vec![0; members.len()];
    let mut next = 0;
    let all: Vec<u32> = (0..members.len() as u32).collect();
    let mut open = vec![(all, count as u64)];
    while let Some((positions, count)) = open.pop() {
        let units: Vec<u32> = positions.iter().map(|&at| members[at as usize]).collect();
        let cut = if count > 1 { best_cut(part, &units, count, bounds, variant) } else { None };
        let Some((inside, first)) = cut else {
            for &at in &positions {
                pieces[at as usize] = next;
            }
            next += 1;
            continue;
        };
        let side =
            |wanted: bool| positions.iter().zip(&inside).filter(|(_, i)| **i == wanted).map(|(&at, _)| at).collect();
        open.push((side(false), count - first));
        open.push((side(true), first));
    }
    pieces
}

/// The cut of one tree that leaves room for `count` zones best: which units are on one side, and
/// how many of the zones go there. `None` for a single unit.
fn best_cut(part: &Part, units: &[u32], count: u64, bounds: Bounds, variant: u32) -> Option<(Vec<bool>, u64)> {
    let tree = Tree::new(part, units, variant);
    let total = tree.total();
    let first = if count > 4 { count / 2 } else { 1 };
    let miss = |size: u64, zones: u64| {
        let (low, high) = (zones * bounds.min, zones.saturating_mul(bounds.max));
        low.saturating_sub(size) + size.saturating_sub(high)
    };
    let rate = |side: u64| {
        let even = u128::from(side) * u128::from(count);
        let balance = even.abs_diff(u128::from(total) * u128::from(first));
        (miss(side, first) + miss(total - side, count - first), balance)
    };
    let cuts = tree.edges().flat_map(|(at, side)| [(rate(side), at, true), (rate(total - side), at, false)]);
    let (_, at, is_below) = cuts.min()?;
    Some((tree.below(at).into_iter().map(|below| below == is_below).collect(), first))
}

/// No parent yet, or not a member.
const NONE: u32 = u32::MAX;

/// Position of each unit of the part among the members.
fn positions(part: &Part, members: &[u32]) -> Vec<u32> {
    let mut positions = vec![NONE; part.len()];
    for (at, &u) in members.iter().enumerate() {
        positions[u as usize] = at as u32;
    }
    positions
}

/// Breadth first from the member farthest from the first one.
fn bushy(part: &Part, members: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let (order, _) = breadth_first(part, members, 0);
    let far = order.last().copied().unwrap_or(0);
    breadth_first(part, members, far)
}

fn breadth_first(part: &Part, members: &[u32], root: u32) -> (Vec<u32>, Vec<u32>) {
    let positions = positions(part, members);
    let mut parent = vec![NONE; members.len()];
    let mut order = Vec::with_capacity(members.len());
    let mut queue = VecDeque::from([root]);
    if let Some(own) = parent.get_mut(root as usize) {
        *own = root;
    }
    while let Some(at) = queue.pop_front() {
        order.push(at);
        for &(v, _) in &part.around[members[at as usize] as usize] {
            let next = positions[v as usize];
            if next != NONE && parent[next as usize] == NONE {
                parent[next as usize] = at;
                queue.push_back(next);
            }
        }
    }
    (order, parent)
}

/// Prim's tree of the strongest links.
fn strong(part: &Part, members: &[u32], variant: u32) -> (Vec<u32>, Vec<u32>) {
    let positions = positions(part, members);
    let mut parent = vec![NONE; members.len()];
    let mut order = Vec::with_capacity(members.len());
    let mut heap = BinaryHeap::new();
    let root = if variant == 0 { 0 } else { (mix(u64::from(variant)) % members.len().max(1) as u64) as u32 };
    heap.push(((0, 0), Reverse(root), root));
    while let Some((_, Reverse(at), from)) = heap.pop() {
        if parent[at as usize] != NONE {
            continue;
        }
        parent[at as usize] = from;
        order.push(at);
        let u = members[at as usize];
        for &(v, link) in &part.around[u as usize] {
            let next = positions[v as usize];
            if next != NONE && parent[next as usize] == NONE {
                let noise = if variant == 0 { 0 } else { mix(u64::from(variant) << 32 | u64::from(link)) >> 61 };
                let strength = (part.bonds[link as usize] + noise, part.links[link as usize].2.length_mm);
                heap.push((strength, Reverse(next), at));
            }
        }
    }
    (order, parent)
}

/// A fixed mixing of bits (Steele, Lea and Flood 2014, `SplitMix64`).
pub(crate) fn mix(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
