//! What must hold for every overlay.

use std::sync::OnceLock;

use onegrid_planar::{Arrangement, AssignBy, Linework, OverlayError, PointIndex, Silent, defects, ring_area2};
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::Drawing;
use crate::drawing::CELLS;

/// Overlays the drawing and checks every law.
///
/// # Panics
/// When a law is broken.
pub fn check(drawing: &Drawing) {
    let work = drawing.linework(false);
    let Some(overlay) = build(drawing, &work) else { return };
    overlay.check().expect("invariants hold");
    same(&overlay, &several_threads().install(|| build(drawing, &work)).expect("built before"));
    same(&overlay, &build(drawing, &drawing.linework(true)).expect("built before"));
    areas_are_kept(&overlay);
    crosswalks_conserve(&overlay, work.layer_count());
    defects(&overlay, &work, &vec![true; overlay.face_count() as usize]);
    let locator = PointIndex::of_faces(&overlay);
    for arc in 0..overlay.arc_count() {
        for &point in overlay.arc_coords(arc) {
            locator.id_at(point);
        }
    }
}

/// `None` for drawings without any area.
fn build(drawing: &Drawing, work: &Linework) -> Option<Arrangement> {
    match Arrangement::build(work, drawing.scale(work), &Silent) {
        Ok(overlay) => Some(overlay),
        Err(OverlayError::Empty { .. } | OverlayError::TooWide { .. }) => None,
        Err(error) => panic!("a small drawing fails: {error}"),
    }
}

fn several_threads() -> &'static ThreadPool {
    static POOL: OnceLock<ThreadPool> = OnceLock::new();
    POOL.get_or_init(|| ThreadPoolBuilder::new().num_threads(3).build().expect("threads start"))
}

/// The same faces, arcs and labels.
fn same(a: &Arrangement, b: &Arrangement) {
    assert_eq!(a.face_count(), b.face_count(), "faces");
    assert_eq!(a.arc_count(), b.arc_count(), "arcs");
    for arc in 0..a.arc_count() {
        assert_eq!(a.arc_coords(arc), b.arc_coords(arc), "arc {arc}");
        assert_eq!(a.arc_faces(arc), b.arc_faces(arc), "sides of arc {arc}");
    }
    for face in 0..a.face_count() {
        assert_eq!(a.face_area2(face), b.face_area2(face), "face {face}");
        for layer in 0..a.labels().layer_count() {
            assert_eq!(a.labels().cells(face, layer), b.labels().cells(face, layer), "face {face}, layer {layer}");
        }
    }
}

/// Dissolving keeps the area of what it dissolves, together and cell by cell.
fn areas_are_kept(overlay: &Arrangement) {
    dissolving_keeps_areas(overlay, &vec![Some(7); overlay.face_count() as usize]);
    for layer in 0..overlay.labels().layer_count() {
        let cells: Vec<Option<u32>> = (0..overlay.face_count()).map(|f| overlay.labels().only_cell(f, layer)).collect();
        dissolving_keeps_areas(overlay, &cells);
    }
}

fn dissolving_keeps_areas(overlay: &Arrangement, id_of_face: &[Option<u32>]) {
    let regions = overlay.dissolve(id_of_face);
    for region in &regions {
        let rings = region.parts.iter().flat_map(|p| std::iter::once(&p.shell).chain(&p.holes));
        let of_rings: i128 = rings.map(|r| ring_area2(r)).sum();
        let of_faces: i128 = (0..overlay.face_count())
            .filter(|&f| id_of_face[f as usize] == Some(region.id))
            .map(|f| overlay.face_area2(f))
            .sum();
        assert_eq!(of_rings, of_faces, "area of region {}", region.id);
    }
    let is_listed = |id: &u32| regions.iter().any(|r| r.id == *id);
    assert!(id_of_face.iter().flatten().all(is_listed), "a region is missing");
}

/// The rows of a cell sum to its area wherever the targets do not overlap, and to its households.
fn crosswalks_conserve(overlay: &Arrangement, layers: usize) {
    let households: Vec<u64> = (0..u64::from(overlay.face_count())).collect();
    let labels = overlay.labels();
    for (source, target) in (0..layers).flat_map(|a| (0..layers).map(move |b| (a, b))) {
        let rows = overlay.crosswalk_pairs(&[(source, target)], &households).swap_remove(0);
        let has_overlaps = (0..overlay.face_count()).any(|f| labels.cells(f, target).len() > 1);
        for cell in (0..CELLS).filter(|_| !has_overlaps) {
            let faces = || (0..overlay.face_count()).filter(|&f| labels.cells(f, source).contains(&cell));
            let rows = || rows.iter().filter(|r| r.cell == cell);
            let area: i128 = faces().map(|f| overlay.face_area_units(f)).sum();
            assert_eq!(rows().map(|r| r.area_units).sum::<i128>(), area, "area of cell {cell}");
            let count: u64 = faces().map(|f| households[f as usize]).sum();
            assert_eq!(rows().map(|r| r.households).sum::<u64>(), count, "households of cell {cell}");
        }
        for by in [AssignBy::Area, AssignBy::Weight(&households)] {
            let answers = overlay.assign((source, CELLS), (target, CELLS), by);
            assert_eq!(answers.assigned.len(), CELLS as usize, "one answer for each cell");
            assert!(answers.assigned.iter().all(|a| (0.0..=1.0).contains(&a.share)), "shares: {answers:?}");
        }
    }
}
