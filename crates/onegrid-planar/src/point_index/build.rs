//! Edges -> the index, band by band.

use crate::arrangement::Arrangement;
use crate::bands;
use crate::error::OverlayError;
use crate::lattice::{Bounds, Coord, MAX_SPAN, ring_area2};
use crate::linework::{Linework, RingRole};
use crate::progress::{Progress, Silent, unstopped};

use super::band::{self, Band};
use super::cell_grid::CellGrid;
use super::edge::{AGAINST, Edge, HOLE};
use super::{PointIndex, RECORD, RECORD_ALIGNMENT};

/// Cells of a band aimed at: their lists stay in the cache of one core.
const CELLS_PER_BAND: u32 = 1 << 14;
/// Parts of the step that is told of: edges, their lists, the bands, one index.
const PARTS: u64 = 4;
const STEP: &str = "index";
/// Items between two looks at whether to stop.
const LOOK_EVERY: usize = 1 << 16;

impl PointIndex {
    /// An index over the faces of an arrangement; ids are face numbers.
    ///
    /// # Cost
    /// See [`PointIndex::of_faces_by`].
    pub fn of_faces(arrangement: &Arrangement) -> Self {
        unstopped(Self::of_faces_with(arrangement, &Silent))
    }

    /// As [`PointIndex::of_faces`], under the eyes of `progress` (step `index`).
    ///
    /// # Errors
    /// [`OverlayError::Cancelled`].
    pub fn of_faces_with(arrangement: &Arrangement, progress: &dyn Progress) -> Result<Self, OverlayError> {
        let ids: Vec<Option<u32>> = (0..arrangement.face_count()).map(Some).collect();
        Self::of_faces_by_with(arrangement, &ids, progress)
    }

    /// An index over groups of faces, such as zones: `ids` has the id of each face, `None` for faces to
    /// be left out. Edges between faces of one id are dropped.
    ///
    /// # Panics
    /// When `ids` is not as long as there are faces, or has an id above [`PointIndex::MAX_ID`]: a
    /// mistake of the caller.
    ///
    /// # Cost
    /// O(edges), in parallel; 60 to 100 bytes for each edge between two ids.
    pub fn of_faces_by(arrangement: &Arrangement, ids: &[Option<u32>]) -> Self {
        unstopped(Self::of_faces_by_with(arrangement, ids, &Silent))
    }

    /// As [`PointIndex::of_faces_by`], under the eyes of `progress` (step `index`).
    ///
    /// # Errors
    /// [`OverlayError::Cancelled`].
    ///
    /// # Panics
    /// As [`PointIndex::of_faces_by`].
    pub fn of_faces_by_with(
        arrangement: &Arrangement,
        ids: &[Option<u32>],
        progress: &dyn Progress,
    ) -> Result<Self, OverlayError> {
        assert_eq!(ids.len(), arrangement.face_count() as usize, "ids must have one entry for each face");
        if let Some(id) = ids.iter().flatten().find(|&&id| id > Self::MAX_ID) {
            panic!("id {id} is above {}", Self::MAX_ID);
        }
        progress.go_on(STEP, 0, PARTS)?;
        let mut edges = Vec::new();
        for arc in 0..arrangement.arc_count() {
            if arc.is_multiple_of(LOOK_EVERY) {
                progress.check(STEP)?;
            }
            let [left, right] = arrangement.arc_faces(arc).map(|face| face.and_then(|f| ids[f as usize]));
            if left == right {
                continue;
            }
            for pair in arrangement.arc_coords(arc).windows(2) {
                edges.extend(left.map(|id| Edge::new(pair[0], pair[1], id, 0, 0)));
                edges.extend(right.map(|id| Edge::new(pair[1], pair[0], id, 0, 0)));
            }
        }
        Self::of_edges(&edges, progress)
    }

    /// An index over the polygons of one layer as they were drawn, without an overlay; ids are cell
    /// numbers.
    ///
    /// A cell holds a point when, for one of its parts, the shell winds around it and the holes do not
    /// (their windings add up to 0). Where several cells hold a point, the lowest answers. The direction
    /// of rings does not matter; rings with fewer than three points bound nothing.
    ///
    /// # Errors
    /// [`OverlayError::TooWide`].
    ///
    /// # Panics
    /// When the layer was not opened: a mistake of the caller.
    ///
    /// # Cost
    /// O(edges), in parallel; an edge that two neighbours draw alike is stored once.
    pub fn of_layer(linework: &Linework, layer: u32) -> Result<Self, OverlayError> {
        Self::of_layer_with(linework, layer, &Silent)
    }

