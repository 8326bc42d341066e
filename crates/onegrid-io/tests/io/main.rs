//! Promises of the crate, each tested through its public face.

mod codes;
mod csv_tables;
mod geojson_broken;
mod geojson_layers;
mod geojson_writing;
mod manifests;
#[cfg(not(target_arch = "wasm32"))]
mod on_disk;
mod registers;
mod round_trip;
mod support;
