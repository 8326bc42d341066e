//! What an editor is shown of a session is what the plan says, and what it points at is what it gets.

use std::collections::{BTreeMap, BTreeSet};

use onegrid::session::{Edit, SnapKind, SplitBy, ZoneKey};
use onegrid::{Lang, LatticeCoord, Role, ZoneClass};

use super::{at_border, neighbours, open};

#[test]
fn lines_of_zones_are_what_the_plan_says_after_edits() {
    let mut session = open();
    let zone = session.zones().next().expect("there are zones").key;
    session.apply(Edit::SplitZone { zone, by: SplitBy::Balanced, cut: false }).expect("it has many units");
    let exclusive = session.zones().nth(5).expect("there are zones").key;
    session.apply(Edit::SetClass { zone: exclusive, class: ZoneClass::Exclusive }).expect("it was general");
    session.apply(Edit::Rename { zone, name: "North".into() }).expect("a sound name");
    let keys: Vec<ZoneKey> = session.zones().map(|z| z.key).collect();
    for lang in [Lang::Zh, Lang::En] {
        let lines: Vec<_> = keys.iter().map(|&k| session.zone_line(k, lang).expect("it is in use")).collect();
        let plan = session.plan().expect("the plan can be made");
        assert_eq!(plan.zones().len(), lines.len());
        for line in lines {
            let at = plan.zone_by_code(&line.zone.code).expect("the plan has it");
            let zone = &plan.zones()[at as usize];
            assert_eq!(line.name, plan.zone_name(at, lang), "{}", zone.code);
            assert_eq!(line.class_name.as_deref(), plan.zone_class_name(at), "{}", zone.code);
            assert_eq!((line.zone.households, line.zone.size), (zone.households, zone.size), "{}", zone.code);
            assert!((line.area_m2 - zone.area_m2).abs() < 1e-3, "{}: {} {}", zone.code, line.area_m2, zone.area_m2);
            assert!((line.perimeter_m - zone.perimeter_m).abs() < 1e-2, "{}", zone.code);
            assert!((line.place.0 - zone.x_deg).abs() + (line.place.1 - zone.y_deg).abs() < 1e-6, "{}", zone.code);
            assert_eq!(
                line.bounds.map(|b| b.1),
                plan.bounds_of(zone.community).filter(|_| zone.class == ZoneClass::General)
            );
        }
    }
}

#[test]
fn a_zone_that_was_undone_is_not_edited() {
    let mut session = open();
    let (unit, to) = at_border(&session, 40).expect("there is a border");
    let from = session.zone_of_unit(unit).expect("it has a zone");
    let edited = |session: &onegrid::session::Session, key| session.zone_line(key, Lang::En).expect("in use").is_edited;
    assert!(!edited(&session, from) && !edited(&session, to));
    session.apply(Edit::MergeZones { zones: vec![from, to] }).expect("they are neighbours");
    let left = session.zones().map(|z| z.key).find(|k| [from, to].contains(k)).expect("one stays");
    assert!(edited(&session, left));
    session.undo();
    assert!(!edited(&session, from) && !edited(&session, to));
}

#[test]
fn broken_rules_are_those_of_the_plan() {
    let mut session = open();
    let zone = session.zones().next().expect("there are zones").key;
    session.apply(Edit::SplitZone { zone, by: SplitBy::Balanced, cut: false }).expect("it has many units");
    let shown: Vec<_> = session.broken_rules().into_iter().map(|b| (b.rule, b.code, b.source)).collect();
    assert!(shown.iter().any(|(rule, _, source)| rule == "size.min" && !source.zh.is_empty()), "{shown:?}");
    let plan = session.plan().expect("the plan can be made");
    let code = |b: &onegrid::zones::Breach| b.zone.map(|z| plan.zones()[z.index()].code.clone());
    let said: Vec<_> = plan.broken_rules().iter().map(|b| (b.rule.clone(), code(b))).collect();
    let rules = |list: Vec<(String, Option<String>)>| list.into_iter().collect::<BTreeSet<_>>();
    assert_eq!(rules(shown.into_iter().map(|(rule, code, _)| (rule, code)).collect()), rules(said));
}

