//! Points on every kind of place, against windings counted by themselves; hostile bytes.

use proptest::prelude::*;

use super::*;
use crate::{Arrangement, Linework, RingOwner, RingRole, Scale, Silent};

/// A ring of a polygon: cell, part, whether it is a hole, points.
type DrawnRing = (u32, u32, bool, Vec<Coord>);

fn ring(points: &[(i32, i32)]) -> Vec<Coord> {
    points.iter().map(|&(x, y)| Coord::new(x, y)).collect()
}

fn square(x: i32, y: i32, size: i32) -> Vec<Coord> {
    ring(&[(x, y), (x + size, y), (x + size, y + size), (x, y + size)])
}

fn shells(rings: impl IntoIterator<Item = Vec<Coord>>) -> Vec<DrawnRing> {
    rings.into_iter().enumerate().map(|(i, ring)| (i as u32, 0, false, ring)).collect()
}

fn linework(rings: &[DrawnRing]) -> Linework {
    let mut work = Linework::new();
    let layer = work.add_layer(1 + rings.iter().map(|r| r.0).max().unwrap_or(0));
    for (cell, part, is_hole, points) in rings {
        let role = if *is_hole { RingRole::Hole } else { RingRole::Shell };
        work.add_ring(RingOwner { layer, cell: *cell, part: *part, role }, points.iter().copied());
    }
    work
}

/// Winding of a ring around a point moved a little east and much less north, by a ray to the west and the
/// slopes of the edges: nothing in common with the index but the rule for borders.
fn winding(ring: &[Coord], p: Coord) -> i64 {
    let mut sum = 0;
    for (i, &a) in ring.iter().enumerate() {
        let b = ring[(i + 1) % ring.len()];
        if (a.y <= p.y) == (b.y <= p.y) {
            continue;
        }
        let (south, north) = if a.y < b.y { (a, b) } else { (b, a) };
        let (height, rise) = ((north.y - south.y) as i128, (p.y - south.y) as i128);
        let x_times_height = south.x as i128 * height + (north.x - south.x) as i128 * rise;
        if x_times_height <= p.x as i128 * height {
            sum += if a.y < b.y { -1 } else { 1 };
        }
    }
    sum
}

/// The lowest cell with a part whose shell winds around the point and whose holes do not.
fn expected(rings: &[DrawnRing], p: Coord) -> Option<u32> {
    let mut parts: Vec<(u32, u32)> = rings.iter().map(|r| (r.0, r.1)).collect();
    parts.sort_unstable();
    let turns = |part: (u32, u32), hole: bool| -> i64 {
        let own = rings.iter().filter(|r| (r.0, r.1) == part && r.2 == hole && r.3.len() > 2);
        own.map(|r| winding(&r.3, p) * if crate::ring_area2(&r.3) < 0 { -1 } else { 1 }).sum()
    };
    parts.into_iter().find(|&part| turns(part, false) != 0 && turns(part, true) == 0).map(|part| part.0)
}

fn check(rings: &[DrawnRing], probes: impl IntoIterator<Item = Coord>) -> Result<(), TestCaseError> {
    let index = PointIndex::of_layer(&linework(rings), 0).unwrap();
    let probes: Vec<Coord> = probes.into_iter().collect();
    let answers: Vec<Option<u32>> = probes.iter().map(|&p| expected(rings, p)).collect();
    for (&p, answer) in probes.iter().zip(&answers) {
        prop_assert_eq!(index.id_at(p), *answer, "at {:?}", p);
    }
    prop_assert_eq!(index.ids_at(&probes), answers);
    let bytes = index.to_bytes();
    let loaded = PointIndex::from_bytes(&bytes).unwrap();
    prop_assert_eq!(&loaded, &index);
    prop_assert_eq!(loaded.to_bytes(), bytes);
    Ok(())
}

/// Every lattice point of a square with its surroundings.
fn everywhere(size: i32) -> impl Iterator<Item = Coord> {
    (-2..=size + 2).flat_map(move |x| (-2..=size + 2).map(move |y| Coord::new(x, y)))
}

