//! One layer of cells -> a valid coverage, and what had to be done.
//!
//! Before this: [`Linework`]. After: overlay with other layers.
//! # Guarantees
//! 1. The result has no overlaps, and neighbours share their borders point by point.
//! 2. No enclosed gap is left in which no circle wider than the gap width fits, but those that the
//!    caller keeps open or that no cell of their region touches; all are listed.
//! 3. A cell has no more parts than it was drawn with; what cannot be kept so is listed
//!    with the reason ([`PieceOutcome`]). A cell of which nothing is left is listed too.
//! 4. Everything is decided by place, size and the declared rules; the order of cells decides exact ties
//!    only.
//! # Method
//! One [`Arrangement`] of the layer; every face with no cell or several is given to one cell as a whole,
//! by its borders. No pair of polygons is ever intersected and nothing is rasterised. The words and the
//! measure of gaps (the diameter of the largest circle that fits in) are those of coverage cleaning in JTS
//! and GEOS, so that settings carry over.
//! # Cost
//! That of the arrangement, and a few passes over its arcs.

pub(crate) mod give;
pub(crate) mod inlets;
pub(crate) mod options;
pub(crate) mod pieces;
pub(crate) mod report;
pub(crate) mod snap;
pub(crate) mod whole;
pub(crate) mod width;

#[cfg(test)]
mod tests;

use crate::arrangement::Arrangement;
use crate::coverage::Coverage;
use crate::error::OverlayError;
use crate::lattice::{Bounds, Coord, ring_area2};
use crate::linework::{Linework, RingOwner, RingRole};
use crate::point_index::PointIndex;
use crate::progress::{Progress, Within};
use crate::scale::Scale;
use give::Giving;
use options::{CleanOptions, KeepOpen, ParentRegions};
use pieces::{NONE, Pieces, border_point};
use report::{CleanReport, GapFilled, GapLeft, GapReason, Lost, LostReason, OverlapGiven, Piece, PieceOutcome};

/// A cleaned layer.
#[derive(Debug)]
pub struct Cleaned {
    /// The cells, without overlaps, under their old numbers.
    pub coverage: Coverage,
    /// What was done, place by place.
    pub report: CleanReport,
    /// The faces that the report speaks of. Layer 0 is the layer as it came, after snapping; layer 1
    /// the parent regions, if there are any.
    pub arrangement: Arrangement,
    /// The cell that got each face.
    pub cell_of_face: Vec<Option<u32>>,
}

/// Regions stand behind the cells in the arrangement of a cleaning.
const REGION_LAYER: u32 = 1;

