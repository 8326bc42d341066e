use std::collections::BTreeSet;

use onegrid_demo::{DemoSpec, Size, counties, county};

use crate::support::{Footprint, Spot, layer, made, points, rings, spot_of, vertices};

#[test]
fn the_same_seed_gives_the_same_city_on_one_thread_and_on_many() {
    let pool = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let one = pool(1).install(|| made(Size::District, 21));
    let many = pool(4).install(|| made(Size::District, 21));
    assert_eq!(one, many);
}

#[test]
fn counties_do_not_depend_on_the_order_in_which_they_are_made() {
    let spec = DemoSpec { size: Size::Province, seed: 4 };
    let plans = counties(&spec);
    let late = county(&spec, &plans[30]);
    let _ = county(&spec, &plans[12]);
    assert_eq!(late, county(&spec, &plans[30]));
}

#[test]
fn another_seed_gives_another_city() {
    let (one, two) = (made(Size::Street, 1), made(Size::Street, 2));
    assert_ne!(one.layers, two.layers);
    assert_ne!(one.barriers, two.barriers);
    assert_ne!(one.households, two.households);
    let common = vertices(layer(&one, "zongzhi")).intersection(&vertices(layer(&two, "zongzhi"))).count();
    assert_eq!(common, 0);
}

#[test]
fn coordinates_are_finite_steps_of_seven_decimals_near_the_centre() {
    for size in [Size::Street, Size::Province] {
        let project = made(size, 6);
        let cells = project.layers.iter().flat_map(|layer| &layer.cells);
        let polygons = cells
            .flat_map(|cell| &cell.shape.0)
            .flat_map(|polygon| core::iter::once(polygon.exterior()).chain(polygon.interiors()));
        let lines = project.barriers[0].lines.iter().flat_map(|line| &line.shape.0);
        let places = polygons.chain(lines).flat_map(|line| line.0.iter().map(|c| (c.x, c.y)));
        let homes = points(&project).iter().map(|point| (point.lon_deg, point.lat_deg));
        let mut count = 0;
        for (lon, lat) in places.chain(homes) {
            assert!(lon.is_finite() && lat.is_finite());
            assert!((117.0..121.0).contains(&lon) && (30.5..33.7).contains(&lat), "{lon} {lat}");
            for value in [lon, lat] {
                let text = format!("{value}");
                let decimals = text.split_once('.').map_or(0, |(_, tail)| tail.len());
                assert!(decimals <= 7, "{text}");
            }
            count += 1;
        }
        assert!(count > 50_000);
    }
}

#[test]
fn every_building_lies_in_exactly_one_community() {
    for (size, seed) in [(Size::Street, 3), (Size::District, 3)] {
        let project = made(size, seed);
        let communities = Footprint::all(layer(&project, "community"));
        for point in points(&project) {
            let at = spot_of(point);
            let homes = communities.iter().filter(|c| c.holds(at)).count();
            assert_eq!(homes, 1, "{size}: building {} lies in {homes}", point.feature);
        }
    }
}

#[test]
fn neighbouring_counties_share_their_border_vertices() {
    let spec = DemoSpec { size: Size::Province, seed: 9 };
    let plans = counties(&spec);
    let [home, east, north] = [0, 1, 11].map(|at| county(&spec, &plans[at]));
    assert_eq!([plans[1].place(), plans[11].place()], [(1, 0), (0, 1)]);
    for neighbour in [&east, &north] {
        let shared = |id: &str| -> BTreeSet<Spot> {
            let [here, there] = [&home, neighbour].map(|project| vertices(layer(project, id)));
            here.intersection(&there).copied().collect()
        };
        let communities = shared("community");
        // 101 lattice nodes, and at least one bend between any two
        assert!(communities.len() >= 201, "{} shared", communities.len());
        assert_eq!(communities, shared("zongzhi"));
        assert!(shared("urban").len() < communities.len(), "departments draw their own line");
    }
}

#[test]
fn departments_copied_some_of_the_base_lines_and_drew_the_rest_anew() {
    let project = made(Size::District, 13);
    let base = vertices(layer(&project, "zongzhi"));
    for id in ["police", "fire", "health", "civil", "emergency"] {
        let own = vertices(layer(&project, id));
        let copied = own.intersection(&base).count() as f64 / own.len() as f64;
        assert!((0.08..0.6).contains(&copied), "{id}: {copied}");
    }
}

#[test]
fn the_base_layer_fits_itself_nearly_everywhere() {
    let project = made(Size::District, 17);
    let mut edges: BTreeSet<(Spot, Spot)> = BTreeSet::new();
    let mut all = Vec::new();
    for cell in &layer(&project, "zongzhi").cells {
        for ring in rings(&cell.shape) {
            for at in 0..ring.len() {
                let edge = (ring[at], ring[(at + 1) % ring.len()]);
                edges.insert(edge);
                all.push(edge);
            }
        }
    }
    let matched = all.iter().filter(|(a, b)| edges.contains(&(*b, *a))).count();
    let share = matched as f64 / all.len() as f64;
    assert!(share > 0.85, "only {share} of the edges have a twin");
}

#[test]
fn estates_lie_within_a_base_cell_except_the_new_ones() {
    let project = made(Size::City, 7);
    let cells = Footprint::all(layer(&project, "zongzhi"));
    let estates = Footprint::all(layer(&project, "estate"));
    let mut homes = vec![BTreeSet::new(); estates.len()];
    for at in points(&project).iter().map(spot_of) {
        let Some(estate) = estates.iter().position(|estate| estate.holds(at)) else { continue };
        homes[estate].extend(cells.iter().position(|cell| cell.holds(at)));
    }
    let over = homes.iter().filter(|cells| cells.len() > 1).count();
    assert!(over > 0 && over * 10 < estates.len(), "{over} of {} lie over base lines", estates.len());
}
