//! Grid -> the overlay in numbers, for zone design. The only place where faces lose their shape.

use onegrid_zones::{Barrier, CommunityInfo, CountColumn, FaceBorder, FaceRow, FaceTable, LayerInfo, NamedArea};

use crate::grid::{Grid, role_index};
use crate::policy::{Policy, PolicyMeasure};
use crate::project::{BarrierClass, Role};

impl BarrierClass {
    /// How strongly it separates, 0 to 4.
    pub fn rank(self) -> u8 {
        match self {
            Self::Lane => 0,
            Self::Street => 1,
            Self::Road => 2,
            Self::River => 3,
            Self::Rail => 4,
        }
    }
}

pub(crate) fn face_table(grid: &Grid, policy: &Policy) -> FaceTable {
    let layers: Vec<usize> = std::iter::once(grid.base).chain(grid.departments.iter().copied()).collect();
    let (cell_start, cell_ids) = covering(grid, &layers);
    FaceTable {
        layers: layers.iter().map(|&l| layer_info(grid, policy, l)).collect(),
        communities: grid
            .communities
            .list
            .iter()
            .map(|c| CommunityInfo { key: c.key.clone(), name: c.name.clone(), code: c.code.clone() })
            .collect(),
        estates: named_areas(grid, Role::Estate),
        exclusives: named_areas(grid, Role::Exclusive),
        buildings: named_areas(grid, Role::Building),
        faces: face_rows(grid, policy),
        cell_start,
        cell_ids,
        borders: borders(grid),
        counts: grid
            .counts
            .iter()
            .map(|(id, per_face)| CountColumn { id: id.clone(), name: count_name(id), per_face: per_face.clone() })
            .collect(),
        previous: grid.before.of_face.clone(),
        ..FaceTable::default()
    }
}

fn layer_info(grid: &Grid, policy: &Policy, layer: usize) -> LayerInfo {
    let info = &grid.layers[layer];
    LayerInfo {
        id: info.id.clone(),
        name: info.name.clone(),
        weight: policy.layer_weights.get(&info.id).copied().unwrap_or(1.0),
        cell_keys: info.cells.iter().map(|c| c.key.clone()).collect(),
    }
}

/// Name for people of a count; the id itself where it is no usual one.
fn count_name(id: &str) -> String {
    match id {
        "population" => "人口",
        "events" => "事件",
        other => other,
    }
    .into()
}

fn named_areas(grid: &Grid, role: Role) -> Vec<NamedArea> {
    let cells = grid.layers.iter().filter(|l| l.role == role).flat_map(|l| &l.cells);
    cells.map(|c| NamedArea { key: c.key.clone(), name: c.name.clone(), class: c.class.clone() }).collect()
}

/// First cell of any layer with the role, numbered through all such layers.
fn area_of_face(grid: &Grid, role: Role, face: u32) -> Option<u32> {
    role_index(&grid.layers, role)?;
    let mut first = 0;
    for (l, layer) in grid.layers.iter().enumerate().filter(|(_, l)| l.role == role) {
        if let Some(&cell) = grid.arrangement.labels().cells(face, l).first() {
            return Some(first + cell);
        }
        first += layer.cells.len() as u32;
    }
    None
}

fn face_rows(grid: &Grid, policy: &Policy) -> Vec<FaceRow> {
    let communities = grid.communities.list.iter();
    let by_area: Vec<bool> =
        communities.map(|c| policy.size_of(c.class.as_deref()).measure == PolicyMeasure::AreaM2).collect();
    let is_by_area =
        |community: Option<u32>| community.map_or(policy.measure == PolicyMeasure::AreaM2, |c| by_area[c as usize]);
    let building_m = building_lengths(grid);
    (0..grid.face_count())
        .map(|face| {
            let (x_deg, y_deg) = grid.face_place(face);
            let community = grid.communities.of_face[face as usize];
            let (area_m2, households) = (grid.arrangement.face_area_m2(face), grid.households_of_face[face as usize]);
            FaceRow {
                community,
                estate: area_of_face(grid, Role::Estate, face),
                exclusive: area_of_face(grid, Role::Exclusive, face),
                building: area_of_face(grid, Role::Building, face),
                building_m: building_m.get(face as usize).copied().unwrap_or(0.0),
                area_m2,
                perimeter_m: grid.arrangement.face_perimeter_m(face),
                households,
                size: if is_by_area(community) { area_m2.round() as u64 } else { households },
                x_deg,
                y_deg,
            }
        })
        .collect()
}

/// Length in m of the outlines of buildings around each face; empty without buildings.
fn building_lengths(grid: &Grid) -> Vec<f64> {
    let is_building: Vec<bool> = grid.layers.iter().map(|l| l.role == Role::Building).collect();
    if !is_building.contains(&true) {
        return Vec::new();
    }
    let a = &grid.arrangement;
    let mut lengths = vec![0.0; grid.face_count() as usize];
    for arc in (0..a.arc_count()).filter(|&arc| a.arc_rings(arc).any(|r| is_building[r.layer as usize])) {
        for face in a.arc_faces(arc).into_iter().flatten() {
            lengths[face as usize] += a.arc_length_m(arc);
        }
    }
    lengths
}

fn covering(grid: &Grid, layers: &[usize]) -> (Vec<u32>, Vec<u32>) {
    let labels = grid.arrangement.labels();
    let (mut start, mut ids) = (vec![0], Vec::new());
    for face in 0..grid.face_count() {
        for &layer in layers {
            ids.extend_from_slice(labels.cells(face, layer));
            start.push(ids.len() as u32);
        }
    }
    (start, ids)
}

fn borders(grid: &Grid) -> Vec<FaceBorder> {
    let a = &grid.arrangement;
    let mut pieces: Vec<(u32, u32, usize)> = Vec::new();
    for arc in 0..a.arc_count() {
        if let [Some(left), Some(right)] = a.arc_faces(arc)
            && left != right
            && grid.communities.of_face[left as usize].is_some()
            && grid.communities.of_face[right as usize].is_some()
        {
            pieces.push((left.min(right), left.max(right), arc));
        }
    }
    pieces.sort_unstable();
    let mut out = Vec::new();
    for same in pieces.chunk_by(|p, q| (p.0, p.1) == (q.0, q.1)) {
        let barrier = same
            .iter()
            .flat_map(|p| a.arc_lines(p.2))
            // cuts and outlines of earlier zones are lines too, but no barriers
            .filter_map(|line| Some((grid.barriers.get(line as usize)?.class.rank(), line)))
            .max_by_key(|&(rank, line)| (rank, core::cmp::Reverse(line)));
        out.push(FaceBorder {
            a: same[0].0,
            b: same[0].1,
            length_m: same.iter().map(|p| a.arc_length_m(p.2)).sum(),
            barrier: barrier.map(|(rank, name)| Barrier { rank, name }),
        });
    }
    out
}
