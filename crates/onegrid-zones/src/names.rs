//! Names for sentences: ids in, words out.

use serde::{Deserialize, Serialize};

use crate::design::Design;
use crate::ids::{UnitId, ZoneId};
use crate::rules::Measure;
use crate::table::{Barrier, FaceTable, NamedArea};

/// Language of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lang {
    /// Simplified Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// Picks one of two texts.
    pub(crate) fn pick(self, zh: String, en: String) -> String {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

/// Turns the ids of a table and a design into words.
pub trait Names {
    /// Name of a layer: 公安.
    fn layer(&self, layer: u32) -> String;
    /// Key or name of a cell of a layer.
    fn cell(&self, layer: u32, cell: u32) -> String;
    /// Name of a community.
    fn community(&self, community: u32) -> String;
    /// Name of an estate.
    fn estate(&self, estate: u32) -> String;
    /// Name of an exclusive area.
    fn exclusive(&self, exclusive: u32) -> String;
    /// Name of a building.
    fn building(&self, building: u32) -> String {
        format!("#{building}")
    }
    /// Name of a barrier.
    fn barrier(&self, barrier: Barrier) -> String;
    /// Code of a zone.
    fn zone(&self, zone: ZoneId) -> String;
    /// Words for a unit.
    fn unit(&self, unit: UnitId) -> String;
    /// What sizes are measured in.
    fn measure(&self) -> Measure;
    /// Id of a hard rule, by its position in [`Design::rule_ids`].
    fn rule(&self, rule: u32) -> String {
        format!("#{rule}")
    }
}

/// Names from the table and the design themselves.
#[derive(Debug, Clone, Copy)]
pub struct TableNames<'a> {
    /// The table.
    pub table: &'a FaceTable,
    /// The design.
    pub design: &'a Design,
    /// Barrier names, addressed by [`Barrier::name`].
    pub barriers: &'a [String],
    /// What sizes are measured in.
    pub measure: Measure,
}

impl Names for TableNames<'_> {
    fn layer(&self, layer: u32) -> String {
        match self.table.layers.get(layer as usize) {
            Some(l) if l.name.is_empty() => l.id.clone(),
            Some(l) => l.name.clone(),
            None => format!("#{layer}"),
        }
    }

    fn cell(&self, layer: u32, cell: u32) -> String {
        self.table
            .layers
            .get(layer as usize)
            .and_then(|l| l.cell_keys.get(cell as usize))
            .map_or_else(|| format!("#{cell}"), Clone::clone)
    }

    fn community(&self, community: u32) -> String {
        self.table
            .communities
            .get(community as usize)
            .map_or_else(|| format!("#{community}"), |c| c.name.clone().unwrap_or_else(|| c.key.clone()))
    }

    fn estate(&self, estate: u32) -> String {
        area_name(&self.table.estates, estate)
    }

    fn exclusive(&self, exclusive: u32) -> String {
        area_name(&self.table.exclusives, exclusive)
    }

    fn building(&self, building: u32) -> String {
        area_name(&self.table.buildings, building)
    }

    fn barrier(&self, barrier: Barrier) -> String {
        self.barriers.get(barrier.name as usize).map_or_else(|| format!("#{}", barrier.name), Clone::clone)
    }

    fn zone(&self, zone: ZoneId) -> String {
        self.design.zones.get(zone.index()).map_or_else(|| format!("#{}", zone.0), |z| z.code.clone())
    }

    fn unit(&self, unit: UnitId) -> String {
        let Some(u) = self.design.units.get(unit.index()) else {
            return format!("#{}", unit.0);
        };
        match (u.estate, u.exclusive, u.base_cell) {
            (_, Some(exclusive), _) => self.exclusive(exclusive),
            (Some(estate), _, _) => self.estate(estate),
            (_, _, Some(cell)) => format!("{}#{}", self.cell(0, cell), unit.0),
            _ => format!("#{}", unit.0),
        }
    }

    fn measure(&self) -> Measure {
        self.measure
    }

    fn rule(&self, rule: u32) -> String {
        self.design.rule_ids.get(rule as usize).map_or_else(|| format!("#{rule}"), Clone::clone)
    }
}

fn area_name(areas: &[NamedArea], id: u32) -> String {
    areas.get(id as usize).map_or_else(|| format!("#{id}"), |a| a.name.clone().unwrap_or_else(|| a.key.clone()))
}

impl Measure {
    /// A size in words: 300 户.
    #[must_use]
    pub fn amount(self, size: u64, lang: Lang) -> String {
        sized(size, lang, self)
    }
}

/// A size with its unit of measure: 87 户 / 87 households.
pub(crate) fn sized(size: u64, lang: Lang, measure: Measure) -> String {
    match (lang, measure) {
        (Lang::Zh, Measure::Households) => format!("{size} 户"),
        (Lang::En, Measure::Households) if size == 1 => "1 household".into(),
        (Lang::En, Measure::Households) => format!("{size} households"),
        (_, Measure::AreaM2) => format!("{size} m²"),
        (Lang::Zh, Measure::Grids) => format!("{size} 个网格"),
        (Lang::En, Measure::Grids) if size == 1 => "1 grid".into(),
        (Lang::En, Measure::Grids) => format!("{size} grids"),
    }
}

/// A length rounded to metres, or decimetres when short.
pub(crate) fn length(length_m: f64) -> String {
    if length_m < 10.0 { format!("{length_m:.1} m") } else { format!("{length_m:.0} m") }
}

/// An area rounded sensibly.
pub(crate) fn area(area_m2: f64) -> String {
    if area_m2 < 10.0 { format!("{area_m2:.2} m²") } else { format!("{area_m2:.0} m²") }
}
