//! `onegrid merge`: manifest -> result folder.

use onegrid_report::RemergeCounts;

use crate::Outcome;
use crate::args::MergeArgs;
use crate::commands::{input, previous, results};
use crate::console::Console;
use crate::error::CliError;

pub(crate) fn run(args: &MergeArgs, console: &Console) -> Result<Outcome, CliError> {
    let folder = results::open_folder(&args.out)?;
    let (mut project, mut policy) = input::project(&args.manifest, args.policy.as_deref(), console)?;
    previous::apply(&args.remerge, &mut project.history)?;
    policy.rules.exact |= args.exact;
    let merged = onegrid::merge(&project, &policy, console)?;
    drop(project);
    let summary = results::write_all(&folder, &merged, !args.no_timings, console)?;
    let counts = RemergeCounts::of(&merged);
    let place = folder.commit()?;
    console.finish();
    results::tell(&summary, &place, console)?;
    if let (Some(counts), false) = (counts, console.json) {
        previous::tell(&counts, console);
    }
    Ok(if results::hard_checks_hold(&summary) { Outcome::Good } else { Outcome::ChecksFailed })
}
