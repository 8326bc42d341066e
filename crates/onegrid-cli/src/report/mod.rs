//! A merge and its figures -> `report.html`: one file for planners, in Chinese and English.
//!
//! # Guarantees
//! 1. The file stands alone: style, maps and script are inside, nothing is fetched.
//! 2. It reads without JavaScript; the script only switches the language and filters the zone list.
//! 3. No text from the data can become markup; the markup is well-formed XML.
//! 4. Same merge, same bytes: times appear only if they are given.

mod charts;
mod colour;
mod inset;
mod maps;
mod page;
mod sections;
mod story;
mod svg;
mod text;
mod view;
mod window;

#[cfg(test)]
mod tests;

use onegrid::{Conflict, Lang, Merged, Summary};

use story::Story;

/// Renders the report. `timings` are step ids with seconds; without them the appendix has none.
///
/// # Cost
/// O(points of the overlay) for each of about ten maps, and O(zones) for each small map.
pub(crate) fn render(
    merged: &Merged,
    summary: &Summary,
    conflicts: &[Conflict],
    timings: &[(String, f64)],
    lang: Lang,
) -> String {
    let story = Story::new(merged, summary, conflicts, timings);
    page::page(&story, lang)
}
