//! A drawn line or polygon -> which ground lies on which side, and what has to be drawn into the grid.
//!
//! # Guarantees
//! 1. Only the units concerned are divided: outside them nothing is drawn.
//! 2. Where the line runs along arcs, the arcs are the border and nothing is drawn.
//! 3. What reaches less far beyond the line than a sliver of the policy is wide goes with the other side, and
//!    so do pieces of units that are smaller than a sliver: there the border follows the arcs behind.
//!
//! # Method
//! Points of the line within a tenth of a sliver's width of an arc go onto it, and so do stretches that pass
//! a vertex as closely. Then the faces concerned and the line are overlaid by themselves. Faces that touch
//! across the line lie on different sides. What the line divides a face by is drawn into the grid.
//!
//! # Cost
//! That of an overlay of the faces concerned.

use std::collections::BTreeMap;

use onegrid_planar::{Arrangement, Coord, Linework, RingOwner, RingRole};
use onegrid_zones::Unit;

use super::error::EditError;
use super::knife::{Painter, overlaid};
use super::snap;
use crate::grid::Grid;
use crate::policy::CleaningRule;

/// What divides ground.
#[derive(Debug)]
pub(super) enum Drawing {
    /// A line that crosses the ground from side to side.
    Line(Vec<Coord>),
    /// The outline of an area; its inside is the second side.
    Outline(Vec<Coord>),
    /// Arcs of the grid.
    Arcs(Vec<Vec<Coord>>),
}

/// Ground in two sides.
#[derive(Debug)]
pub(super) struct Division {
    /// What has to be drawn inside faces, from arc to arc.
    inside: BTreeMap<u32, Vec<Vec<Coord>>>,
    overlay: Arrangement,
    /// Parts of each face with their side.
    parts: BTreeMap<u32, Vec<(u32, bool)>>,
}

impl Division {
    /// Divides the ground of units.
    pub(super) fn of(
        grid: &Grid,
        units: &[&Unit],
        drawing: Drawing,
        cleaning: &CleaningRule,
    ) -> Result<Self, EditError> {
        let faces: Vec<(u32, u32)> =
            units.iter().zip(0u32..).flat_map(|(unit, at)| unit.faces.iter().map(move |&f| (f, at))).collect();
        let mut work = cells(grid, &faces);
        let snapped = |points: Vec<Coord>| snap::onto(grid, &faces, points, cleaning.sliver_width_m);
        let mut outline = None;
        match drawing {
            Drawing::Line(points) => work.add_barrier(0, snapped(points)),
            Drawing::Arcs(arcs) => arcs.into_iter().for_each(|arc| work.add_barrier(0, arc)),
            Drawing::Outline(mut points) => {
                points.extend(points.first().copied());
                let layer = work.add_layer(1);
                work.add_ring(RingOwner { layer, cell: 0, part: 0, role: RingRole::Shell }, snapped(points));
                outline = Some(layer as usize);
            }
        }
        let overlay = overlaid(&work)?;
        let sides: Vec<Option<bool>> = match outline {
            None => Painter::new(&overlay).paint()?,
            Some(layer) => {
                let labels = overlay.labels();
                (0..overlay.face_count()).map(|f| Some(!labels.cells(f, layer).is_empty())).collect()
            }
        };
        let mut sorter = Sorter { overlay: &overlay, faces: &faces, sides, cleaning };
        // first in each face, then in each unit
        for by_unit in [false, true] {
            sorter.give_slivers_away(by_unit);
        }
        let sides = sorter.sides;
        let mut parts: BTreeMap<u32, Vec<(u32, bool)>> = BTreeMap::new();
        for part in 0..overlay.face_count() {
            if let (Some(&at), Some(side)) = (overlay.labels().cells(part, 0).first(), sides[part as usize]) {
                parts.entry(faces[at as usize].0).or_default().push((part, side));
            }
        }
        let mut inside: BTreeMap<u32, Vec<Vec<Coord>>> = BTreeMap::new();
        for arc in 0..overlay.arc_count() {
            let [Some(a), Some(b)] = overlay.arc_faces(arc) else { continue };
            let cell = |part: u32| overlay.labels().cells(part, 0).first();
            if let Some(&at) = cell(a).filter(|_| cell(a) == cell(b))
                && sides[a as usize] != sides[b as usize]
            {
                inside.entry(faces[at as usize].0).or_default().push(overlay.arc_coords(arc).to_vec());
            }
        }
        Ok(Self { inside, overlay, parts })
    }

    /// What has to be drawn into the grid.
    pub(super) fn stretches(&self) -> Vec<Vec<Coord>> {
        self.inside.values().flatten().cloned().collect()
    }

    /// Whether all of a face lies on one side, and on which.
    fn side_of_all(&self, face: u32) -> Option<bool> {
        let parts = self.parts.get(&face)?;
        parts.iter().all(|p| p.1 == parts[0].1).then_some(parts[0].1)
    }

    /// Whether a unit has ground on both sides.
    pub(super) fn divides(&self, unit: &Unit) -> bool {
        let mut sides = unit.faces.iter().filter(|f| self.parts.contains_key(f)).map(|&f| self.side_of_all(f));
        let first = sides.next().unwrap_or(Some(false));
        first.is_none() || sides.any(|side| side != first)
    }

