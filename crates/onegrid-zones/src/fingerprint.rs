//! Everything the design of a community depends on -> one short text that tells whether it changed.
//!
//! # Guarantees
//! 1. Equal fingerprints mean equal input to the search: rules, faces, cells, borders, up to the
//!    rounding that the search itself works with (mm, cm², 1e-9 degree).
//! 2. The order of faces, cells and borders does not matter, nor does what lies in other communities.
//! 3. The same on every machine.
//!
//! # Method
//! Each face is hashed with the keys of its cells (ids change when a cell is added elsewhere), each
//! border with the hashes of its faces; the sorted hashes are hashed again. XXH3, 128 bits.
//! The zones of an earlier plan are left out: they are what is kept, not what is asked.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use crate::index::{FaceIndex, mm};
use crate::rules::DesignRules;
use crate::table::{FaceBorder, FaceRow, FaceTable};

/// What the design of one community depends on, in 32 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(pub String);

/// A hash of parts that cannot run into each other.
struct Hasher(Xxh3);

impl Hasher {
    fn new() -> Self {
        Self(Xxh3::new())
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.update(text.as_bytes());
    }

    fn number(&mut self, number: u64) {
        self.0.update(&number.to_le_bytes());
    }

    fn optional(&mut self, text: Option<&str>) {
        self.number(u64::from(text.is_some()));
        self.text(text.unwrap_or_default());
    }

    fn finish(&self) -> u128 {
        self.0.digest128()
    }
}

/// The fingerprint of each community, in their order. `base_of` are the base cells decided on,
/// `base_totals` what they hold in all communities.
pub(crate) fn fingerprints(
    index: &FaceIndex<'_>,
    rules: &DesignRules,
    base_of: &[Option<u32>],
    base_totals: &[(u64, u64)],
) -> Vec<Fingerprint> {
    let head = head(index.table, rules);
    let one = |community: usize| {
        let faces = &index.faces_of[community];
        let mut hasher = Hasher::new();
        hasher.0.update(&head.to_le_bytes());
        let rows: Vec<u128> = faces.iter().map(|&f| face_hash(index, f, base_of)).collect();
        let mut borders: Vec<u128> = Vec::new();
        for &face in faces {
            for n in index.companions(face).filter(|n| n.face > face) {
                let hash = |f: u32| rows[index.place[f as usize] as usize];
                borders.push(border_hash(&index.table.borders[n.border as usize], hash(face), hash(n.face)));
            }
        }
        let mut rows = rows;
        rows.sort_unstable();
        borders.sort_unstable();
        hasher.number(rows.len() as u64);
        for hash in rows.iter().chain(&borders) {
            hasher.0.update(&hash.to_le_bytes());
        }
        if rules.bounds.is_none() {
            // without bounds, what is a fragment of a base cell depends on the whole cell
            let cells: BTreeSet<u32> = faces.iter().filter_map(|&f| base_of[f as usize]).collect();
            for cell in cells {
                hasher.text(&index.table.layers[0].cell_keys[cell as usize]);
                let (area_cm2, households) = base_totals[cell as usize];
                hasher.number(area_cm2);
                hasher.number(households);
            }
        }
        Fingerprint(format!("{:032x}", hasher.finish()))
    };
    (0..index.faces_of.len()).map(one).collect()
}

/// What all communities share: rules and layers.
fn head(table: &FaceTable, rules: &DesignRules) -> u128 {
    // a field added to the table has to be hashed or left out knowingly
    let FaceTable {
        layers,
        communities: _,
        estates: _,
        exclusives: _,
        faces: _,
        cell_start: _,
        cell_ids: _,
        borders: _,
        counts,
        previous: _,
    } = table;
    let mut hasher = Hasher::new();
    hasher.text(&format!("{rules:?}"));
    hasher.number(u64::from(table.has_households()));
    for layer in layers {
        hasher.text(&layer.id);
        hasher.number(layer.weight.to_bits());
    }
    for column in counts {
        hasher.text(&column.id);
    }
    hasher.finish()
}

fn face_hash(index: &FaceIndex<'_>, face: u32, base_of: &[Option<u32>]) -> u128 {
    let table = index.table;
    let FaceRow { community: _, estate, exclusive, area_m2: _, perimeter_m, households, size, x_deg, y_deg } =
        table.faces[face as usize];
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
    let mut hasher = Hasher::new();
    hasher.0.update(&one.min(other).to_le_bytes());
    hasher.0.update(&one.max(other).to_le_bytes());
    hasher.number(mm(*length_m));
    hasher.number(barrier.map_or(0, |b| 1 + u64::from(b.rank)));
    hasher.finish()
}
