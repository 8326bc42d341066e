//! Names and ranges -> what they look like.

use onegrid::Role;
use serde::Serialize;

use super::{ColumnInspection, GeometryKind};
use crate::csv_source::open_table;
use crate::{ColumnKind, LayerRole, ReadError};

/// Columns that look like what a manifest asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ColumnGuess {
    /// Of the key.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub key: Vec<String>,
    /// Of the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Of the class.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// Of the administrative code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Of the group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Of the number of households.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub households: Option<String>,
    /// Of the longitude.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lon: Option<String>,
    /// Of the latitude.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lat: Option<String>,
}

/// Words of columns, likeliest first: a column that is called so, else one whose name has it inside.
const KEY: &[&str] = &[
    "网格编码",
    "网格编号",
    "gridcode",
    "grid_code",
    "wgbm",
    "wgbh",
    "code",
    "编码",
    "编号",
    "代码",
    "key",
    "id",
    "fid",
    "objectid",
];
const NAME: &[&str] = &["name", "名称", "网格名称", "mc", "wgmc", "name_zh", "title"];
const CLASS: &[&str] = &["class", "类型", "类别", "fclass", "highway", "kind", "type", "lx"];
const CODE: &[&str] = &["社区代码", "community_code", "区划代码", "统计用区划代码", "xzqdm", "sqdm", "code", "代码"];
const GROUP: &[&str] = &["所属社区", "社区", "community", "group", "sssq", "village", "村"];
const HOUSEHOLDS: &[&str] = &["households", "户数", "household", "hs", "hushu", "总户数"];
const LON: &[&str] = &["lon", "lng", "longitude", "经度", "lon_deg", "x", "jd"];
const LAT: &[&str] = &["lat", "latitude", "纬度", "lat_deg", "y", "wd"];

/// Words of files, with the role of their layer.
const ROLES: &[(&[&str], Role)] = &[
    (&["社区", "居委", "村界", "communit", "village", "shequ", "neighbourhood", "neighborhood"], Role::Community),
    (&["小区", "楼盘", "estate", "compound", "xiaoqu"], Role::Estate),
    (&["专属", "exclusive", "campus", "园区", "校园"], Role::Exclusive),
    (&["户数", "人口", "household"], Role::Households),
    (&["building", "楼栋", "建筑"], Role::Building),
    (&["综治", "基础", "base", "civil", "zongzhi"], Role::Base),
];

fn find<'c>(words: &[&str], columns: impl Iterator<Item = &'c str> + Clone) -> Option<String> {
    let lower = |name: &str| name.trim().to_lowercase();
    let exact = words.iter().find_map(|&word| columns.clone().find(|name| lower(name) == word));
    // short words are inside of everything
    let long = |word: &&&str| word.chars().count() > 3 || !word.is_ascii();
    let inside = || words.iter().filter(long).find_map(|&word| columns.clone().find(|name| lower(name).contains(word)));
    exact.or_else(inside).map(str::to_owned)
}

/// Columns of longitude and latitude of a table.
pub(super) fn point_columns(name: &str, bytes: &[u8]) -> Result<Option<[String; 2]>, ReadError> {
    let (_, header) = open_table(Box::new(bytes), name)?;
    let names = header.iter().map(String::as_str);
    Ok(find(LON, names.clone()).zip(find(LAT, names)).filter(|(lon, lat)| lon != lat).map(|(lon, lat)| [lon, lat]))
}

pub(super) fn columns(columns: &[ColumnInspection], features: u64) -> ColumnGuess {
    let names = |wanted: fn(&ColumnInspection, u64) -> bool| {
        columns.iter().filter(move |c| wanted(c, features)).map(|c| c.info.name.as_str())
    };
    let is_key = |c: &ColumnInspection, features| c.is_unique && c.info.filled == features && features > 0;
    let is_word = |c: &ColumnInspection, _| c.info.kind == ColumnKind::Text;
    let is_filled = |c: &ColumnInspection, _| c.info.filled > 0;
    let is_count = |c: &ColumnInspection, _| c.info.kind == ColumnKind::Count;
    ColumnGuess {
        key: find(KEY, names(is_key)).into_iter().collect(),
        name: find(NAME, names(is_word)),
        class: find(CLASS, names(is_word)),
        code: find(CODE, names(is_filled)),
        group: find(GROUP, names(is_filled)),
        households: find(HOUSEHOLDS, names(is_count)),
        lon: None,
        lat: None,
    }
}

