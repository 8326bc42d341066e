//! Levels: 7 / 136 / 1,760 grids, five levels in town and four in the village.

use std::sync::OnceLock;

use geo_types::{MultiPolygon, polygon};
use onegrid::{
    Cell, Lang, Layer, LevelSource, Levels, Merged, Policy, Project, Role, Silent, Summary, merge, summarise,
};
use onegrid_demo::Size;
use onegrid_io::{write_level, write_level_reasons, write_levels};

use crate::support::demo;

/// A rectangle in 1e-7 degree from 118.9 E, 32.1 N: west, south, east, north.
pub(super) fn cell(key: &str, [west, south, east, north]: [i32; 4], households: Option<u64>) -> Cell {
    let (x, y) = (|v: i32| 118.9 + f64::from(v) / 1e7, |v: i32| 32.1 + f64::from(v) / 1e7);
    let (west, south, east, north) = (x(west), y(south), x(east), y(north));
    Cell {
        key: key.into(),
        households,
        shape: MultiPolygon(vec![
            polygon![(x: west, y: south), (x: east, y: south), (x: east, y: north), (x: west, y: north)],
        ]),
        ..Cell::default()
    }
}

pub(super) fn layer(id: &str, role: Role, cells: Vec<Cell>) -> Layer {
    Layer { id: id.into(), name: id.into(), role, cells, ..Layer::default() }
}

fn levels_of(merged: &Merged) -> Levels {
    merged.plan.levels(&merged.grid, &Silent).expect("levels can be built").expect("the policy names levels")
}

fn csv_of(merged: &Merged, levels: &Levels) -> Vec<Vec<String>> {
    let bytes = write_levels(merged, levels, Vec::new()).expect("memory takes all");
    let text = String::from_utf8(bytes).expect("UTF-8");
    text.trim_start_matches('\u{feff}').lines().map(|l| l.split(',').map(String::from).collect()).collect()
}

/// Premises from west to east and from south to north.
const PREMISES: [i32; 2] = [44, 40];
/// Steps of 1e-7 degree of one premises: about 134.8 m by 134.8 m at 32 N, so that 1,760 are 32 km2.
const STEP: [i32; 2] = [14_268, 12_160];

const XIANLIN: &str = r#"
onegrid_policy = 1
id = "xianlin"
measure = "none"

[[level]]
id = "first"
name_zh = "一级网格"
name_en = "first-level grid"
from = "group"
count = 7
party_organisation = "党总支"

[[level]]
id = "second"
name_zh = "二级网格"
name_en = "second-level grid"
from = "zone"
party_organisation = "党支部"

[[level]]
id = "third"
name_zh = "三级网格"
name_en = "third-level grid"
from = "divide"
min = 10
max = 30
target = 18
party_organisation = "党小组"
citation_zh = "仙林:三级网格 1760 个"
citation_en = "Xianlin: 1,760 third-level grids"
"#;

/// 32 km2 in 1,760 premises with 32,000 households, and 136 second-level grids of whole premises.
pub(super) fn xianlin() -> &'static (Merged, Summary) {
    static MADE: OnceLock<(Merged, Summary)> = OnceLock::new();
    MADE.get_or_init(|| {
        let rectangle = |x: [i32; 2], y: [i32; 2]| [x[0] * STEP[0], y[0] * STEP[1], x[1] * STEP[0], y[1] * STEP[1]];
        let premises = (0..PREMISES[0] * PREMISES[1]).map(|at| {
            let (x, y) = (at % PREMISES[0], at / PREMISES[0]);
            // 1,760 premises of 18 and every fifth or sixth of 19: 32,000
            let households = 18 + u64::from(at * 320 / 1760 != (at + 1) * 320 / 1760);
            cell(&format!("P{at:04}"), rectangle([x, x + 1], [y, y + 1]), Some(households))
        });
        let seconds = (0..8 * 17).map(|at| {
            let edge = |i: i32, parts: i32, of: i32| i * of / parts;
            let (x, y) = (at % 8, at / 8);
            let x = [edge(x, 8, PREMISES[0]), edge(x + 1, 8, PREMISES[0])];
            let y = [edge(y, 17, PREMISES[1]), edge(y + 1, 17, PREMISES[1])];
            cell(&format!("S{at:03}"), rectangle(x, y), None)
        });
        let premises: Vec<Cell> = premises.collect();
        let project = Project {
            name: "仙林街道".into(),
            layers: vec![
                layer("second", Role::Base, seconds.collect()),
                layer("premises", Role::Department, premises.clone()),
                layer("households", Role::Households, premises),
            ],
            code_prefix: Some("990101001001".into()),
            ..Project::default()
        };
        let policy = Policy::from_toml(XIANLIN, "xianlin").expect("a sound policy");
        let merged = merge(&project, &policy, &Silent).expect("the project can be merged");
        let summary = summarise(&merged, &Silent).expect("the merge can be summed up");
        (merged, summary)
    })
}

