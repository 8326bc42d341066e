//! A plan and a planner's edits -> the plan after them, and after each what it changed.
//!
//! Before this: [`merge`](crate::merge). After: whatever a [`Merged`] is good for.
//!
//! # Guarantees
//! 1. An edit is made whole or not at all; one that is refused changes nothing.
//! 2. Undoing restores exactly: zones, codes, names, locks, rules and everything that is said about
//!    them (`undoing_everything_gives_the_bytes_of_the_start`).
//! 3. No edit loses ground or households, makes a gap or an overlap, or lets a zone cross a community
//!    line: zones are sets of units, and each unit always has one zone.
//!    A line that cuts units is drawn into the grid first, where it divides faces and moves none
//!    (`the_border_is_the_line_that_was_drawn`).
//! 4. The same input and the same edits give the same bytes, now or from a [`SaveFile`].
//!
//! # Method
//! An edit is first drafted as a change of unit numbers and of what is known about zones, then made
//! in the [`Judgement`], which judges the touched zones and their subjects and nothing else. Codes of
//! zones that stay are kept; a new zone has the number after the largest one its community ever had.
//! Reasons, violations and crosswalks of the whole plan are made when [`Session::plan`] is asked for.
//!
//! # Limits
//! A line or polygon through units cuts them, unless its edit says `cut: false`: then whole units move, and the
//! [`Effect`] says how much ground lies beyond. Households of pieces are those of their points; where they are known
//! per cell, they are shared out by area, and the effect says how many. Cutting is linear in the grid (the demo
//! street: a fifth of a merge), and so is undoing it once the ground of before is no longer kept. A policy that is
//! set later judges the same units: what it says about slivers, estates and exclusive areas is about
//! the next merge. Codes stay with their zones also where a template marks classes or orders; then
//! [`Edit::Renumber`] gives fresh ones. The log keeps every edit with the units it moved; it has no limit.

mod accept;
mod change;
mod cut;
mod draft;
mod edit;
mod effect;
mod error;
mod ground;
mod kept;
mod keys;
mod knife;
mod lines;
mod log;
mod make;
mod pick;
mod plans;
mod save;
mod score;
mod shares;
mod snap;
mod view;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use onegrid_planar::{PointIndex, Region};
use onegrid_zones::{Design, Judge, Judgement, Lang, Revision, Rule, UnitId, ZoneClass, ZoneId};
use serde::Serialize;

use crate::error::{Error, LonLat};
use crate::grid::Grid;
use crate::plan::{GivenName, Merged, Plan};
use crate::policy::Policy;

pub use accept::{Acceptance, AcceptedRule};
use change::{Range, ZoneState, Zones};
pub use edit::{Broken, Edit, SplitBy, UnitKey, ZoneKey};
pub use effect::{BrokenRule, Effect, EffectNote, Worth, ZoneChange, ZoneEffect};
pub use error::EditError;
use kept::Other;
use keys::Keys;
pub use lines::BarrierInside;
use log::Done;
pub use log::Logged;
use make::Made;
pub use pick::{REACH_MOST_M, Snap, SnapKind};
pub use save::{Entry, ReplayError, SAVE_VERSION, SaveFile};
pub use score::SessionScore;
use score::StartMark;
pub use shares::CellShare;
use shares::CellTotals;
pub use view::ZoneLine;

