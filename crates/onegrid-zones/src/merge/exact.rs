//! Exact search: can connected units be divided into connected zones within the bounds?
//!
//! # Guarantees
//! 1. [`Found::Labels`] is such a division; [`Found::Nothing`] means that there is none.
//! 2. The work is limited by a count of nodes, so the answer is the same on every machine.
//!
//! # Method
//! 1. Units of size 0 that cannot connect anything new (their neighbours touch each other) leave
//!    the graph; one with two neighbours becomes a link of these.
//! 2. Probe: a unit that no zone can hold, with what that zone leaves still of possible totals,
//!    settles the matter and is worth naming.
//! 3. Depth first over sets of remaining units: take the unit with the fewest fitting neighbours, try every
//!    connected zone around it (each set once, by including or excluding frontier units), and go on
//!    with what is left, connected part by connected part.
//! 4. Cut off: a left part whose total no number of zones fits; a left part below the minimum must
//!    join the zone at once; failed parts are remembered.
//! # Limits
//! At most 128 units after step 1; larger graphs give [`Found::Limit`].

use std::collections::{BTreeMap, BTreeSet};

use crate::part::Part;
use crate::rules::Bounds;

use super::law::{self, Chosen};

/// Most units a bit set holds.
const MOST_UNITS: usize = 128;

/// Answer of the exact search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// Zone of each unit.
    Labels(Vec<u32>),
    /// There is no division; this many nodes were visited.
    Nothing { nodes: u32 },
    /// No zone can hold this member (numbered in the list of members).
    NoZoneAround { member: u32, nodes: u32 },
    /// The search was stopped.
    Limit { nodes: u32 },
}

/// Searches a whole part.
pub(crate) fn search(part: &Part, bounds: Bounds, limit: u32) -> Found {
    let members: Vec<u32> = (0..part.len() as u32).collect();
    search_among(part, &members, bounds, limit)
}

/// Rules that exclude each other, found by leaving out one after the other: without any single one
/// of them a division exists, or none was excluded within the limit. `part` has no division that
/// keeps all its hard rules.
pub(crate) fn conflict(part: &Part, bounds: Bounds, limit: u32) -> Chosen {
    let members: Vec<u32> = (0..part.len() as u32).collect();
    let mut kept = Chosen::all(part);
    for bit in kept.bits() {
        let fewer = kept.without(bit);
        if matches!(search_for(part, &members, bounds, fewer, limit), Found::Nothing { .. }) {
            kept = fewer;
        }
    }
    kept
}

/// Searches connected `members` (rising) of a part; labels are in their order.
pub(crate) fn search_among(part: &Part, members: &[u32], bounds: Bounds, limit: u32) -> Found {
    search_for(part, members, bounds, Chosen::all(part), limit)
}

/// As [`search_among`], with some of the hard rules only.
fn search_for(part: &Part, members: &[u32], bounds: Bounds, chosen: Chosen, limit: u32) -> Found {
    let bounds = if chosen.has(Chosen::BOUNDS) { bounds } else { Bounds { min: 0, max: u64::MAX, target: 0 } };
    let is_plain = chosen.0 >> Chosen::WALLS == 0;
    let mut graph = Reduced::new(part, members);
    if is_plain {
        graph.drop_useless();
    }
    let alive: Vec<u32> = graph.around.keys().copied().collect();
    if alive.len() > MOST_UNITS {
        return Found::Limit { nodes: 0 };
    }
    let place = |u: u32| alive.binary_search(&u).unwrap_or(0);
    let near = alive.iter().map(|u| {
        let around = graph.around[u].iter();
        around.fold(0u128, |set, &v| set | 1 << place(v))
    });
    let far = alive.iter().map(|&u| {
        let foes = part.foes.get(members[u as usize] as usize).filter(|_| chosen.has(Chosen::WALLS));
        let at = |v: u32| members.binary_search(&v).ok().map(|m| place(m as u32));
        foes.into_iter().flatten().filter_map(|&(v, _)| at(v)).fold(0u128, |set, v| set | 1 << v)
    });
    let mut search = Search {
        far: if is_plain { Vec::new() } else { far.collect() },
        law: (chosen.0 >> Chosen::RULES != 0).then_some(Asked { part, members, alive: &alive, chosen }),
        near: near.collect(),
        size: alive.iter().map(|&u| part.size[members[u as usize] as usize]).collect(),
        bounds,
        failed: BTreeSet::new(),
        nodes: 0,
        limit,
        is_probe: false,
    };
    let all = if alive.len() == MOST_UNITS { u128::MAX } else { (1u128 << alive.len()) - 1 };
    if is_plain && let Some(unit) = search.unit_without_zone(all) {
        return Found::NoZoneAround { member: alive[unit], nodes: search.nodes };
    }
    let mut zones = Vec::new();
    match search.solve(all, &mut zones) {
        Err(Stopped) => Found::Limit { nodes: search.nodes },
        Ok(false) => Found::Nothing { nodes: search.nodes },
        Ok(true) => {
            let mut labels = vec![None; members.len()];
            for (zone, set) in zones.iter().enumerate() {
                for at in Bits(*set) {
                    labels[alive[at] as usize] = Some(zone as u32);
                }
            }
            for &(dropped, host) in graph.dropped.iter().rev() {
                labels[dropped as usize] = labels[host as usize];
            }
            Found::Labels(labels.into_iter().map(|z| z.unwrap_or(0)).collect())
        }
    }
}

