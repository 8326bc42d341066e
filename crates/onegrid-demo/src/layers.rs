//! Truth and departments -> the project's layers, each drawn with its own pen and damaged.

use onegrid::{Cell, Layer, Role};
use rand_chacha::ChaCha8Rng;

use crate::chance::{hash, stream};
use crate::damage::{Damages, Draft, apply};
use crate::departments::Department;
use crate::fabric::Fabric;
use crate::frame::Frame;
use crate::grouping::{Groups, NONE};
use crate::names;
use crate::plan::CountyPlan;
use crate::redraw::{Linework, Pen};
use crate::size::Scale;
use crate::trace::{multipolygon, trace};
use crate::truth::Truth;

/// What all layers of a county are drawn from.
pub(crate) struct Desk<'a> {
    pub(crate) fabric: &'a Fabric,
    pub(crate) frame: &'a Frame,
    pub(crate) scale: &'a Scale,
    pub(crate) truth: &'a Truth,
    pub(crate) plan: &'a CountyPlan,
    pub(crate) seed: u64,
}

/// The layers of a county, in the order of the project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sheet {
    Community,
    Base,
    Department(Department),
    Estate,
    Exclusive,
}

impl Sheet {
    pub(crate) fn all() -> Vec<Self> {
        let mut all = vec![Self::Community, Self::Base];
        all.extend(Department::ALL.map(Self::Department));
        all.extend([Self::Estate, Self::Exclusive]);
        all
    }

    const fn words(self) -> [&'static str; 2] {
        match self {
            Self::Community => ["community", "社区"],
            Self::Base => ["zongzhi", "综治"],
            Self::Department(department) => {
                let [id, name, _] = department.words();
                [id, name]
            }
            Self::Estate => ["estate", "小区"],
            Self::Exclusive => ["exclusive", "专属"],
        }
    }

    const fn role(self) -> Role {
        match self {
            Self::Community => Role::Community,
            Self::Base => Role::Base,
            Self::Department(_) => Role::Department,
            Self::Estate => Role::Estate,
            Self::Exclusive => Role::Exclusive,
        }
    }
}

impl Desk<'_> {
    /// The base layer's drawing of all lines, from which other departments copy.
    pub(crate) fn base_lines(&self) -> Linework {
        let pen = Pen { keeps_outline: true, ..self.pen("zongzhi", 1.2, 0.0) };
        Linework::draw(self.fabric, self.frame, pen, None)
    }

    /// Draws, names and damages one layer.
    pub(crate) fn layer(&self, sheet: Sheet, base: &Linework) -> Layer {
        let [id, name] = sheet.words();
        let mut rng = stream(self.seed, self.plan.index.into(), id);
        let mut drafts = match sheet {
            Sheet::Community => self.communities(base),
            Sheet::Base => self.base_cells(base),
            Sheet::Department(department) => self.department(department, base, &mut rng),
            Sheet::Estate => self.estates(base),
            Sheet::Exclusive => self.exclusives(base),
        };
        let damages = damages(sheet, drafts.len());
        apply(&mut drafts, damages, self.frame, &mut rng);
        Layer {
            counts: Vec::new(),
            id: id.to_owned(),
            name: name.to_owned(),
            role: sheet.role(),
            source: format!("demo:{id}"),
            cells: drafts.into_iter().zip(0..).map(|(draft, at)| cell(draft, at)).collect(),
            rejected: Vec::new(),
            groups_are_communities: false,
        }
    }

    fn pen(&self, id: &str, reach_m: f64, copied_share: f64) -> Pen {
        let letters = id.bytes().fold(0, |all, byte| hash(all, &[byte.into()]));
        Pen { salt: hash(self.seed, &[letters, self.plan.index.into()]), reach_m, copied_share, keeps_outline: false }
    }

    fn communities(&self, base: &Linework) -> Vec<Draft> {
        let pen = Pen { keeps_outline: true, ..self.pen("community", 4.0, 0.45) };
        let lines = Linework::draw(self.fabric, self.frame, pen, Some(base));
        let communities = &self.truth.communities;
        self.drafts(&lines, &self.truth.community, |group, _| {
            let community = &communities[group];
            Words {
                key: community.code.clone(),
                name: community.name.clone(),
                code: Some(community.code.clone()),
                ..Words::default()
            }
        })
    }

    fn base_cells(&self, base: &Linework) -> Vec<Draft> {
        let mut groups = self.truth.base.clone();
        for group in &mut groups.of {
            if self.truth.unlisted.contains(group) {
                *group = NONE;
            }
        }
        let mut serials = vec![0_usize; self.truth.communities.len()];
        self.drafts(base, &groups, |_, community| {
            serials[community] += 1;
            let serial = serials[community];
            let community = &self.truth.communities[community];
            Words {
                key: format!("{}{serial:03}", community.code),
                name: format!("{}第{}网格", community.name, names::numeral(serial)),
                group: Some(community.code.clone()),
                ..Words::default()
            }
        })
    }

    fn department(&self, department: Department, base: &Linework, rng: &mut ChaCha8Rng) -> Vec<Draft> {
        let [id, _, prefix] = department.words();
        let groups = department.group(self.fabric, self.scale, self.truth, rng);
        let (reach_m, copied_share) = department.care();
        let pen = self.pen(id, reach_m, copied_share);
        let lines = Linework::draw(self.fabric, self.frame, pen, Some(base));
        let mut number = 0;
        self.drafts(&lines, &groups, |_, community| {
            number += 1;
            let home = &self.truth.communities[community].name;
            Words {
                key: format!("{}{prefix}{number:05}", self.plan.code),
                name: department.name(number - 1, home),
                ..Words::default()
            }
        })
    }

    fn estates(&self, base: &Linework) -> Vec<Draft> {
        let pen = self.pen("estate", 2.0, 0.2);
        let lines = Linework::draw(self.fabric, self.frame, pen, Some(base));
        let mut number = 0;
        let mut drafts = self.drafts(&lines, &self.truth.estate, |_, _| {
            number += 1;
            Words { key: format!("{}XQ{number:05}", self.plan.code), name: names::estate(number), ..Words::default() }
        });
        // walls stand back from the kerb
        for draft in &mut drafts {
            crate::damage::offset(&mut draft.pieces, self.frame, -5.0);
        }
        drafts
    }

    fn exclusives(&self, base: &Linework) -> Vec<Draft> {
        let pen = self.pen("exclusive", 2.5, 0.4);
        let lines = Linework::draw(self.fabric, self.frame, pen, Some(base));
        let list = &self.truth.exclusives;
        self.drafts(&lines, &self.truth.exclusive, |group, _| Words {
            key: format!("{}ZS{:04}", self.plan.code, group + 1),
            name: list[group].name.clone(),
            class: Some(list[group].class.to_owned()),
            ..Words::default()
        })
    }

    /// A draft for each non-empty group; `words` gets the group and the community of its first atom.
    fn drafts(&self, lines: &Linework, groups: &Groups, mut words: impl FnMut(usize, usize) -> Words) -> Vec<Draft> {
        let members = groups.members();
        trace(self.fabric, lines, groups)
            .into_iter()
            .zip(members)
            .enumerate()
            .filter(|(_, (pieces, _))| !pieces.is_empty())
            .map(|(group, (pieces, atoms))| {
                let community = self.truth.community.of[atoms[0] as usize];
                let words = words(group, community as usize);
                let is_torn = pieces.len() > 1 || !pieces[0].holes.is_empty();
                Draft {
                    key: words.key,
                    name: words.name,
                    class: words.class,
                    code: words.code,
                    group: words.group,
                    pieces,
                    is_spared: is_torn || atoms.iter().any(|atom| self.fabric.is_at_rim(*atom)),
                }
            })
            .collect()
    }
}

