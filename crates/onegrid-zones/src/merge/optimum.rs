//! Best plan of all: a small part in, its cheapest division within the bounds out.
//!
//! # Guarantees
//! 1. [`search`] returns a plan only when no division within the bounds is cheaper.
//! 2. The work is limited by a count of nodes, so the answer is the same on every machine.
//!
//! # Method
//! All connected sets of units within the bounds are listed first; then branch and bound over
//! divisions into them, for each number of zones: the unit with fewest sets decides its zone next.
//! What is still open costs at least, for each unit, its part of the cheapest set that holds it;
//! severed households only grow in number as zones are added.
//! # Limits
//! At most 32 units; the number of sets grows exponentially with units far below the bounds.

use crate::rules::Bounds;

use super::cost::{Cost, Scorer};
use super::state::{NONE, State};

/// Most units that are searched.
pub(crate) const MOST_UNITS: usize = 32;

/// Nodes of the listing for each node of the search: they cost a fraction of one.
const LISTING: u32 = 4;

/// Most sets that are listed: a few hundred megabytes.
const MOST_SETS: usize = 1_500_000;

/// Answer of the search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Best {
    /// No division within the bounds is cheaper.
    Plan(Cost, Vec<u32>),
    /// There is no division within the bounds.
    Nothing,
    /// The search was stopped; no division costs less than `at_least`, 0 where that is unknown. The
    /// plan is the best that was known or found.
    Limit { at_least: u64, plan: Option<(Cost, Vec<u32>)> },
}

/// Finds the cheapest division. `known` is a plan to be beaten: the nearer it is to the best, the
/// less is searched.
pub(crate) fn search(scorer: &Scorer<'_>, known: Option<&[u32]>, limit: u32) -> Best {
    let (part, Some(bounds)) = (scorer.part, scorer.bounds) else {
        return Best::Limit { at_least: 0, plan: None };
    };
    if part.len() > MOST_UNITS {
        return Best::Limit { at_least: 0, plan: None };
    }
    let mut nodes = limit;
    let Some(sets) = sets(scorer, bounds, &mut limit.saturating_mul(LISTING)) else {
        return Best::Limit { at_least: 0, plan: None };
    };
    let known = known.map(|labels| (State::new(scorer, labels).cost(), labels.to_vec()));
    let mut best = known.filter(|(cost, _)| cost.out == 0);
    let Some((low, high)) = bounds.zone_counts(part.total()) else {
        return Best::Nothing;
    };
    let high = high.min(part.len() as u64).min(part.most_zones.map_or(u64::MAX, u64::from));
    let mut bound = u64::MAX;
    for zones in low..=high {
        let mut search = Search {
            sets: &sets,
            bounds,
            costs: Vec::new(),
            of_unit: vec![Vec::new(); part.len()],
            least: vec![u64::MAX; part.len()],
            state: State::new(scorer, &vec![NONE; part.len()]),
            best: best.take(),
            nodes,
        };
        search.prepare(zones);
        bound = bound.min(search.at_least());
        let all = if part.len() == MOST_UNITS { u32::MAX } else { (1 << part.len()) - 1 };
        if search.divide(all, zones, 0).is_none() {
            // the numbers of zones that were not reached have a bound of their own
            let at_least =
                (zones + 1..=high).fold(bound, |least, zones| least.min(bound_for(&sets, part.len(), scorer, zones)));
            return Best::Limit { at_least, plan: search.best };
        }
        (best, nodes) = (search.best, search.nodes);
    }
    best.map_or(Best::Nothing, |(cost, labels)| Best::Plan(cost, labels))
}

/// What a division into so many of the sets costs at least.
fn bound_for(sets: &[Set], units: usize, scorer: &Scorer<'_>, zones: u64) -> u64 {
    let mut least = vec![u64::MAX; units];
    for set in sets {
        let cost = scorer.share_of_zone(&set.sums, set.border_mm, zones) / u64::from(set.units.count_ones());
        for u in bits(set.units) {
            least[u as usize] = least[u as usize].min(cost);
        }
    }
    least.into_iter().fold(0, u64::saturating_add)
}

/// A connected set of units within the bounds.
struct Set {
    units: u32,
    sums: super::cost::Sums,
    /// Border with everything outside it.
    border_mm: u64,
}

