//! Exact search against all subsets, and its limits.

use proptest::prelude::*;

use super::{Found, search};
use crate::merge::tests::{is_connected, parts};
use crate::part::Part;
use crate::rules::Bounds;

fn can_be_divided(part: &Part, bounds: Bounds) -> bool {
    let all = (1usize << part.len()) - 1;
    let inside = |set: usize| (0..part.len()).filter(move |&u| set >> u & 1 == 1);
    let is_zone: Vec<bool> = (0..=all)
        .map(|set| {
            let labels: Vec<u32> = (0..part.len()).map(|u| (set >> u & 1) as u32).collect();
            // the rest need not be connected: give each unit of it a zone of its own
            let labels = labels.iter().zip(2u32..).map(|(&l, own)| if l == 1 { 1 } else { own });
            bounds.holds(inside(set).map(|u| part.size[u]).sum()) && is_connected(part, &labels.collect::<Vec<_>>())
        })
        .collect();
    let mut divides = vec![false; all + 1];
    divides[0] = true;
    for set in 1..=all {
        let mut zone = set;
        while zone > 0 && !divides[set] {
            let has_lowest = zone & set & set.wrapping_neg() != 0;
            divides[set] = has_lowest && is_zone[zone] && divides[set & !zone];
            zone = (zone - 1) & set;
        }
    }
    divides[all]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_answer_is_that_of_brute_force(part in parts(11), min in 50..400u64, spread in 0..200u64) {
        let bounds = Bounds { min, max: min + spread, target: min };
        match search(&part, bounds, 1_000_000) {
            Found::Labels(labels) => {
                prop_assert!(is_connected(&part, &labels));
                for &zone in &labels {
                    let inside = (0..part.len()).filter(|&u| labels[u] == zone);
                    prop_assert!(bounds.holds(inside.map(|u| part.size[u]).sum()));
                }
            }
            Found::Nothing { .. } | Found::NoZoneAround { .. } => prop_assert!(!can_be_divided(&part, bounds)),
            Found::Limit { .. } => prop_assert!(false, "11 units fit the limit"),
        }
    }
}
