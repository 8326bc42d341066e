//! What the benchmarks share: the files of the comparison with other tools, a made-up district, and a clock.

mod clock;
mod files;
mod gap;

pub use clock::{Clock, Stages, cpu_s, peak_mb, print_line, resident_mb, round};
pub use files::{Cell, Polygon, add_layer, place, read, read_layers, south_west, write_geojson};
pub use gap::Gap;

use onegrid_demo::{DemoSpec, Size, counties, county};
use onegrid_planar::{Coord, Linework, RingOwner, RingRole};

/// The layers of the comparison's files, base first.
pub const LAYERS: [&str; 7] = ["base", "L1", "L2", "L3", "L4", "L5", "L6"];

/// A made-up district with the grids of its departments; no file is needed.
pub fn district() -> onegrid::Project {
    let spec = DemoSpec { size: Size::District, seed: 1 };
    county(&spec, &counties(&spec)[0])
}

/// The layers of a project on the lattice, as they are drawn.
pub fn linework(project: &onegrid::Project) -> Linework {
    let mut work = Linework::new();
    for source in &project.layers {
        let layer = work.add_layer(source.cells.len() as u32);
        for (cell, drawn) in source.cells.iter().enumerate() {
            for (part, polygon) in drawn.shape.iter().enumerate() {
                let shell = std::iter::once((RingRole::Shell, polygon.exterior()));
                let holes = polygon.interiors().iter().map(|ring| (RingRole::Hole, ring));
                for (role, ring) in shell.chain(holes) {
                    let owner = RingOwner { layer, cell: cell as u32, part: part as u32, role };
                    work.add_ring(owner, ring.coords().filter_map(|c| Coord::from_degrees(c.x, c.y)));
                }
            }
        }
    }
    work
}
