use std::collections::{BTreeMap, BTreeSet};

use onegrid::{Cell, Layer, Project};
use onegrid_demo::Size;

use crate::support::{
    Footprint, Spot, crosses_itself, distance_m, distance_to_ring_m, doubled_area, layer, made, points, rings, spot_of,
};

const SIZES: [Size; 4] = Size::ALL;

fn count(layer: &Layer, is_damaged: impl Fn(&Cell) -> bool) -> usize {
    layer.cells.iter().filter(|cell| is_damaged(cell)).count()
}

/// Cells of one part that share no vertex with another cell.
fn loose(layer: &Layer) -> Vec<usize> {
    let mut users: BTreeMap<Spot, BTreeSet<usize>> = BTreeMap::new();
    for (at, cell) in layer.cells.iter().enumerate() {
        for vertex in rings(&cell.shape).into_iter().flatten() {
            users.entry(vertex).or_default().insert(at);
        }
    }
    (0..layer.cells.len())
        .filter(|at| {
            let mut own = rings(&layer.cells[*at].shape).into_iter().flatten();
            own.all(|vertex| users[&vertex].len() == 1)
        })
        .collect()
}

/// How many vertices of a loose cell lie inside other cells, of how many.
fn intrusion(layer: &Layer, footprints: &[Footprint], at: usize) -> (usize, usize) {
    let own: Vec<Spot> = rings(&layer.cells[at].shape).into_iter().flatten().collect();
    let inside = own
        .iter()
        .filter(|vertex| {
            footprints.iter().enumerate().any(|(other, footprint)| other != at && footprint.holds(**vertex))
        })
        .count();
    (inside, own.len())
}

#[test]
fn some_cells_were_drawn_too_small_and_some_too_large() {
    for size in SIZES {
        let project = made(size, 1);
        let layer = layer(&project, "zongzhi");
        let footprints = Footprint::all(layer);
        let loose = loose(layer);
        let intrusions: Vec<(usize, usize)> = loose.iter().map(|at| intrusion(layer, &footprints, *at)).collect();
        let gaps = intrusions.iter().filter(|(inside, _)| *inside == 0).count();
        let overlaps = intrusions.iter().filter(|(inside, all)| inside * 2 > *all).count();
        assert!(gaps > 0, "{size}: {intrusions:?}");
        assert!(overlaps > 0, "{size}: {intrusions:?}");
        assert!(loose.len() * 20 < layer.cells.len(), "{size}: the base is mostly sound");
    }
}

#[test]
fn some_places_have_no_cell_in_a_layer() {
    for size in [Size::Street, Size::District, Size::City] {
        let project = made(size, 1);
        for id in ["zongzhi", "civil"] {
            let footprints = Footprint::all(layer(&project, id));
            let homeless = points(&project)
                .iter()
                .map(spot_of)
                .filter(|at| !footprints.iter().any(|cell| cell.holds(*at)))
                .count();
            assert!(homeless > 0, "{size}: {id} covers every building");
            assert!(homeless * 20 < points(&project).len(), "{size}: {id} misses {homeless}");
        }
    }
}

#[test]
fn one_layer_has_cells_twice_under_one_key() {
    for size in SIZES {
        let project = made(size, 1);
        for layer in &project.layers {
            let mut by_key: BTreeMap<&str, Vec<&Cell>> = BTreeMap::new();
            for cell in &layer.cells {
                by_key.entry(cell.key.as_str()).or_default().push(cell);
            }
            let doubled: Vec<_> = by_key.values().filter(|cells| cells.len() > 1).collect();
            assert_eq!(doubled.is_empty(), layer.id != "civil", "{size}: {}", layer.id);
            assert!(doubled.iter().all(|cells| cells[0].shape == cells[1].shape));
        }
    }
}

#[test]
fn some_rings_cross_themselves() {
    for size in SIZES {
        let project = made(size, 1);
        for id in ["zongzhi", "civil", "urban"] {
            let is_crossed = |cell: &Cell| rings(&cell.shape).iter().any(|r| crosses_itself(r));
            let crossed = count(layer(&project, id), is_crossed);
            let cells = layer(&project, id).cells.len();
            assert!(crossed > 0 && crossed * 50 < cells, "{size}: {id}: {crossed} of {cells}");
        }
    }
}

/// Whether a ring runs out to a tip and back to the same vertex.
fn is_spiked(cell: &Cell) -> bool {
    rings(&cell.shape).iter().filter(|ring| doubled_area(ring) != 0).any(|ring| {
        (0..ring.len()).any(|at| {
            let [foot, tip, back] = [0, 1, 2].map(|step| ring[(at + step) % ring.len()]);
            foot == back && (5.0..60.0).contains(&distance_m(foot, tip))
        })
    })
}

#[test]
fn some_rings_have_a_spike() {
    for size in SIZES {
        let project = made(size, 1);
        for id in ["zongzhi", "civil", "urban"] {
            assert!(count(layer(&project, id), is_spiked) > 0, "{size}: {id}");
        }
    }
}

