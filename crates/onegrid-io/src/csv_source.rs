//! A CSV table of points in, one point after the other out.
//!
//! The first row names the columns. A byte order mark is skipped. A row without two finite numbers
//! for longitude and latitude is passed on as a malformed point, with its line.
//!
//! # Limits
//! Commas only. A quotation mark that is never closed makes the rest of the file one field.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use crate::field::shortened;
use crate::nearest::most_similar;
use crate::{Crs, Field, LayerSource, RawFeature, RawGeometry, ReadError, SourceRequest};

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
    pub fn new(mut input: Box<dyn Read + 'a>, request: SourceRequest) -> Result<Self, ReadError> {
        let file = request.file.clone();
        let io_error = |error: std::io::Error| ReadError::Io { file: file.clone(), byte: 0, cause: error.to_string() };
        let mut first = Vec::new();
        input.by_ref().take(3).read_to_end(&mut first).map_err(io_error)?;
        if first.is_empty() {
            return Err(empty(&request.file));
        }
        if first == b"\xEF\xBB\xBF" {
            first.clear();
        }
        let input: Box<dyn Read + 'a> = Box::new(Cursor::new(first).chain(input));
        // Lines end at `\n` alone, and a `\r` before it is cut off here: otherwise the line numbers of
        // files with `\r\n` lag by one.
        let mut reader =
            csv::ReaderBuilder::new().flexible(true).terminator(csv::Terminator::Any(b'\n')).from_reader(input);
        let header = reader.headers().map_err(|error| csv_error(&request.file, &error))?;
        let header: Vec<String> = header.iter().map(|name| name.trim_end_matches('\r').to_owned()).collect();
        if header.is_empty() {
            return Err(empty(&request.file));
        }
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

    /// The next row that is not blank.
    fn read_record(&mut self) -> Result<bool, csv::Error> {
        loop {
            let is_there = self.reader.read_record(&mut self.record)?;
            let is_blank = self.record.len() == 1 && matches!(&self.record[0], "" | "\r");
            if !is_there || !is_blank {
                return Ok(is_there);
            }
        }
    }

    fn point(&self) -> RawGeometry {
        let malformed = |expected: &str, got: String| RawGeometry::Malformed { expected: expected.to_owned(), got };
        if self.record.len() != self.width {
            return malformed(
                &format!("{} columns, as in the header", self.width),
                format!("{} columns", self.record.len()),
            );
        }
        let degrees = |at: usize| {
            let text = self.record.get(at).unwrap_or_default().trim();
            text.parse::<f64>().ok().filter(|value| value.is_finite()).ok_or(text)
        };
        match (degrees(self.lon), degrees(self.lat)) {
            (Ok(lon_deg), Ok(lat_deg)) => RawGeometry::Point { lon_deg, lat_deg },
            (Err(text), _) => malformed("a longitude in degrees", format!("\"{}\"", shortened(text))),
            (_, Err(text)) => malformed("a latitude in degrees", format!("\"{}\"", shortened(text))),
        }
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
        match self.read_record() {
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
            geometry: self.point(),
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
