//! A plan of one part that knows its own sums: changing a unit's zone costs what the unit touches.
//!
//! # Guarantees
//! 1. The sums are the same integers as if everything were added up again, whatever the order of
//!    the changes; so undoing a change restores them.
//! 2. A change reads the unit's neighbours, its cells, and the cells of the two zones, no more.

use super::cost::{Cost, Scorer, Sums, compactness};
use super::law::Extra;
use crate::design::ZoneClass;
use crate::rule::ZoneView;

/// No zone.
pub(crate) const NONE: u32 = u32::MAX;

/// Sums of one zone.
#[derive(Debug, Clone, Default)]
pub(crate) struct ZoneSum {
    /// In no particular order, but always in the same.
    pub(crate) units: Vec<u32>,
    pub(crate) size: u64,
    mass: u64,
    area_cm2: u64,
    perimeter_mm: i64,
    joined: u64,
    /// For rules about zones only.
    households: u64,
    counts: Vec<u64>,
    extra: Extra,
}

/// Lengths between a unit and what is around it.
#[derive(Default)]
struct Lengths {
    /// Shared with its own zone, mm.
    inner_mm: u64,
    /// Weighted barrier length that its own zone hides.
    barrier: u64,
    /// Cost of the borders with other zones.
    border: u64,
    /// Walls that its own zone would cross: how many, and mm.
    walls: (u32, u64),
}

/// A plan and its sums.
pub(crate) struct State<'s, 'p> {
    pub(crate) scorer: &'s Scorer<'p>,
    pub(crate) labels: Vec<u32>,
    pub(crate) zones: Vec<ZoneSum>,
    /// Position of each unit in the list of its zone.
    place: Vec<u32>,
    /// Cells in each zone with their mass, by zone and layer.
    columns: Vec<Vec<(u32, u64)>>,
    /// The cell that most of a zone lies in, by zone and layer.
    major: Vec<u32>,
    /// Zones of each cell with their mass.
    rows: Vec<Vec<(u32, u64)>>,
    /// Severed mass of each cell.
    severed: Vec<u64>,
    sums: Sums,
    /// Weighings that are left.
    left: u64,
    seen: Vec<u32>,
    round: u32,
}

impl<'s, 'p> State<'s, 'p> {
    pub(crate) fn new(scorer: &'s Scorer<'p>, labels: &[u32]) -> Self {
        let n = scorer.part.len();
        let mut state = Self {
            scorer,
            labels: vec![NONE; n],
            zones: Vec::new(),
            place: vec![0; n],
            columns: Vec::new(),
            major: Vec::new(),
            rows: vec![Vec::new(); scorer.layer_of.len()],
            severed: vec![0; scorer.layer_of.len()],
            sums: Sums::default(),
            left: 0,
            seen: vec![0; n],
            round: 0,
        };
        state.set(labels);
        state
    }

    /// Takes over another plan.
    pub(crate) fn set(&mut self, labels: &[u32]) {
        for (u, &zone) in labels.iter().enumerate() {
            self.shift(u as u32, zone);
        }
    }

    pub(crate) fn cost(&self) -> Cost {
        self.scorer.cost(&self.sums)
    }

    pub(crate) fn sums(&self) -> Sums {
        self.sums
    }

    /// Allows this many weighings.
    pub(crate) fn grant(&mut self, weighings: u64) {
        self.left = weighings;
    }

    pub(crate) fn is_spent(&self) -> bool {
        self.left == 0
    }

    /// Uses up weighings.
    pub(crate) fn charge(&mut self, weighings: u64) {
        self.left = self.left.saturating_sub(weighings);
    }

    /// Puts a unit into a zone, which may be new, or into none.
    pub(crate) fn shift(&mut self, u: u32, zone: u32) {
        let from = self.labels[u as usize];
        if from == zone {
            return;
        }
        if from != NONE {
            self.take_out(u, from);
        }
        if zone != NONE {
            self.put_in(u, zone);
        }
    }

