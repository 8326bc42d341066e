//! Plain JavaScript values in and out, through JSON; languages.

use onegrid::Lang;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use wasm_bindgen::JsValue;

use crate::problem::Problem;

/// A small value as a plain JavaScript object.
pub(crate) fn to_js(value: &impl Serialize) -> Result<JsValue, JsValue> {
    let json = serde_json::to_string(value).map_err(|error| JsValue::from_str(&error.to_string()))?;
    js_sys::JSON::parse(&json)
}

/// A plain JavaScript object as a value; `what` is named where it is none.
pub(crate) fn from_js<T: DeserializeOwned>(value: &JsValue, what: &str) -> Result<T, Problem> {
    let wrong = |message: String| Problem::new("engine.bad_value", format!("{what}: {message}"));
    // `undefined` has no JSON
    let json = js_sys::JSON::stringify(value).ok().and_then(|text| text.as_string());
    let json = json.ok_or_else(|| wrong("got no plain object".to_owned()))?;
    // by way of a `Value`, as save files are read: one reader of edits in the module, not two
    let value: Value = serde_json::from_str(&json).map_err(|error| wrong(error.to_string()))?;
    serde_path_to_error::deserialize(value).map_err(|error| wrong(format!("at `{}`: {}", error.path(), error.inner())))
}

pub(crate) fn language(word: &str) -> Result<Lang, Problem> {
    match word {
        "zh" => Ok(Lang::Zh),
        "en" => Ok(Lang::En),
        _ => Err(Problem::new("engine.unknown_language", format!("expected zh or en, got `{word}`"))),
    }
}

/// One of two texts.
pub(crate) fn pick(lang: Lang, zh: &str, en: &str) -> String {
    if lang == Lang::Zh { zh.to_owned() } else { en.to_owned() }
}
