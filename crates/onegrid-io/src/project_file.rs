//! An open project as one small file, and back: what was opened, and the edits that were made.
//!
//! The input itself is not in it: a demo city is named by size and seed, files of a folder by name,
//! length and hash, so that other input is noticed before any work is done.
//!
//! # Source
//! Hashes are XXH3, 128 bits (xxhash.com); they find accidents, not forgers.
//!
//! # Versions
//! [`PROJECT_VERSION`] is written and read. The session inside has a version and migrations of its own.

use onegrid::session::{ReplayError, SaveFile};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use xxhash_rust::xxh3::xxh3_128;

/// Version of the project files that this library writes.
pub const PROJECT_VERSION: u32 = 1;

/// An open project as a file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProjectFile {
    /// Version of the format: [`PROJECT_VERSION`].
    #[serde(rename = "onegrid_project")]
    pub version: u32,
    /// What has to be opened first.
    pub source: ProjectSource,
    /// The edits.
    pub session: SaveFile,
}

/// Where a project came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum ProjectSource {
    /// A demo city.
    Demo {
        /// Its size, by name.
        size: String,
        /// Its seed.
        seed: u64,
    },
    /// Files that a manifest names.
    Folder {
        /// Name of the project.
        name: String,
        /// The manifest and every file that was read, by name.
        files: Vec<InputFile>,
    },
}

/// A file of the input, to be known again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InputFile {
    /// Its name as the manifest has it.
    pub name: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// Hash of its bytes, 32 hexadecimal digits.
    pub hash: String,
}

impl InputFile {
    /// A file of these bytes.
    pub fn of(name: impl Into<String>, bytes: &[u8]) -> Self {
        Self { name: name.into(), bytes: bytes.len() as u64, hash: format!("{:032x}", xxh3_128(bytes)) }
    }
}

/// Why a project file cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ProjectFileError {
    /// The text is no JSON.
    #[error("the project file is no JSON: {message}")]
    NotJson {
        /// What is wrong, and where.
        message: String,
    },
    /// The JSON is no project file.
    #[error("got no `onegrid_project` with a whole number, expected a project file of version {newest}")]
    NotAProject {
        /// The version that can be read.
        newest: u32,
    },
    /// Another program wrote the file. Use that one.
    #[error("the project file has version {got}, expected {newest}")]
    Version {
        /// Version of the file.
        got: u64,
        /// The version that can be read.
        newest: u32,
    },
    /// A part of the file is not as it should be.
    #[error("the project file is wrong at `{at}`: {message}")]
    Malformed {
        /// Where: `source`.
        at: &'static str,
        /// What was got and what was expected.
        message: String,
    },
    /// Something else is open. Open what the file names.
    #[error("the project file belongs to other input: got {got}, expected {expected}")]
    OtherInput {
        /// What is open.
        got: String,
        /// What the file names.
        expected: String,
    },
    /// The session inside cannot be used.
    #[error(transparent)]
    Session(#[from] ReplayError),
}

impl ProjectFileError {
    /// Stable code of the error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotJson { .. } => "project.not_json",
            Self::NotAProject { .. } => "project.not_a_project",
            Self::Version { .. } => "project.version",
            Self::Malformed { .. } => "project.malformed",
            Self::OtherInput { .. } => "project.other_input",
            Self::Session(error) => error.code(),
        }
    }
}

impl ProjectFile {
    /// Reads a project file.
    ///
    /// # Errors
    /// [`ProjectFileError`].
    pub fn from_json(text: &str) -> Result<Self, ProjectFileError> {
        let newest = PROJECT_VERSION;
        let value: Value =
            serde_json::from_str(text).map_err(|e| ProjectFileError::NotJson { message: e.to_string() })?;
        let got =
            value.get("onegrid_project").and_then(Value::as_u64).ok_or(ProjectFileError::NotAProject { newest })?;
        if got != u64::from(newest) {
            return Err(ProjectFileError::Version { got, newest });
        }
        let part = |key: &'static str| {
            let missing = || ProjectFileError::Malformed { at: key, message: "it is missing".into() };
            value.get(key).ok_or_else(missing)
        };
        let source = ProjectSource::deserialize(part("source")?)
            .map_err(|e| ProjectFileError::Malformed { at: "source", message: e.to_string() })?;
        let session = SaveFile::from_json(&part("session")?.to_string())?;
        Ok(Self { version: newest, source, session })
    }

    /// The file as text.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|e| unreachable!("a project file is plain data: {e}"))
    }
}

impl ProjectSource {
    /// Whether this is open, so that the edits of a file that names `self` can be made.
    ///
    /// # Errors
    /// [`ProjectFileError::OtherInput`] with the first difference.
    pub fn check_open(&self, open: &Self) -> Result<(), ProjectFileError> {
        let differ = |got: String, expected: String| Err(ProjectFileError::OtherInput { got, expected });
        match (self, open) {
            (Self::Folder { files, .. }, Self::Folder { files: here, .. }) => {
                for file in files {
                    let same = here.iter().find(|other| other.name == file.name);
                    if same != Some(file) {
                        return differ(same.map_or("no such file".into(), InputFile::words), file.words());
                    }
                }
                // a file that is read now and was not then is named by another manifest, which differs
                Ok(())
            }
            (a, b) if a == b => Ok(()),
            (a, b) => differ(b.words(), a.words()),
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Demo { size, seed } => format!("the demo city `{size}` with seed {seed}"),
            Self::Folder { name, files } => format!("the folder `{name}` with {} files", files.len()),
        }
    }
}

impl InputFile {
    fn words(&self) -> String {
        format!("{} of {} bytes with hash {}", self.name, self.bytes, self.hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(civil: &[u8]) -> ProjectSource {
        let files = vec![InputFile::of("civil.geojson", civil), InputFile::of("onegrid.toml", b"onegrid = 1")];
        ProjectSource::Folder { name: "sample".into(), files }
    }

    #[test]
    fn other_bytes_are_other_input() {
        assert_eq!(folder(b"{}").check_open(&folder(b"{}")), Ok(()));
        let error = folder(b"{}").check_open(&folder(b"{ }")).expect_err("a byte more");
        assert_eq!(error.code(), "project.other_input");
        assert!(error.to_string().contains("got civil.geojson of 3 bytes"), "{error}");
    }

    #[test]
    fn a_demo_is_no_folder() {
        let demo = ProjectSource::Demo { size: "street".into(), seed: 7 };
        assert_eq!(demo.check_open(&demo.clone()), Ok(()));
        assert_eq!(demo.check_open(&folder(b"{}")).map_err(|e| e.code()), Err("project.other_input"));
    }

    #[test]
    fn broken_files_say_what_is_wrong() {
        let code = |text: &str| ProjectFile::from_json(text).map(|_| ()).map_err(|e| e.code());
        assert_eq!(code("nothing"), Err("project.not_json"));
        assert_eq!(code("[]"), Err("project.not_a_project"));
        assert_eq!(code(r#"{"onegrid_project": 2}"#), Err("project.version"));
        assert_eq!(code(r#"{"onegrid_project": 1}"#), Err("project.malformed"));
        let demo = r#"{"kind": "demo", "size": "street", "seed": 1}"#;
        let inside = format!(r#"{{"onegrid_project": 1, "source": {demo}, "session": {{"version": 9}}}}"#);
        assert_eq!(code(&inside), Err("save.version"));
    }
}
