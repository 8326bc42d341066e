//! The manifest `onegrid.toml`: which file is which layer, and which columns count.
//!
//! ```toml
//! onegrid = 1
//! name = "幸福街道"
//! policy = "general-300-500"
//! extent = "communities"
//!
//! [[layer]]
//! id = "civil"
//! name = "综治"
//! role = "base"
//! path = "${DATA}/civil.geojson"
//! key = "code"
//!
//! [[layer]]
//! id = "roads"
//! name = "道路"
//! role = "barrier"
//! path = ["roads.geojson", "rivers.geojson"]
//! class_column = "kind"
//! [layer.classes]
//! primary = "road"
//! stream = "river"
//! ```

mod check;
mod parse;
mod write;

use std::collections::BTreeMap;

use onegrid::{BarrierClass, Extent, Role};

use crate::{Crs, ManifestError};

pub use parse::read_manifest;

/// Version of the manifest that this program reads and writes.
pub(crate) const VERSION: i64 = 1;

/// What the manifest says. Paths are as written; see [`Manifest::with_variables`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Manifest {
    /// Name for people, shown in the report.
    pub name: String,
    /// Name of a built-in profile, or path of a policy file (then it ends in `.toml` or `.json`).
    /// `None` leaves the choice to the program.
    pub policy: Option<String>,
    /// What must be covered.
    pub extent: Extent,
    /// First digits of every zone code where communities carry no code of their own.
    pub code_prefix: Option<String>,
    /// The register of codes of an earlier merge (`codes.csv`).
    pub register: Option<String>,
    /// Fingerprints of an earlier merge (`fingerprints.csv`).
    pub fingerprints: Option<String>,
    /// The administrative table that community codes are checked against: CSV with `code`, `name`,
    /// `status`, `successor`.
    pub admin_table: Option<String>,
    /// The layers, in the order of their priority.
    pub layers: Vec<LayerSpec>,
}

/// What a layer of the manifest is for: a [`Role`] of polygons (or household points), or barriers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LayerRole {
    /// Cells with this role; for [`Role::Households`] also points.
    Cells(Role),
    /// Lines that zones should follow.
    Barrier,
    /// The zones of an earlier merge, keyed by their codes. At most one layer.
    Previous,
}

/// One `[[layer]]` of the manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerSpec {
    /// Short id, unique in the manifest.
    pub id: String,
    /// Name for people; the id where the manifest gives none.
    pub name: String,
    /// What the layer is for.
    pub role: LayerRole,
    /// Its files; several files form one layer. Relative to the manifest.
    pub paths: Vec<String>,
    /// Format of the files; by file extension if `None`.
    pub format: Option<String>,
    /// Columns whose values, joined by `-`, are the key. Empty: the feature's own `id`, else its
    /// position.
    pub key: Vec<String>,
    /// Column of the name.
    pub name_column: Option<String>,
    /// Column of the class.
    pub class_column: Option<String>,
    /// Column of the administrative code.
    pub code_column: Option<String>,
    /// Column of the key of the group that the cell belongs to.
    pub group_column: Option<String>,
    /// Whether cells of one group form a community.
    pub groups_are_communities: bool,
    /// Column of the number of households.
    pub households_column: Option<String>,
    /// Other counts by id, with the column of each: `population = "people"`.
    pub counts: BTreeMap<String, String>,
    /// Class of every line of a barrier layer.
    pub barrier_class: Option<BarrierClass>,
    /// What the values of `class_column` mean in a barrier layer. Empty: the five class words
    /// themselves.
    pub classes: BTreeMap<String, BarrierClass>,
    /// The reference system to assume whatever the files declare.
    pub crs: Option<Crs>,
    /// Column of the longitude, in household tables.
    pub lon_column: Option<String>,
    /// Column of the latitude, in household tables.
    pub lat_column: Option<String>,
}

