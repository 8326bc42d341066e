//! A clean drawn layer -> the layer as it is handed in: torn, doubled, crossed, forgotten.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::chance::shuffle;
use crate::frame::{Frame, Spot};
use crate::trace::Piece;

/// A cell on its way into a layer.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) class: Option<String>,
    pub(crate) code: Option<String>,
    pub(crate) group: Option<String>,
    pub(crate) pieces: Vec<Piece>,
    /// No damage: the cell reaches the county's outline, or shows another defect already.
    pub(crate) is_spared: bool,
}

/// How many cells of a layer get which damage.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Damages {
    /// Cells drawn 1 to 3 m too small.
    pub(crate) shrunk: usize,
    /// Cells drawn 1 to 3 m too large.
    pub(crate) grown: usize,
    /// Cells left out.
    pub(crate) missing: usize,
    /// Cells that appear twice under one key.
    pub(crate) doubled: usize,
    /// Rings that cross themselves.
    pub(crate) bow_ties: usize,
    /// Rings with a spike of zero width.
    pub(crate) spikes: usize,
    /// Shells that run clockwise.
    pub(crate) clockwise: usize,
    /// Extra cells of zero area.
    pub(crate) slivers: usize,
}

/// Applies the damages, each to cells of its own.
pub(crate) fn apply(drafts: &mut Vec<Draft>, damages: Damages, frame: &Frame, rng: &mut ChaCha8Rng) {
    let mut order: Vec<usize> = (0..drafts.len()).filter(|at| !drafts[*at].is_spared).collect();
    shuffle(rng, &mut order);
    let mut order = order.into_iter();
    for at in order.by_ref().take(damages.shrunk) {
        let by_m = -rng.random_range(1.0..3.0);
        offset(&mut drafts[at].pieces, frame, by_m);
    }
    for at in order.by_ref().take(damages.grown) {
        let by_m = rng.random_range(1.0..3.0);
        offset(&mut drafts[at].pieces, frame, by_m);
    }
    let mut left = damages.bow_ties;
    for at in order.by_ref() {
        if left == 0 {
            break;
        }
        left -= usize::from(cross(&mut drafts[at].pieces[0].shell));
    }
    for at in order.by_ref().take(damages.spikes) {
        let length_m = rng.random_range(8.0..40.0);
        spike(&mut drafts[at].pieces[0].shell, frame, length_m);
    }
    for at in order.by_ref().take(damages.clockwise) {
        drafts[at].pieces[0].shell.reverse();
    }
    let doubled: Vec<usize> = order.by_ref().take(damages.doubled).collect();
    let slivers: Vec<usize> = order.by_ref().take(damages.slivers).collect();
    let mut missing: Vec<usize> = order.take(damages.missing).collect();
    let mut extra: Vec<Draft> = doubled.iter().map(|at| drafts[*at].clone()).collect();
    extra.extend(slivers.iter().map(|at| flat(&drafts[*at])));
    missing.sort_unstable();
    for at in missing.into_iter().rev() {
        drafts.remove(at);
    }
    drafts.extend(extra);
}

/// Moves every vertex outwards (inwards if negative) along the mean normal of its two edges.
pub(crate) fn offset(pieces: &mut [Piece], frame: &Frame, by_m: f64) {
    let normal = |from: Spot, to: Spot| {
        let [x, y] = frame.between_m(from, to);
        let length = libm::sqrt(x * x + y * y).max(1e-9);
        // the group lies to the left, so outwards is to the right
        [y / length, -x / length]
    };
    for ring in pieces.iter_mut().flat_map(|piece| core::iter::once(&mut piece.shell).chain(&mut piece.holes)) {
        let count = ring.len();
        let moved: Vec<Spot> = (0..count)
            .map(|at| {
                let before = normal(ring[(at + count - 1) % count], ring[at]);
                let after = normal(ring[at], ring[(at + 1) % count]);
                let [x, y] = [before[0] + after[0], before[1] + after[1]];
                let length = libm::sqrt(x * x + y * y).max(1e-9);
                frame.moved(ring[at], by_m * x / length, by_m * y / length)
            })
            .collect();
        *ring = moved;
    }
}

/// Swaps two neighbouring vertices such that the ring crosses itself; `false` if none can.
fn cross(ring: &mut [Spot]) -> bool {
    let count = ring.len();
    if count < 5 {
        return false;
    }
    let turn = |a: Spot, b: Spot, c: Spot| {
        let [a, b, c] = [a, b, c].map(|spot| spot.map(i64::from));
        ((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])).signum()
    };
    for at in 0..count {
        let [p, q, r, s] = [0, 1, 2, 3].map(|step| ring[(at + step) % count]);
        // four vertices in convex position: swapping the middle two crosses the diagonals
        if turn(p, q, r) == 1 && turn(q, r, s) == 1 && turn(r, s, p) == 1 && turn(s, p, q) == 1 {
            ring.swap((at + 1) % count, (at + 2) % count);
            return true;
        }
    }
    false
}

/// Runs out from the middle of the ring's list and back to the same vertex.
fn spike(ring: &mut Vec<Spot>, frame: &Frame, length_m: f64) {
    let at = ring.len() / 2;
    let [x, y] = frame.between_m(ring[at - 1], ring[at]);
    let length = libm::sqrt(x * x + y * y).max(1e-9);
    let tip = frame.moved(ring[at], y / length * length_m, -x / length * length_m);
    let foot = ring[at];
    ring.splice(at..=at, [foot, tip, foot]);
}

/// A cell on the first edge of another, there and back: it has a key and no area.
fn flat(host: &Draft) -> Draft {
    let shell = &host.pieces[0].shell;
    let [a, b] = [shell[0], shell[1]];
    // halving twice the same step keeps the three vertices on one line exactly
    let half = [(b[0] - a[0]) / 2, (b[1] - a[1]) / 2];
    let middle = [a[0] + half[0], a[1] + half[1]];
    let end = [middle[0] + half[0], middle[1] + half[1]];
    Draft {
        key: format!("{}-0", host.key),
        name: host.name.clone(),
        pieces: vec![Piece { shell: vec![a, middle, end], holes: Vec::new() }],
        ..host.clone()
    }
}
