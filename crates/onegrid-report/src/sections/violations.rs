//! Rules that the plan does not keep: which zone, by how much, and why.

use std::collections::BTreeMap;

use onegrid::Lang;

use crate::inset;
use crate::story::Story;
use crate::text::{Td, both, count, esc, paragraph, table};

/// Rows with a small map.
const MOST_MAPS: usize = 60;
/// Rows at all.
const MOST_ROWS: usize = 2_000;

/// The table of violations.
pub(super) fn violations(story: &Story<'_>) -> String {
    let plan = story.plan();
    let mut all: Vec<_> = plan.design_data().violations.iter().collect();
    let others = others(story);
    if all.is_empty() {
        return if others.is_empty() { kept() } else { others };
    }
    let households = |zone: Option<u32>| zone.map_or(0, |z| story.zones()[z as usize].households);
    all.sort_by_key(|v| (std::cmp::Reverse(households(v.zone.map(|z| z.0))), v.zone.map(|z| z.0), v.rule));
    let verdicts: BTreeMap<&str, &str> =
        story.report().notes.iter().map(|n| (n.community.as_str(), n.verdict)).collect();
    let mut maps = 0;
    let rows: Vec<Vec<Td>> = all
        .iter()
        .take(MOST_ROWS)
        .map(|v| {
            let map = match v.zone.filter(|_| maps < MOST_MAPS) {
                Some(z) => {
                    maps += 1;
                    let region = story.summary.regions.iter().find(|r| r.id == z.0);
                    region.map_or_else(String::new, |r| {
                        inset::zone(story, z.0 * 10 + v.rule as u32, &story.zones()[z.0 as usize], r)
                    })
                }
                None => String::new(),
            };
            let community = story.community(v.community);
            let code = v.zone.map_or("–", |z| story.zones()[z.0 as usize].code.as_str());
            let is_size = v.rule.code().starts_with("size.");
            let verdict = verdicts.get(community.key.as_str()).filter(|_| is_size).copied();
            let tried = v.zone.map_or_else(String::new, |z| alternatives(story, z.0));
            vec![
                Td::Html(map),
                Td::Html(format!("<code>{}</code><br/>{}", esc(code), esc(community.label()))),
                Td::Html(format!("{}{}", rule(v.rule.code()), badge(verdict))),
                Td::Num(count(v.measured)),
                Td::Num(count(v.limit)),
                Td::Html(format!(
                    "{}{tried}",
                    both(&plan.violation_sentence(v, Lang::Zh), &plan.violation_sentence(v, Lang::En))
                )),
            ]
        })
        .collect();
    let shown = rows.len();
    let head = [
        ("位置", "Place", false),
        ("网格 / 社区", "Zone / community", false),
        ("规则", "Rule", false),
        ("实测", "Measured", true),
        ("限值", "Limit", true),
        ("原因", "Why", false),
    ];
    let mut out = summary(story, all.len());
    out.push_str(&table("violations", "", &head, rows));
    if all.len() > maps {
        out.push_str(&paragraph(
            "note",
            &format!("按户数从多到少排列;小地图只画前 {maps} 条,表中列出 {shown} / {} 条。", all.len()),
            &format!("Most households first; the first {maps} have a small map, {shown} of {} are listed.", all.len()),
        ));
    }
    out.push_str(&others);
    out.push_str(&accepted(story));
    out
}

/// The table of broken rules that were accepted.
fn accepted(story: &Story<'_>) -> String {
    let accepted = story.plan().accepted();
    if accepted.is_empty() {
        return String::new();
    }
    let rows = accepted.iter().take(MOST_ROWS).map(|a| {
        vec![
            Td::Html(format!("<code>{}</code>", esc(a.zone.as_deref().unwrap_or(&a.community)))),
            Td::Html(both(&a.zh, &a.en)),
            Td::Html(esc(&a.why)),
            Td::Html(esc(&a.who)),
            Td::Html(esc(&a.when)),
        ]
    });
    let head = [
        ("网格 / 社区", "Zone / community", false),
        ("说明", "What is wrong", false),
        ("接受的理由", "Why it is accepted", false),
        ("何人", "Who", false),
        ("何时", "When", false),
    ];
    let lead = paragraph(
        "lead",
        &format!("其中 {} 条经人工确认接受,规则仍按未满足计。", accepted.len()),
        &format!("{} of them were accepted by hand; the rules still count as broken.", accepted.len()),
    );
    lead + &table("accepted", "", &head, rows)
}

