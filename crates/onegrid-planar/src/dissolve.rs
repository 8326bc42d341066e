//! Faces with an id each -> polygons of the ids.
//!
//! # Guarantees
//! 1. Neighbouring polygons share their border vertex by vertex.
//! 2. Every polygon is valid: shells counter-clockwise, holes clockwise, rings touch at most in
//!    points, interiors are connected. An id whose faces meet only in points becomes several parts.
//! 3. Each ring begins at its westernmost point, parts are sorted by theirs: the same faces give the
//!    same bytes.

use crate::arrangement::Arrangement;
use crate::arrangement::check::find;
use crate::error::OverlayError;
use crate::lattice::{Coord, ring_area2};
use crate::progress::{Pace, Progress, Silent, unstopped};

/// One connected part of a dissolved polygon; rings do not repeat their first point.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    /// Outside, counter-clockwise.
    pub shell: Vec<Coord>,
    /// Holes, clockwise.
    pub holes: Vec<Vec<Coord>>,
}

/// The polygon of one id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// The id given to its faces.
    pub id: u32,
    /// Its connected parts.
    pub parts: Vec<Part>,
}

impl Arrangement {
    /// Drops all borders between faces of equal id. `id_of_face` holds one entry per face;
    /// faces with `None` belong to no polygon. Regions come in ascending order of id.
    ///
    /// # Panics
    /// When `id_of_face` has not one entry per face.
    ///
    /// # Cost
    /// O(points).
    pub fn dissolve(&self, id_of_face: &[Option<u32>]) -> Vec<Region> {
        unstopped(self.dissolve_with(id_of_face, &Silent))
    }

    /// As [`Arrangement::dissolve`], under the eyes of `progress` (step `dissolve`).
    ///
    /// # Errors
    /// [`OverlayError::Cancelled`].
    ///
    /// # Panics
    /// When `id_of_face` has not one entry per face.
    pub fn dissolve_with(
        &self,
        id_of_face: &[Option<u32>],
        progress: &dyn Progress,
    ) -> Result<Vec<Region>, OverlayError> {
        assert_eq!(id_of_face.len(), self.face_count() as usize, "one id per face");
        let mut pace = Pace::start(progress, "dissolve", 3 * self.arc_count())?;
        let part_of_face = self.connected_parts(id_of_face, &mut pace)?;
        let id = |h: u32| id_of_face.get(self.topology.faces.of_half_edge[h as usize] as usize).copied().flatten();
        let mut done = vec![false; self.topology.faces.next.len()];
        let mut splitter = Splitter::new(self.topology.arcs.node_count as usize);
        let node = |h: u32| self.topology.arcs.nodes[(h >> 1) as usize][(h & 1) as usize] as usize;
        // (id, part, hole?, ring)
        let mut rings: Vec<(u32, u32, bool, Vec<Coord>)> = Vec::new();
        for first in 0..done.len() as u32 {
            pace.add(1)?;
            let Some(own) = id(first) else { continue };
            if done[first as usize] || id(first ^ 1) == Some(own) {
                continue;
            }
            let mut walk = Vec::new();
            let mut h = first;
            while !done[h as usize] {
                done[h as usize] = true;
                walk.push(h);
                h = self.topology.faces.next[h as usize];
                while id(h ^ 1) == Some(own) {
                    h = self.topology.faces.next[(h ^ 1) as usize];
                }
            }
            let part = part_of_face[self.topology.faces.of_half_edge[first as usize] as usize];
            splitter.split(self, &walk, node, |ring| {
                let is_hole = ring_area2(&ring) < 0;
                rings.push((own, part, is_hole, from_westernmost(ring)));
            });
        }
        rings.sort_unstable();
        let regions = collect_regions(rings);
        pace.end()?;
        Ok(regions)
    }

    /// Number of the connected part (its lowest face) by face.
    fn connected_parts(&self, id_of_face: &[Option<u32>], pace: &mut Pace<'_>) -> Result<Vec<u32>, OverlayError> {
        let mut parent: Vec<u32> = (0..self.face_count()).collect();
        for arc in 0..self.arc_count() {
            pace.add(1)?;
            if let [Some(a), Some(b)] = self.arc_faces(arc)
                && id_of_face[a as usize].is_some()
                && id_of_face[a as usize] == id_of_face[b as usize]
            {
                let (a, b) = (find(&mut parent, a), find(&mut parent, b));
                parent[a.max(b) as usize] = a.min(b);
            }
        }
        for f in 0..self.face_count() {
            find(&mut parent, f);
            parent[f as usize] = find(&mut parent, f);
        }
        Ok(parent)
    }
}

pub(crate) fn collect_regions(rings: Vec<(u32, u32, bool, Vec<Coord>)>) -> Vec<Region> {
    let mut regions: Vec<Region> = Vec::new();
    let mut part_number = None;
    for (id, part, is_hole, ring) in rings {
        if regions.last().is_none_or(|r| r.id != id) {
            regions.push(Region { id, parts: Vec::new() });
            part_number = None;
        }
        let Some(region) = regions.last_mut() else { unreachable!("just pushed") };
        if part_number != Some(part) && !is_hole {
            region.parts.push(Part { shell: ring, holes: Vec::new() });
            part_number = Some(part);
        } else if let Some(part) = region.parts.last_mut() {
            part.holes.push(ring);
        }
    }
    for region in &mut regions {
        region.parts.sort_unstable();
    }
    regions
}

/// Cuts a closed walk at nodes that it visits more than once.
pub(crate) struct Splitter {
    position: Vec<u32>,
}

impl Splitter {
    /// For so many nodes.
    pub(crate) fn new(nodes: usize) -> Self {
        Self { position: vec![u32::MAX; nodes] }
    }

    /// `node` numbers the node that a half-edge begins at.
    pub(crate) fn split(
        &mut self,
        arrangement: &Arrangement,
        walk: &[u32],
        node: impl Fn(u32) -> usize,
        mut emit: impl FnMut(Vec<Coord>),
    ) {
        let mut open: Vec<u32> = Vec::new();
        for &h in walk {
            let at = self.position[node(h)];
            if at != u32::MAX {
                let ring: Vec<u32> = open.drain(at as usize..).collect();
                for &g in &ring {
                    self.position[node(g)] = u32::MAX;
                }
                emit(ring_coords(arrangement, &ring));
            }
            self.position[node(h)] = open.len() as u32;
            open.push(h);
        }
        for &g in &open {
            self.position[node(g)] = u32::MAX;
        }
        emit(ring_coords(arrangement, &open));
    }
}

fn ring_coords(arrangement: &Arrangement, half_edges: &[u32]) -> Vec<Coord> {
    let mut out = Vec::new();
    for &h in half_edges {
        let coords = arrangement.arc_coords((h >> 1) as usize);
        let inner = coords.len() - 1;
        if h & 1 == 0 {
            out.extend_from_slice(&coords[..inner]);
        } else {
            out.extend(coords[1..].iter().rev());
        }
    }
    out
}

/// The same ring, beginning at its lowest point. Rings visit each point once, so it is unique.
pub(crate) fn from_westernmost(mut ring: Vec<Coord>) -> Vec<Coord> {
    let lowest = ring.iter().enumerate().min_by_key(|&(_, p)| p).map_or(0, |(i, _)| i);
    ring.rotate_left(lowest);
    ring
}
