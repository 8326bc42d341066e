//! Exact overlay of many polygon layers on an integer lattice.
//!
//! Layers of cells that were drawn separately go in; faces come out, and each face knows which cell
//! of every layer covers it. Everything is integer arithmetic: the areas of the faces of a cell
//! add up to the area of the cell, to the last unit.
//!
//! # Steps
//! 1. **Place** degrees on the lattice: [`Coord::from_degrees`].
//! 2. **Collect** rings and barrier lines: [`Linework`].
//! 3. **Overlay** them: [`Arrangement::build`] nodes all lines together, builds arcs and faces, and
//!    labels each face with the cells that cover it ([`Labels`]).
//! 4. **Use** it: [`defects`], [`Arrangement::crosswalk`], [`Arrangement::assign`],
//!    [`Arrangement::dissolve`], [`PointIndex`], [`apportion`].
//!
//! One layer alone is repaired by [`clean`] and judged by [`validate`]; only these make a [`Coverage`].
//!
//! # Example
//! Two cells side by side, and one cell of another department across both:
//! ```
//! use onegrid_planar::{Arrangement, Coord, Linework, RingOwner, RingRole, Scale, Silent};
//!
//! let mut work = Linework::new();
//! let square = |x: i32, y: i32, w: i32, h: i32| {
//!     [Coord::new(x, y), Coord::new(x + w, y), Coord::new(x + w, y + h), Coord::new(x, y + h)]
//! };
//! let base = work.add_layer(2);
//! let police = work.add_layer(1);
//! let ring = |layer, cell| RingOwner { layer, cell, part: 0, role: RingRole::Shell };
//! work.add_ring(ring(base, 0), square(0, 0, 100, 100));
//! work.add_ring(ring(base, 1), square(100, 0, 100, 100));
//! work.add_ring(ring(police, 0), square(50, 0, 100, 100));
//!
//! let overlay = Arrangement::build(&work, Scale::planar(1.0), &Silent)?;
//! assert_eq!(overlay.face_count(), 4);
//! let shared = overlay.crosswalk(0, &vec![Some(0); 4], &[0; 4]);
//! assert_eq!(overlay.area_m2(shared[0].area_units), 10_000.0);
//! overlay.check().map_err(|broken| format!("{broken:?}"))?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Method
//! Segments that several layers share are joined first. The plane is cut into horizontal bands that
//! fit the cache of a core; every stage works on the bands side by side and settles afterwards what
//! crosses from one into another, so the result does not depend on threads. In each band: snap rounding
//! with hot pixels on a grid of cells (see `noding.rs` for the sources), edges, arcs, half-edges,
//! cycles. Labels: every face takes what winds around it from a face further west. No pair of
//! polygons is ever intersected. Cost: O(n + k) for n segments and k crossings spread evenly; where m lines
//! meet in one place O(m2) there (in one pixel, two comparisons of numbers for a pair), refused above 50,000
//! ([`OverlayError::TooDense`]).
//!
//! Predicates are exact in 64 bits: coordinates of one overlay span less than 2^30, so products of
//! two differences stay below 2^61; sums over many edges are 128 bits wide.
//!
//! # Units
//! x is east, y is north; a lattice unit is 1e-7 degree (about 11 mm) in geographic use. Areas are
//! m2 on the CGCS2000 ellipsoid, lengths metres. Shells run counter-clockwise.
//!
//! # Limits
//! One overlay spans at most about 107 degrees in x and in y; at most 2^30 points and 2^30 rings.
//! Longitudes run from -180 to 180 and are two ends, not one line: cells may end at the antimeridian but not
//! cross it. A cell that goes on to 181 has no place on the lattice ([`Coord::from_degrees`] gives `None`), one
//! that jumps to -179 is [`OverlayError::TooWide`]. Cells may end at a pole; an edge along it has no length.
//!
//! # Memory
//! The peak of an overlay, measured (64 bit, two cores, 2026): about 55 bytes per drawn segment for one coverage,
//! 190 for eleven layers of a district, 75 for separate rings of many points, 27 where sixteen layers are the
//! same; beyond that about 80 bytes per edge and 4 bytes per face and layer. [`estimate`] tells it beforehand,
//! and [`Limits`] refuse what would take too much. Where cells of one layer lie over one another, each list of them
//! takes about 12 bytes a cell; n cells around one another come to n2 / 2, which only [`Limits`] can refuse.
//!
//! # Progress
//! Every step that can take long has a form that hears a [`Progress`] and stops when it says so, with
//! [`OverlayError::Cancelled`]: those above by themselves, others by a name in `_with` ([`defects_with`],
//! [`Arrangement::crosswalk_with`], [`Arrangement::dissolve_with`], [`PointIndex::of_faces_with`] ...).
//!
//! # Features
//! `parallel` (default): uses all cores through rayon; the result is the same without it.

mod arrangement;
mod assign;
mod bands;
mod cells;
mod clean;
mod coverage;
mod crosswalk;
mod defects;
mod dissolve;
mod dissolve_some;
mod edge_grid;
mod edges;
mod error;
mod estimate;
mod faces_of_cells;
mod labels;
mod lattice;
mod limits;
mod linework;
mod near;
mod nearest;
mod noding;
mod point_index;
mod progress;
mod refine;
mod scale;
mod segments;
mod states;
mod validate;
mod weigh;

pub use arrangement::Arrangement;
pub use arrangement::check::BrokenInvariant;
pub use assign::{AssignBy, AssignReason, Assigned, Assignment};
pub use clean::options::{CleanOptions, InvalidMetres, KeepOpen, MergeRule, Metres, ParentRegions};
pub use clean::report::{
    CleanReport, GapFilled, GapLeft, GapReason, Lost, LostReason, OverlapGiven, Piece, PieceOutcome,
};
pub use clean::{Cleaned, clean};
pub use coverage::Coverage;
pub use crosswalk::CrosswalkRow;
pub use defects::{Defect, DefectKind, defects, defects_with};
pub use dissolve::{Part, Region};
pub use error::OverlayError;
pub use estimate::{Estimate, estimate};
pub use labels::Labels;
pub use lattice::{Bounds, Coord, MAX_SPAN, UNITS_PER_DEGREE, ring_area2};
pub use limits::Limits;
pub use linework::{Linework, RingOwner, RingRole};
pub use nearest::NearestFace;
pub use point_index::{PointIndex, PointIndexError};
pub use progress::{Progress, Silent};
pub use refine::Refined;
pub use scale::{AREA_UNITS_PER_M2, GeographicScale, LENGTH_UNITS_PER_M, Scale};
pub use validate::{EdgeFault, InvalidEdge, Validity, validate};
pub use weigh::apportion;

#[cfg(test)]
mod tests;
