//! GeoJSON out: exact decimals, one feature per line.

use geo_types::{MultiPolygon, polygon};
use onegrid_io::GeoJsonWriter;
use serde_json::{Value, json};

use crate::support::base;

#[test]
fn lattice_shapes_are_written_exactly() {
    let mut writer = GeoJsonWriter::new(Vec::new()).unwrap();
    let ring = vec![(1_189_000_001, 321_000_000), (1_189_000_002, 321_000_000), (-5_000_000, 0)];
    let properties = [("z", json!("x\ny")), ("a", json!(1))];
    writer.write_polygons(&[vec![ring.clone()]], &properties).unwrap();
    writer.write_polygons(&[vec![ring.clone()], vec![ring.clone()]], &[]).unwrap();
    writer.write_lines(&[vec![(0, 0), (1, -1)]], &[]).unwrap();
    writer.write_lines(&[vec![(0, 0), (1, -1)], vec![(0, 0), (10_000_000, 0)]], &[]).unwrap();
    writer.write_point((1_189_000_001, -1), &[]).unwrap();
    writer.write_polygons::<Vec<Vec<(i32, i32)>>, _>(&[], &[]).unwrap();
    assert_eq!(writer.features(), 6);
    let text = String::from_utf8(writer.finish().unwrap()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let closed = "[[118.9000001,32.1],[118.9000002,32.1],[-0.5,0],[118.9000001,32.1]]";
    assert_eq!(
        lines,
        [
            r#"{"type":"FeatureCollection","features":["#,
            &format!(
                r#"{{"type":"Feature","geometry":{{"type":"Polygon","coordinates":[{closed}]}},"properties":{{"z":"x\ny","a":1}}}},"#
            ),
            &format!(
                r#"{{"type":"Feature","geometry":{{"type":"MultiPolygon","coordinates":[[{closed}],[{closed}]]}},"properties":{{}}}},"#
            ),
            r#"{"type":"Feature","geometry":{"type":"LineString","coordinates":[[0,0],[0.0000001,-0.0000001]]},"properties":{}},"#,
            r#"{"type":"Feature","geometry":{"type":"MultiLineString","coordinates":[[[0,0],[0.0000001,-0.0000001]],[[0,0],[1,0]]]},"properties":{}},"#,
            r#"{"type":"Feature","geometry":{"type":"Point","coordinates":[118.9000001,-0.0000001]},"properties":{}},"#,
            r#"{"type":"Feature","geometry":null,"properties":{}}"#,
            "]}",
        ]
    );
    assert!(serde_json::from_str::<Value>(&text).is_ok());
}

#[test]
fn a_closed_ring_is_not_closed_twice() {
    let ring = vec![(0, 0), (10_000_000, 0), (0, 10_000_000), (0, 0)];
    let mut writer = GeoJsonWriter::new(Vec::new()).unwrap();
    writer.write_polygons(&[[ring]], &[]).unwrap();
    let text = String::from_utf8(writer.finish().unwrap()).unwrap();
    assert!(text.contains("[[0,0],[1,0],[0,1],[0,0]]"), "{text}");
}

#[test]
fn an_empty_collection_is_sound() {
    let text = String::from_utf8(GeoJsonWriter::new(Vec::new()).unwrap().finish().unwrap()).unwrap();
    assert_eq!(base("", &text).unwrap().cells.len(), 0);
}

#[test]
fn numbers_that_json_has_not_are_refused_before_a_byte_is_written() {
    let shape = MultiPolygon(vec![polygon![(x: 0.0, y: 0.0), (x: f64::NAN, y: 0.0), (x: 1.0, y: 1.0)]]);
    let mut writer = GeoJsonWriter::new(Vec::new()).unwrap();
    assert!(writer.write_polygons_deg(&shape, &[]).is_err());
    let text = String::from_utf8(writer.finish().unwrap()).unwrap();
    assert!(serde_json::from_str::<Value>(&text).is_ok());
}
