//! An effect of the session -> `Effect` of `types`.

use onegrid::Lang;
use onegrid::session::{Acceptance, BrokenRule, Effect, Session, UnitKey, Worth, ZoneEffect};
use onegrid::zones::{Strictness, Why};
use serde::Serialize;

/// `Effect` of `types`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EffectView {
    edit: String,
    zones: Vec<ZoneEffectView>,
    gone: Vec<Violation>,
    new: Vec<Violation>,
    before: Worth,
    after: Worth,
    communities: Vec<String>,
    units_moved: u32,
    moved: Vec<UnitKey>,
    shapes_changed: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    units_changed: bool,
    note_sentences: Vec<String>,
    undo_depth: usize,
    redo_depth: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    undo_title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    redo_title: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct ZoneEffectView {
    key: u32,
    change: onegrid::session::ZoneChange,
    code: String,
    households_before: u64,
    households_after: u64,
    size_before: u64,
    size_after: u64,
    shape_changed: bool,
}

/// `Violation` of `types`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Violation {
    rule: String,
    strictness: Strictness,
    #[serde(skip_serializing_if = "Option::is_none")]
    zone: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    community: String,
    community_key: String,
    place: [f64; 2],
    measured: f64,
    limit: f64,
    sentence: String,
    citation: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    standing: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    accepted: Option<Accepted>,
}

/// `Accepted` of `types`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Accepted {
    who: String,
    when: String,
    why: String,
}

impl EffectView {
    pub(crate) fn new(session: &Session, effect: Effect, lang: Lang) -> Self {
        let violations = |of: &[BrokenRule]| of.iter().map(|b| Violation::new(session, b, lang)).collect();
        let list = &session.grid().communities().list;
        Self {
            gone: violations(&effect.gone),
            new: violations(&effect.new),
            zones: effect.zones.iter().map(ZoneEffectView::new).collect(),
            communities: effect.communities.iter().map(|&c| list[c as usize].key.clone()).collect(),
            note_sentences: effect.notes.iter().map(|note| note.sentence(lang)).collect(),
            edit: effect.edit,
            before: effect.before,
            after: effect.after,
            units_moved: effect.units_moved,
            moved: effect.moved,
            shapes_changed: effect.shapes_changed,
            units_changed: effect.units_changed,
            undo_depth: session.undo_titles(lang).len(),
            redo_depth: session.redo_titles(lang).len(),
            undo_title: session.undo_titles(lang).last().map(str::to_owned),
            redo_title: session.redo_titles(lang).next().map(str::to_owned),
        }
    }
}

impl ZoneEffectView {
    fn new(zone: &ZoneEffect) -> Self {
        Self {
            key: zone.key.0,
            change: zone.change,
            code: zone.code.clone(),
            households_before: zone.households_before,
            households_after: zone.households_after,
            size_before: zone.size_before,
            size_after: zone.size_after,
            shape_changed: zone.shape_changed,
        }
    }
}

impl Violation {
    pub(crate) fn new(session: &Session, broken: &BrokenRule, lang: Lang) -> Self {
        let community = &session.grid().communities().list[broken.community as usize];
        Self {
            rule: broken.rule.clone(),
            strictness: broken.strictness,
            zone: broken.zone.map(|key| key.0),
            code: broken.code.clone(),
            community: community.label().to_owned(),
            community_key: community.key.clone(),
            place: [broken.x_deg, broken.y_deg],
            measured: broken.measured,
            limit: broken.limit,
            sentence: broken.sentence(lang).to_owned(),
            citation: broken.source.text(lang).to_owned(),
            why: None,
            standing: None,
            accepted: None,
        }
    }

    /// With why it is so, and who accepted it.
    pub(crate) fn told(session: &Session, broken: &BrokenRule, by: Option<Acceptance>, lang: Lang) -> Self {
        let why = session.why_broken(broken);
        let standing = why.map(|why| match why {
            Why::Infeasible { .. } if why.is_about_units() => "units",
            Why::Infeasible { .. } | Why::EstateAboveMax { .. } => "unavoidable",
            Why::Unproven { .. } => "unproven",
            Why::ByHand | Why::EstateApart { .. } => "avoidable",
        });
        Self {
            why: why.map(|why| session.why_sentence(broken, why, lang)),
            standing,
            accepted: by.map(|Acceptance { who, when, why, .. }| Accepted { who, when, why }),
            ..Self::new(session, broken, lang)
        }
    }
}
