//! Broken rules that a planner knows of and leaves as they are: who accepted them, when, and why.
//!
//! # Guarantees
//! 1. Accepting is an edit like any other: it is undone, saved and made again. It hides nothing: the rule stays
//!    broken in every list, report and check.
//! 2. What is farther off than it was when it was accepted, or lies elsewhere, is not accepted any more.
//!
//! # Method
//! The log is all there is: the last word about a broken rule counts.

use std::collections::BTreeMap;

use onegrid_zones::{Bounds, Feasibility, Lang, Names, RuleId, Why};
use serde::Serialize;

use super::Session;
use super::change::Change;
use super::draft::Drafted;
use super::edit::{Broken, Edit, ZoneKey};
use super::effect::BrokenRule;
use super::error::EditError;
use super::save::Entry;

/// How far apart two places of one thing may be, in degrees (about 1 m).
const SAME_PLACE_DEG: f64 = 1e-5;

/// A broken rule that was accepted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Acceptance {
    /// Which.
    pub broken: Broken,
    /// Who accepted it, in the caller's words.
    pub who: String,
    /// When, in the caller's words.
    pub when: String,
    /// Why.
    pub why: String,
}

/// A broken rule that a person knows of and leaves as it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AcceptedRule {
    /// Stable id of the rule.
    pub rule: String,
    /// Key of the community.
    pub community: String,
    /// Code of the zone; none where several zones or the whole community break the rule.
    pub zone: Option<String>,
    /// What is wrong, in Chinese.
    pub zh: String,
    /// What is wrong, in English.
    pub en: String,
    /// Who accepted it.
    pub who: String,
    /// When.
    pub when: String,
    /// Why.
    pub why: String,
}

impl Broken {
    fn is_same(&self, other: &Self) -> bool {
        let near = |a: f64, b: f64| (a - b).abs() <= SAME_PLACE_DEG;
        let is_there = self.zone.is_some() || (near(self.place.0, other.place.0) && near(self.place.1, other.place.1));
        self.rule == other.rule && self.community == other.community && self.zone == other.zone && is_there
    }
}

impl Acceptance {
    /// Whether a broken rule of now is accepted by this.
    fn covers(&self, named: &Broken, broken: &BrokenRule) -> bool {
        let miss = (self.broken.measured - broken.limit).abs();
        self.broken.is_same(named) && broken.miss() <= miss * (1.0 + 1e-9)
    }
}

impl Session {
    /// What edits call a broken rule.
    pub fn name_of_broken(&self, broken: &BrokenRule) -> Broken {
        let community = &self.merged.grid.communities.list[broken.community as usize];
        Broken {
            rule: broken.rule.clone(),
            community: community.key.clone(),
            zone: broken.zone,
            place: (broken.x_deg, broken.y_deg),
            measured: broken.measured,
        }
    }

    /// What was accepted and not taken back, the first one first; some may hold again by now, or be farther off.
    ///
    /// # Cost
    /// The log times what is accepted.
    pub fn acceptances(&self) -> Vec<Acceptance> {
        let mut found: Vec<Acceptance> = Vec::new();
        for Entry { edit, who, when, why, .. } in self.log() {
            let (Edit::Accept { broken: named } | Edit::Reopen { broken: named }) = edit else { continue };
            found.retain(|each| !named.iter().any(|other| each.broken.is_same(other)));
            if let Edit::Accept { .. } = edit {
                let accepted = |broken: &Broken| Acceptance {
                    broken: broken.clone(),
                    who: who.clone(),
                    when: when.clone(),
                    why: why.clone(),
                };
                found.extend(named.iter().map(accepted));
            }
        }
        found
    }

    /// Everything that is broken now, with who accepted it.
    ///
    /// # Cost
    /// What is broken times what is accepted.
    pub fn broken_and_accepted(&self) -> Vec<(BrokenRule, Option<Acceptance>)> {
        let accepted = self.acceptances();
        let rules = self.broken_rules().into_iter().map(|broken| {
            let named = self.name_of_broken(&broken);
            let by = accepted.iter().find(|each| each.covers(&named, &broken)).cloned();
            (broken, by)
        });
        rules.collect()
    }

    /// What is broken and accepted, as a plan tells it.
    pub(super) fn accepted_rules(&self) -> Vec<AcceptedRule> {
        let rules = self.broken_and_accepted().into_iter();
        let told = rules.filter_map(|(broken, by)| {
            let Acceptance { who, when, why, broken: Broken { community, .. }, .. } = by?;
            let BrokenRule { rule, code: zone, zh, en, .. } = broken;
            Some(AcceptedRule { rule, community, zone, zh, en, who, when, why })
        });
        told.collect()
    }

