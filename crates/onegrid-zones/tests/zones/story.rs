//! What the method promises, one small town for each promise.

use onegrid_zones::{
    Along, Cause, DecidedBy, Decision, DesignError, DesignRules, Feasibility, Infeasibility, NoProgress, Progress,
    Reason, RuleId, SliverRule, Why, ZoneClass, design, revise, score,
};

use crate::support::{bounds, designed, drawn, map};

// --- base cells ---

#[test]
fn without_bounds_the_base_layer_is_the_result() {
    let plan = designed(&map!("AAB|ACB").table(), &DesignRules::default());
    assert_eq!(drawn(&plan), "aabacb");
    assert!(plan.violations.is_empty());
    assert_eq!(plan.verdicts[0].zones_in_bounds, 3);
}

#[test]
fn a_community_line_cuts_a_base_cell() {
    let table = map!("AAAA").communities("xxyy").table();
    let plan = designed(&table, &DesignRules::default());
    assert_eq!(drawn(&plan), "aabb");
    assert_eq!(plan.zones[0].code, "110101001001001");
    assert_eq!(plan.zones[1].code, "110101001002001");
}

#[test]
fn a_fragment_of_a_base_cell_is_no_zone() {
    // the community line leaves 2 m of A, nobody lives there, on the far side
    let mut table = map!("AAABBB").communities("xxyyyy").households(&[50, 50, 0, 80, 80, 80]).table();
    table.faces[2].area_m2 = 200.0;
    table.faces[2].perimeter_m = 204.0;
    let plan = designed(&table, &DesignRules::default());
    assert_eq!(drawn(&plan), "aabbbb");
    let causes = plan.reasons.iter().filter_map(|r| match r {
        Reason::Joined { cause, .. } => Some(*cause),
        _ => None,
    });
    assert_eq!(causes.collect::<Vec<_>>(), [Cause::Fragment { area_m2: 200.0, of_m2: 20_200.0 }]);
    // somebody lives there: it stays
    table.faces[2].households = 9;
    assert_eq!(drawn(&designed(&table, &DesignRules::default())), "aabccc");
}

#[test]
fn ground_outside_the_extent_is_never_zoned() {
    let plan = designed(&map!("A#B").table(), &DesignRules::default());
    assert_eq!(drawn(&plan), "a#b");
    assert_eq!(plan.unit_of_face[1], None);
}

#[test]
fn a_gap_goes_where_the_first_department_points() {
    let table = map!("AA.B|AAAB").department("ppqq|pppq").table();
    let plan = designed(&table, &DesignRules::default());
    let Decision::GapAbsorbed {
        face: 2,
        base_cell: 1,
        by: DecidedBy::Agreement { layer: 1, area_m2, next_m2, .. },
        ..
    } = plan.decisions[0]
    else {
        panic!("got {:?}", plan.decisions);
    };
    assert!((area_m2 - 20_000.0).abs() < 1e-6 && next_m2.abs() < 1e-6);
}

#[test]
fn a_gap_without_departments_goes_to_the_longest_border() {
    let plan = designed(&map!("AA|.B|AA").table(), &DesignRules::default());
    assert_eq!(drawn(&plan), "aaabaa");
    assert!(matches!(plan.decisions[0], Decision::GapAbsorbed { by: DecidedBy::LongestBorder { .. }, .. }));
}

#[test]
fn a_wide_gap_is_absorbed_step_by_step() {
    let plan = designed(&map!("A.....").table(), &DesignRules::default());
    assert_eq!(drawn(&plan), "aaaaaa");
    let steps: Vec<u32> = plan
        .decisions
        .iter()
        .map(|d| match d {
            Decision::GapAbsorbed { steps, .. } => *steps,
            other => panic!("got {other:?}"),
        })
        .collect();
    assert_eq!(steps, [1, 2, 3, 4, 5]);
}

#[test]
fn a_gap_does_not_cross_a_community_line() {
    let table = map!("AA..").communities("xxyy").table();
    let plan = designed(&table, &DesignRules::default());
    assert_eq!(drawn(&plan), "aabb");
    assert_eq!(plan.zones[1].base_cell, None);
    let left = plan.decisions.iter().filter(|d| matches!(d, Decision::GapLeft { .. }));
    assert_eq!(left.count(), 2);
}

