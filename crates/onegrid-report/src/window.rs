//! Before and after at one address: every department's lines over one another, and the one grid.

use std::fmt::Write;

use onegrid::LatticeBounds;

use super::colour::ZONE_FILLS;
use super::maps::community_lines;
use super::story::{Drawn, Story};
use super::svg::{figure, filled, label, path, scale_bar, stroked};
use super::text::{both, both_html, count, esc};
use super::view::{Path, View, bounds_of};

/// Size of each of the two maps, in pixels.
const SIZE_PX: (f64, f64) = (500.0, 400.0);
/// The window is at least this wide, in metres.
const LEAST_M: f64 = 300.0;
/// Faces smaller than this are too small to stand for an address (m2).
const LEAST_FACE_M2: f64 = 100.0;

/// The two maps and what the address was called before and after; `None` without an address.
pub(super) fn before_after(story: &Story<'_>) -> Option<String> {
    let face = address(story)?;
    let zone = story.plan().zone_of_face(face)?;
    let region = story.summary.regions.iter().find(|r| r.id == zone)?;
    let around = story.grid().face_place(face);
    let view = View::window(story.grid(), bounds_of(&region.parts)?, SIZE_PX, 0.62, LEAST_M);
    let pin = pin(&view, around);
    let layers: Vec<Drawn<'_>> = std::iter::once(story.base()).chain(story.departments()).collect();
    let before = before(story, &view, &layers) + &pin;
    let after = after(story, &view, zone) + &pin;
    let n = layers.len();
    let before_desc = format!("{n} 个图层的边界叠在一起 / the lines of {n} layers over one another");
    let before =
        figure(&view, "before", "map half", ("合并前 / Before", &before_desc), &(before + &scale_bar(&view, false)));
    let after_desc = "同一窗口,合并后的一张网格 / the same window, the one grid after the merge";
    let after = figure(&view, "after", "map half", ("合并后 / After", after_desc), &(after + &scale_bar(&view, false)));
    Some(format!(
        "<div class=\"pair\"><figure>{before}<figcaption>{} {}</figcaption></figure>\
         <figure>{after}<figcaption>{}</figcaption></figure></div>\n{}",
        both_html("<b>合并前</b> ", "<b>Before</b> "),
        legend(&layers),
        both_html("<b>合并后</b> 同一窗口,一张网格", "<b>After</b> the same window, one grid"),
        one_address(story, face, zone, &layers)
    ))
}

/// The face that stands for an address: where most departments disagree, most households live.
fn address(story: &Story<'_>) -> Option<u32> {
    let grid = story.grid();
    let counts = &story.report().disagreement.of_face;
    let covered = |f: u32| {
        let labels = grid.arrangement().labels();
        std::iter::once(&grid.base_layer())
            .chain(grid.department_layers())
            .filter(|&&l| !labels.cells(f, l).is_empty())
            .count()
    };
    (0..grid.face_count())
        .filter(|&f| grid.face_community(f).is_some())
        .filter(|&f| grid.arrangement().face_area_m2(f) >= LEAST_FACE_M2 || !grid.has_households())
        .filter(|&f| grid.face_households(f) > 0 || !grid.has_households())
        .max_by_key(|&f| (covered(f), counts[f as usize], grid.face_households(f), std::cmp::Reverse(f)))
}

fn pin(view: &View, place: (f64, f64)) -> String {
    let (x, y) = view.at_degrees(place);
    format!(
        "<g class=\"pin\" transform=\"translate({x:.0} {y:.0})\"><path d=\"M0 0C-8 -26 -34 -40 -34 -70a34 34 0 0 1 68 0C34 -40 8 -26 0 0z\"/>\
         <circle cy=\"-70\" r=\"13\"/></g>"
    )
}

