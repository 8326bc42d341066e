//! What can stop an overlay.

use crate::lattice::{Coord, MAX_SPAN};

/// No overlay can be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OverlayError {
    /// There is no ring with an area. Give at least one polygon.
    #[error("nothing to overlay: got {rings} rings with an area, expected at least 1")]
    Empty {
        /// Rings with at least three distinct points.
        rings: usize,
    },
    /// The input spans too much of the planet; a coordinate is wrong or the data cross the
    /// antimeridian. Split the data or correct the coordinate.
    #[error(
        "points span {width} x {height} lattice units between {min:?} and {max:?}, expected at most {MAX_SPAN}; \
         look for a wrong coordinate, or split data that cross the antimeridian"
    )]
    TooWide {
        /// Span in x, lattice units.
        width: i64,
        /// Span in y, lattice units.
        height: i64,
        /// South-west corner.
        min: Coord,
        /// North-east corner.
        max: Coord,
    },
    /// More segments, crossings or rings than 32-bit ids can number. Split the data by county.
    #[error("{what} reach {got}, expected at most {limit}; split the data, for example by county")]
    TooLarge {
        /// What there are too many of.
        what: &'static str,
        /// How many there are.
        got: u64,
        /// How many there may be.
        limit: u64,
    },
    /// So many lines run through one place that comparing them would take minutes. Look for a layer
    /// that was drawn many times, or for lines of a survey grid.
    #[error(
        "{segments} lines meet near {place:?} (lattice units), expected at most {limit}; \
         look for a layer that was added many times over"
    )]
    TooDense {
        /// South-west corner of the place.
        place: Coord,
        /// Lines there.
        segments: u64,
        /// How many there may be.
        limit: u64,
    },
    /// The overlay would need more memory than the caller allows. Split the data by county, look for lines
    /// that cross very many others, or allow more ([`Limits`](crate::Limits)).
    #[error(
        "the overlay would need about {} MB, expected at most {} MB: about {crossings} crossings and {edges} edges \
         would come of {segments} segments; split the data, for example by county, remove lines that cross very many \
         others, or allow more memory",
        memory_bytes.div_ceil(1_000_000), limit_bytes / 1_000_000
    )]
    TooMuchMemory {
        /// Segments of the input.
        segments: u64,
        /// Crossings, about.
        crossings: u64,
        /// Edges after noding, about.
        edges: u64,
        /// Memory that would be needed, about.
        memory_bytes: u64,
        /// Memory that may be used.
        limit_bytes: u64,
    },
    /// A line that is added to an arrangement leaves its bounds. Cut it off there.
    #[error("a line runs to {place:?} (lattice units), expected it within the bounds of the arrangement")]
    Beyond {
        /// A point of the line.
        place: Coord,
    },
    /// A line that is added to an arrangement passes others so closely that a face would be lost. Draw it a
    /// centimetre away, or along them.
    #[error("lines pass within a lattice unit of one another at {place:?}, expected them apart or along one another")]
    TooClose {
        /// Where.
        place: Coord,
    },
    /// Lattice units cannot become metres so. Give metres per unit that a map can have, or a geographic scale
    /// made for the points.
    #[error("got a scale {got}, expected {expected}")]
    Scale {
        /// What the scale is.
        got: String,
        /// What it should be.
        expected: &'static str,
    },
    /// The caller's progress callback asked to stop.
    #[error("stopped on request during {step}")]
    Cancelled {
        /// The step that was running.
        step: &'static str,
    },
}

impl OverlayError {
    /// Stable code of the error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty { .. } => "overlay.empty",
            Self::TooWide { .. } => "overlay.too_wide",
            Self::TooLarge { .. } => "overlay.too_large",
            Self::TooDense { .. } => "overlay.too_dense",
            Self::TooMuchMemory { .. } => "overlay.too_much_memory",
            Self::Beyond { .. } => "overlay.beyond",
            Self::TooClose { .. } => "overlay.too_close",
            Self::Scale { .. } => "overlay.scale",
            Self::Cancelled { .. } => "overlay.cancelled",
        }
    }

    /// Where on the map the error is, if it has a place.
    pub fn place(&self) -> Option<Coord> {
        match self {
            Self::TooWide { min, .. } => Some(*min),
            Self::TooDense { place, .. } | Self::Beyond { place } | Self::TooClose { place } => Some(*place),
            _ => None,
        }
    }
}
