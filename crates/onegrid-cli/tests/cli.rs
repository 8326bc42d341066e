//! The command as its users run it: a city made, merged, checked, compared, asked.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn onegrid(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_onegrid")).args(arguments).output().unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// A demo city in a folder of its own.
fn city(folder: &Path) -> PathBuf {
    let out = folder.join("city");
    let made = onegrid(&["demo", "--size", "district", "--seed", "3", "-o", text(&out), "--json"]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let told: Value = serde_json::from_slice(&made.stdout).unwrap();
    assert_eq!(told["exact"], true);
    out
}

#[test]
fn two_merges_of_the_same_files_give_the_same_bytes_and_pass_the_hard_checks() {
    let folder = tempfile::tempdir().unwrap();
    let manifest = city(folder.path()).join("input/onegrid.toml");
    let (a, b) = (folder.path().join("a"), folder.path().join("b"));
    for out in [&a, &b] {
        let merged = onegrid(&["merge", text(&manifest), "-o", text(out), "--no-timings", "--lang", "zh"]);
        assert!(merged.status.success(), "{}", String::from_utf8_lossy(&merged.stderr));
        assert!(stdout(&merged).contains("缝隙: 通过"), "{}", stdout(&merged));
    }
    let mut names: Vec<_> = std::fs::read_dir(&a).unwrap().map(|e| e.unwrap().file_name()).collect();
    names.sort();
    let expected = [
        "checks.csv",
        "codes.csv",
        "communities.geojson",
        "conflicts.geojson",
        "crosswalk.csv",
        "cuts.csv",
        "cuts.geojson",
        "fingerprints.csv",
        "policy.toml",
        "reasons.csv",
        "report.html",
        "report.json",
        "violations.csv",
        "zones.geojson",
    ];
    assert_eq!(names, expected);
    for name in names {
        let same = std::fs::read(a.join(&name)).unwrap() == std::fs::read(b.join(&name)).unwrap();
        assert!(same, "{} differs", name.display());
    }

    let checked = onegrid(&["check", text(&a), "--json"]);
    let report: Value = serde_json::from_slice(&checked.stdout).unwrap();
    let failed: Vec<&Value> = report["rows"].as_array().unwrap().iter().filter(|r| r["passed"] == false).collect();
    assert!(failed.iter().all(|r| r["id"] == "size"), "{failed:?}");
    assert_eq!(checked.status.code(), Some(if failed.is_empty() { 0 } else { 3 }));

    let ids: Vec<&str> = report["rows"].as_array().unwrap().iter().map(|r| r["id"].as_str().unwrap()).collect();
    let expected =
        ["overlap", "gap", "community", "valid", "connected", "size", "codes", "order", "crossing", "crosswalk"];
    assert!(expected.iter().all(|id| ids.contains(id)), "{ids:?}");

    let compared = onegrid(&["diff", text(&a), text(&b), "--json"]);
    let diff: Value = serde_json::from_slice(&compared.stdout).unwrap();
    assert_eq!((&diff["split"], &diff["merged"], &diff["households_moved"]), (&0.into(), &0.into(), &0.into()));
    assert_eq!(diff["kept"], report["zones"]);
}

#[test]
fn a_merge_over_the_grid_before_keeps_what_has_not_changed() {
    let folder = tempfile::tempdir().unwrap();
    let manifest = city(folder.path()).join("input/onegrid.toml");
    let (a, b, c) = (folder.path().join("a"), folder.path().join("b"), folder.path().join("c"));
    let merge = |out: &Path, more: &[&str]| {
        let mut arguments = vec!["merge", text(&manifest), "-o", text(out), "--no-timings", "--lang", "zh"];
        arguments.extend(more);
        onegrid(&arguments)
    };
    assert!(merge(&a, &[]).status.success());
    let again = merge(&b, &["--previous", text(&a), "--date", "2026-11-22"]);
    assert!(again.status.success(), "{}", String::from_utf8_lossy(&again.stderr));
    assert!(stdout(&again).contains("0 个局部调整、0 个重新划分"), "{}", stdout(&again));
    for name in ["codes.csv", "fingerprints.csv", "crosswalk.csv", "communities.geojson"] {
        assert!(std::fs::read(a.join(name)).unwrap() == std::fs::read(b.join(name)).unwrap(), "{name} differs");
    }
    // of a bound that cannot hold, another proof may be told; all else is the same, point by point
    let zones = |folder: &Path| {
        let mut zones: Value = serde_json::from_slice(&std::fs::read(folder.join("zones.geojson")).unwrap()).unwrap();
        for zone in zones["features"].as_array_mut().unwrap() {
            for column in ["violations", "violations_en"] {
                let broken = zone["properties"][column].as_array().unwrap().len();
                zone["properties"][column] = broken.into();
            }
        }
        zones
    };
    assert!(zones(&a) == zones(&b), "zones differ");
    let lineage = std::fs::read_to_string(b.join("lineage.csv")).unwrap();
    assert!(lineage.lines().skip(1).all(|row| row.contains(",kept,") || row.contains(",noise,")), "{lineage}");
    assert!(!a.join("lineage.csv").exists());
    // another rule: codes go on or are withdrawn with a date and successors
    let other = merge(&c, &["--previous", text(&b), "--date", "2027-01-01", "--policy", "wuchang-300"]);
    assert!(other.status.success(), "{}", String::from_utf8_lossy(&other.stderr));
    let codes = std::fs::read_to_string(c.join("codes.csv")).unwrap();
    assert!(codes.contains("2027-01-01"), "{codes}");
    let report: Value = serde_json::from_str(&std::fs::read_to_string(c.join("report.json")).unwrap()).unwrap();
    assert_eq!(report["remerge"]["communities_unchanged"], 0);
    let bad = merge(&folder.path().join("d"), &["--previous", text(&a), "--date", "2026-02-30"]);
    assert_eq!(bad.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&bad.stderr).contains("codes.bad_date"));
}

