//! The section `[rules]` of a policy: rules beyond the bounds, in the policy's words.
//!
//! What they name (layers, cells, counts) is looked up in the overlay by `in_project`.
//!
//! ```toml
//! [[rules.amount]]
//! id = "people"
//! any_of = [{ of = "households", max = 500 }, { of = "population", max = 800 }]
//! citation_zh = "城厢区网格划分办法"
//!
//! [rules.forbidden]
//! classes = ["rail", "river"]
//!
//! [rules.locked_border]
//! layers = ["civil"]
//!
//! [rules.building]
//! strictness = "weighted"
//! weight = 20
//!
//! [[rules.bridge]]
//! from = "Z01"
//! to = "Z07"
//! ```

mod in_project;

use onegrid_zones::Strictness;
use serde::{Deserialize, Serialize};

use super::check::Contradiction;
use super::document::{Step, steps};
use crate::project::BarrierClass;
pub(crate) use in_project::table_and_rules;

/// Rules beyond the bounds. All empty: nothing changes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PolicyRules {
    /// Limits of households, area or any named count.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub amount: Vec<AmountEntry>,
    /// Least Polsby-Popper compactness, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compactness: Option<ShapeEntry>,
    /// Least mean width in m: twice the area by the perimeter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width_m: Option<ShapeEntry>,
    /// Most general zones in one community.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zones: Option<ZonesEntry>,
    /// Inhabited islands get zones of their own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub island: Option<IslandEntry>,
    /// Barriers that no zone crosses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forbidden: Option<LineEntry>,
    /// Borders that never move.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locked_border: Option<LineEntry>,
    /// Zones that stay as they are.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub locked_zone: Vec<LockedEntry>,
    /// Pairs of places that count as adjacent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bridge: Vec<BridgeEntry>,
    /// Buildings kept whole, where the project has a layer of them.
    #[serde(skip_serializing_if = "BuildingEntry::is_default")]
    pub building: BuildingEntry,
    /// Weight of households severed from their zone in the plan before; 0 to 1000.
    pub stability: f64,
    /// Search small connected parts (up to about 25 units) to the best division of all, however long
    /// that takes.
    pub exact: bool,
}

/// A limit of an amount: one range, or several of which one is enough.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AmountEntry {
    /// Stable id, unique among the rules.
    pub id: String,
    /// The ranges.
    pub any_of: Vec<RangeEntry>,
    /// `hard` (default) or `weighted`.
    #[serde(default)]
    pub strictness: Strictness,
    /// How much a weighted rule, or the distance from a target, counts.
    #[serde(default = "one")]
    pub weight: f64,
    /// Who says so, in Chinese.
    #[serde(default)]
    pub citation_zh: String,
    /// Who says so, in English.
    #[serde(default)]
    pub citation_en: String,
}

/// A range of one quantity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RangeEntry {
    /// `households`, `area_m2` or the id of a count.
    pub of: String,
    /// Smallest allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<u64>,
    /// Largest allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u64>,
    /// Aimed at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<u64>,
    /// Only where the project has this count; elsewhere the range is left out, and the report says so.
    #[serde(default, skip_serializing_if = "is_false")]
    pub where_counted: bool,
}

/// A least value of a zone's shape.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShapeEntry {
    /// The least value.
    pub least: f64,
    /// `hard` (default) or `weighted`.
    #[serde(default)]
    pub strictness: Strictness,
    /// How much a weighted rule counts.
    #[serde(default = "one")]
    pub weight: f64,
    /// Who says so, in Chinese.
    #[serde(default)]
    pub citation_zh: String,
    /// Who says so, in English.
    #[serde(default)]
    pub citation_en: String,
}

/// A largest number of zones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ZonesEntry {
    /// The largest number.
    pub most: u32,
    /// Who says so, in Chinese.
    #[serde(default)]
    pub citation_zh: String,
    /// Who says so, in English.
    #[serde(default)]
    pub citation_en: String,
}

/// From how many on an island gets a zone of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IslandEntry {
    /// `households`, `area_m2` or the id of a count.
    pub of: String,
    /// From this amount on.
    pub least: u64,
    /// Only where the project has this count; elsewhere the rule is left out, and the report says so.
    #[serde(default, skip_serializing_if = "is_false")]
    pub where_counted: bool,
    /// Who says so, in Chinese.
    #[serde(default)]
    pub citation_zh: String,
    /// Who says so, in English.
    #[serde(default)]
    pub citation_en: String,
}

