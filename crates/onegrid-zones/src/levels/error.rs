//! Why there are no levels, and which invariant of levels is broken.

use thiserror::Error;

use crate::check::PartitionError;
use crate::error::DesignError;

/// Why [`levels`](crate::levels()) gave no result.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum LevelError {
    /// Too few or too many levels; correct the policy.
    #[error("there are {got} levels, expected 2 to 5")]
    Count {
        /// Levels found.
        got: usize,
    },
    /// No level, or more than one, is that of the zones; correct the policy.
    #[error("{got} levels are taken from the zones, expected exactly 1")]
    Zones {
        /// Such levels found.
        got: usize,
    },
    /// A level lies below one that cannot be above it; correct the order in the policy.
    #[error(
        "level {below:?} stands below level {above:?}; expected county, street, community, zone from high to low, \
         joined and declared levels above the zones, divided ones below them"
    )]
    Order {
        /// The higher level.
        above: String,
        /// The lower level.
        below: String,
    },
    /// Two levels have one id; rename one.
    #[error("level id {level:?} is used twice; every level needs an id of its own")]
    Twice {
        /// The id.
        level: String,
    },
    /// A number of digits that no sequence can have; correct the policy.
    #[error("level {level:?}: codes have {got} digits of their own, expected 1 to 9")]
    Digits {
        /// The level.
        level: String,
        /// Digits found.
        got: u8,
    },
    /// Bounds that contradict one another; correct the policy.
    #[error("level {level:?}: {source}")]
    Design {
        /// The level.
        level: String,
        /// What is wrong.
        source: DesignError,
    },
    /// A wished number of nodes that cannot be had; correct the policy.
    #[error("level {level:?}: got {count} nodes wished, expected {least} to {most} for the nodes above and below it")]
    JoinCount {
        /// The level.
        level: String,
        /// Nodes wished.
        count: u32,
        /// Nodes that the level above asks for at least.
        least: usize,
        /// Nodes of the level below.
        most: usize,
    },
    /// A declared list that does not fit the zones; build it from this design.
    #[error("level {level:?} declares the groups of {got} zones, expected {expected}")]
    Declared {
        /// The level.
        level: String,
        /// Zones of the design.
        expected: usize,
        /// Entries of the list.
        got: usize,
    },
    /// A node has ground in two nodes of the level above; correct the declared groups.
    #[error("{code} of level {level:?} lies in {first} and {second} of level {above:?}, expected one of them")]
    NotNested {
        /// The level of the node.
        level: String,
        /// Code of the node.
        code: String,
        /// The level above.
        above: String,
        /// Code of one parent.
        first: String,
        /// Code of the other.
        second: String,
    },
    /// A parent has more nodes than the digits of the level can number; give it more digits.
    #[error("level {level:?}: {parent:?} has {nodes} nodes, expected at most {limit}; give the level more code digits")]
    CodeOverflow {
        /// The level.
        level: String,
        /// Code of the parent.
        parent: String,
        /// Nodes found.
        nodes: usize,
        /// Largest number.
        limit: usize,
    },
    /// Two nodes have one code; give one level another number of digits.
    #[error("levels {first:?} and {second:?} both have a node with code {code}; give one of them other code digits")]
    CodeTwice {
        /// The code.
        code: String,
        /// One level.
        first: String,
        /// The other.
        second: String,
    },
}

impl LevelError {
    /// Stable code of the error, for translations and machines.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Count { .. } => "levels.count",
            Self::Zones { .. } => "levels.zones",
            Self::Order { .. } => "levels.order",
            Self::Twice { .. } => "levels.twice",
            Self::Digits { .. } => "levels.digits",
            Self::Design { .. } => "levels.design",
            Self::JoinCount { .. } => "levels.join_count",
            Self::Declared { .. } => "levels.declared",
            Self::NotNested { .. } => "levels.not_nested",
            Self::CodeOverflow { .. } => "levels.code_overflow",
            Self::CodeTwice { .. } => "levels.code_twice",
        }
    }
}

/// The first broken invariant of levels.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum NestingError {
    /// A zoned face is in no node of a level that exists there, or an unzoned one in some.
    #[error("face {face} has {got} nodes of level {level:?}, expected {expected}")]
    Face {
        /// The level.
        level: String,
        /// The face.
        face: u32,
        /// Nodes expected.
        expected: usize,
        /// Nodes found.
        got: usize,
    },
    /// A node has ground outside its parent.
    #[error("{code} of level {level:?} has face {face} outside its parent")]
    Outside {
        /// The level.
        level: String,
        /// Code of the node.
        code: String,
        /// The face.
        face: u32,
    },
    /// The children of a node do not add up to it.
    #[error("children of {code} of level {level:?} have {got} {what}, expected {expected}")]
    Sum {
        /// The level of the parent.
        level: String,
        /// Code of the parent.
        code: String,
        /// Faces or households.
        what: &'static str,
        /// Of the parent.
        expected: u64,
        /// Of its children.
        got: u64,
    },
    /// Two nodes have one code.
    #[error("two nodes have code {code}, expected codes that differ")]
    CodeTwice {
        /// The code.
        code: String,
    },
    /// A joined or divided level is no sound partition.
    #[error("level {level:?}: {source}")]
    Partition {
        /// The level.
        level: String,
        /// What is broken.
        source: PartitionError,
    },
}

impl NestingError {
    /// Stable code of the error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Face { .. } => "nesting.face",
            Self::Outside { .. } => "nesting.outside",
            Self::Sum { .. } => "nesting.sum",
            Self::CodeTwice { .. } => "nesting.code_twice",
            Self::Partition { .. } => "nesting.partition",
        }
    }
}
