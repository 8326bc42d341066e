//! One layer of cells -> whether it is a valid coverage, and every edge that makes it none.
//!
//! # Guarantees
//! 1. Invalid edges are edges of the drawing, whole, each listed once with the first fault found, sorted by
//!    cell, then place.
//! 2. No invalid edge and no overlap: the layer is a [`Coverage`], and this is one of the two ways to
//!    get one.
//! # Method
//! An edge is sound when exactly one neighbour draws the same edge from the other side, or when it meets
//! other cells at its ends only and lies in none of them. Crossings and touches are judged on the drawing,
//! exactly; what lies inside another cell is read off one arrangement and asked again of the drawing. The meaning is that of coverage
//! validation in JTS and GEOS, but that edges which face one another across a cell are no gap.
//! # Cost
//! O(n log n) for evenly spread edges.

mod inside;

use serde::{Deserialize, Serialize};

use crate::arrangement::Arrangement;
use crate::clean::options::Metres;
use crate::clean::width::is_narrow;
use crate::coverage::Coverage;
use crate::error::OverlayError;
use crate::lattice::{Bounds, Coord, orient, ring_area2};
use crate::linework::{Linework, RingOwner, RingRole};
use crate::near::{NearGrid, facing, slack_units};
use crate::progress::{Pace, Progress, Silent, unstopped};
use crate::scale::Scale;

/// What is wrong with an edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum EdgeFault {
    /// Another cell draws the same edge from the same side.
    Doubled,
    /// It crosses an edge of another cell.
    Crosses,
    /// It runs along an edge of another cell that has other ends, or one of both ends inside the other.
    Unmatched,
    /// It lies inside another cell.
    Inside,
    /// It faces an edge of another cell across a gap, enclosed or open, narrower than the gap width.
    NarrowGap,
    /// It crosses an edge of its own cell.
    CrossesItself,
}

/// An edge of a cell that makes the layer no coverage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct InvalidEdge {
    /// The cell that draws it.
    pub cell: u32,
    /// Its ends, the western (of equal ones the southern) first.
    pub ends: [Coord; 2],
    /// What is wrong.
    pub fault: EdgeFault,
    /// The other cell.
    pub other: u32,
}

/// What validation found.
#[derive(Debug)]
pub struct Validity {
    /// Edges that do not match, cross, lie inside another cell, or face it across a narrow gap.
    pub invalid_edges: Vec<InvalidEdge>,
    /// Faces that several cells cover.
    pub overlaps: Vec<u32>,
    /// Enclosed faces without a cell in which no circle wider than the gap width fits.
    pub narrow_gaps: Vec<u32>,
    /// The faces spoken of; the layer is layer 0.
    pub arrangement: Arrangement,
    cell_count: usize,
}

impl Validity {
    /// Whether the layer is a valid coverage without narrow gaps.
    pub fn is_valid(&self) -> bool {
        self.invalid_edges.is_empty() && self.overlaps.is_empty() && self.narrow_gaps.is_empty()
    }

    /// The layer as a coverage.
    ///
    /// # Errors
    /// The validity itself, when something is wrong.
    #[expect(clippy::result_large_err, reason = "the error is what the caller asked for, and not passed on")]
    pub fn into_coverage(self) -> Result<Coverage, Self> {
        if !self.is_valid() {
            return Err(self);
        }
        let cell_of_face: Vec<Option<u32>> =
            (0..self.arrangement.face_count()).map(|f| self.arrangement.labels().only_cell(f, 0)).collect();
        Ok(unstopped(Coverage::of_faces(&self.arrangement, &cell_of_face, self.cell_count, &Silent)))
    }
}

