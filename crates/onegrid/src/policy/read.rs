//! Text of a policy and of those that it extends -> a policy in which each value knows its origin.
//!
//! # Method
//! 1. Each text becomes a tree with places; the version comes first, since another version may have other keys.
//! 2. `extends` is followed; what a tree has not it takes from the tree above: tables key by key, lists whole.
//!    `id` and names are a policy's own and are never taken.
//! 3. The tree is read strictly; what serde objects to is looked up in the tree for its place.

use serde::Serialize;

use super::document::{Format, Kind, Malformed, Node, Spot, Step, TextPlace, words};
use super::error::nearest;
use super::{POLICY_VERSION, Policy, PolicyError, check, profiles};

/// Longest chain of policies that extend one another.
const CHAIN_MAX: usize = 8;

/// Longest text of a policy in bytes: a thousand times the longest there is.
const TEXT_BYTES_MAX: usize = 4 << 20;

/// What a policy must say itself.
const OWN_KEYS: [&str; 4] = ["onegrid_policy", "id", "name_zh", "name_en"];

/// Text of a policy, with the name that messages use for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyText {
    /// File, or name of a profile.
    pub name: String,
    /// The text.
    pub text: String,
    /// Whether it is JSON and not TOML.
    pub is_json: bool,
}

impl PolicyText {
    /// JSON if the name ends in `.json`, else TOML.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let name = name.into();
        Self { is_json: ends_in(&name, "json"), name, text: text.into() }
    }
}

/// Finds the text of a policy that another one extends: given what `extends` says and the name of the
/// text that says so, gives the text, or why there is none. The library itself opens no files.
pub type FindPolicy<'a> = &'a dyn Fn(&str, &str) -> Result<PolicyText, String>;

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PolicyOrigin {
    /// File, or name of a profile.
    pub source: String,
    /// Where in it.
    #[serde(flatten)]
    pub at: TextPlace,
    /// Whether it is inherited from a policy that this one extends.
    pub is_inherited: bool,
}

/// One value of a policy in force.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PolicyValue {
    /// Its key with the sections above it: `size.min`.
    pub key: String,
    /// The value as TOML writes it.
    pub value: String,
    /// Where it comes from; `None`: no text has it, it is the default.
    pub origin: Option<PolicyOrigin>,
    /// Who says so, in Chinese; empty where nobody is cited.
    pub citation_zh: String,
    /// Who says so, in English; empty where nobody is cited.
    pub citation_en: String,
}

/// A policy together with the texts that it was put together from.
#[derive(Debug, Clone)]
pub struct TracedPolicy {
    policy: Policy,
    sources: Sources,
    tree: Node,
}

/// The texts, the policy's own first, then that which it extends, and so on.
#[derive(Debug, Clone, Default)]
pub(super) struct Sources(Vec<PolicyText>);

impl Sources {
    pub(super) fn name(&self, spot: Spot) -> &str {
        self.0.get(spot.text).map_or("", |source| &source.name)
    }

    pub(super) fn place(&self, spot: Spot) -> TextPlace {
        self.0.get(spot.text).map_or(TextPlace::START, |source| TextPlace::of(&source.text, spot.byte))
    }
}

impl TracedPolicy {
    /// Reads a policy and those that it extends. `find` is asked for files; profiles need no asking.
    ///
    /// # Errors
    /// [`PolicyError`]: what was got, where, what was expected, and the nearest valid word.
    pub fn read(own: PolicyText, find: FindPolicy<'_>) -> Result<Self, PolicyError> {
        let mut sources = Sources::default();
        let mut tree = grow(own, find, &mut sources)?;
        // a version is a text's own; the trees have been checked one by one
        if let Kind::Table(entries) = &mut tree.kind {
            entries.entry("onegrid_policy".into()).and_modify(|node| {
                node.kind = Kind::Leaf(toml::Value::Integer(i64::from(POLICY_VERSION)));
            });
        }
        let policy: Policy = serde_path_to_error::deserialize(tree.json())
            .map_err(|error| refused(&tree, &sources, &path(error.path()), &error.inner().to_string()))?;
        let traced = Self { policy, sources, tree };
        check::contradictions(&traced.policy, &traced)?;
        Ok(traced)
    }

    /// A profile that ships with the library.
    ///
    /// # Errors
    /// [`PolicyError::UnknownProfile`] with the nearest of the names there are.
    pub fn profile(name: &str) -> Result<Self, PolicyError> {
        let text = profiles::text(name).ok_or_else(|| profiles::unknown(name, None))?;
        Self::read(PolicyText::new(name, text), &|_, _| Err("a profile extends profiles only".into()))
    }

    /// The policy in force.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The policy in force, without its origins.
    pub fn into_policy(self) -> Policy {
        self.policy
    }

    /// Names of the policies it was put together from: its own text, that which it extends, and so on.
    pub fn sources(&self) -> impl Iterator<Item = &str> {
        self.sources.0.iter().map(|source| source.name.as_str())
    }