#[test]
fn an_overlap_goes_where_the_department_points_before_the_longest_border() {
    let by_border = map!("AAA|A+B").table();
    assert_eq!(drawn(&designed(&by_border, &DesignRules::default())), "aaaaab");
    let by_department = map!("AAA|A+B").department("ppp|pqq").table();
    let plan = designed(&by_department, &DesignRules::default());
    assert_eq!(drawn(&plan), "aaaabb");
    let Decision::OverlapGiven { base_cell, ref candidates, .. } = plan.decisions[0] else {
        panic!("got {:?}", plan.decisions);
    };
    assert_eq!((base_cell, candidates.as_slice()), (1, &[0, 1][..]));
}

#[test]
fn an_overlap_that_nothing_decides_goes_to_the_lowest_key() {
    let plan = designed(&map!("A+B").table(), &DesignRules::default());
    assert_eq!(drawn(&plan), "aab");
    assert!(matches!(plan.decisions[0], Decision::OverlapGiven { by: DecidedBy::LowestKey, .. }));
}

// --- units ---

#[test]
fn a_sliver_joins_its_own_base_cell_with_its_households() {
    let table = map!("AABB").thin(1).households(&[10, 3, 20, 30]).table();
    let plan = designed(&table, &DesignRules::default());
    assert_eq!(drawn(&plan), "aabb");
    assert_eq!(plan.zones[0].households, 13);
    assert!(matches!(
        plan.decisions[0],
        Decision::SliverAbsorbed { face: 1, by: SliverRule::SameBaseCell, households: 3, .. }
    ));
}

#[test]
fn a_chain_of_slivers_is_absorbed_whole() {
    let table = map!("ABCDE").thin(1).thin(2).thin(3).table();
    let plan = designed(&table, &DesignRules::default());
    assert_eq!(plan.zones.len(), 2);
    assert_eq!(drawn(&plan), "aaabb");
}

#[test]
fn slivers_that_touch_nothing_go_to_the_nearest_zone() {
    let table = map!("AA#B").thin(3).households(&[10, 10, 0, 2]).table();
    let plan = designed(&table, &DesignRules::default());
    assert_eq!(drawn(&plan), "aa#a");
    assert_eq!(plan.zones[0].detached.len(), 1);
    assert_eq!(plan.zones[0].households, 22);
}

#[test]
fn a_community_of_slivers_only_still_has_a_zone() {
    let table = map!("AB").thin(0).thin(1).table();
    let plan = designed(&table, &DesignRules::default());
    assert_eq!(drawn(&plan), "aa");
}

#[test]
fn an_exclusive_area_is_its_own_zone_and_exempt() {
    let table = map!("AAA|AAA").exclusives(".c.|.c.").table();
    let plan = designed(&table, &bounds(200, 300, 200));
    assert_eq!(drawn(&plan), "abcabc");
    assert_eq!(plan.zones[1].class, ZoneClass::Exclusive);
    assert_eq!(plan.verdicts[0].exempt, 1);
    assert!(plan.violations.is_empty());
}

#[test]
fn an_exclusive_sliver_is_no_campus() {
    let table = map!("AAA").exclusives(".c.").thin(1).table();
    let plan = designed(&table, &DesignRules::default());
    assert_eq!(drawn(&plan), "aaa");
}

#[test]
fn an_estate_is_kept_whole_across_base_cells() {
    let table = map!("AABB").estates(".ee.").table();
    let plan = designed(&table, &bounds(100, 300, 200));
    let estate = &plan.units[plan.unit_of_face[1].expect("zoned").index()];
    assert_eq!((estate.estate, estate.faces.as_slice()), (Some(0), &[1, 2][..]));
    assert!(plan.reasons.iter().any(|r| matches!(r, Reason::EstateKept { base_cells: 2, .. })));
}

#[test]
fn an_estate_above_the_maximum_is_divided_and_listed() {
    let table = map!("AAAA").estates("eeee").barrier(1, 2, 1, 0).table();
    let plan = designed(&table, &bounds(100, 200, 200));
    assert_eq!(drawn(&plan), "aabb");
    let violation = plan.violations[0];
    assert_eq!(violation.rule, RuleId::EstateWhole);
    assert!(matches!(violation.why, Why::EstateAboveMax { size: 400, max: 200, .. }));
}

// --- bounds ---

