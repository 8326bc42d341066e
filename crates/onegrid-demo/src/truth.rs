//! Fabric -> the administration that everyone agrees on: towns, communities, base cells, estates,
//! exclusive areas.

use std::collections::BTreeSet;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::carve::{Rect, Taste, carve};
use crate::chance::{index, shuffle, stream};
use crate::fabric::Fabric;
use crate::grouping::{Groups, NONE};
use crate::names;
use crate::plan::CountyPlan;
use crate::size::Scale;

/// A community (社区 or 村) of the made-up county.
#[derive(Debug, Clone)]
pub(crate) struct Community {
    pub(crate) code: String,
    pub(crate) name: String,
}

/// An area that will be a zone of its own.
#[derive(Debug, Clone)]
pub(crate) struct Exclusive {
    pub(crate) class: &'static str,
    pub(crate) name: String,
}

/// Who owns which atom before any department drew a line.
pub(crate) struct Truth {
    pub(crate) towns: Vec<Rect>,
    pub(crate) communities: Vec<Community>,
    /// Community of each atom.
    pub(crate) community: Groups,
    /// Base cell of each atom; a few more groups than cells, see `unlisted`.
    pub(crate) base: Groups,
    /// Base groups that the base layer forgot.
    pub(crate) unlisted: BTreeSet<u32>,
    pub(crate) estate: Groups,
    pub(crate) exclusive: Groups,
    pub(crate) exclusives: Vec<Exclusive>,
}

impl Truth {
    pub(crate) fn build(fabric: &Fabric, scale: &Scale, plan: &CountyPlan, seed: u64) -> Self {
        let mut rng = stream(seed, plan.index.into(), "truth");
        let by_road = Taste { street_pull: 0.9, unevenness: 0.5 };
        let towns = carve(fabric, Rect::whole(fabric), scale.towns, by_road, &mut rng);
        let quotas = quotas(&towns, scale.communities);
        let mut community_rects = Vec::new();
        let mut town_of = Vec::new();
        for ((rect, quota), town) in towns.iter().zip(quotas).zip(0_usize..) {
            let rects = carve(fabric, *rect, quota, by_road, &mut rng);
            town_of.extend(core::iter::repeat_n(town, rects.len()));
            community_rects.extend(rects);
        }
        let communities = named(fabric, &community_rects, &town_of, plan);

        let forgotten = (plan.base_cells / 700).max(1);
        let (estate_rects, base_rects, parents) =
            base_and_estates(fabric, scale, &community_rects, plan.base_cells + forgotten, &mut rng);
        let mut base = Groups::from_rects(fabric, &base_rects);
        let (parents, exclave) = swap_whole_cells(fabric, &base, parents, communities.len(), &mut rng);
        let community = Groups {
            of: base.of.iter().map(|cell| parents[*cell as usize]).collect(),
            count: communities.len() as u32,
        };
        let frays = if scale.is_premises { base.count / 12 } else { base.count / 3 };
        base.fray(fabric, frays as usize, Some(&community.of), &mut rng);
        let wanted = (base.count as usize / 500).max(1);
        let mut kept = base.tear(fabric, wanted, &community.of, &mut rng);
        kept.extend(exclave);
        let unlisted = forget(fabric, &base, forgotten, &kept, &mut rng);
        let (exclusive, exclusives) = exclusives(fabric, scale, &community_rects, &community, &mut rng);
        let mut truth = Self {
            towns,
            communities,
            community,
            base,
            unlisted,
            estate: Groups::from_rects(fabric, &estate_rects),
            exclusive,
            exclusives,
        };
        truth.settle_estates(fabric, scale, &mut rng);
        truth
    }

    /// Keeps the built-up estates whole within one base cell, except the new ones.
    fn settle_estates(&mut self, fabric: &Fabric, scale: &Scale, rng: &mut ChaCha8Rng) {
        let members = self.estate.members();
        for atoms in &members {
            let Some(first) = atoms.first() else { continue };
            let urbanity = fabric.urbanity(*first);
            let is_estate = rng.random_bool((0.15 + 0.75 * urbanity).clamp(0.0, 1.0));
            let home = self.base.of[*first as usize];
            for atom in atoms {
                let at = *atom as usize;
                let same = scale.is_premises || self.base.of[at] == home;
                if !is_estate || !same || self.exclusive.of[at] != NONE {
                    self.estate.of[at] = NONE;
                }
            }
        }
        // new estates were built over the lines of older base cells
        let new = self.estate.count as usize / 25;
        self.estate.join_pairs(fabric, new.max(1), Some(&self.community.of), rng);
        self.estate.split_apart(fabric);
    }
}

