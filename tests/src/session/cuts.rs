//! Edits that cut: the border is the line that was drawn, nothing is lost beside it, and all of it is
//! undone, made again and replayed to the byte.

use geo_types::{MultiPolygon, polygon};
use onegrid::session::{Edit, Effect, EffectNote, SaveFile, Session, SplitBy, UnitKey, ZoneChange, ZoneKey};
use onegrid::zones::UnitId;
use onegrid::{
    Cell, LatticeCoord, Layer, Policy, Project, Role, Silent, ZoneClass, check, merge, multi_polygon, summarise,
};
use onegrid_demo::Size;

use super::{bounds, change_of, exported, households, merged, neighbours, open, zone};
use crate::support::{assert_same, demo, general, with_threads};

/// Metres of a degree of latitude.
const M_PER_DEG: f64 = 111_000.0;

/// Makes an edit that has to be possible; preview, undo and redo are tried too.
fn make(session: &mut Session, edit: Edit) -> Effect {
    let before = exported(session);
    let keys: Vec<UnitKey> = (0..session.unit_count()).map(|u| session.unit_key(UnitId(u as u32))).collect();
    let everybody = households(session);
    let foreseen = session.preview(&edit).expect("the edit is possible");
    assert_same("a preview changes nothing", &before, &exported(session));
    let effect = session.apply(edit).expect("what was foreseen is possible");
    assert_eq!(foreseen, effect);
    sound(session, everybody);
    let after = exported(session);
    session.undo().expect("there is an edit");
    assert_same("undone", &before, &exported(session));
    let back: Vec<UnitKey> = (0..session.unit_count()).map(|u| session.unit_key(UnitId(u as u32))).collect();
    assert_eq!(keys, back);
    assert_eq!(session.redo().expect("it was undone"), effect);
    assert_same("redone", &after, &exported(session));
    let gone = keys.iter().filter(|&&k| session.unit_with_key(k).is_none()).count();
    let cut = cut_units(&effect).map_or(0, |n| n.0);
    assert_eq!(gone, cut as usize, "units that are whole keep their keys");
    effect
}

/// Whatever an edit drew: the overlay is one, nothing is lost, no zone overlaps another.
#[expect(clippy::unwrap_used, reason = "part of tests")]
fn sound(session: &mut Session, everybody: u64) {
    session.grid().check().unwrap();
    assert_eq!(households(session), everybody);
    let summary = summarise(session.merged().unwrap(), &Silent).unwrap();
    let exactness = &summary.report.exactness;
    assert_eq!(exactness.extent_area2, exactness.zones_area2, "no gap and no overlap");
    let merged = session.merged().unwrap();
    let counted: u64 = (0..merged.grid.face_count()).map(|f| merged.grid.face_households(f)).sum();
    assert_eq!(counted, everybody);
}

fn cut_units(effect: &Effect) -> Option<(u32, f64, u64)> {
    effect.notes.iter().find_map(|n| match n {
        EffectNote::UnitsCut { units, length_m, estimated } => Some((*units, *length_m, *estimated)),
        _ => None,
    })
}

/// Edges of the border between two zones, in degrees.
fn border(session: &Session, one: ZoneKey, other: ZoneKey) -> Vec<[(f64, f64); 2]> {
    let overlay = session.grid().arrangement();
    let mut zone_of = vec![None; session.grid().face_count() as usize];
    for key in [one, other] {
        for unit in session.units_of(key) {
            session.unit_faces(unit).iter().for_each(|&f| zone_of[f as usize] = Some(key));
        }
    }
    let between = |arc: &usize| {
        let [a, b] = overlay.arc_faces(*arc).map(|f| f.and_then(|f| zone_of[f as usize]));
        a != b && a.is_some() && b.is_some()
    };
    let arcs = (0..overlay.arc_count()).filter(between);
    let degrees = |c: LatticeCoord| (c.lon_deg(), c.lat_deg());
    arcs.flat_map(|arc| overlay.arc_coords(arc).windows(2)).map(|e| [degrees(e[0]), degrees(e[1])]).collect()
}

