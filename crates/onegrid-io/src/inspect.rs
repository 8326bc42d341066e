//! The bytes of any file -> what is in it, what it looks like it is for, and some of it to look at.
//!
//! Before this: a file that no manifest names yet. After: a [`LayerSpec`](crate::LayerSpec) that a
//! person has agreed to.
//!
//! # Guarantees
//! 1. Everything said about columns is what [`describe_columns`](crate::describe_columns) says.
//! 2. Samples are a few short values, for the person whose file it is; nothing here stores them.
//! 3. What is guessed is a suggestion: names and kinds of columns, kinds of shapes, ranges of
//!    coordinates, nothing else.

mod guess;

use std::collections::BTreeSet;
use std::io;

use geo_types::Coord;
use serde::Serialize;
use serde_json::Value;

use crate::csv_source::{csv_error, open_table, read_row};
use crate::describe::{both, kind_of};
use crate::field::shortened;
use crate::{
    ColumnInfo, ColumnKind, Crs, Field, GeoJsonWriter, LayerRole, LayerSource, RawGeometry, ReadError, SourceRequest,
    find_format,
};

pub use guess::ColumnGuess;

/// Features in which columns are looked for.
const FEATURES_LOOKED_AT: usize = 1_000;
/// Different values of a column that are shown.
const SAMPLES: usize = 5;
/// Characters of a value that is shown.
const SAMPLE_CHARS: usize = 40;
/// Features, and points of their shapes, that are drawn.
const PREVIEW_FEATURES: u64 = 2_000;
const PREVIEW_POINTS: usize = 100_000;

/// What is in a file.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FileInspection {
    /// Its name.
    pub name: String,
    /// Name of its format.
    pub format: &'static str,
    /// Its layers.
    pub layers: Vec<LayerInspection>,
}

/// A layer of a file.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LayerInspection {
    /// Its name in the file; the file's own where it has none.
    pub name: String,
    /// Features in it.
    pub features: u64,
    /// What shapes they have.
    pub geometry: GeometryKind,
    /// The reference system that the file declares, whether it can be read or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crs: Option<String>,
    /// The reference system that the coordinates look like; `unknown` where they look like none.
    pub crs_guess: String,
    /// Its columns by name.
    pub columns: Vec<ColumnInspection>,
    /// What it looks like it is for.
    #[serde(serialize_with = "word")]
    pub role_guess: LayerRole,
    /// Columns that look like what a manifest asks for.
    pub guess: ColumnGuess,
    /// West, south, east, north of its coordinates, as they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bounds: Option<[f64; 4]>,
    /// Some of its features as GeoJSON.
    #[serde(skip)]
    pub preview: Vec<u8>,
    /// Features in `preview`.
    pub previewed: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes every field by reference")]
fn word<S: serde::Serializer>(role: &LayerRole, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(role.word())
}

/// A column with a few of its values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ColumnInspection {
    /// What it is.
    #[serde(flatten)]
    pub info: ColumnInfo,
    /// The first different values, shortened.
    pub samples: Vec<String>,
    /// Whether no value came twice.
    #[serde(skip)]
    pub is_unique: bool,
}

/// What shapes features have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum GeometryKind {
    /// Areas.
    Polygons,
    /// Lines.
    Lines,
    /// Points.
    Points,
    /// No shapes at all.
    None,
    /// Several of these.
    Mixed,
}

