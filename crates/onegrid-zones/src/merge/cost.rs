//! What a plan of one part costs, in integers, so that every machine agrees.

use std::cmp::Reverse;
use std::f64::consts::PI;

use crate::part::Part;
use crate::rules::{Bounds, DesignRules};

/// One whole term, in parts.
const ONE: u64 = 1_000_000;
/// Weights are kept in thousandths.
const WEIGHT_SCALE: f64 = 1e3;

/// Cost of a plan; lower is better, fields in order of importance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cost {
    /// Zones outside the bounds.
    pub(crate) out: u32,
    /// Sum of their distances to the bounds.
    pub(crate) miss: u64,
    /// Zones within the bounds; counts only while some are outside.
    inside: Reverse<u32>,
    /// The weighted objective.
    pub(crate) soft: u64,
}

/// Sums of one zone.
#[derive(Debug, Clone, Copy, Default)]
struct ZoneSum {
    size: u64,
    mass: u64,
    area_cm2: u64,
    perimeter_mm: u64,
    units: u32,
}

/// Terms of the objective, each in millionths of the part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Terms {
    pub(crate) moved: u64,
    pub(crate) cells_cut: u64,
    pub(crate) barrier: u64,
    pub(crate) compactness: u64,
    pub(crate) deviation: u64,
}

/// Weighs plans of one part.
pub(crate) struct Scorer<'p> {
    pub(crate) part: &'p Part,
    pub(crate) bounds: Option<Bounds>,
    weight: [u64; 5],
    /// Layer weights in millionths of their sum.
    cell_weight: Vec<u64>,
    cell_total: Vec<u64>,
    mass_total: u64,
    size_total: u64,
    barrier_total: u64,
    left: u64,
    sums: Vec<ZoneSum>,
    by_base: Vec<u64>,
    by_cell: Vec<u64>,
}

impl<'p> Scorer<'p> {
    pub(crate) fn new(part: &'p Part, rules: &DesignRules, layer_weights: &[f64]) -> Self {
        let w = &rules.weights;
        let weight = [w.moved, w.cells_cut, w.barrier, w.compactness, w.deviation];
        let all: f64 = layer_weights.iter().skip(1).sum();
        let share = |layer: u32| {
            if all > 0.0 { (layer_weights[layer as usize] / all * ONE as f64).round() as u64 } else { 0 }
        };
        let mut cell_total = vec![0; part.cell_layer.len()];
        for &(cell, mass) in part.cells.iter().flatten() {
            cell_total[cell as usize] += mass;
        }
        Self {
            part,
            bounds: rules.bounds,
            weight: weight.map(|w| (w * WEIGHT_SCALE).round() as u64),
            cell_weight: part.cell_layer.iter().map(|&l| share(l)).collect(),
            cell_total,
            mass_total: part.mass.iter().sum(),
            size_total: part.total(),
            barrier_total: part.links.iter().map(|l| l.2.barrier_weight()).sum(),
            left: 0,
            sums: Vec::new(),
            by_base: Vec::new(),
            by_cell: Vec::new(),
        }
    }

    /// Allows this many weighings that count.
    pub(crate) fn grant(&mut self, weighings: u64) {
        self.left = weighings;
    }

    /// Whether the allowance is used up.
    pub(crate) fn is_spent(&self) -> bool {
        self.left == 0
    }

    /// Uses up weighings for other work.
    pub(crate) fn charge(&mut self, weighings: u64) {
        self.left = self.left.saturating_sub(weighings);
    }

    /// Weighs a plan, using up one of the allowed weighings.
    pub(crate) fn weigh(&mut self, labels: &[u32]) -> Cost {
        self.left = self.left.saturating_sub(1);
        self.cost(labels)
    }

    /// Weighs a plan.
    pub(crate) fn cost(&mut self, labels: &[u32]) -> Cost {
        let terms = self.terms(labels);
        let all = [terms.moved, terms.cells_cut, terms.barrier, terms.compactness, terms.deviation];
        let mut cost =
            Cost { out: 0, miss: 0, inside: Reverse(0), soft: all.iter().zip(self.weight).map(|(t, w)| t * w).sum() };
        if let Some(bounds) = self.bounds {
            let mut inside = 0;
            for sum in self.sums.iter().filter(|s| s.units > 0) {
                if bounds.holds(sum.size) {
                    inside += 1;
                } else {
                    cost.out += 1;
                    cost.miss += bounds.miss(sum.size);
                }
            }
            if cost.out > 0 {
                cost.inside = Reverse(inside);
            }
        }
        cost
    }

