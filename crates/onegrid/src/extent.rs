//! Faces -> the community each belongs to; what must be covered.
//!
//! # Guarantees
//! 1. Every face has one community or lies outside the extent.
//! 2. Where communities overlap or leave a narrow hole between them, the rule that decided is kept.

use onegrid_planar::Arrangement;
use serde::{Deserialize, Serialize};

use crate::fragments;
use crate::place::LayerInfo;
use crate::policy::CleaningRule;
use crate::project::{Extent, Project, Role};

/// A community (社区/村): no zone crosses its border.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Community {
    /// Its key.
    pub key: String,
    /// Name for people.
    pub name: Option<String>,
    /// First digits of its zones' codes.
    pub code: String,
    /// Its urban-rural class (城乡分类) as it came, where the layer has one; a 17-digit code ends in it.
    pub class: Option<String>,
}

impl Community {
    /// Name for people, else the key.
    pub fn label(&self) -> &str {
        self.name.as_deref().filter(|n| !n.is_empty()).unwrap_or(&self.key)
    }
}

/// Where the communities came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CommunitySource {
    /// A community layer.
    Layer,
    /// Cells of the base layer that share a group.
    BaseGroups,
    /// None was given: everything is one community.
    Single,
}

/// Communities and what each face belongs to.
#[derive(Debug, Clone, PartialEq)]
pub struct Communities {
    /// Where they came from.
    pub source: CommunitySource,
    /// Sorted by key.
    pub list: Vec<Community>,
    /// Community by face; `None` outside the extent.
    pub of_face: Vec<Option<u32>>,
    /// Holes that were given to a community: (face, community).
    pub filled: Vec<(u32, u32)>,
    /// Faces of enclosed holes too wide to fill (lakes, enclaves): (lowest face of the hole, face).
    pub open: Vec<(u32, u32)>,
    /// Detached fragments of a community, thinner or smaller than a sliver, in the order in which they
    /// were given away: (face, community it belonged to, community it was given to; `None` where
    /// nothing is around it and it is not covered).
    pub fragments: Vec<(u32, u32, Option<u32>)>,
    /// Communities whose code is not 12 digits, as they came.
    pub odd_codes: Vec<(u32, String)>,
}

/// The digits that zone codes begin with: those of the community's code, padded with zeros on the left or
/// cut to 12.
pub(crate) fn code_digits(code: &str) -> String {
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    format!("{digits:0>12}").chars().take(COMMUNITY_CODE_DIGITS).collect()
}

/// Digits of a community code (统计用区划代码).
pub(crate) const COMMUNITY_CODE_DIGITS: usize = 12;

/// Digits of a community code with two digits of 城乡属性 and three of 城乡分类.
pub(crate) const CLASSED_CODE_DIGITS: usize = 17;

pub(crate) fn communities(
    arrangement: &Arrangement,
    project: &Project,
    layers: &[LayerInfo],
    base: usize,
    cleaning: &CleaningRule,
) -> Communities {
    let layer = crate::grid::role_index(layers, Role::Community);
    let grouped = project.layers[base].groups_are_communities;
    let mut out = match layer {
        Some(layer) => from_layer(arrangement, layers, layer),
        None if grouped => from_groups(arrangement, layers, base, project),
        None => single(arrangement, base, project),
    };
    if project.extent == Extent::Base || layer.is_none() {
        limit_to_base(arrangement, base, &mut out);
    }
    fill_holes(arrangement, cleaning.gap_width_m, &mut out);
    fragments::give_away(arrangement, cleaning, &mut out);
    out
}

fn community(
    key: &str,
    name: Option<String>,
    code: Option<&str>,
    odd: &mut Vec<(u32, String)>,
    at: usize,
) -> Community {
    let digits: String = code.unwrap_or(key).chars().filter(char::is_ascii_digit).collect();
    if !matches!(digits.len(), COMMUNITY_CODE_DIGITS | CLASSED_CODE_DIGITS) {
        odd.push((at as u32, code.unwrap_or(key).to_string()));
    }
    // a statistical code of 17 digits goes on with the urban-rural class of the community
    let class = (digits.len() == CLASSED_CODE_DIGITS).then(|| digits.clone());
    Community { key: key.into(), name, code: code_digits(&digits), class }
}

fn from_layer(arrangement: &Arrangement, layers: &[LayerInfo], layer: usize) -> Communities {
    let mut odd_codes = Vec::new();
    let cells = &layers[layer].cells;
    let list = cells
        .iter()
        .enumerate()
        .map(|(i, c)| {
            let mut own = community(&c.key, c.name.clone(), c.code.as_deref(), &mut odd_codes, i);
            own.class = c.class.clone().or(own.class);
            own
        })
        .collect();
    let labels = arrangement.labels();
    // in an overlap the lowest key; the conflict list names the place
    let of_face = (0..arrangement.face_count()).map(|f| labels.cells(f, layer).first().copied()).collect();
    Communities {
        source: CommunitySource::Layer,
        list,
        of_face,
        filled: Vec::new(),
        open: Vec::new(),
        fragments: Vec::new(),
        odd_codes,
    }
}

