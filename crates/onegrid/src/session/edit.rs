//! What a planner does to a plan, in one tagged union: for the page, for undoing, for save files and
//! for tests.
//!
//! # Names
//! A zone is named by a [`ZoneKey`], a number of the session that is never used again: codes may be
//! changed and positions shift. A unit is named by a [`UnitKey`], a hash of where its ground lies, so
//! that the same input gives the same keys. Communities are named by their keys.

use std::fmt;

use onegrid_zones::{Lang, ZoneClass};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::LonLat;
use crate::policy::Policy;

/// A zone of a session. The zones at the start are numbered from 1 in the order of their codes, new
/// ones go on from there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ZoneKey(pub u32);

/// A unit: 64 bits hashed from its community and the places and areas of its faces. Written as 16
/// hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitKey(pub u64);

impl fmt::Display for UnitKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl Serialize for UnitKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for UnitKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let is_hex = text.len() == 16 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let key = u64::from_str_radix(&text, 16).ok().filter(|_| is_hex);
        key.map(Self).ok_or_else(|| {
            serde::de::Error::custom(format!("got the unit key {text:?}, expected 16 hexadecimal digits 0-9a-f"))
        })
    }
}

/// One reversible act.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Edit {
    /// Puts units into a zone: one, a brush stroke, a lasso.
    Reassign {
        /// The units; those that are there already stay.
        units: Vec<UnitKey>,
        /// Their zone; none makes a new one of them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<ZoneKey>,
    },
    /// Makes one zone of several. The largest keeps its code.
    MergeZones {
        /// The zones.
        zones: Vec<ZoneKey>,
    },
    /// Makes two connected zones of one. The larger half keeps the code.
    SplitZone {
        /// The zone.
        zone: ZoneKey,
        /// How.
        by: SplitBy,
        /// Whether a line or barrier cuts units; else they go where their larger part lies.
        #[serde(default = "yes")]
        cut: bool,
    },
    /// Gives two zones a new common border: what lies on either side goes to the zone that has more
    /// ground there now. No gap can come about.
    RedrawBorder {
        /// The two zones.
        between: [ZoneKey; 2],
        /// The border: longitudes and latitudes in degrees. It has to cross both zones from side to side.
        line: Vec<LonLat>,
        /// Whether the line cuts units; else they go where their larger part lies.
        #[serde(default = "yes")]
        cut: bool,
    },
    /// Makes an exclusive zone (专属网格) of what lies inside a polygon. The effect tells how well it fits:
    /// the zone keeps to one community.
    CreateExclusive {
        /// Outline: longitudes and latitudes in degrees.
        polygon: Vec<LonLat>,
        /// Name for people.
        name: String,
        /// What it is: campus, park.
        class: String,
        /// Whether the polygon cuts units; else the zone is made of those that lie mostly inside.
        #[serde(default = "yes")]
        cut: bool,
    },
    /// Keeps zones as they are: no edit takes units from them or gives them any.
    Lock {
        /// The zones.
        zones: Vec<ZoneKey>,
    },
    /// Ends [`Edit::Lock`].
    Unlock {
        /// The zones.
        zones: Vec<ZoneKey>,
    },
    /// Names a zone for people.
    Rename {
        /// The zone.
        zone: ZoneKey,
        /// The name; empty for the number in the community (第三网格).
        name: String,
    },
    /// Says whether a zone is an ordinary one or exempt from the bounds.
    SetClass {
        /// The zone.
        zone: ZoneKey,
        /// The class.
        class: ZoneClass,
    },
    /// Gives a zone a code.
    SetCode {
        /// The zone.
        zone: ZoneKey,
        /// The community's code with a sequence number that no other zone has.
        code: String,
    },
    /// Other rules for the same units and zones.
    SetPolicy {
        /// The rules.
        #[serde(deserialize_with = "policy")]
        policy: Box<Policy>,
    },
    /// Divides communities anew. Locked and exclusive zones stay.
    Resolve {
        /// Keys of the communities.
        communities: Vec<String>,
    },
    /// Numbers the zones of communities from west to east and north to south.
    Renumber {
        /// Keys of the communities.
        communities: Vec<String>,
    },
    /// Says that broken rules are known and accepted; the [`Entry`](super::Entry) has to say why. Nothing on the
    /// ground changes, and the rules stay broken.
    Accept {
        /// Which.
        broken: Vec<Broken>,
    },
    /// Ends [`Edit::Accept`].
    Reopen {
        /// Which.
        broken: Vec<Broken>,
    },
}

/// Which broken rule is meant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Broken {
    /// Stable id of the rule.
    pub rule: String,
    /// Key of the community.
    pub community: String,
    /// The zone; none where several zones or the whole community break the rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<ZoneKey>,
    /// Longitude and latitude in degrees: they tell apart what breaks one rule without a zone.
    pub place: LonLat,
    /// What was measured, as [`BrokenRule::measured`](super::BrokenRule::measured) said: what is farther off later
    /// is not accepted.
    pub measured: f64,
}

/// How a zone is split.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SplitBy {
    /// Along a drawn line (longitudes and latitudes in degrees) that crosses the zone from side to
    /// side.
    Line(Vec<LonLat>),
    /// Into halves as even as the units allow.
    Balanced,
    /// Along a barrier: its position in [`Grid::barriers`](crate::Grid::barriers).
    Barrier(u32),
}

