//! The zones of a demo city as the page gets them, computed natively: `zones <size> <seed>` writes
//! GeoJSON to the standard output. The page's tests compare it with what the browser's engine gives.

use std::env;
use std::io::{self, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [size, seed] = arguments.as_slice() else {
        eprintln!("expected two arguments: <size> <seed>, got {}", arguments.len());
        return ExitCode::from(2);
    };
    let Ok(seed) = seed.parse() else {
        eprintln!("expected a seed from 0 to 4294967295, got `{seed}`");
        return ExitCode::from(2);
    };
    let written = onegrid_wasm::demo_zones(size, seed)
        .and_then(|geojson| io::stdout().write_all(&geojson).map_err(|error| error.to_string()));
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
