//! One page of numbers about a design: how much of what was there is still there.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base;
use crate::design::{Design, ZoneClass};
use crate::ids::{UnitId, ZoneId};
use crate::index::{FaceIndex, cm2, metres, mm};
use crate::merge::cost::compactness;
use crate::objective::objective;
use crate::rules::{DesignRules, Measure};
use crate::table::{BARRIER_RANKS, FaceTable};
use crate::units::is_sliver;

/// Measures of a design. Shares lie in 0..=1 and are 1 where there is nothing to lose.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Score {
    /// Number of zones.
    pub zones: u32,
    /// General zones within the bounds; all general zones where there are none.
    pub zones_in_bounds: u32,
    /// Exclusive zones.
    pub exempt: u32,
    /// Share of the border length between base cells inside communities that zone borders follow;
    /// gaps and overlaps count to the base cell they went to, slivers to that of their unit.
    pub base_border_kept_share: f64,
    /// Share of households in a zone with the base cell they were in before.
    pub households_kept_share: f64,
    /// How much of each department's cells stayed whole, in the order of the layers.
    pub departments: Vec<DepartmentScore>,
    /// Barrier length inside zones, by rank, in m.
    pub barrier_inside_m: [f64; BARRIER_RANKS],
    /// Mean Polsby-Popper compactness of the zones.
    pub polsby_popper_mean: f64,
    /// The weighted objective; lower is better. Comparable between designs of one table.
    pub objective: f64,
}

/// How much of one department's cells stayed whole.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct DepartmentScore {
    /// The layer.
    pub layer: u32,
    /// Share of its households whose cell lies wholly in one zone. Ground without households does
    /// not count, so that a sliver across the border cuts no cell.
    pub households_whole_share: f64,
    /// Share of its households that lie outside the zone that has most of their cell.
    pub households_cut_share: f64,
}

/// Measures a design.
///
/// # Panics
/// If the design was not made from this table.
#[must_use]
pub fn score(table: &FaceTable, design: &Design, rules: &DesignRules) -> Score {
    let index = FaceIndex::new(table);
    let zone_of = |f: u32| design.unit_of_face[f as usize].map(|u| design.zone_of_unit[u.index()]);
    let borders = Borders::measure(&index, design, rules);
    let mut score = Score {
        zones: design.zones.len() as u32,
        base_border_kept_share: ratio(borders.kept_mm, borders.base_mm),
        barrier_inside_m: borders.barrier_inside_mm.map(metres),
        ..Score::default()
    };
    let mut pp_sum = 0u128;
    // households and m² do not add up: each measure has its own share, counted by its zones
    let mut sums = [SizeSums::default(); 2];
    for zone in &design.zones {
        match (zone.class, rules.bounds_of(zone.community)) {
            (ZoneClass::Exclusive, _) => score.exempt += 1,
            (ZoneClass::General, bounds) => {
                let holds = bounds.is_none_or(|b| b.holds(zone.size));
                score.zones_in_bounds += u32::from(holds);
                let sum = &mut sums[usize::from(rules.community_rule(zone.community).measure == Measure::AreaM2)];
                sum.off += bounds.map_or(0, |b| zone.size.abs_diff(b.target));
                sum.size += zone.size;
                sum.zones += 1;
            }
        }
        pp_sum += u128::from(compactness(cm2(zone.area_m2), mm(zone.perimeter_m)));
    }
    if score.zones > 0 {
        score.polsby_popper_mean = pp_sum as f64 / 1e6 / f64::from(score.zones);
    }
    let kept = (0..table.faces.len() as u32).filter(|&f| {
        let base = zone_of(f).and_then(|z| design.zones[z.index()].base_cell);
        base.is_some_and(|b| table.cells(f, 0).contains(&b))
    });
    let kept = kept.map(|f| table.faces[f as usize].households).sum();
    let in_cells = (0..table.faces.len() as u32).filter(|&f| zone_of(f).is_some() && !table.cells(f, 0).is_empty());
    let in_cells = in_cells.map(|f| table.faces[f as usize].households).sum();
    score.households_kept_share = ratio(kept, in_cells);
    for layer in 1..table.layers.len() {
        score.departments.push(department(table, design, layer));
    }
    let inside = 1.0 - ratio(borders.barrier_weight - borders.inside_weight, borders.barrier_weight);
    score.objective = objective(&index, design, rules, &score, inside, off_share(&sums));
    score
}

