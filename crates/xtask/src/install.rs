//! Finds the tools that the steps need; installs Debian packages where that is allowed.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use crate::error::Error;
use crate::process;

/// Names under which Chromium is found on the PATH.
const CHROMIUM_NAMES: &[&str] = &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Finds Chromium: `$CHROMIUM`, the PATH, and else Debian's package with fonts for Chinese.
pub(crate) fn chromium() -> Result<PathBuf, Error> {
    if let Some(path) = env::var_os("CHROMIUM").map(PathBuf::from) {
        return Ok(path);
    }
    if find_chromium().is_none() {
        debian_packages("Chromium", &["chromium", "fonts-noto-cjk"])?;
    }
    find_chromium().ok_or_else(|| Error::Missing {
        what: "Chromium",
        remedy: "any package of Chromium, then set CHROMIUM to its path".to_owned(),
    })
}

fn find_chromium() -> Option<PathBuf> {
    CHROMIUM_NAMES.iter().find_map(|name| on_path(name))
}

/// Where a program is, if the PATH leads to it.
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .flat_map(|folder| {
            let plain = folder.join(program);
            [plain.with_extension("exe"), plain]
        })
        .find(|candidate| candidate.is_file())
}

/// Installs Debian packages when this user may; otherwise says the one line to type.
///
/// # Errors
/// [`Error::Missing`] without `apt-get` or without the right to use it; what `apt-get` says otherwise.
pub(crate) fn debian_packages(what: &'static str, packages: &[&str]) -> Result<(), Error> {
    let install = ["install", "-y", "--no-install-recommends"];
    if on_path("apt-get").is_none() || !is_root() {
        let packages = packages.join(" ");
        let install = install.join(" ");
        return Err(Error::Missing {
            what,
            remedy: format!("sudo apt-get update && sudo apt-get {install} {packages}"),
        });
    }
    process::run(Command::new("apt-get").arg("update"))?;
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    process::run(command.args(install).args(packages))
}

fn is_root() -> bool {
    process::capture(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}
