//! The result of an earlier merge -> what the next one has to know of it, and what came of it.

use std::fs::File;
use std::path::Path;

use onegrid::{CommunityOrigin, Date, History, Merged, RemergeMode};
use onegrid_io::{read_codes_before, read_fingerprints, read_register};
use serde::Serialize;

use crate::args::{RemergeArgs, ZoneColumns};
use crate::commands::input;
use crate::console::Console;
use crate::error::CliError;

/// Files of a result folder that only the next merge reads.
pub(crate) const CODES: &str = "codes.csv";
pub(crate) const FINGERPRINTS: &str = "fingerprints.csv";
pub(crate) const LINEAGE: &str = "lineage.csv";

/// Adds what the arguments say to what the manifest said.
pub(crate) fn apply(args: &RemergeArgs, history: &mut History) -> Result<(), CliError> {
    if let Some(path) = &args.previous {
        let columns = ZoneColumns { code_column: "code".into(), households_column: None };
        history.zones = Some(input::zones(path, &columns)?);
        if path.is_dir() {
            if let Some(mut file) = there(&path.join(CODES))? {
                history.register = Some(read_register(&mut file, &path.join(CODES).display().to_string())?);
            }
            if let Some(mut file) = there(&path.join(FINGERPRINTS))? {
                let name = path.join(FINGERPRINTS).display().to_string();
                history.fingerprints = read_fingerprints(&mut file, &name)?;
            }
        }
    }
    if args.redraw {
        history.mode = RemergeMode::Redraw;
    }
    if let Some(date) = &args.date {
        history.date = Some(Date::parse(date).map_err(onegrid::Error::Code)?);
    }
    Ok(())
}

/// The codes that a grid had before it was merged again, from its lineage: those of them that it still has
/// are kept ones.
pub(crate) fn codes_before(lineage: &Path) -> Result<History, CliError> {
    let mut file = File::open(lineage).map_err(|cause| CliError::File { path: lineage.into(), cause })?;
    let codes = read_codes_before(&mut file, &lineage.display().to_string())?;
    Ok(History::of_codes(codes).map_err(onegrid::Error::Code)?)
}

/// A file that need not be there: results of older versions lack it.
fn there(path: &Path) -> Result<Option<File>, CliError> {
    match File::open(path) {
        Ok(file) => Ok(Some(file)),
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(CliError::File { path: path.into(), cause }),
    }
}

/// What a merge says about the one before, in numbers.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct RemergeCounts {
    /// Zones that are exactly what they were.
    pub(crate) zones_unchanged: usize,
    pub(crate) codes_kept: usize,
    pub(crate) codes_new: usize,
    pub(crate) codes_withdrawn: usize,
    pub(crate) households_moved: u64,
    pub(crate) communities_unchanged: usize,
    pub(crate) communities_maintained: usize,
    pub(crate) communities_adjusted: usize,
    pub(crate) communities_redesigned: usize,
    pub(crate) communities_designed: usize,
}

impl RemergeCounts {
    /// `None` for a first merge.
    pub(crate) fn of(merged: &Merged) -> Option<Self> {
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

    pub(crate) fn tell(&self, console: &Console) {
        console.say(&format!(
            "  {}",
            console.pick(
                &format!(
                    "与上一版相比:{} 个网格完全不变;编码沿用 {}、新增 {}、作废 {};换格 {} 户",
                    self.zones_unchanged,
                    self.codes_kept,
                    self.codes_new,
                    self.codes_withdrawn,
                    self.households_moved
                ),
                &format!(
                    "against the grid before: {} zones exactly as they were; codes {} kept, {} new, {} withdrawn; {} households in another zone",
                    self.zones_unchanged,
                    self.codes_kept,
                    self.codes_new,
                    self.codes_withdrawn,
                    self.households_moved
                ),
            )
        ));
        console.say(&format!(
            "  {}",
            console.pick(
                &format!(
                    "社区:{} 个数据未变(不重算)、{} 个有变但网格仍合规、{} 个局部调整、{} 个重新划分",
                    self.communities_unchanged,
                    self.communities_maintained,
                    self.communities_adjusted,
                    self.communities_redesigned + self.communities_designed
                ),
                &format!(
                    "communities: {} untouched (not solved again), {} touched whose zones still hold, {} adjusted, {} designed anew",
                    self.communities_unchanged,
                    self.communities_maintained,
                    self.communities_adjusted,
                    self.communities_redesigned + self.communities_designed
                ),
            )
        ));
    }
}
