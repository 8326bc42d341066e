//! Plans over a table that knows the zones before: what stays, what changes, what codes become.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use onegrid_zones::{
    Bounds, CodeEntry, CodeStatus, CodeTemplate, CommunityInfo, CommunityOrigin, CommunityRule, CountColumn, Design,
    DesignRules, FaceBorder, FaceRow, FaceTable, Finding, Fingerprint, LayerInfo, Lineage, LineageKind, LockedZone,
    NoProgress, Redesign, Register, Remerge, RemergeMode, Rule, Withdrawal, ZoneView, check_partition, redesign,
    redesign_with,
};

use crate::support::{bounds, permuted};

/// Rows of squares, one row for each community, `zones[c]` being the households of the faces of each
/// base cell of community `c`. Every face is in a departmental cell of its own.
fn rows(communities: &[Vec<Vec<u64>>]) -> FaceTable {
    let layer = |id: &str, weight| LayerInfo { id: id.into(), name: id.into(), weight, cell_keys: Vec::new() };
    let mut table =
        FaceTable { layers: vec![layer("base", 0.0), layer("d", 1.0)], cell_start: vec![0], ..FaceTable::default() };
    for (c, cells) in communities.iter().enumerate() {
        let code = format!("{:012}", 990_101_001_001u64 + c as u64);
        table.communities.push(CommunityInfo { key: format!("c{c:03}"), name: None, code });
        let mut x = 0;
        for (at, faces) in cells.iter().enumerate() {
            table.layers[0].cell_keys.push(format!("{c:03}-{at:03}"));
            for &households in faces {
                let face = table.faces.len() as u32;
                table.layers[1].cell_keys.push(format!("{c:03}-{x:04}"));
                table.cell_ids.push(table.layers[0].cell_keys.len() as u32 - 1);
                table.cell_start.push(table.cell_ids.len() as u32);
                table.cell_ids.push(table.layers[1].cell_keys.len() as u32 - 1);
                table.cell_start.push(table.cell_ids.len() as u32);
                table.faces.push(FaceRow {
                    community: Some(c as u32),
                    area_m2: 10_000.0,
                    perimeter_m: 400.0,
                    households,
                    size: households,
                    x_deg: 110.0 + f64::from(x) * 0.001,
                    y_deg: 20.0 - c as f64 * 0.01,
                    ..FaceRow::default()
                });
                if x > 0 {
                    table.borders.push(FaceBorder { a: face - 1, b: face, length_m: 100.0, barrier: None });
                }
                x += 1;
            }
        }
    }
    table
}

fn first(table: &FaceTable, rules: &DesignRules) -> Redesign {
    made(table, rules, &Remerge::default())
}

fn made(table: &FaceTable, rules: &DesignRules, remerge: &Remerge<'_>) -> Redesign {
    let made = redesign(table, rules, remerge, &NoProgress).expect("a sound table gives a design");
    check_partition(table, &made.design).expect("invariants hold");
    made
}

fn codes(design: &Design) -> Vec<String> {
    design.zones.iter().map(|z| z.code.clone()).collect()
}

/// The table with the zones of a design as the zones before; faces are the same.
fn after(table: &FaceTable, design: &Design) -> FaceTable {
    let zone = |unit: &Option<_>| unit.map(|u: onegrid_zones::UnitId| design.zone_of_unit[u.index()].0);
    FaceTable { previous: design.unit_of_face.iter().map(zone).collect(), ..table.clone() }
}

fn entries(design: &Design) -> Vec<CodeEntry> {
    codes(design).into_iter().map(|code| CodeEntry { code, ..CodeEntry::default() }).collect()
}

fn kinds(lineage: &Lineage) -> BTreeMap<LineageKind, usize> {
    lineage.rows.iter().fold(BTreeMap::new(), |mut all, row| {
        *all.entry(row.kind).or_default() += 1;
        all
    })
}

