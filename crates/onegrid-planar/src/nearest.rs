//! Points just outside -> the nearest face of a set.

use rstar::primitives::{GeomWithData, Line};
use rstar::{PointDistance, RTree};

use crate::arrangement::Arrangement;
use crate::error::OverlayError;
use crate::lattice::Coord;
use crate::progress::{Pace, Progress, Silent, unstopped};

/// An index over the outline of a set of faces.
#[derive(Debug)]
pub struct NearestFace {
    tree: RTree<GeomWithData<Line<[f64; 2]>, u32>>,
    /// Metres per lattice unit in x and y at the middle of the data.
    m_per_unit: (f64, f64),
}

impl NearestFace {
    /// Indexes the border between the faces for which `inside` holds and all others.
    ///
    /// # Panics
    /// When `inside` has not one entry per face.
    ///
    /// # Cost
    /// O(n log n) for n edges of that border.
    pub fn build(arrangement: &Arrangement, inside: &[bool]) -> Self {
        unstopped(Self::build_with(arrangement, inside, &Silent))
    }

    /// As [`NearestFace::build`], under the eyes of `progress` (step `nearest`).
    ///
    /// # Errors
    /// [`OverlayError::Cancelled`].
    ///
    /// # Panics
    /// When `inside` has not one entry per face.
    pub fn build_with(
        arrangement: &Arrangement,
        inside: &[bool],
        progress: &dyn Progress,
    ) -> Result<Self, OverlayError> {
        assert_eq!(inside.len(), arrangement.face_count() as usize, "one entry per face");
        let b = arrangement.bounds();
        let middle = Coord::new(b.min.x, i32::midpoint(b.min.y, b.max.y));
        let m_per_unit = arrangement.scale().m_per_unit_at(middle);
        let at = |c: Coord| [c.x as f64 * m_per_unit.0, c.y as f64 * m_per_unit.1];
        let is_in = |f: Option<u32>| f.filter(|&f| inside[f as usize]);
        let mut lines = Vec::new();
        let mut pace = Pace::start(progress, "nearest", arrangement.arc_count())?;
        for arc in 0..arrangement.arc_count() {
            pace.add(1)?;
            let [left, right] = arrangement.arc_faces(arc).map(is_in);
            if let (Some(face), None) | (None, Some(face)) = (left, right) {
                for p in arrangement.arc_coords(arc).windows(2) {
                    lines.push(GeomWithData::new(Line::new(at(p[0]), at(p[1])), face));
                }
            }
        }
        let tree = RTree::bulk_load(lines);
        pace.end()?;
        Ok(Self { tree, m_per_unit })
    }

    /// The nearest face and how far it is, in metres; `None` when no face is in the set. Of several
    /// equally near faces, the one with the lowest number.
    pub fn nearest(&self, arrangement: &Arrangement, p: Coord) -> Option<(u32, f64)> {
        debug_assert!(arrangement.face_count() > 0);
        let at = [p.x as f64 * self.m_per_unit.0, p.y as f64 * self.m_per_unit.1];
        let best = self.tree.nearest_neighbor(&at)?.distance_2(&at);
        let equal = self.tree.nearest_neighbor_iter_with_distance_2(&at).take_while(|(_, d)| *d <= best);
        let face = equal.map(|(line, _)| line.data).min()?;
        Some((face, best.sqrt()))
    }
}
