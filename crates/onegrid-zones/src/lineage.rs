//! What became of the zones of an earlier grid: shared ground in, kept codes and lineage out.
//!
//! # Guarantees
//! 1. A code goes on in at most one zone, and a zone carries on at most one code.
//! 2. The households and the area of the rows of an earlier zone sum to its own, and so do those of
//!    a new zone, exactly.
//! 3. The result depends on the ground and the codes only: ties fall to the lower code, then to the
//!    lower zone.
//!
//! # Method
//! A pair of an earlier and a new zone is a *candidate* if they share more than half of the earlier
//! zone or more than half of the new one, in the same community, and the code fits the template.
//! Halves are of households; of area where that zone has none. Candidates are taken in order of the
//! households they share, then of the area, then of the lower code; each is accepted unless its code
//! or its zone is taken. So a zone that was divided lives on in its largest part, and of several that
//! were joined the one with most households does.
//!
//! Ground that no household lives on and that is nothing but slivers is drawing noise: it is counted
//! in the sums but decides nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::codes::Withdrawal;
use crate::names::Lang;

/// Ground that lies in one earlier zone and in one new zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct SharedGround {
    /// The earlier zone; `None` where there was none.
    pub(crate) before: Option<u32>,
    /// The new zone; `None` where there is none.
    pub(crate) after: Option<u32>,
    /// Households that live there now.
    pub(crate) households: u64,
    /// Area in cm².
    pub(crate) area_cm2: u64,
    /// Whether it is nothing but slivers without households.
    pub(crate) is_noise: bool,
}

/// What became of ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LineageKind {
    /// The new zone carries the code on.
    Kept,
    /// Part of a divided zone, in a zone with a fresh code.
    Split,
    /// The whole zone, in a zone with another code together with others.
    Merged,
    /// Part of a zone, in a zone that carries on another code.
    Moved,
    /// The whole zone alone, under a fresh code: its community has another code now.
    Recoded,
    /// No zone covers it any more.
    Withdrawn,
    /// No zone covered it before.
    New,
    /// Drawing noise along a border.
    Noise,
}

impl LineageKind {
    /// The word in files.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Split => "split",
            Self::Merged => "merged",
            Self::Moved => "moved",
            Self::Recoded => "recoded",
            Self::Withdrawn => "withdrawn",
            Self::New => "new",
            Self::Noise => "noise",
        }
    }

    /// Name for people.
    #[must_use]
    pub const fn name(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            Self::Kept => ("沿用", "kept"),
            Self::Split => ("拆出", "split off"),
            Self::Merged => ("并入", "merged"),
            Self::Moved => ("划入", "moved"),
            Self::Recoded => ("换码", "re-coded"),
            Self::Withdrawn => ("撤销", "withdrawn"),
            Self::New => ("新增", "new"),
            Self::Noise => ("边界误差", "border noise"),
        };
        match lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}

/// One pair of an earlier and a new zone that share ground.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LineageRow {
    /// Earlier code; `None` where there was no zone.
    pub before: Option<String>,
    /// New code; `None` where there is no zone.
    pub after: Option<String>,
    /// What became of the ground.
    pub kind: LineageKind,
    /// Households that live there now.
    pub households: u64,
    /// Share of the households of the earlier zone.
    pub household_share_before: f64,
    /// Share of the households of the new zone.
    pub household_share_after: f64,
    /// Area in m².
    pub area_m2: f64,
    /// Share of the area of the earlier zone.
    pub area_share_before: f64,
    /// Share of the area of the new zone.
    pub area_share_after: f64,
}

/// What became of every earlier zone, and where every new one comes from.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Lineage {
    /// By earlier code, then new code; ground without an earlier zone comes last.
    pub rows: Vec<LineageRow>,
    /// Earlier codes that no zone carries on, with why and the codes that have their ground, most
    /// households first.
    pub withdrawn: Vec<(String, Withdrawal, Vec<String>)>,
    /// Zones with exactly the ground of the earlier zone whose code they carry on.
    pub unchanged: usize,
    /// Earlier codes that go on.
    pub kept: usize,
    /// Codes that were never used before.
    pub fresh: usize,
    /// Households on ground whose zone has another code than before.
    pub households_moved: u64,
}

/// Households and area of a zone.
type Mass = (u64, u64);

