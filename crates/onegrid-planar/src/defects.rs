//! An arrangement -> everything that is wrong with each of its layers.
//!
//! # Guarantees
//! 1. Every gap and overlap of a layer inside the extent is listed once, as a connected place.
//! 2. Defects are sorted by layer, kind, then place; the order of the input does not matter.
//! # Limits
//! A defect is a fact about the drawing, not a judgement: a multipart cell may be a lawful exclave.

use serde::{Deserialize, Serialize};

use crate::arrangement::Arrangement;
use crate::arrangement::check::find;
use crate::error::OverlayError;
use crate::lattice::{Coord, ring_area2};
use crate::linework::{Linework, RingRole};
use crate::progress::{Looks, Progress, Silent, unstopped};

/// Kinds of defects of one layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum DefectKind {
    /// A place inside the extent that no cell covers.
    Gap,
    /// A place that several cells cover.
    Overlap,
    /// A ring crosses itself.
    SelfCrossing,
    /// Rings of one cell lie over one another: a hole outside its shell, two holes or two parts in
    /// one place. Its faces are those where this begins, so the area is a lower bound.
    RingsOverlap,
    /// A ring runs out and back along the same line.
    Spike,
    /// A shell drawn clockwise or a hole drawn counter-clockwise (RFC 7946 wants the opposite).
    RingOrder,
    /// A cell whose rings enclose nothing after placing on the lattice.
    ZeroArea,
    /// A ring with fewer than three distinct points.
    TooFewPoints,
    /// Two cells with the same shape.
    Duplicate,
    /// A cell of several parts.
    Multipart,
}

/// One defect.
#[derive(Debug, Clone, PartialEq)]
pub struct Defect {
    /// What it is.
    pub kind: DefectKind,
    /// Position of the layer.
    pub layer: u32,
    /// Cells concerned, ascending. For a gap: the cells around it.
    pub cells: Vec<u32>,
    /// Where it is, in lattice units.
    pub place: (f64, f64),
    /// Ground area in m2 (0 for lines and points).
    pub area_m2: f64,
    /// Mean width 2 x area / perimeter, in metres (0 for lines and points).
    pub width_m: f64,
    /// Length in metres of what is a line (spikes).
    pub length_m: f64,
    /// Faces that make up a gap or an overlap or that a self-crossing winds wrongly.
    pub faces: Vec<u32>,
}

/// Spikes shorter than this are rounding to the lattice, not drawing (m).
const SHORTEST_SPIKE_M: f64 = 0.05;

/// Lists the defects of all layers. `in_extent` tells, per face, whether it must be covered.
///
/// # Panics
/// When `in_extent` has not one entry per face.
///
/// # Cost
/// O(layers x arcs + points log points).
pub fn defects(arrangement: &Arrangement, linework: &Linework, in_extent: &[bool]) -> Vec<Defect> {
    unstopped(defects_with(arrangement, linework, in_extent, &Silent))
}

/// As [`defects`], layer by layer under the eyes of `progress`.
///
/// # Errors
/// [`OverlayError::Cancelled`].
///
/// # Panics
/// When `in_extent` has not one entry per face.
pub fn defects_with(
    arrangement: &Arrangement,
    linework: &Linework,
    in_extent: &[bool],
    progress: &dyn Progress,
) -> Result<Vec<Defect>, OverlayError> {
    assert_eq!(in_extent.len(), arrangement.face_count() as usize, "one entry per face");
    let mut out = Vec::new();
    let layers = linework.layer_count();
    for layer in 0..layers {
        progress.go_on("defects", layer as u64, layers as u64 + 1)?;
        places(arrangement, layer, in_extent, &mut out, progress)?;
    }
    self_crossings(arrangement, &mut out);
    entangled(arrangement, &mut out);
    spikes(arrangement, &mut out);
    progress.go_on("defects", layers as u64, layers as u64 + 1)?;
    drawing(arrangement, linework, &mut out, progress)?;
    out.sort_by(|a, b| {
        let key = |d: &Defect| (d.layer, d.kind);
        key(a)
            .cmp(&key(b))
            .then(a.place.0.total_cmp(&b.place.0))
            .then(a.place.1.total_cmp(&b.place.1))
            .then_with(|| a.cells.cmp(&b.cells))
    });
    progress.go_on("defects", layers as u64 + 1, layers as u64 + 1)?;
    Ok(out)
}

