//! onegrid in the browser: JavaScript values in, calls of the crates, JavaScript values out.
//!
//! # Guarantees
//! 1. Nothing is decided here: every number and sentence comes from the crates below.
//! 2. Small values cross as plain objects of the types in `types.d.ts`, bulk as bytes.
//! 3. Every failing call throws a `Problem` with a stable code.
//!
//! # Limits
//! A call runs until it is done: the page calls from a worker.

mod listener;
mod opened;
mod problem;
mod zones;

use std::io::{self, Cursor, Read};
use std::panic;
use std::path::Path;

use js_sys::{Function, JsString, Uint8Array};
use onegrid::{Lang, Merged, Policy, PolicyText, Progress, Project, Silent, Summary, TracedPolicy, summarise};
use onegrid_demo::{DemoSpec, Size, counties, county};
use onegrid_io::{Manifest, read_manifest, read_project, write_barrier_layer, write_layer};
use wasm_bindgen::prelude::*;

use crate::listener::{Listening, tell};
use crate::opened::Opened;
use crate::problem::{Problem, to_js};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &'static str = include_str!("types.d.ts");

/// Carries a panic's message to the page, which then starts a fresh engine: an aborted module must
/// not be called again.
#[wasm_bindgen(start)]
fn start() {
    panic::set_hook(Box::new(|panic| wasm_bindgen::throw_str(&panic.to_string())));
}

const MANIFEST: &str = "onegrid.toml";
/// What a project without a policy of its own is merged under.
const DEFAULT_POLICY: &str = "general-300-500";

/// An open project, and its zones once it is merged.
#[wasm_bindgen]
pub struct Engine {
    project: Project,
    /// The project's own policy first, then the profiles.
    policies: Vec<Policy>,
    merged: Option<(Merged, Summary)>,
}

#[wasm_bindgen]
impl Engine {
    /// Builds a demo city of a size (`street`, `district`, `city`).
    ///
    /// # Errors
    /// `demo.unknown_size`, and `demo.many_counties` for a size of more than one county.
    pub fn demo(
        size: &str,
        seed: u32,
        #[wasm_bindgen(unchecked_param_type = "Progress")] progress: &Function,
    ) -> Result<Engine, JsValue> {
        tell(progress, "demo", 0, 0);
        Ok(Self::of_demo(size, seed)?)
    }

    /// Opens a project from its manifest's text; `read` gives the bytes of the files it names.
    ///
    /// # Errors
    /// `manifest.*`, `policy.*` and `read.*`: the manifest or a file that it names cannot be used.
    pub fn open(
        manifest: &str,
        #[wasm_bindgen(unchecked_param_type = "ReadFile")] read: &Function,
        #[wasm_bindgen(unchecked_param_type = "Progress")] progress: &Function,
    ) -> Result<Engine, JsValue> {
        let manifest = read_manifest(manifest, MANIFEST).map_err(Problem::from)?;
        let manifest = manifest.with_variables(&|_| None).map_err(Problem::from)?;
        let total = manifest.layers.len() as u64;
        let position = |id: &str| manifest.layers.iter().position(|layer| layer.id == id);
        let project = read_project(&manifest, &mut |name| read_file(read, name), &mut |id, _| {
            tell(progress, "read", position(id).map_or(0, |position| position as u64), total);
        });
        Ok(Self::new(project.map_err(Problem::from)?, own_policy(&manifest, read)?)?)
    }

    /// What is open.
    ///
    /// # Errors
    /// Only where the browser cannot read JSON.
    #[wasm_bindgen(unchecked_return_type = "Opened")]
    pub fn opened(&self) -> Result<JsValue, JsValue> {
        to_js(&Opened::new(&self.project, &self.policies))
    }

