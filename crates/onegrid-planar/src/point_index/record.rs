//! The record of one cell that meets edges: written once, asked often.
//!
//! In words of 32 bits, padded with zeros to a multiple of eight:
//! ```text
//! otherwise   0 or id + 1, where no candidate covers the point
//! candidates  number of them, lowest id first; each is
//!   id
//!   shell, hole   winding at the corner of the cell
//!   edges         number of them; each is
//!     ax ay bx by flags
//! ```

use std::ops::Range;

use crate::lattice::{Bounds, Coord};

use super::edge::{AGAINST, HOLE, WALL_AT_HIGH, WALL_AT_LOW, covers, weight};
use super::{PointIndex, RECORD_ALIGNMENT};

/// Words of an edge.
pub(super) const EDGE_WORDS: usize = 5;
/// Words of a candidate before its edges.
const CANDIDATE_WORDS: usize = 4;
/// Words of a record before its candidates.
const HEAD_WORDS: usize = 2;

/// An edge as it counts in one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Sighting {
    pub id: u32,
    pub part: u32,
    pub is_hole: bool,
    pub a: Coord,
    pub b: Coord,
    pub flags: u32,
}

impl Sighting {
    fn is_twin_of(&self, other: &Self) -> bool {
        self.a == other.a && self.b == other.b && self.flags ^ other.flags == AGAINST
    }
}

/// One part that may hold the points of a cell.
#[derive(Debug)]
pub(super) struct Candidate {
    pub id: u32,
    /// At the corner of the cell.
    pub winding: i64,
    /// Where its edges stand in the list of the cell.
    pub edges: Range<usize>,
}

/// Writes a record.
pub(super) fn write(words: &mut Vec<i32>, otherwise: Option<u32>, candidates: &[Candidate], edges: &[Sighting]) {
    words.extend([otherwise.map_or(0, |id| id + 1) as i32, candidates.len() as i32]);
    for c in candidates {
        let shell = c.winding as i32;
        let hole = ((c.winding - shell as i64) >> 32) as i32;
        words.extend([c.id as i32, shell, hole, c.edges.len() as i32]);
        for e in &edges[c.edges.clone()] {
            words.extend([e.a.x, e.a.y, e.b.x, e.b.y, e.flags as i32]);
        }
    }
    words.resize(words.len().next_multiple_of(RECORD_ALIGNMENT), 0);
}

/// A candidate as it is stored.
pub(super) struct Stored<'a> {
    id: u32,
    /// At the corner of the cell.
    winding: i64,
    pub edges: &'a [i32],
}

/// The candidates of the record with which `words` begin.
#[inline]
pub(super) fn candidates(words: &[i32]) -> impl Iterator<Item = Stored<'_>> {
    let mut rest = &words[HEAD_WORDS..];
    (0..words[1]).map(move |_| {
        let (head, body) = rest.split_at(CANDIDATE_WORDS);
        let (edges, after) = body.split_at(head[3] as usize * EDGE_WORDS);
        rest = after;
        Stored { id: head[0] as u32, winding: (head[1] as i64).wrapping_add((head[2] as i64) << 32), edges }
    })
}

/// The id at a point of the cell; `words` begin with its record.
#[inline]
pub(super) fn answer(words: &[i32], p: Coord) -> Option<u32> {
    let winds_around = |c: &Stored<'_>| {
        covers(c.edges.chunks_exact(EDGE_WORDS).fold(c.winding, |sum, e| sum.wrapping_add(crossing(e, p))))
    };
    candidates(words).find(winds_around).map(|c| c.id).or_else(|| otherwise(words))
}

/// The id where no candidate covers the point.
#[inline]
fn otherwise(words: &[i32]) -> Option<u32> {
    (words[0] as u32).checked_sub(1)
}

/// The largest id of the record with which `words` begin.
pub(super) fn largest_id(words: &[i32]) -> Option<u32> {
    candidates(words).map(|c| c.id).max().max(otherwise(words))
}

