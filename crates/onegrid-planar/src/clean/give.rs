//! Contested faces -> the piece that each goes to.
//!
//! # Guarantees
//! 1. A face goes to a piece that touches it along a line, as long as one of its claimants does: cells
//!    grow from their own ground outward, in rounds in which all decisions see the same state.
//! 2. Nothing depends on the order of faces or cells but exact ties, which [`MergeRule`] settles.
//! # Cost
//! O(arcs of contested faces), each read once per round in which a neighbour was given away.

use crate::arrangement::Arrangement;
use crate::clean::options::{MergeRule, ParentRegions};
use crate::clean::pieces::{NONE, Pieces, across, length_units};

/// What the rounds know and change.
pub(super) struct Giving<'a> {
    pub arrangement: &'a Arrangement,
    pub pieces: &'a Pieces,
    /// Piece that owns each face.
    pub owner: Vec<u32>,
    parents: Option<&'a ParentRegions>,
    /// (piece, border) of the face at hand.
    borders: Vec<(u32, i64)>,
}

/// A face among those still to be given, or not.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Settled,
    Waiting,
    Queued,
}

impl<'a> Giving<'a> {
    /// Gives every face that one piece claims to that piece.
    pub(super) fn start(arrangement: &'a Arrangement, pieces: &'a Pieces, parents: Option<&'a ParentRegions>) -> Self {
        let own = |face| match pieces.claims(face) {
            [piece] => *piece,
            _ => NONE,
        };
        let owner = (0..arrangement.face_count()).map(own).collect();
        Self { arrangement, pieces, owner, parents, borders: Vec::new() }
    }

    /// Gives away all faces that several cells claim.
    pub(super) fn give_overlaps(&mut self, rule: &MergeRule) {
        let faces: Vec<u32> = (0..self.arrangement.face_count()).filter(|&f| self.pieces.claims(f).len() > 1).collect();
        let mut open = Vec::new();
        let mut decided = Vec::new();
        for &face in &faces {
            match self.preferred(face, self.pieces.claims(face), rule)[..] {
                [only] => decided.push((face, only)),
                _ => open.push(face),
            }
        }
        self.settle(decided);
        let mut state = vec![State::Settled; self.owner.len()];
        for &face in &open {
            state[face as usize] = State::Queued;
        }
        self.run_rounds(open.clone(), &mut state, rule);
        // places that touch the own ground of no claimant: duplicates; the largest decides first
        open.retain(|&f| self.owner[f as usize] == NONE);
        open.sort_by_key(|&f| (core::cmp::Reverse(self.arrangement.face_area2(f)), f));
        for face in open {
            if self.owner[face as usize] == NONE {
                let claims = self.preferred(face, self.pieces.claims(face), rule);
                let best = claims.iter().copied().min_by_key(|&p| self.tie_key(p));
                self.owner[face as usize] = best.unwrap_or(NONE);
                state[face as usize] = State::Settled;
                let next = self.queue_neighbours(&[face], &mut state);
                self.run_rounds(next, &mut state, rule);
            }
        }
    }

    /// Gives each of these gaps to one of the pieces around it; those that nobody may take stay.
    pub(super) fn give_gaps(&mut self, gaps: &[u32], rule: &MergeRule) {
        let mut state = vec![State::Settled; self.owner.len()];
        for &gap in gaps {
            state[gap as usize] = State::Queued;
        }
        self.run_rounds(gaps.to_vec(), &mut state, rule);
    }

    fn settle(&mut self, decided: Vec<(u32, u32)>) {
        for (face, piece) in decided {
            self.owner[face as usize] = piece;
        }
    }

    fn run_rounds(&mut self, mut queue: Vec<u32>, state: &mut [State], rule: &MergeRule) {
        while !queue.is_empty() {
            let mut decided = Vec::new();
            for &face in &queue {
                state[face as usize] = State::Waiting;
                if let Some(piece) = self.best_along_border(face, rule) {
                    decided.push((face, piece));
                }
            }
            for &(face, piece) in &decided {
                self.owner[face as usize] = piece;
                state[face as usize] = State::Settled;
            }
            let given: Vec<u32> = decided.iter().map(|d| d.0).collect();
            queue = self.queue_neighbours(&given, state);
        }
    }

    fn queue_neighbours(&self, faces: &[u32], state: &mut [State]) -> Vec<u32> {
        let mut queue = Vec::new();
        for &face in faces {
            for arc in self.arrangement.face_arcs(face) {
                if let Some(other) = across(self.arrangement, arc, face)
                    && state[other as usize] == State::Waiting
                {
                    state[other as usize] = State::Queued;
                    queue.push(other);
                }
            }
        }
        queue
    }

    /// The piece that the rule prefers among those that own ground along the border of the face (and
    /// claim it, if anyone does).
    fn best_along_border(&mut self, face: u32, rule: &MergeRule) -> Option<u32> {
        let mut borders = core::mem::take(&mut self.borders);
        borders.clear();
        for arc in self.arrangement.face_arcs(face) {
            if let Some(other) = across(self.arrangement, arc, face) {
                let piece = self.owner[other as usize];
                if piece != NONE {
                    borders.push((piece, length_units(self.arrangement, arc)));
                }
            }
        }
        borders.sort_unstable();
        borders.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        let claims = self.pieces.claims(face);
        let may = if claims.is_empty() {
            let around: Vec<u32> = borders.iter().map(|b| b.0).collect();
            let mut may = self.preferred(face, &around, rule);
            may.retain(|&p| self.fits_region(face, p));
            may
        } else {
            self.preferred(face, claims, rule)
        };
        let best = borders
            .iter()
            .filter(|(p, _)| may.contains(p))
            .min_by_key(|&&(p, border)| (core::cmp::Reverse(border), self.tie_key(p)))
            .map(|b| b.0);
        self.borders = borders;
        best
    }

    /// The pieces that the rule ranks first, of those that fit the region of the face if any does.
    fn preferred(&self, face: u32, among: &[u32], rule: &MergeRule) -> Vec<u32> {
        let fits = |p: &&u32| self.fits_region(face, **p);
        let mut out: Vec<u32> = among.iter().filter(fits).copied().collect();
        if out.is_empty() {
            out.extend_from_slice(among);
        }
        let rank = |p: u32| {
            let cell = self.pieces.cell[p as usize];
            let area = self.pieces.cell_area[cell as usize];
            match rule {
                MergeRule::LongestBorder => 0,
                MergeRule::Largest => -area,
                MergeRule::Smallest => area,
                MergeRule::First => i128::from(cell),
                MergeRule::Priority(ranks) => ranks.get(cell as usize).map_or(i128::MAX, |&r| i128::from(r)),
            }
        };
        if let Some(best) = out.iter().map(|&p| rank(p)).min() {
            out.retain(|&p| rank(p) == best);
        }
        out
    }

    /// Larger cells first, then by place, then lower numbers.
    pub(super) fn tie_key(&self, piece: u32) -> (core::cmp::Reverse<i128>, u32, u32) {
        let cell = self.pieces.cell[piece as usize];
        let lowest = self.pieces.lowest_face[piece as usize];
        (core::cmp::Reverse(self.pieces.cell_area[cell as usize]), lowest, cell)
    }

    /// Whether a piece may take a face without leaving its region.
    pub(super) fn fits_region(&self, face: u32, piece: u32) -> bool {
        let Some(parents) = self.parents else { return true };
        let cell = self.pieces.cell[piece as usize];
        let own = parents.of_cell.get(cell as usize).copied().flatten();
        let here = self.arrangement.labels().only_cell(face, parents.layer as usize);
        own.is_none() || here.is_none() || own == here
    }
}
