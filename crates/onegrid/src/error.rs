//! What can stop a merge. Defects of the data are no errors: they are repaired and listed.

use onegrid_planar::{BrokenInvariant, OverlayError};
use onegrid_zones::{CodeError, DesignError, JudgeError, LevelError, NestingError, PartitionError};

use crate::policy::PolicyError;

/// A place on the map: longitude and latitude in degrees.
pub type LonLat = (f64, f64);

/// No result can be given.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No layer has the role that is needed. Give one layer of the project this role.
    #[error(
        "project {project:?} has {got} layers with role {role}, expected exactly 1; set role = \"{role}\" for one layer"
    )]
    Roles {
        /// The project's name.
        project: String,
        /// The role in question.
        role: &'static str,
        /// How many layers have it.
        got: usize,
    },
    /// Two layers share an id.
    #[error("layer id {id:?} is used twice; every layer needs an id of its own")]
    DuplicateLayer {
        /// The id.
        id: String,
    },
    /// A layer that must have cells has none that can be used.
    #[error("{source_name}: layer {layer:?} has no usable cell ({rejected} rejected), expected at least 1")]
    EmptyLayer {
        /// File of the layer.
        source_name: String,
        /// Id of the layer.
        layer: String,
        /// Features that were rejected.
        rejected: usize,
    },
    /// Coordinates look like metres of a projection, not like degrees. Declare the coordinate
    /// system, or convert to longitude and latitude (CGCS2000 or WGS84).
    #[error(
        "{source_name}: feature {feature} ({key:?}): got coordinate ({x}, {y}), expected longitude within ±180 and latitude within ±90 degrees; \
         {bad} of {total} features are like this: {}", advice(*x, *y)
    )]
    NotDegrees {
        /// File of the layer.
        source_name: String,
        /// Position of the first such feature.
        feature: u32,
        /// Its key.
        key: String,
        /// Its first value.
        x: f64,
        /// Its second value.
        y: f64,
        /// Features with such coordinates.
        bad: usize,
        /// Features in all.
        total: usize,
    },
    /// One feature lies so far from the others that no exact overlay can hold both.
    #[error(
        "{source_name}: feature {feature} ({key:?}) reaches ({lon_deg}, {lat_deg}), more than 107 degrees from the other data; correct or remove it"
    )]
    FarAway {
        /// File of the layer.
        source_name: String,
        /// Position of the feature.
        feature: u32,
        /// Its key.
        key: String,
        /// Longitude reached.
        lon_deg: f64,
        /// Latitude reached.
        lat_deg: f64,
    },
    /// No base cell lies in any community: one of the files is of another place or coordinate
    /// system (GCJ-02 and BD-09 differ from CGCS2000 by hundreds of metres, never by this much).
    #[error(
        "{base} and {community} do not meet: got their centres {distance_km:.0} km apart, expected base cells inside communities; \
         check that both are of the same place, with longitude before latitude"
    )]
    Apart {
        /// File of the base layer.
        base: String,
        /// File of the community layer.
        community: String,
        /// Distance of the middles of the two layers, in km.
        distance_km: f64,
        /// Middle of the base layer.
        at: LonLat,
    },
    /// Every household lies outside what is to be covered: the table is of another place, or its
    /// longitude and latitude columns are swapped.
    #[error(
        "{source_name}: all {households} households lie outside the area to be covered; got the first at ({lon_deg}, {lat_deg}), \
         expected points inside it; check which column is longitude and which is latitude"
    )]
    HouseholdsElsewhere {
        /// File of the table.
        source_name: String,
        /// Households in the table.
        households: u64,
        /// Longitude of the first point.
        lon_deg: f64,
        /// Latitude of the first point.
        lat_deg: f64,
    },
    /// The policy cannot be used.
    #[error(transparent)]
    Policy(Box<PolicyError>),
    /// The overlay failed.
    #[error(transparent)]
    Overlay(#[from] OverlayError),
    /// Codes or the register of codes cannot be used.
    #[error(transparent)]
    Code(#[from] CodeError),
    /// The design failed.
    #[error(transparent)]
    Design(#[from] DesignError),
    /// The levels of the policy cannot be built.
    #[error(transparent)]
    Levels(Box<LevelError>),
    /// A declared group names something that is no community or zone, or that another group has.
    #[error(
        "level {level:?}: group {group:?} names {member:?}, expected the code or key of a community or the code of a zone that is in no other group; nearest is {nearest:?}"
    )]
    LevelMember {
        /// The level.
        level: String,
        /// Name of the group.
        group: String,
        /// The member.
        member: String,
        /// A code that exists.
        nearest: String,
    },
    /// A plan cannot be judged.
    #[error(transparent)]
    Judge(#[from] JudgeError),
    /// Stopped on request.
    #[error("stopped on request")]
    Cancelled,
    /// No zone has this code.
    #[error("no zone has code {code:?}; nearest is {nearest:?}")]
    UnknownZone {
        /// Code asked for.
        code: String,
        /// A code that exists.
        nearest: String,
    },
    /// A result failed its own verification: a defect of this library.
    #[error("internal: overlay failed its check: {0:?}")]
    BrokenOverlay(Vec<BrokenInvariant>),
    /// A result failed its own verification: a defect of this library.
    #[error("internal: plan failed its check: {0}")]
    BrokenPlan(#[from] PartitionError),
    /// A result failed its own verification: a defect of this library.
    #[error("internal: levels failed their check: {0}")]
    BrokenLevels(#[from] NestingError),
    /// A count in and out differs: a defect of this library.
    #[error("internal: {got} of the count {id} on faces, expected {expected}")]
    CountLost {
        /// Id of the count.
        id: String,
        /// Counted in.
        expected: u64,
        /// Found on faces.
        got: u64,
    },
    /// Households in and out differ: a defect of this library.
    #[error("internal: {got} households in zones and outside, expected {expected}")]
    HouseholdsLost {
        /// Households read.
        expected: u64,
        /// Households accounted for.
        got: u64,
    },
}

// the two largest causes are boxed: a result is as large as its error

impl From<PolicyError> for Error {
    fn from(error: PolicyError) -> Self {
        Self::Policy(Box::new(error))
    }
}

impl From<LevelError> for Error {
    fn from(error: LevelError) -> Self {
        Self::Levels(Box::new(error))
    }
}

/// What a coordinate that is no longitude and latitude probably is.
fn advice(x: f64, y: f64) -> &'static str {
    if x.abs() <= 90.0 && y.abs() <= 180.0 {
        "latitude and longitude are swapped, longitude comes first"
    } else {
        "these are probably projected metres, convert the file to CGCS2000 or WGS84 degrees"
    }
}

impl Error {
    /// Stable code of the error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Roles { .. } => "project.roles",
            Self::DuplicateLayer { .. } => "project.duplicate_layer",
            Self::EmptyLayer { .. } => "project.empty_layer",
            Self::NotDegrees { .. } => "place.not_degrees",
            Self::FarAway { .. } => "place.far_away",
            Self::Apart { .. } => "project.apart",
            Self::HouseholdsElsewhere { .. } => "project.households_elsewhere",
            Self::Policy(e) => e.code(),
            Self::Overlay(e) => e.code(),
            Self::Code(e) => e.code(),
            Self::Design(e) => e.code(),
            Self::Levels(e) => e.code(),
            Self::Judge(e) => e.code(),
            Self::LevelMember { .. } => "levels.unknown_member",
            Self::Cancelled => "merge.cancelled",
            Self::UnknownZone { .. } => "plan.unknown_zone",
            Self::BrokenOverlay(_) => "internal.overlay",
            Self::BrokenPlan(_) => "internal.plan",
            Self::BrokenLevels(_) => "internal.levels",
            Self::CountLost { .. } => "internal.count_lost",
            Self::HouseholdsLost { .. } => "internal.households_lost",
        }
    }

    /// Where on the map the error is, if it has a place.
    pub fn place(&self) -> Option<LonLat> {
        match self {
            Self::FarAway { lon_deg, lat_deg, .. } | Self::HouseholdsElsewhere { lon_deg, lat_deg, .. } => {
                Some((*lon_deg, *lat_deg))
            }
            Self::Apart { at, .. } => Some(*at),
            Self::Overlay(e) => e.place().map(|p| (p.lon_deg(), p.lat_deg())),
            _ => None,
        }
    }
}
