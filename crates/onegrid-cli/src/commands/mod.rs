//! One file per command.

pub(crate) mod check;
pub(crate) mod demo;
pub(crate) mod diff;
pub(crate) mod explain;
mod input;
pub(crate) mod inspect;
pub(crate) mod levels;
pub(crate) mod locate;
pub(crate) mod merge;
mod results;
