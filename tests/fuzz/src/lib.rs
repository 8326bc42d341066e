//! Input for the fuzz targets, and the laws that must hold for all of it.
//!
//! A find of a target is printed as the value that the law was given (`cargo fuzz fmt TARGET FILE`); it
//! becomes a named test beside the code it broke.

pub mod clean;
mod drawing;
pub mod overlay;
pub mod readers;

pub use clean::Cleaning;
pub use drawing::{Drawing, Ring};
