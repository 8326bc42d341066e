//! Times the cleaning of one layer on the files of the comparison with other tools.
//!
//! usage: clean FILE (GAP_WIDTH_M SNAP_M `inlets`, each optional): reads FILE (.bin, polygons in metres, 1 mm), cleans it with
//! gaps up to GAP_WIDTH_M (default 6) filled, and prints one JSON line: seconds of the operation (reading
//! excluded, placing on the lattice included), what was done, what validation finds in
//! the result, peak memory of the process.

use std::path::Path;
use std::time::Instant;

use onegrid_benches::{add_layer, peak_mb, read, south_west};
use onegrid_planar::{CleanOptions, Linework, Metres, PieceOutcome, Scale, Silent, clean, validate};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().ok_or("usage: clean FILE [GAP_WIDTH_M [SNAP_M [inlets]]]")?;
    let gap_width = Metres::new(arguments.next().map_or(Ok(6.0), |v| v.parse())?)?;
    let snap = Metres::new(arguments.next().map_or(Ok(0.0), |v| v.parse())?)?;
    let inlets = arguments.next().is_some_and(|v| v == "inlets");
    let polygons = read(Path::new(&file))?;
    let origin = south_west(&polygons);

    let start = Instant::now();
    let mut work = Linework::new();
    add_layer(&mut work, &polygons, origin);
    let options = CleanOptions { gap_width, snap, inlets, ..CleanOptions::default() };
    let cleaned = clean(&work, 0, &Scale::planar(0.001), &options, &Silent)?;
    let seconds = start.elapsed().as_secs_f64();

    let mut result = Linework::new();
    cleaned.coverage.add_to(&mut result);
    let start = Instant::now();
    let validity = validate(&result, 0, &Scale::planar(0.001), gap_width, &Silent)?;
    let validate_s = start.elapsed().as_secs_f64();

    let report = &cleaned.report;
    let outcome = |is: fn(&PieceOutcome) -> bool| report.pieces.iter().filter(|p| is(&p.outcome)).count();
    let in_pieces = cleaned.coverage.regions().iter().filter(|r| r.parts.len() > 1).count();
    println!(
        "{{\"tool\":\"onegrid\",\"s\":{seconds:.4},\"cells\":{},\"gaps_filled\":{},\"gaps_left\":{},\"gap_m2\":{:.3},\
         \"overlaps\":{},\"overlap_m2\":{:.3},\"moved_m2\":{:.3},\"reconnected\":{},\"given\":{},\"in_pieces\":{in_pieces},\
         \"lost\":{},\"snapped\":{},\"inserted\":{},\"points\":{},\
         \"validate_s\":{validate_s:.4},\"invalid_edges\":{},\"overlaps_left\":{},\"narrow_gaps_left\":{},\"peak_mb\":{:.1}}}",
        polygons.len(),
        report.gaps_filled.len(),
        report.gaps_left.len(),
        report.gap_area_m2,
        report.overlaps_given.len(),
        report.overlap_area_m2,
        report.area_moved_m2,
        outcome(|o| matches!(o, PieceOutcome::Reconnected { .. })),
        outcome(|o| matches!(o, PieceOutcome::GivenTo { .. })),
        report.lost.len(),
        report.points_snapped,
        report.points_inserted,
        work.point_count(),
        validity.invalid_edges.len(),
        validity.overlaps.len(),
        validity.narrow_gaps.len(),
        peak_mb(),
    );
    Ok(())
}
