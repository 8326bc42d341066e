//! The list of zones, to be filtered in the browser.

use onegrid::{Zone, ZoneClass};

use crate::story::Story;
use crate::text::{Td, area, both, count, esc, table};

/// Zones that are listed.
const MOST_ROWS: usize = 5_000;

/// One row per zone.
pub(super) fn zones(story: &Story<'_>) -> String {
    let all = story.zones();
    let shown = all.len().min(MOST_ROWS);
    let head = [
        ("编码", "Code", false),
        ("社区", "Community", false),
        ("户数", "Households", true),
        ("面积", "Area", true),
        ("延续自基础网格", "Goes on as base cell", false),
        ("说明", "Remark", false),
    ];
    let list = table("zone-list", "", &head, all.iter().take(MOST_ROWS).map(|z| row(story, z)));
    let whole = if shown < all.len() {
        both(
            &format!("此处列出前 {} 个,全部见 zones.geojson", count(shown as u64)),
            &format!("the first {} are listed here, zones.geojson has all", count(shown as u64)),
        )
    } else {
        String::new()
    };
    format!(
        "<details class=\"long\" id=\"zone-list\"><summary>{} {whole}</summary>\n\
         <p class=\"filter\" hidden=\"hidden\"><label for=\"zone-filter\">{}</label> \
         <input id=\"zone-filter\" type=\"search\" autocomplete=\"off\"/> <output id=\"zone-shown\" for=\"zone-filter\">{shown} / {shown}</output></p>\n{list}</details>\n",
        both(&format!("{} 个网格", count(all.len() as u64)), &format!("{} zones", count(all.len() as u64))),
        both("筛选(编码、社区、基础网格)", "Filter (code, community, base cell)")
    )
}

fn row(story: &Story<'_>, zone: &Zone) -> Vec<Td> {
    let cells = &story.grid().layers()[story.grid().base_layer()].cells;
    let base = zone.base_cell.and_then(|c| cells.get(c as usize)).map_or("", |c| c.label());
    let mut remark = Vec::new();
    if zone.class == ZoneClass::Exclusive {
        remark.push(both("专属网格", "exclusive"));
    }
    if story.is_out_of_bounds(zone) {
        remark.push(format!("<span class=\"tag unproven\">{}</span>", both("规模例外", "outside the bounds")));
    }
    vec![
        Td::Html(format!("<code>{}</code>", esc(&zone.code))),
        Td::Text(story.community(zone.community).label().to_string()),
        Td::Num(count(zone.households)),
        Td::Num(area(zone.area_m2)),
        Td::Text(base.to_string()),
        Td::Html(remark.join(" ")),
    ]
}
