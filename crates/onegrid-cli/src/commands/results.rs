//! A merge -> the result folder, all of it or nothing.

use std::io::BufWriter;
use std::path::{Path, PathBuf};

use onegrid::{Conflict, Merged, Report, Summary, conflicts, summarise};
use onegrid_io::{
    OutputFolder, write_checks, write_codes, write_communities, write_conflicts, write_crosswalk, write_cut_lines,
    write_cuts, write_fingerprints, write_lineage, write_reasons, write_violations, write_zones,
};
use serde::Serialize;

use crate::commands::previous::{self, RemergeCounts};
use crate::commands::{input, levels};
use crate::console::Console;
use crate::error::CliError;
use crate::report;

/// File by which a result folder is known.
pub(crate) const MARKER: &str = "report.json";

/// What `report.json` holds.
#[derive(Serialize)]
struct ReportFile<'a> {
    #[serde(flatten)]
    report: &'a Report,
    conflict_counts: Vec<ConflictCount<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remerge: Option<RemergeCounts>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    timings_s: Vec<Timing>,
}

#[derive(Serialize)]
struct ConflictCount<'a> {
    layer: &'a str,
    kind: &'static str,
    count: usize,
    slivers: usize,
    households: u64,
}

#[derive(Serialize)]
struct Timing {
    step: String,
    seconds: f64,
}

/// Writes every file of a merge into an open folder.
pub(crate) fn write_all(
    folder: &OutputFolder,
    merged: &Merged,
    with_timings: bool,
    console: &Console,
) -> Result<Summary, CliError> {
    let summary = summarise(merged, console)?;
    let conflicts = conflicts(&merged.grid, &merged.plan);
    console.go_on()?;
    let timings = console.take_timings();
    let timings = if with_timings { timings } else { Vec::new() };
    console.note("写出结果", "writing results");
    let lang = console.lang;
    let file =
        |name: &str| -> Result<BufWriter<std::fs::File>, CliError> { Ok(BufWriter::new(folder.create_file(name)?)) };
    finish(write_zones(merged, &summary, file(input::ZONES)?)?)?;
    finish(write_communities(merged, file(input::COMMUNITIES)?)?)?;
    console.go_on()?;
    finish(write_crosswalk(merged, file(input::CROSSWALK)?)?)?;
    finish(write_conflicts(&conflicts, file("conflicts.geojson")?)?)?;
    console.go_on()?;
    finish(write_codes(merged, file(previous::CODES)?)?)?;
    finish(write_cuts(merged, file("cuts.csv")?)?)?;
    finish(write_cut_lines(merged, file("cuts.geojson")?)?)?;
    finish(write_checks(&summary.report.checks, file("checks.csv")?)?)?;
    finish(write_fingerprints(merged, file(previous::FINGERPRINTS)?)?)?;
    if !merged.plan.remerged().lineage.rows.is_empty() {
        finish(write_lineage(merged, file(previous::LINEAGE)?)?)?;
    }
    finish(write_reasons(merged, file("reasons.csv")?)?)?;
    if let Some(levels) = &summary.levels {
        levels::write(folder, merged, levels)?;
    }
    finish(write_violations(merged, file("violations.csv")?)?)?;
    std::fs::write(folder.path().join(input::POLICY), merged.plan.policy().to_toml())?;
    console.go_on()?;
    let html = report::render(merged, &summary, &conflicts, &[], lang);
    std::fs::write(folder.path().join("report.html"), html)?;
    console.go_on()?;
    let content = ReportFile {
        report: &summary.report,
        conflict_counts: count(&conflicts),
        remerge: RemergeCounts::of(merged),
        timings_s: timings.into_iter().map(|(step, seconds)| Timing { step, seconds }).collect(),
    };
    let text = serde_json::to_string_pretty(&content).map_err(std::io::Error::other)?;
    std::fs::write(folder.path().join(MARKER), text + "\n")?;
    Ok(summary)
}