#[test]
fn the_crosswalk_of_one_cell_is_that_of_all() {
    let mut session = open();
    let (a, b) = neighbours(&session, 40).expect("there are neighbours");
    session.apply(Edit::MergeZones { zones: vec![a, b] }).expect("they are neighbours");
    let of_face: Vec<Option<u32>> =
        (0..session.grid().face_count()).map(|f| session.zone_of_place(f).map(|key| key.0)).collect();
    let households: Vec<u64> = (0..session.grid().face_count()).map(|f| session.grid().face_households(f)).collect();
    let layers = session.grid().layers().iter().enumerate();
    let departments: Vec<usize> = layers.filter(|(_, l)| l.role == Role::Department).map(|(at, _)| at).collect();
    let layer = departments[0];
    let rows = session.grid().arrangement().crosswalk(layer, &of_face, &households);
    let mut shares_of_zone: BTreeMap<u32, Vec<(u32, f64)>> = BTreeMap::new();
    for same in rows.chunk_by(|a, b| a.cell == b.cell) {
        let shares = session.crosswalk_of(layer, same[0].cell);
        assert_eq!(shares.len(), same.len());
        let whole: f64 = shares.iter().map(|s| s.of_cell_area).sum();
        assert!((whole - 1.0).abs() < 1e-9, "{whole}");
        for (share, row) in shares.iter().zip(same) {
            assert_eq!((share.zone.map(|z| z.0), share.households), (row.target, row.households));
            assert!((share.area_m2 - session.grid().arrangement().area_m2(row.area_units)).abs() < 1e-9);
            if let Some(zone) = share.zone {
                shares_of_zone.entry(zone.0).or_default().push((share.cell, share.of_cell));
            }
        }
    }
    for zone in session.zones() {
        let mut inside: Vec<(u32, f64)> =
            session.cells_in(zone.key, layer).iter().map(|s| (s.cell, s.of_cell)).collect();
        inside.sort_by_key(|s| s.0);
        assert_eq!(inside, shares_of_zone.remove(&zone.key.0).unwrap_or_default(), "{}", zone.code);
    }
}

#[test]
fn a_place_in_a_zone_is_found_in_a_unit_of_it() {
    let session = open();
    for face in (0..session.grid().face_count()).step_by(7) {
        let Some(zone) = session.zone_of_place(face) else { continue };
        // on faces thinner than the lattice the point may lie on the border
        if session.grid().arrangement().face_width_m(face) < 0.1 {
            continue;
        }
        let place = session.grid().face_place(face);
        let unit = session.unit_at(place).expect("a face of a zone is in a unit");
        assert_eq!(session.zone_of_unit(unit), Some(zone), "face {face} at {place:?}");
        assert!(session.unit_faces(unit).contains(&face));
        assert_eq!(session.face_at(place), Some(face));
        let under = session.units_under(&[place], 0.0).expect("a place");
        assert!(under.contains(&session.unit_key(unit)));
    }
    assert_eq!(session.unit_at((0.0, 0.0)), None);
}

#[test]
fn a_wider_brush_takes_more() {
    let session = open();
    let place = session.zone_line(ZoneKey(3), Lang::En).expect("in use").place;
    let taken =
        |radius_m| -> BTreeSet<_> { session.units_under(&[place], radius_m).expect("a place").into_iter().collect() };
    let [point, near, far] = [0.0, 40.0, 400.0].map(taken);
    assert!(point.is_subset(&near) && near.is_subset(&far) && near.len() < far.len());
    let code = |path: &[(f64, f64)], radius_m| session.units_under(path, radius_m).map_err(|e| e.code());
    assert_eq!(code(&[], 1.0), Err("edit.point_count"));
    assert_eq!(code(&[(f64::NAN, 0.0)], 1.0), Err("edit.bad_point"));
    assert_eq!(code(&[place], f64::INFINITY), Err("edit.bad_reach"));
    assert_eq!(code(&[place], -1.0), Err("edit.bad_reach"));
}

#[test]
fn a_lasso_around_a_zone_takes_its_units() {
    let session = open();
    let zone = session.zones().nth(3).expect("there are zones").key;
    let region = &session.zone_regions(&[zone])[0];
    let ring: Vec<(f64, f64)> = region.parts[0].shell.iter().map(|c| (c.lon_deg(), c.lat_deg())).collect();
    let taken: BTreeSet<_> = session.units_in(&ring).expect("a polygon").into_iter().collect();
    let own: BTreeSet<_> = session.units_of(zone).into_iter().map(|u| session.unit_key(u)).collect();
    assert_eq!(taken.difference(&own).count(), 0);
    assert!(taken.len() * 10 >= own.len() * 9, "{} of {}", taken.len(), own.len());
    assert_eq!(session.units_in(&[(0.0, 0.0), (0.1, 0.0), (0.1, 0.1)]).expect("a polygon"), []);
}

