//! The rows that this library answers for, each with a test of its own.
//!
//! Row 000-07 (one head and several staff for each grid) is about posts only and not among them.

use std::path::Path;

/// Source and number of each row.
const ROWS: [&str; 31] = [
    "000_01", "000_02", "000_03", "000_04", "000_05", "000_06", "000_08", "000_09", "000_23", "001_01", "001_07",
    "001_08", "001_09", "001_10", "001_11", "001_12", "001_13", "001_15", "001_16", "001_17", "001_18", "002_01",
    "002_03", "002_09", "003_01", "003_02", "004_01", "004_02", "004_03", "004_04", "004_10",
];

/// Every row has at least one function `row_<source>_<number>_...` that is marked as a test.
#[test]
fn every_row_has_a_test() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rows");
    let module = std::fs::read_to_string(folder.join("mod.rs")).expect("the list of modules");
    let mut tests = Vec::new();
    for name in module.lines().filter_map(|l| l.strip_prefix("mod ")?.strip_suffix(';')) {
        let text = std::fs::read_to_string(folder.join(format!("{name}.rs"))).expect("a module that is compiled");
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        let marked = lines.windows(2).filter(|w| w[0] == "#[test]");
        tests.extend(marked.filter_map(|w| w[1].strip_prefix("fn row_")?.split('(').next().map(String::from)));
    }
    let missing: Vec<&&str> =
        ROWS.iter().filter(|row| !tests.iter().any(|t| t.starts_with(&format!("{row}_")))).collect();
    assert!(missing.is_empty(), "rows without a test: {missing:?}");
}
