//! What must hold on every input: nothing lost, nothing invented, nothing left to chance.

use std::collections::BTreeMap;

use geo::{BoundingRect, Contains, Coord};
use geo_types::{MultiPolygon, polygon};
use onegrid::{Cell, Grid, HouseholdPoint, HouseholdTable, Layer, Policy, Project, Role, Silent, merge, summarise};
use onegrid_demo::Size;
use onegrid_planar::ring_area2;

use crate::support::{
    Made, assert_same, demo, dump, general, make, shoelace2, shuffled, street, with_threads, written_rings,
};

/// Every cell of a layer as a polygon of its own: cells are spread over as few rounds as keep
/// overlapping ones apart, and each round is dissolved. Doubled areas, by cell.
fn dissolved_area2(grid: &Grid, layer: usize) -> Vec<i128> {
    let labels = grid.arrangement().labels();
    let count = grid.layers()[layer].cells.len();
    let mut rivals: Vec<Vec<u32>> = vec![Vec::new(); count];
    for face in 0..grid.face_count() {
        let cells = labels.cells(face, layer);
        for &a in cells {
            rivals[a as usize].extend(cells.iter().filter(|&&b| b < a));
        }
    }
    let mut round = vec![0usize; count];
    for cell in 0..count {
        let taken: Vec<usize> = rivals[cell].iter().map(|&r| round[r as usize]).collect();
        round[cell] = (0..=taken.len()).find(|r| !taken.contains(r)).expect("one more than are taken");
    }
    let mut area2 = vec![0; count];
    for wanted in 0..=round.iter().copied().max().unwrap_or(0) {
        let ids: Vec<Option<u32>> = (0..grid.face_count())
            .map(|f| labels.cells(f, layer).iter().copied().find(|&c| round[c as usize] == wanted))
            .collect();
        for region in grid.arrangement().dissolve(&ids) {
            let rings = region.parts.iter().flat_map(|p| std::iter::once(&p.shell).chain(&p.holes));
            area2[region.id as usize] = rings.map(|r| ring_area2(r)).sum();
        }
    }
    area2
}

/// Doubled area, ground area in area units and households of each cell, summed over its faces.
fn sums_over_faces(grid: &Grid, layer: usize) -> Vec<(i128, i128, u64)> {
    let mut sums = vec![(0, 0, 0); grid.layers()[layer].cells.len()];
    for face in 0..grid.face_count() {
        for &cell in grid.arrangement().labels().cells(face, layer) {
            let sum = &mut sums[cell as usize];
            sum.0 += grid.arrangement().face_area2(face);
            sum.1 += grid.arrangement().face_area_units(face);
            sum.2 += grid.face_households(face);
        }
    }
    sums
}

fn everything_is_exact(made: &Made) {
    let (grid, plan) = (&made.merged.grid, &made.merged.plan);
    grid.check().expect("the overlay holds its own invariants");
    let zones = plan.zones_of_faces();
    let households: Vec<u64> = (0..grid.face_count()).map(|f| grid.face_households(f)).collect();
    for (layer, info) in grid.layers().iter().enumerate() {
        let sums = sums_over_faces(grid, layer);
        assert_eq!(dissolved_area2(grid, layer), sums.iter().map(|s| s.0).collect::<Vec<_>>(), "layer {}", info.id);
        let mut rows = vec![(0, 0); sums.len()];
        for row in grid.arrangement().crosswalk(layer, &zones, &households) {
            rows[row.cell as usize].0 += row.area_units;
            rows[row.cell as usize].1 += row.households;
        }
        assert_eq!(rows, sums.iter().map(|s| (s.1, s.2)).collect::<Vec<_>>(), "crosswalk of {}", info.id);
        // without overlaps the polygons of the layer are its cells
        let regions = grid.layer_regions(layer);
        let overlaps = (0..grid.face_count()).any(|f| grid.arrangement().labels().cells(f, layer).len() > 1);
        if !overlaps {
            for region in regions {
                let area2: i128 = written_rings(&region).iter().map(|r| shoelace2(r)).sum();
                assert_eq!(area2, sums[region.id as usize].0, "layer {} cell {}", info.id, region.id);
            }
        }
    }
    assert!(made.summary.report.exactness.holds(), "{:?}", made.summary.report.exactness);
    let extent: i128 = (0..grid.face_count())
        .filter(|&f| grid.face_community(f).is_some())
        .map(|f| grid.arrangement().face_area2(f))
        .sum();
    let written: i128 = made.summary.regions.iter().flat_map(written_rings).map(|r| shoelace2(&r)).sum();
    assert_eq!(written, extent, "zones as written cover the extent, to the last unit");
    assert_eq!(made.summary.regions.len(), plan.zones().len(), "each zone has land");
}

