//! Times the cleaning of one layer on the files of the comparison with other tools.
//!
//! usage: clean FILE (GAP_WIDTH_M SNAP_M `inlets` OUT, each optional): reads FILE (.bin or .geojson, polygons in metres,
//! 1 mm), cleans it with gaps up to GAP_WIDTH_M (default 6) filled, and prints one JSON line: seconds
//! of the operation (reading excluded, placing on the lattice included), what was done, what validation
//! finds in the result, peak memory of the process. A path as OUT gets the result as GeoJSON.

use std::path::Path;
use std::time::Instant;

use onegrid_benches::{Clock, add_layer, print_line, read, round, south_west, write_geojson};
use onegrid_planar::{CleanOptions, Linework, Metres, PieceOutcome, Scale, Silent, clean, validate};
use serde_json::json;

#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1).peekable();
    let file = arguments.next().ok_or("usage: clean FILE [GAP_WIDTH_M [SNAP_M [inlets] [OUT.geojson]]]")?;
    let gap_width = Metres::new(arguments.next().map_or(Ok(6.0), |v| v.parse())?)?;
    let snap = Metres::new(arguments.next().map_or(Ok(0.0), |v| v.parse())?)?;
    let inlets = arguments.next_if(|v| v == "inlets").is_some();
    let out = arguments.next();
    let cells = read(Path::new(&file))?;
    let origin = south_west(&cells);

    let clock = Clock::start();
    let mut work = Linework::new();
    add_layer(&mut work, &cells, origin);
    let options = CleanOptions { gap_width, snap, inlets, ..CleanOptions::default() };
    let cleaned = clean(&work, 0, &Scale::planar(0.001), &options, &Silent)?;
    let time = clock.stop();
    if let Some(out) = out {
        write_geojson(Path::new(&out), cleaned.coverage.regions(), origin)?;
    }

    let mut result = Linework::new();
    cleaned.coverage.add_to(&mut result);
    let start = Instant::now();
    let validity = validate(&result, 0, &Scale::planar(0.001), gap_width, &Silent)?;
    let validate_s = start.elapsed().as_secs_f64();

    let report = &cleaned.report;
    let outcome = |is: fn(&PieceOutcome) -> bool| report.pieces.iter().filter(|p| is(&p.outcome)).count();
    let in_pieces = cleaned.coverage.regions().iter().filter(|r| r.parts.len() > 1).count();
    let checks = json!({
        "cells": cells.len(),
        "points": work.point_count(),
        "gaps_filled": report.gaps_filled.len(),
        "gaps_left": report.gaps_left.len(),
        "gap_m2": round(report.gap_area_m2, 1e3),
        "overlaps": report.overlaps_given.len(),
        "overlap_m2": round(report.overlap_area_m2, 1e3),
        "moved_m2": round(report.area_moved_m2, 1e3),
        "reconnected": outcome(|o| matches!(o, PieceOutcome::Reconnected { .. })),
        "given": outcome(|o| matches!(o, PieceOutcome::GivenTo { .. })),
        "in_pieces": in_pieces,
        "lost": report.lost.len(),
        "snapped": report.points_snapped,
        "inserted": report.points_inserted,
        "validate_s": round(validate_s, 1e4),
        "invalid_edges": validity.invalid_edges.len(),
        "overlaps_left": validity.overlaps.len(),
        "narrow_gaps_left": validity.narrow_gaps.len(),
    });
    print_line(&[time, checks]);
    Ok(())
}
