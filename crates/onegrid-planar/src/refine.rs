//! An arrangement and a few more lines -> the arrangement with them, at which nothing else moves.
//!
//! Before this: [`Arrangement::build`]. After: whatever an arrangement is good for.
//! # Guarantees
//! 1. An arc that no new line meets keeps its points. One that a line crosses or ends at has a point
//!    there, at most half a lattice unit off.
//! 2. All rings along an arc follow it together: no slivers come about between them.
//! 3. Each face of the result lies in one face of before; where two would become one, or lines would
//!    cross, nothing is made ([`OverlayError::TooClose`]).
//! 4. The same arrangement and lines give the same result, whatever the number of threads.
//! # Method
//! Snap rounding (see `noding.rs`) in which only the points of the new lines, their crossings and the
//! vertices that they pass are hot: arcs of before are noded already. What was bent is then compared with
//! everything near it. Overlaying all over again would route the *drawn* lines through new points, also where
//! several of them had become one arc.
//! # Cost
//! Linear in the arrangement, about half of building it; the lines cost what they pass.

use crate::arrangement::arcs::Arcs;
use crate::arrangement::check::meet_improperly;
use crate::arrangement::cycles::Cycles;
use crate::arrangement::faces::Faces;
use crate::arrangement::{Arrangement, Topology};
use crate::bands::{self, Bands};
use crate::edges::{self, Edges};
use crate::error::OverlayError;
use crate::labels::Labels;
use crate::lattice::{Bounds, Coord};
use crate::linework::Linework;
use crate::noding::{self, Chains, Passing, crossing, meets_pixel, order_along};
use crate::progress::Progress;
use crate::segments::Segments;

/// What [`Arrangement::refined`] returns.
#[derive(Debug)]
pub struct Refined {
    /// The arrangement with the new lines.
    pub arrangement: Arrangement,
    /// For each of its faces the one of before that it lies in; `None` for what was outside.
    pub face_before: Vec<Option<u32>>,
}

impl Arrangement {
    /// Adds the lines of `linework` that come after those that this arrangement was built from.
    ///
    /// # Errors
    /// [`OverlayError::Beyond`] for a line that leaves the bounds, [`OverlayError::TooClose`] where a line
    /// passes so close to others that faces would be lost, and those of [`Arrangement::build`].
    ///
    /// # Cost
    /// Linear in the arrangement.
    pub fn refined(&self, linework: &Linework, progress: &dyn Progress) -> Result<Refined, OverlayError> {
        let bounds = linework.check_limits()?;
        if bounds != self.bounds {
            let first = (self.line_ids.len()..linework.line_count()).flat_map(|l| linework.line(l)).copied();
            let place = first.filter(|p| !holds(self.bounds, *p)).min().unwrap_or(bounds.min);
            return Err(OverlayError::Beyond { place });
        }
        let before = &self.topology.arcs;
        let drawn = Lines::of((self.line_ids.len()..linework.line_count()).flat_map(|l| linework.line(l).windows(2)));
        let hot = hot_pixels(&drawn, before);
        progress.go_on("segments", 0, 5)?;
        let segments = Segments::of_arcs(before, linework, self.line_ids.len(), bounds, progress)?;
        progress.go_on("noding", 1, 5)?;
        let (visitor_start, visitors) = noding::visitors(&segments, progress)?;
        let first_line = linework.ring_count() as u32;
        let noded = bands::each(segments.bands.count, "noding", progress, |band| {
            let visitors = &visitors[visitor_start[band] as usize..visitor_start[band + 1] as usize];
            let passing = Passing::gather(&segments, band, visitors);
            let chains = route(&passing, &hot, &segments.bands, band);
            Ok(edges::of_band(&segments, &passing, chains, band, first_line))
        })?;
        drop((visitor_start, visitors));
        progress.go_on("edges", 2, 5)?;
        let edges = Edges::join(segments, noded, first_line, progress)?;
        check_bent(&edges, &hot)?;
        let mut arcs = Arcs::collect(edges, progress)?;
        let origins = Origins::new(before, &hot);
        let arc_before: Vec<Origin> = (0..arcs.len()).map(|arc| origins.of(arcs.coords(arc))).collect();
        for (snap, origin) in arcs.snap.iter_mut().zip(&arc_before) {
            if let Origin::Arc { arc, .. } = origin {
                *snap = (*snap).max(before.snap[*arc as usize]);
            }
        }
        progress.go_on("faces", 3, 5)?;
        let cycles = Cycles::trace(&arcs, bounds.min, progress)?;
        let faces = Faces::build(&arcs, cycles, bounds);
        let topology = Topology { arcs, faces };
        let face_before = self.faces_before(&topology, &arc_before)?;
        progress.go_on("labels", 4, 5)?;
        let labels = Labels::build(&topology, linework, progress)?;
        let arrangement = Self::measure(topology, labels, bounds, self.scale.clone(), linework, self.spikes.clone());
        progress.go_on("labels", 5, 5)?;
        Ok(Refined { arrangement, face_before })
    }

