//! The graph of a community's units, and its connected parts, which are solved one by one.

use std::collections::BTreeMap;
use std::sync::Arc;

use petgraph::graph::{NodeIndex, UnGraph};
use petgraph::visit::{Dfs, EdgeRef};

use crate::index::FaceIndex;
use crate::merge::law::Law;
use crate::rule::UnitFacts;
use crate::table::BARRIER_RANKS;
use crate::units::UnitDraft;

/// What two neighbouring units share.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "the unit is part of every name")]
pub(crate) struct Link {
    pub(crate) length_mm: u64,
    pub(crate) barrier_mm: [u64; BARRIER_RANKS],
    /// Length inside buildings.
    pub(crate) building_mm: u64,
}

impl Link {
    /// Barrier length weighted by rank: a lane counts once, a railway five times.
    pub(crate) fn barrier_weight(&self) -> u64 {
        let ranks = self.barrier_mm.iter().zip(1u64..);
        ranks.map(|(mm, rank)| mm * rank).sum()
    }
}

/// The units of a community and their borders.
pub(crate) type CommunityGraph = UnGraph<(), Link, u32>;

/// Builds the graph; node `u` is unit `u`. Walls do not connect, `bridges` between faces do.
pub(crate) fn graph(index: &FaceIndex<'_>, units: &[UnitDraft], bridges: &[(u32, u32)]) -> CommunityGraph {
    let mut unit_of = BTreeMap::new();
    for (u, unit) in units.iter().enumerate() {
        unit_of.extend(unit.faces.iter().map(|&f| (f, u as u32)));
    }
    let mut links: BTreeMap<(u32, u32), Link> = BTreeMap::new();
    for (&f, &u) in &unit_of {
        for n in index.companions(f).filter(|n| index.is_open(n.border)) {
            let v = unit_of[&n.face];
            if u < v {
                let link = links.entry((u, v)).or_default();
                let length = index.length_mm(n.border);
                link.length_mm += length;
                link.building_mm += if index.building_inside(n.border).is_some() { length } else { 0 };
                if let Some(b) = index.table.borders[n.border as usize].barrier {
                    link.barrier_mm[b.rank as usize] += length;
                }
            }
        }
    }
    for &(a, b) in bridges {
        if let (Some(&u), Some(&v)) = (unit_of.get(&a), unit_of.get(&b))
            && u != v
        {
            links.entry((u.min(v), u.max(v))).or_default();
        }
    }
    let mut graph = CommunityGraph::with_capacity(units.len(), links.len());
    for _ in units {
        graph.add_node(());
    }
    for ((u, v), link) in links {
        graph.add_edge(NodeIndex::new(u as usize), NodeIndex::new(v as usize), link);
    }
    graph
}

/// Connected parts of the units that `wanted` picks, each rising, sorted by their first unit.
pub(crate) fn connected_parts(graph: &CommunityGraph, wanted: impl Fn(usize) -> bool) -> Vec<Vec<u32>> {
    let picked = petgraph::visit::NodeFiltered::from_fn(graph, |n: NodeIndex| wanted(n.index()));
    let mut seen = vec![false; graph.node_count()];
    let mut parts = Vec::new();
    for start in graph.node_indices() {
        if seen[start.index()] || !wanted(start.index()) {
            continue;
        }
        let mut part = Vec::new();
        let mut walk = Dfs::new(&picked, start);
        while let Some(node) = walk.next(&picked) {
            seen[node.index()] = true;
            part.push(node.index() as u32);
        }
        part.sort_unstable();
        parts.push(part);
    }
    parts
}

/// What the search of a part needs to know beyond its units.
#[derive(Debug, Clone, Default)]
pub(crate) struct Needs {
    pub(crate) by_households: bool,
    /// Whether the zones of the plan before count.
    pub(crate) previous: bool,
    /// Rules about zones.
    pub(crate) law: Option<Arc<Law>>,
    pub(crate) most_zones: Option<u32>,
}

fn facts(index: &FaceIndex<'_>, unit: &UnitDraft) -> UnitFacts {
    let count = |c: &crate::table::CountColumn| unit.faces.iter().map(|&f| c.per_face[f as usize]).sum();
    UnitFacts {
        faces: unit.faces.clone().into_boxed_slice(),
        households: unit.households,
        area_cm2: unit.area_cm2,
        counts: index.table.counts.iter().map(count).collect(),
    }
}