/// Checks whether one layer of `linework` is a valid coverage. Gaps are allowed unless they are narrower
/// than `gap_width` (0 allows all).
///
/// # Errors
/// Those of [`Arrangement::build`].
///
/// # Panics
/// When `layer` was never opened: a mistake of the caller.
pub fn validate(
    linework: &Linework,
    layer: u32,
    scale: &Scale,
    gap_width: Metres,
    progress: &dyn Progress,
) -> Result<Validity, OverlayError> {
    let cell_count = linework.cell_count(layer as usize);
    let mut work = Linework::new();
    work.add_layer(cell_count as u32);
    for r in (0..linework.ring_count()).filter(|&r| linework.owner(r).layer == layer) {
        work.add_ring(RingOwner { layer: 0, ..linework.owner(r) }, linework.ring(r).iter().copied());
    }
    let arrangement = Arrangement::build(&work, scale.clone(), progress)?;
    progress.go_on("edges", 0, 3)?;
    let mut drawing = Drawing::of(&work);
    drawing.compare_equal_edges();
    progress.go_on("edges", 1, 3)?;
    drawing.compare_near_edges(&arrangement, gap_width.get(), progress)?;
    progress.go_on("edges", 2, 3)?;
    drawing.find_inside(&work, &arrangement, progress)?;
    let mut invalid_edges: Vec<InvalidEdge> = drawing.edges.iter().filter_map(Edge::as_invalid).collect();
    invalid_edges.sort_unstable();
    invalid_edges.dedup_by_key(|e| (e.cell, e.ends));
    progress.go_on("edges", 3, 3)?;
    let mut pace = Pace::start(progress, "gaps", arrangement.face_count() as usize)?;
    let (mut overlaps, mut narrow_gaps) = (Vec::new(), Vec::new());
    for face in 0..arrangement.face_count() {
        pace.add(1)?;
        match arrangement.labels().cells(face, 0) {
            [] if is_narrow(&arrangement, face, gap_width.get()) => narrow_gaps.push(face),
            [_, _, ..] => overlaps.push(face),
            _ => {}
        }
    }
    pace.end()?;
    Ok(Validity { invalid_edges, overlaps, narrow_gaps, arrangement, cell_count })
}

/// What is known of an edge of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Matched,
    Faulty(EdgeFault, u32),
}

#[derive(Debug, Clone, Copy)]
struct Edge {
    /// Lower end first.
    ends: [Coord; 2],
    cell: u32,
    /// Whether the cell lies on the left of lower -> upper.
    inside_left: bool,
    state: State,
}

impl Edge {
    fn as_invalid(&self) -> Option<InvalidEdge> {
        if let State::Faulty(fault, other) = self.state {
            Some(InvalidEdge { cell: self.cell, ends: self.ends, fault, other })
        } else {
            None
        }
    }

    /// Whether some of another edge lies on the outer side of this one.
    fn looks_out_on(&self, other: &Self) -> bool {
        let inner = if self.inside_left { 1 } else { -1 };
        other.ends.iter().any(|&p| orient(self.ends[0], self.ends[1], p) * inner < 0)
    }

    fn mark(&mut self, fault: EdgeFault, other: u32) {
        if self.state == State::Open {
            self.state = State::Faulty(fault, other);
        }
    }
}

/// All edges of a layer, equal ones side by side.
struct Drawing {
    edges: Vec<Edge>,
    /// Where each run of equal edges begins, and the end.
    runs: Vec<u32>,
}

impl Drawing {
    fn of(work: &Linework) -> Self {
        let mut edges = Vec::with_capacity(work.point_count());
        for r in 0..work.ring_count() {
            let (ring, owner) = (work.ring(r), work.owner(r));
            let area2 = ring_area2(ring);
            if area2 == 0 {
                continue; // encloses nothing
            }
            let inside_left = (area2 > 0) == (owner.role == RingRole::Shell);
            for (i, &a) in ring.iter().enumerate() {
                let b = ring[(i + 1) % ring.len()];
                let along = a < b;
                let ends = if along { [a, b] } else { [b, a] };
                let inside_left = inside_left == along;
                edges.push(Edge { ends, cell: owner.cell, inside_left, state: State::Open });
            }
        }
        edges.sort_unstable_by_key(|e| (e.ends, e.cell, e.inside_left));
        let mut runs = vec![0u32];
        for same in edges.chunk_by(|a, b| a.ends == b.ends) {
            runs.push(runs[runs.len() - 1] + same.len() as u32);
        }
        Self { edges, runs }
    }

    fn run(&self, run: usize) -> core::ops::Range<usize> {
        self.runs[run] as usize..self.runs[run + 1] as usize
    }

