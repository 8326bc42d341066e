//! Rules as data: what a zone must be, what it should be, and who says so.
//!
//! A policy is a TOML (or JSON) document with a version. Unknown keys, contradictory bounds and
//! unknown words are refused with line and column. Profiles that ship with the library are ordinary
//! policies: `Policy::profile("general-300-500")`.

use std::collections::BTreeMap;

use onegrid_zones::{Bounds, DesignRules, Lang, Measure, SearchBudget, Weights};
use serde::{Deserialize, Serialize};

use crate::policy_rules::PolicyRules;

/// Version of the policy format that this library reads.
pub const POLICY_VERSION: u32 = 1;

const PROFILES: [(&str, &str); 2] = [
    ("general-300-500", include_str!("profiles/general-300-500.toml")),
    ("wuchang-300", include_str!("profiles/wuchang-300.toml")),
];

/// A policy that cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// Not TOML, a wrong type or an unknown key.
    #[error("policy {source_name}: {message}")]
    Syntax {
        /// File or profile.
        source_name: String,
        /// Line, column, what was expected and got.
        message: String,
    },
    /// Written for another version of the format.
    #[error("policy {source_name}: format version {got}, expected {POLICY_VERSION}")]
    Version {
        /// File or profile.
        source_name: String,
        /// Version in the file.
        got: u32,
    },
    /// Bounds that contradict one another or a weight that is not a usable number.
    #[error("policy {source_name}: {what} is {got}, expected {expected}")]
    Contradiction {
        /// File or profile.
        source_name: String,
        /// Which entry.
        what: String,
        /// What it says.
        got: String,
        /// What it could say.
        expected: String,
    },
    /// A layer that the project does not have.
    #[error("policy names layer {layer:?}, the project has {known:?}; nearest is {nearest:?}")]
    UnknownLayer {
        /// Name in the policy.
        layer: String,
        /// Layers of the project.
        known: Vec<String>,
        /// Nearest of them.
        nearest: String,
    },
    /// No profile of this name ships with the library.
    #[error("no policy profile {name:?}; there are {known:?}, or give the path of a policy file")]
    UnknownProfile {
        /// Name asked for.
        name: String,
        /// Names there are.
        known: Vec<String>,
    },
}

impl PolicyError {
    /// Stable code of the error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Syntax { .. } => "policy.syntax",
            Self::Version { .. } => "policy.version",
            Self::Contradiction { .. } => "policy.contradiction",
            Self::UnknownLayer { .. } => "policy.unknown_layer",
            Self::UnknownProfile { .. } => "policy.unknown_profile",
        }
    }
}

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
}

/// How codes are made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CodeRule {
    /// Digits after the community's code.
    pub sequence_digits: u8,
    /// Who says so, in Chinese.
    pub citation_zh: String,
    /// Who says so, in English.
    pub citation_en: String,
}

impl Default for CodeRule {
    fn default() -> Self {
        Self { sequence_digits: 3, citation_zh: String::new(), citation_en: String::new() }
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

/// All rules of a merge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Version of the format: [`POLICY_VERSION`].
    pub onegrid_policy: u32,
    /// Short name.
    pub id: String,
    /// Name in Chinese.
    #[serde(default)]
    pub name_zh: String,
    /// Name in English.
    #[serde(default)]
    pub name_en: String,
    /// What sizes are measured in.
    #[serde(default)]
    pub measure: PolicyMeasure,
    /// Bounds of a zone's size.
    #[serde(default)]
    pub size: Option<SizeRule>,
    /// No zone crosses a community line.
    #[serde(default)]
    pub community: Citation,
    /// No gap, no overlap.
    #[serde(default)]
    pub coverage: Citation,
    /// How codes are made.
    #[serde(default)]
    pub code: CodeRule,
    /// Layers that decide gaps and overlaps, strongest first; layers not named follow in the order
    /// of the project.
    #[serde(default)]
    pub priority: Vec<String>,
    /// How much a department's cells count in the objective; 1 where not named.
    #[serde(default)]
    pub layer_weights: BTreeMap<String, f64>,
    /// Weights of the soft rules.
    #[serde(default)]
    pub weights: Weights,
    /// Slivers and holes.
    #[serde(default)]
    pub cleaning: CleaningRule,
    /// Keep estates (小区) whole unless they exceed the upper bound.
    #[serde(default = "yes")]
    pub keep_estates: bool,
    /// Make exclusive areas zones of their own.
    #[serde(default = "yes")]
    pub cut_exclusives: bool,
    /// How long to search.
    #[serde(default)]
    pub budget: SearchBudget,
    /// Rules beyond the bounds.
    #[serde(default, skip_serializing_if = "PolicyRules::is_empty")]
    pub rules: PolicyRules,
}

fn yes() -> bool {
    true
}

impl Policy {
    /// Reads a policy from TOML. `source_name` is used in messages.
    ///
    /// # Errors
    /// [`PolicyError`] with line and column, or with what contradicts what.
    ///
    /// # Example
    /// ```
    /// let error = onegrid::Policy::from_toml("onegrid_policy = 1\nid = \"x\"\nsise = 3", "x.toml").unwrap_err();
    /// assert!(error.to_string().contains("line 3"));
    /// ```
    pub fn from_toml(text: &str, source_name: &str) -> Result<Self, PolicyError> {
        let policy: Self = toml::from_str(text).map_err(|e| PolicyError::Syntax {
            source_name: source_name.into(),
            message: e.to_string().trim_end().to_string(),
        })?;
        policy.checked(source_name)
    }

