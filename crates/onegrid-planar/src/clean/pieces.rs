//! Labels of one layer -> the connected pieces of its cells, as drawn.
//!
//! A cell drawn as two islands is two pieces. Cleaning gives faces to pieces, and a piece must stay
//! connected: so no cell comes apart into more parts than it came in.
//! # Guarantees
//! Pieces are numbered by their lowest face: by place.

use crate::arrangement::Arrangement;
use crate::arrangement::check::find;

/// No piece.
pub(super) const NONE: u32 = u32::MAX;

/// Which pieces claim which faces.
#[derive(Debug)]
pub(super) struct Pieces {
    /// CSR by face of `claims`.
    start: Vec<u32>,
    claims: Vec<u32>,
    /// Cell of each piece.
    pub cell: Vec<u32>,
    /// Area as drawn by cell, in area units.
    pub cell_area: Vec<i128>,
    /// Number of pieces by cell.
    pub count_of_cell: Vec<u32>,
    /// Lowest face of each piece.
    pub lowest_face: Vec<u32>,
}

impl Pieces {
    /// Pieces that claim a face, in the order of their cells.
    pub(super) fn claims(&self, face: u32) -> &[u32] {
        &self.claims[self.start[face as usize] as usize..self.start[face as usize + 1] as usize]
    }

    /// Gives pieces other numbers: the claims of each go to the piece that it becomes.
    pub(super) fn rename(&mut self, becomes: &[u32]) {
        for claim in &mut self.claims {
            *claim = becomes[*claim as usize];
        }
    }

    pub(super) fn build(arrangement: &Arrangement, layer: usize, cell_count: usize) -> Self {
        let labels = arrangement.labels();
        let faces = arrangement.face_count();
        let mut start = Vec::with_capacity(faces as usize + 1);
        start.push(0u32);
        let mut total = 0u32;
        for face in 0..faces {
            total += labels.cells(face, layer).len() as u32;
            start.push(total);
        }
        let mut parent: Vec<u32> = (0..total).collect();
        for arc in 0..arrangement.arc_count() {
            if let [Some(a), Some(b)] = arrangement.arc_faces(arc)
                && a != b
            {
                let (mut i, mut j) = (0, 0);
                let (left, right) = (labels.cells(a, layer), labels.cells(b, layer));
                while i < left.len() && j < right.len() {
                    match left[i].cmp(&right[j]) {
                        core::cmp::Ordering::Less => i += 1,
                        core::cmp::Ordering::Greater => j += 1,
                        core::cmp::Ordering::Equal => {
                            let p = find(&mut parent, start[a as usize] + i as u32);
                            let q = find(&mut parent, start[b as usize] + j as u32);
                            parent[p.max(q) as usize] = p.min(q);
                            i += 1;
                            j += 1;
                        }
                    }
                }
            }
        }
        let mut out = Self {
            start,
            claims: vec![NONE; total as usize],
            cell: Vec::new(),
            cell_area: vec![0; cell_count],
            count_of_cell: vec![0; cell_count],
            lowest_face: Vec::new(),
        };
        let mut at = 0;
        for face in 0..faces {
            for &cell in labels.cells(face, layer) {
                let root = find(&mut parent, at) as usize;
                // roots are the lowest of their tree, so they come first
                if root == at as usize {
                    out.claims[root] = out.cell.len() as u32;
                    out.cell.push(cell);
                    out.lowest_face.push(face);
                    out.count_of_cell[cell as usize] += 1;
                }
                out.claims[at as usize] = out.claims[root];
                out.cell_area[cell as usize] += arrangement.face_area_units(face);
                at += 1;
            }
        }
        out
    }
}

/// The face on the other side of an arc; `None` is outside everything, or no other side.
pub(super) fn across(arrangement: &Arrangement, arc: usize, face: u32) -> Option<u32> {
    match arrangement.arc_faces(arc) {
        [Some(a), Some(b)] if a == face && b != face => Some(b),
        [Some(a), Some(b)] if b == face && a != face => Some(a),
        _ => None,
    }
}

/// Length of an arc in micrometres: whole numbers, so that sums do not depend on their order.
pub(super) fn length_units(arrangement: &Arrangement, arc: usize) -> i64 {
    (arrangement.arc_length_m(arc) * crate::scale::LENGTH_UNITS_PER_M).round() as i64
}

/// A point of the border of a face.
pub(super) fn border_point(arrangement: &Arrangement, face: u32) -> crate::lattice::Coord {
    arrangement.face_arcs(face).next().map_or(arrangement.bounds().min, |arc| arrangement.arc_coords(arc)[0])
}
