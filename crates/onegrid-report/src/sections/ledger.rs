//! What became of everything that came in.

use std::fmt::Write;

use onegrid::{Fate, LedgerEntry, SourceAccount};

use crate::story::Story;
use crate::text::{Td, both, count, paragraph, table};

/// Entries that are listed.
const MOST_ENTRIES: usize = 200;

/// One row per source, then the entries.
pub(super) fn ledger(story: &Story<'_>) -> String {
    let ledger = &story.report().ledger;
    let mut out = paragraph(
        "lead",
        &format!(
            "每个要素、每一户都有去向:读入 {} 户,计入网格 {} 户,范围外 {} 户。",
            count(ledger.households()),
            count(story.report().households),
            count(ledger.households_outside())
        ),
        &format!(
            "Every feature and every household is accounted for: {} households came in, {} are in zones, {} lie outside.",
            count(ledger.households()),
            count(story.report().households),
            count(ledger.households_outside())
        ),
    );
    let head = [
        ("来源", "Source", false),
        ("图层", "Layer", false),
        ("要素", "Features", true),
        ("直接采用", "Used", true),
        ("修复后采用", "Repaired", true),
        ("未采用", "Rejected", true),
        ("户数", "Households", true),
        ("就近计入", "Moved to nearest", true),
        ("范围外", "Outside", true),
    ];
    out.push_str(&table("ledger", "", &head, ledger.sources.iter().map(source)));
    if ledger.entries.is_empty() {
        return out;
    }
    let shown = ledger.entries.len().min(MOST_ENTRIES);
    let head = [
        ("来源", "Source", false),
        ("要素", "Feature", false),
        ("去向", "Fate", false),
        ("代码", "Code", false),
        ("应为", "Expected", false),
        ("实为", "Got", false),
    ];
    let _ = write!(
        out,
        "<details><summary>{}</summary>\n{}</details>\n",
        both(
            &format!("明细:{shown} / {} 条", count(ledger.entries.len() as u64)),
            &format!("Entries: {shown} of {}", count(ledger.entries.len() as u64))
        ),
        table("entries", "", &head, ledger.entries.iter().take(MOST_ENTRIES).map(entry))
    );
    out
}

fn source(s: &SourceAccount) -> Vec<Td> {
    let numbers = [s.features, s.used, s.repaired, s.rejected, s.households, s.households_moved, s.households_outside];
    let mut row = vec![Td::Text(s.source.clone()), Td::Text(s.layer.clone())];
    row.extend(numbers.map(|n| Td::Num(count(n))));
    row
}

fn entry(e: &LedgerEntry) -> Vec<Td> {
    let feature = e.key.clone().or_else(|| e.feature.map(|f| format!("#{f}"))).unwrap_or_default();
    let fate = match e.fate {
        Fate::Repaired => both("修复", "repaired"),
        Fate::Rejected => both("未采用", "rejected"),
        Fate::Noted => both("提示", "noted"),
    };
    vec![
        Td::Text(if e.layer.is_empty() || e.layer == e.source {
            e.source.clone()
        } else {
            format!("{} {}", e.source, e.layer)
        }),
        Td::Text(feature),
        Td::Html(fate),
        Td::Text(e.code.clone()),
        Td::Text(e.expected.clone()),
        Td::Text(e.got.clone()),
    ]
}
