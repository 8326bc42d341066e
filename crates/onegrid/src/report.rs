//! A merge -> its figures: scorecard, checks, verdicts, departments. Everything a report shows.

use onegrid_planar::Region;
use onegrid_zones::{Bounds, Feasibility, Lang, Score};
use serde::Serialize;

use crate::check::{CheckReport, EXCLUSIVE_CLASS, check, crossed_by, mapped_in_full};
use crate::disagree::{DepartmentDisagreement, Disagreement, disagreement};
use crate::error::Error;
use crate::extent::CommunitySource;
use crate::history::History;
use crate::ledger::Ledger;
use crate::levels::{LevelReport, Levels};
use crate::optimum::Optima;
use crate::place::CellInfo;
use crate::plan::Merged;
use crate::policy::class_of;
use crate::progress::{PlanarProgress, Progress, Step, Within};
use crate::project::{BarrierClass, Cell, Extent, Layer, Project, Role};
use crate::split::{Cut, Uncut};

/// What the merge did to one department.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DepartmentReport {
    /// Layer id.
    pub layer: String,
    /// Layer name.
    pub name: String,
    /// Number of cells.
    pub cells: usize,
    /// Share of households whose old cell lies wholly in one zone.
    pub households_whole_share: f64,
    /// Mean number of zones that a cell is spread over, slivers (under 1 % of the cell) left out.
    pub zones_per_cell: f64,
    /// Where it disagreed with the base layer before the merge.
    pub disagreement: DepartmentDisagreement,
}

/// Why a community's zones do not all keep the bounds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CommunityNote {
    /// Community key.
    pub community: String,
    /// Community name.
    pub name: Option<String>,
    /// Households (or m2) in zones that the bounds apply to.
    pub size: u64,
    /// Number of zones.
    pub zones: u32,
    /// Zones within the bounds.
    pub zones_in_bounds: u32,
    /// `feasible`, `infeasible` or `unproven`.
    pub verdict: &'static str,
    /// The proof or the limit, in Chinese.
    pub why_zh: String,
    /// The proof or the limit, in English.
    pub why_en: String,
}

/// Exactness in integers: both differences are 0 or the merge is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Exactness {
    /// Doubled lattice area of what was to be covered.
    pub extent_area2: String,
    /// Doubled lattice area of the zones' polygons as written.
    pub zones_area2: String,
    /// Households in all zones.
    pub households_in_zones: u64,
    /// Households that came in less those outside the extent.
    pub households_expected: u64,
}

impl Exactness {
    /// Whether areas and households agree.
    pub fn holds(&self) -> bool {
        self.extent_area2 == self.zones_area2 && self.households_in_zones == self.households_expected
    }
}

/// Everything a report shows, without shapes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Name of the project.
    pub project: String,
    /// Id of the policy.
    pub policy: String,
    /// Bounds that were applied; `None` when there was nothing to measure.
    pub bounds: Option<(u64, u64, u64)>,
    /// Remarks on what could not be applied, in Chinese and English.
    pub remarks: Vec<(String, String)>,
    /// Communities.
    pub communities: usize,
    /// Where the communities came from.
    pub community_source: CommunitySource,
    /// Households in zones.
    pub households: u64,
    /// Area of all zones, m2.
    pub area_m2: f64,
    /// Number of base cells.
    pub base_cells: usize,
    /// Number of faces of the overlay.
    pub faces: u32,
    /// Faces thinner or smaller than the policy takes seriously.
    pub sliver_faces: u32,
    /// Exactness in integers.
    pub exactness: Exactness,
    /// The acceptance checks, made on the polygons as written.
    pub checks: CheckReport,
    /// Figures of the plan.
    pub score: Score,
    /// By department.
    pub departments: Vec<DepartmentReport>,
    /// Before the merge: where departments disagree.
    pub disagreement: Disagreement,
    /// Communities whose zones do not all keep the bounds, with the proof.
    pub notes: Vec<CommunityNote>,
    /// How near communities are to their best division.
    pub optima: Optima,
    /// Levels above and below the zones, highest first; empty where the policy names none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<LevelReport>,
    /// Straight cuts that zone borders follow.
    pub cuts: Vec<Cut>,
    /// Places above the largest size that could not be cut.
    pub uncut: Vec<Uncut>,
    /// What became of every feature and household.
    pub ledger: Ledger,
    /// Version of this library.
    pub version: &'static str,
}

