//! Tables out: CSV that a spreadsheet opens without harm.
//!
//! # Guarantees
//! 1. A byte order mark comes first, so that spreadsheets read Chinese text as UTF-8.
//! 2. No field can start a formula (see [`protect`]).
//! 3. Same rows, same bytes; lines end in `\n`.

use std::borrow::Cow;
use std::io::{self, Write};

/// Writes one CSV table.
pub struct TableWriter<W: Write> {
    writer: csv::Writer<W>,
}

impl<W: Write> TableWriter<W> {
    /// Writes the byte order mark and the header.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn new(mut out: W, header: &[&str]) -> io::Result<Self> {
        out.write_all("\u{feff}".as_bytes())?;
        let mut table = Self { writer: csv::Writer::from_writer(out) };
        table.row(header)?;
        Ok(table)
    }

    /// Writes one row.
    ///
    /// # Errors
    /// The output cannot be written, or the row has not as many fields as the header.
    pub fn row<S: AsRef<str>>(&mut self, fields: &[S]) -> io::Result<()> {
        for field in fields {
            self.writer.write_field(protect(field.as_ref()).as_bytes())?;
        }
        self.writer.write_record(None::<&[u8]>)?;
        Ok(())
    }

    /// Writes what is still buffered.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn finish(self) -> io::Result<W> {
        self.writer.into_inner().map_err(csv::IntoInnerError::into_error)
    }
}

/// Puts an apostrophe before a field that a spreadsheet would take for a formula: one that begins
/// with `=`, `+`, `-`, `@` (also in full width), tab, line feed or carriage return, unless it is a
/// number.
///
/// # Source
/// OWASP, "CSV Injection".
pub fn protect(field: &str) -> Cow<'_, str> {
    let is_risky = field.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n']);
    let is_number =
        || field.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b)) && field.parse::<f64>().is_ok();
    if is_risky && !is_number() { Cow::Owned(format!("'{field}")) } else { Cow::Borrowed(field) }
}

#[cfg(test)]
mod tests {
    use super::protect;

    #[test]
    fn formulas_are_defused_and_numbers_left_alone() {
        for risky in ["=1+1", "+A1", "-cmd|x", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "-inf", "+-1"] {
            assert_eq!(protect(risky), format!("'{risky}"), "{risky:?}");
        }
        for harmless in ["-0.5", "+3", "-1e9", "118.9000001", "", "a=1", "幸福路", "'=1"] {
            assert_eq!(protect(harmless), harmless);
        }
    }
}
