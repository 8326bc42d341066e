//! Compiled wasm module in, JavaScript module with types out.
//!
//! `xtask-bindgen <module.wasm> <out folder>` does what the command `wasm-bindgen --target web`
//! does, with nothing to install.

use std::env;
use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [module, folder] = arguments.as_slice() else {
        eprintln!("expected two arguments: <module.wasm> <out folder>, got {}", arguments.len());
        return ExitCode::from(2);
    };
    let mut bindgen = Bindgen::new();
    bindgen.input_path(module).out_name("onegrid").typescript(true);
    // Names and producers are for debuggers; a page has no use for them.
    bindgen.remove_name_section(true).remove_producers_section(true);
    let written = bindgen.web(true).and_then(|bindgen| bindgen.generate(folder));
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("wasm-bindgen cannot read {module}: {error:#}");
            ExitCode::FAILURE
        }
    }
}
