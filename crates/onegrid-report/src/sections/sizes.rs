//! Histograms: how large base cells were, how large zones are.

use std::fmt::Write;

use onegrid::ZoneClass;

use crate::charts::{Bins, Histogram, histogram};
use crate::story::Story;
use crate::text::{both, count, paragraph};

/// Both histograms, on one axis.
pub(super) fn sizes(story: &Story<'_>) -> String {
    let bounds = story.report().bounds;
    let general = story.zones().iter().filter(|z| z.class == ZoneClass::General);
    let after: Vec<u64> =
        general.map(|z| if story.is_by_area() { z.area_m2.round() as u64 } else { z.households }).collect();
    let before = base_cells(story);
    let bins = Bins::new(&[&before, &after], bounds);
    let (unit_zh, unit_en) = if story.is_by_area() { ("面积(m²)", "area (m²)") } else { ("户数", "households") };
    let desc = |sizes: &[u64]| {
        let holds = |s: &&u64| bounds.is_some_and(|(min, _, max)| (min..=max).contains(*s));
        match bounds {
            Some((min, _, max)) => {
                let n = sizes.iter().filter(holds).count() as u64;
                let (n, all, min, max) = (count(n), count(sizes.len() as u64), count(min), count(max));
                (format!("{all} 个中 {n} 个在 {min}—{max} 之内"), format!("{n} of {all} within {min} to {max}"))
            }
            None => (format!("{} 个", count(sizes.len() as u64)), count(sizes.len() as u64)),
        }
    };
    let mut out = paragraph(
        "lead",
        &format!("横轴为{unit_zh},纵轴为个数;阴影为允许范围,虚线为目标,红色为范围外;最右一档含更大者。专属网格不计。"),
        &format!(
            "Across: {unit_en}; up: number. Shaded: allowed; dashed: target; red: outside; the last class holds all larger ones. Exclusive zones are left out."
        ),
    );
    if let Some((min, _, max)) = bounds.filter(|_| !story.plan().policy().variant.is_empty()) {
        let (range_zh, range_en) = story.range_words(min, max);
        out.push_str(&paragraph(
            "",
            &format!("图中为一般规模;各类社区的上下限:{range_zh}。"),
            &format!("The charts show the general bounds; by kind of community: {range_en}."),
        ));
    }
    out.push_str("<div class=\"pair\">");
    let pair = [
        ("sizes-before", "合并前:基础网格", "Before: base cells", &before, "old"),
        ("sizes-after", "合并后:统一网格", "After: zones", &after, "new"),
    ];
    for (id, zh, en, sizes, class) in pair {
        let (desc_zh, desc_en) = desc(sizes);
        let words = (format!("{zh} / {en}"), format!("{desc_zh} / {desc_en}"));
        let chart = histogram(id, (&words.0, &words.1), &Histogram { sizes, class }, &bins, bounds);
        let _ = write!(
            out,
            "<figure><figcaption><b>{}</b> {}</figcaption>{chart}</figure>",
            both(zh, en),
            both(&desc_zh, &desc_en)
        );
    }
    out.push_str("</div>\n");
    out
}

/// Sizes of the base cells before the merge; in an overlap the first cell counts.
fn base_cells(story: &Story<'_>) -> Vec<u64> {
    let grid = story.grid();
    let base = grid.base_layer();
    let mut households = vec![0u64; grid.layers()[base].cells.len()];
    let mut area_units = vec![0i128; households.len()];
    for face in 0..grid.face_count() {
        if let Some(&cell) = grid.arrangement().labels().cells(face, base).first() {
            households[cell as usize] += grid.face_households(face);
            area_units[cell as usize] += grid.arrangement().face_area_units(face);
        }
    }
    if story.is_by_area() {
        return area_units.into_iter().map(|u| grid.arrangement().area_m2(u).round() as u64).collect();
    }
    households
}
