//! Tables about codes: the register, the administrative table, fingerprints; CSV in and out.
//!
//! # Guarantees
//! 1. A register written and read again is the same register.
//! 2. A row that cannot be understood is an error with its row and what was expected: a code that is
//!    silently skipped could be given again.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};

use onegrid::{AdminEntry, AdminTable, CodeEntry, CodeStatus, Date, Fingerprint, Merged, Register};

use crate::field::shortened;
use crate::nearest::most_similar;
use crate::{ReadError, TableWriter};

/// Reads a register of codes: columns `code`, `status`, and, where there are, `reason`,
/// `reason_en`, `from`, `to`, `successor` (several divided by `;`), `community`, `community_name`,
/// `name`, `class`. `file` is its name for messages.
///
/// # Errors
/// [`ReadError::MissingColumn`], [`ReadError::BadTable`] with row and problem.
pub fn read_register(input: &mut dyn Read, file: &str) -> Result<Register, ReadError> {
    let table = Table::read(input, file, &["code", "status"])?;
    let mut entries = Vec::with_capacity(table.rows.len());
    for row in 0..table.rows.len() {
        entries.push(CodeEntry {
            code: table.text(row, "code").to_owned(),
            status: table.status(row)?,
            reason_zh: table.text(row, "reason").to_owned(),
            reason_en: table.text(row, "reason_en").to_owned(),
            from: table.date(row, "from")?,
            to: table.date(row, "to")?,
            successors: table.list(row, "successor"),
            community: table.text(row, "community").to_owned(),
            community_name: table.text(row, "community_name").to_owned(),
            name: table.text(row, "name").to_owned(),
            class: table.text(row, "class").to_owned(),
        });
    }
    Register::new(entries).map_err(|error| table.bad(error.to_string()))
}

/// Reads the codes before from a `lineage.csv`, sorted, each once.
///
/// # Errors
/// [`ReadError::MissingColumn`], [`ReadError::BadTable`].
pub fn read_codes_before(input: &mut dyn Read, file: &str) -> Result<Vec<String>, ReadError> {
    let table = Table::read(input, file, &["before"])?;
    let codes = (0..table.rows.len()).map(|row| table.text(row, "before")).filter(|code| !code.is_empty());
    let codes: std::collections::BTreeSet<String> = codes.map(str::to_owned).collect();
    Ok(codes.into_iter().collect())
}

/// Reads an administrative table: columns `code` and `name`, and, where there are, `parent`,
/// `status`, `successor` (several divided by `;`), `valid_from`, `valid_to`.
///
/// # Errors
/// [`ReadError::MissingColumn`], [`ReadError::BadTable`] with row and problem.
pub fn read_admin_table(input: &mut dyn Read, file: &str) -> Result<AdminTable, ReadError> {
    let table = Table::read(input, file, &["code", "name"])?;
    let mut entries = Vec::with_capacity(table.rows.len());
    for row in 0..table.rows.len() {
        let parent = table.text(row, "parent");
        entries.push(AdminEntry {
            code: table.text(row, "code").to_owned(),
            name: table.text(row, "name").to_owned(),
            parent: (!parent.is_empty()).then(|| parent.to_owned()),
            status: table.status(row)?,
            successors: table.list(row, "successor"),
            from: table.date(row, "valid_from")?,
            to: table.date(row, "valid_to")?,
        });
    }
    AdminTable::new(entries).map_err(|error| table.bad(error.to_string()))
}

/// Reads `fingerprints.csv`: columns `community`, `fingerprint`.
///
/// # Errors
/// [`ReadError::MissingColumn`], [`ReadError::BadTable`].
pub fn read_fingerprints(input: &mut dyn Read, file: &str) -> Result<BTreeMap<String, Fingerprint>, ReadError> {
    let table = Table::read(input, file, &["community", "fingerprint"])?;
    let row = |row| (table.text(row, "community").to_owned(), Fingerprint(table.text(row, "fingerprint").to_owned()));
    Ok((0..table.rows.len()).map(row).collect())
}

/// Writes `fingerprints.csv`: what the zones of each community were made from, so that the next
/// merge can tell which communities have not changed.
///
/// # Errors
/// Those of the writer.
pub fn write_fingerprints<W: Write>(merged: &Merged, out: W) -> io::Result<W> {
    let mut writer = TableWriter::new(out, &["community", "fingerprint"])?;
    for (community, fingerprint) in &merged.plan.remerged().fingerprints {
        writer.row(&[community, &fingerprint.0])?;
    }
    writer.finish()
}

/// A table with a header, all of it.
struct Table {
    file: String,
    columns: BTreeMap<String, usize>,
    rows: Vec<csv::StringRecord>,
}

impl Table {
    fn read(input: &mut dyn Read, file: &str, needed: &[&'static str]) -> Result<Self, ReadError> {
        let mut bytes = Vec::new();
        input.read_to_end(&mut bytes).map_err(|error| ReadError::Io {
            file: file.to_owned(),
            byte: 0,
            cause: error.to_string(),
        })?;
        let text = std::str::from_utf8(&bytes)
            .map_err(|error| ReadError::NotUtf8 { file: file.to_owned(), byte: error.valid_up_to() as u64 })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let bad = |error: &csv::Error| ReadError::BadTable { file: file.to_owned(), problem: error.to_string() };
        let header = reader.headers().map_err(|error| bad(&error))?.clone();
        let columns: BTreeMap<String, usize> = header.iter().map(str::to_owned).zip(0..).collect();
        for &column in needed {
            if !columns.contains_key(column) {
                return Err(ReadError::MissingColumn {
                    file: file.to_owned(),
                    layer: "(a table of codes)".to_owned(),
                    key: column,
                    column: column.to_owned(),
                    nearest: most_similar(column, columns.keys(), 8),
                });
            }
        }
        let rows = reader.records().collect::<Result<Vec<_>, _>>().map_err(|error| bad(&error))?;
        Ok(Self { file: file.to_owned(), columns, rows })
    }

    /// A field; nothing where there is no such column. An apostrophe that was put before a formula is
    /// taken away.
    fn text(&self, row: usize, column: &str) -> &str {
        let field = self.columns.get(column).and_then(|&at| self.rows[row].get(at)).unwrap_or_default();
        match field.strip_prefix('\'') {
            Some(rest) if crate::protect(rest) != rest => rest,
            _ => field,
        }
    }

    fn list(&self, row: usize, column: &str) -> Vec<String> {
        let codes = self.text(row, column).split([';', '；', ' ']).filter(|code| !code.is_empty());
        codes.map(str::to_owned).collect()
    }

    fn status(&self, row: usize) -> Result<CodeStatus, ReadError> {
        match self.text(row, "status") {
            "" => Ok(CodeStatus::Valid),
            word => CodeStatus::parse(word).ok_or_else(|| {
                let got = shortened(word);
                self.bad(format!("row {}: status \"{got}\", expected valid or withdrawn (有效, 作废)", row + 1))
            }),
        }
    }

    fn date(&self, row: usize, column: &str) -> Result<Option<Date>, ReadError> {
        match self.text(row, column) {
            "" => Ok(None),
            day => match Date::parse(day) {
                Ok(date) => Ok(Some(date)),
                Err(error) => Err(self.bad(format!("row {}, column {column}: {error}", row + 1))),
            },
        }
    }

    fn bad(&self, problem: String) -> ReadError {
        ReadError::BadTable { file: self.file.clone(), problem }
    }
}
