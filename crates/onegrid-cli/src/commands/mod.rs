//! One file per command.

pub(crate) mod check;
pub(crate) mod demo;
pub(crate) mod diff;
pub(crate) mod explain;
mod input;
pub(crate) mod inspect;
pub(crate) mod levels;
pub(crate) mod locate;
mod locator;
pub(crate) mod merge;
pub(crate) mod policy;
pub(crate) mod previous;
mod results;
pub(crate) mod snapshot;
