//! Rings and lines on the lattice -> the input of one overlay.
//!
//! Before this: [`Coord::from_degrees`]. After: noding.
//! # Guarantees
//! 1. Every ring keeps its layer, cell, part and role; nothing is reordered or repaired here.
//! 2. A point repeated in a row is dropped, and so is the closing point; rings left with fewer than
//!    three distinct points are kept as degenerate, so that they can be listed.

use serde::{Deserialize, Serialize};

use crate::error::OverlayError;
use crate::lattice::{Bounds, Coord, MAX_SPAN, orient};
use crate::scale::Scale;

/// Whether a ring is the outside of a part or a hole in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RingRole {
    /// Outside of a part.
    Shell,
    /// Hole in a part.
    Hole,
}

/// What a ring bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RingOwner {
    /// Position of the layer.
    pub layer: u32,
    /// Position of the cell in its layer.
    pub cell: u32,
    /// Position of the part in its cell.
    pub part: u32,
    /// Outside or hole.
    pub role: RingRole,
}

/// All rings and barrier lines of one overlay.
#[derive(Debug, Clone, Default)]
pub struct Linework {
    layer_cells: Vec<u32>,
    coords: Vec<Coord>,
    ring_end: Vec<u32>,
    owners: Vec<RingOwner>,
    line_coords: Vec<Coord>,
    line_end: Vec<u32>,
    line_ids: Vec<u32>,
}

impl Linework {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Opens the next layer and returns its position. Its cells are numbered from 0 to `cells`.
    pub fn add_layer(&mut self, cells: u32) -> u32 {
        self.layer_cells.push(cells);
        self.layer_cells.len() as u32 - 1
    }

    /// Adds a ring of a cell, in either direction, closed or not.
    ///
    /// # Panics
    /// When the layer was not opened or the cell is beyond its count: a mistake of the caller.
    pub fn add_ring(&mut self, owner: RingOwner, points: impl IntoIterator<Item = Coord>) {
        assert!(
            owner.cell < self.layer_cells[owner.layer as usize],
            "cell {} of layer {} is beyond its count",
            owner.cell,
            owner.layer
        );
        let start = self.coords.len();
        push_distinct(&mut self.coords, points);
        if self.coords.len() > start + 1 && self.coords[start] == self.coords[self.coords.len() - 1] {
            self.coords.pop();
        }
        self.ring_end.push(self.coords.len() as u32);
        self.owners.push(owner);
    }

    /// Adds a barrier line under a number of the caller's choice (several lines may share it).
    pub fn add_barrier(&mut self, id: u32, points: impl IntoIterator<Item = Coord>) {
        push_distinct(&mut self.line_coords, points);
        self.line_end.push(self.line_coords.len() as u32);
        self.line_ids.push(id);
    }

    /// Number of layers.
    pub fn layer_count(&self) -> usize {
        self.layer_cells.len()
    }

    /// Number of cells in a layer.
    pub fn cell_count(&self, layer: usize) -> usize {
        self.layer_cells[layer] as usize
    }

    /// Number of rings, degenerate ones included.
    pub fn ring_count(&self) -> usize {
        self.owners.len()
    }

    /// Number of barrier lines.
    pub fn line_count(&self) -> usize {
        self.line_ids.len()
    }

    /// Number of points in rings and barrier lines.
    pub fn point_count(&self) -> usize {
        self.coords.len() + self.line_coords.len()
    }

    /// Points of a ring, last point not repeated.
    pub fn ring(&self, ring: usize) -> &[Coord] {
        slice(&self.coords, &self.ring_end, ring)
    }

    /// What a ring bounds.
    pub fn owner(&self, ring: usize) -> RingOwner {
        self.owners[ring]
    }

    /// All owners, by ring.
    pub(crate) fn owners(&self) -> &[RingOwner] {
        &self.owners
    }

    /// Points of a barrier line.
    pub fn line(&self, line: usize) -> &[Coord] {
        slice(&self.line_coords, &self.line_end, line)
    }

    /// Points of a ring or of a line, which are numbered after the rings.
    pub(crate) fn ring_or_line(&self, item: usize) -> &[Coord] {
        match item.checked_sub(self.ring_count()) {
            None => self.ring(item),
            Some(line) => self.line(line),
        }
    }

    /// The caller's number of a barrier line.
    pub fn line_id(&self, line: usize) -> u32 {
        self.line_ids[line]
    }

    /// Smallest rectangle around all rings and lines.
    pub fn bounds(&self) -> Option<Bounds> {
        Bounds::of(self.coords.iter().chain(&self.line_coords).copied())
    }

    /// A geographic scale that fits this linework; points may be measured anywhere within it.
    pub fn geographic_scale(&self) -> Option<Scale> {
        self.bounds().map(Scale::geographic)
    }

    /// Rejects linework that exact 64-bit predicates or 32-bit ids cannot hold.
    ///
    /// # Errors
    /// [`OverlayError::Empty`], [`OverlayError::TooWide`], [`OverlayError::TooLarge`].
    pub(crate) fn check_limits(&self) -> Result<Bounds, OverlayError> {
        let empty = OverlayError::Empty { rings: 0 };
        let Some(bounds) = self.bounds() else { return Err(empty) };
        if bounds.width() >= MAX_SPAN || bounds.height() >= MAX_SPAN {
            return Err(OverlayError::TooWide {
                width: bounds.width(),
                height: bounds.height(),
                min: bounds.min,
                max: bounds.max,
            });
        }
        // only now, since `orient` is exact for narrow linework; not the area: the lobes of a bow-tie may cancel out
        let encloses = |ring: &[Coord]| ring.iter().any(|&p| ring.len() > 2 && orient(ring[0], ring[1], p) != 0);
        if !(0..self.ring_count()).any(|r| encloses(self.ring(r))) {
            return Err(empty);
        }
        let limit = 1u64 << 30;
        for (what, got) in [("points", self.point_count()), ("rings and lines", self.ring_count() + self.line_count())]
        {
            if got as u64 >= limit {
                return Err(OverlayError::TooLarge { what, got: got as u64, limit });
            }
        }
        Ok(bounds)
    }
}

fn push_distinct(into: &mut Vec<Coord>, points: impl IntoIterator<Item = Coord>) {
    let mut last = None;
    for p in points {
        if last != Some(p) {
            into.push(p);
            last = Some(p);
        }
    }
}

fn slice<'a>(coords: &'a [Coord], ends: &[u32], i: usize) -> &'a [Coord] {
    let start = if i == 0 { 0 } else { ends[i - 1] as usize };
    &coords[start..ends[i] as usize]
}
