//! Faces -> which cell of each layer covers them.
//!
//! Before this: the arrangement's faces. After: weights, crosswalk, defects.
//! # Guarantees
//! 1. A cell covers a face when, for one of its parts, the face winds around the shell and around
//!    no hole of that part. The direction in which rings were drawn does not matter.
//! 2. Per face and layer: no cell is a gap, one is sound, several are an overlap.
//! 3. For every ring, its doubled area after snapping equals the sum over faces of winding x area,
//!    exactly; [`Arrangement::check`](crate::Arrangement::check) asserts it.
//! # Method
//! One walk over the faces: crossing an arc adds or takes away the rings that run along it.
//! # Cost
//! O(faces + sides); 4 bytes per face and layer.

use crate::arrangement::Topology;
use crate::linework::{Linework, RingOwner, RingRole};

/// No cell: a gap.
const NONE: u32 = u32::MAX;
/// Set on entries that point into the list of overlaps.
const SEVERAL: u32 = 1 << 31;

/// Covering cells per face and layer.
#[derive(Debug, Clone, Default)]
pub struct Labels {
    layers: usize,
    table: Vec<u32>,
    several_start: Vec<u32>,
    several: Vec<u32>,
    /// Rings that wind around a face more than once or against their own direction.
    pub(crate) crossed_rings: Vec<(u32, u32)>,
    pub(crate) ring_area2: Vec<i128>,
}

impl Labels {
    /// Cells of `layer` that cover `face`, ascending; empty for a gap.
    #[inline]
    pub fn cells(&self, face: u32, layer: usize) -> &[u32] {
        let entry = &self.table[face as usize * self.layers + layer];
        match *entry {
            NONE => &[],
            e if e & SEVERAL == 0 => core::slice::from_ref(entry),
            e => {
                let i = (e & !SEVERAL) as usize;
                &self.several[self.several_start[i] as usize..self.several_start[i + 1] as usize]
            }
        }
    }

    /// The only cell of `layer` that covers `face`; `None` for gaps and overlaps.
    pub fn only_cell(&self, face: u32, layer: usize) -> Option<u32> {
        match self.cells(face, layer) {
            [cell] => Some(*cell),
            _ => None,
        }
    }

    /// Number of layers.
    pub fn layer_count(&self) -> usize {
        self.layers
    }

    pub(crate) fn build(topology: &Topology, linework: &Linework) -> Self {
        let faces = topology.faces.count as usize;
        let layers = linework.layer_count();
        let mut out = Self {
            layers,
            table: vec![NONE; faces * layers],
            several_start: vec![0],
            ring_area2: vec![0; linework.ring_count()],
            ..Self::default()
        };
        let mut walk = Walk::new(topology, linework.ring_count() as u32);
        let signs: Vec<i32> =
            (0..linework.ring_count()).map(|r| crate::lattice::ring_area2(linework.ring(r)).signum() as i32).collect();
        let mut buffer = Covering::default();
        while let Some(face) = walk.next_face() {
            out.write(face, &walk.inside, linework.owners(), &mut buffer);
            for &(ring, winding) in &walk.inside {
                out.ring_area2[ring as usize] += winding as i128 * topology.faces.area2[face as usize];
                if winding != signs[ring as usize] {
                    out.crossed_rings.push((ring, face));
                }
            }
        }
        out.crossed_rings.sort_unstable();
        out
    }

    fn write(&mut self, face: u32, inside: &[(u32, i32)], owners: &[RingOwner], buffer: &mut Covering) {
        buffer.collect(inside, owners);
        let row = face as usize * self.layers;
        for same_layer in buffer.cells.chunk_by(|a, b| a.0 == b.0) {
            self.table[row + same_layer[0].0 as usize] = if let [(_, cell)] = *same_layer {
                cell
            } else {
                self.several.extend(same_layer.iter().map(|&(_, cell)| cell));
                self.several_start.push(self.several.len() as u32);
                SEVERAL | (self.several_start.len() as u32 - 2)
            };
        }
    }
}

