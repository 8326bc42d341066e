//! The rules of the repository itself.
//!
//! 1. [`crates`]: who may depend on whom; one version of the crates that many share
//! 2. [`guides`]: every path that a guide names exists
//! 3. [`files`]: what may lie at the top level, how long a file may be, who imports the wasm package

mod crates;
mod files;
mod guides;

use crate::error::Error;
use crate::workspace::Workspace;

/// Checks every fence and prints each broken one.
///
/// # Errors
/// [`Error::Fences`] says how many are broken.
pub(crate) fn check(workspace: &Workspace) -> Result<(), Error> {
    let files = workspace.files()?;
    let mut broken = crates::check(workspace)?;
    broken.extend(guides::check(workspace, &files)?);
    broken.extend(files::check(workspace, &files)?);
    for fence in &broken {
        println!("broken: {fence}");
    }
    if broken.is_empty() {
        println!("{} files, every fence holds", files.len());
        return Ok(());
    }
    Err(Error::Fences { count: broken.len() })
}
