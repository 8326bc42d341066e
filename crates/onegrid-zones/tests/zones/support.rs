//! Maps in letters: each character is a face of 100 m x 100 m, rows go from north to south.

use onegrid_zones::{
    Barrier, CommunityInfo, Design, DesignRules, FaceBorder, FaceRow, FaceTable, LayerInfo, NamedArea, NoProgress,
    check_partition, design,
};

/// Side of a face in m.
pub(crate) const SIDE_M: f64 = 100.0;

/// A face table from maps; all maps of one table have the same shape.
#[derive(Debug, Clone, Default)]
pub(crate) struct Town {
    base: Vec<Vec<char>>,
    departments: Vec<Vec<Vec<char>>>,
    communities: Option<Vec<Vec<char>>>,
    estates: Option<Vec<Vec<char>>>,
    exclusives: Option<Vec<Vec<char>>>,
    buildings: Option<Vec<Vec<char>>>,
    households: Vec<u64>,
    barriers: Vec<(usize, usize, Barrier)>,
    thin: Vec<usize>,
}

/// Rows of a map: `grid("AAB|ACB")`.
fn grid(map: &str) -> Vec<Vec<char>> {
    map.split('|').map(|row| row.chars().collect()).collect()
}

/// A town with this base layer; `.` is a gap, `+` an overlap of A and B, `#` lies outside.
macro_rules! map {
    ($map:expr) => {
        $crate::support::Town::new($map)
    };
}

pub(crate) use map;

impl Town {
    pub(crate) fn new(map: &str) -> Self {
        let base = grid(map);
        let faces = base.iter().map(Vec::len).sum();
        Self { base, households: vec![100; faces], ..Self::default() }
    }

    pub(crate) fn department(mut self, map: &str) -> Self {
        self.departments.push(grid(map));
        self
    }

    pub(crate) fn communities(mut self, map: &str) -> Self {
        self.communities = Some(grid(map));
        self
    }

    pub(crate) fn buildings(mut self, map: &str) -> Self {
        self.buildings = Some(grid(map));
        self
    }

    pub(crate) fn estates(mut self, map: &str) -> Self {
        self.estates = Some(grid(map));
        self
    }

    pub(crate) fn exclusives(mut self, map: &str) -> Self {
        self.exclusives = Some(grid(map));
        self
    }

    /// Households of each face, row by row.
    pub(crate) fn households(mut self, households: &[u64]) -> Self {
        assert_eq!(households.len(), self.households.len());
        self.households = households.to_vec();
        self
    }

    /// A barrier of this rank and name between two faces.
    pub(crate) fn barrier(mut self, a: usize, b: usize, rank: u8, name: u32) -> Self {
        self.barriers.push((a.min(b), a.max(b), Barrier { rank, name }));
        self
    }

    /// Makes a face 0.5 m wide.
    pub(crate) fn thin(mut self, face: usize) -> Self {
        self.thin.push(face);
        self
    }

    pub(crate) fn table(&self) -> FaceTable {
        let mut table = FaceTable::default();
        table.layers.push(layer("base", "综治", 0.0, &self.base));
        for (k, map) in self.departments.iter().enumerate() {
            table.layers.push(layer(&format!("d{k}"), &format!("部门{k}"), 1.0, map));
        }
        let communities = self.communities.clone().unwrap_or_else(|| {
            let all = self.base.iter();
            all.map(|row| row.iter().map(|_| 'x').collect()).collect()
        });
        for (at, key) in letters(&communities).into_iter().enumerate() {
            table.communities.push(CommunityInfo {
                key: key.to_string(),
                name: None,
                code: format!("{:012}", 110_101_001_001u64 + at as u64),
            });
        }
        table.estates = areas(self.estates.as_ref());
        table.exclusives = areas(self.exclusives.as_ref());
        table.buildings = areas(self.buildings.as_ref());
        table.cell_start.push(0);
        let mut at = 0;
        for (y, row) in self.base.iter().enumerate() {
            for x in 0..row.len() {
                self.face(&mut table, &communities, (x, y), at);
                at += 1;
            }
        }
        self.borders(&mut table);
        table
    }

    fn face(&self, table: &mut FaceTable, communities: &[Vec<char>], (x, y): (usize, usize), at: usize) {
        let maps = std::iter::once(&self.base).chain(&self.departments);
        for (layer, map) in maps.enumerate() {
            let keys = &table.layers[layer].cell_keys;
            let id = |key: char| keys.iter().position(|k| *k == key.to_string());
            match map[y][x] {
                '.' | '#' => {}
                '+' => table.cell_ids.extend([0, 1]),
                key => table.cell_ids.extend(id(key).map(|c| c as u32)),
            }
            table.cell_start.push(table.cell_ids.len() as u32);
        }
        let number = |map: Option<&Vec<Vec<char>>>| {
            let key = map?[y][x];
            let keys = letters(map?);
            keys.iter().position(|&k| k == key).map(|k| k as u32)
        };
        let outside = self.base[y][x] == '#';
        let width_m = if self.thin.contains(&at) { 0.5 } else { SIDE_M };
        table.faces.push(FaceRow {
            community: number(Some(&communities.to_vec())).filter(|_| !outside),
            estate: number(self.estates.as_ref()),
            exclusive: number(self.exclusives.as_ref()),
            building: number(self.buildings.as_ref()),
            building_m: 0.0,
            area_m2: SIDE_M * width_m,
            perimeter_m: 2.0 * (SIDE_M + width_m),
            households: self.households[at],
            size: self.households[at],
            x_deg: 116.0 + x as f64 * 0.001,
            y_deg: 40.0 - y as f64 * 0.001,
        });
    }

