//! One side of a ring, as the index sees it.

use crate::lattice::Coord;

/// The ring runs against the direction of the edge.
pub(super) const AGAINST: u32 = 1;
/// The ring is a hole.
pub(super) const HOLE: u32 = 2;
/// The path along the west side of the cell crosses the edge where it passes the edge's lower end.
pub(super) const WALL_AT_LOW: u32 = 4;
/// The path along the west side of the cell crosses the edge where it passes the edge's upper end.
pub(super) const WALL_AT_HIGH: u32 = 8;

/// An edge of a ring: southern end first, western first where it is horizontal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Edge {
    pub a: Coord,
    pub b: Coord,
    /// What the ring bounds.
    pub id: u32,
    /// Which of its parts; parts are wound by themselves.
    pub part: u32,
    /// [`AGAINST`], [`HOLE`].
    pub flags: u32,
}

impl Edge {
    /// The edge from `p` to `q` of a ring that has its inside on the left.
    pub(super) fn new(p: Coord, q: Coord, id: u32, part: u32, flags: u32) -> Self {
        if (p.y, p.x) <= (q.y, q.x) {
            Self { a: p, b: q, id, part, flags }
        } else {
            Self { a: q, b: p, id, part, flags: flags ^ AGAINST }
        }
    }

    /// Width and height together, in lattice units.
    pub(super) fn run(&self) -> i64 {
        (self.b.x as i64 - self.a.x as i64).abs() + (self.b.y as i64 - self.a.y as i64)
    }

    /// x where the edge, not horizontal, is at height `y`: rounded down and up.
    pub(super) fn x_at(&self, y: i64) -> (i64, i64) {
        let (dx, dy) = (self.b.x as i64 - self.a.x as i64, self.b.y as i64 - self.a.y as i64);
        let steps = dx * (y - self.a.y as i64);
        let floor = steps.div_euclid(dy);
        let is_between = floor * dy != steps;
        (self.a.x as i64 + floor, self.a.x as i64 + floor + i64::from(is_between))
    }

    /// Whether a point, or one just north of it, lies east of the edge's line or on it.
    #[inline]
    fn has_to_the_east(&self, x: i64, y: i64) -> bool {
        let (dx, dy) = (self.b.x as i64 - self.a.x as i64, self.b.y as i64 - self.a.y as i64);
        dy * (x - self.a.x as i64) >= dx * (y - self.a.y as i64)
    }

    /// How the edge counts in the cell with this corner, for an edge whose height and width reach into
    /// it: [`WALL_AT_LOW`], [`WALL_AT_HIGH`] or 0; `None` where no path inside the cell crosses it.
    #[inline]
    pub(super) fn wall_in(&self, west: i64, south: i64) -> Option<u32> {
        let (low, high) = (self.a.x.min(self.b.x) as i64, self.a.x.max(self.b.x) as i64);
        if high <= west {
            return None;
        }
        if self.a.y == self.b.y {
            return (low <= west && self.a.y as i64 > south).then_some(WALL_AT_LOW);
        }
        if low > west {
            return Some(0);
        }
        // it crosses the line of the west side: north or south of the corner
        match (self.a.x < self.b.x, self.has_to_the_east(west, south)) {
            (true, true) => Some(WALL_AT_LOW),
            (true, false) => Some(0),
            (false, true) => None,
            (false, false) => Some(WALL_AT_HIGH),
        }
    }
}

/// What one counter-clockwise turn of a ring adds: shells count in the low half, holes in the high half.
#[inline]
pub(super) fn weight(flags: u32) -> i64 {
    let one = 1 << (32 * i64::from(flags & HOLE != 0));
    if flags & AGAINST == 0 { one } else { -one }
}

/// Whether a part covers a place: it is wound by its shell and by no hole.
#[inline]
pub(super) fn covers(winding: i64) -> bool {
    winding as i32 != 0 && winding == winding as i32 as i64
}
