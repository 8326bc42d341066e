//! Levels from the zones upwards: by code, by community, declared, joined.

use std::collections::BTreeMap;

use crate::progress::Progress;
use crate::rules::DesignRules;

use super::error::LevelError;
use super::join;
use super::model::{Draft, Ground, LevelFrom, LevelRule};

/// Drafts of the levels down to that of the zones, which is the last.
pub(super) fn drafts(
    ground: &Ground<'_>,
    rules: &DesignRules,
    levels: &[LevelRule],
    progress: &dyn Progress,
) -> Result<Vec<Draft>, LevelError> {
    let mut groups: Vec<Option<Groups>> = levels.iter().map(|level| fixed(ground, level)).collect();
    for at in 0..levels.len() {
        if let LevelFrom::Declared { of_zone } = &levels[at].from {
            let container = container(&groups, levels, at);
            groups[at] = Some(declared(ground, &levels[at], of_zone, &container)?);
        }
    }
    let mut details: Vec<join::Joined> = levels.iter().map(|_| join::Joined::default()).collect();
    for at in (0..levels.len()).rev() {
        if let LevelFrom::Join { grouping } = levels[at].from {
            let container = container(&groups, levels, at);
            let below = groups.get(at + 1).and_then(Option::as_ref).unwrap_or(&container.groups);
            let mut joined = join::join(ground, rules, &levels[at], grouping, &container, below, progress)?;
            groups[at] = Some(core::mem::take(&mut joined.groups));
            details[at] = joined;
        }
    }
    let draft = |(groups, joined): (Option<Groups>, join::Joined)| {
        let groups = groups.unwrap_or_default();
        let node = |zone: &Option<u32>| zone.map(|z| groups.of_zone[z as usize]);
        Draft {
            node_of_face: ground.zone_of_face.iter().map(node).collect(),
            codes: groups.codes,
            origins: groups.origins,
            violations: joined.violations,
            wished: joined.wished,
            designs: joined.designs,
        }
    };
    Ok(groups.into_iter().zip(details).map(draft).collect())
}

/// Groups of zones: the nodes of one level.
#[derive(Debug, Clone, Default)]
pub(super) struct Groups {
    pub(super) codes: Vec<String>,
    pub(super) origins: Vec<u32>,
    pub(super) of_zone: Vec<u32>,
}

/// The nodes that a level is built in.
pub(super) struct Container {
    /// Id of their level; empty where there is none and everything is one.
    pub(super) level: String,
    pub(super) groups: Groups,
}

/// The nearest level above that is neither joined nor missing; else all zones together.
fn container(groups: &[Option<Groups>], levels: &[LevelRule], at: usize) -> Container {
    let is_fixed = |l: &usize| !matches!(levels[*l].from, LevelFrom::Join { .. });
    let found = (0..at).rev().filter(is_fixed).find_map(|l| Some((l, groups[l].as_ref()?)));
    if let Some((level, groups)) = found {
        return Container { level: levels[level].id.clone(), groups: groups.clone() };
    }
    let zones = groups.last().and_then(Option::as_ref);
    let (codes, count) = zones.map_or((&[][..], 0), |z| (&z.codes[..], z.of_zone.len()));
    let groups = Groups { codes: vec![shared_prefix(codes)], origins: vec![0], of_zone: vec![0; count] };
    Container { level: String::new(), groups }
}

/// The street or county digits that all codes begin with; empty where they share neither.
fn shared_prefix(codes: &[String]) -> String {
    let Some(first) = codes.first() else { return String::new() };
    let shared = |digits: &usize| {
        let prefix = first.get(..*digits);
        prefix.is_some() && codes.iter().all(|c| c.get(..*digits) == prefix)
    };
    let digits = [9, 6].into_iter().find(shared).unwrap_or(0);
    first[..digits].to_string()
}

/// Levels that follow from zones and codes alone.
fn fixed(ground: &Ground<'_>, level: &LevelRule) -> Option<Groups> {
    let zones = &ground.design.zones;
    let by_code = |code_of: &dyn Fn(usize) -> (String, u32)| {
        let all: BTreeMap<String, u32> = (0..zones.len()).map(code_of).collect();
        let codes: Vec<String> = all.keys().cloned().collect();
        let position = |zone: usize| codes.binary_search(&code_of(zone).0).unwrap_or_default() as u32;
        Groups {
            of_zone: (0..zones.len()).map(position).collect(),
            origins: all.values().copied().collect(),
            codes: codes.clone(),
        }
    };
    match &level.from {
        LevelFrom::Zone => Some(Groups {
            codes: zones.iter().map(|z| z.code.clone()).collect(),
            origins: (0..zones.len() as u32).collect(),
            of_zone: (0..zones.len() as u32).collect(),
        }),
        LevelFrom::Community => Some(by_code(&|z| (ground.code_of_zone(z).to_string(), zones[z].community))),
        LevelFrom::CodePrefix { digits } => Some(by_code(&|z| {
            let code = ground.code_of_zone(z);
            (code.get(..usize::from(*digits)).unwrap_or(code).to_string(), 0)
        })),
        LevelFrom::Declared { .. } | LevelFrom::Join { .. } | LevelFrom::Divide { .. } => None,
    }
}

fn declared(
    ground: &Ground<'_>,
    level: &LevelRule,
    of_zone: &[u32],
    container: &Container,
) -> Result<Groups, LevelError> {
    let zones = ground.design.zones.len();
    if of_zone.len() != zones {
        return Err(LevelError::Declared { level: level.id.clone(), expected: zones, got: of_zone.len() });
    }
    let mut parent: BTreeMap<u32, u32> = BTreeMap::new();
    for (zone, &group) in of_zone.iter().enumerate() {
        let here = container.groups.of_zone[zone];
        let known = *parent.entry(group).or_insert(here);
        if known != here {
            let code = |at: u32| container.groups.codes[at as usize].clone();
            return Err(LevelError::NotNested {
                level: level.id.clone(),
                code: format!("group {group}"),
                above: container.level.clone(),
                first: code(known),
                second: code(here),
            });
        }
    }
    let mut order: Vec<(u32, u32)> = parent.into_iter().map(|(group, parent)| (parent, group)).collect();
    order.sort_unstable();
    let parents: Vec<u32> = order.iter().map(|(parent, _)| *parent).collect();
    let codes = number(level, &container.groups.codes, &parents)?;
    let position: BTreeMap<u32, u32> = order.iter().zip(0..).map(|(&(_, group), at)| (group, at)).collect();
    Ok(Groups {
        codes,
        origins: order.into_iter().map(|(_, group)| group).collect(),
        of_zone: of_zone.iter().map(|group| position[group]).collect(),
    })
}

/// Codes of nodes in order of their parents: the parent's code and a sequence from 1.
pub(super) fn number(level: &LevelRule, parent_codes: &[String], parents: &[u32]) -> Result<Vec<String>, LevelError> {
    let limit = 10usize.saturating_pow(u32::from(level.code_digits)) - 1;
    let width = usize::from(level.code_digits);
    let mut codes = Vec::with_capacity(parents.len());
    for same in parents.chunk_by(|a, b| a == b) {
        let parent = &parent_codes[same[0] as usize];
        if same.len() > limit {
            return Err(LevelError::CodeOverflow {
                level: level.id.clone(),
                parent: parent.clone(),
                nodes: same.len(),
                limit,
            });
        }
        codes.extend((1..=same.len()).map(|sequence| format!("{parent}{sequence:0width$}")));
    }
    Ok(codes)
}
