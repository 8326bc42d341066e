//! Distinct segments -> edges that meet only at their ends (snap rounding).
//!
//! Before this: distinct segments. After: arcs.
//! # Guarantees
//! 1. Two edges never cross, overlap or touch except at common end points.
//! 2. No point of a segment moves by more than half a lattice unit in x and in y, and no line ever
//!    passes over a vertex: topology collapses, it is never inverted.
//! 3. The result depends on the geometry alone, not on the order of segments or on threads.
//! # Method
//! Snap rounding with hot pixels (Hobby 1999, *Practical segment intersection with finite precision
//! output*, Comput. Geom. 13(4); Guibas and Marimont 1998, *Rounding arrangements dynamically*;
//! de Berg, Halperin and Overmars 2007, *An intersection-sensitive algorithm for snap rounding*).
//! A pixel is the half-open unit square around a lattice point. Pixels of end points and of rounded
//! crossings are hot; each segment is routed through the centres of the hot pixels that it meets.
//!
//! Space is cut into cells of a power of two that are unions of pixels, finer where segments are
//! dense. A crossing is rounded to a pixel of exactly one cell, and both its segments are listed in
//! that cell; so each cell finds its hot pixels and who meets them **from its own list alone**:
//! no global point table, no second pass, no communication between threads.
//! # Cost
//! O(n + k) for evenly spread segments (n segments, k incidences); a cell with m segments costs
//! O(m2) and is subdivided while that pays; where most of them run through one pixel, pairs that surely cross there
//! are not worked out (`noding/hub.rs`). Works on bands side by side; what one band needs fits the cache of a core.

mod hub;

use crate::bands;
use crate::cells::{Cell, CellGrid};
use crate::error::OverlayError;
use crate::lattice::{Bounds, Coord, delta, orient};
use crate::limits::NodingBudget;
use crate::progress::Progress;
use crate::segments::Segments;
use hub::Hub;

/// Segments that pass one band: those that begin there, then those that come in from others.
pub(crate) struct Passing {
    /// Numbers in [`Segments`].
    pub ids: Vec<u32>,
    pub ends: Vec<[Coord; 2]>,
    /// How many begin in the band.
    pub own: usize,
}

/// The vertices in one band and, for each passing segment, the chain of them that it became.
#[derive(Debug, Default)]
pub(crate) struct Chains {
    pub vertices: Vec<Coord>,
    /// CSR: vertices along each segment, from its lower to its upper end.
    pub start: Vec<u32>,
    pub items: Vec<u32>,
}

/// For each band, the segments that begin elsewhere and pass through it: their starts in the list, and the
/// list.
pub(crate) fn visitors(segments: &Segments, progress: &dyn Progress) -> Result<(Vec<u32>, Vec<u32>), OverlayError> {
    let bands = &segments.bands;
    let leaving = bands::each(bands.count, "noding", progress, |own| {
        let mut leaving: Vec<(u32, u32)> = Vec::new();
        for (segment, [_, b]) in (segments.first_of(own)..).zip(&segments.band(own).ends) {
            let other = bands.of(b.y);
            if other != own {
                let passed = (own.min(other)..=own.max(other)).filter(|&band| band != own);
                leaving.extend(passed.map(|band| (band as u32, segment)));
            }
        }
        Ok(leaving)
    })?;
    let mut counts = vec![0usize; bands.count];
    for &(band, _) in leaving.iter().flatten() {
        counts[band as usize] += 1;
    }
    let start = bands::starts("segments that pass bands", counts.into_iter())?;
    let mut items = vec![0u32; start[bands.count] as usize];
    let mut fill = start.clone();
    for (band, segment) in leaving.into_iter().flatten() {
        let at = &mut fill[band as usize];
        items[*at as usize] = segment;
        *at += 1;
    }
    Ok((start, items))
}

impl Passing {
    pub(crate) fn gather(segments: &Segments, band: usize, visitors: &[u32]) -> Self {
        let own = &segments.band(band).ends;
        let mut ends = Vec::with_capacity(own.len() + visitors.len());
        ends.extend_from_slice(own);
        ends.extend(visitors.iter().map(|&s| segments.ends(s)));
        let first = segments.first_of(band);
        let ids = (first..first + own.len() as u32).chain(visitors.iter().copied()).collect();
        Self { ids, ends, own: own.len() }
    }
}

