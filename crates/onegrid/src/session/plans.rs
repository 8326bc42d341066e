//! What each kind of edit means.

use std::collections::{BTreeMap, BTreeSet};

use onegrid_planar::{Bounds, Coord};
use onegrid_zones::{CodeEntry, Revision, UnitId, ZoneClass, ZoneId};

use super::Session;
use super::change::{Change, ZoneState};
use super::draft::{Draft, Drafted};
use super::edit::{Edit, SplitBy, UnitKey, ZoneKey};
use super::effect::EffectNote;
use super::error::EditError;
use super::knife::{self, Sides};
use crate::error::{Error, LonLat};
use crate::policy::Policy;

/// Most characters of a name.
const NAME_MOST: usize = 100;

impl Session {
    /// What an edit means.
    pub(super) fn draft(&mut self, edit: &Edit) -> Result<Drafted, EditError> {
        match edit {
            Edit::Reassign { units, to } => self.reassigned(units, *to),
            Edit::MergeZones { zones } => self.joined(zones),
            Edit::SplitZone { zone, by, .. } => self.split(*zone, by),
            Edit::RedrawBorder { between, line, .. } => self.redrawn(*between, line),
            Edit::CreateExclusive { polygon, name, class, .. } => self.exclusive(polygon, name, class),
            Edit::Lock { zones } => self.each(zones, |z| z.is_locked = true),
            Edit::Unlock { zones } => self.each(zones, |z| z.is_locked = false),
            Edit::Rename { zone, name } => {
                let name = if name.is_empty() { None } else { Some(checked_name(name)?) };
                self.each(&[*zone], |z| z.name.clone_from(&name))
            }
            Edit::SetClass { zone, class } => self.reclassed(*zone, *class),
            Edit::SetCode { zone, code } => self.recoded(*zone, code),
            Edit::SetPolicy { policy } => self.under(policy),
            Edit::Resolve { communities } => self.resolved(communities),
            Edit::Renumber { communities } => self.renumbered(communities),
            Edit::Accept { broken } => self.accepting(broken),
            Edit::Reopen { broken } => self.reopening(broken),
        }
    }

    fn reassigned(&self, units: &[UnitKey], to: Option<ZoneKey>) -> Result<Drafted, EditError> {
        let mut draft = Draft::new(self);
        let units = draft.units(units)?;
        let first = units.first().copied().ok_or(EditError::Nothing)?;
        let zone = if let Some(key) = to {
            draft.zone(key)?.number
        } else {
            let all_of_one = |z: ZoneId| units.iter().copied().eq(self.judgement.units_of(z));
            if self.judgement.zone_of(first).is_some_and(all_of_one) {
                return Err(EditError::Nothing);
            }
            let community = self.judgement.community_of(first).unwrap_or_default();
            draft.new_zone(community, ZoneClass::General)?.1.number
        };
        draft.put(units, zone);
        draft.finish()
    }

    fn joined(&self, zones: &[ZoneKey]) -> Result<Drafted, EditError> {
        let mut draft = Draft::new(self);
        let zones = draft.zones(zones, 2)?;
        let size = |z: &ZoneState| (self.judgement.size_of(z.number), self.judgement.units_of(z.number).len());
        // the largest stays; of equal ones the oldest
        let largest = zones.iter().max_by_key(|(key, z)| (size(z), std::cmp::Reverse(**key)));
        let Some((_, stays)) = largest else { return Err(EditError::TooFewZones { got: 0, expected: 2 }) };
        for zone in zones.values() {
            draft.put(self.judgement.units_of(zone.number), stays.number);
        }
        draft.finish()
    }

    fn split(&mut self, key: ZoneKey, by: &SplitBy) -> Result<Drafted, EditError> {
        let zone = Draft::new(self).zone(key)?.clone();
        let leaving = match by {
            SplitBy::Balanced => {
                let units = self.judgement.units_of(zone.number).len();
                let halves = self.judgement.halves(zone.number);
                (halves.ok_or(EditError::NoHalves { code: zone.code.clone(), units })?, None)
            }
            SplitBy::Line(points) => self.beyond(&zone, &[knife::placed(points, 2)?], None)?,
            SplitBy::Barrier(barrier) => {
                self.check_barrier(*barrier)?;
                let ids: Vec<UnitId> = self.judgement.units_of(zone.number).collect();
                let units = knife::of(&self.start.design.units, &ids);
                let lines = knife::barrier_in(&self.merged.grid, &units, *barrier);
                self.beyond(&zone, &lines, Some(*barrier))?
            }
        };
        let mut draft = Draft::new(self);
        let (units, note) = leaving;
        draft.notes.extend(note);
        draft.notes.extend(self.halves_too_small(&zone));
        let new = draft.new_zone(zone.community, ZoneClass::General)?.1.number;
        draft.put(units, new);
        Ok(Drafted { keeps_whole: true, ..draft.finish()? })
    }

