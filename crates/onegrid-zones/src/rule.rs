//! One rule of a zone: what callers may add, and the rules that come as data.
//!
//! The same object weighs zones in the search, judges a finished plan and judges one edit.
//!
//! # Example
//! ```
//! use onegrid_zones::{Finding, Rule, ZoneView};
//!
//! /// At least one household for each hectare.
//! struct NotEmpty;
//!
//! impl Rule for NotEmpty {
//!     fn id(&self) -> &str {
//!         "density"
//!     }
//!     fn judge(&self, zone: &ZoneView<'_>) -> Option<Finding> {
//!         let per_ha = zone.households() as f64 / zone.area_m2() * 1e4;
//!         (per_ha < 1.0).then(|| Finding {
//!             measured: per_ha,
//!             limit: 1.0,
//!             zh: format!("每公顷 {per_ha:.1} 户,少于 1 户"),
//!             en: format!("{per_ha:.1} households per hectare, fewer than 1"),
//!         })
//!     }
//! }
//! ```

use std::sync::Arc;

use crate::design::ZoneClass;
use crate::merge::cost::{MILLION, compactness};
use crate::names::{Lang, sized};
use crate::rule_set::{AmountRule, Quantity, Range, RuleSet, ShapeRule, Source, Strictness};
use crate::rules::Measure;
use crate::table::FaceTable;

/// What is wrong with a zone, in numbers and words.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// What was measured, in the unit that the sentences name.
    pub measured: f64,
    /// What the rule allows, in the same unit.
    pub limit: f64,
    /// In Chinese, without the name of the zone.
    pub zh: String,
    /// In English, without the name of the zone.
    pub en: String,
}

/// A rule about single zones.
///
/// Rules see numbers and units, never other zones; so a change of one zone never makes another
/// break them. They must answer the same whenever asked the same.
pub trait Rule: Send + Sync {
    /// Stable id, unique among the rules of a design.
    fn id(&self) -> &str;

    /// What is wrong with a zone; `None` if the rule holds. Exclusive zones are asked about too.
    fn judge(&self, zone: &ZoneView<'_>) -> Option<Finding>;

    /// Whether it must hold. Default: it must.
    fn strictness(&self) -> Strictness {
        Strictness::Hard
    }

    /// How much a weighted rule counts beside the other weights. Default 1.
    fn weight(&self) -> f64 {
        1.0
    }

    /// Who says so. Default: nobody.
    fn source(&self) -> Source {
        Source::default()
    }

    /// How far a zone breaks it, in millionths; 0 if and only if it holds. The search asks this
    /// after every move: write it without making sentences where speed matters. Default: the
    /// distance of what was measured from the limit, as a share of the limit.
    fn excess(&self, zone: &ZoneView<'_>) -> u64 {
        self.judge(zone).map_or(0, |f| {
            let share = (f.measured - f.limit).abs() / f.limit.abs().max(1e-9) * MILLION as f64;
            if share.is_finite() { (share.round() as u64).clamp(1, 1_000 * MILLION) } else { MILLION }
        })
    }

    /// What a zone costs in the objective although the rule holds, in millionths: distance from a
    /// wished value. Default 0.
    fn deviation(&self, _zone: &ZoneView<'_>) -> u64 {
        0
    }
}

/// What rules may know about a unit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct UnitFacts {
    pub(crate) faces: Box<[u32]>,
    pub(crate) households: u64,
    pub(crate) area_cm2: u64,
    pub(crate) counts: Box<[u64]>,
}

/// A zone as rules see it.
#[derive(Debug, Clone, Copy)]
pub struct ZoneView<'a> {
    pub(crate) community: u32,
    pub(crate) class: ZoneClass,
    pub(crate) households: u64,
    pub(crate) size: u64,
    pub(crate) area_cm2: u64,
    pub(crate) perimeter_mm: u64,
    pub(crate) counts: &'a [u64],
    pub(crate) count_ids: &'a [String],
    pub(crate) members: &'a [u32],
    pub(crate) facts: &'a [UnitFacts],
}

