//! Rows that concern rules: what a zone must be and what is said where it is not.

use geo_types::{MultiLineString, MultiPolygon, line_string, polygon};
use onegrid::{
    BarrierClass, BarrierLayer, BarrierLine, Cell, HouseholdPoint, HouseholdTable, Layer, Merged, Policy, Project,
    Role, Silent, ZoneClass, merge,
};

use crate::support::{demo, general};

/// 004-09, 004-12: special groups and events are counts; none of them gets lost on the way into zones.
#[test]
fn row_004_09_counts_of_people_and_events_are_conserved_like_households() {
    let mut project: Project = demo(onegrid_demo::Size::Street, 1);
    let table = &mut project.households[0];
    table.counts = vec!["population".into(), "events".into()];
    for (at, point) in table.points.iter_mut().enumerate() {
        point.counts = vec![2 * point.households + at as u64 % 2, at as u64 % 7];
    }
    // one door far outside: known to be outside, not lost
    table.points.push(HouseholdPoint {
        lon_deg: -60.0,
        lat_deg: 3.0,
        households: 1,
        counts: vec![1000, 500],
        ..HouseholdPoint::default()
    });
    let read = |table: &HouseholdTable, k: usize| table.points.iter().map(|p| p.counts[k]).sum::<u64>();
    let expected = [read(&project.households[0], 0) - 1000, read(&project.households[0], 1) - 500];
    // cells of the base layer may carry counts too
    let base: &mut Layer = project.layers.iter_mut().find(|l| l.role == Role::Base).expect("a base layer");
    base.counts = vec!["events".into()];
    base.cells.iter_mut().for_each(|cell| cell.counts = vec![3]);
    let of_cells = 3 * base.cells.len() as u64;

    let merged = merge(&project, &general(), &Silent).expect("the project can be merged");
    let ids: Vec<&str> = merged.grid.count_ids().collect();
    assert_eq!(ids, ["events", "population"]);
    let zones = merged.plan.zones();
    let sum = |k: usize| zones.iter().map(|z| z.counts[k]).sum::<u64>();
    assert_eq!([sum(1), sum(0)], [expected[0], expected[1] + of_cells]);
    let account = merged.grid.ledger().sources.iter().find(|s| s.layer.is_empty()).expect("the table's account");
    assert_eq!([account.counts[0].outside, account.counts[1].outside], [1000, 500]);
}

/// Squares of 0.01 degrees in one row; each character is a cell of a layer, `.` is no cell.
fn row_layer(id: &str, role: Role, map: &str, households: &[u64]) -> Layer {
    let mut cells: Vec<Cell> = Vec::new();
    for (x, key) in map.chars().enumerate().filter(|(_, key)| *key != '.') {
        let x0 = 118.0 + x as f64 * 0.01;
        let square = polygon![(x: x0, y: 30.0), (x: x0 + 0.01, y: 30.0), (x: x0 + 0.01, y: 30.01), (x: x0, y: 30.01)];
        let count = households.get(x).copied();
        match cells.iter_mut().find(|cell| cell.key == key.to_string()) {
            Some(cell) => {
                cell.shape.0.push(square);
                cell.households = cell.households.zip(count).map(|(a, b)| a + b);
            }
            None => cells.push(Cell {
                key: key.to_string(),
                households: count,
                code: (role == Role::Community).then(|| format!("99010100100{}", key as u32 % 10)),
                class: (role == Role::Exclusive).then(|| "campus".into()),
                shape: MultiPolygon(vec![square]),
                ..Cell::default()
            }),
        }
    }
    Layer { id: id.into(), role, cells, ..Layer::default() }
}

fn project(layers: Vec<Layer>) -> Project {
    Project { layers, code_prefix: Some("990101001001".into()), ..Project::default() }
}

fn with_rules(text: &str) -> Policy {
    let head = "onegrid_policy = 1\nid = \"test\"\n[size]\nmin = 300\nmax = 500\ntarget = 400\n";
    Policy::from_toml(&format!("{head}{text}"), "test.toml").expect("a sound policy")
}

