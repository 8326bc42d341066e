//! Times what no overlay can do without: reading every coordinate once, and bringing the segments in order of place once.
//!
//! usage: floor FOLDER [LAYER ...]: with FOLDER/LAYER.bin in memory, on one thread, five times: turns all
//! coordinates into lattice points, and sorts all segments by the Morton key of their middle. Prints one
//! JSON line with the medians. Two sorts are run, a radix sort and the standard library's; the faster one counts.

use std::path::Path;
use std::time::Instant;

use onegrid_benches::{LAYERS, print_line, round};
use onegrid_planar::Coord;
use serde_json::json;

#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

const RUNS: usize = 5;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("usage: floor FOLDER [LAYER ...]")?;
    let mut names: Vec<String> = arguments.collect();
    if names.is_empty() {
        names = LAYERS.map(String::from).to_vec();
    }
    let files = names
        .iter()
        .map(|n| Path::new(&folder).join(n).with_extension("bin"))
        .map(|path| std::fs::read(&path).map_err(|e| format!("{}: {e}", path.display())))
        .collect::<Result<Vec<_>, _>>()?;
    let origin = files.iter().try_fold([f64::MAX; 2], |mut low, file| {
        for_each_ring(file, &mut |ring| points(ring).for_each(|p| low = [low[0].min(p[0]), low[1].min(p[1])]))?;
        Ok::<_, String>(low)
    })?;

    let mut seconds = [const { Vec::new() }; 4];
    let mut counts = [0; 2];
    for _ in 0..RUNS {
        let start = Instant::now();
        let mut rings = Vec::new();
        let mut coords: Vec<Coord> = Vec::new();
        for file in &files {
            for_each_ring(file, &mut |ring| {
                let place = |v: f64, o: f64| ((v - o) * 1000.0).round() as i32;
                coords.extend(points(ring).map(|p| Coord::new(place(p[0], origin[0]), place(p[1], origin[1]))));
                rings.push(coords.len());
            })?;
        }
        seconds[0].push(start.elapsed().as_secs_f64());
        let start = Instant::now();
        let mut by_radix = keyed_segments(&coords, &rings);
        seconds[1].push(start.elapsed().as_secs_f64());
        let mut by_comparison = by_radix.clone();
        let start = Instant::now();
        radsort::sort_by_key(&mut by_radix, |s| s.0);
        seconds[2].push(start.elapsed().as_secs_f64());
        let start = Instant::now();
        by_comparison.sort_unstable();
        seconds[3].push(start.elapsed().as_secs_f64());
        if by_radix != by_comparison {
            return Err("the two sorts disagree".into());
        }
        counts = [coords.len(), by_radix.len()];
    }
    let [read_s, key_s, radix_s, comparison_s] = seconds.map(|mut s| {
        s.sort_by(f64::total_cmp);
        s[RUNS / 2]
    });
    let (sort, sort_s) = if radix_s < comparison_s { ("radix", radix_s) } else { ("sort_unstable", comparison_s) };
    print_line(&[json!({
        "tool": "floor", "s": round(read_s + key_s + sort_s, 1e4), "read_s": round(read_s, 1e4),
        "key_s": round(key_s, 1e4), "sort_s": round(sort_s, 1e4), "sort": sort,
        "radix_s": round(radix_s, 1e4), "sort_unstable_s": round(comparison_s, 1e4),
        "points": counts[0], "segments": counts[1],
    })]);
    Ok(())
}

/// Visits the coordinates of every ring of a file.
fn for_each_ring(file: &[u8], visit: &mut dyn FnMut(&[[u8; 16]])) -> Result<(), String> {
    let mut at = 0;
    let number = |at: &mut usize| {
        let bytes = file.get(*at..*at + 4).and_then(|b| b.try_into().ok());
        *at += 4;
        bytes.map(u32::from_le_bytes).ok_or_else(|| format!("ends early at byte {at}"))
    };
    for _ in 0..number(&mut at)? {
        for _ in 0..number(&mut at)? {
            let length = number(&mut at)? as usize * 16;
            let bytes = file.get(at..at + length).ok_or_else(|| format!("ends early at byte {at}"))?;
            at += length;
            visit(bytes.as_chunks().0);
        }
    }
    Ok(())
}

fn points(ring: &[[u8; 16]]) -> impl Iterator<Item = [f64; 2]> + '_ {
    ring.iter().map(|bytes| {
        let bits = u128::from_le_bytes(*bytes);
        [f64::from_bits(bits as u64), f64::from_bits((bits >> 64) as u64)]
    })
}

/// Key and number of each segment.
fn keyed_segments(coords: &[Coord], ring_ends: &[usize]) -> Vec<(u32, u32)> {
    let spread = coords.iter().map(|c| c.x.max(c.y)).max().unwrap_or(0);
    // 16 bits each: a million times finer than segments are apart
    let shift = (32 - spread.leading_zeros()).saturating_sub(15);
    let mut out = Vec::with_capacity(coords.len());
    let mut from = 0;
    for &to in ring_ends {
        for pair in coords[from..to].windows(2) {
            let (x, y) = (pair[0].x + pair[1].x, pair[0].y + pair[1].y);
            out.push((interleave((x >> shift) as u32) | interleave((y >> shift) as u32) << 1, out.len() as u32));
        }
        from = to;
    }
    out
}

/// Puts a 0 between any two of the low 16 bits.
fn interleave(v: u32) -> u32 {
    let v = (v | v << 8) & 0x00ff_00ff;
    let v = (v | v << 4) & 0x0f0f_0f0f;
    let v = (v | v << 2) & 0x3333_3333;
    (v | v << 1) & 0x5555_5555
}