    /// Reads a policy from JSON. `source_name` is used in messages.
    ///
    /// # Errors
    /// As [`Policy::from_toml`].
    pub fn from_json(text: &str, source_name: &str) -> Result<Self, PolicyError> {
        let policy: Self = serde_json::from_str(text)
            .map_err(|e| PolicyError::Syntax { source_name: source_name.into(), message: e.to_string() })?;
        policy.checked(source_name)
    }

    /// The policy as TOML; reading it back gives the same policy.
    pub fn to_toml(&self) -> String {
        toml::to_string_pretty(self).unwrap_or_else(|e| unreachable!("a policy is plain data: {e}"))
    }

    /// A profile that ships with the library.
    ///
    /// # Errors
    /// [`PolicyError::UnknownProfile`] with the names there are.
    pub fn profile(name: &str) -> Result<Self, PolicyError> {
        match PROFILES.iter().find(|(id, _)| *id == name) {
            Some((id, text)) => Self::from_toml(text, id),
            None => Err(PolicyError::UnknownProfile {
                name: name.into(),
                known: Self::profiles().map(String::from).collect(),
            }),
        }
    }

    /// Names of the profiles that ship with the library.
    pub fn profiles() -> impl Iterator<Item = &'static str> {
        PROFILES.iter().map(|(id, _)| *id)
    }

    /// Name for people.
    pub fn name(&self, lang: Lang) -> &str {
        let name = match lang {
            Lang::Zh => &self.name_zh,
            Lang::En => &self.name_en,
        };
        if name.is_empty() { &self.id } else { name }
    }

    fn checked(self, source_name: &str) -> Result<Self, PolicyError> {
        if self.onegrid_policy != POLICY_VERSION {
            return Err(PolicyError::Version { source_name: source_name.into(), got: self.onegrid_policy });
        }
        let contradiction = |what: &str, got: String, expected: &str| PolicyError::Contradiction {
            source_name: source_name.into(),
            what: what.into(),
            got,
            expected: expected.into(),
        };
        if let Some(size) = &self.size
            && (size.min == 0 || size.min > size.target || size.target > size.max)
        {
            let got = format!("min {} target {} max {}", size.min, size.target, size.max);
            return Err(contradiction("size", got, "1 <= min <= target <= max"));
        }
        let c = &self.cleaning;
        let numbers = [
            ("weights.moved", self.weights.moved),
            ("weights.cells_cut", self.weights.cells_cut),
            ("weights.barrier", self.weights.barrier),
            ("weights.compactness", self.weights.compactness),
            ("weights.deviation", self.weights.deviation),
            ("weights.border", self.weights.border),
            ("cleaning.sliver_width_m", c.sliver_width_m),
            ("cleaning.sliver_area_m2", c.sliver_area_m2),
            ("cleaning.strip_width_m", c.strip_width_m),
            ("cleaning.gap_width_m", c.gap_width_m),
            ("cleaning.stray_point_m", c.stray_point_m),
        ];
        let layers = self.layer_weights.iter().map(|(k, v)| (k.as_str(), *v));
        for (what, value) in numbers.into_iter().chain(layers) {
            if !(0.0..=1e6).contains(&value) {
                return Err(contradiction(what, value.to_string(), "a number from 0 to 1000000"));
            }
        }
        self.rules.check(source_name)?;
        if !(1..=9).contains(&self.code.sequence_digits) {
            return Err(contradiction("code.sequence_digits", self.code.sequence_digits.to_string(), "1 to 9"));
        }
        Ok(self)
    }

