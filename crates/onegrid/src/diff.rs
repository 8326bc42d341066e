//! Two plans over one grid -> what became of every zone.
//!
//! # Guarantees
//! The households of the rows sum to the households of the grid, exactly.

use serde::Serialize;

use crate::error::Error;
use crate::grid::Grid;
use crate::plan::Plan;
use crate::policy::Policy;
use crate::progress::{Progress, Step};
use crate::project::{Extent, Layer, Project, Role};

/// What became of a zone of the earlier plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// The same faces; the code may differ.
    Kept,
    /// Its land lies in several zones now.
    Split,
    /// Its land lies in one zone now, together with land of others.
    Merged,
}

/// Land that lay in one zone and lies in one zone now.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DiffRow {
    /// Code in the earlier plan; `None` where no zone was.
    pub before: Option<String>,
    /// Code in the later plan; `None` where no zone is.
    pub after: Option<String>,
    /// What became of the earlier zone; `None` where no zone was.
    pub change: Option<Change>,
    /// Households there.
    pub households: u64,
    /// Ground area in m2.
    pub area_m2: f64,
}

/// The difference of two plans.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Diff {
    /// One row per pair of an earlier and a later zone that share land, by code.
    pub rows: Vec<DiffRow>,
    /// Earlier zones that are exactly a later one.
    pub kept: usize,
    /// Earlier zones that were divided.
    pub split: usize,
    /// Earlier zones that were joined with others.
    pub merged: usize,
    /// Households whose zone is not the one that holds most of their earlier zone; `None` where no
    /// counts came in.
    pub households_moved: Option<u64>,
}

/// Compares two plans over the same grid.
///
/// # Panics
/// When a plan was not made over `grid`.
///
/// # Cost
/// O(faces log faces).
pub fn diff(grid: &Grid, before: &Plan, after: &Plan) -> Diff {
    let codes = |plan: &Plan| plan.zones().iter().map(|z| z.code.clone()).collect::<Vec<_>>();
    let (old, new) = (before.zones_of_faces(), after.zones_of_faces());
    assert!(old.len() == new.len() && old.len() == grid.face_count() as usize, "plans of another grid");
    compare(grid, (&old, &codes(before)), (&new, &codes(after)))
}

/// Compares two finished grids that come as layers, such as two versions of one file. Households
/// are those of `before`, shared out by area where a zone was divided.
///
/// # Errors
/// [`Error`] when the layers cannot be overlaid.
///
/// # Cost
/// That of overlaying the two layers.
pub fn diff_layers(before: Layer, after: Layer, progress: &dyn Progress) -> Result<Diff, Error> {
    let project = Project {
        name: format!("{} / {}", before.source, after.source),
        layers: vec![
            Layer { id: "before".into(), role: Role::Base, ..before },
            Layer { id: "after".into(), role: Role::Department, ..after },
        ],
        extent: Extent::Base,
        ..Project::default()
    };
    let grid = Grid::build(&project, &Policy::profile("general-300-500")?, progress)?;
    let side = |layer: usize| {
        let labels = grid.arrangement.labels();
        let zones = (0..grid.face_count()).map(|f| labels.cells(f, layer).first().copied()).collect::<Vec<_>>();
        let codes = grid.layers[layer].cells.iter().map(|c| c.key.clone()).collect::<Vec<_>>();
        (zones, codes)
    };
    progress.step(Step::Report, 0, 1);
    progress.check()?;
    let (old, new) = (side(0), side(1));
    let diff = compare(&grid, (&old.0, &old.1), (&new.0, &new.1));
    progress.step(Step::Report, 1, 1);
    progress.check()?;
    Ok(diff)
}

/// Zone of each face, and the zones' codes.
type Side<'a> = (&'a [Option<u32>], &'a [String]);

/// Land without households that is narrower than this is drawing noise, not a change (m).
const ROUNDING_WIDTH_M: f64 = 1.0;

fn compare(grid: &Grid, (old, old_codes): Side<'_>, (new, new_codes): Side<'_>) -> Diff {
    let mut pairs: Vec<(Option<u32>, Option<u32>, u64, i128)> = (0..grid.face_count())
        .filter(|&f| grid.face_households(f) > 0 || grid.arrangement.face_width_m(f) >= ROUNDING_WIDTH_M)
        .map(|f| (old[f as usize], new[f as usize], grid.face_households(f), grid.arrangement.face_area_units(f)))
        .filter(|p| p.0.is_some() || p.1.is_some())
        .collect();
    pairs.sort_unstable();
    pairs.dedup_by(|next, kept| {
        let same = (next.0, next.1) == (kept.0, kept.1);
        if same {
            kept.2 += next.2;
            kept.3 += next.3;
        }
        same
    });
    let mut origins = vec![0u32; new_codes.len()];
    for pair in &pairs {
        if let Some(zone) = pair.1 {
            origins[zone as usize] += 1;
        }
    }
    let code = |codes: &[String], zone: Option<u32>| zone.map(|z| codes[z as usize].clone());
    let mut out =
        Diff { rows: Vec::new(), kept: 0, split: 0, merged: 0, households_moved: grid.has_households().then_some(0) };
    for same in pairs.chunk_by(|a, b| a.0 == b.0) {
        let change = same[0].0.map(|_| match same {
            [(_, Some(zone), ..)] if origins[*zone as usize] == 1 => Change::Kept,
            [(_, Some(_), ..)] => Change::Merged,
            _ => Change::Split,
        });
        match change {
            Some(Change::Kept) => out.kept += 1,
            Some(Change::Merged) => out.merged += 1,
            Some(Change::Split) => out.split += 1,
            None => {}
        }
        if change.is_some() {
            let all: u64 = same.iter().map(|p| p.2).sum();
            let moved = all - same.iter().map(|p| p.2).max().unwrap_or(0);
            out.households_moved = out.households_moved.map(|sum| sum + moved);
        }
        out.rows.extend(same.iter().map(|p| DiffRow {
            before: code(old_codes, p.0),
            after: code(new_codes, p.1),
            change,
            households: p.2,
            area_m2: grid.arrangement.area_m2(p.3),
        }));
    }
    out.rows.sort_by(|a, b| (&a.before, &a.after).cmp(&(&b.before, &b.after)));
    out
}
