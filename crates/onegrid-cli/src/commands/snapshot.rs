//! `onegrid snapshot`: manifest -> the zones in one file that `onegrid locate` loads at once.

use onegrid::Snapshot;
use onegrid_io::write_whole;

use crate::Outcome;
use crate::args::SnapshotArgs;
use crate::commands::input;
use crate::console::Console;
use crate::error::CliError;

pub(crate) fn run(args: &SnapshotArgs, console: &Console) -> Result<Outcome, CliError> {
    let (project, policy) = input::project(&args.manifest, args.policy.as_deref(), console)?;
    let merged = onegrid::merge(&project, &policy, console)?;
    drop(project);
    let snapshot = Snapshot::of_with(&merged.grid, &merged.plan, console)?;
    let bytes = snapshot.to_bytes();
    write_whole(&args.out, |out| out.write_all(&bytes).map_err(CliError::from))?;
    console.finish();
    let (zones, communities) = (snapshot.zones().len(), snapshot.communities().len());
    if console.json {
        let value = serde_json::json!({
            "file": args.out, "bytes": bytes.len(), "zones": zones, "communities": communities,
            "project": snapshot.info().project, "policy": snapshot.info().policy,
        });
        console.json(&value)?;
        return Ok(Outcome::Good);
    }
    let kilobytes = bytes.len().div_ceil(1000);
    let (zh, en) = (
        format!("{zones} 个网格,{communities} 个社区,{kilobytes} KB"),
        format!("{zones} zones, {communities} communities, {kilobytes} KB"),
    );
    console.say(&format!("{}: {}", args.out.display(), console.pick(&zh, &en)));
    Ok(Outcome::Good)
}
