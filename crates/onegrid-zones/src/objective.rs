//! The weighted objective of a whole design: the terms of the search, over all communities.

use std::collections::BTreeMap;

use crate::design::Design;
use crate::index::{FaceIndex, cm2, metres};
use crate::merge::cost::square_border;
use crate::rules::DesignRules;
use crate::score::Score;

/// What the score already holds is taken from there; see [`crate::Weights`] for the terms.
pub(crate) fn objective(
    index: &FaceIndex<'_>,
    design: &Design,
    rules: &DesignRules,
    score: &Score,
    barrier_share: f64,
    off_share: f64,
) -> f64 {
    let table = index.table;
    let base = |f: u32| design.unit_of_face[f as usize].and_then(|u| design.units[u.index()].base_cell);
    let moved = 1.0 - score.households_kept_share + severed_share(index, design, |f| base(f).into_iter().collect());
    let weights: f64 = table.layers.iter().skip(1).map(|l| l.weight).sum();
    let cut = |(k, layer): (usize, &crate::table::LayerInfo)| {
        layer.weight / weights * severed_share(index, design, |f| table.cells(f, k).to_vec())
    };
    let cut: f64 = if weights > 0.0 { table.layers.iter().enumerate().skip(1).map(cut).sum() } else { 0.0 };
    let w = &rules.weights;
    w.moved * moved
        + w.cells_cut * cut
        + w.barrier * barrier_share
        + w.compactness * (1.0 - score.polsby_popper_mean)
        + w.border * raggedness(index, design, rules)
        + w.deviation * off_share
}

/// Share of households in a zone that has neither the largest piece of their cell nor lies mostly
/// in it.
fn severed_share(index: &FaceIndex<'_>, design: &Design, cells: impl Fn(u32) -> Vec<u32>) -> f64 {
    let mut pieces: BTreeMap<u32, BTreeMap<u32, u64>> = BTreeMap::new();
    let mut all = 0;
    for (f, row) in index.table.faces.iter().enumerate() {
        let Some(unit) = design.unit_of_face[f] else { continue };
        let zone = design.zone_of_unit[unit.index()];
        all += row.households;
        for cell in cells(f as u32) {
            *pieces.entry(cell).or_default().entry(zone.0).or_default() += row.households;
        }
    }
    let mut severed = 0;
    for zones in pieces.values() {
        let is_home = |zone: u32, households: u64| 2 * households > design.zones[zone as usize].households;
        let (home, strange): (Vec<_>, Vec<_>) = zones.iter().partition(|&(&zone, &n)| is_home(zone, n));
        let most = |pieces: &[(&u32, &u64)]| pieces.iter().map(|p| *p.1).max().unwrap_or(0);
        let (at_home, largest) = (most(&home), most(&strange));
        severed += strange.iter().map(|p| *p.1).sum::<u64>() - if largest > at_home { largest } else { 0 };
    }
    if all == 0 { 0.0 } else { severed as f64 / all as f64 }
}

/// Borders between zones of one community, half where they follow a barrier, more inside buildings, against those of as
/// many squares.
fn raggedness(index: &FaceIndex<'_>, design: &Design, rules: &DesignRules) -> f64 {
    let in_buildings = rules.rules.buildings.border_weight() as f64 / 1e3;
    let mut border_m = 0.0;
    for (at, border) in index.table.borders.iter().enumerate() {
        let unit = |f: u32| design.unit_of_face[f as usize].map(crate::UnitId::index);
        if let (Some(u), Some(v)) = (unit(border.a), unit(border.b))
            && design.units[u].community == design.units[v].community
            && design.zone_of_unit[u] != design.zone_of_unit[v]
        {
            border_m += if border.barrier.is_some() { border.length_m / 2.0 } else { border.length_m };
            border_m += if index.building_inside(at as u32).is_some() { in_buildings * border.length_m } else { 0.0 };
        }
    }
    let mut grounds: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
    for zone in &design.zones {
        let ground = grounds.entry(zone.community).or_default();
        *ground = (ground.0 + cm2(zone.area_m2), ground.1 + 1);
    }
    let around: u64 = grounds.values().map(|&(area_cm2, _)| square_border(area_cm2, 1)).sum();
    let squares: u64 = grounds.values().map(|&(area_cm2, zones)| square_border(area_cm2, zones)).sum();
    if squares == 0 { 0.0 } else { (border_m + metres(around)) / metres(squares) }
}
