//! Each kind of edit, its effect, and that undoing it leaves no trace.

use onegrid::session::{Edit, EffectNote, Session, SplitBy, ZoneChange, ZoneKey};
use onegrid::{Lang, Policy, ZoneClass};

use super::{at_border, bounds, change_of, exported, households, merged, neighbours, open, zone};
use crate::support::assert_same;

/// Makes an edit that has to be possible; undoing and redoing it are tried too.
fn make(session: &mut Session, edit: Edit) -> onegrid::session::Effect {
    let before = exported(session);
    let foreseen = session.preview(&edit).expect("the edit is possible");
    assert_same("a preview changes nothing", &before, &exported(session));
    let effect = session.apply(edit).expect("what was foreseen is possible");
    assert_eq!(foreseen, effect, "what was foreseen comes");
    let after = exported(session);
    let back = session.undo().expect("there is an edit");
    assert_same("undone", &before, &exported(session));
    assert_eq!((&back.gone, &back.new), (&effect.new, &effect.gone));
    assert_eq!(session.redo().expect("it was undone"), effect);
    assert_same("redone", &after, &exported(session));
    effect
}

#[test]
fn a_session_without_edits_is_the_merge() {
    let mut session = open();
    let made = merged();
    let summary = onegrid::summarise(&made, &onegrid::Silent).unwrap();
    assert_same("opened", &crate::support::dump(&made, &summary), &exported(&mut session));
    assert!(session.undo().is_none() && session.redo().is_none());
}

#[test]
fn a_plan_made_anew_without_a_change_is_the_same() {
    let mut session = open();
    let before = exported(&mut session);
    let key = session.zones().next().unwrap().key;
    session.apply(Edit::Lock { zones: vec![key] }).unwrap();
    assert_same("locks are no part of a plan", &before, &exported(&mut session));
}

#[test]
fn units_go_to_another_zone_and_the_effect_counts_households() {
    let mut session = open();
    let (unit, to) = at_border(&session, 0).unwrap();
    let from = session.zone_of_unit(unit).unwrap();
    let moved = session.plan().unwrap().design_data().units[unit.index()].households;
    let (had, has) = (zone(&session, from).households, zone(&session, to).households);
    let edit = Edit::Reassign { units: vec![session.unit_key(unit)], to: Some(to) };
    let effect = make(&mut session, edit);
    assert_eq!(change_of(&effect, from), (had, had - moved));
    assert_eq!(change_of(&effect, to), (has, has + moved));
    assert!(effect.shapes_changed && effect.units_moved == 1);
    assert_eq!(session.zone_of_unit(unit), Some(to));
}

#[test]
fn a_new_zone_of_units_has_the_next_code_and_a_merge_gives_it_back() {
    let mut session = open();
    let (unit, _) = at_border(&session, 0).unwrap();
    let home = session.zone_of_unit(unit).unwrap();
    let mut codes: Vec<String> = session.zones().map(|z| z.code).collect();
    let edit = Edit::Reassign { units: vec![session.unit_key(unit)], to: None };
    let effect = make(&mut session, edit);
    let new = effect.zones.iter().find(|z| z.change == ZoneChange::New).unwrap();
    assert!(!codes.contains(&new.code) && new.code.starts_with(&zone(&session, home).code[..12]));
    codes.push(new.code.clone());
    codes.sort_unstable();
    let coded: Vec<String> = session.plan().unwrap().zones().iter().map(|z| z.code.clone()).collect();
    assert_eq!(coded, codes, "other zones keep their codes");
    let joined = make(&mut session, Edit::MergeZones { zones: vec![home, new.key] });
    assert!(joined.zones.iter().any(|z| z.key == new.key && z.change == ZoneChange::Removed));
    // a withdrawn code is not used again
    let edit = Edit::Reassign { units: vec![session.unit_key(unit)], to: None };
    let again = session.apply(edit).unwrap();
    let next = again.zones.iter().find(|z| z.change == ZoneChange::New).unwrap();
    assert!(next.code > new.code && next.key > new.key);
}

