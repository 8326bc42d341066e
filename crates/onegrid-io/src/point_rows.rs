//! A CSV table with points in, its rows out some at a time, each with all its fields and its point.
//!
//! For tables of points that are asked for something and written again with one column more; household
//! tables of a project come in by [`CsvSource`](crate::CsvSource). The conventions are the same: the
//! first row names the columns, a byte order mark and blank lines are skipped, commas only.

use std::io::Read;

use crate::csv_source::{csv_error, open_table, point_of, read_row};
use crate::nearest::most_similar;
use crate::{RawGeometry, ReadError};

/// One row of a table of points.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PointRow {
    /// Line in the file, counted from 1.
    pub line: u64,
    /// Its fields as written, as many as the row has.
    pub fields: Vec<String>,
    /// Longitude and latitude; `None` where the row has no two finite numbers for them, or not as many
    /// fields as the header.
    pub lon_lat_deg: Option<(f64, f64)>,
}

/// A CSV file of points being read.
pub struct PointRows<'a> {
    reader: csv::Reader<Box<dyn Read + 'a>>,
    file: String,
    header: Vec<String>,
    lon: usize,
    lat: usize,
    record: csv::StringRecord,
}

impl<'a> PointRows<'a> {
    /// Reads the header row; `file` is used in messages.
    ///
    /// # Errors
    /// The file is empty or unreadable, or has no column with one of the names.
    pub fn new(input: Box<dyn Read + 'a>, file: &str, lon_column: &str, lat_column: &str) -> Result<Self, ReadError> {
        let (reader, header) = open_table(input, file)?;
        let find = |column: &str, key: &'static str| {
            header.iter().position(|name| name == column).ok_or_else(|| ReadError::MissingColumn {
                file: file.to_owned(),
                layer: "(points)".to_owned(),
                key,
                column: column.to_owned(),
                nearest: most_similar(column, header.iter(), 8),
            })
        };
        let (lon, lat) = (find(lon_column, "lon-column")?, find(lat_column, "lat-column")?);
        Ok(Self { reader, file: file.to_owned(), lon, lat, header, record: csv::StringRecord::new() })
    }

    /// Names of the columns, in their order.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The next rows, at most `limit`; none at the end.
    ///
    /// # Errors
    /// The file cannot be read on, or is not UTF-8.
    pub fn next_rows(&mut self, limit: usize) -> Result<Vec<PointRow>, ReadError> {
        let mut rows = Vec::new();
        while rows.len() < limit
            && read_row(&mut self.reader, &mut self.record).map_err(|error| csv_error(&self.file, &error))?
        {
            let mut fields: Vec<String> = self.record.iter().map(str::to_owned).collect();
            if let Some(last) = fields.last_mut() {
                last.truncate(last.trim_end_matches('\r').len());
            }
            let point = point_of(&self.record, self.header.len(), self.lon, self.lat);
            rows.push(PointRow {
                line: self.record.position().map_or(0, csv::Position::line),
                fields,
                lon_lat_deg: match point {
                    RawGeometry::Point { lon_deg, lat_deg } => Some((lon_deg, lat_deg)),
                    _ => None,
                },
            });
        }
        Ok(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_keep_their_fields_and_say_where_they_have_no_point() {
        let text = "\u{feff}id,lon,lat\r\n1,118.5,32.25\r\n\r\n2,x,32\r\n\"a,b\",118,32\n3,118\n";
        let mut rows = PointRows::new(Box::new(text.as_bytes()), "p.csv", "lon", "lat").unwrap();
        assert_eq!(rows.header(), ["id", "lon", "lat"]);
        let first = rows.next_rows(2).unwrap();
        assert_eq!(
            first[0],
            PointRow {
                line: 2,
                fields: vec!["1".into(), "118.5".into(), "32.25".into()],
                lon_lat_deg: Some((118.5, 32.25))
            }
        );
        assert_eq!((first[1].line, first[1].lon_lat_deg), (4, None));
        let rest = rows.next_rows(100).unwrap();
        assert_eq!((rest[0].fields[0].as_str(), rest[0].lon_lat_deg), ("a,b", Some((118.0, 32.0))));
        assert_eq!((rest[1].fields.len(), rest[1].lon_lat_deg), (2, None));
        assert!(rows.next_rows(1).unwrap().is_empty());
        let error = PointRows::new(Box::new("id,long,lat\n".as_bytes()), "p.csv", "lon", "lat").err().unwrap();
        assert!(error.to_string().contains("long"), "{error}");
    }
}
