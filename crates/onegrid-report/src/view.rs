//! Lattice points -> whole drawing units of one map; rings and lines -> SVG path data.
//!
//! # Method
//! A map is drawn in units of a quarter pixel. Rounding to that raster, and dropping points that
//! fall together or on a straight line, looks the same from both sides of a border, so that
//! neighbours still meet. North is up, a metre is as long to the east as to the north.

use std::fmt::Write;

use onegrid::{Grid, LatticeBounds, LatticeCoord, Part, Region};

/// Drawing units in a pixel.
pub(super) const UNITS_PER_PX: f64 = 4.0;
/// How far beyond its frame a map is drawn, in drawing units: borders must not end at the frame.
const BLEED: f64 = 24.0;

/// Which ground a map shows, and how large.
pub(super) struct View {
    west: f64,
    north: f64,
    units_per_x: f64,
    units_per_y: f64,
    /// Width in drawing units.
    pub(super) width: f64,
    /// Height in drawing units.
    pub(super) height: f64,
    /// Ground metres of one pixel.
    pub(super) m_per_px: f64,
}

impl View {
    /// Shows all of `bounds`, as wide as `width_px` unless it would get higher than `max_height_px`.
    pub(super) fn fit(grid: &Grid, bounds: LatticeBounds, width_px: f64, max_height_px: f64) -> Self {
        let (width_m, height_m) = metres(grid, bounds);
        let m_per_px = (width_m / (width_px - 16.0)).max(height_m / (max_height_px - 16.0));
        let height_px = (height_m / m_per_px + 16.0).ceil().min(max_height_px);
        Self::around(grid, bounds, m_per_px, width_px, height_px)
    }

    /// Shows the surroundings of `bounds` in a frame of fixed size: `bounds` takes up about
    /// `fill` of it, but nothing is magnified beyond `least_m` metres across.
    pub(super) fn window(grid: &Grid, bounds: LatticeBounds, size_px: (f64, f64), fill: f64, least_m: f64) -> Self {
        let (width_m, height_m) = metres(grid, bounds);
        let (width_px, height_px) = size_px;
        let m_per_px = (width_m / (fill * width_px)).max(height_m / (fill * height_px)).max(least_m / width_px);
        Self::around(grid, bounds, m_per_px, width_px, height_px)
    }

    fn around(grid: &Grid, bounds: LatticeBounds, m_per_px: f64, width_px: f64, height_px: f64) -> Self {
        let middle = middle(bounds);
        let (mx, my) = grid.arrangement().scale().m_per_unit_at(middle);
        let (units_per_x, units_per_y) = (mx / m_per_px * UNITS_PER_PX, my / m_per_px * UNITS_PER_PX);
        let (width, height) = (width_px * UNITS_PER_PX, height_px * UNITS_PER_PX);
        let x = f64::midpoint(bounds.min.x as f64, bounds.max.x as f64);
        let y = f64::midpoint(bounds.min.y as f64, bounds.max.y as f64);
        Self {
            west: x - width / 2.0 / units_per_x,
            north: y + height / 2.0 / units_per_y,
            units_per_x,
            units_per_y,
            width,
            height,
            m_per_px,
        }
    }

    /// A lattice point in drawing units, not rounded.
    pub(super) fn at(&self, p: LatticeCoord) -> (f64, f64) {
        ((p.x as f64 - self.west) * self.units_per_x, (self.north - p.y as f64) * self.units_per_y)
    }

    /// Longitude and latitude in degrees in drawing units.
    pub(super) fn at_degrees(&self, (lon_deg, lat_deg): (f64, f64)) -> (f64, f64) {
        LatticeCoord::from_degrees(lon_deg, lat_deg).map_or((-1e6, -1e6), |p| self.at(p))
    }

