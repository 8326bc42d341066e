//! Rows about buildings: no border between zones runs through one.

use geo_types::{LineString, MultiLineString, MultiPolygon, polygon};
use onegrid::{
    BarrierClass, BarrierLayer, BarrierLine, Cell, CheckRow, HouseholdPoint, HouseholdTable, Lang, Layer, LineEntry,
    Merged, Policy, Project, Role, Silent, Summary, check, merge, summarise,
};
use onegrid_demo::{Size, houses};

use crate::support::{assert_same, demo, dump, general, shuffled};

/// A rectangle: west, south, width and height in 1e-5 degree from 118 E, 32 N.
fn cell(key: &str, [x, y, w, h]: [f64; 4]) -> Cell {
    let (x, y, w, h) = (118.0 + x * 1e-5, 32.0 + y * 1e-5, w * 1e-5, h * 1e-5);
    Cell {
        key: key.into(),
        shape: MultiPolygon(vec![polygon![(x: x, y: y), (x: x + w, y: y), (x: x + w, y: y + h), (x: x, y: y + h)]]),
        ..Cell::default()
    }
}

fn layer(id: &str, role: Role, cells: Vec<Cell>) -> Layer {
    Layer { id: id.into(), source: format!("{id}.geojson"), role, cells, ..Layer::default() }
}

/// Two base cells of 400 households and a building across the line between them, 30 of its 50 units of
/// length in the western one.
fn across_the_line() -> Project {
    let community = Cell { code: Some("990101001001".into()), ..cell("1", [0.0, 0.0, 2000.0, 1000.0]) };
    let door = |x: f64, households| HouseholdPoint {
        lon_deg: 118.0 + x * 1e-5,
        lat_deg: 32.005,
        households,
        ..HouseholdPoint::default()
    };
    let base = vec![cell("A", [0.0, 0.0, 1000.0, 1000.0]), cell("B", [1000.0, 0.0, 1000.0, 1000.0])];
    let buildings = vec![cell("tower", [970.0, 480.0, 50.0, 40.0]), cell("shed", [200.0, 200.0, 20.0, 20.0])];
    Project {
        layers: vec![
            layer("base", Role::Base, base),
            layer("community", Role::Community, vec![community]),
            layer("building", Role::Building, buildings),
        ],
        // the doors of the building lie in its eastern part
        households: vec![HouseholdTable {
            source: "doors.csv".into(),
            points: vec![door(100.0, 360), door(1900.0, 360), door(1010.0, 80)],
            ..HouseholdTable::default()
        }],
        ..Project::default()
    }
}

fn made(project: &Project, policy: &Policy) -> (Merged, Summary) {
    let merged = merge(project, policy, &Silent).expect("a sound project");
    let summary = summarise(&merged, &Silent).expect("it can be summed up");
    (merged, summary)
}

fn row(summary: &Summary) -> &CheckRow {
    summary.report.checks.row("building").expect("there are buildings")
}

/// Code of the western zone and of the eastern one.
fn sides(merged: &Merged) -> [String; 2] {
    [118.001, 118.019].map(|x| merged.locate(x, 32.005).and_then(|at| at.code).expect("a zone"))
}

/// Households of the western zone and of the eastern one.
fn sizes(merged: &Merged) -> [u64; 2] {
    sides(merged).map(|code| {
        merged.plan.zones()[merged.plan.zone_by_code(&code).expect("made for this test") as usize].households
    })
}

#[test]
fn a_building_lies_whole_in_the_zone_of_most_of_its_ground() {
    let (merged, summary) = made(&across_the_line(), &general());
    assert_eq!((row(&summary).passed, row(&summary).measured), (Some(true), 0.0));
    // with its doors: 360 + 80 and 360
    assert_eq!(sizes(&merged), [440, 360]);
    assert!(summary.report.exactness.holds());
    let why = |lang| merged.plan.explain(&sides(&merged)[0], lang).unwrap().reasons.join("\n");
    assert!(why(Lang::En).contains("building kept whole: tower"), "{}", why(Lang::En));
    assert!(why(Lang::Zh).contains("建筑物保持完整:tower"), "{}", why(Lang::Zh));
    // the shed, which no line runs through, changes nothing and is not told
    assert!(!why(Lang::En).contains("shed"));
}

