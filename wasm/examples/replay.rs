//! A plan as the page gets it, computed natively: the page's tests compare it with what the browser's
//! engine gives.
//!
//! `replay demo <size> <seed> <out folder> [project file]`, or
//! `replay manifest <path> <out folder> [project file]`, writes `zones.geojson` and `project.json` of the
//! engine and its export files into `out folder/export`, and fails where coverage is not exact.

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

use onegrid_wasm::{Input, Replayed, replay};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match run(&arguments.iter().map(String::as_str).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> Result<(), String> {
    let read = |path: &str| fs::read(path).map_err(|error| format!("{path}: {error}"));
    let (out, replayed) = match arguments {
        ["demo", size, seed, out, rest @ ..] => {
            let seed = seed.parse().map_err(|_| format!("expected a seed from 0 to 4294967295, got `{seed}`"))?;
            let saved = rest.first().map(|path| read(path)).transpose()?;
            (out, replay(Input::Demo { size, seed }, saved.as_deref())?)
        }
        ["manifest", path, out, rest @ ..] => {
            let text = String::from_utf8(read(path)?).map_err(|error| format!("{path}: {error}"))?;
            let saved = rest.first().map(|path| read(path)).transpose()?;
            (out, replay(Input::Manifest { text: &text, read: &|name| fs::read(name) }, saved.as_deref())?)
        }
        _ => return Err(format!("expected `demo <size> <seed> <out>` or `manifest <path> <out>`, got {arguments:?}")),
    };
    if !replayed.is_exact {
        return Err("the zones do not cover exactly what was to be covered".to_owned());
    }
    write(Path::new(out), &replayed).map_err(|error| format!("{out}: {error}"))
}

fn write(out: &Path, replayed: &Replayed) -> std::io::Result<()> {
    let export = out.join("export");
    fs::create_dir_all(&export)?;
    fs::write(out.join("zones.geojson"), &replayed.zones)?;
    fs::write(out.join("project.json"), &replayed.project_file)?;
    replayed.files.iter().try_for_each(|(name, bytes)| fs::write(export.join(name), bytes))
}
