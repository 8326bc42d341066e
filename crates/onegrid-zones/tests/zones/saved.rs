//! What is written can be read again, and unknown rules are refused.

use onegrid_zones::{Bounds, Design, DesignRules, FaceTable, Measure};

use crate::support::{bounds, designed, map};

#[test]
fn a_design_with_everything_in_it_survives_json() {
    let table = map!("AA+B.|CCCBB|DDDBB")
        .department("ppqqq|ppqqq|pppqq")
        .estates(".ee..|.....|.....")
        .exclusives("....c|.....|.....")
        .barrier(5, 10, 2, 0)
        .thin(7)
        .table();
    for rules in [DesignRules::default(), bounds(300, 500, 400), bounds(2000, 3000, 2500)] {
        let plan = designed(&table, &rules);
        let text = serde_json::to_string(&plan).expect("it can be written");
        assert_eq!(plan, serde_json::from_str::<Design>(&text).expect("it can be read"));
    }
    let text = serde_json::to_string(&table).expect("it can be written");
    assert_eq!(table, serde_json::from_str::<FaceTable>(&text).expect("it can be read"));
}

#[test]
fn rules_have_defaults_and_refuse_unknown_keys() {
    let rules: DesignRules =
        toml::from_str("measure = \"area-m2\"\n[bounds]\nmin = 1\nmax = 3\ntarget = 2\n[weights]\nmoved = 7.0")
            .expect("sound");
    assert_eq!(rules.bounds, Some(Bounds { min: 1, max: 3, target: 2 }));
    assert_eq!(rules.measure, Measure::AreaM2);
    let unchanged = DesignRules::default();
    assert!((rules.weights.moved - 7.0).abs() < 1e-12);
    assert!((rules.weights.barrier - unchanged.weights.barrier).abs() < 1e-12);
    assert_eq!(rules.code_sequence_digits, 3);
    for unknown in ["colour = 1", "[weights]\nbeauty = 1.0", "[budget]\nseconds = 3"] {
        assert!(toml::from_str::<DesignRules>(unknown).is_err(), "{unknown}");
    }
}
