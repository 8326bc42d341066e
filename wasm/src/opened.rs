//! A project in, what the page lists of it out.

use geo_types::Coord;
use onegrid::{Lang, Policy, Project, Role};
use serde::Serialize;

/// `Opened` of `types`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Opened {
    name: String,
    layers: Vec<LayerInfo>,
    policies: Vec<PolicyInfo>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bounds: Option<[f64; 4]>,
}

/// `LayerInfo` of `types`.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct LayerInfo {
    id: String,
    name: String,
    role: &'static str,
    features: usize,
    rejected: usize,
}

/// `PolicyInfo` of `types`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PolicyInfo {
    id: String,
    name_zh: String,
    name_en: String,
}

impl PolicyInfo {
    pub(crate) fn new(policy: &Policy) -> Self {
        Self {
            id: policy.id.clone(),
            name_zh: policy.name(Lang::Zh).to_owned(),
            name_en: policy.name(Lang::En).to_owned(),
        }
    }
}

impl Opened {
    pub(crate) fn new<'a>(project: &Project, policies: impl IntoIterator<Item = &'a Policy>) -> Self {
        let policies = policies.into_iter().map(PolicyInfo::new);
        let areas = project.layers.iter().map(|layer| LayerInfo {
            id: layer.id.clone(),
            name: layer.name.clone(),
            role: role_word(layer.role),
            features: layer.cells.len(),
            rejected: layer.rejected.len(),
        });
        let lines = project.barriers.iter().map(|layer| LayerInfo {
            id: layer.id.clone(),
            name: layer.name.clone(),
            role: "barrier",
            features: layer.lines.len(),
            rejected: layer.rejected.len(),
        });
        Self {
            name: project.name.clone(),
            layers: areas.chain(lines).collect(),
            policies: policies.collect(),
            bounds: bounds(project),
        }
    }
}

/// The word of a role in `types`.
fn role_word(role: Role) -> &'static str {
    match role {
        Role::Base => "base",
        Role::Department => "department",
        Role::Community => "community",
        Role::Estate => "estate",
        Role::Building => "building",
        Role::Exclusive => "exclusive",
        Role::Households => "households",
    }
}

/// West, south, east, north of every point of the project that is a place on the Earth; a stray
/// point beyond must not push the map away from the rest.
fn bounds(project: &Project) -> Option<[f64; 4]> {
    let cells = project.layers.iter().flat_map(|layer| &layer.cells);
    let of_cells = cells.flat_map(|cell| &cell.shape.0).flat_map(|polygon| &polygon.exterior().0);
    let lines = project.barriers.iter().flat_map(|layer| &layer.lines);
    let of_lines = lines.flat_map(|line| &line.shape.0).flat_map(|part| &part.0);
    of_cells
        .chain(of_lines)
        .filter(|point| point.x.abs() <= 180.0 && point.y.abs() <= 90.0)
        .fold(None, |bounds, point| Some(grown(bounds, *point)))
}

fn grown(bounds: Option<[f64; 4]>, Coord { x, y }: Coord<f64>) -> [f64; 4] {
    let [west, south, east, north] = bounds.unwrap_or([x, y, x, y]);
    [west.min(x), south.min(y), east.max(x), north.max(y)]
}

#[cfg(test)]
mod tests;
