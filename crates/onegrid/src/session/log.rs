//! What was done to a plan, in order, and what was undone of it.

use onegrid_zones::Lang;

use super::Session;
use super::change::Change;
use super::edit::ZoneKey;
use super::effect::EffectNote;
use super::kept::Other;
use super::save::Entry;

/// An edit that was made.
#[derive(Debug)]
pub(super) struct Done {
    pub entry: Entry,
    pub change: Change,
    pub notes: Vec<EffectNote>,
    /// Zones that it touched.
    pub zones: Vec<ZoneKey>,
    /// For the list of what can be undone, in Chinese and English.
    pub title: [String; 2],
    /// What the edit made of the units.
    pub other: Other,
}

impl Done {
    fn logged(&self, lang: Lang) -> Logged<'_> {
        Logged { entry: &self.entry, title: &self.title[usize::from(lang == Lang::En)], zones: &self.zones }
    }
}

/// An edit that was made, or made and undone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Logged<'s> {
    /// The edit, with what a person said about it.
    pub entry: &'s Entry,
    /// What it did, in a language.
    pub title: &'s str,
    /// Zones that it touched; some may be gone.
    pub zones: &'s [ZoneKey],
}

impl Session {
    /// What can be undone, the first edit first.
    pub fn undo_titles(&self, lang: Lang) -> impl ExactSizeIterator<Item = &str> {
        self.done.iter().map(move |d| d.title[usize::from(lang == Lang::En)].as_str())
    }

    /// What can be made again, the next one first.
    pub fn redo_titles(&self, lang: Lang) -> impl ExactSizeIterator<Item = &str> {
        self.undone.iter().rev().map(move |d| d.title[usize::from(lang == Lang::En)].as_str())
    }

    /// The edits that were made and not undone (the first one first), and those that were undone (the
    /// next one to make again first).
    pub fn history(&self, lang: Lang) -> [Vec<Logged<'_>>; 2] {
        let done = self.done.iter().map(|done| done.logged(lang));
        [done.collect(), self.undone.iter().rev().map(|done| done.logged(lang)).collect()]
    }

    /// The edits that were made and not undone, the first one first.
    pub fn log(&self) -> impl ExactSizeIterator<Item = &Entry> {
        self.done.iter().map(|d| &d.entry)
    }

    /// What the log holds in memory beside the edits: units that they moved.
    pub fn moves_kept(&self) -> usize {
        self.done.iter().chain(&self.undone).map(|d| d.change.moves.len()).sum()
    }
}