pub(crate) fn finish(writer: BufWriter<std::fs::File>) -> Result<(), CliError> {
    writer.into_inner().map_err(std::io::IntoInnerError::into_error)?;
    Ok(())
}

fn count(conflicts: &[Conflict]) -> Vec<ConflictCount<'_>> {
    let groups = conflicts.chunk_by(|a, b| (&a.layer, a.kind) == (&b.layer, b.kind));
    groups
        .map(|same| ConflictCount {
            layer: &same[0].layer,
            kind: same[0].kind.id(),
            count: same.len(),
            slivers: same.iter().filter(|c| c.is_sliver).count(),
            households: same.iter().map(|c| c.households).sum(),
        })
        .collect()
}

/// Opens a result folder, so that a taken path is refused before the work and not after it.
pub(crate) fn open_folder(path: &Path) -> Result<OutputFolder, CliError> {
    Ok(OutputFolder::create_with_parents(path, MARKER)?)
}

/// Prints what came out, in a few lines.
pub(crate) fn tell(summary: &Summary, place: &PathBuf, console: &Console) -> Result<(), CliError> {
    let r = &summary.report;
    if console.json {
        let value = serde_json::json!({
            "folder": place, "zones": r.score.zones, "zones_in_bounds": r.score.zones_in_bounds,
            "exempt": r.score.exempt, "households": r.households, "communities": r.communities,
            "exact": r.exactness.holds(), "checks": r.checks,
        });
        console.json(&value)?;
        return Ok(());
    }
    let cells = r.base_cells + r.departments.iter().map(|d| d.cells).sum::<usize>();
    let layers = r.departments.len() + 1;
    console.say(&format!(
        "{}: {} -> {}",
        r.project,
        console.pick(
            &format!("{layers} 个图层的 {cells} 个网格(其中基础网格 {} 个)", r.base_cells),
            &format!("{cells} cells of {layers} layers ({} of the base layer)", r.base_cells),
        ),
        console.pick(
            &format!("{} 个统一网格(含专属 {} 个)", r.score.zones, r.score.exempt),
            &format!("{} zones ({} of them exclusive)", r.score.zones, r.score.exempt),
        ),
    ));
    let has_variants = r.checks.rows.iter().any(|row| row.variant.is_some());
    if let Some((min, _, max)) = r.bounds {
        console.say(&format!(
            "  {}: {} / {} ({} {}{})",
            console.pick("规模合格", "within bounds"),
            r.score.zones_in_bounds,
            r.score.zones - r.score.exempt,
            min,
            console.pick(&format!("至 {max}"), &format!("to {max}")),
            // the rows of the checks name the others
            if has_variants {
                console.pick(",部分社区另有上下限", "; some communities have bounds of their own")
            } else {
                ""
            },
        ));
    }
    levels::tell(&r.levels, console);
    for row in &r.checks.rows {
        let mark = match row.passed {
            Some(true) => console.pick("通过", "ok"),
            Some(false) if !row.is_hard() => {
                console.pick("有例外,理由见报告", "with exceptions, see the report for the reasons")
            }
            Some(false) => console.pick("未通过", "FAILED"),
            None => console.pick("不适用", "not applicable"),
        };
        let count = if row.offences.is_empty() { String::new() } else { format!(" ({})", row.offences.len()) };
        console.say(&format!("  {}: {mark}{count}", row.name(console.lang)));
    }
    for (zh, en) in &r.remarks {
        console.say(&format!("  * {}", console.pick(zh, en)));
    }
    console.say(&format!("{}: {}", console.pick("报告", "report"), place.join("report.html").display()));
    Ok(())
}

/// Checks that must hold whatever the data: soft rows may fail for stated reasons.
pub(crate) fn hard_checks_hold(summary: &Summary) -> bool {
    let r = &summary.report;
    r.exactness.holds() && r.checks.rows.iter().all(|row| !row.is_hard() || row.passed != Some(false))
}
