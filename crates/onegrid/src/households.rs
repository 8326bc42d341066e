//! Household points and polygons with counts -> whole households per face, none lost.

use onegrid_planar::{Arrangement, Coord, NearestFace, PointIndex, apportion};

use crate::counts::{self, Counts, Host};
use crate::doors::Doors;
use crate::error::Error;
use crate::extent::Communities;
use crate::ledger::{Fate, Ledger, LedgerEntry, SourceAccount};
use crate::place::{LayerInfo, MOST_HOUSEHOLDS};
use crate::policy::CleaningRule;
use crate::progress::{PlanarProgress, Progress, Step};
use crate::project::{HouseholdTable, Project, Role};

/// Households by face, and whether any source of counts exists.
pub(crate) struct Weighed {
    pub of_face: Vec<u64>,
    pub any: bool,
    /// Other counts by id.
    pub counts: Counts,
    /// What is known by point.
    pub doors: Doors,
}

pub(crate) fn weigh(
    arrangement: &Arrangement,
    project: &Project,
    layers: &[LayerInfo],
    communities: &Communities,
    cleaning: &CleaningRule,
    ledger: &mut Ledger,
    progress: &dyn Progress,
) -> Result<Weighed, Error> {
    let mut of_face = vec![0; arrangement.face_count() as usize];
    let mut sources = count_layers(layers, !project.households.is_empty());
    sources.retain(|&l| layers[l].cells.iter().any(|c| c.households.is_some()));
    for &layer in &sources {
        spread_layer(arrangement, layers, layer, communities, ledger, &mut of_face);
    }
    let (mut counts, mut doors) = (Counts::new(), Doors::default());
    for layer in (0..layers.len()).filter(|&l| !layers[l].counts.is_empty()) {
        counts::spread_layer(arrangement, layers, layer, communities, ledger, &mut counts);
    }
    if !project.households.is_empty() {
        let locator = PointIndex::of_faces_with(arrangement, &PlanarProgress(progress, Step::Weigh))?;
        let inside: Vec<bool> = communities.of_face.iter().map(Option::is_some).collect();
        let mut nearest = None;
        for table in &project.households {
            let place = Place { locator: &locator, inside: &inside, stray_point_m: cleaning.stray_point_m, progress };
            let hosts = place_table(arrangement, table, &place, &mut nearest, ledger, &mut of_face)?;
            doors.add(table, &hosts);
            if let Some(account) = ledger.sources.last_mut() {
                account.counts = counts::place_table(arrangement, table, &hosts, &mut counts);
            }
        }
    }
    doors.sort();
    Ok(Weighed { any: !sources.is_empty() || !project.households.is_empty(), of_face, counts, doors })
}

/// Layers whose cells carry the counts: those made for it, else the base layer.
fn count_layers(layers: &[LayerInfo], has_tables: bool) -> Vec<usize> {
    let with = |role: Role| -> Vec<usize> { (0..layers.len()).filter(|&i| layers[i].role == role).collect() };
    let own = with(Role::Households);
    if own.is_empty() && !has_tables { with(Role::Base) } else { own }
}

fn spread_layer(
    arrangement: &Arrangement,
    layers: &[LayerInfo],
    layer: usize,
    communities: &Communities,
    ledger: &mut Ledger,
    of_face: &mut [u64],
) {
    let info = &layers[layer];
    let mut faces_of: Vec<Vec<u32>> = vec![Vec::new(); info.cells.len()];
    let mut elsewhere = vec![false; info.cells.len()];
    for face in 0..arrangement.face_count() {
        for &cell in arrangement.labels().cells(face, layer) {
            if communities.of_face[face as usize].is_some() {
                faces_of[cell as usize].push(face);
            } else {
                elsewhere[cell as usize] = true;
            }
        }
    }
    let (mut total, mut placed) = (0, 0);
    for (c, cell) in info.cells.iter().enumerate() {
        let households = cell.households.unwrap_or(0);
        total += households;
        let faces = &faces_of[c];
        if faces.is_empty() {
            if households > 0 {
                let code = if elsewhere[c] { "households.outside" } else { "households.no_area" };
                ledger.entries.push(note(&info.source, &info.id, Some(&cell.key), code, households));
            }
            continue;
        }
        let areas: Vec<i128> = faces.iter().map(|&f| arrangement.face_area_units(f)).collect();
        for (&face, share) in faces.iter().zip(apportion(households, &areas)) {
            of_face[face as usize] += share;
        }
        placed += households;
    }
    if let Some(account) = ledger.sources.iter_mut().find(|s| s.layer == info.id) {
        account.households = total;
        account.households_placed = placed;
        account.households_outside = total - placed;
    }
}

