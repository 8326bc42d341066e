//! Rules about zones inside the search: how far a zone breaks them.

use std::sync::Arc;

use crate::design::ZoneClass;
use crate::part::Part;
use crate::rule::{Rule, ZoneView};
use crate::rule_set::Strictness;

use super::cost::MILLION;

/// The rules about single zones.
#[derive(Clone, Default)]
pub(crate) struct Law {
    pub(crate) rules: Vec<Arc<dyn Rule>>,
    pub(crate) count_ids: Vec<String>,
}

impl std::fmt::Debug for Law {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.rules.iter().map(|r| r.id())).finish()
    }
}

/// What a zone adds to the cost by its rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Extra {
    /// Hard rules broken.
    pub(crate) out: u32,
    /// How far, in millionths.
    pub(crate) miss: u64,
    /// Thousandths of weight times millionths.
    pub(crate) soft: u64,
}

impl Law {
    pub(crate) fn extra(&self, zone: &ZoneView<'_>) -> Extra {
        let mut extra = Extra::default();
        for rule in &self.rules {
            let over = rule.excess(zone);
            let mut soft = rule.deviation(zone).min(MILLION);
            match rule.strictness() {
                Strictness::Hard => {
                    extra.out += u32::from(over > 0);
                    extra.miss = extra.miss.saturating_add(over);
                }
                Strictness::Weighted => soft += over.min(MILLION),
            }
            extra.soft += soft * (rule.weight().clamp(0.0, 1000.0) * 1e3).round() as u64;
        }
        extra
    }
}

/// The parts of the law that a search can be asked to leave out, one bit each: the bounds, the
/// walls, then the rules about zones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Chosen(pub(crate) u64);

impl Chosen {
    pub(crate) const BOUNDS: u32 = 0;
    pub(crate) const WALLS: u32 = 1;
    pub(crate) const RULES: u32 = 2;

    /// Everything that a part has.
    pub(crate) fn all(part: &Part) -> Self {
        let rules = part.law.as_ref().map_or(0, |law| law.rules.len().min(62));
        let hard = |at: &usize| part.law.as_ref().is_some_and(|law| law.rules[*at].strictness() == Strictness::Hard);
        let of_rules = (0..rules).filter(hard).fold(0, |set, at| set | 1 << (Self::RULES as usize + at));
        Self(1 | u64::from(!part.foes.is_empty()) << Self::WALLS | of_rules)
    }

    pub(crate) const fn has(self, bit: u32) -> bool {
        bit < 64 && self.0 >> bit & 1 == 1
    }

    pub(crate) const fn without(self, bit: u32) -> Self {
        Self(self.0 & !(1 << bit))
    }

    pub(crate) fn bits(self) -> impl Iterator<Item = u32> {
        (0..64).filter(move |&bit| self.has(bit))
    }
}

/// Whether units of a part, taken as one zone, keep the chosen hard rules about zones.
pub(crate) fn holds(part: &Part, units: &[u32], chosen: Chosen) -> bool {
    let Some(law) = &part.law else { return true };
    let sum = |of: &[u64]| units.iter().map(|&u| of[u as usize]).sum::<u64>();
    let mut counts = vec![0; law.count_ids.len()];
    let (mut households, mut inner) = (0, 0);
    for &u in units {
        let facts = &part.facts[u as usize];
        households += facts.households;
        counts.iter_mut().zip(&facts.counts).for_each(|(sum, n)| *sum += n);
        let near = part.around[u as usize].iter().filter(|(v, _)| units.contains(v));
        inner += near.map(|&(_, link)| part.links[link as usize].2.length_mm).sum::<u64>();
    }
    let view = ZoneView {
        community: part.community,
        class: ZoneClass::General,
        households,
        size: sum(&part.size),
        area_cm2: sum(&part.area_cm2),
        perimeter_mm: sum(&part.perimeter_mm).saturating_sub(inner),
        counts: &counts,
        count_ids: &law.count_ids,
        members: units,
        facts: &part.facts,
    };
    let asked = law.rules.iter().zip(Chosen::RULES..).filter(|(_, bit)| chosen.has(*bit));
    asked.into_iter().all(|(rule, _)| rule.excess(&view) == 0)
}
