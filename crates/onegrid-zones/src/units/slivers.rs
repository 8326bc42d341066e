//! Slivers: faces too thin to stand alone in, the unit that each goes to out.
//!
//! # Method
//! A sliver lies between two lines that nearly coincide; the neighbour that it joins decides which of
//! them is gone. So it first joins neighbours that no layer of the declared priority parts it from,
//! then those that only the weakest of these does, and so on; among equals the longest border decides.

use std::collections::BTreeMap;

use super::{Absorbed, Builder, Kind};
use crate::codes::label_point;
use crate::decision::SliverRule;

/// Which neighbours a sliver may join.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Those that so many of the strongest layers do not part it from.
    Keeps(usize),
    /// Exclusive areas and locked zones.
    Exclusive,
}

/// Where a face lies: label point, then number.
type Place = (i64, i64, u32);

impl Builder<'_, '_> {
    pub(super) fn absorb_slivers(&mut self) -> Vec<Absorbed> {
        let mut absorbed = Vec::new();
        let mut placed: Vec<bool> = self.kind.iter().map(|k| *k != Kind::Sliver).collect();
        let layers = self.rules.border_priority.len();
        for stage in (0..=layers).rev().map(Stage::Keeps).chain([Stage::Exclusive]) {
            let rule = self.rule_of(stage);
            let all = 0..self.faces.len() as u32;
            let mut front: Vec<u32> = all.filter(|&l| !placed[l as usize]).collect();
            while !front.is_empty() {
                let targets = front.iter().filter_map(|&l| self.target(l, &placed, stage).map(|t| (l, t)));
                let found: Vec<(u32, (u32, u64))> = targets.collect();
                for &(l, (target, border_mm)) in &found {
                    placed[l as usize] = true;
                    self.kind[l as usize] = self.kind[target as usize];
                    self.groups.union(l, target);
                    absorbed.push(Absorbed { face: self.faces[l as usize], by: rule, border_mm });
                }
                front = found
                    .iter()
                    .flat_map(|&(l, _)| self.around(l).map(|(n, _)| n))
                    .filter(|&n| !placed[n as usize])
                    .collect();
                front.sort_unstable();
                front.dedup();
            }
        }
        self.join_leftovers(&placed);
        absorbed
    }

    /// Where a sliver goes at a stage: a face of the group with the longest border, and its length.
    fn target(&self, l: u32, placed: &[bool], stage: Stage) -> Option<(u32, u64)> {
        let mut borders: BTreeMap<u32, (u64, Place, usize)> = BTreeMap::new();
        for (n, border) in self.around(l).filter(|&(n, _)| placed[n as usize]) {
            let is_exclusive = matches!(self.kind[n as usize], Kind::Exclusive(_) | Kind::Locked(_));
            if is_exclusive != (stage == Stage::Exclusive) {
                continue;
            }
            // ties go west, then south: places do not depend on how faces are numbered
            let (x, y) = label_point(self.index, &self.faces[n as usize..=n as usize]);
            let place = (x, y, n);
            let group = borders.entry(self.groups.find(n)).or_insert((0, place, 0));
            group.0 += self.index.length_mm(border);
            group.1 = group.1.min(place);
            group.2 = group.2.max(self.kept(l, n));
        }
        let least = if let Stage::Keeps(layers) = stage { layers } else { 0 };
        let fitting = borders.into_values().filter(|&(_, _, kept)| kept >= least);
        let best = fitting.max_by_key(|&(length, place, _)| (length, std::cmp::Reverse(place)));
        best.map(|(length, (_, _, n), _)| (n, length))
    }

    /// How many layers of the priority, from the strongest, have no line between two faces.
    fn kept(&self, one: u32, other: u32) -> usize {
        let (one, other) = (self.faces[one as usize], self.faces[other as usize]);
        let parts = |layer: u32| match layer {
            0 => self.base_of[one as usize] != self.base_of[other as usize],
            layer => self.index.table.cells(one, layer as usize) != self.index.table.cells(other, layer as usize),
        };
        let layers = &self.rules.border_priority;
        layers.iter().position(|&layer| parts(layer)).unwrap_or(layers.len())
    }

    fn rule_of(&self, stage: Stage) -> SliverRule {
        match stage {
            Stage::Exclusive => SliverRule::OnlyExclusive,
            Stage::Keeps(0) => SliverRule::LongestBorder,
            Stage::Keeps(1) if self.rules.border_priority[0] == 0 => SliverRule::SameBaseCell,
            Stage::Keeps(_) => SliverRule::StrongerBorder,
        }
    }

    /// Slivers that touch nothing but slivers become one unit where they touch.
    fn join_leftovers(&mut self, placed: &[bool]) {
        for l in 0..self.faces.len() as u32 {
            if !placed[l as usize] {
                let around: Vec<_> = self.around(l).map(|(n, _)| n).collect();
                for n in around {
                    if !placed[n as usize] {
                        self.groups.union(l, n);
                    }
                }
            }
        }
    }
}
