//! Units and a drawn line or polygon -> on which side each unit lies.
//!
//! # Method
//! The outlines of the units and the line are overlaid by the same machine as everything else. Faces
//! that touch across the line lie on different sides of it, all others that touch on the same one. A
//! unit is on the side that has more of its area, counted exactly on the lattice.
//!
//! # Cost
//! That of an overlay of the units' outlines, and of nothing else.

use std::collections::BTreeMap;

use onegrid_planar::{Arrangement, Bounds, Coord, Linework, OverlayError, RingOwner, RingRole, Silent};
use onegrid_zones::{Unit, UnitId};

use super::error::EditError;
use crate::error::LonLat;
use crate::grid::Grid;

/// Most points of a drawn line or polygon.
pub(super) const POINTS_MOST: usize = 10_000;
/// Share of a unit's area from which on a line counts as running through it.
const CROSSED_SHARE: f64 = 0.01;

/// On which side of a line units lie.
#[derive(Debug)]
pub(super) struct Sides {
    /// Side of each unit, in their order.
    pub second: Vec<bool>,
    /// Exact doubled lattice areas of each unit on either side.
    pub areas: Vec<[i128; 2]>,
    /// Units that the line runs through.
    pub crossed: u32,
    /// Area that lies on the other side than its unit, in m2.
    pub beyond_m2: f64,
}

/// Which units lie mostly inside a polygon.
#[derive(Debug)]
pub(super) struct Inside {
    /// Whether each unit does.
    pub taken: Vec<bool>,
    pub drawn_m2: f64,
    pub taken_m2: f64,
    pub shared_m2: f64,
}

/// Points of a drawing on the lattice.
pub(super) fn placed(points: &[LonLat], least: usize) -> Result<Vec<Coord>, EditError> {
    let mut coords = placed_all(points, least)?;
    coords.dedup();
    if coords.len() < least {
        return Err(EditError::PointCount { got: coords.len(), least, most: POINTS_MOST });
    }
    Ok(coords)
}

/// As [`placed`], where points may come again.
pub(super) fn placed_all(points: &[LonLat], least: usize) -> Result<Vec<Coord>, EditError> {
    let (got, most) = (points.len(), POINTS_MOST);
    if got < least || got > most {
        return Err(EditError::PointCount { got, least, most });
    }
    points.iter().enumerate().map(|(at, &point)| place(at, point)).collect()
}

/// A point on the lattice; `at` is its position in the drawing.
pub(super) fn place(at: usize, place: LonLat) -> Result<Coord, EditError> {
    Coord::from_degrees(place.0, place.1).ok_or(EditError::BadPoint { at, place })
}

/// The stretches of a barrier along or through units, as the overlay has them.
pub(super) fn barrier_in(grid: &Grid, units: &[&Unit], barrier: u32) -> Vec<Vec<Coord>> {
    let a = &grid.arrangement;
    let faces = units.iter().flat_map(|u| &u.faces);
    let mut arcs: Vec<usize> =
        faces.flat_map(|&f| a.face_arcs(f)).filter(|&arc| a.arc_lines(arc).any(|line| line == barrier)).collect();
    arcs.sort_unstable();
    arcs.dedup();
    arcs.into_iter().map(|arc| a.arc_coords(arc).to_vec()).collect()
}

/// Length of the border between the sides along a barrier, and of all of it, in m.
pub(super) fn along_barrier(grid: &Grid, units: &[&Unit], second: &[bool], barrier: u32) -> (f64, f64) {
    let a = &grid.arrangement;
    let sides = units.iter().zip(second).flat_map(|(unit, &side)| unit.faces.iter().map(move |&f| (f, side)));
    let side_of: BTreeMap<u32, bool> = sides.collect();
    let mut sums = (0.0, 0.0);
    for &face in side_of.iter().filter(|(_, side)| **side).map(|(face, _)| face) {
        for arc in a.face_arcs(face) {
            let is_border = a.arc_faces(arc).iter().flatten().any(|f| side_of.get(f) == Some(&false));
            let length_m = if is_border { a.arc_length_m(arc) } else { 0.0 };
            sums.1 += length_m;
            sums.0 += if a.arc_lines(arc).any(|line| line == barrier) { length_m } else { 0.0 };
        }
    }
    sums
}

