use geo_types::{line_string, polygon};
use onegrid::{BarrierClass, BarrierLayer, BarrierLine, Cell, Layer, Rejected};

use super::*;

fn cell(key: &str, west: f64) -> Cell {
    Cell {
        key: key.to_owned(),
        name: None,
        class: None,
        code: None,
        group: None,
        households: None,
        feature: 0,
        shape: polygon![
            (x: west, y: 30.0), (x: west + 1.0, y: 30.0), (x: west + 1.0, y: 31.0), (x: west, y: 30.0)
        ]
        .into(),
        ..Cell::default()
    }
}

fn layer(id: &str, role: Role, cells: Vec<Cell>) -> Layer {
    Layer {
        id: id.to_owned(),
        name: format!("name of {id}"),
        role,
        source: format!("{id}.geojson"),
        cells,
        rejected: Vec::new(),
        groups_are_communities: false,
        ..Layer::default()
    }
}

fn sample() -> Project {
    let line = BarrierLine {
        key: "r1".to_owned(),
        name: None,
        class: BarrierClass::Road,
        feature: 0,
        shape: line_string![(x: 99.5, y: 30.5), (x: 100.5, y: 30.5)].into(),
    };
    let mut base = layer("civil", Role::Base, vec![cell("a", 100.0), cell("b", 101.0)]);
    base.rejected.push(Rejected {
        feature: 2,
        key: None,
        code: "read.no_geometry".to_owned(),
        expected: "a polygon".to_owned(),
        got: "nothing".to_owned(),
    });
    Project {
        name: "sample".to_owned(),
        layers: vec![base],
        barriers: vec![BarrierLayer {
            id: "roads".to_owned(),
            name: "name of roads".to_owned(),
            source: "roads.geojson".to_owned(),
            lines: vec![line],
            rejected: Vec::new(),
        }],
        ..Project::default()
    }
}

#[test]
fn bounds_hold_cells_and_lines() {
    assert_eq!(bounds(&sample()), Some([99.5, 30.0, 102.0, 31.0]));
}

#[test]
fn a_point_beyond_the_earth_does_not_move_the_map() {
    let mut project = sample();
    project.layers[0].cells.push(cell("projected", 500_000.0));
    project.layers[0].cells.push(cell("no number", f64::NAN));
    assert_eq!(bounds(&project), bounds(&sample()));
}

#[test]
fn an_empty_project_has_no_bounds() {
    assert_eq!(bounds(&Project::default()), None);
}

#[test]
fn every_role_has_the_word_of_its_serialised_form() {
    for role in
        [Role::Base, Role::Department, Role::Community, Role::Estate, Role::Building, Role::Exclusive, Role::Households]
    {
        let serialised = serde_json::to_value(role).expect("a role is a word");
        assert_eq!(serialised, role_word(role));
    }
}
