//! Zones and communities as lists.

use onegrid::session::{Session, ZoneKey, ZoneLine};
use onegrid::{Lang, PolicyMeasure, ZoneClass};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::Engine;
use crate::problem::Problem;
use crate::value::{language, to_js};

/// `ZoneRow` of `types`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ZoneRow {
    key: u32,
    code: String,
    name: String,
    community: String,
    community_key: String,
    households: u64,
    area_m2: f64,
    size: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    bounds: Option<SizeBounds>,
    state: &'static str,
    class: ZoneClass,
    #[serde(skip_serializing_if = "Option::is_none")]
    class_name: Option<String>,
    is_locked: bool,
    is_edited: bool,
    kept_share: f64,
    place: [f64; 2],
}

/// `SizeBounds` of `types`.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct SizeBounds {
    measure: &'static str,
    min: u64,
    max: u64,
    target: u64,
}

/// `CommunityRow` of `types`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct CommunityRow {
    key: String,
    name: String,
    code: String,
    households: u64,
    zones: u32,
}

impl ZoneRow {
    pub(crate) fn new(session: &Session, line: ZoneLine) -> Self {
        let community = &session.grid().communities().list[line.zone.community as usize];
        let state = state(line.zone.class, line.is_broken);
        Self {
            key: line.zone.key.0,
            code: line.zone.code,
            name: line.name,
            community: community.label().to_owned(),
            community_key: community.key.clone(),
            households: line.zone.households,
            area_m2: line.area_m2,
            size: line.zone.size,
            bounds: line.bounds.map(|(measure, bounds)| SizeBounds {
                measure: if measure == PolicyMeasure::AreaM2 { "areaM2" } else { "households" },
                min: bounds.min,
                max: bounds.max,
                target: bounds.target,
            }),
            state,
            class: line.zone.class,
            class_name: line.class_name,
            is_locked: line.zone.is_locked,
            is_edited: line.is_edited,
            kept_share: line.kept_share,
            place: [line.place.0, line.place.1],
        }
    }
}

/// `ZoneState` of `types`.
pub(crate) fn state(class: ZoneClass, is_broken: bool) -> &'static str {
    match class {
        _ if is_broken => "broken",
        ZoneClass::Exclusive => "exempt",
        ZoneClass::General => "kept",
    }
}

#[wasm_bindgen]
impl Engine {
    /// Every zone in one line, ordered by code.
    ///
    /// # Errors
    /// `engine.not_merged`, `engine.unknown_language`.
    #[wasm_bindgen(unchecked_return_type = "ZoneRow[]")]
    pub fn rows(&self, #[wasm_bindgen(unchecked_param_type = "Lang")] lang: &str) -> Result<JsValue, JsValue> {
        let mut rows = self.rows_of(None, language(lang)?)?;
        rows.sort_by(|a, b| a.code.cmp(&b.code));
        to_js(&rows)
    }

    /// Some zones in one line each, or all, ordered by key; keys that are not in use have none.
    ///
    /// # Errors
    /// As for [`Engine::rows`].
    #[wasm_bindgen(js_name = zoneRows, unchecked_return_type = "ZoneRow[]")]
    pub fn zone_rows(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Lang")] lang: &str,
        keys: Option<Vec<u32>>,
    ) -> Result<JsValue, JsValue> {
        to_js(&self.rows_of(keys.as_deref(), language(lang)?)?)
    }

    /// The communities, by key.
    ///
    /// # Errors
    /// As for [`Engine::rows`].
    #[wasm_bindgen(unchecked_return_type = "CommunityRow[]")]
    pub fn communities(&self, #[wasm_bindgen(unchecked_param_type = "Lang")] lang: &str) -> Result<JsValue, JsValue> {
        language(lang)?;
        to_js(&self.community_rows()?)
    }
}

impl Engine {
    pub(crate) fn rows_of(&self, keys: Option<&[u32]>, lang: Lang) -> Result<Vec<ZoneRow>, Problem> {
        let session = self.session()?;
        let row = |key| session.zone_line(key, lang).map(|line| ZoneRow::new(session, line));
        Ok(match keys {
            Some(keys) => keys.iter().filter_map(|&key| row(ZoneKey(key))).collect(),
            None => session.zones().filter_map(|zone| row(zone.key)).collect(),
        })
    }

    pub(crate) fn community_rows(&self) -> Result<Vec<CommunityRow>, Problem> {
        let session = self.session()?;
        let list = &session.grid().communities().list;
        let mut rows: Vec<CommunityRow> = list
            .iter()
            .map(|community| CommunityRow {
                key: community.key.clone(),
                name: community.label().to_owned(),
                code: community.code.clone(),
                households: 0,
                zones: 0,
            })
            .collect();
        for zone in session.zones() {
            let row = &mut rows[zone.community as usize];
            row.households += zone.households;
            row.zones += 1;
        }
        Ok(rows)
    }
}
