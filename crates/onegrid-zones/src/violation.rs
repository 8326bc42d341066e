//! Broken rules of a plan that exists: where, by how much, and why.

use serde::{Deserialize, Serialize};

use crate::certificate::Certificate;
use crate::design::Feasibility;
use crate::ids::ZoneId;
use crate::names::{Lang, Names, sized};

/// One broken rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Violation {
    /// The rule.
    pub rule: RuleId,
    /// The community.
    pub community: u32,
    /// The zone; `None` where the whole community breaks the rule.
    pub zone: Option<ZoneId>,
    /// What was measured.
    pub measured: u64,
    /// What the rule allows.
    pub limit: u64,
    /// Why it is so.
    pub why: Why,
}

/// Rules that a plan may break.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum RuleId {
    /// A zone is below the minimum.
    #[serde(rename = "size.min")]
    SizeMin,
    /// A zone is above the maximum.
    #[serde(rename = "size.max")]
    SizeMax,
    /// A zone has more than one connected part (measured: parts, limit: 1).
    #[serde(rename = "zone.connected")]
    ZoneConnected,
    /// An estate of one community lies in more than one zone (measured: zones, limit: 1).
    #[serde(rename = "estate.whole")]
    EstateWhole,
}

impl RuleId {
    /// Stable text of the id.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::SizeMin => "size.min",
            Self::SizeMax => "size.max",
            Self::ZoneConnected => "zone.connected",
            Self::EstateWhole => "estate.whole",
        }
    }
}

/// Why a rule is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Why {
    /// It cannot be otherwise.
    Infeasible {
        /// The proof.
        certificate: Certificate,
    },
    /// No plan without the violation was found before the work limit; there may be one.
    Unproven {
        /// Nodes of the exact search.
        nodes: u32,
    },
    /// A plan without it exists; this one was given by hand.
    ByHand,
    /// The estate is above the maximum and has to be divided.
    EstateAboveMax {
        /// The estate.
        estate: u32,
        /// Its size in the community.
        size: u64,
        /// Largest allowed size.
        max: u64,
    },
    /// The estate has parts that do not touch inside the community, or no rule asks to keep it.
    EstateApart {
        /// The estate.
        estate: u32,
    },
}

impl Violation {
    /// One sentence for a planner.
    #[must_use]
    pub fn sentence(&self, lang: Lang, names: &dyn Names) -> String {
        let place = match self.zone {
            Some(zone) => names.zone(zone),
            None => names.community(self.community),
        };
        let size = |amount| sized(amount, lang, names.measure());
        let (measured, limit) = (self.measured, self.limit);
        let what = match self.rule {
            RuleId::SizeMin => lang.pick(
                format!("{place}:{} < 下限 {}", size(measured), size(limit)),
                format!("{place}: {} < minimum {}", size(measured), size(limit)),
            ),
            RuleId::SizeMax => lang.pick(
                format!("{place}:{} > 上限 {}", size(measured), size(limit)),
                format!("{place}: {} > maximum {}", size(measured), size(limit)),
            ),
            RuleId::ZoneConnected => lang.pick(
                format!("{place}:由 {measured} 个互不相连的部分组成,应为 {limit} 个"),
                format!("{place}: {measured} parts that do not touch, expected {limit}"),
            ),
            RuleId::EstateWhole => lang.pick(
                format!("{place}:同一小区分属 {measured} 个网格,应为 {limit} 个"),
                format!("{place}: one estate lies in {measured} zones, expected {limit}"),
            ),
        };
        let why = self.why.words(lang, names);
        lang.pick(format!("{what}。{why}"), format!("{what}; {why}"))
    }
}

impl Why {
    /// Why a zone of ground about which this is known breaks its bounds.
    #[must_use]
    pub const fn of(known: Feasibility) -> Self {
        match known {
            Feasibility::Infeasible { certificate } => Self::Infeasible { certificate },
            Feasibility::Unproven { nodes } => Self::Unproven { nodes },
            Feasibility::Feasible => Self::ByHand,
        }
    }

    /// Whether a proof is about units as they are: a line through one of them may help.
    #[must_use]
    pub const fn is_about_units(&self) -> bool {
        use crate::certificate::Infeasibility::{Exhaustive, NoZoneAround, UnitAboveMax};
        match self {
            Self::Infeasible { certificate } => {
                matches!(certificate.proof, UnitAboveMax { .. } | NoZoneAround { .. } | Exhaustive { .. })
            }
            _ => false,
        }
    }

    /// One sentence for a planner.
    #[must_use]
    pub fn sentence(&self, lang: Lang, names: &dyn Names) -> String {
        self.words(lang, names)
    }

    fn words(&self, lang: Lang, names: &dyn Names) -> String {
        match self {
            Self::Infeasible { certificate } => {
                let proof = certificate.sentence(lang, names);
                lang.pick(format!("无法避免:{proof}"), format!("unavoidable: {proof}"))
            }
            Self::Unproven { nodes } => lang.pick(
                format!("在搜索上限({nodes} 个节点)内未找到满足上下限的方案,也未能证明不存在"),
                format!("no plan within the bounds was found in {nodes} search nodes, nor excluded"),
            ),
            Self::ByHand => lang.pick(
                "存在满足规则的方案,此为人工调整所致".into(),
                "a plan that holds the rule exists, this one was edited by hand".into(),
            ),
            Self::EstateAboveMax { estate, size, max } => {
                let estate = names.estate(*estate);
                let measure = names.measure();
                let (size, max) = (sized(*size, lang, measure), sized(*max, lang, measure));
                lang.pick(
                    format!("小区 {estate} 有 {size},超过上限 {max},必须拆分"),
                    format!("estate {estate} has {size}, above the maximum of {max}, and has to be divided"),
                )
            }
            Self::EstateApart { estate } => {
                let estate = names.estate(*estate);
                lang.pick(
                    format!("小区 {estate} 在本社区内不相连,或规则未要求保持完整"),
                    format!("estate {estate} has parts that do not touch in this community, or no rule keeps it whole"),
                )
            }
        }
    }
}
