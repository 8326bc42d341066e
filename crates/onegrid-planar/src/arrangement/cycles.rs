//! Arcs -> half-edges and the closed walks that bound faces.
//!
//! Half-edge `2a` runs along arc `a`, `2a + 1` against it. The face lies on the left.

use crate::arrangement::arcs::Arcs;
use crate::lattice::{Coord, delta, orient};

/// Next half-edge around the face on the left, and the cycle each half-edge belongs to.
#[derive(Debug, Default)]
pub(crate) struct Cycles {
    pub next: Vec<u32>,
    pub of_half_edge: Vec<u32>,
    /// One half-edge of each cycle, the lowest.
    pub first: Vec<u32>,
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
    pub(crate) fn trace(arcs: &Arcs) -> Self {
        let next = link(arcs);
        let mut of_half_edge = vec![u32::MAX; next.len()];
        let mut first = Vec::new();
        for h in 0..next.len() as u32 {
            if of_half_edge[h as usize] == u32::MAX {
                let mut g = h;
                while of_half_edge[g as usize] == u32::MAX {
                    of_half_edge[g as usize] = first.len() as u32;
                    g = next[g as usize];
                }
                first.push(h);
            }
        }
        Self { next, of_half_edge, first }
    }
}

/// `next(h)` turns as sharply to the left-hand face as possible: the half-edge that leaves the
/// end of `h` clockwise-next to its twin.
fn link(arcs: &Arcs) -> Vec<u32> {
    let nodes = arcs.node_count as usize;
    let mut start = vec![0u32; nodes + 1];
    for ends in &arcs.nodes {
        start[ends[0] as usize + 1] += 1;
        start[ends[1] as usize + 1] += 1;
    }
    for n in 0..nodes {
        start[n + 1] += start[n];
    }
    let mut leaving = vec![0u32; 2 * arcs.len()];
    let mut fill = start.clone();
    for (a, ends) in arcs.nodes.iter().enumerate() {
        for (side, &n) in ends.iter().enumerate() {
            leaving[fill[n as usize] as usize] = (2 * a + side) as u32;
            fill[n as usize] += 1;
        }
    }
    let mut next = vec![0u32; 2 * arcs.len()];
    let mut around: Vec<(Coord, u32)> = Vec::new();
    for n in 0..nodes {
        let leaving = &leaving[start[n] as usize..start[n + 1] as usize];
        let at = origin(arcs, leaving[0]);
        around.clear();
        around.extend(leaving.iter().map(|&h| (second_point(arcs, h), h)));
        around.sort_by(|g, h| ccw_order(at, g.0, h.0));
        for i in 0..around.len() {
            let after = around[if i + 1 == around.len() { 0 } else { i + 1 }].1;
            // coming in along the twin of `after`, the left-hand face continues along around[i]
            next[(after ^ 1) as usize] = around[i].1;
        }
    }
    next
}

/// Counter-clockwise order of directions from `at`, starting due east.
fn ccw_order(at: Coord, p: Coord, q: Coord) -> core::cmp::Ordering {
    let half = |c: Coord| {
        let (dx, dy) = delta(at, c);
        dy < 0 || (dy == 0 && dx < 0)
    };
    half(p).cmp(&half(q)).then_with(|| 0.cmp(&orient(at, p, q)))
}
