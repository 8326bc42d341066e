//! A grid and a policy -> zones with codes and reasons.
//!
//! Before this: a [`Grid`]. After: crosswalk, conflicts, report, `diff`.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use onegrid_planar::{Coord, PointIndex, Region};
use onegrid_zones::{
    Alternative, Bounds, Design, DesignRules, FaceTable, Feasibility, Judge, Lang, Rule, RuleId, Score, TableNames,
    UnitId, Violation, Zone, ZoneId,
};
use serde::Serialize;

use crate::error::Error;
use crate::grid::Grid;
use crate::policy::table_and_rules;
use crate::policy::{Citation, Policy, SizeOf, SizeRule};
use crate::progress::{PlanarProgress, Progress, Step, ZonesProgress};
use crate::project::Project;
use crate::refine::DrawnBorder;
use crate::remerge::{self, Remerged};
use crate::session::AcceptedRule;
use crate::split::{self, Cut, Uncut};

/// Zones over a [`Grid`]: which face lies in which zone, and everything said about it.
#[derive(Debug, Clone)]
pub struct Plan {
    pub(crate) policy: Policy,
    pub(crate) table: FaceTable,
    pub(crate) rules: DesignRules,
    pub(crate) design: Design,
    pub(crate) barrier_names: Vec<String>,
    pub(crate) remerged: Remerged,
    /// Urban-rural class of each community.
    classes: Vec<Option<String>>,
    /// Straight cuts that zone borders follow.
    pub(crate) cuts: Vec<Cut>,
    /// Where zone borders follow lines that were drawn in a session.
    pub(crate) drawn: Vec<DrawnBorder>,
    /// Places above the largest size that could not be cut.
    pub(crate) uncut: Vec<Uncut>,
    /// What persons called zones, by position.
    pub(crate) given: BTreeMap<u32, GivenName>,
    /// Broken rules that persons accepted.
    pub(crate) accepted: Vec<AcceptedRule>,
    /// Worked out when first asked for.
    pub(crate) alternatives: OnceLock<Vec<Alternative>>,
}

/// What a person called a zone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct GivenName {
    pub name: Option<String>,
    /// Class of an exclusive zone: campus, park.
    pub class: Option<String>,
}

/// What [`merge`] returns: the overlay and the plan over it.
#[derive(Debug)]
pub struct Merged {
    /// The overlay.
    pub grid: Grid,
    /// The zones.
    pub plan: Plan,
}

/// Why a zone is what it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// Code of the zone.
    pub code: String,
    /// One sentence per reason.
    pub reasons: Vec<String>,
    /// One sentence per rule that does not hold.
    pub violations: Vec<String>,
    /// One sentence per other way that was open, the closest first, and what speaks against it.
    pub alternatives: Vec<String>,
    /// Why its community has no plan with all zones within the bounds, where that is so.
    pub infeasible: Option<String>,
    /// How near the division of its community is to the best one; `None` where nothing was searched for.
    pub optimality: Option<String>,
}

/// What lies at a point.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Location {
    /// Code of the zone.
    pub code: Option<String>,
    /// Name of the community.
    pub community: Option<String>,
    /// Layer id and keys of its cells there; none is a gap, several an overlap.
    pub cells: Vec<(String, Vec<String>)>,
}

