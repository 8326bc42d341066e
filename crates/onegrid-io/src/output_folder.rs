//! An output folder that appears whole or not at all.
//!
//! # Method
//! Files are written into a hidden folder beside the target. [`OutputFolder::commit`] renames it;
//! an earlier output is first renamed aside and removed last, so that at every moment either the
//! old or the new files are complete. Without `commit`, nothing is left; [`abandon_unfinished`] does the same
//! for a program that must end at once.

use std::fs::{self, File};
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::TempDir;

/// An output folder being filled.
#[derive(Debug)]
pub struct OutputFolder {
    target: PathBuf,
    marker: String,
    filling: TempDir,
    // dropped after `filling`, which lies in the folders that it removes
    unfinished: Unfinished,
}

/// Hidden folders being filled, and the folders made to hold them.
static UNFINISHED: Mutex<Vec<Folders>> = Mutex::new(Vec::new());

#[derive(Debug, Clone, PartialEq, Eq)]
struct Folders {
    filling: PathBuf,
    /// Outermost first.
    parents: Vec<PathBuf>,
}

impl Folders {
    /// Removes the parents that hold nothing else.
    fn remove_parents(&self) {
        for parent in self.parents.iter().rev() {
            // not empty: someone else uses it now
            let _ = fs::remove_dir(parent);
        }
    }
}

/// An entry of the list; leaves it, and removes the parents, when it is dropped.
#[derive(Debug)]
struct Unfinished(Option<Folders>);

impl Drop for Unfinished {
    fn drop(&mut self) {
        if let Some(folders) = self.0.take() {
            unfinished().retain(|f| *f != folders);
            folders.remove_parents();
        }
    }
}

impl Unfinished {
    /// Leaves the list for good.
    fn finish(&mut self, list: &mut Vec<Folders>) {
        if let Some(folders) = self.0.take() {
            list.retain(|f| *f != folders);
        }
    }
}

fn unfinished() -> MutexGuard<'static, Vec<Folders>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes every output that was begun and not put in its place, with the folders made for it. Call it right
/// before the program ends: no output can be finished after it.
pub fn abandon_unfinished() {
    // held for good: an output that is being put in its place is waited for, no other one begins
    let mut all = std::mem::ManuallyDrop::new(unfinished());
    for folders in all.drain(..) {
        // whoever fills it may add a file meanwhile
        let _ = (0..REMOVALS).find(|_| fs::remove_dir_all(&folders.filling).is_ok() || !folders.filling.exists());
        folders.remove_parents();
    }
}

/// How often the removal of a folder is tried.
const REMOVALS: usize = 20;

/// An output folder cannot be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OutputError {
    /// The target exists and is not an output of this program. Choose another folder.
    #[error(
        "{}: the folder is not empty and has no `{marker}`, so it is no earlier output; choose another folder or empty it yourself",
        folder.display()
    )]
    NotOurs {
        /// The target.
        folder: PathBuf,
        /// The file that marks an output.
        marker: String,
    },
    /// The target exists and is a file. Choose another name.
    #[error("{}: expected a folder or nothing, got a file; choose another name", path.display())]
    NotAFolder {
        /// The target.
        path: PathBuf,
    },
    /// The target has no name or its parent does not exist. Create the parent first.
    #[error("{}: the folder that is to hold it does not exist; create it first", path.display())]
    NoParent {
        /// The target.
        path: PathBuf,
    },
    /// A file name that would lie outside the folder. Use a plain relative name.
    #[error("`{name}` is no plain file name; expected a name such as `zones.geojson`")]
    BadName {
        /// The name.
        name: String,
    },
    /// The new output lacks its marker, so that a later run could not replace it. Write it first.
    #[error("the output has no `{marker}`; write it before the output is finished")]
    NoMarker {
        /// The file that marks an output.
        marker: String,
    },
    /// The system refused. Check space and permissions.
    #[error("{}: {cause}; check free space and permissions", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
}

impl OutputError {
    /// Stable code of the error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotOurs { .. } => "output.not_ours",
            Self::NotAFolder { .. } => "output.not_a_folder",
            Self::NoParent { .. } => "output.no_parent",
            Self::BadName { .. } => "output.bad_name",
            Self::NoMarker { .. } => "output.no_marker",
            Self::Io { .. } => "output.io",
        }
    }
}

impl OutputFolder {
    /// Begins an output that will stand at `path`. `marker` is the file that tells an output of
    /// this program from other folders, such as `report.json`.
    ///
    /// # Errors
    /// The target is taken by something else, or the system refuses; see [`OutputError`].
    pub fn create(path: &Path, marker: &str) -> Result<Self, OutputError> {
        // Through a link, so that the link stays and its target is replaced.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        check_target(&target, marker)?;
        let no_parent = || OutputError::NoParent { path: target.clone() };
        target.file_name().ok_or_else(no_parent)?;
        let parent = parent_of(&target);
        if !parent.is_dir() {
            return Err(no_parent());
        }
        Self::begin(target, marker, &parent, Vec::new())
    }

