//! A finished grid, made here or elsewhere -> the acceptance checks, each with a measured amount.
//!
//! # Method
//! The grid and the communities are overlaid anew; gaps, overlaps and crossings are the faces that
//! have no zone, several zones, or a zone of another community. Rings are judged as they were written.
//! Nothing is taken from the program that made the grid.
//! Estates and buildings must not be crossed; the cells of department layers,
//! or a crosswalk table that came with the grid, must be mapped in full.
//! # Limits
//! Between zones and communities of two files, faces under 2.5 cm mean width and 5 m2 count as rounding;
//! their sum is reported as tolerated. Without communities only holes that zones enclose are gaps.

mod size;

use onegrid_planar::{Arrangement, Coord, DefectKind, Linework, RingRole, defects_with};
use onegrid_zones::{Bounds, Lang};
use serde::Serialize;

use crate::error::{Error, LonLat};
use crate::extent::code_digits;
use crate::grid::{role_index, to_degrees};
use crate::ledger::{Fate, Ledger};
use crate::place::{CellInfo, LayerInfo, place};
use crate::policy::{Citation, Policy, Variant};
use crate::progress::{PlanarProgress, Progress, Step, Within};
use crate::project::{Project, Role};

mod crossing;
mod crosswalk;
mod order;

pub(crate) use crossing::crossed_by;
pub use crosswalk::CrosswalkEntry;
pub(crate) use crosswalk::mapped_in_full;

/// Class of zones that are exempt from bounds of size.
pub const EXCLUSIVE_CLASS: &str = "exclusive";

/// One place or zone that fails a check.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Offence {
    /// Codes of the zones concerned.
    pub zones: Vec<String>,
    /// Measured amount, in the unit of the check.
    pub measured: f64,
    /// Where.
    pub place: LonLat,
    /// What the fault is about where zones do not say it: an estate, an old cell, what a code lacks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
}

/// The result of one check.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CheckRow {
    /// Stable id: `overlap`, `gap`, ...
    pub id: &'static str,
    /// Whether it holds; `None` when it could not be checked.
    pub passed: Option<bool>,
    /// Sum of the measured amounts.
    pub measured: f64,
    /// What was found but is taken for the rounding of two files against one another, in the same unit.
    pub tolerated: f64,
    /// Unit of the amounts.
    pub unit: &'static str,
    /// Who demands it.
    pub citation: Citation,
    /// The variant of the policy whose communities are checked; `None`: all, or all without a variant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant: Option<Variant>,
    /// Everything that fails, largest first.
    pub offences: Vec<Offence>,
    /// Why something is left out of the check, in Chinese; empty where nothing is.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub left_out_zh: String,
    /// Why something is left out of the check, in English; empty where nothing is.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub left_out_en: String,
}

impl CheckRow {
    /// Name for people.
    pub fn name(&self, lang: Lang) -> String {
        let (zh, en) = match self.id {
            "overlap" => ("重叠", "no overlap"),
            "gap" => ("缝隙", "no gap"),
            "community" => ("越界(跨社区)", "within one community"),
            "valid" => ("闭合与有效", "closed and valid"),
            "connected" => ("连通", "connected"),
            "size" => ("规模", "size within bounds"),
            "amount" => ("数量", "amounts within their limits"),
            "levels" => ("层级", "children partition their parents"),
            "crossing" => ("穿越建筑物、小区", "no building or estate crossed"),
            "crosswalk" => ("新旧对照", "every old cell mapped"),
            "building" => ("穿越建筑物", "no building crossed"),
            "order" => ("编码顺序", "codes in order"),
            _ => ("编码", "codes"),
        };
        let name = if lang == Lang::Zh { zh } else { en };
        match (&self.variant, lang) {
            (None, _) => name.into(),
            (Some(variant), Lang::Zh) => format!("{name}({})", variant.name(lang)),
            (Some(variant), Lang::En) => format!("{name} ({})", variant.name(lang)),
        }
    }

    /// Why something is left out of the check; empty where nothing is.
    pub fn left_out(&self, lang: Lang) -> &str {
        if lang == Lang::Zh { &self.left_out_zh } else { &self.left_out_en }
    }

    /// Whether a merge must hold it whatever the data. Sizes, amounts, crossed estates and buildings and the order of codes may
    /// fail for stated reasons.
    pub fn is_hard(&self) -> bool {
        !matches!(self.id, "size" | "amount" | "crossing" | "building" | "order")
    }
}

