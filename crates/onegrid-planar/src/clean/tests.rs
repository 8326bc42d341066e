//! Stories of single repairs, hostile layers, and what must hold on wild ones.

use proptest::prelude::*;

use super::report::{GapReason, LostReason, PieceOutcome};
use crate::{
    CleanOptions, Cleaned, Coord, EdgeFault, KeepOpen, Linework, MergeRule, Metres, ParentRegions, RingOwner, RingRole,
    Scale, Silent, clean, ring_area2, validate,
};

fn points(list: &[(i32, i32)]) -> Vec<Coord> {
    list.iter().map(|&(x, y)| Coord::new(x, y)).collect()
}

fn rect(x: i32, y: i32, w: i32, h: i32) -> Vec<Coord> {
    points(&[(x, y), (x + w, y), (x + w, y + h), (x, y + h)])
}

fn layer(cells: &[Vec<Coord>]) -> Linework {
    let mut work = Linework::new();
    add(&mut work, cells);
    work
}

fn add(work: &mut Linework, cells: &[Vec<Coord>]) {
    let layer = work.add_layer(cells.len() as u32);
    for (cell, ring) in (0u32..).zip(cells) {
        work.add_ring(RingOwner { layer, cell, part: 0, role: RingRole::Shell }, ring.iter().copied());
    }
}

fn m(metres: f64) -> Metres {
    Metres::new(metres).unwrap()
}

fn gaps(width: f64) -> CleanOptions {
    CleanOptions { gap_width: m(width), ..CleanOptions::default() }
}

/// Cleans and checks what must hold for every result.
fn run(work: &Linework, options: &CleanOptions) -> Cleaned {
    let cleaned = clean(work, 0, &Scale::planar(1.0), options, &Silent).unwrap();
    let mut again = Linework::new();
    cleaned.coverage.add_to(&mut again);
    let validity = validate(&again, 0, &Scale::planar(1.0), Metres::ZERO, &Silent).unwrap();
    assert!(validity.is_valid(), "{:?}", validity.invalid_edges);
    let lost: Vec<u32> = cleaned.report.lost.iter().map(|l| l.cell).collect();
    for cell in 0..cleaned.coverage.cell_count() {
        assert_eq!(lost.contains(&cell), cleaned.coverage.region(cell).is_none(), "cell {cell} lost silently");
    }
    cleaned
}

fn areas(cleaned: &Cleaned) -> Vec<i128> {
    (0..cleaned.coverage.cell_count()).map(|c| cleaned.coverage.area2(c) / 2).collect()
}

#[test]
fn lengths_that_are_none_are_refused() {
    for wrong in [f64::NAN, f64::INFINITY, -0.5] {
        let error = Metres::new(wrong).unwrap_err();
        assert_eq!(error.code(), "clean.invalid_metres");
        assert!(error.to_string().contains("expected a finite number"));
    }
    assert!((m(0.5).get() - 0.5).abs() < f64::EPSILON);
}

#[test]
fn each_rule_gives_an_overlap_to_its_cell() {
    // the strip 10..14 is claimed by the small cell 0 and the large cell 1; it shares longer borders with 0
    let work = layer(&[points(&[(0, 0), (14, 0), (14, 10), (0, 10)]), points(&[(10, 2), (40, 2), (40, 8), (10, 8)])]);
    let to = |rule: MergeRule| {
        let cleaned = run(&work, &CleanOptions { overlaps: rule, ..CleanOptions::default() });
        assert_eq!((cleaned.report.overlaps_given.len(), cleaned.report.overlap_area_m2), (1, 24.0));
        cleaned.report.overlaps_given[0].to
    };
    assert_eq!(to(MergeRule::LongestBorder), 0);
    assert_eq!(to(MergeRule::Largest), 1);
    assert_eq!(to(MergeRule::Smallest), 0);
    assert_eq!(to(MergeRule::First), 0);
    assert_eq!(to(MergeRule::Priority(vec![7, 3])), 1);
    assert_eq!(to(MergeRule::Priority(vec![3, 3])), 0);
    assert_eq!(to(MergeRule::Priority(vec![])), 0);
}

/// Four cells around a hole 4 wide and 20 high.
fn ring_of_cells() -> Linework {
    layer(&[rect(0, 0, 44, 20), rect(0, 40, 44, 20), rect(0, 20, 20, 20), rect(24, 20, 20, 20)])
}

