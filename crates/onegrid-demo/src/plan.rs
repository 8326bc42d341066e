//! A spec -> the list of its counties, without any geometry.

use rand::RngExt;

use crate::chance::{index, stream};
use crate::names;
use crate::size::{Scale, Size};

/// Counties of the province.
pub(crate) const PROVINCE_COUNTIES: u32 = 107;
/// Base cells of the whole province.
pub(crate) const PROVINCE_BASE_CELLS: u32 = 229_400;
/// Counties from west to east in the province.
const PROVINCE_COLUMNS: u32 = 11;

/// What to make: everything follows from these two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoSpec {
    /// How big the place is.
    pub size: Size,
    /// Same seed, same place to the last digit.
    pub seed: u64,
}

/// One county to be made: small, and independent of the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountyPlan {
    /// Fictitious county code of 6 digits; no real province has the prefix 99.
    pub code: String,
    /// Fictitious name.
    pub name: String,
    pub(crate) index: u32,
    pub(crate) column: u32,
    pub(crate) row: u32,
    pub(crate) base_cells: u32,
}

impl CountyPlan {
    /// Cells that the county's base layer will have.
    pub const fn base_cells(&self) -> u32 {
        self.base_cells
    }

    /// Place of the county in the province, from the west and from the south; neighbours on this
    /// chequerboard share their border vertex by vertex.
    pub const fn place(&self) -> (u32, u32) {
        (self.column, self.row)
    }
}

/// The counties of a spec: one for street, district and city, 107 for the province.
///
/// # Cost
/// No geometry is made; a province takes microseconds.
pub fn counties(spec: &DemoSpec) -> Vec<CountyPlan> {
    let scale = Scale::of(spec.size);
    if spec.size != Size::Province {
        let name = match spec.size {
            Size::Street => names::county(0, "街道"),
            Size::District => names::county(1, "区"),
            Size::City | Size::Province => names::county(2, "市"),
        };
        return vec![CountyPlan {
            code: "990101".to_owned(),
            name,
            index: 0,
            column: 0,
            row: 0,
            base_cells: scale.base_cells,
        }];
    }
    shares_of_the_province(spec.seed)
        .into_iter()
        .zip(0_u32..)
        .map(|(base_cells, index)| {
            let kind = ["区", "区", "县", "市"][(index % 4) as usize];
            CountyPlan {
                // nine counties to a prefecture
                code: format!("99{:02}{:02}", index / 9 + 1, index % 9 + 1),
                name: names::county(index as usize, kind),
                index,
                column: index % PROVINCE_COLUMNS,
                row: index / PROVINCE_COLUMNS,
                base_cells,
            }
        })
        .collect()
}

/// Counties from west to east, and from south to north.
pub(crate) fn board(size: Size) -> [u32; 2] {
    if size == Size::Province { [PROVINCE_COLUMNS, PROVINCE_COUNTIES.div_ceil(PROVINCE_COLUMNS)] } else { [1, 1] }
}

/// Base cells of each county: they vary, and add up exactly.
fn shares_of_the_province(seed: u64) -> Vec<u32> {
    let mut rng = stream(seed, u64::MAX, "province");
    let mut shares: Vec<u32> = (0..PROVINCE_COUNTIES).map(|_| rng.random_range(1_750..=2_540)).collect();
    let mut total: u32 = shares.iter().sum();
    while total != PROVINCE_BASE_CELLS {
        let at = index(&mut rng, shares.len());
        if total < PROVINCE_BASE_CELLS {
            shares[at] += 1;
            total += 1;
        } else {
            shares[at] -= 1;
            total -= 1;
        }
    }
    shares
}
