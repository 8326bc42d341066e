//! Broken files, as offices send them: each ends in an error or in a listed repair that names the
//! file, the feature, the place, what was expected and what was found. None ends in a panic.

use onegrid::{Conflict, Error, Lang, LedgerEntry, Merged, Project, Silent, conflicts, merge, summarise};
use onegrid_io::{ReadError, open_project};

use crate::support::{general, on_disk};

/// A sound square of 0.01 degree near 118 E, 32 N, `x` and `y` squares further.
fn square(x: i32, y: i32) -> String {
    let (w, s) = (118.0 + f64::from(x) * 0.01, 32.0 + f64::from(y) * 0.01);
    rect(w, s, w + 0.01, s + 0.01)
}

fn rect(w: f64, s: f64, e: f64, n: f64) -> String {
    polygon(&format!("[[{w:.7},{s:.7}],[{e:.7},{s:.7}],[{e:.7},{n:.7}],[{w:.7},{n:.7}],[{w:.7},{s:.7}]]"))
}

fn polygon(ring: &str) -> String {
    format!(r#"{{"type":"Polygon","coordinates":[{ring}]}}"#)
}

fn feature(key: &str, geometry: &str) -> String {
    counted(key, geometry, "400")
}

fn counted(key: &str, geometry: &str, households: &str) -> String {
    let key = serde_json::to_string(key).expect("a text");
    format!(r#"{{"type":"Feature","properties":{{"k":{key},"hh":{households}}},"geometry":{geometry}}}"#)
}

fn collection(features: &[String]) -> String {
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(",\n"))
}

/// Four sound base cells in a row.
fn sound() -> Vec<String> {
    (0..4).map(|x| feature(&format!("B{x}"), &square(x, 0))).collect()
}

fn with(extra: String) -> String {
    let mut features = sound();
    features.push(extra);
    collection(&features)
}

const BASE: &str = "[[layer]]\nid = \"civil\"\nrole = \"base\"\npath = \"civil.geojson\"\nkey = \"k\"\n\
                    households_column = \"hh\"\n";
const POLICE: &str = "[[layer]]\nid = \"police\"\nrole = \"department\"\npath = \"police.geojson\"\nkey = \"k\"\n";
const COMMUNITY: &str = "[[layer]]\nid = \"shequ\"\nrole = \"community\"\npath = \"shequ.geojson\"\nkey = \"k\"\n";

const ROADS: &str = "[[layer]]\nid = \"civil\"\nrole = \"base\"\npath = \"civil.geojson\"\nkey = \"k\"\n\
                     [[layer]]\nid = \"roads\"\nrole = \"barrier\"\npath = \"roads.geojson\"\nkey = \"k\"\n\
                     barrier_class = \"road\"\n";

#[derive(Debug)]
enum Stop {
    Read(ReadError),
    Merge(Error),
}

impl Stop {
    fn code(&self) -> &'static str {
        match self {
            Self::Read(e) => e.code(),
            Self::Merge(e) => e.code(),
        }
    }
    fn message(&self) -> String {
        match self {
            Self::Read(e) => e.to_string(),
            Self::Merge(e) => e.to_string(),
        }
    }
}

fn open(layers: &str, files: &[(&str, String)]) -> Result<Project, ReadError> {
    let mut all = vec![("onegrid.toml", format!("onegrid = 1\nname = \"坏数据\"\n{layers}"))];
    all.extend(files.iter().map(|(name, text)| (*name, text.clone())));
    let folder = on_disk(&all);
    open_project(&folder.path().join("onegrid.toml"), &mut |_, _| {}).map(|(_, project)| project)
}

/// Reads, merges, sums up and asks everything that a user would ask.
fn run(layers: &str, files: &[(&str, String)]) -> Result<Merged, Stop> {
    let project = open(layers, files).map_err(Stop::Read)?;
    let merged = merge(&project, &general(), &Silent).map_err(Stop::Merge)?;
    merged.grid.check().expect("the overlay is sound whatever came in");
    let summary = summarise(&merged, &Silent).map_err(Stop::Merge)?;
    assert!(summary.report.exactness.holds(), "{:?}", summary.report.exactness);
    for zone in merged.plan.zones() {
        for lang in [Lang::Zh, Lang::En] {
            assert!(!merged.plan.explain(&zone.code, lang).expect("the zone exists").reasons.is_empty());
        }
    }
    Ok(merged)
}