    /// The cells or lines of a layer as GeoJSON, as they were drawn.
    ///
    /// # Errors
    /// `engine.unknown_layer`, and `write.*` where a coordinate is no number.
    #[wasm_bindgen(unchecked_return_type = "Uint8Array<ArrayBuffer>")]
    pub fn cells(&self, layer: &str) -> Result<Vec<u8>, JsValue> {
        let areas = self.project.layers.iter().find(|each| each.id == layer);
        let lines = self.project.barriers.iter().find(|each| each.id == layer);
        let written = match (areas, lines) {
            (Some(areas), _) => write_layer(areas, Vec::new()),
            (None, Some(lines)) => write_barrier_layer(lines, Vec::new()),
            (None, None) => {
                let message = format!("no layer has the id `{layer}`");
                return Err(Problem::new("engine.unknown_layer", message).into());
            }
        };
        Ok(written.map_err(Problem::from)?)
    }

    /// Merges the grids of the project into one, under one of its policies.
    ///
    /// # Errors
    /// `engine.unknown_policy`, and the codes of [`onegrid::Error`].
    pub fn merge(
        &mut self,
        policy: &str,
        #[wasm_bindgen(unchecked_param_type = "Progress")] progress: &Function,
    ) -> Result<(), JsValue> {
        Ok(Listening::during(progress, |heard| self.merge_under(policy, heard))?)
    }

    /// Every zone in one line, ordered by code.
    ///
    /// # Errors
    /// `engine.not_merged`, `engine.unknown_language`.
    #[wasm_bindgen(unchecked_return_type = "ZoneRow[]")]
    pub fn rows(&self, #[wasm_bindgen(unchecked_param_type = "Lang")] lang: &str) -> Result<JsValue, JsValue> {
        to_js(&zones::rows(&self.merged()?.0, language(lang)?))
    }

    /// The zones as GeoJSON polygons with `code` and `state`.
    ///
    /// # Errors
    /// `engine.not_merged`.
    #[wasm_bindgen(unchecked_return_type = "Uint8Array<ArrayBuffer>")]
    pub fn zones(&self) -> Result<Vec<u8>, JsValue> {
        let (merged, summary) = self.merged()?;
        Ok(zones::polygons(merged, summary).map_err(Problem::from)?)
    }

    /// The label points of the zones as GeoJSON, with `code` and `state`.
    ///
    /// # Errors
    /// `engine.not_merged`.
    #[wasm_bindgen(unchecked_return_type = "Uint8Array<ArrayBuffer>")]
    pub fn labels(&self) -> Result<Vec<u8>, JsValue> {
        Ok(zones::labels(&self.merged()?.0).map_err(Problem::from)?)
    }

    /// Figures of the whole merge.
    ///
    /// # Errors
    /// `engine.not_merged`, `engine.unknown_language`.
    #[wasm_bindgen(unchecked_return_type = "Report")]
    pub fn report(&self, #[wasm_bindgen(unchecked_param_type = "Lang")] lang: &str) -> Result<JsValue, JsValue> {
        let (merged, summary) = self.merged()?;
        to_js(&zones::report(merged, summary, language(lang)?))
    }

    /// Everything about the zone with a code, and why it is what it is.
    ///
    /// # Errors
    /// `engine.not_merged`, `engine.unknown_language`, `plan.unknown_zone`.
    #[wasm_bindgen(unchecked_return_type = "ZoneCard")]
    pub fn explain(
        &self,
        code: &str,
        #[wasm_bindgen(unchecked_param_type = "Lang")] lang: &str,
    ) -> Result<JsValue, JsValue> {
        to_js(&zones::card(&self.merged()?.0, code, language(lang)?)?)
    }

    /// What lies at a longitude and latitude in degrees.
    ///
    /// # Errors
    /// `engine.not_merged`.
    #[wasm_bindgen(unchecked_return_type = "Located")]
    pub fn locate(&self, lon_deg: f64, lat_deg: f64) -> Result<JsValue, JsValue> {
        to_js(&zones::located(&self.merged()?.0, lon_deg, lat_deg))
    }
}