fn new_zone(effect: &Effect) -> ZoneKey {
    effect.zones.iter().find(|z| z.change == ZoneChange::New).expect("a new zone").key
}

#[test]
fn the_border_is_the_line_that_was_drawn() {
    let mut session = open();
    let mut cut = 0;
    for key in session.zones().map(|z| z.key).collect::<Vec<_>>() {
        let [west, south, east, north] = bounds(&session, &[key]);
        let (x, out) = (f64::midpoint(west, east), 0.001);
        let edit =
            Edit::SplitZone { zone: key, by: SplitBy::Line(vec![(x, south - out), (x, north + out)]), cut: true };
        if session.preview(&edit).is_err() {
            continue;
        }
        let all = zone(&session, key).households;
        let effect = make(&mut session, edit);
        let new = new_zone(&effect);
        let line = border(&session, key, new);
        // nothing is farther off than a sliver is wide, but for tips of faces
        let length_m = |e: &[(f64, f64); 2]| ((e[0].0 - e[1].0) * 0.85).hypot(e[0].1 - e[1].1) * M_PER_DEG;
        let is_off = |e: &&[(f64, f64); 2]| e.iter().any(|p| (p.0 - x).abs() * M_PER_DEG > 1.0);
        let (all_m, off_m): (f64, f64) =
            (line.iter().map(length_m).sum(), line.iter().filter(is_off).map(length_m).sum());
        assert!(all_m > 10.0 && off_m < 0.02 * all_m, "{off_m} of {all_m} m: {line:?} beside {x}");
        assert_eq!(change_of(&effect, key).1 + change_of(&effect, new).1, all);
        let (units, length_m, _) = cut_units(&effect).expect("units are cut");
        let code = zone(&session, new).code;
        let reasons = session.plan().unwrap().explain(&code, onegrid::Lang::En).unwrap().reasons;
        assert!(reasons.iter().any(|r| r.contains("a line that was drawn by hand")), "{reasons:?}");
        assert!(units > 0 && length_m > 1.0 && effect.units_changed);
        cut += 1;
        assert_eq!(session.drawn_lines().len(), cut);
        if cut == 4 {
            break;
        }
    }
    assert_eq!(cut, 4, "four zones of the street can be cut");
}

#[test]
fn households_known_by_point_are_counted_where_they_are() {
    let project = demo(Size::Street, 1);
    assert!(!project.households.is_empty(), "the street has doors");
    let mut session = open();
    let mut cut = 0;
    for key in session.zones().map(|z| z.key).collect::<Vec<_>>() {
        let [west, south, east, north] = bounds(&session, &[key]);
        let y = f64::midpoint(south, north);
        let edit = Edit::SplitZone {
            zone: key,
            by: SplitBy::Line(vec![(west - 0.001, y), (east + 0.001, y + 0.000_1)]),
            cut: true,
        };
        if let Ok(effect) = session.apply(edit) {
            assert_eq!(cut_units(&effect).map_or(0, |c| c.2), 0, "nothing is estimated");
            cut += 1;
        }
        if cut == 6 {
            break;
        }
    }
    assert_eq!(cut, 6);
    let merged = session.merged().unwrap();
    let locator = merged.grid.locator();
    let mut counted = std::collections::BTreeMap::new();
    let mut strays = 0;
    for point in project.households.iter().flat_map(|t| &t.points) {
        match merged.locate_with(&locator, point.lon_deg, point.lat_deg).and_then(|l| l.code) {
            Some(code) => *counted.entry(code).or_insert(0) += point.households,
            None => strays += point.households,
        }
    }
    let wrong: u64 =
        merged.plan.zones().iter().map(|z| z.households.abs_diff(counted.get(&z.code).copied().unwrap_or(0))).sum();
    // points outside everything count in the nearest zone
    assert!(wrong <= strays, "{wrong} households are elsewhere, {strays} have no zone");
}

