//! The register of codes: every code ever given, so that none is given twice.
//!
//! # Guarantees
//! 1. A code in a register stays in it: [`Register::advance`] adds and withdraws, never drops.
//! 2. A withdrawn code never becomes valid again.
//! 3. Dates come from the caller; there is no clock.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{CodeError, Date};
use crate::names::Lang;

/// Whether a code is in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CodeStatus {
    /// 有效.
    #[default]
    Valid,
    /// 作废.
    Withdrawn,
}

impl CodeStatus {
    /// The word in files: `valid`, `withdrawn`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The status of a word, in English or Chinese.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word.trim() {
            "valid" | "有效" => Some(Self::Valid),
            "withdrawn" | "作废" | "已撤销" | "撤销" | "已作废" | "注销" => Some(Self::Withdrawn),
            _ => None,
        }
    }
}

/// Why a code was withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Withdrawal {
    /// The zone joined another one.
    Merged,
    /// The zone was divided and none of the parts is mostly it.
    Split,
    /// The community has another code now.
    Recoded,
    /// Its ground is no longer covered.
    Dropped,
}

impl Withdrawal {
    /// Words for files.
    #[must_use]
    pub fn words(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            Self::Merged => ("并入其他网格", "merged into another zone"),
            Self::Split => ("拆分", "split"),
            Self::Recoded => ("社区代码变更", "community re-coded"),
            Self::Dropped => ("不再覆盖", "no longer covered"),
        };
        match lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}

/// One code and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CodeEntry {
    /// The code.
    pub code: String,
    /// Whether it is in use.
    pub status: CodeStatus,
    /// Why it was withdrawn, in Chinese; empty for valid codes.
    pub reason_zh: String,
    /// Why it was withdrawn, in English.
    pub reason_en: String,
    /// First day of its validity.
    pub from: Option<Date>,
    /// Day of its withdrawal.
    pub to: Option<Date>,
    /// Codes of the zones that its ground went to, most households first.
    pub successors: Vec<String>,
    /// Key of the community when it was last valid.
    pub community: String,
    /// Name of the community when it was last valid.
    pub community_name: String,
    /// Name of the zone when it was last valid.
    pub name: String,
    /// `general` or `exclusive`.
    pub class: String,
}

impl CodeEntry {
    /// Whether the code was withdrawn.
    #[must_use]
    pub fn is_withdrawn(&self) -> bool {
        self.status == CodeStatus::Withdrawn
    }
}

/// All codes ever given, sorted by code.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Register {
    entries: Vec<CodeEntry>,
}

impl Register {
    /// A register of these entries, in any order.
    ///
    /// # Errors
    /// [`CodeError::BadRegister`] for an empty code, a code that is there twice, or an end before
    /// the beginning.
    pub fn new(entries: Vec<CodeEntry>) -> Result<Self, CodeError> {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for (at, entry) in entries.iter().enumerate() {
            let bad = |problem: String| Err(CodeError::BadRegister { row: at + 1, code: entry.code.clone(), problem });
            if entry.code.is_empty() {
                return bad("is empty, expected a code".into());
            }
            if let Some(first) = seen.insert(&entry.code, at + 1) {
                return bad(format!("stands in row {first} already, expected each code once"));
            }
            if let (Some(from), Some(to)) = (entry.from, entry.to)
                && to < from
            {
                return bad(format!("is valid from {from} to {to}, expected the end after the beginning"));
            }
        }
        let mut entries = entries;
        entries.sort_by(|a, b| a.code.cmp(&b.code));
        Ok(Self { entries })
    }

    /// Its entries, sorted by code.
    #[must_use]
    pub fn entries(&self) -> &[CodeEntry] {
        &self.entries
    }

    /// The entry of a code.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&CodeEntry> {
        self.entries.binary_search_by(|e| e.code.as_str().cmp(code)).ok().map(|at| &self.entries[at])
    }

    /// Codes that were withdrawn.
    pub fn withdrawn(&self) -> impl Iterator<Item = &CodeEntry> {
        self.entries.iter().filter(|e| e.status == CodeStatus::Withdrawn)
    }

    /// The register after a redesign: `valid` are the codes now in use, `withdrawn` those of the
    /// earlier grid that no zone carries on, with why and their successors. A code that is in
    /// neither list but valid in the register lay outside what was designed: it stays.
    ///
    /// # Errors
    /// [`CodeError::Collision`] if a code in use was withdrawn before.
    pub fn advance(
        &self,
        valid: Vec<CodeEntry>,
        withdrawn: &[(String, Withdrawal, Vec<String>)],
        date: Option<Date>,
    ) -> Result<Self, CodeError> {
        let mut all: BTreeMap<String, CodeEntry> = self.entries.iter().map(|e| (e.code.clone(), e.clone())).collect();
        for entry in valid {
            let known = all.get(&entry.code);
            if known.is_some_and(|k| k.status == CodeStatus::Withdrawn) {
                return Err(CodeError::Collision {
                    first: "a withdrawn zone".into(),
                    second: format!("a zone of community {}", entry.community),
                    code: entry.code,
                });
            }
            let from = known.map_or(date, |k| k.from);
            all.insert(entry.code.clone(), CodeEntry { from, status: CodeStatus::Valid, ..entry });
        }
        for (code, why, successors) in withdrawn {
            let entry =
                all.entry(code.clone()).or_insert_with(|| CodeEntry { code: code.clone(), ..CodeEntry::default() });
            if entry.status == CodeStatus::Valid {
                entry.status = CodeStatus::Withdrawn;
                entry.reason_zh = why.words(Lang::Zh).into();
                entry.reason_en = why.words(Lang::En).into();
                entry.to = date;
                entry.successors.clone_from(successors);
            }
        }
        Ok(Self { entries: all.into_values().collect() })
    }

    /// All codes, valid and withdrawn.
    pub(crate) fn codes(&self) -> BTreeSet<String> {
        self.entries.iter().map(|e| e.code.clone()).collect()
    }
}