/// An open plan: edits, undoing, what everything changes.
///
/// # Example
/// ```
/// # use onegrid::{Cell, Layer, Policy, Project, Role, Silent, merge};
/// # use geo_types::{MultiPolygon, polygon};
/// use onegrid::session::{Edit, Session};
/// # let square = |key: &str, x: f64, households| Cell {
/// #     key: key.into(),
/// #     households: Some(households),
/// #     shape: MultiPolygon(vec![polygon![(x: x, y: 30.0), (x: x + 0.01, y: 30.0), (x: x + 0.01, y: 30.01), (x: x, y: 30.01)]]),
/// #     ..Cell::default()
/// # };
/// # let base = Layer {
/// #     id: "zongzhi".into(),
/// #     role: Role::Base,
/// #     cells: vec![square("A", 118.0, 180), square("B", 118.01, 240), square("C", 118.02, 310)],
/// #     ..Layer::default()
/// # };
/// # let project = Project { layers: vec![base], code_prefix: Some("990101001001".into()), ..Project::default() };
/// // A (180 households) and B (240) are one zone, C (310) is another
/// let merged = merge(&project, &Policy::profile("general-300-500")?, &Silent)?;
/// let mut session = Session::new(merged)?;
/// let [first, second] = [0, 1].map(|i| session.zones().nth(i).unwrap().key);
/// let b = session.unit_key(session.units_of(first)[1]);
///
/// let edit = Edit::Reassign { units: vec![b], to: Some(second) };
/// let effect = session.preview(&edit)?;
/// assert_eq!(effect.zones[0].households_after, 180);
/// assert_eq!(effect.new[0].rule, "size.min");
/// session.apply(edit)?;
/// assert_eq!(session.plan()?.zones()[1].households, 550);
/// session.undo();
/// assert_eq!(session.plan()?.zones()[1].households, 310);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Session {
    /// Its policy, table and rules are those of now; its design is that of now unless `is_stale`.
    merged: Merged,
    is_stale: bool,
    /// Units as the rules of now measure them.
    template: Arc<Design>,
    judge: Judge,
    judgement: Judgement,
    own: Vec<Arc<dyn Rule>>,
    zones: Zones,
    keys: Keys,
    start: Start,
    done: Vec<Done>,
    undone: Vec<Done>,
    /// Made when first asked for.
    locator: OnceLock<PointIndex>,
    /// Made when first asked for.
    cell_totals: OnceLock<CellTotals>,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (done, undone) = (self.done.len(), self.undone.len());
        let mut out = f.debug_struct("Session");
        out.field("zones", &self.zones.by_key.len()).field("done", &done).field("undone", &undone);
        out.finish_non_exhaustive()
    }
}

/// What a session began with.
#[derive(Debug)]
struct Start {
    policy: Policy,
    design: Arc<Design>,
    fingerprint: String,
    mark: StartMark,
}

/// A zone of a session as it is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SessionZone {
    /// Its key in edits.
    pub key: ZoneKey,
    /// Its code.
    pub code: String,
    /// The name that a person gave it.
    pub name: Option<String>,
    /// Position of its community.
    pub community: u32,
    /// Whether it is exempt from the bounds.
    pub class: ZoneClass,
    /// Whether edits leave it alone.
    pub is_locked: bool,
    /// Households.
    pub households: u64,
    /// What the bounds measure.
    pub size: u64,
}

impl Session {
    /// Opens a merge for editing.
    ///
    /// # Errors
    /// [`Error::Design`]: a plan that is not of this grid.
    ///
    /// # Cost
    /// Linear in the grid.
    pub fn new(merged: Merged) -> Result<Self, Error> {
        Self::with_rules(merged, &[])
    }

    /// As [`Session::new`], with rules of the caller's own beside those of the policy.
    ///
    /// # Errors
    /// As for [`Session::new`].
    pub fn with_rules(merged: Merged, own: &[Arc<dyn Rule>]) -> Result<Self, Error> {
        let plan = &merged.plan;
        let judge = plan.judge(own)?;
        let mut judgement = judge.judge(&plan.design.zone_of_unit).map_err(Error::Judge)?;
        let keys = Keys::new(&merged.grid, plan);
        let zones = zones_of(plan, &judgement);
        let classes: Vec<_> = zones.by_key.values().filter_map(|z| Some((z.number, Some(z.class?)))).collect();
        judgement.edit(&[], &classes).map_err(Error::Judge)?;
        let design = Arc::new(plan.design.clone());
        let fingerprint = keys.fingerprint(plan);
        let mark = StartMark { worth: judgement.mark().into(), weighted_broken: judgement.weighted_broken() };
        Ok(Self {
            is_stale: false,
            template: Arc::clone(&design),
            start: Start { policy: plan.policy.clone(), design, fingerprint, mark },
            own: own.to_vec(),
            done: Vec::new(),
            undone: Vec::new(),
            locator: OnceLock::new(),
            cell_totals: OnceLock::new(),
            merged,
            judge,
            judgement,
            zones,
            keys,
        })
    }

    /// Makes an edit. What was undone before it is gone then.
    ///
    /// # Errors
    /// [`EditError`]; then nothing has changed.
    ///
    /// # Cost
    /// That of judging the touched zones; for lines and polygons, overlaying their outlines; for
    /// [`Edit::SetPolicy`], [`Edit::Resolve`] and [`Edit::Renumber`], also linear in the grid.
    pub fn apply(&mut self, edit: Edit) -> Result<Effect, EditError> {
        self.apply_noted(Entry::of(edit))
    }

