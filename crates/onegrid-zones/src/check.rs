//! Checks a design against the table it was made from.

use petgraph::unionfind::UnionFind;
use thiserror::Error;

use crate::design::Design;
use crate::ids::{UnitId, ZoneId};
use crate::table::FaceTable;

/// The first broken invariant of a design.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PartitionError {
    /// Lists of the design do not fit the table or each other.
    #[error("{what} has {got} entries, expected {expected}")]
    Length {
        /// The list.
        what: &'static str,
        /// Entries expected.
        expected: usize,
        /// Entries found.
        got: usize,
    },
    /// A face is in no unit although it has a community, in two, or in one that does not list it.
    #[error("face {face} is listed by {listed} units, expected {expected}")]
    Face {
        /// The face.
        face: u32,
        /// Units that list it.
        listed: usize,
        /// 1 for a zoned face, 0 for one outside the extent.
        expected: usize,
    },
    /// A unit is not listed by exactly the zone it points to.
    #[error("unit {} is listed by {listed} zones, expected 1", unit.0)]
    Unit {
        /// The unit.
        unit: UnitId,
        /// Zones that list it.
        listed: usize,
    },
    /// A unit or a zone lies in more than one community.
    #[error("zone {} of community {community} has ground of community {other}", zone.0)]
    Community {
        /// The zone.
        zone: ZoneId,
        /// Its community.
        community: u32,
        /// The other one.
        other: u32,
    },
    /// A zone has parts that do not touch and are not listed as detached.
    #[error("zone {} has {parts} parts that do not touch, expected 1", zone.0)]
    Apart {
        /// The zone.
        zone: ZoneId,
        /// Parts found.
        parts: u32,
    },
    /// A named count got lost or came from nowhere.
    #[error("zones of community {community} miss {missing} of the count {count}, expected 0")]
    Count {
        /// Id of the count.
        count: String,
        /// The community.
        community: u32,
        /// Sum over the faces less that over the zones.
        missing: i128,
    },
    /// Sums do not agree.
    #[error("{what} of community {community} are {got}, expected {expected}")]
    Sum {
        /// Households or size.
        what: &'static str,
        /// The community.
        community: u32,
        /// Sum over the faces.
        expected: u64,
        /// Sum over the zones.
        got: u64,
    },
}

impl PartitionError {
    /// Stable code of the error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Length { .. } => "partition.length",
            Self::Face { .. } => "partition.face",
            Self::Unit { .. } => "partition.unit",
            Self::Community { .. } => "partition.community",
            Self::Apart { .. } => "partition.apart",
            Self::Count { .. } => "partition.count",
            Self::Sum { .. } => "partition.sum",
        }
    }
}

/// Checks every invariant of a design: each zoned face in one unit, each unit in one zone, zones
/// connected and inside one community, households and sizes conserved in each community.
///
/// # Errors
/// The first [`PartitionError`].
pub fn check_partition(table: &FaceTable, design: &Design) -> Result<(), PartitionError> {
    check_faces(table, design)?;
    check_units(design)?;
    check_communities(table, design)?;
    if let Some(&(zone, parts)) = apart(table, design).first() {
        return Err(PartitionError::Apart { zone, parts });
    }
    check_sums(table, design)
}

fn same_length(what: &'static str, expected: usize, got: usize) -> Result<(), PartitionError> {
    if expected == got { Ok(()) } else { Err(PartitionError::Length { what, expected, got }) }
}

fn check_faces(table: &FaceTable, design: &Design) -> Result<(), PartitionError> {
    same_length("unit_of_face", table.faces.len(), design.unit_of_face.len())?;
    let mut listed = vec![0usize; table.faces.len()];
    for (u, unit) in design.units.iter().enumerate() {
        for &f in &unit.faces {
            if design.unit_of_face.get(f as usize) == Some(&Some(UnitId(u as u32))) {
                listed[f as usize] += 1;
            }
        }
    }
    for (f, row) in table.faces.iter().enumerate() {
        let expected = usize::from(row.community.is_some());
        let points = usize::from(design.unit_of_face[f].is_some());
        if listed[f] != expected || points != expected {
            return Err(PartitionError::Face { face: f as u32, listed: listed[f], expected });
        }
    }
    Ok(())
}

