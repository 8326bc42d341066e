//! Defects of the layers and what was done about each: the list that the departments get.

use std::collections::BTreeMap;

use onegrid_planar::{Defect, DefectKind};
use onegrid_zones::{Decision, Lang};
use serde::{Deserialize, Serialize};

use crate::error::LonLat;
use crate::grid::{Grid, to_degrees};
use crate::plan::Plan;
use crate::project::Role;

/// Kinds of conflicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConflictKind {
    /// A place that no cell of the layer covers.
    Gap,
    /// A place that several cells of the layer cover.
    Overlap,
    /// A cell of the base layer lies in several communities.
    CrossesCommunity,
    /// A community in which no base cell lies.
    CommunityWithoutCells,
    /// A fragment of a community, thinner than a sliver, that its zones cannot reach.
    CommunityFragment,
    /// A hole between communities that is too wide to be drawing noise.
    CommunityHole,
    /// A base cell lies outside the area to be covered.
    OutsideExtent,
    /// A ring crosses itself.
    SelfCrossing,
    /// Rings of one cell lie over one another.
    RingsOverlap,
    /// A ring runs out and back along the same line.
    Spike,
    /// A ring runs in the wrong direction.
    RingOrder,
    /// A cell without area.
    ZeroArea,
    /// A ring with fewer than three distinct points.
    TooFewPoints,
    /// Two cells with the same shape.
    Duplicate,
    /// A cell of several parts.
    Multipart,
}

impl ConflictKind {
    /// Stable id, as in files.
    pub fn id(self) -> &'static str {
        match self {
            Self::Gap => "gap",
            Self::Overlap => "overlap",
            Self::CrossesCommunity => "crosses-community",
            Self::CommunityWithoutCells => "community-without-cells",
            Self::CommunityFragment => "community-fragment",
            Self::CommunityHole => "community-hole",
            Self::OutsideExtent => "outside-extent",
            Self::SelfCrossing => "self-crossing",
            Self::RingsOverlap => "rings-overlap",
            Self::Spike => "spike",
            Self::RingOrder => "ring-order",
            Self::ZeroArea => "zero-area",
            Self::TooFewPoints => "too-few-points",
            Self::Duplicate => "duplicate",
            Self::Multipart => "multipart",
        }
    }

    /// Name for people.
    pub fn name(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            Self::Gap => ("缝隙", "gap"),
            Self::Overlap => ("重叠", "overlap"),
            Self::CrossesCommunity => ("跨社区", "crosses a community line"),
            Self::CommunityWithoutCells => ("社区无网格", "community without cells"),
            Self::CommunityFragment => ("社区碎片", "fragment of a community"),
            Self::CommunityHole => ("社区间空洞", "hole between communities"),
            Self::OutsideExtent => ("范围外", "outside the extent"),
            Self::SelfCrossing => ("自相交", "self-crossing ring"),
            Self::RingsOverlap => ("环互相重叠", "rings over one another"),
            Self::Spike => ("尖刺", "spike"),
            Self::RingOrder => ("环方向错误", "wrong ring direction"),
            Self::ZeroArea => ("零面积", "no area"),
            Self::TooFewPoints => ("点数不足", "too few points"),
            Self::Duplicate => ("重复图形", "duplicate shape"),
            Self::Multipart => ("多部件", "several parts"),
        };
        if lang == Lang::Zh { zh } else { en }
    }
}

impl From<DefectKind> for ConflictKind {
    fn from(kind: DefectKind) -> Self {
        match kind {
            DefectKind::Gap => Self::Gap,
            DefectKind::Overlap => Self::Overlap,
            DefectKind::SelfCrossing => Self::SelfCrossing,
            DefectKind::RingsOverlap => Self::RingsOverlap,
            DefectKind::Spike => Self::Spike,
            DefectKind::RingOrder => Self::RingOrder,
            DefectKind::ZeroArea => Self::ZeroArea,
            DefectKind::TooFewPoints => Self::TooFewPoints,
            DefectKind::Duplicate => Self::Duplicate,
            _ => Self::Multipart,
        }
    }
}