    fn halves_too_small(&self, zone: &ZoneState) -> Option<EffectNote> {
        let plan = &self.merged.plan;
        let size = self.judgement.size_of(zone.number);
        let needed = 2 * plan.bounds_of(zone.community)?.min;
        let is_general = self.judgement.class_of(zone.number) == ZoneClass::General;
        let measure = plan.rules.community_rule(zone.community).measure;
        (is_general && size < needed).then_some(EffectNote::HalvesTooSmall { size, needed, measure })
    }

    pub(super) fn check_barrier(&self, barrier: u32) -> Result<(), EditError> {
        let known = self.merged.grid.barriers.len();
        if barrier as usize >= known { Err(EditError::UnknownBarrier { barrier, known }) } else { Ok(()) }
    }

    /// Units whose bounds meet those of a drawing.
    pub(super) fn units_near(&self, drawing: &[Coord]) -> Vec<UnitId> {
        let Some(bounds) = Bounds::of(drawing.iter().copied()) else { return Vec::new() };
        let near = (0u32..).zip(&self.keys.bounds).filter(|(_, b)| knife::meet(b, &bounds));
        near.map(|(u, _)| UnitId(u)).collect()
    }

    /// The units on the smaller side of lines through a zone.
    fn beyond(
        &self,
        zone: &ZoneState,
        lines: &[Vec<Coord>],
        barrier: Option<u32>,
    ) -> Result<(Vec<UnitId>, Option<EffectNote>), EditError> {
        if zone.is_locked {
            return Err(EditError::Locked { code: zone.code.clone() });
        }
        let ids: Vec<UnitId> = self.judgement.units_of(zone.number).collect();
        let units = knife::of(&self.start.design.units, &ids);
        let sides = knife::sides(&self.merged.grid, &units, lines)?;
        if let Some(barrier) = barrier {
            let (along_m, border_m) = knife::along_barrier(&self.merged.grid, &units, &sides.second, barrier);
            if 2.0 * along_m < border_m {
                return Err(EditError::BarrierLeft { along_m, border_m });
            }
        }
        let current = &self.template.units;
        let size = |wanted: bool| {
            let on_it = ids.iter().zip(&sides.second).filter(|(_, s)| **s == wanted);
            on_it.fold((0u64, 0usize), |sum, (u, _)| (sum.0 + current[u.index()].size, sum.1 + 1))
        };
        // the larger side stays; of equal ones that with the lowest unit
        let (first, second) = (size(false), size(true));
        let leaves = second < first || (second == first && !sides.second[0]);
        let units = ids.iter().zip(&sides.second).filter(|(_, s)| **s == leaves).map(|(&u, _)| u).collect();
        Ok((units, note_of(&sides)))
    }

    fn redrawn(&self, between: [ZoneKey; 2], line: &[LonLat]) -> Result<Drafted, EditError> {
        let mut draft = Draft::new(self);
        let zones = draft.zones(&between, 2)?;
        let line = knife::placed(line, 2)?;
        let [a, b] = between.map(|key| zones[&key]);
        if let Some(locked) = [a, b].into_iter().find(|z| z.is_locked) {
            return Err(EditError::Locked { code: locked.code.clone() });
        }
        if a.community != b.community {
            let [first, second] = [a, b].map(|z| draft.community_name(z.community));
            return Err(EditError::CrossesCommunity { code: a.code.clone(), first, second });
        }
        let ids: Vec<UnitId> = self.judgement.units_of(a.number).chain(self.judgement.units_of(b.number)).collect();
        let of_a = self.judgement.units_of(a.number).len();
        let units = knife::of(&self.start.design.units, &ids);
        let sides = knife::sides(&self.merged.grid, &units, &[line])?;
        // the sides go to the zones so that more ground stays where it is
        let sum = |of: &[[i128; 2]], side: usize| of.iter().map(|s| s[side]).sum::<i128>();
        let (now_a, now_b) = sides.areas.split_at(of_a);
        let straight = sum(now_a, 0) + sum(now_b, 1);
        let crossed = sum(now_a, 1) + sum(now_b, 0);
        let [first, second] = if straight >= crossed { [a.number, b.number] } else { [b.number, a.number] };
        draft.notes.extend(note_of(&sides));
        for (&unit, &is_second) in ids.iter().zip(&sides.second) {
            draft.put([unit], if is_second { second } else { first });
        }
        draft.finish()
    }

