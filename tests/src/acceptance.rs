//! The acceptance checks: a sound grid passes every row, and a grid broken in one way fails that row
//! and no other.

use geo_types::{LineString, MultiPolygon, Polygon};
use onegrid::{Cell, CheckReport, CrosswalkEntry, History, Lang, Layer, Project, Role, Silent, check, check_with};

use crate::support::general;

fn ring(points: &[(f64, f64)]) -> LineString<f64> {
    points.iter().chain(points.first()).map(|&(x, y)| (118.0 + x * 1e-5, 32.0 + y * 1e-5)).collect()
}

fn rect(w: f64, s: f64, e: f64, n: f64) -> LineString<f64> {
    ring(&[(w, s), (e, s), (e, n), (w, n)])
}

fn cell(key: &str, households: Option<u64>, outline: LineString<f64>) -> Cell {
    Cell { key: key.into(), households, shape: MultiPolygon(vec![Polygon::new(outline, vec![])]), ..Cell::default() }
}

fn zone(number: u32, outline: LineString<f64>) -> Cell {
    cell(&format!("990101001001{number:03}"), Some(400), outline)
}

fn layer(id: &str, role: Role, cells: Vec<Cell>) -> Layer {
    Layer { id: id.into(), source: format!("{id}.geojson"), role, cells, ..Layer::default() }
}

/// Two zones side by side in one community of 2000 x 1000 units (about a metre), an estate in the west,
/// one beat across both.
fn sound() -> Project {
    let community = Cell { code: Some("990101001001".into()), ..cell("1", None, rect(0.0, 0.0, 2000.0, 1000.0)) };
    Project {
        layers: vec![
            layer(
                "zones",
                Role::Base,
                vec![zone(1, rect(0.0, 0.0, 1000.0, 1000.0)), zone(2, rect(1000.0, 0.0, 2000.0, 1000.0))],
            ),
            layer("community", Role::Community, vec![community]),
            layer("estates", Role::Estate, vec![cell("garden", Some(90), rect(100.0, 100.0, 400.0, 400.0))]),
            layer("police", Role::Department, vec![cell("P1", None, rect(0.0, 0.0, 2000.0, 1000.0))]),
        ],
        ..Project::default()
    }
}

fn table() -> Vec<CrosswalkEntry> {
    let entry = |zone: &str| CrosswalkEntry {
        layer: "police".into(),
        cell: "P1".into(),
        zone: Some(zone.into()),
        area_share: 0.5,
        household_share: Some(0.5),
    };
    vec![entry("990101001001001"), entry("990101001001002")]
}

fn judged(project: &Project, table: &[CrosswalkEntry]) -> CheckReport {
    check_with(project, Some(table), &general(), &Silent).expect("the layers overlay")
}

/// Ids of the rows that fail.
fn failed(report: &CheckReport) -> Vec<&str> {
    report.rows.iter().filter(|r| r.passed == Some(false)).map(|r| r.id).collect()
}

fn only(project: &Project, row: &str) -> CheckReport {
    let report = judged(project, &table());
    assert_eq!(failed(&report), [row], "{:#?}", report.rows);
    report
}

#[test]
fn a_sound_grid_passes_every_row_with_nothing_measured() {
    let report = judged(&sound(), &table());
    assert!(report.rows.iter().all(|r| r.passed == Some(true) && r.measured == 0.0), "{:#?}", report.rows);
    assert_eq!(report.rows.len(), 10);
    assert!(report.rows.iter().all(|r| !r.citation.citation_zh.is_empty()), "each row says who demands it");
}

#[test]
fn zones_alone_are_judged_by_what_there_is() {
    let zones = Project { layers: vec![sound().layers.swap_remove(0)], ..Project::default() };
    let report = check(&zones, &general(), &Silent).unwrap();
    let absent: Vec<&str> = report.rows.iter().filter(|r| r.passed.is_none()).map(|r| r.id).collect();
    assert_eq!(absent, ["community", "crossing", "crosswalk"]);
    assert!(report.passed());
}

#[test]
fn an_overlap_fails_the_row_overlap_alone() {
    let mut project = sound();
    project.layers[0].cells[0] = zone(1, rect(0.0, 0.0, 1001.0, 1000.0));
    let report = only(&project, "overlap");
    // 1e-5 degree by 0.01 degree at 32 N
    let m2 = report.row("overlap").unwrap().measured;
    assert!((m2 - 0.945 * 1108.8).abs() < 2.0, "{m2}");
}

