use super::{CommunityPlan, better, stronger};
use crate::certificate::Proof;
use crate::merge::Outcome;
use crate::units::UnitDraft;

/// A plan whose parts are lists of units, each a list of faces.
fn plan(broken: usize, parts: &[(&[&[u32]], Outcome)]) -> CommunityPlan {
    let mut plan = CommunityPlan { broken, ..CommunityPlan::default() };
    for (units, outcome) in parts {
        let first = plan.units.len() as u32;
        plan.units.extend(units.iter().map(|faces| UnitDraft { faces: faces.to_vec(), ..UnitDraft::default() }));
        plan.parts.push(((first..plan.units.len() as u32).collect(), *outcome));
    }
    plan
}

const EMPTY: Outcome = Outcome::Infeasible(Proof::Empty);
const UNPROVEN: Outcome = Outcome::Unproven { nodes: 9 };

fn exhaustive(nodes: u32) -> Outcome {
    Outcome::Infeasible(Proof::Exhaustive { nodes })
}

#[test]
fn what_finer_units_say_is_said_about_the_part_of_the_same_faces() {
    // in finer units an empty strip stands alone, and it comes first
    let coarse = plan(1, &[(&[&[0, 1], &[2]], UNPROVEN), (&[&[3, 4]], UNPROVEN)]);
    let fine = plan(2, &[(&[&[9]], EMPTY), (&[&[3], &[4]], exhaustive(7)), (&[&[0], &[1, 2]], UNPROVEN)]);
    let outcomes: Vec<Outcome> = better(coarse, fine).parts.iter().map(|p| p.1).collect();
    assert_eq!(outcomes, [UNPROVEN, exhaustive(7)]);
}

#[test]
fn a_part_that_finer_units_do_not_make_is_not_called_empty() {
    // by position, the part of faces 0 to 2 would be told to have no households
    let coarse = plan(1, &[(&[&[0, 1], &[2]], exhaustive(5))]);
    let fine = plan(2, &[(&[&[2]], EMPTY), (&[&[0], &[1]], Outcome::Feasible)]);
    let outcomes: Vec<Outcome> = better(coarse, fine).parts.iter().map(|p| p.1).collect();
    assert_eq!(outcomes, [Outcome::Unproven { nodes: 5 }]);
}

#[test]
fn a_finer_plan_that_breaks_no_more_stands_as_it_is() {
    let coarse = plan(1, &[(&[&[0, 1]], UNPROVEN)]);
    let fine = plan(1, &[(&[&[0]], EMPTY), (&[&[1]], Outcome::Feasible)]);
    assert_eq!(better(coarse, fine).parts.len(), 2);
}

#[test]
fn proofs_that_name_units_are_those_of_the_units_that_are_shown() {
    let above = |unit| Outcome::Infeasible(Proof::UnitAboveMax { unit, size: 800, max: 500 });
    let around = Outcome::Infeasible(Proof::NoZoneAround { unit: 4, size: 100, nodes: 3 });
    assert_eq!(stronger(above(1), Some(above(6))), above(1));
    assert_eq!(stronger(UNPROVEN, Some(around)), exhaustive(3));
    assert_eq!(stronger(around, None), Outcome::Unproven { nodes: 3 });
    assert_eq!(stronger(EMPTY, None), EMPTY);
    assert_eq!(stronger(Outcome::Feasible, Some(UNPROVEN)), Outcome::Feasible);
}
