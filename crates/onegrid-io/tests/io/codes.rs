//! The codes of all errors: translations and scripts depend on them.

use std::io;

use onegrid_io::{ManifestError, OutputError, Place, ReadError, WriteError};

const GOLDEN: &str = "\
manifest.bad_id
manifest.duplicate_id
manifest.misplaced_key
manifest.missing_key
manifest.no_base
manifest.role_twice
manifest.syntax
manifest.unknown_key
manifest.unknown_word
manifest.unset_variable
manifest.version
output.bad_name
output.io
output.no_marker
output.no_parent
output.not_a_folder
output.not_ours
read.bad_table
read.empty
read.feature_too_large
read.io
read.missing_column
read.not_feature_collection
read.not_utf8
read.open
read.points_only
read.syntax
read.too_deep
read.too_many_features
read.truncated
read.unknown_format
read.unsupported_crs
write.bad_id
write.duplicate_id
write.io
write.not_finite
";

fn s() -> String {
    "x".to_owned()
}

fn manifest_errors() -> Vec<ManifestError> {
    let place = Place::START;
    vec![
        ManifestError::Syntax { file: s(), place, problem: s() },
        ManifestError::Version { file: s(), expected: 1, got: s() },
        ManifestError::UnknownKey { file: s(), place, key: s(), nearest: None, known: vec![s()] },
        ManifestError::UnknownWord { file: s(), place, key: "x", got: s(), nearest: Some(s()), known: vec![s()] },
        ManifestError::MissingKey { file: s(), place, of: s(), key: s(), why: s() },
        ManifestError::MisplacedKey { file: s(), place, of: s(), key: s(), why: s() },
        ManifestError::BadId { file: s(), place, got: s() },
        ManifestError::DuplicateId { file: s(), place, id: s(), first_line: 1 },
        ManifestError::NoBase { file: s() },
        ManifestError::RoleTwice { file: s(), place, role: s(), first: s(), second: s() },
        ManifestError::UnsetVariable { of: s(), path: s(), name: s() },
    ]
}

fn read_errors() -> Vec<ReadError> {
    let place = Place::START;
    vec![
        ReadError::Open { file: s(), layer: s(), cause: s() },
        ReadError::Io { file: s(), byte: 0, cause: s() },
        ReadError::BadTable { file: s(), problem: s() },
        ReadError::Empty { file: s(), expected: s() },
        ReadError::Truncated { file: s(), place, byte: 0, features: 0 },
        ReadError::Syntax { file: s(), place, byte: 0, feature: Some(1), problem: s(), got: s() },
        ReadError::NotUtf8 { file: s(), byte: 0 },
        ReadError::TooDeep { file: s(), place, byte: 0, limit: 1 },
        ReadError::FeatureTooLarge { file: s(), feature: 0, limit_bytes: 1 },
        ReadError::TooManyFeatures { file: s(), layer: s(), limit: 1 },
        ReadError::NotFeatureCollection { file: s(), got: s() },
        ReadError::UnsupportedCrs { file: s(), got: s() },
        ReadError::MissingColumn { file: s(), layer: s(), key: "x", column: s(), nearest: vec![s()] },
        ReadError::UnknownFormat { file: s(), got: s(), known: vec![s()] },
        ReadError::PointsOnly { file: s(), layer: s(), role: s(), format: s() },
    ]
}

#[test]
fn codes_are_stable_and_messages_say_what_to_do() {
    let write = [
        WriteError::Io { file: s(), cause: io::Error::other("x") },
        WriteError::NotFinite { file: s(), feature: 0 },
        WriteError::BadId { id: s() },
        WriteError::DuplicateId { id: s() },
    ];
    let output = [
        OutputError::NotOurs { folder: "x".into(), marker: s() },
        OutputError::NotAFolder { path: "x".into() },
        OutputError::NoParent { path: "x".into() },
        OutputError::BadName { name: s() },
        OutputError::NoMarker { marker: s() },
        OutputError::Io { path: "x".into(), cause: io::Error::other("x") },
    ];
    let mut all: Vec<(&str, String)> = Vec::new();
    all.extend(manifest_errors().iter().map(|e| (e.code(), e.to_string())));
    all.extend(read_errors().iter().map(|e| (e.code(), e.to_string())));
    all.extend(write.iter().map(|e| (e.code(), e.to_string())));
    all.extend(output.iter().map(|e| (e.code(), e.to_string())));
    all.sort();
    let codes: Vec<&str> = all.iter().map(|(code, _)| *code).collect();
    assert_eq!(codes, GOLDEN.lines().collect::<Vec<_>>());
    for (code, message) in &all {
        assert!(!message.ends_with('.') && !message.contains('\n'), "{code}: {message}");
        assert!(message.contains('x'), "{code} names no culprit: {message}");
    }
    for error in manifest_errors() {
        assert_eq!(ReadError::from(error.clone()).code(), error.code());
    }
}
