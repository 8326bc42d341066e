//! Rows about coverage and about what zones must not cut: estates stay whole unless they are too large.

use geo_types::{MultiPolygon, polygon};
use onegrid::{
    Cell, CodeSegment, ConflictKind, Extent, HouseholdPoint, HouseholdTable, Lang, Layer, Merged, Obstacle, Policy,
    Project, Role, Silent, Summary, conflicts, merge, summarise,
};

use crate::law::fresh_dump;
use crate::support::{assert_same, general, shuffled, street, with_threads};

/// A rectangle: west, south, width and height in 1e-5 degree from 118 E, 32 N.
fn cell(key: &str, [x, y, w, h]: [f64; 4], households: Option<u64>) -> Cell {
    let (x, y, w, h) = (118.0 + x * 1e-5, 32.0 + y * 1e-5, w * 1e-5, h * 1e-5);
    Cell {
        key: key.into(),
        households,
        shape: MultiPolygon(vec![polygon![(x: x, y: y), (x: x + w, y: y), (x: x + w, y: y + h), (x: x, y: y + h)]]),
        ..Cell::default()
    }
}

fn layer(id: &str, role: Role, cells: Vec<Cell>) -> Layer {
    Layer { id: id.into(), source: format!("{id}.geojson"), role, cells, ..Layer::default() }
}

fn made(project: &Project) -> (Merged, Summary) {
    let merged = merge(project, &general(), &Silent).expect("a sound project");
    let summary = summarise(&merged, &Silent).expect("it can be summed up");
    (merged, summary)
}

/// A community with two base cells of 400 households and an estate across the line between them.
fn estate_across_the_line(estate_households: u64) -> Project {
    let community = Cell { code: Some("990101001001".into()), ..cell("1", [0.0, 0.0, 2000.0, 1000.0], None) };
    let door = |x: f64, y: f64, households| HouseholdPoint {
        lon_deg: 118.0 + x * 1e-5,
        lat_deg: 32.0 + y * 1e-5,
        households,
        ..HouseholdPoint::default()
    };
    let mut points = vec![door(100.0, 500.0, 300), door(1900.0, 500.0, 300)];
    for i in 0..10u32 {
        points.push(door(910.0 + 20.0 * f64::from(i), 250.0, estate_households / 10));
    }
    Project {
        layers: vec![
            layer(
                "base",
                Role::Base,
                vec![cell("A", [0.0, 0.0, 1000.0, 1000.0], None), cell("B", [1000.0, 0.0, 1000.0, 1000.0], None)],
            ),
            layer("community", Role::Community, vec![community]),
            layer("estates", Role::Estate, vec![cell("garden", [900.0, 100.0, 200.0, 300.0], None)]),
        ],
        households: vec![HouseholdTable { source: "doors.csv".into(), points, ..HouseholdTable::default() }],
        ..Project::default()
    }
}

#[test]
fn row_000_23_no_border_cuts_an_estate_that_fits() {
    let (merged, summary) = made(&estate_across_the_line(200));
    let row = summary.report.checks.row("crossing").unwrap();
    assert_eq!((row.passed, row.measured), (Some(true), 0.0));
    let sizes: Vec<u64> = merged.plan.zones().iter().map(|z| z.households).collect();
    assert_eq!(sizes.iter().sum::<u64>(), 800);
    assert!(sizes.iter().all(|s| (300..=500).contains(s)), "{sizes:?}");
    let why: Vec<String> =
        merged.plan.zones().iter().flat_map(|z| merged.plan.explain(&z.code, Lang::En).unwrap().reasons).collect();
    assert!(why.iter().any(|r| r.contains("estate kept whole: garden")), "{why:?}");
}

#[test]
fn row_000_05_each_zone_of_a_merge_has_a_code_and_passes_the_checks() {
    let made = street();
    for id in ["codes", "order", "valid", "connected"] {
        assert_eq!(made.summary.report.checks.row(id).unwrap().passed, Some(true), "{id}");
    }
}

#[test]
fn row_001_16_one_grid_covers_everything_and_the_list_of_gaps_is_empty() {
    let made = street();
    let gaps = made.summary.report.checks.row("gap").unwrap();
    assert_eq!((gaps.passed, gaps.measured, gaps.offences.len()), (Some(true), 0.0, 0));
    // there was something to close: the base layer came with gaps
    let base = &made.merged.grid.layers()[made.merged.grid.base_layer()].id;
    let found = conflicts(&made.merged.grid, &made.merged.plan);
    assert!(found.iter().any(|c| c.layer == *base && c.kind == ConflictKind::Gap));
}

