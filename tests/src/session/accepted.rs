//! Broken rules that a planner leaves as they are: with a reason, undone and saved like any edit, and no longer
//! accepted when they get worse.

use onegrid::session::{Broken, BrokenRule, Edit, Entry, SaveFile, Session, SplitBy, ZoneChange, ZoneKey};
use onegrid::{Silent, ZoneClass};

use super::{exported, merged, open};
use crate::support::assert_same;

const WHY: &str = "社区会议确认";

/// A session in which a zone of several units is below the minimum, and that zone.
#[expect(clippy::unwrap_used, reason = "part of tests")]
fn with_a_small_zone() -> (Session, ZoneKey) {
    let mut session = open();
    let keys: Vec<ZoneKey> = session.zones().filter(|z| z.class == ZoneClass::General).map(|z| z.key).collect();
    for zone in keys {
        let split = Edit::SplitZone { zone, by: SplitBy::Balanced, cut: false };
        let Ok(effect) = session.apply(split) else { continue };
        let new = effect.zones.iter().find(|z| z.change == ZoneChange::New).unwrap();
        let is_small = session.broken_rules().iter().any(|b| b.zone == Some(new.key) && b.rule == "size.min");
        if is_small && session.units_of(new.key).len() > 1 {
            return (session, new.key);
        }
        session.undo();
    }
    unreachable!("halves of zones of 300 to 500 households are small")
}

#[expect(clippy::unwrap_used, reason = "part of tests")]
fn small(session: &Session, zone: ZoneKey) -> BrokenRule {
    session.broken_rules().into_iter().find(|b| b.zone == Some(zone) && b.rule == "size.min").unwrap()
}

fn because(edit: Edit) -> Entry {
    Entry { who: "张三".into(), when: "2026-11-22".into(), why: WHY.into(), ..Entry::of(edit) }
}

/// How many broken rules are accepted now.
fn accepted(session: &Session) -> usize {
    session.broken_and_accepted().iter().filter(|(_, by)| by.is_some()).count()
}

#[test]
fn what_is_accepted_is_told_undone_saved_and_stays_broken() {
    let (mut session, zone) = with_a_small_zone();
    let broken = session.broken_rules().len();
    let named = session.name_of_broken(&small(&session, zone));
    let accept = Edit::Accept { broken: vec![named.clone()] };
    assert_eq!(session.apply(accept.clone()).unwrap_err().code(), "edit.no_reason");
    let other = Broken { rule: "size.max".into(), ..named.clone() };
    let refused = session.apply_noted(because(Edit::Accept { broken: vec![named.clone(), other] }));
    assert_eq!(refused.unwrap_err().code(), "edit.not_broken");
    assert_eq!(accepted(&session), 0);
    assert!(session.plan().unwrap().accepted().is_empty());

    let before = exported(&mut session);
    session.apply_noted(because(accept.clone())).unwrap();
    assert_eq!((accepted(&session), session.broken_rules().len()), (1, broken));
    let told = session.plan().unwrap().accepted().to_vec();
    let [one] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((one.why.as_str(), one.who.as_str(), one.rule.as_str()), (WHY, "张三", "size.min"));
    assert_eq!(one.zone, session.zone(zone).map(|z| z.code));
    assert_eq!(session.apply_noted(because(accept)).unwrap_err().code(), "edit.nothing");
    assert!(session.history(onegrid::Lang::Zh)[0].last().unwrap().zones.contains(&zone));

    let text = session.save().to_json();
    let again = Session::replay(merged(), SaveFile::from_json(&text).unwrap(), &Silent).unwrap();
    assert_eq!(again.acceptances(), session.acceptances());

    session.undo().unwrap();
    assert_eq!(accepted(&session), 0);
    assert_same("undone", &before, &exported(&mut session));
    session.redo().unwrap();
    assert_eq!(accepted(&session), 1);
    session.apply(Edit::Reopen { broken: vec![named.clone()] }).unwrap();
    assert_eq!(accepted(&session), 0);
    assert_eq!(session.apply(Edit::Reopen { broken: vec![named] }).unwrap_err().code(), "edit.nothing");
}

#[test]
fn what_gets_worse_is_no_longer_accepted() {
    let (mut session, zone) = with_a_small_zone();
    let named = session.name_of_broken(&small(&session, zone));
    session.apply_noted(because(Edit::Accept { broken: vec![named] })).unwrap();
    assert_eq!(accepted(&session), 1);
    session.apply(Edit::SplitZone { zone, by: SplitBy::Balanced, cut: false }).unwrap();
    assert_eq!(accepted(&session), 0, "the zone is smaller than it was when it was accepted");
    session.undo().unwrap();
    assert_eq!(accepted(&session), 1);
}

#[test]
fn why_a_rule_is_broken_is_told_as_in_the_report() {
    let session = open();
    let broken = session.broken_rules();
    let design = merged().plan.design_data().violations.clone();
    let told: Vec<_> = broken.iter().filter_map(|b| session.why_broken(b)).collect();
    assert!(!told.is_empty(), "the street has zones that cannot be within the bounds");
    assert_eq!(told, design.iter().map(|v| v.why).collect::<Vec<_>>());
}