/// One conflict and what was done.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Conflict {
    /// What it is.
    pub kind: ConflictKind,
    /// Id of the layer.
    pub layer: String,
    /// Name of the layer.
    pub layer_name: String,
    /// Keys of the cells concerned; for a gap, the cells around it.
    pub cells: Vec<String>,
    /// Where.
    pub place: LonLat,
    /// Ground area in m2 (0 for lines and points).
    pub area_m2: f64,
    /// Mean width in m (0 for lines and points).
    pub width_m: f64,
    /// Length in m of what is a line.
    pub length_m: f64,
    /// Households there.
    pub households: u64,
    /// Thinner or smaller than the policy takes seriously.
    pub is_sliver: bool,
    /// What was done, in Chinese.
    pub action_zh: String,
    /// What was done, in English.
    pub action_en: String,
    /// Faces concerned.
    #[serde(skip)]
    pub faces: Vec<u32>,
}

impl Conflict {
    /// What was done.
    pub fn action(&self, lang: Lang) -> &str {
        if lang == Lang::Zh { &self.action_zh } else { &self.action_en }
    }
}

/// Lists every conflict of a grid and what the plan did about it, by layer, kind and place.
///
/// # Cost
/// O(defects + faces).
pub fn conflicts(grid: &Grid, plan: &Plan) -> Vec<Conflict> {
    let decisions = decisions_by_face(plan);
    let mut out: Vec<Conflict> = Vec::new();
    for defect in collapse_ring_order(grid) {
        out.push(from_defect(grid, plan, &decisions, &defect));
    }
    crossing_cells(grid, &mut out);
    lonely_communities(grid, &mut out);
    open_holes(grid, &mut out);
    fragments(grid, &mut out);
    out.sort_by(|a, b| {
        (&a.layer, a.kind, &a.cells)
            .cmp(&(&b.layer, b.kind, &b.cells))
            .then(a.place.0.total_cmp(&b.place.0))
            .then(a.place.1.total_cmp(&b.place.1))
    });
    out
}

fn decisions_by_face(plan: &Plan) -> BTreeMap<u32, &Decision> {
    let mut out = BTreeMap::new();
    for decision in &plan.design.decisions {
        if let Decision::GapAbsorbed { face, .. }
        | Decision::OverlapGiven { face, .. }
        | Decision::GapLeft { face, .. } = decision
        {
            out.insert(*face, decision);
        }
    }
    out
}

/// A whole file drawn the other way round is one remark, not thousands.
fn collapse_ring_order(grid: &Grid) -> Vec<Defect> {
    let mut out: Vec<Defect> = Vec::new();
    for defect in &grid.defects {
        // estates, exclusive areas and household units need not cover the ground
        let role = grid.layers[defect.layer as usize].role;
        let must_cover = matches!(role, Role::Base | Role::Department | Role::Community);
        if defect.kind == DefectKind::Gap && !must_cover {
            continue;
        }
        if defect.kind == DefectKind::RingOrder
            && let Some(last) = out.last_mut()
            && last.kind == DefectKind::RingOrder
            && last.layer == defect.layer
        {
            last.cells.extend(&defect.cells);
            continue;
        }
        out.push(defect.clone());
    }
    for defect in &mut out {
        if defect.kind == DefectKind::RingOrder {
            defect.cells.sort_unstable();
            defect.cells.dedup();
        }
    }
    out
}

fn from_defect(grid: &Grid, plan: &Plan, decisions: &BTreeMap<u32, &Decision>, defect: &Defect) -> Conflict {
    let layer = &grid.layers[defect.layer as usize];
    let (action_zh, action_en) = action(grid, plan, decisions, defect);
    let cleaning = &plan.policy.cleaning;
    let has_area = defect.area_m2 > 0.0;
    Conflict {
        kind: defect.kind.into(),
        layer: layer.id.clone(),
        layer_name: layer.name.clone(),
        cells: defect.cells.iter().map(|&c| layer.cells[c as usize].key.clone()).collect(),
        place: to_degrees(defect.place),
        area_m2: defect.area_m2,
        width_m: defect.width_m,
        length_m: defect.length_m,
        households: defect.faces.iter().map(|&f| grid.households_of_face[f as usize]).sum(),
        is_sliver: has_area && (defect.width_m < cleaning.sliver_width_m || defect.area_m2 < cleaning.sliver_area_m2),
        action_zh,
        action_en,
        faces: defect.faces.clone(),
    }
}

