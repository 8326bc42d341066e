//! Any bytes -> points or an error, the same however the bytes arrive.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onegrid_fuzz::readers;

fuzz_target!(|bytes: &[u8]| readers::check_csv(bytes));
