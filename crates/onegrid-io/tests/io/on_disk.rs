//! Files on disk: a manifest and its layers; an output folder that is whole or not there.

use std::fs;
use std::io::Write;
use std::path::Path;

use onegrid_io::{OutputError, OutputFolder, ReadError, open_project, resolve_path};

use crate::support::{collection, feature};

const MARKER: &str = "report.json";

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn fill(output: &OutputFolder, text: &str) {
    for name in [MARKER, "sheets/1.txt"] {
        let mut file = output.create_file(name).expect("a file is created");
        file.write_all(text.as_bytes()).expect("a file is written");
    }
}

#[test]
fn paths_are_relative_to_the_manifest() {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join("data")).unwrap();
    fs::write(home.path().join("data/a.geojson"), collection(&feature("{}"))).unwrap();
    let manifest = home.path().join("onegrid.toml");
    let text = "onegrid = 1\nname = \"t\"\n[[layer]]\nid = \"a\"\nrole = \"base\"\npath = \"data/a.geojson\"\n";
    fs::write(&manifest, text).unwrap();
    let mut bytes = 0;
    let (read, project) = open_project(&manifest, &mut |_, count| bytes = count).unwrap();
    assert_eq!((read.layers[0].paths[0].as_str(), project.layers[0].cells.len()), ("data/a.geojson", 1));
    assert!(bytes > 0);
    assert_eq!(resolve_path(&manifest, "policy.toml").unwrap(), home.path().join("policy.toml"));
    fs::write(&manifest, text.replace("data/", "${ONEGRID_SURELY_NOT_SET}/")).unwrap();
    let error = open_project(&manifest, &mut |_, _| {}).unwrap_err();
    assert_eq!(error.code(), "manifest.unset_variable");
    fs::write(&manifest, b"onegrid = 1\nname = \"\xD0\xD2\"\n").unwrap();
    assert!(matches!(open_project(&manifest, &mut |_, _| {}).unwrap_err(), ReadError::NotUtf8 { byte: 20, .. }));
    let missing = open_project(&home.path().join("none.toml"), &mut |_, _| {}).unwrap_err();
    assert!(matches!(missing, ReadError::Open { .. }), "{missing}");
}

#[test]
fn output_appears_whole_and_replaces_an_earlier_one() {
    let home = tempfile::tempdir().unwrap();
    let target = home.path().join("out");
    let output = OutputFolder::create(&target, MARKER).unwrap();
    fill(&output, "old");
    fs::write(output.path().join("only-old.txt"), "x").unwrap();
    assert!(!target.exists(), "nothing is seen before it is whole");
    assert_eq!(output.commit().unwrap(), target);
    let output = OutputFolder::create(&target, MARKER).unwrap();
    fill(&output, "new");
    assert_eq!(fs::read_to_string(target.join(MARKER)).unwrap(), "old");
    output.commit().unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).map(|entry| entry.permissions().mode()).ok();
        assert_eq!(mode(&target), mode(&target.join("sheets")), "as open as any new folder");
    }
    assert_eq!(names(&target), [MARKER, "sheets"]);
    assert_eq!(fs::read_to_string(target.join("sheets/1.txt")).unwrap(), "new");
    assert_eq!(names(home.path()), ["out"], "nothing is left beside it");
}

#[test]
fn without_commit_nothing_is_left() {
    let home = tempfile::tempdir().unwrap();
    fill(&OutputFolder::create(&home.path().join("out"), MARKER).unwrap(), "x");
    assert!(names(home.path()).is_empty());
    let no_marker = OutputFolder::create(&home.path().join("out"), MARKER).unwrap();
    assert!(matches!(no_marker.commit().unwrap_err(), OutputError::NoMarker { .. }));
    assert!(names(home.path()).is_empty());
}

#[test]
fn folders_of_others_are_left_alone() {
    let home = tempfile::tempdir().unwrap();
    let target = home.path().join("photos");
    fs::create_dir(&target).unwrap();
    fs::write(target.join("cat.jpg"), "x").unwrap();
    let error = OutputFolder::create(&target, MARKER).unwrap_err();
    assert!(matches!(error, OutputError::NotOurs { .. }), "{error}");
    assert!(error.to_string().contains("choose another folder"), "{error}");
    assert_eq!(names(&target), ["cat.jpg"]);
    let file = OutputFolder::create(&target.join("cat.jpg"), MARKER).unwrap_err();
    assert!(matches!(file, OutputError::NotAFolder { .. }), "{file}");
    let orphan = OutputFolder::create(&home.path().join("no/such"), MARKER).unwrap_err();
    assert!(matches!(orphan, OutputError::NoParent { .. }), "{orphan}");
    let empty = home.path().join("empty");
    fs::create_dir(&empty).unwrap();
    let output = OutputFolder::create(&empty, MARKER).unwrap();
    fill(&output, "x");
    output.commit().unwrap();
    assert_eq!(names(home.path()), ["empty", "photos"]);
}

#[test]
fn a_folder_filled_by_others_meanwhile_is_left_alone() {
    let home = tempfile::tempdir().unwrap();
    let target = home.path().join("out");
    let output = OutputFolder::create(&target, MARKER).unwrap();
    fill(&output, "x");
    fs::create_dir(&target).unwrap();
    fs::write(target.join("cat.jpg"), "x").unwrap();
    assert!(matches!(output.commit().unwrap_err(), OutputError::NotOurs { .. }));
    assert_eq!(names(&target), ["cat.jpg"]);
    assert_eq!(names(home.path()), ["out"]);
}

#[test]
fn file_names_stay_inside() {
    let home = tempfile::tempdir().unwrap();
    let output = OutputFolder::create(&home.path().join("out"), MARKER).unwrap();
    for name in ["", "../x", "/etc/x", "a/../../x", "a\\b", "a\0b", "."] {
        let error = output.create_file(name).unwrap_err();
        assert!(matches!(error, OutputError::BadName { .. }), "{name:?} {error}");
    }
}
