//! Save files: the same session again, old versions, foreign and hostile ones.

use onegrid::session::{Edit, Entry, ReplayError, SAVE_VERSION, SaveFile, Session, SplitBy, ZoneKey};
use onegrid::{Policy, Silent, merge};
use onegrid_demo::Size;
use serde_json::{Value, json};

use super::{at_border, exported, merged, neighbours, open};
use crate::support::{assert_same, demo, general, with_threads};

/// A session with edits of several kinds, some undone.
#[expect(clippy::unwrap_used, reason = "part of tests")]
fn edited() -> Session {
    let mut session = open();
    let (unit, to) = at_border(&session, 0).unwrap();
    let entry = Entry {
        who: "王工".into(),
        when: "2026-03-01".into(),
        rule: "size.min".into(),
        why: "住户走访".into(),
        ..Entry::of(Edit::Reassign { units: vec![session.unit_key(unit)], to: Some(to) })
    };
    session.apply_noted(entry).unwrap();
    let split = |zone| Edit::SplitZone { zone, by: SplitBy::Balanced, cut: false };
    let keys: Vec<ZoneKey> = session.zones().map(|z| z.key).collect();
    let zone = keys.into_iter().find(|&k| session.preview(&split(k)).is_ok()).unwrap();
    session.apply(split(zone)).unwrap();
    session.apply(Edit::Rename { zone, name: "西区".into() }).unwrap();
    let (a, b) = neighbours(&session, 20).unwrap();
    session.apply(Edit::MergeZones { zones: vec![a, b] }).unwrap();
    let mut policy = session.policy().clone();
    policy.size.as_mut().unwrap().max = 612;
    policy.weights.moved = 0.123_456_789_012_345_67;
    session.apply(Edit::SetPolicy { policy: Box::new(policy) }).unwrap();
    session.apply(Edit::Lock { zones: vec![zone] }).unwrap();
    session.undo();
    session
}

#[test]
fn the_same_file_gives_the_same_bytes() {
    let mut session = edited();
    let text = session.save().to_json();
    assert_eq!(session.save().log.len(), 5, "what was undone is not saved");
    let expected = exported(&mut session);
    for threads in [1, 3] {
        let mut again = with_threads(threads, || {
            Session::replay(merged(), SaveFile::from_json(&text).unwrap(), &Silent).expect("it was made so")
        });
        assert_same("replayed", &expected, &exported(&mut again));
        assert_eq!(again.save().to_json(), text);
    }
    let first = session.log().next().unwrap();
    assert_eq!((first.who.as_str(), first.why.as_str()), ("王工", "住户走访"));
}

#[test]
fn a_file_of_version_0_is_brought_up_to_date() {
    let session = edited();
    let now = session.save();
    let mut old: Value = serde_json::from_str(&now.to_json()).unwrap();
    let log = old.as_object_mut().unwrap().remove("log").unwrap();
    let edits: Vec<Value> = log.as_array().unwrap().iter().map(|e| e["edit"].clone()).collect();
    old["edits"] = edits.into();
    old["version"] = 0.into();
    let migrated = SaveFile::from_json(&old.to_string()).unwrap();
    assert_eq!(migrated.version, SAVE_VERSION);
    let edits = |save: &SaveFile| save.log.iter().map(|e| e.edit.clone()).collect::<Vec<_>>();
    assert_eq!(edits(&migrated), edits(&now));
    assert!(migrated.log.iter().all(|e| e.who.is_empty()));
    assert!(Session::replay(merged(), migrated, &Silent).is_ok());
    old.as_object_mut().unwrap().remove("edits");
    let error = SaveFile::from_json(&old.to_string()).unwrap_err();
    assert!(matches!(&error, ReplayError::Malformed { at, .. } if at == "edits"), "{error}");
}

#[test]
fn a_broken_file_says_where_it_is_broken() {
    let good: Value = serde_json::from_str(&edited().save().to_json()).unwrap();
    let with = |change: &dyn Fn(&mut Value)| {
        let mut file = good.clone();
        change(&mut file);
        SaveFile::from_json(&file.to_string()).expect_err("it is broken")
    };
    let at = |error: ReplayError| match error {
        ReplayError::Malformed { at, message } => (at, message),
        other => panic!("{other}"),
    };
    assert_eq!(SaveFile::from_json("{\"version\":1,").unwrap_err().code(), "save.not_json");
    assert_eq!(SaveFile::from_json("[1]").unwrap_err().code(), "save.not_a_save");
    assert_eq!(SaveFile::from_json("{}").unwrap_err().code(), "save.not_a_save");
    assert_eq!(SaveFile::from_json(&"[".repeat(100_000)).unwrap_err().code(), "save.not_json");
    assert_eq!(with(&|f| f["version"] = json!(-1)).code(), "save.not_a_save");
    assert_eq!(with(&|f| f["version"] = json!(u64::MAX)), ReplayError::Version { got: u64::MAX, newest: SAVE_VERSION });
    assert_eq!(at(with(&|f| f["log"][2]["edit"]["kind"] = json!("erase"))).0, "log[2].edit.kind");
    assert_eq!(at(with(&|f| f["log"][1]["who"] = json!(5))).0, "log[1].who");
    let (place, message) = at(with(&|f| f["log"][0]["edit"]["units"][0] = json!("xyz")));
    assert_eq!(place, "log[0].edit");
    assert!(message.contains("\"xyz\"") && message.contains("16 hexadecimal digits"), "{message}");
    assert_eq!(at(with(&|f| f["log"][0]["edit"]["also"] = json!(1))).0, "log[0].edit");
    assert_eq!(at(with(&|f| f["policy"]["size"]["min"] = json!("few"))).0, "policy.size.min");
    let (_, message) = at(with(&|f| f["extra"] = json!(1)));
    assert!(message.contains("extra"), "{message}");
}

#[test]
fn a_file_of_other_input_is_refused() {
    let save = edited().save();
    let other = merge(&demo(Size::Street, 2), &general(), &Silent).unwrap();
    let error = Session::replay(other, save.clone(), &Silent).unwrap_err();
    assert_eq!(error.code(), "save.other_project");
    let text = "onegrid_policy = 1\nid = \"general-300-500\"\nextends = \"general-300-500\"\n[weights]\nmoved = 0.5\n";
    let foreign = SaveFile { policy: Policy::from_toml(text, "x.toml").unwrap(), ..save.clone() };
    assert_eq!(Session::replay(merged(), foreign, &Silent).unwrap_err().code(), "save.other_policy");
    let newer = SaveFile { version: 9, ..save.clone() };
    assert_eq!(Session::replay(merged(), newer, &Silent).unwrap_err().code(), "save.version");
    let mut hostile = save;
    hostile.log[2] = Entry::of(Edit::MergeZones { zones: vec![ZoneKey(0), ZoneKey(u32::MAX)] });
    let error = Session::replay(merged(), hostile, &Silent).unwrap_err();
    assert!(error.to_string().starts_with("log[2] (merge-zones): there is no zone with key 0"), "{error}");
}

#[test]
fn keys_do_not_depend_on_the_order_of_features() {
    let session = edited();
    let shuffled = crate::support::shuffled(&demo(Size::Street, 1), 3);
    let other = merge(&shuffled, &general(), &Silent).unwrap();
    let mut again = Session::replay(other, session.save(), &Silent).expect("the same input in another order");
    let mut session = session;
    assert_same("shuffled", &exported(&mut session), &exported(&mut again));
}
