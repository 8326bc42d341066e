//! What an edit changed: small enough to cross into a page, complete enough to redraw it.

use onegrid_zones::{Lang, Mark, Measure, Source, Strictness};
use serde::{Deserialize, Serialize};

use super::edit::{UnitKey, ZoneKey};

/// What an edit changed, would change, or what undoing it changed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Effect {
    /// [`Edit::kind`](super::Edit::kind) of the edit.
    pub edit: String,
    /// Zones that are new, gone or otherwise, by key.
    pub zones: Vec<ZoneEffect>,
    /// Broken rules that hold now, or are broken otherwise.
    pub gone: Vec<BrokenRule>,
    /// Rules that are broken now and were not, or otherwise.
    pub new: Vec<BrokenRule>,
    /// What the plan was worth.
    pub before: Worth,
    /// What it is worth.
    pub after: Worth,
    /// Positions of the communities touched, rising.
    pub communities: Vec<u32>,
    /// Number of units that changed their zone.
    pub units_moved: u32,
    /// These units.
    pub moved: Vec<UnitKey>,
    /// Whether any zone has another shape.
    pub shapes_changed: bool,
    /// Whether the units and faces are other ones now, with other numbers: a line cut some, or that was undone.
    #[serde(default)]
    pub units_changed: bool,
    /// What the planner should know.
    pub notes: Vec<EffectNote>,
}

/// A zone before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZoneEffect {
    /// The zone.
    pub key: ZoneKey,
    /// What became of it.
    pub change: ZoneChange,
    /// Its code, the last one where it is gone.
    pub code: String,
    /// Households before; 0 for a new zone.
    pub households_before: u64,
    /// Households after; 0 for a zone that is gone.
    pub households_after: u64,
    /// What the bounds measure, before.
    pub size_before: u64,
    /// What the bounds measure, after.
    pub size_after: u64,
    /// Whether it lost or won units.
    pub shape_changed: bool,
}

/// What became of a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ZoneChange {
    /// It is another one than before.
    Changed,
    /// There was none.
    New,
    /// There is none any more.
    Removed,
}

/// A rule that does not hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BrokenRule {
    /// Stable id of the rule.
    pub rule: String,
    /// Whether it must hold.
    pub strictness: Strictness,
    /// Position of the community.
    pub community: u32,
    /// The zone; none where several zones or the whole community break it.
    pub zone: Option<ZoneKey>,
    /// Code of the zone.
    pub code: Option<String>,
    /// Longitude of the place in degrees.
    pub x_deg: f64,
    /// Latitude of the place in degrees.
    pub y_deg: f64,
    /// What was measured, in the unit that the sentences name.
    pub measured: f64,
    /// What is allowed, in the same unit.
    pub limit: f64,
    /// What is wrong, in Chinese, without the place.
    pub zh: String,
    /// What is wrong, in English, without the place.
    pub en: String,
    /// Who says so.
    pub source: Source,
}

impl BrokenRule {
    /// What is wrong, without the place.
    pub fn sentence(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }

    /// How far the measured amount is from what is allowed.
    pub(crate) fn miss(&self) -> f64 {
        (self.measured - self.limit).abs()
    }
}

/// What a plan is worth: fewer hard rules broken is better, then less excess, then a lower objective.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Worth {
    /// Hard rules broken.
    pub hard: u64,
    /// How far: shares of the limits, parts too many, metres across lines.
    pub excess: f64,
    /// The weighted objective.
    pub objective: f64,
}

impl From<Mark> for Worth {
    fn from(mark: Mark) -> Self {
        Self { hard: mark.hard, excess: mark.excess, objective: mark.objective }
    }
}

/// What a planner should know about an edit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "note", rename_all = "kebab-case")]
pub enum EffectNote {
    /// A line runs through units; they are not cut but go where their larger part lies.
    UnitsCrossed {
        /// Number of units.
        units: u32,
        /// Area in m2 that lies on the other side of the line than its unit went to.
        beyond_m2: f64,
    },
    /// A line cut units. Their pieces have what they had.
    UnitsCut {
        /// Number of units.
        units: u32,
        /// Length of what was drawn into the grid, in m; 0 where arcs of the grid part the units.
        length_m: f64,
        /// Households that are shared out among pieces by area, because they are known per cell only.
        estimated: u64,
    },
    /// However a zone is divided, not both parts keep the least size.
    HalvesTooSmall {
        /// What the bounds measure of the zone.
        size: u64,
        /// What two zones need at least.
        needed: u64,
        /// What sizes are.
        measure: Measure,
    },
    /// The outline of an exclusive zone follows units, not the polygon that was drawn.
    PolygonFit {
        /// Area of the polygon in the grid, in m2.
        drawn_m2: f64,
        /// Area of the zone in m2.
        taken_m2: f64,
        /// Area of the zone inside the polygon, in m2.
        shared_m2: f64,
    },
}

impl EffectNote {
    /// One sentence for a planner.
    pub fn sentence(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::UnitsCrossed { units, beyond_m2 }, Lang::Zh) => {
                format!("划线穿过 {units} 个单元,单元不切开,按较大部分归属({beyond_m2:.0} m² 在线的另一侧)")
            }
            (Self::UnitsCrossed { units, beyond_m2 }, Lang::En) => format!(
                "the line runs through {units} unit(s), which are not cut but go where their larger part lies ({beyond_m2:.0} m2 beyond the line)"
            ),
            (Self::UnitsCut { units, length_m, estimated: 0 }, Lang::Zh) => {
                format!("划线切开 {units} 个单元,新增界线 {length_m:.0} m")
            }
            (Self::UnitsCut { units, length_m, estimated: 0 }, Lang::En) => {
                format!("the line cuts {units} unit(s) along {length_m:.0} m of new border")
            }
            (Self::UnitsCut { units, length_m, estimated }, Lang::Zh) => {
                format!("划线切开 {units} 个单元,新增界线 {length_m:.0} m;其中 {estimated} 户按面积估算,须实地核实")
            }
            (Self::UnitsCut { units, length_m, estimated }, Lang::En) => format!(
                "the line cuts {units} unit(s) along {length_m:.0} m of new border; {estimated} household(s) are shared out by area and have to be verified on site"
            ),
            (&Self::HalvesTooSmall { size, needed, measure }, _) => {
                let [size, needed] = [size, needed].map(|amount| measure.amount(amount, lang));
                match lang {
                    Lang::Zh => format!("共 {size},两个网格至少需要 {needed}:任何拆分都有一部分低于下限"),
                    Lang::En => format!(
                        "{size} in all, two zones need {needed}: however divided, one part is below the minimum"
                    ),
                }
            }
            (Self::PolygonFit { drawn_m2, taken_m2, shared_m2 }, Lang::Zh) => {
                format!("专属网格由完整单元组成:{taken_m2:.0} m²,所绘范围 {drawn_m2:.0} m²,重合 {shared_m2:.0} m²")
            }
            (Self::PolygonFit { drawn_m2, taken_m2, shared_m2 }, Lang::En) => format!(
                "the zone is made of whole units: {taken_m2:.0} m2, drawn {drawn_m2:.0} m2, in common {shared_m2:.0} m2"
            ),
        }
    }
}
