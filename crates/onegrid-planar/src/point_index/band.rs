//! The cells of a few rows, made by themselves: the unit of parallel work.
//!
//! # Method
//! Each edge is followed through the rows: it is seen by the cells that it meets, and where it passes
//! the line of the corners of a row, the windings of its part change from there on eastwards. A sweep
//! along the corners of each row then knows the parts that cover the corner of every cell.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::RECORD;
use super::RECORD_ALIGNMENT;
use super::cell_grid::CellGrid;
use super::edge::{Edge, HOLE, covers, weight};
use super::record::{self, Candidate, Sighting};

/// Part of a polygon: (id, part).
type Part = (u32, u32);

/// Cells of some rows, with records counted from their first.
pub(super) struct Band {
    pub cells: Vec<u32>,
    pub words: Vec<i32>,
}

/// What happens in the cells of a band: items by cell.
struct ByCell<T> {
    start: Vec<u32>,
    items: Vec<T>,
}

impl<T: Copy + Default> ByCell<T> {
    /// Sorts by cell and keeps the order within each.
    fn new(cells: usize, list: &[(u32, T)]) -> Self {
        let mut start = vec![0u32; cells + 2];
        for (cell, _) in list {
            start[*cell as usize + 2] += 1;
        }
        for i in 1..start.len() {
            start[i] += start[i - 1];
        }
        let mut items = vec![T::default(); list.len()];
        for &(cell, item) in list {
            let at = &mut start[cell as usize + 1];
            items[*at as usize] = item;
            *at += 1;
        }
        Self { start, items }
    }

    fn of(&self, cell: usize) -> &[T] {
        &self.items[self.start[cell] as usize..self.start[cell + 1] as usize]
    }
}

/// (position of the edge, wall flag)
type Meeting = (u32, u32);

/// Makes the cells of `rows` from the edges that reach into them.
pub(super) fn make(grid: &CellGrid, edges: &[Edge], of_band: &[u32], rows: Range<u32>) -> Band {
    let cells = (rows.end - rows.start) as usize * grid.columns as usize;
    let (mut meetings, mut passes) = (Vec::with_capacity(of_band.len() * 2), Vec::with_capacity(of_band.len()));
    for &e in of_band {
        follow(
            grid,
            &edges[e as usize],
            &rows,
            |cell, wall| meetings.push((cell, (e, wall))),
            |cell| {
                passes.push((cell, e));
            },
        );
    }
    let sweep = Sweep {
        edges,
        meetings: ByCell::new(cells, &meetings),
        passes: ByCell::new(cells, &passes),
        around: BTreeMap::new(),
        covering: BTreeSet::new(),
        sightings: Vec::new(),
        scratch: Vec::new(),
        candidates: Vec::new(),
        out: Band { cells: Vec::with_capacity(cells), words: Vec::with_capacity(meetings.len() * 8) },
    };
    sweep.run(grid.columns as usize)
}

/// Tells each cell of `rows` that an edge meets, and how it counts there; and each cell at whose corner
/// the edge first lies to the west.
fn follow(grid: &CellGrid, e: &Edge, rows: &Range<u32>, mut meets: impl FnMut(u32, u32), mut passes: impl FnMut(u32)) {
    let (low, high) = (e.a.y as i64, e.b.y as i64);
    let is_horizontal = low == high;
    let (first, last) = (grid.row(low).max(rows.start), grid.row(high).min(rows.end - 1));
    let mut lower = None;
    for row in first..=last {
        let base = (row - rows.start) * grid.columns;
        let (south, north) = (grid.south(row), grid.south(row + 1));
        let is_last_row = row + 1 == grid.rows;
        // where it enters the row and where it leaves it, rounded to both sides
        let enters = match lower {
            Some(x) => x,
            None if south > low => e.x_at(south),
            None => (e.a.x as i64, e.a.x as i64),
        };
        let leaves = if !is_last_row && north <= high && !is_horizontal {
            let x = e.x_at(north);
            lower = Some(x);
            x
        } else {
            (e.b.x as i64, e.b.x as i64)
        };
        if low <= south && south < high {
            let column = grid.column_from(enters.1);
            if column < grid.columns {
                passes(base + column);
            }
        }
        let columns = grid.column(enters.0.min(leaves.0))..=grid.column(enters.1.max(leaves.1));
        for column in columns {
            if let Some(wall) = e.wall_in(grid.west(column), south) {
                meets(base + column, wall);
            }
        }
    }
}

