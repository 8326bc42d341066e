//! The levels of a policy: `[[level]]` tables from high to low.

use onegrid_zones::{Bounds, LEVELS_LEAST, LEVELS_MOST, Lang};
use serde::{Deserialize, Serialize};

use super::Citation;
use super::check::Contradiction;
use super::document::{Step, steps};

/// One level of the hierarchy: what its nodes are, how large, and which party organisation they have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelPolicy {
    /// Short id in letters, digits and `-`; part of file names.
    pub id: String,
    /// Name in Chinese: 微网格.
    #[serde(default)]
    pub name_zh: String,
    /// Name in English: micro grid.
    #[serde(default)]
    pub name_en: String,
    /// Where its nodes come from.
    pub from: LevelSource,
    /// Smallest allowed (`group`, `divide`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<u64>,
    /// Largest allowed (`group`, `divide`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u64>,
    /// Aimed at; the middle of `min` and `max` where not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<u64>,
    /// Number of nodes wished in all (`group`), instead of bounds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// What `min`, `max` and `target` measure.
    #[serde(default)]
    pub measure: LevelMeasure,
    /// Digits that `region`, `group` and `divide` add to the code of the node above.
    #[serde(default = "two")]
    pub code_digits: u8,
    /// Only communities of this kind have the level (`divide`). A community's kind is what its class
    /// says (`urban`, `rural`, 村, 社区, or an urban-rural class such as 220), else its code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only: Option<Settlement>,
    /// Type of the party organisation of its nodes: 党支部.
    #[serde(default)]
    pub party_organisation: String,
    /// That in villages, where it differs: 党小组.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub party_organisation_rural: String,
    /// Groups that were declared (`region`); without them, the group column of the community layer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<DeclaredGroup>,
    /// Who says so, in Chinese.
    #[serde(default)]
    pub citation_zh: String,
    /// Who says so, in English.
    #[serde(default)]
    pub citation_en: String,
}

fn two() -> u8 {
    2
}

/// Where the nodes of a level come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LevelSource {
    /// The first 6 digits of the community's code.
    County,
    /// The first 9 digits of the community's code.
    Street,
    /// The communities.
    Community,
    /// Declared groups of whole communities or zones.
    Region,
    /// Connected groups of whole nodes of the level below.
    Group,
    /// The zones of the merge.
    Zone,
    /// Connected parts of the nodes above; without bounds, the base cells in them.
    Divide,
}

/// What the bounds of a level measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LevelMeasure {
    /// Households.
    #[default]
    Households,
    /// Ground area in m2.
    AreaM2,
    /// Nodes of the level below (`group`).
    Grids,
}

/// Whether a community is of a town or a village.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Settlement {
    /// 居民委员会.
    Urban,
    /// 村民委员会.
    Rural,
}

/// A declared group of a `region` level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclaredGroup {
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English; the Chinese one where empty.
    #[serde(default)]
    pub name_en: String,
    /// Codes or keys of communities, or codes of zones.
    pub members: Vec<String>,
}

impl LevelPolicy {
    /// Name for people.
    pub fn name(&self, lang: Lang) -> &str {
        let name = match lang {
            Lang::Zh => &self.name_zh,
            Lang::En => &self.name_en,
        };
        if name.is_empty() { &self.id } else { name }
    }

    /// Who says so.
    pub fn citation(&self) -> Citation {
        Citation { citation_zh: self.citation_zh.clone(), citation_en: self.citation_en.clone() }
    }

    /// The type of party organisation in a kind of community, in a language; empty where none is
    /// said. English is known for the usual types, others stay as they are.
    pub fn party_organisation(&self, settlement: Settlement, lang: Lang) -> &str {
        let rural = settlement == Settlement::Rural && !self.party_organisation_rural.is_empty();
        let zh = if rural { &self.party_organisation_rural } else { &self.party_organisation };
        match lang {
            Lang::Zh => zh,
            Lang::En => {
                PARTY_ORGANISATIONS.iter().find(|(words, _)| zh.ends_with(words)).map_or(zh.as_str(), |(_, en)| *en)
            }
        }
    }