/// Parts proportional to size: they add up to `total`, none is 0.
fn quotas(rects: &[Rect], total: u32) -> Vec<u32> {
    let size: u32 = rects.iter().map(Rect::plots).sum();
    let mut quotas = Vec::new();
    let (mut seen, mut given) = (0_u64, 0_u32);
    for (rect, left) in rects.iter().zip((0..rects.len() as u32).rev()) {
        seen += u64::from(rect.plots());
        let upto = (seen * u64::from(total) / u64::from(size.max(1))) as u32;
        let quota = upto.saturating_sub(given).clamp(1, (total.saturating_sub(given + left)).max(1));
        given += quota;
        quotas.push(quota);
    }
    quotas
}

fn named(fabric: &Fabric, rects: &[Rect], town_of: &[usize], plan: &CountyPlan) -> Vec<Community> {
    let towns = town_of.last().map_or(0, |last| last + 1);
    let (mut streets, mut rural_towns) = (0, 0);
    let mut town_codes = Vec::new();
    let urbanity = |rect: &Rect| rect.atoms(fabric).next().map_or(0.0, |atom| fabric.urbanity(atom));
    for town in 0..towns {
        let own: Vec<f64> =
            rects.iter().zip(town_of).filter(|(_, of)| **of == town).map(|(rect, _)| urbanity(rect)).collect();
        // 001-099 street office, 100-199 town
        let code = if own.iter().sum::<f64>() / own.len().max(1) as f64 > 0.28 || towns == 1 {
            streets += 1;
            streets
        } else {
            rural_towns += 1;
            99 + rural_towns
        };
        town_codes.push(code);
    }
    let mut next = vec![[0_u32; 2]; towns];
    rects
        .iter()
        .zip(town_of)
        .zip(0_usize..)
        .map(|((rect, town), number)| {
            // 001-199 residents' committee, 200-399 villagers' committee
            let is_village = town_codes[*town] >= 100 && urbanity(rect) < 0.35;
            let slot = &mut next[*town][usize::from(is_village)];
            *slot += 1;
            let serial = if is_village { 199 + *slot } else { *slot };
            let kind = match (is_village, number % 3) {
                (true, _) => "村",
                (false, 0) => "里社区",
                (false, _) => "社区",
            };
            Community {
                code: format!("{}{:03}{serial:03}", plan.code, town_codes[*town]),
                name: format!("{}{kind}", names::place(number + plan.index as usize * 5)),
            }
        })
        .collect()
}

/// Estate rectangles, base rectangles, and the community of each base rectangle.
fn base_and_estates(
    fabric: &Fabric,
    scale: &Scale,
    communities: &[Rect],
    total: u32,
    rng: &mut ChaCha8Rng,
) -> (Vec<Rect>, Vec<Rect>, Vec<u32>) {
    let by_street = Taste { street_pull: 0.6, unevenness: 0.5 };
    let (mut estates, mut cells, mut parents) = (Vec::new(), Vec::new(), Vec::new());
    for ((rect, quota), parent) in communities.iter().zip(quotas(communities, total)).zip(0..) {
        let mine = if scale.is_premises {
            let own = carve(fabric, *rect, (rect.plots() / 6).max(1), by_street, rng);
            let mine: Vec<Rect> = own
                .iter()
                .zip(quotas(&own, quota))
                .flat_map(|(estate, share)| carve(fabric, *estate, share, by_street, rng))
                .collect();
            estates.extend(own);
            mine
        } else {
            let mine = carve(fabric, *rect, quota, by_street, rng);
            for cell in &mine {
                estates.extend(carve(fabric, *cell, (cell.plots() / 4).max(1), by_street, rng));
            }
            mine
        };
        parents.extend(core::iter::repeat_n(parent, mine.len()));
        cells.extend(mine);
    }
    (estates, cells, parents)
}

