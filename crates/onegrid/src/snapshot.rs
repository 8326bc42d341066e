//! A plan -> what is needed to say which zone holds a point, in one file; nothing is built to load it.
//!
//! Before this: a [`Grid`] and a [`Plan`]. After: nothing; a snapshot stands by itself.
//! # Guarantees
//! 1. [`Snapshot::locate`] names the zone that [`Merged::locate`](crate::Merged::locate) names, for every
//!    point.
//! 2. The same plan gives the same bytes. Bytes that were damaged or forged give an error, or a snapshot
//!    that answers something; never a panic.
//!
//! # Format
//! Little-endian, version 1:
//! ```text
//! 0   8  "onegrdSN"
//! 8   4  version
//! 12  8  length of the table (u64)
//! 20     table: JSON, UTF-8: info, communities, zones
//!     4  CRC-32 of everything before
//!        point index over the zones, to the end (PointIndex::to_bytes)
//! ```

use onegrid_planar::{Coord, PointIndex, PointIndexError};
use onegrid_zones::{Lang, ZoneClass};
use serde::{Deserialize, Serialize};

use crate::error::{Error, LonLat};
use crate::extent::Community;
use crate::grid::Grid;
use crate::plan::Plan;
use crate::progress::{PlanarProgress, Progress, Silent, Step};

const MAGIC: [u8; 8] = *b"onegrdSN";
/// Version of the format that is written and read.
const VERSION: u32 = 1;
const HEAD_BYTES: usize = 20;
const CHECKSUM_BYTES: usize = 4;

/// Bytes are no snapshot.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SnapshotError {
    /// The bytes begin otherwise. Give a file that `onegrid snapshot` wrote.
    #[error(
        "not a snapshot: the first bytes are {got:?}, expected {MAGIC:?}; give a file that `onegrid snapshot` wrote"
    )]
    NotASnapshot {
        /// The first bytes, at most eight.
        got: Vec<u8>,
    },
    /// Another version of the format. Make the snapshot anew.
    #[error("snapshot of version {got}, expected {VERSION}; make it anew with this version")]
    Version {
        /// Version in the bytes.
        got: u32,
    },
    /// There are fewer bytes than announced. Copy or make the snapshot again.
    #[error("snapshot of {got} bytes, expected at least {expected}; copy it again or make it anew")]
    Length {
        /// Bytes there are.
        got: u64,
        /// Bytes there should be at least.
        expected: u64,
    },
    /// A byte was changed. Copy or make the snapshot again.
    #[error("snapshot is damaged: checksum {got:08x}, expected {expected:08x}; copy it again or make it anew")]
    Checksum {
        /// Checksum of the bytes.
        got: u32,
        /// Checksum they carry.
        expected: u32,
    },
    /// The table of zones is not what this library writes. Make the snapshot anew.
    #[error("snapshot has an unsound table of zones: {cause}; make it anew")]
    Table {
        /// What is wrong with it.
        cause: String,
    },
    /// The shapes of the zones cannot be used. Copy or make the snapshot again.
    #[error("shapes of the snapshot: {0}")]
    Index(PointIndexError),
    /// The caller's progress callback asked to stop.
    #[error("stopped on request while reading a snapshot")]
    Cancelled,
}

impl From<PointIndexError> for SnapshotError {
    fn from(error: PointIndexError) -> Self {
        if error == PointIndexError::Cancelled { Self::Cancelled } else { Self::Index(error) }
    }
}

impl SnapshotError {
    /// Stable code of the error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotASnapshot { .. } => "snapshot.not_a_snapshot",
            Self::Version { .. } => "snapshot.version",
            Self::Length { .. } => "snapshot.length",
            Self::Checksum { .. } => "snapshot.checksum",
            Self::Table { .. } => "snapshot.table",
            Self::Index(e) => e.code(),
            Self::Cancelled => "snapshot.cancelled",
        }
    }
}

/// What a snapshot was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnapshotInfo {
    /// Name of the project.
    pub project: String,
    /// Id of the policy of the plan.
    pub policy: String,
    /// Whether households were counted.
    pub has_households: bool,
}

/// A zone in a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnapshotZone {
    /// Its code.
    pub code: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// Its class.
    pub class: ZoneClass,
    /// Households; `None` where none were counted.
    pub households: Option<u64>,
    /// Position of its community.
    pub community: u32,
}

impl SnapshotZone {
    /// Name in a language.
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.name_zh,
            Lang::En => &self.name_en,
        }
    }
}