/// What is written about a cell.
#[derive(Default)]
struct Words {
    key: String,
    name: String,
    class: Option<String>,
    code: Option<String>,
    group: Option<String>,
}

fn cell(draft: Draft, feature: u32) -> Cell {
    Cell {
        counts: Vec::new(),
        shape: multipolygon(&draft.pieces),
        key: draft.key,
        name: Some(draft.name),
        class: draft.class,
        code: draft.code,
        group: draft.group,
        households: None,
        feature,
    }
}

/// Damage by layer: more where there are more cells; each kind in at least one layer.
fn damages(sheet: Sheet, cells: usize) -> Damages {
    let one_in = |share: usize| (cells / share).max(1);
    match sheet {
        Sheet::Community => Damages { shrunk: cells / 60, grown: cells / 60, ..Damages::default() },
        Sheet::Base => Damages {
            shrunk: one_in(150),
            grown: one_in(150),
            bow_ties: one_in(1_500),
            spikes: one_in(1_000),
            clockwise: one_in(1_000),
            ..Damages::default()
        },
        Sheet::Department(Department::Civil) => Damages {
            shrunk: one_in(80),
            grown: one_in(80),
            missing: one_in(250),
            doubled: one_in(700),
            bow_ties: one_in(700),
            spikes: one_in(500),
            clockwise: one_in(500),
            slivers: one_in(700),
        },
        Sheet::Department(Department::Urban) => Damages {
            shrunk: one_in(200),
            grown: one_in(200),
            missing: one_in(500),
            bow_ties: one_in(2_500),
            spikes: one_in(1_500),
            slivers: one_in(1_500),
            ..Damages::default()
        },
        Sheet::Department(Department::Fire) => Damages { grown: cells / 5, ..Damages::default() },
        Sheet::Department(_) => Damages {
            shrunk: cells / 25,
            grown: cells / 25,
            missing: cells / 60,
            spikes: cells / 60,
            clockwise: cells / 60,
            ..Damages::default()
        },
        Sheet::Estate => Damages { grown: cells / 60, missing: cells / 100, spikes: cells / 400, ..Damages::default() },
        Sheet::Exclusive => Damages::default(),
    }
}
