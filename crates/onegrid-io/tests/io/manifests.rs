//! Manifests: what is read, and what is said about slips.

use onegrid::{BarrierClass, Extent, Role};
use onegrid_io::{Crs, LayerRole, LayerSpec, Manifest, ManifestError, Place, read_manifest};

const FULL: &str = r#"
onegrid = 1
name = "幸福街道"
policy = "general-300-500"
extent = "base"
code_prefix = "420106001"

[[layer]]
id = "civil"
name = "综治"
role = "base"
path = "${DATA}/civil.geojson"
key = ["street", "no"]
name_column = "name"
group_column = "community"
groups_are_communities = true
crs = "EPSG:4490"
encoding = "utf-8"

[[layer]]
id = "roads"
role = "barrier"
path = ["roads.geojson", "rivers.geojson"]
class_column = "kind"
[layer.classes]
primary = "road"
"water way" = "river"

[[layer]]
id = "doors"
role = "households"
path = "doors.txt"
format = "csv"
lon_column = "x"
lat_column = "y"
households_column = "n"
"#;

fn error(layers: &str) -> ManifestError {
    let text = format!("onegrid = 1\nname = \"t\"\n{layers}");
    read_manifest(&text, "m.toml").expect_err("the manifest has a slip")
}

fn layer(keys: &str) -> String {
    format!("[[layer]]\nid = \"a\"\nrole = \"base\"\npath = \"a.geojson\"\n{keys}\n")
}

#[test]
fn every_key_is_read() {
    let manifest = read_manifest(FULL, "onegrid.toml").unwrap();
    assert_eq!(manifest.name, "幸福街道");
    assert_eq!(manifest.policy.as_deref(), Some("general-300-500"));
    assert_eq!(manifest.extent, Extent::Base);
    assert_eq!(manifest.code_prefix.as_deref(), Some("420106001"));
    let [civil, roads, doors] = manifest.layers.as_slice() else { panic!("three layers") };
    assert_eq!((civil.id.as_str(), civil.name.as_str()), ("civil", "综治"));
    assert_eq!(civil.role, LayerRole::Cells(Role::Base));
    assert_eq!(civil.key, ["street", "no"]);
    assert!(civil.groups_are_communities);
    assert_eq!(civil.crs, Some(Crs::Cgcs2000));
    assert_eq!(roads.name, "roads");
    assert_eq!(roads.source(), "roads.geojson, rivers.geojson");
    assert_eq!(roads.classes["primary"], BarrierClass::Road);
    assert_eq!(roads.classes["water way"], BarrierClass::River);
    assert_eq!(doors.lon_column.as_deref(), Some("x"));
}

#[test]
fn written_manifest_reads_back_the_same() {
    let manifest = read_manifest(FULL, "onegrid.toml").unwrap();
    assert_eq!(read_manifest(&manifest.to_toml(), "again.toml").unwrap(), manifest);
    let hostile = "\"\\ \u{0}\n<script>\u{202e}🦀${X}".to_owned();
    let mut layer = LayerSpec::new("a", LayerRole::Barrier, hostile.clone());
    layer.name.clone_from(&hostile);
    layer.class_column = Some(hostile.clone());
    layer.classes.insert(hostile.clone(), BarrierClass::Rail);
    let base = LayerSpec::new("b", LayerRole::Cells(Role::Base), "b.geojson");
    let manifest = Manifest { name: hostile, layers: vec![layer, base], ..Manifest::default() };
    assert_eq!(read_manifest(&manifest.to_toml(), "again.toml").unwrap(), manifest);
}

#[test]
fn byte_order_mark_is_tolerated() {
    assert!(read_manifest(&format!("\u{feff}{FULL}"), "m.toml").is_ok());
}