#[test]
fn row_002_01_one_net_covers_the_extent_to_the_last_unit() {
    let made = street();
    let exact = &made.summary.report.exactness;
    assert_eq!(exact.extent_area2, exact.zones_area2);
    assert_ne!(exact.extent_area2, "0");
}

#[test]
fn row_002_09_from_side_to_side_there_is_no_gap_and_no_overlap() {
    let project = Project { extent: Extent::Communities, ..estate_across_the_line(200) };
    let (_, summary) = made(&project);
    for id in ["gap", "overlap", "community", "crosswalk"] {
        let row = summary.report.checks.row(id).unwrap();
        assert!(row.passed != Some(false) && row.measured == 0.0, "{id}");
    }
}

/// Ten doors of one household count each along a strip, in one base cell without any line in it.
fn one_large_cell(doors: &[(f64, f64, u64)]) -> Project {
    let community = Cell { code: Some("990101001001".into()), ..cell("1", [0.0, 0.0, 2000.0, 500.0], None) };
    let points = doors.iter().map(|&(x, y, households)| HouseholdPoint {
        lon_deg: 118.0 + x * 1e-5,
        lat_deg: 32.0 + y * 1e-5,
        households,
        ..HouseholdPoint::default()
    });
    Project {
        layers: vec![
            layer("base", Role::Base, vec![cell("A", [0.0, 0.0, 2000.0, 500.0], None)]),
            layer("community", Role::Community, vec![community]),
        ],
        households: vec![HouseholdTable {
            source: "doors.csv".into(),
            points: points.collect(),
            ..HouseholdTable::default()
        }],
        ..Project::default()
    }
}

fn strip() -> Project {
    let doors: Vec<(f64, f64, u64)> = (0..28u32).map(|i| (50.0 + 70.0 * f64::from(i), 250.0, 29)).collect();
    one_large_cell(&doors)
}

#[test]
fn row_000_23_what_exceeds_the_maximum_is_cut_straight_and_says_so() {
    let (merged, summary) = made(&strip());
    merged.grid.check().unwrap();
    let sizes: Vec<u64> = merged.plan.zones().iter().map(|z| z.households).collect();
    assert_eq!(sizes, [406, 406], "counted door by door");
    assert!(summary.report.exactness.holds() && summary.report.checks.passed(), "{:?}", summary.report.checks);
    let cuts = merged.plan.cuts(&merged.grid);
    assert_eq!((cuts.len(), cuts[0].size, cuts[0].max, cuts[0].estimated), (1, 812, 500, false));
    assert_eq!((cuts[0].sides, cuts[0].base_cell.as_deref()), ([406, 406], Some("A")));
    // across the strip, not along it: 0.005 degree of latitude
    assert!((cuts[0].length_m - 554.4).abs() < 1.0, "{}", cuts[0].length_m);
    let why = merged.plan.explain(&merged.plan.zones()[0].code, Lang::En).unwrap().reasons.join("\n");
    assert!(why.contains("straight cut of 554 m") && why.contains("812 > 500") && why.contains("no barrier"), "{why}");
    let zh = merged.plan.explain(&merged.plan.zones()[0].code, Lang::Zh).unwrap().reasons.join("\n");
    assert!(zh.contains("直线切分") && zh.contains("406、406"), "{zh}");
    // the cut is in no layer and no barrier
    assert_eq!((merged.grid.barriers().len(), merged.grid.barrier_line_count()), (0, 0));
}

#[test]
fn row_000_23_a_policy_may_forbid_cuts() {
    let mut policy = general();
    policy.split.allow = false;
    let merged = merge(&strip(), &policy, &Silent).unwrap();
    assert_eq!(merged.plan.zones().len(), 1);
    assert!(merged.plan.cuts(&merged.grid).is_empty());
}

