//! From a project to a grid, a plan and its reasons, for a district of 100,000 households.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use onegrid::{Grid, Lang, Plan, Policy, Silent, conflicts, diff, merge, summarise};
use onegrid_benches::district;

fn district_benches(c: &mut Criterion) {
    let project = district();
    let policy = Policy::profile("general-300-500").expect("the profile ships with the library");
    let merged = merge(&project, &policy, &Silent).expect("the district can be merged");
    let (grid, plan) = (&merged.grid, &merged.plan);

    let mut group = c.benchmark_group("district, faces");
    group.sample_size(10).throughput(Throughput::Elements(u64::from(grid.face_count())));
    group.bench_function("grid", |b| b.iter(|| Grid::build(&project, &policy, &Silent)));
    group.bench_function("zone design", |b| b.iter(|| Plan::design(black_box(grid), &policy, &Silent)));
    group.bench_function("conflicts", |b| b.iter(|| conflicts(black_box(grid), plan)));
    group.bench_function("summary", |b| b.iter(|| summarise(black_box(&merged), &Silent)));
    group.bench_function("diff", |b| b.iter(|| diff(grid, black_box(plan), plan)));
    group.finish();

    let mut group = c.benchmark_group("district, zones");
    group.sample_size(10).throughput(Throughput::Elements(plan.zones().len() as u64));
    let explain_all = |lang| plan.zones().iter().filter_map(|z| plan.explain(&z.code, lang).ok()).count();
    group.bench_function("explain", |b| {
        b.iter(|| assert_eq!(explain_all(Lang::Zh) + explain_all(Lang::En), 2 * plan.zones().len()));
    });
    group.finish();
}

criterion_group!(zones, district_benches);
criterion_main!(zones);