fn before(story: &Story<'_>, view: &View, layers: &[Drawn<'_>]) -> String {
    let arrangement = story.grid().arrangement();
    let mut lines: Vec<Path> = layers.iter().map(|_| Path::default()).collect();
    for arc in 0..arrangement.arc_count() {
        let coords = arrangement.arc_coords(arc);
        if !LatticeBounds::of(coords.iter().copied()).is_some_and(|b| view.shows(&b)) {
            continue;
        }
        let mut owners: Vec<u32> = arrangement.arc_rings(arc).map(|o| o.layer).collect();
        owners.sort_unstable();
        owners.dedup();
        for (path, drawn) in lines.iter_mut().zip(layers) {
            if owners.binary_search(&(drawn.layer as u32)).is_ok() {
                path.line(view, coords);
            }
        }
    }
    let mut fill = Path::default();
    for region in story.communities_in(view) {
        fill.parts(view, &region.parts);
    }
    let mut out = path("ground", &fill.data());
    // coarse grids in wide lines below, fine ones in thin lines above: what runs together all shows
    let mut drawn: Vec<(&Drawn<'_>, Path)> = layers.iter().zip(lines).collect();
    drawn.sort_by_key(|(d, _)| (story.grid().layers()[d.layer].cells.len(), d.layer));
    let n = drawn.len();
    for (i, (layer, d)) in drawn.into_iter().enumerate() {
        let width = 1.2 + 4.2 * (n - 1 - i) as f64 / n.max(2) as f64;
        let line = stroked("old", layer.colour, &d.data());
        out.push_str(&line.replacen("<path", &format!("<path style=\"stroke-width:{width:.1}px\""), 1));
    }
    out
}

fn after(story: &Story<'_>, view: &View, own: u32) -> String {
    let mut out = String::new();
    for (_, region) in story.zones_in(view) {
        let fill = ZONE_FILLS[story.zone_colour[region.id as usize]];
        out.push_str(&filled("zone strong", fill, &Path::of(view, &region.parts)));
    }
    if let Some(region) = story.summary.regions.iter().find(|r| r.id == own) {
        out.push_str(&path("chosen", &Path::of(view, &region.parts)));
    }
    out.push_str(&community_lines(story, view, "community"));
    out.push_str("<g class=\"labels codes\">");
    for (zone, region) in story.zones_in(view) {
        let tail = zone.code.get(zone.code.len().saturating_sub(6)..).unwrap_or(&zone.code);
        out.push_str(&label(view, &region.parts, &format!("…{tail}"), 11.0));
    }
    out.push_str("</g>");
    out
}

fn legend(layers: &[Drawn<'_>]) -> String {
    let item =
        |d: &Drawn<'_>| format!("<span class=\"key\"><i style=\"background:{}\"></i>{}</span>", d.colour, esc(d.name));
    layers.iter().map(item).collect()
}

fn one_address(story: &Story<'_>, face: u32, zone: u32, layers: &[Drawn<'_>]) -> String {
    let grid = story.grid();
    let labels = grid.arrangement().labels();
    let mut items = String::new();
    let mut n = 0;
    for drawn in layers {
        let cells = labels.cells(face, drawn.layer);
        n += cells.len();
        let keys: Vec<&str> = cells.iter().map(|&c| grid.layers()[drawn.layer].cells[c as usize].label()).collect();
        let keys = if keys.is_empty() { both("无网格", "no cell") } else { esc(&keys.join(" + ")) };
        let _ = write!(items, "<li><b style=\"color:{}\">{}</b> {keys}</li>", drawn.colour, esc(drawn.name));
    }
    let zone = &story.plan().zones()[zone as usize];
    let community = story.community(zone.community).label();
    format!(
        "<div class=\"address\"><div><p class=\"big\">{}</p><ol>{items}</ol></div><p class=\"arrow\">→</p>\
         <div><p class=\"big\">{}</p><p><code>{}</code><br/>{} · {}</p></div></div>\n",
        both(&format!("图钉处一个地址,原属 {n} 个网格"), &format!("The address at the pin lay in {n} cells")),
        both("现属 1 个网格", "It now lies in 1 zone"),
        esc(&zone.code),
        esc(community),
        both(&format!("{} 户", count(zone.households)), &format!("{} households", count(zone.households)))
    )
}
