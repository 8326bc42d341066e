//! Levels of a merge -> their files and a few lines; files of levels -> what is to be checked.

use std::io::BufWriter;

use onegrid::{Layer, LevelReport, Levels, Merged, NestingLayer, Policy};
use onegrid_io::{OutputFolder, write_level, write_level_reasons, write_levels};

use crate::args::CheckArgs;
use crate::commands::input;
use crate::commands::results::finish;
use crate::console::Console;
use crate::error::CliError;

/// File of reasons for nodes that are no zones.
pub(crate) const REASONS: &str = "level-reasons.csv";

fn file_of(level: &str) -> String {
    format!("level-{level}.geojson")
}

/// Writes the layer of each level, the table of all and the reasons.
pub(crate) fn write(folder: &OutputFolder, merged: &Merged, levels: &Levels) -> Result<(), CliError> {
    let file =
        |name: &str| -> Result<BufWriter<std::fs::File>, CliError> { Ok(BufWriter::new(folder.create_file(name)?)) };
    for level in 0..levels.count() {
        finish(write_level(merged, levels, level, file(&file_of(&levels.policy(level).id))?)?)?;
    }
    finish(write_levels(merged, levels, file("levels.csv")?)?)?;
    finish(write_level_reasons(merged, levels, file(REASONS)?)?)
}

/// One line for each level.
pub(crate) fn tell(levels: &[LevelReport], console: &Console) {
    for level in levels {
        let n = level.nodes;
        let children = level.children_mean.map_or_else(String::new, |mean| {
            console.pick(&format!(",平均下级 {mean:.1} 个"), &format!(", {mean:.1} below each")).to_string()
        });
        console.say(&format!(
            "  {}: {n}{children}",
            console.pick(&format!("层级 {}", level.name_zh), &format!("level {}", level.name_en)),
        ));
    }
}

/// The layers whose nesting `check` looks at, coarse to fine: those named, else those of the result
/// folder; none where there is nothing to compare.
pub(crate) fn to_check(args: &CheckArgs, policy: &Policy, zones: &Layer) -> Result<Vec<NestingLayer>, CliError> {
    if !args.children.is_empty() {
        let mut layers = vec![NestingLayer { layer: zones.clone(), is_optional: false }];
        for path in &args.children {
            layers.push(NestingLayer { layer: input::level(path, &args.children_code_column)?, is_optional: false });
        }
        return Ok(layers);
    }
    let mut layers = Vec::new();
    for level in &policy.levels {
        let path = args.grid.join(file_of(&level.id));
        if args.grid.is_dir() && path.is_file() {
            layers.push(NestingLayer { layer: input::level(&path, "code")?, is_optional: level.only.is_some() });
        }
    }
    Ok(if layers.len() > 1 { layers } else { Vec::new() })
}
