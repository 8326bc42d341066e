//! Rows of the source documents, each a named test: `row_<document>_<number>_...`.

mod levels;