    /// The side of a place in a face: in fractions of lattice units.
    pub(super) fn side_at(&self, face: u32, place: (f64, f64)) -> bool {
        let parts = || self.parts.get(&face).into_iter().flatten();
        let largest = || parts().max_by_key(|p| (self.overlay.face_area2(p.0), std::cmp::Reverse(p.0)));
        let found = parts().find(|p| holds(&self.overlay, p.0, place)).or_else(largest);
        found.is_some_and(|p| p.1)
    }

    /// Leaves some faces as they are: nothing is drawn into them.
    pub(super) fn leave<'f>(&mut self, faces: impl Iterator<Item = &'f u32>) {
        for face in faces {
            self.parts.remove(face);
            self.inside.remove(face);
        }
    }

    /// Doubled lattice area on the second side, by face.
    pub(super) fn second_area2(&self, face: u32) -> i128 {
        let parts = self.parts.get(&face).into_iter().flatten();
        parts.filter(|p| p.1).map(|p| self.overlay.face_area2(p.0)).sum()
    }
}

/// Each face as a cell of the first layer.
fn cells(grid: &Grid, faces: &[(u32, u32)]) -> Linework {
    let mut work = Linework::new();
    let layer = work.add_layer(faces.len() as u32);
    let numbered: Vec<(u32, u32)> = faces.iter().zip(0..).map(|(f, at)| (f.0, at)).collect();
    for region in grid.arrangement.dissolve_some(&numbered) {
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

/// Whether a face holds a place.
fn holds(overlay: &Arrangement, face: u32, (x, y): (f64, f64)) -> bool {
    let crosses = |a: Coord, b: Coord| {
        let [(ax, ay), (bx, by)] = [a, b].map(|p| (f64::from(p.x), f64::from(p.y)));
        (ay > y) != (by > y) && x < ax + (bx - ax) * (y - ay) / (by - ay)
    };
    let arcs = overlay.face_arcs(face).map(|arc| overlay.arc_coords(arc));
    let crossed = arcs.map(|coords| coords.windows(2).filter(|e| crosses(e[0], e[1])).count()).sum::<usize>();
    crossed % 2 == 1
}

struct Sorter<'a> {
    overlay: &'a Arrangement,
    /// Face of the grid and unit of each cell.
    faces: &'a [(u32, u32)],
    sides: Vec<Option<bool>>,
    cleaning: &'a CleaningRule,
}

/// Ground of one side.
#[derive(Default)]
struct Patch {
    parts: Vec<u32>,
    area_units: i128,
    /// Border with the other side of the same face or unit.
    along_m: f64,
}

impl Sorter<'_> {
    /// The face or the unit of a part.
    fn home(&self, part: u32, by_unit: bool) -> Option<u32> {
        let &at = self.overlay.labels().cells(part, 0).first()?;
        Some(if by_unit { self.faces[at as usize].1 } else { at })
    }

    /// Puts pieces that would be slivers onto the other side of their face or unit.
    fn give_slivers_away(&mut self, by_unit: bool) {
        for patches in self.patches(by_unit).into_values() {
            let area_m2 = |p: &Patch| self.overlay.area_m2(p.area_units);
            let largest = patches.iter().map(area_m2).fold(0.0, f64::max);
            // how far the ground reaches beyond the line: a strip that is crossed is deep
            let is_shallow = |p: &Patch| area_m2(p) < self.cleaning.sliver_width_m * p.along_m;
            let is_sliver = |p: &&Patch| {
                let m2 = area_m2(p);
                // a small piece of a face is no unit
                let is_small = by_unit && m2 < self.cleaning.sliver_area_m2;
                p.along_m > 0.0 && m2 < largest && (is_small || is_shallow(p))
            };
            let moved: Vec<u32> = patches.iter().filter(is_sliver).flat_map(|p| p.parts.iter().copied()).collect();
            for part in moved {
                let side = &mut self.sides[part as usize];
                *side = side.map(|s| !s);
            }
        }
    }

    /// Connected ground of one side in each face or unit.
    fn patches(&self, by_unit: bool) -> BTreeMap<u32, Vec<Patch>> {
        let overlay = self.overlay;
        let mut patch_of = vec![u32::MAX; overlay.face_count() as usize];
        let mut patches: Vec<(u32, Patch)> = Vec::new();
        for start in 0..overlay.face_count() {
            let Some(home) = self.home(start, by_unit) else { continue };
            if patch_of[start as usize] != u32::MAX {
                continue;
            }
            let number = patches.len() as u32;
            patch_of[start as usize] = number;
            let mut patch = Patch { parts: vec![start], ..Patch::default() };
            let mut next = 0;
            while let Some(&part) = patch.parts.get(next) {
                next += 1;
                patch.area_units += overlay.face_area_units(part);
                for arc in overlay.face_arcs(part) {
                    let [a, b] = overlay.arc_faces(arc);
                    if a == b {
                        // an end of the line
                        continue;
                    }
                    let other = if a == Some(part) { b } else { a };
                    let Some(other) = other.filter(|&f| self.home(f, by_unit) == Some(home)) else { continue };
                    if self.sides[other as usize] != self.sides[part as usize] {
                        patch.along_m += overlay.arc_length_m(arc);
                    } else if patch_of[other as usize] == u32::MAX {
                        patch_of[other as usize] = number;
                        patch.parts.push(other);
                    }
                }
            }
            patches.push((home, patch));
        }
        let mut by_home: BTreeMap<u32, Vec<Patch>> = BTreeMap::new();
        for (home, patch) in patches {
            by_home.entry(home).or_default().push(patch);
        }
        by_home
    }
}
