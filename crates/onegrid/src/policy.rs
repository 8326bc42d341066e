//! Rules as data: what a zone must be, what it should be, and who says so.
//!
//! A policy is a TOML (or JSON) document with a version. Unknown keys, contradictory bounds and
//! unknown words are refused with line, column and the nearest valid word. A policy may extend another:
//! what it does not say it takes from there. Profiles that ship with the library are ordinary policies:
//! `Policy::profile("general-300-500")`.

mod check;
mod code;
mod document;
mod error;
mod form;
mod levels;
mod profiles;
mod read;
mod rules;
mod sections;
#[cfg(test)]
mod tests;
mod variant;

use std::collections::BTreeMap;

use onegrid_zones::{Bounds, CommunityRule, DesignRules, Lang, Measure, SearchBudget, Weights};
use serde::{Deserialize, Serialize};

use crate::split::SplitRule;
pub use check::PolicyWarning;
pub use code::CodeRule;
pub use document::TextPlace;
pub use error::PolicyError;
pub use form::{FieldKind, FieldPart, FormChoice, FormField, FormRule, PolicyChange, PolicyForm};
pub use levels::{DeclaredGroup, LevelMeasure, LevelPolicy, LevelSource, Settlement};
pub use read::{FindPolicy, PolicyOrigin, PolicyText, PolicyValue, TracedPolicy};
pub(crate) use rules::table_and_rules;
pub use rules::{
    AmountEntry, BridgeEntry, BuildingEntry, IslandEntry, LineEntry, LockedEntry, PolicyRules, RangeEntry, ShapeEntry,
    ZonesEntry,
};
pub use sections::{Citation, CleaningRule, EditingRule, OnBreak, PolicyMeasure, SizeRule};
pub(crate) use variant::class_of;
pub use variant::{SizeOf, URBAN_RURAL_CLASSES, Variant};

/// Version of the policy format that this library reads.
pub const POLICY_VERSION: u32 = 1;

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
    /// Other bounds for communities of some urban-rural classes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub variant: Vec<Variant>,
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
    /// Layers whose lines stay where two lines nearly coincide, strongest first: the base layer and
    /// departments, by id. By default the base layer, then `priority`. No priority moves a border that
    /// `[rules.locked_border]` locks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub border_priority: Vec<String>,
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
    /// Whether units that are too large may be cut where no line divides them.
    #[serde(default)]
    pub split: SplitRule,
    /// How long to search.
    #[serde(default)]
    pub budget: SearchBudget,
    /// What a person may do to a plan.
    #[serde(default, skip_serializing_if = "EditingRule::is_default")]
    pub editing: EditingRule,
    /// The hierarchy, from high to low; none where empty.
    #[serde(default, rename = "level", skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<LevelPolicy>,
    /// Rules beyond the bounds.
    #[serde(default, skip_serializing_if = "PolicyRules::is_empty")]
    pub rules: PolicyRules,
}

fn yes() -> bool {
    true
}

impl Policy {
    /// Reads a policy from TOML that extends none, or a profile. `source_name` is used in messages.
    ///
    /// # Errors
    /// [`PolicyError`] with line and column, and with the nearest valid word.
    ///
    /// # Example
    /// ```
    /// let error = onegrid::Policy::from_toml("onegrid_policy = 1\nid = \"x\"\nsise = 3", "x.toml").unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "policy x.toml: unknown key `sise` at line 3 column 1; did you mean `size`?"
    /// );
    /// ```
    pub fn from_toml(text: &str, source_name: &str) -> Result<Self, PolicyError> {
        Self::from_toml_with(text, source_name, &no_files)
    }

    /// Reads a policy from TOML. `find` gives the text of a policy that this one extends by path.
    ///
    /// # Errors
    /// As [`Policy::from_toml`].
    ///
    /// # Example
    /// ```
    /// use onegrid::{Policy, PolicyText};
    /// let city = "onegrid_policy = 1\nid = \"city\"\nextends = \"general-300-500\"\n[size]\nmax = 450\n";
    /// let find = |path: &str, _asking: &str| match path {
    ///     "city.toml" => Ok(PolicyText::new(path, city)),
    ///     _ => Err("no such file".to_string()),
    /// };
    /// let street = "onegrid_policy = 1\nid = \"street\"\nextends = \"city.toml\"\n[size]\ntarget = 380\n";
    /// let size = Policy::from_toml_with(street, "street.toml", &find)?.size.unwrap();
    /// assert_eq!((size.min, size.target, size.max), (300, 380, 450));
    /// # Ok::<(), onegrid::PolicyError>(())
    /// ```
    pub fn from_toml_with(text: &str, source_name: &str, find: FindPolicy<'_>) -> Result<Self, PolicyError> {
        let own = PolicyText { name: source_name.into(), text: text.into(), is_json: false };
        TracedPolicy::read(own, find).map(TracedPolicy::into_policy)
    }