#[test]
fn row_001_09_seven_136_and_1760_grids_nest() {
    let (_, summary) = xianlin();
    let levels = summary.levels.as_ref().expect("three levels");
    let counts: Vec<usize> = (0..levels.count()).map(|l| levels.nodes(l).len()).collect();
    assert_eq!(counts, [7, 136, 1760]);
    let reports = &summary.report.levels;
    // 19.4 second-level grids to a first-level one, 12.9 third-level ones to a second-level one, 1.8 ha each
    let mean = |level: usize| reports[level].children_mean.expect("it has children");
    assert!((mean(0) - 19.43).abs() < 0.01 && (mean(1) - 12.94).abs() < 0.01, "{reports:?}");
    assert!((reports[2].area_mean_m2 - 18_000.0).abs() < 400.0, "{reports:?}");
    assert!(reports.iter().all(|r| r.households == 32_000 && r.out_of_bounds == 0), "{reports:?}");
    assert_eq!(reports[0].wished, Some(7));
    for node in levels.nodes(0) {
        assert!((18..=22).contains(&node.children), "{node:?}");
    }
    let row = summary.report.checks.row("levels").expect("the nesting is checked");
    assert_eq!((row.passed, row.offences.len()), (Some(true), 0), "{row:?}");
    // codes: the street's 9 digits and 2; the grid's code and 2
    assert!(levels.nodes(0).iter().all(|n| n.code.len() == 11 && n.code.starts_with("990101001")));
    for node in levels.nodes(2) {
        let parent = levels.node(node.parent.expect("a third-level grid has a parent"));
        assert!(node.code.len() == 17 && node.code.starts_with(&parent.code), "{node:?}");
    }
}

#[test]
fn row_001_08_the_street_of_32_km2_is_covered() {
    let (merged, summary) = xianlin();
    assert!((summary.report.area_m2 - 32e6).abs() < 0.01 * 32e6, "{}", summary.report.area_m2);
    assert!(summary.report.exactness.holds());
    let levels = levels_of(merged);
    for level in 0..levels.count() {
        let regions = levels.regions(&merged.grid, level);
        let rings = regions.iter().flat_map(|r| &r.parts).flat_map(|p| std::iter::once(&p.shell).chain(&p.holes));
        let area2: i128 = rings.map(|r| onegrid_planar::ring_area2(r)).sum();
        // exact to the last square of the lattice
        assert_eq!(area2.to_string(), summary.report.exactness.extent_area2, "level {level}");
        assert!(regions.iter().all(|r| r.parts.len() == 1), "every grid of level {level} is in one piece");
    }
}

#[test]
fn row_001_16_one_net_covers_everything_on_every_level() {
    let (merged, summary) = xianlin();
    for check in ["gap", "overlap", "levels"] {
        let row = summary.report.checks.row(check).expect("a row");
        assert_eq!((row.passed, row.offences.len()), (Some(true), 0), "{row:?}");
    }
    let levels = levels_of(merged);
    for face in 0..merged.grid.face_count() {
        let is_inside = merged.grid.face_community(face).is_some();
        for level in 0..levels.count() {
            assert_eq!(levels.level(level).node_of_face[face as usize].is_some(), is_inside, "face {face}");
        }
    }
}

