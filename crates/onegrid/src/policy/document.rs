//! Text of a policy -> a tree in which every key and every value knows its file, line and column.
//!
//! # Guarantees
//! 1. TOML and JSON give the same tree; a key that stands twice is an error in both.
//! 2. Nesting is limited by the parsers, so hostile text ends in an error.

use std::collections::BTreeMap;
use std::fmt;

use jsonc_parser::ast;
use serde::Serialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A place in a text: both numbers start at 1; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct TextPlace {
    /// Line.
    pub line: u32,
    /// Column.
    pub column: u32,
}

impl TextPlace {
    pub(super) const START: Self = Self { line: 1, column: 1 };

    /// The place of a byte.
    pub(super) fn of(text: &str, byte: usize) -> Self {
        let before = text.get(..byte).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Self { line: before.matches('\n').count() as u32 + 1, column: before[line_start..].chars().count() as u32 + 1 }
    }
}

impl fmt::Display for TextPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {} column {}", self.line, self.column)
    }
}

/// A byte in one of the texts that a policy was put together from; text 0 is the policy's own.
/// Lines and columns are counted only when somebody asks: a text may have a million keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    pub(super) text: usize,
    pub(super) byte: usize,
}

/// One value of the tree.
#[derive(Debug, Clone)]
pub(super) struct Node {
    /// Where its key stands; for a list's element, where the element begins.
    pub(super) key: Spot,
    /// Where its value begins.
    pub(super) value: Spot,
    pub(super) kind: Kind,
}

#[derive(Debug, Clone)]
pub(super) enum Kind {
    Table(BTreeMap<String, Node>),
    List(Vec<Node>),
    /// Text, number, boolean or date.
    Leaf(toml::Value),
}

/// A step on the way from the root to a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Key(String),
    Index(usize),
}

/// The way as people write it: `variant[0].size.min`.
pub(super) fn words(path: &[Step]) -> String {
    let mut out = String::new();
    for step in path {
        match step {
            Step::Key(key) if out.is_empty() => out.push_str(key),
            Step::Key(key) => out.extend([".", key]),
            Step::Index(index) => out.extend(["[", &index.to_string(), "]"]),
        }
    }
    out
}

/// The way from a section to a key in it: `steps(&[], "size.min")`.
pub(super) fn steps(section: &[Step], key: &str) -> Vec<Step> {
    let keys = key.split('.').map(|k| Step::Key(k.into()));
    section.iter().cloned().chain(keys).collect()
}

/// Why a text is no tree.
pub(super) struct Malformed {
    pub(super) place: TextPlace,
    pub(super) problem: String,
}

/// Which of the two languages a text is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Toml,
    Json,
}

impl Node {
    /// Reads a text, which is number `text` of those that the policy is put together from.
    pub(super) fn read(source: &str, format: Format, text: usize) -> Result<Self, Malformed> {
        let reader = Reader { source, text };
        match format {
            Format::Toml => reader.toml(),
            Format::Json => reader.json(),
        }
    }

    /// A value further down.
    pub(super) fn at(&self, path: &[Step]) -> Option<&Self> {
        path.iter().try_fold(self, |node, step| match (&node.kind, step) {
            (Kind::Table(entries), Step::Key(key)) => entries.get(key),
            (Kind::List(items), Step::Index(index)) => items.get(*index),
            _ => None,
        })
    }

    /// The value, or the nearest one above it that the texts have.
    pub(super) fn nearest_above(&self, path: &[Step]) -> &Self {
        (0..=path.len()).rev().find_map(|n| self.at(&path[..n])).unwrap_or(self)
    }

    /// Takes what the parent has and this has not: tables key by key, anything else whole.
    pub(super) fn inherit(&mut self, parent: Self) {
        if let (Kind::Table(own), Kind::Table(inherited)) = (&mut self.kind, parent.kind) {
            for (key, value) in inherited {
                match own.get_mut(&key) {
                    Some(mine) => mine.inherit(value),
                    None => {
                        own.insert(key, value);
                    }
                }
            }
        }
    }

    /// Removes an entry of a table.
    pub(super) fn take(&mut self, key: &str) -> Option<Self> {
        match &mut self.kind {
            Kind::Table(entries) => entries.remove(key),
            _ => None,
        }
    }

