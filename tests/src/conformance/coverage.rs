//! Cleaning and validation of coverages.

use onegrid_planar::{
    CleanOptions, Coord, Linework, MergeRule, Metres, Part, RingOwner, RingRole, Scale, Silent, clean, ring_area2,
    validate,
};
use serde_json::Value;

use super::wkt_text::{geometry, polygons, rings};
use super::{assert_only_known, cases, text, texts};

/// Lattice units in one unit of the cases.
const UNITS: f64 = 1000.0;

/// Cleaning cases whose result differs, and why that is right.
const CLEAN_DIFFERS: [(&str, &str); 0] = [];

/// Validation cases whose result differs, and why that is right.
const VALIDATE_DIFFERS: [(&str, &str); 0] = [];

fn scale() -> Scale {
    Scale::planar(1.0 / UNITS)
}

fn place(c: geo_types::Coord<f64>) -> Coord {
    Coord::new((c.x * UNITS).round() as i32, (c.y * UNITS).round() as i32)
}

/// One layer, one cell per text.
fn layer(cells: &[&str]) -> Linework {
    let mut work = Linework::new();
    work.add_layer(cells.len() as u32);
    for (cell, wkt) in cells.iter().enumerate() {
        let geometry = geometry(wkt).unwrap_or_else(|| panic!("{wkt} cannot be read"));
        for (part, polygon) in polygons(&geometry).iter().enumerate() {
            for (i, ring) in rings(polygon).into_iter().enumerate() {
                let role = if i == 0 { RingRole::Shell } else { RingRole::Hole };
                let owner = RingOwner { layer: 0, cell: cell as u32, part: part as u32, role };
                work.add_ring(owner, ring.coords().map(|&c| place(c)));
            }
        }
    }
    work
}

fn metres(value: &Value) -> Metres {
    Metres::new(value.as_f64().unwrap_or(0.0)).expect("the cases hold lengths")
}

fn rule(case: &Value) -> MergeRule {
    match case["merge"].as_str() {
        None | Some("LONGEST_BORDER") => MergeRule::LongestBorder,
        Some("MAX_AREA") => MergeRule::Largest,
        Some("MIN_AREA") => MergeRule::Smallest,
        Some("MIN_INDEX") => MergeRule::First,
        Some(other) => panic!("unknown merge strategy {other}"),
    }
}

/// The ring counter-clockwise from its lowest point.
fn canonical(mut ring: Vec<Coord>) -> Vec<Coord> {
    if ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    if ring_area2(&ring) < 0 {
        ring.reverse();
    }
    let lowest = (0..ring.len()).min_by_key(|&i| ring[i]).unwrap_or(0);
    ring.rotate_left(lowest);
    ring
}

fn canonical_parts(parts: &[Part]) -> Vec<Vec<Coord>> {
    let mut out: Vec<_> =
        parts.iter().flat_map(|p| core::iter::once(&p.shell).chain(&p.holes)).cloned().map(canonical).collect();
    out.sort();
    out
}

fn canonical_text(wkt: &str) -> Vec<Vec<Coord>> {
    let geometry = geometry(wkt).unwrap_or_else(|| panic!("{wkt} cannot be read"));
    let mut out: Vec<_> = polygons(&geometry)
        .iter()
        .flat_map(|p| {
            rings(p).into_iter().map(|r| canonical(r.coords().map(|&c| place(c)).collect())).collect::<Vec<_>>()
        })
        .collect();
    out.sort();
    out
}

#[test]
fn cleaning_gives_the_published_coverages() {
    let Some(cases) = cases("jts_coverage_clean.json") else { return };
    let mut failed = Vec::new();
    for case in &cases {
        let name = text(case, "name").to_owned();
        let work = layer(&texts(case, "input"));
        let options = CleanOptions {
            snap: metres(&case["snap_distance"]),
            gap_width: metres(&case["gap_width"]),
            overlaps: rule(case),
            ..CleanOptions::default()
        };
        let cleaned = clean(&work, 0, &scale(), &options, &Silent).expect("the case can be cleaned");
        let mut again = Linework::new();
        cleaned.coverage.add_to(&mut again);
        let validity = validate(&again, 0, &scale(), Metres::ZERO, &Silent).expect("the result can be validated");
        assert!(validity.is_valid(), "{name}: the result is no coverage: {:?}", validity.invalid_edges);
        if case["expected"].is_null() {
            continue;
        }
        for (cell, expected) in texts(case, "expected").iter().enumerate() {
            let got = cleaned.coverage.region(cell as u32).map_or(Vec::new(), |r| canonical_parts(&r.parts));
            if got != canonical_text(expected) {
                failed
                    .push((name.clone(), format!("cell {cell}: got {got:?}, expected {:?}", canonical_text(expected))));
            }
        }
    }
    assert_only_known(&failed, &CLEAN_DIFFERS, cases.len());
}