/// Outlines of units as the first layer.
fn outlines(grid: &Grid, units: &[&Unit]) -> Linework {
    let mut work = Linework::new();
    let layer = work.add_layer(units.len() as u32);
    let faces: Vec<(u32, u32)> =
        units.iter().zip(0..).flat_map(|(unit, at)| unit.faces.iter().map(move |&f| (f, at))).collect();
    for region in grid.arrangement.dissolve_some(&faces) {
        for (shape, part) in region.parts.iter().zip(0..) {
            let owner = |role| RingOwner { layer, cell: region.id, part, role };
            work.add_ring(owner(RingRole::Shell), shape.shell.iter().copied());
            for hole in &shape.holes {
                work.add_ring(owner(RingRole::Hole), hole.iter().copied());
            }
        }
    }
    work
}

/// The overlay, measured where it lies: drawings may reach beyond the grid.
pub(super) fn overlaid(work: &Linework) -> Result<Arrangement, EditError> {
    let scale = work.geographic_scale().ok_or(OverlayError::Empty { rings: 0 })?;
    Ok(Arrangement::build(work, scale, &Silent)?)
}

/// The side of each unit by one or more lines.
pub(super) fn sides(grid: &Grid, units: &[&Unit], lines: &[Vec<Coord>]) -> Result<Sides, EditError> {
    let mut work = outlines(grid, units);
    for line in lines {
        work.add_barrier(0, line.iter().copied());
    }
    let overlay = overlaid(&work)?;
    let side_of = Painter::new(&overlay).paint()?;
    let mut areas = vec![[0i128; 2]; units.len()];
    let mut ground = vec![[0i128; 2]; units.len()];
    for face in 0..overlay.face_count() {
        if let (Some(&unit), Some(side)) = (overlay.labels().cells(face, 0).first(), side_of[face as usize]) {
            areas[unit as usize][usize::from(side)] += overlay.face_area2(face);
            ground[unit as usize][usize::from(side)] += overlay.face_area_units(face);
        }
    }
    let second: Vec<bool> = areas.iter().map(|[first, second]| second > first).collect();
    let count = second.iter().filter(|s| **s).count();
    if count == 0 || count == second.len() {
        let all = |side: usize| areas.iter().all(|a| a[side] == 0);
        let sides = u32::from(!all(0)) + u32::from(!all(1));
        let misses = sides < 2;
        return Err(if misses {
            EditError::LineMisses { sides }
        } else {
            EditError::LineBesideUnits { units: units.len() }
        });
    }
    let mut out = Sides { second, areas, crossed: 0, beyond_m2: 0.0 };
    for (&[first, second], ground) in out.areas.iter().zip(ground) {
        let beyond = first.min(second);
        if beyond as f64 > CROSSED_SHARE * (first + second) as f64 {
            out.crossed += 1;
            out.beyond_m2 += overlay.area_m2(ground[usize::from(second <= first)]);
        }
    }
    Ok(out)
}

/// Which units lie mostly inside a polygon.
pub(super) fn inside(grid: &Grid, units: &[&Unit], polygon: &[Coord]) -> Result<Inside, EditError> {
    let mut work = outlines(grid, units);
    let layer = work.add_layer(1);
    work.add_ring(RingOwner { layer, cell: 0, part: 0, role: RingRole::Shell }, polygon.iter().copied());
    let overlay = overlaid(&work)?;
    let mut areas = vec![(0i128, 0i128); units.len()];
    let mut ground = vec![(0i128, 0i128); units.len()];
    let mut drawn = 0i128;
    for face in 0..overlay.face_count() {
        let is_inside = !overlay.labels().cells(face, layer as usize).is_empty();
        let here = |all: i128| if is_inside { all } else { 0 };
        let (area2, area) = (overlay.face_area2(face), overlay.face_area_units(face));
        if let Some(&unit) = overlay.labels().cells(face, 0).first() {
            let (exact, measured) = (&mut areas[unit as usize], &mut ground[unit as usize]);
            *exact = (exact.0 + area2, exact.1 + here(area2));
            *measured = (measured.0 + area, measured.1 + here(area));
            drawn += here(area);
        }
    }
    let inside: Vec<bool> = areas.iter().map(|(all, part)| 2 * part > *all).collect();
    let sum = |of: fn(&(i128, i128)) -> i128| {
        let taken = ground.iter().zip(&inside).filter(|(_, inside)| **inside);
        overlay.area_m2(taken.map(|(g, _)| of(g)).sum())
    };
    Ok(Inside { drawn_m2: overlay.area_m2(drawn), taken_m2: sum(|g| g.0), shared_m2: sum(|g| g.1), taken: inside })
}