#[test]
fn the_crosswalk_accounts_for_every_cell_and_household() {
    let folder = tempfile::tempdir().unwrap();
    let out = city(folder.path());
    let report: Value = serde_json::from_str(&std::fs::read_to_string(out.join("report.json")).unwrap()).unwrap();
    let table = std::fs::read_to_string(out.join("crosswalk.csv")).unwrap();
    let mut shares = std::collections::BTreeMap::<(String, String), f64>::new();
    let mut households = 0u64;
    for line in table.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        *shares.entry((fields[0].into(), fields[1].into())).or_default() += fields[4].parse::<f64>().unwrap();
        if fields[0] == "zongzhi" && !fields[2].is_empty() {
            households += fields[5].parse::<u64>().unwrap();
        }
    }
    assert!(shares.values().all(|s| (s - 1.0).abs() < 1e-4));
    assert!(households > report["households"].as_u64().unwrap() * 9 / 10, "gaps of the base layer are small");
}

#[test]
fn a_point_is_located_and_its_zone_explained() {
    let folder = tempfile::tempdir().unwrap();
    let out = city(folder.path());
    let report: Value = serde_json::from_str(&std::fs::read_to_string(out.join("report.json")).unwrap()).unwrap();
    let zones: Value = serde_json::from_str(&std::fs::read_to_string(out.join("zones.geojson")).unwrap()).unwrap();
    assert_eq!(zones["features"].as_array().unwrap().len() as u64, report["score"]["zones"].as_u64().unwrap());
    let code = zones["features"][5]["properties"]["code"].as_str().unwrap();
    let explain = |source: &Path| -> Value {
        let explained = onegrid(&["explain", text(source), code, "--json", "--lang", "en"]);
        serde_json::from_slice(&explained.stdout).unwrap()
    };
    let explanation = explain(&out);
    assert!(!explanation["reasons"].as_array().unwrap().is_empty());
    assert_eq!(explanation, explain(&out.join("input/onegrid.toml")), "a result remembers what a merge says");

    // a household of the demo lies in the zone that says so
    let doors = std::fs::read_to_string(out.join("input/households.csv")).unwrap();
    let line = doors.lines().nth(40).unwrap();
    let fields: Vec<&str> = line.split(',').filter(|f| f.contains('.')).collect();
    let found = onegrid(&["locate", text(&out), fields[0], fields[1], "--json"]);
    let found: Value = serde_json::from_slice(&found.stdout).unwrap();
    assert_eq!(found[0]["code"].as_str().unwrap().len(), 15, "{line} {found}");
    let nowhere = onegrid(&["locate", text(&out), "0", "0", "--lang", "en"]);
    assert!(stdout(&nowhere).contains("no zone"));
}

