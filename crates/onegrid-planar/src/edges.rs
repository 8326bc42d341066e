//! Noded chains -> distinct edges with their net sides.
//!
//! # Guarantees
//! 1. Each pair of vertices occurs once, the lower vertex number first.
//! 2. A ring that runs along an edge there and back (a spike, or a strip thinner than the lattice)
//!    cancels out; an edge that bounds nothing and is no barrier is dropped, and counted.

use crate::lattice::Coord;
use crate::noding::Noded;
use crate::segments::{Segments, Side};

/// Distinct edges between vertices.
#[derive(Debug, Default)]
pub(crate) struct Edges {
    pub ends: Vec<[u32; 2]>,
    /// CSR of `sides`, relative to the direction lower -> higher vertex number.
    pub side_start: Vec<u32>,
    pub sides: Vec<Side>,
    /// Rings that cancelled out along an edge: (ring, edge ends). The places of spikes.
    pub cancelled: Vec<(u32, [Coord; 2])>,
}

impl Edges {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn sides(&self, edge: usize) -> &[Side] {
        &self.sides[self.side_start[edge] as usize..self.side_start[edge + 1] as usize]
    }

    /// `first_line`: numbers from here on are barrier lines, which never cancel.
    pub(crate) fn collect(segments: &Segments, noded: &Noded, first_line: u32) -> Self {
        let by_vertex = bucket_by_lower_vertex(segments, noded);
        let mut out = Self { side_start: vec![0], ..Self::default() };
        let mut sides = Vec::new();
        let mut group: Vec<(u32, u32)> = Vec::new();
        for v in 0..noded.vertices.len() {
            let range = by_vertex.start[v] as usize..by_vertex.start[v + 1] as usize;
            group.clear();
            group.extend_from_slice(&by_vertex.items[range]);
            group.sort_unstable();
            for same in group.chunk_by(|a, b| a.0 == b.0) {
                sides.clear();
                for &(_, segment) in same {
                    let (s, flip) = ((segment >> 1) as usize, segment & 1 == 1);
                    sides.extend(segments.sides(s).iter().map(|side| side.flipped(flip)));
                }
                out.push([v as u32, same[0].0], &mut sides, first_line, noded);
            }
        }
        out
    }

    fn push(&mut self, ends: [u32; 2], sides: &mut [Side], first_line: u32, noded: &Noded) {
        let before = self.sides.len();
        if let [side] = sides {
            self.sides.push(*side);
        } else {
            sides.sort_unstable();
            for same in sides.chunk_by(|a, b| a.ring() == b.ring()) {
                let ring = same[0].ring();
                let net: i32 = same.iter().map(|s| s.step()).sum();
                if ring >= first_line {
                    self.sides.push(same[0]);
                } else if net == 0 {
                    let place = ends.map(|v| noded.vertices[v as usize]);
                    self.cancelled.push((ring, place));
                } else {
                    self.sides.extend((0..net.abs()).map(|_| Side::new(ring, net < 0)));
                }
            }
        }
        if self.sides.len() > before {
            self.ends.push(ends);
            self.side_start.push(self.sides.len() as u32);
        }
    }
}

struct Buckets {
    start: Vec<u32>,
    /// (higher vertex, segment * 2 + flipped)
    items: Vec<(u32, u32)>,
}

fn bucket_by_lower_vertex(segments: &Segments, noded: &Noded) -> Buckets {
    let chain = |s: usize| &noded.chains[noded.chain_start[s] as usize..noded.chain_start[s + 1] as usize];
    let mut start = vec![0u32; noded.vertices.len() + 1];
    for s in 0..segments.len() {
        for pair in chain(s).windows(2) {
            start[pair[0].min(pair[1]) as usize + 1] += 1;
        }
    }
    for v in 0..noded.vertices.len() {
        start[v + 1] += start[v];
    }
    let mut items = vec![(0, 0); start[noded.vertices.len()] as usize];
    let mut fill = start.clone();
    for s in 0..segments.len() {
        for pair in chain(s).windows(2) {
            let (low, high) = (pair[0].min(pair[1]), pair[0].max(pair[1]));
            let at = &mut fill[low as usize];
            items[*at as usize] = (high, (s as u32) << 1 | (pair[0] > pair[1]) as u32);
            *at += 1;
        }
    }
    Buckets { start, items }
}