/// What came in by the points themselves, and by point in polygon, is what the zones hold.
fn no_household_is_lost(made: &Made) {
    let (grid, plan, project) = (&made.merged.grid, &made.merged.plan, &made.project);
    let came_in: u64 = project.households.iter().flat_map(|t| &t.points).map(|p| p.households).sum();
    let in_zones: u64 = plan.zones().iter().map(|z| z.households).sum();
    assert_eq!(came_in, in_zones + grid.ledger().households_outside());
    let layer = project.layers.iter().find(|l| l.role == Role::Community).expect("the demo has communities");
    let mut shapes: Vec<_> =
        layer.cells.iter().map(|c| (c.key.as_str(), &c.shape, c.shape.bounding_rect().expect("a shape"))).collect();
    shapes.sort_by_key(|s| s.0);
    let holders = |x: f64, y: f64| -> Vec<&str> {
        let near = shapes.iter().filter(|(_, _, b)| {
            x > b.min().x - 1e-6 && x < b.max().x + 1e-6 && y > b.min().y - 1e-6 && y < b.max().y + 1e-6
        });
        near.filter(|(_, shape, _)| shape.contains(&Coord { x, y })).map(|s| s.0).collect()
    };
    let mut expected: BTreeMap<&str, u64> = BTreeMap::new();
    let mut unclear = 0;
    for point in project.households.iter().flat_map(|t| &t.points) {
        let (x, y) = (point.lon_deg, point.lat_deg);
        let here = holders(x, y);
        // snapping moves a border by less than 2 units
        let d = 2e-7;
        let is_clear = [(-d, -d), (d, -d), (-d, d), (d, d)].iter().all(|(dx, dy)| holders(x + dx, y + dy) == here);
        match here.first() {
            // of overlapping communities the one with the lowest key has the place
            Some(key) if is_clear => *expected.entry(key).or_default() += point.households,
            _ => unclear += point.households,
        }
    }
    assert!(unclear * 100 < came_in, "{unclear} of {came_in} households near no or several borders");
    let mut surplus = 0;
    for (c, community) in grid.communities().list.iter().enumerate() {
        let zones = plan.zones().iter().filter(|z| z.community as usize == c);
        let got: u64 = zones.map(|z| z.households).sum();
        let sure = expected.get(community.key.as_str()).copied().unwrap_or(0);
        assert!(got >= sure, "community {}: {got} households in zones, at least {sure} live there", community.key);
        surplus += got - sure;
    }
    assert_eq!(surplus + grid.ledger().households_outside(), unclear);
}

#[test]
fn street_is_exact() {
    everything_is_exact(street());
    no_household_is_lost(street());
}

#[test]
fn another_street_is_exact() {
    let made = make(demo(Size::Street, 2));
    everything_is_exact(&made);
    no_household_is_lost(&made);
}

#[test]
fn district_is_exact() {
    let made = make(demo(Size::District, 1));
    everything_is_exact(&made);
    no_household_is_lost(&made);
}

