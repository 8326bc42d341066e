//! Numbers that stand for units and zones, so that they cannot be mixed up.

use serde::{Deserialize, Serialize};

/// Position of a unit in [`Design::units`](crate::Design::units).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnitId(pub u32);

/// Position of a zone in [`Design::zones`](crate::Design::zones).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ZoneId(pub u32);

impl UnitId {
    /// The position as an index.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

impl ZoneId {
    /// The position as an index.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}
