//! Verifies every invariant of an arrangement.

use crate::arrangement::Arrangement;
use crate::arrangement::arcs::Arcs;
use crate::arrangement::cycles::origin;
use crate::arrangement::winding::Walk;
use crate::cells::CellGrid;
use crate::error::OverlayError;
use crate::lattice::{Coord, orient};
use crate::linework::Linework;
use crate::noding::{self, Passing};
use crate::progress::Silent;
use crate::segments::Segments;

/// An invariant that does not hold: a defect of this library, never of the data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BrokenInvariant {
    /// Two arcs meet elsewhere than at their ends.
    #[error("arcs meet between their points near {x}, {y} (lattice units)")]
    NotNoded {
        /// Place.
        x: i32,
        /// Place.
        y: i32,
    },
    /// The next half-edge does not begin where this one ends.
    #[error("half-edge {half_edge} and the next one do not meet")]
    Unlinked {
        /// The half-edge.
        half_edge: u32,
    },
    /// Euler's formula fails.
    #[error("euler: {nodes} nodes - {arcs} arcs + {faces} faces != 1 + {components} components")]
    Euler {
        /// Nodes.
        nodes: u64,
        /// Arcs.
        arcs: u64,
        /// Faces with the outer one.
        faces: u64,
        /// Connected components.
        components: u64,
    },
    /// A face without area.
    #[error("face {face} has doubled area {area2}")]
    EmptyFace {
        /// The face.
        face: u32,
        /// Its doubled area.
        area2: i128,
    },
    /// A ring's area is not the sum of its faces.
    #[error("ring {ring}: doubled area {ring_area2} along its arcs, {faces_area2} over its faces")]
    AreaNotConserved {
        /// The ring.
        ring: u32,
        /// Doubled area along its snapped border.
        ring_area2: i128,
        /// Doubled area summed over faces.
        faces_area2: i128,
    },
}

impl Arrangement {
    /// Verifies noding, links, Euler's formula, face areas and exact conservation of every
    /// ring's area. For tests and for those who do not trust.
    ///
    /// # Errors
    /// Every broken invariant found.
    ///
    /// # Cost
    /// About that of building the arrangement.
    pub fn check(&self) -> Result<(), Vec<BrokenInvariant>> {
        let mut broken = Vec::new();
        self.check_noded(&mut broken);
        self.check_links(&mut broken);
        self.check_euler(&mut broken);
        for (face, &area2) in self.topology.faces.area2.iter().enumerate() {
            if area2 <= 0 {
                broken.push(BrokenInvariant::EmptyFace { face: face as u32, area2: area2.into() });
            }
        }
        self.check_conservation(&mut broken);
        if broken.is_empty() { Ok(()) } else { Err(broken) }
    }

    /// No two edges cross, and no end point lies inside another edge. (Noding again would not do:
    /// a snapped line may come closer than half a unit to a vertex that it does not touch.)
    fn check_noded(&self, broken: &mut Vec<BrokenInvariant>) {
        let mut again = Linework::new();
        for arc in 0..self.arc_count() {
            again.add_barrier(0, self.arc_coords(arc).iter().copied());
        }
        let met = match self.improper_meetings(&again) {
            // what was built once can be built again
            Err(_) => vec![self.bounds.min],
            Ok(met) => met,
        };
        broken.extend(met.into_iter().map(|Coord { x, y }| BrokenInvariant::NotNoded { x, y }));
    }

    /// Where arcs meet between their points.
    fn improper_meetings(&self, arcs: &Linework) -> Result<Vec<Coord>, OverlayError> {
        let segments = Segments::collect(arcs, self.bounds, &Silent)?;
        let mut met = Vec::new();
        if segments.len() != self.point_count() - self.arc_count() {
            met.push(self.bounds.min);
        }
        let (start, visitors) = noding::visitors(&segments, &Silent)?;
        for band in 0..segments.bands.count {
            let visitors = &visitors[start[band] as usize..start[band + 1] as usize];
            let ends = Passing::gather(&segments, band, visitors).ends;
            let grid = CellGrid::build(&ends, segments.len(), self.bounds, &segments.bands, band)?;
            grid.for_each_leaf(&ends, &mut |_, members| {
                for (i, &s) in members.iter().enumerate() {
                    let others = members[i + 1..].iter().map(|&t| [ends[s as usize], ends[t as usize]]);
                    met.extend(others.filter(|&[s, t]| meet_improperly(s, t)).map(|[s, _]| s[0]));
                }
                Ok(())
            })?;
        }
        Ok(met)
    }

