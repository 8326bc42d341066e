//! Household points -> the outlines of the buildings they stand in.

use std::collections::BTreeMap;

use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use onegrid::{Cell, Layer, Project, Role};

/// Length of a degree of latitude in m.
const M_PER_DEG: f64 = 111_320.0;
/// No building is longer (m).
const LONGEST_M: f64 = 40.0;
/// Between the walls of two buildings (m).
const ALLEY_M: f64 = 1.0;

/// West, south, east, north in m from the first point.
type Outline = [f64; 4];

/// A layer of buildings for a project of this crate: a rectangle around each household point, larger
/// for more households. Points too near to a building already there are its other doors.
///
/// Buildings do not keep to the lines of departments: some of those run through them.
///
/// # Cost
/// Linear in the number of points.
pub fn houses(project: &Project) -> Layer {
    let points: Vec<_> = project.households.iter().flat_map(|table| &table.points).collect();
    let mut cells = Vec::new();
    if let Some(first) = points.first() {
        let m_per_lon_deg = M_PER_DEG * libm::cos(first.lat_deg.to_radians());
        let mut placed: BTreeMap<(i64, i64), Vec<Outline>> = BTreeMap::new();
        for point in &points {
            let x = (point.lon_deg - first.lon_deg) * m_per_lon_deg;
            let y = (point.lat_deg - first.lat_deg) * M_PER_DEG;
            let Some(outline) = stand(&mut placed, x, y, point.households) else { continue };
            let corner = |x: f64, y: f64| Coord {
                x: stepped(first.lon_deg + x / m_per_lon_deg),
                y: stepped(first.lat_deg + y / M_PER_DEG),
            };
            let [w, s, e, n] = outline;
            let ring = vec![corner(w, s), corner(e, s), corner(e, n), corner(w, n), corner(w, s)];
            cells.push(Cell {
                key: format!("L{:06}", cells.len() + 1),
                feature: cells.len() as u32,
                shape: MultiPolygon(vec![Polygon::new(LineString(ring), Vec::new())]),
                ..Cell::default()
            });
        }
    }
    Layer {
        id: "building".into(),
        name: "建筑物".into(),
        role: Role::Building,
        source: "demo:building".into(),
        cells,
        ..Layer::default()
    }
}

/// Puts a building where it touches no other.
fn stand(placed: &mut BTreeMap<(i64, i64), Vec<Outline>>, x: f64, y: f64, households: u64) -> Option<Outline> {
    // a cottage of 10 by 8 m, a slab of 40 by 14 m
    let share = households.min(60) as f64 / 60.0;
    let (half_x, half_y) = (5.0 + 15.0 * share, 4.0 + 3.0 * share);
    let outline = [x - half_x, y - half_y, x + half_x, y + half_y];
    let at = |v: f64| libm::floor(v / LONGEST_M) as i64;
    let (column, row) = (at(x), at(y));
    let is_apart = |o: &Outline| {
        let [w, s, e, n] = outline;
        w > o[2] + ALLEY_M || e < o[0] - ALLEY_M || s > o[3] + ALLEY_M || n < o[1] - ALLEY_M
    };
    let around = (column - 1..=column + 1).flat_map(|c| (row - 1..=row + 1).map(move |r| (c, r)));
    let is_free = around.filter_map(|at| placed.get(&at)).flatten().all(is_apart);
    is_free.then(|| {
        placed.entry((column, row)).or_default().push(outline);
        outline
    })
}

/// A whole step of 1e-7 degree.
fn stepped(degrees: f64) -> f64 {
    libm::round(degrees * 1e7) / 1e7
}
