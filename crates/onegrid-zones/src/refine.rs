//! A design and a table of finer faces -> the same design over them, some units in pieces.
//!
//! # Guarantees
//! 1. No zone wins or loses ground, households or its code: only the units are finer.
//! 2. Units are ordered as always: by community, then by lowest face.
//! 3. What was known about the best division of a community whose units are other ones is forgotten.
//!
//! # Limits
//! Reasons, violations and breaches are not kept; [`revise_as`](crate::revise_as) makes them.

use std::collections::{BTreeMap, BTreeSet};

use crate::codes;
use crate::decision::Decision;
use crate::design::{Design, Feasibility, Optimality, Unit};
use crate::error::DesignError;
use crate::ids::UnitId;
use crate::index::{FaceIndex, cm2, metres, mm, square_metres};
use crate::table::FaceTable;
use crate::units::main_base;

/// A design over finer faces, and where its units come from.
#[derive(Debug, Clone, PartialEq)]
pub struct Refinement {
    /// The design.
    pub design: Design,
    /// The unit of before that each unit is, or is a piece of.
    pub unit_before: Vec<UnitId>,
}

/// The same zones over a table whose faces each lie in one face of before. `face_before` names it (`None` outside
/// everything), `piece` the piece of its unit that a face belongs to, numbered from 0 in each unit.
///
/// # Errors
/// [`DesignError::ForeignDesign`] for lists that do not fit the table or the design.
///
/// # Cost
/// Linear in the table.
pub fn refine(
    table: &FaceTable,
    design: &Design,
    face_before: &[Option<u32>],
    piece: &[u32],
) -> Result<Refinement, DesignError> {
    table.check()?;
    if face_before.len() != table.faces.len() || piece.len() != table.faces.len() {
        return Err(DesignError::ForeignDesign { what: "number of faces" });
    }
    let unit_before = |f: usize| design.unit_of_face.get(face_before[f]? as usize).copied().flatten();
    let mut members: BTreeMap<(UnitId, u32), Vec<u32>> = BTreeMap::new();
    for (f, row) in table.faces.iter().enumerate() {
        let unit = unit_before(f);
        if unit.map(|u| design.units[u.index()].community) != row.community {
            return Err(DesignError::ForeignDesign { what: "the community of a face" });
        }
        if let Some(unit) = unit {
            members.entry((unit, piece[f])).or_default().push(f as u32);
        }
    }
    let mut groups: Vec<(u32, Vec<u32>, UnitId)> =
        members.into_iter().map(|((unit, _), faces)| (design.units[unit.index()].community, faces, unit)).collect();
    groups.sort_unstable();
    let mut pieces = vec![0u32; design.units.len()];
    for group in &groups {
        pieces[group.2.index()] += 1;
    }
    if pieces.contains(&0) {
        return Err(DesignError::ForeignDesign { what: "a unit without faces" });
    }
    let maker = Maker { index: FaceIndex::new(table), design, face_before, settled: settled(design) };
    let mut unit_of_face = vec![None; table.faces.len()];
    for (u, (_, faces, _)) in (0u32..).zip(&groups) {
        for &f in faces {
            unit_of_face[f as usize] = Some(UnitId(u));
        }
    }
    let inner_mm = maker.inner_mm(&unit_of_face, groups.len());
    let unit = |((_, faces, of), inner): (&(u32, Vec<u32>, UnitId), u64)| {
        maker.unit(&design.units[of.index()], faces, pieces[of.index()] > 1, inner)
    };
    let units: Vec<Unit> = groups.iter().zip(inner_mm).map(unit).collect();
    let unit_before: Vec<UnitId> = groups.iter().map(|g| g.2).collect();
    let mut out = Design { units, unit_of_face, ..Design::default() };
    out.zone_of_unit = unit_before.iter().map(|u| design.zone_of_unit[u.index()]).collect();
    out.zones.clone_from(&design.zones);
    for zone in &mut out.zones {
        let was_detached: BTreeSet<UnitId> = zone.detached.drain(..).collect();
        zone.units.clear();
        zone.detached
            .extend((0..).map(UnitId).zip(&unit_before).filter(|(_, b)| was_detached.contains(b)).map(|u| u.0));
    }
    for (u, zone) in (0..).map(UnitId).zip(&out.zone_of_unit) {
        out.zones[zone.index()].units.push(u);
    }
    out.decisions = maker.decisions(&out, &unit_before);
    out.verdicts.clone_from(&design.verdicts);
    forget(&mut out, design, &pieces);
    Ok(Refinement { design: out, unit_before })
}

/// The base cell that decisions gave to faces.
fn settled(design: &Design) -> BTreeMap<u32, u32> {
    let given = |d: &Decision| match d {
        Decision::GapAbsorbed { face, base_cell, .. } | Decision::OverlapGiven { face, base_cell, .. } => {
            Some((*face, *base_cell))
        }
        _ => None,
    };
    design.decisions.iter().filter_map(given).collect()
}

struct Maker<'a> {
    index: FaceIndex<'a>,
    design: &'a Design,
    face_before: &'a [Option<u32>],
    settled: BTreeMap<u32, u32>,
}