#[test]
fn the_border_of_two_zones_lies_on_both() {
    let session = open();
    let (a, b) = neighbours(&session, 40).expect("there are neighbours");
    let border = session.border_between(a, b);
    assert!(!border.is_empty());
    assert_eq!(border, session.border_between(b, a));
    let outline = |key| -> BTreeSet<LatticeCoord> {
        let regions = session.zone_regions(&[key]);
        regions
            .iter()
            .flat_map(|r| &r.parts)
            .flat_map(|p| std::iter::once(&p.shell).chain(&p.holes))
            .flatten()
            .copied()
            .collect()
    };
    let (of_a, of_b) = (outline(a), outline(b));
    for line in &border {
        assert!(line.len() > 1);
        assert!(line.iter().all(|point| of_a.contains(point) && of_b.contains(point)));
    }
    assert!(session.neighbours(a).contains(&b) && session.neighbours(b).contains(&a));
    assert!(session.border_between(a, a).is_empty());
}

#[test]
fn a_place_beside_a_border_snaps_to_it() {
    let session = open();
    let (a, b) = neighbours(&session, 40).expect("there are neighbours");
    let corner = session.border_between(a, b)[0][1];
    let beside = (corner.lon_deg() + 3e-6, corner.lat_deg());
    let snap = session.snap(beside, 20.0).expect("a place").expect("the border is near");
    assert!(snap.distance_m < 1.0, "{snap:?}");
    assert_eq!(snap.kind, SnapKind::Border);
    assert_eq!(session.snap((0.0, 0.0), 20.0), Ok(None));
}

#[test]
fn a_zone_can_be_split_along_what_runs_inside_it() {
    let mut session = open();
    let keys: Vec<ZoneKey> = session.zones().map(|z| z.key).collect();
    let mut split = 0;
    for zone in keys {
        let inside = session.barriers_inside(zone);
        assert!(inside.windows(2).all(|pair| pair[0].inside_m >= pair[1].inside_m));
        for near in inside {
            assert!(near.inside_m > 0.0);
            let edit = Edit::SplitZone { zone, by: SplitBy::Barrier(near.barrier), cut: false };
            split += usize::from(session.preview(&edit).is_ok());
        }
    }
    assert!(split > 0, "no zone can be split along a barrier inside it");
}

#[test]
fn an_effect_names_the_units_that_moved() {
    let mut session = open();
    let (unit, to) = at_border(&session, 40).expect("there is a border");
    let key = session.unit_key(unit);
    let edit = Edit::Reassign { units: vec![key], to: Some(to) };
    if let Ok(effect) = session.preview(&edit) {
        assert_eq!(effect.moved, [key]);
    }
    let zone = session.zone_of_unit(unit).expect("it has a zone");
    let effect = session.apply(Edit::MergeZones { zones: vec![zone, to] }).expect("they are neighbours");
    assert_eq!(effect.moved.len(), effect.units_moved as usize);
    let [done, undone] = session.history(Lang::En);
    assert_eq!((done.len(), undone.len()), (1, 0));
    assert!(done[0].zones.contains(&zone) && done[0].zones.contains(&to));
}

#[test]
fn the_score_of_the_start_is_that_before_the_first_edit() {
    let mut session = open();
    let before = session.score().expect("it can be scored");
    assert_eq!(session.start_score().expect("it can be scored"), before);
    let (a, b) = neighbours(&session, 40).expect("there are neighbours");
    session.apply(Edit::MergeZones { zones: vec![a, b] }).expect("they are neighbours");
    assert_ne!(session.score().expect("it can be scored"), before);
    assert_eq!(session.start_score().expect("it can be scored"), before);
}

#[test]
fn one_explanation_is_that_of_all() {
    let mut session = open();
    let plan = session.plan().expect("the plan can be made");
    let codes: Vec<String> = plan.zones().iter().step_by(9).map(|z| z.code.clone()).collect();
    let one: Vec<_> = codes.iter().map(|code| plan.explain_one(code, Lang::En).expect("there is one")).collect();
    let all: Vec<_> = codes.iter().map(|code| plan.explain(code, Lang::En).expect("there is one")).collect();
    assert_eq!(one, all);
}