/// Merges the grids of a project into one.
///
/// # Errors
/// [`Error`]: the project or the policy cannot be used at all. Defects of features are repaired
/// and listed in [`Grid::ledger`] and [`conflicts`](crate::conflicts).
///
/// # Example
/// ```
/// use onegrid::{Cell, Layer, Policy, Project, Role, Silent, merge};
/// use geo_types::{MultiPolygon, polygon};
///
/// let square = |key: &str, x: f64, households| Cell {
///     key: key.into(),
///     households: Some(households),
///     shape: MultiPolygon(vec![polygon![(x: x, y: 30.0), (x: x + 0.01, y: 30.0), (x: x + 0.01, y: 30.01), (x: x, y: 30.01)]]),
///     ..Cell::default()
/// };
/// let base = Layer {
///     id: "zongzhi".into(),
///     role: Role::Base,
///     cells: vec![square("A", 118.0, 180), square("B", 118.01, 240), square("C", 118.02, 310)],
///     ..Layer::default()
/// };
/// let project = Project { layers: vec![base], code_prefix: Some("990101001001".into()), ..Project::default() };
/// let merged = merge(&project, &Policy::profile("general-300-500")?, &Silent)?;
///
/// // A and B are too small for the rule of 300 to 500 households: they become one zone
/// let sizes: Vec<u64> = merged.plan.zones().iter().map(|z| z.households).collect();
/// assert_eq!(sizes, [420, 310]);
/// assert_eq!(merged.plan.zones()[0].code, "990101001001001");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn merge(project: &Project, policy: &Policy, progress: &dyn Progress) -> Result<Merged, Error> {
    let grid = Grid::build(project, policy, progress)?;
    let plan = Plan::design(&grid, policy, progress)?;
    let (grid, plan) = split::with_cuts(project, policy, grid, plan, progress)?;
    Ok(Merged { grid, plan })
}

impl Plan {
    /// Designs the zones of a grid under a policy.
    ///
    /// # Errors
    /// [`Error::Design`], [`Error::Cancelled`].
    pub fn design(grid: &Grid, policy: &Policy, progress: &dyn Progress) -> Result<Self, Error> {
        progress.step(Step::Design, 0, grid.communities.list.len() as u64);
        Self::design_with(grid, policy, &[], progress)
    }

    /// As [`Plan::design`], with rules of the caller's own beside those of the policy.
    ///
    /// # Errors
    /// As [`Plan::design`].
    pub fn design_with(
        grid: &Grid,
        policy: &Policy,
        own: &[Arc<dyn Rule>],
        progress: &dyn Progress,
    ) -> Result<Self, Error> {
        let (table, rules) = table_and_rules(grid, policy)?;
        let made = remerge::redesign(grid, &table, &rules, own, &ZonesProgress(progress))?;
        progress.check()?;
        onegrid_zones::check_partition(&table, &made.design)?;
        let barrier_names = grid.barriers.iter().map(|b| b.name.clone()).collect();
        let classes = grid.communities.list.iter().map(|c| c.class.clone()).collect();
        let (design, remerged) = (made.design, Remerged::new(made.lineage, made.origins, &made.fingerprints, &table));
        let mut plan = Self {
            policy: policy.clone(),
            table,
            design,
            barrier_names,
            cuts: Vec::new(),
            drawn: Vec::new(),
            uncut: grid.cuts.uncut.clone(),
            given: BTreeMap::new(),
            accepted: Vec::new(),
            alternatives: OnceLock::new(),
            classes,
            rules,
            remerged,
        };
        plan.cuts = plan.cuts(grid);
        plan.remerged.register = remerge::register(grid, &plan)?;
        Ok(plan)
    }

    /// What became of the zones of an earlier merge, and what the next one has to know.
    pub fn remerged(&self) -> &Remerged {
        &self.remerged
    }

    /// A judge of plans over the units of this one, by the rules of the policy and `own` ones.
    ///
    /// # Errors
    /// [`Error::Design`].
    pub fn judge(&self, own: &[Arc<dyn Rule>]) -> Result<Judge, Error> {
        Ok(Judge::new(&self.table, &self.rules, &self.design, own)?)
    }

    /// The policy it was made under.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Zones, ordered by code.
    pub fn zones(&self) -> &[Zone] {
        &self.design.zones
    }

    /// Everything zone design says: units, decisions, reasons, violations, verdicts.
    pub fn design_data(&self) -> &Design {
        &self.design
    }