/// Zone polygons and figures of a merge.
#[derive(Debug)]
pub struct Summary {
    /// Polygons of the zones, in the order of the plan.
    pub regions: Vec<Region>,
    /// The levels, where the policy names some.
    pub levels: Option<Levels>,
    /// The figures.
    pub report: Report,
}

/// Dissolves the zones, checks them as an outsider would, and gathers the figures.
///
/// # Errors
/// [`Error`] when the check cannot be made or a result is not exact (a defect of this library).
///
/// # Cost
/// An overlay of the zones with their communities, and O(departments x faces).
pub fn summarise(merged: &Merged, progress: &dyn Progress) -> Result<Summary, Error> {
    progress.step(Step::Report, 0, 4);
    let regions = merged.plan.zone_regions_with(&merged.grid, &Within(progress))?;
    let exactness = exactness(merged, &regions);
    progress.step(Step::Report, 1, 4);
    progress.check()?;
    let mut checks = check(&as_project(merged, &regions, progress)?, merged.plan.policy(), &Within(progress))?;
    if merged.grid.communities.source == CommunitySource::Single {
        // nothing was given that zones could cross
        checks.rows.iter_mut().filter(|r| r.id == "community").for_each(|r| r.passed = None);
    }
    // estates and old cells are known exactly here, and need no overlay of their own
    for own in crossed_by(merged).into_iter().chain([mapped_in_full(merged)]) {
        match checks.rows.iter_mut().find(|r| r.id == own.id) {
            Some(row) => *row = own,
            None => checks.rows.push(own),
        }
    }
    progress.step(Step::Report, 2, 4);
    progress.check()?;
    let levels = merged.plan.levels(&merged.grid, &Within(progress))?;
    if let Some(levels) = &levels {
        checks.rows.push(levels.check(&merged.grid, &Within(progress))?);
    }
    progress.check()?;
    progress.step(Step::Report, 3, 4);
    let (grid, plan) = (&merged.grid, &merged.plan);
    let disagreement = disagreement(grid);
    let score = plan.score();
    let cleaning = &plan.policy.cleaning;
    let sliver = |f: u32| {
        grid.arrangement.face_width_m(f) < cleaning.sliver_width_m
            || grid.arrangement.face_area_m2(f) < cleaning.sliver_area_m2
    };
    let report = Report {
        project: grid.name.clone(),
        policy: plan.policy.id.clone(),
        bounds: plan.policy.bounds(grid.has_households).map(|Bounds { min, target, max }| (min, target, max)),
        remarks: remarks(merged),
        communities: grid.communities.list.len(),
        community_source: grid.communities.source,
        households: plan.zones().iter().map(|z| z.households).sum(),
        area_m2: plan.zones().iter().map(|z| z.area_m2).sum(),
        base_cells: grid.layers[grid.base].cells.len(),
        faces: grid.face_count(),
        sliver_faces: (0..grid.face_count()).filter(|&f| sliver(f)).count() as u32,
        exactness,
        checks,
        departments: departments(merged, &score, &disagreement, progress)?,
        score,
        disagreement,
        notes: notes(merged),
        optima: Optima::of(grid, plan),
        levels: levels.as_ref().map_or_else(Vec::new, Levels::reports),
        cuts: plan.cuts.clone(),
        uncut: plan.uncut.clone(),
        ledger: (*grid.ledger).clone(),
        version: env!("CARGO_PKG_VERSION"),
    };
    progress.step(Step::Report, 4, 4);
    progress.check()?;
    Ok(Summary { regions, levels, report })
}

