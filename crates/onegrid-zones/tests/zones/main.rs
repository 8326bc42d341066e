//! Tests of zone design on maps drawn in letters.

mod exact;
mod hard;
mod judge;
mod law;
mod saved;
mod size;
mod story;
mod support;
mod words;
