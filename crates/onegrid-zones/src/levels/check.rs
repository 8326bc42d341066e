//! Checks levels against the table they were made from.

use crate::check::check_partition;
use crate::table::FaceTable;

use super::error::NestingError;
use super::model::{Level, LevelRule, Levels, NodeId};

/// Checks every invariant of levels: children partition their parents in faces and households,
/// each child has one parent, codes are unique, joined and divided nodes are connected.
///
/// # Errors
/// The first [`NestingError`].
pub fn check_levels(table: &FaceTable, rules: &[LevelRule], levels: &Levels) -> Result<(), NestingError> {
    for (rule, level) in rules.iter().zip(&levels.list) {
        check_cover(table, rule, level)?;
        for sub in &level.designs {
            check_partition(&sub.table, &sub.design)
                .map_err(|source| NestingError::Partition { level: level.id.clone(), source })?;
        }
    }
    check_parents(table, levels)?;
    check_sums(table, levels)?;
    let mut codes: Vec<&str> = levels.list.iter().flat_map(|l| &l.nodes).map(|n| n.code.as_str()).collect();
    codes.sort_unstable();
    match codes.windows(2).find(|w| w[0] == w[1]) {
        Some(twice) => Err(NestingError::CodeTwice { code: twice[0].into() }),
        None => Ok(()),
    }
}

/// Each zoned face has a node wherever the level exists.
fn check_cover(table: &FaceTable, rule: &LevelRule, level: &Level) -> Result<(), NestingError> {
    for (face, row) in table.faces.iter().enumerate() {
        let exists = row.community.is_some_and(|c| rule.left_out.binary_search(&c).is_err());
        let node = level.node_of_face.get(face).copied().flatten();
        let got = usize::from(node.is_some_and(|n| (n as usize) < level.nodes.len()));
        if got != usize::from(exists) {
            let expected = usize::from(exists);
            return Err(NestingError::Face { level: level.id.clone(), face: face as u32, expected, got });
        }
    }
    Ok(())
}

/// Nodes of a face, highest first.
fn nodes_of(levels: &Levels, face: usize) -> impl Iterator<Item = NodeId> + '_ {
    let node =
        move |(at, level): (usize, &Level)| level.node_of_face[face].map(|node| NodeId { level: at as u32, node });
    levels.list.iter().enumerate().filter_map(node)
}

/// Each face of a node lies in the node's parent.
fn check_parents(table: &FaceTable, levels: &Levels) -> Result<(), NestingError> {
    for face in 0..table.faces.len() {
        let mut above = None;
        for id in nodes_of(levels, face) {
            let node = levels.node(id);
            if node.parent != above {
                return Err(NestingError::Outside {
                    level: levels.list[id.level as usize].id.clone(),
                    code: node.code.clone(),
                    face: face as u32,
                });
            }
            above = Some(id);
        }
    }
    Ok(())
}

/// Children add up to their parent, in faces and in households counted anew from the table.
fn check_sums(table: &FaceTable, levels: &Levels) -> Result<(), NestingError> {
    let zeros = || -> Vec<Vec<(u64, u64)>> { levels.list.iter().map(|l| vec![(0, 0); l.nodes.len()]).collect() };
    let (mut own, mut below) = (zeros(), zeros());
    for (face, row) in table.faces.iter().enumerate() {
        for id in nodes_of(levels, face) {
            let sum = &mut own[id.level as usize][id.node as usize];
            *sum = (sum.0 + 1, sum.1 + row.households);
        }
    }
    for level in &levels.list {
        for node in &level.nodes {
            if let Some(p) = node.parent {
                let sum = &mut below[p.level as usize][p.node as usize];
                *sum = (sum.0 + u64::from(node.faces), sum.1 + node.households);
            }
        }
    }
    for ((level, own), below) in levels.list.iter().zip(own).zip(below) {
        for ((node, own), below) in level.nodes.iter().zip(own).zip(below) {
            let kept = (u64::from(node.faces), node.households);
            let children = if node.children > 0 { below } else { own };
            for (what, expected, got) in [
                ("faces", own.0, kept.0),
                ("households", own.1, kept.1),
                ("faces", own.0, children.0),
                ("households", own.1, children.1),
            ] {
                if expected != got {
                    let (level, code) = (level.id.clone(), node.code.clone());
                    return Err(NestingError::Sum { level, code, what, expected, got });
                }
            }
        }
    }
    Ok(())
}
