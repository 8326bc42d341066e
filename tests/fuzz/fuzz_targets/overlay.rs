//! Any rings and lines -> an arrangement whose invariants hold, or an error.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onegrid_fuzz::{Drawing, overlay};

fuzz_target!(|drawing: Drawing| overlay::check(&drawing));
