//! Lines added to arrangements, by hand and at random.

use proptest::prelude::*;

use crate::{Arrangement, Coord, Linework, OverlayError, RingOwner, RingRole, Scale, Silent};

fn built(rings: &[(u32, Vec<Coord>)], layers: u32) -> (Linework, Arrangement) {
    let mut work = Linework::new();
    for layer in 0..layers {
        work.add_layer(rings.iter().filter(|r| r.0 == layer).count() as u32);
    }
    let mut next = vec![0; layers as usize];
    for (layer, ring) in rings {
        let cell = next[*layer as usize];
        next[*layer as usize] += 1;
        work.add_ring(RingOwner { layer: *layer, cell, part: 0, role: RingRole::Shell }, ring.iter().copied());
    }
    let out = Arrangement::build(&work, Scale::planar(1.0), &Silent).unwrap();
    (work, out)
}

fn square(x: i32, y: i32, side: i32) -> Vec<Coord> {
    vec![Coord::new(x, y), Coord::new(x + side, y), Coord::new(x + side, y + side), Coord::new(x, y + side)]
}

/// Everything that must hold of a refinement.
fn check(before: &Arrangement, work: &Linework) -> Result<Vec<Option<u32>>, OverlayError> {
    let refined = before.refined(work, &Silent)?;
    let after = &refined.arrangement;
    after.check().unwrap();
    let mut area2 = vec![0i128; before.face_count() as usize];
    for (face, was) in (0..).zip(&refined.face_before) {
        let was = was.expect("no line runs outside") as usize;
        area2[was] += after.face_area2(face);
        for layer in 0..work.layer_count() {
            assert_eq!(after.labels().cells(face, layer), before.labels().cells(was as u32, layer));
        }
    }
    let total: i128 = area2.iter().sum();
    assert_eq!(total, (0..before.face_count()).map(|f| before.face_area2(f)).sum::<i128>());
    Ok(refined.face_before)
}

#[test]
fn a_line_divides_the_face_that_it_crosses_and_no_other() {
    let (mut work, before) = built(&[(0, square(0, 0, 100)), (0, square(100, 0, 100))], 1);
    work.add_barrier(7, [Coord::new(0, 40), Coord::new(100, 61)]);
    let of = check(&before, &work).unwrap();
    assert_eq!(of.len(), 3);
    let refined = before.refined(&work, &Silent).unwrap().arrangement;
    let new: Vec<usize> = (0..refined.arc_count()).filter(|&arc| refined.arc_lines(arc).any(|l| l == 7)).collect();
    assert_eq!(new.len(), 1);
    assert!(
        refined
            .arc_faces(new[0])
            .iter()
            .flatten()
            .all(|&f| of[f as usize] == of[refined.arc_faces(new[0])[0].unwrap() as usize])
    );
}

#[test]
fn a_line_along_a_border_or_ending_inside_divides_nothing() {
    let (work, before) = built(&[(0, square(0, 0, 100)), (0, square(100, 0, 100))], 1);
    for line in [[Coord::new(100, 20), Coord::new(100, 70)], [Coord::new(0, 50), Coord::new(60, 55)]] {
        let mut work = work.clone();
        work.add_barrier(0, line);
        assert_eq!(check(&before, &work).unwrap().len(), 2);
    }
}

#[test]
fn a_loop_inside_a_face_is_part_of_it() {
    let (mut work, before) = built(&[(0, square(0, 0, 100))], 1);
    let mut ring = square(30, 30, 20);
    ring.push(ring[0]);
    work.add_barrier(0, ring);
    assert_eq!(check(&before, &work).unwrap(), [Some(0), Some(0)]);
}

#[test]
fn a_line_out_of_bounds_is_refused() {
    let (mut work, before) = built(&[(0, square(0, 0, 100))], 1);
    work.add_barrier(0, [Coord::new(50, 50), Coord::new(150, 50)]);
    let error = before.refined(&work, &Silent).unwrap_err();
    assert_eq!(error, OverlayError::Beyond { place: Coord::new(150, 50) });
}

#[test]
fn what_no_line_meets_is_as_before() {
    let (mut work, before) = built(&[(0, square(0, 0, 1000)), (1, square(303, 401, 500)), (1, square(100, 77, 90))], 2);
    work.add_barrier(0, [Coord::new(0, 13), Coord::new(1000, 49)]);
    let after = before.refined(&work, &Silent).unwrap().arrangement;
    let arcs = |a: &Arrangement| {
        let mut all: Vec<Vec<Coord>> = (0..a.arc_count()).map(|arc| a.arc_coords(arc).to_vec()).collect();
        all.retain(|c| c.iter().all(|p| (60..990).contains(&p.x) && p.y > 60));
        // a loop may be walked from its other side
        for arc in &mut all {
            arc.sort();
        }
        all.sort();
        all
    };
    assert_eq!(arcs(&before), arcs(&after));
    assert!(arcs(&before).len() >= 2);
}

fn coords(side: i32, count: core::ops::Range<usize>) -> impl Strategy<Value = Vec<Coord>> {
    prop::collection::vec((0..=side, 0..=side).prop_map(|(x, y)| Coord::new(x, y)), count)
}

proptest! {
    // a tiny lattice, so that lines meet pixels of others all the time
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn random_lines_through_random_cells(
        rings in prop::collection::vec((0..2u32, coords(60, 3..7)), 1..6),
        lines in prop::collection::vec(coords(60, 2..5), 1..4),
    ) {
        let mut rings = rings;
        // no line runs outside
        rings.push((0, square(0, 0, 60)));
        let (work, mut before) = built(&rings, 2);
        let mut work = work;
        for line in lines {
            let mut next = work.clone();
            next.add_barrier(3, line);
            match check(&before, &next) {
                Ok(_) => {
                    before = before.refined(&next, &Silent).unwrap().arrangement;
                    work = next;
                }
                Err(error) => prop_assert!(matches!(error, OverlayError::TooClose { .. }), "{error}"),
            }
        }
    }
}