    /// What a unit shares with its zone and with the zones around it.
    fn lengths_around(&self, u: u32, zone: u32) -> Lengths {
        let part = self.scorer.part;
        let mut sums = Lengths::default();
        for &(v, link) in &part.around[u as usize] {
            let other = self.labels[v as usize];
            let (border, barrier) = self.scorer.lengths[link as usize];
            if other == zone {
                sums.inner_mm += part.links[link as usize].2.length_mm;
                sums.barrier += barrier;
            } else if other != NONE {
                sums.border += border;
            }
        }
        if let Some(foes) = part.foes.get(u as usize) {
            for &(_, mm) in foes.iter().filter(|(v, _)| self.labels[*v as usize] == zone) {
                sums.walls = (sums.walls.0 + 1, sums.walls.1 + mm);
            }
        }
        sums
    }

    fn take_out(&mut self, u: u32, zone: u32) {
        self.uncount(zone);
        let part = self.scorer.part;
        let at = u as usize;
        self.labels[at] = NONE;
        let Lengths { inner_mm, barrier, border, walls } = self.lengths_around(u, zone);
        self.sums.barrier -= barrier;
        self.sums.border_mm -= border;
        self.sums.out -= walls.0;
        self.sums.miss -= walls.1;
        let place = self.place[at];
        let sum = &mut self.zones[zone as usize];
        sum.units.swap_remove(place as usize);
        if let Some(&last) = sum.units.get(place as usize) {
            self.place[last as usize] = place;
        }
        sum.size -= part.size[at];
        sum.mass -= part.mass[at];
        sum.area_cm2 -= part.area_cm2[at];
        sum.perimeter_mm -= part.perimeter_mm[at] as i64 - 2 * inner_mm as i64;
        if let Some(facts) = part.facts.get(at) {
            sum.households -= facts.households;
            sum.counts.iter_mut().zip(&facts.counts).for_each(|(sum, n)| *sum -= n);
        }
        self.change_cells(u, zone, |mass, m| *mass -= m);
        self.count(zone);
    }

    fn put_in(&mut self, u: u32, zone: u32) {
        self.make_room(zone);
        self.uncount(zone);
        let part = self.scorer.part;
        let at = u as usize;
        self.labels[at] = zone;
        let Lengths { inner_mm, barrier, border, walls } = self.lengths_around(u, zone);
        self.sums.barrier += barrier;
        self.sums.border_mm += border;
        self.sums.out += walls.0;
        self.sums.miss += walls.1;
        let sum = &mut self.zones[zone as usize];
        self.place[at] = sum.units.len() as u32;
        sum.units.push(u);
        sum.size += part.size[at];
        sum.mass += part.mass[at];
        sum.area_cm2 += part.area_cm2[at];
        sum.perimeter_mm += part.perimeter_mm[at] as i64 - 2 * inner_mm as i64;
        if let Some(facts) = part.facts.get(at) {
            sum.households += facts.households;
            sum.counts.resize(facts.counts.len(), 0);
            sum.counts.iter_mut().zip(&facts.counts).for_each(|(sum, n)| *sum += n);
        }
        self.change_cells(u, zone, |mass, m| *mass += m);
        self.count(zone);
    }

    fn make_room(&mut self, zone: u32) {
        let zones = zone as usize + 1;
        if zones > self.zones.len() {
            self.zones.resize_with(zones, ZoneSum::default);
            self.columns.resize_with(zones * self.scorer.layers(), Vec::new);
            self.major.resize(zones * self.scorer.layers(), NONE);
        }
    }

    /// Takes what a zone by itself adds to the sums out of them.
    fn uncount(&mut self, zone: u32) {
        let sum = &self.zones[zone as usize];
        if sum.units.is_empty() {
            return;
        }
        self.sums.zones -= 1;
        self.sums.joined -= sum.joined;
        self.sums.loose -= looseness(sum.area_cm2, sum.perimeter_mm);
        self.sums.out -= sum.extra.out;
        self.sums.miss -= sum.extra.miss;
        self.sums.soft -= sum.extra.soft;
        if let Some(bounds) = self.scorer.bounds {
            self.sums.out -= u32::from(!bounds.holds(sum.size));
            self.sums.miss -= bounds.miss(sum.size);
            self.sums.off -= sum.size.abs_diff(bounds.target);
        }
    }

