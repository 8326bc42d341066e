//! The maps of the whole place, and of one window before and after.

use std::fmt::Write;

use onegrid::{Lang, ZoneClass, barrier_class_name};

use crate::charts::bar;
use crate::colour::{ZONE_FILLS, barrier_css, disagreement as disagreement_colour};
use crate::maps;
use crate::story::Story;
use crate::text::{area, both, count, paragraph, share_of};
use crate::window;

/// The overview map with its legend.
pub(super) fn overview(story: &Story<'_>) -> String {
    let mut keys = String::new();
    let key = |swatch: &str, words: String| format!("<span class=\"key\">{swatch}{words}</span>");
    let fills: String = ZONE_FILLS[..3].iter().map(|c| ["<i style=\"background:", c, "\"></i>"].concat()).collect();
    keys.push_str(&key(&fills, both("网格(颜色只为区分相邻)", "zones (colours only tell neighbours apart)")));
    keys.push_str(&key("<i class=\"line community\"></i>", both("社区界", "community line")));
    for class in maps::barrier_classes(story, maps::overview_m_per_px(story)) {
        let words = both(barrier_class_name(class, Lang::Zh), barrier_class_name(class, Lang::En));
        keys.push_str(&key(&format!("<i class=\"line {}\"></i>", barrier_css(class)), words));
    }
    let outside = story.zones().iter().filter(|z| story.is_out_of_bounds(z)).count();
    if outside > 0 {
        let words = both(&format!("不在规模范围内({outside})"), &format!("outside the bounds ({outside})"));
        keys.push_str(&key("<i class=\"hatch\"></i>", words));
    }
    let exclusive = story.zones().iter().filter(|z| z.class == ZoneClass::Exclusive).count();
    if exclusive > 0 {
        let words = both(&format!("专属网格({exclusive})"), &format!("exclusive zones ({exclusive})"));
        keys.push_str(&key("<i class=\"dots\"></i>", words));
    }
    format!("<figure>{}<figcaption>{keys}</figcaption></figure>\n", maps::overview(story))
}

/// The disagreement map; its legend is the bar chart of households.
pub(super) fn disagreement(story: &Story<'_>) -> String {
    let report = story.report();
    let departments = report.disagreement.departments.len();
    if departments == 0 {
        return paragraph(
            "none",
            "只有一个图层,没有可比较的部门。",
            "There is one layer only, and no department to compare.",
        );
    }
    let mut out = paragraph(
        "lead",
        "颜色越深,与基础网格划分不一致的部门越多。粗细不同但互相嵌套的划分视为一致。",
        "The darker, the more departments divide this place otherwise than the base layer. Grids that nest, finer or coarser, agree.",
    );
    let by_count = &report.disagreement.households_by_count;
    let levels = story.most_disagreeing();
    let all = by_count.iter().sum::<u64>().max(1);
    let mut rows = String::new();
    for (n, &households) in by_count.iter().enumerate().take(levels + 1) {
        let style = format!("background:{}", disagreement_colour(n, levels));
        // the colour of agreement is that of the track
        let bar = if n == 0 { "background:#9aa5ad".to_string() } else { style.clone() };
        let width = (households as f64 / all as f64 * 1000.0).round() / 10.0;
        let _ = writeln!(
            rows,
            "<tr><th scope=\"row\"><i class=\"swatch\" style=\"{style}\"></i>{n}</th>\
             <td><span class=\"bar wide\"><i style=\"width:{width}%;{bar}\"></i></span></td>\
             <td class=\"num\">{}</td><td class=\"num\">{}</td></tr>",
            count(households),
            share_of(households, report.households).replace('<', "&lt;").replace('>', "&gt;"),
        );
    }
    let side = format!(
        "<div class=\"side\"><p class=\"big\">{}</p><p>{}</p><table class=\"levels\"><thead><tr><th scope=\"col\">{}</th>\
         <th scope=\"col\" colspan=\"3\">{}</th></tr></thead><tbody>{rows}</tbody></table>{}</div>",
        share_of(report.disagreement.households, report.households).replace('<', "&lt;").replace('>', "&gt;"),
        both(
            &format!(
                "的住户({} 户,{})处于至少一个部门不一致之处",
                count(report.disagreement.households),
                area(report.disagreement.area_m2)
            ),
            &format!(
                "of households ({}; {}) live where at least one department disagrees",
                count(report.disagreement.households),
                area(report.disagreement.area_m2)
            )
        ),
        both("部门数", "departments"),
        both("户数", "households"),
        worst(story)
    );
    let _ = writeln!(out, "<div class=\"beside\"><figure>{}</figure>{side}</div>", maps::disagreement_map(story));
    out
}

/// Departments by how many households they disagree about.
fn worst(story: &Story<'_>) -> String {
    let report = story.report();
    let mut rows: Vec<(&str, u64)> =
        report.departments.iter().map(|d| (d.name.as_str(), d.disagreement.households)).collect();
    rows.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let most = rows.first().map_or(0, |r| r.1).max(1);
    let mut out = format!(
        "<table class=\"levels\"><thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr></thead><tbody>",
        both("部门", "department"),
        both("不一致的户数占比", "share of households where it disagrees")
    );
    for (name, households) in rows {
        let share = households as f64 / most as f64;
        let _ = write!(
            out,
            "<tr><th scope=\"row\">{}</th><td>{}</td></tr>",
            crate::text::esc(name),
            bar(share, &share_of(households, report.households), "warm")
        );
    }
    out.push_str("</tbody></table>");
    out
}

/// One window before and after.
pub(super) fn before_after(story: &Story<'_>) -> String {
    window::before_after(story).unwrap_or_default()
}