#[test]
fn without_the_layer_the_line_stays_where_it_was() {
    let mut project = across_the_line();
    project.layers.truncate(2);
    let (merged, summary) = made(&project, &general());
    assert_eq!(sizes(&merged), [360, 440]);
    assert!(summary.report.checks.row("building").is_none());
}

#[test]
fn a_weighted_rule_lets_a_border_through_where_that_is_cheaper() {
    let weighted = |weight: u32| {
        let text = format!(
            "onegrid_policy = 1\nid = \"x\"\nextends = \"general-300-500\"\n[rules.building]\n\
             strictness = \"weighted\"\nweight = {weight}\n"
        );
        made(&across_the_line(), &Policy::from_toml(&text, "x.toml").unwrap())
    };
    let (cut, summary) = weighted(0);
    assert_eq!(sizes(&cut), [360, 440]);
    let offences = &row(&summary).offences;
    assert_eq!((row(&summary).passed, row(&summary).measured), (Some(false), 1.0));
    assert_eq!((offences.len(), offences[0].about.as_deref(), offences[0].zones.len()), (1, Some("tower"), 2));
    // 40 of 1000 units of the border lie inside the tower
    let (heavy, _) = weighted(100);
    let (light, dear) = (cut.plan.score().objective, heavy.plan.score().objective);
    assert!(dear > light, "{dear} {light}");
}

#[test]
fn a_wall_that_no_zone_crosses_is_stronger_than_a_building() {
    let mut project = across_the_line();
    project.barriers = vec![BarrierLayer {
        id: "rail".into(),
        name: "rail".into(),
        source: "rail.geojson".into(),
        lines: vec![BarrierLine {
            key: "1".into(),
            name: None,
            class: BarrierClass::Rail,
            feature: 0,
            shape: MultiLineString(vec![LineString::from(vec![(118.01, 31.99), (118.01, 32.02)])]),
        }],
        rejected: Vec::new(),
    }];
    let mut policy = general();
    policy.rules.forbidden = Some(LineEntry { classes: vec![BarrierClass::Rail], ..LineEntry::default() });
    let (merged, summary) = made(&project, &policy);
    assert_eq!(sizes(&merged), [360, 440]);
    assert!((row(&summary).measured - 1.0).abs() < 1e-9);
    let broken = merged.plan.broken_rules();
    assert!(broken.iter().any(|b| b.rule == "building.whole" && b.en.contains("tower")), "{broken:?}");
}

#[test]
fn grids_made_elsewhere_are_counted_for_the_buildings_that_they_cross() {
    let mut project = across_the_line();
    project.households.clear();
    for (cell, code) in project.layers[0].cells.iter_mut().zip(["990101001001001", "990101001001002"]) {
        (cell.key, cell.households) = (code.into(), Some(400));
    }
    let report = check(&project, &general(), &Silent).unwrap();
    let row = report.row("building").unwrap();
    assert_eq!((row.passed, row.measured, row.unit), (Some(false), 1.0, "buildings"));
    assert_eq!(row.offences[0].zones, ["990101001001001", "990101001001002"]);
    assert!(row.citation.citation_zh.contains("不应穿越建筑物"));
}

#[test]
fn in_a_street_of_houses_no_border_runs_through_one() {
    let mut project = demo(Size::Street, 1);
    let plain = merge(&project, &general(), &Silent).unwrap();
    let layer = houses(&project);
    assert!(layer.cells.len() > 1_000, "{} buildings", layer.cells.len());
    project.layers.push(layer);
    let (merged, summary) = made(&project, &general());
    let crossed = row(&summary);
    assert_eq!((crossed.passed, crossed.measured), (Some(true), 0.0), "{:?}", crossed.offences.first());
    assert!(summary.report.exactness.holds());
    // buildings are no units: the search has as much to do as without them
    let (with, without) = (merged.plan.design_data().units.len(), plain.plan.design_data().units.len());
    assert!(with * 100 <= without * 105, "{with} units, {without} without buildings");
    assert!(merged.plan.score().zones_in_bounds * 100 >= plain.plan.score().zones_in_bounds * 97);
    let again = shuffled(&project, 7);
    let (other, second) = made(&again, &general());
    assert_same("shuffled", &dump(&merged, &summary), &dump(&other, &second));
}
