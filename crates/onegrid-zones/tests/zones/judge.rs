//! Judging: what is said about a plan, and that edits are judged as whole plans are.

use std::sync::Arc;

use onegrid_zones::{
    AmountRule, DesignRules, Finding, IslandRule, Judge, JudgeError, Judgement, Lang, LockedZone, Quantity, Range,
    Rule, RuleSet, ShapeRule, Source, Strictness, UnitId, WallRule, ZoneId, ZoneView, ZonesRule,
};
use proptest::prelude::*;

use crate::law::{rules, towns};
use crate::support::{bounds, designed, map};

/// At most so many units in a zone: a caller's own rule.
struct FewUnits(usize);

impl Rule for FewUnits {
    fn id(&self) -> &'static str {
        "own.units"
    }

    fn strictness(&self) -> Strictness {
        Strictness::Weighted
    }

    fn judge(&self, zone: &ZoneView<'_>) -> Option<Finding> {
        (zone.units() > self.0).then(|| Finding {
            measured: zone.units() as f64,
            limit: self.0 as f64,
            zh: format!("{} 个单元,至多 {} 个", zone.units(), self.0),
            en: format!("{} units, at most {}", zone.units(), self.0),
        })
    }
}

fn range(of: Quantity, min: u64, max: u64) -> Range {
    Range { of, min: Some(min), max: Some(max), target: Some(u64::midpoint(min, max)) }
}

/// Every kind of rule at once.
pub(crate) fn all_rules(base: DesignRules) -> DesignRules {
    let shape = |least, strictness| ShapeRule { least, strictness, weight: 2.0, source: Source::default() };
    let amount = |id: &str, any_of, strictness| AmountRule {
        id: id.into(),
        any_of,
        strictness,
        weight: 1.0,
        source: Source { zh: "文件第一条".into(), en: "document, art. 1".into() },
    };
    let rules = RuleSet {
        amounts: vec![
            amount(
                "either",
                vec![range(Quantity::Households, 0, 500), range(Quantity::Count("population".into()), 0, 800)],
                Strictness::Hard,
            ),
            amount("area", vec![range(Quantity::AreaM2, 10_000, 60_000)], Strictness::Weighted),
        ],
        compactness: Some(shape(0.5, Strictness::Weighted)),
        width: Some(shape(40.0, Strictness::Hard)),
        zones: Some(ZonesRule { most: 3, source: Source::default() }),
        islands: Some(IslandRule { of: Quantity::Households, least: 50, source: Source::default() }),
        walls: vec![
            WallRule { id: "barrier.forbidden".into(), ranks: vec![3, 4], layers: vec![], source: Source::default() },
            WallRule { id: "border.locked".into(), ranks: vec![], layers: vec![0], source: Source::default() },
        ],
        stability: 3.0,
        buildings: onegrid_zones::BuildingRule::default(),
    };
    DesignRules { rules, ..base }
}

