//! What a plan of one part costs, in integers, so that every machine agrees.
//!
//! # Terms
//! Each is a share of the part, so that the weights compare; none depends on how finely the part
//! is cut into units or cells.
//! 1. *Moved.* A household stays with its base cell if it is in the zone with the largest piece of
//!    the cell, or if most of its zone is of that cell. All others are *severed*: they were cut off
//!    their cell and put among strangers. A cell that joins a zone whole keeps its border, and a
//!    cell that is too large and falls into zones of its own has no strangers in it: neither is
//!    severed. Households outside the largest base cell of their zone are *joined*; where cells are
//!    below the minimum that is the same for every plan, elsewhere it keeps cells from being joined
//!    without need. Both are added, so that a household cut off its cell counts twice.
//! 2. *Cells cut.* The same measure of severed households for departmental cells.
//! 3. *Barrier.* Barrier length by rank inside zones.
//! 4. *Compactness.* One less the mean Polsby-Popper compactness.
//! 5. *Border.* Length of the borders between zones, half of it where they follow a barrier,
//!    against that of as many square zones: 1 for squares in a square, less for hexagons, 2 for
//!    ragged zones; inside buildings more where a weighted rule says so. The outer border, which no plan changes, is taken as that of a square, so that
//!    the term does not prefer few zones to many.
//! 6. *Deviation.* Distance of sizes from the target.
//!
//! [`Scorer`] holds what is fixed; [`super::state::State`] keeps the sums of a plan up to date.

use std::cmp::Reverse;
use std::f64::consts::PI;

use crate::part::{Link, Part};
use crate::rules::{Bounds, DesignRules};

/// One whole term, in parts.
const ONE: u64 = 1_000_000_000;
/// Layer weights and compactness of a zone are in millionths.
pub(crate) const MILLION: u64 = 1_000_000;
/// Weights are kept in thousandths.
const WEIGHT_SCALE: f64 = 1e3;
/// What the objective is divided by to be the weighted sum of whole terms.
pub(crate) const UNIT: f64 = ONE as f64 * WEIGHT_SCALE;

/// Cost of a plan; lower is better, fields in order of importance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cost {
    /// Zones outside the bounds, and other hard rules broken.
    pub(crate) out: u32,
    /// Sum of their distances to the bounds, and of how far other rules are broken.
    pub(crate) miss: u64,
    /// Zones within the bounds; counts only while some are outside.
    inside: Reverse<u32>,
    /// The weighted objective.
    pub(crate) soft: u64,
}

impl Cost {
    /// Whether the bounds are broken more than in `other`.
    pub(crate) fn breaks_more_than(&self, other: &Self) -> bool {
        (self.out, self.miss, self.inside) > (other.out, other.miss, other.inside)
    }
}

/// Sums over a whole plan that its cost is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Sums {
    pub(crate) zones: u32,
    pub(crate) out: u32,
    pub(crate) miss: u64,
    /// Mass cut off its base cell.
    pub(crate) severed: u64,
    /// Mass outside the largest base cell of its zone.
    pub(crate) joined: u64,
    /// Mass cut off its departmental cell, times layer weight.
    pub(crate) cut: u128,
    pub(crate) barrier: u64,
    pub(crate) border_mm: u64,
    /// One less the compactness of each zone, in millionths.
    pub(crate) loose: u64,
    /// Distances of zone sizes from the target.
    pub(crate) off: u64,
    /// Weighted rules about zones: thousandths of weight times millionths.
    pub(crate) soft: u64,
}

/// What is fixed about the cost of plans of one part.
pub(crate) struct Scorer<'p> {
    pub(crate) part: &'p Part,
    pub(crate) bounds: Option<Bounds>,
    weight: [u64; 6],
    /// Layer weights in millionths of their sum, by layer; the base layer has none.
    pub(crate) layer_weight: Vec<u64>,
    /// Layer of each cell; base cells come first.
    pub(crate) layer_of: Vec<u32>,
    /// Cells of each unit with the mass in them, base cell first; only where there is mass.
    pub(crate) cells: Vec<Vec<(u32, u64)>>,
    /// What a border costs and which barrier weight lies on it, by link.
    pub(crate) lengths: Vec<(u64, u64)>,
    mass_total: u64,
    size_total: u64,
    barrier_total: u64,
    /// Borders of square zones, by number of zones.
    squares: Vec<u64>,
}

impl<'p> Scorer<'p> {
    pub(crate) fn new(part: &'p Part, rules: &DesignRules, layer_weights: &[f64]) -> Self {
        let w = &rules.weights;
        let mut weight = [w.moved, w.cells_cut, w.barrier, w.compactness, w.border, w.deviation];
        let all: f64 = layer_weights.iter().skip(1).sum();
        let share = |w: &f64| if all > 0.0 { (w / all * MILLION as f64).round() as u64 } else { 0 };
        let layers = part.cell_layer.iter().max().map_or(1, |&l| l as usize + 1);
        let mut layer_weight = vec![0; layers];
        for (layer, weight) in layer_weight.iter_mut().enumerate().skip(1) {
            *weight = layer_weights.get(layer).map_or(0, share);
        }
        // the zones of the plan before are a layer of their own weight
        let previous = layer_weights.len();
        if rules.rules.stability > 0.0 && previous < layers {
            if weight[1] <= 0.0 {
                weight[1] = 1.0;
                layer_weight.fill(0);
            }
            layer_weight[previous] = (rules.rules.stability / weight[1] * MILLION as f64).round() as u64;
        }
        let mut layer_of = vec![0; part.bases];
        layer_of.extend_from_slice(&part.cell_layer);
        let cells_of = |u: usize| {
            let base = part.base[u].map(|b| (b, part.mass[u]));
            let others = part.cells[u].iter().map(|&(c, m)| (c + part.bases as u32, m));
            base.into_iter().chain(others).filter(|&(_, m)| m > 0).collect()
        };
        let area_cm2: u64 = part.area_cm2.iter().sum();
        let in_buildings = rules.rules.buildings.border_weight();
        let squares = (0..=part.len() as u64).map(|zones| square_border(area_cm2, zones));
        Self {
            part,
            bounds: rules.bounds,
            weight: weight.map(|w| (w * WEIGHT_SCALE).round() as u64),
            layer_weight,
            layer_of,
            cells: (0..part.len()).map(cells_of).collect(),
            lengths: part.links.iter().map(|l| (border_cost(&l.2, in_buildings), l.2.barrier_weight())).collect(),
            mass_total: part.mass.iter().sum(),
            size_total: part.total(),
            barrier_total: part.links.iter().map(|l| l.2.barrier_weight()).sum(),
            squares: squares.collect(),
        }
    }

