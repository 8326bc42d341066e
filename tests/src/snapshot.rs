//! A snapshot says what the merge says, wherever it is asked; damaged bytes are refused.

use std::sync::OnceLock;

use onegrid::{Lang, LatticeCoord, Merged, PointIndex, Snapshot};
use proptest::prelude::*;

use crate::support::street;

/// The snapshot of the demo street, stored and loaded.
fn stored() -> &'static (Vec<u8>, Snapshot) {
    static STORED: OnceLock<(Vec<u8>, Snapshot)> = OnceLock::new();
    STORED.get_or_init(|| {
        let merged = &street().merged;
        let bytes = Snapshot::of(&merged.grid, &merged.plan).to_bytes();
        let snapshot = Snapshot::from_bytes(&bytes).expect("what was written can be read");
        (bytes, snapshot)
    })
}

fn assert_same_answer(merged: &Merged, faces: &PointIndex, lon_deg: f64, lat_deg: f64) {
    let expected = merged.locate_with(faces, lon_deg, lat_deg).and_then(|l| Some((l.code?, l.community?)));
    let found = stored().1.locate(lon_deg, lat_deg);
    let found = found.map(|z| (z.zone.code.clone(), z.community.label().to_string()));
    assert_eq!(found, expected, "at ({lon_deg}, {lat_deg})");
}

#[test]
fn a_snapshot_names_the_zone_that_the_merge_names() {
    let merged = &street().merged;
    let faces = merged.grid.locator();
    let overlay = merged.grid.arrangement();
    for arc in 0..overlay.arc_count() {
        // corners and borders, and points just beside them
        for c in overlay.arc_coords(arc) {
            for (dx, dy) in [(0, 0), (-1, 0), (1, 0), (0, -1), (0, 1)] {
                let p = LatticeCoord::new(c.x + dx, c.y + dy);
                assert_same_answer(merged, &faces, p.lon_deg(), p.lat_deg());
            }
        }
    }
    for face in 0..merged.grid.face_count() {
        let (lon_deg, lat_deg) = merged.grid.face_place(face);
        assert_same_answer(merged, &faces, lon_deg, lat_deg);
    }
    for (lon_deg, lat_deg) in [(f64::NAN, 30.0), (0.0, f64::INFINITY), (181.0, 0.0), (0.0, 0.0)] {
        assert_eq!(stored().1.locate(lon_deg, lat_deg), None);
        assert_same_answer(merged, &faces, lon_deg, lat_deg);
    }
    let middle = merged.grid.face_place(0);
    let single = merged.locate(middle.0, middle.1).and_then(|l| l.code);
    assert_eq!(single.as_deref(), stored().1.locate(middle.0, middle.1).map(|z| z.zone.code.as_str()));
}

#[test]
fn a_snapshot_tells_everything_about_its_zones() {
    let (bytes, snapshot) = stored();
    let merged = &street().merged;
    assert_eq!(snapshot.zones().len(), merged.plan.zones().len());
    for (i, (stored, zone)) in snapshot.zones().iter().zip(merged.plan.zones()).enumerate() {
        assert_eq!((&stored.code, stored.class, stored.households), (&zone.code, zone.class, Some(zone.households)));
        for lang in [Lang::Zh, Lang::En] {
            assert_eq!(stored.name(lang), merged.plan.zone_name(i as u32, lang));
        }
    }
    assert_eq!(snapshot.communities(), merged.grid.communities().list);
    assert_eq!(snapshot.info().policy, "general-300-500");
    assert_eq!(snapshot.info().project, merged.grid.name());
    assert_eq!(&snapshot.to_bytes(), bytes);
}

#[test]
fn many_points_are_located_as_single_ones_are() {
    let (_, snapshot) = stored();
    let bounds = street().merged.grid.arrangement().bounds();
    let spread =
        |i: i32, step: i32, low: i32, high: i32| low - 100 + (i.wrapping_mul(step)).rem_euclid(high - low + 200);
    let points: Vec<(f64, f64)> = (0..30_000)
        .map(|i| {
            let x = spread(i, 7_919, bounds.min.x, bounds.max.x);
            LatticeCoord::new(x, spread(i, 104_729, bounds.min.y, bounds.max.y))
        })
        .map(|p| (p.lon_deg(), p.lat_deg()))
        .chain([(f64::NAN, 0.0)])
        .collect();
    let one_by_one: Vec<_> = points.iter().map(|&(lon_deg, lat_deg)| snapshot.locate(lon_deg, lat_deg)).collect();
    assert!(snapshot.locate_all(&points) == one_by_one);
    assert!(one_by_one.iter().flatten().count() > 10_000);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool of one");
    assert!(pool.install(|| snapshot.locate_all(&points)) == one_by_one);
}

#[test]
fn every_truncation_of_a_snapshot_is_refused() {
    let (bytes, _) = stored();
    let head = 0..200.min(bytes.len());
    for length in head.chain((200..bytes.len()).step_by(997)).chain(bytes.len() - 70..bytes.len()) {
        let error = Snapshot::from_bytes(&bytes[..length]).expect_err("it is cut short");
        assert!(error.code().starts_with("snapshot.") || error.code().starts_with("point_index."), "{error}");
    }
    let code = |bytes: &[u8]| Snapshot::from_bytes(bytes).expect_err("it is no snapshot").code();
    assert_eq!(code(b"{}"), "snapshot.not_a_snapshot");
    assert_eq!(code(&[bytes, &[0][..]].concat()), "point_index.length");
    let mut newer = bytes.clone();
    newer[8] = 2;
    assert_eq!(code(&newer), "snapshot.version");
    let mut endless = bytes.clone();
    endless[12..20].fill(0xff);
    assert_eq!(code(&endless), "snapshot.length");
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(5), ..ProptestConfig::with_cases(300) })]

    #[test]
    fn a_flipped_bit_is_noticed(at in any::<prop::sample::Index>(), bit in 0..8u8) {
        let mut bytes = stored().0.clone();
        bytes[at.index(stored().0.len())] ^= 1u8 << bit;
        prop_assert!(Snapshot::from_bytes(&bytes).is_err());
    }
}
