//! Joined levels: whole nodes of the level below in, connected groups of them out.
//!
//! # Method
//! The nodes below are the faces of a zone design of their own, with communities for base cells, so
//! that groups keep communities whole where the bounds allow it. Each container is designed alone.

use std::collections::BTreeMap;

use crate::design::Design;
use crate::index::{cm2, metres, mm, square_metres};
use crate::names::TableNames;
use crate::plan::design;
use crate::progress::Progress;
use crate::rules::{Bounds, DesignRules, Measure};
use crate::table::{BARRIER_RANKS, Barrier, CommunityInfo, FaceBorder, FaceRow, FaceTable, LayerInfo};

use super::above::{Container, Groups, number};
use super::error::LevelError;
use super::model::{Ground, Grouping, LevelRule, SubDesign};
use super::violation::{LevelViolation, of_level};

/// A joined level: its groups and how they came about.
#[derive(Default)]
pub(super) struct Joined {
    pub(super) groups: Groups,
    pub(super) violations: Vec<LevelViolation>,
    pub(super) wished: Option<u32>,
    pub(super) designs: Vec<SubDesign>,
}

/// Joins the nodes `below` inside each container.
pub(super) fn join(
    ground: &Ground<'_>,
    rules: &DesignRules,
    level: &LevelRule,
    grouping: Grouping,
    container: &Container,
    below: &Groups,
    progress: &dyn Progress,
) -> Result<Joined, LevelError> {
    let members = members(level, container, below)?;
    let bounds = bounds(level, grouping, &members)?;
    let measure = match grouping {
        Grouping::Count { .. } => Measure::Grids,
        Grouping::Bounds { measure, .. } => measure,
    };
    let nodes = Nodes::new(ground, below);
    let (mut parents, mut of_child) = (Vec::new(), vec![0u32; below.codes.len()]);
    let mut out = Joined::default();
    for (at, (members, bounds)) in members.iter().zip(bounds).enumerate() {
        let table = nodes.table(members, &container.groups.codes[at], measure);
        // nodes are no slivers, however narrow
        let own = DesignRules {
            sliver_width_m: 0.0,
            strip_width_m: 0.0,
            sliver_area_m2: 0.0,
            keep_estates: false,
            ..super::own_rules(rules, Some(bounds), measure)
        };
        let wrong = |source| LevelError::Design { level: level.id.clone(), source };
        let design = design(&table, &own, progress).map_err(wrong)?;
        let first_node = parents.len() as u32;
        for (position, &child) in members.iter().enumerate() {
            of_child[child as usize] = first_node + zone_of(&design, position);
        }
        parents.extend(design.zones.iter().map(|_| at as u32));
        out.designs.push(SubDesign { first_node, table, design, measure });
    }
    out.groups.codes = number(level, &container.groups.codes, &parents)?;
    out.groups.origins = sequences(&parents);
    out.groups.of_zone = below.of_zone.iter().map(|&child| of_child[child as usize]).collect();
    out.wished = match grouping {
        Grouping::Count { count } => Some(count),
        Grouping::Bounds { .. } => None,
    };
    out.violations = violations(&mut out.designs, &out.groups.codes, &[]);
    Ok(out)
}

fn zone_of(design: &Design, face: usize) -> u32 {
    design.unit_of_face[face].map_or(0, |u| design.zone_of_unit[u.index()].0)
}

/// Sequence numbers from 1 of nodes in order of their parents.
pub(super) fn sequences(parents: &[u32]) -> Vec<u32> {
    parents.chunk_by(|a, b| a == b).flat_map(|same| 1..=same.len() as u32).collect()
}

/// Gives the zones of the designs their codes as nodes, and says which bounds do not hold.
pub(super) fn violations(designs: &mut [SubDesign], codes: &[String], barriers: &[String]) -> Vec<LevelViolation> {
    let mut out = Vec::new();
    for sub in designs {
        for (zone, code) in sub.design.zones.iter_mut().zip(&codes[sub.first_node as usize..]) {
            zone.code.clone_from(code);
        }
        let names = TableNames { table: &sub.table, design: &sub.design, barriers, measure: sub.measure };
        out.extend(sub.design.violations.iter().filter_map(|v| of_level(v, sub.first_node, &names)));
    }
    out.sort_by_key(|v| (v.node, v.rule));
    out
}

