//! Arcs -> half-edges and the closed walks that bound faces.
//!
//! Half-edge `2a` runs along arc `a`, `2a + 1` against it. The face lies on the left.
//! # Method
//! Each band links its own nodes and traces the cycles that stay on its own arcs; those that lead
//! through several bands are traced afterwards.

use crate::arrangement::arcs::Arcs;
use crate::bands;
use crate::error::OverlayError;
use crate::lattice::{Coord, delta, orient};
use crate::progress::Progress;

/// Next half-edge around the face on the left, and the cycle each half-edge belongs to.
#[derive(Debug, Default)]
pub(crate) struct Cycles {
    pub next: Vec<u32>,
    pub of_half_edge: Vec<u32>,
    /// One half-edge of each cycle, the lowest; ascending.
    pub first: Vec<u32>,
    /// Doubled area inside each cycle: positive for the outside of a face, else it is seen from outside.
    pub area2: Vec<i64>,
    /// The half-edge of each cycle that leaves its westernmost point (the southern one of several, the
    /// most clockwise one where the cycle comes by more than once): what lies beyond it is further west.
    pub west: Vec<u32>,
}

/// Direction in which a half-edge leaves its origin, as the point next to it.
pub(crate) fn second_point(arcs: &Arcs, half_edge: u32) -> Coord {
    let coords = arcs.coords((half_edge >> 1) as usize);
    if half_edge & 1 == 0 { coords[1] } else { coords[coords.len() - 2] }
}

/// First point of a half-edge.
pub(crate) fn origin(arcs: &Arcs, half_edge: u32) -> Coord {
    let coords = arcs.coords((half_edge >> 1) as usize);
    if half_edge & 1 == 0 { coords[0] } else { coords[coords.len() - 1] }
}

impl Cycles {
    /// `reference`: areas are summed from here.
    pub(crate) fn trace(arcs: &Arcs, reference: Coord, progress: &dyn Progress) -> Result<Self, OverlayError> {
        let next = link(arcs, progress)?;
        let half_edges: Vec<u32> = arcs.band_start.iter().map(|a| 2 * a).collect();
        let mut of_half_edge = vec![UNSEEN; next.len()];
        let measure = Measure { arcs, reference };
        let slots = bands::parts_mut(&mut of_half_edge, &half_edges).into_iter().zip(&half_edges);
        let inside = bands::each_of(slots.collect(), "faces", progress, |(of, &low)| {
            Ok(trace_inside(&next, of, low, &measure))
        })?;
        let away: Vec<u32> = inside.iter().flat_map(|band| band.away.iter().copied()).collect();
        let across = trace_across(&next, &mut of_half_edge, &away, &measure);
        Ok(number(next, of_half_edge, &half_edges, inside, across))
    }
}

/// Not traced yet.
const UNSEEN: u32 = u32::MAX;
/// On a cycle that leaves the band.
const AWAY: u32 = u32::MAX - 1;
/// Set on the numbers of cycles through several bands.
const ACROSS: u32 = 1 << 31;

/// A cycle by its lowest half-edge.
#[derive(Clone, Copy)]
struct Cycle {
    first: u32,
    area2: i64,
    /// The westernmost point, and the one after it.
    point: Coord,
    after: Coord,
    /// The half-edge between them.
    west: u32,
}

impl Cycle {
    fn new(first: u32) -> Self {
        let far = Coord::new(i32::MAX, i32::MAX);
        Self { first, area2: 0, point: far, after: far, west: first }
    }
}

/// Cycles that stay in one band.
struct Inside {
    cycles: Vec<Cycle>,
    /// Half-edges from which others leave the band.
    away: Vec<u32>,
}

struct Measure<'a> {
    arcs: &'a Arcs,
    /// Areas are summed from here.
    reference: Coord,
}

impl Measure<'_> {
    /// Adds a half-edge to its cycle.
    #[inline]
    fn add(&self, cycle: &mut Cycle, half_edge: u32) {
        let coords = self.arcs.coords((half_edge >> 1) as usize);
        let mut add = |p: Coord, q: Coord| {
            // sums may leave 64 bits on the way, areas within the greatest span never do
            cycle.area2 = cycle.area2.wrapping_add(orient(self.reference, p, q));
            let is_west = p < cycle.point || (p == cycle.point && orient(p, cycle.after, q) < 0);
            if is_west {
                (cycle.point, cycle.after, cycle.west) = (p, q, half_edge);
            }
        };
        if half_edge & 1 == 0 {
            coords.windows(2).for_each(|pair| add(pair[0], pair[1]));
        } else {
            coords.windows(2).rev().for_each(|pair| add(pair[1], pair[0]));
        }
    }
}

