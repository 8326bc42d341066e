//! Two departments, one merge, and what a planner does next.

use geo_types::{MultiPolygon, polygon};
use onegrid::{
    Cell, Change, Extent, Lang, Layer, Merged, Policy, Project, Role, Silent, check, conflicts, diff, merge,
    multi_polygon, summarise,
};
use onegrid_io::{read_manifest, read_project, write_layer};

use crate::support::general;

/// A rectangle: west, south, width and height in 1e-4 degree from 118 E, 30 N.
fn cell(key: &str, [x, y, w, h]: [f64; 4], households: Option<u64>) -> Cell {
    let (x, y, w, h) = (118.0 + x / 1e4, 30.0 + y / 1e4, w / 1e4, h / 1e4);
    Cell {
        key: key.into(),
        households,
        shape: MultiPolygon(vec![polygon![(x: x, y: y), (x: x + w, y: y), (x: x + w, y: y + h), (x: x, y: y + h)]]),
        ..Cell::default()
    }
}

fn layer(id: &str, name: &str, role: Role, cells: Vec<Cell>) -> Layer {
    Layer { id: id.into(), name: name.into(), role, source: format!("{id}.geojson"), cells, ..Layer::default() }
}

/// One community, four base cells in a row (one too small, one too large), police beats across them,
/// a gap of 0.0002 degree between the first two.
fn two_departments() -> Project {
    let community = Cell {
        code: Some("990101001001".into()),
        name: Some("幸福社区".into()),
        ..cell("幸福", [0.0, 0.0, 400.0, 100.0], None)
    };
    let base = vec![
        cell("A", [0.0, 0.0, 98.0, 100.0], Some(180)),
        cell("B", [100.0, 0.0, 100.0, 100.0], Some(240)),
        cell("C", [200.0, 0.0, 100.0, 100.0], Some(310)),
        cell("D", [300.0, 0.0, 100.0, 100.0], Some(700)),
    ];
    let police = vec![
        cell("P1", [0.0, 0.0, 200.0, 100.0], None),
        cell("P2", [200.0, 0.0, 150.0, 100.0], None),
        cell("P3", [350.0, 0.0, 50.0, 100.0], None),
    ];
    Project {
        name: "幸福街道".into(),
        layers: vec![
            layer("zongzhi", "综治", Role::Base, base),
            layer("police", "公安", Role::Department, police),
            layer("community", "社区", Role::Community, vec![community]),
        ],
        extent: Extent::Communities,
        ..Project::default()
    }
}

fn merged() -> Merged {
    merge(&two_departments(), &general(), &Silent).expect("a sound project")
}

#[test]
fn two_departments_become_one_grid_within_the_bounds() {
    let merged = merged();
    let zones = merged.plan.zones();
    let codes: Vec<&str> = zones.iter().map(|z| z.code.as_str()).collect();
    // A and B joined, C kept, D divided along the police line in its middle
    assert_eq!(codes, ["990101001001001", "990101001001002", "990101001001003", "990101001001004"]);
    let sizes: Vec<u64> = zones.iter().map(|z| z.households).collect();
    assert_eq!(sizes, [420, 310, 350, 350]);
    assert!(merged.plan.design_data().violations.is_empty());
    let summary = summarise(&merged, &Silent).unwrap();
    assert!(summary.report.exactness.holds());
    assert!(summary.report.checks.passed(), "{:?}", summary.report.checks);
}

#[test]
fn the_gap_is_listed_with_its_place_and_what_was_done() {
    let merged = merged();
    let list = conflicts(&merged.grid, &merged.plan);
    let gap = list.iter().find(|c| c.layer == "zongzhi" && c.kind.id() == "gap").expect("the gap is listed");
    assert_eq!(gap.cells, ["A", "B"]);
    assert!((gap.place.0 - 118.0099).abs() < 1e-4 && gap.place.1 > 30.0 && gap.place.1 < 30.01, "{:?}", gap.place);
    // 0.0002 x 0.01 degree at 30 N: 19.3 m by 1108.5 m
    assert!((gap.area_m2 - 19.3 * 1108.5).abs() < 0.01 * gap.area_m2, "{}", gap.area_m2);
    assert!(gap.action_zh.contains("归入") && gap.action_en.contains("goes to"), "{gap:?}");
}

