//! Why a project cannot be written.

/// A project cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The system refused. Check space and permissions.
    #[error("{file}: cannot be written: {cause}; check free space and permissions")]
    Io {
        /// The file.
        file: String,
        /// What the system said.
        #[source]
        cause: std::io::Error,
    },
    /// A coordinate is not a number, which no format can hold. Repair the shape.
    #[error("{file}: feature {feature} has a coordinate that is not a finite number; repair it first")]
    NotFinite {
        /// The file.
        file: String,
        /// Zero-based position of the feature in what is written.
        feature: u64,
    },
    /// A layer id cannot be used as a file name. Use letters, digits, `-`, `_` and `.`.
    #[error("layer id {id} cannot be a file name; expected letters, digits, `-`, `_` or `.`, not beginning with `.`")]
    BadId {
        /// The id, quoted.
        id: String,
    },
    /// Two layers have the same id. Rename one.
    #[error("two layers have the id `{id}`; rename one")]
    DuplicateId {
        /// The id.
        id: String,
    },
}

impl WriteError {
    /// Stable code of the error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io { .. } => "write.io",
            Self::NotFinite { .. } => "write.not_finite",
            Self::BadId { .. } => "write.bad_id",
            Self::DuplicateId { .. } => "write.duplicate_id",
        }
    }
}
