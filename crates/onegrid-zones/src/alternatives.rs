//! What else could have been done with each zone: a finished design in, the closest other ways out.
//!
//! # Guarantees
//! 1. Every alternative is possible on the ground: whole units change zones, and all zones stay connected.
//! 2. It is weighed by the same code as the plan itself, so what is said about it is what the search saw.
//! 3. The same design gives the same alternatives, whatever the number of threads.
//!
//! # Method
//! For each zone: joining each neighbour; giving a cell or a unit to a neighbour, or taking one from it;
//! swapping two neighbouring units; splitting it along a cut of a spanning tree. Of each kind the cheapest
//! are kept, at most one move to and one from each neighbour, and all are sorted by what the plan would cost.

use serde::{Deserialize, Serialize};

use crate::design::Design;
use crate::error::DesignError;
use crate::explain::{Rift, along};
use crate::ids::{UnitId, ZoneId};
use crate::index::{FaceIndex, metres};
use crate::merge::cost::{Cost, Scorer};
use crate::merge::recombine::apply;
use crate::merge::state::State;
use crate::part::{self, CommunityGraph, Needs, Part};
use crate::reason::Along;
use crate::rules::DesignRules;
use crate::table::{Barrier, FaceTable};
use crate::units::UnitDraft;

mod trials;
mod words;

use trials::{Change, Trial, trials};

/// Most neighbours that joining is told of.
const JOINS: usize = 2;
/// Most moves and swaps that are told.
const MOVES: usize = 3;

/// Another way for one zone, and what it would have led to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alternative {
    /// The zone it is about.
    pub zone: ZoneId,
    /// What would be done.
    pub action: Action,
    /// Sizes of the zones it would make: this one first, then the other one.
    pub sizes: Vec<u64>,
    /// Bounds of sizes (smallest, largest), where there are any.
    pub bounds: Option<(u64, u64)>,
    /// Change of the weighted objective of the connected part of the community, in percent; lower is better.
    pub objective_percent: f64,
    /// The barrier that would run inside a zone, with its length there in m.
    pub crosses: Option<(Barrier, f64)>,
}

/// What could be done with a zone.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Action {
    /// One zone with a neighbour.
    Join {
        /// The neighbour.
        with: ZoneId,
        /// Its size.
        added: u64,
    },
    /// Something goes to a neighbour.
    Give {
        /// What.
        what: Piece,
        /// The neighbour.
        to: ZoneId,
    },
    /// Something comes from a neighbour.
    Take {
        /// What.
        what: Piece,
        /// The neighbour.
        from: ZoneId,
    },
    /// Two neighbouring pieces change places.
    Swap {
        /// What goes.
        what: Piece,
        /// What comes.
        back: Piece,
        /// The neighbour.
        with: ZoneId,
    },
    /// Two zones out of this one.
    Split {
        /// What would run between them.
        along: Along,
    },
}

/// Units that would change zones together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// The first of its units.
    pub unit: UnitId,
    /// The base cell of its units, where they have one.
    pub base_cell: Option<u32>,
    /// Its size.
    pub size: u64,
    /// Size of all units of the base cell in that zone.
    pub of_size: u64,
}

/// The alternatives of all zones, sorted by zone, for each zone the closest first.
///
/// # Errors
/// [`DesignError::ForeignDesign`] for a design of another table, and what [`FaceTable::check`] and
/// [`DesignRules::check`] say.
///
/// # Cost
/// About one weighing of the plan for each border between units of different zones, at most a few
/// hundred for each zone.
pub fn alternatives(table: &FaceTable, rules: &DesignRules, design: &Design) -> Result<Vec<Alternative>, DesignError> {
    alternatives_in(table, rules, design, &|_| true)
}

/// As [`alternatives`], of the zones of some communities alone.
///
/// # Errors
/// As for [`alternatives`].
///
/// # Cost
/// That of [`alternatives`] for these communities, and linear in the table.
pub fn alternatives_in(
    table: &FaceTable,
    rules: &DesignRules,
    design: &Design,
    is_wanted: &dyn Fn(u32) -> bool,
) -> Result<Vec<Alternative>, DesignError> {
    rules.check()?;
    table.check()?;
    crate::plan::check_origin(table, design)?;
    let index = FaceIndex::new(table);
    let weights: Vec<f64> = table.layers.iter().map(|l| l.weight).collect();
    let mut units_of = vec![Vec::new(); table.communities.len()];
    for (u, unit) in design.units.iter().enumerate().filter(|(_, unit)| is_wanted(unit.community)) {
        units_of[unit.community as usize].push(u as u32);
    }
    let needs = Needs {
        by_households: table.has_households(),
        previous: rules.rules.stability > 0.0,
        law: crate::plan::law(table, rules, &[]),
        most_zones: None,
    };
    let bridges = crate::plan::bridges(&index, rules);
    let one = |units: &Vec<u32>| of_community(&index, rules, design, (&weights, &needs, &bridges), units);
    let lists = crate::parallel::map(units_of.len(), |community| one(&units_of[community]));
    let mut all: Vec<Alternative> = lists.into_iter().flatten().collect();
    all.sort_by_key(|a| a.zone);
    Ok(all)
}

