//! How near the plan is to the best one: summed up, and every community that is not proven to be best.

use onegrid::CommunityOptimum;

use crate::story::Story;
use crate::text::{Td, both, count, decimal, paragraph, table};

/// Rows at most.
const MOST_ROWS: usize = 2_000;

/// The figures of the optimum; nothing where nothing was searched for.
pub(super) fn optimum(story: &Story<'_>) -> String {
    let optima = &story.report().optima;
    let searched = optima.optimal + optima.within + optima.not_proven;
    if searched == 0 {
        return String::new();
    }
    let n = |number: u32| count(number.into());
    let (mean, worst) = (decimal(optima.mean_percent, 2), optima.worst_percent);
    let mut out = paragraph(
        "",
        &format!(
            "{} 个社区中,{} 个已证明为最优,{} 个已证明与最优的差距(平均 {mean}%,最大 {worst}%,含最优者计 0),{} 个未证明。",
            n(searched),
            n(optima.optimal),
            n(optima.within),
            n(optima.not_proven)
        ),
        &format!(
            "Of {} communities, {} are proven to be divided in the best way, {} have a proven distance from it (mean {mean} %, at most {worst} %, the best counting as 0), about {} nothing is proven.",
            n(searched),
            n(optima.optimal),
            n(optima.within),
            n(optima.not_proven)
        ),
    );
    let mut open: Vec<&CommunityOptimum> =
        optima.communities.iter().filter(|c| matches!(c.state, "within" | "not-proven")).collect();
    if open.is_empty() {
        return out;
    }
    // what is known least first
    open.sort_by_key(|c| (c.percent.is_some(), std::cmp::Reverse(c.percent), std::cmp::Reverse(c.units)));
    let shown = open.len().min(MOST_ROWS);
    let rows = open[..shown].iter().map(|c| {
        let known = match c.percent {
            Some(percent) => both(&format!("至多 {percent}%"), &format!("at most {percent} %")),
            None => both("未证明", "not proven"),
        };
        let name = c.name.as_deref().unwrap_or(&c.community);
        vec![Td::Text(name.to_string()), Td::Num(n(c.units)), Td::Num(n(c.zones)), Td::Html(known)]
    });
    let head = [
        ("社区", "Community", false),
        ("单元", "Units", true),
        ("网格", "Zones", true),
        ("与最优的差距", "Distance from the best", false),
    ];
    out.push_str(&table("optimum", "", &head, rows));
    out
}