#[test]
fn a_snapshot_locates_a_table_of_points_as_the_result_does() {
    let folder = tempfile::tempdir().unwrap();
    let out = city(folder.path());
    let snapshot = folder.path().join("city.onegrid-snapshot");
    let made = onegrid(&["snapshot", text(&out.join("input/onegrid.toml")), "-o", text(&snapshot), "--json"]);
    let told: Value = serde_json::from_slice(&made.stdout).unwrap();
    assert_eq!(told["bytes"].as_u64().unwrap(), std::fs::metadata(&snapshot).unwrap().len());
    assert_eq!(told["policy"], "general-300-500");

    let doors = std::fs::read_to_string(out.join("input/households.csv")).unwrap();
    let points = folder.path().join("points.csv");
    std::fs::write(&points, doors.clone() + "\n0,0\nx\n").unwrap();
    let header = doors.lines().next().unwrap().trim_start_matches('\u{feff}').to_string();
    let columns: Vec<&str> = header.split(',').collect();
    let lon = columns.iter().find(|c| c.contains("lon") || c.contains('经')).unwrap();
    let lat = columns.iter().find(|c| c.contains("lat") || c.contains('纬')).unwrap();
    let locate = |grid: &Path, to: &Path| -> Value {
        let arguments = ["locate", text(grid), "--points", text(&points), "-o", text(to), "--json"];
        let done = onegrid(&[&arguments[..], &["--lon-column", lon, "--lat-column", lat]].concat());
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        serde_json::from_slice(&done.stdout).unwrap()
    };
    let (a, b) = (folder.path().join("a.csv"), folder.path().join("b.csv"));
    let (by_snapshot, by_result) = (locate(&snapshot, &a), locate(&out, &b));
    assert_eq!(by_snapshot["located"], by_result["located"]);
    assert_eq!(by_snapshot["outside"], by_result["outside"]);
    assert_eq!(by_snapshot["malformed"], 2);
    let located = by_snapshot["located"].as_u64().unwrap();
    assert!(located > 1000);
    let table = std::fs::read_to_string(&a).unwrap();
    assert_eq!(table, std::fs::read_to_string(&b).unwrap());
    assert_eq!(table.lines().next().unwrap(), format!("\u{feff}{header},zone_code"));
    assert_eq!(table.lines().count(), doors.lines().count() + 2);
    let with_code = table.lines().skip(1).filter(|l| !l.ends_with(',')).count();
    assert_eq!(with_code as u64, located);

    let single = |grid: &Path, fields: &[&str]| -> Value {
        let found = onegrid(&["locate", text(grid), fields[0], fields[1], "--json", "--lang", "zh"]);
        serde_json::from_slice(&found.stdout).unwrap()
    };
    let line = doors.lines().nth(40).unwrap();
    let fields: Vec<&str> = line.split(',').filter(|f| f.contains('.')).collect();
    assert_eq!(single(&snapshot, &fields), single(&out, &fields));

    // a damaged snapshot is refused, a table that has the column already too, and nothing is written
    let mut bytes = std::fs::read(&snapshot).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&snapshot, bytes).unwrap();
    let refused = onegrid(&["locate", text(&snapshot), "118", "32", "--json"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("checksum"), "{refused:?}");
    let c = folder.path().join("c.csv");
    let again = onegrid(&[
        "locate",
        text(&out),
        "--points",
        text(&a),
        "-o",
        text(&c),
        "--lon-column",
        lon,
        "--lat-column",
        lat,
    ]);
    assert_eq!(again.status.code(), Some(1));
    assert!(!c.exists());
    assert_eq!(onegrid(&["locate", text(&out), "118"]).status.code(), Some(2));
    assert_eq!(onegrid(&["locate", text(&out), "--points", text(&a)]).status.code(), Some(2));
}

