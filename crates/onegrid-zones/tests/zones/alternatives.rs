//! What else could have been done with a zone, on maps small enough to reckon by hand.

use onegrid_zones::{
    Action, Along, Alternative, Design, DesignRules, FaceTable, Lang, Measure, TableNames, ZoneId, alternatives,
};

use crate::support::{bounds, designed, map};

fn of(table: &FaceTable, rules: &DesignRules) -> (Design, Vec<Alternative>) {
    let plan = designed(table, rules);
    let all = alternatives(table, rules, &plan).expect("the design is of this table");
    (plan, all)
}

fn words(table: &FaceTable, plan: &Design, alternative: &Alternative, lang: Lang) -> String {
    let barriers = ["解放路".to_string()];
    let names = TableNames { table, design: plan, barriers: &barriers, measure: Measure::Households };
    alternative.sentence(lang, &names)
}

#[test]
fn a_join_that_breaks_the_maximum_says_by_how_much() {
    let table = map!("AABB").households(&[150, 150, 160, 140]).table();
    let (plan, all) = of(&table, &bounds(300, 500, 400));
    let join = all.iter().find(|a| a.zone == ZoneId(0) && matches!(a.action, Action::Join { .. })).unwrap();
    assert_eq!(join.action, Action::Join { with: ZoneId(1), added: 300 });
    assert_eq!((join.sizes.as_slice(), join.bounds), (&[600][..], Some((300, 500))));
    let en = words(&table, &plan, join, Lang::En);
    assert!(en.starts_with("could have joined 110101001001002 (+300 households, 600 households in all)"), "{en}");
    assert!(en.contains("but 600 > 500"), "{en}");
    let zh = words(&table, &plan, join, Lang::Zh);
    assert!(zh.contains("可与 110101001001002 合并(+300 户,共 600 户):但 600 > 500"), "{zh}");
}

/// Two zones of 240 and a road between them; the department tells their halves apart.
fn two_halves() -> FaceTable {
    map!("AAAABBBB").department("ppqqrrss").households(&[60; 8]).barrier(3, 4, 2, 0).table()
}

#[test]
fn a_piece_that_could_have_come_across_the_road_names_the_road() {
    let table = two_halves();
    let (plan, all) = of(&table, &bounds(100, 400, 240));
    assert_eq!(plan.zones.iter().map(|z| z.size).collect::<Vec<_>>(), [240, 240]);
    let take = all.iter().find(|a| a.zone == ZoneId(0) && matches!(a.action, Action::Take { .. })).unwrap();
    let Action::Take { what, from } = take.action else { unreachable!("it was asked for") };
    assert_eq!((what.size, what.of_size, from), (120, 240, ZoneId(1)));
    assert_eq!(take.sizes, [360, 120]);
    assert!(take.objective_percent > 0.0, "the plan is the best one: {take:?}");
    assert_eq!(take.crosses.map(|(b, m)| (b.name, m as u32)), Some((0, 100)));
    let zh = words(&table, &plan, take, Lang::Zh);
    assert!(zh.contains("B 的一部分(240 户中的 120 户)") && zh.contains("跨越解放路(100 m)"), "{zh}");
    let en = words(&table, &plan, take, Lang::En);
    assert!(en.contains("part of base cell B (120 households of 240 households)"), "{en}");
    assert!(en.contains("objective +") && en.contains("crosses 解放路 (100 m)"), "{en}");
}

#[test]
fn a_split_says_what_it_would_follow_and_which_half_is_too_small() {
    let table = two_halves();
    let (plan, all) = of(&table, &bounds(200, 400, 240));
    let split = all.iter().find(|a| a.zone == ZoneId(0) && matches!(a.action, Action::Split { .. })).unwrap();
    assert_eq!(split.sizes, [120, 120]);
    let along = Along::Department { layer: 1, length_m: 100.0, of_m: 100.0 };
    assert_eq!(split.action, Action::Split { along });
    let en = words(&table, &plan, split, Lang::En);
    assert!(en.contains("divided along 部门0 borders") && en.contains("but 120 < 200, 120 < 200"), "{en}");
}

#[test]
fn exclusive_zones_and_communities_of_one_unit_have_no_other_way() {
    let table = map!("AAAA").exclusives("..xx").table();
    let (_, all) = of(&table, &bounds(100, 400, 200));
    assert!(all.is_empty(), "{all:?}");
}

#[test]
fn alternatives_are_few_sorted_possible_and_always_the_same() {
    let households: Vec<u64> = (0..36).map(|i| 40 + 7 * (i * i % 11)).collect();
    let table = map!("AABBCC|AABBCC|DDEEFF|DDEEFF|GGHHII|GGHHII")
        .department("pppqqq|pppqqq|rrrrss|rrrrss|ttuuuu|ttuuuu")
        .households(&households)
        .table();
    let rules = bounds(200, 500, 320);
    let (plan, all) = of(&table, &rules);
    assert_eq!(all, alternatives(&table, &rules, &plan).unwrap());
    assert!(all.windows(2).all(|w| w[0].zone <= w[1].zone));
    for (z, zone) in plan.zones.iter().enumerate() {
        let own: Vec<&Alternative> = all.iter().filter(|a| a.zone == ZoneId(z as u32)).collect();
        assert!((1..=6).contains(&own.len()), "{}", own.len());
        for a in own {
            let other = match a.action {
                Action::Join { with, .. } | Action::Swap { with, .. } => plan.zones[with.index()].size,
                Action::Give { to, .. } => plan.zones[to.index()].size,
                Action::Take { from, .. } => plan.zones[from.index()].size,
                Action::Split { .. } => 0,
            };
            assert_eq!(a.sizes.iter().sum::<u64>(), zone.size + other, "nobody is lost: {a:?}");
            for lang in [Lang::Zh, Lang::En] {
                assert!(words(&table, &plan, a, lang).chars().any(|c| c.is_ascii_digit()));
            }
        }
    }
}
