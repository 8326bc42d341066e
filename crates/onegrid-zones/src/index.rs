//! Look-ups over the face table that every stage needs, and its lengths and areas as integers.
//!
//! Sums of integers do not depend on their order, so results do not depend on the order of faces
//! or threads. Lengths are in millimetres, areas in square centimetres.

use crate::rule_set::{RuleSet, WallRule};
use crate::table::{FaceBorder, FaceTable};

/// A neighbour of a face.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Neighbour {
    pub(crate) face: u32,
    pub(crate) border: u32,
}

/// Look-ups over a checked table.
pub(crate) struct FaceIndex<'t> {
    pub(crate) table: &'t FaceTable,
    /// Faces of each community, rising.
    pub(crate) faces_of: Vec<Vec<u32>>,
    /// Position of a face in its community's list.
    pub(crate) place: Vec<u32>,
    start: Vec<u32>,
    neighbours: Vec<Neighbour>,
    /// Walls on each border, as a set of bits; empty where there are none at all.
    walls: Vec<u8>,
}

impl<'t> FaceIndex<'t> {
    pub(crate) fn new(table: &'t FaceTable) -> Self {
        let mut faces_of = vec![Vec::new(); table.communities.len()];
        let mut place = vec![0; table.faces.len()];
        for (f, face) in table.faces.iter().enumerate() {
            if let Some(c) = face.community {
                place[f] = faces_of[c as usize].len() as u32;
                faces_of[c as usize].push(f as u32);
            }
        }
        let mut start = vec![0u32; table.faces.len() + 1];
        for border in &table.borders {
            start[border.a as usize + 1] += 1;
            start[border.b as usize + 1] += 1;
        }
        for f in 0..table.faces.len() {
            start[f + 1] += start[f];
        }
        let mut next = start.clone();
        let mut neighbours = vec![Neighbour { face: 0, border: 0 }; table.borders.len() * 2];
        for (at, border) in table.borders.iter().enumerate() {
            for (from, to) in [(border.a, border.b), (border.b, border.a)] {
                neighbours[next[from as usize] as usize] = Neighbour { face: to, border: at as u32 };
                next[from as usize] += 1;
            }
        }
        Self { table, faces_of, place, start, neighbours, walls: Vec::new() }
    }

    /// Neighbours of a face in any community.
    pub(crate) fn neighbours(&self, face: u32) -> &[Neighbour] {
        let f = face as usize;
        &self.neighbours[self.start[f] as usize..self.start[f + 1] as usize]
    }

    /// Neighbours of a face in its own community.
    pub(crate) fn companions(&self, face: u32) -> impl Iterator<Item = Neighbour> + '_ {
        let community = self.table.faces[face as usize].community;
        self.neighbours(face).iter().copied().filter(move |n| self.table.faces[n.face as usize].community == community)
    }

    /// Finds the borders that no zone may have on both sides. Ground that no cell of a locked layer
    /// covers, or several cells do, belongs to either side.
    pub(crate) fn raise_walls(&mut self, rules: &RuleSet, base_of: &[Option<u32>]) {
        let table = self.table;
        let cell = |f: u32, layer: u32| match table.cells(f, layer as usize) {
            [cell] => Some(*cell),
            _ if layer == 0 => base_of[f as usize],
            _ => None,
        };
        let parts = |border: &FaceBorder, layer: u32| match (cell(border.a, layer), cell(border.b, layer)) {
            (Some(a), Some(b)) => a != b,
            _ => false,
        };
        let walls = table.borders.iter().map(|border| {
            let is_wall = |wall: &WallRule| {
                border.barrier.is_some_and(|b| wall.ranks.contains(&b.rank))
                    || wall.layers.iter().any(|&layer| parts(border, layer))
            };
            let standing = rules.walls.iter().enumerate().filter(|(_, wall)| is_wall(wall));
            standing.fold(0u8, |set, (at, _)| set | 1 << at)
        });
        self.walls = walls.collect();
        if self.walls.iter().all(|&set| set == 0) {
            self.walls.clear();
        }
    }

    pub(crate) fn has_walls(&self) -> bool {
        !self.walls.is_empty()
    }

    /// Whether a border connects.
    pub(crate) fn is_open(&self, border: u32) -> bool {
        self.walls.get(border as usize).is_none_or(|&set| set == 0)
    }

    /// Positions of the walls on a border.
    pub(crate) fn walls_on(&self, border: u32) -> impl Iterator<Item = u8> + use<> {
        let set = self.walls.get(border as usize).copied().unwrap_or(0);
        (0..8).filter(move |at| set >> at & 1 == 1)
    }

    /// The building that a border runs through.
    pub(crate) fn building_inside(&self, border: u32) -> Option<u32> {
        let FaceBorder { a, b, .. } = self.table.borders[border as usize];
        let building = |f: u32| self.table.faces[f as usize].building;
        building(a).filter(|_| building(a) == building(b))
    }

    pub(crate) fn length_mm(&self, border: u32) -> u64 {
        mm(self.table.borders[border as usize].length_m)
    }

    pub(crate) fn area_cm2(&self, face: u32) -> u64 {
        cm2(self.table.faces[face as usize].area_m2)
    }
}

/// Millimetres of a length in m.
pub(crate) fn mm(length_m: f64) -> u64 {
    (length_m * 1e3).round() as u64
}

/// Square centimetres of an area in m².
pub(crate) fn cm2(area_m2: f64) -> u64 {
    (area_m2 * 1e4).round() as u64
}

/// Metres of a length in mm.
pub(crate) fn metres(length_mm: u64) -> f64 {
    length_mm as f64 / 1e3
}

/// Square metres of an area in cm².
pub(crate) fn square_metres(area_cm2: u64) -> f64 {
    area_cm2 as f64 / 1e4
}