#[test]
fn every_zone_says_why_in_both_languages_with_numbers() {
    let merged = merged();
    for zone in merged.plan.zones() {
        for lang in [Lang::Zh, Lang::En] {
            let why = merged.plan.explain(&zone.code, lang).unwrap();
            assert!(!why.reasons.is_empty(), "{} has no reason", zone.code);
            assert!(why.reasons.iter().all(|r| r.chars().any(|c| c.is_ascii_digit())), "{why:?}");
            let is_chinese = |r: &String| r.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            // names of layers and cells stay as they are in both languages
            assert!(lang == Lang::En || why.reasons.iter().all(is_chinese), "{why:?}");
        }
    }
    let first = merged.plan.explain("990101001001001", Lang::En).unwrap().reasons.join("\n");
    assert!(first.contains("180") && first.contains("300"), "{first}");
    let last = merged.plan.explain("990101001001004", Lang::Zh).unwrap().reasons.join("\n");
    assert!(last.contains("700") && last.contains("公安"), "{last}");
    // C could not have been joined to anything, and says by how much
    let others = merged.plan.explain("990101001001002", Lang::En).unwrap().alternatives;
    assert!((1..=6).contains(&others.len()), "{others:?}");
    assert!(others.iter().any(|a| a.contains("could have joined") && a.contains("660 > 500")), "{others:?}");
    let error = merged.plan.explain("990101001001009", Lang::En).unwrap_err();
    assert_eq!(error.code(), "plan.unknown_zone");
    assert!(error.to_string().contains("990101001001004"), "{error}");
}

#[test]
fn a_point_finds_its_zone_community_and_old_cells() {
    let merged = merged();
    let found = merged.locate(118.025, 30.005).expect("inside C");
    assert_eq!(found.code.as_deref(), Some("990101001001002"));
    assert_eq!(found.community.as_deref(), Some("幸福社区"));
    assert!(found.cells.contains(&("zongzhi".into(), vec!["C".into()])));
    assert!(found.cells.contains(&("police".into(), vec!["P2".into()])));
    let in_gap = merged.locate(118.0099, 30.005).expect("inside the gap");
    assert!(in_gap.cells.contains(&("zongzhi".into(), vec![])));
    assert_eq!(in_gap.code.as_deref(), Some("990101001001001"));
    assert_eq!(merged.locate(119.0, 30.005), None);
    assert_eq!(merged.locate(f64::NAN, 30.005), None);
    assert_eq!(merged.locate(118.0, 1e9), None);
}

#[test]
fn exported_zones_pass_the_check_of_an_outsider() {
    let merged = merged();
    let zones = merged.plan.zone_regions(&merged.grid);
    let cells = zones.iter().map(|r| {
        let zone = &merged.plan.zones()[r.id as usize];
        Cell {
            key: zone.code.clone(),
            code: Some(zone.code.clone()),
            households: Some(zone.households),
            shape: multi_polygon(&r.parts),
            ..Cell::default()
        }
    });
    let zones = layer("zones", "网格", Role::Base, cells.collect());
    let project = two_departments();
    let file = |layer: &Layer| write_layer(layer, Vec::new()).unwrap();
    let (zones, communities) = (file(&zones), file(&project.layers[2]));
    let manifest = "onegrid = 1\nname = \"again\"\n\
        [[layer]]\nid = \"zones\"\nrole = \"base\"\npath = \"zones.geojson\"\nkey = \"key\"\ncode_column = \"code\"\n\
        households_column = \"households\"\n\
        [[layer]]\nid = \"community\"\nrole = \"community\"\npath = \"community.geojson\"\nkey = \"key\"\n\
        code_column = \"code\"\n";
    let manifest = read_manifest(manifest, "onegrid.toml").unwrap();
    let mut open = |path: &str| -> std::io::Result<Box<dyn std::io::Read>> {
        let bytes = if path == "zones.geojson" { zones.clone() } else { communities.clone() };
        Ok(Box::new(std::io::Cursor::new(bytes)))
    };
    let again = read_project(&manifest, &mut open, &mut |_, _| {}).unwrap();
    let report = check(&again, &general(), &Silent).unwrap();
    assert_eq!(report.zones, 4);
    let absent: Vec<&str> = report.rows.iter().filter(|r| r.passed.is_none()).map(|r| r.id).collect();
    assert_eq!(absent, ["crossing", "crosswalk"], "estates and old cells were not given");
    assert!(report.passed(), "{:#?}", report.rows);
}

