//! One sample of every type that crosses, in a file that the page's type check reads.

use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

use geo_types::{Rect, coord, line_string};
use onegrid::session::{Broken, Edit, Entry, SplitBy, UnitKey, ZoneKey};
use onegrid::{
    BarrierClass, BarrierLayer, BarrierLine, Cell, Lang, Layer, Policy, PolicyChange, Project, Role, Silent, ZoneClass,
};
use onegrid_io::{InputFile, ProjectFile, ProjectSource, inspect_file, write_layer};
use serde::Serialize;
use serde_json::json;

use crate::Engine;
use crate::opened::Opened;
use crate::pick::SnapView;
use crate::problem::Problem;
use crate::save::SavedInfo;
use crate::zones::{located, report};

const POLICY: &str = "general-300-500";

fn cell(key: &str, west: f64, east: f64, households: Option<u64>) -> Cell {
    let shape = Rect::new(coord! { x: 118.0 + west, y: 30.0 }, coord! { x: 118.0 + east, y: 30.01 });
    Cell { key: key.into(), households, shape: shape.to_polygon().into(), ..Cell::default() }
}

fn layer(id: &str, role: Role, cells: Vec<Cell>) -> Layer {
    Layer {
        id: id.into(),
        name: format!("name of {id}"),
        role,
        source: format!("{id}.geojson"),
        cells,
        ..Layer::default()
    }
}

/// Three cells of a base layer, two of a department with a gap, a street.
fn project() -> Project {
    let base = [("A", 0.0, 180), ("B", 0.01, 240), ("C", 0.02, 310)];
    let base = base.iter().map(|&(key, west, households)| cell(key, west, west + 0.01, Some(households)));
    let police = vec![cell("P1", 0.0, 0.014, None), cell("P2", 0.015, 0.03, None)];
    let street = BarrierLine {
        key: "s".into(),
        name: Some("Long Street".into()),
        class: BarrierClass::Street,
        feature: 0,
        shape: line_string![(x: 118.01, y: 29.99), (x: 118.01, y: 30.02)].into(),
    };
    Project {
        name: "sample".into(),
        layers: vec![layer("civil", Role::Base, base.collect()), layer("police", Role::Department, police)],
        barriers: vec![BarrierLayer {
            id: "roads".into(),
            name: "name of roads".into(),
            source: "roads.geojson".into(),
            lines: vec![street],
            rejected: Vec::new(),
        }],
        code_prefix: Some("990101001001".into()),
        ..Project::default()
    }
}

fn engine() -> Engine {
    let source = ProjectSource::Folder { name: "sample".into(), files: vec![InputFile::of("civil.geojson", b"{}")] };
    let policy = Policy::profile(POLICY).expect("it ships with the library");
    let mut engine = Engine::new(project(), source, policy).unwrap_or_else(|e| panic!("{}", e.message));
    engine.merge_under(POLICY, &Silent).unwrap_or_else(|e| panic!("{}", e.message));
    engine
}

/// Every kind of edit.
fn edits(unit: UnitKey) -> Vec<Edit> {
    let zone = ZoneKey(1);
    let (rule, community) = ("size.min".into(), "990101001001".into());
    let broken = Broken { rule, community, zone: Some(zone), place: (118.005, 30.005), measured: 180.0 };
    let line = vec![(118.01, 29.9), (118.01, 30.1)];
    let split = |by| Edit::SplitZone { zone, by, cut: true };
    let policy = Box::new(Policy::profile(POLICY).expect("it ships with the library"));
    vec![
        Edit::Reassign { units: vec![unit], to: Some(ZoneKey(2)) },
        Edit::Reassign { units: vec![unit], to: None },
        Edit::MergeZones { zones: vec![zone, ZoneKey(2)] },
        split(SplitBy::Line(line.clone())),
        split(SplitBy::Balanced),
        split(SplitBy::Barrier(0)),
        Edit::RedrawBorder { between: [zone, ZoneKey(2)], line, cut: true },
        Edit::CreateExclusive {
            polygon: vec![(118.0, 30.0), (118.01, 30.0), (118.01, 30.01)],
            name: "School".into(),
            class: "campus".into(),
            cut: true,
        },
        Edit::Lock { zones: vec![zone] },
        Edit::Unlock { zones: vec![zone] },
        Edit::Rename { zone, name: "North".into() },
        Edit::SetClass { zone, class: ZoneClass::Exclusive },
        Edit::SetCode { zone, code: "990101001001009".into() },
        Edit::SetPolicy { policy },
        Edit::Resolve { communities: vec!["990101001001".into()] },
        Edit::Renumber { communities: vec!["990101001001".into()] },
        Edit::Accept { broken: vec![broken.clone()] },
        Edit::Reopen { broken: vec![broken] },
    ]
}

/// The samples as TypeScript.
#[derive(Default)]
struct Samples {
    types: Vec<&'static str>,
    text: String,
}

