//! What must hold after every cleaning.

use std::collections::BTreeSet;

use arbitrary::{Arbitrary, Result, Unstructured};
use onegrid_planar::{
    CleanOptions, Cleaned, Linework, MergeRule, Metres, OverlayError, Scale, Silent, clean, validate,
};

use crate::Drawing;
use crate::drawing::CELLS;

/// A layer and how to clean it.
#[derive(Debug, Clone)]
pub struct Cleaning {
    /// The layer.
    pub drawing: Drawing,
    /// The settings.
    pub options: CleanOptions,
}

impl<'a> Arbitrary<'a> for Cleaning {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let drawing = Drawing::draw(u, 1, false)?;
        let mut length = || -> Result<Metres> {
            let metres = *u.choose(&[0.0, 0.01, 0.5, 1.0, 1.5, 3.0, 10.0, 1e4])?;
            Ok(Metres::new(metres).unwrap_or_default())
        };
        let (snap, gap_width) = (length()?, length()?);
        let mut rule = || -> Result<MergeRule> {
            Ok(match u.int_in_range(0..=4)? {
                0 => MergeRule::LongestBorder,
                1 => MergeRule::Largest,
                2 => MergeRule::Smallest,
                3 => MergeRule::First,
                _ => MergeRule::Priority(vec![2, 0, 1, 1]),
            })
        };
        let (overlaps, gaps) = (rule()?, rule()?);
        let inlets = u.arbitrary()?;
        let options = CleanOptions { snap, gap_width, overlaps, gaps, inlets, ..CleanOptions::default() };
        Ok(Self { drawing, options })
    }
}

/// Cleans the layer and checks every law.
///
/// # Panics
/// When a law is broken.
pub fn check(cleaning: &Cleaning) {
    let work = cleaning.drawing.linework(false);
    let scale = cleaning.drawing.scale(&work);
    let cleaned = match clean(&work, 0, &scale, &cleaning.options, &Silent) {
        Ok(cleaned) => cleaned,
        Err(OverlayError::Empty { .. } | OverlayError::TooWide { .. }) => return,
        Err(error) => panic!("a small layer fails: {error}"),
    };
    cleaned.arrangement.check().expect("invariants hold");
    is_a_coverage(&cleaned, &scale);
    every_cell_is_kept_or_lost(&cleaned);
    every_place_has_its_owner(&cleaned);
    every_cut_is_listed(&cleaned, &cleaning.drawing);
}

/// No overlap, borders shared point by point.
fn is_a_coverage(cleaned: &Cleaned, scale: &Scale) {
    let mut result = Linework::new();
    cleaned.coverage.add_to(&mut result);
    if cleaned.coverage.regions().is_empty() {
        return;
    }
    let validity = validate(&result, 0, scale, Metres::ZERO, &Silent).expect("what came out goes in");
    assert!(validity.is_valid(), "invalid edges {:?}, overlaps {:?}", validity.invalid_edges, validity.overlaps);
}

fn every_cell_is_kept_or_lost(cleaned: &Cleaned) {
    let kept = cleaned.coverage.regions().iter().map(|r| r.id);
    let mut cells: Vec<u32> = kept.chain(cleaned.report.lost.iter().map(|l| l.cell)).collect();
    cells.sort_unstable();
    assert_eq!(cells, (0..CELLS).collect::<Vec<_>>(), "each cell is kept or lost, and not both");
}

/// What any cell claimed belongs to a cell, and so does every filled gap; nothing else does.
fn every_place_has_its_owner(cleaned: &Cleaned) {
    let report = &cleaned.report;
    let filled: BTreeSet<u32> = report.gaps_filled.iter().map(|g| g.face).collect();
    let left: BTreeSet<u32> = report.gaps_left.iter().map(|g| g.face).collect();
    let mut owned_area2 = 0;
    for face in 0..cleaned.arrangement.face_count() {
        let is_claimed = !cleaned.arrangement.labels().cells(face, 0).is_empty();
        let is_filled = filled.contains(&face);
        let has_owner = cleaned.cell_of_face[face as usize].is_some();
        assert_eq!(has_owner, is_claimed || is_filled, "owner of face {face}");
        assert!(is_claimed != (is_filled || left.contains(&face)), "gap at face {face} is listed once");
        owned_area2 += if has_owner { cleaned.arrangement.face_area2(face) } else { 0 };
    }
    let kept_area2: i128 = (0..CELLS).map(|c| cleaned.coverage.area2(c)).sum();
    assert_eq!(kept_area2, owned_area2, "area of the result");
}

/// A cell has no more parts than it was drawn with, or the report says so.
fn every_cut_is_listed(cleaned: &Cleaned, drawing: &Drawing) {
    for region in cleaned.coverage.regions() {
        let drawn = drawing.layers[0].iter().filter(|r| r.cell == region.id && !r.is_hole).count();
        let is_listed = cleaned.report.pieces.iter().any(|p| p.cell == region.id);
        let parts = region.parts.len();
        assert!(parts <= drawn || is_listed, "cell {}: {parts} parts, drawn as {drawn}", region.id);
    }
}
