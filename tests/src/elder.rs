//! Our polygons and areas against the geo crate, and against brute force written here.

use std::collections::BTreeMap;

use geo::{Area, BooleanOps, BoundingRect, Contains, Validation, unary_union};
use geo_types::{Coord, LineString, MultiPolygon, Point, Polygon};
use onegrid::{LatticeCoord, Region, multi_polygon};
use onegrid_demo::Size;
use onegrid_planar::{Arrangement, Linework, RingOwner, RingRole, Scale, Silent};
use proptest::prelude::*;

use crate::support::{demo, make, shoelace2, street, written_rings};

mod boolean;

/// Shapes in lattice units from a corner: whole numbers, exact in f64.
fn in_units(regions: &[Region], corner: LatticeCoord) -> Vec<MultiPolygon<f64>> {
    let line = |ring: &[LatticeCoord]| -> LineString<f64> {
        let coords = ring.iter().chain(ring.first());
        coords.map(|p| Coord { x: f64::from(p.x - corner.x), y: f64::from(p.y - corner.y) }).collect()
    };
    let shape = |region: &Region| {
        let parts = region.parts.iter();
        MultiPolygon(parts.map(|p| Polygon::new(line(&p.shell), p.holes.iter().map(|h| line(h)).collect())).collect())
    };
    regions.iter().map(shape).collect()
}

fn corner(regions: &[Region]) -> LatticeCoord {
    let points = || regions.iter().flat_map(|r| &r.parts).flat_map(|p| &p.shell);
    LatticeCoord::new(
        points().map(|p| p.x).min().expect("there are zones"),
        points().map(|p| p.y).min().expect("there are zones"),
    )
}

#[test]
fn every_zone_polygon_is_valid_to_geo() {
    for made in [street(), &make(demo(Size::District, 1))] {
        for region in &made.summary.regions {
            let shape = multi_polygon(&region.parts);
            let errors = shape.validation_errors();
            assert!(errors.is_empty(), "zone {}: {errors:?}", made.merged.plan.zones()[region.id as usize].code);
        }
    }
}

#[test]
fn geo_finds_no_overlap_and_the_same_union() {
    let regions = &street().summary.regions;
    assert!((40..200).contains(&regions.len()), "{} zones", regions.len());
    let shapes = in_units(regions, corner(regions));
    // a unit square is about 1e-4 m2, so 1e-6 m2 is a hundredth of it
    let nothing = 0.01;
    let boxes: Vec<_> = shapes.iter().map(|s| s.bounding_rect().expect("a zone has land")).collect();
    let mut compared = 0;
    for a in 0..shapes.len() {
        for b in a + 1..shapes.len() {
            let apart = boxes[a].max().x < boxes[b].min().x
                || boxes[b].max().x < boxes[a].min().x
                || boxes[a].max().y < boxes[b].min().y
                || boxes[b].max().y < boxes[a].min().y;
            if !apart {
                let overlap = shapes[a].intersection(&shapes[b]).unsigned_area();
                assert!(overlap < nothing, "zones {a} and {b} share {overlap} square units");
                compared += 1;
            }
        }
    }
    assert!(compared > regions.len(), "{compared} pairs");
    let union = unary_union(&shapes).unsigned_area();
    let sum: f64 = shapes.iter().map(Area::unsigned_area).sum();
    let extent2: i128 = street().summary.report.exactness.extent_area2.parse().expect("a whole number");
    let extent = extent2 as f64 / 2.0;
    assert!((union - extent).abs() < 1e-9 * extent, "union {union}, extent {extent}");
    assert!((sum - extent).abs() < 1e-9 * extent, "sum {sum}, extent {extent}");
}

type Edge = (LatticeCoord, LatticeCoord);

fn edges(regions: &[Region]) -> Vec<Edge> {
    let rings = regions.iter().flat_map(written_rings);
    rings.flat_map(|r| (0..r.len()).map(|i| (r[i], r[(i + 1) % r.len()])).collect::<Vec<_>>()).collect()
}

