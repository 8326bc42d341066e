//! Old cells -> zones: every old cell is mapped, and its shares sum to one.

use std::collections::{BTreeMap, BTreeSet};

use super::{CheckRow, Checker, Offence, code, row};
use crate::place::LayerInfo;
use crate::plan::Merged;
use crate::policy::Citation;
use crate::project::Role;

/// One line of a crosswalk table that came with a grid.
#[derive(Debug, Clone, PartialEq)]
pub struct CrosswalkEntry {
    /// The department's layer.
    pub layer: String,
    /// The old cell.
    pub cell: String,
    /// Code of the zone; `None` for the part of the cell that lies in none.
    pub zone: Option<String>,
    /// Share of the cell's area.
    pub area_share: f64,
    /// Share of the cell's households, where there are any.
    pub household_share: Option<f64>,
}

/// Shares are written with six decimals: each may be half a millionth off.
const SHARE_ROUNDING: f64 = 1e-6;

fn citation() -> Citation {
    Citation {
        citation_zh: "将各职能条线网格工作“一网打尽”:原有网格逐一对应新网格,份额合计为 1".into(),
        citation_en: "all departmental grids go into the one net: every old cell is mapped, shares sum to 1".into(),
    }
}

impl Checker<'_> {
    /// A table is judged by its sums and codes, layers of departments by their land.
    pub(super) fn crosswalk(&self, layers: &[LayerInfo], table: Option<&[CrosswalkEntry]>) -> CheckRow {
        let departments: Vec<usize> = (0..layers.len()).filter(|&l| layers[l].role == Role::Department).collect();
        let mut offences = table.map_or_else(Vec::new, |t| self.faults_of_table(t));
        for &layer in &departments {
            offences.extend(self.unmapped(&layers[layer], layer));
        }
        let mut out = row("crosswalk", "cells", &citation(), offences);
        if table.is_none() && departments.is_empty() {
            out.passed = None;
        }
        out
    }

    /// Old cells whose shares do not sum to one, or that are mapped to codes that no zone has.
    fn faults_of_table(&self, table: &[CrosswalkEntry]) -> Vec<Offence> {
        let codes: BTreeSet<&str> = self.zones.iter().map(code).collect();
        let mut cells: BTreeMap<(&str, &str), Vec<&CrosswalkEntry>> = BTreeMap::new();
        for entry in table {
            cells.entry((&entry.layer, &entry.cell)).or_default().push(entry);
        }
        let mut offences = Vec::new();
        for ((layer, cell), entries) in cells {
            let slack = SHARE_ROUNDING * entries.len() as f64;
            let off = |sum: f64| !(-slack..=slack).contains(&(sum - 1.0));
            let area: f64 = entries.iter().map(|e| e.area_share).sum();
            let households: f64 = entries.iter().filter_map(|e| e.household_share).sum();
            let mut faults = Vec::new();
            if off(area) {
                faults.push(format!("area shares sum to {area:.6} / 面积份额合计 {area:.6}"));
            }
            // a cell without households has shares of 0
            if entries.iter().any(|e| e.household_share.is_some_and(|s| s != 0.0)) && off(households) {
                faults.push(format!("household shares sum to {households:.6} / 户数份额合计 {households:.6}"));
            }
            let zones = entries.iter().filter_map(|e| e.zone.as_deref());
            let unknown: Vec<String> = zones.clone().filter(|z| !codes.contains(z)).map(String::from).collect();
            if !unknown.is_empty() {
                faults.push("zone does not exist / 对应的网格不存在".into());
            }
            if zones.count() == 0 {
                faults.push("mapped to no zone / 未对应任何网格".into());
            }
            if !faults.is_empty() {
                let about = Some(format!("{layer} {cell}: {}", faults.join("; ")));
                offences.push(Offence { zones: unknown, measured: 1.0, place: (0.0, 0.0), about });
            }
        }
        offences
    }

    /// The cells of a department with land that no zone covers inside the communities (anywhere, where
    /// there are none).
    fn unmapped(&self, info: &LayerInfo, layer: usize) -> Vec<Offence> {
        let labels = self.arrangement.labels();
        let mut lost: Vec<(f64, f64, Option<u32>)> = vec![(0.0, 0.0, None); info.cells.len()];
        for face in self.faces() {
            let outside = self.community.is_some_and(|c| labels.cells(face, c).is_empty());
            let is_lost = labels.cells(face, self.base).is_empty() && !outside && !self.is_rounding(face);
            let area_m2 = self.arrangement.face_area_m2(face);
            for &cell in labels.cells(face, layer) {
                let (all_m2, lost_m2, first) = &mut lost[cell as usize];
                *all_m2 += area_m2;
                if is_lost {
                    *lost_m2 += area_m2;
                    *first = first.or(Some(face));
                }
            }
        }
        let found = info.cells.iter().zip(lost).filter_map(|(cell, (all_m2, lost_m2, face))| {
            let percent = format!("{:.4}", 100.0 * lost_m2 / all_m2);
            let name = format!("{} {}", info.id, cell.label());
            let about = format!("{name}: {percent} % of its land is in no zone / {percent}% 的面积未对应任何网格");
            Some(Offence { about: Some(about), measured: 1.0, ..self.at_face(face?, &[]) })
        });
        found.collect()
    }
}

/// The same for a merge, exactly: land of old cells inside the extent that is in no zone.
pub(crate) fn mapped_in_full(merged: &Merged) -> CheckRow {
    let grid = &merged.grid;
    let zone_of = merged.plan.zones_of_faces();
    let mut offences = Vec::new();
    for &layer in &grid.departments {
        let mut lost: BTreeMap<u32, u32> = BTreeMap::new();
        for face in (0..grid.face_count()).filter(|&f| grid.face_community(f).is_some()) {
            if zone_of[face as usize].is_none() {
                for &cell in grid.arrangement.labels().cells(face, layer) {
                    lost.entry(cell).or_insert(face);
                }
            }
        }
        offences.extend(lost.into_iter().map(|(cell, face)| Offence {
            zones: Vec::new(),
            measured: 1.0,
            place: grid.face_place(face),
            about: Some(format!("{} {}", grid.layers[layer].id, grid.layers[layer].cells[cell as usize].label())),
        }));
    }
    let mut out = row("crosswalk", "cells", &citation(), offences);
    if grid.departments.is_empty() {
        out.passed = None;
    }
    out
}