/// Looks into a file.
///
/// # Errors
/// [`ReadError`]: the format is unknown, or the file cannot be read to its end.
///
/// # Cost
/// Two readings of the bytes; values of one feature and the preview are held.
pub fn inspect_file(name: &str, bytes: &[u8]) -> Result<FileInspection, ReadError> {
    let format = find_format(None, name)?;
    let mut request = SourceRequest { file: name.into(), layer: String::new(), ..SourceRequest::default() };
    if format.is_points_only {
        request = match guess::point_columns(name, bytes)? {
            Some([lon, lat]) => SourceRequest { lon_column: Some(lon), lat_column: Some(lat), ..request },
            None => return Ok(file_of(name, format.name, table_without_points(name, bytes)?)),
        };
    }
    let open = |request: &SourceRequest| format.open(Box::new(bytes), request.clone());
    let mut crs = None;
    let columns = match columns_of(&mut *open(&request)?) {
        // what cannot be read yet can still be looked at
        Err(ReadError::UnsupportedCrs { got, .. }) => {
            crs = Some(got);
            request.crs = Some(Crs::Crs84);
            columns_of(&mut *open(&request)?)?
        }
        columns => columns?,
    };
    request.columns = columns.into_iter().collect();
    let mut layer = Looking::new(&request.columns);
    let mut source = open(&request)?;
    while let Some(feature) = source.next_feature() {
        let feature = feature?;
        layer.add(&feature.geometry, &feature.properties, &request.columns);
    }
    // a declaration may stand behind the features
    let declared = source.crs().filter(|_| request.crs.is_none()).map(|crs| crs.name().to_owned());
    let mut found = layer.finish(name, crs.or(declared));
    (found.guess.lon, found.guess.lat) = (request.lon_column, request.lat_column);
    Ok(file_of(name, format.name, found))
}

fn file_of(name: &str, format: &'static str, layer: LayerInspection) -> FileInspection {
    FileInspection { name: name.into(), format, layers: vec![layer] }
}

/// Names of the columns in the first features.
fn columns_of(source: &mut dyn LayerSource) -> Result<BTreeSet<String>, ReadError> {
    for _ in 0..FEATURES_LOOKED_AT {
        match source.next_feature() {
            Some(feature) => drop(feature?),
            None => break,
        }
    }
    Ok(source.column_names().clone())
}

/// A table without columns of coordinates.
fn table_without_points(name: &str, bytes: &[u8]) -> Result<LayerInspection, ReadError> {
    let (mut reader, columns) = open_table(Box::new(bytes), name)?;
    let mut layer = Looking::new(&columns);
    let mut record = csv::StringRecord::new();
    while read_row(&mut reader, &mut record).map_err(|error| csv_error(name, &error))? {
        let fields: Vec<Field> = record.iter().map(|text| Field::Text(text.trim_end_matches('\r').into())).collect();
        layer.add(&RawGeometry::Missing, &fields, &columns);
    }
    Ok(layer.finish(name, None))
}

/// A layer being looked at.
struct Looking {
    columns: Vec<ColumnInspection>,
    seen: Vec<BTreeSet<u64>>,
    features: u64,
    kinds: [bool; 3],
    bounds: Option<[f64; 4]>,
    preview: GeoJsonWriter<Vec<u8>>,
    points_left: usize,
}

impl Looking {
    fn new(columns: &[String]) -> Self {
        let column = |name: &String| ColumnInspection {
            info: ColumnInfo { name: name.clone(), kind: ColumnKind::Empty, filled: 0 },
            samples: Vec::new(),
            is_unique: true,
        };
        let preview = GeoJsonWriter::new(Vec::new());
        Self {
            columns: columns.iter().map(column).collect(),
            seen: vec![BTreeSet::new(); columns.len()],
            features: 0,
            kinds: [false; 3],
            bounds: None,
            preview: preview.unwrap_or_else(|e| unreachable!("memory can be written to: {e}")),
            points_left: PREVIEW_POINTS,
        }
    }

