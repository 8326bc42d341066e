//! Why codes cannot be given or read.

use thiserror::Error;

/// Why there are no codes.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CodeError {
    /// The template cannot make unique codes; correct `[code]` in the policy.
    #[error("code template: {what} is {got}, expected {expected}")]
    BadTemplate {
        /// Position of the segment; `None` where it is the whole template.
        segment: Option<usize>,
        /// Which entry.
        what: String,
        /// What it says.
        got: String,
        /// What it could say.
        expected: String,
    },
    /// The code of a community has another length than the template's community segment.
    #[error(
        "code of community {community} is {code:?} ({} digits), the template has room for {expected}; correct the community's code or the template", code.len()
    )]
    CommunityWidth {
        /// Key of the community.
        community: String,
        /// Its code.
        code: String,
        /// Digits of the segment.
        expected: usize,
    },
    /// A community has more zones than numbers that were never used.
    #[error(
        "community {community} has {zones} zones, expected at most {}: numbers {first} to {last}, {blocked} of them used by withdrawn codes; \
         set sequence_digits = {needed_digits} in [code], or larger zones in [size]",
        limit
    )]
    Overflow {
        /// Key of the community.
        community: String,
        /// Zones that need a number.
        zones: usize,
        /// Most that could have one.
        limit: usize,
        /// Numbers of withdrawn codes, which are never given again.
        blocked: usize,
        /// First number of the range.
        first: u32,
        /// Last number of the range.
        last: u32,
        /// Digits of a sequence that would do.
        needed_digits: u8,
    },
    /// More areas of several communities in one street than numbers from 601 up.
    #[error(
        "street {street} has {areas} areas made of several communities, expected at most {limit}: numbers {first} to {last}"
    )]
    MergedOverflow {
        /// Digits of the street.
        street: String,
        /// Areas found.
        areas: usize,
        /// Numbers there are.
        limit: usize,
        /// First number.
        first: u32,
        /// Last number.
        last: u32,
    },
    /// Two zones would have one code.
    #[error("{first} and {second} would both have the code {code}; give their communities different codes")]
    Collision {
        /// The code.
        code: String,
        /// What has it first.
        first: String,
        /// What else would have it.
        second: String,
    },
    /// Not a day of the calendar.
    #[error("date {got:?}, expected a day such as 2026-11-22")]
    BadDate {
        /// What was given.
        got: String,
    },
    /// A register that contradicts itself; correct `codes.csv`.
    #[error("register of codes, row {row}: {code:?} {problem}")]
    BadRegister {
        /// Row, counted from 1 without the header.
        row: usize,
        /// The code.
        code: String,
        /// What is wrong and what was expected.
        problem: String,
    },
    /// An administrative table that contradicts itself; correct the table.
    #[error("administrative table, row {row}: {code:?} {problem}")]
    BadAdminTable {
        /// Row, counted from 1 without the header.
        row: usize,
        /// The code.
        code: String,
        /// What is wrong and what was expected.
        problem: String,
    },
}

impl CodeError {
    /// Stable code of the error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::BadTemplate { .. } => "codes.bad_template",
            Self::CommunityWidth { .. } => "codes.community_width",
            Self::Overflow { .. } => "zones.code_overflow",
            Self::MergedOverflow { .. } => "codes.merged_overflow",
            Self::Collision { .. } => "codes.collision",
            Self::BadDate { .. } => "codes.bad_date",
            Self::BadRegister { .. } => "codes.bad_register",
            Self::BadAdminTable { .. } => "codes.bad_admin_table",
        }
    }
}