/// The closest other ways for a zone, folded.
fn alternatives(story: &Story<'_>, zone: u32) -> String {
    let (plan, names) = (story.plan(), story.plan().names());
    let item = |a: &onegrid::Alternative| {
        format!("<li>{}</li>", both(&a.sentence(Lang::Zh, &names), &a.sentence(Lang::En, &names)))
    };
    let items: String = plan.alternatives_of(zone).iter().map(item).collect();
    if items.is_empty() {
        return items;
    }
    format!(
        "<details><summary>{}</summary><ul>{items}</ul></details>",
        both("考虑过的其他方案", "What else was possible")
    )
}

fn kept() -> String {
    paragraph("none good", "所有规则均得到满足。", "Every rule is kept.")
}

/// The table of rules beside bounds, connection and estates.
fn others(story: &Story<'_>) -> String {
    let plan = story.plan();
    let breaches = &plan.design_data().breaches;
    if breaches.is_empty() {
        return String::new();
    }
    let names = plan.names();
    let amount = |value: f64| Td::Html(format!("{}", (value * 1000.0).round() / 1000.0));
    let rows = breaches.iter().take(MOST_ROWS).map(|b| {
        let code = b.zone.map_or("–", |z| story.zones()[z.index()].code.as_str());
        let community = story.community(b.community);
        vec![
            Td::Html(format!("<code>{}</code><br/>{}", esc(code), esc(community.label()))),
            Td::Html(format!("<code>{}</code>", esc(&b.rule))),
            amount(b.measured),
            amount(b.limit),
            Td::Html(both(&b.sentence(Lang::Zh, &names), &b.sentence(Lang::En, &names))),
        ]
    });
    let head = [
        ("网格 / 社区", "Zone / community", false),
        ("规则", "Rule", false),
        ("实测", "Measured", true),
        ("限值", "Limit", true),
        ("说明", "What is wrong", false),
    ];
    table("other-rules", "", &head, rows)
}

fn summary(story: &Story<'_>, n: usize) -> String {
    let of = |verdict: &str| story.report().notes.iter().filter(|x| x.verdict == verdict).count();
    let (infeasible, unproven, feasible) = (of("infeasible"), of("unproven"), of("feasible"));
    paragraph(
        "lead",
        &format!(
            "共 {n} 条。涉及的社区中,{infeasible} 个已证明无法满足上下限,{unproven} 个未能证明,{feasible} 个可以满足。"
        ),
        &format!(
            "{n} in all. Of the communities concerned, {infeasible} are proven unable to keep the bounds, {unproven} are unproven, {feasible} could keep them."
        ),
    )
}

fn rule(code: &str) -> String {
    let (zh, en) = match code {
        "size.min" => ("低于下限", "below the minimum"),
        "size.max" => ("超过上限", "above the maximum"),
        "zone.connected" => ("不连通", "not connected"),
        "estate.whole" => ("小区被拆分", "estate divided"),
        other => (other, other),
    };
    both(zh, en)
}

fn badge(verdict: Option<&str>) -> String {
    let (class, zh, en) = match verdict {
        Some("infeasible") => ("proven", "已证明无法避免", "proven unavoidable"),
        Some("unproven") => ("unproven", "未能证明", "unproven"),
        Some("feasible") => ("feasible", "可以避免", "avoidable"),
        _ => return String::new(),
    };
    format!("<br/><span class=\"tag {class}\">{}</span>", both(zh, en))
}