fn action(grid: &Grid, plan: &Plan, decisions: &BTreeMap<u32, &Decision>, defect: &Defect) -> (String, String) {
    let layer = &grid.layers[defect.layer as usize];
    let both = |zh: &str, en: &str| (zh.to_string(), en.to_string());
    match (defect.kind, layer.role) {
        (DefectKind::Gap | DefectKind::Overlap, Role::Base) => {
            let largest =
                defect.faces.iter().copied().max_by_key(|&f| (grid.arrangement.face_area2(f), core::cmp::Reverse(f)));
            let decision = largest.and_then(|f| decisions.get(&f));
            let names = plan.names();
            match decision {
                Some(d) => (d.sentence(Lang::Zh, &names), d.sentence(Lang::En, &names)),
                None => both("按碎面并入相邻单元", "absorbed with the slivers around it"),
            }
        }
        (DefectKind::Overlap, Role::Community) => {
            let community = defect.faces.first().and_then(|&f| grid.face_community(f));
            let name = community.map_or("", |c| grid.communities.list[c as usize].label());
            (format!("划给编号最小的社区 {name}"), format!("given to the community with the lowest key, {name}"))
        }
        (DefectKind::Gap, Role::Community) => {
            let filled = &grid.communities.filled;
            let to = defect.faces.iter().find_map(|f| filled.iter().find(|(g, _)| g == f));
            let name = to.map_or("", |&(_, c)| grid.communities.list[c as usize].label());
            (
                format!("划给公共边界最长的社区 {name}"),
                format!("given to the community with the longest border, {name}"),
            )
        }
        (DefectKind::Gap, _) => both(
            "仅登记:此处该部门无网格,新网格照常覆盖",
            "recorded: the department has no cell here, the new grid covers it",
        ),
        (DefectKind::Overlap, _) => both(
            "仅登记:对照表中各网格各计其面积与户数",
            "recorded: the crosswalk counts area and households for each of the cells",
        ),
        (DefectKind::SelfCrossing, _) => {
            both("所围各部分均计入该网格", "every part that the ring encloses counts as the cell")
        }
        (DefectKind::RingsOverlap, _) => both(
            "外环之内、且不在本部件内环之内的部分计入该网格",
            "what lies inside a shell and in no hole of its part counts as the cell",
        ),
        (DefectKind::Spike, _) => both("去除:无面积", "dropped: it has no area"),
        (DefectKind::RingOrder, _) => {
            both("按面积判定内外,方向不影响结果", "direction is ignored: the enclosed area counts")
        }
        (DefectKind::ZeroArea | DefectKind::TooFewPoints, _) => {
            both("不参与叠加:请补充图形或删除该记录", "takes no part in the overlay: redraw or delete it")
        }
        (DefectKind::Duplicate, _) => both(
            "均保留,按重叠处理:请核对是否重复登记",
            "both kept and treated as an overlap: check for a double entry",
        ),
        _ => both("保留各部件;飞地与主体分别设网格", "all parts kept; an exclave gets zones of its own"),
    }
}

fn plain(grid: &Grid, layer: usize, kind: ConflictKind, faces: Vec<u32>) -> Conflict {
    let info = &grid.layers[layer];
    let largest = faces.iter().copied().max_by_key(|&f| (grid.arrangement.face_area2(f), core::cmp::Reverse(f)));
    let area_units = faces.iter().map(|&f| grid.arrangement.face_area_units(f)).sum();
    Conflict {
        kind,
        layer: info.id.clone(),
        layer_name: info.name.clone(),
        cells: Vec::new(),
        place: largest.map_or((0.0, 0.0), |f| grid.face_place(f)),
        area_m2: grid.arrangement.area_m2(area_units),
        width_m: 0.0,
        length_m: 0.0,
        households: faces.iter().map(|&f| grid.households_of_face[f as usize]).sum(),
        is_sliver: false,
        action_zh: String::new(),
        action_en: String::new(),
        faces,
    }
}

/// Land of a base cell in one community (or outside): community, area in m2, faces.
type Piece = (Option<u32>, f64, Vec<u32>);

/// Share of a cell's area that must lie elsewhere for it to count as crossing, not as noise.
const CROSSING_SHARE: f64 = 0.02;