/// All connected sets within the bounds; `None` when the nodes run out.
fn sets(scorer: &Scorer<'_>, bounds: Bounds, nodes: &mut u32) -> Option<Vec<Set>> {
    let part = scorer.part;
    let near: Vec<u32> = part.around.iter().map(|a| a.iter().fold(0, |set, &(v, _)| set | 1 << v)).collect();
    let mut state = State::new(scorer, &vec![NONE; part.len()]);
    let mut found = Vec::new();
    for root in 0..part.len() {
        // each set once: from its lowest unit, every other unit taken or barred for good
        let mut open = vec![(1u32 << root, (1u32 << root) - 1)];
        while let Some((set, barred)) = open.pop() {
            *nodes = nodes.checked_sub(1)?;
            let size: u64 = bits(set).map(|u| part.size[u as usize]).sum();
            if size > bounds.max {
                continue;
            }
            let frontier = bits(set).fold(0, |all, u| all | near[u as usize]) & !set & !barred;
            if frontier != 0 {
                let next = frontier & frontier.wrapping_neg();
                open.push((set, barred | next));
                open.push((set | next, barred));
            } else if bounds.holds(size) {
                let measured = measured(&mut state, set);
                // other hard rules may exclude it
                if measured.sums.out == 0 {
                    if found.len() >= MOST_SETS {
                        return None;
                    }
                    found.push(measured);
                }
            }
        }
    }
    Some(found)
}

fn measured(state: &mut State<'_, '_>, units: u32) -> Set {
    for u in bits(units) {
        state.shift(u, 0);
    }
    let sums = state.sums();
    for u in bits(units) {
        state.shift(u, NONE);
    }
    let scorer = state.scorer;
    let outside = |u: u32| scorer.part.around[u as usize].iter().filter(move |&&(v, _)| units >> v & 1 == 0);
    let border_mm = bits(units).flat_map(outside).map(|&(_, link)| scorer.lengths[link as usize].0).sum();
    Set { units, sums, border_mm }
}

struct Search<'a, 's, 'p> {
    sets: &'a [Set],
    bounds: Bounds,
    /// What each set adds to the objective at least.
    costs: Vec<u64>,
    /// Sets that hold a unit, cheapest first.
    of_unit: Vec<Vec<u32>>,
    /// What each unit adds at least.
    least: Vec<u64>,
    state: State<'s, 'p>,
    best: Option<(Cost, Vec<u32>)>,
    nodes: u32,
}

impl Search<'_, '_, '_> {
    /// Fills what depends on the number of zones.
    fn prepare(&mut self, zones: u64) {
        for (at, set) in self.sets.iter().enumerate() {
            let cost = self.state.scorer.share_of_zone(&set.sums, set.border_mm, zones);
            self.costs.push(cost);
            for u in bits(set.units) {
                self.of_unit[u as usize].push(at as u32);
                let least = &mut self.least[u as usize];
                *least = (*least).min(cost / u64::from(set.units.count_ones()));
            }
        }
        for sets in &mut self.of_unit {
            sets.sort_by_key(|&at| (self.costs[at as usize], at));
        }
    }

    /// What any division costs at least; [`u64::MAX`] where a unit has no set.
    fn at_least(&self) -> u64 {
        self.least.iter().fold(0, |all, &least| all.saturating_add(least))
    }

    /// Divides what is `left` into `zones` sets; `fixed` is what the others cost. `None` when the
    /// nodes run out.
    fn divide(&mut self, left: u32, zones: u64, fixed: u64) -> Option<()> {
        self.nodes = self.nodes.checked_sub(1)?;
        if left == 0 {
            let cost = self.state.cost();
            if self.best.as_ref().is_none_or(|(b, _)| cost < *b) {
                self.best = Some((cost, self.state.labels.clone()));
            }
            return Some(());
        }
        let pivot = bits(left).min_by_key(|&u| (self.of_unit[u as usize].len(), u))?;
        for at in 0..self.of_unit[pivot as usize].len() {
            let number = self.of_unit[pivot as usize][at] as usize;
            let (set, cost) = (self.sets[number].units, self.costs[number]);
            if set & !left != 0 {
                continue;
            }
            let rest = left & !set;
            if !self.can_hold(rest, zones - 1) {
                continue;
            }
            let open: u64 = bits(rest).map(|u| self.least[u as usize]).sum();
            if self.is_beaten(fixed + cost + open) {
                continue;
            }
            for u in bits(set) {
                self.state.shift(u, zones as u32 - 1);
            }
            let deeper =
                if self.is_beaten(fixed + cost + open) { Some(()) } else { self.divide(rest, zones - 1, fixed + cost) };
            for u in bits(set) {
                self.state.shift(u, NONE);
            }
            deeper?;
        }
        Some(())
    }

    /// Whether units of this size can be so many zones.
    fn can_hold(&self, left: u32, zones: u64) -> bool {
        let size: u64 = bits(left).map(|u| self.state.scorer.part.size[u as usize]).sum();
        (left == 0) == (zones == 0) && size >= zones * self.bounds.min && size <= zones.saturating_mul(self.bounds.max)
    }

    /// Whether a plan that costs at least this much, and what is severed so far, is no better.
    fn is_beaten(&self, at_least: u64) -> bool {
        let severed = self.state.scorer.share_of_severed(&self.state.sums());
        self.best.as_ref().is_some_and(|(b, _)| at_least + severed >= b.soft)
    }
}

/// Positions of the set bits, rising.
fn bits(mut set: u32) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let at = (set != 0).then(|| set.trailing_zeros())?;
        set &= set - 1;
        Some(at)
    })
}

#[cfg(test)]
mod tests;
