//! Rows that concern codes, crosswalk and lineage.

use std::collections::{BTreeMap, BTreeSet};

use onegrid::{
    AdminEntry, AdminTable, Cell, CodeStatus, CodeTemplate, CommunityOrigin, Date, History, Layer, LineageKind, Merged,
    Project, Role, Silent, conflicts, department_codes, merge, multi_polygon, summarise,
};
use onegrid_io::{read_register, write_codes, write_crosswalk, write_lineage, write_zones};

use crate::support::{demo, general};

/// The zones of a merge as the next one reads them.
fn zones_layer(merged: &Merged) -> Layer {
    let cells = merged.plan.zone_regions(&merged.grid).into_iter().map(|region| Cell {
        key: merged.plan.zones()[region.id as usize].code.clone(),
        shape: multi_polygon(&region.parts),
        ..Cell::default()
    });
    Layer { id: "previous".into(), source: "zones.geojson".into(), cells: cells.collect(), ..Layer::default() }
}

fn history(merged: &Merged) -> History {
    let before = merged.plan.remerged();
    History {
        zones: Some(zones_layer(merged)),
        register: Some(before.register.clone()),
        fingerprints: before.fingerprints.clone(),
        ..History::default()
    }
}

fn merged(project: &Project) -> Merged {
    merge(project, &general(), &Silent).expect("the project can be merged")
}

/// Features of `zones.geojson` by community.
fn features(merged: &Merged) -> BTreeMap<String, Vec<String>> {
    let summary = summarise(merged, &Silent).expect("the merge can be summed up");
    let file = write_zones(merged, &summary, Vec::new()).expect("a vector can be written");
    let file: serde_json::Value = serde_json::from_slice(&file).expect("GeoJSON");
    let mut out: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for feature in file["features"].as_array().expect("features") {
        let community = feature["properties"]["community"].as_str().expect("a community");
        out.entry(community.into()).or_default().push(feature.to_string());
    }
    out
}

/// 000-05: every grid has a code by one system, and 000-01: communities and towns come from the code.
#[test]
fn row_000_05_every_zone_has_a_code_of_its_own_that_names_its_community() {
    let merged = merged(&demo(onegrid_demo::Size::Street, 1));
    let codes: BTreeSet<&str> = merged.plan.zones().iter().map(|z| z.code.as_str()).collect();
    assert_eq!(codes.len(), merged.plan.zones().len());
    for zone in merged.plan.zones() {
        let community = &merged.grid.communities().list[zone.community as usize];
        assert_eq!(zone.code, format!("{}{:03}", community.code, zone.number));
    }
}

/// 000-01: an administrative table of 3,724 + 16,797 communities in 990 + 327 towns.
#[test]
fn row_000_01_an_administrative_table_of_20_521_communities_in_1_317_towns() {
    let mut entries = Vec::new();
    for at in 0..20_521u32 {
        let town = at % 1_317;
        // 107 counties; streets count from 001, towns from 100
        let (county, in_county) = (town % 107, town / 107);
        let parent = format!("{:06}{:03}", 990_000 + county, if town < 327 { 1 + in_county } else { 100 + in_county });
        let (number, first) = (at / 1_317, if at < 3_724 { 1 } else { 200 });
        let code = format!("{parent}{:03}", first + number);
        entries.push(AdminEntry { code, name: format!("村{at}"), parent: Some(parent), ..AdminEntry::default() });
    }
    let table = AdminTable::new(entries).expect("a sound table");
    assert_eq!(table.entries().len(), 20_521);
    let towns: BTreeSet<&str> = table.entries().iter().filter_map(|e| e.parent.as_deref()).collect();
    let streets = towns.iter().filter(|t| t[6..] < *"100").count();
    assert_eq!((towns.len(), streets), (1_317, 327));
}

/// 004-04: no source grid is left out.
#[test]
fn row_004_04_every_cell_of_every_department_is_in_the_crosswalk_with_shares_of_one() {
    let merged = merged(&demo(onegrid_demo::Size::Street, 1));
    let table = String::from_utf8(write_crosswalk(&merged, Vec::new()).expect("a vector")).expect("text");
    let mut share: BTreeMap<(String, String), f64> = BTreeMap::new();
    for row in table.lines().skip(1) {
        let fields: Vec<&str> = row.split(',').collect();
        *share.entry((fields[0].into(), fields[1].into())).or_default() += fields[4].parse::<f64>().expect("a share");
    }
    let mut cells = 0;
    for (at, layer) in merged.grid.layers().iter().enumerate() {
        if matches!(layer.role, Role::Base | Role::Department) {
            for (c, cell) in layer.cells.iter().enumerate() {
                // a cell without ground is no grid: the conflict list names it
                let labels = merged.grid.arrangement().labels();
                if (0..merged.grid.face_count()).any(|f| labels.cells(f, at).contains(&(c as u32))) {
                    let got = share.get(&(layer.id.clone(), cell.key.clone())).copied().unwrap_or(0.0);
                    assert!((got - 1.0).abs() < 1e-4, "{} {}: {got}", layer.id, cell.key);
                    cells += 1;
                }
            }
        }
    }
    assert_eq!(cells, share.len());
}