#[test]
fn row_000_23_a_tower_cannot_be_cut_and_that_is_said() {
    let (merged, summary) = made(&one_large_cell(&[(1000.0, 250.0, 812)]));
    assert_eq!(merged.plan.zones().len(), 1);
    assert_eq!(summary.report.uncut.len(), 1);
    assert_eq!(summary.report.uncut[0].obstacle, Obstacle::Ground);
    assert!(summary.report.remarks.iter().any(|(zh, en)| zh.contains("高楼") && en.contains("tower")));
}

#[test]
fn row_000_23_counts_known_per_cell_are_cut_by_area_and_marked() {
    let mut project = strip();
    project.households.clear();
    project.layers[0].cells[0].households = Some(1_250);
    let (merged, summary) = made(&project);
    let sizes: Vec<u64> = merged.plan.zones().iter().map(|z| z.households).collect();
    assert_eq!(sizes.iter().sum::<u64>(), 1_250);
    assert!(sizes.len() == 3 && sizes.iter().all(|s| (300..=500).contains(s)), "{sizes:?}");
    let cuts = merged.plan.cuts(&merged.grid);
    assert!(cuts.len() == 2 && cuts.iter().all(|c| c.estimated), "{cuts:?}");
    assert!(summary.report.exactness.holds());
    assert!(summary.report.remarks.iter().any(|(_, en)| en.contains("2 of them by counts estimated by area")));
    let mut policy = general();
    policy.split.estimated = false;
    let merged = merge(&project, &policy, &Silent).unwrap();
    assert_eq!(merged.plan.zones().len(), 1, "the policy allows no estimates");
}

#[test]
fn cuts_do_not_depend_on_the_order_of_doors_or_the_threads() {
    let project = strip();
    let first = fresh_dump(&project);
    assert_same("shuffled", &first, &fresh_dump(&shuffled(&project, 5)));
    assert_same("one thread", &first, &with_threads(1, || fresh_dump(&project)));
}

/// The strip in a community of an urban-rural class, under a policy whose variant for it measures otherwise.
fn strip_of_class(class: &str, policy: &str) -> Merged {
    let mut project = strip();
    project.layers[1].cells[0].class = Some(class.into());
    let policy =
        Policy::from_toml(&format!("onegrid_policy = 1\nid = \"x\"\n{policy}"), "x.toml").expect("made for this test");
    merge(&project, &policy, &Silent).expect("made for this test")
}

#[test]
fn where_a_variant_counts_households_cuts_count_doors() {
    let merged = strip_of_class(
        "111",
        "measure = \"area-m2\"\n[size]\nmin = 1\nmax = 9000000\ntarget = 4000000\n\
         [[variant]]\nid = \"urban\"\nfor = [111]\nmeasure = \"households\"\n\
         [variant.size]\nmin = 300\nmax = 500\ntarget = 400\n",
    );
    let cuts = merged.plan.cuts(&merged.grid);
    assert_eq!((cuts.len(), cuts[0].size, cuts[0].sides, cuts[0].estimated), (1, 812, [406, 406], false));
}

#[test]
fn where_a_variant_measures_area_cuts_measure_area() {
    let merged = strip_of_class(
        "220",
        "[size]\nmin = 300\nmax = 500\ntarget = 400\n\
         [[variant]]\nid = \"rural\"\nfor = [220]\nmeasure = \"area-m2\"\n\
         [variant.size]\nmin = 300000\nmax = 700000\ntarget = 520000\n",
    );
    let cuts = merged.plan.cuts(&merged.grid);
    assert_eq!((cuts.len(), cuts[0].max, cuts[0].estimated), (1, 700_000, false));
    // 1 050 000 m2 in two halves, not 812 households
    assert!(cuts[0].size > 1_000_000 && cuts[0].sides.iter().all(|s| (500_000..550_000).contains(s)), "{cuts:?}");
}

#[test]
fn what_the_range_of_the_sequence_cannot_number_is_not_cut() {
    let mut policy = general();
    policy.code.template = vec![
        CodeSegment::Community { digits: None, merged_from: None },
        CodeSegment::Sequence { digits: 3, range: Some([501, 501]), exclusive_range: None, whole: None },
    ];
    let merged = merge(&strip(), &policy, &Silent).expect("a plan, though one zone is too large");
    assert_eq!((merged.plan.zones().len(), merged.plan.cuts(&merged.grid).len()), (1, 0));
    let summary = summarise(&merged, &Silent).unwrap();
    assert_eq!(summary.report.uncut[0].obstacle, Obstacle::Codes);
}
