//! A merged project in, zones and figures as the page shows them out.

use std::collections::{BTreeMap, BTreeSet};

use onegrid::session::Session;
use onegrid::{Lang, LonLat, Merged, Silent, Summary, conflicts, multi_polygon, summarise};
use onegrid_io::GeoJsonWriter;
use serde::Serialize;
use serde_json::Value;
use wasm_bindgen::prelude::*;

use crate::problem::Problem;
use crate::rows::state;
use crate::value::{language, pick, to_js};
use crate::{Engine, not_merged};

/// `Located` of `types`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Located {
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    community: Option<String>,
    layers: Vec<LocatedLayer>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct LocatedLayer {
    name: String,
    keys: Vec<String>,
}

/// `Report` of `types`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Report {
    policy: String,
    remarks: Vec<String>,
    communities: usize,
    zones: u32,
    zones_in_bounds: u32,
    exempt: u32,
    households: u64,
    households_outside: u64,
    households_kept_share: f64,
    base_border_kept_share: f64,
    checks: Vec<CheckLine>,
    departments: Vec<Department>,
    violations: Vec<String>,
    notes: Vec<Note>,
    conflicts: Vec<ConflictSum>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct CheckLine {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    passed: Option<bool>,
    citation: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Department {
    name: String,
    whole_share: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Note {
    community: String,
    why: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct ConflictSum {
    kind: &'static str,
    name: &'static str,
    count: u64,
    slivers: u64,
}

#[wasm_bindgen]
impl Engine {
    /// The zones as GeoJSON polygons with `code` and `state`, ordered by code.
    ///
    /// # Errors
    /// `engine.not_merged`.
    #[wasm_bindgen(unchecked_return_type = "Uint8Array<ArrayBuffer>")]
    pub fn zones(&mut self) -> Result<Vec<u8>, JsValue> {
        Ok(self.zone_polygons()?)
    }

    /// The label points of the zones as GeoJSON, with `code` and `state`.
    ///
    /// # Errors
    /// `engine.not_merged`.
    #[wasm_bindgen(unchecked_return_type = "Uint8Array<ArrayBuffer>")]
    pub fn labels(&mut self) -> Result<Vec<u8>, JsValue> {
        Ok(self.zone_labels()?)
    }

    /// Figures of the plan of now.
    ///
    /// # Errors
    /// `engine.not_merged`, `engine.unknown_language`.
    #[wasm_bindgen(unchecked_return_type = "Report")]
    pub fn report(&mut self, #[wasm_bindgen(unchecked_param_type = "Lang")] lang: &str) -> Result<JsValue, JsValue> {
        let lang = language(lang)?;
        let (merged, summary) = self.summed_up()?;
        to_js(&report(merged, summary, lang))
    }

    /// What lies at a longitude and latitude in degrees.
    ///
    /// # Errors
    /// `engine.not_merged`.
    #[wasm_bindgen(unchecked_return_type = "Located")]
    pub fn locate(&self, lon_deg: f64, lat_deg: f64) -> Result<JsValue, JsValue> {
        to_js(&located(self.session()?, (lon_deg, lat_deg)))
    }
}

impl Engine {
    /// The plan of now and its figures.
    pub(crate) fn summed_up(&mut self) -> Result<(&Merged, &Summary), Problem> {
        let session = self.session.as_mut().ok_or_else(not_merged)?;
        let merged = session.merged()?;
        let summary = match self.summary.take() {
            Some(summary) => summary,
            None => summarise(merged, &Silent)?,
        };
        Ok((merged, self.summary.insert(summary)))
    }

    pub(crate) fn zone_polygons(&mut self) -> Result<Vec<u8>, Problem> {
        let merged = self.session_mut()?.merged()?;
        let mut writer = GeoJsonWriter::new(Vec::new())?;
        let broken = broken_zones(merged);
        for region in merged.plan.zone_regions(&merged.grid) {
            writer.write_polygons_deg(&multi_polygon(&region.parts), &properties(merged, &broken, region.id))?;
        }
        Ok(writer.finish()?)
    }

    fn zone_labels(&mut self) -> Result<Vec<u8>, Problem> {
        let merged = self.session_mut()?.merged()?;
        let mut writer = GeoJsonWriter::new(Vec::new())?;
        let broken = broken_zones(merged);
        for (zone, position) in merged.plan.zones().iter().zip(0_u32..) {
            let place = (lattice(zone.x_deg), lattice(zone.y_deg));
            writer.write_point(place, &properties(merged, &broken, position))?;
        }
        Ok(writer.finish()?)
    }
}

fn broken_zones(merged: &Merged) -> BTreeSet<u32> {
    merged.plan.design_data().violations.iter().filter_map(|violation| violation.zone).map(|zone| zone.0).collect()
}

/// What lies at a point; nothing where no layer reaches.
pub(crate) fn located(session: &Session, place: LonLat) -> Located {
    let grid = session.grid();
    let Some(face) = session.face_at(place) else {
        return Located { code: None, community: None, layers: Vec::new() };
    };
    let zone = session.zone_of_place(face).and_then(|key| session.zone(key));
    let community = grid.face_community(face).map(|c| grid.communities().list[c as usize].label().to_owned());
    let keys = |(at, layer): (usize, &onegrid::LayerInfo)| LocatedLayer {
        name: layer.name.clone(),
        keys: session.cells_at(at, place).iter().map(|&cell| layer.cells[cell as usize].key.clone()).collect(),
    };
    let layers = grid.layers().iter().enumerate().map(keys);
    Located { code: zone.map(|zone| zone.code), community, layers: layers.collect() }
}

/// Figures of the whole merge.
pub(crate) fn report(merged: &Merged, summary: &Summary, lang: Lang) -> Report {
    let (plan, report) = (&merged.plan, &summary.report);
    let pick = |zh: &str, en: &str| pick(lang, zh, en);
    let checks = report.checks.rows.iter().map(|check| CheckLine {
        name: check.name(lang),
        passed: check.passed,
        citation: check.citation.text(lang).to_owned(),
    });
    let departments = report
        .departments
        .iter()
        .map(|each| Department { name: each.name.clone(), whole_share: each.households_whole_share });
    let notes = report.notes.iter().map(|note| Note {
        community: note.name.clone().unwrap_or_else(|| note.community.clone()),
        why: pick(&note.why_zh, &note.why_en),
    });
    Report {
        policy: plan.policy().name(lang).to_owned(),
        remarks: report.remarks.iter().map(|(zh, en)| pick(zh, en)).collect(),
        communities: report.communities,
        zones: report.score.zones,
        zones_in_bounds: report.score.zones_in_bounds,
        exempt: report.score.exempt,
        households: report.households,
        households_outside: report.ledger.households_outside(),
        households_kept_share: report.score.households_kept_share,
        base_border_kept_share: report.score.base_border_kept_share,
        checks: checks.collect(),
        departments: departments.collect(),
        violations: plan.design_data().violations.iter().map(|each| plan.violation_sentence(each, lang)).collect(),
        notes: notes.collect(),
        conflicts: conflict_sums(merged, lang),
    }
}

fn conflict_sums(merged: &Merged, lang: Lang) -> Vec<ConflictSum> {
    let mut sums: BTreeMap<_, (u64, u64)> = BTreeMap::new();
    for conflict in conflicts(&merged.grid, &merged.plan) {
        let (count, slivers) = sums.entry(conflict.kind).or_default();
        *count += 1;
        *slivers += u64::from(conflict.is_sliver);
    }
    let sums = sums.into_iter();
    sums.map(|(kind, (count, slivers))| ConflictSum { kind: kind.id(), name: kind.name(lang), count, slivers })
        .collect()
}

fn lattice(degrees: f64) -> i32 {
    (degrees * 1e7).round() as i32
}

fn properties(merged: &Merged, broken: &BTreeSet<u32>, position: u32) -> [(&'static str, Value); 2] {
    let zone = &merged.plan.zones()[position as usize];
    let state = state(zone.class, broken.contains(&position));
    [("code", Value::from(zone.code.as_str())), ("state", Value::from(state))]
}
