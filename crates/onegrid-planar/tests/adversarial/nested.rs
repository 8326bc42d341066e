//! Holes in holes, rings that touch in points, rings without area.

use onegrid_planar::{Coord, DefectKind, Linework, PointIndex, RingOwner, RingRole, defects};

use crate::support::{Ring, area2, build, linework, owner, points, rect, sound};

#[test]
fn five_thousand_concentric_squares_are_as_many_faces() {
    let squares: Vec<Ring> = (1..=5_000).map(|i| rect(-10 * i, -10 * i, 20 * i, 20 * i)).collect();
    // one layer each would be the worst for labels; two hold all odd and all even ones
    let of = |odd: usize| squares.iter().skip(odd).step_by(2).cloned().collect::<Vec<_>>();
    let a = build(&linework(&[of(0), of(1)])).unwrap();
    assert_eq!(a.check(), Ok(()));
    assert_eq!(a.face_count(), 5_000);
    let middle = PointIndex::of_faces(&a).id_at(Coord::new(0, 0)).unwrap();
    assert_eq!(a.labels().cells(middle, 0).len() + a.labels().cells(middle, 1).len(), 5_000);
}

#[test]
fn cells_in_holes_of_cells_in_holes() {
    // ring i is the hole of cell i - 1 and the shell of cell i
    let depth = 300;
    let ring = |i: i32| rect(i * 10, i * 10, 20_000 - i * 20, 20_000 - i * 20);
    let mut work = Linework::new();
    let layer = work.add_layer(depth as u32);
    for i in 0..depth {
        work.add_ring(owner(layer, i as u32, RingRole::Shell), ring(i));
        if i + 1 < depth {
            work.add_ring(owner(layer, i as u32, RingRole::Hole), ring(i + 1));
        }
    }
    let a = sound(&work);
    assert_eq!(a.face_count(), depth as u32);
    assert!((0..a.face_count()).all(|f| a.labels().only_cell(f, 0).is_some()), "every place has one cell");
    assert_eq!(area2(&a), 2 * 20_000 * 20_000);
}

#[test]
fn holes_that_touch_the_shell_and_one_another_in_points() {
    let mut work = Linework::new();
    let layer = work.add_layer(1);
    work.add_ring(owner(layer, 0, RingRole::Shell), rect(0, 0, 100, 100));
    // a chain of diamonds from side to side, joined at their tips
    for i in 0..10 {
        let x = i * 10;
        work.add_ring(owner(layer, 0, RingRole::Hole), points(&[(x, 50), (x + 5, 45), (x + 10, 50), (x + 5, 55)]));
    }
    let a = sound(&work);
    let own: Vec<u32> = (0..a.face_count()).filter(|&f| a.labels().cells(f, 0) == [0]).collect();
    assert_eq!(own.len(), 2, "the chain cuts the cell in two");
    assert_eq!(own.iter().map(|&f| a.face_area2(f)).sum::<i128>(), 2 * (10_000 - 10 * 50));
}

#[test]
fn cells_that_touch_in_corners_only_stay_parts() {
    let cells: Vec<Ring> =
        (0..400).filter(|i| (i % 20 + i / 20) % 2 == 0).map(|i| rect(i % 20 * 10, i / 20 * 10, 10, 10)).collect();
    let a = sound(&linework(&[cells]));
    let black: Vec<Option<u32>> = (0..a.face_count()).map(|f| a.labels().only_cell(f, 0).map(|_| 0)).collect();
    assert_eq!(a.dissolve(&black)[0].parts.len(), 200);
}

#[test]
fn a_ring_that_touches_itself_encloses_its_pockets() {
    // an eight: the middle point is visited twice, both halves run the same way round
    let eight = points(&[(0, 0), (10, 10), (20, 0), (20, 20), (10, 10), (0, 20)]);
    let a = sound(&linework(&[vec![eight]]));
    assert_eq!((a.face_count(), area2(&a)), (2, 2 * 200));
}

#[test]
fn rings_without_area_are_listed_and_harm_nobody() {
    let mut work = Linework::new();
    let flat: Vec<Ring> = vec![
        points(&[]),
        points(&[(5, 5)]),
        points(&[(5, 5), (5, 5), (5, 5), (5, 5)]),
        points(&[(0, 0), (50, 50)]),
        points(&[(0, 0), (50, 50), (0, 0), (50, 50)]),
        points(&[(0, 0), (20, 20), (50, 50), (20, 20)]),
        points(&[(0, 50), (100, 50), (50, 50)]),
    ];
    let layer = work.add_layer(1 + flat.len() as u32);
    work.add_ring(owner(layer, 0, RingRole::Shell), rect(0, 0, 100, 100));
    for (cell, ring) in (1u32..).zip(&flat) {
        work.add_ring(owner(layer, cell, RingRole::Shell), ring.iter().copied());
    }
    let a = sound(&work);
    assert_eq!((a.face_count(), area2(&a)), (1, 20_000));
    let found = defects(&a, &work, &[true]);
    for cell in 1..=flat.len() as u32 {
        let is_listed = |d: &onegrid_planar::Defect| d.kind == DefectKind::ZeroArea && d.cells == [cell];
        assert!(found.iter().any(is_listed), "cell {cell}: {found:?}");
    }
}

#[test]
fn only_rings_without_area_are_an_error() {
    for ring in [points(&[(0, 0), (9, 9)]), points(&[(0, 0), (5, 5), (9, 9)]), points(&[])] {
        assert_eq!(build(&linework(&[vec![ring]])).unwrap_err().code(), "overlay.empty");
    }
}

#[test]
fn a_shell_and_its_hole_on_the_same_line_enclose_nothing() {
    let mut work = Linework::new();
    let layer = work.add_layer(2);
    work.add_ring(owner(layer, 0, RingRole::Shell), rect(0, 0, 10, 10));
    work.add_ring(owner(layer, 0, RingRole::Hole), rect(0, 0, 10, 10));
    work.add_ring(RingOwner { part: 1, ..owner(layer, 1, RingRole::Shell) }, rect(20, 0, 10, 10));
    let a = sound(&work);
    let covered: Vec<&[u32]> = (0..a.face_count()).map(|f| a.labels().cells(f, 0)).filter(|c| !c.is_empty()).collect();
    assert_eq!(covered, [&[1][..]]);
}
