//! Rules of size and who says so: the same data under several policies, urban and rural communities.

use geo_types::{MultiPolygon, polygon};
use onegrid::{
    Cell, CheckReport, Lang, Layer, Policy, PolicyMeasure, Project, Role, Silent, SizeRule, Variant, check, merge,
    summarise,
};

use crate::support::general;

/// A strip of hundredths of a degree, `from` to `to`, at 32 N.
fn strip(key: &str, from: f64, to: f64, households: Option<u64>) -> Cell {
    let (w, e) = (118.0 + from * 0.01, 118.0 + to * 0.01);
    let shape = MultiPolygon(vec![polygon![(x: w, y: 32.0), (x: e, y: 32.0), (x: e, y: 32.01), (x: w, y: 32.01)]]);
    Cell { key: key.into(), households, shape, ..Cell::default() }
}

fn layer(id: &str, role: Role, cells: Vec<Cell>) -> Layer {
    Layer { id: id.into(), source: format!("{id}.geojson"), role, cells, ..Layer::default() }
}

/// Cells of a hundredth of a degree each, with these households, in communities of a class and a number of
/// cells each.
fn street(households: &[u64], communities: &[(Option<&str>, usize)]) -> Project {
    let cells = households.iter().enumerate();
    let cells = cells.map(|(i, &n)| strip(&format!("C{i:03}"), i as f64, i as f64 + 1.0, Some(n))).collect();
    let mut from = 0;
    let community = |(i, &(class, count)): (usize, &(Option<&str>, usize))| {
        let code = format!("99010100100{}", i + 1);
        let cell = strip(&code, from as f64, (from + count) as f64, None);
        from += count;
        Cell { code: Some(code), class: class.map(String::from), ..cell }
    };
    let communities = communities.iter().enumerate().map(community).collect();
    let layers = vec![layer("zongzhi", Role::Base, cells), layer("community", Role::Community, communities)];
    Project { layers, ..Project::default() }
}

fn profile(name: &str) -> Policy {
    Policy::profile(name).expect("the profile ships with the library")
}

/// Sizes of the zones of a merge, by code.
fn sizes(project: &Project, policy: &Policy) -> Vec<u64> {
    let merged = merge(project, policy, &Silent).expect("the project can be merged");
    merged.plan.zones().iter().map(|z| z.size).collect()
}

/// A finished grid of one community with zones of these households.
fn finished(households: &[u64]) -> Project {
    let zones = households.iter().enumerate().map(|(i, &n)| {
        let code = format!("990101001001{:03}", i + 1);
        strip(&code, i as f64, i as f64 + 1.0, Some(n))
    });
    let whole = strip("990101001001", 0.0, households.len() as f64, None);
    let layers = vec![
        layer("zones", Role::Base, zones.collect()),
        layer("community", Role::Community, vec![Cell { code: Some("990101001001".into()), ..whole }]),
    ];
    Project { layers, ..Project::default() }
}

fn checked(project: &Project, policy: &Policy) -> CheckReport {
    check(project, policy, &Silent).expect("the layers overlay")
}

#[test]
fn row_003_02_of_299_300_500_and_501_households_the_outer_two_are_flagged() {
    let report = checked(&finished(&[299, 300, 500, 501]), &general());
    let row = report.row("size").expect("sizes are checked");
    assert_eq!(row.passed, Some(false));
    let mut flagged: Vec<(f64, &str)> = row.offences.iter().map(|o| (o.measured, o.zones[0].as_str())).collect();
    flagged.sort_by(|a, b| a.0.total_cmp(&b.0));
    assert_eq!(flagged, [(299.0, "990101001001001"), (501.0, "990101001001004")]);
    assert_eq!(checked(&finished(&[300, 500]), &general()).row("size").and_then(|r| r.passed), Some(true));
}

