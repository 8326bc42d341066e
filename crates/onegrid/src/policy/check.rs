//! What must hold between the values of a policy, and what is allowed but probably not meant.

use onegrid_zones::{Bounds, Lang};
use serde::Serialize;

use super::document::{Step, TextPlace, steps, words};
use super::{Policy, PolicyError, PolicyMeasure, SizeRule, TracedPolicy, URBAN_RURAL_CLASSES};

/// Gaps between the totals that zones of a size can add up to, shown at most.
const GAPS_MAX: u64 = 4;

/// Something that a policy may say but probably does not mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PolicyWarning {
    /// Stable code: `policy.weight_zero`.
    pub code: &'static str,
    /// The entry concerned: `weights.moved`.
    pub key: String,
    /// File, or name of a profile.
    pub source: String,
    /// Where in it.
    #[serde(flatten)]
    pub at: TextPlace,
    /// One sentence in Chinese.
    pub zh: String,
    /// One sentence in English.
    pub en: String,
}

impl PolicyWarning {
    /// The sentence in a language.
    pub fn sentence(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// A value of a policy that cannot hold, by itself or beside another.
#[derive(Debug)]
pub(super) struct Contradiction {
    /// The way to it.
    path: Vec<Step>,
    /// What it is called in messages.
    what: String,
    /// What it says.
    got: String,
    /// What it could say.
    expected: String,
}

impl Contradiction {
    /// An entry, called as the format calls it.
    pub(super) fn at(path: Vec<Step>, got: String, expected: &str) -> Self {
        Self { what: words(&path), path, got, expected: expected.into() }
    }

    /// The same with a name that tells people more.
    pub(super) fn called(self, what: String) -> Self {
        Self { what, ..self }
    }

    fn told(self, traced: &TracedPolicy) -> PolicyError {
        let (source_name, at) = traced.place_of(&self.path);
        PolicyError::Contradiction { source_name, at, what: self.what, got: self.got, expected: self.expected }
    }
}

fn variant_at(index: usize) -> [Step; 2] {
    [Step::Key("variant".into()), Step::Index(index)]
}

/// The first contradiction between values of a policy.
pub(super) fn contradictions(policy: &Policy, traced: &TracedPolicy) -> Result<(), PolicyError> {
    first_contradiction(policy, traced).map_err(|found| found.told(traced))
}

fn first_contradiction(policy: &Policy, traced: &TracedPolicy) -> Result<(), Contradiction> {
    if let Some(size) = &policy.size {
        bounds(size, &[], traced)?;
    }
    variants(policy, traced)?;
    for (path, value) in numbers(policy) {
        if !(0.0..=1e6).contains(&value) {
            return Err(Contradiction::at(path, value.to_string(), "a number from 0 to 1000000"));
        }
    }
    policy.code.contradiction()?;
    policy.rules.contradiction()?;
    super::levels::contradiction(&policy.levels)?;
    named_once("priority", &policy.priority)?;
    named_once("border_priority", &policy.border_priority)
}

fn named_once(key: &str, layers: &[String]) -> Result<(), Contradiction> {
    let mut named = std::collections::BTreeSet::new();
    match layers.iter().position(|layer| !named.insert(layer)) {
        None => Ok(()),
        Some(index) => {
            let path = vec![Step::Key(key.into()), Step::Index(index)];
            Err(Contradiction::at(path, format!("{:?} a second time", layers[index]), "each layer once"))
        }
    }
}

fn bounds(size: &SizeRule, section: &[Step], traced: &TracedPolicy) -> Result<(), Contradiction> {
    let SizeRule { min, max, target, .. } = *size;
    let wrong = if min == 0 {
        &["min"][..]
    } else if min > max {
        &["min", "max"]
    } else if target < min {
        &["target", "min"]
    } else if target > max {
        &["target", "max"]
    } else {
        return Ok(());
    };
    // of two values that contradict one another, the one that this policy itself says
    let path = |key: &&str| steps(section, &format!("size.{key}"));
    let own = wrong.iter().map(path).find(|path| traced.text_of(path) == Some(0));
    let path = own.unwrap_or_else(|| path(&wrong[0]));
    let found = Contradiction::at(path, format!("min {min} target {target} max {max}"), "1 <= min <= target <= max");
    Err(found.called(words(&steps(section, "size"))))
}

fn variants(policy: &Policy, traced: &TracedPolicy) -> Result<(), Contradiction> {
    let mut taken: Vec<u16> = Vec::new();
    let mut ids: Vec<&str> = Vec::new();
    for (index, variant) in policy.variant.iter().enumerate() {
        let here = variant_at(index);
        if variant.id.is_empty() || ids.contains(&variant.id.as_str()) {
            let got = format!("{:?}", variant.id);
            return Err(Contradiction::at(steps(&here, "id"), got, "an id of its own"));
        }
        ids.push(&variant.id);
        let known: Vec<String> = URBAN_RURAL_CLASSES.iter().map(|(class, _, _)| class.to_string()).collect();
        let known = known.join(", ");
        if variant.classes.is_empty() {
            return Err(Contradiction::at(steps(&here, "for"), "empty".into(), &format!("some of {known}")));
        }
        for (at, class) in variant.classes.iter().enumerate() {
            let mut path = steps(&here, "for");
            path.push(Step::Index(at));
            if !URBAN_RURAL_CLASSES.iter().any(|(known, _, _)| known == class) {
                let nearest = super::error::nearest(&class.to_string(), known.split(", "));
                let hint = nearest.map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
                let expected = format!("an urban-rural class, one of {known}{hint}");
                return Err(Contradiction::at(path, class.to_string(), &expected));
            }
            if taken.contains(class) {
                let got = format!("{class}, which stands for another size already");
                return Err(Contradiction::at(path, got, "each class once"));
            }
            taken.push(*class);
        }
        match &variant.size {
            Some(size) => bounds(size, &here, traced)?,
            None if variant.measure == Some(PolicyMeasure::None) => {}
            None => {
                let got = "without a size".into();
                return Err(Contradiction::at(here.to_vec(), got, "a section [variant.size], or measure = \"none\""));
            }
        }
    }
    Ok(())
}

/// Every number that must lie between 0 and a million.
fn numbers(policy: &Policy) -> impl Iterator<Item = (Vec<Step>, f64)> {
    let (w, c) = (&policy.weights, &policy.cleaning);
    let fixed = [
        ("weights.moved", w.moved),
        ("weights.cells_cut", w.cells_cut),
        ("weights.barrier", w.barrier),
        ("weights.compactness", w.compactness),
        ("weights.deviation", w.deviation),
        ("weights.border", w.border),
        ("cleaning.sliver_width_m", c.sliver_width_m),
        ("cleaning.sliver_area_m2", c.sliver_area_m2),
        ("cleaning.strip_width_m", c.strip_width_m),
        ("cleaning.gap_width_m", c.gap_width_m),
        ("cleaning.stray_point_m", c.stray_point_m),
        ("split.min_piece_m2", policy.split.min_piece_m2),
    ];
    let layers = policy.layer_weights.iter();
    let layers =
        layers.map(|(layer, weight)| (vec![Step::Key("layer_weights".into()), Step::Key(layer.clone())], *weight));
    fixed.into_iter().map(|(key, value)| (steps(&[], key), value)).chain(layers)
}

impl TracedPolicy {
    /// What the policy says but probably does not mean, in the order of the format.
    pub fn warnings(&self) -> Vec<PolicyWarning> {
        let mut found = Found { traced: self, all: Vec::new() };
        let policy = self.policy();
        found.size(policy.measure, policy.size.as_ref(), &[]);
        for (index, variant) in policy.variant.iter().enumerate() {
            found.size(variant.measure.unwrap_or(policy.measure), variant.size.as_ref(), &variant_at(index));
        }
        for (path, value) in numbers(policy).filter(|(_, value)| *value == 0.0) {
            let is_weight = matches!(path.first(), Some(Step::Key(k)) if k.ends_with("weights"));
            if is_weight {
                let key = words(&path);
                let zh = format!("{key} 为 {value}:这一项不起作用");
                found.say("policy.weight_zero", &path, zh, format!("{key} is {value}: this term has no effect"));
            }
        }
        found.all
    }

    /// The warning that no community can fall under a variant, for a project whose communities come without
    /// an urban-rural class; `None` where the policy has no variants.
    pub fn variants_idle(&self) -> Option<PolicyWarning> {
        self.policy().variant.first()?;
        let mut found = Found { traced: self, all: Vec::new() };
        let zh = "项目的社区图层没有 class_column(城乡分类),也没有 code_column(17 位代码):variant 不会起作用".into();
        let en = "the project's communities have no class_column (urban-rural class) and no code_column (17 digits): no variant applies".into();
        found.say("policy.variants_idle", &[Step::Key("variant".into())], zh, en);
        found.all.pop()
    }
}

struct Found<'a> {
    traced: &'a TracedPolicy,
    all: Vec<PolicyWarning>,
}

impl Found<'_> {
    fn say(&mut self, code: &'static str, path: &[Step], zh: String, en: String) {
        let (source, at) = self.traced.place_of(path);
        self.all.push(PolicyWarning { code, key: words(path), source, at, zh, en });
    }

