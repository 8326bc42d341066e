//! One square cell and the segments that pass it -> what noding makes of them there.
//!
//! # Method
//! Snap rounding as in `noding.rs`, by brute force: a cell holds few segments. Edges that leave the cell count
//! by the half that begins in it, so that the sums over all cells are the counts of the whole.

use std::collections::BTreeMap;

use crate::arrangement::check::find;
use crate::lattice::{Coord, delta};
use crate::linework::Linework;
use crate::noding::order_along;

/// Sums over vertices, edges and faces. Fractions come from the borders of cells and from sampling.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Totals {
    pub distinct: f64,
    pub crossings: f64,
    pub vertices: f64,
    /// Links of the chains of distinct segments.
    pub links: f64,
    pub edges: f64,
    pub sides: f64,
    pub arcs: f64,
    pub faces: f64,
}

impl Totals {
    pub(crate) fn add(&mut self, other: &Self, weight: f64) {
        self.distinct += weight * other.distinct;
        self.crossings += weight * other.crossings;
        self.vertices += weight * other.vertices;
        self.links += weight * other.links;
        self.edges += weight * other.edges;
        self.sides += weight * other.sides;
        self.arcs += weight * other.arcs;
        self.faces += weight * other.faces;
    }
}

/// A drawn segment: its ends, the lower one first, and its ring; lines are numbered after the rings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Member {
    pub ends: [Coord; 2],
    pub ring: u32,
}

/// Lattice points with `x0 <= x < x0 + size`, same for y.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window {
    pub x0: i64,
    pub y0: i64,
    pub shift: u32,
}

impl Window {
    fn contains(self, p: Coord) -> bool {
        (p.x as i64 - self.x0) >> self.shift == 0 && (p.y as i64 - self.y0) >> self.shift == 0
    }