/// The graph while useless units leave it; numbers are positions in the list of members.
struct Reduced {
    around: BTreeMap<u32, BTreeSet<u32>>,
    empty: Vec<bool>,
    /// Units that left, with a neighbour whose zone they can always join.
    dropped: Vec<(u32, u32)>,
}

impl Reduced {
    fn new(part: &Part, members: &[u32]) -> Self {
        let mut around: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for (at, &u) in members.iter().enumerate() {
            let near = part.around[u as usize].iter();
            let near = near.filter_map(|(v, _)| members.binary_search(v).ok());
            around.insert(at as u32, near.map(|v| v as u32).collect());
        }
        let empty = members.iter().map(|&u| part.size[u as usize] == 0);
        Self { around, empty: empty.collect(), dropped: Vec::new() }
    }

    fn drop_useless(&mut self) {
        let mut queue: BTreeSet<u32> = self.around.keys().copied().collect();
        while let Some(u) = queue.pop_first() {
            if !self.empty[u as usize] || self.around.len() == 1 {
                continue;
            }
            let near: Vec<u32> = self.around[&u].iter().copied().collect();
            let is_clique =
                near.iter().enumerate().all(|(i, a)| near[i + 1..].iter().all(|b| self.around[a].contains(b)));
            if near.is_empty() || !(is_clique || near.len() == 2) {
                continue;
            }
            self.around.remove(&u);
            for v in &near {
                if let Some(others) = self.around.get_mut(v) {
                    others.remove(&u);
                    // with two neighbours the unit was a way between them: keep the way
                    others.extend(near.iter().filter(|&w| near.len() == 2 && w != v));
                }
            }
            self.dropped.push((u, near[0]));
            queue.extend(near);
        }
    }
}

/// The node limit is reached.
struct Stopped;

/// Rules that finished zones are asked about.
struct Asked<'a> {
    part: &'a Part,
    members: &'a [u32],
    alive: &'a [u32],
    chosen: Chosen,
}

struct Search<'a> {
    /// Units that may not be in one zone with each; empty where no wall stands.
    far: Vec<u128>,
    law: Option<Asked<'a>>,
    near: Vec<u128>,
    size: Vec<u64>,
    bounds: Bounds,
    failed: BTreeSet<u128>,
    nodes: u32,
    limit: u32,
    /// Whether one zone is enough, as long as arithmetic does not exclude what it leaves.
    is_probe: bool,
}

