//! The result of an earlier merge -> what the next one has to know of it, and what came of it.

use std::fs::File;
use std::path::Path;

use onegrid::{Date, History, RemergeMode};
use onegrid_io::{read_codes_before, read_fingerprints, read_register};
use onegrid_report::{CODES, FINGERPRINTS, RemergeCounts};

use crate::args::{RemergeArgs, ZoneColumns};
use crate::commands::input;
use crate::console::Console;
use crate::error::CliError;

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

/// Prints what a merge says about the one before.
pub(crate) fn tell(counts: &RemergeCounts, console: &Console) {
    console.say(&format!(
        "  {}",
        console.pick(
            &format!(
                "与上一版相比:{} 个网格完全不变;编码沿用 {}、新增 {}、作废 {};换格 {} 户",
                counts.zones_unchanged,
                counts.codes_kept,
                counts.codes_new,
                counts.codes_withdrawn,
                counts.households_moved
            ),
            &format!(
                "against the grid before: {} zones exactly as they were; codes {} kept, {} new, {} withdrawn; {} households in another zone",
                counts.zones_unchanged,
                counts.codes_kept,
                counts.codes_new,
                counts.codes_withdrawn,
                counts.households_moved
            ),
        )
    ));
    console.say(&format!(
        "  {}",
        console.pick(
            &format!(
                "社区:{} 个数据未变(不重算)、{} 个有变但网格仍合规、{} 个局部调整、{} 个重新划分",
                counts.communities_unchanged,
                counts.communities_maintained,
                counts.communities_adjusted,
                counts.communities_redesigned + counts.communities_designed
            ),
            &format!(
                "communities: {} untouched (not solved again), {} touched whose zones still hold, {} adjusted, {} designed anew",
                counts.communities_unchanged,
                counts.communities_maintained,
                counts.communities_adjusted,
                counts.communities_redesigned + counts.communities_designed
            ),
        )
    ));
}
