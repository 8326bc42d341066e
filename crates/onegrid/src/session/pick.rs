//! A place, a brush stroke or a lasso -> the units that are meant; a place -> the nearest line.
//!
//! # Method
//! Units are looked through by their bounds, and only the outlines of those near are measured.
//! Whether a place lies in a unit is decided in integers.

use onegrid_planar::{Bounds, Coord};
use onegrid_zones::UnitId;

use super::Session;
use super::edit::UnitKey;
use super::error::EditError;
use super::knife;
use crate::error::LonLat;

/// Widest brush and snapping distance in m.
pub const REACH_MOST_M: f64 = 100_000.0;

/// What kind of line a place was snapped to; the strongest that runs there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SnapKind {
    /// Between two zones, or a zone and what is outside.
    Border,
    /// A barrier.
    Barrier,
    /// An outline of a cell.
    Cell,
}

/// The nearest place on a line of the overlay.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Snap {
    /// Longitude and latitude in degrees.
    pub place: LonLat,
    /// What line it is.
    pub kind: SnapKind,
    /// Whether it is a corner of the line.
    pub is_vertex: bool,
    /// How far it is in m.
    pub distance_m: f64,
}

/// Metres beside a place: good for distances of a brush.
struct Local {
    x_m: f64,
    y_m: f64,
}

impl Local {
    fn distance_m(&self, p: (f64, f64), q: (f64, f64)) -> f64 {
        let (x, y) = ((p.0 - q.0) * self.x_m, (p.1 - q.1) * self.y_m);
        (x * x + y * y).sqrt()
    }

    /// The point of a segment nearest to `p`.
    fn nearest(&self, p: (f64, f64), a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
        let (dx, dy) = ((b.0 - a.0) * self.x_m, (b.1 - a.1) * self.y_m);
        let square = dx * dx + dy * dy;
        if square == 0.0 {
            return a;
        }
        let along = ((p.0 - a.0) * self.x_m * dx + (p.1 - a.1) * self.y_m * dy) / square;
        let along = along.clamp(0.0, 1.0);
        (a.0 + along * (b.0 - a.0), a.1 + along * (b.1 - a.1))
    }

    /// Distance of two segments that do not cross.
    fn apart_m(&self, [a, b]: [Coord; 2], [c, d]: [Coord; 2]) -> f64 {
        let [a, b, c, d] = [a, b, c, d].map(fine);
        let to = |p, q, r| self.distance_m(p, self.nearest(p, q, r));
        to(a, c, d).min(to(b, c, d)).min(to(c, a, b)).min(to(d, a, b))
    }
}

fn fine(p: Coord) -> (f64, f64) {
    (f64::from(p.x), f64::from(p.y))
}

/// Twice the signed area of a triangle.
fn turn(a: Coord, b: Coord, c: Coord) -> i128 {
    let d = |p: i32, q: i32| i128::from(q) - i128::from(p);
    d(a.x, b.x) * d(a.y, c.y) - d(a.y, b.y) * d(a.x, c.x)
}

fn cross([a, b]: [Coord; 2], [c, d]: [Coord; 2]) -> bool {
    turn(a, b, c).signum() * turn(a, b, d).signum() < 0 && turn(c, d, a).signum() * turn(c, d, b).signum() < 0
}

impl Session {
    /// The unit at a longitude and latitude in degrees; on a border that with the lowest number.
    ///
    /// # Cost
    /// Linear in the number of units, and in the points of those whose bounds hold the place.
    pub fn unit_at(&self, place: LonLat) -> Option<UnitId> {
        let at = Coord::from_degrees(place.0, place.1)?;
        let holds = |b: &Bounds| (b.min.x..=b.max.x).contains(&at.x) && (b.min.y..=b.max.y).contains(&at.y);
        let near = (0u32..).zip(&self.keys.bounds).filter(|(_, b)| holds(b)).map(|(u, _)| UnitId(u));
        let mut on_border = None;
        for unit in near {
            match self.contains(unit, at) {
                Some(true) => return Some(unit),
                None if on_border.is_none() => on_border = Some(unit),
                _ => {}
            }
        }
        on_border
    }