impl Search<'_> {
    /// Whether the hard rules beside the bounds allow a zone.
    fn allows(&self, zone: u128) -> bool {
        if self.crosses(zone) {
            return false;
        }
        self.law.as_ref().is_none_or(|asked| {
            let units: Vec<u32> = Bits(zone).map(|at| asked.members[asked.alive[at] as usize]).collect();
            law::holds(asked.part, &units, asked.chosen)
        })
    }

    /// Whether a zone has units on both sides of a wall.
    fn crosses(&self, zone: u128) -> bool {
        !self.far.is_empty() && Bits(zone).any(|u| self.far[u] & zone != 0)
    }

    fn sum(&self, set: u128) -> u64 {
        Bits(set).map(|u| self.size[u]).sum()
    }

    /// Units of `within` next to `set`, without `set`.
    fn frontier(&self, set: u128, within: u128) -> u128 {
        Bits(set).fold(0, |all, u| all | self.near[u]) & within & !set
    }

    /// Everything in `within` that is connected to the lowest unit of `from`.
    fn reach(&self, from: u128, within: u128) -> u128 {
        let mut reached = from & within;
        let mut fresh = reached;
        while fresh != 0 {
            fresh = Bits(fresh).fold(0, |all, u| all | self.near[u]) & within & !reached;
            reached |= fresh;
        }
        reached
    }

    fn components(&self, mut set: u128) -> Vec<u128> {
        let mut parts = Vec::new();
        while set != 0 {
            let part = self.reach(set & set.wrapping_neg(), set);
            parts.push(part);
            set &= !part;
        }
        parts
    }

    /// The first unit that no zone can hold; at most a quarter of the work goes into looking for it.
    fn unit_without_zone(&mut self, all: u128) -> Option<usize> {
        let limit = self.limit;
        (self.limit, self.is_probe) = (limit / 4, true);
        let mut found = None;
        for unit in Bits(all) {
            match self.grow(1 << unit, 0, all, &mut Vec::new()) {
                Ok(true) => {}
                Ok(false) => {
                    found = Some(unit);
                    break;
                }
                Err(Stopped) => break,
            }
        }
        (self.limit, self.is_probe) = (limit, false);
        found
    }

    /// Divides a connected set, adding its zones to `zones`.
    fn solve(&mut self, set: u128, zones: &mut Vec<u128>) -> Result<bool, Stopped> {
        let total = self.sum(set);
        if self.bounds.zone_counts(total).is_none() || self.failed.contains(&set) {
            return Ok(false);
        }
        if self.bounds.holds(total) && self.allows(set) {
            zones.push(set);
            return Ok(true);
        }
        let ways = |u: usize| {
            let room = self.bounds.max.saturating_sub(self.size[u]);
            let fitting = Bits(self.near[u] & set).filter(|&v| self.size[v] <= room);
            fitting.count() + usize::from(self.bounds.holds(self.size[u]))
        };
        let Some(pivot) = Bits(set).min_by_key(|&u| (ways(u), u64::MAX - self.size[u])) else {
            return Ok(false);
        };
        let found = self.grow(1 << pivot, 0, set, zones)?;
        if !found {
            self.failed.insert(set);
        }
        Ok(found)
    }

    /// Tries every connected zone that holds `zone`, avoids `barred` and stays in `set`.
    fn grow(&mut self, mut zone: u128, mut barred: u128, set: u128, zones: &mut Vec<u128>) -> Result<bool, Stopped> {
        self.nodes += 1;
        if self.nodes > self.limit {
            return Err(Stopped);
        }
        let left = loop {
            if self.sum(zone) > self.bounds.max || self.crosses(zone) {
                return Ok(false);
            }
            let parts = self.components(set & !zone);
            let small = parts.iter().filter(|&&p| self.sum(p) < self.bounds.min);
            let small = small.fold(0, |all, p| all | p);
            if small & barred != 0 {
                return Ok(false);
            }
            if small == 0 {
                break parts;
            }
            zone |= small;
        };
        if self.bounds.holds(self.sum(zone)) && self.allows(zone) && self.finish(zone, left, zones)? {
            return Ok(true);
        }
        loop {
            let open = set & !barred;
            if self.sum(self.reach(zone, open)) < self.bounds.min {
                return Ok(false);
            }
            let frontier = self.frontier(zone, open);
            let touch = |u: usize| (self.near[u] & zone).count_ones();
            let next = Bits(frontier).max_by_key(|&u| (touch(u), usize::MAX - u));
            let Some(next) = next else {
                return Ok(false);
            };
            if self.sum(zone) + self.size[next] <= self.bounds.max && self.grow(zone | 1 << next, barred, set, zones)? {
                return Ok(true);
            }
            barred |= 1 << next;
        }
    }

    /// Takes `zone` as decided and divides the parts that are left.
    fn finish(&mut self, zone: u128, mut left: Vec<u128>, zones: &mut Vec<u128>) -> Result<bool, Stopped> {
        let fits = |s: &Self, p: u128| s.bounds.zone_counts(s.sum(p)).is_some();
        let all_fit = left.iter().all(|&p| fits(self, p));
        if !all_fit || self.is_probe {
            return Ok(all_fit);
        }
        let before = zones.len();
        zones.push(zone);
        left.sort_unstable_by_key(|p| p.count_ones());
        for part in left {
            if !self.solve(part, zones)? {
                zones.truncate(before);
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Positions of the set bits, rising.
struct Bits(u128);

impl Iterator for Bits {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        if self.0 == 0 {
            return None;
        }
        let at = self.0.trailing_zeros() as usize;
        self.0 &= self.0 - 1;
        Some(at)
    }
}

#[cfg(test)]
mod tests;
