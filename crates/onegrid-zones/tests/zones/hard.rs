//! Hard and weighted rules in the search: what holds afterwards, and what is said where nothing can.

use std::sync::Arc;

use onegrid_zones::{
    AmountRule, CountColumn, Design, DesignRules, FaceTable, Feasibility, Finding, Infeasibility, IslandRule, Judge,
    Lang, LockedZone, NoProgress, Optimality, Quantity, Range, Rule, RuleSet, ShapeRule, Source, Strictness,
    TableNames, WallRule, ZoneView, ZonesRule, check_partition, design_with,
};

use crate::support::{bounds, designed, drawn, map};

fn people(table: &mut FaceTable, per_face: &[u64]) {
    table.counts = vec![CountColumn { id: "population".into(), name: "人口".into(), per_face: per_face.to_vec() }];
}

fn amount(of: Quantity, min: Option<u64>, max: Option<u64>, strictness: Strictness) -> AmountRule {
    let any_of = vec![Range { of, min, max, target: None }];
    AmountRule { id: "amount".into(), any_of, strictness, weight: 20.0, source: Source::default() }
}

fn population(min: Option<u64>, max: Option<u64>) -> AmountRule {
    amount(Quantity::Count("population".into()), min, max, Strictness::Hard)
}

fn wall(ranks: &[u8], layers: &[u32]) -> WallRule {
    WallRule {
        id: "barrier.forbidden".into(),
        ranks: ranks.to_vec(),
        layers: layers.to_vec(),
        source: Source::default(),
    }
}

fn words(table: &FaceTable, plan: &Design) -> Vec<String> {
    let measure = onegrid_zones::Measure::Households;
    let names = TableNames { table, design: plan, barriers: &[], measure };
    let violations = plan.violations.iter().map(|v| v.sentence(Lang::En, &names));
    violations.chain(plan.breaches.iter().map(|b| b.sentence(Lang::En, &names))).collect()
}

#[test]
fn a_hard_limit_of_people_decides_where_households_leave_a_choice() {
    // by households any cut into pairs would do; by people only this one
    let mut table = map!("AAAA").department("pqrs").table();
    people(&mut table, &[900, 100, 100, 900]);
    let mut rules = bounds(100, 300, 200);
    rules.rules.amounts = vec![population(Some(900), Some(1000))];
    let plan = designed(&table, &rules);
    assert_eq!(plan.breaches, []);
    assert!(plan.zones.iter().all(|z| (900..=1000).contains(&z.counts[0])), "{:?}", drawn(&plan));
}

#[test]
fn rules_that_exclude_each_other_are_named() {
    let mut table = map!("AAAA").department("pqrs").table();
    people(&mut table, &[700, 700, 700, 700]);
    let mut rules = bounds(200, 400, 200);
    rules.rules.amounts = vec![population(None, Some(800))];
    rules.rules.compactness =
        Some(ShapeRule { least: 0.1, strictness: Strictness::Hard, weight: 1.0, source: Source::default() });
    let plan = designed(&table, &rules);
    let Feasibility::Infeasible { certificate } = plan.verdicts[0].feasibility else {
        panic!("two faces of 700 people are above 800, one has too few households: {:?}", plan.verdicts[0]);
    };
    assert!(matches!(certificate.proof, Infeasibility::RulesExclude { .. }), "{certificate:?}");
    let sentence = certificate.sentence(
        Lang::En,
        &TableNames { table: &table, design: &plan, barriers: &[], measure: onegrid_zones::Measure::Households },
    );
    assert!(sentence.contains(": size, amount ("), "{sentence}");
    assert!(!plan.violations.is_empty() || !plan.breaches.is_empty());
}

#[test]
fn without_bounds_a_limit_alone_divides_a_cell() {
    let mut table = map!("AAAA|BBBB").department("pqrs|pqrs").table();
    people(&mut table, &[50, 50, 50, 50, 20, 20, 20, 20]);
    let mut rules = DesignRules::default();
    assert_eq!(designed(&table, &rules).zones.len(), 2);
    rules.rules.amounts = vec![population(None, Some(100))];
    let plan = designed(&table, &rules);
    assert_eq!(plan.breaches, [], "{}", drawn(&plan));
    assert!(plan.zones.iter().all(|z| z.counts[0] <= 100));
}

#[test]
fn no_zone_has_ground_on_both_sides_of_a_forbidden_river() {
    // without the rule the cells along the river are one zone each
    let town = map!("AB|AB").barrier(0, 2, 3, 0).barrier(1, 3, 3, 0);
    let mut rules = bounds(200, 200, 200);
    let table = town.table();
    assert_eq!(drawn(&designed(&table, &rules)), "abab");
    rules.rules.walls = vec![wall(&[3], &[])];
    assert_eq!(drawn(&designed(&table, &rules)), "aabb");
}

