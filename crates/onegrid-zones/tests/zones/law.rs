//! Laws that hold on every town: nothing is lost, nothing depends on order or threads.

use onegrid_zones::{DesignRules, FaceTable, NoProgress, SearchBudget, design, revise, score};
use proptest::prelude::*;

use crate::support::{Town, bounds, designed, face_sets, permuted};

fn rows(cells: &[String], width: usize) -> String {
    let rows = cells.chunks(width).map(<[String]>::concat);
    rows.collect::<Vec<_>>().join("|")
}

/// Towns with everything in them: gaps, overlaps, slivers, estates, campuses, roads, communities.
pub(crate) fn towns() -> impl Strategy<Value = Town> {
    (2..=9usize, 2..=7usize).prop_flat_map(|(width, height)| {
        let faces = width * height;
        let cells = |pattern: &'static str| proptest::collection::vec(pattern, faces);
        (
            cells("[AAABBBCCDE.+#]"),
            cells("[ppqqr.]"),
            cells("[xxxxy]"),
            cells("[......e]"),
            cells("[.......c]"),
            proptest::collection::vec(0..300u64, faces),
            proptest::collection::vec((0..faces, 0..5u8, any::<bool>()), 0..12),
            proptest::collection::vec(0..faces, 0..8),
        )
            .prop_map(move |(base, department, community, estate, campus, households, roads, thin)| {
                let mut town = Town::new(&rows(&base, width))
                    .department(&rows(&department, width))
                    .communities(&rows(&community, width))
                    .estates(&rows(&estate, width))
                    .exclusives(&rows(&campus, width))
                    .households(&households);
                for (face, rank, is_south) in roads {
                    let other = face + if is_south { width } else { 1 };
                    town = town.barrier(face, other, rank, u32::from(rank));
                }
                thin.into_iter().fold(town, Town::thin)
            })
    })
}

pub(crate) fn rules() -> impl Strategy<Value = DesignRules> {
    let with_bounds = (50..400u64, 0..400u64).prop_map(|(min, spread)| {
        let budget = SearchBudget { moves_per_unit: 20, exact_nodes: 3000, ..SearchBudget::default() };
        DesignRules { budget, ..bounds(min, min + spread, min + spread / 2) }
    });
    (prop_oneof![1 => Just(DesignRules::default()), 3 => with_bounds], any::<bool>(), any::<bool>())
        .prop_map(|(rules, keep_estates, cut_exclusives)| DesignRules { keep_estates, cut_exclusives, ..rules })
}

/// A mixed order of `n` faces.
fn mixed(n: usize, seed: u64) -> Vec<u32> {
    let mut order: Vec<u32> = (0..n as u32).collect();
    order.sort_by_key(|&f| {
        (u64::from(f) + 1).wrapping_mul(seed | 1).rotate_left(29).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    });
    order
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn partition_is_total_connected_and_conserves(town in towns(), rules in rules()) {
        let table = town.table();
        // `designed` checks every invariant of the partition
        let plan = designed(&table, &rules);
        prop_assert!(plan.zones.is_sorted_by(|a, b| a.code < b.code));
        prop_assert!(plan.reasons.is_sorted_by_key(onegrid_zones::Reason::zone));
        for at in 0..plan.zones.len() {
            let id = onegrid_zones::ZoneId(at as u32);
            prop_assert!(plan.reasons_of(id).next().is_some(), "zone {} has no reason", at);
        }
        let measured = score(&table, &plan, &rules);
        for share in [measured.base_border_kept_share, measured.households_kept_share, measured.polsby_popper_mean] {
            prop_assert!((0.0..=1.0).contains(&share), "{measured:?}");
        }
        let all: u64 = plan.units.iter().map(|u| u.households).sum();
        prop_assert_eq!(all, plan.zones.iter().map(|z| z.households).sum::<u64>());
        let (areas, faces) = (
            plan.zones.iter().map(|z| z.area_m2).sum::<f64>(),
            table.faces.iter().filter(|f| f.community.is_some()).map(|f| f.area_m2).sum::<f64>(),
        );
        prop_assert!((areas - faces).abs() < 1e-3);
    }

    #[test]
    fn violations_are_exactly_the_zones_outside_the_bounds(town in towns(), rules in rules()) {
        let plan = designed(&town.table(), &rules);
        let Some(bounds) = rules.bounds else { return Ok(()) };
        for (at, zone) in plan.zones.iter().enumerate() {
            let id = onegrid_zones::ZoneId(at as u32);
            let listed = plan.violations.iter().any(|v| v.zone == Some(id) && v.limit != 1);
            let is_general = zone.class == onegrid_zones::ZoneClass::General;
            prop_assert_eq!(listed, is_general && !bounds.holds(zone.size));
        }
    }

    #[test]
    fn the_order_of_faces_does_not_matter_to_the_base_layer(town in towns(), seed: u64) {
        let table = town.table();
        let order = mixed(table.faces.len(), seed);
        let rules = DesignRules::default();
        let plan = designed(&table, &rules);
        let other = designed(&permuted(&table, &order), &rules);
        let mut back: Vec<Vec<u32>> = face_sets(&other)
            .into_iter()
            .map(|zone| {
                let mut zone: Vec<u32> = zone.iter().map(|&f| order[f as usize]).collect();
                zone.sort_unstable();
                zone
            })
            .collect();
        back.sort();
        prop_assert_eq!(face_sets(&plan), back);
    }

    #[test]
    fn designs_repeat_and_revising_with_the_same_zones_changes_nothing(town in towns(), rules in rules()) {
        let table = town.table();
        let plan = designed(&table, &rules);
        prop_assert_eq!(&plan, &designed(&table, &rules));
        let zones: Vec<u32> = plan.zone_of_unit.iter().map(|z| z.0).collect();
        let revised = revise(&table, &rules, &plan, &zones).expect("the same zones fit");
        prop_assert_eq!(plan, revised);
    }
}

/// A county of many small communities side by side.
fn county() -> FaceTable {
    let (width, height) = (48usize, 16usize);
    let letter = |x: usize, y: usize, w: usize, h: usize, first: u8| {
        char::from(first + ((x / w + y / h * width.div_ceil(w)) % 26) as u8)
    };
    let draw = |w: usize, h: usize, first: u8| {
        let rows = (0..height).map(|y| (0..width).map(|x| letter(x, y, w, h, first)).collect::<String>());
        rows.collect::<Vec<_>>().join("|")
    };
    let households: Vec<u64> = (0..width * height).map(|f| (f * 7919 % 61) as u64).collect();
    Town::new(&draw(3, 2, b'A'))
        .department(&draw(5, 3, b'a'))
        .communities(&draw(8, 8, b'a'))
        .households(&households)
        .table()
}

#[test]
fn the_number_of_threads_does_not_matter() {
    let table = county();
    let rules = bounds(150, 300, 200);
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| design(&table, &rules, &NoProgress)).expect("a design")
    };
    let one = with(1);
    assert_eq!(one, with(2));
    assert!(one.violations.is_empty(), "{:?}", one.violations);
}
