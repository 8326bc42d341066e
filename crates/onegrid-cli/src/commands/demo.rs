//! `onegrid demo`: a synthetic city -> its files, merged, with a report.

use std::io::Write;
use std::path::Path;

use onegrid::{Policy, Summary};
use onegrid_demo::{CountyPlan, DemoSpec, Size, counties, county, houses};
use onegrid_io::{OutputFolder, write_project};
use serde::Serialize;

use crate::Outcome;
use crate::args::DemoArgs;
use crate::commands::{input, results};
use crate::console::Console;
use crate::error::CliError;

pub(crate) fn run(args: &DemoArgs, console: &Console) -> Result<Outcome, CliError> {
    let policy = input::policy(&args.policy, None)?;
    let plans = counties(&spec_of(args));
    if let [only] = &plans[..] {
        let folder = results::open_folder(&args.out)?;
        let summary = one(args, only, &policy, &folder, console)?;
        let place = folder.commit()?;
        console.finish();
        results::tell(&summary, &place, console)?;
        return Ok(outcome(&summary));
    }
    province(args, &plans, &policy, console)
}

fn spec_of(args: &DemoArgs) -> DemoSpec {
    DemoSpec { size: args.size, seed: args.seed }
}

fn outcome(summary: &Summary) -> Outcome {
    if results::hard_checks_hold(summary) { Outcome::Good } else { Outcome::ChecksFailed }
}

/// Makes one county, writes its layers under `input/`, merges it and writes the results.
fn one(
    args: &DemoArgs,
    plan: &CountyPlan,
    policy: &Policy,
    folder: &OutputFolder,
    console: &Console,
) -> Result<Summary, CliError> {
    console.note("生成示例城市", "making the city");
    let mut project = county(&spec_of(args), plan);
    if args.buildings {
        project.layers.push(houses(&project));
    }
    let mut sink = |name: &str| -> std::io::Result<Box<dyn Write>> {
        let file = folder.create_file(&format!("input/{name}")).map_err(std::io::Error::other)?;
        Ok(Box::new(std::io::BufWriter::new(file)))
    };
    write_project(&project, &mut sink)?;
    let merged = onegrid::merge(&project, policy, console)?;
    drop(project);
    results::write_all(folder, &merged, true, console)
}

/// One line of the province's register.
#[derive(Serialize)]
struct CountyLine {
    code: String,
    name: String,
    base_cells: usize,
    zones: u32,
    zones_in_bounds: u32,
    exempt: u32,
    households: u64,
    faces: u32,
    exact: bool,
}

/// County by county, each into a folder of its own: memory stays that of one county.
fn province(args: &DemoArgs, plans: &[CountyPlan], policy: &Policy, console: &Console) -> Result<Outcome, CliError> {
    let folder = results::open_folder(&args.out)?;
    let mut lines = Vec::new();
    let mut worst = Outcome::Good;
    for (i, plan) in plans.iter().enumerate() {
        let part = OutputFolder::create(&folder.path().join(&plan.code), results::MARKER)?;
        let summary = one(args, plan, policy, &part, console)?;
        part.commit()?;
        let r = &summary.report;
        if outcome(&summary) == Outcome::ChecksFailed {
            worst = Outcome::ChecksFailed;
        }
        if !console.json {
            let of = format!("[{}/{}] {} {}", i + 1, plans.len(), plan.code, plan.name);
            console.say(&format!("{of}: {} -> {}", r.base_cells, r.score.zones));
        }
        lines.push(CountyLine {
            code: plan.code.clone(),
            name: plan.name.clone(),
            base_cells: r.base_cells,
            zones: r.score.zones,
            zones_in_bounds: r.score.zones_in_bounds,
            exempt: r.score.exempt,
            households: r.households,
            faces: r.faces,
            exact: r.exactness.holds(),
        });
    }
    write_register(folder.path(), args.size, &lines)?;
    let place = folder.commit()?;
    console.finish();
    if console.json {
        console.json(&lines)?;
    } else {
        let zones: u32 = lines.iter().map(|l| l.zones).sum();
        let cells: usize = lines.iter().map(|l| l.base_cells).sum();
        console.say(&format!("{cells} -> {zones}; {}", place.display()));
    }
    Ok(worst)
}

fn write_register(folder: &Path, size: Size, lines: &[CountyLine]) -> Result<(), CliError> {
    let value = serde_json::json!({"demo": size.to_string(), "counties": lines});
    let text = serde_json::to_string_pretty(&value).map_err(std::io::Error::other)?;
    std::fs::write(folder.join(results::MARKER), text + "\n")?;
    Ok(())
}
