//! Size and seed -> a made-up city with the grids of its departments, as [`onegrid::Project`].
//!
//! Before this: nothing. After: [`onegrid`] merges the project like any real one.
//!
//! # Guarantees
//! 1. Same spec, same bytes: whatever the number of threads, the platform or the order in which
//!    counties are made.
//! 2. Coordinates are whole steps of 1e-7 degree.
//! 3. Every household point lies inside its plot, and so inside the county.
//! 4. Neighbouring counties of a province share the vertices of their border, in the community
//!    layer and in the base layer.
//! 5. Names, codes and places are fictitious: county codes begin with 99.
//!
//! # Method
//! 1. The truth: a bent and jittered lattice of plots between roads, streets and lanes, a river and
//!    a railway; towns, communities, base cells, estates and exclusive areas are groups of plots.
//! 2. Each department groups the plots in its own way and draws the lines with its own hand: up to
//!    5 m off, with vertices more or fewer, here and there copied from the base layer.
//! 3. Each layer is damaged: gaps, overlaps, missing and doubled cells, bow ties, spikes, clockwise
//!    shells, slivers of no area, cells in two parts.
//! 4. Households are drawn per base cell, so that about six in ten fit 300 to 500, and stand in
//!    buildings on the plots; premises-level cells (the street) have about 18 each.
//!
//! # Limits
//! The river and the railway are lines without width. Metres are those of a flat frame: over a
//! province lengths are off by up to 4 %.
//!
//! # Example
//! ```
//! use onegrid_demo::{DemoSpec, Size, counties, county, summary};
//!
//! let spec = DemoSpec { size: Size::Street, seed: 1 };
//! let plans = counties(&spec);
//! let project = county(&spec, &plans[0]);
//! assert_eq!(summary(&project).households, 32_000);
//! ```

mod carve;
mod chance;
mod damage;
mod departments;
mod fabric;
mod frame;
mod grouping;
mod houses;
mod layers;
mod names;
mod people;
mod plan;
mod redraw;
mod roads;
mod size;
mod streets;
mod summary;
mod trace;
mod truth;

use onegrid::{Extent, Layer, Project};

use fabric::{Fabric, Site};
use frame::Frame;
use layers::{Desk, Sheet};
use redraw::Linework;
use size::Scale;
use truth::Truth;

pub use houses::houses;
pub use plan::{CountyPlan, DemoSpec, counties};
pub use size::{Size, SizeError};
pub use summary::{LayerCount, Summary, summary};

/// Makes everything of one county, independent of the others: layers, barriers, households.
///
/// # Cost
/// Linear in the number of plots; a county of the province has 10,000 plots and takes tens of
/// megabytes. With the feature `parallel` its layers are drawn at once; the result is the same.
pub fn county(spec: &DemoSpec, plan: &CountyPlan) -> Project {
    let scale = Scale::of(spec.size);
    let site = Site { seed: spec.seed, column: plan.column, row: plan.row, board: plan::board(spec.size), scale };
    let frame = Frame::new();
    let fabric = Fabric::build(&site);
    let truth = Truth::build(&fabric, &scale, plan, spec.seed);
    let desk = Desk { fabric: &fabric, frame: &frame, scale: &scale, truth: &truth, plan, seed: spec.seed };
    let exact = Linework::exact(&fabric, &frame);
    Project {
        name: format!("{}(演示数据)", plan.name),
        layers: draw_all(&desk),
        barriers: vec![roads::barriers(&fabric, &exact, plan)],
        households: vec![people::buildings(&desk)],
        extent: Extent::Communities,
        code_prefix: Some(plan.code.clone()),
        ..Project::default()
    }
}

#[cfg(feature = "parallel")]
fn draw_all(desk: &Desk<'_>) -> Vec<Layer> {
    use rayon::prelude::*;
    let base = desk.base_lines();
    Sheet::all().into_par_iter().map(|sheet| desk.layer(sheet, &base)).collect()
}

#[cfg(not(feature = "parallel"))]
fn draw_all(desk: &Desk<'_>) -> Vec<Layer> {
    let base = desk.base_lines();
    Sheet::all().into_iter().map(|sheet| desk.layer(sheet, &base)).collect()
}
