//! Very many lines in one place or along one another.

use onegrid_planar::{Coord, Linework, RingRole};

use crate::support::{Ring, area2, linework, owner, points, rect, sound};

#[test]
fn strips_one_unit_wide_over_the_longest_length_stay_apart() {
    // each strip rises by one unit over a billion: neighbours run within a unit of one another everywhere
    let strips: Vec<Ring> =
        (0..60).map(|i| points(&[(0, i), (1_000_000_000, i + 1), (1_000_000_000, i + 2), (0, i + 1)])).collect();
    let a = sound(&linework(&[strips]));
    assert_eq!(area2(&a), 60 * 2 * 1_000_000_000);
}

#[test]
fn the_same_line_drawn_one_unit_off_makes_slivers_of_exact_area() {
    let steps = 2_000;
    let border = |shift: i32| -> Vec<(i32, i32)> {
        (0..=steps).map(|i| (i * 1_000, 500_000 + if i % 2 == 0 { shift } else { -shift })).collect()
    };
    let layer = |shift: i32| {
        let below = [(0, 0), (steps * 1_000 + 10, 0)].into_iter().chain(border(shift).into_iter().rev());
        vec![below.map(|(x, y)| Coord::new(x, y)).collect::<Ring>()]
    };
    let a = sound(&linework(&[layer(0), layer(1), layer(2), layer(3)]));
    assert!(a.face_count() > 4_000, "{}", a.face_count());
}

#[test]
fn thousands_of_lines_through_one_point_meet_there() {
    let mut work = linework(&[vec![rect(-1_000_000, -1_000_000, 2_000_000, 2_000_000)]]);
    let lines = 3_000;
    for i in 0..lines {
        // from side to side, exactly through (0, 0)
        let y = (i - lines / 2) * 600;
        work.add_barrier(i as u32, [Coord::new(-1_000_000, -y), Coord::new(1_000_000, y)]);
    }
    let a = sound(&work);
    assert_eq!(area2(&a), 2 * 4_000_000_000_000);
    // two sectors a line; near the centre lines that are nearly one meet on the lattice more than once
    assert!(a.face_count() >= 6_000, "{}", a.face_count());
}

#[test]
fn hundreds_of_segments_along_one_line_share_its_edges() {
    let rings: Vec<Ring> = (0..400).map(|i| rect(i * 7 % 1_000, 0, 50 + i * 13 % 700, 5 + i % 3)).collect();
    let slanted: Vec<Ring> = (0..400)
        .map(|i| {
            let (from, to) = (i * 7 % 1_000, i * 7 % 1_000 + 50 + i * 13 % 700);
            points(&[(from, 3 * from), (to, 3 * to), (to, 3 * to + 40), (from, 3 * from + 40)])
        })
        .collect();
    sound(&linework(&[rings, slanted]));
}

#[test]
fn sixteen_equal_layers_cost_the_faces_of_one() {
    let cells: Vec<Ring> = (0..900).map(|i| rect(i % 30 * 100, i / 30 * 100, 100, 100)).collect();
    let layers = vec![cells; 16];
    let a = sound(&linework(&layers));
    assert_eq!(a.face_count(), 900);
    for f in 0..900 {
        let first = a.labels().only_cell(f, 0);
        assert!(first.is_some() && (1..16).all(|l| a.labels().only_cell(f, l) == first));
    }
}

#[test]
fn a_ring_of_a_hundred_thousand_points_is_one_cell() {
    let n = 100_000;
    let ring: Ring = (0..n)
        .map(|i| {
            let (angle, r) = (f64::from(i) / f64::from(n) * core::f64::consts::TAU, 1e8 + f64::from(i % 2) * 1e4);
            Coord::new((libm::cos(angle) * r) as i32, (libm::sin(angle) * r) as i32)
        })
        .collect();
    let a = sound(&linework(&[vec![ring.clone()], vec![rect(-50_000_000, -200_000_000, 100_000_000, 400_000_000)]]));
    let own: i128 = (0..a.face_count()).filter(|&f| a.labels().cells(f, 0) == [0]).map(|f| a.face_area2(f)).sum();
    // two cuts, each moved by at most half a unit
    assert!((own - onegrid_planar::ring_area2(&ring)).abs() < 4_000_000_000, "{own}");
}

