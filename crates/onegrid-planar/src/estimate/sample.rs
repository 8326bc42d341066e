//! Linework -> a few cells chosen by how much passes them -> sums for the whole.

use crate::estimate::segment_count;
use crate::estimate::window::{Member, Totals, Window, count};
use crate::lattice::{Bounds, Coord};
use crate::linework::Linework;

/// Segments per cell that the coarse grid aims at.
const SEGMENTS_PER_CELL: u64 = 64;
/// A cell with more segments than this is cut and sampled again.
const LEAF_SEGMENTS: usize = 192;
/// A cut halves the cell this many times in each direction.
const CUT_SHIFT: u32 = 3;
/// Segments that are noded for the sample: this many ...
const SAMPLED_SEGMENTS: u64 = 4096;
/// ... and one in this many of all.
const SAMPLED_ONE_IN: u64 = 256;
/// Cells that are drawn at least.
const FEWEST_DRAWS: u64 = 24;
/// Cells that are drawn at each cut of a crowded cell, while there is time.
const DRAWS_PER_CUT: u64 = 8;
/// Segments that may be looked at in crowded cells, per sampled one.
const VISITS_PER_SAMPLED: u64 = 64;
/// Segments of one cell that are looked at where cutting cannot go on.
const MOST_MEMBERS: usize = 1024;

/// Sums for the whole linework.
pub(crate) fn totals(linework: &Linework) -> Totals {
    let segments = segment_count(linework);
    let (Some(bounds), true) = (linework.bounds(), segments > 0) else { return Totals::default() };
    let wanted = SAMPLED_SEGMENTS + segments / SAMPLED_ONE_IN;
    let mut sampler = Sampler { linework, visits_left: VISITS_PER_SAMPLED * wanted };
    let frame = Frame::around(bounds, segments / SEGMENTS_PER_CELL);
    if frame.cells() == 1 {
        let mut members = Vec::with_capacity(segments as usize);
        for_each_member(linework, |m| members.push(m));
        return sampler.sample(frame.window(0), members, FEWEST_DRAWS);
    }
    let mut passes = vec![0u32; frame.cells()];
    for_each_member(linework, |m| frame.visit(m.ends, |cell| passes[cell] += 1));
    // the segments that a draw brings on average
    let sizes: u128 = passes.iter().map(|&p| u128::from(size(p))).sum();
    let brought: u128 = passes.iter().map(|&p| u128::from(size(p)) * u128::from(p)).sum();
    let usual = (brought / sizes.max(1)).max(1) as u64;
    let drawn = draw(&passes, (wanted / usual).max(FEWEST_DRAWS), 0.5);
    let mut slot = vec![u32::MAX; frame.cells()];
    for (i, d) in drawn.iter().enumerate() {
        slot[d.cell] = i as u32;
    }
    let mut members: Vec<Vec<Member>> = drawn.iter().map(|d| Vec::with_capacity(passes[d.cell] as usize)).collect();
    for_each_member(linework, |m| {
        frame.visit(m.ends, |cell| {
            if let Some(own) = members.get_mut(slot[cell] as usize) {
                own.push(m);
            }
        });
    });
    let mut out = Totals::default();
    for (d, own) in drawn.iter().zip(members) {
        out.add(&sampler.sample(frame.window(d.cell), own, d.draws), d.weight);
    }
    out
}

struct Sampler<'a> {
    linework: &'a Linework,
    /// Segments that may still be looked at in crowded cells before the draws become few.
    visits_left: u64,
}

impl Sampler<'_> {
    /// Sums for one cell, from a few draws if it is crowded.
    fn sample(&mut self, window: Window, mut members: Vec<Member>, draws: u64) -> Totals {
        if members.len() <= LEAF_SEGMENTS {
            return count(self.linework, window, &mut members);
        }
        if window.shift <= CUT_SHIFT {
            return pinhole(self.linework, window, &members);
        }
        let frame = Frame::within(window);
        let mut passes = vec![0u32; frame.cells()];
        for m in &members {
            frame.visit(m.ends, |cell| passes[cell] += 1);
        }
        self.visits_left = self.visits_left.saturating_sub(members.len() as u64);
        // several draws, lest a crowded place inside goes unseen or is taken for the rule
        let draws = if self.visits_left > 0 { draws.max(DRAWS_PER_CUT) } else { draws };
        let drawn = draw(&passes, draws, window.fraction());
        let mut own: Vec<Vec<Member>> = drawn.iter().map(|d| Vec::with_capacity(passes[d.cell] as usize)).collect();
        for &m in &members {
            frame.visit(m.ends, |cell| {
                if let Ok(i) = drawn.binary_search_by_key(&cell, |d| d.cell) {
                    own[i].push(m);
                }
            });
        }
        drop(members);
        let mut out = Totals::default();
        for (d, own) in drawn.iter().zip(own) {
            out.add(&self.sample(frame.window(d.cell), own, d.draws), d.weight);
        }
        out
    }
}

/// A cell of a few lattice points through which very many segments pass: its vertices and edges are as many
/// as the points allow, whichever of the segments are looked at; their links and sides go with their number.
fn pinhole(linework: &Linework, window: Window, members: &[Member]) -> Totals {
    let thin = members.len().div_ceil(MOST_MEMBERS);
    let mut some: Vec<Member> = members.iter().copied().step_by(thin).collect();
    let mut out = count(linework, window, &mut some);
    let factor = members.len() as f64 / some.len() as f64;
    out.distinct *= factor;
    out.crossings *= factor * factor;
    out.links *= factor;
    out.sides *= factor;
    out
}

