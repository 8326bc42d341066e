//! A merge -> the files of its result folder, one by one.
//!
//! # Guarantees
//! 1. The same merge gives the same bytes, wherever the files are written.
//! 2. Data do not depend on a language; [`REPORT_HTML`] begins in the one that is asked for.

use std::io::{self, Write};

use onegrid::{Conflict, Lang, Merged, Report, Summary, conflicts};
use onegrid_io::{
    write_accepted, write_checks, write_codes, write_communities, write_conflicts, write_crosswalk, write_cut_lines,
    write_cuts, write_fingerprints, write_level, write_level_reasons, write_levels, write_lineage, write_reasons,
    write_violations, write_zones,
};
use serde::Serialize;

use crate::remerge::RemergeCounts;
use crate::render;

/// The zones.
pub const ZONES: &str = "zones.geojson";
/// The communities as the zones meet them.
pub const COMMUNITIES: &str = "communities.geojson";
/// Old cells and zones.
pub const CROSSWALK: &str = "crosswalk.csv";
/// Every code that was ever given.
pub const CODES: &str = "codes.csv";
/// What became of the zones before.
pub const LINEAGE: &str = "lineage.csv";
/// What the next merge needs to see what has changed.
pub const FINGERPRINTS: &str = "fingerprints.csv";
/// Reasons for nodes that are no zones.
pub const LEVEL_REASONS: &str = "level-reasons.csv";
/// The policy, complete.
pub const POLICY: &str = "policy.toml";
/// The report for people.
pub const REPORT_HTML: &str = "report.html";
/// The report for machines; a result folder is known by it.
pub const REPORT_JSON: &str = "report.json";

/// Name of the file with the grids of a level.
pub fn level_file(level: &str) -> String {
    format!("level-{level}.geojson")
}

/// A file of a result folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultFile {
    /// Its name.
    pub name: String,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Zones,
    Communities,
    Crosswalk,
    Conflicts,
    Codes,
    Cuts,
    CutLines,
    Checks,
    Fingerprints,
    Lineage,
    Reasons,
    Level(usize),
    Levels,
    LevelReasons,
    Violations,
    Accepted,
    Policy,
    ReportHtml,
    ReportJson,
}

impl ResultFile {
    /// What it holds, for people.
    pub fn title(&self, lang: Lang) -> &'static str {
        let (zh, en) = match self.kind {
            Kind::Zones => ("统一网格", "zones"),
            Kind::Communities => ("社区", "communities"),
            Kind::Crosswalk => ("新旧对照表", "crosswalk of old cells and zones"),
            Kind::Conflicts => ("数据问题", "defects of the input"),
            Kind::Codes => ("编码登记", "register of codes"),
            Kind::Cuts => ("直线切分表", "table of straight cuts"),
            Kind::CutLines => ("直线切分线", "lines of straight cuts"),
            Kind::Checks => ("验收检查", "acceptance checks"),
            Kind::Fingerprints => ("指纹", "fingerprints"),
            Kind::Lineage => ("沿革", "lineage"),
            Kind::Reasons => ("划分理由", "reasons"),
            Kind::Level(_) => ("层级网格", "grids of a level"),
            Kind::Levels => ("层级表", "table of levels"),
            Kind::LevelReasons => ("层级理由", "reasons of levels"),
            Kind::Violations => ("违规清单", "broken rules"),
            Kind::Accepted => ("已接受的违规", "broken rules that were accepted"),
            Kind::Policy => ("规则", "policy"),
            Kind::ReportHtml => ("报告", "report"),
            Kind::ReportJson => ("报告数据", "figures of the report"),
        };
        if lang == Lang::Zh { zh } else { en }
    }
}