#[test]
fn unknown_key_names_place_and_nearest() {
    let error = error(&layer("name_colunm = \"x\""));
    let ManifestError::UnknownKey { place, key, nearest, known, .. } = &error else { panic!("{error:?}") };
    assert_eq!(*place, Place { line: 7, column: 1 });
    assert_eq!(key, "name_colunm");
    assert_eq!(nearest.as_deref(), Some("name_column"));
    assert!(known.contains(&"class_column".to_owned()));
    assert!(error.to_string().starts_with("m.toml, line 7, column 1: unknown key `name_colunm` (did you mean"));
}

#[test]
fn unknown_key_at_the_top_is_found_too() {
    let text = "onegrid = 1\nname = \"t\"\nextend = \"base\"\n";
    let error = read_manifest(text, "m.toml").unwrap_err();
    assert_eq!(error.place(), Some(Place { line: 3, column: 1 }));
    assert!(error.to_string().contains("did you mean `extent`?"), "{error}");
}

#[test]
fn unknown_words_list_the_known_ones() {
    let cases = [
        ("[[layer]]\nid = \"a\"\nrole = \"departmnt\"\npath = \"a.geojson\"", "role", Some("department")),
        (&layer("format = \"shapefile\""), "format", None),
        (&layer("encoding = \"gbk\""), "encoding", None),
        (&layer("crs = \"EPSG:4549\""), "crs", Some("EPSG:4490")),
        (
            "[[layer]]\nid = \"a\"\nrole = \"barrier\"\npath = \"a.geojson\"\nbarrier_class = \"raod\"",
            "barrier_class",
            Some("road"),
        ),
        (
            "[[layer]]\nid = \"a\"\nrole = \"barrier\"\npath = \"a.geojson\"\nclass_column = \"k\"\n[layer.classes]\nx = \"stret\"",
            "class",
            Some("street"),
        ),
    ];
    for (text, wanted_key, wanted_nearest) in cases {
        let error = error(text);
        let ManifestError::UnknownWord { key, nearest, known, place, .. } = &error else { panic!("{error:?}") };
        assert_eq!(*key, wanted_key);
        assert_eq!(nearest.as_deref(), wanted_nearest, "{error}");
        assert!(!known.is_empty() && place.line > 3, "{error}");
    }
    let error = error("extent = \"basis\"");
    assert!(error.to_string().contains("expected one of: communities, base"), "{error}");
}

#[test]
fn wrong_version_is_said_before_unknown_keys() {
    let error = read_manifest("onegrid = 2\nnew_key = 1\n", "m.toml").unwrap_err();
    assert_eq!(error.to_string(), "m.toml: expected `onegrid = 1` (the version of the manifest), got `2`");
    let error = read_manifest("name = \"t\"\n", "m.toml").unwrap_err();
    assert!(matches!(error, ManifestError::Version { ref got, .. } if got == "nothing"), "{error}");
}

#[test]
fn broken_toml_names_its_line() {
    for text in ["onegrid = 1\nname = \"t", "onegrid = 1\nname = 5\n", "onegrid = 1\nlayer = 3\n", "[[[", "\u{0}"] {
        let error = read_manifest(text, "m.toml").unwrap_err();
        assert!(matches!(error, ManifestError::Syntax { .. }), "{text:?} {error:?}");
    }
    let error = error(&layer("key = 5"));
    assert!(error.to_string().contains("line 7"), "{error}");
    assert!(error.to_string().contains("a string or a list of strings"), "{error}");
}

#[test]
fn one_base_and_at_most_one_community() {
    let no_base = error("[[layer]]\nid = \"a\"\nrole = \"department\"\npath = \"a.geojson\"");
    assert!(matches!(no_base, ManifestError::NoBase { .. }), "{no_base}");
    assert!(matches!(error(""), ManifestError::NoBase { .. }));
    let second = "[[layer]]\nid = \"b\"\nrole = \"base\"\npath = \"b.geojson\"\n";
    let twice = error(&format!("{}{second}", layer("")));
    let ManifestError::RoleTwice { place, first, second, role, .. } = twice else { panic!("{twice}") };
    assert_eq!((place.line, first.as_str(), second.as_str(), role.as_str()), (8, "a", "b", "base"));
    let community = "[[layer]]\nid = \"ID\"\nrole = \"community\"\npath = \"c.geojson\"\n";
    let two = format!("{}{}", community.replace("ID", "c"), community.replace("ID", "d"));
    assert!(matches!(error(&two), ManifestError::RoleTwice { .. }));
}

