//! A session -> a file, and back: the edits, replayed on the same input.
//!
//! # Guarantees
//! 1. The same file on the same merge gives the same session, byte for byte.
//! 2. A file of another project, of another version or by another hand is an error that says where.
//!
//! # Versions
//! [`SAVE_VERSION`] is written. Older files are brought up to it step by step, see `MIGRATIONS`:
//!
//! | from | to | what changed |
//! |---|---|---|
//! | 0 | 1 | `edits`, a list of edits, became `log`, a list of entries with who, when, rule and why |
//! | 1 | 2 | lines and polygons cut units unless they have `cut` = false: edits of before moved whole units |
//! | 2 | 3 | broken rules can be accepted: files of before have no such edit |

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Session;
use super::edit::Edit;
use super::error::EditError;
use crate::error::{Error, LonLat};
use crate::plan::Merged;
use crate::policy::Policy;
use crate::progress::Progress;

/// Version of the save files that this library writes.
pub const SAVE_VERSION: u32 = 3;

/// An edit in the log, with what a person said about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The edit.
    pub edit: Edit,
    /// Who made it, in the caller's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub who: String,
    /// When, in the caller's words: this library has no clock.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub when: String,
    /// The rule that it serves.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub rule: String,
    /// Why.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
}

impl Entry {
    /// An edit about which nothing was said.
    pub fn of(edit: Edit) -> Self {
        Self { edit, who: String::new(), when: String::new(), rule: String::new(), why: String::new() }
    }
}

/// A session as a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveFile {
    /// Version of the format: [`SAVE_VERSION`].
    pub version: u32,
    /// What the session began with: units, counts, zones and codes, as 16 hexadecimal digits.
    pub fingerprint: String,
    /// The policy that the session began with.
    pub policy: Policy,
    /// The edits that were made and not undone.
    pub log: Vec<Entry>,
}

/// Why a save file cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ReplayError {
    /// The text is no JSON.
    #[error("the save file is no JSON: {message} at line {line} column {column}")]
    NotJson {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What is wrong.
        message: String,
    },
    /// The JSON is no save file at all.
    #[error("got no `version` with a whole number, expected a save file of a session, version 0 to {newest}")]
    NotASave {
        /// Newest version that can be read.
        newest: u32,
    },
    /// A newer program wrote the file. Use that one.
    #[error("the save file has version {got}, expected 0 to {newest}")]
    Version {
        /// Version of the file.
        got: u64,
        /// Newest version that can be read.
        newest: u32,
    },
    /// A part of the file is not as it should be.
    #[error("the save file is wrong at `{at}`: {message}")]
    Malformed {
        /// Where: `log[3].edit`.
        at: String,
        /// What was got and what was expected.
        message: String,
    },
    /// The file belongs to another project, or the input has changed since. Merge the input of then.
    #[error("the save file belongs to other input: got fingerprint {got}, expected {expected}")]
    OtherProject {
        /// Fingerprint of the merge.
        expected: String,
        /// Fingerprint in the file.
        got: String,
    },
    /// The file began under another policy. Merge under the policy in the file.
    #[error("the save file began under the policy {got:?}, the merge has {expected:?} or other values in it")]
    OtherPolicy {
        /// Policy of the merge.
        expected: String,
        /// Policy in the file.
        got: String,
    },
    /// An edit of the file cannot be made.
    #[error("log[{entry}] ({kind}): {error}")]
    Refused {
        /// Position of the entry, from 0.
        entry: usize,
        /// Kind of the edit.
        kind: &'static str,
        /// Why.
        error: Box<EditError>,
    },
    /// The merge cannot be opened.
    #[error(transparent)]
    Start(Box<Error>),
    /// Stopped on request.
    #[error("stopped on request before log[{entry}]")]
    Cancelled {
        /// Position of the next entry.
        entry: usize,
    },
}

impl ReplayError {
    /// Stable code of the error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotJson { .. } => "save.not_json",
            Self::NotASave { .. } => "save.not_a_save",
            Self::Version { .. } => "save.version",
            Self::Malformed { .. } => "save.malformed",
            Self::OtherProject { .. } => "save.other_project",
            Self::OtherPolicy { .. } => "save.other_policy",
            Self::Refused { .. } => "save.refused",
            Self::Start(error) => error.code(),
            Self::Cancelled { .. } => "save.cancelled",
        }
    }

    /// Where on the map the error is, if it has a place.
    pub fn place(&self) -> Option<LonLat> {
        match self {
            Self::Refused { error, .. } => error.place(),
            Self::Start(error) => error.place(),
            _ => None,
        }
    }
}

type Migration = fn(&mut Map<String, Value>) -> Result<(), ReplayError>;

/// What brings a file of version `i` to version `i + 1`.
const MIGRATIONS: [Migration; SAVE_VERSION as usize] = [entries_of_edits, whole_units, nothing];