    fn exclusive(&self, polygon: &[LonLat], name: &str, class: &str) -> Result<Drafted, EditError> {
        let (name, class) = (checked_name(name)?, checked_name(class)?);
        let (ids, found) = self.inside(polygon)?.ok_or(EditError::NothingInside)?;
        let inside: Vec<UnitId> = ids.iter().zip(&found.taken).filter(|(_, i)| **i).map(|(&u, _)| u).collect();
        let first = inside.first().copied().ok_or(EditError::NothingInside)?;
        let mut draft = Draft::new(self);
        let community = self.judgement.community_of(first).unwrap_or_default();
        let (key, mut zone) = draft.new_zone(community, ZoneClass::Exclusive)?;
        zone.name = Some(name);
        zone.class = Some(ZoneClass::Exclusive);
        zone.class_name = Some(class);
        draft.put(inside, zone.number);
        draft.set(key, zone);
        let knife::Inside { drawn_m2, taken_m2, shared_m2, .. } = found;
        draft.notes.push(EffectNote::PolygonFit { drawn_m2, taken_m2, shared_m2 });
        draft.finish()
    }

    /// Changes what is known about zones.
    fn each(&self, zones: &[ZoneKey], change: impl Fn(&mut ZoneState)) -> Result<Drafted, EditError> {
        let mut draft = Draft::new(self);
        for (key, zone) in draft.zones(zones, 1)? {
            let mut zone = zone.clone();
            change(&mut zone);
            draft.set(key, zone);
        }
        draft.finish()
    }

    fn reclassed(&self, key: ZoneKey, class: ZoneClass) -> Result<Drafted, EditError> {
        let zone = Draft::new(self).zone(key)?;
        if zone.is_locked {
            return Err(EditError::Locked { code: zone.code.clone() });
        }
        if self.judgement.class_of(zone.number) == class {
            return Err(EditError::Nothing);
        }
        let mut draft = Draft::new(self);
        let template = self.merged.plan.policy.code.template();
        let prefix = &self.merged.plan.table.communities[zone.community as usize].code;
        // a code that marks the class or comes from its range is another one then
        let code = if template.fits(&zone.code, prefix, class) {
            zone.code.clone()
        } else {
            draft.new_code(zone.community, class)?
        };
        draft.set(key, ZoneState { class: Some(class), code, ..zone.clone() });
        draft.finish()
    }

    fn recoded(&self, key: ZoneKey, code: &str) -> Result<Drafted, EditError> {
        let mut draft = Draft::new(self);
        let zone = draft.zone(key)?;
        if zone.is_locked {
            return Err(EditError::Locked { code: zone.code.clone() });
        }
        let template = self.merged.plan.policy.code.template();
        let prefix = &self.merged.plan.table.communities[zone.community as usize].code;
        let class = self.judgement.class_of(zone.number);
        let parts = template.read(code).filter(|_| template.fits(code, prefix, class));
        let Some(parts) = parts else {
            let example = template.code(prefix, class, template.range(class).0);
            return Err(EditError::BadCode { code: code.into(), community: prefix.clone(), example });
        };
        if let Some(other) = self.zones.with_code(code).filter(|&other| other != key) {
            return Err(EditError::CodeTaken { code: code.into(), zone: other });
        }
        if self.merged.plan.remerged.register.get(code).is_some_and(CodeEntry::is_withdrawn) {
            return Err(EditError::CodeWithdrawn { code: code.into() });
        }
        let apart = template.numbers_exclusives_apart() && class == ZoneClass::Exclusive;
        draft.used((zone.community, apart), parts.number);
        draft.set(key, ZoneState { code: code.into(), ..zone.clone() });
        draft.finish()
    }

    fn under(&self, policy: &Policy) -> Result<Drafted, EditError> {
        let now = &self.merged.plan.policy;
        if policy == now {
            return Err(EditError::Nothing);
        }
        // a policy that was not read from a text has not been checked yet
        Policy::from_toml(&policy.to_toml(), &policy.id).map_err(|e| EditError::Rules(Box::new(e.into())))?;
        let [other, own] = [policy, now].map(|p| p.code.template());
        if other.segments != own.segments {
            let prefix = self.merged.plan.table.communities.first().map_or("", |c| &c.code);
            let [got, expected] =
                [other, own].map(|t| t.code(prefix, ZoneClass::General, t.range(ZoneClass::General).0));
            return Err(EditError::OtherCodes { got, expected });
        }
        let next_key = (self.zones.next_key, self.zones.next_key);
        let policy = Some(Box::new((now.clone(), policy.clone())));
        let change = Change { policy, next_key, ..Change::default() };
        Ok(Drafted { change, notes: Vec::new(), keeps_whole: false, may_break: true })
    }

