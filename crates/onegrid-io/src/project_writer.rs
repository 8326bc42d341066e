//! A [`Project`] in, its files and manifest out.
//!
//! # Guarantees
//! Reading the files back gives the same project, if features are numbered in order from 0, keys
//! and other texts are not empty, nothing was rejected, and each source is the name of the file it
//! is written to: `<id>.geojson` for layers, any `.csv` name for household tables.
//!
//! # Limits
//! Rejected features have no shape and are not written. The earlier grid, its register and the
//! administrative table are files of their own and stay where they are.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use onegrid::{BarrierLayer, Cell, HouseholdTable, Layer, Project, Role};
use serde_json::Value;

use crate::manifest::{barrier_word, is_sound_id};
use crate::{GeoJsonWriter, LayerRole, LayerSpec, Manifest, TableWriter, WriteError};

const KEY: &str = "key";
const NAME: &str = "name";
const CLASS: &str = "class";
const CODE: &str = "code";
const GROUP: &str = "group";
const HOUSEHOLDS: &str = "households";
const LON: &str = "lon";
const LAT: &str = "lat";

/// Writes every layer of the project and `onegrid.toml`; returns what the latter says.
/// `sink` creates the file of a name.
///
/// # Errors
/// A file cannot be written, or a shape or id cannot be; see [`WriteError`].
pub fn write_project(
    project: &Project,
    sink: &mut dyn FnMut(&str) -> io::Result<Box<dyn Write>>,
) -> Result<Manifest, WriteError> {
    let mut manifest = Manifest {
        name: project.name.clone(),
        policy: None,
        extent: project.extent,
        code_prefix: project.code_prefix.clone(),
        ..Manifest::default()
    };
    let mut ids = BTreeSet::new();
    for layer in &project.layers {
        let file = layer_file(&layer.id, &mut ids)?;
        manifest.layers.push(layer_spec(layer, &file));
        write_layer(layer, open(sink, &file)?).map_err(|error| named(error, &file))?;
    }
    for barrier in &project.barriers {
        let file = layer_file(&barrier.id, &mut ids)?;
        manifest.layers.push(barrier_spec(barrier, &file));
        write_barrier_layer(barrier, open(sink, &file)?).map_err(|error| named(error, &file))?;
    }
    let mut table_files = BTreeSet::new();
    for table in &project.households {
        let id = free_name("households", "", &mut ids);
        let file = table_file(&table.source, &mut table_files);
        manifest.layers.push(table_spec(&id, &file, &table.counts));
        write_household_table(table, open(sink, &file)?).map_err(|error| named(error, &file))?;
    }
    let file = "onegrid.toml";
    let mut out = open(sink, file)?;
    out.write_all(manifest.to_toml().as_bytes())
        .and_then(|()| out.flush())
        .map_err(|cause| WriteError::Io { file: file.to_owned(), cause })?;
    Ok(manifest)
}

/// Writes the cells of a layer as GeoJSON, with the columns `key`, and `name`, `class`, `code`,
/// `group`, `households` where any cell has them.
///
/// # Errors
/// The output cannot be written, or a coordinate is not finite.
pub fn write_layer<W: Write>(layer: &Layer, out: W) -> Result<W, WriteError> {
    let columns = used_columns(layer);
    let mut writer = GeoJsonWriter::new(out).map_err(|cause| failed(&layer.source, cause, 0))?;
    for cell in &layer.cells {
        let mut properties = vec![(KEY, Value::String(cell.key.clone()))];
        properties.extend(columns.iter().map(|&column| (column, value(cell, column))));
        let counts = layer.counts.iter().zip(&cell.counts);
        properties.extend(counts.map(|(id, &count)| (id.as_str(), Value::from(count))));
        let feature = writer.features();
        writer.write_polygons_deg(&cell.shape, &properties).map_err(|cause| failed(&layer.source, cause, feature))?;
    }
    let features = writer.features();
    writer.finish().map_err(|cause| failed(&layer.source, cause, features))
}

/// Writes the lines of a barrier layer as GeoJSON, with the columns `key`, `class`, and `name`
/// where any line has one.
///
/// # Errors
/// The output cannot be written, or a coordinate is not finite.
pub fn write_barrier_layer<W: Write>(layer: &BarrierLayer, out: W) -> Result<W, WriteError> {
    let has_names = layer.lines.iter().any(|line| line.name.is_some());
    let mut writer = GeoJsonWriter::new(out).map_err(|cause| failed(&layer.source, cause, 0))?;
    for line in &layer.lines {
        let mut properties =
            vec![(KEY, Value::String(line.key.clone())), (CLASS, Value::String(barrier_word(line.class).to_owned()))];
        if has_names {
            properties.push((NAME, line.name.clone().map_or(Value::Null, Value::String)));
        }
        let feature = writer.features();
        writer.write_lines_deg(&line.shape, &properties).map_err(|cause| failed(&layer.source, cause, feature))?;
    }
    let features = writer.features();
    writer.finish().map_err(|cause| failed(&layer.source, cause, features))
}

