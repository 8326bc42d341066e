//! What a merge says about the one before -> `lineage.csv` and the register `codes.csv`.

use std::io::{self, Write};

use onegrid::{CodeEntry, Lang, LineageRow, Merged};

use crate::TableWriter;

/// Writes `lineage.csv`: one row per earlier and new zone that share ground, with shares of
/// households and area of either; the shares of a zone sum to 1. Households are those that live there
/// now. A row with nothing but a `before` is ground that no zone covers any more; `withdrawn` says
/// whether the earlier code is out of use.
///
/// # Errors
/// Those of the writer.
pub fn write_lineage<W: Write>(merged: &Merged, out: W) -> io::Result<W> {
    let header = [
        "before",
        "after",
        "change",
        "change_name",
        "change_name_en",
        "withdrawn",
        "households",
        "household_share_before",
        "household_share_after",
        "area_m2",
        "area_share_before",
        "area_share_after",
        "sentence",
        "sentence_en",
    ];
    let mut writer = TableWriter::new(out, &header)?;
    let remerged = merged.plan.remerged();
    for row in &remerged.lineage.rows {
        let entry = row.before.as_ref().and_then(|code| remerged.register.get(code));
        let is_withdrawn = entry.is_some_and(CodeEntry::is_withdrawn);
        writer.row(&[
            row.before.as_deref().unwrap_or_default(),
            row.after.as_deref().unwrap_or_default(),
            row.kind.id(),
            row.kind.name(Lang::Zh),
            row.kind.name(Lang::En),
            if is_withdrawn { "yes" } else { "no" },
            &row.households.to_string(),
            &format!("{:.6}", row.household_share_before),
            &format!("{:.6}", row.household_share_after),
            &format!("{:.2}", row.area_m2),
            &format!("{:.6}", row.area_share_before),
            &format!("{:.6}", row.area_share_after),
            &sentence(row, Lang::Zh, merged.grid.has_households()),
            &sentence(row, Lang::En, merged.grid.has_households()),
        ])?;
    }
    writer.finish()
}

/// One sentence for a planner.
fn sentence(row: &LineageRow, lang: Lang, has_households: bool) -> String {
    let share = if has_households { row.household_share_before } else { row.area_share_before };
    let part = format!("{:.1} %", share * 100.0);
    let of = |code: &Option<String>| code.clone().unwrap_or_default();
    let (before, after) = (of(&row.before), of(&row.after));
    let name = row.kind.name(lang);
    let (households, area) = (row.households, row.area_m2);
    match (lang, row.before.is_some(), row.after.is_some()) {
        (Lang::Zh, true, true) => format!("{name}:{before} 的 {part}({households} 户)在 {after}"),
        (Lang::En, true, true) => format!("{name}: {part} of {before} ({households} households) is in {after}"),
        (Lang::Zh, true, false) => format!("{name}:{before} 的 {area:.0} m² 不再覆盖"),
        (Lang::En, true, false) => format!("{name}: {area:.0} m² of {before} are no longer covered"),
        (Lang::Zh, false, _) => format!("{name}:{after} 新增覆盖 {area:.0} m²({households} 户)"),
        (Lang::En, false, _) => format!("{name}: {after} covers {area:.0} m² more ({households} households)"),
    }
}

/// Writes `codes.csv`: the register of codes, valid and withdrawn, by code. It is read back by the
/// next merge, so that no code is given twice.
///
/// # Errors
/// Those of the writer.
pub fn write_codes<W: Write>(merged: &Merged, out: W) -> io::Result<W> {
    let header = [
        "code",
        "status",
        "community",
        "community_name",
        "community_code",
        "name",
        "class",
        "households",
        "area_m2",
        "reason",
        "reason_en",
        "from",
        "to",
        "successor",
    ];
    let mut writer = TableWriter::new(out, &header)?;
    let day = |date: Option<onegrid::Date>| date.map_or_else(String::new, |d| d.to_string());
    for entry in merged.plan.remerged().register.entries() {
        let zone = merged.plan.zone_by_code(&entry.code).ok().map(|at| &merged.plan.zones()[at as usize]);
        let community = zone.map(|z| &merged.grid.communities().list[z.community as usize]);
        let count = zone.filter(|_| merged.grid.has_households()).map(|z| z.households.to_string());
        writer.row(&[
            entry.code.as_str(),
            entry.status.id(),
            &entry.community,
            &entry.community_name,
            community.map_or("", |c| &c.code),
            &entry.name,
            &entry.class,
            &count.unwrap_or_default(),
            &zone.map_or_else(String::new, |z| format!("{:.1}", z.area_m2)),
            &entry.reason_zh,
            &entry.reason_en,
            &day(entry.from),
            &day(entry.to),
            &entry.successors.join(";"),
        ])?;
    }
    writer.finish()
}
