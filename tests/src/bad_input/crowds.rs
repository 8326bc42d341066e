//! Sound but extreme input.

use onegrid::{Silent, merge};

use super::{BASE, POLICE, collection, counted, households, open, rect};
use crate::support::general;

/// A square grid of cells drawn 1e-4 degree wide, `shift` degrees off to the east and further north
/// from column to column.
fn hairs(name: &str, side: i32, shift: f64, households: &str) -> String {
    let mut features = Vec::new();
    for x in 0..side {
        for y in 0..side {
            let north = shift * f64::from(1 + x % 3);
            let (w, s) = (118.0 + f64::from(x) * 1e-4 + shift, 32.0 + f64::from(y) * 1e-4 + north);
            features.push(counted(&format!("{name}{x}-{y}"), &rect(w, s, w + 1e-4, s + 1e-4), households));
        }
    }
    collection(&features)
}

#[test]
fn two_grids_a_hair_apart_take_seconds_not_hours() {
    // every line of one runs one to three lattice units beside a line of the other
    let layers = format!("{BASE}{POLICE}");
    let files = [("civil.geojson", hairs("c", 300, 0.0, "null")), ("police.geojson", hairs("p", 300, 1e-7, "null"))];
    let project = open(&layers, &files).unwrap();
    let mut policy = general();
    policy.code.sequence_digits = 5;
    let merged = merge(&project, &policy, &Silent).unwrap();
    merged.grid.check().unwrap();
    let slivers = (0..merged.grid.face_count()).filter(|&f| merged.grid.arrangement().face_width_m(f) < 0.1).count();
    assert!(slivers > 150_000, "{slivers} slivers");
    assert_eq!(merged.plan.zones().len(), 90_000);
}

#[test]
fn more_zones_than_codes_is_an_error_with_both_numbers() {
    let project = open(BASE, &[("civil.geojson", hairs("c", 40, 0.0, "null"))]).unwrap();
    let error = merge(&project, &general(), &Silent).unwrap_err();
    assert_eq!(error.code(), "zones.code_overflow");
    let message = error.to_string();
    assert!(message.contains("1600") && message.contains("999"), "{message}");
}

#[test]
fn hundreds_of_cells_in_one_community_are_merged() {
    one_community(20);
}

#[test]
fn thousands_of_cells_in_one_community_are_merged() {
    one_community(60);
}

/// A project without communities is one community.
fn one_community(side: i32) {
    let project = open(BASE, &[("civil.geojson", hairs("c", side, 0.0, "25"))]).expect("a sound project");
    let merged = merge(&project, &general(), &Silent).expect("a sound project");
    assert_eq!(households(&merged), 25 * (side * side) as u64);
}