#[test]
fn narrow_gaps_are_filled_and_wide_ones_and_lakes_stay() {
    let work = ring_of_cells();
    let filled = run(&work, &gaps(4.1));
    assert_eq!((filled.report.gaps_filled.len(), filled.report.gap_area_m2), (1, 80.0));
    assert_eq!(filled.report.gaps_filled[0].to, 2);
    let wide = run(&work, &gaps(3.0));
    assert_eq!(wide.report.gaps_left[0].reason, GapReason::Wide);
    for keep in [KeepOpen::At(Coord::new(22, 30)), KeepOpen::Within(vec![rect(15, 25, 20, 10)])] {
        let kept = run(&work, &CleanOptions { keep_open: vec![keep], ..gaps(4.1) });
        assert_eq!(kept.report.gaps_left[0].reason, GapReason::KeptOpen);
        assert_eq!(areas(&kept), [880, 880, 400, 400]);
    }
    let elsewhere = CleanOptions { keep_open: vec![KeepOpen::At(Coord::new(5, 5))], ..gaps(4.1) };
    assert_eq!(run(&work, &elsewhere).report.gaps_filled.len(), 1);
}

#[test]
fn inlets_are_filled_only_on_request() {
    // a slit 2 wide and 20 deep between two cells on a base
    let work = layer(&[rect(0, 0, 42, 10), rect(0, 10, 20, 20), rect(22, 10, 20, 20)]);
    assert!(run(&work, &gaps(3.0)).report.gaps_filled.is_empty());
    let filled = run(&work, &CleanOptions { inlets: true, ..gaps(3.0) });
    assert!((filled.report.gap_area_m2 - 40.0).abs() < 1e-9);
    assert_eq!(areas(&filled).iter().sum::<i128>(), 420 + 400 + 400 + 40);
    assert!(run(&work, &CleanOptions { inlets: true, ..gaps(1.0) }).report.gaps_filled.is_empty());
}

#[test]
fn contested_places_stay_in_their_region() {
    let mut work = layer(&[rect(0, 0, 20, 20), rect(16, 0, 60, 20)]);
    // the border of the regions runs through the overlap 16..20
    add(&mut work, &[rect(0, 0, 18, 20), rect(18, 0, 100, 20)]);
    let parents = Some(ParentRegions { layer: 1, of_cell: vec![Some(0), Some(1)] });
    let cleaned = run(&work, &CleanOptions { parents, ..CleanOptions::default() });
    assert_eq!(areas(&cleaned), [18 * 20, 58 * 20]);
    assert!(cleaned.report.overlaps_given.iter().all(|o| !o.leaves_region));
    // a gap of a region that no cell around it belongs to
    let mut work = ring_of_cells();
    add(&mut work, &[rect(0, 0, 44, 60)]);
    let parents = Some(ParentRegions { layer: 1, of_cell: vec![Some(9); 4] });
    let cleaned = run(&work, &CleanOptions { parents, ..gaps(4.1) });
    assert_eq!(cleaned.report.gaps_left[0].reason, GapReason::NoCellOfItsRegion);
}

#[test]
fn covered_and_empty_cells_are_listed() {
    let line = points(&[(0, 0), (5, 5), (2, 2)]);
    let work = layer(&[rect(0, 0, 50, 50), rect(10, 10, 5, 5), rect(12, 12, 2, 2), rect(0, 0, 50, 50), line]);
    let cleaned = run(&work, &CleanOptions::default());
    assert_eq!(areas(&cleaned), [2500, 0, 0, 0, 0]);
    let reasons: Vec<LostReason> = cleaned.report.lost.iter().map(|l| l.reason).collect();
    let covered = LostReason::Covered { by: 0 };
    assert_eq!(reasons, [covered, covered, covered, LostReason::NoArea]);
    // the rule for enclaves: the smaller keeps its ground
    let cleaned = run(&work, &CleanOptions { overlaps: MergeRule::Smallest, ..CleanOptions::default() });
    assert_eq!(areas(&cleaned), [2475, 21, 4, 0, 0]);
}