/// Every corner, and points beside it and on the middle of its edge.
fn around_corners(rings: &[DrawnRing]) -> Vec<Coord> {
    let mut out = Vec::new();
    for (.., ring) in rings {
        for (i, a) in ring.iter().enumerate() {
            let b = ring[(i + 1) % ring.len()];
            let middle = Coord::new(i32::midpoint(a.x, b.x), i32::midpoint(a.y, b.y));
            for c in [*a, middle] {
                out.extend((-1..=1).flat_map(|dx| (-1..=1).map(move |dy| Coord::new(c.x + dx, c.y + dy))));
            }
        }
    }
    out
}

#[test]
fn corners_and_borders_belong_to_the_east_and_the_north() {
    let index =
        PointIndex::of_layer(&linework(&shells([square(0, 0, 10), square(10, 0, 10), square(0, 10, 20)])), 0).unwrap();
    for (x, y, id) in [
        (0, 0, Some(0)),
        (10, 0, Some(1)),
        (10, 5, Some(1)),
        (5, 10, Some(2)),
        (10, 10, Some(2)),
        (9, 9, Some(0)),
        (20, 0, None),
        (20, 5, None),
        (0, 30, None),
        (5, 30, None),
        (20, 30, None),
        (-1, 5, None),
        (5, -1, None),
    ] {
        assert_eq!(index.id_at(Coord::new(x, y)), id, "({x}, {y})");
    }
}

#[test]
fn an_index_of_nothing_holds_nothing() {
    let mut work = Linework::new();
    let layer = work.add_layer(3);
    work.add_ring(RingOwner { layer, cell: 2, part: 0, role: RingRole::Shell }, ring(&[(0, 0), (5, 5)]));
    let index = PointIndex::of_layer(&work, layer).unwrap();
    assert_eq!(index.ids_at(&[Coord::new(0, 0), Coord::new(1, 1), Coord::new(i32::MIN, i32::MAX)]), [None; 3]);
    assert_eq!(PointIndex::from_bytes(&index.to_bytes()), Ok(index));
}

#[test]
fn a_polygon_of_world_size_does_not_hide_a_town_in_its_hole() {
    let world = 1 << 29;
    let mut rings = shells((0..400).map(|i| square(i % 20 * 10, i / 20 * 10, 10)));
    rings.push((400, 0, false, square(-world, -world, 2 * world - 1)));
    rings.push((400, 0, true, square(0, 0, 200)));
    rings.push((401, 0, false, ring(&[(-world, -world), (world - 1, world - 2), (world - 1, world - 1)])));
    check(&rings, everywhere(203).step_by(3).chain(around_corners(&rings)).filter(|p| p.x < i32::MAX)).unwrap();
    let index = PointIndex::of_layer(&linework(&rings), 0).unwrap();
    assert!(index.memory_bytes() < 200_000, "{}", index.memory_bytes());
    assert_eq!(index.id_at(Coord::new(i32::MAX, i32::MIN)), None);
}

#[test]
fn too_wide_a_layer_is_refused() {
    let error = PointIndex::of_layer(&linework(&shells([square(0, 0, 1 << 30)])), 0).unwrap_err();
    assert_eq!(error.code(), "overlay.too_wide");
}

#[test]
fn an_edge_of_two_neighbours_is_stored_once_and_one_inside_an_id_never() {
    let rings = shells((0..100).map(|i| square(i % 10 * 1000, i / 10 * 1000, 1000)));
    let work = linework(&rings);
    let overlay = Arrangement::build(&work, Scale::planar(1.0), &Silent).unwrap();
    let (drawn, faces) = (PointIndex::of_layer(&work, 0).unwrap(), PointIndex::of_faces(&overlay));
    assert_eq!(drawn.stored_edges(), faces.stored_edges());
    let two: Vec<Option<u32>> = (0..100).map(|f| Some(u32::from(overlay.face_point(f).0 > 5000.0))).collect();
    let zones = PointIndex::of_faces_by(&overlay, &two);
    assert!(zones.memory_bytes() * 4 < faces.memory_bytes(), "{} {}", zones.memory_bytes(), faces.memory_bytes());
    for p in everywhere(10_000).step_by(7919) {
        let inside = (0..10_000).contains(&p.x) && (0..10_000).contains(&p.y);
        assert_eq!(zones.id_at(p), inside.then_some(u32::from(p.x >= 5000)), "{p:?}");
        assert_eq!(drawn.id_at(p), faces.id_at(p).map(|f| overlay.labels().cells(f, 0)[0]), "{p:?}");
    }
}

