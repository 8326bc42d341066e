//! The overlay of a project: big, immutable, shareable; plans are made over it.
//!
//! Before this: a [`Project`]. After: a [`Plan`](crate::Plan).

use std::sync::Arc;

use onegrid_planar::{Arrangement, Bounds, Coord, Defect, Linework, PointIndex, defects_with};

use crate::admin;
use crate::counts::{self, Counts};
use crate::doors::Doors;
use crate::error::{Error, LonLat};
use crate::extent::{self, Communities};
use crate::history::History;
use crate::households;
use crate::ledger::Ledger;
use crate::place::{BarrierInfo, CellInfo, LayerInfo, Placed, place};
use crate::policy::Policy;
use crate::previous;
use crate::progress::{PlanarProgress, Progress, Step, Within};
use crate::project::{Project, Role};
use crate::split::Cuts;

/// All layers of a project overlaid: faces, what covers them, which community they belong to, how
/// many households live there.
#[derive(Debug)]
pub struct Grid {
    pub(crate) name: String,
    pub(crate) arrangement: Arrangement,
    pub(crate) linework: Linework,
    pub(crate) layers: Arc<Vec<LayerInfo>>,
    pub(crate) barriers: Vec<BarrierInfo>,
    pub(crate) base: usize,
    /// Department layers in order of priority.
    pub(crate) departments: Vec<usize>,
    pub(crate) communities: Communities,
    pub(crate) households_of_face: Vec<u64>,
    pub(crate) has_households: bool,
    /// Other counts by id, then by face.
    pub(crate) counts: Counts,
    pub(crate) defects: Vec<Defect>,
    pub(crate) ledger: Arc<Ledger>,
    /// What is known from an earlier merge.
    pub(crate) before: Before,
    pub(crate) cuts: Cuts,
    /// Household points by face, for faces that are divided later.
    pub(crate) doors: Doors,
    /// Lines that were drawn in a session, in stretches.
    pub(crate) drawn: Vec<Vec<Vec<Coord>>>,
}

impl Grid {
    /// Overlays a project. The policy says what counts as a sliver or a hole and which layers
    /// decide first.
    ///
    /// # Errors
    /// Whatever [`Error`] says about the project; never for defects of single features.
    ///
    /// # Cost
    /// That of the overlay: about linear in the points of the input.
    pub fn build(project: &Project, policy: &Policy, progress: &dyn Progress) -> Result<Self, Error> {
        Self::build_with(project, policy, Cuts::default(), progress)
    }

    /// As [`Grid::build`], with straight cuts.
    pub(crate) fn build_with(
        project: &Project,
        policy: &Policy,
        cuts: Cuts,
        progress: &dyn Progress,
    ) -> Result<Self, Error> {
        progress.step(Step::Place, 0, 1);
        let mut placed = place(project)?;
        progress.step(Step::Place, 1, 1);
        // after the barriers, so that these keep their numbers
        for (id, cut) in (placed.barriers.len() as u32..).zip(&cuts.lines) {
            for &stretch in &cut.stretches {
                placed.linework.add_barrier(id, stretch);
            }
        }
        let base = role_index(&placed.layers, Role::Base).unwrap_or_else(|| unreachable!("place checked the roles"));
        let departments = department_order(&placed.layers, policy)?;
        let scale = placed.linework.geographic_scale().ok_or(onegrid_planar::OverlayError::Empty { rings: 0 })?;
        progress.admit(&placed.linework)?;
        let arrangement = Arrangement::build(&placed.linework, scale, &PlanarProgress(progress, Step::Overlay))?;
        progress.check()?;
        let (arrangement, before) = with_history(arrangement, project, &mut placed, cuts.lines.len(), progress)?;
        check_that_they_meet(&arrangement, &placed.linework, &placed.layers, base)?;
        progress.step(Step::Weigh, 0, 1);
        let mut communities = extent::communities(&arrangement, project, &placed.layers, base, &policy.cleaning);
        admin::check(project, &mut communities, &mut placed.ledger);
        let weighed = households::weigh(
            &arrangement,
            project,
            &placed.layers,
            &communities,
            &policy.cleaning,
            &mut placed.ledger,
            &Within(progress),
        )?;
        check_that_households_are_here(project, &placed.ledger)?;
        progress.step(Step::Weigh, 1, 1);
        progress.check()?;
        let in_extent: Vec<bool> = communities.of_face.iter().map(Option::is_some).collect();
        let watched = PlanarProgress(progress, Step::Defects);
        let defects = defects_with(&arrangement, &placed.linework, &in_extent, &watched)?;
        placed.ledger.sort();
        let grid = Self {
            name: project.name.clone(),
            arrangement,
            linework: placed.linework,
            layers: Arc::new(placed.layers),
            barriers: placed.barriers,
            base,
            departments,
            communities,
            households_of_face: weighed.of_face,
            has_households: weighed.any,
            counts: weighed.counts,
            defects,
            ledger: Arc::new(placed.ledger),
            before,
            cuts,
            doors: weighed.doors,
            drawn: Vec::new(),
        };
        grid.check_households()?;
        Ok(grid)
    }