/// A policy by way of JSON, as policies are read everywhere; where it is wrong is told.
fn policy<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Box<Policy>, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    let policy = serde_path_to_error::deserialize(value);
    policy.map_err(|e| serde::de::Error::custom(format!("policy.{}: {}", e.path(), e.inner())))
}

/// Lines cut units unless an edit says otherwise.
fn yes() -> bool {
    true
}

impl Edit {
    /// Stable name of the kind of edit, as in save files.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Reassign { .. } => "reassign",
            Self::MergeZones { .. } => "merge-zones",
            Self::SplitZone { .. } => "split-zone",
            Self::RedrawBorder { .. } => "redraw-border",
            Self::CreateExclusive { .. } => "create-exclusive",
            Self::Lock { .. } => "lock",
            Self::Unlock { .. } => "unlock",
            Self::Rename { .. } => "rename",
            Self::SetClass { .. } => "set-class",
            Self::SetCode { .. } => "set-code",
            Self::SetPolicy { .. } => "set-policy",
            Self::Resolve { .. } => "resolve",
            Self::Renumber { .. } => "renumber",
            Self::Accept { .. } => "accept",
            Self::Reopen { .. } => "reopen",
        }
    }

    /// What the edit does, for the list of what can be undone. `code` gives the code of a zone.
    pub(crate) fn title(&self, lang: Lang, code: &dyn Fn(ZoneKey) -> String) -> String {
        let list = |zones: &[ZoneKey]| zones.iter().map(|&z| code(z)).collect::<Vec<_>>().join("、");
        let words = |zh: String, en: String| if lang == Lang::Zh { zh } else { en };
        let names = |list: &[String]| list.join("、");
        match self {
            Self::Reassign { units, to: Some(zone) } => {
                let (n, zone) = (units.len(), code(*zone));
                words(format!("将 {n} 个单元划入网格 {zone}"), format!("put {n} unit(s) into zone {zone}"))
            }
            Self::Reassign { units, to: None } => {
                let n = units.len();
                words(format!("将 {n} 个单元设为新网格"), format!("make {n} unit(s) a new zone"))
            }
            Self::MergeZones { zones } => {
                let zones = list(zones);
                words(format!("合并网格 {zones}"), format!("merge zones {zones}"))
            }
            Self::SplitZone { zone, .. } => {
                let zone = code(*zone);
                words(format!("拆分网格 {zone}"), format!("split zone {zone}"))
            }
            Self::RedrawBorder { between, .. } => {
                let zones = list(between);
                words(format!("重划网格 {zones} 的边界"), format!("redraw the border of zones {zones}"))
            }
            Self::CreateExclusive { name, .. } => {
                words(format!("设立专属网格 {name}"), format!("create the exclusive zone {name}"))
            }
            Self::Lock { zones } => {
                let zones = list(zones);
                words(format!("锁定网格 {zones}"), format!("lock zones {zones}"))
            }
            Self::Unlock { zones } => {
                let zones = list(zones);
                words(format!("解锁网格 {zones}"), format!("unlock zones {zones}"))
            }
            Self::Rename { zone, name } => {
                let zone = code(*zone);
                words(format!("网格 {zone} 更名为“{name}”"), format!("rename zone {zone} to {name:?}"))
            }
            Self::SetClass { zone, class } => {
                let zone = code(*zone);
                let (zh, en) = match class {
                    ZoneClass::General => ("综合网格", "general"),
                    ZoneClass::Exclusive => ("专属网格", "exclusive"),
                };
                words(format!("网格 {zone} 改为{zh}"), format!("make zone {zone} {en}"))
            }
            Self::SetCode { zone, code: new } => {
                let zone = code(*zone);
                words(format!("网格 {zone} 编码改为 {new}"), format!("give zone {zone} the code {new}"))
            }
            Self::SetPolicy { policy } => {
                words(format!("改用规则 {}", policy.name(lang)), format!("use the policy {}", policy.name(lang)))
            }
            Self::Resolve { communities } => {
                let names = names(communities);
                words(format!("重新划分社区 {names}"), format!("divide communities {names} anew"))
            }
            Self::Renumber { communities } => {
                let names = names(communities);
                words(format!("重排社区 {names} 的编码"), format!("number the zones of communities {names} anew"))
            }
            Self::Accept { broken } => {
                let of = breakers(broken, code);
                words(format!("接受未满足的规则:{of}"), format!("accept what is broken: {of}"))
            }
            Self::Reopen { broken } => {
                let of = breakers(broken, code);
                words(format!("不再接受未满足的规则:{of}"), format!("no longer accept what is broken: {of}"))
            }
        }
    }
}

/// Codes of zones, or keys of communities, that break rules; of many the first ones.
fn breakers(broken: &[Broken], code: &dyn Fn(ZoneKey) -> String) -> String {
    const NAMED: usize = 3;
    let name = |each: &Broken| each.zone.map_or_else(|| each.community.clone(), code);
    let names: Vec<String> = broken.iter().take(NAMED).map(name).collect();
    let left = broken.len().saturating_sub(NAMED);
    if left > 0 { format!("{} +{left}", names.join("、")) } else { names.join("、") }
}