#[test]
fn many_threads_and_one_give_the_same_index_and_answers() {
    let rings = shells((0..3000).map(|i| {
        let (x, y) = (i % 50 * 997, i / 50 * 1009);
        ring(&[(x, y), (x + 997, y + i % 3), (x + 1100, y + 1009), (x + 5, y + 1000)])
    }));
    let work = linework(&rings);
    let probes: Vec<Coord> = (0..20_000).map(|i| Coord::new(i * 7919 % 52_000, i * 104_729 % 61_000)).collect();
    let ask = || {
        let index = PointIndex::of_layer(&work, 0).unwrap();
        (index.to_bytes(), index.ids_at(&probes))
    };
    let many = ask();
    #[cfg(feature = "parallel")]
    for threads in [1, 3] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        assert!(pool.install(ask) == many, "{threads} threads");
    }
    let index = PointIndex::from_bytes(&many.0).unwrap();
    assert!(probes.iter().map(|&p| index.id_at(p)).eq(many.1));
}

#[test]
fn errors_have_codes_and_say_what_to_do() {
    let index = PointIndex::of_layer(&linework(&shells([square(0, 0, 10)])), 0).unwrap();
    let bytes = index.to_bytes();
    let error_of = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut changed = bytes.clone();
        change(&mut changed);
        PointIndex::from_bytes(&changed).unwrap_err()
    };
    assert_eq!(error_of(&|b| b[0] ^= 1).code(), "point_index.not_an_index");
    assert_eq!(error_of(&|b| b[8] = 9), PointIndexError::Version { got: 9 });
    assert_eq!(error_of(&|b| b.push(0)).code(), "point_index.length");
    assert_eq!(error_of(&|b| b[20] ^= 1).code(), "point_index.checksum");
    assert_eq!(error_of(&|b| resign(b, 36, 77)).code(), "point_index.unsound");
    assert_eq!(error_of(&|b| resign(b, 44, u32::MAX)).code(), "point_index.length");
}

/// Writes a word and corrects the checksum, as one who means harm would.
fn resign(bytes: &mut [u8], at: usize, word: u32) {
    let end = bytes.len() - 4;
    bytes[at..at + 4].copy_from_slice(&word.to_le_bytes());
    let sum = crc32fast::hash(&bytes[..end]);
    bytes[end..].copy_from_slice(&sum.to_le_bytes());
}

fn any_ring(size: i32) -> impl Strategy<Value = Vec<Coord>> {
    // few distinct heights: horizontal edges, shared corners and overlaps are the rule
    let point = (0..=size, 0..=size).prop_map(|(x, y)| Coord::new(x, y));
    prop::collection::vec(point, 3..9)
}

fn any_rings(size: i32) -> impl Strategy<Value = Vec<DrawnRing>> {
    prop::collection::vec((0u32..5, 0u32..2, prop::bool::weighted(0.3), any_ring(size)), 1..8)
}

