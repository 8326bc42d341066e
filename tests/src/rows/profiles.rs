//! The profiles that ship with the library, each on a district and on cases of its own.

use geo_types::{MultiPolygon, polygon};
use onegrid::{Cell, Layer, Merged, Policy, Project, Role, Silent, Summary, check, merge, summarise};
use onegrid_demo::Size;

use crate::support::demo;

fn profile(name: &str) -> Policy {
    Policy::profile(name).expect("the profile ships with the library")
}

/// Squares of a hundredth of a degree in a row, with households and, where given, residents. Where a key
/// is `.` there is water.
fn row(cells: &[(&str, u64, u64)], counts_residents: bool) -> Project {
    let cell = |(x, &(key, households, residents)): (usize, &(&str, u64, u64))| {
        let (w, e) = (118.0 + x as f64 * 0.01, 118.01 + x as f64 * 0.01);
        Cell {
            key: key.into(),
            households: Some(households),
            counts: if counts_residents { vec![residents] } else { Vec::new() },
            shape: MultiPolygon(vec![polygon![(x: w, y: 30.0), (x: e, y: 30.0), (x: e, y: 30.01), (x: w, y: 30.01)]]),
            ..Cell::default()
        }
    };
    let cells: Vec<Cell> = cells.iter().enumerate().filter(|(_, c)| c.0 != ".").map(cell).collect();
    let community = Cell {
        key: "1".into(),
        code: Some("990101001001".into()),
        shape: MultiPolygon(cells.iter().flat_map(|c| c.shape.0.clone()).collect()),
        ..Cell::default()
    };
    let counts = if counts_residents { vec!["population".into()] } else { Vec::new() };
    let base = Layer { id: "civil".into(), role: Role::Base, counts, cells, ..Layer::default() };
    let communities =
        Layer { id: "community".into(), role: Role::Community, cells: vec![community], ..Layer::default() };
    Project { layers: vec![base, communities], ..Project::default() }
}

fn made(project: &Project, policy: &Policy) -> (Merged, Summary) {
    let merged = merge(project, policy, &Silent).expect("the project can be merged");
    let summary = summarise(&merged, &Silent).expect("it can be summed up");
    (merged, summary)
}

fn sizes(project: &Project, policy: &Policy) -> Vec<u64> {
    made(project, policy).0.plan.zones().iter().map(|z| z.households).collect()
}

#[test]
fn every_profile_merges_the_district_and_its_own_checks_hold() {
    let district = demo(Size::District, 1);
    for name in Policy::profiles() {
        let policy = profile(name);
        let (merged, summary) = made(&district, &policy);
        let report = &summary.report;
        assert!(report.exactness.holds(), "{name}");
        for row in &report.checks.rows {
            assert!(!row.is_hard() || row.passed != Some(false), "{name} {}: {:?}", row.id, row.offences.first());
        }
        assert_eq!(summary.levels.is_some(), !policy.levels.is_empty(), "{name}");
        // what the checks call broken the plan has said before, with its reason
        let broken = merged.plan.broken_rules();
        for row in report.checks.rows.iter().filter(|r| matches!(r.id, "size" | "amount")) {
            for offence in &row.offences {
                let zone = merged.plan.zone_by_code(&offence.zones[0]).expect("a zone of the plan");
                let told = broken.iter().any(|b| b.zone.is_none_or(|z| z.0 == zone));
                assert!(told, "{name}: {offence:?}");
            }
        }
        assert!(report.score.zones_in_bounds > 0, "{name}: some zone keeps the bounds");
        // rules about residents wait for a count of residents, and say so
        let waits = matches!(name, "zhoushan" | "chengxiang" | "urban-rural");
        assert_eq!(
            report.remarks.iter().any(|r| r.1.contains("\"population\"")),
            waits,
            "{name}: {:?}",
            report.remarks
        );
    }
}

/// 000-09: micro-grids of 50 to 80 households inside the grids of the Zhoushan type.
#[test]
fn row_000_09_the_zhoushan_profile_divides_grids_into_micro_grids() {
    let cells: Vec<(&str, u64, u64)> =
        ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"].map(|k| (k, 66, 160)).to_vec();
    let (merged, summary) = made(&row(&cells, false), &profile("zhoushan"));
    assert_eq!(merged.plan.zones().iter().map(|z| z.households).collect::<Vec<_>>(), [396, 396]);
    let levels = summary.levels.expect("two levels");
    let micro: Vec<u64> = levels.nodes(1).iter().map(|n| n.households).collect();
    assert_eq!(micro, [66; 12]);
    assert_eq!(levels.check(&merged.grid, &Silent).expect("polygons overlay").passed, Some(true));
}