/// Children of each container, rising.
fn members(level: &LevelRule, container: &Container, below: &Groups) -> Result<Vec<Vec<u32>>, LevelError> {
    let mut home: Vec<Option<u32>> = vec![None; below.codes.len()];
    for (&child, &here) in below.of_zone.iter().zip(&container.groups.of_zone) {
        let known = *home[child as usize].get_or_insert(here);
        if known != here {
            let code = |at: u32| container.groups.codes[at as usize].clone();
            return Err(LevelError::NotNested {
                level: level.id.clone(),
                code: below.codes[child as usize].clone(),
                above: container.level.clone(),
                first: code(known),
                second: code(here),
            });
        }
    }
    let mut members = vec![Vec::new(); container.groups.codes.len()];
    for (child, home) in home.into_iter().enumerate() {
        if let Some(home) = home {
            members[home as usize].push(child as u32);
        }
    }
    Ok(members)
}

/// The bounds of each container.
fn bounds(level: &LevelRule, grouping: Grouping, members: &[Vec<u32>]) -> Result<Vec<Bounds>, LevelError> {
    let count = match grouping {
        Grouping::Bounds { bounds, .. } => return Ok(vec![bounds; members.len()]),
        Grouping::Count { count } => count,
    };
    let children: Vec<u64> = members.iter().map(|m| m.len() as u64).collect();
    let (least, most) = (members.len(), children.iter().sum::<u64>());
    if (count as usize) < least || u64::from(count) > most {
        return Err(LevelError::JoinCount { level: level.id.clone(), count, least, most: most as usize });
    }
    let shares = shares(u64::from(count), &children);
    Ok(children.into_iter().zip(shares).map(|(n, k)| bounds_for(n, k)).collect())
}

/// Divides `count` among parts in proportion to their sizes, at least 1 and at most the size each:
/// one after another goes to the part with most per share.
fn shares(count: u64, sizes: &[u64]) -> Vec<u64> {
    let mut shares = vec![1u64; sizes.len()];
    for _ in sizes.len() as u64..count {
        let open = (0..sizes.len()).filter(|&at| shares[at] < sizes[at]);
        // size / (share + 1) as a comparison of products
        let next = open.reduce(|best, at| {
            let of = |at: usize, other: usize| u128::from(sizes[at]) * u128::from(shares[other] + 1);
            if of(at, best) > of(best, at) { at } else { best }
        });
        if let Some(at) = next {
            shares[at] += 1;
        }
    }
    shares
}

/// Bounds that leave `n` things no other number of groups than `k`, as wide as they can be; where
/// no bounds do, those of even groups.
fn bounds_for(n: u64, k: u64) -> Bounds {
    let (mut min, mut max) = (n / (k + 1) + 1, if k <= 1 { n } else { n.div_ceil(k - 1) - 1 });
    if min > max || min * k > n || max * k < n {
        (min, max) = ((n / k).max(1), n.div_ceil(k).max(1));
    }
    Bounds { min, max, target: ((n + k / 2) / k).clamp(min, max) }
}

/// What the nodes of the level below are, as faces of a design.
struct Nodes<'a> {
    below: &'a Groups,
    ground: &'a Ground<'a>,
    area_cm2: Vec<u64>,
    perimeter_mm: Vec<u64>,
    households: Vec<u64>,
    place: Vec<(f64, f64)>,
    community: Vec<Option<u32>>,
    /// Border length by barrier in mm; the last entry is without one.
    links: BTreeMap<(u32, u32), Link>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Link {
    all_mm: u64,
    barrier_mm: [u64; BARRIER_RANKS],
    name: [u32; BARRIER_RANKS],
}

impl<'a> Nodes<'a> {
    fn new(ground: &'a Ground<'a>, below: &'a Groups) -> Self {
        let count = below.codes.len();
        let mut out = Self {
            below,
            ground,
            area_cm2: vec![0; count],
            perimeter_mm: vec![0; count],
            households: vec![0; count],
            place: vec![(0.0, 0.0); count],
            community: vec![None; count],
            links: BTreeMap::new(),
        };
        let mut is_mixed = vec![false; count];
        let mut largest = vec![0u64; count];
        for (zone, &node) in ground.design.zones.iter().zip(&below.of_zone) {
            let node = node as usize;
            let area_cm2 = cm2(zone.area_m2);
            out.area_cm2[node] += area_cm2;
            out.households[node] += zone.households;
            is_mixed[node] |= out.community[node].is_some_and(|c| c != zone.community);
            out.community[node] = Some(zone.community);
            if area_cm2 >= largest[node] {
                largest[node] = area_cm2;
                out.place[node] = (zone.x_deg, zone.y_deg);
            }
        }
        for (community, is_mixed) in out.community.iter_mut().zip(is_mixed) {
            *community = community.filter(|_| !is_mixed);
        }
        out.link();
        out
    }

