//! Crossing edges -> what winds around a face in one layer, as a number.
//!
//! Most faces have nothing or one shell around them in a layer: that is the number itself. Everything
//! else (holes, overlaps, rings drawn badly) is a list of rings with their windings, kept once made.

use std::collections::BTreeMap;

use crate::labels::{NONE, SEVERAL};
use crate::linework::{RingOwner, RingRole};
use crate::segments::Side;

/// Lists of (ring, winding), winding != 0, sorted by ring.
#[derive(Debug, Default)]
struct Lists {
    start: Vec<u32>,
    rings: Vec<(u32, i32)>,
}

impl Lists {
    fn len(&self) -> usize {
        self.start.len().saturating_sub(1)
    }

    fn get(&self, i: usize) -> &[(u32, i32)] {
        &self.rings[self.start[i] as usize..self.start[i + 1] as usize]
    }

    fn push(&mut self, rings: &[(u32, i32)]) -> u32 {
        if self.start.is_empty() {
            self.start.push(0);
        }
        self.rings.extend_from_slice(rings);
        self.start.push(self.rings.len() as u32);
        self.len() as u32 - 1
    }
}

/// States of faces that were found beforehand.
#[derive(Debug, Default)]
pub(crate) struct Known {
    row_of: BTreeMap<u32, u32>,
    rows: Vec<u32>,
    lists: Lists,
}

impl Known {
    /// Copies the row of a face; one that is not known lies outside everything.
    pub(crate) fn copy_row(&self, face: u32, row: &mut [u32]) {
        match self.row_of.get(&face) {
            Some(&at) => row.copy_from_slice(&self.rows[at as usize * row.len()..(at as usize + 1) * row.len()]),
            None => row.fill(NONE),
        }
    }
}

/// States that one part of the plane has met.
pub(crate) struct States<'a> {
    owners: &'a [RingOwner],
    /// Sign of each ring's area as it was drawn.
    signs: &'a [i8],
    known: Option<&'a Known>,
    lists: Lists,
    scratch: Vec<(u32, i32)>,
}

impl<'a> States<'a> {
    pub(crate) fn new(owners: &'a [RingOwner], signs: &'a [i8], known: Option<&'a Known>) -> Self {
        Self { owners, signs, known, lists: Lists::default(), scratch: Vec::new() }
    }

    /// Changes the states of a face, one a layer, into those of the face on the left of half-edge `h`,
    /// coming from its right.
    #[inline]
    pub(crate) fn cross_into(&mut self, row: &mut [u32], sides: &[Side], h: u32) {
        for side in sides {
            let ring = side.ring();
            let Some(owner) = self.owners.get(ring as usize) else {
                continue; // a barrier line
            };
            // left - right along the arc
            let step = if h & 1 == 0 { side.step() } else { -side.step() };
            let entry = &mut row[owner.layer as usize];
            let is_plain = owner.role == RingRole::Shell && step == i32::from(self.signs[ring as usize]);
            *entry = match *entry {
                NONE if is_plain => ring,
                plain if plain == ring && step == -i32::from(self.signs[ring as usize]) => NONE,
                other => self.step(other, ring, step),
            };
        }
    }

    #[cold]
    fn step(&mut self, entry: u32, ring: u32, step: i32) -> u32 {
        let mut rings = core::mem::take(&mut self.scratch);
        rings.clear();
        match entry {
            NONE => {}
            list if list & SEVERAL != 0 => rings.extend_from_slice(self.rings(list & !SEVERAL)),
            plain => rings.push((plain, i32::from(self.signs[plain as usize]))),
        }
        match rings.binary_search_by_key(&ring, |r| r.0) {
            Ok(i) if rings[i].1 + step == 0 => {
                rings.remove(i);
            }
            Ok(i) => rings[i].1 += step,
            Err(i) => rings.insert(i, (ring, step)),
        }
        let entry = match rings[..] {
            [] => NONE,
            [(ring, winding)] if self.is_plain(ring, winding) => ring,
            _ => SEVERAL | (self.first_list() + self.lists.push(&rings)),
        };
        self.scratch = rings;
        entry
    }

    fn is_plain(&self, ring: u32, winding: i32) -> bool {
        self.owners[ring as usize].role == RingRole::Shell && winding == i32::from(self.signs[ring as usize])
    }

    /// Number of lists known beforehand.
    fn first_list(&self) -> u32 {
        self.known.map_or(0, |known| known.lists.len() as u32)
    }

    /// Rings and windings of a list.
    pub(crate) fn rings(&self, list: u32) -> &[(u32, i32)] {
        match (list.checked_sub(self.first_list()), self.known) {
            (None, Some(known)) => known.lists.get(list as usize),
            (own, _) => self.lists.get(own.unwrap_or(list) as usize),
        }
    }

    /// What was found, for others to begin with.
    pub(crate) fn known(self, row_of: BTreeMap<u32, u32>, rows: Vec<u32>) -> Known {
        Known { row_of, rows, lists: self.lists }
    }
}