/// Cleans one layer of `linework`; the other layers but that of the parent regions are not looked at.
///
/// # Errors
/// Those of [`Arrangement::build`].
///
/// # Panics
/// When `layer` or the layer of the parent regions was never opened: a mistake of the caller.
///
/// # Example
/// Two squares that overlap by a strip: the strip goes to the larger one.
/// ```
/// use onegrid_planar::{CleanOptions, Coord, Linework, MergeRule, RingOwner, RingRole, Scale, Silent, clean};
///
/// let mut work = Linework::new();
/// let layer = work.add_layer(2);
/// for (cell, x0, x1) in [(0, 0, 10), (1, 9, 30)] {
///     let ring = [(x0, 0), (x1, 0), (x1, 10), (x0, 10)].map(|(x, y)| Coord::new(x, y));
///     work.add_ring(RingOwner { layer, cell, part: 0, role: RingRole::Shell }, ring);
/// }
/// let options = CleanOptions { overlaps: MergeRule::Largest, ..CleanOptions::default() };
/// let cleaned = clean(&work, layer, &Scale::planar(1.0), &options, &Silent)?;
/// assert_eq!(cleaned.coverage.area2(0), 2 * 90);
/// assert_eq!(cleaned.report.overlaps_given[0].to, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn clean(
    linework: &Linework,
    layer: u32,
    scale: &Scale,
    options: &CleanOptions,
    progress: &dyn Progress,
) -> Result<Cleaned, OverlayError> {
    let cell_count = linework.cell_count(layer as usize);
    progress.limits().check_points(linework.point_count())?;
    let rings = (0..linework.ring_count()).filter(|&r| linework.owner(r).layer == layer);
    if let Some(bounds) = Bounds::of(rings.flat_map(|r| linework.ring(r)).copied()) {
        scale.check(bounds)?;
    }
    let mut snapped = snap::snap_layer(linework, layer, scale, options.snap.get(), progress)?;
    if let Some(parents) = &options.parents {
        copy_layer(linework, parents.layer, &mut snapped.work);
    }
    let mut arrangement = Arrangement::build(&snapped.work, scale.clone(), progress)?;
    let gap_width_m = options.gap_width.get();
    if options.inlets && gap_width_m > 0.0 {
        let mouths = inlets::mouths(&arrangement, gap_width_m, progress)?;
        if !mouths.is_empty() {
            for (i, ends) in mouths.into_iter().enumerate() {
                snapped.work.add_barrier(i as u32, ends);
            }
            arrangement = Arrangement::build(&snapped.work, scale.clone(), progress)?;
        }
    }
    progress.go_on("claims", 0, 4)?;
    let mut pieces = Pieces::build(&arrangement, 0, cell_count);
    let pinched = tie_pinched(&arrangement, linework, layer, &mut pieces, gap_width_m.max(options.snap.get()));
    let parents = options.parents.as_ref().map(|p| ParentRegions { layer: REGION_LAYER, of_cell: p.of_cell.clone() });
    let mut giving = Giving::start(&arrangement, &pieces, parents.as_ref());
    giving.give_overlaps(&options.overlaps);
    progress.go_on("gaps", 1, 4)?;
    let gaps = sort_gaps(&arrangement, options, gap_width_m, progress)?;
    let narrow: Vec<u32> = gaps.iter().filter(|g| g.1.is_none()).map(|g| g.0).collect();
    giving.give_gaps(&narrow, &options.gaps);
    progress.go_on("pieces", 2, 4)?;
    let mut changed = whole::make_whole(&mut giving, progress)?;
    changed.extend(pinched);
    changed.sort_by_key(|p| p.face);

    let owner = core::mem::take(&mut giving.owner);
    let cell_of_face: Vec<Option<u32>> = owner.iter().map(|&p| (p != NONE).then(|| pieces.cell[p as usize])).collect();
    progress.go_on("report", 3, 4)?;
    let mut report = CleanReport {
        pieces: changed,
        points_snapped: snapped.moved,
        points_inserted: snapped.inserted,
        ..CleanReport::default()
    };
    write_gaps(&arrangement, &gaps, &cell_of_face, &mut report);
    write_claims(&giving, &owner, &cell_of_face, &mut report);
    write_lost(&pieces, &arrangement, &cell_of_face, &mut report);
    let coverage = Coverage::of_faces(&arrangement, &cell_of_face, cell_count, &Within(progress))?;
    drop(pieces);
    progress.go_on("report", 4, 4)?;
    Ok(Cleaned { coverage, report, arrangement, cell_of_face })
}

fn copy_layer(from: &Linework, layer: u32, into: &mut Linework) {
    let copy = into.add_layer(from.cell_count(layer as usize) as u32);
    for r in (0..from.ring_count()).filter(|&r| from.owner(r).layer == layer) {
        into.add_ring(RingOwner { layer: copy, ..from.owner(r) }, from.ring(r).iter().copied());
    }
}

