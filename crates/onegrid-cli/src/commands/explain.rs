//! `onegrid explain`: a zone's code -> why it is what it is.

use crate::Outcome;
use crate::args::ExplainArgs;
use crate::commands::input;
use crate::console::Console;
use crate::error::CliError;

pub(crate) fn run(args: &ExplainArgs, console: &Console) -> Result<Outcome, CliError> {
    let (project, policy) = input::project(&args.manifest, args.policy.as_deref(), console)?;
    let merged = onegrid::merge(&project, &policy, console)?;
    console.finish();
    let explanation = merged.plan.explain(&args.code, console.lang)?;
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
    Ok(Outcome::Good)
}
