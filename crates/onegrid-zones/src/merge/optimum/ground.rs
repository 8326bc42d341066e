//! The units that are divided anew, and what stays around them.

use super::super::cost::{Cost, Scorer, Sums};
use super::super::state::{NONE, State};
use super::divide::Pieces;

/// Some units of a part, numbered as bits, with the sums of the zones that stay.
pub(super) struct Ground<'s, 'p> {
    pub(super) scorer: &'s Scorer<'p>,
    /// Units by bit, rising.
    pub(super) members: Vec<u32>,
    /// Bit of each unit of the part; 0 where it stays.
    bits: Vec<u32>,
    /// Sums of the zones that stay.
    pub(super) stay: Sums,
    /// What they are in the cells of the members.
    pub(super) cells: Vec<(u32, Pieces)>,
}

impl<'s, 'p> Ground<'s, 'p> {
    /// From a plan that the members have been taken out of.
    pub(super) fn new(state: &State<'s, 'p>, members: Vec<u32>) -> Self {
        let mut bits = vec![0; state.labels.len()];
        for (at, &u) in members.iter().enumerate() {
            bits[u as usize] = 1 << at;
        }
        let mut touched: Vec<u32> =
            members.iter().flat_map(|&u| state.scorer.cells[u as usize].iter().map(|c| c.0)).collect();
        touched.sort_unstable();
        touched.dedup();
        let pieces = |cell: u32| {
            let mut pieces = Pieces::default();
            state.pieces(cell).for_each(|(mass, is_home)| pieces.add(mass, is_home));
            (cell, pieces)
        };
        let cells = touched.into_iter().map(pieces).collect();
        Self { scorer: state.scorer, members, bits, stay: state.sums(), cells }
    }

    /// The bit of a unit of the part; 0 where it stays.
    pub(super) fn bit(&self, u: u32) -> u32 {
        self.bits[u as usize]
    }

    /// Whether a plan breaks no rule beyond what stays.
    pub(super) fn keeps_rules(&self, cost: &Cost) -> bool {
        cost.out <= self.stay.out
    }

    /// What the zones that stay add to the objective at least, as some of `zones` zones, what is
    /// severed left out.
    pub(super) fn share_of_stay(&self, zones: u64) -> u64 {
        self.scorer.share_of_zones(&self.stay, 2 * self.stay.border_mm, zones)
    }
}

/// Takes units out of their zones.
pub(super) fn take_out(state: &mut State<'_, '_>, members: &[u32]) {
    for &u in members {
        state.shift(u, NONE);
    }
}
