//! Everything the design of a community depends on, and its zones -> one short text that tells whether
//! anything changed.
//!
//! # Guarantees
//! 1. Equal fingerprints mean equal input to the search: the rules as they are in the community, faces,
//!    counts, cells, borders, bridges, locked zones, up to the rounding that the search itself works
//!    with (mm, cm², 1e-9 degree); and the earlier zones are those that the search had made of it.
//! 2. The order of faces, cells and borders does not matter, nor does what lies in other communities.
//! 3. The same on every machine.
//!
//! # Method
//! Each face is hashed with the keys of its cells (ids change when a cell is added elsewhere), each
//! border with the hashes of its faces; the sorted hashes are hashed again. XXH3, 128 bits.
//! Last come the faces with the codes of their zones, slivers left out, which a file rounds: those that
//! a design has made when a fingerprint is kept, those of the plan before when it is compared with. So
//! zones that somebody edited in between are looked at again.
//! # Limits
//! Rules of the caller's own are code: only their ids are hashed.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128;

use crate::index::{FaceIndex, mm};
use crate::rule::Rule;
use crate::rules::DesignRules;
use crate::table::{FaceBorder, FaceRow, FaceTable, LockedZone};
use crate::units::width_m;

/// What the design of one community depends on, in 32 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(pub String);

/// A hash of parts that cannot run into each other. They are few: gathering them is cheaper than hashing
/// them one by one.
#[derive(Default)]
struct Hasher(Vec<u8>);

impl Hasher {
    fn new() -> Self {
        Self::default()
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
    }

    fn number(&mut self, number: u64) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    fn optional(&mut self, text: Option<&str>) {
        self.number(u64::from(text.is_some()));
        self.text(text.unwrap_or_default());
    }

    fn finish(&self) -> u128 {
        xxh3_128(&self.0)
    }
}

/// Hashes of everything but the zones.
pub(crate) struct Prints {
    /// By community.
    inputs: Vec<u128>,
    /// By face; 0 outside communities.
    faces: Vec<u128>,
    is_sliver: Vec<bool>,
}

impl Prints {
    /// `base_of` are the base cells decided on, `base_totals` what they hold in all communities.
    pub(crate) fn new(
        index: &FaceIndex<'_>,
        rules: &DesignRules,
        own: &[Arc<dyn Rule>],
        base_of: &[Option<u32>],
        base_totals: &[(u64, u64)],
    ) -> Self {
        let table = index.table;
        let lock_of = lock_of(table);
        let of_community = |community: usize| {
            let faces = index.faces_of[community].iter();
            faces.map(|&face| face_hash(index, face, base_of, lock_of[face as usize])).collect::<Vec<u128>>()
        };
        let mut faces = vec![0; table.faces.len()];
        let hashes = crate::parallel::map(index.faces_of.len(), of_community);
        for (&face, hash) in index.faces_of.iter().flatten().zip(hashes.into_iter().flatten()) {
            faces[face as usize] = hash;
        }
        let mut bridges: Vec<Vec<u128>> = vec![Vec::new(); index.faces_of.len()];
        for &(a, b) in &table.bridges {
            if let Some(community) = table.faces[a as usize].community {
                bridges[community as usize].push(pair_hash(faces[a as usize], faces[b as usize]).finish());
            }
        }
        let shared = shared_head(table, own);
        let one = |community: usize| {
            let rules = rules.in_community(community as u32);
            let mut hasher = Hasher::new();
            hasher.0.extend_from_slice(&shared.to_le_bytes());
            // whatever a rule set holds is in its debug text, which the tables of rules derive
            hasher.text(&format!("{rules:?}"));
            community_hash(index, community, &faces, bridges[community].clone(), &mut hasher);
            if rules.bounds.is_none() {
                // without bounds, what is a fragment of a base cell depends on the whole cell
                let cells = index.faces_of[community].iter().filter_map(|&f| base_of[f as usize]);
                for cell in cells.collect::<BTreeSet<u32>>() {
                    hasher.text(&table.layers[0].cell_keys[cell as usize]);
                    let (area_cm2, households) = base_totals[cell as usize];
                    hasher.number(area_cm2);
                    hasher.number(households);
                }
            }
            hasher.finish()
        };
        let inputs = crate::parallel::map(index.faces_of.len(), one);
        let is_sliver = |row: &FaceRow| width_m(row) < rules.sliver_width_m || row.area_m2 < rules.sliver_area_m2;
        Self { inputs, faces, is_sliver: table.faces.iter().map(is_sliver).collect() }
    }

