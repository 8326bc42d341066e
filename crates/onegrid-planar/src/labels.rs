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
//! Every face has a parent further west, across the edge that leaves its westernmost point; crossing
//! that edge adds or takes away the rings that run along it. What winds around a face is a value of its
//! own that is never changed, so parts of the plane can follow their faces to the west side by side,
//! once those faces are known that lie on the way from one part into another.
//! # Cost
//! O(faces + sides); 4 bytes per face and layer.

use crate::arrangement::Topology;
use crate::bands;
use crate::error::OverlayError;
use crate::limits::LabelBudget;
use crate::linework::{Linework, RingOwner, RingRole};
use crate::progress::Progress;
use crate::states::{Known, States};

/// No cell: a gap.
pub(crate) const NONE: u32 = u32::MAX;
/// Set on entries that point into the list of overlaps.
pub(crate) const SEVERAL: u32 = 1 << 31;

/// Covering cells per face and layer.
#[derive(Debug, Clone, Default)]
pub struct Labels {
    layers: usize,
    table: Vec<u32>,
    several_start: Vec<u32>,
    several: Vec<u32>,
    /// Rings that wind around a face more than once or against their own direction.
    pub(crate) crossed_rings: Vec<(u32, u32)>,
    /// (layer, cell, face): rings of one cell lie over one another around the face.
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

    pub(crate) fn build(
        topology: &Topology,
        linework: &Linework,
        progress: &dyn Progress,
    ) -> Result<Self, OverlayError> {
        let faces = topology.faces.count as usize;
        let layers = linework.layer_count();
        bands::starts("faces times layers", std::iter::repeat_n(faces, layers))?;
        let signs = ring_signs(linework);
        let budget = LabelBudget::new(progress.limits());
        let maker = Maker { topology, owners: linework.owners(), signs: &signs, layers, budget: &budget };
        let part_start = parts(faces);
        let known = maker.ways_between(&part_start, progress)?;
        let mut table = vec![NONE; faces * layers];
        let row_start: Vec<u32> = part_start.iter().map(|&f| f * layers as u32).collect();
        let slots = bands::parts_mut(&mut table, &row_start).into_iter().zip(&part_start).collect();
        let parts = bands::each_of(slots, "labels", progress, |(rows, &first)| maker.label(rows, first, &known))?;
        let mut out = Self { layers, table, several_start: vec![0], ..Self::default() };
        let rows = bands::parts_mut(&mut out.table, &row_start);
        for (part, rows) in parts.into_iter().zip(rows) {
            let moved = out.several_start.len() as u32 - 1;
            if moved > 0 && part.several_start.len() > 1 {
                rows.iter_mut().filter(|e| **e != NONE && **e & SEVERAL != 0).for_each(|e| *e += moved);
            }
            let base = out.several.len() as u32;
            out.several_start.extend(part.several_start.iter().skip(1).map(|&end| base + end));
            out.several.extend_from_slice(&part.several);
            out.crossed_rings.extend_from_slice(&part.crossed_rings);
            out.entangled.extend_from_slice(&part.entangled);
        }
        out.crossed_rings.sort_unstable();
        out.entangled.sort_unstable();
        Ok(out)
    }
}

/// Faces per part aimed at; more parts than that would only lengthen the ways between them.
const FACES_PER_PART: usize = if cfg!(any(test, fuzzing)) { 4 } else { 1 << 15 };
const MOST_PARTS: usize = 8;

/// First face of each part, and the number of all.
fn parts(faces: usize) -> Vec<u32> {
    let count = (faces / FACES_PER_PART).clamp(1, MOST_PARTS);
    (0..=count).map(|part| (faces * part / count) as u32).collect()
}

/// Sign of each ring's area as it was drawn.
fn ring_signs(linework: &Linework) -> Vec<i8> {
    let sign = |r: usize| crate::lattice::ring_area2(linework.ring(r)).signum() as i8;
    bands::map(linework.ring_count(), sign)
}

struct Maker<'a> {
    topology: &'a Topology,
    owners: &'a [RingOwner],
    signs: &'a [i8],
    layers: usize,
    budget: &'a LabelBudget,
}

/// What the list of a face came to, for other faces with the same.
#[derive(Clone, Copy)]
struct Listed {
    entry: u32,
    /// Whether its rings are wound as drawn and lie apart: then there is nothing to tell of a face.
    is_sound: bool,
}