#[test]
fn a_gap_fails_the_row_gap() {
    let mut project = sound();
    project.layers[0].cells[0] = zone(1, rect(0.0, 0.0, 999.0, 1000.0));
    // the beat has land in no zone too
    let report = judged(&project, &table());
    assert_eq!(failed(&report), ["gap", "crosswalk"]);
    project.layers.truncate(3);
    only(&project, "gap");
}

#[test]
fn a_zone_across_the_community_line_fails_the_row_community() {
    let mut project = sound();
    project.layers[0].cells[1] = zone(2, rect(1000.0, 0.0, 2001.0, 1000.0));
    only(&project, "community");
}

#[test]
fn a_ring_that_crosses_itself_fails_the_row_valid() {
    let mut project = sound();
    // a bow at the north-western corner: the ring runs through itself
    let bow = ring(&[
        (0.0, 0.0),
        (1000.0, 0.0),
        (1000.0, 1000.0),
        (10.0, 1000.0),
        (0.0, 990.0),
        (0.0, 1000.0),
        (10.0, 990.0),
    ]);
    project.layers[0].cells[0] = zone(1, bow);
    let report = judged(&project, &table());
    assert!(failed(&report).contains(&"valid"), "{:#?}", report.rows);
}

#[test]
fn a_zone_in_two_pieces_fails_the_row_connected() {
    let mut project = sound();
    let cells = &mut project.layers[0].cells;
    let pieces = [rect(0.0, 0.0, 1000.0, 1000.0), rect(1900.0, 0.0, 2000.0, 100.0)];
    cells[0].shape = MultiPolygon(pieces.into_iter().map(|r| Polygon::new(r, vec![])).collect());
    let rest =
        ring(&[(1000.0, 0.0), (1900.0, 0.0), (1900.0, 100.0), (2000.0, 100.0), (2000.0, 1000.0), (1000.0, 1000.0)]);
    cells[1] = zone(2, rest);
    let report = only(&project, "connected");
    let offence = &report.row("connected").unwrap().offences[0];
    assert_eq!((offence.zones[0].as_str(), offence.measured as u32), ("990101001001001", 2));
}

#[test]
fn one_household_too_many_fails_the_row_size_alone() {
    for (households, holds) in [(299, false), (300, true), (500, true), (501, false)] {
        let mut project = sound();
        project.layers[0].cells[0].households = Some(households);
        assert_eq!(failed(&judged(&project, &table())).is_empty(), holds, "{households}");
        if !holds {
            only(&project, "size");
        }
    }
}

#[test]
fn codes_given_twice_too_short_or_of_another_community_fail_the_row_codes() {
    for (code, why) in [
        ("990101001001001", "twice"),
        ("99010100100102", "15 digits"),
        ("990101001001A02", "15 digits"),
        ("990101001009002", "does not begin with 990101001001"),
    ] {
        let mut project = sound();
        project.layers[0].cells[1].code = Some(code.into());
        let report = judged(&project, &[]);
        assert_eq!(failed(&report), ["codes"], "{code}");
        let offences = &report.row("codes").unwrap().offences;
        assert!(offences.iter().all(|o| o.about.as_ref().unwrap().contains(why)), "{offences:?}");
    }
}

#[test]
fn codes_from_east_to_west_fail_the_row_order() {
    let four = |codes: [u32; 4]| {
        let places = [(0.0, 500.0), (1000.0, 500.0), (0.0, 0.0), (1000.0, 0.0)];
        let cells = codes.iter().zip(places).map(|(&n, (x, y))| zone(n, rect(x, y, x + 1000.0, y + 500.0)));
        let mut project = sound();
        project.layers[0].cells = cells.collect();
        failed(&judged(&project, &[])).contains(&"order")
    };
    // rows from the north, or columns from the west: both are west to east and north to south
    assert!(!four([1, 2, 3, 4]));
    assert!(!four([1, 3, 2, 4]));
    // the south-eastern zone comes before the north-western one
    assert!(four([4, 2, 3, 1]));
    assert!(four([2, 3, 4, 1]));
}

