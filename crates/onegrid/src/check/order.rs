//! Codes of a community against where its zones lie: west to east, north to south.
//!
//! # Method
//! The standards give no algorithm. Whatever bands a numbering uses, a zone that lies wholly west and
//! wholly north of another of its community comes first; only that is demanded.

use std::collections::BTreeMap;

use onegrid_planar::{Bounds, Linework};

use super::{CheckRow, Checker, Offence, code, row};

/// Code, zone and rectangle.
type Coded<'a> = (&'a str, usize, Bounds);

impl Checker<'_> {
    /// Zones whose code comes before that of a zone wholly to their north-west.
    pub(super) fn order(&self, linework: &Linework) -> CheckRow {
        let mut offences = Vec::new();
        for zones in self.by_prefix(&self.bounds_of_zones(linework)) {
            offences.extend(late(&zones).into_iter().map(|(early, late)| Offence {
                about: Some(code(&self.zones[late]).to_string()),
                ..self.zone_offence(early, 1.0)
            }));
        }
        row("order", "codes", &self.code_citation(), offences)
    }

    fn bounds_of_zones(&self, linework: &Linework) -> Vec<Option<Bounds>> {
        let mut points: Vec<Vec<onegrid_planar::Coord>> = vec![Vec::new(); self.zones.len()];
        for r in (0..linework.ring_count()).filter(|&r| linework.owner(r).layer as usize == self.base) {
            points[linework.owner(r).cell as usize].extend_from_slice(linework.ring(r));
        }
        points.into_iter().map(Bounds::of).collect()
    }

    /// Zones with land and a sequence number, by what their code begins with, in order of their codes.
    fn by_prefix(&self, bounds: &[Option<Bounds>]) -> Vec<Vec<(usize, Bounds)>> {
        let digits = self.policy.code.sequence_digits as usize;
        let mut groups: BTreeMap<(usize, &str), Vec<Coded<'_>>> = BTreeMap::new();
        for (z, zone) in self.zones.iter().enumerate() {
            let own = code(zone);
            if let Some(bounds) = bounds[z]
                && own.len() > digits
                && own.is_char_boundary(own.len() - digits)
            {
                groups.entry((own.len(), &own[..own.len() - digits])).or_default().push((own, z, bounds));
            }
        }
        let groups = groups.into_values().map(|mut group| {
            group.sort_by_key(|(own, z, _)| (*own, *z));
            group.into_iter().map(|(_, z, bounds)| (z, bounds)).collect()
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
