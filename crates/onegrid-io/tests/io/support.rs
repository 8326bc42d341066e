//! Small inputs: a manifest with one base layer, and files that live in memory.

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read};

use onegrid::{Layer, Project};
use onegrid_io::{Manifest, ReadError, read_manifest, read_project};

/// A square of the unit size at the origin, as a GeoJSON geometry.
pub(crate) const SQUARE: &str = r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}"#;

/// A manifest with one base layer `a.geojson`, whose table continues with `keys`.
pub(crate) fn base_manifest(keys: &str) -> Manifest {
    manifest(&format!("[[layer]]\nid = \"a\"\nrole = \"base\"\npath = \"a.geojson\"\n{keys}"))
}

/// A manifest with these layers.
pub(crate) fn manifest(layers: &str) -> Manifest {
    let text = format!("onegrid = 1\nname = \"t\"\n{layers}");
    read_manifest(&text, "onegrid.toml").expect("the test's manifest is sound")
}

/// Reads a project whose files are given.
pub(crate) fn read(manifest: &Manifest, files: &[(&str, &[u8])]) -> Result<Project, ReadError> {
    let files: BTreeMap<String, Vec<u8>> =
        files.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect();
    read_project(
        manifest,
        &mut |path| {
            let bytes = files.get(path).cloned().ok_or(io::ErrorKind::NotFound)?;
            Ok(Box::new(Cursor::new(bytes)) as Box<dyn Read>)
        },
        &mut |_, _| {},
    )
}

/// Reads the text as the base layer.
pub(crate) fn base(keys: &str, text: &str) -> Result<Layer, ReadError> {
    let mut project = read(&base_manifest(keys), &[("a.geojson", text.as_bytes())])?;
    Ok(project.layers.remove(0))
}

/// A FeatureCollection of these features.
pub(crate) fn collection(features: &str) -> String {
    format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#)
}

/// A feature with a square and these properties.
pub(crate) fn feature(properties: &str) -> String {
    format!(r#"{{"type":"Feature","geometry":{SQUARE},"properties":{properties}}}"#)
}
