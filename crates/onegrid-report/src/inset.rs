//! Small maps for table rows: one zone, or one conflict, and what lies around it.

use std::fmt::Write;

use std::collections::{BTreeMap, BTreeSet};

use onegrid::{Conflict, ConflictKind, LatticeBounds, Part, Region, Zone};

use super::maps::community_lines;
use super::story::Story;
use super::svg::{figure, path, scale_bar};
use super::view::{Path, View, bounds_of, bounds_of_each};

/// Size of a small map, in pixels.
const SIZE_PX: (f64, f64) = (132.0, 96.0);

/// A zone among its neighbours.
pub(super) fn zone(story: &Story<'_>, id: u32, zone: &Zone, region: &Region) -> String {
    let Some(bounds) = bounds_of(&region.parts) else {
        return String::new();
    };
    let view = View::window(story.grid(), bounds, SIZE_PX, 0.6, 80.0);
    let mut around = Path::default();
    for (_, other) in story.zones_in(&view) {
        around.parts(&view, &other.parts);
    }
    let mut out = path("around", &around.data());
    out.push_str(&path("focus", &Path::of(&view, &region.parts)));
    out.push_str(&community_lines(story, &view, "community thin"));
    out.push_str(&scale_bar(&view, true));
    let title = format!("网格 / zone {}", zone.code);
    let desc = story.community(zone.community).label();
    figure(&view, &format!("z{id}"), "map mini", (&title, desc), &out)
}

/// Draws conflicts; keeps the polygons of the layers they lie in.
pub(super) struct ConflictMaps<'a> {
    story: &'a Story<'a>,
    layers: BTreeMap<usize, (Vec<Region>, Vec<LatticeBounds>)>,
    shapes: Vec<Vec<Part>>,
}

impl<'a> ConflictMaps<'a> {
    /// Prepares the maps of `chosen`.
    pub(super) fn new(story: &'a Story<'a>, chosen: &[&Conflict]) -> Self {
        let grid = story.grid();
        let mut layers = BTreeMap::new();
        for conflict in chosen {
            if let Some(layer) = grid.layers().iter().position(|l| l.id == conflict.layer) {
                layers.entry(layer).or_insert_with(|| {
                    let regions = grid.layer_regions(layer);
                    let bounds = bounds_of_each(&regions);
                    (regions, bounds)
                });
            }
        }
        Self { story, layers, shapes: shapes(story, chosen) }
    }

    /// The map of one of the conflicts given to [`ConflictMaps::new`].
    pub(super) fn map(&self, at: usize, conflict: &Conflict) -> String {
        let grid = self.story.grid();
        let parts = &self.shapes[at];
        let Some(bounds) = bounds_of(parts).or_else(|| point_bounds(conflict.place)) else {
            return String::new();
        };
        let view = View::window(grid, bounds, SIZE_PX, 0.5, 60.0);
        let mut out = String::new();
        let layer = grid.layers().iter().position(|l| l.id == conflict.layer);
        if let Some((regions, of_each)) = layer.and_then(|l| self.layers.get(&l)) {
            let mut around = Path::default();
            for (region, _) in regions.iter().zip(of_each).filter(|(_, b)| view.shows(b)) {
                around.parts(&view, &region.parts);
            }
            out.push_str(&path("around", &around.data()));
        }
        let shape = Path::of(&view, parts);
        let is_missing = matches!(conflict.kind, ConflictKind::Gap | ConflictKind::CommunityHole);
        out.push_str(&path(if is_missing { "focus missing" } else { "focus" }, &shape));
        if matches!(conflict.kind, ConflictKind::CrossesCommunity | ConflictKind::CommunityWithoutCells) {
            out.push_str(&community_lines(self.story, &view, "community"));
        }
        // too small to be seen: a ring around the place
        if parts.is_empty() || bounds_px(&view, bounds) < 6.0 {
            let (x, y) = view.at_degrees(conflict.place);
            let _ = write!(out, "<circle class=\"spot\" cx=\"{x:.0}\" cy=\"{y:.0}\" r=\"28\"/>");
        }
        out.push_str(&scale_bar(&view, true));
        let title = format!("{} / {}", conflict.kind.name(onegrid::Lang::Zh), conflict.kind.name(onegrid::Lang::En));
        figure(&view, &format!("c{at}"), "map mini", (&title, &conflict.cells.join(", ")), &out)
    }
}

fn bounds_px(view: &View, bounds: LatticeBounds) -> f64 {
    let ((left, bottom), (right, top)) = (view.at(bounds.min), view.at(bounds.max));
    ((right - left).max(bottom - top)) / super::view::UNITS_PER_PX
}

fn point_bounds((lon_deg, lat_deg): (f64, f64)) -> Option<LatticeBounds> {
    let p = onegrid::LatticeCoord::from_degrees(lon_deg, lat_deg)?;
    Some(LatticeBounds { min: p, max: p })
}

/// Polygons of the faces of each conflict. Conflicts that share no face are dissolved at once.
fn shapes(story: &Story<'_>, chosen: &[&Conflict]) -> Vec<Vec<Part>> {
    let arrangement = story.grid().arrangement();
    let mut out: Vec<Vec<Part>> = vec![Vec::new(); chosen.len()];
    let mut waiting: Vec<usize> = (0..chosen.len()).filter(|&i| !chosen[i].faces.is_empty()).collect();
    while !waiting.is_empty() {
        let mut ids: Vec<Option<u32>> = vec![None; arrangement.face_count() as usize];
        let mut later = BTreeSet::new();
        for &i in &waiting {
            if chosen[i].faces.iter().any(|&f| ids[f as usize].is_some()) {
                later.insert(i);
            } else {
                chosen[i].faces.iter().for_each(|&f| ids[f as usize] = Some(i as u32));
            }
        }
        for region in arrangement.dissolve(&ids) {
            out[region.id as usize] = region.parts;
        }
        waiting = later.into_iter().collect();
    }
    out
}
