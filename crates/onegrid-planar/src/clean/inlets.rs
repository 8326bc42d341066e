//! The outline of a layer -> lines across the mouths of its narrow inlets.
//!
//! An inlet is an opening to the outside between two stretches of outline that face one another across
//! less than the width, over more than the width. A line across each end of the stretch makes an
//! enclosed gap of it.
//! # Limits
//! The lines end on the outline, not always at its points: the filled cells get points there.

use crate::arrangement::Arrangement;
use crate::error::OverlayError;
use crate::lattice::{Bounds, Coord, orient};
use crate::near::{Line, NearGrid, facing, slack_units};
use crate::progress::Progress;

/// Lines across narrow openings of the outline, ascending.
///
/// # Errors
/// [`OverlayError::Cancelled`].
pub(super) fn mouths(
    arrangement: &Arrangement,
    width_m: f64,
    progress: &dyn Progress,
) -> Result<Vec<[Coord; 2]>, OverlayError> {
    let mut edges: Vec<[Coord; 2]> = Vec::new();
    for arc in 0..arrangement.arc_count() {
        // the outside on the left
        let forward = match arrangement.arc_faces(arc) {
            [None, Some(_)] => true,
            [Some(_), None] => false,
            _ => continue,
        };
        edges.extend(arrangement.arc_coords(arc).windows(2).map(|p| if forward { [p[0], p[1]] } else { [p[1], p[0]] }));
    }
    let Some(bounds) = Bounds::of(edges.iter().flatten().copied()) else { return Ok(Vec::new()) };
    let ends = [bounds.min, bounds.max].map(|c| arrangement.scale().m_per_unit_at(c));
    let finest = ends.iter().flat_map(|m| [m.0, m.1]).fold(f64::MAX, f64::min);
    let grid = NearGrid::build(&edges, bounds, slack_units(width_m, finest));
    let mut out = Vec::new();
    grid.for_each_cell(|members| {
        for (i, &s) in members.iter().enumerate() {
            progress.check("inlets")?;
            for &t in &members[i + 1..] {
                let (s, t) = (edges[s as usize], edges[t as usize]);
                if across_outside(s, t) && across_outside(t, s) {
                    push_mouths(arrangement, s, t, width_m, &mut out);
                }
            }
        }
        Ok(())
    })?;
    out.sort_unstable();
    out.dedup();
    Ok(out)
}

/// Whether some of `t` lies on the outer side of `s`.
fn across_outside(s: [Coord; 2], t: [Coord; 2]) -> bool {
    t.iter().any(|&p| orient(s[0], s[1], p) > 0)
}

fn push_mouths(arrangement: &Arrangement, s: [Coord; 2], t: [Coord; 2], width_m: f64, out: &mut Vec<[Coord; 2]>) {
    let origin = s[0];
    let (mx, my) = arrangement.scale().m_per_unit_at(origin);
    let place = |p: Coord| [(p.x as i64 - origin.x as i64) as f64 * mx, (p.y as i64 - origin.y as i64) as f64 * my];
    let line = |e: [Coord; 2]| -> Line { e.map(place) };
    let back = |p: [f64; 2]| Coord::new(origin.x + (p[0] / mx).round() as i32, origin.y + (p[1] / my).round() as i32);
    if let Some([first, second]) = facing(line(s), line(t), width_m) {
        for (p, q) in first.into_iter().zip(second) {
            let (p, q) = (back(p), back(q));
            if p != q {
                out.push([p.min(q), p.max(q)]);
            }
        }
    }
}