#[test]
fn kept_codes_are_left_out_of_the_row_order_and_it_says_so() {
    let row = |kept: &[u32]| {
        let places = [(0.0, 500.0), (1000.0, 500.0), (0.0, 0.0), (1000.0, 0.0)];
        let cells = [4, 2, 3, 1].iter().zip(places).map(|(&n, (x, y))| zone(n, rect(x, y, x + 1000.0, y + 500.0)));
        let mut project = sound();
        project.layers[0].cells = cells.collect();
        let codes = kept.iter().map(|n| format!("990101001001{n:03}"));
        project.history = History::of_codes(codes).expect("each code once");
        judged(&project, &[]).row("order").expect("the row").clone()
    };
    assert_eq!((row(&[]).passed, row(&[]).left_out(Lang::En)), (Some(false), ""));
    // the south-eastern zone has had its low number since an earlier grid
    let kept = row(&[1]);
    assert_eq!(kept.passed, Some(true), "{kept:?}");
    assert!(kept.left_out(Lang::En).contains("1 codes are kept") && kept.left_out(Lang::Zh).contains("1 个编码沿用"));
    // but fresh codes are compared with one another
    assert_eq!(row(&[2, 3]).passed, Some(false));
    assert_eq!(row(&[1, 2, 3, 4]).passed, None);
}

#[test]
fn a_border_through_an_estate_fails_the_row_crossing_alone() {
    let mut project = sound();
    project.layers[2].cells = vec![cell("garden", Some(90), rect(900.0, 100.0, 1100.0, 400.0))];
    let report = only(&project, "crossing");
    let row = report.row("crossing").unwrap();
    assert_eq!(row.offences.len(), 1);
    assert_eq!(row.offences[0].about.as_deref(), Some("garden"));
    assert_eq!(row.offences[0].zones, ["990101001001001", "990101001001002"]);
    // 0.003 degree of latitude at 32 N
    assert!((row.measured - 332.6).abs() < 0.5, "{}", row.measured);

    // an estate above the largest size has to be divided
    project.layers[2].cells[0].households = Some(700);
    let report = judged(&project, &table());
    assert!(report.passed());
    assert!((report.row("crossing").unwrap().tolerated - 332.6).abs() < 0.5);
}

#[test]
fn two_drawings_of_one_estate_line_are_no_crossing() {
    let mut project = sound();
    // the estate's line runs 3 m east of the zones' line
    project.layers[2].cells = vec![cell("garden", Some(90), rect(700.0, 100.0, 1003.0, 400.0))];
    let report = judged(&project, &table());
    assert!(report.passed(), "{:#?}", report.rows);
    assert!(report.row("crossing").unwrap().tolerated > 300.0);
}

#[test]
fn an_old_cell_that_is_mapped_in_part_fails_the_row_crosswalk_alone() {
    let fault = |change: &dyn Fn(&mut Vec<CrosswalkEntry>), words: &str| {
        let mut entries = table();
        change(&mut entries);
        let report = judged(&sound(), &entries);
        assert_eq!(failed(&report), ["crosswalk"], "{words}");
        let row = report.row("crosswalk").unwrap();
        assert_eq!((row.measured, row.offences.len()), (1.0, 1));
        assert!(row.offences[0].about.as_ref().unwrap().contains(words), "{row:?}");
    };
    fault(&|t| t[0].area_share = 0.4, "area shares sum to 0.900000");
    fault(&|t| t[0].area_share = f64::NAN, "area shares");
    fault(&|t| t[1].household_share = Some(0.6), "household shares sum to 1.100000");
    fault(&|t| t[1].zone = Some("990101001001009".into()), "does not exist");
    fault(&|t| t.iter_mut().for_each(|e| e.zone = None), "no zone");

    // without a table the land of the old cells decides
    let mut project = sound();
    project.layers.remove(1);
    project.layers[2].cells.push(cell("P9", None, rect(1900.0, 0.0, 2100.0, 1000.0)));
    let report = check(&project, &general(), &Silent).unwrap();
    assert_eq!(failed(&report), ["crosswalk"]);
    let about = report.row("crosswalk").unwrap().offences[0].about.clone().unwrap();
    assert!(about.contains("P9") && about.contains("50.0000 %"), "{about}");
}
