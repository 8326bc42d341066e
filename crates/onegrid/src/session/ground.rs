//! The units of a session over their grid, and finer ones where a line cuts them.
//!
//! # Guarantees
//! 1. Making the ground finer changes no zone: a piece is in the zone of its unit.
//! 2. Units that are not cut keep their keys. Keys of pieces depend on the key of their unit and on where
//!    they lie.
//! 3. Ground that was exchanged comes back as it was.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use onegrid_planar::PointIndex;
use onegrid_zones::{Design, DesignRules, FaceTable, Judge, Judgement, Unit, UnitId, ZoneClass, ZoneId};

use super::Session;
use super::cut::{Division, Drawing};
use super::edit::{Edit, SplitBy};
use super::effect::EffectNote;
use super::error::EditError;
use super::keys::Keys;
use super::shares::CellTotals;
use super::{knife, snap};
use crate::error::{Error, LonLat};
use crate::grid::Grid;
use crate::policy::table_and_rules;

/// Everything of a session that is about units.
#[derive(Debug)]
pub(super) struct Ground {
    /// None where the grid is the same.
    grid: Option<Grid>,
    table: FaceTable,
    rules: DesignRules,
    start: Arc<Design>,
    template: Arc<Design>,
    judge: Judge,
    judgement: Judgement,
    keys: Keys,
    /// What was made on demand.
    locator: OnceLock<PointIndex>,
    cell_totals: OnceLock<CellTotals>,
}

/// Units that an edit cuts.
pub(super) struct Cut {
    pub ground: Ground,
    pub note: EffectNote,
}

impl Ground {
    pub(super) fn face_count(&self) -> usize {
        self.table.faces.len()
    }

    /// Forgets what can be made on demand.
    pub(super) fn slim(&mut self) {
        (self.locator, self.cell_totals) = (OnceLock::new(), OnceLock::new());
    }

    /// Whether the grid is another one than beyond the edit.
    pub(super) fn has_grid(&self) -> bool {
        self.grid.is_some()
    }
}

impl Session {
    /// Exchanges the ground of the session for another one.
    pub(super) fn exchange(&mut self, ground: &mut Ground) {
        use std::mem::swap;
        if let Some(grid) = &mut ground.grid {
            swap(grid, &mut self.merged.grid);
        }
        swap(&mut ground.table, &mut self.merged.plan.table);
        swap(&mut ground.rules, &mut self.merged.plan.rules);
        swap(&mut ground.start, &mut self.start.design);
        swap(&mut ground.template, &mut self.template);
        swap(&mut ground.judge, &mut self.judge);
        swap(&mut ground.judgement, &mut self.judgement);
        swap(&mut ground.keys, &mut self.keys);
        swap(&mut ground.locator, &mut self.locator);
        swap(&mut ground.cell_totals, &mut self.cell_totals);
        self.is_stale = true;
    }

