//! Rules of a policy and an overlay -> rules and faces of zone design.
//!
//! Names of layers, cells and counts are looked up in the overlay; what does not exist is refused with
//! what there is.

use onegrid_zones::{
    AmountRule, BuildingRule, DesignRules, FaceTable, IslandRule, LockedZone, Quantity, Range, RuleSet, ShapeRule,
    Source, WallRule, ZonesRule,
};

use super::{AmountEntry, BridgeEntry, IslandEntry, LineEntry, LockedEntry, PolicyRules, RangeEntry, ShapeEntry};
use crate::error::Error;
use crate::grid::Grid;
use crate::policy::{Policy, PolicyError};
use crate::table::face_table;

impl PolicyRules {
    /// Rules, or ranges of rules, that are left out because the project has no such count: the key in
    /// the policy and the id of the count.
    pub(crate) fn uncounted(&self, table: &FaceTable) -> Vec<(String, &str)> {
        let ranges = self.amount.iter().flat_map(|e| e.any_of.iter().map(move |r| (e, r)));
        let ranges = ranges.filter(|(_, r)| !r.is_counted(table));
        let amounts = ranges.map(|(e, r)| (format!("rules.amount {}", e.id), r.of.as_str()));
        let islands = self.island.iter().filter(|e| !e.is_counted(table));
        amounts.chain(islands.map(|e| ("rules.island".into(), e.of.as_str()))).collect()
    }

    /// The rules in the words of zone design.
    fn rule_set(&self, table: &FaceTable) -> Result<RuleSet, PolicyError> {
        let amount = |e: &AmountEntry| -> Result<AmountRule, PolicyError> {
            let range =
                |r: &RangeEntry| Ok(Range { of: quantity(&r.of, table)?, min: r.min, max: r.max, target: r.target });
            let counted = e.any_of.iter().filter(|r| r.is_counted(table));
            Ok(AmountRule {
                id: e.id.clone(),
                any_of: counted.map(range).collect::<Result<_, _>>()?,
                strictness: e.strictness,
                weight: e.weight,
                source: source(&e.citation_zh, &e.citation_en),
            })
        };
        let shape = |e: &ShapeEntry| ShapeRule {
            least: e.least,
            strictness: e.strictness,
            weight: e.weight,
            source: source(&e.citation_zh, &e.citation_en),
        };
        let island = |e: &IslandEntry| -> Result<IslandRule, PolicyError> {
            Ok(IslandRule {
                of: quantity(&e.of, table)?,
                least: e.least,
                source: source(&e.citation_zh, &e.citation_en),
            })
        };
        let lines = [("barrier.forbidden", &self.forbidden), ("border.locked", &self.locked_border)];
        let wall = |(id, line): (&str, &Option<LineEntry>)| Some(wall(id, line.as_ref()?, table));
        // a rule whose every range was left out is left out
        let amounts = self.amount.iter().filter(|e| e.any_of.iter().any(|r| r.is_counted(table)));
        Ok(RuleSet {
            amounts: amounts.map(amount).collect::<Result<_, _>>()?,
            compactness: self.compactness.as_ref().map(shape),
            width: self.width_m.as_ref().map(shape),
            zones: self
                .zones
                .as_ref()
                .map(|e| ZonesRule { most: e.most, source: source(&e.citation_zh, &e.citation_en) }),
            islands: self.island.as_ref().filter(|e| e.is_counted(table)).map(island).transpose()?,
            walls: lines.into_iter().filter_map(wall).collect::<Result<_, _>>()?,
            buildings: BuildingRule {
                strictness: self.building.strictness,
                weight: self.building.weight,
                source: source(&self.building.citation_zh, &self.building.citation_en),
            },
            stability: self.stability,
        })
    }
}

impl RangeEntry {
    fn is_counted(&self, table: &FaceTable) -> bool {
        !self.where_counted || quantity(&self.of, table).is_ok()
    }
}

impl IslandEntry {
    fn is_counted(&self, table: &FaceTable) -> bool {
        !self.where_counted || quantity(&self.of, table).is_ok()
    }
}

fn source(zh: &str, en: &str) -> Source {
    Source { zh: zh.into(), en: en.into() }
}

fn quantity(of: &str, table: &FaceTable) -> Result<Quantity, PolicyError> {
    match of {
        "households" => Ok(Quantity::Households),
        "area_m2" => Ok(Quantity::AreaM2),
        id if table.count(id).is_some() => Ok(Quantity::Count(id.into())),
        id => {
            let counts: Vec<&str> = table.counts.iter().map(|c| c.id.as_str()).collect();
            Err(unknown("rules: quantity", id, &format!("households, area_m2 or a count of the project {counts:?}")))
        }
    }
}

fn unknown(what: &str, got: &str, expected: &str) -> PolicyError {
    PolicyError::NotInProject { what: what.into(), got: format!("{got:?}"), expected: expected.into() }
}

