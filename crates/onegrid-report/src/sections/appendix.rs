//! Method, policy with citations, versions, and times if they were given.

use std::fmt::Write;

use onegrid::{CodeTemplate, Lang, ZoneClass};

use crate::story::Story;
use crate::text::{Td, both, count, decimal, length, table};

/// Digits of a community code (统计用区划代码).
const COMMUNITY_DIGITS: usize = 12;

/// Everything that a reviewer asks for last.
pub(super) fn appendix(story: &Story<'_>) -> String {
    let mut out = format!("<h3>{}</h3>\n<ol class=\"method\">{}</ol>\n", both("方法", "Method"), method());
    let _ = writeln!(out, "<h3>{}</h3>", both("规则与依据", "Policy and citations"));
    out.push_str(&policy(story));
    let _ = write!(out, "<h3>{}</h3>\n<p>onegrid {}</p>\n", both("版本", "Version"), story.report().version);
    if !story.timings.is_empty() {
        let rows = story
            .timings
            .iter()
            .map(|(step, seconds)| vec![Td::Text(step.clone()), Td::Num(format!("{} s", decimal(*seconds, 2)))]);
        let _ = writeln!(out, "<h3>{}</h3>", both("用时", "Times"));
        out.push_str(&table("timings", "", &[("步骤", "Step", false), ("用时", "Time", true)], rows));
    }
    out
}

fn method() -> String {
    let sentences = [
        (
            "把所有图层放到同一个整数格网(1e-7 度)上精确叠加,得到互不重叠的最小面,每个面都知道自己在各图层中属于哪个网格。",
            "All layers are placed on one integer lattice (1e-7 degree) and overlaid exactly; every resulting face knows its cell in each layer.",
        ),
        (
            "户数按点位或面积分到各面,总数不变;每个面归属一个社区,网格绝不跨社区。",
            "Households are given to faces by point or by area and none is lost; each face belongs to one community, and no zone crosses a community line.",
        ),
        (
            "以基础网格为起点,缝隙、重叠和碎面按规则归并,形成不可再分的单元。",
            "Beginning with the base layer, gaps, overlaps and slivers are absorbed by rule into units that are not divided further.",
        ),
        (
            "在每个社区内先满足规模上下限,再兼顾少改动、少切割部门网格、沿道路河流、形状紧凑;做不到时给出证明。",
            "Inside each community the bounds come first, then few moves, few departmental cells cut, borders along roads and rivers, compact shapes; where bounds cannot hold, a proof says why.",
        ),
        (
            "成果图形作为外来数据重新叠加检查,面积与户数以整数核对;相同输入得到逐字节相同的结果。",
            "The finished polygons are checked anew like foreign data, areas and households in integers; the same input gives the same bytes.",
        ),
    ];
    sentences.iter().map(|(zh, en)| ["<li>", &both(zh, en), "</li>"].concat()).collect()
}

/// Digits of a whole code, and the numbers that its sequence may have.
fn code_value(template: &CodeTemplate) -> String {
    let digits = template.width(COMMUNITY_DIGITS);
    let (first, last) = template.range(ZoneClass::General);
    both(&format!("{digits} 位,顺序码 {first}—{last}"), &format!("{digits} digits, sequence {first} to {last}"))
}

fn policy(story: &Story<'_>) -> String {
    let policy = story.plan().policy();
    let row = |zh: &str, en: &str, value: String, cite_zh: &str, cite_en: &str| {
        vec![Td::Html(both(zh, en)), Td::Html(value), Td::Html(both(cite_zh, cite_en))]
    };
    let mut rows =
        vec![row("规则", "Policy", both(policy.name(Lang::Zh), policy.name(Lang::En)), &policy.id, &policy.id)];
    if let Some(size) = &policy.size {
        let (min, target, max) = (count(size.min), count(size.target), count(size.max));
        let value = both(&format!("{min}—{max},目标 {target}"), &format!("{min} to {max}, target {target}"));
        rows.push(row("规模", "Size", value, &size.citation_zh, &size.citation_en));
    }
    for variant in &policy.variant {
        if let Some(size) = &variant.size {
            let (min, target, max) = (count(size.min), count(size.target), count(size.max));
            let value = both(&format!("{min}—{max},目标 {target}"), &format!("{min} to {max}, target {target}"));
            let (zh, en) = (format!("规模({})", variant.name(Lang::Zh)), format!("Size ({})", variant.name(Lang::En)));
            rows.push(row(&zh, &en, value, &size.citation_zh, &size.citation_en));
        }
    }
    let (community, coverage) = (&policy.community, &policy.coverage);
    rows.push(row(
        "社区",
        "Community",
        both("不跨界", "never crossed"),
        &community.citation_zh,
        &community.citation_en,
    ));
    rows.push(row(
        "覆盖",
        "Coverage",
        both("不重不漏", "no gap, no overlap"),
        &coverage.citation_zh,
        &coverage.citation_en,
    ));
    let value = code_value(&policy.code.template());
    rows.push(row("编码", "Codes", value, &policy.code.citation_zh, &policy.code.citation_en));
    let c = &policy.cleaning;
    let (width, narrow) = (length(c.sliver_width_m), length(c.gap_width_m));
    let value = both(
        &format!("窄于 {width} 或小于 {} m² 为碎面;社区间窄于 {narrow} 的空洞补齐", c.sliver_area_m2),
        &format!(
            "slivers: under {width} or {} m²; holes between communities under {narrow} are filled",
            c.sliver_area_m2
        ),
    );
    rows.push(row("清理", "Cleaning", value, "", ""));
    table("policy", "", &[("规则", "Rule", false), ("内容", "Content", false), ("依据", "Citation", false)], rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_told_as_their_template_makes_them() {
        let three = code_value(&CodeTemplate::standard(3));
        assert!(three.contains("15 digits, sequence 1 to 999"), "{three}");
        let whole = code_value(&CodeTemplate::cjt_349("010000"));
        assert!(whole.contains("20 digits, sequence 1 to 99"), "{whole}");
    }
}
