//! Defects of the layers: how many of each kind, and the most important ones with a map.

use std::collections::{BTreeMap, BTreeSet};

use onegrid::{Conflict, ConflictKind, Lang};

use crate::report::inset::ConflictMaps;
use crate::report::story::Story;
use crate::report::text::{Td, area, both, count, esc, length, paragraph, table};

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
    let slivers = all.iter().filter(|c| c.is_sliver).count() as u64;
    let total = all.len() as u64;
    let mut out = paragraph(
        "lead",
        &format!("共 {} 处,其中 {} 处为碎面(数字化误差,自动处理),{} 处值得查看。全部冲突见 conflicts.geojson。", count(total), count(slivers), count(total - slivers)),
        &format!("{} in all: {} slivers (drawing noise, dealt with automatically) and {} worth a look. conflicts.geojson has all of them.", count(total), count(slivers), count(total - slivers)),
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
        if c.is_sliver { slot.1 += 1 } else { slot.0 += 1 }
        names.insert(&c.layer, if c.layer_name.is_empty() { &c.layer } else { &c.layer_name });
    }
    let kinds: BTreeSet<ConflictKind> = by.keys().map(|k| k.1).collect();
    let mut html = format!("<div class=\"scroll\"><table class=\"matrix\"><thead><tr><th scope=\"col\">{}</th>", both("图层", "Layer"));
    for kind in &kinds {
        html.push_str(&format!("<th scope=\"col\" class=\"num\">{}</th>", both(kind.name(Lang::Zh), kind.name(Lang::En))));
    }
    html.push_str("</tr></thead><tbody>\n");
    for (layer, name) in &names {
        html.push_str(&format!("<tr><th scope=\"row\">{}</th>", esc(name)));
        for &kind in &kinds {
            let cell = by.get(&(*layer, kind)).map_or_else(
                || "<span class=\"nil\">·</span>".to_string(),
                |&(others, slivers)| {
                    let tail = if slivers > 0 { format!(" <small>+{}</small>", count(slivers)) } else { String::new() };
                    format!("{}{tail}", count(others))
                },
            );
            html.push_str(&format!("<td class=\"num\">{cell}</td>"));
        }
        html.push_str("</tr>\n");
    }
    html.push_str("</tbody></table></div>\n");
    html + &paragraph("note", "+ 后的小号数字为碎面。", "Small numbers after + are slivers.")
}

fn largest(story: &Story<'_>) -> String {
    let mut chosen: Vec<&Conflict> = story.conflicts.iter().filter(|c| !c.is_sliver).collect();
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
        &format!("最重要的 {} 处(先按户数,再按面积;共 {} 处非碎面)", chosen.len(), others),
        &format!("The {} most important (by households, then area) of {} that are no slivers", chosen.len(), others),
    );
    table("conflicts", &caption, &head, rows)
}

fn keys(cells: &[String]) -> String {
    let named: Vec<String> = cells.iter().take(MOST_KEYS).map(|k| format!("<code>{}</code>", esc(k))).collect();
    let mut out = named.join(" ");
    if cells.len() > MOST_KEYS {
        let more = cells.len() - MOST_KEYS;
        out.push_str(&format!(" {}", both(&format!("等 {} 个", cells.len()), &format!("and {more} more"))));
    }
    out
}

fn size(c: &Conflict) -> String {
    let mut lines = Vec::new();
    if c.area_m2 > 0.0 {
        lines.push(esc(&area(c.area_m2)));
    }
    if c.width_m > 0.0 {
        lines.push(both(&format!("均宽 {}", length(c.width_m)), &format!("{} wide", length(c.width_m))));
    }
    if c.length_m > 0.0 {
        lines.push(both(&format!("长 {}", length(c.length_m)), &format!("{} long", length(c.length_m))));
    }
    lines.join("<br/>")
}
