//! One zone judged by itself: its units in, its sums and what it breaks out.

use super::breach::{At, Breach};
use super::ground::{Ground, NONE};
use crate::design::ZoneClass;
use crate::ids::ZoneId;
use crate::index::square_metres;
use crate::merge::cost::{MILLION, compactness};
use crate::names::{Lang, sized};
use crate::rule::{Finding, ZoneView};
use crate::rule_set::{Source, Strictness};

/// A zone's sums. They depend on its units alone, so that they are the same however it came about.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Zone {
    /// Rising.
    pub(super) units: Vec<u32>,
    pub(super) community: u32,
    pub(super) is_general: bool,
    pub(super) size: u64,
    pub(super) mass: u64,
    /// Cells with the mass in them, rising.
    pub(super) cells: Vec<(u32, u64)>,
    pub(super) sums: Sums,
    pub(super) breaches: Vec<Breach>,
}

/// What a plan's sums are made of.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Sums {
    /// Mass outside the largest base cell.
    pub(super) joined: u64,
    /// Weighted barrier length inside, twice.
    pub(super) barrier: u64,
    /// Cost of borders with other zones of the community.
    pub(super) border: u64,
    /// One less the compactness, in millionths.
    pub(super) loose: u64,
    /// Distance of the size from the target.
    pub(super) off: u64,
    pub(super) general_size: u64,
    /// Hard rules broken, and how far, in millionths.
    pub(super) hard: u64,
    pub(super) excess: u64,
    /// Weighted rules: thousandths of weight times millionths.
    pub(super) soft: u64,
}

