//! Overlays the made-up province county by county: memory stays that of one county, time is linear in counties.
//!
//! usage: province [--counties 107] [--seed 1] [--each]: makes one county after another, overlays its layers
//! with labels, and lets it go before the next. Prints one JSON line: seconds of all overlays (making the counties
//! excluded, placing on the lattice included), faces, peak memory of the process, and for the first and the
//! last third of the counties the median of nanoseconds a segment and the most memory held after a county: equal
//! thirds are what linear time and bounded memory look like. With --each, a line for each county before that.

use onegrid::Role;
use onegrid_benches::{Clock, Stages, cpu_s, linework, print_line, resident_mb, round};
use onegrid_demo::{DemoSpec, Size, counties, county};
use onegrid_planar::Arrangement;
use serde_json::json;

#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// What the overlay of one county came to.
struct Overlaid {
    base_cells: u32,
    segments: usize,
    faces: u32,
    /// Faces with a cell of the base layer.
    labelled: usize,
    area_m2: f64,
    seconds: f64,
    cpu_s: f64,
    resident_mb: f64,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (mut count, mut seed, mut each) = (usize::MAX, 1, false);
    while let Some(argument) = arguments.next() {
        let mut number = || arguments.next().ok_or(format!("{argument} wants a number"));
        match argument.as_str() {
            "--counties" => count = number()?.parse()?,
            "--seed" => seed = number()?.parse()?,
            "--each" => each = true,
            _ => return Err("usage: province [--counties 107] [--seed 1] [--each]".into()),
        }
    }
    let spec = DemoSpec { size: Size::Province, seed };
    let clock = Clock::start();
    let mut done: Vec<Overlaid> = Vec::new();
    for plan in counties(&spec).iter().take(count) {
        let project = county(&spec, plan);
        let overlaid = overlay(&project, plan.base_cells())?;
        if each {
            println!("{}", line_of(&plan.code, &overlaid));
        }
        done.push(overlaid);
    }
    let thirds = [&done[..done.len().div_ceil(3)], &done[done.len() - done.len().div_ceil(3)..]];
    let summary = json!({
        "tool": "onegrid",
        "counties": done.len(),
        "s": round(done.iter().map(|d| d.seconds).sum(), 1e4),
        "cpu_s": round(done.iter().map(|d| d.cpu_s).sum(), 1e2),
        "s_with_making": round(clock.seconds(), 1e2),
        "base_cells": done.iter().map(|d| d.base_cells).sum::<u32>(),
        "segments": done.iter().map(|d| d.segments).sum::<usize>(),
        "faces": done.iter().map(|d| u64::from(d.faces)).sum::<u64>(),
        "labelled": done.iter().map(|d| d.labelled).sum::<usize>(),
        "area_m2": round(done.iter().map(|d| d.area_m2).sum(), 10.0),
        "ns_per_segment_first_and_last_third": thirds.map(|t| round(median_ns_per_segment(t), 10.0)),
        "resident_mb_first_and_last_third": thirds.map(|t| round(t.iter().map(|d| d.resident_mb).fold(0.0, f64::max), 10.0)),
    });
    print_line(&[summary]);
    Ok(())
}

fn overlay(project: &onegrid::Project, base_cells: u32) -> Result<Overlaid, Box<dyn std::error::Error>> {
    let (clock, cpu_before_s) = (Clock::start(), cpu_s());
    let work = linework(project);
    let scale = work.geographic_scale().ok_or("a county has cells")?;
    let overlay = Arrangement::build(&work, scale, &Stages::default())?;
    let (seconds, spent_s) = (clock.seconds(), cpu_s() - cpu_before_s);
    let base = project.layers.iter().position(|l| l.role == Role::Base).ok_or("a county has a base layer")?;
    Ok(Overlaid {
        base_cells,
        segments: work.point_count(),
        faces: overlay.face_count(),
        labelled: (0..overlay.face_count()).filter(|&f| !overlay.labels().cells(f, base).is_empty()).count(),
        area_m2: overlay.area_m2((0..overlay.face_count()).map(|f| overlay.face_area_units(f)).sum()),
        seconds,
        cpu_s: spent_s,
        resident_mb: resident_mb(),
    })
}

fn line_of(code: &str, county: &Overlaid) -> serde_json::Value {
    json!({
        "county": code, "s": round(county.seconds, 1e4), "base_cells": county.base_cells,
        "segments": county.segments, "faces": county.faces, "resident_mb": round(county.resident_mb, 10.0),
    })
}

fn median_ns_per_segment(counties: &[Overlaid]) -> f64 {
    let mut ns: Vec<f64> = counties.iter().map(|c| c.seconds * 1e9 / c.segments.max(1) as f64).collect();
    ns.sort_by(f64::total_cmp);
    ns.get(ns.len() / 2).copied().unwrap_or(0.0)
}
