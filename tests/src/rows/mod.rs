//! Tests of the rows of the domain's sources, by their numbers.

mod split;
