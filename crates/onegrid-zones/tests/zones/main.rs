//! Tests of zone design on maps drawn in letters.

mod codes;
mod exact;
mod law;
mod remerge;
mod saved;
mod size;
mod story;
mod support;
mod words;
