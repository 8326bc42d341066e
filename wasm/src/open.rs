//! Opening and merging.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{self, Cursor, Read};
use std::path::Path;

use js_sys::{Function, JsString, Uint8Array};
use onegrid::{Policy, PolicyText, TracedPolicy};
use onegrid_demo::{DemoSpec, Size, counties, county};
use onegrid_io::{InputFile, Manifest, ProjectSource, read_manifest, read_project, write_barrier_layer, write_layer};
use wasm_bindgen::prelude::*;

use crate::listener::{Listening, tell};
use crate::opened::Opened;
use crate::problem::Problem;
use crate::value::to_js;
use crate::{DEFAULT_POLICY, Engine};

const MANIFEST: &str = "onegrid.toml";

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
        let mut on_layer = |position: u64, total: u64| tell(progress, "read", position, total);
        Ok(Self::of_manifest(manifest, &|name| ask(read, name), &mut on_layer)?)
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
            (None, None) => return Err(Problem::unknown_layer(layer).into()),
        };
        Ok(written.map_err(Problem::from)?)
    }

    /// Merges the grids of the project into one, under one of its policies. The plan of before, if
    /// there is one, is gone then.
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
}

/// Gives a file of the folder by name; an error where there is none.
type ReadBytes<'r> = &'r dyn Fn(&str) -> io::Result<Vec<u8>>;

impl Engine {
    pub(crate) fn of_demo(size: &str, seed: u32) -> Result<Self, Problem> {
        let source = ProjectSource::Demo { size: size.to_owned(), seed: u64::from(seed) };
        let size: Size = size.parse()?;
        let spec = DemoSpec { size, seed: u64::from(seed) };
        let plans = counties(&spec);
        let [plan] = plans.as_slice() else {
            let message = format!("expected a demo of one county, got {}", plans.len());
            return Err(Problem::new("demo.many_counties", message));
        };
        Self::new(county(&spec, plan), source, Policy::profile(DEFAULT_POLICY)?)
    }

    pub(crate) fn of_manifest(
        text: &str,
        read: ReadBytes<'_>,
        on_layer: &mut dyn FnMut(u64, u64),
    ) -> Result<Self, Problem> {
        let manifest = read_manifest(text, MANIFEST)?;
        let manifest = manifest.with_variables(&|_| None)?;
        let total = manifest.layers.len() as u64;
        let position = |id: &str| manifest.layers.iter().position(|layer| layer.id == id);
        // what was read, to be known again; a file that is read twice is one file
        let files = RefCell::new(BTreeMap::from([(MANIFEST.to_owned(), InputFile::of(MANIFEST, text.as_bytes()))]));
        let open = |name: &str| -> io::Result<Box<dyn Read>> {
            let bytes = read(name)?;
            files.borrow_mut().insert(name.to_owned(), InputFile::of(name, &bytes));
            Ok(Box::new(Cursor::new(bytes)))
        };
        let project = read_project(&manifest, &mut |name| open(name), &mut |id, _| {
            on_layer(position(id).map_or(0, |position| position as u64), total);
        })?;
        let own = own_policy(&manifest, &open)?;
        let files = files.take().into_values().collect();
        let source = ProjectSource::Folder { name: project.name.clone(), files };
        Self::new(project, source, own)
    }
}

/// The policy that a manifest asks for: a profile's name, or a file of the folder.
fn own_policy(manifest: &Manifest, open: &dyn Fn(&str) -> io::Result<Box<dyn Read>>) -> Result<Policy, Problem> {
    let name = manifest.policy.as_deref().unwrap_or(DEFAULT_POLICY);
    if !Policy::is_path(name) {
        return Ok(Policy::profile(name)?);
    }
    let find = |wanted: &str, asking: &str| {
        let path = Path::new(asking).parent().unwrap_or(Path::new("")).join(wanted);
        let name = path.to_string_lossy().into_owned();
        let mut text = String::new();
        let read = open(&name).and_then(|mut file| file.read_to_string(&mut text));
        read.map(|_| PolicyText::new(name, text)).map_err(|error| error.to_string())
    };
    let own = find(name, "").map_err(|cause| Problem::new("engine.policy_file", format!("{name}: {cause}")))?;
    Ok(TracedPolicy::read(own, &find)?.into_policy())
}

/// Asks the page for a file.
fn ask(read: &Function, name: &str) -> io::Result<Vec<u8>> {
    let answer =
        read.call1(&JsValue::NULL, &JsString::from(name)).map_err(|thrown| io::Error::other(format!("{thrown:?}")))?;
    if answer.is_undefined() {
        return Err(io::Error::new(io::ErrorKind::NotFound, "it is not in the folder"));
    }
    let bytes = answer.dyn_into::<Uint8Array>().map_err(|_| io::Error::other("the page gave no bytes"))?;
    Ok(bytes.to_vec())
}
