//! Palettes, and colours for zones so that neighbours differ.

use std::collections::BTreeSet;

use onegrid::{BarrierClass, Merged};

/// Quiet fills for zones; they differ in lightness too.
pub(super) const ZONE_FILLS: [&str; 6] = ["#e3ebf1", "#efe8d6", "#d3dfd3", "#e8dde2", "#c9d8e0", "#dcd3bf"];

/// Departments, by rank; the base layer is drawn in dark grey. After Okabe and Ito (2008).
const DEPARTMENTS: [&str; 8] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b8860b", "#56b4e9", "#7a5195", "#8c6d46"];
/// The base layer.
pub(super) const BASE_LINE: &str = "#333d46";

/// From agreement to full disagreement.
const DISAGREEMENT: [&str; 8] =
    ["#eef1f3", "#fdeccb", "#fbd59b", "#f5b263", "#e48a36", "#c5621c", "#983f10", "#64230a"];

/// Colour of the department at a rank; later ones repeat.
pub(super) fn department(rank: usize) -> &'static str {
    DEPARTMENTS[rank % DEPARTMENTS.len()]
}

/// Colour of `count` disagreeing departments where `most` is the largest such number: the palette
/// is spread over the numbers there are.
pub(super) fn disagreement(count: usize, most: usize) -> &'static str {
    let last = (DISAGREEMENT.len() - 1).min(2 * most + 1);
    DISAGREEMENT[(count * last).div_ceil(most.max(1)).min(last)]
}

/// Name of the CSS class of a barrier line.
pub(super) fn barrier_css(class: BarrierClass) -> &'static str {
    match class {
        BarrierClass::Lane => "lane",
        BarrierClass::Street => "street",
        BarrierClass::Road => "road",
        BarrierClass::River => "river",
        BarrierClass::Rail => "rail",
    }
}

/// A colour for each zone. Taking zones away in order of fewest neighbours left and colouring in
/// the opposite order needs at most six colours on a plane; a zone of several parts can break that
/// and then gets the colour that fewest of its neighbours have.
pub(super) fn of_zones(merged: &Merged) -> Vec<usize> {
    let beside = neighbours(merged);
    let mut degree: Vec<usize> = beside.iter().map(Vec::len).collect();
    let mut waiting: BTreeSet<(usize, u32)> = degree.iter().enumerate().map(|(z, &d)| (d, z as u32)).collect();
    let mut order = Vec::with_capacity(beside.len());
    let mut is_out = vec![false; beside.len()];
    while let Some((_, zone)) = waiting.pop_first() {
        is_out[zone as usize] = true;
        order.push(zone);
        for &other in &beside[zone as usize] {
            let d = &mut degree[other as usize];
            if !is_out[other as usize] && waiting.remove(&(*d, other)) {
                *d -= 1;
                waiting.insert((*d, other));
            }
        }
    }
    let mut colour: Vec<Option<usize>> = vec![None; beside.len()];
    for &zone in order.iter().rev() {
        let mut used = [0usize; ZONE_FILLS.len()];
        for &other in &beside[zone as usize] {
            if let Some(c) = colour[other as usize] {
                used[c] += 1;
            }
        }
        // start at a different colour each time, so that all are used about equally
        let free = (0..used.len()).map(|i| (i + zone as usize) % used.len()).min_by_key(|&c| used[c]);
        colour[zone as usize] = free;
    }
    colour.into_iter().map(Option::unwrap_or_default).collect()
}

fn neighbours(merged: &Merged) -> Vec<Vec<u32>> {
    let mut beside: Vec<Vec<u32>> = vec![Vec::new(); merged.plan.zones().len()];
    let arrangement = merged.grid.arrangement();
    for arc in 0..arrangement.arc_count() {
        let [a, b] = arrangement.arc_faces(arc).map(|f| f.and_then(|f| merged.plan.zone_of_face(f)));
        if let (Some(a), Some(b)) = (a, b)
            && a != b
        {
            beside[a as usize].push(b);
            beside[b as usize].push(a);
        }
    }
    for list in &mut beside {
        list.sort_unstable();
        list.dedup();
    }
    beside
}
