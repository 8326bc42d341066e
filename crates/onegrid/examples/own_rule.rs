//! A rule of one's own, hard in the search and in judging, and one edit judged by itself.
//!
//! Run it: `cargo run -p onegrid --example own_rule`.

use std::sync::Arc;

use geo_types::{MultiPolygon, polygon};
use onegrid::zones::{Finding, Rule, Source, ZoneView};
use onegrid::{Cell, Grid, Lang, Layer, Plan, Policy, Project, Role, Silent};

/// No zone needs more than so many minutes to walk around.
struct WalkAround {
    minutes: f64,
}

const WALKING_M_PER_MINUTE: f64 = 80.0;

impl Rule for WalkAround {
    fn id(&self) -> &'static str {
        "own.walk"
    }

    fn judge(&self, zone: &ZoneView<'_>) -> Option<Finding> {
        let minutes = zone.perimeter_m() / WALKING_M_PER_MINUTE;
        (minutes > self.minutes).then(|| Finding {
            measured: minutes,
            limit: self.minutes,
            zh: format!("绕行一周需 {minutes:.0} 分钟,超过 {:.0} 分钟", self.minutes),
            en: format!("walking around takes {minutes:.0} minutes, more than {:.0}", self.minutes),
        })
    }

    fn source(&self) -> Source {
        Source { zh: "街道巡查办法".into(), en: "patrol rules of the street office".into() }
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let square = |key: &str, x: f64| Cell {
        key: key.into(),
        households: Some(200),
        shape: MultiPolygon(vec![polygon![
            (x: x, y: 30.0), (x: x + 0.01, y: 30.0), (x: x + 0.01, y: 30.01), (x: x, y: 30.01)
        ]]),
        ..Cell::default()
    };
    let cells = vec![square("A", 118.0), square("B", 118.01), square("C", 118.02), square("D", 118.03)];
    let base = Layer { id: "civil".into(), role: Role::Base, cells, ..Layer::default() };
    let project = Project { layers: vec![base], code_prefix: Some("990101001001".into()), ..Project::default() };
    let policy = Policy::profile("general-300-500")?;
    let grid = Grid::build(&project, &policy, &Silent)?;

    let own: Vec<Arc<dyn Rule>> = vec![Arc::new(WalkAround { minutes: 80.0 })];
    let plan = Plan::design_with(&grid, &policy, &own, &Silent)?;
    assert_eq!(plan.zones().len(), 2);
    assert!(plan.broken_rules().is_empty());

    // a planner moves B to the zone of C and D: one edit is judged, and taken back
    let design = plan.design_data();
    let mut judgement = plan.judge(&own)?.judge(&design.zone_of_unit)?;
    let (b, zone_of_c) = (design.zones[0].units[1], design.zone_of_unit[design.zones[1].units[0].index()]);
    let delta = judgement.reassign(&[(b, zone_of_c)])?;
    for breach in &delta.new {
        println!("{}", breach.sentence(Lang::En, &plan.names()));
    }
    assert!(delta.new.iter().any(|breach| breach.rule == "own.walk"));
    judgement.reassign(&delta.undo)?;
    assert!(judgement.breaches().is_empty());
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_example_holds() -> Result<(), Box<dyn std::error::Error>> {
        super::main()
    }
}
