//! Tests of the whole: what users are promised, what must always hold, what other libraries say.
//!
//! - `story`: the promises of the README, told as a user would try them.
//! - `law`: exactness and determinism on demo cities.
//! - `elder`: the overlay and its polygons against the geo crate and against brute force.
//! - `foretold`: estimates against what came.
//! - `acceptance`: each acceptance check fails the grid that is broken in its way, and no other.
//! - `bad_input`: broken files end in an error or a listed repair that a clerk can act on.
//! - `conformance`: published cases of JTS; they run where `ONEGRID_SHARED` names the folder of the cases.
//! - `optimum`: plans as shipped against the best plans of all.
//! - `session`: edits, undo, save files.
//! - `watched`: progress of every long call, and a stop anywhere in it.
//! - `snapshot`: a stored snapshot against the merge it was made of, and hostile bytes.
//! - `rows`: what single sentences of the sources demand, by their numbers.
//! - `place`: real cities; they run where `ONEGRID_SHARED` names the folder of the data.

mod acceptance;
mod bad_input;
mod conformance;
mod elder;
mod foretold;
mod law;
mod optimum;
mod place;
mod rows;
mod session;
mod snapshot;
mod story;
mod support;
mod watched;
