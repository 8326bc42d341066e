//! Places, brush strokes and lassos.

use onegrid::session::{Snap, SnapKind, UnitKey, ZoneKey};
use onegrid::{Lang, LonLat, barrier_class_name};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::Engine;
use crate::problem::Problem;
use crate::value::{from_js, language, to_js};

/// `UnitAt` of `types`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UnitAt {
    unit: UnitKey,
    zone: u32,
    households: u64,
    area_m2: f64,
}

/// `Snap` of `types`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SnapView {
    place: [f64; 2],
    kind: &'static str,
    is_vertex: bool,
    distance_m: f64,
}

/// `BarrierNear` of `types`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BarrierNear {
    index: u32,
    name: String,
    class: onegrid::BarrierClass,
    class_name: &'static str,
    inside_m: f64,
}

impl SnapView {
    pub(crate) fn new(snap: Snap) -> Self {
        Self {
            place: [snap.place.0, snap.place.1],
            kind: match snap.kind {
                SnapKind::Border => "border",
                SnapKind::Barrier => "barrier",
                SnapKind::Cell => "cell",
            },
            is_vertex: snap.is_vertex,
            distance_m: snap.distance_m,
        }
    }
}

#[wasm_bindgen]
impl Engine {
    /// The unit at a longitude and latitude in degrees, and its zone.
    ///
    /// # Errors
    /// `engine.not_merged`.
    #[wasm_bindgen(js_name = unitAt, unchecked_return_type = "UnitAt | undefined")]
    pub fn unit_at(&self, lon_deg: f64, lat_deg: f64) -> Result<JsValue, JsValue> {
        some_to_js(self.unit_here((lon_deg, lat_deg))?.as_ref())
    }

    /// The units that a brush touches on its way.
    ///
    /// # Errors
    /// `engine.not_merged`, `engine.bad_value`, `edit.point_count`, `edit.bad_point`, `edit.bad_reach`.
    #[wasm_bindgen(js_name = unitsUnder, unchecked_return_type = "UnitKey[]")]
    pub fn units_under(
        &self,
        #[wasm_bindgen(unchecked_param_type = "LonLat[]")] path: &JsValue,
        radius_m: f64,
    ) -> Result<JsValue, JsValue> {
        let path: Vec<LonLat> = from_js(path, "the path")?;
        to_js(&self.session()?.units_under(&path, radius_m).map_err(Problem::from)?)
    }

    /// The units that lie mostly inside a polygon.
    ///
    /// # Errors
    /// `engine.not_merged`, `engine.bad_value`, `edit.point_count`, `edit.bad_point`, `edit.overlay`.
    #[wasm_bindgen(js_name = unitsIn, unchecked_return_type = "UnitKey[]")]
    pub fn units_in(
        &self,
        #[wasm_bindgen(unchecked_param_type = "LonLat[]")] polygon: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let polygon: Vec<LonLat> = from_js(polygon, "the polygon")?;
        to_js(&self.session()?.units_in(&polygon).map_err(Problem::from)?)
    }

    /// The units of a zone; none for a key that is not in use.
    ///
    /// # Errors
    /// `engine.not_merged`.
    #[wasm_bindgen(js_name = unitsOf, unchecked_return_type = "UnitKey[]")]
    pub fn units_of(&self, zone: u32) -> Result<JsValue, JsValue> {
        let session = self.session()?;
        let units = session.units_of(ZoneKey(zone));
        to_js(&units.into_iter().map(|unit| session.unit_key(unit)).collect::<Vec<_>>())
    }

    /// The nearest place on a border, a barrier or an outline of a cell.
    ///
    /// # Errors
    /// `engine.not_merged`, `edit.bad_point`, `edit.bad_reach`.
    #[wasm_bindgen(unchecked_return_type = "Snap | undefined")]
    pub fn snap(&self, lon_deg: f64, lat_deg: f64, radius_m: f64) -> Result<JsValue, JsValue> {
        let snap = self.session()?.snap((lon_deg, lat_deg), radius_m).map_err(Problem::from)?;
        some_to_js(snap.map(SnapView::new).as_ref())
    }

    /// Barriers that a zone could be split along, those with most length inside first.
    ///
    /// # Errors
    /// `engine.not_merged`, `engine.unknown_language`.
    #[wasm_bindgen(js_name = barriersNear, unchecked_return_type = "BarrierNear[]")]
    pub fn barriers_near(
        &self,
        zone: u32,
        #[wasm_bindgen(unchecked_param_type = "Lang")] lang: &str,
    ) -> Result<JsValue, JsValue> {
        to_js(&self.barriers_in(ZoneKey(zone), language(lang)?)?)
    }
}

fn some_to_js(value: Option<&impl Serialize>) -> Result<JsValue, JsValue> {
    value.map_or(Ok(JsValue::UNDEFINED), to_js)
}

impl Engine {
    pub(crate) fn unit_here(&self, place: LonLat) -> Result<Option<UnitAt>, Problem> {
        let session = self.session()?;
        let Some(unit) = session.unit_at(place) else { return Ok(None) };
        let Some(zone) = session.zone_of_unit(unit) else { return Ok(None) };
        let (households, area_m2) = session.unit_amounts(unit);
        Ok(Some(UnitAt { unit: session.unit_key(unit), zone: zone.0, households, area_m2 }))
    }

    pub(crate) fn barriers_in(&self, zone: ZoneKey, lang: Lang) -> Result<Vec<BarrierNear>, Problem> {
        let session = self.session()?;
        let barriers = session.barriers_inside(zone).into_iter().map(|near| {
            let barrier = &session.grid().barriers()[near.barrier as usize];
            BarrierNear {
                index: near.barrier,
                name: barrier.name.clone(),
                class: barrier.class,
                class_name: barrier_class_name(barrier.class, lang),
                inside_m: near.inside_m,
            }
        });
        Ok(barriers.collect())
    }
}
