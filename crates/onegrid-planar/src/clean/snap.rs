//! Rings of one layer -> the same rings, with points drawn together.
//!
//! # Guarantees
//! 1. No point moves by more than the snap distance, and no edge by more than twice that.
//! 2. The result depends on the drawing alone: points that more rings share come first, then points
//!    further west and south.
//! # Method
//! A point stays unless one that stays already lies within the distance; then it moves there, to the
//! nearest. Afterwards every edge is led through the points that lie within the distance of it. What
//! still crosses, noding settles exactly.
//! # Cost
//! O(n log n): points that stay lie further apart than the distance, so few are near any place.

use crate::error::OverlayError;
use crate::lattice::{Bounds, Coord};
use crate::linework::{Linework, RingOwner};
use crate::near::{GrowingGrid, NearGrid, distance, slack_units};
use crate::progress::{Pace, Progress};
use crate::scale::Scale;

/// Rings ready for noding.
pub(super) struct Snapped {
    pub work: Linework,
    /// Distinct points that moved.
    pub moved: u64,
    /// Points put into edges.
    pub inserted: u64,
}

/// Copies a layer into linework of its own, its points drawn together within `snap_m`.
///
/// # Errors
/// [`OverlayError::Cancelled`].
pub(super) fn snap_layer(
    from: &Linework,
    layer: u32,
    scale: &Scale,
    snap_m: f64,
    progress: &dyn Progress,
) -> Result<Snapped, OverlayError> {
    let rings: Vec<usize> = (0..from.ring_count()).filter(|&r| from.owner(r).layer == layer).collect();
    let mut out = Snapped { work: Linework::new(), moved: 0, inserted: 0 };
    out.work.add_layer(from.cell_count(layer as usize) as u32);
    let owner = |r: usize| RingOwner { layer: 0, ..from.owner(r) };
    let all = || rings.iter().flat_map(|&r| from.ring(r).iter().copied());
    let bounds = Bounds::of(all());
    let (Some(bounds), true) = (bounds, snap_m > 0.0) else {
        for &r in &rings {
            out.work.add_ring(owner(r), from.ring(r).iter().copied());
        }
        return Ok(out);
    };
    let near = Near::new(scale, bounds, snap_m);
    let points: Vec<Coord> = all().collect();
    let mut pace = Pace::start(progress, "snap", 2 * points.len())?;
    let anchors = Anchors::choose(points, &near, &mut out.moved, &mut pace)?;
    let mut buffer = Vec::new();
    for &r in &rings {
        let ring = from.ring(r);
        let mut points = Vec::with_capacity(ring.len());
        for i in 0..ring.len() {
            pace.add(1)?;
            let (a, b) = (anchors.of(ring[i]), anchors.of(ring[(i + 1) % ring.len()]));
            points.push(a);
            if a != b {
                anchors.along([a, b], &near, &mut buffer);
                out.inserted += buffer.len() as u64;
                points.extend_from_slice(&buffer);
            }
        }
        out.work.add_ring(owner(r), points);
    }
    pace.end()?;
    Ok(out)
}

/// Distances in metres near a place, and the slack in lattice units that covers the snap distance.
struct Near<'a> {
    scale: &'a Scale,
    bounds: Bounds,
    snap_m: f64,
    slack: i64,
}

impl<'a> Near<'a> {
    fn new(scale: &'a Scale, bounds: Bounds, snap_m: f64) -> Self {
        let ends = [bounds.min, bounds.max].map(|c| scale.m_per_unit_at(c));
        let finest = ends.iter().flat_map(|m| [m.0, m.1]).fold(f64::MAX, f64::min);
        let slack = slack_units(snap_m, finest);
        Self { scale, bounds, snap_m, slack }
    }

    /// A point in metres relative to `origin`.
    fn place(&self, origin: Coord, m: (f64, f64), p: Coord) -> [f64; 2] {
        debug_assert!(self.snap_m > 0.0);
        [(p.x as i64 - origin.x as i64) as f64 * m.0, (p.y as i64 - origin.y as i64) as f64 * m.1]
    }
}

