//! The antimeridian and the poles: cells may end there, and must not go across.

use super::{base, collection, conflict, entry, feature, households, polygon, rect};

fn at(x: f64, y: f64) -> String {
    rect(x, y, x + 0.01, y + 0.01)
}

#[test]
fn a_grid_that_ends_at_the_antimeridian_is_merged() {
    for west in [179.97, -180.0] {
        let cells: Vec<String> =
            (0..3).map(|i| feature(&format!("B{i}"), &at(west + f64::from(i) * 0.01, 10.0))).collect();
        let merged = base(collection(&cells)).unwrap_or_else(|e| panic!("{west}: {e:?}"));
        merged.grid.check().unwrap();
        assert_eq!((merged.plan.zones().len(), households(&merged)), (3, 1_200));
        assert!(merged.locate(if west > 0.0 { 179.995 } else { -179.995 }, 10.005).is_some_and(|l| l.code.is_some()));
    }
}

#[test]
fn a_cell_across_the_antimeridian_is_an_error_or_listed() {
    let town = |i: i32| feature(&format!("B{i}"), &at(179.0 + f64::from(i) * 0.01, 10.0));
    let mut cells: Vec<String> = (0..3).map(town).collect();
    // eastern ends written as 181: no longitude; the feature is left out, and listed
    cells.push(feature("across", &rect(179.5, 10.0, 181.0, 10.01)));
    let merged = base(collection(&cells)).unwrap();
    let e = entry(&merged, "place.bad_coordinate");
    assert!(e.key.as_deref() == Some("across") && e.got.contains("181") && e.expected.contains("±180"), "{e:?}");
    assert_eq!(merged.plan.zones().len(), 3);
    // written as -179: a cell around the whole planet
    cells.pop();
    cells.push(feature("across", &polygon("[[179.5,10],[-179,10],[-179,10.01],[179.5,10.01],[179.5,10]]")));
    let Err(stop) = base(collection(&cells)) else { panic!("it was merged") };
    assert_eq!(stop.code(), "place.far_away");
    let message = stop.message();
    assert!(["civil.geojson", "across", "-179", "107 degrees"].iter().all(|m| message.contains(m)), "{message}");
}

#[test]
fn towns_on_both_sides_of_the_antimeridian_are_an_error() {
    let cells = [feature("E", &at(179.98, 10.0)), feature("W", &at(-179.99, 10.0)), feature("W2", &at(-179.98, 10.0))];
    let Err(stop) = base(collection(&cells)) else { panic!("it was merged") };
    assert_eq!(stop.code(), "place.far_away");
}

#[test]
fn cells_at_the_poles_are_merged_and_cells_beyond_listed() {
    for south in [89.97, -90.0] {
        let cells: Vec<String> =
            (0..3).map(|i| feature(&format!("B{i}"), &at(30.0, south + f64::from(i) * 0.01))).collect();
        let merged = base(collection(&cells)).unwrap_or_else(|e| panic!("{south}: {e:?}"));
        merged.grid.check().unwrap();
        assert_eq!(households(&merged), 1_200);
        assert!(merged.plan.zones().iter().all(|z| z.area_m2 > 0.0 && z.area_m2.is_finite()));
    }
    let cells = [
        feature("B0", &at(30.0, 89.97)),
        feature("B1", &at(30.0, 89.98)),
        feature("beyond", &rect(30.0, 89.99, 30.01, 90.01)),
    ];
    let merged = base(collection(&cells)).unwrap();
    assert_eq!(entry(&merged, "place.bad_coordinate").key.as_deref(), Some("beyond"));
}

#[test]
fn a_cell_along_the_pole_itself_has_no_area_on_the_lattice() {
    let mut cells: Vec<String> =
        (0..2).map(|i| feature(&format!("B{i}"), &at(30.0, 89.9 + f64::from(i) * 0.01))).collect();
    cells.push(feature("pole", &polygon("[[30,90],[40,90],[50,90],[30,90]]")));
    let merged = base(collection(&cells)).unwrap();
    assert_eq!(conflict(&merged, "zero-area", "pole").cells, ["pole"]);
}
