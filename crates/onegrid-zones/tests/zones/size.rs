//! A county: about 2,000 base cells and 100,000 faces, nine in ten of them slivers.

use onegrid_zones::{Barrier, CommunityInfo, DesignRules, FaceBorder, FaceRow, FaceTable, Feasibility, LayerInfo};

use crate::support::{bounds, designed};

/// Blocks of a community, side by side and one below the other.
const BLOCKS: usize = 8;
/// Communities of the county, side by side and one below the other.
const COMMUNITIES: usize = 13;

/// Every block is a face with nine slivers in a row at its eastern edge.
fn county() -> FaceTable {
    let side = BLOCKS * COMMUNITIES;
    let mut table = FaceTable { cell_start: vec![0], ..FaceTable::default() };
    for (k, (w, h)) in [(3, 2), (5, 4), (7, 3), (4, 9), (16, 16), (6, 6)].into_iter().enumerate() {
        let cells = side.div_ceil(w) * side.div_ceil(h);
        table.layers.push(LayerInfo {
            id: format!("l{k}"),
            name: format!("l{k}"),
            weight: 1.0,
            cell_keys: (0..cells).map(|c| format!("{c:05}")).collect(),
        });
    }
    for c in 0..COMMUNITIES * COMMUNITIES {
        table.communities.push(CommunityInfo {
            key: format!("{c:04}"),
            name: None,
            code: format!("{:012}", 330_000_000_000 + c),
        });
    }
    let shapes = [(3, 2), (5, 4), (7, 3), (4, 9), (16, 16), (6, 6)];
    for block in 0..side * side {
        let (x, y) = (block % side, block / side);
        for part in 0..10 {
            for (k, (w, h)) in shapes.into_iter().enumerate() {
                // slivers belong to the cell of the next block in some layers
                let x = if part > k && part > 0 { (x + 1).min(side - 1) } else { x };
                let cell = x / w + y / h * side.div_ceil(w);
                table.cell_ids.push(cell as u32);
                table.cell_start.push(table.cell_ids.len() as u32);
            }
            let width_m = if part == 0 { 95.0 } else { 0.5 };
            let households = if part == 0 { (block * 7919 % 97) as u64 } else { 0 };
            table.faces.push(FaceRow {
                community: Some((x / BLOCKS + y / BLOCKS * COMMUNITIES) as u32),
                estate: None,
                exclusive: None,
                building: None,
                building_m: 0.0,
                area_m2: 100.0 * width_m,
                perimeter_m: 200.0 + 2.0 * width_m,
                households,
                size: households,
                x_deg: 120.0 + x as f64 * 0.001 + part as f64 * 0.0001,
                y_deg: 30.0 - y as f64 * 0.001,
            });
        }
    }
    for block in 0..side * side {
        let (x, y) = (block % side, block / side);
        let face = |block: usize, part: usize| (block * 10 + part) as u32;
        for part in 0..10 {
            let mut add = |a: u32, b: u32, length_m: f64, is_road: bool| {
                let barrier = is_road.then_some(Barrier { rank: 2, name: 0 });
                table.borders.push(FaceBorder { a, b, length_m, barrier });
            };
            if part < 9 {
                add(face(block, part), face(block, part + 1), 100.0, false);
            } else if x + 1 < side {
                add(face(block, part), face(block + 1, 0), 100.0, x % 4 == 3);
            }
            if y + 1 < side {
                let length_m = if part == 0 { 95.0 } else { 0.5 };
                add(face(block, part), face(block + side, part), length_m, y % 3 == 2);
            }
        }
    }
    table.borders.sort_by_key(|b| (b.a, b.b));
    table
}

#[test]
fn every_community_of_a_county_is_divided() {
    let table = county();
    for rules in [DesignRules::default(), bounds(300, 500, 400)] {
        let plan = designed(&table, &rules);
        let possible = plan.verdicts.iter().filter(|v| v.feasibility == Feasibility::Feasible);
        assert_eq!(possible.count(), plan.verdicts.len());
    }
}
