//! Random input against the laws of every reader and of the overlay, for a bounded time.
//!
//! The targets are a cargo-fuzz package of their own in `tests/fuzz`; they need a nightly compiler, which
//! nothing else does.

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::error::Error;
use crate::install::on_path;
use crate::process;
use crate::workspace::{Workspace, cargo};

/// Inputs to begin with, beside what earlier runs found, by target; relative to the root.
const SEEDS: &[(&str, &[&str])] = &[
    ("geojson", &["tests/fuzz/seeds/geojson"]),
    ("csv", &["tests/fuzz/seeds/csv"]),
    ("manifest", &["tests/fuzz/seeds/manifest", "tests/places"]),
    ("policy", &["crates/onegrid/src/profiles"]),
];

/// One input may take this long.
const TIMEOUT_S: u32 = 20;
/// One input may use this much memory.
const MEMORY_LIMIT_MB: u32 = 2048;

/// Runs the named targets (all where none is named), each for `seconds`.
///
/// # Errors
/// The nightly compiler or cargo-fuzz is missing and cannot be installed; a target is unknown; a law is
/// broken, then the input lies in `tests/fuzz/artifacts`.
pub(crate) fn run(workspace: &Workspace, seconds: u32, wanted: &[String]) -> Result<(), Error> {
    let known = targets(workspace)?;
    if let Some(unknown) = wanted.iter().find(|name| !known.contains(name)) {
        return Err(Error::UnknownTarget { name: unknown.clone(), known });
    }
    need_nightly()?;
    let tools = cargo_fuzz(workspace)?;
    let wanted = if wanted.is_empty() { &known } else { wanted };
    let mut broken = Vec::new();
    for target in wanted {
        println!("\n== {target}: {seconds} s ==");
        match process::run(&mut command(workspace, &tools, target, seconds)?) {
            Ok(()) => {}
            Err(Error::Failed { .. }) => broken.push(target.clone()),
            Err(other) => return Err(other),
        }
    }
    if broken.is_empty() { Ok(()) } else { Err(Error::LawsBroken { targets: broken }) }
}

fn command(workspace: &Workspace, tools: &OsString, target: &str, seconds: u32) -> Result<Command, Error> {
    let folder = workspace.root.join("tests/fuzz");
    let corpus = folder.join("corpus").join(target);
    fs::create_dir_all(&corpus).map_err(|source| Error::File { path: corpus.clone(), source })?;
    let mut command = Command::new("rustup");
    // cargo's own variables would lead the nightly cargo to the stable compiler
    command.env_remove("CARGO").env_remove("RUSTUP_TOOLCHAIN").env("PATH", tools);
    command.args(["run", "nightly", "cargo", "fuzz", "run", "--fuzz-dir"]).arg(&folder);
    command.arg("--target-dir").arg(workspace.target.join("fuzz")).arg(target).arg(&corpus);
    for (_, seeds) in SEEDS.iter().filter(|(name, _)| *name == target) {
        command.args(seeds.iter().map(|seed| workspace.root.join(seed)));
    }
    command.arg("--").arg(format!("-max_total_time={seconds}"));
    command.args([format!("-timeout={TIMEOUT_S}"), format!("-rss_limit_mb={MEMORY_LIMIT_MB}")]);
    command.arg("-print_final_stats=1");
    command.current_dir(&workspace.root);
    Ok(command)
}

/// Every file of the targets' folder is a target.
fn targets(workspace: &Workspace) -> Result<Vec<String>, Error> {
    let folder = workspace.root.join("tests/fuzz/fuzz_targets");
    let fail = |source| Error::File { path: folder.clone(), source };
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        if path.extension().is_some_and(|ending| ending == "rs") {
            names.extend(path.file_stem().map(|name| name.to_string_lossy().into_owned()));
        }
    }
    names.sort_unstable();
    Ok(names)
}

/// The nightly compiler, through rustup.
fn need_nightly() -> Result<(), Error> {
    let remedy = || "rustup toolchain install nightly --profile minimal".to_owned();
    if on_path("rustup").is_none() {
        return Err(Error::Missing { what: "rustup (for a nightly compiler)", remedy: remedy() });
    }
    let listed = process::capture(Command::new("rustup").args(["toolchain", "list"]))?;
    if listed.lines().any(|line| line.starts_with("nightly")) {
        return Ok(());
    }
    process::run(Command::new("rustup").args(["toolchain", "install", "nightly", "--profile", "minimal"]))
        .map_err(|_| Error::Missing { what: "a nightly compiler", remedy: remedy() })
}

/// The search path with cargo-fuzz on it; installs it into the target folder where it is missing.
fn cargo_fuzz(workspace: &Workspace) -> Result<OsString, Error> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    if on_path("cargo-fuzz").is_some() {
        return Ok(path);
    }
    let root: PathBuf = workspace.target.join("tools");
    if !root.join("bin/cargo-fuzz").is_file() {
        process::run(cargo().args(["install", "cargo-fuzz", "--locked", "--root"]).arg(&root))?;
    }
    let folders = std::iter::once(root.join("bin")).chain(std::env::split_paths(&path));
    std::env::join_paths(folders).map_err(|_| Error::Answer { command: "PATH".into(), expected: "folders" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_is_built_and_every_seed_exists() {
        let workspace = Workspace::find().expect("cargo knows this workspace");
        let manifest = workspace.root.join("tests/fuzz/Cargo.toml");
        let manifest = fs::read_to_string(manifest).expect("the fuzz package has a manifest");
        let targets = targets(&workspace).expect("there are targets");
        for target in &targets {
            assert!(manifest.contains(&format!("fuzz_targets/{target}.rs")), "{target} is in no [[bin]]");
        }
        for (target, seeds) in SEEDS {
            assert!(targets.iter().any(|known| known == target), "{target} is no target");
            for seed in *seeds {
                assert!(workspace.root.join(seed).is_dir(), "{seed} is missing");
            }
        }
    }

    #[test]
    fn an_unknown_target_is_told_with_those_there_are() {
        let workspace = Workspace::find().expect("cargo knows this workspace");
        let error = run(&workspace, 1, &["overlai".to_owned()]).expect_err("there is no such target");
        assert!(error.to_string().contains("overlay"), "{error}");
    }
}
