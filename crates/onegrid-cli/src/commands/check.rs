//! `onegrid check`: a finished grid -> the acceptance checks.

use onegrid::{CheckReport, CheckRow};
use onegrid_io::write_checks;
use onegrid_report::{COMMUNITIES, CROSSWALK, LINEAGE, POLICY};

use crate::Outcome;
use crate::args::CheckArgs;
use crate::commands::{input, levels, previous};
use crate::console::Console;
use crate::error::CliError;

/// Offences shown per check on the terminal; `--json` gives all.
const SHOWN: usize = 10;

pub(crate) fn run(args: &CheckArgs, console: &Console) -> Result<Outcome, CliError> {
    let own = |name: &str| Some(args.grid.join(name)).filter(|p| args.grid.is_dir() && p.is_file());
    let policy = match (&args.policy, own(POLICY)) {
        (Some(name), _) => input::policy(name, None)?,
        (None, Some(file)) => input::policy(&file.display().to_string(), None)?,
        (None, None) => input::policy(input::DEFAULT_POLICY, None)?,
    };
    let zones = input::zones(&args.grid, &args.columns)?;
    let communities = match (&args.communities, own(COMMUNITIES)) {
        (Some(file), _) => {
            let (code, class) = (args.community_code_column.as_deref(), args.community_class_column.as_deref());
            Some(input::communities(file, code, class)?)
        }
        (None, Some(file)) => Some(input::communities(&file, Some("code"), Some("class"))?),
        (None, None) => None,
    };
    let finer = levels::to_check(args, &policy, &zones)?;
    let table = match (&args.crosswalk, own(CROSSWALK)) {
        (Some(file), _) => Some(input::crosswalk(file)?),
        (None, file) => file.map(|f| input::crosswalk(&f)).transpose()?,
    };
    let mut project = input::zones_project(zones, communities);
    if let Some(file) = own(LINEAGE) {
        project.history = previous::codes_before(&file)?;
    }
    for (number, file) in args.estates.iter().enumerate() {
        project.layers.push(input::estates(file, number, args.estate_households_column.as_deref())?);
    }
    for (number, file) in args.buildings.iter().enumerate() {
        project.layers.push(input::buildings(file, number)?);
    }
    for (number, file) in args.department.iter().enumerate() {
        project.layers.push(input::department(file, number)?);
    }
    let mut report = onegrid::check_with(&project, table.as_deref(), &policy, console)?;
    if !finer.is_empty() {
        report.rows.push(onegrid::nesting(&finer, console)?);
    }
    console.finish();
    if let Some(path) = &args.csv {
        let unwritable = |cause| CliError::File { path: path.clone(), cause };
        let file = std::fs::File::create(path).map_err(unwritable)?;
        write_checks(&report, file).map_err(unwritable)?;
    }
    if console.json {
        console.json(&report)?;
    } else {
        tell(&report, console);
    }
    Ok(if report.passed() { Outcome::Good } else { Outcome::ChecksFailed })
}

fn tell(report: &CheckReport, console: &Console) {
    console.say(&format!("{}: {}", console.pick("网格数", "zones"), report.zones));
    for row in &report.rows {
        let mark = match row.passed {
            Some(true) => console.pick("通过", "ok"),
            Some(false) => console.pick("未通过", "FAILED"),
            None => console.pick("不适用", "not applicable"),
        };
        let (citation, amount) = (row.citation.text(console.lang), amount(row, console));
        console.say(&format!("{}: {mark}{amount}  [{citation}]", row.name(console.lang)));
        if !row.left_out(console.lang).is_empty() {
            console.say(&format!("    {}", row.left_out(console.lang)));
        }
        for o in row.offences.iter().take(SHOWN) {
            let (lon, lat) = o.place;
            let measured = figure(o.measured, row.unit, console);
            let what: Vec<String> = [o.zones.join(" + "), o.about.clone().unwrap_or_default()]
                .into_iter()
                .filter(|w| !w.is_empty())
                .collect();
            console.say(&format!("    {}  {measured}  ({lon:.7}, {lat:.7})", what.join("  ")));
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

/// How much is wrong, in words: sizes of zones do not add up to anything, areas do.
fn amount(row: &CheckRow, console: &Console) -> String {
    match (row.offences.len(), row.unit) {
        (0, _) if row.tolerated > 0.0 => {
            let tolerated = figure(row.tolerated, row.unit, console);
            format!(" ({}: {tolerated})", console.pick("容许", "tolerated"))
        }
        (0, _) => String::new(),
        (n, "m2" | "m") if row.id != "size" => format!(" ({n}, {})", figure(row.measured, row.unit, console)),
        (n, _) => format!(" ({n})"),
    }
}

fn figure(measured: f64, unit: &str, console: &Console) -> String {
    match unit {
        "m2" | "m" => format!("{measured:.2} {unit}"),
        "households" => format!("{measured:.0} {}", console.pick("户", "households")),
        "parts" => format!("{measured:.0} {}", console.pick("个部分", "parts")),
        _ => String::new(),
    }
}
