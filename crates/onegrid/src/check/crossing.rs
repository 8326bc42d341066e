//! Zone borders inside estates (their length) and buildings (their number).
//!
//! # Method
//! A border crosses an estate or a building where both of its sides lie in the estate and in different zones. It is
//! tolerated, and summed up as such, where it must be (zones of different communities, an exclusive
//! area, an estate above the largest size) and where one of the two pieces is a sliver: two drawings of one outline.
//! Of a building, less counts as a sliver: its walls are no strip along a road.

use std::collections::BTreeMap;

use onegrid_planar::Arrangement;

use super::{CheckRow, Checker, Offence, code, row};
use crate::grid::to_degrees;
use crate::place::LayerInfo;
use crate::plan::Merged;
use crate::policy::{Citation, Policy, PolicyMeasure};
use crate::project::Role;

/// A cell of a layer.
type Cell = (usize, u32);

/// Pieces of one cell, and for each zone border inside it the arc and its two pieces.
type Inside = (Vec<Piece>, Vec<(usize, usize, usize)>);

/// What crossings are measured on.
struct Crossings<'a> {
    arrangement: &'a Arrangement,
    layers: &'a [LayerInfo],
    /// Zone by face.
    zone_of: &'a [Option<u32>],
    /// Community by zone, where known.
    community_of: &'a [Option<u32>],
    /// Whether a zone is exclusive: such areas are cut out on purpose.
    is_exclusive: &'a dyn Fn(u32) -> bool,
    /// Codes by zone.
    code_of: &'a dyn Fn(u32) -> String,
    /// Size of a cell, where known.
    size_of: &'a dyn Fn(Cell) -> Option<u64>,
    /// Largest size of a zone, where there is one.
    max_of: &'a dyn Fn(u32) -> Option<u64>,
    policy: &'a Policy,
}

/// What borders should not cross.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whole {
    Estates,
    Buildings,
}

/// A connected piece of a cell in one zone.
#[derive(Clone, Copy, Default)]
struct Piece {
    area_m2: f64,
    border_m: f64,
}

impl Whole {
    const fn role(self) -> Role {
        match self {
            Self::Estates => Role::Estate,
            Self::Buildings => Role::Building,
        }
    }

    fn row(self, policy: &Policy, offences: Vec<Offence>) -> CheckRow {
        let rule = &policy.rules.building;
        let of_rule = Citation { citation_zh: rule.citation_zh.clone(), citation_en: rule.citation_en.clone() };
        match self {
            Self::Estates => row("crossing", "m", &citation(), offences),
            Self::Buildings if of_rule.is_empty() => row(BUILDING, "buildings", &of_buildings(), offences),
            Self::Buildings => row(BUILDING, "buildings", &of_rule, offences),
        }
    }

    /// Pieces narrower than this (m) or smaller than this (m2) are slivers.
    fn sliver(self, policy: &Policy) -> (f64, f64) {
        let cleaning = &policy.cleaning;
        let strip = if self == Self::Estates { cleaning.strip_width_m } else { 0.0 };
        (cleaning.sliver_width_m.max(strip), cleaning.sliver_area_m2)
    }
}

/// Id of the row about buildings.
const BUILDING: &str = "building";

fn of_buildings() -> Citation {
    Citation {
        citation_zh: "单元网格划分原则(CJ/T 213、GB/T 30428.1,待核原文):边界不应穿越建筑物".into(),
        citation_en:
            "Principles of unit grids (CJ/T 213, GB/T 30428.1, wording to be verified): borders cross no building"
                .into(),
    }
}

fn citation() -> Citation {
    Citation {
        citation_zh: "青浦区夏阳街道(青夏街〔2022〕41 号):小区按居委会管辖小区红线划入管理单元".into(),
        citation_en: "Xiayang, Qingpu (Qingxiajie 2022 no. 41): estates go into units by their red lines".into(),
    }
}