/// 004-10: n layers in, one out; 002-01, 001-16, 003-01: it covers everything once.
#[test]
fn row_004_10_many_layers_become_one_that_covers_everything() {
    let merged = merged(&demo(onegrid_demo::Size::Street, 1));
    assert!(merged.grid.department_layers().len() >= 7);
    let zones = merged.plan.zones_of_faces();
    for face in 0..merged.grid.face_count() {
        assert_eq!(zones[face as usize].is_some(), merged.grid.face_community(face).is_some());
    }
    let summary = summarise(&merged, &Silent).expect("the merge can be summed up");
    for row in ["overlap", "gap", "community", "codes"] {
        assert_eq!(summary.report.checks.row(row).and_then(|r| r.passed), Some(true), "{row}");
    }
}

/// Same input again: the same grid, byte by byte, and nothing is solved.
#[test]
fn a_second_merge_of_the_same_layers_changes_nothing() {
    let mut project = demo(onegrid_demo::Size::Street, 1);
    let first = merged(&project);
    project.history = history(&first);
    let second = merged(&project);
    assert_eq!(first.grid.face_count(), second.grid.face_count());
    let remerged = second.plan.remerged();
    assert_eq!(remerged.count(CommunityOrigin::Unchanged), remerged.origins.len());
    assert_eq!(remerged.lineage.unchanged, first.plan.zones().len());
    assert_eq!(remerged.register.entries(), first.plan.remerged().register.entries());
    assert_eq!(features(&first), features(&second));
    assert_eq!(remerged.lineage.households_moved, 0);
}

/// One department redraws one of its grids: the communities that it does not touch keep their zones
/// byte by byte, without a search.
#[test]
fn one_redrawn_cell_is_solved_again_where_it_lies_and_nowhere_else() {
    let mut project = demo(onegrid_demo::Size::Street, 1);
    let first = merged(&project);
    project.history = history(&first);
    project.history.date = Some(Date::parse("2026-11-22").expect("a day"));
    let layer = project.layers.iter_mut().find(|l| l.role == Role::Department).expect("a department");
    let cell = &mut layer.cells[0];
    // its corner moves by some 5 metres
    let mut ring = cell.shape.0[0].exterior().clone();
    let last = ring.0.len() - 1;
    let corner = &mut ring.0[last / 2];
    (corner.x, corner.y) = (corner.x + 5e-5, corner.y + 5e-5);
    let holes = cell.shape.0[0].interiors().to_vec();
    cell.shape.0[0] = geo_types::Polygon::new(ring, holes);

    let second = merged(&project);
    let remerged = second.plan.remerged();
    let touched = remerged.origins.len() - remerged.count(CommunityOrigin::Unchanged);
    assert!((1..=3).contains(&touched), "{touched} of {} communities", remerged.origins.len());
    let (old, new) = (features(&first), features(&second));
    for (community, origin) in second.grid.communities().list.iter().zip(&remerged.origins) {
        if *origin == CommunityOrigin::Unchanged {
            assert_eq!(old.get(&community.key), new.get(&community.key), "{}", community.key);
        }
    }
    let all: u64 = second.plan.zones().iter().map(|z| z.households).sum();
    assert_eq!(remerged.lineage.rows.iter().map(|r| r.households).sum::<u64>(), all);
}