    fn check_households(&self) -> Result<(), Error> {
        let placed: u64 = self.households_of_face.iter().sum();
        let (expected, got) = (self.ledger.households(), placed + self.ledger.households_outside());
        if expected != got {
            return Err(Error::HouseholdsLost { expected, got });
        }
        counts::check(&self.ledger, &self.counts)
    }

    /// Verifies every invariant of the overlay.
    ///
    /// # Errors
    /// [`Error::BrokenOverlay`]: a defect of this library.
    pub fn check(&self) -> Result<(), Error> {
        self.arrangement.check().map_err(Error::BrokenOverlay)
    }

    /// Name of the project.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The layers, with their cells in canonical order.
    pub fn layers(&self) -> &[LayerInfo] {
        &self.layers
    }

    /// Position of the base layer.
    pub fn base_layer(&self) -> usize {
        self.base
    }

    /// Positions of the department layers, strongest first.
    pub fn department_layers(&self) -> &[usize] {
        &self.departments
    }

    /// Barrier lines.
    pub fn barriers(&self) -> &[BarrierInfo] {
        &self.barriers
    }

    /// Communities, sorted by key.
    pub fn communities(&self) -> &Communities {
        &self.communities
    }

    /// Number of faces.
    pub fn face_count(&self) -> u32 {
        self.arrangement.face_count()
    }

    /// Whether any household count came in.
    pub fn has_households(&self) -> bool {
        self.has_households
    }

    /// Households in a face.
    pub fn face_households(&self, face: u32) -> u64 {
        self.households_of_face[face as usize]
    }

    /// Ids of the counts that came in beside households, sorted.
    pub fn count_ids(&self) -> impl Iterator<Item = &str> {
        self.counts.keys().map(String::as_str)
    }

    /// A named count of a face; `None` if nothing came in under that id.
    pub fn face_count_of(&self, id: &str, face: u32) -> Option<u64> {
        self.counts.get(id).map(|of_face| of_face[face as usize])
    }

    /// Community of a face; `None` outside the extent.
    pub fn face_community(&self, face: u32) -> Option<u32> {
        self.communities.of_face[face as usize]
    }

    /// What became of every feature and household.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The overlay itself.
    pub fn arrangement(&self) -> &Arrangement {
        &self.arrangement
    }

    /// Defects of all layers, as the overlay found them.
    pub fn defects(&self) -> &[Defect] {
        &self.defects
    }

    /// An index for point location over the faces of this grid; it borrows nothing. For zones alone, see
    /// [`Snapshot`](crate::Snapshot).
    pub fn locator(&self) -> PointIndex {
        PointIndex::of_faces(&self.arrangement)
    }

    /// As [`Grid::locator`], under the eyes of `progress`.
    ///
    /// # Errors
    /// [`Error::Overlay`] when stopped.
    pub fn locator_with(&self, progress: &dyn Progress) -> Result<PointIndex, Error> {
        Ok(PointIndex::of_faces_with(&self.arrangement, &PlanarProgress(progress, Step::Weigh))?)
    }

    /// Longitude and latitude of a point inside a face.
    pub fn face_place(&self, face: u32) -> LonLat {
        to_degrees(self.arrangement.face_point(face))
    }

    /// A part of a barrier line as it was placed, and what it is a part of.
    pub fn barrier_line(&self, line: usize) -> (&BarrierInfo, &[onegrid_planar::Coord]) {
        let id = self.linework.line_id(line) as usize;
        (&self.barriers[id], self.linework.line(line))
    }

    /// Number of barrier line parts (see [`Grid::barrier_line`]).
    pub fn barrier_line_count(&self) -> usize {
        let cuts: usize = self.cuts.lines.iter().map(|c| c.stretches.len()).sum();
        let drawn: usize = self.drawn.iter().map(Vec::len).sum();
        self.linework.line_count() - cuts - self.before.lines - drawn
    }

    /// Snapped polygons of the cells of a layer; in an overlap the lowest cell is drawn.
    pub fn layer_regions(&self, layer: usize) -> Vec<onegrid_planar::Region> {
        let labels = self.arrangement.labels();
        let ids: Vec<Option<u32>> = (0..self.face_count()).map(|f| labels.cells(f, layer).first().copied()).collect();
        self.arrangement.dissolve(&ids)
    }
}

impl Before {
    /// Every code that was known before this merge, sorted, each once.
    pub(crate) fn codes(&self) -> Vec<String> {
        self.history.codes(self.zones.iter().map(|cell| cell.key.clone()))
    }
}

