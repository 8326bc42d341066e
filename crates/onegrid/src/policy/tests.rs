use std::collections::BTreeMap;

use super::document::{Format, Kind, Node, Step, words};
use super::*;

const HEAD: &str = "onegrid_policy = 1\nid = \"x\"\n";

fn read(body: &str) -> Result<Policy, PolicyError> {
    Policy::from_toml(&format!("{HEAD}{body}"), "x.toml")
}

fn error(body: &str) -> PolicyError {
    read(body).unwrap_err()
}

/// A policy in which every key of the format stands.
fn complete() -> String {
    let mut policy = Policy::profile("urban-rural").unwrap();
    policy.layer_weights = BTreeMap::from([("police".to_string(), 2.0)]);
    policy.priority = vec!["police".into()];
    policy.variant[0].measure = Some(PolicyMeasure::Households);
    policy.to_toml()
}

/// Ways to every key of a tree, sections included.
fn keys(node: &Node, path: &mut Vec<Step>, out: &mut Vec<Vec<Step>>) {
    let children: Vec<(Step, &Node)> = match &node.kind {
        Kind::Table(entries) => entries.iter().map(|(k, n)| (Step::Key(k.clone()), n)).collect(),
        Kind::List(items) => items.iter().enumerate().map(|(i, n)| (Step::Index(i), n)).collect(),
        Kind::Leaf(_) => Vec::new(),
    };
    for (step, child) in children {
        path.push(step.clone());
        if matches!(step, Step::Key(_)) {
            out.push(path.clone());
        }
        keys(child, path, out);
        path.pop();
    }
}

fn rename(value: &mut toml::Value, path: &[Step], to: &str) {
    match (path, value) {
        ([Step::Key(key)], toml::Value::Table(table)) => {
            let old = table.remove(key).unwrap();
            table.insert(to.into(), old);
        }
        ([Step::Key(key), rest @ ..], toml::Value::Table(table)) => rename(table.get_mut(key).unwrap(), rest, to),
        ([Step::Index(index), rest @ ..], toml::Value::Array(items)) => rename(&mut items[*index], rest, to),
        _ => unreachable!("the way leads to a key"),
    }
}

/// The word with each letter in turn left out (of longer words) and each written twice.
fn slips(word: &str) -> Vec<String> {
    let without = |i: usize| word.chars().enumerate().filter(|(at, _)| *at != i).map(|(_, c)| c).collect();
    let twice = |i: usize| format!("{}{}{}", &word[..=i], &word[i..=i], &word[i + 1..]);
    let shorter = (0..word.len()).filter(|_| word.len() > 3).map(without);
    shorter.chain((0..word.len()).map(twice)).collect()
}

#[test]
fn profiles_are_sound_cite_somebody_and_survive_a_round_trip() {
    for name in Policy::profiles() {
        let policy = Policy::profile(name).unwrap();
        assert_eq!(policy.id, name);
        assert!(!policy.name_zh.is_empty() && !policy.name_en.is_empty(), "{name}");
        let sizes = policy.size.iter().chain(policy.variant.iter().filter_map(|v| v.size.as_ref()));
        let rules = sizes.map(SizeRule::citation).chain([policy.community.clone(), policy.coverage.clone()]);
        for citation in rules {
            assert!(!citation.citation_zh.is_empty() && !citation.citation_en.is_empty(), "{name}: {citation:?}");
        }
        assert!(!policy.code.citation_zh.is_empty() && !policy.code.citation_en.is_empty(), "{name}");
        assert_eq!(Policy::from_toml(&policy.to_toml(), name).unwrap(), policy);
        let json = serde_json::to_string(&policy).unwrap();
        assert_eq!(Policy::from_json(&json, name).unwrap(), policy);
    }
}

#[test]
fn every_key_with_a_slip_of_one_letter_is_told_the_right_one() {
    let text = complete();
    let tree = Node::read(&text, Format::Toml, 0).ok().unwrap();
    let mut all = Vec::new();
    keys(&tree, &mut Vec::new(), &mut all);
    assert!(all.len() > 50, "{}", all.len());
    for path in all {
        let Some(Step::Key(key)) = path.last() else { unreachable!() };
        if path.len() == 2 && path[0] == Step::Key("layer_weights".into()) {
            continue; // names of layers are checked against the project
        }
        for slip in slips(key) {
            let mut value: toml::Value = toml::from_str(&text).unwrap();
            rename(&mut value, &path, &slip);
            let toml = toml::to_string(&value).unwrap();
            let json = serde_json::to_string_pretty(&value).unwrap();
            for (text, result) in
                [(&toml, Policy::from_toml(&toml, "slip.toml")), (&json, Policy::from_json(&json, "slip.json"))]
            {
                let error = result.expect_err(&slip);
                assert_eq!(error.nearest(), Some(key.as_str()), "{} written {slip}: {error}", words(&path));
                // the place is where the slip stands
                let at = error.text_place().unwrap();
                let line = text.lines().nth(at.line as usize - 1).unwrap();
                let rest: String = line.chars().skip(at.column as usize - 1).collect();
                assert!(rest.trim_start_matches('"').starts_with(&slip), "{slip} is not at {at}: {line}");
            }
        }
    }
}

