//! Measures how far the plans as shipped are from the best plans of all.
//!
//! usage: `gap --nodes N --policy PROFILE_OR_FILE --seeds N MANIFEST ...`, all optional: takes the demo districts of seeds 1 to N (6 unless
//! told) and the places of the manifests, compares every community of 2 to 25 units, and prints one JSON
//! line: communities, how many of them the plan as shipped proves best itself, mean and worst gap of
//! the objective in percent, how many gaps are above 1 percent, exact searches that did not finish
//! within N nodes (50 million unless told), and communities that only the exact search divides.

use std::path::PathBuf;

use onegrid::Policy;
use onegrid_benches::Gap;
use onegrid_demo::{DemoSpec, Size, counties, county};
use onegrid_io::open_project;
use serde_json::json;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (mut nodes, mut seeds, mut profile, mut manifests) = (50_000_000, 6, "general-300-500".to_string(), Vec::new());
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--nodes" => nodes = args.next().ok_or("--nodes N")?.parse()?,
            "--seeds" => seeds = args.next().ok_or("--seeds N")?.parse()?,
            "--policy" => profile = args.next().ok_or("--policy PROFILE_OR_FILE")?,
            option if option.starts_with('-') => {
                return Err(format!(
                    "got option {option}, expected --nodes, --policy or --seeds; see the head of this file"
                )
                .into());
            }
            manifest => manifests.push(PathBuf::from(manifest)),
        }
    }
    let policy = if Policy::is_path(&profile) {
        Policy::from_toml(&std::fs::read_to_string(&profile)?, &profile)?
    } else {
        Policy::profile(&profile)?
    };
    let mut gap = Gap::default();
    for seed in 1..=seeds {
        let spec = DemoSpec { size: Size::District, seed };
        gap.add(Gap::measure(&county(&spec, &counties(&spec)[0]), &policy, nodes)?);
    }
    for manifest in manifests {
        let (_, project) = open_project(&manifest, &mut |_, _| {})?;
        gap.add(Gap::measure(&project, &policy, nodes)?);
    }
    let line = json!({
        "communities": gap.communities,
        "proven": gap.proven,
        "mean_percent": gap.mean_percent(),
        "worst_percent": gap.worst_percent(),
        "above_1_percent": gap.percent.iter().filter(|&&p| p > 1.0).count(),
        "unfinished": gap.unfinished,
        "missed": gap.missed,
        "undivided": gap.undivided,
        "single": gap.single,
    });
    println!("{line}");
    Ok(())
}
