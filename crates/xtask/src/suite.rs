//! Every check and test of the project, step by step.
//!
//! A step runs where all it needs has succeeded; one failing step fails the whole.

use std::time::{Duration, Instant};

use clap::ValueEnum;

use crate::error::Error;
use crate::fences;
use crate::process::{self, Tally};
use crate::wasm;
use crate::web;
use crate::workspace::{Workspace, cargo};

/// A step of the suite, or a group of steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Part {
    /// fmt, fences, clippy, tests, docs
    Rust,
    /// wasm, npm, types, page, browser
    Web,
    /// The code is formatted
    Fmt,
    /// The rules of the repository hold
    Fences,
    /// Lints of every target, warnings refused
    Clippy,
    /// Unit, integration and documentation tests of every crate
    Tests,
    /// Documentation of every crate, warnings refused
    Docs,
    /// The engine for the browser
    Wasm,
    /// The page's npm packages
    Npm,
    /// The page's types
    Types,
    /// The page, built
    Page,
    /// The built page in Chromium
    Browser,
}

use Part::{Browser, Clippy, Docs, Fences, Fmt, Npm, Page, Rust, Tests, Types, Wasm, Web};

/// The steps in the order they run, each with its group and the steps it cannot do without.
const STEPS: &[(Part, Part, &[Part])] = &[
    (Fmt, Rust, &[]),
    (Fences, Rust, &[]),
    (Clippy, Rust, &[]),
    (Tests, Rust, &[]),
    (Docs, Rust, &[]),
    (Wasm, Web, &[]),
    (Npm, Web, &[]),
    (Types, Web, &[Wasm, Npm]),
    (Page, Web, &[Wasm, Npm]),
    (Browser, Web, &[Page]),
];

