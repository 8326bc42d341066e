//! Zones of communities in, their codes out.

use std::collections::{BTreeMap, BTreeSet};

use super::order::{Place, order};
use super::{CodeError, CodeTemplate};
use crate::design::ZoneClass;

/// Codes that were ever used; none of them is given to another zone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct UsedCodes(pub(crate) BTreeSet<String>);

/// One zone that needs a code.
#[derive(Debug, Clone)]
pub(crate) struct Item<'a> {
    /// Digits of the community, in the order of the communities.
    pub(crate) community: &'a str,
    /// Key of the community, for messages.
    pub(crate) key: &'a str,
    pub(crate) class: ZoneClass,
    pub(crate) place: Place,
    /// The code that it keeps.
    pub(crate) kept: Option<String>,
}

/// A code and its sequence number.
pub(crate) type Coded = (String, u32);

/// Gives every item a code: the kept one, else a number that was never used.
///
/// # Cost
/// O(n log n) in items and used codes.
pub(crate) fn assign(template: &CodeTemplate, items: &[Item<'_>], used: &UsedCodes) -> Result<Vec<Coded>, CodeError> {
    template.check()?;
    check_widths(template, items)?;
    let apart = template.numbers_exclusives_apart();
    let bucket = |class: ZoneClass| apart && class == ZoneClass::Exclusive;
    let mut numbers: BTreeMap<(String, bool), BTreeSet<u32>> = BTreeMap::new();
    for parts in used.0.iter().filter_map(|code| template.read(code)) {
        // without a class in the code, the number tells which range it belongs to
        let is_exclusive = parts.class == Some(ZoneClass::Exclusive)
            || parts.class.is_none() && within(template.range(ZoneClass::Exclusive), parts.number);
        numbers.entry((parts.community, apart && is_exclusive)).or_default().insert(parts.number);
    }
    let mut groups: BTreeMap<(&str, bool), Vec<usize>> = BTreeMap::new();
    let mut in_community: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, item) in items.iter().enumerate() {
        groups.entry((item.community, bucket(item.class))).or_default().push(at);
        *in_community.entry(item.community).or_default() += 1;
    }
    let mut coded: Vec<Coded> = vec![(String::new(), 0); items.len()];
    for ((community, is_exclusive), members) in groups {
        let none = BTreeSet::new();
        let taken = numbers.get(&(community.to_string(), is_exclusive)).unwrap_or(&none);
        let is_whole = in_community[community] == 1;
        number_group(template, items, &members, taken, is_whole, &mut coded)?;
    }
    check_unique(items, &coded)?;
    Ok(coded)
}

fn check_widths(template: &CodeTemplate, items: &[Item<'_>]) -> Result<(), CodeError> {
    let expected = template.segments.iter().find_map(|segment| match segment {
        super::CodeSegment::Community { digits, .. } => digits.map(usize::from),
        _ => None,
    });
    let Some(expected) = expected else { return Ok(()) };
    match items.iter().find(|item| item.community.len() != expected) {
        Some(item) => {
            Err(CodeError::CommunityWidth { community: item.key.into(), code: item.community.into(), expected })
        }
        None => Ok(()),
    }
}

fn number_group(
    template: &CodeTemplate,
    items: &[Item<'_>],
    members: &[usize],
    taken: &BTreeSet<u32>,
    is_whole: bool,
    coded: &mut [Coded],
) -> Result<(), CodeError> {
    let mut busy = taken.clone();
    let mut fresh = Vec::new();
    for &at in members {
        if let Some(code) = &items[at].kept {
            let number = template.read(code).map_or(0, |parts| parts.number);
            busy.insert(number);
            coded[at] = (code.clone(), number);
        } else {
            fresh.push(at);
        }
    }
    let Some(&first_member) = fresh.first() else { return Ok(()) };
    let (first, last) = template.range(items[first_member].class);
    // numbers after the highest one first: a hole may be a code that no register remembers
    let start = busy.range(first..=last).next_back().map_or(first, |n| n + 1);
    let whole = template.whole().filter(|n| is_whole && !busy.contains(n));
    let free = whole.into_iter().chain(start..=last).chain((first..start).filter(|n| !busy.contains(n)));
    let places: Vec<Place> = fresh.iter().map(|&at| items[at].place).collect();
    let ordered: Vec<usize> = order(&places, template.order).into_iter().map(|at| fresh[at]).collect();
    let given: Vec<(usize, u32)> = ordered.iter().copied().zip(free).collect();
    if given.len() < ordered.len() {
        let kept = members.len() - fresh.len();
        let blocked = taken.iter().filter(|n| within((first, last), **n)).count().saturating_sub(kept);
        return Err(CodeError::Overflow {
            community: items[first_member].key.into(),
            zones: members.len(),
            limit: kept + given.len(),
            blocked,
            first,
            last,
            needed_digits: (members.len() + blocked).to_string().len() as u8,
        });
    }
    for (at, number) in given {
        coded[at] = (template.code(items[at].community, items[at].class, number), number);
    }
    Ok(())
}

fn within((first, last): (u32, u32), number: u32) -> bool {
    (first..=last).contains(&number)
}

/// Two items of different communities may meet in one code if the codes of communities nest.
fn check_unique(items: &[Item<'_>], coded: &[Coded]) -> Result<(), CodeError> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, (code, _)) in coded.iter().enumerate() {
        if let Some(first) = seen.insert(code, at) {
            let name = |at: usize| format!("a zone of community {}", items[at].key);
            return Err(CodeError::Collision { code: code.clone(), first: name(first), second: name(at) });
        }
    }
    Ok(())
}
