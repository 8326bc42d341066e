//! A policy -> a form that a person can fill in, and a filled form -> a policy.
//!
//! # Method
//! The form is read off the policy's own serialised form, laid beside [`complete`], a policy that says
//! everything that can be said: a rule or a value that is added to the policy is in the form at once. Only
//! its words are looked up ([`words`]); where there are none it is called by its key, and a test fails.
//! Changes are set in the serialised form and read back as any policy is, with the same checks.

mod complete;
mod words;

use onegrid_zones::Strictness;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Policy, PolicyError};

/// A policy as a form.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PolicyForm {
    /// Short name of the policy.
    pub id: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// The rules, in the order of the policy.
    pub rules: Vec<FormRule>,
}

/// A rule of a policy, or a section of values that belong together.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FormRule {
    /// Where it stands in the policy: `size`, `rules.amount[0]`.
    pub id: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// Who says so, in Chinese.
    pub citation_zh: String,
    /// Who says so, in English.
    pub citation_en: String,
    /// Whether the policy has it. Changing a field of one that it has not adds it.
    pub is_set: bool,
    /// Whether it can be taken out, by a change of `id` to null.
    pub is_optional: bool,
    /// Whether it must hold; of rules that can be either.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strictness: Option<Strictness>,
    /// How much it counts; of rules that have a weight.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<f64>,
    /// Its values.
    pub fields: Vec<FormField>,
}

/// What a value may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldKind {
    /// A whole number from 0 on.
    Count,
    /// A number.
    Number,
    /// Yes or no.
    Flag,
    /// One of some words.
    Choice,
    /// A text.
    Text,
    /// Several texts or numbers; shown, not changed here.
    List,
}

/// A value of a rule.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FormField {
    /// Where it stands in the policy: `size.min`.
    pub path: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// What it may be.
    pub kind: FieldKind,
    /// What it is; null where nothing is said.
    pub value: Value,
    /// Unit in Chinese; empty where it has none.
    pub unit_zh: String,
    /// Unit in English; empty where it has none.
    pub unit_en: String,
    /// Smallest allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub least: Option<f64>,
    /// Largest allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most: Option<f64>,
    /// The words of a choice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<FormChoice>,
    /// Whether it is the strictness or the weight of its rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<FieldPart>,
}

/// What part of a rule a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldPart {
    /// Whether the rule must hold.
    Strictness,
    /// How much it counts.
    Weight,
}

/// A word that a choice may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FormChoice {
    /// As it stands in the policy.
    pub value: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
}

/// A new value, or null at the id of an optional rule or at an optional value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyChange {
    /// [`FormField::path`] or [`FormRule::id`].
    pub path: String,
    /// A number, a text, true or false, or null.
    pub value: Value,
}

impl Policy {
    /// The policy as a form.
    pub fn form(&self) -> PolicyForm {
        let (own, complete) = (value_of(self), value_of(&complete::policy()));
        let mut rules = Vec::new();
        for (key, sample) in entries(&complete) {
            if matches!(key.as_str(), "onegrid_policy" | "id" | "name_zh" | "name_en") {
                continue;
            }
            let here = own.get(key).unwrap_or(&Value::Null);
            if key == "rules" {
                for (key, sample) in entries(sample) {
                    add_rules(&format!("rules.{key}"), here.get(key).unwrap_or(&Value::Null), sample, &mut rules);
                }
            } else {
                add_rules(key, here, sample, &mut rules);
            }
        }
        PolicyForm {
            id: self.id.clone(),
            name_zh: self.name(onegrid_zones::Lang::Zh).to_owned(),
            name_en: self.name(onegrid_zones::Lang::En).to_owned(),
            rules,
        }
    }

    /// The policy with other values, read and checked as any policy is.
    ///
    /// # Errors
    /// [`PolicyError`]: a path that leads nowhere, a value that cannot be, values that contradict each
    /// other.
    pub fn with_changes(&self, changes: &[PolicyChange]) -> Result<Self, PolicyError> {
        let (mut own, complete) = (value_of(self), value_of(&complete::policy()));
        for change in changes {
            set(&mut own, &complete, &steps(&change.path), &change.value);
        }
        Self::from_json(&own.to_string(), &self.id)
    }
}

/// The policy as data, with the sections that are left out where they say nothing.
fn value_of(policy: &Policy) -> Value {
    let plain =
        |value: Result<Value, serde_json::Error>| value.unwrap_or_else(|e| unreachable!("a policy is plain data: {e}"));
    let mut value = plain(serde_json::to_value(policy));
    value["editing"] = plain(serde_json::to_value(&policy.editing));
    value["rules"] = plain(serde_json::to_value(&policy.rules));
    value
}

fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// The rules of one key: one, or one for each element of a list of tables.
fn add_rules(id: &str, own: &Value, sample: &Value, rules: &mut Vec<FormRule>) {
    match (own, sample) {
        (Value::Array(own), Value::Array(samples)) if samples.iter().any(Value::is_object) => {
            for (at, own) in own.iter().enumerate() {
                rules.push(rule(format!("{id}[{at}]"), own, &samples[0]));
            }
        }
        // lists of tables that the policy has not have nothing to show
        (_, Value::Array(samples)) if samples.iter().any(Value::is_object) => {}
        _ => rules.push(rule(id.to_owned(), own, sample)),
    }
}