#[test]
fn an_end_that_is_cut_off_goes_to_the_neighbour_or_is_tied_again() {
    // cell 1 is a bar across cell 0; the crossing is 0's by rank, so 1 loses its short end
    let work = layer(&[rect(10, 0, 10, 40), rect(0, 10, 25, 10)]);
    let ranks = MergeRule::Priority(vec![0, 1]);
    let cleaned = run(&work, &CleanOptions { overlaps: ranks, ..CleanOptions::default() });
    assert_eq!(areas(&cleaned), [450, 100]);
    assert_eq!(cleaned.report.pieces[0].outcome, PieceOutcome::GivenTo { cell: 0 });
    assert_eq!((cleaned.report.pieces[0].cell, cleaned.report.area_moved_m2), (1, 50.0));
    // a notch of 0 reaches over the neck of 1: giving the neck back costs less than the end
    let notch = points(&[(0, 0), (60, 0), (60, 10), (31, 10), (31, 14), (29, 14), (29, 10), (0, 10)]);
    let work = layer(&[notch, points(&[(0, 10), (60, 10), (60, 13), (0, 13)])]);
    let ranks = MergeRule::Priority(vec![0, 1]);
    let cleaned = run(&work, &CleanOptions { overlaps: ranks, ..CleanOptions::default() });
    let outcomes: Vec<_> = cleaned.report.pieces.iter().map(|p| (p.cell, p.outcome)).collect();
    assert!(outcomes.contains(&(1, PieceOutcome::Reconnected { over_m2: 6.0 })), "{outcomes:?}");
    assert!(outcomes.contains(&(0, PieceOutcome::GivenTo { cell: 1 })), "{outcomes:?}");
    assert!(cleaned.coverage.regions().iter().all(|r| r.parts.len() == 1));
    assert_eq!(areas(&cleaned).iter().sum::<i128>(), 600 + 180 + 2);
}

#[test]
fn islands_stay_islands_and_a_bow_tie_is_listed() {
    let mut work = Linework::new();
    work.add_layer(2);
    let shell = |cell, part| RingOwner { layer: 0, cell, part, role: RingRole::Shell };
    work.add_ring(shell(0, 0), rect(0, 0, 10, 10));
    work.add_ring(shell(0, 1), rect(100, 0, 10, 10));
    work.add_ring(shell(1, 0), points(&[(200, 0), (220, 20), (220, 0), (200, 20)]));
    let cleaned = run(&work, &gaps(1.0));
    assert_eq!(cleaned.coverage.region(0).unwrap().parts.len(), 2);
    assert_eq!(cleaned.report.pieces.len(), 1);
    assert_eq!((cleaned.report.pieces[0].cell, cleaned.report.pieces[0].outcome), (1, PieceOutcome::Pinched));
}

#[test]
fn snapping_draws_near_borders_together() {
    let left = points(&[(0, 0), (1000, 0), (1002, 500), (998, 1000), (0, 1000)]);
    let right = points(&[(1001, 1), (2000, 0), (2000, 1000), (1001, 1000)]);
    let cleaned =
        run(&layer(&[left.clone(), right.clone()]), &CleanOptions { snap: m(10.0), ..CleanOptions::default() });
    assert!(cleaned.report.overlaps_given.is_empty() && cleaned.report.gaps_filled.is_empty());
    assert_eq!((cleaned.report.points_snapped, cleaned.report.points_inserted), (2, 1));
    assert_eq!(areas(&cleaned).iter().sum::<i128>(), 2_000_000);
    assert!(!run(&layer(&[left, right]), &CleanOptions::default()).report.overlaps_given.is_empty());
}

/// A grid of cells, each drawn with its own small errors.
fn noisy_grid(side: i32, size: i32, noise: &[i32]) -> Vec<Vec<Coord>> {
    let mut next = noise.iter().copied().cycle();
    let mut off = move || next.next().unwrap_or(0);
    let mut cells = Vec::new();
    for row in 0..side {
        for column in 0..side {
            let corners = [(0, 0), (1, 0), (2, 0), (2, 1), (2, 2), (1, 2), (0, 2), (0, 1)];
            let at = |(x, y): (i32, i32), dx, dy| {
                Coord::new(column * size + x * size / 2 + dx, row * size + y * size / 2 + dy)
            };
            cells.push(corners.iter().map(|&c| at(c, off(), off())).collect());
        }
    }
    cells
}

