//! The same engine without a browser, to show that every machine gives the same bytes.

use std::io;

use onegrid::{Lang, Silent};

use crate::Engine;
use crate::problem::Problem;

/// What to open.
#[derive(Clone, Copy)]
pub enum Input<'i> {
    /// A demo city.
    Demo {
        /// Its size, by name.
        size: &'i str,
        /// Its seed.
        seed: u32,
    },
    /// A manifest's text and the files that it names.
    Manifest {
        /// The text.
        text: &'i str,
        /// Gives a file by its name.
        read: &'i dyn Fn(&str) -> io::Result<Vec<u8>>,
    },
}

/// What a page gets of a plan.
#[derive(Debug)]
pub struct Replayed {
    /// What `Engine.zones` gives.
    pub zones: Vec<u8>,
    /// What `Engine.save` gives.
    pub project_file: Vec<u8>,
    /// Names of `Engine.exportFiles`, with what `Engine.exportFile` gives in Chinese.
    pub files: Vec<(String, Vec<u8>)>,
    /// Whether the zones cover what was to be covered, and hold every household, exactly.
    pub is_exact: bool,
}

/// Opens and merges a project under its own policy, or makes the edits of a project file on it.
///
/// # Errors
/// The sentence of what the engine would throw.
pub fn replay(input: Input<'_>, saved: Option<&[u8]>) -> Result<Replayed, String> {
    replayed(input, saved).map_err(|problem| problem.message)
}

fn replayed(input: Input<'_>, saved: Option<&[u8]>) -> Result<Replayed, Problem> {
    let mut engine = match input {
        Input::Demo { size, seed } => Engine::of_demo(size, seed)?,
        Input::Manifest { text, read } => Engine::of_manifest(text, read, &mut |_, _| ())?,
    };
    if let Some(saved) = saved {
        engine.restore_from(saved, &Silent)?;
    } else {
        let own = engine.policies[0].id.clone();
        engine.merge_under(&own, &Silent)?;
    }
    let is_exact = engine.summed_up()?.1.report.exactness.holds();
    let names = engine.file_names()?;
    let file = |name: String| Ok((name.clone(), engine.file(&name, Lang::Zh)?));
    let files = names.into_iter().map(file).collect::<Result<_, Problem>>()?;
    let project_file = engine.project_file()?.to_json().into_bytes();
    Ok(Replayed { zones: engine.zone_polygons()?, project_file, files, is_exact })
}
