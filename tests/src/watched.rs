//! Every long call tells how far it is, and stops where it is asked to.

use std::sync::Mutex;

use onegrid::{Policy, Progress, Silent, Snapshot, SnapshotError, Step, check, diff_layers, merge, summarise};
use onegrid_demo::Size;

use crate::support::{demo, street};

/// Reports at which a call is stopped, spread over all of them.
const STOPS: usize = 12;

/// Hears all reports, and stops with the one of this number.
struct Listening {
    heard: Mutex<Vec<(Step, u64, u64)>>,
    stop_at: usize,
}

impl Listening {
    fn until(stop_at: usize) -> Self {
        Self { heard: Mutex::default(), stop_at }
    }

    fn heard(&self) -> Vec<(Step, u64, u64)> {
        self.heard.lock().expect("no listener panics").clone()
    }
}

impl Progress for Listening {
    fn step(&self, step: Step, done: u64, total: u64) {
        self.heard.lock().expect("no listener panics").push((step, done, total));
    }
    fn is_cancelled(&self) -> bool {
        self.heard.lock().expect("no listener panics").len() > self.stop_at
    }
}

/// Every step begins at 0, never falls and ends at its total; stopped anywhere, the call says so.
fn holds(what: &str, steps: &[Step], call: impl Fn(&Listening) -> Result<(), String>) {
    let all = Listening::until(usize::MAX);
    call(&all).unwrap_or_else(|e| panic!("{what}: {e}"));
    let heard = all.heard();
    assert_eq!(
        heard.iter().map(|h| h.0).collect::<std::collections::BTreeSet<_>>().into_iter().collect::<Vec<_>>(),
        steps
    );
    for run in heard.chunk_by(|a, b| a.0 == b.0 && a.1 <= b.1 && a.2 == b.2) {
        let (first, last) = (run[0], run[run.len() - 1]);
        assert_eq!(first.1, 0, "{what}: {heard:?}");
        assert_eq!(last.1, last.2, "{what}: {heard:?}");
    }
    let stops = heard.len().min(STOPS);
    for stop_at in (0..stops).map(|i| i * heard.len() / stops) {
        let stopped = call(&Listening::until(stop_at));
        let Err(code) = stopped else { panic!("{what}: not stopped at {:?}", heard[stop_at]) };
        assert!(code.ends_with(".cancelled"), "{what} at {:?}: {code}", heard[stop_at]);
    }
}

fn code<T>(result: Result<T, onegrid::Error>) -> Result<(), String> {
    result.map(drop).map_err(|e| e.code().to_owned())
}

#[test]
fn a_merge_and_its_summary_are_told_of_and_stop_anywhere() {
    let project = demo(Size::Street, 1);
    let policy = street().merged.plan.policy().clone();
    let steps = [Step::Place, Step::Overlay, Step::Weigh, Step::Defects, Step::Design];
    holds("merge", &steps, |p| code(merge(&project, &policy, p)));
    holds("summary", &[Step::Report], |p| code(summarise(&street().merged, p)));
}

#[test]
fn checks_and_differences_are_told_of_and_stop_anywhere() {
    let project = demo(Size::Street, 1);
    let policy = Policy::profile("general-300-500").expect("a profile");
    let steps = [Step::Overlay, Step::Defects, Step::Report];
    holds("check", &steps, |p| code(check(&project, &policy, p)));
    let layer = |id: usize| project.layers[id].clone();
    let steps = [Step::Place, Step::Overlay, Step::Weigh, Step::Defects, Step::Report];
    holds("diff", &steps, |p| code(diff_layers(layer(0), layer(1), p)));
}

#[test]
fn snapshots_are_told_of_and_stop_anywhere() {
    let merged = &street().merged;
    holds("snapshot", &[Step::Snapshot], |p| code(Snapshot::of_with(&merged.grid, &merged.plan, p)));
    let bytes = Snapshot::of(&merged.grid, &merged.plan).to_bytes();
    let read = |p: &dyn Progress| Snapshot::from_bytes_with(&bytes, p);
    holds("reading", &[Step::Snapshot], |p| read(p).map(drop).map_err(|e| e.code().to_owned()));
    assert_eq!(read(&Listening::until(0)), Err(SnapshotError::Cancelled));
    assert_eq!(read(&Silent), Snapshot::from_bytes(&bytes));
}