/// Cells that are in more pieces than they were drawn in: crumbs become parts of the largest piece, to
/// be tied to it or given away; what is no crumb stays and is listed.
fn tie_pinched(
    arrangement: &Arrangement,
    linework: &Linework,
    layer: u32,
    pieces: &mut Pieces,
    width_m: f64,
) -> Vec<Piece> {
    let mut drawn = vec![0u32; pieces.count_of_cell.len()];
    for r in 0..linework.ring_count() {
        let owner = linework.owner(r);
        if owner.layer == layer && owner.role == RingRole::Shell && ring_area2(linework.ring(r)) != 0 {
            drawn[owner.cell as usize] += 1;
        }
    }
    let is_pinched = |cell: u32| pieces.count_of_cell[cell as usize] > drawn[cell as usize].max(1);
    if !(0..drawn.len() as u32).any(is_pinched) {
        return Vec::new();
    }
    let mut area = vec![0i128; pieces.cell.len()];
    for face in 0..arrangement.face_count() {
        for &p in pieces.claims(face) {
            area[p as usize] += arrangement.face_area_units(face);
        }
    }
    let mut of_cell: Vec<(u32, core::cmp::Reverse<i128>, u32)> = (0..pieces.cell.len() as u32)
        .filter(|&p| is_pinched(pieces.cell[p as usize]))
        .map(|p| (pieces.cell[p as usize], core::cmp::Reverse(area[p as usize]), p))
        .collect();
    of_cell.sort_unstable();
    let crumb_m2 = width_m.max(1.0) * width_m.max(1.0);
    let mut becomes: Vec<u32> = (0..pieces.cell.len() as u32).collect();
    let mut out = Vec::new();
    for same in of_cell.chunk_by(|a, b| a.0 == b.0) {
        for &(cell, core::cmp::Reverse(units), p) in &same[drawn[same[0].0 as usize].max(1) as usize..] {
            let area_m2 = arrangement.area_m2(units);
            if area_m2 < crumb_m2 {
                becomes[p as usize] = same[0].2;
            } else {
                let face = pieces.lowest_face[p as usize];
                let place = border_point(arrangement, face);
                out.push(Piece { cell, face, place, area_m2, outcome: PieceOutcome::Pinched });
            }
        }
    }
    pieces.rename(&becomes);
    out
}

/// Enclosed faces without a cell; those to be filled without a reason to stay.
fn sort_gaps(
    arrangement: &Arrangement,
    options: &CleanOptions,
    width_m: f64,
    progress: &dyn Progress,
) -> Result<Vec<(u32, Option<GapReason>)>, OverlayError> {
    let is_gap = |f: u32| arrangement.labels().cells(f, 0).is_empty();
    let mut kept = vec![false; arrangement.face_count() as usize];
    let locator = if options.keep_open.is_empty() {
        None
    } else {
        Some(PointIndex::of_faces_with(arrangement, &Within(progress))?)
    };
    let mut keep_at = |p: Coord| {
        if let Some(face) = locator.as_ref().and_then(|l| l.id_at(p)) {
            kept[face as usize] = true;
        }
    };
    for keep in &options.keep_open {
        match keep {
            KeepOpen::At(p) => keep_at(*p),
            KeepOpen::Within(rings) => rings.first().and_then(|r| r.first()).iter().for_each(|p| keep_at(**p)),
        }
    }
    let polygons: Vec<&Vec<Vec<Coord>>> = options
        .keep_open
        .iter()
        .filter_map(|k| if let KeepOpen::Within(rings) = k { Some(rings) } else { None })
        .collect();
    let gaps: Vec<u32> = (0..arrangement.face_count()).filter(|&f| is_gap(f)).collect();
    let judge = |&f: &u32| {
        progress.check("gaps")?;
        let reason = if kept[f as usize] || is_within(arrangement, f, &polygons) {
            Some(GapReason::KeptOpen)
        } else if width::is_narrow(arrangement, f, width_m) {
            None
        } else {
            Some(GapReason::Wide)
        };
        Ok((f, reason))
    };
    #[cfg(feature = "parallel")]
    {
        use rayon::prelude::*;
        gaps.par_iter().with_min_len(256).map(judge).collect()
    }
    #[cfg(not(feature = "parallel"))]
    gaps.iter().map(judge).collect()
}