fn layer(what: &str, id: &str, table: &FaceTable) -> Result<usize, PolicyError> {
    table.layers.iter().position(|l| l.id == id).ok_or_else(|| {
        let known: Vec<&str> = table.layers.iter().map(|l| l.id.as_str()).collect();
        unknown(what, id, &format!("the base layer or a department, one of {known:?}"))
    })
}

fn wall(id: &str, line: &LineEntry, table: &FaceTable) -> Result<WallRule, PolicyError> {
    let layers = line.layers.iter().map(|l| layer("rules: layer", l, table).map(|at| at as u32));
    Ok(WallRule {
        id: id.into(),
        ranks: line.classes.iter().map(|c| c.rank()).collect(),
        layers: layers.collect::<Result<_, _>>()?,
        source: source(&line.citation_zh, &line.citation_en),
    })
}

/// Faces of a cell that are zoned, rising.
fn faces_of(table: &FaceTable, layer: usize, key: &str) -> Result<Vec<u32>, PolicyError> {
    let keys = &table.layers[layer].cell_keys;
    let cell = keys.iter().position(|k| k == key).ok_or_else(|| {
        let id = &table.layers[layer].id;
        unknown("rules: cell", key, &format!("the key of one of the {} cells of layer {id}", keys.len()))
    })?;
    let is_there =
        |f: &u32| table.faces[*f as usize].community.is_some() && table.cells(*f, layer).contains(&(cell as u32));
    Ok((0..table.faces.len() as u32).filter(is_there).collect())
}

fn locked_zones(rules: &PolicyRules, table: &FaceTable) -> Result<Vec<LockedZone>, PolicyError> {
    let mut taken = vec![false; table.faces.len()];
    let zone = |entry: &LockedEntry| {
        let at = entry.layer.as_ref().map_or(Ok(0), |id| layer("rules: layer", id, table))?;
        let mut faces = Vec::new();
        for key in &entry.cells {
            faces.extend(faces_of(table, at, key)?);
        }
        faces.sort_unstable();
        faces.dedup();
        // where two locked cells overlap, the first one has the ground
        faces.retain(|&f| !std::mem::replace(&mut taken[f as usize], true));
        let name = if entry.name.is_empty() { entry.cells.join("+") } else { entry.name.clone() };
        Ok(LockedZone { name, faces })
    };
    rules.locked_zone.iter().map(zone).collect()
}

/// Largest faces of the two base cells, in one community.
fn bridge(entry: &BridgeEntry, table: &FaceTable) -> Result<(u32, u32), PolicyError> {
    let (from, to) = (faces_of(table, 0, &entry.from)?, faces_of(table, 0, &entry.to)?);
    let row = |f: u32| &table.faces[f as usize];
    let pairs = from.iter().flat_map(|&a| to.iter().map(move |&b| (a, b)));
    let together = pairs.filter(|&(a, b)| a != b && row(a).community == row(b).community);
    let best = together.max_by(|p, q| {
        let area = |p: &(u32, u32)| row(p.0).area_m2.min(row(p.1).area_m2);
        area(p).total_cmp(&area(q)).then(q.cmp(p))
    });
    best.map(|(a, b)| (a.min(b), a.max(b))).ok_or_else(|| {
        let got = format!("{} and {}", entry.from, entry.to);
        unknown("rules.bridge", &got, "two base cells with ground in one community")
    })
}

/// Layers by the strength of their lines. Those that are not named, by nobody's wish, are equals.
fn border_priority(policy: &Policy, table: &FaceTable) -> Result<Vec<u32>, PolicyError> {
    if policy.border_priority.is_empty() {
        let named = policy.priority.iter().filter_map(|id| table.layers.iter().position(|l| l.id == *id));
        return Ok(std::iter::once(0).chain(named.filter(|&at| at > 0).map(|at| at as u32)).collect());
    }
    policy.border_priority.iter().map(|id| layer("border_priority", id, table).map(|at| at as u32)).collect()
}

/// The overlay in numbers with the rules that apply to it: what zone design starts from.
///
/// # Errors
/// [`Error::Policy`] for a layer, cell or count that does not exist.
pub(crate) fn table_and_rules(grid: &Grid, policy: &Policy) -> Result<(FaceTable, DesignRules), Error> {
    let mut table = face_table(grid, policy);
    let classes = grid.communities.list.iter().map(|c| c.class.as_deref());
    let mut rules = policy.design_rules(grid.has_households(), classes);
    rules.rules = policy.rules.rule_set(&table)?;
    rules.exact = policy.rules.exact;
    rules.border_priority = border_priority(policy, &table)?;
    table.locked = locked_zones(&policy.rules, &table)?;
    let bridges = policy.rules.bridge.iter().map(|b| bridge(b, &table));
    table.bridges = bridges.collect::<Result<_, _>>()?;
    Ok((table, rules))
}
