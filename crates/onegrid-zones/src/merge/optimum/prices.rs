//! Prices of units: the sets of a part in, what any division into them costs at least, and the sets
//! that a better plan may have, out.
//!
//! # Method
//! Lagrangian relaxation of "each unit in one zone": with a price on each unit, a division into `k`
//! zones costs at least all prices and the `k` least reduced costs (cost of a set less the prices of
//! its units). Prices rise where no chosen set holds a unit and fall where several do; steps are
//! measured by the distance to the plan that is to be beaten. A set that would lift the bound to
//! that plan is in no better one.
//! # Source
//! Held, Wolfe and Crowder 1974, "Validation of subgradient optimization", Mathematical Programming
//! 6, 62-88; Beasley 1987 for the exclusion by reduced costs. In integers, so that every machine agrees.

/// Rounds of prices at most.
const ROUNDS: u32 = 150;
/// Rounds without a better bound after which steps are halved, and how often that is done.
const PATIENCE: u32 = 8;
const HALVINGS: u32 = 6;
/// Costs above this are taken as this: no sum of them overflows.
pub(super) const MOST: i64 = i64::MAX / 256;
/// Nothing costs as much, so that nothing is excluded.
const NO_PLAN: i64 = i64::MAX / 2;

/// A set that may be a zone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub(super) units: u32,
    /// What it adds to the objective at least.
    pub(super) cost: i64,
    /// The same less the prices of its units.
    pub(super) reduced: i64,
}

/// The sets that are left for one number of zones.
#[derive(Debug)]
pub(super) struct Priced {
    pub(super) zones: usize,
    /// No division costs less.
    pub(super) bound: i64,
    /// All prices together, and what stays.
    pub(super) fixed: i64,
    /// Sets that a better plan may have, with their reduced costs.
    pub(super) candidates: Vec<Candidate>,
}

/// A cost within what sums can hold.
pub(super) fn narrow(cost: u64) -> i64 {
    i64::try_from(cost).unwrap_or(i64::MAX).min(MOST)
}

/// Finds prices for divisions of so many units into `zones` of these sets; `None` where none, with
/// what it costs that other zones `stay`, costs less than `beat`.
pub(super) fn raise(
    units: usize,
    zones: usize,
    candidates: Vec<Candidate>,
    stay: i64,
    beat: Option<i64>,
) -> Option<Priced> {
    let mut search = Ascent { zones, candidates, prices: Vec::new(), stay, beat: beat.unwrap_or(NO_PLAN) };
    search.prices = search.first_prices(units)?;
    let mut best = search.bound()?;
    let mut best_prices = search.prices.clone();
    if beat.is_some() {
        let mut now = best.clone();
        let (mut stale, mut halvings, mut excluded_at) = (0, 0, i64::MIN);
        for _ in 0..ROUNDS {
            if best.least >= search.beat {
                return None;
            }
            // a step of exclusion pays where the gap has closed by an eighth
            if now.least == best.least && search.beat - now.least < (search.beat - excluded_at.max(0)) / 8 * 7 {
                search.exclude(&now);
                excluded_at = now.least;
            }
            if !search.step(&now, halvings) {
                break;
            }
            now = search.bound()?;
            if now.least > best.least {
                (best, stale) = (now.clone(), 0);
                best_prices.clone_from(&search.prices);
            } else {
                stale += 1;
            }
            if stale >= PATIENCE {
                (stale, halvings) = (0, halvings + 1);
                search.prices.clone_from(&best_prices);
                now = search.bound()?;
                best = now.clone();
                if halvings > HALVINGS {
                    break;
                }
            }
        }
    }
    search.prices = best_prices;
    let last = search.bound()?;
    if last.least >= search.beat {
        return None;
    }
    search.exclude(&last);
    search.candidates.shrink_to_fit();
    search.candidates.sort_by_key(|c| (c.reduced, c.units));
    let fixed = stay + search.prices.iter().sum::<i64>();
    Some(Priced { zones, bound: last.least, fixed, candidates: search.candidates })
}

/// A bound, and the sets that it is made of.
#[derive(Debug, Clone)]
struct Bound {
    least: i64,
    /// Reduced cost and units of the cheapest sets, cheapest first.
    chosen: Vec<(i64, u32)>,
}

struct Ascent {
    zones: usize,
    candidates: Vec<Candidate>,
    prices: Vec<i64>,
    stay: i64,
    beat: i64,
}

impl Ascent {
    /// For each unit its part of the cheapest set that holds it; `None` where no set holds one.
    fn first_prices(&self, units: usize) -> Option<Vec<i64>> {
        let mut least = vec![i64::MAX; units];
        for set in &self.candidates {
            let cost = set.cost / i64::from(set.units.count_ones());
            super::bits(set.units).for_each(|u| least[u as usize] = least[u as usize].min(cost));
        }
        (!least.contains(&i64::MAX)).then_some(least)
    }

    /// The bound of the prices as they are; `None` where there are too few sets.
    fn bound(&mut self) -> Option<Bound> {
        let prices = Table::new(&self.prices);
        let mut chosen: Vec<(i64, u32)> = Vec::with_capacity(self.zones + 1);
        let mut most = i64::MAX;
        for set in &mut self.candidates {
            set.reduced = set.cost - prices.of(set.units);
            if set.reduced < most || chosen.len() < self.zones {
                let at = chosen.partition_point(|c| *c <= (set.reduced, set.units));
                chosen.insert(at, (set.reduced, set.units));
                chosen.truncate(self.zones);
                most = if chosen.len() == self.zones { chosen[self.zones - 1].0 } else { i64::MAX };
            }
        }
        if chosen.len() < self.zones {
            return None;
        }
        let least = self.stay + self.prices.iter().sum::<i64>() + chosen.iter().map(|c| c.0).sum::<i64>();
        Some(Bound { least, chosen })
    }

    /// Leaves out the sets that no better plan has.
    fn exclude(&mut self, bound: &Bound) {
        let last = bound.chosen.last().map_or(0, |c| c.0);
        let room = self.beat - bound.least + last;
        self.candidates.retain(|set| set.reduced < room);
    }

    /// Moves the prices; false where the chosen sets hold every unit once.
    fn step(&mut self, bound: &Bound, halvings: u32) -> bool {
        let mut lacking = vec![1i64; self.prices.len()];
        for &(_, units) in &bound.chosen {
            super::bits(units).for_each(|u| lacking[u as usize] -= 1);
        }
        let norm: i64 = lacking.iter().map(|n| n * n).sum();
        if norm == 0 {
            return false;
        }
        let step = ((self.beat - bound.least) / norm) >> halvings;
        for (price, lacking) in self.prices.iter_mut().zip(lacking) {
            *price = (*price + step * lacking).clamp(-MOST / 64, MOST / 64);
        }
        step > 0
    }
}

/// Sums of prices, eight units at a time.
struct Table([[i64; 256]; 4]);

impl Table {
    fn new(prices: &[i64]) -> Self {
        let mut sums = [[0; 256]; 4];
        for (sums, prices) in sums.iter_mut().zip(prices.chunks(8)) {
            for set in 1usize..1 << prices.len() {
                let lowest = set.trailing_zeros() as usize;
                sums[set] = sums[set & (set - 1)] + prices[lowest];
            }
        }
        Self(sums)
    }

    fn of(&self, units: u32) -> i64 {
        let bytes = units.to_le_bytes();
        bytes.iter().zip(&self.0).map(|(&byte, sums)| sums[byte as usize]).sum()
    }
}
