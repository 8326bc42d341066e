//! A merged project in, zones and figures as the page shows them out.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use onegrid::{Lang, Merged, PolicyMeasure, Summary, ZoneClass, conflicts, multi_polygon};
use onegrid_io::GeoJsonWriter;
use serde::Serialize;
use serde_json::Value;

use crate::problem::Problem;

/// `ZoneRow` of `types.d.ts`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ZoneRow {
    code: String,
    name: String,
    community: String,
    households: u64,
    area_m2: f64,
    state: &'static str,
    place: [f64; 2],
}

/// `ZoneCard` of `types.d.ts`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ZoneCard {
    #[serde(flatten)]
    row: ZoneRow,
    size: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    bounds: Option<SizeBounds>,
    perimeter_m: f64,
    base_cells: Vec<BaseCell>,
    reasons: Vec<String>,
    violations: Vec<String>,
    alternatives: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct SizeBounds {
    measure: &'static str,
    min: u64,
    max: u64,
    target: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct BaseCell {
    key: String,
    households: u64,
}

/// `Located` of `types.d.ts`.
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

/// `Report` of `types.d.ts`.
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

/// Every zone in one line, ordered by code.
pub(crate) fn rows(merged: &Merged, lang: Lang) -> Vec<ZoneRow> {
    let broken = broken_zones(merged);
    (0..merged.plan.zones().len() as u32).map(|zone| row(merged, zone, broken.contains(&zone), lang)).collect()
}

fn broken_zones(merged: &Merged) -> BTreeSet<u32> {
    merged.plan.design_data().violations.iter().filter_map(|violation| violation.zone).map(|zone| zone.0).collect()
}

fn row(merged: &Merged, position: u32, is_broken: bool, lang: Lang) -> ZoneRow {
    let zone = &merged.plan.zones()[position as usize];
    ZoneRow {
        code: zone.code.clone(),
        name: merged.plan.zone_name(position, lang),
        community: merged.grid.communities().list[zone.community as usize].label().to_owned(),
        households: zone.households,
        area_m2: zone.area_m2,
        state: state(zone.class, is_broken),
        place: [zone.x_deg, zone.y_deg],
    }
}

fn state(class: ZoneClass, is_broken: bool) -> &'static str {
    match class {
        _ if is_broken => "broken",
        ZoneClass::Exclusive => "exempt",
        ZoneClass::General => "kept",
    }
}

/// Everything about the zone with a code.
pub(crate) fn card(merged: &Merged, code: &str, lang: Lang) -> Result<ZoneCard, Problem> {
    let position = merged.plan.zone_by_code(code)?;
    let explanation = merged.plan.explain(code, lang)?;
    let zone = &merged.plan.zones()[position as usize];
    let measure = merged.plan.size_rule_of(zone.community).measure;
    let bounds = merged.plan.bounds_of(zone.community).filter(|_| zone.class == ZoneClass::General);
    let base_cells = merged.plan.base_cells_of(position).into_iter();
    Ok(ZoneCard {
        row: row(merged, position, broken_zones(merged).contains(&position), lang),
        size: zone.size,
        bounds: bounds.map(|bounds| SizeBounds {
            measure: if measure == PolicyMeasure::AreaM2 { "areaM2" } else { "households" },
            min: bounds.min,
            max: bounds.max,
            target: bounds.target,
        }),
        perimeter_m: zone.perimeter_m,
        base_cells: base_cells.map(|(key, households)| BaseCell { key, households }).collect(),
        reasons: explanation.reasons,
        violations: explanation.violations,
        alternatives: explanation.alternatives,
    })
}

/// What lies at a point; nothing where no layer reaches.
pub(crate) fn located(merged: &Merged, lon_deg: f64, lat_deg: f64) -> Located {
    let Some(location) = merged.locate(lon_deg, lat_deg) else {
        return Located { code: None, community: None, layers: Vec::new() };
    };
    let named = merged.grid.layers().iter().zip(location.cells);
    Located {
        code: location.code,
        community: location.community,
        layers: named.map(|(layer, (_, keys))| LocatedLayer { name: layer.name.clone(), keys }).collect(),
    }
}

/// Figures of the whole merge.
pub(crate) fn report(merged: &Merged, summary: &Summary, lang: Lang) -> Report {
    let (plan, report) = (&merged.plan, &summary.report);
    let pick = |zh: &str, en: &str| if lang == Lang::Zh { zh.to_owned() } else { en.to_owned() };
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

/// The zones as GeoJSON polygons with `code` and `state`.
pub(crate) fn polygons(merged: &Merged, summary: &Summary) -> io::Result<Vec<u8>> {
    let mut writer = GeoJsonWriter::new(Vec::new())?;
    let broken = broken_zones(merged);
    for region in &summary.regions {
        writer.write_polygons_deg(&multi_polygon(&region.parts), &properties(merged, &broken, region.id))?;
    }
    writer.finish()
}

/// The label points of the zones as GeoJSON, with `code` and `state`.
pub(crate) fn labels(merged: &Merged) -> io::Result<Vec<u8>> {
    let mut writer = GeoJsonWriter::new(Vec::new())?;
    let broken = broken_zones(merged);
    for (zone, position) in merged.plan.zones().iter().zip(0_u32..) {
        let place = (lattice(zone.x_deg), lattice(zone.y_deg));
        writer.write_point(place, &properties(merged, &broken, position))?;
    }
    writer.finish()
}

fn lattice(degrees: f64) -> i32 {
    (degrees * 1e7).round() as i32
}

fn properties(merged: &Merged, broken: &BTreeSet<u32>, position: u32) -> [(&'static str, Value); 2] {
    let zone = &merged.plan.zones()[position as usize];
    let state = state(zone.class, broken.contains(&position));
    [("code", Value::from(zone.code.as_str())), ("state", Value::from(state))]
}
