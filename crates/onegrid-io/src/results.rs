//! A merge -> the files it hands over: zones, crosswalk, conflicts, codes, reasons.
//!
//! # Guarantees
//! 1. Rows are ordered by code, then key: the same merge gives the same bytes.
//! 2. Data do not depend on the language of the program: names and sentences are Chinese, English
//!    stands beside them in columns that end in `_en`.
//! 3. Coordinates are written digit by digit from the lattice: reading them back gives the same points.

use std::io::{self, Write};

use onegrid::zones::Strictness;
use onegrid::{Conflict, EXCLUSIVE_CLASS, Lang, LatticeCoord, Merged, Part, Summary, ZoneClass};
use serde_json::{Value, json};

use crate::{GeoJsonWriter, TableWriter};

pub(crate) type Polygon = Vec<Vec<(i32, i32)>>;

/// Lattice parts as closed rings for the writer.
pub(crate) fn polygons(parts: &[Part]) -> Vec<Polygon> {
    let ring = |points: &[LatticeCoord]| -> Vec<(i32, i32)> {
        points.iter().chain(points.first()).map(|p| (p.x, p.y)).collect()
    };
    parts.iter().map(|p| std::iter::once(&p.shell).chain(&p.holes).map(|r| ring(r)).collect()).collect()
}

pub(crate) fn rounded(value: f64, digits: i32) -> f64 {
    let scale = 10f64.powi(digits);
    (value * scale).round() / scale
}

/// Writes `zones.geojson`: one feature per zone with code, name, community, class, households,
/// area, base cell and violations.
///
/// # Errors
/// Those of the writer.
pub fn write_zones<W: Write>(merged: &Merged, summary: &Summary, out: W) -> io::Result<W> {
    let plan = &merged.plan;
    let mut writer = GeoJsonWriter::new(out)?;
    for region in &summary.regions {
        let zone = &plan.zones()[region.id as usize];
        let community = &merged.grid.communities().list[zone.community as usize];
        let zh = plan.explain(&zone.code, Lang::Zh).map_err(io::Error::other)?;
        let en = plan.explain(&zone.code, Lang::En).map_err(io::Error::other)?;
        let base_cell =
            zone.base_cell.map(|c| merged.grid.layers()[merged.grid.base_layer()].cells[c as usize].key.clone());
        writer.write_polygons(
            &polygons(&region.parts),
            &[
                ("code", json!(zone.code)),
                ("name", json!(plan.zone_name(region.id, Lang::Zh))),
                ("name_en", json!(plan.zone_name(region.id, Lang::En))),
                ("community", json!(community.key)),
                ("community_name", json!(community.label())),
                ("class", json!(class(zone.class))),
                ("dual_managed", json!(zone.class == ZoneClass::Exclusive)),
                ("households", households(merged, zone.households)),
                ("area_m2", json!(rounded(zone.area_m2, 1))),
                ("base_cell", json!(base_cell)),
                ("violations", json!(zh.violations)),
                ("violations_en", json!(en.violations)),
            ],
        )?;
    }
    writer.finish()
}

fn class(class: ZoneClass) -> &'static str {
    match class {
        ZoneClass::General => "general",
        ZoneClass::Exclusive => EXCLUSIVE_CLASS,
    }
}

fn households(merged: &Merged, count: u64) -> Value {
    if merged.grid.has_households() { json!(count) } else { Value::Null }
}

/// Writes `communities.geojson`: the communities as the zones meet them (snapped, holes filled).
///
/// # Errors
/// Those of the writer.
pub fn write_communities<W: Write>(merged: &Merged, out: W) -> io::Result<W> {
    let communities = merged.grid.communities();
    let mut writer = GeoJsonWriter::new(out)?;
    for region in merged.grid.arrangement().dissolve(&communities.of_face) {
        let community = &communities.list[region.id as usize];
        let properties = [
            ("key", json!(community.key)),
            ("name", json!(community.label())),
            ("code", json!(community.code)),
            ("class", json!(community.class)),
        ];
        writer.write_polygons(&polygons(&region.parts), &properties)?;
    }
    writer.finish()
}

