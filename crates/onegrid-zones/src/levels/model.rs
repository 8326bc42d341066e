//! Rules of levels, their nodes, and how drafts become nodes with parents.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::design::Design;
use crate::index::{cm2, square_metres};
use crate::rules::{Bounds, Measure};
use crate::table::FaceTable;

use super::error::LevelError;
use super::violation::LevelViolation;

/// One level: where its nodes come from and how they are numbered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LevelRule {
    /// Short id, unique among the levels.
    pub id: String,
    /// Where its nodes come from.
    pub from: LevelFrom,
    /// Digits that joined, declared and divided nodes add to the code of their parent; 1 to 9.
    pub code_digits: u8,
    /// Communities in which a divided level does not exist, rising: the level below it follows
    /// directly there.
    pub left_out: Vec<u32>,
}

/// Where the nodes of a level come from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum LevelFrom {
    /// Communities whose codes begin alike: 6 digits are a county, 9 a street.
    CodePrefix {
        /// Digits that are alike.
        digits: u8,
    },
    /// The communities themselves.
    Community,
    /// Groups of whole zones that somebody declared.
    Declared {
        /// Group of each zone, any numbers.
        of_zone: Vec<u32>,
    },
    /// Connected groups of whole nodes of the level below, inside the next level above that is
    /// not joined.
    Join {
        /// How large the groups are.
        grouping: Grouping,
    },
    /// The zones of the design.
    Zone,
    /// Parts of the nodes of the level above.
    Divide {
        /// Bounds of a part; `None`: the base cells inside the node. A node below the minimum
        /// stays whole.
        bounds: Option<Bounds>,
        /// What the bounds measure.
        measure: Measure,
    },
}

impl LevelFrom {
    /// Whether codes are the parent's with a sequence number.
    #[must_use]
    pub const fn numbers_its_nodes(&self) -> bool {
        matches!(self, Self::Declared { .. } | Self::Join { .. } | Self::Divide { .. })
    }
}

/// How large the groups of a joined level are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Grouping {
    /// So many groups in all, about equally many nodes in each.
    Count {
        /// Groups in all.
        count: u32,
    },
    /// Bounds of a group.
    Bounds {
        /// The bounds.
        bounds: Bounds,
        /// What they measure.
        measure: Measure,
    },
}

/// A node of some level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NodeId {
    /// Position in [`Levels::list`].
    pub level: u32,
    /// Position in [`Level::nodes`].
    pub node: u32,
}

/// One node of a level: a street, a community, a zone, a micro grid.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LevelNode {
    /// Its code, unique over all levels.
    pub code: String,
    /// The node of the nearest level above that it lies in; `None` on top.
    pub parent: Option<NodeId>,
    /// Number of nodes that have it as their parent.
    pub children: u32,
    /// The community, declared group or zone that it is; the sequence number of other nodes.
    pub origin: u32,
    /// The community that it lies in; `None` where there are several.
    pub community: Option<u32>,
    /// Number of faces.
    pub faces: u32,
    /// Households.
    pub households: u64,
    /// Area in m².
    pub area_m2: f64,
    /// Longitude of its label point in degrees.
    pub x_deg: f64,
    /// Latitude of its label point in degrees.
    pub y_deg: f64,
}

/// One level.
#[derive(Debug, Clone, PartialEq)]
pub struct Level {
    /// Its id.
    pub id: String,
    /// Its nodes; zones in the order of the design, others by code.
    pub nodes: Vec<LevelNode>,
    /// Node of each face; `None` outside the extent and where the level does not exist.
    pub node_of_face: Vec<Option<u32>>,
    /// Bounds that do not hold, sorted by node.
    pub violations: Vec<LevelViolation>,
    /// Number of nodes that was wished, for joined levels.
    pub wished: Option<u32>,
    /// The designs that made it, for joined and divided levels, in order of their nodes.
    pub designs: Vec<SubDesign>,
}

/// The zone design behind some nodes of a level: its zones are nodes.
#[derive(Debug, Clone, PartialEq)]
pub struct SubDesign {
    /// Node that its first zone is.
    pub first_node: u32,
    /// What was designed.
    pub table: FaceTable,
    /// The zones.
    pub design: Design,
    /// What its sizes measure.
    pub measure: Measure,
}

/// All levels, highest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Levels {
    /// The levels.
    pub list: Vec<Level>,
}

impl Levels {
    /// A node.
    ///
    /// # Panics
    /// If it does not exist.
    #[must_use]
    pub fn node(&self, id: NodeId) -> &LevelNode {
        &self.list[id.level as usize].nodes[id.node as usize]
    }

    /// The node with a code.
    #[must_use]
    pub fn by_code(&self, code: &str) -> Option<NodeId> {
        self.list.iter().zip(0..).find_map(|(level, at)| {
            let by_search = level.nodes.binary_search_by(|n| n.code.as_str().cmp(code)).ok();
            // zones keep the order of the design, whatever their codes
            let node = by_search.or_else(|| level.nodes.iter().position(|n| n.code == code))?;
            Some(NodeId { level: at, node: node as u32 })
        })
    }
}

/// What all levels are made of.
pub(super) struct Ground<'a> {
    pub(super) table: &'a FaceTable,
    pub(super) design: &'a Design,
    pub(super) zone_of_face: Vec<Option<u32>>,
}

