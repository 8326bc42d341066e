//! Arguments -> projects, policies and layers.

use std::path::{Path, PathBuf};

use onegrid::{CrosswalkEntry, Extent, Layer, Policy, PolicyText, Project, Role, TracedPolicy};
use onegrid_io::{LayerColumns, LayerRole, LayerSpec, Manifest, open_project, resolve_path};
use onegrid_report::ZONES;

use crate::args::ZoneColumns;
use crate::console::Console;
use crate::error::CliError;

/// Policy used where nothing names another.
pub(crate) const DEFAULT_POLICY: &str = "general-300-500";

/// A profile by name, or a policy file.
pub(crate) fn policy(name: &str, base: Option<&Path>) -> Result<Policy, CliError> {
    Ok(traced_policy(name, base)?.into_policy())
}

/// As [`policy`], with the origin of each value.
pub(crate) fn traced_policy(name: &str, base: Option<&Path>) -> Result<TracedPolicy, CliError> {
    if !Policy::is_path(name) {
        return Ok(TracedPolicy::profile(name)?);
    }
    let path = match base {
        Some(manifest) => resolve_path(manifest, name)?,
        None => PathBuf::from(name),
    };
    let text = std::fs::read_to_string(&path).map_err(|cause| CliError::File { path: path.clone(), cause })?;
    Ok(TracedPolicy::read(PolicyText::new(path.display().to_string(), text), &parent_policy)?)
}

/// A policy that another one extends: its path is relative to the file that names it.
fn parent_policy(wanted: &str, asking: &str) -> Result<PolicyText, String> {
    let path = Path::new(asking).parent().unwrap_or(Path::new("")).join(wanted);
    let text = std::fs::read_to_string(&path).map_err(|cause| format!("{}: {cause}", path.display()))?;
    Ok(PolicyText::new(path.display().to_string(), text))
}

/// The project of a manifest and the policy that applies: the argument's, else the manifest's.
pub(crate) fn project(manifest: &Path, asked: Option<&str>, console: &Console) -> Result<(Project, Policy), CliError> {
    let mut on_bytes = |layer: &str, bytes: u64| {
        let megabytes = bytes / 1_000_000;
        console.note(&format!("读取 {layer} {megabytes} MB"), &format!("reading {layer} {megabytes} MB"));
    };
    let (described, project) = open_project(manifest, &mut on_bytes)?;
    let policy = match (asked, described.policy.as_deref()) {
        (Some(name), _) => policy(name, None)?,
        (None, Some(name)) => policy(name, Some(manifest))?,
        (None, None) => policy(DEFAULT_POLICY, None)?,
    };
    Ok((project, policy))
}

/// Opens a layer file without a manifest.
fn open_layer(path: &Path, configure: impl FnOnce(&mut LayerSpec)) -> Result<Layer, CliError> {
    let manifest = bare_manifest(path, configure)?;
    let project = onegrid_io::read_project(&manifest, &mut open_file, &mut |_, _| {})?;
    let layer = project.layers.into_iter().next();
    layer.ok_or_else(|| CliError::Argument { path: path.into(), expected: "a layer of polygons".into() })
}

fn open_file(path: &str) -> std::io::Result<Box<dyn std::io::Read>> {
    Ok(Box::new(std::fs::File::open(path)?))
}

/// A manifest of one layer file.
fn bare_manifest(path: &Path, configure: impl FnOnce(&mut LayerSpec)) -> Result<Manifest, CliError> {
    let name =
        path.to_str().ok_or_else(|| CliError::Argument { path: path.into(), expected: "a path in UTF-8".into() })?;
    let mut spec = LayerSpec::new("layer", LayerRole::Cells(Role::Base), name);
    configure(&mut spec);
    Ok(Manifest { layers: vec![spec], ..Manifest::default() })
}

/// Any polygon file, keyed by feature id or position.
pub(crate) fn bare_layer(path: &Path) -> Result<(Layer, Vec<LayerColumns>), CliError> {
    let layer = open_layer(path, |_| {})?;
    let columns = onegrid_io::describe_columns(&bare_manifest(path, |_| {})?, &mut open_file)?;
    Ok((layer, columns))
}

