//! A plan and the levels of its policy -> nested nodes with names, polygons and figures.
//!
//! Before this: a [`Plan`]. After: polygons and roll-up figures of each level. Nothing is kept in
//! the plan: levels follow from its zones whenever they are asked for.

mod naming;
mod report;
mod rules;

use onegrid_planar::Region;
use onegrid_zones::{Lang, Level, LevelNode, NodeId, RuleId, TableNames};

use crate::check::CheckRow;
use crate::error::Error;
use crate::grid::Grid;
use crate::nesting::{NestingLayer, nesting};
use crate::plan::{Explanation, Plan};
use crate::policy::{LevelMeasure, LevelPolicy, LevelSource, Settlement};
use crate::progress::{PlanarProgress, Progress, Step, Within, ZonesProgress};
use crate::project::{Cell, Layer};

pub use report::LevelReport;

/// The levels of a plan, highest first: streets, communities, zones, micro grids.
#[derive(Debug, Clone)]
pub struct Levels {
    policies: Vec<LevelPolicy>,
    made: onegrid_zones::Levels,
    /// Names of the nodes in Chinese and English, level by level.
    names: Vec<Vec<(String, String)>>,
    /// Children of the nodes, level by level.
    children: Vec<Vec<Vec<NodeId>>>,
    settlements: Vec<Settlement>,
    barriers: Vec<String>,
    has_households: bool,
    /// Zone of each face, and whether each zone keeps the bounds.
    zone_of_face: Vec<Option<u32>>,
    zone_in_bounds: Vec<bool>,
}

impl Plan {
    /// Builds the levels that the policy names; `None` where it names none.
    ///
    /// # Errors
    /// [`Error::Levels`]: levels that do not nest or codes that cannot be given;
    /// [`Error::LevelMember`]: a declared group names something unknown; [`Error::Cancelled`].
    ///
    /// # Cost
    /// That of one more zone design for each level below the zones.
    ///
    /// # Example
    /// ```
    /// # use onegrid::{Cell, Lang, Layer, Policy, Project, Role, Silent, merge};
    /// # use geo_types::{MultiPolygon, polygon};
    /// # let cell = |key: &str, x: f64, households| Cell { key: key.into(), households: Some(households), shape: MultiPolygon(vec![
    /// #     polygon![(x: x, y: 30.0), (x: x + 0.01, y: 30.0), (x: x + 0.01, y: 30.01), (x: x, y: 30.01)]]), ..Cell::default() };
    /// # let cells = (0..12).map(|i| cell(&format!("{i:02}"), 118.0 + 0.01 * f64::from(i), 60)).collect();
    /// # let base = Layer { id: "base".into(), role: Role::Base, cells, ..Layer::default() };
    /// # let project = Project { layers: vec![base], code_prefix: Some("990101001001".into()), ..Project::default() };
    /// let policy = Policy::from_toml(
    ///     r#"
    /// onegrid_policy = 1
    /// id = "two-levels"
    /// size = { min = 300, max = 500, target = 360 }
    /// [[level]]
    /// id = "grid"
    /// from = "zone"
    /// party_organisation = "党支部"
    /// [[level]]
    /// id = "micro"
    /// name_zh = "微网格"
    /// name_en = "micro grid"
    /// from = "divide"
    /// min = 50
    /// max = 80
    /// party_organisation = "党小组"
    /// "#,
    ///     "example",
    /// )?;
    /// let merged = merge(&project, &policy, &Silent)?;
    /// let levels = merged.plan.levels(&merged.grid, &Silent)?.expect("the policy names levels");
    /// // 720 households: two grids of 360, each of six micro grids of 60
    /// assert_eq!((levels.nodes(0).len(), levels.nodes(1).len()), (2, 12));
    /// assert_eq!(levels.nodes(1)[0].code, "99010100100100101");
    /// assert_eq!(levels.name(1, 0, Lang::En), "micro grid 1");
    /// assert_eq!(levels.party_organisation(1, 0, Lang::Zh), "党小组");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn levels(&self, grid: &Grid, progress: &dyn Progress) -> Result<Option<Levels>, Error> {
        if self.policy.levels.is_empty() {
            return Ok(None);
        }
        let has_households = grid.has_households();
        let settlements = rules::settlements(grid);
        let declared = rules::declared(self, grid)?;
        let rules = rules::level_rules(&self.policy.levels, &settlements, &declared);
        let design_rules =
            self.policy.design_rules(has_households, grid.communities.list.iter().map(|c| c.class.as_deref()));
        let made = onegrid_zones::levels(&self.table, &self.design, &design_rules, &rules, &ZonesProgress(progress))?;
        progress.check()?;
        onegrid_zones::check_levels(&self.table, &rules, &made)?;
        let names = naming::names(self, grid, &made, &declared);
        let in_bounds = |z: &onegrid_zones::Zone| self.bounds_of(z.community).is_none_or(|b| b.holds(z.size));
        Ok(Some(Levels {
            policies: self.policy.levels.clone(),
            children: children(&made),
            made,
            names,
            settlements,
            barriers: self.barrier_names.clone(),
            has_households,
            zone_of_face: self.zones_of_faces(),
            zone_in_bounds: self.zones().iter().map(in_bounds).collect(),
        }))
    }
}