#[test]
fn unknown_words_wrong_types_and_missing_keys_have_a_place() {
    let word = error("measure = \"housholds\"");
    assert_eq!(word.code(), "policy.unknown_word");
    assert_eq!(
        word.to_string(),
        "policy x.toml: unknown word `housholds` for `measure` at line 3 column 11; did you mean `households`?"
    );
    let kind = error("[size]\nmin = 300\nmax = \"500\"\ntarget = 400");
    assert_eq!(kind.text_place(), Some(TextPlace { line: 5, column: 7 }));
    assert!(kind.to_string().contains("size.max: invalid type"), "{kind}");
    let missing = error("[size]\nmin = 300\nmax = 500");
    assert!(missing.to_string().contains("missing field `target` at line 3"), "{missing}");
    let far = error("zzzzzzzz = 1");
    assert!(far.nearest().is_none() && far.to_string().contains("expected one of"), "{far}");
    let json = Policy::from_json("{\n  \"onegrid_policy\": 1, \"id\": \"x\",\n  \"size\": {\"min\": 1,}\n}", "x");
    assert_eq!(json.unwrap_err().text_place().unwrap().line, 3);
    let twice = Policy::from_json("{\"onegrid_policy\": 1,\n \"id\": \"x\", \"id\": \"y\"}", "x").unwrap_err();
    assert!(twice.to_string().contains("key `id` stands here a second time at line 2 column 13"), "{twice}");
}

#[test]
fn contradictions_have_a_place() {
    let crossed = error("[size]\nmin = 500\nmax = 300\ntarget = 400");
    assert_eq!(crossed.code(), "policy.contradiction");
    assert_eq!(
        crossed.to_string(),
        "policy x.toml: size is min 500 target 400 max 300 at line 4 column 1, expected 1 <= min <= target <= max"
    );
    let weight = error("[weights]\nmoved = nan");
    assert_eq!(weight.text_place(), Some(TextPlace { line: 4, column: 9 }));
    assert!(weight.to_string().contains("NaN"), "{weight}");
    assert_eq!(error("priority = [\"a\", \"a\"]").text_place(), Some(TextPlace { line: 3, column: 18 }));
    assert_eq!(Policy::from_toml("onegrid_policy = 9\nid = \"x\"", "x").unwrap_err().code(), "policy.version");
    assert_eq!(Policy::from_toml("id = \"x\"", "x").unwrap_err().code(), "policy.version");
    // the value that is wrong with the inherited ones is this policy's own
    let own = error("extends = \"general-300-500\"\n[size]\nmax = 350");
    assert_eq!(own.text_place(), Some(TextPlace { line: 5, column: 1 }), "{own}");
}

#[test]
fn contradictions_of_variants_have_a_place() {
    let variant = |body: &str| error(&format!("[[variant]]\nid = \"rural\"\n{body}"));
    let class = variant("for = [210, 2200]\nmeasure = \"none\"");
    assert_eq!(class.text_place(), Some(TextPlace { line: 5, column: 13 }), "{class}");
    assert!(class.to_string().contains("did you mean `220`?"), "{class}");
    assert_eq!(variant("for = [210]").code(), "policy.contradiction");
    assert_eq!(variant("for = []\nmeasure = \"none\"").code(), "policy.contradiction");
    let again = "for = [210]\nmeasure = \"none\"\n[[variant]]\nid = \"other\"\nfor = [210]\nmeasure = \"none\"";
    assert_eq!(variant(again).text_place(), Some(TextPlace { line: 9, column: 8 }));
    let crossed = variant("for = [210]\n[variant.size]\nmin = 0\nmax = 3\ntarget = 2");
    assert_eq!(crossed.text_place(), Some(TextPlace { line: 7, column: 1 }), "{crossed}");
}

