//! Exact helpers on seven-decimal rings.

use std::collections::BTreeSet;

use geo_types::{Coord, LineString, MultiPolygon};
use onegrid::{HouseholdPoint, Layer, Project};
use onegrid_demo::{DemoSpec, Size, counties, county};

pub(crate) type Spot = [i64; 2];

/// The only county of a size.
pub(crate) fn made(size: Size, seed: u64) -> Project {
    let spec = DemoSpec { size, seed };
    county(&spec, &counties(&spec)[0])
}

pub(crate) fn layer<'a>(project: &'a Project, id: &str) -> &'a Layer {
    project.layers.iter().find(|layer| layer.id == id).expect("the demo makes every layer")
}

pub(crate) fn points(project: &Project) -> &[HouseholdPoint] {
    &project.households[0].points
}

pub(crate) fn spot(coord: Coord<f64>) -> Spot {
    [coord.x, coord.y].map(|value| (value * 1e7).round() as i64)
}

pub(crate) fn spot_of(point: &HouseholdPoint) -> Spot {
    spot(Coord { x: point.lon_deg, y: point.lat_deg })
}

/// Vertices of a ring without the repeated last one.
pub(crate) fn ring(line: &LineString<f64>) -> Vec<Spot> {
    let mut spots: Vec<Spot> = line.0.iter().map(|c| spot(*c)).collect();
    assert_eq!(spots.first(), spots.last(), "rings are closed");
    spots.pop();
    spots
}

pub(crate) fn rings(shape: &MultiPolygon<f64>) -> Vec<Vec<Spot>> {
    shape
        .0
        .iter()
        .flat_map(|polygon| core::iter::once(polygon.exterior()).chain(polygon.interiors()))
        .map(ring)
        .collect()
}

pub(crate) fn vertices(layer: &Layer) -> BTreeSet<Spot> {
    layer.cells.iter().flat_map(|cell| rings(&cell.shape)).flatten().collect()
}

pub(crate) fn doubled_area(ring: &[Spot]) -> i64 {
    let o = ring[0];
    (0..ring.len())
        .map(|at| {
            let (a, b) = (ring[at], ring[(at + 1) % ring.len()]);
            (a[0] - o[0]) * (b[1] - o[1]) - (b[0] - o[0]) * (a[1] - o[1])
        })
        .sum()
}

/// Which side of a-b is c: 1 left, -1 right, 0 on the line.
fn side(a: Spot, b: Spot, c: Spot) -> i64 {
    ((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])).signum()
}

/// Whether two edges of the ring cross properly.
pub(crate) fn crosses_itself(ring: &[Spot]) -> bool {
    let edge = |at: usize| (ring[at], ring[(at + 1) % ring.len()]);
    (0..ring.len()).any(|first| {
        let (a, b) = edge(first);
        (first + 1..ring.len()).any(|second| {
            let (c, d) = edge(second);
            side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0
        })
    })
}

/// Rings of a cell with their joint bounding box, for many point queries.
pub(crate) struct Footprint {
    rings: Vec<Vec<Spot>>,
    low: Spot,
    high: Spot,
}

impl Footprint {
    pub(crate) fn of(shape: &MultiPolygon<f64>) -> Self {
        let rings = rings(shape);
        let all = || rings.iter().flatten();
        let low = [0, 1].map(|axis| all().map(|s| s[axis]).min().expect("a cell has vertices"));
        let high = [0, 1].map(|axis| all().map(|s| s[axis]).max().expect("a cell has vertices"));
        Self { rings, low, high }
    }

    pub(crate) fn all(layer: &Layer) -> Vec<Self> {
        layer.cells.iter().map(|cell| Self::of(&cell.shape)).collect()
    }

    /// Whether the point is strictly inside (even-odd); a point on the border is not.
    pub(crate) fn holds(&self, p: Spot) -> bool {
        if (0..2).any(|axis| p[axis] < self.low[axis] || p[axis] > self.high[axis]) {
            return false;
        }
        let mut is_inside = false;
        for ring in &self.rings {
            for at in 0..ring.len() {
                let (a, b) = (ring[at], ring[(at + 1) % ring.len()]);
                let turn = side(a, b, p);
                let is_between = (0..2).all(|axis| p[axis] >= a[axis].min(b[axis]) && p[axis] <= a[axis].max(b[axis]));
                if turn == 0 && is_between {
                    return false;
                }
                if (a[1] > p[1]) != (b[1] > p[1]) && (turn > 0) == (b[1] > a[1]) {
                    is_inside = !is_inside;
                }
            }
        }
        is_inside
    }
}

/// Metres east and north from one spot to another, near enough around 32 degrees north.
fn between_m(from: Spot, to: Spot) -> [f64; 2] {
    [(to[0] - from[0]) as f64 * 0.009_42, (to[1] - from[1]) as f64 * 0.011_12]
}

pub(crate) fn distance_m(from: Spot, to: Spot) -> f64 {
    let [x, y] = between_m(from, to);
    x.hypot(y)
}

/// Metres from a spot to the nearest place on a ring.
pub(crate) fn distance_to_ring_m(ring: &[Spot], spot: Spot) -> f64 {
    (0..ring.len())
        .map(|at| {
            let [dx, dy] = between_m(ring[at], ring[(at + 1) % ring.len()]);
            let [px, py] = between_m(ring[at], spot);
            let t = ((px * dx + py * dy) / (dx * dx + dy * dy).max(1e-9)).clamp(0.0, 1.0);
            (px - t * dx).hypot(py - t * dy)
        })
        .fold(f64::MAX, f64::min)
}
