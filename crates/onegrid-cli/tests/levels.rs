//! Levels as users meet them: a policy with three levels, its files, and the check of finer grids.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn onegrid(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_onegrid")).args(args).output().expect("the command runs")
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

const POLICY: &str = r#"
onegrid_policy = 1
id = "three"
size = { min = 160, max = 310, target = 235 }

[[level]]
id = "first"
name_zh = "一级网格"
name_en = "first-level grid"
from = "group"
count = 7
party_organisation = "党总支"

[[level]]
id = "second"
name_zh = "二级网格"
name_en = "second-level grid"
from = "zone"
party_organisation = "党支部"

[[level]]
id = "micro"
name_zh = "微网格"
name_en = "micro grid"
from = "divide"
min = 50
max = 80
party_organisation = "党小组"
"#;

#[test]
fn a_street_with_three_levels_is_written_checked_and_explained() {
    let folder = tempfile::tempdir().unwrap();
    let (policy, out) = (folder.path().join("three.toml"), folder.path().join("street"));
    std::fs::write(&policy, POLICY).unwrap();
    let made = onegrid(&["demo", "--size", "street", "--policy", text(&policy), "-o", text(&out), "--lang", "en"]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let told = String::from_utf8_lossy(&made.stdout).into_owned();
    assert!(
        told.contains("level first-level grid: 7,") && told.contains("children partition their parents: ok"),
        "{told}"
    );

    let table = std::fs::read_to_string(out.join("levels.csv")).unwrap();
    assert_eq!(table.lines().filter(|l| l.contains(",first,")).count(), 7);
    assert!(
        table.lines().filter(|l| l.contains(",micro,")).all(|l| l.contains("党小组") && l.ends_with("Party group"))
    );
    let page = std::fs::read_to_string(out.join("report.html")).unwrap();
    assert!(page.contains("id=\"levels\"") && page.contains("一级网格"));
    let report: Value = serde_json::from_str(&std::fs::read_to_string(out.join("report.json")).unwrap()).unwrap();
    assert_eq!(report["levels"][0]["nodes"], 7);
    assert_eq!(report["levels"][2]["households"], 32_000);

    // the files as written nest; so do two of them named one by one; the wrong way round they do not
    let nests = |args: &[&str]| -> Value {
        let checked = onegrid(&[&["check"], args, &["--json"]].concat());
        let report: Value = serde_json::from_slice(&checked.stdout).unwrap();
        let rows = report["rows"].as_array().unwrap();
        rows.iter().find(|r| r["id"] == "levels").expect("a row")["passed"].clone()
    };
    let level = |id: &str| out.join(format!("level-{id}.geojson"));
    assert_eq!(nests(&[text(&out)]), Value::Bool(true));
    assert_eq!(nests(&[text(&level("second")), "--children", text(&level("micro"))]), Value::Bool(true));
    assert_eq!(nests(&[text(&level("micro")), "--children", text(&level("second"))]), Value::Bool(false));

    // every node says why, from the result and from a merge anew
    let line = table.lines().find(|l| l.contains(",micro,")).unwrap();
    let code = line.split(',').next().unwrap();
    let explained = onegrid(&["explain", text(&out), code, "--json", "--lang", "en"]);
    let explained: Value = serde_json::from_slice(&explained.stdout).unwrap();
    assert!(explained["reasons"][0].as_str().unwrap().contains("second-level grid"), "{explained}");
    let manifest = out.join("input/onegrid.toml");
    let anew = onegrid(&["explain", text(&manifest), code, "--policy", text(&policy), "--json", "--lang", "en"]);
    assert_eq!(explained, serde_json::from_slice::<Value>(&anew.stdout).unwrap());
}

#[test]
fn levels_that_contradict_one_another_are_refused_before_the_work() {
    let folder = tempfile::tempdir().unwrap();
    let (policy, out) = (folder.path().join("bad.toml"), folder.path().join("out"));
    std::fs::write(&policy, POLICY.replace("max = 80", "max = 40")).unwrap();
    let refused = onegrid(&["demo", "--size", "street", "--policy", text(&policy), "-o", text(&out), "--lang", "en"]);
    assert_eq!(refused.status.code(), Some(1));
    let error = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(error.contains("level \"micro\"") && error.contains("1 <= min <= target <= max"), "{error}");
    assert!(!out.exists());
}