    /// Reads a policy from JSON. `source_name` is used in messages.
    ///
    /// # Errors
    /// As [`Policy::from_toml`].
    pub fn from_json(text: &str, source_name: &str) -> Result<Self, PolicyError> {
        Self::from_json_with(text, source_name, &no_files)
    }

    /// Reads a policy from JSON. `find` gives the text of a policy that this one extends by path.
    ///
    /// # Errors
    /// As [`Policy::from_toml`].
    pub fn from_json_with(text: &str, source_name: &str, find: FindPolicy<'_>) -> Result<Self, PolicyError> {
        let own = PolicyText { name: source_name.into(), text: text.into(), is_json: true };
        TracedPolicy::read(own, find).map(TracedPolicy::into_policy)
    }

    /// The policy as TOML, complete: it extends none. Reading it back gives the same policy.
    pub fn to_toml(&self) -> String {
        toml::to_string_pretty(self).unwrap_or_else(|e| unreachable!("a policy is plain data: {e}"))
    }

    /// A profile that ships with the library.
    ///
    /// # Errors
    /// [`PolicyError::UnknownProfile`] with the nearest of the names there are.
    pub fn profile(name: &str) -> Result<Self, PolicyError> {
        TracedPolicy::profile(name).map(TracedPolicy::into_policy)
    }

    /// Names of the profiles that ship with the library.
    pub fn profiles() -> impl Iterator<Item = &'static str> {
        profiles::names()
    }

    /// Whether this names a policy by its path (`.toml`, `.json`) and not by the name of a profile.
    pub fn is_path(name: &str) -> bool {
        read::is_path(name)
    }

    /// Name for people.
    pub fn name(&self, lang: Lang) -> &str {
        let name = match lang {
            Lang::Zh => &self.name_zh,
            Lang::En => &self.name_en,
        };
        if name.is_empty() { &self.id } else { name }
    }

    /// The policy's own bounds for a project with or without household counts; variants may differ, see
    /// [`Policy::size_of`].
    pub fn bounds(&self, has_households: bool) -> Option<Bounds> {
        self.size_of(None).bounds(has_households)
    }

    /// The rules in the words of zone design.
    pub(crate) fn design_rules<'c>(
        &self,
        has_households: bool,
        classes: impl Iterator<Item = Option<&'c str>>,
    ) -> DesignRules {
        let rule = |class| {
            let of = self.size_of(class);
            CommunityRule { bounds: of.bounds(has_households), measure: of.measure.in_zones() }
        };
        DesignRules {
            bounds: self.bounds(has_households),
            measure: self.measure.in_zones(),
            community_rules: if self.variant.is_empty() { Vec::new() } else { classes.map(rule).collect() },
            weights: self.weights,
            sliver_width_m: self.cleaning.sliver_width_m,
            strip_width_m: self.cleaning.strip_width_m,
            sliver_area_m2: self.cleaning.sliver_area_m2,
            keep_estates: self.keep_estates,
            cut_exclusives: self.cut_exclusives,
            code_sequence_digits: self.code.sequence_digits,
            code_template: Some(self.code.template()),
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
                source_name: self.id.clone(),
                at: None,
                layer: name.into(),
                known: layers.iter().map(ToString::to_string).collect(),
                nearest: error::nearest(name, layers.iter().copied()),
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

impl PolicyMeasure {
    /// The measure in the words of zone design, where nothing is measured by default in households.
    pub(crate) fn in_zones(self) -> Measure {
        if self == Self::AreaM2 { Measure::AreaM2 } else { Measure::Households }
    }
}

/// For texts that may extend profiles only.
fn no_files(_: &str, _: &str) -> Result<PolicyText, String> {
    Err("no files can be read here, expected the name of a profile".into())
}
