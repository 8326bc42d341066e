//! What a merge says about the one before, in numbers.

use onegrid::{CommunityOrigin, Merged};
use serde::Serialize;

/// What a merge says about the one before, in numbers.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct RemergeCounts {
    /// Zones that are exactly what they were.
    pub zones_unchanged: usize,
    /// Codes that zones still have.
    pub codes_kept: usize,
    /// Codes that are new.
    pub codes_new: usize,
    /// Codes that no zone has any more.
    pub codes_withdrawn: usize,
    /// Households in another zone than before.
    pub households_moved: u64,
    /// Communities that are as they were, not solved again.
    pub communities_unchanged: usize,
    /// Communities that changed and whose zones still hold.
    pub communities_maintained: usize,
    /// Communities in which some zones were solved again.
    pub communities_adjusted: usize,
    /// Communities that were solved anew.
    pub communities_redesigned: usize,
    /// Communities that were not there before.
    pub communities_designed: usize,
}

impl RemergeCounts {
    /// `None` for a first merge.
    pub fn of(merged: &Merged) -> Option<Self> {
        let remerged = merged.plan.remerged();
        let lineage = &remerged.lineage;
        (!lineage.rows.is_empty()).then(|| Self {
            zones_unchanged: lineage.unchanged,
            codes_kept: lineage.kept,
            codes_new: lineage.fresh,
            codes_withdrawn: lineage.withdrawn.len(),
            households_moved: lineage.households_moved,
            communities_unchanged: remerged.count(CommunityOrigin::Unchanged),
            communities_maintained: remerged.count(CommunityOrigin::Maintained),
            communities_adjusted: remerged.count(CommunityOrigin::Adjusted),
            communities_redesigned: remerged.count(CommunityOrigin::Redesigned),
            communities_designed: remerged.count(CommunityOrigin::Designed),
        })
    }
}
