//! Times the design of zones of 300 to 500 households from the cells of a whole city.
//!
//! usage: zones FOLDER (RUNS, optional): reads FOLDER/base.bin (polygons in metres, 1 mm) and FOLDER/hh.txt
//! (households of each polygon, one number a line), builds the overlay and the face table of one
//! community without base cells and departments, designs the zones RUNS times (3 unless told) and
//! prints one JSON line: zones, how many are within the bounds, the length of the borders between
//! zones in km, mean Polsby-Popper compactness, and seconds of the design alone (median).
//!
//! Where households are only in a Parquet file, this makes the text:
//! ```python
//! import pyarrow.parquet as pq
//! column = pq.read_table("base.parquet", columns=["hh"]).column("hh")
//! open("hh.txt", "w").write("\n".join(str(n) for n in column.to_pylist()) + "\n")
//! ```

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use onegrid_benches::{add_layer, read, south_west};
use onegrid_planar::{Arrangement, Linework, Scale, Silent};
use onegrid_zones::{
    Bounds, CommunityInfo, Design, DesignRules, FaceBorder, FaceRow, FaceTable, LayerInfo, NoProgress, check_partition,
    design,
};

const BOUNDS: Bounds = Bounds { min: 300, max: 500, target: 400 };

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("usage: zones FOLDER [RUNS]")?;
    let runs: usize = arguments.next().map_or(Ok(3), |n| n.parse())?;
    let polygons = read(&Path::new(&folder).join("base.bin"))?;
    let households = numbers(&Path::new(&folder).join("hh.txt"))?;
    if households.len() != polygons.len() {
        return Err(format!("{} polygons but {} numbers of households", polygons.len(), households.len()).into());
    }
    let mut work = Linework::new();
    add_layer(&mut work, &polygons, south_west(&polygons));
    let overlay = Arrangement::build(&work, Scale::planar(0.001), &Silent)?;
    let table = face_table(&overlay, &households);
    let rules = DesignRules { bounds: Some(BOUNDS), ..DesignRules::default() };
    let mut seconds = Vec::new();
    let mut plan = Design::default();
    for _ in 0..runs.max(1) {
        let start = Instant::now();
        plan = design(&table, &rules, &NoProgress)?;
        seconds.push(start.elapsed().as_secs_f64());
    }
    seconds.sort_by(f64::total_cmp);
    check_partition(&table, &plan)?;
    report(&table, &plan, seconds[seconds.len() / 2]);
    Ok(())
}

fn report(table: &FaceTable, plan: &Design, seconds: f64) {
    let zone = |f: u32| plan.unit_of_face[f as usize].map(|u| plan.zone_of_unit[u.index()]);
    let inner_m: f64 = table.borders.iter().filter(|b| zone(b.a) != zone(b.b)).map(|b| b.length_m).sum();
    let compactness = plan.zones.iter().map(|z| 4.0 * std::f64::consts::PI * z.area_m2 / z.perimeter_m.powi(2));
    let sizes: Vec<u64> = plan.zones.iter().map(|z| z.households).collect();
    println!(
        "{{\"tool\":\"onegrid\",\"s\":{seconds:.4},\"atoms\":{},\"households\":{},\"zones\":{},\"in_300_500\":{},\"hh_min\":{},\"hh_max\":{},\"inner_boundary_km\":{:.2},\"pp_mean\":{:.4}}}",
        plan.units.len(),
        sizes.iter().sum::<u64>(),
        plan.zones.len(),
        sizes.iter().filter(|&&n| BOUNDS.holds(n)).count(),
        sizes.iter().min().unwrap_or(&0),
        sizes.iter().max().unwrap_or(&0),
        inner_m / 1000.0,
        compactness.sum::<f64>() / plan.zones.len().max(1) as f64,
    );
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
