//! The section `[rules]` of a policy: rules beyond the bounds, in the policy's words.
//!
//! Before this: a [`Policy`] and a [`Grid`]. After: zone design. Names of layers, cells and counts are
//! looked up in the overlay; what does not exist is refused with what there is.
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
//! [[rules.bridge]]
//! from = "Z01"
//! to = "Z07"
//! ```

use onegrid_zones::{
    AmountRule, DesignRules, FaceTable, IslandRule, LockedZone, Quantity, Range, RuleSet, ShapeRule, Source,
    Strictness, WallRule, ZonesRule,
};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::grid::Grid;
use crate::policy::{Policy, PolicyError};
use crate::project::BarrierClass;
use crate::table::face_table;

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

/// An entry of the rules that contradicts others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Contradiction {
    /// The entry: `rules.amount.weight`.
    pub(crate) what: String,
    /// What it says.
    pub(crate) got: String,
    /// What it could say.
    pub(crate) expected: String,
}

impl PolicyRules {
    /// Whether no rule is set.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Checks what can be checked without data.
    pub(crate) fn contradiction(&self) -> Result<(), Contradiction> {
        let wrong = |what: &str, got: String, expected: &str| {
            Err(Contradiction { what: what.into(), got, expected: expected.into() })
        };
        let amounts = self.amount.iter().map(|a| ("rules.amount.weight", a.weight, MOST_WEIGHT));
        let shape = |what, entry: &Option<ShapeEntry>, most: f64| {
            entry.iter().flat_map(move |e| [(what, e.least, most), (what, e.weight, MOST_WEIGHT)]).collect::<Vec<_>>()
        };
        let shapes = [
            shape("rules.compactness", &self.compactness, 1.0),
            shape("rules.width_m", &self.width_m, 1e6),
            vec![("rules.stability", self.stability, MOST_WEIGHT)],
        ];
        for (what, value, most) in amounts.chain(shapes.into_iter().flatten()) {
            if !(0.0..=most).contains(&value) {
                return wrong(what, value.to_string(), &format!("a number from 0 to {most}"));
            }
        }
        for entry in &self.amount {
            let empty = |r: &&RangeEntry| {
                let (min, max) = (r.min.unwrap_or(0), r.max.unwrap_or(u64::MAX));
                min > max || r.target.is_some_and(|t| t < min || t > max)
            };
            if let Some(range) = entry.any_of.iter().find(empty) {
                let got = format!("min {:?} target {:?} max {:?}", range.min, range.target, range.max);
                return wrong(&format!("rules.amount {}", entry.id), got, "min <= target <= max");
            }
            if entry.any_of.is_empty() {
                return wrong(&format!("rules.amount {}", entry.id), "no range".into(), "at least one in any_of");
            }
        }
        for (what, line) in [("rules.forbidden", &self.forbidden), ("rules.locked_border", &self.locked_border)] {
            if line.as_ref().is_some_and(|l| l.classes.is_empty() && l.layers.is_empty()) {
                return wrong(what, "neither classes nor layers".into(), "at least one of them");
            }
        }
        Ok(())
    }

    /// Rules, or ranges of rules, that are left out because the project has no such count: the key in
    /// the policy and the id of the count.
    pub(crate) fn uncounted(&self, table: &FaceTable) -> Vec<(String, &str)> {
        let ranges = self.amount.iter().flat_map(|e| e.any_of.iter().map(move |r| (e, r)));
        let ranges = ranges.filter(|(_, r)| !r.is_counted(table));
        let amounts = ranges.map(|(e, r)| (format!("rules.amount {}", e.id), r.of.as_str()));
        let islands = self.island.iter().filter(|e| !e.is_counted(table));
        amounts.chain(islands.map(|e| ("rules.island".into(), e.of.as_str()))).collect()
    }

    /// The rules in the words of zone design.
    fn rule_set(&self, table: &FaceTable) -> Result<RuleSet, PolicyError> {
        let amount = |e: &AmountEntry| -> Result<AmountRule, PolicyError> {
            let range =
                |r: &RangeEntry| Ok(Range { of: quantity(&r.of, table)?, min: r.min, max: r.max, target: r.target });
            let counted = e.any_of.iter().filter(|r| r.is_counted(table));
            Ok(AmountRule {
                id: e.id.clone(),
                any_of: counted.map(range).collect::<Result<_, _>>()?,
                strictness: e.strictness,
                weight: e.weight,
                source: source(&e.citation_zh, &e.citation_en),
            })
        };
        let shape = |e: &ShapeEntry| ShapeRule {
            least: e.least,
            strictness: e.strictness,
            weight: e.weight,
            source: source(&e.citation_zh, &e.citation_en),
        };
        let island = |e: &IslandEntry| -> Result<IslandRule, PolicyError> {
            Ok(IslandRule {
                of: quantity(&e.of, table)?,
                least: e.least,
                source: source(&e.citation_zh, &e.citation_en),
            })
        };
        let lines = [("barrier.forbidden", &self.forbidden), ("border.locked", &self.locked_border)];
        let wall = |(id, line): (&str, &Option<LineEntry>)| Some(wall(id, line.as_ref()?, table));
        // a rule whose every range was left out is left out
        let amounts = self.amount.iter().filter(|e| e.any_of.iter().any(|r| r.is_counted(table)));
        Ok(RuleSet {
            amounts: amounts.map(amount).collect::<Result<_, _>>()?,
            compactness: self.compactness.as_ref().map(shape),
            width: self.width_m.as_ref().map(shape),
            zones: self
                .zones
                .as_ref()
                .map(|e| ZonesRule { most: e.most, source: source(&e.citation_zh, &e.citation_en) }),
            islands: self.island.as_ref().filter(|e| e.is_counted(table)).map(island).transpose()?,
            walls: lines.into_iter().filter_map(wall).collect::<Result<_, _>>()?,
            stability: self.stability,
        })
    }
}

