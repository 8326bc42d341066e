//! Best plan of all: a small part in, its cheapest division within the bounds out.
//!
//! # Guarantees
//! 1. [`search`] returns a plan only when no division within the bounds is cheaper.
//! 2. The work is limited by a count of nodes, so the answer is the same on every machine.
//!
//! # Method
//! Set partitioning with a known plan to beat. [`listing`] names all connected sets of units within
//! the bounds whose rest can be divided too. For each number of zones, [`prices`] of units bound
//! what a division costs from below, and exclude most sets; [`divide`] is branch and bound over the
//! sets that are left.
//!
//! # Limits
//! At most 32 units; the number of sets grows exponentially with units far below the bounds.

mod divide;
mod ground;
mod listing;
mod prices;

use super::cost::{Cost, Scorer};
use super::state::{NONE, State};
use divide::Search;
use ground::Ground;
use listing::Set;
use prices::{Candidate, Priced};

/// Most units that are searched.
pub(crate) const MOST_UNITS: usize = 32;

/// Nodes of the listing for each node of the search: they cost a fraction of one.
const LISTING: u32 = 4;

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

/// Finds the cheapest division of a whole part. `known` is a plan to be beaten: the nearer it is to
/// the best, the less is searched.
pub(crate) fn search(scorer: &Scorer<'_>, known: Option<&[u32]>, limit: u32) -> Best {
    let units = scorer.part.len();
    if units > MOST_UNITS {
        return Best::Limit { at_least: 0, plan: None };
    }
    let known = known.map(|labels| (State::new(scorer, labels).cost(), labels.to_vec()));
    let known = known.filter(|(cost, _)| cost.out == 0);
    let mut state = State::new(scorer, &vec![NONE; units]);
    let ground = Ground::new(&state, (0..units as u32).collect());
    let numbers: Vec<u32> = (0..units as u32).collect();
    divide_ground(&mut state, &ground, &numbers, known, &mut { limit })
}

/// Divides the units of some zones anew, all others staying, if that costs less; whether it does.
/// Uses up nodes.
pub(crate) fn redivide(state: &mut State<'_, '_>, zones: &[u32], nodes: &mut u32) -> bool {
    let members = state.members(zones);
    if members.len() > MOST_UNITS {
        return false;
    }
    let labels: Vec<u32> = members.iter().map(|&u| state.labels[u as usize]).collect();
    let known = (state.cost(), labels.clone());
    ground::take_out(state, &members);
    let ground = Ground::new(state, members);
    let mut numbers = zones.to_vec();
    while numbers.len() < ground.members.len() {
        numbers.push(state.empty_zone(&numbers));
    }
    let best = divide_ground(state, &ground, &numbers, Some(known), nodes);
    let found = match best {
        Best::Plan(_, labels) | Best::Limit { plan: Some((_, labels)), .. } => labels,
        Best::Nothing | Best::Limit { plan: None, .. } => labels.clone(),
    };
    ground.members.iter().zip(&found).for_each(|(&u, &zone)| state.shift(u, zone));
    found != labels
}

/// Finds the cheapest division of the members of a ground, which are in no zone of `state`, into
/// zones of these numbers.
fn divide_ground<'s, 'p>(
    state: &mut State<'s, 'p>,
    ground: &Ground<'s, 'p>,
    numbers: &[u32],
    known: Option<(Cost, Vec<u32>)>,
    nodes: &mut u32,
) -> Best {
    let (part, Some(bounds)) = (ground.scorer.part, ground.scorer.bounds) else {
        return Best::Limit { at_least: 0, plan: known };
    };
    let mut listing_nodes = nodes.saturating_mul(LISTING);
    let sets = listing::sets(ground, bounds, &mut listing_nodes);
    *nodes = listing_nodes.div_ceil(LISTING);
    let Some(sets) = sets else {
        return Best::Limit { at_least: 0, plan: known };
    };
    let Some((low, high)) = bounds.zone_counts(ground.members.iter().map(|&u| part.size[u as usize]).sum()) else {
        return Best::Nothing;
    };
    let most = part.most_zones.map_or(u64::MAX, |most| u64::from(most.saturating_sub(ground.stay.zones)));
    let high = high.min(ground.members.len() as u64).min(most);
    let mut best = known;
    let mut open: Vec<Priced> = (low..=high).filter_map(|zones| price(ground, &sets, zones, best.as_ref())).collect();
    open.sort_by_key(|priced| (priced.bound, priced.zones));
    for at in 0..open.len() {
        let mut search = Search::new(ground, (&mut *state, numbers), &mut open[at], best.take(), *nodes);
        let is_done = search.run();
        (best, *nodes) = search.end();
        if !is_done {
            let at_least = open[at..].iter().map(|priced| priced.bound).min().unwrap_or(0).max(0) as u64;
            let at_least = best.as_ref().map_or(at_least, |(cost, _)| at_least.min(cost.soft));
            return Best::Limit { at_least, plan: best };
        }
    }
    // costs beyond what prices can hold cannot be compared
    if best.as_ref().is_some_and(|(cost, _)| prices::narrow(cost.soft) == prices::MOST) {
        return Best::Limit { at_least: 0, plan: best };
    }
    best.map_or(Best::Nothing, |(cost, labels)| Best::Plan(cost, labels))
}

/// The sets that a division into so many zones better than `best` may have, with prices; `None`
/// where there is no such division.
fn price(ground: &Ground<'_, '_>, sets: &[Set], zones: u64, best: Option<&(Cost, Vec<u32>)>) -> Option<Priced> {
    let all = zones + u64::from(ground.stay.zones);
    let fitting = sets.iter().filter(|set| set.fits(zones));
    let candidates = fitting.map(|set| {
        let cost = prices::narrow(ground.scorer.share_of_zones(&set.sums(), set.border_mm, all));
        Candidate { units: set.units, cost, reduced: 0 }
    });
    let beat = best.filter(|(cost, _)| ground.keeps_rules(cost)).map(|(cost, _)| prices::narrow(cost.soft));
    let stay = prices::narrow(ground.share_of_stay(all));
    prices::raise(ground.members.len(), zones as usize, candidates.collect(), stay, beat)
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
