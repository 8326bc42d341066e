//! Invariants on small and random input; stories of single modules stand beside them.

use proptest::prelude::*;

use crate::{Arrangement, Coord, DefectKind, Linework, PointIndex, RingOwner, RingRole, Scale, Silent, defects};

fn shell(layer: u32, cell: u32) -> RingOwner {
    RingOwner { layer, cell, part: 0, role: RingRole::Shell }
}

/// Rings with what each bounds.
type OwnedRings = Vec<(RingOwner, Vec<Coord>)>;

fn points(list: &[(i32, i32)]) -> Vec<Coord> {
    list.iter().map(|&(x, y)| Coord::new(x, y)).collect()
}

fn rect(x: i32, y: i32, w: i32, h: i32) -> Vec<Coord> {
    points(&[(x, y), (x + w, y), (x + w, y + h), (x, y + h)])
}

/// Layers of cells of one ring each.
fn shells(layers: &[Vec<Vec<Coord>>]) -> Linework {
    let mut work = Linework::new();
    for cells in layers {
        let layer = work.add_layer(cells.len() as u32);
        for (cell, ring) in cells.iter().enumerate() {
            work.add_ring(shell(layer, cell as u32), ring.iter().copied());
        }
    }
    work
}

fn overlay(layers: &[Vec<Vec<Coord>>]) -> (Linework, Arrangement) {
    let work = shells(layers);
    let out = Arrangement::build(&work, Scale::planar(1.0), &Silent).unwrap();
    out.check().unwrap();
    (work, out)
}

#[test]
fn two_squares_make_three_faces_with_exact_areas() {
    let (_, a) = overlay(&[vec![rect(0, 0, 10, 10)], vec![rect(5, 5, 10, 10)]]);
    assert_eq!(a.face_count(), 3);
    let mut areas: Vec<i128> = (0..3).map(|f| a.face_area2(f) / 2).collect();
    areas.sort_unstable();
    assert_eq!(areas, [25, 75, 75]);
}

#[test]
fn island_is_nested_in_the_face_around_it() {
    let (_, a) = overlay(&[vec![rect(0, 0, 100, 100)], vec![rect(40, 40, 10, 10), rect(60, 60, 5, 5)]]);
    assert_eq!(a.face_count(), 3);
    let big = (0..3).max_by_key(|&f| a.face_area2(f)).unwrap();
    assert_eq!(a.face_area2(big), 2 * (10_000 - 100 - 25));
    let region = &a.dissolve(&(0..3).map(|f| (f == big).then_some(7)).collect::<Vec<_>>())[0];
    assert_eq!((region.id, region.parts.len(), region.parts[0].holes.len()), (7, 1, 2));
}

#[test]
fn hole_of_a_cell_is_a_gap_and_direction_of_rings_does_not_matter() {
    for reverse in [false, true] {
        let mut work = Linework::new();
        let layer = work.add_layer(1);
        let mut hole = rect(4, 4, 2, 2);
        if reverse {
            hole.reverse();
        }
        work.add_ring(shell(layer, 0), rect(0, 0, 10, 10));
        work.add_ring(RingOwner { role: RingRole::Hole, ..shell(layer, 0) }, hole);
        let a = Arrangement::build(&work, Scale::planar(1.0), &Silent).unwrap();
        a.check().unwrap();
        let inner = PointIndex::of_faces(&a).id_at(Coord::new(5, 5)).unwrap();
        assert!(a.labels().cells(inner, 0).is_empty());
        let found = defects(&a, &work, &vec![true; a.face_count() as usize]);
        assert!(found.iter().any(|d| d.kind == DefectKind::Gap && (d.area_m2 - 4.0).abs() < 1e-9 && d.cells == [0]));
        assert_eq!(found.iter().any(|d| d.kind == DefectKind::RingOrder), !reverse);
    }
}