    /// Zone of a face; `None` outside the extent.
    pub fn zone_of_face(&self, face: u32) -> Option<u32> {
        let unit = self.design.unit_of_face[face as usize]?;
        Some(self.design.zone_of_unit[unit.0 as usize].0)
    }

    /// Zone of every face.
    pub fn zones_of_faces(&self) -> Vec<Option<u32>> {
        (0..self.design.unit_of_face.len() as u32).map(|f| self.zone_of_face(f)).collect()
    }

    /// Polygons of the zones, in the order of [`Plan::zones`].
    pub fn zone_regions(&self, grid: &Grid) -> Vec<Region> {
        grid.arrangement.dissolve(&self.zones_of_faces())
    }

    /// As [`Plan::zone_regions`], under the eyes of `progress`.
    ///
    /// # Errors
    /// [`Error::Overlay`] when stopped.
    pub fn zone_regions_with(&self, grid: &Grid, progress: &dyn Progress) -> Result<Vec<Region>, Error> {
        Ok(grid.arrangement.dissolve_with(&self.zones_of_faces(), &PlanarProgress(progress, Step::Report))?)
    }

    /// Figures of the whole plan.
    pub fn score(&self) -> Score {
        onegrid_zones::score(&self.table, &self.design, &self.rules)
    }