#[test]
fn going_around_the_end_of_a_forbidden_line_is_a_breach_that_the_search_avoids() {
    // the river stands between 0|2 only; 1 and 3 touch
    let table = map!("AB|CD").barrier(0, 2, 3, 0).table();
    let mut rules = bounds(200, 400, 400);
    rules.rules.walls = vec![wall(&[3], &[])];
    let plan = designed(&table, &rules);
    assert_eq!(plan.breaches, []);
    assert_eq!(drawn(&plan), "aabb");
    // where only one zone of all is large enough, it is said how long the line inside is
    rules.bounds = bounds(400, 400, 400).bounds;
    let plan = designed(&table, &rules);
    let breach = plan.breaches.iter().find(|b| b.rule == "barrier.forbidden").expect("it lies inside");
    assert_eq!((breach.measured, breach.limit), (100.0, 0.0));
    assert!(matches!(plan.verdicts[0].feasibility, Feasibility::Infeasible { .. }), "{:?}", plan.verdicts[0]);
}

#[test]
fn a_locked_border_of_a_layer_never_moves() {
    let table = map!("ABC").households(&[100, 100, 400]).department("ppq").table();
    let mut rules = bounds(200, 400, 300);
    assert_eq!(drawn(&designed(&table, &rules)), "aab");
    rules.rules.walls = vec![wall(&[], &[0])];
    let plan = designed(&table, &rules);
    assert_eq!(drawn(&plan), "abc", "base borders never move, even where zones stay too small");
    assert!(plan.violations.iter().all(|v| v.rule == onegrid_zones::RuleId::SizeMin));
}

#[test]
fn a_locked_zone_stays_as_it_is() {
    let mut table = map!("AABB").table();
    table.locked = vec![LockedZone { name: "keep".into(), faces: vec![1, 2] }];
    let plan = designed(&table, &bounds(100, 400, 200));
    assert_eq!(drawn(&plan), "abbc");
    assert_eq!(plan.breaches, []);
}

#[test]
fn a_bridge_joins_an_island_and_the_island_rule_forbids_it() {
    // # is the sea
    let town = map!("AA#B").households(&[100, 100, 0, 60]);
    let mut table = town.table();
    let mut rules = bounds(100, 300, 200);
    assert_eq!(designed(&table, &rules).violations.len(), 1, "the island is too small for a zone");
    table.bridges = vec![(1, 3)];
    let joined = designed(&table, &rules);
    assert_eq!((drawn(&joined).as_str(), joined.violations.len()), ("aa#a", 0));
    rules.rules.islands = Some(IslandRule { of: Quantity::Households, least: 50, source: Source::default() });
    let plan = designed(&table, &rules);
    assert_eq!(drawn(&plan), "aa#b");
    assert_eq!(plan.breaches, []);
    // judged by hand: the joined plan breaks the rule
    let judge = Judge::new(&table, &rules, &plan, &[]).expect("sound rules");
    let mut judgement = judge.judge(&plan.zone_of_unit).expect("a plan");
    let island = plan.unit_of_face[3].expect("it is zoned");
    let delta = judgement.reassign(&[(island, plan.zone_of_unit[0])]).expect("one community");
    assert!(delta.new.iter().any(|b| b.rule == "island.zone"), "{delta:?}");
    // fewer people than the rule asks for: the bridge holds again
    rules.rules.islands = Some(IslandRule { of: Quantity::Households, least: 61, source: Source::default() });
    assert_eq!(drawn(&designed(&table, &rules)), "aa#a");
}

#[test]
fn a_community_gets_at_most_so_many_zones_or_it_is_said_why_not() {
    let table = map!("ABCD").table();
    let mut rules = bounds(100, 400, 100);
    assert_eq!(designed(&table, &rules).zones.len(), 4);
    rules.rules.zones = Some(ZonesRule { most: 2, source: Source::default() });
    assert_eq!(designed(&table, &rules).zones.len(), 2);
    rules.bounds = bounds(100, 100, 100).bounds;
    let plan = designed(&table, &rules);
    let Feasibility::Infeasible { certificate } = plan.verdicts[0].feasibility else { panic!("4 > 2") };
    let proof = certificate.proof;
    assert!(matches!(proof, Infeasibility::TooFewZones { needed: 4, most: 2, .. }), "{proof:?}");
}

#[test]
fn weighted_rules_change_plans_only_with_their_weight() {
    // cells ask for columns, a limit of people asks for rows
    let mut table = map!("AB|AB").department("pq|rs").table();
    people(&mut table, &[100, 0, 100, 0]);
    let mut rules = bounds(200, 200, 200);
    rules.rules.amounts = vec![AmountRule {
        weight: 0.1,
        ..amount(Quantity::Count("population".into()), Some(100), None, Strictness::Weighted)
    }];
    assert_eq!(drawn(&designed(&table, &rules)), "abab");
    rules.rules.amounts[0].weight = 200.0;
    assert_eq!(drawn(&designed(&table, &rules)), "aabb");
}