/// (layer, cell) pairs that cover one face, sorted.
#[derive(Default)]
struct Covering {
    shells: Vec<(u32, u32, u32)>,
    holes: Vec<(u32, u32, u32)>,
    cells: Vec<(u32, u32)>,
}

impl Covering {
    fn collect(&mut self, inside: &[(u32, i32)], owners: &[RingOwner]) {
        self.shells.clear();
        self.holes.clear();
        self.cells.clear();
        for &(ring, _) in inside {
            let o = owners[ring as usize];
            let key = (o.layer, o.cell, o.part);
            match o.role {
                RingRole::Shell => self.shells.push(key),
                RingRole::Hole => self.holes.push(key),
            }
        }
        let holes = &self.holes;
        self.cells.extend(self.shells.iter().filter(|s| !holes.contains(s)).map(|s| (s.0, s.1)));
        self.cells.sort_unstable();
        self.cells.dedup();
    }
}

/// Depth-first walk over faces that carries the winding of every ring around the current face.
pub(crate) struct Walk<'a> {
    topology: &'a Topology,
    first_line: u32,
    seen: Vec<bool>,
    stack: Vec<Frame>,
    /// (ring, winding) with winding != 0
    pub(crate) inside: Vec<(u32, i32)>,
}

struct Frame {
    face: u32,
    /// The half-edge, left of it the parent face, over which this face was entered.
    entered_over: Option<u32>,
    cycle: usize,
    half_edge: u32,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(topology: &'a Topology, first_line: u32) -> Self {
        let outer = topology.faces.count;
        let mut walk =
            Self { topology, first_line, seen: vec![false; outer as usize + 1], stack: Vec::new(), inside: Vec::new() };
        walk.seen[outer as usize] = true;
        if let Some(&first) = topology.faces.cycles(outer).first() {
            walk.stack.push(Frame { face: outer, entered_over: None, cycle: 0, half_edge: first });
        }
        walk
    }

    /// Moves to a face not seen before; afterwards `inside` holds its rings.
    pub(crate) fn next_face(&mut self) -> Option<u32> {
        loop {
            let frame = self.stack.last_mut()?;
            let cycles = self.topology.faces.cycles(frame.face);
            if frame.cycle == cycles.len() {
                if let Some(h) = frame.entered_over {
                    self.stack.pop();
                    self.cross(h ^ 1);
                    continue;
                }
                return None;
            }
            let h = frame.half_edge;
            frame.half_edge = self.topology.cycles.next[h as usize];
            if frame.half_edge == cycles[frame.cycle] {
                frame.cycle += 1;
                if let Some(&first) = cycles.get(frame.cycle) {
                    frame.half_edge = first;
                }
            }
            let over = self.topology.faces.of_half_edge[(h ^ 1) as usize];
            if !self.seen[over as usize] {
                self.seen[over as usize] = true;
                self.cross(h);
                let first = self.topology.faces.cycles(over)[0];
                self.stack.push(Frame { face: over, entered_over: Some(h), cycle: 0, half_edge: first });
                return Some(over);
            }
        }
    }

    /// Crosses from the left to the right of a half-edge.
    fn cross(&mut self, h: u32) {
        for side in self.topology.arcs.sides((h >> 1) as usize) {
            let ring = side.ring();
            if ring >= self.first_line {
                continue;
            }
            // left - right along the arc; leaving the left of `h` takes that away
            let step = if h & 1 == 0 { -side.step() } else { side.step() };
            match self.inside.iter().position(|&(r, _)| r == ring) {
                None => self.inside.push((ring, step)),
                Some(i) => {
                    self.inside[i].1 += step;
                    if self.inside[i].1 == 0 {
                        self.inside.swap_remove(i);
                    }
                }
            }
        }
    }
}