impl ZoneView<'_> {
    /// Its community.
    #[must_use]
    pub const fn community(&self) -> u32 {
        self.community
    }

    /// Its class; exclusive zones are exempt from limits.
    #[must_use]
    pub const fn class(&self) -> ZoneClass {
        self.class
    }

    /// Households.
    #[must_use]
    pub const fn households(&self) -> u64 {
        self.households
    }

    /// What the bounds measure.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Area in m².
    #[must_use]
    pub fn area_m2(&self) -> f64 {
        crate::index::square_metres(self.area_cm2)
    }

    /// Length of its outer border in m.
    #[must_use]
    pub fn perimeter_m(&self) -> f64 {
        crate::index::metres(self.perimeter_mm)
    }

    /// Polsby-Popper compactness, 0 to 1.
    #[must_use]
    pub fn compactness(&self) -> f64 {
        self.compactness_millionths() as f64 / MILLION as f64
    }

    /// Mean width in m: twice the area by the perimeter. A square of side `a` has `a / 2`, a long
    /// strip of width `w` about `w`.
    #[must_use]
    pub fn width_m(&self) -> f64 {
        self.width_mm() as f64 / 1e3
    }

    /// A named count; `None` if the table has none of that id.
    #[must_use]
    pub fn count(&self, id: &str) -> Option<u64> {
        let at = self.count_ids.iter().position(|known| known == id)?;
        self.counts.get(at).copied()
    }

    /// Number of units.
    #[must_use]
    pub const fn units(&self) -> usize {
        self.members.len()
    }

    /// The faces of each of its units, in no particular order.
    pub fn faces(&self) -> impl Iterator<Item = &[u32]> + '_ {
        self.members.iter().filter_map(|&u| self.facts.get(u as usize)).map(|u| &*u.faces)
    }

    fn compactness_millionths(&self) -> u64 {
        compactness(self.area_cm2, self.perimeter_mm)
    }

    fn width_mm(&self) -> u64 {
        // 1 cm2 is 100 mm2
        let width = u128::from(self.area_cm2) * 200;
        u64::try_from(width.checked_div(u128::from(self.perimeter_mm)).unwrap_or(0)).unwrap_or(u64::MAX)
    }
}

/// A quantity found in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Amount {
    Households,
    AreaM2,
    Count(usize),
}

impl Amount {
    pub(crate) fn new(of: &Quantity, table: &FaceTable) -> Self {
        match of {
            Quantity::Households => Self::Households,
            Quantity::AreaM2 => Self::AreaM2,
            // an unknown count is refused before
            Quantity::Count(id) => table.count(id).map_or(Self::Households, Self::Count),
        }
    }

    pub(crate) fn of_zone(self, zone: &ZoneView<'_>) -> u64 {
        match self {
            Self::Households => zone.households,
            Self::AreaM2 => zone.area_cm2 / 10_000,
            Self::Count(at) => zone.counts.get(at).copied().unwrap_or(0),
        }
    }
}

/// One range with its names.
struct Limits {
    of: Amount,
    range: Range,
    name: (String, String),
}

impl Limits {
    fn excess(&self, zone: &ZoneView<'_>) -> u64 {
        let amount = self.of.of_zone(zone);
        let miss = |by: u64, limit: u64| by.saturating_mul(MILLION).div_ceil(limit.max(1));
        match (self.range.min, self.range.max) {
            (Some(min), _) if amount < min => miss(min - amount, min),
            (_, Some(max)) if amount > max => miss(amount - max, max),
            _ => 0,
        }
    }

    fn words(&self, amount: u64, lang: Lang) -> String {
        let name = if lang == Lang::Zh { &self.name.0 } else { &self.name.1 };
        match self.of {
            Amount::Households => sized(amount, lang, Measure::Households),
            Amount::AreaM2 => sized(amount, lang, Measure::AreaM2),
            Amount::Count(_) => format!("{name} {amount}"),
        }
    }

    /// Amount, limit and sentence, where the range does not hold.
    fn judge(&self, zone: &ZoneView<'_>) -> Option<(u64, u64, String, String)> {
        let amount = self.of.of_zone(zone);
        let say = |limit: u64, zh: &str, en: &str| {
            let words = |lang| (self.words(amount, lang), self.words(limit, lang));
            let ((a, b), (c, d)) = (words(Lang::Zh), words(Lang::En));
            Some((amount, limit, format!("{a} {zh} {b}"), format!("{c} {en} {d}")))
        };
        match (self.range.min, self.range.max) {
            (Some(min), _) if amount < min => say(min, "< 下限", "< minimum"),
            (_, Some(max)) if amount > max => say(max, "> 上限", "> maximum"),
            _ => None,
        }
    }
}

/// Limits of amounts, one of which must hold.
struct AmountLimits {
    rule: AmountRule,
    any_of: Vec<Limits>,
}

impl Rule for AmountLimits {
    fn id(&self) -> &str {
        &self.rule.id
    }

