//! What can be wrong with a manifest.

use super::Place;

/// A manifest cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ManifestError {
    /// The text is not TOML, or a value has the wrong type. Correct the line.
    #[error("{file}, {place}: {problem}")]
    Syntax {
        /// The manifest.
        file: String,
        /// Where.
        place: Place,
        /// What the TOML reader found wrong.
        problem: String,
    },
    /// The manifest is of another version. Use a program of that version, or rewrite it.
    #[error("{file}: expected `onegrid = {expected}` (the version of the manifest), got {got}")]
    Version {
        /// The manifest.
        file: String,
        /// The version this program reads.
        expected: i64,
        /// What stands there.
        got: String,
    },
    /// A key that a manifest does not have. Correct its spelling or remove it.
    #[error("{file}, {place}: unknown key `{key}`{}; known keys: {}", hint(nearest.as_deref()), known.join(", "))]
    UnknownKey {
        /// The manifest.
        file: String,
        /// Where.
        place: Place,
        /// The key.
        key: String,
        /// The known key most like it.
        nearest: Option<String>,
        /// All known keys.
        known: Vec<String>,
    },
    /// A value that is not one of the known words. Use one of them.
    #[error("{file}, {place}: unknown {key} `{got}`{}; expected one of: {}", hint(nearest.as_deref()), known.join(", "))]
    UnknownWord {
        /// The manifest.
        file: String,
        /// Where.
        place: Place,
        /// The key whose value it is.
        key: &'static str,
        /// The value.
        got: String,
        /// The known word most like it.
        nearest: Option<String>,
        /// All known words.
        known: Vec<String>,
    },
    /// A key that is needed is missing or empty. Add it.
    #[error("{file}, {place}: {of} needs `{key}`: {why}")]
    MissingKey {
        /// The manifest.
        file: String,
        /// Where the layer begins.
        place: Place,
        /// What needs it, e.g. layer `police`.
        of: String,
        /// The key.
        key: String,
        /// Why it is needed.
        why: String,
    },
    /// A key that has no meaning here. Remove it.
    #[error("{file}, {place}: `{key}` has no meaning in {of}: {why}; remove it")]
    MisplacedKey {
        /// The manifest.
        file: String,
        /// Where the layer begins.
        place: Place,
        /// Where it stands, e.g. layer `police`.
        of: String,
        /// The key.
        key: String,
        /// Why it has no meaning.
        why: String,
    },
    /// An id that cannot be used as a file name and code. Use letters, digits, `-`, `_` and `.`.
    #[error(
        "{file}, {place}: layer id {got} cannot be used; expected letters, digits, `-`, `_` or `.`, not beginning with `.`"
    )]
    BadId {
        /// The manifest.
        file: String,
        /// Where.
        place: Place,
        /// The id, quoted.
        got: String,
    },
    /// Two layers have the same id. Rename one.
    #[error("{file}, {place}: layer id `{id}` is already used on line {first_line}; rename one")]
    DuplicateId {
        /// The manifest.
        file: String,
        /// Where the second stands.
        place: Place,
        /// The id.
        id: String,
        /// Line of the first.
        first_line: u32,
    },
    /// No layer has the role `base`. Give it to the layer that the result starts from.
    #[error("{file}: no layer has role = \"base\"; expected exactly one, the grid to start from")]
    NoBase {
        /// The manifest.
        file: String,
    },
    /// A role that only one layer may have is given twice. Change one of them.
    #[error(
        "{file}, {place}: layers `{first}` and `{second}` both have role = \"{role}\"; expected one, make the other \"department\""
    )]
    RoleTwice {
        /// The manifest.
        file: String,
        /// Where the second stands.
        place: Place,
        /// The role.
        role: String,
        /// Id of the first.
        first: String,
        /// Id of the second.
        second: String,
    },
    /// A path uses a variable that is not set. Set it, or write the path out.
    #[error("path `{path}` of {of} uses ${{{name}}}, which is not set; set it or write the path out")]
    UnsetVariable {
        /// What has the path, e.g. layer `police`.
        of: String,
        /// The path as written.
        path: String,
        /// The variable.
        name: String,
    },
}

impl ManifestError {
    /// Stable code of the error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Syntax { .. } => "manifest.syntax",
            Self::Version { .. } => "manifest.version",
            Self::UnknownKey { .. } => "manifest.unknown_key",
            Self::UnknownWord { .. } => "manifest.unknown_word",
            Self::MissingKey { .. } => "manifest.missing_key",
            Self::MisplacedKey { .. } => "manifest.misplaced_key",
            Self::BadId { .. } => "manifest.bad_id",
            Self::DuplicateId { .. } => "manifest.duplicate_id",
            Self::NoBase { .. } => "manifest.no_base",
            Self::RoleTwice { .. } => "manifest.role_twice",
            Self::UnsetVariable { .. } => "manifest.unset_variable",
        }
    }

    /// Where in the manifest, if the error has a place.
    pub fn place(&self) -> Option<Place> {
        match self {
            Self::Syntax { place, .. }
            | Self::UnknownKey { place, .. }
            | Self::UnknownWord { place, .. }
            | Self::MissingKey { place, .. }
            | Self::MisplacedKey { place, .. }
            | Self::BadId { place, .. }
            | Self::DuplicateId { place, .. }
            | Self::RoleTwice { place, .. } => Some(*place),
            Self::Version { .. } | Self::NoBase { .. } | Self::UnsetVariable { .. } => None,
        }
    }
}

fn hint(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |word| format!(" (did you mean `{word}`?)"))
}