/// All acceptance checks of a grid.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CheckReport {
    /// Number of zones.
    pub zones: usize,
    /// One row per check.
    pub rows: Vec<CheckRow>,
}

impl CheckReport {
    /// Whether every check that could be made holds.
    pub fn passed(&self) -> bool {
        self.rows.iter().all(|r| r.passed != Some(false))
    }

    /// A row by its id; of the sizes, that of the policy's own rule.
    pub fn row(&self, id: &str) -> Option<&CheckRow> {
        self.rows.iter().find(|r| r.id == id)
    }
}

/// Faces narrower than this between zones and communities that come from two files may be their
/// rounding against one another (m): half a lattice unit either way and some slack.
pub(crate) const ROUNDING_WIDTH_M: f64 = 0.025;

/// A face larger than this is no rounding, however narrow (m2).
pub(crate) const ROUNDING_AREA_M2: f64 = 5.0;

/// Checks a finished grid: the project's base layer holds the zones, its community layer (optional)
/// the communities. A zone's code is its `code`, else its key. Codes that the project's history has are
/// kept ones: their order is that of the grid they were given in.
///
/// # Errors
/// [`Error`] when the layers cannot be overlaid at all.
///
/// # Cost
/// That of overlaying the layers.
pub fn check(project: &Project, policy: &Policy, progress: &dyn Progress) -> Result<CheckReport, Error> {
    check_with(project, None, policy, progress)
}

/// As [`check`], with the crosswalk table that was handed over with the grid.
///
/// # Errors
/// As [`check`].
pub fn check_with(
    project: &Project,
    table: Option<&[CrosswalkEntry]>,
    policy: &Policy,
    progress: &dyn Progress,
) -> Result<CheckReport, Error> {
    let placed = place(project)?;
    let scale = placed.linework.geographic_scale().ok_or(onegrid_planar::OverlayError::Empty { rings: 0 })?;
    progress.admit(&placed.linework)?;
    let arrangement = Arrangement::build(&placed.linework, scale, &PlanarProgress(progress, Step::Overlay))?;
    let base = role_index(&placed.layers, Role::Base).unwrap_or_else(|| unreachable!("place checked the roles"));
    let nowhere = vec![false; arrangement.face_count() as usize];
    let watched = PlanarProgress(progress, Step::Defects);
    let found = defects_with(&arrangement, &placed.linework, &nowhere, &watched)?;
    progress.step(Step::Report, 0, REPORT_PARTS);
    let community = role_index(&placed.layers, Role::Community);
    let watched = PlanarProgress(&Within(progress), Step::Report);
    let checker = Checker {
        arrangement: &arrangement,
        home: community
            .map_or_else(|| Ok(Vec::new()), |layer| homes(&arrangement, base, layer, &placed.layers, &watched))?,
        zones: &placed.layers[base].cells,
        base,
        base_id: &placed.layers[base].id,
        community,
        communities: community.map_or(&[], |l| &placed.layers[l].cells),
        policy,
        zone_place: zone_places(&arrangement, base, placed.layers[base].cells.len()),
    };
    let layers = &placed.layers;
    progress.step(Step::Report, 1, REPORT_PARTS);
    progress.check()?;
    let mut rows = vec![
        checker.overlap(),
        checker.gap(),
        checker.community(),
        checker.valid(&found, &placed.linework, &placed.ledger),
        checker.connected(&placed.linework, &watched)?,
    ];
    progress.step(Step::Report, 2, REPORT_PARTS);
    progress.check()?;
    rows.extend(checker.sizes());
    rows.extend(checker.amounts(&placed.layers[base].counts));
    rows.extend([checker.codes(), checker.order(&placed.linework, &project.history.codes(std::iter::empty()))]);
    progress.step(Step::Report, 3, REPORT_PARTS);
    progress.check()?;
    rows.extend(checker.crossing(layers));
    rows.push(checker.crosswalk(layers, table));
    progress.step(Step::Report, REPORT_PARTS, REPORT_PARTS);
    progress.check()?;
    Ok(CheckReport { zones: checker.zones.len(), rows })
}

/// Parts of summing up a check: homes of the zones; land; sizes and codes; old cells.
const REPORT_PARTS: u64 = 4;

