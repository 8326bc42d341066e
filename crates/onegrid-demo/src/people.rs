//! Base cells -> households: one point per building, inside its plot.

use onegrid::{HouseholdPoint, HouseholdTable};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::chance::{shuffle, stream};
use crate::fabric::Fabric;
use crate::frame::degrees;
use crate::grouping::NONE;
use crate::layers::Desk;
use crate::size::Scale;
use crate::truth::Truth;

/// How close to its plot's edge a building may stand, as a share of the plot.
const SETBACK: f64 = 0.16;

pub(crate) fn buildings(desk: &Desk<'_>) -> HouseholdTable {
    let Desk { fabric, frame, scale, truth, .. } = *desk;
    let mut rng = stream(desk.seed, desk.plan.index.into(), "people");
    let homes = building_land(truth);
    let targets = targets(fabric, scale, &homes, &mut rng);
    let mut points = Vec::new();
    for (atoms, target) in homes.iter().zip(targets) {
        let Some(first) = atoms.first() else { continue };
        let urbanity = fabric.urbanity(*first);
        let mut left = target;
        while left > 0 {
            let households = building(scale, urbanity, &mut rng).min(left);
            left -= households;
            let atom = atoms[rng.random_range(0..atoms.len() as u32) as usize];
            let place = degrees(frame.spot(inside(fabric, atom, &mut rng)));
            points.push(HouseholdPoint {
                lon_deg: place.x,
                lat_deg: place.y,
                households,
                feature: points.len() as u32,
                ..HouseholdPoint::default()
            });
        }
    }
    HouseholdTable { source: "demo:buildings".to_owned(), points, ..HouseholdTable::default() }
}

/// Atoms of each base group where people live: not on a campus or in a park.
fn building_land(truth: &Truth) -> Vec<Vec<u32>> {
    let mut homes = truth.base.members();
    for atoms in &mut homes {
        atoms.retain(|atom| {
            let area = truth.exclusive.of[*atom as usize];
            area == NONE || truth.exclusives[area as usize].class == "mall"
        });
    }
    homes
}

/// Households of each base group.
fn targets(fabric: &Fabric, scale: &Scale, homes: &[Vec<u32>], rng: &mut ChaCha8Rng) -> Vec<u64> {
    if scale.is_premises {
        return premises_targets(scale, homes, rng);
    }
    // the rim empties first, the rest is chance
    let mut order: Vec<(f64, usize)> = homes
        .iter()
        .enumerate()
        .filter(|(_, atoms)| !atoms.is_empty())
        .map(|(cell, atoms)| (fabric.urbanity(atoms[0]) + rng.random_range(-0.3..0.3), cell))
        .collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let fitting = libm::round(homes.len() as f64 * scale.fitting_share) as usize;
    let crowded = libm::round(homes.len() as f64 * scale.crowded_share) as usize;
    let mut dense: Vec<usize> = order.iter().take(fitting + crowded).map(|(_, cell)| *cell).collect();
    shuffle(rng, &mut dense);
    let mut targets = vec![0; homes.len()];
    for (rank, cell) in dense.iter().enumerate() {
        targets[*cell] = if rank < crowded {
            // a new estate went up after the grid was drawn
            rng.random_range(scale.crowded[0]..=scale.crowded[1])
        } else {
            rng.random_range(scale.fitting[0]..=scale.fitting[1])
        };
    }
    for (_, cell) in order.iter().skip(fitting + crowded) {
        targets[*cell] = rng.random_range(scale.sparse[0]..=scale.sparse[1]);
    }
    targets
}

/// About 18 households each, some a shop or an office; the sum is exact.
fn premises_targets(scale: &Scale, homes: &[Vec<u32>], rng: &mut ChaCha8Rng) -> Vec<u64> {
    let weights: Vec<f64> = homes
        .iter()
        .map(|atoms| match rng.random_range(0..20_u32) {
            _ if atoms.is_empty() => 0.0,
            0..=2 => rng.random_range(0.0..3.0),
            3..=17 => rng.random_range(10.0..26.0),
            _ => rng.random_range(26.0..70.0),
        })
        .collect();
    let total: f64 = weights.iter().sum();
    let wanted = scale.households.unwrap_or_else(|| libm::round(total) as u64);
    let mut done = 0;
    let mut sum = 0.0;
    weights
        .iter()
        .map(|weight| {
            sum += weight;
            let upto = libm::round(sum / total * wanted as f64) as u64;
            let share = upto - done;
            done = upto;
            share
        })
        .collect()
}

/// Households of one building, 1 to 120.
fn building(scale: &Scale, urbanity: f64, rng: &mut ChaCha8Rng) -> u64 {
    let chance: f64 = rng.random();
    if urbanity < 0.25 && !scale.is_premises {
        return if chance < 0.8 { rng.random_range(1..=6) } else { rng.random_range(6..=24) };
    }
    let low = if scale.is_premises { 0.03 } else { 0.2 };
    if chance < low {
        rng.random_range(1..=6)
    } else if chance < 0.8 {
        rng.random_range(8..=32)
    } else {
        rng.random_range(32..=120)
    }
}

/// A place inside an atom, away from its edges.
fn inside(fabric: &Fabric, atom: u32, rng: &mut ChaCha8Rng) -> [f64; 2] {
    let corners = fabric.atom_corners[atom as usize].map(|node| fabric.nodes[node as usize]);
    let mut u = rng.random_range(SETBACK..1.0 - SETBACK);
    let mut v = rng.random_range(SETBACK..1.0 - SETBACK);
    let weights = if fabric.atom_corners[atom as usize][2] == fabric.atom_corners[atom as usize][3] {
        // half a plot: weights of a triangle, each at least the setback
        if u + v > 1.0 {
            (u, v) = (1.0 - u, 1.0 - v);
        }
        let room = 1.0 - 3.0 * SETBACK;
        [u, v, 1.0 - u - v, 0.0].map(|w| if w > 0.0 { SETBACK + w * room } else { w })
    } else {
        [(1.0 - u) * (1.0 - v), u * (1.0 - v), u * v, (1.0 - u) * v]
    };
    let mut place = [0.0; 2];
    for (corner, weight) in corners.iter().zip(weights) {
        place[0] += corner[0] * weight;
        place[1] += corner[1] * weight;
    }
    place
}
