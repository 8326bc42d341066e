//! `onegrid diff`: two finished grids -> what changed.

use onegrid::Change;

use crate::Outcome;
use crate::args::DiffArgs;
use crate::commands::input;
use crate::console::Console;
use crate::error::CliError;

pub(crate) fn run(args: &DiffArgs, console: &Console) -> Result<Outcome, CliError> {
    let before = input::zones(&args.before, &args.columns)?;
    let after = input::zones(&args.after, &args.columns)?;
    let diff = onegrid::diff_layers(before, after, console)?;
    console.finish();
    if console.json {
        console.json(&diff)?;
        return Ok(Outcome::Good);
    }
    console.say(&format!(
        "{} {}  {} {}  {} {}  {} {}",
        console.pick("不变", "kept"),
        diff.kept,
        console.pick("拆分", "split"),
        diff.split,
        console.pick("合并", "merged"),
        diff.merged,
        console.pick("迁移户数", "households moved"),
        diff.households_moved.map_or_else(|| "-".to_string(), |h| h.to_string())
    ));
    for row in diff.rows.iter().filter(|r| r.change != Some(Change::Kept) || r.before != r.after) {
        let code = |c: &Option<String>| c.clone().unwrap_or_else(|| "-".into());
        console.say(&format!(
            "{} -> {}{}  {:.1} m2",
            code(&row.before),
            code(&row.after),
            diff.households_moved
                .map(|_| format!("  {} {}", row.households, console.pick("户", "households")))
                .unwrap_or_default(),
            row.area_m2
        ));
    }
    Ok(Outcome::Good)
}
