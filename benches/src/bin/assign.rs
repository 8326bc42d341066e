//! Times the assignment of cells to targets by largest overlap on the files of the comparison with other tools.
//!
//! usage: assign FOLDER: reads FOLDER/base.bin and FOLDER/L3.bin (polygons in metres, 1 mm), finds for each
//! base cell the cell of L3 that holds most of it, with margin and runner-up, and prints one JSON
//! line: seconds of the operation (reading excluded; placing on the lattice and overlay included), how many
//! are assigned, the sum of their targets, how clear the answers are, peak memory.

use onegrid_benches::{Clock, Stages, place, print_line, read_layers, round, south_west};
use onegrid_planar::{Arrangement, AssignBy, AssignReason, Progress, Scale};
use serde_json::json;

#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: assign FOLDER")?;
    let layers = read_layers(&folder, &["base", "L3"])?;
    let origin = south_west(layers.iter().flatten());

    let clock = Clock::start();
    let stages = Stages::default();
    stages.step("place", 0, 0);
    let work = place(&layers, origin);
    let overlay = Arrangement::build(&work, Scale::planar(0.001), &stages)?;
    let overlay_s = clock.seconds();
    let answers = overlay.assign((0, layers[0].len() as u32), (1, layers[1].len() as u32), AssignBy::Area);
    let time = clock.stop();

    let assigned = || answers.assigned.iter().filter_map(|a| a.target);
    let count = |reason: AssignReason| answers.assigned.iter().filter(|a| a.reason == reason).count();
    let unclear = answers.assigned.iter().filter(|a| a.target.is_some() && a.margin < 0.1).count();
    let checks = json!({
        "overlay_s": round(overlay_s, 1e4), "stages": stages.report(), "assigned": assigned().count(),
        "checksum": assigned().map(u64::from).sum::<u64>(), "covered": count(AssignReason::Covered),
        "ties": count(AssignReason::Tie), "margin_below_0.1": unclear, "empty_targets": answers.empty_targets.len(),
    });
    print_line(&[time, checks]);
    Ok(())
}
