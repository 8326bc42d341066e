//! The ends of the lattice, the poles, the antimeridian.

use onegrid_planar::{
    Arrangement, CleanOptions, Coord, Linework, MAX_SPAN, Metres, RingRole, Scale, Silent, clean, estimate, validate,
};

use crate::support::{Ring, area2, assert_sound, build, linework, owner, points, sound};

const MOST: i32 = (MAX_SPAN - 1) as i32;

/// A star of long edges across a square of the greatest allowed size.
fn across(corner: (i32, i32)) -> Vec<Ring> {
    let at = |x: i32, y: i32| (corner.0 + x, corner.1 + y);
    vec![
        points(&[at(0, 0), at(MOST, 0), at(MOST, MOST), at(0, MOST)]),
        points(&[at(0, 1), at(MOST, MOST - 1), at(MOST, MOST), at(1, 0)]),
        points(&[at(0, MOST), at(MOST, 0), at(MOST - 1, 0), at(0, MOST - 1)]),
        points(&[at(MOST / 2, 0), at(MOST / 2 + 1, MOST), at(MOST / 2 + 2, 0)]),
        points(&[at(0, MOST / 3), at(MOST, MOST / 3 + 1), at(0, MOST / 3 + 2)]),
    ]
}

#[test]
fn the_greatest_span_is_exact_in_every_corner_of_the_lattice() {
    let far = i32::MAX - MOST;
    for corner in [(i32::MIN, i32::MIN), (far, far), (i32::MIN, far), (-MOST / 2, -MOST / 2)] {
        let a = sound(&linework(&[across(corner)]));
        assert_eq!(area2(&a), 2 * i128::from(MOST) * i128::from(MOST), "{corner:?}");
    }
}

#[test]
fn one_step_beyond_the_greatest_span_is_an_error_with_a_place() {
    let work = linework(&[vec![points(&[(0, 0), (MOST + 1, 0), (0, 10)])]]);
    let error = build(&work).unwrap_err();
    assert_eq!(error.code(), "overlay.too_wide");
    assert!(error.place().is_some() && error.to_string().contains("antimeridian"), "{error}");
    let all = linework(&[vec![points(&[(i32::MIN, i32::MIN), (i32::MAX, i32::MIN), (i32::MAX, i32::MAX)])]]);
    assert_eq!(build(&all).unwrap_err().code(), "overlay.too_wide");
    let (plane, options) =
        (Scale::planar(1.0), CleanOptions { snap: Metres::new(2.0).unwrap(), ..CleanOptions::default() });
    assert_eq!(clean(&all, 0, &plane, &options, &Silent).unwrap_err().code(), "overlay.too_wide");
    assert_eq!(validate(&all, 0, &plane, Metres::ZERO, &Silent).unwrap_err().code(), "overlay.too_wide");
    // nothing is checked before an estimate: it must not fail either
    assert_eq!(estimate(&all).segments, 3);
}

fn ring_in_degrees(list: &[(f64, f64)]) -> Option<Ring> {
    list.iter().map(|&(lon, lat)| Coord::from_degrees(lon, lat)).collect()
}

fn overlay_in_degrees(list: &[(f64, f64)]) -> (Linework, Arrangement) {
    let mut work = Linework::new();
    let layer = work.add_layer(1);
    work.add_ring(owner(layer, 0, RingRole::Shell), ring_in_degrees(list).expect("these are degrees"));
    let scale = work.geographic_scale().expect("there is a ring");
    let a = Arrangement::build(&work, scale, &Silent).expect("the ring is no wider than a map");
    assert_sound(&a, &work);
    (work, a)
}

#[test]
fn degrees_end_at_the_antimeridian_and_at_the_poles() {
    for (lon, lat) in [(180.0, 0.0), (-180.0, 0.0), (179.999_999_9, 0.0), (0.0, 90.0), (0.0, -90.0), (180.0, 90.0)] {
        let p = Coord::from_degrees(lon, lat).unwrap();
        assert_eq!((p.lon_deg(), p.lat_deg()), (lon, lat));
    }
    for (lon, lat) in [(180.000_000_1, 0.0), (-181.0, 0.0), (0.0, 90.000_000_1), (f64::NAN, 0.0), (0.0, f64::INFINITY)]
    {
        assert_eq!(Coord::from_degrees(lon, lat), None, "{lon} {lat}");
    }
    // 180 and -180 are two ends of the lattice, not one line
    assert_ne!(Coord::from_degrees(180.0, 0.0), Coord::from_degrees(-180.0, 0.0));
}

#[test]
fn a_cell_that_ends_at_the_antimeridian_is_measured_on_the_ground() {
    let (_, east) = overlay_in_degrees(&[(179.0, 10.0), (180.0, 10.0), (180.0, 11.0), (179.0, 11.0)]);
    let (_, west) = overlay_in_degrees(&[(-180.0, 10.0), (-179.0, 10.0), (-179.0, 11.0), (-180.0, 11.0)]);
    let (a, b) = (east.face_area_m2(0), west.face_area_m2(0));
    assert!((a - b).abs() < 1.0 && a > 1.1e10 && a < 1.3e10, "{a} {b}");
}

#[test]
fn a_cell_across_the_antimeridian_is_refused_as_too_wide() {
    let ring = ring_in_degrees(&[(179.0, 0.0), (-179.0, 0.0), (-179.0, 1.0), (179.0, 1.0)]).unwrap();
    let error = build(&linework(&[vec![ring]])).unwrap_err();
    assert_eq!(error.code(), "overlay.too_wide");
    // the other spelling has no place on the lattice
    assert_eq!(ring_in_degrees(&[(179.0, 0.0), (181.0, 0.0), (181.0, 1.0), (179.0, 1.0)]), None);
}

#[test]
fn a_cell_at_a_pole_has_its_area_and_a_border_without_length_there() {
    // one degree of longitude from 89 N to the pole: about 1/360 of a cap of 111.7 km
    let (_, a) = overlay_in_degrees(&[(0.0, 89.0), (1.0, 89.0), (1.0, 90.0), (0.0, 90.0)]);
    let cap = core::f64::consts::PI * 111_693.9 * 111_693.9 / 360.0;
    assert!((a.face_area_m2(0) - cap).abs() < 0.01 * cap, "{} {cap}", a.face_area_m2(0));
    let (_, south) = overlay_in_degrees(&[(0.0, -90.0), (1.0, -90.0), (1.0, -89.0), (0.0, -89.0)]);
    assert!((a.face_area_m2(0) - south.face_area_m2(0)).abs() < 1.0);
    // two meridians and one parallel; the edge along the pole is a point on the ground
    assert!((a.face_perimeter_m(0) - (2.0 * 111_694.0 + 1_949.4)).abs() < 20.0, "{}", a.face_perimeter_m(0));
}

#[test]
fn planar_scale_of_any_size_measures() {
    for unit in [1e-6, 1.0, 1e3] {
        let work = linework(&[vec![points(&[(0, 0), (10, 0), (10, 10), (0, 10)])]]);
        let a = Arrangement::build(&work, Scale::planar(unit), &Silent).unwrap();
        assert!((a.face_area_m2(0) - 100.0 * unit * unit).abs() < 1e-9 * unit * unit);
    }
}
