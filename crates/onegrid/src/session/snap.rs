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
    let m_per_unit = grid.arrangement.scale().m_per_unit_at(first);
    let plane = Plane { m_per_unit, near_m: SNAP_SHARE * sliver_width_m };
    let mut arcs: Vec<usize> = faces.iter().flat_map(|f| grid.arrangement.face_arcs(f.0)).collect();
    arcs.sort_unstable();
    arcs.dedup();
    let pairs = || arcs.iter().flat_map(|&arc| grid.arrangement.arc_coords(arc).windows(2));
    let edges = Places::new(pairs().map(|e| if e[0] < e[1] { [e[0], e[1]] } else { [e[1], e[0]] }).collect());
    let vertices = Places::new(pairs().flatten().map(|&v| [v, v]).collect());
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

/// Points or segments from west to east.
struct Places {
    /// Western and eastern end.
    ends: Vec<[Coord; 2]>,
    /// The easternmost x of each and all before it.
    reach: Vec<i32>,
}

impl Places {
    fn new(mut ends: Vec<[Coord; 2]>) -> Self {
        ends.sort_unstable();
        ends.dedup();
        let reach = ends.iter().scan(i32::MIN, |most, e| {
            *most = e[1].x.max(*most);
            Some(*most)
        });
        Self { reach: reach.collect(), ends }
    }

    /// Those whose rectangle meets one: west, south, east, north.
    fn within(&self, [west, south, east, north]: [f64; 4]) -> impl Iterator<Item = [Coord; 2]> + '_ {
        let from = self.reach.partition_point(|&x| f64::from(x) < west);
        let to = self.ends.partition_point(|e| f64::from(e[0].x) <= east).max(from);
        let is_level =
            move |e: &&[Coord; 2]| f64::from(e[0].y.max(e[1].y)) >= south && f64::from(e[0].y.min(e[1].y)) <= north;
        self.ends[from..to].iter().filter(is_level).copied()
    }
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

    /// Where along an edge (0 to 1) a point is nearest, and how far in m.
    fn nearest(&self, [a, b]: [Coord; 2], p: Coord) -> (f64, f64) {
        let ((x, y), (px, py)) = (self.metres(a, b), self.metres(a, p));
        let square = x * x + y * y;
        let t = if square > 0.0 { ((px * x + py * y) / square).clamp(0.0, 1.0) } else { 0.0 };
        let (dx, dy) = (px - t * x, py - t * y);
        (t, (dx * dx + dy * dy).sqrt())
    }

    /// The rectangle of a segment and what is near.
    fn around(&self, [a, b]: [Coord; 2]) -> [f64; 4] {
        let (x, y) = (self.near_m / self.m_per_unit.0, self.near_m / self.m_per_unit.1);
        let [west, south] = [f64::from(a.x.min(b.x)) - x, f64::from(a.y.min(b.y)) - y];
        [west, south, f64::from(a.x.max(b.x)) + x, f64::from(a.y.max(b.y)) + y]
    }

    /// A point on the vertex, else the edge, that it is near.
    fn settle(&self, p: Coord, vertices: &Places, edges: &Places) -> Coord {
        for places in [vertices, edges] {
            let near = places.within(self.around([p, p])).map(|e| (self.nearest(e, p), e));
            let near = near.filter(|((_, m), _)| *m <= self.near_m);
            let nearest = near.min_by(|a, b| a.0.1.total_cmp(&b.0.1).then(a.1.cmp(&b.1)));
            if let Some(((t, _), [a, b])) = nearest {
                let along = |from: i32, to: i32| (f64::from(from) + t * (f64::from(to) - f64::from(from))).round();
                return Coord::new(along(a.x, b.x) as i32, along(a.y, b.y) as i32);
            }
        }
        p
    }

    /// Vertices near a segment between its ends, in its order.
    fn passed(&self, ends: [Coord; 2], vertices: &Places) -> Vec<Coord> {
        let near = vertices.within(self.around(ends)).map(|v| v[0]).filter(|v| !ends.contains(v));
        let near = near.map(|v| (self.nearest(ends, v), v));
        let between = near.filter(|((t, m), _)| *m <= self.near_m && *t > 0.0 && *t < 1.0);
        let mut found: Vec<(f64, Coord)> = between.map(|((t, _), v)| (t, v)).collect();
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