/// What is known from an earlier merge, over this overlay.
#[derive(Debug, Clone, Default)]
pub(crate) struct Before {
    pub(crate) history: Arc<History>,
    /// The earlier zones; their keys are their codes.
    pub(crate) zones: Arc<Vec<CellInfo>>,
    /// The earlier zone of each face; empty where there is no earlier grid.
    pub(crate) of_face: Vec<Option<u32>>,
    /// Lines that were added after all barriers, where earlier outlines run off the layers.
    lines: usize,
}

/// Lays the earlier zones over an overlay, which is made again where they run off its lines.
fn with_history(
    arrangement: Arrangement,
    project: &Project,
    placed: &mut Placed,
    cuts: usize,
    progress: &dyn Progress,
) -> Result<(Arrangement, Before), Error> {
    let mut history = project.history.clone();
    let layer = history.zones.take();
    let mut before = Before { history: Arc::new(history), ..Before::default() };
    let (Some(layer), Some(bounds)) = (layer, placed.linework.bounds()) else {
        return Ok((arrangement, before));
    };
    let zones = previous::place(&layer, &mut placed.ledger)?;
    let missing = zones.missing_from(&arrangement, bounds);
    before.lines = missing.len();
    let arrangement = if missing.is_empty() {
        arrangement
    } else {
        // a number beyond all barriers and cuts: these lines bound faces and hinder nobody
        let id = (placed.barriers.len() + cuts) as u32;
        for segment in missing {
            placed.linework.add_barrier(id, segment);
        }
        let scale = placed.linework.geographic_scale().ok_or(onegrid_planar::OverlayError::Empty { rings: 0 })?;
        progress.admit(&placed.linework)?;
        Arrangement::build(&placed.linework, scale, &PlanarProgress(progress, Step::Overlay))?
    };
    progress.check()?;
    before.of_face = zones.of_faces(&arrangement, progress)?;
    before.zones = Arc::new(zones.cells);
    Ok((arrangement, before))
}

/// Base cells and communities must share land somewhere.
fn check_that_they_meet(
    arrangement: &Arrangement,
    linework: &Linework,
    layers: &[LayerInfo],
    base: usize,
) -> Result<(), Error> {
    let Some(community) = role_index(layers, Role::Community) else { return Ok(()) };
    let labels = arrangement.labels();
    let covers = |f: u32, layer: usize| !labels.cells(f, layer).is_empty();
    if (0..arrangement.face_count()).any(|f| covers(f, base) && covers(f, community)) {
        return Ok(());
    }
    let middle = |layer: usize| {
        let rings = (0..linework.ring_count()).filter(|&r| linework.owner(r).layer as usize == layer);
        let bounds = Bounds::of(rings.flat_map(|r| linework.ring(r)).copied());
        bounds
            .map_or(Coord::default(), |b| Coord::new(i32::midpoint(b.min.x, b.max.x), i32::midpoint(b.min.y, b.max.y)))
    };
    let (a, b) = (middle(base), middle(community));
    Err(Error::Apart {
        base: layers[base].source.clone(),
        community: layers[community].source.clone(),
        distance_km: arrangement.scale().distance_m(a, b) / 1000.0,
        at: (a.lon_deg(), a.lat_deg()),
    })
}

/// A table of households must have some of them inside.
fn check_that_households_are_here(project: &Project, ledger: &Ledger) -> Result<(), Error> {
    for table in &project.households {
        let account = ledger.sources.iter().find(|s| s.layer.is_empty() && s.source == table.source);
        if let (Some(account), Some(first)) = (account, table.points.first())
            && account.households > 0
            && account.households == account.households_outside
        {
            return Err(Error::HouseholdsElsewhere {
                source_name: table.source.clone(),
                households: account.households,
                lon_deg: first.lon_deg,
                lat_deg: first.lat_deg,
            });
        }
    }
    Ok(())
}

/// Position of the first layer with a role.
pub(crate) fn role_index(layers: &[LayerInfo], role: Role) -> Option<usize> {
    layers.iter().position(|l| l.role == role)
}

fn department_order(layers: &[LayerInfo], policy: &Policy) -> Result<Vec<usize>, Error> {
    let departments: Vec<usize> = (0..layers.len()).filter(|&i| layers[i].role == Role::Department).collect();
    let ids: Vec<&str> = departments.iter().map(|&i| layers[i].id.as_str()).collect();
    let order = policy.layer_order(&ids)?;
    Ok(order.into_iter().map(|i| departments[i]).collect())
}

/// Lattice units (with fractions) in degrees.
pub(crate) fn to_degrees((x, y): (f64, f64)) -> LonLat {
    (x / onegrid_planar::UNITS_PER_DEGREE, y / onegrid_planar::UNITS_PER_DEGREE)
}
