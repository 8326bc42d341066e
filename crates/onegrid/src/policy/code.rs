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

use super::document::Step;

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
    pub(super) fn contradiction(&self) -> Result<(), WrongCode> {
        if !(1..=9).contains(&self.sequence_digits) {
            return Err(WrongCode {
                entry: vec![Step::Key("sequence_digits".into())],
                detail: None,
                got: self.sequence_digits.to_string(),
                expected: "1 to 9".into(),
            });
        }
        match self.template().check() {
            Err(CodeError::BadTemplate { segment, what, got, expected }) => {
                let at = segment.map(Step::Index);
                let entry = [Step::Key("template".into())].into_iter().chain(at).collect();
                Err(WrongCode { entry, detail: Some(what), got, expected })
            }
            _ => Ok(()),
        }
    }
}

/// An entry of `[code]` that cannot be used.
#[derive(Debug)]
pub(super) struct WrongCode {
    /// Its path inside the section.
    pub(super) entry: Vec<Step>,
    /// What of it is wrong, where it has parts.
    pub(super) detail: Option<String>,
    pub(super) got: String,
    pub(super) expected: String,
}
