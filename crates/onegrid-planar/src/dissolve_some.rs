//! Some faces with an id each -> polygons of the ids, at the cost of these faces alone.
//!
//! # Guarantees
//! 1. The polygons are those of [`Arrangement::dissolve`] for the same ids, byte by byte
//!    (`some_faces_dissolve_as_all_do`).
//! 2. What is not listed is not looked at.

use crate::arrangement::Arrangement;
use crate::arrangement::check::find;
use crate::dissolve::{Region, Splitter, collect_regions, from_westernmost};
use crate::lattice::{Coord, ring_area2};

/// The faces, rising, with their ids.
struct Listed<'a> {
    arrangement: &'a Arrangement,
    faces: Vec<(u32, u32)>,
}

impl Listed<'_> {
    fn position(&self, half_edge: u32) -> Option<usize> {
        let face = self.arrangement.topology.faces.of_half_edge[half_edge as usize];
        self.faces.binary_search_by_key(&face, |f| f.0).ok()
    }

    fn id(&self, half_edge: u32) -> Option<u32> {
        self.position(half_edge).map(|at| self.faces[at].1)
    }

    /// Half-edges of the faces that have another id, or none, on the other side; rising.
    fn borders(&self) -> Vec<u32> {
        let topology = &self.arrangement.topology;
        let mut out = Vec::new();
        for &(face, id) in &self.faces {
            let around = topology.faces.cycles(face).iter().flat_map(|&first| self.arrangement.walk(first));
            out.extend(around.filter(|&h| self.id(h ^ 1) != Some(id)));
        }
        out.sort_unstable();
        out
    }

    /// Number of the connected part (its lowest face) by position.
    fn parts(&self) -> Vec<u32> {
        let mut parent: Vec<u32> = (0..self.faces.len() as u32).collect();
        for (at, &(face, id)) in self.faces.iter().enumerate() {
            for &first in self.arrangement.topology.faces.cycles(face) {
                for h in self.arrangement.walk(first) {
                    if let Some(other) = self.position(h ^ 1).filter(|&o| self.faces[o].1 == id) {
                        let (a, b) = (find(&mut parent, at as u32), find(&mut parent, other as u32));
                        parent[a.max(b) as usize] = a.min(b);
                    }
                }
            }
        }
        (0..parent.len() as u32).map(|at| self.faces[find(&mut parent, at) as usize].0).collect()
    }
}

impl Arrangement {
    /// As [`Arrangement::dissolve`] where all other faces have `None`: (face, id) in any order. A face
    /// that is listed twice has the lower id.
    ///
    /// # Panics
    /// When a face does not exist.
    ///
    /// # Cost
    /// O(points of these faces), times the logarithm of their number.
    pub fn dissolve_some(&self, id_of_face: &[(u32, u32)]) -> Vec<Region> {
        let mut faces = id_of_face.to_vec();
        faces.sort_unstable();
        faces.dedup_by_key(|f| f.0);
        let listed = Listed { arrangement: self, faces };
        let (borders, parts) = (listed.borders(), listed.parts());
        let node = |h: u32| self.topology.arcs.nodes[(h >> 1) as usize][(h & 1) as usize];
        let mut nodes: Vec<u32> = borders.iter().map(|&h| node(h)).collect();
        nodes.sort_unstable();
        nodes.dedup();
        let slot = |h: u32| nodes.binary_search(&node(h)).unwrap_or_else(|_| unreachable!("the node is of a border"));
        let mut done = vec![false; borders.len()];
        let mut finish = |h: u32| match borders.binary_search(&h) {
            Ok(at) => std::mem::replace(&mut done[at], true),
            Err(_) => unreachable!("walks go along borders"),
        };
        let mut splitter = Splitter::new(nodes.len());
        let mut rings: Vec<(u32, u32, bool, Vec<Coord>)> = Vec::new();
        for &first in &borders {
            let (Some(own), Some(at)) = (listed.id(first), listed.position(first)) else { continue };
            let mut walk = Vec::new();
            let mut h = first;
            while !finish(h) {
                walk.push(h);
                h = self.topology.faces.next[h as usize];
                while listed.id(h ^ 1) == Some(own) {
                    h = self.topology.faces.next[(h ^ 1) as usize];
                }
            }
            if walk.is_empty() {
                continue;
            }
            splitter.split(self, &walk, slot, |ring| {
                let is_hole = ring_area2(&ring) < 0;
                rings.push((own, parts[at], is_hole, from_westernmost(ring)));
            });
        }
        rings.sort_unstable();
        collect_regions(rings)
    }
}