/// Shares of every zone sum to one, households to those of the table.
fn assert_conserved(table: &FaceTable, lineage: &Lineage) {
    let all: u64 = table.faces.iter().map(|f| f.households).sum();
    assert_eq!(lineage.rows.iter().map(|r| r.households).sum::<u64>(), all);
    let mut shares: BTreeMap<(bool, &String), [f64; 2]> = BTreeMap::new();
    for row in &lineage.rows {
        let sides = [
            (false, &row.before, row.household_share_before, row.area_share_before),
            (true, &row.after, row.household_share_after, row.area_share_after),
        ];
        for (side, code, households, area) in sides {
            if let Some(code) = code {
                let sum = shares.entry((side, code)).or_default();
                *sum = [sum[0] + households, sum[1] + area];
            }
        }
    }
    for (zone, [households, area]) in shares {
        assert!((area - 1.0).abs() < 1e-9 && (households - 1.0).abs() < 1e-9, "{zone:?}: {households} {area}");
    }
}

/// Haikou, Xiuying district: 49 communities, 623 grids, 190 of them changed, 673 afterwards: 95 grown
/// ones in two, one in three, 47 pairs of shrunken ones in one.
#[test]
fn haikou_623_grids_become_673_with_190_changed_and_the_others_untouched() {
    let mut before: Vec<Vec<Vec<u64>>> = (0..49).map(|c| vec![vec![100; 4]; if c < 35 { 13 } else { 12 }]).collect();
    let rules = bounds(300, 500, 400);
    let old = first(&rows(&before), &rules);
    assert_eq!(old.design.zones.len(), 623);
    let (mut twos, mut pairs, mut threes) = (95, 47, 1);
    let mut changed = 0;
    for (c, community) in before.iter_mut().enumerate() {
        if c >= 40 {
            break; // nine communities stay as they are
        }
        if threes > 0 {
            (community[12], threes, changed) = (vec![300, 300, 300, 100], 0, changed + 1);
        }
        for at in [0, 5].into_iter().take(pairs) {
            community[at] = vec![40, 40, 35, 35];
            community[at + 1] = vec![40, 40, 35, 35];
            (pairs, changed) = (pairs - 1, changed + 2);
        }
        for at in [2, 8, 10].into_iter().take(twos) {
            (community[at], twos, changed) = (vec![175; 4], twos - 1, changed + 1);
        }
    }
    assert_eq!((twos, pairs, threes, changed), (0, 0, 0, 190));
    let table = after(&rows(&before), &old.design);
    let fingerprints: BTreeMap<String, Fingerprint> =
        table.communities.iter().map(|c| c.key.clone()).zip(old.fingerprints.clone()).collect();
    let register = Register::new(entries(&old.design)).unwrap();
    let remerge = Remerge { codes: codes(&old.design), register: Some(&register), fingerprints, ..Remerge::default() };
    let new = made(&table, &rules, &remerge);
    assert_eq!(new.design.zones.len(), 673);
    assert!(new.design.violations.is_empty());
    assert_eq!(new.lineage.unchanged, 623 - 190);
    assert_eq!((new.lineage.withdrawn.len(), new.lineage.fresh), (47, 97));
    let of = kinds(&new.lineage);
    assert_eq!((of[&LineageKind::Split], of[&LineageKind::Merged]), (97, 47));
    assert_conserved(&table, &new.lineage);
    let count = |origin| new.origins.iter().filter(|o| **o == origin).count();
    assert_eq!(count(CommunityOrigin::Unchanged), new.origins.len() - count(CommunityOrigin::Adjusted));
    assert!(count(CommunityOrigin::Unchanged) >= 9, "{:?}", new.origins);
    let all: BTreeSet<String> = codes(&new.design).into_iter().collect();
    assert_eq!(all.len(), 673);
    assert!(new.lineage.withdrawn.iter().all(|(code, why, to)| {
        !all.contains(code) && *why == Withdrawal::Merged && to.len() == 1 && all.contains(&to[0])
    }));
}

#[test]
fn two_become_one_and_the_larger_one_lives_on() {
    let old = first(&rows(&[vec![vec![200, 200], vec![150, 150]]]), &bounds(300, 500, 400));
    let table = after(&rows(&[vec![vec![100, 60], vec![90, 90]]]), &old.design);
    let new = made(&table, &bounds(300, 500, 400), &Remerge { codes: codes(&old.design), ..Remerge::default() });
    assert_eq!(codes(&new.design), ["990101001001002"]);
    let withdrawn = ("990101001001001".to_string(), Withdrawal::Merged, vec!["990101001001002".to_string()]);
    assert_eq!(new.lineage.withdrawn, [withdrawn]);
    assert_eq!(new.origins, [CommunityOrigin::Adjusted]);
    assert_conserved(&table, &new.lineage);
}

