//! A project written and read again is the same project.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::rc::Rc;

use geo_types::{MultiLineString, MultiPolygon, line_string, polygon};
use onegrid::{
    BarrierClass, BarrierLayer, BarrierLine, Cell, Extent, HouseholdPoint, HouseholdTable, Layer, Project, Role,
};
use onegrid_io::{WriteError, read_manifest, write_project};

use crate::support::read;

type Files = Rc<RefCell<BTreeMap<String, Vec<u8>>>>;

struct Sink(Files, String);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().entry(self.1.clone()).or_default().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn write(project: &Project) -> Result<(BTreeMap<String, Vec<u8>>, String), WriteError> {
    let files = Files::default();
    let manifest =
        write_project(project, &mut |name| Ok(Box::new(Sink(Rc::clone(&files), name.to_owned())) as Box<dyn Write>))?;
    Ok((files.take(), manifest.to_toml()))
}

fn cell(feature: u32, key: &str) -> Cell {
    let at = 118.0 + f64::from(feature) / 3.0;
    Cell {
        counts: Vec::new(),
        key: key.to_owned(),
        name: None,
        class: None,
        code: None,
        group: None,
        households: None,
        feature,
        shape: MultiPolygon(vec![polygon![(x: at, y: 32.1), (x: at + 0.1, y: 32.1), (x: 118.900_000_1, y: 32.7)]]),
    }
}

fn layer(id: &str, role: Role, cells: Vec<Cell>) -> Layer {
    Layer {
        counts: if role == Role::Base { vec!["events".to_owned()] } else { Vec::new() },
        id: id.to_owned(),
        name: format!("{id} 层"),
        role,
        source: format!("{id}.geojson"),
        cells,
        rejected: Vec::new(),
        groups_are_communities: false,
    }
}

fn project() -> Project {
    let hostile = ["'\"\\\n<script>", "\u{0}\u{202e}🦀", "=1+1", "5.0", " "];
    let mut base =
        layer("civil", Role::Base, hostile.iter().enumerate().map(|(index, key)| cell(index as u32, key)).collect());
    base.groups_are_communities = true;
    base.cells.iter_mut().zip(5..).for_each(|(cell, events)| cell.counts = vec![events]);
    base.cells[0].name = Some("第一\n网格".to_owned());
    base.cells[1].households = Some(4_294_967_295);
    base.cells[2].group = Some("A".to_owned());
    base.cells[3].shape = MultiPolygon(vec![
        polygon!(
            exterior: [(x: -0.5, y: 0.1), (x: 9.3, y: 0.0), (x: 9.0, y: 9.0), (x: 0.0, y: 9.0)],
            interiors: [[(x: 1.0, y: 1.0), (x: 2.0, y: 2.0), (x: 1.0, y: 2.0)]],
        ),
        polygon![(x: 20.000_000_000_1, y: 1e-7), (x: 21.0, y: 1.0), (x: 500_000.0, y: 3_500_000.0)],
    ]);
    let mut park = cell(0, "P");
    park.class = Some("park".to_owned());
    park.code = Some("420106001601".to_owned());
    let line = |feature, class, name: Option<&str>| BarrierLine {
        key: format!("r{feature}"),
        name: name.map(str::to_owned),
        class,
        feature,
        shape: MultiLineString(vec![line_string![(x: 118.1, y: 32.2), (x: 118.2, y: 0.1 + 0.2)]]),
    };
    let point = |feature, lon_deg, households| HouseholdPoint {
        lon_deg,
        lat_deg: 32.1,
        households,
        counts: vec![2 * households],
        feature,
    };
    let table = |source: &str| HouseholdTable {
        source: source.to_owned(),
        counts: vec!["population".to_owned()],
        points: vec![point(0, 118.900_000_1, 3), point(1, -1.0 / 3.0, 0)],
        rejected: Vec::new(),
    };
    Project {
        name: "幸福\"街道\"".to_owned(),
        layers: vec![
            base,
            layer("公安", Role::Department, vec![cell(0, "J1")]),
            layer("communities", Role::Community, Vec::new()),
            layer("parks", Role::Exclusive, vec![park]),
            layer("estates", Role::Estate, Vec::new()),
            layer("counts", Role::Households, vec![cell(0, "c")]),
        ],
        barriers: vec![BarrierLayer {
            id: "roads".to_owned(),
            name: "道路".to_owned(),
            source: "roads.geojson".to_owned(),
            lines: vec![line(0, BarrierClass::Lane, Some("解放路")), line(1, BarrierClass::Rail, None)],
            rejected: Vec::new(),
        }],
        households: vec![table("households.csv"), table("doors.csv")],
        extent: Extent::Base,
        code_prefix: Some("420106001".to_owned()),
        ..Project::default()
    }
}

#[test]
fn a_written_project_reads_back_the_same() {
    let project = project();
    let (files, manifest_text) = write(&project).unwrap();
    assert_eq!(files["onegrid.toml"], manifest_text.as_bytes());
    let manifest = read_manifest(&manifest_text, "onegrid.toml").unwrap();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    assert_eq!(read(&manifest, &files).unwrap(), project);
}

#[test]
fn the_same_project_gives_the_same_bytes() {
    assert_eq!(write(&project()).unwrap(), write(&project()).unwrap());
}

#[test]
fn what_cannot_be_written_is_said() {
    let mut bad = project();
    bad.layers[1].id = "../evil".to_owned();
    assert_eq!(write(&bad).unwrap_err().code(), "write.bad_id");
    let mut bad = project();
    bad.barriers[0].id = "CIVIL".to_owned();
    assert_eq!(write(&bad).unwrap_err().code(), "write.duplicate_id");
    let mut bad = project();
    bad.layers[1].cells[0].shape.0[0].exterior_mut(|ring| ring.0[1].x = f64::INFINITY);
    let error = write(&bad).unwrap_err();
    assert!(matches!(&error, WriteError::NotFinite { file, feature: 0 } if file == "公安.geojson"), "{error}");
    let mut bad = project();
    bad.households[0].points[1].lat_deg = f64::NAN;
    let error = write(&bad).unwrap_err();
    assert!(matches!(&error, WriteError::NotFinite { file, feature: 1 } if file == "households.csv"), "{error}");
    let error = write_project(&project(), &mut |_| Err(io::Error::other("disk full"))).unwrap_err();
    assert_eq!(error.to_string(), "civil.geojson: cannot be written: disk full; check free space and permissions");
}

#[test]
fn table_names_that_are_taken_or_unsound_give_way() {
    let mut project = project();
    for table in &mut project.households {
        table.source = "../x.csv".to_owned();
    }
    let (files, _) = write(&project).unwrap();
    let tables: Vec<&String> = files.keys().filter(|name| name.starts_with("households")).collect();
    assert_eq!(tables, ["households-2.csv", "households.csv"]);
}
