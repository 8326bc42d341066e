//! Neighbourhoods: a plan of a large part in, one that dividing a few neighbouring zones anew makes
//! no better, within the nodes of each search, out.
//!
//! Each zone with what is around it is divided anew, everything else staying, by the search for the
//! best division ([`optimum`]); again and again, until none finds anything.
//! # Source
//! Shaw 1998, "Using constraint programming and local search methods to solve vehicle routing
//! problems", CP98, 417-431: large neighbourhood search.

use std::collections::BTreeMap;

use super::optimum;
use super::state::State;

/// Nodes of each search.
const NODES: u32 = 5_000;
/// Rounds over all zones; the first few find nearly all.
const ROUNDS: u32 = 20;

/// Lowers the cost; it never rises.
pub(crate) fn redivide_all(state: &mut State<'_, '_>, units: usize) {
    let mut clock = 0u32;
    // when a zone changed, and when its neighbourhood was searched
    let (mut changed, mut searched) = (BTreeMap::new(), BTreeMap::new());
    for _ in 0..ROUNDS {
        let before = clock;
        for zone in state.used().collect::<Vec<u32>>() {
            let group = around(state, zone, units);
            let last = searched.get(&zone).copied();
            let is_known = |last: u32| group.iter().all(|z| changed.get(z).is_none_or(|at| *at <= last));
            if group.len() < 2 || last.is_some_and(is_known) {
                continue;
            }
            let members = state.members(&group);
            if optimum::redivide(state, &group, &mut { NODES }) {
                clock += 1;
                // zones that are gone, and those that are there instead
                changed.extend(group.iter().map(|&z| (z, clock)));
                changed.extend(members.iter().map(|&u| (state.labels[u as usize], clock)));
            }
            searched.insert(zone, clock);
        }
        if clock == before {
            return;
        }
    }
}

/// A zone and those that share most of their border with it and one another, rising; as many as
/// have few enough units.
fn around(state: &State<'_, '_>, zone: u32, most: usize) -> Vec<u32> {
    let units_of = |zone: u32| &state.zones[zone as usize].units;
    let mut group = vec![zone];
    let mut units = units_of(zone).len();
    let mut shared: BTreeMap<u32, u64> = BTreeMap::new();
    let mut newest = zone;
    while units > 0 {
        for &u in units_of(newest) {
            for &(v, link) in &state.scorer.part.around[u as usize] {
                let length_mm = state.scorer.part.links[link as usize].2.length_mm;
                *shared.entry(state.labels[v as usize]).or_default() += length_mm;
            }
        }
        let fits = shared.iter().filter(|(z, _)| !group.contains(z) && units + units_of(**z).len() <= most);
        let Some((&next, _)) = fits.max_by_key(|(z, mm)| (**mm, u32::MAX - **z)) else { break };
        units += units_of(next).len();
        group.push(next);
        newest = next;
    }
    group.sort_unstable();
    group
}