#[test]
fn some_shells_run_clockwise() {
    let is_clockwise = |cell: &Cell| {
        cell.shape.0.iter().any(|polygon| {
            let shell = crate::support::ring(polygon.exterior());
            doubled_area(&shell) < 0 && !crosses_itself(&shell)
        })
    };
    for size in SIZES {
        let project = made(size, 1);
        for id in ["zongzhi", "civil"] {
            assert!(count(layer(&project, id), is_clockwise) > 0, "{size}: {id}");
        }
        assert_eq!(count(layer(&project, "community"), is_clockwise), 0);
    }
}

#[test]
fn some_cells_have_no_area() {
    let is_flat = |cell: &Cell| rings(&cell.shape).iter().all(|ring| doubled_area(ring) == 0);
    for size in SIZES {
        let project = made(size, 1);
        for id in ["civil", "urban"] {
            assert!(count(layer(&project, id), is_flat) > 0, "{size}: {id}");
        }
        assert_eq!(count(layer(&project, "zongzhi"), is_flat), 0);
    }
}

#[test]
fn some_cells_have_a_second_part() {
    for size in SIZES {
        let project = made(size, 1);
        for id in ["zongzhi", "civil"] {
            assert!(count(layer(&project, id), |c| c.shape.0.len() > 1) > 0, "{size}: {id}");
        }
    }
}

#[test]
fn one_community_has_an_exclave_inside_another() {
    for size in SIZES {
        let project = made(size, 1);
        let communities = layer(&project, "community");
        let footprints = Footprint::all(communities);
        let exclaves = communities
            .cells
            .iter()
            .filter(|cell| cell.shape.0.len() == 2)
            .filter(|cell| {
                cell.shape.0.iter().any(|part| {
                    let part = part.clone().into();
                    is_surrounded(&part, &project, &cell.key, &footprints)
                })
            })
            .count();
        assert_eq!(exclaves, 1, "{size}");
    }
}

/// Whether another community's hole has exactly the part's vertices.
fn is_surrounded(part: &geo_types::MultiPolygon<f64>, project: &Project, key: &str, footprints: &[Footprint]) -> bool {
    let own: BTreeSet<Spot> = rings(part).into_iter().flatten().collect();
    let communities = &layer(project, "community").cells;
    assert_eq!(communities.len(), footprints.len());
    communities.iter().filter(|other| other.key != key).any(|other| {
        other.shape.0.iter().flat_map(geo_types::Polygon::interiors).any(|hole| {
            let hole: BTreeSet<Spot> = crate::support::ring(hole).into_iter().collect();
            hole == own
        })
    })
}

/// Communities in which the buildings of each cell of a layer stand.
fn communities_of_cells(project: &Project, id: &str) -> Vec<BTreeSet<usize>> {
    let communities = Footprint::all(layer(project, "community"));
    let cells = Footprint::all(layer(project, id));
    let mut found = vec![BTreeSet::new(); cells.len()];
    for at in points(project).iter().map(spot_of) {
        let Some(community) = communities.iter().position(|c| c.holds(at)) else { continue };
        for (cell, footprint) in cells.iter().enumerate() {
            if footprint.holds(at) {
                found[cell].insert(community);
            }
        }
    }
    found
}

#[test]
fn police_areas_cross_community_lines_and_base_cells_do_so_by_metres_only() {
    let project = made(Size::District, 1);
    let police = communities_of_cells(&project, "police");
    let crossing = police.iter().filter(|communities| communities.len() > 1).count();
    assert!(crossing * 2 > police.len(), "{crossing} of {}", police.len());
    let base = communities_of_cells(&project, "zongzhi");
    let crossing = base.iter().filter(|communities| communities.len() > 1).count();
    assert!(crossing * 50 < base.len(), "{crossing} base cells hold foreign buildings");

    let communities = layer(&project, "community");
    let footprints = Footprint::all(communities);
    let mut furthest_m: f64 = 0.0;
    let mut over = 0;
    let cells = &layer(&project, "zongzhi").cells;
    for cell in cells.iter().filter(|cell| !is_spiked(cell)) {
        let home = communities.cells.iter().position(|c| c.code == cell.group).unwrap();
        let own = rings(&communities.cells[home].shape);
        for vertex in rings(&cell.shape).into_iter().flatten() {
            if footprints.iter().enumerate().any(|(at, f)| at != home && f.holds(vertex)) {
                over += 1;
                let away_m = own.iter().map(|ring| distance_to_ring_m(ring, vertex)).fold(f64::MAX, f64::min);
                furthest_m = furthest_m.max(away_m);
            }
        }
    }
    assert!(over > 20, "{over} base vertices lie over a community line");
    assert!(furthest_m > 1.0 && furthest_m < 10.0, "{furthest_m} m over the community line");
}
