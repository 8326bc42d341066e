//! Why an edit is refused; then nothing has changed.

use onegrid_planar::OverlayError;
use onegrid_zones::Lang;

use super::edit::{UnitKey, ZoneKey};
use super::effect::BrokenRule;
use crate::error::{Error, LonLat};

/// Why an edit is refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EditError {
    /// There is no such zone, or no more. Take a key that [`Session::zones`](super::Session::zones) has.
    #[error("there is no zone with key {}", zone.0)]
    UnknownZone {
        /// The key.
        zone: ZoneKey,
    },
    /// There is no such unit: it is of another project.
    #[error("there is no unit with key {unit}")]
    UnknownUnit {
        /// The key.
        unit: UnitKey,
    },
    /// There is no such community.
    #[error("there is no community with key {community:?}; nearest is {nearest:?}")]
    UnknownCommunity {
        /// The key.
        community: String,
        /// A key that exists.
        nearest: String,
    },
    /// There is no such barrier.
    #[error("there is no barrier {barrier}, expected one below {known}")]
    UnknownBarrier {
        /// Its position.
        barrier: u32,
        /// Number of barriers.
        known: usize,
    },
    /// A locked zone would lose or win units, its class or its code. Unlock it first.
    #[error("zone {code} is locked; unlock it first")]
    Locked {
        /// Code of the zone.
        code: String,
    },
    /// Units of two communities would be in one zone. This is never allowed.
    #[error("{} would have ground of communities {first:?} and {second:?}, expected one community", named(code))]
    CrossesCommunity {
        /// Code of the zone; empty for a new one.
        code: String,
        /// Name of a community.
        first: String,
        /// Name of another one.
        second: String,
    },
    /// A zone would fall into parts that do not touch. The policy may allow it: `[editing] on_disconnected`.
    #[error("zone {code} would have {parts} parts that do not touch, expected 1")]
    Disconnects {
        /// Code of the zone.
        code: String,
        /// Number of parts.
        parts: u32,
    },
    /// A hard rule would be broken, and the policy says `[editing] on_hard = "refuse"`.
    #[error("rule {} would be broken: {}", broken.rule, broken.en)]
    BreaksRule {
        /// What would be broken.
        broken: Box<BrokenRule>,
    },
    /// The plan is so already.
    #[error("the plan is so already: there is nothing to change")]
    Nothing,
    /// Fewer zones than the edit needs.
    #[error("got {got} different zones, expected at least {expected}")]
    TooFewZones {
        /// Zones given.
        got: usize,
        /// Zones needed.
        expected: usize,
    },
    /// The zone has no two connected halves: it is one unit, or its parts do not touch.
    #[error("zone {code} cannot be halved: it has {units} unit(s), expected at least 2 that touch")]
    NoHalves {
        /// Code of the zone.
        code: String,
        /// Its units.
        units: usize,
    },
    /// The line does not cross the ground from side to side. Draw it from beyond one border to beyond
    /// another.
    #[error("the line does not divide the ground: got {sides} side with ground, expected 2")]
    LineMisses {
        /// Sides found: 0 or 1.
        sides: u32,
    },
    /// Every unit has its larger part on the same side of the line, and units are not cut. Draw the
    /// line farther inside.
    #[error("all {units} units lie mostly on one side of the line, expected some on each")]
    LineBesideUnits {
        /// Units of the ground.
        units: usize,
    },
    /// Units lie across the barrier, so that most of the new border would not follow it. Draw a line.
    #[error("only {along_m:.0} m of the {border_m:.0} m of the new border would follow the barrier, expected half")]
    BarrierLeft {
        /// Length along the barrier in m.
        along_m: f64,
        /// Length of the whole border in m.
        border_m: f64,
    },
    /// The line branches, so that it has no two sides. Draw one without branches.
    #[error("the line has branches, expected one with two sides")]
    LineBranches,
    /// The line crosses or touches itself, so that its sides are not clear. Draw it without loops.
    #[error("the line crosses itself at ({}, {}), expected one without loops", place.0, place.1)]
    LineCrossesItself {
        /// Where.
        place: LonLat,
    },
    /// A line or polygon has too few or too many points.
    #[error("got {got} points, expected {least} to {most}")]
    PointCount {
        /// Points given.
        got: usize,
        /// Fewest.
        least: usize,
        /// Most.
        most: usize,
    },
    /// A coordinate is no longitude and latitude.
    #[error("point {at} is ({}, {}), expected longitude within ±180 and latitude within ±90 degrees", place.0, place.1)]
    BadPoint {
        /// Position of the point.
        at: usize,
        /// The point.
        place: LonLat,
    },
    /// A brush or a snapping distance is no usable length.
    #[error("got a reach of {radius_m} m, expected 0 to {most_m} m")]
    BadReach {
        /// The length in m.
        radius_m: f64,
        /// The longest in m.
        most_m: f64,
    },
    /// No unit lies mostly inside the polygon. Draw a larger one.
    #[error("no unit lies mostly inside the polygon; expected at least 1")]
    NothingInside,
    /// A name is too long or has characters that cannot be printed.
    #[error("got a name of {characters} characters, expected 1 to {most} without control characters")]
    BadName {
        /// Its length in characters.
        characters: usize,
        /// Most characters.
        most: usize,
    },
    /// A code is not made as the policy says.
    #[error("got the code {code:?}, expected one of community {community} that the policy makes, such as {example}")]
    BadCode {
        /// The code.
        code: String,
        /// Code of the community.
        community: String,
        /// A code that would do.
        example: String,
    },
    /// The code was withdrawn by an earlier grid, and codes are never used again.
    #[error("the code {code} was withdrawn, expected one that was never used")]
    CodeWithdrawn {
        /// The code.
        code: String,
    },
    /// Another zone has the code.
    #[error("the code {code} belongs to another zone (key {})", zone.0)]
    CodeTaken {
        /// The code.
        code: String,
        /// The zone that has it.
        zone: ZoneKey,
    },
    /// A community has no code left for a new zone.
    #[error("community {community:?} has no code left, {limit} is the last number")]
    NoCodeLeft {
        /// Name of the community.
        community: String,
        /// Largest number.
        limit: u32,
    },
    /// Codes of the zones would not fit the policy any more. Start from a merge under that policy.
    #[error("the policy makes codes like {got}, expected the template of the start, which makes {expected}")]
    OtherCodes {
        /// A code of the policy.
        got: String,
        /// A code of the start.
        expected: String,
    },
    /// No rule is broken there, or no more: there is nothing to accept.
    #[error("rule {rule} is not broken there")]
    NotBroken {
        /// The rule.
        rule: String,
    },
    /// What is accepted has to be accepted for a reason. Say it in `why`.
    #[error("a broken rule is accepted for a reason, got none in `why`")]
    NoReason,
    /// The policy cannot be used with this project, or the units cannot be solved under it.
    #[error("the rules cannot be used: {0}")]
    Rules(Box<Error>),
    /// The line or polygon cannot be overlaid: too wide, too dense.
    #[error("the line cannot be used: {0}")]
    Overlay(#[from] OverlayError),
}

