//! Rules beyond the bounds, as data: limits of any count, shape, number of zones, lines that no
//! zone crosses, what stays as it was.
//!
//! Every rule is hard or weighted. A hard one decides before any weight: the search never leaves it
//! for a better objective, and where it cannot hold the verdict says which rules exclude each other.
//! A weighted one enters the objective with the mean, over all zones, of how far it is broken
//! (0 holds, 1 broken by as much as the limit or more).

use serde::{Deserialize, Serialize};

use crate::error::DesignError;
use crate::names::Lang;
use crate::table::{BARRIER_RANKS, FaceTable};

/// Whether a rule must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strictness {
    /// It must hold.
    #[default]
    Hard,
    /// It should hold; its weight says how much that counts.
    Weighted,
}

/// Who says so: document and article.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Source {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

impl Source {
    /// The citation in a language; empty where there is none.
    #[must_use]
    pub fn text(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// What a limit is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Quantity {
    /// Households.
    Households,
    /// Ground area in m².
    AreaM2,
    /// A named count of the table: `population`.
    Count(String),
}

/// A range of one quantity; both ends are allowed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// The quantity.
    pub of: Quantity,
    /// Smallest allowed amount.
    pub min: Option<u64>,
    /// Largest allowed amount.
    pub max: Option<u64>,
    /// Wished amount; deviation enters the objective with the weight of the rule.
    pub target: Option<u64>,
}

/// A zone must be in one of these ranges: "500 households or 800 people".
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AmountRule {
    /// Stable id, unique among all rules: `population`.
    pub id: String,
    /// One range, or several of which one is enough.
    pub any_of: Vec<Range>,
    /// Whether it must hold.
    pub strictness: Strictness,
    /// Weight of a weighted rule and of deviation from targets; 0 to 1000.
    pub weight: f64,
    /// Who says so.
    pub source: Source,
}

/// A least value of a zone's shape.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShapeRule {
    /// The least value allowed.
    pub least: f64,
    /// Whether it must hold.
    pub strictness: Strictness,
    /// Weight of a weighted rule; 0 to 1000.
    pub weight: f64,
    /// Who says so.
    pub source: Source,
}

/// The largest number of general zones in one community. Always hard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ZonesRule {
    /// The largest number.
    pub most: u32,
    /// Who says so.
    pub source: Source,
}

/// An island with people gets at least one zone of its own, whatever bridge leads to it. Always hard.
///
/// An island is a connected part of a community, bridges left out, other than the part with most of
/// the quantity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IslandRule {
    /// What is counted on the island.
    pub of: Quantity,
    /// From this amount on.
    pub least: u64,
    /// Who says so.
    pub source: Source,
}

/// Lines that no zone has ground on both sides of: forbidden barriers, locked borders.
///
/// A border along such a line does not connect. Zones may go around the end of a line; where one
/// does, the length inside it is what is broken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WallRule {
    /// Stable id, unique among all rules: `barrier.forbidden`.
    pub id: String,
    /// Barriers of these ranks (see [`Barrier::rank`](crate::Barrier)).
    #[serde(default)]
    pub ranks: Vec<u8>,
    /// Borders between different cells of these layers, as positions in the table's layers.
    #[serde(default)]
    pub layers: Vec<u32>,
    /// Who says so.
    pub source: Source,
}

/// Buildings lie in one zone each, as far as community lines, exclusive areas, locked zones and walls
/// let them and they are no larger than a zone may be.
///
/// Hard: no unit has a part of a building only. Weighted: a border inside a building counts as if it
/// were longer by `weight` times its length.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BuildingRule {
    /// Whether it must hold.
    pub strictness: Strictness,
    /// Weight of a weighted rule; 0 to 1000.
    pub weight: f64,
    /// Who says so.
    pub source: Source,
}

impl Default for BuildingRule {
    fn default() -> Self {
        Self { strictness: Strictness::Hard, weight: 1.0, source: Source::default() }
    }
}

impl BuildingRule {
    /// Metres that a metre of border inside a building counts as, beside itself, in thousandths.
    pub(crate) fn border_weight(&self) -> u64 {
        match self.strictness {
            Strictness::Hard => 0,
            Strictness::Weighted => (self.weight * 1e3).round() as u64,
        }
    }
}