/// Buildings lie in one zone each: in that of the base cell with most of their ground.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BuildingEntry {
    /// `hard` (default) or `weighted`: a border through a building counts as longer.
    pub strictness: Strictness,
    /// Metres that a metre of border inside a building counts as, beside itself.
    pub weight: f64,
    /// Who says so, in Chinese.
    pub citation_zh: String,
    /// Who says so, in English.
    pub citation_en: String,
}

impl Default for BuildingEntry {
    fn default() -> Self {
        let (citation_zh, citation_en) = (String::new(), String::new());
        Self { strictness: Strictness::Hard, weight: 10.0, citation_zh, citation_en }
    }
}

impl BuildingEntry {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// Lines that no zone has ground on both sides of.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LineEntry {
    /// Barriers of these classes.
    pub classes: Vec<BarrierClass>,
    /// Borders between cells of these layers, by id: the base layer and departments.
    pub layers: Vec<String>,
    /// Who says so, in Chinese.
    pub citation_zh: String,
    /// Who says so, in English.
    pub citation_en: String,
}

/// Cells of one layer that stay one zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LockedEntry {
    /// Name for people; by default the keys.
    #[serde(default)]
    pub name: String,
    /// Id of the layer; by default the base layer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layer: Option<String>,
    /// Keys of its cells; together they are one zone.
    pub cells: Vec<String>,
}

/// Two base cells that count as adjacent, by key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BridgeEntry {
    /// Key of a base cell.
    pub from: String,
    /// Key of another one of the same community.
    pub to: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes every field by reference")]
fn is_false(value: &bool) -> bool {
    !value
}

fn one() -> f64 {
    1.0
}

/// Largest weight.
const MOST_WEIGHT: f64 = 1000.0;

impl PolicyRules {
    /// Whether no rule is set.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Checks what can be checked without data.
    pub(super) fn contradiction(&self) -> Result<(), Contradiction> {
        let number = |path: Vec<Step>, value: f64, most: f64| {
            if (0.0..=most).contains(&value) {
                return Ok(());
            }
            Err(Contradiction::at(path, value.to_string(), &format!("a number from 0 to {most}")))
        };
        for (index, entry) in self.amount.iter().enumerate() {
            entry.contradiction(&amount_at(index))?;
            number(steps(&amount_at(index), "weight"), entry.weight, MOST_WEIGHT)?;
        }
        for (key, entry, most) in [("compactness", &self.compactness, 1.0), ("width_m", &self.width_m, 1e6)] {
            if let Some(entry) = entry {
                let section = steps(&[], &format!("rules.{key}"));
                number(steps(&section, "least"), entry.least, most)?;
                number(steps(&section, "weight"), entry.weight, MOST_WEIGHT)?;
            }
        }
        number(steps(&[], "rules.building.weight"), self.building.weight, MOST_WEIGHT)?;
        number(steps(&[], "rules.stability"), self.stability, MOST_WEIGHT)?;
        for (path, line) in [("rules.forbidden", &self.forbidden), ("rules.locked_border", &self.locked_border)] {
            if line.as_ref().is_some_and(|l| l.classes.is_empty() && l.layers.is_empty()) {
                let got = "neither classes nor layers".into();
                return Err(Contradiction::at(steps(&[], path), got, "at least one of them"));
            }
        }
        Ok(())
    }
}

fn amount_at(index: usize) -> Vec<Step> {
    let mut path = steps(&[], "rules.amount");
    path.push(Step::Index(index));
    path
}

impl AmountEntry {
    fn contradiction(&self, here: &[Step]) -> Result<(), Contradiction> {
        let what = format!("rules.amount {}", self.id);
        if self.any_of.is_empty() {
            return Err(Contradiction::at(here.to_vec(), "no range".into(), "at least one in any_of").called(what));
        }
        let empty = |r: &RangeEntry| {
            let (min, max) = (r.min.unwrap_or(0), r.max.unwrap_or(u64::MAX));
            min > max || r.target.is_some_and(|t| t < min || t > max)
        };
        let Some(at) = self.any_of.iter().position(empty) else { return Ok(()) };
        let range = &self.any_of[at];
        let got = format!("min {:?} target {:?} max {:?}", range.min, range.target, range.max);
        let mut path = steps(here, "any_of");
        path.push(Step::Index(at));
        Err(Contradiction::at(path, got, "min <= target <= max").called(what))
    }
}
