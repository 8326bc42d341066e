//! `[code]` of a policy: what codes are made of.
//!
//! ```toml
//! [code]
//! sequence_digits = 3              # 12-digit community code and 3 digits, unless a template says more
//! order = "west-east-in-bands"
//! template = [
//!   { segment = "community", digits = 12 },
//!   { segment = "class", general = "0", exclusive = "9" },
//!   { segment = "sequence", digits = 3, range = [1, 899], exclusive_range = [901, 999] },
//! ]
//! ```

use onegrid_zones::{CodeError, CodeOrder, CodeSegment, CodeTemplate};
use serde::{Deserialize, Serialize};

use super::check::Contradiction;
use super::document::{Step, steps, words};

/// How codes are made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CodeRule {
    /// Digits after the community's code, where there is no template.
    pub sequence_digits: u8,
    /// Who says so, in Chinese.
    pub citation_zh: String,
    /// Who says so, in English.
    pub citation_en: String,
    /// In which order zones are numbered.
    pub order: CodeOrder,
    /// Segments from left to right; empty: community code and sequence.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub template: Vec<CodeSegment>,
}

impl Default for CodeRule {
    fn default() -> Self {
        Self {
            sequence_digits: 3,
            citation_zh: String::new(),
            citation_en: String::new(),
            order: CodeOrder::default(),
            template: Vec::new(),
        }
    }
}

impl CodeRule {
    /// The template in the words of zone design.
    pub fn template(&self) -> CodeTemplate {
        let segments = if self.template.is_empty() {
            CodeTemplate::standard(self.sequence_digits).segments
        } else {
            self.template.clone()
        };
        CodeTemplate { segments, order: self.order }
    }

    /// What contradicts what.
    pub(super) fn contradiction(&self) -> Result<(), Contradiction> {
        if !(1..=9).contains(&self.sequence_digits) {
            let got = self.sequence_digits.to_string();
            return Err(Contradiction::at(steps(&[], "code.sequence_digits"), got, "1 to 9"));
        }
        match self.template().check() {
            Err(CodeError::BadTemplate { segment, what, got, expected }) => {
                let mut path = steps(&[], "code.template");
                path.extend(segment.map(Step::Index));
                let what = format!("{}: {what}", words(&path));
                Err(Contradiction::at(path, got, &expected).called(what))
            }
            _ => Ok(()),
        }
    }
}
