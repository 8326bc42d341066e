//! `onegrid policy` as its users run it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn onegrid(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_onegrid")).args(arguments).output().unwrap()
}

fn stdout(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn write(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().into()
}

fn error(arguments: &[&str]) -> Value {
    let output = onegrid(&[arguments, &["--json"]].concat());
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stdout));
    serde_json::from_slice::<Value>(&output.stderr).unwrap()["error"].clone()
}

#[test]
fn profiles_are_listed_with_bounds_and_citation_in_both_languages() {
    for (lang, unit, citation) in [("zh", "300–500 户", "建标库 171520"), ("en", "300–500 households", "Jianbiaoku")]
    {
        let listed = stdout(&onegrid(&["policy", "profiles", "--lang", lang]));
        for word in ["general-300-500", "police-150-500", "unit-10000-m2", "9000–11000 m²", unit, citation] {
            assert!(listed.contains(word), "{word}: {listed}");
        }
    }
    let listed: Value = serde_json::from_str(&stdout(&onegrid(&["policy", "profiles", "--json"]))).unwrap();
    let rows = listed.as_array().unwrap();
    assert!(rows.len() >= 8);
    for row in rows {
        for size in row["sizes"].as_array().unwrap() {
            assert!(size["min"].as_u64().unwrap() <= size["max"].as_u64().unwrap());
            assert!(!size["citation_zh"].as_str().unwrap().is_empty(), "{row}");
        }
    }
}

#[test]
fn show_gives_each_value_its_origin_and_citation() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "shared/city.toml",
        "onegrid_policy = 1\nid = \"city\"\nextends = \"general-300-500\"\n[size]\nmax = 450\n",
    );
    let own = "onegrid_policy = 1\nid = \"street\"\nextends = \"../shared/city.toml\"\n[size]\ntarget = 380\n";
    let file = write(folder.path(), "streets/street.toml", own);
    let shown: Value = serde_json::from_str(&stdout(&onegrid(&["policy", "show", &file, "--json"]))).unwrap();
    assert_eq!(shown["sources"].as_array().unwrap().len(), 3);
    let value = |key: &str| {
        let values = shown["values"].as_array().unwrap();
        values.iter().find(|v| v["key"] == key).unwrap_or_else(|| panic!("{key} is missing")).clone()
    };
    assert_eq!(value("size.target")["origin"]["line"], 5);
    assert!(value("size.max")["origin"]["source"].as_str().unwrap().ends_with("city.toml"));
    assert_eq!(value("size.min")["origin"]["source"], "general-300-500");
    assert_eq!(value("size.min")["origin"]["is_inherited"], true);
    assert!(value("size.min")["citation_zh"].as_str().unwrap().contains("建标库"));
    assert_eq!(value("weights.moved")["origin"], Value::Null);
    assert_eq!(shown["policy"]["size"]["target"], 380);

    let text = stdout(&onegrid(&["policy", "show", &file, "--lang", "zh"]));
    assert!(text.contains("依据: 市级网格化服务管理条例"), "{text}");
    assert!(text.contains("第 5 行第 1 列") && text.contains("(继承)") && text.contains("(默认值)"), "{text}");
    assert!(
        stdout(&onegrid(&["policy", "show", "wuchang-300", "--lang", "en"])).contains("citation: Wuchang district")
    );
}

#[test]
fn check_says_where_and_what_was_probably_meant() {
    let folder = tempfile::tempdir().unwrap();
    let file = |text: &str| write(folder.path(), "p.toml", &format!("onegrid_policy = 1\nid = \"p\"\n{text}"));
    let key = error(&["policy", "check", &file("sise = 3")]);
    assert_eq!((&key["code"], &key["nearest"]), (&"policy.unknown_key".into(), &"size".into()));
    assert_eq!((&key["at"]["line"], &key["at"]["column"]), (&3.into(), &1.into()));
    let crossed = error(&["policy", "check", &file("[size]\nmin = 5\nmax = 3\ntarget = 4")]);
    assert_eq!((&crossed["code"], &crossed["at"]["line"]), (&"policy.contradiction".into(), &4.into()));
    let parent = error(&["policy", "check", &file("extends = \"missing.toml\"")]);
    assert_eq!(parent["code"], "policy.unreadable_parent");
    assert_eq!(error(&["policy", "check", &file("extends = \"p.toml\"")])["code"], "policy.endless_chain");
    assert_eq!(error(&["policy", "show", "general-300-50"])["nearest"], "general-300-500");
    assert_eq!(onegrid(&["policy", "show"]).status.code(), Some(2));

    let sound = file("extends = \"general-300-500\"\n[weights]\nbarrier = 0.0");
    let checked = stdout(&onegrid(&["policy", "check", &sound, "--lang", "en"]));
    assert!(checked.contains("policy.weight_zero") && checked.contains("line 5 column 1"), "{checked}");
    assert!(checked.contains("policy.unreachable_totals") && checked.contains("501–599"), "{checked}");
    assert!(checked.contains("can be used, 2 warnings"), "{checked}");
    let json: Value = serde_json::from_str(&stdout(&onegrid(&["policy", "check", &sound, "--json"]))).unwrap();
    assert_eq!(json["warnings"].as_array().unwrap().len(), 2);
}