struct Sweep<'a> {
    edges: &'a [Edge],
    meetings: ByCell<Meeting>,
    passes: ByCell<u32>,
    /// Parts with a winding at the corner.
    around: BTreeMap<Part, i64>,
    /// Those of them that cover the corner.
    covering: BTreeSet<Part>,
    sightings: Vec<Sighting>,
    scratch: Vec<Sighting>,
    candidates: Vec<Candidate>,
    out: Band,
}

impl Sweep<'_> {
    fn run(mut self, columns: usize) -> Band {
        let cells = self.meetings.start.len() - 2;
        for row in (0..cells).step_by(columns) {
            self.around.clear();
            self.covering.clear();
            let mut constant = 0;
            for cell in row..row + columns {
                let (from, to) = (self.passes.start[cell], self.passes.start[cell + 1]);
                if from != to {
                    for i in from..to {
                        self.pass(self.passes.items[i as usize]);
                    }
                    constant = self.covering.first().map_or(0, |&(id, _)| id + 1);
                }
                let entry = if self.meetings.of(cell).is_empty() { constant } else { self.record(cell) };
                self.out.cells.push(entry);
            }
        }
        self.out
    }

    /// The corner moves from the west side of an edge to its east side.
    fn pass(&mut self, edge: u32) {
        let e = &self.edges[edge as usize];
        let part = (e.id, e.part);
        let winding = self.around.entry(part).or_default();
        *winding -= weight(e.flags);
        let (is_covered, is_gone) = (covers(*winding), *winding == 0);
        if is_gone {
            self.around.remove(&part);
        }
        if is_covered {
            self.covering.insert(part);
        } else {
            self.covering.remove(&part);
        }
    }

    /// Writes the record of a cell that meets edges and gives its entry.
    fn record(&mut self, cell: usize) -> u32 {
        let (edges, sightings) = (self.edges, &mut self.sightings);
        sightings.clear();
        sightings.extend(self.meetings.of(cell).iter().map(|&(edge, wall)| {
            let Edge { a, b, id, part, flags } = edges[edge as usize];
            Sighting { id, part, is_hole: flags & HOLE != 0, a, b, flags: flags | wall }
        }));
        sightings.sort_unstable();
        record::drop_inner(sightings);
        let part_of = |s: &Sighting| (s.id, s.part);
        let has_edges = |part: &Part| sightings.binary_search_by_key(part, part_of).is_ok();
        let everywhere = self.covering.iter().find(|part| !has_edges(part)).copied();
        let candidates = &mut self.candidates;
        candidates.clear();
        let mut first = 0;
        for same in sightings.chunk_by(|s, t| part_of(s) == part_of(t)) {
            let part = part_of(&same[0]);
            if everywhere.is_some_and(|other| other < part) {
                break; // it covers the cell and is lower: the others never win
            }
            let winding = self.around.get(&part).copied().unwrap_or(0);
            candidates.push(Candidate { id: part.0, winding, edges: first..first + same.len() });
            first += same.len();
        }
        let mut otherwise = everywhere.map(|(id, _)| id);
        if otherwise.is_none()
            && candidates.len() > 1
            && record::add_up_to_one(candidates, sightings, &mut self.scratch)
        {
            otherwise = candidates.pop().map(|last| last.id);
        }
        if candidates.is_empty() {
            return otherwise.map_or(0, |id| id + 1);
        }
        let place = self.out.words.len() / RECORD_ALIGNMENT;
        record::write(&mut self.out.words, otherwise, candidates, sightings);
        RECORD | place as u32
    }
}