#[test]
fn row_001_01_a_community_of_1200_households_becomes_four_grids_under_wuchang() {
    let wuchang = profile("wuchang-300");
    for cells in [[100; 12].as_slice(), &[60; 20], &[90, 210, 150, 150, 40, 260, 120, 180]] {
        assert_eq!(cells.iter().sum::<u64>(), 1_200);
        let sizes = sizes(&street(cells, &[(None, cells.len())]), &wuchang);
        assert_eq!(sizes.len(), 4, "{sizes:?}");
        assert!(sizes.iter().all(|s| (250..=350).contains(s)), "{sizes:?}");
    }
}

#[test]
fn row_001_15_the_same_data_passes_one_profile_and_fails_another() {
    // 32,000 households in 136 grids of the second level are 235 each
    let grids = finished(&[235; 17]);
    let passed = |name: &str| checked(&grids, &profile(name)).row("size").and_then(|r| r.passed);
    assert_eq!(passed("xianlin"), Some(true));
    assert_eq!(passed("police-150-500"), Some(true));
    assert_eq!(passed("general-300-500"), Some(false));
    assert_eq!(passed("zhoushan"), Some(false));
    assert_eq!(passed("chengxiang"), Some(false));
    let amount = checked(&grids, &profile("chengxiang")).row("amount").and_then(|r| r.passed);
    assert_eq!(amount, Some(false), "500 households or 800 persons");
}

#[test]
fn row_002_03_each_failed_check_prints_who_demands_it() {
    // outside the bounds, a gap, an overlap, over the community's line, codes of another place
    let mut bad = finished(&[100, 400, 700]);
    bad.layers[0].cells[0] = strip("110101001001001", -0.5, 0.7, Some(100));
    bad.layers[0].cells[1] = strip("990101001001002", 1.0, 2.4, Some(400));
    for name in Policy::profiles() {
        let report = checked(&bad, &profile(name));
        let failed: Vec<_> = report.rows.iter().filter(|r| r.passed == Some(false)).collect();
        let ids: Vec<&str> = failed.iter().map(|r| r.id).collect();
        // one of them demands amounts beside the size
        let expected = ["overlap", "gap", "community", "size", "amount", "codes"];
        let expected = expected.iter().copied().filter(|id| *id != "amount" || name == "chengxiang");
        assert_eq!(ids, expected.collect::<Vec<_>>(), "{name}");
        for row in failed {
            assert!(!row.citation.citation_zh.is_empty() && !row.citation.citation_en.is_empty(), "{name} {}", row.id);
        }
    }
    // and so does a rule that a merge cannot keep
    let merged = merge(&street(&[120, 130], &[(None, 2)]), &general(), &Silent).expect("the project can be merged");
    let code = &merged.plan.zones()[0].code;
    let zh = merged.plan.explain(code, Lang::Zh).expect("the zone exists").violations;
    let en = merged.plan.explain(code, Lang::En).expect("the zone exists").violations;
    assert!(zh.len() == 1 && zh[0].contains("250 户 < 下限 300 户") && zh[0].contains("建标库 171520"), "{zh:?}");
    assert!(en.len() == 1 && en[0].contains("Jianbiaoku 171520"), "{en:?}");
}