    fn size(&mut self, measure: PolicyMeasure, size: Option<&SizeRule>, section: &[Step]) {
        let path = steps(section, "size");
        let key = words(&path);
        let Some(size) = size else {
            if measure != PolicyMeasure::None {
                let zh = "没有规模上下限:网格沿用清理后的基础图层".into();
                self.say("policy.no_size", &path, zh, "no bounds of size: zones follow the cleaned base layer".into());
            }
            return;
        };
        if measure == PolicyMeasure::None {
            let zh = format!("measure 为 none:{key} 不起作用");
            self.say("policy.size_unused", &path, zh, format!("measure is none: {key} has no effect"));
        }
        let gaps = unreachable_totals(Bounds { min: size.min, max: size.max, target: size.target });
        if !gaps.is_empty() {
            let list: Vec<String> = gaps.iter().map(|(low, high)| format!("{low}–{high}")).collect();
            let list = list.join(", ");
            let zh = format!("总数为 {list} 的社区无法划分成都在 {}–{} 之内的网格", size.min, size.max);
            let en = format!(
                "a community of {list} cannot be divided into zones that all lie within {} to {}",
                size.min, size.max
            );
            self.say("policy.unreachable_totals", &path, zh, en);
        }
        if size.citation().is_empty() {
            let (zh, en) = (format!("{key} 没有注明依据"), format!("{key} cites nobody"));
            self.say("policy.no_citation", &path, zh, en);
        }
        self.borrowed_citation(section);
    }

