//! The files of the comparison with other tools, and their lattice of 1 mm.

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use onegrid_planar::{Coord, Linework, Region, RingOwner, RingRole};
use serde_json::Value;

/// Rings of one polygon, in metres, shell first.
pub type Polygon = Vec<Vec<[f64; 2]>>;
/// Parts of one cell.
pub type Cell = Vec<Polygon>;

/// Units of the lattice in a metre.
const UNITS_PER_M: f64 = 1000.0;

/// South-west corner of some cells, in metres.
pub fn south_west<'a>(cells: impl IntoIterator<Item = &'a Cell>) -> [f64; 2] {
    let points = cells.into_iter().flatten().flatten().flatten();
    points.fold([f64::MAX; 2], |m, p| [m[0].min(p[0]), m[1].min(p[1])])
}

/// Adds cells as the next layer, on a lattice of 1 mm.
pub fn add_layer(work: &mut Linework, cells: &[Cell], origin: [f64; 2]) {
    let layer = work.add_layer(cells.len() as u32);
    let place = |v: f64, o: f64| ((v - o) * UNITS_PER_M).round() as i32;
    for (cell, parts) in cells.iter().enumerate() {
        for (part, rings) in parts.iter().enumerate() {
            for (i, ring) in rings.iter().enumerate() {
                let role = if i == 0 { RingRole::Shell } else { RingRole::Hole };
                let owner = RingOwner { layer, cell: cell as u32, part: part as u32, role };
                work.add_ring(owner, ring.iter().map(|p| Coord::new(place(p[0], origin[0]), place(p[1], origin[1]))));
            }
        }
    }
}

/// Layers on a lattice of 1 mm.
pub fn place(layers: &[Vec<Cell>], origin: [f64; 2]) -> Linework {
    let mut work = Linework::new();
    for cells in layers {
        add_layer(&mut work, cells, origin);
    }
    work
}

/// Reads FOLDER/NAME.bin of every name.
///
/// # Errors
/// As for [`read`].
pub fn read_layers(folder: &str, names: &[impl AsRef<str>]) -> Result<Vec<Vec<Cell>>, Box<dyn Error>> {
    names.iter().map(|name| read(&Path::new(folder).join(name.as_ref()).with_extension("bin"))).collect()
}

/// Reads the cells of a file: `.geojson`, or else `u32 n`, per polygon `u32 rings`, per ring `u32 points`
/// and pairs of `f64`.
///
/// # Errors
/// The file cannot be read, ends early, or holds other shapes than polygons.
pub fn read(path: &Path) -> Result<Vec<Cell>, Box<dyn Error>> {
    let bytes = std::fs::read(path).map_err(|e| format!("{}: {e}", path.display()))?;
    if path.extension().is_some_and(|ending| ending == "geojson") { from_geojson(&bytes) } else { from_bin(&bytes) }
        .map_err(|e| format!("{}: {e}", path.display()).into())
}

fn from_bin(bytes: &[u8]) -> Result<Vec<Cell>, Box<dyn Error>> {
    let mut at = 0;
    let mut take = |n: usize| {
        at += n;
        bytes.get(at - n..at).ok_or_else(|| format!("ends early at byte {at}"))
    };
    let mut cells = Vec::new();
    for _ in 0..u32::from_le_bytes(take(4)?.try_into()?) {
        let mut rings = Vec::new();
        for _ in 0..u32::from_le_bytes(take(4)?.try_into()?) {
            let mut ring = Vec::new();
            for _ in 0..u32::from_le_bytes(take(4)?.try_into()?) {
                ring.push([f64::from_le_bytes(take(8)?.try_into()?), f64::from_le_bytes(take(8)?.try_into()?)]);
            }
            rings.push(ring);
        }
        cells.push(vec![rings]);
    }
    Ok(cells)
}

fn from_geojson(bytes: &[u8]) -> Result<Vec<Cell>, Box<dyn Error>> {
    let mut collection: Value = serde_json::from_slice(bytes)?;
    let features = collection["features"].as_array_mut().ok_or("expected a FeatureCollection")?;
    features
        .iter_mut()
        .map(|feature| {
            let mut geometry = feature["geometry"].take();
            let coordinates = geometry["coordinates"].take();
            Ok(match geometry["type"].as_str() {
                Some("Polygon") => vec![serde_json::from_value(coordinates)?],
                Some("MultiPolygon") => serde_json::from_value(coordinates)?,
                other => return Err(format!("got {other:?}, expected Polygon or MultiPolygon").into()),
            })
        })
        .collect()
}

/// Writes polygons on the lattice of 1 mm as GeoJSON in metres.
///
/// # Errors
/// The file cannot be written.
pub fn write_geojson(path: &Path, regions: &[Region], origin: [f64; 2]) -> Result<(), Box<dyn Error>> {
    let place = |v: i32, o: f64| f64::from(v) / UNITS_PER_M + o;
    let mut text = String::from("{\"type\":\"FeatureCollection\",\"features\":[");
    for (i, region) in regions.iter().enumerate() {
        let parts: Vec<Polygon> = region
            .parts
            .iter()
            .map(|part| {
                let rings = std::iter::once(&part.shell).chain(&part.holes);
                let closed = rings.map(|r| r.iter().chain(r.first()));
                closed.map(|ring| ring.map(|c| [place(c.x, origin[0]), place(c.y, origin[1])]).collect()).collect()
            })
            .collect();
        let comma = if i == 0 { "" } else { "," };
        let parts = serde_json::to_string(&parts)?;
        write!(
            text,
            "{comma}\n{{\"type\":\"Feature\",\"properties\":{{\"id\":{}}},\"geometry\":{{\"type\":\"MultiPolygon\",\
             \"coordinates\":{parts}}}}}",
            region.id
        )?;
    }
    text.push_str("]}\n");
    std::fs::write(path, text).map_err(|e| format!("{}: {e}", path.display()).into())
}
