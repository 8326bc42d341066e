//! Edges and the cells they may lie in -> whether they do, on the drawing.
//!
//! An arrangement moves lines by up to half a lattice unit: a line that passes an edge that near may end up on its
//! other side. So what the arrangement says of an edge is asked again of the polygon as drawn.
//! # Method
//! Winding numbers of the middles of the edges, in doubled coordinates, exactly; the middles are sorted by y, so that
//! each line of the polygon meets only those at its height.

use crate::lattice::Coord;
use crate::linework::{Linework, RingRole};

/// The rings of all cells, by cell and part.
pub(super) fn rings_by_cell(work: &Linework) -> Vec<usize> {
    let mut rings: Vec<usize> = (0..work.ring_count()).collect();
    rings.sort_by_key(|&r| (work.owner(r).cell, work.owner(r).part));
    rings
}

/// Keeps of `candidates` (edge, cell) those whose edge has its middle inside the cell as drawn; `rings` are those of
/// [`rings_by_cell`].
///
/// Precondition: no edge meets a line of its cell elsewhere than at its ends.
/// # Cost
/// O(n log n) for n points of the cells concerned and evenly spread edges.
pub(super) fn confirm(
    work: &Linework,
    rings: &[usize],
    mut candidates: Vec<([Coord; 2], u32)>,
) -> Vec<([Coord; 2], u32)> {
    if candidates.is_empty() {
        return candidates;
    }
    candidates.sort_unstable_by_key(|&(ends, cell)| (cell, middle(ends).1, ends));
    let mut out = Vec::new();
    for same in candidates.chunk_by(|a, b| a.1 == b.1) {
        let cell = same[0].1;
        let from = rings.partition_point(|&r| work.owner(r).cell < cell);
        let to = rings.partition_point(|&r| work.owner(r).cell <= cell);
        let mut is_inside = vec![false; same.len()];
        for part in rings[from..to].chunk_by(|&a, &b| work.owner(a).part == work.owner(b).part) {
            let (mut in_shell, mut in_hole) = (vec![false; same.len()], vec![false; same.len()]);
            for &r in part {
                let is_shell = work.owner(r).role == RingRole::Shell;
                let hit = if is_shell { &mut in_shell } else { &mut in_hole };
                hit.iter_mut().zip(windings(work.ring(r), same)).for_each(|(hit, winding)| *hit |= winding != 0);
            }
            for (inside, (shell, hole)) in is_inside.iter_mut().zip(in_shell.iter().zip(&in_hole)) {
                *inside |= *shell && !hole;
            }
        }
        out.extend(same.iter().zip(is_inside).filter(|s| s.1).map(|s| *s.0));
    }
    out.sort_unstable();
    out
}

/// Middle of an edge, doubled.
fn middle([a, b]: [Coord; 2]) -> (i64, i64) {
    (i64::from(a.x) + i64::from(b.x), i64::from(a.y) + i64::from(b.y))
}

/// How often a ring winds around the middle of each edge; edges are sorted by the height of their middle.
fn windings(ring: &[Coord], edges: &[([Coord; 2], u32)]) -> Vec<i32> {
    let mut out = vec![0; edges.len()];
    for (i, &a) in ring.iter().enumerate() {
        let b = ring[(i + 1) % ring.len()];
        let (low, high, step) = if a.y < b.y { (a, b, 1) } else { (b, a, -1) };
        let height = |e: &([Coord; 2], u32)| middle(e.0).1;
        let from = edges.partition_point(|e| height(e) < 2 * i64::from(low.y));
        let to = edges.partition_point(|e| height(e) < 2 * i64::from(high.y));
        for k in from..to {
            let (x, y) = middle(edges[k].0);
            let along = (i128::from(high.x) - i128::from(low.x)) * i128::from(y - 2 * i64::from(low.y));
            let across = i128::from(x - 2 * i64::from(low.x)) * (i128::from(high.y) - i128::from(low.y));
            if across < along {
                out[k] += step; // the line passes to the right of the middle
            }
        }
    }
    out
}
