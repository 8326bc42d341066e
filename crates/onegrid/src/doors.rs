//! Household points and the faces that they count in -> how counts go on when a face is divided.
//!
//! Before this: [`Grid::build`](crate::Grid::build). After: lines drawn in a session.
//!
//! # Guarantees
//! 1. The pieces of a face have what the face had, to the last household.
//! 2. What is known by point goes where the point lies; the rest is shared out by area.

use onegrid_planar::{Arrangement, Coord, NearestFace, apportion};

use crate::counts::Host;
use crate::place::MOST_HOUSEHOLDS;
use crate::project::HouseholdTable;

/// A count at a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Door {
    /// The face that it counts in; points outside count in the nearest one.
    face: u32,
    /// 0 for households, else one more than the position in [`Doors::ids`].
    of: u32,
    at: Coord,
    count: u32,
}

/// All counts at points, by face.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Doors {
    /// Ids of counts beside households.
    ids: Vec<String>,
    list: Vec<Door>,
}

/// Faces that are pieces of others.
pub(crate) struct Pieces<'a> {
    pub arrangement: &'a Arrangement,
    /// The faces of now that each face of before became, rising.
    pub of_face: &'a [Vec<u32>],
}

impl Doors {
    /// Adds the points of a table that count in faces.
    pub(crate) fn add(&mut self, table: &HouseholdTable, hosts: &[Host]) {
        let ids: Vec<u32> = table.counts.iter().map(|id| self.number(id)).collect();
        for (point, host) in table.points.iter().zip(hosts) {
            let (Host::Face(face), Some(at)) = (*host, Coord::from_degrees(point.lon_deg, point.lat_deg)) else {
                continue;
            };
            let counts = ids.iter().copied().zip(point.counts.iter().copied());
            for (of, count) in std::iter::once((0, point.households)).chain(counts) {
                // larger ones were rejected
                if count > 0 && count <= MOST_HOUSEHOLDS {
                    self.list.push(Door { face, of, at, count: count as u32 });
                }
            }
        }
    }

    fn number(&mut self, id: &str) -> u32 {
        let at = self.ids.iter().position(|own| own == id).unwrap_or_else(|| {
            self.ids.push(id.to_owned());
            self.ids.len() - 1
        });
        at as u32 + 1
    }

    /// One order, whatever that of the files.
    pub(crate) fn sort(&mut self) {
        self.list.sort_unstable();
    }

    /// The same points over pieces.
    pub(crate) fn moved(&self, pieces: &Pieces<'_>) -> Self {
        let mut out = self.clone();
        for same in out.list.chunk_by_mut(|a, b| a.face == b.face) {
            let of = &pieces.of_face[same[0].face as usize];
            match of[..] {
                [only] => same.iter_mut().for_each(|door| door.face = only),
                _ => pieces.place(of, same),
            }
        }
        out.sort();
        out
    }

    /// The count of each face, where `before` has those of before; and how much of it was shared out by area.
    /// `self` is over the pieces, `id` none for households.
    pub(crate) fn divided(&self, id: Option<&str>, before: &[u64], pieces: &Pieces<'_>) -> (Vec<u64>, u64) {
        let of = id.map_or(Some(0), |id| self.ids.iter().position(|own| own == id).map(|at| at as u32 + 1));
        let mut out = vec![0u64; pieces.arrangement.face_count() as usize];
        let mut estimated = 0;
        for (&count, faces) in before.iter().zip(pieces.of_face) {
            let [_, _, ..] = faces[..] else {
                for &face in faces {
                    out[face as usize] = count;
                }
                continue;
            };
            for &face in faces {
                out[face as usize] = of.map_or(0, |of| self.at(face, of));
            }
            let known: u64 = faces.iter().map(|&f| out[f as usize]).sum();
            let rest = count.saturating_sub(known);
            estimated += rest;
            let areas: Vec<i128> = faces.iter().map(|&f| pieces.arrangement.face_area_units(f)).collect();
            for (&face, share) in faces.iter().zip(apportion(rest, &areas)) {
                out[face as usize] += share;
            }
        }
        (out, estimated)
    }

    fn at(&self, face: u32, of: u32) -> u64 {
        let from = self.list.partition_point(|d| (d.face, d.of) < (face, of));
        let same = self.list[from..].iter().take_while(|d| (d.face, d.of) == (face, of));
        same.map(|d| u64::from(d.count)).sum()
    }
}

impl Pieces<'_> {
    /// Says in which of some pieces points lie: in the nearest one where in none.
    fn place(&self, pieces: &[u32], doors: &mut [Door]) {
        let mut nearest = None;
        for door in doors {
            let inside = pieces.iter().copied().find(|&f| holds(self.arrangement, f, door.at));
            door.face = inside.unwrap_or_else(|| {
                let index = nearest.get_or_insert_with(|| {
                    let mut is_one = vec![false; self.arrangement.face_count() as usize];
                    for &face in pieces {
                        is_one[face as usize] = true;
                    }
                    NearestFace::build(self.arrangement, &is_one)
                });
                index.nearest(self.arrangement, door.at).map_or(pieces[0], |found| found.0)
            });
        }
    }
}

/// Whether a face holds a point; of faces that share a border exactly one holds what lies on it.
pub(crate) fn holds(arrangement: &Arrangement, face: u32, p: Coord) -> bool {
    let beyond = |a: Coord, b: Coord| {
        // whether the ray to the east crosses the edge; borders count as east
        let (low, high) = if a.y < b.y { (a, b) } else { (b, a) };
        let (dx, dy) = (i64::from(high.x) - i64::from(low.x), i64::from(high.y) - i64::from(low.y));
        let (px, py) = (i64::from(p.x) - i64::from(low.x), i64::from(p.y) - i64::from(low.y));
        (low.y > p.y) != (high.y > p.y) && dx * py - dy * px >= 0
    };
    let arcs = arrangement.face_arcs(face).map(|arc| arrangement.arc_coords(arc));
    let crossed = arcs.map(|coords| coords.windows(2).filter(|e| beyond(e[0], e[1])).count()).sum::<usize>();
    crossed % 2 == 1
}

#[cfg(test)]
mod tests {
    use onegrid_planar::{Arrangement, Coord, Linework, RingOwner, RingRole, Scale, Silent};

    use super::holds;

    #[test]
    fn a_point_lies_in_one_face_also_on_a_border() {
        let mut work = Linework::new();
        let layer = work.add_layer(2);
        let ring = |x: i32, y: i32| [(x, y), (x + 9, y + 2), (x + 7, y + 11), (x - 1, y + 8)];
        for (cell, (x, y)) in (0..).zip([(5, 3), (9, 6)]) {
            let points = ring(x, y).map(|(x, y)| Coord::new(x, y));
            work.add_ring(RingOwner { layer, cell, part: 0, role: RingRole::Shell }, points);
        }
        let overlay = Arrangement::build(&work, Scale::planar(1.0), &Silent).unwrap();
        assert_eq!(overlay.face_count(), 3);
        let mut inside = 0;
        for p in (0..24).flat_map(|x| (0..24).map(move |y| Coord::new(x, y))) {
            let holders = (0..3).filter(|&f| holds(&overlay, f, p)).count();
            assert!(holders < 2, "{p:?}");
            inside += holders;
        }
        // as many as the faces have units of area, about
        let area2: i128 = (0..3).map(|f| overlay.face_area2(f)).sum();
        assert!((inside as i128 - area2 / 2).abs() < 12, "{inside} points, {area2} / 2");
    }
}
