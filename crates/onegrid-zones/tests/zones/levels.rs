//! Levels over random towns: children partition parents, whatever the rules.

use onegrid_zones::{
    Bounds, FaceTable, Grouping, LevelError, LevelFrom, LevelRule, Levels, Measure, NestingError, NoProgress,
    check_levels, levels,
};
use proptest::prelude::*;

use crate::support::{Town, bounds, designed};

fn rule(id: &str, from: LevelFrom) -> LevelRule {
    LevelRule { id: id.into(), from, code_digits: 2, left_out: Vec::new() }
}

fn divide(id: &str, min: u64, max: u64) -> LevelRule {
    let bounds = Some(Bounds { min, max, target: u64::midpoint(min, max) });
    rule(id, LevelFrom::Divide { bounds, measure: Measure::Households })
}

fn join(id: &str, grouping: Grouping) -> LevelRule {
    rule(id, LevelFrom::Join { grouping })
}

fn made(table: &FaceTable, zone_bounds: (u64, u64), rules: &[LevelRule]) -> Result<Levels, LevelError> {
    let (min, max) = zone_bounds;
    let rules_of_zones = bounds(min, max, u64::midpoint(min, max));
    let design = designed(table, &rules_of_zones);
    levels(table, &design, &rules_of_zones, rules, &NoProgress)
}

fn rows(cells: &[String], width: usize) -> String {
    let rows = cells.chunks(width).map(<[String]>::concat);
    rows.collect::<Vec<_>>().join("|")
}

