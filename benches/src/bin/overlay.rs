//! Times the overlay of seven layers on the files of the comparison with other tools.
//!
//! usage: overlay FOLDER [LAYER ...]: reads FOLDER/LAYER.bin (polygons in metres, 1 mm), overlays
//! them with labels and prints one JSON line: seconds of the operation (reading excluded, placing on
//! the lattice included), faces, total area, peak memory of the process.

use std::path::Path;
use std::sync::Mutex;
use std::time::Instant;

use onegrid_planar::{Arrangement, Coord, Linework, Progress, RingOwner, RingRole, Scale};

const LAYERS: [&str; 7] = ["base", "L1", "L2", "L3", "L4", "L5", "L6"];

/// Rings of one polygon, in metres.
type Polygon = Vec<Vec<[f64; 2]>>;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("usage: overlay FOLDER [LAYER ...]")?;
    let mut names: Vec<String> = arguments.collect();
    if names.is_empty() {
        names = LAYERS.map(String::from).to_vec();
    }
    let layers =
        names.iter().map(|n| read(&Path::new(&folder).join(n).with_extension("bin"))).collect::<Result<Vec<_>, _>>()?;
    let origin =
        layers.iter().flatten().flatten().flatten().fold([f64::MAX; 2], |m, p| [m[0].min(p[0]), m[1].min(p[1])]);

    let start = Instant::now();
    let work = linework(&layers, origin);
    let stages = Stages::default();
    stages.step("place", 0, 0);
    let overlay = Arrangement::build(&work, Scale::planar(0.001), &stages)?;
    let seconds = start.elapsed().as_secs_f64();
    let stages = stages.report();

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

fn linework(layers: &[Vec<Polygon>], origin: [f64; 2]) -> Linework {
    let mut work = Linework::new();
    for polygons in layers {
        let layer = work.add_layer(polygons.len() as u32);
        for (cell, rings) in polygons.iter().enumerate() {
            for (i, ring) in rings.iter().enumerate() {
                let role = if i == 0 { RingRole::Shell } else { RingRole::Hole };
                let owner = RingOwner { layer, cell: cell as u32, part: 0, role };
                let place = |v: f64, o: f64| ((v - o) * 1000.0).round() as i32;
                work.add_ring(owner, ring.iter().map(|p| Coord::new(place(p[0], origin[0]), place(p[1], origin[1]))));
            }
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
