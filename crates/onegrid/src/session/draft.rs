//! An edit -> the change that it means, checked; nothing is changed yet.

use std::collections::{BTreeMap, BTreeSet};

use onegrid_zones::{UnitId, ZoneClass, ZoneId};

use super::Session;
use super::change::{Change, Range, ZoneState};
use super::edit::{UnitKey, ZoneKey};
use super::effect::EffectNote;
use super::error::EditError;

/// What an edit means.
#[derive(Debug)]
pub(super) struct Drafted {
    pub change: Change,
    pub notes: Vec<EffectNote>,
    /// Whether zones in parts are refused whatever the policy says.
    pub keeps_whole: bool,
    /// Whether hard rules may be broken whatever the policy says.
    pub may_break: bool,
}

/// A change in the making.
pub(super) struct Draft<'s> {
    pub session: &'s Session,
    moves: BTreeMap<UnitId, ZoneId>,
    zones: BTreeMap<ZoneKey, Option<ZoneState>>,
    new_zones: usize,
    codes: BTreeSet<String>,
    highest: BTreeMap<Range, u32>,
    pub notes: Vec<EffectNote>,
}

impl<'s> Draft<'s> {
    pub(super) fn new(session: &'s Session) -> Self {
        Self {
            session,
            moves: BTreeMap::new(),
            zones: BTreeMap::new(),
            new_zones: 0,
            codes: BTreeSet::new(),
            highest: BTreeMap::new(),
            notes: Vec::new(),
        }
    }

