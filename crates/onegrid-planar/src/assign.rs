//! Two layers of one arrangement -> which target each source cell belongs to; tables of all pairs of layers.
//!
//! # Guarantees
//! 1. Every source cell has exactly one answer, with what speaks for it and how clearly.
//! 2. Ties go to the target with the longest stretch of the source's outline inside or along it, then to
//!    the lower number.
//! 3. Rows are sorted by cell, then target (without target first), and the areas of a cell's rows sum to
//!    its area exactly wherever targets do not overlap.
//! # Cost
//! O(faces + rows log rows of one cell) per pair of layers; memory O(faces) per source layer, not per pair,
//! and the rows. Where source cells overlap, a face counts once for each of them.

use serde::{Deserialize, Serialize};

use crate::arrangement::Arrangement;
use crate::crosswalk::CrosswalkRow;
use crate::error::OverlayError;
use crate::faces_of_cells::FacesOfCells;
use crate::limits::RowBudget;
use crate::progress::{Looks, Pace, Progress, Unlimited, unstopped};

/// What decides where a cell belongs.
#[derive(Debug, Clone, Copy)]
pub enum AssignBy<'a> {
    /// Ground area.
    Area,
    /// A weight per face, for instance its households. Cells without any weight are decided by area.
    Weight(&'a [u64]),
}

/// How clear an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum AssignReason {
    /// All of the cell lies in the target, and in no other.
    Covered,
    /// The target holds more of the cell than any other.
    Most,
    /// Several targets hold equally much; the declared rule decided.
    Tie,
    /// No target holds any of the cell.
    NoTarget,
}

/// Where one source cell belongs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Assigned {
    /// The source cell.
    pub source: u32,
    /// The target; `None` when none holds any of it.
    pub target: Option<u32>,
    /// Share of the cell in the target, 0 to 1.
    pub share: f64,
    /// The share less that of the runner-up.
    pub margin: f64,
    /// The target that comes next.
    pub runner_up: Option<u32>,
    /// How clear the answer is.
    pub reason: AssignReason,
}

/// All answers, and the targets that got nothing.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Assignment {
    /// One answer per source cell, ascending.
    pub assigned: Vec<Assigned>,
    /// Targets to which no source cell belongs, ascending.
    pub empty_targets: Vec<u32>,
}

/// Sums by target for one source cell.
struct Sums {
    area: Vec<i128>,
    households: Vec<u64>,
    is_touched: Vec<bool>,
    /// Targets with an entry; the number of cells stands for "no target".
    touched: Vec<u32>,
}

impl Sums {
    fn new(targets: usize) -> Self {
        let slots = targets + 1;
        Self { area: vec![0; slots], households: vec![0; slots], is_touched: vec![false; slots], touched: Vec::new() }
    }

    fn add(&mut self, target: u32, area: i128, households: u64) {
        let i = target as usize;
        if !core::mem::replace(&mut self.is_touched[i], true) {
            self.touched.push(target);
        }
        self.area[i] += area;
        self.households[i] += households;
    }

    /// Writes the rows of a cell, without target first, and forgets them.
    fn drain(&mut self, cell: u32, out: &mut Vec<CrosswalkRow>) {
        let none = self.area.len() as u32 - 1;
        self.touched.sort_unstable_by_key(|&t| (t != none, t));
        for t in self.touched.drain(..) {
            let i = t as usize;
            out.push(CrosswalkRow {
                cell,
                target: (t != none).then_some(t),
                area_units: core::mem::take(&mut self.area[i]),
                households: core::mem::take(&mut self.households[i]),
            });
            self.is_touched[i] = false;
        }
    }
}

impl Arrangement {
    /// Crosswalks between the cells of many pairs of layers: for each pair (source, target) the rows as
    /// [`Arrangement::crosswalk`] gives them for cells as targets. Where target cells overlap, each of them
    /// gets the face. `households` may be empty.
    ///
    /// # Panics
    /// When `households` is neither empty nor one entry per face.
    ///
    /// # Cost
    /// One pass over the faces for each distinct source layer without overlaps.
    pub fn crosswalk_pairs(&self, pairs: &[(usize, usize)], households: &[u64]) -> Vec<Vec<CrosswalkRow>> {
        unstopped(self.crosswalk_pairs_with(pairs, households, &Unlimited))
    }