#[test]
fn a_policy_takes_from_its_parent_what_it_does_not_say() {
    let files = |wanted: &str, asking: &str| match (wanted, asking) {
        ("city.toml", "street.toml") => Ok(PolicyText::new(
            "city.toml",
            "onegrid_policy = 1\nid = \"city\"\nname_zh = \"市\"\nextends = \"base.json\"\npriority = [\"a\", \"b\"]\n[size]\nmax = 450",
        )),
        ("base.json", "city.toml") => Ok(PolicyText::new(
            "base.json",
            "{\"onegrid_policy\": 1, \"id\": \"base\", \"keep_estates\": false, \"priority\": [\"c\"],\n\"size\": {\"min\": 200, \"max\": 400, \"target\": 300}}",
        )),
        _ => Err("no such file".to_string()),
    };
    let own = "onegrid_policy = 1\nid = \"street\"\nextends = \"city.toml\"\n[size]\ntarget = 333\n";
    let traced = TracedPolicy::read(PolicyText::new("street.toml", own), &files).unwrap();
    let policy = traced.policy();
    let size = policy.size.as_ref().unwrap();
    assert_eq!((size.min, size.target, size.max), (200, 333, 450));
    assert!(!policy.keep_estates);
    assert_eq!(policy.priority, ["a", "b"], "lists replace");
    assert_eq!((policy.id.as_str(), policy.name_zh.as_str()), ("street", ""), "names are a policy's own");
    assert_eq!(traced.sources().collect::<Vec<_>>(), ["street.toml", "city.toml", "base.json"]);
    let values = traced.values();
    let origin = |key: &str| {
        let value = values.iter().find(|v| v.key == key).unwrap();
        value.origin.as_ref().map(|o| (o.source.as_str(), o.at.line, o.at.column, o.is_inherited))
    };
    assert_eq!(origin("size.target"), Some(("street.toml", 5, 1, false)));
    assert_eq!(origin("size.max"), Some(("city.toml", 7, 1, true)));
    assert_eq!(origin("size.min"), Some(("base.json", 2, 10, true)));
    assert_eq!(origin("weights.moved"), None);
    assert_eq!(Policy::from_toml(&policy.to_toml(), "x").unwrap(), *policy, "written out it extends none");
}

#[test]
fn circles_and_unknown_parents_are_clear_errors() {
    let circle = |wanted: &str, _: &str| {
        let other = if wanted == "a.toml" { "b.toml" } else { "a.toml" };
        Ok(PolicyText::new(wanted, format!("onegrid_policy = 1\nid = \"p\"\nextends = \"{other}\"\n")))
    };
    let error = TracedPolicy::read(circle("a.toml", "").unwrap(), &circle).unwrap_err();
    assert_eq!(error.code(), "policy.endless_chain");
    assert!(error.to_string().contains("b.toml: extends at line 3 column 11"), "{error}");
    assert!(error.to_string().contains("a.toml -> b.toml -> a.toml"), "{error}");
    let endless = |_: &str, asking: &str| {
        Ok(PolicyText::new(format!("{asking}x"), "onegrid_policy = 1\nid = \"p\"\nextends = \"a.toml\"\n"))
    };
    let error = TracedPolicy::read(circle("a.toml", "").unwrap(), &endless).unwrap_err();
    assert_eq!(error.code(), "policy.endless_chain");

    let parent = self::error("extends = \"general-300-50\"");
    assert_eq!(parent.code(), "policy.unknown_profile");
    assert_eq!(parent.nearest(), Some("general-300-500"));
    assert_eq!(parent.text_place(), Some(TextPlace { line: 3, column: 11 }));
    let file = self::error("extends = \"city.toml\"");
    assert_eq!(file.code(), "policy.unreadable_parent");
    assert_eq!(self::error("extends = 3").code(), "policy.syntax");
    // a mistake in the parent is the parent's
    let find = |_: &str, _: &str| Ok(PolicyText::new("p.toml", "onegrid_policy = 1\nid = \"p\"\nsise = 1"));
    let error = Policy::from_toml_with(&format!("{HEAD}extends = \"p.toml\""), "x", &find).unwrap_err();
    assert!(error.to_string().starts_with("policy p.toml: unknown key `sise` at line 3 column 1"), "{error}");
}

#[test]
fn layers_are_checked_against_the_project() {
    let text = format!("{HEAD}priority = [\"polise\"]\n[layer_weights]\nfier = 2.0\n");
    let traced = TracedPolicy::read(PolicyText::new("x.toml", text), &no_files).unwrap();
    let error = traced.check_layers(&["police", "fire"]).unwrap_err();
    assert_eq!(error.to_string(), "policy x.toml: unknown layer `polise` at line 3 column 13; did you mean `police`?");
    let error = traced.check_layers(&["polise", "fire"]).unwrap_err();
    assert_eq!((error.nearest(), error.text_place()), (Some("fire"), Some(TextPlace { line: 5, column: 1 })));
    assert!(traced.check_layers(&["polise", "fier"]).is_ok());
    let at_merge = traced.policy().layer_order(&["police"]).unwrap_err();
    assert_eq!((at_merge.code(), at_merge.nearest()), ("policy.unknown_layer", Some("police")));
}

