//! A GeoJSON FeatureCollection in, one feature after the other out.
//!
//! # Method
//! The members of the outermost object are walked one by one. Each feature is cut out whole and
//! read by serde_json (its geometry by the geojson crate); properties that were not asked for are
//! skipped. The geojson crate's own feature reader is not used: it takes the first `[` of the file
//! for the list of features (a `bbox` before it breaks that), never looks at members after the
//! list, and counts lines from the last feature.
//!
//! # Limits
//! A feature of more than 256 MiB, or nesting deeper than 120, is refused.

use std::collections::BTreeSet;
use std::io::Read;

use serde::Deserialize;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::field::shortened;
use crate::geojson_shape::read_geometry;
use crate::json_scan::{JsonScanner, Origin};
use crate::{Crs, Field, LayerSource, RawFeature, RawGeometry, ReadError, SourceRequest};

/// Names kept for messages: real layers have tens of columns, hostile ones millions.
const COLUMN_NAMES_MAX: usize = 256;

/// A GeoJSON file being read.
pub struct GeoJsonSource<'a> {
    scanner: JsonScanner<'a>,
    request: SourceRequest,
    state: State,
    crs: Option<Crs>,
    kind: Option<String>,
    has_features: bool,
    column_names: BTreeSet<String>,
    value: Vec<u8>,
    next_index: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    /// Before a member; true if it is the first.
    Members(bool),
    /// Before a feature; true if it is the first.
    Features(bool),
    Done,
}

#[derive(Deserialize)]
struct FeatureText<'t> {
    #[serde(borrow, default)]
    id: Option<&'t RawValue>,
    #[serde(borrow, default)]
    geometry: Option<&'t RawValue>,
    #[serde(borrow, default)]
    properties: Option<&'t RawValue>,
}

#[derive(Deserialize)]
struct CrsMember {
    properties: Option<CrsProperties>,
}

#[derive(Deserialize)]
struct CrsProperties {
    name: Option<String>,
}

impl<'a> GeoJsonSource<'a> {
    /// Starts reading; nothing is read yet.
    pub fn new(input: Box<dyn Read + 'a>, request: SourceRequest) -> Self {
        Self {
            scanner: JsonScanner::new(input, request.file.clone()),
            request,
            state: State::Start,
            crs: None,
            kind: None,
            has_features: false,
            column_names: BTreeSet::new(),
            value: Vec::new(),
            next_index: 0,
        }
    }

    fn advance(&mut self) -> Result<Option<RawFeature>, ReadError> {
        loop {
            match self.state {
                State::Start => self.start()?,
                State::Members(is_first) => self.member(is_first)?,
                State::Features(is_first) => {
                    if let Some(feature) = self.feature(is_first)? {
                        return Ok(Some(feature));
                    }
                }
                State::Done => return Ok(None),
            }
        }
    }

    fn start(&mut self) -> Result<(), ReadError> {
        self.scanner.skip_bom()?;
        match self.scanner.peek()? {
            Some(b'{') => {
                self.scanner.bump();
                self.state = State::Members(true);
                Ok(())
            }
            Some(b'[') => Err(self.not_a_collection("a list")),
            Some(_) => Err(self.scanner.unexpected("expected `{`")),
            None => Err(ReadError::Empty {
                file: self.request.file.clone(),
                expected: "a GeoJSON FeatureCollection".to_owned(),
            }),
        }
    }

    /// One member of the outermost object, or its end.
    fn member(&mut self, is_first: bool) -> Result<(), ReadError> {
        if self.scanner.peek()? == Some(b'}') {
            self.scanner.bump();
            return self.end();
        }
        if !is_first {
            self.scanner.expect(b",", "expected `,` or `}`")?;
        }
        if self.scanner.peek()?.is_some_and(|byte| byte != b'"') {
            return Err(self.scanner.unexpected("expected a member name in quotes"));
        }
        let name: String = self.captured()?;
        self.scanner.expect(b":", "expected `:`")?;
        self.state = State::Members(false);
        match name.as_str() {
            "features" => self.open_features(),
            "type" => {
                let kind = self.captured::<serde_json::Value>()?;
                let kind = kind.as_str().map_or_else(|| kind.to_string(), str::to_owned);
                if kind != "FeatureCollection" {
                    return Err(self.not_a_collection(&format!("type \"{}\"", shortened(&kind))));
                }
                self.kind = Some(kind);
                Ok(())
            }
            "crs" => self.read_crs(),
            _ => self.captured::<IgnoredAny>().map(|_| ()),
        }
    }

    fn open_features(&mut self) -> Result<(), ReadError> {
        if self.has_features {
            return Err(self.scanner.unexpected("`features` stands twice"));
        }
        if self.scanner.peek()? != Some(b'[') {
            self.captured::<IgnoredAny>()?;
            return Err(self.not_a_collection("`features` that is not a list"));
        }
        self.scanner.bump();
        self.has_features = true;
        self.state = State::Features(true);
        Ok(())
    }

    fn read_crs(&mut self) -> Result<(), ReadError> {
        let member = self.captured::<serde_json::Value>()?;
        if member.is_null() || self.request.crs.is_some() {
            return Ok(());
        }
        let name = serde_json::from_value::<CrsMember>(member.clone()).ok().and_then(|crs| crs.properties?.name);
        self.crs = name.as_deref().and_then(Crs::parse);
        if self.crs.is_none() {
            let got = name.unwrap_or_else(|| member.to_string());
            return Err(ReadError::UnsupportedCrs { file: self.request.file.clone(), got: shortened(&got) });
        }
        Ok(())
    }

