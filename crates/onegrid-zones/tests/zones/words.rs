//! Sentences: every kind in both languages, with its numbers.

use onegrid_zones::{
    Along, Barrier, Cause, Certificate, DecidedBy, Decision, DesignRules, Infeasibility, Lang, Measure, PartOf, Reason,
    RuleId, Shared, SliverRule, TableNames, UnitId, Violation, Why, ZoneId,
};

use crate::support::{bounds, designed, map};

/// Says something in both languages and checks that both hold the words.
fn assert_says(sentence: &dyn Fn(Lang) -> String, words: &[&str]) {
    let (zh, en) = (sentence(Lang::Zh), sentence(Lang::En));
    assert_ne!(zh, en);
    assert!(zh.chars().any(|c| c > '\u{2e80}'), "no Chinese in {zh}");
    assert!(en.is_ascii() || en.contains("m²"), "not English: {en}");
    for word in words {
        assert!(zh.contains(word), "{word} is not in {zh}");
        assert!(en.contains(word), "{word} is not in {en}");
    }
}

fn with_names(test: impl Fn(&TableNames<'_>)) {
    let table = map!("AB|CD").department("pp|qq").estates("e.|..").exclusives(".c|..").table();
    let design = designed(&table, &DesignRules::default());
    let barriers = ["R-7".to_string()];
    test(&TableNames { table: &table, design: &design, barriers: &barriers, measure: Measure::Households });
}

#[test]
fn the_model_sentence_reads_as_planned() {
    let table = map!("ABBBCCC").department("ppppqqq").households(&[87, 100, 100, 120, 100, 100, 110]).table();
    let design = designed(&table, &bounds(300, 500, 400));
    let names = TableNames { table: &table, design: &design, barriers: &[], measure: Measure::Households };
    let reason = design.reasons.iter().find(|r| matches!(r, Reason::Joined { .. })).expect("one joined");
    assert_eq!(reason.sentence(Lang::Zh, &names), "并入 A:87 户 < 300 户,与该网格公共边界最长 (100 m),同属部门0 p");
    assert_eq!(
        reason.sentence(Lang::En, &names),
        "merged A: 87 households < 300 households, longest border is with this zone (100 m), same 部门0 cell p"
    );
}

#[test]
fn every_decision_has_sentences() {
    with_names(|names| {
        let by = [
            (DecidedBy::OnlyCandidate, vec![]),
            (DecidedBy::Agreement { layer: 1, cell: 0, area_m2: 421.0, next_m2: 17.0 }, vec!["421", "17", "p"]),
            (DecidedBy::LongestBorder { length_m: 412.0, next_m: 33.0 }, vec!["412", "33"]),
            (DecidedBy::LowestKey, vec![]),
        ];
        for (by, words) in by {
            let gap = Decision::GapAbsorbed { face: 3, base_cell: 1, steps: 1, by, area_m2: 912.0, households: 44 };
            let says = |lang| gap.sentence(lang, names).replace("部门0", "");
            assert_says(&says, &[words.as_slice(), &["912", "44", "B"]].concat());
            let overlap = Decision::OverlapGiven {
                face: 3,
                base_cell: 1,
                candidates: vec![0, 1],
                by,
                area_m2: 912.0,
                households: 44,
            };
            let says = |lang| overlap.sentence(lang, names).replace("部门0", "");
            assert_says(&says, &[words.as_slice(), &["912", "44", "A", "B"]].concat());
        }
        let left = Decision::GapLeft { face: 3, area_m2: 912.0, households: 44 };
        assert_says(&|lang| left.sentence(lang, names), &["912", "44"]);
        for by in
            [SliverRule::SameBaseCell, SliverRule::StrongerBorder, SliverRule::LongestBorder, SliverRule::OnlyExclusive]
        {
            let sliver = Decision::SliverAbsorbed {
                face: 3,
                unit: UnitId(2),
                by,
                border_m: 412.0,
                width_m: 0.25,
                area_m2: 51.0,
                households: 1,
            };
            assert_says(&|lang| sliver.sentence(lang, names), &["412", "0.25", "51", "C"]);
        }
        let crumb = Decision::CrumbAttached { unit: UnitId(2), zone: ZoneId(1), area_m2: 51.0, households: 6 };
        assert_says(&|lang| crumb.sentence(lang, names), &["51", "6", "110101001001002"]);
    });
}

#[test]
fn every_reason_has_sentences() {
    with_names(|names| {
        let zone = ZoneId(0);
        let barrier = Barrier { rank: 2, name: 0 };
        let along = [
            (Along::Barrier { barrier, length_m: 311.0, of_m: 412.0 }, vec!["R-7", "311", "412"]),
            (Along::Department { layer: 1, length_m: 311.0, of_m: 412.0 }, vec!["311", "412"]),
            (Along::Nothing { of_m: 412.0 }, vec!["412"]),
        ];
        for (along, words) in along {
            let cause = Some(Cause::CellAboveMax { max: 500 });
            let reason = Reason::Kept { zone, base_cell: 0, size: 406, of_size: 812, cause, along: Some(along) };
            let says = |lang| reason.sentence(lang, names).replace("部门0", "");
            assert_says(&says, &[words.as_slice(), &["406", "812", "500"]].concat());
        }
        let whole = Reason::Kept { zone, base_cell: 0, size: 320, of_size: 320, cause: None, along: None };
        assert_says(&|lang| whole.sentence(lang, names), &["A", "320"]);
        for (cause, words) in [
            (Cause::CellBelowMin { min: 300 }, vec!["300"]),
            (Cause::CellAboveMax { max: 500 }, vec!["500"]),
            (Cause::ZoneBelowMin { without: 260, min: 300 }, vec!["260", "300"]),
            (Cause::Fragment { area_m2: 51.0, of_m2: 4321.0 }, vec!["51", "4321"]),
            (Cause::Apart, vec![]),
            (Cause::Overall, vec![]),
        ] {
            let reason = Reason::Joined {
                zone,
                base_cell: 1,
                size: 87,
                of_size: 99,
                cause,
                border_m: 412.0,
                is_longest: false,
                shared: Some(Shared { layer: 1, cell: 1 }),
            };
            let says = |lang| reason.sentence(lang, names).replace("部门0", "");
            assert_says(&says, &[words.as_slice(), &["87", "412", "B", "q"]].concat());
        }
        let uncovered = Reason::Uncovered { zone, size: 12, area_m2: 912.0, border_m: 412.0 };
        assert_says(&|lang| uncovered.sentence(lang, names), &["12", "912", "412"]);
        let estate = Reason::EstateKept { zone, estate: 0, unit: UnitId(0), size: 222, base_cells: 3 };
        assert_says(&|lang| estate.sentence(lang, names), &["e", "222", "3"]);
        let campus = Reason::Exclusive { zone, exclusive: 0, size: 222, area_m2: 912.0 };
        assert_says(&|lang| campus.sentence(lang, names), &["c", "222", "912"]);
    });
}

#[test]
fn every_violation_and_certificate_has_sentences() {
    with_names(|names| {
        let proofs = [
            (Infeasibility::Empty { min: 300 }, vec!["0", "300"]),
            (Infeasibility::BelowMin { total: 237, min: 300 }, vec!["237", "300"]),
            (Infeasibility::UnitAboveMax { unit: UnitId(0), size: 812, max: 500 }, vec!["812", "500", "A"]),
            (Infeasibility::NoZoneCount { total: 550, min: 300, max: 500, zones: 1 }, vec!["550", "500", "600"]),
            (
                Infeasibility::NoZoneAround { unit: UnitId(0), size: 299, min: 300, max: 500, nodes: 1234 },
                vec!["299", "1234", "300", "500", "A"],
            ),
            (
                Infeasibility::Exhaustive { nodes: 1234, units: 17, min: 300, max: 500 },
                vec!["1234", "17", "300", "500"],
            ),
        ];
        let part = Some(PartOf { part: 2, parts: 3, size: 71 });
        for (proof, words) in proofs {
            let whole = Certificate { part: None, proof };
            assert_says(&|lang| whole.sentence(lang, names), &words);
            let island = Certificate { part, proof };
            assert_says(&|lang| island.sentence(lang, names), &[words.as_slice(), &["2", "3", "71"]].concat());
            for rule in [RuleId::SizeMin, RuleId::SizeMax] {
                let violation = Violation {
                    rule,
                    community: 0,
                    zone: Some(ZoneId(0)),
                    measured: 287,
                    limit: 301,
                    why: Why::Infeasible { certificate: whole },
                };
                let expected = [words.as_slice(), &["287", "301", "110101001001001"]].concat();
                assert_says(&|lang| violation.sentence(lang, names), &expected);
            }
        }
        for (why, words) in [
            (Why::Unproven { nodes: 987 }, vec!["987"]),
            (Why::ByHand, vec![]),
            (Why::EstateAboveMax { estate: 0, size: 700, max: 500 }, vec!["e", "700", "500"]),
            (Why::EstateApart { estate: 0 }, vec!["e"]),
        ] {
            for rule in [RuleId::ZoneConnected, RuleId::EstateWhole] {
                let violation = Violation { rule, community: 0, zone: None, measured: 4, limit: 1, why };
                assert_says(&|lang| violation.sentence(lang, names), &[words.as_slice(), &["x", "4", "1"]].concat());
            }
        }
    });
}