#[test]
fn the_check_fails_a_grid_that_deserves_it() {
    let project = two_departments();
    let mut broken = Project { layers: vec![project.layers[0].clone(), project.layers[2].clone()], ..project };
    let codes = ["990101001001001", "990101001001001", "990101001001003", "110101001001004"];
    for (cell, code) in broken.layers[0].cells.iter_mut().zip(codes) {
        cell.code = Some(code.into());
    }
    // C reaches over D
    broken.layers[0].cells[2] =
        Cell { code: Some(codes[2].into()), ..cell("C", [200.0, 0.0, 150.0, 100.0], Some(310)) };
    let report = check(&broken, &general(), &Silent).unwrap();
    let measured = |id: &str| report.row(id).map(|r| (r.passed, r.offences.len())).unwrap();
    assert_eq!(measured("overlap"), (Some(false), 1));
    assert_eq!(measured("gap"), (Some(false), 1));
    assert_eq!(measured("size"), (Some(false), 3));
    assert_eq!(measured("codes"), (Some(false), 3));
    assert_eq!(measured("valid"), (Some(true), 0));
    assert!(!report.passed());
    let overlap = &report.row("overlap").unwrap().offences[0];
    assert_eq!(overlap.zones, ["990101001001003", "110101001001004"]);
    assert!(overlap.place.0 > 118.03 && overlap.place.0 < 118.035, "{overlap:?}");
}

#[test]
fn a_plan_compared_with_itself_is_all_kept() {
    let merged = merged();
    let same = diff(&merged.grid, &merged.plan, &merged.plan);
    assert_eq!((same.kept, same.split, same.merged, same.households_moved), (4, 0, 0, Some(0)));
    assert!(same.rows.iter().all(|r| r.change == Some(Change::Kept) && r.before == r.after));
    assert_eq!(same.rows.iter().map(|r| r.households).sum::<u64>(), 1_430);
}

#[test]
fn another_policy_over_the_same_grid_shows_as_a_difference() {
    let merged = merged();
    // A with 180 and B with 240 households stand alone, and together are too many
    let smaller = "onegrid_policy = 1\nid = \"smaller\"\nextends = \"general-300-500\"\n\
        [size]\nmin = 150\nmax = 400\ntarget = 275\n";
    let smaller = Policy::from_toml(smaller, "smaller.toml").unwrap();
    let other = onegrid::Plan::design(&merged.grid, &smaller, &Silent).unwrap();
    let change = diff(&merged.grid, &merged.plan, &other);
    assert_eq!(change.rows.iter().map(|r| r.households).sum::<u64>(), 1_430);
    assert_eq!((change.kept, change.split, change.merged), (3, 1, 0), "{change:?}");
}

/// Grids made elsewhere that must not pass the acceptance checks.
mod bad_grids {
    use geo_types::{LineString, MultiPolygon, Polygon};
    use onegrid::{Cell, Layer, Project, Role, Silent, check};

    use crate::support::general;

    fn ring(points: &[(f64, f64)]) -> LineString<f64> {
        points.iter().chain(points.first()).map(|&(x, y)| (118.0 + x * 1e-5, 32.0 + y * 1e-5)).collect()
    }

