//! What can end a command, and with which exit code.

use std::path::PathBuf;

use onegrid_io::{ManifestError, OutputError, ReadError, WriteError};

/// A command that gave no result.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CliError {
    #[error(transparent)]
    Merge(Box<onegrid::Error>),
    #[error(transparent)]
    Policy(Box<onegrid::PolicyError>),
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    #[error(transparent)]
    Output(#[from] OutputError),
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error("{}: {cause}", path.display())]
    Snapshot { path: PathBuf, cause: onegrid::SnapshotError },
    #[error("{}: {cause}", path.display())]
    File { path: PathBuf, cause: std::io::Error },
    #[error("cannot write results: {0}")]
    Io(#[from] std::io::Error),
    #[error("{}: expected {expected}", path.display())]
    Argument { path: PathBuf, expected: String },
}

impl From<onegrid::Error> for CliError {
    fn from(error: onegrid::Error) -> Self {
        Self::Merge(Box::new(error))
    }
}

impl From<onegrid::PolicyError> for CliError {
    fn from(error: onegrid::PolicyError) -> Self {
        Self::Policy(Box::new(error))
    }
}

impl CliError {
    /// Stable code of the error.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Merge(e) => e.code(),
            Self::Policy(e) => e.code(),
            Self::Read(e) => e.code(),
            Self::Manifest(e) => e.code(),
            Self::Output(e) => e.code(),
            Self::Write(e) => e.code(),
            Self::Snapshot { cause, .. } => cause.code(),
            Self::File { .. } => "cli.file",
            Self::Io(_) => "cli.write",
            Self::Argument { .. } => "cli.argument",
        }
    }

    /// The policy's error, if it is one.
    pub(crate) fn policy(&self) -> Option<&onegrid::PolicyError> {
        match self {
            Self::Policy(e) => Some(e),
            Self::Merge(e) => match e.as_ref() {
                onegrid::Error::Policy(e) => Some(e),
                _ => None,
            },
            _ => None,
        }
    }

    /// Longitude and latitude of the error, if it has a place.
    pub(crate) fn place(&self) -> Option<(f64, f64)> {
        match self {
            Self::Merge(e) => e.place(),
            _ => None,
        }
    }

    /// Whether the user stopped the command.
    pub(crate) fn is_cancelled(&self) -> bool {
        // merge.cancelled, overlay.cancelled, zones.cancelled, snapshot.cancelled ...
        self.code().ends_with(".cancelled")
    }
}