/// A border that was walked on site and that no layer has stays.
#[test]
fn a_border_that_only_the_earlier_grid_has_is_kept() {
    let rect = |key: &str, [w, s, e, n]: [f64; 4], households| {
        let p = |x: f64, y: f64| (118.0 + x * 1e-3, 30.0 + y * 1e-3);
        let ring = vec![p(w, s), p(e, s), p(e, n), p(w, n), p(w, s)];
        let shape = geo_types::MultiPolygon(vec![geo_types::Polygon::new(ring.into(), vec![])]);
        Cell { key: key.into(), households, shape, ..Cell::default() }
    };
    let layer = |id: &str, role, cells| Layer {
        id: id.into(),
        source: format!("{id}.geojson"),
        role,
        cells,
        ..Layer::default()
    };
    let base = layer("base", Role::Base, vec![rect("A", [0.0, 0.0, 10.0, 4.0], Some(800))]);
    let codes = ["990101001001004", "990101001001002"];
    let previous = vec![rect(codes[0], [0.0, 0.0, 4.2, 4.0], None), rect(codes[1], [4.2, 0.0, 10.0, 4.0], None)];
    let project = Project {
        layers: vec![base],
        code_prefix: Some("990101001001".into()),
        history: History { zones: Some(layer("previous", Role::Department, previous)), ..History::default() },
        ..Project::default()
    };
    let merged = merged(&project);
    let sizes: Vec<(&str, u64)> = merged.plan.zones().iter().map(|z| (z.code.as_str(), z.households)).collect();
    assert_eq!(sizes, [(codes[1], 464), (codes[0], 336)]);
    assert_eq!(merged.plan.remerged().lineage.unchanged, 2);
    // lines of earlier zones are no barriers and no conflicts
    assert_eq!(merged.grid.barrier_line_count(), 0);
    assert!(conflicts(&merged.grid, &merged.plan).is_empty());
}

/// A border that had to be cut through a block is an outline of the earlier grid the next time: the
/// block is not cut anew, and cuts and outlines are never taken for one another.
#[test]
fn cuts_of_an_earlier_merge_are_kept_as_borders_and_new_ones_are_drawn_beside_them() {
    let rect = |key: &str, [w, s, e, n]: [f64; 4], households| {
        let p = |x: f64, y: f64| (118.0 + x * 1e-3, 30.0 + y * 1e-3);
        let ring = vec![p(w, s), p(e, s), p(e, n), p(w, n), p(w, s)];
        let shape = geo_types::MultiPolygon(vec![geo_types::Polygon::new(ring.into(), vec![])]);
        Cell { key: key.into(), households: Some(households), shape, ..Cell::default() }
    };
    let project = |second: u64| Project {
        layers: vec![Layer {
            id: "base".into(),
            source: "base.geojson".into(),
            role: Role::Base,
            cells: vec![rect("A", [0.0, 0.0, 10.0, 4.0], 800), rect("B", [10.0, 0.0, 20.0, 4.0], second)],
            ..Layer::default()
        }],
        code_prefix: Some("990101001001".into()),
        ..Project::default()
    };
    let first = merged(&project(400));
    assert_eq!((first.plan.zones().len(), first.plan.cuts(&first.grid).len()), (3, 1));
    let mut again = project(400);
    again.history = history(&first);
    let second = merged(&again);
    assert_eq!(features(&first), features(&second));
    assert_eq!(second.plan.remerged().lineage.unchanged, 3);
    assert_eq!((second.plan.cuts(&second.grid).len(), second.grid.barrier_line_count()), (0, 0));
    // the neighbour has grown: it alone is cut, and what it was not goes on
    let mut grown = project(800);
    grown.history = history(&first);
    let third = merged(&grown);
    assert_eq!((third.plan.zones().len(), third.plan.cuts(&third.grid).len()), (4, 1));
    assert_eq!(third.plan.cuts(&third.grid)[0].base_cell.as_deref(), Some("B"));
    assert_eq!((third.plan.remerged().lineage.kept, third.grid.barrier_line_count()), (3, 0));
    let summary = summarise(&third, &Silent).expect("the merge can be summed up");
    let order = summary.report.checks.row("order").expect("the row");
    assert!(order.passed == Some(true) && order.left_out_en.contains("3 codes are kept"), "{order:?}");
}