fn base(text: String) -> Result<Merged, Stop> {
    run(BASE, &[("civil.geojson", text)])
}

// ---- files and layers that cannot be used --------------------------------------------------------

/// What is wrong, the layers and files, the code of the error, and what its message must name.
type Case = (&'static str, &'static str, Vec<(&'static str, String)>, &'static str, Vec<&'static str>);

fn only(text: &str) -> Vec<(&'static str, String)> {
    vec![("civil.geojson", text.to_owned())]
}

fn broken_files() -> Vec<Case> {
    let whole = collection(&sound());
    let number = |text: &str| with(feature("bad", &polygon(&format!("[[118,32],[{text},32],[118.1,32.1],[118,32]]"))));
    let truncated = whole[..whole.len() - 40].to_owned();
    vec![
        ("empty file", BASE, only(""), "read.empty", vec!["civil.geojson", "FeatureCollection"]),
        ("blank file", BASE, only(" \n\n"), "read.empty", vec!["civil.geojson"]),
        ("cut off in the middle", BASE, only(&truncated), "read.truncated", vec!["civil.geojson", "3 whole features"]),
        ("NaN coordinate", BASE, only(&number("NaN")), "read.syntax", vec!["civil.geojson", "line 5", "feature 4"]),
        ("infinite coordinate", BASE, only(&number("Infinity")), "read.syntax", vec!["civil.geojson", "feature 4"]),
        ("a web page", BASE, only("<html>404</html>"), "read.syntax", vec!["civil.geojson", "line 1"]),
        ("no such file", BASE, vec![], "read.open", vec!["civil.geojson", "`civil`"]),
        (
            "missing column",
            "[[layer]]\nid = \"civil\"\nrole = \"base\"\npath = \"civil.geojson\"\nkey = \"kk\"\n",
            only(&whole),
            "read.missing_column",
            vec!["civil.geojson", "`kk`", "`key`", "k"],
        ),
        (
            "declared projection",
            BASE,
            only(&whole.replacen('{', r#"{"crs":{"type":"name","properties":{"name":"EPSG:4549"}},"#, 1)),
            "read.unsupported_crs",
            vec!["civil.geojson", "EPSG:4549", "EPSG:4490"],
        ),
        (
            "layer id that leaves the folder",
            "[[layer]]\nid = \"../../etc\"\nrole = \"base\"\npath = \"civil.geojson\"\n",
            only(&whole),
            "manifest.bad_id",
            vec!["onegrid.toml", "../../etc"],
        ),
        ("no base layer", POLICE, vec![("police.geojson", whole.clone())], "manifest.no_base", vec!["onegrid.toml"]),
    ]
}

fn broken_layers() -> Vec<Case> {
    let metres = |key: &str, x: u32| {
        let (w, e) = (40_500_000 + x, 40_500_500 + x);
        let ring = format!("[[{w},3540000],[{e},3540000],[{e},3540500],[{w},3540500],[{w},3540000]]");
        feature(key, &polygon(&ring))
    };
    let projected = collection(&[metres("M0", 0), metres("M1", 500), metres("M2", 1_000)]).replacen(
        '{',
        r#"{"crs":{"type":"name","properties":{"name":"EPSG:4490"}},"#,
        1,
    );
    let swapped: Vec<String> = (0..3)
        .map(|i| feature(&format!("S{i}"), &rect(32.0 + f64::from(i), 118.0, 32.5 + f64::from(i), 118.5)))
        .collect();
    let null = |n: usize| collection(&(0..n).map(|i| feature(&format!("N{i}"), "null")).collect::<Vec<_>>());
    let island = with(feature("null-island", &rect(-0.005, -0.005, 0.005, 0.005)));
    let road = feature("R0", r#"{"type":"LineString","coordinates":[[0,0],[0.01,0]]}"#);
    let wide = ["civil.geojson", "null-island", "feature 4", "(-0.005, 0.005)"];
    vec![
        (
            "projected metres declared as degrees",
            BASE,
            only(&projected),
            "place.not_degrees",
            vec!["civil.geojson", "M0", "40500000", "3540000", "within ±180", "projected metres"],
        ),
        (
            "latitude first, all of them",
            BASE,
            only(&collection(&swapped)),
            "place.not_degrees",
            vec!["civil.geojson", "S0", "118", "latitude within ±90"],
        ),
        (
            "no feature in the base layer",
            BASE,
            only(&collection(&[])),
            "project.empty_layer",
            vec!["civil.geojson", "civil"],
        ),
        (
            "base layer without geometry",
            BASE,
            only(&null(3)),
            "project.empty_layer",
            vec!["civil.geojson", "3 rejected"],
        ),
        (
            "communities without geometry",
            concat_layers(),
            vec![("civil.geojson", collection(&sound())), ("shequ.geojson", null(2))],
            "project.empty_layer",
            vec!["shequ.geojson", "2 rejected"],
        ),
        ("one feature at 0, 0", BASE, only(&island), "place.far_away", wide.to_vec()),
        (
            "one vertex at 0, 0",
            BASE,
            only(&with(feature("pulled", &polygon("[[118.05,32],[118.06,32],[0,0],[118.05,32]]")))),
            "place.far_away",
            vec!["civil.geojson", "pulled", "feature 4", "(0, 0)"],
        ),
        (
            "one road at 0, 0",
            ROADS,
            vec![("civil.geojson", collection(&sound())), ("roads.geojson", collection(&[road]))],
            "place.far_away",
            vec!["roads.geojson", "R0", "feature 0", "(0, 0)"],
        ),
        (
            "nothing but a line",
            BASE,
            only(&collection(&[feature("flat", &polygon("[[118,32],[118.1,32],[118.2,32],[118,32]]"))])),
            "overlay.empty",
            vec!["0 rings with an area"],
        ),
    ]
}

fn concat_layers() -> &'static str {
    "[[layer]]\nid = \"civil\"\nrole = \"base\"\npath = \"civil.geojson\"\nkey = \"k\"\nhouseholds_column = \"hh\"\n\
     [[layer]]\nid = \"shequ\"\nrole = \"community\"\npath = \"shequ.geojson\"\nkey = \"k\"\n"
}

#[test]
fn unusable_input_is_an_error_with_file_and_place() {
    let mut failures = Vec::new();
    for (what, layers, files, code, names) in broken_files().into_iter().chain(broken_layers()) {
        match run(layers, &files) {
            Ok(merged) => failures.push(format!("{what}: {} zones, expected {code}", merged.plan.zones().len())),
            Err(stop) => {
                let message = stop.message();
                let missing: Vec<_> = names.iter().filter(|n| !message.contains(**n)).collect();
                if stop.code() != code || !missing.is_empty() {
                    failures
                        .push(format!("{what}: {} (expected {code}): {message}\n    lacks {missing:?}", stop.code()));
                }
            }
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

// ---- features that are repaired or left out, and listed ------------------------------------------

fn entry<'m>(merged: &'m Merged, code: &str) -> &'m LedgerEntry {
    let entries = &merged.grid.ledger().entries;
    entries.iter().find(|e| e.code == code).unwrap_or_else(|| panic!("no {code} among {entries:#?}"))
}

fn conflict(merged: &Merged, kind: &str, key: &str) -> Conflict {
    let list = conflicts(&merged.grid, &merged.plan);
    let found = list.iter().find(|c| c.kind.id() == kind && c.cells.iter().any(|k| k == key));
    let found = found.unwrap_or_else(|| panic!("no {kind} of {key} among {list:#?}")).clone();
    assert!(!found.action_zh.is_empty() && !found.action_en.is_empty(), "{found:?}");
    found
}

/// Households in all zones.
fn households(merged: &Merged) -> u64 {
    merged.plan.zones().iter().map(|z| z.households).sum()
}

#[test]
fn one_coordinate_off_the_planet_rejects_its_feature_only() {
    let merged = base(with(feature("off", &rect(118.0, 95.0, 118.1, 95.1)))).unwrap();
    let e = entry(&merged, "place.bad_coordinate");
    assert_eq!((e.source.as_str(), e.layer.as_str(), e.key.as_deref()), ("civil.geojson", "civil", Some("off")));
    assert!(e.expected.contains("±90") && e.got.contains("95"), "{e:?}");
    assert_eq!(merged.plan.zones().len(), 4);
    assert_eq!(households(&merged), 1_600);
}

#[test]
fn rings_that_enclose_nothing_are_listed() {
    for (ring, kind) in [
        ("[[118,32],[118.01,32]]", "too-few-points"),
        ("[[118,32],[118.01,32],[118,32]]", "too-few-points"),
        ("[[118,32]]", "too-few-points"),
        ("[[118,32],[118.01,32],[118.02,32],[118,32]]", "zero-area"),
        ("[[118,32],[118.00000001,32],[118.00000001,32.00000001],[118,32]]", "too-few-points"),
    ] {
        let merged = base(with(feature("thin", &polygon(ring)))).unwrap_or_else(|e| panic!("{ring}: {e:?}"));
        let found = conflict(&merged, kind, "thin");
        assert!((found.place.0 - 118.0).abs() < 0.03 && (found.place.1 - 32.0).abs() < 1e-6, "{ring}: {found:?}");
        // its households have no place: they are said, not lost
        let e = entry(&merged, "households.no_area");
        assert!(e.key.as_deref() == Some("thin") && e.got.contains("400"), "{e:?}");
        assert_eq!((households(&merged), merged.grid.ledger().households_outside()), (1_600, 400));
    }
}

#[test]
fn an_empty_ring_is_a_listed_feature() {
    for geometry in [r#"{"type":"Polygon","coordinates":[]}"#, r#"{"type":"Polygon","coordinates":[[]]}"#] {
        let merged = base(with(feature("void", geometry))).unwrap_or_else(|e| panic!("{geometry}: {e:?}"));
        let entries = &merged.grid.ledger().entries;
        let list = conflicts(&merged.grid, &merged.plan);
        let is_rejected = entries.iter().any(|e| e.code == "read.no_geometry" && e.key.as_deref() == Some("void"));
        let is_listed = list.iter().any(|c| c.cells == ["void"]);
        assert!(is_rejected || is_listed, "{geometry}: {entries:?} {list:?}");
        assert_eq!(merged.plan.zones().len(), 4);
    }
}

#[test]
fn a_bow_tie_counts_with_both_its_wings() {
    let ring = "[[118.00,32.01],[118.01,32.02],[118.01,32.01],[118.00,32.02],[118.00,32.01]]";
    let merged = base(with(feature("tie", &polygon(ring)))).unwrap();
    let found = conflict(&merged, "self-crossing", "tie");
    assert!((found.place.0 - 118.005).abs() < 0.005 && (found.place.1 - 32.015).abs() < 0.005, "{found:?}");
    assert_eq!(households(&merged), 2_000);
    let crossing = merged.locate(118.002, 32.015).expect("the western wing");
    assert_eq!(crossing.cells[0].1, ["tie"]);
    assert!(merged.locate(118.005, 32.0185).is_none_or(|l| l.cells[0].1.is_empty()), "outside of both wings");
}

#[test]
fn repeated_keys_are_told_apart_and_repeated_cells_dropped() {
    let same = base(with(feature("B1", &square(1, 0)))).unwrap();
    let e = entry(&same, "place.duplicate_cell");
    assert_eq!((e.source.as_str(), e.key.as_deref()), ("civil.geojson", Some("B1")));
    assert!(e.place.is_some() && e.got.contains("same shape"), "{e:?}");
    assert_eq!(households(&same), 1_600);

    let other = base(with(feature("B1", &square(4, 0)))).unwrap();
    let e = entry(&other, "place.duplicate_key");
    assert_eq!((e.source.as_str(), e.key.as_deref()), ("civil.geojson", Some("B1")));
    assert!(e.place.is_some() && e.got.contains("B1#2"), "{e:?}");
    assert_eq!((households(&other), other.plan.zones().len()), (2_000, 5));

    // a key that looks like the one a repair makes
    let mut features = sound();
    features.push(feature("B1", &square(4, 0)));
    features.push(feature("B1#2", &square(5, 0)));
    let clash = base(collection(&features)).unwrap();
    let mut keys: Vec<&str> = clash.grid.layers()[0].cells.iter().map(|c| c.key.as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), 6, "every cell has a key of its own: {keys:?}");

    // the same shape under two keys
    let twin = base(with(feature("twin", &square(1, 0)))).unwrap();
    assert_eq!(conflict(&twin, "duplicate", "twin").cells, ["B1", "twin"]);
    assert_eq!(households(&twin), 2_000);
}

#[test]
fn a_community_without_base_cells_is_listed_and_still_covered() {
    let shequ = collection(&[
        feature("990101001001", &rect(118.0, 32.0, 118.04, 32.01)),
        feature("990101001002", &square(7, 0)),
    ]);
    let layers = format!("{BASE}{COMMUNITY}");
    let merged = run(&layers, &[("civil.geojson", collection(&sound())), ("shequ.geojson", shequ)]).unwrap();
    let found = conflict(&merged, "community-without-cells", "990101001002");
    assert!((found.place.0 - 118.075).abs() < 0.005, "{found:?}");
    assert!(merged.plan.zones().iter().any(|z| z.code.starts_with("990101001002")), "it has a zone all the same");
}

#[test]
fn a_base_layer_of_another_city_is_an_error_with_both_files() {
    let shequ = collection(&[feature("990101001001", &rect(120.0, 30.0, 120.02, 30.02))]);
    let layers = format!("{BASE}{COMMUNITY}");
    let Err(stop) = run(&layers, &[("civil.geojson", collection(&sound())), ("shequ.geojson", shequ)]) else {
        panic!("layers of two cities were merged");
    };
    let message = stop.message();
    assert!(message.contains("civil.geojson") && message.contains("shequ.geojson"), "{message}");
    assert!(message.contains("km apart"), "{message}");
}

#[test]
fn a_feature_at_zero_zero_within_reach_is_listed() {
    // Chengdu is near enough to 0, 0 for one overlay: the stray feature must show all the same
    let shift = |x: i32| rect(104.0 + f64::from(x) * 0.01, 30.0, 104.01 + f64::from(x) * 0.01, 30.01);
    let mut features: Vec<String> = (0..4).map(|x| feature(&format!("B{x}"), &shift(x))).collect();
    features.push(feature("null-island", &rect(-0.005, -0.005, 0.005, 0.005)));
    let shequ = collection(&[feature("510101001001", &rect(104.0, 30.0, 104.04, 30.01))]);
    let layers = format!("{BASE}{COMMUNITY}");
    let merged = run(&layers, &[("civil.geojson", collection(&features)), ("shequ.geojson", shequ)]).unwrap();
    let found = conflict(&merged, "outside-extent", "null-island");
    assert!(found.place.0.abs() < 0.01 && found.place.1.abs() < 0.01, "{found:?}");
    assert_eq!(merged.plan.zones().len(), 4);
    assert_eq!(merged.grid.ledger().households_outside(), 400);
}

#[test]
fn a_department_without_any_geometry_is_listed_feature_by_feature() {
    let null: Vec<String> = (0..3).map(|i| feature(&format!("P{i}"), "null")).collect();
    let layers = format!("{BASE}{POLICE}");
    let merged =
        run(&layers, &[("civil.geojson", collection(&sound())), ("police.geojson", collection(&null))]).unwrap();
    let entries = merged.grid.ledger().entries.iter().filter(|e| e.code == "read.no_geometry");
    let listed: Vec<_> = entries.map(|e| (e.source.as_str(), e.key.as_deref())).collect();
    let file = "police.geojson";
    assert_eq!(listed, [(file, Some("P0")), (file, Some("P1")), (file, Some("P2"))]);
    assert_eq!(merged.plan.zones().len(), 4);
}

#[test]
fn counts_that_are_no_counts_are_listed_and_not_counted() {
    for (text, shown) in
        [("-5", "-5"), ("1e300", "1e300"), ("12.5", "12.5"), ("\"many\"", "many"), ("4294967296", "4294967296")]
    {
        let merged = base(with(counted("odd", &square(4, 0), text))).unwrap_or_else(|e| panic!("{text}: {e:?}"));
        let e = entry(&merged, "read.bad_number");
        assert_eq!((e.source.as_str(), e.key.as_deref()), ("civil.geojson", Some("odd")), "{text}");
        assert!(e.got.contains(shown) && e.expected.contains("whole number"), "{e:?}");
        assert_eq!(households(&merged), 1_600, "{text}");
        assert!(merged.locate(118.045, 32.005).is_some_and(|l| l.code.is_some()), "the cell itself stays");
    }
    // the greatest count that is accepted, in every cell: sums do not wrap
    let most: Vec<String> = (0..4).map(|x| counted(&format!("B{x}"), &square(x, 0), "4294967295")).collect();
    assert_eq!(households(&base(collection(&most)).unwrap()), 4 * 4_294_967_295);
}

#[test]
fn hostile_names_come_through_as_they_are() {
    let long = "长".repeat(100_000);
    let names = [
        "=HYPERLINK(\"http://x\")",
        "../../../etc/passwd",
        "a\u{0}b\r\n\tc",
        "\u{202e}gnp.exe",
        "';DROP TABLE",
        "<script>",
        "%s%n{}{0}",
        long.as_str(),
    ];
    let features: Vec<String> = names.iter().zip(0..).map(|(name, x)| counted(name, &square(x, 0), "100")).collect();
    let merged = base(collection(&features)).unwrap();
    let mut keys: Vec<&str> = merged.grid.layers()[0].cells.iter().map(|c| c.key.as_str()).collect();
    let mut expected = names.to_vec();
    keys.sort_unstable();
    expected.sort_unstable();
    assert!(keys == expected, "keys were changed");
    assert_eq!(households(&merged), 800);
}

/// A square grid of cells drawn 1e-4 degree wide, `shift` degrees off to the east and further north
/// from column to column.
fn hairs(name: &str, side: i32, shift: f64, households: &str) -> String {
    let mut features = Vec::new();
    for x in 0..side {
        for y in 0..side {
            let north = shift * f64::from(1 + x % 3);
            let (w, s) = (118.0 + f64::from(x) * 1e-4 + shift, 32.0 + f64::from(y) * 1e-4 + north);
            features.push(counted(&format!("{name}{x}-{y}"), &rect(w, s, w + 1e-4, s + 1e-4), households));
        }
    }
    collection(&features)
}

#[test]
fn two_grids_a_hair_apart_take_seconds_not_hours() {
    // every line of one runs one to three lattice units beside a line of the other
    let layers = format!("{BASE}{POLICE}");
    let files = [("civil.geojson", hairs("c", 300, 0.0, "null")), ("police.geojson", hairs("p", 300, 1e-7, "null"))];
    let project = open(&layers, &files).unwrap();
    let mut policy = general();
    policy.code.sequence_digits = 5;
    let merged = merge(&project, &policy, &Silent).unwrap();
    merged.grid.check().unwrap();
    let slivers = (0..merged.grid.face_count()).filter(|&f| merged.grid.arrangement().face_width_m(f) < 0.1).count();
    assert!(slivers > 150_000, "{slivers} slivers");
    assert_eq!(merged.plan.zones().len(), 90_000);
}

#[test]
fn more_zones_than_codes_is_an_error_with_both_numbers() {
    let project = open(BASE, &[("civil.geojson", hairs("c", 40, 0.0, "null"))]).unwrap();
    let error = merge(&project, &general(), &Silent).unwrap_err();
    assert_eq!(error.code(), "zones.code_overflow");
    let message = error.to_string();
    assert!(message.contains("1600") && message.contains("999"), "{message}");
}

#[test]
fn hundreds_of_cells_in_one_community_are_merged() {
    one_community(20);
}

#[test]
fn thousands_of_cells_in_one_community_are_merged() {
    one_community(60);
}

/// A project without communities is one community.
fn one_community(side: i32) {
    let project = open(BASE, &[("civil.geojson", hairs("c", side, 0.0, "25"))]).expect("a sound project");
    let merged = merge(&project, &general(), &Silent).expect("a sound project");
    assert_eq!(households(&merged), 25 * (side * side) as u64);
}

/// Columns of longitude and latitude confused.
mod swapped {
    use super::{BASE, collection, feature, rect, run, sound};

    #[test]
    fn latitude_before_longitude_in_a_layer_is_named_as_such() {
        // 32 N, 118 E written as (32, 118): 118 is no latitude
        let features = [feature("B0", &rect(32.0, 118.0, 32.01, 118.01))];
        let Err(stop) = run(BASE, &[("civil.geojson", collection(&features))]) else { panic!("it was merged") };
        assert_eq!(stop.code(), "place.not_degrees");
        assert!(stop.message().contains("swapped"), "{}", stop.message());
    }

    #[test]
    fn households_that_all_lie_elsewhere_are_an_error_with_file_and_place() {
        let layers = format!(
            "{BASE}[[layer]]\nid = \"doors\"\nrole = \"households\"\npath = \"doors.csv\"\n\
             lon_column = \"lat\"\nlat_column = \"lon\"\nhouseholds_column = \"n\"\n"
        );
        let doors = "lon,lat,n\n30.005,32.005,12\n30.006,32.005,8\n".to_string();
        let Err(stop) = run(&layers, &[("civil.geojson", collection(&sound())), ("doors.csv", doors)]) else {
            panic!("20 households were lost");
        };
        assert_eq!(stop.code(), "project.households_elsewhere");
        let message = stop.message();
        assert!(["doors.csv", "20 households", "32.005"].iter().all(|m| message.contains(m)), "{message}");
    }
}