#[test]
fn one_becomes_three_and_the_largest_part_lives_on() {
    let old = first(&rows(&[vec![vec![100, 100, 200]]]), &bounds(300, 500, 400));
    let table = after(&rows(&[vec![vec![310, 420, 330]]]), &old.design);
    let new = made(&table, &bounds(300, 500, 400), &Remerge { codes: codes(&old.design), ..Remerge::default() });
    let households: BTreeMap<&str, u64> = new.design.zones.iter().map(|z| (&z.code[12..], z.households)).collect();
    assert_eq!(households, BTreeMap::from([("001", 420), ("002", 310), ("003", 330)]));
    assert!(new.lineage.withdrawn.is_empty());
    assert_eq!(kinds(&new.lineage), BTreeMap::from([(LineageKind::Kept, 1), (LineageKind::Split, 2)]));
}

#[test]
fn codes_follow_the_households_when_zones_swap_ground() {
    // the base layer is drawn anew: most households of A are where B is now, and the other way round
    let old = first(&rows(&[vec![vec![10, 300], vec![300, 10]]]), &DesignRules::default());
    let mut table = after(&rows(&[vec![vec![10], vec![300, 300], vec![10]]]), &old.design);
    // A and B have exchanged their households
    table.previous = vec![Some(0), Some(1), Some(0), Some(1)];
    let rules = DesignRules::default();
    let remerge = Remerge { codes: codes(&old.design), mode: RemergeMode::Redraw, ..Remerge::default() };
    let new = made(&table, &rules, &remerge);
    let at = |face: usize| {
        let unit = new.design.unit_of_face[face].unwrap();
        &new.design.zones[new.design.zone_of_unit[unit.index()].index()].code[12..]
    };
    // the middle zone has most of both; one code goes on there, by the lower code
    assert_eq!((at(1), at(2)), ("001", "001"));
    assert_eq!(new.design.zones.len(), 3);
    assert_conserved(&table, &new.lineage);
    let all: BTreeSet<String> = codes(&new.design).into_iter().collect();
    assert_eq!(all.len(), 3);
}

#[test]
fn withdrawn_codes_are_never_given_again_over_three_generations() {
    let rules = bounds(300, 500, 400);
    let (wide, small) = (vec![vec![200, 200], vec![200, 200]], vec![vec![80, 80], vec![80, 80]]);
    let mut design = first(&rows(std::slice::from_ref(&wide)), &rules).design;
    let mut register = Register::new(entries(&design)).unwrap();
    let mut ever: BTreeSet<String> = codes(&design).into_iter().collect();
    for generation in 1..=6 {
        let now = if generation % 2 == 1 { &small } else { &wide };
        let table = after(&rows(std::slice::from_ref(now)), &design);
        let remerge = Remerge { codes: codes(&design), register: Some(&register), ..Remerge::default() };
        let new = made(&table, &rules, &remerge);
        let dead: BTreeSet<String> = register.withdrawn().map(|e| e.code.clone()).collect();
        assert!(codes(&new.design).iter().all(|code| !dead.contains(code)), "generation {generation}");
        let day = onegrid_zones::Date::parse(&format!("20{}-01-01", 20 + generation)).unwrap();
        register = register.advance(entries(&new.design), &new.lineage.withdrawn, Some(day)).unwrap();
        ever.extend(codes(&new.design));
        design = new.design;
    }
    // 2 at first, one more each time that the joined zone is divided again
    assert_eq!(ever.len(), 2 + 3);
    assert_eq!(register.entries().len(), ever.len());
    assert_eq!(register.entries().iter().filter(|e| e.status == CodeStatus::Valid).count(), design.zones.len());
    let last = register.withdrawn().last().unwrap();
    assert!(last.to.is_some() && !last.successors.is_empty() && !last.reason_zh.is_empty());
}