    /// The rule of size of a community: the policy's own, or that of a variant for its urban-rural class.
    pub fn size_rule_of(&self, community: u32) -> SizeOf<'_> {
        self.policy.size_of(self.classes.get(community as usize).and_then(Option::as_deref))
    }

    /// The bounds that the general zones of a community must keep; `None` where none apply.
    pub fn bounds_of(&self, community: u32) -> Option<Bounds> {
        self.rules.bounds_of(community)
    }

    /// Who demands what a violation breaks; empty where nobody is cited.
    pub fn citation_of(&self, violation: &Violation) -> Citation {
        match violation.rule {
            RuleId::SizeMin | RuleId::SizeMax => {
                self.size_rule_of(violation.community).size.map(SizeRule::citation).unwrap_or_default()
            }
            RuleId::ZoneConnected => self.policy.coverage.clone(),
            RuleId::EstateWhole => Citation::default(),
        }
    }

    /// One sentence about a violation, with who demands what it breaks.
    pub fn violation_sentence(&self, violation: &Violation, lang: Lang) -> String {
        let sentence = violation.sentence(lang, &self.names_in(violation.community));
        let citation = self.citation_of(violation);
        match (citation.text(lang), lang) {
            ("", _) => sentence,
            (text, Lang::Zh) => format!("{sentence}(依据:{text})"),
            (text, Lang::En) => format!("{sentence} ({text})"),
        }
    }

    /// Names for sentences about a community or a zone in it.
    pub fn names_in(&self, community: u32) -> TableNames<'_> {
        TableNames { measure: self.rules.community_rule(community).measure, ..self.names() }
    }

    /// Names for sentences about this plan where sizes are in the policy's own measure.
    pub fn names(&self) -> TableNames<'_> {
        self.names_of(&self.design, self.rules.measure)
    }

    /// Names for sentences about a design over the table of this plan.
    pub(crate) fn names_of<'p>(&'p self, design: &'p Design, measure: onegrid_zones::Measure) -> TableNames<'p> {
        TableNames { table: &self.table, design, barriers: &self.barrier_names, measure }
    }

    /// Broken rules that persons accepted in a [`Session`](crate::session::Session), with who, when and why.
    pub fn accepted(&self) -> &[AcceptedRule] {
        &self.accepted
    }

    /// Position of the zone with a code.
    ///
    /// # Errors
    /// [`Error::UnknownZone`] with a code that exists.
    pub fn zone_by_code(&self, code: &str) -> Result<u32, Error> {
        let zones = self.zones();
        zones.binary_search_by(|z| z.code.as_str().cmp(code)).map(|i| i as u32).map_err(|i| {
            let nearest = zones.get(i.min(zones.len().saturating_sub(1))).map(|z| z.code.clone());
            Error::UnknownZone { code: code.into(), nearest: nearest.unwrap_or_default() }
        })
    }

    /// Why the zone with this code is what it is.
    ///
    /// # Errors
    /// [`Error::UnknownZone`].
    pub fn explain(&self, code: &str, lang: Lang) -> Result<Explanation, Error> {
        let zone = self.zone_by_code(code)?;
        Ok(self.explained(zone, self.alternatives_of(zone), lang))
    }

    /// As [`Plan::explain`], where only one zone is asked for.
    ///
    /// # Errors
    /// As [`Plan::explain`].
    ///
    /// # Cost
    /// Weighs the alternatives of its community alone; linear in the grid.
    pub fn explain_one(&self, code: &str, lang: Lang) -> Result<Explanation, Error> {
        if self.alternatives.get().is_some() {
            return self.explain(code, lang);
        }
        let zone = self.zone_by_code(code)?;
        let community = self.zones()[zone as usize].community;
        let near = onegrid_zones::alternatives_in(&self.table, &self.rules, &self.design, &|other| other == community)?;
        let of_zone: Vec<Alternative> = near.into_iter().filter(|a| a.zone.0 == zone).collect();
        Ok(self.explained(zone, &of_zone, lang))
    }

    fn explained(&self, zone: u32, alternatives: &[Alternative], lang: Lang) -> Explanation {
        let zone = ZoneId(zone);
        let code = self.zones()[zone.index()].code.as_str();
        let names = self.names_in(self.zones()[zone.0 as usize].community);
        let beside = |cut: &&Cut| cut.zones.iter().any(|z| z == code);
        let cuts = self.cuts.iter().filter(beside).map(|c| c.sentence(lang));
        let drawn = self.drawn.iter().filter(|d| d.zones.iter().any(|z| z == code)).map(|d| d.sentence(code, lang));
        Explanation {
            code: code.into(),
            reasons: self.design.reasons_of(zone).map(|r| r.sentence(lang, &names)).chain(cuts).chain(drawn).collect(),
            violations: self
                .design
                .violations
                .iter()
                .filter(|v| v.zone == Some(zone))
                .map(|v| self.violation_sentence(v, lang))
                .chain(self.design.breaches.iter().filter(|b| b.zone == Some(zone)).map(|b| b.sentence(lang, &names)))
                .collect(),
            alternatives: alternatives.iter().map(|a| a.sentence(lang, &names)).collect(),
            infeasible: self.infeasible(zone, lang),
            optimality: self.optimality_sentence(self.zones()[zone.index()].community, lang),
        }
    }

    /// What else could have been done with a zone, the closest first: at most a handful.
    ///
    /// # Cost
    /// The first call weighs the alternatives of all zones, in a fraction of the time of the design.
    pub fn alternatives_of(&self, zone: u32) -> &[Alternative] {
        let all = self.alternatives.get_or_init(|| {
            onegrid_zones::alternatives(&self.table, &self.rules, &self.design)
                .unwrap_or_else(|e| unreachable!("the design was made from this table: {e}"))
        });
        let start = all.partition_point(|a| a.zone.0 < zone);
        let end = all.partition_point(|a| a.zone.0 <= zone);
        &all[start..end]
    }

    /// Why the community of a zone has no plan within the bounds.
    fn infeasible(&self, zone: ZoneId, lang: Lang) -> Option<String> {
        let community = self.design.zones[zone.0 as usize].community;
        match self.design.verdicts.get(community as usize)?.feasibility {
            Feasibility::Infeasible { certificate } => Some(certificate.sentence(lang, &self.names_in(community))),
            Feasibility::Feasible | Feasibility::Unproven { .. } => None,
        }
    }

    /// Name for people: that given by a person, the exclusive area's own, else its number in the
    /// community (第三网格).
    pub fn zone_name(&self, zone: u32, lang: Lang) -> String {
        if let Some(name) = self.given.get(&zone).and_then(|g| g.name.clone()) {
            return name;
        }
        let zone = &self.zones()[zone as usize];
        if let Some(area) = zone.exclusive {
            let area = &self.table.exclusives[area as usize];
            return area.name.clone().unwrap_or_else(|| area.key.clone());
        }
        let number = zone.number;
        match lang {
            Lang::Zh => format!("第{}网格", chinese_number(number)),
            Lang::En => format!("Grid {number}"),
        }
    }

    /// What kind of exclusive zone it is (campus, park): what a person said, else its area's class.
    pub fn zone_class_name(&self, zone: u32) -> Option<&str> {
        let given = self.given.get(&zone).and_then(|g| g.class.as_deref());
        let area = self.zones()[zone as usize].exclusive.map(|a| &self.table.exclusives[a as usize]);
        given.or_else(|| area.and_then(|a| a.class.as_deref()))
    }

    /// Keys of the base cells that have land in a zone, as sorted (key, households).
    pub fn base_cells_of(&self, zone: u32) -> Vec<(String, u64)> {
        let mut cells: BTreeMap<String, u64> = BTreeMap::new();
        for &UnitId(unit) in &self.design.zones[zone as usize].units {
            let unit = &self.design.units[unit as usize];
            if let Some(cell) = unit.base_cell {
                *cells.entry(self.table.layers[0].cell_keys[cell as usize].clone()).or_default() += unit.households;
            }
        }
        cells.into_iter().collect()
    }
}

