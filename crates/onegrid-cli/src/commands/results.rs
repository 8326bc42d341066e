//! A merge -> the result folder, all of it or nothing.

use std::io::BufWriter;
use std::path::{Path, PathBuf};

use onegrid::{Merged, Summary, summarise};
use onegrid_io::OutputFolder;
use onegrid_report::{REPORT_HTML, REPORT_JSON, Results};

use crate::commands::levels;
use crate::console::Console;
use crate::error::CliError;

/// File by which a result folder is known.
pub(crate) const MARKER: &str = REPORT_JSON;

/// Writes every file of a merge into an open folder.
pub(crate) fn write_all(
    folder: &OutputFolder,
    merged: &Merged,
    with_timings: bool,
    console: &Console,
) -> Result<Summary, CliError> {
    let summary = summarise(merged, console)?;
    let results = Results::new(merged, &summary);
    console.go_on()?;
    let timings_s = console.take_timings();
    let results = results.with_timings_s(if with_timings { timings_s } else { Vec::new() });
    console.note("写出结果", "writing results");
    for file in results.files() {
        let out = BufWriter::new(folder.create_file(&file.name)?);
        let out = results.write(&file, console.lang, out)?;
        out.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        console.go_on()?;
    }
    Ok(summary)
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
    console.say(&format!("{}: {}", console.pick("报告", "report"), place.join(REPORT_HTML).display()));
    Ok(())
}

/// Checks that must hold whatever the data: soft rows may fail for stated reasons.
pub(crate) fn hard_checks_hold(summary: &Summary) -> bool {
    let r = &summary.report;
    r.exactness.holds() && r.checks.rows.iter().all(|row| !row.is_hard() || row.passed != Some(false))
}