fn of_community(
    index: &FaceIndex<'_>,
    rules: &DesignRules,
    design: &Design,
    (weights, needs, bridges): (&[f64], &Needs, &[(u32, u32)]),
    units: &[u32],
) -> Vec<Alternative> {
    let drafts: Vec<UnitDraft> = units.iter().map(|&u| UnitDraft::of(&design.units[u as usize])).collect();
    let graph: CommunityGraph = part::graph(index, &drafts, bridges);
    let parts = units.iter().filter_map(|&u| design.units[u as usize].part).max().map_or(0, |p| p + 1);
    let mut members_of = vec![Vec::new(); parts as usize];
    for (at, &u) in units.iter().enumerate() {
        if let Some(part) = design.units[u as usize].part {
            members_of[part as usize].push(at as u32);
        }
    }
    let community = units.first().map_or(0, |&u| design.units[u as usize].community);
    let rules = &*rules.in_community(community);
    let mut out = Vec::new();
    for members in members_of.into_iter().filter(|m| !m.is_empty()) {
        let part = Part::new(index, &drafts, &graph, &members, needs);
        let units: Vec<UnitId> = members.iter().map(|&m| UnitId(units[m as usize])).collect();
        let scorer = Scorer::new(&part, rules, weights);
        out.extend(Weighing { index, rules, design, units: &units }.all(&scorer));
    }
    out
}

/// One connected part of a community.
struct Weighing<'a, 't> {
    index: &'a FaceIndex<'t>,
    rules: &'a DesignRules,
    design: &'a Design,
    /// Units of the part, by their numbers there.
    units: &'a [UnitId],
}

impl Weighing<'_, '_> {
    fn all(&self, scorer: &Scorer<'_>) -> Vec<Alternative> {
        let mut zones: Vec<ZoneId> = self.units.iter().map(|u| self.design.zone_of_unit[u.index()]).collect();
        let label_of: Vec<ZoneId> = zones.clone();
        zones.sort_unstable();
        zones.dedup();
        let label = |z: &ZoneId| zones.binary_search(z).map_or(0, |l| l as u32);
        let labels: Vec<u32> = label_of.iter().map(label).collect();
        let mut state = State::new(scorer, &labels);
        let now = state.cost();
        let mut out = Vec::new();
        for zone in 0..zones.len() as u32 {
            let found = trials(&mut state, zone, self.rules.bounds);
            let picked = pick(found).into_iter();
            out.extend(picked.map(|trial| self.alternative(&state, &zones, zone, now, &trial)));
        }
        out
    }

    fn alternative(&self, state: &State<'_, '_>, zones: &[ZoneId], zone: u32, now: Cost, trial: &Trial) -> Alternative {
        let of = |z: u32| zones[z as usize];
        let size = |z: u32| self.design.zones[of(z).index()].size;
        let sum = |units: &[u32]| -> u64 { units.iter().map(|&u| state.scorer.part.size[u as usize]).sum() };
        let piece = |units: &[u32]| self.piece(state, units);
        // ground that would newly lie in one zone with what is across the border
        let mut opened = Rift::default();
        let (action, sizes) = match &trial.change {
            Change::Join { with } => {
                self.between(state, &mut opened, &state.members(&[zone]), |v| state.labels[v as usize] == *with);
                (Action::Join { with: of(*with), added: size(*with) }, vec![size(zone) + size(*with)])
            }
            Change::Move { units, from, to } => {
                self.between(state, &mut opened, units, |v| state.labels[v as usize] == *to);
                let moved = sum(units);
                if *from == zone {
                    let action = Action::Give { what: piece(units), to: of(*to) };
                    (action, vec![size(zone) - moved, size(*to) + moved])
                } else {
                    let action = Action::Take { what: piece(units), from: of(*from) };
                    (action, vec![size(zone) + moved, size(*from) - moved])
                }
            }
            Change::Swap { unit, back, with } => {
                let (out, home) = (sum(&[*unit]), sum(&[*back]));
                let stays = |z: u32, but: u32| move |v: u32| state.labels[v as usize] == z && v != but;
                self.between(state, &mut opened, &[*unit], stays(*with, *back));
                self.between(state, &mut opened, &[*back], stays(zone, *unit));
                let action = Action::Swap { what: piece(&[*unit]), back: piece(&[*back]), with: of(*with) };
                (action, vec![size(zone) - out + home, size(*with) + out - home])
            }
            Change::Split { units } => {
                let mut rift = Rift::default();
                let stays = |v: u32| state.labels[v as usize] == zone && units.binary_search(&v).is_err();
                self.between(state, &mut rift, units, stays);
                let along = along(Some(&rift)).unwrap_or(Along::Nothing { of_m: 0.0 });
                (Action::Split { along }, vec![size(zone) - sum(units), sum(units)])
            }
        };
        Alternative {
            zone: of(zone),
            action,
            sizes,
            bounds: self.rules.bounds.map(|b| (b.min, b.max)),
            objective_percent: percent(now.soft, trial.cost.soft),
            crosses: opened.longest_barrier().map(|(barrier, length_mm)| (barrier, metres(length_mm))),
        }
    }