/// Rectangles cut from a sheet at random places: a coverage.
fn any_sheet() -> impl Strategy<Value = (Vec<DrawnRing>, Vec<Option<u32>>)> {
    let cuts = || prop::collection::btree_set(0i32..60, 2..8);
    (cuts(), cuts(), prop::collection::vec(prop::option::of(0u32..4), 64), -8i32..8).prop_map(|(xs, ys, ids, slant)| {
        let (xs, ys): (Vec<i32>, Vec<i32>) = (xs.into_iter().collect(), ys.into_iter().collect());
        let mut rings = Vec::new();
        for y in ys.windows(2) {
            for x in xs.windows(2) {
                // sheared, so that most borders are neither upright nor on whole points
                let at = |x: i32, y: i32| Coord::new(8 * x + slant * y, 8 * y);
                let corners = vec![at(x[0], y[0]), at(x[1], y[0]), at(x[1], y[1]), at(x[0], y[1])];
                rings.push((rings.len() as u32, 0, false, corners));
            }
        }
        (rings, ids)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(11), ..ProptestConfig::with_cases(300) })]

    #[test]
    fn any_polygons_hold_what_their_windings_say(rings in any_rings(12)) {
        check(&rings, everywhere(12))?;
    }

    #[test]
    fn large_polygons_hold_what_their_windings_say(rings in any_rings(900_000_000), probes in prop::collection::vec((0..=900_000_000, 0..=900_000_000), 200)) {
        let anywhere = probes.iter().map(|&(x, y)| Coord::new(x, y));
        check(&rings, anywhere.chain(around_corners(&rings)))?;
    }

    #[test]
    fn a_coverage_of_many_cells_is_answered_by_its_polygons((rings, _) in any_sheet()) {
        let bounds = crate::Bounds::of(rings.iter().flat_map(|r| r.3.iter().copied()));
        let Some(b) = bounds else { return Ok(()) };
        let grid = (b.min.x - 1..=b.max.x + 1).step_by(5).flat_map(|x| (b.min.y - 1..=b.max.y + 1).step_by(3).map(move |y| Coord::new(x, y)));
        check(&rings, grid.chain(around_corners(&rings)))?;
    }

    #[test]
    fn groups_of_faces_are_answered_by_their_faces((rings, ids) in any_sheet()) {
        let Ok(a) = Arrangement::build(&linework(&rings), Scale::planar(1.0), &Silent) else { return Ok(()) };
        let ids: Vec<Option<u32>> = (0..a.face_count()).map(|f| ids[f as usize % ids.len()]).collect();
        let (faces, zones) = (PointIndex::of_faces(&a), PointIndex::of_faces_by(&a, &ids));
        prop_assert_eq!(PointIndex::from_bytes(&zones.to_bytes()), Ok(zones.clone()));
        for p in around_corners(&rings) {
            let cell = faces.id_at(p).map(|f| a.labels().cells(f, 0)[0]);
            prop_assert_eq!(cell, expected(&rings, p));
            prop_assert_eq!(zones.id_at(p), faces.id_at(p).and_then(|f| ids[f as usize]));
        }
    }

    #[test]
    fn damaged_bytes_are_refused(rings in any_rings(40), cut in any::<prop::sample::Index>(), flip in any::<prop::sample::Index>(), bit in 0..8u8) {
        let bytes = PointIndex::of_layer(&linework(&rings), 0).unwrap().to_bytes();
        prop_assert!(PointIndex::from_bytes(&bytes[..cut.index(bytes.len())]).is_err());
        let mut flipped = bytes.clone();
        flipped[flip.index(bytes.len())] ^= 1u8 << bit;
        prop_assert!(PointIndex::from_bytes(&flipped).is_err());
    }

    #[test]
    fn forged_bytes_are_refused_or_answer(rings in any_rings(40), changes in prop::collection::vec((any::<prop::sample::Index>(), prop_oneof![any::<u32>(), 0u32..9, (0u32..9).prop_map(|n| u32::MAX - n), (0u32..9).prop_map(|n| (1 << 31) + n)]), 1..4)) {
        let mut bytes = PointIndex::of_layer(&linework(&rings), 0).unwrap().to_bytes();
        for (at, word) in changes {
            let words = (bytes.len() - 12) / 4;
            resign(&mut bytes, 8 + at.index(words) * 4, word);
        }
        if let Ok(index) = PointIndex::from_bytes(&bytes) {
            let far = [(i32::MIN, i32::MIN), (i32::MAX, i32::MAX), (i32::MIN, i32::MAX), (0, i32::MAX)];
            let probes: Vec<Coord> = everywhere(40).step_by(3).chain(far.map(|(x, y)| Coord::new(x, y))).collect();
            prop_assert!(index.ids_at(&probes).iter().flatten().all(|&id| id <= PointIndex::MAX_ID));
            prop_assert_eq!(PointIndex::from_bytes(&index.to_bytes()), Ok(index));
        }
    }
}
