//! Why a file cannot be read.

use super::{ManifestError, Place};

/// A file cannot be read as a layer. Broken single features are no errors: they are listed as
/// [`Rejected`](onegrid::Rejected).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The manifest cannot be used.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// The file cannot be opened. Correct its path in the manifest.
    #[error("{file}: cannot be opened: {cause}; check the path of layer `{layer}` in the manifest")]
    Open {
        /// The file.
        file: String,
        /// The layer.
        layer: String,
        /// What the system said.
        cause: String,
    },
    /// Reading broke off. Check the disk or network the file lies on.
    #[error("{file}: reading failed after {byte} bytes: {cause}")]
    Io {
        /// The file.
        file: String,
        /// Bytes read until then.
        byte: u64,
        /// What the system said.
        cause: String,
    },
    /// A table of codes cannot be understood. Correct the row that is named.
    #[error("{file}: {problem}")]
    BadTable {
        /// The file.
        file: String,
        /// The row, what was found and what was expected.
        problem: String,
    },
    /// The file holds nothing. Export it again.
    #[error("{file}: the file is empty; expected {expected}")]
    Empty {
        /// The file.
        file: String,
        /// What was expected.
        expected: String,
    },
    /// The file ends too early. Copy or export it again.
    #[error(
        "{file}, {place} (byte {byte}): the file ends in the middle, after {features} whole features; expected it to go on to the closing `}}`; copy or export it again"
    )]
    Truncated {
        /// The file.
        file: String,
        /// Where it ends.
        place: Place,
        /// Size of the file in bytes.
        byte: u64,
        /// Features read until then.
        features: u64,
    },
    /// The text is not JSON. Correct it or export it again.
    #[error(
        "{file}, {place} (byte {byte}{}): not valid JSON: {problem}, got {got}; correct it or export the file again",
        feature_hint(*feature)
    )]
    Syntax {
        /// The file.
        file: String,
        /// Where.
        place: Place,
        /// Zero-based byte.
        byte: u64,
        /// Zero-based position of the feature, if it is inside one.
        feature: Option<u32>,
        /// What the JSON reader found wrong.
        problem: String,
        /// What stands there.
        got: String,
    },
    /// The text is not UTF-8. Convert it (the file may be GBK or UTF-16).
    #[error(
        "{file}: not UTF-8 at byte {byte}; expected UTF-8 text; save the file as UTF-8 (it may be GBK or UTF-16 now)"
    )]
    NotUtf8 {
        /// The file.
        file: String,
        /// Zero-based byte of the first bad sequence.
        byte: u64,
    },
    /// Brackets are nested too deep to be a map. Check where the file comes from.
    #[error(
        "{file}, {place} (byte {byte}): brackets nested deeper than {limit} levels; a layer of polygons needs 7; check the file"
    )]
    TooDeep {
        /// The file.
        file: String,
        /// Where.
        place: Place,
        /// Zero-based byte.
        byte: u64,
        /// Greatest depth allowed.
        limit: u32,
    },
    /// One feature is too large to hold. Split it.
    #[error(
        "{file}: feature {feature} is larger than {limit_bytes} bytes; simplify it or split it into several features"
    )]
    FeatureTooLarge {
        /// The file.
        file: String,
        /// Zero-based position of the feature.
        feature: u64,
        /// Greatest size allowed, in bytes.
        limit_bytes: u64,
    },
    /// More features than can be numbered. Split the file.
    #[error("{file}: more than {limit} features in layer `{layer}`; split the layer")]
    TooManyFeatures {
        /// The file.
        file: String,
        /// The layer.
        layer: String,
        /// Greatest number allowed.
        limit: u32,
    },
    /// JSON, but no FeatureCollection. Export the layer as GeoJSON.
    #[error("{file}: expected a GeoJSON FeatureCollection, got {got}; export the layer as GeoJSON (RFC 7946)")]
    NotFeatureCollection {
        /// The file.
        file: String,
        /// What it is instead.
        got: String,
    },
    /// Coordinates in a reference system that is not read. Convert the file.
    #[error(
        "{file}: unsupported coordinate reference system {got}; expected one of {}; convert the file to EPSG:4490 (longitude, latitude), or set `crs` in the manifest if the file names it wrongly",
        crate::Crs::ACCEPTED.join(", ")
    )]
    UnsupportedCrs {
        /// The file.
        file: String,
        /// What it declares.
        got: String,
    },
    /// No feature of the file has a column that the manifest names. Correct the manifest.
    #[error(
        "{file}: no feature has the column `{column}` that `{key}` of layer `{layer}` names; {}",
        columns_hint(nearest)
    )]
    MissingColumn {
        /// The file.
        file: String,
        /// The layer.
        layer: String,
        /// The key in the manifest that names the column.
        key: &'static str,
        /// The column.
        column: String,
        /// Columns that exist, most similar first (at most 8).
        nearest: Vec<String>,
    },
    /// A table is not what its command needs. Correct the line.
    #[error("{file}, line {line}: expected {expected}, got {got}")]
    Table {
        /// The file.
        file: String,
        /// Line, counted from 1.
        line: u64,
        /// What was expected.
        expected: String,
        /// What was found.
        got: String,
    },
    /// No reader for this kind of file. Convert it or name its format.
    #[error(
        "{file}: unknown format {got}; expected one of {}; convert the file, or set `format` in the manifest",
        known.join(", ")
    )]
    UnknownFormat {
        /// The file.
        file: String,
        /// The format or file extension.
        got: String,
        /// Formats that exist, with their extensions.
        known: Vec<String>,
    },
    /// The format cannot hold what the role needs. Use another file or role.
    #[error(
        "{file}: format {format} holds points only, layer `{layer}` has role {role}; expected a format with shapes, such as geojson"
    )]
    PointsOnly {
        /// The file.
        file: String,
        /// The layer.
        layer: String,
        /// Its role.
        role: String,
        /// The format.
        format: String,
    },
}

impl ReadError {
    /// Stable code of the error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Manifest(error) => error.code(),
            Self::Open { .. } => "read.open",
            Self::Io { .. } => "read.io",
            Self::BadTable { .. } => "read.bad_table",
            Self::Empty { .. } => "read.empty",
            Self::Truncated { .. } => "read.truncated",
            Self::Syntax { .. } => "read.syntax",
            Self::NotUtf8 { .. } => "read.not_utf8",
            Self::TooDeep { .. } => "read.too_deep",
            Self::FeatureTooLarge { .. } => "read.feature_too_large",
            Self::TooManyFeatures { .. } => "read.too_many_features",
            Self::NotFeatureCollection { .. } => "read.not_feature_collection",
            Self::UnsupportedCrs { .. } => "read.unsupported_crs",
            Self::MissingColumn { .. } => "read.missing_column",
            Self::Table { .. } => "read.table",
            Self::UnknownFormat { .. } => "read.unknown_format",
            Self::PointsOnly { .. } => "read.points_only",
        }
    }
}

fn feature_hint(feature: Option<u32>) -> String {
    feature.map_or_else(String::new, |index| format!(", feature {index}"))
}

fn columns_hint(nearest: &[String]) -> String {
    if nearest.is_empty() {
        "the features have no columns at all".to_owned()
    } else {
        format!("nearest existing columns: {}", nearest.join(", "))
    }
}
