//! Size, seed and county -> the truth on the ground: a planar net of streets and the plots between.
//!
//! # Method
//! A lattice of plots, narrow in the centre and wide at the rim, is bent by slow waves and
//! jittered vertex by vertex; some plots are cut by a diagonal lane. Every position is a function of
//! the seed and the *global* lattice position, and a county's last line is its neighbour's first, so
//! counties made apart share their border exactly. Jitter stays under a fifth of the spacing, which
//! keeps every plot convex.

use core::ops::Range;

use onegrid::BarrierClass;

use crate::chance::{fraction, hash, swing};
use crate::size::Scale;
use crate::streets::Streets;

/// What lies beyond the county.
pub(crate) const OUTSIDE: u32 = u32::MAX;
/// Furthest a node is jittered, as a share of the narrower neighbouring spacing.
const JITTER: f64 = 0.17;
/// Furthest an edge bends to the side, as a share of its length (and 6 m at most).
const WIGGLE: f64 = 0.025;
/// Share of plots cut by a diagonal lane.
const DIAGONAL_SHARE: f64 = 0.04;

/// Which way an edge runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Run {
    East,
    North,
    Diagonal,
}

/// A stretch between two nodes, stored once; one atom on each side.
#[derive(Debug, Clone)]
pub(crate) struct Edge {
    pub(crate) from: u32,
    pub(crate) to: u32,
    pub(crate) left: u32,
    pub(crate) right: u32,
    pub(crate) run: Run,
    /// Lattice position of `from` within the county.
    pub(crate) at: [u32; 2],
    /// The street on it; `None` where only a plot ends.
    pub(crate) class: Option<BarrierClass>,
    /// Inner vertices, positions in [`Fabric::bends`].
    pub(crate) bends: Range<u32>,
    pub(crate) key: u64,
    pub(crate) is_outline: bool,
}

/// Where the county lies and how its lines are spaced.
pub(crate) struct Site {
    pub(crate) seed: u64,
    pub(crate) column: u32,
    pub(crate) row: u32,
    /// Counties from west to east and south to north.
    pub(crate) board: [u32; 2],
    pub(crate) scale: Scale,
}

/// The county's lattice: nodes, edges and atoms (plots or halves of plots).
pub(crate) struct Fabric {
    pub(crate) plots: [u32; 2],
    /// Positions in metres, before any department draws them.
    pub(crate) nodes: Vec<[f64; 2]>,
    pub(crate) node_keys: Vec<u64>,
    pub(crate) edges: Vec<Edge>,
    pub(crate) bends: Vec<[f64; 2]>,
    pub(crate) atom_plot: Vec<[u32; 2]>,
    /// Corner nodes of each atom, counter-clockwise; a half plot repeats its last one.
    pub(crate) atom_corners: Vec<[u32; 4]>,
    /// First atom of each plot, and one past the last plot's.
    plot_atoms: Vec<u32>,
    /// Edges of each atom: ranges into `atom_edges`.
    atom_starts: Vec<u32>,
    atom_edges: Vec<u32>,
    /// Undistorted line positions in metres, for lengths of rectangles.
    pub(crate) lines_m: [Vec<f64>; 2],
}

impl Fabric {
    pub(crate) fn build(site: &Site) -> Self {
        let lines_m = [0, 1].map(|axis| spaced(site.scale.plots[axis], site.scale.extent_m[axis], site.scale.bulge));
        let mut fabric = Self {
            plots: site.scale.plots,
            nodes: Vec::new(),
            node_keys: Vec::new(),
            edges: Vec::new(),
            bends: Vec::new(),
            atom_plot: Vec::new(),
            atom_corners: Vec::new(),
            plot_atoms: Vec::new(),
            atom_starts: Vec::new(),
            atom_edges: Vec::new(),
            lines_m,
        };
        fabric.place_nodes(site);
        fabric.cut_plots(site);
        fabric.lay_edges(site);
        fabric.index_atoms();
        fabric
    }

    pub(crate) fn atom_count(&self) -> usize {
        self.atom_plot.len()
    }

    pub(crate) fn atoms_of_plot(&self, column: u32, row: u32) -> Range<u32> {
        let plot = (row * self.plots[0] + column) as usize;
        self.plot_atoms[plot]..self.plot_atoms[plot + 1]
    }

    pub(crate) fn edges_of_atom(&self, atom: u32) -> impl Iterator<Item = &Edge> {
        let atom = atom as usize;
        let range = self.atom_starts[atom] as usize..self.atom_starts[atom + 1] as usize;
        self.atom_edges[range].iter().map(|edge| &self.edges[*edge as usize])
    }

    /// Atoms across the atom's edges, inside the county.
    pub(crate) fn neighbours(&self, atom: u32) -> impl Iterator<Item = u32> {
        self.edges_of_atom(atom)
            .map(move |edge| if edge.left == atom { edge.right } else { edge.left })
            .filter(|other| *other != OUTSIDE)
    }

