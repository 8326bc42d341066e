//! Bounds of a level that do not hold: where, by how much, and why.

use serde::Serialize;

use crate::certificate::{Certificate, Infeasibility};
use crate::names::{Lang, Names};
use crate::violation::{RuleId, Violation, Why};

/// One bound of a level that does not hold, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LevelViolation {
    /// Position of the node in its level.
    pub node: u32,
    /// The rule.
    pub rule: RuleId,
    /// What was measured.
    pub measured: u64,
    /// What the rule allows.
    pub limit: u64,
    /// What is broken and why, in Chinese.
    pub zh: String,
    /// What is broken and why, in English.
    pub en: String,
}

impl LevelViolation {
    /// The sentence in a language.
    #[must_use]
    pub fn sentence(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// A violation of a design as one of the level; `None` for those that a level does not have: a
/// parent too small to be divided stays whole, an estate may be divided.
pub(super) fn of_level(violation: &Violation, first_node: u32, names: &dyn Names) -> Option<LevelViolation> {
    let node = first_node + violation.zone?.0;
    if violation.rule == RuleId::EstateWhole {
        return None;
    }
    let (mut alone, mut told) = (None, *violation);
    if let Why::Infeasible { certificate: Certificate { part, proof } } = violation.why {
        let is_whole = matches!(proof, Infeasibility::Empty { .. } | Infeasibility::BelowMin { .. });
        if part.is_none() && is_whole {
            return None;
        }
        // the design calls the parent a community; here it is said what it is
        alone = part;
        told.why = Why::Infeasible { certificate: Certificate { part: None, proof } };
    }
    let words = |lang: Lang| {
        let sentence = told.sentence(lang, names);
        match (alone, lang) {
            (None, _) => sentence,
            (Some(p), Lang::Zh) => {
                format!("{sentence}(上级网格由 {} 个互不相连的部分组成,此为第 {} 部分)", p.parts, p.part)
            }
            (Some(p), Lang::En) => {
                format!("{sentence} (its parent has {} parts that do not touch, this is part {})", p.parts, p.part)
            }
        }
    };
    Some(LevelViolation {
        node,
        rule: violation.rule,
        measured: violation.measured,
        limit: violation.limit,
        zh: words(Lang::Zh),
        en: words(Lang::En),
    })
}
