//! Ground of before and after edits that cut units: kept for undoing while that is cheap, else made again.
//!
//! # Guarantees
//! 1. What is made again is what was there: cutting depends on the plan and the edit alone.
//! 2. However many edits cut units, the ground kept beside that of now stays below a number of faces.
//!
//! # Method
//! The ground before the first cut and that of the last few are kept. An undo that needs another one goes
//! back to the first and makes the edits since then again.

use super::Session;
use super::ground::{Cut, Ground};
use super::log::Done;

/// Most faces of ground that is kept for undoing, and again for redoing; the last ground is kept whatever it has.
const FACES_KEPT: usize = if cfg!(test) { 12 } else { 60_000 };

/// The ground on the other side of an edit: that of before, or, once it is undone, that of after.
#[derive(Debug, Default)]
pub(super) enum Other {
    /// The edit cuts nothing.
    #[default]
    Same,
    Kept(Box<Ground>),
    /// To be made again.
    Dropped,
}

impl Other {
    pub(super) fn is_same(&self) -> bool {
        matches!(self, Self::Same)
    }

    fn faces(&self) -> usize {
        match self {
            Self::Kept(ground) => ground.face_count(),
            Self::Same | Self::Dropped => 0,
        }
    }

    /// Whether it has a grid of its own.
    fn has_grid(&self) -> bool {
        matches!(self, Self::Kept(ground) if ground.has_grid())
    }
}

/// What going back begins with: the first ground, and the first with a grid of its own.
fn anchors(list: &[Done]) -> [Option<usize>; 2] {
    let first = |is: fn(&Other) -> bool| list.iter().position(|d| is(&d.other));
    [first(|other| !other.is_same()), first(Other::has_grid)]
}

/// Drops ground that is too much to keep; the last one is needed next.
fn trim(list: &mut [Done], stay: [Option<usize>; 2]) {
    let mut faces = 0;
    for (at, done) in list.iter_mut().enumerate().rev() {
        if stay.contains(&Some(at)) {
            continue;
        }
        let own = done.other.faces();
        match &mut done.other {
            Other::Kept(_) if faces > 0 && faces + own > FACES_KEPT => done.other = Other::Dropped,
            Other::Kept(ground) => ground.slim(),
            Other::Same | Other::Dropped => {}
        }
        faces += own;
    }
}

impl Session {
    /// The ground before the edit that was undone last, whose change is taken back already.
    pub(super) fn leave(&mut self, other: &mut Other) {
        match other {
            Other::Same => {}
            Other::Kept(ground) => self.exchange(ground),
            Other::Dropped => self.go_back(),
        }
    }

    /// The ground after an edit that is made again.
    pub(super) fn enter(&mut self, done: &mut Done) {
        match &mut done.other {
            Other::Same => {}
            Other::Kept(ground) => self.exchange(ground),
            Other::Dropped => done.other = self.cut_again(done),
        }
    }

    /// Keeps ground for some edits, not for all.
    pub(super) fn trim_ground(&mut self) {
        let stay = anchors(&self.done);
        trim(&mut self.done, stay);
        trim(&mut self.undone, [None; 2]);
    }

    /// Faces of the ground that is kept beside that of now.
    pub fn faces_kept(&self) -> usize {
        self.done.iter().chain(&self.undone).map(|d| d.other.faces()).sum()
    }

    /// Makes the ground of all edits that are not undone, from that before the first cut.
    fn go_back(&mut self) {
        let mut done = std::mem::take(&mut self.done);
        let stay @ [Some(first), with_grid] = anchors(&done) else { unreachable!("the first ground is always kept") };
        for later in done[first..].iter().rev() {
            self.zones.apply(&later.change.turned());
        }
        if let Some(policies) = done[first..].iter().find_map(|d| d.change.policy.as_ref()) {
            self.merged.plan.policy.clone_from(&policies.0);
        }
        for at in with_grid.filter(|&at| at != first).into_iter().chain([first]) {
            if let Other::Kept(ground) = &mut done[at].other {
                self.exchange(ground);
            }
        }
        for at in first..done.len() {
            if !done[at].other.is_same() {
                done[at].other = self.cut_again(&done[at]);
                trim(&mut done[..=at], stay);
            }
            self.remake(&done[at].entry.edit, &done[at].change, Vec::new());
        }
        self.done = done;
    }

