//! Units that no line divides -> straight cuts through them, until their pieces fit.
//!
//! # Guarantees
//! 1. A cut is drawn only in a face above the largest size, and only where the plan breaks the bound.
//! 2. Cuts are part of the overlay like any line, so that everything after them is measured on true
//!    geometry; they are no barriers and belong to no layer.
//! 3. Same grid, same cuts.
//!
//! # Limits
//! Households known as points are counted on either side. Where they are known per cell only, they are
//! shared out by area: such cuts are marked as estimated. What is stacked at one point cannot be cut.

use std::collections::BTreeMap;

use onegrid_planar::{Coord, Region};
use onegrid_zones::{Bounds, Lang, Unit, ZoneClass};
use serde::{Deserialize, Serialize};

use crate::error::{Error, LonLat};
use crate::grid::{Grid, to_degrees};
use crate::plan::Plan;
use crate::policy::{Policy, PolicyMeasure, SizeOf};
use crate::progress::{PlanarProgress, Progress, Step, Within};
use crate::project::Project;

mod chord;
mod drawn;

use chord::{Point, Shape, Wanted, direction, distance};
pub use drawn::{Cut, Obstacle, Uncut};

/// Times that cuts are drawn before what is still too large stays so.
const ROUNDS: usize = 6;

/// Whether units that are too large may be cut where no line divides them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SplitRule {
    /// Whether straight cuts are drawn at all.
    pub allow: bool,
    /// Whether they are drawn too where households are known per cell only, so that the sizes of the
    /// pieces are estimates by area.
    pub estimated: bool,
    /// No piece is smaller (m2).
    pub min_piece_m2: f64,
}

impl Default for SplitRule {
    fn default() -> Self {
        Self { allow: true, estimated: true, min_piece_m2: 500.0 }
    }
}

/// A straight cut before it is part of the overlay.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CutLine {
    pub stretches: Vec<[Coord; 2]>,
    /// What is cut, and where it lay before any cut.
    pub origin: u32,
}

/// A face that was too large before any cut.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Origin {
    pub size: u64,
    pub max: u64,
    pub base_cell: Option<String>,
    pub estimated: bool,
    pub place: LonLat,
}

/// All cuts of a grid, and what could not be cut.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Cuts {
    pub lines: Vec<CutLine>,
    pub origins: Vec<Origin>,
    pub uncut: Vec<Uncut>,
}

/// A grid with cuts where its plan needs them, and the plan over it.
pub(crate) fn with_cuts(
    project: &Project,
    policy: &Policy,
    grid: Grid,
    plan: Plan,
    progress: &dyn Progress,
) -> Result<(Grid, Plan), Error> {
    if !policy.split.allow {
        return Ok((grid, plan));
    }
    let (mut grid, mut cuts) = (grid, Cuts::default());
    let mut faces: Vec<(u32, Option<u32>)> = too_large(&plan).into_iter().map(|f| (f, None)).collect();
    leave_what_no_code_numbers(policy, &grid, &mut faces, &mut cuts);
    for _ in 0..ROUNDS {
        let before = cuts.lines.len();
        draw(project, policy, &grid, &faces, &mut cuts, &Within(progress))?;
        if cuts.lines.len() == before {
            break;
        }
        grid = Grid::build_with(project, policy, cuts.clone(), progress)?;
        faces = pieces_above(&grid, policy);
    }
    // a piece that stays too large was tried in every round
    let mut seen: Vec<LonLat> = Vec::new();
    cuts.uncut.retain(|u| {
        !seen.contains(&u.place) && {
            seen.push(u.place);
            true
        }
    });
    if cuts.lines.is_empty() {
        grid.cuts = cuts;
        let mut plan = plan;
        plan.uncut.clone_from(&grid.cuts.uncut);
        return Ok((grid, plan));
    }
    grid.cuts.uncut = cuts.uncut;
    let plan = Plan::design(&grid, policy, progress)?;
    Ok((grid, plan))
}

/// The largest face of each unit above the bound that a zone has to hold.
fn too_large(plan: &Plan) -> Vec<u32> {
    let above = |u: &&Unit| plan.bounds_of(u.community).is_some_and(|b| u.size > b.max);
    let units = plan.design.units.iter().filter(|u| u.exclusive.is_none()).filter(above);
    let size = |f: u32| plan.table.faces[f as usize].size;
    let largest = units.filter_map(|u| u.faces.iter().copied().max_by_key(|&f| (size(f), std::cmp::Reverse(f))));
    let mut faces: Vec<u32> = largest.collect();
    faces.sort_unstable();
    faces
}