#[test]
fn thousands_of_slivers_leave_every_cell_whole() {
    let noise: Vec<i32> = (0..997i32).map(|i| (i * i * 31 + i * 7) % 41 - 20).collect();
    let cells = noisy_grid(40, 1_000, &noise);
    let cleaned = run(&layer(&cells), &gaps(60.0));
    assert!(cleaned.report.overlaps_given.len() + cleaned.report.gaps_filled.len() > 3_000);
    assert!(cleaned.report.gaps_left.is_empty() && cleaned.report.lost.is_empty());
    assert!(cleaned.coverage.regions().iter().all(|r| r.parts.len() == 1 && r.parts[0].holes.is_empty()));
    assert!(cleaned.report.area_moved_m2 < 0.001 * 40_000.0 * 40_000.0);
}

#[test]
fn hundreds_of_nested_and_equal_cells_end_in_one_and_are_all_listed() {
    let nested = (0..300).map(|i| rect(i, i, 1_000 - 2 * i, 1_000 - 2 * i));
    let equal = (0..300).map(|_| rect(2_000, 0, 50, 50));
    let cleaned = run(&layer(&nested.chain(equal).collect::<Vec<_>>()), &CleanOptions::default());
    let kept: Vec<u32> = cleaned.coverage.regions().iter().map(|r| r.id).collect();
    assert_eq!(kept, [0, 300]);
    assert_eq!(cleaned.report.lost.len(), 598);
    assert!(
        cleaned.report.lost.iter().all(|l| l.reason == LostReason::Covered { by: if l.cell < 300 { 0 } else { 300 } })
    );
}

#[test]
fn a_gap_that_runs_along_every_cell_is_one_gap_and_cheap_to_judge() {
    // 50 x 50 cells, each 4 away from its neighbours, in a frame
    let mut cells: Vec<Vec<Coord>> = (0..2_500).map(|i| rect(i % 50 * 100, i / 50 * 100, 96, 96)).collect();
    cells.push(points(&[(-50, -50), (5_050, -50), (5_050, 5_050), (-50, 5_050)]));
    let mut work = layer(&cells);
    let hole = RingOwner { layer: 0, cell: 2_500, part: 0, role: RingRole::Hole };
    work.add_ring(hole, rect(-4, -4, 5_004, 5_004));
    let wide = run(&work, &gaps(4.0));
    assert_eq!((wide.report.gaps_left.len(), wide.report.gaps_left[0].reason), (1, GapReason::Wide));
    // where four corners meet, a circle of 4 * 1.41 fits
    assert_eq!(run(&work, &gaps(5.7)).report.gaps_filled.len(), 1);
}

#[test]
fn a_narrow_cell_is_no_narrow_gap_but_an_open_slit_is() {
    let bar = [rect(0, 0, 100, 50), rect(0, 50, 100, 3), rect(0, 53, 100, 50)];
    let validity = validate(&layer(&bar), 0, &Scale::planar(1.0), m(5.0), &Silent).unwrap();
    assert!(validity.is_valid(), "{:?}", validity.invalid_edges);
    assert_eq!(validity.into_coverage().unwrap().area2(1), 2 * 300);
    let slit = [rect(0, 0, 100, 50), rect(0, 53, 100, 50)];
    let validity = validate(&layer(&slit), 0, &Scale::planar(1.0), m(5.0), &Silent).unwrap();
    assert!(
        validity.invalid_edges.iter().all(|e| e.fault == EdgeFault::NarrowGap) && validity.invalid_edges.len() == 2
    );
    assert!(validity.into_coverage().is_err());
}

#[test]
fn a_line_that_passes_a_point_by_less_than_half_a_unit_puts_no_edge_inside_a_cell() {
    let one = [(-24, -22), (29, 12), (7, -26), (25, 29), (-30, -23), (18, -23), (22, 22)];
    let other = [(7, -26), (29, 12), (-24, -22), (-22, 29), (12, -26), (-26, -26)];
    let cleaned = run(&layer(&[points(&one), points(&other)]), &CleanOptions::default());
    assert_eq!(cleaned.coverage.regions().len(), 2);
}

