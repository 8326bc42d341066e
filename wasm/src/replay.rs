//! The same engine without a browser, to show that every machine gives the same bytes.

use onegrid::session::SaveFile;
use onegrid::{Lang, Silent};

use crate::problem::Problem;
use crate::{DEFAULT_POLICY, Engine};

/// The zones of a demo city, byte for byte as [`Engine::zones`] gives them to a page.
///
/// # Errors
/// The sentence of what `Engine::demo` or `Engine::merge` would throw.
pub fn demo_zones(size: &str, seed: u32) -> Result<Vec<u8>, String> {
    let zones = || {
        let mut engine = Engine::of_demo(size, seed)?;
        engine.merge_under(DEFAULT_POLICY, &Silent)?;
        engine.zone_polygons()
    };
    zones().map_err(|problem: Problem| problem.message)
}

/// Zones and project file after the edits of a session file, on a demo city merged under the policy
/// that the file began with: byte for byte as a page gets them.
///
/// # Errors
/// The sentence of what the engine would throw.
pub fn replay(size: &str, seed: u32, save: &SaveFile) -> Result<[Vec<u8>; 2], String> {
    let replayed = || {
        let mut engine = Engine::of_demo(size, seed)?;
        engine.merge_under(&save.policy.id, &Silent)?;
        for entry in &save.log {
            engine.apply_entry(entry.clone(), Lang::En)?;
        }
        let file = engine.project_file()?.to_json().into_bytes();
        Ok([engine.zone_polygons()?, file])
    };
    replayed().map_err(|problem: Problem| problem.message)
}
