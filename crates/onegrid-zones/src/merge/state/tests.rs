//! Sums kept up to date against sums added up anew.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{NONE, State};
use crate::merge::cost::{Scorer, Sums, compactness};
use crate::merge::tests::{parts, rules};

/// The definitions of the terms, read word by word.
fn added_up(scorer: &Scorer<'_>, labels: &[u32]) -> Sums {
    let part = scorer.part;
    let bounds = scorer.bounds.expect("bounds");
    let mut members: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (u, &zone) in labels.iter().enumerate().filter(|(_, z)| **z != NONE) {
        members.entry(zone).or_default().push(u);
    }
    let sum_of = |units: &[usize], of: &[u64]| units.iter().map(|&u| of[u]).sum::<u64>();
    let mut sums = Sums { zones: members.len() as u32, ..Sums::default() };
    let mut pieces: BTreeMap<u32, Vec<(u64, bool)>> = BTreeMap::new();
    for units in members.values() {
        let (size, mass) = (sum_of(units, &part.size), sum_of(units, &part.mass));
        sums.out += u32::from(!bounds.holds(size));
        sums.miss += bounds.miss(size);
        sums.off += size.abs_diff(bounds.target);
        let is_inner =
            |l: &&(u32, u32, crate::part::Link)| units.contains(&(l.0 as usize)) && units.contains(&(l.1 as usize));
        let inner_mm: u64 = part.links.iter().filter(is_inner).map(|l| l.2.length_mm).sum();
        let around_mm = sum_of(units, &part.perimeter_mm).saturating_sub(2 * inner_mm);
        sums.loose += 1_000_000 - compactness(sum_of(units, &part.area_cm2), around_mm);
        let mut in_cells: BTreeMap<u32, u64> = BTreeMap::new();
        for &(cell, mass) in units.iter().flat_map(|&u| &scorer.cells[u]) {
            *in_cells.entry(cell).or_default() += mass;
        }
        let based: Vec<u64> =
            in_cells.iter().filter(|(c, _)| scorer.layer_of[**c as usize] == 0).map(|c| *c.1).collect();
        sums.joined += based.iter().sum::<u64>() - based.iter().max().unwrap_or(&0);
        for (cell, in_cell) in in_cells {
            pieces.entry(cell).or_default().push((in_cell, 2 * in_cell > mass));
        }
    }
    for (cell, pieces) in pieces {
        let largest = |home: bool| pieces.iter().filter(|p| p.1 == home).map(|p| p.0).max().unwrap_or(0);
        let strange: u64 = pieces.iter().filter(|p| !p.1).map(|p| p.0).sum();
        let severed = strange - if largest(false) > largest(true) { largest(false) } else { 0 };
        match scorer.layer_of[cell as usize] {
            0 => sums.severed += severed,
            layer => sums.cut += u128::from(scorer.layer_weight[layer as usize]) * u128::from(severed),
        }
    }
    for (at, (a, b, _)) in part.links.iter().enumerate() {
        let (one, two) = (labels[*a as usize], labels[*b as usize]);
        let (border_mm, barrier) = scorer.lengths[at];
        if one != NONE && one == two {
            sums.barrier += barrier;
        } else if one != NONE && two != NONE {
            sums.border_mm += border_mm;
        }
    }
    sums
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn sums_after_any_changes_are_those_of_the_plan(
        part in parts(20),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), 0..6u32), 1..60),
    ) {
        let rules = rules(150, 350);
        let scorer = Scorer::new(&part, &rules, &[0.0, 1.0]);
        let mut state = State::new(&scorer, &vec![0; part.len()]);
        for (unit, zone) in changes {
            let zone = if zone == 5 { NONE } else { zone };
            state.shift(unit.index(part.len()) as u32, zone);
            prop_assert_eq!(state.sums(), added_up(&scorer, &state.labels));
        }
        for (at, sum) in state.zones.iter().enumerate() {
            prop_assert!(sum.units.iter().all(|&u| state.labels[u as usize] == at as u32));
        }
    }
}
