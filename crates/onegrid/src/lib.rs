//! Merges overlapping polygon grids (网格) into one, under rules that are data.
//!
//! Departments hand in layers of *cells*. Overlaying all layers gives *faces*; faces, grouped into
//! *units*, are merged under a [`Policy`] into *zones*: one grid, no gap, no overlap, never across a
//! community line, every zone with a code and with reasons.
//!
//! # Steps
//! 1. **Gather** layers, barrier lines and household counts in a [`Project`] (`onegrid-io` reads files).
//! 2. **Overlay** them into a [`Grid`]: exact faces, labels, households per face, defects of each layer.
//! 3. **Merge** the faces into a [`Plan`] under a [`Policy`]: zones, codes, reasons, violations. Both at
//!    once: [`merge`].
//! 4. **Edit** the plan in a [`session::Session`], with undo, previews and save files.
//! 5. **Ask**: [`conflicts`], [`summarise`], [`Plan::explain`], [`Merged::locate`], [`Snapshot`], [`diff`], and
//!    [`check`] for grids made elsewhere.
//!
//! No file, no clock, no network: the same input gives the same bytes everywhere.
//!
//! # Which type do I need?
//! | you want | type |
//! |---|---|
//! | what came in | [`Project`], [`Layer`], [`Cell`] |
//! | the overlay, large, made once | [`Grid`] |
//! | the zones, small, made often | [`Plan`] |
//! | the rules | [`Policy`] |
//! | figures for a report | [`Report`] |
//! | to edit a plan, with undo | [`session::Session`] |
//! | to know the zone of a point, later and elsewhere | [`Snapshot`] |
//!
//! # Units
//! Longitude and latitude in degrees (CGCS2000/WGS84), lengths in metres, areas in m2 on the
//! ellipsoid.
//!
//! # Features
//! `parallel` (default): uses all cores; the result is the same without it.

mod admin;
mod check;
mod conflict;
mod counts;
mod diff;
mod disagree;
mod doors;
mod error;
mod estimate;
mod extent;
mod fragments;
mod grid;
mod history;
mod households;
mod ledger;
mod levels;
mod nesting;
mod optimum;
mod place;
mod plan;
mod plan_rules;
mod policy;
mod previous;
mod progress;
mod project;
mod refine;
mod remerge;
mod report;
pub mod session;
mod shape;
mod snapshot;
mod split;
mod table;

pub use check::{CheckReport, CheckRow, CrosswalkEntry, EXCLUSIVE_CLASS, Offence, check, check_with};
pub use conflict::{Conflict, ConflictKind, conflicts};
pub use diff::{Change, Diff, DiffRow, diff, diff_layers};
pub use disagree::{DepartmentDisagreement, Disagreement, disagreement};
pub use error::{Error, LonLat};
pub use estimate::{Estimate, estimate};
pub use extent::{Communities, Community, CommunitySource};
pub use grid::Grid;
pub use history::History;
pub use ledger::{CountAccount, Fate, Ledger, LedgerEntry, SourceAccount};
pub use levels::{LevelReport, Levels};
pub use nesting::{NestingLayer, nesting};
pub use onegrid_planar::{
    Arrangement, Bounds as LatticeBounds, Coord as LatticeCoord, CrosswalkRow, Estimate as OverlayEstimate, Limits,
    Part, PointIndex, PointIndexError, Region,
};
pub use onegrid_zones::{
    Action, AdminEntry, AdminTable, Alternative, CodeEntry, CodeError, CodeOrder, CodeSegment, CodeStatus,
    CodeTemplate, CommunityOrigin, Date, Fingerprint, Lang, LevelNode, LevelViolation, Lineage, LineageKind,
    LineageRow, NodeId, Piece, Register, RemergeMode, Score, Withdrawal, Zone, ZoneClass,
};
pub use optimum::{CommunityOptimum, Optima};
pub use place::{BarrierInfo, CellInfo, LayerInfo};
pub use plan::{Explanation, Location, Merged, Plan, merge};
pub use plan_rules::Measured;
pub use policy::{
    AmountEntry, BridgeEntry, BuildingEntry, Citation, CleaningRule, CodeRule, DeclaredGroup, EditingRule, FieldKind,
    FieldPart, FindPolicy, FormChoice, FormField, FormRule, IslandEntry, LevelMeasure, LevelPolicy, LevelSource,
    LineEntry, LockedEntry, OnBreak, POLICY_VERSION, Policy, PolicyChange, PolicyError, PolicyForm, PolicyMeasure,
    PolicyOrigin, PolicyRules, PolicyText, PolicyValue, PolicyWarning, RangeEntry, Settlement, ShapeEntry, SizeOf,
    SizeRule, TextPlace, TracedPolicy, URBAN_RURAL_CLASSES, Variant, ZonesEntry,
};
pub use progress::{Progress, Silent, Step};
pub use project::{
    BarrierClass, BarrierLayer, BarrierLine, Cell, Extent, HouseholdPoint, HouseholdTable, Layer, Project, Rejected,
    Role,
};
pub use refine::DrawnBorder;
pub use remerge::{Remerged, department_codes};
pub use report::{CommunityNote, DepartmentReport, Exactness, Report, Summary, barrier_class_name, summarise};
pub use shape::multi_polygon;
pub use snapshot::{Snapshot, SnapshotError, SnapshotInfo, SnapshotZone, ZoneRef};
pub use split::{Cut, Obstacle, SplitRule, Uncut};

/// Rules of one's own, and judging plans and single edits.
pub mod zones {
    pub use onegrid_zones::{
        Breach, Delta, Finding, Judge, JudgeError, Judgement, Mark, Optimality, Rule, Source, Strictness, UnitId, Why,
        ZoneId, ZoneView,
    };
}

/// Compiles and runs the example of the README.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
