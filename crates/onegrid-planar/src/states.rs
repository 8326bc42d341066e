//! Crossing edges -> what winds around a face in one layer, as a number.
//!
//! Most faces have nothing or one shell around them in a layer: that is the number itself. Everything
//! else (holes, overlaps, rings drawn badly) is a list of rings with their windings, kept once made.

use std::collections::BTreeMap;

use crate::error::OverlayError;
use crate::labels::{NONE, SEVERAL};
use crate::limits::LabelBudget;
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
    /// Changes along one arc that need a list: (layer, ring, step).
    waiting: Vec<(u32, u32, i32)>,
    budget: &'a LabelBudget,
    /// Entries of lists that the budget knows.
    counted: usize,
}

/// Entries of lists between two looks at the budget.
const ENTRIES_AT_ONCE: usize = 1 << 16;

impl<'a> States<'a> {
    pub(crate) fn new(
        owners: &'a [RingOwner],
        signs: &'a [i8],
        known: Option<&'a Known>,
        budget: &'a LabelBudget,
    ) -> Self {
        let (lists, scratch, waiting) = (Lists::default(), Vec::new(), Vec::new());
        Self { owners, signs, known, lists, scratch, waiting, budget, counted: 0 }
    }

    /// Changes the states of a face, one a layer, into those of the face on the left of half-edge `h`,
    /// coming from its right.
    ///
    /// # Errors
    /// [`OverlayError::TooLarge`] beyond the budget.
    #[inline]
    pub(crate) fn cross_into(&mut self, row: &mut [u32], sides: &[Side], h: u32) -> Result<(), OverlayError> {
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
                other => {
                    self.waiting.push((owner.layer, ring, step));
                    other
                }
            };
        }
        if self.waiting.is_empty() { Ok(()) } else { self.settle(row) }
    }

    /// Makes the changes that wait: one list for each layer, however many rings run along the arc.
    #[cold]
    fn settle(&mut self, row: &mut [u32]) -> Result<(), OverlayError> {
        let mut waiting = core::mem::take(&mut self.waiting);
        waiting.sort_unstable();
        for same in waiting.chunk_by(|a, b| a.0 == b.0) {
            let entry = &mut row[same[0].0 as usize];
            *entry = self.step(*entry, same);
        }
        waiting.clear();
        self.waiting = waiting;
        let grown = self.lists.rings.len() - self.counted;
        if grown < ENTRIES_AT_ONCE {
            return Ok(());
        }
        self.counted += grown;
        self.budget.add(grown as u64)
    }

    /// The state after some changes, sorted by ring.
    fn step(&mut self, entry: u32, changes: &[(u32, u32, i32)]) -> u32 {
        let mut rings = core::mem::take(&mut self.scratch);
        rings.clear();
        match entry {
            NONE => {}
            list if list & SEVERAL != 0 => rings.extend_from_slice(self.rings(list & !SEVERAL)),
            plain => rings.push((plain, i32::from(self.signs[plain as usize]))),
        }
        if let [(_, ring, step)] = *changes {
            match rings.binary_search_by_key(&ring, |r| r.0) {
                Ok(i) => rings[i].1 += step,
                Err(i) => rings.insert(i, (ring, step)),
            }
        } else {
            rings.extend(changes.iter().map(|&(_, ring, step)| (ring, step)));
            rings.sort_by_key(|r| r.0);
            rings.dedup_by(|next, kept| {
                let same = next.0 == kept.0;
                kept.1 += if same { next.1 } else { 0 };
                same
            });
        }
        rings.retain(|r| r.1 != 0);
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

    /// Number of lists, those known beforehand included.
    pub(crate) fn list_count(&self) -> usize {
        self.first_list() as usize + self.lists.len()
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