#[test]
fn every_feature_and_household_is_accounted_for() {
    let made = street();
    let ledger = made.merged.grid.ledger();
    for s in &ledger.sources {
        assert_eq!(s.used + s.repaired + s.rejected, s.features, "features of {s:?}");
        assert_eq!(s.households_placed + s.households_moved + s.households_outside, s.households, "{s:?}");
    }
    let features: usize = made.project.layers.iter().map(|l| l.cells.len()).sum::<usize>()
        + made.project.barriers.iter().map(|b| b.lines.len()).sum::<usize>()
        + made.project.households.iter().map(|t| t.points.len()).sum::<usize>();
    assert_eq!(ledger.sources.iter().map(|s| s.features).sum::<u64>(), features as u64);
    let rejected = ledger.entries.iter().filter(|e| e.fate == onegrid::Fate::Rejected).count() as u64;
    assert_eq!(ledger.sources.iter().map(|s| s.rejected).sum::<u64>(), rejected);
}

/// The dump of a merge under the general policy, made anew.
pub(crate) fn fresh_dump(project: &onegrid::Project) -> String {
    let merged = merge(project, &general(), &Silent).expect("the project can be merged");
    let summary = summarise(&merged, &Silent).expect("the merge can be summed up");
    dump(&merged, &summary)
}

#[test]
fn same_street_same_bytes_whatever_the_run_and_the_threads() {
    let made = street();
    let first = dump(&made.merged, &made.summary);
    assert!(first.len() > 100_000, "the dump is not empty");
    assert_same("second run", &first, &fresh_dump(&made.project));
    for threads in [1, 2] {
        let again = with_threads(threads, || fresh_dump(&demo(Size::Street, 1)));
        assert_same(&format!("{threads} threads"), &first, &again);
    }
}

#[test]
fn same_street_same_bytes_whatever_the_order_of_features() {
    let made = street();
    let first = dump(&made.merged, &made.summary);
    for seed in [7, 8] {
        assert_same(&format!("shuffle {seed}"), &first, &fresh_dump(&shuffled(&made.project, seed)));
    }
}

#[test]
fn zones_follow_the_policy_not_the_process() {
    // another policy must change the result: the dumps above do not agree because they are empty
    let made = street();
    let wuchang = Policy::profile("wuchang-300").expect("the profile ships with the library");
    let merged = merge(&made.project, &wuchang, &Silent).expect("the project can be merged");
    assert_ne!(merged.plan.zones().len(), made.merged.plan.zones().len());
}

/// Features that differ in nothing that orders them at first sight: twins under one key with
/// different names, and stray household points at one place.
#[test]
fn twins_and_points_at_one_place_do_not_depend_on_the_order_of_features() {
    let square = |x: f64| {
        MultiPolygon(vec![polygon![(x: x, y: 30.0), (x: x + 0.01, y: 30.0), (x: x + 0.01, y: 30.01), (x: x, y: 30.01)]])
    };
    let cell = |key: &str, name: &str, x: f64| Cell {
        key: key.into(),
        name: Some(name.into()),
        class: Some(name.into()),
        shape: square(x),
        ..Cell::default()
    };
    let point = |households: u64| HouseholdPoint {
        lon_deg: 118.0201,
        lat_deg: 30.005,
        households,
        ..HouseholdPoint::default()
    };
    let cells =
        vec![cell("A", "east", 118.0), cell("A", "west", 118.0), cell("A", "far", 118.01), cell("A#2", "", 118.02)];
    let base = Layer { id: "base".into(), role: Role::Base, cells: cells[..3].to_vec(), ..Layer::default() };
    let police = Layer { id: "police".into(), cells, ..Layer::default() };
    let table =
        HouseholdTable { source: "doors.csv".into(), points: (1..6).map(point).collect(), ..HouseholdTable::default() };
    let project = Project { layers: vec![base, police], households: vec![table], ..Project::default() };
    let first = fresh_dump(&project);
    for seed in 0..8 {
        assert_same(&format!("shuffle {seed}"), &first, &fresh_dump(&shuffled(&project, seed)));
    }
}
