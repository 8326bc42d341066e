//! Linework that would come to more than may be taken is refused before anything large is made.

use onegrid_planar::{
    CleanOptions, Coord, Limits, Linework, Metres, OverlayError, Progress, RingRole, Scale, clean, defects_with,
    validate,
};

use crate::support::{build, linework, owner, rect};

/// Lines each of which crosses all others.
fn crossing_lines(count: i32) -> Linework {
    let mut work = Linework::new();
    let layer = work.add_layer(1);
    work.add_ring(owner(layer, 0, RingRole::Shell), rect(0, 0, 1_000_000_000, 1_000_000_000));
    for i in 0..count {
        let at = f64::from(i) / f64::from(count);
        let [bottom, top] = [at, (1.0 - at) * (1.0 - at)].map(|v| (v * 1e9) as i32);
        work.add_barrier(i as u32, [Coord::new(bottom, 0), Coord::new(top, 1_000_000_000)]);
    }
    work
}

#[test]
fn lines_across_all_others_are_refused_with_counts_and_advice() {
    let error = Limits::default().admit(&crossing_lines(24_000)).unwrap_err();
    let OverlayError::TooMuchMemory { segments, crossings, memory_bytes, limit_bytes, .. } = error else {
        panic!("{error}");
    };
    assert_eq!((segments, limit_bytes), (24_004, Limits::default().max_memory_bytes));
    assert!((100_000_000..400_000_000).contains(&crossings), "{crossings}");
    assert!(memory_bytes > limit_bytes);
    let message = error.to_string();
    assert!(["24004 segments", "split the data", "crossings"].iter().all(|m| message.contains(m)), "{message}");
    assert_eq!(error.code(), "overlay.too_much_memory");
}

#[test]
fn a_moderate_limit_admits_what_fits_and_no_more() {
    let work = crossing_lines(500);
    assert_eq!(Limits::default().admit(&work), Ok(()));
    assert_eq!(Limits::with_memory(200_000_000).admit(&work), Ok(()));
    let error = Limits::with_memory(5_000_000).admit(&work).unwrap_err();
    assert_eq!(error.code(), "overlay.too_much_memory");
    let few = Limits { max_segments: 100, ..Limits::default() };
    let expected = OverlayError::TooLarge { what: "segments", got: 504, limit: 100 };
    assert_eq!(few.admit(&work).unwrap_err(), expected);
    let edges = Limits { max_edges: 10_000, ..Limits::default() }.admit(&work).unwrap_err();
    assert!(matches!(edges, OverlayError::TooLarge { what: "edges", got: 100_000.., limit: 10_000 }), "{edges}");
}

/// Stops at a step, and allows so much memory.
struct Stopping {
    at: &'static str,
    now: std::sync::atomic::AtomicBool,
    limits: Limits,
}

impl Stopping {
    fn at(at: &'static str) -> Self {
        Self { at, now: false.into(), limits: Limits::default() }
    }
}

impl Progress for Stopping {
    fn step(&self, step: &'static str, _: u64, _: u64) {
        if step == self.at {
            self.now.store(true, std::sync::atomic::Ordering::Relaxed);
        }
    }
    fn is_cancelled(&self) -> bool {
        self.now.load(std::sync::atomic::Ordering::Relaxed)
    }
    fn limits(&self) -> Limits {
        self.limits
    }
}

#[test]
fn cleaning_and_validation_keep_to_the_limits_of_the_caller() {
    let mut cells = vec![rect(0, 0, 10_000, 10_000)];
    cells.extend((1..3_000).map(|i| rect(i, i, 10_000 - i, 2 * i)));
    let work = linework(&[cells]);
    let small = Stopping { limits: Limits::with_memory(1_000_000), ..Stopping::at("never") };
    let (plane, options) = (Scale::planar(1.0), CleanOptions::default());
    assert_eq!(clean(&work, 0, &plane, &options, &small).unwrap_err().code(), "overlay.too_much_memory");
    assert_eq!(validate(&work, 0, &plane, Metres::ZERO, &small).unwrap_err().code(), "overlay.too_much_memory");
}

#[test]
fn every_long_step_stops_on_request() {
    let work = linework(&[(0..100).map(|i| rect(i % 10 * 9, i / 10 * 9, 10, 10)).collect()]);
    let (plane, options) = (Scale::planar(1.0), CleanOptions::default());
    for step in ["segments", "noding", "edges", "faces", "labels", "claims", "gaps", "pieces", "report"] {
        let stopped = clean(&work, 0, &plane, &options, &Stopping::at(step));
        assert_eq!(stopped.unwrap_err(), OverlayError::Cancelled { step });
    }
    assert_eq!(
        validate(&work, 0, &plane, Metres::ZERO, &Stopping::at("edges")).unwrap_err(),
        OverlayError::Cancelled { step: "edges" }
    );
    let a = build(&work).unwrap();
    let all = vec![true; a.face_count() as usize];
    let stopped = defects_with(&a, &work, &all, &Stopping::at("defects"));
    assert_eq!(stopped.unwrap_err(), OverlayError::Cancelled { step: "defects" });
}
