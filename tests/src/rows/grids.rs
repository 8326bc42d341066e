//! Rows about one grid for all: coverage, departments on one geometry, first-level grids bound to offices,
//! a prefecture of 1,404 grids, the page of acceptance.
//!
//! Rows 001-10 and 001-11 speak of posts too; here stands what concerns grids: how many there are, and
//! that each office is bound to whole ones.

use std::collections::{BTreeMap, BTreeSet};

use geo_types::{MultiPolygon, polygon};
use onegrid::{
    Cell, CheckReport, Lang, Layer, Merged, Policy, Project, Role, Silent, check, merge, multi_polygon, summarise,
};
use onegrid_io::{write_checks, write_crosswalk, write_zones};

use crate::support::{general, street};

/// A rectangle in thousandths of a degree from 118 E, 32 N: west, south, east, north.
fn cell(key: &str, [west, south, east, north]: [u32; 4], households: Option<u64>) -> Cell {
    let (x, y) = (|v: u32| 118.0 + f64::from(v) * 1e-3, |v: u32| 32.0 + f64::from(v) * 1e-3);
    let (w, s, e, n) = (x(west), y(south), x(east), y(north));
    let shape = MultiPolygon(vec![polygon![(x: w, y: s), (x: e, y: s), (x: e, y: n), (x: w, y: n)]]);
    Cell { key: key.into(), households, shape, ..Cell::default() }
}

fn layer(id: &str, role: Role, cells: Vec<Cell>) -> Layer {
    Layer { id: id.into(), name: id.into(), source: format!("{id}.geojson"), role, cells, ..Layer::default() }
}

/// Cells that cut a strip of `length` thousandths into pieces of `step`, the first of them shorter by `shift`.
fn pieces(id: &str, length: u32, step: u32, shift: u32) -> Vec<Cell> {
    let mut edges: Vec<u32> = (0..(length + shift).div_ceil(step)).map(|i| (i * step).saturating_sub(shift)).collect();
    edges.push(length);
    edges.dedup();
    edges.windows(2).map(|w| cell(&format!("{id}{}", w[0]), [w[0], 0, w[1], 10], None)).collect()
}

/// A community of 24 base cells of 100 households and as many departments as told, each with grids of its own.
fn departments(count: u32) -> Project {
    let base = (0..24).map(|i| cell(&format!("Z{i:02}"), [i * 10, 0, i * 10 + 10, 10], Some(100)));
    let community = Cell { code: Some("990101001001".into()), ..cell("1", [0, 0, 240, 10], None) };
    let mut layers =
        vec![layer("civil", Role::Base, base.collect()), layer("community", Role::Community, vec![community])];
    layers.extend((1..=count).map(|d| {
        let id = format!("department-{d}");
        layer(&id, Role::Department, pieces("D", 240, 25 + 7 * d, 3 * d))
    }));
    Project { layers, ..Project::default() }
}

fn merged(project: &Project, policy: &Policy) -> Merged {
    merge(project, policy, &Silent).expect("the project can be merged")
}

/// The zones of a merge as a layer of cells.
fn as_cells(merged: &Merged) -> Vec<Cell> {
    let zones = merged.plan.zone_regions(&merged.grid).into_iter().map(|region| {
        let zone = &merged.plan.zones()[region.id as usize];
        Cell {
            key: zone.code.clone(),
            households: Some(zone.households),
            shape: multi_polygon(&region.parts),
            ..Cell::default()
        }
    });
    zones.collect()
}

fn crosswalk(merged: &Merged) -> Vec<Vec<String>> {
    let bytes = write_crosswalk(merged, Vec::new()).expect("memory takes all");
    let text = String::from_utf8(bytes).expect("UTF-8");
    text.lines().skip(1).map(|l| l.split(',').map(String::from).collect()).collect()
}

