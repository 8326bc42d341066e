//! The best plan against brute force, and the search against the best plan.

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use super::{Best, redivide, search};
use crate::merge::cost::Scorer;
use crate::merge::state::State;
use crate::merge::tests::{blocks, cheapest, is_connected, mixed, parts, rules};
use crate::merge::{Outcome, seed, solve};
use crate::part::Part;
use crate::rules::DesignRules;

const WEIGHTS: [f64; 4] = [0.0, 1.0, 1.0, 1.0];

#[test]
fn the_best_plan_is_that_of_brute_force() {
    let mut runner = TestRunner::deterministic();
    let (mut found, mut none) = (0, 0);
    for _ in 0..200 {
        let part = parts(8).new_tree(&mut runner).expect("a part").current();
        let rules = rules(150, 350);
        let scorer = Scorer::new(&part, &rules, &WEIGHTS);
        let least = cheapest(&part, &scorer);
        match search(&scorer, None, u32::MAX) {
            Best::Plan(cost, labels) => {
                assert_eq!(cost, least);
                assert_eq!(cost, State::new(&scorer, &labels).cost());
                assert!(is_connected(&part, &labels));
                found += 1;
            }
            Best::Nothing => {
                assert!(least.out > 0, "{part:?}");
                none += 1;
            }
            Best::Limit { .. } => panic!("8 units need no limit"),
        }
    }
    assert!(found > 20 && none > 20, "{found} {none}");
}

#[test]
fn a_known_plan_changes_what_is_searched_and_not_what_is_found() {
    let mut runner = TestRunner::deterministic();
    let (mut found, mut better) = (0, 0);
    for _ in 0..200 {
        let part = parts(12).new_tree(&mut runner).expect("a part").current();
        let rules = rules(150, 350);
        let scorer = Scorer::new(&part, &rules, &WEIGHTS);
        let Best::Plan(least, labels) = search(&scorer, None, u32::MAX) else { continue };
        for start in seed::starts(&part, rules.bounds.expect("bounds")) {
            let before = State::new(&scorer, &start.labels).cost();
            let Best::Plan(cost, _) = search(&scorer, Some(&start.labels), u32::MAX) else {
                panic!("there is a plan: {labels:?}")
            };
            assert_eq!(cost, least);
            better += u32::from(before.out == 0 && least < before);
            found += 1;
        }
    }
    assert!(found > 100 && better > 20, "{found} {better}");
}

#[test]
fn some_zones_divided_anew_cost_less_or_stay() {
    let mut runner = TestRunner::deterministic();
    let (mut changed, mut whole) = (0, 0);
    for _ in 0..200 {
        let part = parts(14).new_tree(&mut runner).expect("a part").current();
        let rules = rules(150, 350);
        let scorer = Scorer::new(&part, &rules, &WEIGHTS);
        let Best::Plan(least, _) = search(&scorer, None, u32::MAX) else { continue };
        for start in seed::starts(&part, rules.bounds.expect("bounds")) {
            let mut state = State::new(&scorer, &start.labels);
            let mut cost = state.cost();
            let zones: Vec<u32> = state.used().collect();
            for group in zones.windows(2).map(<[u32]>::to_vec).chain([zones.clone()]) {
                if group.iter().any(|&z| state.zones[z as usize].units.is_empty()) {
                    continue;
                }
                let is_changed = redivide(&mut state, &group, &mut { u32::MAX });
                assert_eq!(is_changed, state.cost() < cost, "{group:?} of {part:?}");
                assert_eq!(state.cost(), State::new(&scorer, &state.labels).cost());
                assert!(is_connected(&part, &state.labels));
                changed += u32::from(is_changed);
                cost = state.cost();
            }
            let all: Vec<u32> = state.used().collect();
            redivide(&mut state, &all, &mut { u32::MAX });
            assert_eq!(state.cost(), least);
            whole += 1;
        }
    }
    assert!(changed > 50 && whole > 50, "{changed} {whole}");
}

/// How much dearer than the best the plan of the search alone is, and that of the whole solver, in
/// millionths; `None` where there is no division within the bounds.
fn gaps(part: &Part, rules: &DesignRules) -> Option<(u64, u64)> {
    let mut alone = rules.clone();
    alone.budget.optimum_units = 0;
    let solved = [solve(part, &alone, &WEIGHTS), solve(part, rules, &WEIGHTS)];
    let scorer = Scorer::new(part, rules, &WEIGHTS);
    let least = match search(&scorer, Some(&solved[0].labels), 30_000_000) {
        Best::Plan(least, _) => least,
        Best::Nothing => {
            assert!(solved.iter().all(|s| s.outcome != Outcome::Feasible));
            return None;
        }
        Best::Limit { .. } => panic!("{} units need no limit", part.len()),
    };
    let [alone, whole] = solved.map(|solved| {
        assert_eq!(solved.outcome, Outcome::Feasible, "what can be divided is divided: {part:?}");
        let cost = State::new(&scorer, &solved.labels).cost();
        (cost.soft - least.soft) * 1_000_000 / least.soft.max(1)
    });
    Some((alone, whole))
}

#[test]
fn the_search_is_near_the_best_plan_in_small_communities() {
    let mut runner = TestRunner::deterministic();
    let mut found = Vec::new();
    for _ in 0..200 {
        let part = parts(16).new_tree(&mut runner).expect("a part").current();
        found.extend(gaps(&part, &rules(150, 350)));
    }
    let kinds = [(150, 0), (200, 10), (250, 20), (300, 30)];
    for (width, height) in [(4, 3), (4, 4), (5, 4), (5, 5)] {
        for seed in 0..10 {
            for (most, first) in kinds {
                let part = blocks(width, height, |u| 20 + mixed(u, first + seed, most));
                found.extend(gaps(&part, &rules(300, 500)));
            }
        }
    }
    let mean = |gaps: &[u64]| gaps.iter().sum::<u64>() / gaps.len() as u64;
    let (alone, whole): (Vec<u64>, Vec<u64>) = found.into_iter().unzip();
    assert!(alone.len() >= 300, "{} communities can be divided", alone.len());
    assert!(mean(&alone) <= 10_000, "mean gap of the search alone: {} millionths", mean(&alone));
    let far = alone.iter().filter(|g| **g > 50_000).count();
    assert!(far * 100 <= alone.len(), "{far} of {} are more than 5 % dearer than the best", alone.len());
    assert!(mean(&whole) <= 1_000, "mean gap: {} millionths", mean(&whole));
    assert!(whole.iter().all(|g| *g <= 50_000), "worst gap: {:?} millionths", whole.iter().max());
}
