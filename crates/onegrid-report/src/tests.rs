//! The promises of the report, on a small project with hostile names.

use geo_types::{MultiLineString, MultiPolygon, line_string, polygon};
use onegrid::{
    BarrierClass, BarrierLayer, BarrierLine, Cell, Lang, Layer, Merged, Policy, Project, Role, Silent, conflicts,
    merge, summarise,
};

use super::render;

const HOSTILE: &str = "<script>alert(\"1\")</script>&'x'\u{1}";

fn cell(key: &str, west: f64, width: f64, households: u64) -> Cell {
    let (x, y, east) = (118.0 + west, 30.0, 118.0 + west + width);
    Cell {
        key: key.into(),
        name: Some(format!("{key} {HOSTILE}")),
        households: Some(households),
        shape: MultiPolygon(vec![polygon![(x: x, y: y), (x: east, y: y), (x: east, y: y + 0.01), (x: x, y: y + 0.01)]]),
        ..Cell::default()
    }
}

fn layer(id: &str, role: Role, cells: Vec<Cell>) -> Layer {
    Layer {
        id: id.into(),
        name: format!("{id} {HOSTILE}"),
        role,
        source: format!("{id}\"><b>.geojson"),
        cells,
        ..Layer::default()
    }
}

/// Two communities, the second too small for any zone; a department that disagrees, with a gap and
/// an overlap; a street.
fn project() -> Project {
    let base = layer(
        "base",
        Role::Base,
        vec![
            cell("A", 0.0, 0.01, 180),
            cell("B", 0.01, 0.01, 240),
            cell("C", 0.02, 0.01, 310),
            cell("D<i>", 0.03, 0.01, 40),
        ],
    );
    let police = layer(
        "police",
        Role::Department,
        vec![cell("P1", 0.0, 0.014, 0), cell("P2", 0.013, 0.012, 0), cell("P3", 0.028, 0.012, 0)],
    );
    let community = layer(
        "community",
        Role::Community,
        vec![cell("990101001001", 0.0, 0.03, 0), cell("990101001002", 0.03, 0.01, 0)],
    );
    let street = BarrierLine {
        key: "s".into(),
        name: Some(HOSTILE.into()),
        class: BarrierClass::Street,
        feature: 0,
        shape: MultiLineString(vec![line_string![(x: 118.0, y: 30.005), (x: 118.04, y: 30.005)]]),
    };
    Project {
        name: HOSTILE.into(),
        layers: vec![base, police, community],
        barriers: vec![BarrierLayer {
            id: "streets".into(),
            name: "streets".into(),
            source: "streets.geojson".into(),
            lines: vec![street],
            rejected: Vec::new(),
        }],
        ..Project::default()
    }
}

fn merged() -> Merged {
    merge(&project(), &Policy::profile("general-300-500").unwrap(), &Silent).unwrap()
}

fn html(timings: &[(String, f64)], lang: Lang) -> String {
    let merged = merged();
    let summary = summarise(&merged, &Silent).unwrap();
    let conflicts = conflicts(&merged.grid, &merged.plan);
    render(&merged, &summary, &conflicts, timings, lang)
}

/// Names of the elements in order; panics where tags do not nest or an attribute is not quoted.
fn elements(html: &str) -> Vec<String> {
    let (mut open, mut all) = (Vec::new(), Vec::new());
    let mut rest = html.strip_prefix("<!DOCTYPE html>\n").unwrap();
    while let Some(at) = rest.find('<') {
        assert!(rest[..at].split('&').skip(1).all(|e| e.split_once(';').is_some_and(|(e, _)| e.len() < 6)));
        let end = rest[at..].find('>').unwrap() + at;
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "closes what was opened last");
            continue;
        }
        let name: String = tag.chars().take_while(char::is_ascii_alphanumeric).collect();
        assert!(!name.is_empty(), "a tag has a name: {tag}");
        assert_eq!(tag.matches('"').count() % 2, 0, "quotes pair up: {tag}");
        if name == "script" || name == "style" {
            let close = format!("</{name}>");
            let body = rest.find(&close).unwrap();
            assert!(!rest[..body].contains(['<', '&']), "{name} is well-formed XML");
            rest = &rest[body + close.len()..];
        } else if !tag.ends_with('/') {
            open.push(name.clone());
        }
        all.push(name);
    }
    assert_eq!(open, [""; 0], "everything is closed");
    all
}

#[test]
fn every_section_is_there_in_both_languages() {
    let html = html(&[], Lang::Zh);
    for (id, zh, en) in [
        ("overview", "总览", "Overview"),
        ("disagreement", "部门分歧", "Where departments disagree"),
        ("before-after", "合并前后", "Before and after"),
        ("sizes", "网格规模", "Size of zones"),
        ("scorecard", "评分卡", "Scorecard"),
        ("departments", "各部门", "Departments"),
        ("violations", "未达要求", "Rules not kept"),
        ("conflicts", "数据冲突", "Conflicts in the data"),
        ("ledger", "数据去向", "Ledger"),
        ("zones", "网格清单", "List of zones"),
        ("appendix", "附录", "Appendix"),
    ] {
        assert!(html.contains(&format!("<section id=\"{id}\">")), "{id}");
        let heading = format!("<span lang=\"zh\">{zh}</span><span lang=\"en\">{en}</span></h2>");
        assert!(html.contains(&heading), "{id}");
    }
    assert!(html.contains("<dd>7 → 3</dd>"), "seven cells became three zones");
    assert!(html.contains("990101001002001"), "the zone outside the bounds is listed");
    assert!(html.contains("it has 40 households: no zone of 300 households is possible"), "with its proof");
}