impl Ground {
    pub(super) fn view<'a>(
        &'a self,
        zone: &'a Zone,
        counts: &'a [u64],
        area_cm2: u64,
        perimeter_mm: u64,
    ) -> ZoneView<'a> {
        ZoneView {
            community: zone.community,
            class: if zone.is_general { ZoneClass::General } else { ZoneClass::Exclusive },
            households: zone.units.iter().map(|&u| self.facts[u as usize].households).sum(),
            size: zone.size,
            area_cm2,
            perimeter_mm,
            counts,
            count_ids: &self.count_ids,
            members: &zone.units,
            facts: &self.facts,
        }
    }

    /// Judges the zone `number` of these units (rising); without a class it has that of its ground.
    pub(super) fn zone(&self, number: u32, units: Vec<u32>, labels: &[u32], class: Option<ZoneClass>) -> Zone {
        let mut zone = Zone { units, ..Zone::default() };
        let Some(&first) = zone.units.first() else { return zone };
        zone.community = self.units[first as usize].community;
        zone.is_general = class.map_or_else(|| self.is_general(&zone.units), |c| c == ZoneClass::General);
        let (mut area_cm2, mut outer, mut inner) = (0u64, 0u64, 0u64);
        let mut counts = vec![0u64; self.count_ids.len()];
        for &u in &zone.units {
            let (unit, facts) = (&self.units[u as usize], &self.facts[u as usize]);
            zone.size += unit.size;
            zone.mass += unit.mass;
            area_cm2 += facts.area_cm2;
            outer += unit.perimeter_mm;
            counts.iter_mut().zip(&facts.counts).for_each(|(sum, n)| *sum += n);
            zone.cells.extend_from_slice(&unit.cells);
            for near in self.near(u) {
                if labels[near.unit as usize] == number {
                    inner += near.length_mm;
                    zone.sums.barrier += near.barrier;
                } else {
                    zone.sums.border += near.border;
                }
            }
        }
        let perimeter_mm = outer.saturating_sub(inner);
        zone.cells.sort_unstable();
        zone.cells.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            kept.1 += if same { next.1 } else { 0 };
            same
        });
        zone.sums.loose = MILLION - compactness(area_cm2, perimeter_mm);
        if zone.is_general {
            zone.sums.general_size = zone.size;
            zone.sums.off = self.rules.bounds_of(zone.community).map_or(0, |b| zone.size.abs_diff(b.target));
        }
        let base = zone.cells.iter().filter(|c| self.is_base(c.0)).map(|c| c.1);
        zone.sums.joined = base.clone().sum::<u64>() - base.max().unwrap_or(0);
        self.judge_zone(&mut zone, number, labels, (&counts, area_cm2, perimeter_mm));
        zone
    }

    fn is_base(&self, cell: u32) -> bool {
        cell < self.base_cells
    }

    /// Whether a zone is not one exclusive area.
    fn is_general(&self, units: &[u32]) -> bool {
        let all_detached = units.iter().all(|&u| self.units[u as usize].is_detached);
        let ground = units.iter().map(|&u| &self.units[u as usize]).filter(|u| all_detached || !u.is_detached);
        let mut areas = ground.map(|u| u.exclusive);
        let first = areas.next().flatten();
        first.is_none() || areas.any(|a| a != first)
    }

    fn judge_zone(
        &self,
        zone: &mut Zone,
        number: u32,
        labels: &[u32],
        (counts, area_cm2, perimeter_mm): (&[u64], u64, u64),
    ) {
        let place = self.place(&zone.units);
        let mut found: Vec<Breach> = Vec::new();
        let none = Source::default();
        let at = |rule, strictness, source| At {
            rule,
            strictness,
            community: zone.community,
            zone: Some(ZoneId(number)),
            place,
            source,
        };
        let (mut hard, mut excess, mut soft) = (0, 0, 0u64);
        if let Some(bounds) = self.rules.bounds_of(zone.community)
            && zone.is_general
            && !bounds.holds(zone.size)
        {
            hard += 1;
            let limit = if zone.size < bounds.min { bounds.min } else { bounds.max };
            excess += bounds.miss(zone.size).saturating_mul(MILLION) / limit.max(1);
            let rule = if zone.size < bounds.min { "size.min" } else { "size.max" };
            found.push(Breach::new(&at(rule, Strictness::Hard, &none), self.size_finding(zone.size, limit)));
        }
        let parts = self.parts(&zone.units, labels);
        if parts > 1 {
            (hard, excess) = (hard + 1, excess + MILLION);
            found.push(Breach::new(&at("zone.connected", Strictness::Hard, &none), parts_finding(parts)));
        }
        for (wall, length_mm) in self.walls_inside(&zone.units, labels) {
            let rule = &self.rules.rules.walls[wall as usize];
            (hard, excess) = (hard + 1, excess + length_mm * (MILLION / 1_000));
            found.push(Breach::new(&at(&rule.id, Strictness::Hard, &rule.source), wall_finding(length_mm)));
        }
        if let Some((lock, strangers)) = self.strangers(&zone.units) {
            (hard, excess) = (hard + 1, excess + MILLION);
            let finding = lock_finding(&self.lock_names[lock as usize], strangers);
            found.push(Breach::new(&at("zone.locked", Strictness::Hard, &none), finding));
        }
        let view = self.view(zone, counts, area_cm2, perimeter_mm);
        for rule in &self.zone_rules {
            let over = rule.excess(&view);
            let weight = (rule.weight() * 1e3).round() as u64;
            match rule.strictness() {
                Strictness::Hard if over > 0 => (hard, excess) = (hard + 1, excess + over),
                Strictness::Hard => {}
                Strictness::Weighted => soft = soft.saturating_add(weight.saturating_mul(over.min(MILLION))),
            }
            soft = soft.saturating_add(weight.saturating_mul(rule.deviation(&view).min(MILLION)));
            if over > 0
                && let Some(finding) = rule.judge(&view)
            {
                let source = rule.source();
                let at = At {
                    rule: rule.id(),
                    strictness: rule.strictness(),
                    community: zone.community,
                    zone: Some(ZoneId(number)),
                    place,
                    source: &source,
                };
                found.push(Breach::new(&at, finding));
            }
        }
        (zone.sums.hard, zone.sums.excess, zone.sums.soft) = (hard, excess, soft);
        zone.breaches = found;
    }

    /// Mean place of units by area.
    pub(super) fn place(&self, units: &[u32]) -> (f64, f64) {
        let (mut x, mut y, mut all) = (0.0, 0.0, 0.0);
        for &u in units {
            let place = self.units[u as usize].place;
            let weight = square_metres(self.facts[u as usize].area_cm2).max(1e-4);
            (x, y, all) = (x + weight * place.0, y + weight * place.1, all + weight);
        }
        if all > 0.0 { (x / all, y / all) } else { (0.0, 0.0) }
    }

    fn size_finding(&self, size: u64, limit: u64) -> Finding {
        let words = |lang| (sized(size, lang, self.rules.measure), sized(limit, lang, self.rules.measure));
        let ((a, b), (c, d)) = (words(Lang::Zh), words(Lang::En));
        let below = size < limit;
        Finding {
            measured: size as f64,
            limit: limit as f64,
            zh: if below { format!("{a} < 下限 {b}") } else { format!("{a} > 上限 {b}") },
            en: if below { format!("{c} < minimum {d}") } else { format!("{c} > maximum {d}") },
        }
    }

    /// Number of connected parts, detached units left out.
    fn parts(&self, units: &[u32], labels: &[u32]) -> u32 {
        let number = labels[units[0] as usize];
        let all_detached = units.iter().all(|&u| self.units[u as usize].is_detached);
        let counts = |u: u32| all_detached || !self.units[u as usize].is_detached;
        let mut seen = vec![false; units.len()];
        let mut parts = 0;
        for (start, &u) in units.iter().enumerate() {
            if seen[start] || !counts(u) {
                continue;
            }
            parts += 1;
            seen[start] = true;
            let mut stack = vec![u];
            while let Some(u) = stack.pop() {
                for near in self.near(u).iter().filter(|n| n.is_open || self.is_one_area(u, n.unit)) {
                    if labels[near.unit as usize] == number
                        && counts(near.unit)
                        && let Ok(at) = units.binary_search(&near.unit)
                        && !std::mem::replace(&mut seen[at], true)
                    {
                        stack.push(near.unit);
                    }
                }
            }
        }
        parts
    }

    /// Whether two units are of one exclusive area, which walls do not part.
    fn is_one_area(&self, u: u32, v: u32) -> bool {
        let area = |u: u32| self.units[u as usize].exclusive;
        area(u).is_some() && area(u) == area(v)
    }

    /// Length in mm of each wall that has units of the zone on both sides.
    fn walls_inside(&self, units: &[u32], labels: &[u32]) -> Vec<(u8, u64)> {
        let mut inside = [0u64; 8];
        if self.walls.is_empty() {
            return Vec::new();
        }
        for &u in units {
            for &(v, wall, length) in &self.walls[u as usize] {
                if labels[v as usize] == labels[u as usize] && u < v && !self.is_one_area(u, v) {
                    inside[wall as usize] += length;
                }
            }
        }
        (0u8..).zip(inside).filter(|(_, length)| *length > 0).collect()
    }

    /// A lock that the zone has units of, and how many units are of none or another one.
    fn strangers(&self, units: &[u32]) -> Option<(u32, u64)> {
        let lock = units.iter().map(|&u| self.units[u as usize].lock).find(|&lock| lock != NONE)?;
        let is_stranger = |&&u: &&u32| {
            let unit = &self.units[u as usize];
            unit.lock != lock && !unit.is_sliver && !unit.is_detached
        };
        let strangers = units.iter().filter(is_stranger).count() as u64;
        (strangers > 0).then_some((self.locks[lock as usize].of, strangers))
    }
}

fn parts_finding(parts: u32) -> Finding {
    Finding {
        measured: f64::from(parts),
        limit: 1.0,
        zh: format!("由 {parts} 个互不相连的部分组成,应为 1 个"),
        en: format!("{parts} parts that do not touch, expected 1"),
    }
}

fn wall_finding(length_mm: u64) -> Finding {
    let length_m = crate::index::metres(length_mm);
    Finding {
        measured: length_m,
        limit: 0.0,
        zh: format!("不得跨越的界线有 {length_m:.1} m 位于网格内部,应为 0 m"),
        en: format!("{length_m:.1} m of a line that must not be crossed lie inside, expected 0 m"),
    }
}

fn lock_finding(name: &str, strangers: u64) -> Finding {
    Finding {
        measured: strangers as f64,
        limit: 0.0,
        zh: format!("锁定的网格 {name} 并入了 {strangers} 个其他单元,应为 0 个"),
        en: format!("the locked zone {name} was joined with {strangers} other unit(s), expected 0"),
    }
}
