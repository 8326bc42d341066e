//! A GeoJSON geometry in, shapes as drawn out: z dropped, collections flattened, nothing repaired.

use geo_types::{Coord, LineString, MultiLineString, MultiPolygon, Polygon};
use geojson::{Geometry, GeometryValue, Position};

use crate::RawGeometry;
use crate::field::shortened;

/// Reads the text of a `geometry` member.
pub(crate) fn read_geometry(text: &str) -> RawGeometry {
    match serde_json::from_str::<Geometry>(text) {
        Ok(geometry) => shape(geometry.value).unwrap_or_else(|got| malformed(&got)),
        Err(error) => malformed(&error.to_string()),
    }
}

fn malformed(got: &str) -> RawGeometry {
    RawGeometry::Malformed {
        expected: "a GeoJSON geometry of positions [longitude, latitude]".to_owned(),
        got: shortened(got),
    }
}

fn shape(value: GeometryValue) -> Result<RawGeometry, String> {
    Ok(match value {
        GeometryValue::Polygon { coordinates } => polygons(vec![coordinates])?,
        GeometryValue::MultiPolygon { coordinates } => polygons(coordinates)?,
        GeometryValue::LineString { coordinates } => lines(vec![coordinates])?,
        GeometryValue::MultiLineString { coordinates } => lines(coordinates)?,
        GeometryValue::Point { coordinates } if coordinates.is_empty() => RawGeometry::Missing,
        GeometryValue::Point { coordinates } => {
            let at = coord(&coordinates)?;
            RawGeometry::Point { lon_deg: at.x, lat_deg: at.y }
        }
        GeometryValue::MultiPoint { .. } => RawGeometry::Other("MultiPoint".to_owned()),
        GeometryValue::GeometryCollection { geometries } => collection(geometries)?,
    })
}

/// A collection of one kind is that kind; a mixed one is of no use to any layer.
fn collection(geometries: Vec<Geometry>) -> Result<RawGeometry, String> {
    let mut all_polygons = Vec::new();
    let mut all_lines = Vec::new();
    let mut others = Vec::new();
    for geometry in geometries {
        match shape(geometry.value)? {
            RawGeometry::Polygons(mut part) => all_polygons.append(&mut part.0),
            RawGeometry::Lines(mut part) => all_lines.append(&mut part.0),
            RawGeometry::Missing => {}
            other => others.push(other.kind().to_owned()),
        }
    }
    Ok(match (all_polygons.is_empty(), all_lines.is_empty(), others.is_empty()) {
        (true, true, true) => RawGeometry::Missing,
        (false, true, true) => RawGeometry::Polygons(MultiPolygon(all_polygons)),
        (true, false, true) => RawGeometry::Lines(MultiLineString(all_lines)),
        _ => RawGeometry::Other("GeometryCollection of mixed kinds".to_owned()),
    })
}

fn polygons(parts: Vec<Vec<Vec<Position>>>) -> Result<RawGeometry, String> {
    let mut shapes = Vec::with_capacity(parts.len());
    for rings in parts {
        let mut rings = rings.iter().map(|ring| line(ring));
        if let Some(shell) = rings.next() {
            let holes: Vec<LineString<f64>> = rings.collect::<Result<_, _>>()?;
            shapes.push(Polygon::new(shell?, holes));
        }
    }
    Ok(if shapes.is_empty() { RawGeometry::Missing } else { RawGeometry::Polygons(MultiPolygon(shapes)) })
}

fn lines(parts: Vec<Vec<Position>>) -> Result<RawGeometry, String> {
    let shapes = parts.iter().filter(|part| !part.is_empty()).map(|part| line(part)).collect::<Result<Vec<_>, _>>()?;
    Ok(if shapes.is_empty() { RawGeometry::Missing } else { RawGeometry::Lines(MultiLineString(shapes)) })
}

fn line(positions: &[Position]) -> Result<LineString<f64>, String> {
    positions.iter().map(coord).collect::<Result<Vec<_>, _>>().map(LineString)
}

fn coord(position: &Position) -> Result<Coord<f64>, String> {
    match position.as_slice() {
        [x, y, ..] => Ok(Coord { x: *x, y: *y }),
        short => Err(format!("a position of {} numbers", short.len())),
    }
}