/// Cells of 0.01 degrees side by side.
fn row(households: &[u64]) -> Project {
    let cells = households.iter().zip(0..).map(|(&households, i)| {
        let x = 118.0 + 0.01 * f64::from(i);
        Cell {
            key: format!("C{i}"),
            households: Some(households),
            counts: vec![3 * households],
            shape: MultiPolygon(vec![
                polygon![(x: x, y: 30.0), (x: x + 0.01, y: 30.0), (x: x + 0.01, y: 30.01), (x: x, y: 30.01)],
            ]),
            ..Cell::default()
        }
    });
    let base = Layer { id: "base".into(), role: Role::Base, cells: cells.collect(), ..Layer::default() };
    let base = Layer { counts: vec!["population".into()], ..base };
    Project { layers: vec![base], code_prefix: Some("990101001001".into()), ..Project::default() }
}

fn in_row(households: &[u64]) -> Session {
    Session::new(merge(&row(households), &general(), &Silent).expect("a merge")).expect("a session")
}

#[test]
fn households_known_by_cell_are_shared_out_and_the_note_says_so() {
    let mut session = in_row(&[400]);
    let key = session.zones().next().unwrap().key;
    let line = vec![(118.0025, 29.999), (118.0025, 30.011)];
    let effect = make(&mut session, Edit::SplitZone { zone: key, by: SplitBy::Line(line), cut: true });
    assert_eq!(change_of(&effect, key), (400, 300));
    assert_eq!(change_of(&effect, new_zone(&effect)), (0, 100));
    assert_eq!(cut_units(&effect).unwrap().2, 400);
    let grid = session.grid();
    let mut persons: Vec<_> = (0..grid.face_count()).map(|f| grid.face_count_of("population", f)).collect();
    persons.sort_unstable();
    assert_eq!(persons, [Some(300), Some(900)], "other counts go with the ground too");
    let note = effect.notes[0].sentence(onegrid::Lang::En);
    assert!(note.contains("400 household(s) are shared out by area"), "{note}");
    // pieces are cut again, by a line that meets the first one
    let line = vec![(117.999, 30.005), (118.0025, 30.0051)];
    let new = new_zone(&effect);
    let again = make(&mut session, Edit::SplitZone { zone: new, by: SplitBy::Line(line), cut: true });
    let parts = [change_of(&again, new).1, change_of(&again, new_zone(&again)).1];
    assert_eq!(parts[0] + parts[1], 100);
    assert!(parts.iter().all(|p| (49..=51).contains(p)), "{parts:?}");
}

#[test]
fn a_line_beside_an_arc_is_that_arc() {
    // 1 mm, 5 cm beside the common side of two cells of one zone
    for beside_deg in [1e-8, 5e-7, -5e-7] {
        let mut session = in_row(&[180, 240, 310]);
        let key = session.zones().next().unwrap().key;
        let line = vec![(118.01 + beside_deg, 29.999), (118.01 + beside_deg, 30.011)];
        let faces = session.grid().face_count();
        let effect = make(&mut session, Edit::SplitZone { zone: key, by: SplitBy::Line(line), cut: true });
        assert_eq!(cut_units(&effect), None, "the line follows an arc");
        assert_eq!((session.grid().face_count(), session.drawn_lines().len()), (faces, 0));
        assert_eq!(change_of(&effect, key).1, 240);
    }
    // half a metre beside: a sliver, which goes with the other side
    let mut session = in_row(&[180, 240, 310]);
    let key = session.zones().next().unwrap().key;
    let line = vec![(118.010_005, 29.999), (118.010_005, 30.011)];
    let effect = make(&mut session, Edit::SplitZone { zone: key, by: SplitBy::Line(line), cut: true });
    assert_eq!((cut_units(&effect), change_of(&effect, key).1), (None, 240));
}

