//! Roll-up figures of one level.

use onegrid_zones::Lang;
use serde::Serialize;

use super::Levels;

/// Figures of one level.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LevelReport {
    /// Id of the level.
    pub id: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// Type of the party organisation in towns, in Chinese.
    pub party_organisation: String,
    /// Number of nodes.
    pub nodes: usize,
    /// Number of nodes wished, where the policy wishes one.
    pub wished: Option<u32>,
    /// Nodes that are divided further.
    pub parents: usize,
    /// Mean number of children of those.
    pub children_mean: Option<f64>,
    /// Households in all nodes.
    pub households: u64,
    /// Fewest, mean and most households of a node.
    pub households_min_mean_max: (u64, f64, u64),
    /// Area of all nodes, m2.
    pub area_m2: f64,
    /// Mean area of a node, m2.
    pub area_mean_m2: f64,
    /// Bounds of a node: least, target, most.
    pub bounds: Option<(u64, u64, u64)>,
    /// Nodes outside the bounds, each with its reason.
    pub out_of_bounds: usize,
    /// Whether the bounds could not be applied because no household counts came in.
    pub is_unmeasured: bool,
    /// Who asks for the level, in Chinese.
    pub citation_zh: String,
    /// Who asks for the level, in English.
    pub citation_en: String,
}

pub(super) fn report(levels: &Levels, level: usize) -> LevelReport {
    let (policy, nodes) = (levels.policy(level), levels.nodes(level));
    let count = nodes.len().max(1) as f64;
    let households: u64 = nodes.iter().map(|n| n.households).sum();
    let area_m2: f64 = nodes.iter().map(|n| n.area_m2).sum::<f64>() + 0.0;
    let parents = nodes.iter().filter(|n| n.children > 0).count();
    let children: u32 = nodes.iter().map(|n| n.children).sum();
    LevelReport {
        id: policy.id.clone(),
        name_zh: policy.name(Lang::Zh).into(),
        name_en: policy.name(Lang::En).into(),
        party_organisation: policy.party_organisation.clone(),
        nodes: nodes.len(),
        wished: levels.level(level).wished,
        parents,
        children_mean: (parents > 0).then(|| f64::from(children) / parents as f64),
        households,
        households_min_mean_max: (
            nodes.iter().map(|n| n.households).min().unwrap_or(0),
            households as f64 / count,
            nodes.iter().map(|n| n.households).max().unwrap_or(0),
        ),
        area_m2,
        area_mean_m2: area_m2 / count,
        bounds: policy.bounds().map(|b| (b.min, b.target, b.max)),
        out_of_bounds: levels.out_of_bounds(level),
        is_unmeasured: levels.is_unmeasured(level),
        citation_zh: policy.citation_zh.clone(),
        citation_en: policy.citation_en.clone(),
    }
}
