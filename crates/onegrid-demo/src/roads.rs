//! Fabric -> barrier lines: roads, streets, lanes, the river, the railway.

use geo_types::{LineString, MultiLineString};
use onegrid::{BarrierClass, BarrierLayer, BarrierLine};

use crate::fabric::{Fabric, Run};
use crate::frame::{Spot, degrees};
use crate::names;
use crate::plan::CountyPlan;
use crate::redraw::Linework;

/// A run of edges of one class along one lattice line.
struct Stretch {
    run: Run,
    line: u32,
    class: BarrierClass,
    spots: Vec<Spot>,
}

pub(crate) fn barriers(fabric: &Fabric, lines: &Linework, plan: &CountyPlan) -> BarrierLayer {
    let mut stretches: Vec<Stretch> = Vec::new();
    for (run, line, edges) in lattice_lines(fabric) {
        let mut is_open = false;
        for id in edges {
            let edge = &fabric.edges[id];
            let Some(class) = edge.class.filter(|_| !edge.is_outline) else {
                is_open = false;
                continue;
            };
            let start = lines.nodes[edge.from as usize];
            if !is_open || stretches.last().is_none_or(|last| last.class != class) {
                stretches.push(Stretch { run, line, class, spots: vec![start] });
            }
            is_open = true;
            if let Some(open) = stretches.last_mut() {
                open.spots.extend_from_slice(lines.bends(id));
                open.spots.push(lines.nodes[edge.to as usize]);
            }
        }
    }
    let lines = stretches
        .into_iter()
        .zip(0_u32..)
        .map(|(stretch, feature)| BarrierLine {
            key: format!("{}L{feature:05}", plan.code),
            name: Some(name(&stretch, feature as usize)),
            class: stretch.class,
            feature,
            shape: MultiLineString::new(vec![stretch.spots.iter().map(|s| degrees(*s)).collect::<LineString<f64>>()]),
        })
        .collect();
    BarrierLayer {
        id: "roads".to_owned(),
        name: "道路水系铁路".to_owned(),
        source: "demo:roads".to_owned(),
        lines,
        rejected: Vec::new(),
    }
}

/// The edges of every lattice line in walking order; diagonal lanes one by one.
fn lattice_lines(fabric: &Fabric) -> Vec<(Run, u32, Vec<usize>)> {
    let [columns, rows] = fabric.plots;
    let mut lines = Vec::new();
    for (run, count) in [(Run::East, rows + 1), (Run::North, columns + 1)] {
        let mut of_line = vec![Vec::new(); count as usize];
        for (id, edge) in fabric.edges.iter().enumerate().filter(|(_, edge)| edge.run == run) {
            let line = if run == Run::East { edge.at[1] } else { edge.at[0] };
            of_line[line as usize].push(id);
        }
        lines.extend(of_line.into_iter().zip(0_u32..).map(|(edges, line)| (run, line, edges)));
    }
    for (id, edge) in fabric.edges.iter().enumerate() {
        if edge.run == Run::Diagonal {
            lines.push((Run::Diagonal, edge.at[0], vec![id]));
        }
    }
    lines
}

fn name(stretch: &Stretch, feature: usize) -> String {
    match stretch.class {
        BarrierClass::River => "清澜河".to_owned(),
        BarrierClass::Rail => "澜北铁路".to_owned(),
        BarrierClass::Lane => format!("{}巷", names::place(feature)),
        BarrierClass::Road | BarrierClass::Street => names::road(stretch.line as usize, stretch.run == Run::East),
    }
}