#[test]
fn check_with_a_project_knows_its_layers() {
    let folder = tempfile::tempdir().unwrap();
    let layer =
        |id: &str, role: &str| format!("[[layer]]\nid = \"{id}\"\nrole = \"{role}\"\npath = \"{id}.geojson\"\n");
    let layers = [layer("zongzhi", "base"), layer("police", "department"), layer("villages", "community")].concat();
    let manifest = write(folder.path(), "onegrid.toml", &format!("onegrid = 1\nname = \"x\"\n{layers}"));
    let policy = |layer: &str| {
        let text = format!("onegrid_policy = 1\nid = \"p\"\nextends = \"urban-rural\"\npriority = [\"{layer}\"]\n");
        write(folder.path(), "p.toml", &text)
    };
    let unknown = error(&["policy", "check", &policy("polise"), "--project", &manifest]);
    assert_eq!((&unknown["code"], &unknown["nearest"]), (&"policy.unknown_layer".into(), &"police".into()));
    assert_eq!((&unknown["at"]["line"], &unknown["at"]["column"]), (&4.into(), &13.into()));
    let checked = stdout(&onegrid(&["policy", "check", &policy("police"), "--project", &manifest]));
    // the communities say nothing about town or village
    assert!(checked.contains("policy.variants_idle"), "{checked}");
    let says =
        write(folder.path(), "onegrid.toml", &format!("onegrid = 1\nname = \"x\"\n{layers}class_column = \"CXFL\"\n"));
    let checked = stdout(&onegrid(&["policy", "check", &policy("police"), "--project", &says]));
    assert!(!checked.contains("policy.variants_idle"), "{checked}");
}

/// A town and a village of 250 households each, read from files, merged, checked again.
#[test]
fn classes_are_read_from_a_column_and_survive_into_the_result() {
    let folder = tempfile::tempdir().unwrap();
    let feature = |key: &str, west: f64, east: f64, more: &str| {
        format!(
            "{{\"type\":\"Feature\",\"properties\":{{\"key\":\"{key}\"{more}}},\"geometry\":{{\"type\":\"Polygon\",\
             \"coordinates\":[[[{west},32.0],[{east},32.0],[{east},32.01],[{west},32.01],[{west},32.0]]]}}}}"
        )
    };
    let collection =
        |features: [String; 2]| format!("{{\"type\":\"FeatureCollection\",\"features\":[{}]}}", features.join(","));
    let cells = [feature("A", 118.0, 118.01, ",\"n\":250"), feature("B", 118.01, 118.02, ",\"n\":250")];
    let communities = [
        feature("990101001001", 118.0, 118.01, ",\"CXFL\":\"111\""),
        feature("990101001202", 118.01, 118.02, ",\"CXFL\":220"),
    ];
    write(folder.path(), "cells.geojson", &collection(cells));
    write(folder.path(), "communities.geojson", &collection(communities));
    let manifest = write(
        folder.path(),
        "onegrid.toml",
        "onegrid = 1\nname = \"x\"\npolicy = \"urban-rural\"\n\
         [[layer]]\nid = \"zongzhi\"\nrole = \"base\"\npath = \"cells.geojson\"\nkey = \"key\"\nhouseholds_column = \"n\"\n\
         [[layer]]\nid = \"villages\"\nrole = \"community\"\npath = \"communities.geojson\"\nkey = \"key\"\n\
         code_column = \"key\"\nclass_column = \"CXFL\"\n",
    );
    let out = folder.path().join("out");
    let out = out.to_str().unwrap();
    let merged = onegrid(&["merge", &manifest, "-o", out, "--lang", "en", "--no-timings"]);
    let told = stdout(&merged);
    assert!(told.contains("size within bounds (rural): ok"), "{told}");
    let zones: Value = serde_json::from_str(&std::fs::read_to_string(format!("{out}/zones.geojson")).unwrap()).unwrap();
    let violations = |i: usize| zones["features"][i]["properties"]["violations"].as_array().unwrap().clone();
    assert!(violations(0)[0].as_str().unwrap().contains("建标库 171520"), "{:?}", violations(0));
    assert!(violations(1).is_empty());
    let checked = onegrid(&["check", out, "--json"]);
    assert_eq!(checked.status.code(), Some(3));
    let report: Value = serde_json::from_slice(&checked.stdout).unwrap();
    let sizes: Vec<&Value> = report["rows"].as_array().unwrap().iter().filter(|r| r["id"] == "size").collect();
    assert_eq!(sizes.len(), 2);
    assert_eq!((&sizes[0]["passed"], &sizes[1]["passed"]), (&false.into(), &true.into()));
    assert_eq!(sizes[1]["variant"]["id"], "rural");
}
