//! Times single edits of a session against a full merge.
//!
//! usage: edits (street | district | city, optional, district unless told) (EDITS, optional, 500 unless
//! told): merges the demo, opens it for editing, makes and undoes edits of one unit, joins of two zones,
//! balanced splits and splits by a line along units and through them, and prints one JSON line: microseconds (p50 and p95) of apply
//! and undo by kind, of making the whole plan, seconds of the merge, and how many edits one merge is worth.

use std::time::Instant;

use onegrid::session::{Edit, Session, SplitBy, ZoneKey};
use onegrid::zones::UnitId;
use onegrid::{Policy, Silent, merge};
use onegrid_demo::{DemoSpec, Size, counties, county};
use serde_json::{Map, Value, json};

/// The nth edit of a kind.
type Kind = fn(&Session, usize) -> Option<Edit>;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let size = match args.next().as_deref() {
        Some("street") => Size::Street,
        None | Some("district") => Size::District,
        Some("city") => Size::City,
        Some(other) => return Err(format!("got size {other:?}, expected street, district or city").into()),
    };
    let edits: usize = args.next().map_or(Ok(500), |n| n.parse())?;
    let spec = DemoSpec { size, seed: 1 };
    let project = county(&spec, &counties(&spec)[0]);
    let policy = Policy::profile("general-300-500")?;
    let start = Instant::now();
    let merged = merge(&project, &policy, &Silent)?;
    let merge_s = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let mut session = Session::new(merged)?;
    let open_s = start.elapsed().as_secs_f64();
    let mut line = Map::new();
    let kinds: [(&str, Kind); 5] = [
        ("reassign", reassign),
        ("merge_zones", join),
        ("split_balanced", halve),
        ("split_line", along_units),
        ("split_cut", through_units),
    ];
    let mut slowest_s: f64 = 0.0;
    for (name, kind) in kinds {
        let (mut apply, mut undo) = (Vec::new(), Vec::new());
        for nth in 0..edits {
            let Some(edit) = kind(&session, nth * 7919) else { continue };
            let start = Instant::now();
            let made = session.apply(edit).is_ok();
            let took = start.elapsed().as_secs_f64();
            if made {
                apply.push(took);
                let start = Instant::now();
                session.undo();
                undo.push(start.elapsed().as_secs_f64());
            }
        }
        slowest_s = slowest_s.max(quantile(&mut apply, 0.95));
        line.insert(
            name.into(),
            json!({ "made": apply.len(), "apply_us": figures(&mut apply), "undo_us": figures(&mut undo) }),
        );
    }
    let Some(edit) = (0..edits).find_map(|nth| reassign(&session, nth)) else {
        return Err("no unit at a border".into());
    };
    let _ = session.apply(edit);
    let start = Instant::now();
    session.plan()?;
    let plan_s = start.elapsed().as_secs_f64();
    let figures = [
        ("units", json!(session.unit_count())),
        ("zones", json!(session.zones().len())),
        ("merge_s", json!(merge_s)),
        ("open_s", json!(open_s)),
        ("plan_s", json!(plan_s)),
        ("slowest_p95_per_merge", json!((merge_s / slowest_s.max(1e-9)).round())),
    ];
    line.extend(figures.map(|(name, value)| (name.to_owned(), value)));
    println!("{}", Value::Object(line));
    Ok(())
}

fn quantile(seconds: &mut [f64], share: f64) -> f64 {
    seconds.sort_by(f64::total_cmp);
    let at = (seconds.len() as f64 * share) as usize;
    seconds.get(at.min(seconds.len().saturating_sub(1))).copied().unwrap_or(0.0)
}

fn figures(seconds: &mut [f64]) -> Value {
    let micros = |s: f64| (s * 1e7).round() / 10.0;
    json!({ "p50": micros(quantile(seconds, 0.5)), "p95": micros(quantile(seconds, 0.95)) })
}

/// A unit at a border, and the zone beyond.
fn at_border(session: &Session, nth: usize) -> Option<(UnitId, ZoneKey)> {
    let count = session.unit_count();
    (0..count).find_map(|k| {
        let unit = UnitId(((nth + k) % count) as u32);
        let beside = session.judgement().zones_beside(unit).into_iter().next()?;
        Some((unit, session.key_of_zone(beside)?))
    })
}

fn reassign(session: &Session, nth: usize) -> Option<Edit> {
    let (unit, to) = at_border(session, nth)?;
    Some(Edit::Reassign { units: vec![session.unit_key(unit)], to: Some(to) })
}

fn join(session: &Session, nth: usize) -> Option<Edit> {
    let (unit, to) = at_border(session, nth)?;
    Some(Edit::MergeZones { zones: vec![session.zone_of_unit(unit)?, to] })
}

fn some_zone(session: &Session, nth: usize) -> Option<ZoneKey> {
    session.zone_of_unit(UnitId((nth % session.unit_count()) as u32))
}

fn halve(session: &Session, nth: usize) -> Option<Edit> {
    Some(Edit::SplitZone { zone: some_zone(session, nth)?, by: SplitBy::Balanced, cut: false })
}

fn along_units(session: &Session, nth: usize) -> Option<Edit> {
    split(session, nth, false)
}

fn through_units(session: &Session, nth: usize) -> Option<Edit> {
    split(session, nth, true)
}

fn split(session: &Session, nth: usize, cut: bool) -> Option<Edit> {
    let zone = some_zone(session, nth)?;
    let regions = session.zone_regions(&[zone]);
    let points = regions.iter().flat_map(|r| &r.parts).flat_map(|p| &p.shell);
    let (mut west, mut south, mut east, mut north) = (f64::MAX, f64::MAX, f64::MIN, f64::MIN);
    for c in points {
        (west, east) = (west.min(c.lon_deg()), east.max(c.lon_deg()));
        (south, north) = (south.min(c.lat_deg()), north.max(c.lat_deg()));
    }
    let x = f64::midpoint(west, east);
    Some(Edit::SplitZone { zone, by: SplitBy::Line(vec![(x, south - 0.001), (x, north + 0.001)]), cut })
}
