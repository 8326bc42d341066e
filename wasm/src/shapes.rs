//! Polygons and lines of the plan.

use onegrid::session::{Session, UnitKey, ZoneKey};
use onegrid::zones::UnitId;
use wasm_bindgen::prelude::*;

use crate::Engine;
use crate::bulk::{Lines, Shapes};
use crate::problem::Problem;
use crate::value::from_js;

#[wasm_bindgen]
impl Engine {
    /// Polygons of some zones, or all; the ids are their keys.
    ///
    /// # Errors
    /// `engine.not_merged`.
    #[wasm_bindgen(js_name = zoneShapes, unchecked_return_type = "Shapes")]
    pub fn zone_shapes(&self, keys: Option<Vec<u32>>) -> Result<JsValue, JsValue> {
        let session = self.session()?;
        let keys: Vec<ZoneKey> = match keys {
            Some(keys) => keys.into_iter().map(ZoneKey).collect(),
            None => session.zones().map(|zone| zone.key).collect(),
        };
        Shapes::of(&session.zone_regions(&keys)).into_js()
    }

    /// Polygons of the communities as the zones meet them; the ids are their positions.
    ///
    /// # Errors
    /// `engine.not_merged`.
    #[wasm_bindgen(js_name = communityShapes, unchecked_return_type = "Shapes")]
    pub fn community_shapes(&self) -> Result<JsValue, JsValue> {
        let grid = self.session()?.grid();
        Shapes::of(&grid.arrangement().dissolve(&grid.communities().of_face)).into_js()
    }

    /// Polygons of some units; the ids are positions in the list.
    ///
    /// # Errors
    /// `engine.not_merged`, `engine.bad_value`, `edit.unknown_unit`.
    #[wasm_bindgen(js_name = unitShapes, unchecked_return_type = "Shapes")]
    pub fn unit_shapes(
        &self,
        #[wasm_bindgen(unchecked_param_type = "UnitKey[]")] units: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let session = self.session()?;
        let units: Vec<UnitKey> = from_js(units, "the units")?;
        let units = units.into_iter().map(|key| unit(session, key)).collect::<Result<Vec<UnitId>, _>>()?;
        Shapes::of(&session.unit_regions(&units)).into_js()
    }

    /// The border that two zones share, joined to lines.
    ///
    /// # Errors
    /// `engine.not_merged`.
    #[wasm_bindgen(js_name = borderBetween, unchecked_return_type = "Lines")]
    pub fn border_between(&self, a: u32, b: u32) -> Result<JsValue, JsValue> {
        Lines::of(&self.session()?.border_between(ZoneKey(a), ZoneKey(b))).into_js()
    }

    /// Zones that touch a zone along a line.
    ///
    /// # Errors
    /// `engine.not_merged`.
    pub fn neighbours(&self, zone: u32) -> Result<Vec<u32>, JsValue> {
        let keys = self.session()?.neighbours(ZoneKey(zone));
        Ok(keys.into_iter().map(|key| key.0).collect())
    }
}

fn unit(session: &Session, key: UnitKey) -> Result<UnitId, Problem> {
    let message = || Problem::new("edit.unknown_unit", format!("there is no unit with key {key}"));
    session.unit_with_key(key).ok_or_else(message)
}
