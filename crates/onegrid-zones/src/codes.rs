//! Codes of zones: community code and sequence, west to east and north to south.
//!
//! # Method
//! The standards say "from west to east, from north to south" and no more. Here: the label point of
//! a zone is the mean of its faces' label points by area. In a community of `n` zones, the extent of
//! the label points from north to south is cut into `ceil(sqrt(n))` bands of equal height, counted
//! from the northernmost point; a point on a border of bands belongs to the southern one, the
//! southernmost point to the last band. Zones are numbered band by band; in a band by longitude
//! rising, then latitude falling, then lowest face.

use std::collections::BTreeMap;

use crate::error::DesignError;
use crate::index::FaceIndex;
use crate::table::FaceTable;

/// Parts of a degree that label points are kept in.
const PER_DEGREE: f64 = 1e9;
/// Most digits of a community code.
const MOST_DIGITS: usize = 20;

/// Degrees of a fixed-point coordinate.
pub(crate) fn degrees(fixed: i64) -> f64 {
    fixed as f64 / PER_DEGREE
}

/// Mean of the label points by area; by count where there is no area. In integers, so that the
/// order of faces does not matter.
pub(crate) fn label_point(index: &FaceIndex<'_>, faces: &[u32]) -> (i64, i64) {
    let area: u64 = faces.iter().map(|&f| index.area_cm2(f)).sum();
    let (mut x, mut y, mut all) = (0i128, 0i128, 0i128);
    for &f in faces {
        let row = &index.table.faces[f as usize];
        let weight = if area > 0 { i128::from(index.area_cm2(f)) } else { 1 };
        x += weight * i128::from((row.x_deg * PER_DEGREE).round() as i64);
        y += weight * i128::from((row.y_deg * PER_DEGREE).round() as i64);
        all += weight;
    }
    let mean = |sum: i128| sum.checked_div(all).unwrap_or(0) as i64;
    (mean(x), mean(y))
}

/// One zone to be numbered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) x: i64,
    pub(crate) y: i64,
    pub(crate) lowest_face: u32,
}

/// Positions of the zones of one community in the order of their codes.
pub(crate) fn order(places: &[Place]) -> Vec<usize> {
    let count = places.len() as i128;
    let bands = (1..=count).find(|b| b * b >= count).unwrap_or(1);
    let north = places.iter().map(|p| p.y).max().unwrap_or(0);
    let south = places.iter().map(|p| p.y).min().unwrap_or(0);
    let height = i128::from(north) - i128::from(south);
    let band = |p: &Place| {
        let below = i128::from(north) - i128::from(p.y);
        (below * bands).checked_div(height).unwrap_or(0).min(bands - 1)
    };
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by_key(|&at| {
        let p = &places[at];
        (band(p), p.x, -i128::from(p.y), p.lowest_face)
    });
    order
}

/// The code of the zone with this sequence number, counted from 1.
pub(crate) fn code(prefix: &str, sequence: usize, digits: u8) -> String {
    format!("{prefix}{sequence:0width$}", width = usize::from(digits))
}

/// Largest sequence number.
pub(crate) fn most(digits: u8) -> usize {
    10usize.saturating_pow(u32::from(digits)) - 1
}

/// Checks that communities can be told apart by their codes.
pub(crate) fn check_prefixes(table: &FaceTable) -> Result<(), DesignError> {
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for community in &table.communities {
        let code = community.code.as_str();
        let digits = code.bytes().all(|b| b.is_ascii_digit());
        if !digits || code.is_empty() || code.len() > MOST_DIGITS {
            return Err(DesignError::BadCommunityCode { community: community.key.clone(), code: code.into() });
        }
        if let Some(first) = seen.insert(code, &community.key) {
            return Err(DesignError::DuplicateCommunityCode {
                first: first.into(),
                second: community.key.clone(),
                code: code.into(),
            });
        }
    }
    Ok(())
}
