//! Plans as shipped against the best plans of all, over communities of 2 to 25 units.
//!
//! The whole measurement, with more nodes for the exact search, is `benches/src/bin/gap.rs`.

use onegrid_benches::Gap;
use onegrid_demo::Size;

use crate::support::{demo, general};

/// Nodes of each exact search here: it ends in all but a few communities.
const NODES: u32 = 75_000;

fn assert_near_the_best(gap: &Gap, communities: usize) {
    assert!(gap.communities >= communities, "{} communities", gap.communities);
    assert!(gap.unfinished * 20 <= gap.communities, "{} of {} unfinished", gap.unfinished, gap.communities);
    assert_eq!(gap.missed, Vec::<String>::new(), "divided by the exact search only");
    assert!(gap.mean_percent() <= 1.0, "mean gap {} %", gap.mean_percent());
    assert!(gap.worst_percent() <= 5.0, "worst gap {} %", gap.worst_percent());
}

#[test]
fn plans_of_two_districts_are_within_1_percent_of_the_best_and_5_at_worst() {
    let mut gap = Gap::default();
    for seed in 1..=2 {
        gap.add(Gap::measure(&demo(Size::District, seed), &general(), NODES).expect("a district"));
    }
    assert_near_the_best(&gap, 60);
}