fn note(source: &str, layer: &str, key: Option<&str>, code: &str, households: u64) -> LedgerEntry {
    LedgerEntry {
        source: source.into(),
        layer: layer.into(),
        key: key.map(String::from),
        feature: None,
        fate: Fate::Noted,
        code: code.into(),
        expected: "households inside the area to be covered".into(),
        got: format!("{households} households outside"),
        place: None,
    }
}

struct Place<'a> {
    locator: &'a PointIndex,
    inside: &'a [bool],
    stray_point_m: f64,
    progress: &'a dyn Progress,
}

/// Points between two looks at whether to stop.
const POINTS_AT_ONCE: usize = 1 << 14;

#[expect(clippy::too_many_lines, reason = "one arm for each thing that can become of a point")]
fn place_table(
    arrangement: &Arrangement,
    table: &HouseholdTable,
    place: &Place<'_>,
    nearest: &mut Option<NearestFace>,
    ledger: &mut Ledger,
    of_face: &mut [u64],
) -> Result<Vec<Host>, Error> {
    let mut account = SourceAccount { source: table.source.clone(), ..Default::default() };
    account.features = (table.points.len() + table.rejected.len()) as u64;
    account.rejected = table.rejected.len() as u64;
    ledger.entries.extend(table.rejected.iter().map(|r| LedgerEntry {
        source: table.source.clone(),
        layer: String::new(),
        key: r.key.clone(),
        feature: r.key.is_none().then_some(r.feature),
        fate: Fate::Rejected,
        code: r.code.clone(),
        expected: r.expected.clone(),
        got: r.got.clone(),
        place: None,
    }));
    let coords: Vec<Option<Coord>> = table.points.iter().map(|p| Coord::from_degrees(p.lon_deg, p.lat_deg)).collect();
    let faces = place.locator.ids_of(&coords, |c| *c);
    let mut hosts = Vec::with_capacity(table.points.len());
    for ((point, coord), face) in table.points.iter().zip(&coords).zip(faces) {
        if hosts.len().is_multiple_of(POINTS_AT_ONCE) {
            place.progress.check()?;
        }
        let most = point.counts.iter().copied().fold(point.households, u64::max);
        if most > MOST_HOUSEHOLDS {
            hosts.push(Host::Rejected);
            account.rejected += 1;
            ledger.entries.push(LedgerEntry {
                source: table.source.clone(),
                layer: String::new(),
                key: None,
                feature: Some(point.feature),
                fate: Fate::Rejected,
                code: "place.bad_count".into(),
                expected: format!("at most {MOST_HOUSEHOLDS} households"),
                got: most.to_string(),
                place: None,
            });
            continue;
        }
        account.households += point.households;
        let mut outside = |code: &str, fate: Fate, expected: &str| {
            let at = (point.lon_deg, point.lat_deg);
            ledger.entries.push(LedgerEntry {
                source: table.source.clone(),
                layer: String::new(),
                key: None,
                feature: None,
                fate,
                code: code.into(),
                expected: expected.into(),
                got: format!("{} households at ({}, {})", point.households, at.0, at.1),
                place: (at.0.is_finite() && at.1.is_finite()).then_some(at),
            });
        };
        let Some(coord) = coord else {
            hosts.push(Host::Outside);
            account.rejected += 1;
            account.households_outside += point.households;
            outside("place.bad_coordinate", Fate::Rejected, "longitude within ±180 and latitude within ±90 degrees");
            continue;
        };
        if let Some(face) = face.filter(|&f| place.inside[f as usize]) {
            hosts.push(Host::Face(face));
            account.used += 1;
            account.households_placed += point.households;
            of_face[face as usize] += point.households;
            continue;
        }
        let index = if let Some(index) = nearest {
            index
        } else {
            let watched = PlanarProgress(place.progress, Step::Weigh);
            nearest.insert(NearestFace::build_with(arrangement, place.inside, &watched)?)
        };
        match index.nearest(arrangement, *coord) {
            Some((face, distance_m)) if distance_m <= place.stray_point_m => {
                hosts.push(Host::Face(face));
                account.repaired += 1;
                account.households_moved += point.households;
                of_face[face as usize] += point.households;
                outside("households.moved", Fate::Repaired, "a point inside the area to be covered");
            }
            _ => {
                hosts.push(Host::Outside);
                account.used += 1;
                account.households_outside += point.households;
                outside("households.outside", Fate::Noted, "a point inside the area to be covered");
            }
        }
    }
    ledger.sources.push(account);
    Ok(hosts)
}