    /// As [`Arrangement::crosswalk_pairs`], under the eyes of `progress` (step `crosswalk`).
    ///
    /// # Errors
    /// [`OverlayError::Cancelled`]; [`OverlayError::TooLarge`] when the rows would take more memory than
    /// [`Progress::limits`].
    ///
    /// # Panics
    /// When `households` is neither empty nor one entry per face.
    pub fn crosswalk_pairs_with(
        &self,
        pairs: &[(usize, usize)],
        households: &[u64],
        progress: &dyn Progress,
    ) -> Result<Vec<Vec<CrosswalkRow>>, OverlayError> {
        assert!(households.is_empty() || households.len() == self.face_count() as usize, "one count per face");
        let cells = self.cells_by_layer(pairs);
        let mut out: Vec<Vec<CrosswalkRow>> = vec![Vec::new(); pairs.len()];
        let mut sources: Vec<usize> = pairs.iter().map(|p| p.0).collect();
        sources.sort_unstable();
        sources.dedup();
        let sources: Vec<FacesOfCells<'_>> = sources
            .into_iter()
            .map(|source| FacesOfCells::count(self, source, cells[source], progress))
            .collect::<Result<_, _>>()?;
        let visits = sources.iter().fold(0usize, |sum, s| sum.saturating_add(s.pair_count()));
        let mut pace = Pace::start(progress, "crosswalk", visits)?;
        let mut looks = Looks::start(progress, "crosswalk");
        let mut budget = RowBudget::new(progress.limits());
        for faces in sources {
            let mut tables: Vec<(usize, usize, Sums)> = (0..pairs.len())
                .filter(|&i| pairs[i].0 == faces.layer())
                .map(|i| (i, pairs[i].1, Sums::new(cells[pairs[i].1])))
                .collect();
            faces.for_each(progress, |cell, own| {
                for &face in own {
                    pace.add(1)?;
                    let area = self.face_area_units(face);
                    let count = households.get(face as usize).copied().unwrap_or(0);
                    for (_, target, sums) in &mut tables {
                        match self.labels.cells(face, *target) {
                            [] => sums.add(cells[*target] as u32, area, count),
                            several => {
                                looks.add(several.len())?;
                                for &t in several {
                                    sums.add(t, area, count);
                                }
                            }
                        }
                    }
                }
                for (i, _, sums) in &mut tables {
                    budget.add(sums.touched.len())?;
                    sums.drain(cell, &mut out[*i]);
                }
                Ok(())
            })?;
        }
        pace.end()?;
        Ok(out)
    }

    /// Number of cells that cover anything, by layer: one beyond the highest.
    fn cells_by_layer(&self, pairs: &[(usize, usize)]) -> Vec<usize> {
        let mut out = vec![0usize; self.labels.layer_count()];
        let mut wanted = vec![false; out.len()];
        for &(source, target) in pairs {
            (wanted[source], wanted[target]) = (true, true);
        }
        for (layer, count) in out.iter_mut().enumerate().filter(|(layer, _)| wanted[*layer]) {
            *count = self.cell_count(layer);
        }
        out
    }

    /// Number of cells of a layer that cover anything: one beyond the highest.
    pub(crate) fn cell_count(&self, layer: usize) -> usize {
        let highest = (0..self.face_count()).filter_map(|f| self.labels.cells(f, layer).last()).max();
        highest.map_or(0, |&c| c as usize + 1)
    }

    /// The target to which each of `source_count` cells of layer `sources` belongs, among `target_count` cells of
    /// layer `targets`.
    ///
    /// # Panics
    /// When weights are given but not one per face, or a layer has more cells than its count says.
    ///
    /// # Cost
    /// That of one pair of [`Arrangement::crosswalk_pairs`], and a pass over the arcs if there is a tie.
    pub fn assign(
        &self,
        (sources, source_count): (usize, u32),
        (targets, target_count): (usize, u32),
        by: AssignBy,
    ) -> Assignment {
        unstopped(self.assign_with((sources, source_count), (targets, target_count), by, &Unlimited))
    }