#[test]
fn a_balanced_split_leaves_two_connected_halves() {
    let mut session = open();
    let sizes = |s: &Session| s.zones().map(|z| (s.units_of(z.key).len(), z.key)).max().unwrap();
    let (units, key) = sizes(&session);
    assert!(units > 1);
    let all = zone(&session, key).households;
    let effect = make(&mut session, Edit::SplitZone { zone: key, by: SplitBy::Balanced, cut: false });
    let new = effect.zones.iter().find(|z| z.change == ZoneChange::New).unwrap();
    let (_, stays) = change_of(&effect, key);
    assert_eq!(stays + new.households_after, all);
    assert!(stays >= new.households_after, "the larger half keeps the code");
    assert!(new.households_after > 0, "{effect:?}");
    assert!(10 * stays <= 7 * all, "{stays} of {all} households are no half");
    let regions = session.zone_regions(&[key, new.key]);
    assert!(regions.iter().all(|r| r.parts.len() == 1));
}

#[test]
fn a_line_from_side_to_side_splits_a_zone() {
    let mut session = open();
    let mut split = 0;
    for key in session.zones().map(|z| z.key).collect::<Vec<_>>() {
        let [west, south, east, north] = bounds(&session, &[key]);
        let (x, out) = (f64::midpoint(west, east), 0.001);
        let line = vec![(x, south - out), (x, north + out)];
        let edit = Edit::SplitZone { zone: key, by: SplitBy::Line(line), cut: false };
        if session.preview(&edit).is_err() {
            continue;
        }
        let effect = make(&mut session, edit);
        let new = effect.zones.iter().find(|z| z.change == ZoneChange::New).unwrap().key;
        // the middle of each unit's ground tells its side, but for units that the line crosses
        let crossed = effect.notes.iter().map(|n| match n {
            EffectNote::UnitsCrossed { units, .. } => *units as usize,
            _ => 0,
        });
        let crossed: usize = crossed.sum();
        let middle = |zone: ZoneKey| {
            let [west, _, east, _] = bounds(&session, &[zone]);
            f64::midpoint(west, east)
        };
        assert!((middle(key) < x) != (middle(new) < x) || crossed > 0);
        split += 1;
        if split == 3 {
            break;
        }
    }
    assert_eq!(split, 3, "three zones of the street can be split by a line");
}

#[test]
fn a_barrier_splits_the_zone_that_it_crosses() {
    let mut session = open();
    let barriers = session.grid().barriers().len() as u32;
    let keys: Vec<ZoneKey> = session.zones().map(|z| z.key).collect();
    let all = keys.iter().flat_map(|&zone| (0..barriers).map(move |b| (zone, b)));
    let edit = all.map(|(zone, b)| Edit::SplitZone { zone, by: SplitBy::Barrier(b), cut: false });
    let edit = edit.into_iter().find(|edit| session.preview(edit).is_ok()).expect("some barrier crosses a zone");
    let Edit::SplitZone { zone, by: SplitBy::Barrier(barrier), cut: false } = edit else { unreachable!() };
    let effect = make(&mut session, edit);
    let new = effect.zones.iter().find(|z| z.change == ZoneChange::New).unwrap().key;
    // the common border runs along the barrier, mostly
    let overlay = session.grid().arrangement();
    let of = |face: Option<u32>| {
        let unit = (0..session.unit_count() as u32).map(onegrid::zones::UnitId);
        unit.into_iter().find(|&u| session.unit_faces(u).binary_search(&face.unwrap_or(u32::MAX)).is_ok())
    };
    let (mut along, mut length) = (0.0, 0.0);
    for arc in 0..overlay.arc_count() {
        let [a, b] = overlay.arc_faces(arc).map(|f| of(f).and_then(|u| session.zone_of_unit(u)));
        if [(a, b), (b, a)].contains(&(Some(zone), Some(new))) {
            length += overlay.arc_length_m(arc);
            along += if overlay.arc_lines(arc).any(|l| l == barrier) { overlay.arc_length_m(arc) } else { 0.0 };
        }
    }
    assert!(along > 0.5 * length, "{along} m of {length} m");
}

