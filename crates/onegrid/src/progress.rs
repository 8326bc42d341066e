//! How far a merge is, the way to stop it, and what it may take.

use onegrid_planar::{Limits, Linework};

use crate::error::Error;
use crate::estimate::Estimate;

/// A step of a long piece of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Degrees to the lattice.
    Place,
    /// Overlay: noding, faces, labels.
    Overlay,
    /// Communities and households to faces.
    Weigh,
    /// Defects of the layers.
    Defects,
    /// Units and zones, community by community.
    Design,
    /// Crosswalk, conflicts, scorecard.
    Report,
    /// Zones to a snapshot, or a snapshot to zones; no step of a merge.
    Snapshot,
}

impl Step {
    /// The steps of a merge, in order.
    pub const ALL: [Self; 6] = [Self::Place, Self::Overlay, Self::Weigh, Self::Defects, Self::Design, Self::Report];

    /// Stable id.
    pub fn id(self) -> &'static str {
        match self {
            Self::Place => "place",
            Self::Overlay => "overlay",
            Self::Weigh => "weigh",
            Self::Defects => "defects",
            Self::Design => "design",
            Self::Report => "report",
            Self::Snapshot => "snapshot",
        }
    }
}

/// Hears how far a merge is and may stop it.
pub trait Progress: Sync {
    /// A step went on: `done` of `total` parts. `done` begins at 0, never falls, and ends at `total`; a step
    /// that is done again, such as the overlay after cuts, begins at 0 again.
    fn step(&self, step: Step, done: u64, total: u64);

    /// Whether to stop at the next chance.
    fn is_cancelled(&self) -> bool {
        false
    }

    /// What an overlay may take. A larger one is refused before it is made.
    fn limits(&self) -> Limits {
        Limits::default()
    }

    /// How large the merge will be; told once, before the overlay begins.
    fn foretell(&self, _: &Estimate) {}
}

impl dyn Progress + '_ {
    /// Foretells an overlay, and refuses it beyond the limits.
    pub(crate) fn admit(&self, linework: &Linework) -> Result<(), Error> {
        let coming = Estimate::of(linework);
        self.limits().admit_estimate(&coming.overlay)?;
        self.foretell(&coming);
        Ok(())
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        if self.is_cancelled() { Err(Error::Cancelled) } else { Ok(()) }
    }
}

/// Hears nothing and never stops.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn step(&self, _: Step, _: u64, _: u64) {}
}

/// Tells of planar work as of one step.
pub(crate) struct PlanarProgress<'a>(pub &'a dyn Progress, pub Step);

impl onegrid_planar::Progress for PlanarProgress<'_> {
    fn step(&self, _: &'static str, done: u64, total: u64) {
        self.0.step(self.1, done, total);
    }
    fn is_cancelled(&self) -> bool {
        self.0.is_cancelled()
    }
    fn limits(&self) -> Limits {
        self.0.limits()
    }
}

/// Hears nothing, but stops and is limited as the progress behind it: for work inside a step.
pub(crate) struct Within<'a>(pub &'a dyn Progress);

impl Progress for Within<'_> {
    fn step(&self, _: Step, _: u64, _: u64) {}
    fn is_cancelled(&self) -> bool {
        self.0.is_cancelled()
    }
    fn limits(&self) -> Limits {
        self.0.limits()
    }
}

pub(crate) struct ZonesProgress<'a>(pub &'a dyn Progress);

impl onegrid_zones::Progress for ZonesProgress<'_> {
    fn step(&self, done: usize, total: usize) {
        self.0.step(Step::Design, done as u64, total as u64);
    }
    fn cancelled(&self) -> bool {
        self.0.is_cancelled()
    }
}
