//! Title, verdict, key figures and the hard checks.

use onegrid::{CheckRow, Lang};

use crate::story::Story;
use crate::text::{area, both, both_html, count, decimal, esc, paragraph, share_of};

/// The top of the page.
pub(crate) fn head(story: &Story<'_>) -> String {
    let report = story.report();
    let policy = story.plan().policy();
    let mut out = format!(
        "<div class=\"head\"><p class=\"kicker\">{}</p><h1>{}</h1><p class=\"policy\">{}</p>\n",
        both("多网合一方案报告", "Report on one merged grid"),
        if report.project.is_empty() { both("未命名项目", "Unnamed project") } else { esc(&report.project) },
        both(
            &format!("规则:{}({})", policy.name(Lang::Zh), policy.id),
            &format!("Policy: {} ({})", policy.name(Lang::En), policy.id)
        )
    );
    out.push_str(&verdict(story));
    out.push_str(&key_figures(story));
    out.push_str(&checks(story));
    for (zh, en) in &report.remarks {
        out.push_str(&paragraph("remark", zh, en));
    }
    out.push_str("</div>\n");
    out
}

fn verdict(story: &Story<'_>) -> String {
    let (report, score) = (story.report(), &story.report().score);
    let layers = story.departments().len() + 1;
    let cells = cells_in(story);
    let general = score.zones.saturating_sub(score.exempt);
    let out_of = general.saturating_sub(score.zones_in_bounds);
    let hard = report.checks.rows.iter().filter(|r| r.is_hard());
    let failed = hard.filter(|r| r.passed == Some(false)).count();
    let (checks_zh, checks_en) = if failed == 0 {
        (
            "无缝隙、无重叠、不跨社区,硬性检查全部通过".to_string(),
            "no gap, no overlap, no zone across a community line: all hard checks hold".to_string(),
        )
    } else {
        (format!("{failed} 项硬性检查未通过"), format!("{failed} hard checks fail"))
    };
    let (size_zh, size_en) = match report.bounds {
        None => (String::new(), String::new()),
        Some((min, _, max)) if out_of == 0 => {
            let (range_zh, range_en) = story.range_words(min, max);
            let all = count(general.into());
            (format!(";{all} 个普通网格全部在 {range_zh} 之内"), format!("; all {all} general zones keep {range_en}"))
        }
        Some((min, _, max)) => {
            let (range_zh, range_en) = story.range_words(min, max);
            let (proof_zh, proof_en) = proofs(story);
            (
                format!(
                    ";{} 个普通网格中 {} 个在 {range_zh} 之内,{} 个不在({proof_zh})",
                    count(general.into()),
                    count(score.zones_in_bounds.into()),
                    count(out_of.into())
                ),
                format!(
                    "; {} of {} general zones keep {range_en}, {} do not ({proof_en})",
                    count(score.zones_in_bounds.into()),
                    count(general.into()),
                    count(out_of.into())
                ),
            )
        }
    };
    let n = count(score.zones.into());
    let base = count(report.base_cells as u64);
    let touched = share_of(report.disagreement.households, report.households);
    let (before_zh, before_en) = if story.grid().has_households() && layers > 1 {
        (
            format!("。合并前,{touched} 的住户处于部门划分不一致之处"),
            format!(". Before, {touched} of households lived where departments disagreed"),
        )
    } else {
        (String::new(), String::new())
    };
    paragraph(
        "verdict",
        &format!(
            "{layers} 个图层的 {cells} 个网格(其中基础网格 {base} 个)合并为 {n} 个统一网格:{checks_zh}{size_zh}{before_zh}。"
        ),
        &format!(
            "{cells} cells of {layers} layers ({base} of the base layer) became {n} zones: {checks_en}{size_en}{before_en}."
        ),
    )
}

/// How the zones outside the bounds are accounted for.
fn proofs(story: &Story<'_>) -> (String, String) {
    let unproven = story.report().notes.iter().filter(|n| n.verdict == "unproven").count();
    let feasible = story.report().notes.iter().filter(|n| n.verdict == "feasible").count();
    match (unproven, feasible) {
        (0, 0) => {
            ("按现有不可再分单元,均已证明无法避免".into(), "each proven unavoidable with the units at hand".into())
        }
        (0, n) => (format!("{n} 个社区可以做到而未做到"), format!("{n} communities could do better")),
        (n, _) => (format!("其中 {n} 个社区尚未证明"), format!("{n} communities without proof")),
    }
}

fn cells_in(story: &Story<'_>) -> String {
    let layers = std::iter::once(story.base()).chain(story.departments());
    count(layers.map(|d| story.grid().layers()[d.layer].cells.len() as u64).sum())
}

