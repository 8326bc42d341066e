//! Slivers: faces too thin to stand alone in, the unit that each goes to out.

use std::collections::BTreeMap;

use super::{Absorbed, Builder, Kind};
use crate::codes::label_point;
use crate::decision::SliverRule;

/// Where a face lies: label point, then number.
type Place = (i64, i64, u32);

impl Builder<'_, '_> {
    pub(super) fn absorb_slivers(&mut self) -> Vec<Absorbed> {
        let mut absorbed = Vec::new();
        let mut placed: Vec<bool> = self.kind.iter().map(|k| *k != Kind::Sliver).collect();
        for rule in [SliverRule::SameBaseCell, SliverRule::LongestBorder, SliverRule::OnlyExclusive] {
            let all = 0..self.faces.len() as u32;
            let mut front: Vec<u32> = all.filter(|&l| !placed[l as usize]).collect();
            while !front.is_empty() {
                let targets = front.iter().filter_map(|&l| self.target(l, &placed, rule).map(|t| (l, t)));
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

    /// Where a sliver goes under a rule: a face of the group with the longest border, and its length.
    fn target(&self, l: u32, placed: &[bool], rule: SliverRule) -> Option<(u32, u64)> {
        let base = |l: u32| self.base_of[self.faces[l as usize] as usize];
        let mut borders: BTreeMap<u32, (u64, Place, bool)> = BTreeMap::new();
        for (n, border) in self.around(l).filter(|&(n, _)| placed[n as usize]) {
            let is_exclusive = matches!(self.kind[n as usize], Kind::Exclusive(_) | Kind::Locked(_));
            if is_exclusive != (rule == SliverRule::OnlyExclusive) {
                continue;
            }
            // ties go west, then south: places do not depend on how faces are numbered
            let (x, y) = label_point(self.index, &self.faces[n as usize..=n as usize]);
            let place = (x, y, n);
            let group = borders.entry(self.groups.find(n)).or_insert((0, place, false));
            group.0 += self.index.length_mm(border);
            group.1 = group.1.min(place);
            group.2 |= base(n) == base(l);
        }
        let fitting = borders.into_values().filter(|&(_, _, same)| same || rule != SliverRule::SameBaseCell);
        let best = fitting.max_by_key(|&(length, place, _)| (length, std::cmp::Reverse(place)));
        best.map(|(length, (_, _, n), _)| (n, length))
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