/// Sums of the shared ground by zone.
pub(crate) struct Totals {
    pub(crate) before: Vec<Mass>,
    pub(crate) after: Vec<Mass>,
}

impl Totals {
    pub(crate) fn new(shared: &[SharedGround], before: usize, after: usize) -> Self {
        let mut totals = Self { before: vec![(0, 0); before], after: vec![(0, 0); after] };
        for ground in shared {
            let of = [
                ground.before.map(|z| &mut totals.before[z as usize]),
                ground.after.map(|z| &mut totals.after[z as usize]),
            ];
            for sum in of.into_iter().flatten() {
                sum.0 += ground.households;
                sum.1 += ground.area_cm2;
            }
        }
        totals
    }
}

/// Whether a piece is more than half of a zone: of its households, of its area where it has none.
fn is_most((households, area_cm2): Mass, ground: &SharedGround) -> bool {
    if households > 0 { 2 * ground.households > households } else { 2 * ground.area_cm2 > area_cm2 }
}

/// The earlier zone whose code each new zone carries on. `may_keep(earlier, new)` says whether the
/// code would be a sound one for that zone; `codes` are those of the earlier zones.
pub(crate) fn heirs(
    shared: &[SharedGround],
    totals: &Totals,
    codes: &[String],
    may_keep: impl Fn(u32, u32) -> bool,
) -> Vec<Option<u32>> {
    let mut candidates: Vec<(u64, u64, u32, u32)> = Vec::new();
    for ground in shared.iter().filter(|g| !g.is_noise) {
        if let (Some(before), Some(after)) = (ground.before, ground.after)
            && (is_most(totals.before[before as usize], ground) || is_most(totals.after[after as usize], ground))
            && may_keep(before, after)
        {
            candidates.push((ground.households, ground.area_cm2, before, after));
        }
    }
    candidates.sort_by(|a, b| {
        (b.0, b.1).cmp(&(a.0, a.1)).then_with(|| codes[a.2 as usize].cmp(&codes[b.2 as usize])).then(a.3.cmp(&b.3))
    });
    let mut heir_of = vec![None; totals.before.len()];
    let mut kept = vec![None; totals.after.len()];
    for (_, _, before, after) in candidates {
        if heir_of[before as usize].is_none() && kept[after as usize].is_none() {
            heir_of[before as usize] = Some(after);
            kept[after as usize] = Some(before);
        }
    }
    kept
}

/// The lineage of a finished grid: `before` and `after` are the codes.
pub(crate) fn lineage(
    shared: &[SharedGround],
    totals: &Totals,
    kept: &[Option<u32>],
    before: &[String],
    after: &[String],
) -> Lineage {
    let story = Story::new(shared, kept, before.len());
    let mut out = Lineage::default();
    for ground in shared {
        out.rows.push(row(ground, totals, story.kind(ground), before, after));
        let is_other = ground.before.is_some() && ground.after.and_then(|z| kept[z as usize]) != ground.before;
        out.households_moved += if is_other { ground.households } else { 0 };
    }
    out.rows.sort_by(|a, b| {
        (a.before.is_none(), &a.before, a.after.is_none(), &a.after).cmp(&(
            b.before.is_none(),
            &b.before,
            b.after.is_none(),
            &b.after,
        ))
    });
    for (zone, code) in before.iter().enumerate() {
        let zone = zone as u32;
        // a zone that no face lies in was outside what is designed now: nothing is known about it
        if story.heir_of[zone as usize].is_some() || totals.before[zone as usize] == (0, 0) {
            continue;
        }
        out.withdrawn.push((code.clone(), story.withdrawal(zone), story.successors(zone, after)));
    }
    out.withdrawn.sort();
    out.kept = kept.iter().flatten().count();
    out.fresh = after.len() - out.kept;
    out.unchanged = (0..after.len() as u32).filter(|&z| story.is_unchanged(z)).count();
    out
}

/// Pieces of each zone, noise left out.
struct Story<'a> {
    kept: &'a [Option<u32>],
    heir_of: Vec<Option<u32>>,
    pieces_of: Vec<Vec<SharedGround>>,
    origins_of: Vec<Vec<SharedGround>>,
}

