//! Rows of the sources, each as a test of its own: what a sentence demands, tried as it stands.

mod borders;
mod buildings;
mod codes;
mod grids;
mod levels;
mod listed;
mod policy;
mod profiles;
mod regions;
mod rules;
mod split;