/// Hands some base cells to the community next door, and one to a community it does not touch
/// (the exclave, returned).
fn swap_whole_cells(
    fabric: &Fabric,
    base: &Groups,
    mut parents: Vec<u32>,
    communities: usize,
    rng: &mut ChaCha8Rng,
) -> (Vec<u32>, Option<u32>) {
    let mut next_to = vec![Vec::new(); base.count as usize];
    for (a, b) in base.pairs(fabric) {
        next_to[a as usize].push(b);
        next_to[b as usize].push(a);
    }
    let mut swaps = communities / 3;
    for _ in 0..communities * 30 {
        if swaps == 0 {
            break;
        }
        let cell = index(rng, parents.len());
        let target = next_to[cell].iter().map(|n| parents[*n as usize]).find(|p| *p != parents[cell]);
        if let Some(target) = target
            && stays_whole(&next_to, &parents, cell)
        {
            parents[cell] = target;
            swaps -= 1;
        }
    }
    let rim: BTreeSet<u32> = (0..fabric.atom_count() as u32)
        .filter(|atom| fabric.is_at_rim(*atom))
        .map(|atom| base.of[atom as usize])
        .collect();
    let mut order: Vec<u32> = (0..base.count).collect();
    shuffle(rng, &mut order);
    for cell in order {
        let own = parents[cell as usize];
        let is_inner = next_to[cell as usize].iter().all(|n| parents[*n as usize] == own);
        if !is_inner || rim.contains(&cell) || !stays_whole(&next_to, &parents, cell as usize) {
            continue;
        }
        let beyond = (0..parents.len())
            .filter(|other| parents[*other] == own)
            .flat_map(|other| next_to[other].iter())
            .map(|n| parents[*n as usize])
            .find(|p| *p != own);
        if let Some(owner) = beyond {
            parents[cell as usize] = owner;
            return (parents, Some(cell));
        }
    }
    (parents, None)
}

/// Whether the cell's community is one non-empty piece without it.
fn stays_whole(next_to: &[Vec<u32>], parents: &[u32], cell: usize) -> bool {
    let own = parents[cell];
    let kin = |of: usize| next_to[of].iter().map(|n| *n as usize).filter(|n| parents[*n] == own && *n != cell);
    let mut targets: BTreeSet<usize> = kin(cell).collect();
    let Some(start) = targets.pop_first() else {
        return false;
    };
    let mut seen = BTreeSet::from([start]);
    let mut open = vec![start];
    while let Some(at) = open.pop() {
        for next in kin(at) {
            if seen.insert(next) {
                targets.remove(&next);
                open.push(next);
            }
        }
    }
    targets.is_empty()
}

/// Base groups that nobody ever drew: not at the rim, and none that shows another defect.
fn forget(fabric: &Fabric, base: &Groups, wanted: u32, kept: &[u32], rng: &mut ChaCha8Rng) -> BTreeSet<u32> {
    let mut is_kept = vec![false; base.count as usize];
    for group in kept {
        is_kept[*group as usize] = true;
    }
    for (group, atom) in base.of.iter().zip(0..) {
        is_kept[*group as usize] |= fabric.is_at_rim(atom);
    }
    // where everything touches the rim, something must be forgotten all the same
    let inner: Vec<u32> = (0..base.count).filter(|g| !is_kept[*g as usize]).collect();
    let mut order = inner;
    shuffle(rng, &mut order);
    order.extend((0..base.count).filter(|g| is_kept[*g as usize]));
    order.into_iter().take(wanted as usize).collect()
}

/// Campuses, parks and malls: one per about four communities, along the blocks.
fn exclusives(
    fabric: &Fabric,
    scale: &Scale,
    rects: &[Rect],
    community: &Groups,
    rng: &mut ChaCha8Rng,
) -> (Groups, Vec<Exclusive>) {
    let by_block = Taste { street_pull: 0.8, unevenness: 0.8 };
    let mut order: Vec<usize> = (0..rects.len()).collect();
    shuffle(rng, &mut order);
    let wanted = if scale.is_premises { rects.len() / 2 } else { rects.len() / 4 };
    let mut of = vec![NONE; fabric.atom_count()];
    let mut list = Vec::new();
    for (number, at) in order.into_iter().take(wanted.max(3)).enumerate() {
        let rect = rects[at];
        let class = ["campus", "park", "mall"][number % 3];
        let plots = match class {
            "mall" => rect.plots() / 4,
            _ if scale.is_premises => 40,
            _ => rect.plots() / 3,
        };
        let parts = rect.plots() / plots.clamp(2, 60);
        let own = carve(fabric, rect, parts.max(2), by_block, rng);
        let pick = own[index(rng, own.len())];
        let mut atoms: Vec<u32> = pick.atoms(fabric).collect();
        // every eighth area lies across a community line, as drawn
        if number % 8 != 7 {
            atoms.retain(|atom| community.of[*atom as usize] == at as u32);
        }
        if atoms.is_empty() {
            continue;
        }
        for atom in atoms {
            of[atom as usize] = list.len() as u32;
        }
        list.push(Exclusive { class, name: names::exclusive(number, class) });
    }
    (Groups { of, count: list.len() as u32 }, list)
}