#[test]
fn an_island_of_50_residents_gets_a_grid_of_its_own_where_residents_are_counted() {
    let bridge = |policy: Policy| {
        let text = format!("{}\n[[rules.bridge]]\nfrom = \"b\"\nto = \"i\"\n", policy.to_toml());
        Policy::from_toml(&text, "zhoushan").expect("a sound policy")
    };
    let policy = bridge(profile("zhoushan"));
    let island = |residents: u64| [("a", 180, 400), ("b", 180, 400), (".", 0, 0), ("i", 20, residents)];
    // a ferry joins the island to the mainland; 49 residents do not ask for a grid, 50 do
    assert_eq!(sizes(&row(&island(49), true), &policy), [380]);
    assert_eq!(sizes(&row(&island(50), true), &policy), [360, 20]);
    // nobody counted the residents: the rule is not applied, and the report says so
    let (merged, summary) = made(&row(&island(50), false), &policy);
    assert_eq!(merged.plan.zones().len(), 1);
    let remark = summary.report.remarks.iter().find(|r| r.0.contains("population")).expect("it is said");
    assert!(remark.0.contains("rules.island") && remark.1.contains("rules.island"), "{remark:?}");
}

#[test]
fn chengxiang_counts_500_households_or_800_persons() {
    let policy = profile("chengxiang");
    // 1.5 persons a household: 500 households keep the rule by households
    let small = [("a", 250, 375), ("b", 250, 375), ("c", 250, 375), ("d", 250, 375)];
    assert_eq!(sizes(&row(&small, true), &policy), [500, 500]);
    // 2.7 persons: a zone of 300 households keeps it by its 810 persons, not by households
    let large = [("a", 300, 810), ("b", 300, 810), ("c", 300, 810)];
    let (merged, summary) = made(&row(&large, true), &policy);
    assert_eq!(merged.plan.zones().iter().map(|z| z.households).collect::<Vec<_>>(), [300; 3]);
    assert!(merged.plan.broken_rules().is_empty(), "{:?}", merged.plan.broken_rules());
    assert_eq!(summary.report.checks.row("amount").and_then(|r| r.passed), Some(true));
    // the same without persons: three hundred is too few, six hundred too many with the third left over
    let (merged, summary) = made(&row(&large, false), &policy);
    let broken = merged.plan.broken_rules();
    assert!(broken.iter().any(|b| b.rule.contains("households-or-persons")), "{broken:?}");
    assert!(broken.iter().all(|b| b.source.zh.contains("城厢")), "{broken:?}");
    assert_eq!(summary.report.checks.row("amount").and_then(|r| r.passed), Some(false));
    assert_eq!(sizes(&row(&small, false), &policy), [500, 500]);
}

#[test]
fn limits_of_amounts_are_checked_on_grids_made_elsewhere() {
    let grid = |persons: [u64; 2], counted| {
        row(&[("990101001001001", 300, persons[0]), ("990101001001002", 450, persons[1])], counted)
    };
    let passed = |project: &Project| {
        let report = check(project, &profile("chengxiang"), &Silent).expect("the layers overlay");
        let row = report.row("amount").expect("amounts are checked").clone();
        assert!(row.citation.citation_zh.contains("城厢") && !row.citation.citation_en.is_empty());
        (row.passed, row.offences.into_iter().map(|o| (o.zones[0].clone(), o.measured)).collect::<Vec<_>>())
    };
    assert_eq!(passed(&grid([810, 1200], true)), (Some(true), vec![]));
    assert_eq!(passed(&grid([600, 1200], true)), (Some(false), vec![("990101001001001".into(), 300.0)]));
    assert_eq!(passed(&grid([810, 1200], false)), (Some(false), vec![("990101001001001".into(), 300.0)]));
}

#[test]
fn the_limit_of_residents_from_a_popular_article_is_never_a_fault() {
    let crowded = [("a", 400, 3000), ("b", 400, 900)];
    let (merged, summary) = made(&row(&crowded, true), &profile("urban-rural"));
    assert!(merged.plan.broken_rules().iter().all(|b| b.strictness != onegrid::zones::Strictness::Hard));
    assert!(summary.report.checks.row("amount").is_none(), "only hard limits are rows of acceptance");
    // but it counts: of two ways to pair four cells, the one that keeps both below 2,500 is taken
    let four = [("a", 200, 1400), ("b", 200, 1400), ("c", 200, 900), ("d", 200, 900)];
    assert_eq!(sizes(&row(&four, true), &profile("urban-rural")), [400, 400]);
}
