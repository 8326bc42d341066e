//! Many things in one place: work and memory grow with what there is, or a clear error comes at once.

use onegrid_planar::{
    Arrangement, CleanOptions, Coord, Limits, Linework, Metres, OverlayError, PointIndex, Progress, RingRole, Scale,
    Silent, clean, defects, validate,
};

use crate::support::{Ring, build, linework, owner, points, rect};

fn plane() -> Scale {
    Scale::planar(1.0)
}

fn metres(m: f64) -> Metres {
    Metres::new(m).expect("a length")
}

/// Squares around one another, as cells of one layer.
fn nest(count: i32) -> Linework {
    linework(&[(0..count).map(|i| rect(i, i, 4 * count - 2 * i, 4 * count - 2 * i)).collect()])
}

/// Allows so much memory.
struct Small(u64);

impl Progress for Small {
    fn step(&self, _: &'static str, _: u64, _: u64) {}
    fn limits(&self) -> Limits {
        Limits::with_memory(self.0)
    }
}

#[test]
fn thousands_of_equal_cells_cost_one_list_of_them() {
    // lists that grew ring by ring came to the square of the cells: 40 GB here
    let work = linework(&[vec![rect(0, 0, 1000, 1000); 40_000]]);
    let a = build(&work).expect("one face");
    assert_eq!((a.face_count(), a.labels().cells(0, 0).len()), (1, 40_000));
    assert_eq!(defects(&a, &work, &[true]).len(), 2, "one overlap, one set of duplicates");
    let index = PointIndex::of_layer(&work, 0).expect("within the span");
    assert_eq!(index.id_at(Coord::new(500, 500)), Some(0));
    assert_eq!(validate(&work, 0, &plane(), Metres::ZERO, &Silent).expect("a layer").invalid_edges.len(), 160_000);
    let cleaned = clean(&work, 0, &plane(), &CleanOptions::default(), &Silent).expect("a layer");
    assert_eq!(cleaned.report.lost.len(), 39_999);
}

#[test]
fn faces_of_another_layer_share_the_list_of_a_heap() {
    let grid = (0..2_500).map(|i| rect(i % 50 * 20, i / 50 * 20, 20, 20)).collect();
    let a = build(&linework(&[vec![rect(0, 0, 1000, 1000); 2_000], grid])).expect("a sound drawing");
    assert_eq!(a.face_count(), 2_500);
    let first = a.labels().cells(0, 0);
    assert!((0..2_500).all(|f| a.labels().cells(f, 0) == first && a.labels().cells(f, 1).len() == 1));
}

#[test]
fn cells_within_cells_beyond_the_memory_allowed_are_refused() {
    // n cells around one another are n^2 / 2 pairs of a face and a cell, of which no estimate of lines knows
    let work = nest(3_000);
    assert_eq!(Limits::with_memory(50_000_000).admit(&work), Ok(()));
    let error = Arrangement::build(&work, plane(), &Small(50_000_000)).unwrap_err();
    assert!(matches!(error, OverlayError::TooLarge { got: 2_083_334, limit: 2_083_333, .. }), "{error}");
    assert!(error.to_string().contains("cells over one another"), "{error}");
    assert!(Arrangement::build(&work, plane(), &Small(500_000_000)).is_ok());
}

#[test]
fn cells_within_cells_are_validated_and_summed_without_pairs() {
    let work = nest(1_500);
    let validity = validate(&work, 0, &plane(), Metres::ZERO, &Silent).expect("a layer");
    // every edge but those of the outermost lies inside the outermost
    assert_eq!(validity.invalid_edges.len(), 4 * 1_499);
    assert!(validity.invalid_edges.iter().all(|e| e.other == 0));
    let a = &validity.arrangement;
    let everywhere = vec![Some(7); a.face_count() as usize];
    let rows = a.crosswalk(0, &everywhere, &vec![1; a.face_count() as usize]);
    assert_eq!(rows.iter().map(|r| r.households).collect::<Vec<_>>(), (1..=1_500).rev().collect::<Vec<u64>>());
}

/// Lines through the origin, no two alike.
fn star(count: i32) -> Linework {
    let mut work = linework(&[vec![rect(-1_000_000, -1_000_000, 2_000_000, 2_000_000)]]);
    for i in 0..count {
        work.add_barrier(i as u32, [Coord::new(i - count / 2, 900_000), Coord::new(count / 2 - i, -900_000)]);
    }
    work
}

#[test]
fn lines_through_one_pixel_meet_there_and_are_counted_once() {
    let a = build(&star(3_000)).expect("a square with loose lines");
    assert_eq!(a.check(), Ok(()));
    assert_eq!(a.face_count(), 1);
    let ends = (0..a.arc_count()).filter(|&arc| a.arc_lines(arc).next().is_some());
    assert!(ends.clone().count() >= 6_000, "each line is cut in the middle: {}", ends.count());
}

#[test]
fn spikes_from_one_point_in_all_directions_enclose_nothing() {
    let spikes = (0..20_000).flat_map(|i| {
        let t = f64::from(i) / 20_000.0 * core::f64::consts::TAU;
        [(0, 0), ((t.cos() * 4e8) as i32, (t.sin() * 4e8) as i32)]
    });
    let star: Ring = points(&spikes.collect::<Vec<_>>());
    let work = linework(&[vec![star, rect(10, 10, 100, 100)]]);
    let a = build(&work).expect("a square");
    assert_eq!(a.check(), Ok(()));
    let covered: i128 =
        (0..a.face_count()).filter(|&f| !a.labels().cells(f, 0).is_empty()).map(|f| a.face_area2(f)).sum();
    assert_eq!(covered, 2 * 100 * 100);
}

#[test]
fn a_snap_distance_beyond_the_layer_is_quick_and_leaves_nothing() {
    let cells: Vec<Ring> = (0..10_000).map(|i| rect(i % 100 * 10, i / 100 * 10, 10, 10)).collect();
    let snap = |m: f64| CleanOptions { snap: metres(m), ..CleanOptions::default() };
    let error = clean(&linework(std::slice::from_ref(&cells)), 0, &plane(), &snap(1e9), &Silent).unwrap_err();
    assert_eq!(error.code(), "overlay.empty");
    // within the size of a cell what stays stays where it was
    let cleaned = clean(&linework(&[cells]), 0, &plane(), &snap(9.0), &Silent).expect("a layer");
    assert_eq!((cleaned.report.points_snapped, cleaned.coverage.regions().len()), (0, 10_000));
}

#[test]
fn a_scale_that_no_map_has_is_refused() {
    let work = linework(&[vec![rect(0, 0, 10, 10)]]);
    for unit in [f64::NAN, f64::INFINITY, -1.0, 0.0, 1e-300, 1e300] {
        let scale = Scale::planar(unit);
        let code = |error: OverlayError| error.code();
        assert_eq!(Arrangement::build(&work, scale.clone(), &Silent).map_err(code).unwrap_err(), "overlay.scale");
        assert_eq!(validate(&work, 0, &scale, metres(1.0), &Silent).map_err(code).unwrap_err(), "overlay.scale");
        let options = CleanOptions { snap: metres(1.0), ..CleanOptions::default() };
        assert_eq!(clean(&work, 0, &scale, &options, &Silent).map_err(code).unwrap_err(), "overlay.scale");
    }
}

#[test]
fn a_scale_for_other_latitudes_is_refused() {
    let far = linework(&[vec![rect(0, 300_000_000, 10_000, 10_000)]]);
    let mut near = Linework::new();
    let layer = near.add_layer(1);
    near.add_ring(owner(layer, 0, RingRole::Shell), rect(0, 310_000_000, 10_000, 10_000));
    let scale = far.geographic_scale().expect("it has points");
    assert!(Arrangement::build(&far, scale.clone(), &Silent).is_ok());
    let error = Arrangement::build(&near, scale, &Silent).unwrap_err();
    assert_eq!(
        error.to_string(),
        "got a scale for latitudes from 30 to 30.01 degrees, expected one for the latitudes of all points"
    );
}
