//! What must hold for everything that is read.

use std::io::Read;
use std::sync::OnceLock;

use onegrid::{Policy, Project, Silent, Snapshot, merge};
use onegrid_io::{CsvSource, GeoJsonSource, LayerSource, RawFeature, ReadError, SourceRequest, read_manifest};
use onegrid_io::{Manifest, read_project};

/// Gives one byte at a time, as a slow connection may.
struct Dripping<'a>(&'a [u8]);

impl Read for Dripping<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let (Some((&first, rest)), Some(slot)) = (self.0.split_first(), into.first_mut()) else { return Ok(0) };
        (*slot, self.0) = (first, rest);
        Ok(1)
    }
}

fn request() -> SourceRequest {
    SourceRequest {
        file: "f".into(),
        layer: "l".into(),
        columns: vec!["code".into(), "n".into()],
        crs: None,
        lon_column: Some("lon".into()),
        lat_column: Some("lat".into()),
    }
}

/// All features up to the end or the first error, in words (numbers that are none compare in words only).
fn read_all(source: &mut dyn LayerSource, bytes: &[u8]) -> Result<Vec<String>, ReadError> {
    let mut features = Vec::new();
    while let Some(feature) = source.next_feature() {
        let feature: RawFeature = feature?;
        assert_eq!(feature.index as usize, features.len(), "features are numbered in order");
        assert_eq!(feature.properties.len(), 2, "one value for each column asked for");
        features.push(format!("{feature:?}"));
        assert!(features.len() <= bytes.len(), "more features than bytes");
    }
    assert!(source.next_feature().is_none(), "the end stays the end");
    Ok(features)
}

/// Reads GeoJSON at once and byte by byte, and as the layer of a project.
///
/// # Panics
/// When a law is broken.
pub fn check_geojson(bytes: &[u8]) {
    let at_once = read_all(&mut GeoJsonSource::new(Box::new(bytes), request()), bytes);
    let dripping = read_all(&mut GeoJsonSource::new(Box::new(Dripping(bytes)), request()), bytes);
    assert_eq!(words(&at_once), words(&dripping), "the same however the bytes arrive");
    let layer = "[[layer]]\nid = \"l\"\nrole = \"base\"\npath = \"f.geojson\"\nkey = \"code\"\n";
    let Some(project) = project(layer, bytes) else { return };
    let layer = &project.layers[0];
    let of_project = layer.cells.len() + layer.rejected.len();
    // read without columns of its own the file holds the same features
    assert_eq!(at_once.map_or(0, |f| f.len()), of_project, "every feature is a cell or a record of why not");
}

/// Reads a table at once and byte by byte, and as the households of a project.
///
/// # Panics
/// When a law is broken.
pub fn check_csv(bytes: &[u8]) {
    let read = |input: Box<dyn Read + '_>| {
        CsvSource::new(input, request()).and_then(|mut source| read_all(&mut source, bytes))
    };
    let at_once = read(Box::new(bytes));
    assert_eq!(words(&at_once), words(&read(Box::new(Dripping(bytes)))), "the same however the bytes arrive");
    let base = "[[layer]]\nid = \"b\"\nrole = \"base\"\npath = \"b.geojson\"\n";
    let table = "[[layer]]\nid = \"l\"\nrole = \"households\"\npath = \"f.csv\"\nhouseholds_column = \"n\"\n\
                 lon_column = \"lon\"\nlat_column = \"lat\"\n";
    project(&format!("{base}{table}"), bytes);
}

fn words(read: &Result<Vec<String>, ReadError>) -> String {
    format!("{read:?}")
}

/// Reads `bytes` as the last layer of a project; layers before it are empty collections.
fn project(layers: &str, bytes: &[u8]) -> Option<onegrid::Project> {
    let text = format!("onegrid = 1\nname = \"n\"\n{layers}");
    let manifest: Manifest = read_manifest(&text, "m").expect("the manifest is sound");
    let owned = bytes.to_vec();
    let mut open = |path: &str| -> std::io::Result<Box<dyn Read>> {
        let empty = br#"{"type":"FeatureCollection","features":[]}"#.to_vec();
        Ok(Box::new(std::io::Cursor::new(if path.starts_with('b') { empty } else { owned.clone() })))
    };
    match read_project(&manifest, &mut open, &mut |_, _| {}) {
        Ok(project) => Some(project),
        Err(error) => {
            assert!(!error.to_string().is_empty(), "an error says something");
            None
        }
    }
}

