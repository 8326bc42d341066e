//! Times crosswalks on the files of the comparison with other tools.
//!
//! usage: crosswalk FOLDER (`--all-pairs`, optional): reads FOLDER/base.bin and FOLDER/L4.bin (polygons in metres, 1 mm),
//! finds the shared area of every pair of cells and prints one JSON line: seconds of the operation
//! (reading excluded; placing on the lattice, indexes and overlay included), pairs, their area, peak memory.
//! With `--all-pairs`: the 21 pairs of the seven layers from one overlay; `overlay_s` is the overlay alone.
//!
//! A leaner path than the overlay would gain little: noding both layers is two thirds of the work, faces and labels
//! a fifth, and the table itself a hundredth.

use onegrid_benches::{Clock, LAYERS, Stages, place, print_line, read_layers, round, south_west};
use onegrid_planar::{Arrangement, Progress, Scale};
use serde_json::json;

#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("usage: crosswalk FOLDER [--all-pairs]")?;
    let is_all = match arguments.next().as_deref() {
        None => false,
        Some("--all-pairs") => true,
        Some(other) => return Err(format!("got {other}, expected --all-pairs or nothing").into()),
    };
    let names = if is_all { &LAYERS[..] } else { &["base", "L4"] };
    let layers = read_layers(&folder, names)?;
    let origin = south_west(layers.iter().flatten());
    let tables: Vec<(usize, usize)> =
        (0..layers.len()).flat_map(|a| (a + 1..layers.len()).map(move |b| (a, b))).collect();

    let clock = Clock::start();
    let stages = Stages::default();
    stages.step("place", 0, 0);
    let work = place(&layers, origin);
    let overlay = Arrangement::build(&work, Scale::planar(0.001), &stages)?;
    let overlay_s = clock.seconds();
    let rows = overlay.crosswalk_pairs(&tables, &[]);
    let time = clock.stop();

    let shared = || rows.iter().flatten().filter(|r| r.target.is_some());
    let area_m2 = overlay.area_m2(shared().map(|r| r.area_units).sum());
    let checks = json!({
        "overlay_s": round(overlay_s, 1e4), "stages": stages.report(), "tables": tables.len(),
        "pairs": shared().count(), "area": round(area_m2, 10.0),
    });
    print_line(&[time, checks]);
    Ok(())
}
