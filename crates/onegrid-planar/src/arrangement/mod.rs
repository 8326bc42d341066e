//! Linework -> arcs, faces and labels of all layers together.
//!
//! Before this: [`Linework`]. After: dissolve, crosswalk, defects, point location.
//! # Guarantees
//! 1. Each arc is stored once and knows the face on its left and on its right.
//! 2. The areas of faces add up, in integers, to the area of their union.
//! 3. Everything is numbered by place: the order of the input does not matter.

pub(crate) mod arcs;
pub(crate) mod check;
pub(crate) mod cycles;
pub(crate) mod faces;
mod incidence;
pub(crate) mod winding;

use crate::bands;
use crate::edges::{self, Edges, SNAP_STEPS_PER_UNIT};
use crate::error::OverlayError;
use crate::labels::Labels;
use crate::lattice::{Bounds, Coord};
use crate::limits::NodingBudget;
use crate::linework::{Linework, RingOwner};
use crate::noding::{self, Passing};
use crate::progress::Progress;
use crate::scale::{AREA_UNITS_PER_M2, LENGTH_UNITS_PER_M, Scale};
use crate::segments::Segments;
use arcs::Arcs;
use cycles::Cycles;
use faces::Faces;

/// Arcs, half-edges and faces, without meaning or measure.
#[derive(Debug, Default)]
pub(crate) struct Topology {
    pub arcs: Arcs,
    pub faces: Faces,
}

/// The overlay of all layers: see the [crate documentation](crate).
#[derive(Debug)]
pub struct Arrangement {
    pub(crate) topology: Topology,
    pub(crate) labels: Labels,
    pub(crate) bounds: Bounds,
    pub(crate) scale: Scale,
    pub(crate) owners: Vec<RingOwner>,
    pub(crate) line_ids: Vec<u32>,
    pub(crate) spikes: Vec<(u32, [Coord; 2])>,
    arc_length: Vec<i64>,
    /// Ground areas in units of the scale; none where those are lattice areas.
    ground_area: Option<Vec<i128>>,
    face_perimeter: Vec<i64>,
    m2_per_area_unit: f64,
}

