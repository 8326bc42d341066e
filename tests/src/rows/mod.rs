//! What the sources ask for, row by row of the list of sources.

mod rules;