#[test]
fn inspection_names_defects_with_place_and_size() {
    let folder = tempfile::tempdir().unwrap();
    let manifest = city(folder.path()).join("input/onegrid.toml");
    let seen = onegrid(&["inspect", text(&manifest), "--json"]);
    let inspection: Value = serde_json::from_slice(&seen.stdout).unwrap();
    let layers = inspection["layers"].as_array().unwrap();
    assert_eq!(layers.len(), 11);
    let defects = layers.iter().flat_map(|l| l["defects"].as_array().unwrap());
    let overlaps: f64 = defects.filter(|d| d["kind"] == "overlap").map(|d| d["area_m2"].as_f64().unwrap()).sum();
    assert!(overlaps > 0.0);
}

#[test]
fn errors_say_what_was_got_and_leave_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let missing = onegrid(&["merge", text(&folder.path().join("none.toml")), "-o", text(&out), "--json"]);
    assert_eq!(missing.status.code(), Some(1));
    let error: Value = serde_json::from_slice(&missing.stderr).unwrap();
    assert!(error["error"]["message"].as_str().unwrap().contains("none.toml"));
    assert!(!out.exists());

    let unknown = onegrid(&["demo", "--policy", "genral", "-o", text(&out)]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("general-300-500"));

    assert_eq!(onegrid(&["merge"]).status.code(), Some(2));
    assert_eq!(onegrid(&["demo", "--size", "village"]).status.code(), Some(2));

    let taken = folder.path().join("taken");
    std::fs::create_dir(&taken).unwrap();
    std::fs::write(taken.join("diary.txt"), "mine").unwrap();
    let refused = onegrid(&["demo", "-o", text(&taken)]);
    assert_eq!(refused.status.code(), Some(1));
    assert_eq!(std::fs::read_to_string(taken.join("diary.txt")).unwrap(), "mine");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "a hidden folder was left behind");
}

#[cfg(unix)]
#[test]
fn a_run_that_is_killed_leaves_no_half_result() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let mut run = Command::new(env!("CARGO_BIN_EXE_onegrid"))
        .args(["demo", "--size", "city", "-o", text(&out), "--quiet"])
        .spawn()
        .unwrap();
    std::thread::sleep(std::time::Duration::from_millis(300));
    run.kill().unwrap();
    run.wait().unwrap();
    assert!(!out.exists(), "a killed run must not show a folder under its final name");
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_a_run_at_once_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("new/deep/out");
    // at different moments: making the city, writing its files, merging
    for wait_ms in [150, 700, 1_500] {
        let mut run = Command::new(env!("CARGO_BIN_EXE_onegrid"))
            .args(["demo", "--size", "city", "-o", text(&out), "--quiet"])
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(wait_ms));
        let sent = Command::new("kill").args(["-INT", &run.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let begun = std::time::Instant::now();
        let ended = run.wait().unwrap();
        assert_eq!(ended.code(), Some(130), "after {wait_ms} ms");
        assert!(begun.elapsed().as_secs() < 5, "after {wait_ms} ms it took {:?}", begun.elapsed());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "after {wait_ms} ms something is left");
    }
}

#[test]
fn a_merge_that_fails_leaves_no_folder_made_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("new/x");
    let missing = onegrid(&["merge", text(&folder.path().join("none.toml")), "-o", text(&out)]);
    assert_eq!(missing.status.code(), Some(1));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn an_overlay_beyond_the_allowed_memory_is_refused_with_counts_and_advice() {
    let folder = tempfile::tempdir().unwrap();
    let manifest = city(folder.path()).join("input/onegrid.toml");
    let out = folder.path().join("out");
    let refused = onegrid(&["merge", text(&manifest), "-o", text(&out), "--max-memory", "5MB", "--json"]);
    assert_eq!(refused.status.code(), Some(1));
    let error: Value = serde_json::from_slice(&refused.stderr).unwrap();
    assert_eq!(error["error"]["code"], "overlay.too_much_memory");
    let message = error["error"]["message"].as_str().unwrap();
    assert!(message.contains("at most 5 MB") && message.contains("split the data"), "{message}");
    assert!(!out.exists());
    assert_eq!(onegrid(&["merge", text(&manifest), "-o", text(&out), "--max-memory", "lots"]).status.code(), Some(2));
}