impl Arrangement {
    /// Overlays everything in `linework`.
    ///
    /// # Errors
    /// [`OverlayError::Empty`] without any ring that has an area, [`OverlayError::TooWide`],
    /// [`OverlayError::TooLarge`] and [`OverlayError::TooMuchMemory`] beyond [`Progress::limits`],
    /// [`OverlayError::TooDense`], [`OverlayError::Scale`], [`OverlayError::Cancelled`].
    ///
    /// # Cost
    /// O(n + k) for n segments and k incidences spread evenly; see [the method](crate#method).
    pub fn build(linework: &Linework, scale: Scale, progress: &dyn Progress) -> Result<Self, OverlayError> {
        let bounds = linework.check_limits()?;
        progress.limits().check_points(linework.point_count())?;
        scale.check(bounds)?;
        let step = |step: &'static str, done: u64| {
            progress.step(step, done, 6);
            if progress.is_cancelled() { Err(OverlayError::Cancelled { step }) } else { Ok(()) }
        };
        step("segments", 0)?;
        let segments = Segments::collect(linework, bounds, progress)?;
        step("noding", 1)?;
        let first_line = linework.ring_count() as u32;
        let (visitor_start, visitors) = noding::visitors(&segments, progress)?;
        let budget = NodingBudget::new(progress.limits(), segments.len());
        let noded = bands::each(segments.bands.count, "noding", progress, |band| {
            let visitors = &visitors[visitor_start[band] as usize..visitor_start[band + 1] as usize];
            let passing = Passing::gather(&segments, band, visitors);
            let chains = noding::node(&segments, &passing, bounds, band, &budget)?;
            Ok(edges::of_band(&segments, &passing, chains, band, first_line))
        })?;
        step("edges", 2)?;
        drop((visitor_start, visitors));
        let mut edges = Edges::join(segments, noded, first_line, progress)?;
        step("arcs", 3)?;
        let cancelled = core::mem::take(&mut edges.cancelled);
        let arcs = Arcs::collect(edges, progress)?;
        step("faces", 4)?;
        let cycles = Cycles::trace(&arcs, bounds.min, progress)?;
        let faces = Faces::build(&arcs, cycles, bounds);
        let topology = Topology { arcs, faces };
        step("labels", 5)?;
        let labels = Labels::build(&topology, linework, progress)?;
        let out = Self::measure(topology, labels, bounds, scale, linework, cancelled);
        step("labels", 6)?;
        Ok(out)
    }

    pub(crate) fn measure(
        topology: Topology,
        labels: Labels,
        bounds: Bounds,
        scale: Scale,
        linework: &Linework,
        spikes: Vec<(u32, [Coord; 2])>,
    ) -> Self {
        let arcs = &topology.arcs;
        let sum = |coords: &[Coord], measure: fn(&Scale, Coord, Coord) -> f64| {
            coords.windows(2).map(|p| measure(&scale, p[0], p[1])).sum::<f64>().round()
        };
        let arc_length = arcs.map_each(|coords| sum(coords, Scale::edge_length) as i64);
        let faces = topology.faces.count as usize;
        let (ground_area, m2_per_area_unit) = if let Some(unit_m2) = scale.planar_unit_m2() {
            (None, unit_m2 / 2.0)
        } else {
            let mut area = vec![0i128; faces + 1];
            for (a, term) in arcs.map_each(|coords| sum(coords, Scale::edge_area) as i128).into_iter().enumerate() {
                area[topology.faces.of_half_edge[2 * a] as usize] += term;
                area[topology.faces.of_half_edge[2 * a + 1] as usize] -= term;
            }
            area.pop();
            (Some(area), 1.0 / AREA_UNITS_PER_M2)
        };
        let mut face_perimeter = vec![0i64; faces + 1];
        for (a, length) in arc_length.iter().enumerate() {
            let (left, right) = (topology.faces.of_half_edge[2 * a], topology.faces.of_half_edge[2 * a + 1]);
            if left != right {
                for face in [left, right] {
                    let sum = &mut face_perimeter[face as usize];
                    *sum = sum.saturating_add(*length);
                }
            }
        }
        face_perimeter.pop();
        Self {
            topology,
            labels,
            bounds,
            scale,
            owners: linework.owners().to_vec(),
            line_ids: (0..linework.line_count()).map(|l| linework.line_id(l)).collect(),
            spikes,
            arc_length,
            ground_area,
            face_perimeter,
            m2_per_area_unit,
        }
    }

    /// Number of bounded faces; they are numbered from 0.
    pub fn face_count(&self) -> u32 {
        self.topology.faces.count
    }

    /// Number of arcs; they are numbered from 0.
    pub fn arc_count(&self) -> usize {
        self.topology.arcs.len()
    }

    /// Number of points stored in arcs.
    pub fn point_count(&self) -> usize {
        self.topology.arcs.coords.len()
    }

    /// Which cells cover which faces.
    pub fn labels(&self) -> &Labels {
        &self.labels
    }

    /// Smallest rectangle around the input.
    pub fn bounds(&self) -> Bounds {
        self.bounds
    }

    /// How lattice units become metres here.
    pub fn scale(&self) -> &Scale {
        &self.scale
    }

    /// Doubled area of a face in lattice units; always positive, exact.
    pub fn face_area2(&self, face: u32) -> i128 {
        self.topology.faces.area2[face as usize].into()
    }

    /// Ground area in the integer units that [`Arrangement::area_m2`] turns into m2; exact sums.
    pub fn face_area_units(&self, face: u32) -> i128 {
        match &self.ground_area {
            Some(areas) => areas[face as usize],
            None => self.face_area2(face),
        }
    }

    /// Ground area of a sum of area units, in m2.
    pub fn area_m2(&self, units: i128) -> f64 {
        units as f64 * self.m2_per_area_unit
    }

    /// Ground area of a face, in m2.
    pub fn face_area_m2(&self, face: u32) -> f64 {
        self.area_m2(self.face_area_units(face))
    }

    /// Length of the border of a face, holes included, in metres.
    pub fn face_perimeter_m(&self, face: u32) -> f64 {
        self.face_perimeter[face as usize] as f64 / LENGTH_UNITS_PER_M
    }

    /// Mean width of a face, 2 x area / perimeter, in metres: the measure of slivers.
    pub fn face_width_m(&self, face: u32) -> f64 {
        2.0 * self.face_area_m2(face) / self.face_perimeter_m(face).max(1e-9)
    }

    /// Faces on the left and on the right of an arc; `None` is outside everything.
    pub fn arc_faces(&self, arc: usize) -> [Option<u32>; 2] {
        [2 * arc, 2 * arc + 1].map(|h| {
            let face = self.topology.faces.of_half_edge[h];
            (face != self.topology.faces.count).then_some(face)
        })
    }

    /// Points of an arc, both ends included.
    pub fn arc_coords(&self, arc: usize) -> &[Coord] {
        self.topology.arcs.coords(arc)
    }

    /// Length of an arc in metres.
    pub fn arc_length_m(&self, arc: usize) -> f64 {
        self.arc_length[arc] as f64 / LENGTH_UNITS_PER_M
    }

    /// How far, at most, snapping moved an arc's points off the lines that drew it, in metres: the
    /// larger of both directions here, rounded up to 1/360 of a lattice unit. Never more than half the
    /// diagonal of a lattice square.
    pub fn arc_snap_m(&self, arc: usize) -> f64 {
        let (x, y) = self.scale.m_per_unit_at(self.arc_coords(arc)[0]);
        f64::from(self.topology.arcs.snap[arc]) / SNAP_STEPS_PER_UNIT * x.max(y)
    }

    /// Numbers of the barrier lines that run along an arc, as the caller gave them.
    pub fn arc_lines(&self, arc: usize) -> impl Iterator<Item = u32> + '_ {
        let rings = self.owners.len() as u32;
        let sides = self.topology.arcs.sides(arc).iter();
        sides.filter_map(move |s| s.ring().checked_sub(rings)).map(|l| self.line_ids[l as usize])
    }

    /// The rings that run along an arc.
    pub fn arc_rings(&self, arc: usize) -> impl Iterator<Item = RingOwner> + '_ {
        let sides = self.topology.arcs.sides(arc).iter();
        sides.filter_map(|s| self.owners.get(s.ring() as usize).copied())
    }

    /// Arcs of the outside and of the holes of a face.
    pub fn face_arcs(&self, face: u32) -> impl Iterator<Item = usize> + '_ {
        self.topology.faces.cycles(face).iter().flat_map(|&first| self.walk(first)).map(|h| (h >> 1) as usize)
    }

    /// Half-edges from `first` around its face.
    pub(crate) fn walk(&self, first: u32) -> impl Iterator<Item = u32> + '_ {
        let next = &self.topology.faces.next;
        let mut at = Some(first);
        core::iter::from_fn(move || {
            let h = at?;
            at = Some(next[h as usize]).filter(|&n| n != first);
            Some(h)
        })
    }

    /// A point inside a face, in (fractions of) lattice units: the middle of the widest stretch
    /// of the face at half of its height. For faces thinner than the lattice it may fall on the
    /// border.
    ///
    /// # Cost
    /// O(points of the face).
    pub fn face_point(&self, face: u32) -> (f64, f64) {
        let outside = self.topology.faces.cycles(face)[0];
        let points = self.walk(outside).flat_map(|h| self.arc_coords((h >> 1) as usize).iter().copied());
        let Some(b) = Bounds::of(points) else { unreachable!("a cycle has points") };
        let y = (b.min.y as f64 + b.max.y as f64) * 0.5 + if b.height() % 2 == 0 { 0.25 } else { 0.0 };
        let mut crossings = Vec::new();
        for arc in self.face_arcs(face) {
            for pair in self.arc_coords(arc).windows(2) {
                let (p, q) = (pair[0], pair[1]);
                let (py, qy) = (p.y as f64, q.y as f64);
                if (py > y) != (qy > y) {
                    crossings.push(p.x as f64 + (q.x as f64 - p.x as f64) * (y - py) / (qy - py));
                }
            }
        }
        crossings.sort_by(f64::total_cmp);
        let mut best = (b.min.x as f64 + b.max.x as f64) * 0.5;
        let mut width = -1.0;
        for pair in crossings.chunks_exact(2) {
            if pair[1] - pair[0] > width {
                width = pair[1] - pair[0];
                best = (pair[0] + pair[1]) * 0.5;
            }
        }
        (best, y)
    }
}