impl Maker<'_> {
    fn states<'k>(&'k self, known: Option<&'k Known>) -> States<'k> {
        States::new(self.owners, self.signs, known, self.budget)
    }

    /// The half-edge over which a face's parent lies, and the parent.
    #[inline]
    fn parent(&self, face: u32) -> (u32, u32) {
        let h = self.topology.faces.west[face as usize];
        (h, self.topology.faces.of_half_edge[(h ^ 1) as usize])
    }

    /// States of all faces that lie on the way from the faces of one part into another.
    fn ways_between(&self, part_start: &[u32], progress: &dyn Progress) -> Result<Known, OverlayError> {
        let outer = self.topology.faces.count;
        if part_start.len() == 2 {
            return Ok(Known::default());
        }
        let exits = bands::each(part_start.len() - 1, "labels", progress, |part| {
            let own = part_start[part]..part_start[part + 1];
            let is_exit = |parent: &u32| *parent != outer && !own.contains(parent);
            let mut exits: Vec<u32> = own.clone().map(|face| self.parent(face).1).filter(is_exit).collect();
            exits.sort_unstable();
            exits.dedup();
            Ok(exits)
        })?;
        let mut states = self.states(None);
        let mut row_of: std::collections::BTreeMap<u32, u32> = std::collections::BTreeMap::new();
        let mut rows: Vec<u32> = Vec::new();
        let mut way = Vec::new();
        for exit in exits.concat() {
            let mut face = exit;
            while face != outer && !row_of.contains_key(&face) {
                way.push(face);
                face = self.parent(face).1;
            }
            let mut from = row_of.get(&face).copied();
            while let Some(face) = way.pop() {
                let row = (rows.len() / self.layers.max(1)) as u32;
                match from {
                    Some(from) => {
                        let at = from as usize * self.layers;
                        rows.extend_from_within(at..at + self.layers);
                    }
                    None => rows.resize(rows.len() + self.layers, NONE),
                }
                let (h, _) = self.parent(face);
                let at = row as usize * self.layers;
                states.cross_into(&mut rows[at..], self.topology.arcs.sides((h >> 1) as usize), h)?;
                row_of.insert(face, row);
                from = Some(row);
            }
        }
        Ok(states.known(row_of, rows))
    }

    /// Fills the rows of the faces from `first` on with the cells that cover them.
    fn label(&self, table: &mut [u32], first: u32, known: &Known) -> Result<Labels, OverlayError> {
        let mut states = self.states(Some(known));
        let count = table.len().checked_div(self.layers).unwrap_or(0);
        let mut done = vec![false; count];
        let mut way = Vec::new();
        for start in 0..count {
            let mut at = start;
            // to the west until something is known
            let mut from = loop {
                if done[at] {
                    break Some(at);
                }
                let (h, parent) = self.parent(first + at as u32);
                way.push((at, h));
                let Some(own) = (parent as usize).checked_sub(first as usize).filter(|&p| p < count) else {
                    known.copy_row(parent, &mut table[at * self.layers..(at + 1) * self.layers]);
                    break None;
                };
                at = own;
            };
            while let Some((at, h)) = way.pop() {
                let to = at * self.layers;
                if let Some(from) = from {
                    table.copy_within(from * self.layers..(from + 1) * self.layers, to);
                }
                let row = &mut table[to..to + self.layers];
                states.cross_into(row, self.topology.arcs.sides((h >> 1) as usize), h)?;
                done[at] = true;
                from = Some(at);
            }
        }
        self.finish(table, first, &states)
    }

    /// Turns states into cells; a list that several faces share is written once.
    fn finish(&self, table: &mut [u32], first: u32, states: &States<'_>) -> Result<Labels, OverlayError> {
        let mut made: Vec<Option<Listed>> = vec![None; states.list_count()];
        let mut out = Labels { layers: self.layers, several_start: vec![0], ..Labels::default() };
        let mut cells = Vec::new();
        for (at, entry) in table.iter_mut().enumerate() {
            if *entry == NONE {
                continue;
            }
            if *entry & SEVERAL == 0 {
                *entry = self.owners[*entry as usize].cell;
                continue;
            }
            let list = *entry & !SEVERAL;
            let before = made[list as usize];
            if let Some(Listed { entry: same, is_sound: true }) = before {
                *entry = same;
                continue;
            }
            let (face, layer) = (first + (at / self.layers) as u32, (at % self.layers) as u32);
            let inside = states.rings(list);
            let entangled = covering(inside, self.owners, &mut cells);
            out.entangled.extend(entangled.map(|cell| (layer, cell, face)));
            let told = out.crossed_rings.len();
            let wrong = inside.iter().filter(|&&(ring, winding)| winding != i32::from(self.signs[ring as usize]));
            out.crossed_rings.extend(wrong.map(|&(ring, _)| (ring, face)));
            *entry = if let Some(listed) = before {
                listed.entry
            } else {
                self.budget.add(cells.len() as u64)?;
                out.entry(&cells)
            };
            let is_sound = entangled.is_none() && told == out.crossed_rings.len();
            made[list as usize] = Some(Listed { entry: *entry, is_sound });
        }
        Ok(out)
    }
}

impl Labels {
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