    pub(crate) fn node(&self, column: u32, row: u32) -> u32 {
        row * (self.plots[0] + 1) + column
    }

    /// Class of the edge on a column line (`axis` 0) or row line (1), `along` plots from its start.
    pub(crate) fn class_on_line(&self, axis: usize, line: u32, along: u32) -> Option<BarrierClass> {
        let [columns, rows] = self.plots;
        // edges are laid east-running first, then north-running
        let edge = if axis == 1 { line * columns + along } else { (rows + 1) * columns + along * (columns + 1) + line };
        self.edges[edge as usize].class
    }

    /// Whether the atom touches the county's outline.
    pub(crate) fn is_at_rim(&self, atom: u32) -> bool {
        let [column, row] = self.atom_plot[atom as usize];
        column == 0 || row == 0 || column + 1 == self.plots[0] || row + 1 == self.plots[1]
    }

    /// 1 in the centre, 0 at the rim.
    pub(crate) fn urbanity(&self, atom: u32) -> f64 {
        let plot = self.atom_plot[atom as usize];
        let [x, y] = [0, 1].map(|axis| (f64::from(plot[axis]) + 0.5) / f64::from(self.plots[axis]) * 2.0 - 1.0);
        (1.0 - libm::sqrt(x * x + y * y) / core::f64::consts::SQRT_2).clamp(0.0, 1.0)
    }

    fn place_nodes(&mut self, site: &Site) {
        for row in 0..=self.plots[1] {
            for column in 0..=self.plots[0] {
                let (county, line) = global(site, self.plots, [column, row]);
                self.nodes.push(position(site, &self.lines_m, county, line));
                self.node_keys
                    .push(hash(site.seed, &[1, county[0].into(), county[1].into(), line[0].into(), line[1].into()]));
            }
        }
    }

    fn cut_plots(&mut self, site: &Site) {
        for row in 0..self.plots[1] {
            for column in 0..self.plots[0] {
                self.plot_atoms.push(self.atom_plot.len() as u32);
                let [sw, se] = [self.node(column, row), self.node(column + 1, row)];
                let [nw, ne] = [self.node(column, row + 1), self.node(column + 1, row + 1)];
                let place = [2, site.column.into(), site.row.into(), column.into(), row.into()];
                let chance = fraction(hash(site.seed, &place));
                if chance < DIAGONAL_SHARE {
                    // south-east half first, then north-west
                    self.atom_corners.push([sw, se, ne, ne]);
                    self.atom_corners.push([sw, ne, nw, nw]);
                    self.atom_plot.extend([[column, row]; 2]);
                } else {
                    self.atom_corners.push([sw, se, ne, nw]);
                    self.atom_plot.push([column, row]);
                }
            }
        }
        self.plot_atoms.push(self.atom_plot.len() as u32);
    }

    /// The atom of a plot that lies at its south/east (`false`) or north/west side (`true`).
    fn side(&self, column: Option<u32>, row: Option<u32>, is_north_west: bool) -> u32 {
        let (Some(column), Some(row)) = (column, row) else {
            return OUTSIDE;
        };
        if column >= self.plots[0] || row >= self.plots[1] {
            return OUTSIDE;
        }
        let atoms = self.atoms_of_plot(column, row);
        if is_north_west { atoms.end - 1 } else { atoms.start }
    }

    fn lay_edges(&mut self, site: &Site) {
        let [columns, rows] = self.plots;
        let streets = Streets::lay(site);
        for row in 0..=rows {
            for column in 0..columns {
                let left = self.side(Some(column), Some(row), false);
                let right = self.side(Some(column), row.checked_sub(1), true);
                let class = streets.class(Run::East, column, row);
                self.lay(Run::East, [column, row], [left, right], class);
            }
        }
        for row in 0..rows {
            for column in 0..=columns {
                let left = self.side(column.checked_sub(1), Some(row), false);
                let right = self.side(Some(column), Some(row), true);
                let class = streets.class(Run::North, column, row);
                self.lay(Run::North, [column, row], [left, right], class);
            }
        }
        for row in 0..rows {
            for column in 0..columns {
                let atoms = self.atoms_of_plot(column, row);
                if atoms.len() == 2 {
                    let sides = [atoms.end - 1, atoms.start];
                    let class = Some(BarrierClass::Lane);
                    self.lay(Run::Diagonal, [column, row], sides, class);
                }
            }
        }
    }

