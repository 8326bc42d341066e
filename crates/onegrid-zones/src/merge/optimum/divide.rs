//! Branch and bound: the sets that a better plan may have in, the best plan out.
//!
//! The unit with fewest sets decides its zone next, the cheapest set by reduced cost first. What is
//! open costs at least its prices and the least reduced costs; severed households, which no single
//! set knows, are counted as zones are added: they only grow.

use super::super::cost::{Cost, Sums};
use super::super::state::{NONE, State};
use super::bits;
use super::ground::{Ground, take_out};
use super::listing::all_units;
use super::prices::{Candidate, Priced, narrow};

pub(super) struct Search<'a, 's, 'p> {
    ground: &'a Ground<'s, 'p>,
    /// The zones that stay.
    state: &'a mut State<'s, 'p>,
    /// Numbers of zones that are free.
    numbers: &'a [u32],
    priced: &'a Priced,
    /// Candidates that hold a unit, cheapest first.
    of_unit: Vec<Vec<u32>>,
    /// The least that so many sets add by their reduced costs.
    least: Vec<i64>,
    severed: Severed<'a, 's, 'p>,
    chosen: Vec<u32>,
    best: Option<(Cost, Vec<u32>)>,
    nodes: u32,
}

impl<'a, 's, 'p> Search<'a, 's, 'p> {
    /// Leaves the sets in `priced` that can still be in a plan better than `best`.
    pub(super) fn new(
        ground: &'a Ground<'s, 'p>,
        (state, numbers): (&'a mut State<'s, 'p>, &'a [u32]),
        priced: &'a mut Priced,
        best: Option<(Cost, Vec<u32>)>,
        nodes: u32,
    ) -> Self {
        if let Some((cost, _)) = best.as_ref().filter(|(cost, _)| ground.keeps_rules(cost)) {
            let last = priced.candidates.get(priced.zones - 1).map_or(0, |c| c.reduced);
            let room = narrow(cost.soft).saturating_sub(priced.bound).saturating_add(last);
            priced.candidates.retain(|set| set.reduced < room);
        }
        let mut of_unit = vec![Vec::new(); ground.members.len()];
        for (at, set) in priced.candidates.iter().enumerate() {
            bits(set.units).for_each(|u| of_unit[u as usize].push(at as u32));
        }
        let mut least = vec![0];
        least.extend(priced.candidates.iter().take(priced.zones).scan(0, |sum, set| {
            *sum += set.reduced;
            Some(*sum)
        }));
        let severed = Severed::new(ground, priced.candidates.len());
        Self { ground, state, numbers, priced, of_unit, least, severed, chosen: Vec::new(), best, nodes }
    }

    /// Whether the search came to its end.
    pub(super) fn run(&mut self) -> bool {
        // too few sets: no division into so many zones is better
        self.least.len() <= self.priced.zones
            || self.divide(all_units(self.ground.members.len()), self.priced.zones, self.priced.fixed).is_some()
    }

    /// The best plan, and the nodes that are left.
    pub(super) fn end(self) -> (Option<(Cost, Vec<u32>)>, u32) {
        (self.best, self.nodes)
    }

    /// Divides what is `left` into `zones` sets; `fixed` is all prices and the reduced costs of the
    /// others. `None` when the nodes run out.
    fn divide(&mut self, left: u32, zones: usize, fixed: i64) -> Option<()> {
        self.nodes = self.nodes.checked_sub(1)?;
        if left == 0 || zones == 0 {
            if left == 0 && zones == 0 {
                self.finish();
            }
            return Some(());
        }
        let pivot = bits(left).min_by_key(|&u| (self.of_unit[u as usize].len(), u))?;
        let open = self.least[zones - 1];
        for at in 0..self.of_unit[pivot as usize].len() {
            let number = self.of_unit[pivot as usize][at];
            let Candidate { units, reduced, .. } = self.priced.candidates[number as usize];
            if self.is_beaten(fixed + reduced + open) {
                break;
            }
            if units & !left != 0 {
                continue;
            }
            let mark = self.severed.add(number, units);
            self.chosen.push(units);
            let deeper = if self.is_beaten(fixed + reduced + open) {
                Some(())
            } else {
                self.divide(left & !units, zones - 1, fixed + reduced)
            };
            self.chosen.pop();
            self.severed.undo(mark);
            deeper?;
        }
        Some(())
    }

    /// Weighs a whole plan.
    fn finish(&mut self) {
        let mut labels = vec![NONE; self.ground.members.len()];
        for (&units, &zone) in self.chosen.iter().zip(self.numbers) {
            bits(units).for_each(|u| labels[u as usize] = zone);
        }
        self.ground.members.iter().zip(&labels).for_each(|(&u, &zone)| self.state.shift(u, zone));
        let cost = self.state.cost();
        take_out(self.state, &self.ground.members);
        if self.best.as_ref().is_none_or(|(b, _)| cost < *b) {
            self.best = Some((cost, labels));
        }
    }

