//! Faces with owners -> the same, with every piece connected.
//!
//! # Guarantees
//! Afterwards no piece lies in more parts than one, but for parts without any neighbour.
//! # Method
//! The largest part of a piece is its main body. Any other part is tied to it over contested faces if they,
//! and what comes off their owners by that, are smaller than the part; otherwise it goes to the neighbour with
//! the longest border. Each giving away joins two parts, so it ends.
//! # Cost
//! One pass over arcs per round; ties read only the faces of the pieces concerned.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::arrangement::Arrangement;
use crate::arrangement::check::find;
use crate::clean::give::Giving;
use crate::clean::pieces::{NONE, across, border_point, length_units};
use crate::clean::report::{Piece, PieceOutcome};
use crate::error::OverlayError;
use crate::progress::Progress;

/// A part of a piece that is not its main body.
struct Stranded {
    piece: u32,
    /// Lowest face of the part, its number in `part`.
    part: u32,
    area: i128,
}

/// Connected parts of equal owners.
struct Parts {
    /// Lowest face of the part, by face.
    part: Vec<u32>,
    /// CSR of faces by part.
    start: Vec<u32>,
    faces: Vec<u32>,
    stranded: Vec<Stranded>,
}

impl Parts {
    fn of(arrangement: &Arrangement, owner: &[u32], piece_count: usize) -> Self {
        let count = owner.len();
        let mut part: Vec<u32> = (0..count as u32).collect();
        for arc in 0..arrangement.arc_count() {
            if let [Some(a), Some(b)] = arrangement.arc_faces(arc)
                && owner[a as usize] != NONE
                && owner[a as usize] == owner[b as usize]
            {
                let (a, b) = (find(&mut part, a), find(&mut part, b));
                part[a.max(b) as usize] = a.min(b);
            }
        }
        for face in 0..count as u32 {
            part[face as usize] = find(&mut part, face);
        }
        let mut area = vec![0i128; count];
        let mut start = vec![0u32; count + 1];
        for (face, &root) in part.iter().enumerate() {
            area[root as usize] += arrangement.face_area_units(face as u32);
            start[root as usize + 1] += 1;
        }
        for i in 0..count {
            start[i + 1] += start[i];
        }
        let mut fill = start.clone();
        let mut faces = vec![0u32; count];
        for (face, &root) in part.iter().enumerate() {
            faces[fill[root as usize] as usize] = face as u32;
            fill[root as usize] += 1;
        }
        // main body: the largest part, of equal ones that with the lowest face
        let mut main = vec![NONE; piece_count];
        let roots = || (0..count as u32).filter(|&f| part[f as usize] == f && owner[f as usize] != NONE);
        for root in roots() {
            let best = &mut main[owner[root as usize] as usize];
            if *best == NONE || area[root as usize] > area[*best as usize] {
                *best = root;
            }
        }
        let stranded = roots()
            .filter(|&root| main[owner[root as usize] as usize] != root)
            .map(|root| Stranded { piece: owner[root as usize], part: root, area: area[root as usize] })
            .collect();
        Self { part, start, faces, stranded }
    }

    fn faces(&self, part: u32) -> &[u32] {
        &self.faces[self.start[part as usize] as usize..self.start[part as usize + 1] as usize]
    }
}