    /// As [`Arrangement::assign`], under the eyes of `progress` (steps `crosswalk` and `assign`).
    ///
    /// # Errors
    /// [`OverlayError::Cancelled`]; [`OverlayError::TooLarge`] when the rows would take more memory than
    /// [`Progress::limits`].
    ///
    /// # Panics
    /// As [`Arrangement::assign`].
    pub fn assign_with(
        &self,
        (sources, source_count): (usize, u32),
        (targets, target_count): (usize, u32),
        by: AssignBy,
        progress: &dyn Progress,
    ) -> Result<Assignment, OverlayError> {
        let weights = if let AssignBy::Weight(weights) = by { weights } else { &[] };
        let rows = self.crosswalk_pairs_with(&[(sources, targets)], weights, progress)?.swap_remove(0);
        let mut pace = Pace::start(progress, "assign", source_count as usize + self.arc_count())?;
        let mut out = Assignment::default();
        let mut ties: Vec<(u32, Vec<u32>)> = Vec::new();
        let mut from = 0;
        for source in 0..source_count {
            pace.add(1)?;
            let to = from + rows[from..].iter().take_while(|r| r.cell == source).count();
            out.assigned.push(answer(source, &rows[from..to], &mut ties));
            from = to;
        }
        assert_eq!(from, rows.len(), "layer {sources} has more than {source_count} cells");
        if !ties.is_empty() {
            self.break_ties(sources, targets, &ties, &mut out.assigned, &mut pace)?;
        }
        let mut is_empty = vec![true; target_count as usize];
        out.assigned.iter().filter_map(|a| a.target).for_each(|t| is_empty[t as usize] = false);
        out.empty_targets = (0..target_count).filter(|&t| is_empty[t as usize]).collect();
        pace.end()?;
        Ok(out)
    }

    /// Among equal targets, the one with the longest stretch of the source's outline inside or along it.
    fn break_ties(
        &self,
        sources: usize,
        targets: usize,
        ties: &[(u32, Vec<u32>)],
        assigned: &mut [Assigned],
        pace: &mut Pace<'_>,
    ) -> Result<(), OverlayError> {
        let mut lengths: Vec<Vec<i64>> = ties.iter().map(|t| vec![0; t.1.len()]).collect();
        for arc in 0..self.arc_count() {
            pace.add(1)?;
            let faces = self.arc_faces(arc);
            let cells = |face: Option<u32>, layer: usize| face.map_or(&[][..], |f| self.labels.cells(f, layer));
            for (own, other) in [(0, 1), (1, 0)] {
                for source in cells(faces[own], sources) {
                    if cells(faces[other], sources).contains(source) {
                        continue; // no outline
                    }
                    let Ok(i) = ties.binary_search_by_key(source, |t| t.0) else { continue };
                    let (inner, outer) = (cells(faces[own], targets), cells(faces[other], targets));
                    for (k, target) in ties[i].1.iter().enumerate() {
                        if inner.contains(target) || outer.contains(target) {
                            lengths[i][k] += (self.arc_length_m(arc) * crate::scale::LENGTH_UNITS_PER_M).round() as i64;
                        }
                    }
                }
            }
        }
        for ((source, equal), lengths) in ties.iter().zip(&lengths) {
            let mut order: Vec<usize> = (0..equal.len()).collect();
            order.sort_by_key(|&k| (core::cmp::Reverse(lengths[k]), equal[k]));
            let answer = &mut assigned[*source as usize];
            (answer.target, answer.runner_up) = (Some(equal[order[0]]), Some(equal[order[1]]));
        }
        Ok(())
    }
}

