//! Loose files: what is in them, and a manifest for them.

use js_sys::{Array, Reflect, Uint8Array};
use onegrid_io::{FileInspection, ImportSpec, inspect_file, manifest_of};
use wasm_bindgen::prelude::*;

use crate::Engine;
use crate::problem::Problem;
use crate::value::{from_js, to_js};

#[wasm_bindgen]
impl Engine {
    /// What is in a file: columns, samples, a preview, and what it looks like it is for.
    ///
    /// # Errors
    /// `read.*`: the format is unknown, or the file cannot be read.
    #[wasm_bindgen(unchecked_return_type = "Inspection")]
    pub fn inspect(name: &str, bytes: &[u8]) -> Result<JsValue, JsValue> {
        with_previews(&inspect_file(name, bytes).map_err(Problem::from)?)
    }

    /// The manifest `onegrid.toml` for loose files.
    ///
    /// # Errors
    /// `engine.bad_value`, `manifest.*`: what was said contradicts itself.
    #[wasm_bindgen(js_name = manifestOf)]
    pub fn manifest_of(#[wasm_bindgen(unchecked_param_type = "ImportSpec")] spec: &JsValue) -> Result<String, JsValue> {
        let spec: ImportSpec = from_js(spec, "the import")?;
        Ok(manifest_of(&spec).map_err(Problem::from)?)
    }
}

/// The inspection as a plain object; the previews are bulk and go beside the JSON.
fn with_previews(inspection: &FileInspection) -> Result<JsValue, JsValue> {
    let out = to_js(inspection)?;
    let layers: Array = Reflect::get(&out, &JsValue::from_str("layers"))?.dyn_into()?;
    for (at, layer) in (0u32..).zip(&inspection.layers) {
        let preview = Uint8Array::from(&layer.preview[..]);
        Reflect::set(&layers.get(at), &JsValue::from_str("preview"), &preview)?;
    }
    Ok(out)
}
