//! Stages of the overlay, and what is done with one: each in its own units per second.

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use onegrid_benches::{Stages, district, linework};
use onegrid_planar::{
    Arrangement, AssignBy, CleanOptions, Coord, Linework, Metres, PointIndex, Scale, Silent, clean, defects, validate,
};

/// The stages that [`Arrangement::build`] reports, in their order.
const STAGES: [&str; 6] = ["segments", "noding", "edges", "arcs", "faces", "labels"];

struct City {
    work: Linework,
    scale: Scale,
    overlay: Arrangement,
}

impl City {
    fn build() -> Self {
        let work = linework(&district());
        let scale = work.geographic_scale().expect("the district has cells");
        let overlay = Arrangement::build(&work, scale.clone(), &Silent).expect("the district can be overlaid");
        Self { work, scale, overlay }
    }

    /// How long one stage of one more overlay takes.
    fn stage(&self, stage: &str) -> Duration {
        let stages = Stages::default();
        black_box(Arrangement::build(&self.work, self.scale.clone(), &stages).expect("built before"));
        stages.durations().iter().find(|s| s.0 == stage).map_or(Duration::ZERO, |s| s.1)
    }
}

fn overlay(c: &mut Criterion) {
    let city = City::build();
    let mut group = c.benchmark_group("overlay, points");
    group.sample_size(10).throughput(Throughput::Elements(city.work.point_count() as u64));
    group.bench_function("whole", |b| {
        b.iter(|| Arrangement::build(&city.work, city.scale.clone(), &Silent).expect("built before"));
    });
    for stage in STAGES {
        group.bench_function(stage, |b| b.iter_custom(|times| (0..times).map(|_| city.stage(stage)).sum()));
    }
    group.finish();
}

fn faces(c: &mut Criterion) {
    let city = City::build();
    let overlay = &city.overlay;
    let faces = overlay.face_count();
    let mut group = c.benchmark_group("use of an overlay, faces");
    group.sample_size(10).throughput(Throughput::Elements(u64::from(faces)));
    let cells: Vec<Option<u32>> = (0..faces).map(|f| overlay.labels().only_cell(f, 0)).collect();
    group.bench_function("dissolve", |b| b.iter(|| overlay.dissolve(black_box(&cells))));
    let households = vec![1; faces as usize];
    group.bench_function("crosswalk", |b| b.iter(|| overlay.crosswalk(1, black_box(&cells), &households)));
    let layers = city.work.layer_count();
    let pairs: Vec<(usize, usize)> = (0..layers).flat_map(|a| (a + 1..layers).map(move |b| (a, b))).collect();
    group.bench_function("crosswalk of all pairs", |b| b.iter(|| overlay.crosswalk_pairs(black_box(&pairs), &[])));
    let count = |layer: usize| (layer, city.work.cell_count(layer) as u32);
    group.bench_function("assign", |b| b.iter(|| overlay.assign(count(0), count(1), AssignBy::Area)));
    let everywhere = vec![true; faces as usize];
    group.bench_function("defects", |b| b.iter(|| defects(overlay, &city.work, black_box(&everywhere))));
    group.finish();
}

fn one_layer(c: &mut Criterion) {
    let city = City::build();
    let gap_width = Metres::new(2.0).expect("a length");
    let mut group = c.benchmark_group("one layer, points");
    let points = (0..city.work.ring_count()).filter(|&r| city.work.owner(r).layer == 1);
    let points: usize = points.map(|r| city.work.ring(r).len()).sum();
    group.sample_size(10).throughput(Throughput::Elements(points as u64));
    let options = CleanOptions { gap_width, ..CleanOptions::default() };
    group.bench_function("clean", |b| b.iter(|| clean(&city.work, 1, &city.scale, &options, &Silent)));
    group.bench_function("validate", |b| b.iter(|| validate(&city.work, 1, &city.scale, gap_width, &Silent)));
    group.finish();
}

fn locate(c: &mut Criterion) {
    let city = City::build();
    let bounds = city.overlay.bounds();
    let (columns, rows) = (200, 200);
    let point = |i: i64, j: i64| {
        let along = |low: i32, size: i64, k: i64, of: i64| (i64::from(low) + size * k / of) as i32;
        Coord::new(along(bounds.min.x, bounds.width(), i, columns), along(bounds.min.y, bounds.height(), j, rows))
    };
    let points: Vec<Coord> = (0..columns).flat_map(|i| (0..rows).map(move |j| point(i, j))).collect();
    let mut group = c.benchmark_group("locate, points");
    group.sample_size(10).throughput(Throughput::Elements(points.len() as u64));
    group.bench_function("index", |b| b.iter(|| PointIndex::of_faces(&city.overlay)));
    let locator = PointIndex::of_faces(&city.overlay);
    group.bench_function("look up", |b| b.iter(|| locator.ids_at(black_box(&points))));
    group.finish();
}

criterion_group!(planar, overlay, faces, one_layer, locate);
criterion_main!(planar);
