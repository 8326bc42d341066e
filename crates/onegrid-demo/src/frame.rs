//! Metres of the made-up city -> degrees, in whole steps of 1e-7 degree.

use geo_types::Coord;

/// A place in units of 1e-7 degree: `[longitude, latitude]`.
pub(crate) type Spot = [i32; 2];

/// Metres per degree of latitude on a sphere of 6,371,008.8 m radius.
const M_PER_DEGREE: f64 = 111_195.08;
/// Where the frame's zero lies, in degrees: no real boundary is followed.
const CENTRE_DEG: [f64; 2] = [118.9, 32.1];
/// How far the street pattern is turned, so that roads are not parallels and meridians.
const TURN_DEG: f64 = 11.0;
const UNITS_PER_DEGREE: f64 = 1e7;

/// A flat frame around [`CENTRE_DEG`]; metres there are metres on the ground to a few per cent
/// over a province and to 0.1 % over a city.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame {
    units_per_m: [f64; 2],
    cos_turn: f64,
    sin_turn: f64,
}

impl Frame {
    pub(crate) fn new() -> Self {
        let radians = |deg: f64| deg * core::f64::consts::PI / 180.0;
        let per_m = UNITS_PER_DEGREE / M_PER_DEGREE;
        Self {
            units_per_m: [per_m / libm::cos(radians(CENTRE_DEG[1])), per_m],
            cos_turn: libm::cos(radians(TURN_DEG)),
            sin_turn: libm::sin(radians(TURN_DEG)),
        }
    }

    /// The nearest representable place to a point of the metric frame.
    pub(crate) fn spot(&self, point_m: [f64; 2]) -> Spot {
        let [x, y] = point_m;
        let east_m = x * self.cos_turn - y * self.sin_turn;
        let north_m = x * self.sin_turn + y * self.cos_turn;
        [
            libm::round(CENTRE_DEG[0] * UNITS_PER_DEGREE + east_m * self.units_per_m[0]) as i32,
            libm::round(CENTRE_DEG[1] * UNITS_PER_DEGREE + north_m * self.units_per_m[1]) as i32,
        ]
    }

    /// `spot` moved east and north by metres on the ground.
    pub(crate) fn moved(&self, spot: Spot, east_m: f64, north_m: f64) -> Spot {
        [
            spot[0] + libm::round(east_m * self.units_per_m[0]) as i32,
            spot[1] + libm::round(north_m * self.units_per_m[1]) as i32,
        ]
    }

    /// Metres east and north from `from` to `to`.
    pub(crate) fn between_m(&self, from: Spot, to: Spot) -> [f64; 2] {
        [f64::from(to[0] - from[0]) / self.units_per_m[0], f64::from(to[1] - from[1]) / self.units_per_m[1]]
    }
}

/// The degrees of a spot: the nearest double to its seven decimals.
pub(crate) fn degrees(spot: Spot) -> Coord<f64> {
    Coord { x: f64::from(spot[0]) / UNITS_PER_DEGREE, y: f64::from(spot[1]) / UNITS_PER_DEGREE }
}