    /// The fingerprint of each community, in their order, with zones by their codes.
    pub(crate) fn with_zones<'c>(
        &self,
        index: &FaceIndex<'_>,
        code_of: impl Fn(u32) -> Option<&'c str>,
    ) -> Vec<Fingerprint> {
        let one = |(input, faces): (&u128, &Vec<u32>)| {
            let solid = faces.iter().filter(|&&f| !self.is_sliver[f as usize]);
            let mut zones: Vec<(u128, Option<&str>)> = solid.map(|&f| (self.faces[f as usize], code_of(f))).collect();
            zones.sort_unstable();
            let mut hasher = Hasher::new();
            hasher.0.extend_from_slice(&input.to_le_bytes());
            for (face, code) in zones {
                hasher.0.extend_from_slice(&face.to_le_bytes());
                hasher.optional(code);
            }
            Fingerprint(format!("{:032x}", hasher.finish()))
        };
        self.inputs.iter().zip(&index.faces_of).map(one).collect()
    }
}

/// The lock that each face is in.
fn lock_of(table: &FaceTable) -> Vec<Option<&LockedZone>> {
    let mut lock_of = vec![None; table.faces.len()];
    for lock in &table.locked {
        for &face in &lock.faces {
            lock_of[face as usize] = Some(lock);
        }
    }
    lock_of
}

/// Faces, borders and bridges of a community, in no order.
fn community_hash(
    index: &FaceIndex<'_>,
    community: usize,
    hashes: &[u128],
    mut bridges: Vec<u128>,
    hasher: &mut Hasher,
) {
    let faces = &index.faces_of[community];
    let mut rows: Vec<u128> = faces.iter().map(|&f| hashes[f as usize]).collect();
    let mut borders: Vec<u128> = Vec::new();
    for &face in faces {
        for n in index.companions(face).filter(|n| n.face > face) {
            let border = &index.table.borders[n.border as usize];
            borders.push(border_hash(border, hashes[face as usize], hashes[n.face as usize]));
        }
    }
    for list in [&mut rows, &mut borders, &mut bridges] {
        list.sort_unstable();
        hasher.number(list.len() as u64);
        for hash in list {
            hasher.0.extend_from_slice(&hash.to_le_bytes());
        }
    }
}

/// What all communities share: layers, counts, rules of the caller's own.
fn shared_head(table: &FaceTable, own: &[Arc<dyn Rule>]) -> u128 {
    // a field added to the table has to be hashed or left out knowingly
    let FaceTable {
        layers,
        communities: _,
        estates: _,
        exclusives: _,
        buildings: _,
        faces: _,
        cell_start: _,
        cell_ids: _,
        borders: _,
        counts,
        bridges: _,
        locked: _,
        previous: _,
    } = table;
    let mut hasher = Hasher::new();
    hasher.number(u64::from(table.has_households()));
    for layer in layers {
        hasher.text(&layer.id);
        hasher.number(layer.weight.to_bits());
    }
    for column in counts {
        hasher.text(&column.id);
    }
    for rule in own {
        hasher.text(rule.id());
    }
    hasher.finish()
}

fn face_hash(index: &FaceIndex<'_>, face: u32, base_of: &[Option<u32>], lock: Option<&LockedZone>) -> u128 {
    let table = index.table;
    let FaceRow {
        community: _,
        estate,
        exclusive,
        building,
        building_m,
        area_m2: _,
        perimeter_m,
        households,
        size,
        x_deg,
        y_deg,
    } = table.faces[face as usize];
    let mut hasher = Hasher::new();
    let fixed = |value: f64| crate::codes::fixed(value) as u64;
    for number in [index.area_cm2(face), mm(perimeter_m), households, size, fixed(x_deg), fixed(y_deg)] {
        hasher.number(number);
    }
    for column in &table.counts {
        hasher.number(column.per_face[face as usize]);
    }
    hasher.optional(estate.map(|e| table.estates[e as usize].key.as_str()));
    hasher.optional(exclusive.map(|e| table.exclusives[e as usize].key.as_str()));
    if !table.buildings.is_empty() {
        hasher.optional(building.map(|b| table.buildings[b as usize].key.as_str()));
        hasher.number(mm(building_m));
    }
    hasher.optional(lock.map(|l| l.name.as_str()));
    hasher.number(lock.map_or(0, |l| l.faces.len() as u64));
    hasher.optional(base_of[face as usize].map(|c| table.layers[0].cell_keys[c as usize].as_str()));
    for layer in 0..table.layers.len() {
        let keys = table.cells(face, layer).iter().map(|&c| table.layers[layer].cell_keys[c as usize].as_str());
        let mut keys: Vec<&str> = keys.collect();
        keys.sort_unstable();
        hasher.number(keys.len() as u64);
        for key in keys {
            hasher.text(key);
        }
    }
    hasher.finish()
}

fn border_hash(border: &FaceBorder, one: u128, other: u128) -> u128 {
    let FaceBorder { a: _, b: _, length_m, barrier } = border;
    let mut hasher = pair_hash(one, other);
    hasher.number(mm(*length_m));
    hasher.number(barrier.map_or(0, |b| 1 + u64::from(b.rank)));
    hasher.finish()
}

/// Two faces, in no order.
fn pair_hash(one: u128, other: u128) -> Hasher {
    let mut hasher = Hasher::new();
    hasher.0.extend_from_slice(&one.min(other).to_le_bytes());
    hasher.0.extend_from_slice(&one.max(other).to_le_bytes());
    hasher
}
