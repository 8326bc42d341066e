//! Atom -> group: how rectangles become irregular, torn or merged groups of plots.

use std::collections::BTreeSet;

use rand_chacha::ChaCha8Rng;

use crate::carve::Rect;
use crate::chance::index;
use crate::fabric::{Fabric, OUTSIDE};

/// Marks atoms that belong to no group.
pub(crate) const NONE: u32 = u32::MAX;
/// Groups larger than this are not searched for a torn part; the move is dropped instead.
const SEARCH_LIMIT: usize = 400;

/// A group number for each atom.
#[derive(Debug, Clone)]
pub(crate) struct Groups {
    pub(crate) of: Vec<u32>,
    pub(crate) count: u32,
}

impl Groups {
    pub(crate) fn from_rects(fabric: &Fabric, rects: &[Rect]) -> Self {
        let mut of = vec![NONE; fabric.atom_count()];
        for (rect, group) in rects.iter().zip(0..) {
            for atom in rect.atoms(fabric) {
                of[atom as usize] = group;
            }
        }
        Self { of, count: rects.len() as u32 }
    }

    /// Atoms of each group, ascending.
    pub(crate) fn members(&self) -> Vec<Vec<u32>> {
        let mut members = vec![Vec::new(); self.count as usize];
        for (group, atom) in self.of.iter().zip(0..) {
            if *group != NONE {
                members[*group as usize].push(atom);
            }
        }
        members
    }

    /// Groups that touch along an edge, each pair once, smaller number first.
    pub(crate) fn pairs(&self, fabric: &Fabric) -> BTreeSet<(u32, u32)> {
        fabric
            .edges
            .iter()
            .filter(|edge| !edge.is_outline)
            .map(|edge| (self.of[edge.left as usize], self.of[edge.right as usize]))
            .filter(|(a, b)| a != b && *a != NONE && *b != NONE)
            .map(|(a, b)| (a.min(b), a.max(b)))
            .collect()
    }

    /// Moves up to `moves` single atoms over a border to the group next door, never emptying or
    /// tearing a group, and never over a border of `container`.
    pub(crate) fn fray(&mut self, fabric: &Fabric, moves: usize, container: Option<&[u32]>, rng: &mut ChaCha8Rng) {
        for _ in 0..moves * 3 {
            let edge = &fabric.edges[index(rng, fabric.edges.len())];
            if edge.is_outline {
                continue;
            }
            let (from, to) = (edge.left, edge.right);
            let (giver, taker) = (self.of[from as usize], self.of[to as usize]);
            let stays = container.is_none_or(|c| c[from as usize] == c[to as usize]);
            if giver != taker && giver != NONE && taker != NONE && stays && self.can_leave(fabric, from) {
                self.of[from as usize] = taker;
            }
        }
    }

    /// Whether the atom's group is still one non-empty piece without it.
    pub(crate) fn can_leave(&self, fabric: &Fabric, atom: u32) -> bool {
        let group = self.of[atom as usize];
        let kin = |of: u32| fabric.neighbours(of).filter(|n| self.of[*n as usize] == group && *n != atom);
        let mut targets: BTreeSet<u32> = kin(atom).collect();
        let Some(start) = targets.pop_first() else {
            return false;
        };
        let mut seen = BTreeSet::from([start]);
        let mut open = vec![start];
        while let Some(at) = open.pop() {
            if targets.is_empty() {
                return true;
            }
            if seen.len() > SEARCH_LIMIT {
                return false;
            }
            for next in kin(at) {
                if seen.insert(next) {
                    targets.remove(&next);
                    open.push(next);
                }
            }
        }
        targets.is_empty()
    }

    /// Gives `wanted` groups a second part: an atom of another group in the same container that
    /// does not touch them. Returns the groups torn.
    pub(crate) fn tear(&mut self, fabric: &Fabric, wanted: usize, container: &[u32], rng: &mut ChaCha8Rng) -> Vec<u32> {
        let mut torn = Vec::new();
        for _ in 0..wanted * 4_000 {
            if torn.len() == wanted {
                break;
            }
            let atom = index(rng, fabric.atom_count()) as u32;
            if self.of[atom as usize] == NONE {
                continue;
            }
            // a few steps away lies a group that the atom does not touch
            let reach: BTreeSet<u32> = fabric
                .neighbours(atom)
                .flat_map(|next| fabric.neighbours(next))
                .flat_map(|next| fabric.neighbours(next))
                .filter(|far| container[*far as usize] == container[atom as usize])
                .map(|far| self.of[far as usize])
                .collect();
            let ring = self.around(fabric, atom);
            let taker = reach.into_iter().find(|group| *group != NONE && !ring.contains(group));
            if let Some(taker) = taker
                && self.can_leave(fabric, atom)
            {
                self.of[atom as usize] = taker;
                torn.push(taker);
            }
        }
        torn
    }

    /// Groups of the atom and of everything that shares a corner with it.
    fn around(&self, fabric: &Fabric, atom: u32) -> BTreeSet<u32> {
        let [column, row] = fabric.atom_plot[atom as usize];
        let span = |at: u32, end: u32| at.saturating_sub(1)..(at + 2).min(end);
        span(row, fabric.plots[1])
            .flat_map(|r| span(column, fabric.plots[0]).map(move |c| (c, r)))
            .flat_map(|(c, r)| fabric.atoms_of_plot(c, r))
            .map(|near| self.of[near as usize])
            .collect()
    }

    /// Makes every connected piece a group of its own, numbered by its first atom.
    pub(crate) fn split_apart(&mut self, fabric: &Fabric) {
        let mut fresh = vec![NONE; self.of.len()];
        let mut count = 0;
        for start in 0..self.of.len() {
            if self.of[start] == NONE || fresh[start] != NONE {
                continue;
            }
            fresh[start] = count;
            let mut open = vec![start as u32];
            while let Some(at) = open.pop() {
                for next in fabric.neighbours(at) {
                    if fresh[next as usize] == NONE && self.of[next as usize] == self.of[start] {
                        fresh[next as usize] = count;
                        open.push(next);
                    }
                }
            }
            count += 1;
        }
        self.of = fresh;
        self.count = count;
    }

    /// Joins up to `wanted` pairs of neighbouring groups of the same container, no group twice.
    pub(crate) fn join_pairs(
        &mut self,
        fabric: &Fabric,
        wanted: usize,
        container: Option<&[u32]>,
        rng: &mut ChaCha8Rng,
    ) {
        let mut target: Vec<u32> = (0..self.count).collect();
        let mut is_taken = vec![false; self.count as usize];
        let mut joined = 0;
        for _ in 0..wanted * 3 {
            let edge = &fabric.edges[index(rng, fabric.edges.len())];
            if joined == wanted {
                break;
            }
            if edge.left == OUTSIDE || edge.right == OUTSIDE {
                continue;
            }
            let (a, b) = (self.of[edge.left as usize], self.of[edge.right as usize]);
            let together = container.is_none_or(|c| c[edge.left as usize] == c[edge.right as usize]);
            if a == b || a == NONE || b == NONE || !together || is_taken[a as usize] || is_taken[b as usize] {
                continue;
            }
            is_taken[a as usize] = true;
            is_taken[b as usize] = true;
            target[b as usize] = a;
            joined += 1;
        }
        for group in &mut self.of {
            if *group != NONE {
                *group = target[*group as usize];
            }
        }
    }
}
