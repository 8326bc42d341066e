//! Why there is no design at all. Broken bounds are violations, not errors.

use thiserror::Error;

use crate::codes::CodeError;

/// Why [`design`](crate::design()) gave no result.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum DesignError {
    /// The table has no layer; the first one must be the base layer.
    #[error("the table has 0 layers, expected at least the base layer")]
    NoBaseLayer,
    /// `cell_start` does not fit faces, layers and `cell_ids`; build the table again.
    #[error("cell_start has {got} entries, expected {expected} rising ones that end at {cells} cells")]
    TableLength {
        /// Faces times layers plus one.
        expected: usize,
        /// Entries found.
        got: usize,
        /// Length of `cell_ids`.
        cells: usize,
    },
    /// A row names an id that does not exist; build the table again.
    #[error("row {row} names {what} {id}, but there are {known}")]
    IdOutOfRange {
        /// What the id is of.
        what: &'static str,
        /// Row of the face or border.
        row: usize,
        /// The id.
        id: u32,
        /// How many there are.
        known: usize,
    },
    /// A column has not one entry for each face; build the table again.
    #[error("column {id} has {got} entries, expected {expected}, one for each face")]
    ColumnLength {
        /// Id of the column.
        id: String,
        /// Number of faces.
        expected: usize,
        /// Entries found.
        got: usize,
    },
    /// Two columns of counts have one id; give them different ones.
    #[error("there are two columns of counts with the id {id}, expected different ids")]
    ColumnTwice {
        /// The id.
        id: String,
    },
    /// A bridge joins a face with itself or faces of two communities; correct the bridges.
    #[error("bridge {bridge} joins faces {a} and {b}, expected two faces of one community")]
    BadBridge {
        /// Position of the bridge.
        bridge: usize,
        /// First face.
        a: u32,
        /// Second face.
        b: u32,
    },
    /// A face is in two locked zones; take it out of one.
    #[error("face {face} of the locked zone {name} is locked before, expected one lock for each face")]
    LockedTwice {
        /// The face.
        face: u32,
        /// The second lock.
        name: String,
    },
    /// A rule names a count that the table does not have; name one that it has.
    #[error("a rule names the count {id:?}, expected one of {known:?}")]
    UnknownCount {
        /// The id.
        id: String,
        /// Counts of the table.
        known: Vec<String>,
    },
    /// A rule has no range, or one that nothing can be in.
    #[error("rule {id} has no range with min <= target <= max")]
    EmptyRange {
        /// Id of the rule.
        id: String,
    },
    /// Two rules have one id; give them different ones.
    #[error("there are two rules with the id {id}, expected different ids")]
    RuleTwice {
        /// The id.
        id: String,
    },
    /// A number is not finite, negative or absurdly large; repair the input.
    #[error("{what} of row {row} is {value}, expected a finite number from 0 to 1e9 (counts 1e12, degrees 1e6)")]
    BadNumber {
        /// The column.
        what: &'static str,
        /// The row.
        row: usize,
        /// The number found.
        value: f64,
    },
    /// Borders are not sorted, doubled, or run from a face to itself; build the table again.
    #[error("border {border} ({a}, {b}) is out of order, expected a < b and pairs rising")]
    BorderOrder {
        /// Position of the border.
        border: usize,
        /// First face.
        a: u32,
        /// Second face.
        b: u32,
    },
    /// A border touches a face that is never zoned; leave such borders out.
    #[error("border ({a}, {b}) touches a face without a community, expected zoned faces only")]
    BorderOutsideExtent {
        /// First face.
        a: u32,
        /// Second face.
        b: u32,
    },
    /// The bounds contradict each other; correct the policy.
    #[error("bounds are min {min}, target {target}, max {max}; expected 1 <= min <= target <= max")]
    BadBounds {
        /// Smallest allowed size.
        min: u64,
        /// Wished size.
        target: u64,
        /// Largest allowed size.
        max: u64,
    },
    /// A number of the rules is out of range; correct the policy.
    #[error("rule {name} is {value}, expected {least} to {most}")]
    BadRule {
        /// The rule.
        name: &'static str,
        /// Value found.
        value: f64,
        /// Smallest value.
        least: f64,
        /// Largest value.
        most: f64,
    },
    /// A community code is not made of digits; correct the community layer.
    #[error("code of community {community} is {code:?}, expected 1 to 20 digits")]
    BadCommunityCode {
        /// Key of the community.
        community: String,
        /// Code found.
        code: String,
    },
    /// Two communities have one code, so their zones could not be told apart.
    #[error("communities {first} and {second} both have the code {code}, expected different codes")]
    DuplicateCommunityCode {
        /// Key of one community.
        first: String,
        /// Key of the other.
        second: String,
        /// The code.
        code: String,
    },
    /// Codes cannot be given.
    #[error(transparent)]
    Code(#[from] CodeError),
    /// The zones of the plan before have not one code each.
    #[error("the table names zone {zone} of the plan before, which has {known} codes; give a code for each")]
    PreviousCodes {
        /// Number of the zone.
        zone: u32,
        /// Codes given.
        known: usize,
    },
    /// A given partition does not fit the units.
    #[error("the partition names {got} units, expected {expected}")]
    PartitionLength {
        /// Units of the design.
        expected: usize,
        /// Units named.
        got: usize,
    },
    /// A given design was not made from the given table; design anew.
    #[error("the design was not made from this table: {what} does not fit")]
    ForeignDesign {
        /// The first thing that does not fit.
        what: &'static str,
    },
    /// A given code cannot be the code of its zone; give another one.
    #[error("the code {code:?} is none of community {community}, expected one that the code template makes")]
    GivenCode {
        /// The code.
        code: String,
        /// Code of the community.
        community: String,
    },
    /// A given partition puts units of two communities into one zone.
    #[error("zone {zone} has units of communities {first} and {second}, expected one community")]
    ZoneCrossesCommunity {
        /// The caller's number of the zone.
        zone: u32,
        /// Key of one community.
        first: String,
        /// Key of the other.
        second: String,
    },
    /// The caller asked to stop.
    #[error("cancelled after {done} of {total} communities")]
    Cancelled {
        /// Communities finished.
        done: usize,
        /// Communities in all.
        total: usize,
    },
}

