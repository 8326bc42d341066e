//! Feasibility against brute force: a community that can be divided within the bounds is.

use onegrid_zones::{FaceTable, Feasibility};
use proptest::prelude::*;

use crate::support::{Town, bounds, designed};

/// Whether the faces can be divided into connected sets within the bounds, by dynamic programming
/// over all subsets: slow, simple and independent of the crate.
fn can_be_divided(table: &FaceTable, min: u64, max: u64) -> bool {
    let zoned: Vec<usize> = (0..table.faces.len()).filter(|&f| table.faces[f].community.is_some()).collect();
    let place = |face: u32| zoned.iter().position(|&f| f == face as usize);
    let mut near = vec![0u32; zoned.len()];
    for border in &table.borders {
        if let (Some(a), Some(b)) = (place(border.a), place(border.b)) {
            near[a] |= 1 << b;
            near[b] |= 1 << a;
        }
    }
    let is_connected = |set: u32| {
        let mut reached = set & set.wrapping_neg();
        loop {
            let inside = (0..zoned.len()).filter(|&u| reached >> u & 1 == 1);
            let next = inside.fold(reached, |all, u| all | near[u]) & set;
            if next == reached {
                return reached == set;
            }
            reached = next;
        }
    };
    let all = (1usize << zoned.len()) - 1;
    let size = |set: u32| -> u64 {
        let inside = (0..zoned.len()).filter(|&u| set >> u & 1 == 1);
        inside.map(|u| table.faces[zoned[u]].size).sum()
    };
    let is_zone: Vec<bool> =
        (0..=all as u32).map(|set| (min..=max).contains(&size(set)) && is_connected(set)).collect();
    let mut divides = vec![false; all + 1];
    divides[0] = true;
    for set in 1..=all {
        let lowest = set & set.wrapping_neg();
        let mut zone = set;
        while zone > 0 && !divides[set] {
            divides[set] = zone & lowest != 0 && is_zone[zone] && divides[set & !zone];
            zone = (zone - 1) & set;
        }
    }
    divides[all]
}

/// Towns of up to 12 faces; few cells, so that units are coarse at first.
fn towns() -> impl Strategy<Value = Town> {
    let sizes = prop_oneof![
        3 => Just(0u64), 3 => Just(100), 2 => Just(150), 2 => 1..400u64
    ];
    (1..=4usize, 1..=3usize).prop_flat_map(move |(width, height)| {
        let faces = width * height;
        let base = proptest::collection::vec(prop_oneof![8 => "[A-C]", 1 => Just("#".to_string())], faces);
        let department = proptest::collection::vec("[p-q]", faces);
        let households = proptest::collection::vec(sizes.clone(), faces);
        (base, department, households).prop_map(move |(base, department, households)| {
            let rows = |cells: &[String]| {
                let rows = cells.chunks(width).map(<[String]>::concat);
                rows.collect::<Vec<_>>().join("|")
            };
            Town::new(&rows(&base)).department(&rows(&department)).households(&households)
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_can_be_divided_is_divided(town in towns(), min in 100..350u64, spread in 0..250u64) {
        let table = town.table();
        prop_assume!(!table.faces.iter().all(|f| f.community.is_none()));
        let max = min + spread;
        let plan = designed(&table, &bounds(min, max, u64::midpoint(min, max)));
        let verdict = &plan.verdicts[0];
        let is_possible = can_be_divided(&table, min, max);
        prop_assert_eq!(verdict.zones_in_bounds == verdict.zones, is_possible);
        prop_assert_eq!(verdict.feasibility == Feasibility::Feasible, is_possible);
        prop_assert_eq!(plan.violations.is_empty(), is_possible);
        if !is_possible {
            let proved = matches!(verdict.feasibility, Feasibility::Infeasible { .. });
            prop_assert!(proved);
        }
    }
}
