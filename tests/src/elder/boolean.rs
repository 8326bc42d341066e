//! Union, intersection, difference and dissolve of random layers against the geo crate.

use geo::{Area, BooleanOps, Winding, unary_union};
use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use onegrid::LatticeCoord;
use onegrid_planar::{Arrangement, Linework, RingOwner, RingRole, Scale, Silent};
use proptest::prelude::*;

use super::{perimeter, star};

/// A star with a hole: the same star, smaller, around the same centre.
fn cell() -> impl Strategy<Value = Vec<Vec<LatticeCoord>>> {
    (star(), any::<bool>()).prop_map(|(shell, has_hole)| {
        let n = shell.len() as i64;
        let mean = |axis: fn(&LatticeCoord) -> i32| shell.iter().map(|p| i64::from(axis(p))).sum::<i64>() / n;
        let (x, y) = (mean(|p| p.x), mean(|p| p.y));
        let part = |v: i32, middle: i64| (middle + (i64::from(v) - middle) * 2 / 5) as i32;
        let hole: Vec<LatticeCoord> = shell.iter().map(|p| LatticeCoord::new(part(p.x, x), part(p.y, y))).collect();
        if has_hole { vec![shell, hole] } else { vec![shell] }
    })
}

/// Whether a place is in the result, from whether it is in the first and in the second layer.
type Rule = fn(bool, bool) -> bool;

/// Two layers of cells; those of one layer may overlap.
type TwoLayers = [Vec<Vec<Vec<LatticeCoord>>>; 2];

fn two_layers() -> impl Strategy<Value = TwoLayers> {
    let layer = || prop::collection::vec(cell(), 1..9);
    (layer(), layer()).prop_map(|(a, b)| [a, b])
}

/// The place that the cells of a layer cover, as geo has it: shells without what lies in their holes.
fn as_geo(cells: &[Vec<Vec<LatticeCoord>>]) -> MultiPolygon<f64> {
    // `unary_union` takes the direction of the first ring for that of all shells, and a star of three corners
    // can run either way: another shell that ran clockwise would take land away
    let ring = |r: &Vec<LatticeCoord>| -> LineString<f64> {
        let mut line: LineString<f64> =
            r.iter().chain(r.first()).map(|p| Coord { x: f64::from(p.x), y: f64::from(p.y) }).collect();
        line.make_ccw_winding();
        line
    };
    let shapes: Vec<MultiPolygon<f64>> = cells
        .iter()
        .map(|rings| {
            let shell = MultiPolygon(vec![Polygon::new(ring(&rings[0]), Vec::new())]);
            // a hole need not lie inside its star-shaped shell
            rings[1..]
                .iter()
                .fold(shell, |shape, hole| shape.difference(&MultiPolygon(vec![Polygon::new(ring(hole), Vec::new())])))
        })
        .collect();
    unary_union(&shapes)
}

fn overlay(layers: &TwoLayers) -> Arrangement {
    let mut work = Linework::new();
    for cells in layers {
        let layer = work.add_layer(cells.len() as u32);
        for (cell, rings) in (0u32..).zip(cells) {
            for (i, ring) in rings.iter().enumerate() {
                let role = if i == 0 { RingRole::Shell } else { RingRole::Hole };
                work.add_ring(RingOwner { layer, cell, part: 0, role }, ring.iter().copied());
            }
        }
    }
    let overlay = Arrangement::build(&work, Scale::planar(1.0), &Silent).expect("stars have an area");
    assert_eq!(overlay.check(), Ok(()));
    overlay
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(120) })]

    /// Snapping moves a border by at most a unit in x and y, so an area changes by at most a unit times the
    /// length of all borders.
    #[test]
    fn boolean_operations_agree_with_geo(layers in two_layers()) {
        let (a, b) = (as_geo(&layers[0]), as_geo(&layers[1]));
        let ours = overlay(&layers);
        // a hole that reaches out of its shell covers nothing to us, as geo's difference has it
        let covers = |f: u32, layer: usize| !ours.labels().cells(f, layer).is_empty();
        let bound: f64 = layers.iter().flatten().flatten().map(|r| perimeter(r)).sum();
        let cases: [(&str, Rule, f64); 4] = [
            ("union", |a, b| a || b, a.union(&b).unsigned_area()),
            ("intersection", |a, b| a && b, a.intersection(&b).unsigned_area()),
            ("difference", |a, b| a && !b, a.difference(&b).unsigned_area()),
            ("symmetric difference", |a, b| a != b, a.xor(&b).unsigned_area()),
        ];
        for (name, rule, theirs) in cases {
            let ids: Vec<Option<u32>> =
                (0..ours.face_count()).map(|f| rule(covers(f, 0), covers(f, 1)).then_some(0)).collect();
            let faces: i128 = (0..ours.face_count()).filter(|&f| ids[f as usize].is_some()).map(|f| ours.face_area2(f)).sum();
            prop_assert!((faces as f64 / 2.0 - theirs).abs() <= bound, "{name}: ours {}, geo {theirs}, bound {bound}", faces as f64 / 2.0);
            // what is dissolved is what was summed, exactly, and valid to geo
            let regions = ours.dissolve(&ids);
            let shapes = super::in_units(&regions, LatticeCoord::new(0, 0));
            let dissolved: f64 = shapes.iter().map(Area::unsigned_area).sum();
            prop_assert!((dissolved - faces as f64 / 2.0).abs() < 1.0, "{name}: dissolved {dissolved}");
            for shape in &shapes {
                prop_assert!(geo::Validation::is_valid(shape), "{name}: {:?}", geo::Validation::validation_errors(shape));
            }
        }
    }

    /// Dissolving all faces of some cells is the union of these cells.
    #[test]
    fn dissolve_is_the_union_of_the_faces(layers in two_layers()) {
        let ours = overlay(&layers);
        let each: Vec<Option<u32>> = (0..ours.face_count()).map(Some).collect();
        let faces = super::in_units(&ours.dissolve(&each), LatticeCoord::new(0, 0));
        let covered: Vec<Option<u32>> =
            (0..ours.face_count()).map(|f| (!ours.labels().cells(f, 0).is_empty()).then_some(0)).collect();
        let dissolved = super::in_units(&ours.dissolve(&covered), LatticeCoord::new(0, 0));
        let chosen: Vec<MultiPolygon<f64>> =
            faces.into_iter().zip(&covered).filter(|(_, c)| c.is_some()).map(|(f, _)| f).collect();
        let union = unary_union(&chosen);
        let ours: f64 = dissolved.iter().map(Area::unsigned_area).sum();
        // both are on the lattice already: only the rounding of geo's own grid is between them
        prop_assert!((union.unsigned_area() - ours).abs() <= 1e-6 * ours.max(1.0) + 1.0, "{} {ours}", union.unsigned_area());
        let differ: f64 = dissolved.iter().map(|d| d.xor(&union).unsigned_area()).sum();
        prop_assert!(dissolved.is_empty() || differ <= 1e-6 * ours + 1.0, "differ by {differ}");
    }
}