/// Sums over the general zones of one measure.
#[derive(Clone, Copy, Default)]
struct SizeSums {
    off: u64,
    size: u64,
    zones: u64,
}

/// Distance of sizes from their targets as a share of the total.
fn off_share(sums: &[SizeSums]) -> f64 {
    let zones: u64 = sums.iter().filter(|s| s.size > 0).map(|s| s.zones).sum();
    let share = |s: &SizeSums| s.off.min(s.size) as f64 / s.size as f64;
    match sums.iter().filter(|s| s.size > 0).collect::<Vec<_>>()[..] {
        [] => 0.0,
        [one] => share(one),
        ref several => several.iter().map(|s| share(s) * s.zones as f64).sum::<f64>() / zones as f64,
    }
}

/// Sums over borders inside communities, in mm.
#[derive(Default)]
struct Borders {
    base_mm: u64,
    kept_mm: u64,
    barrier_inside_mm: [u64; BARRIER_RANKS],
    barrier_weight: u64,
    inside_weight: u64,
}

impl Borders {
    fn measure(index: &FaceIndex<'_>, design: &Design, rules: &DesignRules) -> Self {
        let table = index.table;
        let decided = base::decide(index).base_of;
        // a sliver that went to its neighbour moved the border by less than its width: no loss
        let base = |f: u32, unit: UnitId| {
            let is_sliver = is_sliver(&table.faces[f as usize], rules);
            if is_sliver { design.units[unit.index()].base_cell } else { decided[f as usize] }
        };
        let mut sums = Self::default();
        for (at, border) in table.borders.iter().enumerate() {
            let unit = |f: u32| design.unit_of_face[f as usize];
            let (Some(u), Some(v)) = (unit(border.a), unit(border.b)) else {
                continue;
            };
            let (one, two) = (&design.units[u.index()], &design.units[v.index()]);
            if one.community != two.community {
                continue;
            }
            let length = index.length_mm(at as u32);
            let (za, zb) = (design.zone_of_unit[u.index()], design.zone_of_unit[v.index()]);
            if base(border.a, u) != base(border.b, v) {
                sums.base_mm += length;
                sums.kept_mm += if za == zb { 0 } else { length };
            }
            if let Some(barrier) = border.barrier {
                let weight = length * (u64::from(barrier.rank) + 1);
                sums.barrier_weight += weight;
                if za == zb {
                    sums.inside_weight += weight;
                    sums.barrier_inside_mm[barrier.rank as usize] += length;
                }
            }
        }
        sums
    }
}

fn department(table: &FaceTable, design: &Design, layer: usize) -> DepartmentScore {
    let mut cells: BTreeMap<u32, BTreeMap<ZoneId, u64>> = BTreeMap::new();
    for (f, row) in table.faces.iter().enumerate() {
        if let Some(unit) = design.unit_of_face[f]
            && row.households > 0
        {
            let zone = design.zone_of_unit[unit.index()];
            for &cell in table.cells(f as u32, layer) {
                *cells.entry(cell).or_default().entry(zone).or_default() += row.households;
            }
        }
    }
    let (mut whole, mut most, mut all) = (0, 0, 0);
    for zones in cells.values() {
        let total: u64 = zones.values().sum();
        all += total;
        most += zones.values().copied().max().unwrap_or(0);
        whole += if zones.len() == 1 { total } else { 0 };
    }
    DepartmentScore {
        layer: layer as u32,
        households_whole_share: ratio(whole, all),
        households_cut_share: 1.0 - ratio(most, all),
    }
}

/// A share; 1 where there is nothing.
fn ratio(of: u64, total: u64) -> f64 {
    if total == 0 { 1.0 } else { of as f64 / total as f64 }
}
