//! What a code is made of: a list of segments in, digits out, and back.

use serde::{Deserialize, Serialize};

use super::{CodeError, CodeOrder};
use crate::design::ZoneClass;

/// What codes are made of and in which order they are given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeTemplate {
    /// From left to right.
    pub segments: Vec<CodeSegment>,
    /// Order of the sequence numbers.
    #[serde(default)]
    pub order: CodeOrder,
}

/// One stretch of a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "segment", rename_all = "kebab-case", deny_unknown_fields)]
pub enum CodeSegment {
    /// The same letters or digits in every code, such as an object class.
    Literal {
        /// ASCII letters and digits.
        text: String,
    },
    /// The code of the community.
    Community {
        /// Digits that it must have; whatever it has if `None`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        digits: Option<u8>,
        /// Areas of several communities get community numbers (the last three digits) from this
        /// one up; CJ/T 349-2010 says 601.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        merged_from: Option<u32>,
    },
    /// A mark for 综合 and 专属 zones.
    Class {
        /// Of general zones.
        general: String,
        /// Of exclusive zones.
        exclusive: String,
    },
    /// Number of the zone in its community.
    Sequence {
        /// Digits, 1 to 9.
        digits: u8,
        /// First and last number; from 1 to what the digits hold if `None`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        range: Option<[u32; 2]>,
        /// First and last number of exclusive zones, which are then numbered by themselves.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        exclusive_range: Option<[u32; 2]>,
        /// Number of a community's only zone; CJ/T 349-2010 says 0.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        whole: Option<u32>,
    },
    /// Number of a smaller grid inside the zone (微网格); zeros for the zone itself.
    Level {
        /// Digits, 1 to 9.
        digits: u8,
    },
}

/// What a code says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeParts {
    /// The community's digits.
    pub community: String,
    /// The class, where codes carry one.
    pub class: Option<ZoneClass>,
    /// The sequence number.
    pub number: u32,
    /// Number inside the zone; 0 for the zone itself.
    pub inner: u32,
}

/// Most characters of a code.
const MOST_WIDTH: usize = 40;
/// Last digits of a community code that number it in its street.
pub(super) const COMMUNITY_NUMBER_DIGITS: usize = 3;

impl CodeTemplate {
    /// Community code and a sequence of so many digits, 1 to 9: DB11/T 2157-2023 with 3.
    #[must_use]
    pub fn standard(sequence_digits: u8) -> Self {
        Self {
            segments: vec![
                CodeSegment::Community { digits: None, merged_from: None },
                CodeSegment::Sequence { digits: sequence_digits, range: None, exclusive_range: None, whole: None },
            ],
            order: CodeOrder::default(),
        }
    }

    /// The 20 digits of CJ/T 349-2010: object code (6), county, street and community (12), sequence
    /// (2); 00 where a community is not divided, communities from 601 up where several are joined.
    #[must_use]
    pub fn cjt_349(object_code: &str) -> Self {
        Self {
            segments: vec![
                CodeSegment::Literal { text: object_code.into() },
                CodeSegment::Community { digits: Some(12), merged_from: Some(601) },
                CodeSegment::Sequence { digits: 2, range: None, exclusive_range: None, whole: Some(0) },
            ],
            order: CodeOrder::default(),
        }
    }