    /// Finer ground for an edit that cuts units; none where it cuts no unit.
    pub(super) fn cut(&self, edit: &Edit) -> Result<Option<Cut>, EditError> {
        let (ids, drawing) = match edit {
            Edit::SplitZone { zone, by: by @ (SplitBy::Line(_) | SplitBy::Barrier(_)), cut: true } => {
                let zone = self.unlocked(*zone)?;
                let ids: Vec<UnitId> = self.judgement.units_of(zone).collect();
                let drawing = match by {
                    SplitBy::Line(line) => Drawing::Line(drawn(line)?),
                    SplitBy::Barrier(barrier) => {
                        self.check_barrier(*barrier)?;
                        let units = knife::of(&self.start.design.units, &ids);
                        Drawing::Arcs(knife::barrier_in(&self.merged.grid, &units, *barrier))
                    }
                    SplitBy::Balanced => return Ok(None),
                };
                (ids, drawing)
            }
            Edit::RedrawBorder { between, line, cut: true } => {
                let [a, b] = [self.unlocked(between[0])?, self.unlocked(between[1])?];
                let mut ids: Vec<UnitId> = self.judgement.units_of(a).chain(self.judgement.units_of(b)).collect();
                ids.sort_unstable();
                let community = |u: &UnitId| self.unit(*u).community;
                if a == b || ids.iter().any(|u| community(u) != community(&ids[0])) {
                    // refused when it is drafted
                    return Ok(None);
                }
                (ids, Drawing::Line(drawn(line)?))
            }
            Edit::CreateExclusive { polygon, cut: true, .. } => {
                let outline = knife::placed(polygon, 3)?;
                snap::check_simple(&closed(&outline))?;
                (self.units_near(&outline), Drawing::Outline(outline))
            }
            _ => return Ok(None),
        };
        if ids.is_empty() {
            return Ok(None);
        }
        let is_outline = matches!(drawing, Drawing::Outline(_));
        let units = knife::of(&self.start.design.units, &ids);
        let cleaning = &self.merged.plan.policy.cleaning;
        let mut division = Division::of(&self.merged.grid, &units, drawing, cleaning)?;
        let mut cut: Vec<UnitId> = ids.iter().copied().filter(|u| division.divides(self.unit(*u))).collect();
        if is_outline {
            // the zone is made in one community: others are not cut
            let main = self.main_community(&ids, &division);
            let (own, others): (Vec<UnitId>, Vec<UnitId>) =
                cut.into_iter().partition(|u| Some(self.unit(*u).community) == main);
            division.leave(others.iter().flat_map(|u| &self.unit(*u).faces));
            cut = own;
            let locked = |u: &UnitId| self.zones.of_number(self.judgement.zone_of(*u)?).filter(|z| z.1.is_locked);
            if let Some((_, zone)) = cut.iter().find_map(locked) {
                return Err(EditError::Locked { code: zone.code.clone() });
            }
        }
        if cut.is_empty() { Ok(None) } else { self.finer(&cut, &division).map(Some) }
    }

    fn unit(&self, unit: UnitId) -> &Unit {
        &self.start.design.units[unit.index()]
    }

    /// The number of a zone that may be changed.
    fn unlocked(&self, key: super::ZoneKey) -> Result<ZoneId, EditError> {
        let zone = self.zones.by_key.get(&key).ok_or(EditError::UnknownZone { zone: key })?;
        if zone.is_locked { Err(EditError::Locked { code: zone.code.clone() }) } else { Ok(zone.number) }
    }

    /// The community with most of its ground on the second side.
    fn main_community(&self, ids: &[UnitId], division: &Division) -> Option<u32> {
        let mut inside: BTreeMap<u32, i128> = BTreeMap::new();
        for unit in ids.iter().map(|u| self.unit(*u)) {
            *inside.entry(unit.community).or_default() +=
                unit.faces.iter().map(|&f| division.second_area2(f)).sum::<i128>();
        }
        inside.into_iter().max_by_key(|&(c, area)| (area, std::cmp::Reverse(c))).map(|c| c.0)
    }

