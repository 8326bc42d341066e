//! Any text -> a policy that survives being written and read again, or an error.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onegrid_fuzz::readers;

fuzz_target!(|text: &str| readers::check_policy(text));