#[test]
fn urban_and_rural_communities_keep_bounds_of_their_own_and_violations_cite_them() {
    let policy = profile("urban-rural");
    // the same 250 households in a town, in a village and in a community without class
    let project =
        street(&[50; 20], &[(Some("111"), 5), (Some("220"), 5), (None, 5), (Some("210"), 4), (Some("121"), 1)]);
    let merged = merge(&project, &policy, &Silent).expect("the project can be merged");
    let broken: Vec<(u32, u64, u64, String)> = merged
        .plan
        .design_data()
        .violations
        .iter()
        .map(|v| (v.community, v.measured, v.limit, merged.plan.citation_of(v).text(Lang::Zh).to_string()))
        .collect();
    let limits: Vec<(u32, u64, u64)> = broken.iter().map(|b| (b.0, b.1, b.2)).collect();
    assert_eq!(limits, [(0, 250, 300), (2, 250, 300), (3, 200, 240), (4, 50, 300)]);
    for (community, _, _, citation) in &broken {
        let expected = if *community == 3 { "农村网格约 300 户" } else { "建标库 171520" };
        assert!(citation.contains(expected), "{community}: {citation}");
    }
    // the acceptance checks know it as well, with a row for each rule
    let summary = summarise(&merged, &Silent).expect("the merge can be summed up");
    let rows: Vec<_> = summary.report.checks.rows.iter().filter(|r| r.id == "size").collect();
    assert_eq!(rows.len(), 2);
    assert_eq!((rows[0].offences.len(), rows[1].offences.len()), (3, 1));
    assert_eq!(rows[1].name(Lang::Zh), "规模(农村)");
    assert!(rows[1].citation.citation_zh.contains("农村"), "{:?}", rows[1].citation);
    assert_eq!(summary.report.score.zones_in_bounds, 1);
    // one community without class: the report says so
    assert!(
        summary.report.remarks.iter().any(|(zh, _)| zh.contains("5 个社区中 1 个")),
        "{:?}",
        summary.report.remarks
    );
}

#[test]
fn a_rural_community_is_divided_by_its_own_bounds() {
    // 480 households are one grid in a town and two in a village
    let project = street(&[60; 16], &[(Some("111"), 8), (Some("220"), 8)]);
    assert_eq!(sizes(&project, &profile("urban-rural")), [480, 240, 240]);
    assert_eq!(sizes(&project, &general()), [480, 480]);
}

#[test]
fn a_variant_may_measure_something_else() {
    let mut policy = general();
    let size = SizeRule {
        min: 2_000_000,
        max: 3_000_000,
        target: 2_100_000,
        citation_zh: "试".into(),
        citation_en: "trial".into(),
    };
    policy.variant = vec![Variant {
        id: "rural".into(),
        name_zh: String::new(),
        name_en: String::new(),
        classes: vec![220],
        measure: Some(PolicyMeasure::AreaM2),
        size: Some(size),
    }];
    // a cell is about 1.05 million m2
    let project = street(&[100, 100, 100, 100, 0, 7, 2, 9, 3, 1], &[(Some("111"), 4), (Some("220"), 6)]);
    let merged = merge(&project, &policy, &Silent).expect("the project can be merged");
    let plan = &merged.plan;
    assert!(plan.design_data().violations.is_empty(), "{:?}", plan.design_data().violations);
    let urban: Vec<u64> = plan.zones().iter().filter(|z| z.community == 0).map(|z| z.size).collect();
    assert_eq!(urban, [400]);
    let rural: Vec<u64> = plan.zones().iter().filter(|z| z.community == 1).map(|z| z.size).collect();
    assert!(rural.len() == 3 && rural.iter().all(|s| (2_000_000..=3_000_000).contains(s)), "{rural:?}");
    let zone = plan.zones().iter().find(|z| z.community == 1).expect("it was divided");
    let why = plan.explain(&zone.code, Lang::En).expect("the zone exists").reasons.join(" ");
    assert!(why.contains("m²") && !why.contains("household"), "{why}");
    let score = plan.score();
    assert!((0.0..=30.0).contains(&score.objective), "{score:?}");
}

#[test]
fn without_variants_classes_change_nothing() {
    let cells = [50u64, 120, 310, 90, 80, 200, 150, 400, 30, 70];
    let plain = sizes(&street(&cells, &[(None, 5), (None, 5)]), &general());
    assert_eq!(plain, sizes(&street(&cells, &[(Some("111"), 5), (Some("220"), 5)]), &general()));
    // nor does a policy with variants where no community has a class
    assert_eq!(plain, sizes(&street(&cells, &[(None, 5), (Some("9"), 5)]), &profile("urban-rural")));
}
