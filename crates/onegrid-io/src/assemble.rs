//! A manifest and opened files in, a [`Project`] out.
//!
//! # Guarantees
//! 1. Every feature becomes a cell, a line or a point, or a [`Rejected`] record; a cell whose
//!    household count cannot be read is kept without it and recorded as well.
//! 2. Features are numbered through all files of a layer, in the order of the manifest.
//! 3. A layer of households becomes a [`Layer`] if its first sound geometry is a polygon, and a
//!    [`HouseholdTable`] if it is a point or the file a table.

use std::io::Read;

use onegrid::{
    BarrierClass, BarrierLayer, BarrierLine, Cell, HouseholdPoint, HouseholdTable, Layer, Project, Rejected, Role,
};

use crate::columns::Columns;
use crate::field::{Field, HOUSEHOLDS_MAX, shortened};
use crate::manifest::{BARRIER_CLASSES, expand};
use crate::nearest::most_similar;
use crate::registers::{read_admin_table, read_fingerprints, read_register};
use crate::{
    LayerRole, LayerSource, LayerSpec, Manifest, RawFeature, RawGeometry, ReadError, SourceRequest, find_format,
};

type Open<'c> = &'c mut dyn FnMut(&str) -> std::io::Result<Box<dyn Read>>;
type Progress<'c> = &'c mut dyn FnMut(&str, u64);

/// Reads all layers of a manifest.
///
/// `open` gets each path as the manifest has it (see [`Manifest::with_variables`]); `progress` gets
/// the layer's id and the bytes of it read so far.
///
/// # Errors
/// A file cannot be opened or read, declares an unsupported reference system, or lacks a column
/// that the manifest names; see [`ReadError`].
pub fn read_project(
    manifest: &Manifest,
    open: &mut dyn FnMut(&str) -> std::io::Result<Box<dyn Read>>,
    progress: &mut dyn FnMut(&str, u64),
) -> Result<Project, ReadError> {
    let mut project = Project {
        name: manifest.name.clone(),
        extent: manifest.extent,
        code_prefix: manifest.code_prefix.clone(),
        ..Project::default()
    };
    for spec in &manifest.layers {
        let columns = Columns::new(spec);
        let mut reading = Reading::new(spec, &columns);
        for_each_feature(spec, &columns, open, progress, &mut |feature| reading.take(feature))?;
        reading.put(&mut project);
    }
    read_tables(manifest, open, &mut project)?;
    Ok(project)
}

/// The tables about codes that a manifest names.
fn read_tables(manifest: &Manifest, open: Open<'_>, project: &mut Project) -> Result<(), ReadError> {
    let mut file = |path: &str, what: &str| {
        expand(path, what, &|_| None)?;
        open(path).map_err(|error| ReadError::Open {
            file: path.to_owned(),
            layer: what.to_owned(),
            cause: error.to_string(),
        })
    };
    if let Some(path) = &manifest.register {
        project.history.register = Some(read_register(&mut file(path, "(the register)")?, path)?);
    }
    if let Some(path) = &manifest.fingerprints {
        project.history.fingerprints = read_fingerprints(&mut file(path, "(the fingerprints)")?, path)?;
    }
    if let Some(path) = &manifest.admin_table {
        project.admin = Some(read_admin_table(&mut file(path, "(the administrative table)")?, path)?);
    }
    Ok(())
}

/// Bytes of one layer on their way in.
struct Counted<'c> {
    input: Box<dyn Read>,
    layer: &'c str,
    bytes: &'c mut u64,
    progress: Progress<'c>,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.input.read(buffer)?;
        *self.bytes += count as u64;
        (self.progress)(self.layer, *self.bytes);
        Ok(count)
    }
}