/// What a layer looks like it is for, by its file's name and its shapes.
pub(super) fn role(stem: &str, geometry: GeometryKind, columns: &[ColumnInspection]) -> LayerRole {
    let stem = stem.to_lowercase();
    match geometry {
        GeometryKind::Lines => LayerRole::Barrier,
        GeometryKind::Points => LayerRole::Cells(Role::Households),
        _ => {
            let by_name = ROLES.iter().find(|(words, _)| words.iter().any(|word| stem.contains(word)));
            let is_zones = stem == "zones" && columns.iter().any(|c| c.info.name == "violations_en");
            match by_name {
                _ if is_zones => LayerRole::Previous,
                Some(&(_, role)) => LayerRole::Cells(role),
                None => LayerRole::Cells(Role::Department),
            }
        }
    }
}

/// The reference system that coordinates look like.
pub(super) fn crs(bounds: Option<[f64; 4]>) -> &'static str {
    let Some([west, south, east, north]) = bounds else { return "unknown" };
    let within = |w: f64, s: f64, e: f64, n: f64| west >= w && east <= e && south >= s && north <= n;
    // eight digits begin with the number of a 3-degree zone
    let zone = (west / 1e6).floor();
    if within(73.0, 3.0, 136.0, 54.0) {
        "EPSG:4490"
    } else if within(-180.0, -90.0, 180.0, 90.0) {
        "CRS84"
    } else if within(-MERCATOR_M, -MERCATOR_M, MERCATOR_M, MERCATOR_M) && (east < 0.0 || west > 1e6) {
        "EPSG:3857"
    } else if (25.0..=45.0).contains(&zone) && within(zone * 1e6, 0.0, (zone + 1.0) * 1e6, 1e7) {
        GAUSS_KRUGER[zone as usize - 25]
    } else {
        "unknown"
    }
}

/// Half the width of the world in Web Mercator.
const MERCATOR_M: f64 = 20_037_509.0;

/// CGCS2000 in 3-degree zones 25 to 45, easting with the zone's number.
const GAUSS_KRUGER: [&str; 21] = [
    "EPSG:4513",
    "EPSG:4514",
    "EPSG:4515",
    "EPSG:4516",
    "EPSG:4517",
    "EPSG:4518",
    "EPSG:4519",
    "EPSG:4520",
    "EPSG:4521",
    "EPSG:4522",
    "EPSG:4523",
    "EPSG:4524",
    "EPSG:4525",
    "EPSG:4526",
    "EPSG:4527",
    "EPSG:4528",
    "EPSG:4529",
    "EPSG:4530",
    "EPSG:4531",
    "EPSG:4532",
    "EPSG:4533",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_tell_their_system() {
        for (bounds, expected) in [
            (Some([118.7, 31.9, 118.9, 32.1]), "EPSG:4490"),
            (Some([-122.4, 47.5, -122.2, 47.7]), "CRS84"),
            (Some([13_210_000.0, 3_760_000.0, 13_230_000.0, 3_780_000.0]), "EPSG:3857"),
            (Some([40_380_000.0, 3_530_000.0, 40_400_000.0, 3_550_000.0]), "EPSG:4528"),
            (Some([380_000.0, 3_530_000.0, 400_000.0, 3_550_000.0]), "unknown"),
            (None, "unknown"),
        ] {
            assert_eq!(crs(bounds), expected, "{bounds:?}");
        }
    }

    #[test]
    fn files_tell_their_role() {
        let role = |stem, geometry| role(stem, geometry, &[]).word();
        assert_eq!(role("roads", GeometryKind::Lines), "barrier");
        assert_eq!(role("社区界", GeometryKind::Polygons), "community");
        assert_eq!(role("civil", GeometryKind::Polygons), "base");
        assert_eq!(role("police", GeometryKind::Polygons), "department");
        assert_eq!(role("people", GeometryKind::Points), "households");
    }
}