/// Writes `crosswalk.csv`: for every cell of every layer, the zones it lies in, with shares of its
/// area and households. A row without zone is the part outside the extent.
///
/// # Errors
/// Those of the writer.
pub fn write_crosswalk<W: Write>(merged: &Merged, out: W) -> io::Result<W> {
    let grid = &merged.grid;
    let header = ["layer", "cell", "zone", "area_m2", "area_share", "households", "household_share"];
    let mut writer = TableWriter::new(out, &header)?;
    let zones = merged.plan.zones_of_faces();
    let counts: Vec<u64> = (0..grid.face_count()).map(|f| grid.face_households(f)).collect();
    let layers = std::iter::once(grid.base_layer()).chain(grid.department_layers().iter().copied());
    for layer in layers {
        let rows = grid.arrangement().crosswalk(layer, &zones, &counts);
        for same in rows.chunk_by(|a, b| a.cell == b.cell) {
            let area: i128 = same.iter().map(|r| r.area_units).sum();
            let households: u64 = same.iter().map(|r| r.households).sum();
            for row in same {
                let cell = &grid.layers()[layer].cells[row.cell as usize];
                let code = row.target.map_or("", |z| merged.plan.zones()[z as usize].code.as_str());
                let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
                writer.row(&[
                    grid.layers()[layer].id.as_str(),
                    &cell.key,
                    code,
                    &format!("{:.2}", grid.arrangement().area_m2(row.area_units)),
                    &format!("{:.6}", share(row.area_units as f64, area as f64)),
                    &row.households.to_string(),
                    &format!("{:.6}", share(row.households as f64, households as f64)),
                ])?;
            }
        }
    }
    writer.finish()
}

/// Writes `conflicts.geojson`: every conflict as a point, with what was done about it.
///
/// # Errors
/// Those of the writer.
pub fn write_conflicts<W: Write>(conflicts: &[Conflict], out: W) -> io::Result<W> {
    let mut writer = GeoJsonWriter::new(out)?;
    for c in conflicts {
        let at = LatticeCoord::from_degrees(c.place.0, c.place.1).unwrap_or_default();
        writer.write_point(
            (at.x, at.y),
            &[
                ("layer", json!(c.layer)),
                ("kind", json!(c.kind.id())),
                ("kind_name", json!(c.kind.name(Lang::Zh))),
                ("cells", json!(c.cells)),
                ("area_m2", json!(rounded(c.area_m2, 2))),
                ("width_m", json!(rounded(c.width_m, 3))),
                ("length_m", json!(rounded(c.length_m, 2))),
                ("households", json!(c.households)),
                ("sliver", json!(c.is_sliver)),
                ("action", json!(c.action_zh)),
                ("action_en", json!(c.action_en)),
            ],
        )?;
    }
    writer.finish()
}

/// Writes `reasons.csv`: for every zone, why it is what it is, which rules it breaks, what else could
/// have been done with it, and why its community has no plan within the bounds; in both languages.
///
/// # Errors
/// Those of the writer.
pub fn write_reasons<W: Write>(merged: &Merged, out: W) -> io::Result<W> {
    let mut writer = TableWriter::new(out, &["zone", "kind", "zh", "en"])?;
    for zone in merged.plan.zones() {
        let zh = merged.plan.explain(&zone.code, Lang::Zh).map_err(io::Error::other)?;
        let en = merged.plan.explain(&zone.code, Lang::En).map_err(io::Error::other)?;
        let kinds = [
            ("reason", &zh.reasons, &en.reasons),
            ("violation", &zh.violations, &en.violations),
            ("alternative", &zh.alternatives, &en.alternatives),
            ("infeasible", &zh.infeasible.into_iter().collect(), &en.infeasible.into_iter().collect()),
            ("optimality", &zh.optimality.into_iter().collect(), &en.optimality.into_iter().collect()),
        ];
        for (kind, zh, en) in kinds {
            for (zh, en) in zh.iter().zip(en) {
                writer.row(&[zone.code.as_str(), kind, zh, en])?;
            }
        }
    }
    writer.finish()
}

