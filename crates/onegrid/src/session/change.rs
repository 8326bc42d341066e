//! A change: what an edit does, in numbers, both ways.

use std::collections::BTreeMap;

use onegrid_zones::{UnitId, ZoneClass, ZoneId};

use super::edit::ZoneKey;
use crate::policy::Policy;

/// What sequence numbers are counted in: a community, and whether it is the range of exclusive zones.
pub(super) type Range = (u32, bool);

/// What a session knows about a zone beside its units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ZoneState {
    /// Number of the zone in the judgement.
    pub number: ZoneId,
    pub community: u32,
    pub code: String,
    pub name: Option<String>,
    /// Class given against the ground.
    pub class: Option<ZoneClass>,
    /// What kind of exclusive zone it is.
    pub class_name: Option<String>,
    pub is_locked: bool,
}

/// What an edit does. Turned round, it undoes it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Change {
    /// Unit, its zone before, its zone after.
    pub moves: Vec<(UnitId, ZoneId, ZoneId)>,
    /// Zones before and after; `None` where there is none.
    pub zones: BTreeMap<ZoneKey, (Option<ZoneState>, Option<ZoneState>)>,
    pub policy: Option<Box<(Policy, Policy)>>,
    /// The next key, before and after.
    pub next_key: (u32, u32),
    /// Largest sequence number ever used, before and after.
    pub highest: BTreeMap<Range, (Option<u32>, Option<u32>)>,
}

impl Change {
    /// What undoes it.
    pub(super) fn turned(&self) -> Self {
        Self {
            moves: self.moves.iter().map(|&(unit, from, to)| (unit, to, from)).collect(),
            zones: self.zones.iter().map(|(&key, (old, new))| (key, (new.clone(), old.clone()))).collect(),
            policy: self.policy.as_ref().map(|p| Box::new((p.1.clone(), p.0.clone()))),
            next_key: (self.next_key.1, self.next_key.0),
            highest: self.highest.iter().map(|(&range, &(old, new))| (range, (new, old))).collect(),
        }
    }

    /// Whether it changes nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.moves.is_empty() && self.zones.is_empty() && self.policy.is_none()
    }
}

/// The zones of a session by their keys and numbers.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Zones {
    pub by_key: BTreeMap<ZoneKey, ZoneState>,
    key_of: BTreeMap<ZoneId, ZoneKey>,
    key_of_code: BTreeMap<String, ZoneKey>,
    pub next_key: u32,
    /// Largest sequence number ever used.
    pub highest: BTreeMap<Range, u32>,
}

impl Zones {
    pub(super) fn new(zones: impl Iterator<Item = ZoneState>, highest: BTreeMap<Range, u32>) -> Self {
        let mut out = Self { highest, next_key: 1, ..Self::default() };
        for state in zones {
            let key = ZoneKey(out.next_key);
            out.next_key += 1;
            out.put(key, state);
        }
        out
    }

    fn put(&mut self, key: ZoneKey, state: ZoneState) {
        self.key_of.insert(state.number, key);
        self.key_of_code.insert(state.code.clone(), key);
        self.by_key.insert(key, state);
    }

    pub(super) fn key_of(&self, number: ZoneId) -> Option<ZoneKey> {
        self.key_of.get(&number).copied()
    }

    pub(super) fn with_code(&self, code: &str) -> Option<ZoneKey> {
        self.key_of_code.get(code).copied()
    }

    pub(super) fn of_number(&self, number: ZoneId) -> Option<(ZoneKey, &ZoneState)> {
        let key = self.key_of(number)?;
        self.by_key.get(&key).map(|state| (key, state))
    }

    /// Makes a change; the zones are those before it.
    pub(super) fn apply(&mut self, change: &Change) {
        for (key, _) in change.zones.iter().filter(|(_, (old, _))| old.is_some()) {
            if let Some(old) = self.by_key.remove(key) {
                self.key_of.remove(&old.number);
                self.key_of_code.remove(&old.code);
            }
        }
        for (&key, (_, new)) in &change.zones {
            if let Some(new) = new {
                self.put(key, new.clone());
            }
        }
        self.next_key = change.next_key.1;
        for (&range, &(_, highest)) in &change.highest {
            match highest {
                Some(highest) => self.highest.insert(range, highest),
                None => self.highest.remove(&range),
            };
        }
    }
}
