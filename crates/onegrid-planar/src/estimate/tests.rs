//! The estimate against the overlay itself, and hostile linework that must not be overlaid at all.

use proptest::prelude::*;

use crate::{Arrangement, Coord, Estimate, Linework, RingOwner, RingRole, Scale, Silent, estimate};

fn shell(layer: u32, cell: u32) -> RingOwner {
    RingOwner { layer, cell, part: 0, role: RingRole::Shell }
}

fn rect(x: i32, y: i32, w: i32, h: i32) -> Vec<Coord> {
    [(x, y), (x + w, y), (x + w, y + h), (x, y + h)].map(|(x, y)| Coord::new(x, y)).to_vec()
}

fn linework(layers: &[Vec<Vec<Coord>>]) -> Linework {
    let mut work = Linework::new();
    for cells in layers {
        let layer = work.add_layer(cells.len() as u32);
        for (cell, ring) in (0u32..).zip(cells) {
            work.add_ring(shell(layer, cell), ring.iter().copied());
        }
    }
    work
}

/// A grid of cells whose corners are moved a little, one way per `salt`.
fn noisy_grid(side: i32, size: i32, noise: i32, salt: i32) -> Vec<Vec<Coord>> {
    let corner = |x: i32, y: i32| {
        let mix = (x.wrapping_mul(7919) ^ y.wrapping_mul(104_729) ^ salt.wrapping_mul(31)).wrapping_mul(1_103_515_245);
        let off = |bits: i32| (bits >> 8).rem_euclid(2 * noise + 1) - noise;
        Coord::new(x * size + off(mix), y * size + off(mix.wrapping_mul(12_345).wrapping_add(99)))
    };
    let cell = |i: i32| {
        let (x, y) = (i % side, i / side);
        vec![corner(x, y), corner(x + 1, y), corner(x + 1, y + 1), corner(x, y + 1)]
    };
    (0..side * side).map(cell).collect()
}

fn compare(name: &str, work: &Linework) -> (Estimate, f64) {
    let coming = estimate(work);
    let came = Arrangement::build(work, Scale::planar(1.0), &Silent).unwrap();
    let ratio = coming.faces as f64 / f64::from(came.face_count());
    println!("{name}: {} faces, {coming:?}, ratio {ratio:.2}", came.face_count());
    (coming, ratio)
}

#[test]
fn faces_are_foretold_within_a_factor_of_two() {
    let blobs: Vec<Vec<Coord>> = (0..900)
        .map(|i| {
            let (x, y) = (i % 30 * 1_000, i / 30 * 1_000);
            let round = |k: i32| {
                let angle = f64::from(k) * core::f64::consts::TAU / 200.0;
                Coord::new(x + (libm::cos(angle) * 450.0) as i32, y + (libm::sin(angle) * 450.0) as i32)
            };
            (0..200).map(round).collect()
        })
        .collect();
    let nested: Vec<Vec<Coord>> = (1..5_000).map(|i| rect(-10 * i, -10 * i, 20 * i, 20 * i)).collect();
    let town = || noisy_grid(60, 10_000, 3_000, 1);
    let mut outlier = town();
    outlier.push(rect(-900_000_000, -900_000_000, 50, 50));
    let cases: Vec<(&str, Vec<Vec<Vec<Coord>>>)> = vec![
        ("one square", vec![vec![rect(0, 0, 10, 10)]]),
        ("one grid", vec![town()]),
        ("the same grid sixteen times", (0..16).map(|_| town()).collect()),
        ("two grids", vec![town(), noisy_grid(45, 13_300, 3_000, 2)]),
        ("eight grids", (0..8).map(|i| noisy_grid(40 + i, 15_000, 4_000, i)).collect()),
        ("a grid and an outlier", vec![outlier]),
        ("a dense and a sparse town", vec![noisy_grid(20, 1_000_000, 300_000, 3), noisy_grid(80, 1_000, 300, 4)]),
        ("islands of many points", vec![blobs]),
        ("squares within squares", vec![nested]),
        ("grids a hair apart", vec![noisy_grid(60, 10_000, 0, 1), noisy_grid(60, 10_000, 1, 5)]),
        ("a tiny lattice", vec![noisy_grid(50, 4, 3, 7), noisy_grid(50, 4, 3, 8)]),
    ];
    let mut failed = Vec::new();
    for (name, layers) in cases {
        let (_, ratio) = compare(name, &linework(&layers));
        if !(0.5..=2.0).contains(&ratio) {
            failed.push(format!("{name}: {ratio}"));
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

/// `count` long lines, each across all others.
fn crossing_lines(count: i32, bend: bool) -> Linework {
    let mut work = Linework::new();
    let layer = work.add_layer(1);
    work.add_ring(shell(layer, 0), rect(0, 0, 1_000_000_000, 1_000_000_000));
    for i in 0..count {
        // the order at the top is the reverse of that at the bottom; unless bent, all meet in the middle
        let at = f64::from(i) / f64::from(count);
        let top = if bend { (1.0 - at) * (1.0 - at) } else { 1.0 - at };
        let [bottom, top] = [at, top].map(|v| (v * 1e9) as i32);
        work.add_barrier(i as u32, [Coord::new(bottom + i % 7, 0), Coord::new(top - i % 5, 1_000_000_000)]);
    }
    work
}

#[test]
fn lines_across_all_others_are_foretold() {
    let (coming, ratio) = compare("600 lines", &crossing_lines(600, true));
    assert!((0.5..=2.0).contains(&ratio), "{coming:?}");
    // all crossings in one small place: the order of magnitude
    let (coming, ratio) = compare("600 lines through one place", &crossing_lines(600, false));
    assert!((0.1..=10.0).contains(&ratio), "{coming:?}");
    // too many to make: every pair crosses
    let coming = estimate(&crossing_lines(20_000, true));
    println!("{coming:?}");
    assert!((100_000_000..400_000_000).contains(&coming.crossings), "{coming:?}");
    assert!(coming.memory_bytes > 10_000_000_000, "{coming:?}");
}

#[test]
fn linework_without_a_segment_comes_to_nothing() {
    assert_eq!(estimate(&Linework::new()), Estimate::default());
    assert_eq!(estimate(&linework(&[vec![vec![Coord::new(3, 3)]]])), Estimate::default());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]

    #[test]
    fn random_layers_are_foretold_within_a_factor_of_two(
        grids in prop::collection::vec((20i32..60, 1i32..5_000, 0i32..1_000, 0i32..3_000), 1..6),
    ) {
        let layers: Vec<_> = grids.iter().map(|&(side, noise, salt, more)| noisy_grid(side, 9_000 + more, noise, salt)).collect();
        let (coming, ratio) = compare("random", &linework(&layers));
        prop_assert!((0.5..=2.0).contains(&ratio), "{:?} {}", coming, ratio);
    }
}