    fn piece(&self, state: &State<'_, '_>, units: &[u32]) -> Piece {
        let part = state.scorer.part;
        let first = units[0];
        let base = part.base[first as usize];
        let same = |u: &u32| part.base[*u as usize] == base;
        let zone = state.labels[first as usize];
        let of_size = state.zones[zone as usize].units.iter().filter(|u| same(u)).map(|&u| part.size[u as usize]);
        let id = self.units[first as usize];
        Piece {
            unit: id,
            base_cell: self.design.units[id.index()].base_cell,
            size: units.iter().map(|&u| part.size[u as usize]).sum(),
            of_size: of_size.sum(),
        }
    }

    /// Adds the borders between some units and those that `wanted` picks.
    fn between(&self, state: &State<'_, '_>, rift: &mut Rift, units: &[u32], wanted: impl Fn(u32) -> bool) {
        for &u in units {
            if !state.scorer.part.around[u as usize].iter().any(|&(v, _)| wanted(v)) {
                continue;
            }
            for &face in &self.design.units[self.units[u as usize].index()].faces {
                for near in self.index.companions(face) {
                    let unit = self.design.unit_of_face[near.face as usize];
                    if let Some(unit) = unit
                        && let Ok(v) = self.units.binary_search(&unit)
                        && wanted(v as u32)
                        && !units.contains(&(v as u32))
                    {
                        rift.add(self.index, near.border);
                    }
                }
            }
        }
    }
}

/// The cheapest of each kind, cheapest first.
fn pick(mut found: Vec<Trial>) -> Vec<Trial> {
    found.sort_by_key(|t| t.cost);
    let (mut joins, mut moves, mut splits) = (0, Vec::new(), 0);
    found.retain(|trial| match &trial.change {
        Change::Join { .. } => {
            joins += 1;
            joins <= JOINS
        }
        Change::Split { .. } => {
            splits += 1;
            splits <= 1
        }
        Change::Move { from, to, .. } => pick_move(*from, *to, &mut moves),
        Change::Swap { with, .. } => pick_move(*with, u32::MAX, &mut moves),
    });
    found
}

/// One move each way for a pair of zones, and one swap.
fn pick_move(a: u32, b: u32, taken: &mut Vec<(u32, u32)>) -> bool {
    let is_new = taken.len() < MOVES && !taken.contains(&(a, b));
    if is_new {
        taken.push((a, b));
    }
    is_new
}

fn percent(before: u64, after: u64) -> f64 {
    if before == 0 { 0.0 } else { 100.0 * (after as f64 - before as f64) / before as f64 }
}

/// Puts units into zones, weighs the plan, and puts them back.
fn weigh(state: &mut State<'_, '_>, change: &[(u32, u32)], check: &[u32]) -> Option<Cost> {
    let before: Vec<(u32, u32)> = change.iter().map(|&(u, _)| (u, state.labels[u as usize])).collect();
    apply(state, change);
    let sound = check.iter().all(|&zone| is_connected(state, zone));
    let cost = sound.then(|| state.cost());
    apply(state, &before);
    cost
}

/// Whether a zone is in one piece; an empty one is.
fn is_connected(state: &State<'_, '_>, zone: u32) -> bool {
    let Some(sum) = state.zones.get(zone as usize) else { return true };
    let mut units = sum.units.clone();
    units.sort_unstable();
    let Some(&first) = units.first() else { return true };
    let mut seen = vec![false; units.len()];
    let mut open = vec![first];
    let mut reached = 0;
    while let Some(u) = open.pop() {
        let Ok(at) = units.binary_search(&u) else { continue };
        if !std::mem::replace(&mut seen[at], true) {
            reached += 1;
            open.extend(state.scorer.part.around[u as usize].iter().map(|&(v, _)| v));
        }
    }
    reached == units.len()
}
