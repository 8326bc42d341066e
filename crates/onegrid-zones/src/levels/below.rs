//! Divided levels: the nodes above in, their connected parts out.
//!
//! # Method
//! The nodes above are the communities of a zone design of their own over the same faces.

use crate::design::ZoneClass;
use crate::plan::design;
use crate::progress::Progress;
use crate::rules::{Bounds, DesignRules, Measure};
use crate::table::{CommunityInfo, FaceTable};

use super::above::number;
use super::error::LevelError;
use super::join::{sequences, violations};
use super::model::{Draft, Ground, LevelFrom, LevelRule, NodeId, SubDesign};

/// Draft of the divided level `at`; `above` holds the drafts of all levels above it.
pub(super) fn draft(
    ground: &Ground<'_>,
    rules: &DesignRules,
    levels: &[LevelRule],
    above: &[Draft],
    at: usize,
    progress: &dyn Progress,
) -> Result<Draft, LevelError> {
    let level = &levels[at];
    let LevelFrom::Divide { bounds, measure } = level.from else {
        return Err(LevelError::Order { above: levels[at - 1].id.clone(), below: level.id.clone() });
    };
    let (parent_codes, parent_of_face) = parents(ground, level, above);
    let table = sub_table(ground.table, &parent_codes, &parent_of_face, measure);
    let own = super::own_rules(rules, bounds, measure);
    let wrong = |source| LevelError::Design { level: level.id.clone(), source };
    check_bounds(bounds).map_err(wrong)?;
    let mut design = design(&table, &own, progress).map_err(wrong)?;
    for zone in &mut design.zones {
        zone.class = ZoneClass::General;
    }
    let parents: Vec<u32> = design.zones.iter().map(|z| z.community).collect();
    let codes = number(level, &parent_codes, &parents)?;
    let zone = |unit: &Option<crate::UnitId>| unit.map(|u| design.zone_of_unit[u.index()].0);
    let node_of_face = design.unit_of_face.iter().map(zone).collect();
    let mut designs = vec![SubDesign { first_node: 0, table, design, measure }];
    let violations = violations(&mut designs, &codes, &[]);
    Ok(Draft { origins: sequences(&parents), codes, node_of_face, violations, wished: None, designs })
}

fn check_bounds(bounds: Option<Bounds>) -> Result<(), crate::DesignError> {
    DesignRules { bounds, ..DesignRules::default() }.check()
}

/// Codes of the nodes to be divided, rising, and which of them each face lies in.
fn parents(ground: &Ground<'_>, level: &LevelRule, above: &[Draft]) -> (Vec<String>, Vec<Option<u32>>) {
    let nearest = |face: usize| {
        let community = ground.table.faces[face].community?;
        if level.left_out.binary_search(&community).is_ok() {
            return None;
        }
        let found = above.iter().enumerate().rev().find_map(|(l, draft)| Some((l, draft.node_of_face[face]?)));
        found.map(|(level, node)| NodeId { level: level as u32, node })
    };
    let of_face: Vec<Option<NodeId>> = (0..ground.table.faces.len()).map(nearest).collect();
    let code = |id: &NodeId| above[id.level as usize].codes[id.node as usize].as_str();
    let mut nodes: Vec<NodeId> = of_face.iter().copied().flatten().collect();
    nodes.sort_unstable();
    nodes.dedup();
    nodes.sort_by(|a, b| code(a).cmp(code(b)));
    let codes = nodes.iter().map(|id| code(id).to_string()).collect();
    let mut place: Vec<(NodeId, u32)> = nodes.into_iter().zip(0..).collect();
    place.sort_unstable();
    let position = |id: NodeId| place[place.partition_point(|(other, _)| *other < id)].1;
    (codes, of_face.into_iter().map(|id| id.map(position)).collect())
}

/// The same faces, with the nodes above for communities.
fn sub_table(table: &FaceTable, codes: &[String], of_face: &[Option<u32>], measure: Measure) -> FaceTable {
    let faces = table.faces.iter().zip(of_face).map(|(row, &parent)| crate::FaceRow {
        community: parent,
        size: if measure == Measure::AreaM2 { row.area_m2.round() as u64 } else { row.households },
        ..*row
    });
    let community = |(at, code): (usize, &String)| CommunityInfo {
        key: code.clone(),
        name: None,
        // only orders the nodes: their own codes are given afterwards
        code: format!("{at:010}"),
    };
    let is_inside = |face: u32| of_face[face as usize].is_some();
    let mut out = FaceTable { layers: table.layers.clone(), ..FaceTable::default() };
    out.faces = faces.collect();
    out.communities = codes.iter().enumerate().map(community).collect();
    out.borders = table.borders.iter().filter(|b| is_inside(b.a) && is_inside(b.b)).copied().collect();
    out.estates.clone_from(&table.estates);
    out.exclusives.clone_from(&table.exclusives);
    out.cell_start.clone_from(&table.cell_start);
    out.cell_ids.clone_from(&table.cell_ids);
    out
}
