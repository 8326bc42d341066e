//! Times the cleaning of one layer on the files of the comparison with other tools.
//!
//! usage: clean FILE (GAP_WIDTH_M SNAP_M `inlets`, each optional): reads FILE (.bin, polygons in metres, 1 mm), cleans it with
//! gaps up to GAP_WIDTH_M (default 6) filled, and prints one JSON line: seconds of the operation (reading
//! excluded, placing on the lattice included), what was done, what validation finds in
//! the result, peak memory of the process.

use std::path::Path;
use std::time::Instant;

use onegrid_planar::{
    CleanOptions, Coord, Linework, Metres, PieceOutcome, RingOwner, RingRole, Scale, Silent, clean, validate,
};

/// Rings of one polygon, in metres.
type Polygon = Vec<Vec<[f64; 2]>>;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().ok_or("usage: clean FILE [GAP_WIDTH_M [SNAP_M [inlets]]]")?;
    let gap_width = Metres::new(arguments.next().map_or(Ok(6.0), |v| v.parse())?)?;
    let snap = Metres::new(arguments.next().map_or(Ok(0.0), |v| v.parse())?)?;
    let inlets = arguments.next().is_some_and(|v| v == "inlets");
    let polygons = read(Path::new(&file))?;
    let origin = polygons.iter().flatten().flatten().fold([f64::MAX; 2], |m, p| [m[0].min(p[0]), m[1].min(p[1])]);

    let start = Instant::now();
    let work = linework(&polygons, origin);
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

fn linework(polygons: &[Polygon], origin: [f64; 2]) -> Linework {
    let mut work = Linework::new();
    let layer = work.add_layer(polygons.len() as u32);
    for (cell, rings) in polygons.iter().enumerate() {
        for (i, ring) in rings.iter().enumerate() {
            let role = if i == 0 { RingRole::Shell } else { RingRole::Hole };
            let owner = RingOwner { layer, cell: cell as u32, part: 0, role };
            let place = |v: f64, o: f64| ((v - o) * 1000.0).round() as i32;
            work.add_ring(owner, ring.iter().map(|p| Coord::new(place(p[0], origin[0]), place(p[1], origin[1]))));
        }
    }
    work
}

/// Reads `u32 n`, then per polygon `u32 rings`, per ring `u32 points` and pairs of `f64`.
fn read(path: &Path) -> Result<Vec<Polygon>, Box<dyn std::error::Error>> {
    let bytes = std::fs::read(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let mut at = 0;
    let mut take = |n: usize| {
        at += n;
        bytes.get(at - n..at).ok_or_else(|| format!("{}: ends early at byte {at}", path.display()))
    };
    let mut polygons = Vec::new();
    for _ in 0..u32::from_le_bytes(take(4)?.try_into()?) {
        let mut rings = Vec::new();
        for _ in 0..u32::from_le_bytes(take(4)?.try_into()?) {
            let mut ring = Vec::new();
            for _ in 0..u32::from_le_bytes(take(4)?.try_into()?) {
                ring.push([f64::from_le_bytes(take(8)?.try_into()?), f64::from_le_bytes(take(8)?.try_into()?)]);
            }
            rings.push(ring);
        }
        polygons.push(rings);
    }
    Ok(polygons)
}

/// Peak resident memory of this process, in MB (Linux; 0 elsewhere).
fn peak_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmHWM"));
    let kb = line.and_then(|l| l.split_whitespace().nth(1)).and_then(|v| v.parse::<f64>().ok());
    kb.unwrap_or(0.0) / 1024.0
}
