//! Why a community cannot be divided into zones within the bounds.

use serde::{Deserialize, Serialize};

use crate::ids::UnitId;
use crate::names::{Lang, Names, sized};

/// A proof inside one connected part; the unit is numbered there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proof {
    Empty,
    BelowMin { total: u64, min: u64 },
    UnitAboveMax { unit: u32, size: u64, max: u64 },
    NoZoneCount { total: u64, min: u64, max: u64, zones: u64 },
    NoZoneAround { unit: u32, size: u64, nodes: u32 },
    Exhaustive { nodes: u32 },
    RulesExclude { rules: u64, nodes: u32 },
    TooFewZones { total: u64, max: u64, needed: u64, most: u32 },
}

/// Why no division within the bounds exists, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// The connected part of the community it holds for; `None`: the whole community.
    pub part: Option<PartOf>,
    /// The proof.
    pub proof: Infeasibility,
}

/// A connected part of a community, exclusive areas left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartOf {
    /// Its number, from 1, in order of the lowest face.
    pub part: u32,
    /// Number of parts that the community has.
    pub parts: u32,
    /// Its size.
    pub size: u64,
}

/// Kinds of proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Infeasibility {
    /// The total is 0.
    Empty {
        /// Smallest allowed size.
        min: u64,
    },
    /// The total is below the minimum.
    BelowMin {
        /// Total size.
        total: u64,
        /// Smallest allowed size.
        min: u64,
    },
    /// One indivisible unit is above the maximum.
    UnitAboveMax {
        /// The unit.
        unit: UnitId,
        /// Its size.
        size: u64,
        /// Largest allowed size.
        max: u64,
    },
    /// The total is too much for some number of zones and too little for one more.
    NoZoneCount {
        /// Total size.
        total: u64,
        /// Smallest allowed size.
        min: u64,
        /// Largest allowed size.
        max: u64,
        /// Most zones that the minimum allows; they hold less than the total.
        zones: u64,
    },
    /// No connected zone within the bounds can hold this unit without leaving a remainder that no
    /// number of zones fits; all were tried.
    NoZoneAround {
        /// The unit.
        unit: UnitId,
        /// Its size.
        size: u64,
        /// Smallest allowed size.
        min: u64,
        /// Largest allowed size.
        max: u64,
        /// Nodes visited by the search.
        nodes: u32,
    },
    /// All connected divisions were excluded one by one.
    Exhaustive {
        /// Nodes visited by the search.
        nodes: u32,
        /// Units of the part.
        units: u32,
        /// Smallest allowed size.
        min: u64,
        /// Largest allowed size.
        max: u64,
    },
    /// Hard rules exclude each other: every connected division breaks one of them.
    RulesExclude {
        /// The rules, one bit each, by their position in
        /// [`Design::rule_ids`](crate::Design::rule_ids).
        rules: u64,
        /// Nodes visited by the search.
        nodes: u32,
    },
    /// The maximum asks for more zones than are allowed.
    TooFewZones {
        /// Total size.
        total: u64,
        /// Largest allowed size.
        max: u64,
        /// Zones that the total needs.
        needed: u64,
        /// Zones that are allowed.
        most: u32,
    },
}

impl Certificate {
    /// One sentence for a planner.
    #[must_use]
    pub fn sentence(&self, lang: Lang, names: &dyn Names) -> String {
        let proof = self.proof.sentence(lang, names);
        match self.part {
            None => proof,
            Some(PartOf { part, parts, size }) => {
                let size = sized(size, lang, names.measure());
                lang.pick(
                    format!("除去专属网格后,社区由 {parts} 个互不相连的部分组成,第 {part} 部分({size})须单独划分:{proof}"),
                    format!(
                        "the community, exclusive areas left out, has {parts} parts that do not touch, part {part} ({size}) stands alone: {proof}"
                    ),
                )
            }
        }
    }
}

impl Infeasibility {
    fn sentence(self, lang: Lang, names: &dyn Names) -> String {
        let sized = |size| sized(size, lang, names.measure());
        match self {
            Self::Empty { min } => {
                let (none, min) = (sized(0), sized(min));
                lang.pick(
                    format!("共 {none},无法组成 {min} 的网格"),
                    format!("it has {none}: no zone of {min} is possible"),
                )
            }
            Self::BelowMin { total, min } => {
                let (total, min) = (sized(total), sized(min));
                lang.pick(
                    format!("共 {total},不足一个网格的下限 {min}"),
                    format!("it has {total}: no zone of {min} is possible"),
                )
            }
            Self::UnitAboveMax { unit, size, max } => {
                let (unit, size, max) = (names.unit(unit), sized(size), sized(max));
                lang.pick(
                    format!("不可分割单元 {unit} 有 {size},超过上限 {max}"),
                    format!("the indivisible unit {unit} has {size}, above the maximum of {max}"),
                )
            }
            Self::NoZoneCount { total, min, max, zones } => {
                let (total, more) = (sized(total), zones + 1);
                let (most, least) = (sized(zones.saturating_mul(max)), sized(more.saturating_mul(min)));
                lang.pick(
                    format!("共 {total}:{zones} 个网格至多容纳 {most},{more} 个网格至少需要 {least},个数无解"),
                    format!(
                        "it has {total}: {zones} zone(s) hold at most {most}, {more} need at least {least}, so no number of zones fits"
                    ),
                )
            }
            Self::NoZoneAround { unit, size, min, max, nodes } => {
                let (unit, size) = (names.unit(unit), sized(size));
                let (min, max) = (sized(min), sized(max));
                lang.pick(
                    format!("单元 {unit}({size})无论与哪些相邻单元组合,都得不到 {min} 至 {max} 且剩余部分仍可划分的网格(搜索 {nodes} 个节点)"),
                    format!(
                        "whatever neighbours unit {unit} ({size}) is joined with, no zone between {min} and {max} holds it and leaves a divisible rest ({nodes} search nodes)"
                    ),
                )
            }
            Self::RulesExclude { rules, nodes } => {
                let bits = (0..64).filter(|bit| rules >> bit & 1 == 1);
                let rules: Vec<String> = bits.map(|bit| names.rule(bit)).collect();
                lang.pick(
                    format!("下列硬性规则不能同时满足:{}(已穷尽全部连通划分,搜索 {nodes} 个节点)", rules.join("、")),
                    format!(
                        "these hard rules exclude each other: {} (all connected divisions were excluded, {nodes} search nodes)",
                        rules.join(", ")
                    ),
                )
            }
            Self::TooFewZones { total, max, needed, most } => {
                let (total, max) = (sized(total), sized(max));
                lang.pick(
                    format!("共 {total},上限 {max},至少需要 {needed} 个网格,而至多允许 {most} 个"),
                    format!("it has {total}: zones of at most {max} make at least {needed}, but {most} are allowed"),
                )
            }
            Self::Exhaustive { nodes, units, min, max } => {
                let (min, max) = (sized(min), sized(max));
                lang.pick(
                    format!("已穷尽 {units} 个单元的全部连通划分(搜索 {nodes} 个节点),没有一种使每个网格都在 {min} 至 {max} 之间"),
                    format!(
                        "all connected divisions of its {units} units were excluded ({nodes} search nodes): none keeps every zone between {min} and {max}"
                    ),
                )
            }
        }
    }
}