impl Engine {
    fn new(project: Project, own: Policy) -> Result<Self, Problem> {
        let mut policies = vec![own];
        for name in Policy::profiles() {
            if policies[0].id != name {
                policies.push(Policy::profile(name)?);
            }
        }
        Ok(Self { project, policies, merged: None })
    }

    fn of_demo(size: &str, seed: u32) -> Result<Self, Problem> {
        let size: Size = size.parse()?;
        let spec = DemoSpec { size, seed: u64::from(seed) };
        let plans = counties(&spec);
        let [plan] = plans.as_slice() else {
            let message = format!("expected a demo of one county, got {}", plans.len());
            return Err(Problem::new("demo.many_counties", message));
        };
        Self::new(county(&spec, plan), Policy::profile(DEFAULT_POLICY)?)
    }

    fn merge_under(&mut self, policy: &str, progress: &dyn Progress) -> Result<(), Problem> {
        let Some(policy) = self.policies.iter().find(|each| each.id == policy) else {
            let message = format!("no policy has the id `{policy}`");
            return Err(Problem::new("engine.unknown_policy", message));
        };
        let merged = onegrid::merge(&self.project, policy, progress)?;
        let summary = summarise(&merged, progress)?;
        self.merged = Some((merged, summary));
        Ok(())
    }

    fn merged(&self) -> Result<&(Merged, Summary), Problem> {
        let missing = || Problem::new("engine.not_merged", "the project is open but not merged yet");
        self.merged.as_ref().ok_or_else(missing)
    }
}

/// The zones of a demo city, byte for byte as [`Engine::zones`] gives them to a page, without a
/// browser: to show that every machine gives the same.
///
/// # Errors
/// The sentence of what `Engine::demo` or `Engine::merge` would throw.
pub fn demo_zones(size: &str, seed: u32) -> Result<Vec<u8>, String> {
    let zones = || {
        let mut engine = Engine::of_demo(size, seed)?;
        engine.merge_under(DEFAULT_POLICY, &Silent)?;
        let (merged, summary) = engine.merged()?;
        Ok(zones::polygons(merged, summary)?)
    };
    zones().map_err(|problem: Problem| problem.message)
}

/// The policy that a manifest asks for: a profile's name, or a file of the folder.
fn own_policy(manifest: &Manifest, read: &Function) -> Result<Policy, Problem> {
    let name = manifest.policy.as_deref().unwrap_or(DEFAULT_POLICY);
    if !Policy::is_path(name) {
        return Ok(Policy::profile(name)?);
    }
    let find = |wanted: &str, asking: &str| {
        let path = Path::new(asking).parent().unwrap_or(Path::new("")).join(wanted);
        let name = path.to_string_lossy().into_owned();
        let mut text = String::new();
        let read = read_file(read, &name).and_then(|mut file| file.read_to_string(&mut text));
        read.map(|_| PolicyText::new(name, text)).map_err(|error| error.to_string())
    };
    let own = find(name, "").map_err(|cause| Problem::new("engine.policy_file", format!("{name}: {cause}")))?;
    Ok(TracedPolicy::read(own, &find)?.into_policy())
}

fn language(word: &str) -> Result<Lang, Problem> {
    match word {
        "zh" => Ok(Lang::Zh),
        "en" => Ok(Lang::En),
        _ => Err(Problem::new("engine.unknown_language", format!("expected zh or en, got `{word}`"))),
    }
}

fn read_file(read: &Function, name: &str) -> io::Result<Box<dyn Read>> {
    let answer =
        read.call1(&JsValue::NULL, &JsString::from(name)).map_err(|thrown| io::Error::other(format!("{thrown:?}")))?;
    if answer.is_undefined() {
        return Err(io::Error::new(io::ErrorKind::NotFound, "it is not in the folder"));
    }
    let bytes = answer.dyn_into::<Uint8Array>().map_err(|_| io::Error::other("the page gave no bytes"))?;
    Ok(Box::new(Cursor::new(bytes.to_vec())))
}