    fn judge(&self, zone: &ZoneView<'_>) -> Option<Finding> {
        if self.excess(zone) == 0 {
            return None;
        }
        let mut broken: Vec<_> = self.any_of.iter().filter_map(|l| l.judge(zone)).collect();
        let zh: Vec<&str> = broken.iter().map(|b| b.2.as_str()).collect();
        let en: Vec<&str> = broken.iter().map(|b| b.3.as_str()).collect();
        let (zh, en) = (zh.join(",且 "), en.join(" and "));
        let (measured, limit, ..) = broken.swap_remove(0);
        Some(Finding { measured: measured as f64, limit: limit as f64, zh, en })
    }

    fn strictness(&self) -> Strictness {
        self.rule.strictness
    }

    fn weight(&self) -> f64 {
        self.rule.weight
    }

    fn source(&self) -> Source {
        self.rule.source.clone()
    }

    fn excess(&self, zone: &ZoneView<'_>) -> u64 {
        if zone.class == ZoneClass::Exclusive {
            return 0;
        }
        self.any_of.iter().map(|l| l.excess(zone)).min().unwrap_or(0)
    }

    fn deviation(&self, zone: &ZoneView<'_>) -> u64 {
        if zone.class == ZoneClass::Exclusive {
            return 0;
        }
        let off = self.any_of.iter().filter_map(|l| {
            let target = l.range.target?;
            let off = l.of.of_zone(zone).abs_diff(target).saturating_mul(MILLION);
            Some((off / target.max(1)).min(MILLION))
        });
        off.min().unwrap_or(0)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Compactness,
    Width,
}

/// A least compactness or width.
struct ShapeLimit {
    shape: Shape,
    rule: ShapeRule,
}

impl ShapeLimit {
    /// Measured and least value in small integer units.
    fn amounts(&self, zone: &ZoneView<'_>) -> (u64, u64) {
        match self.shape {
            Shape::Compactness => (zone.compactness_millionths(), (self.rule.least * MILLION as f64).round() as u64),
            Shape::Width => (zone.width_mm(), crate::index::mm(self.rule.least)),
        }
    }
}

impl Rule for ShapeLimit {
    fn id(&self) -> &str {
        match self.shape {
            Shape::Compactness => "shape.compactness",
            Shape::Width => "shape.width",
        }
    }

    fn judge(&self, zone: &ZoneView<'_>) -> Option<Finding> {
        if self.excess(zone) == 0 {
            return None;
        }
        let limit = self.rule.least;
        Some(match self.shape {
            Shape::Compactness => {
                let measured = zone.compactness();
                Finding {
                    measured,
                    limit,
                    zh: format!("紧凑度 {measured:.3},低于 {limit:.3}(4π×面积÷周长²)"),
                    en: format!("compactness {measured:.3}, below {limit:.3} (4 pi area / perimeter squared)"),
                }
            }
            Shape::Width => {
                let measured = zone.width_m();
                Finding {
                    measured,
                    limit,
                    zh: format!("平均宽度 {measured:.1} m,小于 {limit:.1} m(2×面积÷周长)"),
                    en: format!("mean width {measured:.1} m, below {limit:.1} m (2 area / perimeter)"),
                }
            }
        })
    }

    fn strictness(&self) -> Strictness {
        self.rule.strictness
    }

    fn weight(&self) -> f64 {
        self.rule.weight
    }

    fn source(&self) -> Source {
        self.rule.source.clone()
    }

    fn excess(&self, zone: &ZoneView<'_>) -> u64 {
        let (measured, least) = self.amounts(zone);
        if zone.class == ZoneClass::Exclusive || measured >= least {
            return 0;
        }
        ((least - measured) * MILLION).div_ceil(least)
    }
}

/// All rules about single zones: those of the data, then those of the caller.
pub(crate) fn zone_rules(rules: &RuleSet, table: &FaceTable, own: &[Arc<dyn Rule>]) -> Vec<Arc<dyn Rule>> {
    let mut all: Vec<Arc<dyn Rule>> = Vec::new();
    for rule in &rules.amounts {
        let limits = |range: &Range| {
            let name = match &range.of {
                Quantity::Count(id) => {
                    let column = table.count(id).map(|at| &table.counts[at]);
                    (column.map_or_else(|| id.clone(), |c| c.name.clone()), id.clone())
                }
                _ => (String::new(), String::new()),
            };
            Limits { of: Amount::new(&range.of, table), range: range.clone(), name }
        };
        all.push(Arc::new(AmountLimits { rule: rule.clone(), any_of: rule.any_of.iter().map(limits).collect() }));
    }
    for (shape, rule) in [(Shape::Compactness, &rules.compactness), (Shape::Width, &rules.width)] {
        if let Some(rule) = rule {
            all.push(Arc::new(ShapeLimit { shape, rule: rule.clone() }));
        }
    }
    all.extend(own.iter().cloned());
    all
}