#[test]
fn row_001_17_every_level_has_its_party_organisation_in_the_export() {
    let (merged, summary) = xianlin();
    let levels = summary.levels.as_ref().expect("three levels");
    let rows = csv_of(merged, levels);
    let column = |name: &str| rows[0].iter().position(|h| h == name).expect("the column is there");
    let (level, zh, en) = (column("level"), column("party_organisation"), column("party_organisation_en"));
    let expected = [
        ("first", "党总支", "general Party branch", 7),
        ("second", "党支部", "Party branch", 136),
        ("third", "党小组", "Party group", 1760),
    ];
    for (id, organisation, english, count) in expected {
        let of_level: Vec<_> = rows.iter().filter(|r| r[level] == id).collect();
        assert_eq!(of_level.len(), count);
        assert!(of_level.iter().all(|r| r[zh] == organisation && r[en] == english), "{:?}", of_level[0]);
    }
    let layer = String::from_utf8(write_level(merged, levels, 0, Vec::new()).unwrap()).unwrap();
    assert_eq!(layer.matches("\"party_organisation\":\"党总支\"").count(), 7, "{}", &layer[..400]);
    assert_eq!(layer.matches("\"zones\":").count(), 7);
}

#[test]
fn row_001_09_the_demo_street_carries_three_levels() {
    let text = XIANLIN
        .replace("measure = \"none\"", "[size]\nmin = 160\nmax = 310\ntarget = 235")
        .replace("min = 10\nmax = 30\ntarget = 18\n", "");
    let policy = Policy::from_toml(&text, "xianlin").expect("a sound policy");
    let merged = merge(&demo(Size::Street, 1), &policy, &Silent).expect("the street can be merged");
    let levels = levels_of(&merged);
    assert_eq!(levels.nodes(0).len(), 7);
    let (seconds, thirds) = (levels.nodes(1).len(), levels.nodes(2).len());
    // 12 communities and their exclusive grids leave remainders: not exactly 136
    assert!((120..=170).contains(&seconds), "{seconds} second-level grids");
    // without bounds the third level is the 1,760 premises; borders of grids cut some of them in two
    assert!((1_760..=2_300).contains(&thirds), "{thirds} third-level grids");
    let row = levels.check(&merged.grid, &Silent).expect("polygons can be overlaid");
    assert_eq!(row.passed, Some(true), "{:?}", row.offences);
    assert_eq!(levels.reports()[2].households, 32_000);
}

/// Town and village side by side, each a community of 12 buildings of 30 households.
fn town_and_village(village_class: &str) -> Project {
    let mut base = Vec::new();
    for (community, code) in ["990101001001", "990101001002"].iter().enumerate() {
        for i in 0..12 {
            let x = (community as i32 * 12 + i) * 10_000;
            base.push(cell(&format!("{code}-{i:02}"), [x, 0, x + 10_000, 20_000], Some(30)));
        }
    }
    let community = |at: i32, class: &str| Cell {
        code: Some(format!("99010100100{}", at + 1)),
        class: Some(class.into()),
        ..cell(&format!("c{at}"), [at * 120_000, 0, (at + 1) * 120_000, 20_000], None)
    };
    Project {
        layers: vec![
            layer("base", Role::Base, base),
            layer("community", Role::Community, vec![community(0, "社区"), community(1, village_class)]),
        ],
        ..Project::default()
    }
}

const FIVE_LEVELS: &str = r#"
onegrid_policy = 1
id = "five"
size = { min = 150, max = 200, target = 180 }

[[level]]
id = "street"
name_zh = "乡镇(街道)"
name_en = "street"
from = "street"
party_organisation = "党(工)委"
party_organisation_rural = "乡镇党委"

[[level]]
id = "community"
name_zh = "社区(村)"
name_en = "community"
from = "community"
party_organisation = "社区党组织"
party_organisation_rural = "村党支部"

[[level]]
id = "grid"
name_zh = "网格"
name_en = "grid"
from = "zone"
party_organisation = "网格党支部"
party_organisation_rural = "网格党小组"