#[test]
fn a_line_ends_where_the_zone_does() {
    let mut session = in_row(&[400, 420, 440]);
    let keys: Vec<ZoneKey> = session.zones().map(|z| z.key).collect();
    assert_eq!(keys.len(), 3);
    // through all three zones: only the middle one is split
    let line = vec![(117.999, 30.004), (118.031, 30.006)];
    let effect = make(&mut session, Edit::SplitZone { zone: keys[1], by: SplitBy::Line(line), cut: true });
    assert_eq!(session.grid().face_count(), 4);
    let drawn: Vec<_> = session.drawn_lines().flatten().flatten().collect();
    assert!(drawn.iter().all(|p| (118.009_999..=118.020_001).contains(&p.0)), "{drawn:?}");
    assert_eq!(change_of(&effect, keys[1]).1 + change_of(&effect, new_zone(&effect)).1, 420);
    assert_eq!([0, 2].map(|i| zone(&session, keys[i]).households), [400, 440]);
}

#[test]
fn a_border_is_where_it_was_drawn() {
    let mut session = in_row(&[400, 420]);
    let [a, b] = [0, 1].map(|i| session.zones().nth(i).unwrap().key);
    let line = vec![(118.012, 29.999), (118.008, 30.011)];
    let effect = make(&mut session, Edit::RedrawBorder { between: [a, b], line: line.clone(), cut: true });
    assert_eq!(cut_units(&effect).unwrap().0, 2);
    for (x, y) in border(&session, a, b).into_iter().flatten() {
        let wanted = 118.012 - 0.004 * (y - 29.999) / 0.012;
        assert!((x - wanted).abs() < 2e-7, "{x} {y}");
    }
    let whole = Edit::RedrawBorder { between: [a, b], line, cut: false };
    assert_eq!(session.apply(whole).unwrap_err().code(), "edit.nothing", "the units follow the line now");
}

#[test]
fn a_polygon_is_the_exclusive_zone() {
    let mut session = open();
    let mut made = 0;
    for key in session.zones().map(|z| z.key).collect::<Vec<_>>() {
        let [west, south, east, north] = bounds(&session, &[key]);
        let at = |x: f64, y: f64| (west + x * (east - west), south + y * (north - south));
        let polygon = vec![at(0.4, 0.4), at(0.6, 0.42), at(0.62, 0.6), at(0.38, 0.58)];
        let edit = Edit::CreateExclusive { polygon, name: "科技园".into(), class: "park".into(), cut: true };
        if session.preview(&edit).is_err() {
            continue;
        }
        let effect = make(&mut session, edit);
        let Some(EffectNote::PolygonFit { drawn_m2, taken_m2, shared_m2 }) = effect.notes.last() else {
            panic!("the fit is told: {effect:?}")
        };
        assert!(shared_m2 / drawn_m2 > 0.97 && shared_m2 / taken_m2 > 0.97, "{drawn_m2} {taken_m2} {shared_m2}");
        assert_eq!(zone(&session, new_zone(&effect)).class, ZoneClass::Exclusive);
        made += 1;
        if made == 3 {
            break;
        }
    }
    assert_eq!(made, 3);
}

#[test]
fn a_barrier_cuts_the_units_that_it_runs_through() {
    let mut session = open();
    let barriers = session.grid().barriers().len() as u32;
    let keys: Vec<ZoneKey> = session.zones().map(|z| z.key).collect();
    let all = keys.iter().flat_map(|&zone| (0..barriers).map(move |b| (zone, b)));
    let edit = all.map(|(zone, b)| Edit::SplitZone { zone, by: SplitBy::Barrier(b), cut: true });
    let mut possible = |edit: &Edit| session.preview(edit).ok().is_some_and(|e| cut_units(&e).is_some());
    let edit = edit.into_iter().find(&mut possible).expect("some barrier runs through a unit of a zone that it splits");
    let effect = make(&mut session, edit);
    let (units, length_m, estimated) = cut_units(&effect).expect("it was foreseen");
    assert!(units > 0 && estimated == 0, "{effect:?}");
    assert!(length_m < 0.001, "the barrier is in the grid already");
    assert_eq!(session.drawn_lines().len(), 0);
}

