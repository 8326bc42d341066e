//! Errors of every crate in, one plain JavaScript object out.

use std::fmt::Display;
use std::io;

use onegrid::session::{EditError, ReplayError};
use onegrid::{Lang, LonLat, PolicyError};
use onegrid_demo::SizeError;
use onegrid_io::{ManifestError, ProjectFileError, ReadError, WriteError, problem_in_chinese};
use serde::Serialize;
use wasm_bindgen::JsValue;

use crate::value::to_js;

/// `Problem` of `types`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Problem {
    pub(crate) code: &'static str,
    pub(crate) message: String,
    /// The same in Chinese, without figures; the message of a refused edit is in the language asked for.
    #[serde(rename = "messageZh", skip_serializing_if = "Option::is_none")]
    pub(crate) message_zh: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) place: Option<[f64; 2]>,
}

impl Problem {
    /// A problem without a place.
    pub(crate) fn new(code: &'static str, message: impl Display) -> Self {
        Self { code, message: message.to_string(), message_zh: problem_in_chinese(code), place: None }
    }

    pub(crate) fn unknown_layer(id: &str) -> Self {
        Self::new("engine.unknown_layer", format!("no layer has the id `{id}`"))
    }

    /// Why an edit is refused, in words for people.
    pub(crate) fn of_edit(error: &EditError, lang: Lang) -> Self {
        Self { place: at(error.place()), message_zh: None, ..Self::new(error.code(), error.sentence(lang)) }
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

keep_code!(SizeError, ManifestError, PolicyError, ReadError, WriteError, ProjectFileError);

/// Errors that may have a place on the map.
macro_rules! keep_code_and_place {
    ($($error:ty),+) => {$(
        impl From<$error> for Problem {
            fn from(error: $error) -> Self {
                Self { place: at(error.place()), ..Self::new(error.code(), error) }
            }
        }
    )+};
}

keep_code_and_place!(onegrid::Error, EditError, ReplayError);

fn at(place: Option<LonLat>) -> Option<[f64; 2]> {
    place.map(|(lon_deg, lat_deg)| [lon_deg, lat_deg])
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
