//! The order of numbers in a community: west to east and north to south.
//!
//! # Method
//! The standards say "from west to east, from north to south" and no more. Here: the label point of
//! a zone is the mean of its faces' label points by area. In a community of `n` zones, the extent of
//! the label points from north to south is cut into `ceil(sqrt(n))` bands of equal height, counted
//! from the northernmost point; a point on a border of bands belongs to the southern one, the
//! southernmost point to the last band. Zones are numbered band by band; in a band by longitude
//! rising, then latitude falling, then lowest face.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::DesignError;
use crate::index::FaceIndex;
use crate::table::FaceTable;

/// Parts of a degree that label points are kept in.
const PER_DEGREE: f64 = 1e9;
/// Most digits of a community code.
const MOST_DIGITS: usize = 20;

/// Fixed-point coordinate of degrees.
pub(crate) fn fixed(degrees: f64) -> i64 {
    (degrees * PER_DEGREE).round() as i64
}

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
        x += weight * i128::from(fixed(row.x_deg));
        y += weight * i128::from(fixed(row.y_deg));
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

/// In which order the zones of a community are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CodeOrder {
    /// 从西向东、由北至南: bands from north to south, in each from west to east.
    #[default]
    WestEastInBands,
    /// 从北向南、由西至东: strips from west to east, in each from north to south.
    NorthSouthInStrips,
    /// From west to east, whatever the latitude.
    WestEast,
    /// From north to south, whatever the longitude.
    NorthSouth,
}

/// Positions of the zones of one community in the order of their codes.
pub(crate) fn order(places: &[Place], by: CodeOrder) -> Vec<usize> {
    // all four orders are the first one over turned coordinates
    let turned = |p: &Place| match by {
        CodeOrder::WestEastInBands | CodeOrder::WestEast => (i128::from(p.x), -i128::from(p.y)),
        CodeOrder::NorthSouthInStrips | CodeOrder::NorthSouth => (-i128::from(p.y), i128::from(p.x)),
    };
    let count = match by {
        CodeOrder::WestEastInBands | CodeOrder::NorthSouthInStrips => places.len() as i128,
        CodeOrder::WestEast | CodeOrder::NorthSouth => 1,
    };
    let bands = (1..=count).find(|b| b * b >= count).unwrap_or(1);
    let first = places.iter().map(|p| turned(p).1).min().unwrap_or(0);
    let last = places.iter().map(|p| turned(p).1).max().unwrap_or(0);
    let band = |across: i128| ((across - first) * bands).checked_div(last - first).unwrap_or(0).min(bands - 1);
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by_key(|&at| {
        let (along, across) = turned(&places[at]);
        (band(across), along, across, places[at].lowest_face)
    });
    order
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