/// Whether a file is the zones of a result: as the command names them, or as the editor does, after the project.
fn is_zones(file: &Path) -> bool {
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.strip_suffix(ZONES).is_some_and(|before| before.is_empty() || before.ends_with('-'))
}

/// The zones of a result folder or of a file made elsewhere.
pub(crate) fn zones(path: &Path, columns: &ZoneColumns) -> Result<Layer, CliError> {
    let is_result = path.is_dir();
    let file = if is_result { path.join(ZONES) } else { path.to_path_buf() };
    std::fs::metadata(&file).map_err(|cause| CliError::File { path: file.clone(), cause })?;
    // a zones.geojson of ours carries its columns wherever it lies
    let is_ours = is_result || is_zones(&file) && columns.households_column.is_none();
    let mut layer = open_layer(&file, |spec| {
        if is_ours {
            spec.key = vec!["code".into()];
            spec.name_column = Some("name".into());
            spec.class_column = Some("class".into());
            spec.group_column = Some("community_name".into());
            spec.households_column = Some("households".into());
        } else {
            spec.key = vec![columns.code_column.clone()];
            spec.households_column.clone_from(&columns.households_column);
        }
    })?;
    layer.id = "zones".into();
    layer.source = file.display().to_string();
    Ok(layer)
}

/// A file of communities.
pub(crate) fn communities(
    path: &Path,
    code_column: Option<&str>,
    class_column: Option<&str>,
) -> Result<Layer, CliError> {
    let mut layer = open_layer(path, |spec| {
        spec.code_column = code_column.map(String::from);
        spec.class_column = class_column.map(String::from);
        spec.key = code_column.map(String::from).into_iter().collect();
    })?;
    layer.id = "community".into();
    layer.role = Role::Community;
    Ok(layer)
}

/// The grids of one level, keyed by their code.
pub(crate) fn level(path: &Path, code_column: &str) -> Result<Layer, CliError> {
    std::fs::metadata(path).map_err(|cause| CliError::File { path: path.into(), cause })?;
    let mut layer = open_layer(path, |spec| spec.key = vec![code_column.into()])?;
    layer.source = path.display().to_string();
    Ok(layer)
}

/// A file of estates that no border may cross.
pub(crate) fn estates(path: &Path, number: usize, households_column: Option<&str>) -> Result<Layer, CliError> {
    let mut layer = open_layer(path, |spec| spec.households_column = households_column.map(String::from))?;
    layer.id = format!("estates-{}", number + 1);
    layer.role = Role::Estate;
    Ok(layer)
}

/// A file of buildings that no border may cross.
pub(crate) fn buildings(path: &Path, number: usize) -> Result<Layer, CliError> {
    let mut layer = open_layer(path, |_| {})?;
    layer.id = format!("buildings-{}", number + 1);
    layer.role = Role::Building;
    Ok(layer)
}

/// A file of a department's old cells, known by its name.
pub(crate) fn department(path: &Path, number: usize) -> Result<Layer, CliError> {
    let mut layer = open_layer(path, |_| {})?;
    let name = path.file_stem().and_then(|n| n.to_str()).unwrap_or("department");
    layer.id = format!("{name}-{}", number + 1);
    layer.role = Role::Department;
    Ok(layer)
}

/// A table of old cells and zones.
pub(crate) fn crosswalk(path: &Path) -> Result<Vec<CrosswalkEntry>, CliError> {
    let file = std::fs::File::open(path).map_err(|cause| CliError::File { path: path.into(), cause })?;
    Ok(onegrid_io::read_crosswalk(file, &path.display().to_string())?)
}

/// A project of finished zones, to be checked or asked.
pub(crate) fn zones_project(zones: Layer, communities: Option<Layer>) -> Project {
    let name = zones.source.clone();
    let extent = if communities.is_some() { Extent::Communities } else { Extent::Base };
    Project { name, layers: std::iter::once(zones).chain(communities).collect(), extent, ..Project::default() }
}
