//! The page: its npm packages, type check, build, browser test and server.

use std::path::Path;
use std::process::Command;

use crate::error::Error;
use crate::install;
use crate::process::{self, Tally};
use crate::workspace::Workspace;

/// Installs exactly the packages of `package-lock.json`.
pub(crate) fn install_packages(workspace: &Workspace) -> Result<(), Error> {
    if install::on_path("npm").is_none() {
        return Err(Error::Missing { what: "npm", remedy: "Node.js 20.19 or later: https://nodejs.org".to_owned() });
    }
    process::run(npm(workspace).args(["ci", "--no-audit", "--no-fund"]))
}

/// Checks the page's types and runs its unit tests.
pub(crate) fn check_types(workspace: &Workspace) -> Result<(), Error> {
    process::run(npm(workspace).args(["run", "check"]))?;
    process::run(npm(workspace).args(["test"]))
}

/// Builds the page into `www/dist` and the package of its element into `www/dist-library`.
pub(crate) fn build_page(workspace: &Workspace) -> Result<(), Error> {
    process::run(npm(workspace).args(["run", "build"]))
}

/// Drives the built page in a real browser.
pub(crate) fn test_in_browser(workspace: &Workspace, tally: &mut Tally) -> Result<(), Error> {
    let chromium = install::chromium()?;
    let mut command = npm(workspace);
    command.args(["run", "e2e"]).env("CHROMIUM", chromium);
    process::run_tests(&mut command, tally)
}

/// Serves the page until interrupted: built, or reloading on every change of its sources.
pub(crate) fn serve(workspace: &Workspace, dev: bool, port: u16) -> Result<(), Error> {
    let port = port.to_string();
    let script = if dev {
        "dev"
    } else {
        build_page(workspace)?;
        "preview"
    };
    println!("the page: http://localhost:{port}/ (stop with Ctrl+C)");
    let mut command = npm(workspace);
    process::run(command.args(["run", script, "--", "--strictPort", "--port", &port]))
}

fn npm(workspace: &Workspace) -> Command {
    let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let mut command = Command::new(Path::new(program));
    command.current_dir(workspace.www());
    command
}
