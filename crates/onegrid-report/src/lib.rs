//! A merge and its figures -> the files of a result folder ([`Results`]), among them `report.html`: one
//! file for planners, in Chinese and English.
//!
//! # Guarantees of the report
//! 1. The file stands alone: style, maps and script are inside, nothing is fetched.
//! 2. It reads without JavaScript; the script only switches the language and filters the zone list.
//! 3. No text from the data can become markup; the markup is well-formed XML.
//! 4. Same merge, same bytes: times appear only if they are given.

mod charts;
mod colour;
mod files;
mod inset;
mod maps;
mod page;
mod remerge;
mod sections;
mod story;
mod svg;
mod text;
mod view;
mod window;

#[cfg(test)]
mod tests;

use onegrid::{Conflict, Lang, Merged, Summary};

pub use files::{
    CODES, COMMUNITIES, CROSSWALK, FINGERPRINTS, LEVEL_REASONS, LINEAGE, POLICY, REPORT_HTML, REPORT_JSON, ResultFile,
    Results, ZONES, level_file, result_files,
};
pub use remerge::RemergeCounts;
use story::Story;

/// Renders the report. `timings` are step ids with seconds; without them the appendix has none.
///
/// # Cost
/// O(points of the overlay) for each of about ten maps, and O(zones) for each small map.
pub fn render(
    merged: &Merged,
    summary: &Summary,
    conflicts: &[Conflict],
    timings: &[(String, f64)],
    lang: Lang,
) -> String {
    let story = Story::new(merged, summary, conflicts, timings);
    page::page(&story, lang)
}
