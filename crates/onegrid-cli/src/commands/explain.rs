//! `onegrid explain`: a zone's code -> why it is what it is.

use std::path::Path;

use onegrid::{Explanation, Lang};
use onegrid_report::LEVEL_REASONS;

use crate::Outcome;
use crate::args::ExplainArgs;
use crate::commands::input;
use crate::console::Console;
use crate::error::CliError;

pub(crate) fn run(args: &ExplainArgs, console: &Console) -> Result<Outcome, CliError> {
    let explanation = if args.source.is_dir() {
        let zones = from_result(&args.source.join("reasons.csv"), &args.code, console.lang);
        let levels = args.source.join(LEVEL_REASONS);
        match zones {
            Err(_) if levels.is_file() => from_result(&levels, &args.code, console.lang)?,
            zones => zones?,
        }
    } else {
        let (project, policy) = input::project(&args.source, args.policy.as_deref(), console)?;
        let merged = onegrid::merge(&project, &policy, console)?;
        match merged.plan.levels(&merged.grid, console)? {
            Some(levels) => levels.explain(&merged.plan, &args.code, console.lang)?,
            None => merged.plan.explain(&args.code, console.lang)?,
        }
    };
    console.finish();
    if console.json {
        console.json(&explanation)?;
        return Ok(Outcome::Good);
    }
    for reason in &explanation.reasons {
        console.say(&format!("- {reason}"));
    }
    for violation in &explanation.violations {
        console.say(&format!("! {violation}"));
    }
    if let Some(why) = &explanation.infeasible {
        let head = console.pick("本社区没有满足上下限的方案:", "no plan of this community keeps the bounds: ");
        console.say(&format!("! {head}{why}"));
    }
    if let Some(optimality) = &explanation.optimality {
        console.say(&format!("= {optimality}"));
    }
    for alternative in &explanation.alternatives {
        console.say(&format!("~ {alternative}"));
    }
    Ok(Outcome::Good)
}

/// The sentences that a merge wrote down.
fn from_result(path: &Path, code: &str, lang: Lang) -> Result<Explanation, CliError> {
    let unreadable = |cause: csv::Error| CliError::File { path: path.into(), cause: std::io::Error::other(cause) };
    let mut reader = csv::Reader::from_path(path).map_err(unreadable)?;
    let mut out = Explanation {
        code: code.into(),
        reasons: Vec::new(),
        violations: Vec::new(),
        alternatives: Vec::new(),
        infeasible: None,
        optimality: None,
    };
    for record in reader.records() {
        let record = record.map_err(unreadable)?;
        // zone, kind, zh, en
        if record.get(0) == Some(code) {
            let sentence = record.get(if lang == Lang::Zh { 2 } else { 3 }).unwrap_or_default().to_string();
            match record.get(1) {
                Some("violation") => out.violations.push(sentence),
                Some("alternative") => out.alternatives.push(sentence),
                Some("infeasible") => out.infeasible = Some(sentence),
                Some("optimality") => out.optimality = Some(sentence),
                _ => out.reasons.push(sentence),
            }
        }
    }
    if out.reasons.is_empty() && out.violations.is_empty() {
        let expected = format!("a zone with code {code:?}; zones.geojson and levels.csv list the codes");
        return Err(CliError::Argument { path: path.into(), expected });
    }
    Ok(out)
}