impl RangeEntry {
    fn is_counted(&self, table: &FaceTable) -> bool {
        !self.where_counted || quantity(&self.of, table).is_ok()
    }
}

impl IslandEntry {
    fn is_counted(&self, table: &FaceTable) -> bool {
        !self.where_counted || quantity(&self.of, table).is_ok()
    }
}

fn source(zh: &str, en: &str) -> Source {
    Source { zh: zh.into(), en: en.into() }
}

fn quantity(of: &str, table: &FaceTable) -> Result<Quantity, PolicyError> {
    match of {
        "households" => Ok(Quantity::Households),
        "area_m2" => Ok(Quantity::AreaM2),
        id if table.count(id).is_some() => Ok(Quantity::Count(id.into())),
        id => {
            let counts: Vec<&str> = table.counts.iter().map(|c| c.id.as_str()).collect();
            Err(unknown("rules: quantity", id, &format!("households, area_m2 or a count of the project {counts:?}")))
        }
    }
}

fn unknown(what: &str, got: &str, expected: &str) -> PolicyError {
    PolicyError::NotInProject { what: what.into(), got: format!("{got:?}"), expected: expected.into() }
}

fn layer(id: &str, table: &FaceTable) -> Result<usize, PolicyError> {
    table.layers.iter().position(|l| l.id == id).ok_or_else(|| {
        let known: Vec<&str> = table.layers.iter().map(|l| l.id.as_str()).collect();
        unknown("rules: layer", id, &format!("the base layer or a department, one of {known:?}"))
    })
}

fn wall(id: &str, line: &LineEntry, table: &FaceTable) -> Result<WallRule, PolicyError> {
    let layers = line.layers.iter().map(|l| layer(l, table).map(|at| at as u32));
    Ok(WallRule {
        id: id.into(),
        ranks: line.classes.iter().map(|c| c.rank()).collect(),
        layers: layers.collect::<Result<_, _>>()?,
        source: source(&line.citation_zh, &line.citation_en),
    })
}

/// Faces of a cell that are zoned, rising.
fn faces_of(table: &FaceTable, layer: usize, key: &str) -> Result<Vec<u32>, PolicyError> {
    let keys = &table.layers[layer].cell_keys;
    let cell = keys.iter().position(|k| k == key).ok_or_else(|| {
        let id = &table.layers[layer].id;
        unknown("rules: cell", key, &format!("the key of one of the {} cells of layer {id}", keys.len()))
    })?;
    let is_there =
        |f: &u32| table.faces[*f as usize].community.is_some() && table.cells(*f, layer).contains(&(cell as u32));
    Ok((0..table.faces.len() as u32).filter(is_there).collect())
}

fn locked_zones(rules: &PolicyRules, table: &FaceTable) -> Result<Vec<LockedZone>, PolicyError> {
    let mut taken = vec![false; table.faces.len()];
    let zone = |entry: &LockedEntry| {
        let at = entry.layer.as_ref().map_or(Ok(0), |id| layer(id, table))?;
        let mut faces = Vec::new();
        for key in &entry.cells {
            faces.extend(faces_of(table, at, key)?);
        }
        faces.sort_unstable();
        faces.dedup();
        // where two locked cells overlap, the first one has the ground
        faces.retain(|&f| !std::mem::replace(&mut taken[f as usize], true));
        let name = if entry.name.is_empty() { entry.cells.join("+") } else { entry.name.clone() };
        Ok(LockedZone { name, faces })
    };
    rules.locked_zone.iter().map(zone).collect()
}

/// Largest faces of the two base cells, in one community.
fn bridge(entry: &BridgeEntry, table: &FaceTable) -> Result<(u32, u32), PolicyError> {
    let (from, to) = (faces_of(table, 0, &entry.from)?, faces_of(table, 0, &entry.to)?);
    let row = |f: u32| &table.faces[f as usize];
    let pairs = from.iter().flat_map(|&a| to.iter().map(move |&b| (a, b)));
    let together = pairs.filter(|&(a, b)| a != b && row(a).community == row(b).community);
    let best = together.max_by(|p, q| {
        let area = |p: &(u32, u32)| row(p.0).area_m2.min(row(p.1).area_m2);
        area(p).total_cmp(&area(q)).then(q.cmp(p))
    });
    best.map(|(a, b)| (a.min(b), a.max(b))).ok_or_else(|| {
        let got = format!("{} and {}", entry.from, entry.to);
        unknown("rules.bridge", &got, "two base cells with ground in one community")
    })
}

/// The overlay in numbers with the rules that apply to it: what zone design starts from.
///
/// # Errors
/// [`Error::Policy`] for a layer, cell or count that does not exist.
pub(crate) fn table_and_rules(grid: &Grid, policy: &Policy) -> Result<(FaceTable, DesignRules), Error> {
    let mut table = face_table(grid, policy);
    let classes = grid.communities.list.iter().map(|c| c.class.as_deref());
    let mut rules = policy.design_rules(grid.has_households(), classes);
    rules.rules = policy.rules.rule_set(&table)?;
    rules.exact = policy.rules.exact;
    table.locked = locked_zones(&policy.rules, &table)?;
    let bridges = policy.rules.bridge.iter().map(|b| bridge(b, &table));
    table.bridges = bridges.collect::<Result<_, _>>()?;
    Ok((table, rules))
}