#[test]
fn a_small_cell_merges_with_the_cell_of_its_department() {
    let table = map!("ABBBCCC").department("ppppqqq").households(&[87, 100, 100, 120, 100, 100, 110]).table();
    let plan = designed(&table, &bounds(300, 500, 400));
    assert_eq!(drawn(&plan), "aaaabbb");
    let joined = plan.reasons.iter().find_map(|r| match *r {
        Reason::Joined { size, cause, border_m, shared, is_longest, .. } => {
            Some((size, cause, border_m, shared, is_longest))
        }
        _ => None,
    });
    let (size, cause, border_m, shared, is_longest) = joined.expect("a reason");
    assert_eq!((size, cause), (87, Cause::CellBelowMin { min: 300 }));
    assert!((border_m - 100.0).abs() < 1e-9 && is_longest);
    assert_eq!(shared.map(|s| (s.layer, s.cell)), Some((1, 0)));
}

#[test]
fn a_large_cell_is_split_along_the_road() {
    let table = map!("AAAA|AAAA")
        .households(&[100, 100, 100, 100, 106, 106, 100, 100])
        .barrier(1, 2, 2, 7)
        .barrier(5, 6, 2, 7)
        .table();
    let plan = designed(&table, &bounds(300, 500, 400));
    assert_eq!(drawn(&plan), "aabbaabb");
    let along = plan.reasons.iter().find_map(|r| match *r {
        Reason::Kept { along, cause, of_size, .. } => Some((along, cause, of_size)),
        _ => None,
    });
    let (along, cause, of_size) = along.expect("a reason");
    assert_eq!(of_size, 812);
    assert_eq!(cause, Some(Cause::CellAboveMax { max: 500 }));
    assert!(matches!(along, Some(Along::Barrier { barrier, .. }) if barrier.name == 7));
}

#[test]
fn equal_faces_are_opened_when_one_unit_cannot_be_balanced() {
    // one base cell of 500, a neighbour of 100: only 300 + 300 is allowed, so the cell is opened
    let table = map!("AAAAAB").table();
    let plan = designed(&table, &bounds(300, 500, 300));
    assert_eq!(drawn(&plan), "aaabbb");
    assert!(plan.violations.is_empty());
}

#[test]
fn cells_within_the_bounds_are_left_alone() {
    let table = map!("AAABBB|AAABBB").table();
    let plan = designed(&table, &bounds(300, 700, 300));
    assert_eq!(drawn(&plan), "aaabbbaaabbb");
}

// --- certificates ---

fn proof(table: &onegrid_zones::FaceTable, rules: &DesignRules) -> Infeasibility {
    let plan = designed(table, rules);
    match plan.verdicts[0].feasibility {
        Feasibility::Infeasible { certificate } => certificate.proof,
        other => panic!("got {other:?}"),
    }
}

#[test]
fn a_community_below_the_minimum_is_one_zone_and_says_so() {
    let table = map!("AB").households(&[137, 100]).table();
    let rules = bounds(300, 500, 400);
    assert_eq!(proof(&table, &rules), Infeasibility::BelowMin { total: 237, min: 300 });
    let plan = designed(&table, &rules);
    assert_eq!(drawn(&plan), "aa");
    let violation = plan.violations[0];
    assert_eq!((violation.rule, violation.measured, violation.limit), (RuleId::SizeMin, 237, 300));
    assert!(matches!(violation.why, Why::Infeasible { .. }));
}

#[test]
fn a_community_of_nobody_says_so() {
    let table = map!("AB").households(&[0, 0]).table();
    assert_eq!(proof(&table, &bounds(300, 500, 400)), Infeasibility::Empty { min: 300 });
}

#[test]
fn an_indivisible_unit_above_the_maximum_is_named() {
    let table = map!("ABBB").households(&[812, 100, 100, 100]).table();
    let found = proof(&table, &bounds(300, 500, 400));
    assert!(matches!(found, Infeasibility::UnitAboveMax { size: 812, max: 500, unit } if unit.0 == 0));
    let plan = designed(&table, &bounds(300, 500, 400));
    assert_eq!(drawn(&plan), "abbb");
}

#[test]
fn a_total_that_no_number_of_zones_fits_says_so() {
    let table = map!("ABCDE").households(&[110; 5]).table();
    assert!(matches!(proof(&table, &bounds(300, 500, 400)), Infeasibility::NoZoneCount { total: 550, zones: 1, .. }));
}