#[test]
fn warnings_name_what_is_probably_not_meant() {
    let warned = |body: &str| -> Vec<(&str, String)> {
        let own = PolicyText::new("x.toml", format!("{HEAD}{body}"));
        let warnings = TracedPolicy::read(own, &no_files).unwrap().warnings();
        assert!(warnings.iter().all(|w| !w.zh.is_empty() && !w.en.is_empty()));
        warnings.into_iter().map(|w| (w.code, w.key)).collect()
    };
    let zero = warned("extends = \"wuchang-300\"\n[weights]\nbarrier = 0\n[layer_weights]\nfire = 0.0");
    let zero: Vec<&str> = zero.iter().filter(|w| w.0 == "policy.weight_zero").map(|w| w.1.as_str()).collect();
    assert_eq!(zero, ["weights.barrier", "layer_weights.fire"]);
    assert!(warned("").contains(&("policy.no_size", "size".into())));
    let narrow = warned("[size]\nmin = 300\nmax = 500\ntarget = 400");
    assert!(narrow.contains(&("policy.unreachable_totals", "size".into())));
    assert!(narrow.contains(&("policy.no_citation", "size".into())));
    let wide = warned("[size]\nmin = 300\nmax = 600\ntarget = 400\ncitation_zh = \"某\"");
    assert!(!wide.iter().any(|w| w.0 == "policy.unreachable_totals" || w.0 == "policy.no_citation"), "{wide:?}");
    let borrowed = warned("extends = \"general-300-500\"\n[size]\nmax = 600");
    assert!(borrowed.contains(&("policy.borrowed_citation", "size.max".into())), "{borrowed:?}");
    let unused = warned("extends = \"general-300-500\"\nmeasure = \"none\"");
    assert!(unused.contains(&("policy.size_unused", "size".into())), "{unused:?}");
}

#[test]
fn a_class_is_read_from_three_digits_or_the_end_of_a_code() {
    let policy = Policy::profile("urban-rural").unwrap();
    let id = |class: &str| policy.size_of(Some(class)).variant.map(|v| v.id.as_str());
    for rural in ["210", " 220 ", "21220", "32010410020121220"] {
        assert_eq!(id(rural), Some("rural"), "{rural}");
    }
    for general in ["111", "999", "rural", "", "320104100220", "12100"] {
        assert_eq!(id(general), None, "{general}");
    }
    assert_eq!(policy.size_of(Some("220")).bounds(true).unwrap().max, 360);
    assert_eq!(policy.size_of(None).bounds(true), policy.bounds(true));
    assert_eq!(policy.size_of(Some("220")).bounds(false), None);
}

#[test]
fn hostile_text_is_an_error() {
    let deep = format!("{HEAD}size = {}", "[".repeat(100_000));
    assert_eq!(Policy::from_toml(&deep, "x").unwrap_err().code(), "policy.syntax");
    assert_eq!(Policy::from_json(&"{\"a\":".repeat(100_000), "x").unwrap_err().code(), "policy.syntax");
    let long = format!("{HEAD}{} = 1", "x".repeat(100_000));
    assert_eq!(Policy::from_toml(&long, "x").unwrap_err().code(), "policy.unknown_key");
    let large = format!("{HEAD}# {}", "x".repeat(5 << 20));
    assert_eq!(Policy::from_toml(&large, "x").unwrap_err().code(), "policy.syntax");
    assert_eq!(error("priority = [18446744073709551616]").code(), "policy.syntax");
    assert!(Policy::from_toml(&format!("\u{feff}{HEAD}"), "x").is_ok());
}

#[test]
fn contradictions_of_a_code_template_have_their_place() {
    let body = |sequence: &str| {
        format!("[code]\norder = \"west-east\"\ntemplate = [\n  {{ segment = \"community\" }},\n  {sequence},\n]\n")
    };
    let found = |body: &str| match error(body) {
        PolicyError::Contradiction { at, what, got, .. } => (at.line, what, got),
        other => panic!("{other}"),
    };
    let wide = found(&body("{ segment = \"sequence\", digits = 12 }"));
    assert_eq!(wide, (7, "code.template[1]: digits of the sequence".into(), "12".into()));
    let literal = found(&body("{ segment = \"literal\", text = \"\u{7f51}\" }"));
    assert_eq!((literal.0, literal.1.as_str()), (5, "code.template: number of sequence segments"));
    assert_eq!(found("[code]\nsequence_digits = 10\n"), (4, "code.sequence_digits".into(), "10".into()));
    // words that nobody knows are refused like anywhere else
    assert!(error("[code]\ntemplat = []\n").to_string().contains("template"));
    assert!(read(&body("{ segment = \"sequence\", digit = 3 }")).is_err());
    assert!(read(&body("{ segment = \"sequence\", digits = 3 }")).is_ok());
}