/// All rules beyond the bounds. Empty: nothing changes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RuleSet {
    /// Limits of amounts.
    pub amounts: Vec<AmountRule>,
    /// Least Polsby-Popper compactness, 0 to 1.
    pub compactness: Option<ShapeRule>,
    /// Least mean width in m: twice the area by the perimeter.
    pub width: Option<ShapeRule>,
    /// Largest number of zones.
    pub zones: Option<ZonesRule>,
    /// Zones of islands.
    pub islands: Option<IslandRule>,
    /// Lines that no zone crosses.
    pub walls: Vec<WallRule>,
    /// Buildings kept whole; without buildings nothing changes.
    pub buildings: BuildingRule,
    /// Weight of households severed from their zone in the plan before
    /// ([`FaceTable::previous`]); 0 to 1000.
    pub stability: f64,
}

/// Most lines of walls, so that one set of bits holds them.
const MOST_WALLS: usize = 8;

impl RuleSet {
    /// Whether no rule is set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Checks that the rules can be judged on a table.
    ///
    /// # Errors
    /// [`DesignError::BadRule`], [`DesignError::UnknownCount`], [`DesignError::EmptyRange`],
    /// [`DesignError::RuleTwice`], [`DesignError::IdOutOfRange`].
    pub(crate) fn check(&self, table: &FaceTable) -> Result<(), DesignError> {
        let limited = |name, value: f64, most: f64| {
            if value.is_finite() && (0.0..=most).contains(&value) {
                Ok(())
            } else {
                Err(DesignError::BadRule { name, value, least: 0.0, most })
            }
        };
        limited("rules.stability", self.stability, 1000.0)?;
        limited("weight of the rule of buildings", self.buildings.weight, 1000.0)?;
        for (shape, name, most) in [(&self.compactness, "rules.compactness", 1.0), (&self.width, "rules.width", 1e6)] {
            if let Some(shape) = shape {
                limited(name, shape.least, most)?;
                limited("weight of a shape rule", shape.weight, 1000.0)?;
            }
        }
        let mut ids: Vec<&str> = Vec::new();
        for rule in &self.amounts {
            limited("weight of an amount rule", rule.weight, 1000.0)?;
            let is_empty = |r: &Range| {
                let (min, max) = (r.min.unwrap_or(0), r.max.unwrap_or(u64::MAX));
                min > max || r.target.is_some_and(|t| t < min || t > max)
            };
            if rule.any_of.is_empty() || rule.any_of.iter().any(is_empty) {
                return Err(DesignError::EmptyRange { id: rule.id.clone() });
            }
            rule.any_of.iter().try_for_each(|r| known(&r.of, table))?;
            ids.push(&rule.id);
        }
        if let Some(islands) = &self.islands {
            known(&islands.of, table)?;
        }
        if self.walls.len() > MOST_WALLS {
            let value = self.walls.len() as f64;
            return Err(DesignError::BadRule { name: "number of walls", value, least: 0.0, most: MOST_WALLS as f64 });
        }
        for (row, wall) in self.walls.iter().enumerate() {
            ids.push(&wall.id);
            for &rank in &wall.ranks {
                crate::table::in_range("barrier rank", row, Some(u32::from(rank)), BARRIER_RANKS)?;
            }
            for &layer in &wall.layers {
                crate::table::in_range("layer", row, Some(layer), table.layers.len())?;
            }
        }
        ids.sort_unstable();
        match ids.windows(2).find(|w| w[0] == w[1]) {
            Some(twice) => Err(DesignError::RuleTwice { id: twice[0].to_owned() }),
            None => Ok(()),
        }
    }
}

fn known(of: &Quantity, table: &FaceTable) -> Result<(), DesignError> {
    match of {
        Quantity::Count(id) if table.count(id).is_none() => Err(DesignError::UnknownCount {
            id: id.clone(),
            known: table.counts.iter().map(|c| c.id.clone()).collect(),
        }),
        _ => Ok(()),
    }
}