/// Whether the inner point of a face lies in one of some polygons.
fn is_within(arrangement: &Arrangement, face: u32, polygons: &[&Vec<Vec<Coord>>]) -> bool {
    if polygons.is_empty() {
        return false;
    }
    let (x, y) = arrangement.face_point(face);
    polygons.iter().any(|rings| {
        let mut inside = false;
        for ring in *rings {
            for (i, &a) in ring.iter().enumerate() {
                let b = ring[(i + 1) % ring.len()];
                let (ax, ay, bx, by) = (a.x as f64, a.y as f64, b.x as f64, b.y as f64);
                if (ay > y) != (by > y) && x < ax + (bx - ax) * (y - ay) / (by - ay) {
                    inside = !inside;
                }
            }
        }
        inside
    })
}

fn write_gaps(
    arrangement: &Arrangement,
    gaps: &[(u32, Option<GapReason>)],
    cell_of_face: &[Option<u32>],
    report: &mut CleanReport,
) {
    let mut units = 0;
    for &(face, reason) in gaps {
        let (place, area_m2) = (border_point(arrangement, face), arrangement.face_area_m2(face));
        match (reason, cell_of_face[face as usize]) {
            (None, Some(to)) => {
                units += arrangement.face_area_units(face);
                report.gaps_filled.push(GapFilled { face, place, area_m2, to });
            }
            (reason, _) => {
                let reason = reason.unwrap_or(GapReason::NoCellOfItsRegion);
                report.gaps_left.push(GapLeft { face, place, area_m2, reason });
            }
        }
    }
    report.gap_area_m2 = arrangement.area_m2(units);
}

fn write_claims(giving: &Giving, owner: &[u32], cell_of_face: &[Option<u32>], report: &mut CleanReport) {
    let arrangement = giving.arrangement;
    let (mut overlap, mut moved) = (0, 0);
    for (face, to) in (0u32..).zip(cell_of_face) {
        let cells = arrangement.labels().cells(face, 0);
        let (Some(to), false) = (*to, cells.is_empty()) else { continue };
        if cells.len() > 1 {
            overlap += arrangement.face_area_units(face);
            report.overlaps_given.push(OverlapGiven {
                face,
                place: border_point(arrangement, face),
                area_m2: arrangement.face_area_m2(face),
                cells: cells.to_vec(),
                to,
                leaves_region: !giving.fits_region(face, owner[face as usize]),
            });
        }
        if !cells.contains(&to) {
            moved += arrangement.face_area_units(face);
        }
    }
    report.overlap_area_m2 = arrangement.area_m2(overlap);
    report.area_moved_m2 = arrangement.area_m2(moved);
}

fn write_lost(pieces: &Pieces, arrangement: &Arrangement, cell_of_face: &[Option<u32>], report: &mut CleanReport) {
    let mut has_area = vec![false; pieces.cell_area.len()];
    cell_of_face.iter().flatten().for_each(|&cell| has_area[cell as usize] = true);
    // (cell, taker, area) of cells that lost everything
    let mut taken: Vec<(u32, u32, i128)> = Vec::new();
    for (face, taker) in (0u32..).zip(cell_of_face) {
        for &cell in arrangement.labels().cells(face, 0) {
            if let (false, Some(taker)) = (has_area[cell as usize], *taker) {
                taken.push((cell, taker, arrangement.face_area_units(face)));
            }
        }
    }
    taken.sort_unstable();
    for cell in (0..has_area.len() as u32).filter(|&c| !has_area[c as usize]) {
        let from = taken.partition_point(|t| t.0 < cell);
        let own = &taken[from..taken.partition_point(|t| t.0 <= cell)];
        let by = own
            .chunk_by(|a, b| a.1 == b.1)
            .map(|same| (same.iter().map(|t| t.2).sum::<i128>(), core::cmp::Reverse(same[0].1)))
            .max();
        let reason = by.map_or(LostReason::NoArea, |(_, by)| LostReason::Covered { by: by.0 });
        report.lost.push(Lost { cell, reason });
    }
}
