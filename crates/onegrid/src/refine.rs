//! A grid and a few more lines -> the grid with them, for edits that cut units.
//!
//! Before this: a [`Grid`] and lines in degrees of its lattice. After: units in pieces, see
//! [`onegrid_zones::refine`].
//!
//! # Guarantees
//! 1. Nothing that no line meets moves; each face lies in one face of before, which keeps its community,
//!    its households and all counts (see [`Doors`](crate::doors)).
//! 2. The lines are part of the grid like any other, but no barriers and of no layer.
//! 3. Conflicts, the ledger and what is known from an earlier merge are those of before.
//!
//! # Cost
//! Linear in the grid: about half of the overlay it was built by, and nothing of the design.

use std::collections::BTreeMap;
use std::sync::Arc;

use onegrid_planar::{Coord, Defect, OverlayError};
use onegrid_zones::Lang;

use crate::doors::Pieces;
use crate::extent::Communities;
use crate::grid::Grid;
use crate::plan::Plan;
use crate::progress::{PlanarProgress, Silent, Step};

/// A grid with more lines.
#[derive(Debug)]
pub(crate) struct Finer {
    pub grid: Grid,
    /// The face of before that each face lies in.
    pub face_before: Vec<Option<u32>>,
    /// Households that were shared out by area.
    pub estimated: u64,
}

impl Grid {
    /// Draws one line, in stretches that end at arcs.
    ///
    /// # Errors
    /// [`OverlayError`]: it passes too close to others.
    pub(crate) fn with_line(&self, stretches: Vec<Vec<Coord>>) -> Result<Finer, OverlayError> {
        let mut linework = self.linework.clone();
        // a number beyond barriers, straight cuts and outlines of earlier zones: it bounds faces and hinders nobody
        let id = self.first_drawn() + self.drawn.len() as u32;
        for stretch in &stretches {
            linework.add_barrier(id, stretch.iter().copied());
        }
        let refined = self.arrangement.refined(&linework, &PlanarProgress(&Silent, Step::Overlay))?;
        let (arrangement, face_before) = (refined.arrangement, refined.face_before);
        let mut of_face = vec![Vec::new(); self.face_count() as usize];
        for (face, before) in (0..).zip(&face_before) {
            if let Some(before) = before {
                of_face[*before as usize].push(face);
            }
        }
        if let Some(lost) = of_face.iter().position(Vec::is_empty) {
            let (x, y) = self.arrangement.face_point(lost as u32);
            return Err(OverlayError::TooClose { place: Coord::new(x.round() as i32, y.round() as i32) });
        }
        let pieces = Pieces { arrangement: &arrangement, of_face: &of_face };
        let doors = self.doors.moved(&pieces);
        let (households_of_face, estimated) = doors.divided(None, &self.households_of_face, &pieces);
        let count = |(id, before): (&String, &Vec<u64>)| (id.clone(), doors.divided(Some(id), before, &pieces).0);
        let counts = self.counts.iter().map(count).collect();
        let mut before = self.before.clone();
        if !before.of_face.is_empty() {
            let zone = |face: &Option<u32>| self.before.of_face[(*face)? as usize];
            before.of_face = face_before.iter().map(zone).collect();
        }
        let drawn = self.drawn.iter().cloned().chain([stretches]).collect();
        let grid = Self {
            name: self.name.clone(),
            linework,
            layers: Arc::clone(&self.layers),
            barriers: self.barriers.clone(),
            base: self.base,
            departments: self.departments.clone(),
            communities: communities(&self.communities, &face_before, &of_face),
            households_of_face,
            has_households: self.has_households,
            counts,
            defects: self.defects.iter().map(|d| defect(d, &of_face)).collect(),
            ledger: Arc::clone(&self.ledger),
            before,
            cuts: self.cuts.clone(),
            doors,
            drawn,
            arrangement,
        };
        Ok(Finer { grid, face_before, estimated })
    }