    /// Cuts what an edit cut once; returns the ground of before.
    fn cut_again(&mut self, done: &Done) -> Other {
        match self.cut(&done.entry.edit) {
            Ok(Some(Cut { mut ground, .. })) => {
                self.exchange(&mut ground);
                Other::Kept(Box::new(ground))
            }
            Ok(None) => unreachable!("what cut units once cuts them again"),
            Err(error) => unreachable!("what was made once can be made again: {error}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use geo_types::{MultiPolygon, polygon};

    use super::super::edit::{Edit, SplitBy, ZoneKey};
    use super::*;
    use crate::policy::Policy;
    use crate::progress::Silent;
    use crate::project::{Cell, Layer, Project, Role};

    fn open() -> Session {
        let square = |key: &str, x: f64| Cell {
            key: key.into(),
            households: Some(400),
            shape: MultiPolygon(vec![
                polygon![(x: x, y: 30.0), (x: x + 0.01, y: 30.0), (x: x + 0.01, y: 30.01), (x: x, y: 30.01)],
            ]),
            ..Cell::default()
        };
        let cells = vec![square("A", 118.0), square("B", 118.01)];
        let base = Layer { id: "base".into(), role: Role::Base, cells, ..Layer::default() };
        let project = Project { layers: vec![base], code_prefix: Some("990101001001".into()), ..Project::default() };
        let policy = Policy::profile("general-300-500").unwrap();
        Session::new(crate::merge(&project, &policy, &Silent).unwrap()).unwrap()
    }

    /// What can be told of a session: faces, units, zones, and the plan.
    fn told(session: &mut Session) -> String {
        let units = session.keys.of_unit.clone();
        let zones: Vec<_> = session.zones().collect();
        let drawn: Vec<_> = session.drawn_lines().collect();
        let faces: Vec<_> = (0..session.grid().face_count()).map(|f| session.grid().face_place(f)).collect();
        let policy = session.policy().id.clone();
        let regions = session.zone_regions(&zones.iter().map(|z| z.key).collect::<Vec<_>>());
        let plan = session.plan().unwrap();
        format!("{units:?} {zones:?} {drawn:?} {faces:?} {policy} {regions:?} {:?}", plan.design_data())
    }

    #[test]
    fn ground_that_was_dropped_is_made_again_as_it_was() {
        let mut session = open();
        let mut states = vec![told(&mut session)];
        let zone = ZoneKey(1);
        for step in 0..9 {
            let x = 118.0095 - 0.001 * f64::from(step);
            let line = vec![(x, 29.999), (x + 0.000_1, 30.011)];
            session.apply(Edit::SplitZone { zone, by: SplitBy::Line(line), cut: true }).unwrap();
            states.push(told(&mut session));
            // other edits between, rules among them
            let edit = match step {
                2 => Edit::Lock { zones: vec![ZoneKey(2)] },
                4 => Edit::SetPolicy { policy: Box::new(Policy::profile("unit-10000-m2").unwrap()) },
                6 => Edit::SetPolicy { policy: Box::new(Policy::profile("general-300-500").unwrap()) },
                _ => Edit::Rename { zone, name: format!("{step}") },
            };
            session.apply(edit).unwrap();
            states.push(told(&mut session));
            assert!(session.faces_kept() <= 3 * FACES_KEPT, "{} faces are kept", session.faces_kept());
        }
        assert!(session.done.iter().any(|d| matches!(d.other, Other::Dropped)), "some ground is dropped");
        for round in 0..2 {
            for state in states.iter().rev().skip(1) {
                session.undo().unwrap();
                assert_eq!(state, &told(&mut session), "undone in round {round}");
            }
            assert!(session.undo().is_none());
            for state in &states[1..] {
                session.redo().unwrap();
                assert_eq!(state, &told(&mut session), "made again in round {round}");
            }
        }
    }
}