    fn lay(&mut self, run: Run, at: [u32; 2], sides: [u32; 2], class: Option<BarrierClass>) {
        let from = self.node(at[0], at[1]);
        let to = match run {
            Run::East => self.node(at[0] + 1, at[1]),
            Run::North => self.node(at[0], at[1] + 1),
            Run::Diagonal => self.node(at[0] + 1, at[1] + 1),
        };
        let key = hash(self.node_keys[from as usize], &[3, run as u64]);
        let start = self.bends.len() as u32;
        let [a, b] = [self.nodes[from as usize], self.nodes[to as usize]];
        let [dx, dy] = [b[0] - a[0], b[1] - a[1]];
        let length_m = libm::sqrt(dx * dx + dy * dy);
        // a street is curved and surveyed, a plot boundary is a fence between two posts
        let count = if class.is_some() { (length_m / 55.0).clamp(1.0, 3.0) as u32 } else { 0 };
        let reach = (WIGGLE * length_m).min(6.0) / length_m;
        let sweep = swing(key, &[9]);
        for step in 1..=count {
            let t = (f64::from(step) + 0.3 * swing(key, &[step.into(), 1])) / f64::from(count + 1);
            let bow = 4.0 * t * (1.0 - t) * sweep;
            let aside = reach * (0.6 * bow + 0.4 * swing(key, &[step.into(), 2]));
            self.bends.push([a[0] + dx * t - dy * aside, a[1] + dy * t + dx * aside]);
        }
        self.edges.push(Edge {
            from,
            to,
            left: sides[0],
            right: sides[1],
            run,
            at,
            class,
            bends: start..self.bends.len() as u32,
            key,
            is_outline: sides.contains(&OUTSIDE),
        });
    }

    fn index_atoms(&mut self) {
        let mut counts = vec![0_u32; self.atom_count() + 1];
        let sides = |edge: &Edge| [edge.left, edge.right].into_iter().filter(|s| *s != OUTSIDE);
        for atom in self.edges.iter().flat_map(sides) {
            counts[atom as usize + 1] += 1;
        }
        for atom in 1..counts.len() {
            counts[atom] += counts[atom - 1];
        }
        self.atom_edges = vec![0; counts.last().copied().unwrap_or(0) as usize];
        let mut next = counts.clone();
        for (edge, id) in self.edges.iter().zip(0_u32..) {
            for atom in sides(edge) {
                self.atom_edges[next[atom as usize] as usize] = id;
                next[atom as usize] += 1;
            }
        }
        self.atom_starts = counts;
    }
}

/// County and line of a lattice position; the last line of a county is its neighbour's first.
fn global(site: &Site, plots: [u32; 2], at: [u32; 2]) -> ([u32; 2], [u32; 2]) {
    let mut county = [site.column, site.row];
    let mut line = at;
    for axis in 0..2 {
        if line[axis] == plots[axis] {
            county[axis] += 1;
            line[axis] = 0;
        }
    }
    (county, line)
}

/// Line positions from 0 to `extent_m`, wider towards the rim; symmetric.
fn spaced(plots: u32, extent_m: f64, bulge: f64) -> Vec<f64> {
    let width = |plot: u32| {
        let t = (f64::from(plot) + 0.5) / f64::from(plots) * 2.0 - 1.0;
        1.0 + bulge * t * t
    };
    let total: f64 = (0..plots).map(width).sum();
    let mut lines = vec![0.0];
    let mut at = 0.0;
    for plot in 0..plots {
        at += width(plot);
        lines.push(at / total * extent_m);
    }
    lines
}

fn position(site: &Site, lines_m: &[Vec<f64>; 2], county: [u32; 2], line: [u32; 2]) -> [f64; 2] {
    let place: [u64; 4] = [county[0], county[1], line[0], line[1]].map(u64::from);
    let mut point = [0.0; 2];
    for axis in 0..2 {
        let lines = &lines_m[axis];
        let at = line[axis] as usize;
        let after = lines[at + 1] - lines[at];
        let before = if at == 0 { after } else { lines[at] - lines[at - 1] };
        let key = hash(site.seed, &[4 + axis as u64]);
        let jitter = JITTER * before.min(after) * swing(key, &place);
        let extent = site.scale.extent_m[axis];
        point[axis] =
            f64::from(county[axis]) * extent + lines[at] + jitter - f64::from(site.board[axis]) * extent / 2.0;
    }
    bend(site, point)
}

/// Slow waves: roads are curved, and the outline is not a rectangle.
fn bend(site: &Site, [x, y]: [f64; 2]) -> [f64; 2] {
    let extent = site.scale.extent_m[0].min(site.scale.extent_m[1]);
    let phase = |k: u64| core::f64::consts::TAU * fraction(hash(site.seed, &[7, k]));
    let wave = |at: f64, length: f64, k: u64| libm::sin(core::f64::consts::TAU * at / (length * extent) + phase(k));
    let reach = 0.024 * extent;
    [
        x + reach * (wave(y, 0.9, 1) + 0.35 * wave(y, 0.41, 2) + 0.4 * wave(x, 1.3, 3)),
        y + reach * (wave(x, 0.8, 4) + 0.35 * wave(x, 0.37, 5) + 0.4 * wave(y, 1.2, 6)),
    ]
}

#[cfg(test)]
mod tests;
