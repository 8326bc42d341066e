//! Communities and the administrative table -> sound community codes, and a ledger entry for each that
//! was not.
//!
//! # Method
//! A withdrawn code gives way to its successor. If another community of the layer has that code
//! already, the two are one community now: the ground of the withdrawn one joins it. A renamed
//! community is known by its code; the table's name is used.

use onegrid_zones::{AdminFinding, CommunityName, code_structure};

use crate::extent::{Communities, CommunitySource};
use crate::ledger::{Fate, Ledger, LedgerEntry};
use crate::project::{Project, Role};

pub(crate) fn check(project: &Project, communities: &mut Communities, ledger: &mut Ledger) {
    let layer = project.layers.iter().find(|l| l.role == Role::Community);
    let Some(layer) = layer.filter(|_| communities.source == CommunitySource::Layer) else { return };
    let note = |key: &str, code: &str, expected: String, got: String| LedgerEntry {
        source: layer.source.clone(),
        layer: layer.id.clone(),
        key: Some(key.into()),
        feature: None,
        fate: Fate::Noted,
        code: code.into(),
        expected,
        got,
        place: None,
    };
    let is_odd: Vec<bool> =
        (0..communities.list.len() as u32).map(|c| communities.odd_codes.iter().any(|(odd, _)| *odd == c)).collect();
    for (community, _) in communities.list.iter().zip(&is_odd).filter(|(_, odd)| !**odd) {
        for (digits, got, expected) in code_structure(&community.code) {
            let got = format!("{} (digits {digits}: {got})", community.code);
            ledger.entries.push(note(&community.key, "admin.structure", expected.into(), got));
        }
    }
    let Some(table) = &project.admin else { return };
    let mut joined: Vec<(u32, u32)> = Vec::new();
    for c in 0..communities.list.len() {
        let community = communities.list[c].clone();
        let name = CommunityName { key: &community.key, name: community.name.as_deref(), code: &community.code };
        for finding in table.check(name, project.history.date) {
            let (code, expected, got) = words(&finding, &community.code, community.label());
            ledger.entries.push(note(&community.key, code, expected, got));
            match finding {
                AdminFinding::Mapped { code, name } => {
                    if let Some(host) = communities.list.iter().position(|other| other.code == code) {
                        joined.push((c as u32, host as u32));
                    } else {
                        communities.list[c].code = code;
                        communities.list[c].name = Some(name).filter(|n| !n.is_empty()).or(community.name.clone());
                    }
                }
                AdminFinding::Renamed { name } => communities.list[c].name = Some(name),
                _ => {}
            }
        }
    }
    for host in communities.of_face.iter_mut().flatten() {
        if let Some((_, new)) = joined.iter().find(|(old, _)| old == host) {
            *host = *new;
        }
    }
}

/// Stable code, what was expected and what was got.
fn words(finding: &AdminFinding, code: &str, name: &str) -> (&'static str, String, String) {
    match finding {
        AdminFinding::Unknown => {
            ("admin.unknown", "a code of the administrative table".into(), format!("{code} ({name})"))
        }
        AdminFinding::Mapped { code: successor, name: new } => (
            "admin.mapped",
            format!("{successor} ({new}), which took its place and is used"),
            format!("{code} ({name}), withdrawn"),
        ),
        AdminFinding::WithdrawnWithoutOneSuccessor { successors } => (
            "admin.withdrawn",
            format!("one valid successor; the table names {}: give the community its new code", list(successors)),
            format!("{code} ({name}), withdrawn"),
        ),
        AdminFinding::Renamed { name: new } => {
            ("admin.renamed", format!("{new}, the name of {code} in the table, which is used"), name.to_string())
        }
        AdminFinding::OutOfDate { from, to } => {
            let day = |d: &Option<onegrid_zones::Date>| d.map_or_else(|| "-".to_string(), |d| d.to_string());
            ("admin.out_of_date", format!("a day from {} to {}", day(from), day(to)), format!("{code} ({name})"))
        }
    }
}

fn list(codes: &[String]) -> String {
    if codes.is_empty() { "none".into() } else { codes.join(", ") }
}