/// 000-04: coverage is computed from geometry, not typed in.
#[test]
fn row_000_04_coverage_is_measured_on_polygons() {
    let made = street();
    let rings = made.summary.regions.iter().flat_map(|r| &r.parts);
    let rings = rings.flat_map(|p| std::iter::once(&p.shell).chain(&p.holes));
    let covered: i128 = rings.map(|r| onegrid_planar::ring_area2(r)).sum();
    assert_eq!(covered.to_string(), made.summary.report.exactness.extent_area2, "covered to the last unit");
    // take one grid away: what is missing is its ground, and nobody has to say so
    let first = merged(&departments(2), &general());
    let mut zones = as_cells(&first);
    let lost = first.plan.zones()[2].area_m2;
    zones.remove(2);
    let community = cell("990101001001", [0, 0, 240, 10], None);
    let project = Project {
        layers: vec![layer("zones", Role::Base, zones), layer("community", Role::Community, vec![community])],
        ..Project::default()
    };
    let report = check(&project, &general(), &Silent).expect("the layers overlay");
    let gap = report.row("gap").expect("coverage is checked");
    assert_eq!(gap.passed, Some(false));
    assert!((gap.measured - lost).abs() < 1e-6 * lost, "{} {lost}", gap.measured);
}

/// 000-08: a ninth department joins eight on one geometry without re-drawing.
#[test]
fn row_000_08_a_ninth_department_joins_without_redrawing() {
    let before = merged(&departments(8), &general());
    let mut project = departments(9);
    project.layers[0].cells = as_cells(&before);
    let text = "onegrid_policy = 1\nid = \"as-drawn\"\nmeasure = \"none\"\n";
    let after = merged(&project, &Policy::from_toml(text, "as-drawn").expect("a sound policy"));
    let drawn = |merged: &Merged| -> BTreeMap<String, (i128, u64)> {
        let area = |region: &onegrid::Region| -> i128 {
            let rings = region.parts.iter().flat_map(|p| std::iter::once(&p.shell).chain(&p.holes));
            rings.map(|r| onegrid_planar::ring_area2(r)).sum()
        };
        let zone = |r: &onegrid::Region| &merged.plan.zones()[r.id as usize];
        let regions = merged.plan.zone_regions(&merged.grid);
        regions.iter().map(|r| (zone(r).code.clone(), (area(r), zone(r).households))).collect()
    };
    assert_eq!(drawn(&before), drawn(&after), "same codes, same ground to the last unit, same households");
    // and where the old cells lie is the same place as before
    let place = |merged: &Merged, x: f64| merged.locate(x, 32.005).and_then(|l| l.code);
    for i in 0..24 {
        let x = 118.005 + f64::from(i) * 0.01;
        assert_eq!(place(&before, x), place(&after, x));
    }
    let ninth: BTreeSet<String> =
        crosswalk(&after).into_iter().filter(|row| row[0] == "department-9").map(|row| row[1].clone()).collect();
    assert_eq!(ninth.len(), project.layers.last().expect("the ninth").cells.len(), "its cells are in the crosswalk");
}

/// 001-10: 136 second-level grids, each one that somebody can be put in charge of: a code of its own.
#[test]
fn row_001_10_136_second_level_grids_have_codes_of_their_own() {
    let summary = &super::levels::xianlin().1;
    let levels = summary.levels.as_ref().expect("three levels");
    let codes: BTreeSet<&str> = levels.nodes(1).iter().map(|n| n.code.as_str()).collect();
    assert_eq!((levels.nodes(1).len(), codes.len()), (136, 136));
    assert!(levels.nodes(1).iter().all(|n| n.parent.is_some() && n.households > 0));
}