impl EditError {
    /// Stable code of the error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownZone { .. } => "edit.unknown_zone",
            Self::UnknownUnit { .. } => "edit.unknown_unit",
            Self::UnknownCommunity { .. } => "edit.unknown_community",
            Self::UnknownBarrier { .. } => "edit.unknown_barrier",
            Self::Locked { .. } => "edit.locked",
            Self::CrossesCommunity { .. } => "edit.crosses_community",
            Self::Disconnects { .. } => "edit.disconnects",
            Self::BreaksRule { .. } => "edit.breaks_rule",
            Self::Nothing => "edit.nothing",
            Self::TooFewZones { .. } => "edit.too_few_zones",
            Self::NoHalves { .. } => "edit.no_halves",
            Self::LineMisses { .. } => "edit.line_misses",
            Self::LineBesideUnits { .. } => "edit.line_beside_units",
            Self::BarrierLeft { .. } => "edit.barrier_left",
            Self::LineBranches => "edit.line_branches",
            Self::LineCrossesItself { .. } => "edit.line_crosses_itself",
            Self::PointCount { .. } => "edit.point_count",
            Self::BadPoint { .. } => "edit.bad_point",
            Self::BadReach { .. } => "edit.bad_reach",
            Self::NothingInside => "edit.nothing_inside",
            Self::BadName { .. } => "edit.bad_name",
            Self::BadCode { .. } => "edit.bad_code",
            Self::CodeWithdrawn { .. } => "edit.code_withdrawn",
            Self::CodeTaken { .. } => "edit.code_taken",
            Self::NoCodeLeft { .. } => "edit.no_code_left",
            Self::OtherCodes { .. } => "edit.other_codes",
            Self::NotBroken { .. } => "edit.not_broken",
            Self::NoReason => "edit.no_reason",
            Self::Rules(_) => "edit.rules",
            Self::Overlay(_) => "edit.overlay",
        }
    }

    /// Where on the map the reason lies, if it has a place.
    pub fn place(&self) -> Option<LonLat> {
        match self {
            Self::BreaksRule { broken } => Some((broken.x_deg, broken.y_deg)),
            Self::Rules(error) => error.place(),
            Self::LineCrossesItself { place } => Some(*place),
            Self::Overlay(error) => error.place().map(|p| (p.lon_deg(), p.lat_deg())),
            _ => None,
        }
    }

    /// One sentence for a planner: why, and what to do.
    pub fn sentence(&self, lang: Lang) -> String {
        match lang {
            Lang::En => self.to_string(),
            Lang::Zh => self.zh(),
        }
    }

    fn zh(&self) -> String {
        match self {
            Self::UnknownZone { zone } => format!("没有键为 {} 的网格", zone.0),
            Self::UnknownUnit { unit } => format!("没有键为 {unit} 的单元"),
            Self::UnknownCommunity { community, nearest } => format!("没有社区“{community}”,最接近的是“{nearest}”"),
            Self::UnknownBarrier { barrier, known } => format!("没有第 {barrier} 条界线,应小于 {known}"),
            Self::Locked { code } => format!("网格 {code} 已锁定,请先解锁"),
            Self::CrossesCommunity { code, first, second } => {
                let zone = if code.is_empty() { "新网格".to_owned() } else { format!("网格 {code} ") };
                format!("{zone}将跨社区“{first}”和“{second}”,网格不得跨社区")
            }
            Self::Disconnects { code, parts } => format!("网格 {code} 将分成 {parts} 个互不相连的部分,应为 1 个"),
            Self::BreaksRule { broken } => format!("规则不允许:{}", broken.zh),
            Self::Nothing => "方案已是如此,无需修改".into(),
            Self::TooFewZones { got, expected } => format!("只有 {got} 个不同的网格,至少需要 {expected} 个"),
            Self::NoHalves { code, units } => {
                format!("网格 {code} 无法对半拆分:共 {units} 个单元,至少需要 2 个相连的单元")
            }
            Self::LineMisses { .. } => "划线没有把范围分成两部分,请从一侧边界外画到另一侧边界外".into(),
            Self::LineBesideUnits { units } => {
                format!("全部 {units} 个单元的大部分都在线的同一侧,单元不切开,请把线画得更靠内")
            }
            Self::BarrierLeft { along_m, border_m } => {
                format!("单元跨越该界线,新边界 {border_m:.0} m 中仅 {along_m:.0} m 沿界线,应至少一半")
            }
            Self::LineBranches => "划线有分叉,分不出两侧".into(),
            Self::LineCrossesItself { place } => {
                format!("划线在 ({}, {}) 处与自身相交,请不要画成环", place.0, place.1)
            }
            Self::PointCount { got, least, most } => format!("有 {got} 个点,应为 {least} 至 {most} 个"),
            Self::BadPoint { at, place } => {
                format!("第 {at} 个点为 ({}, {}),经度应在 ±180、纬度应在 ±90 度以内", place.0, place.1)
            }
            Self::BadReach { radius_m, most_m } => format!("距离为 {radius_m} m,应为 0 至 {most_m} m"),
            Self::NothingInside => "所绘范围内没有以大部分面积落入的单元,请画大一些".into(),
            Self::BadName { characters, most } => {
                format!("名称有 {characters} 个字符,应为 1 至 {most} 个且不含控制字符")
            }
            Self::BadCode { code, community, example } => {
                format!("编码“{code}”不合规则,应为社区 {community} 的编码,如 {example}")
            }
            Self::CodeWithdrawn { code } => format!("编码 {code} 已废止,编码不得重复使用"),
            Self::CodeTaken { code, .. } => format!("编码 {code} 已被另一网格使用"),
            Self::NoCodeLeft { community, limit } => format!("社区“{community}”没有剩余编码,最大序号为 {limit}"),
            Self::OtherCodes { got, expected } => format!("该规则的编码形如 {got},应与开始时一样形如 {expected}"),
            Self::NotBroken { rule } => format!("此处没有违反规则 {rule},无需接受"),
            Self::NoReason => "接受未满足的规则须写明理由".into(),
            Self::Rules(error) => format!("规则无法使用:{error}"),
            Self::Overlay(error) => format!("划线无法使用:{error}"),
        }
    }
}

/// A zone in a sentence; a new one has no code yet.
fn named(code: &str) -> String {
    if code.is_empty() { "the new zone".to_owned() } else { format!("zone {code}") }
}
