//! What the caller may decide about cleaning.

use serde::{Deserialize, Serialize};

use crate::lattice::Coord;

/// A length in metres that is a number and not negative.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Metres(f64);

/// A length that is no length.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("got a length of {got} m, expected a finite number of at least 0 m")]
pub struct InvalidMetres {
    /// What was given, in metres.
    pub got: f64,
}

impl InvalidMetres {
    /// Stable code of the error.
    pub fn code(&self) -> &'static str {
        "clean.invalid_metres"
    }
}

impl Metres {
    /// No length at all.
    pub const ZERO: Self = Self(0.0);

    /// A length in metres.
    ///
    /// # Errors
    /// [`InvalidMetres`] for NaN, infinities and negative numbers.
    pub fn new(metres: f64) -> Result<Self, InvalidMetres> {
        if metres.is_finite() && metres >= 0.0 { Ok(Self(metres)) } else { Err(InvalidMetres { got: metres }) }
    }

    /// The number of metres.
    pub fn get(self) -> f64 {
        self.0
    }
}

impl TryFrom<f64> for Metres {
    type Error = InvalidMetres;

    fn try_from(metres: f64) -> Result<Self, InvalidMetres> {
        Self::new(metres)
    }
}

impl From<Metres> for f64 {
    fn from(metres: Metres) -> f64 {
        metres.0
    }
}

/// Who gets a place that several cells claim, or none.
///
/// Whatever a rule leaves undecided goes to the longest shared border; equal borders to the larger
/// cell, then to the one that comes first by place (its lowest face), and only between cells drawn in the
/// same place to the lower number.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MergeRule {
    /// The cell with which the place shares the longest border.
    #[default]
    LongestBorder,
    /// The cell with the largest area, as drawn.
    Largest,
    /// The cell with the smallest area, as drawn.
    Smallest,
    /// The cell with the lowest number.
    First,
    /// A rank per cell, lower wins; cells of one group share a rank. Cells beyond the end of the
    /// list come last.
    Priority(Vec<u32>),
}

/// A gap that shall stay, however narrow: a lake, an enclave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeepOpen {
    /// The gap that holds this point.
    At(Coord),
    /// Gaps whose inner point lies in this polygon (even-odd over its rings), and the gap that holds
    /// the first point of its first ring.
    Within(Vec<Vec<Coord>>),
}

/// Areas that contested places must not leave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParentRegions {
    /// Position of the layer of regions in the same linework.
    pub layer: u32,
    /// Region of each cell; `None` for cells that may take places anywhere.
    pub of_cell: Vec<Option<u32>>,
}

/// How to clean; the default cleans overlaps by the longest border and fills nothing.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CleanOptions {
    /// Points nearer than this are drawn together before noding: points to points, then edges to
    /// points. 0 leaves all to the lattice.
    pub snap: Metres,
    /// Enclosed gaps in which no circle of a greater diameter fits are filled. 0 fills none.
    pub gap_width: Metres,
    /// Who gets an overlap.
    pub overlaps: MergeRule,
    /// Who gets a filled gap, among the cells around it.
    pub gaps: MergeRule,
    /// Gaps that stay open.
    pub keep_open: Vec<KeepOpen>,
    /// Regions that contested places stay in.
    pub parents: Option<ParentRegions>,
    /// Whether inlets narrower than `gap_width`, open to the outside, are filled too.
    pub inlets: bool,
}