#[test]
fn inspection_names_columns_and_shows_no_value() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("doors.geojson");
    let feature = |phone: &str, n: &str| {
        format!(
            r#"{{"type":"Feature","properties":{{"phone":{phone},"n":{n}}},"geometry":{{"type":"Polygon","coordinates":[[[118,32],[118.1,32],[118,32.1],[118,32]]]}}}}"#
        )
    };
    let features = [feature("\"secret-123\"", "4"), feature("null", "5.5")].join(",");
    std::fs::write(&file, format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#)).unwrap();
    let seen = onegrid(&["inspect", text(&file), "--json"]);
    let inspection: Value = serde_json::from_slice(&seen.stdout).unwrap_or_else(|e| panic!("{e}: {seen:?}"));
    let columns = &inspection["layers"][0]["columns"];
    assert_eq!(columns[0], serde_json::json!({"name": "n", "kind": "number", "filled": 2}));
    assert_eq!(columns[1], serde_json::json!({"name": "phone", "kind": "text", "filled": 1}));
    assert!(inspection["estimate"]["overlay"]["faces"].as_u64().unwrap() > 0);
    let shown = onegrid(&["inspect", text(&file), "--lang", "en"]);
    assert!(stdout(&shown).contains("phone (text, 1)"), "{}", stdout(&shown));
    assert!(!stdout(&shown).contains("secret") && !stdout(&seen).contains("secret"));
}

#[test]
fn a_grid_made_elsewhere_is_checked_by_estates_old_cells_and_its_crosswalk() {
    let folder = tempfile::tempdir().unwrap();
    let square = |name: &str, west: f64, east: f64| {
        format!(
            "{{\"type\":\"Feature\",\"properties\":{{\"code\":\"{name}\",\"n\":400}},\"geometry\":{{\"type\":\"Polygon\",\
             \"coordinates\":[[[{west},32.0],[{east},32.0],[{east},32.01],[{west},32.01],[{west},32.0]]]}}}}"
        )
    };
    let write = |name: &str, text: String| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let layer =
        |features: &[String]| format!("{{\"type\":\"FeatureCollection\",\"features\":[{}]}}", features.join(","));
    let codes = ["990101001001001", "990101001001002"];
    let zones = write("grid.geojson", layer(&[square(codes[0], 118.0, 118.01), square(codes[1], 118.01, 118.02)]));
    let estates = write("estates.geojson", layer(&[square("garden", 118.005, 118.015)]));
    let beats = write("beats.geojson", layer(&[square("P1", 118.0, 118.02)]));
    let rows = format!("layer,cell,zone,area_share\npolice,P1,{},0.5\npolice,P1,{},0.4\n", codes[0], codes[1]);
    let crosswalk = write("crosswalk.csv", rows);
    let csv = folder.path().join("checks.csv");
    let base = ["check", text(&zones), "--households-column", "n", "--lang", "en"];
    let run = |more: &[&str]| onegrid(&[&base, more].concat());
    assert_eq!(run(&[]).status.code(), Some(0));
    assert_eq!(run(&["--department", text(&beats)]).status.code(), Some(0));
    let crossed = run(&["--estates", text(&estates)]);
    assert_eq!(crossed.status.code(), Some(3));
    assert!(stdout(&crossed).contains("no building or estate crossed: FAILED (1, 1108."), "{}", stdout(&crossed));
    let unmapped = run(&["--crosswalk", text(&crosswalk), "--csv", text(&csv)]);
    assert_eq!(unmapped.status.code(), Some(3));
    let table = std::fs::read_to_string(&csv).unwrap();
    assert!(table.contains("crosswalk,新旧对照,every old cell mapped,failed,1.000,0.000,cells,1,"), "{table}");
    assert!(table.contains("police P1: area shares sum to 0.900000"), "{table}");
    let broken = write("broken.csv", "layer,cell,zone,area_share\npolice,P1,1,half\n".into());
    let refused = run(&["--crosswalk", text(&broken)]);
    assert_eq!(refused.status.code(), Some(1));
    let words = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(words.contains("line 2") && words.contains("half"), "{words}");
}