impl Samples {
    fn add(&mut self, name: &str, of: &'static str, sample: &impl Serialize) {
        let sample = serde_json::to_string(sample).expect("plain data");
        writeln!(self.text, "\nexport const {name} = {sample} satisfies {of};").expect("memory");
        let of = of.trim_end_matches("[]").trim_start_matches("Omit<");
        self.types.push(of.split_once(',').map_or(of, |(of, _)| of));
    }

    fn file(mut self) -> String {
        self.types.sort_unstable();
        self.types.dedup();
        let types: Vec<String> = self.types.iter().map(|of| format!("  {of},\n")).collect();
        format!(
            "// Written by the tests of the crate `onegrid-wasm`: one sample of every type it sends.\n\
             import type {{\n{}}} from './pkg/onegrid';\n{}",
            types.concat(),
            self.text
        )
    }
}

fn unwrap<T>(result: Result<T, Problem>) -> T {
    result.unwrap_or_else(|problem| panic!("{}: {}", problem.code, problem.message))
}

fn samples() -> String {
    let lang = Lang::En;
    let mut out = Samples::default();
    let mut engine = engine();
    let place = (118.018, 30.005);
    let unit = engine.session().ok().and_then(|s| s.unit_at(place).map(|unit| s.unit_key(unit))).expect("B is there");
    out.add("opened", "Opened", &Opened::new(&engine.project, &engine.policies[..1]));
    out.add("edits", "Edit[]", &edits(unit));
    let entry = |edit| Entry { who: "Li".into(), when: "2026-01-01".into(), why: "people".into(), ..Entry::of(edit) };
    out.add("preview", "Effect", &unwrap(engine.preview_edit(&edits(unit)[0], lang)));
    let half = Edit::SplitZone { zone: ZoneKey(1), by: SplitBy::Barrier(0), cut: true };
    out.add("effect", "Effect", &unwrap(engine.apply_entry(entry(half), lang)));
    unwrap(engine.apply_entry(entry(Edit::Lock { zones: vec![ZoneKey(2)] }), lang));
    out.add("undone", "Effect", &unwrap(engine.undo_edit(lang)).expect("there was one"));
    out.add("history", "History", &unwrap(engine.history_in(lang)));
    out.add("rows", "ZoneRow[]", &unwrap(engine.rows_of(None, lang)));
    out.add("communities", "CommunityRow[]", &unwrap(engine.community_rows()));
    out.add("card", "Card", &unwrap(engine.full_card(ZoneKey(1), lang)));
    out.add("crosswalk", "CrosswalkRow[]", &unwrap(engine.crosswalk_rows("police", "P1")));
    out.add("violations", "Violation[]", &unwrap(engine.violations_in(lang)));
    out.add("conflicts", "Conflicts", &unwrap(engine.conflicts_in(lang)));
    out.add("scorecard", "Scorecard", &unwrap(engine.scores()));
    out.add("unit", "UnitAt", &unwrap(engine.unit_here(place)).expect("B is there"));
    out.add("barriers", "BarrierNear[]", &unwrap(engine.barriers_in(ZoneKey(2), lang)));
    let session = unwrap(engine.session());
    let snap = session.snap((118.0101, 30.0), 100.0).expect("a place").expect("the street is near");
    out.add("snap", "Snap", &SnapView::new(snap));
    out.add("here", "Located", &located(session, place));
    out.add("form", "PolicyForm", &session.policy().form());
    let change = PolicyChange { path: "size.max".into(), value: json!(450) };
    out.add("changes", "PolicyChange[]", &[&change]);
    let changed = session.policy().with_changes(&[change]).expect("within the bounds");
    out.add("policy", "Policy", &changed);
    out.add("log", "Entry[]", &session.log().collect::<Vec<_>>());
    let file: ProjectFile = unwrap(engine.project_file());
    out.add("saved", "SavedInfo", &SavedInfo::new(file));
    out.add("files", "ExportFile[]", &unwrap(engine.files()));
    let (merged, summary) = unwrap(engine.summed_up());
    out.add("figures", "Report", &report(merged, summary, lang));
    let bytes = write_layer(&project().layers[0], Vec::new()).expect("memory can be written to");
    let inspection = inspect_file("civil.geojson", &bytes).expect("it was just written");
    out.add("inspected", "Omit<InspectedLayer, 'preview'>", &inspection.layers[0]);
    out.add("problem", "Problem", &Problem::unknown_layer("nowhere"));
    out.file()
}

/// What Rust writes is what TypeScript expects: the page's type check reads this very file.
/// Rewrite it with `ONEGRID_BLESS=1` and judge the difference.
#[test]
fn the_samples_of_the_page_are_what_this_crate_writes() {
    let text = samples();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../www/src/engine/samples.ts");
    if env::var_os("ONEGRID_BLESS").is_some() {
        fs::write(&path, &text).expect("the page's folder is writable");
    }
    let committed = fs::read_to_string(&path).expect("the samples are committed");
    assert_eq!(committed, text, "a type of this crate changed: see this test's description");
}
