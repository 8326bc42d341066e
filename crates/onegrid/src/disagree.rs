//! Where the departments disagree with the base layer, and how many households that touches.
//!
//! # Method
//! A department agrees with the base layer at a face when the smaller of its two cells there lies
//! mostly inside the larger: the department's cell is the one that holds most households of the base
//! cell, or the base cell is the one that holds most households of the department's cell. Finer and
//! coarser grids therefore agree as long as they nest. Without households, area decides.

use serde::{Deserialize, Serialize};

use crate::grid::Grid;

/// Disagreement of one department with the base layer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DepartmentDisagreement {
    /// Layer id.
    pub layer: String,
    /// Households where it disagrees.
    pub households: u64,
    /// Area where it disagrees, m2.
    pub area_m2: f64,
    /// Households in its gaps.
    pub households_in_gaps: u64,
    /// Households in its overlaps.
    pub households_in_overlaps: u64,
}

/// Disagreement by face and by department.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Disagreement {
    /// Number of departments that disagree, by face (0 outside the extent).
    #[serde(skip)]
    pub of_face: Vec<u8>,
    /// By department, in order of priority.
    pub departments: Vec<DepartmentDisagreement>,
    /// Households where at least one department disagrees.
    pub households: u64,
    /// Area where at least one department disagrees, m2.
    pub area_m2: f64,
    /// Households by number of departments that disagree.
    pub households_by_count: Vec<u64>,
}

/// Measures the disagreement of every department with the base layer.
///
/// # Cost
/// O(departments x faces log faces).
pub fn disagreement(grid: &Grid) -> Disagreement {
    let mut of_face = vec![0u8; grid.face_count() as usize];
    let mut departments = Vec::new();
    for &layer in &grid.departments {
        departments.push(department(grid, layer, &mut of_face));
    }
    let mut by_count = vec![0; departments.len() + 1];
    let (mut households, mut area_units) = (0, 0);
    for face in 0..grid.face_count() {
        if grid.face_community(face).is_some() {
            let count = of_face[face as usize] as usize;
            by_count[count] += grid.face_households(face);
            if count > 0 {
                households += grid.face_households(face);
                area_units += grid.arrangement.face_area_units(face);
            }
        }
    }
    let area_m2 = grid.arrangement.area_m2(area_units);
    Disagreement { of_face, departments, households, area_m2, households_by_count: by_count }
}

fn department(grid: &Grid, layer: usize, of_face: &mut [u8]) -> DepartmentDisagreement {
    let labels = grid.arrangement.labels();
    let weight = |f: u32| (grid.face_households(f) as i128, grid.arrangement.face_area_units(f));
    let mut pairs: Vec<(u32, u32, (i128, i128))> = Vec::new();
    for face in 0..grid.face_count() {
        if grid.face_community(face).is_some()
            && let (Some(b), Some(d)) = (labels.only_cell(face, grid.base), labels.only_cell(face, layer))
        {
            pairs.push((b, d, weight(face)));
        }
    }
    let mut out = DepartmentDisagreement {
        layer: grid.layers[layer].id.clone(),
        households: 0,
        area_m2: 0.0,
        households_in_gaps: 0,
        households_in_overlaps: 0,
    };
    let mostly_in = dominant(&pairs, grid.layers[grid.base].cells.len());
    let turned: Vec<_> = pairs.iter().map(|&(b, d, w)| (d, b, w)).collect();
    let mostly_base = dominant(&turned, grid.layers[layer].cells.len());
    let mut area_units = 0;
    for face in 0..grid.face_count() {
        if grid.face_community(face).is_none() {
            continue;
        }
        let households = grid.face_households(face);
        let agrees = match (labels.cells(face, grid.base), labels.cells(face, layer)) {
            ([b], [d]) => mostly_in[*b as usize] == Some(*d) || mostly_base[*d as usize] == Some(*b),
            (_, []) => {
                out.households_in_gaps += households;
                false
            }
            (_, [_]) => true,
            _ => {
                out.households_in_overlaps += households;
                false
            }
        };
        if !agrees {
            of_face[face as usize] += 1;
            out.households += households;
            area_units += grid.arrangement.face_area_units(face);
        }
    }
    out.area_m2 = grid.arrangement.area_m2(area_units);
    out
}

/// For each first id, the second id with most weight; ties go to the lower.
fn dominant(pairs: &[(u32, u32, (i128, i128))], count: usize) -> Vec<Option<u32>> {
    // weights stay where they are: moving and comparing them is most of what sorting would cost
    let key = |&(first, second, _): &(u32, u32, _)| (u64::from(first) << 32) | u64::from(second);
    let mut sorted: Vec<(u64, u32)> = pairs.iter().map(key).zip(0..).collect();
    sorted.sort_unstable();
    let mut best: Vec<Option<((i128, i128), u32)>> = vec![None; count];
    for same in sorted.chunk_by(|a, b| a.0 == b.0) {
        let weights = same.iter().map(|&(_, at)| pairs[at as usize].2);
        let sum = weights.fold((0, 0), |s, w| (s.0 + w.0, s.1 + w.1));
        let (first, second) = (same[0].0 >> 32, same[0].0 as u32);
        let slot = &mut best[first as usize];
        if slot.is_none_or(|(most, _)| sum > most) {
            *slot = Some((sum, second));
        }
    }
    best.into_iter().map(|b| b.map(|(_, id)| id)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_second_id_wins_by_its_sum_and_ties_go_to_the_lower() {
        let pairs = [
            // 7 has most in one piece, 9 in the sum
            (2, 7, (5, 1)),
            (2, 9, (3, 1)),
            (2, 9, (3, 1)),
            // households first, then area
            (0, 4, (1, 1)),
            (0, 3, (1, 2)),
            // equal
            (3, 8, (2, 2)),
            (3, 6, (2, 2)),
        ];
        assert_eq!(dominant(&pairs, 5), [Some(3), None, Some(9), Some(6), None]);
    }
}
