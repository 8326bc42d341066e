//! A project -> how large a merge of it will be, before it is made.
//!
//! Before this: a [`Project`]. After: [`Grid::build`](crate::Grid::build), which tells the same to
//! [`Progress::foretell`](crate::Progress::foretell).

use onegrid_planar::{Estimate as OverlayEstimate, Linework};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::place::place;
use crate::project::Project;

/// What a merge will come to, about.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Estimate {
    /// The overlay alone.
    pub overlay: OverlayEstimate,
    /// Peak memory of the whole merge.
    pub memory_bytes: u64,
    /// Time of the whole merge with two cores of 2020, in seconds: a rule of thumb from the counts; hard
    /// communities take longer.
    pub seconds: f64,
}

/// Peak memory of a merge by that of its overlay, measured on the demo cities (2.7 to 2.8; 64 bit, 2026).
const MEMORY_FACTOR: u64 = 3;

/// Nanoseconds of a merge per face beside those of the overlay, measured on the demo cities (18,000 to
/// 28,000; two cores, 2026).
const NANOSECONDS_PER_FACE: f64 = 25_000.0;

impl Estimate {
    pub(crate) fn of(linework: &Linework) -> Self {
        let overlay = onegrid_planar::estimate(linework);
        Self {
            overlay,
            memory_bytes: overlay.memory_bytes.saturating_mul(MEMORY_FACTOR),
            seconds: overlay.seconds + 1e-9 * NANOSECONDS_PER_FACE * overlay.faces as f64,
        }
    }
}

/// Foretells a merge of `project`.
///
/// # Errors
/// Those of placing the project on the lattice: wrong roles, coordinates that are no degrees, data that span
/// too much of the planet.
///
/// # Cost
/// A few percent of the overlay.
pub fn estimate(project: &Project) -> Result<Estimate, Error> {
    Ok(Estimate::of(&place(project)?.linework))
}
