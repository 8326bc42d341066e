//! A plan and one of its zones in, everything that is tried with it and what it would cost out.

use std::collections::BTreeSet;

use super::{is_connected, weigh};
use crate::merge::cost::Cost;
use crate::merge::state::State;
use crate::merge::tree::Tree;
use crate::rules::Bounds;

/// Most moves and swaps tried for one zone.
const TRIALS: usize = 400;
/// Spanning trees that splits are looked for in, and cuts weighed of each.
const TREES: u32 = 4;
const CUTS: usize = 4;

/// A change of the plan.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Change {
    Join {
        with: u32,
    },
    Move {
        units: Vec<u32>,
        from: u32,
        to: u32,
    },
    Swap {
        unit: u32,
        back: u32,
        with: u32,
    },
    /// These units become a zone of their own.
    Split {
        units: Vec<u32>,
    },
}

/// A change and what the plan would cost with it.
#[derive(Debug, Clone)]
pub(super) struct Trial {
    pub(super) change: Change,
    pub(super) cost: Cost,
}

/// Everything that is tried with a zone; the state is as before.
pub(super) fn trials(state: &mut State<'_, '_>, zone: u32, bounds: Option<Bounds>) -> Vec<Trial> {
    if !is_connected(state, zone) {
        return Vec::new();
    }
    let mut changes: Vec<Change> = Vec::new();
    for with in state.neighbours(zone) {
        changes.push(Change::Join { with });
    }
    changes.extend(moves(state, zone));
    if let Some(bounds) = bounds {
        changes.extend(splits(state, zone, bounds));
    }
    let weighed = changes.into_iter().filter_map(|change| {
        let cost = cost_with(state, zone, &change)?;
        Some(Trial { change, cost })
    });
    weighed.collect()
}

fn cost_with(state: &mut State<'_, '_>, zone: u32, change: &Change) -> Option<Cost> {
    match change {
        Change::Join { with } => {
            let shifts: Vec<(u32, u32)> = state.members(&[zone]).into_iter().map(|u| (u, *with)).collect();
            weigh(state, &shifts, &[*with])
        }
        Change::Move { units, from, to } => {
            let shifts: Vec<(u32, u32)> = units.iter().map(|&u| (u, *to)).collect();
            weigh(state, &shifts, &[*from, *to])
        }
        Change::Swap { unit, back, with } => weigh(state, &[(*unit, *with), (*back, zone)], &[zone, *with]),
        Change::Split { units } => {
            let new = state.empty_zone(&[zone]);
            let shifts: Vec<(u32, u32)> = units.iter().map(|&u| (u, new)).collect();
            weigh(state, &shifts, &[zone, new])
        }
    }
}

/// Cells and units that could go to a neighbour or come from one, and neighbours that could be swapped.
fn moves(state: &State<'_, '_>, zone: u32) -> Vec<Change> {
    let part = state.scorer.part;
    let mut found: BTreeSet<Change> = BTreeSet::new();
    for u in state.members(&[zone]) {
        for &(v, _) in &part.around[u as usize] {
            let with = state.labels[v as usize];
            if with == zone {
                continue;
            }
            for (unit, from, to) in [(u, zone, with), (v, with, zone)] {
                for units in [vec![unit], of_cell(state, unit)] {
                    // all of a zone would be a join
                    if units.len() < state.zones[from as usize].units.len() {
                        found.insert(Change::Move { units, from, to });
                    }
                }
            }
            found.insert(Change::Swap { unit: u, back: v, with });
        }
    }
    found.into_iter().take(TRIALS).collect()
}

/// The units of a zone that have the base cell of one of them, rising.
fn of_cell(state: &State<'_, '_>, unit: u32) -> Vec<u32> {
    let part = state.scorer.part;
    let zone = state.labels[unit as usize];
    let mut units: Vec<u32> = state.zones[zone as usize].units.clone();
    units.retain(|&u| part.base[u as usize] == part.base[unit as usize]);
    units.sort_unstable();
    units
}

/// Cuts of spanning trees that leave the most even or most lawful halves.
fn splits(state: &State<'_, '_>, zone: u32, bounds: Bounds) -> Vec<Change> {
    let part = state.scorer.part;
    let members = state.members(&[zone]);
    if members.len() < 2 {
        return Vec::new();
    }
    let mut found: BTreeSet<Vec<u32>> = BTreeSet::new();
    for variant in 0..TREES {
        let tree = Tree::new(part, &members, variant);
        let total = tree.total();
        let mut cuts: Vec<(u64, u64, u32)> = tree
            .edges()
            .map(|(at, below)| {
                let rest = total - below;
                (bounds.miss(below) + bounds.miss(rest), below.abs_diff(rest), at)
            })
            .collect();
        cuts.sort_unstable();
        for &(_, _, at) in cuts.iter().take(CUTS) {
            let below = tree.below(at);
            let units = members.iter().zip(&below).filter(|(_, b)| **b).map(|(&u, _)| u);
            found.insert(units.collect());
        }
    }
    found.into_iter().map(|units| Change::Split { units }).collect()
}
