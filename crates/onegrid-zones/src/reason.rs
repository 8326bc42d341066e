//! Why a zone is what it is: one reason for each base cell, estate and exclusive area in it.

use serde::{Deserialize, Serialize};

use crate::ids::{UnitId, ZoneId};
use crate::names::{Lang, Names, area, length, sized};
use crate::table::Barrier;

/// Why something is in a zone.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Reason {
    /// The zone goes on as this base cell.
    Kept {
        /// The zone.
        zone: ZoneId,
        /// The base cell.
        base_cell: u32,
        /// Size of the cell in this zone.
        size: u64,
        /// Size of the cell in the whole community.
        of_size: u64,
        /// Why not the whole cell is here; `None` if it is.
        cause: Option<Cause>,
        /// What runs between this part and the rest of the cell.
        along: Option<Along>,
    },
    /// Units of another base cell joined the zone.
    Joined {
        /// The zone.
        zone: ZoneId,
        /// Their base cell.
        base_cell: u32,
        /// Size of the cell in this zone.
        size: u64,
        /// Size of the cell in the whole community.
        of_size: u64,
        /// Why.
        cause: Cause,
        /// Border with the rest of the zone in m.
        border_m: f64,
        /// Whether no other zone has a longer border with these units.
        is_longest: bool,
        /// First department, in declared order, whose main cell is the same here and in the rest of the zone.
        shared: Option<Shared>,
    },
    /// Units that no base cell covers.
    Uncovered {
        /// The zone.
        zone: ZoneId,
        /// Their size.
        size: u64,
        /// Their area in m².
        area_m2: f64,
        /// Border with the rest of the zone in m; 0 if there is no rest.
        border_m: f64,
    },
    /// An estate across base cells was kept whole.
    EstateKept {
        /// The zone.
        zone: ZoneId,
        /// The estate.
        estate: u32,
        /// The unit.
        unit: UnitId,
        /// Its size.
        size: u64,
        /// Number of base cells that it lies in.
        base_cells: u32,
    },
    /// Buildings across base cells were kept whole.
    BuildingsKept {
        /// The zone.
        zone: ZoneId,
        /// One of them.
        building: u32,
        /// How many there are.
        buildings: u32,
    },
    /// An exclusive area is a zone of its own, exempt from the bounds.
    Exclusive {
        /// The zone.
        zone: ZoneId,
        /// The area.
        exclusive: u32,
        /// Its size.
        size: u64,
        /// Its area in m².
        area_m2: f64,
    },
}

/// What made units change zones.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "cause", rename_all = "kebab-case")]
pub enum Cause {
    /// The base cell is below the minimum.
    CellBelowMin {
        /// Smallest allowed size.
        min: u64,
    },
    /// The base cell is above the maximum.
    CellAboveMax {
        /// Largest allowed size.
        max: u64,
    },
    /// The zone would be below the minimum without these units.
    ZoneBelowMin {
        /// Its size without them.
        without: u64,
        /// Smallest allowed size.
        min: u64,
    },
    /// The part is too small to be a zone.
    Fragment {
        /// Area of the part in m².
        area_m2: f64,
        /// Area of the whole base cell, in all communities, in m².
        of_m2: f64,
    },
    /// The part of the cell that does not touch the rest of it.
    Apart,
    /// The plan as a whole costs less this way, or a person decided it.
    Overall,
}

/// What runs between two parts of a base cell.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "along", rename_all = "kebab-case")]
pub enum Along {
    /// A barrier.
    Barrier {
        /// The barrier with most of the length.
        barrier: Barrier,
        /// Length along it in m.
        length_m: f64,
        /// Length of the whole border in m.
        of_m: f64,
    },
    /// Borders of a department's cells.
    Department {
        /// The layer.
        layer: u32,
        /// Length along them in m.
        length_m: f64,
        /// Length of the whole border in m.
        of_m: f64,
    },
    /// Neither.
    Nothing {
        /// Length of the border in m.
        of_m: f64,
    },
}

/// A departmental cell that units share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shared {
    /// The layer.
    pub layer: u32,
    /// The cell.
    pub cell: u32,
}

impl Reason {
    /// The zone it is about.
    #[must_use]
    pub const fn zone(&self) -> ZoneId {
        match self {
            Self::Kept { zone, .. }
            | Self::Joined { zone, .. }
            | Self::Uncovered { zone, .. }
            | Self::EstateKept { zone, .. }
            | Self::BuildingsKept { zone, .. }
            | Self::Exclusive { zone, .. } => *zone,
        }
    }

    /// One sentence for a planner.
    #[must_use]
    pub fn sentence(&self, lang: Lang, names: &dyn Names) -> String {
        let sized = |size| sized(size, lang, names.measure());
        match *self {
            Self::Kept { .. } => self.kept(lang, names),
            Self::Joined { .. } => self.joined(lang, names),
            Self::Uncovered { size, area_m2, border_m, .. } => {
                let (size, area, border) = (sized(size), area(area_m2), length(border_m));
                lang.pick(
                    format!("补入:无基础网格覆盖的区域({size},{area}),与本网格公共边界 {border}"),
                    format!("added: ground that no base cell covers ({size}, {area}), border with the zone {border}"),
                )
            }
            Self::EstateKept { estate, size, base_cells, .. } => {
                let (estate, size) = (names.estate(estate), sized(size));
                lang.pick(
                    format!("小区保持完整:{estate}({size})原跨 {base_cells} 个基础网格"),
                    format!("estate kept whole: {estate} ({size}) lay in {base_cells} base cells"),
                )
            }
            Self::BuildingsKept { building, buildings, .. } => {
                let building = names.building(building);
                match buildings {
                    1 => lang.pick(
                        format!("建筑物保持完整:{building} 原跨基础网格边界"),
                        format!("building kept whole: {building} lay across base cells"),
                    ),
                    n => lang.pick(
                        format!("建筑物保持完整:{building} 等 {n} 栋原跨基础网格边界"),
                        format!("buildings kept whole: {n} lay across base cells, {building} among them"),
                    ),
                }
            }
            Self::Exclusive { exclusive, size, area_m2, .. } => {
                let (name, size) = (names.exclusive(exclusive), sized(size));
                let area = area(area_m2);
                lang.pick(
                    format!("专属网格:{name}({size},{area})单独成格,不受上下限约束"),
                    format!("exclusive: {name} ({size}, {area}) is a zone of its own, exempt from the bounds"),
                )
            }
        }
    }

