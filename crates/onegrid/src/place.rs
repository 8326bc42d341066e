//! Project in degrees -> linework on the lattice, cells in canonical order, ledger begun.
//!
//! # Guarantees
//! 1. Cells are ordered by key, then shape: the order of the features in a file does not matter.
//! 2. Every feature is in the ledger: used, repaired or rejected, with what was expected and got.

use std::collections::BTreeSet;

use geo_types::{LineString, Polygon};
use onegrid_planar::{Coord, Linework, RingOwner, RingRole};

use crate::error::Error;
use crate::ledger::{Fate, Ledger, LedgerEntry, SourceAccount};
use crate::project::{BarrierClass, Cell, Layer, Project, Rejected, Role};

/// A cell without its shape.
#[derive(Debug, Clone, PartialEq)]
pub struct CellInfo {
    /// Key, unique in the layer.
    pub key: String,
    /// Name for people.
    pub name: Option<String>,
    /// Class (campus, park ...).
    pub class: Option<String>,
    /// Administrative code.
    pub code: Option<String>,
    /// Group (see [`Layer::groups_are_communities`]).
    pub group: Option<String>,
    /// Households counted in the cell.
    pub households: Option<u64>,
    /// Other counts, in the order of [`LayerInfo::counts`].
    pub counts: Vec<u64>,
    /// Position in the file, for messages.
    pub feature: u32,
}

impl CellInfo {
    /// Name for people, else the key.
    pub fn label(&self) -> &str {
        self.name.as_deref().filter(|n| !n.is_empty()).unwrap_or(&self.key)
    }
}

/// A layer without its shapes; cells in canonical order.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerInfo {
    /// Short id.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// What it is for.
    pub role: Role,
    /// File.
    pub source: String,
    /// Ids of the counts that its cells carry beside households.
    pub counts: Vec<String>,
    /// Cells in canonical order.
    pub cells: Vec<CellInfo>,
}

/// A barrier line without its shape.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct BarrierInfo {
    /// How strongly it separates.
    pub class: BarrierClass,
    /// Name for people, else its key.
    pub name: String,
}

/// What placing makes of a project.
pub(crate) struct Placed {
    pub linework: Linework,
    pub layers: Vec<LayerInfo>,
    pub barriers: Vec<BarrierInfo>,
    pub ledger: Ledger,
}

type Ring = Vec<Coord>;

struct PlacedCell<'a> {
    cell: &'a Cell,
    key: String,
    /// Shell first, by part.
    parts: Vec<Vec<Ring>>,
}

pub(crate) fn place(project: &Project) -> Result<Placed, Error> {
    check_roles(project)?;
    let mut out =
        Placed { linework: Linework::new(), layers: Vec::new(), barriers: Vec::new(), ledger: Ledger::default() };
    for layer in &project.layers {
        place_layer(layer, &mut out)?;
    }
    for layer in &project.barriers {
        place_barriers(layer, &mut out);
    }
    if let Some(error) = far_away(project, &out.linework) {
        return Err(error);
    }
    Ok(out)
}

/// One layer by itself: the zones of an earlier grid, which are no layer of the overlay.
pub(crate) fn place_alone(layer: &Layer) -> Result<Placed, Error> {
    let mut out =
        Placed { linework: Linework::new(), layers: Vec::new(), barriers: Vec::new(), ledger: Ledger::default() };
    place_layer(layer, &mut out)?;
    Ok(out)
}

fn check_roles(project: &Project) -> Result<(), Error> {
    let count = |role: Role| project.layers.iter().filter(|l| l.role == role).count();
    let wrong = |role, got| Error::Roles { project: project.name.clone(), role, got };
    if count(Role::Base) != 1 {
        return Err(wrong("base", count(Role::Base)));
    }
    if count(Role::Community) > 1 {
        return Err(wrong("community", count(Role::Community)));
    }
    let mut ids: Vec<&str> = project.layers.iter().map(|l| l.id.as_str()).collect();
    ids.extend(project.barriers.iter().map(|l| l.id.as_str()));
    ids.sort_unstable();
    match ids.windows(2).find(|w| w[0] == w[1]) {
        Some(twice) => Err(Error::DuplicateLayer { id: twice[0].into() }),
        None => Ok(()),
    }
}