impl Levels {
    /// Number of levels.
    pub fn count(&self) -> usize {
        self.made.list.len()
    }

    /// What the policy says of a level.
    pub fn policy(&self, level: usize) -> &LevelPolicy {
        &self.policies[level]
    }

    /// The level as zone design made it: nodes, faces, violations.
    pub fn level(&self, level: usize) -> &Level {
        &self.made.list[level]
    }

    /// Nodes of a level.
    pub fn nodes(&self, level: usize) -> &[LevelNode] {
        &self.made.list[level].nodes
    }

    /// A node by its place.
    pub fn node(&self, id: NodeId) -> &LevelNode {
        self.made.node(id)
    }

    /// Nodes whose parent a node is.
    pub fn children(&self, id: NodeId) -> &[NodeId] {
        &self.children[id.level as usize][id.node as usize]
    }

    /// The node with a code.
    pub fn by_code(&self, code: &str) -> Option<NodeId> {
        self.made.by_code(code)
    }

    /// The node of the lowest level that a face lies in; `None` outside the extent.
    pub fn lowest_at_face(&self, face: u32) -> Option<NodeId> {
        (0..self.count()).rev().find_map(|level| {
            let node = self.made.list[level].node_of_face[face as usize]?;
            Some(NodeId { level: level as u32, node })
        })
    }

    /// Name for people.
    pub fn name(&self, level: usize, node: usize, lang: Lang) -> &str {
        let (zh, en) = &self.names[level][node];
        if lang == Lang::Zh { zh } else { en }
    }

    /// Type of the party organisation of a node; empty where the policy says none.
    pub fn party_organisation(&self, level: usize, node: usize, lang: Lang) -> &str {
        let community = self.nodes(level)[node].community;
        let settlement = community.map_or(Settlement::Urban, |c| self.settlements[c as usize]);
        self.policies[level].party_organisation(settlement, lang)
    }

    /// Polygons of the nodes of a level, in their order.
    pub fn regions(&self, grid: &Grid, level: usize) -> Vec<Region> {
        grid.arrangement().dissolve(&self.made.list[level].node_of_face)
    }

    /// Checks on the polygons themselves, as an outsider would, that children partition parents.
    ///
    /// # Errors
    /// [`Error`] when the polygons cannot be overlaid.
    ///
    /// # Cost
    /// An overlay of the polygons of all levels.
    pub fn check(&self, grid: &Grid, progress: &dyn Progress) -> Result<CheckRow, Error> {
        let layer = |(level, policy): (usize, &LevelPolicy)| {
            let watched = PlanarProgress(&Within(progress), Step::Report);
            let regions = grid.arrangement().dissolve_with(&self.made.list[level].node_of_face, &watched)?;
            let cell = |region: Region| Cell {
                key: self.nodes(level)[region.id as usize].code.clone(),
                shape: crate::shape::multi_polygon(&region.parts),
                ..Cell::default()
            };
            Ok(NestingLayer {
                layer: Layer {
                    id: policy.id.clone(),
                    cells: regions.into_iter().map(cell).collect(),
                    ..Layer::default()
                },
                is_optional: policy.only.is_some(),
            })
        };
        let layers = self.policies.iter().enumerate().map(layer).collect::<Result<Vec<NestingLayer>, Error>>()?;
        nesting(&layers, progress)
    }

