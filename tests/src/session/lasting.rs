//! Thousands of random edits, undone and made again at random.

use onegrid::session::{Edit, Session, SplitBy, ZoneKey};
use onegrid::zones::{UnitId, ZoneId};
use onegrid::{Silent, ZoneClass, summarise};

use super::{at_border, bounds, exported, households, neighbours, open, strict};
use crate::support::{Chance, assert_same};

/// Edits that are tried.
const EDITS: usize = 2_000;

fn below(chance: &mut Chance, most: usize) -> usize {
    (chance.next() % most.max(1) as u64) as usize
}

fn some_zone(session: &Session, chance: &mut Chance) -> ZoneKey {
    let nth = below(chance, session.zones().len());
    session.zones().nth(nth).expect("there is such a zone").key
}

/// A line through the bounds of zones, slanted at random.
fn some_line(session: &Session, zones: &[ZoneKey], chance: &mut Chance) -> Vec<(f64, f64)> {
    let [west, south, east, north] = bounds(session, zones);
    let mut part = |from: f64, to: f64| from + (to - from) * below(chance, 1_000) as f64 / 1_000.0;
    if part(0.0, 1.0) < 0.5 {
        vec![(part(west, east), south - 0.001), (part(west, east), north + 0.001)]
    } else {
        vec![(west - 0.001, part(south, north)), (east + 0.001, part(south, north))]
    }
}

fn some_edit(session: &Session, chance: &mut Chance) -> Option<Edit> {
    let nth = below(chance, session.unit_count());
    let zone = some_zone(session, chance);
    let cut = below(chance, 2) == 0;
    let community = session.zone(zone)?.community as usize;
    let community = session.grid().communities().list[community].key.clone();
    Some(match below(chance, 100) {
        0..30 => {
            let (unit, to) = at_border(session, nth)?;
            Edit::Reassign { units: vec![session.unit_key(unit)], to: Some(to) }
        }
        30..36 => Edit::Reassign { units: vec![session.unit_key(UnitId(nth as u32))], to: None },
        36..50 => {
            let (a, b) = neighbours(session, nth)?;
            Edit::MergeZones { zones: vec![a, b] }
        }
        50..60 => Edit::SplitZone { zone, by: SplitBy::Balanced, cut: true },
        60..66 => Edit::SplitZone { zone, by: SplitBy::Line(some_line(session, &[zone], chance)), cut },
        66..68 => {
            let barrier = below(chance, session.grid().barriers().len()) as u32;
            Edit::SplitZone { zone, by: SplitBy::Barrier(barrier), cut }
        }
        68..74 => {
            let (a, b) = neighbours(session, nth)?;
            Edit::RedrawBorder { between: [a, b], line: some_line(session, &[a, b], chance), cut }
        }
        74..78 => {
            let [line, other] = [(); 2].map(|()| some_line(session, &[zone], chance));
            let polygon = vec![line[0], line[1], other[0]];
            Edit::CreateExclusive { polygon, name: format!("区{nth}"), class: "park".into(), cut }
        }
        78..82 => Edit::Lock { zones: vec![zone] },
        82..88 => Edit::Unlock { zones: vec![zone] },
        88..91 => Edit::Rename { zone, name: format!("格{nth}") },
        91..94 => {
            let class = if below(chance, 2) == 0 { ZoneClass::General } else { ZoneClass::Exclusive };
            Edit::SetClass { zone, class }
        }
        94..96 => {
            let code = format!("{}{:03}", &session.zone(zone)?.code[..12], below(chance, 1_000));
            Edit::SetCode { zone, code }
        }
        96 => {
            let mut policy = if below(chance, 2) == 0 { strict() } else { crate::support::general() };
            policy.size.as_mut()?.max = 500 + below(chance, 3) as u64 * 100;
            Edit::SetPolicy { policy: Box::new(policy) }
        }
        97..99 => Edit::Resolve { communities: vec![community] },
        _ => Edit::Renumber { communities: vec![community] },
    })
}

