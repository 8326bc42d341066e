//! All sets of units that can be zones: some units in, their connected sets within the bounds out.
//!
//! # Guarantees
//! 1. A zone of any division of the units within the bounds is among the sets, once.
//! 2. What is left beside a set can be divided by its sizes: none is listed that leaves a
//!    corner too small to be a zone.
//!
//! # Method
//! Each set grows from its lowest unit; every other unit is taken or barred for good. Its sums
//! change with each unit by what the unit touches.

use crate::design::ZoneClass;
use crate::part::Part;
use crate::rule::ZoneView;
use crate::rules::Bounds;

use super::super::cost::Sums;
use super::super::law::Extra;
use super::super::state::looseness;
use super::bits;
use super::ground::Ground;

/// Most sets that are listed: about a hundred megabytes.
const MOST_SETS: usize = 1_500_000;

/// A connected set of units within the bounds.
#[derive(Debug, Clone)]
pub(super) struct Set {
    pub(super) units: u32,
    /// Fewest and most zones that the units are when this is one.
    zones: (u8, u8),
    joined: u64,
    barrier: u64,
    loose: u64,
    off: u64,
    soft: u64,
    /// Border with the other units, and twice that with what stays: each border is of two zones.
    pub(super) border_mm: u64,
}

impl Set {
    /// Whether it may be one of so many zones.
    pub(super) fn fits(&self, zones: u64) -> bool {
        (u64::from(self.zones.0)..=u64::from(self.zones.1)).contains(&zones)
    }

    /// What it adds to the sums of a plan, severed households and borders left out.
    pub(super) fn sums(&self) -> Sums {
        let Self { joined, barrier, loose, off, soft, .. } = *self;
        Sums { zones: 1, joined, barrier, loose, off, soft, ..Sums::default() }
    }
}

/// Sums of a set that grows.
#[derive(Debug, Clone, Copy, Default)]
struct Draft {
    units: u32,
    /// Units that are barred, and those that touch the set.
    barred: u32,
    near: u32,
    size: u64,
    area_cm2: u64,
    perimeter_mm: i64,
    barrier: u64,
    border_mm: u64,
    /// Whether a wall runs between two of its units.
    is_walled: bool,
}

/// All connected sets within the bounds; `None` when the nodes run out, or memory would.
pub(super) fn sets(ground: &Ground<'_, '_>, bounds: Bounds, nodes: &mut u32) -> Option<Vec<Set>> {
    let part = ground.scorer.part;
    let bits_of = |list: &[(u32, u32)]| list.iter().fold(0, |set, &(v, _)| set | ground.bit(v));
    let near = ground.members.iter().map(|&u| bits_of(&part.around[u as usize])).collect();
    let walls =
        |u: &u32| part.foes.get(*u as usize).map_or(0, |f| f.iter().fold(0, |set, &(v, _)| set | ground.bit(v)));
    let walls = ground.members.iter().map(walls).collect();
    let mut lister = Lister { ground, bounds, near, walls, base_mass: vec![0; part.bases], found: Vec::new() };
    let mut open = Vec::new();
    for root in 0..ground.members.len() as u32 {
        open.push(lister.with(&Draft { barred: (1 << root) - 1, ..Draft::default() }, root));
        while let Some(mut draft) = open.pop() {
            *nodes = nodes.checked_sub(1)?;
            if draft.size > bounds.max {
                continue;
            }
            let frontier = draft.near & !draft.units & !draft.barred;
            if frontier != 0 {
                let next = frontier.trailing_zeros();
                draft.barred |= 1 << next;
                open.push(draft);
                open.push(lister.with(&draft, next));
            } else if bounds.holds(draft.size) {
                lister.take(&draft);
                if lister.found.len() > MOST_SETS {
                    return None;
                }
            }
        }
    }
    Some(lister.found)
}

struct Lister<'g, 's, 'p> {
    ground: &'g Ground<'s, 'p>,
    bounds: Bounds,
    /// Neighbours of each unit among the units.
    near: Vec<u32>,
    /// Units behind a wall of each unit.
    walls: Vec<u32>,
    /// Mass of the set that is measured by base cell; all zero between two.
    base_mass: Vec<u64>,
    found: Vec<Set>,
}

