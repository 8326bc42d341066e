//! The four sizes of demo city, and what each is made of.

use core::fmt;
use core::str::FromStr;

/// How big the made-up place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Size {
    /// One street office: 32 km2, 32,000 households, 1,760 premises-level base cells.
    Street,
    /// A district: about 100,000 households, 400 base cells, 70 communities.
    District,
    /// A city: about 700,000 households, 2,000 base cells, 300 communities.
    City,
    /// A province of 107 counties with 229,400 base cells.
    Province,
}

impl Size {
    /// All sizes, smallest first.
    pub const ALL: [Self; 4] = [Self::Street, Self::District, Self::City, Self::Province];

    /// The word that [`FromStr`] reads and [`Display`](fmt::Display) writes.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Street => "street",
            Self::District => "district",
            Self::City => "city",
            Self::Province => "province",
        }
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Why a word is not a size.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SizeError {
    /// The word names no size: use one of the four.
    #[error("demo size `{got}` is unknown, expected street, district, city or province")]
    Unknown {
        /// The word as given.
        got: String,
    },
}

impl SizeError {
    /// Stable code for translations and tests.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unknown { .. } => "demo.unknown_size",
        }
    }
}

impl FromStr for Size {
    type Err = SizeError;

    fn from_str(word: &str) -> Result<Self, SizeError> {
        Self::ALL
            .into_iter()
            .find(|size| size.word() == word)
            .ok_or_else(|| SizeError::Unknown { got: word.to_owned() })
    }
}

/// Measures of one county of a size.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scale {
    /// Plots from west to east, and from south to north.
    pub(crate) plots: [u32; 2],
    /// Extent in metres.
    pub(crate) extent_m: [f64; 2],
    /// How much wider the plots are at the rim than in the centre (0: all alike).
    pub(crate) bulge: f64,
    /// Street offices and towns.
    pub(crate) towns: u32,
    /// Communities.
    pub(crate) communities: u32,
    /// Cells of the base layer.
    pub(crate) base_cells: u32,
    /// Households that must come out exactly, if the size fixes them.
    pub(crate) households: Option<u64>,
    /// Share of base cells within 300 to 500 households.
    pub(crate) fitting_share: f64,
    /// Share of base cells above 500 households.
    pub(crate) crowded_share: f64,
    /// Households of a base cell that fits, is crowded, or is sparse: least and most.
    pub(crate) fitting: [u64; 2],
    /// See `fitting`.
    pub(crate) crowded: [u64; 2],
    /// See `fitting`.
    pub(crate) sparse: [u64; 2],
    /// Base cells are single premises, several to an estate.
    pub(crate) is_premises: bool,
}

impl Scale {
    pub(crate) fn of(size: Size) -> Self {
        match size {
            Size::Street => Self {
                plots: [60, 54],
                extent_m: [5_960.0, 5_370.0],
                bulge: 0.5,
                towns: 1,
                communities: 12,
                base_cells: 1_760,
                households: Some(32_000),
                fitting_share: 0.0,
                crowded_share: 0.0,
                fitting: [308, 450],
                crowded: [520, 940],
                sparse: [6, 285],
                is_premises: true,
            },
            Size::District => Self {
                plots: [56, 46],
                extent_m: [5_800.0, 4_760.0],
                bulge: 0.8,
                towns: 6,
                communities: 70,
                base_cells: 400,
                households: None,
                fitting_share: 0.57,
                crowded_share: 0.03,
                fitting: [303, 410],
                crowded: [510, 760],
                sparse: [5, 150],
                is_premises: false,
            },
            Size::City => Self {
                plots: [124, 110],
                extent_m: [16_000.0, 14_000.0],
                bulge: 1.6,
                towns: 24,
                communities: 300,
                base_cells: 2_000,
                households: None,
                fitting_share: 0.60,
                crowded_share: 0.13,
                fitting: [308, 450],
                crowded: [520, 940],
                sparse: [6, 285],
                is_premises: false,
            },
            Size::Province => Self {
                plots: [100, 100],
                extent_m: [24_000.0, 24_000.0],
                bulge: 3.6,
                towns: 16,
                communities: 192,
                base_cells: 2_144,
                households: None,
                fitting_share: 0.60,
                crowded_share: 0.10,
                fitting: [308, 450],
                crowded: [520, 940],
                sparse: [6, 285],
                is_premises: false,
            },
        }
    }
}
