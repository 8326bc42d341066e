//! Where things are: the root of the project, its target folder, its files.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::error::Error;
use crate::process;

/// Folders without a `.git` (an unpacked archive) are walked, leaving out what is generated.
const GENERATED: &[&str] = &["target", "node_modules", "dist", "pkg", "test-results"];

/// The project on disk.
pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
    pub(crate) target: PathBuf,
}

impl Workspace {
    /// Asks Cargo where the workspace of this very program is.
    pub(crate) fn find() -> Result<Self, Error> {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        let mut command = cargo();
        command.args(["metadata", "--no-deps", "--format-version", "1", "--manifest-path"]);
        command.arg(manifest);
        let answer = process::capture(&mut command)?;
        let unexpected = |expected| Error::Answer { command: "cargo metadata".to_owned(), expected };
        let metadata: Value = serde_json::from_str(&answer).map_err(|_| unexpected("JSON"))?;
        let folder = |key: &str| metadata[key].as_str().map(PathBuf::from);
        Ok(Self {
            root: folder("workspace_root").ok_or_else(|| unexpected("workspace_root"))?,
            target: folder("target_directory").ok_or_else(|| unexpected("target_directory"))?,
        })
    }

    /// The page's folder.
    pub(crate) fn www(&self) -> PathBuf {
        self.root.join("www")
    }

    /// The project's own files, relative to the root, with `/`, sorted; nothing generated.
    pub(crate) fn files(&self) -> Result<Vec<String>, Error> {
        let mut files = match self.git_files() {
            Some(files) => files,
            None => walk(&self.root)?,
        };
        files.retain(|file| self.root.join(file).is_file());
        files.sort_unstable();
        files.dedup();
        Ok(files)
    }

    fn git_files(&self) -> Option<Vec<String>> {
        let mut git = Command::new("git");
        git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
        let listed = process::capture(git.current_dir(&self.root)).ok()?;
        let files: Vec<String> = listed.split_terminator('\0').map(str::to_owned).collect();
        (!files.is_empty()).then_some(files)
    }
}

/// The cargo that runs this program.
pub(crate) fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

fn walk(root: &Path) -> Result<Vec<String>, Error> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let path = root.join(&folder);
        let fail = |source| Error::File { path: path.clone(), source };
        for entry in fs::read_dir(&path).map_err(fail)? {
            let entry = entry.map_err(fail)?;
            let name = entry.file_name();
            let relative = folder.join(&name);
            let is_folder = entry.file_type().map_err(fail)?.is_dir();
            let generated = GENERATED.iter().any(|skipped| name == **skipped);
            if is_folder && !generated && name != ".git" {
                folders.push(relative);
            } else if !is_folder {
                files.push(relative.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    Ok(files)
}
