//! The overlay in numbers: faces, what covers them, and what they border on.
//!
//! The table is made from an arrangement by the caller; nothing in it has a shape.

use serde::{Deserialize, Serialize};

use crate::error::DesignError;

/// The overlay in numbers.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct FaceTable {
    /// `[0]` is the base layer; then the departments in declared priority order.
    pub layers: Vec<LayerInfo>,
    /// Communities, sorted by key.
    pub communities: Vec<CommunityInfo>,
    /// Estates (小区).
    pub estates: Vec<NamedArea>,
    /// Exclusive areas (专属网格): campus, park.
    pub exclusives: Vec<NamedArea>,
    /// Buildings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buildings: Vec<NamedArea>,
    /// The faces.
    pub faces: Vec<FaceRow>,
    /// Start of the cells of face `f` in layer `k`, at `f * layers.len() + k`; one entry more
    /// than faces times layers.
    pub cell_start: Vec<u32>,
    /// Cells, addressed by [`FaceTable::cell_start`]: none is a gap, one is sound, more is an overlap.
    pub cell_ids: Vec<u32>,
    /// Each unordered pair of edge-adjacent faces once, sorted by (a, b), a < b; only between
    /// faces that have a community.
    pub borders: Vec<FaceBorder>,
    /// Named counts beside the households: population, events. Conserved like households.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counts: Vec<CountColumn>,
    /// Pairs of faces of one community that count as adjacent although they do not touch: bridges
    /// and ferries to islands, exclaves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bridges: Vec<(u32, u32)>,
    /// Sets of faces that stay one zone each, with nothing added but slivers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub locked: Vec<LockedZone>,
    /// The zone of each face in the plan before, numbered as the caller likes; `None` where it had
    /// none. Empty where there is no plan before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub previous: Vec<Option<u32>>,
}

/// Faces that must stay one zone.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LockedZone {
    /// Name for people.
    pub name: String,
    /// Its faces, rising; each face is in one lock at most.
    pub faces: Vec<u32>,
}

/// A count by face: residents, events, people in need of care. Numbers only, never persons.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CountColumn {
    /// Short id, unique in the table: `population`.
    pub id: String,
    /// Name for people: 人口.
    pub name: String,
    /// The count of each face.
    pub per_face: Vec<u64>,
}

/// One layer of departmental cells.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct LayerInfo {
    /// Short id: `police`.
    pub id: String,
    /// Name for people: 公安.
    pub name: String,
    /// How much it counts when its cells are cut, relative to the other departments.
    pub weight: f64,
    /// Keys of its cells; cell ids are positions in this list.
    pub cell_keys: Vec<String>,
}

/// One community.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CommunityInfo {
    /// The owner's key.
    pub key: String,
    /// Name for people.
    pub name: Option<String>,
    /// Digits that the codes of its zones begin with.
    pub code: String,
}

/// An estate, an exclusive area or a building.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct NamedArea {
    /// The owner's key.
    pub key: String,
    /// Name for people.
    pub name: Option<String>,
    /// Class (campus, park), where the layer has one.
    pub class: Option<String>,
}

/// One face of the overlay.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct FaceRow {
    /// The community; `None`: outside the extent, never zoned.
    pub community: Option<u32>,
    /// The estate that covers it.
    pub estate: Option<u32>,
    /// The exclusive area that covers it.
    pub exclusive: Option<u32>,
    /// The building that covers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub building: Option<u32>,
    /// Length in m of its borders that outlines of buildings run along.
    #[serde(default)]
    pub building_m: f64,
    /// Area in m².
    pub area_m2: f64,
    /// Length of all its borders in m.
    pub perimeter_m: f64,
    /// Households counted in it.
    pub households: u64,
    /// What the bounds measure: households or m².
    pub size: u64,
    /// Longitude of its label point in degrees.
    pub x_deg: f64,
    /// Latitude of its label point in degrees.
    pub y_deg: f64,
}