/// Points that stay, and where the others go.
struct Anchors {
    /// All distinct points, ascending, each with the point it becomes.
    becomes: Vec<(Coord, Coord)>,
    /// Points that stay, ascending.
    staying: Vec<Coord>,
    grid: NearGrid,
}

impl Anchors {
    fn choose(mut all: Vec<Coord>, near: &Near, snapped: &mut u64, pace: &mut Pace<'_>) -> Result<Self, OverlayError> {
        all.sort_unstable();
        let mut distinct: Vec<Coord> = Vec::new();
        let mut uses: Vec<u32> = Vec::new();
        for same in all.chunk_by(|a, b| a == b) {
            distinct.push(same[0]);
            uses.push(same.len() as u32);
        }
        let mut grid = GrowingGrid::new(distinct.len(), near.bounds, near.slack);
        let mut order: Vec<u32> = (0..distinct.len() as u32).collect();
        order.sort_by_key(|&i| core::cmp::Reverse(uses[i as usize]));
        let mut stays = vec![false; distinct.len()];
        let mut becomes: Vec<(Coord, Coord)> = distinct.iter().map(|&p| (p, p)).collect();
        for i in order {
            pace.add(uses[i as usize] as usize)?;
            let p = distinct[i as usize];
            let m = near.scale.m_per_unit_at(p);
            let mut best: Option<(f64, Coord)> = None;
            grid.near(p, near.slack, |j| {
                let q = distinct[j as usize];
                let d = distance([0.0, 0.0], near.place(p, m, q));
                if d <= near.snap_m && best.is_none_or(|b| (d, q) < b) {
                    best = Some((d, q));
                }
            });
            if let Some((_, q)) = best {
                becomes[i as usize].1 = q;
                *snapped += 1;
            } else {
                stays[i as usize] = true;
                grid.add(i, p);
            }
        }
        let staying: Vec<Coord> = (0..distinct.len()).filter(|&i| stays[i]).map(|i| distinct[i]).collect();
        let as_items: Vec<[Coord; 2]> = staying.iter().map(|&p| [p, p]).collect();
        let grid = NearGrid::build(&as_items, near.bounds, 0);
        Ok(Self { becomes, staying, grid })
    }

    fn of(&self, p: Coord) -> Coord {
        self.becomes.binary_search_by_key(&p, |b| b.0).map_or(p, |i| self.becomes[i].1)
    }

    /// Points that stay within the snap distance of the inside of an edge, from its begin to its end.
    fn along(&self, ends: [Coord; 2], near: &Near, out: &mut Vec<Coord>) {
        out.clear();
        // both rings along an edge must see the same numbers
        let [a, b] = if ends[0] < ends[1] { ends } else { [ends[1], ends[0]] };
        let middle = Coord::new(a.x, i32::midpoint(a.y, b.y));
        let m = near.scale.m_per_unit_at(middle);
        let end = near.place(a, m, b);
        let length2 = end[0] * end[0] + end[1] * end[1];
        let mut found: Vec<(f64, Coord)> = Vec::new();
        self.grid.near([a, b], near.slack, |i| {
            let p = self.staying[i as usize];
            if p == a || p == b {
                return;
            }
            let at = near.place(a, m, p);
            let along = (at[0] * end[0] + at[1] * end[1]) / length2;
            let foot = [end[0] * along, end[1] * along];
            if along > 0.0 && along < 1.0 && distance(at, foot) <= near.snap_m {
                found.push((along, p));
            }
        });
        found.sort_by(|x, y| x.0.total_cmp(&y.0).then(x.1.cmp(&y.1)));
        found.dedup();
        out.extend(found.iter().map(|f| f.1));
        if ends[0] != a {
            out.reverse();
        }
    }
}