/// Gaps and overlaps: connected faces with the same cells, none or several.
fn places(
    arrangement: &Arrangement,
    layer: usize,
    in_extent: &[bool],
    out: &mut Vec<Defect>,
    progress: &dyn Progress,
) -> Result<(), OverlayError> {
    let labels = arrangement.labels();
    let cells = |f: u32| labels.cells(f, layer);
    let is_place = |f: u32| match cells(f).len() {
        0 => in_extent[f as usize],
        n => n > 1,
    };
    let mut parent: Vec<u32> = (0..arrangement.face_count()).collect();
    let mut around: Vec<(u32, u32)> = Vec::new();
    let mut perimeter: Vec<(u32, f64)> = Vec::new();
    let mut looks = Looks::start(progress, "defects");
    for arc in 0..arrangement.arc_count() {
        let [left, right] = arrangement.arc_faces(arc);
        // the lists of both sides are compared, or copied
        looks.add(1 + [left, right].into_iter().flatten().map(|f| cells(f).len()).sum::<usize>())?;
        let joins = matches!((left, right), (Some(a), Some(b)) if is_place(a) && is_place(b) && cells(a) == cells(b));
        if let (true, Some(a), Some(b)) = (joins, left, right) {
            let (a, b) = (find(&mut parent, a), find(&mut parent, b));
            parent[a.max(b) as usize] = a.min(b);
            continue;
        }
        for (face, other) in [(left, right), (right, left)] {
            let Some(face) = face.filter(|&f| is_place(f)) else { continue };
            perimeter.push((face, arrangement.arc_length_m(arc)));
            if cells(face).is_empty() {
                let beside = other.map_or(&[][..], cells);
                around.extend(beside.iter().map(|&c| (face, c)));
            }
        }
    }
    let mut faces: Vec<(u32, u32)> =
        (0..arrangement.face_count()).filter(|&f| is_place(f)).map(|f| (find(&mut parent, f), f)).collect();
    faces.sort_unstable();
    let mut perimeter_of = vec![0.0; arrangement.face_count() as usize];
    for (face, length) in perimeter {
        perimeter_of[find(&mut parent, face) as usize] += length;
    }
    let mut beside: Vec<(u32, u32)> = around.iter().map(|&(f, c)| (find(&mut parent, f), c)).collect();
    beside.sort_unstable();
    beside.dedup();
    for place in faces.chunk_by(|a, b| a.0 == b.0) {
        let root = place[0].0;
        let faces: Vec<u32> = place.iter().map(|&(_, f)| f).collect();
        let from = beside.partition_point(|&(r, _)| r < root);
        let gap_cells = beside[from..].iter().take_while(|&&(r, _)| r == root).map(|&(_, c)| c).collect();
        let own = cells(root);
        out.push(Defect {
            kind: if own.is_empty() { DefectKind::Gap } else { DefectKind::Overlap },
            cells: if own.is_empty() { gap_cells } else { own.to_vec() },
            ..area_defect(arrangement, layer as u32, faces, Some(perimeter_of[root as usize]))
        });
    }
    Ok(())
}

/// A defect with the area of some faces, placed in the largest of them.
fn area_defect(arrangement: &Arrangement, layer: u32, faces: Vec<u32>, perimeter_m: Option<f64>) -> Defect {
    let area_m2 = arrangement.area_m2(faces.iter().map(|&f| arrangement.face_area_units(f)).sum());
    let largest = faces.iter().copied().max_by_key(|&f| (arrangement.face_area2(f), core::cmp::Reverse(f)));
    let perimeter_m = perimeter_m.unwrap_or_else(|| faces.iter().map(|&f| arrangement.face_perimeter_m(f)).sum());
    Defect {
        kind: DefectKind::Gap,
        layer,
        cells: Vec::new(),
        place: largest.map_or((0.0, 0.0), |f| arrangement.face_point(f)),
        area_m2,
        width_m: 2.0 * area_m2 / perimeter_m.max(1e-9),
        length_m: 0.0,
        faces,
    }
}

fn self_crossings(arrangement: &Arrangement, out: &mut Vec<Defect>) {
    for same in arrangement.labels.crossed_rings.chunk_by(|a, b| a.0 == b.0) {
        let owner = arrangement.owners[same[0].0 as usize];
        let faces = same.iter().map(|&(_, f)| f).collect();
        out.push(Defect {
            kind: DefectKind::SelfCrossing,
            cells: vec![owner.cell],
            ..area_defect(arrangement, owner.layer, faces, None)
        });
    }
}

