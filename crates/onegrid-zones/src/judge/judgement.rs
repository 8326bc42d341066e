//! A judged plan that follows edits: what an edit touches is judged anew, nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::breach::Breach;
use super::ground::Ground;
use super::subjects::{Broken, Subject};
use super::zone::{Sums, Zone};
use super::{Delta, JudgeError, Mark};
use crate::design::ZoneClass;
use crate::ids::{UnitId, ZoneId};
use crate::merge::cost::{MILLION, square_border};

mod ask;
mod halves;

/// The zones, and how many general ones each community has.
#[derive(Debug, Clone, Default)]
pub(super) struct Zones {
    list: Vec<Arc<Zone>>,
    /// Number of zones and of general zones, by community.
    counts: Vec<(u32, u32)>,
}

impl std::ops::Deref for Zones {
    type Target = [Arc<Zone>];

    fn deref(&self) -> &[Arc<Zone>] {
        &self.list
    }
}

impl Zones {
    pub(super) fn general_of(&self, community: u32) -> u32 {
        self.counts[community as usize].1
    }
}

/// Sums over the whole plan; integers, so that their order does not matter.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Totals {
    /// Mass cut off its cell, times the cell's weight in millionths.
    severed: u128,
    zones: u64,
    joined: u64,
    barrier: u64,
    border: u64,
    loose: u64,
    off: u64,
    general_size: u64,
    hard: u64,
    excess: u64,
    soft: u64,
    /// Borders of as many squares in mm, summed over communities.
    squares: u64,
}

/// A judged plan: which rules it breaks, what it is worth.
///
/// It belongs to the [`Judge`](super::Judge) that made it and shares what never changes with it: a
/// clone copies the zone numbers of the units and one pointer for each zone and cell. Undoing an edit
/// is to [`reassign`](Self::reassign) what its [`Delta::undo`] says.
///
/// # Guarantees
/// After any edits it is the same as a fresh judgement of the same plan.
#[derive(Debug, Clone)]
pub struct Judgement {
    ground: Arc<Ground>,
    labels: Vec<u32>,
    zones: Zones,
    /// Classes that zones were given against their ground.
    classes: BTreeMap<u32, ZoneClass>,
    /// Zones of each cell with their mass, rising.
    rows: Vec<Arc<[(u32, u64)]>>,
    /// Mass of each cell cut off it.
    severed: Vec<u64>,
    broken: BTreeMap<Subject, Broken>,
    totals: Totals,
}

impl PartialEq for Judgement {
    /// Whether plans are the same but for empty zones, with everything that is said about them.
    fn eq(&self, other: &Self) -> bool {
        let used = |j: &Self| j.zones.iter().filter(|z| !z.units.is_empty()).cloned().collect::<Vec<_>>();
        self.labels == other.labels
            && self.classes == other.classes
            && used(self) == used(other)
            && self.rows == other.rows
            && self.severed == other.severed
            && self.broken == other.broken
            && self.totals == other.totals
    }
}

