//! Everything about one zone or one cell.

use onegrid::session::{CellShare, ZoneKey};
use onegrid::{Lang, Role};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::Engine;
use crate::edit::HistoryEntry;
use crate::problem::Problem;
use crate::rows::ZoneRow;
use crate::value::{language, to_js};

/// `ZoneCard` of `types`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ZoneCard {
    #[serde(flatten)]
    row: ZoneRow,
    perimeter_m: f64,
    base_cells: Vec<BaseCell>,
    reasons: Vec<String>,
    violations: Vec<String>,
    alternatives: Vec<String>,
}

/// `Card` of `types`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Card {
    #[serde(flatten)]
    zone: ZoneCard,
    cells: Vec<LayerCells>,
    history: Vec<HistoryEntry>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct BaseCell {
    key: String,
    households: u64,
}

/// `LayerCells` of `types`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct LayerCells {
    layer: String,
    name: String,
    cells: Vec<CellShareView>,
}

/// `CellShare` of `types`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct CellShareView {
    key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    of_cell: f64,
    of_zone: f64,
    area_m2: f64,
    households: u64,
}

/// `CrosswalkRow` of `types`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CrosswalkRow {
    #[serde(skip_serializing_if = "Option::is_none")]
    zone: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    share: f64,
    area_share: f64,
    area_m2: f64,
    households: u64,
}

#[wasm_bindgen]
impl Engine {
    /// Everything about the zone with a code, and why it is what it is.
    ///
    /// # Errors
    /// `engine.not_merged`, `engine.unknown_language`, `plan.unknown_zone`.
    #[wasm_bindgen(unchecked_return_type = "ZoneCard")]
    pub fn explain(
        &mut self,
        code: &str,
        #[wasm_bindgen(unchecked_param_type = "Lang")] lang: &str,
    ) -> Result<JsValue, JsValue> {
        let lang = language(lang)?;
        let session = self.session_mut()?;
        let Some(key) = session.zone_with_code(code) else {
            // the plan knows the nearest code
            session.plan().and_then(|plan| plan.zone_by_code(code)).map_err(Problem::from)?;
            return Err(Problem::new("plan.unknown_zone", format!("no zone has the code {code}")).into());
        };
        to_js(&self.zone_card(key, lang)?)
    }

    /// Everything about a zone, with the cells of departments inside and the edits that touched it.
    ///
    /// # Errors
    /// `engine.not_merged`, `engine.unknown_language`, `edit.unknown_zone`.
    #[wasm_bindgen(unchecked_return_type = "Card")]
    pub fn card(
        &mut self,
        zone: u32,
        #[wasm_bindgen(unchecked_param_type = "Lang")] lang: &str,
    ) -> Result<JsValue, JsValue> {
        to_js(&self.full_card(ZoneKey(zone), language(lang)?)?)
    }

    /// By layer, the cells that have land in a zone.
    ///
    /// # Errors
    /// `engine.not_merged`.
    #[wasm_bindgen(js_name = zoneCells, unchecked_return_type = "LayerCells[]")]
    pub fn zone_cells(&self, zone: u32) -> Result<JsValue, JsValue> {
        to_js(&self.cells_of(ZoneKey(zone))?)
    }

    /// Keys of the cells of a layer at a longitude and latitude in degrees: none is a gap, several an
    /// overlap.
    ///
    /// # Errors
    /// `engine.not_merged`, `engine.unknown_layer`.
    #[wasm_bindgen(js_name = cellAt)]
    pub fn cell_at(&self, layer: &str, lon_deg: f64, lat_deg: f64) -> Result<Vec<String>, JsValue> {
        let at = self.layer(layer)?;
        let session = self.session()?;
        let cells = &session.grid().layers()[at].cells;
        let here = session.cells_at(at, (lon_deg, lat_deg));
        Ok(here.iter().map(|&cell| cells[cell as usize].key.clone()).collect())
    }

    /// The zones that a cell lies in.
    ///
    /// # Errors
    /// `engine.not_merged`, `engine.unknown_layer`, `engine.unknown_cell`.
    #[wasm_bindgen(js_name = crosswalkOf, unchecked_return_type = "CrosswalkRow[]")]
    pub fn crosswalk_of(&self, layer: &str, cell: &str) -> Result<JsValue, JsValue> {
        to_js(&self.crosswalk_rows(layer, cell)?)
    }
}

impl Engine {
    fn layer(&self, id: &str) -> Result<usize, Problem> {
        self.session()?.layer_with_id(id).ok_or_else(|| Problem::unknown_layer(id))
    }

    pub(crate) fn zone_card(&mut self, key: ZoneKey, lang: Lang) -> Result<ZoneCard, Problem> {
        let session = self.session_mut()?;
        let line = session.zone_line(key, lang);
        let line =
            line.ok_or_else(|| Problem::new("edit.unknown_zone", format!("there is no zone with key {}", key.0)))?;
        let perimeter_m = line.perimeter_m;
        let explanation = session.plan()?.explain_one(&line.zone.code, lang)?;
        let base_cells = session.base_cells_of(key).into_iter();
        Ok(ZoneCard {
            perimeter_m,
            base_cells: base_cells.map(|(key, households)| BaseCell { key, households }).collect(),
            reasons: explanation.reasons,
            violations: explanation.violations,
            alternatives: explanation.alternatives,
            row: ZoneRow::new(session, line),
        })
    }

    pub(crate) fn full_card(&mut self, key: ZoneKey, lang: Lang) -> Result<Card, Problem> {
        let card = self.zone_card(key, lang)?;
        let cells = self.cells_of(key)?;
        let [done, _] = self.session()?.history(lang);
        let touching = done.iter().rev().filter(|logged| logged.zones.contains(&key));
        Ok(Card { zone: card, cells, history: touching.map(HistoryEntry::new).collect() })
    }

    pub(crate) fn cells_of(&self, key: ZoneKey) -> Result<Vec<LayerCells>, Problem> {
        let session = self.session()?;
        let layers = session.grid().layers().iter().enumerate();
        let shown = layers.filter(|(_, layer)| matches!(layer.role, Role::Base | Role::Department));
        let cells = |at: usize, share: CellShare| {
            let cell = &session.grid().layers()[at].cells[share.cell as usize];
            CellShareView {
                key: cell.key.clone(),
                name: cell.name.clone(),
                of_cell: share.of_cell,
                of_zone: share.of_zone,
                area_m2: share.area_m2,
                households: share.households,
            }
        };
        let of_layer = |(at, layer): (usize, &onegrid::LayerInfo)| LayerCells {
            layer: layer.id.clone(),
            name: layer.name.clone(),
            cells: session.cells_in(key, at).into_iter().map(|share| cells(at, share)).collect(),
        };
        Ok(shown.map(of_layer).collect())
    }

    pub(crate) fn crosswalk_rows(&self, layer: &str, cell: &str) -> Result<Vec<CrosswalkRow>, Problem> {
        let at = self.layer(layer)?;
        let session = self.session()?;
        let cells = &session.grid().layers()[at].cells;
        let found = cells.iter().position(|each| each.key == cell).ok_or_else(|| {
            Problem::new("engine.unknown_cell", format!("layer `{layer}` has no cell with the key `{cell}`"))
        })?;
        let rows = session.crosswalk_of(at, found as u32).into_iter().map(|share| CrosswalkRow {
            zone: share.zone.map(|key| key.0),
            code: share.zone.and_then(|key| session.zone(key)).map(|zone| zone.code),
            share: share.of_cell,
            area_share: share.of_cell_area,
            area_m2: share.area_m2,
            households: share.households,
        });
        Ok(rows.collect())
    }
}
