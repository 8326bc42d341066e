//! `onegrid check`: a finished grid -> the acceptance checks.

use crate::Outcome;
use crate::args::CheckArgs;
use crate::commands::input;
use crate::console::Console;
use crate::error::CliError;

/// Offences shown per check on the terminal; `--json` gives all.
const SHOWN: usize = 10;

pub(crate) fn run(args: &CheckArgs, console: &Console) -> Result<Outcome, CliError> {
    let own = |name: &str| Some(args.grid.join(name)).filter(|p| args.grid.is_dir() && p.is_file());
    let policy = match (&args.policy, own(input::POLICY)) {
        (Some(name), _) => input::policy(name, None)?,
        (None, Some(file)) => input::policy(&file.display().to_string(), None)?,
        (None, None) => input::policy(input::DEFAULT_POLICY, None)?,
    };
    let zones = input::zones(&args.grid, &args.columns)?;
    let communities = match (&args.communities, own(input::COMMUNITIES)) {
        (Some(file), _) => Some(input::communities(file, args.community_code_column.as_deref())?),
        (None, Some(file)) => Some(input::communities(&file, Some("code"))?),
        (None, None) => None,
    };
    let report = onegrid::check(&input::zones_project(zones, communities), &policy, console)?;
    console.finish();
    if console.json {
        console.json(&report)?;
    } else {
        console.say(&format!("{}: {}", console.pick("网格数", "zones"), report.zones));
        for row in &report.rows {
            let mark = match row.passed {
                Some(true) => console.pick("通过", "ok"),
                Some(false) => console.pick("未通过", "FAILED"),
                None => console.pick("不适用", "not applicable"),
            };
            let citation = row.citation.text(console.lang);
            let amount =
                if row.offences.is_empty() { String::new() } else { format!(" {:.2} {}", row.measured, row.unit) };
            console.say(&format!("{}: {mark}{amount}  [{citation}]", row.name(console.lang)));
            for o in row.offences.iter().take(SHOWN) {
                let (lon, lat) = o.place;
                console.say(&format!(
                    "    {}  {:.2} {}  ({lon:.7}, {lat:.7})",
                    o.zones.join(" + "),
                    o.measured,
                    row.unit
                ));
            }
            if row.offences.len() > SHOWN {
                let rest = row.offences.len() - SHOWN;
                console.say(&format!(
                    "    {}",
                    console.pick(&format!("另有 {rest} 处,见 --json"), &format!("and {rest} more, see --json"))
                ));
            }
        }
    }
    Ok(if report.passed() { Outcome::Good } else { Outcome::ChecksFailed })
}
