//! The level tables of a policy in the words of zone design.

use std::collections::BTreeMap;

use onegrid_zones::{Grouping, LevelFrom, LevelRule, Measure};

use crate::error::Error;
use crate::extent::Community;
use crate::grid::{Grid, role_index};
use crate::plan::Plan;
use crate::policy::{LevelMeasure, LevelPolicy, LevelSource, Settlement};
use crate::project::Role;

/// Digits that the code of a county has.
const COUNTY_DIGITS: u8 = 6;
/// Digits that the code of a street has.
const STREET_DIGITS: u8 = 9;

/// Declared groups of one region level.
#[derive(Debug, Clone, Default)]
pub(super) struct Declared {
    /// Group of each zone.
    pub(super) of_zone: Vec<u32>,
    /// Names of the groups in Chinese and English.
    pub(super) names: Vec<(String, String)>,
}

/// The levels of a policy as rules; `declared` holds one entry for each level.
pub(super) fn level_rules(
    policies: &[LevelPolicy],
    settlements: &[Settlement],
    declared: &[Declared],
) -> Vec<LevelRule> {
    let rule = |(policy, declared): (&LevelPolicy, &Declared)| {
        let left_out = settlements.iter().zip(0..).filter(|(s, _)| policy.only.is_some_and(|only| only != **s));
        LevelRule {
            id: policy.id.clone(),
            from: from(policy, declared),
            code_digits: policy.code_digits,
            left_out: left_out.map(|(_, community)| community).collect(),
        }
    };
    policies.iter().zip(declared).map(rule).collect()
}

fn from(policy: &LevelPolicy, declared: &Declared) -> LevelFrom {
    let measure = match policy.measure {
        LevelMeasure::Households => Measure::Households,
        LevelMeasure::AreaM2 => Measure::AreaM2,
        LevelMeasure::Grids => Measure::Grids,
    };
    match policy.from {
        LevelSource::County => LevelFrom::CodePrefix { digits: COUNTY_DIGITS },
        LevelSource::Street => LevelFrom::CodePrefix { digits: STREET_DIGITS },
        LevelSource::Community => LevelFrom::Community,
        LevelSource::Region => LevelFrom::Declared { of_zone: declared.of_zone.clone() },
        LevelSource::Zone => LevelFrom::Zone,
        LevelSource::Divide => LevelFrom::Divide { bounds: policy.bounds(), measure },
        LevelSource::Group => LevelFrom::Join {
            grouping: match policy.bounds() {
                Some(bounds) => Grouping::Bounds { bounds, measure },
                None => Grouping::Count { count: policy.count.unwrap_or(1) },
            },
        },
    }
}

/// Town or village, by community: what its class says, else the urban-rural class at the end of a
/// code of 17 digits, else the code of the community (村级 digits 200 to 399 and 500 to 599 are villages).
pub(super) fn settlements(grid: &Grid) -> Vec<Settlement> {
    let layer = role_index(&grid.layers, Role::Community);
    let one = |(at, community): (usize, &Community)| {
        let cell = layer.and_then(|l| grid.layers[l].cells.get(at));
        let class = cell.and_then(|c| c.class.as_deref()).and_then(by_class);
        let long = cell.and_then(|c| c.code.as_deref()).and_then(|code| code.get(14..17)).and_then(by_class);
        class.or(long).unwrap_or_else(|| by_code(community))
    };
    grid.communities.list.iter().enumerate().map(one).collect()
}

/// A word, or an urban-rural class (城乡分类代码): 111 to 123 are towns, 210 and 220 are not.
fn by_class(class: &str) -> Option<Settlement> {
    match class.trim() {
        "111" | "112" | "121" | "122" | "123" => return Some(Settlement::Urban),
        "210" | "220" => return Some(Settlement::Rural),
        _ => {}
    }
    let class = class.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|w| class.contains(w));
    if has(&["rural", "village", "村"]) {
        Some(Settlement::Rural)
    } else if has(&["urban", "town", "城", "居", "社区"]) {
        Some(Settlement::Urban)
    } else {
        None
    }
}

fn by_code(community: &Community) -> Settlement {
    let digits = community.code.get(9..12).and_then(|d| d.parse().ok()).unwrap_or(0u32);
    if matches!(digits, 200..=399 | 500..=599) { Settlement::Rural } else { Settlement::Urban }
}