#[test]
fn an_island_below_the_minimum_is_named() {
    let table = map!("AAAA#B").table();
    let plan = designed(&table, &bounds(300, 500, 400));
    let Feasibility::Infeasible { certificate } = plan.verdicts[0].feasibility else {
        panic!("got {:?}", plan.verdicts[0]);
    };
    let part = certificate.part.expect("an island");
    assert_eq!((part.part, part.parts, part.size), (2, 2, 100));
    assert_eq!(certificate.proof, Infeasibility::BelowMin { total: 100, min: 300 });
    assert_eq!(plan.verdicts[0].zones_in_bounds, 1);
}

#[test]
fn a_unit_that_no_zone_can_hold_is_named() {
    // a star: three arms of 200 around an empty middle; 300 + 300 would fit the total
    let table = map!("#A#|BCD").households(&[0, 200, 0, 200, 0, 200]).table();
    let found = proof(&table, &bounds(300, 300, 300));
    assert!(matches!(found, Infeasibility::NoZoneAround { unit, size: 200, .. } if unit.0 == 0), "got {found:?}");
}

#[test]
fn an_exhaustive_search_is_a_certificate() {
    // every unit has a zone, and 1250 is enough for four of them, but never at the same time
    let sizes = [100, 50, 150, 50, 200, 200, 200, 200, 100];
    let table = map!("ABC|DEF|GHI").households(&sizes).table();
    let found = proof(&table, &bounds(300, 400, 350));
    assert!(matches!(found, Infeasibility::Exhaustive { units: 9, .. }), "got {found:?}");
}

#[test]
fn a_search_without_budget_is_unproven() {
    let table = map!("#A#|BCD").households(&[0, 200, 0, 200, 0, 200]).table();
    let mut rules = bounds(300, 300, 300);
    rules.budget.exact_nodes = 0;
    let plan = designed(&table, &rules);
    assert!(matches!(plan.verdicts[0].feasibility, Feasibility::Unproven { .. }));
    assert!(plan.violations.iter().all(|v| matches!(v.why, Why::Unproven { .. })));
}

// --- codes ---

#[test]
fn codes_run_west_to_east_then_north_to_south() {
    let plan = designed(&map!("AB|CD").table(), &DesignRules::default());
    let bases: Vec<_> = plan.zones.iter().map(|z| z.base_cell).collect();
    assert_eq!(bases, [Some(0), Some(1), Some(2), Some(3)]);
    let codes: Vec<&str> = plan.zones.iter().map(|z| &z.code[12..]).collect();
    assert_eq!(codes, ["001", "002", "003", "004"]);
}

