//! Zones -> the lines between and in them.

use std::collections::{BTreeMap, BTreeSet};

use onegrid_planar::Coord;
use onegrid_zones::ZoneId;

use super::Session;
use super::edit::ZoneKey;

/// A barrier with land of a zone on both sides.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BarrierInside {
    /// Its position in [`Grid::barriers`](crate::Grid::barriers).
    pub barrier: u32,
    /// Its length inside the zone in m, borders left out.
    pub inside_m: f64,
}

impl Session {
    /// The border that two zones share, joined to lines; none where they do not touch. A closed line
    /// ends where it begins.
    ///
    /// # Cost
    /// Linear in the points of the zone with fewer units.
    pub fn border_between(&self, a: ZoneKey, b: ZoneKey) -> Vec<Vec<Coord>> {
        let number = |key: ZoneKey| self.zones.by_key.get(&key).map(|state| state.number);
        let (Some(own), Some(other)) = (number(a), number(b)) else { return Vec::new() };
        let count = |zone: ZoneId| self.judgement.units_of(zone).len();
        let (own, other) = if count(own) <= count(other) { (own, other) } else { (other, own) };
        if own == other {
            return Vec::new();
        }
        let arrangement = &self.merged.grid.arrangement;
        let arcs: BTreeSet<usize> = self.arcs_of(own).collect();
        let shared = arcs.into_iter().filter(|&arc| {
            let zones = arrangement.arc_faces(arc).map(|face| self.zone_of_face(face));
            zones == [Some(own), Some(other)] || zones == [Some(other), Some(own)]
        });
        joined(&shared.map(|arc| arrangement.arc_coords(arc)).collect::<Vec<_>>())
    }

    /// Barriers that a zone could be split along: those with most length inside first.
    ///
    /// # Cost
    /// Linear in the outlines of the faces of the zone.
    pub fn barriers_inside(&self, key: ZoneKey) -> Vec<BarrierInside> {
        let Some(zone) = self.zones.by_key.get(&key).map(|state| state.number) else { return Vec::new() };
        let grid = &self.merged.grid;
        let arcs: BTreeSet<usize> = self.arcs_of(zone).collect();
        let mut lengths: BTreeMap<u32, f64> = BTreeMap::new();
        for arc in arcs {
            if grid.arrangement.arc_faces(arc).iter().all(|&face| self.zone_of_face(face) == Some(zone)) {
                let lines: BTreeSet<u32> = grid.arrangement.arc_lines(arc).collect();
                // numbers beyond the barriers are cuts and outlines of before
                for line in lines.into_iter().filter(|&line| (line as usize) < grid.barriers.len()) {
                    *lengths.entry(line).or_default() += grid.arrangement.arc_length_m(arc);
                }
            }
        }
        let mut out: Vec<BarrierInside> =
            lengths.into_iter().map(|(barrier, inside_m)| BarrierInside { barrier, inside_m }).collect();
        out.sort_by(|a, b| b.inside_m.total_cmp(&a.inside_m).then(a.barrier.cmp(&b.barrier)));
        out
    }

    /// Arcs around the faces of a zone; those between two of them come twice.
    fn arcs_of(&self, zone: ZoneId) -> impl Iterator<Item = usize> + '_ {
        let faces = self.judgement.units_of(zone).flat_map(|unit| self.unit_faces(unit));
        faces.flat_map(|&face| self.merged.grid.arrangement.face_arcs(face))
    }

    /// The zone number of a face; `None` outside the extent.
    pub(super) fn zone_of_face(&self, face: Option<u32>) -> Option<ZoneId> {
        self.judgement.zone_of(self.start.design.unit_of_face[face? as usize]?)
    }
}

/// Lines that meet at their ends in pairs, as one line each; the first points are the lowest that can be.
fn joined(pieces: &[&[Coord]]) -> Vec<Vec<Coord>> {
    let mut at: BTreeMap<Coord, Vec<usize>> = BTreeMap::new();
    for (number, piece) in pieces.iter().enumerate() {
        if let [first, .., last] = piece {
            at.entry(*first).or_default().push(number);
            at.entry(*last).or_default().push(number);
        }
    }
    let mut used = vec![false; pieces.len()];
    let mut lines = Vec::new();
    // ends and branches first, so that what is left are rings
    let ends = at.iter().filter(|(_, here)| here.len() != 2).map(|(&end, _)| end);
    for start in ends.chain(at.keys().copied()) {
        for &first in &at[&start] {
            if used[first] {
                continue;
            }
            let mut line = vec![start];
            let mut next = Some(first);
            while let Some(piece) = next {
                used[piece] = true;
                let here = line[line.len() - 1];
                let points = pieces[piece];
                if points.first() == Some(&here) {
                    line.extend(&points[1..]);
                } else {
                    line.extend(points.iter().rev().skip(1));
                }
                let end = line[line.len() - 1];
                next = match at[&end].as_slice() {
                    [a, b] => [*a, *b].into_iter().find(|&piece| !used[piece]),
                    _ => None,
                };
            }
            lines.push(line);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(points: &[(i32, i32)]) -> Vec<Coord> {
        points.iter().map(|&(x, y)| Coord::new(x, y)).collect()
    }

    #[test]
    fn pieces_of_a_line_are_joined_whichever_way_they_run() {
        let pieces = [line(&[(2, 0), (1, 0)]), line(&[(2, 0), (3, 1)]), line(&[(0, 0), (1, 0)])];
        let pieces: Vec<&[Coord]> = pieces.iter().map(Vec::as_slice).collect();
        assert_eq!(joined(&pieces), [line(&[(0, 0), (1, 0), (2, 0), (3, 1)])]);
    }

    #[test]
    fn a_ring_ends_where_it_begins() {
        let pieces = [line(&[(0, 0), (1, 0), (1, 1)]), line(&[(1, 1), (0, 1), (0, 0)])];
        let pieces: Vec<&[Coord]> = pieces.iter().map(Vec::as_slice).collect();
        assert_eq!(joined(&pieces), [line(&[(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)])]);
    }

    #[test]
    fn lines_stop_where_three_meet() {
        let pieces = [line(&[(0, 0), (1, 0)]), line(&[(1, 0), (2, 0)]), line(&[(1, 0), (1, 1)])];
        let pieces: Vec<&[Coord]> = pieces.iter().map(Vec::as_slice).collect();
        let lines = joined(&pieces);
        assert_eq!(lines, pieces);
    }
}
