//! Community codes checked against the administrative table: names and codes in, findings out.
//!
//! # Method
//! Codes are looked up as they are. A withdrawn one is followed along its successors while there is
//! exactly one; a circle or a fork ends the way, and the code stays. A name that differs from the
//! table's is a renaming: the code decides who is who.
//!
//! # Source
//! Structure of 统计用区划代码 (国统字〔2009〕91号): digits 7-9 are 001-099 street, 100-199 town, 200-399
//! township, 400-599 similar; 10-12 are 001-199 residents' committee, 200-399 villagers' committee,
//! 400-599 similar.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{CodeError, CodeStatus, Date};

/// One row of the administrative table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AdminEntry {
    /// 12-digit code.
    pub code: String,
    /// Name of the community or village.
    pub name: String,
    /// Code of the street or town, where the table gives it.
    pub parent: Option<String>,
    /// Whether the code is in use.
    pub status: CodeStatus,
    /// Codes that took its place.
    pub successors: Vec<String>,
    /// First day of its validity.
    pub from: Option<Date>,
    /// Day of its withdrawal.
    pub to: Option<Date>,
}

/// The administrative table, sorted by code.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AdminTable {
    entries: Vec<AdminEntry>,
}

/// A community to be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CommunityName<'a> {
    /// The owner's key.
    pub key: &'a str,
    /// Name for people, where there is one.
    pub name: Option<&'a str>,
    /// Its 12-digit code.
    pub code: &'a str,
}

/// What the table says about one community.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AdminFinding {
    /// The table does not have the code.
    Unknown,
    /// The code was withdrawn; `code` took its place.
    Mapped {
        /// Code to be used.
        code: String,
        /// Name of that community in the table.
        name: String,
    },
    /// The code was withdrawn, and not exactly one valid code took its place.
    WithdrawnWithoutOneSuccessor {
        /// Codes that the table names.
        successors: Vec<String>,
    },
    /// The table has another name for the code.
    Renamed {
        /// Name in the table.
        name: String,
    },
    /// On the day in question the code is not yet, or no longer, valid.
    OutOfDate {
        /// First day of its validity.
        from: Option<Date>,
        /// Day of its withdrawal.
        to: Option<Date>,
    },
}

impl AdminTable {
    /// A table of these rows, in any order.
    ///
    /// # Errors
    /// [`CodeError::BadAdminTable`] for a code that is not 12 digits, that is there twice, that is
    /// valid and has successors, or whose parent is not its beginning.
    pub fn new(mut entries: Vec<AdminEntry>) -> Result<Self, CodeError> {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for (at, entry) in entries.iter().enumerate() {
            let bad =
                |problem: String| Err(CodeError::BadAdminTable { row: at + 1, code: entry.code.clone(), problem });
            if entry.code.len() != 12 || !entry.code.bytes().all(|b| b.is_ascii_digit()) {
                return bad("is no code of a community, expected 12 digits".into());
            }
            if let Some(first) = seen.insert(&entry.code, at + 1) {
                return bad(format!("stands in row {first} already, expected each code once"));
            }
            if entry.status == CodeStatus::Valid && !entry.successors.is_empty() {
                return bad("is valid and has a successor, expected status withdrawn".into());
            }
            if let Some(parent) = &entry.parent
                && !entry.code.starts_with(parent.trim_end_matches("000"))
            {
                return bad(format!("has parent {parent:?}, expected the first digits of the code"));
            }
        }
        entries.sort_by(|a, b| a.code.cmp(&b.code));
        Ok(Self { entries })
    }

    /// Its rows, sorted by code.
    #[must_use]
    pub fn entries(&self) -> &[AdminEntry] {
        &self.entries
    }

    /// The row of a code.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&AdminEntry> {
        self.entries.binary_search_by(|e| e.code.as_str().cmp(code)).ok().map(|at| &self.entries[at])
    }

    /// What the table says about a community; nothing where it agrees. `on` is the day in question.
    #[must_use]
    pub fn check(&self, community: CommunityName<'_>, on: Option<Date>) -> Vec<AdminFinding> {
        let Some(entry) = self.get(community.code) else { return vec![AdminFinding::Unknown] };
        let mut found = Vec::new();
        let is_over = |e: &AdminEntry| on.zip(e.to).is_some_and(|(on, to)| on >= to);
        if entry.status == CodeStatus::Withdrawn && on.zip(entry.to).is_none_or(|(on, to)| on >= to) {
            found.push(match self.heir(entry) {
                Some(heir) => AdminFinding::Mapped { code: heir.code.clone(), name: heir.name.clone() },
                None => AdminFinding::WithdrawnWithoutOneSuccessor { successors: entry.successors.clone() },
            });
            return found;
        }
        if is_over(entry) || on.zip(entry.from).is_some_and(|(on, from)| on < from) {
            found.push(AdminFinding::OutOfDate { from: entry.from, to: entry.to });
        }
        if let Some(name) = community.name.filter(|n| !n.is_empty())
            && !entry.name.is_empty()
            && name != entry.name
        {
            found.push(AdminFinding::Renamed { name: entry.name.clone() });
        }
        found
    }

    /// The valid code at the end of a chain of single successors.
    fn heir<'t>(&'t self, entry: &'t AdminEntry) -> Option<&'t AdminEntry> {
        let mut seen = BTreeSet::from([entry.code.as_str()]);
        let mut here = entry;
        while here.status == CodeStatus::Withdrawn {
            let [next] = &here.successors[..] else { return None };
            here = self.get(next)?;
            if !seen.insert(&here.code) {
                return None;
            }
        }
        Some(here)
    }
}

/// What is odd about the structure of a 12-digit community code: (digits, what was got, what was
/// expected), for each part.
#[must_use]
pub fn code_structure(code: &str) -> Vec<(&'static str, String, &'static str)> {
    if code.len() != 12 || !code.bytes().all(|b| b.is_ascii_digit()) {
        return vec![("1-12", code.to_string(), "12 digits")];
    }
    let number = |part: &str| part.parse::<u32>().unwrap_or(0);
    let (town, village) = (&code[6..9], &code[9..12]);
    let mut odd = Vec::new();
    if !(1..=599).contains(&number(town)) {
        odd.push(("7-9", town.to_string(), "001-099 street, 100-199 town, 200-399 township, 400-599 similar"));
    }
    if !(1..=599).contains(&number(village)) {
        let expected = "001-199 residents' committee, 200-399 villagers' committee, 400-599 similar";
        odd.push(("10-12", village.to_string(), expected));
    }
    odd
}
