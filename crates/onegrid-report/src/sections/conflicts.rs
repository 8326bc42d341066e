//! Defects of the layers: how many of each kind, and the most important ones with a map.

use std::fmt::Write;

use std::collections::{BTreeMap, BTreeSet};

use onegrid::{Conflict, ConflictKind, Lang, LayerInfo, Role};

use crate::inset::ConflictMaps;
use crate::story::Story;
use crate::text::{Td, area, both, count, esc, length, paragraph, table};

/// Conflicts with a row and a small map.
const MOST_ROWS: usize = 60;
/// Keys of cells that a row names.
const MOST_KEYS: usize = 4;

/// Counts by layer and kind, then the largest.
pub(super) fn conflicts(story: &Story<'_>) -> String {
    let all = story.conflicts;
    if all.is_empty() {
        return paragraph("none good", "所有图层均无缺陷。", "No layer has a defect.");
    }
    let slivers = all.iter().filter(|c| c.is_sliver).count();
    let worth = all.iter().filter(|c| matters(story, c)).count();
    let [total, slivers, worth, open] =
        [all.len(), slivers, worth, all.len() - slivers - worth].map(|n| count(n as u64));
    let (open_zh, open_en) = if open == "0" {
        (String::new(), String::new())
    } else {
        (
            format!(",其余 {open} 处为小区、专属等不要求全覆盖的图层之间的空白"),
            format!(", {open} blanks in layers that need not cover the ground (estates and the like)"),
        )
    };
    let mut out = paragraph(
        "lead",
        &format!(
            "共 {total} 处:{worth} 处值得查看,{slivers} 处为碎面(数字化误差,自动处理){open_zh}。全部冲突见 conflicts.geojson。"
        ),
        &format!(
            "{total} in all: {worth} worth a look, {slivers} slivers (drawing noise, dealt with automatically){open_en}. conflicts.geojson has all of them."
        ),
    );
    out.push_str(&counts(all));
    out.push_str(&largest(story));
    out
}

fn counts(all: &[Conflict]) -> String {
    // (layer, kind) -> (others, slivers)
    let mut by: BTreeMap<(&str, ConflictKind), (u64, u64)> = BTreeMap::new();
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    for c in all {
        let slot = by.entry((&c.layer, c.kind)).or_default();
        if c.is_sliver {
            slot.1 += 1;
        } else {
            slot.0 += 1;
        }
        names.insert(&c.layer, if c.layer_name.is_empty() { &c.layer } else { &c.layer_name });
    }
    let kinds: BTreeSet<ConflictKind> = by.keys().map(|k| k.1).collect();
    let mut html = format!(
        "<div class=\"scroll\"><table class=\"matrix\"><thead><tr><th scope=\"col\">{}</th>",
        both("图层", "Layer")
    );
    for kind in &kinds {
        let _ = write!(html, "<th scope=\"col\" class=\"num\">{}</th>", both(kind.name(Lang::Zh), kind.name(Lang::En)));
    }
    html.push_str("</tr></thead><tbody>\n");
    for (layer, name) in &names {
        let _ = write!(html, "<tr><th scope=\"row\">{}</th>", esc(name));
        for &kind in &kinds {
            let cell = by.get(&(*layer, kind)).map_or_else(
                || "<span class=\"nil\">·</span>".to_string(),
                |&(others, slivers)| {
                    let tail = if slivers > 0 { format!(" <small>+{}</small>", count(slivers)) } else { String::new() };
                    format!("{}{tail}", count(others))
                },
            );
            let _ = write!(html, "<td class=\"num\">{cell}</td>");
        }
        html.push_str("</tr>\n");
    }
    html.push_str("</tbody></table></div>\n");
    html + &paragraph("note", "+ 后的小号数字为碎面。", "Small numbers after + are slivers.")
}

fn largest(story: &Story<'_>) -> String {
    let mut chosen: Vec<&Conflict> = story.conflicts.iter().filter(|c| matters(story, c)).collect();
    let others = chosen.len();
    // the sort is stable: the order of the list decides among equals
    chosen.sort_by(|a, b| b.households.cmp(&a.households).then(b.area_m2.total_cmp(&a.area_m2)));
    chosen.truncate(MOST_ROWS);
    if chosen.is_empty() {
        return String::new();
    }
    let maps = ConflictMaps::new(story, &chosen);
    let rows = chosen.iter().enumerate().map(|(i, c)| {
        vec![
            Td::Html(maps.map(i, c)),
            Td::Html(format!(
                "<b>{}</b><br/>{}",
                both(c.kind.name(Lang::Zh), c.kind.name(Lang::En)),
                esc(if c.layer_name.is_empty() { &c.layer } else { &c.layer_name })
            )),
            Td::Html(keys(&c.cells)),
            Td::Num(count(c.households)),
            Td::Html(size(c)),
            Td::Html(both(&c.action_zh, &c.action_en)),
        ]
    });
    let head = [
        ("位置", "Place", false),
        ("类型 / 图层", "Kind / layer", false),
        ("涉及网格", "Cells", false),
        ("户数", "Households", true),
        ("大小", "Size", false),
        ("处理", "What was done", false),
    ];
    let caption = both(
        &format!("最重要的 {} 处(先按户数,再按面积;共 {} 处值得查看)", chosen.len(), others),
        &format!("The {} most important (by households, then area) of {} worth a look", chosen.len(), others),
    );
    table("conflicts", &caption, &head, rows)
}

/// Whether a conflict deserves a row. Estates and the like need not cover the ground: what lies
/// between them is no gap to look at.
fn matters(story: &Story<'_>, conflict: &Conflict) -> bool {
    let covers = |l: &LayerInfo| matches!(l.role, Role::Base | Role::Department | Role::Community);
    let must_cover = story.grid().layers().iter().any(|l| l.id == conflict.layer && covers(l));
    !conflict.is_sliver && (conflict.kind != ConflictKind::Gap || must_cover)
}

fn keys(cells: &[String]) -> String {
    let named: Vec<String> = cells.iter().take(MOST_KEYS).map(|k| format!("<code>{}</code>", esc(k))).collect();
    let mut out = named.join(" ");
    if cells.len() > MOST_KEYS {
        let more = cells.len() - MOST_KEYS;
        let _ = write!(out, " {}", both(&format!("等 {} 个", cells.len()), &format!("and {more} more")));
    }
    out
}

fn size(c: &Conflict) -> String {
    let mut lines = Vec::new();
    if c.area_m2 > 0.0 {
        lines.push(format!("<b>{}</b>", esc(&area(c.area_m2))));
    }
    if c.width_m > 0.0 {
        lines.push(both(&format!("均宽 {}", length(c.width_m)), &format!("{} wide", length(c.width_m))));
    }
    if c.length_m > 0.0 {
        lines.push(both(&format!("长 {}", length(c.length_m)), &format!("{} long", length(c.length_m))));
    }
    lines.join("<br/>")
}