    /// The units that a brush touches on its way, by their numbers.
    ///
    /// # Errors
    /// [`EditError::PointCount`], [`EditError::BadPoint`], [`EditError::BadReach`].
    ///
    /// # Cost
    /// Linear in the number of units, and in the points of those near the way times its points.
    pub fn units_under(&self, path: &[LonLat], radius_m: f64) -> Result<Vec<UnitKey>, EditError> {
        check_reach(radius_m)?;
        // a click is a stroke of one point
        let path = if path.len() == 1 { vec![knife::place(0, path[0])?; 2] } else { knife::placed_all(path, 2)? };
        let Some(bounds) = Bounds::of(path.iter().copied()) else { return Ok(Vec::new()) };
        let (local, bounds) = self.around(bounds, radius_m);
        let near = (0u32..).zip(&self.keys.bounds).filter(|(_, b)| knife::meet(b, &bounds)).map(|(u, _)| UnitId(u));
        let touched = near.filter(|&unit| {
            path.iter().any(|&at| self.contains(unit, at) != Some(false))
                || self.edges(unit).any(|edge| {
                    let meets = |way: &[Coord]| {
                        let way = [way[0], way[1]];
                        cross(way, edge) || local.apart_m(way, edge) <= radius_m
                    };
                    path.windows(2).any(meets)
                })
        });
        Ok(touched.map(|unit| self.unit_key(unit)).collect())
    }

    /// The units that lie mostly inside a polygon, by their numbers.
    ///
    /// # Errors
    /// [`EditError::PointCount`], [`EditError::BadPoint`], [`EditError::Overlay`].
    ///
    /// # Cost
    /// That of overlaying the outlines of the units near it.
    pub fn units_in(&self, polygon: &[LonLat]) -> Result<Vec<UnitKey>, EditError> {
        let Some((ids, found)) = self.inside(polygon)? else { return Ok(Vec::new()) };
        let inside = ids.iter().zip(&found.taken).filter(|(_, inside)| **inside);
        Ok(inside.map(|(&unit, _)| self.unit_key(unit)).collect())
    }

    /// The units near a polygon, and which of them lie mostly inside; `None` where there are none.
    pub(super) fn inside(&self, polygon: &[LonLat]) -> Result<Option<(Vec<UnitId>, knife::Inside)>, EditError> {
        let polygon = knife::placed(polygon, 3)?;
        let ids = self.units_near(&polygon);
        if ids.is_empty() {
            return Ok(None);
        }
        let units = knife::of(&self.start.design.units, &ids);
        let found = knife::inside(&self.merged.grid, &units, &polygon)?;
        Ok(Some((ids, found)))
    }

    /// The nearest place on a line of the overlay within a distance; a corner is taken where one is
    /// within half of it.
    ///
    /// # Errors
    /// [`EditError::BadPoint`], [`EditError::BadReach`].
    ///
    /// # Cost
    /// Linear in the number of units, and in the points of those near.
    pub fn snap(&self, place: LonLat, radius_m: f64) -> Result<Option<Snap>, EditError> {
        check_reach(radius_m)?;
        let at = knife::place(0, place)?;
        let (local, bounds) = self.around(Bounds { min: at, max: at }, radius_m);
        let near = (0u32..).zip(&self.keys.bounds).filter(|(_, b)| knife::meet(b, &bounds)).map(|(u, _)| UnitId(u));
        let at = fine(at);
        let mut best: Option<(f64, SnapKind, (f64, f64))> = None;
        let mut corner = best;
        for unit in near {
            for arc in self.unit_faces(unit).iter().flat_map(|&f| self.merged.grid.arrangement.face_arcs(f)) {
                let points = self.merged.grid.arrangement.arc_coords(arc);
                let kind = self.kind_of(arc);
                let better = |old: &Option<(f64, SnapKind, (f64, f64))>, distance_m: f64| {
                    old.is_none_or(|(least, k, _)| distance_m < least || (distance_m <= least && kind < k))
                };
                for &point in points {
                    let distance_m = local.distance_m(at, fine(point));
                    if distance_m * 2.0 <= radius_m && better(&corner, distance_m) {
                        corner = Some((distance_m, kind, fine(point)));
                    }
                }
                for pair in points.windows(2) {
                    let point = local.nearest(at, fine(pair[0]), fine(pair[1]));
                    let distance_m = local.distance_m(at, point);
                    if distance_m <= radius_m && better(&best, distance_m) {
                        best = Some((distance_m, kind, point));
                    }
                }
            }
        }
        let found = corner.map(|c| (true, c)).or(best.map(|b| (false, b)));
        Ok(found.map(|(is_vertex, (distance_m, kind, point))| Snap {
            place: crate::grid::to_degrees(point),
            kind,
            is_vertex,
            distance_m,
        }))
    }