fn check_units(design: &Design) -> Result<(), PartitionError> {
    same_length("zone_of_unit", design.units.len(), design.zone_of_unit.len())?;
    let mut listed = vec![0usize; design.units.len()];
    for (z, zone) in design.zones.iter().enumerate() {
        for unit in &zone.units {
            if design.zone_of_unit.get(unit.index()) == Some(&ZoneId(z as u32)) {
                listed[unit.index()] += 1;
            }
        }
    }
    match listed.iter().position(|&n| n != 1) {
        Some(u) => Err(PartitionError::Unit { unit: UnitId(u as u32), listed: listed[u] }),
        None => Ok(()),
    }
}

fn check_communities(table: &FaceTable, design: &Design) -> Result<(), PartitionError> {
    for (z, zone) in design.zones.iter().enumerate() {
        for unit in &zone.units {
            for &f in &design.units[unit.index()].faces {
                let other = table.faces[f as usize].community;
                if other != Some(zone.community) {
                    return Err(PartitionError::Community {
                        zone: ZoneId(z as u32),
                        community: zone.community,
                        other: other.unwrap_or(u32::MAX),
                    });
                }
            }
        }
    }
    Ok(())
}

/// Zones with parts that do not touch, detached units left out, with the number of parts.
pub(crate) fn apart(table: &FaceTable, design: &Design) -> Vec<(ZoneId, u32)> {
    let mut joined = UnionFind::<u32>::new(table.faces.len());
    let zone_of = |f: usize| design.unit_of_face[f].map(|u| design.zone_of_unit[u.index()]);
    for border in &table.borders {
        let zone = zone_of(border.a as usize);
        if zone.is_some() && zone == zone_of(border.b as usize) {
            joined.union(border.a, border.b);
        }
    }
    for &(a, b) in &table.bridges {
        let zone = zone_of(a as usize);
        if zone.is_some() && zone == zone_of(b as usize) {
            joined.union(a, b);
        }
    }
    let mut found = Vec::new();
    for (z, zone) in design.zones.iter().enumerate() {
        let ground = zone.units.iter().filter(|u| !zone.detached.contains(u));
        let faces = ground.flat_map(|u| design.units[u.index()].faces.iter());
        let mut roots: Vec<u32> = faces.map(|&f| joined.find(f)).collect();
        roots.sort_unstable();
        roots.dedup();
        if roots.len() != 1 {
            found.push((ZoneId(z as u32), roots.len() as u32));
        }
    }
    found
}

fn check_sums(table: &FaceTable, design: &Design) -> Result<(), PartitionError> {
    let communities = table.communities.len();
    let mut expected = vec![(0u64, 0u64); communities];
    for row in &table.faces {
        if let Some(c) = row.community {
            expected[c as usize].0 += row.households;
            expected[c as usize].1 += row.size;
        }
    }
    let mut got = vec![(0u64, 0u64); communities];
    for zone in &design.zones {
        got[zone.community as usize].0 += zone.households;
        got[zone.community as usize].1 += zone.size;
    }
    for (k, column) in table.counts.iter().enumerate() {
        let mut left = vec![0i128; communities];
        for (row, &n) in table.faces.iter().zip(&column.per_face) {
            if let Some(c) = row.community {
                left[c as usize] += i128::from(n);
            }
        }
        for zone in &design.zones {
            left[zone.community as usize] -= i128::from(zone.counts.get(k).copied().unwrap_or(0));
        }
        if let Some(c) = left.iter().position(|&n| n != 0) {
            return Err(PartitionError::Count { count: column.id.clone(), community: c as u32, missing: left[c] });
        }
    }
    for (c, (expected, got)) in expected.into_iter().zip(got).enumerate() {
        for (what, expected, got) in [("households", expected.0, got.0), ("sizes", expected.1, got.1)] {
            if expected != got {
                return Err(PartitionError::Sum { what, community: c as u32, expected, got });
            }
        }
    }
    Ok(())
}
