//! The files of a manifest -> their columns: names, kinds and counts, never values.
//!
//! # Guarantees
//! No value of a column is shown: tables of households may hold names of residents.

use std::collections::BTreeSet;
use std::io::Read;

use serde::Serialize;

use crate::manifest::expand;
use crate::{Field, LayerSpec, Manifest, ReadError, SourceRequest, find_format};

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ColumnKind {
    /// No value at all.
    Empty,
    /// True or false.
    Boolean,
    /// Whole numbers from 0 on, as households are counted.
    Count,
    /// Other numbers.
    Number,
    /// Texts, or values of several kinds.
    Text,
    /// Lists or objects.
    Nested,
}

/// A column of a layer's files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ColumnInfo {
    /// Its name.
    pub name: String,
    /// What its values are.
    pub kind: ColumnKind,
    /// Features with a value.
    pub filled: u64,
}

/// The columns of one layer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LayerColumns {
    /// The layer's id.
    pub layer: String,
    /// Its features.
    pub features: u64,
    /// Its columns by name; of files with hundreds of columns, those met first.
    pub columns: Vec<ColumnInfo>,
}

/// Features in which columns are looked for.
const FEATURES_LOOKED_AT: usize = 1_000;

/// Describes the columns of every layer of a manifest. `open` gets each path as the manifest has it, twice.
///
/// # Errors
/// As [`read_project`](crate::read_project), but for columns that are missing.
///
/// # Cost
/// One reading of each file, and of its beginning.
pub fn describe_columns(
    manifest: &Manifest,
    open: &mut dyn FnMut(&str) -> std::io::Result<Box<dyn Read>>,
) -> Result<Vec<LayerColumns>, ReadError> {
    manifest.layers.iter().map(|spec| describe_layer(spec, open)).collect()
}

fn describe_layer(
    spec: &LayerSpec,
    open: &mut dyn FnMut(&str) -> std::io::Result<Box<dyn Read>>,
) -> Result<LayerColumns, ReadError> {
    let mut names = BTreeSet::new();
    for path in &spec.paths {
        let mut left = FEATURES_LOOKED_AT;
        names.extend(read_fields(spec, path, &[], open, &mut |_| {
            left -= 1;
            left > 0
        })?);
    }
    let names: Vec<String> = names.into_iter().collect();
    let mut out = LayerColumns { layer: spec.id.clone(), features: 0, columns: Vec::new() };
    out.columns.extend(names.iter().map(|n| ColumnInfo { name: n.clone(), kind: ColumnKind::Empty, filled: 0 }));
    for path in &spec.paths {
        read_fields(spec, path, &names, open, &mut |fields| {
            out.features += 1;
            for (column, field) in out.columns.iter_mut().zip(fields) {
                if let Some(kind) = kind_of(field) {
                    let seen = (column.filled > 0).then_some(column.kind);
                    column.kind = seen.map_or(kind, |seen| both(seen, kind));
                    column.filled += 1;
                }
            }
            true
        })?;
    }
    Ok(out)
}

/// Calls `each` with the fields of every feature until it says no; returns the columns met.
fn read_fields(
    spec: &LayerSpec,
    path: &str,
    columns: &[String],
    open: &mut dyn FnMut(&str) -> std::io::Result<Box<dyn Read>>,
    each: &mut dyn FnMut(&[Field]) -> bool,
) -> Result<BTreeSet<String>, ReadError> {
    expand(path, &format!("layer `{}`", spec.id), &|_| None)?;
    let format = find_format(spec.format.as_deref(), path)?;
    let input = open(path).map_err(|error| ReadError::Open {
        file: path.to_owned(),
        layer: spec.id.clone(),
        cause: error.to_string(),
    })?;
    let request = SourceRequest {
        file: path.to_owned(),
        layer: spec.id.clone(),
        columns: columns.to_vec(),
        crs: spec.crs,
        lon_column: spec.lon_column.clone(),
        lat_column: spec.lat_column.clone(),
    };
    let mut source = format.open(input, request)?;
    while let Some(feature) = source.next_feature() {
        if !each(&feature?.properties) {
            break;
        }
    }
    Ok(source.column_names().clone())
}

pub(crate) fn kind_of(field: &Field) -> Option<ColumnKind> {
    let counted = || matches!(field.to_count(), Ok(Some(_)));
    match field {
        Field::Absent => None,
        Field::Text(text) if text.trim().is_empty() => None,
        Field::Bool(_) => Some(ColumnKind::Boolean),
        Field::Nested(_) => Some(ColumnKind::Nested),
        Field::Number(_) | Field::Text(_) if counted() => Some(ColumnKind::Count),
        Field::Number(_) => Some(ColumnKind::Number),
        Field::Text(text) if text.trim().parse::<f64>().is_ok_and(f64::is_finite) => Some(ColumnKind::Number),
        Field::Text(_) => Some(ColumnKind::Text),
    }
}

pub(crate) fn both(a: ColumnKind, b: ColumnKind) -> ColumnKind {
    let numbers = [ColumnKind::Count, ColumnKind::Number];
    if a == b {
        a
    } else if numbers.contains(&a) && numbers.contains(&b) {
        ColumnKind::Number
    } else {
        ColumnKind::Text
    }
}