#[test]
fn combs_and_gears_against_one_another() {
    let comb = |teeth: i32, down: bool| -> Ring {
        let base = if down { 10_000 } else { 0 };
        let tip = if down { 500 } else { 9_500 };
        let middle = i32::midpoint(base, tip);
        let mut ring = vec![Coord::new(0, base), Coord::new(0, tip)];
        for i in 0..teeth {
            let x = i * 20;
            ring.extend(points(&[(x, tip), (x + 10, tip), (x + 10, middle), (x + 20, middle)]));
        }
        ring.push(Coord::new(teeth * 20, base));
        ring
    };
    let gear = |teeth: i32, phase: f64| -> Ring {
        (0..teeth * 2)
            .map(|i| {
                let angle = (f64::from(i) + phase) / f64::from(teeth * 2) * core::f64::consts::TAU;
                let r = if i % 2 == 0 { 4_000.0 } else { 3_000.0 };
                Coord::new(5_000 + (libm::cos(angle) * r) as i32, 5_000 + (libm::sin(angle) * r) as i32)
            })
            .collect()
    };
    let a = sound(&linework(&[vec![comb(500, false), comb(500, true)], vec![gear(300, 0.0), gear(300, 0.9)]]));
    assert!(a.face_count() > 1_000, "{}", a.face_count());
}

#[test]
fn spikes_of_every_length_leave_no_trace_in_areas() {
    let mut cells: Vec<Ring> = Vec::new();
    for i in 0..200 {
        let (x, y) = (i % 20 * 100, i / 20 * 100);
        // out and back, straight or slanted, some through the neighbours
        let tip = (x + 100 + i * 17 % 400, y + 50 + i * 29 % 150 - 75);
        cells.push(points(&[
            (x, y),
            (x + 90, y),
            (x + 90, y + 50),
            tip,
            (x + 90, y + 50),
            (x + 90, y + 90),
            (x, y + 90),
        ]));
    }
    let a = sound(&linework(&[cells]));
    assert_eq!(area2(&a), 200 * 2 * 8_100);
}

#[test]
fn grids_turned_by_a_hair_cross_everywhere() {
    let grid = |turn: f64| -> Vec<Ring> {
        let corner = |x: i32, y: i32| {
            let (x, y) = (f64::from(x) * 1_000.0, f64::from(y) * 1_000.0);
            Coord::new((x - y * turn) as i32, (y + x * turn) as i32)
        };
        (0..900)
            .map(|i| {
                let (x, y) = (i % 30, i / 30);
                vec![corner(x, y), corner(x + 1, y), corner(x + 1, y + 1), corner(x, y + 1)]
            })
            .collect()
    };
    sound(&linework(&[grid(0.0), grid(1e-4), grid(2e-3)]));
}

#[test]
fn barriers_alone_do_not_make_cells() {
    let mut work = Linework::new();
    let layer = work.add_layer(1);
    work.add_ring(owner(layer, 0, RingRole::Shell), rect(0, 0, 1_000, 1_000));
    for i in 0..100 {
        work.add_barrier(i, [Coord::new(-10, i as i32 * 10), Coord::new(1_010, 990 - i as i32 * 10)]);
        work.add_barrier(i, [Coord::new(5, 5), Coord::new(5, 5)]);
        work.add_barrier(i, []);
    }
    let a = sound(&work);
    let covered: i128 = (0..a.face_count()).filter(|&f| a.labels().cells(f, 0) == [0]).map(|f| a.face_area2(f)).sum();
    assert_eq!(covered, 2_000_000);
}
