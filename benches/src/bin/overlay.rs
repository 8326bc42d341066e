//! Times the overlay of seven layers on the files of the comparison with other tools.
//!
//! usage: overlay FOLDER [LAYER ...] [--check]: reads FOLDER/LAYER.bin (polygons in metres, 1 mm), overlays
//! them with labels and prints one JSON line: seconds of the operation (reading excluded, placing on
//! the lattice included), by stage too, faces, total area, peak memory of the process.

use onegrid_benches::{Clock, LAYERS, Stages, place, print_line, read_layers, round, south_west};
use onegrid_planar::{Arrangement, Progress, Scale};
use serde_json::json;

#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("usage: overlay FOLDER [LAYER ...]")?;
    let mut names: Vec<String> = arguments.collect();
    let check = names.iter().position(|n| n == "--check").map(|at| names.remove(at));
    if names.is_empty() {
        names = LAYERS.map(String::from).to_vec();
    }
    let layers = read_layers(&folder, &names)?;
    let origin = south_west(layers.iter().flatten());

    let clock = Clock::start();
    let stages = Stages::default();
    stages.step("place", 0, 0);
    let work = place(&layers, origin);
    let overlay = Arrangement::build(&work, Scale::planar(0.001), &stages)?;
    let time = clock.stop();

    if check.is_some() {
        overlay.check().map_err(|broken| format!("{} broken invariants, first: {}", broken.len(), broken[0]))?;
    }
    let area_m2 = overlay.area_m2((0..overlay.face_count()).map(|f| overlay.face_area_units(f)).sum());
    let covered = (0..overlay.face_count()).filter(|&f| overlay.labels().only_cell(f, 0).is_some()).count();
    let checks = json!({
        "stages": stages.report(), "faces": overlay.face_count(), "area": round(area_m2, 10.0),
        "arcs": overlay.arc_count(), "in_first_layer": covered, "points": work.point_count(),
    });
    print_line(&[time, checks]);
    Ok(())
}