/// Numbers the cycles on the half-edges from `low` on, whose entries are `of`.
fn trace_inside(next: &[u32], of: &mut [u32], low: u32, measure: &Measure<'_>) -> Inside {
    let mut out = Inside { cycles: Vec::new(), away: Vec::new() };
    for h in low..low + of.len() as u32 {
        if of[(h - low) as usize] != UNSEEN {
            continue;
        }
        let (mut g, mut cycle) = (h, Cycle::new(h));
        let closes = loop {
            match of.get_mut(g.wrapping_sub(low) as usize) {
                Some(entry) if *entry == UNSEEN => *entry = out.cycles.len() as u32,
                // a cycle of this band has no half-edge of another one: this is its begin
                Some(entry) if *entry != AWAY => break true,
                _ => break false,
            }
            measure.add(&mut cycle, g);
            g = next[g as usize];
        };
        if closes {
            out.cycles.push(cycle);
            continue;
        }
        let mut g = h;
        while let Some(entry) = of.get_mut(g.wrapping_sub(low) as usize)
            && *entry != AWAY
        {
            *entry = AWAY;
            g = next[g as usize];
        }
        out.away.push(h);
    }
    out
}

/// Traces the cycles that lead through several bands, sorted by their lowest half-edge.
fn trace_across(next: &[u32], of: &mut [u32], away: &[u32], measure: &Measure<'_>) -> Vec<Cycle> {
    let mut cycles: Vec<Cycle> = Vec::new();
    for &h in away {
        if of[h as usize] != AWAY {
            continue;
        }
        let (mut g, mut cycle) = (h, Cycle::new(h));
        while of[g as usize] == AWAY {
            of[g as usize] = ACROSS;
            cycle.first = cycle.first.min(g);
            measure.add(&mut cycle, g);
            g = next[g as usize];
        }
        cycles.push(cycle);
    }
    cycles.sort_unstable_by_key(|cycle| cycle.first);
    for (number, cycle) in cycles.iter().enumerate() {
        let mut g = cycle.first;
        while of[g as usize] == ACROSS {
            of[g as usize] = ACROSS | (number as u32 + 1);
            g = next[g as usize];
        }
    }
    cycles
}

/// All cycles in one numbering, by their lowest half-edge.
fn number(
    next: Vec<u32>,
    mut of_half_edge: Vec<u32>,
    half_edges: &[u32],
    inside: Vec<Inside>,
    across: Vec<Cycle>,
) -> Cycles {
    let count = inside.iter().map(|band| band.cycles.len()).sum::<usize>() + across.len();
    let mut out = Cycles { first: vec![0; count], area2: vec![0; count], west: vec![0; count], ..Cycles::default() };
    let range = |band: usize| {
        let from = |h: u32| across.partition_point(|cycle| cycle.first < h);
        from(half_edges[band])..from(half_edges[band + 1])
    };
    let mut starts = vec![0u32];
    let mut final_across = vec![0u32; across.len()];
    for (b, band) in inside.iter().enumerate() {
        let base = starts[b];
        let range = range(b);
        starts.push(base + (band.cycles.len() + range.len()) as u32);
        for (before, at) in range.enumerate() {
            let own = band.cycles.partition_point(|cycle| cycle.first < across[at].first);
            final_across[at] = base + (own + before) as u32;
        }
    }
    let slots = bands::parts_mut(&mut out.first, &starts)
        .into_iter()
        .zip(bands::parts_mut(&mut out.area2, &starts))
        .zip(bands::parts_mut(&mut out.west, &starts))
        .zip(bands::parts_mut(&mut of_half_edge, half_edges))
        .zip(inside)
        .zip(&starts)
        .enumerate()
        .collect();
    bands::for_each(slots, |(b, (((((first, area2), west), of), band), &base))| {
        let mut crossing = range(b).peekable();
        let mut numbers = Vec::with_capacity(band.cycles.len());
        let mut at = 0;
        let mut put = |cycle: Cycle| {
            (first[at], area2[at], west[at]) = (cycle.first, cycle.area2, cycle.west);
            at += 1;
            base + at as u32 - 1
        };
        for cycle in band.cycles {
            while let Some(other) = crossing.next_if(|&other| across[other].first < cycle.first) {
                put(across[other]);
            }
            numbers.push(put(cycle));
        }
        crossing.for_each(|other| {
            put(across[other]);
        });
        for entry in of.iter_mut() {
            *entry = if *entry & ACROSS == 0 {
                numbers[*entry as usize]
            } else {
                final_across[(*entry & !ACROSS) as usize - 1]
            };
        }
    });
    (out.next, out.of_half_edge) = (next, of_half_edge);
    out
}

