//! Zones of an earlier grid over a new overlay -> the earlier zone of each face.
//!
//! # Guarantees
//! 1. Where the earlier outlines run along lines of the new layers, the overlay is the same as without
//!    them, point by point: an unchanged place gives unchanged zones, however often it is merged.
//! 2. Where they do not (a border walked on site, a layer redrawn), they are lines of the overlay, so
//!    that each face lies in one earlier zone.
//!
//! # Method
//! The layers are overlaid first. Outline segments that are edges of that overlay add nothing; adding
//! them all the same would cut the lines that they were rounded from, and every generation would be
//! a little rougher than the last. The others go in as lines, and the overlay is made again. Then
//! each face is located among the earlier zones.
//! # Limits
//! Faces thinner than a lattice unit may be given to the zone next to theirs.

use std::collections::BTreeSet;

use onegrid_planar::{Arrangement, Bounds, Coord, Linework, PointIndex};

use crate::error::Error;
use crate::ledger::Ledger;
use crate::place::{self, CellInfo};
use crate::progress::{PlanarProgress, Progress, Step, Within};
use crate::project::Layer;

/// The earlier zones, placed.
#[derive(Debug)]
pub(crate) struct PreviousZones {
    linework: Linework,
    /// Their keys are their codes.
    pub(crate) cells: Vec<CellInfo>,
}

/// Puts the earlier zones on the lattice, with their account in the ledger.
pub(crate) fn place(layer: &Layer, ledger: &mut Ledger) -> Result<PreviousZones, Error> {
    let mut placed = place::place_alone(layer)?;
    ledger.sources.append(&mut placed.ledger.sources);
    ledger.entries.append(&mut placed.ledger.entries);
    let cells = placed.layers.pop().map(|l| l.cells).unwrap_or_default();
    Ok(PreviousZones { linework: placed.linework, cells })
}

impl PreviousZones {
    /// Outline segments that are no edges of an overlay and reach into it, rising.
    pub(crate) fn missing_from(&self, arrangement: &Arrangement, within: Bounds) -> Vec<[Coord; 2]> {
        let mut edges: Vec<[Coord; 2]> = Vec::with_capacity(arrangement.point_count());
        for arc in 0..arrangement.arc_count() {
            edges.extend(arrangement.arc_coords(arc).windows(2).map(|pair| directed(pair[0], pair[1])));
        }
        edges.sort_unstable();
        let mut missing = BTreeSet::new();
        for ring in 0..self.linework.ring_count() {
            let points = self.linework.ring(ring);
            for (at, &from) in points.iter().enumerate() {
                let segment = directed(from, points[(at + 1) % points.len()]);
                let is_there = edges.binary_search(&segment).is_ok();
                if segment[0] != segment[1] && !is_there && reaches(segment, within) {
                    missing.insert(segment);
                }
            }
        }
        missing.into_iter().collect()
    }

    /// The earlier zone of each face; the lowest where earlier zones overlap.
    pub(crate) fn of_faces(
        &self,
        arrangement: &Arrangement,
        progress: &dyn Progress,
    ) -> Result<Vec<Option<u32>>, Error> {
        let nowhere = vec![None; arrangement.face_count() as usize];
        let Some(scale) = self.linework.geographic_scale() else { return Ok(nowhere) };
        let own = Arrangement::build(&self.linework, scale, &PlanarProgress(progress, Step::Overlay))?;
        let points: Vec<Coord> = (0..arrangement.face_count())
            .map(|face| {
                let (x, y) = arrangement.face_point(face);
                Coord::new(x.round() as i32, y.round() as i32)
            })
            .collect();
        let located =
            PointIndex::of_faces_with(&own, &PlanarProgress(&Within(progress), Step::Overlay))?.ids_at(&points);
        Ok(located.into_iter().map(|face| own.labels().cells(face?, 0).first().copied()).collect())
    }
}

fn directed(a: Coord, b: Coord) -> [Coord; 2] {
    if a <= b { [a, b] } else { [b, a] }
}

/// Whether the rectangle of a segment meets the bounds.
fn reaches([a, b]: [Coord; 2], within: Bounds) -> bool {
    let (low, high) = (a.y.min(b.y), a.y.max(b.y));
    a.x <= within.max.x && b.x >= within.min.x && low <= within.max.y && high >= within.min.y
}