    /// As [`Session::apply`], with who made the edit, when and why.
    ///
    /// # Errors
    /// As for [`Session::apply`].
    pub fn apply_noted(&mut self, entry: Entry) -> Result<Effect, EditError> {
        let title = [Lang::Zh, Lang::En].map(|lang| {
            let code = |key| self.zones.by_key.get(&key).map_or_else(String::new, |z| z.code.clone());
            entry.edit.title(lang, &code)
        });
        if matches!(entry.edit, Edit::Accept { .. }) && entry.why.trim().is_empty() {
            return Err(EditError::NoReason);
        }
        let Made { effect, change, ground } = self.make(&entry.edit)?;
        let zones = match &entry.edit {
            Edit::Accept { broken } | Edit::Reopen { broken } => broken.iter().filter_map(|each| each.zone).collect(),
            _ => effect.zones.iter().map(|z| z.key).collect(),
        };
        let other = ground.map_or(Other::Same, Other::Kept);
        self.done.push(Done { entry, change, notes: effect.notes.clone(), zones, title, other });
        self.undone.clear();
        self.trim_ground();
        Ok(effect)
    }

    /// What an edit would change. The session is as before.
    ///
    /// # Errors
    /// As for [`Session::apply`].
    pub fn preview(&mut self, edit: &Edit) -> Result<Effect, EditError> {
        Ok(self.preview_seen(edit, |_, _| ())?.0)
    }

    /// As [`Session::preview`]; `see` is shown the session as it would be, and what it says comes back.
    ///
    /// # Errors
    /// As for [`Session::apply`].
    pub fn preview_seen<T>(
        &mut self,
        edit: &Edit,
        see: impl FnOnce(&Self, &Effect) -> T,
    ) -> Result<(Effect, T), EditError> {
        let was_stale = self.is_stale;
        let Made { effect, change, ground } = self.make(edit)?;
        let seen = see(self, &effect);
        self.remake(edit, &change.turned(), Vec::new());
        if let Some(mut ground) = ground {
            self.exchange(&mut ground);
        }
        self.is_stale = was_stale;
        Ok((effect, seen))
    }

    /// Takes the last edit back; `None` if there is none.
    pub fn undo(&mut self) -> Option<Effect> {
        let mut done = self.done.pop()?;
        let mut effect = self.remake(&done.entry.edit, &done.change.turned(), Vec::new());
        self.leave(&mut done.other);
        effect.units_changed = !done.other.is_same();
        self.undone.push(done);
        self.trim_ground();
        Some(effect)
    }

    /// Makes the edit again that was undone last; `None` if there is none.
    pub fn redo(&mut self) -> Option<Effect> {
        let mut done = self.undone.pop()?;
        self.enter(&mut done);
        let mut effect = self.remake(&done.entry.edit, &done.change, done.notes.clone());
        effect.units_changed = !done.other.is_same();
        self.done.push(done);
        self.trim_ground();
        Some(effect)
    }

    /// The overlay.
    pub fn grid(&self) -> &Grid {
        &self.merged.grid
    }

    /// The rules of now.
    pub fn policy(&self) -> &Policy {
        &self.merged.plan.policy
    }

    /// The plan of now, judged. Its zones are numbered by the session.
    pub fn judgement(&self) -> &Judgement {
        &self.judgement
    }

    /// The plan of now with codes, reasons and violations, for writers and reports.
    ///
    /// # Errors
    /// [`Error::Design`], [`Error::BrokenPlan`]: defects of this library.
    ///
    /// # Cost
    /// After an edit, linear in the grid; else none.
    pub fn plan(&mut self) -> Result<&Plan, Error> {
        self.merged().map(|m| &m.plan)
    }

    /// The overlay and the plan of now.
    ///
    /// # Errors
    /// As for [`Session::plan`].
    ///
    /// # Cost
    /// As for [`Session::plan`].
    pub fn merged(&mut self) -> Result<&Merged, Error> {
        if self.is_stale {
            self.refresh()?;
        }
        Ok(&self.merged)
    }

    /// Ends the session.
    ///
    /// # Errors
    /// As for [`Session::plan`].
    pub fn into_merged(mut self) -> Result<Merged, Error> {
        self.merged()?;
        Ok(self.merged)
    }