/// A zone that holds a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ZoneRef<'a> {
    /// The zone.
    pub zone: &'a SnapshotZone,
    /// Its community.
    pub community: &'a Community,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Table {
    info: SnapshotInfo,
    communities: Vec<Community>,
    zones: Vec<SnapshotZone>,
}

/// The zones of a plan, ready to be asked for points.
///
/// # Example
/// ```
/// use onegrid::{Cell, Layer, Policy, Project, Role, Silent, Snapshot, merge};
/// use geo_types::{MultiPolygon, polygon};
///
/// let shape = MultiPolygon(vec![polygon![(x: 118.0, y: 30.0), (x: 118.01, y: 30.0), (x: 118.01, y: 30.01), (x: 118.0, y: 30.01)]]);
/// let cells = vec![Cell { key: "A".into(), households: Some(320), shape, ..Cell::default() }];
/// let base = Layer { id: "zongzhi".into(), role: Role::Base, cells, ..Layer::default() };
/// let project = Project { layers: vec![base], code_prefix: Some("990101001001".into()), ..Project::default() };
/// let merged = merge(&project, &Policy::profile("general-300-500")?, &Silent)?;
///
/// let bytes = Snapshot::of(&merged.grid, &merged.plan).to_bytes();
/// let snapshot = Snapshot::from_bytes(&bytes)?;
/// let found = snapshot.locate(118.005, 30.005).ok_or("outside")?;
/// assert_eq!(found.zone.code, "990101001001001");
/// assert_eq!(snapshot.locate(0.0, 0.0), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    table: Table,
    index: PointIndex,
}

impl Snapshot {
    /// Extension of snapshot files, without the dot.
    pub const EXTENSION: &'static str = "onegrid-snapshot";

    /// Number of bytes that [`Snapshot::is_snapshot`] wants.
    pub const MAGIC_BYTES: usize = MAGIC.len();

    /// Whether bytes begin as a snapshot does.
    pub fn is_snapshot(first_bytes: &[u8]) -> bool {
        first_bytes.starts_with(&MAGIC)
    }

    /// A snapshot of a plan.
    ///
    /// # Cost
    /// O(points of the borders between zones).
    pub fn of(grid: &Grid, plan: &Plan) -> Self {
        Self::of_with(grid, plan, &Silent).unwrap_or_else(|_| unreachable!("nobody asked to stop"))
    }

    /// As [`Snapshot::of`], under the eyes of `progress` ([`Step::Snapshot`]).
    ///
    /// # Errors
    /// [`Error::Overlay`] when stopped.
    pub fn of_with(grid: &Grid, plan: &Plan, progress: &dyn Progress) -> Result<Self, Error> {
        let zones = plan.zones().iter().zip(0..).map(|(zone, i)| SnapshotZone {
            code: zone.code.clone(),
            name_zh: plan.zone_name(i, Lang::Zh),
            name_en: plan.zone_name(i, Lang::En),
            class: zone.class,
            households: grid.has_households.then_some(zone.households),
            community: zone.community,
        });
        let info = SnapshotInfo {
            project: grid.name.clone(),
            policy: plan.policy().id.clone(),
            has_households: grid.has_households,
        };
        let watched = PlanarProgress(progress, Step::Snapshot);
        Ok(Self {
            table: Table { info, communities: grid.communities.list.clone(), zones: zones.collect() },
            index: PointIndex::of_faces_by_with(&grid.arrangement, &plan.zones_of_faces(), &watched)?,
        })
    }

    /// What it was made from.
    pub fn info(&self) -> &SnapshotInfo {
        &self.table.info
    }

    /// Its zones, ordered by code.
    pub fn zones(&self) -> &[SnapshotZone] {
        &self.table.zones
    }

    /// Its communities, sorted by key.
    pub fn communities(&self) -> &[Community] {
        &self.table.communities
    }