    fn add(&mut self, geometry: &RawGeometry, fields: &[Field], names: &[String]) {
        self.features += 1;
        for ((column, seen), field) in self.columns.iter_mut().zip(&mut self.seen).zip(fields) {
            column.add(seen, field);
        }
        let kind = match geometry {
            RawGeometry::Polygons(_) => Some(0),
            RawGeometry::Lines(_) => Some(1),
            RawGeometry::Point { .. } => Some(2),
            _ => None,
        };
        if let Some(kind) = kind {
            self.kinds[kind] = true;
        }
        let points = points_of(geometry);
        for &Coord { x, y } in points.iter().filter(|p| p.x.is_finite() && p.y.is_finite()) {
            let [west, south, east, north] = self.bounds.unwrap_or([x, y, x, y]);
            self.bounds = Some([west.min(x), south.min(y), east.max(x), north.max(y)]);
        }
        if self.preview.features() < PREVIEW_FEATURES && points.len() <= self.points_left && !points.is_empty() {
            let named = names
                .iter()
                .zip(fields)
                .filter_map(|(name, field)| Some((name.as_str(), Value::from(cut(&field.to_text()?)))));
            // a shape that cannot be drawn is left out of the drawing, nothing more
            if draw(&mut self.preview, geometry, &named.collect::<Vec<_>>()).is_ok() {
                self.points_left -= points.len();
            }
        }
    }

    fn finish(self, file: &str, crs: Option<String>) -> LayerInspection {
        let geometry = match self.kinds {
            [false, false, false] => GeometryKind::None,
            [true, false, false] => GeometryKind::Polygons,
            [false, true, false] => GeometryKind::Lines,
            [false, false, true] => GeometryKind::Points,
            _ => GeometryKind::Mixed,
        };
        let stem = file.rsplit(['/', '\\']).next().unwrap_or(file);
        let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
        let previewed = self.preview.features();
        LayerInspection {
            name: stem.to_owned(),
            features: self.features,
            geometry,
            crs_guess: guess::crs(self.bounds).to_owned(),
            crs,
            role_guess: guess::role(stem, geometry, &self.columns),
            guess: guess::columns(&self.columns, self.features),
            columns: self.columns,
            bounds: self.bounds,
            preview: self.preview.finish().unwrap_or_default(),
            previewed,
        }
    }
}

impl ColumnInspection {
    fn add(&mut self, seen: &mut BTreeSet<u64>, field: &Field) {
        let Some(kind) = kind_of(field) else { return };
        let before = (self.info.filled > 0).then_some(self.info.kind);
        self.info.kind = before.map_or(kind, |before| both(before, kind));
        self.info.filled += 1;
        let Some(text) = field.to_text() else { return };
        if self.is_unique {
            self.is_unique = seen.insert(xxhash_rust::xxh3::xxh3_64(text.as_bytes()));
            if !self.is_unique {
                seen.clear();
            }
        }
        let sample = cut(&text);
        if self.samples.len() < SAMPLES && !self.samples.contains(&sample) {
            self.samples.push(sample);
        }
    }
}

fn cut(text: &str) -> String {
    let short = shortened(text);
    match short.char_indices().nth(SAMPLE_CHARS) {
        Some((at, _)) => format!("{}…", &short[..at]),
        None => short,
    }
}

fn points_of(geometry: &RawGeometry) -> Vec<Coord<f64>> {
    match geometry {
        RawGeometry::Polygons(shape) => {
            let rings = shape.0.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
            rings.flat_map(|ring| ring.0.iter().copied()).collect()
        }
        RawGeometry::Lines(shape) => shape.0.iter().flat_map(|line| line.0.iter().copied()).collect(),
        RawGeometry::Point { lon_deg, lat_deg } => vec![Coord { x: *lon_deg, y: *lat_deg }],
        _ => Vec::new(),
    }
}

fn draw(writer: &mut GeoJsonWriter<Vec<u8>>, geometry: &RawGeometry, named: &[(&str, Value)]) -> io::Result<()> {
    match geometry {
        RawGeometry::Polygons(shape) => writer.write_polygons_deg(shape, named),
        RawGeometry::Lines(shape) => writer.write_lines_deg(shape, named),
        RawGeometry::Point { lon_deg, lat_deg } => {
            let at = onegrid::LatticeCoord::from_degrees(*lon_deg, *lat_deg);
            let at = at.ok_or_else(|| io::Error::other("no longitude and latitude"))?;
            writer.write_point((at.x, at.y), named)
        }
        _ => Ok(()),
    }
}
