//! Tests of the whole: what users are promised, what must always hold, what other libraries say.
//!
//! - `story`: the promises of the README, told as a user would try them.
//! - `law`: exactness and determinism on demo cities.
//! - `elder`: the overlay and its polygons against the geo crate and against brute force.
//! - `foretold`: estimates against what came.
//! - `bad_input`: broken files end in an error or a listed repair that a clerk can act on.
//! - `conformance`: published cases of JTS; they run where `ONEGRID_SHARED` names the folder of the cases.
//! - `rows`: what the sources ask for, row by row.
//! - `place`: real cities; they run where `ONEGRID_SHARED` names the folder of the data.

mod bad_input;
mod conformance;
mod elder;
mod foretold;
mod law;
mod place;
mod rows;
mod story;
mod support;
