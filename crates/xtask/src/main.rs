//! `cargo xtask`: one place for the project's build chores.
//!
//! * [`suite`]: every check and test of the project, step by step
//! * [`fences`]: the rules of the repository itself (who may import whom, paths, file lengths)
//! * [`fuzz`]: random input against the laws of readers and overlay
//! * [`wasm`]: the engine for the browser
//! * [`web`]: the page: npm, type check, build, browser test, server
//! * [`install`]: finds the tools that the steps need, and installs what may be installed
//! * [`process`]: runs commands, passes their output on and counts their tests

mod error;
mod fences;
mod fuzz;
mod install;
mod process;
mod suite;
mod wasm;
mod web;
mod workspace;

use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::error::Error;
use crate::suite::Part;
use crate::workspace::Workspace;

const EXAMPLES: &str = "\
Examples:
  cargo xtask test                         everything: Rust, wasm, page, browser
  cargo xtask test --only rust             formatting, fences, lints, tests, documentation
  cargo xtask test --only fences,clippy    two steps
  cargo xtask fuzz --seconds 60 clean      random layers through cleaning, for a minute
  cargo xtask wasm                         builds www/src/engine/pkg
  cargo xtask serve                        builds the page and serves it";

/// Build chores of onegrid.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", after_help = EXAMPLES)]
struct Command {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Run every check and test; installs npm packages, the wasm target and Chromium where it may
    #[command(after_help = EXAMPLES)]
    Test(TestArgs),
    /// Build the engine for the browser into www/src/engine/pkg
    Wasm,
    /// Build the page and serve it on this machine
    Serve(ServeArgs),
    /// Check the repository itself: imports, versions, paths in guides, top level, file lengths
    Fences,
    /// Feed random input to readers and overlay for a while; needs rustup, installs nightly and cargo-fuzz
    Fuzz(FuzzArgs),
}

#[derive(Args)]
struct FuzzArgs {
    /// Seconds for each target
    #[arg(long, default_value_t = 30)]
    seconds: u32,
    /// Targets (files of tests/fuzz/fuzz_targets); all where none is named
    targets: Vec<String>,
}

#[derive(Args)]
struct TestArgs {
    /// Run only these steps or groups (comma separated)
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Part>,
    /// Stop at the first failing step instead of running all that do not depend on it
    #[arg(long)]
    fail_fast: bool,
}

#[derive(Args)]
struct ServeArgs {
    /// Reload on every change of the page's sources (the page's content policy is relaxed for it)
    #[arg(long)]
    dev: bool,
    /// Port to listen on
    #[arg(long, default_value_t = 4173)]
    port: u16,
}

fn main() -> ExitCode {
    let command = Command::parse();
    match run(&command.chore) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(chore: &Chore) -> Result<(), Error> {
    let workspace = Workspace::find()?;
    match chore {
        Chore::Test(args) => suite::run(&workspace, &args.only, args.fail_fast),
        Chore::Wasm => wasm::build(&workspace),
        Chore::Serve(args) => {
            wasm::build(&workspace)?;
            web::install_packages(&workspace)?;
            web::serve(&workspace, args.dev, args.port)
        }
        Chore::Fences => fences::check(&workspace),
        Chore::Fuzz(args) => fuzz::run(&workspace, args.seconds, &args.targets),
    }
}
