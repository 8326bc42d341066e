//! GeoJSON in: what becomes a cell, a line or a point, and what is rejected with a reason.

use std::cell::Cell as Shared;
use std::io::{self, Read};
use std::rc::Rc;

use onegrid::BarrierClass;
use onegrid_io::{ReadError, read_project};

use crate::support::{SQUARE, base, base_manifest, collection, feature, manifest, read};

fn shape_feature(geometry: &str) -> String {
    format!(r#"{{"type":"Feature","geometry":{geometry},"properties":{{}}}}"#)
}

#[test]
fn polygons_multipolygons_and_collections_become_cells() {
    let multi = r#"{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]],[[[5,5],[6,5],[6,6],[5,5]]]]}"#;
    let nested = format!(
        r#"{{"type":"GeometryCollection","geometries":[{SQUARE},{{"type":"GeometryCollection","geometries":[{multi}]}}]}}"#
    );
    let features = [SQUARE, multi, &nested].map(shape_feature).join(",");
    let layer = base("", &collection(&features)).unwrap();
    let parts: Vec<usize> = layer.cells.iter().map(|cell| cell.shape.0.len()).collect();
    assert_eq!((parts.as_slice(), layer.rejected.len()), ([1, 2, 3].as_slice(), 0));
    assert_eq!(layer.cells[2].feature, 2);
    assert_eq!((layer.id.as_str(), layer.source.as_str()), ("a", "a.geojson"));
}

#[test]
fn nothing_is_repaired() {
    let drawn = r#"{"type":"Polygon","coordinates":[[[500000,3500000,12.5],[1,0],[500000,3500000]],[]]}"#;
    let layer = base("", &collection(&shape_feature(drawn))).unwrap();
    let polygon = &layer.cells[0].shape.0[0];
    assert_eq!(polygon.exterior().0.len(), 3, "a ring of 3 positions stays");
    assert_eq!((polygon.exterior().0[0].x, polygon.exterior().0[0].y), (500_000.0, 3_500_000.0));
    assert_eq!(polygon.interiors().len(), 1, "an empty hole stays");
}

#[test]
fn features_without_a_usable_shape_are_listed() {
    let cases = [
        ("null", "read.no_geometry"),
        (r#"{"type":"Polygon","coordinates":[]}"#, "read.no_geometry"),
        (r#"{"type":"GeometryCollection","geometries":[]}"#, "read.no_geometry"),
        (r#"{"type":"Point","coordinates":[1,2]}"#, "read.wrong_geometry"),
        (r#"{"type":"MultiPoint","coordinates":[[1,2]]}"#, "read.wrong_geometry"),
        (r#"{"type":"LineString","coordinates":[[1,2],[3,4]]}"#, "read.wrong_geometry"),
        (r#"{"type":"Circle","coordinates":[1,2]}"#, "read.bad_geometry"),
        (r#"{"type":"Polygon","coordinates":[[[1],[2],[3]]]}"#, "read.bad_geometry"),
        (r#"{"type":"Polygon","coordinates":[[[1,"2"]]]}"#, "read.bad_geometry"),
        (r#"{"type":"Polygon","coordinates":[[[1e999,2]]]}"#, "read.bad_geometry"),
        (r#"{"type":"Polygon","coordinates":[[1,[2]],3]}"#, "read.bad_geometry"),
        (r#"{"type":"Polygon","coordinates":null}"#, "read.bad_geometry"),
        (r#"{"type":"Polygon"}"#, "read.bad_geometry"),
        (r#""Polygon""#, "read.bad_geometry"),
        ("[]", "read.bad_geometry"),
    ];
    for (geometry, code) in cases {
        let text = collection(&format!("{},{}", shape_feature(geometry), shape_feature(SQUARE)));
        let layer = base("", &text).unwrap();
        assert_eq!(layer.cells.len(), 1, "{geometry}");
        assert_eq!((layer.rejected[0].code.as_str(), layer.rejected[0].feature), (code, 0), "{geometry}");
        assert!(!layer.rejected[0].expected.is_empty() && !layer.rejected[0].got.is_empty());
    }
    let mixed =
        format!(r#"{{"type":"GeometryCollection","geometries":[{SQUARE},{{"type":"Point","coordinates":[1,2]}}]}}"#);
    let layer = base("", &collection(&shape_feature(&mixed))).unwrap();
    assert_eq!(layer.rejected[0].code, "read.wrong_geometry");
}

#[test]
fn list_entries_that_are_no_features_are_listed() {
    for entry in ["null", "3", "\"x\"", "[1]", "true", r#"{"geometry":null,"geometry":null}"#] {
        let layer = base("", &collection(&format!("{entry},{}", shape_feature(SQUARE)))).unwrap();
        assert_eq!((layer.cells.len(), layer.rejected.len()), (1, 1), "{entry}");
        assert_eq!(layer.rejected[0].code, "read.bad_geometry", "{entry}");
    }
    let bare = format!("{{\"geometry\":{SQUARE}}}");
    assert_eq!(base("", &collection(&bare)).unwrap().cells.len(), 1, "properties may be missing");
    let odd = format!("{{\"geometry\":{SQUARE},\"properties\":[1]}}");
    assert_eq!(base("", &collection(&odd)).unwrap().cells.len(), 1, "properties may be of no use");
}

#[test]
fn keys_keep_their_digits() {
    let properties = [
        r#"{"k":128}"#,
        r#"{"k":110105001000}"#,
        r#"{"k":5.0}"#,
        r#"{"k":"5.0"}"#,
        r#"{"k":" 007 "}"#,
        r#"{"k":123456789012345678901234567890}"#,
        r#"{"k":null}"#,
        "{}",
        r#"{"k":""}"#,
        r#"{"k":{"a":1}}"#,
    ];
    let layer = base("key = \"k\"", &collection(&properties.map(feature).join(","))).unwrap();
    let keys: Vec<&str> = layer.cells.iter().map(|cell| cell.key.as_str()).collect();
    assert_eq!(
        keys,
        ["128", "110105001000", "5", "5.0", " 007 ", "123456789012345678901234567890", "#6", "#7", "#8", "#9"]
    );
    assert!(layer.rejected.is_empty());
}

#[test]
fn keys_may_be_joined_or_be_the_feature_id() {
    let text = collection(&format!("{},{}", feature(r#"{"a":1,"b":"x"}"#), feature(r#"{"a":1,"b":null}"#)));
    let layer = base("key = [\"a\", \"b\"]", &text).unwrap();
    assert_eq!((layer.cells[0].key.as_str(), layer.cells[1].key.as_str()), ("1-x", "#1"));
    let with_id = |id: &str| format!(r#"{{"type":"Feature","id":{id},"geometry":{SQUARE},"properties":null}}"#);
    let text = collection(&[with_id("7"), with_id("\"Ballard\""), with_id("null")].join(","));
    let keys: Vec<String> = base("", &text).unwrap().cells.into_iter().map(|cell| cell.key).collect();
    assert_eq!(keys, ["7", "Ballard", "#2"]);
}

#[test]
fn hostile_texts_are_data() {
    let long = "长".repeat(10_000);
    let texts = ["'\"\\", "a\nb\r\t", "<script>alert(1)</script>", "🏘️👨‍👩‍👧", "\u{202e}مرحبا", "\u{0}", "=cmd()", &long];
    for text in texts {
        let json = serde_json::json!({ "k": text, "n": text }).to_string();
        let layer = base("key = \"k\"\nname_column = \"n\"", &collection(&feature(&json))).unwrap();
        assert_eq!(layer.cells[0].key, text);
        assert_eq!(layer.cells[0].name.as_deref(), Some(text));
    }
}

#[test]
fn only_named_columns_are_kept() {
    let json = r#"{"身份证":"420106199001011234","k":"a","n":"b","c":"c","z":420106001001,"g":"g","h":3}"#;
    let keys = "key = \"k\"\nname_column = \"n\"\nclass_column = \"c\"\ncode_column = \"z\"\ngroup_column = \"g\"\nhouseholds_column = \"h\"";
    let layer = base(keys, &collection(&feature(json))).unwrap();
    let cell = &layer.cells[0];
    assert_eq!((cell.class.as_deref(), cell.group.as_deref()), (Some("c"), Some("g")));
    assert_eq!((cell.code.as_deref(), cell.households), (Some("420106001001"), Some(3)));
    assert!(!format!("{layer:?}").contains("420106199001011234"));
}

#[test]
fn household_counts_that_cannot_be_read_cost_no_cell() {
    for (value, count) in [("64", Some(64)), ("64.0", Some(64)), ("\"64.0\"", Some(64)), ("0", Some(0)), ("null", None)]
    {
        let text = collection(&feature(&format!(r#"{{"h":{value}}}"#)));
        let layer = base("households_column = \"h\"", &text).unwrap();
        assert_eq!((layer.cells[0].households, layer.rejected.len()), (count, 0), "{value}");
    }
    for value in ["12.5", "-3", "\".25万\"", "true", "[1]", "1e40", "\"12户\""] {
        let text = collection(&feature(&format!(r#"{{"h":{value},"k":"A"}}"#)));
        let layer = base("key = \"k\"\nhouseholds_column = \"h\"", &text).unwrap();
        assert_eq!(layer.cells[0].households, None, "{value}");
        let [rejected] = layer.rejected.as_slice() else { panic!("one record for {value}") };
        assert_eq!((rejected.code.as_str(), rejected.key.as_deref()), ("read.bad_number", Some("A")));
        assert!(rejected.expected.contains("whole number") && rejected.got == value, "{rejected:?}");
    }
}

#[test]
fn column_that_no_feature_has_is_an_error_with_the_nearest() {
    let text = collection(&feature(r#"{"VILLCODE":1,"VILLNAME":"x","AREA":2}"#));
    let error = base("key = \"VILCODE\"", &text).unwrap_err();
    let ReadError::MissingColumn { file, layer, key, column, nearest } = &error else { panic!("{error:?}") };
    assert_eq!((file.as_str(), layer.as_str(), *key, column.as_str()), ("a.geojson", "a", "key", "VILCODE"));
    assert_eq!(nearest[0], "VILLCODE");
    assert!(base("key = \"VILCODE\"", &collection("")).is_ok(), "an empty layer has no columns to miss");
    let none = base("key = \"k\"", &collection(&feature("null"))).unwrap_err();
    assert!(none.to_string().contains("no columns at all"), "{none}");
}

#[test]
fn several_files_are_one_layer() {
    let manifest =
        manifest("[[layer]]\nid = \"a\"\nrole = \"base\"\npath = [\"d/x.geojson\", \"d/y.json\"]\nkey = \"k\"");
    let x = collection(&format!("{},{}", feature(r#"{"k":1}"#), feature(r#"{"k":null}"#)));
    let y = collection(&feature(r#"{"k":null}"#));
    let project = read(&manifest, &[("d/x.geojson", x.as_bytes()), ("d/y.json", y.as_bytes())]).unwrap();
    let layer = &project.layers[0];
    assert_eq!(layer.source, "x.geojson, y.json");
    let keys: Vec<(&str, u32)> = layer.cells.iter().map(|cell| (cell.key.as_str(), cell.feature)).collect();
    assert_eq!(keys, [("1", 0), ("#1", 1), ("#2", 2)]);
}

#[test]
fn barriers_have_a_class_each() {
    let line = r#"{"type":"LineString","coordinates":[[0,0,9],[1,1]]}"#;
    let multi = r#"{"type":"MultiLineString","coordinates":[[[0,0],[1,1]],[[2,2],[3,3]]]}"#;
    let road = |geometry: &str, class: &str| {
        format!(r#"{{"type":"Feature","geometry":{geometry},"properties":{{"kind":{class},"name":"解放路"}}}}"#)
    };
    let text = collection(
        &[
            road(line, "\"primary\""),
            road(multi, "\"stream\""),
            road(line, "\"footway\""),
            road(SQUARE, "\"primary\""),
            road(line, "null"),
        ]
        .join(","),
    );
    let barrier = "[[layer]]\nid = \"r\"\nrole = \"barrier\"\npath = \"r.geojson\"\nname_column = \"name\"\n";
    let base = "[[layer]]\nid = \"b\"\nrole = \"base\"\npath = \"b.geojson\"\n";
    let empty = collection("");
    let files = [("r.geojson", text.as_bytes()), ("b.geojson", empty.as_bytes())];
    let mapped = "class_column = \"kind\"\n[layer.classes]\nprimary = \"road\"\nstream = \"river\"";
    let project = read(&manifest(&format!("{base}{barrier}{mapped}")), &files).unwrap();
    let layer = &project.barriers[0];
    let classes: Vec<BarrierClass> = layer.lines.iter().map(|line| line.class).collect();
    assert_eq!(classes, [BarrierClass::Road, BarrierClass::River]);
    assert_eq!((layer.lines[0].name.as_deref(), layer.lines[1].shape.0.len()), (Some("解放路"), 2));
    let rejected: Vec<(u32, &str)> = layer.rejected.iter().map(|r| (r.feature, r.code.as_str())).collect();
    assert_eq!(rejected, [(2, "read.unknown_class"), (3, "read.wrong_geometry"), (4, "read.unknown_class")]);
    assert_eq!(
        (layer.rejected[0].expected.as_str(), layer.rejected[0].got.as_str()),
        ("one of primary, stream", "footway")
    );
    let project = read(&manifest(&format!("{base}{barrier}barrier_class = \"rail\"")), &files).unwrap();
    assert!(project.barriers[0].lines.iter().all(|line| line.class == BarrierClass::Rail));
    assert_eq!(project.barriers[0].lines.len(), 4);
}

#[test]
fn household_points_become_a_table_and_polygons_a_layer() {
    let manifest = manifest(
        "[[layer]]\nid = \"b\"\nrole = \"base\"\npath = \"b.geojson\"\n[[layer]]\nid = \"h\"\nrole = \"households\"\npath = \"h.geojson\"\nhouseholds_column = \"n\"",
    );
    let point = |n: &str| {
        format!(
            r#"{{"type":"Feature","geometry":{{"type":"Point","coordinates":[118.5,32.25,4]}},"properties":{{"n":{n}}}}}"#
        )
    };
    let empty = collection("");
    let read_h =
        |text: String| read(&manifest, &[("b.geojson", empty.as_bytes()), ("h.geojson", text.as_bytes())]).unwrap();
    let null = r#"{"type":"Feature","geometry":null,"properties":{"n":1}}"#;
    let project = read_h(collection(&[null, &point("12"), &point("null"), &feature(r#"{"n":3}"#)].join(",")));
    let table = &project.households[0];
    assert_eq!((table.points.len(), table.points[0].households, table.points[0].feature), (1, 12, 1));
    let (lon_deg, lat_deg) = (table.points[0].lon_deg, table.points[0].lat_deg);
    assert!((lon_deg - 118.5).abs() < 1e-12 && (lat_deg - 32.25).abs() < 1e-12);
    let codes: Vec<&str> = table.rejected.iter().map(|r| r.code.as_str()).collect();
    assert_eq!(codes, ["read.no_geometry", "read.bad_number", "read.wrong_geometry"]);
    let project = read_h(collection(&[feature(r#"{"n":3}"#), point("1")].join(",")));
    assert_eq!((project.layers[1].cells.len(), project.layers[1].rejected.len()), (1, 1));
}

#[test]
fn byte_order_mark_and_odd_member_order_are_fine() {
    let square = feature(r#"{"k":1}"#);
    let text = format!(
        "\u{feff} {{\"bbox\":[0,0,1,1],\n\"name\":{{\"features\":[1,2]}},\"features\" :\n [ {square} ,\r\n\t{square} ] , \"type\" : \"FeatureCollection\", \"x\":1 }}\n\n"
    );
    assert_eq!(base("key = \"k\"", &text).unwrap().cells.len(), 2);
}

/// Endless features, and how many bytes of them were taken.
struct Endless {
    feature: Vec<u8>,
    at: usize,
    taken: Rc<Shared<usize>>,
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.taken.get() > 50_000_000 {
            return Err(io::Error::other("the line was cut"));
        }
        for byte in buffer.iter_mut() {
            *byte = self.feature[self.at % self.feature.len()];
            self.at += 1;
        }
        self.taken.set(self.taken.get() + buffer.len());
        Ok(buffer.len())
    }
}

#[test]
fn features_are_handed_on_before_the_file_ends() {
    use onegrid_io::{GeoJsonSource, LayerSource, SourceRequest};
    let head = br#"{"type":"FeatureCollection","features":["#;
    let one = format!("{},", feature("{}"));
    let taken = Rc::new(Shared::new(0));
    let endless = Endless { feature: one.into_bytes(), at: 0, taken: Rc::clone(&taken) };
    let input = Box::new(head.as_slice().chain(endless));
    let mut source = GeoJsonSource::new(input, SourceRequest::default());
    for index in 0..100 {
        let feature = source.next_feature().unwrap().unwrap();
        assert_eq!(feature.index, index);
    }
    assert!(taken.get() < 200_000, "{} bytes taken for 100 small features", taken.get());
}

#[test]
fn progress_counts_the_bytes_of_each_layer() {
    let text = collection(&feature("{}"));
    let size = text.len() as u64;
    let mut seen = Vec::new();
    read_project(
        &base_manifest(""),
        &mut |_| Ok(Box::new(io::Cursor::new(text.clone().into_bytes()))),
        &mut |layer, bytes| seen.push((layer.to_owned(), bytes)),
    )
    .unwrap();
    assert_eq!(seen.last(), Some(&("a".to_owned(), size)));
    assert!(seen.is_sorted());
}

/// Gives one byte at a time.
struct Dripping(io::Cursor<Vec<u8>>);

impl Read for Dripping {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let one = buffer.len().min(1);
        self.0.read(&mut buffer[..one])
    }
}

#[test]
fn how_the_bytes_arrive_makes_no_difference() {
    let text =
        format!("\u{feff}{}", collection(&[feature(r#"{"k":"\\\" ]}幸福"}"#), feature(r#"{"k":-1.5}"#)].join(" ,\n")));
    let manifest = base_manifest("key = \"k\"");
    let whole = read(&manifest, &[("a.geojson", text.as_bytes())]).unwrap();
    assert_eq!(whole.layers[0].cells[0].key, "\\\" ]}幸福");
    let dripped = read_project(
        &manifest,
        &mut |_| Ok(Box::new(Dripping(io::Cursor::new(text.clone().into_bytes())))),
        &mut |_, _| {},
    );
    assert_eq!(dripped.unwrap(), whole);
}
