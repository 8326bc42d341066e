//! Tests of zone design on maps drawn in letters.

mod alternatives;
mod borders;
mod buildings;
mod codes;
mod exact;
mod hard;
mod judge;
mod law;
mod levels;
mod remerge;
mod saved;
mod size;
mod story;
mod support;
mod words;
