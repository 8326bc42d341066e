//! What must hold between the keys of a manifest.

use std::collections::BTreeMap;

use onegrid::Role;

use super::parse::Reader;
use super::{LayerRole, LayerSpec, Manifest};
use crate::{ManifestError, Place, find_format};

/// Checks ids, roles and the columns that each role needs. `places` are where the layers begin.
pub(super) fn check(manifest: &Manifest, places: &[Place], reader: &Reader<'_>) -> Result<(), ManifestError> {
    let file = || reader.file.to_owned();
    let mut lines: BTreeMap<&str, u32> = BTreeMap::new();
    let mut single: BTreeMap<&str, &str> = BTreeMap::new();
    for (layer, &place) in manifest.layers.iter().zip(places) {
        if let Some(&first_line) = lines.get(layer.id.as_str()) {
            let id = layer.id.clone();
            return Err(ManifestError::DuplicateId { file: file(), place, id, first_line });
        }
        lines.insert(&layer.id, place.line);
        let is_single = matches!(layer.role, LayerRole::Cells(Role::Base | Role::Community) | LayerRole::Previous);
        if is_single && let Some(first) = single.insert(layer.role.word(), &layer.id) {
            return Err(ManifestError::RoleTwice {
                file: file(),
                place,
                role: layer.role.word().to_owned(),
                first: first.to_owned(),
                second: layer.id.clone(),
            });
        }
        check_layer(layer, place, reader)?;
    }
    if single.contains_key("base") { Ok(()) } else { Err(ManifestError::NoBase { file: file() }) }
}

fn check_layer(layer: &LayerSpec, place: Place, reader: &Reader<'_>) -> Result<(), ManifestError> {
    let of = format!("layer `{}`", layer.id);
    let missing = |key: &str, why: &str| Err(reader.missing(place, &of, key, why));
    let misplaced = |key: &str, why: &str| {
        Err(ManifestError::MisplacedKey {
            file: reader.file.to_owned(),
            place,
            of: of.clone(),
            key: key.to_owned(),
            why: why.to_owned(),
        })
    };
    if layer.paths.is_empty() || layer.paths.iter().any(String::is_empty) {
        return missing("path", "the file to read");
    }
    let is_barrier = layer.role == LayerRole::Barrier;
    if is_barrier {
        match (layer.barrier_class, &layer.class_column) {
            (None, None) => {
                return missing("barrier_class", "how strongly the lines separate; or `class_column`");
            }
            (Some(_), Some(_)) => {
                return misplaced("barrier_class", "`class_column` gives each line its class");
            }
            _ => {}
        }
        let cells_only = [
            ("code_column", layer.code_column.is_some()),
            ("group_column", layer.group_column.is_some()),
            ("groups_are_communities", layer.groups_are_communities),
            ("households_column", layer.households_column.is_some()),
            ("counts", !layer.counts.is_empty()),
        ];
        if let Some((key, _)) = cells_only.iter().find(|(_, is_set)| *is_set) {
            return misplaced(key, "barriers are lines, not cells");
        }
    } else if layer.barrier_class.is_some() {
        return misplaced("barrier_class", "only role = \"barrier\" has it");
    }
    let has_class_column = is_barrier && layer.class_column.is_some();
    if !layer.classes.is_empty() && !has_class_column {
        return misplaced("classes", "it belongs to role = \"barrier\" with a `class_column`");
    }
    if layer.groups_are_communities && layer.group_column.is_none() {
        return missing("group_column", "`groups_are_communities` is set");
    }
    let is_households = layer.role == LayerRole::Cells(Role::Households);
    if is_households && layer.households_column.is_none() {
        return missing("households_column", "the role is households");
    }
    // A file of an unknown kind is reported when it is opened: the manifest itself is sound.
    let is_table = layer
        .paths
        .iter()
        .any(|path| find_format(layer.format.as_deref(), path).is_ok_and(|format| format.is_points_only));
    let degrees = [("lon_column", &layer.lon_column), ("lat_column", &layer.lat_column)];
    for (key, column) in degrees {
        if is_table && is_households && column.is_none() {
            return missing(key, "the file is a table of points");
        }
        if !is_table && column.is_some() {
            return misplaced(key, "only tables have it; here the points are in the geometry");
        }
    }
    Ok(())
}
