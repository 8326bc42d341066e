//! Any bytes -> a snapshot that answers and is written the same again, or an error.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onegrid_fuzz::readers;

fuzz_target!(|bytes: &[u8]| readers::check_snapshot(bytes));