    /// Checks that the template can make unique codes.
    ///
    /// # Errors
    /// [`CodeError::BadTemplate`] with the first entry that cannot be used.
    pub fn check(&self) -> Result<(), CodeError> {
        let bad_at = |segment, what: &str, got: String, expected: &str| {
            Err(CodeError::BadTemplate { segment, what: what.into(), got, expected: expected.into() })
        };
        let bad = |what: &str, got: String, expected: &str| bad_at(None, what, got, expected);
        let count = |wanted: fn(&CodeSegment) -> bool| self.segments.iter().filter(|s| wanted(s)).count();
        let counts = [
            ("number of community segments", count(|s| matches!(s, CodeSegment::Community { .. })), 1..=1),
            ("number of sequence segments", count(|s| matches!(s, CodeSegment::Sequence { .. })), 1..=1),
            ("number of class segments", count(|s| matches!(s, CodeSegment::Class { .. })), 0..=1),
            ("number of level segments", count(|s| matches!(s, CodeSegment::Level { .. })), 0..=1),
        ];
        for (what, got, allowed) in counts {
            if !allowed.contains(&got) {
                return bad(what, got.to_string(), if *allowed.start() == 0 { "at most 1" } else { "1" });
            }
        }
        for (at, segment) in self.segments.iter().enumerate() {
            let bad = |what: &str, got: String, expected: &str| bad_at(Some(at), what, got, expected);
            match segment {
                CodeSegment::Literal { text } if !is_plain(text) => {
                    return bad("text of a literal", format!("{text:?}"), "1 to 20 ASCII letters or digits");
                }
                CodeSegment::Class { general, exclusive }
                    if !is_plain(general) || general.len() != exclusive.len() || general == exclusive =>
                {
                    return bad("class", format!("{general:?} and {exclusive:?}"), "two different marks of one length");
                }
                CodeSegment::Class { exclusive, .. } if !is_plain(exclusive) => {
                    return bad("class", format!("{exclusive:?}"), "ASCII letters or digits");
                }
                CodeSegment::Level { digits } if !(1..=9).contains(digits) => {
                    return bad("digits of the level", digits.to_string(), "1 to 9");
                }
                CodeSegment::Community { digits: Some(digits), .. } if !(1..=20).contains(digits) => {
                    return bad("digits of the community", digits.to_string(), "1 to 20");
                }
                CodeSegment::Community { merged_from: Some(first), .. } if !(1..=999).contains(first) => {
                    return bad("merged_from", first.to_string(), "1 to 999");
                }
                CodeSegment::Sequence { .. } => check_sequence(at, segment)?,
                _ => {}
            }
        }
        if self.width(12) > MOST_WIDTH {
            return bad("width", self.width(12).to_string(), "at most 40 characters");
        }
        Ok(())
    }

    /// Characters of a code of a community with a code of so many digits.
    #[must_use]
    pub fn width(&self, community_digits: usize) -> usize {
        let widths = self.segments.iter().map(|segment| match segment {
            CodeSegment::Literal { text } | CodeSegment::Class { general: text, .. } => text.len(),
            CodeSegment::Community { digits, .. } => digits.map_or(community_digits, usize::from),
            CodeSegment::Sequence { digits, .. } | CodeSegment::Level { digits } => usize::from(*digits),
        });
        widths.sum()
    }

    /// First and last sequence number of a class.
    #[must_use]
    pub fn range(&self, class: ZoneClass) -> (u32, u32) {
        let sequence = self.segments.iter().find_map(|segment| match segment {
            CodeSegment::Sequence { digits, range, exclusive_range, .. } => {
                let own = if class == ZoneClass::Exclusive { exclusive_range.or(*range) } else { *range };
                Some(own.map_or((1, most(*digits)), |[first, last]| (first, last)))
            }
            _ => None,
        });
        sequence.unwrap_or((1, 0))
    }

    /// Whether exclusive zones are numbered by themselves.
    #[must_use]
    pub fn numbers_exclusives_apart(&self) -> bool {
        self.segments.iter().any(|s| matches!(s, CodeSegment::Sequence { exclusive_range: Some(_), .. }))
    }

    /// Number of a community's only zone, where it has one of its own.
    pub(super) fn whole(&self) -> Option<u32> {
        self.segments.iter().find_map(|segment| match segment {
            CodeSegment::Sequence { whole, .. } => *whole,
            _ => None,
        })
    }

    /// First community number of areas of several communities.
    pub(super) fn merged_from(&self) -> Option<u32> {
        self.segments.iter().find_map(|segment| match segment {
            CodeSegment::Community { merged_from, .. } => *merged_from,
            _ => None,
        })
    }

    /// The code of a zone.
    #[must_use]
    pub fn code(&self, community: &str, class: ZoneClass, number: u32) -> String {
        self.code_inside(community, class, number, 0)
    }

    fn code_inside(&self, community: &str, class: ZoneClass, number: u32, inner: u32) -> String {
        let mut out = String::new();
        for segment in &self.segments {
            match segment {
                CodeSegment::Literal { text } => out += text,
                CodeSegment::Community { .. } => out += community,
                CodeSegment::Class { general, exclusive } => {
                    out += if class == ZoneClass::Exclusive { exclusive } else { general };
                }
                CodeSegment::Sequence { digits, .. } => out += &padded(number, *digits),
                CodeSegment::Level { digits } => out += &padded(inner, *digits),
            }
        }
        out
    }

