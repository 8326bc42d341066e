//! Communities by face -> the same without detached fragments that no zone could reach.
//!
//! Where the line of a community touches itself or a neighbour's, snapping leaves fragments of a few
//! square centimetres. Each goes to the community with the longest border around it; one with nothing
//! around it is not covered. All are listed.

use std::collections::BTreeMap;

use onegrid_planar::Arrangement;

use crate::extent::{Communities, root};
use crate::policy::CleaningRule;

/// Connected parts of the communities.
struct Parts {
    /// Lowest face of the part, by face.
    of_face: Vec<u32>,
    /// Area and outline by part.
    size: BTreeMap<u32, (i128, f64)>,
    /// (part, community across the border, length in m)
    borders: Vec<(u32, u32, f64)>,
}

/// Rounds after which chains of fragments are left as they are.
const ROUNDS: usize = 8;

pub(crate) fn give_away(arrangement: &Arrangement, cleaning: &CleaningRule, out: &mut Communities) {
    // a fragment may have been given to a fragment: look again until nothing changes
    for _ in 0..ROUNDS {
        if !give_away_once(arrangement, cleaning, out) {
            return;
        }
    }
}

fn give_away_once(arrangement: &Arrangement, cleaning: &CleaningRule, out: &mut Communities) -> bool {
    let parts = parts(arrangement, out);
    let mut of_community: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for &part in parts.size.keys() {
        if let Some(own) = out.of_face[part as usize] {
            of_community.entry(own).or_default().push(part);
        }
    }
    let is_fragment = |part: u32| {
        let (area_units, outline_m) = parts.size[&part];
        let area_m2 = arrangement.area_m2(area_units);
        area_m2 < cleaning.sliver_area_m2 || 2.0 * area_m2 < cleaning.sliver_width_m * outline_m
    };
    // to which community each fragment goes; to none where nothing is around it
    let mut target: BTreeMap<u32, Option<u32>> = BTreeMap::new();
    for pieces in of_community.values().filter(|p| p.len() > 1) {
        let largest = pieces.iter().copied().max_by_key(|p| (parts.size[p].0, core::cmp::Reverse(*p)));
        for &part in pieces.iter().filter(|&&p| Some(p) != largest && is_fragment(p)) {
            target.insert(part, longest_neighbour(&parts, part));
        }
    }
    for (face, own) in out.of_face.iter_mut().enumerate() {
        if let (Some(from), Some(&to)) = (*own, target.get(&parts.of_face[face])) {
            out.fragments.push((face as u32, from, to));
            *own = to;
        }
    }
    !target.is_empty()
}

fn longest_neighbour(parts: &Parts, part: u32) -> Option<u32> {
    let from = parts.borders.partition_point(|b| b.0 < part);
    let mut lengths: BTreeMap<u32, f64> = BTreeMap::new();
    for &(_, community, length_m) in parts.borders[from..].iter().take_while(|b| b.0 == part) {
        *lengths.entry(community).or_default() += length_m;
    }
    lengths.into_iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))).map(|(community, _)| community)
}

fn parts(arrangement: &Arrangement, communities: &Communities) -> Parts {
    let count = arrangement.face_count();
    let mut parent: Vec<u32> = (0..count).collect();
    let community = |f: Option<u32>| f.and_then(|f| communities.of_face[f as usize]);
    for arc in 0..arrangement.arc_count() {
        if let [Some(a), Some(b)] = arrangement.arc_faces(arc)
            && community(Some(a)) == community(Some(b))
        {
            let (a, b) = (root(&mut parent, a as usize), root(&mut parent, b as usize));
            parent[a.max(b)] = a.min(b) as u32;
        }
    }
    let of_face: Vec<u32> = (0..count as usize).map(|f| root(&mut parent, f) as u32).collect();
    let mut size: BTreeMap<u32, (i128, f64)> = BTreeMap::new();
    for (face, &part) in of_face.iter().enumerate() {
        if communities.of_face[face].is_some() {
            size.entry(part).or_default().0 += arrangement.face_area_units(face as u32);
        }
    }
    let mut borders = Vec::new();
    for arc in 0..arrangement.arc_count() {
        let [a, b] = arrangement.arc_faces(arc);
        if community(a) == community(b) {
            continue;
        }
        for (face, across) in [(a, community(b)), (b, community(a))] {
            if let Some(face) = face.filter(|&f| communities.of_face[f as usize].is_some()) {
                let (part, length_m) = (of_face[face as usize], arrangement.arc_length_m(arc));
                size.entry(part).or_default().1 += length_m;
                borders.extend(across.map(|c| (part, c, length_m)));
            }
        }
    }
    borders.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2)));
    Parts { of_face, size, borders }
}
