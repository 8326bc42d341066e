//! Counts beside households (residents, events, people in need of care) -> whole counts per face,
//! none lost.
//!
//! # Guarantees
//! For each source and count: inside + outside = total; the faces sum to what is inside.
//!
//! # Method
//! A cell's count is shared out among its faces by area, in whole numbers; a point's count goes to
//! the face that its households go to. Counts of one id add up over all sources that carry it.

use std::collections::BTreeMap;

use onegrid_planar::{Arrangement, apportion};

use crate::error::Error;
use crate::extent::Communities;
use crate::ledger::{CountAccount, Ledger};
use crate::place::LayerInfo;
use crate::project::HouseholdTable;

/// Where the counts of one point went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Host {
    Face(u32),
    Outside,
    /// The record is not used at all.
    Rejected,
}

/// Counts by id, then by face.
pub(crate) type Counts = BTreeMap<String, Vec<u64>>;

/// Shares out the counts of a layer's cells.
pub(crate) fn spread_layer(
    arrangement: &Arrangement,
    layers: &[LayerInfo],
    layer: usize,
    communities: &Communities,
    ledger: &mut Ledger,
    counts: &mut Counts,
) {
    let info = &layers[layer];
    let mut faces_of: Vec<Vec<u32>> = vec![Vec::new(); info.cells.len()];
    for face in (0..arrangement.face_count()).filter(|&f| communities.of_face[f as usize].is_some()) {
        for &cell in arrangement.labels().cells(face, layer) {
            faces_of[cell as usize].push(face);
        }
    }
    let mut accounts: Vec<CountAccount> = info.counts.iter().map(|id| account(id)).collect();
    for (cell, faces) in info.cells.iter().zip(&faces_of) {
        let areas: Vec<i128> = faces.iter().map(|&f| arrangement.face_area_units(f)).collect();
        for (&count, account) in cell.counts.iter().zip(&mut accounts) {
            account.total += count;
            if faces.is_empty() {
                account.outside += count;
                continue;
            }
            account.inside += count;
            let of_face = column(counts, &account.id, arrangement);
            for (&face, share) in faces.iter().zip(apportion(count, &areas)) {
                of_face[face as usize] += share;
            }
        }
    }
    if let Some(source) = ledger.sources.iter_mut().find(|s| s.layer == info.id) {
        source.counts = accounts;
    }
}

/// Puts the counts of a table's points where their households are.
pub(crate) fn place_table(
    arrangement: &Arrangement,
    table: &HouseholdTable,
    hosts: &[Host],
    counts: &mut Counts,
) -> Vec<CountAccount> {
    let mut accounts: Vec<CountAccount> = table.counts.iter().map(|id| account(id)).collect();
    for (point, host) in table.points.iter().zip(hosts) {
        for (&count, account) in point.counts.iter().zip(&mut accounts) {
            match host {
                Host::Face(face) => {
                    account.total += count;
                    account.inside += count;
                    column(counts, &account.id, arrangement)[*face as usize] += count;
                }
                Host::Outside => {
                    account.total += count;
                    account.outside += count;
                }
                Host::Rejected => {}
            }
        }
    }
    accounts
}

/// Checks that every count that came in is on a face or known to be outside.
pub(crate) fn check(ledger: &Ledger, counts: &Counts) -> Result<(), Error> {
    let mut expected: BTreeMap<&str, u64> = BTreeMap::new();
    for account in ledger.sources.iter().flat_map(|s| &s.counts) {
        *expected.entry(&account.id).or_default() += account.total - account.outside;
    }
    for (id, expected) in expected {
        let got = counts.get(id).map_or(0, |of_face| of_face.iter().sum());
        if got != expected {
            return Err(Error::CountLost { id: id.into(), expected, got });
        }
    }
    Ok(())
}

fn account(id: &str) -> CountAccount {
    CountAccount { id: id.to_owned(), ..CountAccount::default() }
}

fn column<'c>(counts: &'c mut Counts, id: &str, arrangement: &Arrangement) -> &'c mut Vec<u64> {
    counts.entry(id.to_owned()).or_insert_with(|| vec![0; arrangement.face_count() as usize])
}
