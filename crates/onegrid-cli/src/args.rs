//! What can be typed after `onegrid`.

mod policy;

use std::path::PathBuf;

use bytesize::ByteSize;
use clap::{Args, Parser, Subcommand, ValueEnum};
use onegrid::Lang;
use onegrid_demo::Size;

pub(crate) use policy::{PolicyArgs, PolicyCheckArgs, PolicyCommand, ShowArgs};

/// Merges overlapping departmental grids into one (多网合一).
#[derive(Debug, Parser)]
#[command(name = "onegrid", version, about, long_about = None, after_help = AFTER_HELP)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub common: Common,
}

const AFTER_HELP: &str = "\
Examples / 示例:
  onegrid demo                                  make a synthetic city, merge it, write a report / 生成示例城市并合并
  onegrid inspect city/onegrid.toml             what is in these files, and what is wrong / 查看数据与缺陷
  onegrid merge city/onegrid.toml -o result     merge, write zones, crosswalk, report / 合并并输出
  onegrid check result                          the acceptance checks / 验收检查
  onegrid diff result-2025 result               what changed between two grids / 两版差异
  onegrid locate result 118.913 32.101          which zone holds this point / 查某点所属网格
  onegrid snapshot city/onegrid.toml -o city.onegrid-snapshot
                                                the zones in one file, to be asked fast / 网格快照,供快速查询
  onegrid policy check street.toml              can this policy file be used / 检查规则文件

Exit codes / 退出码:
  0  done / 完成
  1  no result: the error says what was got, what was expected and what to do / 出错
  2  wrong usage / 用法错误
  3  done, but a check does not hold: with merge and demo a hard one, with check any
     / 完成,但检查未通过(merge、demo 指硬性检查,check 指任一检查)
  130  stopped by Ctrl-C; no half result is left / 用户中断";

#[derive(Debug, Args)]
pub(crate) struct Common {
    /// Language of messages and reports; by default from the locale
    #[arg(long, global = true, value_enum)]
    pub lang: Option<LangArg>,
    /// Print results as JSON on standard output
    #[arg(long, global = true)]
    pub json: bool,
    /// No progress on standard error
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Memory that an overlay may take, such as 4GB; the whole run takes about three times as much
    #[arg(long, global = true, value_name = "SIZE")]
    pub max_memory: Option<ByteSize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LangArg {
    /// Chinese
    Zh,
    /// English
    En,
}

impl From<LangArg> for Lang {
    fn from(lang: LangArg) -> Self {
        match lang {
            LangArg::Zh => Self::Zh,
            LangArg::En => Self::En,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a synthetic city with eight departments, merge it and write a report
    #[command(
        after_help = "Examples:\n  onegrid demo\n  onegrid demo --size district --seed 7 -o my-city\n  onegrid demo --size province -o province      (107 counties, one after another)"
    )]
    Demo(DemoArgs),
    /// Tell what is in the files of a manifest, and what is wrong with each layer
    #[command(after_help = "Examples:\n  onegrid inspect city/onegrid.toml\n  onegrid inspect beats.geojson --json")]
    Inspect(InspectArgs),
    /// Merge the layers of a manifest into one grid
    #[command(
        after_help = "Examples:\n  onegrid merge city/onegrid.toml -o result\n  onegrid merge city/onegrid.toml -o result --policy wuchang-300 --lang zh\n  onegrid merge city/onegrid.toml -o result-2026 --previous result-2025 --date 2026-11-22"
    )]
    Merge(MergeArgs),
    /// Check a finished grid against the acceptance rules
    #[command(
        after_help = "Examples:\n  onegrid check result\n  onegrid check zones.geojson --code-column 网格编码 --households-column 户数 --communities communities.geojson --community-code-column code\n  onegrid check grids.geojson --children micro-grids.geojson\n  onegrid check zones.geojson --estates estates.geojson --department police.geojson --csv checks.csv"
    )]
    Check(CheckArgs),
    /// Tell what changed between two grids
    #[command(
        after_help = "Examples:\n  onegrid diff result-2025 result-2026\n  onegrid diff old.geojson new.geojson --code-column code --json"
    )]
    Diff(DiffArgs),
    /// Tell which zone holds a point, or each point of a table
    #[command(
        after_help = "Examples:\n  onegrid locate result 118.913 32.101\n  onegrid locate city.onegrid-snapshot --points points.csv -o points-with-codes.csv"
    )]
    Locate(LocateArgs),
    /// Merge and write the zones into one small file that `locate` loads at once
    #[command(after_help = "Example:\n  onegrid snapshot city/onegrid.toml -o city.onegrid-snapshot")]
    Snapshot(SnapshotArgs),
    /// Tell why a zone is what it is
    #[command(
        after_help = "Example:\n  onegrid explain result 990101001001003\n  onegrid explain city/onegrid.toml 990101001001003      (merges anew)"
    )]
    Explain(ExplainArgs),
    /// Show, check and list policies: the rules that a merge keeps
    #[command(
        after_help = "Examples:\n  onegrid policy profiles\n  onegrid policy show general-300-500\n  onegrid policy check street.toml --project city/onegrid.toml"
    )]
    Policy(PolicyArgs),
}

#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// Folder for the input files and the results
    #[arg(short, long, default_value = "onegrid-demo")]
    pub out: PathBuf,
    /// street, district, city or province
    #[arg(long, default_value = "district")]
    pub size: Size,
    /// Another seed gives another city
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Add a layer of buildings, which no border between zones runs through
    #[arg(long)]
    pub buildings: bool,
    /// Policy profile or file
    #[arg(long, default_value = "general-300-500")]
    pub policy: String,
}

