use std::collections::BTreeSet;

use onegrid::Role;
use onegrid_demo::{CountyPlan, DemoSpec, Size, SizeError, counties, county, summary};

use crate::support::{Footprint, layer, made, points, rings, spot_of};

fn features(project: &onegrid::Project, id: &str) -> usize {
    layer(project, id).cells.len()
}

fn households(project: &onegrid::Project) -> u64 {
    points(project).iter().map(|point| point.households).sum()
}

#[test]
fn a_street_has_its_exact_numbers_whatever_the_seed() {
    for seed in 0..12 {
        let project = made(Size::Street, seed);
        assert_eq!(features(&project, "zongzhi"), 1_760, "seed {seed}");
        assert_eq!(households(&project), 32_000, "seed {seed}");
        assert_eq!(features(&project, "community"), 12, "seed {seed}");
        let buildings = points(&project).len();
        assert!((2_000..=3_000).contains(&buildings), "seed {seed}: {buildings} buildings");
        assert!(points(&project).iter().all(|p| (1..=120).contains(&p.households)));
    }
}

#[test]
fn a_street_covers_32_square_kilometres() {
    let project = made(Size::Street, 5);
    let doubled: i64 = layer(&project, "community")
        .cells
        .iter()
        .flat_map(|cell| rings(&cell.shape))
        .map(|ring| crate::support::doubled_area(&ring))
        .sum();
    let area_km2 = doubled as f64 / 2.0 * 0.009_42 * 0.011_12 / 1e6;
    assert!((30.0..34.0).contains(&area_km2), "{area_km2} km2");
}

#[test]
fn a_district_is_near_its_numbers() {
    for seed in 0..4 {
        let project = made(Size::District, seed);
        assert_eq!(features(&project, "zongzhi"), 400);
        assert_eq!(features(&project, "community"), 70);
        let households = households(&project);
        assert!((92_000..=115_000).contains(&households), "{households} households");
    }
}

#[test]
fn a_city_is_near_its_numbers() {
    let project = made(Size::City, 3);
    assert_eq!(features(&project, "zongzhi"), 2_000);
    assert_eq!(features(&project, "community"), 300);
    let households = households(&project);
    assert!((650_000..=780_000).contains(&households), "{households} households");
}

#[test]
fn the_counties_of_a_province_add_up_exactly() {
    for seed in 0..20 {
        let spec = DemoSpec { size: Size::Province, seed };
        let plans = counties(&spec);
        assert_eq!(plans.len(), 107);
        assert_eq!(plans.iter().map(CountyPlan::base_cells).sum::<u32>(), 229_400);
        let codes: BTreeSet<&str> = plans.iter().map(|plan| plan.code.as_str()).collect();
        let names: BTreeSet<&str> = plans.iter().map(|plan| plan.name.as_str()).collect();
        let places: BTreeSet<(u32, u32)> = plans.iter().map(CountyPlan::place).collect();
        assert_eq!([codes.len(), names.len(), places.len()], [107; 3]);
        let sizes: BTreeSet<u32> = plans.iter().map(CountyPlan::base_cells).collect();
        assert!(sizes.len() > 50, "counties vary");
    }
}

#[test]
fn a_county_makes_as_many_base_cells_as_its_plan_says() {
    let spec = DemoSpec { size: Size::Province, seed: 11 };
    let plans = counties(&spec);
    let largest = plans.iter().max_by_key(|plan| plan.base_cells()).unwrap();
    for plan in [largest, &plans[106]] {
        let project = county(&spec, plan);
        assert_eq!(features(&project, "zongzhi"), plan.base_cells() as usize);
        assert_eq!(features(&project, "community"), 192);
    }
}

#[test]
fn about_six_base_cells_in_ten_fit_the_rule() {
    for size in [Size::District, Size::City] {
        let project = made(size, 2);
        let footprints = Footprint::all(layer(&project, "zongzhi"));
        let mut sums = vec![0_u64; footprints.len()];
        for point in points(&project) {
            let at = spot_of(point);
            if let Some(cell) = footprints.iter().position(|cell| cell.holds(at)) {
                sums[cell] += point.households;
            }
        }
        let share = |least: u64, most: u64| {
            let count = sums.iter().filter(|sum| (least..=most).contains(sum)).count();
            count as f64 / sums.len() as f64
        };
        let fitting = share(300, 500);
        assert!((0.5..0.66).contains(&fitting), "{size}: {fitting}");
        assert!(share(501, u64::MAX) > 0.01, "{size}: some are too large");
        assert!(share(0, 299) > 0.15, "{size}: some are too small");
    }
}