    /// As [`PointIndex::of_layer`], under the eyes of `progress` (step `index`).
    ///
    /// # Errors
    /// [`OverlayError::TooWide`], [`OverlayError::Cancelled`].
    ///
    /// # Panics
    /// When the layer was not opened: a mistake of the caller.
    pub fn of_layer_with(linework: &Linework, layer: u32, progress: &dyn Progress) -> Result<Self, OverlayError> {
        assert!((layer as usize) < linework.layer_count(), "layer {layer} is beyond the count");
        progress.go_on(STEP, 0, PARTS)?;
        let mut edges = Vec::with_capacity(linework.point_count());
        for r in 0..linework.ring_count() {
            if r.is_multiple_of(LOOK_EVERY) {
                progress.check(STEP)?;
            }
            let (owner, ring) = (linework.owner(r), linework.ring(r));
            if owner.layer != layer || ring.len() < 3 {
                continue;
            }
            let hole = if owner.role == RingRole::Hole { HOLE } else { 0 };
            let flags = if ring_area2(ring) < 0 { hole | AGAINST } else { hole };
            let closing = [ring[ring.len() - 1], ring[0]];
            let pairs = ring.windows(2).map(|p| (p[0], p[1])).chain([(closing[0], closing[1])]);
            edges.extend(pairs.map(|(p, q)| Edge::new(p, q, owner.cell, owner.part, flags)));
        }
        if let Some(Bounds { min, max }) = bounds_of(&edges) {
            let (width, height) = (max.x as i64 - min.x as i64, max.y as i64 - min.y as i64);
            if width >= MAX_SPAN || height >= MAX_SPAN {
                return Err(OverlayError::TooWide { width, height, min, max });
            }
        }
        Self::of_edges(&edges, progress)
    }

    fn of_edges(edges: &[Edge], progress: &dyn Progress) -> Result<Self, OverlayError> {
        progress.go_on(STEP, 1, PARTS)?;
        let nowhere = Bounds { min: Coord::default(), max: Coord::default() };
        let grid = CellGrid::over(edges, bounds_of(edges).unwrap_or(nowhere));
        let rows_shift = (CELLS_PER_BAND / grid.columns).max(1).ilog2();
        let lists = edges_by_band(edges, &grid, rows_shift);
        progress.go_on(STEP, 2, PARTS)?;
        let bands = bands::each(lists.len(), STEP, progress, |band| {
            let first = (band as u32) << rows_shift;
            let rows = first..(first + (1 << rows_shift)).min(grid.rows);
            Ok(band::make(&grid, edges, lists.of(band), rows))
        })?;
        progress.go_on(STEP, 3, PARTS)?;
        let index = Self::join(grid, &bands);
        progress.go_on(STEP, PARTS, PARTS)?;
        Ok(index)
    }

    /// Puts the bands one after the other.
    fn join(grid: CellGrid, bands: &[Band]) -> Self {
        let mut cells = Vec::with_capacity(grid.cell_count());
        let word_count: usize = bands.iter().map(|b| b.words.len()).sum();
        assert!(word_count / RECORD_ALIGNMENT < RECORD as usize, "an index of 64 GB cannot be addressed");
        let mut words = Vec::with_capacity(word_count);
        for band in bands {
            let first = (words.len() / RECORD_ALIGNMENT) as u32;
            cells.extend(band.cells.iter().map(|&c| if c & RECORD == 0 { c } else { c + first }));
            words.extend_from_slice(&band.words);
        }
        Self { grid, cells, words }
    }
}

fn bounds_of(edges: &[Edge]) -> Option<Bounds> {
    let first = edges.first()?;
    let mut bounds = Bounds { min: first.a, max: first.b };
    for Edge { a, b, .. } in edges {
        // `a` is never north of `b`
        bounds.min = Coord::new(bounds.min.x.min(a.x).min(b.x), bounds.min.y.min(a.y));
        bounds.max = Coord::new(bounds.max.x.max(a.x).max(b.x), bounds.max.y.max(b.y));
    }
    Some(bounds)
}

/// Positions of edges, by band; an edge is listed in every band that it reaches.
struct EdgeLists {
    start: Vec<u32>,
    items: Vec<u32>,
}

impl EdgeLists {
    fn len(&self) -> usize {
        self.start.len() - 1
    }

    fn of(&self, band: usize) -> &[u32] {
        &self.items[self.start[band] as usize..self.start[band + 1] as usize]
    }
}

/// Lists the edges of bands of `1 << rows_shift` rows.
fn edges_by_band(edges: &[Edge], grid: &CellGrid, rows_shift: u32) -> EdgeLists {
    let count = ((grid.rows - 1) >> rows_shift) as usize + 1;
    let bands = |e: &Edge| {
        let band = |y: i32| (grid.row(y as i64) >> rows_shift) as usize;
        band(e.a.y)..=band(e.b.y)
    };
    let mut start = vec![0u32; count + 1];
    for e in edges {
        for band in bands(e) {
            start[band + 1] += 1;
        }
    }
    for band in 0..count {
        start[band + 1] += start[band];
    }
    let mut fill = start.clone();
    let mut items = vec![0u32; start[count] as usize];
    for (i, e) in edges.iter().enumerate() {
        for band in bands(e) {
            items[fill[band] as usize] = i as u32;
            fill[band] += 1;
        }
    }
    EdgeLists { start, items }
}
