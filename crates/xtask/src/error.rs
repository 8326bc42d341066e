//! Why a chore stopped.

use std::io;
use std::path::PathBuf;

/// Why a chore stopped, and what to do about it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// A program could not be started at all.
    #[error("cannot start `{program}`: {source} (is it installed and on the PATH?)")]
    Start {
        program: String,
        #[source]
        source: io::Error,
    },
    /// A program ran and said no.
    #[error("`{command}` failed ({status})")]
    Failed { command: String, status: String },
    /// A tool is missing and may not be installed from here.
    #[error("{what} is missing; install it with:\n  {remedy}")]
    Missing { what: &'static str, remedy: String },
    /// A file or folder could not be read or written.
    #[error("{}: {source}", path.display())]
    File {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    /// A program's answer was not what was expected.
    #[error("`{command}` answered what was not expected: {expected}")]
    Answer { command: String, expected: &'static str },
    /// A test step ended well without having run a test.
    #[error("no test ran; expected at least one")]
    NoTests,
    /// Fences are broken; each one has been printed.
    #[error("{count} fence(s) broken, listed above")]
    Fences { count: usize },
    /// A fuzz target that there is not.
    #[error("there is no fuzz target `{name}`; expected one of {}", known.join(", "))]
    UnknownTarget { name: String, known: Vec<String> },
    /// Fuzzing broke a law; the input has been written.
    #[error("laws broken in: {} (inputs in tests/fuzz/artifacts)", targets.join(", "))]
    LawsBroken { targets: Vec<String> },
    /// Steps of the suite failed; each one has been printed.
    #[error("failed: {}", steps.join(", "))]
    Steps { steps: Vec<&'static str> },
}