    /// A number from 0 to 1 that depends on the place alone.
    pub(crate) fn fraction(self) -> f64 {
        let mix = |v: u64| (v ^ (v >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let v = mix(mix(self.x0 as u64).wrapping_add(self.y0 as u64).wrapping_add(u64::from(self.shift) << 40));
        (v >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Length of the stretch of a segment inside.
    fn length_within(self, [a, b]: [Coord; 2]) -> f64 {
        let (dx, dy) = delta(a, b);
        let (mut from, mut to) = (0.0f64, 1.0f64);
        let (x0, y0) = (self.x0 as f64 - 0.5, self.y0 as f64 - 0.5);
        let size = (1u64 << self.shift) as f64;
        for (start, step, low) in [(a.x as f64, dx as f64, x0), (a.y as f64, dy as f64, y0)] {
            if step == 0.0 {
                if start < low || start >= low + size {
                    return 0.0;
                }
            } else {
                let (u, v) = ((low - start) / step, (low + size - start) / step);
                from = from.max(u.min(v));
                to = to.min(u.max(v));
            }
        }
        (to - from).max(0.0) * length([a, b])
    }
}

pub(crate) fn length([a, b]: [Coord; 2]) -> f64 {
    let (dx, dy) = delta(a, b);
    (dx as f64 * dx as f64 + dy as f64 * dy as f64).sqrt()
}

/// Distinct segments of a window.
struct Distinct {
    ends: Vec<[Coord; 2]>,
    /// How often each is drawn.
    times: Vec<u32>,
}

impl Distinct {
    /// `members` ascending.
    fn of(members: &[Member]) -> Self {
        let mut out = Self { ends: Vec::new(), times: Vec::new() };
        for same in members.chunk_by(|a, b| a.ends == b.ends) {
            out.ends.push(same[0].ends);
            out.times.push(same.len() as u32);
        }
        out
    }
}

/// Counts what lies in `window`, given all segments that may pass it.
pub(crate) fn count(linework: &Linework, window: Window, members: &mut [Member]) -> Totals {
    members.sort_unstable();
    let distinct = Distinct::of(members);
    let mut out = Totals::default();
    let mut pixels: Vec<Coord> = distinct.ends.iter().flatten().copied().filter(|&p| window.contains(p)).collect();
    out.distinct = distinct.ends.iter().map(|&e| window.length_within(e) / length(e)).sum();
    out.crossings = find_crossings(&distinct.ends, window, &mut pixels) as f64;
    pixels.sort_unstable();
    pixels.dedup();
    let mut graph = Graph { degree: vec![0; pixels.len()], edges: Vec::new(), parent: Vec::new(), outer: 0.0 };
    graph.parent.extend(0..(pixels.len() + distinct.ends.len()) as u32);
    for (s, &ends) in distinct.ends.iter().enumerate() {
        graph.route(s, ends, f64::from(distinct.times[s]), &pixels, &mut out);
    }
    graph.edges.sort_unstable();
    graph.edges.dedup();
    for &[u, v] in &graph.edges {
        graph.degree[u as usize] += 1;
        graph.degree[v as usize] += 1;
    }
    out.edges = graph.edges.len() as f64 + graph.outer;
    for &d in graph.degree.iter().filter(|&&d| d > 0) {
        out.vertices += 1.0;
        out.faces += f64::from(d) / 2.0 - 1.0;
        out.arcs += if d == 2 { 0.0 } else { f64::from(d) / 2.0 };
    }
    let loose = loose_parts(linework, window, members, &mut graph, pixels.len());
    out.faces += loose;
    out.arcs += loose;
    out
}

/// Adds the rounded points where segments cross in their interiors and returns how many pairs do.
fn find_crossings(ends: &[[Coord; 2]], window: Window, pixels: &mut Vec<Coord>) -> usize {
    let before = pixels.len();
    for (i, &[a, b]) in ends.iter().enumerate() {
        let (low, high) = (a.y.min(b.y), a.y.max(b.y));
        for &[c, d] in &ends[i + 1..] {
            if c.x > b.x {
                break; // segments are sorted by their lower ends
            }
            if c.y.max(d.y) < low || c.y.min(d.y) > high {
                continue;
            }
            let (oc, od) = (orient(a, b, c), orient(a, b, d));
            let (oa, ob) = (orient(c, d, a), orient(c, d, b));
            let apart = |u: i128, v: i128| u != 0 && v != 0 && (u > 0) != (v > 0);
            if apart(oc, od) && apart(oa, ob) {
                // an estimate: rounding in f64 will do
                let t = oc as f64 / (oc as f64 - od as f64);
                let (dx, dy) = delta(c, d);
                let at = |from: i32, step: i64| (f64::from(from) + t * step as f64 + 0.5).floor() as i32;
                let p = Coord::new(at(c.x, dx), at(c.y, dy));
                if window.contains(p) {
                    pixels.push(p);
                }
            }
        }
    }
    pixels.len() - before
}

/// Vertices (first) and segments (behind them) with what joins them.
struct Graph {
    degree: Vec<u32>,
    edges: Vec<[u32; 2]>,
    parent: Vec<u32>,
    /// Halves of edges that leave the window.
    outer: f64,
}

impl Graph {
    /// Routes one segment through the pixels that it meets.
    fn route(&mut self, segment: usize, [a, b]: [Coord; 2], times: f64, pixels: &[Coord], out: &mut Totals) {
        let from = pixels.partition_point(|p| p.x < a.x);
        let mut chain: Vec<u32> = Vec::new();
        for (i, &p) in pixels.iter().enumerate().skip(from) {
            if p.x > b.x {
                break;
            }
            if meets(a, b, p) {
                chain.push(i as u32);
            }
        }
        chain.sort_unstable_by_key(|&v| order_along([a, b], pixels[v as usize]));
        let own = (pixels.len() + segment) as u32;
        for &v in &chain {
            self.join(own, v);
        }
        self.edges.extend(chain.windows(2).map(|w| [w[0].min(w[1]), w[0].max(w[1])]));
        let mut links = chain.len().saturating_sub(1) as f64;
        for (v, end) in [(chain.first(), a), (chain.last(), b)] {
            if let Some(&v) = v
                && pixels[v as usize] != end
            {
                self.degree[v as usize] += 1;
                self.outer += 0.5;
                links += 0.5;
            }
        }
        out.links += links;
        out.sides += links * times;
    }

    fn root(&mut self, v: u32) -> u32 {
        find(&mut self.parent, v)
    }

    fn join(&mut self, u: u32, v: u32) {
        let (u, v) = (self.root(u), self.root(v));
        self.parent[u.max(v) as usize] = u.min(v);
    }
}

/// Whether the segment a-b meets the pixel of `p`; corners of pixels do not matter here.
fn meets(a: Coord, b: Coord, p: Coord) -> bool {
    if p.y < a.y.min(b.y) || p.y > a.y.max(b.y) {
        return false;
    }
    let (dx, dy) = delta(a, b);
    (2 * orient(a, b, p)).abs() < i128::from(dx.abs() + dy.abs())
}

/// Twice the signed area of the triangle a, b, c; wide, since nothing has been checked when an estimate is made.
fn orient(a: Coord, b: Coord, c: Coord) -> i128 {
    let ((abx, aby), (acx, acy)) = (delta(a, b), delta(a, c));
    i128::from(abx) * i128::from(acy) - i128::from(aby) * i128::from(acx)
}

/// Connected parts of the linework, each by the share of its length in the window. Of a part that goes on
/// outside, only the rings seen here are known: a large network is counted a little too often.
fn loose_parts(linework: &Linework, window: Window, members: &[Member], graph: &mut Graph, vertices: usize) -> f64 {
    // by part: length here, and the rings with their lengths
    let mut inside: BTreeMap<u32, f64> = BTreeMap::new();
    let mut rings: Vec<(u32, u32)> = Vec::new();
    for (segment, same) in members.chunk_by(|a, b| a.ends == b.ends).enumerate() {
        let part = graph.root((vertices + segment) as u32);
        *inside.entry(part).or_default() += same.len() as f64 * window.length_within(same[0].ends);
        rings.extend(same.iter().map(|m| (part, m.ring)));
    }
    rings.sort_unstable();
    rings.dedup();
    let mut share = 0.0;
    for of_part in rings.chunk_by(|a, b| a.0 == b.0) {
        let whole: f64 = of_part.iter().map(|&(_, ring)| ring_length(linework, ring)).sum();
        share += (inside.get(&of_part[0].0).copied().unwrap_or(0.0) / whole.max(1.0)).min(1.0);
    }
    share
}

fn ring_length(linework: &Linework, ring: u32) -> f64 {
    let points = linework.ring_or_line(ring as usize);
    let is_ring = (ring as usize) < linework.ring_count();
    let closing = if is_ring { [points[points.len() - 1], points[0]] } else { [points[0]; 2] };
    points.windows(2).map(|p| length([p[0], p[1]])).sum::<f64>() + length(closing)
}