impl Crossings<'_> {
    /// The rows of the checks: that of the estates, which does not apply without any, and that of the
    /// buildings, where there is a layer of them.
    fn rows(&self) -> Vec<CheckRow> {
        let estates = self
            .row(Whole::Estates)
            .unwrap_or_else(|| CheckRow { passed: None, ..Whole::Estates.row(self.policy, Vec::new()) });
        std::iter::once(estates).chain(self.row(Whole::Buildings)).collect()
    }

    fn row(&self, kind: Whole) -> Option<CheckRow> {
        let concerned: Vec<usize> = (0..self.layers.len()).filter(|&l| self.layers[l].role == kind.role()).collect();
        if concerned.is_empty() {
            return None;
        }
        let mut tolerated = 0.0;
        let mut offences = Vec::new();
        for (cell, faces) in self.faces_of(&concerned) {
            let (offence, rest_m) = self.cell(cell, &faces, kind.sliver(self.policy));
            if kind == Whole::Estates {
                offences.extend(offence);
                tolerated += rest_m;
            } else if let Some(offence) = offence {
                offences.push(Offence { measured: 1.0, ..offence });
            } else if rest_m > 0.0 {
                tolerated += 1.0;
            }
        }
        Some(CheckRow { tolerated, ..kind.row(self.policy, offences) })
    }

    fn faces_of(&self, layers: &[usize]) -> BTreeMap<Cell, Vec<u32>> {
        let mut faces: BTreeMap<Cell, Vec<u32>> = BTreeMap::new();
        for face in 0..self.arrangement.face_count() {
            for &layer in layers {
                for &cell in self.arrangement.labels().cells(face, layer) {
                    faces.entry((layer, cell)).or_default().push(face);
                }
            }
        }
        // most cells lie in one zone: nothing crosses them
        faces.retain(|_, faces| faces.iter().any(|&f| self.zone_of[f as usize] != self.zone_of[faces[0] as usize]));
        faces
    }

    /// The crossing of one cell, if any, and the length that is tolerated.
    fn cell(&self, cell: Cell, faces: &[u32], sliver: (f64, f64)) -> (Option<Offence>, f64) {
        let (pieces, arcs) = self.pieces(faces);
        let size = (self.size_of)(cell);
        let too_large = |zone: u32| (self.max_of)(zone).is_some_and(|max| size.is_some_and(|size| size > max));
        let is_sliver = |p: usize| {
            let Piece { area_m2, border_m } = pieces[p];
            2.0 * area_m2 < sliver.0 * border_m || area_m2 < sliver.1
        };
        let (mut length_m, mut tolerated_m) = (0.0, 0.0);
        let mut zones: Vec<u32> = Vec::new();
        let mut longest = (0.0, (0.0, 0.0));
        for (arc, p, q) in arcs {
            let sides = self.arrangement.arc_faces(arc);
            let [Some(a), Some(b)] = sides.map(|f| f.and_then(|f| self.zone_of[f as usize])) else { continue };
            let arc_m = self.arrangement.arc_length_m(arc);
            let community = |z: u32| self.community_of[z as usize];
            let on_purpose = too_large(a) || (self.is_exclusive)(a) || (self.is_exclusive)(b);
            if on_purpose || community(a) != community(b) || is_sliver(p) || is_sliver(q) {
                tolerated_m += arc_m;
                continue;
            }
            length_m += arc_m;
            zones.extend([a, b]);
            if arc_m > longest.0 {
                let coords = self.arrangement.arc_coords(arc);
                let middle = coords[coords.len() / 2];
                longest = (arc_m, to_degrees((f64::from(middle.x), f64::from(middle.y))));
            }
        }
        zones.sort_unstable();
        zones.dedup();
        let offence = (length_m > 0.0).then(|| Offence {
            zones: zones.into_iter().map(self.code_of).collect(),
            measured: length_m,
            place: longest.1,
            about: Some(self.layers[cell.0].cells[cell.1 as usize].label().to_string()),
        });
        (offence, tolerated_m)
    }

    /// Connected pieces of a cell by zone, and the arcs inside it between zones.
    fn pieces(&self, faces: &[u32]) -> Inside {
        let place = |f: u32| faces.binary_search(&f).ok();
        let zone = |i: usize| self.zone_of[faces[i] as usize];
        let mut arcs: Vec<usize> = faces.iter().flat_map(|&f| self.arrangement.face_arcs(f)).collect();
        arcs.sort_unstable();
        arcs.dedup();
        let sides: Vec<[Option<usize>; 2]> =
            arcs.iter().map(|&a| self.arrangement.arc_faces(a).map(|f| f.and_then(place))).collect();
        let mut piece: Vec<usize> = (0..faces.len()).collect();
        let root = |piece: &[usize], mut i: usize| {
            while piece[i] != i {
                i = piece[i];
            }
            i
        };
        for &[a, b] in &sides {
            if let (Some(a), Some(b)) = (a, b)
                && zone(a) == zone(b)
            {
                let (a, b) = (root(&piece, a), root(&piece, b));
                piece[a.max(b)] = a.min(b);
            }
        }
        let mut sums = vec![Piece::default(); faces.len()];
        for (i, &face) in faces.iter().enumerate() {
            sums[root(&piece, i)].area_m2 += self.arrangement.face_area_m2(face);
        }
        let mut between = Vec::new();
        for (&arc, &[a, b]) in arcs.iter().zip(&sides) {
            let [a, b] = [a, b].map(|i| i.map(|i| root(&piece, i)));
            if a != b {
                for i in [a, b].into_iter().flatten() {
                    sums[i].border_m += self.arrangement.arc_length_m(arc);
                }
                if let (Some(a), Some(b)) = (a, b) {
                    between.push((arc, a, b));
                }
            }
        }
        (sums, between)
    }
}

