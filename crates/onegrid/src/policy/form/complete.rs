//! A policy that says everything that can be said. A field that is added to the policy does not compile
//! without being added here, and is in the form then.

use std::collections::BTreeMap;

use onegrid_zones::{CodeOrder, CodeSegment, SearchBudget, Strictness, Weights};

use super::super::levels::{DeclaredGroup, LevelMeasure, LevelPolicy, LevelSource, Settlement};
use super::super::rules::{
    AmountEntry, BridgeEntry, BuildingEntry, IslandEntry, LineEntry, LockedEntry, PolicyRules, RangeEntry, ShapeEntry,
    ZonesEntry,
};
use crate::policy::{
    Citation, CleaningRule, CodeRule, EditingRule, OnBreak, POLICY_VERSION, Policy, PolicyMeasure, SizeRule, Variant,
};
use crate::project::BarrierClass;
use crate::split::SplitRule;

const ONE: &str = "1";

/// Everything, with the values that a rule gets when a person adds it.
pub(super) fn policy() -> Policy {
    Policy {
        onegrid_policy: POLICY_VERSION,
        id: ONE.into(),
        name_zh: String::new(),
        name_en: String::new(),
        measure: PolicyMeasure::Households,
        size: Some(size()),
        variant: vec![Variant {
            id: ONE.into(),
            name_zh: String::new(),
            name_en: String::new(),
            classes: vec![220],
            measure: Some(PolicyMeasure::Households),
            size: Some(size()),
        }],
        community: Citation::default(),
        coverage: Citation::default(),
        code: code(),
        priority: vec![ONE.into()],
        border_priority: vec![ONE.into()],
        layer_weights: BTreeMap::new(),
        weights: Weights::default(),
        cleaning: CleaningRule::default(),
        keep_estates: true,
        cut_exclusives: true,
        split: SplitRule::default(),
        budget: SearchBudget::default(),
        // other than the default, which is not written
        editing: EditingRule { on_hard: OnBreak::Refuse, on_disconnected: OnBreak::Refuse },
        levels: vec![level()],
        rules: rules(),
    }
}

fn size() -> SizeRule {
    SizeRule { min: 300, max: 500, target: 400, citation_zh: String::new(), citation_en: String::new() }
}

fn code() -> CodeRule {
    CodeRule {
        sequence_digits: 3,
        citation_zh: String::new(),
        citation_en: String::new(),
        order: CodeOrder::default(),
        template: vec![CodeSegment::Literal { text: ONE.into() }],
    }
}

fn level() -> LevelPolicy {
    LevelPolicy {
        id: ONE.into(),
        name_zh: String::new(),
        name_en: String::new(),
        from: LevelSource::Group,
        min: Some(0),
        max: Some(0),
        target: Some(0),
        count: Some(0),
        measure: LevelMeasure::Households,
        code_digits: 2,
        only: Some(Settlement::Urban),
        party_organisation: String::new(),
        party_organisation_rural: ONE.into(),
        groups: vec![DeclaredGroup { name_zh: ONE.into(), name_en: ONE.into(), members: vec![ONE.into()] }],
        citation_zh: String::new(),
        citation_en: String::new(),
    }
}

fn rules() -> PolicyRules {
    let shape = |least| {
        Some(ShapeEntry {
            least,
            strictness: Strictness::Weighted,
            weight: 1.0,
            citation_zh: String::new(),
            citation_en: String::new(),
        })
    };
    let line = |class| {
        let (citation_zh, citation_en) = (String::new(), String::new());
        Some(LineEntry { classes: vec![class], layers: Vec::new(), citation_zh, citation_en })
    };
    PolicyRules {
        amount: vec![AmountEntry {
            id: ONE.into(),
            any_of: vec![RangeEntry {
                of: "households".into(),
                min: Some(0),
                max: Some(0),
                target: Some(0),
                where_counted: true,
            }],
            strictness: Strictness::Hard,
            weight: 1.0,
            citation_zh: String::new(),
            citation_en: String::new(),
        }],
        compactness: shape(0.1),
        width_m: shape(20.0),
        zones: Some(ZonesEntry { most: 20, citation_zh: String::new(), citation_en: String::new() }),
        island: Some(IslandEntry {
            of: "households".into(),
            least: 1,
            where_counted: true,
            citation_zh: String::new(),
            citation_en: String::new(),
        }),
        forbidden: line(BarrierClass::Rail),
        locked_border: line(BarrierClass::River),
        // other than the default, which is left out
        building: BuildingEntry { strictness: Strictness::Weighted, ..BuildingEntry::default() },
        locked_zone: vec![LockedEntry { name: ONE.into(), layer: Some(ONE.into()), cells: vec![ONE.into()] }],
        bridge: vec![BridgeEntry { from: ONE.into(), to: ONE.into() }],
        stability: 0.0,
        exact: false,
    }
}