[[level]]
id = "building"
name_zh = "区(楼栋)"
name_en = "building"
from = "divide"
only = "urban"
min = 50
max = 100
target = 60
party_organisation = "区(楼栋)党小组"

[[level]]
id = "home"
name_zh = "党员中心户"
name_en = "central household"
from = "divide"
min = 20
max = 40
target = 30
party_organisation = "党员中心户"
"#;

fn five(village_class: &str) -> (Merged, Levels) {
    let policy = Policy::from_toml(FIVE_LEVELS, "five").expect("a sound policy");
    let merged = merge(&town_and_village(village_class), &policy, &Silent).expect("the project can be merged");
    let levels = levels_of(&merged);
    (merged, levels)
}

#[test]
fn row_000_02_all_five_levels_export_with_their_party_organisations() {
    let (merged, levels) = five("社区");
    let rows = csv_of(&merged, &levels);
    for organisation in ["党(工)委", "社区党组织", "网格党支部", "区(楼栋)党小组", "党员中心户"]
    {
        assert!(rows.iter().any(|r| r.iter().any(|c| c == organisation)), "{organisation} is missing");
    }
    for level in ["street", "community", "grid", "building", "home"] {
        assert!(rows.iter().any(|r| r[2] == level), "{level} is missing");
    }
    assert_eq!(levels.check(&merged.grid, &Silent).unwrap().passed, Some(true));
    // two buildings to a part of 60, one to a central household
    let counts: Vec<usize> = (0..5).map(|l| levels.nodes(l).len()).collect();
    assert_eq!(counts, [1, 2, 4, 12, 24]);
}

#[test]
fn row_000_03_switching_a_community_to_rural_drops_one_level() {
    let (merged, levels) = five("村");
    let depth = |community: u32| {
        let homes = levels.nodes(4).iter().filter(|n| n.community == Some(community));
        let depths = homes.map(|n| {
            let (mut depth, mut parent) = (1, n.parent);
            while let Some(id) = parent {
                (depth, parent) = (depth + 1, levels.node(id).parent);
            }
            depth
        });
        let depths: Vec<u32> = depths.collect();
        assert!(depths.windows(2).all(|w| w[0] == w[1]));
        depths[0]
    };
    assert_eq!((depth(0), depth(1)), (5, 4));
    let village_grid = levels.nodes(2).iter().position(|n| n.community == Some(1)).unwrap();
    assert_eq!(levels.party_organisation(2, village_grid, Lang::Zh), "网格党小组");
    assert_eq!(levels.party_organisation(2, 0, Lang::Zh), "网格党支部");
    // nothing is lost where a level is missing, and the check on the polygons knows
    assert_eq!(levels.check(&merged.grid, &Silent).unwrap().passed, Some(true));
    assert_eq!(levels.nodes(4).iter().map(|n| n.households).sum::<u64>(), 720);
}

#[test]
fn row_000_06_large_medium_small_micro_are_four_nested_levels() {
    let four = FIVE_LEVELS.replace("only = \"urban\"\n", "");
    let start = four.find("[[level]]\nid = \"street\"").expect("the street is first");
    let end = four.find("[[level]]\nid = \"community\"").expect("the community follows");
    let four = format!("{}{}", &four[..start], &four[end..]);
    let policy = Policy::from_toml(&four, "four").expect("a sound policy");
    let merged = merge(&town_and_village("村"), &policy, &Silent).expect("the project can be merged");
    let levels = levels_of(&merged);
    assert_eq!(levels.count(), 4);
    for level in 1..4 {
        assert!(levels.nodes(level).iter().all(|n| n.parent.is_some_and(|p| p.level as usize == level - 1)));
    }
    assert_eq!(levels.check(&merged.grid, &Silent).unwrap().passed, Some(true));
}

