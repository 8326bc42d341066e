//! `onegrid inspect`: files -> what is in them and what is wrong.

use std::path::{Path, PathBuf};

use onegrid::{Conflict, ConflictKind, Estimate, Grid, LayerInfo, Merged, Plan, Policy, Project, conflicts};
use onegrid_io::{ColumnInfo, ColumnKind, LayerColumns};
use serde::Serialize;

use crate::Outcome;
use crate::args::InspectArgs;
use crate::commands::input;
use crate::console::Console;
use crate::error::CliError;

#[derive(Serialize)]
struct LayerLine {
    id: String,
    name: String,
    source: String,
    cells: usize,
    households: Option<u64>,
    rejected: u64,
    repaired: u64,
    columns: Vec<ColumnInfo>,
    defects: Vec<DefectLine>,
}

#[derive(Serialize)]
struct DefectLine {
    kind: ConflictKind,
    count: usize,
    slivers: usize,
    area_m2: f64,
    largest: (f64, f64),
}

#[derive(Serialize)]
struct Inspection {
    project: String,
    bounds_deg: [f64; 4],
    faces: u32,
    communities: usize,
    households: u64,
    estimate: Option<Estimate>,
    layers: Vec<LayerLine>,
    /// Columns of barrier lines and household tables.
    tables: Vec<LayerColumns>,
    entries: Vec<onegrid::LedgerEntry>,
}

pub(crate) fn run(args: &InspectArgs, console: &Console) -> Result<Outcome, CliError> {
    let (manifests, files): (Vec<&PathBuf>, Vec<&PathBuf>) =
        args.files.iter().partition(|f| f.extension().is_some_and(|e| e == "toml"));
    for manifest in manifests {
        let (project, policy) = input::project(manifest, None, console)?;
        show(&project, &policy, &onegrid_io::open_columns(manifest)?, console)?;
    }
    for file in files {
        let (layer, columns) = input::bare_layer(Path::new(file))?;
        let project = input::zones_project(layer, None);
        show(&project, &Policy::profile(input::DEFAULT_POLICY)?, &columns, console)?;
    }
    Ok(Outcome::Good)
}

fn show(project: &Project, policy: &Policy, columns: &[LayerColumns], console: &Console) -> Result<(), CliError> {
    let grid = Grid::build(project, policy, console)?;
    // defects are told with what a merge would do about them; without bounds that is quick
    let policy = Policy { size: None, ..policy.clone() };
    let plan = Plan::design(&grid, &policy, console)?;
    let merged = Merged { grid, plan };
    let found = conflicts(&merged.grid, &merged.plan);
    console.finish();
    let inspection = inspect(&merged.grid, &found, columns, console.foretold());
    if console.json {
        console.json(&inspection)?;
    } else {
        print(&inspection, console);
    }
    Ok(())
}

fn inspect(grid: &Grid, found: &[Conflict], columns: &[LayerColumns], estimate: Option<Estimate>) -> Inspection {
    let b = grid.arrangement().bounds();
    Inspection {
        project: grid.name().into(),
        bounds_deg: [b.min.lon_deg(), b.min.lat_deg(), b.max.lon_deg(), b.max.lat_deg()],
        faces: grid.face_count(),
        communities: grid.communities().list.len(),
        households: grid.ledger().households(),
        estimate,
        layers: grid.layers().iter().map(|l| layer_line(grid, l, found, columns)).collect(),
        tables: columns.iter().filter(|c| grid.layers().iter().all(|l| l.id != c.layer)).cloned().collect(),
        entries: grid.ledger().entries.clone(),
    }
}

fn layer_line(grid: &Grid, layer: &LayerInfo, found: &[Conflict], columns: &[LayerColumns]) -> LayerLine {
    let account = grid.ledger().sources.iter().find(|s| s.layer == layer.id);
    let own: Vec<&Conflict> = found.iter().filter(|c| c.layer == layer.id).collect();
    let counts: Vec<u64> = layer.cells.iter().filter_map(|c| c.households).collect();
    LayerLine {
        id: layer.id.clone(),
        name: layer.name.clone(),
        source: layer.source.clone(),
        cells: layer.cells.len(),
        households: (!counts.is_empty()).then(|| counts.iter().sum()),
        rejected: account.map_or(0, |a| a.rejected),
        repaired: account.map_or(0, |a| a.repaired),
        columns: columns.iter().find(|c| c.layer == layer.id).map_or_else(Vec::new, |c| c.columns.clone()),
        defects: own.chunk_by(|a, b| a.kind == b.kind).map(defect_line).collect(),
    }
}

