//! Errors of this crate: each names the file, the place, expected, got, and what to do.

mod manifest;
mod read;
mod write;

use std::fmt;

pub use manifest::ManifestError;
pub use read::ReadError;
pub use write::WriteError;

/// A place in a text file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Line, counted from 1.
    pub line: u32,
    /// Column, counted from 1: in characters in a manifest, in bytes in a data file.
    pub column: u32,
}

impl Place {
    /// The first character of a file.
    pub const START: Place = Place { line: 1, column: 1 };
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}