/// The declared groups of each level; empty for levels that are not declared.
pub(super) fn declared(plan: &Plan, grid: &Grid) -> Result<Vec<Declared>, Error> {
    let one = |policy: &LevelPolicy| match (policy.from, policy.groups.is_empty()) {
        (LevelSource::Region, true) => Ok(by_column(plan, grid)),
        (LevelSource::Region, false) => by_members(policy, plan, grid),
        _ => Ok(Declared::default()),
    };
    plan.policy().levels.iter().map(one).collect()
}

/// The group column of the community layer; a community without a group is one by itself.
fn by_column(plan: &Plan, grid: &Grid) -> Declared {
    let layer = role_index(&grid.layers, Role::Community);
    let group = |at: usize| grid.layers[layer?].cells.get(at)?.group.clone().filter(|g| !g.is_empty());
    let communities = &grid.communities.list;
    // named groups first, in order of their names
    let key = |at: usize| match group(at) {
        Some(name) => (0, name, 0),
        None => (1, communities[at].label().to_string(), at),
    };
    let mut keys: Vec<(i32, String, usize)> = (0..communities.len()).map(key).collect();
    keys.sort();
    keys.dedup();
    let position = |at: usize| keys.binary_search(&key(at)).unwrap_or_default() as u32;
    Declared {
        of_zone: plan.zones().iter().map(|z| position(z.community as usize)).collect(),
        names: keys.iter().map(|(_, name, _)| (name.clone(), name.clone())).collect(),
    }
}

/// The members that the policy lists; a community that no group names is one by itself, less the
/// zones of it that some group names.
fn by_members(policy: &LevelPolicy, plan: &Plan, grid: &Grid) -> Result<Declared, Error> {
    let communities = &grid.communities.list;
    let mut of_zone: Vec<Option<u32>> = vec![None; plan.zones().len()];
    let mut of_community: Vec<Option<u32>> = vec![None; communities.len()];
    let mut names = Vec::new();
    for (group, at) in policy.groups.iter().zip(0..) {
        let en = if group.name_en.is_empty() { &group.name_zh } else { &group.name_en };
        names.push((group.name_zh.clone(), en.clone()));
        for member in &group.members {
            let zone = plan.zone_by_code(member).ok().map(|z| &mut of_zone[z as usize]);
            let community = communities.iter().position(|c| c.code == *member || c.key == *member);
            let slot = zone.or_else(|| community.map(|c| &mut of_community[c]));
            match slot {
                Some(slot) if slot.is_none() => *slot = Some(at),
                _ => {
                    let known = communities.iter().map(|c| c.code.as_str());
                    return Err(Error::LevelMember {
                        level: policy.id.clone(),
                        group: group.name_zh.clone(),
                        member: member.clone(),
                        nearest: known.min_by_key(|c| distance(c, member)).unwrap_or_default().into(),
                    });
                }
            }
        }
    }
    let mut alone: BTreeMap<u32, u32> = BTreeMap::new();
    let zones = plan.zones().iter().zip(of_zone).map(|(zone, own)| {
        let community = zone.community;
        own.or(of_community[community as usize]).unwrap_or_else(|| {
            *alone.entry(community).or_insert_with(|| {
                let name = communities[community as usize].label().to_string();
                names.push((name.clone(), name));
                names.len() as u32 - 1
            })
        })
    });
    Ok(Declared { of_zone: zones.collect(), names })
}

/// Digits from the end of the common beginning: near codes begin alike.
fn distance(a: &str, b: &str) -> usize {
    let common = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    a.len().max(b.len()) - common
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn communities_are_of_towns_or_villages_by_class_and_by_code() {
        use Settlement::{Rural, Urban};
        let cases =
            [("220", Rural), ("111", Urban), ("村", Rural), ("Rural", Rural), ("社区", Urban), ("居委会", Urban)];
        for (class, expected) in cases {
            assert_eq!(by_class(class), Some(expected), "{class}");
        }
        assert_eq!(by_class("II"), None);
        let code = |code: &str| by_code(&Community { key: String::new(), name: None, code: code.into(), class: None });
        assert_eq!(code("990101001001"), Urban);
        assert_eq!(code("990101100200"), Rural);
        assert_eq!(code("990101100400"), Urban);
        assert_eq!(code("990101100501"), Rural);
    }
}