    /// Whether anything within `bounds` can be seen.
    pub(super) fn shows(&self, bounds: &LatticeBounds) -> bool {
        let (left, top) = self.at(LatticeCoord::new(bounds.min.x, bounds.max.y));
        let (right, bottom) = self.at(LatticeCoord::new(bounds.max.x, bounds.min.y));
        right >= -BLEED && left <= self.width + BLEED && bottom >= -BLEED && top <= self.height + BLEED
    }

    fn frame(&self) -> [f64; 4] {
        [-BLEED, -BLEED, self.width + BLEED, self.height + BLEED]
    }
}

fn metres(grid: &Grid, bounds: LatticeBounds) -> (f64, f64) {
    let (mx, my) = grid.arrangement().scale().m_per_unit_at(middle(bounds));
    ((bounds.width() as f64 * mx).max(1.0), (bounds.height() as f64 * my).max(1.0))
}

fn middle(b: LatticeBounds) -> LatticeCoord {
    let half = |a: i32, b: i32| i64::midpoint(a as i64, b as i64) as i32;
    LatticeCoord::new(half(b.min.x, b.max.x), half(b.min.y, b.max.y))
}

/// Bounds of the shells of some parts.
pub(super) fn bounds_of<'a>(parts: impl IntoIterator<Item = &'a Part>) -> Option<LatticeBounds> {
    LatticeBounds::of(parts.into_iter().flat_map(|p| p.shell.iter().copied()))
}

/// Bounds of each region, in their order.
pub(super) fn bounds_of_each(regions: &[Region]) -> Vec<LatticeBounds> {
    let nothing = LatticeBounds { min: LatticeCoord::new(0, 0), max: LatticeCoord::new(0, 0) };
    regions.iter().map(|r| bounds_of(&r.parts).unwrap_or(nothing)).collect()
}

/// Path data under construction, in relative whole numbers.
#[derive(Default)]
pub(super) struct Path {
    d: String,
}

impl Path {
    /// The path data; empty when nothing could be seen.
    pub(super) fn data(self) -> String {
        self.d
    }

    /// Path data of one region.
    pub(super) fn of(view: &View, parts: &[Part]) -> String {
        let mut path = Self::default();
        path.parts(view, parts);
        path.data()
    }

    /// Adds all rings of all parts.
    pub(super) fn parts(&mut self, view: &View, parts: &[Part]) {
        for part in parts {
            self.ring(view, &part.shell);
            for hole in &part.holes {
                self.ring(view, hole);
            }
        }
    }

    /// Adds a closed ring, cut off at the frame.
    fn ring(&mut self, view: &View, ring: &[LatticeCoord]) {
        let points: Vec<(f64, f64)> = ring.iter().map(|&p| view.at(p)).collect();
        let points = clip(points, view.frame());
        let mut drawn = thin(&points);
        while drawn.len() > 1 && drawn.first() == drawn.last() {
            drawn.pop();
        }
        if drawn.len() > 2 {
            self.write(&drawn);
            self.d.push('z');
        }
    }

    /// Adds an open line; pieces that cannot be seen are left out.
    pub(super) fn line(&mut self, view: &View, line: &[LatticeCoord]) {
        let [left, top, right, bottom] = view.frame();
        let points: Vec<(f64, f64)> = line.iter().map(|&p| view.at(p)).collect();
        let outside = |a: (f64, f64), b: (f64, f64)| {
            a.0.max(b.0) < left || a.0.min(b.0) > right || a.1.max(b.1) < top || a.1.min(b.1) > bottom
        };
        let mut run: Vec<(f64, f64)> = Vec::new();
        for pair in points.windows(2) {
            if outside(pair[0], pair[1]) {
                self.run(&mut run);
            } else {
                if run.is_empty() {
                    run.push(pair[0]);
                }
                run.push(pair[1]);
            }
        }
        self.run(&mut run);
    }

    fn run(&mut self, run: &mut Vec<(f64, f64)>) {
        let drawn = thin(run);
        if drawn.len() > 1 {
            self.write(&drawn);
        }
        run.clear();
    }