/// Routes every segment that passes a band through the hot pixels that it meets there.
pub(crate) fn node(
    segments: &Segments,
    passing: &Passing,
    bounds: Bounds,
    band: usize,
    budget: &NodingBudget,
) -> Result<Chains, OverlayError> {
    let grid = CellGrid::build(&passing.ends, segments.len(), bounds, &segments.bands, band)?;
    let mut block = Block::default();
    let mut scratch = Scratch::default();
    grid.for_each_leaf(&passing.ends, &mut |cell, members| {
        node_cell(&passing.ends, cell, members, &mut scratch, &mut block);
        budget.check(block.hits.len())
    })?;
    budget.add(block.hits.len());
    budget.check(0)?;
    drop(grid);
    chains(&passing.ends, block)
}

/// What the cells found: hot pixels and which segment meets which.
#[derive(Default)]
struct Block {
    pixels: Vec<Coord>,
    /// (segment, position in `pixels`)
    hits: Vec<(u32, u32)>,
}

#[derive(Default)]
struct Scratch {
    pixels: Vec<Coord>,
    /// Ends of the segments of a crowded cell, by their lower end.
    order: Vec<[Coord; 2]>,
}

/// Hot pixels of one cell and the segments that meet them.
fn node_cell(ends: &[[Coord; 2]], cell: Cell, members: &[u32], scratch: &mut Scratch, out: &mut Block) {
    let pixels = &mut scratch.pixels;
    pixels.clear();
    for &s in members {
        pixels.extend(ends[s as usize].iter().copied().filter(|&p| cell.contains(p)));
    }
    if members.len() <= SMALL_CELL {
        find_few_crossings(ends, cell, members, pixels);
    } else {
        scratch.order.clear();
        scratch.order.extend(members.iter().map(|&s| ends[s as usize]));
        find_crossings(cell, &mut scratch.order, pixels);
    }
    if pixels.is_empty() {
        return;
    }
    pixels.sort_unstable();
    pixels.dedup();
    let base = out.pixels.len() as u32;
    out.pixels.extend_from_slice(pixels);
    for &s in members {
        let [a, b] = ends[s as usize];
        // pixels are sorted by x: only those within the segment's x range can be met
        let from = pixels.partition_point(|p| p.x < a.x);
        for (i, &p) in pixels.iter().enumerate().skip(from) {
            if p.x > b.x {
                break;
            }
            if meets_pixel(a, b, p) {
                out.hits.push((s, base + i as u32));
            }
        }
    }
}

/// Cells with at most this many segments are not worth sorting.
const SMALL_CELL: usize = 12;
/// In cells with more it is worth looking for a pixel that most of their segments run through.
const CROWDED_CELL: usize = if cfg!(any(test, fuzzing)) { 40 } else { 512 };

fn find_few_crossings(ends: &[[Coord; 2]], cell: Cell, members: &[u32], pixels: &mut Vec<Coord>) {
    for (i, &s) in members.iter().enumerate() {
        let [a, b] = ends[s as usize];
        let (low, high) = (a.y.min(b.y), a.y.max(b.y));
        for &t in &members[i + 1..] {
            let [c, d] = ends[t as usize];
            if c.x > b.x || d.x < a.x || c.y.max(d.y) < low || c.y.min(d.y) > high {
                continue;
            }
            pixels.extend(inner_crossing([a, b], [c, d]).filter(|&p| cell.contains(p)));
        }
    }
}

/// As [`find_few_crossings`], for cells where every comparison counts.
fn find_crossings(cell: Cell, order: &mut [[Coord; 2]], pixels: &mut Vec<Coord>) {
    order.sort_unstable();
    if order.len() > CROWDED_CELL
        && let Some(hub) = Hub::find(order)
    {
        return find_crossings_around(cell, &hub, pixels);
    }
    for (i, &[a, b]) in order.iter().enumerate() {
        let (low, high) = (a.y.min(b.y), a.y.max(b.y));
        let mut later = &order[i + 1..];
        if later.first().is_some_and(|e| e[0] == a) {
            // lines that begin in one point meet nowhere else, or along one another
            later = &later[later.partition_point(|e| e[0] == a)..];
        }
        for &[c, d] in later {
            if c.x > b.x {
                break;
            }
            if d.x < a.x || c.y.max(d.y) < low || c.y.min(d.y) > high {
                continue;
            }
            // lines through one point give it again and again
            if let Some(p) = inner_crossing([a, b], [c, d])
                && cell.contains(p)
                && pixels.last() != Some(&p)
            {
                pixels.push(p);
            }
        }
    }
}

