//! Times the design of zones of 300 to 500 households from the cells of a whole city.
//!
//! usage: zones FOLDER: reads FOLDER/base.bin (polygons in metres, 1 mm) and FOLDER/hh.txt
//! (households of each polygon, one number a line), builds the overlay and the face table of one
//! community without base cells and departments, designs the zones and prints one JSON line:
//! zones, how many are within the bounds, the length of the borders between zones in km, mean
//! Polsby-Popper compactness, and seconds of it all (reading excluded) and of the design alone.
//!
//! Where households are only in a Parquet file, this makes the text:
//! ```python
//! import pyarrow.parquet as pq
//! column = pq.read_table("base.parquet", columns=["hh"]).column("hh")
//! open("hh.txt", "w").write("\n".join(str(n) for n in column.to_pylist()) + "\n")
//! ```

use std::collections::BTreeMap;
use std::path::Path;

use onegrid_benches::{Clock, add_layer, print_line, read, round, south_west};
use onegrid_planar::{Arrangement, Linework, Scale, Silent};
use onegrid_zones::{
    Bounds, CommunityInfo, Design, DesignRules, FaceBorder, FaceRow, FaceTable, LayerInfo, NoProgress, check_partition,
    design,
};
use serde_json::{Value, json};

#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

const BOUNDS: Bounds = Bounds { min: 300, max: 500, target: 400 };

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: zones FOLDER")?;
    let cells = read(&Path::new(&folder).join("base.bin"))?;
    let households = numbers(&Path::new(&folder).join("hh.txt"))?;
    if households.len() != cells.len() {
        return Err(format!("{} polygons but {} numbers of households", cells.len(), households.len()).into());
    }
    let origin = south_west(&cells);

    let clock = Clock::start();
    let mut work = Linework::new();
    add_layer(&mut work, &cells, origin);
    let overlay = Arrangement::build(&work, Scale::planar(0.001), &Silent)?;
    let table = face_table(&overlay, &households);
    let rules = DesignRules { bounds: Some(BOUNDS), ..DesignRules::default() };
    let graph_s = clock.seconds();
    let plan = design(&table, &rules, &NoProgress)?;
    let design_s = clock.seconds() - graph_s;
    let time = clock.stop();

    check_partition(&table, &plan)?;
    let times = json!({ "graph_s": round(graph_s, 1e4), "design_s": round(design_s, 1e4) });
    print_line(&[time, times, quality(&table, &plan)]);
    Ok(())
}

fn quality(table: &FaceTable, plan: &Design) -> Value {
    let zone = |f: u32| plan.unit_of_face[f as usize].map(|u| plan.zone_of_unit[u.index()]);
    let inner_m: f64 = table.borders.iter().filter(|b| zone(b.a) != zone(b.b)).map(|b| b.length_m).sum();
    let compactness = plan.zones.iter().map(|z| 4.0 * std::f64::consts::PI * z.area_m2 / z.perimeter_m.powi(2));
    let sizes: Vec<u64> = plan.zones.iter().map(|z| z.households).collect();
    json!({
        "atoms": plan.units.len(),
        "households": sizes.iter().sum::<u64>(),
        "zones": plan.zones.len(),
        "in_300_500": sizes.iter().filter(|&&n| BOUNDS.holds(n)).count(),
        "hh_min": sizes.iter().min(),
        "hh_max": sizes.iter().max(),
        "inner_boundary_km": round(inner_m / 1000.0, 100.0),
        "pp_mean": round(compactness.sum::<f64>() / plan.zones.len().max(1) as f64, 1e4),
    })
}

/// One community of all faces that have a polygon; nothing else covers them.
fn face_table(overlay: &Arrangement, households: &[u64]) -> FaceTable {
    let origin = overlay.bounds().min;
    let is_inside = |f: u32| overlay.labels().only_cell(f, 0).is_some();
    let mut left: Vec<u64> = households.to_vec();
    let face = |f: u32| {
        // a polygon has one face, or the first has its households
        let cell = overlay.labels().only_cell(f, 0);
        let households = cell.map_or(0, |c| std::mem::take(&mut left[c as usize]));
        let (x, y) = overlay.face_point(f);
        FaceRow {
            community: cell.map(|_| 0),
            area_m2: overlay.face_area_m2(f),
            perimeter_m: overlay.face_perimeter_m(f),
            households,
            size: households,
            // 1e-8 degree a millimetre: only their order counts
            x_deg: (x - f64::from(origin.x)) * 1e-8,
            y_deg: (y - f64::from(origin.y)) * 1e-8,
            ..FaceRow::default()
        }
    };
    let faces: Vec<FaceRow> = (0..overlay.face_count()).map(face).collect();
    let mut lengths: BTreeMap<(u32, u32), f64> = BTreeMap::new();
    for arc in 0..overlay.arc_count() {
        if let [Some(a), Some(b)] = overlay.arc_faces(arc)
            && a != b
            && is_inside(a)
            && is_inside(b)
        {
            *lengths.entry((a.min(b), a.max(b))).or_default() += overlay.arc_length_m(arc);
        }
    }
    FaceTable {
        layers: vec![LayerInfo { id: "base".into(), name: "base".into(), weight: 1.0, cell_keys: Vec::new() }],
        communities: vec![CommunityInfo { key: "city".into(), name: None, code: "110101001001".into() }],
        cell_start: vec![0; faces.len() + 1],
        borders: lengths.into_iter().map(|((a, b), length_m)| FaceBorder { a, b, length_m, barrier: None }).collect(),
        faces,
        ..FaceTable::default()
    }
}

fn numbers(path: &Path) -> Result<Vec<u64>, Box<dyn std::error::Error>> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    text.lines().map(|l| l.trim().parse().map_err(|e| format!("{}: {l:?}: {e}", path.display()).into())).collect()
}
