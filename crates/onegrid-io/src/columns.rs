//! Which columns a layer needs, and what each is for.

use crate::{Field, LayerSpec, RawFeature};

/// The columns of one layer, each asked for once.
pub(crate) struct Columns {
    pub(crate) names: Vec<String>,
    /// The manifest's key for each of `names`, for messages.
    pub(crate) named_by: Vec<&'static str>,
    key: Vec<usize>,
    name: Option<usize>,
    class: Option<usize>,
    code: Option<usize>,
    group: Option<usize>,
    households: Option<usize>,
    counts: Vec<usize>,
}

impl Columns {
    pub(crate) fn new(spec: &LayerSpec) -> Self {
        let mut names = Vec::new();
        let mut named_by = Vec::new();
        let mut ask = |column: &String, key: &'static str| {
            names.iter().position(|name| name == column).unwrap_or_else(|| {
                names.push(column.clone());
                named_by.push(key);
                names.len() - 1
            })
        };
        let key = spec.key.iter().map(|column| ask(column, "key")).collect();
        let mut optional = |column: &Option<String>, key| column.as_ref().map(|column| ask(column, key));
        let name = optional(&spec.name_column, "name_column");
        let class = optional(&spec.class_column, "class_column");
        let code = optional(&spec.code_column, "code_column");
        let group = optional(&spec.group_column, "group_column");
        let households = optional(&spec.households_column, "households_column");
        let counts = spec.counts.values().map(|column| ask(column, "counts")).collect();
        Self { names, named_by, key, name, class, code, group, households, counts }
    }

    /// The key, if the feature has one.
    pub(crate) fn key(&self, feature: &RawFeature) -> Option<String> {
        if self.key.is_empty() {
            return feature.id.to_text();
        }
        let parts: Option<Vec<String>> = self.key.iter().map(|&at| feature.properties.get(at)?.to_text()).collect();
        Some(parts?.join("-"))
    }

    pub(crate) fn name(&self, feature: &RawFeature) -> Option<String> {
        text(feature, self.name)
    }

    pub(crate) fn class(&self, feature: &RawFeature) -> Option<String> {
        text(feature, self.class)
    }

    pub(crate) fn code(&self, feature: &RawFeature) -> Option<String> {
        text(feature, self.code)
    }

    pub(crate) fn group(&self, feature: &RawFeature) -> Option<String> {
        text(feature, self.group)
    }

    /// The counts, in the order of the manifest's ids.
    pub(crate) fn counts<'f>(&self, feature: &'f RawFeature) -> Vec<&'f Field> {
        self.counts.iter().map(|&at| feature.properties.get(at).unwrap_or(&Field::Absent)).collect()
    }

    pub(crate) fn households<'f>(&self, feature: &'f RawFeature) -> &'f Field {
        self.households.and_then(|at| feature.properties.get(at)).unwrap_or(&Field::Absent)
    }
}

fn text(feature: &RawFeature, at: Option<usize>) -> Option<String> {
    feature.properties.get(at?)?.to_text()
}