/// As [`find_few_crossings`], where most segments run through one pixel: of these only such pairs are compared
/// as do not surely cross there.
fn find_crossings_around(cell: Cell, hub: &Hub, pixels: &mut Vec<Coord>) {
    let mut compare = |e: [Coord; 2], f: [Coord; 2]| {
        let [[a, b], [c, d]] = [e, f];
        let is_apart = c.x > b.x || d.x < a.x || c.y.max(d.y) < a.y.min(b.y) || c.y.min(d.y) > a.y.max(b.y);
        if !is_apart
            && let Some(p) = inner_crossing(e, f)
            && cell.contains(p)
            && pixels.last() != Some(&p)
        {
            pixels.push(p);
        }
    };
    let mut is_hot = false;
    for (i, chord) in hub.chords.iter().enumerate() {
        for later in &hub.chords[i + 1..] {
            if chord.surely_crosses(later) {
                is_hot = true;
            } else {
                compare(chord.ends, later.ends);
            }
        }
        hub.ending.iter().for_each(|&other| compare(chord.ends, other));
    }
    for (i, &ends) in hub.others.iter().enumerate() {
        hub.others[i + 1..].iter().for_each(|&other| compare(ends, other));
        hub.chords.iter().for_each(|chord| compare(ends, chord.ends));
        hub.ending.iter().for_each(|&other| compare(ends, other));
    }
    if is_hot && cell.contains(hub.pixel) {
        pixels.push(hub.pixel);
    }
}

/// Where two segments cross that have no end in common.
#[inline]
fn inner_crossing([a, b]: [Coord; 2], [c, d]: [Coord; 2]) -> Option<Coord> {
    if a == c || b == d || b == c || a == d { None } else { crossing(a, b, c, d) }
}

/// The rounded point where two segments cross in their interiors; `None` when they do not cross, or
/// touch or overlap (then an end point, already hot, lies on the other one).
pub(crate) fn crossing(a: Coord, b: Coord, c: Coord, d: Coord) -> Option<Coord> {
    let (oc, od) = (orient(a, b, c), orient(a, b, d));
    if (oc > 0) == (od > 0) || oc == 0 || od == 0 {
        return None;
    }
    let (oa, ob) = (orient(c, d, a), orient(c, d, b));
    if (oa > 0) == (ob > 0) || oa == 0 || ob == 0 {
        return None;
    }
    // the point is c + (d - c) * oc / (oc - od)
    let (dx, dy) = delta(c, d);
    // of opposite signs and below 2^61 each
    let den = oc - od;
    Some(Coord::new((c.x as i64 + round_half_up(dx, oc, den)) as i32, (c.y as i64 + round_half_up(dy, oc, den)) as i32))
}

/// floor(step * num / den + 1/2): the half-open pixel that holds the quotient.
fn round_half_up(step: i64, num: i64, den: i64) -> i64 {
    let (n, d) = if den < 0 { (-num, -den) } else { (num, den) };
    // |num| <= |den|, so products stay below 2^62
    if d < 1 << 40 && step.unsigned_abs() < 1 << 20 {
        let twice = 2 * step * n + d;
        // faster than two integer divisions; the remainder tells exactly where this is one off
        let mut quotient = (twice as f64 / (2 * d) as f64) as i64;
        let mut rest = twice - quotient * 2 * d;
        while rest < 0 {
            (quotient, rest) = (quotient - 1, rest + 2 * d);
        }
        while rest >= 2 * d {
            (quotient, rest) = (quotient + 1, rest - 2 * d);
        }
        quotient
    } else {
        // five roundings of at most 2^-53 each of a quotient below 2^30: off by less than 2^-20
        let quotient = step as f64 * (n as f64 / d as f64) + 0.5;
        let towards_zero = quotient as i64;
        let floor = towards_zero - i64::from(quotient < towards_zero as f64);
        let part = quotient - floor as f64;
        if part > ROUNDING_DOUBT && part < 1.0 - ROUNDING_DOUBT {
            return floor;
        }
        (2 * i128::from(step) * i128::from(n) + i128::from(d)).div_euclid(2 * i128::from(d)) as i64
    }
}

/// Nearer than this to a half, rounding is decided exactly.
const ROUNDING_DOUBT: f64 = 1.0 / (1 << 18) as f64;

/// Whether the segment a-b meets the half-open unit square around `p`.
///
/// Precondition: a.x <= p.x <= b.x. Exact: with D the doubled area of (a, b, p), the line meets the
/// open square when |2 D| < |dx| + |dy|; a line that only touches a corner belongs to the square when
/// that corner is the south-west one.
#[inline]
pub(crate) fn meets_pixel(a: Coord, b: Coord, p: Coord) -> bool {
    if p.y < a.y.min(b.y) || p.y > a.y.max(b.y) {
        return false;
    }
    let (dx, dy) = delta(a, b);
    let d2 = 2 * orient(a, b, p);
    d2.abs() < dx.abs() + dy.abs() || ((dx > 0) != (dy > 0) && dx != 0 && dy != 0 && d2 - dx + dy == 0)
}

