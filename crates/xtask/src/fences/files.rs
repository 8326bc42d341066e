//! What may lie at the top level, how long a file may be, who imports the wasm package.

use std::fs;

use crate::error::Error;
use crate::workspace::Workspace;

/// Everything that may lie at the top level, beside dot files.
const TOP_LEVEL: &[&str] = &[
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Cargo.lock",
    "Cargo.toml",
    "DESIGN.md",
    "LICENSE",
    "README.md",
    "README.zh-CN.md",
    "benches",
    "crates",
    "tests",
    "wasm",
    "www",
];

/// A longer file holds more than one idea.
const LINES_MAX: usize = 500;
/// Tests are lists of cases and may be longer.
const TEST_LINES_MAX: usize = 700;

/// Checks places, lengths and imports of the project's files.
pub(super) fn check(workspace: &Workspace, files: &[String]) -> Result<Vec<String>, Error> {
    let mut broken = misplaced(files);
    for file in files {
        let path = workspace.root.join(file);
        let is_script = path.extension().is_some_and(|ending| ending == "ts");
        if !is_script && path.extension().is_none_or(|ending| ending != "rs") {
            continue;
        }
        let text = fs::read_to_string(&path).map_err(|source| Error::File { path, source })?;
        broken.extend(too_long(file, text.lines().count()));
        if is_script && file.starts_with("www/src/") {
            broken.extend(reaches_into_the_engine(file, &text));
        }
    }
    Ok(broken)
}

fn misplaced(files: &[String]) -> Vec<String> {
    let mut names: Vec<&str> = files
        .iter()
        .filter_map(|file| file.split('/').next())
        .filter(|name| !name.starts_with('.') && !TOP_LEVEL.contains(name))
        .collect();
    names.dedup();
    names.into_iter().map(|name| format!("{name} does not belong at the top level")).collect()
}

fn too_long(file: &str, lines: usize) -> Option<String> {
    let is_test = file.starts_with("tests/")
        || file.contains("/tests/")
        || file.ends_with("/tests.rs")
        || file.ends_with(".test.ts");
    let limit = if is_test { TEST_LINES_MAX } else { LINES_MAX };
    (lines > limit).then(|| format!("{file} has {lines} lines, at most {limit} are allowed"))
}

/// Only `www/src/engine/` may import the wasm package.
fn reaches_into_the_engine(file: &str, text: &str) -> Option<String> {
    let imports = text.lines().any(|line| {
        let statement = line.trim_start();
        let is_import = statement.contains("import") || statement.contains(" from ");
        is_import && ["/pkg/", "/pkg'", "/pkg\""].iter().any(|part| statement.contains(part))
    });
    (imports && !file.starts_with("www/src/engine/"))
        .then(|| format!("{file} imports the wasm package; only www/src/engine/ may"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(files: &[&str]) -> Vec<String> {
        files.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn strangers_at_the_top_level_are_told_once() {
        let told = misplaced(&names(&["Cargo.toml", ".ci/run", "docs/a.md", "docs/b.md"]));
        assert_eq!(told, ["docs does not belong at the top level"]);
    }

    #[test]
    fn tests_may_be_longer_than_code() {
        assert!(too_long("crates/onegrid/src/merge.rs", 500).is_none());
        assert!(too_long("crates/onegrid/src/merge.rs", 501).is_some());
        assert!(too_long("crates/onegrid/src/merge/tests.rs", 700).is_none());
        assert!(too_long("tests/src/law.rs", 701).is_some());
    }

    #[test]
    fn only_the_engine_imports_the_wasm_package() {
        let text = "import { Engine } from '../engine/pkg/onegrid.js';\n";
        assert!(reaches_into_the_engine("www/src/map/map.ts", text).is_some());
        assert!(reaches_into_the_engine("www/src/engine/worker.ts", text).is_none());
        let client = "import { Client } from '../engine/client';\n";
        assert!(reaches_into_the_engine("www/src/map/map.ts", client).is_none());
    }
}