struct Checker<'a> {
    arrangement: &'a Arrangement,
    /// The community in which most of each zone lies; empty without communities.
    home: Vec<Option<u32>>,
    zones: &'a [CellInfo],
    communities: &'a [CellInfo],
    base: usize,
    base_id: &'a str,
    community: Option<usize>,
    policy: &'a Policy,
    zone_place: Vec<LonLat>,
}

fn code(cell: &CellInfo) -> &str {
    cell.code.as_deref().unwrap_or(&cell.key)
}

/// A point in the largest face of each zone.
fn zone_places(arrangement: &Arrangement, base: usize, zones: usize) -> Vec<LonLat> {
    let mut largest: Vec<Option<(i128, u32)>> = vec![None; zones];
    for face in 0..arrangement.face_count() {
        for &zone in arrangement.labels().cells(face, base) {
            let slot = &mut largest[zone as usize];
            let area2 = arrangement.face_area2(face);
            if slot.is_none_or(|(most, _)| area2 > most) {
                *slot = Some((area2, face));
            }
        }
    }
    largest.into_iter().map(|l| l.map_or((0.0, 0.0), |(_, f)| to_degrees(arrangement.face_point(f)))).collect()
}

/// The community in which most of each zone lies.
fn homes(
    arrangement: &Arrangement,
    base: usize,
    community: usize,
    layers: &[LayerInfo],
    progress: &PlanarProgress<'_>,
) -> Result<Vec<Option<u32>>, Error> {
    let faces = arrangement.face_count();
    let target: Vec<Option<u32>> =
        (0..faces).map(|f| arrangement.labels().cells(f, community).first().copied()).collect();
    let mut home: Vec<Option<(i128, u32)>> = vec![None; layers[base].cells.len()];
    for row in arrangement.crosswalk_with(base, &target, &vec![0; faces as usize], progress)? {
        if let Some(community) = row.target {
            let slot = &mut home[row.cell as usize];
            if slot.is_none_or(|(most, _)| row.area_units > most) {
                *slot = Some((row.area_units, community));
            }
        }
    }
    Ok(home.into_iter().map(|h| h.map(|(_, c)| c)).collect())
}