#[test]
fn every_kind_of_defect_is_found_with_its_size() {
    let bow_tie = points(&[(200, 0), (210, 10), (210, 0), (200, 10)]);
    let spike = points(&[(300, 0), (310, 0), (310, 5), (350, 5), (310, 5), (310, 10), (300, 10)]);
    let cells =
        vec![rect(0, 0, 10, 10), rect(8, 0, 10, 10), bow_tie, spike, rect(400, 0, 10, 10), rect(400, 0, 10, 10)];
    let mut work = Linework::new();
    let layer = work.add_layer(8);
    for (i, ring) in cells.into_iter().enumerate() {
        work.add_ring(shell(layer, i as u32), ring);
    }
    work.add_ring(shell(layer, 6), points(&[(500, 0), (510, 0), (505, 0)]));
    work.add_ring(shell(layer, 7), points(&[(600, 0), (610, 0)]));
    let a = Arrangement::build(&work, Scale::planar(1.0), &Silent).unwrap();
    a.check().unwrap();
    let found = defects(&a, &work, &vec![true; a.face_count() as usize]);
    let of = |kind| found.iter().filter(move |d| d.kind == kind).collect::<Vec<_>>();
    let overlap = of(DefectKind::Overlap);
    assert_eq!((overlap[0].cells.clone(), overlap[0].area_m2), (vec![0, 1], 20.0));
    assert_eq!(overlap[1].cells, [4, 5]);
    assert_eq!(of(DefectKind::SelfCrossing)[0].cells, [2]);
    assert_eq!((of(DefectKind::Spike)[0].cells.clone(), of(DefectKind::Spike)[0].length_m), (vec![3], 40.0));
    assert_eq!(of(DefectKind::Duplicate)[0].cells, [4, 5]);
    assert_eq!(of(DefectKind::ZeroArea).iter().map(|d| d.cells[0]).collect::<Vec<_>>(), [6, 7]);
    assert_eq!(of(DefectKind::TooFewPoints)[0].cells, [7]);
}

#[test]
fn dissolved_polygons_that_touch_in_a_point_are_separate_parts() {
    let (_, a) = overlay(&[vec![rect(0, 0, 10, 10), rect(10, 10, 10, 10), rect(10, 0, 10, 10), rect(0, 10, 10, 10)]]);
    let ids: Vec<_> = (0..4).map(|f| (a.labels().cells(f, 0)[0] < 2).then_some(0)).collect();
    assert_eq!(a.dissolve(&ids)[0].parts.len(), 2);
}

#[test]
fn barrier_cuts_a_face_and_its_loose_end_does_not() {
    let mut work = Linework::new();
    let layer = work.add_layer(1);
    work.add_ring(shell(layer, 0), rect(0, 0, 100, 100));
    work.add_barrier(42, points(&[(50, -10), (50, 110)]));
    work.add_barrier(43, points(&[(10, 10), (20, 20)]));
    let a = Arrangement::build(&work, Scale::planar(1.0), &Silent).unwrap();
    a.check().unwrap();
    assert_eq!(a.face_count(), 2);
    let cut: Vec<_> = (0..a.arc_count())
        .filter(|&arc| a.arc_lines(arc).eq([42]) && a.arc_faces(arc).iter().all(Option::is_some))
        .map(|arc| a.arc_length_m(arc))
        .collect();
    assert_eq!(cut, [100.0]);
}

#[test]
fn too_wide_and_empty_input_is_refused() {
    let mut work = Linework::new();
    let layer = work.add_layer(1);
    assert_eq!(Arrangement::build(&work, Scale::planar(1.0), &Silent).unwrap_err().code(), "overlay.empty");
    work.add_ring(shell(layer, 0), rect(-1_700_000_000, 0, 10, 10));
    work.add_ring(shell(layer, 0), rect(1_700_000_000, 0, 10, 10));
    let error = Arrangement::build(&work, Scale::planar(1.0), &Silent).unwrap_err();
    assert_eq!(error.code(), "overlay.too_wide");
    assert!(error.place().is_some());
}

