//! One face in metres, the households in it -> the straight cut that divides it best.
//!
//! # Method
//! Lines in 16 directions, each at a few places around where it would divide the households as wanted.
//! Where a line leaves and enters a face several times, every stretch from its outline to its outline
//! (through holes, if need be) is a cut of its own, so that each cut makes exactly two pieces. The best
//! breaks no bounds, then is even, short, and parallel to the barriers and borders around.

/// A point in metres.
pub(super) type Point = (f64, f64);

/// Cosines of multiples of 11.25 degrees, from 0 to 90: no trigonometry, the same everywhere.
const COSINES: [f64; 9] = [
    1.0,
    0.980_785_280_403_230_4,
    0.923_879_532_511_286_7,
    0.831_469_612_302_545_2,
    std::f64::consts::FRAC_1_SQRT_2,
    0.555_570_233_019_602_2,
    0.382_683_432_365_089_8,
    0.195_090_322_016_128_27,
    0.0,
];
/// Number of directions in half a turn.
const DIRECTIONS: usize = 16;
/// Shares of the way from even to uneven that are tried in each direction.
const SHIFTS: [f64; 5] = [0.0, -0.04, 0.04, -0.1, 0.1];

/// What is to be divided.
pub(super) struct Shape {
    /// Outline, counter-clockwise.
    pub shell: Vec<Point>,
    pub holes: Vec<Vec<Point>>,
    /// Places where the size is known, with it.
    pub points: Vec<(Point, u64)>,
    /// Size known for the whole shape only: it is shared out by area.
    pub spread: u64,
    /// Length of borders that separate something, by direction.
    pub grain_m: [f64; DIRECTIONS],
}

/// What the pieces must keep.
#[derive(Clone, Copy)]
pub(super) struct Wanted {
    pub min: u64,
    pub max: u64,
    /// Number of pieces on this side of the cut, and on both.
    pub first: u64,
    pub all: u64,
    /// No piece may be narrower (m) or smaller (m2).
    pub least: (f64, f64),
}

/// A straight cut and the two pieces it makes.
pub(super) struct Cut {
    /// Its stretches inside the shape.
    pub stretches: Vec<(Point, Point)>,
    /// The pieces; `None` where a hole was cut and they cannot be divided further in one go.
    pub pieces: Option<(Shape, Shape)>,
}

/// A place where a line meets a ring (0: the outline).
#[derive(Clone, Copy)]
struct Crossing {
    along: f64,
    ring: usize,
    edge: usize,
    at: Point,
}

impl Shape {
    pub(super) fn total(&self) -> u64 {
        self.spread + self.points.iter().map(|p| p.1).sum::<u64>()
    }

    fn area(&self) -> f64 {
        ring_area(&self.shell) - self.holes.iter().map(|h| ring_area(h).abs()).sum::<f64>()
    }

    /// The best cut; `None` where none divides the size at all.
    pub(super) fn cut(&self, wanted: Wanted) -> Option<Cut> {
        let grain: f64 = self.grain_m.iter().sum::<f64>().max(1e-9);
        let mut best: Option<(f64, Chain)> = None;
        for (d, &grain_m) in self.grain_m.iter().enumerate() {
            let normal = normal(d);
            for shift in SHIFTS {
                let share = wanted.first as f64 / wanted.all as f64 + shift;
                let offset = self.offset(normal, share.clamp(0.02, 0.98));
                for chain in self.chains(normal, offset) {
                    // up to a sixth shorter where it runs with what is around
                    let parallel = 1.0 - grain_m / grain / 6.0;
                    if let Some(cost) = self.cost(&chain, parallel, wanted)
                        && best.as_ref().is_none_or(|(least, _)| cost < *least)
                    {
                        best = Some((cost, chain));
                    }
                }
            }
        }
        best.map(|(_, chain)| self.divided(chain))
    }

