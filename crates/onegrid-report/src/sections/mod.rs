//! The sections of the report, in the order of the page.

mod appendix;
mod conflicts;
mod departments;
pub(super) mod head;
mod ledger;
mod levels;
mod optimum;
mod scorecard;
mod sizes;
mod violations;
mod whole;
mod zones;

use super::page::Section;
use super::story::Story;

/// Every section that this merge has something to say in.
pub(super) fn all(story: &Story<'_>) -> Vec<Section> {
    let section = |id, title_zh, title_en, body| Section { id, title_zh, title_en, body };
    let sections = vec![
        section("overview", "总览", "Overview", whole::overview(story)),
        section("disagreement", "部门分歧", "Where departments disagree", whole::disagreement(story)),
        section("before-after", "合并前后", "Before and after", whole::before_after(story)),
        section("sizes", "网格规模", "Size of zones", sizes::sizes(story)),
        section("levels", "层级", "Levels", levels::levels(story)),
        section("scorecard", "评分卡", "Scorecard", scorecard::scorecard(story)),
        section("optimum", "最优性", "Distance from the best plan", optimum::optimum(story)),
        section("departments", "各部门", "Departments", departments::departments(story)),
        section("violations", "未达要求", "Rules not kept", violations::violations(story)),
        section("conflicts", "数据冲突", "Conflicts in the data", conflicts::conflicts(story)),
        section("ledger", "数据去向", "Ledger", ledger::ledger(story)),
        section("zones", "网格清单", "List of zones", zones::zones(story)),
        section("appendix", "附录", "Appendix", appendix::appendix(story)),
    ];
    sections.into_iter().filter(|s| !s.body.is_empty()).collect()
}