fn exactness(merged: &Merged, regions: &[Region]) -> Exactness {
    let (grid, plan) = (&merged.grid, &merged.plan);
    let extent: i128 = (0..grid.face_count())
        .filter(|&f| grid.face_community(f).is_some())
        .map(|f| grid.arrangement.face_area2(f))
        .sum();
    let rings = regions.iter().flat_map(|r| &r.parts).flat_map(|p| std::iter::once(&p.shell).chain(&p.holes));
    let zones: i128 = rings.map(|r| onegrid_planar::ring_area2(r)).sum();
    Exactness {
        extent_area2: extent.to_string(),
        zones_area2: zones.to_string(),
        households_in_zones: plan.zones().iter().map(|z| z.households).sum(),
        households_expected: grid.ledger.households() - grid.ledger.households_outside(),
    }
}

/// The zones as a project of their own, to be checked as if they had come from elsewhere.
fn as_project(merged: &Merged, regions: &[Region], progress: &dyn Progress) -> Result<Project, Error> {
    let (grid, plan) = (&merged.grid, &merged.plan);
    let shape = |r: &Region| crate::shape::multi_polygon(&r.parts);
    let zones = regions.iter().map(|r| {
        let zone = &plan.zones()[r.id as usize];
        Cell {
            key: zone.code.clone(),
            class: (zone.class == onegrid_zones::ZoneClass::Exclusive).then(|| EXCLUSIVE_CLASS.into()),
            households: grid.has_households.then_some(zone.households),
            counts: zone.counts.clone(),
            shape: shape(r),
            ..Cell::default()
        }
    });
    let watched = PlanarProgress(&Within(progress), Step::Report);
    let communities = grid.arrangement.dissolve_with(&grid.communities.of_face, &watched)?;
    let communities = communities.iter().map(|r| {
        let community = &grid.communities.list[r.id as usize];
        Cell {
            key: community.key.clone(),
            code: Some(community.code.clone()),
            class: community.class.clone(),
            shape: shape(r),
            ..Cell::default()
        }
    });
    let layer = |id: &str, role, cells| Layer { id: id.into(), role, cells, ..Layer::default() };
    Ok(Project {
        name: grid.name.clone(),
        layers: vec![
            Layer {
                counts: grid.count_ids().map(String::from).collect(),
                ..layer("zones", Role::Base, zones.collect())
            },
            layer("community", Role::Community, communities.collect()),
        ],
        extent: Extent::Communities,
        history: History::of_codes(grid.before.codes())?,
        ..Project::default()
    })
}

fn departments(
    merged: &Merged,
    score: &Score,
    disagreement: &Disagreement,
    progress: &dyn Progress,
) -> Result<Vec<DepartmentReport>, Error> {
    let grid = &merged.grid;
    let zones = merged.plan.zones_of_faces();
    grid.departments
        .iter()
        .enumerate()
        .map(|(i, &layer)| {
            let watched = PlanarProgress(&Within(progress), Step::Report);
            let rows = grid.arrangement.crosswalk_with(layer, &zones, &grid.households_of_face, &watched)?;
            let (mut cells, mut pieces) = (0usize, 0usize);
            for same in rows.chunk_by(|a, b| a.cell == b.cell) {
                let whole: i128 = same.iter().map(|r| r.area_units).sum();
                let count = same.iter().filter(|r| r.target.is_some() && r.area_units * 100 >= whole).count();
                cells += usize::from(count > 0);
                pieces += count;
            }
            Ok(DepartmentReport {
                layer: grid.layers[layer].id.clone(),
                name: grid.layers[layer].name.clone(),
                cells: grid.layers[layer].cells.len(),
                households_whole_share: score.departments.get(i).map_or(0.0, |d| d.households_whole_share),
                zones_per_cell: if cells == 0 { 0.0 } else { pieces as f64 / cells as f64 },
                disagreement: disagreement.departments[i].clone(),
            })
        })
        .collect()
}

