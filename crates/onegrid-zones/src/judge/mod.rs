//! The rules judge a plan: units and their zones in, every broken rule and a mark out; then edit by
//! edit, what changed.
//!
//! Before this: a [`Design`]. After: lists for people, an editor.
//!
//! # Guarantees
//! 1. One code judges whole plans and edits: a zone is judged from its units alone, so that a
//!    judgement after edits equals a fresh one (`edits_are_judged_as_whole_plans_are`).
//! 2. What an edit does not touch is not looked at.
//! 3. Undoing is reassigning what [`Delta::undo`] says.
//!
//! # Method
//! [`Judge`] holds what no edit changes: units, borders, rules. A [`Judgement`] holds the zones with
//! their sums. Rules are about single zones ([`Rule`](crate::Rule), bounds, connection, walls, locks)
//! or about a *subject* that several zones share (an estate, a locked zone, an island, the number of
//! zones in a community); an edit judges the zones that lost or won units and their subjects.
//! The objective has the terms of the search, over the whole plan instead of one part.

mod breach;
mod ground;
mod judgement;
mod subjects;
mod zone;

use std::sync::Arc;

use thiserror::Error;

use crate::design::Design;
use crate::error::DesignError;
use crate::ids::{UnitId, ZoneId};
use crate::rule::{Rule, zone_rules};
use crate::rules::DesignRules;
use crate::table::FaceTable;

pub use breach::Breach;
pub use judgement::Judgement;

use ground::Ground;

/// Judges plans over the units of one design. Cheap to clone.
///
/// # Example
/// See `examples/own_rule.rs` of the crate `onegrid`.
#[derive(Debug, Clone)]
pub struct Judge {
    ground: Arc<Ground>,
}

/// What a plan is worth. Fewer hard rules broken is better, then less excess, then a lower objective.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Mark {
    /// Hard rules broken, each zone, estate, island and community by itself.
    pub hard: u64,
    /// How far they are broken: shares of the limits, parts too many, metres across lines.
    pub excess: f64,
    /// The weighted objective.
    pub objective: f64,
}

/// What an edit changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Delta {
    /// Broken rules that hold now, or are broken otherwise.
    pub gone: Vec<Breach>,
    /// Rules broken now that were not, or otherwise.
    pub new: Vec<Breach>,
    /// What the plan was worth.
    pub before: Mark,
    /// What it is worth.
    pub after: Mark,
    /// Zones that lost or won units, rising.
    pub zones: Vec<ZoneId>,
    /// The edit that takes this one back.
    pub undo: Vec<(UnitId, ZoneId)>,
}

/// Why an edit cannot be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum JudgeError {
    /// There is no such unit.
    #[error("there is no unit {}, expected one below {known}", unit.0)]
    UnknownUnit {
        /// The unit.
        unit: UnitId,
        /// Number of units.
        known: usize,
    },
    /// The number of a zone is above the number of units, which there always is a free one up to.
    #[error("there is no zone {}, expected one below {known}", zone.0)]
    UnknownZone {
        /// The zone.
        zone: ZoneId,
        /// Numbers that zones may have.
        known: usize,
    },
    /// A plan names another number of units than the design has.
    #[error("the plan names {got} units, expected {expected}")]
    PlanLength {
        /// Units of the design.
        expected: usize,
        /// Units named.
        got: usize,
    },
    /// Units of two communities would be in one zone.
    #[error("units {} and {} are of different communities, expected one for each zone", first.0, other.0)]
    TwoCommunities {
        /// A unit of the zone.
        first: UnitId,
        /// A unit of another community.
        other: UnitId,
    },
}

impl JudgeError {
    /// Stable code of the error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownUnit { .. } => "judge.unknown_unit",
            Self::UnknownZone { .. } => "judge.unknown_zone",
            Self::PlanLength { .. } => "judge.plan_length",
            Self::TwoCommunities { .. } => "judge.two_communities",
        }
    }
}

/// What certificates call hard rules, in the order of their bits.
pub(crate) fn rule_ids(rules: &DesignRules, table: &FaceTable, own: &[Arc<dyn Rule>]) -> Vec<String> {
    let walls: Vec<&str> = rules.rules.walls.iter().map(|w| w.id.as_str()).collect();
    let walls = if walls.is_empty() { "walls".to_owned() } else { walls.join(" / ") };
    let of_zones = zone_rules(&rules.rules, table, own);
    ["size".to_owned(), walls].into_iter().chain(of_zones.iter().map(|r| r.id().to_owned())).collect()
}

impl Judge {
    /// Prepares judging plans over the units of a design, with the rules of the data and `own` ones.
    ///
    /// # Errors
    /// [`DesignError`] of an unsound table or rules, or of a design made from another table.
    ///
    /// # Cost
    /// Linear in the table.
    pub fn new(
        table: &FaceTable,
        rules: &DesignRules,
        design: &Design,
        own: &[Arc<dyn Rule>],
    ) -> Result<Self, DesignError> {
        Ok(Self { ground: Arc::new(Ground::new(table, rules, design, own)?) })
    }

    /// Judges a whole plan: the zone of each unit.
    ///
    /// # Errors
    /// [`JudgeError::PlanLength`], [`JudgeError::UnknownZone`] for numbers above the number of
    /// units, [`JudgeError::TwoCommunities`].
    ///
    /// # Cost
    /// Linear in units and borders.
    pub fn judge(&self, zone_of_unit: &[ZoneId]) -> Result<Judgement, JudgeError> {
        let (expected, got) = (self.ground.units.len(), zone_of_unit.len());
        if expected != got {
            return Err(JudgeError::PlanLength { expected, got });
        }
        if let Some(&zone) = zone_of_unit.iter().find(|z| z.index() > expected) {
            return Err(JudgeError::UnknownZone { zone, known: expected + 1 });
        }
        Judgement::new(Arc::clone(&self.ground), zone_of_unit.iter().map(|z| z.0).collect())
    }
}
