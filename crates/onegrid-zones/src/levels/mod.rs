//! Levels of zones: a finished design in, two to five nested levels above and below its zones out.
//!
//! # Guarantees
//! 1. Children partition their parent exactly: every face of a node with children is in exactly one
//!    child, and no child has ground outside ([`check_levels`]).
//! 2. Joined and divided nodes are connected like zones.
//! 3. Codes are unique over all levels.
//! 4. The result depends on the table, the design and the rules only.
//!
//! # Method
//! Levels from codes and declared levels follow from the communities and zones. A *joined* level
//! is a zone design whose faces are the nodes below it, inside the next level above that is not
//! joined. A *divided* level is a zone design whose communities are the nodes above it.
//! # Limits
//! Divided nodes are made of faces: a face above the maximum is a violation, not cut.

mod above;
mod below;
mod check;
mod error;
mod join;
mod model;
mod violation;

use crate::design::Design;
use crate::progress::Progress;
use crate::rules::{Bounds, DesignRules, Measure};
use crate::table::FaceTable;

pub use check::check_levels;
pub use error::{LevelError, NestingError};
pub use model::{Grouping, Level, LevelFrom, LevelNode, LevelRule, Levels, NodeId, SubDesign};
pub use violation::LevelViolation;

/// Fewest levels of a hierarchy.
pub const LEVELS_LEAST: usize = 2;
/// Most levels of a hierarchy.
pub const LEVELS_MOST: usize = 5;

/// Builds the levels of a design, highest first.
///
/// # Errors
/// [`LevelError`]: rules that contradict one another, declared groups that do not nest, codes that
/// cannot be given. Bounds that cannot hold are no error but violations.
///
/// # Cost
/// That of one zone design for each divided level, over the same faces.
pub fn levels(
    table: &FaceTable,
    design: &Design,
    rules: &DesignRules,
    levels: &[LevelRule],
    progress: &dyn Progress,
) -> Result<Levels, LevelError> {
    check_order(levels)?;
    let zones = levels.iter().position(|l| l.from == LevelFrom::Zone).unwrap_or_default();
    let ground = model::Ground::new(table, design);
    let mut drafts = above::drafts(&ground, rules, &levels[..=zones], progress)?;
    for at in zones + 1..levels.len() {
        let draft = below::draft(&ground, rules, levels, &drafts, at, progress)?;
        drafts.push(draft);
    }
    model::finish(&ground, levels, drafts)
}

/// Refuses level lists that cannot be a hierarchy.
///
/// # Errors
/// [`LevelError::Count`], [`LevelError::Zones`], [`LevelError::Order`], [`LevelError::Twice`],
/// [`LevelError::Digits`].
pub fn check_order(levels: &[LevelRule]) -> Result<(), LevelError> {
    if !(LEVELS_LEAST..=LEVELS_MOST).contains(&levels.len()) {
        return Err(LevelError::Count { got: levels.len() });
    }
    let zones = levels.iter().filter(|l| l.from == LevelFrom::Zone).count();
    if zones != 1 {
        return Err(LevelError::Zones { got: zones });
    }
    for (at, level) in levels.iter().enumerate() {
        if levels[..at].iter().any(|l| l.id == level.id) {
            return Err(LevelError::Twice { level: level.id.clone() });
        }
        if level.from.numbers_its_nodes() && !(1..=9).contains(&level.code_digits) {
            return Err(LevelError::Digits { level: level.id.clone(), got: level.code_digits });
        }
        let below = levels[..at].iter().rfind(|above| !may_follow(&above.from, &level.from));
        if let Some(above) = below {
            return Err(LevelError::Order { above: above.id.clone(), below: level.id.clone() });
        }
    }
    Ok(())
}

/// Whether a level of the second kind may lie below one of the first.
fn may_follow(above: &LevelFrom, below: &LevelFrom) -> bool {
    match (above, below) {
        (LevelFrom::CodePrefix { digits }, LevelFrom::CodePrefix { digits: more }) => digits < more,
        (LevelFrom::Community, LevelFrom::CodePrefix { .. } | LevelFrom::Community) => false,
        (LevelFrom::Zone | LevelFrom::Divide { .. }, below) => matches!(below, LevelFrom::Divide { .. }),
        _ => true,
    }
}

/// The rules of a level's own design: what the zones' rules say of slivers, weights and work, and
/// nothing of what is about zones or communities alone.
fn own_rules(rules: &DesignRules, bounds: Option<Bounds>, measure: Measure) -> DesignRules {
    DesignRules {
        bounds,
        measure,
        weights: rules.weights,
        sliver_width_m: rules.sliver_width_m,
        strip_width_m: rules.strip_width_m,
        sliver_area_m2: rules.sliver_area_m2,
        keep_estates: rules.keep_estates,
        budget: rules.budget,
        cut_exclusives: false,
        // only orders the nodes: their own codes are given afterwards
        code_sequence_digits: 9,
        ..DesignRules::default()
    }
}