    /// The zones, by key.
    pub fn zones(&self) -> impl ExactSizeIterator<Item = SessionZone> + '_ {
        self.zones.by_key.iter().map(|(&key, state)| self.session_zone(key, state))
    }

    /// A zone; `None` for a key that is not in use.
    pub fn zone(&self, key: ZoneKey) -> Option<SessionZone> {
        self.zones.by_key.get(&key).map(|state| self.session_zone(key, state))
    }

    /// The zone with a code.
    pub fn zone_with_code(&self, code: &str) -> Option<ZoneKey> {
        self.zones.with_code(code)
    }

    /// The zone that a unit is in.
    pub fn zone_of_unit(&self, unit: UnitId) -> Option<ZoneKey> {
        self.zones.key_of(self.judgement.zone_of(unit)?)
    }

    /// The zone that a face is in; `None` outside the extent.
    pub fn zone_of_place(&self, face: u32) -> Option<ZoneKey> {
        self.zones.key_of(self.zone_of_face(Some(face))?)
    }

    /// Households and area in m2 of a unit.
    ///
    /// # Panics
    /// If there is no such unit.
    pub fn unit_amounts(&self, unit: UnitId) -> (u64, f64) {
        let unit = &self.start.design.units[unit.index()];
        (unit.households, unit.area_m2)
    }

    /// The key of a zone number of [`Session::judgement`].
    pub fn key_of_zone(&self, zone: ZoneId) -> Option<ZoneKey> {
        self.zones.key_of(zone)
    }

    /// The units of a zone, rising; none for a key that is not in use.
    pub fn units_of(&self, key: ZoneKey) -> Vec<UnitId> {
        let zone = self.zones.by_key.get(&key);
        zone.map(|z| self.judgement.units_of(z.number).collect()).unwrap_or_default()
    }

    /// The key of a unit.
    ///
    /// # Panics
    /// If there is no such unit.
    pub fn unit_key(&self, unit: UnitId) -> UnitKey {
        self.keys.of_unit[unit.index()]
    }

    /// The unit with a key.
    pub fn unit_with_key(&self, key: UnitKey) -> Option<UnitId> {
        self.keys.unit_of.get(&key).copied()
    }

    /// Lines that edits drew into the grid, in their order; each in stretches of longitudes and latitudes in degrees.
    pub fn drawn_lines(&self) -> impl ExactSizeIterator<Item = Vec<Vec<LonLat>>> + '_ {
        self.merged.grid.drawn_lines()
    }

    /// Number of units; they are numbered from 0.
    pub fn unit_count(&self) -> usize {
        self.keys.of_unit.len()
    }

    /// The faces of a unit, rising.
    ///
    /// # Panics
    /// If there is no such unit.
    pub fn unit_faces(&self, unit: UnitId) -> &[u32] {
        &self.start.design.units[unit.index()].faces
    }

    /// Polygons of some zones, by key; the id of a region is the key. Unknown keys have none.
    ///
    /// # Cost
    /// Linear in the points of these zones.
    pub fn zone_regions(&self, keys: &[ZoneKey]) -> Vec<Region> {
        let mut faces = Vec::new();
        for &key in keys {
            for unit in self.units_of(key) {
                faces.extend(self.unit_faces(unit).iter().map(|&f| (f, key.0)));
            }
        }
        self.merged.grid.arrangement.dissolve_some(&faces)
    }

    fn session_zone(&self, key: ZoneKey, state: &ZoneState) -> SessionZone {
        SessionZone {
            key,
            code: state.code.clone(),
            name: state.name.clone(),
            community: state.community,
            class: self.judgement.class_of(state.number),
            is_locked: state.is_locked,
            households: self.households(state.number),
            size: self.judgement.size_of(state.number),
        }
    }

    fn households(&self, zone: ZoneId) -> u64 {
        self.judgement.units_of(zone).map(|u| self.start.design.units[u.index()].households).sum()
    }

    /// The zones as they are now, for [`onegrid_zones::revise_as`].
    fn revision(&self) -> Revision {
        let zones = self.zones.by_key.values();
        Revision {
            zone_of_unit: self.judgement.zone_of_unit().map(|z| z.0).collect(),
            codes: zones.clone().map(|z| (z.number.0, z.code.clone())).collect(),
            classes: zones.filter_map(|z| Some((z.number.0, z.class?))).collect(),
        }
    }
}

/// The zones of a plan by the order of their codes.
fn zones_of(plan: &Plan, judgement: &Judgement) -> Zones {
    let template = plan.policy.code.template();
    let apart = template.numbers_exclusives_apart();
    let mut highest: BTreeMap<Range, u32> = BTreeMap::new();
    for zone in plan.zones() {
        let number = template.read(&zone.code).map_or(0, |parts| parts.number);
        let most = highest.entry((zone.community, apart && zone.class == ZoneClass::Exclusive)).or_default();
        *most = number.max(*most);
    }
    let states = plan.zones().iter().zip(0u32..).map(|(zone, at)| {
        let GivenName { name, class } = plan.given.get(&at).cloned().unwrap_or_default();
        let number = ZoneId(at);
        ZoneState {
            number,
            community: zone.community,
            code: zone.code.clone(),
            name,
            class: Some(zone.class).filter(|&c| c != judgement.class_of(number)),
            class_name: class,
            is_locked: false,
        }
    });
    Zones::new(states, highest)
}