fn side(a: LatticeCoord, b: LatticeCoord, p: LatticeCoord) -> i64 {
    let d = |u: i32, v: i32| i64::from(u) - i64::from(v);
    (d(b.x, a.x) * d(p.y, a.y) - d(b.y, a.y) * d(p.x, a.x)).signum()
}

/// Whether two edges meet elsewhere than at common ends.
fn meet_badly((a, b): Edge, (c, d): Edge) -> bool {
    let on = |a: LatticeCoord, b: LatticeCoord, p: LatticeCoord| {
        p != a
            && p != b
            && side(a, b, p) == 0
            && (a.x.min(b.x)..=a.x.max(b.x)).contains(&p.x)
            && (a.y.min(b.y)..=a.y.max(b.y)).contains(&p.y)
    };
    on(a, b, c)
        || on(a, b, d)
        || on(c, d, a)
        || on(c, d, b)
        || (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0)
}

/// What keeps a set of polygons from being a coverage: each with its place.
fn faults(regions: &[Region]) -> Vec<String> {
    let mut out = Vec::new();
    let mut edges = edges(regions);
    edges.sort_unstable();
    for twice in edges.windows(2).filter(|w| w[0] == w[1]) {
        out.push(format!("edge {:?} occurs twice", twice[0]));
    }
    let origin = corner(regions);
    let shapes = in_units(regions, origin);
    let boxes: Vec<_> = shapes.iter().map(|s| s.bounding_rect().expect("a zone has land")).collect();
    for &(a, b) in &edges {
        if edges.binary_search(&(b, a)).is_err() {
            // on the outline: just right of it there must be nothing
            let (dx, dy) = (f64::from(b.x - a.x), f64::from(b.y - a.y));
            let (x, y) = (f64::from(a.x - origin.x) + dx / 2.0, f64::from(a.y - origin.y) + dy / 2.0);
            let step = 1e-3 / dx.hypot(dy);
            let beside = Point::new(x + dy * step, y - dx * step);
            let near = |(i, _): &(usize, &MultiPolygon<f64>)| {
                let b = boxes[*i];
                beside.x() >= b.min().x && beside.x() <= b.max().x && beside.y() >= b.min().y && beside.y() <= b.max().y
            };
            if shapes.iter().enumerate().filter(near).any(|(_, s)| s.contains(&beside)) {
                out.push(format!("edge {a:?} {b:?} has a neighbour that does not share it"));
            }
        }
    }
    // every pair whose x ranges meet, each undirected edge once
    let mut lines: Vec<Edge> = edges.iter().map(|&(a, b)| (a.min(b), a.max(b))).collect();
    lines.sort_unstable();
    lines.dedup();
    for (i, &one) in lines.iter().enumerate() {
        for &other in lines[i + 1..].iter().take_while(|l| l.0.x <= one.1.x) {
            if meet_badly(one, other) {
                out.push(format!("edges {one:?} and {other:?} meet"));
            }
        }
    }
    out
}

#[test]
fn zones_are_a_coverage_by_brute_force() {
    for made in [street(), &make(demo(Size::District, 1))] {
        assert_eq!(faults(&made.summary.regions), Vec::<String>::new());
    }
}

#[test]
fn brute_force_sees_gaps_overlaps_and_crossings() {
    let part = |ring: &[(i32, i32)]| onegrid::Part {
        shell: ring.iter().map(|&(x, y)| LatticeCoord::new(x, y)).collect(),
        holes: Vec::new(),
    };
    let regions = |rings: &[&[(i32, i32)]]| -> Vec<Region> {
        rings.iter().zip(0..).map(|(r, id)| Region { id, parts: vec![part(r)] }).collect()
    };
    let left: &[(i32, i32)] = &[(0, 0), (10, 0), (10, 10), (0, 10)];
    assert_eq!(faults(&regions(&[left, &[(10, 0), (20, 0), (20, 10), (10, 10)]])), Vec::<String>::new());
    let broken: [&[(i32, i32)]; 4] = [
        &[(10, 0), (20, 0), (20, 10), (10, 10), (9, 5)],  // reaches over
        &[(10, 0), (20, 0), (20, 10), (10, 10), (10, 5)], // a vertex on the other's edge
        &[(5, 5), (15, 5), (15, 15), (5, 15)],            // overlaps
        &[(0, 0), (10, 0), (10, 10), (0, 10)],            // the same again
    ];
    for other in broken {
        assert!(!faults(&regions(&[left, other])).is_empty(), "{other:?}");
    }
}

