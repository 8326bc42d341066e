//! Lattice units -> metres and square metres.
//!
//! Before this: [`lattice`](crate::Coord). After: arcs carry a length and an area term.
//! # Guarantees
//! 1. Area is a sum of one integer term per arc ([`AREA_UNITS_PER_M2`] units per m2), so the areas
//!    of faces add up *exactly* to the area of their union, in any order.
//! 2. Only `+ - * / sqrt` and the `libm` crate are used: the same bits on every platform.
//! # Method
//! Authalic area: the surface integral of an ellipsoid zone, q(lat) (Snyder 1987, *Map
//! Projections: A Working Manual*, USGS PP 1395, eq. 3-12), turned into a boundary integral of
//! q dlon; along one edge, straight in longitude/latitude (as RFC 7946 has it, not a geodesic), by
//! Simpson's rule in steps of at most one degree (error below 3e-11 of the strip). q and the metres per unit come from a table with a knot
//! every 0.01 degree and cubic (q) or linear (metres) interpolation, errors below 1e-9.

use crate::error::OverlayError;
use crate::lattice::{Bounds, Coord, UNITS_PER_DEGREE};

/// Integer area units in one square metre.
pub const AREA_UNITS_PER_M2: f64 = 1e6;

/// Integer length units in one metre.
pub const LENGTH_UNITS_PER_M: f64 = 1e6;

// CGCS2000 / GRS80 semi-major axis (m) and first eccentricity squared; WGS84 differs by 0.1 mm.
const SEMI_MAJOR_M: f64 = 6_378_137.0;
const ECC2: f64 = 0.006_694_380_022_903_416;
const KNOT_UNITS: i64 = 100_000;
/// Units of a plane in which lengths and areas are neither lost nor overflow.
const METRES_PER_UNIT: core::ops::RangeInclusive<f64> = 1e-9..=1e3;

/// How lattice units become metres.
#[derive(Debug, Clone)]
pub enum Scale {
    /// Units are 1e-7 degree of longitude and latitude on CGCS2000/WGS84.
    Geographic(GeographicScale),
    /// Units are a length in a plane.
    Planar {
        /// Metres in one lattice unit.
        m_per_unit: f64,
    },
}

/// Tables of the ellipsoid over the latitudes in use.
#[derive(Debug, Clone)]
pub struct GeographicScale {
    first_knot: i64,
    knots: Vec<Knot>,
    q_reference: f64,
}

#[derive(Debug, Clone, Copy)]
struct Knot {
    /// Authalic q times half the squared axis, in m2 per radian of longitude.
    q: f64,
    /// Change of `q` over one knot distance.
    dq: f64,
    m_per_unit_x: f64,
    m_per_unit_y: f64,
}

impl Scale {
    /// Tables for points within `bounds` (1e-7 degree).
    ///
    /// # Cost
    /// One knot of four numbers per 0.01 degree of latitude.
    pub fn geographic(bounds: Bounds) -> Self {
        let first_knot = (bounds.min.y as i64).div_euclid(KNOT_UNITS);
        let last_knot = (bounds.max.y as i64).div_euclid(KNOT_UNITS) + 1;
        let knots = (first_knot..=last_knot).map(Knot::at).collect();
        let mut scale = GeographicScale { first_knot, knots, q_reference: 0.0 };
        scale.q_reference = scale.q(bounds.min.y as f64);
        Scale::Geographic(scale)
    }

    /// Whether points within `bounds` can be measured.
    ///
    /// # Errors
    /// [`OverlayError::Scale`].
    pub(crate) fn check(&self, bounds: Bounds) -> Result<(), OverlayError> {
        let fault = match self {
            // NaN lies in no range
            Scale::Planar { m_per_unit } if !METRES_PER_UNIT.contains(m_per_unit) => {
                Some((format!("of {m_per_unit} m per lattice unit"), "1e-9 to 1e3 m per lattice unit"))
            }
            Scale::Geographic(g) if !g.covers(bounds) => {
                let last_knot = g.first_knot + g.knots.len() as i64 - 1;
                let [south, north] = [g.first_knot, last_knot].map(|k| (k * KNOT_UNITS) as f64 / UNITS_PER_DEGREE);
                Some((format!("for latitudes from {south} to {north} degrees"), "one for the latitudes of all points"))
            }
            _ => None,
        };
        fault.map_or(Ok(()), |(got, expected)| Err(OverlayError::Scale { got, expected }))
    }