fn rejected_entry(source: &str, layer: &str, r: &Rejected) -> LedgerEntry {
    LedgerEntry {
        source: source.into(),
        layer: layer.into(),
        key: r.key.clone(),
        feature: r.key.is_none().then_some(r.feature),
        // a bad number leaves the cell usable: only its count is unknown
        fate: if r.code == "read.bad_number" { Fate::Noted } else { Fate::Rejected },
        code: r.code.clone(),
        expected: r.expected.clone(),
        got: r.got.clone(),
        place: None,
    }
}

fn place_layer(layer: &Layer, out: &mut Placed) -> Result<(), Error> {
    let mut account = SourceAccount { source: layer.source.clone(), layer: layer.id.clone(), ..Default::default() };
    let read = layer.rejected.iter().filter(|r| r.code != "read.bad_number").count();
    account.features = (layer.cells.len() + read) as u64;
    account.rejected = read as u64;
    out.ledger.entries.extend(layer.rejected.iter().map(|r| rejected_entry(&layer.source, &layer.id, r)));

    let (mut cells, bad) = split_by_coordinates(layer);
    let looks_projected = |&&(_, (x, y)): &&(&Cell, (f64, f64))| x.is_finite() && y.is_finite();
    if let Some(&(cell, (x, y))) = bad.iter().find(looks_projected)
        && bad.len() * 2 > layer.cells.len()
    {
        return Err(Error::NotDegrees {
            source_name: layer.source.clone(),
            feature: cell.feature,
            key: cell.key.clone(),
            x,
            y,
            bad: bad.len(),
            total: layer.cells.len(),
        });
    }
    for (cell, (x, y)) in bad {
        account.rejected += 1;
        out.ledger.entries.push(entry(
            layer,
            &cell.key,
            Fate::Rejected,
            "place.bad_coordinate",
            "longitude within ±180 and latitude within ±90 degrees",
            format!("({x}, {y})"),
            None,
        ));
    }
    cells.sort_by(|a, b| canonical(a).cmp(&canonical(b)));
    settle_keys(layer, &mut cells, &mut account, &mut out.ledger);
    account.used = cells.len() as u64 - account.repaired.min(cells.len() as u64);
    if cells.is_empty() && matches!(layer.role, Role::Base | Role::Community) {
        return Err(Error::EmptyLayer {
            source_name: layer.source.clone(),
            layer: layer.id.clone(),
            rejected: account.rejected as usize,
        });
    }
    out.ledger.sources.push(account);
    add_to_linework(layer, cells, out);
    Ok(())
}

fn entry(
    layer: &Layer,
    key: &str,
    fate: Fate,
    code: &str,
    expected: &str,
    got: String,
    place: Option<Coord>,
) -> LedgerEntry {
    LedgerEntry {
        source: layer.source.clone(),
        layer: layer.id.clone(),
        key: Some(key.into()),
        feature: None,
        fate,
        code: code.into(),
        expected: expected.into(),
        got,
        place: place.map(|p| (p.lon_deg(), p.lat_deg())),
    }
}

/// Cells on the lattice, and cells with the first coordinate that cannot be placed.
type Split<'a> = (Vec<PlacedCell<'a>>, Vec<(&'a Cell, (f64, f64))>);

fn split_by_coordinates(layer: &Layer) -> Split<'_> {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for cell in &layer.cells {
        match cell.shape.0.iter().map(place_polygon).collect::<Result<Vec<_>, _>>() {
            Ok(parts) => good.push(PlacedCell { cell, key: cell.key.clone(), parts }),
            Err(coordinate) => bad.push((cell, coordinate)),
        }
    }
    (good, bad)
}

fn place_polygon(polygon: &Polygon<f64>) -> Result<Vec<Ring>, (f64, f64)> {
    std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(place_line).collect()
}

fn place_line(line: &LineString<f64>) -> Result<Ring, (f64, f64)> {
    line.0.iter().map(|c| Coord::from_degrees(c.x, c.y).ok_or((c.x, c.y))).collect()
}

