//! Faces -> the winding of every ring around each, one face after the other.
//!
//! Used to verify what [`crate::labels`] finds in another way.

use crate::arrangement::Topology;
use crate::linework::RingOwner;

/// Depth-first walk over faces that carries the winding of every ring around the current face.
pub(crate) struct Walk<'a> {
    topology: &'a Topology,
    owners: &'a [RingOwner],
    seen: Vec<bool>,
    stack: Vec<Frame>,
    /// By layer: (ring, winding) with winding != 0.
    pub(crate) inside: Vec<Vec<(u32, i32)>>,
}

struct Frame {
    face: u32,
    /// The half-edge, left of it the parent face, over which this face was entered.
    entered_over: Option<u32>,
    cycle: usize,
    half_edge: u32,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(topology: &'a Topology, owners: &'a [RingOwner], layers: usize) -> Self {
        let outer = topology.faces.count;
        let mut walk = Self {
            topology,
            owners,
            seen: vec![false; outer as usize + 1],
            stack: Vec::new(),
            inside: vec![Vec::new(); layers],
        };
        walk.seen[outer as usize] = true;
        if let Some(&first) = topology.faces.cycles(outer).first() {
            walk.stack.push(Frame { face: outer, entered_over: None, cycle: 0, half_edge: first });
        }
        walk
    }

    /// Moves to a face not seen before; afterwards `inside` holds its rings. Returns it and the
    /// face it was entered from.
    pub(crate) fn next_face(&mut self) -> Option<(u32, u32)> {
        loop {
            let frame = self.stack.last_mut()?;
            let face = frame.face;
            let cycles = self.topology.faces.cycles(face);
            if frame.cycle == cycles.len() {
                let entered_over = frame.entered_over?;
                self.stack.pop();
                self.cross(entered_over ^ 1);
                continue;
            }
            let h = frame.half_edge;
            frame.half_edge = self.topology.faces.next[h as usize];
            if frame.half_edge == cycles[frame.cycle] {
                frame.cycle += 1;
                if let Some(&first) = cycles.get(frame.cycle) {
                    frame.half_edge = first;
                }
            }
            let over = self.topology.faces.of_half_edge[(h ^ 1) as usize];
            if !self.seen[over as usize] {
                self.seen[over as usize] = true;
                self.cross(h);
                let first = self.topology.faces.cycles(over)[0];
                self.stack.push(Frame { face: over, entered_over: Some(h), cycle: 0, half_edge: first });
                return Some((over, face));
            }
        }
    }

    /// Crosses from the left to the right of a half-edge.
    fn cross(&mut self, h: u32) {
        for side in self.topology.arcs.sides((h >> 1) as usize) {
            let ring = side.ring();
            let Some(owner) = self.owners.get(ring as usize) else {
                continue; // a barrier line
            };
            // left - right along the arc; leaving the left of `h` takes that away
            let step = if h & 1 == 0 { -side.step() } else { side.step() };
            let inside = &mut self.inside[owner.layer as usize];
            match inside.iter().position(|&(r, _)| r == ring) {
                None => inside.push((ring, step)),
                Some(i) if inside[i].1 + step == 0 => {
                    inside.swap_remove(i);
                }
                Some(i) => inside[i].1 += step,
            }
        }
    }
}
