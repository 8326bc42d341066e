//! The command `onegrid`: reads the files that a manifest names, merges, writes results.

mod args;
mod commands;
mod console;
mod error;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use onegrid_io::problem_in_chinese;

use args::{Cli, Command};
use console::Console;
use error::CliError;

/// How a command ended, if it gave a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Everything holds.
    Good,
    /// A hard check does not hold.
    ChecksFailed,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let console = Console::new(&cli.common);
    console::stop_on_ctrl_c();
    let result = match &cli.command {
        Command::Demo(args) => commands::demo::run(args, &console),
        Command::Inspect(args) => commands::inspect::run(args, &console),
        Command::Merge(args) => commands::merge::run(args, &console),
        Command::Check(args) => commands::check::run(args, &console),
        Command::Diff(args) => commands::diff::run(args, &console),
        Command::Locate(args) => commands::locate::run(args, &console),
        Command::Snapshot(args) => commands::snapshot::run(args, &console),
        Command::Explain(args) => commands::explain::run(args, &console),
        Command::Policy(args) => commands::policy::run(args, &console),
    };
    console.finish();
    match result {
        Ok(Outcome::Good) => ExitCode::SUCCESS,
        Ok(Outcome::ChecksFailed) => ExitCode::from(3),
        Err(error) => {
            report_error(&error, &console);
            ExitCode::from(if error.is_cancelled() { 130 } else { 1 })
        }
    }
}

fn report_error(error: &CliError, console: &Console) {
    let (code, place) = (error.code(), error.place());
    let mut stderr = std::io::stderr();
    let _ = if console.json {
        let mut value = serde_json::json!({"error": {"code": code, "message": error.to_string(), "place": place}});
        if let Some(policy) = error.policy() {
            value["error"]["at"] = serde_json::json!(policy.text_place());
            value["error"]["nearest"] = serde_json::json!(policy.nearest());
        }
        writeln!(stderr, "{value}")
    } else {
        let place = place.map(|(lon, lat)| format!(" ({lon}, {lat})")).unwrap_or_default();
        let en = error.to_string();
        // what the error itself says has the figures, names and places
        let said = problem_in_chinese(code).map_or_else(|| en.clone(), |zh| format!("{zh}\n  {en}"));
        writeln!(stderr, "{} [{code}]{place}: {}", console.pick("错误", "error"), console.pick(&said, &en))
    };
}
