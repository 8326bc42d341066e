//! Times the overlay of seven layers on the files of the comparison with other tools.
//!
//! usage: overlay FOLDER [LAYER ...] [--check]: reads FOLDER/LAYER.bin (polygons in metres, 1 mm), overlays
//! them with labels and prints one JSON line: seconds of the operation (reading excluded, placing on
//! the lattice included), faces, total area, peak memory of the process.

use std::path::Path;
use std::sync::Mutex;
use std::time::Instant;

use onegrid_benches::{add_layer, peak_mb, read, south_west};
use onegrid_planar::{Arrangement, Linework, Progress, Scale};

const LAYERS: [&str; 7] = ["base", "L1", "L2", "L3", "L4", "L5", "L6"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("usage: overlay FOLDER [LAYER ...]")?;
    let mut names: Vec<String> = arguments.collect();
    let check = names.iter().position(|n| n == "--check").map(|at| names.remove(at));
    if names.is_empty() {
        names = LAYERS.map(String::from).to_vec();
    }
    let layers =
        names.iter().map(|n| read(&Path::new(&folder).join(n).with_extension("bin"))).collect::<Result<Vec<_>, _>>()?;
    let origin = south_west(layers.iter().flatten());

    let start = Instant::now();
    let mut work = Linework::new();
    for polygons in &layers {
        add_layer(&mut work, polygons, origin);
    }
    let stages = Stages::default();
    stages.step("place", 0, 0);
    let overlay = Arrangement::build(&work, Scale::planar(0.001), &stages)?;
    let seconds = start.elapsed().as_secs_f64();
    let stages = stages.report();

    if check.is_some() {
        overlay.check().map_err(|broken| format!("{} broken invariants, first: {}", broken.len(), broken[0]))?;
    }
    let area_m2 = overlay.area_m2((0..overlay.face_count()).map(|f| overlay.face_area_units(f)).sum());
    let covered = (0..overlay.face_count()).filter(|&f| overlay.labels().only_cell(f, 0).is_some()).count();
    println!(
        "{{\"tool\":\"onegrid\",\"s\":{seconds:.4},\"stages\":{{{stages}}},\"faces\":{},\"area\":{area_m2:.1},\"arcs\":{},\"in_first_layer\":{covered},\"points\":{},\"peak_mb\":{:.1}}}",
        overlay.face_count(),
        overlay.arc_count(),
        work.point_count(),
        peak_mb(),
    );
    Ok(())
}

/// When each stage of the overlay began.
#[derive(Default)]
struct Stages(Mutex<Vec<(&'static str, Instant)>>);

impl Progress for Stages {
    fn step(&self, step: &'static str, _: u64, _: u64) {
        if let Ok(mut stages) = self.0.lock() {
            stages.push((step, Instant::now()));
        }
    }
}

impl Stages {
    /// Seconds by stage, as the inside of a JSON object.
    fn report(&self) -> String {
        let stages = self.0.lock().map(|s| s.clone()).unwrap_or_default();
        let seconds = stages.windows(2).map(|w| format!("\"{}\":{:.4}", w[0].0, (w[1].1 - w[0].1).as_secs_f64()));
        seconds.collect::<Vec<_>>().join(",")
    }
}
