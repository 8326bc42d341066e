//! CSV in: household points. CSV out: tables that a spreadsheet opens without harm.

use onegrid::HouseholdTable;
use onegrid_io::{Manifest, ReadError, TableWriter};

use crate::support::{collection, manifest, read};

fn doors() -> Manifest {
    manifest(
        "[[layer]]\nid = \"b\"\nrole = \"base\"\npath = \"b.geojson\"\n[[layer]]\nid = \"h\"\nrole = \"households\"\npath = \"h.csv\"\nlon_column = \"经度\"\nlat_column = \"纬度\"\nhouseholds_column = \"户数\"",
    )
}

fn table(bytes: &[u8]) -> Result<HouseholdTable, ReadError> {
    let empty = collection("");
    let mut project = read(&doors(), &[("b.geojson", empty.as_bytes()), ("h.csv", bytes)])?;
    Ok(project.households.remove(0))
}

#[test]
fn points_are_read_and_bad_rows_listed_with_their_line() {
    let text = "\u{feff}姓名,经度,纬度,户数\r\n\
        王某,118.9000001,32.1,12\r\n\
        \r\n\
        \"a\nb\",118.5,32.25,\"3.0\"\r\n\
        x,abc,32,1\r\n\
        x,118,nan,1\r\n\
        x,118,32,\r\n\
        x,118,32,.25万\r\n\
        x,118\r\n\
        x,500000,3500000,7\r\n";
    let table = table(text.as_bytes()).unwrap();
    assert_eq!(table.source, "h.csv");
    let points: Vec<(f64, f64, u64, u32)> =
        table.points.iter().map(|p| (p.lon_deg, p.lat_deg, p.households, p.feature)).collect();
    assert_eq!(points, [(118.900_000_1, 32.1, 12, 0), (118.5, 32.25, 3, 1), (500_000.0, 3_500_000.0, 7, 7)]);
    let rejected: Vec<(u32, &str, &str)> =
        table.rejected.iter().map(|r| (r.feature, r.code.as_str(), r.got.as_str())).collect();
    assert_eq!(
        rejected,
        [
            (2, "read.bad_geometry", "line 6: \"abc\""),
            (3, "read.bad_geometry", "line 7: \"nan\""),
            (4, "read.bad_number", "line 8: nothing"),
            (5, "read.bad_number", "line 9: \".25万\""),
            (6, "read.bad_geometry", "line 10: 2 columns"),
        ]
    );
    let unix = self::table(text.replace("\r\n", "\n").as_bytes()).unwrap();
    assert_eq!(unix, table, "line ends make no difference");
    assert!(!format!("{table:?}").contains("王某"), "names of people are not kept");
}

#[test]
fn broken_tables_are_errors() {
    for empty in ["", "\u{feff}"] {
        let error = table(empty.as_bytes()).unwrap_err();
        assert!(matches!(error, ReadError::Empty { .. }), "{empty:?} {error:?}");
    }
    let error = table("经度,纬度,hushu\n1,2,3\n".as_bytes()).unwrap_err();
    assert!(matches!(&error, ReadError::MissingColumn { column, .. } if column == "户数"), "{error}");
    let error = table("lon,纬度,户数\n".as_bytes()).unwrap_err();
    let ReadError::MissingColumn { key, layer, nearest, .. } = &error else { panic!("{error:?}") };
    assert_eq!((*key, layer.as_str(), nearest.len()), ("lon_column", "h", 3));
    let gbk = b"\xBE\xAD\xB6\xC8,b,c\n1,2,3\n";
    assert!(matches!(table(gbk).unwrap_err(), ReadError::NotUtf8 { .. }));
    let mut late = "经度,纬度,户数\n1,2,3\n".as_bytes().to_vec();
    late.extend_from_slice(b"\xD0\xD2,2,3\n");
    assert!(matches!(table(&late).unwrap_err(), ReadError::NotUtf8 { .. }));
}

#[test]
fn tables_are_safe_and_the_same_every_time() {
    let write = || {
        let mut table = TableWriter::new(Vec::new(), &["code", "名称"]).unwrap();
        table.row(&["-0.5", "=HYPERLINK(\"x\")"]).unwrap();
        table.row(&["007", "a,\"b\"\nc"]).unwrap();
        table.row(&["", "@x"]).unwrap();
        table.finish().unwrap()
    };
    let text = String::from_utf8(write()).unwrap();
    assert_eq!(text, "\u{feff}code,名称\n-0.5,\"'=HYPERLINK(\"\"x\"\")\"\n007,\"a,\"\"b\"\"\nc\"\n,'@x\n");
    assert_eq!(text.into_bytes(), write());
}

#[test]
fn rows_must_match_the_header() {
    let mut table = TableWriter::new(Vec::new(), &["a", "b"]).unwrap();
    assert!(table.row(&["1"]).is_err());
}
