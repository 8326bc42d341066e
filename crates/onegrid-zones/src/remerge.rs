//! A table that knows the zones before -> zones that stay where they can, with codes that go on.
//!
//! # Guarantees
//! 1. No code that the register or the earlier grid ever had is given to another zone.
//! 2. A community with the fingerprint of the plan before keeps its zones without a search.
//! 3. Without an earlier grid this is [`design`](crate::design()).
//!
//! # Method
//! The table's `previous` column says which earlier zone each face lies in. [`RemergeMode::Maintain`]
//! is what a planner expects of a second run: zones that hold the rules stay, whatever else changed
//! (收到新图层不重划). [`RemergeMode::Redraw`] designs anew under the weights and only keeps codes.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::assemble::{Draft, DraftedZone};
use crate::codes::assign::{Item, UsedCodes, assign};
use crate::codes::{CodeError, CodeTemplate, Register};
use crate::design::Design;
use crate::error::DesignError;
use crate::fingerprint::Fingerprint;
use crate::index::FaceIndex;
use crate::lineage::{Lineage, Totals, heirs, lineage, shared_ground};
use crate::plan::{check, design_checked};
use crate::progress::Progress;
use crate::rule::Rule;
use crate::rules::DesignRules;
use crate::table::FaceTable;
use crate::units::width_m;

/// What happens to the zones of an earlier grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RemergeMode {
    /// Zones that hold the rules stay as they are; only failing ones are divided or joined.
    #[default]
    Maintain,
    /// All zones are designed anew; codes go on where a zone is still mostly itself.
    Redraw,
}

/// What is known from before.
#[derive(Debug, Clone, Default)]
pub struct Remerge<'a> {
    /// Codes of the zones that [`FaceTable::previous`] numbers.
    pub codes: Vec<String>,
    /// Every code ever given.
    pub register: Option<&'a Register>,
    /// What happens to the zones.
    pub mode: RemergeMode,
    /// Fingerprints of the plan before, by key of the community.
    pub fingerprints: BTreeMap<String, Fingerprint>,
}

/// How the zones of a community came about, from least to most work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CommunityOrigin {
    /// Nothing has changed: the earlier zones, without a search.
    Unchanged,
    /// Something has changed, but all earlier zones hold the rules.
    Maintained,
    /// Zones that broke a rule were divided or joined.
    Adjusted,
    /// Mending was not enough: designed anew.
    Redesigned,
    /// There was nothing before.
    #[default]
    Designed,
}

/// A design and what it means for the zones before.
#[derive(Debug, Clone, PartialEq)]
pub struct Redesign {
    /// The design.
    pub design: Design,
    /// What became of the earlier zones; empty where there were none.
    pub lineage: Lineage,
    /// How the zones of each community came about.
    pub origins: Vec<CommunityOrigin>,
    /// What the design of each community depends on, with the zones that it has now, for the next run.
    pub fingerprints: Vec<Fingerprint>,
}

/// Divides the zoned faces of a table into zones, with an earlier grid in mind.
///
/// # Errors
/// As [`design`](crate::design()), and [`DesignError::PreviousCodes`] if the table names an earlier
/// zone without a code, [`DesignError::Code`] if an earlier code is there twice or numbers run out.
///
/// # Cost
/// That of a design, less the search of communities that have not changed.
pub fn redesign(
    table: &FaceTable,
    rules: &DesignRules,
    remerge: &Remerge<'_>,
    progress: &dyn Progress,
) -> Result<Redesign, DesignError> {
    redesign_with(table, rules, &[], remerge, progress)
}

/// As [`redesign`], with rules of the caller's own beside those of the data. What they demand has no
/// fingerprint: with them no community counts as unchanged.
///
/// # Errors
/// As for [`redesign`].
pub fn redesign_with(
    table: &FaceTable,
    rules: &DesignRules,
    own: &[Arc<dyn Rule>],
    remerge: &Remerge<'_>,
    progress: &dyn Progress,
) -> Result<Redesign, DesignError> {
    check(table, rules)?;
    remerge.check(table)?;
    design_checked(table, rules, own, remerge, progress)
}

impl<'a> Remerge<'a> {
    fn check(&self, table: &FaceTable) -> Result<(), DesignError> {
        let known = self.codes.len();
        if let Some(&zone) = table.previous.iter().flatten().find(|&&z| z as usize >= known) {
            return Err(DesignError::PreviousCodes { zone, known });
        }
        let mut sorted: Vec<&String> = self.codes.iter().collect();
        sorted.sort();
        match sorted.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(twice) => {
                let zone = "a zone of the earlier grid".to_string();
                Err(CodeError::Collision { code: twice[0].clone(), first: zone.clone(), second: zone }.into())
            }
            None => Ok(()),
        }
    }

    /// Which communities have the fingerprint of the plan before.
    pub(crate) fn unchanged(&self, table: &FaceTable, now: &[Fingerprint]) -> Vec<bool> {
        let same = |(community, now)| self.fingerprints.get(community) == Some(now);
        table.communities.iter().map(|c| &c.key).zip(now).map(same).collect()
    }

    /// Code of the earlier zone of a face.
    pub(crate) fn code_before(&self, table: &FaceTable, face: u32) -> Option<&str> {
        self.codes.get(table.previous_zone(face)? as usize).map(String::as_str)
    }

    pub(crate) fn coding(&'a self) -> Coding<'a> {
        Coding { codes: Cow::Borrowed(&self.codes), register: self.register, given: None, before: None }
    }
}

