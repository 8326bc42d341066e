//! What comes in: layers of cells as they were drawn, barrier lines, household counts.
//!
//! Nothing here is checked or repaired; [`merge`](crate::merge) does that and lists every repair.

use geo_types::{MultiLineString, MultiPolygon};
use onegrid_zones::AdminTable;
use serde::{Deserialize, Serialize};

use crate::history::History;

/// What a layer of polygons is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The grid that the result starts from (usually 综治). Exactly one layer has it.
    Base,
    /// Another department's grid.
    #[default]
    Department,
    /// Communities (社区/村): no zone crosses their borders. At most one layer.
    Community,
    /// Estates (小区) that should stay whole.
    Estate,
    /// Buildings that no border between zones runs through.
    Building,
    /// Areas cut out as zones of their own (专属网格: campus, park, mall).
    Exclusive,
    /// Polygons that carry household counts.
    Households,
}

/// One polygon of a layer, with its owner's key.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// The owner's key, unique within the layer in sound data.
    pub key: String,
    /// Human-readable name, if the layer has one.
    pub name: Option<String>,
    /// Class of the cell (for exclusive areas: campus, park ...), if the layer has one.
    pub class: Option<String>,
    /// Administrative code (communities: the 12-digit code that zone codes begin with).
    pub code: Option<String>,
    /// Key of the group the cell belongs to, if the layer names one (see [`Layer::groups_are_communities`]).
    pub group: Option<String>,
    /// Households counted in the cell; `None` where the source has no record.
    pub households: Option<u64>,
    /// Other counts, in the order of [`Layer::counts`]; empty where the layer has none.
    pub counts: Vec<u64>,
    /// Zero-based position of the feature in its source.
    pub feature: u32,
    /// Longitude and latitude in degrees (CGCS2000/WGS84), rings as drawn.
    pub shape: MultiPolygon<f64>,
}

impl Default for Cell {
    fn default() -> Self {
        Self {
            key: String::new(),
            name: None,
            class: None,
            code: None,
            group: None,
            households: None,
            counts: Vec::new(),
            feature: 0,
            shape: MultiPolygon(Vec::new()),
        }
    }
}

/// A feature that could not become a cell; it appears in the ledger as rejected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    /// Zero-based position of the feature in its source.
    pub feature: u32,
    /// Key of the feature, if it could be read.
    pub key: Option<String>,
    /// Stable code of the reason, e.g. `read.no_geometry`.
    pub code: String,
    /// What was expected.
    pub expected: String,
    /// What was found.
    pub got: String,
}

/// One named grid of cells, as drawn.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Layer {
    /// Short id, unique in the project: `police`, `civil`, ...
    pub id: String,
    /// Name for people: 公安.
    pub name: String,
    /// What the layer is for.
    pub role: Role,
    /// Where it came from (a file name), for messages.
    pub source: String,
    /// The cells.
    pub cells: Vec<Cell>,
    /// Features that could not be read as cells.
    pub rejected: Vec<Rejected>,
    /// Ids of the counts that its cells carry beside households: `population`, `events`.
    pub counts: Vec<String>,
    /// The cells of the base layer that share a [`Cell::group`] form one community; used when
    /// there is no community layer.
    pub groups_are_communities: bool,
}

/// How strongly a line separates, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BarrierClass {
    /// Lane or path.
    Lane,
    /// Ordinary street.
    Street,
    /// Main road.
    Road,
    /// River or canal.
    River,
    /// Railway or motorway.
    Rail,
}

/// One barrier line: zones should follow it rather than cross it.
#[derive(Debug, Clone, PartialEq)]
pub struct BarrierLine {
    /// The owner's key.
    pub key: String,
    /// Name for people: 解放路.
    pub name: Option<String>,
    /// How strongly it separates.
    pub class: BarrierClass,
    /// Zero-based position of the feature in its source.
    pub feature: u32,
    /// Longitude and latitude in degrees.
    pub shape: MultiLineString<f64>,
}

/// A file of barrier lines.
#[derive(Debug, Clone, PartialEq)]
pub struct BarrierLayer {
    /// Short id, unique in the project.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Where it came from.
    pub source: String,
    /// The lines.
    pub lines: Vec<BarrierLine>,
    /// Features that could not be read as lines.
    pub rejected: Vec<Rejected>,
}

/// Households counted at one point (a door, a building).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HouseholdPoint {
    /// Longitude in degrees.
    pub lon_deg: f64,
    /// Latitude in degrees.
    pub lat_deg: f64,
    /// Number of households there.
    pub households: u64,
    /// Other counts, in the order of [`HouseholdTable::counts`]; empty where the table has none.
    pub counts: Vec<u64>,
    /// Zero-based position of the record in its source.
    pub feature: u32,
}

/// A table of household points. Counts only: never names or identity numbers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HouseholdTable {
    /// Where it came from.
    pub source: String,
    /// Ids of the counts that its points carry beside households: `population`, `events`.
    pub counts: Vec<String>,
    /// The points.
    pub points: Vec<HouseholdPoint>,
    /// Records that could not be read.
    pub rejected: Vec<Rejected>,
}

/// What must be covered by zones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Extent {
    /// The union of the communities (the base layer where there are none).
    #[default]
    Communities,
    /// The union of the base layer's cells.
    Base,
}

/// Everything a merge starts from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Project {
    /// Name for people, shown in the report.
    pub name: String,
    /// All polygon layers, in the order of their priority: earlier layers win where the policy
    /// does not say otherwise.
    pub layers: Vec<Layer>,
    /// Barrier lines.
    pub barriers: Vec<BarrierLayer>,
    /// Household points.
    pub households: Vec<HouseholdTable>,
    /// What must be covered.
    pub extent: Extent,
    /// First digits of every zone code where communities carry no code of their own.
    pub code_prefix: Option<String>,
    /// What is known from an earlier merge; empty for a first one.
    pub history: History,
    /// The administrative table that community codes are checked against.
    pub admin: Option<AdminTable>,
}