// ---- the overlay against pairwise intersections -------------------------------------------------

/// Layer and cell.
type Label = (usize, u32);

/// Size of the lattice of the random layers.
const SIZE: f64 = 1e5;

/// A star-shaped ring: corners at rising angles around a centre.
fn star() -> impl Strategy<Value = Vec<LatticeCoord>> {
    let corner = (0.0..0.8, 0.05..1.0);
    ((0.2..0.8, 0.2..0.8, 0.02..0.4), prop::collection::vec(corner, 3..14)).prop_map(
        |((x, y, r), corners): ((f64, f64, f64), Vec<(f64, f64)>)| {
            let n = corners.len() as f64;
            let at = |(i, (jitter, share)): (usize, &(f64, f64))| {
                let angle: f64 = (i as f64 + jitter) / n * std::f64::consts::TAU;
                let (dx, dy): (f64, f64) = (angle.cos() * share * r, angle.sin() * share * r);
                LatticeCoord::new(((x + dx) * SIZE).round() as i32, ((y + dy) * SIZE).round() as i32)
            };
            corners.iter().enumerate().map(at).collect()
        },
    )
}

fn perimeter(ring: &[LatticeCoord]) -> f64 {
    let edge = |i: usize| (ring[i], ring[(i + 1) % ring.len()]);
    (0..ring.len()).map(edge).map(|(a, b)| f64::from(b.x - a.x).hypot(f64::from(b.y - a.y))).sum()
}

fn polygon(ring: &[LatticeCoord]) -> Polygon<f64> {
    let coords = ring.iter().chain(ring.first());
    Polygon::new(coords.map(|p| Coord { x: f64::from(p.x), y: f64::from(p.y) }).collect(), Vec::new())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) })]

    /// Snapping moves a border by at most a unit in x and y, so an intersection of two cells changes
    /// by at most a unit times the length of both borders.
    #[test]
    fn overlay_areas_agree_with_geo(layers in prop::collection::vec(prop::collection::vec(star(), 1..7), 2..5)) {
        let mut work = Linework::new();
        for cells in &layers {
            let layer = work.add_layer(cells.len() as u32);
            for (cell, ring) in cells.iter().enumerate() {
                let owner = RingOwner { layer, cell: cell as u32, part: 0, role: RingRole::Shell };
                work.add_ring(owner, ring.iter().copied());
            }
        }
        let overlay = Arrangement::build(&work, Scale::planar(1.0), &Silent).expect("stars have an area");
        prop_assert_eq!(overlay.check(), Ok(()));
        let cells: Vec<Label> =
            layers.iter().enumerate().flat_map(|(l, cells)| (0..cells.len() as u32).map(move |c| (l, c))).collect();
        let mut shared: BTreeMap<(Label, Label), i128> = BTreeMap::new();
        for face in 0..overlay.face_count() {
            let here = |c: &Label| overlay.labels().cells(face, c.0).contains(&c.1);
            let here: Vec<Label> = cells.iter().copied().filter(here).collect();
            for (i, &a) in here.iter().enumerate() {
                for &b in &here[i..] {
                    *shared.entry((a, b)).or_default() += overlay.face_area2(face);
                }
            }
        }
        let ring = |c: Label| &layers[c.0][c.1 as usize];
        for (i, &a) in cells.iter().enumerate() {
            for &b in &cells[i..] {
                let ours = shared.get(&(a, b)).copied().unwrap_or(0) as f64 / 2.0;
                let theirs = if a == b {
                    shoelace2(ring(a)).unsigned_abs() as f64 / 2.0
                } else {
                    polygon(ring(a)).intersection(&polygon(ring(b))).unsigned_area()
                };
                let bound = perimeter(ring(a)) + perimeter(ring(b));
                prop_assert!((ours - theirs).abs() <= bound, "{a:?} {b:?}: ours {ours}, geo {theirs}, bound {bound}");
            }
        }
    }
}