impl Checker<'_> {
    pub(super) fn crossing(&self, layers: &[LayerInfo]) -> Vec<CheckRow> {
        let labels = self.arrangement.labels();
        let zone_of: Vec<Option<u32>> =
            (0..self.arrangement.face_count()).map(|f| labels.cells(f, self.base).first().copied()).collect();
        let unknown = || vec![None; self.zones.len()];
        let classes = self.classes();
        let max_of = |zone: u32| {
            let rule = self.policy.size_of(classes[zone as usize].as_deref());
            rule.bounds(true).filter(|_| rule.measure == PolicyMeasure::Households).map(|b| b.max)
        };
        let crossings = Crossings {
            arrangement: self.arrangement,
            layers,
            zone_of: &zone_of,
            community_of: &self.community.map_or_else(unknown, |_| self.home.clone()),
            is_exclusive: &|zone| super::exempt(&self.zones[zone as usize]),
            code_of: &|zone| code(&self.zones[zone as usize]).to_string(),
            size_of: &|(layer, cell)| layers[layer].cells[cell as usize].households,
            max_of: &max_of,
            policy: self.policy,
        };
        crossings.rows()
    }
}

/// The same for a merge, on its own overlay.
pub(crate) fn crossed_by(merged: &Merged) -> Vec<CheckRow> {
    let (grid, plan) = (&merged.grid, &merged.plan);
    let is_whole = |role| matches!(role, Role::Estate | Role::Building);
    let mut sizes: Vec<Vec<u64>> = grid.layers.iter().map(|l| vec![0; l.cells.len()]).collect();
    for (layer, sizes) in sizes.iter_mut().enumerate().filter(|(l, _)| is_whole(grid.layers[*l].role)) {
        for face in 0..grid.face_count() {
            for &cell in grid.arrangement.labels().cells(face, layer) {
                sizes[cell as usize] += plan.table.faces[face as usize].size;
            }
        }
    }
    let zones = plan.zones();
    let community_of: Vec<Option<u32>> = zones.iter().map(|z| Some(z.community)).collect();
    let crossings = Crossings {
        arrangement: &grid.arrangement,
        layers: &grid.layers,
        zone_of: &plan.zones_of_faces(),
        community_of: &community_of,
        is_exclusive: &|zone| zones[zone as usize].class == onegrid_zones::ZoneClass::Exclusive,
        code_of: &|zone| zones[zone as usize].code.clone(),
        size_of: &|(layer, cell)| Some(sizes[layer][cell as usize]),
        max_of: &|zone| plan.bounds_of(zones[zone as usize].community).map(|b| b.max),
        policy: &plan.policy,
    };
    crossings.rows()
}