    fn compare_equal_edges(&mut self) {
        for run in 0..self.runs.len() - 1 {
            let range = self.run(run);
            for i in range.clone() {
                let edge = self.edges[i];
                let others = || self.edges[range.clone()].iter().filter(|o| o.cell != edge.cell);
                if let Some(same_side) = others().find(|o| o.inside_left == edge.inside_left) {
                    let other = same_side.cell;
                    self.edges[i].mark(EdgeFault::Doubled, other);
                } else if others().next().is_some() {
                    self.edges[i].state = State::Matched;
                }
            }
        }
    }

    /// Crossings, touches and narrow gaps between edges with different ends.
    fn compare_near_edges(
        &mut self,
        arrangement: &Arrangement,
        gap_width_m: f64,
        progress: &dyn Progress,
    ) -> Result<(), OverlayError> {
        let segments: Vec<[Coord; 2]> =
            self.runs[..self.runs.len() - 1].iter().map(|&i| self.edges[i as usize].ends).collect();
        let Some(bounds) = Bounds::of(segments.iter().flatten().copied()) else { return Ok(()) };
        let ends = [bounds.min, bounds.max].map(|c| arrangement.scale().m_per_unit_at(c));
        let finest = ends.iter().flat_map(|m| [m.0, m.1]).fold(f64::MAX, f64::min);
        // both segments of a pair are listed with the slack: half would do
        let slack = if gap_width_m > 0.0 { slack_units(gap_width_m, finest) } else { 1 };
        let grid = NearGrid::build(&segments, bounds, slack);
        let mut order: Vec<u32> = Vec::new();
        grid.for_each_cell(|members| {
            order.clear();
            order.extend_from_slice(members);
            order.sort_unstable_by_key(|&s| segments[s as usize][0].x);
            for (i, &s) in order.iter().enumerate() {
                progress.check("edges")?;
                let reach = segments[s as usize][1].x as i64 + slack;
                for &t in &order[i + 1..] {
                    if i64::from(segments[t as usize][0].x) > reach {
                        break;
                    }
                    self.compare_pair(arrangement, s as usize, t as usize, slack, gap_width_m);
                }
            }
            Ok(())
        })
    }

    fn compare_pair(&mut self, arrangement: &Arrangement, s: usize, t: usize, slack: i64, gap_width_m: f64) {
        let (first, second) = (self.run(s), self.run(t));
        let is_open = |e: &Edge| e.state == State::Open;
        if !self.edges[first.clone()].iter().any(is_open) && !self.edges[second.clone()].iter().any(is_open) {
            return;
        }
        let (p, q) = (self.edges[first.start].ends, self.edges[second.start].ends);
        let low = |e: [Coord; 2]| i64::from(e[0].y.min(e[1].y));
        let high = |e: [Coord; 2]| i64::from(e[0].y.max(e[1].y));
        if low(p) > high(q) + slack || low(q) > high(p) + slack {
            return;
        }
        let Some(fault) = pair_fault(p, q).or_else(|| narrow_gap(arrangement, p, q, gap_width_m)) else { return };
        for (own, others) in [(first.clone(), second.clone()), (second, first)] {
            for i in own {
                let edge = self.edges[i];
                let is_other = |o: &&Edge| {
                    o.cell != edge.cell
                        && (fault != EdgeFault::NarrowGap || edge.looks_out_on(o) && o.looks_out_on(&edge))
                };
                if let Some(other) = self.edges[others.clone()].iter().find(is_other) {
                    let other = other.cell;
                    self.edges[i].mark(fault, other);
                } else if fault == EdgeFault::Crosses {
                    self.edges[i].mark(EdgeFault::CrossesItself, edge.cell);
                }
            }
        }
    }

