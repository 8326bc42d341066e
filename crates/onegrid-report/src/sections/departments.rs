//! What the merge means for each department.

use std::fmt::Write;

use crate::charts::bar;
use crate::story::Story;
use crate::text::{Td, both, count, decimal, esc, paragraph, share, share_of, table};

/// One row per department.
pub(super) fn departments(story: &Story<'_>) -> String {
    let report = story.report();
    if report.departments.is_empty() {
        return paragraph("none", "没有部门图层。", "There is no department layer.");
    }
    let drawn = story.departments();
    let all = report.households;
    let of_all = |n: u64| if all == 0 { 0.0 } else { n as f64 / all as f64 };
    let rows = report.departments.iter().zip(&drawn).map(|(d, drawn)| {
        let disagree = d.disagreement.households;
        vec![
            Td::Html(format!(
                "<i class=\"swatch\" style=\"background:{}\"></i><b>{}</b>",
                drawn.colour,
                esc(drawn.name)
            )),
            Td::Num(count(d.cells as u64)),
            Td::Html(bar(d.households_whole_share, &share(d.households_whole_share), "cool")),
            Td::Num(decimal(d.zones_per_cell, 2)),
            Td::Html(bar(of_all(disagree), &share_of(disagree, all), "warm")),
            Td::Num(count(d.disagreement.households_in_gaps)),
            Td::Num(count(d.disagreement.households_in_overlaps)),
        ]
    });
    let head = [
        ("部门", "Department", false),
        ("网格数", "Cells", true),
        ("整格保留(户数占比)", "Kept whole (share of households)", false),
        ("每格涉及网格数", "Zones per cell", true),
        ("与基础网格不一致", "Disagrees with base", false),
        ("缝隙中户数", "Households in gaps", true),
        ("重叠中户数", "Households in overlaps", true),
    ];
    let mut out = table("departments", "", &head, rows);
    let _ = writeln!(
        out,
        "<p class=\"note\">{}</p>",
        both(
            "整格保留:原部门网格整个落在一个新网格内的住户占比,越高则该部门改动越小。每格涉及网格数:一个原部门网格分布在几个新网格中(小于 1% 的碎片不计),越接近 1 越好。比网格大得多的划分(如派出所辖区)必然跨多个网格,这并非缺陷。",
            "Kept whole: share of households whose old departmental cell lies in one zone; the higher, the less this department has to change. Zones per cell: how many zones a cell is spread over (pieces under 1 % left out); the closer to 1 the better. Departments with cells far larger than zones, such as police districts, are bound to span several; that is no fault."
        )
    );
    out
}