#[test]
fn every_layer_has_its_role_and_every_cell_its_position() {
    let project = made(Size::District, 1);
    let roles: Vec<(&str, Role)> = project.layers.iter().map(|layer| (layer.id.as_str(), layer.role)).collect();
    assert_eq!(
        roles,
        [
            ("community", Role::Community),
            ("zongzhi", Role::Base),
            ("police", Role::Department),
            ("urban", Role::Department),
            ("fire", Role::Department),
            ("health", Role::Department),
            ("civil", Role::Department),
            ("market", Role::Department),
            ("emergency", Role::Department),
            ("estate", Role::Estate),
            ("exclusive", Role::Exclusive),
        ]
    );
    for layer in &project.layers {
        assert!(!layer.cells.is_empty(), "{} is empty", layer.id);
        let order: Vec<u32> = layer.cells.iter().map(|cell| cell.feature).collect();
        assert_eq!(order, (0..layer.cells.len() as u32).collect::<Vec<_>>());
    }
    let unit_grids = features(&project, "urban");
    assert!(unit_grids > 5 * features(&project, "zongzhi"), "{unit_grids} unit grids");
    assert!(features(&project, "police") < features(&project, "community"));
    let classes: BTreeSet<&str> =
        layer(&project, "exclusive").cells.iter().filter_map(|cell| cell.class.as_deref()).collect();
    assert_eq!(classes.into_iter().collect::<Vec<_>>(), ["campus", "mall", "park"]);
    let lines: BTreeSet<_> = project.barriers[0].lines.iter().map(|line| line.class).collect();
    assert_eq!(lines.len(), 5, "lane, street, road, river, rail: {lines:?}");
}

#[test]
fn community_codes_follow_the_twelve_digit_layout() {
    let project = made(Size::City, 8);
    let communities = &layer(&project, "community").cells;
    let codes: BTreeSet<&str> = communities.iter().filter_map(|c| c.code.as_deref()).collect();
    assert_eq!(codes.len(), communities.len());
    for cell in communities {
        let code = cell.code.as_deref().unwrap();
        assert!(code.len() == 12 && code.bytes().all(|b| b.is_ascii_digit()), "{code}");
        assert!(code.starts_with("990101"), "{code}");
        let serial: u32 = code[9..].parse().unwrap();
        let name = cell.name.as_deref().unwrap();
        assert_eq!(name.ends_with('村'), serial >= 200, "{code} {name}");
    }
    assert!(codes.iter().any(|code| code.as_bytes()[9] == b'2'), "some are villages");
    let base_keys: BTreeSet<&str> = layer(&project, "zongzhi").cells.iter().map(|cell| cell.key.as_str()).collect();
    assert_eq!(base_keys.len(), 2_000);
    for cell in &layer(&project, "zongzhi").cells {
        assert!(codes.contains(cell.group.as_deref().unwrap()));
    }
}

#[test]
fn the_summary_counts_what_is_there() {
    let project = made(Size::Street, 1);
    let summary = summary(&project);
    assert_eq!(summary.layers.len(), 12);
    assert_eq!(summary.layers[1].features, 1_760);
    assert_eq!(summary.households, 32_000);
    assert_eq!(summary.buildings, points(&project).len());
    let text = summary.to_string();
    assert!(text.contains("zongzhi 综治: 1760 features"), "{text}");
}

#[test]
fn sizes_are_read_and_written() {
    for size in Size::ALL {
        assert_eq!(size.to_string().parse::<Size>(), Ok(size));
    }
    let error = "village".parse::<Size>().unwrap_err();
    assert_eq!(error, SizeError::Unknown { got: "village".to_owned() });
    assert_eq!(error.code(), "demo.unknown_size");
    assert_eq!(error.to_string(), "demo size `village` is unknown, expected street, district, city or province");
}
