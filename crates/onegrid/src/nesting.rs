//! Layers of grids, coarse to fine, made here or elsewhere -> whether children partition parents.
//!
//! # Method
//! The layers are overlaid anew. Every face must have one grid of each layer, and all faces of a
//! grid must lie in one grid of the layer above.
//! # Limits
//! Between layers of two files, faces under 2.5 cm mean width and 5 m2 count as rounding; their sum
//! is reported as tolerated.

use onegrid_planar::Arrangement;

use crate::check::{CheckRow, Offence, ROUNDING_AREA_M2, ROUNDING_WIDTH_M, row};
use crate::error::Error;
use crate::grid::to_degrees;
use crate::place::{CellInfo, LayerInfo, place};
use crate::policy::Citation;
use crate::progress::{PlanarProgress, Progress, Step};
use crate::project::{Layer, Project, Role};

/// One layer of a hierarchy to be checked.
#[derive(Debug, Clone, PartialEq)]
pub struct NestingLayer {
    /// Its grids; the code is the cell's `code`, else its key.
    pub layer: Layer,
    /// Whether it may be missing in places: the next layer then follows directly.
    pub is_optional: bool,
}

/// Checks that the grids of each layer partition those of the layer above; `layers` run from coarse
/// to fine. Amounts are in m2: ground that a child has outside its parent, that several children
/// have, or that no child covers.
///
/// # Errors
/// [`Error`] when the layers cannot be overlaid at all.
///
/// # Cost
/// That of overlaying the layers.
///
/// # Example
/// ```
/// use geo_types::{MultiPolygon, polygon};
/// use onegrid::{Cell, Layer, NestingLayer, Silent, nesting};
///
/// let cell = |key: &str, west: f64, east: f64| Cell {
///     key: key.into(),
///     shape: MultiPolygon(vec![polygon![(x: west, y: 30.0), (x: east, y: 30.0), (x: east, y: 30.01), (x: west, y: 30.01)]]),
///     ..Cell::default()
/// };
/// let layer = |id: &str, cells| NestingLayer { layer: Layer { id: id.into(), cells, ..Layer::default() }, is_optional: false };
/// let grids = layer("grid", vec![cell("1", 118.0, 118.02), cell("2", 118.02, 118.04)]);
/// // the second micro grid reaches into both grids
/// let micro = layer("micro", vec![cell("11", 118.0, 118.01), cell("12", 118.01, 118.025), cell("21", 118.025, 118.04)]);
/// let row = nesting(&[grids, micro], &Silent)?;
/// assert_eq!(row.passed, Some(false));
/// assert_eq!(row.offences[0].zones, ["12", "2"]);
/// # Ok::<(), onegrid::Error>(())
/// ```
pub fn nesting(layers: &[NestingLayer], progress: &dyn Progress) -> Result<CheckRow, Error> {
    let own = |(at, l): (usize, &NestingLayer)| Layer {
        id: format!("{at}-{}", l.layer.id),
        role: if at == 0 { Role::Base } else { Role::Department },
        groups_are_communities: false,
        ..l.layer.clone()
    };
    let project = Project { layers: layers.iter().enumerate().map(own).collect(), ..Project::default() };
    let placed = place(&project)?;
    let scale = placed.linework.geographic_scale().ok_or(onegrid_planar::OverlayError::Empty { rings: 0 })?;
    let arrangement = Arrangement::build(&placed.linework, scale, &PlanarProgress(progress, Step::Overlay))?;
    progress.check()?;
    let is_optional: Vec<bool> = layers.iter().map(|l| l.is_optional).collect();
    Hierarchy { arrangement: &arrangement, layers: &placed.layers, is_optional }.row(progress)
}

fn citation() -> Citation {
    Citation {
        citation_zh: "“大中小微”四级网格体系:下级网格只属一个上级网格,合起来等于上级网格".into(),
        citation_en:
            "four-level grid system: each grid lies in one grid of the level above, and together they are that grid"
                .into(),
    }
}

/// Faces between two looks at whether to stop.
const FACES_AT_ONCE: u32 = 1 << 16;

/// A grid: its layer and its cell.
type Node = (usize, u32);

struct Hierarchy<'a> {
    arrangement: &'a Arrangement,
    layers: &'a [LayerInfo],
    is_optional: Vec<bool>,
}