/// The files of a merge, [`REPORT_JSON`] last.
pub fn result_files(merged: &Merged) -> Vec<ResultFile> {
    let file = |name: &str, kind| ResultFile { name: name.to_owned(), kind };
    let mut files = vec![
        file(ZONES, Kind::Zones),
        file(COMMUNITIES, Kind::Communities),
        file(CROSSWALK, Kind::Crosswalk),
        file("conflicts.geojson", Kind::Conflicts),
        file(CODES, Kind::Codes),
        file("cuts.csv", Kind::Cuts),
        file("cuts.geojson", Kind::CutLines),
        file("checks.csv", Kind::Checks),
        file(FINGERPRINTS, Kind::Fingerprints),
    ];
    if !merged.plan.remerged().lineage.rows.is_empty() {
        files.push(file(LINEAGE, Kind::Lineage));
    }
    files.push(file("reasons.csv", Kind::Reasons));
    let levels = &merged.plan.policy().levels;
    if !levels.is_empty() {
        files.extend(levels.iter().enumerate().map(|(at, level)| file(&level_file(&level.id), Kind::Level(at))));
        files.push(file("levels.csv", Kind::Levels));
        files.push(file(LEVEL_REASONS, Kind::LevelReasons));
    }
    files.push(file("violations.csv", Kind::Violations));
    if !merged.plan.accepted().is_empty() {
        files.push(file("accepted.csv", Kind::Accepted));
    }
    files.push(file(POLICY, Kind::Policy));
    files.push(file(REPORT_HTML, Kind::ReportHtml));
    files.push(file(REPORT_JSON, Kind::ReportJson));
    files
}

/// A merge with everything that its files are written from.
#[derive(Debug)]
pub struct Results<'m> {
    merged: &'m Merged,
    summary: &'m Summary,
    conflicts: Vec<Conflict>,
    timings_s: Vec<(String, f64)>,
}

/// What [`REPORT_JSON`] holds.
#[derive(Serialize)]
struct ReportFile<'a> {
    #[serde(flatten)]
    report: &'a Report,
    conflict_counts: Vec<ConflictCount<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remerge: Option<RemergeCounts>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    timings_s: Vec<Timing<'a>>,
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
struct Timing<'a> {
    step: &'a str,
    seconds: f64,
}

impl<'m> Results<'m> {
    /// The results of a merge and its figures.
    ///
    /// # Cost
    /// Lists the conflicts: linear in the overlay.
    pub fn new(merged: &'m Merged, summary: &'m Summary) -> Self {
        Self { merged, summary, conflicts: conflicts(&merged.grid, &merged.plan), timings_s: Vec::new() }
    }

    /// With seconds by step for [`REPORT_JSON`]; without them every run gives the same bytes.
    #[must_use]
    pub fn with_timings_s(mut self, timings_s: Vec<(String, f64)>) -> Self {
        self.timings_s = timings_s;
        self
    }

    /// The files that there are, [`REPORT_JSON`] last.
    pub fn files(&self) -> Vec<ResultFile> {
        result_files(self.merged)
    }

    /// Writes a file of [`Results::files`].
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write<W: Write>(&self, file: &ResultFile, lang: Lang, mut out: W) -> io::Result<W> {
        let (merged, summary) = (self.merged, self.summary);
        let levels = || summary.levels.as_ref().ok_or_else(|| io::Error::other("the policy names no levels"));
        match file.kind {
            Kind::Zones => write_zones(merged, summary, out),
            Kind::Communities => write_communities(merged, out),
            Kind::Crosswalk => write_crosswalk(merged, out),
            Kind::Conflicts => write_conflicts(&self.conflicts, out),
            Kind::Codes => write_codes(merged, out),
            Kind::Cuts => write_cuts(merged, out),
            Kind::CutLines => write_cut_lines(merged, out),
            Kind::Checks => write_checks(&summary.report.checks, out),
            Kind::Fingerprints => write_fingerprints(merged, out),
            Kind::Lineage => write_lineage(merged, out),
            Kind::Reasons => write_reasons(merged, out),
            Kind::Level(at) => write_level(merged, levels()?, at, out),
            Kind::Levels => write_levels(merged, levels()?, out),
            Kind::LevelReasons => write_level_reasons(merged, levels()?, out),
            Kind::Violations => write_violations(merged, out),
            Kind::Accepted => write_accepted(merged, out),
            Kind::Policy => {
                out.write_all(merged.plan.policy().to_toml().as_bytes())?;
                Ok(out)
            }
            Kind::ReportHtml => {
                out.write_all(render(merged, summary, &self.conflicts, &[], lang).as_bytes())?;
                Ok(out)
            }
            Kind::ReportJson => self.write_figures(out),
        }
    }

    fn write_figures<W: Write>(&self, mut out: W) -> io::Result<W> {
        let content = ReportFile {
            report: &self.summary.report,
            conflict_counts: count(&self.conflicts),
            remerge: RemergeCounts::of(self.merged),
            timings_s: self.timings_s.iter().map(|(step, seconds)| Timing { step, seconds: *seconds }).collect(),
        };
        serde_json::to_writer_pretty(&mut out, &content).map_err(io::Error::other)?;
        out.write_all(b"\n")?;
        Ok(out)
    }
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