#[test]
fn the_thousandth_zone_is_an_error_with_counts_and_advice() {
    let zones = |count: usize| rows(&[vec![vec![1]; count]]);
    let rules = DesignRules::default();
    assert_eq!(first(&zones(999), &rules).design.zones[998].code, "990101001001999");
    let error = redesign(&zones(1000), &rules, &Remerge::default(), &NoProgress).unwrap_err();
    assert_eq!(error.code(), "zones.code_overflow");
    let text = error.to_string();
    assert!(
        text.contains("1000 zones") && text.contains("at most 999") && text.contains("sequence_digits = 4"),
        "{text}"
    );
    // withdrawn codes use up numbers too
    let dead = |n: u32| CodeEntry {
        code: format!("990101001001{n:03}"),
        status: CodeStatus::Withdrawn,
        ..CodeEntry::default()
    };
    let register = Register::new((1..=100).map(dead).collect()).unwrap();
    let remerge = Remerge { register: Some(&register), ..Remerge::default() };
    let last = made(&zones(899), &rules, &remerge);
    assert_eq!(last.design.zones[0].code, "990101001001101");
    let text = redesign(&zones(900), &rules, &remerge, &NoProgress).unwrap_err().to_string();
    assert!(text.contains("900 zones") && text.contains("at most 899") && text.contains("100 of them"), "{text}");
}

#[test]
fn zones_that_hold_stay_though_a_better_division_exists() {
    // two zones cut where nobody would cut now: within the bounds, so they stay
    let table = rows(&[vec![vec![100; 8]]]);
    let rules = bounds(300, 500, 400);
    let mut before = table.clone();
    before.previous = [0, 0, 0, 1, 1, 1, 1, 1].map(Some).to_vec();
    let codes = vec!["990101001001007".to_string(), "990101001001003".to_string()];
    let kept = made(&before, &rules, &Remerge { codes: codes.clone(), ..Remerge::default() });
    let sizes: BTreeMap<&str, u64> = kept.design.zones.iter().map(|z| (z.code.as_str(), z.size)).collect();
    assert_eq!(sizes, BTreeMap::from([("990101001001003", 500), ("990101001001007", 300)]));
    assert_eq!(kept.origins, [CommunityOrigin::Maintained]);
    let redrawn = made(&before, &rules, &Remerge { codes, mode: RemergeMode::Redraw, ..Remerge::default() });
    assert_eq!(redrawn.origins, [CommunityOrigin::Designed]);
}

#[test]
fn only_communities_whose_input_changed_are_solved_again() {
    let mut households = vec![vec![vec![100; 4]; 3]; 5];
    let rules = bounds(300, 500, 400);
    let old = first(&rows(&households), &rules);
    households[2][1] = vec![100, 100, 101, 100];
    let table = after(&rows(&households), &old.design);
    let keys = table.communities.iter().map(|c| c.key.clone());
    let remerge = Remerge {
        codes: codes(&old.design),
        fingerprints: keys.zip(old.fingerprints.clone()).collect(),
        ..Remerge::default()
    };
    let new = made(&table, &rules, &remerge);
    let mut expected = vec![CommunityOrigin::Unchanged; 5];
    expected[2] = CommunityOrigin::Maintained;
    assert_eq!(new.origins, expected);
    // other rules: nothing counts as unchanged
    let new = made(&table, &bounds(300, 501, 400), &remerge);
    assert_eq!(new.origins, [CommunityOrigin::Maintained; 5]);
}

#[test]
fn fingerprints_do_not_depend_on_the_order_of_faces() {
    let table = rows(&[vec![vec![100; 4]; 3], vec![vec![90; 4]; 4]]);
    let rules = bounds(300, 500, 400);
    let order: Vec<u32> = (0..table.faces.len() as u32).rev().collect();
    let turned = permuted(&table, &order);
    assert_eq!(first(&table, &rules).fingerprints, first(&turned, &rules).fingerprints);
}

#[test]
fn a_code_of_another_community_or_class_is_not_carried_on() {
    let mut table = rows(&[vec![vec![100; 4]]]);
    table.previous = vec![Some(0); 4];
    let rules = bounds(300, 500, 400);
    let new = made(&table, &rules, &Remerge { codes: vec!["990101001009001".into()], ..Remerge::default() });
    assert_eq!(codes(&new.design), ["990101001001001"]);
    assert_eq!(new.lineage.rows[0].kind, LineageKind::Recoded);
    assert_eq!(new.lineage.withdrawn[0].1, Withdrawal::Recoded);
    // a withdrawn code is not revived although the zone is the same
    let dead = CodeEntry { code: "990101001001001".into(), status: CodeStatus::Withdrawn, ..CodeEntry::default() };
    let register = Register::new(vec![dead]).unwrap();
    let remerge = Remerge { codes: vec!["990101001001001".into()], register: Some(&register), ..Remerge::default() };
    assert_eq!(codes(&made(&table, &rules, &remerge).design), ["990101001001002"]);
}

