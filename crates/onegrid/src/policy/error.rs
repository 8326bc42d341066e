//! Why a policy cannot be used: what was got, where, what was expected, and the nearest valid word.

use super::POLICY_VERSION;
use super::document::TextPlace;

/// A policy that cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// Not TOML or JSON, a wrong type, or a key that is missing.
    #[error("policy {source_name}: {message} at {at}")]
    Syntax {
        /// File or profile.
        source_name: String,
        /// Where.
        at: TextPlace,
        /// What was expected and got.
        message: String,
    },
    /// A key that policies do not have.
    #[error("policy {source_name}: unknown key `{key}` at {at}{}", suggestion(nearest.as_deref(), known))]
    UnknownKey {
        /// File or profile.
        source_name: String,
        /// Where.
        at: TextPlace,
        /// The key as written.
        key: String,
        /// The nearest key that could stand there.
        nearest: Option<String>,
        /// All keys that could stand there.
        known: Box<[String]>,
    },
    /// A word that the key does not know.
    #[error("policy {source_name}: unknown word `{word}` for `{key}` at {at}{}", suggestion(nearest.as_deref(), known))]
    UnknownWord {
        /// File or profile.
        source_name: String,
        /// Where.
        at: TextPlace,
        /// The key: `measure`.
        key: String,
        /// The word as written.
        word: String,
        /// The nearest known one.
        nearest: Option<String>,
        /// All known ones.
        known: Box<[String]>,
    },
    /// Written for another version of the format.
    #[error("policy {source_name}: format version {got}, expected onegrid_policy = {POLICY_VERSION}")]
    Version {
        /// File or profile.
        source_name: String,
        /// Version in the file.
        got: String,
    },
    /// Bounds that contradict one another or a number that is not usable.
    #[error("policy {source_name}: {what} is {got} at {at}, expected {expected}")]
    Contradiction {
        /// File or profile that the value comes from.
        source_name: String,
        /// Where; the beginning of the section where the value itself is not in the text.
        at: TextPlace,
        /// Which entry.
        what: String,
        /// What it says.
        got: String,
        /// What it could say.
        expected: String,
    },
    /// A layer that the project does not have.
    #[error(
        "policy {source_name}: unknown layer `{layer}`{}{}", place(at.as_ref()), suggestion(nearest.as_deref(), known)
    )]
    UnknownLayer {
        /// File, or id of the policy.
        source_name: String,
        /// Where, if the text is at hand.
        at: Option<TextPlace>,
        /// Name in the policy.
        layer: String,
        /// Layers of the project that can be named.
        known: Box<[String]>,
        /// Nearest of them.
        nearest: Option<String>,
    },
    /// A rule is about something that the project does not have: a count, a layer, a cell.
    #[error("policy: {what} is {got}, the project has no such thing; expected {expected}")]
    NotInProject {
        /// Which entry.
        what: String,
        /// What it says.
        got: String,
        /// What it could say.
        expected: String,
    },
    /// No profile of this name ships with the library.
    #[error(
        "no policy profile `{name}`{}{}; or give the path of a policy file (.toml, .json)",
        asked_by.as_ref().map(|(file, at)| format!(" ({file}, {at})")).unwrap_or_default(),
        suggestion(nearest.as_deref(), known)
    )]
    UnknownProfile {
        /// Name asked for.
        name: String,
        /// The policy that extends it, and where it says so.
        asked_by: Option<(String, TextPlace)>,
        /// Nearest of the names there are.
        nearest: Option<String>,
        /// Names there are.
        known: Box<[String]>,
    },
    /// The policy that this one extends cannot be read.
    #[error("policy {source_name}: cannot read `{parent}`, which it extends at {at}: {cause}")]
    UnreadableParent {
        /// File or profile.
        source_name: String,
        /// Where it says so.
        at: TextPlace,
        /// The other one.
        parent: String,
        /// Why.
        cause: String,
    },
    /// Policies that extend one another in a circle, or in a chain longer than eight.
    #[error("policy {source_name}: extends at {at} leads in a circle or too far: {}; expected a chain of at most 8", chain.join(" -> "))]
    EndlessChain {
        /// The policy that closes the circle.
        source_name: String,
        /// Where it says so.
        at: TextPlace,
        /// From the policy asked for to the one met again.
        chain: Vec<String>,
    },
}

impl PolicyError {
    /// Stable code of the error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Syntax { .. } => "policy.syntax",
            Self::UnknownKey { .. } => "policy.unknown_key",
            Self::UnknownWord { .. } => "policy.unknown_word",
            Self::Version { .. } => "policy.version",
            Self::Contradiction { .. } => "policy.contradiction",
            Self::UnknownLayer { .. } => "policy.unknown_layer",
            Self::NotInProject { .. } => "policy.not_in_project",
            Self::UnknownProfile { .. } => "policy.unknown_profile",
            Self::UnreadableParent { .. } => "policy.unreadable_parent",
            Self::EndlessChain { .. } => "policy.endless_chain",
        }
    }

    /// Line and column in the policy's text, if the error has a place there.
    pub fn text_place(&self) -> Option<TextPlace> {
        match self {
            Self::Syntax { at, .. }
            | Self::UnknownKey { at, .. }
            | Self::UnknownWord { at, .. }
            | Self::Contradiction { at, .. }
            | Self::UnreadableParent { at, .. }
            | Self::EndlessChain { at, .. } => Some(*at),
            Self::UnknownLayer { at, .. } => *at,
            Self::UnknownProfile { asked_by, .. } => asked_by.as_ref().map(|(_, at)| *at),
            Self::Version { .. } | Self::NotInProject { .. } => None,
        }
    }

    /// The word that was probably meant, where there is one.
    pub fn nearest(&self) -> Option<&str> {
        match self {
            Self::UnknownKey { nearest, .. }
            | Self::UnknownWord { nearest, .. }
            | Self::UnknownLayer { nearest, .. }
            | Self::UnknownProfile { nearest, .. } => nearest.as_deref(),
            _ => None,
        }
    }
}

fn place(at: Option<&TextPlace>) -> String {
    at.map(|at| format!(" at {at}")).unwrap_or_default()
}

fn suggestion(nearest: Option<&str>, known: &[String]) -> String {
    match nearest {
        Some(nearest) => format!("; did you mean `{nearest}`?"),
        None if known.is_empty() => "; none is expected here".into(),
        None => format!("; expected one of {}", known.join(", ")),
    }
}

/// Longer words are compared by their beginning only: the text may be hostile.
const COMPARED_CHARS: usize = 64;

/// The known word that a slip of the fingers turns into `word`, if there is one.
pub(super) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let word: String = word.to_lowercase().chars().take(COMPARED_CHARS).collect();
    // half of a short word may be wrong, a third of a long one
    let allowed = 1 + word.chars().count() / 3;
    let distance = |known: &str| strsim::osa_distance(&word, &known.to_lowercase());
    let best = known.into_iter().min_by_key(|known| (distance(known), *known))?;
    (distance(best) <= allowed).then(|| best.to_owned())
}