/// Withdrawn and renamed communities: zones get the code that holds today, and the ledger says so.
#[test]
fn withdrawn_community_codes_are_mapped_and_listed() {
    let mut project = demo(onegrid_demo::Size::Street, 1);
    let first = merged(&project);
    let list = first.grid.communities().list.clone();
    let (old, successor) = (list[0].code.clone(), format!("{}599", &list[0].code[..9]));
    let entry = |code: &str, name: &str| AdminEntry { code: code.into(), name: name.into(), ..AdminEntry::default() };
    let mut entries: Vec<AdminEntry> = list.iter().skip(3).map(|c| entry(&c.code, c.label())).collect();
    let withdrawn = |code: &str, to: &str| AdminEntry {
        status: CodeStatus::Withdrawn,
        successors: vec![to.into()],
        ..entry(code, "旧")
    };
    entries.push(withdrawn(&old, &successor));
    entries.push(withdrawn(&list[1].code, &list[3].code));
    entries.push(entry(&successor, "新社区"));
    entries.push(entry(&list[2].code, "更名社区"));
    project.admin = Some(AdminTable::new(entries).expect("a sound table"));
    project.history = history(&first);
    let second = merged(&project);
    let now = &second.grid.communities().list;
    assert_eq!((now[0].code.as_str(), now[0].label()), (successor.as_str(), "新社区"));
    assert_eq!(now[2].label(), "更名社区");
    let noted: BTreeMap<&str, usize> = second.grid.ledger().entries.iter().fold(BTreeMap::new(), |mut all, e| {
        *all.entry(e.code.as_str()).or_default() += usize::from(e.code.starts_with("admin."));
        all
    });
    assert_eq!((noted["admin.mapped"], noted["admin.renamed"]), (2, 1));
    // no zone has a withdrawn community's code; the ground of the second one belongs to the fourth
    for zone in second.plan.zones() {
        assert!(!zone.code.starts_with(&old) && !zone.code.starts_with(&list[1].code), "{}", zone.code);
        assert_ne!(zone.community, 1);
    }
    let of = |code: &str| {
        second
            .plan
            .remerged()
            .lineage
            .rows
            .iter()
            .filter(|r| r.after.as_ref().is_some_and(|a| a.starts_with(code)))
            .map(|r| r.kind)
            .collect::<BTreeSet<_>>()
    };
    assert!(of(&successor).contains(&LineageKind::Recoded), "{:?}", of(&successor));
    let households = |m: &Merged| m.plan.zones().iter().map(|z| z.households).sum::<u64>();
    assert_eq!(households(&first), households(&second));
}

/// `codes.csv` and `lineage.csv`: what is written is what the next merge reads.
#[test]
fn the_register_survives_its_file_and_lineage_adds_up() {
    let mut project = demo(onegrid_demo::Size::Street, 2);
    let first = merged(&project);
    project.history = history(&first);
    // half of the households of one table leave: zones have to be joined
    for point in &mut project.households[0].points {
        point.households /= 2;
    }
    project.history.date = Some(Date::parse("2026-11-22").expect("a day"));
    let second = merged(&project);
    let remerged = second.plan.remerged();
    assert!(!remerged.lineage.withdrawn.is_empty());
    let file = write_codes(&second, Vec::new()).expect("a vector");
    let read = read_register(&mut file.as_slice(), "codes.csv").expect("our own file");
    assert_eq!(&read, &remerged.register);
    assert!(read.withdrawn().all(|e| e.to.is_some() && !e.successors.is_empty() && !e.reason_en.is_empty()));
    let valid: BTreeSet<&str> = second.plan.zones().iter().map(|z| z.code.as_str()).collect();
    let of_register = read.entries().iter().filter(|e| !e.is_withdrawn()).map(|e| e.code.as_str());
    assert_eq!(of_register.collect::<BTreeSet<_>>(), valid);
    let text = String::from_utf8(write_lineage(&second, Vec::new()).expect("a vector")).expect("text");
    let mut before: BTreeMap<&str, [f64; 2]> = BTreeMap::new();
    for row in text.lines().skip(1) {
        let f: Vec<&str> = row.split(',').collect();
        let sum = before.entry(f[0]).or_default();
        *sum = [sum[0] + f[7].parse::<f64>().expect("a share"), sum[1] + f[10].parse::<f64>().expect("a share")];
    }
    before.remove("");
    assert_eq!(before.len(), first.plan.zones().len());
    for (code, [households, area]) in before {
        assert!((area - 1.0).abs() < 1e-4, "{code}: {area}");
        assert!((households - 1.0).abs() < 1e-4 || households == 0.0, "{code}: {households}");
    }
}

/// Grids of one department get codes of 20 digits; those that hold several communities count from 601.
#[test]
fn professional_grids_get_codes_by_cjt_349() {
    let merged = merged(&demo(onegrid_demo::Size::Street, 1));
    let mut joined = 0;
    for &layer in merged.grid.department_layers() {
        let codes = department_codes(&merged.grid, layer, &CodeTemplate::cjt_349("020300"));
        // two digits number at most 99 cells of one community
        let Ok(codes) = codes else { continue };
        assert!(codes.iter().all(|(_, code)| code.len() == 20), "{codes:?}");
        let all: BTreeSet<&String> = codes.iter().map(|(_, code)| code).collect();
        assert_eq!(all.len(), codes.len());
        joined += codes.iter().filter(|(_, code)| &code[15..18] >= "601" && &code[18..] == "00").count();
    }
    assert!(joined > 0, "police beats of the demo city hold several communities");
}