fn for_each_feature(
    spec: &LayerSpec,
    columns: &Columns,
    open: Open<'_>,
    progress: Progress<'_>,
    each: &mut dyn FnMut(RawFeature),
) -> Result<(), ReadError> {
    let mut bytes = 0;
    let mut offset = 0_u32;
    for path in &spec.paths {
        // A variable left in the path would end in a puzzling "file not found".
        expand(path, &format!("layer `{}`", spec.id), &|_| None)?;
        let format = find_format(spec.format.as_deref(), path)?;
        if format.is_points_only && spec.role != LayerRole::Cells(Role::Households) {
            return Err(ReadError::PointsOnly {
                file: path.clone(),
                layer: spec.id.clone(),
                role: spec.role.word().to_owned(),
                format: format.name.to_owned(),
            });
        }
        let input = open(path).map_err(|error| ReadError::Open {
            file: path.clone(),
            layer: spec.id.clone(),
            cause: error.to_string(),
        })?;
        let input = Counted { input, layer: &spec.id, bytes: &mut bytes, progress };
        let request = SourceRequest {
            file: path.clone(),
            layer: spec.id.clone(),
            columns: columns.names.clone(),
            crs: spec.crs,
            lon_column: spec.lon_column.clone(),
            lat_column: spec.lat_column.clone(),
        };
        let mut source = format.open(Box::new(input), request)?;
        let first = offset;
        while let Some(feature) = source.next_feature() {
            let mut feature = feature?;
            feature.index = offset;
            offset = offset.checked_add(1).ok_or_else(|| ReadError::TooManyFeatures {
                file: path.clone(),
                layer: spec.id.clone(),
                limit: u32::MAX,
            })?;
            each(feature);
        }
        if offset > first {
            check_columns(spec, columns, path, source.as_ref())?;
        }
    }
    Ok(())
}

/// A column that no feature has is a slip in the manifest, not missing data.
fn check_columns(spec: &LayerSpec, columns: &Columns, path: &str, source: &dyn LayerSource) -> Result<(), ReadError> {
    let known = source.column_names();
    for (column, key) in columns.names.iter().zip(&columns.named_by) {
        if !known.contains(column) {
            return Err(ReadError::MissingColumn {
                file: path.to_owned(),
                layer: spec.id.clone(),
                key,
                column: column.clone(),
                nearest: most_similar(column, known.iter(), 8),
            });
        }
    }
    Ok(())
}

/// One layer in the making.
struct Reading<'s> {
    spec: &'s LayerSpec,
    columns: &'s Columns,
    wanted: Wanted,
    cells: Vec<Cell>,
    lines: Vec<BarrierLine>,
    points: Vec<HouseholdPoint>,
    rejected: Vec<Rejected>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Polygons,
    Lines,
    Points,
    /// Household counts come as polygons or points: the first sound geometry decides.
    PolygonsOrPoints,
}

impl Wanted {
    fn words(self) -> &'static str {
        match self {
            Wanted::Polygons => "Polygon or MultiPolygon",
            Wanted::Lines => "LineString or MultiLineString",
            Wanted::Points => "Point",
            Wanted::PolygonsOrPoints => "Polygon, MultiPolygon or Point",
        }
    }
}

impl<'s> Reading<'s> {
    fn new(spec: &'s LayerSpec, columns: &'s Columns) -> Self {
        let is_table = spec
            .paths
            .iter()
            .any(|path| find_format(spec.format.as_deref(), path).is_ok_and(|format| format.is_points_only));
        let wanted = match spec.role {
            LayerRole::Barrier => Wanted::Lines,
            LayerRole::Cells(Role::Households) if is_table => Wanted::Points,
            LayerRole::Cells(Role::Households) => Wanted::PolygonsOrPoints,
            LayerRole::Cells(_) | LayerRole::Previous => Wanted::Polygons,
        };
        Self { spec, columns, wanted, cells: Vec::new(), lines: Vec::new(), points: Vec::new(), rejected: Vec::new() }
    }

    fn take(&mut self, mut feature: RawFeature) {
        let geometry = std::mem::replace(&mut feature.geometry, RawGeometry::Missing);
        if self.wanted == Wanted::PolygonsOrPoints {
            match geometry {
                RawGeometry::Polygons(_) => self.wanted = Wanted::Polygons,
                RawGeometry::Point { .. } => self.wanted = Wanted::Points,
                _ => {}
            }
        }
        match (self.wanted, geometry) {
            (Wanted::Polygons, RawGeometry::Polygons(shape)) => {
                let households = self.households(&feature);
                let counts = self.counts(&feature);
                self.cells.push(Cell {
                    key: self.key_or_position(&feature),
                    name: self.columns.name(&feature),
                    class: self.columns.class(&feature),
                    code: self.columns.code(&feature),
                    group: self.columns.group(&feature),
                    households,
                    counts,
                    feature: feature.index,
                    shape,
                });
            }
            (Wanted::Lines, RawGeometry::Lines(shape)) => {
                if let Some(class) = self.barrier_class(&feature) {
                    self.lines.push(BarrierLine {
                        key: self.key_or_position(&feature),
                        name: self.columns.name(&feature),
                        class,
                        feature: feature.index,
                        shape,
                    });
                }
            }
            (Wanted::Points, RawGeometry::Point { lon_deg, lat_deg }) => {
                self.take_point(&feature, lon_deg, lat_deg);
            }
            (wanted, RawGeometry::Missing) => {
                self.reject(&feature, "read.no_geometry", wanted.words(), "no geometry");
            }
            (_, RawGeometry::Malformed { expected, got }) => {
                self.reject(&feature, "read.bad_geometry", &expected, &got);
            }
            (wanted, other) => {
                self.reject(&feature, "read.wrong_geometry", wanted.words(), other.kind());
            }
        }
    }

