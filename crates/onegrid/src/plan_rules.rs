//! Everything that a plan breaks, and what its weighted rules measure, in one list each.

use onegrid_zones::{Breach, Lang, RuleId, Source, Strictness};

use crate::plan::Plan;
use crate::policy::{Citation, SizeRule};

/// The measured amount of a rule that has a weight and no limit.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// Stable id: the key of the weight in the policy.
    pub rule: &'static str,
    /// Its weight.
    pub weight: f64,
    /// What was measured.
    pub measured: f64,
    /// What it says, in Chinese.
    pub zh: String,
    /// What it says, in English.
    pub en: String,
}

impl Plan {
    /// All rules that the plan breaks, with place, amount, limit, sentences and citation: bounds,
    /// connection and estates, then the rules of `[rules]`.
    pub fn broken_rules(&self) -> Vec<Breach> {
        let names = self.names();
        let policy = self.policy();
        let of_size = policy.size.as_ref();
        let of_violation = |v: &onegrid_zones::Violation| {
            let is_size = matches!(v.rule, RuleId::SizeMin | RuleId::SizeMax);
            let cited = of_size.filter(|_| is_size);
            let unit = self.design.units.iter().position(|u| u.community == v.community);
            let zone = v.zone.map(|z| &self.zones()[z.index()]);
            let place = zone.map(|z| (z.x_deg, z.y_deg));
            let place = place.or_else(|| unit.map(|u| (self.design.units[u].x_deg, self.design.units[u].y_deg)));
            let (x_deg, y_deg) = place.unwrap_or_default();
            Breach {
                rule: v.rule.code().into(),
                strictness: Strictness::Hard,
                community: v.community,
                zone: v.zone,
                x_deg,
                y_deg,
                measured: v.measured as f64,
                limit: v.limit as f64,
                zh: without_place(&v.sentence(Lang::Zh, &names), ":"),
                en: without_place(&v.sentence(Lang::En, &names), ": "),
                source: cited
                    .map_or_else(Source::default, |s| Source { zh: s.citation_zh.clone(), en: s.citation_en.clone() }),
            }
        };
        let violations = self.design.violations.iter().map(of_violation);
        violations.chain(self.design.breaches.iter().cloned()).collect()
    }

    /// Who demands what a breach breaks: the rule's own source, else that of the policy's section.
    pub(crate) fn source_of(&self, breach: &Breach) -> Source {
        if !breach.source.zh.is_empty() || !breach.source.en.is_empty() {
            return breach.source.clone();
        }
        let citation = match breach.rule.as_str() {
            "size.min" | "size.max" => {
                self.size_rule_of(breach.community).size.map(SizeRule::citation).unwrap_or_default()
            }
            "zone.connected" => self.policy().coverage.clone(),
            _ => Citation::default(),
        };
        Source { zh: citation.citation_zh, en: citation.citation_en }
    }

    /// What the weighted rules without a limit measure on this plan: base borders and departments'
    /// cells kept, barriers followed, compactness.
    pub fn measured_rules(&self) -> Vec<Measured> {
        let score = self.score();
        let w = self.policy().weights;
        let percent = |share: f64| share * 100.0;
        let row = |rule, weight, measured: f64, zh: String, en: String| Measured { rule, weight, measured, zh, en };
        let (kept, stay) = (percent(score.base_border_kept_share), percent(score.households_kept_share));
        let inside_m: f64 = score.barrier_inside_m.iter().sum();
        let compactness = score.polsby_popper_mean;
        let mut rows = vec![
            row(
                "border",
                w.border,
                kept,
                format!("基础网格边界保留 {kept:.1} %"),
                format!("{kept:.1} % of the base layer's borders are kept"),
            ),
            row(
                "moved",
                w.moved,
                stay,
                format!("{stay:.1} % 的户留在原基础网格"),
                format!("{stay:.1} % of the households stay with their base cell"),
            ),
            row(
                "barrier",
                w.barrier,
                inside_m,
                format!("网格内部有 {inside_m:.0} m 道路、河流等界线"),
                format!("{inside_m:.0} m of barriers lie inside zones"),
            ),
            row(
                "compactness",
                w.compactness,
                compactness,
                format!("平均紧凑度 {compactness:.3}"),
                format!("mean compactness {compactness:.3}"),
            ),
        ];
        for department in &score.departments {
            let layer = &self.table.layers[department.layer as usize];
            let whole = percent(department.households_whole_share);
            rows.push(row(
                "cells_cut",
                w.cells_cut * layer.weight,
                whole,
                format!("{}:{whole:.1} % 的户所在网格未被拆分", layer.name),
                format!("{}: {whole:.1} % of the households live in cells left whole", layer.id),
            ));
        }
        rows
    }
}

/// A sentence without the place that it begins with.
fn without_place(sentence: &str, mark: &str) -> String {
    sentence.split_once(mark).map_or(sentence, |(_, rest)| rest).to_owned()
}