    /// Edges that the arrangement kept whole, with another cell on both sides.
    ///
    /// The lowest cell that the drawing confirms is told of; few others are asked for, since cells drawn over one
    /// another many times would come to the square of their number.
    fn find_inside(
        &mut self,
        work: &Linework,
        arrangement: &Arrangement,
        progress: &dyn Progress,
    ) -> Result<(), OverlayError> {
        let labels = arrangement.labels();
        let mut inside: Vec<([Coord; 2], [u32; 2])> = Vec::new();
        for arc in 0..arrangement.arc_count() {
            let [Some(left), Some(right)] = arrangement.arc_faces(arc) else { continue };
            let (a, b) = (labels.cells(left, 0), labels.cells(right, 0));
            if lowest_common(a, b, 0, u32::MAX).is_some() {
                for p in arrangement.arc_coords(arc).windows(2) {
                    inside.push(([p[0].min(p[1]), p[0].max(p[1])], [left, right]));
                }
            }
        }
        inside.sort_unstable();
        // (edge, position in `inside`, lowest cell not tried yet)
        let mut open: Vec<(usize, usize, u32)> = Vec::new();
        for (e, edge) in self.edges.iter().enumerate().filter(|(_, edge)| edge.state == State::Open) {
            open.extend(inside.binary_search_by_key(&edge.ends, |e| e.0).map(|i| (e, i, 0)));
        }
        let rings = inside::rings_by_cell(work);
        let mut each = 1;
        while !open.is_empty() {
            progress.check("edges")?;
            let mut asked: Vec<([Coord; 2], u32)> = Vec::new();
            // (edge, position in `inside`, end of what is asked for it, lowest cell not asked for)
            let mut rest: Vec<(usize, usize, usize, u32)> = Vec::with_capacity(open.len());
            for (e, i, mut from) in open.drain(..) {
                let [a, b] = inside[i].1.map(|f| labels.cells(f, 0));
                for _ in 0..each {
                    let Some(cell) = lowest_common(a, b, from, self.edges[e].cell) else { break };
                    asked.push((self.edges[e].ends, cell));
                    from = cell + 1;
                }
                rest.push((e, i, asked.len(), from));
            }
            let confirmed = inside::confirm(work, &rings, asked.clone());
            let mut begin = 0;
            for (e, i, end, from) in rest {
                let own = &asked[begin..end];
                begin = end;
                if let Some(&(_, other)) = own.iter().find(|&c| confirmed.binary_search(c).is_ok()) {
                    self.edges[e].mark(EdgeFault::Inside, other);
                } else if own.len() == each {
                    open.push((e, i, from));
                }
            }
            // twice as many each time, as long as all of them together stay few
            each = (2 * each).min((ASKED_AT_ONCE / open.len().max(1)).max(1));
        }
        Ok(())
    }
}

/// Edges times cells to ask the drawing about at once, where there are fewer edges.
const ASKED_AT_ONCE: usize = 1 << 20;

/// The lowest number from `from` on that two ascending lists share, `but` left out.
fn lowest_common(a: &[u32], b: &[u32], from: u32, but: u32) -> Option<u32> {
    let [mut a, mut b] = [a, b].map(|list| &list[list.partition_point(|&c| c < from)..]);
    while let (&[first, ..], &[second, ..]) = (a, b) {
        if first == second && first != but {
            return Some(first);
        }
        if first <= second {
            a = &a[1..];
        }
        if second <= first {
            b = &b[1..];
        }
    }
    None
}

/// How two different segments meet elsewhere than at common ends.
fn pair_fault([a, b]: [Coord; 2], [c, d]: [Coord; 2]) -> Option<EdgeFault> {
    let opposite = |u: i64, v: i64| u != 0 && v != 0 && (u > 0) != (v > 0);
    let (oc, od) = (orient(a, b, c), orient(a, b, d));
    let (oa, ob) = (orient(c, d, a), orient(c, d, b));
    if opposite(oc, od) && opposite(oa, ob) {
        return Some(EdgeFault::Crosses);
    }
    // ends are ascending, so a point of the line between them in order lies inside
    let touches = (oc == 0 && a < c && c < b)
        || (od == 0 && a < d && d < b)
        || (oa == 0 && c < a && a < d)
        || (ob == 0 && c < b && b < d);
    touches.then_some(EdgeFault::Unmatched)
}

fn narrow_gap(arrangement: &Arrangement, p: [Coord; 2], q: [Coord; 2], width_m: f64) -> Option<EdgeFault> {
    if width_m <= 0.0 {
        return None;
    }
    let (mx, my) = arrangement.scale().m_per_unit_at(p[0]);
    let place = |c: Coord| [(c.x as i64 - p[0].x as i64) as f64 * mx, (c.y as i64 - p[0].y as i64) as f64 * my];
    facing(p.map(place), q.map(place), width_m).map(|_| EdgeFault::NarrowGap)
}
