//! The crate `onegrid-wasm` in, the package `www/src/engine/pkg` for the page and the npm package
//! `@onegrid/engine` (in the target folder) for services out.
//!
//! # Method
//! 1. Find a compiler for `wasm32-unknown-unknown`: the one at hand, else rustup's target, else
//!    Debian's `rustc-web`, which builds the standard library from source.
//! 2. Compile with the profile `wasm` in a target folder of its own, so that two compilers never
//!    overwrite each other's work.
//! 3. Write the JavaScript side with the wasm-bindgen of Cargo.lock.
//! 4. Lay the same files beside those of `wasm/npm`: one package for Node and for bundlers.
//! 5. Print the module's size, plain and gzipped.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::error::Error;
use crate::install;
use crate::process;
use crate::workspace::{Workspace, cargo};

const TARGET: &str = "wasm32-unknown-unknown";
const DEBIAN_PACKAGES: &[&str] = &["rustc-web", "cargo-web", "rust-web-src"];

/// Who compiles for the browser.
enum Compiler {
    /// The compiler at hand has the target's standard library.
    AtHand,
    /// Debian's compiler and cargo, which build the standard library from source.
    Debian { folder: PathBuf, linker: PathBuf },
}

/// Builds the engine's package for the page.
pub(crate) fn build(workspace: &Workspace) -> Result<(), Error> {
    let target_dir = workspace.target.join("wasm-build");
    let mut compile = match find_compiler()? {
        Compiler::AtHand => cargo(),
        Compiler::Debian { folder, linker } => debian_cargo(&folder, &linker)?,
    };
    compile.args(["build", "--package", "onegrid-wasm", "--profile", "wasm"]);
    compile.args(["--target", TARGET, "--target-dir"]).arg(&target_dir);
    process::run(compile.current_dir(&workspace.root))?;

    let module = target_dir.join(TARGET).join("wasm").join("onegrid_wasm.wasm");
    let package = workspace.www().join("src/engine/pkg");
    let mut bindgen = cargo();
    bindgen.args(["run", "--quiet", "--package", "xtask", "--features", "bindgen"]);
    bindgen.args(["--bin", "xtask-bindgen", "--"]).args([&module, &package]);
    process::run(bindgen.current_dir(&workspace.root))?;
    npm_package(workspace, &package)?;
    print_size(&package.join("onegrid_bg.wasm"))
}

/// Copies the package of the page and what Node needs beside it into the target folder.
fn npm_package(workspace: &Workspace, package: &Path) -> Result<(), Error> {
    let folder = workspace.target.join("npm").join("engine");
    let fail = |path: &Path, source| Error::File { path: path.to_path_buf(), source };
    fs::create_dir_all(&folder).map_err(|source| fail(&folder, source))?;
    for from in [workspace.root.join("wasm").join("npm"), package.to_path_buf()] {
        for entry in fs::read_dir(&from).map_err(|source| fail(&from, source))? {
            let path = entry.map_err(|source| fail(&from, source))?.path();
            if let Some(name) = path.file_name() {
                fs::copy(&path, folder.join(name)).map_err(|source| fail(&path, source))?;
            }
        }
    }
    println!("{}: the npm package @onegrid/engine", folder.display());
    Ok(())
}

fn find_compiler() -> Result<Compiler, Error> {
    if has_target() {
        return Ok(Compiler::AtHand);
    }
    if install::on_path("rustup").is_some() {
        let added = process::run(Command::new("rustup").args(["target", "add", TARGET]));
        if added.is_ok() && has_target() {
            return Ok(Compiler::AtHand);
        }
        println!("rustup cannot add {TARGET} here; using Debian's packages instead");
    }
    if let Some(compiler) = debian_compiler() {
        return Ok(compiler);
    }
    install::debian_packages("a compiler for wasm32-unknown-unknown", DEBIAN_PACKAGES)?;
    debian_compiler().ok_or_else(|| Error::Missing {
        what: "a compiler for wasm32-unknown-unknown",
        remedy: format!("rustup target add {TARGET}"),
    })
}

/// Whether the compiler at hand has the target's standard library.
fn has_target() -> bool {
    let mut rustc = Command::new("rustc");
    let libraries = process::capture(rustc.args(["--print", "target-libdir", "--target", TARGET]));
    libraries.is_ok_and(|folder| {
        fs::read_dir(folder.trim()).is_ok_and(|mut entries| {
            entries.any(|entry| entry.is_ok_and(|entry| entry.file_name().to_string_lossy().starts_with("libstd-")))
        })
    })
}

fn debian_compiler() -> Option<Compiler> {
    let listed = process::capture(Command::new("dpkg").arg("-L").args(DEBIAN_PACKAGES)).ok()?;
    let folder = listed
        .lines()
        .find(|path| path.ends_with("/bin/rustc"))
        .and_then(|rustc| Path::new(rustc).parent())?
        .to_path_buf();
    Some(Compiler::Debian { folder, linker: find_linker()? })
}

/// A linker for wasm: the one that comes with rustup's compiler, or LLVM's own.
fn find_linker() -> Option<PathBuf> {
    let sysroot = process::capture(Command::new("rustc").args(["--print", "sysroot"])).ok()?;
    let host = process::capture(Command::new("rustc").args(["--print", "host-tuple"])).ok()?;
    let bundled = Path::new(sysroot.trim()).join("lib/rustlib").join(host.trim()).join("bin/rust-lld");
    if bundled.is_file() {
        return Some(bundled);
    }
    install::on_path("wasm-ld").or_else(|| install::on_path("rust-lld"))
}

fn debian_cargo(folder: &Path, linker: &Path) -> Result<Command, Error> {
    let mut path = OsString::from(folder);
    if let Some(rest) = env::var_os("PATH") {
        path.push(":");
        path.push(rest);
    }
    let program = folder.join("cargo");
    if !program.is_file() {
        let remedy = format!("apt-get install {}", DEBIAN_PACKAGES.join(" "));
        return Err(Error::Missing { what: "cargo-web", remedy });
    }
    let mut command = Command::new(program);
    command.env("PATH", path);
    // What rustup sets for the cargo that runs this program must not reach another cargo.
    for variable in ["CARGO", "RUSTC", "RUSTDOC", "RUSTUP_TOOLCHAIN", "RUSTC_WRAPPER"] {
        command.env_remove(variable);
    }
    // `-Z build-std` is how Debian's compiler gets the target's standard library.
    command.env("RUSTC_BOOTSTRAP", "1");
    command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
    command.args(["-Z", "build-std=std,panic_abort"]);
    Ok(command)
}

fn print_size(module: &Path) -> Result<(), Error> {
    let fail = |source| Error::File { path: module.to_path_buf(), source };
    let bytes = fs::read(module).map_err(fail)?;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&bytes).map_err(fail)?;
    let gzipped = encoder.finish().map_err(fail)?;
    println!(
        "{}: {:.1} KiB, {:.1} KiB gzipped",
        module.display(),
        bytes.len() as f64 / 1024.0,
        gzipped.len() as f64 / 1024.0
    );
    Ok(())
}