/// What has to hold after each edit.
fn check(session: &Session, everybody: u64) {
    assert_eq!(households(session), everybody, "nobody is lost");
    let mut in_zone = vec![0; session.unit_count()];
    for zone in session.zones() {
        let units = session.units_of(zone.key);
        assert!(!units.is_empty(), "no zone is empty");
        for u in &units {
            in_zone[u.index()] += 1;
        }
        let communities: Vec<_> = units.iter().map(|&u| session.judgement().community_of(u)).collect();
        assert!(communities.iter().all(|c| *c == Some(zone.community)));
    }
    assert!(in_zone.iter().all(|&n| n == 1), "each unit is in one zone");
}

/// What has to hold of the whole plan, and that the judgement is a fresh one's.
#[expect(clippy::unwrap_used, reason = "part of a test")]
fn check_whole(session: &mut Session) {
    let summary = summarise(session.merged().unwrap(), &Silent).unwrap();
    let exactness = &summary.report.exactness;
    assert_eq!(exactness.extent_area2, exactness.zones_area2, "no gap and no overlap");
    let keys: Vec<ZoneKey> = session.zones().map(|z| z.key).collect();
    let some = session.zone_regions(&keys);
    for region in &some {
        let code = session.zone(ZoneKey(region.id)).unwrap().code;
        let at = session.plan().unwrap().zone_by_code(&code).unwrap();
        assert_eq!(region.parts, summary.regions[at as usize].parts, "{code}");
    }
    assert_eq!(some.len(), summary.regions.len());
    let judgement = session.judgement().clone();
    let labels: Vec<ZoneId> = judgement.zone_of_unit().collect();
    let mut fresh = session.plan().unwrap().judge(&[]).unwrap().judge(&labels).unwrap();
    let given = keys.iter().map(|&key| judgement.zone_of(session.units_of(key)[0]).unwrap());
    let given: Vec<_> = given.map(|zone| (zone, judgement.given_class_of(zone))).collect();
    fresh.edit(&[], &given).unwrap();
    assert!(fresh == judgement, "edits are judged as the whole plan is");
}

#[test]
fn undoing_everything_gives_the_bytes_of_the_start() {
    let mut session = open();
    let start = exported(&mut session);
    let everybody = households(&session);
    let start_faces = session.grid().face_count() as usize;
    let mut chance = Chance(7);
    let (mut made, mut refused, mut undone) = (0, 0, 0);
    for step in 0..EDITS {
        match below(&mut chance, 10) {
            0..2 => undone += usize::from(session.undo().is_some()),
            2 => {
                session.redo();
            }
            _ => {
                let Some(edit) = some_edit(&session, &mut chance) else { continue };
                match session.apply(edit) {
                    Ok(_) => made += 1,
                    Err(_) => refused += 1,
                }
            }
        }
        check(&session, everybody);
        if step % 250 == 249 {
            check_whole(&mut session);
        }
    }
    assert!(made > 600 && undone > 200 && refused > 50, "{made} made, {refused} refused, {undone} undone");
    // memory: what the log keeps is what the edits moved, and zones that are gone leave nothing behind
    assert!(session.moves_kept() <= made * session.unit_count());
    let drawn = session.drawn_lines().len();
    assert!(drawn > 15, "{drawn} lines are drawn");
    let (kept, grid) = (session.faces_kept(), start_faces);
    assert!(kept <= 120_000 + 4 * grid, "{kept} faces of ground are kept beside {grid}");
    assert!(session.judgement().free_zone().index() <= session.unit_count());
    let end = exported(&mut session);
    let mut steps = 0;
    while session.undo().is_some() {
        steps += 1;
    }
    assert_same("all undone", &start, &exported(&mut session));
    for _ in 0..steps {
        session.redo().expect("it was undone");
    }
    assert_same("all made again", &end, &exported(&mut session));
}
