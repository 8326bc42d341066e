//! `onegrid locate`: a point -> the zone that holds it; a table of points -> the table with codes.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use onegrid::{LatticeCoord, Progress};
use onegrid_io::{PointRows, TableWriter, write_whole};
use serde::Serialize;

use crate::Outcome;
use crate::args::{LocateArgs, LocateBatch};
use crate::commands::locator::Locator;
use crate::console::Console;
use crate::error::CliError;

/// Rows held at a time.
const ROWS_AT_ONCE: usize = 1 << 16;

pub(crate) fn run(args: &LocateArgs, console: &Console) -> Result<Outcome, CliError> {
    if let (Some(lon), Some(lat)) = (args.lon, args.lat) {
        return one(args, lon, lat, console);
    }
    let (Some(points), Some(out)) = (&args.batch.points, &args.batch.out) else {
        unreachable!("the parser asks for a point or a table with its output")
    };
    table(args, points, out, console)
}

fn one(args: &LocateArgs, lon: f64, lat: f64, console: &Console) -> Result<Outcome, CliError> {
    LatticeCoord::from_degrees(lon, lat).ok_or_else(|| CliError::Argument {
        path: format!("({lon}, {lat})").into(),
        expected: "longitude within ±180 and latitude within ±90 degrees, in this order".into(),
    })?;
    let locator = Locator::open(&args.grid, &args.columns, console)?;
    console.finish();
    let found = locator.find(&[(lon, lat)], console.lang).pop().unwrap_or_default();
    if console.json {
        console.json(&found)?;
    } else if found.is_empty() {
        console.say(console.pick("该点不在任何网格内", "no zone holds this point"));
    }
    for f in found.iter().filter(|_| !console.json) {
        let households = f.households.map(|h| format!("{h} {}", console.pick("户", "households"))).unwrap_or_default();
        let words = [f.code, f.name.unwrap_or(""), f.community.unwrap_or(""), &households];
        console.say(words.join("  ").trim_end());
    }
    Ok(Outcome::Good)
}

/// What became of the rows of a table.
#[derive(Debug, Default, Serialize)]
struct Tally {
    /// Rows with a code.
    located: u64,
    /// Of them, rows with several codes: zones of a foreign file that overlap.
    several: u64,
    /// Rows with a point outside all zones.
    outside: u64,
    /// Rows without a usable point.
    malformed: u64,
    /// Line of the first of those.
    #[serde(skip_serializing_if = "Option::is_none")]
    first_malformed_line: Option<u64>,
}

fn table(args: &LocateArgs, points: &Path, out: &Path, console: &Console) -> Result<Outcome, CliError> {
    let input = File::open(points).map_err(|cause| CliError::File { path: points.into(), cause })?;
    let name = points.display().to_string();
    let LocateBatch { lon_column, lat_column, added_column, .. } = &args.batch;
    let mut rows = PointRows::new(Box::new(input), &name, lon_column, lat_column)?;
    if rows.header().contains(added_column) {
        let expected = format!("no column {added_column:?} yet; name another with --added-column");
        return Err(CliError::Argument { path: points.into(), expected });
    }
    let locator = Locator::open(&args.grid, &args.columns, console)?;
    let tally = write_whole(out, |file| add_codes(&mut rows, &locator, added_column, file, console))?;
    console.finish();
    tell(&tally, out, console)?;
    Ok(Outcome::Good)
}

fn add_codes(
    rows: &mut PointRows<'_>,
    locator: &Locator,
    added_column: &str,
    out: &mut dyn Write,
    console: &Console,
) -> Result<Tally, CliError> {
    let width = rows.header().len();
    let header: Vec<&str> = rows.header().iter().map(String::as_str).chain([added_column]).collect();
    let mut table = TableWriter::new(out, &header)?;
    let mut tally = Tally::default();
    loop {
        let mut some = rows.next_rows(ROWS_AT_ONCE)?;
        if some.is_empty() {
            table.finish()?;
            return Ok(tally);
        }
        if console.is_cancelled() {
            return Err(onegrid::Error::Cancelled.into());
        }
        let nowhere = (f64::NAN, f64::NAN);
        let places: Vec<(f64, f64)> = some.iter().map(|row| row.lon_lat_deg.unwrap_or(nowhere)).collect();
        for (row, found) in some.iter_mut().zip(locator.find(&places, console.lang)) {
            // degrees out of range are no place either
            if row.lon_lat_deg.and_then(|(lon, lat)| LatticeCoord::from_degrees(lon, lat)).is_none() {
                tally.malformed += 1;
                tally.first_malformed_line.get_or_insert(row.line);
            } else if found.is_empty() {
                tally.outside += 1;
            } else {
                tally.located += 1;
                tally.several += u64::from(found.len() > 1);
            }
            let codes: Vec<&str> = found.iter().map(|f| f.code).collect();
            let mut fields = std::mem::take(&mut row.fields);
            fit(&mut fields, width);
            fields.push(codes.join(";"));
            table.row(&fields)?;
        }
    }
}

/// Gives a row as many fields as the header has; what is too much stays, in the last.
fn fit(fields: &mut Vec<String>, width: usize) {
    if fields.len() > width {
        let rest = fields.split_off(width - 1).join(",");
        fields.push(rest);
    }
    fields.resize(width, String::new());
}

fn tell(tally: &Tally, out: &Path, console: &Console) -> Result<(), CliError> {
    if console.json {
        let mut value = serde_json::to_value(tally).map_err(std::io::Error::other)?;
        value["file"] = serde_json::json!(out);
        console.json(&value)?;
        return Ok(());
    }
    let Tally { located, several, outside, malformed, first_malformed_line } = tally;
    let (zh, en) = (
        format!("{located} 个点有所属网格,{outside} 个点不在任何网格内(编码为空)"),
        format!("{located} points in a zone, {outside} outside all zones (their code is empty)"),
    );
    console.say(&format!("{}: {}", out.display(), console.pick(&zh, &en)));
    if *several > 0 {
        let (zh, en) = (
            format!("{several} 个点同时位于多个重叠的网格,编码以分号分隔"),
            format!("{several} points in several zones that overlap; their codes are separated by semicolons"),
        );
        console.say(&format!("  * {}", console.pick(&zh, &en)));
    }
    if let Some(line) = first_malformed_line {
        let (zh, en) = (
            format!("{malformed} 行没有可用的经纬度(首个在第 {line} 行),编码为空"),
            format!(
                "{malformed} rows without a usable longitude and latitude (the first on line {line}); their code is empty"
            ),
        );
        console.say(&format!("  * {}", console.pick(&zh, &en)));
    }
    Ok(())
}
