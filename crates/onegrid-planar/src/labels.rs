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
    /// (layer, cell, face): rings of one cell lie over one another where the face begins.
    pub(crate) entangled: Vec<(u32, u32, u32)>,
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
        let mut out = Self { layers, table: vec![NONE; faces * layers], several_start: vec![0], ..Self::default() };
        let sign = |r: usize| crate::lattice::ring_area2(linework.ring(r)).signum() as i8;
        let signs = (0..linework.ring_count()).map(sign).collect();
        let mut walk = Walk::new(topology, linework.owners(), layers, signs);
        let mut cells = Vec::new();
        while let Some((face, from)) = walk.next_face() {
            let row = face as usize * layers;
            if from != topology.faces.count {
                out.table.copy_within(from as usize * layers..(from as usize + 1) * layers, row);
            }
            for i in 0..walk.changed.len() {
                let layer = walk.changed[i] as usize;
                if let Some(cell) = covering(&walk.inside[layer], linework.owners(), &mut cells) {
                    out.entangled.push((layer as u32, cell, face));
                }
                out.table[row + layer] = out.entry(&cells);
            }
            if walk.crossed > 0 {
                out.crossed_rings.extend(walk.crossed_here().map(|ring| (ring, face)));
            }
        }
        out.crossed_rings.sort_unstable();
        out.entangled.sort_unstable();
        out
    }

    fn entry(&mut self, cells: &[u32]) -> u32 {
        match cells {
            [] => NONE,
            [cell] => *cell,
            _ => {
                self.several.extend_from_slice(cells);
                self.several_start.push(self.several.len() as u32);
                SEVERAL | (self.several_start.len() as u32 - 2)
            }
        }
    }
}

/// Cells of one layer whose rings are wound around a face, ascending. Returns a cell whose own rings
/// lie over one another here: a hole outside its shell, two holes or two parts in one place.
fn covering(inside: &[(u32, i32)], owners: &[RingOwner], cells: &mut Vec<u32>) -> Option<u32> {
    cells.clear();
    if let [(ring, _)] = *inside {
        let owner = owners[ring as usize];
        if owner.role == RingRole::Shell {
            cells.push(owner.cell);
            return None;
        }
        return Some(owner.cell);
    }
    let mut rings: Vec<(u32, u32, RingRole)> = inside
        .iter()
        .map(|&(ring, _)| owners[ring as usize])
        .map(|owner| (owner.cell, owner.part, owner.role))
        .collect();
    rings.sort_unstable();
    let mut wrong = None;
    for part in rings.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        // a part has one shell, sorted first
        let covers = part.len() == 1 && part[0].2 == RingRole::Shell;
        let in_hole = part.len() == 2 && part[0].2 == RingRole::Shell;
        if covers {
            cells.push(part[0].0);
        } else if !in_hole {
            wrong = Some(part[0].0);
        }
    }
    let twice = cells.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0]);
    cells.dedup();
    wrong.or(twice)
}

/// Depth-first walk over faces that carries the winding of every ring around the current face.
pub(crate) struct Walk<'a> {
    topology: &'a Topology,
    owners: &'a [RingOwner],
    /// Sign of each ring's area as it was drawn.
    signs: Vec<i8>,
    seen: Vec<bool>,
    stack: Vec<Frame>,
    /// By layer: (ring, winding) with winding != 0.
    pub(crate) inside: Vec<Vec<(u32, i32)>>,
    /// Layers whose rings were crossed on the last step into a new face.
    changed: Vec<u32>,
    /// Rings that wind around the current face more than once or against their own direction.
    crossed: usize,
}

struct Frame {
    face: u32,
    /// The half-edge, left of it the parent face, over which this face was entered.
    entered_over: Option<u32>,
    cycle: usize,
    half_edge: u32,
}

impl<'a> Walk<'a> {
    /// `signs`: of each ring's area as it was drawn.
    pub(crate) fn new(topology: &'a Topology, owners: &'a [RingOwner], layers: usize, signs: Vec<i8>) -> Self {
        let outer = topology.faces.count;
        let mut walk = Self {
            topology,
            owners,
            signs,
            seen: vec![false; outer as usize + 1],
            stack: Vec::new(),
            inside: vec![Vec::new(); layers],
            changed: Vec::new(),
            crossed: 0,
        };
        walk.seen[outer as usize] = true;
        if let Some(&first) = topology.faces.cycles(outer).first() {
            walk.stack.push(Frame { face: outer, entered_over: None, cycle: 0, half_edge: first });
        }
        walk
    }

    /// Moves to a face not seen before; afterwards `inside` holds its rings. Returns it and the
    /// face it was entered from.
    pub(crate) fn next_face(&mut self) -> Option<(u32, u32)> {
        loop {
            let frame = self.stack.last_mut()?;
            let face = frame.face;
            let cycles = self.topology.faces.cycles(face);
            if frame.cycle == cycles.len() {
                let entered_over = frame.entered_over?;
                self.stack.pop();
                self.cross(entered_over ^ 1);
                continue;
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
                return Some((over, face));
            }
        }
    }

    /// Crosses from the left to the right of a half-edge.
    fn cross(&mut self, h: u32) {
        self.changed.clear();
        for side in self.topology.arcs.sides((h >> 1) as usize) {
            let ring = side.ring();
            let Some(owner) = self.owners.get(ring as usize) else {
                continue; // a barrier line
            };
            // left - right along the arc; leaving the left of `h` takes that away
            let step = if h & 1 == 0 { -side.step() } else { side.step() };
            let sign = i32::from(self.signs[ring as usize]);
            let inside = &mut self.inside[owner.layer as usize];
            let at = inside.iter().position(|&(r, _)| r == ring);
            let before = at.map_or(0, |i| inside[i].1);
            let after = before + step;
            match at {
                None => inside.push((ring, after)),
                Some(i) if after == 0 => {
                    inside.swap_remove(i);
                }
                Some(i) => inside[i].1 = after,
            }
            let is_crossed = |winding: i32| winding != 0 && winding != sign;
            self.crossed += usize::from(is_crossed(after));
            self.crossed -= usize::from(is_crossed(before));
            if self.changed.last() != Some(&owner.layer) {
                self.changed.push(owner.layer);
            }
        }
    }

    /// Rings that wind around the current face wrongly.
    fn crossed_here(&self) -> impl Iterator<Item = u32> + '_ {
        let all = self.inside.iter().flatten();
        all.filter(|&&(ring, winding)| winding != i32::from(self.signs[ring as usize])).map(|&(ring, _)| ring)
    }
}
