//! Errors of every crate in, one plain JavaScript object out.

use std::fmt::Display;
use std::io;

use onegrid::PolicyError;
use onegrid_demo::SizeError;
use onegrid_io::{ManifestError, ReadError, WriteError};
use serde::Serialize;
use wasm_bindgen::JsValue;

/// `Problem` of `types.d.ts`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Problem {
    pub(crate) code: &'static str,
    pub(crate) message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) place: Option<[f64; 2]>,
}

impl Problem {
    /// A problem without a place.
    pub(crate) fn new(code: &'static str, message: impl Display) -> Self {
        Self { code, message: message.to_string(), place: None }
    }
}

/// Errors of the crates keep their own stable codes.
macro_rules! keep_code {
    ($($error:ty),+) => {$(
        impl From<$error> for Problem {
            fn from(error: $error) -> Self {
                Self::new(error.code(), error)
            }
        }
    )+};
}

keep_code!(SizeError, ManifestError, PolicyError, ReadError, WriteError);

impl From<onegrid::Error> for Problem {
    fn from(error: onegrid::Error) -> Self {
        let place = error.place().map(|(lon_deg, lat_deg)| [lon_deg, lat_deg]);
        Self { place, ..Self::new(error.code(), error) }
    }
}

/// Writing to memory: only a coordinate that is no number can fail.
impl From<io::Error> for Problem {
    fn from(error: io::Error) -> Self {
        Self::new("engine.write", error)
    }
}

impl From<Problem> for JsValue {
    fn from(problem: Problem) -> Self {
        to_js(&problem).unwrap_or_else(|_| JsValue::from_str(&problem.message))
    }
}

/// A small value as a plain JavaScript object.
pub(crate) fn to_js(value: &impl Serialize) -> Result<JsValue, JsValue> {
    let json = serde_json::to_string(value).map_err(|error| JsValue::from_str(&error.to_string()))?;
    js_sys::JSON::parse(&json)
}
