//! Acceptance checks -> a table; a crosswalk table -> entries to be checked.

use std::io::{self, Read, Write};

use onegrid::{CheckReport, CrosswalkEntry, Lang};

use crate::csv_source::csv_error;
use crate::field::shortened;
use crate::{ReadError, TableWriter};

/// Columns of a crosswalk table that are read; households may be missing.
const COLUMNS: [&str; 4] = ["layer", "cell", "zone", "area_share"];
const HOUSEHOLD_SHARE: &str = "household_share";

/// Writes `checks.csv`: one row per check with result, measured amount, unit and citation, and one
/// row below it for each fault; `about` says of a check what is left out of it.
///
/// # Errors
/// Those of the writer.
pub fn write_checks<W: Write>(report: &CheckReport, out: W) -> io::Result<W> {
    let header = [
        "check",
        "name",
        "name_en",
        "result",
        "measured",
        "tolerated",
        "unit",
        "faults",
        "zones",
        "about",
        "lon",
        "lat",
        "citation",
        "citation_en",
    ];
    let mut writer = TableWriter::new(out, &header)?;
    for row in &report.rows {
        let result = match row.passed {
            Some(true) => "passed",
            Some(false) => "failed",
            None => "not applicable",
        };
        writer.row(&[
            row.id,
            &row.name(Lang::Zh),
            &row.name(Lang::En),
            result,
            &format!("{:.3}", row.measured),
            &format!("{:.3}", row.tolerated),
            row.unit,
            &row.offences.len().to_string(),
            "",
            row.left_out(Lang::Zh),
            "",
            "",
            row.citation.text(Lang::Zh),
            row.citation.text(Lang::En),
        ])?;
        for fault in &row.offences {
            writer.row(&[
                row.id,
                "",
                "",
                "fault",
                &format!("{:.3}", fault.measured),
                "",
                row.unit,
                "",
                &fault.zones.join(" + "),
                fault.about.as_deref().unwrap_or_default(),
                &format!("{:.7}", fault.place.0),
                &format!("{:.7}", fault.place.1),
                "",
                "",
            ])?;
        }
    }
    writer.finish()
}

/// Reads a table of old cells and zones: the columns `layer`, `cell`, `zone`, `area_share` and, where
/// there is one, `household_share`. `file` is used in messages.
///
/// # Errors
/// [`ReadError::Table`] with the line of a missing column or a share that is no number from 0 to 1,
/// [`ReadError::NotUtf8`], [`ReadError::Io`].
pub fn read_crosswalk(mut input: impl Read, file: &str) -> Result<Vec<CrosswalkEntry>, ReadError> {
    let io_error = |e: io::Error| ReadError::Io { file: file.to_owned(), byte: 0, cause: e.to_string() };
    let mut first = Vec::new();
    input.by_ref().take(3).read_to_end(&mut first).map_err(io_error)?;
    if first == "\u{feff}".as_bytes() {
        first.clear();
    }
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(io::Cursor::new(first).chain(input));
    let header = reader.headers().map_err(|e| csv_error(file, &e))?.clone();
    let fault = |line: u64, expected: &str, got: &str| ReadError::Table {
        file: file.to_owned(),
        line,
        expected: expected.to_owned(),
        got: shortened(got),
    };
    let column = |name: &str| header.iter().position(|c| c == name);
    let mut places = [0; COLUMNS.len()];
    for (place, name) in places.iter_mut().zip(COLUMNS) {
        let got = header.iter().collect::<Vec<_>>().join(",");
        *place = column(name).ok_or_else(|| fault(1, &format!("a column `{name}`"), &got))?;
    }
    let households = column(HOUSEHOLD_SHARE);
    let mut entries = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| csv_error(file, &e))?;
        let line = record.position().map_or(0, csv::Position::line);
        let text = |at: usize| record.get(at).unwrap_or_default().trim();
        let share = |at: usize| {
            let number = text(at).parse::<f64>().ok().filter(|s| (0.0..=1.0).contains(s));
            number.ok_or_else(|| fault(line, "a share from 0 to 1", text(at)))
        };
        let household_share = households.filter(|&at| !text(at).is_empty()).map(share).transpose()?;
        entries.push(CrosswalkEntry {
            layer: text(places[0]).to_owned(),
            cell: text(places[1]).to_owned(),
            zone: Some(text(places[2])).filter(|z| !z.is_empty()).map(str::to_owned),
            area_share: share(places[3])?,
            household_share,
        });
    }
    Ok(entries)
}