    /// The code of a smaller grid inside a zone; `None` if the template has no level segment, the
    /// number does not fit, or the code is none of this template.
    #[must_use]
    pub fn inner_code(&self, zone: &str, number: u32) -> Option<String> {
        let digits = self.segments.iter().find_map(|segment| match segment {
            CodeSegment::Level { digits } => Some(*digits),
            _ => None,
        })?;
        let parts = self.read(zone).filter(|p| p.inner == 0 && (1..=most(digits)).contains(&number))?;
        let class = parts.class.unwrap_or_default();
        Some(self.code_inside(&parts.community, class, parts.number, number))
    }

    /// Takes a code apart; `None` if it cannot be of this template.
    #[must_use]
    pub fn read(&self, code: &str) -> Option<CodeParts> {
        let community_digits = code.len().checked_sub(self.width(0))?;
        let mut parts = CodeParts { community: String::new(), class: None, number: 0, inner: 0 };
        let mut rest = code;
        for segment in &self.segments {
            let width = match segment {
                CodeSegment::Literal { text } | CodeSegment::Class { general: text, .. } => text.len(),
                CodeSegment::Community { digits: None, .. } => community_digits,
                CodeSegment::Community { digits: Some(digits), .. }
                | CodeSegment::Sequence { digits, .. }
                | CodeSegment::Level { digits } => usize::from(*digits),
            };
            let (here, after) = rest.split_at_checked(width)?;
            rest = after;
            let digits = || (!here.is_empty() && here.bytes().all(|b| b.is_ascii_digit())).then_some(here);
            match segment {
                CodeSegment::Literal { text } => (here == text).then_some(())?,
                CodeSegment::Community { .. } => parts.community = digits()?.into(),
                CodeSegment::Class { general, .. } if here == general => parts.class = Some(ZoneClass::General),
                CodeSegment::Class { exclusive, .. } => {
                    (here == exclusive).then_some(())?;
                    parts.class = Some(ZoneClass::Exclusive);
                }
                CodeSegment::Sequence { .. } => parts.number = digits()?.parse().ok()?,
                CodeSegment::Level { .. } => parts.inner = digits()?.parse().ok()?,
            }
        }
        rest.is_empty().then_some(parts)
    }

    /// Whether a code may belong to a zone of this community and class: its segments, and its number
    /// within the range.
    #[must_use]
    pub fn fits(&self, code: &str, community: &str, class: ZoneClass) -> bool {
        self.read(code).is_some_and(|parts| {
            let (first, last) = self.range(class);
            parts.community == community
                && parts.class.is_none_or(|c| c == class)
                && parts.inner == 0
                && ((first..=last).contains(&parts.number) || Some(parts.number) == self.whole())
        })
    }
}

impl Default for CodeTemplate {
    fn default() -> Self {
        Self::standard(3)
    }
}

fn check_sequence(at: usize, segment: &CodeSegment) -> Result<(), CodeError> {
    let CodeSegment::Sequence { digits, range, exclusive_range, whole } = segment else { return Ok(()) };
    let bad = |what: &str, got: String, expected: String| {
        Err(CodeError::BadTemplate { segment: Some(at), what: what.into(), got, expected })
    };
    if !(1..=9).contains(digits) {
        return bad("digits of the sequence", digits.to_string(), "1 to 9".into());
    }
    let most = most(*digits);
    let general = range.unwrap_or([1, most]);
    for (what, [first, last]) in [("range", general), ("exclusive_range", exclusive_range.unwrap_or(general))] {
        if first > last || last > most {
            return bad(what, format!("[{first}, {last}]"), format!("first <= last <= {most} ({digits} digits)"));
        }
    }
    if let Some([first, last]) = exclusive_range
        && *first <= general[1]
        && general[0] <= *last
    {
        let expected = format!("numbers outside [{}, {}]", general[0], general[1]);
        return bad("exclusive_range", format!("[{first}, {last}]"), expected);
    }
    let ranges = [Some(general), *exclusive_range];
    if let Some(whole) = whole
        && (*whole > most || ranges.iter().flatten().any(|[first, last]| (*first..=*last).contains(whole)))
    {
        return bad("whole", whole.to_string(), format!("a number up to {most} outside the ranges"));
    }
    Ok(())
}

fn is_plain(text: &str) -> bool {
    (1..=20).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn padded(number: u32, digits: u8) -> String {
    format!("{number:0width$}", width = usize::from(digits))
}

/// Largest number of so many digits.
pub(super) fn most(digits: u8) -> u32 {
    10u32.saturating_pow(u32::from(digits)) - 1
}
