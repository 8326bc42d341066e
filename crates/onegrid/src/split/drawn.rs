//! Cuts in a finished overlay -> what each divides, in numbers and words.

use std::collections::BTreeMap;

use onegrid_zones::Lang;
use serde::Serialize;

use super::{degrees, pick, size_of};
use crate::error::LonLat;
use crate::grid::Grid;
use crate::plan::Plan;

/// A straight cut that a zone border follows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cut {
    /// Key of the base cell that it runs through.
    pub base_cell: Option<String>,
    /// Size of what it divides, before any cut.
    pub size: u64,
    /// Largest allowed size.
    pub max: u64,
    /// Length in m.
    pub length_m: f64,
    /// Zones on either side.
    pub zones: Vec<String>,
    /// Sizes of the pieces beside it, the larger first.
    pub sides: [u64; 2],
    /// Whether the sizes of the sides are shares by area, because households are known per cell only.
    pub estimated: bool,
    /// Its stretches: longitudes and latitudes in degrees.
    pub line: Vec<[LonLat; 2]>,
}

/// Why a place is not cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Obstacle {
    /// Every cut was tried: households lie at one point, or a piece would be too small.
    Ground,
    /// The policy allows none, as counts would be estimates.
    Estimate,
    /// Its community would have more zones than codes can number.
    Codes,
}

/// A place above the largest size that could not be cut.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Uncut {
    /// Where.
    pub place: LonLat,
    /// Its size.
    pub size: u64,
    /// Largest allowed size.
    pub max: u64,
    /// What is in the way.
    pub obstacle: Obstacle,
}

/// Faces beside cuts, with the position of the line.
pub(super) fn faces_at_cuts(grid: &Grid) -> Vec<(u32, usize)> {
    let mut found = Vec::new();
    for (_, line, faces) in arcs(grid) {
        found.extend(faces.map(|f| (f, line)));
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Arcs that cuts run along, with the position of the line and the faces beside.
fn arcs(grid: &Grid) -> impl Iterator<Item = (usize, usize, [u32; 2])> + '_ {
    // lines beyond them are outlines of earlier zones
    let (first, count) = (grid.barriers.len(), grid.cuts.lines.len());
    (0..grid.arrangement.arc_count()).filter_map(move |arc| {
        let line =
            grid.arrangement.arc_lines(arc).find(|&l| (first..first + count).contains(&(l as usize)))? as usize - first;
        let [Some(a), Some(b)] = grid.arrangement.arc_faces(arc) else { return None };
        (a != b).then_some((arc, line, [a, b]))
    })
}

impl Plan {
    /// Straight cuts that zone borders follow, in the order in which they were drawn.
    pub fn cuts(&self, grid: &Grid) -> Vec<Cut> {
        let size = |f: u32| size_of(grid, &self.policy, f);
        let mut by_line: BTreeMap<usize, (f64, Vec<[u32; 2]>)> = BTreeMap::new();
        for (arc, line, faces) in arcs(grid) {
            let entry = by_line.entry(line).or_default();
            entry.0 += grid.arrangement.arc_length_m(arc);
            entry.1.push(faces);
        }
        let mut out = Vec::new();
        for (line, (length_m, faces)) in by_line {
            let mut zones: Vec<u32> = faces.iter().flatten().filter_map(|&f| self.zone_of_face(f)).collect();
            zones.sort_unstable();
            zones.dedup();
            if zones.len() < 2 {
                continue;
            }
            let cut = &grid.cuts.lines[line];
            let origin = &grid.cuts.origins[cut.origin as usize];
            let mut near: Vec<u32> = faces.into_iter().flatten().collect();
            near.sort_unstable();
            near.dedup();
            near.sort_by_key(|&f| std::cmp::Reverse(size(f)));
            out.push(Cut {
                base_cell: origin.base_cell.clone(),
                size: origin.size,
                max: origin.max,
                length_m,
                zones: zones.into_iter().map(|z| self.zones()[z as usize].code.clone()).collect(),
                sides: [0, 1].map(|i| near.get(i).map_or(0, |&f| size(f))),
                estimated: origin.estimated,
                line: cut.stretches.iter().map(|s| s.map(degrees)).collect(),
            });
        }
        out
    }
}

impl Cut {
    /// One sentence for a planner.
    pub fn sentence(&self, lang: Lang) -> String {
        let Self { size, max, length_m, sides: [a, b], .. } = self;
        let cell = self.base_cell.as_deref().unwrap_or("-");
        let note = match (self.estimated, lang) {
            (false, _) => "",
            (true, Lang::Zh) => ";户数按面积估算,须实地核实",
            (true, Lang::En) => "; counts are estimated by area and have to be verified on site",
        };
        pick(
            lang,
            format!(
                "直线切分:{cell} 处 {size} > {max},且无道路、部门边界或小区红线可依,沿 {length_m:.0} m 直线切开(两侧 {a}、{b}{note})"
            ),
            format!(
                "split by a straight cut of {length_m:.0} m through {cell} because {size} > {max} and no barrier, border or estate outline divides it ({a} and {b} on its sides{note})"
            ),
        )
    }
}

impl Uncut {
    /// One sentence for a planner.
    pub fn sentence(&self, lang: Lang) -> String {
        let Self { size, max, .. } = self;
        match self.obstacle {
            Obstacle::Ground => pick(
                lang,
                format!("{size} > {max} 但无法切分:住户集中于一点(如一栋高楼),或切出的部分过小"),
                format!(
                    "{size} > {max} but no straight cut divides it: the households lie at one point (a tower), or a piece would be too small"
                ),
            ),
            Obstacle::Estimate => pick(
                lang,
                format!("{size} > {max} 但未切分:户数仅按格统计,规则不允许按估算切分"),
                format!(
                    "{size} > {max} but not cut: households are known per cell only, and the policy allows no estimated cuts"
                ),
            ),
            Obstacle::Codes => pick(
                lang,
                format!("{size} > {max} 但未切分:所在社区将超出顺序码可编的网格数,请核对数量或增加顺序码位数"),
                format!(
                    "{size} > {max} but not cut: its community would have more zones than the sequence of their codes can number; check the count, or give the codes more digits"
                ),
            ),
        }
    }
}