#[test]
fn stability_keeps_the_zones_of_the_plan_before() {
    let mut table = map!("AB|AB").table();
    table.previous = vec![Some(7), Some(7), Some(3), Some(3)];
    let mut rules = bounds(200, 200, 200);
    assert_eq!(drawn(&designed(&table, &rules)), "abab");
    rules.rules.stability = 50.0;
    assert_eq!(drawn(&designed(&table, &rules)), "aabb");
    rules.weights.cells_cut = 0.0;
    assert_eq!(drawn(&designed(&table, &rules)), "aabb");
}

/// A caller's own hard rule: faces 0 and 1 never in one zone.
struct Rivals;

impl Rule for Rivals {
    fn id(&self) -> &'static str {
        "own.rivals"
    }

    fn judge(&self, zone: &ZoneView<'_>) -> Option<Finding> {
        let has = |face: u32| zone.faces().any(|faces| faces.contains(&face));
        (has(0) && has(1)).then(|| Finding {
            measured: 2.0,
            limit: 1.0,
            zh: "两个对手同在一个网格".into(),
            en: "two rivals in one zone".into(),
        })
    }
}

#[test]
fn a_rule_of_the_callers_own_is_kept_by_the_search() {
    let table = map!("AA|BB").table();
    let rules = bounds(200, 200, 200);
    assert_eq!(drawn(&designed(&table, &rules)), "aabb");
    let own: [Arc<dyn Rule>; 1] = [Arc::new(Rivals)];
    let plan = design_with(&table, &rules, &own, &NoProgress).expect("a design");
    check_partition(&table, &plan).expect("invariants hold");
    assert_eq!(drawn(&plan), "abab");
    assert_eq!(plan.breaches, []);
    // no way out: it is said so
    let plan = design_with(&map!("AA").table(), &rules, &own, &NoProgress).expect("a design");
    let words = words(&table, &plan);
    assert!(words.iter().any(|w| w.ends_with("two rivals in one zone")), "{words:?}");
}

#[test]
fn rules_that_cannot_be_judged_are_refused() {
    let table = map!("AB").table();
    let code = |rules: RuleSet| {
        let rules = DesignRules { rules, ..DesignRules::default() };
        design_with(&table, &rules, &[], &NoProgress).expect_err("unsound rules").code()
    };
    let with = |rule: AmountRule| RuleSet { amounts: vec![rule], ..RuleSet::default() };
    assert_eq!(code(with(population(None, Some(5)))), "zones.unknown_count");
    let reversed = amount(Quantity::Households, Some(5), Some(3), Strictness::Hard);
    assert_eq!(code(with(reversed.clone())), "zones.empty_range");
    let one = amount(Quantity::Households, Some(1), None, Strictness::Hard);
    let twice = RuleSet { amounts: vec![one.clone(), one], ..RuleSet::default() };
    assert_eq!(code(twice), "zones.rule_twice");
    assert_eq!(code(RuleSet { walls: vec![wall(&[9], &[])], ..RuleSet::default() }), "zones.id_out_of_range");
    assert_eq!(code(RuleSet { stability: f64::NAN, ..RuleSet::default() }), "zones.bad_rule");
}

/// Five by five units in two base cells: as many as the exact search takes.
#[test]
fn the_exact_search_is_never_worse_and_says_how_near_the_others_are() {
    let town = || map!("AAABB|AAABB|AAABB|AAABB|AAABB").department("abcde|fghij|klmno|pqrst|uvwxy");
    let table = town().households(&[40; 25]).table();
    let mut rules = bounds(200, 360, 250);
    // the ordinary budget searches parts of this size to the end as well
    rules.budget.optimum_units = 16;
    let quick = designed(&table, &rules);
    rules.exact = true;
    let exact = designed(&table, &rules);
    let verdict = &exact.verdicts[0];
    assert_eq!(verdict.parts[0].units, 25);
    assert_ne!(verdict.optimality, Optimality::NotSearched, "{verdict:?}");
    let objective = |plan: &Design| {
        let judge = Judge::new(&table, &rules, plan, &[]).expect("sound rules");
        judge.judge(&plan.zone_of_unit).expect("a plan").mark()
    };
    assert_eq!((objective(&quick).hard, objective(&exact).hard), (0, 0));
    assert_eq!(quick.verdicts[0].optimality, Optimality::NotSearched);
    // a small part is searched to the end within the ordinary budget
    let small = designed(&map!("ABCD").table(), &bounds(100, 200, 200));
    assert_eq!(small.verdicts[0].optimality, Optimality::Optimal);
}