/// Moves as an editor makes them: units next to a border change sides, zones are founded.
fn edit(judgement: &Judgement, units: usize, dice: &mut u64) -> Vec<(UnitId, ZoneId)> {
    let mut next = |below: usize| {
        *dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (*dice >> 33) as usize % below.max(1)
    };
    let zones: Vec<ZoneId> = judgement.zone_of_unit().collect();
    let into = if next(8) == 0 { judgement.free_zone() } else { zones[next(units)] };
    (0..=next(3)).map(|_| (UnitId(next(units) as u32), into)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn edits_are_judged_as_whole_plans_are(town in towns(), rules in rules(), seed: u64) {
        let mut table = town.table();
        let n = table.faces.len() as u32;
        table.counts = vec![onegrid_zones::CountColumn {
            id: "population".into(),
            name: "人口".into(),
            per_face: (0..u64::from(n)).map(|f| f * 37 % 90).collect(),
        }];
        table.previous = (0..n).map(|f| (f % 5 > 0).then_some(f / 4)).collect();
        let plain = designed(&table, &rules);
        let rules = all_rules(rules);
        let own: [Arc<dyn Rule>; 1] = [Arc::new(FewUnits(2))];
        let judge = Judge::new(&table, &rules, &plain, &own).expect("sound rules");
        let start = judge.judge(&plain.zone_of_unit).expect("a plan");
        let mut judgement = start.clone();
        let (mut dice, mut undo) = (seed, Vec::new());
        for _ in 0..40 {
            let before = judgement.breaches();
            let moves = edit(&judgement, plain.units.len(), &mut dice);
            match judgement.reassign(&moves) {
                Err(error) => prop_assert!(matches!(error, JudgeError::TwoCommunities { .. }), "{error}"),
                Ok(delta) => {
                    let mut expected: Vec<_> = before.into_iter().filter(|b| !delta.gone.contains(b)).collect();
                    expected.extend(delta.new.iter().cloned());
                    let key = |b: &onegrid_zones::Breach| (b.community, b.zone, b.rule.clone(), b.en.clone(), (b.x_deg * 1e9) as i64, (b.y_deg * 1e9) as i64);
                    expected.sort_by_key(key);
                    prop_assert_eq!(expected, judgement.breaches());
                    prop_assert_eq!(delta.after, judgement.mark());
                    undo.push(delta.undo);
                }
            }
            let zones: Vec<ZoneId> = judgement.zone_of_unit().collect();
            prop_assert!(judgement == judge.judge(&zones).expect("a plan"), "an edit was judged otherwise");
        }
        for moves in undo.iter().rev() {
            judgement.reassign(moves).expect("what was so before");
        }
        prop_assert!(judgement == start, "undoing did not restore the plan");
    }

    #[test]
    fn judge_and_design_agree_on_bounds_connection_and_estates(town in towns(), rules in rules(), seed: u64) {
        let table = town.table();
        let plan = designed(&table, &rules);
        let judge = Judge::new(&table, &rules, &plan, &[]).expect("sound rules");
        let mut judgement = judge.judge(&plan.zone_of_unit).expect("a plan");
        let mut dice = seed;
        for _ in 0..4 {
            let _ = judgement.reassign(&edit(&judgement, plan.units.len(), &mut dice));
        }
        let zones: Vec<u32> = judgement.zone_of_unit().map(|z| z.0).collect();
        let revised = onegrid_zones::revise(&table, &rules, &plan, &zones).expect("one community a zone");
        let judge = Judge::new(&table, &rules, &revised, &[]).expect("sound rules");
        let judged = judge.judge(&revised.zone_of_unit).expect("a plan");
        let listed: Vec<_> = revised
            .violations
            .iter()
            .map(|v| (v.community, v.zone, v.rule.code().to_owned(), v.measured as f64, v.limit as f64))
            .collect();
        let mut found: Vec<_> =
            judged.breaches().into_iter().map(|b| (b.community, b.zone, b.rule, b.measured, b.limit)).collect();
        let mut listed = listed;
        let order = |a: &(u32, Option<ZoneId>, String, f64, f64), b: &(u32, Option<ZoneId>, String, f64, f64)| {
            (a.0, a.1, &a.2).cmp(&(b.0, b.1, &b.2)).then(a.3.total_cmp(&b.3))
        };
        listed.sort_by(order);
        found.sort_by(order);
        prop_assert_eq!(listed, found);
    }
}

/// One row of four faces of 100 households, judged as two zones of two.
fn four_in_two(change: impl Fn(&mut onegrid_zones::FaceTable, &mut DesignRules)) -> Vec<onegrid_zones::Breach> {
    let mut table = map!("ABCD").table();
    let mut rules = bounds(100, 400, 100);
    rules.keep_estates = false;
    let plain = rules.clone();
    change(&mut table, &mut rules);
    let plan = designed(&table, &plain);
    assert_eq!(plan.units.len(), 4);
    let judge = Judge::new(&table, &rules, &plan, &[]).expect("sound rules");
    judge.judge(&[0, 0, 1, 1].map(ZoneId)).expect("a plan").breaches()
}

#[test]
fn every_breach_has_amount_limit_place_and_two_sentences() {
    let breaches = four_in_two(|table, rules| {
        table.locked = vec![LockedZone { name: "Xuefu".into(), faces: vec![0] }];
        table.faces.iter_mut().for_each(|f| f.perimeter_m = 900.0);
        table.counts =
            vec![onegrid_zones::CountColumn { id: "population".into(), name: "人口".into(), per_face: vec![1; 4] }];
        *rules = all_rules(rules.clone());
        rules.rules.amounts.remove(0);
        rules.rules.zones = Some(ZonesRule { most: 1, source: Source::default() });
        rules.rules.amounts[0].any_of = vec![range(Quantity::Households, 300, 400)];
    });
    let mut ids: Vec<&str> = breaches.iter().map(|b| b.rule.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    let expected = [
        "area",
        "border.locked",
        "community.zones",
        "shape.compactness",
        "shape.width",
        "zone.connected",
        "zone.locked",
    ];
    assert_eq!(ids, expected);
    for breach in &breaches {
        assert!(
            (breach.measured - breach.limit).abs() > 1e-6 && breach.x_deg > 115.0 && breach.y_deg > 39.0,
            "{breach:?}"
        );
        assert!(!breach.zh.is_ascii() && breach.en.is_ascii(), "{breach:?}");
    }
    let area = breaches.iter().find(|b| b.rule == "area").expect("households below 300");
    assert_eq!((area.measured, area.limit), (200.0, 300.0));
    assert_eq!(area.en, "200 households < minimum 300 households");
    let table = map!("ABCD").table();
    let plan = designed(&table, &bounds(100, 400, 100));
    let names = onegrid_zones::TableNames {
        table: &table,
        design: &plan,
        barriers: &[],
        measure: onegrid_zones::Measure::Households,
    };
    assert!(area.sentence(Lang::En, &names).ends_with("(source: document, art. 1)"));
    assert!(area.sentence(Lang::Zh, &names).ends_with("(依据:文件第一条)"));
}

#[test]
fn one_of_two_limits_is_enough() {
    let with = |people: u64| {
        let breaches = four_in_two(|table, rules| {
            table.counts = vec![onegrid_zones::CountColumn {
                id: "population".into(),
                name: "人口".into(),
                per_face: vec![people; 4],
            }];
            let any_of = vec![
                Range { of: Quantity::Households, min: None, max: Some(150), target: None },
                Range { of: Quantity::Count("population".into()), min: None, max: Some(800), target: None },
            ];
            let (strictness, source) = (Strictness::Hard, Source::default());
            rules.rules.amounts = vec![AmountRule { id: "either".into(), any_of, strictness, weight: 1.0, source }];
        });
        breaches.into_iter().map(|b| b.en).collect::<Vec<_>>()
    };
    assert_eq!(with(400), Vec::<String>::new());
    let sentence = "200 households > maximum 150 households and population 802 > maximum population 800";
    assert_eq!(with(401), [sentence, sentence]);
}

#[test]
fn edits_that_cannot_be_are_refused_and_change_nothing() {
    let table = map!("AB|CD").communities("xx|yy").table();
    let plan = designed(&table, &DesignRules::default());
    let judge = Judge::new(&table, &DesignRules::default(), &plan, &[]).expect("sound rules");
    let start = judge.judge(&plan.zone_of_unit).expect("a plan");
    let mut judgement = start.clone();
    let code = |error: JudgeError| error.code();
    assert_eq!(judgement.reassign(&[(UnitId(9), ZoneId(0))]).map_err(code), Err("judge.unknown_unit"));
    assert_eq!(judgement.reassign(&[(UnitId(0), ZoneId(99))]).map_err(code), Err("judge.unknown_zone"));
    let across = judgement.reassign(&[(UnitId(0), plan.zone_of_unit[3])]);
    assert_eq!(across.map_err(code), Err("judge.two_communities"));
    assert_eq!(judge.judge(&[ZoneId(0)]).map_err(code).err(), Some("judge.plan_length"));
    assert!(judgement == start);
}
