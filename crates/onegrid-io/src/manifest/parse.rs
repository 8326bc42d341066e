//! TOML text in, checked [`Manifest`] out; every error has its line and column.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use onegrid::{BarrierClass, Extent};
use serde::Deserialize;
use serde::de::{SeqAccess, Visitor};
use toml::Spanned;

use super::{BARRIER_CLASSES, LayerRole, LayerSpec, Manifest, VERSION, check};
use crate::nearest::nearest;
use crate::{Crs, ManifestError, Place};

/// Reads a manifest. `source` is its name for messages.
///
/// # Errors
/// Not TOML, unknown keys or words (with the nearest known one), missing or misplaced keys, layer
/// ids used twice, no base layer or two; see [`ManifestError`].
pub fn read_manifest(text: &str, source: &str) -> Result<Manifest, ManifestError> {
    let reader = Reader { text: text.strip_prefix('\u{feff}').unwrap_or(text), file: source };
    reader.check_version()?;
    let raw: RawManifest = toml::from_str(reader.text).map_err(|error| reader.toml_error(&error))?;
    reader.manifest(raw)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawManifest {
    #[serde(rename = "onegrid")]
    _version: i64,
    name: Option<String>,
    policy: Option<String>,
    extent: Option<Spanned<String>>,
    code_prefix: Option<String>,
    register: Option<String>,
    fingerprints: Option<String>,
    admin_table: Option<String>,
    #[serde(default, rename = "layer")]
    layers: Vec<Spanned<RawLayer>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLayer {
    id: Option<Spanned<String>>,
    name: Option<String>,
    role: Option<Spanned<String>>,
    path: Option<OneOrMany>,
    format: Option<Spanned<String>>,
    key: Option<OneOrMany>,
    name_column: Option<String>,
    class_column: Option<String>,
    code_column: Option<String>,
    group_column: Option<String>,
    #[serde(default)]
    groups_are_communities: bool,
    households_column: Option<String>,
    #[serde(default)]
    counts: BTreeMap<String, String>,
    barrier_class: Option<Spanned<String>>,
    #[serde(default)]
    classes: BTreeMap<String, Spanned<String>>,
    crs: Option<Spanned<String>>,
    encoding: Option<Spanned<String>>,
    lon_column: Option<String>,
    lat_column: Option<String>,
}

/// A string or a list of strings.
#[derive(Default)]
struct OneOrMany(Vec<String>);

impl<'de> Deserialize<'de> for OneOrMany {
    fn deserialize<D: serde::Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = OneOrMany;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string or a list of strings")
            }

            fn visit_str<E>(self, text: &str) -> Result<OneOrMany, E> {
                Ok(OneOrMany(vec![text.to_owned()]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<OneOrMany, A::Error> {
                let mut texts = Vec::new();
                while let Some(text) = list.next_element::<String>()? {
                    texts.push(text);
                }
                Ok(OneOrMany(texts))
            }
        }
        reader.deserialize_any(Either)
    }
}

/// The text, for turning spans into places.
pub(super) struct Reader<'t> {
    text: &'t str,
    pub(super) file: &'t str,
}

impl Reader<'_> {
    fn place(&self, span: &Range<usize>) -> Place {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Place { line: before.matches('\n').count() as u32 + 1, column: before[line_start..].chars().count() as u32 + 1 }
    }

    /// Before anything else: a manifest of another version may have other keys.
    fn check_version(&self) -> Result<(), ManifestError> {
        let table: toml::Table = toml::from_str(self.text).map_err(|error| self.toml_error(&error))?;
        match table.get("onegrid") {
            Some(toml::Value::Integer(VERSION)) => Ok(()),
            other => Err(ManifestError::Version {
                file: self.file.to_owned(),
                expected: VERSION,
                got: other.map_or_else(|| "nothing".to_owned(), |v| format!("`{v}`")),
            }),
        }
    }

    fn toml_error(&self, error: &toml::de::Error) -> ManifestError {
        let file = self.file.to_owned();
        let place = error.span().map_or(Place::START, |span| self.place(&span));
        let message = error.message();
        // serde words it: unknown field `x`, expected one of `a`, `b`
        if message.starts_with("unknown field `") {
            let mut quoted = message.split('`').skip(1).step_by(2);
            let key = quoted.next().unwrap_or_default().to_owned();
            let known: Vec<&str> = quoted.collect();
            return ManifestError::UnknownKey {
                file,
                place,
                nearest: nearest(&key, &known).map(str::to_owned),
                key,
                known: known.into_iter().map(str::to_owned).collect(),
            };
        }
        ManifestError::Syntax { file, place, problem: message.replace('\n', ", ") }
    }

    fn manifest(&self, raw: RawManifest) -> Result<Manifest, ManifestError> {
        let extent = match &raw.extent {
            None => Extent::default(),
            Some(word) => self.word("extent", word, &[("communities", Extent::Communities), ("base", Extent::Base)])?,
        };
        let mut places = Vec::with_capacity(raw.layers.len());
        let mut layers = Vec::with_capacity(raw.layers.len());
        for layer in raw.layers {
            let place = self.place(&layer.span());
            places.push(place);
            layers.push(self.layer(layer.into_inner(), place)?);
        }
        let name = raw.name.filter(|name| !name.is_empty());
        let name = name.ok_or_else(|| self.missing(Place::START, "the manifest", "name", "the report shows it"))?;
        let manifest = Manifest {
            name,
            policy: raw.policy,
            extent,
            code_prefix: raw.code_prefix,
            register: raw.register,
            fingerprints: raw.fingerprints,
            admin_table: raw.admin_table,
            layers,
        };
        check::check(&manifest, &places, self)?;
        Ok(manifest)
    }

    fn layer(&self, raw: RawLayer, place: Place) -> Result<LayerSpec, ManifestError> {
        let Some(id) = raw.id else {
            return Err(self.missing(place, "a layer", "id", "results refer to the layer by it"));
        };
        if !super::is_sound_id(id.get_ref()) {
            return Err(ManifestError::BadId {
                file: self.file.to_owned(),
                place: self.place(&id.span()),
                got: format!("\"{}\"", crate::field::shortened(id.get_ref())),
            });
        }
        let id = id.into_inner();
        let of = format!("layer `{id}`");
        let Some(role) = raw.role else {
            let why = format!("one of {}", LayerRole::WORDS.join(", "));
            return Err(self.missing(place, &of, "role", &why));
        };
        let roles = LayerRole::WORDS.map(|word| (word, LayerRole::parse(word)));
        let role = self.word("role", &role, &roles)?.unwrap_or(LayerRole::Barrier);
        let format = self.format(raw.format)?;
        let classes = raw.classes.into_iter().map(|(value, word)| {
            let class: BarrierClass = self.word("class", &word, &BARRIER_CLASSES)?;
            Ok((value, class))
        });
        if let Some(encoding) = raw.encoding {
            self.word("encoding", &encoding, &[("utf-8", ())])?;
        }
        // zones.geojson of an earlier merge needs nothing but its path
        let ours = |column: Option<String>, own: &str| match column {
            None if role == LayerRole::Previous && raw.key.is_none() => Some(own.to_owned()),
            column => column,
        };
        let key = match raw.key {
            None if role == LayerRole::Previous => vec!["code".to_owned()],
            ref key => key.as_ref().map(|k| k.0.clone()).unwrap_or_default(),
        };
        Ok(LayerSpec {
            name: raw.name.unwrap_or_else(|| id.clone()),
            id,
            role,
            paths: raw.path.unwrap_or_default().0,
            format,
            name_column: ours(raw.name_column, "name"),
            class_column: ours(raw.class_column, "class"),
            key,
            code_column: raw.code_column,
            group_column: ours(raw.group_column, "community_name"),
            groups_are_communities: raw.groups_are_communities,
            households_column: raw.households_column,
            counts: raw.counts,
            barrier_class: raw
                .barrier_class
                .map(|word| self.word("barrier_class", &word, &BARRIER_CLASSES))
                .transpose()?,
            classes: classes.collect::<Result<_, ManifestError>>()?,
            crs: raw.crs.map(|name| self.crs(&name)).transpose()?,
            lon_column: raw.lon_column,
            lat_column: raw.lat_column,
        })
    }

    fn format(&self, name: Option<Spanned<String>>) -> Result<Option<String>, ManifestError> {
        let known: Vec<(&str, ())> = crate::formats().iter().map(|f| (f.name, ())).collect();
        name.map(|name| {
            self.word("format", &name, &known)?;
            Ok(name.into_inner())
        })
        .transpose()
    }

    fn crs(&self, name: &Spanned<String>) -> Result<Crs, ManifestError> {
        Crs::parse(name.get_ref()).ok_or_else(|| self.unknown_word("crs", name, &Crs::ACCEPTED))
    }

    /// The meaning of a word, or an error that lists all words.
    fn word<T: Copy>(
        &self,
        key: &'static str,
        word: &Spanned<String>,
        known: &[(&str, T)],
    ) -> Result<T, ManifestError> {
        let found = known.iter().find(|(name, _)| name.eq_ignore_ascii_case(word.get_ref()));
        found.map(|(_, meaning)| *meaning).ok_or_else(|| {
            let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
            self.unknown_word(key, word, &names)
        })
    }

    fn unknown_word(&self, key: &'static str, word: &Spanned<String>, known: &[&str]) -> ManifestError {
        ManifestError::UnknownWord {
            file: self.file.to_owned(),
            place: self.place(&word.span()),
            key,
            got: crate::field::shortened(word.get_ref()),
            nearest: nearest(word.get_ref(), known).map(str::to_owned),
            known: known.iter().map(|&name| name.to_owned()).collect(),
        }
    }

    pub(super) fn missing(&self, place: Place, of: &str, key: &str, why: &str) -> ManifestError {
        ManifestError::MissingKey {
            file: self.file.to_owned(),
            place,
            of: of.to_owned(),
            key: key.to_owned(),
            why: why.to_owned(),
        }
    }
}
