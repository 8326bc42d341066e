//! Times the design of zones of a made-up city against its overlay, in one run.
//!
//! usage: solve [--size street|district|city] [--seed N]: makes the city (no file is needed), builds
//! its grid and its plan, and prints one JSON line: seconds of the overlay of all layers with labels, of
//! the grid around it (clean-up, households, certificates of input), of the design of its zones, the
//! ratio of design to overlay, and seconds of design for 1,000 zones.

use onegrid::{Grid, Plan, Policy, Silent};
use onegrid_benches::{Clock, linework, print_line, round};
use onegrid_demo::{DemoSpec, Size, counties, county};
use onegrid_planar::{Arrangement, Scale};
use serde_json::json;

#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let value = |name: &str| args.iter().position(|a| a == name).and_then(|at| args.get(at + 1));
    let size = match value("--size").map_or("city", String::as_str) {
        "street" => Size::Street,
        "district" => Size::District,
        "city" => Size::City,
        other => return Err(format!("--size is street, district or city, not {other}").into()),
    };
    let seed = value("--seed").map_or(Ok(1), |n| n.parse())?;
    let spec = DemoSpec { size, seed };
    let project = county(&spec, &counties(&spec)[0]);
    let policy = Policy::profile("general-300-500")?;
    let work = linework(&project);

    let clock = Clock::start();
    let overlay = Arrangement::build(&work, Scale::planar(0.001), &onegrid_planar::Silent)?;
    let overlay_s = clock.seconds();
    let faces = overlay.face_count();
    drop((work, overlay));

    let clock = Clock::start();
    let grid = Grid::build(&project, &policy, &Silent)?;
    let grid_s = clock.seconds();
    let plan = Plan::design(&grid, &policy, &Silent)?;
    let design_s = clock.seconds() - grid_s;
    let zones = plan.zones().len();
    print_line(&[
        clock.stop(),
        json!({
            "faces": faces,
            "zones": zones,
            "overlay_s": round(overlay_s, 1e4),
            "grid_s": round(grid_s, 1e4),
            "design_s": round(design_s, 1e4),
            "design_to_overlay": round(design_s / overlay_s, 100.0),
            "design_s_per_1000_zones": round(design_s * 1000.0 / zones.max(1) as f64, 1e4),
        }),
    ]);
    Ok(())
}