    fn borders(&self, table: &mut FaceTable) {
        let width = self.base[0].len();
        let mut pairs = Vec::new();
        for (y, row) in self.base.iter().enumerate() {
            for x in 0..row.len() {
                let at = y * width + x;
                pairs.extend((x + 1 < width).then_some((at, at + 1)));
                pairs.extend((y + 1 < self.base.len()).then_some((at, at + width)));
            }
        }
        pairs.sort_unstable();
        for (a, b) in pairs {
            let zoned = |f: usize| table.faces[f].community.is_some();
            if zoned(a) && zoned(b) {
                let barrier = self.barriers.iter().find(|(p, q, _)| (*p, *q) == (a, b));
                table.borders.push(FaceBorder {
                    a: a as u32,
                    b: b as u32,
                    length_m: SIDE_M,
                    barrier: barrier.map(|b| b.2),
                });
            }
        }
    }
}

fn letters(map: &[Vec<char>]) -> Vec<char> {
    let mut letters: Vec<char> = map.iter().flatten().copied().collect();
    // an overlap names both of its cells
    if letters.contains(&'+') {
        letters.extend(['A', 'B']);
    }
    letters.retain(|c| !".+#".contains(*c));
    letters.sort_unstable();
    letters.dedup();
    letters
}

fn layer(id: &str, name: &str, weight: f64, map: &[Vec<char>]) -> LayerInfo {
    LayerInfo {
        id: id.into(),
        name: name.into(),
        weight,
        cell_keys: letters(map).iter().map(char::to_string).collect(),
    }
}

fn areas(map: Option<&Vec<Vec<char>>>) -> Vec<NamedArea> {
    let Some(map) = map else { return Vec::new() };
    let keys = letters(map).into_iter();
    keys.map(|key| NamedArea { key: key.to_string(), name: None, class: None }).collect()
}

/// Rules with these bounds.
pub(crate) fn bounds(min: u64, max: u64, target: u64) -> DesignRules {
    DesignRules { bounds: Some(onegrid_zones::Bounds { min, max, target }), ..DesignRules::default() }
}

/// Designs and checks all invariants.
pub(crate) fn designed(table: &FaceTable, rules: &DesignRules) -> Design {
    let plan = design(table, rules, &NoProgress).expect("a sound table gives a design");
    check_partition(table, &plan).expect("invariants hold");
    plan
}

/// The zones as letters by face, in order of first appearance; `#` outside.
pub(crate) fn drawn(plan: &Design) -> String {
    let mut seen = Vec::new();
    let zones = plan.unit_of_face.iter().map(|unit| {
        let Some(unit) = unit else { return '#' };
        let zone = plan.zone_of_unit[unit.index()];
        let at = seen.iter().position(|&z| z == zone).unwrap_or_else(|| {
            seen.push(zone);
            seen.len() - 1
        });
        char::from(b'a' + at as u8)
    });
    zones.collect()
}

/// Zones as sorted sets of faces.
pub(crate) fn face_sets(plan: &Design) -> Vec<Vec<u32>> {
    let sets = plan.zones.iter().map(|zone| {
        let units = zone.units.iter().map(|u| &plan.units[u.index()].faces);
        let mut faces: Vec<u32> = units.flatten().copied().collect();
        faces.sort_unstable();
        faces
    });
    let mut sets: Vec<Vec<u32>> = sets.collect();
    sets.sort();
    sets
}

/// The same table with face `order[i]` in place `i`; cells, communities and areas as they were.
pub(crate) fn permuted(table: &FaceTable, order: &[u32]) -> FaceTable {
    let mut place = vec![0u32; order.len()];
    let mut other = FaceTable {
        faces: Vec::new(),
        cell_start: vec![0],
        cell_ids: Vec::new(),
        borders: Vec::new(),
        ..table.clone()
    };
    for (to, &from) in order.iter().enumerate() {
        place[from as usize] = to as u32;
        other.faces.push(table.faces[from as usize]);
        for layer in 0..table.layers.len() {
            other.cell_ids.extend_from_slice(table.cells(from, layer));
            other.cell_start.push(other.cell_ids.len() as u32);
        }
    }
    for border in &table.borders {
        let (a, b) = (place[border.a as usize], place[border.b as usize]);
        other.borders.push(FaceBorder { a: a.min(b), b: a.max(b), ..*border });
    }
    other.borders.sort_by_key(|b| (b.a, b.b));
    other
}
