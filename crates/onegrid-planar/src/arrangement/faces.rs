//! Cycles -> faces: outer walks, the holes nested in them, and areas.
//!
//! A cycle with positive area is the outside of a face. Every other cycle is seen from outside: it
//! is a hole in the face around it, found by looking west from its westernmost point.

use crate::arrangement::arcs::Arcs;
use crate::arrangement::cycles::Cycles;
use crate::bands;
use crate::edge_grid::EdgeGrid;
use crate::lattice::{Bounds, Coord};

/// Face on the left of each half-edge; faces with their cycles.
#[derive(Debug, Default)]
pub(crate) struct Faces {
    /// Number of bounded faces; this number itself stands for the outer face.
    pub count: u32,
    /// Next half-edge around the face on the left.
    pub next: Vec<u32>,
    pub of_half_edge: Vec<u32>,
    /// CSR by face (outer face last): one half-edge of every cycle, the outside first.
    pub cycle_start: Vec<u32>,
    pub cycle_first: Vec<u32>,
    /// Doubled lattice area by bounded face.
    pub area2: Vec<i64>,
    /// By bounded face: the half-edge of its outside beyond which lies a face further west, or the
    /// outer one. Following it leads out of every face in the end.
    pub west: Vec<u32>,
}

impl Faces {
    pub(crate) fn cycles(&self, face: u32) -> &[u32] {
        &self.cycle_first[self.cycle_start[face as usize] as usize..self.cycle_start[face as usize + 1] as usize]
    }

    pub(crate) fn build(arcs: &Arcs, cycles: Cycles, bounds: Bounds) -> Self {
        let mut face_of_cycle = vec![u32::MAX; cycles.first.len()];
        let mut count = 0;
        for (c, &area) in cycles.area2.iter().enumerate() {
            if area > 0 {
                face_of_cycle[c] = count;
                count += 1;
            }
        }
        nest(arcs, &cycles, &mut face_of_cycle, count, bounds);
        Self::group(arcs, cycles, &face_of_cycle, count)
    }

    fn group(arcs: &Arcs, cycles: Cycles, face_of_cycle: &[u32], count: u32) -> Self {
        let is_outside = |c: u32| cycles.area2[c as usize] > 0;
        let all = 0..cycles.first.len() as u32;
        let mut holes: Vec<(u32, u32)> =
            all.clone().filter(|&c| !is_outside(c)).map(|c| (face_of_cycle[c as usize], c)).collect();
        holes.sort_unstable();
        let mut out = Self { count, ..Self::default() };
        out.cycle_start.reserve(count as usize + 2);
        out.cycle_first.reserve(cycles.first.len());
        out.area2.reserve(count as usize);
        out.west.reserve(count as usize);
        let mut next_hole = 0;
        let mut outsides = all.filter(|&c| is_outside(c));
        // the outer face, last of all, has no outside
        for face in 0..=count {
            out.cycle_start.push(out.cycle_first.len() as u32);
            let mut area2 = 0;
            if let Some(c) = outsides.next() {
                out.cycle_first.push(cycles.first[c as usize]);
                out.west.push(cycles.west[c as usize]);
                area2 = cycles.area2[c as usize];
            }
            while let Some(&(_, c)) = holes.get(next_hole).filter(|hole| hole.0 == face) {
                out.cycle_first.push(cycles.first[c as usize]);
                area2 += cycles.area2[c as usize];
                next_hole += 1;
            }
            if face < count {
                out.area2.push(area2);
            }
        }
        out.cycle_start.push(out.cycle_first.len() as u32);
        let mut of_half_edge = cycles.of_half_edge;
        let half_edges: Vec<u32> = arcs.band_start.iter().map(|a| 2 * a).collect();
        bands::for_each(bands::parts_mut(&mut of_half_edge, &half_edges), |part| {
            for entry in part {
                *entry = face_of_cycle[*entry as usize];
            }
        });
        out.next = cycles.next;
        out.of_half_edge = of_half_edge;
        out
    }
}

/// Finds the face around every cycle that is a hole.
fn nest(arcs: &Arcs, cycles: &Cycles, face_of_cycle: &mut [u32], outer: u32, bounds: Bounds) {
    let mut holes: Vec<(Coord, u32)> = Vec::new();
    for (c, &face) in face_of_cycle.iter().enumerate() {
        if face == u32::MAX {
            holes.push((westernmost(arcs, cycles, cycles.first[c]), c as u32));
        }
    }
    if let [(_, only)] = holes[..] {
        face_of_cycle[only as usize] = outer;
        return;
    }
    let grid = EdgeGrid::build(arcs, bounds);
    // what a hole sees to the west belongs to a component that begins further west: already settled
    holes.sort_unstable();
    for (p, cycle) in holes {
        face_of_cycle[cycle as usize] = match west_half_edge(arcs, &grid, p) {
            Some(h) => face_of_cycle[cycles.of_half_edge[h as usize] as usize],
            None => outer,
        };
    }
}

/// The half-edge next to the west of `p`, its face on the side of `p`; `None` outside everything.
fn west_half_edge(arcs: &Arcs, grid: &EdgeGrid, p: Coord) -> Option<u32> {
    let edge = grid.west_of(arcs, p)?;
    let arc = arcs.start.partition_point(|&s| s <= edge) as u32 - 1;
    let runs_up = arcs.coords[edge as usize].y < arcs.coords[edge as usize + 1].y;
    Some(2 * arc + runs_up as u32)
}

fn westernmost(arcs: &Arcs, cycles: &Cycles, first: u32) -> Coord {
    let mut best = Coord::new(i32::MAX, i32::MAX);
    let mut h = first;
    loop {
        for &p in arcs.coords((h >> 1) as usize) {
            best = best.min(p);
        }
        h = cycles.next[h as usize];
        if h == first {
            return best;
        }
    }
}