    /// The tree without its places.
    pub(super) fn plain(&self) -> toml::Value {
        match &self.kind {
            Kind::Table(entries) => {
                toml::Value::Table(entries.iter().map(|(key, node)| (key.clone(), node.plain())).collect())
            }
            Kind::List(items) => toml::Value::Array(items.iter().map(Self::plain).collect()),
            Kind::Leaf(value) => value.clone(),
        }
    }

    /// The same as JSON, by way of which policies are read wherever they stand: one reader of them in a
    /// program, not one for each format.
    pub(super) fn json(&self) -> serde_json::Value {
        use serde_json::Value;
        fn leaf(value: &toml::Value) -> Value {
            match value {
                toml::Value::String(text) => text.clone().into(),
                toml::Value::Integer(number) => (*number).into(),
                toml::Value::Boolean(value) => (*value).into(),
                // JSON has no such numbers: refused by their names
                toml::Value::Float(number) if !number.is_finite() => number.to_string().into(),
                toml::Value::Float(number) => (*number).into(),
                toml::Value::Datetime(time) => time.to_string().into(),
                toml::Value::Array(items) => items.iter().map(leaf).collect(),
                toml::Value::Table(entries) => {
                    Value::Object(entries.iter().map(|(key, value)| (key.clone(), leaf(value))).collect())
                }
            }
        }
        match &self.kind {
            Kind::Table(entries) => {
                Value::Object(entries.iter().map(|(key, node)| (key.clone(), node.json())).collect())
            }
            Kind::List(items) => items.iter().map(Self::json).collect(),
            Kind::Leaf(value) => leaf(value),
        }
    }

    /// Values that are no tables (lists of plain values count as one), in the order of the text.
    pub(super) fn leaves(&self) -> Vec<(Vec<Step>, &Self)> {
        let mut out = Vec::new();
        self.gather(&mut Vec::new(), &mut out);
        out.sort_by_key(|(_, node)| node.value);
        out
    }

    fn gather<'a>(&'a self, path: &mut Vec<Step>, out: &mut Vec<(Vec<Step>, &'a Self)>) {
        let mut deeper = |step: Step, node: &'a Self| {
            path.push(step);
            node.gather(path, out);
            path.pop();
        };
        match &self.kind {
            Kind::Table(entries) => entries.iter().for_each(|(key, node)| deeper(Step::Key(key.clone()), node)),
            Kind::List(items) if items.iter().any(|i| matches!(i.kind, Kind::Table(_))) => {
                items.iter().enumerate().for_each(|(index, node)| deeper(Step::Index(index), node));
            }
            _ => out.push((path.clone(), self)),
        }
    }
}

struct Reader<'t> {
    source: &'t str,
    text: usize,
}