    fn kept(&self, lang: Lang, names: &dyn Names) -> String {
        let Self::Kept { base_cell, size, of_size, cause, along, .. } = *self else {
            return String::new();
        };
        let cell = names.cell(0, base_cell);
        let all = sized(of_size, lang, names.measure());
        let here = sized(size, lang, names.measure());
        let Some(cause) = cause else {
            return lang
                .pick(format!("沿用基础网格 {cell}(全部 {all})"), format!("kept: base cell {cell} (all {all})"));
        };
        let why = cause.words(of_size, lang, names);
        let along = along.map_or_else(String::new, |a| a.words(lang, names));
        lang.pick(
            format!("沿用基础网格 {cell} 的一部分({all}中的 {here}):{why}{along}"),
            format!("kept: part of base cell {cell} ({here} of {all}): {why}{along}"),
        )
    }

    fn joined(&self, lang: Lang, names: &dyn Names) -> String {
        let Self::Joined { base_cell, size, of_size, cause, border_m, is_longest, shared, .. } = *self else {
            return String::new();
        };
        let cell = names.cell(0, base_cell);
        let why = cause.words(of_size, lang, names);
        let (border, here) = (length(border_m), sized(size, lang, names.measure()));
        let border = match (lang, is_longest) {
            (Lang::Zh, true) => format!("与该网格公共边界最长 ({border})"),
            (Lang::Zh, false) => format!("与该网格公共边界 {border}"),
            (Lang::En, true) => format!("longest border is with this zone ({border})"),
            (Lang::En, false) => format!("border with this zone {border}"),
        };
        let shared = shared.map_or_else(String::new, |s| {
            let (layer, cell) = (names.layer(s.layer), names.cell(s.layer, s.cell));
            lang.pick(format!(",同属{layer} {cell}"), format!(", same {layer} cell {cell}"))
        });
        let what = if size == of_size {
            lang.pick(format!("并入 {cell}"), format!("merged {cell}"))
        } else {
            lang.pick(format!("并入 {cell} 的一部分({here})"), format!("merged part of {cell} ({here})"))
        };
        lang.pick(format!("{what}:{why},{border}{shared}"), format!("{what}: {why}, {border}{shared}"))
    }
}

impl Cause {
    fn words(self, cell_size: u64, lang: Lang, names: &dyn Names) -> String {
        let sized = |size| sized(size, lang, names.measure());
        let cell = sized(cell_size);
        match self {
            Self::CellBelowMin { min } => format!("{cell} < {}", sized(min)),
            Self::CellAboveMax { max } => lang
                .pick(format!("{cell} > {},须拆分", sized(max)), format!("{cell} > {}, has to be split", sized(max))),
            Self::ZoneBelowMin { without, min } => lang.pick(
                format!("否则本网格仅 {} < {}", sized(without), sized(min)),
                format!("without it the zone has {} < {}", sized(without), sized(min)),
            ),
            Self::Fragment { area_m2, of_m2 } => {
                let (part, all) = (area(area_m2), area(of_m2));
                lang.pick(
                    format!("仅为原格 {all} 中的 {part},不足以单独成格"),
                    format!("only {part} of the {all} of its cell, too small for a zone"),
                )
            }
            Self::Apart => lang.pick(
                format!("基础网格({cell})在本社区内互不相连"),
                format!("the base cell ({cell}) has parts that do not touch in this community"),
            ),
            Self::Overall => lang.pick(
                format!("为使本社区各网格整体达标、更优而调整(原格 {cell})"),
                format!("adjusted so that the zones of the community together hold the bounds and fit best (its cell has {cell})"),
            ),
        }
    }
}

impl Along {
    pub(crate) fn words(self, lang: Lang, names: &dyn Names) -> String {
        match self {
            Self::Barrier { barrier, length_m, of_m } => {
                let name = names.barrier(barrier);
                let (part, all) = (length(length_m), length(of_m));
                lang.pick(
                    format!(",沿{name}划开({all} 中 {part})"),
                    format!(", divided along {name} ({part} of {all})"),
                )
            }
            Self::Department { layer, length_m, of_m } => {
                let name = names.layer(layer);
                let (part, all) = (length(length_m), length(of_m));
                lang.pick(
                    format!(",沿{name}网格边界划开({all} 中 {part})"),
                    format!(", divided along {name} borders ({part} of {all})"),
                )
            }
            Self::Nothing { of_m } => {
                lang.pick(format!(",分界长 {}", length(of_m)), format!(", divided over {}", length(of_m)))
            }
        }
    }
}
