//! The design itself: units, zones, and everything that is to be said about them.

use serde::{Deserialize, Serialize};

use crate::certificate::Certificate;
use crate::decision::Decision;
use crate::ids::{UnitId, ZoneId};
use crate::judge::Breach;
use crate::reason::Reason;
use crate::violation::Violation;

/// A division of the zoned faces into zones.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Design {
    /// Units, by community, then by lowest face.
    pub units: Vec<Unit>,
    /// The unit of each face; `None` outside the extent.
    pub unit_of_face: Vec<Option<UnitId>>,
    /// The zone of each unit.
    pub zone_of_unit: Vec<ZoneId>,
    /// Zones, sorted by code.
    pub zones: Vec<Zone>,
    /// What was decided about gaps, overlaps and slivers.
    pub decisions: Vec<Decision>,
    /// Why the zones are what they are, sorted by zone.
    pub reasons: Vec<Reason>,
    /// Which rules are broken, by how much, and why that cannot or need not be otherwise.
    pub violations: Vec<Violation>,
    /// Which other rules are broken: those of the rule set and the caller's own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub breaches: Vec<Breach>,
    /// What a certificate calls rules: the bounds, the walls, then the rules about zones. Empty
    /// where there are no rules but the bounds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rule_ids: Vec<String>,
    /// What is known about each community.
    pub verdicts: Vec<CommunityVerdict>,
}

/// The smallest thing that zones are built from.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Unit {
    /// Its faces, rising.
    pub faces: Vec<u32>,
    /// Its community.
    pub community: u32,
    /// The base cell with most of its households.
    pub base_cell: Option<u32>,
    /// The exclusive area that it is.
    pub exclusive: Option<u32>,
    /// The estate that it is.
    pub estate: Option<u32>,
    /// Households.
    pub households: u64,
    /// What the bounds measure.
    pub size: u64,
    /// Its named counts, in the order of [`FaceTable::counts`](crate::FaceTable::counts).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counts: Vec<u64>,
    /// Area in m².
    pub area_m2: f64,
    /// Length of its outer border in m.
    pub perimeter_m: f64,
    /// Longitude of its label point in degrees.
    pub x_deg: f64,
    /// Latitude of its label point in degrees.
    pub y_deg: f64,
    /// Whether it is made of slivers only.
    pub is_sliver: bool,
    /// The connected part of the community that it lies in, as a position in
    /// [`CommunityVerdict::parts`]; `None` for exclusive areas and attached crumbs.
    pub part: Option<u32>,
}

/// Whether a zone is an ordinary one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ZoneClass {
    /// 综合网格.
    #[default]
    General,
    /// 专属网格: exempt from the bounds.
    Exclusive,
}

/// One zone of the result.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Zone {
    /// What the template makes of community and number: community code and sequence.
    pub code: String,
    /// Its sequence number in the community.
    pub number: u32,
    /// Its community.
    pub community: u32,
    /// Its class.
    pub class: ZoneClass,
    /// The base cell with most of its households.
    pub base_cell: Option<u32>,
    /// The exclusive area that it is.
    pub exclusive: Option<u32>,
    /// Its units, rising.
    pub units: Vec<UnitId>,
    /// Units among them that need not touch the others: isolated slivers.
    pub detached: Vec<UnitId>,
    /// Households.
    pub households: u64,
    /// Households of units that have the base cell of the zone.
    pub households_kept: u64,
    /// What the bounds measure.
    pub size: u64,
    /// Its named counts, in the order of [`FaceTable::counts`](crate::FaceTable::counts).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counts: Vec<u64>,
    /// Area in m².
    pub area_m2: f64,
    /// Length of its outer border in m.
    pub perimeter_m: f64,
    /// Longitude of its label point (mean of face label points by area), in degrees.
    pub x_deg: f64,
    /// Latitude of its label point, in degrees.
    pub y_deg: f64,
}

/// What is known about one community.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct CommunityVerdict {
    /// The community.
    pub community: u32,
    /// Size of everything in it.
    pub size: u64,
    /// Size without exclusive areas: what the bounds are about.
    pub general_size: u64,
    /// Households of everything in it.
    pub households: u64,
    /// Number of units.
    pub units: u32,
    /// Number of zones.
    pub zones: u32,
    /// General zones within the bounds; all of them where there are no bounds.
    pub zones_in_bounds: u32,
    /// Exclusive zones: exempt.
    pub exempt: u32,
    /// Connected parts without exclusive areas, in order of their lowest face.
    pub parts: Vec<PartVerdict>,
    /// Whether it can be divided within the bounds.
    pub feasibility: Feasibility,
    /// How near the division is to the best one: that of its worst part.
    #[serde(default)]
    pub optimality: Optimality,
}

/// How near a division is to the best one of the same units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Optimality {
    /// No division within the hard rules is better.
    Optimal,
    /// At most this much worse than the best one.
    Within {
        /// Hundredths of the objective, rounded up.
        percent: u32,
    },
    /// Nothing is known: too many units, or the search for it ended early.
    #[default]
    NotSearched,
}

/// What is known about one connected part of a community.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PartVerdict {
    /// Size.
    pub size: u64,
    /// Number of units.
    pub units: u32,
    /// Whether it can be divided within the bounds.
    pub feasibility: Feasibility,
    /// How near its division is to the best one.
    #[serde(default)]
    pub optimality: Optimality,
    /// The weighted objective of its division, the sum that the search makes small: comparable between divisions of the
    /// same units. `None` where a hard rule is broken, where there was nothing to search for, and
    /// for parts of thousands of units, which are searched in pieces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub objective: Option<f64>,
}

/// Whether a division within the bounds exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Feasibility {
    /// Yes: this design has one, or there are no bounds.
    #[default]
    Feasible,
    /// No, and this is why.
    Infeasible {
        /// The proof.
        certificate: Certificate,
    },
    /// None was found before the work limit.
    Unproven {
        /// Nodes of the exact search.
        nodes: u32,
    },
}

impl Design {
    /// Positions in [`Design::reasons`] of one zone's reasons.
    pub fn reasons_of(&self, zone: ZoneId) -> impl Iterator<Item = &Reason> + '_ {
        let start = self.reasons.partition_point(|r| r.zone() < zone);
        let rest = self.reasons[start..].iter();
        rest.take_while(move |r| r.zone() == zone)
    }
}
