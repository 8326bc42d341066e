//! Polygons and lines of well-known text, and polygons of well-known binary in hexadecimal digits.

use geo_types::{Geometry, LineString, Polygon};
use wkt::TryFromWkt;

/// Reads a geometry; `None` for text that is none.
pub(super) fn geometry(text: &str) -> Option<Geometry<f64>> {
    let text = text.trim();
    if text.starts_with("00") || text.starts_with("01") {
        return Wkb { bytes: &hex(text)?, at: 0, big_endian: true }.geometry();
    }
    // the wkt crate reads "EMPTY" inside lists as an error
    let text = text.replace("), EMPTY)", "))");
    Geometry::try_from_wkt_str(&text).ok()
}

/// All polygons of a geometry; `None` when it holds anything else.
pub(super) fn polygons_only(geometry: &Geometry<f64>) -> Option<Vec<Polygon<f64>>> {
    match geometry {
        Geometry::Polygon(p) => Some(vec![p.clone()]),
        Geometry::MultiPolygon(m) => Some(m.0.clone()),
        Geometry::GeometryCollection(c) => {
            c.0.iter().map(polygons_only).collect::<Option<Vec<_>>>().map(|lists| lists.concat())
        }
        _ => None,
    }
}

/// All polygons of a geometry, lines and points left out.
pub(super) fn polygons(geometry: &Geometry<f64>) -> Vec<Polygon<f64>> {
    match geometry {
        Geometry::GeometryCollection(c) => c.0.iter().flat_map(polygons).collect(),
        other => polygons_only(other).unwrap_or_default(),
    }
}

/// All rings of a polygon, the shell first; none for an empty one.
pub(super) fn rings(polygon: &Polygon<f64>) -> Vec<&LineString<f64>> {
    let all = core::iter::once(polygon.exterior()).chain(polygon.interiors());
    all.filter(|r| !r.0.is_empty()).collect()
}

fn hex(text: &str) -> Option<Vec<u8>> {
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(text.get(i..i + 2)?, 16).ok()).collect()
}

/// Flag of the kind in the dialect that names a reference system.
const HAS_SRID: u32 = 0x2000_0000;

struct Wkb<'a> {
    bytes: &'a [u8],
    at: usize,
    big_endian: bool,
}

impl Wkb<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let mut part: [u8; N] = self.bytes.get(self.at..self.at + N)?.try_into().ok()?;
        self.at += N;
        if !self.big_endian {
            part.reverse();
        }
        Some(part)
    }

    fn number(&mut self) -> Option<u32> {
        self.take().map(u32::from_be_bytes)
    }

    fn geometry(&mut self) -> Option<Geometry<f64>> {
        self.big_endian = self.take::<1>()?[0] == 0;
        let kind = self.number()?;
        if kind & HAS_SRID != 0 {
            self.number()?;
        }
        match kind & !HAS_SRID {
            1 => self.point().map(|p| Geometry::Point(p.into())),
            2 => self.points().map(|p| Geometry::LineString(p.into())),
            3 => self.polygon().map(Geometry::Polygon),
            6 => {
                let count = self.number()?;
                let parts: Option<Vec<Geometry<f64>>> = (0..count).map(|_| self.geometry()).collect();
                let polygons = parts?.into_iter().map(Polygon::try_from).collect::<Result<Vec<_>, _>>().ok()?;
                Some(Geometry::MultiPolygon(polygons.into()))
            }
            4 | 5 | 7 => {
                let count = self.number()?;
                (0..count)
                    .map(|_| self.geometry())
                    .collect::<Option<Vec<_>>>()
                    .map(|parts| Geometry::GeometryCollection(parts.into()))
            }
            _ => None,
        }
    }

    fn point(&mut self) -> Option<(f64, f64)> {
        Some((f64::from_be_bytes(self.take()?), f64::from_be_bytes(self.take()?)))
    }

    fn points(&mut self) -> Option<Vec<(f64, f64)>> {
        (0..self.number()?).map(|_| self.point()).collect()
    }

    fn polygon(&mut self) -> Option<Polygon<f64>> {
        let count = self.number()?;
        let mut rings: Vec<LineString<f64>> =
            (0..count).map(|_| self.points().map(LineString::from)).collect::<Option<_>>()?;
        let shell = if rings.is_empty() { LineString::new(Vec::new()) } else { rings.remove(0) };
        Some(Polygon::new(shell, rings))
    }
}
