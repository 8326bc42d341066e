//! Truth -> how each department groups the plots, with names and keys in its own style.

use std::collections::BTreeMap;

use onegrid::BarrierClass;
use rand_chacha::ChaCha8Rng;

use crate::carve::{Rect, Taste, carve};
use crate::fabric::{Edge, Fabric, Run};
use crate::grouping::{Groups, NONE};
use crate::names;
use crate::size::Scale;
use crate::truth::Truth;

/// Plots along a main road that make one commercial street.
const COMMERCIAL_STRETCH: u32 = 6;

/// A department that draws its own grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Department {
    Police,
    Urban,
    Fire,
    Health,
    Civil,
    Market,
    Emergency,
}

impl Department {
    pub(crate) const ALL: [Self; 7] =
        [Self::Police, Self::Urban, Self::Fire, Self::Health, Self::Civil, Self::Market, Self::Emergency];

    /// Id, name for people, and prefix of the keys.
    pub(crate) const fn words(self) -> [&'static str; 3] {
        match self {
            Self::Police => ["police", "公安", "JWQ"],
            Self::Urban => ["urban", "城管", "CG"],
            Self::Fire => ["fire", "消防", "XF"],
            Self::Health => ["health", "卫健", "WJ"],
            Self::Civil => ["civil", "民政", "MZ"],
            Self::Market => ["market", "市场监管", "SCJG"],
            Self::Emergency => ["emergency", "应急", "YJ"],
        }
    }

    /// How far off it draws, in metres, and what share of the city it copied from the base.
    pub(crate) const fn care(self) -> (f64, f64) {
        match self {
            Self::Civil => (3.0, 0.50),
            Self::Health | Self::Urban => (4.0, 0.36),
            Self::Police | Self::Fire | Self::Market | Self::Emergency => (5.0, 0.34),
        }
    }

    pub(crate) fn group(self, fabric: &Fabric, scale: &Scale, truth: &Truth, rng: &mut ChaCha8Rng) -> Groups {
        match self {
            Self::Police => {
                // 7 communities, 4 police areas: along main roads, across community lines
                let count = (truth.community.count * 4 / 7).max(2);
                carved(fabric, &[Rect::whole(fabric)], count, 0.6, rng)
            }
            Self::Urban => unit_grids(fabric, rng),
            Self::Fire => {
                let count = (truth.community.count / 8).max(3);
                carved(fabric, &[Rect::whole(fabric)], count, 1.0, rng)
            }
            Self::Health => near_communities(fabric, truth, rng),
            Self::Civil => {
                let mut groups = truth.base.clone();
                let count = groups.count as usize;
                groups.fray(fabric, count / 6, None, rng);
                groups.join_pairs(fabric, count / 14, Some(&truth.community.of), rng);
                groups.tear(fabric, (count / 400).max(1), &truth.community.of, rng);
                groups
            }
            Self::Market => commercial(fabric),
            Self::Emergency => {
                let per_town = if scale.is_premises { 20 } else { 4 };
                let count = (truth.base.count / per_town).max(4);
                carved(fabric, &truth.towns, count, 0.5, rng)
            }
        }
    }

    /// Name for people of the department's cell `number`, first lying in `community`.
    pub(crate) fn name(self, number: usize, community: &str) -> String {
        let ordinal = names::numeral(number + 1);
        match self {
            Self::Police => format!("{}警务区", names::place(number * 5 + 2)),
            Self::Urban => format!("单元网格{:05}", number + 1),
            Self::Fire => format!("{}消防救援站辖区", names::town(number)),
            Self::Health => format!("{community}家庭医生片区"),
            // the way such names really look
            Self::Civil if number % 9 == 4 => format!("{:07} 第{ordinal}网格", 5_060_800 + number),
            Self::Civil => format!("{community}民政{ordinal}片"),
            Self::Market => format!("{}监管片区", names::road(number, number.is_multiple_of(2))),
            Self::Emergency => format!("{community}应急{ordinal}区"),
        }
    }
}

