//! Who may depend on whom, and one version of the crates that many share.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::Error;
use crate::process;
use crate::workspace::{Workspace, cargo};

/// Crates that each package must not reach, not even through another crate, and why.
const FORBIDDEN: &[(&str, &[&str], &str)] = &[
    ("onegrid-planar", &["onegrid-zones", "onegrid", "petgraph"], "planar knows where, never which"),
    ("onegrid-zones", &["onegrid-planar", "onegrid", "geo", "geo-types", "rstar"], "zones knows no shapes"),
    ("onegrid", &["onegrid-io", "onegrid-cli", "onegrid-demo", "onegrid-wasm"], "the door has no files and no callers"),
    ("onegrid-io", &["onegrid-report", "onegrid-cli", "onegrid-demo", "onegrid-wasm"], "imports point one way"),
    ("onegrid-report", &["onegrid-cli", "onegrid-demo", "onegrid-wasm"], "imports point one way"),
    ("onegrid-demo", &["onegrid-cli", "onegrid-wasm"], "imports point one way"),
    (
        "onegrid-wasm",
        &["onegrid-cli", "rayon", "indicatif", "clap", "tempfile", "getrandom"],
        "the browser has no threads, no terminal and no files",
    ),
];

/// Crates whose types meet across packages: two versions of one do not fit together.
const ONE_VERSION: &[&str] = &["geo", "geo-types", "i_overlay", "petgraph", "rstar", "serde"];

/// Checks the dependencies of the workspace's packages.
pub(super) fn check(workspace: &Workspace) -> Result<Vec<String>, Error> {
    let mut broken = Vec::new();
    for (package, forbidden, why) in FORBIDDEN {
        let reached = reached_by(workspace, package)?;
        broken.extend(
            forbidden
                .iter()
                .filter(|name| reached.contains(**name))
                .map(|name| format!("{package} depends on {name}, but {why}")),
        );
    }
    let all = tree(workspace, &["--workspace", "--target", "all"])?;
    broken.extend(doubled(&all));
    Ok(broken)
}

/// Every crate that a package needs to run, itself left out.
fn reached_by(workspace: &Workspace, package: &str) -> Result<BTreeSet<String>, Error> {
    let mut scope = vec!["--package", package, "--edges", "normal"];
    if package == "onegrid-wasm" {
        scope.extend(["--target", "wasm32-unknown-unknown"]);
    }
    let mut reached = tree(workspace, &scope)?;
    reached.remove(package);
    Ok(reached.into_keys().collect())
}

/// The crates that Cargo would compile, each with its versions.
///
/// `cargo metadata` would not do: it also lists what only switched-off features would bring.
fn tree(workspace: &Workspace, scope: &[&str]) -> Result<BTreeMap<String, BTreeSet<String>>, Error> {
    let mut tree = cargo();
    tree.arg("tree").args(scope);
    tree.args(["--prefix", "none", "--format", "{p}"]);
    let listed = process::capture(tree.current_dir(&workspace.root))?;
    let mut versions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in listed.lines() {
        let mut words = line.split_whitespace();
        if let (Some(name), Some(version)) = (words.next(), words.next()) {
            versions.entry(name.to_owned()).or_default().insert(version.trim_start_matches('v').to_owned());
        }
    }
    Ok(versions)
}

fn doubled(versions: &BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    ONE_VERSION
        .iter()
        .filter_map(|name| Some((name, versions.get(*name)?)))
        .filter(|(_, versions)| versions.len() > 1)
        .map(|(name, versions)| {
            let versions: Vec<&str> = versions.iter().map(String::as_str).collect();
            format!("{name} is in the tree as {}; expected one version", versions.join(" and "))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_versions_of_a_shared_crate_are_told() {
        let version = |numbers: &[&str]| numbers.iter().map(ToString::to_string).collect();
        let versions = BTreeMap::from([
            ("rstar".to_owned(), version(&["0.12.2", "0.14.0"])),
            ("geo".to_owned(), version(&["0.33.1"])),
            ("syn".to_owned(), version(&["1.0.0", "2.0.0"])),
        ]);
        let told = doubled(&versions);
        assert_eq!(told, ["rstar is in the tree as 0.12.2 and 0.14.0; expected one version"]);
    }

    #[test]
    fn a_crate_reaches_what_its_dependencies_reach() {
        let workspace = Workspace::find().expect("cargo knows this workspace");
        let reached = reached_by(&workspace, "onegrid").expect("cargo draws the tree");
        for name in ["onegrid-planar", "onegrid-zones", "petgraph"] {
            assert!(reached.contains(name), "{name} is not in {reached:?}");
        }
        assert!(!reached.contains("onegrid"));
    }
}