    fn rect(w: f64, s: f64, e: f64, n: f64) -> LineString<f64> {
        ring(&[(w, s), (e, s), (e, n), (w, n)])
    }

    fn zone(number: u32, shape: Vec<Polygon<f64>>) -> Cell {
        let key = format!("990101001001{number:03}");
        Cell { key, households: Some(400), shape: MultiPolygon(shape), ..Cell::default() }
    }

    fn plain(number: u32, outline: LineString<f64>) -> Cell {
        zone(number, vec![Polygon::new(outline, vec![])])
    }

    fn layer(id: &str, role: Role, cells: Vec<Cell>) -> Layer {
        Layer { id: id.into(), source: format!("{id}.geojson"), role, cells, ..Layer::default() }
    }

    /// Whether a row of the checks holds, for zones in one community of 2000 x 1000 units (about a metre).
    fn holds(zones: Vec<Cell>, row: &str) -> bool {
        let whole = Cell { code: Some("990101001001".into()), ..plain(1, rect(0.0, 0.0, 2000.0, 1000.0)) };
        let layers = vec![layer("zones", Role::Base, zones), layer("community", Role::Community, vec![whole])];
        let project = Project { layers, ..Project::default() };
        let report = check(&project, &general(), &Silent).expect("the layers overlay");
        report.row(row).and_then(|r| r.passed).expect("the row applies")
    }

    #[test]
    fn a_sound_grid_passes_every_row() {
        let sound = || vec![plain(1, rect(0.0, 0.0, 1000.0, 1000.0)), plain(2, rect(1000.0, 0.0, 2000.0, 1000.0))];
        for row in ["overlap", "gap", "community", "valid", "connected", "size", "codes"] {
            assert!(holds(sound(), row), "{row}");
        }
    }

    #[test]
    fn a_long_gap_of_two_centimetres_is_a_gap() {
        // 0.02 of a unit is about 2 cm: narrow, but a kilometre long
        let zones = vec![plain(1, rect(0.0, 0.0, 999.98, 1000.0)), plain(2, rect(1000.0, 0.0, 2000.0, 1000.0))];
        assert!(!holds(zones, "gap"));
    }

    #[test]
    fn a_zone_given_twice_or_without_shape_is_not_overlooked() {
        let sound = || vec![plain(1, rect(0.0, 0.0, 1000.0, 1000.0)), plain(2, rect(1000.0, 0.0, 2000.0, 1000.0))];
        let mut twice = sound();
        twice.push(sound().remove(0));
        assert!(!holds(twice, "valid"));
        let mut broken = sound();
        broken.push(plain(3, rect(f64::NAN, 0.0, 1.0, 1.0)));
        assert!(!holds(broken, "valid"));
    }

    #[test]
    fn holes_outside_and_parts_over_one_another_are_invalid() {
        let hole = zone(1, vec![Polygon::new(rect(0.0, 0.0, 900.0, 1000.0), vec![rect(1200.0, 10.0, 1300.0, 90.0)])]);
        assert!(!holds(vec![hole], "valid"));
        let parts = vec![
            Polygon::new(rect(0.0, 0.0, 2000.0, 1000.0), vec![]),
            Polygon::new(rect(10.0, 10.0, 90.0, 90.0), vec![]),
        ];
        assert!(!holds(vec![zone(1, parts)], "valid"));
    }

    #[test]
    fn a_spike_is_seen_in_the_drawing_and_a_thin_neck_is_not_a_spike() {
        let spiked = ring(&[
            (0.0, 0.0),
            (2000.0, 0.0),
            (2000.0, 1000.0),
            (1000.0, 1000.0),
            (1000.0, 1500.0),
            (1000.0, 1000.0),
            (0.0, 1000.0),
        ]);
        assert!(!holds(vec![plain(1, spiked)], "valid"));
        let neck = ring(&[(0.0, 0.0), (2000.0, 0.0), (1000.0, 0.002), (2000.0, 1000.0), (0.0, 1000.0)]);
        assert!(holds(vec![plain(1, neck)], "connected"));
    }
}