    fn write(&mut self, points: &[(i64, i64)]) {
        let d = &mut self.d;
        let (mut x, mut y) = points[0];
        push(d, 'M', x, y);
        for (i, &(px, py)) in points[1..].iter().enumerate() {
            push(d, if i == 0 { 'l' } else { ' ' }, px - x, py - y);
            (x, y) = (px, py);
        }
    }
}

fn push(d: &mut String, letter: char, x: i64, y: i64) {
    if letter != ' ' {
        d.push(letter);
    } else if x >= 0 {
        d.push(' ');
    }
    let _ = if y < 0 { write!(d, "{x}{y}") } else { write!(d, "{x} {y}") };
}

/// Rounds, and drops points that fall together or on the line between their neighbours.
fn thin(points: &[(f64, f64)]) -> Vec<(i64, i64)> {
    let mut out: Vec<(i64, i64)> = Vec::new();
    for &(x, y) in points {
        let p = (x.round() as i64, y.round() as i64);
        if out.last() == Some(&p) {
            continue;
        }
        if let [.., a, b] = out[..] {
            let (ab, bp) = ((b.0 - a.0, b.1 - a.1), (p.0 - b.0, p.1 - b.1));
            if ab.0 * bp.1 == ab.1 * bp.0 && ab.0 * bp.0 + ab.1 * bp.1 > 0 {
                out.pop();
            }
        }
        out.push(p);
    }
    out
}

/// The part of a ring inside a frame (Sutherland and Hodgman 1974).
fn clip(mut points: Vec<(f64, f64)>, [left, top, right, bottom]: [f64; 4]) -> Vec<(f64, f64)> {
    let inside = |p: &(f64, f64)| p.0 >= left && p.0 <= right && p.1 >= top && p.1 <= bottom;
    if points.iter().all(inside) {
        return points;
    }
    // each side as a distance that is positive inside
    let sides: [&dyn Fn((f64, f64)) -> f64; 4] = [&|p| p.0 - left, &|p| right - p.0, &|p| p.1 - top, &|p| bottom - p.1];
    for depth in sides {
        let mut kept = Vec::with_capacity(points.len());
        for (i, &b) in points.iter().enumerate() {
            let a = points[(i + points.len() - 1) % points.len()];
            let (da, db) = (depth(a), depth(b));
            if (da < 0.0) != (db < 0.0) {
                let t = da / (da - db);
                kept.push((a.0 + (b.0 - a.0) * t, a.1 + (b.1 - a.1) * t));
            }
            if db >= 0.0 {
                kept.push(b);
            }
        }
        points = kept;
    }
    points
}

#[cfg(test)]
mod tests {
    use super::{clip, push, thin};

    #[test]
    fn points_that_fall_together_or_on_a_line_are_dropped() {
        let points = [(0.0, 0.0), (0.3, 0.2), (4.0, 0.0), (8.1, 0.0), (8.0, 5.0), (8.0, 2.0)];
        assert_eq!(thin(&points), [(0, 0), (8, 0), (8, 5), (8, 2)], "a line that turns back keeps its tip");
    }

    #[test]
    fn a_ring_is_cut_off_at_the_frame() {
        let frame = [0.0, 0.0, 10.0, 10.0];
        let big = vec![(-5.0, -5.0), (15.0, -5.0), (15.0, 15.0), (-5.0, 15.0)];
        let mut cut = thin(&clip(big, frame));
        cut.sort_unstable();
        assert_eq!(cut, [(0, 0), (0, 10), (10, 0), (10, 10)]);
        assert_eq!(clip(vec![(20.0, 20.0), (30.0, 20.0), (30.0, 30.0)], frame), []);
    }

    #[test]
    fn path_data_needs_no_space_before_a_minus() {
        let mut d = String::new();
        push(&mut d, 'M', 3, 4);
        push(&mut d, 'l', -1, -2);
        push(&mut d, ' ', 5, 6);
        push(&mut d, ' ', -7, 8);
        assert_eq!(d, "M3 4l-1-2 5 6-7 8");
    }
}
