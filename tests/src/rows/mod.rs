//! Rows of the sources, each as a test of its own: what a sentence demands, tried as it stands.

mod codes;
mod levels;
mod policy;
mod rules;
mod split;