    fn resolved(&self, communities: &[String]) -> Result<Drafted, EditError> {
        let mut draft = Draft::new(self);
        let communities: Vec<u32> = draft.communities(communities)?.into_iter().collect();
        let stays = |z: &&ZoneState| z.is_locked || self.judgement.class_of(z.number) == ZoneClass::Exclusive;
        let kept: BTreeSet<u32> = self.zones.by_key.values().filter(stays).map(|z| z.number.0).collect();
        let before: Vec<u32> = self.judgement.zone_of_unit().map(|z| z.0).collect();
        let plan = &self.merged.plan;
        let after =
            onegrid_zones::resolve(&plan.table, &plan.rules, &self.own, &self.template, &before, &communities, &kept)
                .map_err(|e| EditError::Rules(Box::new(Error::Design(e))))?;
        // a piece goes on as the zone that it has most in common with
        let mut common: BTreeMap<(u32, u32), (u64, usize)> = BTreeMap::new();
        for ((&old, &new), unit) in before.iter().zip(&after).zip(&self.template.units) {
            if old != new && !kept.contains(&new) {
                let sum = common.entry((old, new)).or_default();
                *sum = (sum.0 + unit.size, sum.1 + 1);
            }
        }
        let mut pairs: Vec<_> = common.into_iter().collect();
        pairs.sort_by(|(a, a_common), (b, b_common)| b_common.cmp(a_common).then(a.cmp(b)));
        let mut number: BTreeMap<u32, ZoneId> = BTreeMap::new();
        let mut taken: BTreeSet<u32> = BTreeSet::new();
        for &((old, new), _) in &pairs {
            if !number.contains_key(&new) && !kept.contains(&old) && taken.insert(old) {
                number.insert(new, ZoneId(old));
            }
        }
        let mut pieces: BTreeMap<u32, (u32, Vec<UnitId>)> = BTreeMap::new();
        for (u, (&old, &new)) in (0u32..).zip(before.iter().zip(&after)) {
            // slivers that would go to a locked zone stay where they are
            if old != new && !kept.contains(&new) {
                let community = self.template.units[u as usize].community;
                pieces.entry(new).or_insert((community, Vec::new())).1.push(UnitId(u));
            }
        }
        for (piece, (community, units)) in pieces {
            let zone = match number.get(&piece) {
                Some(&zone) => zone,
                None => draft.new_zone(community, ZoneClass::General)?.1.number,
            };
            draft.put(units, zone);
        }
        draft.finish()
    }

    fn renumbered(&self, communities: &[String]) -> Result<Drafted, EditError> {
        let mut draft = Draft::new(self);
        let communities = draft.communities(communities)?;
        let stays = |z: &&ZoneState| z.is_locked || !communities.contains(&z.community);
        let codes = self.zones.by_key.values().filter(stays).map(|z| (z.number.0, z.code.clone()));
        let revision = Revision { codes: codes.collect(), ..self.revision() };
        let plan = &self.merged.plan;
        let design = onegrid_zones::revise_as(&plan.table, &plan.rules, &self.own, &self.template, &revision)
            .map_err(|e| EditError::Rules(Box::new(Error::Design(e))))?;
        let apart = plan.policy.code.template().numbers_exclusives_apart();
        for (&key, zone) in &self.zones.by_key {
            let Some(unit) = self.judgement.units_of(zone.number).next() else { continue };
            let row = &design.zones[design.zone_of_unit[unit.index()].index()];
            if row.code != zone.code && plan.remerged.register.get(&row.code).is_some_and(CodeEntry::is_withdrawn) {
                return Err(EditError::CodeWithdrawn { code: row.code.clone() });
            }
            draft.used((zone.community, apart && row.class == ZoneClass::Exclusive), row.number);
            draft.set(key, ZoneState { code: row.code.clone(), ..zone.clone() });
        }
        draft.finish()
    }
}

fn note_of(sides: &Sides) -> Option<EffectNote> {
    let &Sides { crossed: units, beyond_m2, .. } = sides;
    (units > 0).then_some(EffectNote::UnitsCrossed { units, beyond_m2 })
}

fn checked_name(name: &str) -> Result<String, EditError> {
    let characters = name.chars().count();
    if characters == 0 || characters > NAME_MOST || name.chars().any(char::is_control) {
        return Err(EditError::BadName { characters, most: NAME_MOST });
    }
    Ok(name.to_owned())
}