/// Gathers, per segment, the pixels it meets, in order.
fn chains(ends: &[[Coord; 2]], block: Block) -> Result<Chains, OverlayError> {
    if block.hits.len() as u64 > u64::from(u32::MAX) {
        let limit = u64::from(u32::MAX);
        return Err(OverlayError::TooLarge { what: "pixels that segments meet", got: block.hits.len() as u64, limit });
    }
    let mut start = vec![0u32; ends.len() + 1];
    for &(s, _) in &block.hits {
        start[s as usize + 1] += 1;
    }
    for s in 0..ends.len() {
        start[s + 1] += start[s];
    }
    let mut items = vec![0; block.hits.len()];
    for &(s, p) in &block.hits {
        let at = &mut start[s as usize];
        items[*at as usize] = p;
        *at += 1;
    }
    // filling moved every start to the end of its chain
    start.rotate_right(1);
    start[0] = 0;
    let mut out = Chains { vertices: block.pixels, start, items };
    order_chains(ends, &mut out);
    Ok(out)
}

/// A segment crosses pixel columns and rows monotonically, so x + y, signed by its direction, orders
/// the pixels that it meets, from its lower to its upper end.
#[inline]
pub(crate) fn order_along([a, b]: [Coord; 2], p: Coord) -> i64 {
    if b.y >= a.y { p.x as i64 + p.y as i64 } else { p.x as i64 - p.y as i64 }
}

fn order_chains(ends: &[[Coord; 2]], out: &mut Chains) {
    let vertices = &out.vertices;
    for (s, &ends) in ends.iter().enumerate() {
        let chain = &mut out.items[out.start[s] as usize..out.start[s + 1] as usize];
        let key = |v: u32| order_along(ends, vertices[v as usize]);
        match chain.len() {
            0 | 1 => {}
            2 => {
                if key(chain[0]) > key(chain[1]) {
                    chain.swap(0, 1);
                }
            }
            _ => chain.sort_unstable_by_key(|&v| key(v)),
        }
    }
}

impl Chains {
    /// Vertices along a passing segment, from its lower to its upper end.
    pub(crate) fn along(&self, passing: usize) -> &[u32] {
        &self.items[self.start[passing] as usize..self.start[passing + 1] as usize]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::round_half_up;

    proptest! {
        #[test]
        fn crossings_of_long_lines_are_rounded_as_by_exact_division(step in -(1i64 << 30)..1 << 30, d in (1i64 << 20)..1 << 62, part in 0.0..=1.0f64, near in -2i64..=2, halves in 0i64..1 << 31) {
            let exact = |n: i64| (2 * i128::from(step) * i128::from(n) + i128::from(d)).div_euclid(2 * i128::from(d));
            // anywhere, and as close to a half as there are quotients
            let to_half = (i128::from(2 * (halves % (step.abs() + 1)) + 1) * i128::from(d) / i128::from(2 * step.abs().max(1))) as i64;
            for n in [(part * d as f64) as i64, to_half] {
                let n = n.clamp(0, d).saturating_add(near).clamp(0, d);
                prop_assert_eq!(i128::from(round_half_up(step, n, d)), exact(n));
                prop_assert_eq!(i128::from(round_half_up(step, -n, -d)), exact(n));
            }
        }

        #[test]
        fn crossings_are_rounded_as_by_exact_division(step in -(1i64 << 20)..1 << 20, d in 1i64..1 << 40, part in 0.0..=1.0f64, near in -2i64..=2) {
            // close to halves as well, where floating point would err
            let n = (((part * d as f64) as i64).clamp(0, d) + near).clamp(0, d);
            let exact = |n: i64, d: i64| (2 * i128::from(step) * i128::from(n) + i128::from(d)).div_euclid(2 * i128::from(d));
            prop_assert_eq!(i128::from(round_half_up(step, n, d)), exact(n, d));
            prop_assert_eq!(i128::from(round_half_up(step, -n, -d)), exact(n, d));
            let half = d / 2;
            prop_assert_eq!(i128::from(round_half_up(step | 1, half, d)), (2 * i128::from(step | 1) * i128::from(half) + i128::from(d)).div_euclid(2 * i128::from(d)));
        }
    }
}