    /// Every value in force, in the order of the format, with origin and citation.
    pub fn values(&self) -> Vec<PolicyValue> {
        let written = self.policy.to_toml();
        let Ok(whole) = Node::read(&written, Format::Toml, 0) else {
            unreachable!("a policy that was written can be read");
        };
        let all = whole.leaves();
        // a citation goes with the values of its section; where there are none it is a value itself
        let has_values = |section: &[Step]| {
            let beside = |(path, _): &(Vec<Step>, &Node)| !is_citation(path) && path[..path.len() - 1] == *section;
            all.iter().any(beside)
        };
        let shown = |path: &[Step]| !is_citation(path) || !has_values(&path[..path.len() - 1]);
        let leaves = all.iter().filter(|(path, _)| shown(path));
        leaves
            .map(|(path, node)| PolicyValue {
                key: words(path),
                value: node.plain().to_string(),
                origin: self.origin(path),
                citation_zh: cited(&whole, path, "citation_zh"),
                citation_en: cited(&whole, path, "citation_en"),
            })
            .collect()
    }

    fn origin(&self, path: &[Step]) -> Option<PolicyOrigin> {
        let node = self.tree.at(path)?;
        Some(PolicyOrigin {
            source: self.sources.name(node.key).to_owned(),
            at: self.sources.place(node.key),
            is_inherited: node.key.text > 0,
        })
    }

    /// Where a value stands: file and place, or those of the section that lacks it.
    pub(super) fn place_of(&self, path: &[Step]) -> (String, TextPlace) {
        let spot = self.tree.nearest_above(path).key;
        (self.sources.name(spot).to_owned(), self.sources.place(spot))
    }

    /// Which text a value comes from: 0 is the policy's own; `None` where it is the default.
    pub(super) fn text_of(&self, path: &[Step]) -> Option<usize> {
        self.tree.at(path).map(|node| node.key.text)
    }

    /// Checks the names of layers against those of a project.
    ///
    /// # Errors
    /// [`PolicyError::UnknownLayer`] with place and nearest name, for the first that is unknown.
    pub fn check_layers(&self, layers: &[&str]) -> Result<(), PolicyError> {
        self.policy.layer_order(layers).map(|_| ()).map_err(|error| match error {
            PolicyError::UnknownLayer { layer, known, nearest, .. } => {
                let (source_name, at) = self.place_of(&self.path_of_layer(&layer));
                PolicyError::UnknownLayer { source_name, at: Some(at), layer, known, nearest }
            }
            other => other,
        })
    }

    fn path_of_layer(&self, layer: &str) -> Vec<Step> {
        match self.policy.priority.iter().position(|name| name == layer) {
            Some(index) => vec![Step::Key("priority".into()), Step::Index(index)],
            None => vec![Step::Key("layer_weights".into()), Step::Key(layer.into())],
        }
    }
}

fn is_citation(path: &[Step]) -> bool {
    matches!(path.last(), Some(Step::Key(key)) if key.starts_with("citation_"))
}

/// The citation of the innermost section around a value.
fn cited(whole: &Node, path: &[Step], key: &str) -> String {
    let citation = |n: usize| {
        let node = whole.at(&path[..n])?.at(&[Step::Key(key.into())])?;
        node.plain().as_str().filter(|text| !text.is_empty()).map(str::to_owned)
    };
    // the root is no section: a policy as a whole cites nobody
    (1..path.len()).rev().find_map(citation).unwrap_or_default()
}

/// The tree of a text, completed from the chain of those that it extends.
fn grow(own: PolicyText, find: FindPolicy<'_>, sources: &mut Sources) -> Result<Node, PolicyError> {
    let mut trees: Vec<Node> = Vec::new();
    let mut next = Some(own);
    while let Some(mut source) = next.take() {
        if source.text.starts_with('\u{feff}') {
            source.text.remove(0);
        }
        let number = sources.0.len();
        sources.0.push(source);
        let source = &sources.0[number];
        let mut tree = parse(source, number)?;
        version(source, &tree)?;
        if let Some(extends) = tree.take("extends") {
            next = Some(parent(&extends, find, sources)?);
        }
        if number > 0 {
            for key in OWN_KEYS {
                tree.take(key);
            }
        }
        trees.push(tree);
    }
    let mut whole = trees.pop().unwrap_or_else(|| unreachable!("the first text was read"));
    while let Some(mut child) = trees.pop() {
        child.inherit(whole);
        whole = child;
    }
    Ok(whole)
}

fn parse(source: &PolicyText, number: usize) -> Result<Node, PolicyError> {
    let syntax = |at, message| PolicyError::Syntax { source_name: source.name.clone(), at, message };
    if source.text.len() > TEXT_BYTES_MAX {
        let message = format!("{} bytes of text, expected at most {TEXT_BYTES_MAX},", source.text.len());
        return Err(syntax(TextPlace::START, message));
    }
    let format = if source.is_json { Format::Json } else { Format::Toml };
    Node::read(&source.text, format, number).map_err(|Malformed { place, problem }| syntax(place, problem))
}