    /// Where a line across `normal` has this share of the size before it.
    fn offset(&self, normal: Point, share: f64) -> f64 {
        let project = |p: &Point| p.0 * normal.0 + p.1 * normal.1;
        let ends = self.shell.iter().map(project);
        let (mut low, mut high) =
            ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (f64::min(l, v), f64::max(h, v)));
        let area = self.area().max(1e-9);
        let wanted = share * self.total() as f64;
        let before = |offset: f64| {
            let known: u64 = self.points.iter().filter(|(p, _)| project(p) < offset).map(|p| p.1).sum();
            let holes: f64 = self.holes.iter().map(|h| area_before(h, normal, offset).abs()).sum();
            known as f64 + self.spread as f64 * (area_before(&self.shell, normal, offset) - holes) / area
        };
        for _ in 0..40 {
            let middle = f64::midpoint(low, high);
            if before(middle) < wanted { low = middle } else { high = middle }
        }
        if self.spread > 0 {
            return f64::midpoint(low, high);
        }
        // between two doors, not through one
        let edge = f64::midpoint(low, high);
        let doors = || self.points.iter().map(|(p, _)| project(p));
        let below = doors().filter(|&v| v <= edge).fold(f64::NEG_INFINITY, f64::max);
        let above = doors().filter(|&v| v > edge).fold(f64::INFINITY, f64::min);
        if below.is_finite() && above.is_finite() { f64::midpoint(below, above) } else { edge }
    }

    /// Every way along a line from outline to outline.
    fn chains(&self, normal: Point, offset: f64) -> Vec<Chain> {
        let mut crossings = Vec::new();
        for (r, ring) in std::iter::once(&self.shell).chain(&self.holes).enumerate() {
            for i in 0..ring.len() {
                let (a, b) = (ring[i], ring[(i + 1) % ring.len()]);
                let side = |p: Point| p.0 * normal.0 + p.1 * normal.1 - offset;
                let (da, db) = (side(a), side(b));
                if (da < 0.0) != (db < 0.0) {
                    let t = da / (da - db);
                    let at = (a.0 + (b.0 - a.0) * t, a.1 + (b.1 - a.1) * t);
                    crossings.push(Crossing { along: at.1 * normal.0 - at.0 * normal.1, ring: r, edge: i, at });
                }
            }
        }
        crossings.sort_by(|p, q| p.along.total_cmp(&q.along).then(p.ring.cmp(&q.ring)));
        let mut chains: Vec<Chain> = Vec::new();
        let mut open: Option<Chain> = None;
        for pair in crossings.chunks_exact(2) {
            let (from, to) = (pair[0], pair[1]);
            let chain = match open.take() {
                Some(mut chain) if chain.end.ring == from.ring => {
                    chain.stretches.push((from.at, to.at));
                    chain.end = to;
                    Some(chain)
                }
                _ if from.ring == 0 => Some(Chain { start: from, end: to, stretches: vec![(from.at, to.at)] }),
                _ => None,
            };
            match chain {
                Some(chain) if chain.end.ring == 0 => chains.push(chain),
                other => open = other,
            }
        }
        chains
    }

    /// The two outlines that a chain makes.
    fn outlines(&self, chain: &Chain) -> (Vec<Point>, Vec<Point>) {
        let walk = |from: Crossing, to: Crossing| {
            let n = self.shell.len();
            let mut ring = vec![from.at];
            let mut i = from.edge;
            // both on one edge, and `to` further on: no corner lies between
            let (a, b) = (self.shell[from.edge], self.shell[(from.edge + 1) % n]);
            let further = (to.at.0 - from.at.0) * (b.0 - a.0) + (to.at.1 - from.at.1) * (b.1 - a.1) > 0.0;
            if from.edge != to.edge || !further {
                loop {
                    i = (i + 1) % n;
                    ring.push(self.shell[i]);
                    if i == to.edge {
                        break;
                    }
                }
            }
            ring.push(to.at);
            ring
        };
        (walk(chain.start, chain.end), walk(chain.end, chain.start))
    }

    /// Lower is better; `None` where the cut is no use.
    fn cost(&self, chain: &Chain, parallel: f64, wanted: Wanted) -> Option<f64> {
        let (one, two) = self.outlines(chain);
        for ring in [&one, &two] {
            let (area, length) = (self.solid(ring), ring_length(ring));
            if area < wanted.least.1 || 2.0 * area < wanted.least.0 * length {
                return None;
            }
        }
        let total = self.total();
        let share = self.solid(&one) / self.area().max(1e-9);
        let known: u64 = self.points.iter().filter(|(p, _)| contains(&one, *p)).map(|p| p.1).sum();
        let first = known + (share.clamp(0.0, 1.0) * self.spread as f64).round() as u64;
        let first = first.min(total);
        // the chain runs either way: the smaller number of pieces goes to whichever side suits
        let misfit = |size: u64, other: u64| {
            let (n, m) = (wanted.first, wanted.all - wanted.first);
            let over = size.saturating_sub(n * wanted.max) + other.saturating_sub(m * wanted.max);
            let under = (n * wanted.min).saturating_sub(size) + (m * wanted.min).saturating_sub(other);
            let off = (size as f64 - total as f64 * n as f64 / wanted.all as f64).abs();
            (10.0 * over as f64 + 3.0 * under as f64 + 0.7 * off) / total as f64
        };
        if first == 0 || first == total || first.max(total - first) as f64 > 0.95 * total as f64 {
            return None;
        }
        let length: f64 = chain.stretches.iter().map(|&(p, q)| distance(p, q)).sum();
        let length = parallel * length / self.area().max(1e-9).sqrt();
        Some(misfit(first, total - first).min(misfit(total - first, first)) + 0.3 * length)
    }

    /// Area of a ring less the holes in it.
    fn solid(&self, ring: &[Point]) -> f64 {
        let holes = self.holes.iter().filter(|h| contains(ring, h[0]));
        ring_area(ring).abs() - holes.map(|h| ring_area(h).abs()).sum::<f64>()
    }

    fn divided(&self, chain: Chain) -> Cut {
        let (one, two) = self.outlines(&chain);
        let pieces = (chain.stretches.len() == 1).then(|| (self.piece(one), self.piece(two)));
        let pieces = pieces.map(|(mut a, mut b)| {
            let share = a.area() / (a.area() + b.area()).max(1e-9);
            a.spread = ((self.spread as f64) * share).round() as u64;
            b.spread = self.spread.saturating_sub(a.spread);
            (a, b)
        });
        Cut { stretches: chain.stretches, pieces }
    }

    fn piece(&self, shell: Vec<Point>) -> Shape {
        let holes = self.holes.iter().filter(|h| contains(&shell, h[0])).cloned().collect();
        let points = self.points.iter().filter(|(p, _)| contains(&shell, *p)).copied().collect();
        Shape { shell, holes, points, spread: 0, grain_m: self.grain_m }
    }
}

