//! Hostile linework: every invariant must hold, or a clear error must come at once.

mod crowded;
mod extremes;
mod heaps;
mod limits;
mod nested;
mod random;
mod support;
mod watched;
