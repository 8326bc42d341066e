//! Every figure of the plan, with what it means and which way is better.

use crate::story::Story;
use crate::text::{Td, both, count, decimal, length, share, table};
use onegrid::{BarrierClass, Lang, barrier_class_name};

/// Which way a figure is better.
enum Better {
    Higher,
    Lower,
    Neutral,
}

impl Better {
    fn words(&self) -> String {
        match self {
            Self::Higher => both("越高越好 ↑", "higher is better ↑"),
            Self::Lower => both("越低越好 ↓", "lower is better ↓"),
            Self::Neutral => both("仅供了解", "for information"),
        }
    }
}

fn row(zh: &str, en: &str, value: String, better: &Better, why: (&str, &str)) -> Vec<Td> {
    vec![
        Td::Html(format!("<b>{}</b>", both(zh, en))),
        Td::Num(value),
        Td::Html(better.words()),
        Td::Html(both(why.0, why.1)),
    ]
}

/// The scorecard.
pub(super) fn scorecard(story: &Story<'_>) -> String {
    let mut rows = continuity(story);
    rows.extend(shape(story));
    table(
        "cards",
        "",
        &[
            ("指标", "Figure", false),
            ("数值", "Value", true),
            ("方向", "Direction", false),
            ("含义", "What it means", false),
        ],
        rows,
    )
}

fn continuity(story: &Story<'_>) -> Vec<Vec<Td>> {
    let score = &story.report().score;
    let general = score.zones.saturating_sub(score.exempt);
    let mut rows = Vec::new();
    if story.report().bounds.is_some() {
        let in_bounds = if general == 0 { 1.0 } else { f64::from(score.zones_in_bounds) / f64::from(general) };
        rows.push(row(
            "规模达标",
            "Zones within bounds",
            format!("{} / {} ({})", count(score.zones_in_bounds.into()), count(general.into()), share(in_bounds)),
            &Better::Higher,
            ("普通网格中规模在上下限之内的个数", "general zones whose size keeps both bounds"),
        ));
    }
    rows.push(row(
        "专属网格",
        "Exclusive zones",
        count(score.exempt.into()),
        &Better::Neutral,
        ("校园、园区、商圈等单独成格,不受规模限制", "campuses, parks, malls: zones of their own, free of the bounds"),
    ));
    rows.push(row(
        "住户延续",
        "Households that stay",
        share(score.households_kept_share),
        &Better::Higher,
        ("住户仍在其原基础网格所延续的网格中", "households in the zone that goes on as their old base cell"),
    ));
    rows.push(row(
        "边界延续",
        "Base borders kept",
        share(score.base_border_kept_share),
        &Better::Higher,
        (
            "社区内原基础网格边界中仍为网格边界的长度占比",
            "share of the old base border length inside communities that is still a border",
        ),
    ));
    rows
}

fn shape(story: &Story<'_>) -> Vec<Vec<Td>> {
    let score = &story.report().score;
    let mut rows = vec![row(
        "紧凑度",
        "Compactness",
        decimal(score.polsby_popper_mean, 2),
        &Better::Higher,
        (
            "网格面积与同周长圆面积之比的平均值,圆为 1,方形约 0.79",
            "mean of area over that of a circle with the same perimeter: circle 1, square 0.79",
        ),
    )];
    let classes =
        [BarrierClass::Lane, BarrierClass::Street, BarrierClass::Road, BarrierClass::River, BarrierClass::Rail];
    for (class, inside_m) in classes.into_iter().zip(score.barrier_inside_m) {
        if story.grid().barriers().iter().any(|b| b.class == class) {
            let is_strong = class >= BarrierClass::Road;
            let (zh, en) = (barrier_class_name(class, Lang::Zh), barrier_class_name(class, Lang::En));
            rows.push(row(
                &format!("{zh}穿过网格内部"),
                &format!("Inside zones: {en}"),
                length(inside_m),
                if is_strong { &Better::Lower } else { &Better::Neutral },
                ("该类界线中两侧属同一网格的长度", "length of such lines with the same zone on both sides"),
            ));
        }
    }
    rows.push(row(
        "叠加面 / 碎面",
        "Faces / slivers",
        format!("{} / {}", count(story.report().faces.into()), count(story.report().sliver_faces.into())),
        &Better::Neutral,
        (
            "所有图层叠加后的最小面,及其中细于或小于清理界限者",
            "smallest pieces of the overlay, and those thinner or smaller than the policy takes seriously",
        ),
    ));
    rows.push(row(
        "综合目标值",
        "Objective",
        decimal(score.objective, 3),
        &Better::Lower,
        (
            "各软性规则的加权和,只能在同一数据的方案之间比较",
            "weighted sum of the soft rules; compares plans over the same data only",
        ),
    ));
    rows
}