/// A way along a line from outline to outline.
struct Chain {
    start: Crossing,
    end: Crossing,
    stretches: Vec<(Point, Point)>,
}

fn normal(direction: usize) -> Point {
    let cosine = |i: usize| if i <= 8 { COSINES[i] } else { -COSINES[16 - i] };
    (cosine(direction), COSINES[direction.abs_diff(8)])
}

/// Number of the direction that a cut along this edge would have.
pub(super) fn direction(from: Point, to: Point) -> usize {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let across = |d: &usize| (normal(*d).0 * dx + normal(*d).1 * dy).abs();
    (0..DIRECTIONS).min_by(|a, b| across(a).total_cmp(&across(b))).unwrap_or(0)
}

/// Distance in metres; square roots are the same everywhere, `hypot` is not.
pub(super) fn distance(p: Point, q: Point) -> f64 {
    let (dx, dy) = (p.0 - q.0, p.1 - q.1);
    (dx * dx + dy * dy).sqrt()
}

fn ring_area(ring: &[Point]) -> f64 {
    let next = |i: usize| ring[(i + 1) % ring.len()];
    (0..ring.len()).map(|i| ring[i].0 * next(i).1 - next(i).0 * ring[i].1).sum::<f64>() / 2.0
}

fn ring_length(ring: &[Point]) -> f64 {
    let next = |i: usize| ring[(i + 1) % ring.len()];
    (0..ring.len()).map(|i| distance(ring[i], next(i))).sum()
}

/// Area of the part of a ring before a line.
fn area_before(ring: &[Point], normal: Point, offset: f64) -> f64 {
    let side = |p: Point| p.0 * normal.0 + p.1 * normal.1 - offset;
    let mut kept = Vec::with_capacity(ring.len());
    for i in 0..ring.len() {
        let (a, b) = (ring[i], ring[(i + 1) % ring.len()]);
        let (da, db) = (side(a), side(b));
        if da < 0.0 {
            kept.push(a);
        }
        if (da < 0.0) != (db < 0.0) {
            let t = da / (da - db);
            kept.push((a.0 + (b.0 - a.0) * t, a.1 + (b.1 - a.1) * t));
        }
    }
    ring_area(&kept)
}

