//! Sizes of zones against the bounds of their communities: one row for the policy's own rule, one for each
//! variant that some community falls under; one for each hard rule of `[[rules.amount]]`.

use onegrid_zones::Strictness;

use super::{CheckRow, Checker, code, exempt, holds, row};
use crate::place::CellInfo;
use crate::policy::{AmountEntry, RangeEntry};
use crate::policy::{Citation, PolicyMeasure, SizeOf, SizeRule};

impl Checker<'_> {
    pub(super) fn sizes(&self) -> Vec<CheckRow> {
        let rule_of: Vec<SizeOf<'_>> =
            self.classes().iter().map(|class| self.policy.size_of(class.as_deref())).collect();
        let of_variant = |id: Option<&str>| -> Vec<usize> {
            (0..self.zones.len()).filter(|&z| rule_of[z].variant.map(|v| v.id.as_str()) == id).collect()
        };
        let mut rows = vec![self.size_row(self.policy.size_of(None), &of_variant(None))];
        for variant in &self.policy.variant {
            let zones = of_variant(Some(&variant.id));
            if let Some(&first) = zones.first() {
                rows.push(CheckRow { variant: Some(variant.clone()), ..self.size_row(rule_of[first], &zones) });
            }
        }
        rows
    }

    /// Hard limits of amounts; `counts` are the ids of what the zones carry beside households.
    pub(super) fn amounts(&self, counts: &[String]) -> Vec<CheckRow> {
        let hard = self.policy.rules.amount.iter().filter(|e| e.strictness == Strictness::Hard);
        hard.map(|entry| self.amount_row(entry, counts)).collect()
    }

    fn amount_row(&self, entry: &AmountEntry, counts: &[String]) -> CheckRow {
        let by_area = entry.any_of.iter().any(|r| r.of == "area_m2");
        let areas = if by_area { self.zone_areas() } else { Vec::new() };
        let has_households = self.zones.iter().any(|z| z.households.is_some());
        let is_known = |r: &&RangeEntry| match r.of.as_str() {
            "households" => has_households,
            "area_m2" => true,
            id => counts.iter().any(|c| c == id),
        };
        let amount = |z: usize, of: &str| match of {
            "households" => self.zones[z].households.unwrap_or(0),
            "area_m2" => areas[z].round() as u64,
            id => counts.iter().position(|c| c == id).map_or(0, |at| count(&self.zones[z], at)),
        };
        let citation = Citation { citation_zh: entry.citation_zh.clone(), citation_en: entry.citation_en.clone() };
        let ranges: Vec<&RangeEntry> = entry.any_of.iter().filter(is_known).collect();
        let Some(first) = ranges.first() else {
            return CheckRow { passed: None, ..row("amount", "amount", &citation, Vec::new()) };
        };
        let holds = |z: usize| {
            ranges.iter().any(|r| (r.min.unwrap_or(0)..=r.max.unwrap_or(u64::MAX)).contains(&amount(z, &r.of)))
        };
        let broken = (0..self.zones.len()).filter(|&z| !exempt(&self.zones[z]) && !holds(z));
        let offences = broken.map(|z| self.zone_offence(z, amount(z, &first.of) as f64)).collect();
        let unit = match first.of.as_str() {
            "households" => "households",
            "area_m2" => "m2",
            _ => "amount",
        };
        row("amount", unit, &citation, offences)
    }

    /// Urban-rural class of the community of each zone.
    pub(super) fn classes(&self) -> Vec<Option<String>> {
        if self.community.is_none() || self.policy.variant.is_empty() {
            return vec![None; self.zones.len()];
        }
        let class = |community: u32| {
            let cell = &self.communities[community as usize];
            // a code of 17 digits ends in the class
            cell.class.clone().or_else(|| Some(code(cell).to_owned()))
        };
        self.home.iter().map(|home| home.and_then(class)).collect()
    }

    fn size_row(&self, rule: SizeOf<'_>, zones: &[usize]) -> CheckRow {
        let has_counts = self.zones.iter().any(|z| z.households.is_some());
        let citation = rule.size.map_or_else(Citation::default, SizeRule::citation);
        let by_area = rule.measure == PolicyMeasure::AreaM2;
        let unit = if by_area { "m2" } else { "households" };
        let Some(bounds) = rule.bounds(has_counts).filter(|_| !zones.is_empty()) else {
            return CheckRow { passed: None, ..row("size", unit, &citation, Vec::new()) };
        };
        let areas = if by_area { self.zone_areas() } else { Vec::new() };
        let size = |z: usize| if by_area { Some(areas[z].round() as u64) } else { self.zones[z].households };
        let sizes = zones.iter().filter(|&&z| !exempt(&self.zones[z])).map(|&z| (z, size(z)));
        let offences = sizes
            .filter(|(_, size)| !size.is_some_and(|s| holds(bounds, s)))
            .map(|(z, size)| self.zone_offence(z, size.unwrap_or(0) as f64))
            .collect();
        row("size", unit, &citation, offences)
    }
}

fn count(zone: &CellInfo, at: usize) -> u64 {
    zone.counts.get(at).copied().unwrap_or(0)
}