/// Takes out the faces of communities that would come to more zones than their codes can number: cut, they
/// would leave no plan at all, and a count that large is a mistake of the data.
fn leave_what_no_code_numbers(policy: &Policy, grid: &Grid, faces: &mut Vec<(u32, Option<u32>)>, cuts: &mut Cuts) {
    if faces.is_empty() {
        return;
    }
    let mut total: BTreeMap<u32, u64> = BTreeMap::new();
    for (face, community) in (0u32..).zip(&grid.communities.of_face) {
        if let Some(c) = community {
            let sum = total.entry(*c).or_default();
            *sum = sum.saturating_add(size_of(grid, policy, face));
        }
    }
    let (first, last) = policy.code.template().range(ZoneClass::General);
    let codes = u64::from(last.saturating_sub(first)) + 1;
    faces.retain(|&(face, _)| {
        let total = grid.communities.of_face[face as usize].map_or(0, |c| total[&c]);
        let Some(bounds) = bounds_of(grid, policy, face) else { return true };
        let is_numbered = total.div_ceil(bounds.target.max(1)) <= codes;
        if !is_numbered {
            let (place, size) = (grid.face_place(face), size_of(grid, policy, face));
            cuts.uncut.push(Uncut { place, size, max: bounds.max, obstacle: Obstacle::Codes });
        }
        is_numbered
    });
}

/// Pieces that are still above the bound, with what they are pieces of.
fn pieces_above(grid: &Grid, policy: &Policy) -> Vec<(u32, Option<u32>)> {
    let mut found: BTreeMap<u32, u32> = BTreeMap::new();
    for (face, line) in drawn::faces_at_cuts(grid) {
        if bounds_of(grid, policy, face).is_some_and(|b| size_of(grid, policy, face) > b.max) {
            found.entry(face).or_insert(grid.cuts.lines[line].origin);
        }
    }
    found.into_iter().map(|(face, origin)| (face, Some(origin))).collect()
}

/// The size rule of the community of a face.
fn size_rule<'p>(grid: &Grid, policy: &'p Policy, face: u32) -> SizeOf<'p> {
    let community = grid.communities.of_face[face as usize].map(|c| &grid.communities.list[c as usize]);
    policy.size_of(community.and_then(|c| c.class.as_deref()))
}

fn bounds_of(grid: &Grid, policy: &Policy, face: u32) -> Option<Bounds> {
    size_rule(grid, policy, face).bounds(grid.has_households)
}

fn size_of(grid: &Grid, policy: &Policy, face: u32) -> u64 {
    match size_rule(grid, policy, face).measure {
        PolicyMeasure::AreaM2 => grid.arrangement.face_area_m2(face).round() as u64,
        _ => grid.households_of_face[face as usize],
    }
}

/// Draws the cuts of some faces.
fn draw(
    project: &Project,
    policy: &Policy,
    grid: &Grid,
    faces: &[(u32, Option<u32>)],
    cuts: &mut Cuts,
    progress: &dyn Progress,
) -> Result<(), Error> {
    if faces.is_empty() {
        return Ok(());
    }
    let mut number = vec![None; grid.face_count() as usize];
    for (at, &(face, _)) in faces.iter().enumerate() {
        number[face as usize] = Some(at as u32);
    }
    let doors = doors_in(project, grid, policy, &number, faces.len(), progress)?;
    for region in grid.arrangement.dissolve_with(&number, &PlanarProgress(progress, Step::Design))? {
        progress.check()?;
        let (face, origin) = faces[region.id as usize];
        let size = size_of(grid, policy, face);
        let known: u64 = doors[region.id as usize].iter().map(|d| d.1).sum();
        let estimated = size_rule(grid, policy, face).measure != PolicyMeasure::AreaM2 && known < size;
        let (Some(bounds), Some(frame)) = (bounds_of(grid, policy, face), Frame::of(grid, face, &region)) else {
            continue;
        };
        let found = if estimated && !policy.split.estimated {
            Err(Obstacle::Estimate)
        } else {
            let shape = frame.shape(grid, face, &region, &doors[region.id as usize], size.saturating_sub(known));
            let stretches = all_cuts(shape, bounds, policy);
            if stretches.is_empty() { Err(Obstacle::Ground) } else { Ok(stretches) }
        };
        match found {
            Ok(stretches) => {
                let origin = origin.unwrap_or_else(|| {
                    let base_cell = grid.arrangement.labels().cells(face, grid.base).first();
                    cuts.origins.push(Origin {
                        size,
                        max: bounds.max,
                        base_cell: base_cell.map(|&c| grid.layers[grid.base].cells[c as usize].key.clone()),
                        estimated,
                        place: grid.face_place(face),
                    });
                    cuts.origins.len() as u32 - 1
                });
                for cut in stretches {
                    let stretches = cut.into_iter().map(|(p, q)| [frame.lattice(p), frame.lattice(q)]).collect();
                    cuts.lines.push(CutLine { stretches, origin });
                }
            }
            Err(obstacle) => cuts.uncut.push(Uncut { place: grid.face_place(face), size, max: bounds.max, obstacle }),
        }
    }
    Ok(())
}