fn defect_line(same: &[&Conflict]) -> DefectLine {
    let largest = same.iter().max_by(|a, b| a.area_m2.total_cmp(&b.area_m2));
    DefectLine {
        kind: same[0].kind,
        count: same.len(),
        slivers: same.iter().filter(|c| c.is_sliver).count(),
        area_m2: same.iter().map(|c| c.area_m2).sum(),
        largest: largest.map_or((0.0, 0.0), |c| c.place),
    }
}

/// Ledger entries shown on the terminal; `--json` gives all.
const SHOWN: usize = 20;

/// Names, kinds and counts of columns: values may be private.
fn print_columns(columns: &[ColumnInfo], features: u64, console: &Console) {
    let word = |kind: ColumnKind| match kind {
        ColumnKind::Empty => console.pick("空", "empty"),
        ColumnKind::Boolean => console.pick("是否", "yes or no"),
        ColumnKind::Count => console.pick("计数", "count"),
        ColumnKind::Number => console.pick("数值", "number"),
        ColumnKind::Text => console.pick("文本", "text"),
        ColumnKind::Nested => console.pick("嵌套", "nested"),
    };
    let described: Vec<String> = columns
        .iter()
        .map(|c| {
            let filled = if c.filled == features { String::new() } else { format!(", {}", c.filled) };
            format!("{} ({}{filled})", c.name, word(c.kind))
        })
        .collect();
    if !described.is_empty() {
        console.say(&format!("    {}: {}", console.pick("字段", "columns"), described.join("; ")));
    }
}

fn print(i: &Inspection, console: &Console) {
    let [west, south, east, north] = i.bounds_deg;
    console.say(&format!("{}  ({west:.5}, {south:.5}) - ({east:.5}, {north:.5})", i.project));
    console.say(&format!(
        "{} {}  {} {}  {} {}",
        i.faces,
        console.pick("个叠加面", "faces"),
        i.communities,
        console.pick("个社区", "communities"),
        i.households,
        console.pick("户", "households")
    ));
    if let Some(coming) = &i.estimate {
        console.say(&console.estimate_line(coming));
    }
    for layer in &i.layers {
        let households =
            layer.households.map(|h| format!("  {h} {}", console.pick("户", "households"))).unwrap_or_default();
        console.say(&format!(
            "{}  {}  {} {}{households}  {} {}  {} {}",
            layer.id,
            layer.source,
            layer.cells,
            console.pick("个网格", "cells"),
            console.pick("修复", "repaired"),
            layer.repaired,
            console.pick("未用", "rejected"),
            layer.rejected
        ));
        print_columns(&layer.columns, layer.cells as u64 + layer.rejected, console);
        for d in &layer.defects {
            let (lon, lat) = d.largest;
            console.say(&format!(
                "    {}: {} ({} {})  {:.1} m2  {} ({lon:.6}, {lat:.6})",
                d.kind.name(console.lang),
                d.count,
                console.pick("其中碎面", "slivers"),
                d.slivers,
                d.area_m2,
                console.pick("最大处", "largest at")
            ));
        }
    }
    for table in &i.tables {
        console.say(&format!("{}  {} {}", table.layer, table.features, console.pick("个要素", "features")));
        print_columns(&table.columns, table.features, console);
    }
    for e in i.entries.iter().take(SHOWN) {
        let key = e.key.clone().or_else(|| e.feature.map(|f| format!("#{f}"))).unwrap_or_default();
        console.say(&format!(
            "  [{}] {} {key}: {} {}; {} {}",
            e.code,
            e.source,
            console.pick("应为", "expected"),
            e.expected,
            console.pick("实为", "got"),
            e.got
        ));
    }
    if i.entries.len() > SHOWN {
        let rest = i.entries.len() - SHOWN;
        console.say(&format!(
            "  {}",
            console.pick(&format!("另有 {rest} 条,见 --json"), &format!("and {rest} more, see --json"))
        ));
    }
}