impl Checker<'_> {
    fn at_face(&self, face: u32, zones: &[u32]) -> Offence {
        Offence {
            zones: zones.iter().map(|&z| code(&self.zones[z as usize]).to_string()).collect(),
            measured: self.arrangement.face_area_m2(face),
            place: to_degrees(self.arrangement.face_point(face)),
            about: None,
        }
    }

    fn zone_offence(&self, zone: usize, measured: f64) -> Offence {
        let zones = vec![code(&self.zones[zone]).to_string()];
        Offence { zones, measured, place: self.zone_place[zone], about: None }
    }

    fn faces(&self) -> impl Iterator<Item = u32> + '_ {
        0..self.arrangement.face_count()
    }

    fn is_rounding(&self, face: u32) -> bool {
        self.arrangement.face_width_m(face) < ROUNDING_WIDTH_M && self.arrangement.face_area_m2(face) < ROUNDING_AREA_M2
    }

    /// A row of faces at which zones and communities disagree; those that are rounding are tolerated.
    fn against_communities(&self, id: &'static str, citation: &Citation, found: Vec<(u32, Vec<u32>)>) -> CheckRow {
        let (rounding, faults): (Vec<_>, Vec<_>) = found.into_iter().partition(|(f, _)| self.is_rounding(*f));
        let tolerated = rounding.iter().map(|(f, _)| self.arrangement.face_area_m2(*f)).sum::<f64>() + 0.0;
        let offences = faults.iter().map(|(f, zones)| self.at_face(*f, zones)).collect();
        CheckRow { tolerated, ..row(id, "m2", citation, offences) }
    }

    fn overlap(&self) -> CheckRow {
        let labels = self.arrangement.labels();
        // zones of one file share their lines point by point: nothing is tolerated
        let found = self.faces().filter(|&f| labels.cells(f, self.base).len() > 1);
        let offences = found.map(|f| self.at_face(f, labels.cells(f, self.base))).collect();
        row("overlap", "m2", &self.policy.coverage, offences)
    }

    /// Places of a community without a zone; without communities, holes that zones enclose.
    fn gap(&self) -> CheckRow {
        let labels = self.arrangement.labels();
        let Some(community) = self.community else {
            let holes = self.enclosed();
            return row("gap", "m2", &self.policy.coverage, holes.into_iter().map(|f| self.at_face(f, &[])).collect());
        };
        let uncovered = |f: &u32| labels.cells(*f, self.base).is_empty() && !labels.cells(*f, community).is_empty();
        let found = self.faces().filter(uncovered).map(|f| (f, Vec::new())).collect();
        self.against_communities("gap", &self.policy.coverage, found)
    }

    /// Faces without a zone from which no way leads outside but through zones.
    fn enclosed(&self) -> Vec<u32> {
        let is_free = |f: u32| self.arrangement.labels().cells(f, self.base).is_empty();
        let mut reached = vec![false; self.arrangement.face_count() as usize];
        let mut open: Vec<u32> = Vec::new();
        for arc in 0..self.arrangement.arc_count() {
            if let [Some(face), None] | [None, Some(face)] = self.arrangement.arc_faces(arc) {
                open.push(face);
            }
        }
        while let Some(face) = open.pop() {
            if is_free(face) && !std::mem::replace(&mut reached[face as usize], true) {
                let arcs = self.arrangement.face_arcs(face);
                open.extend(arcs.flat_map(|a| self.arrangement.arc_faces(a)).flatten());
            }
        }
        self.faces().filter(|&f| is_free(f) && !reached[f as usize]).collect()
    }

    /// Land of a zone outside the community in which most of it lies.
    fn community(&self) -> CheckRow {
        let Some(layer) = self.community else {
            let mut out = row("community", "m2", &self.policy.community, Vec::new());
            out.passed = None;
            return out;
        };
        let labels = self.arrangement.labels();
        let mut found = Vec::new();
        for face in self.faces() {
            for &zone in labels.cells(face, self.base) {
                let here = labels.cells(face, layer);
                if !self.home[zone as usize].is_some_and(|c| here.contains(&c)) {
                    found.push((face, vec![zone]));
                }
            }
        }
        self.against_communities("community", &self.policy.community, found)
    }

    /// Rings as they were drawn, and features that could not be used or came twice.
    fn valid(&self, found: &[onegrid_planar::Defect], linework: &Linework, ledger: &Ledger) -> CheckRow {
        let broken = [
            DefectKind::SelfCrossing,
            DefectKind::RingsOverlap,
            DefectKind::RingOrder,
            DefectKind::ZeroArea,
            DefectKind::TooFewPoints,
        ];
        let name = |z: u32| code(&self.zones[z as usize]).to_string();
        let offence = |zones: Vec<String>, place: LonLat| Offence { zones, measured: 1.0, place, about: None };
        let defects = found.iter().filter(|d| d.layer as usize == self.base && broken.contains(&d.kind));
        let mut offences: Vec<Offence> =
            defects.map(|d| offence(d.cells.iter().map(|&z| name(z)).collect(), to_degrees(d.place))).collect();
        // spikes are looked for in the drawing: the overlay snaps lines, and may fold thin ends
        for r in (0..linework.ring_count()).filter(|&r| linework.owner(r).layer as usize == self.base) {
            if let Some(tip) = spike(linework.ring(r)) {
                offences.push(offence(vec![name(linework.owner(r).cell)], (tip.lon_deg(), tip.lat_deg())));
            }
        }
        for entry in ledger.entries.iter().filter(|e| e.layer == self.base_id && e.fate != Fate::Noted) {
            let key = entry.key.clone().or_else(|| entry.feature.map(|f| format!("#{f}")));
            offences.push(offence(key.into_iter().collect(), entry.place.unwrap_or((0.0, 0.0))));
        }
        row("valid", "rings", &self.policy.coverage, offences)
    }

    fn parts_written(&self, linework: &Linework) -> Vec<u32> {
        let mut parts = vec![0; self.zones.len()];
        for owner in (0..linework.ring_count()).map(|r| linework.owner(r)) {
            if owner.layer as usize == self.base && owner.role == RingRole::Shell {
                parts[owner.cell as usize] += 1;
            }
        }
        parts
    }

    fn connected(&self, linework: &Linework, progress: &PlanarProgress<'_>) -> Result<CheckRow, Error> {
        let labels = self.arrangement.labels();
        let mut parts: Vec<usize> = vec![0; self.zones.len()];
        let ids: Vec<Option<u32>> =
            (0..self.arrangement.face_count()).map(|f| labels.cells(f, self.base).first().copied()).collect();
        for region in self.arrangement.dissolve_with(&ids, progress)? {
            parts[region.id as usize] = region.parts.len();
        }
        // one ring as written is one piece, whatever the overlay makes of a thin neck
        let written = self.parts_written(linework);
        let found = parts.iter().enumerate().filter(|(z, n)| **n > 1 && written[*z] > 1);
        let offences = found.map(|(z, n)| self.zone_offence(z, *n as f64)).collect();
        Ok(row("connected", "parts", &self.policy.coverage, offences))
    }

    fn zone_areas(&self) -> Vec<f64> {
        let mut units = vec![0i128; self.zones.len()];
        for face in 0..self.arrangement.face_count() {
            for &zone in self.arrangement.labels().cells(face, self.base) {
                units[zone as usize] += self.arrangement.face_area_units(face);
            }
        }
        units.into_iter().map(|u| self.arrangement.area_m2(u)).collect()
    }

    fn code_citation(&self) -> Citation {
        let code = &self.policy.code;
        Citation { citation_zh: code.citation_zh.clone(), citation_en: code.citation_en.clone() }
    }

    /// Codes are unique, have the right number of digits, and begin with their community's code.
    fn codes(&self) -> CheckRow {
        let template = self.policy.code.template();
        let digits = template.width(crate::extent::COMMUNITY_CODE_DIGITS);
        let mut all: Vec<&str> = self.zones.iter().map(code).collect();
        all.sort_unstable();
        let twice = |c: &str| {
            let first = all.partition_point(|o| *o < c);
            all.get(first + 1).is_some_and(|o| *o == c)
        };
        let wrong = |z: usize| {
            let own = code(&self.zones[z]);
            let community =
                self.home.get(z).copied().flatten().and_then(|c| self.communities[c as usize].code.as_deref());
            let parts = template.read(own).filter(|_| own.len() == digits);
            let prefix = community
                .map(code_digits)
                .filter(|c| parts.as_ref().map_or(!own.starts_with(c), |p| p.community != *c));
            let faults = [
                twice(own).then(|| "given twice / 重复".to_string()),
                parts.is_none().then(|| format!("not {digits} digits / 不是 {digits} 位数字")),
                prefix.map(|c| format!("does not begin with {c} / 前缀应为 {c}")),
            ];
            faults.into_iter().flatten().collect::<Vec<_>>().join("; ")
        };
        let faults = (0..self.zones.len()).map(|z| (z, wrong(z))).filter(|(_, why)| !why.is_empty());
        let offences = faults.map(|(z, why)| Offence { about: Some(why), ..self.zone_offence(z, 1.0) }).collect();
        row("codes", "codes", &self.code_citation(), offences)
    }
}

