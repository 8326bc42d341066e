//! Levels of a merge -> a few lines; files of levels -> what is to be checked.

use onegrid::{Layer, LevelReport, NestingLayer, Policy};
use onegrid_report::level_file;

use crate::args::CheckArgs;
use crate::commands::input;
use crate::console::Console;
use crate::error::CliError;

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
        let path = args.grid.join(level_file(&level.id));
        if args.grid.is_dir() && path.is_file() {
            layers.push(NestingLayer { layer: input::level(&path, "code")?, is_optional: level.only.is_some() });
        }
    }
    Ok(if layers.len() > 1 { layers } else { Vec::new() })
}
