use serde_json::json;

use super::*;

fn profile(name: &str) -> Policy {
    Policy::profile(name).expect("it ships with the library")
}

fn changed(policy: &Policy, path: &str, value: Value) -> Result<Policy, PolicyError> {
    policy.with_changes(&[PolicyChange { path: path.into(), value }])
}

fn rule_of<'f>(form: &'f PolicyForm, id: &str) -> &'f FormRule {
    form.rules.iter().find(|r| r.id == id).unwrap_or_else(|| panic!("no rule {id}"))
}

#[test]
fn every_rule_and_value_has_words() {
    let policies = Policy::profiles().map(profile).chain([complete::policy()]);
    for policy in policies {
        for rule in policy.form().rules {
            assert!(words::has_rule_words(&words::generic(&rule.id)), "{}: rule {}", policy.id, rule.id);
            for field in rule.fields.iter().filter(|f| !f.path.starts_with("layer_weights.")) {
                let key = field.path.rsplit('.').next().expect("a path has steps");
                assert!(words::has_words(&words::generic(&field.path), key), "{}: {}", policy.id, field.path);
            }
        }
    }
}

#[test]
fn the_bounds_say_who_asks_for_them() {
    let form = profile("general-300-500").form();
    let size = rule_of(&form, "size");
    assert!(size.is_set && size.is_optional);
    assert!(size.citation_zh.contains("300—500"), "{}", size.citation_zh);
    let values: Vec<(&str, &Value)> = size.fields.iter().map(|f| (f.path.as_str(), &f.value)).collect();
    assert!(values.contains(&("size.min", &json!(300))) && values.contains(&("size.max", &json!(500))), "{values:?}");
    assert!(!rule_of(&form, "rules.compactness").is_set);
}

#[test]
fn a_changed_value_is_the_only_change() {
    let policy = profile("general-300-500");
    let other = changed(&policy, "size.max", json!(450)).expect("within the bounds");
    let size = other.size.clone().expect("it had bounds");
    assert_eq!((size.min, size.target, size.max), (300, 400, 450));
    assert_eq!(changed(&other, "size.max", json!(500)), Ok(policy));
}

#[test]
fn values_that_contradict_each_other_are_refused() {
    let policy = profile("general-300-500");
    assert!(changed(&policy, "size.max", json!(200)).is_err());
    assert!(changed(&policy, "size.max", json!("many")).is_err());
    assert!(changed(&policy, "size.sise", json!(3)).is_err());
    assert!(changed(&policy, "level[7].min", json!(3)).is_err());
    assert!(changed(&policy, "rules.stability", json!(5000)).is_err());
}

#[test]
fn a_rule_can_be_added_and_taken_out() {
    let policy = profile("general-300-500");
    let with = changed(&policy, "rules.compactness.least", json!(0.25)).expect("from 0 to 1");
    let entry = with.rules.compactness.clone().expect("it was added");
    assert!((entry.least - 0.25).abs() < 1e-12);
    assert_eq!(rule_of(&with.form(), "rules.compactness").strictness, Some(Strictness::Weighted));
    assert_eq!(changed(&with, "rules.compactness", Value::Null), Ok(policy));
}

#[test]
fn what_the_form_offers_can_be_chosen() {
    let complete = complete::policy();
    for field in complete.form().rules.iter().flat_map(|r| &r.fields) {
        for choice in &field.choices {
            let mut value = value_of(&complete);
            set(&mut value, &value_of(&complete), &steps(&field.path), &json!(choice.value));
            let read: Result<Policy, _> = serde_json::from_value(value);
            assert!(read.is_ok(), "{} = {}: {read:?}", field.path, choice.value);
        }
    }
}

#[test]
fn every_form_changes_nothing_by_itself() {
    for policy in Policy::profiles().map(profile) {
        assert_eq!(policy.with_changes(&[]), Ok(policy));
    }
}