#[test]
fn earlier_zones_without_codes_and_with_equal_codes_are_errors() {
    let mut table = rows(&[vec![vec![100; 4]]]);
    table.previous = vec![Some(1); 4];
    let run = |codes: &[&str]| {
        let codes = codes.iter().map(ToString::to_string).collect();
        redesign(&table, &DesignRules::default(), &Remerge { codes, ..Remerge::default() }, &NoProgress)
    };
    assert_eq!(run(&["a"]).unwrap_err().code(), "zones.previous_codes");
    assert_eq!(run(&["a", "a"]).unwrap_err().code(), "codes.collision");
    assert!(run(&["a", "b"]).is_ok());
}

#[test]
fn a_template_with_classes_and_ranges_numbers_exclusive_zones_by_themselves() {
    let text = r#"
        segments = [
          { segment = "community", digits = 12 },
          { segment = "class", general = "0", exclusive = "9" },
          { segment = "sequence", digits = 2, range = [1, 89], exclusive_range = [91, 99] },
        ]
        order = "west-east""#;
    let template: CodeTemplate = toml::from_str(text).unwrap();
    let mut table = rows(&[vec![vec![400], vec![50], vec![400]]]);
    table.exclusives = vec![onegrid_zones::NamedArea::default()];
    table.faces[1].exclusive = Some(0);
    let rules = DesignRules { code_template: Some(template), ..bounds(300, 500, 400) };
    let plan = first(&table, &rules).design;
    assert_eq!(codes(&plan), ["990101001001001", "990101001001002", "990101001001991"]);
}

/// What a second run over the same places knows of the first.
fn known<'a>(table: &FaceTable, old: &Redesign) -> Remerge<'a> {
    let keys = table.communities.iter().map(|c| c.key.clone());
    Remerge {
        codes: codes(&old.design),
        fingerprints: keys.zip(old.fingerprints.clone()).collect(),
        ..Remerge::default()
    }
}

#[test]
fn whatever_the_design_depends_on_is_in_the_fingerprint_of_its_community() {
    let households = vec![vec![vec![100; 4]; 3]; 3];
    let rules = bounds(300, 500, 400);
    let old = first(&rows(&households), &rules);
    let table = after(&rows(&households), &old.design);
    let origins = |table: &FaceTable, rules: &DesignRules| made(table, rules, &known(table, &old)).origins;
    let (same, other) = (CommunityOrigin::Unchanged, CommunityOrigin::Maintained);
    assert_eq!(origins(&table, &rules), [same; 3]);
    let in_second = |face: u32| table.faces[face as usize].community == Some(1);
    let of_second: Vec<u32> = (0..table.faces.len() as u32).filter(|&f| in_second(f)).collect();

    let mut bridged = table.clone();
    bridged.bridges = vec![(of_second[0], of_second[11])];
    assert_eq!(origins(&bridged, &rules), [same, other, same], "bridge");

    let mut locked = table.clone();
    locked.locked = vec![LockedZone { name: "park".into(), faces: of_second[0..4].to_vec() }];
    assert_eq!(origins(&locked, &rules), [same, other, same], "locked zone");

    // a column in which only the second community has counts; then one of them changes
    let mut counted = rows(&households);
    let per_face = (0..counted.faces.len() as u32).map(|f| u64::from(in_second(f))).collect();
    counted.counts = vec![CountColumn { id: "population".into(), name: "人口".into(), per_face }];
    let before = first(&counted, &rules);
    let mut counted = after(&counted, &before.design);
    counted.counts[0].per_face[of_second[0] as usize] += 1;
    let now = made(&counted, &rules, &known(&counted, &before)).origins;
    assert_eq!(now, [same, other, same], "count");

    // bounds of its own for the second community
    let general = CommunityRule { bounds: rules.bounds, measure: rules.measure };
    let own = CommunityRule { bounds: Some(Bounds { min: 300, max: 600, target: 400 }), ..general };
    let varied = DesignRules { community_rules: vec![general, own, general], ..rules.clone() };
    assert_eq!(origins(&table, &varied), [same, other, same], "rule of a community");

    let mut ruled = rules.clone();
    ruled.rules.stability = 1.0;
    assert_eq!(origins(&table, &ruled), [other; 3], "rule set");
}