pub(crate) fn row(id: &'static str, unit: &'static str, citation: &Citation, mut offences: Vec<Offence>) -> CheckRow {
    offences.sort_by(|a, b| b.measured.total_cmp(&a.measured).then_with(|| a.zones.cmp(&b.zones)));
    CheckRow {
        id,
        passed: Some(offences.is_empty()),
        // an empty sum of floats is -0
        measured: offences.iter().map(|o| o.measured).sum::<f64>() + 0.0,
        tolerated: 0.0,
        unit,
        citation: citation.clone(),
        variant: None,
        offences,
        left_out_zh: String::new(),
        left_out_en: String::new(),
    }
}

fn holds(bounds: Bounds, size: u64) -> bool {
    (bounds.min..=bounds.max).contains(&size)
}

/// The tip of a line that a ring runs out and back along, if it has one.
fn spike(ring: &[Coord]) -> Option<Coord> {
    let n = ring.len();
    (0..n).filter(|_| n > 2).map(|i| (ring[i], ring[(i + 1) % n], ring[(i + 2) % n])).find_map(|(a, b, c)| {
        let (ux, uy) = (b.x as i64 - a.x as i64, b.y as i64 - a.y as i64);
        let (vx, vy) = (c.x as i64 - b.x as i64, c.y as i64 - b.y as i64);
        (ux * vy == uy * vx && ux * vx + uy * vy < 0).then_some(b)
    })
}

fn exempt(cell: &CellInfo) -> bool {
    cell.class.as_deref() == Some(EXCLUSIVE_CLASS)
}
