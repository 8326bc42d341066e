//! Peak memory and time of the overlay against what the estimate foretold.
//!
//! usage: estimate: overlays the layers of the demo cities and synthetic layers, one after another, and prints
//! one JSON line each: counts, bytes and seconds as foretold and as they came, bytes per drawn segment.

use std::time::Instant;

use onegrid_demo::{DemoSpec, Size, counties, county};
use onegrid_planar::{Arrangement, Coord, Linework, RingOwner, RingRole, Scale, Silent, estimate};
use peak_alloc::PeakAlloc;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for size in [Size::District, Size::Street, Size::City] {
        measure(&size.to_string(), &demo(size))?;
    }
    for side in [100, 200, 400] {
        measure(&format!("grid {side}"), &grids(side, 1, 0))?;
        measure(&format!("seven grids {side}"), &grids(side, 7, 3_000))?;
    }
    measure("sixteen equal grids", &grids(150, 16, 0))?;
    measure("dense crossings", &grids(50, 24, 3_000))?;
    measure("islands", &islands(2_000, 200))?;
    Ok(())
}

fn measure(name: &str, work: &Linework) -> Result<(), Box<dyn std::error::Error>> {
    let begun = Instant::now();
    let coming = estimate(work);
    let foretelling_s = begun.elapsed().as_secs_f64();
    let before = HEAP.current_usage();
    HEAP.reset_peak_usage();
    let begun = Instant::now();
    let came = Arrangement::build(work, Scale::planar(0.01), &Silent)?;
    let seconds = begun.elapsed().as_secs_f64();
    let peak = (HEAP.peak_usage() - before) as f64;
    let kept = (HEAP.current_usage() - before) as f64;
    println!(
        "{{\"input\":\"{name}\",\"segments\":{},\"distinct\":{},\"layers\":{},\"faces\":{},\"foretold_faces\":{},\"arcs\":{},\"points\":{},\
         \"foretold_edges\":{},\"peak_bytes\":{peak},\"foretold_bytes\":{},\"ratio\":{:.2},\"bytes_per_segment\":{:.0},\"kept_bytes_per_segment\":{:.0},\
         \"s\":{seconds:.4},\"foretold_s\":{:.4},\"estimate_s\":{foretelling_s:.4}}}",
        coming.segments,
        coming.distinct_segments,
        work.layer_count(),
        came.face_count(),
        coming.faces,
        came.arc_count(),
        came.point_count(),
        coming.edges,
        coming.memory_bytes,
        coming.memory_bytes as f64 / peak,
        peak / coming.segments as f64,
        kept / coming.segments as f64,
        coming.seconds,
    );
    Ok(())
}

/// All layers of a demo city (of a province, its first county).
fn demo(size: Size) -> Linework {
    let spec = DemoSpec { size, seed: 1 };
    let project = county(&spec, &counties(&spec)[0]);
    let mut work = Linework::new();
    let coords = |line: &geo_types::LineString<f64>| -> Vec<Coord> {
        line.0.iter().filter_map(|p| Coord::from_degrees(p.x, p.y)).collect()
    };
    for layer in &project.layers {
        let number = work.add_layer(layer.cells.len() as u32);
        for (cell, shape) in (0u32..).zip(&layer.cells) {
            for (part, polygon) in (0u32..).zip(&shape.shape.0) {
                let owner = RingOwner { layer: number, cell, part, role: RingRole::Shell };
                work.add_ring(owner, coords(polygon.exterior()));
                for hole in polygon.interiors() {
                    work.add_ring(RingOwner { role: RingRole::Hole, ..owner }, coords(hole));
                }
            }
        }
    }
    for (id, line) in (0u32..).zip(project.barriers.iter().flat_map(|b| &b.lines).flat_map(|l| &l.shape.0)) {
        work.add_barrier(id, coords(line));
    }
    work
}

/// Layers of square cells whose corners are moved by up to `noise`; without noise all layers are equal.
fn grids(side: i32, layers: i32, noise: i32) -> Linework {
    const SIZE: i32 = 10_000;
    let mut work = Linework::new();
    for l in 0..layers {
        let layer = work.add_layer((side * side) as u32);
        let off = |v: i32| ((v.wrapping_mul(1_103_515_245)) >> 8).rem_euclid(2 * noise + 1) - noise;
        let corner = |x: i32, y: i32| {
            let mix = x.wrapping_mul(7919) ^ y.wrapping_mul(104_729) ^ l.wrapping_mul(31);
            Coord::new(x * SIZE + off(mix), y * SIZE + off(mix.wrapping_mul(12_345)))
        };
        for i in 0..side * side {
            let (x, y) = (i % side, i / side);
            let ring = [corner(x, y), corner(x + 1, y), corner(x + 1, y + 1), corner(x, y + 1)];
            work.add_ring(RingOwner { layer, cell: i as u32, part: 0, role: RingRole::Shell }, ring);
        }
    }
    work
}

/// Separate rings of many points.
fn islands(count: i32, points: i32) -> Linework {
    let mut work = Linework::new();
    let layer = work.add_layer(count as u32);
    for i in 0..count {
        let (x, y) = (i % 50 * 10_000, i / 50 * 10_000);
        // out along a rising line and back above it
        let there = (0..points / 2).map(|k| Coord::new(x + k * 50, y + k % 2 * 10));
        let back = (0..points / 2).rev().map(|k| Coord::new(x + k * 50, y + 4_000 + k % 2 * 10));
        work.add_ring(RingOwner { layer, cell: i as u32, part: 0, role: RingRole::Shell }, there.chain(back));
    }
    work
}