#[test]
fn widths_are_metres_on_the_ground() {
    // at 60 degrees north a unit is half as wide as it is high: gaps of 400 units are 2.2 m and 4.5 m
    let gap_m = |cells: &[Vec<Coord>]| {
        let work = layer(cells);
        let scale = work.geographic_scale().unwrap();
        let is_filled = |width| {
            let cleaned = clean(&work, 0, &scale, &gaps(width), &Silent).unwrap();
            !cleaned.report.gaps_filled.is_empty()
        };
        (1..100).map(|i| f64::from(i) * 0.1).find(|&w| is_filled(w)).unwrap()
    };
    let (x, y) = (1_000_000_000, 600_000_000);
    let ring = |w: i32, h: i32| {
        let (right, top) = (x + 20_000 + w, y + 20_000 + h);
        vec![
            rect(x, y, 40_000 + w, 20_000),
            rect(x, top, 40_000 + w, 20_000),
            rect(x, y + 20_000, 20_000, h),
            rect(right, y + 20_000, 20_000, h),
        ]
    };
    let (upright, level) = (gap_m(&ring(400, 9_000)), gap_m(&ring(9_000, 400)));
    assert!((upright - 2.3).abs() < 0.05 && (level - 4.5).abs() < 0.05, "{upright} {level}");
}

fn any_ring(size: i32) -> impl Strategy<Value = Vec<Coord>> {
    prop::collection::vec((0..size, 0..size).prop_map(|(x, y)| Coord::new(x, y)), 3..7)
}