#[test]
fn a_far_outlier_does_not_hide_the_islands_of_a_town() {
    let mut cells: Vec<_> = (0..400).map(|i| rect(i % 20 * 30, i / 20 * 30, 10, 10)).collect();
    cells.push(rect(-900_000_000, -900_000_000, 50, 50));
    cells.push(rect(-5, -5, 700, 700));
    let (_, a) = overlay(&[cells]);
    assert_eq!(a.face_count(), 402);
    let locator = PointIndex::of_faces(&a);
    for i in 0..400 {
        let face = locator.id_at(Coord::new(i % 20 * 30 + 5, i / 20 * 30 + 5)).unwrap();
        assert_eq!(a.labels().cells(face, 0), [i as u32, 401]);
    }
    assert!(locator.id_at(Coord::new(-500_000_000, 5)).is_none());
}

#[test]
fn rings_of_one_cell_over_one_another_are_found() {
    let hole = |part| RingOwner { layer: 0, cell: 0, part, role: RingRole::Hole };
    let part = |part| RingOwner { layer: 0, cell: 0, part, role: RingRole::Shell };
    let cases: [(&str, OwnedRings); 4] = [
        ("hole outside its shell", vec![(part(0), rect(0, 0, 10, 10)), (hole(0), rect(20, 0, 5, 5))]),
        ("hole across its shell", vec![(part(0), rect(0, 0, 10, 10)), (hole(0), rect(5, 2, 10, 5))]),
        (
            "two holes in one place",
            vec![(part(0), rect(0, 0, 10, 10)), (hole(0), rect(1, 1, 5, 5)), (hole(0), rect(3, 3, 5, 5))],
        ),
        ("part inside a part", vec![(part(0), rect(0, 0, 10, 10)), (part(1), rect(2, 2, 3, 3))]),
    ];
    for (name, rings) in cases {
        let mut work = Linework::new();
        work.add_layer(1);
        for (owner, ring) in rings {
            work.add_ring(owner, ring);
        }
        let a = Arrangement::build(&work, Scale::planar(1.0), &Silent).unwrap();
        let found = defects(&a, &work, &vec![false; a.face_count() as usize]);
        assert!(found.iter().any(|d| d.kind == DefectKind::RingsOverlap && d.area_m2 > 0.0), "{name}");
    }
}

#[test]
fn a_drawing_much_wider_than_high_takes_no_more_memory_than_others() {
    let ends = [(141_607_370, 0), (-536_870_908, 0), (536_868_900, -3), (-536_870_911, -3)];
    let (_, a) = overlay(&[vec![points(&ends)]]);
    assert!(a.face_count() >= 1);
}

#[test]
fn arcs_know_how_far_snapping_moved_them() {
    let long = points(&[(0, 0), (1000, 1), (1000, 300), (0, 300)]);
    let (_, a) = overlay(&[vec![long], vec![rect(500, -50, 20, 100)]]);
    let moved = |arc: usize| a.arc_snap_m(arc);
    let most = (0..a.arc_count()).map(moved).fold(0.0, f64::max);
    // the crossings lie at heights 0.5 and 0.52, the corners of the rectangle where they were drawn
    assert!(most > 0.45 && most < 0.51, "{most}");
    let far = (0..a.arc_count()).filter(|&arc| a.arc_coords(arc).iter().all(|p| p.y < 0));
    assert!(far.map(moved).all(|m| m == 0.0));
}

#[test]
fn thousands_of_lines_through_one_point_stay_exact() {
    let rings: Vec<_> = (0..700)
        .map(|i| points(&[(-10_000, i * 13 - 4_000), (10_000, 4_000 - i * 13), (10_000, 4_001 - i * 13)]))
        .collect();
    let (_, a) = overlay(&[rings]);
    assert!(a.face_count() > 1_000);
}