impl Merged {
    /// What lies at a longitude and latitude in degrees; `None` for a point outside all layers.
    /// For many points, make one [`Grid::locator`] and ask [`Merged::locate_with`], or make a
    /// [`Snapshot`](crate::Snapshot).
    ///
    /// # Cost
    /// O(points of the grid): it builds the index for one question.
    pub fn locate(&self, lon_deg: f64, lat_deg: f64) -> Option<Location> {
        self.locate_with(&self.grid.locator(), lon_deg, lat_deg)
    }

    /// As [`Merged::locate`], with an index made before.
    pub fn locate_with(&self, locator: &PointIndex, lon_deg: f64, lat_deg: f64) -> Option<Location> {
        let face = locator.id_at(Coord::from_degrees(lon_deg, lat_deg)?)?;
        let labels = self.grid.arrangement.labels();
        let cells = self.grid.layers.iter().enumerate().map(|(l, layer)| {
            let keys = labels.cells(face, l).iter().map(|&c| layer.cells[c as usize].key.clone()).collect();
            (layer.id.clone(), keys)
        });
        Some(Location {
            code: self.plan.zone_of_face(face).map(|z| self.plan.zones()[z as usize].code.clone()),
            community: self
                .grid
                .face_community(face)
                .map(|c| self.grid.communities.list[c as usize].label().to_string()),
            cells: cells.collect(),
        })
    }
}

/// A number in Chinese words, as grids are named (第十二网格).
pub(crate) fn chinese_number(number: u32) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    if number >= 1000 {
        return number.to_string();
    }
    let (hundreds, tens, ones) = (number / 100, number / 10 % 10, number % 10);
    let mut out = String::new();
    if hundreds > 0 {
        out += DIGITS[hundreds as usize];
        out += "百";
    }
    if tens > 0 {
        if tens > 1 || hundreds > 0 {
            out += DIGITS[tens as usize];
        }
        out += "十";
    } else if hundreds > 0 && ones > 0 {
        out += "零";
    }
    if ones > 0 || number == 0 {
        out += DIGITS[ones as usize];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::chinese_number;

    #[test]
    fn numbers_read_as_people_write_them() {
        let words = [
            (1, "一"),
            (10, "十"),
            (12, "十二"),
            (20, "二十"),
            (105, "一百零五"),
            (110, "一百一十"),
            (999, "九百九十九"),
        ];
        for (number, word) in words {
            assert_eq!(chinese_number(number), word);
        }
    }
}