    /// The bounds, if it has any.
    pub fn bounds(&self) -> Option<Bounds> {
        let (min, max) = (self.min?, self.max?);
        Some(Bounds { min, max, target: self.target.unwrap_or(u64::midpoint(min, max)) })
    }
}

/// Endings of the usual types, the longer first where one ends in another.
const PARTY_ORGANISATIONS: [(&str, &str); 8] = [
    ("党员中心户", "Party members' central household"),
    ("党小组", "Party group"),
    ("党支部", "Party branch"),
    ("党总支", "general Party branch"),
    ("党工委", "Party working committee"),
    ("党(工)委", "Party (working) committee"),
    ("党委", "Party committee"),
    ("党组织", "Party organisation"),
];

/// The first contradiction between levels.
pub(super) fn contradiction(levels: &[LevelPolicy]) -> Result<(), Contradiction> {
    if levels.is_empty() {
        return Ok(());
    }
    let of_list = |got, expected| Err(Contradiction::at(steps(&[], "level"), got, expected));
    if !(LEVELS_LEAST..=LEVELS_MOST).contains(&levels.len()) {
        return of_list(format!("{} tables", levels.len()), "2 to 5 tables");
    }
    let zones = levels.iter().filter(|l| l.from == LevelSource::Zone).count();
    if zones != 1 {
        return of_list(format!("{zones} tables with from = \"zone\""), "exactly 1");
    }
    for (at, level) in levels.iter().enumerate() {
        if let Some((entry, got, expected)) = in_list(&levels[..at], level).or_else(|| sizes(level)) {
            let path = steps(&[Step::Key("level".into()), Step::Index(at)], entry);
            return Err(Contradiction::at(path, got, expected).called(format!("level {:?}: {entry}", level.id)));
        }
    }
    Ok(())
}

/// What is wrong with the id, the place and the code of a level.
fn in_list(above: &[LevelPolicy], level: &LevelPolicy) -> Option<(&'static str, String, &'static str)> {
    const ORDER: &str =
        "county, street, community, zone from high to low; region and group above the zones, divide below";
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if level.id.is_empty() || !level.id.chars().all(is_plain) {
        return Some(("id", format!("{:?}", level.id), "lower case letters, digits and -"));
    }
    if above.iter().any(|l| l.id == level.id) {
        return Some(("id", format!("{:?} again", level.id), "an id of its own"));
    }
    if let Some(above) = above.iter().rfind(|above| !may_follow(above.from, level.from)) {
        return Some(("from", format!("below level {:?}", above.id), ORDER));
    }
    if !(1..=9).contains(&level.code_digits) {
        return Some(("code_digits", level.code_digits.to_string(), "1 to 9"));
    }
    None
}

fn may_follow(above: LevelSource, below: LevelSource) -> bool {
    use LevelSource::{Community, County, Divide, Street, Zone};
    match (above, below) {
        (Zone | Divide, below) => below == Divide,
        (County, County) | (Street, County | Street) | (Community, County | Street | Community) => false,
        _ => true,
    }
}

