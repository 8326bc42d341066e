//! A change -> the session after it and the effect; the plan when it is asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use onegrid_zones::{Breach, Delta, Design, Judgement, Optimality, Strictness, UnitId, ZoneClass, ZoneId};

use super::Session;
use super::change::{Change, ZoneState};
use super::draft::Drafted;
use super::edit::{Edit, ZoneKey};
use super::effect::{BrokenRule, Effect, EffectNote, ZoneChange, ZoneEffect};
use super::error::EditError;
use super::ground::{Cut, Ground};
use crate::error::Error;
use crate::plan::GivenName;
use crate::policy::table_and_rules;
use crate::policy::{OnBreak, Policy};

/// Rule of zones in one part.
const CONNECTED: &str = "zone.connected";

/// An edit that was made.
pub(super) struct Made {
    pub effect: Effect,
    pub change: Change,
    /// What was the ground, where the edit cut units.
    pub ground: Option<Box<Ground>>,
}

/// A zone at one moment.
#[derive(Debug, Clone, PartialEq)]
struct Seen {
    state: ZoneState,
    households: u64,
    size: u64,
}

impl Session {
    /// Cuts what an edit cuts and makes it, where the rules allow it. What is given back is the ground of before.
    pub(super) fn make(&mut self, edit: &Edit) -> Result<Made, EditError> {
        let Some(Cut { mut ground, note }) = self.cut(edit)? else {
            let (effect, change) = self.make_with_units(edit)?;
            return Ok(Made { effect, change, ground: None });
        };
        let was_stale = self.is_stale;
        self.exchange(&mut ground);
        match self.make_with_units(edit) {
            Ok((mut effect, change)) => {
                effect.notes.insert(0, note);
                effect.units_changed = true;
                Ok(Made { effect, change, ground: Some(Box::new(ground)) })
            }
            Err(refused) => {
                self.exchange(&mut ground);
                self.is_stale = was_stale;
                Err(refused)
            }
        }
    }

    /// Drafts an edit and makes it with the units that there are.
    fn make_with_units(&mut self, edit: &Edit) -> Result<(Effect, Change), EditError> {
        let Drafted { change, notes, keeps_whole, may_break } = self.draft(edit)?;
        let was_stale = self.is_stale;
        let effect = self.commit(edit, &change, notes)?;
        if let Some(refused) = self.refusal(&effect, keeps_whole, may_break) {
            self.remake(edit, &change.turned(), Vec::new());
            self.is_stale = was_stale;
            return Err(refused);
        }
        Ok((effect, change))
    }

    /// Makes a change that was made before, or takes it back.
    pub(super) fn remake(&mut self, edit: &Edit, change: &Change, notes: Vec<EffectNote>) -> Effect {
        match self.commit(edit, change, notes) {
            Ok(effect) => effect,
            Err(error) => unreachable!("what was made once can be made and undone: {error}"),
        }
    }

    /// Why the policy does not allow what was made.
    fn refusal(&self, effect: &Effect, keeps_whole: bool, may_break: bool) -> Option<EditError> {
        let worse = |new: &&BrokenRule| {
            let same = |old: &&BrokenRule| (&old.rule, old.community, old.zone) == (&new.rule, new.community, new.zone);
            !effect.gone.iter().filter(same).any(|old| new.miss() <= old.miss())
        };
        let mut worse = effect.new.iter().filter(|b| b.strictness == Strictness::Hard).filter(worse);
        let editing = &self.merged.plan.policy.editing;
        if may_break {
            return None;
        }
        let must_connect = keeps_whole || editing.on_disconnected == OnBreak::Refuse;
        if let Some(apart) = worse.clone().find(|b| must_connect && b.rule == CONNECTED) {
            let code = apart.code.clone().unwrap_or_default();
            return Some(EditError::Disconnects { code, parts: apart.measured as u32 });
        }
        if editing.on_hard == OnBreak::Refuse {
            let broken = worse.find(|b| b.rule != CONNECTED)?;
            return Some(EditError::BreaksRule { broken: Box::new(broken.clone()) });
        }
        None
    }

