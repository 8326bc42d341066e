//! Plans to start from: base cells, growing units, and balanced divisions of the whole part.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::part::Part;
use crate::rules::Bounds;

use super::repair::Choice;
use super::{improve, tree};

/// Each connected part of a base cell is a zone.
pub(crate) fn base_cells(part: &Part) -> Vec<u32> {
    connected(part, &part.base)
}

/// Each connected set of units with one mark is a zone.
pub(crate) fn connected(part: &Part, mark: &[Option<u32>]) -> Vec<u32> {
    const UNSEEN: u32 = u32::MAX;
    let mut labels = vec![UNSEEN; part.len()];
    let mut next = 0;
    for start in 0..part.len() {
        if labels[start] != UNSEEN {
            continue;
        }
        labels[start] = next;
        let mut stack = vec![start];
        while let Some(u) = stack.pop() {
            for &(v, _) in &part.around[u] {
                let v = v as usize;
                if labels[v] == UNSEEN && mark[v] == mark[start] {
                    labels[v] = next;
                    stack.push(v);
                }
            }
        }
        next += 1;
    }
    labels
}

/// The base layer as it is, but for fragments: these join the neighbour with the longest border,
/// round by round, so that one may reach a zone through others.
pub(crate) fn base_layer(part: &Part) -> Vec<u32> {
    let mut labels = base_cells(part);
    join_fragments(part, &mut labels);
    labels
}

/// Puts fragments into the zone with the longest border; numbers the zones anew.
pub(crate) fn join_fragments(part: &Part, labels: &mut [u32]) {
    let mut loose = part.is_fragment.clone();
    loop {
        let mut found = Vec::new();
        for u in (0..part.len()).filter(|&u| loose[u]) {
            let mut borders: BTreeMap<u32, u64> = BTreeMap::new();
            for &(v, link) in &part.around[u] {
                if !loose[v as usize] {
                    let length = part.links[link as usize].2.length_mm;
                    *borders.entry(labels[v as usize]).or_default() += length;
                }
            }
            let best = borders.into_iter().max_by_key(|&(z, mm)| (mm, Reverse(z)));
            found.extend(best.map(|(zone, _)| (u, zone)));
        }
        if found.is_empty() {
            improve::close_holes(labels);
            return;
        }
        for (u, zone) in found {
            (labels[u], loose[u]) = (zone, false);
        }
    }
}

/// A plan to start from, and how its small zones find neighbours.
pub(crate) struct Start {
    pub(crate) labels: Vec<u32>,
    pub(crate) choice: Choice,
}

/// The plans that the search starts from: base cells first, then single units that grow together,
/// then divisions into the numbers of zones nearest to the wished one.
pub(crate) fn starts(part: &Part, bounds: Bounds) -> Vec<Start> {
    // with no lower bound, as without bounds: fragments join a neighbour
    let cells = if bounds.min == 0 { base_layer(part) } else { without_large(part, base_cells(part), bounds) };
    let start = |labels: Vec<u32>, choice| Start { labels, choice };
    let mut starts = vec![
        start(cells.clone(), Choice::Bounds),
        start(cells, Choice::Objective),
        start((0..part.len() as u32).collect(), Choice::Objective),
    ];
    let total = part.total();
    let wished = ((total + bounds.target / 2) / bounds.target.max(1)).max(1);
    let (low, high) = bounds.zone_counts(total).unwrap_or((wished, wished));
    let high = part.most_zones.map_or(high, |most| high.min(u64::from(most))).max(low);
    let wished = wished.clamp(low, high);
    let mut counts = vec![wished];
    counts.extend((wished > low).then(|| wished - 1));
    counts.extend((wished < high).then_some(wished + 1));
    let members: Vec<u32> = (0..part.len() as u32).collect();
    for (at, count) in counts.into_iter().enumerate() {
        let count = count.min(part.len() as u64) as usize;
        for variant in 0..if at == 0 { 2 } else { 1 } {
            let labels = tree::divide(part, &members, count, bounds, variant);
            // a part in one base cell was divided so before
            if starts[0].labels != labels {
                starts.push(start(labels, Choice::Bounds));
            }
        }
    }
    starts
}

/// Divides zones above the maximum into as many as their size asks for.
pub(crate) fn without_large(part: &Part, mut labels: Vec<u32>, bounds: Bounds) -> Vec<u32> {
    let mut next = labels.iter().max().map_or(0, |&z| z + 1);
    let mut members: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (u, &zone) in labels.iter().enumerate() {
        members.entry(zone).or_default().push(u as u32);
    }
    for units in members.into_values() {
        let size: u64 = units.iter().map(|&u| part.size[u as usize]).sum();
        if size <= bounds.max {
            continue;
        }
        let wished = size.div_ceil(bounds.max.max(1)).max((size + bounds.target / 2) / bounds.target.max(1));
        let wished = wished.min(units.len() as u64) as usize;
        for (&u, piece) in units.iter().zip(tree::divide(part, &units, wished, bounds, 0)) {
            labels[u as usize] = next + piece;
        }
        next += wished as u32;
    }
    labels
}
