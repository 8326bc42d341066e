//! Any layer and any settings -> a valid coverage that lost nothing without saying so, or an error.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onegrid_fuzz::{Cleaning, clean};

fuzz_target!(|cleaning: Cleaning| clean::check(&cleaning));
