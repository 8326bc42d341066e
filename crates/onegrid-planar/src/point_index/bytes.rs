//! The index <-> bytes.
//!
//! Little-endian, version 1:
//! ```text
//! 0   8  "onegrdPI"
//! 8   4  version
//! 12  16 bounds: west, south, east, north (i32)
//! 28  8  origin: x, y (i32)
//! 36  4  shift
//! 40  8  columns, rows
//! 48  8  number of words (u64)
//! 56     cells (u32 each), then words (i32 each)
//! end 4  CRC-32 of everything before
//! ```
//! Whatever the bytes say is checked before it is used, in linear time: hostile bytes give an error or
//! an index that answers something, never a panic.

use crate::error::OverlayError;
use crate::lattice::{Bounds, Coord, MAX_SPAN};
use crate::progress::{Pace, Progress, Silent};

use super::cell_grid::CellGrid;
use super::record::checked_length;
use super::{PointIndex, RECORD, RECORD_ALIGNMENT};

const MAGIC: [u8; 8] = *b"onegrdPI";
/// Version of the format that is written and read.
const VERSION: u32 = 1;
const HEAD_BYTES: usize = 56;
const CHECKSUM_BYTES: usize = 4;
/// Bytes between two looks at whether to stop.
const BYTES_AT_ONCE: usize = 1 << 20;

/// Bytes are no point index.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PointIndexError {
    /// The bytes begin otherwise. Give bytes that [`PointIndex::to_bytes`] made.
    #[error("not a point index: the first bytes are {got:?}, expected {MAGIC:?}")]
    NotAnIndex {
        /// The first bytes, at most eight.
        got: Vec<u8>,
    },
    /// Another version of the format. Make the index anew.
    #[error("point index of version {got}, expected {VERSION}; make it anew with this version")]
    Version {
        /// Version in the bytes.
        got: u32,
    },
    /// There are fewer or more bytes than the head announces. Copy or make the index again.
    #[error("point index of {got} bytes, expected {expected}; copy it again or make it anew")]
    Length {
        /// Bytes there are.
        got: u64,
        /// Bytes there should be.
        expected: u64,
    },
    /// A byte was changed. Copy or make the index again.
    #[error("point index is damaged: checksum {got:08x}, expected {expected:08x}; copy it again or make it anew")]
    Checksum {
        /// Checksum of the bytes.
        got: u32,
        /// Checksum they carry.
        expected: u32,
    },
    /// The bytes are whole but contradict themselves. They were not made by this library.
    #[error("point index contradicts itself: unsound {what} (number {position}); make it anew")]
    Unsound {
        /// What does not fit.
        what: &'static str,
        /// Which one, counted from 0.
        position: u64,
    },
    /// The caller's progress callback asked to stop.
    #[error("stopped on request while reading a point index")]
    Cancelled,
}

/// What is read is not overlaid: it can only be stopped.
impl From<OverlayError> for PointIndexError {
    fn from(_: OverlayError) -> Self {
        Self::Cancelled
    }
}

impl PointIndexError {
    /// Stable code of the error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAnIndex { .. } => "point_index.not_an_index",
            Self::Version { .. } => "point_index.version",
            Self::Length { .. } => "point_index.length",
            Self::Checksum { .. } => "point_index.checksum",
            Self::Unsound { .. } => "point_index.unsound",
            Self::Cancelled => "point_index.cancelled",
        }
    }
}

impl PointIndex {
    /// The index as bytes, the same on every machine.
    pub fn to_bytes(&self) -> Vec<u8> {
        let g = &self.grid;
        let mut out = Vec::with_capacity(HEAD_BYTES + self.memory_bytes() + CHECKSUM_BYTES);
        out.extend(MAGIC);
        out.extend(VERSION.to_le_bytes());
        for c in [g.bounds.min, g.bounds.max, g.origin] {
            out.extend(c.x.to_le_bytes());
            out.extend(c.y.to_le_bytes());
        }
        for n in [g.shift, g.columns, g.rows] {
            out.extend(n.to_le_bytes());
        }
        out.extend((self.words.len() as u64).to_le_bytes());
        out.extend(self.cells.iter().flat_map(|c| c.to_le_bytes()));
        out.extend(self.words.iter().flat_map(|w| w.to_le_bytes()));
        out.extend(crc32fast::hash(&out).to_le_bytes());
        out
    }

