//! The sections of a policy that are plain values with a citation.

use onegrid_zones::Lang;
use serde::{Deserialize, Serialize};

/// What the size of a zone is measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PolicyMeasure {
    /// Households.
    #[default]
    Households,
    /// Ground area in m2.
    AreaM2,
    /// Nothing: zones follow the cleaned base layer.
    None,
}

/// Bounds of a zone's size; both ends are allowed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SizeRule {
    /// Smallest allowed.
    pub min: u64,
    /// Largest allowed.
    pub max: u64,
    /// Aimed at.
    pub target: u64,
    /// Who says so, in Chinese.
    #[serde(default)]
    pub citation_zh: String,
    /// Who says so, in English.
    #[serde(default)]
    pub citation_en: String,
}

impl SizeRule {
    /// Who says so.
    pub fn citation(&self) -> Citation {
        Citation { citation_zh: self.citation_zh.clone(), citation_en: self.citation_en.clone() }
    }
}

/// Who says so, for a rule without parameters.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Citation {
    /// In Chinese.
    pub citation_zh: String,
    /// In English.
    pub citation_en: String,
}

impl Citation {
    /// The citation in a language.
    pub fn text(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.citation_zh,
            Lang::En => &self.citation_en,
        }
    }

    /// Whether nobody is cited.
    pub fn is_empty(&self) -> bool {
        self.citation_zh.is_empty() && self.citation_en.is_empty()
    }
}

/// What counts as a sliver, and which holes are closed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CleaningRule {
    /// Defects narrower than this are listed as slivers (m; width is 2 x area / perimeter).
    pub sliver_width_m: f64,
    /// Defects and faces smaller than this are slivers (m2).
    pub sliver_area_m2: f64,
    /// Faces narrower than this do not stand for themselves in the design: a neighbour absorbs them,
    /// unless the community can be divided within the bounds only without that (m). Two layers that were digitised separately leave strips up to twice the error of one
    /// between their copies of a road; wider than a lane makes zones with slits along roads.
    pub strip_width_m: f64,
    /// Holes between communities narrower than this belong to the longest neighbour (m); wider
    /// ones (lakes, enclaves) stay open and are listed.
    pub gap_width_m: f64,
    /// Household points at most this far outside are counted in the nearest zone (m).
    pub stray_point_m: f64,
}

impl Default for CleaningRule {
    fn default() -> Self {
        Self { sliver_width_m: 1.0, sliver_area_m2: 1.0, strip_width_m: 8.0, gap_width_m: 10.0, stray_point_m: 50.0 }
    }
}

/// What becomes of an edit that breaks a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnBreak {
    /// The edit is refused, with the reason.
    Refuse,
    /// The edit is made, and the plan has a violation.
    Allow,
}

/// What a person may do to a plan. An edit never puts units of two communities into one zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EditingRule {
    /// When an edit breaks a hard rule that held, or breaks it further.
    pub on_hard: OnBreak,
    /// When an edit leaves a zone in parts that do not touch.
    pub on_disconnected: OnBreak,
}

impl Default for EditingRule {
    fn default() -> Self {
        Self { on_hard: OnBreak::Allow, on_disconnected: OnBreak::Refuse }
    }
}

impl EditingRule {
    /// Whether it is the default.
    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}
