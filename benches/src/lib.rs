//! What the benchmarks share: the files of the comparison with other tools, and their lattice.

use std::path::Path;

use onegrid_planar::{Coord, Linework, RingOwner, RingRole};

/// Rings of one polygon, in metres.
pub type Polygon = Vec<Vec<[f64; 2]>>;

/// South-west corner of some polygons, in metres.
pub fn south_west<'a>(polygons: impl IntoIterator<Item = &'a Polygon>) -> [f64; 2] {
    polygons.into_iter().flatten().flatten().fold([f64::MAX; 2], |m, p| [m[0].min(p[0]), m[1].min(p[1])])
}

/// Adds polygons as the next layer, on a lattice of 1 mm.
pub fn add_layer(work: &mut Linework, polygons: &[Polygon], origin: [f64; 2]) {
    let layer = work.add_layer(polygons.len() as u32);
    let place = |v: f64, o: f64| ((v - o) * 1000.0).round() as i32;
    for (cell, rings) in polygons.iter().enumerate() {
        for (i, ring) in rings.iter().enumerate() {
            let role = if i == 0 { RingRole::Shell } else { RingRole::Hole };
            let owner = RingOwner { layer, cell: cell as u32, part: 0, role };
            work.add_ring(owner, ring.iter().map(|p| Coord::new(place(p[0], origin[0]), place(p[1], origin[1]))));
        }
    }
}

/// Reads `u32 n`, then per polygon `u32 rings`, per ring `u32 points` and pairs of `f64`.
///
/// # Errors
/// The file cannot be read or ends early.
pub fn read(path: &Path) -> Result<Vec<Polygon>, Box<dyn std::error::Error>> {
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
pub fn peak_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmHWM"));
    let kb = line.and_then(|l| l.split_whitespace().nth(1)).and_then(|v| v.parse::<f64>().ok());
    kb.unwrap_or(0.0) / 1024.0
}

/// CPU time of all threads of this process so far, in seconds (Linux; 0 elsewhere).
pub fn cpu_s() -> f64 {
    let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let stats = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("schedstat")).ok());
    // nanoseconds on a processor, then waiting, then time slices
    let nanoseconds = stats.filter_map(|text| text.split_whitespace().next()?.parse::<f64>().ok());
    nanoseconds.sum::<f64>() / 1e9
}