/// 001-11: seven offices, seven first-level grids: each office is bound to whole grids, each grid to one office.
#[test]
fn row_001_11_seven_offices_are_bound_to_seven_first_level_grids() {
    let offices = ["党政", "党建", "治理", "民生", "服务", "执法", "应急"];
    let first = merged(&departments(3), &zones_of_100());
    let codes: Vec<&str> = first.plan.zones().iter().map(|z| z.code.as_str()).collect();
    assert_eq!(codes.len(), 24);
    let group = |at: usize, codes: &[&str]| {
        let members: Vec<String> = codes.iter().map(|c| format!("\"{c}\"")).collect();
        format!("{{ name_zh = \"{}办公室\", members = [{}] }}", offices[at], members.join(", "))
    };
    let bound = |groups: &[String]| {
        let mut policy = zones_of_100().to_toml();
        let groups = groups.join(", ");
        policy += "\n[[level]]\nid = \"first\"\nfrom = \"region\"\ngroups = [";
        policy += &groups;
        policy += "]\n[[level]]\nid = \"grid\"\nfrom = \"zone\"\n";
        let policy = Policy::from_toml(&policy, "offices").expect("a sound policy");
        let merged = merged(&departments(3), &policy);
        merged.plan.levels(&merged.grid, &Silent).map(|levels| (merged, levels.expect("the policy names levels")))
    };
    let groups: Vec<String> = (0..7).map(|at| group(at, &codes[at * 24 / 7..(at + 1) * 24 / 7])).collect();
    let (merged, levels) = bound(&groups).expect("seven offices");
    let names: Vec<&str> = (0..levels.nodes(0).len()).map(|n| levels.name(0, n, Lang::Zh)).collect();
    assert_eq!(names, offices.map(|o| format!("{o}办公室")));
    assert_eq!(levels.nodes(0).iter().map(|n| n.children).sum::<u32>(), 24);
    assert!(levels.nodes(1).iter().all(|n| n.parent.is_some()), "no grid without an office");
    assert_eq!(levels.check(&merged.grid, &Silent).expect("polygons overlay").passed, Some(true));
    // one grid of two offices is refused, with its code
    let mut twice = groups.clone();
    twice[6] = group(6, &codes[19..24]);
    let error = bound(&twice).expect_err("grid 20 has two offices");
    assert!(error.to_string().contains(codes[19]), "{error}");
}

/// Zones that are the base cells of 100 households.
fn zones_of_100() -> Policy {
    let text = "onegrid_policy = 1\nid = \"cells\"\nsize = { min = 80, max = 120, target = 100 }\n";
    Policy::from_toml(text, "cells").expect("a sound policy")
}

/// 003-01: 175 communities with 1,404 grids: 171 of eight and four of nine.
#[test]
fn row_003_01_175_communities_are_divided_into_1404_grids() {
    let mut base = Vec::new();
    let mut communities = Vec::new();
    for c in 0..175u32 {
        let grids = if c < 4 { 9 } else { 8 };
        let (x, y) = (c % 25 * 40, c / 25 * 40);
        let key = format!("990101{:03}{:03}", 1 + c / 25, 1 + c % 25);
        communities.push(Cell { code: Some(key.clone()), ..cell(&key, [x, y, x + 2 * grids, y + 10], None) });
        // two base cells of 200 households for a grid of 400
        base.extend((0..2 * grids).map(|i| cell(&format!("{key}-{i:02}"), [x + i, y, x + i + 1, y + 10], Some(200))));
    }
    assert_eq!((communities.len(), base.len()), (175, 2808));
    let layers = vec![layer("civil", Role::Base, base), layer("community", Role::Community, communities)];
    let merged = merged(&Project { layers, ..Project::default() }, &general());
    let zones = merged.plan.zones();
    assert_eq!(zones.len(), 1404);
    assert!(zones.iter().all(|z| z.households == 400), "300 to 500 households leave no other division");
    let mut of_community: BTreeMap<u32, u32> = BTreeMap::new();
    for zone in zones {
        *of_community.entry(zone.community).or_default() += 1;
    }
    let count = |grids: u32| of_community.values().filter(|&&n| n == grids).count();
    assert_eq!((of_community.len(), count(8), count(9)), (175, 171, 4));
    // 8.0 each
    assert!((zones.len() as f64 / 175.0 - 8.0).abs() < 0.05);
    let summary = summarise(&merged, &Silent).expect("the merge can be summed up");
    assert!(summary.report.checks.passed(), "{:?}", summary.report.checks.rows);
}