fn merged(project: &Project, policy: &Policy) -> Merged {
    merge(project, policy, &Silent).expect("the project can be merged")
}

/// 001-07: many grids inside a large community, none across its line.
#[test]
fn row_001_07_grids_lie_inside_a_large_community_and_never_cross_its_line() {
    let base = row_layer("civil", Role::Base, "ABCDEFGH", &[200; 8]);
    let communities = row_layer("community", Role::Community, "11111222", &[]);
    let merged = merged(&project(vec![base, communities]), &with_rules(""));
    let of = |c: u32| merged.plan.zones().iter().filter(|z| z.community == c).map(|z| z.households).collect::<Vec<_>>();
    assert_eq!(of(0).iter().sum::<u64>(), 1000);
    assert_eq!(of(1).iter().sum::<u64>(), 600);
    // 600 households of three equal cells: 400 and 200, or all in one above the maximum
    assert!(merged.plan.broken_rules().iter().all(|b| b.rule.starts_with("size.")));
}

/// 001-12: a campus of ten thousand and a shop are zones as well; only the ordinary ones are counted.
#[test]
fn row_001_12_a_campus_is_exempt_and_not_flagged_by_any_limit() {
    let base = row_layer("civil", Role::Base, "ABCD", &[200, 10_000, 200, 1]);
    let campus = row_layer("campus", Role::Exclusive, ".u.s", &[]);
    let rules = "[[rules.amount]]\nid = \"area\"\nany_of = [{ of = \"households\", max = 450 }]\n";
    let merged = merged(&project(vec![base, campus]), &with_rules(rules));
    let exclusive: Vec<u64> =
        merged.plan.zones().iter().filter(|z| z.class == ZoneClass::Exclusive).map(|z| z.households).collect();
    assert_eq!(exclusive, [10_000, 1]);
    let flagged: Vec<_> = merged.plan.broken_rules().into_iter().filter_map(|b| b.zone).collect();
    assert!(flagged.iter().all(|z| merged.plan.zones()[z.index()].class == ZoneClass::General), "{flagged:?}");
}

/// 001-13: borders follow roads, not the lines between departments.
#[test]
fn row_001_13_a_forbidden_railway_is_a_border_whatever_the_departments_drew() {
    let base = row_layer("civil", Role::Base, "AABB", &[200; 4]);
    let police = row_layer("police", Role::Department, "PPPP", &[]);
    let mut project = project(vec![base, police]);
    let x = 118.01;
    project.barriers = vec![BarrierLayer {
        id: "rail".into(),
        name: "铁路".into(),
        source: "rail".into(),
        rejected: Vec::new(),
        lines: vec![BarrierLine {
            key: "r".into(),
            name: None,
            class: BarrierClass::Rail,
            feature: 0,
            shape: MultiLineString(vec![line_string![(x: x, y: 29.99), (x: x, y: 30.02)]]),
        }],
    }];
    let cuts = |policy: &Policy| merged(&project, policy).plan.zones().iter().map(|z| z.households).collect::<Vec<_>>();
    assert_eq!(cuts(&with_rules("")), [400, 400]);
    let forbidden = "[rules.forbidden]\nclasses = [\"rail\", \"river\"]\n";
    let sizes = cuts(&with_rules(forbidden));
    assert_eq!(sizes[0], 200, "west of the railway there are 200 households and no way across: {sizes:?}");
}

/// 002-09: no gap, and what a rule says is filled down to the zone.
#[test]
fn row_002_09_ground_without_a_base_cell_is_in_a_zone_too() {
    let base = row_layer("civil", Role::Base, "A.B", &[300, 0, 300]);
    let communities = row_layer("community", Role::Community, "111", &[]);
    let merged = merged(&project(vec![base, communities]), &with_rules(""));
    let area: f64 = merged.plan.zones().iter().map(|z| z.area_m2).sum();
    let all: f64 = (0..merged.grid.face_count()).map(|f| merged.grid.arrangement().face_area_m2(f)).sum();
    assert!((area - all).abs() < 1e-3 * all);
}

