//! Large parts: cut into pieces of a few hundred units, each of which is solved alone.
//!
//! The budget of the search is limited, however many units a part has. A part of many thousands (a
//! large city without communities) is therefore cut along balanced spanning trees first. A cut
//! leaves both sides a total that some number of zones can hold, where a tree offers such a cut, so
//! that a cut alone does not make the bounds impossible.
//! # Limits
//! Zones do not cross the cuts. When a piece cannot be divided within the bounds, nothing is claimed
//! about the whole part: the outcome is unproven.

use crate::part::Part;
use crate::rules::{Bounds, DesignRules};

use super::tree::Tree;
use super::{Outcome, Solved};

/// Units beyond which a part is cut.
pub(crate) const MANY_UNITS: usize = 5_000;
/// Units that a piece has at most, where balanced cuts exist.
const PIECE_UNITS: usize = 400;
/// Trees tried for each cut.
const TREES: u32 = 3;

/// Solves a part of more than [`MANY_UNITS`] units piece by piece with `solve`.
pub(crate) fn solve_in_pieces(
    part: &Part,
    rules: &DesignRules,
    bounds: Bounds,
    solve: impl Fn(&Part, &DesignRules) -> Solved,
) -> Solved {
    let mut labels = vec![0; part.len()];
    let (mut zones, mut nodes, mut all_feasible) = (0, 0, true);
    for piece in pieces(part, bounds) {
        let solved = solve(&part.take(&piece), rules);
        let count = solved.labels.iter().max().map_or(0, |&z| z + 1);
        for (&u, &label) in piece.iter().zip(&solved.labels) {
            labels[u as usize] = zones + label;
        }
        zones += count;
        match solved.outcome {
            Outcome::Feasible => {}
            Outcome::Infeasible(_) => all_feasible = false,
            Outcome::Unproven { nodes: more } => {
                all_feasible = false;
                nodes += more;
            }
        }
    }
    Solved::new(labels, if all_feasible { Outcome::Feasible } else { Outcome::Unproven { nodes } })
}

/// Connected pieces, each rising, in a fixed order.
fn pieces(part: &Part, bounds: Bounds) -> Vec<Vec<u32>> {
    let mut open = vec![(0..part.len() as u32).collect::<Vec<u32>>()];
    let mut done = Vec::new();
    while let Some(members) = open.pop() {
        let cut = if members.len() > PIECE_UNITS { halves(part, &members, bounds) } else { None };
        match cut {
            Some((first, second)) => open.extend([second, first]),
            None => done.push(members),
        }
    }
    done
}

/// The most even cut, if possible one that leaves both sides divisible. Where no tree offers that, only
/// a set too large for the search is cut all the same.
fn halves(part: &Part, members: &[u32], bounds: Bounds) -> Option<(Vec<u32>, Vec<u32>)> {
    let mut best: Option<(bool, u64, usize, u32, u32)> = None;
    for variant in 1..=TREES {
        let tree = Tree::new(part, members, variant);
        let (total, counts) = (tree.total(), tree.counts());
        for (at, side) in tree.edges() {
            let divisible = bounds.zone_counts(side).is_some() && bounds.zone_counts(total - side).is_some();
            let below = counts[at as usize];
            let rank = (!divisible, side.abs_diff(total - side), below.abs_diff(members.len() - below), variant, at);
            if best.is_none_or(|b| rank < b) {
                best = Some(rank);
            }
        }
    }
    let (indivisible, .., variant, at) = best?;
    if indivisible && members.len() <= MANY_UNITS {
        return None;
    }
    let below = Tree::new(part, members, variant).below(at);
    let side = |wanted: bool| members.iter().zip(&below).filter(|(_, b)| **b == wanted).map(|(&u, _)| u).collect();
    Some((side(true), side(false)))
}
