//! What a person said about loose files -> the manifest that says it.

use std::fmt::Display;

use onegrid::{BarrierClass, Extent};
use serde::{Deserialize, Deserializer};

use crate::{Crs, LayerRole, LayerSpec, Manifest, ManifestError, read_manifest};

/// What a manifest is made of.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ImportSpec {
    /// Name for people.
    pub name: String,
    /// A profile, or a policy file beside the manifest.
    #[serde(default)]
    pub policy: Option<String>,
    /// What is to be covered: `communities` or `base`.
    #[serde(deserialize_with = "extent")]
    pub extent: Extent,
    /// First digits of codes where communities have none.
    #[serde(default)]
    pub code_prefix: Option<String>,
    /// The layers.
    pub layers: Vec<ImportLayer>,
}

/// Files and what they are for.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ImportLayer {
    /// Short id.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// What it is for.
    #[serde(deserialize_with = "role")]
    pub role: LayerRole,
    /// Its files.
    pub files: Vec<String>,
    /// The reference system to read them in, whatever they declare.
    #[serde(default, deserialize_with = "crs")]
    pub crs: Option<Crs>,
    /// Which column is what.
    #[serde(default)]
    pub columns: ImportColumns,
    /// Class of all lines of a barrier layer.
    #[serde(default)]
    pub barrier_class: Option<BarrierClass>,
}

/// Which column is what.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ImportColumns {
    /// Of the key; several are joined.
    pub key: Vec<String>,
    /// Of the name.
    pub name: Option<String>,
    /// Of the class.
    pub class: Option<String>,
    /// Of the administrative code.
    pub code: Option<String>,
    /// Of the group.
    pub group: Option<String>,
    /// Of the number of households.
    pub households: Option<String>,
    /// Of the longitude.
    pub lon: Option<String>,
    /// Of the latitude.
    pub lat: Option<String>,
}

/// The manifest as text, read back once so that it can be opened.
///
/// # Errors
/// [`ManifestError`]: what was said contradicts itself, such as two layers with one id.
pub fn manifest_of(spec: &ImportSpec) -> Result<String, ManifestError> {
    let manifest = Manifest {
        name: spec.name.clone(),
        policy: spec.policy.clone(),
        extent: spec.extent,
        code_prefix: spec.code_prefix.clone(),
        layers: spec.layers.iter().map(layer).collect(),
        ..Manifest::default()
    };
    let text = manifest.to_toml();
    read_manifest(&text, "onegrid.toml")?;
    Ok(text)
}

fn layer(import: &ImportLayer) -> LayerSpec {
    let ImportColumns { key, name, class, code, group, households, lon, lat } = import.columns.clone();
    LayerSpec {
        name: import.name.clone(),
        paths: import.files.clone(),
        crs: import.crs,
        barrier_class: import.barrier_class,
        key,
        name_column: name,
        class_column: class,
        code_column: code,
        group_column: group,
        households_column: households,
        lon_column: lon,
        lat_column: lat,
        ..LayerSpec::new(import.id.clone(), import.role, String::new())
    }
}

fn word<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    read: impl Fn(&str) -> Option<T>,
    expected: impl Display,
) -> Result<T, D::Error> {
    let word = String::deserialize(deserializer)?;
    read(&word).ok_or_else(|| serde::de::Error::custom(format!("got `{word}`, expected one of {expected}")))
}

fn role<'de, D: Deserializer<'de>>(deserializer: D) -> Result<LayerRole, D::Error> {
    word(deserializer, LayerRole::parse, LayerRole::WORDS.join(", "))
}

fn extent<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Extent, D::Error> {
    let read = |word: &str| match word {
        "communities" => Some(Extent::Communities),
        "base" => Some(Extent::Base),
        _ => None,
    };
    word(deserializer, read, "communities, base")
}

fn crs<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Crs>, D::Error> {
    word(deserializer, Crs::parse, Crs::ACCEPTED.join(", ")).map(Some)
}
