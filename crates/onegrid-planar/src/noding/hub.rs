//! A crowded cell -> the pixel through which most of its segments run, and which pairs surely cross there.
//!
//! Lines of a star all cross in one pixel: to work out each crossing would only find that pixel again, half the
//! square of their number times.
//! # Method
//! A disc inside the pixel. A segment without an end in the pixel that meets the disc runs through all of it:
//! a chord. Two chords whose ends alternate around the disc cross inside, so inside the pixel. Where the ends
//! lie too close to tell, and for all other pairs, the caller decides exactly: the result is the same.

use super::inner_crossing;
use crate::lattice::{Coord, delta, orient};

/// Radius of the disc: a little less than half a pixel.
const RADIUS: f64 = 0.49;
/// Chords further than this part of the radius from the middle are too short to be told from tangents.
const DEEPEST: f64 = 0.999;
/// Ends nearer than this to one another are not told apart, in radians; they are known to 1e-7.
const DOUBT: f64 = 1e-6;
/// Segments whose crossings with all others are looked at to find the pixel.
const SAMPLES: usize = 8;

/// A segment through the disc: where it enters and leaves, as angles from the middle, the smaller first.
pub(super) struct Chord {
    pub low: f64,
    pub high: f64,
    pub ends: [Coord; 2],
}

impl Chord {
    fn of(ends: [Coord; 2], hub: Coord) -> Option<Self> {
        let [a, b] = ends;
        if a == hub || b == hub {
            return None;
        }
        let (dx, dy) = delta(a, b);
        let (hx, hy) = delta(a, hub);
        let along = dx as f64 * hx as f64 + dy as f64 * hy as f64;
        let length2 = dx as f64 * dx as f64 + dy as f64 * dy as f64;
        let away = orient(a, b, hub) as f64 / length2.sqrt() / RADIUS;
        // ends are lattice points: they lie outside the disc, and the foot between them
        if !(0.0..=length2).contains(&along) || away.abs() > DEEPEST {
            return None;
        }
        let towards = libm::atan2(-(dx as f64), dy as f64) + if away < 0.0 { core::f64::consts::PI } else { 0.0 };
        let half = libm::acos(away.abs());
        let [p, q] = [towards - half, towards + half].map(|t| t.rem_euclid(core::f64::consts::TAU));
        Some(Self { low: p.min(q), high: p.max(q), ends })
    }

    /// Whether the chords surely cross, where this one begins at the smaller angle.
    #[inline]
    pub(super) fn surely_crosses(&self, later: &Self) -> bool {
        later.low - self.low > DOUBT && self.high - later.low > DOUBT && later.high - self.high > DOUBT
    }
}

/// The segments of a crowded cell by what they have to do with its hub.
pub(super) struct Hub {
    pub pixel: Coord,
    /// By their smaller angle.
    pub chords: Vec<Chord>,
    /// Segments that end in the pixel: of them no two cross.
    pub ending: Vec<[Coord; 2]>,
    pub others: Vec<[Coord; 2]>,
}

impl Hub {
    /// The hub of some segments; `None` where no pixel has most of them.
    pub(super) fn find(segments: &[[Coord; 2]]) -> Option<Self> {
        let mut met: Vec<Coord> = Vec::new();
        for sample in segments.iter().step_by(segments.len().div_ceil(SAMPLES)) {
            met.extend(segments.iter().filter_map(|&other| inner_crossing(*sample, other)));
            met.extend(segments.iter().flatten().filter(|&end| sample.contains(end)));
        }
        met.sort_unstable();
        let pixel = met.chunk_by(|a, b| a == b).max_by_key(|same| same.len())?[0];
        let mut hub = Self { pixel, chords: Vec::new(), ending: Vec::new(), others: Vec::new() };
        for &ends in segments {
            match Chord::of(ends, pixel) {
                _ if ends.contains(&pixel) => hub.ending.push(ends),
                Some(chord) => hub.chords.push(chord),
                None => hub.others.push(ends),
            }
        }
        if 2 * hub.others.len() > segments.len() {
            return None;
        }
        hub.chords.sort_unstable_by(|a, b| a.low.total_cmp(&b.low).then(a.ends.cmp(&b.ends)));
        Some(hub)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_surely_crosses_does_so_in_the_pixel(
            lines in prop::collection::vec((-40i32..40, -40i32..40, -40i32..40, -40i32..40, 0u32..24), 2..60),
            at in (-1000i32..1000, -1000i32..1000),
        ) {
            let hub = Coord::new(at.0, at.1);
            let place = |x: i32, y: i32, zoom: u32| Coord::new(at.0 + (x << zoom), at.1 + (y << zoom));
            let segments = lines.iter().map(|&(ax, ay, bx, by, zoom)| {
                let (a, b) = (place(ax, ay, zoom), place(bx, by, zoom));
                if a < b { [a, b] } else { [b, a] }
            });
            let mut chords: Vec<Chord> = segments.filter(|e| e[0] != e[1]).filter_map(|e| Chord::of(e, hub)).collect();
            chords.sort_by(|a, b| a.low.total_cmp(&b.low));
            for (i, first) in chords.iter().enumerate() {
                for later in &chords[i + 1..] {
                    let exact = inner_crossing(first.ends, later.ends);
                    if first.surely_crosses(later) {
                        prop_assert_eq!(exact, Some(hub), "{:?} {:?}", first.ends, later.ends);
                    }
                }
            }
        }
    }

    #[test]
    fn almost_all_pairs_of_a_star_surely_cross() {
        let end = |i: i32| (Coord::new(-1_000_000, i * 900 - 450_000), Coord::new(1_000_000, 450_000 - i * 900));
        let segments: Vec<[Coord; 2]> = (0..1000).map(|i| [end(i).0, end(i).1]).collect();
        let hub = Hub::find(&segments).unwrap();
        assert_eq!((hub.pixel, hub.chords.len(), hub.ending.len(), hub.others.len()), (Coord::new(0, 0), 1000, 0, 0));
        let pairs = |i: usize| hub.chords[i + 1..].iter().filter(|l| !hub.chords[i].surely_crosses(l)).count();
        assert!((0..1000).map(pairs).sum::<usize>() < 2000);
    }
}