    /// The bounds that apply to a project with or without household counts.
    pub fn bounds(&self, has_households: bool) -> Option<Bounds> {
        let size = self.size.as_ref()?;
        let applies = match self.measure {
            PolicyMeasure::Households => has_households,
            PolicyMeasure::AreaM2 => true,
            PolicyMeasure::None => false,
        };
        applies.then_some(Bounds { min: size.min, max: size.max, target: size.target })
    }

    /// The rules in the words of zone design.
    pub(crate) fn design_rules(&self, has_households: bool) -> DesignRules {
        DesignRules {
            bounds: self.bounds(has_households),
            measure: if self.measure == PolicyMeasure::AreaM2 { Measure::AreaM2 } else { Measure::Households },
            weights: self.weights,
            sliver_width_m: self.cleaning.sliver_width_m,
            strip_width_m: self.cleaning.strip_width_m,
            sliver_area_m2: self.cleaning.sliver_area_m2,
            keep_estates: self.keep_estates,
            cut_exclusives: self.cut_exclusives,
            code_sequence_digits: self.code.sequence_digits,
            budget: self.budget,
            ..DesignRules::default()
        }
    }

    /// Order of the department layers for gaps and overlaps: those named first, then the rest.
    ///
    /// # Errors
    /// [`PolicyError::UnknownLayer`] for a name that is not among `layers`.
    pub(crate) fn layer_order(&self, layers: &[&str]) -> Result<Vec<usize>, PolicyError> {
        let find = |name: &str| {
            layers.iter().position(|l| *l == name).ok_or_else(|| PolicyError::UnknownLayer {
                layer: name.into(),
                known: layers.iter().map(ToString::to_string).collect(),
                nearest: nearest(name, layers).into(),
            })
        };
        let mut order = self.priority.iter().map(|n| find(n)).collect::<Result<Vec<_>, _>>()?;
        for name in self.layer_weights.keys() {
            find(name)?;
        }
        for i in 0..layers.len() {
            if !order.contains(&i) {
                order.push(i);
            }
        }
        Ok(order)
    }
}

/// The word with the smallest edit distance.
fn nearest<'a>(word: &str, known: &[&'a str]) -> &'a str {
    known.iter().copied().min_by_key(|k| edit_distance(word, k)).unwrap_or("")
}

fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = core::mem::replace(&mut row[0], i + 1);
        for (j, &cb) in b.iter().enumerate() {
            let substitute = diagonal + usize::from(ca != cb);
            diagonal = row[j + 1];
            row[j + 1] = substitute.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profiles_are_sound_and_survive_a_round_trip() {
        for name in Policy::profiles() {
            let policy = Policy::profile(name).unwrap();
            assert_eq!(policy.id, name);
            assert!(policy.size.as_ref().is_some_and(|s| !s.citation_zh.is_empty() && !s.citation_en.is_empty()));
            assert_eq!(Policy::from_toml(&policy.to_toml(), name).unwrap(), policy);
        }
    }

    #[test]
    fn contradictions_and_unknown_words_are_refused() {
        let head = "onegrid_policy = 1\nid = \"x\"\n";
        let code = |body: &str| Policy::from_toml(&format!("{head}{body}"), "x").unwrap_err().code();
        assert_eq!(code("[size]\nmin = 500\nmax = 300\ntarget = 400"), "policy.contradiction");
        assert_eq!(code("[weights]\nmoved = nan"), "policy.contradiction");
        assert_eq!(code("wieghts = 1"), "policy.syntax");
        assert_eq!(Policy::from_toml("onegrid_policy = 9\nid = \"x\"", "x").unwrap_err().code(), "policy.version");
        let policy = Policy::from_toml(&format!("{head}priority = [\"polise\"]"), "x").unwrap();
        let error = policy.layer_order(&["police", "fire"]).unwrap_err();
        assert!(matches!(error, PolicyError::UnknownLayer { ref nearest, .. } if nearest == "police"));
    }
}