/// For each member the other members that a wall stands between.
fn foes(index: &FaceIndex<'_>, units: &[UnitDraft], members: &[u32]) -> Vec<Vec<(u32, u64)>> {
    let mut member_of = BTreeMap::new();
    for (at, &u) in members.iter().enumerate() {
        member_of.extend(units[u as usize].faces.iter().map(|&f| (f, at as u32)));
    }
    let mut foes: Vec<BTreeMap<u32, u64>> = vec![BTreeMap::new(); members.len()];
    for (&f, &u) in &member_of {
        for n in index.companions(f).filter(|n| !index.is_open(n.border)) {
            if let Some(&v) = member_of.get(&n.face).filter(|v| **v != u) {
                *foes[u as usize].entry(v).or_default() += index.length_mm(n.border);
            }
        }
    }
    foes.into_iter().map(|of| of.into_iter().collect()).collect()
}

/// One connected part of a community with everything the search needs, numbered from 0.
#[derive(Debug, Clone, Default)]
pub(crate) struct Part {
    /// What the bounds measure.
    pub(crate) size: Vec<u64>,
    /// What the objective measures: households, or m² where there are none at all.
    pub(crate) mass: Vec<u64>,
    pub(crate) area_cm2: Vec<u64>,
    pub(crate) perimeter_mm: Vec<u64>,
    /// Dense number of the base cell; `None` for units without one.
    pub(crate) base: Vec<Option<u32>>,
    pub(crate) bases: usize,
    /// Units too small to be zones where there are no bounds.
    pub(crate) is_fragment: Vec<bool>,
    /// Departmental cells of a unit (dense numbers) with the mass in them.
    pub(crate) cells: Vec<Vec<(u32, u64)>>,
    /// Layer of each dense cell.
    pub(crate) cell_layer: Vec<u32>,
    pub(crate) links: Vec<(u32, u32, Link)>,
    /// How much the two units of each link belong together; see [`Part::bind`].
    pub(crate) bonds: Vec<u64>,
    /// Neighbours of each unit with the link.
    pub(crate) around: Vec<Vec<(u32, u32)>>,
    /// The community, for rules.
    pub(crate) community: u32,
    /// Rules about zones.
    pub(crate) law: Option<Arc<Law>>,
    /// What rules may know about each unit; empty where there are none about zones.
    pub(crate) facts: Vec<UnitFacts>,
    /// Units that a wall stands between, with its length in mm; empty without walls.
    pub(crate) foes: Vec<Vec<(u32, u64)>>,
    /// Largest number of zones.
    pub(crate) most_zones: Option<u32>,
}

impl Part {
    /// Number of units.
    pub(crate) fn len(&self) -> usize {
        self.size.len()
    }

    pub(crate) fn total(&self) -> u64 {
        self.size.iter().sum()
    }

    /// Takes the units `members` out of a community.
    pub(crate) fn new(
        index: &FaceIndex<'_>,
        units: &[UnitDraft],
        graph: &CommunityGraph,
        members: &[u32],
        needs: &Needs,
    ) -> Self {
        let by_households = needs.by_households;
        let mut part = Self { most_zones: needs.most_zones, law: needs.law.clone(), ..Self::default() };
        let mut bases = BTreeMap::new();
        let mut cells: BTreeMap<(u32, u32), u32> = BTreeMap::new();
        for &u in members {
            let unit = &units[u as usize];
            part.size.push(unit.size);
            part.is_fragment.push(unit.is_fragment);
            part.mass.push(if by_households { unit.households } else { unit.area_cm2 / 10_000 });
            part.area_cm2.push(unit.area_cm2);
            part.perimeter_mm.push(unit.perimeter_mm);
            let next = bases.len() as u32;
            part.base.push(unit.base.map(|b| *bases.entry(b).or_insert(next)));
            let mut in_cells: BTreeMap<(u32, u32), u64> = BTreeMap::new();
            for &f in &unit.faces {
                let mass =
                    if by_households { index.table.faces[f as usize].households } else { index.area_cm2(f) / 10_000 };
                for layer in 1..index.table.layers.len() {
                    for &cell in index.table.cells(f, layer) {
                        *in_cells.entry((layer as u32, cell)).or_default() += mass;
                    }
                }
                if let Some(zone) = index.table.previous_zone(f).filter(|_| needs.previous) {
                    *in_cells.entry((index.table.layers.len() as u32, zone)).or_default() += mass;
                }
            }
            if in_cells.values().any(|&mass| mass > 0) {
                // cells that only slivers without households touch weigh nothing
                in_cells.retain(|_, mass| *mass > 0);
            }
            let dense = in_cells.into_iter().map(|(cell, mass)| {
                let next = cells.len() as u32;
                let id = *cells.entry(cell).or_insert_with(|| {
                    part.cell_layer.push(cell.0);
                    next
                });
                (id, mass)
            });
            let dense = dense.collect();
            part.cells.push(dense);
        }
        part.bases = bases.len();
        let first = members.first().and_then(|&u| units[u as usize].faces.first());
        part.community = first.and_then(|&f| index.table.faces[f as usize].community).unwrap_or(0);
        if needs.law.is_some() {
            part.facts = members.iter().map(|&u| facts(index, &units[u as usize])).collect();
        }
        if index.has_walls() {
            part.foes = foes(index, units, members);
        }
        part.link(graph, members);
        part.bind();
        part
    }

