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
    let mut sorted = pairs.to_vec();
    sorted.sort_unstable();
    let mut best: Vec<Option<((i128, i128), u32)>> = vec![None; count];
    for same in sorted.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let sum = same.iter().fold((0, 0), |s, p| (s.0 + p.2.0, s.1 + p.2.1));
        let slot = &mut best[same[0].0 as usize];
        if slot.is_none_or(|(most, _)| sum > most) {
            *slot = Some((sum, same[0].1));
        }
    }
    best.into_iter().map(|b| b.map(|(_, id)| id)).collect()
}