    /// The number that drawn lines begin with in the overlay.
    pub(crate) fn first_drawn(&self) -> u32 {
        (self.barriers.len() + self.cuts.lines.len()) as u32 + 1
    }

    /// Lines that were drawn in a session, each in stretches, as the overlay has them; longitudes and latitudes in
    /// degrees.
    pub fn drawn_lines(&self) -> impl ExactSizeIterator<Item = Vec<Vec<crate::LonLat>>> + '_ {
        let degrees = |c: &Coord| (c.lon_deg(), c.lat_deg());
        self.drawn.iter().map(move |line| line.iter().map(|s| s.iter().map(degrees).collect()).collect())
    }
}

/// Where the border of two zones follows a line that was drawn in a session.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawnBorder {
    /// The line: its position in [`Grid::drawn_lines`].
    pub line: u32,
    /// Codes of the zones, rising.
    pub zones: [String; 2],
    /// Length in m.
    pub length_m: f64,
}

impl Plan {
    /// Where zone borders follow lines that were drawn in a session, by line, then by zones.
    ///
    /// # Cost
    /// Linear in the arcs of the grid where lines were drawn, else none.
    pub fn drawn_borders(&self, grid: &Grid) -> Vec<DrawnBorder> {
        let mut found: BTreeMap<(u32, [u32; 2]), f64> = BTreeMap::new();
        let arcs = if grid.drawn.is_empty() { 0 } else { grid.arrangement.arc_count() };
        for arc in 0..arcs {
            let Some(line) = grid.arrangement.arc_lines(arc).find_map(|l| l.checked_sub(grid.first_drawn())) else {
                continue;
            };
            let [Some(a), Some(b)] = grid.arrangement.arc_faces(arc).map(|f| self.zone_of_face(f?)) else { continue };
            if a != b {
                *found.entry((line, [a.min(b), a.max(b)])).or_default() += grid.arrangement.arc_length_m(arc);
            }
        }
        let code = |zone: u32| self.zones()[zone as usize].code.clone();
        let border = |((line, zones), length_m): ((u32, [u32; 2]), f64)| {
            let zones = zones.map(code);
            DrawnBorder { line, zones, length_m }
        };
        found.into_iter().map(border).collect()
    }
}

impl DrawnBorder {
    /// One sentence for a planner about one of the zones.
    pub fn sentence(&self, code: &str, lang: Lang) -> String {
        let Self { zones: [a, b], length_m, .. } = self;
        let other = if a == code { b } else { a };
        match lang {
            Lang::Zh => format!("与网格 {other} 之间有 {length_m:.0} m 边界为人工划定"),
            Lang::En => format!("{length_m:.0} m of the border with zone {other} follow a line that was drawn by hand"),
        }
    }
}

/// Communities of the pieces.
fn communities(before: &Communities, face_before: &[Option<u32>], of_face: &[Vec<u32>]) -> Communities {
    let pieces = |f: u32| of_face[f as usize].iter().copied();
    Communities {
        source: before.source,
        list: before.list.clone(),
        of_face: face_before.iter().map(|f| before.of_face[(*f)? as usize]).collect(),
        filled: before.filled.iter().flat_map(|&(f, to)| pieces(f).map(move |f| (f, to))).collect(),
        open: before
            .open
            .iter()
            .flat_map(|&(hole, f)| pieces(hole).take(1).flat_map(move |hole| pieces(f).map(move |f| (hole, f))))
            .collect(),
        fragments: before.fragments.iter().flat_map(|&(f, from, to)| pieces(f).map(move |f| (f, from, to))).collect(),
        odd_codes: before.odd_codes.clone(),
    }
}

/// A defect over the pieces.
fn defect(before: &Defect, of_face: &[Vec<u32>]) -> Defect {
    let mut faces: Vec<u32> = before.faces.iter().flat_map(|&f| of_face[f as usize].iter().copied()).collect();
    faces.sort_unstable();
    Defect { faces, ..before.clone() }
}