    fn link(&mut self) {
        let (ground, below) = (self.ground, self.below);
        let node = |face: u32| ground.zone_of_face[face as usize].map(|z| below.of_zone[z as usize]);
        for (row, zone) in ground.table.faces.iter().zip(&ground.zone_of_face) {
            if let Some(zone) = *zone {
                self.perimeter_mm[below.of_zone[zone as usize] as usize] += mm(row.perimeter_m);
            }
        }
        for border in &ground.table.borders {
            let (Some(a), Some(b)) = (node(border.a), node(border.b)) else { continue };
            let length_mm = mm(border.length_m);
            if a == b {
                let around = &mut self.perimeter_mm[a as usize];
                *around = around.saturating_sub(2 * length_mm);
                continue;
            }
            let link = self.links.entry((a.min(b), a.max(b))).or_default();
            link.all_mm += length_mm;
            if let Some(Barrier { rank, name }) = border.barrier {
                link.barrier_mm[usize::from(rank)] += length_mm;
                link.name[usize::from(rank)] = name;
            }
        }
    }

    /// The nodes `members` (rising) as the only community of a table.
    fn table(&self, members: &[u32], code: &str, measure: Measure) -> FaceTable {
        let name = |&node: &u32| match self.community[node as usize] {
            Some(community) => self.ground.table.communities[community as usize].key.clone(),
            None => self.below.codes[node as usize].clone(),
        };
        let mut keys: Vec<String> = members.iter().map(name).collect();
        keys.sort_unstable();
        keys.dedup();
        let cell = |node: &u32| keys.binary_search(&name(node)).unwrap_or_default() as u32;
        let position = |node: u32| members.binary_search(&node).ok().map(|at| at as u32);
        let border = |(&(a, b), link): (&(u32, u32), &Link)| {
            Some(FaceBorder {
                a: position(a)?,
                b: position(b)?,
                length_m: metres(link.all_mm),
                barrier: link.barrier(),
            })
        };
        FaceTable {
            cell_start: (0..=members.len() as u32).collect(),
            cell_ids: members.iter().map(cell).collect(),
            communities: vec![CommunityInfo { key: code.into(), name: None, code: "1".into() }],
            faces: members.iter().map(|&node| self.row(node as usize, measure)).collect(),
            borders: self.links.iter().filter_map(border).collect(),
            layers: vec![LayerInfo { id: "community".into(), name: "社区".into(), weight: 1.0, cell_keys: keys }],
            ..FaceTable::default()
        }
    }

    fn row(&self, node: usize, measure: Measure) -> FaceRow {
        let area_m2 = square_metres(self.area_cm2[node]);
        FaceRow {
            community: Some(0),
            area_m2,
            perimeter_m: metres(self.perimeter_mm[node]),
            households: self.households[node],
            size: match measure {
                Measure::Households => self.households[node],
                Measure::AreaM2 => area_m2.round() as u64,
                Measure::Grids => 1,
            },
            x_deg: self.place[node].0,
            y_deg: self.place[node].1,
            ..FaceRow::default()
        }
    }
}

impl Link {
    /// The barrier along most of the border, if barriers run along more than half of it.
    fn barrier(&self) -> Option<Barrier> {
        let along: u64 = self.barrier_mm.iter().sum();
        let rank = (0..BARRIER_RANKS).max_by_key(|&rank| (self.barrier_mm[rank], rank))?;
        (2 * along > self.all_mm).then_some(Barrier { rank: rank as u8, name: self.name[rank] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wished_number_leaves_no_other_one_where_that_can_be() {
        assert_eq!(bounds_for(136, 7), Bounds { min: 18, max: 22, target: 19 });
        for (n, k) in (1..60u64).flat_map(|n| (1..=n).map(move |k| (n, k))) {
            let bounds = bounds_for(n, k);
            let (low, high) = bounds.zone_counts(n).expect("some number of groups");
            assert!(low <= k && k <= high, "{n} in {k}: {bounds:?}");
            assert!(bounds.min >= 1 && bounds.min <= bounds.target && bounds.target <= bounds.max);
        }
    }

    #[test]
    fn shares_follow_sizes_and_add_up() {
        assert_eq!(shares(7, &[100, 30, 6]), [5, 1, 1]);
        assert_eq!(shares(4, &[1, 1, 2]), [1, 1, 2]);
        assert_eq!(shares(3, &[1, 50, 1]), [1, 1, 1]);
    }
}
