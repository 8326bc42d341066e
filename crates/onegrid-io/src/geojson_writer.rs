//! GeoJSON out, one feature per line, as a stream.
//!
//! # Guarantees
//! 1. Coordinates of lattice points are written from the integers: 7 decimals at most, no float
//!    noise. Coordinates in degrees are written with the fewest digits that read back the same.
//! 2. Properties keep the order they are given in.
//! 3. Rings are closed; their direction is the caller's (RFC 7946, 3.1.6: outer ring
//!    counter-clockwise).

use std::io::{self, Write};

use geo_types::{Coord, LineString, MultiLineString, MultiPolygon, Polygon};
use serde_json::Value;

/// Lattice units of 1e-7 degree in one degree.
const UNITS_PER_DEG: u32 = 10_000_000;

/// Writes one FeatureCollection.
pub struct GeoJsonWriter<W: Write> {
    out: W,
    features: u64,
}

impl<W: Write> GeoJsonWriter<W> {
    /// Writes the opening of the collection.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn new(mut out: W) -> io::Result<Self> {
        out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
        Ok(Self { out, features: 0 })
    }

    /// Features written so far.
    pub fn features(&self) -> u64 {
        self.features
    }

    /// Writes a feature of polygons, each an outer ring and its holes, in units of 1e-7 degree of
    /// longitude and latitude. One polygon becomes a Polygon, several a MultiPolygon, none a
    /// feature without geometry.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn write_polygons<P, R>(&mut self, polygons: &[P], properties: &[(&str, Value)]) -> io::Result<()>
    where
        P: AsRef<[R]>,
        R: AsRef<[(i32, i32)]>,
    {
        self.open_feature()?;
        match polygons {
            [] => self.out.write_all(b"null")?,
            [one] => {
                self.open_geometry("Polygon")?;
                self.lattice_polygon(one.as_ref())?;
                self.out.write_all(b"}")?;
            }
            many => {
                self.open_geometry("MultiPolygon")?;
                self.list(many, |writer, polygon| writer.lattice_polygon(polygon.as_ref()))?;
                self.out.write_all(b"}")?;
            }
        }
        self.close_feature(properties)
    }

    /// Writes a feature of lines, in units of 1e-7 degree. One line becomes a LineString, several a
    /// MultiLineString, none a feature without geometry.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn write_lines<L: AsRef<[(i32, i32)]>>(&mut self, lines: &[L], properties: &[(&str, Value)]) -> io::Result<()> {
        self.open_feature()?;
        match lines {
            [] => self.out.write_all(b"null")?,
            [one] => {
                self.open_geometry("LineString")?;
                self.list(one.as_ref(), |writer, &at| writer.lattice_position(at))?;
                self.out.write_all(b"}")?;
            }
            many => {
                self.open_geometry("MultiLineString")?;
                self.list(many, |writer, line| writer.list(line.as_ref(), |writer, &at| writer.lattice_position(at)))?;
                self.out.write_all(b"}")?;
            }
        }
        self.close_feature(properties)
    }

    /// Writes a feature of one point, in units of 1e-7 degree.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn write_point(&mut self, point: (i32, i32), properties: &[(&str, Value)]) -> io::Result<()> {
        self.open_feature()?;
        self.open_geometry("Point")?;
        self.lattice_position(point)?;
        self.out.write_all(b"}")?;
        self.close_feature(properties)
    }

    /// Writes a feature of polygons in degrees, exactly as they are.
    ///
    /// # Errors
    /// The output cannot be written, or a coordinate is not finite
    /// ([`io::ErrorKind::InvalidData`]; then nothing of the feature is written).
    pub fn write_polygons_deg(&mut self, shape: &MultiPolygon<f64>, properties: &[(&str, Value)]) -> io::Result<()> {
        for polygon in &shape.0 {
            check_finite(polygon.exterior())?;
            polygon.interiors().iter().try_for_each(check_finite)?;
        }
        self.open_feature()?;
        match shape.0.as_slice() {
            [] => self.out.write_all(b"null")?,
            [one] => {
                self.open_geometry("Polygon")?;
                self.polygon_deg(one)?;
                self.out.write_all(b"}")?;
            }
            many => {
                self.open_geometry("MultiPolygon")?;
                self.list(many, Self::polygon_deg)?;
                self.out.write_all(b"}")?;
            }
        }
        self.close_feature(properties)
    }

    /// Writes a feature of lines in degrees, exactly as they are.
    ///
    /// # Errors
    /// As [`write_polygons_deg`](Self::write_polygons_deg).
    pub fn write_lines_deg(&mut self, shape: &MultiLineString<f64>, properties: &[(&str, Value)]) -> io::Result<()> {
        shape.0.iter().try_for_each(check_finite)?;
        self.open_feature()?;
        match shape.0.as_slice() {
            [] => self.out.write_all(b"null")?,
            [one] => {
                self.open_geometry("LineString")?;
                self.line_deg(one)?;
                self.out.write_all(b"}")?;
            }
            many => {
                self.open_geometry("MultiLineString")?;
                self.list(many, Self::line_deg)?;
                self.out.write_all(b"}")?;
            }
        }
        self.close_feature(properties)
    }

    /// Writes the end of the collection and what is still buffered.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.write_all(b"\n]}\n")?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn open_feature(&mut self) -> io::Result<()> {
        let separator: &[u8] = if self.features == 0 { b"\n" } else { b",\n" };
        self.out.write_all(separator)?;
        self.out.write_all(b"{\"type\":\"Feature\",\"geometry\":")
    }

    fn close_feature(&mut self, properties: &[(&str, Value)]) -> io::Result<()> {
        self.out.write_all(b",\"properties\":{")?;
        for (index, (name, value)) in properties.iter().enumerate() {
            if index > 0 {
                self.out.write_all(b",")?;
            }
            serde_json::to_writer(&mut self.out, name)?;
            self.out.write_all(b":")?;
            serde_json::to_writer(&mut self.out, value)?;
        }
        self.out.write_all(b"}}")?;
        self.features += 1;
        Ok(())
    }

    fn open_geometry(&mut self, kind: &str) -> io::Result<()> {
        write!(self.out, "{{\"type\":\"{kind}\",\"coordinates\":")
    }

    fn lattice_polygon<R: AsRef<[(i32, i32)]>>(&mut self, rings: &[R]) -> io::Result<()> {
        self.list(rings, |writer, ring| {
            let ring = ring.as_ref();
            // RFC 7946, 3.1.6: the last position repeats the first.
            let closing = ring.first().filter(|first| ring.len() < 2 || ring.last() != Some(first));
            writer.list_of(ring.iter().chain(closing), |writer, &at| writer.lattice_position(at))
        })
    }

    fn lattice_position(&mut self, (x, y): (i32, i32)) -> io::Result<()> {
        self.out.write_all(b"[")?;
        write_lattice(&mut self.out, x)?;
        self.out.write_all(b",")?;
        write_lattice(&mut self.out, y)?;
        self.out.write_all(b"]")
    }

    fn polygon_deg(&mut self, polygon: &Polygon<f64>) -> io::Result<()> {
        let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
        self.list_of(rings, Self::line_deg)
    }

    fn line_deg(&mut self, line: &LineString<f64>) -> io::Result<()> {
        // Display writes the shortest decimals that read back as the same number, no exponent.
        self.list(&line.0, |writer, Coord { x, y }| write!(writer.out, "[{x},{y}]"))
    }

    fn list<T>(&mut self, items: &[T], write: impl FnMut(&mut Self, &T) -> io::Result<()>) -> io::Result<()> {
        self.list_of(items.iter(), write)
    }

    fn list_of<'t, T: 't>(
        &mut self,
        items: impl Iterator<Item = &'t T>,
        mut write: impl FnMut(&mut Self, &T) -> io::Result<()>,
    ) -> io::Result<()> {
        self.out.write_all(b"[")?;
        for (index, item) in items.enumerate() {
            if index > 0 {
                self.out.write_all(b",")?;
            }
            write(self, item)?;
        }
        self.out.write_all(b"]")
    }
}