/// Makes every piece connected and tells what was done.
///
/// # Errors
/// [`OverlayError::Cancelled`].
pub(super) fn make_whole(giving: &mut Giving, progress: &dyn Progress) -> Result<Vec<Piece>, OverlayError> {
    let mut out = Vec::new();
    let pieces = giving.pieces.cell.len();
    reconnect(giving, &mut out, progress)?;
    loop {
        progress.check("pieces")?;
        let parts = Parts::of(giving.arrangement, &giving.owner, pieces);
        let mut is_stranded = vec![false; giving.owner.len()];
        parts.stranded.iter().for_each(|s| is_stranded[s.part as usize] = true);
        let mut given = Vec::new();
        let mut waiting = Vec::new();
        for s in &parts.stranded {
            match longest_neighbour(giving, &parts, s, &is_stranded) {
                Neighbour::Settled(piece) => given.push((s, piece)),
                Neighbour::OnlyStranded => waiting.push(s),
                Neighbour::None => {}
            }
        }
        // stranded parts that touch only one another: the lowest one moves, so that the round advances
        if given.is_empty() {
            let Some(s) = waiting.first() else {
                out.extend(parts.stranded.iter().map(|s| piece(giving, s, PieceOutcome::NoNeighbour)));
                break;
            };
            match longest_neighbour(giving, &parts, s, &[]) {
                Neighbour::Settled(piece) => given.push((s, piece)),
                _ => unreachable!("it has a neighbour"),
            }
        }
        for (s, to) in given {
            out.push(piece(giving, s, PieceOutcome::GivenTo { cell: giving.pieces.cell[to as usize] }));
            for &face in parts.faces(s.part) {
                giving.owner[face as usize] = to;
            }
        }
    }
    out.sort_by_key(|p| p.face);
    Ok(out)
}

fn piece(giving: &Giving, s: &Stranded, outcome: PieceOutcome) -> Piece {
    Piece {
        cell: giving.pieces.cell[s.piece as usize],
        face: s.part,
        place: border_point(giving.arrangement, s.part),
        area_m2: giving.arrangement.area_m2(s.area),
        outcome,
    }
}

enum Neighbour {
    /// The piece to give to.
    Settled(u32),
    /// All neighbours are stranded parts themselves.
    OnlyStranded,
    None,
}

/// The piece with the longest border along a part; `is_stranded` by part, empty to allow all.
fn longest_neighbour(giving: &Giving, parts: &Parts, s: &Stranded, is_stranded: &[bool]) -> Neighbour {
    let mut borders: Vec<(u32, i64)> = Vec::new();
    let mut met_stranded = false;
    for &face in parts.faces(s.part) {
        for arc in giving.arrangement.face_arcs(face) {
            let Some(other) = across(giving.arrangement, arc, face) else { continue };
            let piece = giving.owner[other as usize];
            if piece == NONE || piece == s.piece {
                continue;
            }
            if is_stranded.get(parts.part[other as usize] as usize) == Some(&true) {
                met_stranded = true;
            } else {
                borders.push((piece, length_units(giving.arrangement, arc)));
            }
        }
    }
    borders.sort_unstable();
    let mut best = None;
    for same in borders.chunk_by(|a, b| a.0 == b.0) {
        let piece = same[0].0;
        let length: i64 = same.iter().map(|b| b.1).sum();
        // a neighbour of the same region comes before a longer border
        let key = (giving.fits_region(s.part, piece), length, Reverse(giving.tie_key(piece)), piece);
        best = best.max(Some(key));
    }
    match best {
        Some(best) => Neighbour::Settled(best.3),
        None if met_stranded => Neighbour::OnlyStranded,
        None => Neighbour::None,
    }
}

/// Ties stranded parts to their main bodies where that costs less than the part.
fn reconnect(giving: &mut Giving, out: &mut Vec<Piece>, progress: &dyn Progress) -> Result<(), OverlayError> {
    let pieces = giving.pieces.cell.len();
    let parts = Parts::of(giving.arrangement, &giving.owner, pieces);
    if parts.stranded.is_empty() {
        return Ok(());
    }
    let mut paths =
        Paths { cost: vec![i128::MAX; giving.owner.len()], from: vec![NONE; giving.owner.len()], touched: Vec::new() };
    let mut mark = vec![0u32; giving.owner.len()];
    let mut round = 0;
    for s in &parts.stranded {
        progress.check("pieces")?;
        // an earlier tie may have taken a part of it
        if parts.faces(s.part).iter().any(|&f| giving.owner[f as usize] != s.piece) {
            continue;
        }
        let Some(path) = paths.cheapest(giving, &parts, s) else { continue };
        let over: i128 = path.iter().map(|&f| giving.arrangement.face_area_units(f)).sum();
        if split_off(giving, &path, &mut mark, &mut round).is_some_and(|harm| over + harm < s.area) {
            for &face in &path {
                giving.owner[face as usize] = s.piece;
            }
            let over_m2 = giving.arrangement.area_m2(over);
            out.push(piece(giving, s, PieceOutcome::Reconnected { over_m2 }));
        }
    }
    Ok(())
}

