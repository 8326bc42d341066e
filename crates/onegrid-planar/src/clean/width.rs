//! A face -> whether a circle of some diameter fits into it.
//!
//! # Method
//! A face that is narrow from one side needs no search. Otherwise it is cut into squares, four by four; a square is dropped as soon as no circle around any of
//! its points can be larger than asked, and keeps only the edges that can be nearest to one of its
//! points. Garcia-Castellanos and Lombardo 2007, *Poles of inaccessibility*, Scott. Geogr. J. 123(3).
//! # Cost
//! A few operations per edge and per square as wide as the face is narrow.
//! # Limits
//! Decided to a hundredth of the diameter: a face that admits a circle up to 1 % wider may still
//! count as narrow. Metres are those at the middle of the face.

use crate::arrangement::Arrangement;
use crate::lattice::{Bounds, Coord};

/// Share of the diameter to which it is decided.
const TOLERANCE: f64 = 0.01;

/// Whether no circle of a diameter greater than `width_m` fits into the face.
pub(crate) fn is_narrow(arrangement: &Arrangement, face: u32, width_m: f64) -> bool {
    if width_m <= 0.0 {
        return false;
    }
    // the circle has at most the area of the face
    let area_m2 = arrangement.face_area_m2(face);
    if area_m2 <= core::f64::consts::FRAC_PI_4 * width_m * width_m {
        return true;
    }
    let arcs: Vec<usize> = arrangement.face_arcs(face).collect();
    let Some(bounds) = Bounds::of(arcs.iter().flat_map(|&a| arrangement.arc_coords(a).iter().copied())) else {
        return false;
    };
    let middle = Coord::new(bounds.min.x, i32::midpoint(bounds.min.y, bounds.max.y));
    let (mx, my) = arrangement.scale().m_per_unit_at(middle);
    let (width, height) = (bounds.width() as f64 * mx, bounds.height() as f64 * my);
    if width <= width_m || height <= width_m {
        return true;
    }
    let place =
        |p: Coord| [(p.x as i64 - bounds.min.x as i64) as f64 * mx, (p.y as i64 - bounds.min.y as i64) as f64 * my];
    let mut edges = Vec::new();
    for &arc in &arcs {
        let faces = arrangement.arc_faces(arc);
        if faces[0] == faces[1] {
            continue; // a loose end inside the face bounds nothing
        }
        let forward = faces[0] == Some(face);
        for p in arrangement.arc_coords(arc).windows(2) {
            edges.push(if forward { [place(p[0]), place(p[1])] } else { [place(p[1]), place(p[0])] });
        }
    }
    if edges.is_empty() || extent_across(&edges) <= width_m {
        return true;
    }
    let mut search = Search { list: (0..edges.len() as u32).collect(), edges, radius: width_m * 0.5 };
    let half = width.min(height) * 0.5;
    let (columns, rows) = ((width / (2.0 * half)).ceil() as u32, (height / (2.0 * half)).ceil() as u32);
    let all = search.list.len();
    for row in 0..rows {
        for column in 0..columns {
            let centre = [(2.0 * column as f64 + 1.0) * half, (2.0 * row as f64 + 1.0) * half];
            if search.finds_circle(centre, half, 0, all) {
                return false;
            }
        }
    }
    true
}

/// Extent of the edges square to the direction in which they reach far: no circle in them is wider.
fn extent_across(edges: &[[[f64; 2]; 2]]) -> f64 {
    let farthest_from = |p: [f64; 2]| {
        let square = |q: [f64; 2]| (q[0] - p[0]) * (q[0] - p[0]) + (q[1] - p[1]) * (q[1] - p[1]);
        edges.iter().map(|e| e[0]).fold(p, |best, q| if square(q) > square(best) { q } else { best })
    };
    let a = farthest_from(edges[0][0]);
    let b = farthest_from(a);
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let across = edges.iter().map(|e| dx * (e[0][1] - a[1]) - dy * (e[0][0] - a[0]));
    let (low, high) = across.fold((0.0f64, 0.0f64), |(low, high), v| (low.min(v), high.max(v)));
    (high - low) / (dx * dx + dy * dy).sqrt()
}

struct Search {
    /// Edges in metres, the face on their left.
    edges: Vec<[[f64; 2]; 2]>,
    /// Stack of edge numbers: each square reads the part that its parent wrote.
    list: Vec<u32>,
    radius: f64,
}

impl Search {
    /// Whether a circle larger than asked, with its centre in the square, fits into the face.
    fn finds_circle(&mut self, centre: [f64; 2], half: f64, from: usize, to: usize) -> bool {
        let mut nearest = Nearest::default();
        for i in from..to {
            nearest.see(self.edges[self.list[i] as usize], centre);
        }
        let distance = nearest.square.sqrt();
        let reach = half * core::f64::consts::SQRT_2;
        if distance + reach <= self.radius || (!nearest.is_inside && distance > reach) {
            return false;
        }
        if nearest.is_inside && distance > self.radius * (1.0 + TOLERANCE) {
            return true;
        }
        if reach <= self.radius * TOLERANCE {
            return false;
        }
        // an edge farther than this is not the nearest one of any point of the square
        let limit = (distance + 2.0 * reach) * (1.0 + 1e-9);
        for i in from..to {
            let edge = self.list[i];
            if square_distance(self.edges[edge as usize], centre) <= limit * limit {
                self.list.push(edge);
            }
        }
        let end = self.list.len();
        let quarter = half * 0.5;
        let found = [[-1.0, -1.0], [1.0, -1.0], [-1.0, 1.0], [1.0, 1.0]]
            .iter()
            .any(|s| self.finds_circle([centre[0] + s[0] * quarter, centre[1] + s[1] * quarter], quarter, to, end));
        self.list.truncate(to);
        found
    }
}

/// The nearest edge so far and the side on which the point lies.
struct Nearest {
    square: f64,
    /// Square of the distance from the line of that edge.
    from_line: f64,
    is_inside: bool,
}

impl Default for Nearest {
    fn default() -> Self {
        Self { square: f64::MAX, from_line: -1.0, is_inside: false }
    }
}

impl Nearest {
    /// Of two edges that meet in the nearest point, the one whose line is farther tells the side.
    fn see(&mut self, edge: [[f64; 2]; 2], p: [f64; 2]) {
        let square = square_distance(edge, p);
        if square <= self.square {
            let [a, b] = edge;
            let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
            let cross = dx * (p[1] - a[1]) - dy * (p[0] - a[0]);
            let from_line = cross * cross / (dx * dx + dy * dy);
            if square < self.square || from_line > self.from_line {
                *self = Self { square, from_line, is_inside: cross > 0.0 };
            }
        }
    }
}

fn square_distance([a, b]: [[f64; 2]; 2], p: [f64; 2]) -> f64 {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let along = (p[0] - a[0]) * dx + (p[1] - a[1]) * dy;
    let length2 = dx * dx + dy * dy;
    // the ends as given, so that two edges that meet there are equally far
    let q = if along <= 0.0 {
        a
    } else if along >= length2 {
        b
    } else {
        [a[0] + dx * (along / length2), a[1] + dy * (along / length2)]
    };
    (p[0] - q[0]) * (p[0] - q[0]) + (p[1] - q[1]) * (p[1] - q[1])
}