    /// After the closing brace.
    fn end(&mut self) -> Result<(), ReadError> {
        if self.scanner.peek()?.is_some() {
            return Err(self.scanner.unexpected("expected the end of the file"));
        }
        if !self.has_features {
            return Err(self.not_a_collection("an object without `features`"));
        }
        self.state = State::Done;
        Ok(())
    }

    /// One feature, or the end of the list.
    fn feature(&mut self, is_first: bool) -> Result<Option<RawFeature>, ReadError> {
        if self.scanner.peek()? == Some(b']') {
            self.scanner.bump();
            self.state = State::Members(false);
            return Ok(None);
        }
        if !is_first {
            self.scanner.expect(b",", "expected `,` or `]`")?;
        }
        self.state = State::Features(false);
        let mut bytes = std::mem::take(&mut self.value);
        let origin = self.scanner.capture(&mut bytes)?;
        let feature = self.read_feature(origin, &bytes);
        self.value = bytes;
        let feature = feature?;
        self.scanner.features += 1;
        // The count cannot wrap: the assembler stops long before.
        self.next_index = self.next_index.saturating_add(1);
        Ok(Some(feature))
    }

    fn read_feature(&mut self, origin: Origin, bytes: &[u8]) -> Result<RawFeature, ReadError> {
        let index = self.next_index;
        let text = self.scanner.text(origin, bytes)?;
        let mut feature = RawFeature {
            index,
            line: None,
            id: Field::Absent,
            geometry: RawGeometry::Missing,
            properties: vec![Field::Absent; self.request.columns.len()],
        };
        if !text.starts_with('{') {
            self.check_syntax(origin, text)?;
            feature.geometry = not_a_feature(shortened(text));
            return Ok(feature);
        }
        let parts: FeatureText<'_> = match serde_json::from_str(text) {
            Ok(parts) => parts,
            Err(error) if error.is_data() => {
                self.check_syntax(origin, text)?;
                feature.geometry = not_a_feature(error.to_string());
                return Ok(feature);
            }
            Err(error) => return Err(self.scanner.syntax(origin, text, Some(index), &error)),
        };
        feature.id = parts.id.map_or(Field::Absent, field);
        if let Some(geometry) = parts.geometry {
            feature.geometry = read_geometry(geometry.get());
        }
        if let Some(properties) = parts.properties
            && properties.get().starts_with('{')
        {
            let seed = Properties {
                columns: &self.request.columns,
                values: &mut feature.properties,
                names: &mut self.column_names,
            };
            let mut reader = serde_json::Deserializer::from_str(properties.get());
            if let Err(error) = seed.deserialize(&mut reader) {
                feature.geometry = not_a_feature(error.to_string());
            }
        }
        Ok(feature)
    }

    fn check_syntax(&self, origin: Origin, text: &str) -> Result<(), ReadError> {
        serde_json::from_str::<IgnoredAny>(text)
            .map(|_| ())
            .map_err(|error| self.scanner.syntax(origin, text, Some(self.next_index), &error))
    }

    /// The next whole value, read as `T`.
    fn captured<T: serde::de::DeserializeOwned>(&mut self) -> Result<T, ReadError> {
        let mut bytes = std::mem::take(&mut self.value);
        let origin = self.scanner.capture(&mut bytes)?;
        let text = self.scanner.text(origin, &bytes)?;
        let value = serde_json::from_str(text).map_err(|error| self.scanner.syntax(origin, text, None, &error));
        self.value = bytes;
        value
    }

    fn not_a_collection(&self, got: &str) -> ReadError {
        ReadError::NotFeatureCollection { file: self.request.file.clone(), got: got.to_owned() }
    }
}

impl LayerSource for GeoJsonSource<'_> {
    fn crs(&self) -> Option<Crs> {
        self.request.crs.or(self.crs)
    }

    fn next_feature(&mut self) -> Option<Result<RawFeature, ReadError>> {
        let result = self.advance();
        if result.is_err() {
            self.state = State::Done;
        }
        result.transpose()
    }

    fn column_names(&self) -> &BTreeSet<String> {
        &self.column_names
    }
}

fn not_a_feature(got: String) -> RawGeometry {
    RawGeometry::Malformed { expected: "a GeoJSON Feature".to_owned(), got }
}

/// One JSON value as a column value.
fn field(raw: &RawValue) -> Field {
    let text = raw.get();
    match text.as_bytes().first() {
        Some(b'"') => serde_json::from_str(text).map_or_else(|_| Field::Nested(shortened(text)), Field::Text),
        Some(b't') => Field::Bool(true),
        Some(b'f') => Field::Bool(false),
        Some(b'{' | b'[') => Field::Nested(shortened(text)),
        Some(b'n') | None => Field::Absent,
        Some(_) => Field::Number(text.to_owned()),
    }
}

/// Reads a `properties` object: keeps the requested columns, notes the names of the others.
struct Properties<'p> {
    columns: &'p [String],
    values: &'p mut [Field],
    names: &'p mut BTreeSet<String>,
}

impl<'de> DeserializeSeed<'de> for Properties<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Properties<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object of properties")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            if let Some(at) = self.columns.iter().position(|column| *column == *name) {
                self.values[at] = field(map.next_value::<&RawValue>()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
            if !self.names.contains(&*name)
                && (self.names.len() < COLUMN_NAMES_MAX || self.columns.iter().any(|c| *c == *name))
            {
                self.names.insert(name.into_owned());
            }
        }
        Ok(())
    }
}