    /// The ground with some units in pieces.
    fn finer(&self, cut: &[UnitId], division: &Division) -> Result<Cut, EditError> {
        let stretches = division.stretches();
        let length_m = stretches.iter().map(|s| length_m(&self.merged.grid, s)).sum();
        let (grid, face_before, estimated) = if stretches.is_empty() {
            (None, (0..self.merged.grid.face_count()).map(Some).collect(), 0)
        } else {
            let finer = self.merged.grid.with_line(stretches)?;
            (Some(finer.grid), finer.face_before, finer.estimated)
        };
        let overlay = grid.as_ref().unwrap_or(&self.merged.grid);
        let policy = &self.merged.plan.policy;
        let unusable = |e: Error| EditError::Rules(Box::new(e));
        let (table, rules) = table_and_rules(overlay, policy).map_err(unusable)?;
        let pieces = self.pieces(overlay, cut, division, &face_before);
        let is_first = *policy == self.start.policy;
        let measured = if is_first { None } else { Some(crate::table::face_table(overlay, &self.start.policy)) };
        let of_start = measured.as_ref().unwrap_or(&table);
        let refined = onegrid_zones::refine(of_start, &self.start.design, &face_before, &pieces)
            .map_err(|e| unusable(e.into()))?;
        let start = Arc::new(refined.design);
        let template = if is_first {
            Arc::clone(&start)
        } else {
            Arc::new(onegrid_zones::remeasure(&table, &start).map_err(|e| unusable(e.into()))?)
        };
        let judge = Judge::new(&table, &rules, &template, &self.own).map_err(|e| unusable(e.into()))?;
        let zone = |u: &UnitId| self.judgement.zone_of(*u).unwrap_or_default();
        let labels: Vec<ZoneId> = refined.unit_before.iter().map(zone).collect();
        let given: Vec<(ZoneId, Option<ZoneClass>)> =
            self.zones.by_key.values().filter_map(|z| Some((z.number, Some(z.class?)))).collect();
        let judged = judge.judge(&labels).and_then(|mut j| j.edit(&[], &given).map(|_| j));
        let judgement = judged.map_err(|e| unusable(Error::Judge(e)))?;
        let keys = self.keys.carried(overlay, &table, &start.units, &refined.unit_before);
        let note = EffectNote::UnitsCut { units: cut.len() as u32, length_m, estimated };
        let (locator, cell_totals) = (OnceLock::new(), OnceLock::new());
        let ground = Ground { grid, table, rules, start, template, judge, judgement, keys, locator, cell_totals };
        Ok(Cut { ground, note })
    }

    /// The piece of its unit that each face belongs to.
    fn pieces(&self, grid: &Grid, cut: &[UnitId], division: &Division, face_before: &[Option<u32>]) -> Vec<u32> {
        // (unit, side) of the faces of units that are cut
        let of_face: Vec<Option<(UnitId, bool)>> = (0u32..)
            .zip(face_before)
            .map(|(face, before)| {
                let unit = self.start.design.unit_of_face[(*before)? as usize]?;
                cut.binary_search(&unit).ok()?;
                Some((unit, division.side_at((*before)?, grid.arrangement.face_point(face))))
            })
            .collect();
        let mut pieces = vec![0; face_before.len()];
        let mut is_seen = vec![false; face_before.len()];
        let mut next: BTreeMap<UnitId, u32> = BTreeMap::new();
        for start in 0..face_before.len() as u32 {
            let Some(own) = of_face[start as usize].filter(|_| !is_seen[start as usize]) else { continue };
            let number = next.entry(own.0).or_default();
            is_seen[start as usize] = true;
            let mut stack = vec![start];
            while let Some(face) = stack.pop() {
                pieces[face as usize] = *number;
                for arc in grid.arrangement.face_arcs(face) {
                    for other in grid.arrangement.arc_faces(arc).into_iter().flatten() {
                        if of_face[other as usize] == Some(own) && !is_seen[other as usize] {
                            is_seen[other as usize] = true;
                            stack.push(other);
                        }
                    }
                }
            }
            *number += 1;
        }
        pieces
    }
}

fn length_m(grid: &Grid, line: &[onegrid_planar::Coord]) -> f64 {
    line.windows(2).map(|p| grid.arrangement.scale().distance_m(p[0], p[1])).sum()
}

/// A line on the lattice that does not cross itself.
fn drawn(line: &[LonLat]) -> Result<Vec<onegrid_planar::Coord>, EditError> {
    let line = knife::placed(line, 2)?;
    snap::check_simple(&line)?;
    Ok(line)
}

fn closed(outline: &[onegrid_planar::Coord]) -> Vec<onegrid_planar::Coord> {
    let mut ring = outline.to_vec();
    if ring.first() != ring.last() {
        ring.extend(outline.first());
    }
    ring
}