    /// The terms of the objective, before weights.
    pub(crate) fn terms(&mut self, labels: &[u32]) -> Terms {
        let zones = labels.iter().max().map_or(0, |&z| z as usize + 1);
        let inside_barrier = self.sum_up(labels, zones);
        let part = self.part;
        self.by_base.clear();
        self.by_base.resize(zones * part.bases, 0);
        self.by_cell.clear();
        self.by_cell.resize(zones * part.cell_layer.len(), 0);
        let mut based = 0;
        for (u, &z) in labels.iter().enumerate() {
            if let Some(base) = part.base[u] {
                self.by_base[z as usize * part.bases + base as usize] += part.mass[u];
                based += part.mass[u];
            }
            for &(cell, mass) in &part.cells[u] {
                self.by_cell[cell as usize * zones + z as usize] += mass;
            }
        }
        let kept: u64 = match part.bases {
            0 => 0,
            bases => self.by_base.chunks(bases).map(largest).sum(),
        };
        let mut cut = 0u128;
        if zones > 0 {
            for (cell, masses) in self.by_cell.chunks(zones).enumerate() {
                let minority = self.cell_total[cell] - largest(masses);
                cut += u128::from(self.cell_weight[cell]) * u128::from(minority);
            }
        }
        Terms {
            moved: share(based - kept, self.mass_total),
            cells_cut: (cut / u128::from(self.mass_total.max(1))) as u64,
            barrier: share(inside_barrier, self.barrier_total),
            compactness: self.loose(),
            deviation: self.deviation(),
        }
    }

    /// Fills the sums of the zones and returns the barrier weight inside them.
    fn sum_up(&mut self, labels: &[u32], zones: usize) -> u64 {
        let part = self.part;
        self.sums.clear();
        self.sums.resize(zones, ZoneSum::default());
        for (u, &z) in labels.iter().enumerate() {
            let sum = &mut self.sums[z as usize];
            sum.size += part.size[u];
            sum.mass += part.mass[u];
            sum.area_cm2 += part.area_cm2[u];
            sum.perimeter_mm += part.perimeter_mm[u];
            sum.units += 1;
        }
        let mut inside_barrier = 0;
        for (a, b, link) in &part.links {
            if labels[*a as usize] == labels[*b as usize] {
                let sum = &mut self.sums[labels[*a as usize] as usize];
                sum.perimeter_mm = sum.perimeter_mm.saturating_sub(2 * link.length_mm);
                inside_barrier += link.barrier_weight();
            }
        }
        inside_barrier
    }

    /// One less the mean compactness of the zones.
    fn loose(&self) -> u64 {
        let zones = self.sums.iter().filter(|s| s.units > 0);
        let (mut sum, mut count) = (0, 0);
        for zone in zones {
            sum += ONE - compactness(zone.area_cm2, zone.perimeter_mm);
            count += 1;
        }
        sum.checked_div(count).unwrap_or(0)
    }

    fn deviation(&self) -> u64 {
        let Some(bounds) = self.bounds else { return 0 };
        let zones = self.sums.iter().filter(|s| s.units > 0);
        let off: u64 = zones.map(|s| s.size.abs_diff(bounds.target)).sum();
        share(off.min(self.size_total), self.size_total)
    }
}

/// Polsby-Popper compactness in millionths: `4 pi A / P^2`, at most one (rounded lengths of tiny
/// faces may give more).
///
/// # Source
/// Polsby and Popper 1991, "The Third Criterion", Yale Law & Policy Review 9, 301-353.
pub(crate) fn compactness(area_cm2: u64, perimeter_mm: u64) -> u64 {
    let four_pi = (4.0 * PI * ONE as f64).round() as u128;
    // 1 cm2 is 100 mm2
    let above = four_pi * u128::from(area_cm2) * 100;
    let below = u128::from(perimeter_mm).pow(2);
    let parts = above.checked_div(below).unwrap_or(0);
    parts.min(u128::from(ONE)) as u64
}

fn share(of: u64, total: u64) -> u64 {
    let parts = u128::from(of) * u128::from(ONE);
    parts.checked_div(u128::from(total)).unwrap_or(0) as u64
}

fn largest(masses: &[u64]) -> u64 {
    masses.iter().copied().max().unwrap_or(0)
}
