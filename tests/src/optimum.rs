//! Plans as shipped against the best plans of all, over communities of 2 to 25 units.
//!
//! The whole measurement, with more nodes for the exact search, is `benches/src/bin/gap.rs`.

use onegrid::{Lang, Silent, merge, summarise};
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

#[test]
fn what_is_proven_is_told_by_community_summed_up_and_explained() {
    let merged = merge(&demo(Size::District, 1), &general(), &Silent).expect("a district");
    let summary = summarise(&merged, &Silent).expect("it can be summed up");
    let optima = &summary.report.optima;
    let communities = merged.grid.communities().list.len();
    assert_eq!(optima.communities.len(), communities);
    assert_eq!((optima.optimal + optima.within + optima.not_proven + optima.given) as usize, communities);
    assert!(optima.optimal > 0, "{optima:?}");
    let worst = optima.communities.iter().filter_map(|c| c.percent).max();
    assert_eq!(worst, Some(optima.worst_percent));
    assert!(optima.mean_percent <= f64::from(optima.worst_percent));
    for (community, known) in (0..).zip(&optima.communities) {
        let sentence = merged.plan.optimality_sentence(community, Lang::En);
        let words = match known.state {
            "optimal" => "is proven to be the best",
            "within" => "is proven to be within",
            "not-proven" => "is not proven",
            _ => {
                assert_eq!(sentence, None);
                continue;
            }
        };
        assert!(sentence.is_some_and(|s| s.contains(words)), "{known:?}");
    }
    let zone = merged.plan.zones().first().expect("a zone");
    let told = merged.plan.explain(&zone.code, Lang::Zh).expect("it exists").optimality;
    assert_eq!(told, merged.plan.optimality_sentence(zone.community, Lang::Zh));
}