#[test]
fn the_language_asked_for_is_shown_first() {
    assert!(html(&[], Lang::Zh).contains("<html lang=\"zh\">"));
    assert!(html(&[], Lang::En).contains("<html lang=\"en\">"));
}

#[test]
fn tags_nest_and_maps_have_titles() {
    let all = elements(&html(&[], Lang::Zh));
    let count = |name: &str| all.iter().filter(|e| *e == name).count();
    assert!(count("svg") > 6, "{} maps and charts", count("svg"));
    assert_eq!(count("svg"), count("desc"));
    assert!(count("title") > count("svg"));
}

#[test]
fn hostile_names_stay_text() {
    let html = html(&[], Lang::En);
    let all = elements(&html);
    assert_eq!(all.iter().filter(|e| *e == "script").count(), 1, "only the script of the page");
    assert!(html.contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;x&#39;\u{fffd}"));
    assert!(!html.contains("alert(\"1\")"));
    assert!(!all.contains(&"b.geojson".to_string()) && !html.contains("\"><b>.geojson"));
    assert!(!html.contains('\u{1}'));
}

#[test]
fn nothing_is_fetched() {
    let html = html(&[], Lang::Zh);
    for needle in ["src=", "http:", "https:", "@import", "url(http", "<link", "<img", "<iframe", "fetch("] {
        assert!(!html.contains(needle), "{needle}");
    }
    let links = html.split("href=\"").skip(1);
    assert!(links.clone().count() > 10 && links.into_iter().all(|l| l.starts_with('#')), "links stay inside");
}

#[test]
fn anchors_exist_and_ids_are_unique() {
    let html = html(&[], Lang::Zh);
    let mut ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|s| s.split('"').next()).collect();
    for link in html.split("href=\"#").skip(1).filter_map(|s| s.split('"').next()) {
        assert!(ids.contains(&link), "{link}");
    }
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
}

#[test]
fn the_same_merge_gives_the_same_bytes() {
    assert_eq!(html(&[], Lang::Zh), html(&[], Lang::Zh));
}

#[test]
fn times_appear_only_if_given() {
    assert!(!html(&[], Lang::En).contains("class=\"timings\""));
    let with = html(&[("overlay<".into(), 12.345)], Lang::En);
    assert!(with.contains("class=\"timings\"") && with.contains("overlay&lt;") && with.contains("12.35 s"));
}

#[test]
fn a_single_layer_without_households_has_a_report() {
    let mut project = project();
    project.layers.truncate(1);
    project.layers[0].cells.iter_mut().for_each(|c| c.households = None);
    let merged = merge(&project, &Policy::profile("general-300-500").unwrap(), &Silent).unwrap();
    let summary = summarise(&merged, &Silent).unwrap();
    let html = render(&merged, &summary, &[], &[], Lang::Zh);
    elements(&html);
    assert!(html.contains("no household counts came in"));
    assert!(html.contains("No layer has a defect."));
}

#[test]
fn neighbours_have_different_colours() {
    let merged = merged();
    let colours = super::colour::of_zones(&merged);
    assert_eq!(colours.len(), 3);
    let arrangement = merged.grid.arrangement();
    for arc in 0..arrangement.arc_count() {
        let zones = arrangement.arc_faces(arc).map(|f| f.and_then(|f| merged.plan.zone_of_face(f)));
        if let [Some(a), Some(b)] = zones {
            assert!(a == b || colours[a as usize] != colours[b as usize], "zones {a} and {b}");
        }
    }
}

mod numbers {
    use crate::text::{area, both, count, decimal, share};

    #[test]
    fn thousands_are_separated() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(count), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(decimal(1234.5, 1), "1,234.5");
        assert_eq!(decimal(-0.26, 1), "−0.3");
        assert_eq!(decimal(-0.001, 1), "0.0");
    }

    #[test]
    fn shares_are_never_rounded_to_all_or_nothing() {
        assert_eq!([0.0, 0.000_1, 0.5, 0.999_9, 1.0].map(share), ["0 %", "< 0.1 %", "50.0 %", "> 99.9 %", "100 %"]);
    }

    #[test]
    fn areas_have_sensible_digits() {
        assert_eq!([0.0, 0.001, 3.456, 12_345.6].map(area), ["0 m²", "< 0.01 m²", "3.46 m²", "12,346 m²"]);
        assert_eq!([345_678.0, 27_371_234.0, 1.234e9].map(area), ["0.35 km²", "27.4 km²", "1,234 km²"]);
    }

    #[test]
    fn chinese_punctuation_is_wide_only_beside_chinese() {
        let text = both("共 1,234 户:甲(乙),丙;x:y (a)", "en");
        assert!(text.contains("共 1,234 户\u{ff1a}甲\u{ff08}乙\u{ff09}\u{ff0c}丙\u{ff1b}x:y (a)"), "{text}");
    }
}