#[test]
fn row_000_09_micro_grids_of_50_to_80_households_lie_inside_grids() {
    let policy = format!(
        "{}\n[[level]]\nid = \"grid\"\nfrom = \"zone\"\n[[level]]\nid = \"micro\"\nname_zh = \"微网格\"\nname_en = \"micro grid\"\nfrom = \"divide\"\nmin = 50\nmax = 80\ntarget = 65\ncode_digits = 3\n",
        "onegrid_policy = 1\nid = \"zhoushan\"\nsize = { min = 300, max = 500, target = 400 }"
    );
    let policy = Policy::from_toml(&policy, "zhoushan").expect("a sound policy");
    let merged = merge(&demo(Size::Street, 1), &policy, &Silent).expect("the street can be merged");
    let levels = levels_of(&merged);
    let micro = levels.nodes(1);
    let outside: Vec<_> = micro.iter().filter(|n| !(50..=80).contains(&n.households)).collect();
    // every exception is a grid too small to be divided, or told with its reason
    for node in &outside {
        let parent = levels.node(node.parent.expect("inside a grid"));
        let is_whole = parent.children == 1 && parent.households < 50;
        let at = micro.iter().position(|n| n.code == node.code).unwrap();
        let told = levels.level(1).violations.iter().find(|v| v.node as usize == at);
        assert!(is_whole || told.is_some_and(|v| v.zh.contains("户") && v.en.contains("households")), "{node:?}");
    }
    assert!(outside.len() * 5 < micro.len(), "{} of {} outside", outside.len(), micro.len());
    assert!(micro.iter().all(|n| n.code.len() == 18));
    let reasons = String::from_utf8(write_level_reasons(&merged, &levels, Vec::new()).unwrap()).unwrap();
    assert!(micro.iter().all(|n| reasons.contains(&n.code)), "every micro grid says why");
}

#[test]
fn row_001_02_figures_roll_up_to_community_street_and_county() {
    let policy = "onegrid_policy = 1\nid = \"three\"\nsize = { min = 300, max = 500, target = 400 }\n\
        [[level]]\nid = \"county\"\nfrom = \"county\"\n[[level]]\nid = \"street\"\nfrom = \"street\"\n\
        [[level]]\nid = \"community\"\nfrom = \"community\"\n[[level]]\nid = \"grid\"\nfrom = \"zone\"\n";
    let policy = Policy::from_toml(policy, "three").expect("a sound policy");
    let merged = merge(&demo(Size::District, 1), &policy, &Silent).expect("the district can be merged");
    let levels = levels_of(&merged);
    let counts: Vec<usize> = (0..4).map(|l| levels.nodes(l).len()).collect();
    assert_eq!((counts[0], counts[1], counts[2]), (1, 6, 70), "{counts:?}");
    for level in 0..4 {
        let zones = levels.zones_in(level);
        assert_eq!(zones.iter().map(|z| z.0).sum::<u32>() as usize, merged.plan.zones().len(), "level {level}");
        for (at, node) in levels.nodes(level).iter().enumerate().filter(|_| level < 3) {
            let id = onegrid::NodeId { level: level as u32, node: at as u32 };
            let children = levels.children(id).iter().map(|&c| levels.node(c));
            assert_eq!(children.map(|c| c.households).sum::<u64>(), node.households);
        }
    }
    let explained = levels.explain(&merged.plan, &levels.nodes(1)[0].code, Lang::En).unwrap();
    assert!(
        explained.reasons[0].contains("first 9 digits") || explained.reasons[0].contains("same 9 digits"),
        "{explained:?}"
    );
}

#[test]
fn levels_without_household_counts_say_so_and_still_nest() {
    let mut project = town_and_village("社区");
    project.layers[0].cells.iter_mut().for_each(|c| c.households = None);
    let policy = Policy::from_toml(FIVE_LEVELS, "five").expect("a sound policy");
    let merged = merge(&project, &policy, &Silent).expect("the project can be merged");
    let levels = levels_of(&merged);
    assert!(levels.reports().iter().filter(|r| r.bounds.is_some()).all(|r| r.is_unmeasured && r.out_of_bounds == 0));
    assert_eq!(levels.check(&merged.grid, &Silent).unwrap().passed, Some(true));
    assert!(levels.policy(3).from == LevelSource::Divide && levels.nodes(3).len() == levels.nodes(2).len());
}
