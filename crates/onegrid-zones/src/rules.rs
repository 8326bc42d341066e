//! What a design must hold and what it should aim at.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::codes::CodeTemplate;
use crate::error::DesignError;
use crate::rule_set::RuleSet;

/// The rules of one design. Unknown keys are refused when read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DesignRules {
    /// Hard bounds of a zone's size; `None` (default): zones follow the cleaned base layer.
    pub bounds: Option<Bounds>,
    /// What the size of a face is; only for wording.
    pub measure: Measure,
    /// Rules of size by community, in the order of the table, in place of `bounds` and `measure`; a
    /// community beyond the list (default: every one) has those.
    pub community_rules: Vec<CommunityRule>,
    /// Weights of the soft objective.
    pub weights: Weights,
    /// A face narrower than this never stands alone; width is `2 * area / perimeter`. Default 1 m.
    pub sliver_width_m: f64,
    /// A face narrower than this is absorbed too, unless its community can be divided within the
    /// bounds only without that: strips between two drawings of one road. Default 8 m.
    pub strip_width_m: f64,
    /// A face smaller than this is a sliver. Default 1 m².
    pub sliver_area_m2: f64,
    /// Without bounds: a part of a base cell with less than this share of the cell's area, and no
    /// more of its households, joins a neighbour instead of becoming a zone. Default 0.02.
    pub fragment_share: f64,
    /// Where two lines nearly coincide, so that only slivers and strips lie between them, the line of the
    /// layer that stands first here stays: positions in the table's layers, strongest first. Layers that
    /// are not named give way to those that are. Default: the base layer.
    pub border_priority: Vec<u32>,
    /// Keep each estate in one unit unless it is larger than the upper bound. Default true.
    pub keep_estates: bool,
    /// Make exclusive areas zones of their own, exempt from the bounds. Default true.
    pub cut_exclusives: bool,
    /// Number of digits after the community code. Default 3; 1 to 9.
    pub code_sequence_digits: u8,
    /// What codes are made of; community code and sequence if `None` (default).
    pub code_template: Option<CodeTemplate>,
    /// How much work is spent on one community.
    pub budget: SearchBudget,
    /// Search connected parts of up to [`EXACT_UNITS`] units to the best division of all, far beyond
    /// the budget; the verdict says how near the others are. Default false.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub exact: bool,
    /// Rules beyond the bounds.
    #[serde(skip_serializing_if = "RuleSet::is_empty")]
    pub rules: RuleSet,
}

impl Default for DesignRules {
    fn default() -> Self {
        Self {
            bounds: None,
            measure: Measure::default(),
            community_rules: Vec::new(),
            weights: Weights::default(),
            sliver_width_m: 1.0,
            strip_width_m: 8.0,
            sliver_area_m2: 1.0,
            fragment_share: 0.02,
            border_priority: vec![0],
            keep_estates: true,
            cut_exclusives: true,
            code_sequence_digits: 3,
            code_template: None,
            budget: SearchBudget::default(),
            exact: false,
            rules: RuleSet::default(),
        }
    }
}

/// Bounds of a zone's size, in the unit of [`Measure`]; both ends are allowed sizes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bounds {
    /// Smallest allowed size.
    pub min: u64,
    /// Largest allowed size.
    pub max: u64,
    /// Wished size.
    pub target: u64,
}

/// The rule of size of one community.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CommunityRule {
    /// Hard bounds; `None`: its zones follow the cleaned base layer.
    pub bounds: Option<Bounds>,
    /// What the size of its faces is.
    pub measure: Measure,
}

impl Bounds {
    /// Whether a zone of this size is within the bounds.
    #[must_use]
    pub const fn holds(&self, size: u64) -> bool {
        size >= self.min && size <= self.max
    }

    /// How far a size is outside the bounds; 0 inside.
    #[must_use]
    pub const fn miss(&self, size: u64) -> u64 {
        self.min.saturating_sub(size) + size.saturating_sub(self.max)
    }

    /// The numbers of zones that a total can be divided into, lowest and highest; `None` where
    /// there is no such number.
    #[must_use]
    pub fn zone_counts(&self, total: u64) -> Option<(u64, u64)> {
        let low = total.div_ceil(self.max.max(1)).max(1);
        let high = total.checked_div(self.min).unwrap_or(u64::MAX);
        (low <= high).then_some((low, high))
    }
}

/// What the size of a zone is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// Number of households.
    #[default]
    Households,
    /// Area in m².
    AreaM2,
    /// Number of grids of the level below (see [`levels`](crate::levels())).
    Grids,
}

/// Weights of the soft objective. Every term lies between 0 and about 1 for one community, so that
/// the weights compare: twice the weight counts twice as much.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Weights {
    /// Share of households severed from their base cell: in a zone that has neither the largest
    /// piece of the cell nor lies mostly in it; and share of those outside the largest base cell of
    /// their zone. Default 10.
    pub moved: f64,
    /// Share of households severed from their departmental cells, in the same sense. Default 4.
    pub cells_cut: f64,
    /// Share of barrier length (by rank) inside zones. Default 3.
    pub barrier: f64,
    /// One less the mean Polsby-Popper compactness. Default 2.
    pub compactness: f64,
    /// Length of the borders between zones against that of square zones; along barriers it counts
    /// half. Default 2.
    pub border: f64,
    /// Distance of sizes from the target, as a share of the total. Default 1.
    pub deviation: f64,
}