fn rule(id: String, own: &Value, sample: &Value) -> FormRule {
    let text = |key: &str| own.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut fields = Vec::new();
    add_fields(&id, own, sample, own.is_null(), &mut fields);
    let part = |part| fields.iter().find(|f: &&FormField| f.part == Some(part)).map(|f| f.value.clone());
    let generic = words::generic(&id);
    let [name_zh, name_en] = words::rule(&generic, [text("name_zh"), text("name_en"), text("id")]);
    FormRule {
        name_zh,
        name_en,
        citation_zh: text("citation_zh"),
        citation_en: text("citation_en"),
        is_set: !own.is_null(),
        is_optional: words::is_optional(&generic),
        strictness: part(FieldPart::Strictness).and_then(|v| serde_json::from_value(v).ok()),
        weight: part(FieldPart::Weight).and_then(|v| v.as_f64()),
        fields,
        id,
    }
}

/// The values in a rule, tables in it laid flat.
fn add_fields(path: &str, own: &Value, sample: &Value, is_unset: bool, fields: &mut Vec<FormField>) {
    let key = path.rsplit('.').next().unwrap_or(path);
    match sample {
        Value::Object(samples) => {
            let others = own.as_object().into_iter().flatten().filter(|(key, _)| !samples.contains_key(*key));
            for (key, sample) in samples.iter().chain(others) {
                if !key.starts_with("citation_") {
                    let own = own.get(key).unwrap_or(&Value::Null);
                    add_fields(&format!("{path}.{key}"), own, sample, is_unset, fields);
                }
            }
        }
        Value::Array(samples) if samples.iter().any(Value::is_object) => {
            let own: &[Value] = if is_unset { &[Value::Null] } else { own.as_array().map_or(&[], Vec::as_slice) };
            for (at, own) in own.iter().enumerate() {
                add_fields(&format!("{path}[{at}]"), own, &samples[0], is_unset, fields);
            }
        }
        _ => {
            // what a rule would say that the policy has not
            let value = if is_unset { sample } else { own };
            let generic = words::generic(path);
            let word = words::field(&generic, key);
            fields.push(FormField {
                path: path.to_owned(),
                name_zh: word.zh.to_owned(),
                name_en: word.en.to_owned(),
                kind: kind_of(sample, !word.choices.is_empty()),
                value: value.clone(),
                unit_zh: word.unit_zh.to_owned(),
                unit_en: word.unit_en.to_owned(),
                least: word.limits.map(|l| l.0),
                most: word.limits.map(|l| l.1),
                choices: word.choices.iter().map(FormChoice::of).collect(),
                part: match key {
                    "strictness" => Some(FieldPart::Strictness),
                    "weight" => Some(FieldPart::Weight),
                    _ => None,
                },
            });
        }
    }
}

fn kind_of(sample: &Value, has_choices: bool) -> FieldKind {
    match sample {
        Value::Bool(_) => FieldKind::Flag,
        Value::Number(number) if number.is_f64() => FieldKind::Number,
        Value::Number(_) => FieldKind::Count,
        Value::String(_) if has_choices => FieldKind::Choice,
        Value::Array(_) => FieldKind::List,
        _ => FieldKind::Text,
    }
}

impl FormChoice {
    fn of(&(value, zh, en): &(&str, &str, &str)) -> Self {
        Self { value: value.to_owned(), name_zh: zh.to_owned(), name_en: en.to_owned() }
    }
}

/// A step of a path: a key, or a position in a list.
enum Step<'p> {
    Key(&'p str),
    At(usize),
}

/// `rules.amount[0].max` as its steps.
fn steps(path: &str) -> Vec<Step<'_>> {
    let mut out = Vec::new();
    for part in path.split('.') {
        let mut pieces = part.split('[');
        out.extend(pieces.next().filter(|key| !key.is_empty()).map(Step::Key));
        // a position that is no number leads beyond every list, and the policy is refused there
        out.extend(pieces.map(|at| Step::At(at.trim_end_matches(']').parse().unwrap_or(usize::MAX))));
    }
    out
}

/// Sets a value; tables on the way that are not there are made as in the sample.
fn set(own: &mut Value, sample: &Value, steps: &[Step<'_>], value: &Value) {
    let Some((step, rest)) = steps.split_first() else {
        *own = value.clone();
        return;
    };
    match step {
        Step::Key(key) => {
            if !own.is_object() {
                *own = Value::Object(sample.as_object().cloned().unwrap_or_default());
            }
            let sample = sample.get(key).unwrap_or(&Value::Null);
            let table: &mut Map<String, Value> = match own {
                Value::Object(table) => table,
                _ => unreachable!("it was made a table"),
            };
            if rest.is_empty() && value.is_null() {
                table.remove(*key);
            } else {
                set(table.entry(*key).or_insert(Value::Null), sample, rest, value);
            }
        }
        Step::At(at) => {
            let sample = sample.get(0).unwrap_or(&Value::Null);
            let list = own.as_array_mut();
            match list {
                Some(list) if rest.is_empty() && value.is_null() && *at < list.len() => {
                    list.remove(*at);
                }
                Some(list) if *at < list.len() => set(&mut list[*at], sample, rest, value),
                // said where the policy is read: a text is no table
                _ => *own = Value::String(format!("nothing at position {at}")),
            }
        }
    }
}

#[cfg(test)]
mod tests;