#[test]
fn zones_that_were_edited_in_between_are_looked_at_again() {
    let households = vec![vec![vec![100; 4]; 2]; 2];
    let rules = bounds(300, 500, 400);
    let old = first(&rows(&households), &rules);
    let mut table = after(&rows(&households), &old.design);
    // one face of the second community changes hands: its zone has 300 and the other 500
    let second: Vec<usize> = (0..table.faces.len()).filter(|&f| table.faces[f].community == Some(1)).collect();
    let changed = second.windows(2).find(|w| table.previous[w[0]] != table.previous[w[1]]).expect("two zones");
    let (to, from) = (table.previous[changed[0]], changed[1]);
    table.previous[from] = to;
    let new = made(&table, &rules, &known(&table, &old));
    assert_eq!(new.origins, [CommunityOrigin::Unchanged, CommunityOrigin::Maintained]);
}

/// A caller's own rule: faces 0 and 1 never in one zone.
struct Rivals;

impl Rule for Rivals {
    fn id(&self) -> &'static str {
        "own.rivals"
    }

    fn judge(&self, zone: &ZoneView<'_>) -> Option<Finding> {
        let has = |face: u32| zone.faces().any(|faces| faces.contains(&face));
        (has(0) && has(1)).then(|| Finding { measured: 2.0, limit: 1.0, zh: "对手".into(), en: "rivals".into() })
    }
}

#[test]
fn zones_that_break_a_rule_of_the_callers_own_are_mended_and_the_others_stay() {
    let households = vec![vec![vec![400], vec![400]], vec![vec![100; 4]; 2]];
    let rules = bounds(300, 900, 400);
    let mut table = rows(&households);
    table.previous = vec![Some(0); 2];
    table.previous.extend([1, 1, 1, 1, 2, 2, 2, 2].map(Some));
    let codes = vec!["990101001001005".to_string(), "990101001002003".into(), "990101001002001".into()];
    let remerge = Remerge { codes, ..Remerge::default() };
    let run = |own: &[Arc<dyn Rule>]| redesign_with(&table, &rules, own, &remerge, &NoProgress).expect("a design");
    assert_eq!(run(&[]).origins, [CommunityOrigin::Maintained; 2]);
    let ruled = run(&[Arc::new(Rivals)]);
    assert_ne!(ruled.design.zone_of_unit[0], ruled.design.zone_of_unit[1]);
    assert!(ruled.origins[0] >= CommunityOrigin::Adjusted);
    assert_eq!(ruled.origins[1], CommunityOrigin::Maintained);
    assert!(ruled.design.breaches.is_empty());
    // what code demands cannot be compared: nothing counts as unchanged
    let keys = table.communities.iter().map(|c| c.key.clone());
    let again = Remerge { fingerprints: keys.zip(ruled.fingerprints).collect(), ..remerge.clone() };
    let again = redesign_with(&table, &rules, &[Arc::new(Rivals)], &again, &NoProgress).expect("a design");
    assert!(again.origins.iter().all(|o| *o != CommunityOrigin::Unchanged));
}

#[test]
fn with_a_weight_of_stability_a_new_design_pays_for_leaving_earlier_zones() {
    let mut table = rows(&[vec![vec![100; 8]]]);
    table.previous = [0, 0, 0, 1, 1, 1, 1, 1].map(Some).to_vec();
    let codes = vec!["990101001001007".to_string(), "990101001001003".to_string()];
    let sizes = |stability: f64| {
        let mut rules = bounds(300, 500, 400);
        rules.rules.stability = stability;
        let remerge = Remerge { codes: codes.clone(), mode: RemergeMode::Redraw, ..Remerge::default() };
        let mut sizes: Vec<u64> = made(&table, &rules, &remerge).design.zones.iter().map(|z| z.size).collect();
        sizes.sort_unstable();
        sizes
    };
    assert_eq!(sizes(0.0), [400, 400]);
    assert_eq!(sizes(100.0), [300, 500]);
}