impl<'a> Ground<'a> {
    pub(super) fn new(table: &'a FaceTable, design: &'a Design) -> Self {
        let zone = |unit: &Option<crate::UnitId>| unit.map(|u| design.zone_of_unit[u.index()].0);
        Self { table, design, zone_of_face: design.unit_of_face.iter().map(zone).collect() }
    }

    pub(super) fn code_of_zone(&self, zone: usize) -> &'a str {
        &self.table.communities[self.design.zones[zone].community as usize].code
    }
}

/// A level before its nodes know their parents.
#[derive(Debug, Clone, Default)]
pub(super) struct Draft {
    pub(super) codes: Vec<String>,
    pub(super) origins: Vec<u32>,
    pub(super) node_of_face: Vec<Option<u32>>,
    pub(super) violations: Vec<LevelViolation>,
    pub(super) wished: Option<u32>,
    pub(super) designs: Vec<SubDesign>,
}

/// Sums up the nodes of all drafts and finds their parents.
pub(super) fn finish(ground: &Ground<'_>, rules: &[LevelRule], drafts: Vec<Draft>) -> Result<Levels, LevelError> {
    check_codes(rules, &drafts)?;
    let mut nodes: Vec<Vec<LevelNode>> = drafts.iter().map(|d| sums(ground, d)).collect();
    let mut parents: Vec<Vec<Option<NodeId>>> = nodes.iter().map(|n| vec![None; n.len()]).collect();
    for face in 0..ground.table.faces.len() {
        let mut above: Option<NodeId> = None;
        for (level, draft) in drafts.iter().enumerate() {
            let Some(node) = draft.node_of_face[face] else { continue };
            if let Some(parent) = above {
                let known = *parents[level][node as usize].get_or_insert(parent);
                if known != parent {
                    let code = |id: NodeId| drafts[id.level as usize].codes[id.node as usize].clone();
                    return Err(LevelError::NotNested {
                        level: rules[level].id.clone(),
                        code: draft.codes[node as usize].clone(),
                        above: rules[parent.level as usize].id.clone(),
                        first: code(known),
                        second: code(parent),
                    });
                }
            }
            above = Some(NodeId { level: level as u32, node });
        }
    }
    for (level, parents) in parents.into_iter().enumerate() {
        for (node, parent) in parents.into_iter().enumerate() {
            nodes[level][node].parent = parent;
            if let Some(p) = parent {
                nodes[p.level as usize][p.node as usize].children += 1;
            }
        }
    }
    let list = rules.iter().zip(drafts).zip(nodes).map(|((rule, draft), nodes)| Level {
        id: rule.id.clone(),
        nodes,
        node_of_face: draft.node_of_face,
        violations: draft.violations,
        wished: draft.wished,
        designs: draft.designs,
    });
    Ok(Levels { list: list.collect() })
}

fn check_codes(rules: &[LevelRule], drafts: &[Draft]) -> Result<(), LevelError> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for (level, draft) in drafts.iter().enumerate() {
        for code in &draft.codes {
            if let Some(first) = seen.insert(code, level) {
                let id = |level: usize| rules[level].id.clone();
                return Err(LevelError::CodeTwice { code: code.clone(), first: id(first), second: id(level) });
            }
        }
    }
    Ok(())
}

/// Parts of a degree that label points are summed in.
const PER_DEGREE: f64 = 1e9;

#[derive(Debug, Clone, Default)]
struct Sum {
    faces: u32,
    households: u64,
    area_cm2: u64,
    x: i128,
    y: i128,
    weight: i128,
    community: Option<u32>,
    is_mixed: bool,
}

/// Nodes without parents.
fn sums(ground: &Ground<'_>, draft: &Draft) -> Vec<LevelNode> {
    let mut sums = vec![Sum::default(); draft.codes.len()];
    for (row, node) in ground.table.faces.iter().zip(&draft.node_of_face) {
        let Some(node) = *node else { continue };
        let sum = &mut sums[node as usize];
        // a face of no area still has a place
        let weight = i128::from(cm2(row.area_m2).max(1));
        sum.faces += 1;
        sum.households += row.households;
        sum.area_cm2 += cm2(row.area_m2);
        sum.x += weight * i128::from((row.x_deg * PER_DEGREE).round() as i64);
        sum.y += weight * i128::from((row.y_deg * PER_DEGREE).round() as i64);
        sum.weight += weight;
        sum.is_mixed |= sum.community.is_some() && sum.community != row.community;
        sum.community = row.community;
    }
    let node = |((code, &origin), sum): ((&String, &u32), Sum)| LevelNode {
        code: code.clone(),
        parent: None,
        children: 0,
        origin,
        community: sum.community.filter(|_| !sum.is_mixed),
        faces: sum.faces,
        households: sum.households,
        area_m2: square_metres(sum.area_cm2),
        x_deg: sum.x.checked_div(sum.weight).unwrap_or(0) as f64 / PER_DEGREE,
        y_deg: sum.y.checked_div(sum.weight).unwrap_or(0) as f64 / PER_DEGREE,
    };
    draft.codes.iter().zip(&draft.origins).zip(sums).map(node).collect()
}