/// A star-shaped ring or a wild one, on a small lattice so that everything collides.
fn any_ring(size: i32) -> impl Strategy<Value = Vec<Coord>> {
    prop::collection::vec((0..size, 0..size).prop_map(|(x, y)| Coord::new(x, y)), 3..9)
}

fn any_layers() -> impl Strategy<Value = Vec<Vec<Vec<Coord>>>> {
    (prop_oneof![Just(8), Just(40), Just(1_000), Just(1_000_000)])
        .prop_flat_map(|size| prop::collection::vec(prop::collection::vec(any_ring(size), 1..7), 1..4))
}

/// Winding number of a ring around a point that lies on none of its edges.
fn winding(ring: &[Coord], (x, y): (f64, f64)) -> i32 {
    let mut sum = 0;
    for i in 0..ring.len() {
        let (a, b) = (ring[i], ring[(i + 1) % ring.len()]);
        let (ax, ay, bx, by) = (a.x as f64, a.y as f64, b.x as f64, b.y as f64);
        let side = (bx - ax) * (y - ay) - (by - ay) * (x - ax);
        if ay <= y && by > y && side > 0.0 {
            sum += 1;
        } else if ay > y && by <= y && side < 0.0 {
            sum -= 1;
        }
    }
    sum
}

/// Distance of a point from the nearest edge of a ring.
fn clearance(ring: &[Coord], (x, y): (f64, f64)) -> f64 {
    (0..ring.len())
        .map(|i| {
            let (a, b) = (ring[i], ring[(i + 1) % ring.len()]);
            let (dx, dy) = ((b.x - a.x) as f64, (b.y - a.y) as f64);
            let length2 = dx * dx + dy * dy;
            let t = if length2 == 0.0 {
                0.0
            } else {
                (((x - a.x as f64) * dx + (y - a.y as f64) * dy) / length2).clamp(0.0, 1.0)
            };
            ((x - a.x as f64 - t * dx).powi(2) + (y - a.y as f64 - t * dy).powi(2)).sqrt()
        })
        .fold(f64::MAX, f64::min)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn invariants_hold_on_wild_rings(layers in any_layers()) {
        let work = shells(&layers);
        let Ok(a) = Arrangement::build(&work, Scale::planar(1.0), &Silent) else { return Ok(()) };
        prop_assert_eq!(a.check(), Ok(()));
        let all = vec![true; a.face_count() as usize];
        prop_assert!(defects(&a, &work, &all).iter().all(|d| d.area_m2 >= 0.0));
        // labels agree with the winding number of the original rings, away from their lines
        for face in 0..a.face_count() {
            let p = a.face_point(face);
            for (layer, cells) in layers.iter().enumerate() {
                for (cell, ring) in cells.iter().enumerate() {
                    if clearance(ring, p) > 1.5 {
                        let inside = winding(ring, p) != 0;
                        prop_assert_eq!(a.labels().cells(face, layer).contains(&(cell as u32)), inside);
                    }
                }
            }
        }
    }

    #[test]
    fn dissolving_conserves_area_and_gives_simple_rings(layers in any_layers(), ids in prop::collection::vec(0u32..4, 64)) {
        let work = shells(&layers);
        let Ok(a) = Arrangement::build(&work, Scale::planar(1.0), &Silent) else { return Ok(()) };
        let id_of_face: Vec<Option<u32>> = (0..a.face_count()).map(|f| Some(ids[f as usize % 64]).filter(|&i| i > 0)).collect();
        for region in a.dissolve(&id_of_face) {
            let faces: i128 = (0..a.face_count()).filter(|&f| id_of_face[f as usize] == Some(region.id)).map(|f| a.face_area2(f)).sum();
            let mut rings: i128 = 0;
            for part in &region.parts {
                prop_assert!(crate::ring_area2(&part.shell) > 0);
                rings += crate::ring_area2(&part.shell);
                for hole in &part.holes {
                    prop_assert!(crate::ring_area2(hole) < 0);
                    rings += crate::ring_area2(hole);
                }
                for ring in core::iter::once(&part.shell).chain(&part.holes) {
                    let mut sorted = ring.clone();
                    sorted.sort_unstable();
                    sorted.dedup();
                    prop_assert_eq!(sorted.len(), ring.len(), "a ring visits a point twice");
                }
            }
            prop_assert_eq!(rings, faces);
        }
    }

    #[test]
    fn some_faces_dissolve_as_all_do(layers in any_layers(), ids in prop::collection::vec(0u32..4, 64)) {
        let work = shells(&layers);
        let Ok(a) = Arrangement::build(&work, Scale::planar(1.0), &Silent) else { return Ok(()) };
        let id_of_face: Vec<Option<u32>> = (0..a.face_count()).map(|f| Some(ids[f as usize % 64]).filter(|&i| i > 0)).collect();
        let mut listed: Vec<(u32, u32)> = (0..).zip(&id_of_face).filter_map(|(f, id)| Some((f, (*id)?))).collect();
        listed.reverse();
        prop_assert_eq!(a.dissolve_some(&listed), a.dissolve(&id_of_face));
        for id in 1..4 {
            let only: Vec<Option<u32>> = id_of_face.iter().map(|&i| i.filter(|&i| i == id)).collect();
            let listed: Vec<(u32, u32)> = listed.iter().copied().filter(|l| l.1 == id).collect();
            prop_assert_eq!(a.dissolve_some(&listed), a.dissolve(&only));
        }
    }

    #[test]
    fn order_of_cells_does_not_change_the_faces(cells in prop::collection::vec(any_ring(60), 2..8), seed in 0usize..100) {
        let describe = |cells: &[Vec<Coord>]| {
            let mut work = Linework::new();
            let layer = work.add_layer(cells.len() as u32);
            for (i, ring) in cells.iter().enumerate() {
                work.add_ring(shell(layer, i as u32), ring.iter().copied());
            }
            Arrangement::build(&work, Scale::planar(1.0), &Silent).ok().map(|a| {
                let faces: Vec<_> = (0..a.face_count()).map(|f| (a.face_area2(f), a.face_point(f))).collect();
                let arcs: Vec<_> = (0..a.arc_count()).map(|i| a.arc_coords(i).to_vec()).collect();
                (faces, arcs)
            })
        };
        let mut turned = cells.clone();
        turned.rotate_left(seed % cells.len());
        for ring in &mut turned {
            let n = ring.len();
            ring.rotate_left(seed % n);
        }
        prop_assert_eq!(describe(&cells), describe(&turned));
    }

    #[test]
    fn locating_a_face_point_finds_the_face(cells in prop::collection::vec(any_ring(2_000), 2..8)) {
        let mut work = Linework::new();
        let layer = work.add_layer(cells.len() as u32);
        for (i, ring) in cells.iter().enumerate() {
            work.add_ring(shell(layer, i as u32), ring.iter().copied());
        }
        let Ok(a) = Arrangement::build(&work, Scale::planar(1.0), &Silent) else { return Ok(()) };
        let locator = PointIndex::of_faces(&a);
        for x in (0..2_000).step_by(97) {
            for y in (0..2_000).step_by(89) {
                let p = Coord::new(x, y);
                let near_a_line = cells.iter().any(|r| clearance(r, (x as f64, y as f64)) < 1.5);
                if !near_a_line {
                    let inside: Vec<u32> = (0..cells.len() as u32).filter(|&c| winding(&cells[c as usize], (x as f64, y as f64)) != 0).collect();
                    let found = locator.id_at(p).map_or(vec![], |f| a.labels().cells(f, 0).to_vec());
                    prop_assert_eq!(found, inside);
                }
            }
        }
    }
}
