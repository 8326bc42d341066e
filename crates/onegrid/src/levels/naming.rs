//! Names of nodes and what they are made of, in Chinese and English.

use onegrid_zones::{Lang, LevelNode, Levels as Made, NodeId};

use crate::grid::Grid;
use crate::plan::Plan;
use crate::policy::{LevelPolicy, LevelSource};

use super::Levels;
use super::rules::Declared;

/// Names of all nodes, level by level.
pub(super) fn names(plan: &Plan, grid: &Grid, made: &Made, declared: &[Declared]) -> Vec<Vec<(String, String)>> {
    let levels = plan.policy().levels.iter().zip(&made.list).zip(declared);
    let level = |((policy, level), declared): ((&LevelPolicy, &onegrid_zones::Level), &Declared)| {
        level.nodes.iter().map(|node| name(plan, grid, policy, declared, node)).collect()
    };
    levels.map(level).collect()
}

fn name(plan: &Plan, grid: &Grid, policy: &LevelPolicy, declared: &Declared, node: &LevelNode) -> (String, String) {
    let (zh, en, origin) = (policy.name(Lang::Zh), policy.name(Lang::En), node.origin);
    match policy.from {
        LevelSource::County | LevelSource::Street => (format!("{zh} {}", node.code), format!("{en} {}", node.code)),
        LevelSource::Community => {
            let label = grid.communities.list[origin as usize].label().to_string();
            (label.clone(), label)
        }
        LevelSource::Region => declared.names[origin as usize].clone(),
        LevelSource::Zone => (plan.zone_name(origin, Lang::Zh), plan.zone_name(origin, Lang::En)),
        LevelSource::Group | LevelSource::Divide => (format!("{origin}号{zh}"), format!("{en} {origin}")),
    }
}

/// Children named in a sentence.
const NAMED: usize = 6;

/// One sentence on where a node comes from and what is in it.
pub(super) fn made_of(levels: &Levels, level: usize, node: usize, lang: Lang) -> String {
    let (policy, here) = (levels.policy(level), &levels.nodes(level)[node]);
    let households = here.households;
    let (source_zh, source_en) = match policy.from {
        LevelSource::County => ("社区代码前 6 位相同", "communities whose codes begin with the same 6 digits"),
        LevelSource::Street => ("社区代码前 9 位相同", "communities whose codes begin with the same 9 digits"),
        LevelSource::Community => ("社区", "the community"),
        LevelSource::Region => ("按声明归并的整格", "whole grids, as declared"),
        LevelSource::Group => ("由相连的整格组成", "connected whole grids"),
        LevelSource::Zone => ("合并所得网格", "a zone of the merge"),
        LevelSource::Divide => ("由上级网格再划分", "part of the grid above"),
    };
    let (zh, en) = parent_words(levels, here);
    let children = children_words(levels, level, node, lang);
    match lang {
        Lang::Zh => format!("{source_zh}{zh},{households} 户{children}"),
        Lang::En => format!("{source_en}{en}, {households} households{children}"),
    }
}

fn parent_words(levels: &Levels, node: &LevelNode) -> (String, String) {
    let Some(parent) = node.parent else { return (String::new(), String::new()) };
    let (code, siblings) = (&levels.node(parent).code, levels.node(parent).children);
    let words = |lang| levels.policy(parent.level as usize).name(lang);
    if siblings == 1 {
        return (format!(",{}{code} 未再划分", words(Lang::Zh)), format!(", {} {code} undivided", words(Lang::En)));
    }
    (
        format!(",属{} {code}(共 {siblings} 个)", words(Lang::Zh)),
        format!(", in {} {code} (one of {siblings})", words(Lang::En)),
    )
}

fn children_words(levels: &Levels, level: usize, node: usize, lang: Lang) -> String {
    let total = levels.nodes(level)[node].children as usize;
    if total == 0 {
        return String::new();
    }
    let id = NodeId { level: level as u32, node: node as u32 };
    let children = levels.children(id).iter().take(NAMED);
    let mut codes: Vec<&str> = children.map(|&child| levels.node(child).code.as_str()).collect();
    codes.extend((total > NAMED).then_some("…"));
    match lang {
        Lang::Zh => format!(",含下级 {total} 个:{}", codes.join("、")),
        Lang::En => format!(", {total} below it: {}", codes.join(", ")),
    }
}
