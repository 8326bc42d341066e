//! Buildings: their pieces in, the unit that each goes to whole out.
//!
//! # Method
//! 1. Pieces of a building that touch inside a community, outside exclusive areas and locked zones and
//!    on one side of a wall, belong together unless they are larger than a zone may be. They count as
//!    the cells of their largest piece, and as the estate that most of them lies in.
//! 2. They join the neighbour of that base cell with the same departmental cells and the longest
//!    border, unless that would be larger than a zone may be: then they are a unit themselves.
//!
//! Where the rule is weighted, each piece goes its own way, so that a border may run through.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use petgraph::unionfind::UnionFind;

use super::{Builder, Kind};
use crate::codes::label_point;
use crate::rule_set::Strictness;

/// Pieces of a building that belong together, by place.
pub(super) struct Building {
    pieces: Vec<u32>,
    /// The largest.
    home: u32,
    size: u64,
}

/// A neighbour that a building may join: same cells, border, and the face nearest to the west.
type Offer = (bool, u64, Reverse<(i64, i64, u32)>);

impl Builder<'_, '_> {
    /// Finds the buildings, and which estate they count as.
    pub(super) fn buildings(&mut self) -> Vec<Building> {
        let faces = 0..self.faces.len() as u32;
        let is_open_to_all = |b: &Self, l: u32| !matches!(b.kind[l as usize], Kind::Exclusive(_) | Kind::Locked(_));
        let building = |b: &Self, l: u32| b.row(l).building.filter(|_| is_open_to_all(b, l));
        let mut parts = UnionFind::<u32>::new(self.faces.len());
        if self.rules.rules.buildings.strictness == Strictness::Hard {
            for l in faces.clone().filter(|&l| building(self, l).is_some()) {
                for (n, _) in self.around(l).filter(|&(n, _)| building(self, n) == building(self, l)) {
                    parts.union(l, n);
                }
            }
        }
        let mut pieces: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for l in faces.filter(|&l| building(self, l).is_some()) {
            pieces.entry(parts.find(l)).or_default().push(l);
        }
        let most = self.rules.bounds.map_or(u64::MAX, |b| b.max);
        let mut found = Vec::new();
        for pieces in pieces.into_values() {
            let size = pieces.iter().map(|&l| self.row(l).size).sum();
            if size > most {
                continue;
            }
            let area = |l: u32| self.index.area_cm2(self.faces[l as usize]);
            let home = pieces.iter().copied().max_by_key(|&l| (area(l), Reverse(self.place(l))));
            let Some(home) = home else { continue };
            let mut estates: BTreeMap<Option<u32>, u64> = BTreeMap::new();
            for &l in &pieces {
                *estates.entry(self.row(l).estate).or_default() += area(l);
            }
            let estate = estates.into_iter().max_by_key(|&(estate, area)| (area, estate)).and_then(|(of, _)| of);
            for &l in &pieces {
                self.estate_of[l as usize] = estate;
            }
            found.push(Building { pieces, home, size });
        }
        found.sort_by_key(|b| self.place(b.home));
        found
    }

    /// Gives each building a unit.
    pub(super) fn house(&mut self, buildings: Vec<Building>) {
        // estates that are units of their own have theirs
        let mut open: Vec<Building> =
            buildings.into_iter().filter(|b| !matches!(self.kind[b.home as usize], Kind::Estate(_))).collect();
        if open.is_empty() {
            return;
        }
        let mut placed: Vec<bool> = self.kind.iter().map(|kind| *kind != Kind::Sliver).collect();
        for building in &open {
            for &l in &building.pieces {
                placed[l as usize] = false;
                self.groups.union(building.home, l);
                self.host[l as usize] = building.home;
            }
        }
        let mut size: BTreeMap<u32, u64> = BTreeMap::new();
        for l in (0..self.faces.len() as u32).filter(|&l| placed[l as usize]) {
            *size.entry(self.groups.find(l)).or_default() += self.row(l).size;
        }
        // round by round: a building behind another joins what that has joined
        while !open.is_empty() {
            let hosts: Vec<Option<u32>> = open.iter().map(|b| self.host_of(b, &placed)).collect();
            if hosts.iter().all(Option::is_none) {
                break;
            }
            let mut waiting = Vec::new();
            for (building, host) in open.into_iter().zip(hosts) {
                let Some(host) = host else {
                    waiting.push(building);
                    continue;
                };
                let there = size.remove(&self.groups.find(host)).unwrap_or(0);
                let fits = self.rules.bounds.is_none_or(|b| there + building.size <= b.max);
                if fits {
                    self.groups.union(host, building.home);
                }
                size.insert(self.groups.find(host), if fits { there + building.size } else { there });
                let kind = if fits { self.kind[host as usize] } else { Kind::Plain };
                let host = if fits { self.host[host as usize] } else { building.home };
                self.settle(&building, kind, host, &mut placed);
            }
            open = waiting;
        }
        for building in open {
            self.settle(&building, Kind::Plain, building.home, &mut placed);
        }
    }

    fn settle(&mut self, building: &Building, kind: Kind, host: u32, placed: &mut [bool]) {
        for &l in &building.pieces {
            placed[l as usize] = true;
            self.kind[l as usize] = kind;
            self.host[l as usize] = host;
        }
    }

    /// A face of the group that a building joins.
    fn host_of(&self, building: &Building, placed: &[bool]) -> Option<u32> {
        let base = |l: u32| self.base_of[self.faces[self.host[l as usize] as usize] as usize];
        let cells = |l: u32| self.index.table.department_key(self.faces[self.host[l as usize] as usize]);
        let (home_base, home_cells) = (base(building.home), cells(building.home));
        let mut offers: BTreeMap<u32, Offer> = BTreeMap::new();
        for &l in &building.pieces {
            for (n, border) in self.around(l).filter(|&(n, _)| placed[n as usize]) {
                if self.kind[n as usize] != Kind::Plain || base(n) != home_base {
                    continue;
                }
                let place = Reverse(self.place(n));
                let offer = offers.entry(self.groups.find(n)).or_insert((false, 0, place));
                offer.0 |= cells(n) == home_cells;
                offer.1 += self.index.length_mm(border);
                offer.2 = offer.2.max(place);
            }
        }
        offers.into_values().max().map(|(_, _, Reverse((_, _, face)))| face)
    }

    /// Label point and number of a face: where it lies, however faces are numbered.
    fn place(&self, local: u32) -> (i64, i64, u32) {
        let (x, y) = label_point(self.index, &self.faces[local as usize..=local as usize]);
        (x, y, local)
    }
}
