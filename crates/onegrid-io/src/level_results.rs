//! Levels of a merge -> the files they are handed over in: one layer per level, one table of all.
//!
//! # Guarantees
//! Those of the other results: rows ordered, names Chinese with English beside them in columns that
//! end in `_en`, coordinates digit by digit from the lattice.

use std::io::{self, Write};

use onegrid::{Lang, Levels, Merged};
use serde_json::{Value, json};

use crate::results::{polygons, rounded};
use crate::{GeoJsonWriter, TableWriter};

/// Writes `level-<id>.geojson`: one feature per node of a level.
///
/// # Errors
/// Those of the writer.
pub fn write_level<W: Write>(merged: &Merged, levels: &Levels, level: usize, out: W) -> io::Result<W> {
    let mut writer = GeoJsonWriter::new(out)?;
    let zones = levels.zones_in(level);
    let has_households = merged.grid.has_households();
    for region in levels.regions(&merged.grid, level) {
        let at = region.id as usize;
        let node = &levels.nodes(level)[at];
        let parent = node.parent.map(|p| levels.node(p).code.as_str());
        let party = |lang| some(levels.party_organisation(level, at, lang));
        writer.write_polygons(
            &polygons(&region.parts),
            &[
                ("code", json!(node.code)),
                ("parent", json!(parent)),
                ("level", json!(levels.policy(level).id)),
                ("name", json!(levels.name(level, at, Lang::Zh))),
                ("name_en", json!(levels.name(level, at, Lang::En))),
                ("households", if has_households { json!(node.households) } else { Value::Null }),
                ("area_m2", json!(rounded(node.area_m2, 1))),
                ("children", json!(node.children)),
                ("zones", json!(zones[at].0)),
                ("party_organisation", party(Lang::Zh)),
                ("party_organisation_en", party(Lang::En)),
            ],
        )?;
    }
    writer.finish()
}

fn some(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { json!(text) }
}

/// Writes `levels.csv`: every node of every level, highest level first, with its parent, figures
/// and party organisation.
///
/// # Errors
/// Those of the writer.
pub fn write_levels<W: Write>(merged: &Merged, levels: &Levels, out: W) -> io::Result<W> {
    let header = [
        "code",
        "parent",
        "level",
        "level_name",
        "level_name_en",
        "name",
        "name_en",
        "households",
        "area_m2",
        "children",
        "zones",
        "zones_in_bounds",
        "party_organisation",
        "party_organisation_en",
    ];
    let mut writer = TableWriter::new(out, &header)?;
    for level in 0..levels.count() {
        let policy = levels.policy(level);
        let zones = levels.zones_in(level);
        for (at, node) in levels.nodes(level).iter().enumerate() {
            let households = if merged.grid.has_households() { node.households.to_string() } else { String::new() };
            writer.row(&[
                node.code.as_str(),
                node.parent.map_or("", |p| levels.node(p).code.as_str()),
                &policy.id,
                policy.name(Lang::Zh),
                policy.name(Lang::En),
                levels.name(level, at, Lang::Zh),
                levels.name(level, at, Lang::En),
                &households,
                &format!("{:.1}", node.area_m2),
                &node.children.to_string(),
                &zones[at].0.to_string(),
                &zones[at].1.to_string(),
                levels.party_organisation(level, at, Lang::Zh),
                levels.party_organisation(level, at, Lang::En),
            ])?;
        }
    }
    writer.finish()
}

/// Writes `level-reasons.csv`: for every node above and below the zones, why it is what it is and
/// which bounds it does not keep, in both languages.
///
/// # Errors
/// Those of the writer.
pub fn write_level_reasons<W: Write>(merged: &Merged, levels: &Levels, out: W) -> io::Result<W> {
    let mut writer = TableWriter::new(out, &["code", "kind", "zh", "en"])?;
    let is_zone = |level: &usize| levels.policy(*level).from == onegrid::LevelSource::Zone;
    for level in (0..levels.count()).filter(|level| !is_zone(level)) {
        for node in levels.nodes(level) {
            let explain = |lang| levels.explain(&merged.plan, &node.code, lang).map_err(io::Error::other);
            let (zh, en) = (explain(Lang::Zh)?, explain(Lang::En)?);
            for (kind, zh, en) in [("reason", &zh.reasons, &en.reasons), ("violation", &zh.violations, &en.violations)]
            {
                for (zh, en) in zh.iter().zip(en) {
                    writer.row(&[node.code.as_str(), kind, zh, en])?;
                }
            }
        }
    }
    writer.finish()
}
