//! Features that are repaired or left out, and listed.

use onegrid::{Obstacle, Silent, conflicts, summarise};

use super::{
    BASE, COMMUNITY, POLICE, base, collection, conflict, counted, entry, feature, households, polygon, rect, run,
    sound, square, with,
};

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
    let merged = base(collection(&most)).unwrap();
    assert_eq!(households(&merged), 4 * 4_294_967_295);
    // and no cut asks for more zones than a community's codes can number
    assert_eq!(merged.plan.zones().len(), 4);
    let uncut = summarise(&merged, &Silent).unwrap().report.uncut;
    assert_eq!(uncut.iter().map(|u| u.obstacle).collect::<Vec<_>>(), [Obstacle::Codes; 4]);
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
