//! Editing: each kind of edit does what it says, nothing is lost, undoing restores to the byte, a save
//! file gives the same session, and hostile ones are errors with a place.

mod accepted;
mod cuts;
mod kinds;
mod lasting;
mod refused;
mod saved;
mod view;

use onegrid::session::{Effect, Session, SessionZone, ZoneKey};
use onegrid::zones::UnitId;
use onegrid::{LatticeCoord, Merged, Policy, Silent, merge, summarise};
use onegrid_demo::Size;

use crate::support::{demo, dump, general};

/// The demo street of seed 1, merged.
fn merged() -> Merged {
    merge(&demo(Size::Street, 1), &general(), &Silent).expect("the street can be merged")
}

fn open() -> Session {
    Session::new(merged()).expect("a merge can be edited")
}

/// Everything that a user can get out of the session's plan, as text.
fn exported(session: &mut Session) -> String {
    let merged = session.merged().expect("the plan can be made");
    let summary = summarise(merged, &Silent).expect("it can be summed up");
    dump(merged, &summary)
}

fn households(session: &Session) -> u64 {
    session.zones().map(|z| z.households).sum()
}

/// A unit at the border of two zones, with the zone on the other side, from the `nth` unit on.
fn at_border(session: &Session, nth: usize) -> Option<(UnitId, ZoneKey)> {
    let count = session.unit_count();
    (0..count).find_map(|k| {
        let unit = UnitId(((nth + k) % count) as u32);
        let own = session.zone_of_unit(unit)?;
        let alone = session.units_of(own).len() == 1;
        let beside = session.judgement().zones_beside(unit).into_iter().next()?;
        Some((unit, session.key_of_zone(beside)?)).filter(|_| !alone)
    })
}

/// Two zones side by side.
fn neighbours(session: &Session, nth: usize) -> Option<(ZoneKey, ZoneKey)> {
    let (unit, other) = at_border(session, nth)?;
    Some((session.zone_of_unit(unit)?, other))
}

/// West, south, east and north of zones in degrees.
fn bounds(session: &Session, zones: &[ZoneKey]) -> [f64; 4] {
    let regions = session.zone_regions(zones);
    let points = regions.iter().flat_map(|r| &r.parts).flat_map(|p| &p.shell);
    let start = [f64::MAX, f64::MAX, f64::MIN, f64::MIN];
    points.fold(start, |[w, s, e, n], c: &LatticeCoord| {
        [w.min(c.lon_deg()), s.min(c.lat_deg()), e.max(c.lon_deg()), n.max(c.lat_deg())]
    })
}

fn zone(session: &Session, key: ZoneKey) -> SessionZone {
    session.zone(key).expect("the zone exists")
}

/// A policy that refuses what breaks a hard rule.
fn strict() -> Policy {
    let text = "onegrid_policy = 1\nid = \"strict\"\nextends = \"general-300-500\"\n[editing]\non_hard = \"refuse\"\n";
    Policy::from_toml(text, "strict.toml").expect("a sound policy")
}

/// What an effect says about a zone.
fn change_of(effect: &Effect, key: ZoneKey) -> (u64, u64) {
    let zone = effect.zones.iter().find(|z| z.key == key).expect("the zone is in the effect");
    (zone.households_before, zone.households_after)
}