    fn link(&mut self, graph: &CommunityGraph, members: &[u32]) {
        self.around = vec![Vec::new(); members.len()];
        for (a, &u) in members.iter().enumerate() {
            for edge in graph.edges(NodeIndex::new(u as usize)) {
                let other = if edge.source().index() == u as usize { edge.target() } else { edge.source() };
                if let Ok(b) = members.binary_search(&(other.index() as u32))
                    && a < b
                {
                    self.links.push((a as u32, b as u32, *edge.weight()));
                }
            }
        }
        self.links.sort_unstable_by_key(|&(a, b, _)| (a, b));
        for (at, &(a, b, _)) in self.links.iter().enumerate() {
            self.around[a as usize].push((b, at as u32));
            self.around[b as usize].push((a, at as u32));
        }
    }

    /// Counts, for each link, what binds its units: one base cell, departmental cells, a building, no
    /// barrier.
    pub(crate) fn bind(&mut self) {
        let bond = |&(u, v, link): &(u32, u32, Link)| {
            let (u, v) = (u as usize, v as usize);
            let same_base = self.base[u].is_some() && self.base[u] == self.base[v];
            let shared = self.cells[u].iter().filter(|(cell, _)| self.cells[v].iter().any(|(other, _)| other == cell));
            let open = 2 * link.barrier_weight() < link.length_mm;
            2 * u64::from(same_base) + shared.count() as u64 + 2 * u64::from(open) + 2 * u64::from(link.building_mm > 0)
        };
        self.bonds = self.links.iter().map(bond).collect();
    }

    /// A part of a part: the units `members` (rising), numbered anew from 0.
    pub(crate) fn take(&self, members: &[u32]) -> Self {
        const NOT_TAKEN: u32 = u32::MAX;
        let pick = |values: &[u64]| members.iter().map(|&u| values[u as usize]).collect();
        let mut position = vec![NOT_TAKEN; self.len()];
        let (mut bases, mut cells) = (vec![NOT_TAKEN; self.bases], vec![NOT_TAKEN; self.cell_layer.len()]);
        let mut out = Self {
            size: pick(&self.size),
            mass: pick(&self.mass),
            area_cm2: pick(&self.area_cm2),
            perimeter_mm: pick(&self.perimeter_mm),
            is_fragment: members.iter().map(|&u| self.is_fragment[u as usize]).collect(),
            around: vec![Vec::new(); members.len()],
            community: self.community,
            most_zones: self.most_zones,
            law: self.law.clone(),
            ..Self::default()
        };
        if !self.facts.is_empty() {
            out.facts = members.iter().map(|&u| self.facts[u as usize].clone()).collect();
        }
        for (at, &u) in members.iter().enumerate() {
            position[u as usize] = at as u32;
            out.base.push(self.base[u as usize].map(|base| {
                let slot = &mut bases[base as usize];
                if *slot == NOT_TAKEN {
                    *slot = out.bases as u32;
                    out.bases += 1;
                }
                *slot
            }));
            let dense = self.cells[u as usize].iter().map(|&(cell, mass)| {
                let slot = &mut cells[cell as usize];
                if *slot == NOT_TAKEN {
                    *slot = out.cell_layer.len() as u32;
                    out.cell_layer.push(self.cell_layer[cell as usize]);
                }
                (*slot, mass)
            });
            out.cells.push(dense.collect());
        }
        for (&(a, b, link), &bond) in self.links.iter().zip(&self.bonds) {
            let (a, b) = (position[a as usize], position[b as usize]);
            if a != NOT_TAKEN && b != NOT_TAKEN {
                let at = out.links.len() as u32;
                out.links.push((a, b, link));
                out.bonds.push(bond);
                out.around[a as usize].push((b, at));
                out.around[b as usize].push((a, at));
            }
        }
        if !self.foes.is_empty() {
            let foes = |&u: &u32| {
                let all = self.foes[u as usize].iter().map(|&(v, mm)| (position[v as usize], mm));
                all.filter(|f| f.0 != NOT_TAKEN).collect()
            };
            out.foes = members.iter().map(foes).collect();
        }
        out
    }
}