/// 004-01: one boundary for all matters: whatever the department, a place lies in the same polygon.
#[test]
fn row_004_01_every_department_points_at_the_same_polygon() {
    let made = street();
    let rows = crosswalk(&made.merged);
    let mut zones_of: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for row in &rows {
        zones_of.entry((&row[0], &row[1])).or_default().insert(&row[2]);
    }
    let file = write_zones(&made.merged, &made.summary, Vec::new()).expect("memory takes all");
    let file: serde_json::Value = serde_json::from_slice(&file).expect("GeoJSON");
    let polygons: BTreeSet<&str> = file["features"]
        .as_array()
        .expect("features")
        .iter()
        .filter_map(|f| f["properties"]["code"].as_str())
        .collect();
    assert_eq!(polygons.len(), made.merged.plan.zones().len(), "one polygon to a code");
    let departments: BTreeSet<&str> = zones_of.keys().map(|k| k.0).collect();
    assert!(departments.len() >= 8, "{departments:?}");
    for ((layer, cell), zones) in &zones_of {
        assert!(zones.iter().all(|z| z.is_empty() || polygons.contains(z)), "{layer} {cell}: {zones:?}");
    }
    // at the label point of each zone all departments' cells name it among their zones
    for zone in made.merged.plan.zones() {
        let here = made.merged.locate(zone.x_deg, zone.y_deg).expect("a place in the extent");
        let Some(code) = &here.code else { continue };
        for (layer, cells) in &here.cells {
            for cell in cells {
                if let Some(zones) = zones_of.get(&(layer.as_str(), cell.as_str())) {
                    assert!(zones.contains(code.as_str()), "{layer} {cell} does not know {code}");
                }
            }
        }
    }
}

/// 004-03: the page of acceptance says of each item whether it holds.
#[test]
fn row_004_03_the_page_of_acceptance_says_of_each_item_whether_it_holds() {
    let page = |report: &CheckReport| -> BTreeMap<String, String> {
        let text = String::from_utf8(write_checks(report, Vec::new()).expect("memory takes all")).expect("UTF-8");
        let rows = text.lines().skip(1).map(|l| l.split(',').map(String::from).collect::<Vec<_>>());
        rows.filter(|r| r[3] != "fault").map(|r| (r[0].clone(), r[3].clone())).collect()
    };
    let items =
        ["overlap", "gap", "community", "valid", "connected", "size", "codes", "order", "crossing", "crosswalk"];
    let made = street();
    let of_street = page(&made.summary.report.checks);
    for item in items {
        assert!(of_street.contains_key(item), "{item} is missing");
    }
    for item in ["overlap", "gap", "community", "valid", "connected", "codes", "order", "crosswalk"] {
        assert_eq!(of_street[item], "passed", "{item}");
    }
    // every row has a name in both languages
    for row in &made.summary.report.checks.rows {
        assert!(
            !row.name(Lang::Zh).is_empty()
                && !row.name(Lang::En).is_empty()
                && row.name(Lang::Zh) != row.name(Lang::En)
        );
    }
    // a grid over its neighbour and too small: these two items are false, the others stay
    let community = cell("990101001001", [0, 0, 30, 10], None);
    let zones = vec![
        cell("990101001001001", [0, 0, 12, 10], Some(400)),
        cell("990101001001002", [10, 0, 20, 10], Some(250)),
        cell("990101001001003", [20, 0, 30, 10], Some(400)),
    ];
    let project = Project {
        layers: vec![layer("zones", Role::Base, zones), layer("community", Role::Community, vec![community])],
        ..Project::default()
    };
    let report = check(&project, &general(), &Silent).expect("the layers overlay");
    let failed: Vec<String> = page(&report).into_iter().filter(|(_, r)| r == "failed").map(|(id, _)| id).collect();
    assert_eq!(failed, ["overlap", "size"]);
}