/// `next(h)` turns as sharply to the left-hand face as possible: the half-edge that leaves the
/// end of `h` clockwise-next to its twin.
fn link(arcs: &Arcs, progress: &dyn Progress) -> Result<Vec<u32>, OverlayError> {
    let bands = arcs.band_start.len() - 2;
    let mut far = bands::each(bands, "faces", progress, |band| {
        let own = arcs.band_start[band] as usize..arcs.band_start[band + 1] as usize;
        let end = arcs.node_start[band + 1];
        let leaving = own.filter(|&a| arcs.nodes[a][1] >= end).map(|a| (arcs.nodes[a][1], a as u32));
        Ok(leaving.collect::<Vec<_>>())
    })?
    .concat();
    far.sort_unstable();
    let mut next = vec![0u32; 2 * arcs.len()];
    let half_edges: Vec<u32> = arcs.band_start.iter().map(|a| 2 * a).collect();
    let mut slots = bands::parts_mut(&mut next, &half_edges);
    if let Some(loops) = slots.pop() {
        // a loop without other arcs at its node runs into itself
        for (i, entry) in loops.iter_mut().enumerate() {
            *entry = half_edges[bands] + i as u32;
        }
    }
    let slots = slots.into_iter().enumerate().collect();
    let late = bands::each_of(slots, "faces", progress, |(band, next)| Ok(link_band(arcs, band, &far, next)))?;
    for (h, after) in late.concat() {
        next[h as usize] = after;
    }
    Ok(next)
}

/// Links the half-edges at the nodes of one band. Returns those that belong to arcs of others.
fn link_band(arcs: &Arcs, band: usize, far: &[(u32, u32)], next: &mut [u32]) -> Vec<(u32, u32)> {
    let (first_node, end_node) = (arcs.node_start[band], arcs.node_start[band + 1]);
    let (first_arc, end_arc) = (arcs.band_start[band], arcs.band_start[band + 1]);
    let own = &arcs.nodes[first_arc as usize..end_arc as usize];
    let from = |node: u32| far.partition_point(|f| f.0 < node);
    let far = &far[from(first_node)..from(end_node)];
    let mut start = vec![0u32; (end_node - first_node) as usize + 1];
    let ends = own.iter().map(|n| n[1]).filter(|&n| n < end_node);
    for node in ends.chain(far.iter().map(|f| f.0)) {
        start[(node - first_node) as usize + 1] += 1;
    }
    for n in 1..start.len() {
        start[n] += start[n - 1];
    }
    let mut ending = vec![0u32; start.last().map_or(0, |&s| s as usize)];
    let mut fill = start.clone();
    let own_ends = own.iter().enumerate().filter(|(_, n)| n[1] < end_node).map(|(a, n)| (n[1], first_arc + a as u32));
    for (node, arc) in own_ends.chain(far.iter().copied()) {
        let at = &mut fill[(node - first_node) as usize];
        ending[*at as usize] = arc;
        *at += 1;
    }
    let mut late = Vec::new();
    let mut around: Vec<(Coord, u32)> = Vec::new();
    let mut begin = 0;
    for node in first_node..end_node {
        around.clear();
        while own.get(begin).is_some_and(|n| n[0] == node) {
            let h = 2 * (first_arc + begin as u32);
            around.push((second_point(arcs, h), h));
            begin += 1;
        }
        let n = (node - first_node) as usize;
        around.extend(ending[start[n] as usize..start[n + 1] as usize].iter().map(|a| {
            let h = 2 * a + 1;
            (second_point(arcs, h), h)
        }));
        let at = origin(arcs, around[0].1);
        around.sort_unstable_by(|g, h| ccw_order(at, g.0, h.0));
        for i in 0..around.len() {
            let after = around[if i + 1 == around.len() { 0 } else { i + 1 }].1;
            // coming in along the twin of `after`, the left-hand face continues along around[i]
            match next.get_mut((after ^ 1).wrapping_sub(2 * first_arc) as usize) {
                Some(entry) => *entry = around[i].1,
                None => late.push((after ^ 1, around[i].1)),
            }
        }
    }
    late
}

/// Counter-clockwise order of directions from `at`, starting due east.
fn ccw_order(at: Coord, p: Coord, q: Coord) -> core::cmp::Ordering {
    let half = |c: Coord| {
        let (dx, dy) = delta(at, c);
        dy < 0 || (dy == 0 && dx < 0)
    };
    half(p).cmp(&half(q)).then_with(|| 0.cmp(&orient(at, p, q)))
}