/// Everything that tells two cells apart, so that the order of the features decides nothing.
fn canonical<'p>(placed: &'p PlacedCell<'_>) -> impl Ord + use<'p> {
    let cell = placed.cell;
    (&placed.key, &placed.parts, cell.households, (&cell.name, &cell.class, &cell.code, &cell.group), &cell.counts)
}

/// A larger count is a slip, and sums of larger ones could leave 64 bits.
pub(crate) const MOST_HOUSEHOLDS: u64 = u32::MAX as u64;

/// Drops exact repetitions and gives every cell a key of its own.
fn settle_keys(layer: &Layer, cells: &mut Vec<PlacedCell<'_>>, account: &mut SourceAccount, ledger: &mut Ledger) {
    let mut kept: Vec<PlacedCell<'_>> = Vec::with_capacity(cells.len());
    let taken: BTreeSet<String> = cells.iter().map(|c| c.key.clone()).collect();
    let (mut original, mut number) = (String::new(), 1);
    for mut cell in cells.drain(..) {
        let place = cell.parts.first().and_then(|p| p[0].first()).copied();
        let repeats = kept.last().is_some_and(|k| {
            let same_counts = k.cell.households == cell.cell.households && k.cell.counts == cell.cell.counts;
            original == cell.key && k.parts == cell.parts && same_counts
        });
        if repeats {
            account.rejected += 1;
            let got = "a second cell with the same key and the same shape".to_string();
            ledger.entries.push(entry(
                layer,
                &cell.key,
                Fate::Rejected,
                "place.duplicate_cell",
                "each cell once",
                got,
                place,
            ));
            continue;
        }
        if original == cell.key && !kept.is_empty() {
            account.repaired += 1;
            while taken.contains(&cell.key) {
                number += 1;
                cell.key = format!("{original}#{number}");
            }
            let got = format!("key {original:?} again with another shape; named {:?}", cell.key);
            ledger.entries.push(entry(
                layer,
                &original,
                Fate::Repaired,
                "place.duplicate_key",
                "a key of its own for each cell",
                got,
                place,
            ));
        } else {
            original.clone_from(&cell.key);
            number = 1;
        }
        kept.push(cell);
    }
    *cells = kept;
}

fn add_to_linework(layer: &Layer, cells: Vec<PlacedCell<'_>>, out: &mut Placed) {
    let id = out.linework.add_layer(cells.len() as u32);
    let mut infos = Vec::with_capacity(cells.len());
    for (c, placed) in cells.into_iter().enumerate() {
        for (part, rings) in placed.parts.into_iter().enumerate() {
            for (i, ring) in rings.into_iter().enumerate() {
                let role = if i == 0 { RingRole::Shell } else { RingRole::Hole };
                out.linework.add_ring(RingOwner { layer: id, cell: c as u32, part: part as u32, role }, ring);
            }
        }
        let mut households = placed.cell.households;
        if let Some(count) = households.filter(|&h| h > MOST_HOUSEHOLDS) {
            out.ledger.entries.push(entry(
                layer,
                &placed.key,
                Fate::Noted,
                "place.bad_count",
                &format!("at most {MOST_HOUSEHOLDS} households"),
                count.to_string(),
                None,
            ));
            households = None;
        }
        let mut counts = placed.cell.counts.clone();
        counts.resize(layer.counts.len(), 0);
        for count in counts.iter_mut().filter(|n| **n > MOST_HOUSEHOLDS) {
            let got = std::mem::take(count).to_string();
            let expected = format!("at most {MOST_HOUSEHOLDS}");
            out.ledger.entries.push(entry(layer, &placed.key, Fate::Noted, "place.bad_count", &expected, got, None));
        }
        infos.push(CellInfo {
            counts,
            key: placed.key,
            name: placed.cell.name.clone(),
            class: placed.cell.class.clone(),
            code: placed.cell.code.clone(),
            group: placed.cell.group.clone(),
            households,
            feature: placed.cell.feature,
        });
    }
    out.layers.push(LayerInfo {
        id: layer.id.clone(),
        name: if layer.name.is_empty() { layer.id.clone() } else { layer.name.clone() },
        role: layer.role,
        source: layer.source.clone(),
        counts: layer.counts.clone(),
        cells: infos,
    });
}

