//! Broken files, as offices send them: each ends in an error or in a listed repair that names the
//! file, the feature, the place, what was expected and what was found. None ends in a panic.

mod crowds;
mod edges;
mod features;
mod files;
mod swapped;

use onegrid::{Conflict, Error, Lang, LedgerEntry, Merged, Project, Silent, conflicts, merge, summarise};
use onegrid_io::{ReadError, open_project};

use crate::support::{general, on_disk};

/// A sound square of 0.01 degree near 118 E, 32 N, `x` and `y` squares further.
fn square(x: i32, y: i32) -> String {
    let (w, s) = (118.0 + f64::from(x) * 0.01, 32.0 + f64::from(y) * 0.01);
    rect(w, s, w + 0.01, s + 0.01)
}

fn rect(w: f64, s: f64, e: f64, n: f64) -> String {
    polygon(&format!("[[{w:.7},{s:.7}],[{e:.7},{s:.7}],[{e:.7},{n:.7}],[{w:.7},{n:.7}],[{w:.7},{s:.7}]]"))
}

fn polygon(ring: &str) -> String {
    format!(r#"{{"type":"Polygon","coordinates":[{ring}]}}"#)
}

fn feature(key: &str, geometry: &str) -> String {
    counted(key, geometry, "400")
}

fn counted(key: &str, geometry: &str, households: &str) -> String {
    let key = serde_json::to_string(key).expect("a text");
    format!(r#"{{"type":"Feature","properties":{{"k":{key},"hh":{households}}},"geometry":{geometry}}}"#)
}

fn collection(features: &[String]) -> String {
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(",\n"))
}

/// Four sound base cells in a row.
fn sound() -> Vec<String> {
    (0..4).map(|x| feature(&format!("B{x}"), &square(x, 0))).collect()
}

fn with(extra: String) -> String {
    let mut features = sound();
    features.push(extra);
    collection(&features)
}

const BASE: &str = "[[layer]]\nid = \"civil\"\nrole = \"base\"\npath = \"civil.geojson\"\nkey = \"k\"\n\
                    households_column = \"hh\"\n";
const POLICE: &str = "[[layer]]\nid = \"police\"\nrole = \"department\"\npath = \"police.geojson\"\nkey = \"k\"\n";
const COMMUNITY: &str = "[[layer]]\nid = \"shequ\"\nrole = \"community\"\npath = \"shequ.geojson\"\nkey = \"k\"\n";

const ROADS: &str = "[[layer]]\nid = \"civil\"\nrole = \"base\"\npath = \"civil.geojson\"\nkey = \"k\"\n\
                     [[layer]]\nid = \"roads\"\nrole = \"barrier\"\npath = \"roads.geojson\"\nkey = \"k\"\n\
                     barrier_class = \"road\"\n";

#[derive(Debug)]
enum Stop {
    Read(ReadError),
    Merge(Error),
}

impl Stop {
    fn code(&self) -> &'static str {
        match self {
            Self::Read(e) => e.code(),
            Self::Merge(e) => e.code(),
        }
    }
    fn message(&self) -> String {
        match self {
            Self::Read(e) => e.to_string(),
            Self::Merge(e) => e.to_string(),
        }
    }
}

fn open(layers: &str, files: &[(&str, String)]) -> Result<Project, ReadError> {
    let mut all = vec![("onegrid.toml", format!("onegrid = 1\nname = \"坏数据\"\n{layers}"))];
    all.extend(files.iter().map(|(name, text)| (*name, text.clone())));
    let folder = on_disk(&all);
    open_project(&folder.path().join("onegrid.toml"), &mut |_, _| {}).map(|(_, project)| project)
}

/// Reads, merges, sums up and asks everything that a user would ask.
fn run(layers: &str, files: &[(&str, String)]) -> Result<Merged, Stop> {
    let project = open(layers, files).map_err(Stop::Read)?;
    let merged = merge(&project, &general(), &Silent).map_err(Stop::Merge)?;
    merged.grid.check().expect("the overlay is sound whatever came in");
    let summary = summarise(&merged, &Silent).map_err(Stop::Merge)?;
    assert!(summary.report.exactness.holds(), "{:?}", summary.report.exactness);
    for zone in merged.plan.zones() {
        for lang in [Lang::Zh, Lang::En] {
            assert!(!merged.plan.explain(&zone.code, lang).expect("the zone exists").reasons.is_empty());
        }
    }
    Ok(merged)
}

fn base(text: String) -> Result<Merged, Stop> {
    run(BASE, &[("civil.geojson", text)])
}

fn entry<'m>(merged: &'m Merged, code: &str) -> &'m LedgerEntry {
    let entries = &merged.grid.ledger().entries;
    entries.iter().find(|e| e.code == code).unwrap_or_else(|| panic!("no {code} among {entries:#?}"))
}

fn conflict(merged: &Merged, kind: &str, key: &str) -> Conflict {
    let list = conflicts(&merged.grid, &merged.plan);
    let found = list.iter().find(|c| c.kind.id() == kind && c.cells.iter().any(|k| k == key));
    let found = found.unwrap_or_else(|| panic!("no {kind} of {key} among {list:#?}")).clone();
    assert!(!found.action_zh.is_empty() && !found.action_en.is_empty(), "{found:?}");
    found
}

/// Households in all zones.
fn households(merged: &Merged) -> u64 {
    merged.plan.zones().iter().map(|z| z.households).sum()
}
