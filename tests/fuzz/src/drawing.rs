//! Random bytes -> rings and lines on a lattice that is small on purpose, so that they meet.

use arbitrary::{Arbitrary, Result, Unstructured};
use onegrid_planar::{Coord, Linework, RingOwner, RingRole, Scale};

/// A ring of a cell.
#[derive(Debug, Clone)]
pub struct Ring {
    /// The cell.
    pub cell: u32,
    /// The part of the cell.
    pub part: u32,
    /// Whether it is a hole.
    pub is_hole: bool,
    /// Points, as drawn.
    pub points: Vec<(i32, i32)>,
}

/// Layers of rings, and barrier lines.
#[derive(Debug, Clone)]
pub struct Drawing {
    /// Whether the lattice is that of the planet; otherwise a unit is a metre.
    pub is_geographic: bool,
    /// Rings by layer.
    pub layers: Vec<Vec<Ring>>,
    /// Barrier lines.
    pub lines: Vec<Vec<(i32, i32)>>,
}

/// Cells per layer.
pub const CELLS: u32 = 6;
/// Widths of the drawing: crowded, roomy, and as wide as is allowed.
const SPANS: [i32; 8] = [3, 5, 9, 17, 65, 1000, 1 << 20, (1 << 30) - 1];
/// Somewhere in the south of China, and no multiple of anything.
const PLACE: (i32, i32) = (1_132_345_677, 231_234_567);

impl Drawing {
    /// Draws up to `layers` layers and, if wanted, lines.
    ///
    /// # Errors
    /// There are not enough bytes.
    pub fn draw(u: &mut Unstructured<'_>, layers: usize, with_lines: bool) -> Result<Self> {
        let is_geographic = u.ratio(1, 4)?;
        let wide = if is_geographic { 7 } else { SPANS.len() };
        let span = SPANS[u.choose_index(wide)?];
        let origin = if is_geographic { PLACE } else { (-span / 2, -span / 2) };
        let layers = u.int_in_range(1..=layers)?;
        let layers = (0..layers).map(|_| draw_layer(u, span, origin)).collect::<Result<_>>()?;
        let lines = if with_lines { u.int_in_range(0..=2)? } else { 0 };
        let lines = (0..lines).map(|_| draw_points(u, span, origin)).collect::<Result<_>>()?;
        Ok(Self { is_geographic, layers, lines })
    }

    /// The drawing as input of an overlay; `backwards` adds the same rings in reverse, each drawn in reverse.
    pub fn linework(&self, backwards: bool) -> Linework {
        let mut work = Linework::new();
        for rings in &self.layers {
            let layer = work.add_layer(CELLS);
            let mut add = |ring: &Ring| {
                let role = if ring.is_hole { RingRole::Hole } else { RingRole::Shell };
                let owner = RingOwner { layer, cell: ring.cell, part: ring.part, role };
                let points = ring.points.iter().map(|&(x, y)| Coord::new(x, y));
                if backwards { work.add_ring(owner, points.rev()) } else { work.add_ring(owner, points) }
            };
            if backwards { rings.iter().rev().for_each(&mut add) } else { rings.iter().for_each(&mut add) }
        }
        for (id, line) in self.lines.iter().enumerate() {
            work.add_barrier(id as u32, line.iter().map(|&(x, y)| Coord::new(x, y)));
        }
        work
    }

    /// How its units become metres.
    pub fn scale(&self, work: &Linework) -> Scale {
        let geographic = self.is_geographic.then(|| work.geographic_scale()).flatten();
        geographic.unwrap_or_else(|| Scale::planar(1.0))
    }
}

impl<'a> Arbitrary<'a> for Drawing {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Self::draw(u, 3, true)
    }
}

fn draw_layer(u: &mut Unstructured<'_>, span: i32, origin: (i32, i32)) -> Result<Vec<Ring>> {
    let mut rings: Vec<Ring> = Vec::new();
    for _ in 0..u.int_in_range(0..=8)? {
        // neighbours often share an edge: half of the rings start from points of the one before
        let mut points = match rings.last() {
            Some(before) if u.arbitrary()? => before.points.iter().take(3).rev().copied().collect(),
            _ => Vec::new(),
        };
        points.extend(draw_points(u, span, origin)?);
        rings.push(Ring {
            cell: u.int_in_range(0..=CELLS - 1)?,
            part: u.int_in_range(0..=1)?,
            is_hole: u.ratio(1, 5)?,
            points,
        });
    }
    Ok(rings)
}

fn draw_points(u: &mut Unstructured<'_>, span: i32, (x, y): (i32, i32)) -> Result<Vec<(i32, i32)>> {
    let count = u.int_in_range(0..=9)?;
    (0..count).map(|_| Ok((x + u.int_in_range(0..=span - 1)?, y + u.int_in_range(0..=span - 1)?))).collect()
}