fn place_barriers(layer: &crate::project::BarrierLayer, out: &mut Placed) {
    let mut account = SourceAccount { source: layer.source.clone(), layer: layer.id.clone(), ..Default::default() };
    account.features = (layer.lines.len() + layer.rejected.len()) as u64;
    account.rejected = layer.rejected.len() as u64;
    out.ledger.entries.extend(layer.rejected.iter().map(|r| rejected_entry(&layer.source, &layer.id, r)));
    let mut lines = Vec::new();
    for line in &layer.lines {
        match line.shape.0.iter().map(place_line).collect::<Result<Vec<_>, _>>() {
            Ok(parts) => {
                account.used += 1;
                let name = line.name.clone().filter(|n| !n.is_empty()).unwrap_or_else(|| line.key.clone());
                lines.push((BarrierInfo { class: line.class, name }, parts));
            }
            Err((x, y)) => {
                account.rejected += 1;
                out.ledger.entries.push(LedgerEntry {
                    source: layer.source.clone(),
                    layer: layer.id.clone(),
                    key: Some(line.key.clone()),
                    feature: None,
                    fate: Fate::Rejected,
                    code: "place.bad_coordinate".into(),
                    expected: "longitude within ±180 and latitude within ±90 degrees".into(),
                    got: format!("({x}, {y})"),
                    place: None,
                });
            }
        }
    }
    lines.sort();
    for (info, parts) in lines {
        let id = out.barriers.len() as u32;
        for part in parts {
            out.linework.add_barrier(id, part);
        }
        out.barriers.push(info);
    }
    out.ledger.sources.push(account);
}

/// The feature that stretches the data beyond what an exact overlay can hold, if they are: the one
/// with the point furthest from the median.
fn far_away(project: &Project, linework: &Linework) -> Option<Error> {
    let bounds = linework.bounds()?;
    let limit = onegrid_planar::MAX_SPAN;
    if bounds.width() < limit && bounds.height() < limit {
        return None;
    }
    let points = points_by_feature(project);
    let median = |axis: fn(&Coord) -> i32| {
        // one point a feature: detailed shapes do not count more
        let mut values: Vec<i32> = points.iter().filter_map(|p| p.points.first()).map(axis).collect();
        values.sort_unstable();
        values.get(values.len() / 2).copied().unwrap_or(0)
    };
    let (mx, my) = (median(|p| p.x), median(|p| p.y));
    let distance = |p: &Coord| p.x.abs_diff(mx).max(p.y.abs_diff(my));
    let furthest = |f: &FeaturePoints<'_>| f.points.iter().max_by_key(|p| (distance(p), **p)).copied();
    let (feature, point) = points
        .iter()
        .filter_map(|f| Some((f, furthest(f)?)))
        .max_by_key(|(f, p)| (distance(p), core::cmp::Reverse((f.source, f.feature))))?;
    Some(Error::FarAway {
        source_name: feature.source.into(),
        feature: feature.feature,
        key: feature.key.into(),
        lon_deg: point.lon_deg(),
        lat_deg: point.lat_deg(),
    })
}

/// The points of a cell or barrier line.
struct FeaturePoints<'a> {
    source: &'a str,
    feature: u32,
    key: &'a str,
    points: Vec<Coord>,
}

/// Features that are in the overlay, with their points.
fn points_by_feature(project: &Project) -> Vec<FeaturePoints<'_>> {
    let on_lattice = |lines: &mut dyn Iterator<Item = &LineString<f64>>| -> Option<Vec<Coord>> {
        Some(lines.map(place_line).collect::<Result<Vec<_>, _>>().ok()?.concat())
    };
    let mut out = Vec::new();
    for layer in &project.layers {
        out.extend(layer.cells.iter().filter_map(|cell| {
            let rings = cell.shape.0.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
            let points = on_lattice(&mut { rings })?;
            Some(FeaturePoints { source: &layer.source, feature: cell.feature, key: &cell.key, points })
        }));
    }
    for layer in &project.barriers {
        out.extend(layer.lines.iter().filter_map(|line| {
            let points = on_lattice(&mut line.shape.0.iter())?;
            Some(FeaturePoints { source: &layer.source, feature: line.feature, key: &line.key, points })
        }));
    }
    out
}