/// 004-02: the borders of the base layer are kept unless a rule forces a change, and it is said how
/// much of them is kept.
#[test]
fn row_004_02_the_share_of_base_borders_kept_is_reported_and_locked_borders_never_move() {
    let base = row_layer("civil", Role::Base, "ABCD", &[200, 200, 400, 400]);
    let kept = |merged: &Merged| {
        let rows = merged.plan.measured_rules();
        rows.iter().find(|m| m.rule == "border").expect("it is reported").measured
    };
    let changed = merged(&project(vec![base.clone()]), &with_rules(""));
    // A and B are too small: one border of three went
    assert!((kept(&changed) - 200.0 / 3.0).abs() < 0.5, "{}", kept(&changed));
    let locked = merged(&project(vec![base]), &with_rules("[rules.locked_border]\nlayers = [\"civil\"]\n"));
    assert!((kept(&locked) - 100.0).abs() < 1e-9);
    let broken: Vec<_> = locked.plan.broken_rules().into_iter().map(|b| b.rule).collect();
    assert_eq!(broken, ["size.min", "size.min"]);
}

/// 004-07: territory wins over departments: a department's cell does not move a base border.
#[test]
fn row_004_07_base_cells_win_over_the_cells_of_departments() {
    let base = row_layer("civil", Role::Base, "AABB", &[200; 4]);
    let police = row_layer("police", Role::Department, "PQQR", &[]);
    let merged = merged(&project(vec![base, police]), &with_rules(""));
    let bases: Vec<_> = (0..2).map(|z| merged.plan.base_cells_of(z)).collect();
    assert_eq!(bases, [vec![("A".to_string(), 400)], vec![("B".to_string(), 400)]]);
}

/// 000-23: no border cuts an estate unless the estate is above the maximum.
#[test]
fn row_000_23_an_estate_stays_whole_unless_it_is_too_large() {
    let base = row_layer("civil", Role::Base, "AABB", &[150, 250, 250, 150]);
    let estates = |map: &str| row_layer("estates", Role::Estate, map, &[]);
    let whole = merged(&project(vec![base.clone(), estates(".ee.")]), &with_rules(""));
    assert!(whole.plan.broken_rules().iter().all(|b| b.rule != "estate.whole"));
    let large = merged(&project(vec![base, estates("eeee")]), &with_rules(""));
    let broken = large.plan.broken_rules();
    let estate = broken.iter().find(|b| b.rule == "estate.whole").expect("800 households are above 500");
    assert_eq!((estate.measured, estate.limit), (2.0, 1.0));
}

#[test]
fn a_policy_that_names_what_does_not_exist_is_refused_with_what_there_is() {
    let project = project(vec![row_layer("civil", Role::Base, "AB", &[200; 2])]);
    let error = |rules: &str| merge(&project, &with_rules(rules), &Silent).expect_err("unknown").to_string();
    let people = "[[rules.amount]]\nid = \"p\"\nany_of = [{ of = \"people\", max = 5 }]\n";
    assert!(error(people).contains("households, area_m2"));
    assert!(error("[rules.locked_border]\nlayers = [\"civic\"]\n").contains("civil"));
    assert!(error("[[rules.bridge]]\nfrom = \"A\"\nto = \"X\"\n").contains("one of the 2 cells"));
    assert!(error("[[rules.locked_zone]]\ncells = [\"Y\"]\n").contains("\"Y\""));
    let refused = |rules: &str| {
        let head = "onegrid_policy = 1\nid = \"x\"\n";
        Policy::from_toml(&format!("{head}{rules}"), "x").expect_err("unsound").code()
    };
    assert_eq!(refused("[rules]\nstability = -1.0"), "policy.contradiction");
    assert_eq!(refused("[rules.forbidden]\ncitation_en = \"x\""), "policy.contradiction");
    assert_eq!(refused("[rules]\nstabillity = 1.0"), "policy.unknown_key");
}
