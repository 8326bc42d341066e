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
const FACES_KEPT: usize = 60_000;

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

/// Drops ground that is too much to keep: the first entry of all that is to stay is `from`, the last is needed next.
fn trim(list: &mut [Done], from: usize) {
    let mut faces = 0;
    for done in list.iter_mut().skip(from).rev() {
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
        // going back begins at the first one with a grid
        let first = self.done.iter().position(|d| d.other.has_grid()).map_or(self.done.len(), |at| at + 1);
        trim(&mut self.done, first);
        trim(&mut self.undone, 0);
    }

    /// Faces of the ground that is kept beside that of now.
    pub fn faces_kept(&self) -> usize {
        self.done.iter().chain(&self.undone).map(|d| d.other.faces()).sum()
    }

    /// Makes the ground of all edits that are not undone, from that before the first cut.
    fn go_back(&mut self) {
        let mut done = std::mem::take(&mut self.done);
        let first = done.iter().position(|d| d.other.has_grid());
        let Some(first) = first else { unreachable!("the first ground is always kept") };
        for later in done[first..].iter().rev() {
            self.zones.apply(&later.change.turned());
        }
        if let Some(policies) = done[first..].iter().find_map(|d| d.change.policy.as_ref()) {
            self.merged.plan.policy.clone_from(&policies.0);
        }
        if let Other::Kept(ground) = &mut done[first].other {
            self.exchange(ground);
        }
        for at in first..done.len() {
            if !done[at].other.is_same() {
                done[at].other = self.cut_again(&done[at]);
                trim(&mut done[..=at], first + 1);
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
