//! A session -> figures of the plan at its start, when it was saved, and now.

use onegrid_zones::{Design, Score};

use super::Session;
use super::effect::Worth;
use crate::error::Error;
use crate::policy::table_and_rules;

/// Figures of a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionScore {
    /// Zones, borders and departments.
    pub score: Score,
    /// Hard rules broken, how far, and the objective.
    pub worth: Worth,
    /// Weighted rules that do not hold.
    pub weighted_broken: usize,
}

/// What a session knows about its start without working it out again.
#[derive(Debug, Clone, Copy)]
pub(super) struct StartMark {
    pub worth: Worth,
    pub weighted_broken: usize,
}

impl Session {
    /// Figures of the plan of now.
    ///
    /// # Errors
    /// As for [`Session::plan`].
    ///
    /// # Cost
    /// Linear in the grid.
    pub fn score(&mut self) -> Result<SessionScore, Error> {
        let score = self.plan()?.score();
        let weighted_broken = self.judgement.weighted_broken();
        Ok(SessionScore { score, worth: self.judgement.mark().into(), weighted_broken })
    }

    /// Figures of the plan that the session began with, under the rules of then.
    ///
    /// # Errors
    /// As for [`Session::plan`].
    ///
    /// # Cost
    /// Linear in the grid.
    pub fn start_score(&self) -> Result<SessionScore, Error> {
        let (table, rules) = table_and_rules(&self.merged.grid, &self.start.policy)?;
        let design: &Design = &self.start.design;
        let StartMark { worth, weighted_broken } = self.start.mark;
        Ok(SessionScore { score: onegrid_zones::score(&table, design, &rules), worth, weighted_broken })
    }
}