    fn commit(&mut self, edit: &Edit, change: &Change, notes: Vec<EffectNote>) -> Result<Effect, EditError> {
        let numbers: BTreeSet<ZoneId> = change.moves.iter().flat_map(|&(_, from, to)| [from, to]).collect();
        let before = self.see(change, &numbers);
        let of_before = |number: ZoneId| self.zones.of_number(number).map(|(key, z)| (key, z.code.clone()));
        let old_names: BTreeMap<ZoneId, (ZoneKey, String)> = match change.policy {
            // any zone may be judged otherwise
            Some(_) => self.zones.by_key.values().filter_map(|z| Some((z.number, of_before(z.number)?))).collect(),
            None => numbers_of(change, &numbers).filter_map(|n| Some((n, of_before(n)?))).collect(),
        };
        let delta = if let Some(policies) = &change.policy {
            self.set_policy(&policies.1)?
        } else {
            let moves: Vec<(UnitId, ZoneId)> = change.moves.iter().map(|&(unit, _, to)| (unit, to)).collect();
            let delta = self.judgement.edit(&moves, &classes(change));
            delta.map_err(|e| EditError::Rules(Box::new(Error::Judge(e))))?
        };
        self.zones.apply(change);
        self.is_stale = true;
        let after = self.see(change, &numbers);
        let old_name = |n: ZoneId| old_names.get(&n).cloned();
        let new_name = |n: ZoneId| self.zones.of_number(n).map(|(key, z)| (key, z.code.clone()));
        let zones = zone_effects(&before, &after, &numbers);
        let gone: Vec<BrokenRule> = delta.gone.iter().map(|b| self.broken(b, old_name)).collect();
        let new: Vec<BrokenRule> = delta.new.iter().map(|b| self.broken(b, new_name)).collect();
        let of_zones = zones.iter().filter_map(|z| after.get(&z.key).or(before.get(&z.key)));
        let mut communities: Vec<u32> = of_zones.map(|z| z.state.community).collect();
        communities.extend(gone.iter().chain(&new).map(|b| b.community));
        communities.sort_unstable();
        communities.dedup();
        Ok(Effect {
            edit: edit.kind().into(),
            zones,
            gone,
            new,
            before: delta.before.into(),
            after: delta.after.into(),
            communities,
            units_moved: change.moves.len() as u32,
            moved: change.moves.iter().map(|&(unit, ..)| self.unit_key(unit)).collect(),
            shapes_changed: !change.moves.is_empty(),
            units_changed: false,
            notes,
        })
    }

    /// Everything that is broken now, by community, zone and rule.
    ///
    /// # Cost
    /// Linear in the number of zones.
    pub fn broken_rules(&self) -> Vec<BrokenRule> {
        let name = |n: ZoneId| self.zones.of_number(n).map(|(key, z)| (key, z.code.clone()));
        self.judgement.breaches().iter().map(|breach| self.broken(breach, name)).collect()
    }

    fn broken(&self, breach: &Breach, name: impl Fn(ZoneId) -> Option<(ZoneKey, String)>) -> BrokenRule {
        let (zone, code) = breach.zone.and_then(name).unzip();
        BrokenRule {
            rule: breach.rule.clone(),
            strictness: breach.strictness,
            community: breach.community,
            zone,
            code,
            x_deg: breach.x_deg,
            y_deg: breach.y_deg,
            measured: breach.measured,
            limit: breach.limit,
            zh: breach.zh.clone(),
            en: breach.en.clone(),
            source: self.merged.plan.source_of(breach),
        }
    }

    /// The zones that a change is about, as they are now.
    fn see(&self, change: &Change, numbers: &BTreeSet<ZoneId>) -> BTreeMap<ZoneKey, Seen> {
        let mut keys: BTreeSet<ZoneKey> = change.zones.keys().copied().collect();
        keys.extend(numbers.iter().filter_map(|&n| self.zones.key_of(n)));
        if change.policy.is_some() {
            keys.extend(self.zones.by_key.keys());
        }
        let seen = keys.into_iter().filter_map(|key| {
            let state = self.zones.by_key.get(&key)?;
            let (households, size) = (self.households(state.number), self.judgement.size_of(state.number));
            Some((key, Seen { state: state.clone(), households, size }))
        });
        seen.collect()
    }

    /// The same units and zones under other rules.
    fn set_policy(&mut self, policy: &Policy) -> Result<Delta, EditError> {
        let unusable = |e: Error| EditError::Rules(Box::new(e));
        let grid = &self.merged.grid;
        let departments: Vec<&str> = grid.departments.iter().map(|&l| grid.layers[l].id.as_str()).collect();
        policy.layer_order(&departments).map_err(|e| unusable(e.into()))?;
        let (table, rules) = table_and_rules(grid, policy).map_err(unusable)?;
        let template = if *policy == self.start.policy {
            Arc::clone(&self.start.design)
        } else {
            let design = onegrid_zones::remeasure(&table, &self.start.design);
            Arc::new(design.map_err(|e| unusable(e.into()))?)
        };
        let judge = onegrid_zones::Judge::new(&table, &rules, &template, &self.own).map_err(|e| unusable(e.into()))?;
        let labels: Vec<ZoneId> = self.judgement.zone_of_unit().collect();
        let given = self.zones.by_key.values().filter_map(|z| Some((z.number, Some(z.class?))));
        let given: Vec<(ZoneId, Option<ZoneClass>)> = given.collect();
        let judged = judge.judge(&labels).and_then(|mut j| j.edit(&[], &given).map(|_| j));
        let judgement = judged.map_err(|e| unusable(Error::Judge(e)))?;
        let delta = difference(&self.judgement, &judgement);
        (self.judge, self.judgement, self.template) = (judge, judgement, template);
        let plan = &mut self.merged.plan;
        (plan.policy, plan.table, plan.rules) = (policy.clone(), table, rules);
        Ok(delta)
    }