#[test]
fn a_new_border_moves_units_both_ways_and_leaves_no_gap() {
    let mut session = open();
    let before = households(&session);
    let mut redrawn = 0;
    for nth in (0..session.unit_count()).step_by(7) {
        let Some((a, b)) = neighbours(&session, nth) else { continue };
        let [west, south, east, north] = bounds(&session, &[a, b]);
        let (x, y) = (f64::midpoint(west, east), f64::midpoint(south, north));
        let upright = vec![(x, south - 0.001), (x, north + 0.001)];
        let level = vec![(west - 0.001, y), (east + 0.001, y)];
        for line in [upright, level] {
            let edit = Edit::RedrawBorder { between: [a, b], line, cut: false };
            if session.preview(&edit).is_ok() {
                let effect = make(&mut session, edit);
                assert!(effect.zones.iter().all(|z| z.key == a || z.key == b));
                redrawn += 1;
            }
        }
        if redrawn > 2 {
            break;
        }
    }
    assert!(redrawn > 0);
    assert_eq!(households(&session), before);
    assert_eq!(
        onegrid::summarise(session.merged().unwrap(), &onegrid::Silent).unwrap().report.exactness.extent_area2,
        {
            let exactness = onegrid::summarise(session.merged().unwrap(), &onegrid::Silent).unwrap().report.exactness;
            exactness.zones_area2
        }
    );
}

#[test]
fn a_polygon_makes_an_exclusive_zone_that_no_bound_is_about() {
    let mut session = open();
    let mut made = false;
    for key in session.zones().map(|z| z.key).collect::<Vec<_>>() {
        let [west, south, east, north] = bounds(&session, &[key]);
        let (x, y) = (f64::midpoint(west, east), f64::midpoint(south, north));
        let polygon = vec![(west, south), (x, south), (x, y), (west, y)];
        let edit = Edit::CreateExclusive { polygon, name: "科技园".into(), class: "park".into(), cut: false };
        if session.preview(&edit).is_err() {
            continue;
        }
        let effect = make(&mut session, edit);
        let Some(EffectNote::PolygonFit { drawn_m2, taken_m2, shared_m2 }) = effect.notes.first() else {
            panic!("the fit is told: {effect:?}")
        };
        assert!(*shared_m2 <= drawn_m2 + 1.0 && *shared_m2 <= taken_m2 + 1.0 && 2.0 * shared_m2 > *taken_m2);
        let new = effect.zones.iter().find(|z| z.change == ZoneChange::New).unwrap();
        assert_eq!(zone(&session, new.key).class, ZoneClass::Exclusive);
        assert!(!effect.new.iter().any(|b| b.zone == Some(new.key)), "{:?}", effect.new);
        let code = new.code.clone();
        let plan = session.plan().unwrap();
        let at = plan.zone_by_code(&code).unwrap();
        assert_eq!(plan.zone_name(at, Lang::Zh), "科技园");
        assert_eq!(plan.zone_class_name(at), Some("park"));
        assert_eq!(plan.zones()[at as usize].class, ZoneClass::Exclusive);
        made = true;
        break;
    }
    assert!(made);
}