#[test]
fn a_written_grid_passes_the_checks() {
    let mut session = open();
    let mut cut = 0;
    for nth in (0..session.unit_count()).step_by(5) {
        let Some((a, b)) = neighbours(&session, nth) else { continue };
        let [west, south, east, north] = bounds(&session, &[a, b]);
        let (x, dx) = (f64::midpoint(west, east), 0.1 * (east - west));
        let line = vec![(x - dx, south - 0.001), (x + dx, north + 0.001)];
        if let Ok(effect) = session.apply(Edit::RedrawBorder { between: [a, b], line, cut: true }) {
            cut += usize::from(cut_units(&effect).is_some());
        }
        if cut == 5 {
            break;
        }
    }
    assert_eq!(cut, 5);
    let before = check(&written(&mut open()), &general(), &Silent).unwrap();
    let after = check(&written(&mut session), &general(), &Silent).unwrap();
    for (old, new) in before.rows.iter().zip(&after.rows) {
        // sizes are the planner's affair
        assert!(new.passed == old.passed || new.id == "size", "{}: {:?} {:?}", new.id, new.measured, new.offences);
    }
}

/// The zones as a base layer beside the communities, as they would be read again.
#[expect(clippy::unwrap_used, reason = "part of tests")]
fn written(session: &mut Session) -> Project {
    let merged = session.merged().unwrap();
    let summary = summarise(merged, &Silent).unwrap();
    let cells = summary.regions.iter().map(|region| {
        let zone = &merged.plan.zones()[region.id as usize];
        Cell {
            key: zone.code.clone(),
            households: Some(zone.households),
            shape: multi_polygon(&region.parts),
            ..Cell::default()
        }
    });
    let zones = Layer {
        id: "zones".into(),
        source: "zones".into(),
        role: Role::Base,
        cells: cells.collect(),
        ..Layer::default()
    };
    let mut project = demo(Size::Street, 1);
    project.layers.retain(|l| l.role == Role::Community);
    project.layers.insert(0, zones);
    project.households.clear();
    project.barriers.clear();
    project
}

#[test]
fn cuts_are_in_the_save_file_and_older_files_move_whole_units() {
    let mut session = open();
    let keys: Vec<ZoneKey> = session.zones().map(|z| z.key).collect();
    let mut lines = Vec::new();
    for key in keys {
        let [west, south, east, north] = bounds(&session, &[key]);
        let line = vec![(f64::midpoint(west, east), south - 0.001), (f64::midpoint(west, east), north + 0.001)];
        let edit = |cut| Edit::SplitZone { zone: key, by: SplitBy::Line(line.clone()), cut };
        if session.preview(&edit(false)).is_ok() && session.preview(&edit(true)).is_ok() {
            session.apply(edit(true)).unwrap();
            lines.push(edit(false));
        }
        if lines.len() == 3 {
            break;
        }
    }
    let text = session.save().to_json();
    assert!(text.contains("\"version\":3") && text.contains("\"cut\":true"));
    let expected = exported(&mut session);
    for threads in [1, 3] {
        let mut again =
            with_threads(threads, || Session::replay(merged(), SaveFile::from_json(&text).unwrap(), &Silent).unwrap());
        assert_same("replayed", &expected, &exported(&mut again));
        assert_eq!(session.drawn_lines().collect::<Vec<_>>(), again.drawn_lines().collect::<Vec<_>>());
    }
    // the same edits as a program of before would have written them
    let mut whole = open();
    for edit in lines {
        whole.apply(edit).unwrap();
    }
    let old = whole.save().to_json().replace("\"version\":3", "\"version\":1").replace(",\"cut\":false", "");
    assert!(!old.contains("\"cut\""));
    let mut migrated = Session::replay(merged(), SaveFile::from_json(&old).unwrap(), &Silent).unwrap();
    assert_same("migrated", &exported(&mut whole), &exported(&mut migrated));
}

