//! Demo merges made once, canonical dumps, shuffles, and small geometry on the lattice.

use std::fmt::Write as _;
use std::sync::OnceLock;

use onegrid::{
    Lang, LatticeCoord, Merged, Policy, Project, Region, Silent, Summary, conflicts, merge, multi_polygon, summarise,
};
use onegrid_demo::{DemoSpec, Size, counties, county};

/// A merge with everything it came from.
pub(crate) struct Made {
    pub(crate) project: Project,
    pub(crate) merged: Merged,
    pub(crate) summary: Summary,
}

pub(crate) fn general() -> Policy {
    Policy::profile("general-300-500").expect("the profile ships with the library")
}

/// The only county of a demo size.
pub(crate) fn demo(size: Size, seed: u64) -> Project {
    let spec = DemoSpec { size, seed };
    county(&spec, &counties(&spec)[0])
}

pub(crate) fn make(project: Project) -> Made {
    let merged = merge(&project, &general(), &Silent).expect("the project can be merged");
    let summary = summarise(&merged, &Silent).expect("the merge can be summed up");
    Made { project, merged, summary }
}

/// The demo street of seed 1, merged once for all tests.
pub(crate) fn street() -> &'static Made {
    static STREET: OnceLock<Made> = OnceLock::new();
    STREET.get_or_init(|| make(demo(Size::Street, 1)))
}

/// Everything a user can get out of a merge, as text: equal dumps are equal results.
pub(crate) fn dump(merged: &Merged, summary: &Summary) -> String {
    let mut out = String::new();
    for (zone, region) in merged.plan.zones().iter().zip(&summary.regions) {
        writeln!(out, "{} {} {:?}", zone.code, zone.households, region.parts).expect("a string takes all");
    }
    for conflict in conflicts(&merged.grid, &merged.plan) {
        writeln!(out, "{}", json(&conflict)).expect("a string takes all");
    }
    writeln!(out, "{}", json(&summary.report)).expect("a string takes all");
    for zone in merged.plan.zones() {
        for lang in [Lang::Zh, Lang::En] {
            let explanation = merged.plan.explain(&zone.code, lang).expect("the zone exists");
            writeln!(out, "{}", json(&explanation)).expect("a string takes all");
        }
    }
    out
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("plain data")
}

/// Fails with the first line that differs, not with megabytes.
pub(crate) fn assert_same(what: &str, one: &str, other: &str) {
    if one == other {
        return;
    }
    let pairs = one.lines().zip(other.lines()).enumerate();
    let different = pairs.filter(|(_, (a, b))| a != b).count();
    if let Some((at, (a, b))) = one.lines().zip(other.lines()).enumerate().find(|(_, (a, b))| a != b) {
        let from = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count().saturating_sub(60);
        let part = |s: &str| s.chars().skip(s[..floor(s, from)].chars().count()).take(240).collect::<String>();
        panic!("{what}: {different} lines differ, first is line {at}:\n  {}\n  {}", part(a), part(b));
    }
    panic!("{what}: {} and {} lines", one.lines().count(), other.lines().count());
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The same project with the features of every layer, line layer and household table in another
/// order, numbered anew as a rewritten file would number them.
pub(crate) fn shuffled(project: &Project, seed: u64) -> Project {
    let mut out = project.clone();
    let mut chance = Chance(seed);
    for layer in &mut out.layers {
        chance.shuffle(&mut layer.cells);
        layer.cells.iter_mut().zip(0..).for_each(|(cell, at)| cell.feature = at);
    }
    for layer in &mut out.barriers {
        chance.shuffle(&mut layer.lines);
        layer.lines.iter_mut().zip(0..).for_each(|(line, at)| line.feature = at);
    }
    for table in &mut out.households {
        chance.shuffle(&mut table.points);
        table.points.iter_mut().zip(0..).for_each(|(point, at)| point.feature = at);
    }
    out
}

/// SplitMix64 (Steele, Lea and Flood 2014): enough to shuffle with.
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, (self.next() % (at as u64 + 1)) as usize);
        }
    }
}

/// Runs something with a fixed number of threads.
pub(crate) fn with_threads<T: Send>(threads: usize, run: impl FnOnce() -> T + Send) -> T {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be made");
    pool.install(run)
}

/// Rings of a region as a reader of the written file sees them: through degrees and back, the
/// closing point dropped.
pub(crate) fn written_rings(region: &Region) -> Vec<Vec<LatticeCoord>> {
    let shape = multi_polygon(&region.parts);
    let lines = shape.0.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
    lines
        .map(|line| {
            let mut ring: Vec<LatticeCoord> = line
                .0
                .iter()
                .map(|c| LatticeCoord::from_degrees(c.x, c.y).expect("a written point lies on the planet"))
                .collect();
            assert_eq!(ring.first(), ring.last(), "written rings are closed");
            ring.pop();
            ring
        })
        .collect()
}

/// Doubled area of a ring by the shoelace formula, counter-clockwise positive.
pub(crate) fn shoelace2(ring: &[LatticeCoord]) -> i128 {
    (0..ring.len())
        .map(|i| {
            let (a, b) = (ring[i], ring[(i + 1) % ring.len()]);
            i128::from(a.x) * i128::from(b.y) - i128::from(b.x) * i128::from(a.y)
        })
        .sum()
}

/// A manifest and files in a folder of their own.
pub(crate) fn on_disk(files: &[(&str, String)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("a file can be written");
    }
    folder
}