impl DesignError {
    /// Stable code of the error, for translations and machines.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoBaseLayer => "zones.no_base_layer",
            Self::TableLength { .. } => "zones.table_length",
            Self::IdOutOfRange { .. } => "zones.id_out_of_range",
            Self::ColumnLength { .. } => "zones.column_length",
            Self::ColumnTwice { .. } => "zones.column_twice",
            Self::BadBridge { .. } => "zones.bad_bridge",
            Self::LockedTwice { .. } => "zones.locked_twice",
            Self::UnknownCount { .. } => "zones.unknown_count",
            Self::EmptyRange { .. } => "zones.empty_range",
            Self::RuleTwice { .. } => "zones.rule_twice",
            Self::BadNumber { .. } => "zones.bad_number",
            Self::BorderOrder { .. } => "zones.border_order",
            Self::BorderOutsideExtent { .. } => "zones.border_outside_extent",
            Self::BadBounds { .. } => "zones.bad_bounds",
            Self::BadRule { .. } => "zones.bad_rule",
            Self::BadCommunityCode { .. } => "zones.bad_community_code",
            Self::DuplicateCommunityCode { .. } => "zones.duplicate_community_code",
            Self::Code(error) => error.code(),
            Self::PreviousCodes { .. } => "zones.previous_codes",
            Self::PartitionLength { .. } => "zones.partition_length",
            Self::ForeignDesign { .. } => "zones.foreign_design",
            Self::GivenCode { .. } => "zones.given_code",
            Self::ZoneCrossesCommunity { .. } => "zones.zone_crosses_community",
            Self::Cancelled { .. } => "zones.cancelled",
        }
    }
}
