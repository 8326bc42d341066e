//! Linework by layers, and everything that must hold for its overlay.

use onegrid_planar::{
    Arrangement, Coord, Linework, OverlayError, PointIndex, RingOwner, RingRole, Scale, Silent, defects, ring_area2,
};

pub(crate) type Ring = Vec<Coord>;

pub(crate) fn points(list: &[(i32, i32)]) -> Ring {
    list.iter().map(|&(x, y)| Coord::new(x, y)).collect()
}

pub(crate) fn rect(x: i32, y: i32, w: i32, h: i32) -> Ring {
    points(&[(x, y), (x + w, y), (x + w, y + h), (x, y + h)])
}

pub(crate) fn owner(layer: u32, cell: u32, role: RingRole) -> RingOwner {
    RingOwner { layer, cell, part: 0, role }
}

/// Layers of cells with one ring each.
pub(crate) fn linework(layers: &[Vec<Ring>]) -> Linework {
    let mut work = Linework::new();
    for cells in layers {
        let layer = work.add_layer(cells.len() as u32);
        for (cell, ring) in (0u32..).zip(cells) {
            work.add_ring(owner(layer, cell, RingRole::Shell), ring.iter().copied());
        }
    }
    work
}

pub(crate) fn build(work: &Linework) -> Result<Arrangement, OverlayError> {
    Arrangement::build(work, Scale::planar(1.0), &Silent)
}

/// Overlays and checks all that must hold whatever the input.
pub(crate) fn sound(work: &Linework) -> Arrangement {
    let overlay = build(work).unwrap_or_else(|e| panic!("{e}"));
    assert_sound(&overlay, work);
    overlay
}

pub(crate) fn assert_sound(a: &Arrangement, work: &Linework) {
    assert_eq!(a.check(), Ok(()));
    let all = vec![true; a.face_count() as usize];
    for d in defects(a, work, &all) {
        assert!(d.area_m2 >= 0.0 && d.area_m2.is_finite() && d.place.0.is_finite() && d.place.1.is_finite(), "{d:?}");
    }
    faces_dissolve_to_themselves(a);
    crosswalk_accounts_for_every_face(a);
    // a point of an arc lies in a face beside it
    let locator = PointIndex::of_faces(a);
    for arc in (0..a.arc_count()).step_by(1 + a.arc_count() / 64) {
        let p = a.arc_coords(arc)[0];
        let found = locator.id_at(p);
        let around: Vec<Option<u32>> = (0..a.arc_count())
            .filter(|&o| a.arc_coords(o).first() == Some(&p) || a.arc_coords(o).last() == Some(&p))
            .flat_map(|o| a.arc_faces(o))
            .collect();
        assert!(around.contains(&found), "{p:?} was found in {found:?}, beside it are {around:?}");
    }
}

/// Each face alone, and all faces together: areas add up, rings are simple.
fn faces_dissolve_to_themselves(a: &Arrangement) {
    let each: Vec<Option<u32>> = (0..a.face_count()).map(Some).collect();
    let one: Vec<Option<u32>> = vec![Some(0); a.face_count() as usize];
    let whole: i128 = (0..a.face_count()).map(|f| a.face_area2(f)).sum();
    for ids in [each, one] {
        let mut sum = 0;
        for region in a.dissolve(&ids) {
            let rings = region.parts.iter().flat_map(|p| std::iter::once(&p.shell).chain(&p.holes));
            for ring in rings {
                let mut sorted = ring.clone();
                sorted.sort_unstable();
                sorted.dedup();
                assert_eq!(sorted.len(), ring.len(), "a ring visits a point twice");
                sum += ring_area2(ring);
            }
        }
        assert_eq!(sum, whole);
    }
}

fn crosswalk_accounts_for_every_face(a: &Arrangement) {
    let nowhere = vec![None; a.face_count() as usize];
    let ones = vec![1; a.face_count() as usize];
    for layer in 0..a.labels().layer_count() {
        let rows = a.crosswalk(layer, &nowhere, &ones);
        let covered: u64 = (0..a.face_count()).map(|f| a.labels().cells(f, layer).len() as u64).sum();
        assert_eq!(rows.iter().map(|r| r.households).sum::<u64>(), covered);
    }
}

/// Doubled area of all faces.
pub(crate) fn area2(a: &Arrangement) -> i128 {
    (0..a.face_count()).map(|f| a.face_area2(f)).sum()
}
