//! The lattice is planar, convex and continuous over county borders.

use super::*;
use crate::frame::Frame;
use crate::redraw::Linework;
use crate::size::Size;

fn drawn(seed: u64, column: u32, row: u32) -> (Fabric, Linework) {
    let scale = Scale::of(Size::Province);
    let fabric = Fabric::build(&Site { seed, column, row, board: [11, 10], scale });
    let lines = Linework::exact(&fabric, &Frame::new());
    (fabric, lines)
}

/// Nodes and bends of the outline edges on one side, in order.
fn outline(county: &(Fabric, Linework), run: Run, line: u32) -> Vec<crate::frame::Spot> {
    let (fabric, lines) = county;
    let axis = usize::from(run == Run::East);
    let on_side = |edge: &&(usize, &Edge)| edge.1.run == run && edge.1.at[axis] == line;
    let edges: Vec<(usize, &Edge)> = fabric.edges.iter().enumerate().collect();
    edges
        .iter()
        .filter(on_side)
        .flat_map(|(id, edge)| {
            let ends = [edge.from, edge.to].map(|node| lines.nodes[node as usize]);
            core::iter::once(ends[0]).chain(lines.bends(*id).iter().copied()).chain([ends[1]])
        })
        .collect()
}

#[test]
fn a_county_ends_where_its_neighbours_begin() {
    for seed in [1, 77] {
        let home = drawn(seed, 4, 3);
        let east = outline(&home, Run::North, 100);
        assert!(east.len() >= 300);
        assert_eq!(east, outline(&drawn(seed, 5, 3), Run::North, 0));
        assert_eq!(outline(&home, Run::East, 100), outline(&drawn(seed, 4, 4), Run::East, 0));
        assert_ne!(east, outline(&drawn(seed + 1, 5, 3), Run::North, 0));
    }
}

#[test]
fn every_atom_is_convex_and_counter_clockwise() {
    for size in Size::ALL {
        let scale = Scale::of(size);
        let fabric = Fabric::build(&Site { seed: 5, column: 0, row: 0, board: [1, 1], scale });
        for corners in &fabric.atom_corners {
            let mut ring = corners.to_vec();
            ring.dedup();
            for at in 0..ring.len() {
                let [a, b, c] = [0, 1, 2].map(|step| fabric.nodes[ring[(at + step) % ring.len()] as usize]);
                let turn = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
                assert!(turn > 100.0, "{size}: {corners:?} turns by {turn} m2");
            }
        }
    }
}

#[test]
fn every_edge_has_its_atoms_on_both_sides() {
    let scale = Scale::of(Size::Street);
    let fabric = Fabric::build(&Site { seed: 5, column: 0, row: 0, board: [1, 1], scale });
    for edge in &fabric.edges {
        for (atom, step) in [(edge.left, 1), (edge.right, 3)] {
            if atom == OUTSIDE {
                assert!(edge.is_outline);
                continue;
            }
            let mut ring = fabric.atom_corners[atom as usize].to_vec();
            ring.dedup();
            let at = ring.iter().position(|node| *node == edge.from).expect("the edge starts at a corner");
            // forwards along the atom to its left, backwards along the one to its right
            let next = if step == 1 { (at + 1) % ring.len() } else { (at + ring.len() - 1) % ring.len() };
            assert_eq!(ring[next], edge.to);
        }
    }
}