/// The border of two faces.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FaceBorder {
    /// The lower face.
    pub a: u32,
    /// The higher face.
    pub b: u32,
    /// Length in m.
    pub length_m: f64,
    /// The barrier that runs along it.
    pub barrier: Option<Barrier>,
}

/// A barrier along a border.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Barrier {
    /// 0 lane, 1 street, 2 road, 3 river, 4 rail.
    pub rank: u8,
    /// Index into the list of barrier names that the caller keeps.
    pub name: u32,
}

/// Number of barrier ranks.
pub const BARRIER_RANKS: usize = 5;

impl FaceTable {
    /// The cells that cover face `face` in layer `layer`.
    ///
    /// # Panics
    /// If the face or the layer does not exist.
    #[must_use]
    pub fn cells(&self, face: u32, layer: usize) -> &[u32] {
        let at = face as usize * self.layers.len() + layer;
        &self.cell_ids[self.cell_start[at] as usize..self.cell_start[at + 1] as usize]
    }

    /// The cells that cover face `face` in all layers but the base layer, as one comparable key.
    pub(crate) fn department_key(&self, face: u32) -> Vec<&[u32]> {
        (1..self.layers.len()).map(|k| self.cells(face, k)).collect()
    }

    /// Position of a named count.
    #[must_use]
    pub fn count(&self, id: &str) -> Option<usize> {
        self.counts.iter().position(|c| c.id == id)
    }

    /// The zone of a face in the plan before.
    #[must_use]
    pub fn previous_zone(&self, face: u32) -> Option<u32> {
        self.previous.get(face as usize).copied().flatten()
    }

    /// Whether any face has a household.
    pub(crate) fn has_households(&self) -> bool {
        self.faces.iter().any(|f| f.households > 0)
    }

    /// Checks that every id exists and every number is usable.
    ///
    /// # Errors
    /// [`DesignError::NoBaseLayer`], [`DesignError::TableLength`], [`DesignError::IdOutOfRange`],
    /// [`DesignError::BadNumber`], [`DesignError::BorderOrder`] or
    /// [`DesignError::BorderOutsideExtent`], each for the first place found.
    pub fn check(&self) -> Result<(), DesignError> {
        if self.layers.is_empty() {
            return Err(DesignError::NoBaseLayer);
        }
        self.check_cells()?;
        self.check_faces()?;
        self.check_borders()?;
        self.check_columns()?;
        for (k, layer) in self.layers.iter().enumerate() {
            usable("layer weight", k, layer.weight)?;
        }
        Ok(())
    }

    fn check_cells(&self) -> Result<(), DesignError> {
        let layers = self.layers.len();
        let expected = self.faces.len() * layers + 1;
        let starts_rise = self.cell_start.windows(2).all(|w| w[0] <= w[1]);
        let ends_well = self.cell_start.last().map(|&e| e as usize) == Some(self.cell_ids.len());
        if self.cell_start.len() != expected || !starts_rise || !ends_well {
            return Err(DesignError::TableLength { expected, got: self.cell_start.len(), cells: self.cell_ids.len() });
        }
        for (at, pair) in self.cell_start.windows(2).enumerate() {
            let known = self.layers[at % layers].cell_keys.len();
            for &cell in &self.cell_ids[pair[0] as usize..pair[1] as usize] {
                in_range("cell", at / layers, Some(cell), known)?;
            }
        }
        Ok(())
    }

    fn check_faces(&self) -> Result<(), DesignError> {
        for (f, face) in self.faces.iter().enumerate() {
            in_range("community", f, face.community, self.communities.len())?;
            in_range("estate", f, face.estate, self.estates.len())?;
            in_range("exclusive area", f, face.exclusive, self.exclusives.len())?;
            in_range("building", f, face.building, self.buildings.len())?;
            usable("building_m", f, face.building_m)?;
            usable("area_m2", f, face.area_m2)?;
            usable("perimeter_m", f, face.perimeter_m)?;
            for (what, degrees) in [("x_deg", face.x_deg), ("y_deg", face.y_deg)] {
                usable(what, f, degrees.abs())?;
                if degrees.abs() > LARGEST_DEG {
                    return Err(DesignError::BadNumber { what, row: f, value: degrees });
                }
            }
            if face.households > LARGEST_COUNT || face.size > LARGEST_COUNT {
                return Err(DesignError::BadNumber {
                    what: "households or size",
                    row: f,
                    value: face.households.max(face.size) as f64,
                });
            }
        }
        Ok(())
    }

