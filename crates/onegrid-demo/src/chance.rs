//! Seed and place -> chance: hashes for what both sides of a border must agree on, streams for the rest.
//!
//! A hash depends on nothing but the seed and the global position of a vertex or line, so two
//! counties built apart draw the same border. A stream belongs to one county and one purpose, so
//! layers can be drawn in any order or at once.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Hash of `seed` and `parts` (splitmix64 steps), the same on every platform.
pub(crate) fn hash(seed: u64, parts: &[u64]) -> u64 {
    parts.iter().fold(scramble(seed), |state, part| scramble(state ^ scramble(*part)))
}

/// Maps a hash to 0..1.
pub(crate) fn fraction(hash: u64) -> f64 {
    (hash >> 11) as f64 / (1_u64 << 53) as f64
}

/// Hash of `seed` and `parts`, mapped to -1..1.
pub(crate) fn swing(seed: u64, parts: &[u64]) -> f64 {
    fraction(hash(seed, parts)) * 2.0 - 1.0
}

fn scramble(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A stream of chance for one purpose in one county.
pub(crate) fn stream(seed: u64, county: u64, purpose: &str) -> ChaCha8Rng {
    let letters = purpose.bytes().fold(0_u64, |state, byte| scramble(state ^ u64::from(byte)));
    ChaCha8Rng::seed_from_u64(hash(seed, &[county, letters]))
}

/// A position in `0..len`; drawn as `u32` so that 32-bit and 64-bit targets agree. `len` > 0.
pub(crate) fn index(rng: &mut ChaCha8Rng, len: usize) -> usize {
    rng.random_range(0..len.max(1) as u32) as usize
}

/// Puts `items` in a seeded order (Fisher-Yates).
pub(crate) fn shuffle<T>(rng: &mut ChaCha8Rng, items: &mut [T]) {
    for last in (1..items.len()).rev() {
        items.swap(last, index(rng, last + 1));
    }
}