#[test]
fn layer_ids_are_unique_and_sound() {
    let twice = error(&format!("{}{}", layer(""), layer("")));
    assert!(matches!(twice, ManifestError::DuplicateId { first_line: 3, .. }), "{twice:?}");
    for bad in ["", "../x", "a b", ".hidden", "a/b", "a\\nb"] {
        let bad = error(&format!("[[layer]]\nid = \"{bad}\"\nrole = \"base\"\npath = \"a.geojson\""));
        assert!(matches!(bad, ManifestError::BadId { .. }), "{bad:?}");
    }
}

#[test]
fn each_role_says_which_keys_it_needs() {
    let of = |role: &str, keys: &str| {
        error(&format!("[[layer]]\nid = \"x\"\nrole = \"{role}\"\npath = \"{}\n{keys}", "x.csv\""))
    };
    let missing = |error: ManifestError, wanted: &str| match error {
        ManifestError::MissingKey { key, of, .. } => assert_eq!((key.as_str(), of.as_str()), (wanted, "layer `x`")),
        other => panic!("{other:?}"),
    };
    missing(of("households", ""), "households_column");
    missing(of("households", "households_column = \"n\""), "lon_column");
    missing(of("households", "households_column = \"n\"\nlon_column = \"x\""), "lat_column");
    missing(of("barrier", ""), "barrier_class");
    missing(of("base", "groups_are_communities = true"), "group_column");
    missing(error("[[layer]]\nid = \"x\"\nrole = \"base\""), "path");
    missing(error("[[layer]]\nid = \"x\"\nrole = \"base\"\npath = []"), "path");
    missing(error("[[layer]]\nid = \"x\"\npath = \"a.geojson\""), "role");
    let no_id = error("[[layer]]\nrole = \"base\"");
    assert!(matches!(&no_id, ManifestError::MissingKey { key, .. } if key == "id"), "{no_id}");
    let no_name = read_manifest("onegrid = 1\n", "m.toml").unwrap_err();
    assert!(matches!(&no_name, ManifestError::MissingKey { key, .. } if key == "name"), "{no_name}");
}

#[test]
fn keys_without_meaning_are_refused() {
    let barrier = "[[layer]]\nid = \"x\"\nrole = \"barrier\"\npath = \"x.geojson\"\n";
    for (text, wanted) in [
        (layer("barrier_class = \"road\""), "barrier_class"),
        (layer("lon_column = \"x\""), "lon_column"),
        (layer("class_column = \"k\"\n[layer.classes]\na = \"road\""), "classes"),
        (format!("{barrier}barrier_class = \"road\"\nclass_column = \"k\""), "barrier_class"),
        (format!("{barrier}barrier_class = \"road\"\nhouseholds_column = \"k\""), "households_column"),
    ] {
        let error = error(&text);
        assert!(matches!(&error, ManifestError::MisplacedKey { key, .. } if key == wanted), "{error}");
    }
}

#[test]
fn variables_in_paths_come_from_the_caller() {
    let manifest = read_manifest(FULL, "onegrid.toml").unwrap();
    let expanded = manifest.with_variables(&|name| (name == "DATA").then(|| "/d/${X}".to_owned())).unwrap();
    assert_eq!(expanded.layers[0].paths, ["/d/${X}/civil.geojson"], "a value is not expanded again");
    let unset = manifest.with_variables(&|_| None).unwrap_err();
    assert_eq!(
        unset.to_string(),
        "path `${DATA}/civil.geojson` of layer `civil` uses ${DATA}, which is not set; set it or write the path out"
    );
}