impl Default for Weights {
    fn default() -> Self {
        Self { moved: 10.0, cells_cut: 4.0, barrier: 3.0, compactness: 2.0, border: 2.0, deviation: 1.0 }
    }
}

/// Work limits: counts, never time, so that results repeat everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SearchBudget {
    /// Candidate plans weighed per unit of a community and start of the search. A weighing reads
    /// what the candidate changes, not the whole community. Default 100.
    pub moves_per_unit: u32,
    /// Most candidate plans per start, however many units. Default 400 000.
    pub moves_at_most: u32,
    /// Nodes of the exact search per connected part. Default 60 000.
    pub exact_nodes: u32,
    /// Connected parts of up to this many units get the best plan of all, where the search for it
    /// ends within its nodes; at most 32. Default 25.
    pub optimum_units: u32,
    /// Nodes of the search for the best plan. Default 150 000.
    pub optimum_nodes: u32,
}

impl Default for SearchBudget {
    fn default() -> Self {
        Self {
            moves_per_unit: 100,
            moves_at_most: 400_000,
            exact_nodes: 60_000,
            optimum_units: EXACT_UNITS,
            optimum_nodes: 150_000,
        }
    }
}

/// Units of a part up to which [`DesignRules::exact`] searches for the best division.
pub const EXACT_UNITS: u32 = 25;
/// Nodes of that search: minutes of work for one part at the very most.
const EXACT_NODES: u32 = 50_000_000;

impl DesignRules {
    /// What codes are made of.
    #[must_use]
    pub fn template(&self) -> CodeTemplate {
        self.code_template.clone().unwrap_or_else(|| CodeTemplate::standard(self.code_sequence_digits))
    }

    /// The rule of size of a community.
    #[must_use]
    pub fn community_rule(&self, community: u32) -> CommunityRule {
        let general = CommunityRule { bounds: self.bounds, measure: self.measure };
        self.community_rules.get(community as usize).copied().unwrap_or(general)
    }

    /// The bounds of a community.
    #[must_use]
    pub fn bounds_of(&self, community: u32) -> Option<Bounds> {
        self.community_rule(community).bounds
    }

    /// The rules as they are in one community.
    pub(crate) fn in_community(&self, community: u32) -> Cow<'_, Self> {
        if self.community_rules.is_empty() {
            return Cow::Borrowed(self);
        }
        let CommunityRule { bounds, measure } = self.community_rule(community);
        Cow::Owned(Self {
            bounds,
            measure,
            community_rules: Vec::new(),
            weights: self.weights,
            sliver_width_m: self.sliver_width_m,
            strip_width_m: self.strip_width_m,
            sliver_area_m2: self.sliver_area_m2,
            fragment_share: self.fragment_share,
            border_priority: self.border_priority.clone(),
            keep_estates: self.keep_estates,
            cut_exclusives: self.cut_exclusives,
            code_sequence_digits: self.code_sequence_digits,
            code_template: self.code_template.clone(),
            budget: self.budget,
            rules: self.rules.clone(),
            exact: self.exact,
        })
    }

    /// Units and nodes of the search for the best division of a part.
    pub(crate) fn optimum_limits(&self) -> (u32, u32) {
        let SearchBudget { optimum_units, optimum_nodes, .. } = self.budget;
        if self.exact {
            (optimum_units.max(EXACT_UNITS), optimum_nodes.max(EXACT_NODES))
        } else {
            (optimum_units, optimum_nodes)
        }
    }

    /// Checks that the rules can be followed at all.
    ///
    /// # Errors
    /// [`DesignError::BadBounds`], [`DesignError::BadRule`].
    pub fn check(&self) -> Result<(), DesignError> {
        let of_communities = self.community_rules.iter().filter_map(|rule| rule.bounds);
        for b in self.bounds.into_iter().chain(of_communities) {
            if b.min == 0 || b.min > b.target || b.target > b.max {
                return Err(DesignError::BadBounds { min: b.min, target: b.target, max: b.max });
            }
        }
        let w = &self.weights;
        let limited = [
            ("weights.moved", w.moved, 1000.0),
            ("weights.cells_cut", w.cells_cut, 1000.0),
            ("weights.barrier", w.barrier, 1000.0),
            ("weights.compactness", w.compactness, 1000.0),
            ("weights.border", w.border, 1000.0),
            ("weights.deviation", w.deviation, 1000.0),
            ("sliver_width_m", self.sliver_width_m, 1000.0),
            ("strip_width_m", self.strip_width_m, 1000.0),
            ("sliver_area_m2", self.sliver_area_m2, 1e6),
            ("fragment_share", self.fragment_share, 1.0),
        ];
        for (name, value, most) in limited {
            if !value.is_finite() || !(0.0..=most).contains(&value) {
                return Err(DesignError::BadRule { name, value, least: 0.0, most });
            }
        }
        if !(1..=9).contains(&self.code_sequence_digits) {
            return Err(DesignError::BadRule {
                name: "code_sequence_digits",
                value: f64::from(self.code_sequence_digits),
                least: 1.0,
                most: 9.0,
            });
        }
        Ok(())
    }
}