impl Judgement {
    pub(super) fn new(ground: Arc<Ground>, labels: Vec<u32>) -> Result<Self, JudgeError> {
        let count = labels.iter().max().map_or(0, |&z| z as usize + 1);
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); count];
        for (u, &zone) in labels.iter().enumerate() {
            members[zone as usize].push(u as u32);
        }
        for units in &members {
            one_community(&ground, units)?;
        }
        let list = members.into_iter().zip(0..).map(|(units, z)| Arc::new(ground.zone(z, units, &labels, None)));
        let mut judgement = Self {
            zones: Zones { list: list.collect(), counts: vec![(0, 0); ground.areas_cm2.len()] },
            classes: BTreeMap::new(),
            rows: Vec::new(),
            severed: vec![0; ground.cells],
            broken: BTreeMap::new(),
            totals: Totals::default(),
            labels,
            ground,
        };
        let mut rows: Vec<Vec<(u32, u64)>> = vec![Vec::new(); judgement.ground.cells];
        for (zone, at) in judgement.zones.list.clone().iter().zip(0u32..) {
            judgement.count(zone, 1);
            for &(cell, mass) in &zone.cells {
                rows[cell as usize].push((at, mass));
            }
        }
        judgement.rows = rows.into_iter().map(Arc::from).collect();
        for cell in 0..judgement.ground.cells as u32 {
            judgement.measure(cell);
        }
        let mut subjects = BTreeSet::new();
        let all: Vec<u32> = (0..judgement.labels.len() as u32).collect();
        judgement.ground.subjects_of(&all, &mut subjects);
        for subject in subjects {
            judgement.judge_subject(subject);
        }
        Ok(judgement)
    }

    /// The zone of each unit.
    pub fn zone_of_unit(&self) -> impl ExactSizeIterator<Item = ZoneId> + '_ {
        self.labels.iter().map(|&z| ZoneId(z))
    }

    /// Number of the lowest zone that has no unit, for a new zone.
    #[must_use]
    pub fn free_zone(&self) -> ZoneId {
        let free = self.zones.iter().position(|z| z.units.is_empty());
        ZoneId(free.unwrap_or(self.zones.len()) as u32)
    }

    /// All broken rules, by community, zone and rule.
    #[must_use]
    pub fn breaches(&self) -> Vec<Breach> {
        let of_zones = self.zones.iter().flat_map(|z| &z.breaches);
        let mut all: Vec<Breach> = of_zones.chain(self.broken.values().map(|b| &b.1)).cloned().collect();
        all.sort_by(Breach::order);
        all
    }

    /// What the plan is worth.
    #[must_use]
    pub fn mark(&self) -> Mark {
        let t = &self.totals;
        let share = |of: f64, total: u64| if total == 0 { 0.0 } else { of / total as f64 };
        let ground = &*self.ground;
        let w = &ground.rules.weights;
        let severed = t.severed as f64 / MILLION as f64;
        let objective = share(w.moved * t.joined as f64 + severed, ground.mass_total)
            + w.barrier * share(t.barrier as f64 / 2.0, ground.barrier_total)
            + w.compactness * share(t.loose as f64 / MILLION as f64, t.zones)
            + w.border * share(t.border as f64 / 2.0 + ground.around_mm as f64, t.squares)
            + w.deviation * share(t.off.min(t.general_size) as f64, t.general_size)
            + share(t.soft as f64 / 1e3 / MILLION as f64, t.zones);
        let of_subjects = self.broken.values();
        Mark {
            hard: t.hard + of_subjects.len() as u64,
            excess: (t.excess + of_subjects.map(|b| b.0).sum::<u64>()) as f64 / MILLION as f64,
            objective,
        }
    }

    /// Puts units into other zones, which may be new ones: judges the zones, estates, islands,
    /// locks and communities that this touches, and tells what is different now.
    ///
    /// # Errors
    /// [`JudgeError`]; then nothing has changed.
    ///
    /// # Cost
    /// Linear in the units of the zones touched and of their estates, islands and, where their number
    /// is limited and exceeded, communities.
    pub fn reassign(&mut self, moves: &[(UnitId, ZoneId)]) -> Result<Delta, JudgeError> {
        self.edit(moves, &[])
    }

    /// As [`reassign`](Self::reassign), and gives zones a class against their ground; `None` takes
    /// it back. [`Delta::undo`] is about the units alone.
    ///
    /// # Errors
    /// As for [`reassign`](Self::reassign).
    pub fn edit(
        &mut self,
        moves: &[(UnitId, ZoneId)],
        classes: &[(ZoneId, Option<ZoneClass>)],
    ) -> Result<Delta, JudgeError> {
        let known = self.labels.len() + 1;
        if let Some(&(zone, _)) = classes.iter().find(|(z, _)| z.index() >= known) {
            return Err(JudgeError::UnknownZone { zone, known });
        }
        let ground = Arc::clone(&self.ground);
        let (undo, touched) = self.relabel(moves, classes.iter().map(|c| c.0.0))?;
        for &(zone, class) in classes {
            match class {
                Some(class) => self.classes.insert(zone.0, class),
                None => self.classes.remove(&zone.0),
            };
        }
        let before = self.mark();
        let old: Vec<Arc<Zone>> = touched.iter().map(|&z| Arc::clone(&self.zones[z as usize])).collect();
        let fresh = self.regrouped(&touched, &undo);
        let class = |z: u32| self.classes.get(&z).copied();
        let judged = |(&z, units)| Arc::new(ground.zone(z, units, &self.labels, class(z)));
        let fresh: Vec<Arc<Zone>> = touched.iter().zip(fresh).map(judged).collect();
        let mut subjects = BTreeSet::new();
        let mut cells = Vec::new();
        for (&z, (old, new)) in touched.iter().zip(old.iter().zip(&fresh)) {
            self.count(old, -1);
            self.zones.list[z as usize] = Arc::clone(new);
            self.count(new, 1);
            cells.extend(old.cells.iter().chain(&new.cells).map(|c| c.0));
            if ground.has_subjects {
                ground.subjects_of(&old.units, &mut subjects);
                ground.subjects_of(&new.units, &mut subjects);
            }
        }
        cells.sort_unstable();
        cells.dedup();
        for cell in cells {
            self.update_row(cell, &touched);
        }
        let (mut gone, mut new): (Vec<Breach>, Vec<Breach>) = (Vec::new(), Vec::new());
        gone.extend(old.iter().flat_map(|z| &z.breaches).cloned());
        new.extend(fresh.iter().flat_map(|z| &z.breaches).cloned());
        for subject in subjects {
            gone.extend(self.broken.get(&subject).map(|b| b.1.clone()));
            self.judge_subject(subject);
            new.extend(self.broken.get(&subject).map(|b| b.1.clone()));
        }
        let lasting: Vec<Breach> = gone.iter().filter(|b| new.contains(b)).cloned().collect();
        gone.retain(|b| !lasting.contains(b));
        new.retain(|b| !lasting.contains(b));
        gone.sort_by(Breach::order);
        new.sort_by(Breach::order);
        Ok(Delta { gone, new, before, after: self.mark(), zones: touched.into_iter().map(ZoneId).collect(), undo })
    }

    /// Changes the labels; what undoes it, and the zones that lost or won units and the `others`, rising.
    #[expect(clippy::type_complexity, reason = "two lists that are used once")]
    fn relabel(
        &mut self,
        moves: &[(UnitId, ZoneId)],
        others: impl Iterator<Item = u32>,
    ) -> Result<(Vec<(UnitId, ZoneId)>, Vec<u32>), JudgeError> {
        let known = self.labels.len();
        if let Some((unit, _)) = moves.iter().find(|(u, _)| u.index() >= known) {
            return Err(JudgeError::UnknownUnit { unit: *unit, known });
        }
        // one number more than units: there is always a free one
        if let Some((_, zone)) = moves.iter().find(|(_, z)| z.index() > known) {
            return Err(JudgeError::UnknownZone { zone: *zone, known: known + 1 });
        }
        let (mut undo, mut touched) = (Vec::new(), others.collect::<Vec<u32>>());
        for &(unit, zone) in moves {
            let from = std::mem::replace(&mut self.labels[unit.index()], zone.0);
            undo.push((unit, ZoneId(from)));
            touched.extend([from, zone.0]);
        }
        undo.reverse();
        touched.sort_unstable();
        touched.dedup();
        let zones = touched.last().map_or(0, |&z| z as usize + 1);
        if zones > self.zones.len() {
            self.zones.list.resize_with(zones, Arc::default);
        }
        let check = self.regrouped(&touched, &undo).iter().try_for_each(|units| one_community(&self.ground, units));
        if let Err(error) = check {
            for &(unit, zone) in &undo {
                self.labels[unit.index()] = zone.0;
            }
            return Err(error);
        }
        Ok((undo, touched))
    }

    /// Units of the touched zones by the new labels, each list rising.
    fn regrouped(&self, touched: &[u32], moved: &[(UnitId, ZoneId)]) -> Vec<Vec<u32>> {
        let mut fresh: Vec<Vec<u32>> = touched
            .iter()
            .map(|&z| {
                let units = self.zones[z as usize].units.iter().copied();
                units.filter(|&u| self.labels[u as usize] == z).collect()
            })
            .collect();
        for &(unit, _) in moved {
            let zone = self.labels[unit.index()];
            if let Ok(at) = touched.binary_search(&zone)
                && let Err(place) = fresh[at].binary_search(&unit.0)
            {
                fresh[at].insert(place, unit.0);
            }
        }
        fresh
    }

    /// Counts a zone in (1) or out (-1).
    fn count(&mut self, zone: &Zone, sign: i64) {
        if zone.units.is_empty() {
            return;
        }
        let ground = &self.ground;
        let community = zone.community as usize;
        let counts = &mut self.zones.counts[community];
        let squares = |zones: u32| square_border(ground.areas_cm2[community], u64::from(zones));
        let t = &mut self.totals;
        t.squares -= squares(counts.0);
        counts.0 = counts.0.wrapping_add_signed(sign as i32);
        counts.1 = counts.1.wrapping_add_signed(if zone.is_general { sign as i32 } else { 0 });
        t.squares += squares(counts.0);
        let Sums { joined, barrier, border, loose, off, general_size, hard, excess, soft } = zone.sums;
        t.zones = t.zones.wrapping_add_signed(sign);
        for (total, of) in [
            (&mut t.joined, joined),
            (&mut t.barrier, barrier),
            (&mut t.border, border),
            (&mut t.loose, loose),
            (&mut t.off, off),
            (&mut t.general_size, general_size),
            (&mut t.hard, hard),
            (&mut t.excess, excess),
            (&mut t.soft, soft),
        ] {
            *total = if sign > 0 { *total + of } else { *total - of };
        }
    }

    fn update_row(&mut self, cell: u32, touched: &[u32]) {
        let kept = self.rows[cell as usize].iter().copied().filter(|(z, _)| touched.binary_search(z).is_err());
        let mut row: Vec<(u32, u64)> = kept.collect();
        for &z in touched {
            let cells = &self.zones[z as usize].cells;
            if let Ok(at) = cells.binary_search_by_key(&cell, |c| c.0) {
                row.push((z, cells[at].1));
            }
        }
        row.sort_unstable();
        self.rows[cell as usize] = Arc::from(row);
        self.measure(cell);
    }

    /// Measures the severed mass of a cell again.
    fn measure(&mut self, cell: u32) {
        let now = self.severed_of(cell);
        let before = std::mem::replace(&mut self.severed[cell as usize], now);
        let weight = u128::from(self.ground.cell_weight[cell as usize]);
        self.totals.severed = self.totals.severed + weight * u128::from(now) - weight * u128::from(before);
    }

    /// Mass of a cell in zones that have neither its largest piece nor lie mostly in it.
    fn severed_of(&self, cell: u32) -> u64 {
        let (mut strange, mut largest, mut largest_home) = (0, 0, 0);
        for &(zone, mass) in &*self.rows[cell as usize] {
            if 2 * mass > self.zones[zone as usize].mass {
                largest_home = mass.max(largest_home);
            } else {
                strange += mass;
                largest = mass.max(largest);
            }
        }
        if largest > largest_home { strange - largest } else { strange }
    }

    fn judge_subject(&mut self, subject: Subject) {
        match self.ground.judge_subject(subject, &self.labels, &self.zones) {
            Some(broken) => self.broken.insert(subject, broken),
            None => self.broken.remove(&subject),
        };
    }
}

fn one_community(ground: &Ground, units: &[u32]) -> Result<(), JudgeError> {
    let Some(&first) = units.first() else { return Ok(()) };
    let community = |u: u32| ground.units[u as usize].community;
    match units.iter().find(|&&u| community(u) != community(first)) {
        Some(&other) => Err(JudgeError::TwoCommunities { first: UnitId(first), other: UnitId(other) }),
        None => Ok(()),
    }
}