    /// The face of before of each face: what lay beside its arcs, or across new lines only.
    fn faces_before(&self, topology: &Topology, arc_before: &[Origin]) -> Result<Vec<Option<u32>>, OverlayError> {
        let count = topology.faces.count as usize;
        let (old, outer) = (&self.topology.faces, self.topology.faces.count);
        let mut before: Vec<Option<u32>> = vec![None; count + 1];
        for (arc, origin) in arc_before.iter().enumerate() {
            let Origin::Arc { arc: of, against } = *origin else { continue };
            for side in 0..2 {
                let face = topology.faces.of_half_edge[2 * arc + side] as usize;
                let was = old.of_half_edge[2 * of as usize + (side ^ usize::from(against))];
                if before[face].replace(was).is_some_and(|other| other != was) {
                    return Err(OverlayError::TooClose { place: topology.arcs.coords(arc)[0] });
                }
            }
        }
        let beside: Vec<[u32; 2]> = (0..arc_before.len())
            .filter(|&arc| matches!(arc_before[arc], Origin::New))
            .map(|arc| [0, 1].map(|side| topology.faces.of_half_edge[2 * arc + side]))
            .collect();
        loop {
            let mut is_settled = true;
            for &[a, b] in &beside {
                let (a, b) = (a as usize, b as usize);
                if before[a].is_none() != before[b].is_none() {
                    let known = before[a].or(before[b]);
                    (before[a], before[b], is_settled) = (known, known, false);
                }
            }
            if is_settled {
                break;
            }
        }
        before.truncate(count);
        Ok(before.into_iter().map(|face| face.filter(|&f| f != outer)).collect())
    }
}

fn holds(bounds: Bounds, p: Coord) -> bool {
    (bounds.min.x..=bounds.max.x).contains(&p.x) && (bounds.min.y..=bounds.max.y).contains(&p.y)
}

fn directed(a: Coord, b: Coord) -> [Coord; 2] {
    if a < b { [a, b] } else { [b, a] }
}

/// Segments that are asked for what is near.
struct Lines {
    /// Lower and upper ends, sorted.
    ends: Vec<[Coord; 2]>,
    /// The largest x of each and all before it.
    reach: Vec<i32>,
    bounds: Option<Bounds>,
}

impl Lines {
    fn of<'c>(pairs: impl Iterator<Item = &'c [Coord]>) -> Self {
        let mut ends: Vec<[Coord; 2]> = pairs.map(|p| directed(p[0], p[1])).collect();
        ends.sort_unstable();
        ends.dedup();
        let reach = ends.iter().scan(i32::MIN, |most, e| {
            *most = e[1].x.max(*most);
            Some(*most)
        });
        Self { reach: reach.collect(), bounds: Bounds::of(ends.iter().flatten().copied()), ends }
    }

    /// Those whose rectangle is at most a unit away from that of a segment.
    fn near(&self, [a, b]: [Coord; 2]) -> impl Iterator<Item = [Coord; 2]> + '_ {
        let (low, high) = (a.y.min(b.y) - 1, a.y.max(b.y) + 1);
        let from = self.reach.partition_point(|&x| x < a.x - 1);
        let to = self.ends.partition_point(|e| e[0].x <= b.x + 1).max(from);
        let is_level = move |e: &&[Coord; 2]| e[0].y.max(e[1].y) >= low && e[0].y.min(e[1].y) <= high;
        self.ends[from..to].iter().filter(is_level).copied()
    }
}

/// Whether the rectangle of a segment is at most a unit away from some bounds.
fn is_near(bounds: Option<Bounds>, [a, b]: [Coord; 2]) -> bool {
    bounds.is_some_and(|all| {
        let (low, high) = (a.y.min(b.y), a.y.max(b.y));
        a.x <= all.max.x + 1 && b.x >= all.min.x - 1 && low <= all.max.y + 1 && high >= all.min.y - 1
    })
}

/// Points of the new lines, their crossings, and the vertices that they pass; sorted.
fn hot_pixels(drawn: &Lines, before: &Arcs) -> Vec<Coord> {
    let mut hot: Vec<Coord> = drawn.ends.iter().flatten().copied().collect();
    for arc in 0..before.len() {
        for pair in before.coords(arc).windows(2) {
            let edge = directed(pair[0], pair[1]);
            if !is_near(drawn.bounds, edge) {
                continue;
            }
            for [a, b] in drawn.near(edge) {
                hot.extend(edge.into_iter().filter(|p| (a.x..=b.x).contains(&p.x) && meets_pixel(a, b, *p)));
                hot.extend(crossing(a, b, edge[0], edge[1]));
            }
        }
    }
    for &[a, b] in &drawn.ends {
        hot.extend(drawn.near([a, b]).filter_map(|[c, d]| crossing(a, b, c, d)));
    }
    hot.sort_unstable();
    hot.dedup();
    hot
}