    /// Numbers of one's own under a citation of somebody else's numbers.
    fn borrowed_citation(&mut self, section: &[Step]) {
        let text_of = |key: &str| self.traced.text_of(&steps(section, key));
        let changed = ["size.min", "size.max", "size.target"].into_iter().find(|key| text_of(key) == Some(0));
        let cites = |key: &str| text_of(key).is_some_and(|text| text > 0);
        if let Some(key) = changed
            && (cites("size.citation_zh") || cites("size.citation_en"))
        {
            let path = steps(section, key);
            let key = words(&path);
            let zh = format!("{key} 已改,但依据仍沿用上级规则的文字:请核对或另写 citation_zh、citation_en");
            let en = format!(
                "{key} is changed but the citation is inherited: check it, or give citation_zh and citation_en"
            );
            self.say("policy.borrowed_citation", &path, zh, en);
        }
    }
}

/// Totals above the minimum that no number of zones adds up to, lowest first.
fn unreachable_totals(bounds: Bounds) -> Vec<(u64, u64)> {
    let gap = |zones: u64| {
        let low = zones.checked_mul(bounds.max)?.checked_add(1)?;
        let high = (zones + 1).checked_mul(bounds.min)?.checked_sub(1)?;
        (low <= high).then_some((low, high))
    };
    (1..=GAPS_MAX).map_while(gap).collect()
}
