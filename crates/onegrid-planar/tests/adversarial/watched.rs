//! Every long step tells how far it is, and stops wherever it is asked to.

use std::sync::Mutex;

use onegrid_planar::{
    Arrangement, AssignBy, CleanOptions, Coord, KeepOpen, Linework, Metres, NearestFace, OverlayError, PointIndex,
    PointIndexError, Progress, Scale, Silent, clean, defects_with, validate,
};

use crate::support::{build, linework, rect};

/// Hears all reports, and stops with the one of this number.
struct Listening {
    heard: Mutex<Vec<(&'static str, u64, u64)>>,
    stop_at: usize,
}

impl Listening {
    fn until(stop_at: usize) -> Self {
        Self { heard: Mutex::default(), stop_at }
    }

    fn heard(&self) -> Vec<(&'static str, u64, u64)> {
        self.heard.lock().expect("no listener panics").clone()
    }
}

impl Progress for Listening {
    fn step(&self, step: &'static str, done: u64, total: u64) {
        self.heard.lock().expect("no listener panics").push((step, done, total));
    }
    fn is_cancelled(&self) -> bool {
        self.heard().len() > self.stop_at
    }
}

/// Whether something went to its end, or was stopped at a step.
type Outcome = Result<(), Option<&'static str>>;

fn outcome<T>(result: Result<T, OverlayError>) -> Outcome {
    match result {
        Ok(_) => Ok(()),
        Err(OverlayError::Cancelled { step }) => Err(Some(step)),
        Err(other) => panic!("{other}"),
    }
}

/// Reports begin at 0, never fall, end at their total; stopped at any of them, nothing comes out.
fn check(what: &str, steps: &[&str], work: impl Fn(&Listening) -> Outcome) {
    let all = Listening::until(usize::MAX);
    assert_eq!(work(&all), Ok(()), "{what}: goes to its end");
    let heard = all.heard();
    assert!(heard.len() > 1, "{what}: tells of itself");
    let (mut before, mut is_done): (Option<(u64, u64)>, bool) = (None, true);
    for &(step, done, total) in &heard {
        assert!(steps.contains(&step), "{what}: unknown step {step}");
        match before.filter(|_| !is_done) {
            Some((last, of)) => assert!(done >= last && done <= of && total == of, "{what}: {heard:?}"),
            None => assert_eq!(done, 0, "{what}: {heard:?}"),
        }
        (before, is_done) = (Some((done, total)), done == total);
    }
    assert!(is_done, "{what}: ends at its total: {heard:?}");
    for step in steps {
        assert!(heard.iter().any(|h| h.0 == *step), "{what}: never told of {step}");
    }
    for (stop_at, expected) in heard.iter().enumerate() {
        let stopped = Listening::until(stop_at);
        let Err(step) = work(&stopped) else { panic!("{what}: not stopped at {expected:?}") };
        assert!(step.is_none_or(|s| s == expected.0), "{what}: stopped at {expected:?}, said {step:?}");
        assert_eq!(stopped.heard().len(), stop_at + 1, "{what}: nothing is told after the stop");
    }
}

/// Cells that overlap, with gaps between them, and a layer of larger ones.
fn drawn() -> Linework {
    let squares = (0..100).map(|i| rect(i % 10 * 12, i / 10 * 9, 10, 10)).collect();
    linework(&[squares, vec![rect(0, 0, 60, 95), rect(60, 0, 60, 95)]])
}

#[test]
fn the_overlay_and_its_refinement_stop_at_every_report() {
    let steps = ["segments", "noding", "edges", "arcs", "faces", "labels"];
    let mut work = drawn();
    check("overlay", &steps, |p| outcome(Arrangement::build(&work, Scale::planar(1.0), p)));
    let before = build(&work).expect("a sound drawing");
    work.add_barrier(0, [Coord::new(3, 1), Coord::new(3, 80)]);
    let steps = ["segments", "noding", "edges", "faces", "labels"];
    check("refinement", &steps, |p| outcome(before.refined(&work, p)));
}

#[test]
fn what_is_done_with_an_overlay_stops_at_every_report() {
    let work = drawn();
    let a = build(&work).expect("a sound drawing");
    let count = a.face_count() as usize;
    let ids: Vec<Option<u32>> = (0..a.face_count()).map(|f| a.labels().cells(f, 1).first().copied()).collect();
    let ones = vec![1; count];
    let all = vec![true; count];
    check("crosswalk", &["crosswalk"], |p| outcome(a.crosswalk_with(0, &ids, &ones, p)));
    check("crosswalks", &["crosswalk"], |p| outcome(a.crosswalk_pairs_with(&[(0, 1), (1, 0)], &ones, p)));
    check("assign", &["crosswalk", "assign"], |p| outcome(a.assign_with((0, 100), (1, 2), AssignBy::Weight(&ones), p)));
    check("dissolve", &["dissolve"], |p| outcome(a.dissolve_with(&ids, p)));
    check("defects", &["defects"], |p| outcome(defects_with(&a, &work, &all, p)));
    check("nearest", &["nearest"], |p| outcome(NearestFace::build_with(&a, &all, p)));
    // what is stopped nowhere is what the short call gives
    assert_eq!(a.crosswalk_with(0, &ids, &ones, &Silent), Ok(a.crosswalk(0, &ids, &ones)));
    assert_eq!(a.dissolve_with(&ids, &Silent), Ok(a.dissolve(&ids)));
}

#[test]
fn indexing_and_reading_an_index_stop_at_every_report() {
    let work = drawn();
    let a = build(&work).expect("a sound drawing");
    check("index of faces", &["index"], |p| outcome(PointIndex::of_faces_with(&a, p)));
    check("index of a layer", &["index"], |p| outcome(PointIndex::of_layer_with(&work, 0, p)));
    let bytes = PointIndex::of_faces(&a).to_bytes();
    check("reading", &["read"], |p| match PointIndex::from_bytes_with(&bytes, p) {
        Ok(_) => Ok(()),
        Err(PointIndexError::Cancelled) => Err(None),
        Err(other) => panic!("{other}"),
    });
}

#[test]
fn cleaning_and_validation_stop_at_every_report() {
    let work = drawn();
    let (plane, width) = (Scale::planar(1.0), Metres::new(3.0).expect("a length"));
    let options = CleanOptions {
        snap: Metres::new(0.5).expect("a length"),
        gap_width: width,
        inlets: true,
        keep_open: vec![KeepOpen::At(Coord::new(11, 5))],
        ..CleanOptions::default()
    };
    let overlay = ["segments", "noding", "edges", "arcs", "faces", "labels"];
    let steps = [&["snap"][..], &overlay, &["claims", "gaps", "pieces", "report"]].concat();
    check("cleaning", &steps, |p| outcome(clean(&work, 0, &plane, &options, p)));
    let steps = [&overlay[..], &["gaps"]].concat();
    check("validation", &steps, |p| outcome(validate(&work, 0, &plane, width, p)));
}