impl Maker<'_> {
    /// Borders inside each unit, counted from both sides.
    fn inner_mm(&self, unit_of_face: &[Option<UnitId>], units: usize) -> Vec<u64> {
        let mut inner = vec![0; units];
        for (at, border) in self.index.table.borders.iter().enumerate() {
            let [a, b] = [border.a, border.b].map(|f| unit_of_face[f as usize]);
            if let Some(unit) = a.filter(|_| a == b) {
                inner[unit.index()] += 2 * self.index.length_mm(at as u32);
            }
        }
        inner
    }

    fn unit(&self, before: &Unit, faces: &[u32], is_piece: bool, inner_mm: u64) -> Unit {
        let table = self.index.table;
        let rows = || faces.iter().map(|&f| &table.faces[f as usize]);
        let (x, y) = codes::label_point(&self.index, faces);
        Unit {
            faces: faces.to_vec(),
            base_cell: if is_piece { self.base_cell(faces).or(before.base_cell) } else { before.base_cell },
            households: rows().map(|r| r.households).sum(),
            size: rows().map(|r| r.size).sum(),
            counts: table.counts.iter().map(|c| faces.iter().map(|&f| c.per_face[f as usize]).sum()).collect(),
            area_m2: square_metres(faces.iter().map(|&f| self.index.area_cm2(f)).sum()),
            perimeter_m: metres(rows().map(|r| mm(r.perimeter_m)).sum::<u64>().saturating_sub(inner_mm)),
            x_deg: codes::degrees(x),
            y_deg: codes::degrees(y),
            ..before.clone()
        }
    }

    /// The base cell with most households of some faces.
    fn base_cell(&self, faces: &[u32]) -> Option<u32> {
        let table = self.index.table;
        let mut weight: BTreeMap<Option<u32>, (u64, u64)> = BTreeMap::new();
        for &f in faces {
            let cell = match table.cells(f, 0) {
                [cell] => Some(*cell),
                _ => self.face_before[f as usize].and_then(|b| self.settled.get(&b).copied()),
            };
            let sum = weight.entry(cell).or_default();
            *sum = (sum.0 + table.faces[f as usize].households, sum.1 + self.index.area_cm2(f));
        }
        main_base(&weight, &table.layers[0].cell_keys)
    }

    /// Decisions about faces that are others now; about a face in pieces, one for each.
    fn decisions(&self, out: &Design, unit_before: &[UnitId]) -> Vec<Decision> {
        let mut after: Vec<Vec<u32>> = vec![Vec::new(); self.design.unit_of_face.len()];
        for (f, before) in (0..).zip(self.face_before) {
            if let Some(before) = before {
                after[*before as usize].push(f);
            }
        }
        let mut units: Vec<Vec<UnitId>> = vec![Vec::new(); self.design.units.len()];
        for (u, before) in (0..).map(UnitId).zip(unit_before) {
            units[before.index()].push(u);
        }
        let mut made = Vec::new();
        for decision in &self.design.decisions {
            match decision {
                Decision::CrumbAttached { unit, .. } => {
                    for &now in &units[unit.index()] {
                        let row = &out.units[now.index()];
                        let zone = out.zone_of_unit[now.index()];
                        let (area_m2, households) = (row.area_m2, row.households);
                        made.push(Decision::CrumbAttached { unit: now, zone, area_m2, households });
                    }
                }
                Decision::GapAbsorbed { face, .. }
                | Decision::GapLeft { face, .. }
                | Decision::OverlapGiven { face, .. }
                | Decision::SliverAbsorbed { face, .. } => {
                    let pieces = &after[*face as usize];
                    made.extend(pieces.iter().map(|&now| self.about(decision, now, pieces.len() > 1, out)));
                }
            }
        }
        made
    }

    /// A decision about a face, said of a face of now.
    fn about(&self, decision: &Decision, now: u32, is_piece: bool, out: &Design) -> Decision {
        let row = &self.index.table.faces[now as usize];
        let mut decision = decision.clone();
        match &mut decision {
            Decision::GapAbsorbed { face, area_m2, households, .. }
            | Decision::GapLeft { face, area_m2, households }
            | Decision::OverlapGiven { face, area_m2, households, .. }
            | Decision::SliverAbsorbed { face, area_m2, households, .. } => {
                *face = now;
                if is_piece {
                    (*area_m2, *households) = (row.area_m2, row.households);
                }
            }
            Decision::CrumbAttached { .. } => {}
        }
        if let (Decision::SliverAbsorbed { unit, .. }, Some(home)) = (&mut decision, out.unit_of_face[now as usize]) {
            *unit = home;
        }
        decision
    }
}

/// Verdicts of communities whose units are other ones now.
fn forget(out: &mut Design, before: &Design, pieces: &[u32]) {
    let unproven = |feasibility: &mut Feasibility| {
        if !matches!(feasibility, Feasibility::Feasible) {
            *feasibility = Feasibility::Unproven { nodes: 0 };
        }
    };
    for (unit, &count) in before.units.iter().zip(pieces).filter(|p| *p.1 > 1) {
        let verdict = &mut out.verdicts[unit.community as usize];
        verdict.units += count - 1;
        verdict.optimality = Optimality::NotSearched;
        unproven(&mut verdict.feasibility);
        if let Some(part) = unit.part.map(|p| &mut verdict.parts[p as usize]) {
            part.units += count - 1;
            part.optimality = Optimality::NotSearched;
            part.objective = None;
            unproven(&mut part.feasibility);
        }
    }
    // sums over cm² may differ where a border was bent
    for zone in &mut out.zones {
        zone.area_m2 = square_metres(zone.units.iter().map(|u| cm2(out.units[u.index()].area_m2)).sum());
    }
}
