//! Rows that concern rules: what a zone must be and what is said where it is not.

use onegrid::{HouseholdPoint, HouseholdTable, Layer, Project, Role, Silent, merge};

use crate::support::{demo, general};

/// 004-09, 004-12: special groups and events are counts; none of them gets lost on the way into zones.
#[test]
fn row_004_09_counts_of_people_and_events_are_conserved_like_households() {
    let mut project: Project = demo(onegrid_demo::Size::Street, 1);
    let table = &mut project.households[0];
    table.counts = vec!["population".into(), "events".into()];
    for (at, point) in table.points.iter_mut().enumerate() {
        point.counts = vec![2 * point.households + at as u64 % 2, at as u64 % 7];
    }
    // one door far outside: known to be outside, not lost
    table.points.push(HouseholdPoint {
        lon_deg: -60.0,
        lat_deg: 3.0,
        households: 1,
        counts: vec![1000, 500],
        ..HouseholdPoint::default()
    });
    let read = |table: &HouseholdTable, k: usize| table.points.iter().map(|p| p.counts[k]).sum::<u64>();
    let expected = [read(&project.households[0], 0) - 1000, read(&project.households[0], 1) - 500];
    // cells of the base layer may carry counts too
    let base: &mut Layer = project.layers.iter_mut().find(|l| l.role == Role::Base).expect("a base layer");
    base.counts = vec!["events".into()];
    base.cells.iter_mut().for_each(|cell| cell.counts = vec![3]);
    let of_cells = 3 * base.cells.len() as u64;

    let merged = merge(&project, &general(), &Silent).expect("the project can be merged");
    let ids: Vec<&str> = merged.grid.count_ids().collect();
    assert_eq!(ids, ["events", "population"]);
    let zones = merged.plan.zones();
    let sum = |k: usize| zones.iter().map(|z| z.counts[k]).sum::<u64>();
    assert_eq!([sum(1), sum(0)], [expected[0], expected[1] + of_cells]);
    let account = merged.grid.ledger().sources.iter().find(|s| s.layer.is_empty()).expect("the table's account");
    assert_eq!([account.counts[0].outside, account.counts[1].outside], [1000, 500]);
}