fn notes(merged: &Merged) -> Vec<CommunityNote> {
    let plan = &merged.plan;
    let concerned = plan.design.verdicts.iter().filter(|v| v.zones_in_bounds + v.exempt < v.zones);
    concerned
        .map(|v| {
            let community = &merged.grid.communities.list[v.community as usize];
            let both = |f: &dyn Fn(Lang) -> String| (f(Lang::Zh), f(Lang::En));
            let (verdict, (why_zh, why_en)) = match &v.feasibility {
                Feasibility::Feasible => ("feasible", (String::new(), String::new())),
                Feasibility::Infeasible { certificate } => {
                    ("infeasible", both(&|lang| certificate.sentence(lang, &plan.names_in(v.community))))
                }
                Feasibility::Unproven { nodes } => (
                    "unproven",
                    (
                        format!("搜索 {nodes} 个节点后仍未找到,也未证明不可行"),
                        format!("neither found nor excluded within {nodes} search nodes"),
                    ),
                ),
            };
            CommunityNote {
                community: community.key.clone(),
                name: community.name.clone(),
                size: v.general_size,
                zones: v.zones,
                zones_in_bounds: v.zones_in_bounds,
                verdict,
                why_zh,
                why_en,
            }
        })
        .collect()
}

fn remarks(merged: &Merged) -> Vec<(String, String)> {
    let (grid, policy) = (&merged.grid, &merged.plan.policy);
    let mut out = Vec::new();
    let mut say = |zh: String, en: String| out.push((zh, en));
    if policy.size.is_some() && policy.bounds(grid.has_households).is_none() {
        say(
            "没有户数数据:未应用规模上下限,网格沿用清理后的基础图层".into(),
            "no household counts came in: the bounds were not applied, zones follow the cleaned base layer".into(),
        );
    }
    if grid.communities.source == CommunitySource::Single {
        say(
            "没有社区图层:整个范围按一个社区处理,跨社区检查不适用".into(),
            "no community layer came in: the whole extent counts as one community, crossing cannot be checked".into(),
        );
    }
    for (rule, count) in policy.rules.uncounted(&merged.plan.table) {
        say(
            format!("数据中没有计数 {count:?}:规则 {rule} 中与其有关的要求未应用"),
            format!("no count {count:?} came in: what {rule} asks of it was not applied"),
        );
    }
    class_remarks(merged, &mut say);
    source_remarks(merged, &mut say);
    if let Some((_, code)) = grid.communities.odd_codes.first() {
        let n = grid.communities.odd_codes.len();
        say(
            format!("{n} 个社区代码不是 12 位(如 {code:?}):已在左侧补零或截断"),
            format!("{n} community codes are not 12 digits (such as {code:?}): padded with zeros on the left or cut"),
        );
    }
    cut_remarks(merged, &mut say);
    let outside = grid.ledger.households_outside();
    if outside > 0 {
        say(
            format!("{outside} 户位于覆盖范围之外,未计入任何网格"),
            format!("{outside} households lie outside the extent and are in no zone"),
        );
    }
    let unknown: usize = grid.layers.iter().filter(|l| l.role == Role::Households).map(missing_counts).sum();
    if unknown > 0 {
        say(
            format!("{unknown} 个户数单元没有户数记录,按 0 户计"),
            format!("{unknown} household units have no count and are taken as 0"),
        );
    }
    out
}

/// Communities that a variant of the policy might be for, but that do not say so in a way that is understood.
fn class_remarks(merged: &Merged, say: &mut impl FnMut(String, String)) {
    if merged.plan.policy.variant.is_empty() {
        return;
    }
    let list = &merged.grid.communities.list;
    let unclear: Vec<_> = list.iter().filter(|c| c.class.as_deref().and_then(class_of).is_none()).collect();
    let Some(first) = unclear.first() else { return };
    let (n, of, label) = (unclear.len(), list.len(), first.label());
    let zh_got = first.class.as_ref().map_or_else(|| "无".into(), |class| format!("{class:?}"));
    let en_got = first.class.as_ref().map_or_else(|| "none".into(), |class| format!("{class:?}"));
    say(
        format!("{of} 个社区中 {n} 个没有可用的城乡分类代码(如 {label}:{zh_got}):按规则的一般规模处理"),
        format!(
            "{n} of {of} communities have no usable urban-rural class ({label}: {en_got}): the general size applies"
        ),
    );
}

