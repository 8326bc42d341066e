//! Every path that a guide names exists.
//!
//! # Method
//! A guide names a path in `backticks` or as a relative link. A span counts as a path where it
//! begins with a folder or file of the top level, or ends like a source file; patterns
//! (`crates/*`), addresses and commands do not. Code blocks between fences are left out.

use std::fs;
use std::process::Command;

use crate::error::Error;
use crate::process;
use crate::workspace::Workspace;

/// The guides; the first two must exist, the others are checked once they do.
const GUIDES: &[&str] = &["README.md", "ARCHITECTURE.md", "README.zh-CN.md", "DESIGN.md", "CONTRIBUTING.md"];
const REQUIRED: usize = 2;

/// Endings of files that live in the repository only, so that a bare name is a promise too.
const SOURCES: &[&str] = &[".rs", ".ts", ".mjs"];

/// Checks every guide against the project's files.
pub(super) fn check(workspace: &Workspace, files: &[String]) -> Result<Vec<String>, Error> {
    let mut broken = Vec::new();
    for (position, guide) in GUIDES.iter().enumerate() {
        let path = workspace.root.join(guide);
        if !path.is_file() {
            if position < REQUIRED {
                broken.push(format!("{guide} is missing"));
            }
            continue;
        }
        let text = fs::read_to_string(&path).map_err(|source| Error::File { path, source })?;
        for (line, named) in named_paths(&text, files) {
            if !exists(&named, files) && !is_generated(workspace, &named) {
                broken.push(format!("{guide}:{line} names {named}, which does not exist"));
            }
        }
    }
    Ok(broken)
}

/// The paths that a guide names, with their line numbers from 1.
fn named_paths(text: &str, files: &[String]) -> Vec<(usize, String)> {
    let mut named = Vec::new();
    let mut in_block = false;
    for (position, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            in_block = !in_block;
            continue;
        }
        if in_block {
            continue;
        }
        let spans = line.split('`').skip(1).step_by(2);
        let paths = spans.filter(|span| is_path(span, files));
        let links = links(line);
        named.extend(paths.chain(links).map(|path| (position + 1, path.to_owned())));
    }
    named
}

/// Targets of relative links `[text](target)`, without their `#section`.
fn links(line: &str) -> impl Iterator<Item = &str> {
    line.split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')'))
        .map(|(target, _)| target.split('#').next().unwrap_or_default())
        .filter(|target| !target.is_empty() && !target.contains(':'))
}

fn is_path(span: &str, files: &[String]) -> bool {
    let plain = |c: char| c.is_alphanumeric() || "/._-".contains(c);
    if span.is_empty() || !span.chars().all(plain) || span.starts_with(['/', '-']) {
        return false;
    }
    let first = span.split('/').next().unwrap_or_default();
    let is_rooted = span.contains('/') && files.iter().any(|file| file.split('/').next() == Some(first));
    is_rooted || SOURCES.iter().any(|ending| span.len() > ending.len() && span.ends_with(ending))
}

/// A path from the root, a folder, or the end of a path (`merge.rs`).
fn exists(named: &str, files: &[String]) -> bool {
    let named = named.trim_start_matches("./").trim_end_matches('/');
    let ending = format!("/{named}");
    let folder = format!("{named}/");
    files.iter().any(|file| file == named || file.starts_with(&folder) || file.ends_with(&ending))
}

/// What a build writes is not in the repository, but a guide may name it.
fn is_generated(workspace: &Workspace, named: &str) -> bool {
    let mut git = Command::new("git");
    git.args(["check-ignore", "--quiet", "--"]).arg(named);
    process::capture(git.current_dir(&workspace.root)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> Vec<String> {
        ["Cargo.toml", "crates/onegrid/src/merge.rs", "www/index.html"].map(str::to_owned).to_vec()
    }

    #[test]
    fn paths_are_told_from_other_code_spans() {
        let text = "see `crates/onegrid/src/merge.rs`, `cargo xtask test`, `Layer`, `merge.rs`,\n\
                    `crates/*`, `application/json`, [the page](www/index.html#top), [out](https://a.b)\n\
                    ```\n`crates/gone.rs`\n```\n";
        let named = named_paths(text, &files());
        let expected = [(1, "crates/onegrid/src/merge.rs"), (1, "merge.rs"), (2, "www/index.html")];
        assert_eq!(named, expected.map(|(line, path)| (line, path.to_owned())));
    }

    #[test]
    fn a_path_exists_as_file_folder_or_ending() {
        let files = files();
        assert!(exists("crates/onegrid/src/", &files));
        assert!(exists("merge.rs", &files));
        assert!(exists("www/index.html", &files));
        assert!(!exists("crates/onegrid/src/gone.rs", &files));
        assert!(!exists("erge.rs", &files));
    }
}
