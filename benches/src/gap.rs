//! A project in, how far its plan as shipped is from the best plan of all out.
//!
//! Each community of 2 to 25 units is designed twice: with the budget of the policy and with as many
//! nodes as told for the exact searches, both from the same overlay. Communities that no search
//! divides within the bounds, and those that are one zone, are only counted.

use onegrid::{Error, Grid, Plan, Policy, Project, Silent};
use onegrid_zones::{CommunityVerdict, EXACT_UNITS, Feasibility, Optimality, SearchBudget};

/// What was measured; several places add up by [`Gap::add`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Gap {
    /// Communities whose two plans were compared.
    pub communities: usize,
    /// Those among them whose plan as shipped is already known to be the best.
    pub proven: usize,
    /// Those among them whose exact search did not finish: the better plan is what it is compared with.
    pub unfinished: usize,
    /// Communities that only the exact search divides within the bounds.
    pub missed: Vec<String>,
    /// Communities that neither divides within the bounds.
    pub undivided: usize,
    /// Communities that are one zone.
    pub single: usize,
    /// Gap of the objective of each compared community, in percent.
    pub percent: Vec<f64>,
}

impl Gap {
    /// Designs every community twice and compares the plans. `nodes` limits each exact search.
    ///
    /// # Errors
    /// [`Error`]: the project or the policy cannot be used.
    pub fn measure(project: &Project, policy: &Policy, nodes: u32) -> Result<Self, Error> {
        let grid = Grid::build(project, policy, &Silent)?;
        let budget = SearchBudget {
            exact_nodes: nodes.max(policy.budget.exact_nodes),
            optimum_units: EXACT_UNITS,
            optimum_nodes: nodes,
            ..policy.budget
        };
        let shipped = Plan::design(&grid, policy, &Silent)?;
        let exact = Plan::design(&grid, &Policy { budget, ..policy.clone() }, &Silent)?;
        let mut gap = Self::default();
        for (shipped, exact) in shipped.design_data().verdicts.iter().zip(&exact.design_data().verdicts) {
            if (2..=EXACT_UNITS).contains(&exact.units) {
                gap.compare(shipped, exact, &grid.communities().list[exact.community as usize].key);
            }
        }
        Ok(gap)
    }

    fn compare(&mut self, shipped: &CommunityVerdict, exact: &CommunityVerdict, key: &str) {
        match (shipped.feasibility, exact.feasibility) {
            (Feasibility::Feasible, Feasibility::Feasible) => {}
            (_, Feasibility::Feasible) => return self.missed.push(key.into()),
            _ => return self.undivided += 1,
        }
        // one connected part is the whole community nearly everywhere; others count by their size
        let weighted = |verdict: &CommunityVerdict| {
            let parts = verdict.parts.iter().filter_map(|part| Some((part.size, part.objective?)));
            parts.map(|(size, objective)| size.max(1) as f64 * objective).sum::<f64>()
        };
        let (mine, best) = (weighted(shipped), weighted(exact));
        if best <= 0.0 || exact.zones.max(shipped.zones) < 2 {
            // there was nothing to choose
            return self.single += 1;
        }
        let searched = |verdict: &CommunityVerdict| {
            let known = |p: &&onegrid_zones::PartVerdict| p.objective.is_some() && p.optimality != Optimality::Optimal;
            verdict.parts.iter().filter(known).count() == 0
        };
        self.communities += 1;
        self.proven += usize::from(searched(shipped));
        self.unfinished += usize::from(!searched(exact));
        self.percent.push((mine - best) / best * 100.0);
    }

    /// Adds what was measured elsewhere.
    pub fn add(&mut self, other: Self) {
        self.communities += other.communities;
        self.proven += other.proven;
        self.unfinished += other.unfinished;
        self.undivided += other.undivided;
        self.single += other.single;
        self.missed.extend(other.missed);
        self.percent.extend(other.percent);
    }

    /// Mean gap in percent; 0 where nothing was compared.
    pub fn mean_percent(&self) -> f64 {
        self.percent.iter().sum::<f64>() / self.percent.len().max(1) as f64
    }

    /// Worst gap in percent; 0 where nothing was compared.
    pub fn worst_percent(&self) -> f64 {
        self.percent.iter().copied().fold(0.0, f64::max)
    }
}
