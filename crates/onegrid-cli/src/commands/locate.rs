//! `onegrid locate`: a point -> the zone that holds it.

use onegrid::{Grid, LatticeCoord, Policy};
use serde::Serialize;

use crate::Outcome;
use crate::args::LocateArgs;
use crate::commands::input;
use crate::console::Console;
use crate::error::CliError;

#[derive(Serialize)]
struct Found<'a> {
    code: &'a str,
    name: Option<&'a str>,
    community: Option<&'a str>,
    households: Option<u64>,
}

pub(crate) fn run(args: &LocateArgs, console: &Console) -> Result<Outcome, CliError> {
    let point = LatticeCoord::from_degrees(args.lon, args.lat).ok_or_else(|| CliError::Argument {
        path: format!("({}, {})", args.lon, args.lat).into(),
        expected: "longitude within ±180 and latitude within ±90 degrees, in this order".into(),
    })?;
    let project = input::zones_project(input::zones(&args.grid, &args.columns)?, None);
    let grid = Grid::build(&project, &Policy::profile(input::DEFAULT_POLICY)?, console)?;
    console.finish();
    let face = grid.locator().face_at(point);
    let zones = face.map_or(&[][..], |f| grid.arrangement().labels().cells(f, grid.base_layer()));
    let found: Vec<Found<'_>> = zones
        .iter()
        .map(|&z| {
            let cell = &grid.layers()[grid.base_layer()].cells[z as usize];
            Found {
                code: &cell.key,
                name: cell.name.as_deref(),
                community: cell.group.as_deref(),
                households: cell.households,
            }
        })
        .collect();
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