    /// A zone as it is.
    pub(super) fn zone(&self, key: ZoneKey) -> Result<&'s ZoneState, EditError> {
        self.session.zones.by_key.get(&key).ok_or(EditError::UnknownZone { zone: key })
    }

    /// Different zones, rising.
    pub(super) fn zones(&self, keys: &[ZoneKey], least: usize) -> Result<BTreeMap<ZoneKey, &'s ZoneState>, EditError> {
        let found = keys.iter().map(|&key| Ok((key, self.zone(key)?)));
        let found: BTreeMap<ZoneKey, &ZoneState> = found.collect::<Result<_, EditError>>()?;
        if found.len() < least {
            return Err(EditError::TooFewZones { got: found.len(), expected: least });
        }
        Ok(found)
    }

    /// Different units, rising.
    pub(super) fn units(&self, keys: &[UnitKey]) -> Result<BTreeSet<UnitId>, EditError> {
        let unit =
            |&key: &UnitKey| self.session.keys.unit_of.get(&key).copied().ok_or(EditError::UnknownUnit { unit: key });
        keys.iter().map(unit).collect()
    }

    pub(super) fn community_name(&self, community: u32) -> String {
        self.session.merged.grid.communities.list[community as usize].label().to_owned()
    }

    /// Positions of communities by their keys, rising.
    pub(super) fn communities(&self, keys: &[String]) -> Result<BTreeSet<u32>, EditError> {
        let list = &self.session.merged.grid.communities.list;
        let position = |key: &String| {
            // the list is sorted by key
            list.binary_search_by(|c| c.key.cmp(key)).map(|at| at as u32).map_err(|at| EditError::UnknownCommunity {
                community: key.clone(),
                nearest: list.get(at.min(list.len().saturating_sub(1))).map(|c| c.key.clone()).unwrap_or_default(),
            })
        };
        keys.iter().map(position).collect()
    }

    /// Puts units into a zone.
    pub(super) fn put(&mut self, units: impl IntoIterator<Item = UnitId>, zone: ZoneId) {
        for unit in units {
            if self.session.judgement.zone_of(unit) != Some(zone) {
                self.moves.insert(unit, zone);
            }
        }
    }

    /// Changes what is known about a zone.
    pub(super) fn set(&mut self, key: ZoneKey, state: ZoneState) {
        self.zones.insert(key, Some(state));
    }

    /// A new zone of a community, without units yet.
    pub(super) fn new_zone(&mut self, community: u32, class: ZoneClass) -> Result<(ZoneKey, ZoneState), EditError> {
        let session = self.session;
        let key = ZoneKey(session.zones.next_key + self.new_zones as u32);
        let Some(&number) = session.judgement.free_zones(self.new_zones + 1).last() else {
            unreachable!("there is always a free number")
        };
        self.new_zones += 1;
        let code = self.new_code(community, class)?;
        let state = ZoneState { number, community, code, name: None, class: None, class_name: None, is_locked: false };
        self.set(key, state.clone());
        Ok((key, state))
    }

    /// The number after the largest one ever used; where there is none left, the lowest free one.
    pub(super) fn new_code(&mut self, community: u32, class: ZoneClass) -> Result<String, EditError> {
        let session = self.session;
        let template = session.merged.plan.policy.code.template();
        let prefix = &session.merged.plan.table.communities[community as usize].code;
        let (first, last) = template.range(class);
        let range = (community, template.numbers_exclusives_apart() && class == ZoneClass::Exclusive);
        let start = self.highest_of(range).map_or(first, |n| n.saturating_add(1)).max(first);
        let mut numbers = (start..=last).chain(first..start.min(last.saturating_add(1)));
        let register = &session.merged.plan.remerged.register;
        let code = numbers.find_map(|number| {
            let code = template.code(prefix, class, number);
            let is_free = session.zones.with_code(&code).is_none()
                && !self.codes.contains(&code)
                && register.get(&code).is_none_or(|e| !e.is_withdrawn());
            is_free.then_some((number, code))
        });
        let Some((number, code)) = code else {
            return Err(EditError::NoCodeLeft { community: self.community_name(community), limit: last });
        };
        self.used(range, number);
        self.codes.insert(code.clone());
        Ok(code)
    }

    fn highest_of(&self, range: Range) -> Option<u32> {
        self.highest.get(&range).or_else(|| self.session.zones.highest.get(&range)).copied()
    }

    /// Remembers that a sequence number was used.
    pub(super) fn used(&mut self, range: Range, number: u32) {
        let highest = self.highest_of(range).map_or(number, |n| n.max(number));
        self.highest.insert(range, highest);
    }

    /// The change, where it is one and touches no lock and no community line.
    pub(super) fn finish(mut self) -> Result<Drafted, EditError> {
        self.check_moves()?;
        self.remove_empty();
        let session = self.session;
        let from = |unit: UnitId| session.judgement.zone_of(unit).unwrap_or_default();
        let before = |key: &ZoneKey| session.zones.by_key.get(key).cloned();
        let zones = self.zones.into_iter().map(|(key, new)| (key, (before(&key), new)));
        let now = |range: &Range| session.zones.highest.get(range).copied();
        let change = Change {
            moves: self.moves.into_iter().map(|(unit, to)| (unit, from(unit), to)).collect(),
            zones: zones.filter(|(_, (old, new))| old != new).collect(),
            policy: None,
            next_key: (session.zones.next_key, session.zones.next_key + self.new_zones as u32),
            highest: self.highest.into_iter().map(|(range, highest)| (range, (now(&range), Some(highest)))).collect(),
        };
        if change.is_empty() {
            return Err(EditError::Nothing);
        }
        Ok(Drafted { change, notes: self.notes, keeps_whole: false, may_break: false })
    }

    fn check_moves(&self) -> Result<(), EditError> {
        let session = self.session;
        let by_number: BTreeMap<ZoneId, &ZoneState> = self.zones.values().flatten().map(|z| (z.number, z)).collect();
        for (&unit, &to) in &self.moves {
            let from = session.judgement.zone_of(unit).and_then(|z| session.zones.of_number(z)).map(|z| z.1);
            let to = by_number.get(&to).copied().or_else(|| session.zones.of_number(to).map(|z| z.1));
            let locked = [from, to].into_iter().flatten().find(|z| z.is_locked);
            if let Some(zone) = locked {
                return Err(EditError::Locked { code: zone.code.clone() });
            }
            let community = session.judgement.community_of(unit);
            if let (Some(zone), Some(community)) = (to, community)
                && zone.community != community
            {
                let is_new = !session.zones.by_key.values().any(|z| z.number == zone.number);
                return Err(EditError::CrossesCommunity {
                    code: if is_new { String::new() } else { zone.code.clone() },
                    first: self.community_name(zone.community),
                    second: self.community_name(community),
                });
            }
        }
        Ok(())
    }

    /// Zones that lose all their units and win none are no more.
    fn remove_empty(&mut self) {
        let session = self.session;
        let mut left: BTreeMap<ZoneId, usize> = BTreeMap::new();
        for &unit in self.moves.keys() {
            *left.entry(session.judgement.zone_of(unit).unwrap_or_default()).or_default() += 1;
        }
        for &to in self.moves.values() {
            left.remove(&to);
        }
        for (zone, lost) in left {
            if let Some(key) = session.zones.key_of(zone).filter(|_| session.judgement.units_of(zone).len() == lost) {
                self.zones.insert(key, None);
            }
        }
        let is_filled = |z: &ZoneState| self.moves.values().any(|&to| to == z.number);
        let is_old = |key: &ZoneKey| session.zones.by_key.contains_key(key);
        self.zones.retain(|key, state| is_old(key) || state.as_ref().is_some_and(is_filled));
    }
}
