//! Tables about codes.

use onegrid_io::{read_admin_table, read_fingerprints, read_manifest, read_project, read_register};

#[test]
fn a_register_keeps_codes_status_dates_and_successors() {
    let text =
        "\u{feff}code,status,from,to,successor,reason\n9901,有效,2025-01-01,,,\n9902,作废,,2026/11/22,9901;9903,拆分\n";
    let register = read_register(&mut text.as_bytes(), "codes.csv").unwrap();
    let entry = register.get("9902").unwrap();
    assert!(entry.is_withdrawn() && entry.successors == ["9901", "9903"] && entry.reason_zh == "拆分");
    assert_eq!(entry.to.unwrap().to_string(), "2026-11-22");
    assert_eq!(register.withdrawn().count(), 1);
}

#[test]
fn rows_that_cannot_be_understood_are_errors_with_their_row() {
    let register = |text: &str| read_register(&mut text.as_bytes(), "codes.csv").unwrap_err();
    let cases = [
        ("code\n1", "status"),
        ("code,status\n1,perhaps", "row 1"),
        ("code,status\n1,valid\n1,valid", "row 2"),
        ("code,status,from\n1,valid,2026-13-01", "column from"),
        ("code,status\n,valid", "is empty"),
        ("code,status\n1", "2 fields"),
    ];
    for (text, part) in cases {
        let error = register(text);
        assert!(matches!(error.code(), "read.bad_table" | "read.missing_column"), "{error}");
        let message = error.to_string();
        assert!(message.contains(part) && message.contains("codes.csv"), "{message}");
    }
    let error = read_register(&mut &b"code,status\n\xff,valid"[..], "codes.csv").unwrap_err();
    assert_eq!(error.code(), "read.not_utf8");
    let error = read_admin_table(&mut "code,name\n123,x".as_bytes(), "admin.csv").unwrap_err();
    assert!(error.to_string().contains("12 digits"), "{error}");
    assert!(read_fingerprints(&mut "community,fingerprint\na,1f".as_bytes(), "f.csv").unwrap().contains_key("a"));
}

#[test]
fn a_manifest_names_the_grid_before_and_the_tables() {
    let text = r#"
        onegrid = 1
        name = "again"
        register = "codes.csv"
        admin_table = "admin.csv"
        [[layer]]
        id = "base"
        role = "base"
        path = "base.geojson"
        [[layer]]
        id = "before"
        role = "previous"
        path = "zones.geojson"
    "#;
    let manifest = read_manifest(text, "onegrid.toml").unwrap();
    assert_eq!(read_manifest(&manifest.to_toml(), "onegrid.toml").unwrap(), manifest);
    let square = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"990101001001001","name":"第一网格","class":"general","community_name":"幸福"},"geometry":{"type":"Polygon","coordinates":[[[118,32],[118.1,32],[118,32.1],[118,32]]]}}]}"#;
    let mut open = |path: &str| -> std::io::Result<Box<dyn std::io::Read>> {
        Ok(Box::new(std::io::Cursor::new(match path {
            "codes.csv" => "code,status\n990101001001009,withdrawn\n".to_owned(),
            "admin.csv" => "code,name\n990101001001,幸福社区\n".to_owned(),
            _ => square.to_owned(),
        })))
    };
    let project = read_project(&manifest, &mut open, &mut |_, _| {}).unwrap();
    assert_eq!(project.layers.len(), 1);
    let before = project.history.zones.unwrap();
    assert_eq!((before.cells[0].key.as_str(), before.cells[0].name.as_deref()), ("990101001001001", Some("第一网格")));
    assert!(project.history.register.unwrap().get("990101001001009").unwrap().is_withdrawn());
    assert_eq!(project.admin.unwrap().entries()[0].name, "幸福社区");
    let twice = text.to_owned() + "[[layer]]\nid = \"older\"\nrole = \"previous\"\npath = \"z.geojson\"\n";
    assert_eq!(read_manifest(&twice, "onegrid.toml").unwrap_err().code(), "manifest.role_twice");
}