    /// What kind of line an arc is.
    fn kind_of(&self, arc: usize) -> SnapKind {
        let arrangement = &self.merged.grid.arrangement;
        let zone = |face: Option<u32>| {
            let unit = self.start.design.unit_of_face[face? as usize]?;
            self.judgement.zone_of(unit)
        };
        let [left, right] = arrangement.arc_faces(arc).map(zone);
        if left != right {
            SnapKind::Border
        } else if arrangement.arc_lines(arc).any(|line| (line as usize) < self.merged.grid.barriers.len()) {
            SnapKind::Barrier
        } else {
            SnapKind::Cell
        }
    }

    /// Bounds with a margin, and metres there.
    fn around(&self, bounds: Bounds, margin_m: f64) -> (Local, Bounds) {
        let middle = Coord::new(i32::midpoint(bounds.min.x, bounds.max.x), i32::midpoint(bounds.min.y, bounds.max.y));
        // beyond the grid the scale of its edge is near enough
        let grid = self.merged.grid.arrangement.bounds();
        let here = Coord::new(middle.x, middle.y.clamp(grid.min.y, grid.max.y));
        let (x_m, y_m) = self.merged.grid.arrangement.scale().m_per_unit_at(here);
        let wider = |at: i32, by: f64| (f64::from(at) + by).clamp(f64::from(i32::MIN), f64::from(i32::MAX)) as i32;
        let (dx, dy) = (margin_m / x_m.max(1e-9) + 1.0, margin_m / y_m.max(1e-9) + 1.0);
        let wide = Bounds {
            min: Coord::new(wider(bounds.min.x, -dx), wider(bounds.min.y, -dy)),
            max: Coord::new(wider(bounds.max.x, dx), wider(bounds.max.y, dy)),
        };
        (Local { x_m, y_m }, wide)
    }

    /// All edges of the faces of a unit; those inside it come twice.
    fn edges(&self, unit: UnitId) -> impl Iterator<Item = [Coord; 2]> + '_ {
        let arrangement = &self.merged.grid.arrangement;
        let arcs = self.unit_faces(unit).iter().flat_map(move |&f| arrangement.face_arcs(f));
        arcs.flat_map(move |arc| arrangement.arc_coords(arc).windows(2).map(|pair| [pair[0], pair[1]]))
    }

    /// Whether a place lies in a unit; `None` on a line of it.
    fn contains(&self, unit: UnitId, at: Coord) -> Option<bool> {
        let mut is_inside = false;
        for [a, b] in self.edges(unit) {
            let side = turn(a, b, at);
            let (low, high) = (a.min(b), a.max(b));
            let within_x = (low.x..=high.x).contains(&at.x);
            if side == 0 && within_x && (a.y.min(b.y)..=a.y.max(b.y)).contains(&at.y) {
                return None;
            }
            // lines inside the unit come twice and cancel each other
            if (a.y > at.y) != (b.y > at.y) && (side > 0) == (b.y > a.y) {
                is_inside = !is_inside;
            }
        }
        Some(is_inside)
    }
}

fn check_reach(radius_m: f64) -> Result<(), EditError> {
    if (0.0..=REACH_MOST_M).contains(&radius_m) {
        Ok(())
    } else {
        Err(EditError::BadReach { radius_m, most_m: REACH_MOST_M })
    }
}
