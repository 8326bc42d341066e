//! Files on disk: opens a manifest and everything it names.

use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use onegrid::Project;

use crate::OutputError;
use crate::manifest::expand;
use crate::{LayerColumns, Manifest, ManifestError, ReadError, describe_columns, read_manifest, read_project};

/// Reads the manifest at `path` and all its layers. `${NAME}` in paths is taken from the process
/// environment. The manifest comes back as written, with nothing of this machine in it.
///
/// # Errors
/// As [`read_manifest`] and [`read_project`].
pub fn open_project(path: &Path, progress: &mut dyn FnMut(&str, u64)) -> Result<(Manifest, Project), ReadError> {
    let manifest = open_manifest(path)?;
    let expanded = manifest.with_variables(&environment)?;
    let project = read_project(&expanded, &mut opener(path), progress)?;
    Ok((manifest, project))
}

/// Describes the columns of all layers of the manifest at `path`.
///
/// # Errors
/// As [`read_manifest`] and [`describe_columns`].
pub fn open_columns(path: &Path) -> Result<Vec<LayerColumns>, ReadError> {
    let expanded = open_manifest(path)?.with_variables(&environment)?;
    describe_columns(&expanded, &mut opener(path))
}

/// Opens files named in the manifest at `path`.
fn opener(path: &Path) -> impl FnMut(&str) -> std::io::Result<Box<dyn Read>> {
    let folder = folder_of(path);
    move |path| Ok(Box::new(File::open(folder.join(path))?))
}

fn open_manifest(path: &Path) -> Result<Manifest, ReadError> {
    let file = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|error| ReadError::Open {
        file: file.clone(),
        layer: "(the manifest)".to_owned(),
        cause: error.to_string(),
    })?;
    let text = std::str::from_utf8(&bytes)
        .map_err(|error| ReadError::NotUtf8 { file: file.clone(), byte: error.valid_up_to() as u64 })?;
    Ok(read_manifest(text, &file)?)
}

/// A path as written in a manifest (of the policy, say) as a path on this machine.
///
/// # Errors
/// [`ManifestError::UnsetVariable`] if it uses an environment variable that is not set.
pub fn resolve_path(manifest: &Path, path: &str) -> Result<PathBuf, ManifestError> {
    Ok(folder_of(manifest).join(expand(path, "the manifest", &environment)?))
}

/// Writes a file that appears whole or not at all; an earlier one is replaced.
///
/// # Errors
/// What `write` says, or the system refuses; then nothing is left and an earlier file is as it was.
pub fn write_whole<T, E: From<OutputError>>(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<T, E>,
) -> Result<T, E> {
    let io_error = |cause: std::io::Error| OutputError::Io { path: path.to_path_buf(), cause };
    // through a link, so that the link stays and its target is replaced
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let folder = target.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".onegrid-");
    // a temporary file is private by default; the output is for everyone the umask allows
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let file = builder.tempfile_in(folder).map_err(io_error)?;
    let mut out = BufWriter::new(file.as_file());
    let result = write(&mut out)?;
    out.flush().map_err(io_error)?;
    drop(out);
    file.persist(&target).map_err(|error| io_error(error.error))?;
    Ok(result)
}

fn folder_of(manifest: &Path) -> PathBuf {
    manifest.parent().map(Path::to_path_buf).unwrap_or_default()
}

fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
