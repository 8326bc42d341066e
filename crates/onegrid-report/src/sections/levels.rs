//! The levels above and below the zones: how many nodes, how large, whether they nest.

use onegrid::LevelReport;

use crate::story::Story;
use crate::text::{Td, area, both, count, decimal, paragraph, table};

/// Nodes outside the bounds that are listed.
const MOST_ROWS: usize = 200;

/// One row per level, then the nodes that do not keep their bounds.
pub(super) fn levels(story: &Story<'_>) -> String {
    let report = story.report();
    if report.levels.is_empty() {
        return String::new();
    }
    let head = [
        ("层级", "Level", false),
        ("个数", "Number", true),
        ("平均下级个数", "Mean number below", true),
        ("户数(最少 / 平均 / 最多)", "Households (least / mean / most)", true),
        ("平均面积", "Mean area", true),
        ("上下限", "Bounds", true),
        ("超出上下限", "Outside the bounds", true),
        ("党组织", "Party organisation", false),
    ];
    let mut out = verdict(story);
    out.push_str(&table("levels", "", &head, report.levels.iter().map(row)));
    out.push_str(&exceptions(story));
    out
}

/// What the check on the polygons says.
fn verdict(story: &Story<'_>) -> String {
    match story.report().checks.row("levels").and_then(|row| row.passed) {
        Some(true) => paragraph(
            "lead good",
            "层级检查通过:每个下级网格只属一个上级网格,下级合起来等于上级,不重不漏。",
            "The levels nest: each grid lies in one grid of the level above, and together they are that grid.",
        ),
        Some(false) => paragraph("lead", "层级检查未通过,见验收检查。", "The levels do not nest, see the checks."),
        None => String::new(),
    }
}

fn row(level: &LevelReport) -> Vec<Td> {
    let (least, mean, most) = level.households_min_mean_max;
    let wished = level.wished.filter(|&w| w as usize != level.nodes);
    let nodes = match wished {
        Some(wished) => format!("{} / {}", count(level.nodes as u64), count(u64::from(wished))),
        None => count(level.nodes as u64),
    };
    let bounds = level.bounds.map_or_else(|| "–".into(), |(min, _, max)| format!("{}–{}", count(min), count(max)));
    let outside = match (level.bounds, level.is_unmeasured) {
        (None, _) => "–".into(),
        (Some(_), true) => "?".into(),
        (Some(_), false) => count(level.out_of_bounds as u64),
    };
    vec![
        Td::Html(both(&level.name_zh, &level.name_en)),
        Td::Num(nodes),
        Td::Num(level.children_mean.map_or_else(|| "–".into(), |mean| decimal(mean, 1))),
        Td::Num(format!("{} / {} / {}", count(least), decimal(mean, 1), count(most))),
        Td::Num(area(level.area_mean_m2)),
        Td::Num(bounds),
        Td::Num(outside),
        Td::Text(level.party_organisation.clone()),
    ]
}

fn exceptions(story: &Story<'_>) -> String {
    let Some(levels) = &story.summary.levels else { return String::new() };
    let all = (0..levels.count()).flat_map(|level| levels.level(level).violations.iter().map(move |v| (level, v)));
    let total = all.clone().count();
    if total == 0 {
        return String::new();
    }
    let head = [("层级", "Level", false), ("编码", "Code", false), ("说明", "Why", false)];
    let rows = all.take(MOST_ROWS).map(|(level, violation)| {
        let policy = levels.policy(level);
        vec![
            Td::Html(both(policy.name(onegrid::Lang::Zh), policy.name(onegrid::Lang::En))),
            Td::Text(levels.nodes(level)[violation.node as usize].code.clone()),
            Td::Html(both(&violation.zh, &violation.en)),
        ]
    });
    let shown = count(total.min(MOST_ROWS) as u64);
    let total = count(total as u64);
    let summary = both(
        &format!("未达上下限的网格及理由({shown} / {total},全部见 level-reasons.csv)"),
        &format!("Grids outside the bounds of their level, and why ({shown} / {total}, all in level-reasons.csv)"),
    );
    format!(
        "<details class=\"long\"><summary>{summary}</summary>\n{}</details>\n",
        table("level-exceptions", "", &head, rows)
    )
}