/// What the path from the corner of the cell to `p` adds to the winding by crossing an edge.
#[inline]
fn crossing(e: &[i32], p: Coord) -> i64 {
    let flags = e[4] as u32;
    let (dx, dy) = (e[2] as i64 - e[0] as i64, e[3] as i64 - e[1] as i64);
    let is_east = dy * (p.x as i64 - e[0] as i64) >= dx * (p.y as i64 - e[1] as i64);
    // numbers instead of branches: what a point lies beside cannot be foreseen
    let (above_low, above_high) = (i64::from(e[1] <= p.y), i64::from(e[3] <= p.y));
    let (at_low, at_high) = (i64::from(flags & WALL_AT_LOW != 0), i64::from(flags & WALL_AT_HIGH != 0));
    let along_the_side = above_low * at_low - above_high * at_high;
    let to_the_point = (above_low - above_high) * i64::from(is_east);
    (along_the_side - to_the_point) * weight(flags)
}

/// Length in words of the record with which `words` begin, if it is sound.
pub(super) fn checked_length(words: &[i32], bounds: Bounds) -> Option<usize> {
    let is_id = |id: i32| id >= 0 && id as u32 <= PointIndex::MAX_ID;
    let &[otherwise, candidates, ..] = words else { return None };
    if otherwise < 0 || candidates < 0 {
        return None;
    }
    let mut at = HEAD_WORDS;
    for _ in 0..candidates {
        let head = words.get(at..at.checked_add(CANDIDATE_WORDS)?)?;
        let count = usize::try_from(head[3]).ok()?;
        at += CANDIDATE_WORDS;
        let edges = words.get(at..at.checked_add(count.checked_mul(EDGE_WORDS)?)?)?;
        if !is_id(head[0]) || !edges.chunks_exact(EDGE_WORDS).all(|e| is_sound(e, bounds)) {
            return None;
        }
        at += edges.len();
    }
    let end = at.checked_next_multiple_of(RECORD_ALIGNMENT)?;
    words.get(at..end)?.iter().all(|&w| w == 0).then_some(end)
}

fn is_sound(e: &[i32], bounds: Bounds) -> bool {
    let (x, y) = (bounds.min.x..=bounds.max.x, bounds.min.y..=bounds.max.y);
    let known = (AGAINST | HOLE | WALL_AT_LOW | WALL_AT_HIGH) as i32;
    x.contains(&e[0])
        && x.contains(&e[2])
        && y.contains(&e[1])
        && y.contains(&e[3])
        && e[1] <= e[3]
        && e[4] & !known == 0
}

/// Drops edges that run both ways along the boundary of one part; `edges` are sorted.
pub(super) fn drop_inner(edges: &mut Vec<Sighting>) {
    let mut kept = 0;
    for i in 0..edges.len() {
        let e = edges[i];
        // of equal edges those along come first, so those against find them at the end
        let inner = kept > 0 && {
            let last = &edges[kept - 1];
            (last.id, last.part) == (e.id, e.part) && last.is_twin_of(&e)
        };
        if inner {
            kept -= 1;
        } else {
            edges[kept] = e;
            kept += 1;
        }
    }
    edges.truncate(kept);
}

/// Whether exactly one turn is left everywhere in the cell when all candidates are added up: then a point
/// that all others leave belongs to the last.
///
/// The edges of the candidates are the first in the list of the cell.
pub(super) fn add_up_to_one(candidates: &[Candidate], edges: &[Sighting], scratch: &mut Vec<Sighting>) -> bool {
    let in_shells = |c: &Candidate| c.winding == c.winding as i32 as i64;
    if !candidates.iter().all(in_shells) || candidates.iter().map(|c| c.winding).sum::<i64>() != 1 {
        return false;
    }
    let edges = &edges[..candidates.last().map_or(0, |c| c.edges.end)];
    if edges.len() % 2 == 1 || edges.iter().any(|e| e.is_hole) {
        return false;
    }
    scratch.clear();
    scratch.extend(edges.iter().map(|e| Sighting { id: 0, part: 0, ..*e }));
    scratch.sort_unstable();
    drop_inner(scratch);
    scratch.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_of_shells_and_holes_do_not_mix() {
        assert!(covers(weight(0)) && covers(weight(AGAINST)));
        assert!(!covers(weight(0) + weight(HOLE)) && !covers(weight(AGAINST) + weight(HOLE)));
        assert!(!covers(weight(HOLE)) && !covers(0));
        assert!(covers(weight(0) + weight(HOLE) + weight(HOLE | AGAINST)));
    }
}
