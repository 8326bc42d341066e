//! Points -> faces.
//!
//! # Guarantees
//! Every point of the lattice lies in exactly one face or outside: a point on a border belongs to
//! the face east of it (north of a horizontal border).

use crate::arrangement::Arrangement;
use crate::arrangement::faces::west_half_edge;
use crate::edge_grid::EdgeGrid;
use crate::lattice::Coord;

/// An index over the arcs of one arrangement.
#[derive(Debug)]
pub struct Locator<'a> {
    arrangement: &'a Arrangement,
    grid: EdgeGrid,
}

impl<'a> Locator<'a> {
    /// Indexes an arrangement.
    ///
    /// # Cost
    /// O(points), 4 to 8 bytes a point.
    pub fn new(arrangement: &'a Arrangement) -> Self {
        Self { arrangement, grid: EdgeGrid::build(&arrangement.topology.arcs, arrangement.bounds) }
    }

    /// The face that holds a point; `None` outside everything.
    ///
    /// # Cost
    /// O(edges in the grid cells between the point and the next border to its west).
    pub fn face_at(&self, p: Coord) -> Option<u32> {
        let topology = &self.arrangement.topology;
        let h = west_half_edge(&topology.arcs, &self.grid, p, false)?;
        let face = topology.faces.of_half_edge[h as usize];
        (face != topology.faces.count).then_some(face)
    }

    /// The faces of many points.
    #[cfg(feature = "parallel")]
    pub fn faces_at(&self, points: &[Coord]) -> Vec<Option<u32>> {
        use rayon::prelude::*;
        points.par_iter().with_min_len(1024).map(|&p| self.face_at(p)).collect()
    }

    /// The faces of many points.
    #[cfg(not(feature = "parallel"))]
    pub fn faces_at(&self, points: &[Coord]) -> Vec<Option<u32>> {
        points.iter().map(|&p| self.face_at(p)).collect()
    }
}
