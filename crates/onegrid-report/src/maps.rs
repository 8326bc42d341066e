//! The two maps of the whole place: the zones, and where departments disagree.

use std::fmt::Write;

use onegrid::{BarrierClass, ZoneClass};

use super::colour::{ZONE_FILLS, barrier_css, disagreement};
use super::story::Story;
use super::svg::{figure, filled, label, north, path, patterns, scale_bar};
use super::text::{count, esc};
use super::view::{Path, View};

/// Width of maps of the whole place, in pixels.
const WIDTH_PX: f64 = 1040.0;
/// Largest height of maps of the whole place, in pixels: half of an A4 page more than square.
const MAX_HEIGHT_PX: f64 = 1150.0;
/// With more zones than this, zones are drawn by colour, without borders and tooltips.
const MOST_SINGLE_ZONES: usize = 3_000;
/// Lanes and streets are drawn where a pixel is at most this many metres, else they hide the map.
const LANE_M_PER_PX: f64 = 4.0;
const STREET_M_PER_PX: f64 = 12.0;

const BARRIERS: [BarrierClass; 5] =
    [BarrierClass::Lane, BarrierClass::Street, BarrierClass::Road, BarrierClass::River, BarrierClass::Rail];

/// The zones, community lines and barriers.
pub(super) fn overview(story: &Story<'_>) -> String {
    let view = View::fit(story.grid(), story.extent(), WIDTH_PX, MAX_HEIGHT_PX);
    let mut out = patterns("ov");
    out.push_str(&zone_fills(story, &view));
    let (mut outside, mut exclusive) = (Path::default(), Path::default());
    for (zone, region) in story.zones_in(&view) {
        if story.is_out_of_bounds(zone) {
            outside.parts(&view, &region.parts);
        } else if zone.class == ZoneClass::Exclusive {
            exclusive.parts(&view, &region.parts);
        }
    }
    out.push_str(&filled("mark dots", "url(#ov-dots)", &exclusive.data()));
    out.push_str(&filled("mark hatch", "url(#ov-hatch)", &outside.data()));
    out.push_str(&barriers(story, &view));
    out.push_str(&community_lines(story, &view, "community"));
    out.push_str("<g class=\"labels\">");
    for region in &story.communities {
        out.push_str(&label(&view, &region.parts, story.community(region.id).label(), 12.0));
    }
    out.push_str("</g>");
    out.push_str(&scale_bar(&view, false));
    out.push_str(&north(&view));
    let desc = format!(
        "{} 个网格,{} 个社区,北在上 / {} zones in {} communities, north is up",
        story.zones().len(),
        story.communities.len(),
        story.zones().len(),
        story.communities.len()
    );
    figure(&view, "overview", "map", ("统一网格总览 / Overview of the zones", &desc), &out)
}

fn zone_fills(story: &Story<'_>, view: &View) -> String {
    let mut out = String::new();
    if story.zones().len() > MOST_SINGLE_ZONES {
        let mut paths: Vec<Path> = ZONE_FILLS.iter().map(|_| Path::default()).collect();
        for region in &story.summary.regions {
            paths[story.zone_colour[region.id as usize]].parts(view, &region.parts);
        }
        for (fill, d) in ZONE_FILLS.iter().zip(paths) {
            out.push_str(&filled("fill", fill, &d.data()));
        }
        return out;
    }
    for (zone, region) in story.zones_in(view) {
        let fill = ZONE_FILLS[story.zone_colour[region.id as usize]];
        let d = Path::of(view, &region.parts);
        if !d.is_empty() {
            let name = esc(story.community(zone.community).label());
            let size = count(zone.households);
            let _ = write!(
                out,
                "<path class=\"zone\" fill=\"{fill}\" d=\"{d}\"><title>{} · {name} · {size} 户/hh</title></path>",
                esc(&zone.code)
            );
        }
    }
    out
}

/// Lines of all communities.
pub(super) fn community_lines(story: &Story<'_>, view: &View, class: &str) -> String {
    let mut d = Path::default();
    for region in story.communities_in(view) {
        d.parts(view, &region.parts);
    }
    path(class, &d.data())
}

/// Classes of barriers that are drawn at this scale and that the project has.
pub(super) fn barrier_classes(story: &Story<'_>, m_per_px: f64) -> Vec<BarrierClass> {
    let drawn = |class: &BarrierClass| match class {
        BarrierClass::Lane => m_per_px <= LANE_M_PER_PX,
        BarrierClass::Street => m_per_px <= STREET_M_PER_PX,
        _ => true,
    };
    let there = |class: &BarrierClass| story.grid().barriers().iter().any(|b| b.class == *class);
    BARRIERS.into_iter().filter(|c| drawn(c) && there(c)).collect()
}

/// Barrier lines, weakest first.
pub(super) fn barriers(story: &Story<'_>, view: &View) -> String {
    let grid = story.grid();
    let mut out = String::new();
    for class in barrier_classes(story, view.m_per_px) {
        let mut d = Path::default();
        for i in 0..grid.barrier_line_count() {
            let (info, line) = grid.barrier_line(i);
            if info.class == class {
                d.line(view, line);
            }
        }
        out.push_str(&path(&format!("barrier {}", barrier_css(class)), &d.data()));
    }
    out
}

/// Scale of the overview, to say in the legend what is drawn.
pub(super) fn overview_m_per_px(story: &Story<'_>) -> f64 {
    View::fit(story.grid(), story.extent(), WIDTH_PX, MAX_HEIGHT_PX).m_per_px
}

/// Faces dissolved by the number of departments that disagree with the base layer.
pub(super) fn disagreement_map(story: &Story<'_>) -> String {
    let grid = story.grid();
    let of_face = &story.report().disagreement.of_face;
    let most = story.most_disagreeing();
    let ids: Vec<Option<u32>> =
        (0..grid.face_count()).map(|f| grid.face_community(f).map(|_| u32::from(of_face[f as usize]))).collect();
    let view = View::fit(grid, story.extent(), WIDTH_PX * 0.66, MAX_HEIGHT_PX);
    let mut out = String::new();
    for region in grid.arrangement().dissolve(&ids) {
        let fill = disagreement(region.id as usize, most);
        out.push_str(&filled("level", fill, &Path::of(&view, &region.parts)));
    }
    out.push_str(&community_lines(story, &view, "community thin"));
    out.push_str(&scale_bar(&view, false));
    out.push_str(&north(&view));
    let d = &story.report().disagreement;
    let desc = format!(
        "至少一个部门与基础网格不一致处有 {} 户 / {} households live where at least one department disagrees with the base layer",
        count(d.households),
        count(d.households)
    );
    figure(&view, "disagreement-map", "map", ("部门分歧图 / Where departments disagree", &desc), &out)
}