    fn count(&mut self, zone: u32) {
        if self.zones[zone as usize].units.is_empty() {
            return;
        }
        if let Some(law) = &self.scorer.part.law {
            self.zones[zone as usize].extra = law.extra(&self.view(zone));
        }
        let sum = &self.zones[zone as usize];
        self.sums.out += sum.extra.out;
        self.sums.miss += sum.extra.miss;
        self.sums.soft += sum.extra.soft;
        self.sums.zones += 1;
        self.sums.joined += sum.joined;
        self.sums.loose += looseness(sum.area_cm2, sum.perimeter_mm);
        if let Some(bounds) = self.scorer.bounds {
            self.sums.out += u32::from(!bounds.holds(sum.size));
            self.sums.miss += bounds.miss(sum.size);
            self.sums.off += sum.size.abs_diff(bounds.target);
        }
    }

    /// A zone as rules see it.
    fn view(&self, zone: u32) -> ZoneView<'_> {
        let part = self.scorer.part;
        let sum = &self.zones[zone as usize];
        ZoneView {
            community: part.community,
            class: ZoneClass::General,
            households: sum.households,
            size: sum.size,
            area_cm2: sum.area_cm2,
            perimeter_mm: sum.perimeter_mm.max(0) as u64,
            counts: &sum.counts,
            count_ids: part.law.as_ref().map_or(&[], |law| &law.count_ids),
            members: &sum.units,
            facts: &part.facts,
        }
    }

    /// Changes the mass of a unit's cells in a zone whose mass has changed.
    fn change_cells(&mut self, u: u32, zone: u32, change: impl Fn(&mut u64, u64)) {
        let scorer = self.scorer;
        if scorer.part.mass[u as usize] == 0 && scorer.cells[u as usize].is_empty() {
            return;
        }
        let first = zone as usize * scorer.layers();
        for &(cell, mass) in &scorer.cells[u as usize] {
            let layer = scorer.layer_of[cell as usize] as usize;
            bump(&mut self.columns[first + layer], cell, |m| change(m, mass));
            bump(&mut self.rows[cell as usize], zone, |m| change(m, mass));
        }
        let half = self.zones[zone as usize].mass / 2;
        for layer in 0..scorer.layers() {
            let (mut most, mut top, mut all) = (0, NONE, 0);
            for &(cell, mass) in &self.columns[first + layer] {
                all += mass;
                if mass > most {
                    (most, top) = (mass, cell);
                }
            }
            if layer == 0 {
                self.zones[zone as usize].joined = all - most;
            }
            // more than half is so for one cell at most, unless cells overlap
            let now = if most > half && is_alone(&self.columns[first + layer], most) { top } else { NONE };
            let before = std::mem::replace(&mut self.major[first + layer], now);
            if before != now {
                self.measure(before);
                self.measure(now);
            }
        }
        for &(cell, _) in &scorer.cells[u as usize] {
            self.measure(cell);
        }
    }

    /// Measures the severed mass of a cell again.
    fn measure(&mut self, cell: u32) {
        if cell == NONE {
            return;
        }
        let (layers, layer) = (self.scorer.layers(), self.scorer.layer_of[cell as usize] as usize);
        let (mut strange, mut largest, mut largest_home) = (0, 0, 0);
        for &(zone, mass) in &self.rows[cell as usize] {
            if self.major[zone as usize * layers + layer] == cell {
                largest_home = mass.max(largest_home);
            } else {
                strange += mass;
                largest = mass.max(largest);
            }
        }
        let now = if largest > largest_home { strange - largest } else { strange };
        let before = std::mem::replace(&mut self.severed[cell as usize], now);
        if layer == 0 {
            self.sums.severed = self.sums.severed + now - before;
        } else {
            let weight = u128::from(self.scorer.layer_weight[layer]);
            self.sums.cut = self.sums.cut + weight * u128::from(now) - weight * u128::from(before);
        }
    }

    /// Mass of each zone in a cell, and whether most of the zone lies there.
    pub(crate) fn pieces(&self, cell: u32) -> impl Iterator<Item = (u64, bool)> + '_ {
        let (layers, layer) = (self.scorer.layers(), self.scorer.layer_of[cell as usize] as usize);
        let rows = self.rows[cell as usize].iter();
        rows.map(move |&(zone, mass)| (mass, self.major[zone as usize * layers + layer] == cell))
    }

    /// An empty zone that is not among `taken`.
    pub(crate) fn empty_zone(&self, taken: &[u32]) -> u32 {
        let free = |z: &u32| self.zones.get(*z as usize).is_none_or(|s| s.units.is_empty()) && !taken.contains(z);
        let most = self.zones.len() + taken.len();
        (0..=most as u32).find(free).unwrap_or(most as u32)
    }

    /// Numbers of the zones that have units.
    pub(crate) fn used(&self) -> impl Iterator<Item = u32> + '_ {
        let all = self.zones.iter().zip(0u32..);
        all.filter(|(sum, _)| !sum.units.is_empty()).map(|(_, zone)| zone)
    }

    /// The units of these zones, rising.
    pub(crate) fn members(&self, zones: &[u32]) -> Vec<u32> {
        let mut all: Vec<u32> = zones.iter().flat_map(|&z| self.zones[z as usize].units.iter().copied()).collect();
        all.sort_unstable();
        all
    }

    /// Zones next to a zone, rising.
    pub(crate) fn neighbours(&self, zone: u32) -> Vec<u32> {
        let units = self.zones[zone as usize].units.iter();
        let near = units.flat_map(|&u| &self.scorer.part.around[u as usize]).map(|&(v, _)| self.labels[v as usize]);
        let mut near: Vec<u32> = near.filter(|&z| z != zone).collect();
        near.sort_unstable();
        near.dedup();
        near
    }

    /// Whether the zone of `u` is connected without it. False for a zone of one unit.
    pub(crate) fn can_leave(&mut self, u: u32) -> bool {
        let zone = self.labels[u as usize];
        self.is_joined_around(u, zone, NONE) && self.zones[zone as usize].units.len() > 1
    }

    /// Whether the neighbours of `u` in `zone` reach each other there without `u` and `other`.
    pub(crate) fn is_joined_around(&mut self, u: u32, zone: u32, other: u32) -> bool {
        let part = self.scorer.part;
        let near = part.around[u as usize].iter().map(|n| n.0);
        let mut near = near.filter(|&v| self.labels[v as usize] == zone && v != other);
        let Some(start) = near.next() else { return false };
        let rest: Vec<u32> = near.collect();
        if rest.is_empty() {
            return true;
        }
        self.round += 1;
        let round = self.round;
        for avoided in [u, other] {
            if avoided != NONE {
                self.seen[avoided as usize] = round;
            }
        }
        self.seen[start as usize] = round;
        let mut stack = vec![start];
        let mut missing = rest.len();
        while let Some(v) = stack.pop() {
            for &(w, _) in &part.around[v as usize] {
                if self.seen[w as usize] != round && self.labels[w as usize] == zone {
                    self.seen[w as usize] = round;
                    stack.push(w);
                    if rest.contains(&w) {
                        missing -= 1;
                        if missing == 0 {
                            return true;
                        }
                    }
                }
            }
        }
        false
    }
}

/// One less the compactness of a zone, in millionths.
pub(super) fn looseness(area_cm2: u64, perimeter_mm: i64) -> u64 {
    super::cost::MILLION - compactness(area_cm2, perimeter_mm.max(0) as u64)
}

/// Whether only one cell has this mass.
fn is_alone(column: &[(u32, u64)], mass: u64) -> bool {
    column.iter().filter(|(_, m)| *m == mass).count() == 1
}

/// Changes the mass at a key of a short list; what has none is not in it.
fn bump(list: &mut Vec<(u32, u64)>, key: u32, change: impl Fn(&mut u64)) {
    if let Some(at) = list.iter().position(|(k, _)| *k == key) {
        change(&mut list[at].1);
        if list[at].1 == 0 {
            list.swap_remove(at);
        }
    } else {
        let mut mass = 0;
        change(&mut mass);
        list.push((key, mass));
    }
}

#[cfg(test)]
mod tests;