impl Hierarchy<'_> {
    fn row(&self, progress: &dyn Progress) -> Result<CheckRow, Error> {
        let mut found = Vec::new();
        let home = self.homes();
        for face in 0..self.arrangement.face_count() {
            if face.is_multiple_of(FACES_AT_ONCE) {
                progress.check()?;
            }
            self.look_at(face, &home, &mut found);
        }
        found.sort_unstable();
        let mut tolerated = 0.0;
        let mut offences = Vec::new();
        for same in found.chunk_by(|a, b| a.0 == b.0) {
            let (rounding, faults): (Vec<u32>, Vec<u32>) = same.iter().map(|f| f.1).partition(|&f| self.is_rounding(f));
            let area_m2 = |faces: &[u32]| faces.iter().map(|&f| self.arrangement.face_area_m2(f)).sum::<f64>();
            tolerated += area_m2(&rounding);
            let largest = faults.iter().copied().max_by_key(|&f| (self.arrangement.face_area2(f), f));
            if let Some(face) = largest {
                offences.push(Offence {
                    zones: same[0].0.iter().map(|&node| self.code(node)).collect(),
                    measured: area_m2(&faults),
                    place: to_degrees(self.arrangement.face_point(face)),
                    about: None,
                });
            }
        }
        // an empty sum of floats is -0
        Ok(CheckRow { tolerated: tolerated + 0.0, ..row("levels", "m2", &citation(), offences) })
    }

    /// Adds what is wrong on a face: the grids concerned, child first.
    fn look_at(&self, face: u32, home: &[Vec<Option<Node>>], found: &mut Vec<(Vec<Node>, u32)>) {
        let cells = |layer: usize| self.arrangement.labels().cells(face, layer);
        for (layer, home) in home.iter().enumerate() {
            let here = cells(layer);
            if here.is_empty() {
                continue;
            }
            if layer > 0 && here.len() > 1 {
                found.push((here.iter().map(|&c| (layer, c)).collect(), face));
            }
            let above = self.nearest_above(face, layer);
            for &cell in here {
                let strange: Vec<Node> = match above {
                    None if layer > 0 => Vec::new(),
                    Some(parent) if home[cell as usize].is_some_and(|h| h != parent) => vec![parent],
                    _ => continue,
                };
                found.push((std::iter::once((layer, cell)).chain(strange).collect(), face));
            }
            let below = layer + 1..self.layers.len();
            let is_filled = below.clone().any(|l| !cells(l).is_empty()) || below.clone().all(|l| self.is_optional[l]);
            let required = below.clone().find(|&l| !self.is_optional[l]);
            let skips = required.is_some_and(|l| cells(l).is_empty());
            if !is_filled || skips {
                found.push((vec![(layer, here[0])], face));
            }
        }
    }

    /// The grid of the nearest layer above that covers a face, past layers that may be missing.
    fn nearest_above(&self, face: u32, layer: usize) -> Option<Node> {
        for above in (0..layer).rev() {
            match self.arrangement.labels().cells(face, above).first() {
                Some(&cell) => return Some((above, cell)),
                None if self.is_optional[above] => {}
                None => return None,
            }
        }
        None
    }

    /// The parent of each grid: the one with most of its ground.
    fn homes(&self) -> Vec<Vec<Option<Node>>> {
        let homes = |layer: usize| {
            let mut shares: Vec<Vec<(Node, i128)>> = vec![Vec::new(); self.layers[layer].cells.len()];
            for face in 0..self.arrangement.face_count() {
                let Some(parent) = self.nearest_above(face, layer) else { continue };
                let area2 = self.arrangement.face_area2(face);
                for &cell in self.arrangement.labels().cells(face, layer) {
                    let shares = &mut shares[cell as usize];
                    match shares.iter_mut().find(|(node, _)| *node == parent) {
                        Some((_, sum)) => *sum += area2,
                        None => shares.push((parent, area2)),
                    }
                }
            }
            let most = |shares: Vec<(Node, i128)>| {
                shares.into_iter().max_by_key(|&(node, area2)| (area2, core::cmp::Reverse(node))).map(|(node, _)| node)
            };
            shares.into_iter().map(most).collect()
        };
        (0..self.layers.len()).map(homes).collect()
    }

    fn code(&self, (layer, cell): Node) -> String {
        let CellInfo { code, key, .. } = &self.layers[layer].cells[cell as usize];
        code.clone().unwrap_or_else(|| key.clone())
    }

    fn is_rounding(&self, face: u32) -> bool {
        self.arrangement.face_width_m(face) < ROUNDING_WIDTH_M && self.arrangement.face_area_m2(face) < ROUNDING_AREA_M2
    }
}