fn key_figures(story: &Story<'_>) -> String {
    let report = story.report();
    let layers = (story.departments().len() + 1) as u64;
    let figure =
        |value: String, zh: &str, en: &str| format!("<div><dt>{}</dt><dd>{}</dd></div>", both(zh, en), esc(&value));
    let mut out = String::from("<dl class=\"figures\">");
    out.push_str(&figure(
        format!("{} → {}", cells_in(story), count(report.score.zones.into())),
        &format!("{layers} 个图层的网格 → 统一网格"),
        &format!("cells of {layers} layers → zones"),
    ));
    if story.grid().has_households() {
        out.push_str(&figure(count(report.households), "户", "households"));
    }
    out.push_str(&figure(format!("{} km²", decimal(report.area_m2 / 1e6, 2)), "面积", "area"));
    out.push_str(&figure(count(report.communities as u64), "社区", "communities"));
    out.push_str("</dl>\n");
    out
}

fn checks(story: &Story<'_>) -> String {
    let mut out = format!(
        "<h3>{}</h3><ul class=\"checks\">",
        both("验收检查(对成果图形重新叠加测量)", "Acceptance checks (measured anew on the polygons as written)")
    );
    for row in &story.report().checks.rows {
        out.push_str(&check(story, row));
    }
    let exact = &story.report().exactness;
    let (lost_zh, lost_en) = (
        format!("面积差 0,户数 {} = {}", count(exact.households_in_zones), count(exact.households_expected)),
        format!(
            "area off by 0, households {} = {}",
            count(exact.households_in_zones),
            count(exact.households_expected)
        ),
    );
    let (mark, words) = if exact.holds() {
        ("pass", both(&lost_zh, &lost_en))
    } else {
        ("fail", both("面积或户数不守恒", "area or households are not conserved"))
    };
    out.push_str(&badge(mark, &both("守恒(整数)", "nothing lost (in integers)"), &words));
    out.push_str("</ul>\n");
    out
}

fn badge(mark: &str, name: &str, words: &str) -> String {
    let (sign, zh, en) = match mark {
        "pass" => ("✓", "通过", "pass"),
        "fail" => ("✕", "未通过", "fail"),
        "soft" => ("!", "有例外", "exceptions"),
        _ => ("–", "未检查", "not checked"),
    };
    format!(
        "<li class=\"{mark}\"><span class=\"sign\" aria-hidden=\"true\">{sign}</span><span><b>{name}</b> <small>{}</small><br/>{words}</span></li>",
        both(zh, en)
    )
}

fn check(story: &Story<'_>, row: &CheckRow) -> String {
    let n = row.offences.len() as u64;
    let measured = match (row.passed, row.id) {
        (None, _) if !row.left_out_zh.is_empty() => both(&row.left_out_zh, &row.left_out_en),
        (None, _) => both("没有可依据的数据", "nothing to check it by"),
        (_, "size") if n == 0 => both("0 个网格不在范围内", "0 zones outside"),
        (_, "size") => both_html(
            &format!("<a href=\"#violations\">{} 个网格不在范围内</a>", count(n)),
            &format!("<a href=\"#violations\">{} zones outside</a>", count(n)),
        ),
        (_, "codes") => both(&format!("{} 个编码有误", count(n)), &format!("{} wrong codes", count(n))),
        (_, "crossing") => {
            let (m, kept) = (count(row.measured.round() as u64), count(row.tolerated.round() as u64));
            both(
                &format!("{} 处,{m} m;容许 {kept} m", count(n)),
                &format!("{} places, {m} m; {kept} m tolerated", count(n)),
            )
        }
        (_, "building") => {
            let kept = count(row.tolerated.round() as u64);
            both(
                &format!("{} 栋被穿越;容许 {kept} 栋", count(n)),
                &format!("{} buildings crossed; {kept} tolerated", count(n)),
            )
        }
        (_, "overlap" | "gap" | "community") => {
            let a = area(row.measured);
            both(&format!("{} 处,{a}", count(n)), &format!("{} places, {a}", count(n)))
        }
        _ => both(&format!("{} 处", count(n)), &format!("{} places", count(n))),
    };
    let mark = match row.passed {
        None => "none",
        Some(true) => "pass",
        // unavoidable exceptions of size are no fault of the grid
        Some(false) if row.id == "size" && all_proven(story) => "soft",
        Some(false) if row.id != "size" && !row.is_hard() => "soft",
        Some(false) => "fail",
    };
    badge(mark, &both(&row.name(Lang::Zh), &row.name(Lang::En)), &measured)
}

fn all_proven(story: &Story<'_>) -> bool {
    story.report().notes.iter().all(|n| n.verdict == "infeasible")
}
