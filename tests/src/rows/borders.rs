//! Rows about borders that nearly coincide: the declared order of layers says which one stays.

use geo_types::{MultiPolygon, polygon};
use onegrid::{Cell, Layer, Policy, Project, Role, Silent, merge};

/// A rectangle: west and east edge in 1e-5 degree from 118 E.
fn cell(key: &str, west: f64, east: f64, households: u64) -> Cell {
    let (w, e) = (118.0 + west * 1e-5, 118.0 + east * 1e-5);
    Cell {
        key: key.into(),
        households: (households > 0).then_some(households),
        shape: MultiPolygon(vec![polygon![(x: w, y: 32.0), (x: e, y: 32.0), (x: e, y: 32.01), (x: w, y: 32.01)]]),
        ..Cell::default()
    }
}

/// Three layers whose lines lie 5 and 10 units, 4.7 and 9.4 m, apart.
fn three_lines() -> Project {
    let layer = |id: &str, role, cells| Layer { id: id.into(), role, cells, ..Layer::default() };
    let pair = |line: f64| vec![cell("west", 0.0, line, 0), cell("east", line, 2000.0, 0)];
    Project {
        layers: vec![
            layer("civil", Role::Base, vec![cell("A", 0.0, 1000.0, 400), cell("B", 1000.0, 2000.0, 400)]),
            layer("police", Role::Department, pair(1005.0)),
            layer("fire", Role::Department, pair(1010.0)),
        ],
        code_prefix: Some("990101001001".into()),
        ..Project::default()
    }
}

/// Whether the strips of 5 units east of the base line lie in the western zone.
fn west_of_the_border(rules: &str) -> [bool; 2] {
    let text = format!("onegrid_policy = 1\nid = \"x\"\nextends = \"general-300-500\"\n{rules}");
    let merged = merge(&three_lines(), &Policy::from_toml(&text, "x.toml").expect("made for this test"), &Silent)
        .expect("made for this test");
    let zone =
        |x: f64| merged.locate(118.0 + x * 1e-5, 32.005).expect("made for this test").code.expect("made for this test");
    assert_eq!(merged.plan.zones().len(), 2);
    [1002.5, 1007.5].map(|x| zone(x) == zone(500.0))
}

#[test]
fn of_lines_that_nearly_coincide_that_of_the_first_layer_stays() {
    assert_eq!(west_of_the_border(""), [false, false], "the base layer's, where nothing is said");
    assert_eq!(west_of_the_border("border_priority = [\"civil\", \"police\"]"), [false, false]);
    assert_eq!(west_of_the_border("border_priority = [\"police\", \"civil\"]"), [true, false]);
    assert_eq!(west_of_the_border("border_priority = [\"fire\", \"civil\"]"), [true, true]);
}

#[test]
fn a_locked_border_never_moves_whatever_the_priority() {
    let rules = "border_priority = [\"fire\", \"civil\"]\n[rules.locked_border]\nlayers = [\"civil\"]\n";
    assert_eq!(west_of_the_border(rules), [false, false]);
}

#[test]
fn layers_of_the_priority_must_exist_and_stand_once() {
    let text = |list: &str| {
        format!("onegrid_policy = 1\nid = \"x\"\nextends = \"general-300-500\"\nborder_priority = [{list}]\n")
    };
    let twice = Policy::from_toml(&text("\"civil\", \"civil\""), "x.toml").unwrap_err();
    assert_eq!(twice.code(), "policy.contradiction");
    assert!(twice.to_string().contains("line 4 column 29"), "{twice}");
    let unknown = Policy::from_toml(&text("\"polise\""), "x.toml").unwrap();
    let error = merge(&three_lines(), &unknown, &Silent).unwrap_err().to_string();
    assert!(error.contains("border_priority") && error.contains("police"), "{error}");
}