/// Version 0 had `edits` without anything about them.
fn entries_of_edits(file: &mut Map<String, Value>) -> Result<(), ReplayError> {
    let wrong = |message: &str| ReplayError::Malformed { at: "edits".into(), message: message.into() };
    let Some(edits) = file.remove("edits") else { return Err(wrong("expected a list of edits in version 0")) };
    let Value::Array(edits) = edits else { return Err(wrong("got no list, expected a list of edits")) };
    let entry = |edit: Value| Value::Object(Map::from_iter([("edit".to_owned(), edit)]));
    file.insert("log".into(), Value::Array(edits.into_iter().map(entry).collect()));
    Ok(())
}

/// Version 1 had no edits that cut units.
fn whole_units(file: &mut Map<String, Value>) -> Result<(), ReplayError> {
    let Some(Value::Array(log)) = file.get_mut("log") else {
        return Err(ReplayError::Malformed { at: "log".into(), message: "expected a list of entries".into() });
    };
    for edit in log.iter_mut().filter_map(|entry| entry.get_mut("edit")?.as_object_mut()) {
        let kind = edit.get("kind").and_then(Value::as_str).unwrap_or_default();
        if matches!(kind, "split-zone" | "redraw-border" | "create-exclusive") {
            edit.insert("cut".into(), false.into());
        }
    }
    Ok(())
}

/// Version 2 is as version 3, without edits that accept.
#[expect(clippy::unnecessary_wraps, reason = "a migration may fail")]
fn nothing(_: &mut Map<String, Value>) -> Result<(), ReplayError> {
    Ok(())
}

impl SaveFile {
    /// Reads a save file of any version up to [`SAVE_VERSION`].
    ///
    /// # Errors
    /// [`ReplayError`] with the place in the file.
    pub fn from_json(text: &str) -> Result<Self, ReplayError> {
        let value: Value = serde_json::from_str(text).map_err(|e| ReplayError::NotJson {
            line: e.line(),
            column: e.column(),
            message: without_place(&e.to_string()),
        })?;
        let newest = SAVE_VERSION;
        let Value::Object(mut file) = value else { return Err(ReplayError::NotASave { newest }) };
        let got = file.get("version").and_then(Value::as_u64).ok_or(ReplayError::NotASave { newest })?;
        if got > u64::from(newest) {
            return Err(ReplayError::Version { got, newest });
        }
        for migrate in &MIGRATIONS[got as usize..] {
            migrate(&mut file)?;
        }
        file.insert("version".into(), newest.into());
        serde_path_to_error::deserialize(Value::Object(file))
            .map_err(|e| ReplayError::Malformed { at: e.path().to_string(), message: e.inner().to_string() })
    }

    /// The file as text.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|e| unreachable!("a save file is plain data: {e}"))
    }
}

/// The message of a JSON error without the place that it ends with.
fn without_place(message: &str) -> String {
    message.rsplit_once(" at line ").map_or(message, |(what, _)| what).to_owned()
}

impl Session {
    /// The session as a file: the edits that were made and not undone.
    pub fn save(&self) -> SaveFile {
        SaveFile {
            version: SAVE_VERSION,
            fingerprint: self.start.fingerprint.clone(),
            policy: self.start.policy.clone(),
            log: self.log().cloned().collect(),
        }
    }

    /// Makes the edits of a save file on the merge that they began with.
    ///
    /// # Errors
    /// [`ReplayError`]: a file of other input or another policy, an edit that cannot be made.
    pub fn replay(merged: Merged, save: SaveFile, progress: &dyn Progress) -> Result<Self, ReplayError> {
        let mut session = Self::new(merged).map_err(|e| ReplayError::Start(Box::new(e)))?;
        let newest = SAVE_VERSION;
        if save.version != newest {
            return Err(ReplayError::Version { got: save.version.into(), newest });
        }
        if save.fingerprint != session.start.fingerprint {
            return Err(ReplayError::OtherProject {
                expected: session.start.fingerprint.clone(),
                got: save.fingerprint,
            });
        }
        if save.policy != session.start.policy {
            return Err(ReplayError::OtherPolicy { expected: session.start.policy.id.clone(), got: save.policy.id });
        }
        session.resume(save.log, progress)?;
        Ok(session)
    }

    /// Makes the edits of a log, one after the other.
    ///
    /// # Errors
    /// [`ReplayError::Refused`], [`ReplayError::Cancelled`]; then the edits before are made.
    pub fn resume(&mut self, log: Vec<Entry>, progress: &dyn Progress) -> Result<(), ReplayError> {
        for (at, entry) in log.into_iter().enumerate() {
            progress.check().map_err(|_| ReplayError::Cancelled { entry: at })?;
            let kind = entry.edit.kind();
            let refused = |error| ReplayError::Refused { entry: at, kind, error: Box::new(error) };
            self.apply_noted(entry).map_err(refused)?;
        }
        Ok(())
    }
}
