//! Groups and a drawing of the lines -> rings of each group.
//!
//! # Method
//! An edge with one group on both sides cancels. What is left of a group is walked with the group
//! on the left; at a node where the group meets itself by a corner, the walk turns to the edge that
//! bounds the same corner, and a ring that still passes a vertex twice is cut there.

use std::collections::BTreeMap;

use geo_types::{LineString, MultiPolygon, Polygon};

use crate::fabric::Fabric;
use crate::frame::{Spot, degrees};
use crate::grouping::{Groups, NONE};
use crate::redraw::Linework;

/// One part of a cell: rings without the repeated last vertex.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) shell: Vec<Spot>,
    pub(crate) holes: Vec<Vec<Spot>>,
}

/// An edge walked in one direction, with its group on the left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Step {
    group: u32,
    from: u32,
    edge: u32,
    is_forward: bool,
}

/// The pieces of every group, in the order of the group numbers; empty for empty groups.
pub(crate) fn trace(fabric: &Fabric, lines: &Linework, groups: &Groups) -> Vec<Vec<Piece>> {
    let steps = boundary(fabric, groups);
    let mut shapes = vec![Vec::new(); groups.count as usize];
    let mut start = 0;
    while start < steps.len() {
        let group = steps[start].group;
        let end = start + steps[start..].partition_point(|step| step.group == group);
        shapes[group as usize] = pieces(fabric, lines, &steps[start..end]);
        start = end;
    }
    shapes
}

/// The geometry of a cell, closed and in degrees.
pub(crate) fn multipolygon(pieces: &[Piece]) -> MultiPolygon<f64> {
    let line = |ring: &Vec<Spot>| -> LineString<f64> { ring.iter().map(|s| degrees(*s)).collect() };
    let polygon = |piece: &Piece| Polygon::new(line(&piece.shell), piece.holes.iter().map(line).collect());
    MultiPolygon::new(pieces.iter().map(polygon).collect())
}

fn boundary(fabric: &Fabric, groups: &Groups) -> Vec<Step> {
    let group_of = |atom: u32| groups.of.get(atom as usize).copied().unwrap_or(NONE);
    let mut steps = Vec::new();
    for (edge, id) in fabric.edges.iter().zip(0..) {
        let [left, right] = [group_of(edge.left), group_of(edge.right)];
        if left == right {
            continue;
        }
        if left != NONE {
            steps.push(Step { group: left, from: edge.from, edge: id, is_forward: true });
        }
        if right != NONE {
            steps.push(Step { group: right, from: edge.to, edge: id, is_forward: false });
        }
    }
    steps.sort_unstable();
    steps
}

fn pieces(fabric: &Fabric, lines: &Linework, steps: &[Step]) -> Vec<Piece> {
    let mut shells: Vec<Piece> = Vec::new();
    let mut holes = Vec::new();
    let mut is_used = vec![false; steps.len()];
    for first in 0..steps.len() {
        if is_used[first] {
            continue;
        }
        let mut walk = Vec::new();
        let mut at = first;
        while !is_used[at] {
            is_used[at] = true;
            walk.push(steps[at]);
            at = following(fabric, steps, &steps[at]);
        }
        for ring in simple_rings(fabric, &walk) {
            let ring = spots(lines, &ring);
            if doubled_area(&ring) > 0 {
                shells.push(Piece { shell: ring, holes: Vec::new() });
            } else {
                holes.push(ring);
            }
        }
    }
    for hole in holes {
        // a hole lies in the smallest shell around it
        let owner = shells
            .iter()
            .enumerate()
            .filter(|(_, piece)| contains(&piece.shell, &hole))
            .min_by_key(|(_, piece)| doubled_area(&piece.shell))
            .map(|(at, _)| at);
        if let Some(owner) = owner {
            shells[owner].holes.push(hole);
        }
    }
    shells
}

fn end_of(fabric: &Fabric, step: &Step) -> u32 {
    let edge = &fabric.edges[step.edge as usize];
    if step.is_forward { edge.to } else { edge.from }
}

/// The step after `step`: of those that leave its end, the first one clockwise from where it came.
fn following(fabric: &Fabric, steps: &[Step], step: &Step) -> usize {
    let node = end_of(fabric, step);
    let low = steps.partition_point(|s| s.from < node);
    let high = low + steps[low..].partition_point(|s| s.from == node);
    if high - low == 1 {
        return low;
    }
    let angle = |to: u32| {
        let [a, b] = [node, to].map(|n| fabric.nodes[n as usize]);
        libm::atan2(b[1] - a[1], b[0] - a[0])
    };
    let back = angle(step.from);
    let turn = |candidate: usize| {
        let ahead = angle(end_of(fabric, &steps[candidate]));
        let clockwise = back - ahead;
        if clockwise <= 0.0 { clockwise + core::f64::consts::TAU } else { clockwise }
    };
    (low..high).min_by(|a, b| turn(*a).total_cmp(&turn(*b))).unwrap_or(low)
}

/// Cuts a walk where it passes a node again.
fn simple_rings(fabric: &Fabric, walk: &[Step]) -> Vec<Vec<Step>> {
    let mut rings = Vec::new();
    let mut path: Vec<Step> = Vec::new();
    let mut seen: BTreeMap<u32, usize> = BTreeMap::new();
    for step in walk {
        seen.insert(step.from, path.len());
        path.push(*step);
        if let Some(start) = seen.get(&end_of(fabric, step)).copied() {
            let ring = path.split_off(start);
            for step in &ring {
                seen.remove(&step.from);
            }
            rings.push(ring);
        }
    }
    rings
}

fn spots(lines: &Linework, ring: &[Step]) -> Vec<Spot> {
    let mut spots = Vec::new();
    for step in ring {
        spots.push(lines.nodes[step.from as usize]);
        let bends = lines.bends(step.edge as usize);
        if step.is_forward {
            spots.extend_from_slice(bends);
        } else {
            spots.extend(bends.iter().rev());
        }
    }
    spots.dedup();
    spots
}

/// Twice the signed area in lattice units, positive for counter-clockwise rings.
pub(crate) fn doubled_area(ring: &[Spot]) -> i64 {
    let Some(origin) = ring.first() else { return 0 };
    let relative = |spot: Spot| [0, 1].map(|axis| i64::from(spot[axis]) - i64::from(origin[axis]));
    (0..ring.len())
        .map(|at| {
            let a = relative(ring[at]);
            let b = relative(ring[(at + 1) % ring.len()]);
            a[0] * b[1] - b[0] * a[1]
        })
        .sum()
}

/// Whether a hole lies within a shell: by the first of its vertices that is not on the shell.
fn contains(shell: &[Spot], hole: &[Spot]) -> bool {
    let Some(probe) = hole.iter().find(|spot| !shell.contains(spot)) else {
        return true;
    };
    let [x, y] = probe.map(i64::from);
    let mut is_inside = false;
    for at in 0..shell.len() {
        let [a, b] = [shell[at], shell[(at + 1) % shell.len()]].map(|s| s.map(i64::from));
        if (a[1] > y) == (b[1] > y) {
            continue;
        }
        let side = (b[0] - a[0]) * (y - a[1]) - (x - a[0]) * (b[1] - a[1]);
        if (side > 0) == (b[1] > a[1]) {
            is_inside = !is_inside;
        }
    }
    is_inside
}
