//! Codes of areas that may hold several communities: professional grids of CJ/T 349-2010.

use std::collections::BTreeMap;

use super::assign::{Item, UsedCodes, assign};
use super::order::{Place, fixed, order};
use super::template::COMMUNITY_NUMBER_DIGITS;
use super::{CodeError, CodeTemplate};
use crate::design::ZoneClass;

/// Last community number of areas of several communities.
const LAST_MERGED: u32 = 999;

/// An area to be coded.
#[derive(Debug, Clone, PartialEq)]
pub struct CodedArea {
    /// Its key, for messages.
    pub key: String,
    /// Codes of the communities that it is made of, at least one. One: it lies in that community.
    pub communities: Vec<String>,
    /// Longitude of its label point in degrees.
    pub x_deg: f64,
    /// Latitude of its label point in degrees.
    pub y_deg: f64,
}

/// Codes of areas, in their order. An area in one community is numbered in it; one that is made of
/// several gets a community number of its own, from the template's `merged_from` (601) up, counted in
/// the street of its lowest community.
///
/// # Errors
/// [`CodeError::BadTemplate`] also when an area has several communities and the template has no
/// `merged_from`, or an area has none; [`CodeError::MergedOverflow`], [`CodeError::Overflow`],
/// [`CodeError::Collision`] if a real community has a number from 601 up too.
pub fn code_areas(template: &CodeTemplate, areas: &[CodedArea]) -> Result<Vec<String>, CodeError> {
    template.check()?;
    let place = |at: usize| Place { x: fixed(areas[at].x_deg), y: fixed(areas[at].y_deg), lowest_face: at as u32 };
    let mut prefixes = Vec::with_capacity(areas.len());
    let mut merged: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, area) in areas.iter().enumerate() {
        let mut communities = area.communities.clone();
        communities.sort();
        communities.dedup();
        let Some(lowest) = communities.first() else {
            return Err(CodeError::BadTemplate {
                segment: None,
                what: format!("number of communities of {}", area.key),
                got: "0".into(),
                expected: "at least 1".into(),
            });
        };
        if communities.len() > 1 {
            let street = lowest.len().saturating_sub(COMMUNITY_NUMBER_DIGITS);
            merged.entry(lowest.get(..street).unwrap_or_default().to_string()).or_default().push(at);
        }
        prefixes.push(lowest.clone());
    }
    for (street, members) in merged {
        let Some(first) = template.merged_from() else {
            return Err(CodeError::BadTemplate {
                segment: None,
                what: "merged_from".into(),
                got: format!("nothing, but {} is made of several communities", areas[members[0]].key),
                expected: "the first community number of such areas, such as 601".into(),
            });
        };
        let limit = (LAST_MERGED - first + 1) as usize;
        if members.len() > limit {
            return Err(CodeError::MergedOverflow { street, areas: members.len(), limit, first, last: LAST_MERGED });
        }
        let places: Vec<Place> = members.iter().map(|&at| place(at)).collect();
        for (number, at) in (first..).zip(order(&places, template.order)) {
            prefixes[members[at]] = format!("{street}{number:03}");
        }
    }
    check_merged(areas, &prefixes)?;
    let items = areas.iter().enumerate().map(|(at, area)| Item {
        community: &prefixes[at],
        key: &area.key,
        class: ZoneClass::General,
        place: place(at),
        kept: None,
    });
    let coded = assign(template, &items.collect::<Vec<_>>(), &UsedCodes::default())?;
    Ok(coded.into_iter().map(|(code, _)| code).collect())
}

/// A real community may have a number that joined ones were given.
fn check_merged(areas: &[CodedArea], prefixes: &[String]) -> Result<(), CodeError> {
    let joined = areas.iter().zip(prefixes).filter(|(area, prefix)| !area.communities.contains(prefix));
    let joined: BTreeMap<&str, &str> = joined.map(|(area, prefix)| (prefix.as_str(), area.key.as_str())).collect();
    for area in areas {
        if let Some((code, first)) = area.communities.iter().find_map(|c| joined.get_key_value(c.as_str())) {
            return Err(CodeError::Collision {
                code: (*code).into(),
                first: format!("{first}, made of several communities,"),
                second: format!("the community of {}", area.key),
            });
        }
    }
    Ok(())
}
