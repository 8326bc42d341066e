//! Edits that must not be made: the reason, and that nothing has changed.

use onegrid::session::{Edit, EditError, Session, SplitBy, UnitKey, ZoneKey};
use onegrid::zones::UnitId;
use onegrid::{Lang, Policy, Silent, ZoneClass, merge};
use onegrid_demo::Size;

use super::{at_border, bounds, exported, neighbours, open, strict, zone};
use crate::support::{assert_same, demo};

fn refused(session: &mut Session, edit: Edit) -> EditError {
    let foreseen = session.preview(&edit).expect_err("the edit is refused");
    let error = session.apply(edit).expect_err("the edit is refused");
    assert_eq!(foreseen, error);
    assert!(!error.sentence(Lang::Zh).is_empty() && error.code().starts_with("edit."));
    error
}

#[test]
fn each_refusal_has_a_reason_and_changes_nothing() {
    let mut session = open();
    let before = exported(&mut session);
    let key = session.zones().next().unwrap().key;
    let code = zone(&session, key).code;
    let other = session.zones().nth(1).unwrap().code;
    let no_zone = ZoneKey(9_999);
    let no_unit = UnitKey(1);
    let [west, south, east, north] = bounds(&session, &[key]);
    let y = f64::midpoint(south, north);
    let beside = vec![(west - 0.002, south), (west - 0.001, north)];
    let ending = vec![(west - 0.001, y), (f64::midpoint(west, east), y)];
    let split = |points| Edit::SplitZone { zone: key, by: SplitBy::Line(points), cut: false };
    let policy = |text: &str| Edit::SetPolicy { policy: Box::new(Policy::from_toml(text, "x.toml").unwrap()) };
    let mut unsound = Policy::profile("general-300-500").unwrap();
    unsound.size.as_mut().unwrap().min = 900;
    let cases = [
        (Edit::Reassign { units: vec![no_unit], to: Some(key) }, "edit.unknown_unit"),
        (Edit::Reassign { units: vec![session.unit_key(UnitId(0))], to: Some(no_zone) }, "edit.unknown_zone"),
        (Edit::Reassign { units: vec![], to: Some(key) }, "edit.nothing"),
        (Edit::Reassign { units: vec![session.unit_key(session.units_of(key)[0])], to: Some(key) }, "edit.nothing"),
        (Edit::MergeZones { zones: vec![key, key] }, "edit.too_few_zones"),
        (Edit::SplitZone { zone: key, by: SplitBy::Barrier(u32::MAX), cut: false }, "edit.unknown_barrier"),
        (split(vec![(0.0, 0.0)]), "edit.point_count"),
        (split(vec![(0.0, 0.0), (f64::INFINITY, 1.0)]), "edit.bad_point"),
        (split(vec![(0.0, 0.0), (181.0, 1.0)]), "edit.bad_point"),
        (split(vec![(west, south); 10_001]), "edit.point_count"),
        (split(beside.clone()), "edit.line_misses"),
        (split(ending), "edit.line_misses"),
        (split(vec![(-180.0, -90.0), (180.0, 90.0)]), "edit.overlay"),
        (
            Edit::CreateExclusive {
                polygon: vec![(0.0, 0.0), (0.1, 0.0), (0.1, 0.1)],
                name: "a".into(),
                class: "b".into(),
                cut: false,
            },
            "edit.nothing_inside",
        ),
        (
            Edit::CreateExclusive { polygon: beside, name: "a".into(), class: "b".into(), cut: false },
            "edit.point_count",
        ),
        (Edit::Rename { zone: key, name: "a\nb".into() }, "edit.bad_name"),
        (Edit::Rename { zone: key, name: "长".repeat(101) }, "edit.bad_name"),
        (Edit::SetClass { zone: key, class: zone(&session, key).class }, "edit.nothing"),
        (Edit::SetCode { zone: key, code: "12".into() }, "edit.bad_code"),
        (Edit::SetCode { zone: key, code: format!("{}000", &code[..12]) }, "edit.bad_code"),
        (Edit::Unlock { zones: vec![key] }, "edit.nothing"),
        (Edit::Resolve { communities: vec!["nowhere".into()] }, "edit.unknown_community"),
        (Edit::SetPolicy { policy: Box::new(session.policy().clone()) }, "edit.nothing"),
        (Edit::SetPolicy { policy: Box::new(unsound) }, "edit.rules"),
        (policy("onegrid_policy = 1\nid = \"x\"\n[code]\nsequence_digits = 2\n"), "edit.other_codes"),
        (policy("onegrid_policy = 1\nid = \"x\"\npriority = [\"nowhere\"]\n"), "edit.rules"),
    ];
    for (edit, code) in cases {
        let words = format!("{edit:?}");
        assert_eq!(refused(&mut session, edit).code(), code, "{}", &words[..words.len().min(200)]);
    }
    if other.starts_with(&code[..12]) {
        assert_eq!(refused(&mut session, Edit::SetCode { zone: key, code: other }).code(), "edit.code_taken");
    }
    assert_same("refused", &before, &exported(&mut session));
    assert_eq!(session.log().len(), 0);
}