/// Reads a manifest, writes it, and reads it again.
///
/// # Panics
/// When a law is broken.
pub fn check_manifest(text: &str) {
    match read_manifest(text, "onegrid.toml") {
        Ok(manifest) => {
            let written = manifest.to_toml();
            let again = read_manifest(&written, "written").unwrap_or_else(|e| panic!("{e}\n{written}"));
            assert_eq!(manifest, again, "what is written is what was read:\n{written}");
        }
        Err(error) => assert!(!error.to_string().is_empty(), "an error says something"),
    }
}

/// Reads a policy as TOML and as JSON, writes it, and reads it again.
///
/// # Panics
/// When a law is broken.
pub fn check_policy(text: &str) {
    for read in [Policy::from_toml, Policy::from_json] {
        match read(text, "policy") {
            Ok(policy) => {
                let written = policy.to_toml();
                let again = Policy::from_toml(&written, "written").unwrap_or_else(|e| panic!("{e}\n{written}"));
                assert_eq!(format!("{policy:?}"), format!("{again:?}"), "what is written is what was read");
            }
            Err(error) => assert!(!error.to_string().is_empty(), "an error says something"),
        }
    }
}

/// Reads bytes as a snapshot, and as changes to a sound one. Fuzzing leaves checksums out, so that changes
/// reach what they would otherwise be caught before.
///
/// # Panics
/// When a law is broken.
pub fn check_snapshot(bytes: &[u8]) {
    answers(bytes);
    let mut changed = sound_snapshot().clone();
    for change in bytes.chunks_exact(4) {
        let at = u32::from_le_bytes([change[0], change[1], change[2], 0]) as usize % changed.len();
        changed[at] ^= change[3];
    }
    answers(&changed);
}

/// What is accepted answers everywhere and is written as it was read.
fn answers(bytes: &[u8]) {
    let Ok(snapshot) = Snapshot::from_bytes(bytes) else { return };
    for i in 0..64 {
        let (lon_deg, lat_deg) = (99.95 + f64::from(i % 8) * 0.02, 29.95 + f64::from(i / 8) * 0.02);
        snapshot.locate(lon_deg, lat_deg);
    }
    let again = Snapshot::from_bytes(&snapshot.to_bytes()).expect("what was read can be written");
    assert_eq!(again.zones(), snapshot.zones(), "the same zones");
}

/// The snapshot of two zones.
fn sound_snapshot() -> &'static Vec<u8> {
    static SNAPSHOT: OnceLock<Vec<u8>> = OnceLock::new();
    SNAPSHOT.get_or_init(|| {
        let square = |key: &str, west: f64| {
            format!(
                "{{\"type\":\"Feature\",\"properties\":{{\"k\":\"{key}\",\"n\":400}},\"geometry\":{{\"type\":\"Polygon\",\
                 \"coordinates\":[[[{west},30],[{0},30],[{0},30.1],[{west},30.1],[{west},30]]]}}}}",
                west + 0.05
            )
        };
        let file =
            format!("{{\"type\":\"FeatureCollection\",\"features\":[{},{}]}}", square("A", 100.0), square("B", 100.05));
        let layer = "[[layer]]\nid = \"l\"\nrole = \"base\"\npath = \"f.geojson\"\nkey = \"k\"\nhouseholds_column = \"n\"\n";
        let project: Project = project(layer, file.as_bytes()).expect("a sound project");
        let policy = Policy::profile("general-300-500").expect("a profile");
        let merged = merge(&project, &policy, &Silent).expect("a sound merge");
        Snapshot::of(&merged.grid, &merged.plan).to_bytes()
    })
}