fn any_rule() -> impl Strategy<Value = MergeRule> {
    prop_oneof![
        Just(MergeRule::LongestBorder),
        Just(MergeRule::Largest),
        Just(MergeRule::Smallest),
        Just(MergeRule::First),
        prop::collection::vec(0u32..3, 8).prop_map(MergeRule::Priority),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn wild_layers_become_coverages(
        cells in (prop_oneof![Just(12), Just(60), Just(5_000)]).prop_flat_map(|size| prop::collection::vec(any_ring(size), 1..8)),
        (overlaps, fill) in (any_rule(), any_rule()),
        (width, snap) in (prop_oneof![Just(0.0), 1.0..40.0], prop_oneof![Just(0.0), 0.5..3.0]),
        inlets: bool,
    ) {
        let work = layer(&cells);
        let options = CleanOptions { overlaps, gaps: fill, gap_width: m(width), snap: m(snap), inlets, ..CleanOptions::default() };
        let Ok(cleaned) = clean(&work, 0, &Scale::planar(1.0), &options, &Silent) else { return Ok(()) };
        let a = &cleaned.arrangement;
        prop_assert_eq!(a.check(), Ok(()));
        // every claimed face belongs to someone, filled gaps are listed, and areas are those of the faces
        let mut area2 = vec![0i128; cells.len()];
        for face in 0..a.face_count() {
            let to = cleaned.cell_of_face[face as usize];
            let listed = cleaned.report.gaps_filled.iter().any(|g| g.face == face && Some(g.to) == to);
            prop_assert_eq!(to.is_some(), listed || !a.labels().cells(face, 0).is_empty());
            if let Some(to) = to {
                area2[to as usize] += a.face_area2(face);
            }
        }
        for (cell, &area2) in (0u32..).zip(&area2) {
            prop_assert_eq!(cleaned.coverage.area2(cell), area2);
            prop_assert_eq!(cleaned.report.lost.iter().any(|l| l.cell == cell), area2 == 0);
            // one ring was drawn: more parts only where the list says so
            let parts = cleaned.coverage.region(cell).map_or(0, |r| r.parts.len());
            let listed = cleaned.report.pieces.iter().filter(|p| p.cell == cell)
                .filter(|p| matches!(p.outcome, PieceOutcome::Pinched | PieceOutcome::NoNeighbour)).count();
            prop_assert!(parts <= 1 + listed, "cell {} in {} parts, {} listed", cell, parts, listed);
        }
        // no gap narrower than the width is left without a reason
        prop_assert!(cleaned.report.gaps_left.iter().all(|g| g.reason == GapReason::Wide));
    }

    #[test]
    fn noisy_grids_stay_whole_and_do_not_depend_on_the_order_of_cells(
        noise in prop::collection::vec(-30i32..30, 301), turn in 1usize..8,
    ) {
        let cells = noisy_grid(3, 1_000, &noise);
        let mut turned = cells.clone();
        turned.rotate_left(turn);
        let (first, second) = (run(&layer(&cells), &gaps(80.0)), run(&layer(&turned), &gaps(80.0)));
        for cell in 0..cells.len() {
            let at = (cell + cells.len() - turn) % cells.len();
            let parts = |c: &Cleaned, i: usize| c.coverage.region(i as u32).map(|r| r.parts.clone());
            prop_assert_eq!(parts(&first, cell), parts(&second, at));
            prop_assert_eq!(parts(&first, cell).map_or(0, |p| p.len()), 1);
            // no more than its own noise along its outline
            let drawn = ring_area2(&cells[cell]);
            prop_assert!((first.coverage.area2(cell as u32) - drawn).abs() < 2 * 4_000 * 130);
        }
        prop_assert!(first.report.area_moved_m2 < 20_000.0);
    }

    #[test]
    fn the_circle_that_fits_agrees_with_a_search_by_points(ring in any_ring(60), width in 2.0f64..30.0) {
        let work = layer(&[ring]);
        let Ok(a) = crate::Arrangement::build(&work, Scale::planar(1.0), &Silent) else { return Ok(()) };
        for face in 0..a.face_count() {
            let edges: Vec<_> = a.face_arcs(face).flat_map(|arc| a.arc_coords(arc).windows(2).map(|p| (p[0], p[1])).collect::<Vec<_>>()).collect();
            let locator = crate::PointIndex::of_faces(&a);
            let mut largest = 0.0f64;
            for x in 0..60 {
                for y in 0..60 {
                    if locator.id_at(Coord::new(x, y)) == Some(face) {
                        let near = edges.iter().map(|&(p, q)| distance(p, q, (x as f64, y as f64))).fold(f64::MAX, f64::min);
                        largest = largest.max(2.0 * near);
                    }
                }
            }
            let narrow = super::width::is_narrow(&a, face, width);
            // lattice points lie within 0.71 of any centre
            prop_assert!(!narrow || largest <= width * 1.011, "narrow, but {largest} fits into {width}");
            prop_assert!(narrow || largest + 1.5 >= width, "wide, but only {largest} fits into {width}");
        }
    }
}

fn distance(a: Coord, b: Coord, p: (f64, f64)) -> f64 {
    let (dx, dy) = ((b.x - a.x) as f64, (b.y - a.y) as f64);
    let (px, py) = (p.0 - a.x as f64, p.1 - a.y as f64);
    let t = ((px * dx + py * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
    ((px - t * dx) * (px - t * dx) + (py - t * dy) * (py - t * dy)).sqrt()
}

#[test]
fn widths_beyond_any_map_come_to_an_end() {
    let work = layer(&[rect(0, 0, 100, 100), rect(103, 0, 100, 100), rect(0, 104, 203, 50)]);
    for width in [1e9, 1e19, 1e300, f64::MAX] {
        run(&work, &CleanOptions { inlets: true, ..gaps(width) });
        let snap = CleanOptions { snap: m(width), ..CleanOptions::default() };
        let snapped = clean(&work, 0, &Scale::planar(1.0), &snap, &Silent);
        assert!(matches!(snapped, Err(crate::OverlayError::Empty { .. })), "all points become one");
        let validity = validate(&work, 0, &Scale::planar(1.0), m(width), &Silent).unwrap();
        assert_eq!(validity.overlaps, []);
    }
}

#[test]
fn an_edge_inside_many_cells_tells_of_the_lowest_other_one() {
    // the second cell lies in all those after it, and beside the first
    let mut cells = vec![rect(200, 0, 10, 10), rect(40, 40, 10, 10)];
    cells.extend((0..50).map(|i| rect(-i, -i, 100 + 2 * i, 100 + 2 * i)));
    let validity = validate(&layer(&cells), 0, &Scale::planar(1.0), Metres::ZERO, &Silent).unwrap();
    let told: Vec<_> =
        validity.invalid_edges.iter().filter(|e| e.cell < 50).map(|e| (e.cell, e.fault, e.other)).collect();
    let inside = |cell: u32, other: u32| vec![(cell, EdgeFault::Inside, other); 4];
    let want = [inside(1, 2)].into_iter().chain((2..50).map(|c| inside(c, c + 1)));
    assert_eq!(told, want.flatten().collect::<Vec<_>>());
}
