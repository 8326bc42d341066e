//! Project files.

use js_sys::Function;
use onegrid::Progress;
use onegrid::session::Session;
use onegrid_io::{PROJECT_VERSION, ProjectFile, ProjectSource};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::Engine;
use crate::listener::Listening;
use crate::opened::PolicyInfo;
use crate::problem::Problem;
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

#[wasm_bindgen]
impl Engine {
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
        let file = read(saved)?;
        file.source.check_open(&self.source)?;
        let merged = onegrid::merge(&self.project, &file.session.policy, progress)?;
        let session = Session::replay(merged, file.session, progress)?;
        self.take(session);
        Ok(())
    }
}
