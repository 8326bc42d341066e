//! The registry of formats: a name or file extension in, a [`LayerSource`] out.

use std::io::Read;

use crate::{CsvSource, GeoJsonSource, LayerSource, ReadError, SourceRequest};

type OpenSource = for<'a> fn(Box<dyn Read + 'a>, SourceRequest) -> Result<Box<dyn LayerSource + 'a>, ReadError>;

/// A kind of file that can be read.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// Name, as in the manifest.
    pub name: &'static str,
    /// File extensions, lower case, without the dot.
    pub extensions: &'static [&'static str],
    /// Whether it holds points only.
    pub is_points_only: bool,
    open: OpenSource,
}

impl Format {
    /// Starts reading a file of this format.
    ///
    /// # Errors
    /// The beginning of the file cannot be read.
    pub fn open<'a>(
        &self,
        input: Box<dyn Read + 'a>,
        request: SourceRequest,
    ) -> Result<Box<dyn LayerSource + 'a>, ReadError> {
        (self.open)(input, request)
    }
}

/// All formats that can be read.
pub fn formats() -> &'static [Format] {
    &[
        Format {
            name: "geojson",
            extensions: &["geojson", "json"],
            is_points_only: false,
            open: |input, request| Ok(Box::new(GeoJsonSource::new(input, request))),
        },
        Format {
            name: "csv",
            extensions: &["csv"],
            is_points_only: true,
            open: |input, request| Ok(Box::new(CsvSource::new(input, request)?)),
        },
    ]
}

/// The format of that name, or, without a name, the one with the file's extension.
///
/// # Errors
/// [`ReadError::UnknownFormat`], which lists what exists.
pub fn find_format(name: Option<&str>, file: &str) -> Result<&'static Format, ReadError> {
    let extension = file
        .rsplit(['/', '\\'])
        .next()
        .and_then(|last| last.rsplit_once('.'))
        .map(|(_, extension)| extension.to_lowercase());
    let found = formats().iter().find(|format| match (name, &extension) {
        (Some(name), _) => format.name.eq_ignore_ascii_case(name),
        (None, Some(extension)) => format.extensions.contains(&extension.as_str()),
        (None, None) => false,
    });
    found.ok_or_else(|| ReadError::UnknownFormat {
        file: file.to_owned(),
        got: match (name, extension) {
            (Some(name), _) => format!("`{name}`"),
            (None, Some(extension)) => format!("`.{extension}`"),
            (None, None) => "(the file has no extension)".to_owned(),
        },
        known: formats().iter().map(|format| format!("{} (.{})", format.name, format.extensions.join(", ."))).collect(),
    })
}
