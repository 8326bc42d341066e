//! Project files.

use js_sys::Function;
use onegrid::session::{Session, ZoneKey, ZoneLine};
use onegrid::{Lang, Progress, Region};
use onegrid_io::{PROJECT_VERSION, ProjectFile, ProjectSource};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::Engine;
use crate::bulk::Shapes;
use crate::listener::Listening;
use crate::opened::PolicyInfo;
use crate::problem::Problem;
use crate::problems::Saved;
use crate::rows::ZoneRow;
use crate::value::to_js;

/// `SavedInfo` of `types`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct SavedInfo {
    source: ProjectSource,
    policy: PolicyInfo,
    edits: usize,
}

impl SavedInfo {
    pub(crate) fn new(file: ProjectFile) -> Self {
        Self { policy: PolicyInfo::new(&file.session.policy), edits: file.session.log.len(), source: file.source }
    }
}

/// What a restored plan was before its edits.
#[derive(Debug)]
pub(crate) struct Proposal {
    lines: Vec<ZoneLine>,
    regions: Vec<Region>,
}

impl Proposal {
    fn of(session: &Session) -> Self {
        let keys: Vec<ZoneKey> = session.zones().map(|zone| zone.key).collect();
        let lines = keys.iter().filter_map(|&key| session.zone_line(key, Lang::Zh)).collect();
        Self { lines, regions: session.zone_regions(&keys) }
    }
}

#[wasm_bindgen]
impl Engine {
    /// The zones that a restored plan began with; `undefined` where nothing was restored, or they were asked for
    /// before.
    ///
    /// # Errors
    /// `engine.not_merged`.
    #[wasm_bindgen(unchecked_return_type = "Proposal | undefined")]
    pub fn proposal(&mut self) -> Result<JsValue, JsValue> {
        let Some(Proposal { lines, regions }) = self.proposal.take() else { return Ok(JsValue::UNDEFINED) };
        let session = self.session()?;
        let rows: Vec<ZoneRow> = lines.into_iter().map(|line| ZoneRow::new(session, line)).collect();
        let view = js_sys::Object::new();
        js_sys::Reflect::set(&view, &"rows".into(), &to_js(&rows)?)?;
        js_sys::Reflect::set(&view, &"shapes".into(), &Shapes::of(&regions).into_js()?)?;
        Ok(view.into())
    }

    /// The project file: what is open and the edits that were made and not undone.
    ///
    /// # Errors
    /// `engine.not_merged`.
    #[wasm_bindgen(unchecked_return_type = "Uint8Array<ArrayBuffer>")]
    pub fn save(&self) -> Result<Vec<u8>, JsValue> {
        Ok(self.project_file()?.to_json().into_bytes())
    }

    /// The project file without any edit: what a fresh engine needs beside the log.
    ///
    /// # Errors
    /// `engine.not_merged`.
    #[wasm_bindgen(unchecked_return_type = "Uint8Array<ArrayBuffer>")]
    pub fn beginning(&self) -> Result<Vec<u8>, JsValue> {
        let mut file = self.project_file()?;
        file.session.log.clear();
        Ok(file.to_json().into_bytes())
    }

    /// What a project file has to be opened with.
    ///
    /// # Errors
    /// `project.*` and `save.*`: the file cannot be read.
    #[wasm_bindgen(js_name = savedInfo, unchecked_return_type = "SavedInfo")]
    pub fn saved_info(saved: &[u8]) -> Result<JsValue, JsValue> {
        to_js(&SavedInfo::new(read(saved)?))
    }

    /// Merges what is open as it was merged then, and makes the edits of a project file.
    ///
    /// # Errors
    /// `project.*` and `save.*`: the file cannot be read, belongs to other input, or an edit cannot be
    /// made; and the codes of [`onegrid::Error`].
    pub fn restore(
        &mut self,
        saved: &[u8],
        #[wasm_bindgen(unchecked_param_type = "Progress")] progress: &Function,
    ) -> Result<(), JsValue> {
        Ok(Listening::during(progress, |heard| self.restore_from(saved, heard))?)
    }
}

fn read(saved: &[u8]) -> Result<ProjectFile, Problem> {
    let text = std::str::from_utf8(saved)
        .map_err(|error| Problem::new("project.not_json", format!("the project file is no UTF-8 text: {error}")))?;
    Ok(ProjectFile::from_json(text)?)
}

impl Engine {
    pub(crate) fn project_file(&self) -> Result<ProjectFile, Problem> {
        Ok(ProjectFile { version: PROJECT_VERSION, source: self.source.clone(), session: self.session()?.save() })
    }

    pub(crate) fn restore_from(&mut self, saved: &[u8], progress: &dyn Progress) -> Result<(), Problem> {
        let mut file = read(saved)?;
        file.source.check_open(&self.source)?;
        let merged = onegrid::merge(&self.project, &file.session.policy, progress)?;
        let log = std::mem::take(&mut file.session.log);
        let mut session = Session::replay(merged, file.session, progress)?;
        let proposal = Proposal::of(&session);
        session.resume(log, progress)?;
        // the plan in the file is the one that was saved last
        let score = session.score()?;
        self.take(session);
        (self.proposal, self.saved) = (Some(proposal), Saved(Some(score)));
        Ok(())
    }
}