/// Scratch of the search for the cheapest way over contested faces.
struct Paths {
    cost: Vec<i128>,
    from: Vec<u32>,
    touched: Vec<u32>,
}

impl Paths {
    /// The contested faces between a part and another part of its piece, of the least area, less than
    /// that of the part.
    fn cheapest(&mut self, giving: &Giving, parts: &Parts, s: &Stranded) -> Option<Vec<u32>> {
        for face in self.touched.drain(..) {
            self.cost[face as usize] = i128::MAX;
            self.from[face as usize] = NONE;
        }
        let mut heap = BinaryHeap::new();
        for &face in parts.faces(s.part) {
            self.cost[face as usize] = 0;
            self.touched.push(face);
            heap.push(Reverse((0i128, face)));
        }
        while let Some(Reverse((cost, face))) = heap.pop() {
            if cost > self.cost[face as usize] {
                continue;
            }
            for arc in giving.arrangement.face_arcs(face) {
                let Some(next) = across(giving.arrangement, arc, face) else { continue };
                if giving.owner[next as usize] == s.piece {
                    if cost > 0 && self.cost[next as usize] == i128::MAX {
                        return Some(self.back(face));
                    }
                    continue;
                }
                let claims = giving.pieces.claims(next);
                let gap_or_own =
                    claims.contains(&s.piece) || (claims.is_empty() && giving.owner[next as usize] != NONE);
                let sum = cost + giving.arrangement.face_area_units(next).max(1);
                if gap_or_own && sum < s.area && sum < self.cost[next as usize] && giving.fits_region(next, s.piece) {
                    self.cost[next as usize] = sum;
                    self.from[next as usize] = face;
                    self.touched.push(next);
                    heap.push(Reverse((sum, next)));
                }
            }
        }
        None
    }

    fn back(&self, last: u32) -> Vec<u32> {
        let mut path = vec![last];
        let mut at = self.from[last as usize];
        while at != NONE && self.from[at as usize] != NONE {
            path.push(at);
            at = self.from[at as usize];
        }
        path
    }
}

/// Area that would come apart from the pieces that lose the faces of `path`: all but the largest
/// of the parts that then lie around it. `None` when a piece would lose all it has there.
fn split_off(giving: &Giving, path: &[u32], mark: &mut [u32], round: &mut u32) -> Option<i128> {
    *round += 1;
    let on_path = *round;
    for &face in path {
        mark[face as usize] = on_path;
    }
    let mut losers: Vec<u32> = path.iter().map(|&f| giving.owner[f as usize]).collect();
    losers.sort_unstable();
    losers.dedup();
    let mut harm = 0;
    for loser in losers {
        let neighbours = |face: u32| {
            giving
                .arrangement
                .face_arcs(face)
                .filter_map(move |arc| across(giving.arrangement, arc, face))
                .filter(move |&other| giving.owner[other as usize] == loser)
        };
        let lost = path.iter().filter(|&&f| giving.owner[f as usize] == loser);
        let mut around: Vec<u32> = lost.flat_map(|&f| neighbours(f)).filter(|&o| mark[o as usize] != on_path).collect();
        around.sort_unstable();
        around.dedup();
        *round += 1;
        let seen = *round;
        let (mut sum, mut largest) = (0, None);
        let mut left = around.len();
        for &first in &around {
            if mark[first as usize] == seen {
                continue;
            }
            let mut area = 0i128;
            let mut stack = vec![first];
            mark[first as usize] = seen;
            left -= 1;
            while let Some(face) = stack.pop() {
                area += giving.arrangement.face_area_units(face);
                if left == 0 && largest.is_none() {
                    break; // all in one part: its area does not matter
                }
                for other in neighbours(face) {
                    if mark[other as usize] != on_path && mark[other as usize] != seen {
                        mark[other as usize] = seen;
                        left -= usize::from(around.binary_search(&other).is_ok());
                        stack.push(other);
                    }
                }
            }
            sum += area;
            largest = largest.max(Some(area));
        }
        harm += sum - largest?;
    }
    Some(harm)
}
