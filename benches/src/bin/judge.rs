//! Times judging one edit against judging a whole plan, with rules of every kind.
//!
//! usage: judge (ZONES, optional): makes a town of as many zones as told (1 760 unless told) of 25
//! units each, eight zones in a community, judges the plan and 2 000 edits of one unit that borders
//! on another zone, each undone, and prints one JSON line: zones, units, seconds for preparing, for
//! the plan (median of 5) and for one edit (mean), and how many edits one plan is worth.

use std::time::Instant;

use onegrid_zones::{
    AmountRule, Bounds, CommunityInfo, CountColumn, Design, DesignRules, FaceBorder, FaceRow, FaceTable, Judge,
    LayerInfo, NoProgress, Quantity, Range, RuleSet, ShapeRule, Source, Strictness, UnitId, ZoneId, ZonesRule, design,
};

/// Units along the side of a zone.
const SIDE: u32 = 5;
/// Zones of a community.
const ZONES: u32 = 8;
/// Units of a community along its longer side.
const LONG: u32 = SIDE * ZONES;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let zones: u32 = std::env::args().nth(1).map_or(Ok(1_760), |n| n.parse())?;
    let communities = zones.div_ceil(ZONES);
    let table = town(communities);
    // no bounds: the base cells are the units
    let plan = design(&table, &DesignRules::default(), &NoProgress)?;
    let zone_of_unit = blocks(&table, &plan);
    let rules = rules();
    let start = Instant::now();
    let judge = Judge::new(&table, &rules, &plan, &[])?;
    let prepared_s = start.elapsed().as_secs_f64();
    let mut plan_s = Vec::new();
    for _ in 0..5 {
        let start = Instant::now();
        let judged = judge.judge(&zone_of_unit)?;
        plan_s.push(start.elapsed().as_secs_f64());
        drop(judged);
    }
    plan_s.sort_by(f64::total_cmp);
    let mut judgement = judge.judge(&zone_of_unit)?;
    let edits = edits(&plan, &zone_of_unit, communities);
    let start = Instant::now();
    for edit in &edits {
        let delta = judgement.reassign(&[*edit])?;
        judgement.reassign(&delta.undo)?;
    }
    let edit_s = start.elapsed().as_secs_f64() / (2 * edits.len()) as f64;
    println!(
        "{{\"tool\":\"onegrid\",\"zones\":{},\"units\":{},\"prepare_s\":{prepared_s:.6},\"plan_s\":{:.6},\"edit_s\":{edit_s:.9},\"ratio\":{:.0}}}",
        communities * ZONES,
        plan.units.len(),
        plan_s[2],
        plan_s[2] / edit_s,
    );
    Ok(())
}

fn rules() -> DesignRules {
    let range = |of, min, max| Range { of, min: Some(min), max: Some(max), target: None };
    let amount = |id: &str, range, strictness| AmountRule {
        id: id.into(),
        any_of: vec![range],
        strictness,
        weight: 1.0,
        source: Source::default(),
    };
    let shape =
        |least| Some(ShapeRule { least, strictness: Strictness::Weighted, weight: 1.0, source: Source::default() });
    DesignRules {
        bounds: Some(Bounds { min: 300, max: 500, target: 400 }),
        rules: RuleSet {
            amounts: vec![
                amount("people", range(Quantity::Count("population".into()), 600, 1_400), Strictness::Hard),
                amount("area", range(Quantity::AreaM2, 100_000, 400_000), Strictness::Weighted),
            ],
            compactness: shape(0.4),
            width: shape(50.0),
            zones: Some(ZonesRule { most: 9, source: Source::default() }),
            stability: 2.0,
            ..RuleSet::default()
        },
        ..DesignRules::default()
    }
}

/// Communities of 40 x 5 units of 100 m, 16 households or so each.
fn town(communities: u32) -> FaceTable {
    let per_community = LONG * SIDE;
    let count = communities * per_community;
    let face = |f: u32| {
        let (community, at) = (f / per_community, f % per_community);
        let households = 12 + u64::from(f) * 7 % 9;
        FaceRow {
            community: Some(community),
            area_m2: 10_000.0,
            perimeter_m: 400.0,
            households,
            size: households,
            x_deg: 110.0 + f64::from(at % LONG) * 0.001,
            y_deg: 30.0 + f64::from(at / LONG + community * SIDE) * 0.001,
            ..FaceRow::default()
        }
    };
    let faces: Vec<FaceRow> = (0..count).map(face).collect();
    let mut borders = Vec::new();
    for f in 0..count {
        let (x, y) = (f % per_community % LONG, f % per_community / LONG);
        let mut border = |b| borders.push(FaceBorder { a: f, b, length_m: 100.0, barrier: None });
        if x + 1 < LONG {
            border(f + 1);
        }
        if y + 1 < SIDE {
            border(f + LONG);
        }
    }
    let layer = |id: &str, cells: u32| LayerInfo {
        id: id.into(),
        name: id.into(),
        weight: 1.0,
        cell_keys: (0..cells).map(|c| c.to_string()).collect(),
    };
    let communities_list = (0..communities).map(|c| CommunityInfo {
        key: c.to_string(),
        name: None,
        code: format!("{:012}", 110_101_001_000u64 + u64::from(c)),
    });
    FaceTable {
        layers: vec![layer("base", count), layer("police", count / 20), layer("fire", count / 200)],
        communities: communities_list.collect(),
        cell_start: (0..=3 * count).collect(),
        cell_ids: (0..count).flat_map(|f| [f, f / 20, f / 200]).collect(),
        counts: vec![CountColumn {
            id: "population".into(),
            name: "人口".into(),
            per_face: faces.iter().map(|f| f.households * 5 / 2).collect(),
        }],
        previous: (0..count).map(|f| Some(f / 24)).collect(),
        faces,
        borders,
        ..FaceTable::default()
    }
}

/// Zones of 5 x 5 units.
fn blocks(table: &FaceTable, plan: &Design) -> Vec<ZoneId> {
    let zone = |face: u32| {
        let (community, at) = (face / (LONG * SIDE), face % (LONG * SIDE));
        ZoneId(community * ZONES + at % LONG / SIDE)
    };
    assert_eq!(plan.units.len(), table.faces.len(), "each face is a unit");
    plan.units.iter().map(|u| zone(u.faces[0])).collect()
}

/// Units at the east end of a zone that go to the next one.
fn edits(plan: &Design, zones: &[ZoneId], communities: u32) -> Vec<(UnitId, ZoneId)> {
    let edit = |k: u32| {
        let community = k * 7919 % communities;
        let face = community * LONG * SIDE + k % SIDE * LONG + k % (ZONES - 1) * SIDE + SIDE - 1;
        let unit = |f: u32| plan.unit_of_face[f as usize];
        Some((unit(face)?, zones[unit(face + 1)?.index()]))
    };
    (0..2_000).filter_map(edit).collect()
}