fn carved(fabric: &Fabric, within: &[Rect], count: u32, street_pull: f64, rng: &mut ChaCha8Rng) -> Groups {
    let taste = Taste { street_pull, unevenness: 0.8 };
    let all: u32 = within.iter().map(Rect::plots).sum();
    let rects: Vec<Rect> = within
        .iter()
        .flat_map(|rect| {
            let parts = (u64::from(count) * u64::from(rect.plots()) / u64::from(all.max(1))) as u32;
            carve(fabric, *rect, parts.max(1), taste, rng)
        })
        .collect();
    let mut groups = Groups::from_rects(fabric, &rects);
    groups.fray(fabric, groups.of.len() / 60, None, rng);
    groups
}

/// One unit grid per plot; a tenth are joined in pairs.
fn unit_grids(fabric: &Fabric, rng: &mut ChaCha8Rng) -> Groups {
    let count = fabric.atom_count() as u32;
    let mut groups = Groups { of: (0..count).collect(), count };
    groups.join_pairs(fabric, count as usize / 20, None, rng);
    groups
}

/// Communities as the clinics see them: some in two parts, lines shifted by a plot.
fn near_communities(fabric: &Fabric, truth: &Truth, rng: &mut ChaCha8Rng) -> Groups {
    let mut groups = truth.community.clone();
    let wide = |atoms: &Vec<u32>| atoms.len() * groups.count as usize > fabric.atom_count() * 3 / 2;
    let mut next = groups.count;
    for atoms in truth.community.members().iter().filter(|atoms| wide(atoms)) {
        let middle = fabric.atom_plot[atoms[atoms.len() / 2] as usize];
        for atom in atoms {
            if fabric.atom_plot[*atom as usize][1] >= middle[1] {
                groups.of[*atom as usize] = next;
            }
        }
        next += 1;
    }
    groups.count = next;
    groups.fray(fabric, fabric.atom_count() / 50, None, rng);
    groups
}

/// Both sides of each stretch of main road together; what lies behind them on its own.
fn commercial(fabric: &Fabric) -> Groups {
    let mut stretches: BTreeMap<(usize, u32, u32), u32> = BTreeMap::new();
    let mut of = vec![NONE; fabric.atom_count()];
    for edge in fabric.edges.iter().filter(|edge| is_commercial(edge)) {
        let (axis, line, along) = match edge.run {
            Run::North => (0, edge.at[0], edge.at[1]),
            Run::East | Run::Diagonal => (1, edge.at[1], edge.at[0]),
        };
        let fresh = stretches.len() as u32;
        let stretch = *stretches.entry((axis, line, along / COMMERCIAL_STRETCH)).or_insert(fresh);
        for atom in [edge.left, edge.right] {
            if of[atom as usize] == NONE {
                of[atom as usize] = stretch;
            }
        }
    }
    let mut groups = Groups { of, count: stretches.len() as u32 };
    // what is left behind the streets: pieces that no main road crosses
    let behind = groups.count;
    for group in &mut groups.of {
        if *group == NONE {
            *group = behind;
        }
    }
    groups.count += 1;
    groups.split_apart(fabric);
    absorb_crumbs(fabric, &mut groups);
    groups
}

fn is_commercial(edge: &Edge) -> bool {
    edge.class == Some(BarrierClass::Road) && !edge.is_outline
}

/// Gives pieces of one or two atoms to their first neighbour.
fn absorb_crumbs(fabric: &Fabric, groups: &mut Groups) {
    for atoms in groups.members() {
        if atoms.is_empty() || atoms.len() > 2 {
            continue;
        }
        let own = groups.of[atoms[0] as usize];
        let next = atoms
            .iter()
            .flat_map(|atom| fabric.neighbours(*atom))
            .map(|near| groups.of[near as usize])
            .find(|group| *group != own);
        if let Some(next) = next {
            for atom in &atoms {
                groups.of[*atom as usize] = next;
            }
        }
    }
}
