//! The policies that ship with the library. Each rule cites who says so; what no source says is named as taken.

use super::PolicyError;
use super::document::TextPlace;
use super::error::nearest;

/// Names and texts, the default first.
const PROFILES: [(&str, &str); 8] = [
    ("general-300-500", include_str!("../profiles/general-300-500.toml")),
    ("urban-rural", include_str!("../profiles/urban-rural.toml")),
    ("wuchang-300", include_str!("../profiles/wuchang-300.toml")),
    ("zhoushan", include_str!("../profiles/zhoushan.toml")),
    ("chengxiang", include_str!("../profiles/chengxiang.toml")),
    ("xianlin", include_str!("../profiles/xianlin.toml")),
    ("police-150-500", include_str!("../profiles/police-150-500.toml")),
    ("unit-10000-m2", include_str!("../profiles/unit-10000-m2.toml")),
];

/// Names of the profiles.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    PROFILES.iter().map(|(name, _)| *name)
}

/// Text of a profile.
pub(super) fn text(name: &str) -> Option<&'static str> {
    PROFILES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

pub(super) fn unknown(name: &str, asked_by: Option<(String, TextPlace)>) -> PolicyError {
    PolicyError::UnknownProfile {
        name: name.into(),
        asked_by,
        nearest: nearest(name, names()),
        known: names().map(String::from).collect(),
    }
}
