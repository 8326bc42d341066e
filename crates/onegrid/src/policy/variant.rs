//! Urban and rural: other bounds for communities of some urban-rural classes.
//!
//! A community's class is the three-digit 城乡分类代码 of the statistics bureau, which is also the end of a
//! 17-digit 统计用区划代码 (positions 15 to 17).

use onegrid_zones::{Bounds, Lang};
use serde::{Deserialize, Serialize};

use super::{Policy, PolicyMeasure, SizeRule};

/// The urban-rural classes (城乡分类代码) with their names in Chinese and English.
pub const URBAN_RURAL_CLASSES: [(u16, &str, &str); 7] = [
    (111, "主城区", "main urban area"),
    (112, "城乡结合区", "urban fringe"),
    (121, "镇中心区", "town centre"),
    (122, "镇乡结合区", "town fringe"),
    (123, "特殊区域", "special area"),
    (210, "乡中心区", "township centre"),
    (220, "村庄", "village"),
];

/// Bounds for the communities of some urban-rural classes, in place of those of the policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// Short name: `rural`.
    pub id: String,
    /// Name in Chinese.
    #[serde(default)]
    pub name_zh: String,
    /// Name in English.
    #[serde(default)]
    pub name_en: String,
    /// Classes it is for: 111, 112, 121, 122, 123, 210, 220.
    #[serde(rename = "for")]
    pub classes: Vec<u16>,
    /// What sizes are measured in; that of the policy where not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<PolicyMeasure>,
    /// Bounds of a zone's size; needed unless `measure` is `none`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<SizeRule>,
}

impl Variant {
    /// Name for people.
    pub fn name(&self, lang: Lang) -> &str {
        let name = match lang {
            Lang::Zh => &self.name_zh,
            Lang::En => &self.name_en,
        };
        if name.is_empty() { &self.id } else { name }
    }
}

/// The rule of size that holds in a community.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SizeOf<'a> {
    /// What sizes are measured in.
    pub measure: PolicyMeasure,
    /// Bounds and citation; `None`: zones follow the cleaned base layer.
    pub size: Option<&'a SizeRule>,
    /// The variant that it comes from; `None` for the policy's own rule.
    pub variant: Option<&'a Variant>,
}

impl SizeOf<'_> {
    /// The bounds, where there is something to measure.
    pub fn bounds(&self, has_households: bool) -> Option<Bounds> {
        let applies = match self.measure {
            PolicyMeasure::Households => has_households,
            PolicyMeasure::AreaM2 => true,
            PolicyMeasure::None => false,
        };
        self.size.filter(|_| applies).map(|s| Bounds { min: s.min, max: s.max, target: s.target })
    }
}

impl Policy {
    /// The rule of size for a community of a class, as the community layer has it: `220`, or a code that
    /// ends in it (`10220`, or 17 digits). A class that is absent or unknown gets the policy's own rule.
    pub fn size_of(&self, class: Option<&str>) -> SizeOf<'_> {
        let class = class.and_then(class_of);
        let variant = self.variant.iter().find(|v| class.is_some_and(|c| v.classes.contains(&c)));
        match variant {
            Some(v) => SizeOf { measure: v.measure.unwrap_or(self.measure), size: v.size.as_ref(), variant },
            None => SizeOf { measure: self.measure, size: self.size.as_ref(), variant },
        }
    }
}

/// The class that a community's column says, if it is one of the known.
pub(crate) fn class_of(text: &str) -> Option<u16> {
    let digits = text.trim();
    if !digits.bytes().all(|b| b.is_ascii_digit()) || !matches!(digits.len(), 3 | 5 | 17) {
        return None;
    }
    let class = digits[digits.len() - 3..].parse().ok()?;
    URBAN_RURAL_CLASSES.iter().any(|(known, _, _)| *known == class).then_some(class)
}