enum Verdict {
    Passed(Duration),
    Failed(Duration, Error),
    /// Not run, because a step it needs failed or because of `--fail-fast`.
    NotRun(&'static str),
}

/// Runs the wanted steps (all where none is named) and prints a closing summary.
///
/// # Errors
/// [`Error::Steps`] names the steps that failed or could not run.
pub(crate) fn run(workspace: &Workspace, only: &[Part], fail_fast: bool) -> Result<(), Error> {
    let mut tally = Tally::default();
    let mut verdicts: Vec<(Part, Verdict)> = Vec::new();
    let mut stopped = false;
    for (step, group, needs) in STEPS {
        if !is_wanted(*step, *group, only) {
            continue;
        }
        let broken = |need: &&Part| {
            let of_need = verdicts.iter().find(|(done, _)| done == *need);
            of_need.is_some_and(|(_, verdict)| !matches!(verdict, Verdict::Passed(_)))
        };
        let verdict = if stopped {
            Verdict::NotRun("an earlier step")
        } else if let Some(need) = needs.iter().find(broken) {
            Verdict::NotRun(name(*need))
        } else {
            perform(workspace, *step, &mut tally)
        };
        stopped |= fail_fast && !matches!(verdict, Verdict::Passed(_));
        verdicts.push((*step, verdict));
    }
    summarise(&verdicts, tally)
}

fn is_wanted(step: Part, group: Part, only: &[Part]) -> bool {
    only.is_empty() || only.contains(&step) || only.contains(&group)
}

fn perform(workspace: &Workspace, step: Part, tally: &mut Tally) -> Verdict {
    println!("\n== {} ==", name(step));
    let begun = Instant::now();
    let done = match step {
        Fmt => cargo_step(workspace, &["fmt", "--all", "--check"], &[]),
        Fences => fences::check(workspace),
        Clippy => {
            let lint = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
            cargo_step(workspace, &lint, &[])
        }
        Tests => {
            let mut command = cargo();
            command.args(["test", "--workspace", "--no-fail-fast"]);
            process::run_tests(command.current_dir(&workspace.root), tally)
        }
        Docs => cargo_step(workspace, &["doc", "--workspace", "--no-deps"], &[("RUSTDOCFLAGS", "-D warnings")]),
        Wasm => wasm::build(workspace),
        Npm => web::install_packages(workspace),
        Types => web::check_types(workspace),
        Page => web::build_page(workspace),
        Browser => web::test_in_browser(workspace, tally),
        Rust | Web => unreachable!("a group is not a step"),
    };
    let took = begun.elapsed();
    match done {
        Ok(()) => {
            println!("== {}: ok, {:.1} s ==", name(step), took.as_secs_f64());
            Verdict::Passed(took)
        }
        Err(error) => {
            eprintln!("== {}: FAILED: {error} ==", name(step));
            Verdict::Failed(took, error)
        }
    }
}

fn cargo_step(workspace: &Workspace, arguments: &[&str], environment: &[(&str, &str)]) -> Result<(), Error> {
    let mut command = cargo();
    command.args(arguments).envs(environment.iter().copied());
    process::run(command.current_dir(&workspace.root))
}

fn summarise(verdicts: &[(Part, Verdict)], tally: Tally) -> Result<(), Error> {
    println!("\nsummary");
    for (step, verdict) in verdicts {
        let step = name(*step);
        match verdict {
            Verdict::Passed(took) => println!("  {step:8} ok       {:7.1} s", took.as_secs_f64()),
            Verdict::Failed(took, error) => {
                println!("  {step:8} FAILED   {:7.1} s  {error}", took.as_secs_f64());
            }
            Verdict::NotRun(need) => println!("  {step:8} NOT RUN             {need} failed"),
        }
    }
    if tally.ignored > 0 {
        println!("  {} test(s) ignored by their own mark", tally.ignored);
    }
    println!("\n{} passed, {} failed", tally.passed, tally.failed);
    let steps: Vec<&'static str> = verdicts
        .iter()
        .filter(|(_, verdict)| !matches!(verdict, Verdict::Passed(_)))
        .map(|(step, _)| name(*step))
        .collect();
    if steps.is_empty() { Ok(()) } else { Err(Error::Steps { steps }) }
}

/// The word for a part, as typed after `--only`.
fn name(part: Part) -> &'static str {
    match part {
        Rust => "rust",
        Web => "web",
        Fmt => "fmt",
        Fences => "fences",
        Clippy => "clippy",
        Tests => "tests",
        Docs => "docs",
        Wasm => "wasm",
        Npm => "npm",
        Types => "types",
        Page => "page",
        Browser => "browser",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_comes_after_what_it_needs() {
        for (position, (step, _, needs)) in STEPS.iter().enumerate() {
            for need in *needs {
                let earlier = STEPS[..position].iter().any(|(done, _, _)| done == need);
                assert!(earlier, "{step:?} needs {need:?}, which does not come before it");
            }
        }
    }

    #[test]
    fn every_part_is_a_step_or_a_group() {
        for part in Part::value_variants() {
            let known = STEPS.iter().any(|(step, group, _)| step == part || group == part);
            assert!(known, "{part:?} would run nothing");
            let typed = part.to_possible_value().expect("no part is hidden");
            assert_eq!(typed.get_name(), name(*part));
        }
    }

    #[test]
    fn a_group_wants_its_own_steps_only() {
        assert!(is_wanted(Clippy, Rust, &[Rust]));
        assert!(!is_wanted(Wasm, Web, &[Rust]));
        assert!(is_wanted(Wasm, Web, &[]));
    }

    #[test]
    fn a_failed_step_fails_the_suite_by_name() {
        let verdicts = [
            (Fmt, Verdict::Passed(Duration::ZERO)),
            (Page, Verdict::Failed(Duration::ZERO, Error::NoTests)),
            (Browser, Verdict::NotRun("page")),
        ];
        let error = summarise(&verdicts, Tally::default()).expect_err("page failed");
        assert_eq!(error.to_string(), "failed: page, browser");
    }
}