/// Which codes go on and which are used up.
pub(crate) struct Coding<'a> {
    /// Codes of the earlier zones.
    codes: Cow<'a, [String]>,
    register: Option<&'a Register>,
    /// The plan that has the earlier zones; `None`: the table says where they lie.
    before: Option<&'a Design>,
    /// Codes that zones have already, by their numbers in the draft.
    given: Option<&'a BTreeMap<u32, String>>,
}

impl<'a> Coding<'a> {
    /// Codes that a person gave.
    pub(crate) fn given(given: &'a BTreeMap<u32, String>) -> Self {
        Self { codes: Cow::Borrowed(&[]), register: None, before: None, given: Some(given) }
    }

    /// Codes of a plan go on where a zone is mostly itself; none of them is given to another zone.
    pub(crate) fn after(design: &'a Design) -> Self {
        let codes = design.zones.iter().map(|zone| zone.code.clone()).collect();
        Self { codes: Cow::Owned(codes), register: None, before: Some(design), given: None }
    }

    /// The earlier zone of a face.
    fn zone_before(&self, table: &FaceTable, face: u32) -> Option<u32> {
        match self.before {
            Some(design) => design.unit_of_face[face as usize].map(|unit| design.zone_of_unit[unit.index()].0),
            None => table.previous_zone(face),
        }
    }

    /// Gives every zone its code and says what became of the earlier ones.
    pub(crate) fn give_codes(
        &self,
        index: &FaceIndex<'_>,
        rules: &DesignRules,
        draft: &Draft,
        zones: &mut [DraftedZone],
    ) -> Result<Lineage, DesignError> {
        let table = index.table;
        let template = rules.template();
        let place: BTreeMap<u32, u32> = zones.iter().zip(0..).map(|((_, number, _), at)| (*number, at)).collect();
        let faces = (0..table.faces.len() as u32).map(|face| {
            let row = &table.faces[face as usize];
            let after = draft.unit_of_face[face as usize].map(|u| place[&draft.zone_of_unit[u.index()]]);
            let is_sliver = width_m(row) < rules.sliver_width_m || row.area_m2 < rules.sliver_area_m2;
            (self.zone_before(table, face), after, row.households, index.area_cm2(face), is_sliver)
        });
        // without codes the earlier zones only weigh in the objective
        let has_before = (self.before.is_some() || !table.previous.is_empty()) && !self.codes.is_empty();
        let shared = if has_before { shared_ground(faces) } else { Vec::new() };
        let totals = Totals::new(&shared, self.codes.len(), zones.len());
        let is_valid = |code: &str| self.register.and_then(|r| r.get(code)).is_none_or(|e| !e.is_withdrawn());
        let kept = heirs(&shared, &totals, &self.codes, |before, after| {
            let (code, zone) = (&self.codes[before as usize], &zones[after as usize].2);
            let community = &table.communities[zone.community as usize].code;
            is_valid(code) && template.fits(code, community, zone.class)
        });
        self.check_given(table, &template, zones)?;
        let given = |number: &u32| self.given.and_then(|g| g.get(number).cloned());
        let items: Vec<Item<'_>> = zones
            .iter()
            .zip(&kept)
            .map(|((place, draft_number, zone), kept)| {
                let community = &table.communities[zone.community as usize];
                Item {
                    community: &community.code,
                    key: &community.key,
                    class: zone.class,
                    place: *place,
                    kept: kept.map(|old| self.codes[old as usize].clone()).or_else(|| given(draft_number)),
                }
            })
            .collect();
        let mut used = UsedCodes(self.register.map_or_else(Default::default, Register::codes));
        used.0.extend(self.codes.iter().cloned());
        let coded = assign(&template, &items, &used)?;
        for ((_, _, zone), (code, number)) in zones.iter_mut().zip(coded) {
            (zone.code, zone.number) = (code, number);
        }
        let after: Vec<String> = zones.iter().map(|(_, _, zone)| zone.code.clone()).collect();
        Ok(if has_before { lineage(&shared, &totals, &kept, &self.codes, &after) } else { Lineage::default() })
    }

    /// A given code must be one of its community; it may bear the mark of another class than the zone.
    fn check_given(
        &self,
        table: &FaceTable,
        template: &CodeTemplate,
        zones: &[DraftedZone],
    ) -> Result<(), DesignError> {
        for (_, number, zone) in zones {
            let community = &table.communities[zone.community as usize].code;
            if let Some(code) = self.given.and_then(|g| g.get(number))
                && !template.read(code).is_some_and(|p| p.community == *community && p.inner == 0)
            {
                return Err(DesignError::GivenCode { code: code.clone(), community: community.clone() });
            }
        }
        Ok(())
    }
}