/// The answer for one cell from its rows; ties are noted, and settled later.
fn answer(source: u32, rows: &[CrosswalkRow], ties: &mut Vec<(u32, Vec<u32>)>) -> Assigned {
    let by_weight = rows.iter().any(|r| r.target.is_some() && r.households > 0);
    let amount = |r: &CrosswalkRow| if by_weight { i128::from(r.households) } else { r.area_units };
    let mut order: Vec<&CrosswalkRow> = rows.iter().filter(|r| r.target.is_some()).collect();
    order.sort_by_key(|r| (core::cmp::Reverse(amount(r)), r.target));
    // overlapping targets may hold more than the cell: shares then refer to what they hold together
    let total: i128 = rows.iter().map(amount).sum();
    let share = |r: &CrosswalkRow| if total > 0 { amount(r) as f64 / total as f64 } else { 0.0 };
    let Some(first) = order.first() else {
        let none =
            Assigned { source, target: None, share: 0.0, margin: 0.0, runner_up: None, reason: AssignReason::NoTarget };
        return none;
    };
    let second = order.get(1);
    let equal: Vec<u32> = order.iter().take_while(|r| amount(r) == amount(first)).filter_map(|r| r.target).collect();
    let reason = if equal.len() > 1 {
        ties.push((source, equal));
        AssignReason::Tie
    } else if rows.len() == 1 {
        AssignReason::Covered
    } else {
        AssignReason::Most
    };
    Assigned {
        source,
        target: first.target,
        share: share(first),
        margin: share(first) - second.map_or(0.0, |r| share(r)),
        runner_up: second.and_then(|r| r.target),
        reason,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Coord, Linework, RingOwner, RingRole, Scale, Silent};

    /// Rectangles (x, y, width, height) per layer.
    fn overlay(layers: &[&[(i32, i32, i32, i32)]]) -> Arrangement {
        let mut work = Linework::new();
        for cells in layers {
            let layer = work.add_layer(cells.len() as u32);
            for (cell, &(x, y, w, h)) in (0u32..).zip(*cells) {
                let ring = [(x, y), (x + w, y), (x + w, y + h), (x, y + h)].map(|(x, y)| Coord::new(x, y));
                work.add_ring(RingOwner { layer, cell, part: 0, role: RingRole::Shell }, ring);
            }
        }
        Arrangement::build(&work, Scale::planar(1.0), &Silent).unwrap()
    }

    #[test]
    fn each_reason_is_given_with_share_margin_and_runner_up() {
        let sources = [(0, 0, 4, 4), (8, 0, 4, 4), (18, 0, 4, 4), (100, 0, 4, 4)];
        let targets = [(0, 0, 11, 10), (11, 0, 9, 10), (20, 0, 10, 10), (200, 0, 5, 5)];
        let a = overlay(&[&sources, &targets]);
        let got = a.assign((0, 4), (1, 4), AssignBy::Area);
        let rows: Vec<_> = got.assigned.iter().map(|a| (a.target, a.runner_up, a.reason)).collect();
        assert_eq!(
            rows,
            [
                (Some(0), None, AssignReason::Covered),
                (Some(0), Some(1), AssignReason::Most),
                (Some(1), Some(2), AssignReason::Tie),
                (None, None, AssignReason::NoTarget),
            ]
        );
        assert_eq!((got.assigned[1].share, got.assigned[1].margin), (0.75, 0.5));
        assert_eq!(got.empty_targets, [2, 3]);
    }

    #[test]
    fn weights_decide_over_area_and_borders_over_numbers() {
        let a = overlay(&[&[(0, 0, 10, 10)], &[(0, 0, 8, 10), (8, 0, 10, 10)]]);
        let weights: Vec<u64> =
            (0..a.face_count()).map(|f| if a.labels().cells(f, 1) == [1] { 5 } else { 1 }).collect();
        assert_eq!(a.assign((0, 1), (1, 2), AssignBy::Area).assigned[0].target, Some(0));
        let by_weight = a.assign((0, 1), (1, 2), AssignBy::Weight(&weights)).assigned[0];
        assert_eq!(by_weight.target, Some(1));
        // equal areas: target 0 lies inside and touches no outline, target 1 holds an equal rest along it
        let tie = overlay(&[&[(0, 0, 10, 10)], &[(3, 2, 4, 5), (0, 8, 10, 2)]]);
        let got = tie.assign((0, 1), (1, 2), AssignBy::Area).assigned[0];
        assert_eq!((got.target, got.runner_up, got.reason), (Some(1), Some(0), AssignReason::Tie));
    }

    #[test]
    fn pairs_of_layers_conserve_every_cell_and_agree_with_the_single_crosswalk() {
        let a = overlay(&[&[(0, 0, 10, 10), (10, 0, 10, 10)], &[(5, 5, 10, 10)], &[(0, 0, 3, 30), (3, 0, 30, 30)]]);
        let households: Vec<u64> = (0..u64::from(a.face_count())).collect();
        let pairs = [(0, 1), (1, 0), (0, 2), (2, 1)];
        let tables = a.crosswalk_pairs(&pairs, &households);
        for (&(source, target), rows) in pairs.iter().zip(&tables) {
            let single: Vec<Option<u32>> = (0..a.face_count()).map(|f| a.labels().only_cell(f, target)).collect();
            assert_eq!(*rows, a.crosswalk(source, &single, &households));
        }
    }
}