fn version(source: &PolicyText, tree: &Node) -> Result<(), PolicyError> {
    let got = match tree.at(&[Step::Key("onegrid_policy".into())]).map(Node::plain) {
        Some(toml::Value::Integer(n)) if n == i64::from(POLICY_VERSION) => return Ok(()),
        Some(other) => other.to_string(),
        None => match misspelt(tree, "onegrid_policy") {
            Some((key, spot)) => {
                return Err(PolicyError::UnknownKey {
                    source_name: source.name.clone(),
                    at: TextPlace::of(&source.text, spot.byte),
                    key: key.into(),
                    nearest: Some("onegrid_policy".into()),
                    known: ["onegrid_policy".into()].into(),
                });
            }
            None => "is not given".into(),
        },
    };
    Err(PolicyError::Version { source_name: source.name.clone(), got })
}

/// A key of the root that is nearly the one that is missing.
fn misspelt<'a>(tree: &'a Node, key: &str) -> Option<(&'a str, Spot)> {
    let Kind::Table(entries) = &tree.kind else { return None };
    let found = entries.iter().find(|(written, _)| nearest(written, [key]).is_some());
    found.map(|(written, node)| (written.as_str(), node.key))
}

/// The text that the last of the sources extends.
fn parent(extends: &Node, find: FindPolicy<'_>, sources: &Sources) -> Result<PolicyText, PolicyError> {
    let (asking, at) = (sources.name(extends.value).to_owned(), sources.place(extends.value));
    let Kind::Leaf(toml::Value::String(wanted)) = &extends.kind else {
        let message = format!("extends = {}, expected the name of a profile or the path of a policy,", extends.plain());
        return Err(PolicyError::Syntax { source_name: asking, at, message });
    };
    let found = if let Some(text) = profiles::text(wanted) {
        PolicyText::new(wanted, text)
    } else if is_path(wanted) {
        find(wanted, &asking).map_err(|cause| PolicyError::UnreadableParent {
            source_name: asking.clone(),
            at,
            parent: wanted.clone(),
            cause,
        })?
    } else {
        return Err(profiles::unknown(wanted, Some((asking, at))));
    };
    let mut chain: Vec<String> = sources.0.iter().map(|source| source.name.clone()).collect();
    if chain.contains(&found.name) || chain.len() >= CHAIN_MAX {
        chain.push(found.name);
        return Err(PolicyError::EndlessChain { source_name: asking, at, chain });
    }
    Ok(found)
}

/// Whether a policy is named by its path and not by the name of a profile.
pub(super) fn is_path(name: &str) -> bool {
    ends_in(name, "toml") || ends_in(name, "json")
}

fn ends_in(name: &str, extension: &str) -> bool {
    std::path::Path::new(name).extension().is_some_and(|e| e.eq_ignore_ascii_case(extension))
}

fn path(path: &serde_path_to_error::Path) -> Vec<Step> {
    use serde_path_to_error::Segment;
    let step = |segment: &Segment| match segment {
        Segment::Map { key } => Some(Step::Key(key.clone())),
        Segment::Seq { index } => Some(Step::Index(*index)),
        Segment::Enum { .. } | Segment::Unknown => None,
    };
    path.iter().map_while(step).collect()
}

/// What serde objects to, with its place.
fn refused(tree: &Node, sources: &Sources, path: &[Step], message: &str) -> PolicyError {
    // serde words it: unknown field `x`, expected one of `a`, `b`
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let (word, mut known) = match quoted.split_first() {
        Some((word, known)) => ((*word).to_owned(), known.to_vec()),
        None => (String::new(), Vec::new()),
    };
    let owned = |known: &[&str]| known.iter().map(ToString::to_string).collect();
    if message.starts_with("unknown field ") {
        // the path ends in the key where the reader got that far
        let ends_in_key = path.last() == Some(&Step::Key(word.clone()));
        let section = if ends_in_key { &path[..path.len() - 1] } else { path };
        let full: Vec<Step> = section.iter().cloned().chain([Step::Key(word.clone())]).collect();
        if section.is_empty() {
            known.push("extends");
        }
        let spot = tree.nearest_above(&full).key;
        return PolicyError::UnknownKey {
            source_name: sources.name(spot).to_owned(),
            at: sources.place(spot),
            nearest: nearest(&word, known.iter().copied()),
            key: word,
            known: owned(&known),
        };
    }
    let spot = tree.nearest_above(path).value;
    let (source_name, at) = (sources.name(spot).to_owned(), sources.place(spot));
    let key = words(path);
    if message.starts_with("unknown variant ") {
        let nearest = nearest(&word, known.iter().copied());
        return PolicyError::UnknownWord { source_name, at, key, nearest, word, known: owned(&known) };
    }
    let message = message.replace('\n', ", ");
    let message = if key.is_empty() { message } else { format!("{key}: {message}") };
    PolicyError::Syntax { source_name, at, message }
}