    fn take_point(&mut self, feature: &RawFeature, lon_deg: f64, lat_deg: f64) {
        match self.columns.households(feature).to_count() {
            Ok(Some(households)) => {
                let counts = self.counts(feature);
                self.points.push(HouseholdPoint { lon_deg, lat_deg, households, counts, feature: feature.index });
            }
            Ok(None) => self.reject(feature, "read.bad_number", &count_words(), "nothing"),
            Err(got) => self.reject(feature, "read.bad_number", &count_words(), &got),
        }
    }

    /// The count; one that cannot be read is recorded, and the cell stays.
    fn households(&mut self, feature: &RawFeature) -> Option<u64> {
        match self.columns.households(feature).to_count() {
            Ok(count) => count,
            Err(got) => {
                self.reject(feature, "read.bad_number", &count_words(), &got);
                None
            }
        }
    }

    /// The other counts: nothing counts 0; what cannot be read is recorded and counts 0.
    fn counts(&mut self, feature: &RawFeature) -> Vec<u64> {
        let read: Vec<_> = self.columns.counts(feature).into_iter().map(Field::to_count).collect();
        let count = |read: Result<Option<u64>, String>| match read {
            Ok(count) => count.unwrap_or(0),
            Err(got) => {
                self.reject(feature, "read.bad_number", &format!("a whole number from 0 to {HOUSEHOLDS_MAX}"), &got);
                0
            }
        };
        read.into_iter().map(count).collect()
    }

    fn barrier_class(&mut self, feature: &RawFeature) -> Option<BarrierClass> {
        if let Some(class) = self.spec.barrier_class {
            return Some(class);
        }
        let value = self.columns.class(feature);
        let word = value.as_deref().unwrap_or_default();
        let class = if self.spec.classes.is_empty() {
            BARRIER_CLASSES.iter().find(|(known, _)| *known == word).map(|(_, class)| *class)
        } else {
            self.spec.classes.get(word).copied()
        };
        if class.is_none() {
            let known: Vec<&str> = if self.spec.classes.is_empty() {
                BARRIER_CLASSES.iter().map(|(known, _)| *known).collect()
            } else {
                self.spec.classes.keys().map(String::as_str).collect()
            };
            let expected = format!("one of {}", known.join(", "));
            let got = value.map_or("nothing".to_owned(), |word| shortened(&word));
            self.reject(feature, "read.unknown_class", &expected, &got);
        }
        class
    }

    fn key_or_position(&self, feature: &RawFeature) -> String {
        self.columns.key(feature).unwrap_or_else(|| format!("#{}", feature.index))
    }

    fn reject(&mut self, feature: &RawFeature, code: &str, expected: &str, got: &str) {
        self.rejected.push(Rejected {
            feature: feature.index,
            key: self.columns.key(feature),
            code: code.to_owned(),
            expected: expected.to_owned(),
            got: match feature.line {
                Some(line) => format!("line {line}: {got}"),
                None => got.to_owned(),
            },
        });
    }

    fn put(self, project: &mut Project) {
        let counts: Vec<String> = self.spec.counts.keys().cloned().collect();
        let (id, name, source) = (self.spec.id.clone(), self.spec.name.clone(), self.spec.source());
        match (self.spec.role, self.wanted) {
            (LayerRole::Barrier, _) => {
                project.barriers.push(BarrierLayer { id, name, source, lines: self.lines, rejected: self.rejected });
            }
            (LayerRole::Cells(_), Wanted::Points) => {
                project.households.push(HouseholdTable {
                    source,
                    counts,
                    points: self.points,
                    rejected: self.rejected,
                });
            }
            (role, _) => {
                let is_previous = role == LayerRole::Previous;
                let layer = Layer {
                    id,
                    name,
                    role: if let LayerRole::Cells(role) = role { role } else { Role::default() },
                    source,
                    counts,
                    cells: self.cells,
                    rejected: self.rejected,
                    groups_are_communities: self.spec.groups_are_communities,
                };
                if is_previous {
                    project.history.zones = Some(layer);
                } else {
                    project.layers.push(layer);
                }
            }
        }
    }
}

fn count_words() -> String {
    format!("a whole number of households from 0 to {HOUSEHOLDS_MAX}")
}