/// Base cells in several communities, and base cells outside everything.
fn crossing_cells(grid: &Grid, out: &mut Vec<Conflict>) {
    let labels = grid.arrangement.labels();
    let mut faces: BTreeMap<(u32, Option<u32>), Vec<u32>> = BTreeMap::new();
    for face in 0..grid.face_count() {
        for &cell in labels.cells(face, grid.base) {
            faces.entry((cell, grid.face_community(face))).or_default().push(face);
        }
    }
    let mut by_cell: BTreeMap<u32, Vec<Piece>> = BTreeMap::new();
    for ((cell, community), faces) in faces {
        let area: f64 = grid.arrangement.area_m2(faces.iter().map(|&f| grid.arrangement.face_area_units(f)).sum());
        by_cell.entry(cell).or_default().push((community, area, faces));
    }
    let info = &grid.layers[grid.base];
    for (cell, mut parts) in by_cell {
        let whole: f64 = parts.iter().map(|p| p.1).sum();
        parts.retain(|p| p.1 >= CROSSING_SHARE * whole);
        parts.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let key = info.cells[cell as usize].key.clone();
        if let [(None, _, faces)] = &parts[..] {
            let mut conflict = plain(grid, grid.base, ConflictKind::OutsideExtent, faces.clone());
            conflict.cells = vec![key];
            conflict.action_zh = "不设网格:不在应覆盖的范围内".into();
            conflict.action_en = "not zoned: it lies outside the area to be covered".into();
            out.push(conflict);
        } else if parts.len() > 1 {
            let minority = parts[1..].iter().flat_map(|p| p.2.iter().copied()).collect();
            let names: Vec<&str> =
                parts.iter().map(|p| p.0.map_or("-", |c| grid.communities.list[c as usize].label())).collect();
            let mut conflict = plain(grid, grid.base, ConflictKind::CrossesCommunity, minority);
            conflict.cells = vec![key];
            conflict.action_zh = format!("沿社区界拆分:{}", names.join("、"));
            conflict.action_en = format!("cut along the community line: {}", names.join(", "));
            out.push(conflict);
        }
    }
}

fn lonely_communities(grid: &Grid, out: &mut Vec<Conflict>) {
    let mut has_cells = vec![false; grid.communities.list.len()];
    let mut faces: Vec<Vec<u32>> = vec![Vec::new(); grid.communities.list.len()];
    for face in 0..grid.face_count() {
        if let Some(c) = grid.face_community(face) {
            has_cells[c as usize] |= !grid.arrangement.labels().cells(face, grid.base).is_empty();
            faces[c as usize].push(face);
        }
    }
    for (c, community) in grid.communities.list.iter().enumerate() {
        if !has_cells[c] && !faces[c].is_empty() {
            let mut conflict =
                plain(grid, grid.base, ConflictKind::CommunityWithoutCells, std::mem::take(&mut faces[c]));
            conflict.cells = vec![community.key.clone()];
            conflict.action_zh = format!("社区 {} 内无基础网格,按户数与各部门边界新设", community.label());
            conflict.action_en =
                format!("community {} has no base cell: zones are made from the other layers", community.label());
            out.push(conflict);
        }
    }
}

fn open_holes(grid: &Grid, out: &mut Vec<Conflict>) {
    let mut open = grid.communities.open.clone();
    open.sort_unstable();
    let layer = crate::grid::role_index(&grid.layers, Role::Community).unwrap_or(grid.base);
    for hole in open.chunk_by(|a, b| a.0 == b.0) {
        let mut conflict = plain(grid, layer, ConflictKind::CommunityHole, hole.iter().map(|h| h.1).collect());
        conflict.action_zh = "保留为空:宽于容许缝隙(湖泊、飞地等),如应覆盖请补划".into();
        conflict.action_en =
            "left open: wider than the allowed gap (lake, enclave); draw it if it must be covered".into();
        out.push(conflict);
    }
}

fn fragments(grid: &Grid, out: &mut Vec<Conflict>) {
    let layer = crate::grid::role_index(&grid.layers, Role::Community).unwrap_or(grid.base);
    let communities = &grid.communities;
    for &(face, from, to) in &communities.fragments {
        let mut conflict = plain(grid, layer, ConflictKind::CommunityFragment, vec![face]);
        let from = &communities.list[from as usize];
        conflict.cells = vec![from.key.clone()];
        conflict.is_sliver = true;
        (conflict.action_zh, conflict.action_en) = match to.map(|to| communities.list[to as usize].label()) {
            Some(to) => (
                format!("与 {} 主体不相连的碎片,划给 {to}", from.label()),
                format!("detached from the rest of {}, given to {to}", from.label()),
            ),
            None => (
                format!("与 {} 主体不相连的碎片,周围无社区,不予覆盖", from.label()),
                format!("detached from the rest of {} with nothing around it, not covered", from.label()),
            ),
        };
        out.push(conflict);
    }
}