/// Whether a point lies in a ring, by counting crossings to its east.
fn contains(ring: &[Point], p: Point) -> bool {
    let mut inside = false;
    for i in 0..ring.len() {
        let (a, b) = (ring[i], ring[(i + 1) % ring.len()]);
        if (a.1 > p.1) != (b.1 > p.1) && p.0 < a.0 + (b.0 - a.0) * (p.1 - a.1) / (b.1 - a.1) {
            inside = !inside;
        }
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::{Shape, Wanted, contains, direction};

    fn wanted(first: u64, all: u64) -> Wanted {
        Wanted { min: 300, max: 500, first, all, least: (8.0, 100.0) }
    }

    fn shape(shell: Vec<(f64, f64)>, spread: u64) -> Shape {
        Shape { shell, holes: vec![], points: vec![], spread, grain_m: [0.0; 16] }
    }

    #[test]
    fn a_long_rectangle_is_cut_across_in_the_middle() {
        let cut = shape(vec![(0.0, 0.0), (400.0, 0.0), (400.0, 100.0), (0.0, 100.0)], 800).cut(wanted(1, 2)).unwrap();
        let [(p, q)] = cut.stretches[..] else { panic!("one stretch") };
        assert!((p.0 - 200.0).abs() < 1e-6 && (q.0 - 200.0).abs() < 1e-6, "{p:?} {q:?}");
        let (a, b) = cut.pieces.unwrap();
        assert_eq!((a.total(), b.total()), (400, 400));
    }

    #[test]
    fn points_decide_where_a_cut_runs_and_none_is_lost() {
        let mut block = shape(vec![(0.0, 0.0), (400.0, 0.0), (400.0, 100.0), (0.0, 100.0)], 0);
        block.points = (0..10u32).map(|i| ((10.0 + 10.0 * f64::from(i), 50.0), 80)).collect();
        let (a, b) = block.cut(wanted(1, 2)).unwrap().pieces.unwrap();
        assert_eq!(a.total() + b.total(), 800);
        assert_eq!(a.total().max(b.total()), 400);
    }

    #[test]
    fn a_tower_cannot_be_cut() {
        let mut tower = shape(vec![(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)], 0);
        tower.points = vec![((50.0, 50.0), 900)];
        assert!(tower.cut(wanted(1, 2)).is_none());
    }

    #[test]
    fn a_horseshoe_is_cut_once_and_a_ring_through_its_hole() {
        let horseshoe = vec![
            (0.0, 0.0),
            (300.0, 0.0),
            (300.0, 300.0),
            (200.0, 300.0),
            (200.0, 100.0),
            (100.0, 100.0),
            (100.0, 300.0),
            (0.0, 300.0),
        ];
        let cut = shape(horseshoe, 800).cut(wanted(1, 2)).unwrap();
        assert_eq!(cut.stretches.len(), 1);
        let (a, b) = cut.pieces.unwrap();
        assert!(a.total().abs_diff(400) < 60 && a.total() + b.total() == 800, "{}", a.total());

        let mut ring = shape(vec![(0.0, 0.0), (300.0, 0.0), (300.0, 300.0), (0.0, 300.0)], 800);
        ring.holes = vec![vec![(50.0, 50.0), (50.0, 250.0), (250.0, 250.0), (250.0, 50.0)]];
        let cut = ring.cut(wanted(1, 2)).unwrap();
        assert_eq!(cut.stretches.len(), 2, "a stretch on either side of the hole");
        assert!(cut.pieces.is_none());
    }

    #[test]
    fn directions_are_those_of_the_edges() {
        assert_eq!(direction((0.0, 0.0), (0.0, 5.0)), 0);
        assert_eq!(direction((5.0, 0.0), (0.0, 0.0)), 8);
        assert!(contains(&[(0.0, 0.0), (2.0, 0.0), (2.0, 2.0)], (1.5, 0.5)));
    }
}