fn towns() -> impl Strategy<Value = Town> {
    (3..=9usize, 3..=7usize).prop_flat_map(|(width, height)| {
        let faces = width * height;
        let cells = |pattern: &'static str| proptest::collection::vec(pattern, faces);
        (
            cells("[AAABBBCCDE.+#]"),
            cells("[xxxxyz]"),
            cells("[.......c]"),
            proptest::collection::vec(0..120u64, faces),
            proptest::collection::vec(0..faces, 0..6),
        )
            .prop_map(move |(base, community, campus, households, thin)| {
                let town = Town::new(&rows(&base, width))
                    .communities(&rows(&community, width))
                    .exclusives(&rows(&campus, width))
                    .households(&households);
                thin.into_iter().fold(town, Town::thin)
            })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn children_partition_their_parents(
        town in towns(),
        zone_min in 50..300u64,
        micro_min in 20..90u64,
        group in 2..5u64,
        left_out in proptest::collection::vec(any::<bool>(), 3),
    ) {
        let table = town.table();
        let grouping = Grouping::Bounds { bounds: Bounds { min: group, max: 2 * group, target: group }, measure: Measure::Grids };
        let mut micro = divide("micro", micro_min, 2 * micro_min);
        micro.left_out = (0..table.communities.len() as u32).filter(|c| left_out[*c as usize % 3]).collect();
        let rules = [
            rule("street", LevelFrom::CodePrefix { digits: 9 }),
            join("group", grouping),
            rule("zone", LevelFrom::Zone),
            micro,
            divide("nano", 10, 20),
        ];
        let made = made(&table, (zone_min, 2 * zone_min), &rules).unwrap();
        check_levels(&table, &rules, &made).unwrap();
        let zoned: u64 = table.faces.iter().filter(|f| f.community.is_some()).map(|f| f.households).sum();
        for (level, rule) in made.list.iter().zip(&rules) {
            if rule.left_out.is_empty() {
                prop_assert_eq!(level.nodes.iter().map(|n| n.households).sum::<u64>(), zoned, "{}", level.id);
            }
            // bounds that do not hold are told, and nothing else is
            for violation in &level.violations {
                prop_assert!(!violation.zh.is_empty() && violation.en.contains(&level.nodes[violation.node as usize].code));
            }
        }
        let bounds = Bounds { min: micro_min, max: 2 * micro_min, target: micro_min };
        for (at, node) in made.list[3].nodes.iter().enumerate() {
            let parent = made.node(node.parent.unwrap());
            let is_whole = parent.children == 1 && parent.households < bounds.min;
            let is_told = made.list[3].violations.iter().any(|v| v.node as usize == at);
            prop_assert!(bounds.holds(node.households) || is_whole || is_told, "{node:?} of {parent:?}");
        }
    }

    #[test]
    fn levels_do_not_depend_on_threads_or_repetition(town in towns()) {
        let table = town.table();
        let rules = [rule("community", LevelFrom::Community), rule("zone", LevelFrom::Zone), divide("micro", 30, 60)];
        let first = made(&table, (100, 200), &rules).unwrap();
        prop_assert_eq!(first, made(&table, (100, 200), &rules).unwrap());
    }
}

/// Six zones of one face each.
fn six() -> FaceTable {
    Town::new("ABC|DEF").households(&[100, 100, 100, 100, 100, 100]).table()
}

#[test]
fn zones_join_into_a_wished_number_of_connected_groups() {
    let table = six();
    let rules = [join("large", Grouping::Count { count: 3 }), rule("zone", LevelFrom::Zone)];
    let made = made(&table, (90, 110), &rules).unwrap();
    check_levels(&table, &rules, &made).unwrap();
    let groups = &made.list[0];
    assert_eq!(groups.wished, Some(3));
    assert!(groups.nodes.iter().all(|n| n.children == 2 && n.households == 200), "{:?}", groups.nodes);
    // the street's digits and a sequence of its own
    let codes: Vec<&str> = groups.nodes.iter().map(|n| n.code.as_str()).collect();
    assert_eq!(codes, ["11010100101", "11010100102", "11010100103"]);
}

#[test]
fn a_zone_below_the_minimum_is_one_micro_grid_and_no_violation() {
    let table = Town::new("AAA|BBB").households(&[30, 10, 20, 70, 60, 70]).table();
    let rules = [rule("zone", LevelFrom::Zone), divide("micro", 61, 80)];
    let made = made(&table, (50, 300), &rules).unwrap();
    let micro = &made.list[1];
    let zones = &made.list[0].nodes;
    let whole = zones.iter().find(|z| z.households == 60).expect("A stays a zone of 60");
    assert_eq!(whole.children, 1);
    assert!(micro.violations.iter().all(|v| micro.nodes[v.node as usize].code.starts_with(&zones[1].code)));
    let codes: Vec<&str> = micro.nodes.iter().map(|n| &n.code[n.code.len() - 2..]).collect();
    assert_eq!(codes[0], "01");
}

#[test]
fn a_face_too_large_for_a_micro_grid_is_told_in_both_languages() {
    let table = Town::new("AAB").households(&[300, 60, 70]).table();
    let rules = [rule("zone", LevelFrom::Zone), divide("micro", 50, 80)];
    let made = made(&table, (60, 400), &rules).unwrap();
    let told = &made.list[1].violations;
    let large = told.iter().find(|v| v.measured >= 300).expect("the face of 300 is told");
    assert!(large.zh.contains("80 户") && large.zh.contains("不可分割"), "{}", large.zh);
    assert!(large.en.contains("80 households") && large.en.contains("indivisible"), "{}", large.en);
}

#[test]
fn declared_groups_hold_whole_zones_and_must_nest() {
    let table = Town::new("AB|CD").communities("xx|yy").households(&[100; 4]).table();
    let declared = |of_zone: Vec<u32>| rule("region", LevelFrom::Declared { of_zone });
    let good = [declared(vec![0, 0, 0, 0]), rule("community", LevelFrom::Community), rule("zone", LevelFrom::Zone)];
    let levels = made(&table, (90, 110), &good).unwrap();
    check_levels(&table, &good, &levels).unwrap();
    assert_eq!(levels.list[0].nodes[0].children, 2);
    let bad = [declared(vec![0, 1, 0, 1]), rule("community", LevelFrom::Community), rule("zone", LevelFrom::Zone)];
    let error = made(&table, (90, 110), &bad).unwrap_err();
    assert_eq!(error.code(), "levels.not_nested");
    assert!(error.to_string().contains("\"community\""), "{error}");
}

#[test]
fn lists_that_are_no_hierarchy_are_refused() {
    let table = six();
    let zone = || rule("zone", LevelFrom::Zone);
    let code = |rules: &[LevelRule]| made(&table, (90, 110), rules).unwrap_err().code();
    assert_eq!(code(&[zone()]), "levels.count");
    let many: Vec<LevelRule> = (0..5).map(|i| divide(&format!("d{i}"), 1, 2)).collect();
    assert_eq!(code(&[vec![zone()], many].concat()), "levels.count");
    assert_eq!(code(&[rule("a", LevelFrom::Community), divide("b", 1, 2)]), "levels.zones");
    assert_eq!(code(&[zone(), rule("c", LevelFrom::Community)]), "levels.order");
    assert_eq!(
        code(&[rule("c", LevelFrom::Community), rule("s", LevelFrom::CodePrefix { digits: 9 }), zone()]),
        "levels.order"
    );
    assert_eq!(code(&[divide("micro", 1, 2), zone()]), "levels.order");
    assert_eq!(code(&[rule("zone", LevelFrom::Community), zone()]), "levels.twice");
    assert_eq!(code(&[zone(), LevelRule { code_digits: 0, ..divide("m", 1, 2) }]), "levels.digits");
    assert_eq!(code(&[zone(), divide("m", 3, 2)]), "levels.design");
    assert_eq!(code(&[join("g", Grouping::Count { count: 9 }), zone()]), "levels.join_count");
    assert_eq!(code(&[rule("r", LevelFrom::Declared { of_zone: vec![1] }), zone()]), "levels.declared");
}

#[test]
fn sequences_that_run_over_and_codes_that_meet_are_refused() {
    let table = Town::new("ABCDEFGHIJKL").households(&[100; 12]).table();
    let narrow = LevelRule { code_digits: 1, ..join("g", Grouping::Count { count: 12 }) };
    let error = made(&table, (90, 110), &[narrow, rule("zone", LevelFrom::Zone)]).unwrap_err();
    assert_eq!(error.code(), "levels.code_overflow");
    // 9 digits of the street and 3 are the code of a community
    let meets = LevelRule { code_digits: 3, ..join("g", Grouping::Count { count: 1 }) };
    let rules = [
        rule("s", LevelFrom::CodePrefix { digits: 9 }),
        meets,
        rule("c", LevelFrom::Community),
        rule("zone", LevelFrom::Zone),
    ];
    assert_eq!(made(&table, (90, 110), &rules).unwrap_err().code(), "levels.code_twice");
}

#[test]
fn broken_levels_are_found() {
    let table = Town::new("AABB").households(&[60, 60, 60, 60]).table();
    let rules = [rule("zone", LevelFrom::Zone), divide("micro", 50, 80)];
    let sound = made(&table, (90, 130), &rules).unwrap();
    check_levels(&table, &rules, &sound).unwrap();
    let broken = |change: &dyn Fn(&mut Levels)| {
        let mut levels = sound.clone();
        change(&mut levels);
        check_levels(&table, &rules, &levels).unwrap_err()
    };
    assert!(matches!(broken(&|l| l.list[1].node_of_face[0] = None), NestingError::Face { face: 0, .. }));
    assert!(matches!(broken(&|l| l.list[1].node_of_face.swap(0, 3)), NestingError::Outside { .. }));
    assert!(matches!(broken(&|l| l.list[1].nodes[0].households -= 1), NestingError::Sum { what: "households", .. }));
    let twice = broken(&|l| l.list[1].nodes[1].code = l.list[1].nodes[0].code.clone());
    assert_eq!(twice.code(), "nesting.code_twice");
}
