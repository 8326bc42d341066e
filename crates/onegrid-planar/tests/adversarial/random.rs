//! Random linework of the kinds that break overlays.

use onegrid_planar::{CleanOptions, Coord, Linework, Metres, RingOwner, RingRole, Scale, Silent, clean, validate};
use proptest::prelude::*;

use crate::support::{Ring, assert_sound, build, linework};

/// Rings whose points come from few rows and columns: everything is collinear or nearly so.
fn crowded_ring(far: i32) -> impl Strategy<Value = Ring> {
    let near = prop_oneof![Just(0), Just(1), Just(2), Just(far / 2), Just(far - 1), Just(far)];
    prop::collection::vec((near.clone(), near).prop_map(|(x, y)| Coord::new(x, y)), 3..10)
}

/// Rings along one slanted line, a unit or two beside it, with spikes.
fn slanted_ring() -> impl Strategy<Value = Ring> {
    prop::collection::vec((0i32..1_000, -2i32..3), 3..12)
        .prop_map(|at| at.into_iter().map(|(t, off)| Coord::new(t * 7_001, t * 3_001 + off)).collect())
}

fn any_ring() -> impl Strategy<Value = Ring> {
    prop_oneof![
        crowded_ring(4),
        crowded_ring(1_000),
        crowded_ring(1_000_000_000),
        slanted_ring(),
        prop::collection::vec((0i32..1_073_741_823, 0i32..1_073_741_823).prop_map(|(x, y)| Coord::new(x, y)), 3..6),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn nearly_collinear_rings_keep_every_invariant(layers in prop::collection::vec(prop::collection::vec(any_ring(), 1..6), 1..4)) {
        let work = linework(&layers);
        if let Ok(a) = build(&work) {
            assert_sound(&a, &work);
        }
    }

    #[test]
    fn holes_parts_and_barriers_keep_every_invariant(
        rings in prop::collection::vec((any_ring(), 0u32..2, 0u32..2, any::<bool>()), 1..8),
        lines in prop::collection::vec(any_ring(), 0..4),
    ) {
        let mut work = Linework::new();
        let layer = work.add_layer(2);
        for (ring, cell, part, is_hole) in rings {
            let role = if is_hole { RingRole::Hole } else { RingRole::Shell };
            work.add_ring(RingOwner { layer, cell, part, role }, ring);
        }
        for (id, line) in (0u32..).zip(lines) {
            work.add_barrier(id, line);
        }
        if let Ok(a) = build(&work) {
            assert_sound(&a, &work);
        }
    }

    #[test]
    fn what_was_cleaned_is_valid(cells in prop::collection::vec(any_ring(), 1..6), snap in 0i32..3) {
        let work = linework(&[cells]);
        let plane = Scale::planar(1.0);
        let options = CleanOptions {
            snap: Metres::new(f64::from(snap)).unwrap(),
            gap_width: Metres::new(3.0).unwrap(),
            ..CleanOptions::default()
        };
        if let Ok(cleaned) = clean(&work, 0, &plane, &options, &Silent) {
            let mut again = Linework::new();
            cleaned.coverage.add_to(&mut again);
            if let Ok(validity) = validate(&again, 0, &plane, Metres::ZERO, &Silent) {
                prop_assert!(validity.is_valid(), "{:?}", validity.invalid_edges);
            }
        }
    }
}