    /// Figures of each level.
    pub fn reports(&self) -> Vec<LevelReport> {
        (0..self.count()).map(|level| report::report(self, level)).collect()
    }

    /// Zones in each node of a level and how many of them keep the bounds; both 0 below the zones.
    pub fn zones_in(&self, level: usize) -> Vec<(u32, u32)> {
        let mut counts = vec![(0, 0); self.nodes(level).len()];
        let zones = self.policies.iter().position(|l| l.from == LevelSource::Zone);
        if zones.is_none_or(|at| level > at) {
            return counts;
        }
        let mut is_counted = vec![false; self.zone_in_bounds.len()];
        for (zone, node) in self.zone_of_face.iter().zip(&self.made.list[level].node_of_face) {
            if let (Some(zone), Some(node)) = (*zone, *node)
                && !core::mem::replace(&mut is_counted[zone as usize], true)
            {
                let count = &mut counts[node as usize];
                *count = (count.0 + 1, count.1 + u32::from(self.zone_in_bounds[zone as usize]));
            }
        }
        counts
    }

    /// Whether the bounds of a level could not be applied: they ask for households and none came in.
    pub fn is_unmeasured(&self, level: usize) -> bool {
        let policy = &self.policies[level];
        !self.has_households && policy.bounds().is_some() && policy.measure == LevelMeasure::Households
    }

    /// Why a node is what it is; zones are explained by [`Plan::explain`].
    ///
    /// # Errors
    /// [`Error::UnknownZone`] with a code that exists.
    pub fn explain(&self, plan: &Plan, code: &str, lang: Lang) -> Result<Explanation, Error> {
        let Some(id) = self.by_code(code) else {
            let nearest = self.made.list.last().and_then(|l| l.nodes.iter().find(|n| n.code.as_str() >= code));
            let nearest = nearest.map(|n| n.code.clone()).unwrap_or_default();
            return Err(Error::UnknownZone { code: code.into(), nearest });
        };
        let (level, node) = (id.level as usize, id.node as usize);
        if self.policies[level].from == LevelSource::Zone {
            return plan.explain(code, lang);
        }
        let made = &self.made.list[level];
        let violations = made.violations.iter().filter(|v| v.node == id.node);
        Ok(Explanation {
            code: code.into(),
            reasons: self.reasons(level, node, lang),
            violations: violations.map(|v| v.sentence(lang).to_string()).collect(),
            alternatives: Vec::new(),
            infeasible: None,
            optimality: None,
        })
    }

    fn reasons(&self, level: usize, node: usize, lang: Lang) -> Vec<String> {
        let (made, policy) = (&self.made.list[level], &self.policies[level]);
        let mut out = vec![naming::made_of(self, level, node, lang)];
        let divided = policy.from == LevelSource::Divide;
        let sub = made.designs.iter().rfind(|d| divided && d.first_node as usize <= node);
        if let Some(sub) = sub {
            let names =
                TableNames { table: &sub.table, design: &sub.design, barriers: &self.barriers, measure: sub.measure };
            let zone = onegrid_zones::ZoneId(node as u32 - sub.first_node);
            out.extend(sub.design.reasons_of(zone).map(|r| r.sentence(lang, &names)));
        }
        out
    }

    /// Nodes above the maximum or below the minimum of their level.
    pub fn out_of_bounds(&self, level: usize) -> usize {
        let size = |rule| matches!(rule, RuleId::SizeMin | RuleId::SizeMax);
        self.made.list[level].violations.iter().filter(|v| size(v.rule)).count()
    }
}

fn children(made: &onegrid_zones::Levels) -> Vec<Vec<Vec<NodeId>>> {
    let mut children: Vec<Vec<Vec<NodeId>>> = made.list.iter().map(|l| vec![Vec::new(); l.nodes.len()]).collect();
    for (level, at) in made.list.iter().zip(0..) {
        for (child, node) in level.nodes.iter().zip(0..) {
            if let Some(parent) = child.parent {
                children[parent.level as usize][parent.node as usize].push(NodeId { level: at, node });
            }
        }
    }
    children
}
