//! The published cases of the JTS Topology Suite for coverages and overlays. They run where
//! `ONEGRID_SHARED` names the folder that holds `conformance/`; none of them is kept here.
//!
//! # Scale
//! Coverage cases have coordinates with at most three decimals below 1,000: a lattice unit is 0.001.
//! Overlay cases reach from degrees to metres: each is moved to its south-west corner and scaled by the
//! largest power of ten that keeps it within 10^8 units; cases of fixed precision keep their own unit.

mod coverage;
mod overlay;
mod wkt_text;

use std::path::PathBuf;

use serde_json::Value;

/// The cases of one file; `None` (and a message) when `ONEGRID_SHARED` is not set.
fn cases(file: &str) -> Option<Vec<Value>> {
    let Some(folder) = std::env::var_os("ONEGRID_SHARED") else {
        println!("skipped: ONEGRID_SHARED is not set");
        return None;
    };
    let path = PathBuf::from(folder).join("conformance").join(file);
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|e| panic!("ONEGRID_SHARED is set, but {} cannot be read: {e}", path.display()));
    let mut value: Value = serde_json::from_str(&text).expect("the file is JSON");
    let Value::Array(cases) = value["cases"].take() else { panic!("{} holds no cases", path.display()) };
    assert!(!cases.is_empty(), "{} holds no cases", path.display());
    Some(cases)
}

fn text<'a>(case: &'a Value, key: &str) -> &'a str {
    case[key].as_str().unwrap_or_else(|| panic!("{key} of {case} is no text"))
}

fn texts<'a>(case: &'a Value, key: &str) -> Vec<&'a str> {
    let list = case[key].as_array().unwrap_or_else(|| panic!("{key} of {case} is no list"));
    list.iter().map(|v| v.as_str().expect("a list of texts")).collect()
}

/// Asserts that exactly the cases of `differing` differ, so that a case that begins to pass leaves the
/// table too.
fn assert_only_known(failed: &[(String, String)], differing: &[(&str, &str)], cases: usize) {
    let unknown: Vec<_> = failed.iter().filter(|f| !differing.iter().any(|d| d.0 == f.0)).collect();
    assert!(unknown.is_empty(), "{} of {cases} cases differ: {unknown:#?}", unknown.len());
    for (name, reason) in differing {
        assert!(failed.iter().any(|f| f.0 == *name), "{name} is listed as differing ({reason}), but passes");
    }
    println!("{} of {cases} cases agree, {} differ as argued", cases - failed.len(), failed.len());
}