    /// A plane with square units, from 1e-9 to 1e3 m wide.
    pub fn planar(m_per_unit: f64) -> Self {
        Scale::Planar { m_per_unit }
    }

    /// Length of an edge in integer units of [`LENGTH_UNITS_PER_M`].
    pub(crate) fn edge_length(&self, a: Coord, b: Coord) -> f64 {
        let (dx, dy) = ((b.x as i64 - a.x as i64) as f64, (b.y as i64 - a.y as i64) as f64);
        let (mx, my) = match self {
            Scale::Planar { m_per_unit } => (*m_per_unit, *m_per_unit),
            Scale::Geographic(g) => g.m_per_unit((a.y as f64 + b.y as f64) * 0.5),
        };
        let (x, y) = (dx * mx, dy * my);
        (x * x + y * y).sqrt() * LENGTH_UNITS_PER_M
    }

    /// Signed area between an edge and the reference line, in integer units of
    /// [`AREA_UNITS_PER_M2`]; positive for an edge running west (left side below it is inside).
    pub(crate) fn edge_area(&self, a: Coord, b: Coord) -> f64 {
        match self {
            Scale::Planar { .. } => 0.0,
            Scale::Geographic(g) => g.edge_area(a, b),
        }
    }

    /// Whether ground area comes from the exact lattice area (planes) rather than arc terms.
    pub(crate) fn planar_unit_m2(&self) -> Option<f64> {
        match self {
            Scale::Planar { m_per_unit } => Some(m_per_unit * m_per_unit),
            Scale::Geographic(_) => None,
        }
    }

    /// Metres of one unit in x and in y at a place.
    pub fn m_per_unit_at(&self, at: Coord) -> (f64, f64) {
        match self {
            Scale::Planar { m_per_unit } => (*m_per_unit, *m_per_unit),
            Scale::Geographic(g) => g.m_per_unit(at.y as f64),
        }
    }

    /// Straight distance of two nearby points, in metres.
    pub fn distance_m(&self, a: Coord, b: Coord) -> f64 {
        self.edge_length(a, b) / LENGTH_UNITS_PER_M
    }
}

impl Knot {
    fn at(index: i64) -> Self {
        let lat = |i: i64| (i * KNOT_UNITS) as f64 / UNITS_PER_DEGREE * (core::f64::consts::PI / 180.0);
        let phi = lat(index);
        let radians_per_unit = core::f64::consts::PI / 180.0 / UNITS_PER_DEGREE;
        let (sin, cos) = (libm::sin(phi), libm::cos(phi));
        let w2 = 1.0 - ECC2 * sin * sin;
        let n = SEMI_MAJOR_M / w2.sqrt();
        let m = n * (1.0 - ECC2) / w2;
        Self {
            q: authalic_q(sin) * 0.5 * SEMI_MAJOR_M * SEMI_MAJOR_M,
            // d/dphi of the zone area per radian of longitude is M N cos(phi)
            dq: m * n * cos * radians_per_unit * KNOT_UNITS as f64,
            m_per_unit_x: n * cos * radians_per_unit,
            m_per_unit_y: m * radians_per_unit,
        }
    }
}

/// Snyder's q as a function of the sine of the latitude.
fn authalic_q(sin: f64) -> f64 {
    let e = ECC2.sqrt();
    let es = e * sin;
    (1.0 - ECC2) * (sin / (1.0 - es * es) + libm::atanh(es) / e)
}

impl GeographicScale {
    /// Whether the tables reach over all latitudes of `bounds`.
    fn covers(&self, bounds: Bounds) -> bool {
        let last_knot = self.first_knot + self.knots.len() as i64 - 1;
        self.first_knot * KNOT_UNITS <= bounds.min.y.into() && i64::from(bounds.max.y) <= last_knot * KNOT_UNITS
    }

