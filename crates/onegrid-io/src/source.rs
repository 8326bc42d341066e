//! What every format must offer: one feature after the other, with the requested columns.

use std::collections::BTreeSet;

use geo_types::{MultiLineString, MultiPolygon};

use crate::{Field, ReadError};

/// A coordinate reference system that is read as it is: longitude and latitude in degrees.
///
/// CGCS2000 and WGS84 differ by less than the lattice unit of 11 mm in plan, so they are one here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Crs {
    /// OGC CRS84: WGS84, longitude first.
    Crs84,
    /// EPSG:4326: WGS84. GeoJSON writers put longitude first under this name too, so it is read so.
    Wgs84,
    /// EPSG:4490: CGCS2000.
    Cgcs2000,
}

impl Crs {
    /// Names for messages.
    pub const ACCEPTED: [&'static str; 3] = ["CRS84", "EPSG:4326", "EPSG:4490"];

    /// Reads a short name, a URN or a URL; `None` for any other system.
    pub fn parse(text: &str) -> Option<Crs> {
        let upper = text.trim().to_ascii_uppercase();
        let mut parts = upper.rsplit([':', '/']).filter(|part| !part.is_empty());
        let code = parts.next()?;
        // What stands between authority and code is a version: 0, 1.3, 6.9 or nothing.
        let is_version = |part: &str| part.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        let authority = parts.find(|part| !is_version(part));
        match (authority, code) {
            (Some("OGC") | None, "CRS84") => Some(Crs::Crs84),
            (Some("EPSG"), "4326") => Some(Crs::Wgs84),
            (Some("EPSG"), "4490") => Some(Crs::Cgcs2000),
            _ => None,
        }
    }

    /// Short name.
    pub fn name(self) -> &'static str {
        match self {
            Crs::Crs84 => "CRS84",
            Crs::Wgs84 => "EPSG:4326",
            Crs::Cgcs2000 => "EPSG:4490",
        }
    }
}

/// The shape of a feature, as drawn.
#[derive(Debug, Clone, PartialEq)]
pub enum RawGeometry {
    /// One or more polygons. Rings are passed on as drawn, except that an open ring is closed,
    /// because [`geo_types::Polygon`] cannot hold one.
    Polygons(MultiPolygon<f64>),
    /// One or more lines.
    Lines(MultiLineString<f64>),
    /// One point, in degrees.
    Point {
        /// Longitude in degrees.
        lon_deg: f64,
        /// Latitude in degrees.
        lat_deg: f64,
    },
    /// There is none, or it is empty.
    Missing,
    /// A sound geometry of a kind no layer uses; its name.
    Other(String),
    /// No geometry can be made of it.
    Malformed {
        /// What was expected.
        expected: String,
        /// What was found.
        got: String,
    },
}

impl RawGeometry {
    /// Name of the kind, for messages.
    pub fn kind(&self) -> &str {
        match self {
            Self::Polygons(_) => "Polygon or MultiPolygon",
            Self::Lines(_) => "LineString or MultiLineString",
            Self::Point { .. } => "Point",
            Self::Missing => "no geometry",
            Self::Other(kind) => kind,
            Self::Malformed { .. } => "malformed geometry",
        }
    }
}

/// One feature as read, with nothing but what was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct RawFeature {
    /// Zero-based position in the file.
    pub index: u32,
    /// Line of the record, in formats where a record is a line.
    pub line: Option<u64>,
    /// The feature's own id, in formats that have one.
    pub id: Field,
    /// The shape.
    pub geometry: RawGeometry,
    /// One value for each requested column, in the order requested.
    pub properties: Vec<Field>,
}

/// What is asked of a source.
#[derive(Debug, Clone, Default)]
pub struct SourceRequest {
    /// The file, for messages.
    pub file: String,
    /// Id of the layer, for messages.
    pub layer: String,
    /// The columns to keep; all others are skipped unread.
    pub columns: Vec<String>,
    /// The reference system to assume whatever the file declares.
    pub crs: Option<Crs>,
    /// Column of the longitude, in tables.
    pub lon_column: Option<String>,
    /// Column of the latitude, in tables.
    pub lat_column: Option<String>,
}

/// A file being read, feature by feature. Implement this to add a format.
pub trait LayerSource {
    /// The reference system declared so far; `None` if none is (then CRS84 is meant).
    fn crs(&self) -> Option<Crs>;

    /// The next feature; `None` at the end, and after an error.
    ///
    /// # Errors
    /// The file cannot be read any further.
    fn next_feature(&mut self) -> Option<Result<RawFeature, ReadError>>;

    /// Names of the columns met so far (for messages; may be cut off after some hundred).
    fn column_names(&self) -> &BTreeSet<String>;
}

#[cfg(test)]
mod tests {
    use super::Crs;

    #[test]
    fn crs_is_read_in_all_its_forms() {
        for (text, crs) in [
            ("CRS84", Some(Crs::Crs84)),
            ("OGC:CRS84", Some(Crs::Crs84)),
            ("urn:ogc:def:crs:OGC:1.3:CRS84", Some(Crs::Crs84)),
            ("urn:ogc:def:crs:OGC::CRS84", Some(Crs::Crs84)),
            ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", Some(Crs::Crs84)),
            ("EPSG:4326", Some(Crs::Wgs84)),
            ("urn:ogc:def:crs:EPSG::4326", Some(Crs::Wgs84)),
            ("epsg:4490", Some(Crs::Cgcs2000)),
            ("urn:ogc:def:crs:EPSG:6.9:4490", Some(Crs::Cgcs2000)),
            ("http://www.opengis.net/def/crs/EPSG/0/4490", Some(Crs::Cgcs2000)),
            ("EPSG:4549", None),
            ("EPSG:3857", None),
            ("4490", None),
            ("GCJ-02", None),
            ("ESRI:4490", None),
            ("urn:ogc:def:crs:ESRI::4326", None),
            ("", None),
            (":::", None),
        ] {
            assert_eq!(Crs::parse(text), crs, "{text}");
        }
    }
}