fn entangled(arrangement: &Arrangement, out: &mut Vec<Defect>) {
    for same in arrangement.labels.entangled.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let faces = same.iter().map(|&(_, _, f)| f).collect();
        out.push(Defect {
            kind: DefectKind::RingsOverlap,
            cells: vec![same[0].1],
            ..area_defect(arrangement, same[0].0, faces, None)
        });
    }
}

fn point_defect(kind: DefectKind, layer: u32, cell: u32, place: Coord) -> Defect {
    Defect {
        kind,
        layer,
        cells: vec![cell],
        place: (place.x as f64, place.y as f64),
        area_m2: 0.0,
        width_m: 0.0,
        length_m: 0.0,
        faces: Vec::new(),
    }
}

fn spikes(arrangement: &Arrangement, out: &mut Vec<Defect>) {
    let mut spikes = arrangement.spikes.clone();
    spikes.sort_unstable();
    for same in spikes.chunk_by(|a, b| a.0 == b.0) {
        let owner = arrangement.owners[same[0].0 as usize];
        let length_m: f64 = same.iter().map(|(_, [a, b])| arrangement.scale().distance_m(*a, *b)).sum();
        if length_m >= SHORTEST_SPIKE_M {
            let defect = point_defect(DefectKind::Spike, owner.layer, owner.cell, same[0].1[0]);
            out.push(Defect { length_m, ..defect });
        }
    }
}

/// Defects that show in single rings and cells, before any overlay.
fn drawing(
    arrangement: &Arrangement,
    linework: &Linework,
    out: &mut Vec<Defect>,
    progress: &dyn Progress,
) -> Result<(), OverlayError> {
    let mut covered: Vec<Vec<bool>> =
        (0..linework.layer_count()).map(|l| vec![false; linework.cell_count(l)]).collect();
    let mut looks = Looks::start(progress, "defects");
    for face in 0..arrangement.face_count() {
        for (layer, covered) in covered.iter_mut().enumerate() {
            let cells = arrangement.labels().cells(face, layer);
            looks.add(cells.len() + 1)?;
            for &cell in cells {
                covered[cell as usize] = true;
            }
        }
    }
    let mut shapes: Vec<(u32, u32, Vec<Vec<Coord>>)> = Vec::new();
    for r in 0..linework.ring_count() {
        let (owner, ring) = (linework.owner(r), linework.ring(r));
        looks.add(ring.len() + 1)?;
        let place = ring.first().copied().unwrap_or_default();
        if shapes.last().is_none_or(|s| (s.0, s.1) != (owner.layer, owner.cell)) {
            shapes.push((owner.layer, owner.cell, Vec::new()));
            if !covered[owner.layer as usize][owner.cell as usize] {
                out.push(point_defect(DefectKind::ZeroArea, owner.layer, owner.cell, place));
            }
        }
        if owner.part == 1 && owner.role == RingRole::Shell {
            out.push(point_defect(DefectKind::Multipart, owner.layer, owner.cell, place));
        }
        if ring.len() < 3 {
            out.push(point_defect(DefectKind::TooFewPoints, owner.layer, owner.cell, place));
        } else {
            let area2 = ring_area2(ring);
            if area2 != 0 && (area2 > 0) != (owner.role == RingRole::Shell) {
                out.push(point_defect(DefectKind::RingOrder, owner.layer, owner.cell, place));
            }
            if let Some(shape) = shapes.last_mut() {
                shape.2.push(canonical(ring, area2 < 0));
            }
        }
    }
    duplicates(shapes, out);
    Ok(())
}

/// The ring counter-clockwise from its lowest point.
fn canonical(ring: &[Coord], reverse: bool) -> Vec<Coord> {
    let mut ring = ring.to_vec();
    if reverse {
        ring.reverse();
    }
    let lowest = (0..ring.len()).min_by_key(|&i| ring[i]).unwrap_or(0);
    ring.rotate_left(lowest);
    ring
}

fn duplicates(mut shapes: Vec<(u32, u32, Vec<Vec<Coord>>)>, out: &mut Vec<Defect>) {
    for shape in &mut shapes {
        shape.2.sort_unstable();
    }
    shapes.retain(|s| !s.2.is_empty());
    shapes.sort_unstable_by(|a, b| (a.0, &a.2, a.1).cmp(&(b.0, &b.2, b.1)));
    for same in shapes.chunk_by(|a, b| a.0 == b.0 && a.2 == b.2) {
        if same.len() > 1 {
            let mut defect = point_defect(DefectKind::Duplicate, same[0].0, same[0].1, same[0].2[0][0]);
            defect.cells = same.iter().map(|s| s.1).collect();
            out.push(defect);
        }
    }
}