#[derive(Debug, Args)]
pub(crate) struct InspectArgs {
    /// Manifest (.toml) or layer files (.geojson)
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct MergeArgs {
    /// Manifest that names the layers
    pub manifest: PathBuf,
    /// Folder for the results; written whole or not at all
    #[arg(short, long)]
    pub out: PathBuf,
    /// Policy profile or file; by default what the manifest names, else general-300-500
    #[arg(long)]
    pub policy: Option<String>,
    /// Leave timings out of the report, so that two runs give the same bytes
    #[arg(long)]
    pub no_timings: bool,
    /// Search small connected parts (up to 25 units) to the best division of all, however long it takes
    #[arg(long)]
    pub exact: bool,
    #[command(flatten)]
    pub remerge: RemergeArgs,
}

/// What is known from an earlier merge.
#[derive(Debug, Default, Args)]
pub(crate) struct RemergeArgs {
    /// Result folder (or zones file) of the grid before: zones that hold the rules stay, codes go on,
    /// lineage.csv tells what changed
    #[arg(long)]
    pub previous: Option<PathBuf>,
    /// With a grid before: design all zones anew and only keep codes where a zone is still mostly itself
    #[arg(long)]
    pub redraw: bool,
    /// Day from which new codes are valid and withdrawn ones are not, such as 2026-11-22
    #[arg(long)]
    pub date: Option<String>,
}

/// How to read the zones of a file made elsewhere.
#[derive(Debug, Args)]
pub(crate) struct ZoneColumns {
    /// Column with the code of a zone
    #[arg(long, default_value = "code")]
    pub code_column: String,
    /// Column with the households of a zone; by default `households`, where there is one
    #[arg(long)]
    pub households_column: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Result folder of `onegrid merge`, or a GeoJSON file of zones
    pub grid: PathBuf,
    #[command(flatten)]
    pub columns: ZoneColumns,
    /// GeoJSON file of communities
    #[arg(long)]
    pub communities: Option<PathBuf>,
    /// Column with the 12-digit code of a community
    #[arg(long)]
    pub community_code_column: Option<String>,
    /// Column with the urban-rural class of a community, for policies with variants
    #[arg(long)]
    pub community_class_column: Option<String>,
    /// GeoJSON file of the grids of the next finer level (微网格), to check that they divide these
    /// grids; once for each level, from coarse to fine
    #[arg(long, value_name = "FILE")]
    pub children: Vec<PathBuf>,
    /// Column with the code of a finer grid
    #[arg(long, default_value = "code")]
    pub children_code_column: String,
    /// GeoJSON file of estates that no border may cross; may be given several times
    #[arg(long, value_name = "FILE")]
    pub estates: Vec<PathBuf>,
    /// GeoJSON file of buildings that no border may cross; may be given several times
    #[arg(long, value_name = "FILE")]
    pub buildings: Vec<PathBuf>,
    /// Column with the households of an estate: one above the largest size may be divided
    #[arg(long)]
    pub estate_households_column: Option<String>,
    /// GeoJSON file of a department's old cells, all of which must be mapped; may be given several times
    #[arg(long, value_name = "FILE")]
    pub department: Vec<PathBuf>,
    /// Table of old cells and zones with the columns layer, cell, zone, area_share, household_share; by
    /// default that of the result folder
    #[arg(long, value_name = "FILE")]
    pub crosswalk: Option<PathBuf>,
    /// Write the rows as a table to this CSV file as well
    #[arg(long, value_name = "FILE")]
    pub csv: Option<PathBuf>,
    /// Policy profile or file; by default that of the result folder, else general-300-500
    #[arg(long)]
    pub policy: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    /// Earlier result folder or GeoJSON file
    pub before: PathBuf,
    /// Later result folder or GeoJSON file
    pub after: PathBuf,
    #[command(flatten)]
    pub columns: ZoneColumns,
}

#[derive(Debug, Args)]
pub(crate) struct LocateArgs {
    /// Result folder of `onegrid merge`, a snapshot of `onegrid snapshot`, or a GeoJSON file of zones
    pub grid: PathBuf,
    /// Longitude in degrees
    #[arg(allow_negative_numbers = true, requires = "lat", required_unless_present = "points")]
    pub lon: Option<f64>,
    /// Latitude in degrees
    #[arg(allow_negative_numbers = true)]
    pub lat: Option<f64>,
    #[command(flatten)]
    pub columns: ZoneColumns,
    #[command(flatten)]
    pub batch: LocateBatch,
}

/// A table of points instead of one point.
#[derive(Debug, Args)]
pub(crate) struct LocateBatch {
    /// CSV table of points: each row is written again with the code of its zone (empty outside)
    #[arg(long, requires = "out", conflicts_with = "lon")]
    pub points: Option<PathBuf>,
    /// CSV file for the table with codes; written whole or not at all
    #[arg(short, long, requires = "points")]
    pub out: Option<PathBuf>,
    /// Column of the table with the longitude in degrees
    #[arg(long, default_value = "lon")]
    pub lon_column: String,
    /// Column of the table with the latitude in degrees
    #[arg(long, default_value = "lat")]
    pub lat_column: String,
    /// Name of the column that is added
    #[arg(long, default_value = "zone_code")]
    pub added_column: String,
}

#[derive(Debug, Args)]
pub(crate) struct SnapshotArgs {
    /// Manifest that names the layers
    pub manifest: PathBuf,
    /// File for the snapshot, by custom `.onegrid-snapshot`; written whole or not at all
    #[arg(short, long)]
    pub out: PathBuf,
    /// Policy profile or file; by default what the manifest names, else general-300-500
    #[arg(long)]
    pub policy: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// Result folder of `onegrid merge`, or a manifest
    pub source: PathBuf,
    /// Code of the zone
    pub code: String,
    /// Policy profile or file (with a manifest)
    #[arg(long)]
    pub policy: Option<String>,
}
