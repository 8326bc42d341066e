//! Seed and lattice position -> which street an edge carries.
//!
//! Main lines run through; the lines between them change from one superblock to the next.

use onegrid::BarrierClass;

use crate::chance::{fraction, hash};
use crate::fabric::{Run, Site};

/// Which lattice lines carry which street.
pub(crate) struct Streets {
    seed: u64,
    county: [u64; 2],
    plots: [u32; 2],
    /// Class of each whole line: columns, then rows.
    lines: [Vec<Option<BarrierClass>>; 2],
    /// Number of main lines before each line.
    blocks: [Vec<u64>; 2],
}

impl Streets {
    pub(crate) fn lay(site: &Site) -> Self {
        let place = [site.column, site.row];
        // a line keeps its class across counties: the hash knows one coordinate only
        let lines = [0, 1].map(|axis| {
            let key = hash(site.seed, &[10 + axis as u64, place[axis].into()]);
            main_lines(key, site.scale.plots[axis], axis, !site.scale.is_premises)
        });
        let blocks = [0, 1].map(|axis: usize| {
            let mut count = 0;
            lines[axis]
                .iter()
                .map(|class| {
                    count += u64::from(class.is_some());
                    count
                })
                .collect()
        });
        Self { seed: site.seed, county: place.map(u64::from), plots: site.scale.plots, lines, blocks }
    }

    pub(crate) fn class(&self, run: Run, column: u32, row: u32) -> Option<BarrierClass> {
        // an edge running north lies on a column line
        let (axis, line, along) = match run {
            Run::North => (0, column, row),
            Run::East | Run::Diagonal => (1, row, column),
        };
        if line == 0 || line == self.plots[axis] {
            return Some(BarrierClass::Road);
        }
        self.lines[axis][line as usize].or_else(|| {
            let block = self.blocks[1 - axis][along as usize];
            let place = [20 + axis as u64, self.county[0], self.county[1], line.into(), block];
            match fraction(hash(self.seed, &place)) {
                chance if chance < 0.38 => Some(BarrierClass::Street),
                chance if chance < 0.68 => Some(BarrierClass::Lane),
                _ => None,
            }
        })
    }
}

/// Main roads every 4 to 8 plots; one river among the rows, one railway among the columns of
/// larger places.
fn main_lines(key: u64, plots: u32, axis: usize, has_rail: bool) -> Vec<Option<BarrierClass>> {
    let mut lines = vec![None; plots as usize + 1];
    let mut at = 0_u64;
    let mut roads = Vec::new();
    loop {
        at += 4 + hash(key, &[at]) % 5;
        if at + 3 > plots.into() {
            break;
        }
        lines[at as usize] = Some(BarrierClass::Road);
        roads.push(at as usize);
    }
    let special = if axis == 1 { Some(BarrierClass::River) } else { Some(BarrierClass::Rail) };
    if (axis == 1 || has_rail) && roads.len() > 2 {
        let third = roads.len() / 3;
        let pick = third + (hash(key, &[99]) % (third as u64 + 1)) as usize;
        lines[roads[pick]] = special;
    }
    lines
}
