//! Files and layers that cannot be used at all.

use super::{BASE, POLICE, ROADS, collection, feature, polygon, rect, run, sound, with};

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