fn from_groups(arrangement: &Arrangement, layers: &[LayerInfo], base: usize, project: &Project) -> Communities {
    let cells = &layers[base].cells;
    let key = |c: usize| cells[c].group.clone().unwrap_or_default();
    let mut keys: Vec<String> = (0..cells.len()).map(key).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut odd_codes = Vec::new();
    let prefix = project.code_prefix.as_deref();
    let list = keys
        .iter()
        .enumerate()
        .map(|(i, k)| community(k, None, prefix.filter(|_| k.is_empty()), &mut odd_codes, i))
        .collect();
    let of_cell: Vec<u32> =
        (0..cells.len()).map(|c| keys.binary_search(&key(c)).unwrap_or_else(|i| i) as u32).collect();
    let labels = arrangement.labels();
    let of_face =
        (0..arrangement.face_count()).map(|f| labels.cells(f, base).first().map(|&c| of_cell[c as usize])).collect();
    Communities {
        source: CommunitySource::BaseGroups,
        list,
        of_face,
        filled: Vec::new(),
        open: Vec::new(),
        fragments: Vec::new(),
        odd_codes,
    }
}

fn single(arrangement: &Arrangement, base: usize, project: &Project) -> Communities {
    let mut odd_codes = Vec::new();
    let code = project.code_prefix.as_deref().unwrap_or("000000000000");
    let list = vec![community(code, Some(project.name.clone()), Some(code), &mut odd_codes, 0)];
    let labels = arrangement.labels();
    let of_face = (0..arrangement.face_count()).map(|f| labels.cells(f, base).first().map(|_| 0)).collect();
    Communities {
        source: CommunitySource::Single,
        list,
        of_face,
        filled: Vec::new(),
        open: Vec::new(),
        fragments: Vec::new(),
        odd_codes,
    }
}

fn limit_to_base(arrangement: &Arrangement, base: usize, out: &mut Communities) {
    for face in 0..arrangement.face_count() {
        if arrangement.labels().cells(face, base).is_empty() {
            out.of_face[face as usize] = None;
        }
    }
}

/// Gives holes that are enclosed by the extent and narrower than `width_m` to the community with the
/// longest border; wider ones stay outside.
fn fill_holes(arrangement: &Arrangement, width_m: f64, out: &mut Communities) {
    let count = arrangement.face_count() as usize;
    // connected places outside the extent; the outer face is numbered `count`
    let mut parent: Vec<u32> = (0..=count as u32).collect();
    let outside = |f: Option<u32>| f.is_none_or(|f| out.of_face[f as usize].is_none());
    let number = |f: Option<u32>| f.map_or(count, |f| f as usize);
    for arc in 0..arrangement.arc_count() {
        let [a, b] = arrangement.arc_faces(arc);
        if outside(a) && outside(b) {
            let (a, b) = (root(&mut parent, number(a)), root(&mut parent, number(b)));
            parent[a.min(b)] = a.max(b) as u32; // the outer face stays a root
        }
    }
    let mut area_units = vec![0i128; count + 1];
    let mut perimeter_m = vec![0.0; count + 1];
    for face in 0..count {
        if out.of_face[face].is_none() {
            area_units[root(&mut parent, face)] += arrangement.face_area_units(face as u32);
        }
    }
    let mut beside: Vec<(usize, u32, f64)> = Vec::new();
    for arc in 0..arrangement.arc_count() {
        let [a, b] = arrangement.arc_faces(arc);
        for (hole, inside) in [(a, b), (b, a)] {
            if outside(hole) && !outside(inside) {
                let hole = root(&mut parent, number(hole));
                let length_m = arrangement.arc_length_m(arc);
                perimeter_m[hole] += length_m;
                if let Some(community) = inside.and_then(|f| out.of_face[f as usize]) {
                    beside.push((hole, community, length_m));
                }
            }
        }
    }
    beside.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2)));
    let mut winner: Vec<Option<(f64, u32)>> = vec![None; count + 1];
    for same in beside.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let (hole, community) = (same[0].0, same[0].1);
        let length_m: f64 = same.iter().map(|s| s.2).sum();
        if winner[hole].is_none_or(|(best, _)| length_m > best) {
            winner[hole] = Some((length_m, community));
        }
    }
    for face in 0..count {
        if out.of_face[face].is_none() {
            let hole = root(&mut parent, face);
            let narrow = 2.0 * arrangement.area_m2(area_units[hole]) < width_m * perimeter_m[hole];
            match winner[hole] {
                Some((_, community)) if hole != count && narrow => out.filled.push((face as u32, community)),
                Some(_) if hole != count => out.open.push((hole as u32, face as u32)),
                _ => {}
            }
        }
    }
    for &(face, community) in &out.filled {
        out.of_face[face as usize] = Some(community);
    }
}

/// Root of a union-find forest, halving paths on the way.
pub(crate) fn root(parent: &mut [u32], mut i: usize) -> usize {
    while parent[i] as usize != i {
        parent[i] = parent[parent[i] as usize];
        i = parent[i] as usize;
    }
    i
}
