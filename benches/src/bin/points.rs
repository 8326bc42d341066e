//! Times the location of many points in the polygons of one layer.
//!
//! usage: points FOLDER (LAYER, `overlay`, each optional): reads FOLDER/LAYER.bin (polygons in metres, 1 mm; `base`
//! unless told) and FOLDER/points.bin (pairs of `f64`), places both on the lattice, builds the index
//! and locates every point, in the order of the file. With `overlay`, the index is made of an overlay of
//! the layer instead of its rings. Prints one JSON line: seconds of all that (reading excluded), of its
//! parts, of bytes made and loaded again; points found and the sum of their polygons' numbers with -1 for points outside.
//! `hit` and `checksum` leave out points on borders, as the other tools do, which ask whether a polygon
//! contains a point; `with_borders` counts them where the index puts them.

use std::path::Path;
use std::time::Instant;

use onegrid_benches::{Cell, add_layer, cpu_s, peak_mb, read, south_west};
use onegrid_planar::{Arrangement, Coord, Linework, PointIndex, Scale, Silent};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("usage: points FOLDER [LAYER [overlay]]")?;
    let layer = arguments.next().unwrap_or_else(|| "base".into());
    let is_overlay = arguments.next().is_some_and(|word| word == "overlay");
    let polygons = read(&Path::new(&folder).join(layer).with_extension("bin"))?;
    let points = read_points(&Path::new(&folder).join("points.bin"))?;
    let origin = south_west(&polygons);

    let (start, cpu_before) = (Instant::now(), cpu_s());
    let mut work = Linework::new();
    add_layer(&mut work, &polygons, origin);
    let placed_s = start.elapsed().as_secs_f64();
    let index = if is_overlay {
        let overlay = Arrangement::build(&work, Scale::planar(0.001), &Silent)?;
        let ids: Vec<Option<u32>> =
            (0..overlay.face_count()).map(|f| overlay.labels().cells(f, 0).first().copied()).collect();
        PointIndex::of_faces_by(&overlay, &ids)
    } else {
        PointIndex::of_layer(&work, 0)?
    };
    let built_s = start.elapsed().as_secs_f64();
    let ids = index.ids_of(&points, |p| place(p, origin));
    let (s, cpu) = (start.elapsed().as_secs_f64(), cpu_s() - cpu_before);

    let start = Instant::now();
    let bytes = index.to_bytes();
    let to_bytes_s = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let loaded = PointIndex::from_bytes(&bytes)?;
    let from_bytes_s = start.elapsed().as_secs_f64();
    if loaded != index {
        return Err("the index read back is another".into());
    }
    let peak = peak_mb();
    let strict = without_borders(&polygons, &points, &ids)?;
    println!(
        "{{\"tool\":\"onegrid\",\"s\":{s:.4},\"cpu_s\":{cpu:.4},\"place_s\":{placed_s:.4},\"index_s\":{:.4},\
         \"locate_s\":{:.4},\"hit\":{},\"checksum\":{},\"with_borders\":{},\"index_mb\":{:.1},\"stored_edges\":{},\"points_of_rings\":{},\
         \"to_bytes_s\":{to_bytes_s:.4},\"from_bytes_s\":{from_bytes_s:.4},\"peak_mb\":{:.1}}}",
        built_s - placed_s,
        s - built_s,
        strict.iter().flatten().count(),
        strict.iter().map(|id| id.map_or(-1, i64::from)).sum::<i64>(),
        ids.iter().flatten().count(),
        index.memory_bytes() as f64 / 1e6,
        index.stored_edges(),
        work.point_count(),
        peak,
    );
    Ok(())
}

/// The ids without those of points on borders: seen in a mirror these lie in another polygon or in none.
fn without_borders(
    cells: &[Cell],
    points: &[[f64; 2]],
    ids: &[Option<u32>],
) -> Result<Vec<Option<u32>>, Box<dyn std::error::Error>> {
    let turned = |p: &[f64; 2]| [-p[0], -p[1]];
    let mut mirrored = cells.to_vec();
    for point in mirrored.iter_mut().flatten().flatten().flatten() {
        *point = turned(point);
    }
    let origin = south_west(&mirrored);
    let mut work = Linework::new();
    add_layer(&mut work, &mirrored, origin);
    let other = PointIndex::of_layer(&work, 0)?.ids_of(points, |p| place(&turned(p), origin));
    Ok(ids.iter().zip(other).map(|(&id, other)| id.filter(|_| id == other)).collect())
}

/// The nearest point of a lattice of 1 mm; none where that would be thousands of kilometres away.
fn place(p: &[f64; 2], origin: [f64; 2]) -> Option<Coord> {
    let nearest = |v: f64, o: f64| {
        let units = (v - o) * 1000.0;
        // faster than `round`, which calls a function on older processors
        (units.abs() < 2e9).then(|| (units + 0.5_f64.copysign(units)) as i32)
    };
    Some(Coord::new(nearest(p[0], origin[0])?, nearest(p[1], origin[1])?))
}

fn read_points(path: &Path) -> Result<Vec<[f64; 2]>, Box<dyn std::error::Error>> {
    let bytes = std::fs::read(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let (pairs, rest) = bytes.as_chunks::<16>();
    if !rest.is_empty() {
        return Err(format!("{}: ends early at byte {}", path.display(), bytes.len()).into());
    }
    let value = |b: &[u8]| b.try_into().map_or(f64::NAN, f64::from_le_bytes);
    Ok(pairs.iter().map(|b| [value(&b[..8]), value(&b[8..])]).collect())
}