impl Lister<'_, '_, '_> {
    fn part(&self) -> &Part {
        self.ground.scorer.part
    }

    /// The unit of a bit.
    fn unit(&self, bit: u32) -> usize {
        self.ground.members[bit as usize] as usize
    }

    /// The set with one unit more.
    fn with(&self, draft: &Draft, u: u32) -> Draft {
        let (part, at) = (self.part(), self.unit(u));
        let mut sums = *draft;
        let mut inner_mm = 0;
        for &(v, link) in &part.around[at] {
            let (border, barrier) = self.ground.scorer.lengths[link as usize];
            let other = self.ground.bit(v);
            if draft.units & other != 0 {
                inner_mm += part.links[link as usize].2.length_mm;
                sums.barrier += barrier;
                sums.border_mm -= border;
            } else {
                sums.border_mm += if other == 0 { 2 * border } else { border };
            }
        }
        sums.is_walled |= self.walls[u as usize] & draft.units != 0;
        sums.units |= 1 << u;
        sums.near |= self.near[u as usize];
        sums.size += part.size[at];
        sums.area_cm2 += part.area_cm2[at];
        sums.perimeter_mm += part.perimeter_mm[at] as i64 - 2 * inner_mm as i64;
        sums
    }

    /// Lists a set, unless a hard rule or its rest excludes it.
    fn take(&mut self, draft: &Draft) {
        if draft.is_walled {
            return;
        }
        let Some(zones) = self.zones_beside(draft.units) else { return };
        let extra = self.extra(draft);
        if extra.out > 0 {
            return;
        }
        let set = Set {
            units: draft.units,
            zones,
            joined: self.joined(draft.units),
            barrier: draft.barrier,
            loose: looseness(draft.area_cm2, draft.perimeter_mm),
            off: draft.size.abs_diff(self.bounds.target),
            soft: extra.soft,
            border_mm: draft.border_mm,
        };
        self.found.push(set);
    }

    /// Fewest and most zones when a set is one; `None` where the rest cannot be divided.
    fn zones_beside(&self, set: u32) -> Option<(u8, u8)> {
        let part = self.part();
        let mut left = all_units(self.ground.members.len()) & !set;
        let (mut low, mut high) = (1u64, 1u64);
        while left != 0 {
            let mut piece = left & left.wrapping_neg();
            let (mut fresh, mut size) = (piece, 0);
            while fresh != 0 {
                let u = fresh.trailing_zeros();
                size += part.size[self.unit(u)];
                fresh &= fresh - 1;
                let next = self.near[u as usize] & left & !piece;
                piece |= next;
                fresh |= next;
            }
            left &= !piece;
            let (fewest, most) = self.bounds.zone_counts(size)?;
            (low, high) = (low + fewest, high.saturating_add(most.min(u64::from(piece.count_ones()))));
        }
        Some((u8::try_from(low).ok()?, u8::try_from(high).unwrap_or(u8::MAX)))
    }

    /// Mass outside the base cell with most of it.
    fn joined(&mut self, set: u32) -> u64 {
        let part = self.ground.scorer.part;
        let (mut all, mut most) = (0, 0);
        for bit in bits(set) {
            let u = self.ground.members[bit as usize] as usize;
            if let Some(base) = part.base[u] {
                let mass = &mut self.base_mass[base as usize];
                *mass += part.mass[u];
                all += part.mass[u];
                most = most.max(*mass);
            }
        }
        for u in bits(set) {
            if let Some(base) = part.base[self.ground.members[u as usize] as usize] {
                self.base_mass[base as usize] = 0;
            }
        }
        all - most
    }

    /// What rules about zones say of a set.
    fn extra(&self, draft: &Draft) -> Extra {
        let part = self.part();
        let Some(law) = &part.law else { return Extra::default() };
        let members: Vec<u32> = bits(draft.units).map(|u| self.unit(u) as u32).collect();
        let mut counts = vec![0; law.count_ids.len()];
        let mut households = 0;
        for facts in members.iter().filter_map(|&u| part.facts.get(u as usize)) {
            households += facts.households;
            counts.iter_mut().zip(&facts.counts).for_each(|(sum, n)| *sum += n);
        }
        law.extra(&ZoneView {
            community: part.community,
            class: ZoneClass::General,
            households,
            size: draft.size,
            area_cm2: draft.area_cm2,
            perimeter_mm: draft.perimeter_mm.max(0) as u64,
            counts: &counts,
            count_ids: &law.count_ids,
            members: &members,
            facts: &part.facts,
        })
    }
}

/// So many units as a set.
pub(super) fn all_units(units: usize) -> u32 {
    u32::MAX >> (32 - units.min(32)) as u32
}
