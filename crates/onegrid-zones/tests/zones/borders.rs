//! Lines that nearly coincide: the one of the layer with higher priority stays.

use onegrid_zones::{Decision, Design, DesignRules, RuleSet, SliverRule, Source, WallRule};

use crate::support::{designed, drawn, map};

fn prioritised(layers: &[u32]) -> DesignRules {
    DesignRules { border_priority: layers.to_vec(), ..DesignRules::default() }
}

/// The rule by which the only sliver was absorbed.
fn rule(plan: &Design) -> SliverRule {
    match plan.decisions[..] {
        [Decision::SliverAbsorbed { by, .. }] => by,
        ref other => panic!("{other:?}"),
    }
}

#[test]
fn the_line_of_the_base_layer_stays_unless_another_is_stronger() {
    // the strip in the middle lies west of the base line and east of the department's
    let table = map!("AAB").department("pqq").thin(1).table();
    let plan = designed(&table, &DesignRules::default());
    assert_eq!((drawn(&plan).as_str(), rule(&plan)), ("aab", SliverRule::SameBaseCell));
    let plan = designed(&table, &prioritised(&[0, 1]));
    assert_eq!((drawn(&plan).as_str(), rule(&plan)), ("aab", SliverRule::SameBaseCell));
    let plan = designed(&table, &prioritised(&[1, 0]));
    assert_eq!((drawn(&plan).as_str(), rule(&plan)), ("abb", SliverRule::StrongerBorder));
}

#[test]
fn between_two_departments_the_first_named_keeps_its_line() {
    // inside one base cell; below the strip there is nothing to hold it
    let table = map!("AAA").department("ppq").department("xyy").thin(1).table();
    let unit = |layers: &[u32]| {
        let rules = DesignRules { bounds: crate::support::bounds(1, 1000, 300).bounds, ..prioritised(layers) };
        let plan = designed(&table, &rules);
        let of = |f: usize| plan.unit_of_face[f];
        (of(1) == of(0), of(1) == of(2), rule(&plan))
    };
    assert_eq!(unit(&[0, 1, 2]), (true, false, SliverRule::StrongerBorder));
    assert_eq!(unit(&[0, 2, 1]), (false, true, SliverRule::StrongerBorder));
}

#[test]
fn no_priority_moves_a_locked_border() {
    let table = map!("AAB").department("pqq").thin(1).table();
    let wall = WallRule { id: "border.locked".into(), ranks: Vec::new(), layers: vec![0], source: Source::default() };
    let rules = DesignRules { rules: RuleSet { walls: vec![wall], ..RuleSet::default() }, ..prioritised(&[1, 0]) };
    assert_eq!(drawn(&designed(&table, &rules)), "aab");
}

#[test]
fn a_layer_that_is_not_there_is_refused() {
    let error = onegrid_zones::design(&map!("AB").table(), &prioritised(&[0, 3]), &onegrid_zones::NoProgress);
    assert_eq!(error.expect_err("layer 3").code(), "zones.id_out_of_range");
}