#[test]
fn names_classes_and_codes_are_set() {
    let mut session = open();
    let keys: Vec<ZoneKey> = session.zones().map(|z| z.key).collect();
    make(&mut session, Edit::Rename { zone: keys[0], name: "东门".into() });
    assert_eq!(session.plan().unwrap().zone_name(0, Lang::Zh), "东门");
    make(&mut session, Edit::Rename { zone: keys[0], name: String::new() });
    assert_ne!(session.plan().unwrap().zone_name(0, Lang::Zh), "东门");
    let code = format!("{}777", &zone(&session, keys[0]).code[..12]);
    make(&mut session, Edit::SetCode { zone: keys[0], code: code.clone() });
    assert_eq!(session.zone_with_code(&code), Some(keys[0]));
    assert!(session.plan().unwrap().zone_by_code(&code).is_ok());
    let communities = vec![community_key(&session, keys[0])];
    let effect = make(&mut session, Edit::Renumber { communities });
    assert!(!effect.shapes_changed && effect.zones.iter().any(|z| z.key == keys[0]));
    let general = session.zones().find(|z| z.class == ZoneClass::General).unwrap().key;
    make(&mut session, Edit::SetClass { zone: general, class: ZoneClass::Exclusive });
    assert_eq!(zone(&session, general).class, ZoneClass::Exclusive);
    make(&mut session, Edit::SetClass { zone: general, class: ZoneClass::General });
}

fn community_key(session: &Session, key: ZoneKey) -> String {
    session.grid().communities().list[zone(session, key).community as usize].key.clone()
}

#[test]
fn another_policy_judges_the_same_zones() {
    let mut session = open();
    let wider = "onegrid_policy = 1\nid = \"wide\"\nextends = \"general-300-500\"\n[size]\nmin = 380\ntarget = 400\nmax = 420\n";
    let policy = Policy::from_toml(wider, "wide.toml").unwrap();
    let effect = make(&mut session, Edit::SetPolicy { policy: Box::new(policy.clone()) });
    assert!(effect.new.iter().any(|b| b.rule == "size.min") && !effect.shapes_changed);
    assert!(effect.after.hard > effect.before.hard);
    assert_eq!(session.policy(), &policy);
    let broken = session.plan().unwrap().broken_rules().len();
    assert_eq!(broken, session.judgement().breaches().len());
}

#[test]
fn communities_are_solved_again_around_locked_zones() {
    let mut session = open();
    // spoil a community, lock one of its zones, solve it again
    let (unit, to) = at_border(&session, 5).unwrap();
    let from = session.zone_of_unit(unit).unwrap();
    let community = community_key(&session, from);
    let edit = Edit::MergeZones { zones: vec![from, to] };
    let spoiled = session.apply(edit).unwrap();
    let merged_key = spoiled.zones.iter().find(|z| z.change == ZoneChange::Changed).unwrap().key;
    let position = zone(&session, merged_key).community;
    let other = session.zones().find(|z| z.community == position && z.key != merged_key);
    let locked = other.map(|z| z.key);
    let kept = locked.map(|key| {
        session.apply(Edit::Lock { zones: vec![key] }).unwrap();
        (key, session.units_of(key))
    });
    let effect = make(&mut session, Edit::Resolve { communities: vec![community] });
    assert!(effect.after.hard <= effect.before.hard);
    assert!(effect.communities == [position]);
    if let Some((key, units)) = kept {
        assert_eq!(session.units_of(key), units, "a locked zone stays");
    }
}

#[test]
fn titles_name_the_edits_in_both_languages() {
    let mut session = open();
    let first = session.zones().next().unwrap();
    session.apply(Edit::Lock { zones: vec![first.key] }).unwrap();
    session.apply(Edit::Rename { zone: first.key, name: "东门".into() }).unwrap();
    let titles: Vec<&str> = session.undo_titles(Lang::Zh).collect();
    assert_eq!(titles, [format!("锁定网格 {}", first.code), format!("网格 {} 更名为“东门”", first.code)]);
    session.undo();
    assert_eq!(session.undo_titles(Lang::En).collect::<Vec<_>>(), [format!("lock zones {}", first.code)]);
    assert_eq!(session.redo_titles(Lang::En).len(), 1);
}