/// Writes `cuts.csv`: straight cuts through what no line divides, with why, length and sizes.
///
/// # Errors
/// Those of the writer.
pub fn write_cuts<W: Write>(merged: &Merged, out: W) -> io::Result<W> {
    let header = ["base_cell", "size", "max", "length_m", "zones", "side", "other_side", "estimated", "zh", "en"];
    let mut writer = TableWriter::new(out, &header)?;
    for cut in merged.plan.cuts(&merged.grid) {
        writer.row(&[
            cut.base_cell.as_deref().unwrap_or_default(),
            &cut.size.to_string(),
            &cut.max.to_string(),
            &format!("{:.1}", cut.length_m),
            &cut.zones.join(" + "),
            &cut.sides[0].to_string(),
            &cut.sides[1].to_string(),
            if cut.estimated { "true" } else { "false" },
            &cut.sentence(Lang::Zh),
            &cut.sentence(Lang::En),
        ])?;
    }
    writer.finish()
}

/// Writes `cuts.geojson`: the lines of `cuts.csv`.
///
/// # Errors
/// Those of the writer.
pub fn write_cut_lines<W: Write>(merged: &Merged, out: W) -> io::Result<W> {
    let mut writer = GeoJsonWriter::new(out)?;
    for cut in merged.plan.cuts(&merged.grid) {
        let at = |p: (f64, f64)| LatticeCoord::from_degrees(p.0, p.1).map_or((0, 0), |c| (c.x, c.y));
        let lines: Vec<[(i32, i32); 2]> = cut.line.iter().map(|stretch| stretch.map(at)).collect();
        writer.write_lines(
            &lines,
            &[
                ("base_cell", json!(cut.base_cell)),
                ("size", json!(cut.size)),
                ("length_m", json!(rounded(cut.length_m, 1))),
                ("zones", json!(cut.zones)),
                ("sides", json!(cut.sides)),
                ("estimated", json!(cut.estimated)),
                ("why", json!(cut.sentence(Lang::Zh))),
                ("why_en", json!(cut.sentence(Lang::En))),
            ],
        )?;
    }
    writer.finish()
}

/// Writes the broken rules that persons accepted, with who, when and why.
///
/// # Errors
/// Those of the writer.
pub fn write_accepted<W: Write>(merged: &Merged, out: W) -> io::Result<W> {
    let mut writer = TableWriter::new(out, &["rule", "community", "zone", "zh", "en", "who", "when", "why"])?;
    for each in merged.plan.accepted() {
        let zone = each.zone.as_deref().unwrap_or_default();
        let row = [each.rule.as_str(), &each.community, zone, &each.zh, &each.en, &each.who, &each.when, &each.why];
        writer.row(&row)?;
    }
    writer.finish()
}

/// Writes `violations.csv`: every rule that does not hold, with place, amount, limit, sentences and
/// citation, then what the weighted rules without a limit measure.
///
/// # Errors
/// Those of the writer.
pub fn write_violations<W: Write>(merged: &Merged, out: W) -> io::Result<W> {
    let header =
        ["rule", "kind", "community", "zone", "lon", "lat", "measured", "limit", "zh", "en", "citation", "citation_en"];
    let mut writer = TableWriter::new(out, &header)?;
    let plan = &merged.plan;
    for broken in plan.broken_rules() {
        let kind = match broken.strictness {
            Strictness::Hard => "hard",
            Strictness::Weighted => "weighted",
        };
        writer.row(&[
            broken.rule.as_str(),
            kind,
            &merged.grid.communities().list[broken.community as usize].key,
            broken.zone.map_or("", |z| plan.zones()[z.index()].code.as_str()),
            &format!("{:.7}", broken.x_deg),
            &format!("{:.7}", broken.y_deg),
            &rounded(broken.measured, 3).to_string(),
            &rounded(broken.limit, 3).to_string(),
            &broken.zh,
            &broken.en,
            &broken.source.zh,
            &broken.source.en,
        ])?;
    }
    for row in plan.measured_rules() {
        let measured = rounded(row.measured, 3).to_string();
        writer.row(&[row.rule, "measured", "", "", "", "", &measured, "", &row.zh, &row.en, "", ""])?;
    }
    writer.finish()
}
