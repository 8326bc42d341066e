//! Buildings of the demo: apart from one another, around the household points.

use onegrid::Role;
use onegrid_demo::{Size, houses};

use crate::support::made;

#[test]
fn houses_stand_apart_and_each_has_a_door() {
    let project = made(Size::Street, 1);
    let layer = houses(&project);
    assert_eq!(layer, houses(&project));
    assert_eq!((layer.role, layer.id.as_str()), (Role::Building, "building"));
    let doors: Vec<_> = project.households.iter().flat_map(|t| &t.points).collect();
    assert!(layer.cells.len() > 1_000 && layer.cells.len() < doors.len(), "{} of {}", layer.cells.len(), doors.len());
    let outlines: Vec<[f64; 4]> = layer
        .cells
        .iter()
        .map(|cell| {
            let ring = &cell.shape.0[0].exterior().0;
            [ring[0].x, ring[0].y, ring[2].x, ring[2].y]
        })
        .collect();
    let holds = |o: &[f64; 4], x: f64, y: f64| x > o[0] && x < o[2] && y > o[1] && y < o[3];
    assert!(outlines.iter().all(|o| doors.iter().any(|d| holds(o, d.lon_deg, d.lat_deg))));
    let mut by_west = outlines;
    by_west.sort_by(|a, b| a[0].total_cmp(&b[0]));
    for (at, a) in by_west.iter().enumerate() {
        for b in by_west[at + 1..].iter().take_while(|b| b[0] <= a[2]) {
            assert!(b[1] > a[3] || b[3] < a[1], "{a:?} {b:?}");
        }
    }
}
