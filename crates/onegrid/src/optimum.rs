//! A plan -> how near the division of each community is to its best one, and what that sums up to.
//!
//! Best is meant for the units, rules and weights that the plan has: no other grouping of the same units
//! that keeps the hard rules costs less.

use onegrid_zones::{CommunityVerdict, Lang, Optimality};
use serde::Serialize;

use crate::grid::Grid;
use crate::plan::Plan;

/// What is known about the optimum, over all communities.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Optima {
    /// Communities whose division is proven to be the best.
    pub optimal: u32,
    /// Communities whose division is proven to be within a distance of the best.
    pub within: u32,
    /// Communities about which nothing is proven.
    pub not_proven: u32,
    /// Communities in which there was nothing to search for: their zones follow the base layer.
    pub given: u32,
    /// Mean proven distance in percent of those that are optimal or within; 0 where there are none.
    pub mean_percent: f64,
    /// Largest proven distance in percent.
    pub worst_percent: u32,
    /// Every community, in the order of the plan.
    pub communities: Vec<CommunityOptimum>,
}

/// What is known about the optimum of one community.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CommunityOptimum {
    /// Community key.
    pub community: String,
    /// Community name.
    pub name: Option<String>,
    /// Units that its zones are made of.
    pub units: u32,
    /// Number of zones.
    pub zones: u32,
    /// `optimal`, `within`, `not-proven` or `given`.
    pub state: &'static str,
    /// Proven distance from the best, percent of the objective rounded up: 0 where optimal, `None` where
    /// nothing is proven.
    pub percent: Option<u32>,
}

impl Optima {
    pub(crate) fn of(grid: &Grid, plan: &Plan) -> Self {
        let mut out = Self::default();
        for verdict in &plan.design.verdicts {
            let (state, percent) = match known(plan, verdict) {
                None => ("given", None),
                Some(Optimality::Optimal) => ("optimal", Some(0)),
                Some(Optimality::Within { percent }) => ("within", Some(percent)),
                Some(Optimality::NotSearched) => ("not-proven", None),
            };
            let count = match state {
                "given" => &mut out.given,
                "optimal" => &mut out.optimal,
                "within" => &mut out.within,
                _ => &mut out.not_proven,
            };
            *count += 1;
            out.worst_percent = out.worst_percent.max(percent.unwrap_or(0));
            out.mean_percent += f64::from(percent.unwrap_or(0));
            let community = &grid.communities().list[verdict.community as usize];
            out.communities.push(CommunityOptimum {
                community: community.key.clone(),
                name: community.name.clone(),
                units: verdict.units,
                zones: verdict.zones,
                state,
                percent,
            });
        }
        out.mean_percent /= f64::from((out.optimal + out.within).max(1));
        out
    }
}

/// `None` where nothing was searched for.
fn known(plan: &Plan, verdict: &CommunityVerdict) -> Option<Optimality> {
    let searched = plan.bounds_of(verdict.community).is_some() || verdict.parts.iter().any(|p| p.objective.is_some());
    (searched && !verdict.parts.is_empty()).then_some(verdict.optimality)
}

impl Plan {
    /// How near the division of a community is to its best one, in a sentence; `None` where nothing was
    /// searched for.
    pub fn optimality_sentence(&self, community: u32, lang: Lang) -> Option<String> {
        let verdict = self.design.verdicts.get(community as usize)?;
        let optimality = known(self, verdict)?;
        let (units, zones) = (verdict.units, verdict.zones);
        Some(match (optimality, lang) {
            (Optimality::Optimal, Lang::Zh) => format!("本社区的划分({units} 个单元、{zones} 个网格)已证明为最优"),
            (Optimality::Optimal, Lang::En) => {
                format!("the division of its community ({units} units, {zones} zones) is proven to be the best")
            }
            (Optimality::Within { percent }, Lang::Zh) => {
                format!("本社区的划分({units} 个单元、{zones} 个网格)已证明与最优相差不超过 {percent}%")
            }
            (Optimality::Within { percent }, Lang::En) => {
                format!(
                    "the division of its community ({units} units, {zones} zones) is proven to be within {percent} % of the best"
                )
            }
            (Optimality::NotSearched, Lang::Zh) => {
                format!("本社区的划分({units} 个单元、{zones} 个网格)与最优的差距未经证明")
            }
            (Optimality::NotSearched, Lang::En) => {
                format!(
                    "how far the division of its community ({units} units, {zones} zones) is from the best is not proven"
                )
            }
        })
    }
}