impl Reader<'_> {
    fn spot(&self, byte: usize) -> Spot {
        Spot { text: self.text, byte }
    }

    fn malformed(&self, byte: Option<usize>, problem: impl Into<String>) -> Malformed {
        let place = byte.map_or(TextPlace::START, |byte| TextPlace::of(self.source, byte));
        Malformed { place, problem: problem.into().replace('\n', ", ") }
    }

    fn toml(&self) -> Result<Node, Malformed> {
        let table = DeTable::parse(self.source)
            .map_err(|error| self.malformed(error.span().map(|span| span.start), error.message()))?;
        let start = self.spot(0);
        Ok(Node { key: start, value: start, kind: self.toml_table(table.into_inner())? })
    }

    fn toml_table(&self, table: DeTable<'_>) -> Result<Kind, Malformed> {
        let entries = table.into_iter().map(|(key, value)| {
            let at = self.spot(key.span().start);
            Ok((key.into_inner().into_owned(), self.toml_value(value, Some(at))?))
        });
        Ok(Kind::Table(entries.collect::<Result<_, Malformed>>()?))
    }

    fn toml_value(&self, value: Spanned<DeValue<'_>>, key: Option<Spot>) -> Result<Node, Malformed> {
        let byte = value.span().start;
        let at = self.spot(byte);
        let kind = match value.into_inner() {
            DeValue::Table(table) => self.toml_table(table)?,
            DeValue::Array(items) => {
                let items = items.into_iter().map(|item| self.toml_value(item, None));
                Kind::List(items.collect::<Result<_, _>>()?)
            }
            DeValue::String(text) => Kind::Leaf(toml::Value::String(text.into_owned())),
            DeValue::Boolean(value) => Kind::Leaf(toml::Value::Boolean(value)),
            DeValue::Datetime(value) => Kind::Leaf(toml::Value::Datetime(value)),
            DeValue::Integer(digits) => {
                let number = i64::from_str_radix(digits.as_str(), digits.radix());
                Kind::Leaf(toml::Value::Integer(number.map_err(|_| self.too_large(byte, digits.as_str()))?))
            }
            DeValue::Float(digits) => {
                let number = digits.as_str().parse();
                Kind::Leaf(toml::Value::Float(number.map_err(|_| self.too_large(byte, digits.as_str()))?))
            }
        };
        Ok(Node { key: key.unwrap_or(at), value: at, kind })
    }

    fn too_large(&self, byte: usize, digits: &str) -> Malformed {
        self.malformed(Some(byte), format!("number {digits}, expected one from {} to {}", i64::MIN, i64::MAX))
    }

    fn json(&self) -> Result<Node, Malformed> {
        let options = jsonc_parser::ParseOptions {
            allow_comments: false,
            allow_loose_object_property_names: false,
            allow_trailing_commas: false,
            allow_missing_commas: false,
            allow_single_quoted_strings: false,
            allow_hexadecimal_numbers: false,
            allow_unary_plus_numbers: false,
            allow_bare_decimal_point_numbers: false,
            allow_non_finite_numbers: false,
            allow_extended_string_escapes: false,
        };
        let parsed = jsonc_parser::parse_to_ast(self.source, &jsonc_parser::CollectOptions::default(), &options)
            .map_err(|error| self.malformed(Some(error.range().start), error.kind().to_string()))?;
        match parsed.value {
            Some(ast::Value::Object(object)) => {
                let at = self.spot(object.range.start);
                Ok(Node { key: at, value: at, kind: self.json_object(object)? })
            }
            _ => Err(self.malformed(None, "expected an object of keys and values")),
        }
    }

    fn json_object(&self, object: ast::Object<'_>) -> Result<Kind, Malformed> {
        let mut entries = BTreeMap::new();
        for property in object.properties {
            let byte = property.range.start;
            let key = property.name.into_string();
            // `null` is how JSON says that something is not there
            if matches!(property.value, ast::Value::NullKeyword(_)) {
                continue;
            }
            let node = self.json_value(property.value, Some(self.spot(byte)))?;
            if entries.insert(key.clone(), node).is_some() {
                return Err(self.malformed(Some(byte), format!("key `{key}` stands here a second time")));
            }
        }
        Ok(Kind::Table(entries))
    }

    fn json_value(&self, value: ast::Value<'_>, key: Option<Spot>) -> Result<Node, Malformed> {
        let (byte, kind) = match value {
            ast::Value::Object(object) => (object.range.start, self.json_object(object)?),
            ast::Value::Array(array) => {
                let items = array.elements.into_iter().map(|item| self.json_value(item, None));
                (array.range.start, Kind::List(items.collect::<Result<_, _>>()?))
            }
            ast::Value::StringLit(text) => (text.range.start, Kind::Leaf(toml::Value::String(text.value.into_owned()))),
            ast::Value::BooleanLit(value) => (value.range.start, Kind::Leaf(toml::Value::Boolean(value.value))),
            ast::Value::NumberLit(number) => {
                let byte = number.range.start;
                let float = || number.value.parse().map(toml::Value::Float);
                let value = number.value.parse().map(toml::Value::Integer).or_else(|_| float());
                (byte, Kind::Leaf(value.map_err(|_| self.too_large(byte, number.value))?))
            }
            ast::Value::NullKeyword(null) => {
                return Err(self.malformed(Some(null.range.start), "`null` in a list, expected a value"));
            }
        };
        let at = self.spot(byte);
        Ok(Node { key: key.unwrap_or(at), value: at, kind })
    }
}
