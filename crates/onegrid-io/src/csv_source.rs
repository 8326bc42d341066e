//! A CSV table of points in, one point after the other out.
//!
//! The first row names the columns. Byte order marks before it are skipped. A row without two finite numbers
//! for longitude and latitude is passed on as a malformed point, with its line.
//!
//! # Limits
//! Commas only. A quotation mark that is never closed makes the rest of the file one field.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use crate::field::shortened;
use crate::nearest::most_similar;
use crate::{Crs, Field, LayerSource, RawFeature, RawGeometry, ReadError, SourceRequest};

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A CSV file being read.
pub struct CsvSource<'a> {
    reader: csv::Reader<Box<dyn Read + 'a>>,
    request: SourceRequest,
    lon: usize,
    lat: usize,
    columns: Vec<Option<usize>>,
    column_names: BTreeSet<String>,
    width: usize,
    record: csv::StringRecord,
    next_index: u32,
    is_done: bool,
}

impl<'a> CsvSource<'a> {
    /// Reads the header row.
    ///
    /// # Errors
    /// The file is empty, unreadable, or has no columns for longitude and latitude.
    pub fn new(input: Box<dyn Read + 'a>, request: SourceRequest) -> Result<Self, ReadError> {
        let (reader, header) = open_table(input, &request.file)?;
        let column_names: BTreeSet<String> = header.iter().cloned().collect();
        let find = |name: &str| header.iter().position(|column| column == name);
        let need = |name: Option<&String>, key: &'static str| {
            let name = name.map_or("", String::as_str);
            find(name).ok_or_else(|| ReadError::MissingColumn {
                file: request.file.clone(),
                layer: request.layer.clone(),
                key,
                column: name.to_owned(),
                nearest: most_similar(name, column_names.iter(), 8),
            })
        };
        Ok(Self {
            lon: need(request.lon_column.as_ref(), "lon_column")?,
            lat: need(request.lat_column.as_ref(), "lat_column")?,
            columns: request.columns.iter().map(|name| find(name)).collect(),
            width: header.len(),
            column_names,
            reader,
            request,
            record: csv::StringRecord::new(),
            next_index: 0,
            is_done: false,
        })
    }
}

/// A reader with the names of its columns.
type Table<'a> = (csv::Reader<Box<dyn Read + 'a>>, Vec<String>);

/// Skips a byte order mark and reads the header row.
pub(crate) fn open_table<'a>(mut input: Box<dyn Read + 'a>, file: &str) -> Result<Table<'a>, ReadError> {
    let io_error = |error: std::io::Error| ReadError::Io { file: file.to_owned(), byte: 0, cause: error.to_string() };
    // every mark, where programs have put several: the table reader takes one away as well, but only
    // where its bytes arrive together
    let mut first = BYTE_ORDER_MARK.to_vec();
    while first == BYTE_ORDER_MARK {
        first.clear();
        input.by_ref().take(3).read_to_end(&mut first).map_err(io_error)?;
    }
    if first.is_empty() {
        return Err(empty(file));
    }
    let input: Box<dyn Read + 'a> = Box::new(Cursor::new(first).chain(input));
    // Lines end at `\n` alone, and a `\r` before it is cut off here: otherwise the line numbers of
    // files with `\r\n` lag by one.
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).terminator(csv::Terminator::Any(b'\n')).from_reader(input);
    let header = reader.headers().map_err(|error| csv_error(file, &error))?;
    let header: Vec<String> = header.iter().map(|name| name.trim_end_matches('\r').to_owned()).collect();
    if header.is_empty() { Err(empty(file)) } else { Ok((reader, header)) }
}

/// The next row that is not blank.
pub(crate) fn read_row<R: Read>(
    reader: &mut csv::Reader<R>,
    record: &mut csv::StringRecord,
) -> Result<bool, csv::Error> {
    loop {
        let is_there = reader.read_record(record)?;
        let is_blank = record.len() == 1 && matches!(&record[0], "" | "\r");
        if !is_there || !is_blank {
            return Ok(is_there);
        }
    }
}

/// The point of a row, with longitude and latitude in these columns of `width`.
pub(crate) fn point_of(record: &csv::StringRecord, width: usize, lon: usize, lat: usize) -> RawGeometry {
    let malformed = |expected: &str, got: String| RawGeometry::Malformed { expected: expected.to_owned(), got };
    if record.len() != width {
        return malformed(&format!("{width} columns, as in the header"), format!("{} columns", record.len()));
    }
    let degrees = |at: usize| {
        let text = record.get(at).unwrap_or_default().trim();
        text.parse::<f64>().ok().filter(|value| value.is_finite()).ok_or(text)
    };
    match (degrees(lon), degrees(lat)) {
        (Ok(lon_deg), Ok(lat_deg)) => RawGeometry::Point { lon_deg, lat_deg },
        (Err(text), _) => malformed("a longitude in degrees", format!("\"{}\"", shortened(text))),
        (_, Err(text)) => malformed("a latitude in degrees", format!("\"{}\"", shortened(text))),
    }
}

impl LayerSource for CsvSource<'_> {
    fn crs(&self) -> Option<Crs> {
        self.request.crs
    }

    fn next_feature(&mut self) -> Option<Result<RawFeature, ReadError>> {
        if self.is_done {
            return None;
        }
        match read_row(&mut self.reader, &mut self.record) {
            Ok(true) => {}
            Ok(false) => {
                self.is_done = true;
                return None;
            }
            Err(error) => {
                self.is_done = true;
                return Some(Err(csv_error(&self.request.file, &error)));
            }
        }
        let value = |at: &Option<usize>| match at.and_then(|at| self.record.get(at)) {
            Some(text) if !text.trim_end_matches('\r').is_empty() => {
                Field::Text(text.trim_end_matches('\r').to_owned())
            }
            _ => Field::Absent,
        };
        let feature = RawFeature {
            index: self.next_index,
            line: self.record.position().map(csv::Position::line),
            id: Field::Absent,
            geometry: point_of(&self.record, self.width, self.lon, self.lat),
            properties: self.columns.iter().map(value).collect(),
        };
        self.next_index = self.next_index.saturating_add(1);
        Some(Ok(feature))
    }

    fn column_names(&self) -> &BTreeSet<String> {
        &self.column_names
    }
}

fn empty(file: &str) -> ReadError {
    ReadError::Empty { file: file.to_owned(), expected: "a CSV table with a header row".to_owned() }
}

pub(crate) fn csv_error(file: &str, error: &csv::Error) -> ReadError {
    let byte = error.position().map_or(0, csv::Position::byte);
    match error.kind() {
        csv::ErrorKind::Utf8 { .. } => ReadError::NotUtf8 { file: file.to_owned(), byte },
        _ => ReadError::Io { file: file.to_owned(), byte, cause: error.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::CsvSource;
    use crate::{LayerSource, SourceRequest};

    #[test]
    fn two_byte_order_marks_are_skipped_however_the_bytes_arrive() {
        let request = || SourceRequest {
            lon_column: Some("lon".into()),
            lat_column: Some("lat".into()),
            ..SourceRequest::default()
        };
        let bytes = b"\xEF\xBB\xBF\xEF\xBB\xBFlon,lat\n118,32\n";
        for split in 1..bytes.len() {
            let parts = (&bytes[..split]).chain(&bytes[split..]);
            let mut source = CsvSource::new(Box::new(parts), request()).expect("the columns are found");
            assert!(source.next_feature().is_some_and(|f| f.is_ok()), "split at byte {split}");
        }
    }
}
