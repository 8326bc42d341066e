//! A drawn line -> the same line along arcs that it almost follows; and lines that cross themselves.

use onegrid_planar::Coord;

use super::error::EditError;
use crate::grid::Grid;

/// Share of a sliver's width within which a line goes onto an arc.
const SNAP_SHARE: f64 = 0.1;

/// Puts the points of a line onto vertices, else edges, of the faces that are closer than a tenth of a
/// sliver, and vertices as close to the line into it.
pub(super) fn onto(grid: &Grid, faces: &[(u32, u32)], line: Vec<Coord>, sliver_width_m: f64) -> Vec<Coord> {
    let Some(&first) = line.first() else { return line };
    let plane =
        Plane { m_per_unit: grid.arrangement.scale().m_per_unit_at(first), near_m: SNAP_SHARE * sliver_width_m };
    let mut arcs: Vec<usize> = faces.iter().flat_map(|f| grid.arrangement.face_arcs(f.0)).collect();
    arcs.sort_unstable();
    arcs.dedup();
    let edges: Vec<[Coord; 2]> =
        arcs.iter().flat_map(|&arc| grid.arrangement.arc_coords(arc).windows(2)).map(|e| [e[0], e[1]]).collect();
    let mut vertices: Vec<Coord> = edges.iter().flatten().copied().collect();
    vertices.sort_unstable();
    vertices.dedup();
    let points: Vec<Coord> = line.into_iter().map(|p| plane.settle(p, &vertices, &edges)).collect();
    let mut out: Vec<Coord> = Vec::with_capacity(points.len());
    for pair in points.windows(2) {
        out.push(pair[0]);
        out.extend(plane.passed([pair[0], pair[1]], &vertices));
    }
    out.extend(points.last());
    out.dedup();
    out
}

struct Plane {
    m_per_unit: (f64, f64),
    near_m: f64,
}

impl Plane {
    fn metres(&self, from: Coord, to: Coord) -> (f64, f64) {
        let (dx, dy) = (i64::from(to.x) - i64::from(from.x), i64::from(to.y) - i64::from(from.y));
        (dx as f64 * self.m_per_unit.0, dy as f64 * self.m_per_unit.1)
    }

    fn distance_m(&self, a: Coord, b: Coord) -> f64 {
        let (x, y) = self.metres(a, b);
        (x * x + y * y).sqrt()
    }

    /// Where along an edge (0 to 1) a point is nearest, and how far in m.
    fn nearest(&self, [a, b]: [Coord; 2], p: Coord) -> (f64, f64) {
        let ((x, y), (px, py)) = (self.metres(a, b), self.metres(a, p));
        let square = x * x + y * y;
        let t = if square > 0.0 { ((px * x + py * y) / square).clamp(0.0, 1.0) } else { 0.0 };
        let (dx, dy) = (px - t * x, py - t * y);
        (t, (dx * dx + dy * dy).sqrt())
    }

    /// Whether a point is so far away in x or y that it cannot be near an edge.
    fn is_far(&self, [a, b]: [Coord; 2], p: Coord) -> bool {
        let (x, y) = (self.near_m / self.m_per_unit.0, self.near_m / self.m_per_unit.1);
        let (px, py) = (f64::from(p.x), f64::from(p.y));
        px < f64::from(a.x.min(b.x)) - x
            || px > f64::from(a.x.max(b.x)) + x
            || py < f64::from(a.y.min(b.y)) - y
            || py > f64::from(a.y.max(b.y)) + y
    }

    /// A point on the vertex or edge that it is near.
    fn settle(&self, p: Coord, vertices: &[Coord], edges: &[[Coord; 2]]) -> Coord {
        let near = vertices.iter().filter(|&&v| !self.is_far([v, v], p)).map(|&v| (self.distance_m(v, p), v));
        let vertex = near.filter(|n| n.0 <= self.near_m).min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        if let Some((_, vertex)) = vertex {
            return vertex;
        }
        let near = edges.iter().filter(|&&e| !self.is_far(e, p)).map(|&e| (self.nearest(e, p), e));
        let edge = near.filter(|n| n.0.1 <= self.near_m).min_by(|a, b| a.0.1.total_cmp(&b.0.1).then(a.1.cmp(&b.1)));
        edge.map_or(p, |((t, _), [a, b])| {
            let along = |from: i32, to: i32| (f64::from(from) + t * (f64::from(to) - f64::from(from))).round() as i32;
            Coord::new(along(a.x, b.x), along(a.y, b.y))
        })
    }

    /// Vertices near a segment between its ends, in its order.
    fn passed(&self, ends: [Coord; 2], vertices: &[Coord]) -> Vec<Coord> {
        let near = vertices.iter().filter(|&&v| !ends.contains(&v) && !self.is_far(ends, v));
        let near = near.map(|&v| (self.nearest(ends, v), v));
        let mut found: Vec<(f64, Coord)> =
            near.filter(|((t, m), _)| *m <= self.near_m && *t > 0.0 && *t < 1.0).map(|((t, _), v)| (t, v)).collect();
        found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        found.into_iter().map(|f| f.1).collect()
    }
}

/// Refuses a line that crosses or touches itself; a closed one may end where it begins.
pub(super) fn check_simple(line: &[Coord]) -> Result<(), EditError> {
    let is_closed = line.len() > 3 && line.first() == line.last();
    let count = line.len().saturating_sub(1);
    let ends = |at: usize| {
        let (a, b) = (line[at], line[at + 1]);
        [a.x.min(b.x), a.x.max(b.x), a.y.min(b.y), a.y.max(b.y)]
    };
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by_key(|&at| ends(at)[0]);
    for (i, &s) in order.iter().enumerate() {
        let [_, right, low, high] = ends(s);
        for &t in order[i + 1..].iter().take_while(|&&t| ends(t)[0] <= right) {
            if ends(t)[3] < low || ends(t)[2] > high {
                continue;
            }
            let (first, second) = (s.min(t), s.max(t));
            let follows = second == first + 1 || (is_closed && first == 0 && second + 1 == count);
            let joint = if second == first + 1 { line[second] } else { line[first] };
            if meet([line[first], line[first + 1]], [line[second], line[second + 1]], follows.then_some(joint)) {
                let place = line[second];
                return Err(EditError::LineCrossesItself { place: (place.lon_deg(), place.lat_deg()) });
            }
        }
    }
    Ok(())
}

/// Whether two segments have a point in common other than `joint`.
fn meet([a, b]: [Coord; 2], [c, d]: [Coord; 2], joint: Option<Coord>) -> bool {
    let turn = |p: Coord, q: Coord, r: Coord| {
        let d = |u: Coord, v: Coord| (i128::from(v.x) - i128::from(u.x), i128::from(v.y) - i128::from(u.y));
        let ((x, y), (u, v)) = (d(p, q), d(p, r));
        (x * v - y * u).signum()
    };
    let on = |p: Coord, q: Coord, r: Coord| {
        turn(p, q, r) == 0
            && (p.x.min(q.x)..=p.x.max(q.x)).contains(&r.x)
            && (p.y.min(q.y)..=p.y.max(q.y)).contains(&r.y)
    };
    let touches = [(a, b, c), (a, b, d), (c, d, a), (c, d, b)];
    let touches = touches.into_iter().any(|(p, q, r)| Some(r) != joint && on(p, q, r));
    touches || (turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0)
}