    pub(super) fn accepting(&self, named: &[Broken]) -> Result<Drafted, EditError> {
        let mut rules: BTreeMap<(String, String, Option<ZoneKey>), Vec<_>> = BTreeMap::new();
        for (rule, by) in self.broken_and_accepted() {
            let name = self.name_of_broken(&rule);
            let of = (name.rule.clone(), name.community.clone(), name.zone);
            rules.entry(of).or_default().push((name, rule, by));
        }
        let mut is_news = false;
        for broken in named {
            if ![broken.measured, broken.place.0, broken.place.1].iter().all(|value| value.is_finite()) {
                return Err(EditError::NotBroken { rule: broken.rule.clone() });
            }
            let of = (broken.rule.clone(), broken.community.clone(), broken.zone);
            let found = rules.get(&of).and_then(|all| all.iter().find(|(name, ..)| name.is_same(broken)));
            // an edit that was made on another state accepts what was seen then
            let covers = |rule: &BrokenRule| (broken.measured - rule.limit).abs() * (1.0 + 1e-9) >= rule.miss();
            let Some((_, _, by)) = found.filter(|(_, rule, _)| covers(rule)) else {
                return Err(EditError::NotBroken { rule: broken.rule.clone() });
            };
            is_news |= by.is_none();
        }
        if is_news { Ok(self.unchanged()) } else { Err(EditError::Nothing) }
    }

    pub(super) fn reopening(&self, named: &[Broken]) -> Result<Drafted, EditError> {
        let accepted = self.acceptances();
        let is_accepted = |broken: &Broken| accepted.iter().any(|each| each.broken.is_same(broken));
        if named.iter().any(is_accepted) { Ok(self.unchanged()) } else { Err(EditError::Nothing) }
    }

    fn unchanged(&self) -> Drafted {
        let next_key = (self.zones.next_key, self.zones.next_key);
        let change = Change { next_key, ..Change::default() };
        Drafted { change, notes: Vec::new(), keeps_whole: false, may_break: true }
    }

    /// Why a size or an estate is as it is, where the proof of the merge is still about the rules of now.
    ///
    /// # Cost
    /// Linear in the units of the zone, or in the faces for an estate.
    pub fn why_broken(&self, broken: &BrokenRule) -> Option<Why> {
        if self.merged.plan.policy != self.start.policy {
            return None;
        }
        let bounds = self.merged.plan.bounds_of(broken.community)?;
        if broken.rule == RuleId::EstateWhole.code() {
            return self.estate_above(broken, bounds);
        }
        if broken.rule != RuleId::SizeMin.code() && broken.rule != RuleId::SizeMax.code() {
            return None;
        }
        let design = &self.start.design;
        let verdict = design.verdicts.get(broken.community as usize)?;
        let units = self.units_of(broken.zone?);
        let part = units.iter().find_map(|u| design.units[u.index()].part);
        let known = part.and_then(|p| verdict.parts.get(p as usize)).map_or(verdict.feasibility, |p| p.feasibility);
        // a proof says that some zone breaks the rule, not that this one has to: it is about zones as they were made
        let start = &design.zones[design.zone_of_unit[units.first()?.index()].index()];
        let is_as_made = start.units.len() == units.len() && units.iter().all(|u| start.units.contains(u));
        (is_as_made || known == Feasibility::Feasible).then(|| Why::of(known))
    }

    /// One sentence of [`Session::why_broken`].
    pub fn why_sentence(&self, broken: &BrokenRule, why: Why, lang: Lang) -> String {
        let plan = &self.merged.plan;
        let measure = plan.rules.community_rule(broken.community).measure;
        let names = plan.names_of(&self.start.design, measure);
        match why {
            // that it cannot be avoided is said beside it
            Why::Infeasible { certificate } => certificate.sentence(lang, &names),
            _ => why.sentence(lang, &names),
        }
    }

    fn estate_above(&self, broken: &BrokenRule, bounds: Bounds) -> Option<Why> {
        let table = &self.merged.plan.table;
        let plan = &self.merged.plan;
        let names = plan.names_of(&self.start.design, plan.rules.measure);
        let mut sizes = BTreeMap::<u32, u64>::new();
        for (face, row) in table.faces.iter().enumerate() {
            let unit = self.start.design.unit_of_face[face].map(|u| &self.start.design.units[u.index()]);
            if let (Some(estate), Some(unit)) = (row.estate, unit)
                && unit.community == broken.community
                && unit.exclusive.is_none()
            {
                *sizes.entry(estate).or_default() += row.size;
            }
        }
        // the rule names its estate in words alone
        let is_named = |estate: u32| broken.en.starts_with(&format!("estate {} lies in ", names.estate(estate)));
        let (estate, size) = sizes.into_iter().find(|&(estate, size)| size > bounds.max && is_named(estate))?;
        Some(Why::EstateAboveMax { estate, size, max: bounds.max })
    }
}