/// Writes units of 1e-7 degree as degrees: sign, whole degrees, decimals without trailing zeros.
fn write_lattice(out: &mut impl Write, units: i32) -> io::Result<()> {
    let sign = if units < 0 { "-" } else { "" };
    let whole = units.unsigned_abs() / UNITS_PER_DEG;
    let rest = units.unsigned_abs() % UNITS_PER_DEG;
    if rest == 0 {
        return write!(out, "{sign}{whole}");
    }
    let decimals = format!("{rest:07}");
    write!(out, "{sign}{whole}.{}", decimals.trim_end_matches('0'))
}

fn check_finite(line: &LineString<f64>) -> io::Result<()> {
    if line.0.iter().all(|at| at.x.is_finite() && at.y.is_finite()) {
        Ok(())
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidData, "a coordinate is not a finite number"))
    }
}

#[cfg(test)]
mod tests {
    use super::write_lattice;

    #[test]
    fn lattice_units_are_written_exactly() {
        for (units, text) in [
            (1_189_000_001, "118.9000001"),
            (-5_000_000, "-0.5"),
            (0, "0"),
            (-1, "-0.0000001"),
            (10_000_000, "1"),
            (1_800_000_000, "180"),
            (i32::MIN, "-214.7483648"),
            (i32::MAX, "214.7483647"),
        ] {
            let mut out = Vec::new();
            write_lattice(&mut out, units).unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), text);
        }
    }
}
