//! Broken GeoJSON: an error with its place, never a panic.

use std::io::{self, Read};

use onegrid_io::{Place, ReadError, read_project};

use crate::support::{base, base_manifest, collection, feature, manifest, read};

fn error(text: &str) -> ReadError {
    base("", text).expect_err("the file is broken")
}

fn bytes_error(bytes: &[u8]) -> ReadError {
    read(&base_manifest(""), &[("a.geojson", bytes)]).expect_err("the file is broken")
}

#[test]
fn empty_files_are_said_to_be_empty() {
    for text in ["", "  \n ", "\u{feff}", "\u{feff}\n"] {
        assert!(matches!(error(text), ReadError::Empty { .. }), "{text:?}");
    }
}

#[test]
fn every_truncation_is_an_error() {
    let text = format!(
        "\u{feff}{{\"type\":\"FeatureCollection\",\"crs\":null,\"features\":[{},{}],\"x\":\"é\"}}",
        feature(r#"{"k":"幸福"}"#),
        feature(r#"{"k":[1,{"a":2.5}]}"#)
    );
    for end in 0..text.len() {
        let result = read(&base_manifest(""), &[("a.geojson", &text.as_bytes()[..end])]);
        let error = result.expect_err("a part is not a whole");
        assert!(
            matches!(error.code(), "read.empty" | "read.truncated" | "read.syntax" | "read.not_utf8"),
            "cut at byte {end}: {error}"
        );
    }
    let cut = &text[..text.len() - 60];
    let error = error(cut);
    let ReadError::Truncated { features, byte, .. } = error else { panic!("{error}") };
    assert_eq!((features, byte), (1, cut.len() as u64));
}

#[test]
fn single_changed_bytes_never_panic() {
    let text = collection(&format!("{},{}", feature(r#"{"k":"a\u00e9","h":1.5}"#), feature("null")));
    for at in 0..text.len() {
        for byte in [0, b'"', b'\\', b'{', b'}', b'[', b']', b',', b':', b'9', b'e', 0x80, 0xFF] {
            let mut bytes = text.clone().into_bytes();
            bytes[at] = byte;
            // Reading may succeed (a changed digit) or fail, but it comes back.
            if let Err(error) = read(&base_manifest(""), &[("a.geojson", &bytes)]) {
                assert!(error.to_string().starts_with("a.geojson"), "{error}");
            }
        }
    }
}

#[test]
fn syntax_errors_name_line_column_and_feature() {
    let text = "{\n\"type\":\"FeatureCollection\",\n\"features\":[\n{\"geometry\":null},\n{\"geometry\":null,\n  \"properties\":{\"H_CNT\": NaN}}]}";
    let error = error(text);
    let ReadError::Syntax { place, byte, feature, got, .. } = &error else { panic!("{error:?}") };
    assert_eq!((place.line, *feature), (6, Some(1)));
    assert!((24..=27).contains(&place.column), "{place}");
    assert!(got.contains("NaN") || got.contains("aN"), "{got}");
    let nan = text.find("NaN").unwrap() as u64;
    assert!(byte.abs_diff(nan) <= 1, "{byte} {nan}");
}

#[test]
fn syntax_errors_on_one_line_name_the_column_of_the_file() {
    let text = collection("{\"geometry\":nil}");
    let ReadError::Syntax { place, .. } = error(&text) else { panic!("a syntax error") };
    let nil = text.find("nil").unwrap() as u32 + 1;
    assert_eq!(place.line, 1);
    assert!(place.column.abs_diff(nil) <= 2, "{place}, expected near {nil}");
}

#[test]
fn broken_structure_is_a_syntax_error() {
    for text in [
        "<html>",
        "PK\u{3}\u{4}",
        "nonsense",
        "{]",
        "{\"features\":[{},]}",
        "{\"features\":[,{}]}",
        "{\"features\":[{} {}]}",
        "{\"features\":[{}]",
        "{\"features\":[]} x",
        "{\"features\":[],\"features\":[]}",
        "{\"features\":[],}",
        "{\"features\" []}",
        "{features:[]}",
        "{\"x\":,\"features\":[]}",
        "{\"x\":NaN,\"features\":[]}",
        "{\"features\":[{\"geometry\":[}]}",
        "{\"features\":[Infinity]}",
    ] {
        let error = error(text);
        assert!(matches!(error.code(), "read.syntax" | "read.truncated"), "{text}: {error}");
    }
    let ReadError::Syntax { place, .. } = error("\n<html>") else { panic!("a syntax error") };
    assert_eq!(place, Place { line: 2, column: 1 });
}

#[test]
fn other_json_is_no_collection() {
    for (text, got) in [
        ("[1]", "a list"),
        ("{}", "an object without `features`"),
        ("{\"type\":\"Feature\",\"geometry\":null}", "type \"Feature\""),
        ("{\"type\":\"Topology\",\"objects\":{}}", "type \"Topology\""),
        ("{\"type\":\"FeatureCollection\"}", "an object without `features`"),
        ("{\"features\":{}}", "`features` that is not a list"),
        ("{\"features\":null}", "`features` that is not a list"),
    ] {
        let error = error(text);
        assert!(matches!(&error, ReadError::NotFeatureCollection { got: g, .. } if g == got), "{text}: {error}");
    }
}

#[test]
fn other_encodings_are_named() {
    let gbk = b"{\"features\":[{\"properties\":{\"k\":\"\xD0\xD2\xB8\xA3\"}}]}";
    let at = gbk.iter().position(|b| *b == 0xD0).unwrap() as u64;
    assert!(matches!(bytes_error(gbk), ReadError::NotUtf8 { byte, .. } if byte == at));
    let utf16: Vec<u8> = "\u{feff}{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let error = bytes_error(&utf16);
    assert!(matches!(error, ReadError::NotUtf8 { byte: 0, .. }), "{error:?}");
}

#[test]
fn nesting_bombs_are_refused() {
    for (open, inside) in [("[", "properties"), ("{\"a\":", "properties"), ("[", "geometry"), ("[", "x")] {
        let bomb = open.repeat(100_000);
        let text = collection(&format!("{{\"{inside}\":{bomb}"));
        let error = error(&text);
        assert!(matches!(error, ReadError::TooDeep { .. }), "{error}");
    }
    let top = error(&format!("{{\"x\":{}", "[".repeat(1_000_000)));
    assert!(matches!(top, ReadError::TooDeep { .. }), "{top}");
    let deep = |levels: usize| {
        let collection_of = r#"{"type":"GeometryCollection","geometries":["#.repeat(levels);
        collection(&format!("{{\"geometry\":{collection_of}{}}}", "]}".repeat(levels)))
    };
    let layer = base("", &deep(50)).unwrap();
    assert_eq!(layer.rejected.len(), 1, "deep but allowed: no geometry in it, or not readable");
}

#[test]
fn unsupported_reference_systems_are_refused_wherever_they_stand() {
    let member = |name: &str| format!(r#""crs":{{"type":"name","properties":{{"name":"{name}"}}}}"#);
    for name in ["urn:ogc:def:crs:EPSG::4549", "EPSG:3857", "GCJ-02", ""] {
        let crs = member(name);
        let features = feature("{}");
        for text in [format!("{{{crs},\"features\":[{features}]}}"), format!("{{\"features\":[{features}],{crs}}}")] {
            let error = error(&text);
            assert!(matches!(&error, ReadError::UnsupportedCrs { got, .. } if got == name), "{error}");
            assert!(error.to_string().contains("CRS84, EPSG:4326, EPSG:4490"), "{error}");
            assert!(base("crs = \"EPSG:4490\"", &text).is_ok(), "the manifest overrides");
        }
    }
    for name in ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4490", "urn:ogc:def:crs:EPSG::4326"] {
        let text = format!("{{\"features\":[{}],{}}}", feature("{}"), member(name));
        assert!(base("", &text).is_ok(), "{name}");
    }
    let linked = r#"{"crs":{"type":"link","properties":{"href":"http://x"}},"features":[]}"#;
    assert!(matches!(error(linked), ReadError::UnsupportedCrs { .. }));
    assert!(base("", r#"{"crs":null,"features":[]}"#).is_ok());
}

#[test]
fn files_that_cannot_be_opened_or_formats_unknown_are_named() {
    let missing = read(&base_manifest(""), &[]).unwrap_err();
    assert!(matches!(&missing, ReadError::Open { file, layer, .. } if file == "a.geojson" && layer == "a"));
    for (path, got) in
        [("a.shp", "`.shp`"), ("a", "(the file has no extension)"), ("x.d/a", "(the file has no extension)")]
    {
        let manifest = manifest(&format!("[[layer]]\nid = \"a\"\nrole = \"base\"\npath = \"{path}\""));
        let error = read(&manifest, &[]).unwrap_err();
        assert!(matches!(&error, ReadError::UnknownFormat { got: g, .. } if g == got), "{error}");
        assert!(error.to_string().contains("geojson (.geojson, .json), csv (.csv)"), "{error}");
    }
    let table = manifest("[[layer]]\nid = \"a\"\nrole = \"base\"\npath = \"a.csv\"");
    assert!(matches!(read(&table, &[]).unwrap_err(), ReadError::PointsOnly { .. }));
    let unset = manifest("[[layer]]\nid = \"a\"\nrole = \"base\"\npath = \"${X}/a.geojson\"");
    assert_eq!(read(&unset, &[]).unwrap_err().code(), "manifest.unset_variable");
}

struct Cut;

impl Read for Cut {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other("the line was cut"))
    }
}

#[test]
fn a_broken_line_is_no_short_file() {
    let head = collection(&feature("{}"));
    let error = read_project(
        &base_manifest(""),
        &mut |_| Ok(Box::new(io::Cursor::new(head.as_bytes()[..50].to_vec()).chain(Cut))),
        &mut |_, _| {},
    )
    .unwrap_err();
    assert!(matches!(error, ReadError::Io { byte: 50, .. }), "{error:?}");
}