impl<'a> Story<'a> {
    fn new(shared: &[SharedGround], kept: &'a [Option<u32>], before: usize) -> Self {
        let mut story = Self {
            kept,
            heir_of: vec![None; before],
            pieces_of: vec![Vec::new(); before],
            origins_of: vec![Vec::new(); kept.len()],
        };
        for (zone, old) in kept.iter().enumerate() {
            if let Some(old) = old {
                story.heir_of[*old as usize] = Some(zone as u32);
            }
        }
        for ground in shared.iter().filter(|g| !g.is_noise) {
            if let Some(zone) = ground.before {
                story.pieces_of[zone as usize].push(*ground);
            }
            if let Some(zone) = ground.after {
                story.origins_of[zone as usize].push(*ground);
            }
        }
        story
    }

    fn kind(&self, ground: &SharedGround) -> LineageKind {
        let (old, new) = match (ground.before, ground.after) {
            _ if ground.is_noise => return LineageKind::Noise,
            (Some(old), Some(new)) => (old, new),
            (Some(_), None) => return LineageKind::Withdrawn,
            (None, _) => return LineageKind::New,
        };
        let is_whole = self.pieces_of[old as usize].len() == 1;
        let is_alone = self.origins_of[new as usize].len() == 1;
        match self.kept[new as usize] {
            Some(code) if code == old => LineageKind::Kept,
            Some(_) if is_whole => LineageKind::Merged,
            Some(_) => LineageKind::Moved,
            None if is_whole && is_alone => LineageKind::Recoded,
            None if is_whole => LineageKind::Merged,
            None => LineageKind::Split,
        }
    }

    fn withdrawal(&self, zone: u32) -> Withdrawal {
        match &self.pieces_of[zone as usize][..] {
            [only] if only.after.is_some() => {
                let new = only.after.unwrap_or_default() as usize;
                let is_alone = self.origins_of[new].len() == 1 && self.kept[new].is_none();
                if is_alone { Withdrawal::Recoded } else { Withdrawal::Merged }
            }
            pieces if pieces.iter().all(|p| p.after.is_none()) => Withdrawal::Dropped,
            _ => Withdrawal::Split,
        }
    }

    fn successors(&self, zone: u32, after: &[String]) -> Vec<String> {
        let mut pieces: Vec<&SharedGround> = self.pieces_of[zone as usize].iter().collect();
        pieces.sort_by_key(|p| (std::cmp::Reverse((p.households, p.area_cm2)), p.after));
        pieces.iter().filter_map(|p| p.after).map(|z| after[z as usize].clone()).collect()
    }

    fn is_unchanged(&self, zone: u32) -> bool {
        let [origin] = &self.origins_of[zone as usize][..] else { return false };
        let old = self.kept[zone as usize];
        old.is_some() && origin.before == old && old.is_some_and(|o| self.pieces_of[o as usize].len() == 1)
    }
}

fn row(ground: &SharedGround, totals: &Totals, kind: LineageKind, before: &[String], after: &[String]) -> LineageRow {
    let old = ground.before.map_or((0, 0), |z| totals.before[z as usize]);
    let new = ground.after.map_or((0, 0), |z| totals.after[z as usize]);
    let share = |part: u64, whole: u64| if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
    LineageRow {
        before: ground.before.map(|z| before[z as usize].clone()),
        after: ground.after.map(|z| after[z as usize].clone()),
        kind,
        households: ground.households,
        household_share_before: share(ground.households, old.0),
        household_share_after: share(ground.households, new.0),
        area_m2: ground.area_cm2 as f64 / 1e4,
        area_share_before: share(ground.area_cm2, old.1),
        area_share_after: share(ground.area_cm2, new.1),
    }
}

/// Shared ground of faces: (earlier zone, new zone, households, area in cm², whether a sliver).
pub(crate) fn shared_ground(
    faces: impl Iterator<Item = (Option<u32>, Option<u32>, u64, u64, bool)>,
) -> Vec<SharedGround> {
    let mut sums: BTreeMap<(Option<u32>, Option<u32>), SharedGround> = BTreeMap::new();
    for (before, after, households, area_cm2, is_sliver) in faces {
        if before.is_none() && after.is_none() {
            continue;
        }
        let fresh = SharedGround { before, after, is_noise: true, ..SharedGround::default() };
        let sum = sums.entry((before, after)).or_insert(fresh);
        sum.households += households;
        sum.area_cm2 += area_cm2;
        sum.is_noise &= is_sliver && households == 0;
    }
    sums.into_values().collect()
}
