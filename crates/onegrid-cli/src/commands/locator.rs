//! A snapshot, a result folder or a file of zones -> what answers which zones hold a point.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use onegrid::{Grid, Lang, LatticeCoord, PointIndex, Policy, Snapshot};
use serde::Serialize;

use crate::args::ZoneColumns;
use crate::commands::input;
use crate::console::Console;
use crate::error::CliError;

/// Where zones are looked up.
pub(crate) enum Locator {
    /// Loaded as it is.
    Snapshot(Box<Snapshot>),
    /// Zones overlaid once, so that overlapping ones of a foreign file are all found.
    Overlay { grid: Box<Grid>, faces: PointIndex },
}

/// A zone that holds the point.
#[derive(Serialize)]
pub(crate) struct Found<'a> {
    pub code: &'a str,
    pub name: Option<&'a str>,
    pub community: Option<&'a str>,
    pub households: Option<u64>,
}

impl Locator {
    pub(crate) fn open(path: &Path, columns: &ZoneColumns, console: &Console) -> Result<Self, CliError> {
        if is_snapshot(path)? {
            let bytes = std::fs::read(path).map_err(|cause| CliError::File { path: path.into(), cause })?;
            let snapshot = Snapshot::from_bytes_with(&bytes, console)
                .map_err(|cause| CliError::Snapshot { path: path.into(), cause })?;
            return Ok(Self::Snapshot(Box::new(snapshot)));
        }
        let project = input::zones_project(input::zones(path, columns)?, None);
        let grid = Grid::build(&project, &Policy::profile(input::DEFAULT_POLICY)?, console)?;
        Ok(Self::Overlay { faces: grid.locator_with(console)?, grid: Box::new(grid) })
    }

    /// The zones that hold each of some points; more than one only where zones of a foreign file overlap.
    pub(crate) fn find(&self, points: &[(f64, f64)], lang: Lang) -> Vec<Vec<Found<'_>>> {
        match self {
            Self::Snapshot(snapshot) => snapshot
                .locate_all(points)
                .into_iter()
                .map(|zone| {
                    zone.into_iter()
                        .map(|z| Found {
                            code: &z.zone.code,
                            name: Some(z.zone.name(lang)),
                            community: Some(z.community.label()),
                            households: z.zone.households,
                        })
                        .collect()
                })
                .collect(),
            Self::Overlay { grid, faces } => {
                let layer = grid.base_layer();
                let found = |face: Option<u32>| -> Vec<Found<'_>> {
                    let zones = face.map_or(&[][..], |f| grid.arrangement().labels().cells(f, layer));
                    zones
                        .iter()
                        .map(|&zone| {
                            let cell = &grid.layers()[layer].cells[zone as usize];
                            Found {
                                code: &cell.key,
                                name: cell.name.as_deref(),
                                community: cell.group.as_deref(),
                                households: cell.households,
                            }
                        })
                        .collect()
                };
                let faces = faces.ids_of(points, |&(lon_deg, lat_deg)| LatticeCoord::from_degrees(lon_deg, lat_deg));
                faces.into_iter().map(found).collect()
            }
        }
    }
}

/// By its first bytes, or by its name: so that a damaged one is not taken for something else.
fn is_snapshot(path: &Path) -> Result<bool, CliError> {
    if path.is_dir() {
        return Ok(false);
    }
    let failed = |cause: std::io::Error| CliError::File { path: path.into(), cause };
    let mut first = Vec::new();
    let file = File::open(path).map_err(failed)?;
    file.take(Snapshot::MAGIC_BYTES as u64).read_to_end(&mut first).map_err(failed)?;
    Ok(Snapshot::is_snapshot(&first) || path.extension().is_some_and(|e| e == Snapshot::EXTENSION))
}