    /// Number of layers, the base layer among them.
    pub(crate) fn layers(&self) -> usize {
        self.layer_weight.len()
    }

    /// The cost that sums amount to.
    pub(crate) fn cost(&self, sums: &Sums) -> Cost {
        let terms = [
            share(sums.severed + sums.joined, self.mass_total),
            self.cut(sums),
            share(sums.barrier, self.barrier_total),
            (sums.loose * (ONE / MILLION)).checked_div(u64::from(sums.zones)).unwrap_or(0),
            share(sums.border_mm + self.squares.get(1).unwrap_or(&0), self.squares_of(u64::from(sums.zones))),
            share(sums.off, self.size_total),
        ];
        let over = self.part.most_zones.map_or(0, |most| sums.zones.saturating_sub(most));
        let out = sums.out + over;
        Cost {
            out,
            miss: sums.miss + u64::from(over),
            inside: Reverse(if out > 0 { sums.zones.saturating_sub(out) } else { 0 }),
            soft: self.weighted(terms).saturating_add(by_rules(sums, u64::from(sums.zones))),
        }
    }

    /// What `sums.zones` of `zones` zones add to the objective at least, severed households left out.
    /// `twice_mm`: length of their borders, those within the `zones` twice.
    pub(crate) fn share_of_zones(&self, sums: &Sums, twice_mm: u64, zones: u64) -> u64 {
        // what lies around all is shared out among the zones
        let border = twice_mm + 2 * self.squares.get(1).unwrap_or(&0) * u64::from(sums.zones) / zones.max(1);
        self.weighted([
            share(sums.joined, self.mass_total),
            0,
            share(sums.barrier, self.barrier_total),
            (sums.loose * (ONE / MILLION)).checked_div(zones).unwrap_or(0),
            share(border, 2 * self.squares_of(zones)),
            share(sums.off, self.size_total),
        ])
        .saturating_add(by_rules(sums, zones))
    }

    /// What severed households add to the objective at least.
    pub(crate) fn share_of_severed(&self, sums: &Sums) -> u64 {
        self.weighted([share(sums.severed, self.mass_total), self.cut(sums), 0, 0, 0, 0])
    }

    fn weighted(&self, terms: [u64; 6]) -> u64 {
        terms.iter().zip(self.weight).fold(0, |all, (t, w)| all.saturating_add(t.saturating_mul(w)))
    }

    fn cut(&self, sums: &Sums) -> u64 {
        let parts = sums.cut * u128::from(ONE / MILLION);
        narrow(parts.checked_div(u128::from(self.mass_total)).unwrap_or(0))
    }

    /// Half the perimeters of so many squares.
    fn squares_of(&self, zones: u64) -> u64 {
        self.squares.get(zones as usize).copied().unwrap_or(0)
    }
}

/// What weighted rules about zones add to the objective: their mean over the zones.
fn by_rules(sums: &Sums, zones: u64) -> u64 {
    let parts = u128::from(sums.soft) * u128::from(ONE / MILLION);
    narrow(parts.checked_div(u128::from(zones)).unwrap_or(0))
}

/// What a border costs in mm: half where it follows a barrier, more inside buildings by so many
/// thousandths.
pub(crate) fn border_cost(link: &Link, in_buildings: u64) -> u64 {
    let along: u64 = link.barrier_mm.iter().sum();
    link.length_mm - along.min(link.length_mm) / 2 + link.building_mm.saturating_mul(in_buildings) / 1000
}

/// Half the perimeters in mm of this many squares on this area.
pub(crate) fn square_border(area_cm2: u64, zones: u64) -> u64 {
    // 1 cm2 is 100 mm2
    let square = u128::from(area_cm2) * 100 * u128::from(zones);
    2 * narrow(square.isqrt())
}

/// Polsby-Popper compactness in millionths: `4 pi A / P^2`, at most one (rounded lengths of tiny
/// faces may give more).
///
/// # Source
/// Polsby and Popper 1991, "The Third Criterion", Yale Law & Policy Review 9, 301-353.
pub(crate) fn compactness(area_cm2: u64, perimeter_mm: u64) -> u64 {
    let four_pi = (4.0 * PI * MILLION as f64).round() as u128;
    // 1 cm2 is 100 mm2
    let above = four_pi * u128::from(area_cm2) * 100;
    let below = u128::from(perimeter_mm).pow(2);
    let parts = above.checked_div(below).unwrap_or(0);
    narrow(parts.min(u128::from(MILLION)))
}

fn share(of: u64, total: u64) -> u64 {
    let parts = u128::from(of) * u128::from(ONE);
    narrow(parts.checked_div(u128::from(total)).unwrap_or(0))
}

/// The number, or the largest there is.
fn narrow(value: u128) -> u64 {
    u64::try_from(value).unwrap_or(u64::MAX)
}
