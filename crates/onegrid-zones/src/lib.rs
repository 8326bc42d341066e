//! Zone design without shapes: the overlay in numbers in, zones with reasons out.
//!
//! # Steps
//! 1. [`FaceTable`]: faces, the cells that cover them, their borders. Checked, never repaired.
//! 2. One base cell per face: overlaps given, gaps absorbed ([`Decision`]).
//! 3. [`Unit`]s inside each community: exclusive areas, estates, slivers absorbed.
//! 4. Zones from units, community by community: base cells, then hard [`Bounds`], then the weighted
//!    objective; proof where bounds cannot hold ([`Certificate`]).
//! 5. Codes, [`Reason`]s, [`Violation`]s, [`CommunityVerdict`]s, [`Score`].
//!
//! # Guarantees
//! 1. Every zoned face is in one unit, every unit in one zone, no zone in two communities, and no
//!    household is lost ([`check_partition`]).
//! 2. Zones are connected, but for isolated slivers that a zone lists as detached.
//! 3. A community that can be divided within the bounds is, as far as the exact search reaches
//!    within its node limit; otherwise the verdict says why not, or that it is unproven.
//! 4. The result depends on the table and the rules only, not on threads, clock or machine.
//!
//! # Limits
//! Divisions are made of units: a unit of several faces without a barrier between them is opened
//! only when its community fails otherwise. The exact search covers 128 units per connected part.

//! # Example
//! ```
//! use onegrid_zones::{
//!     CommunityInfo, DesignRules, FaceBorder, FaceRow, FaceTable, LayerInfo, NoProgress,
//!     check_partition, design,
//! };
//!
//! // two base cells side by side, a gap between them
//! let cell_keys = vec!["A".to_string(), "B".to_string()];
//! let face = |x: f64, households| FaceRow {
//!     community: Some(0),
//!     area_m2: 10_000.0,
//!     perimeter_m: 400.0,
//!     households,
//!     size: households,
//!     x_deg: 116.0 + x,
//!     y_deg: 40.0,
//!     ..FaceRow::default()
//! };
//! let border = |a, b, length_m| FaceBorder { a, b, length_m, barrier: None };
//! let table = FaceTable {
//!     layers: vec![LayerInfo { id: "base".into(), name: "综治".into(), weight: 1.0, cell_keys }],
//!     communities: vec![CommunityInfo { key: "x".into(), name: None, code: "110101001001".into() }],
//!     faces: vec![face(0.0, 320), face(0.001, 5), face(0.002, 340)],
//!     cell_start: vec![0, 1, 1, 2],
//!     cell_ids: vec![0, 1],
//!     borders: vec![border(0, 1, 100.0), border(1, 2, 90.0)],
//!     ..FaceTable::default()
//! };
//! let plan = design(&table, &DesignRules::default(), &NoProgress)?;
//! assert_eq!(plan.zones.len(), 2);
//! assert_eq!(plan.zones[0].households, 325);
//! assert_eq!(plan.zones[1].code, "110101001001002");
//! check_partition(&table, &plan)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod alternatives;
mod assemble;
mod base;
mod certificate;
mod check;
mod codes;
mod decision;
mod design;
mod error;
mod explain;
mod fingerprint;
mod ids;
mod index;
mod islands;
mod judge;
mod levels;
mod lineage;
mod maintain;
mod merge;
mod names;
mod objective;
mod parallel;
mod part;
mod plan;
mod progress;
mod reason;
mod refine;
mod remerge;
mod revise;
mod rule;
mod rule_set;
mod rules;
mod score;
mod table;
mod units;
mod verdict;
mod violation;

pub use alternatives::{Action, Alternative, Piece, alternatives, alternatives_in};
pub use certificate::{Certificate, Infeasibility, PartOf};
pub use check::{PartitionError, check_partition};
pub use codes::{
    AdminEntry, AdminFinding, AdminTable, CodeEntry, CodeError, CodeOrder, CodeParts, CodeSegment, CodeStatus,
    CodeTemplate, CodedArea, CommunityName, Date, Register, Withdrawal, code_areas, code_structure,
};
pub use decision::{DecidedBy, Decision, SliverRule};
pub use design::{CommunityVerdict, Design, Feasibility, Optimality, PartVerdict, Unit, Zone, ZoneClass};
pub use error::DesignError;
pub use fingerprint::Fingerprint;
pub use ids::{UnitId, ZoneId};
pub use judge::{Breach, Delta, Judge, JudgeError, Judgement, Mark};
pub use levels::{
    Grouping, LEVELS_LEAST, LEVELS_MOST, Level, LevelError, LevelFrom, LevelNode, LevelRule, LevelViolation, Levels,
    NestingError, NodeId, SubDesign, check_levels, check_order, levels,
};
pub use lineage::{Lineage, LineageKind, LineageRow};
pub use names::{Lang, Names, TableNames};
pub use plan::{design, design_with};
pub use progress::{NoProgress, Progress};
pub use reason::{Along, Cause, Reason, Shared};
pub use refine::{Refinement, refine};
pub use remerge::{CommunityOrigin, Redesign, Remerge, RemergeMode, redesign, redesign_with};
pub use revise::{Revision, remeasure, resolve, revise, revise_as, revise_with};
pub use rule::{Finding, Rule, ZoneView};
pub use rule_set::{
    AmountRule, BuildingRule, IslandRule, Quantity, Range, RuleSet, ShapeRule, Source, Strictness, WallRule, ZonesRule,
};
pub use rules::{Bounds, CommunityRule, DesignRules, EXACT_UNITS, Measure, SearchBudget, Weights};
pub use score::{DepartmentScore, Score, score};
pub use table::{
    BARRIER_RANKS, Barrier, CommunityInfo, CountColumn, FaceBorder, FaceRow, FaceTable, LayerInfo, LockedZone,
    NamedArea,
};
pub use violation::{RuleId, Violation, Why};
