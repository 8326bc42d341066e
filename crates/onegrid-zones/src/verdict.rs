//! What is known about the bounds of a community: its parts and their outcomes in, the verdict out.

use crate::certificate::{Certificate, Infeasibility, PartOf, Proof};
use crate::design::{CommunityVerdict, Feasibility, PartVerdict};
use crate::ids::UnitId;
use crate::merge::{Outcome, cost};
use crate::plan::CommunityPlan;
use crate::rules::Bounds;
use crate::units::UnitDraft;

pub(crate) fn verdict(community: usize, plan: &CommunityPlan, bounds: Option<Bounds>, first: u32) -> CommunityVerdict {
    let sum = |of: &dyn Fn(&UnitDraft) -> u64| plan.units.iter().map(of).sum::<u64>();
    let general_size = sum(&|u| if u.exclusive.is_none() { u.size } else { 0 });
    let parts = plan.parts.len() as u32;
    let part_verdict = |(number, (members, outcome)): (usize, &(Vec<u32>, Outcome))| {
        let size = members.iter().map(|&u| plan.units[u as usize].size).sum();
        let place = PartOf { part: number as u32 + 1, parts, size };
        PartVerdict {
            size,
            units: members.len() as u32,
            optimality: plan.optimality.get(number).copied().unwrap_or_default(),
            objective: plan.objective.get(number).copied().flatten().map(|cost| cost as f64 / cost::UNIT),
            feasibility: feasibility(*outcome, members, bounds, first, (parts > 1).then_some(place)),
        }
    };
    let parts: Vec<PartVerdict> = plan.parts.iter().enumerate().map(part_verdict).collect();
    let whole = bounds.filter(|_| !parts.is_empty()).and_then(|b| whole_proof(general_size, b));
    let rank = |f: &Feasibility| match f {
        Feasibility::Infeasible { .. } => 0,
        Feasibility::Unproven { .. } => 1,
        Feasibility::Feasible => 2,
    };
    let worst = parts.iter().map(|p| p.feasibility).min_by_key(rank);
    CommunityVerdict {
        community: community as u32,
        size: sum(&|u| u.size),
        general_size,
        households: sum(&|u| u.households),
        units: plan.units.len() as u32,
        feasibility: match whole {
            Some(proof) => Feasibility::Infeasible { certificate: Certificate { part: None, proof } },
            None => worst.unwrap_or_default(),
        },
        optimality: parts.iter().map(|p: &PartVerdict| p.optimality).max().unwrap_or_default(),
        parts,
        // counted when the zones have their codes
        zones: 0,
        zones_in_bounds: 0,
        exempt: 0,
    }
}

/// Proofs that need nothing but the total of the community.
fn whole_proof(total: u64, bounds: Bounds) -> Option<Infeasibility> {
    let Bounds { min, max, .. } = bounds;
    if total == 0 {
        Some(Infeasibility::Empty { min })
    } else if total < min {
        Some(Infeasibility::BelowMin { total, min })
    } else if bounds.zone_counts(total).is_none() {
        Some(Infeasibility::NoZoneCount { total, min, max, zones: total / min })
    } else {
        None
    }
}

fn feasibility(
    outcome: Outcome,
    members: &[u32],
    bounds: Option<Bounds>,
    first: u32,
    part: Option<PartOf>,
) -> Feasibility {
    let (min, max) = bounds.map_or((0, u64::MAX), |b| (b.min, b.max));
    let proof = match outcome {
        Outcome::Feasible => return Feasibility::Feasible,
        Outcome::Unproven { nodes } => return Feasibility::Unproven { nodes },
        Outcome::Infeasible(proof) => proof,
    };
    let proof = match proof {
        Proof::Empty => Infeasibility::Empty { min },
        Proof::BelowMin { total, min } => Infeasibility::BelowMin { total, min },
        Proof::UnitAboveMax { unit, size, max } => {
            Infeasibility::UnitAboveMax { unit: UnitId(first + members[unit as usize]), size, max }
        }
        Proof::NoZoneCount { total, min, max, zones } => Infeasibility::NoZoneCount { total, min, max, zones },
        Proof::NoZoneAround { unit, size, nodes } => {
            Infeasibility::NoZoneAround { unit: UnitId(first + members[unit as usize]), size, min, max, nodes }
        }
        Proof::RulesExclude { rules, nodes } => Infeasibility::RulesExclude { rules, nodes },
        Proof::TooFewZones { total, max, needed, most } => Infeasibility::TooFewZones { total, max, needed, most },
        Proof::Exhaustive { nodes } => Infeasibility::Exhaustive { nodes, units: members.len() as u32, min, max },
    };
    Feasibility::Infeasible { certificate: Certificate { part, proof } }
}
