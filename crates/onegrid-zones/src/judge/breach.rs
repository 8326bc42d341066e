//! A rule that does not hold, where, by how much, and who says so.

use serde::{Deserialize, Serialize};

use crate::ids::ZoneId;
use crate::names::{Lang, Names};
use crate::rule::Finding;
use crate::rule_set::{Source, Strictness};

/// A broken rule of a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Breach {
    /// Stable id of the rule.
    pub rule: String,
    /// Whether the rule must hold.
    pub strictness: Strictness,
    /// The community.
    pub community: u32,
    /// The zone; `None` where several zones or the whole community break it.
    pub zone: Option<ZoneId>,
    /// Longitude of the place in degrees.
    pub x_deg: f64,
    /// Latitude of the place in degrees.
    pub y_deg: f64,
    /// What was measured, in the unit that the sentences name.
    pub measured: f64,
    /// What the rule allows, in the same unit.
    pub limit: f64,
    /// What is wrong, in Chinese, without place and citation.
    pub zh: String,
    /// What is wrong, in English, without place and citation.
    pub en: String,
    /// Who says so.
    pub source: Source,
}

/// What a breach is of, apart from its numbers.
pub(super) struct At<'a> {
    pub(super) rule: &'a str,
    pub(super) strictness: Strictness,
    pub(super) community: u32,
    pub(super) zone: Option<ZoneId>,
    pub(super) place: (f64, f64),
    pub(super) source: &'a Source,
}

impl Breach {
    pub(super) fn new(at: &At<'_>, finding: Finding) -> Self {
        Self {
            rule: at.rule.to_owned(),
            strictness: at.strictness,
            community: at.community,
            zone: at.zone,
            x_deg: at.place.0,
            y_deg: at.place.1,
            measured: finding.measured,
            limit: finding.limit,
            zh: finding.zh,
            en: finding.en,
            source: at.source.clone(),
        }
    }

    /// One sentence for a planner: place, what is wrong, who says so.
    #[must_use]
    pub fn sentence(&self, lang: Lang, names: &dyn Names) -> String {
        let place = self.zone.map_or_else(|| names.community(self.community), |zone| names.zone(zone));
        let source = self.source.text(lang);
        let sentence = match lang {
            Lang::Zh => format!("{place}:{}", self.zh),
            Lang::En => format!("{place}: {}", self.en),
        };
        match (source.is_empty(), lang) {
            (true, _) => sentence,
            (false, Lang::Zh) => format!("{sentence}(依据:{source})"),
            (false, Lang::En) => format!("{sentence} (source: {source})"),
        }
    }

    /// Order of lists: community, zone, rule, then words.
    pub(super) fn order(&self, other: &Self) -> std::cmp::Ordering {
        let key = |b: &Self| (b.community, b.zone);
        key(self)
            .cmp(&key(other))
            .then_with(|| self.rule.cmp(&other.rule))
            .then_with(|| self.en.cmp(&other.en))
            .then(self.x_deg.total_cmp(&other.x_deg))
            .then(self.y_deg.total_cmp(&other.y_deg))
    }
}
