//! A grid that knows its earlier zones -> what became of them, and what the next merge has to know.

use std::collections::BTreeMap;
use std::sync::Arc;

use onegrid_zones::{
    CodeEntry, CodeTemplate, CodedArea, CommunityOrigin, DesignError, DesignRules, FaceTable, Fingerprint, Lang,
    Lineage, Progress, Redesign, Register, Remerge, Rule, ZoneClass, code_areas,
};
use serde::Serialize;

use crate::check::EXCLUSIVE_CLASS;
use crate::error::Error;
use crate::grid::Grid;
use crate::history;
use crate::plan::Plan;

/// What a merge says about the one before, and hands to the one after.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Remerged {
    /// What became of the earlier zones; empty for a first merge.
    pub lineage: Lineage,
    /// How the zones of each community came about, in the order of the communities.
    pub origins: Vec<CommunityOrigin>,
    /// What the design of each community depends on, by its key.
    pub fingerprints: BTreeMap<String, Fingerprint>,
    /// Every code ever given.
    pub register: Register,
}

impl Remerged {
    pub(crate) fn new(
        lineage: Lineage,
        origins: Vec<CommunityOrigin>,
        fingerprints: &[Fingerprint],
        table: &FaceTable,
    ) -> Self {
        let keys = table.communities.iter().map(|c| c.key.clone());
        let fingerprints = keys.zip(fingerprints.iter().cloned()).collect();
        Self { lineage, origins, fingerprints, register: Register::default() }
    }

    /// Number of communities whose zones came about in this way.
    pub fn count(&self, origin: CommunityOrigin) -> usize {
        self.origins.iter().filter(|&&o| o == origin).count()
    }
}

/// Designs a grid with its earlier zones in mind.
pub(crate) fn redesign(
    grid: &Grid,
    table: &FaceTable,
    rules: &DesignRules,
    own: &[Arc<dyn Rule>],
    progress: &dyn Progress,
) -> Result<Redesign, DesignError> {
    let history = &grid.before.history;
    let remerge = Remerge {
        codes: grid.before.zones.iter().map(|cell| cell.key.clone()).collect(),
        register: history.register.as_ref(),
        mode: history.mode,
        fingerprints: history.fingerprints.clone(),
    };
    onegrid_zones::redesign_with(table, rules, own, &remerge, progress)
}

/// The word for a class in files.
fn class_word(class: ZoneClass) -> &'static str {
    match class {
        ZoneClass::General => "general",
        ZoneClass::Exclusive => EXCLUSIVE_CLASS,
    }
}

/// The register of codes after a design.
pub(crate) fn register(grid: &Grid, plan: &Plan) -> Result<Register, Error> {
    let before = grid.before.zones.iter().map(|cell| {
        let group = cell.group.as_deref().unwrap_or_default();
        let class = cell.class.as_deref().unwrap_or_default();
        history::entry(&cell.key, ("", group), cell.name.clone().unwrap_or_default(), class)
    });
    let before: Vec<CodeEntry> = before.collect();
    let valid = plan.zones().iter().zip(0..).map(|(zone, at)| {
        let community = &grid.communities.list[zone.community as usize];
        let community = (community.key.as_str(), community.label());
        history::entry(&zone.code, community, plan.zone_name(at, Lang::Zh), class_word(zone.class))
    });
    let known = &grid.before.history;
    let withdrawn = &plan.remerged.lineage.withdrawn;
    Ok(history::advance(known.register.as_ref(), before, valid.collect(), withdrawn, known.date)?)
}

/// Codes of a department's own cells (专业网格) by the template: a cell is numbered in the community
/// that most of it lies in; one that holds more than half of several communities gets a community
/// number of its own, from the template's `merged_from` (601) up. Sorted by key.
///
/// # Errors
/// [`Error::Code`], see [`onegrid_zones::code_areas`].
///
/// # Cost
/// O(faces log faces).
pub fn department_codes(grid: &Grid, layer: usize, template: &CodeTemplate) -> Result<Vec<(String, String)>, Error> {
    let arrangement = &grid.arrangement;
    let mut shared: BTreeMap<(u32, u32), i128> = BTreeMap::new();
    let mut whole = vec![0i128; grid.communities.list.len()];
    // widest face of each cell, for its place
    let mut places: BTreeMap<u32, (i128, u32)> = BTreeMap::new();
    for face in 0..grid.face_count() {
        let Some(community) = grid.face_community(face) else { continue };
        let area = arrangement.face_area_units(face);
        whole[community as usize] += area;
        if let Some(&cell) = arrangement.labels().cells(face, layer).first() {
            *shared.entry((cell, community)).or_default() += area;
            let widest = places.entry(cell).or_insert((area, face));
            *widest = (*widest).max((area, face));
        }
    }
    let mut areas: Vec<CodedArea> = Vec::new();
    let shared: Vec<_> = shared.into_iter().collect();
    for same in shared.chunk_by(|a, b| a.0.0 == b.0.0) {
        let cell = same[0].0.0;
        let mut held: Vec<u32> =
            same.iter().filter(|((_, c), area)| 2 * area > whole[*c as usize]).map(|((_, c), _)| *c).collect();
        if held.len() < 2 {
            held = same
                .iter()
                .max_by_key(|((_, c), area)| (*area, std::cmp::Reverse(*c)))
                .map(|((_, c), _)| *c)
                .into_iter()
                .collect();
        }
        let (x_deg, y_deg) = grid.face_place(places[&cell].1);
        areas.push(CodedArea {
            key: grid.layers[layer].cells[cell as usize].key.clone(),
            communities: held.iter().map(|&c| grid.communities.list[c as usize].code.clone()).collect(),
            x_deg,
            y_deg,
        });
    }
    let codes = code_areas(template, &areas)?;
    Ok(areas.into_iter().map(|a| a.key).zip(codes).collect())
}