    /// The zone that holds a longitude and latitude in degrees; `None` outside all zones and for
    /// what is no place on earth.
    ///
    /// # Cost
    /// A look-up, and a handful of edges where a border is near.
    pub fn locate(&self, lon_deg: f64, lat_deg: f64) -> Option<ZoneRef<'_>> {
        self.index.id_at(Coord::from_degrees(lon_deg, lat_deg)?).map(|zone| self.zone_ref(zone))
    }

    /// The zones that hold many points, in their order, as [`Snapshot::locate`] does.
    ///
    /// # Cost
    /// Tens of nanoseconds a point on each core.
    pub fn locate_all(&self, points: &[LonLat]) -> Vec<Option<ZoneRef<'_>>> {
        let zones = self.index.ids_of(points, |&(lon_deg, lat_deg)| Coord::from_degrees(lon_deg, lat_deg));
        zones.into_iter().map(|zone| zone.map(|z| self.zone_ref(z))).collect()
    }

    fn zone_ref(&self, zone: u32) -> ZoneRef<'_> {
        let zone = &self.table.zones[zone as usize];
        ZoneRef { zone, community: &self.table.communities[zone.community as usize] }
    }

    /// The snapshot as bytes, the same on every machine.
    pub fn to_bytes(&self) -> Vec<u8> {
        let table = serde_json::to_vec(&self.table).unwrap_or_else(|e| unreachable!("a table is plain data: {e}"));
        let mut out = Vec::with_capacity(HEAD_BYTES + table.len() + CHECKSUM_BYTES + self.index.memory_bytes() + 64);
        out.extend(MAGIC);
        out.extend(VERSION.to_le_bytes());
        out.extend((table.len() as u64).to_le_bytes());
        out.extend(table);
        out.extend(crc32fast::hash(&out).to_le_bytes());
        out.extend(self.index.to_bytes());
        out
    }

    /// The snapshot that [`Snapshot::to_bytes`] wrote.
    ///
    /// # Errors
    /// Any [`SnapshotError`].
    ///
    /// # Cost
    /// One pass over the bytes; nothing is built.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SnapshotError> {
        Self::from_bytes_with(bytes, &Silent)
    }

    /// As [`Snapshot::from_bytes`], under the eyes of `progress` ([`Step::Snapshot`]).
    ///
    /// # Errors
    /// Any [`SnapshotError`].
    pub fn from_bytes_with(bytes: &[u8], progress: &dyn Progress) -> Result<Self, SnapshotError> {
        if !Self::is_snapshot(bytes) {
            return Err(SnapshotError::NotASnapshot { got: bytes[..bytes.len().min(MAGIC.len())].to_vec() });
        }
        let (head, rest) = split(bytes, HEAD_BYTES as u64, 0)?;
        let version = u32::from_le_bytes([head[8], head[9], head[10], head[11]]);
        if version != VERSION {
            return Err(SnapshotError::Version { got: version });
        }
        let table_bytes = head[12..].iter().rev().fold(0, |n, &b| n << 8 | u64::from(b));
        let (json, rest) = split(rest, table_bytes, HEAD_BYTES)?;
        let (sum, index) = split(rest, CHECKSUM_BYTES as u64, HEAD_BYTES + json.len())?;
        let got = crc32fast::hash(&bytes[..HEAD_BYTES + json.len()]);
        let expected = u32::from_le_bytes([sum[0], sum[1], sum[2], sum[3]]);
        // fuzzing wants to get past this
        if got != expected && !cfg!(fuzzing) {
            return Err(SnapshotError::Checksum { got, expected });
        }
        let table: Table = serde_json::from_slice(json).map_err(|e| SnapshotError::Table { cause: e.to_string() })?;
        let out = Self { table, index: PointIndex::from_bytes_with(index, &PlanarProgress(progress, Step::Snapshot))? };
        out.check()?;
        Ok(out)
    }

    /// Every zone has a community, and every id of the index a zone.
    fn check(&self) -> Result<(), SnapshotError> {
        let (zones, communities) = (self.table.zones.len(), self.table.communities.len());
        if let Some(zone) = self.table.zones.iter().find(|z| z.community as usize >= communities) {
            let cause =
                format!("zone {:?} has community {}, expected less than {communities}", zone.code, zone.community);
            return Err(SnapshotError::Table { cause });
        }
        match self.index.largest_id() {
            Some(id) if id as usize >= zones => Err(SnapshotError::Table {
                cause: format!("got shapes of zone {id}, expected less than {zones} zones"),
            }),
            _ => Ok(()),
        }
    }
}

/// The first `count` bytes and the rest; `before` bytes came earlier.
fn split(bytes: &[u8], count: u64, before: usize) -> Result<(&[u8], &[u8]), SnapshotError> {
    let (got, expected) = ((before + bytes.len()) as u64, count.saturating_add(before as u64));
    let parts = usize::try_from(count).ok().and_then(|count| bytes.split_at_checked(count));
    parts.ok_or(SnapshotError::Length { got, expected })
}
