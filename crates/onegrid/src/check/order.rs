//! Codes of a community against where its zones lie: west to east, north to south.
//!
//! # Method
//! The standards give no algorithm. Whatever bands a numbering uses, a zone that lies wholly west and
//! wholly north of another of its community comes first; only that is demanded, of each order there is.
//! Kept codes follow the grid that they were given in, and fresh ones come after the highest ever used:
//! only fresh ones are compared, with one another.

use std::collections::BTreeMap;

use onegrid_planar::{Bounds, Linework};
use onegrid_zones::ZoneClass;

use super::{CheckRow, Checker, Offence, code, row};

/// Sequence number, code, zone and rectangle.
type Coded<'a> = (u32, &'a str, usize, Bounds);

impl Checker<'_> {
    /// Zones whose code comes before that of a zone wholly to their north-west.
    ///
    /// `before` are the codes that were known before this grid, sorted.
    pub(super) fn order(&self, linework: &Linework, before: &[String]) -> CheckRow {
        let mut offences = Vec::new();
        let is_kept = |zone: usize| before.binary_search_by(|c| c.as_str().cmp(code(&self.zones[zone]))).is_ok();
        let mut bounds = self.bounds_of_zones(linework);
        let mut kept = 0;
        for (_, bounds) in bounds.iter_mut().enumerate().filter(|(zone, _)| is_kept(*zone)) {
            (*bounds, kept) = (None, kept + 1);
        }
        for zones in self.by_community(&bounds) {
            offences.extend(late(&zones).into_iter().map(|(early, late)| Offence {
                about: Some(code(&self.zones[late]).to_string()),
                ..self.zone_offence(early, 1.0)
            }));
        }
        let mut row = row("order", "codes", &self.code_citation(), offences);
        if kept > 0 {
            row.left_out_zh = format!("{kept} 个编码沿用自上一版网格,顺序以当时为准,不参与比较");
            row.left_out_en =
                format!("{kept} codes are kept from the earlier grid, whose order they follow, and are not compared");
            row.passed = row.passed.filter(|_| kept < self.zones.len());
        }
        row
    }

    fn bounds_of_zones(&self, linework: &Linework) -> Vec<Option<Bounds>> {
        let mut points: Vec<Vec<onegrid_planar::Coord>> = vec![Vec::new(); self.zones.len()];
        for r in (0..linework.ring_count()).filter(|&r| linework.owner(r).layer as usize == self.base) {
            points[linework.owner(r).cell as usize].extend_from_slice(linework.ring(r));
        }
        points.into_iter().map(Bounds::of).collect()
    }

    /// Zones with land and a code of the template, by community and by class where classes are numbered
    /// apart, in order of their numbers.
    fn by_community(&self, bounds: &[Option<Bounds>]) -> Vec<Vec<(usize, Bounds)>> {
        let template = self.policy.code.template();
        let (first, last) = template.range(ZoneClass::Exclusive);
        let is_apart = |number: u32| template.numbers_exclusives_apart() && (first..=last).contains(&number);
        let mut groups: BTreeMap<(String, bool), Vec<Coded<'_>>> = BTreeMap::new();
        for (z, zone) in self.zones.iter().enumerate() {
            let own = code(zone);
            if let (Some(bounds), Some(parts)) = (bounds[z], template.read(own)) {
                let group = groups.entry((parts.community, is_apart(parts.number))).or_default();
                group.push((parts.number, own, z, bounds));
            }
        }
        let groups = groups.into_values().map(|mut group| {
            group.sort_by_key(|(number, own, z, _)| (*number, *own, *z));
            group.into_iter().map(|(_, _, z, bounds)| (z, bounds)).collect()
        });
        groups.collect()
    }
}

/// Each zone that comes before one wholly to its north-west, with the northernmost of those.
///
/// # Cost
/// O(n log n): the zones are taken in falling order of codes, and a Fenwick tree over western limits
/// gives the northernmost of those seen (Fenwick 1994).
fn late(zones: &[(usize, Bounds)]) -> Vec<(usize, usize)> {
    let mut limits: Vec<i32> = zones.iter().map(|(_, b)| b.max.x).collect();
    limits.sort_unstable();
    let mut best: Vec<Option<(i32, usize)>> = vec![None; limits.len() + 1];
    let mut found = Vec::new();
    for (z, b) in zones.iter().rev() {
        let mut at = limits.partition_point(|&x| x <= b.min.x);
        let mut northern = None;
        while at > 0 {
            northern = northern.max(best[at]);
            at &= at - 1;
        }
        if let Some((south, other)) = northern
            && south >= b.max.y
        {
            found.push((*z, other));
        }
        let mut at = limits.partition_point(|&x| x < b.max.x) + 1;
        while at < best.len() {
            best[at] = best[at].max(Some((b.min.y, *z)));
            at += at & at.wrapping_neg();
        }
    }
    found.reverse();
    found
}