    /// As [`OutputFolder::create`], and makes the folders that are to hold the output. They are removed again
    /// if it is not finished.
    ///
    /// # Errors
    /// As [`OutputFolder::create`], but for a missing parent.
    pub fn create_with_parents(path: &Path, marker: &str) -> Result<Self, OutputError> {
        let parent = parent_of(path);
        let mut missing: Vec<PathBuf> =
            parent.ancestors().take_while(|p| !p.as_os_str().is_empty() && !p.exists()).map(PathBuf::from).collect();
        if missing.is_empty() {
            return Self::create(path, marker);
        }
        missing.reverse();
        fs::create_dir_all(&parent).map_err(|cause| io_error(&parent, cause))?;
        Self::begin(path.to_path_buf(), marker, &parent, missing)
    }

    fn begin(target: PathBuf, marker: &str, parent: &Path, parents: Vec<PathBuf>) -> Result<Self, OutputError> {
        let mut list = unfinished();
        let mut folders = Folders { filling: PathBuf::new(), parents };
        let filling = match hidden_folder(parent) {
            Ok(filling) => filling,
            Err(error) => {
                folders.remove_parents();
                return Err(error);
            }
        };
        folders.filling = filling.path().to_path_buf();
        list.push(folders.clone());
        drop(list);
        Ok(Self { target, marker: marker.to_owned(), filling, unfinished: Unfinished(Some(folders)) })
    }

    /// The hidden folder to write into.
    pub fn path(&self) -> &Path {
        self.filling.path()
    }

    /// Creates a file of the output. Folders in its name are created too.
    ///
    /// # Errors
    /// [`OutputError::BadName`] if it would lie outside, or the system refuses.
    pub fn create_file(&self, name: &str) -> Result<File, OutputError> {
        let relative = Path::new(name);
        let is_plain = relative.components().all(|part| matches!(part, Component::Normal(_)));
        if name.is_empty() || name.contains(['\\', '\0']) || !is_plain {
            return Err(OutputError::BadName { name: crate::field::shortened(name) });
        }
        let path = self.filling.path().join(relative);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|cause| io_error(folder, cause))?;
        }
        File::create(&path).map_err(|cause| io_error(&path, cause))
    }

    /// Puts the output in its place and returns that.
    ///
    /// # Errors
    /// The marker was not written, the target was taken meanwhile, or the system refuses; then an
    /// earlier output is as it was.
    pub fn commit(mut self) -> Result<PathBuf, OutputError> {
        if !self.filling.path().join(&self.marker).is_file() {
            return Err(OutputError::NoMarker { marker: self.marker });
        }
        check_target(&self.target, &self.marker)?;
        let mut list = unfinished();
        if !self.target.exists() {
            rename(self.filling.path(), &self.target)?;
            self.unfinished.finish(&mut list);
            // The folder is no longer where the guard would look for it.
            let _ = self.filling.keep();
            return Ok(self.target);
        }
        let aside = hidden_folder(&parent_of(&self.target))?;
        let old = aside.path().join("earlier");
        rename(&self.target, &old)?;
        if let Err(error) = rename(self.filling.path(), &self.target) {
            // If even this fails, the earlier output must not be removed with its guard.
            if rename(&old, &self.target).is_err() {
                let _ = aside.keep();
            }
            return Err(error);
        }
        self.unfinished.finish(&mut list);
        let _ = self.filling.keep();
        aside.close().map_err(|cause| io_error(&self.target, cause))?;
        Ok(self.target)
    }
}

fn check_target(target: &Path, marker: &str) -> Result<(), OutputError> {
    if !target.exists() {
        return Ok(());
    }
    if !target.is_dir() {
        return Err(OutputError::NotAFolder { path: target.to_path_buf() });
    }
    let mut entries = fs::read_dir(target).map_err(|cause| io_error(target, cause))?;
    if entries.next().is_some() && !target.join(marker).is_file() {
        return Err(OutputError::NotOurs { folder: target.to_path_buf(), marker: marker.to_owned() });
    }
    Ok(())
}

fn parent_of(target: &Path) -> PathBuf {
    match target.parent() {
        Some(parent) if parent.as_os_str().is_empty() => PathBuf::from("."),
        Some(parent) => parent.to_path_buf(),
        None => PathBuf::from("."),
    }
}

fn hidden_folder(parent: &Path) -> Result<TempDir, OutputError> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".onegrid-");
    // A temporary folder is private by default; the output is for everyone the umask allows.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o777));
    }
    builder.tempdir_in(parent).map_err(|cause| io_error(parent, cause))
}

fn rename(from: &Path, to: &Path) -> Result<(), OutputError> {
    fs::rename(from, to).map_err(|cause| io_error(to, cause))
}

fn io_error(path: &Path, cause: io::Error) -> OutputError {
    OutputError::Io { path: path.to_path_buf(), cause }
}
