//! A project -> how much of what it holds, for messages.

use core::fmt;

use onegrid::{Layer, Project};

/// Size of one layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerCount {
    /// Id of the layer: `police`.
    pub id: String,
    /// Name for people: 公安.
    pub name: String,
    /// Cells of a polygon layer, lines of a barrier layer.
    pub features: usize,
    /// Vertices as stored; the repeated last vertex of a ring counts.
    pub vertices: usize,
}

/// Size of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Polygon layers, then barrier layers, in the project's order.
    pub layers: Vec<LayerCount>,
    /// Household points (buildings).
    pub buildings: usize,
    /// Households of all points.
    pub households: u64,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for layer in &self.layers {
            writeln!(f, "{} {}: {} features, {} vertices", layer.id, layer.name, layer.features, layer.vertices)?;
        }
        write!(f, "buildings: {}, households: {}", self.buildings, self.households)
    }
}

/// Counts the features and vertices of each layer, the buildings and the households.
///
/// # Cost
/// Linear in the number of rings and points.
pub fn summary(project: &Project) -> Summary {
    let mut layers: Vec<LayerCount> = project.layers.iter().map(of_layer).collect();
    layers.extend(project.barriers.iter().map(|barrier| LayerCount {
        id: barrier.id.clone(),
        name: barrier.name.clone(),
        features: barrier.lines.len(),
        vertices: barrier.lines.iter().flat_map(|line| &line.shape.0).map(|line| line.0.len()).sum(),
    }));
    let points = || project.households.iter().flat_map(|table| &table.points);
    Summary { layers, buildings: points().count(), households: points().map(|point| point.households).sum() }
}

fn of_layer(layer: &Layer) -> LayerCount {
    LayerCount {
        id: layer.id.clone(),
        name: layer.name.clone(),
        features: layer.cells.len(),
        vertices: layer
            .cells
            .iter()
            .flat_map(|cell| &cell.shape.0)
            .map(|polygon| {
                let holes: usize = polygon.interiors().iter().map(|ring| ring.0.len()).sum();
                polygon.exterior().0.len() + holes
            })
            .sum(),
    }
}