/// Writes household points as a CSV table with the columns `lon`, `lat`, `households`.
///
/// # Errors
/// The output cannot be written, or a coordinate is not finite.
pub fn write_household_table<W: Write>(table: &HouseholdTable, out: W) -> Result<W, WriteError> {
    let io = |cause| failed(&table.source, cause, 0);
    let head: Vec<&str> = [LON, LAT, HOUSEHOLDS].into_iter().chain(table.counts.iter().map(String::as_str)).collect();
    let mut writer = TableWriter::new(out, &head).map_err(io)?;
    for (feature, point) in table.points.iter().enumerate() {
        if !(point.lon_deg.is_finite() && point.lat_deg.is_finite()) {
            let feature = feature as u64;
            return Err(WriteError::NotFinite { file: table.source.clone(), feature });
        }
        let mut row = vec![point.lon_deg.to_string(), point.lat_deg.to_string(), point.households.to_string()];
        row.extend((0..table.counts.len()).map(|k| point.counts.get(k).copied().unwrap_or(0).to_string()));
        writer.row(&row).map_err(io)?;
    }
    writer.finish().map_err(io)
}

/// The optional columns that a layer uses, in the order they are written.
fn used_columns(layer: &Layer) -> Vec<&'static str> {
    let any = |has: fn(&Cell) -> bool| layer.cells.iter().any(has);
    let columns = [
        (NAME, any(|cell| cell.name.is_some())),
        (CLASS, any(|cell| cell.class.is_some())),
        (CODE, any(|cell| cell.code.is_some())),
        // What the manifest must name has to be there even if all of it is empty.
        (GROUP, layer.groups_are_communities || any(|cell| cell.group.is_some())),
        (HOUSEHOLDS, layer.role == Role::Households || any(|cell| cell.households.is_some())),
    ];
    columns.into_iter().filter(|(_, is_used)| *is_used).map(|(column, _)| column).collect()
}

fn value(cell: &Cell, column: &str) -> Value {
    let text = match column {
        NAME => &cell.name,
        CLASS => &cell.class,
        CODE => &cell.code,
        GROUP => &cell.group,
        _ => return cell.households.map_or(Value::Null, Value::from),
    };
    text.clone().map_or(Value::Null, Value::String)
}

fn layer_spec(layer: &Layer, file: &str) -> LayerSpec {
    let used = used_columns(layer);
    let column = |name: &'static str| used.contains(&name).then(|| name.to_owned());
    LayerSpec {
        name: layer.name.clone(),
        key: vec![KEY.to_owned()],
        name_column: column(NAME),
        class_column: column(CLASS),
        code_column: column(CODE),
        group_column: column(GROUP),
        groups_are_communities: layer.groups_are_communities,
        households_column: column(HOUSEHOLDS),
        counts: same_names(&layer.counts),
        ..LayerSpec::new(&layer.id, LayerRole::Cells(layer.role), file)
    }
}

fn barrier_spec(layer: &BarrierLayer, file: &str) -> LayerSpec {
    let has_names = layer.lines.iter().any(|line| line.name.is_some());
    LayerSpec {
        name: layer.name.clone(),
        key: vec![KEY.to_owned()],
        name_column: has_names.then(|| NAME.to_owned()),
        class_column: Some(CLASS.to_owned()),
        ..LayerSpec::new(&layer.id, LayerRole::Barrier, file)
    }
}

/// Counts are written in columns of their ids.
fn same_names(ids: &[String]) -> BTreeMap<String, String> {
    ids.iter().map(|id| (id.clone(), id.clone())).collect()
}

fn table_spec(id: &str, file: &str, counts: &[String]) -> LayerSpec {
    LayerSpec {
        counts: same_names(counts),
        households_column: Some(HOUSEHOLDS.to_owned()),
        lon_column: Some(LON.to_owned()),
        lat_column: Some(LAT.to_owned()),
        ..LayerSpec::new(id, LayerRole::Cells(Role::Households), file)
    }
}

/// File of a layer. Ids that differ in case only would be one file on some systems.
fn layer_file(id: &str, ids: &mut BTreeSet<String>) -> Result<String, WriteError> {
    if !is_sound_id(id) {
        return Err(WriteError::BadId { id: format!("\"{}\"", crate::field::shortened(id)) });
    }
    if !ids.insert(id.to_lowercase()) {
        return Err(WriteError::DuplicateId { id: id.to_owned() });
    }
    Ok(format!("{id}.geojson"))
}

/// File of a household table: its own name if that is sound and free.
fn table_file(source: &str, taken: &mut BTreeSet<String>) -> String {
    let is_csv = source.to_lowercase().ends_with(".csv");
    if is_csv && is_sound_id(source) && taken.insert(source.to_lowercase()) {
        return source.to_owned();
    }
    free_name("households", ".csv", taken)
}

/// `stem`, or `stem-2`, `stem-3` ... if that is taken; with `ending`.
fn free_name(stem: &str, ending: &str, taken: &mut BTreeSet<String>) -> String {
    let mut name = format!("{stem}{ending}");
    let mut count = 1;
    while !taken.insert(name.clone()) {
        count += 1;
        name = format!("{stem}-{count}{ending}");
    }
    name
}

fn open(sink: &mut dyn FnMut(&str) -> io::Result<Box<dyn Write>>, file: &str) -> Result<Box<dyn Write>, WriteError> {
    sink(file).map_err(|cause| WriteError::Io { file: file.to_owned(), cause })
}

fn failed(file: &str, cause: io::Error, feature: u64) -> WriteError {
    let file = file.to_owned();
    match cause.kind() {
        io::ErrorKind::InvalidData => WriteError::NotFinite { file, feature },
        _ => WriteError::Io { file, cause },
    }
}

/// The error with the name of the file written, rather than of where the layer came from.
fn named(error: WriteError, file: &str) -> WriteError {
    let file = file.to_owned();
    match error {
        WriteError::Io { cause, .. } => WriteError::Io { file, cause },
        WriteError::NotFinite { feature, .. } => WriteError::NotFinite { file, feature },
        other => other,
    }
}