    fn check_links(&self, broken: &mut Vec<BrokenInvariant>) {
        let (arcs, next) = (&self.topology.arcs, &self.topology.faces.next);
        let mut entered = vec![false; next.len()];
        for h in 0..next.len() as u32 {
            let after = next[h as usize];
            if origin(arcs, h ^ 1) != origin(arcs, after) || core::mem::replace(&mut entered[after as usize], true) {
                broken.push(BrokenInvariant::Unlinked { half_edge: h });
            }
        }
    }

    fn check_euler(&self, broken: &mut Vec<BrokenInvariant>) {
        let arcs = &self.topology.arcs;
        let mut parent: Vec<u32> = (0..arcs.node_count).collect();
        let mut components = u64::from(arcs.node_count);
        for &[a, b] in &arcs.nodes {
            let (a, b) = (find(&mut parent, a), find(&mut parent, b));
            if a != b {
                parent[a.max(b) as usize] = a.min(b);
                components -= 1;
            }
        }
        let (nodes, edges) = (u64::from(arcs.node_count), arcs.len() as u64);
        let faces = u64::from(self.face_count()) + 1;
        if nodes + faces != 1 + components + edges {
            broken.push(BrokenInvariant::Euler { nodes, arcs: edges, faces, components });
        }
    }

    fn check_conservation(&self, broken: &mut Vec<BrokenInvariant>) {
        let mut along = vec![0i128; self.owners.len()];
        let areas = arc_areas(&self.topology.arcs, self.bounds.min);
        for (arc, area) in areas.iter().enumerate() {
            for side in self.topology.arcs.sides(arc) {
                if let Some(sum) = along.get_mut(side.ring() as usize) {
                    *sum += area * i128::from(side.step());
                }
            }
        }
        let mut over = vec![0i128; self.owners.len()];
        let mut walk = Walk::new(&self.topology, &self.owners, self.labels.layer_count());
        while let Some((face, _)) = walk.next_face() {
            for &(ring, winding) in walk.inside.iter().flatten() {
                over[ring as usize] += i128::from(winding) * self.face_area2(face);
            }
        }
        for (ring, (&ring_area2, &faces_area2)) in along.iter().zip(&over).enumerate() {
            if ring_area2 != faces_area2 {
                broken.push(BrokenInvariant::AreaNotConserved { ring: ring as u32, ring_area2, faces_area2 });
            }
        }
    }
}

/// Doubled area between each arc and the reference point; sums around a cycle to its area.
fn arc_areas(arcs: &Arcs, reference: Coord) -> Vec<i128> {
    arcs.map_each(|coords| {
        let fan = coords.windows(2).map(|p| i128::from(orient(reference, p[0], p[1])));
        fan.sum::<i128>()
    })
}

/// Root of a union-find forest, halving paths on the way.
pub(crate) fn find(parent: &mut [u32], mut i: u32) -> u32 {
    while parent[i as usize] != i {
        parent[i as usize] = parent[parent[i as usize] as usize];
        i = parent[i as usize];
    }
    i
}

/// Whether two distinct segments meet elsewhere than at common ends.
pub(crate) fn meet_improperly([a, b]: [Coord; 2], [c, d]: [Coord; 2]) -> bool {
    let inside = |a: Coord, b: Coord, p: Coord| p > a && p < b && orient(a, b, p) == 0;
    let opposite = |u: i64, v: i64| u != 0 && v != 0 && (u > 0) != (v > 0);
    inside(a, b, c)
        || inside(a, b, d)
        || inside(c, d, a)
        || inside(c, d, b)
        || (opposite(orient(a, b, c), orient(a, b, d)) && opposite(orient(c, d, a), orient(c, d, b)))
}
