//! What is known from an earlier merge: its zones, the register of codes, fingerprints.
//!
//! Before this: nothing. After: a [`Grid`](crate::Grid) whose faces know their earlier zone, and a
//! [`Plan`](crate::Plan) that keeps zones and codes.

use std::collections::BTreeMap;

use onegrid_zones::{CodeEntry, CodeError, Date, Fingerprint, Register, RemergeMode, Withdrawal};

use crate::project::Layer;

/// What is known from an earlier merge. Empty for a first one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct History {
    /// The zones of the earlier grid, keyed by their codes.
    pub zones: Option<Layer>,
    /// Every code ever given.
    pub register: Option<Register>,
    /// Fingerprints of the earlier merge, by key of the community.
    pub fingerprints: BTreeMap<String, Fingerprint>,
    /// What happens to the earlier zones.
    pub mode: RemergeMode,
    /// The day from which the new codes are valid and the withdrawn ones are not. There is no clock
    /// in the library: without it, dates stay empty.
    pub date: Option<Date>,
}

impl History {
    /// Nothing is known from before.
    pub fn is_empty(&self) -> bool {
        self.zones.is_none() && self.register.is_none()
    }
}

impl History {
    /// Every code that is known, with those of earlier zones that were placed already; sorted, each once.
    pub(crate) fn codes(&self, placed: impl Iterator<Item = String>) -> Vec<String> {
        let register = self.register.iter().flat_map(|r| r.entries()).map(|e| e.code.clone());
        let zones = self.zones.iter().flat_map(|layer| &layer.cells);
        let zones = zones.map(|cell| cell.code.as_ref().unwrap_or(&cell.key).clone());
        let mut codes: Vec<String> = register.chain(zones).chain(placed).collect();
        codes.sort();
        codes.dedup();
        codes
    }

    /// A history that knows nothing but codes: enough to check a grid that came after.
    pub fn of_codes(codes: impl IntoIterator<Item = String>) -> Result<Self, CodeError> {
        let entries = codes.into_iter().map(|code| CodeEntry { code, ..CodeEntry::default() });
        Ok(Self { register: Some(Register::new(entries.collect())?), ..Self::default() })
    }
}

/// One code in use, with what people want to read beside it.
pub(crate) fn entry(code: &str, community: (&str, &str), name: String, class: &str) -> CodeEntry {
    CodeEntry {
        code: code.into(),
        community: community.0.into(),
        community_name: community.1.into(),
        name,
        class: class.into(),
        ..CodeEntry::default()
    }
}

/// The register after a merge. `before` are codes of the earlier grid that the register may not have.
pub(crate) fn advance(
    register: Option<&Register>,
    before: Vec<CodeEntry>,
    valid: Vec<CodeEntry>,
    withdrawn: &[(String, Withdrawal, Vec<String>)],
    date: Option<Date>,
) -> Result<Register, CodeError> {
    let mut known: BTreeMap<String, CodeEntry> = before.into_iter().map(|e| (e.code.clone(), e)).collect();
    for entry in register.map(Register::entries).unwrap_or_default() {
        known.insert(entry.code.clone(), entry.clone());
    }
    Register::new(known.into_values().collect())?.advance(valid, withdrawn, date)
}
