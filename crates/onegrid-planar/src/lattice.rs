//! Degrees -> the integer lattice: one lattice for the whole planet, 1e-7 degree a step.
//!
//! # Guarantees
//! 1. Rounding moves a coordinate by at most half a unit (about 5.5 mm of latitude).
//! 2. `degrees(lattice(v))` has at most seven decimals and `lattice(degrees(u)) == u` for every unit.
//!
//! # Limits
//! The points of one overlay may span at most [`MAX_SPAN`] units in x and in y (about 107
//! degrees). Within it every product of two coordinate differences is below 2^60 and every cross
//! product below 2^61, so the predicates are exact in `i64`.

use serde::{Deserialize, Serialize};

/// Lattice units in one degree.
pub const UNITS_PER_DEGREE: f64 = 1e7;

/// Largest allowed difference of two x or two y values of one overlay, in lattice units (2^30).
///
/// Larger spans would let cross products leave `i64`.
pub const MAX_SPAN: i64 = 1 << 30;

/// A point of the lattice.
///
/// # Units
/// 1e-7 degree (x east, y north) in geographic use; any unit of length in planar use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Coord {
    /// East.
    pub x: i32,
    /// North.
    pub y: i32,
}

impl Coord {
    /// A point from its two lattice values.
    #[inline]
    pub const fn new(x: i32, y: i32) -> Self {
        Self { x, y }
    }

    /// The nearest lattice point of a longitude and latitude, or `None` when either is not a
    /// finite number within ±180 / ±90 degrees.
    pub fn from_degrees(lon_deg: f64, lat_deg: f64) -> Option<Self> {
        let ok = lon_deg.abs() <= 180.0 && lat_deg.abs() <= 90.0; // false for NaN
        ok.then(|| Self {
            x: (lon_deg * UNITS_PER_DEGREE).round() as i32,
            y: (lat_deg * UNITS_PER_DEGREE).round() as i32,
        })
    }

    /// Longitude in degrees.
    pub fn lon_deg(self) -> f64 {
        self.x as f64 / UNITS_PER_DEGREE
    }

    /// Latitude in degrees.
    pub fn lat_deg(self) -> f64 {
        self.y as f64 / UNITS_PER_DEGREE
    }
}

/// Difference `b - a` in `i64`.
#[inline]
pub(crate) fn delta(a: Coord, b: Coord) -> (i64, i64) {
    (b.x as i64 - a.x as i64, b.y as i64 - a.y as i64)
}

/// Twice the signed area of the triangle a, b, c: positive when c lies left of a -> b.
///
/// Exact for points within [`MAX_SPAN`] of each other.
#[inline]
pub(crate) fn orient(a: Coord, b: Coord, c: Coord) -> i64 {
    let (abx, aby) = delta(a, b);
    let (acx, acy) = delta(a, c);
    abx * acy - aby * acx
}

/// Twice the signed area of a closed ring (last point not repeated); counter-clockwise is positive.
pub fn ring_area2(ring: &[Coord]) -> i128 {
    let Some(&origin) = ring.first() else {
        return 0;
    };
    let mut sum = 0i128;
    for pair in ring.windows(2) {
        sum += orient(origin, pair[0], pair[1]) as i128;
    }
    sum
}

/// Points looked at to find the bulk of many.
const BULK_SAMPLE: usize = 4096;

/// Smallest rectangle around points, in lattice units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounds {
    /// South-west corner.
    pub min: Coord,
    /// North-east corner.
    pub max: Coord,
}

impl Bounds {
    /// Bounds of some points; `None` when there are none.
    pub fn of(points: impl IntoIterator<Item = Coord>) -> Option<Self> {
        let mut points = points.into_iter();
        let first = points.next()?;
        let mut b = Self { min: first, max: first };
        for p in points {
            b.min.x = b.min.x.min(p.x);
            b.min.y = b.min.y.min(p.y);
            b.max.x = b.max.x.max(p.x);
            b.max.y = b.max.y.max(p.y);
        }
        Some(b)
    }

    /// Width in lattice units.
    pub fn width(&self) -> i64 {
        self.max.x as i64 - self.min.x as i64
    }

    /// Height in lattice units.
    pub fn height(&self) -> i64 {
        self.max.y as i64 - self.min.y as i64
    }

    /// Power of two of the side of square cells, so that at most so many of them lie on the rectangle.
    pub(crate) fn cell_shift(&self, cells: i64) -> u32 {
        let mut shift = 0;
        while ((self.width() >> shift) + 1).saturating_mul((self.height() >> shift) + 1) > cells.max(1) {
            shift += 1;
        }
        shift
    }

    /// The rectangle that holds 98 in 100 of `count` points in x and in y, with a tenth around it, as far as a
    /// sample tells.
    pub(crate) fn bulk(&self, count: usize, point: impl Fn(usize) -> Coord) -> Self {
        let step = count.div_ceil(BULK_SAMPLE).max(1);
        let middle = |value: fn(Coord) -> i32, low: i32, high: i32| {
            let mut values: Vec<i32> = (0..count).step_by(step).map(|i| value(point(i))).collect();
            values.sort_unstable();
            let cut = values.len() / 100;
            let (Some(&a), Some(&b)) = (values.get(cut), values.get(values.len().saturating_sub(1 + cut))) else {
                return (low, high);
            };
            let margin = (b as i64 - a as i64) / 10 + 1;
            ((a as i64 - margin).max(low as i64) as i32, (b as i64 + margin).min(high as i64) as i32)
        };
        let (west, east) = middle(|c| c.x, self.min.x, self.max.x);
        let (south, north) = middle(|c| c.y, self.min.y, self.max.y);
        Self { min: Coord::new(west, south), max: Coord::new(east, north) }
    }
}
