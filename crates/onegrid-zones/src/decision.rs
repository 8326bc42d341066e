//! Decisions about single faces: to which base cell a gap, an overlap or a sliver went, and why.

use serde::{Deserialize, Serialize};

use crate::ids::{UnitId, ZoneId};
use crate::names::{Lang, Names, area, length};

/// What was decided about one face.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Decision {
    /// No base cell covered the face; it went to a neighbouring one.
    GapAbsorbed {
        /// The face.
        face: u32,
        /// The base cell it went to.
        base_cell: u32,
        /// Number of faces between this one and the cell, counted from 1.
        steps: u32,
        /// The rule that decided.
        by: DecidedBy,
        /// Area of the face in m².
        area_m2: f64,
        /// Households of the face.
        households: u64,
    },
    /// No base cell covered the face and none could be reached inside its community.
    GapLeft {
        /// The face.
        face: u32,
        /// Area of the face in m².
        area_m2: f64,
        /// Households of the face.
        households: u64,
    },
    /// Several base cells covered the face; one got it.
    OverlapGiven {
        /// The face.
        face: u32,
        /// The base cell that got it.
        base_cell: u32,
        /// All base cells that covered it.
        candidates: Vec<u32>,
        /// The rule that decided.
        by: DecidedBy,
        /// Area of the face in m².
        area_m2: f64,
        /// Households of the face.
        households: u64,
    },
    /// The face was too thin or small to stand alone; a neighbouring unit took it.
    SliverAbsorbed {
        /// The face.
        face: u32,
        /// The unit that took it.
        unit: UnitId,
        /// Why this unit.
        by: SliverRule,
        /// Border with that unit in m, at the time.
        border_m: f64,
        /// Width of the face in m (twice the area by the perimeter).
        width_m: f64,
        /// Area of the face in m².
        area_m2: f64,
        /// Households of the face.
        households: u64,
    },
    /// Slivers that touch nothing else in their community went to the nearest zone.
    CrumbAttached {
        /// The unit they form.
        unit: UnitId,
        /// The zone that took it.
        zone: ZoneId,
        /// Area in m².
        area_m2: f64,
        /// Households.
        households: u64,
    },
}

/// The rule that decided between base cells.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "kebab-case")]
pub enum DecidedBy {
    /// There was one candidate.
    OnlyCandidate,
    /// A department's cell lies mostly in the chosen base cell.
    Agreement {
        /// Layer of the department.
        layer: u32,
        /// Its cell on the face.
        cell: u32,
        /// Area that the cell shares with the chosen base cell, in m².
        area_m2: f64,
        /// Area that it shares with the next candidate, in m².
        next_m2: f64,
    },
    /// The longest shared border.
    LongestBorder {
        /// Border with the chosen base cell, in m.
        length_m: f64,
        /// Border with the next candidate, in m.
        next_m: f64,
    },
    /// Nothing told the candidates apart; the lowest key got it.
    LowestKey,
}

/// Why a unit took a sliver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SliverRule {
    /// Longest border among neighbours of the same base cell.
    SameBaseCell,
    /// Longest border among neighbours that leave the lines of layers of higher priority where they are.
    StrongerBorder,
    /// Longest border; no neighbour has the same base cell.
    LongestBorder,
    /// Only an exclusive area borders on it.
    OnlyExclusive,
}

impl Decision {
    /// One sentence for a planner.
    #[must_use]
    pub fn sentence(&self, lang: Lang, names: &dyn Names) -> String {
        match self {
            Self::GapAbsorbed { face, base_cell, by, area_m2, households, .. } => {
                let (cell, area) = (names.cell(0, *base_cell), area(*area_m2));
                let by = by.words(lang, names);
                lang.pick(
                    format!("空白面 {face}({area},{households} 户)归入 {cell}:{by}"),
                    format!("gap face {face} ({area}, {households} households) goes to {cell}: {by}"),
                )
            }
            Self::GapLeft { face, area_m2, households } => {
                let area = area(*area_m2);
                lang.pick(
                    format!("空白面 {face}({area},{households} 户)在本社区内不与任何基础网格相接,单独保留"),
                    format!(
                        "gap face {face} ({area}, {households} households) reaches no base cell inside its community and stays by itself"
                    ),
                )
            }
            Self::OverlapGiven { face, base_cell, candidates, by, area_m2, households } => {
                let (cell, area) = (names.cell(0, *base_cell), area(*area_m2));
                let by = by.words(lang, names);
                let sep = lang.pick("、".into(), ", ".into());
                let all = candidates.iter().map(|&c| names.cell(0, c));
                let all = all.collect::<Vec<_>>().join(&sep);
                lang.pick(
                    format!("重叠面 {face}({all} 重叠,{area},{households} 户)划给 {cell}:{by}"),
                    format!("overlap face {face} (of {all}; {area}, {households} households) goes to {cell}: {by}"),
                )
            }
            Self::SliverAbsorbed { .. } | Self::CrumbAttached { .. } => self.sliver_sentence(lang, names),
        }
    }

    fn sliver_sentence(&self, lang: Lang, names: &dyn Names) -> String {
        match self {
            Self::SliverAbsorbed { face, unit, by, border_m, width_m, area_m2, households } => {
                let (unit, border) = (names.unit(*unit), length(*border_m));
                let area = area(*area_m2);
                let (zh, en) = match by {
                    SliverRule::SameBaseCell => ("属同一基础网格", "same base cell"),
                    SliverRule::StrongerBorder => {
                        ("保留优先级更高图层的边界", "the border of the layer with higher priority stays")
                    }
                    SliverRule::LongestBorder => ("公共边界最长", "longest shared border"),
                    SliverRule::OnlyExclusive => ("仅与该专属区域相接", "only this exclusive area borders on it"),
                };
                lang.pick(
                    format!("碎面 {face}(宽 {width_m:.2} m,{area},{households} 户)并入 {unit}:{zh},公共边界 {border}"),
                    format!(
                        "sliver {face} ({width_m:.2} m wide, {area}, {households} households) goes to {unit}: {en}, border {border}"
                    ),
                )
            }
            Self::CrumbAttached { unit, zone, area_m2, households } => {
                let (unit, zone, area) = (names.unit(*unit), names.zone(*zone), area(*area_m2));
                lang.pick(
                    format!("孤立碎面 {unit}({area},{households} 户)在本社区内无邻面,归入最近的网格 {zone}"),
                    format!(
                        "isolated slivers {unit} ({area}, {households} households) border on nothing in their community and go to the nearest zone {zone}"
                    ),
                )
            }
            _ => String::new(),
        }
    }
}

impl DecidedBy {
    fn words(self, lang: Lang, names: &dyn Names) -> String {
        match self {
            Self::OnlyCandidate => lang.pick("唯一相邻的基础网格".into(), "the only candidate".into()),
            Self::Agreement { layer, cell, area_m2, next_m2 } => {
                let (layer, cell) = (names.layer(layer), names.cell(layer, cell));
                let (most, next) = (area(area_m2), area(next_m2));
                lang.pick(
                    format!("同属{layer} {cell},该网格与其重合 {most}(次者 {next})"),
                    format!("same {layer} cell {cell}, which shares {most} with it (next {next})"),
                )
            }
            Self::LongestBorder { length_m, next_m } => {
                let (most, next) = (length(length_m), length(next_m));
                lang.pick(
                    format!("公共边界最长({most},次者 {next})"),
                    format!("longest shared border ({most}, next {next})"),
                )
            }
            Self::LowestKey => {
                lang.pick("各候选无差别,取编号最小者".into(), "nothing tells the candidates apart, lowest key".into())
            }
        }
    }
}
