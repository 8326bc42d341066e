//! Rules about more than one zone: estates, buildings, locked zones, islands, the number of zones.

use std::collections::BTreeSet;

use super::breach::{At, Breach};
use super::ground::{Ground, Group};
use super::judgement::Zones;
use crate::merge::cost::MILLION;
use crate::rule::Finding;
use crate::rule_set::{Source, Strictness};

/// Something that several zones may break together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Subject {
    Estate(u32),
    Building(u32),
    Lock(u32),
    Island(u32),
    Community(u32),
}

/// The rule that a building in several zones breaks.
const BUILDING_WHOLE: &str = "building.whole";

/// Cited where a rule needs no citation.
static NOBODY: Source = Source { zh: String::new(), en: String::new() };

/// What a subject breaks: how far, in millionths, and the breach.
pub(super) type Broken = (u64, Breach);

impl Ground {
    /// All subjects that a change of these units' zones may concern.
    pub(super) fn subjects_of(&self, units: &[u32], into: &mut BTreeSet<Subject>) {
        use super::ground::NONE;
        for &u in units {
            let unit = &self.units[u as usize];
            into.extend(self.estates_of[u as usize].iter().map(|&e| Subject::Estate(e)));
            into.extend(self.buildings_of[u as usize].iter().map(|&b| Subject::Building(b)));
            into.extend((unit.lock != NONE).then_some(Subject::Lock(unit.lock)));
            into.extend((unit.island != NONE).then_some(Subject::Island(unit.island)));
            into.extend(self.rules.rules.zones.is_some().then_some(Subject::Community(unit.community)));
        }
    }

    pub(super) fn judge_subject(&self, subject: Subject, labels: &[u32], zones: &Zones) -> Option<Broken> {
        match subject {
            Subject::Building(at) => {
                let source = &self.rules.rules.buildings.source;
                self.apart(&self.buildings[at as usize], BUILDING_WHOLE, source, labels, |of, zones| {
                    in_several(["建筑物", "building"], &self.building_names[of as usize], zones)
                })
            }
            Subject::Estate(at) => {
                self.apart(&self.estates[at as usize], "estate.whole", &NOBODY, labels, |of, zones| {
                    in_several(["小区", "estate"], &self.estate_names[of as usize], zones)
                })
            }
            Subject::Lock(at) => self.apart(&self.locks[at as usize], "zone.locked", &NOBODY, labels, |of, zones| {
                in_several(["锁定的网格", "the locked zone"], &self.lock_names[of as usize], zones)
            }),
            Subject::Island(at) => self.without_zone(at, labels, zones),
            Subject::Community(community) => self.too_many(community, zones),
        }
    }

    fn apart(
        &self,
        group: &Group,
        rule: &str,
        source: &Source,
        labels: &[u32],
        finding: impl Fn(u32, usize) -> Finding,
    ) -> Option<Broken> {
        let zones: BTreeSet<u32> = group.units.iter().map(|&u| labels[u as usize]).collect();
        (zones.len() > 1).then(|| {
            let breach = self.subject_breach(group, rule, source, finding(group.of, zones.len()));
            (MILLION * (zones.len() as u64 - 1), breach)
        })
    }

    fn subject_breach(&self, group: &Group, rule: &str, source: &Source, finding: Finding) -> Breach {
        let at = At {
            rule,
            strictness: Strictness::Hard,
            community: group.community,
            zone: None,
            place: self.place(&group.units),
            source,
        };
        Breach::new(&at, finding)
    }

    /// An island that no zone has for itself.
    fn without_zone(&self, at: u32, labels: &[u32], zones: &Zones) -> Option<Broken> {
        let rule = self.rules.rules.islands.as_ref()?;
        let group = &self.islands[at as usize];
        let on_it: BTreeSet<u32> = group.units.iter().map(|&u| labels[u as usize]).collect();
        let own = |z: &u32| zones[*z as usize].units.iter().all(|&u| self.units[u as usize].island == at);
        if on_it.iter().any(own) {
            return None;
        }
        let finding = Finding {
            measured: 0.0,
            limit: 1.0,
            zh: "有人居住的岛没有自己的网格,应至少有 1 个".into(),
            en: "an inhabited island has no zone of its own, expected at least 1".into(),
        };
        Some((MILLION, self.subject_breach(group, "island.zone", &rule.source, finding)))
    }

    fn too_many(&self, community: u32, zones: &Zones) -> Option<Broken> {
        let rule = self.rules.rules.zones.as_ref()?;
        let count = zones.general_of(community);
        if count <= rule.most {
            return None;
        }
        let units: Vec<u32> = self.units_of(community).collect();
        let most = rule.most;
        let finding = Finding {
            measured: f64::from(count),
            limit: f64::from(most),
            zh: format!("共 {count} 个综合网格,至多 {most} 个"),
            en: format!("{count} general zones, at most {most} allowed"),
        };
        let group = Group { community, of: community, units };
        Some((MILLION * u64::from(count - most), self.subject_breach(&group, "community.zones", &rule.source, finding)))
    }

    fn units_of(&self, community: u32) -> impl Iterator<Item = u32> + '_ {
        // units are sorted by community
        let start = self.units.partition_point(|u| u.community < community);
        let end = self.units.partition_point(|u| u.community <= community);
        start as u32..end as u32
    }
}

/// Something that should be in one zone, with the words for what it is in Chinese and English.
fn in_several([zh, en]: [&str; 2], name: &str, zones: usize) -> Finding {
    Finding {
        measured: zones as f64,
        limit: 1.0,
        zh: format!("{zh} {name} 分属 {zones} 个网格,应为 1 个"),
        en: format!("{en} {name} lies in {zones} zones, expected 1"),
    }
}