    #[inline]
    fn knot(&self, y: f64) -> (&Knot, &Knot, f64) {
        let position = y / KNOT_UNITS as f64;
        let floor = position.floor();
        let last = self.knots.len() as i64 - 2;
        let i = (floor as i64 - self.first_knot).clamp(0, last) as usize;
        let t = position - (self.first_knot + i as i64) as f64;
        (&self.knots[i], &self.knots[i + 1], t)
    }

    #[inline]
    fn q(&self, y: f64) -> f64 {
        let (a, b, t) = self.knot(y);
        // cubic Hermite on [a, b]
        let d = b.q - a.q;
        let c = a.dq - d;
        let e = d - b.dq;
        a.q + t * (d + (1.0 - t) * (c * (1.0 - t) + e * t))
    }

    #[inline]
    fn m_per_unit(&self, y: f64) -> (f64, f64) {
        let (a, b, t) = self.knot(y);
        (a.m_per_unit_x + t * (b.m_per_unit_x - a.m_per_unit_x), a.m_per_unit_y + t * (b.m_per_unit_y - a.m_per_unit_y))
    }

    /// Simpson's rule needs short edges: one that spans many degrees of latitude is taken in steps.
    fn edge_area(&self, a: Coord, b: Coord) -> f64 {
        let (ya, yb) = (a.y as f64, b.y as f64);
        let steps = ((yb - ya).abs() / UNITS_PER_DEGREE).ceil().max(1.0);
        let height = (yb - ya) / steps;
        let mut q = 0.0;
        for step in 0..steps as u32 {
            let (y0, y1) = (ya + height * step as f64, ya + height * (step + 1) as f64);
            q += (self.q(y0) + 4.0 * self.q((y0 + y1) * 0.5) + self.q(y1)) / 6.0;
        }
        let radians_per_unit = core::f64::consts::PI / 180.0 / UNITS_PER_DEGREE;
        let dx = (a.x as i64 - b.x as i64) as f64;
        dx * radians_per_unit * (q / steps - self.q_reference) * AREA_UNITS_PER_M2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_degree_cell_at_the_equator_has_the_known_authalic_area() {
        // 1 x 1 degree at 0..1 N on GRS80: 12 308.78 km2 (geodesic polygon differs by the bulge of
        // the parallel, below 1e-5); whole-ellipsoid area is 510 065 621.7 km2.
        let bounds = Bounds { min: Coord::new(0, -900_000_000), max: Coord::new(10_000_000, 900_000_000) };
        let Scale::Geographic(g) = Scale::geographic(bounds) else { unreachable!("geographic") };
        let band = g.q(900_000_000.0) - g.q(-900_000_000.0);
        let whole_km2 = band * 2.0 * core::f64::consts::PI / 1e6;
        assert!((whole_km2 - 510_065_621.7).abs() < 1.0, "{whole_km2}");
    }

    #[test]
    fn an_edge_of_many_degrees_has_the_area_of_its_pieces() {
        let at = |i: i32| Coord::new(i * 1_000_000, i * 3_000_000);
        let bounds = Bounds { min: at(0), max: at(100) };
        let Scale::Geographic(g) = Scale::geographic(bounds) else { unreachable!("geographic") };
        let pieces: f64 = (0..100).map(|i| g.edge_area(at(i), at(i + 1))).sum();
        assert!((g.edge_area(at(0), at(100)) / pieces - 1.0).abs() < 1e-9);
    }

    #[test]
    fn table_agrees_with_the_formula_between_knots() {
        let bounds = Bounds { min: Coord::new(0, 310_000_000), max: Coord::new(1, 330_000_000) };
        let Scale::Geographic(g) = Scale::geographic(bounds) else { unreachable!("geographic") };
        for y in [310_012_345, 315_555_555, 329_999_999] {
            let phi = y as f64 / UNITS_PER_DEGREE * core::f64::consts::PI / 180.0;
            let exact = authalic_q(libm::sin(phi)) * 0.5 * SEMI_MAJOR_M * SEMI_MAJOR_M;
            assert!((g.q(y as f64) / exact - 1.0).abs() < 1e-13);
        }
    }
}