    /// The index that [`PointIndex::to_bytes`] wrote.
    ///
    /// # Errors
    /// Any [`PointIndexError`].
    ///
    /// # Cost
    /// One pass over the bytes; nothing is built.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, PointIndexError> {
        Self::from_bytes_with(bytes, &Silent)
    }

    /// As [`PointIndex::from_bytes`], under the eyes of `progress` (step `read`).
    ///
    /// # Errors
    /// Any [`PointIndexError`].
    pub fn from_bytes_with(bytes: &[u8], progress: &dyn Progress) -> Result<Self, PointIndexError> {
        let (grid, word_count) = read_head(bytes)?;
        let mut pace = Pace::start(progress, "read", bytes.len() + grid.cell_count())?;
        check_sum(bytes, &mut pace)?;
        check_grid(&grid)?;
        let body = &bytes[HEAD_BYTES..bytes.len() - CHECKSUM_BYTES];
        let (cells, words) = body.split_at(4 * grid.cell_count());
        debug_assert_eq!(words.len(), 4 * word_count);
        let four = |b: &[u8]| [b[0], b[1], b[2], b[3]];
        let out = Self {
            grid,
            cells: cells.chunks_exact(4).map(|b| u32::from_le_bytes(four(b))).collect(),
            words: words.chunks_exact(4).map(|b| i32::from_le_bytes(four(b))).collect(),
        };
        out.check_records(&mut pace)?;
        pace.end()?;
        Ok(out)
    }

    /// Every cell with a record points to the next one, every record is sound, and none is left over.
    fn check_records(&self, pace: &mut Pace<'_>) -> Result<(), PointIndexError> {
        let mut next = 0;
        for (i, &cell) in self.cells.iter().enumerate() {
            pace.add(1)?;
            if cell & RECORD == 0 {
                continue;
            }
            let unsound = |what| PointIndexError::Unsound { what, position: i as u64 };
            if (cell & !RECORD) as usize != next / RECORD_ALIGNMENT {
                return Err(unsound("place of a record"));
            }
            let words = self.words.get(next..).unwrap_or_default();
            next += checked_length(words, self.grid.bounds).ok_or_else(|| unsound("record"))?;
        }
        if next == self.words.len() {
            Ok(())
        } else {
            Err(PointIndexError::Unsound { what: "word after the last record", position: next as u64 })
        }
    }
}

fn word(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

/// The grid and the number of words, when the length is right.
fn read_head(bytes: &[u8]) -> Result<(CellGrid, usize), PointIndexError> {
    if bytes.get(..8) != Some(&MAGIC[..]) {
        return Err(PointIndexError::NotAnIndex { got: bytes[..bytes.len().min(8)].to_vec() });
    }
    let smallest = (HEAD_BYTES + CHECKSUM_BYTES) as u64;
    let length = |expected: u64| PointIndexError::Length { got: bytes.len() as u64, expected };
    if (bytes.len() as u64) < smallest {
        return Err(length(smallest));
    }
    let version = word(bytes, 8);
    if version != VERSION {
        return Err(PointIndexError::Version { got: version });
    }
    let (columns, rows) = (word(bytes, 40), word(bytes, 44));
    let words = u64::from(word(bytes, 48)) | u64::from(word(bytes, 52)) << 32;
    let cells = u64::from(columns) * u64::from(rows);
    let expected = cells.saturating_add(words).saturating_mul(4).saturating_add(smallest);
    if expected != bytes.len() as u64 {
        return Err(length(expected));
    }
    let coord = |at: usize| Coord::new(word(bytes, at) as i32, word(bytes, at + 4) as i32);
    let bounds = Bounds { min: coord(12), max: coord(20) };
    let grid = CellGrid { bounds, origin: coord(28), shift: word(bytes, 36), columns, rows };
    Ok((grid, words as usize))
}

fn check_sum(bytes: &[u8], pace: &mut Pace<'_>) -> Result<(), PointIndexError> {
    let (body, _) = bytes.split_at(bytes.len() - CHECKSUM_BYTES);
    let mut sum = crc32fast::Hasher::new();
    for some in body.chunks(BYTES_AT_ONCE) {
        sum.update(some);
        pace.add(some.len())?;
    }
    let (got, expected) = (sum.finalize(), word(bytes, body.len()));
    // fuzzing wants to get past this
    if got != expected && !cfg!(fuzzing) {
        return Err(PointIndexError::Checksum { got, expected });
    }
    Ok(())
}

fn check_grid(grid: &CellGrid) -> Result<(), PointIndexError> {
    let b = &grid.bounds;
    let spans = [b.width(), b.height()];
    let checks = [
        ("bounds", spans.iter().all(|s| (0..MAX_SPAN).contains(s))),
        ("cell size", grid.shift <= 30),
        ("number of columns and rows", grid.columns > 0 && grid.rows > 0),
    ];
    match checks.iter().position(|(_, holds)| !holds) {
        Some(i) => Err(PointIndexError::Unsound { what: checks[i].0, position: 0 }),
        None => Ok(()),
    }
}