/// Household points in the faces that are numbered and measured in households, by number.
fn doors_in(
    project: &Project,
    grid: &Grid,
    policy: &Policy,
    number: &[Option<u32>],
    faces: usize,
    progress: &dyn Progress,
) -> Result<Vec<Vec<(Coord, u64)>>, Error> {
    let mut doors = vec![Vec::new(); faces];
    let is_counted = |face: u32| size_rule(grid, policy, face).measure != PolicyMeasure::AreaM2;
    let any_counted = (0u32..).zip(number).any(|(face, n)| n.is_some() && is_counted(face));
    if !any_counted || project.households.is_empty() {
        return Ok(doors);
    }
    let points = project.households.iter().flat_map(|t| &t.points);
    let placed: Vec<(Coord, u64)> = points
        .filter(|p| p.households <= crate::place::MOST_HOUSEHOLDS)
        .filter_map(|p| Some((Coord::from_degrees(p.lon_deg, p.lat_deg)?, p.households)))
        .collect();
    let at: Vec<Coord> = placed.iter().map(|p| p.0).collect();
    for (door, face) in placed.iter().zip(grid.locator_with(progress)?.ids_at(&at)) {
        if let Some(n) = face.filter(|&f| is_counted(f)).and_then(|f| number[f as usize]) {
            doors[n as usize].push(*door);
        }
    }
    // one order, whatever that of the files
    for doors in &mut doors {
        doors.sort_unstable();
    }
    Ok(doors)
}

/// Cuts of a shape and of its pieces, until each is small enough or cannot be cut further in one go.
fn all_cuts(shape: Shape, bounds: Bounds, policy: &Policy) -> Vec<Vec<(Point, Point)>> {
    let least = (policy.cleaning.strip_width_m.max(policy.cleaning.sliver_width_m), policy.split.min_piece_m2);
    let mut out = Vec::new();
    let mut open = vec![shape];
    while let Some(shape) = open.pop() {
        let total = shape.total();
        if total <= bounds.max {
            continue;
        }
        let (low, high) = bounds.zone_counts(total).unwrap_or((total.div_ceil(bounds.max), u64::MAX));
        let all = ((total + bounds.target / 2) / bounds.target).clamp(low, high.max(low)).max(2);
        let wanted = Wanted { min: bounds.min, max: bounds.max, first: all / 2, all, least };
        if let Some(cut) = shape.cut(wanted) {
            out.push(cut.stretches);
            if let Some((a, b)) = cut.pieces {
                open.extend([a, b]);
            }
        }
    }
    out
}

/// A plane in metres around a face.
struct Frame {
    origin: Coord,
    m_per_unit: (f64, f64),
}

impl Frame {
    fn of(grid: &Grid, face: u32, region: &Region) -> Option<Self> {
        let first = *region.parts.first()?.shell.first()?;
        let (_, y) = grid.arrangement.face_point(face);
        let middle = Coord::new(first.x, y.round() as i32);
        Some(Self { origin: first, m_per_unit: grid.arrangement.scale().m_per_unit_at(middle) })
    }

    fn metres(&self, p: Coord) -> Point {
        let (dx, dy) = (i64::from(p.x) - i64::from(self.origin.x), i64::from(p.y) - i64::from(self.origin.y));
        (dx as f64 * self.m_per_unit.0, dy as f64 * self.m_per_unit.1)
    }

    fn lattice(&self, (x, y): Point) -> Coord {
        let (dx, dy) = ((x / self.m_per_unit.0).round() as i32, (y / self.m_per_unit.1).round() as i32);
        Coord::new(self.origin.x + dx, self.origin.y + dy)
    }

    fn shape(&self, grid: &Grid, face: u32, region: &Region, doors: &[(Coord, u64)], spread: u64) -> Shape {
        let ring = |r: &Vec<Coord>| r.iter().map(|&p| self.metres(p)).collect::<Vec<Point>>();
        let mut grain_m = [0.0; 16];
        for arc in grid.arrangement.face_arcs(face) {
            let barrier = grid.arrangement.arc_lines(arc).next().is_some();
            let department = grid.arrangement.arc_rings(arc).any(|r| grid.departments.contains(&(r.layer as usize)));
            if barrier || department {
                for pair in grid.arrangement.arc_coords(arc).windows(2) {
                    let (p, q) = (self.metres(pair[0]), self.metres(pair[1]));
                    grain_m[direction(p, q)] += distance(p, q);
                }
            }
        }
        // a face that touches itself comes in parts: the largest is cut
        let width = |p: &onegrid_planar::Part| onegrid_planar::ring_area2(&p.shell);
        let part =
            region.parts.iter().max_by_key(|p| width(p)).unwrap_or_else(|| unreachable!("a face has an outline"));
        Shape {
            shell: ring(&part.shell),
            holes: part.holes.iter().map(ring).collect(),
            points: doors.iter().map(|&(p, n)| (self.metres(p), n)).collect(),
            spread,
            grain_m,
        }
    }
}

/// A place in degrees of a lattice point.
fn degrees(p: Coord) -> LonLat {
    to_degrees((f64::from(p.x), f64::from(p.y)))
}

/// One of two texts, by language.
fn pick(lang: Lang, zh: String, en: String) -> String {
    if lang == Lang::Zh { zh } else { en }
}
