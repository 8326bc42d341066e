//! Islands: parts of a community that do not touch the rest of it.

use std::collections::BTreeMap;

use petgraph::unionfind::UnionFind;

use crate::design::Design;
use crate::index::FaceIndex;
use crate::rule::Amount;
use crate::rule_set::IslandRule;

/// The island of each face that has to have a zone of its own, named by its lowest face.
pub(crate) fn of_faces(index: &FaceIndex<'_>, rule: &IslandRule) -> Vec<Option<u32>> {
    let table = index.table;
    let mut joined = UnionFind::<u32>::new(table.faces.len());
    for border in &table.borders {
        if table.faces[border.a as usize].community == table.faces[border.b as usize].community {
            joined.union(border.a, border.b);
        }
    }
    let of = Amount::new(&rule.of, table);
    let mut parts: BTreeMap<u32, (u32, u64, u64)> = BTreeMap::new();
    for (f, row) in table.faces.iter().enumerate().filter(|(_, row)| row.community.is_some()) {
        let amount = match of {
            Amount::Households => row.households,
            Amount::AreaM2 => index.area_cm2(f as u32) / 10_000,
            Amount::Count(at) => table.counts[at].per_face[f],
        };
        let part = parts.entry(joined.find(f as u32)).or_insert((f as u32, 0, 0));
        part.1 += amount;
        part.2 += index.area_cm2(f as u32);
    }
    // the part with most of the quantity, then the largest, is no island but the mainland
    let mut mainland: BTreeMap<Option<u32>, (u64, u64, u32)> = BTreeMap::new();
    for (&root, &(_, amount, area_cm2)) in &parts {
        let of_community = mainland.entry(table.faces[root as usize].community).or_default();
        *of_community = (*of_community).max((amount, area_cm2, root));
    }
    let island = |f: u32| {
        let root = joined.find(f);
        let &(lowest, amount, _) = parts.get(&root)?;
        let is_mainland = mainland[&table.faces[f as usize].community].2 == root;
        (!is_mainland && amount >= rule.least).then_some(lowest)
    };
    (0..table.faces.len() as u32).map(island).collect()
}

/// The island of each unit that has to have a zone of its own.
pub(crate) fn of_units(index: &FaceIndex<'_>, design: &Design, rule: &IslandRule) -> Vec<Option<u32>> {
    let of_face = of_faces(index, rule);
    let first = |u: &crate::design::Unit| u.faces.first().and_then(|&f| of_face[f as usize]);
    design.units.iter().map(first).collect()
}