/// Unit edges of lines or rings, each with its lower end first, ascending.
fn unit_edges(wkt: &str) -> Vec<[Coord; 2]> {
    let wkt = wkt.replace("LINEARRING", "LINESTRING");
    let lines = match geometry(&wkt).unwrap_or_else(|| panic!("{wkt} cannot be read")) {
        geo_types::Geometry::LineString(l) => vec![l],
        geo_types::Geometry::MultiLineString(m) => m.0,
        other => panic!("{other:?} is no line"),
    };
    let mut out: Vec<[Coord; 2]> = Vec::new();
    for line in lines {
        out.extend(line.lines().map(|l| {
            let (a, b) = (place(l.start), place(l.end));
            [a.min(b), a.max(b)]
        }));
    }
    out.sort_unstable();
    out
}

#[test]
fn validation_finds_the_published_edges() {
    let Some(cases) = cases("jts_coverage_validate.json") else { return };
    let mut failed = Vec::new();
    for case in &cases {
        let is_pair = text(case, "op") == "validate_polygon";
        let name = format!("{} {}", text(case, "op"), text(case, "name"));
        // one published text closes a bracket too many
        let adjacent = is_pair.then(|| text(case, "adjacent").replace("))), ((", ")), (("));
        let adjacent_parts: Vec<String> = adjacent
            .iter()
            .flat_map(|wkt| polygons(&geometry(wkt).unwrap_or_else(|| panic!("{wkt} cannot be read"))))
            .map(|p| wkt::ToWkt::wkt_string(&p))
            .collect();
        let cells: Vec<&str> = if is_pair {
            core::iter::once(text(case, "target")).chain(adjacent_parts.iter().map(String::as_str)).collect()
        } else {
            texts(case, "input")
        };
        let work = layer(&cells);
        let found =
            validate(&work, 0, &scale(), metres(&case["gap_width"]), &Silent).expect("the case can be validated");
        let expected: Vec<Vec<[Coord; 2]>> = match &case["invalid_edges"] {
            Value::Null => vec![Vec::new(); cells.len()],
            Value::String(lines) => vec![unit_edges(lines)],
            Value::Array(list) => list.iter().map(|v| v.as_str().map_or(Vec::new(), unit_edges)).collect(),
            other => panic!("{other} is no list of lines"),
        };
        for (cell, expected) in expected.iter().enumerate().take(if is_pair { 1 } else { cells.len() }) {
            let own: Vec<_> = found.invalid_edges.iter().filter(|e| e.cell == cell as u32).collect();
            let got: Vec<[Coord; 2]> = own.iter().map(|e| e.ends).collect();
            if got != *expected {
                failed.push((name.clone(), format!("cell {cell}: got {own:?}, expected {expected:?}")));
            }
        }
        if !is_pair {
            assert_eq!(found.is_valid(), case["valid"].as_bool().expect("a case says whether it is valid"), "{name}");
        }
    }
    assert_only_known(&failed, &VALIDATE_DIFFERS, cases.len());
}

#[test]
fn unions_and_gaps_are_the_published_ones() {
    let Some(cases) = cases("jts_coverage_union_gaps.json") else { return };
    for case in &cases {
        let name = text(case, "name");
        let is_union = text(case, "op") == "coverage_union";
        let (input, expected) = if is_union {
            (text(case, "input"), case["expected"].as_str())
        } else {
            let args = texts(case, "args");
            assert_eq!(args[1], "1", "{name}: the width");
            (args[0], Some(args[2]))
        };
        let all = polygons(&geometry(input).unwrap_or_else(|| panic!("{input} cannot be read")));
        if all.is_empty() {
            assert!(expected.is_none(), "{name}");
            continue;
        }
        let cells: Vec<String> = all.iter().map(wkt::ToWkt::wkt_string).collect();
        let work = layer(&cells.iter().map(String::as_str).collect::<Vec<_>>());
        let gap_width = if is_union { Metres::ZERO } else { Metres::new(1.0).expect("a length") };
        let found = validate(&work, 0, &scale(), gap_width, &Silent).expect("the case can be validated");
        let a = &found.arrangement;
        let wanted =
            |f: u32| if is_union { a.labels().only_cell(f, 0).is_some() } else { found.narrow_gaps.contains(&f) };
        let ids: Vec<Option<u32>> = (0..a.face_count()).map(|f| wanted(f).then_some(0)).collect();
        let got = a.dissolve(&ids);
        assert_eq!(canonical_parts(&got[0].parts), canonical_text(expected.expect("a polygon")), "{name}");
    }
}
