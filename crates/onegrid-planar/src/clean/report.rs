//! What cleaning did, place by place.
//!
//! # Guarantees
//! Entries are sorted by face, and faces are numbered by place: the order of cells does not matter.

use serde::{Deserialize, Serialize};

use crate::lattice::Coord;

/// Everything that cleaning changed or had to leave.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct CleanReport {
    /// Gaps that now belong to a cell.
    pub gaps_filled: Vec<GapFilled>,
    /// Enclosed gaps that stay, and why.
    pub gaps_left: Vec<GapLeft>,
    /// Overlaps and who got them.
    pub overlaps_given: Vec<OverlapGiven>,
    /// Cells that would have come apart, and what was done.
    pub pieces: Vec<Piece>,
    /// Cells of which nothing is left, ascending.
    pub lost: Vec<Lost>,
    /// Area of the filled gaps, in m2.
    pub gap_area_m2: f64,
    /// Area of the overlaps, each counted once, in m2.
    pub overlap_area_m2: f64,
    /// Area that only one cell claimed and another one got, in m2.
    pub area_moved_m2: f64,
    /// Distinct points that snapping moved.
    pub points_snapped: u64,
    /// Points that snapping put into edges.
    pub points_inserted: u64,
}

/// A gap that was filled.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct GapFilled {
    /// Its face in the arrangement.
    pub face: u32,
    /// A point of its border.
    pub place: Coord,
    /// Its area in m2.
    pub area_m2: f64,
    /// The cell that got it.
    pub to: u32,
}

/// A gap that stays open.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct GapLeft {
    /// Its face in the arrangement.
    pub face: u32,
    /// A point of its border.
    pub place: Coord,
    /// Its area in m2.
    pub area_m2: f64,
    /// Why it stays.
    pub reason: GapReason,
}

/// Why a gap stays open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum GapReason {
    /// A circle wider than the gap width fits in.
    Wide,
    /// It is on the list of gaps to keep.
    KeptOpen,
    /// No cell of its region touches it.
    NoCellOfItsRegion,
}

/// An overlap and the cell that got it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OverlapGiven {
    /// Its face in the arrangement.
    pub face: u32,
    /// A point of its border.
    pub place: Coord,
    /// Its area in m2.
    pub area_m2: f64,
    /// The cells that claimed it, ascending.
    pub cells: Vec<u32>,
    /// The cell that got it: one of them, or a neighbour where it was cut off from all of them.
    pub to: u32,
    /// Whether it had to leave its region, since no cell of that region claims it.
    pub leaves_region: bool,
}

/// A part of a cell that cleaning cut off.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Piece {
    /// The cell.
    pub cell: u32,
    /// The lowest face of the part.
    pub face: u32,
    /// A point of its border.
    pub place: Coord,
    /// Area of the part in m2.
    pub area_m2: f64,
    /// What was done.
    pub outcome: PieceOutcome,
}

/// What happened to a part that was cut off.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PieceOutcome {
    /// Tied to the main body again over contested places of this area.
    Reconnected {
        /// Area of those places in m2.
        over_m2: f64,
    },
    /// Given to the neighbour with the longest border.
    GivenTo {
        /// The neighbour.
        cell: u32,
    },
    /// It has no neighbour to be given to: the cell stays in pieces.
    NoNeighbour,
    /// The cell was drawn as fewer parts: a neck thinner than the lattice or the snap distance came
    /// apart before anything was given to anyone. The part stays with its cell.
    Pinched,
}

/// A cell of which nothing is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lost {
    /// The cell.
    pub cell: u32,
    /// Why.
    pub reason: LostReason,
}

/// Why nothing is left of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum LostReason {
    /// It has no area on the lattice (after snapping).
    NoArea,
    /// Others got all of it; most went to `by`.
    Covered {
        /// The cell that got the largest share.
        by: u32,
    },
}