/// The size by which a cell is drawn: the segments that pass it and the pairs that they may make.
fn size(passes: u32) -> u64 {
    u64::from(passes) * (u64::from(passes) + SEGMENTS_PER_CELL)
}

/// A cell that was drawn.
struct Drawn {
    cell: usize,
    draws: u64,
    /// Cells for which it stands.
    weight: f64,
}

/// Draws cells: those that hold more than a draw's part of all size for certain, the others at even steps
/// along the sum of their sizes, from `offset` (0 to 1) of a step on. Ascending by cell.
fn draw(passes: &[u32], draws: u64, offset: f64) -> Vec<Drawn> {
    let mut rest: u64 = passes.iter().fold(0, |sum, &p| sum.saturating_add(size(p)));
    let mut left = draws.max(1);
    let part = (rest / left).max(1);
    let mut order: Vec<usize> = (0..passes.len()).filter(|&c| passes[c] > 0).collect();
    order.sort_by_key(|&c| (core::cmp::Reverse(passes[c]), c));
    let mut out = Vec::new();
    for &cell in &order {
        let own = size(passes[cell]);
        if left == 0 || u128::from(own) * u128::from(left) < u128::from(rest) {
            break;
        }
        out.push(Drawn { cell, draws: (own / part).max(1), weight: 1.0 });
        rest -= own;
        left -= 1;
    }
    let mut others = order.split_off(out.len());
    others.sort_unstable();
    let step = rest as f64 / left.max(1) as f64;
    let (mut sum, mut next) = (0u64, offset * step);
    for cell in others {
        let own = size(passes[cell]);
        sum += own;
        if left > 0 && sum as f64 > next {
            out.push(Drawn { cell, draws: 1, weight: step / own as f64 });
            next += step;
            left -= 1;
        }
    }
    out.sort_by_key(|d| d.cell);
    out
}

/// Every segment of every ring with at least three points and of every line.
fn for_each_member(linework: &Linework, mut visit: impl FnMut(Member)) {
    let mut push = |a: Coord, b: Coord, ring: u32| {
        if a != b {
            visit(Member { ends: if a < b { [a, b] } else { [b, a] }, ring });
        }
    };
    for r in 0..linework.ring_count() {
        let ring = linework.ring(r);
        if ring.len() >= 3 {
            for pair in ring.windows(2) {
                push(pair[0], pair[1], r as u32);
            }
            push(ring[ring.len() - 1], ring[0], r as u32);
        }
    }
    for l in 0..linework.line_count() {
        for pair in linework.line(l).windows(2) {
            push(pair[0], pair[1], (linework.ring_count() + l) as u32);
        }
    }
}

/// A rectangle of equal cells.
struct Frame {
    origin: (i64, i64),
    shift: u32,
    columns: i64,
    rows: i64,
}

impl Frame {
    fn around(bounds: Bounds, cells: u64) -> Self {
        let size = |length: i64, shift: u32| (length >> shift) + 1;
        let shift = bounds.cell_shift(cells as i64);
        Self {
            origin: (bounds.min.x as i64, bounds.min.y as i64),
            shift,
            columns: size(bounds.width(), shift),
            rows: size(bounds.height(), shift),
        }
    }

    fn within(window: Window) -> Self {
        let side = 1 << CUT_SHIFT;
        Self { origin: (window.x0, window.y0), shift: window.shift - CUT_SHIFT, columns: side, rows: side }
    }

    fn cells(&self) -> usize {
        (self.columns * self.rows) as usize
    }

    fn window(&self, cell: usize) -> Window {
        let (column, row) = (cell as i64 % self.columns, cell as i64 / self.columns);
        Window {
            x0: self.origin.0 + (column << self.shift),
            y0: self.origin.1 + (row << self.shift),
            shift: self.shift,
        }
    }

    /// Calls `visit` with every cell that the segment may pass, with a little slack.
    fn visit(&self, [a, b]: [Coord; 2], mut visit: impl FnMut(usize)) {
        let (ax, ay) = (a.x as i64 - self.origin.0, a.y as i64 - self.origin.1);
        let (bx, by) = (b.x as i64 - self.origin.0, b.y as i64 - self.origin.1);
        let (c0, c1) = ((ax >> self.shift).max(0), (bx >> self.shift).min(self.columns - 1));
        let (r0, r1) = ((ay.min(by) >> self.shift).max(0), (ay.max(by) >> self.shift).min(self.rows - 1));
        if c0 > c1 || r0 > r1 {
            return;
        }
        if c0 == c1 && r0 == r1 {
            return visit((r0 * self.columns + c0) as usize);
        }
        let slope = (bx - ax) as f64 / (by - ay) as f64; // not used for a horizontal segment
        for row in r0..=r1 {
            let (mut from, mut to) = (c0, c1);
            if ay != by {
                let x = |y: i64| ax + (slope * (y.clamp(ay.min(by), ay.max(by)) - ay) as f64).floor() as i64;
                let (u, v) = (x((row << self.shift) - 1), x(((row + 1) << self.shift) + 1));
                from = ((u.min(v) - 2) >> self.shift).max(c0);
                to = ((u.max(v) + 2) >> self.shift).min(c1);
            }
            for column in from..=to {
                visit((row * self.columns + column) as usize);
            }
        }
    }
}