#[test]
fn too_many_zones_for_the_digits_is_an_error() {
    let rules = DesignRules { code_sequence_digits: 1, ..DesignRules::default() };
    let error = design(&map!("ABCDEFGHIJ").table(), &rules, &NoProgress).expect_err("10 zones");
    assert_eq!(error.code(), "zones.code_overflow");
    let text = error.to_string();
    for part in ["community x", "10 zones", "at most 9", "sequence_digits = 2"] {
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn equal_community_codes_are_an_error() {
    let mut table = map!("AB").communities("xy").table();
    table.communities[1].code = table.communities[0].code.clone();
    let error = design(&table, &DesignRules::default(), &NoProgress).expect_err("equal codes");
    assert_eq!(error.code(), "zones.duplicate_community_code");
}

// --- the rest ---

#[test]
fn contradicting_bounds_are_an_error() {
    let error = design(&map!("A").table(), &bounds(500, 300, 400), &NoProgress).expect_err("bad");
    assert_eq!(error, DesignError::BadBounds { min: 500, target: 400, max: 300 });
}

#[test]
fn unsound_tables_are_errors_and_never_panics() {
    let sound = map!("AB|CD").table();
    let mut broken = Vec::new();
    let mut with = |code: &'static str, change: &dyn Fn(&mut onegrid_zones::FaceTable)| {
        let mut table = sound.clone();
        change(&mut table);
        broken.push((code, table));
    };
    with("zones.no_base_layer", &|t| t.layers.clear());
    with("zones.table_length", &|t| t.cell_start.truncate(2));
    with("zones.id_out_of_range", &|t| t.cell_ids[0] = 99);
    with("zones.id_out_of_range", &|t| t.faces[0].community = Some(7));
    with("zones.id_out_of_range", &|t| t.borders[3].b = 70);
    with("zones.bad_number", &|t| t.faces[0].area_m2 = f64::NAN);
    with("zones.bad_number", &|t| t.faces[0].households = u64::MAX);
    with("zones.border_order", &|t| t.borders.reverse());
    with("zones.border_outside_extent", &|t| t.faces[0].community = None);
    with("zones.bad_community_code", &|t| t.communities[0].code = "11x".into());
    for (code, table) in broken {
        let error = design(&table, &DesignRules::default(), &NoProgress).expect_err(code);
        assert_eq!(error.code(), code, "{error}");
    }
}

struct Stop;
impl Progress for Stop {
    fn step(&self, _done: usize, _total: usize) {}
    fn cancelled(&self) -> bool {
        true
    }
}

#[test]
fn a_cancelled_design_says_how_far_it_was() {
    let error = design(&map!("A").table(), &DesignRules::default(), &Stop).expect_err("cancelled");
    assert_eq!(error, DesignError::Cancelled { done: 0, total: 1 });
}

#[test]
fn a_revised_plan_is_described_afresh() {
    let table = map!("ABC").households(&[300, 300, 300]).table();
    let rules = bounds(300, 500, 300);
    let plan = designed(&table, &rules);
    let revised = revise(&table, &rules, &plan, &[5, 9, 5]).expect("fits");
    assert_eq!(drawn(&revised), "aba");
    let rules_broken: Vec<_> = revised.violations.iter().map(|v| (v.rule, v.why)).collect();
    assert_eq!(rules_broken, [(RuleId::SizeMax, Why::ByHand), (RuleId::ZoneConnected, Why::ByHand)]);
    // AC is as much A as C: the code of A, the lower one, goes on, and that of C is given to nobody
    let codes = |design: &onegrid_zones::Design| -> Vec<u32> { design.zones.iter().map(|z| z.number).collect() };
    assert_eq!((codes(&plan), codes(&revised)), (vec![1, 2, 3], vec![1, 2]));
    let again = revise(&table, &rules, &revised, &[0, 1, 2]).expect("fits");
    assert_eq!((drawn(&again), codes(&again)), ("abc".into(), vec![1, 2, 3]), "C is new beside A and B");
    let turned = revise(&table, &rules, &plan, &[7, 3, 3]).expect("fits");
    assert_eq!(codes(&turned), [1, 2], "A keeps its code though its number is the higher one");
    let error = revise(&table, &rules, &plan, &[0]).expect_err("too short");
    assert_eq!(error, DesignError::PartitionLength { expected: 3, got: 1 });
}

#[test]
fn a_design_of_another_table_is_refused() {
    let rules = DesignRules::default();
    let plan = designed(&map!("ABC").table(), &rules);
    for other in ["AB", "ABCD", "A#B"] {
        let error = revise(&map!(other).table(), &rules, &plan, &[0, 1, 2]).expect_err(other);
        assert_eq!(error.code(), "zones.foreign_design", "{error}");
    }
}

#[test]
fn the_score_of_an_unchanged_base_layer_is_full() {
    let table = map!("AAB|ACB").department("ppq|ppq").barrier(0, 1, 0, 0).table();
    let rules = DesignRules::default();
    let score = score(&table, &designed(&table, &rules), &rules);
    let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
    assert!(near(score.base_border_kept_share, 1.0) && near(score.households_kept_share, 1.0));
    // p holds A (3 faces) and C (1), q holds B (2): q is whole, p lost C
    assert!(near(score.departments[0].households_whole_share, 2.0 / 6.0));
    assert!(near(score.departments[0].households_cut_share, 1.0 / 6.0));
    assert!(near(score.barrier_inside_m[0], 100.0));
    // C is a square; B is 1 x 2; A is an L of three squares with a perimeter of eight sides
    let pi = std::f64::consts::PI;
    let mean = (4.0 * pi / 16.0 + 8.0 * pi / 36.0 + 12.0 * pi / 64.0) / 3.0;
    assert!((score.polsby_popper_mean - mean).abs() < 1e-5, "{}", score.polsby_popper_mean);
}