/// Remarks on straight cuts, and on what could not be cut.
fn cut_remarks(merged: &Merged, say: &mut dyn FnMut(String, String)) {
    let (all, estimated) = (merged.plan.cuts.len(), merged.plan.cuts.iter().filter(|c| c.estimated).count());
    if all > 0 {
        say(
            format!("无线可依处按直线切分 {all} 处,其中 {estimated} 处户数按面积估算,须实地核实(见 cuts.csv)"),
            format!(
                "{all} straight cuts where no line divides what is too large, {estimated} of them by counts estimated by area, to be verified on site (see cuts.csv)"
            ),
        );
    }
    for uncut in merged.plan.uncut.iter().take(20) {
        let place = format!("({:.5}, {:.5})", uncut.place.0, uncut.place.1);
        say(format!("{place}:{}", uncut.sentence(Lang::Zh)), format!("{place}: {}", uncut.sentence(Lang::En)));
    }
}

/// Share of a department's land outside the extent that calls for a look at its coordinates.
const SHIFTED_SHARE: f64 = 0.2;

/// Remarks on sources that were used in part or look wrong.
fn source_remarks(merged: &Merged, say: &mut dyn FnMut(String, String)) {
    let grid = &merged.grid;
    let unread = grid.ledger.entries.iter().filter(|e| e.code == "read.bad_number").count();
    if unread > 0 {
        say(
            format!("{unread} 条记录的户数无法识别,按无记录处理(见数据去向台账)"),
            format!(
                "{unread} records have a household count that cannot be read and count as unknown (see the ledger)"
            ),
        );
    }
    let base_counts = grid.layers[grid.base].cells.iter().filter_map(|c| c.households).sum::<u64>();
    let base_used = grid.ledger.sources.iter().any(|s| s.layer == grid.layers[grid.base].id && s.households > 0);
    if base_counts > 0 && !base_used {
        say(
            format!("户数取自专门的户数数据;基础图层自带的 {base_counts} 户未使用"),
            format!("households come from the household data; the {base_counts} in the base layer are not used"),
        );
    }
    for &layer in &grid.departments {
        let name = &grid.layers[layer].name;
        if grid.layers[layer].cells.is_empty() {
            say(format!("图层 {name} 没有任何网格"), format!("layer {name} has no cell"));
            continue;
        }
        let (mut all, mut outside) = (0i128, 0i128);
        for face in 0..grid.face_count() {
            if !grid.arrangement.labels().cells(face, layer).is_empty() {
                let area = grid.arrangement.face_area_units(face);
                all += area;
                outside += if grid.face_community(face).is_none() { area } else { 0 };
            }
        }
        let share = outside as f64 / (all as f64).max(1.0);
        if share > SHIFTED_SHARE {
            let percent = share * 100.0;
            say(
                format!(
                    "图层 {name} 有 {percent:.0} % 的面积在覆盖范围之外:请核对其坐标系(GCJ-02、BD-09 会偏移数百米)"
                ),
                format!(
                    "{percent:.0} % of layer {name} lies outside the extent: check its coordinate system (GCJ-02 and BD-09 are off by hundreds of metres)"
                ),
            );
        }
    }
}

fn missing_counts(layer: &crate::place::LayerInfo) -> usize {
    layer.cells.iter().filter(|c: &&CellInfo| c.households.is_none()).count()
}

/// Name of a class of barriers, for people.
pub fn barrier_class_name(class: BarrierClass, lang: Lang) -> &'static str {
    let (zh, en) = match class {
        BarrierClass::Lane => ("小巷", "lane"),
        BarrierClass::Street => ("街道", "street"),
        BarrierClass::Road => ("主干道", "main road"),
        BarrierClass::River => ("河流", "river"),
        BarrierClass::Rail => ("铁路", "railway"),
    };
    if lang == Lang::Zh { zh } else { en }
}
