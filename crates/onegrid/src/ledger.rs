//! What became of every input feature and every household.
//!
//! # Guarantees
//! Per source: used + repaired + rejected = features, and placed + moved + outside = households.

use serde::{Deserialize, Serialize};

use crate::error::LonLat;

/// What became of a feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// Used after a change that the entry tells.
    Repaired,
    /// Not used.
    Rejected,
    /// Used as it was, but something is worth knowing.
    Noted,
}

/// One thing that happened to one feature.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LedgerEntry {
    /// File.
    pub source: String,
    /// Layer id; empty for household tables.
    pub layer: String,
    /// Key of the feature.
    pub key: Option<String>,
    /// Position in the file, where there is no key to tell it by.
    pub feature: Option<u32>,
    /// What became of it.
    pub fate: Fate,
    /// Stable code of what happened, e.g. `place.duplicate_key`.
    pub code: String,
    /// What was expected.
    pub expected: String,
    /// What was found.
    pub got: String,
    /// Where.
    pub place: Option<LonLat>,
}

/// The account of one file or layer.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SourceAccount {
    /// File.
    pub source: String,
    /// Layer id; empty for household tables.
    pub layer: String,
    /// Features read.
    pub features: u64,
    /// Used as they were.
    pub used: u64,
    /// Used after a repair.
    pub repaired: u64,
    /// Not used.
    pub rejected: u64,
    /// Households read.
    pub households: u64,
    /// Households placed where they were drawn.
    pub households_placed: u64,
    /// Households drawn just outside and counted in the nearest zone.
    pub households_moved: u64,
    /// Households that lie outside everything that is covered.
    pub households_outside: u64,
    /// The account of each other count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counts: Vec<CountAccount>,
}

/// What became of one count of one source: inside + outside = total.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CountAccount {
    /// Id of the count.
    pub id: String,
    /// All that was read.
    pub total: u64,
    /// What lies, or was moved, inside what is covered.
    pub inside: u64,
    /// What lies outside everything that is covered.
    pub outside: u64,
}

/// The account of everything that came in.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Ledger {
    /// One account per source.
    pub sources: Vec<SourceAccount>,
    /// Everything that was not simply used, sorted by source, layer, code, key, place and finding.
    pub entries: Vec<LedgerEntry>,
}

impl Ledger {
    /// Households that came in from all sources.
    pub fn households(&self) -> u64 {
        self.sources.iter().map(|s| s.households).sum()
    }

    /// Households that lie outside everything that is covered.
    pub fn households_outside(&self) -> u64 {
        self.sources.iter().map(|s| s.households_outside).sum()
    }

    pub(crate) fn sort(&mut self) {
        self.entries.sort_by(|a, b| {
            (&a.source, &a.layer, &a.code, &a.key, a.feature)
                .cmp(&(&b.source, &b.layer, &b.code, &b.key, b.feature))
                .then_with(|| {
                    let key = |e: &LedgerEntry| e.place.unwrap_or((0.0, 0.0));
                    key(a).0.total_cmp(&key(b).0).then(key(a).1.total_cmp(&key(b).1))
                })
                .then_with(|| (&a.got, &a.expected).cmp(&(&b.got, &b.expected)))
        });
    }
}