    fn check_columns(&self) -> Result<(), DesignError> {
        let faces = self.faces.len();
        for (at, column) in self.counts.iter().enumerate() {
            if column.per_face.len() != faces {
                let id = column.id.clone();
                return Err(DesignError::ColumnLength { id, expected: faces, got: column.per_face.len() });
            }
            if self.counts[..at].iter().any(|c| c.id == column.id) {
                return Err(DesignError::ColumnTwice { id: column.id.clone() });
            }
            if let Some(f) = column.per_face.iter().position(|&n| n > LARGEST_COUNT) {
                return Err(DesignError::BadNumber { what: "count", row: f, value: column.per_face[f] as f64 });
            }
        }
        for (at, &(a, b)) in self.bridges.iter().enumerate() {
            in_range("face", at, Some(a.max(b)), faces)?;
            let community = |f: u32| self.faces[f as usize].community;
            if a == b || community(a).is_none() || community(a) != community(b) {
                return Err(DesignError::BadBridge { bridge: at, a, b });
            }
        }
        let mut is_locked = vec![false; faces];
        for (at, lock) in self.locked.iter().enumerate() {
            for &f in &lock.faces {
                in_range("face", at, Some(f), faces)?;
                if std::mem::replace(&mut is_locked[f as usize], true) {
                    return Err(DesignError::LockedTwice { face: f, name: lock.name.clone() });
                }
            }
        }
        if !self.previous.is_empty() && self.previous.len() != faces {
            let got = self.previous.len();
            return Err(DesignError::ColumnLength { id: "previous".into(), expected: faces, got });
        }
        Ok(())
    }

    fn check_borders(&self) -> Result<(), DesignError> {
        let mut last = None;
        for (at, border) in self.borders.iter().enumerate() {
            in_range("face", at, Some(border.b), self.faces.len())?;
            if border.a >= border.b || last.is_some_and(|l| l >= (border.a, border.b)) {
                return Err(DesignError::BorderOrder { border: at, a: border.a, b: border.b });
            }
            last = Some((border.a, border.b));
            usable("length_m", at, border.length_m)?;
            let outside = |f: u32| self.faces[f as usize].community.is_none();
            if outside(border.a) || outside(border.b) {
                return Err(DesignError::BorderOutsideExtent { a: border.a, b: border.b });
            }
            if let Some(barrier) = border.barrier {
                in_range("barrier rank", at, Some(u32::from(barrier.rank)), BARRIER_RANKS)?;
            }
        }
        Ok(())
    }
}

/// Largest length or area accepted: above any county in m², and a million of them in square
/// centimetres still fit 64 bits.
const LARGEST: f64 = 1e9;
/// Largest coordinate accepted; far above 360 so that tests may count in other units.
const LARGEST_DEG: f64 = 1e6;
/// Largest count of one face; a million of them still fit 64 bits.
const LARGEST_COUNT: u64 = 1_000_000_000_000;

fn usable(what: &'static str, row: usize, value: f64) -> Result<(), DesignError> {
    if value.is_finite() && (0.0..=LARGEST).contains(&value) {
        Ok(())
    } else {
        Err(DesignError::BadNumber { what, row, value })
    }
}

pub(crate) fn in_range(what: &'static str, row: usize, id: Option<u32>, known: usize) -> Result<(), DesignError> {
    match id {
        Some(id) if id as usize >= known => Err(DesignError::IdOutOfRange { what, row, id, known }),
        _ => Ok(()),
    }
}