    /// Makes the plan of now.
    pub(super) fn refresh(&mut self) -> Result<(), Error> {
        let revision = self.revision();
        let accepted = self.accepted_rules();
        let plan = &mut self.merged.plan;
        let mut design = onegrid_zones::revise_as(&plan.table, &plan.rules, &self.own, &self.template, &revision)?;
        if plan.policy.editing.on_disconnected == OnBreak::Refuse {
            onegrid_zones::check_partition(&plan.table, &design)?;
        }
        forget_proofs(&mut design, &self.start.design);
        plan.given = BTreeMap::new();
        for zone in self.zones.by_key.values().filter(|z| z.name.is_some() || z.class_name.is_some()) {
            let at = design.zones.partition_point(|z| z.code < zone.code) as u32;
            plan.given.insert(at, GivenName { name: zone.name.clone(), class: zone.class_name.clone() });
        }
        plan.design = design;
        plan.accepted = accepted;
        plan.cuts = plan.cuts(&self.merged.grid);
        plan.drawn = plan.drawn_borders(&self.merged.grid);
        plan.alternatives = OnceLock::new();
        plan.remerged.register = crate::remerge::register(&self.merged.grid, plan)?;
        self.is_stale = false;
        Ok(())
    }
}

/// What was found out about the best division of a community is not about one that a person made.
fn forget_proofs(design: &mut Design, start: &Design) {
    let mut there: BTreeMap<u32, u32> = BTreeMap::new();
    let mut back: BTreeMap<u32, u32> = BTreeMap::new();
    let mut changed: BTreeSet<u32> = BTreeSet::new();
    for (unit, (old, new)) in design.units.iter().zip(start.zone_of_unit.iter().zip(&design.zone_of_unit)) {
        let same = *there.entry(old.0).or_insert(new.0) == new.0 && *back.entry(new.0).or_insert(old.0) == old.0;
        if !same {
            changed.insert(unit.community);
        }
    }
    for community in changed {
        let verdict = &mut design.verdicts[community as usize];
        verdict.optimality = Optimality::NotSearched;
        verdict.parts.iter_mut().for_each(|p| p.optimality = Optimality::NotSearched);
    }
}

/// Classes that a change gives and takes.
fn classes(change: &Change) -> Vec<(ZoneId, Option<ZoneClass>)> {
    let mut out = Vec::new();
    let given = |z: &Option<ZoneState>| z.as_ref().and_then(|z| z.class.map(|class| (z.number, class)));
    for (old, new) in change.zones.values() {
        let (old, new) = (given(old), given(new));
        if old != new {
            out.extend(old.map(|(number, _)| (number, None)));
        }
    }
    for (old, new) in change.zones.values() {
        let (old, new) = (given(old), given(new));
        if old != new {
            out.extend(new.map(|(number, class)| (number, Some(class))));
        }
    }
    out
}

fn numbers_of<'c>(change: &'c Change, moved: &'c BTreeSet<ZoneId>) -> impl Iterator<Item = ZoneId> + 'c {
    let of_zones = change.zones.values().flat_map(|(old, new)| [old, new]).flatten().map(|z| z.number);
    moved.iter().copied().chain(of_zones)
}

fn zone_effects(
    before: &BTreeMap<ZoneKey, Seen>,
    after: &BTreeMap<ZoneKey, Seen>,
    moved: &BTreeSet<ZoneId>,
) -> Vec<ZoneEffect> {
    let keys: BTreeSet<ZoneKey> = before.keys().chain(after.keys()).copied().collect();
    let mut out = Vec::new();
    for key in keys {
        let (old, new) = (before.get(&key), after.get(&key));
        let shape_changed = [old, new].into_iter().flatten().any(|z| moved.contains(&z.state.number));
        let Some(last) = new.or(old).filter(|_| shape_changed || old != new) else { continue };
        out.push(ZoneEffect {
            key,
            change: match (old, new) {
                (None, _) => ZoneChange::New,
                (_, None) => ZoneChange::Removed,
                _ => ZoneChange::Changed,
            },
            code: last.state.code.clone(),
            households_before: old.map_or(0, |z| z.households),
            households_after: new.map_or(0, |z| z.households),
            size_before: old.map_or(0, |z| z.size),
            size_after: new.map_or(0, |z| z.size),
            shape_changed,
        });
    }
    out
}

/// What two judgements of the same units say differently.
fn difference(old: &Judgement, new: &Judgement) -> Delta {
    let (mut gone, mut found) = (old.breaches(), new.breaches());
    let lasting: Vec<Breach> = gone.iter().filter(|b| found.contains(b)).cloned().collect();
    gone.retain(|b| !lasting.contains(b));
    found.retain(|b| !lasting.contains(b));
    Delta { gone, new: found, before: old.mark(), after: new.mark(), zones: Vec::new(), undo: Vec::new() }
}