impl LayerRole {
    /// All words for roles, as in the manifest.
    pub const WORDS: [&'static str; 9] =
        ["base", "department", "community", "estate", "building", "exclusive", "households", "barrier", "previous"];

    /// The role of that word.
    pub fn parse(word: &str) -> Option<LayerRole> {
        Some(LayerRole::Cells(match word {
            "base" => Role::Base,
            "department" => Role::Department,
            "community" => Role::Community,
            "estate" => Role::Estate,
            "building" => Role::Building,
            "exclusive" => Role::Exclusive,
            "households" => Role::Households,
            "barrier" => return Some(LayerRole::Barrier),
            "previous" => return Some(LayerRole::Previous),
            _ => return None,
        }))
    }

    /// The word, as in the manifest.
    pub fn word(self) -> &'static str {
        match self {
            LayerRole::Cells(Role::Base) => "base",
            LayerRole::Cells(Role::Department) => "department",
            LayerRole::Cells(Role::Community) => "community",
            LayerRole::Cells(Role::Estate) => "estate",
            LayerRole::Cells(Role::Building) => "building",
            LayerRole::Cells(Role::Exclusive) => "exclusive",
            LayerRole::Cells(Role::Households) => "households",
            LayerRole::Barrier => "barrier",
            LayerRole::Previous => "previous",
        }
    }
}

impl LayerSpec {
    /// A layer of one file with nothing but id, role and path; the name is the id.
    pub fn new(id: impl Into<String>, role: LayerRole, path: impl Into<String>) -> Self {
        let id = id.into();
        Self {
            name: id.clone(),
            id,
            role,
            paths: vec![path.into()],
            format: None,
            key: Vec::new(),
            name_column: None,
            class_column: None,
            code_column: None,
            group_column: None,
            groups_are_communities: false,
            households_column: None,
            counts: BTreeMap::new(),
            barrier_class: None,
            classes: BTreeMap::new(),
            crs: None,
            lon_column: None,
            lat_column: None,
        }
    }

    /// File names (without folders) of the layer, as shown in results: the same on every machine.
    pub fn source(&self) -> String {
        let names: Vec<&str> = self.paths.iter().map(|path| path.rsplit(['/', '\\']).next().unwrap_or(path)).collect();
        names.join(", ")
    }
}

impl Manifest {
    /// The manifest with every `${NAME}` in a path (also of the policy) replaced by `lookup(NAME)`.
    ///
    /// # Errors
    /// [`ManifestError::UnsetVariable`] if `lookup` has no value.
    pub fn with_variables(&self, lookup: &dyn Fn(&str) -> Option<String>) -> Result<Manifest, ManifestError> {
        let mut expanded = self.clone();
        if let Some(policy) = &mut expanded.policy {
            *policy = expand(policy, "the policy", lookup)?;
        }
        let tables = [
            (&mut expanded.register, "the register"),
            (&mut expanded.fingerprints, "the fingerprints"),
            (&mut expanded.admin_table, "the administrative table"),
        ];
        for (path, of) in tables {
            if let Some(path) = path {
                *path = expand(path, of, lookup)?;
            }
        }
        for layer in &mut expanded.layers {
            let of = format!("layer `{}`", layer.id);
            for path in &mut layer.paths {
                *path = expand(path, &of, lookup)?;
            }
        }
        Ok(expanded)
    }
}

/// Replaces every `${NAME}` once; a value is never expanded again.
pub(crate) fn expand(path: &str, of: &str, lookup: &dyn Fn(&str) -> Option<String>) -> Result<String, ManifestError> {
    let mut expanded = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once("${") {
        let Some((name, after)) = after.split_once('}') else { break };
        let value = lookup(name).ok_or_else(|| ManifestError::UnsetVariable {
            of: of.to_owned(),
            path: path.to_owned(),
            name: name.to_owned(),
        })?;
        expanded.push_str(before);
        expanded.push_str(&value);
        rest = after;
    }
    expanded.push_str(rest);
    Ok(expanded)
}

/// The barrier classes and their words, weakest first.
pub(crate) const BARRIER_CLASSES: [(&str, BarrierClass); 5] = [
    ("lane", BarrierClass::Lane),
    ("street", BarrierClass::Street),
    ("road", BarrierClass::Road),
    ("river", BarrierClass::River),
    ("rail", BarrierClass::Rail),
];

pub(crate) fn barrier_word(class: BarrierClass) -> &'static str {
    BARRIER_CLASSES.iter().find(|(_, known)| *known == class).map_or("street", |(word, _)| word)
}

/// Whether an id may stand in file names and codes.
pub(crate) fn is_sound_id(id: &str) -> bool {
    !id.is_empty()
        && !id.starts_with('.')
        && id.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
        && id.len() <= 200
}
