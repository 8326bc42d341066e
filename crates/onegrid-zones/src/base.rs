//! Base cells of faces: the overlay in, one base cell per face out.
//!
//! # Guarantees
//! 1. A face that one base cell covers keeps it.
//! 2. A face that several cover goes to one of them.
//! 3. A face that none covers goes to a cell that reaches it through its community, or to none.
//! 4. Each decision of the last two kinds is recorded with the numbers that decided.
//!
//! # Method
//! A department *points* to a candidate if its one cell on the face shares at least
//! [`POINTING_RATIO`] times as much area with the candidate's sound faces as with any other
//! candidate's: noise of digitising also shares area, a factor keeps it from deciding. The first
//! department in declared order that points decides, then the longest border, then the lowest key.

use std::collections::BTreeMap;

use crate::decision::{DecidedBy, Decision};
use crate::index::{FaceIndex, metres, square_metres};

/// How many times more area the leading candidate must share than the next. Below 2, slightly
/// different cell sizes would decide; far above, real departments would never do.
const POINTING_RATIO: u64 = 2;

/// The base cell of every face.
pub(crate) struct BaseChoice {
    pub(crate) base_of: Vec<Option<u32>>,
    pub(crate) decisions: Vec<Decision>,
}

/// Area in cm² by (layer, base cell, department's cell) over faces that are sound in both.
type Agreement = BTreeMap<(u32, u32, u32), u64>;

/// Decides the base cell of every zoned face.
pub(crate) fn decide(index: &FaceIndex<'_>) -> BaseChoice {
    let agreement = agreement(index);
    let table = index.table;
    let mut base_of = vec![None; table.faces.len()];
    let mut decisions = Vec::new();
    let mut gaps = Vec::new();
    for f in zoned(index) {
        match table.cells(f, 0) {
            [] => gaps.push(f),
            [cell] => base_of[f as usize] = Some(*cell),
            several => {
                let (cell, by) = give_overlap(index, &agreement, f, several);
                base_of[f as usize] = Some(cell);
                decisions.push(Decision::OverlapGiven {
                    face: f,
                    base_cell: cell,
                    candidates: several.to_vec(),
                    by,
                    area_m2: table.faces[f as usize].area_m2,
                    households: table.faces[f as usize].households,
                });
            }
        }
    }
    absorb_gaps(index, &agreement, &mut base_of, gaps, &mut decisions);
    BaseChoice { base_of, decisions }
}

fn zoned<'a>(index: &'a FaceIndex<'_>) -> impl Iterator<Item = u32> + 'a {
    let faces = &index.table.faces;
    (0..faces.len() as u32).filter(|&f| faces[f as usize].community.is_some())
}

fn agreement(index: &FaceIndex<'_>) -> Agreement {
    let table = index.table;
    let mut agreement = Agreement::new();
    for f in zoned(index) {
        if let [base] = table.cells(f, 0) {
            for layer in 1..table.layers.len() {
                if let [cell] = table.cells(f, layer) {
                    *agreement.entry((layer as u32, *base, *cell)).or_default() += index.area_cm2(f);
                }
            }
        }
    }
    agreement
}

fn give_overlap(index: &FaceIndex<'_>, agreement: &Agreement, face: u32, candidates: &[u32]) -> (u32, DecidedBy) {
    let mut borders: BTreeMap<u32, u64> = candidates.iter().map(|&c| (c, 0)).collect();
    for n in index.neighbours(face) {
        if let [cell] = index.table.cells(n.face, 0)
            && let Some(length) = borders.get_mut(cell)
        {
            *length += index.length_mm(n.border);
        }
    }
    choose(index, agreement, face, &borders)
}

/// Round by round: the gap faces that touch decided faces are decided together, so that the order
/// of faces does not matter.
fn absorb_gaps(
    index: &FaceIndex<'_>,
    agreement: &Agreement,
    base_of: &mut [Option<u32>],
    mut gaps: Vec<u32>,
    decisions: &mut Vec<Decision>,
) {
    let faces = &index.table.faces;
    let mut steps = 1;
    let mut undecided = vec![false; faces.len()];
    for &f in &gaps {
        undecided[f as usize] = true;
    }
    let mut front = gaps.clone();
    while !front.is_empty() {
        let mut found = Vec::new();
        for &f in &front {
            let mut borders = BTreeMap::new();
            for n in index.companions(f) {
                if let Some(cell) = base_of[n.face as usize] {
                    *borders.entry(cell).or_default() += index.length_mm(n.border);
                }
            }
            if !borders.is_empty() {
                found.push((f, choose(index, agreement, f, &borders)));
            }
        }
        front.clear();
        for &(face, (base_cell, by)) in &found {
            base_of[face as usize] = Some(base_cell);
            undecided[face as usize] = false;
            decisions.push(Decision::GapAbsorbed {
                face,
                base_cell,
                steps,
                by,
                area_m2: faces[face as usize].area_m2,
                households: faces[face as usize].households,
            });
        }
        for &(face, _) in &found {
            let next = index.companions(face).map(|n| n.face);
            front.extend(next.filter(|&n| undecided[n as usize]));
        }
        front.sort_unstable();
        front.dedup();
        steps += 1;
    }
    gaps.retain(|&f| undecided[f as usize]);
    for face in gaps {
        decisions.push(Decision::GapLeft {
            face,
            area_m2: faces[face as usize].area_m2,
            households: faces[face as usize].households,
        });
    }
}

/// Chooses among the cells that `borders` names, with their shared border in mm.
fn choose(index: &FaceIndex<'_>, agreement: &Agreement, face: u32, borders: &BTreeMap<u32, u64>) -> (u32, DecidedBy) {
    let table = index.table;
    if borders.len() == 1
        && let Some((&cell, _)) = borders.first_key_value()
    {
        return (cell, DecidedBy::OnlyCandidate);
    }
    for layer in 1..table.layers.len() as u32 {
        let [cell] = table.cells(face, layer as usize) else {
            continue;
        };
        let shared = |base: u32| agreement.get(&(layer, base, *cell)).copied().unwrap_or(0);
        let (best, most, next) = leader(borders.keys().map(|&base| (base, shared(base))));
        if most > 0 && most >= next.saturating_mul(POINTING_RATIO) {
            let by =
                DecidedBy::Agreement { layer, cell: *cell, area_m2: square_metres(most), next_m2: square_metres(next) };
            return (best, by);
        }
    }
    let (best, most, next) = leader(borders.iter().map(|(&base, &length)| (base, length)));
    if most > next {
        let by = DecidedBy::LongestBorder { length_m: metres(most), next_m: metres(next) };
        return (best, by);
    }
    let keys = &table.layers[0].cell_keys;
    let tied = borders.iter().filter(|&(_, &length)| length == most);
    let lowest = tied.map(|(&base, _)| base).min_by_key(|&base| &keys[base as usize]);
    (lowest.unwrap_or(best), DecidedBy::LowestKey)
}

/// The candidate with the largest amount, that amount, and the next one.
fn leader(amounts: impl Iterator<Item = (u32, u64)>) -> (u32, u64, u64) {
    let (mut best, mut most, mut next) = (0, 0, 0);
    for (at, (candidate, amount)) in amounts.enumerate() {
        if at == 0 || amount > most {
            (best, next, most) = (candidate, most, amount);
        } else {
            next = next.max(amount);
        }
    }
    (best, most, next)
}