    /// Whether a plan that costs at least this much, and what is severed so far, is no better.
    fn is_beaten(&self, at_least: i64) -> bool {
        let severed = narrow(self.severed.share);
        self.best
            .as_ref()
            .is_some_and(|(b, _)| self.ground.keeps_rules(b) && at_least.saturating_add(severed) >= narrow(b.soft))
    }
}

/// What is in one cell by its zones so far.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Pieces {
    /// Mass in zones that do not mostly lie in the cell, and the largest such piece.
    strange: u64,
    largest: u64,
    /// The largest piece in a zone that does.
    largest_home: u64,
}

impl Pieces {
    /// Mass that is cut off the cell.
    fn severed(&self) -> u64 {
        if self.largest > self.largest_home { self.strange - self.largest } else { self.strange }
    }

    pub(super) fn add(&mut self, mass: u64, is_home: bool) {
        if is_home {
            self.largest_home = self.largest_home.max(mass);
        } else {
            self.strange += mass;
            self.largest = self.largest.max(mass);
        }
    }
}

/// A cell of a zone, its mass there, and whether most of the zone lies in it.
type Piece = (u32, u64, bool);

/// Severed households of the zones so far.
struct Severed<'g, 's, 'p> {
    ground: &'g Ground<'s, 'p>,
    /// Pieces of each candidate, once they are asked for.
    pieces: Vec<Option<Box<[Piece]>>>,
    cells: Vec<Pieces>,
    sums: Sums,
    /// What they add to the objective at least.
    share: u64,
    /// Cells as they were before zones were added.
    trail: Vec<(u32, Pieces)>,
    gather: Gather,
}

/// Where the trail, the sums and the share stood.
type Mark = (usize, Sums, u64);

impl<'g, 's, 'p> Severed<'g, 's, 'p> {
    fn new(ground: &'g Ground<'s, 'p>, candidates: usize) -> Self {
        let all = ground.scorer.layer_of.len();
        let mut cells = vec![Pieces::default(); all];
        ground.cells.iter().for_each(|&(cell, pieces)| cells[cell as usize] = pieces);
        Self {
            ground,
            pieces: vec![None; candidates],
            cells,
            sums: ground.stay,
            share: ground.scorer.share_of_severed(&ground.stay),
            trail: Vec::new(),
            gather: Gather { mass: vec![0; all], touched: Vec::new() },
        }
    }

    fn add(&mut self, number: u32, units: u32) -> Mark {
        let mark = (self.trail.len(), self.sums, self.share);
        let pieces = self.pieces[number as usize].get_or_insert_with(|| self.gather.pieces(self.ground, units));
        for &(cell, mass, is_home) in pieces.iter() {
            let pieces = &mut self.cells[cell as usize];
            self.trail.push((cell, *pieces));
            let before = pieces.severed();
            pieces.add(mass, is_home);
            let now = pieces.severed();
            let layer = self.ground.scorer.layer_of[cell as usize] as usize;
            if layer == 0 {
                self.sums.severed = self.sums.severed + now - before;
            } else {
                let weight = u128::from(self.ground.scorer.layer_weight[layer]);
                self.sums.cut = self.sums.cut + weight * u128::from(now) - weight * u128::from(before);
            }
        }
        self.share = self.ground.scorer.share_of_severed(&self.sums);
        mark
    }

    fn undo(&mut self, (trail, sums, share): Mark) {
        while self.trail.len() > trail {
            if let Some((cell, before)) = self.trail.pop() {
                self.cells[cell as usize] = before;
            }
        }
        (self.sums, self.share) = (sums, share);
    }
}

/// Adds up masses by cell.
struct Gather {
    mass: Vec<u64>,
    touched: Vec<u32>,
}

impl Gather {
    fn pieces(&mut self, ground: &Ground<'_, '_>, units: u32) -> Box<[Piece]> {
        let scorer = ground.scorer;
        let mut of_zone = 0;
        for u in bits(units).map(|bit| ground.members[bit as usize]) {
            of_zone += scorer.part.mass[u as usize];
            for &(cell, mass) in &scorer.cells[u as usize] {
                if self.mass[cell as usize] == 0 {
                    self.touched.push(cell);
                }
                self.mass[cell as usize] += mass;
            }
        }
        let is_home = |cell: u32, mass: u64| {
            let layer = scorer.layer_of[cell as usize];
            let other = |&c: &u32| c != cell && scorer.layer_of[c as usize] == layer && self.mass[c as usize] >= mass;
            // more than half is so for one cell at most, unless cells overlap
            mass > of_zone / 2 && !self.touched.iter().any(other)
        };
        let pieces = self.touched.iter().map(|&cell| {
            let mass = self.mass[cell as usize];
            (cell, mass, is_home(cell, mass))
        });
        let pieces = pieces.collect();
        self.touched.drain(..).for_each(|cell| self.mass[cell as usize] = 0);
        pieces
    }
}
