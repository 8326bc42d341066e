//! Levels: regions of whole grids, and levels that other programs made.

use onegrid::{Cell, Lang, Layer, Levels, Merged, NestingLayer, Policy, Project, Role, Silent, merge, nesting};

use super::levels::{cell, layer};

/// Four villages of two grids each; the first two belong to one region by the layer's own column.
fn villages() -> Project {
    let base = (0..8).map(|i| cell(&format!("g{i}"), [i * 10_000, 0, (i + 1) * 10_000, 10_000], Some(150)));
    let village = |at: i32| Cell {
        code: Some(format!("99010110020{at}")),
        name: Some(format!("村{at}")),
        group: (at < 2).then(|| "金东片区".into()),
        ..cell(&format!("v{at}"), [at * 20_000, 0, (at + 1) * 20_000, 10_000], None)
    };
    Project {
        layers: vec![
            layer("base", Role::Base, base.collect()),
            layer("village", Role::Community, (0..4).map(village).collect()),
        ],
        ..Project::default()
    }
}

fn regions(groups: &str) -> Result<(Merged, Levels), onegrid::Error> {
    let text = format!(
        "onegrid_policy = 1\nid = \"jindong\"\nsize = {{ min = 100, max = 200, target = 150 }}\n\
         [[level]]\nid = \"region\"\nname_zh = \"区域党委\"\nname_en = \"region\"\nfrom = \"region\"\nparty_organisation = \"区域党委\"\n{groups}\n\
         [[level]]\nid = \"grid\"\nfrom = \"zone\"\n"
    );
    let policy = Policy::from_toml(&text, "jindong").expect("a sound policy");
    let merged = merge(&villages(), &policy, &Silent)?;
    let levels = merged.plan.levels(&merged.grid, &Silent)?.expect("the policy names levels");
    Ok((merged, levels))
}

#[test]
fn row_001_18_a_region_joins_villages_and_holds_whole_grids_only() {
    // declared by the group column of the villages: the others stand alone
    let (merged, levels) = regions("").expect("regions of villages");
    let found: Vec<(&str, u32)> = (0..3).map(|n| (levels.name(0, n, Lang::Zh), levels.nodes(0)[n].children)).collect();
    assert_eq!(found, [("金东片区", 4), ("村2", 2), ("村3", 2)]);
    assert_eq!(levels.check(&merged.grid, &Silent).unwrap().passed, Some(true));
    // declared in the policy, by villages and by single grids of a village
    let groups = r#"groups = [{ name_zh = "甲", name_en = "A", members = ["990101100200", "990101100201001"] }, { name_zh = "乙", members = ["v3"] }]"#;
    let (merged, levels) = regions(groups).expect("regions of villages and grids");
    let of_grid = |code: &str| {
        let id = levels.by_code(code).expect("a grid");
        levels.name(0, levels.node(id).parent.expect("in a region").node as usize, Lang::Zh).to_string()
    };
    assert_eq!(of_grid("990101100200002"), "甲");
    assert_eq!(of_grid("990101100201001"), "甲");
    assert_eq!(of_grid("990101100201002"), "村1");
    assert_eq!(of_grid("990101100203001"), "乙");
    for grid in levels.nodes(1) {
        assert!(grid.parent.is_some(), "each grid lies in one region, whole");
    }
    assert_eq!(levels.check(&merged.grid, &Silent).unwrap().passed, Some(true));
    assert_eq!(levels.party_organisation(0, 0, Lang::En), "Party committee");
    // part of a grid, a stranger, or one village twice is no region
    for members in [r#""990101100200001x""#, r#""990101100299""#, r#""v0", "990101100200""#] {
        let error = regions(&format!("groups = [{{ name_zh = \"甲\", members = [{members}] }}]")).unwrap_err();
        assert_eq!(error.code(), "levels.unknown_member");
        assert!(error.to_string().contains("nearest is \"9901011002"), "{error}");
    }
}

#[test]
fn levels_of_other_programs_are_checked_on_their_polygons() {
    let nest = |layer: Vec<Cell>| NestingLayer {
        layer: Layer { id: "l".into(), cells: layer, ..Layer::default() },
        is_optional: false,
    };
    let grids = || nest(vec![cell("1", [0, 0, 20_000, 10_000], None), cell("2", [20_000, 0, 40_000, 10_000], None)]);
    let micro = |borders: [i32; 5]| {
        let cells = borders.windows(2).zip(["11", "12", "21", "22"]);
        nest(cells.map(|(w, key)| cell(key, [w[0], 0, w[1], 10_000], None)).collect())
    };
    let check = |micro: NestingLayer| nesting(&[grids(), micro], &Silent).expect("two sound layers");
    assert_eq!(check(micro([0, 10_000, 20_000, 30_000, 40_000])).passed, Some(true));
    let crossing = check(micro([0, 10_000, 25_000, 30_000, 40_000]));
    assert_eq!(crossing.offences.len(), 1, "{crossing:?}");
    assert_eq!(crossing.offences[0].zones, ["12", "2"]);
    // 0.0005 by 0.001 degree at 32.1 N
    assert!((crossing.measured - 47.1 * 110.9).abs() < 0.02 * crossing.measured, "{crossing:?}");
    let uncovered = check(micro([0, 10_000, 20_000, 30_000, 39_000]));
    assert_eq!(uncovered.offences[0].zones, ["2"], "{uncovered:?}");
    let outside = check(micro([-5_000, 10_000, 20_000, 30_000, 40_000]));
    assert_eq!(outside.offences[0].zones, ["11"], "{outside:?}");
    let mut twice = micro([0, 10_000, 20_000, 30_000, 40_000]);
    twice.layer.cells.push(cell("13", [2_000, 2_000, 8_000, 8_000], None));
    assert_eq!(check(twice).offences[0].zones, ["11", "13"]);
}