/// What is wrong with the bounds and the words that only some sources have.
fn sizes(level: &LevelPolicy) -> Option<(&'static str, String, &'static str)> {
    use LevelSource::{Divide, Group, Region};
    let has_bounds = level.min.is_some() || level.max.is_some() || level.target.is_some();
    let (min, max) = (level.min.unwrap_or(0), level.max.unwrap_or(0));
    let target = level.target.unwrap_or(u64::midpoint(min, max));
    let told = || format!("min {min} target {target} max {max}");
    if has_bounds && !matches!(level.from, Group | Divide) {
        return Some(("min, max", told(), "none: only group and divide have bounds"));
    }
    if has_bounds && (min == 0 || min > target || target > max) {
        return Some(("min, max", told(), "1 <= min <= target <= max"));
    }
    if level.from == Group && has_bounds == level.count.is_some() {
        return Some(("count", told(), "either count, or min and max"));
    }
    if level.from != Group && level.count.is_some() {
        return Some(("count", level.count.unwrap_or(0).to_string(), "none: only group has a count"));
    }
    if level.from == Group && level.count == Some(0) {
        return Some(("count", "0".into(), "1 or more"));
    }
    if level.from != Group && level.measure == LevelMeasure::Grids {
        return Some(("measure", "grids".into(), "households or area-m2: only group counts grids"));
    }
    if level.from != Divide && level.only.is_some() {
        return Some(("only", format!("{:?}", level.only), "none: only divide may be left out somewhere"));
    }
    if level.from != Region && !level.groups.is_empty() {
        return Some(("groups", format!("{} groups", level.groups.len()), "none: only region has groups"));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;

    fn error(levels: &str) -> String {
        let text = format!("onegrid_policy = 1\nid = \"x\"\n{levels}");
        Policy::from_toml(&text, "x.toml").unwrap_err().to_string()
    }

    fn level(id: &str, from: &str) -> String {
        format!("[[level]]\nid = \"{id}\"\nfrom = \"{from}\"\n")
    }

    #[test]
    fn levels_survive_a_round_trip() {
        let text = format!(
            "onegrid_policy = 1\nid = \"x\"\n{}{}{}min = 50\nmax = 80\nparty_organisation = \"党小组\"\nonly = \"urban\"\n",
            level("street", "street"),
            level("grid", "zone"),
            level("micro", "divide"),
        );
        let policy = Policy::from_toml(&text, "x.toml").unwrap();
        assert_eq!(policy.levels.len(), 3);
        assert_eq!(policy.levels[2].bounds(), Some(Bounds { min: 50, max: 80, target: 65 }));
        assert_eq!(Policy::from_toml(&policy.to_toml(), "again").unwrap(), policy);
    }

    #[test]
    fn contradictions_name_the_level_and_what_to_write() {
        let zone = level("grid", "zone");
        let divide = level("micro", "divide");
        let cases = [
            (zone.clone(), "2 to 5 tables"),
            (format!("{zone}{divide}").repeat(3), "2 to 5 tables"),
            (format!("{}{divide}", level("a", "street")), "exactly 1"),
            (format!("{divide}{zone}"), "below level \"micro\""),
            (format!("{zone}{}", level("s", "street")), "below level \"grid\""),
            (format!("{}{}{zone}", level("c", "community"), level("s", "street")), "below level \"c\""),
            (format!("{zone}{divide}min = 80\nmax = 50\n"), "min 80 target 65 max 50"),
            (format!("{zone}{divide}max = 50\n"), "1 <= min"),
            (format!("{zone}{divide}count = 5\n"), "only group has a count"),
            (format!("{zone}{divide}measure = \"grids\"\n"), "only group counts grids"),
            (format!("{}{zone}", level("g", "group")), "either count, or min and max"),
            (format!("{}count = 0\n{zone}", level("g", "group")), "1 or more"),
            (format!("{zone}min = 3\n{divide}"), "only group and divide have bounds"),
            (format!("{zone}only = \"rural\"\n{divide}"), "only divide"),
            (format!("{zone}{divide}code_digits = 0\n"), "1 to 9"),
            (format!("{}{divide}", level("grid/x", "zone")), "lower case"),
            (format!("{zone}{}", level("grid", "divide")), "an id of its own"),
        ];
        for (levels, expected) in cases {
            let error = error(&levels);
            assert!(error.contains(expected), "{levels}\n{error}");
        }
        assert!(error(&format!("{zone}{divide}mimimum = 3\n")).contains("mimimum"));
    }

    #[test]
    fn party_organisations_have_english_words() {
        let text = format!(
            "onegrid_policy = 1\nid = \"x\"\n{}party_organisation = \"网格党支部\"\nparty_organisation_rural = \"网格党小组\"\n{}",
            level("grid", "zone"),
            level("micro", "divide")
        );
        let level = &Policy::from_toml(&text, "x").unwrap().levels[0];
        assert_eq!(level.party_organisation(Settlement::Urban, Lang::En), "Party branch");
        assert_eq!(level.party_organisation(Settlement::Rural, Lang::Zh), "网格党小组");
        assert_eq!(level.party_organisation(Settlement::Rural, Lang::En), "Party group");
    }
}