#[test]
fn no_edit_crosses_a_community_line() {
    let mut session = open();
    let first = session.zones().next().unwrap();
    let other = session.zones().find(|z| z.community != first.community).expect("the street has two communities");
    let unit = session.unit_key(session.units_of(other.key)[0]);
    let edits = [
        Edit::Reassign { units: vec![unit], to: Some(first.key) },
        Edit::Reassign { units: vec![unit, session.unit_key(session.units_of(first.key)[0])], to: None },
        Edit::MergeZones { zones: vec![first.key, other.key] },
        Edit::RedrawBorder { between: [first.key, other.key], line: vec![(0.0, 0.0), (1.0, 1.0)], cut: false },
    ];
    for edit in edits {
        let error = refused(&mut session, edit);
        assert!(matches!(error, EditError::CrossesCommunity { .. }), "{error}");
    }
}

#[test]
fn zones_in_parts_are_refused_unless_the_policy_allows_them() {
    let mut session = open();
    // zones of one community that do not touch
    let zones: Vec<_> = session.zones().collect();
    let touch = |session: &Session, a: ZoneKey, b: ZoneKey| {
        let beside =
            |u: &UnitId| session.judgement().zones_beside(*u).iter().any(|&z| session.key_of_zone(z) == Some(b));
        session.units_of(a).iter().any(beside)
    };
    let pairs = zones.iter().flat_map(|a| zones.iter().map(move |b| (a, b)));
    let apart =
        pairs.into_iter().find(|(a, b)| a.key < b.key && a.community == b.community && !touch(&session, a.key, b.key));
    let (a, b) = apart.expect("a community has zones that do not touch");
    let edit = Edit::MergeZones { zones: vec![a.key, b.key] };
    let error = refused(&mut session, edit.clone());
    assert!(matches!(error, EditError::Disconnects { parts: 2, .. }), "{error}");
    let mut loose = session.policy().clone();
    loose.editing.on_disconnected = onegrid::OnBreak::Allow;
    session.apply(Edit::SetPolicy { policy: Box::new(loose) }).unwrap();
    let effect = session.apply(edit).unwrap();
    assert!(effect.new.iter().any(|b| b.rule == "zone.connected"));
    let violations = &session.plan().unwrap().design_data().violations;
    assert!(violations.iter().any(|v| v.rule.code() == "zone.connected"));
}

#[test]
fn hard_rules_are_kept_where_the_policy_says_so() {
    let merged = merge(&demo(Size::Street, 1), &strict(), &Silent).unwrap();
    let mut session = Session::new(merged).unwrap();
    let mut seen = 0;
    for nth in 0..session.unit_count() {
        let Some((a, b)) = neighbours(&session, nth) else { continue };
        let both = [a, b].map(|key| zone(&session, key));
        if both.iter().all(|z| z.class == ZoneClass::General && (300..=500).contains(&z.size)) {
            let error = refused(&mut session, Edit::MergeZones { zones: vec![a, b] });
            let EditError::BreaksRule { broken } = &error else { panic!("{error}") };
            assert_eq!(broken.rule, "size.max");
            assert_eq!(error.place(), Some((broken.x_deg, broken.y_deg)));
            seen += 1;
            break;
        }
    }
    assert_eq!(seen, 1);
}

#[test]
fn locked_zones_are_left_alone() {
    let mut session = open();
    let (unit, to) = at_border(&session, 0).unwrap();
    let from = session.zone_of_unit(unit).unwrap();
    let key = session.unit_key(unit);
    for locked in [from, to] {
        session.apply(Edit::Lock { zones: vec![locked] }).unwrap();
        let code = zone(&session, locked).code;
        let locks = EditError::Locked { code: code.clone() };
        let edits = [Edit::Reassign { units: vec![key], to: Some(to) }, Edit::MergeZones { zones: vec![from, to] }];
        for edit in edits {
            assert_eq!(refused(&mut session, edit), locks);
        }
        assert_eq!(refused(&mut session, Edit::SetCode { zone: locked, code }), locks);
        assert!(matches!(
            session.preview(&Edit::SplitZone { zone: locked, by: SplitBy::Balanced, cut: false }),
            Err(EditError::Locked { .. } | EditError::NoHalves { .. })
        ));
        session.apply(Edit::Unlock { zones: vec![locked] }).unwrap();
    }
    session.apply(Edit::Reassign { units: vec![key], to: Some(to) }).unwrap();
}
