//! Lattice parts -> geo-types shapes in degrees.

use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use onegrid_planar::Part;

/// A multipolygon in degrees, rings closed: shells counter-clockwise, holes clockwise (RFC 7946).
pub fn multi_polygon(parts: &[Part]) -> MultiPolygon<f64> {
    let ring = |points: &[onegrid_planar::Coord]| {
        let mut line: Vec<Coord<f64>> = points.iter().map(|p| Coord { x: p.lon_deg(), y: p.lat_deg() }).collect();
        line.extend(line.first().copied());
        LineString(line)
    };
    MultiPolygon(
        parts.iter().map(|p| Polygon::new(ring(&p.shell), p.holes.iter().map(|h| ring(h)).collect())).collect(),
    )
}