#[test]
fn lines_that_cannot_cut_are_refused() {
    let mut session = in_row(&[400, 420]);
    let before = exported(&mut session);
    let key = session.zones().next().unwrap().key;
    let split = |points: Vec<(f64, f64)>| Edit::SplitZone { zone: key, by: SplitBy::Line(points), cut: true };
    let exclusive =
        |polygon: Vec<(f64, f64)>| Edit::CreateExclusive { polygon, name: "a".into(), class: "b".into(), cut: true };
    let (x, y) = (118.005, 30.005);
    let cases = [
        (split(vec![(x, 29.999)]), "edit.point_count"),
        (split(vec![(x, 29.999), (f64::NAN, 30.011)]), "edit.bad_point"),
        (split(vec![(x, 29.999), (x, y)]), "edit.line_misses"),
        (split(vec![(117.99, 29.999), (117.99, 30.011)]), "edit.line_misses"),
        // along the border of the zone, and at its corner
        (split(vec![(118.01, 29.999), (118.01, 30.011)]), "edit.line_misses"),
        (split(vec![(117.999, 30.009), (118.001, 30.011)]), "edit.line_misses"),
        (
            split(vec![(x, 29.999), (118.006, 30.006), (118.004, 30.006), (x + 0.000_1, 29.999)]),
            "edit.line_crosses_itself",
        ),
        (exclusive(vec![(x, y), (118.006, 30.006), (118.006, 30.005), (x, 30.006)]), "edit.line_crosses_itself"),
        (exclusive(vec![(117.0, 30.0), (117.1, 30.0), (117.1, 30.1)]), "edit.nothing_inside"),
    ];
    for (edit, code) in cases {
        let foreseen = session.preview(&edit).expect_err("the edit is refused");
        let error = session.apply(edit.clone()).expect_err("the edit is refused");
        assert_eq!((foreseen.code(), error.code()), (code, code), "{edit:?}: {error}");
    }
    // out and back in: the halves would not touch
    let twice = vec![(118.002, 29.999), (118.002, 30.0105), (118.007, 30.0105), (118.007, 29.999)];
    let error = session.apply(split(twice)).expect_err("one side has two parts");
    assert_eq!(error.code(), "edit.disconnects");
    session.apply(Edit::Lock { zones: vec![key] }).unwrap();
    for edit in [split(vec![(x, 29.999), (x, 30.011)]), exclusive(vec![(x, y), (118.006, y), (118.006, 30.006)])] {
        assert_eq!(session.apply(edit).unwrap_err().code(), "edit.locked");
    }
    session.undo();
    assert_same("refused", &before, &exported(&mut session));
}

#[test]
fn cuts_go_on_under_another_policy() {
    let mut session = open();
    let key = session.zones().next().unwrap().key;
    let [west, south, east, north] = bounds(&session, &[key]);
    let line = vec![(f64::midpoint(west, east), south - 0.001), (f64::midpoint(west, east), north + 0.001)];
    let text =
        "onegrid_policy = 1\nid = \"area\"\nextends = \"unit-10000-m2\"\n[editing]\non_disconnected = \"allow\"\n";
    let policy = Policy::from_toml(text, "area.toml").unwrap();
    session.apply(Edit::SetPolicy { policy: Box::new(policy) }).unwrap();
    make(&mut session, Edit::SplitZone { zone: key, by: SplitBy::Line(line), cut: true });
    make(&mut session, Edit::SetPolicy { policy: Box::new(general()) });
}
