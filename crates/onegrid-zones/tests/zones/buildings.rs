//! Buildings: whole in one unit, and no units by themselves.

use onegrid_zones::{BuildingRule, Design, DesignRules, Reason, RuleSet, Strictness, WallRule};

use crate::support::{bounds, designed, drawn, map};

/// Faces of each unit, in order.
fn units(plan: &Design) -> Vec<Vec<u32>> {
    plan.units.iter().map(|unit| unit.faces.clone()).collect()
}

fn weighted(rules: DesignRules, weight: f64) -> DesignRules {
    let buildings = BuildingRule { strictness: Strictness::Weighted, weight, ..BuildingRule::default() };
    DesignRules { rules: RuleSet { buildings, ..rules.rules }, ..rules }
}

#[test]
fn a_building_goes_with_most_of_its_ground() {
    let table = map!("AAABBB").buildings(".tttt.").households(&[300, 0, 0, 0, 90, 300]).table();
    // two faces on either side: the western one is the home
    let plan = designed(&table, &bounds(300, 500, 400));
    assert_eq!(drawn(&plan), "aaaaab");
    assert_eq!(plan.zones[0].households, 390);
    assert!(matches!(
        plan.reasons[..],
        [Reason::Kept { .. }, Reason::BuildingsKept { buildings: 1, .. }, Reason::Kept { .. }]
    ));
    assert!(plan.breaches.is_empty() && plan.violations.is_empty());
    // as if the line of the base layer had gone around it
    assert_eq!(plan.units[0].base_cell, Some(0));
}

#[test]
fn a_building_inside_a_cell_is_no_unit() {
    let plan = designed(&map!("AAA|AAA|AAA").buildings("...|.t.|...").table(), &bounds(100, 1000, 900));
    assert_eq!(units(&plan).len(), 1);
    let none = designed(&map!("AAA|AAA|AAA").table(), &bounds(100, 1000, 900));
    assert_eq!(units(&none), units(&plan));
}

#[test]
fn a_building_as_large_as_its_cell_stands_for_the_cell() {
    let table = map!("ABC").buildings(".t.").households(&[300, 300, 300]).table();
    let plan = designed(&table, &bounds(200, 400, 300));
    assert_eq!(drawn(&plan), "abc");
}

#[test]
fn a_building_that_would_make_its_cell_too_large_is_a_unit_of_its_own() {
    let table = map!("AAB").buildings(".t.").households(&[450, 100, 300]).table();
    let plan = designed(&table, &bounds(300, 500, 400));
    assert_eq!(units(&plan).len(), 3);
    assert_eq!(drawn(&plan), "abb");
}

#[test]
fn a_building_larger_than_a_zone_may_be_is_divided() {
    let table = map!("AABB").buildings(".tt.").households(&[100, 300, 300, 100]).table();
    let plan = designed(&table, &bounds(300, 500, 400));
    assert_eq!(drawn(&plan), "aabb");
    assert_eq!(plan.breaches.len(), 1);
    assert_eq!(plan.breaches[0].rule, "building.whole");
}

#[test]
fn a_building_in_an_estate_and_outside_goes_with_most_of_it() {
    // estates are whole: e with the whole of t, of which two faces lie in it
    let table = map!("AAAAA").estates(".eee.").buildings("..ttt").households(&[200, 100, 100, 100, 100]).table();
    let plan = designed(&table, &bounds(200, 400, 300));
    assert!(units(&plan).contains(&vec![1, 2, 3, 4]), "{:?}", units(&plan));
    let table = map!("AAAAA").estates(".ee..").buildings("..ttt").households(&[200, 100, 100, 50, 50]).table();
    let plan = designed(&table, &bounds(200, 400, 300));
    assert!(units(&plan).contains(&vec![2, 3, 4]), "{:?}", units(&plan));
    assert!(plan.violations.is_empty(), "{:?}", plan.violations);
}

#[test]
fn walls_and_exclusive_areas_are_stronger_than_buildings() {
    let table = map!("AABB").exclusives("..cc").buildings(".tt.").households(&[150, 150, 0, 0]).table();
    let plan = designed(&table, &bounds(300, 500, 300));
    assert_eq!(drawn(&plan), "aabb");
    assert!(plan.breaches.is_empty());
    let table = map!("AABB").barrier(1, 2, 4, 0).buildings(".tt.").households(&[150, 150, 150, 150]).table();
    let mut rules = bounds(300, 500, 300);
    rules.rules.walls.push(WallRule {
        id: "barrier.forbidden".into(),
        ranks: vec![4],
        layers: Vec::new(),
        source: onegrid_zones::Source::default(),
    });
    let plan = designed(&table, &rules);
    assert_eq!(drawn(&plan), "aabb");
    assert_eq!(plan.breaches.iter().filter(|b| b.rule == "building.whole").count(), 1);
}

#[test]
fn weighted_a_border_through_a_building_is_dear_but_possible() {
    // the base line runs through the building, the department's beside it
    let table =
        map!("AAABBB|AAABBB").department("ppqqrr|ppqqrr").buildings("..tt..|......").households(&[50; 12]).table();
    let mut rules = bounds(200, 400, 300);
    (rules.weights.moved, rules.weights.cells_cut) = (0.0, 0.0);
    assert_eq!(drawn(&designed(&table, &weighted(rules.clone(), 0.0))), "aaabbbaaabbb", "sizes as wished");
    let dear = designed(&table, &weighted(rules, 50.0));
    let zone = |f: usize| dear.unit_of_face[f].map(|u| dear.zone_of_unit[u.index()]);
    assert_eq!(zone(2), zone(3), "{}", drawn(&dear));
}