/// Hot pixels that a segment meets beside its ends.
fn passed(hot: &[Coord], [a, b]: [Coord; 2]) -> impl Iterator<Item = Coord> + '_ {
    let from = hot.partition_point(|p| p.x < a.x);
    let within = hot[from..].iter().copied().take_while(move |p| p.x <= b.x);
    within.filter(move |&p| p != a && p != b && meets_pixel(a, b, p))
}

/// Routes every segment that passes a band through the hot pixels that it meets there.
fn route(passing: &Passing, hot: &[Coord], bands: &Bands, band: usize) -> Chains {
    let is_here = |p: &Coord| bands.of(p.y) == band;
    let mut vertices: Vec<Coord> = passing.ends.iter().flatten().chain(hot).copied().filter(is_here).collect();
    vertices.sort_unstable();
    vertices.dedup();
    let mut out = Chains { start: Vec::with_capacity(passing.ends.len() + 1), ..Chains::default() };
    out.start.push(0);
    let mut chain: Vec<Coord> = Vec::new();
    for &ends in &passing.ends {
        chain.clear();
        chain.extend(ends.into_iter().chain(passed(hot, ends)).filter(is_here));
        chain.sort_unstable_by_key(|&p| order_along(ends, p));
        let number = |p: &Coord| vertices.binary_search(p).unwrap_or_else(|_| unreachable!("all points are listed"));
        out.items.extend(chain.iter().map(|p| number(p) as u32));
        out.start.push(out.items.len() as u32);
    }
    out.vertices = vertices;
    out
}

/// No edge that was made or bent crosses or touches another one.
fn check_bent(edges: &Edges, hot: &[Coord]) -> Result<(), OverlayError> {
    let place = |edge: usize| edges.ends[edge].map(|v| edges.vertices[v as usize]);
    let is_hot = |p: &Coord| hot.binary_search(p).is_ok();
    let of_hot = |edge: &usize| place(*edge).iter().any(is_hot);
    let bent: Vec<[Coord; 2]> = (0..edges.len()).filter(of_hot).map(place).collect();
    let bent = Lines::of(bent.iter().map(<[Coord; 2]>::as_slice));
    for edge in 0..edges.len() {
        let [a, b] = place(edge);
        let ends = directed(a, b);
        if is_near(bent.bounds, ends)
            && let Some(other) = bent.near(ends).find(|&other| other != ends && meet_improperly(ends, other))
        {
            return Err(OverlayError::TooClose { place: other[0] });
        }
    }
    Ok(())
}

/// What an arc was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// Part of an arc, in its direction or against it.
    Arc { arc: u32, against: bool },
    /// Several that have become one.
    Several,
    /// A new line.
    New,
}

/// Edges by which arcs are known again.
struct Origins {
    edges: Vec<([Coord; 2], u32, bool)>,
}

impl Origins {
    fn new(before: &Arcs, hot: &[Coord]) -> Self {
        let mut edges = Vec::with_capacity(2 * before.len());
        let bounds = Bounds::of(hot.iter().copied());
        for arc in 0..before.len() {
            let coords = before.coords(arc);
            let mut add = |a: Coord, b: Coord| edges.push((directed(a, b), arc as u32, a > b));
            let is_closed = coords[0] == coords[coords.len() - 1];
            let last = coords.len() - 2;
            for (at, pair) in coords.windows(2).enumerate() {
                let ends = directed(pair[0], pair[1]);
                let may_bend = is_near(bounds, ends);
                // elsewhere arcs begin and end as before
                if !(may_bend || is_closed || at == 0 || at == last) {
                    continue;
                }
                let mut chain: Vec<Coord> = ends.to_vec();
                chain.extend(passed(hot, ends).filter(|_| may_bend));
                chain.sort_unstable_by_key(|&p| order_along(ends, p));
                if chain[0] != pair[0] {
                    chain.reverse();
                }
                chain.windows(2).for_each(|p| add(p[0], p[1]));
            }
        }
        edges.sort_unstable();
        edges.dedup();
        Self { edges }
    }

    fn of(&self, coords: &[Coord]) -> Origin {
        let mut found = Origin::New;
        for pair in coords.windows(2) {
            let ends = directed(pair[0], pair[1]);
            let from = self.edges.partition_point(|e| e.0 < ends);
            let mut same = self.edges[from..].iter().take_while(|e| e.0 == ends);
            match (same.next(), same.next()) {
                (Some(&(_, arc, against)), None) => {
                    return Origin::Arc { arc, against: against != (pair[0] > pair[1]) };
                }
                (Some(_), Some(_)) => found = Origin::Several,
                (None, _) => {}
            }
        }
        found
    }
}

#[cfg(test)]
mod tests;