/// Whether two bounds have a point in common.
pub(super) fn meet(a: &Bounds, b: &Bounds) -> bool {
    a.min.x <= b.max.x && b.min.x <= a.max.x && a.min.y <= b.max.y && b.min.y <= a.max.y
}

/// Colours faces so that the line lies between the colours.
pub(super) struct Painter<'a> {
    overlay: &'a Arrangement,
    /// Neighbours of each face, and whether the line lies between.
    around: Vec<Vec<(u32, bool)>>,
}

impl<'a> Painter<'a> {
    pub(super) fn new(overlay: &'a Arrangement) -> Self {
        let mut around = vec![Vec::new(); overlay.face_count() as usize];
        let is_ground = |f: u32| !overlay.labels().cells(f, 0).is_empty();
        for arc in 0..overlay.arc_count() {
            if let [Some(a), Some(b)] = overlay.arc_faces(arc)
                && a != b
                && is_ground(a)
                && is_ground(b)
            {
                let is_cut = overlay.arc_lines(arc).next().is_some();
                around[a as usize].push((b, is_cut));
                around[b as usize].push((a, is_cut));
            }
        }
        Self { overlay, around }
    }

    /// Pieces: faces that touch otherwise than across the line.
    fn pieces(&self) -> (Vec<u32>, u32) {
        let mut piece_of = vec![u32::MAX; self.around.len()];
        let mut pieces = 0;
        for start in 0..self.around.len() as u32 {
            if piece_of[start as usize] != u32::MAX || self.overlay.labels().cells(start, 0).is_empty() {
                continue;
            }
            piece_of[start as usize] = pieces;
            let mut stack = vec![start];
            while let Some(face) = stack.pop() {
                for &(next, is_cut) in &self.around[face as usize] {
                    if !is_cut && piece_of[next as usize] == u32::MAX {
                        piece_of[next as usize] = pieces;
                        stack.push(next);
                    }
                }
            }
            pieces += 1;
        }
        (piece_of, pieces)
    }

    /// The side of each face; `None` for faces that are no ground.
    pub(super) fn paint(&self) -> Result<Vec<Option<bool>>, EditError> {
        let (piece_of, pieces) = self.pieces();
        let mut across: Vec<(u32, u32)> = Vec::new();
        for (face, around) in self.around.iter().enumerate() {
            let own = piece_of[face];
            let others = around.iter().filter(|(_, is_cut)| *is_cut).map(|&(f, _)| piece_of[f as usize]);
            // a line that ends inside has the same piece on both sides there
            across.extend(others.filter(|&other| other != own).map(|other| (own, other)));
        }
        across.sort_unstable();
        across.dedup();
        if across.is_empty() {
            return Err(EditError::LineMisses { sides: 1 });
        }
        let mut side: Vec<Option<bool>> = vec![None; pieces as usize];
        for start in 0..pieces {
            if side[start as usize].is_some() {
                continue;
            }
            side[start as usize] = Some(false);
            let mut stack = vec![(start, false)];
            while let Some((piece, own)) = stack.pop() {
                let from = across.partition_point(|a| a.0 < piece);
                for &(_, other) in across[from..].iter().take_while(|a| a.0 == piece) {
                    match side[other as usize] {
                        None => {
                            side[other as usize] = Some(!own);
                            stack.push((other, !own));
                        }
                        Some(theirs) if theirs == own => return Err(EditError::LineBranches),
                        Some(_) => {}
                    }
                }
            }
        }
        Ok(piece_of.iter().map(|&piece| side.get(piece as usize).copied().flatten()).collect())
    }
}

/// The units by their ids.
pub(super) fn of<'u>(units: &'u [Unit], ids: &[UnitId]) -> Vec<&'u Unit> {
    ids.iter().map(|u| &units[u.index()]).collect()
}
