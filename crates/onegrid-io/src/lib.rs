//! Bytes in, [`onegrid::Project`] out; results in, bytes out.
//!
//! # Steps
//! 1. **Name** the inputs: a [`Manifest`] says which file is which layer ([`read_manifest`]).
//! 2. **Read** them: [`read_project`] opens each file through the caller's `open`, picks its
//!    [`Format`], and turns every feature into a cell, a line, a point, or a record of why not.
//! 3. **Write** results: [`GeoJsonWriter`], [`TableWriter`], [`write_project`].
//! 4. **Deliver** them: `OutputFolder` shows all files at once or none (native only).
//!
//! # Guarantees
//! 1. Nothing is repaired and nothing is dropped: every feature is a cell or a
//!    [`Rejected`](onegrid::Rejected) record.
//! 2. Only the columns that the manifest names are kept.
//! 3. Memory is bounded by one feature plus what is kept, never by the file.
//! 4. Broken input is an error that names file, place, what was expected, what was found and what
//!    to do; never a panic.
//! 5. Same input, same bytes out.
//!
//! # Example
//! ```
//! let manifest = onegrid_io::read_manifest(
//!     r#"
//!     onegrid = 1
//!     name = "幸福街道"
//!     [[layer]]
//!     id = "civil"
//!     role = "base"
//!     path = "civil.geojson"
//!     key = "code"
//!     "#,
//!     "onegrid.toml",
//! )?;
//! let file = r#"{"type":"FeatureCollection","features":[
//!   {"type":"Feature","properties":{"code":7,"phone":"not kept"},
//!    "geometry":{"type":"Polygon","coordinates":[[[118,32],[118.1,32],[118,32.1],[118,32]]]}},
//!   {"type":"Feature","properties":{"code":8},"geometry":null}]}"#;
//! let project = onegrid_io::read_project(
//!     &manifest,
//!     &mut |_path| Ok(Box::new(file.as_bytes())),
//!     &mut |_layer, _bytes| {},
//! )?;
//! let civil = &project.layers[0];
//! assert_eq!(civil.cells[0].key, "7");
//! assert_eq!(civil.rejected[0].code, "read.no_geometry");
//! # Ok::<(), onegrid_io::ReadError>(())
//! ```
//!
//! # Limits
//! Longitude and latitude in degrees only (CRS84, EPSG:4326, EPSG:4490); UTF-8 only. Further
//! formats come in by implementing [`LayerSource`] and one line in the registry ([`formats`]).

mod assemble;
mod checks;
mod columns;
mod csv_source;
mod describe;
mod error;
mod field;
mod formats;
mod geojson_shape;
mod geojson_source;
mod geojson_writer;
mod import;
mod inspect;
mod json_scan;
mod level_results;
mod lineage_writer;
mod manifest;
mod nearest;
mod point_rows;
mod project_file;
mod project_writer;
mod registers;
mod results;
mod source;
mod table;
mod words;

#[cfg(not(target_arch = "wasm32"))]
mod native;
#[cfg(not(target_arch = "wasm32"))]
mod output_folder;

pub use assemble::read_project;
pub use checks::{read_crosswalk, write_checks};
pub use csv_source::CsvSource;
pub use describe::{ColumnInfo, ColumnKind, LayerColumns, describe_columns};
pub use error::{ManifestError, Place, ReadError, WriteError};
pub use field::Field;
pub use formats::{Format, find_format, formats};
pub use geojson_source::GeoJsonSource;
pub use geojson_writer::GeoJsonWriter;
pub use import::{ImportColumns, ImportLayer, ImportSpec, manifest_of};
pub use inspect::{ColumnGuess, ColumnInspection, FileInspection, GeometryKind, LayerInspection, inspect_file};
pub use level_results::{write_level, write_level_reasons, write_levels};
pub use lineage_writer::{write_codes, write_lineage};
pub use manifest::{LayerRole, LayerSpec, Manifest, read_manifest};
pub use point_rows::{PointRow, PointRows};
pub use project_file::{InputFile, PROJECT_VERSION, ProjectFile, ProjectFileError, ProjectSource};
pub use project_writer::{write_barrier_layer, write_household_table, write_layer, write_project};
pub use registers::{read_admin_table, read_codes_before, read_fingerprints, read_register, write_fingerprints};
pub use results::{
    write_accepted, write_communities, write_conflicts, write_crosswalk, write_cut_lines, write_cuts, write_reasons,
    write_violations, write_zones,
};
pub use source::{Crs, LayerSource, RawFeature, RawGeometry, SourceRequest};
pub use table::{TableWriter, protect};
pub use words::problem_in_chinese;

#[cfg(not(target_arch = "wasm32"))]
pub use native::{open_columns, open_project, resolve_path, write_whole};
#[cfg(not(target_arch = "wasm32"))]
pub use output_folder::{OutputError, OutputFolder, abandon_unfinished};
